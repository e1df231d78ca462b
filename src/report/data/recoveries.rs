//! Recoveries as JSON: how long they took by each clock, what they lost, what the time went to.

use serde_json::{Map, Value, json};

use crate::experiment::Estimate;
use crate::experiment::durations::Durations;
use crate::experiment::summary::Summary;
use crate::model::Setting;
use crate::report::data::costs::phase_key;
use crate::report::data::summary::{Over, ci, estimate, met_value, quantile_ci, short};
use crate::world::backup_copy::DataClass;

/// Each kind at each pool. Quantiles, shares and their intervals are of single recoveries, and know that those of one run
/// are not independent.
pub fn recoveries(setting: &Setting, summary: &Summary) -> Value {
    let runs = summary.runs;
    let targets = &setting.plan.targets;
    let over = |of_runs: &[f64], each: &Durations| durations(Over::Recoveries, of_runs, each, runs);
    let rows = summary.kinds.iter().map(|((pool, cause, failed_over), kind)| {
        let anatomy: Map<String, Value> = kind
            .anatomy()
            .into_iter()
            .map(|(phase, millis)| (phase_key(setting, phase), short(millis as f64 / 60_000.0 / kind.count as f64)))
            .collect();
        let ages = &kind.each_lost[DataClass::JUDGED];
        let kept = |target: crate::ground::time::Span| {
            // What lost nothing kept everything; the screen counts those as well.
            let missed = ages.longer_than(target.millis());
            let share = ages.share_within(target.millis(), runs);
            met_value(Over::Recoveries, ages.count() - missed, ages.count(), share)
        };
        let by_class = DataClass::ALL.map(|class| (class.key(), over(&kind.lost[class], &kind.each_lost[class])));
        let mut lost: Map<String, Value> = by_class.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        lost.insert("target_met".to_owned(), json!(targets.data_loss.filter(|_| ages.count() > 0).map(kept)));
        json!({
            "pool": setting.plan.topology.pool(*pool).name,
            "kind": cause.key(),
            "failed_over": failed_over,
            "count": kind.count,
            "unfinished": kind.unfinished,
            "users_hit": kind.users_hit_each(),
            "user_clock_minutes": over(&kind.user_clock, &kind.each_user_clock),
            "procedure_clock_minutes": over(&kind.procedure_clock, &kind.each_procedure_clock),
            "lost_data_minutes": lost,
            "target_met": targets.time_to_recover.map(|_| {
                met_value(Over::Recoveries, kind.met, kind.judged, kind.met_share(runs))
            }),
            "anatomy": anatomy,
        })
    });
    rows.collect()
}

/// Quantiles, the longest and the count are over single recoveries or campaigns. The mean, its interval and the standard
/// deviation are over the means of the runs, because runs are independent and the recoveries of one run are not.
pub fn durations(over: Over, of_runs: &[f64], each: &Durations, runs: u64) -> Value {
    if each.count() == 0 {
        return Value::Null;
    }
    let mut value = match of_runs {
        [] => json!({ "mean": null, "sd": null, "ci": ci((None, None), None) }),
        _ => estimate(&Estimate::of_non_negative(of_runs).scaled(1.0 / 60_000.0)),
    };
    let minutes = |millis: Option<f64>| millis.map(|millis| millis / 60_000.0);
    for (key, q) in [("p50", 0.5), ("p95", 0.95)] {
        let (low, high) = each.quantile_interval(q, runs);
        value[key] = json!(minutes(each.quantile(q)).map(short));
        value[format!("{key}_ci")] = quantile_ci((minutes(low), minutes(high)), Durations::QUANTILES_BY);
    }
    value["over"] = json!(over.key());
    value["mean_over"] = json!(Over::Runs.key());
    value["max"] = json!(minutes(each.max()).map(short));
    value["count"] = json!(each.count());
    value
}
