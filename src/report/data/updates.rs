//! What updates cost, as JSON.

use serde_json::{Value, json};

use crate::experiment::Estimate;
use crate::experiment::durations::Durations;
use crate::experiment::summary::Summary;
use crate::experiment::updates::Campaigns;
use crate::model::Setting;
use crate::report::data::recoveries::durations;
use crate::report::data::summary::{Over, estimate, share};
use crate::scenario::plan::Updated;

/// Each pool that is updated, and what of it. Means and intervals are of the runs' means over their campaigns.
pub fn updates(setting: &Setting, summary: &Summary) -> Value {
    let over = |of_runs: &[f64], each: &Durations| durations(Over::Campaigns, of_runs, each, summary.runs);
    let rows = summary.updates.each().map(|(pool, servers, campaigns)| {
        json!({
            "pool": setting.plan.topology.pool(pool).name,
            "servers": key(servers),
            "count": campaigns.count,
            "unfinished": campaigns.unfinished,
            "duration_minutes": over(&campaigns.duration, &campaigns.each_duration),
            "overrun_share": share(Over::Campaigns, campaigns.overran(summary.runs)),
            "after_window_minutes": over(&[], &campaigns.each_after_window),
            "diverted_share": share(Over::Campaigns, campaigns.diverted(summary.runs)),
            "reconnected_users": mean(campaigns, &campaigns.reconnected, 1.0),
            "sessions_cut": mean(campaigns, &campaigns.cut, 1.0),
            "exposed_hours": mean(campaigns, &campaigns.exposed, 1.0 / 3_600_000.0),
        })
    });
    rows.collect()
}

fn mean(campaigns: &Campaigns, of_runs: &[f64], scale: f64) -> Value {
    if campaigns.count == 0 { Value::Null } else { estimate(&Estimate::of_non_negative(of_runs).scaled(scale)) }
}

const fn key(servers: Updated) -> &'static str {
    match servers {
        Updated::FrontEnds => "front_ends",
        Updated::BackEnds => "back_ends",
    }
}
