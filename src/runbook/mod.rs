//! Floor 5, runbook: the administrator's procedures as written, and the one interpreter that carries them out.
//!
//! *Invariant*: a procedure is a static table of steps in the order and numbering of its page: what it says, the
//! cmdlet, when it applies, how long it takes, what it does. No step contains control flow; if a procedure does not
//! fit the table, the table's vocabulary grows by a word and [`interpreter`] learns it.
//!
//! *Deliberately absent*: who calls a procedure and why (people and the timeline, floor 4).

pub mod changing_the_next_hop;
pub mod compiled;
pub mod failing_back_a_pool;
pub mod failing_over_a_mirrored_database;
pub mod failing_over_a_pool;
pub mod interpreter;
pub mod questions;
pub mod recovering_routing_groups;
pub mod starting_with_fewer_front_ends;
pub mod step;
pub mod verbs;

pub use compiled::Procedures;
pub use step::{Runbook, Step, Takes};

use crate::world::lanes::RunbookName;

/// Every procedure.
pub static ALL: &[&Runbook] = &[
    &failing_over_a_pool::FAILING_OVER_A_POOL,
    &failing_back_a_pool::FAILING_BACK_A_POOL,
    &failing_over_a_pool::FAILING_OVER_CENTRAL_MANAGEMENT,
    &changing_the_next_hop::CHANGING_THE_NEXT_HOP,
    &changing_the_next_hop::RETURNING_THE_NEXT_HOP,
    &failing_over_a_mirrored_database::FAILING_OVER_A_MIRRORED_DATABASE,
    &recovering_routing_groups::RECOVERING_ROUTING_GROUPS,
    &starting_with_fewer_front_ends::STARTING_WITH_FEWER_FRONT_ENDS,
];

/// The procedure of this name.
pub fn named(name: RunbookName) -> &'static Runbook {
    ALL.iter().find(|runbook| runbook.name == name).expect("every name has its table")
}
