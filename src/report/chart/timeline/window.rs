//! Which part of a run a chart shows.
//!
//! A run of a month in which one morning went wrong would be a month of nothing and a stroke. So what changed is divided
//! where a day or more passed without any change; if all of it does not fit into three days, the part in which most user
//! time was lost is drawn, and the chart says so. Long quiet stretches inside that part become breaks of the axis.

use crate::ground::time::{Span, Time};
use crate::report::run_record::RunRecord;

/// The longest that is drawn.
const LONGEST: Span = Span::days(3);
/// Quiet for so long divides a run.
const QUIET: Span = Span::hours(24);

/// More breaks than this would leave nothing to compare.
const BREAKS_MAX: usize = 3;

/// The part of a run that is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Its beginning.
    pub from: Time,
    /// Its end.
    pub to: Time,
    /// Changes outside that are not drawn.
    pub left_out: usize,
}

/// Chooses the part that is drawn.
pub fn window(record: &RunRecord) -> Window {
    let times = changes(record);
    let (Some(&first), Some(&last)) = (times.first(), times.last()) else {
        // Nothing happened: a day of it shows that as well as a month would.
        return Window { from: Time::ZERO, to: record.end.min(Time::ZERO + Span::hours(24)), left_out: 0 };
    };
    let (from, to) = if last.since(first) <= LONGEST { (first, last) } else { worst(record, &times) };
    let left_out = times.iter().filter(|time| **time < from || **time > to).count();
    let margin = Span::from_millis((to.since(from).millis() / 25).max(Span::minutes(5).millis()));
    let begin = Time::from_millis(from.millis().saturating_sub(margin.millis()));
    Window { from: begin, to: (to + margin).min(record.end), left_out }
}

/// The moments at which anything changed, in order.
fn changes(record: &RunRecord) -> Vec<Time> {
    let mut times: Vec<Time> = record.entries.iter().map(|entry| entry.at).collect();
    times.extend(record.changes.iter().map(|change| change.at));
    times.sort_unstable();
    times
}

/// Stretches of the window in which nothing changed and that are so long that they would squeeze everything else.
pub fn breaks(record: &RunRecord, window: &Window) -> Vec<(Time, Time)> {
    let times = changes(record);
    let inside: Vec<Time> = times.into_iter().filter(|time| window.from <= *time && *time <= window.to).collect();
    let gaps = inside.windows(2).map(|two| (two[0], two[1]));
    // Users who are moved one by one change what they have without anything happening.
    let level = |from: Time, to: Time| record.users.iter().all(|series| series.at(from, true) == series.at(to, false));
    let mut quiet: Vec<(Time, Time)> = gaps.filter(|(from, to)| level(*from, *to)).collect();
    quiet.sort_by_key(|(from, to)| std::cmp::Reverse(to.since(*from)));
    let mut left = window.to.since(window.from).millis();
    let mut chosen = Vec::new();
    for (from, to) in quiet.into_iter().take(BREAKS_MAX) {
        let rest = left - to.since(from).millis();
        let margin = Span::from_millis((rest / 20).max(Span::minutes(5).millis()));
        let (begin, end) = (from + margin, Time::from_millis(to.millis().saturating_sub(margin.millis())));
        // A break that saves less than a third of the width is not worth the eye's attention.
        if end <= begin || end.since(begin).millis() < left / 3 {
            break;
        }
        left -= end.since(begin).millis();
        chosen.push((begin, end));
    }
    chosen.sort_unstable();
    chosen
}

/// The stretch of changes with the most user time lost, the first of two; cut where it is too long.
fn worst(record: &RunRecord, times: &[Time]) -> (Time, Time) {
    let parts = times.chunk_by(|one, other| other.since(*one) < QUIET);
    let stretches = parts.map(|part| {
        let (from, last) = (part[0], part[part.len() - 1]);
        (from, last.min(from + LONGEST))
    });
    let mut best: Option<(u128, (Time, Time))> = None;
    for (from, to) in stretches {
        let cost = cost(record, from, to);
        if best.is_none_or(|(most, _)| cost > most) {
            best = Some((cost, (from, to)));
        }
    }
    best.map_or((Time::ZERO, record.end), |(_, stretch)| stretch)
}

/// User-milliseconds without full service between two moments, twice.
fn cost(record: &RunRecord, from: Time, to: Time) -> u128 {
    let trapezes = record.users.iter().flat_map(|series| {
        let points = series.within(from, to);
        let lost = |counts: [u32; 3]| u128::from(counts[1]) + u128::from(counts[2]);
        points
            .windows(2)
            .map(|two| (lost(two[0].1) + lost(two[1].1)) * u128::from(two[1].0.since(two[0].0).millis()))
            .collect::<Vec<u128>>()
    });
    trapezes.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{lost_site, record, setting};

    #[test]
    fn a_month_is_cut_to_its_worst_part() {
        let timeline =
            "(at: \"2d\", lose: Server(\"pool1-fe1\"), for: \"1h\"), (at: \"20d\", lose: Site(\"dc1\"), for: \"6h\")";
        let setting = setting(&[("pool1", 6, 24_000), ("pool2", 6, 12_000)], "", timeline);
        let window = window(&record(&setting, 0));
        let day = Span::days(1).millis();
        assert!(window.left_out > 0 && window.from.millis() / day == 19 && window.to.millis() / day < 24, "{window:?}");
    }

    #[test]
    fn a_break_is_made_only_where_nothing_changes_and_much_is_saved() {
        let record = record(&lost_site(), 0);
        let window = window(&record);
        let breaks = breaks(&record, &window);
        let whole = window.to.since(window.from).millis();
        assert!(!breaks.is_empty());
        for (from, to) in breaks {
            assert!(to.since(from).millis() * (3 * BREAKS_MAX as u64) > whole, "{from:?} to {to:?} of {window:?}");
            assert!(record.entries.iter().all(|entry| entry.at <= from || to <= entry.at));
        }
    }
}
