//! Floor 8, report: what a reader gets to see of a run.
//!
//! *Invariant*: nothing here changes a number. A report reads what floor 6 measured and what a listener heard, and the
//! same input gives the same bytes: no clock, no host name, no map whose order is left to chance. Every sentence that
//! tells what happened stands in [`words`], so that a second language is a second function there.
//!
//! What is read on a screen is in [`text`], what is drawn in [`chart`], what programs read in [`data`]. All of them are made
//! of one record of a run ([`run_record`]) and one [`Summary`](crate::experiment::summary::Summary); what they share stands
//! in this folder, and none of them uses another.
//!
//! *Deliberately absent*: files, terminals and colours of terminals. Everything here returns text; floor 9 decides where
//! it goes.

pub mod chart;
pub mod cmdlet;
pub mod costs;
pub mod data;
pub mod designs;
pub mod interval;
pub mod kinds;
pub mod lost;
pub mod milestones;
pub mod moment;
pub mod names;
pub mod pictures;
pub mod provenance;
pub mod run_record;
#[cfg(test)]
mod sample;
pub mod states;
pub mod telling;
pub mod text;
pub mod track;
pub mod unit;
pub mod words;
