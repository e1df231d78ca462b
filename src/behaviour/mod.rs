//! Floor 4, behaviour: what machines, pools, users and people do when something happens.
//!
//! Each file has up to three parts: verbs that change its part of the condition, a handler `on` for its family of
//! events, and `reconcile`, in which every timer that standing can want is started or stopped.
//!
//! *Invariant*: a handler changes condition and marks what it touched; it never calls another handler. Timers are
//! set in `reconcile` and nowhere else.
//!
//! *Deliberately absent*: procedures (floor 5) and anything that is only measured (floor 6).

pub mod backup_service;
pub mod faults;
pub mod machines;
pub mod pools;
pub mod primaries;
pub mod registrar;
pub mod routing_groups;
pub mod timeline;
pub mod timers;
pub mod unwritten;
pub mod users;
