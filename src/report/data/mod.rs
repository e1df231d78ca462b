//! Floor 8, report: what programs read, as JSON and NDJSON.
//!
//! *Invariant*: every artefact opens with where it comes from, and holds every number that a screen shows. A key keeps its
//! meaning as long as the schema has its number.
//!
//! *Deliberately absent*: sentences that no screen has, and keys whose order or presence is left to chance.

pub mod compare;
pub mod costs;
pub mod incident;
pub mod leaning;
pub mod losses;
pub mod ndjson;
pub mod recoveries;
pub mod rows;
pub mod summary;
pub mod updates;
