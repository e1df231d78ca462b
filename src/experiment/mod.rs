//! Floor 7, experiment: many runs of a setting, and what can honestly be said of them.
//!
//! *Invariant*: a result depends on the setting, the master seed and the numbers of the runs, never on threads or
//! on the order in which runs finish: runs are folded by index, integers are added, floats only at the end.
//!
//! *Deliberately absent*: files, words, and the wish for a particular answer.

pub mod compare;
pub mod durations;
pub mod estimate;
pub mod excess;
pub mod exemplars;
pub mod incident;
pub mod leaning;
pub mod losses;
pub mod method;
pub mod rated_load;
pub mod repair;
pub mod replicate;
pub mod share;
pub mod summary;
pub mod updates;
pub mod workers;

pub use estimate::Estimate;
pub use replicate::{Budget, Replicated, replicate, replicate_heard, side_by_side, side_by_side_heard};
pub use share::Share;
pub use summary::Summary;
