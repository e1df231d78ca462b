//! The table of single and double losses for programs: every trial, and every number of the screen.

use serde_json::{Map, Value, json};

use crate::experiment::losses::{Hit, LOOK, Trial, is_news};
use crate::experiment::rated_load::{load_of, rated_users};
use crate::facts::features::over_routes;
use crate::ground::time::Time;
use crate::lint::uncounted::not_counted;
use crate::model::Setting;
use crate::report::data::costs::phase_key;
use crate::report::data::summary::short;
use crate::report::provenance::SCHEMA;
use crate::scenario::plan::{Plan, Target};

/// The whole table. `wanted` is how many losses were to be tried; fewer trials are those before an interruption.
pub fn json(setting: &Setting, trials: &[Trial], wanted: usize) -> Value {
    let plan = &setting.plan;
    let singles: Vec<&Trial> = trials.iter().filter(|trial| trial.lost.len() == 1).collect();
    let rows = trials.iter().map(|trial| {
        let mut row = json!({
            "lost": trial.lost.iter().map(|target| plan.name_of(*target)).collect::<Vec<_>>(),
            "losses": trial.lost.iter().map(|target| typed(plan, *target)).collect::<Vec<_>>(),
            "noticed": trial.is_noticed(),
            "worse_than_each_alone": (trial.lost.len() > 1).then(|| is_news(trial, &singles)),
            "not_counted": not_counted(plan, &trial.lost),
            "hits": trial.hit.iter().map(|hit| one_hit(setting, hit)).collect::<Vec<_>>(),
        });
        for (feature, route) in over_routes() {
            row[format!("without_{}_ms", feature.key)] = json!(trial.routes_away[route.index()].millis());
        }
        row
    });
    json!({
        "schema": SCHEMA,
        "scenario_sha256": plan.sha256,
        "begins": plan.calendar.stamp(Time::ZERO),
        "looked_at_ms": LOOK.min(plan.horizon).millis(),
        "load": load(setting),
        "trials": rows.collect::<Vec<_>>(),
        "trials_wanted": wanted,
    })
}

/// Users of a server over what it is rated for, by pool; above one the screen names it.
fn load(setting: &Setting) -> Map<String, Value> {
    let topology = &setting.plan.topology;
    let of_pool = |pool| {
        let [normal, one_lost, failed_over, failed_over_one_lost] = load_of(setting, pool).map(|load| load.map(short));
        let value = json!({
            "normal": normal, "one_lost": one_lost,
            "failed_over": failed_over, "failed_over_one_lost": failed_over_one_lost,
            "rated_users_a_server": short(rated_users(setting, pool)),
        });
        (topology.pool(pool).name.clone(), value)
    };
    topology.pool_ids().map(of_pool).collect()
}

/// What became of a pool's users. The user's clock runs from the first who lacked something to the last who has full
/// service again, and has no value where that was not by the end of the look.
fn one_hit(setting: &Setting, hit: &Hit) -> Value {
    json!({
        "pool": setting.plan.topology.pool(hit.pool).name,
        "begins_after_ms": hit.after.millis(),
        "user_clock_ms": hit.back.map(|back| back.since(hit.after).millis()),
        "none_worst": hit.none_worst,
        "limited_worst": hit.limited_worst,
        "none_at_end": hit.none_at_end,
        "limited_at_end": hit.limited_at_end,
        "because_of": phase_key(setting, hit.why),
    })
}

/// A loss as it is typed after `--incident`: a pool and its only server may have one name.
pub fn typed(plan: &Plan, target: Target) -> String {
    let kind = match target {
        Target::Machine(_) => "Server",
        Target::Pool(_) | Target::Shock(_) => "Pool",
        Target::Site(_) => "Site",
        Target::Link(_) => "Link",
        Target::BackEnd(_) => "BackEnd",
        Target::Edge(_) => "Edge",
        Target::SharedComponent(_) => "Shared",
        Target::Disaster => "Disaster",
    };
    format!("{kind}({:?})", plan.name_of(target))
}
