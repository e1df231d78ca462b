//! The answer as JSON: the spine that scripts and gates read.

use serde_json::{Map, Value, json};

use crate::experiment::Estimate;
use crate::experiment::durations::Durations;
use crate::experiment::summary::{Columns, Summary};
use crate::facts::features;
use crate::model::Setting;
use crate::report::provenance::{SCHEMA, provenance};
use crate::report::rated_load::load_of;
use crate::topology::PoolId;
use crate::world::phase::Phase;
use crate::world::standing::exposure;

/// The whole summary.
pub fn summary(setting: &Setting, scenario: &str, summary: &Summary) -> Value {
    let mut pools = Map::new();
    for (pool, columns) in PoolId::each(&summary.pools).zip(&summary.pools) {
        let mut value = columns_value(setting, summary, columns);
        value["lost_data_minutes"] = lost_data(columns);
        value["load"] = load(setting, pool);
        pools.insert(setting.plan.estate.pool(pool).name.clone(), value);
    }
    json!({
        "schema": SCHEMA,
        "provenance": provenance(setting, scenario, summary.seed, summary.runs),
        "pools": pools,
        "total": columns_value(setting, summary, &summary.total()),
        "features": feature_values(setting, summary),
        "causes": causes(setting, summary),
        "recoveries": recoveries(setting, summary),
        "unfinished": unfinished(setting, summary),
        "imperfect_cover": setting.plan.imperfect_cover().map(|fact| fact.key).collect::<Vec<_>>(),
        "yours_to_set": setting.plan.yours_to_set().map(|fact| fact.key).collect::<Vec<_>>(),
    })
}

/// An estimate, in numbers short enough to read; the sixth digit of a simulated mean means nothing.
pub fn estimate(estimate: &Estimate) -> Value {
    json!({
        "mean": short(estimate.mean),
        "ci": [short(estimate.ci.0), estimate.ci.1.map(short)],
        "p50": short(estimate.p50),
        "p95": short(estimate.p95),
        "max": short(estimate.max),
    })
}

/// Rounds to nine significant digits, so that files do not differ in the last bit of a sum.
fn short(value: f64) -> Value {
    if !value.is_finite() {
        return Value::Null;
    }
    let rounded: f64 = format!("{value:.8e}").parse().unwrap_or(value);
    json!(rounded)
}

fn share(part: &[u64], whole: impl Iterator<Item = u64>) -> f64 {
    let whole: u64 = whole.sum();
    if whole == 0 { 0.0 } else { part.iter().sum::<u64>() as f64 / whole as f64 }
}

fn columns_value(setting: &Setting, summary: &Summary, columns: &Columns) -> Value {
    let years = summary.years();
    let minutes = |column: &[u64]| estimate(&columns.minutes_per_user_year(column, years));
    let counts = |column: &[u32]| estimate(&Columns::per_year(column, years));
    let not_full = || columns.none.iter().zip(&columns.limited).map(|(none, limited)| none + limited);
    let mut exposed = Map::new();
    for (key, column) in exposure::KEYS.iter().zip(&columns.exposed_millis) {
        let hours: Vec<f64> = column.iter().map(|millis| *millis as f64 / 3_600_000.0 / years).collect();
        exposed.insert((*key).to_owned(), estimate(&Estimate::of_non_negative(&hours)));
    }
    let availability = columns.availability(summary.horizon);
    // Where no outage was seen, nothing says how low it can be.
    let lowest = (not_full().any(|cost| cost > 0)).then(|| short(availability.ci.0));
    let reached = |target| columns.runs_with_availability(summary.horizon, target) as f64 / summary.runs.max(1) as f64;
    let target_met_share = setting.plan.targets.availability.map(|target| short(reached(target)));
    json!({
        "enabled_users": columns.users,
        "availability": {
            "mean": short(availability.mean), "ci": [lowest, availability.ci.1.map(short)],
            "target_met_share": target_met_share,
        },
        "none_minutes_per_year": minutes(&columns.none),
        "limited_minutes_per_year": minutes(&columns.limited),
        "signed_in_none_minutes_per_year": minutes(&columns.none_signed_in),
        "signed_in_limited_minutes_per_year": minutes(&columns.limited_signed_in),
        "planned_share": short(share(&columns.planned, not_full())),
        "business_hours_share": short(share(&columns.business, not_full())),
        "outages_per_year": counts(&columns.outages),
        "pool_quorum_losses_per_year": counts(&columns.pool_quorum_losses),
        "routing_group_quorum_losses_per_year": counts(&columns.routing_group_quorum_losses),
        "redirected_users_per_year": estimate(&columns.redirected_per_year(years)),
        "redirect_minutes": if columns.failovers == 0 { Value::Null } else {
            short(columns.redirect_millis as f64 / columns.failovers as f64 / 60_000.0)
        },
        "exposed_hours_per_year": exposed,
    })
}

fn lost_data(columns: &Columns) -> Value {
    let minutes = |millis: &[f64]| match millis {
        [] => Value::Null,
        _ => estimate(&Estimate::of_non_negative(millis).scaled(1.0 / 60_000.0)),
    };
    json!({ "user_data": minutes(&columns.lost_user_data), "meeting_content": minutes(&columns.lost_content) })
}

fn load(setting: &Setting, pool: PoolId) -> Value {
    let [normal, one_lost, failed_over, failed_over_one_lost] = load_of(setting, pool).map(|load| load.map(short));
    json!({
        "normal": normal, "one_lost": one_lost,
        "failed_over": failed_over, "failed_over_one_lost": failed_over_one_lost,
    })
}

fn feature_values(setting: &Setting, summary: &Summary) -> Value {
    let total = summary.total();
    let years = summary.years();
    let mut values = Map::new();
    for feature in features::BY_LEVEL {
        let column: Vec<u64> = total
            .none
            .iter()
            .zip(&total.limited)
            .map(|(none, limited)| none + if feature.in_resiliency_mode { 0 } else { *limited })
            .collect();
        let minutes = total.minutes_per_user_year(&column, years);
        values.insert(feature.key.to_owned(), json!({ "minutes_without_per_year": estimate(&minutes) }));
    }
    let edges = &setting.plan.estate.edges;
    let routes =
        [("federation", edges.iter().any(|e| e.federation)), ("xmpp_federation", edges.iter().any(|e| e.xmpp))];
    for ((key, has), column) in routes.iter().zip(&summary.without_federation) {
        if *has {
            let minutes: Vec<f64> = column.iter().map(|millis| *millis as f64 / 60_000.0 / years).collect();
            let value = json!({ "minutes_without_per_year": estimate(&Estimate::of_non_negative(&minutes)) });
            values.insert((*key).to_owned(), value);
        }
    }
    Value::Object(values)
}

/// The words for a phase; a step is named by its id.
pub fn phase_key(setting: &Setting, phase: Phase) -> String {
    match phase {
        Phase::Step(number) => setting.procedures.ids()[number as usize].clone(),
        other => other.key().to_owned(),
    }
}

fn causes(setting: &Setting, summary: &Summary) -> Value {
    let whole: u64 = summary.chains.values().map(|amounts| amounts.not_full()).sum();
    let mut rows: Vec<_> = summary.chains.iter().collect();
    rows.sort_by_key(|(key, amounts)| (std::cmp::Reverse(amounts.not_full()), **key));
    let scale = 60_000.0 * summary.years() * summary.runs.max(1) as f64;
    rows.iter()
        .map(|((pool, cause, phase), amounts)| {
            json!({
                "pool": setting.plan.estate.pool(*pool).name,
                "chain": [cause.key(), phase_key(setting, *phase)],
                "user_minutes_per_year": short(amounts.not_full() as f64 / scale),
                "none_user_minutes_per_year": short(amounts.none as f64 / scale),
                "share": short(amounts.not_full() as f64 / whole.max(1) as f64),
            })
        })
        .collect()
}

fn recoveries(setting: &Setting, summary: &Summary) -> Value {
    let rows = summary.kinds.iter().map(|((pool, cause, failed_over), kind)| {
        let anatomy: Map<String, Value> = kind
            .anatomy()
            .into_iter()
            .map(|(phase, millis)| (phase_key(setting, phase), short(millis as f64 / 60_000.0 / kind.count as f64)))
            .collect();
        json!({
            "pool": setting.plan.estate.pool(*pool).name,
            "kind": cause.key(),
            "failed_over": failed_over,
            "count": kind.count,
            "unfinished": kind.unfinished,
            "user_clock_minutes": durations(&kind.user_clock, &kind.each_user_clock),
            "procedure_clock_minutes": durations(&kind.procedure_clock, &kind.each_procedure_clock),
            "lost_data_minutes": {
                "user_data": durations(&kind.lost_user_data, &kind.each_lost_user_data),
                "meeting_content": durations(&kind.lost_content, &kind.each_lost_content),
            },
            "target_met_share": setting.plan.targets.time_to_recover.map(|_| short(kind.met as f64 / kind.judged.max(1) as f64)),
            "anatomy": anatomy,
        })
    });
    rows.collect()
}

/// Mean and interval are of the runs' means, because runs are independent and the recoveries of one run are not; quantiles,
/// the longest and the count are of single recoveries.
fn durations(of_runs: &[f64], each: &Durations) -> Value {
    if each.count() == 0 {
        return Value::Null;
    }
    let minutes = |millis: Option<f64>| millis.map(|millis| short(millis / 60_000.0));
    let mut value = match of_runs {
        [] => json!({ "mean": null, "ci": null }),
        _ => estimate(&Estimate::of_non_negative(of_runs).scaled(1.0 / 60_000.0)),
    };
    value["p50"] = json!(minutes(each.quantile(0.5)));
    value["p95"] = json!(minutes(each.quantile(0.95)));
    value["max"] = json!(minutes(each.max()));
    value["count"] = json!(each.count());
    value
}

fn unfinished(setting: &Setting, summary: &Summary) -> Value {
    let rows = summary.unfinished.iter().map(|((pool, phase), runs)| {
        json!({ "pool": setting.plan.estate.pool(*pool).name, "waits_for": phase_key(setting, *phase), "runs": runs })
    });
    rows.collect()
}
