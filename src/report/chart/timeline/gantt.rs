//! What the administrators did and waited for: the steps of each procedure below its name, in the order in which they
//! began, and what had to happen before anybody could begin.

use crate::ground::time::Time;
use crate::report::chart::style::{self, Fill, IN_ORDER};
use crate::report::chart::timeline::rows::{Bar, Row};
use crate::report::chart::timeline::window::Window;
use std::borrow::Cow;

use crate::report::cmdlet::{self, filled};
use crate::report::names::{Names, counted};
use crate::report::run_record::{Doing, RunRecord, Work};
use crate::report::words::step_name;
use crate::runbook::step::At;
use crate::topology::PoolId;
use crate::world::lanes::RunbookId;
use crate::world::note::Note;

/// More rows than this are not drawn.
const ROWS_MAX: usize = 40;
/// How far the steps stand to the right of their procedure.
const INDENT: i32 = 16;

/// A procedure about a pool with its steps, or something that belongs to none.
#[derive(Debug)]
struct Group {
    pool: PoolId,
    runbook: Option<RunbookId>,
    moments: Vec<(Time, &'static str)>,
    rows: Vec<Row>,
}

impl Group {
    fn begins(&self) -> Time {
        let bars = self.rows.iter().flat_map(|row| row.bars.iter().map(|bar| bar.from));
        bars.chain(self.moments.iter().map(|(at, _)| *at)).min().unwrap_or(Time::ZERO)
    }
}

/// The rows of everything that was done in a part of the run.
pub fn rows(names: Names<'_>, record: &RunRecord, window: &Window) -> Vec<Row> {
    let mut groups = groups(names, record, window);
    join_parts(names, &mut groups);
    groups.sort_by_key(Group::begins);
    let mut rows: Vec<Row> = groups.into_iter().flat_map(|group| lines(names, group)).collect();
    if rows.len() > ROWS_MAX {
        let more = rows.len() - (ROWS_MAX - 1);
        rows.truncate(ROWS_MAX - 1);
        let label = format!("{} in the log", counted(more as u64, "more row stands", "more rows stand"));
        rows.push(Row { label, indent: 0, fill: IN_ORDER, bars: Vec::new(), moments: Vec::new() });
    }
    rows
}

fn groups(names: Names<'_>, record: &RunRecord, window: &Window) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for work in record.works.iter().filter(|work| work.to > window.from && work.from < window.to) {
        let runbook = procedure(work.doing);
        let place = place_of(&mut groups, work.pool, runbook);
        let rows = &mut groups[place].rows;
        let bar = Bar::new(work.from, work.to);
        let (label, fill) = (words(names, work), style::work(work.doing));
        match rows.iter_mut().find(|row| row.label == label && row.fill == fill) {
            Some(row) => row.bars.push(bar),
            None => {
                let indent = if runbook.is_some() { INDENT } else { 0 };
                rows.push(Row { label, indent, fill, bars: vec![bar], moments: Vec::new() });
            }
        }
    }
    for entry in record.entries.iter().filter(|entry| window.from <= entry.at && entry.at <= window.to) {
        let (pool, runbook, word) = match entry.note {
            Note::Ordered(order) => {
                let (runbook, _, pool) = names.answer(order, entry.moment.central_management);
                (pool, runbook, "ordered")
            }
            Note::GivenUp { runbook, pool, .. } => (pool, runbook, "given up"),
            _ => continue,
        };
        let place = place_of(&mut groups, pool, Some(runbook));
        groups[place].moments.push((entry.at, word));
    }
    groups
}

/// A procedure that is a part of another one on its page: its steps stand among the others, by their numbers.
fn join_parts(names: Names<'_>, groups: &mut Vec<Group>) {
    let whole_of = |group: &Group| {
        let part_of = names.runbook(group.runbook?).part_of?;
        Some(names.setting.procedures.id_of(part_of))
    };
    let mut place = 0;
    while place < groups.len() {
        let pool = groups[place].pool;
        let runbook = whole_of(&groups[place]);
        let whole = groups.iter().position(|group| group.pool == pool && runbook.is_some() && group.runbook == runbook);
        let Some(mut whole) = whole else {
            place += 1;
            continue;
        };
        let part = groups.remove(place);
        whole -= usize::from(place < whole);
        groups[whole].rows.extend(part.rows);
        groups[whole].moments.extend(part.moments);
        groups[whole].moments.sort_unstable();
        groups[whole].rows.sort_by_key(|row| row.bars.first().map(|bar| bar.from));
    }
}

fn place_of(groups: &mut Vec<Group>, pool: PoolId, runbook: Option<RunbookId>) -> usize {
    let found = groups.iter().position(|group| group.pool == pool && group.runbook == runbook);
    found.unwrap_or_else(|| {
        groups.push(Group { pool, runbook, moments: Vec::new(), rows: Vec::new() });
        groups.len() - 1
    })
}

/// The procedure that something belongs to.
fn procedure(doing: Doing) -> Option<RunbookId> {
    match doing {
        Doing::Detection(_) | Doing::Arrival(_) | Doing::Decision(_) => None,
        Doing::Step(runbook, _) | Doing::Mending(runbook, _) | Doing::Blocked(runbook, _) | Doing::Hands(runbook) => {
            Some(runbook)
        }
    }
}

/// The rows of a group: the procedure once, its steps below.
fn lines(names: Names<'_>, group: Group) -> Vec<Row> {
    let name = names.pool(group.pool);
    let Some(runbook) = group.runbook else {
        let named = |row: Row| Row { label: format!("{name}: {}", row.label), ..row };
        return group.rows.into_iter().map(named).collect();
    };
    let label = format!("{name}: {}", names.runbook(runbook).title);
    let mut rows = vec![Row { label, indent: 0, fill: IN_ORDER, bars: Vec::new(), moments: group.moments }];
    rows.extend(group.rows);
    rows
}

/// What is done, in few words.
fn words(names: Names<'_>, work: &Work) -> String {
    let partner = names.partner(work.pool);
    match work.doing {
        Doing::Detection(task) => names.trigger(task).row_unnoticed.to_owned(),
        Doing::Arrival(_) => "somebody is on the way".to_owned(),
        Doing::Decision(task) => names.trigger(task).row_weighed.to_owned(),
        Doing::Step(runbook, step) => step_words(names, runbook, step),
        Doing::Mending(runbook, step) => format!("{}: a complaint is mended", number(names, runbook, step)),
        Doing::Blocked(_, reason) => filled(reason.row, |name| (name == "partner").then_some(Cow::Borrowed(partner))),
        Doing::Hands(_) => "waits for free hands".to_owned(),
    }
}

/// The page's number of a step, without the word that would stand in every row.
fn number(names: Names<'_>, runbook: RunbookId, step: u8) -> String {
    let name = step_name(names, runbook, step);
    name.strip_prefix("Step ").unwrap_or(&name).to_owned()
}

/// The page's number of a step and its cmdlet, or what it says where nothing is typed.
fn step_words(names: Names<'_>, runbook: RunbookId, step: u8) -> String {
    let Some(compiled) = names.step(runbook, step) else { return number(names, runbook, step) };
    let what = match compiled.commands.first() {
        Some(line) if line.at == At::Shell => cmdlet::short(line.text),
        Some(_) => "Topology Builder".to_owned(),
        None => compiled.instruction.clone(),
    };
    format!("{} {what}", number(names, runbook, step))
}

/// The kinds of what is done, in the words of a legend.
pub const KINDS: [(&str, Fill); 4] = [
    ("noticing, arriving, deciding", style::THINKING),
    ("step of a procedure", style::STEP),
    ("mending what a cmdlet complained about", style::MENDING),
    ("waiting", style::WAITING),
];
