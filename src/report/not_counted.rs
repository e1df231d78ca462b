//! What a loss does that the model does not count, so that "nobody notices" is not said of it.

use crate::model::Setting;
use crate::report::names::thousands;
use crate::report::rated_load::{load_of, rated_users};
use crate::scenario::plan::{Plan, Target};
use crate::topology::MachineId;

/// Remote users sign in through any Edge pool that works; their media have one way only.
pub const EDGE: &str = "audio, video and sharing of remote users, which go through the Edge pool of their own pool";
/// Users are served by their pool, whichever sites it reaches.
pub const LINK: &str = "messages, conferences and calls between the sites, and what a branch has from another site";

/// What of a loss is in none of its numbers: of an Edge pool that is lost as a whole, and of a link that is cut.
pub fn not_counted(plan: &Plan, lost: &[Target]) -> Vec<&'static str> {
    let gone: Vec<MachineId> = lost.iter().flat_map(|target| plan.machines_of(*target)).collect();
    let mut edges = plan.topology.edges.iter();
    let an_edge_pool = edges.any(|edge| edge.machines.iter().all(|server| gone.contains(server)));
    let a_link = lost.iter().any(|target| matches!(target, Target::Link(_)));
    [(an_edge_pool, EDGE), (a_link, LINK)].into_iter().filter(|(is, _)| *is).map(|(_, what)| what).collect()
}

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
