//! Floor 1, kernel: an agenda of timers and the loop that lets them fire.
//!
//! Invariant: events happen in the total order of (time, slot), which depends on what is set and never on when or in what
//! sequence it was set; and nothing in the loop allocates. A run is therefore a function of the model and its dice alone.
//!
//! Deliberately absent: servers, pools and users, of which this floor has never heard; event objects, priorities,
//! processes and coroutines; resources and queues, which are state of a model; threads, because replications are
//! independent and one run never needs a second core. The textbook models in `examples/` run on this floor directly and
//! are checked against exact results.

pub mod agenda;
pub mod engine;
pub mod heap;
pub mod trace;
