//! Floor 8, report: what a reader gets to see of a run.
//!
//! *Invariant*: nothing here changes a number. A report reads what floor 6 measured and what a listener heard, and the
//! same input gives the same bytes: no clock, no host name, no map whose order is left to chance. Every sentence that
//! tells what happened stands in [`words`], so that a second language is a second function there.
//!
//! *Deliberately absent*: files, terminals and colours of terminals. Everything here returns text; floor 9 decides where
//! it goes.

pub mod areas;
pub mod axis;
pub mod breaks;
pub mod canvas;
pub mod cmdlet;
pub mod compare_text;
pub mod costs;
pub mod costs_json;
pub mod finding;
pub mod gantt;
pub mod incident_json;
pub mod incident_text;
pub mod interval;
pub mod leaning_text;
pub mod log;
pub mod losses_json;
pub mod losses_text;
pub mod lost;
pub mod milestones;
pub mod minutes_table;
pub mod moment;
pub mod names;
pub mod ndjson;
pub mod not_counted;
pub mod pools;
pub mod provenance;
pub mod rated_load;
pub mod recoveries_json;
pub mod rows;
pub mod run_record;
#[cfg(test)]
mod sample;
pub mod scale;
pub mod sheet;
pub mod style;
pub mod summary_json;
pub mod summary_text;
pub mod telling;
pub mod timeline;
pub mod topology_text;
pub mod track;
pub mod width;
pub mod window;
pub mod words;
