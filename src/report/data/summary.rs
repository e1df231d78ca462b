//! The answer as JSON: the spine that scripts and gates read.

use serde_json::{Map, Value, json};

use crate::experiment::estimate::{CONFIDENCE, Ends};
use crate::experiment::leaning::Leans;
use crate::experiment::method::Method;
use crate::experiment::rated_load::{load_of, rated_users};
use crate::experiment::summary::{Columns, Summary};
use crate::experiment::{Estimate, Share};
use crate::facts::features::{FEATURES, Feature, Route, Stage};
use crate::facts::pairing;
use crate::model::Setting;
use crate::report::data::costs::{causes, costs, unfinished};
use crate::report::data::leaning;
use crate::report::data::recoveries::recoveries;
use crate::report::data::updates::updates;
use crate::report::milestones::{milestones, signed_in_at_work, tells_the_median_run};
use crate::report::provenance::{SCHEMA, provenance};
use crate::report::run_record::RunRecord;
use crate::text::Problems;
use crate::topology::PoolId;
use crate::world::standing::exposure;

/// What stands on the screen beside what all runs gave.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// The run of median cost, where it was told.
    pub told: Option<&'a RunRecord>,
    /// What the answer leans on.
    pub leans: &'a Leans,
    /// What `check` would show.
    pub findings: &'a Problems,
}

/// Everything that the screen says.
pub fn answer(setting: &Setting, scenario: &str, of: &Summary, beside: &Beside<'_>) -> Value {
    let mut value = summary(setting, scenario, of);
    let findings = beside.findings;
    value["leans_on"] = leaning::value(setting, of, beside.leans);
    // The screen decides: the summary must not depend on whether a picture was drawn beside it.
    let told = beside.told.filter(|_| tells_the_median_run(setting));
    value["typical_run"] = json!(told.map(|told| typical_run(setting, told)));
    value["findings"] =
        json!({ "errors": findings.errors(), "warnings": findings.warnings(), "notes": findings.notes() });
    value
}

fn typical_run(setting: &Setting, told: &RunRecord) -> Value {
    let rows = milestones(setting, told).into_iter().map(|row| {
        let [full, limited, none] = row.users;
        json!({
            "at_ms": row.at.millis(), "at": setting.plan.calendar.stamp(row.at), "text": row.text,
            "signed_in_full": full, "signed_in_limited": limited, "signed_in_none": none,
            "signed_in_share": f64::from(setting.plan.signed_in.at(row.at)) / 1000.0,
        })
    });
    json!({ "run": told.run, "milestones": rows.collect::<Vec<_>>() })
}

/// The whole summary.
pub fn summary(setting: &Setting, scenario: &str, summary: &Summary) -> Value {
    let mut pools = Map::new();
    for (pool, columns) in PoolId::each(&summary.pools).zip(&summary.pools) {
        let mut value = columns_value(setting, summary, columns);
        let noun = setting.plan.topology.pool(pool);
        value["site"] = json!(setting.plan.topology.sites[noun.site.index()].name);
        value["front_ends"] = json!(noun.front_ends.len());
        value["partner"] = json!(noun.partner.map(|partner| &setting.plan.topology.pool(partner).name));
        value["signed_in_users_in_business_hours"] = json!(signed_in_at_work(setting, noun.users));
        value["lost_data_minutes"] = lost_data(columns);
        value["load"] = load(setting, pool);
        value["users_a_server"] = users_a_server(setting, pool);
        value["rated_users_a_server"] = short(rated_users(setting, pool));
        pools.insert(setting.plan.topology.pool(pool).name.clone(), value);
    }
    json!({
        "schema": SCHEMA,
        "provenance": provenance(setting, scenario, summary.seed, summary.runs),
        "pools": pools,
        "total": columns_value(setting, summary, &summary.total()),
        "features": feature_values(setting, summary),
        "features_in_horizon": routes_in_horizon(setting, summary),
        "causes": causes(setting, summary),
        "costs": costs(setting, summary),
        "recoveries": recoveries(setting, summary),
        "updates": updates(setting, summary),
        "vendor_targets": {
            "failover_minutes": target_minutes(setting, &pairing::RTO_TARGET),
            "lost_data_minutes": target_minutes(setting, &pairing::RPO_TARGET),
        },
        "unfinished": unfinished(setting, summary),
        "imperfect_cover": setting.plan.imperfect_cover().map(|fact| fact.key).collect::<Vec<_>>(),
        "yours_to_set": setting.plan.yours_to_set().map(|fact| fact.key).collect::<Vec<_>>(),
    })
}

/// What the numbers of a block are over: of what each gave a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// Runs.
    Runs,
    /// Single recoveries.
    Recoveries,
    /// Single campaigns of updates.
    Campaigns,
}

impl Over {
    /// The key.
    pub const fn key(self) -> &'static str {
        match self {
            Over::Runs => "runs",
            Over::Recoveries => "recoveries",
            Over::Campaigns => "campaigns",
        }
    }
}

/// An estimate, in numbers short enough to read; the sixth digit of a simulated mean means nothing.
pub fn estimate(estimate: &Estimate) -> Value {
    json!({
        "over": Over::Runs.key(),
        "mean": short(estimate.mean),
        "sd": estimate.sd.map(short),
        "ci": ci((Some(estimate.ci.0), estimate.ci.1), estimate.by),
        "p50": short(estimate.p50),
        "p50_ci": quantile_ci(estimate.p50_ci, Estimate::QUANTILES_BY),
        "p95": short(estimate.p95),
        "p95_ci": quantile_ci(estimate.p95_ci, Estimate::QUANTILES_BY),
        "max": short(estimate.max),
    })
}

/// An interval by the names of its ends, and how it was come by; what nothing was seen to bound is null.
pub fn ci((low, high): Ends, by: Option<Method>) -> Value {
    json!({ "lo": low.map(short), "hi": high.map(short), "level": CONFIDENCE, "kind": by.map(Method::key) })
}

/// The same of a quantile, of which a small sample bounds neither end.
pub fn quantile_ci(ends: Ends, by: Method) -> Value {
    ci(ends, (ends.0.is_some() || ends.1.is_some()).then_some(by))
}

/// A share with its interval.
pub fn share(over: Over, share: Share) -> Value {
    json!({ "over": over.key(), "mean": short(share.mean), "ci": ci(share.ci, share.by) })
}

/// Rounds to nine significant digits, so that files do not differ in the last bit of a sum.
pub fn short(value: f64) -> Value {
    if !value.is_finite() {
        return Value::Null;
    }
    let rounded: f64 = format!("{value:.8e}").parse().unwrap_or(value);
    json!(rounded)
}

fn columns_value(setting: &Setting, summary: &Summary, columns: &Columns) -> Value {
    let years = summary.years();
    let minutes = |column: &[u64]| estimate(&columns.minutes_per_user_year(column, years));
    let counts = |column: &[u32]| estimate(&Columns::per_year(column, years));
    let of_horizon = |column: &[u64]| estimate(&columns.minutes_per_user_year(column, 1.0));
    let not_full: Vec<u64> = columns.none.iter().zip(&columns.limited).map(|(none, limited)| none + limited).collect();
    let mut exposed = Map::new();
    for (key, column) in exposure::KEYS.iter().zip(&columns.exposed_millis) {
        let hours: Vec<f64> = column.iter().map(|millis| *millis as f64 / 3_600_000.0 / years).collect();
        exposed.insert((*key).to_owned(), estimate(&Estimate::of_non_negative(&hours)));
    }
    let mut stages = Map::new();
    for stage in Stage::ALL {
        stages.insert(stage.key().to_owned(), minutes(&columns.stages[stage.index()]));
    }
    let availability = columns.availability(summary.horizon);
    // Where no outage was seen, nothing says how low it can be.
    let lowest = not_full.iter().any(|cost| *cost > 0).then_some(availability.ci.0);
    let target_met = setting.plan.targets.availability.map(|target| {
        let met = columns.runs_with_availability(summary.horizon, target);
        let share = Share::of_trials(met as f64 / summary.runs.max(1) as f64, summary.runs as f64);
        met_value(Over::Runs, met, summary.runs, share)
    });
    let [planned, business] = columns.shares().map(|part| share(Over::Runs, part));
    json!({
        "enabled_users": columns.users,
        "availability": {
            "over": Over::Runs.key(), "mean": short(availability.mean), "sd": availability.sd.map(short),
            "ci": ci((lowest, availability.ci.1), availability.by),
            "target": setting.plan.targets.availability, "target_met": target_met,
        },
        "none_minutes_per_year": minutes(&columns.none),
        "limited_minutes_per_year": minutes(&columns.limited),
        "signed_in_none_minutes_per_year": minutes(&columns.none_signed_in),
        "signed_in_limited_minutes_per_year": minutes(&columns.limited_signed_in),
        "not_full_minutes_per_year": minutes(&not_full),
        "in_horizon": {
            "none_minutes": of_horizon(&columns.none),
            "limited_minutes": of_horizon(&columns.limited),
            "not_full_minutes": of_horizon(&not_full),
        },
        "planned_share": planned,
        "business_hours_share": business,
        "outages_seen": columns.outages.iter().map(|count| u64::from(*count)).sum::<u64>(),
        "outages_per_year": counts(&columns.outages),
        "pool_quorum_losses_per_year": counts(&columns.pool_quorum_losses),
        "routing_group_quorum_losses_per_year": counts(&columns.routing_group_quorum_losses),
        "redirected_users_per_year": estimate(&columns.redirected_per_year(years)),
        "redirect_minutes": if columns.failovers == 0 { Value::Null } else {
            short(columns.redirect_millis as f64 / columns.failovers as f64 / 60_000.0)
        },
        "exposed_hours_per_year": exposed,
        "minutes_at_stage_per_year": stages,
    })
}

fn lost_data(columns: &Columns) -> Value {
    let minutes = |millis: &[f64]| match millis {
        [] => Value::Null,
        _ => estimate(&Estimate::of_non_negative(millis).scaled(1.0 / 60_000.0)),
    };
    columns.lost.each().map(|(class, lost)| (class.key(), minutes(lost))).collect()
}

fn load(setting: &Setting, pool: PoolId) -> Value {
    let [normal, one_lost, failed_over, failed_over_one_lost] = load_of(setting, pool).map(|load| load.map(short));
    json!({
        "normal": normal, "one_lost": one_lost,
        "failed_over": failed_over, "failed_over_one_lost": failed_over_one_lost,
    })
}

/// Users a server, in the four states of the load.
fn users_a_server(setting: &Setting, pool: PoolId) -> Value {
    let rated = rated_users(setting, pool);
    let [normal, one_lost, failed_over, failed_over_one_lost] =
        load_of(setting, pool).map(|load| load.map(|load| (load * rated).round() as u64));
    json!({
        "normal": normal, "one_lost": one_lost,
        "failed_over": failed_over, "failed_over_one_lost": failed_over_one_lost,
    })
}

fn feature_values(setting: &Setting, summary: &Summary) -> Value {
    let total = summary.total();
    let years = summary.years();
    let mut values = Map::new();
    let minutes = |column: &[u64]| estimate(&total.minutes_per_user_year(column, years));
    for feature in features(setting) {
        let mut value = json!({ "minutes_without_per_year": minutes(&total.without(feature, false)) });
        if let Some(condition) = feature.condition() {
            let without = minutes(&total.without(feature, true));
            value["if_seen_to"] = json!({ "condition": condition, "minutes_without_per_year": without });
        }
        values.insert(feature.key.to_owned(), value);
    }
    Value::Object(values)
}

/// The features of a deployment: those over a route where an Edge pool carries it.
fn features(setting: &Setting) -> impl Iterator<Item = &'static Feature> {
    let edges = &setting.plan.topology.edges;
    let carried = |route: Route| edges.iter().any(|edge| edge.carries(route));
    FEATURES.iter().filter(move |feature| feature.route.is_none_or(carried))
}

/// Minutes without what goes over a route, in the horizon of a run.
fn routes_in_horizon(setting: &Setting, summary: &Summary) -> Map<String, Value> {
    let total = summary.total();
    let over_routes = features(setting).filter(|feature| feature.route.is_some());
    let values = over_routes.map(|feature| {
        let minutes = estimate(&total.minutes_per_user_year(&total.without(feature, false), 1.0));
        (feature.key.to_owned(), json!({ "minutes_without": minutes }))
    });
    values.collect()
}

/// How many met a target, of how many, and the share with its interval.
pub fn met_value(over: Over, met: u64, of: u64, share: Share) -> Value {
    json!({ "over": over.key(), "met": met, "of": of, "share": short(share.mean), "ci": ci(share.ci, share.by) })
}

fn target_minutes(setting: &Setting, fact: &'static crate::facts::Fact) -> f64 {
    setting.plan.sheet.span(fact).as_minutes_f64()
}
