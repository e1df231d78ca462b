//! The table of minutes: what an enabled user of each pool went without, against the target, and the federation routes.

use std::fmt::Write;

use crate::experiment::summary::{Columns, Summary};
use crate::facts::features::over_routes;
use crate::model::Setting;
use crate::report::interval::with_interval;
use crate::report::names::thousands;
use crate::report::text::summary::{LABEL, rough, row, worst_first};
use crate::world::standing::exposure;

/// Outages in all runs below which the interval of their cost is too narrow: with twelve of them it was found to hold the
/// true value in 86 of 100 cases, with two in 78, with fifty in 95.
const FEW: u64 = 50;

/// Minutes of an enabled user, of each pool and of all together.
pub fn table(setting: &Setting, summary: &Summary) -> String {
    let (years, per) = if summary.years() < 1.0 {
        (1.0, format!("minutes in {}", summary.horizon))
    } else {
        (summary.years(), "minutes a year".to_owned())
    };
    let last = match setting.plan.targets.availability {
        Some(target) => format!("your target {target}"),
        None => String::new(),
    };
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}",
        format!("{per:<LABEL$}without service   resiliency mode   availability   {last}").trim_end()
    );
    let not_full = |columns: &Columns| columns.none.iter().chain(&columns.limited).map(|millis| *millis as f64).sum();
    let shown = worst_first(summary.pools.len(), |pool| not_full(&summary.pools[pool]));
    for pool in &shown {
        let name = &setting.plan.topology.pools[*pool].name;
        out.push_str(&line(setting, summary, name, &summary.pools[*pool], years));
    }
    if summary.pools.len() > shown.len() {
        let _ = writeln!(out, "and {} pools with less; the summary has them all", summary.pools.len() - shown.len());
    }
    if summary.pools.len() > 1 {
        out.push_str(&line(setting, summary, "all users", &summary.total(), years));
    }
    out.push_str(&parts(summary, years));
    out.push_str(&over_the_routes(summary, years));
    out.push_str(LEGEND);
    if setting.plan.targets.availability.is_some() {
        out.push_str("missed: runs in which it was below your target\n");
    }
    out.push('\n');
    out
}

/// Minutes of an enabled user without what goes over a route, where one was away.
fn over_the_routes(summary: &Summary, years: f64) -> String {
    let total = summary.total();
    let mut out = String::new();
    for (feature, route) in over_routes() {
        let for_want_of_it = total.minutes_per_user_year(&total.without_route[route.index()], years);
        if for_want_of_it.max > 0.0 {
            let without = with_interval(&total.minutes_per_user_year(&total.without(feature, false), years));
            let text =
                format!("{without:<17} without it, {} of them for want of a route", with_interval(&for_want_of_it));
            out.push_str(&row(feature.name, &text));
        }
    }
    out
}

/// What the columns say.
const LEGEND: &str = "without service, resiliency mode: minutes of an enabled user, ± half the 95 % interval
availability: share of the time of enabled users in which they had full service
";

/// What the minutes of all users are made of, how bad a bad run is, and how long one more fault would have been an outage.
fn parts(summary: &Summary, years: f64) -> String {
    let total = summary.total();
    let not_full: Vec<u64> = total.none.iter().zip(&total.limited).map(|(none, limited)| none + limited).collect();
    let whole: u64 = not_full.iter().sum();
    let mut out = String::new();
    if whole > 0 {
        let share = |part: &[u64]| part.iter().sum::<u64>() as f64 / whole as f64 * 100.0;
        let minutes = total.minutes_per_user_year(&not_full, years);
        let (planned, business) = (share(&total.planned), share(&total.business));
        let bad = rough(minutes.p95 * 60_000.0);
        let text =
            format!("planned {planned:.0} % · in business hours {business:.0} % · in a bad run (p95) {bad} of both");
        out.push_str(&row("of these", &text));
    }
    let outages: u64 = total.outages.iter().map(|count| u64::from(*count)).sum();
    if (1..FEW).contains(&outages) && summary.runs > 1 {
        out.push_str(&row(
            "",
            &format!("± rests on {outages} outages only, and is rather too narrow; more runs widen what is known"),
        ));
    }
    let hours = |column: &[u64]| column.iter().sum::<u64>() as f64 / summary.runs.max(1) as f64 / years;
    let exposed = exposure::WORDS.iter().zip(&total.exposed_millis).filter(|(_, column)| hours(column) > 0.0);
    let said: Vec<String> = exposed.map(|(words, column)| format!("{words} {}", rough(hours(column)))).collect();
    if !said.is_empty() {
        out.push_str(&row("one fault away", &format!("{} (time of all pools)", said.join(" · "))));
    }
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
