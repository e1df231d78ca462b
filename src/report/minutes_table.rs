//! The table of minutes: what an enabled user of each pool went without, against the target, and the federation routes.

use std::fmt::Write;

use crate::experiment::Estimate;
use crate::experiment::summary::{Columns, Summary};
use crate::model::Setting;
use crate::report::interval::with_interval;
use crate::report::names::thousands;
use crate::report::summary_text::{LABEL, row, worst_first};

/// Minutes of an enabled user, of each pool and of all together.
pub fn table(setting: &Setting, summary: &Summary) -> String {
    let (years, per) = if summary.years() < 1.0 {
        (1.0, format!("minutes in {}", summary.horizon))
    } else {
        (summary.years(), "minutes a year".to_owned())
    };
    let last = match setting.plan.targets.availability {
        Some(target) => format!("your target {target}"),
        None => "(of an enabled user; ± is half the 95 % interval)".to_owned(),
    };
    let mut out = String::new();
    let _ = writeln!(out, "{per:<LABEL$}without service   resiliency mode   availability   {last}");
    let not_full = |columns: &Columns| columns.none.iter().chain(&columns.limited).map(|millis| *millis as f64).sum();
    let shown = worst_first(summary.pools.len(), |pool| not_full(&summary.pools[pool]));
    for pool in &shown {
        let name = &setting.plan.estate.pools[*pool].name;
        out.push_str(&line(setting, summary, name, &summary.pools[*pool], years));
    }
    if summary.pools.len() > shown.len() {
        let _ = writeln!(out, "and {} pools with less; the summary has them all", summary.pools.len() - shown.len());
    }
    if summary.pools.len() > 1 {
        out.push_str(&line(setting, summary, "all users", &summary.total(), years));
    }
    for (route, column) in ["federation", "XMPP federation"].iter().zip(&summary.without_federation) {
        let minutes: Vec<f64> = column.iter().map(|millis| *millis as f64 / 60_000.0 / years).collect();
        let estimate = Estimate::of_non_negative(&minutes);
        if estimate.max > 0.0 {
            out.push_str(&row(route, &format!("{:<17} without a route", with_interval(&estimate))));
        }
    }
    out.push('\n');
    out
}

fn line(setting: &Setting, summary: &Summary, name: &str, columns: &Columns, years: f64) -> String {
    if columns.users == 0 {
        return String::new();
    }
    let none = with_interval(&columns.minutes_per_user_year(&columns.none, years));
    let limited = with_interval(&columns.minutes_per_user_year(&columns.limited, years));
    let availability = columns.availability(summary.horizon).mean;
    let missed = setting.plan.targets.availability.map_or(String::new(), |target| {
        let missed = summary.runs - columns.runs_with_availability(summary.horizon, target);
        format!("       missed in {} of {}", thousands(missed), thousands(summary.runs))
    });
    row(name, &format!("{none:<17} {limited:<17} {availability:.6}{missed}"))
}
