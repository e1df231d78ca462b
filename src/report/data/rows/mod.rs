//! Every run and every recovery as a row: what a planner loads into a notebook or a spreadsheet for a picture of his own.
//!
//! *The columns are a promise.* A version has these columns with these names, units and meanings, in this order; whatever
//! changes any of it gives the rows another [`VERSION`]. The tables of columns ([`runs`], [`recoveries`]) are what rows are
//! written from and what the documentation of the columns is held against.
//!
//! *Rows are written while runs are folded*, in the order of their numbers, so that neither threads nor memory matter to
//! them: what is written is what the finished runs gave, however many there are.
//!
//! *Spreadsheets open these files as well.* They begin with the mark of UTF-8, without which Excel takes the bytes of
//! Hangul for another code; lines end as RFC 4180 says; and no text in them can be a formula, see [`cell`].

pub mod cell;
pub mod recoveries;
pub mod runs;

use std::io::{self, Write};

use csv::{Terminator, Writer, WriterBuilder};
use serde_json::{Value, json};

use crate::measure::RunOutcome;
use crate::model::Setting;
use crate::report::data::rows::cell::Cell;
use crate::report::data::rows::recoveries::{PhaseColumns, RECOVERIES, RecoveryRow};
use crate::report::data::rows::runs::{RUNS, RunRow};

/// The version of the columns.
pub const VERSION: u32 = 1;
/// The file with a row for each run and pool.
pub const RUNS_FILE: &str = "runs.csv";
/// The file with a row for each recovery.
pub const RECOVERIES_FILE: &str = "recoveries.csv";

/// What a file of UTF-8 begins with for programs that would take it for something else.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A column: how it is called, what its values are, and how a row gives its own.
#[derive(Debug)]
pub struct Column<F> {
    /// Its name, in the first line of the file.
    pub name: &'static str,
    /// The unit or the form of its values.
    pub unit: &'static str,
    /// What they mean.
    pub meaning: &'static str,
    /// The value of a row.
    pub value: F,
}

/// How many rows were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Of runs, one for each pool.
    pub runs: u64,
    /// Of recoveries.
    pub recoveries: u64,
}

/// Rows on their way to their files.
pub struct Rows<'s, W: Write> {
    designs: Vec<(&'s str, &'s Setting)>,
    phases: PhaseColumns,
    runs: Writer<W>,
    recoveries: Writer<W>,
    written: Written,
    failed: Option<io::Error>,
}

impl<'s, W: Write> Rows<'s, W> {
    /// Writes the first lines. A design has the name by which its rows are told from those of others.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn begin(designs: Vec<(&'s str, &'s Setting)>, runs: W, recoveries: W) -> io::Result<Self> {
        let phases = PhaseColumns::new(designs.iter().map(|(_, setting)| *setting));
        let (mut runs, mut recoveries) = (writer(runs)?, writer(recoveries)?);
        let names = RUNS.iter().map(|column| Cell::text(column.name));
        write_row(&mut runs, names)?;
        let names = RECOVERIES.iter().map(|column| Cell::text(column.name));
        write_row(&mut recoveries, names.chain(phases.names().map(Cell::text)))?;
        Ok(Rows { designs, phases, runs, recoveries, written: Written::default(), failed: None })
    }

    /// Writes the rows of a run of a design. After a failure nothing more is written, and [`Rows::finish`] tells it: what
    /// has been simulated until then is worth more than an early end.
    pub fn add(&mut self, design: usize, number: u64, outcome: &RunOutcome) {
        if self.failed.is_none() {
            self.failed = self.try_to_add(design, number, outcome).err();
        }
    }

    fn try_to_add(&mut self, design: usize, number: u64, outcome: &RunOutcome) -> io::Result<()> {
        let (name, setting) = self.designs[design];
        for pool in setting.plan.topology.pool_ids() {
            let row = RunRow::new(name, setting, number, outcome, pool);
            write_row(&mut self.runs, RUNS.iter().map(|column| (column.value)(&row)))?;
            self.written.runs += 1;
        }
        for place in 0..outcome.each_recovery.len() {
            let row = RecoveryRow::new(name, setting, number, outcome, place);
            let values = RECOVERIES.iter().map(|column| (column.value)(&row));
            let minutes = self.phases.minutes(design, outcome.parts_of(place));
            write_row(&mut self.recoveries, values.chain(minutes))?;
            self.written.recoveries += 1;
        }
        Ok(())
    }

    /// Hands back where the rows went, first those of runs, and how many there are.
    ///
    /// # Errors
    /// When some could not be written.
    pub fn finish(self) -> io::Result<([W; 2], Written)> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let given_back = |writer: Writer<W>| writer.into_inner().map_err(|error| error.into_error());
        Ok(([given_back(self.runs)?, given_back(self.recoveries)?], self.written))
    }
}

fn writer<W: Write>(mut to: W) -> io::Result<Writer<W>> {
    to.write_all(BYTE_ORDER_MARK.as_bytes())?;
    Ok(WriterBuilder::new().terminator(Terminator::CRLF).from_writer(to))
}

fn write_row<'c, W: Write>(to: &mut Writer<W>, mut cells: impl Iterator<Item = Cell<'c>>) -> io::Result<()> {
    let written = cells.try_for_each(|cell| to.write_field(&*cell.written()));
    written.and_then(|()| to.write_record(None::<&[u8]>)).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    })
}

/// What the answer says of its rows: the version of their columns, their files, and how many rows those have.
pub fn value(written: Written) -> Value {
    json!({
        "version": VERSION,
        "runs": { "file": RUNS_FILE, "rows": written.runs },
        "recoveries": { "file": RECOVERIES_FILE, "rows": written.recoveries },
    })
}
