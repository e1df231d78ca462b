//! Designs side by side for programs.

use serde_json::{Value, json};

use crate::experiment::compare::{Difference, Measure, between, longest, lost};
use crate::experiment::durations::Durations;
use crate::experiment::rated_load::worst_load;
use crate::report::data::summary::{Over, ci, estimate, quantile_ci, short};
use crate::report::data::updates::updates;
use crate::report::designs::{Pair, per, verdict};
use crate::report::provenance::{SCHEMA, provenance};
use crate::world::backup_copy::DataClass;

/// All of them, each with its difference to the first.
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
            row["longest_recovery_minutes"] = median(Over::Runs, &longest(design), design.summary.runs);
            row[format!("lost_{}_minutes", DataClass::JUDGED.key())] =
                median(Over::Recoveries, &lost(design), design.summary.runs);
            row["updates"] = updates(setting, &design.summary);
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
        "over": Over::Runs.key(),
        "mean": short(difference.mean * scale),
        "sd": difference.sd.map(|sd| short(sd * scale)),
        "ci": ci(ends, difference.ci.map(|_| Difference::BY)),
        "correlation": difference.correlation.map(short),
        "verdict": format!("{:?}", difference.verdict),
    })
}

/// A median with its interval, in minutes; nothing of none.
fn median(over: Over, durations: &Durations, runs: u64) -> Value {
    let minutes = |millis: Option<f64>| millis.map(|millis| millis / 60_000.0);
    let (low, high) = durations.quantile_interval(0.5, runs);
    json!({
        "over": over.key(),
        "p50": minutes(durations.quantile(0.5)).map(short),
        "p50_ci": quantile_ci((minutes(low), minutes(high)), Durations::QUANTILES_BY),
        "count": durations.count(),
    })
}
