//! What is said of pools whose servers are asked too much of.

use crate::experiment::rated_load::{load_of, rated_users};
use crate::model::Setting;
use crate::report::names::thousands;

/// Pools whose servers would have more users than they are rated for, in which of the states a planner asks about: what a
/// server that is asked too much of does to its users is in no minute.
pub fn overloads(setting: &Setting) -> Vec<String> {
    let topology = &setting.plan.topology;
    let states = ["as it is", "one server lost", "carrying both", "carrying both, one lost"];
    let of_pool = |pool| {
        let rated = rated_users(setting, pool);
        let over = |(state, load): (&str, Option<f64>)| {
            let load = load.filter(|load| *load > 1.0)?;
            Some(format!("{state} {}", thousands((load * rated).round() as u64)))
        };
        let said: Vec<String> = states.into_iter().zip(load_of(setting, pool)).filter_map(over).collect();
        let name = &topology.pool(pool).name;
        (!said.is_empty()).then(|| {
            format!(
                "what a server does with more users than the {} it is rated for: {name}, {}",
                thousands(rated as u64),
                said.join(" · ")
            )
        })
    };
    topology.pool_ids().filter_map(of_pool).collect()
}
