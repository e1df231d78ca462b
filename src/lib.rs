//! pooldrill rehearses the loss of a server, a pool or a data centre in a Lync Server 2013 deployment, and tells who is
//! without what, for how long, and why.
//!
//! # The house
//!
//! Folders are floors; a file uses its own floor and those below, and a test reads the `use` lines to make sure.
//!
//! | floor | | |
//! |---|---|---|
//! | 9 | [`cli`] | arguments in, exit code out; files, environment, the clock on the wall |
//! | 8 | [`report`] | screens, logs, JSON, charts |
//! | 7 | [`experiment`] | replications, summaries, comparison, incidents, losses |
//! | 6 | [`measure`] | the ledger, recoveries: look, never touch |
//! | | [`model`] | one turn of the loop, a line for each family of events |
//! | 5 | [`runbook`] | the administrator's procedures, whole, in tables; their interpreter; who begins them and when |
//! | 4 | [`behaviour`] | what servers, pools and users do |
//! | 3 | [`world`] | condition as the mechanisms' own states, standing, the vocabulary of events, named invariants |
//! | 2 | [`topology`], [`facts`], [`scenario`], [`lint`] | nouns, numbers with sources, texts, support rules |
//! | 1 | [`kernel`] | agenda, engine, trace; has never heard of Lync |
//! | | [`text`] | RON and JSON as a tree with places, patches, descriptions of fields; has never heard of Lync either |
//! | 0 | [`ground`] | time, calendar, chance, identity |
//!
//! # Four ideas
//!
//! *The event changes facts; the floor above derives what follows; the timers only wait.* A handler changes
//! [condition](world::condition); [standing](world::standing) is a pure function of it; every timer that standing can want
//! is started and stopped in one place. *Procedures are data, whole*: `pooldrill explain runbook failing-over-a-pool` prints
//! everything that decides when it begins, what holds it and what it does; the interpreter knows none of it. *Rows before
//! code*: a [role](topology::roles), a [feature](facts::features), a [class of data](world::backup_copy), a
//! [question](runbook::questions), a [note](world::note) is a row, and what can only be code is a mechanism of one file with
//! private state, as [lanes](world::lanes) or [the failover of a pool](world::pool_failover). *No number without a source*: see
//! [`facts`].
//!
//! # The walk of a value from scenario file to report
//!
//! ```
//! use pooldrill::experiment::{Budget, replicate};
//! use pooldrill::model::Setting;
//! use pooldrill::report::{data, telling, text::log};
//! use pooldrill::runbook::compiled::known_steps;
//! use pooldrill::scenario::read::{Known, load_bytes};
//! use std::sync::atomic::AtomicBool;
//!
//! let text = r#"(
//!     schema: 1, about: "One server, lost for two hours", product: LyncServer2013,
//!     start: "2026-03-03 10:00 Europe/Berlin", horizon: "1d",
//!     sites: { "office": () },
//!     pools: { "lync": Standard(site: "office", enabled_users: 1200) },
//!     central_management: "lync",
//!     timeline: [ (at: "1h", lose: Server("lync"), for: "2h") ],
//! )"#;
//!
//! // Floor 2: text becomes a tree with places, the tree a typed scenario, the scenario a plan; every mistake at once.
//! let steps = known_steps();
//! let loaded = load_bytes("example.ron", text.as_bytes(), &Known { steps: &steps }).expect("nothing is wrong with it");
//! assert_eq!(loaded.plan.topology.pools[0].users, 1200);
//!
//! // What all runs share. Floor 7: replications, folded in order.
//! let setting = Setting::new(loaded.plan);
//! let stop = AtomicBool::new(false);
//! let budget = Budget { seed: 1, first: 0, runs: 10, threads: Some(2), stop: &stop, progress: &|_| {} };
//! let summary = replicate(&setting, &budget).expect("threads start").summary;
//!
//! // Two hours of repair, ten minutes of start, a cold start of 15 min and 36 s: nobody has service before that.
//! let waited: u64 = summary.pools[0].none[0] / 1200;
//! assert!(waited > (2 * 60 + 10 + 15) * 60_000 + 36_000);
//!
//! // Floor 8: the answer, and one run told.
//! let answer = data::summary::summary(&setting, "example.ron", &summary);
//! assert_eq!(answer["pools"]["lync"]["outages_per_year"]["max"], 365.0);
//! assert!(log::text(&setting, &telling::tell(&setting, 1, 0)).contains("lync is functional"));
//! ```

pub mod behaviour;
pub mod cli;
pub mod experiment;
pub mod facts;
pub mod ground;
pub mod kernel;
pub mod lint;
pub mod measure;
pub mod model;
pub mod report;
pub mod runbook;
pub mod scenario;
pub mod text;
pub mod topology;
pub mod world;
