//! What updates cost, on the screen.

use std::fmt::Write;

use crate::experiment::estimate::mean;
use crate::experiment::summary::Summary;
use crate::experiment::updates::Campaigns;
use crate::model::Setting;
use crate::report::designs::Pair;
use crate::report::names::{counted, thousands};
use crate::report::text::columns::{padded, widest};
use crate::report::text::summary::{rough, rough_quantile, row};
use crate::scenario::plan::Updated;

/// Pools whose updates find room on the screen; the summary has them all.
const POOLS: usize = 8;

/// A row or two for each pool that is updated; nothing where none is.
pub fn rows(setting: &Setting, summary: &Summary) -> String {
    let mut out = String::new();
    let all: Vec<_> = summary.updates.each().collect();
    for (pool, servers, campaigns) in all.iter().take(POOLS) {
        let name = &setting.plan.topology.pool(*pool).name;
        let what = what(name, *servers);
        out.push_str(&row("UPDATE", &format!("{what}: {}", how_it_went(summary, campaigns))));
        if campaigns.count > 0 {
            out.push_str(&row("costs each time", &costs(campaigns)));
        }
    }
    if all.len() > POOLS {
        let _ = writeln!(out, "and {} more pools; the summary has them all", all.len() - POOLS);
    }
    if !all.is_empty() {
        out.push('\n');
    }
    out
}

/// The updates of designs side by side; nothing where none has any.
pub fn of_designs(designs: &[Pair<'_>]) -> String {
    let labelled = |(setting, design): &Pair<'_>| {
        let name = design.name.clone();
        let names = setting.plan.topology.pools.iter().map(|pool| pool.name.clone()).collect::<Vec<_>>();
        let each = design.summary.updates.each();
        let rows = each.map(|(pool, servers, campaigns)| {
            let label = format!("{name}: {}", what(&names[pool.index()], servers));
            (label, campaigns.clone(), design.summary.runs)
        });
        rows.collect::<Vec<_>>()
    };
    let rows: Vec<(String, Campaigns, u64)> = designs.iter().flat_map(labelled).collect();
    if rows.is_empty() {
        return String::new();
    }
    let width = widest(rows.iter().map(|(label, ..)| label.as_str()).chain(["updates"]));
    let mut out = format!(
        "\n{}  {:>12}  {:>12}  {:>9}  {:>11}  {:>9}  {:>12}  {:>12}\n",
        padded("updates", width),
        "median",
        "p95",
        "overran",
        "failed over",
        "reconnect",
        "sessions cut",
        "exposed",
    );
    for (label, campaigns, runs) in &rows {
        let of = |quantile| rough_quantile(&campaigns.each_duration, quantile);
        let number = |of_runs: &[f64]| thousands(mean(of_runs).round() as u64);
        let _ = writeln!(
            out,
            "{}  {:>12}  {:>12}  {:>9}  {:>11}  {:>9}  {:>12}  {:>12}",
            padded(label, width),
            of(0.5),
            of(0.95),
            percent(campaigns.overran(*runs).mean),
            percent(campaigns.diverted(*runs).mean),
            number(&campaigns.reconnected),
            number(&campaigns.cut),
            rough(mean(&campaigns.exposed)),
        );
    }
    out.push_str("median, p95: from begin to end of an update; overran: not over when its window closed; reconnect, sessions cut,\n");
    out.push_str("exposed: each time, users, sessions, and how long one more fault is an outage\n");
    out
}

fn what(pool: &str, servers: Updated) -> String {
    match servers {
        Updated::FrontEnds => pool.to_owned(),
        Updated::BackEnds => format!("Back End of {pool}"),
    }
}

fn percent(share: f64) -> String {
    match share * 100.0 {
        0.0 => "none".to_owned(),
        little if little < 0.5 => "under 1 %".to_owned(),
        percent => format!("{percent:.0} %"),
    }
}

fn how_it_went(summary: &Summary, campaigns: &Campaigns) -> String {
    let begun = campaigns.count + campaigns.unfinished;
    if begun == 0 {
        return "none was begun".to_owned();
    }
    let a_run = begun as f64 / summary.runs as f64;
    let often = match a_run {
        _ if begun == summary.runs => String::new(),
        _ if a_run < 10.0 => format!("{a_run:.2} a run, "),
        _ => format!("{a_run:.0} a run, "),
    };
    let (median, bad) = (rough_quantile(&campaigns.each_duration, 0.5), rough_quantile(&campaigns.each_duration, 0.95));
    let not_finished = format!("{} of {} not finished", thousands(campaigns.unfinished), thousands(begun));
    if campaigns.count == 0 {
        return not_finished;
    }
    let mut line = format!("{often}{median} median, {bad} in a bad case (p95)");
    let overran = campaigns.overran(summary.runs).mean;
    if overran > 0.0 {
        let _ = write!(line, "; {} not over when the window closed", percent(overran));
    }
    let diverted = campaigns.diverted(summary.runs).mean;
    let _ = write!(line, "; failed over first: {}", percent(diverted));
    if campaigns.unfinished > 0 {
        let _ = write!(line, "; {not_finished}");
    }
    line
}

fn costs(campaigns: &Campaigns) -> String {
    let whole = |of_runs: &[f64]| mean(of_runs).round() as u64;
    let users = counted(whole(&campaigns.reconnected), "user reconnects", "users reconnect");
    let cut = counted(whole(&campaigns.cut), "session is cut", "sessions are cut");
    format!("{users}, {cut}, one more fault is an outage for {}", rough(mean(&campaigns.exposed)))
}
