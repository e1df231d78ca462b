//! Floor 2, scenario: from the planner's text to the plan of a simulation.
//!
//! The walk: [`crate::text`] reads RON or JSON into a tree that keeps every place; [`form`] says what may stand in it, field by
//! field, and is the typed scenario at once; [`compile`] checks what only the whole can tell (names, sizes, pairs, times) and
//! makes the [`plan::Plan`].
//!
//! *Invariant*: every mistake is reported at once, with place, reason and remedy; a plan exists only when there
//! is none.
//!
//! *Deliberately absent*: behaviour. The plan says what is and when, never what follows.

pub mod bandwidth;
pub mod codes;
pub mod compile;
pub mod form;
pub mod plan;
pub mod read;
pub mod resolved;
pub mod targets;

#[cfg(test)]
mod tests;
