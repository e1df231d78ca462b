//! The scenario as it is simulated: with the defaults, and with what follows from what is written where that could have been
//! written itself. Read again, it gives the same plan.

use std::collections::BTreeMap;

use ron::extensions::Extensions;

use super::form::{Edge, Enterprise, Pool, Quorum, Scenario, Standard};
use super::plan::Plan;
use crate::facts::users;
use crate::text::{Map, Name, Place, Placed, Share, Whole};
use crate::topology::{self, PoolId};

/// Fills in what the plan says of fields that were left out. Facts stay where they are: what the scenario leaves to them is
/// not a decision of its own.
pub fn resolved(scenario: &Scenario, plan: &Plan) -> Scenario {
    let mut whole = scenario.clone();
    whole.pools.value = pools(&scenario.pools, plan);
    whole.edges.value = scenario.edges.map(|name, edge| edge_pool(&name.text, edge, plan));
    whole
}

/// The scenario as RON text, as it would be written in a file.
pub fn to_ron(scenario: &Scenario) -> String {
    // Variants with fields have one pair of parentheses, and what may be left out stands without a word before it.
    let options = ron::Options::default()
        .with_default_extension(Extensions::UNWRAP_VARIANT_NEWTYPES)
        .with_default_extension(Extensions::IMPLICIT_SOME);
    let pretty = ron::ser::PrettyConfig::new().depth_limit(3).compact_arrays(true).new_line("\n");
    let mut text = options.to_string_pretty(scenario, pretty).unwrap_or_default();
    text.push('\n');
    text
}

fn pools(pools: &Map<PoolId, Pool>, plan: &Plan) -> Map<PoolId, Pool> {
    pools.map(|name, pool| {
        let Some(built) = plan.topology.pools.iter().find(|pool| pool.name == name.text) else { return pool.clone() };
        let remote = |own: &Option<Share>| {
            let comes_in = !plan.topology.edges.is_empty();
            own.or_else(|| comes_in.then(|| Share::nearest(plan.sheet.number(&users::REMOTE))))
        };
        match pool {
            Pool::Enterprise(pool) => {
                let remote_share = pool.remote_share.with(remote(&pool.remote_share));
                Pool::Enterprise(Box::new(Enterprise { remote_share, ..enterprise(pool, built, plan) }))
            }
            Pool::Standard(pool) => {
                let remote_share = pool.remote_share.with(remote(&pool.remote_share));
                Pool::Standard(Box::new(Standard { remote_share, ..Standard::clone(pool) }))
            }
        }
    })
}

fn enterprise(pool: &Enterprise, built: &topology::Pool, plan: &Plan) -> Enterprise {
    let mut whole = pool.clone();
    let server = |id| Placed::new(pool.names.place, Name::new(&plan.topology.machine(id).name, pool.names.place));
    whole.names.value = built.front_ends.iter().map(|id| server(*id)).collect();
    whole.upgrade_domains.value = Some(domains(&built.domains, pool.upgrade_domains.place));
    whole.routing_groups.value = Whole::new(built.groups.len() as u32);
    let (number, place) = (|number: u8| Whole::new(u32::from(number)), pool.quorum.place);
    whole.quorum.value = Some(Quorum {
        to_start: Placed::new(place, number(built.quorum.to_start)),
        running: Placed::new(place, built.quorum.seeds_that_must_run.and_then(number)),
        seeds: Placed::new(place, number(built.quorum.stay_up.seeds)),
        back_end_vote: Placed::new(place, Some(built.quorum.stay_up.back_end_vote)),
    });
    whole
}

/// The Front Ends of each upgrade domain, counted from 1.
fn domains(of_each: &[u8], place: Place) -> Vec<Placed<Vec<Placed<Whole<1, 12>>>>> {
    let mut lists: BTreeMap<u8, Vec<Placed<Whole<1, 12>>>> = BTreeMap::new();
    for (ordinal, domain) in (1..).zip(of_each) {
        lists.entry(*domain).or_default().extend(Whole::new(ordinal).map(|ordinal| Placed::new(place, ordinal)));
    }
    lists.into_values().map(|list| Placed::new(place, list)).collect()
}

fn edge_pool(name: &str, edge: &Edge, plan: &Plan) -> Edge {
    let mut whole = edge.clone();
    if let Some(built) = plan.topology.edges.iter().find(|edge| edge.name == name) {
        let next_hop = &plan.topology.pool(built.next_hop).name;
        whole.next_hop.value = Some(Name::new(next_hop, edge.next_hop.place));
    }
    whole
}
