//! The four states of a pool in which a planner asks for the load of its servers.

/// Their words, in the order of [`load_of`](crate::experiment::rated_load::load_of).
pub const STATES: [&str; 4] = ["normal", "one server lost", "carrying both", "carrying both, one lost"];
