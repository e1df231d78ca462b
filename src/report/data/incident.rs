//! The answer to "what if we lose it, whenever" for programs: every number of the screen, and the heat map hour by hour.

use serde_json::{Map, Value, json};

use crate::experiment::incident::{Answer, HOURS, Incident, Struck, Watch, answer, look, routes_away};
use crate::experiment::rated_load::{load_of, rated_users};
use crate::experiment::{Estimate, Share};
use crate::facts::features::over_routes;
use crate::ground::calendar::Weekday;
use crate::lint::uncounted::not_counted;
use crate::model::Setting;
use crate::report::data::losses::typed;
use crate::report::data::summary::{self, Over, estimate, short};
use crate::report::names::watch_words;
use crate::report::provenance::{SCHEMA, provenance};
use crate::topology::PoolId;

/// The whole answer. Minutes of users' time, and of routes, are differences to the same runs without the loss.
pub fn json(setting: &Setting, incident: &Incident, struck: &[Struck], scenario: &str, seed: u64) -> Value {
    let plan = &setting.plan;
    let mut pools = Map::new();
    for pool in plan.topology.pool_ids() {
        pools.insert(plan.topology.pool(pool).name.clone(), one_pool(setting, struck, pool));
    }
    let without = routes_away(struck);
    debug_assert!(struck.iter().all(|one| (one.hour as usize) < HOURS));
    let mut value = json!({
        "schema": SCHEMA,
        "provenance": provenance(setting, scenario, seed, struck.len() as u64),
        "incident": {
            "lost": plan.name_of(incident.target),
            "loss": typed(plan, incident.target),
            "lasts": incident.lasts.to_string(),
            "lasts_median_ms": incident.lasts.median().millis(),
            "looked_at_ms": look(plan).millis(),
        },
        "pools": pools,
        "not_counted": not_counted(plan, &[incident.target]),
    });
    for (feature, route) in over_routes() {
        value[format!("without_{}_minutes", feature.key)] = estimate(&without[route.index()]);
    }
    value
}

fn one_pool(setting: &Setting, struck: &[Struck], pool: PoolId) -> Value {
    let noun = setting.plan.topology.pool(pool);
    let answer = answer(setting, struck, pool);
    let share = |part: usize| share(part, struck.len());
    let maybe = |e: &Option<Estimate>| e.as_ref().map_or(Value::Null, estimate);
    let load = noun.partner.and_then(|partner| load_of(setting, partner)[2]).map(short);
    json!({
        "enabled_users": noun.users,
        "hit": answer.hit,
        "hit_share": share(answer.hit),
        "begins_after_minutes": maybe(&answer.begins_after),
        "user_clock_minutes": maybe(&answer.clock),
        "second_interruption_share": share(answer.seconds),
        "second_interruption_minutes": maybe(&answer.second),
        "failed_over_share": share(answer.failed_over),
        "partner_load_failed_over": load,
        "partner_rated_users_a_server": noun.partner.map(|partner| short(rated_users(setting, partner))),
        "none_minutes": estimate(&answer.none),
        "limited_minutes": estimate(&answer.limited),
        "unfinished": answer.unfinished,
        "unfinished_share": share(answer.unfinished),
        "lost_data_minutes": answer.lost.each().map(|(class, lost)| (class.key(), maybe(lost))).collect::<Value>(),
        "not_full_minutes_by_watch": by_watch(&answer),
        "not_full_minutes_by_hour_of_week": answer.by_hour,
    })
}

/// A share of the incidents, which are independent, with its interval.
fn share(part: usize, whole: usize) -> Value {
    summary::share(Over::Runs, Share::of_trials(part as f64 / whole.max(1) as f64, whole as f64))
}

fn by_watch(answer: &Answer) -> Vec<Value> {
    let one = |watch: &Watch| {
        let day = Weekday::ALL.into_iter().find(|day| day.number() as usize % 7 * 24 == watch.first / 24 * 24);
        json!({
            "day": day.map(|day| day.name()),
            "hours": watch_words(watch.first),
            "incidents": watch.incidents,
            "minutes": watch.minutes.as_ref().map_or(Value::Null, estimate),
        })
    };
    answer.by_watch.iter().map(one).collect()
}
