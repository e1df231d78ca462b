//! A row for each recovery: how long it took by each clock, what was lost with it, and what the time went to.

use crate::ground::time::Time;
use crate::measure::{Recovery, RecoveryRow as Kind, RunOutcome};
use crate::model::Setting;
use crate::report::data::costs::phase_key;
use crate::report::data::rows::Column;
use crate::report::data::rows::cell::Cell;
use crate::world::backup_copy::DataClass;
use crate::world::phase::{self, Phase};

/// What a row is made of.
#[derive(Debug)]
pub struct RecoveryRow<'r> {
    design: &'r str,
    setting: &'r Setting,
    number: u64,
    place: usize,
    recovery: &'r Recovery,
    kind: &'r Kind,
}

/// How a row gives a value.
pub type RecoveryValue = for<'r> fn(&RecoveryRow<'r>) -> Cell<'r>;

impl<'r> RecoveryRow<'r> {
    /// The row of a recovery, by its place in the list of the run.
    pub fn new(design: &'r str, setting: &'r Setting, number: u64, outcome: &'r RunOutcome, place: usize) -> Self {
        let recovery = &outcome.each_recovery[place];
        RecoveryRow { design, setting, number, place, recovery, kind: &outcome.recoveries[recovery.kind as usize] }
    }

    fn began(&self) -> Time {
        Time::from_millis(self.recovery.end.millis() - self.recovery.user_clock)
    }

    fn local(&self, time: Time) -> Cell<'r> {
        Cell::text(self.setting.plan.calendar.date_clock_seconds(time))
    }

    fn lost(&self, class: DataClass) -> Cell<'r> {
        Cell::some_minutes(self.recovery.lost.map(|lost| lost[class]))
    }
}

/// The columns before those of the phases.
pub static RECOVERIES: [Column<RecoveryValue>; 17] = [
    Column {
        name: "run",
        unit: "number from 0",
        meaning: "the run, as `pooldrill replay --run` takes it",
        value: |row| Cell::Count(row.number),
    },
    Column {
        name: "design",
        unit: "text",
        meaning: "the scenario, or the design as `compare` calls it",
        value: |row| Cell::text(row.design),
    },
    Column {
        name: "pool",
        unit: "text",
        meaning: "the pool whose users lacked something",
        value: |row| Cell::text(&*row.setting.plan.topology.pool(row.kind.pool).name),
    },
    Column {
        name: "recovery",
        unit: "number from 0",
        meaning: "which of the run's, in the order in which they ended",
        value: |row| Cell::Count(row.place as u64),
    },
    Column {
        name: "cause",
        unit: "text",
        meaning: "what broke, as `kind` in the JSON: `site_lost`, `front_end_lost` and so on",
        value: |row| Cell::text(row.kind.cause.key()),
    },
    Column {
        name: "planned",
        unit: "true or false",
        meaning: "whether nothing broke and somebody had ordered it",
        value: |row| Cell::Truth(row.kind.cause.is_planned()),
    },
    Column {
        name: "failed_over",
        unit: "true or false",
        meaning: "whether the users were failed over, or recovered in place",
        value: |row| Cell::Truth(row.kind.failed_over),
    },
    Column {
        name: "began",
        unit: "local date and time",
        meaning: "when the first user lacked something",
        value: |row| row.local(row.began()),
    },
    Column {
        name: "ended",
        unit: "local date and time",
        meaning: "when the last user had full service again, or the run ended",
        value: |row| row.local(row.recovery.end),
    },
    Column {
        name: "began_ms",
        unit: "milliseconds from the begin of the run",
        meaning: "`began` again, exactly and without the changes of a local clock",
        value: |row| Cell::Count(row.began().millis()),
    },
    Column {
        name: "ended_ms",
        unit: "milliseconds from the begin of the run",
        meaning: "`ended` likewise",
        value: |row| Cell::Count(row.recovery.end.millis()),
    },
    Column {
        name: "unfinished",
        unit: "true or false",
        meaning: "whether the run ended before it, so that its clock says the least it takes",
        value: |row| Cell::Truth(row.recovery.unfinished),
    },
    Column {
        name: "user_clock_minutes",
        unit: "minutes",
        meaning: "the user's clock, from `began` to `ended`",
        value: |row| Cell::minutes(row.recovery.user_clock),
    },
    Column {
        name: "procedure_clock_minutes",
        unit: "minutes, or empty",
        meaning: "the vendor's clock, from the first step of the procedure to its end",
        value: |row| Cell::some_minutes(row.recovery.procedure_clock),
    },
    Column {
        name: "users_hit",
        unit: "users",
        meaning: "users without full service at its worst moment",
        value: |row| Cell::Count(row.recovery.users_hit.into()),
    },
    Column {
        name: "lost_user_data_minutes",
        unit: "minutes, or empty",
        meaning: "age of the newest contacts and settings that users found, where data was lost",
        value: |row| row.lost(DataClass::UserData),
    },
    Column {
        name: "lost_meeting_content_minutes",
        unit: "minutes, or empty",
        meaning: "the same of meeting content",
        value: |row| row.lost(DataClass::Content),
    },
];

/// What the name of a phase's column begins with.
pub const MINUTES_OF: &str = "minutes:";

/// The columns of what the time went to: one for each phase there is, and one for each step of a procedure, whether or not
/// it ever took time. So they are the same for every scenario but for the steps that it adds itself.
#[derive(Debug)]
pub struct PhaseColumns {
    names: Vec<String>,
    /// Of each design, the column of each phase by its number.
    columns: Vec<Vec<usize>>,
}

impl PhaseColumns {
    /// Those of all designs together: of the first in their order, then what others have besides.
    pub fn new<'s>(settings: impl Iterator<Item = &'s Setting>) -> Self {
        let mut all = PhaseColumns { names: Vec::new(), columns: Vec::new() };
        for setting in settings {
            let phases = (0..phase::count(setting.procedures.ids().len())).map(Phase::of);
            let columns = phases.map(|phase| all.column(format!("{MINUTES_OF}{}", phase_key(setting, phase))));
            let columns = columns.collect();
            all.columns.push(columns);
        }
        all
    }

    fn column(&mut self, name: String) -> usize {
        self.names.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        })
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The values of a recovery of a design that had these parts.
    pub fn minutes(&self, design: usize, parts: impl Iterator<Item = (Phase, u64)>) -> impl Iterator<Item = Cell<'_>> {
        let mut millis = vec![0; self.names.len()];
        parts.for_each(|(phase, part)| millis[self.columns[design][phase.index()]] += part);
        millis.into_iter().map(Cell::minutes)
    }
}
