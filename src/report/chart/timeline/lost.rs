//! What was lost: a row for each thing, from its loss to its return.

use crate::ground::time::Time;
use crate::report::chart::style::DOWN;
use crate::report::chart::timeline::rows::{Bar, Row};
use crate::report::chart::timeline::window::Window;
use crate::report::names::{Names, counted};
use crate::report::run_record::RunRecord;
use crate::report::words::{common_fault, is_common_fault};
use crate::scenario::plan::Target;
use crate::world::note::Note;

/// More things than this are not drawn each in a row of its own.
const ROWS_MAX: usize = 16;

/// A thing that was lost, and when.
#[derive(Debug, Clone)]
struct Lost {
    target: Target,
    /// From loss to return; without an end where it had not returned when the run ended.
    times: Vec<(Time, Option<Time>)>,
    moments: Vec<(Time, &'static str)>,
}

/// The rows of everything that was lost or returned in a part of the run. None is left out without a word: what finds
/// no row of its own shares the last.
pub fn rows(names: Names<'_>, record: &RunRecord, window: &Window) -> Vec<Row> {
    let mut shown = everything(record);
    for lost in &mut shown {
        lost.times.retain(|(from, to)| *from < window.to && to.is_none_or(|to| to > window.from));
        lost.moments.retain(|(at, _)| window.from <= *at && *at <= window.to);
    }
    shown.retain(|lost| !lost.times.is_empty() || !lost.moments.is_empty());
    if shown.len() <= ROWS_MAX {
        return shown.iter().map(|lost| row(names, record, lost)).collect();
    }
    let others = shown.split_off(ROWS_MAX - 1);
    let mut rows: Vec<Row> = shown.iter().map(|lost| row(names, record, lost)).collect();
    rows.push(together(record, &others));
    rows
}

/// What was lost in the whole run, in the order of the first losses.
fn everything(record: &RunRecord) -> Vec<Lost> {
    let mut all: Vec<Lost> = Vec::new();
    for entry in &record.entries {
        let (Note::Lost(target) | Note::Returned(target)) = entry.note else { continue };
        let place = all.iter().position(|lost| lost.target == target).unwrap_or_else(|| {
            all.push(Lost { target, times: Vec::new(), moments: Vec::new() });
            all.len() - 1
        });
        let lost = &mut all[place];
        let open = lost.times.last_mut().filter(|(_, to)| to.is_none());
        match (entry.note, open) {
            (Note::Lost(_), None) => lost.times.push((entry.at, None)),
            // It was lost for another reason already, and returns when the last of them has gone.
            (Note::Lost(_), Some(_)) => {}
            (_, Some((_, to))) => *to = Some(entry.at),
            // Something larger was lost, and this part of it returns by itself.
            (_, None) => lost.moments.push((entry.at, "returns")),
        }
    }
    all
}

fn row(names: Names<'_>, record: &RunRecord, lost: &Lost) -> Row {
    let name = names.setting.plan.name_of(lost.target);
    let label = match lost.target {
        Target::BackEnd(_) => format!("Back End of {name}"),
        _ if is_common_fault(names, lost.target) => common_fault(name),
        Target::Shock(_) => format!("shock to {name}"),
        Target::Disaster => format!("disaster: {name}"),
        _ => name.to_owned(),
    };
    Row { label, indent: 0, fill: DOWN, bars: bars(record, lost), moments: lost.moments.clone() }
}

fn bars(record: &RunRecord, lost: &Lost) -> Vec<Bar> {
    let bar = |(from, to): &(Time, Option<Time>)| match to {
        Some(to) => Bar::new(*from, *to),
        None => Bar { from: *from, to: record.end, words: "not back when the run ends".to_owned() },
    };
    lost.times.iter().map(bar).collect()
}

fn together(record: &RunRecord, others: &[Lost]) -> Row {
    let label = format!("{}, named in the log", counted(others.len() as u64, "more thing", "more things"));
    let mut bars: Vec<Bar> = others.iter().flat_map(|lost| bars(record, lost)).collect();
    bars.sort_by_key(|bar| (bar.from, bar.to));
    // Their bars lie on one another, so that no length could be told from the others.
    bars.iter_mut().for_each(|bar| bar.words.clear());
    let mut moments: Vec<(Time, &'static str)> = others.iter().flat_map(|lost| lost.moments.clone()).collect();
    moments.sort_unstable();
    Row { label, indent: 0, fill: DOWN, bars, moments }
}
