//! What updates cost, on the screen.

use std::fmt::Write;

use crate::experiment::estimate::mean;
use crate::experiment::summary::Summary;
use crate::experiment::updates::Campaigns;
use crate::model::Setting;
use crate::report::names::{counted, thousands};
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
        let what = match servers {
            Updated::FrontEnds => name.clone(),
            Updated::BackEnds => format!("Back End of {name}"),
        };
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
    let percent = |share: f64| match share * 100.0 {
        little if little < 0.5 => "under 1 %".to_owned(),
        percent => format!("{percent:.0} %"),
    };
    let overran = campaigns.overran(summary.runs).mean;
    if overran > 0.0 {
        let _ = write!(line, "; {} not over when the window closed", percent(overran));
    }
    let diverted = campaigns.diverted(summary.runs).mean;
    let _ = write!(line, "; failed over first: {}", if diverted > 0.0 { percent(diverted) } else { "none".to_owned() });
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
