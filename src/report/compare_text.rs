//! Designs side by side: as a screen and as JSON.

use std::fmt::Write;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::experiment::Estimate;
use crate::experiment::compare::{Design, Difference, Measure, Verdict, difference};
use crate::model::Setting;
use crate::report::load::load_of;
use crate::report::names::counted;
use crate::report::provenance::{SCHEMA, provenance};
use crate::report::summary_json::estimate;
use crate::report::summary_text::{rough, with_interval};
use crate::world::blow::Blow;

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
    let widest = designs.iter().map(|(_, design)| design.name.width()).max().unwrap_or(0).max(10);
    let pad = |name: &str| format!("{name}{}", " ".repeat(widest - name.width()));
    let _ = writeln!(
        out,
        "{}  {:>22}  {:>22}  {:>10}  {:>10}  {:>10}",
        pad("a year"),
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
            with_interval(&design.estimate(Measure::None)),
            with_interval(&design.estimate(Measure::NotFull)),
            recovery(design),
            lost(design),
            worst_load(setting),
        );
    }
    let _ = writeln!(out, "\nless than \"{}\" (paired, 95 %)", first.1.name);
    for (_, design) in others {
        let _ = writeln!(
            out,
            "{}  {:>22}  {:>22}  {}",
            pad(&design.name),
            difference_words(&between(first.1, design, Measure::None)),
            difference_words(&between(first.1, design, Measure::NotFull)),
            verdict(&between(first.1, design, Measure::UserMinutes)),
        );
    }
    out
}

fn between(first: &Design, other: &Design, measure: Measure) -> Difference {
    difference(&measure.values(&first.summary), &measure.values(&other.summary))
}

fn difference_words(difference: &Difference) -> String {
    match (difference.verdict, difference.ci) {
        (Verdict::Same, _) => "exactly 0".to_owned(),
        (_, Some((low, high))) => format!("{:+.3} ± {:.3}", difference.mean, (high - low) / 2.0),
        (_, None) => format!("{:+.3}", difference.mean),
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
    let kinds = design.summary.kinds.iter().filter(|((_, blow, _), _)| *blow != Blow::Order);
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
