//! Designs side by side: as a screen and as JSON.

use std::fmt::Write;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::experiment::compare::{Design, Difference, Measure, Verdict, difference};
use crate::experiment::durations::Durations;
use crate::experiment::rated_load::load_of;
use crate::ground::time::Span;
use crate::model::Setting;
use crate::report::data::summary::{ci, estimate, short};
use crate::report::interval::{digits, half_width, with_interval};
use crate::report::names::counted;
use crate::report::provenance::{SCHEMA, provenance};
use crate::report::text::summary::rough_quantile;

/// A design with what all its runs share.
pub type Pair<'a> = (&'a Setting, &'a Design);

/// The table.
pub fn screen(designs: &[Pair<'_>]) -> String {
    let Some((first, others)) = designs.split_first() else { return String::new() };
    let summary = &first.1.summary;
    let mut out = format!(
        "{}\n{} of each design on the same dice, master seed {}\n\n",
        first.0.plan.about,
        counted(summary.runs, "run", "runs"),
        summary.seed
    );
    let (per, scale) = per(designs);
    let widest = designs.iter().map(|(_, design)| design.name.width()).max().unwrap_or(0).max(per.width());
    let pad = |name: &str| format!("{name}{}", " ".repeat(widest - name.width()));
    let _ = writeln!(
        out,
        "{}  {:>WIDE$}  {:>WIDE$}  {:>WIDE$}  {:>10}  {:>6}  {:>10}",
        pad(&per),
        "without service",
        "less than full",
        "while signed in",
        "longest",
        "lost",
        "worst load"
    );
    for (setting, design) in designs {
        let _ = writeln!(
            out,
            "{}  {}  {:>10}  {:>6}  {:>8.0} %",
            pad(&design.name),
            columns(|measure| with_interval(&design.estimate(measure).scaled(scale))),
            rough_quantile(&longest(design), 0.5),
            rough_quantile(&lost(design), 0.5),
            worst_load(setting) * 100.0,
        );
    }
    let _ = writeln!(out, "\ndifference to \"{}\" (paired, 95 %)", first.1.name);
    for (_, design) in others {
        let _ = writeln!(
            out,
            "{}  {}  {}",
            pad(&design.name),
            columns(|measure| difference_words(&between(first.1, design, measure), scale)),
            verdict(first.1, design),
        );
    }
    out.push_str(LEGEND);
    out
}

/// What the columns say.
const LEGEND: &str = "
without service: minutes in which an enabled user has nothing, ± half the 95 % interval
less than full: the same and those in resiliency mode
while signed in: of less than full, what users had who were signed in at that hour, spread over all enabled users
longest: of each run the longest recovery that nobody ordered, median of those that had one
lost: age of the newest contacts the partner had, median of the moves that lost any
worst load: users of a server over what it is rated for, in the worst of four states of its pool
better, worse: where the interval of the difference does not hold zero; cannot tell yet: where it does
shared luck: correlation of the two designs over the runs; the nearer to 1, the narrower the difference
";

/// Columns of a number with its interval.
const WIDE: usize = 17;

/// The measures of the table, each in its column.
fn columns(of: impl Fn(Measure) -> String) -> String {
    let measures = [Measure::None, Measure::NotFull, Measure::NotFullSignedIn];
    measures.map(|measure| format!("{:>WIDE$}", of(measure))).join("  ")
}

fn between(first: &Design, other: &Design, measure: Measure) -> Difference {
    difference(&measure.values(&first.summary), &measure.values(&other.summary))
}

/// What minutes are counted over, and how much of a year that is: the horizon, where it is shorter than a year and the
/// same for all. A loss that a month rehearses does not happen twelve times a year.
fn per(designs: &[Pair<'_>]) -> (String, f64) {
    let mut horizons = designs.iter().map(|(_, design)| design.summary.horizon);
    match horizons.next() {
        Some(horizon) if horizon < Span::YEAR && horizons.all(|other| other == horizon) => {
            (format!("minutes in {horizon}"), horizon.millis() as f64 / Span::YEAR.millis() as f64)
        }
        _ => ("minutes a year".to_owned(), 1.0),
    }
}

fn difference_words(difference: &Difference, scale: f64) -> String {
    let mean = difference.mean * scale;
    match (difference.verdict, difference.ci) {
        (Verdict::Same, _) => "0 in every run".to_owned(),
        (Verdict::Negligible, _) => "0 but for rounding".to_owned(),
        (_, Some((low, high))) => {
            let half = (high - low) / 2.0 * scale;
            format!("{mean:+.*} ± {}", digits(half), half_width(half))
        }
        (_, None) => format!("{mean:+.1}"),
    }
}

/// What can be said, by the first measure in which the designs differ at all: less than full service first, because it
/// counts everything, then what only shifts between its parts.
fn verdict(first: &Design, other: &Design) -> String {
    let by = [
        (Measure::UserMinutes, "in user-minutes"),
        (Measure::None, "in minutes without service"),
        (Measure::NotFullSignedIn, "for those signed in"),
    ];
    let judged = by.map(|(measure, words)| (between(first, other, measure), words));
    let nothing = |verdict| matches!(verdict, Verdict::Same | Verdict::Negligible);
    let telling = judged.iter().find(|(difference, _)| !nothing(difference.verdict));
    let Some((difference, words)) = telling else { return "the same in every run".to_owned() };
    let verdict = match difference.verdict {
        Verdict::Same | Verdict::Negligible => "the same",
        Verdict::Better => "better",
        Verdict::Worse => "worse",
        Verdict::CannotTell => "cannot tell yet",
    };
    let luck = difference
        .correlation
        .map_or(String::new(), |r| format!(", shared luck {:.2}", (r * 100.0).round() / 100.0 + 0.0));
    format!("{verdict} {words}{luck}")
}

/// A run's longest recovery that nobody ordered: the median over the runs that had one. A design with many short ones
/// beside it would look fast by the median of all.
fn longest(design: &Design) -> Durations {
    let mut clocks = Durations::default();
    let each = (0..).zip(&design.summary.longest_recovery);
    each.filter(|(_, clock)| **clock > 0).for_each(|(run, clock)| clocks.add(run, *clock));
    clocks
}

fn lost(design: &Design) -> Durations {
    let mut ages = Durations::default();
    design.summary.kinds.values().for_each(|kind| ages.merge(&kind.each_lost_user_data));
    ages
}

fn worst_load(setting: &Setting) -> f64 {
    let loads = setting.plan.topology.pool_ids().flat_map(|pool| load_of(setting, pool)).flatten();
    loads.fold(0.0, f64::max)
}

/// The same for programs.
pub fn json(designs: &[Pair<'_>], scenario: &str) -> Value {
    let Some((first, _)) = designs.split_first() else { return Value::Null };
    let (per, scale) = per(designs);
    let rows: Vec<Value> = designs
        .iter()
        .map(|(setting, design)| {
            let mut row = json!({
                "design": design.name,
                "provenance": provenance(setting, scenario, design.summary.seed, design.summary.runs),
                "users": design.summary.total().users,
            });
            for measure in Measure::ALL {
                let difference = between(first.1, design, measure);
                row[measure.key()] = estimate(&design.estimate(measure));
                row[format!("{}_difference", measure.key())] = difference_value(&difference, 1.0);
                row["as_shown"][shown_key(measure)] = estimate(&design.estimate(measure).scaled(scale));
                row["as_shown"][format!("{}_difference", shown_key(measure))] = difference_value(&difference, scale);
            }
            row["longest_recovery_minutes"] = median(&longest(design), design.summary.runs);
            row["lost_user_data_minutes"] = median(&lost(design), design.summary.runs);
            row["worst_load"] = short(worst_load(setting));
            row["says"] = json!(verdict(first.1, design));
            row
        })
        .collect();
    json!({ "schema": SCHEMA, "shown_per": per, "designs": rows })
}

/// The key of a measure in the unit of the screen, which may be a horizon shorter than a year.
fn shown_key(measure: Measure) -> &'static str {
    measure.key().trim_end_matches("_per_year")
}

fn difference_value(difference: &Difference, scale: f64) -> Value {
    let ends = difference.ci.map_or((None, None), |(low, high)| (Some(low * scale), Some(high * scale)));
    json!({
        "mean": short(difference.mean * scale),
        "ci": ci(ends),
        "correlation": difference.correlation.map(short),
        "verdict": format!("{:?}", difference.verdict),
    })
}

/// A median with its interval, in minutes; nothing of none.
fn median(durations: &Durations, runs: u64) -> Value {
    let minutes = |millis: Option<f64>| millis.map(|millis| millis / 60_000.0);
    let (low, high) = durations.quantile_interval(0.5, runs);
    json!({
        "p50": minutes(durations.quantile(0.5)).map(short),
        "p50_ci": ci((minutes(low), minutes(high))),
        "count": durations.count(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::summary::Summary;
    use crate::report::sample::lost_site;

    fn design(horizon: Span) -> Design {
        let setting = lost_site();
        Design { name: "a".to_owned(), summary: Summary { horizon, ..Summary::new(&setting, 1) } }
    }

    #[test]
    fn a_month_is_not_made_a_year_of_and_different_horizons_are() {
        let setting = lost_site();
        let (month, week, years) = (design(Span::days(30)), design(Span::days(7)), design(Span::days(730)));
        let said = |designs: &[&Design]| per(&designs.iter().map(|design| (&setting, *design)).collect::<Vec<_>>()).0;
        assert_eq!(said(&[&month, &month]), "minutes in 30d");
        assert_eq!(said(&[&month, &week]), "minutes a year");
        assert_eq!(said(&[&years, &years]), "minutes a year");
    }
}
