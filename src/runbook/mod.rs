//! Floor 5, runbook: the administrator's procedures as written, and the one interpreter that carries them out.
//!
//! *Invariant*: a procedure is a static table of steps in the order and numbering of its page: what it says, the
//! cmdlet, when it applies, what must hold and what happens if it does not, how long it takes, what it does. No case of a
//! procedure stands anywhere else. If one does not fit the table, the table's vocabulary grows by a word and
//! [`interpreter`] learns it.
//!
//! *Deliberately absent*: what a procedure's effects mean for users (standing, floor 3).

pub mod changing_the_next_hop;
pub mod compiled;
pub mod effects;
pub mod effects_of_updates;
pub mod failing_back_a_pool;
pub mod failing_over_a_mirrored_database;
pub mod failing_over_a_pool;
pub mod guard;
pub mod interpreter;
pub mod orders;
pub mod people;
pub mod question;
pub mod questions;
pub mod questions_of_updates;
pub mod recovering_routing_groups;
pub mod starting_with_fewer_front_ends;
pub mod step;
pub mod trigger;
pub mod updating_a_back_end;
pub mod updating_front_ends;

pub use compiled::Procedures;
pub use step::{Runbook, Step, Takes};

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
    &updating_front_ends::UPDATING_POOLS,
    &updating_front_ends::UPDATING_FRONT_ENDS,
    &updating_front_ends::UPDATING_AN_UPGRADE_DOMAIN,
    &updating_front_ends::UPDATING_SERVERS,
    &updating_front_ends::FAILING_OVER_A_PROBLEM_POOL,
    &updating_a_back_end::UPDATING_A_BACK_END,
    &updating_a_back_end::UPDATING_A_BACK_END_SERVER,
];
