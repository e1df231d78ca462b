//! `--rows`: every run and every recovery as a row, on their way from the simulation to the files of an answer.
//!
//! There may be more rows than memory holds. Until the answer is complete they stand in files without names, which nobody
//! else sees and which go with the process, however it ends.

use serde_json::Value;
use std::io;
use tempfile::{SpooledTempFile, spooled_tempfile};

use crate::cli::answer::AnswerFiles;
use crate::cli::content::Content;
use crate::cli::exit::Failure;
use crate::experiment::replicate::Hearer;
use crate::model::Setting;
use crate::report::data::rows::{self, RECOVERIES_FILE, RUNS_FILE, Rows, Written};

/// The file of runs, and what it holds.
pub const RUNS: (&str, &str) = (RUNS_FILE, "a row for each run and pool, for a picture of your own");
/// The file of recoveries likewise.
pub const RECOVERIES: (&str, &str) = (RECOVERIES_FILE, "a row for each recovery");

/// So many bytes of rows are kept in memory before they go to a disk.
const IN_MEMORY: usize = 16 * 1024 * 1024;

/// Rows that are being written, if anybody wants them.
pub struct Sheets<'s>(Option<Rows<'s, SpooledTempFile>>);

/// Rows that are complete, or why they are not.
pub struct Finished(Result<Option<([SpooledTempFile; 2], Written)>, Failure>);

impl<'s> Sheets<'s> {
    /// Makes ready for the rows of these designs, if they are wanted.
    ///
    /// # Errors
    /// With exit code 1 when nothing can be kept.
    pub fn begin(wanted: bool, designs: impl Iterator<Item = (&'s str, &'s Setting)>) -> Result<Self, Failure> {
        if !wanted {
            return Ok(Sheets(None));
        }
        let [runs, recoveries] = [(); 2].map(|()| spooled_tempfile(IN_MEMORY));
        Rows::begin(designs.collect(), runs, recoveries).map(|rows| Sheets(Some(rows))).map_err(|error| refuse(&error))
    }

    /// Who writes a row of whatever he hears.
    pub fn hearer(&mut self) -> Box<Hearer<'_>> {
        match &mut self.0 {
            None => Box::new(|_, _, _| {}),
            Some(rows) => Box::new(|design, number, outcome| rows.add(design, number, outcome)),
        }
    }

    /// Nothing more is heard.
    pub fn finish(self) -> Finished {
        Finished(self.0.map(Rows::finish).transpose().map_err(|error| refuse(&error)))
    }
}

impl Finished {
    /// Lets the answer for programs say what rows it has.
    pub fn note(&self, json: &mut Value) {
        if let Ok(Some((_, written))) = &self.0 {
            json["rows"] = rows::value(*written);
        }
    }

    /// Puts them among the files of the answer.
    ///
    /// # Errors
    /// With exit code 1 when some could not be kept: then there is no complete answer to write.
    pub fn put_into(self, files: &mut AnswerFiles) -> Result<(), Failure> {
        if let Some((kept, _)) = self.0? {
            [RUNS, RECOVERIES].iter().zip(kept).for_each(|((name, _), rows)| files.put(name, Content::Kept(rows)));
        }
        Ok(())
    }
}

fn refuse(error: &io::Error) -> Failure {
    Failure::failed(format!("the rows cannot be kept until they are written: {error}. No file was written."))
}
