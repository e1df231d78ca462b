//! Floor 6, measure: observers that look and never touch.
//!
//! *Invariant*: nothing here changes the world; a run with and without an observer is the same run. The ledger is
//! integer user-milliseconds and adds up to users times horizon exactly.
//!
//! *Deliberately absent*: statistics over runs (floor 7) and words (floor 8).

pub mod anatomy;
pub mod counts;
pub mod ledger;
pub mod listener;
pub mod outcome;
pub mod recoveries;
pub mod routes;
pub mod stages;
pub mod updates;
pub mod why;

pub use anatomy::AnatomyPart;
pub use ledger::Ledger;
pub use listener::{Listener, Silent};
pub use outcome::{Amounts, ChainRow, Lost, PoolOutcome, Recovery, RecoveryRow, RunOutcome};
pub use updates::UpdateOutcome;
