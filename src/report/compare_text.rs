//! Designs side by side: as a screen and as JSON.

use std::fmt::Write;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::experiment::Estimate;
use crate::experiment::compare::{Design, Difference, Measure, Verdict, difference};
use crate::ground::time::Span;
use crate::model::Setting;
use crate::report::interval::{digits, half_width, with_interval};
use crate::report::names::counted;
use crate::report::provenance::{SCHEMA, provenance};
use crate::report::rated_load::load_of;
use crate::report::summary_json::estimate;
use crate::report::summary_text::rough;
use crate::world::cause::Cause;

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
    let widest = designs.iter().map(|(_, design)| design.name.width()).max().unwrap_or(0).max(10);
    let pad = |name: &str| format!("{name}{}", " ".repeat(widest - name.width()));
    let _ = writeln!(
        out,
        "{}  {:>22}  {:>22}  {:>10}  {:>10}  {:>10}",
        pad(&per),
        "min without service",
        "min without full",
        "recovery",
        "lost",
        "worst load"
    );
    for (setting, design) in designs {
        let _ = writeln!(
            out,
            "{}  {:>22}  {:>22}  {:>10}  {:>10}  {:>10}",
            pad(&design.name),
            with_interval(&design.estimate(Measure::None).scaled(scale)),
            with_interval(&design.estimate(Measure::NotFull).scaled(scale)),
            recovery(design),
            lost(design),
            worst_load(setting),
        );
    }
    let _ = writeln!(out, "\ndifference to \"{}\" (paired, 95 %)", first.1.name);
    for (_, design) in others {
        let _ = writeln!(
            out,
            "{}  {:>22}  {:>22}  {}",
            pad(&design.name),
            difference_words(&between(first.1, design, Measure::None), scale),
            difference_words(&between(first.1, design, Measure::NotFull), scale),
            verdict(&between(first.1, design, Measure::UserMinutes)),
        );
    }
    out
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
            (format!("in {horizon}"), horizon.millis() as f64 / Span::YEAR.millis() as f64)
        }
        _ => ("a year".to_owned(), 1.0),
    }
}

fn difference_words(difference: &Difference, scale: f64) -> String {
    let mean = difference.mean * scale;
    match (difference.verdict, difference.ci) {
        (Verdict::Same, _) => "exactly 0".to_owned(),
        (_, Some((low, high))) => {
            let half = (high - low) / 2.0 * scale;
            format!("{mean:+.*} ± {}", digits(half), half_width(half))
        }
        (_, None) => format!("{mean:+.1}"),
    }
}

fn verdict(difference: &Difference) -> String {
    let words = match difference.verdict {
        Verdict::Same => "the same in every run",
        Verdict::Better => "better",
        Verdict::Worse => "worse",
        Verdict::CannotTell => "cannot tell yet",
    };
    let luck = difference.correlation.map_or(String::new(), |r| format!(", shared luck {r:.2}"));
    format!("{words} in user-minutes{luck}")
}

/// The median clock of recoveries that nobody ordered.
fn recovery(design: &Design) -> String {
    let kinds = design.summary.kinds.iter().filter(|((_, cause, _), _)| *cause != Cause::Order);
    let clocks: Vec<f64> = kinds.flat_map(|(_, kind)| kind.user_clock.iter().copied()).collect();
    if clocks.is_empty() { "-".to_owned() } else { rough(Estimate::of(&clocks).p50) }
}

fn lost(design: &Design) -> String {
    let ages: Vec<f64> = design.summary.kinds.values().flat_map(|kind| kind.lost_user_data.iter().copied()).collect();
    if ages.is_empty() { "-".to_owned() } else { rough(Estimate::of(&ages).p50) }
}

fn worst_load(setting: &Setting) -> String {
    let loads = setting.plan.estate.pool_ids().flat_map(|pool| load_of(setting, pool)).flatten();
    let worst = loads.fold(0.0_f64, f64::max);
    format!("{:.0} %", worst * 100.0)
}

/// The same for programs.
pub fn json(designs: &[Pair<'_>], scenario: &str) -> Value {
    let Some((first, _)) = designs.split_first() else { return Value::Null };
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
                row[format!("{}_difference", measure.key())] = json!({
                    "mean": difference.mean,
                    "ci": difference.ci.map(|(low, high)| [low, high]),
                    "correlation": difference.correlation,
                    "verdict": format!("{:?}", difference.verdict),
                });
            }
            row
        })
        .collect();
    json!({ "schema": SCHEMA, "designs": rows })
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
        assert_eq!(said(&[&month, &month]), "in 30d");
        assert_eq!(said(&[&month, &week]), "a year");
        assert_eq!(said(&[&years, &years]), "a year");
    }
}
