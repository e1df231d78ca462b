//! What stands in the boxes of pools, Edge pools and whatever else a site holds.

use crate::facts::features::Route;
use crate::report::chart::topology::findings::{carries, is_a_thing, named, partner_is_here, site_of, takes_pool};
use crate::report::chart::topology::parts::{Chip, Part};
use crate::report::names::{counted, thousands};
use crate::topology::{BackEnd, Edge, MachineId, Pool, PoolId, SharedComponent, SiteId, Topology};

/// The name of a site.
pub fn site(topology: &Topology, id: SiteId) -> &str {
    &topology.sites[id.index()].name
}

/// A pool, as it is drawn.
pub fn pool(topology: &Topology, id: PoolId) -> Vec<Part> {
    let pool = topology.pool(id);
    let mut parts = vec![Part::Name(pool.name.clone()), Part::Words(servers(pool))];
    if !pool.standard {
        parts.push(Part::Domains(domains(pool)));
    }
    parts.push(Part::Words("Back End:".to_owned()));
    parts.push(Part::Chips(databases(topology, pool)));
    parts.extend(partner(topology, pool).map(Part::Words));
    let chips = warnings(topology, id);
    if !chips.is_empty() {
        parts.push(Part::Chips(chips));
    }
    if let Some(edge) = pool.edge {
        parts.push(Part::Words(through(topology, pool.site, &topology.edges[edge.index()])));
    }
    parts
}

/// How many users on how many servers.
pub fn servers(pool: &Pool) -> String {
    let users = counted(pool.users.into(), "user", "users");
    if pool.standard {
        return format!("{users} on a Standard Edition server");
    }
    let (servers, domains) = (pool.front_ends.len() as u64, domains(pool).len() as u64);
    let servers = counted(servers, "Front End", "Front Ends");
    format!("{users} on {servers} in {}", counted(domains, "upgrade domain", "upgrade domains"))
}

/// How many Front Ends each upgrade domain has.
fn domains(pool: &Pool) -> Vec<usize> {
    let mut numbers = pool.domains.clone();
    numbers.sort_unstable();
    numbers.chunk_by(|one, other| one == other).map(<[u8]>::len).collect()
}

/// The databases of a pool, and where they stand when that is another site.
pub fn databases(topology: &Topology, pool: &Pool) -> Vec<Chip> {
    let place = |machine: Option<MachineId>| {
        let away = machine.map(|machine| site_of(topology, machine)).filter(|at| *at != pool.site);
        away.map_or(String::new(), |at| format!(" in {}", site(topology, at)))
    };
    match pool.back_end {
        BackEnd::Collocated => vec![Chip::new("on the server itself", false)],
        BackEnd::Single => vec![Chip::new(format!("one server{}", place(pool.sql[0])), true)],
        BackEnd::Mirrored { witness } => {
            let last = if witness { format!("witness{}", place(pool.sql[2])) } else { "no witness".to_owned() };
            vec![
                Chip::new(format!("primary{}", place(pool.sql[0])), false),
                Chip::new(format!("mirror{}", place(pool.sql[1])), false),
                Chip::new(last, !witness),
            ]
        }
    }
}

/// With whom a pool is paired, in words.
pub fn partner(topology: &Topology, pool: &Pool) -> Option<String> {
    let partner = topology.pool(pool.partner?);
    Some(format!("paired with {} in {}", partner.name, site(topology, partner.site)))
}

/// What only this pool has, and what it has not.
pub fn warnings(topology: &Topology, id: PoolId) -> Vec<Chip> {
    let pool = topology.pool(id);
    let chips = [
        (topology.central_management == id).then(|| Chip::new("Central Management", pool.partner.is_none())),
        pool.partner.is_none().then(|| Chip::new("no partner", true)),
        partner_is_here(topology, pool).then(|| Chip::new("partner in the same site", true)),
    ];
    chips.into_iter().flatten().collect()
}

/// Which Edge pool the remote users of a pool in a site come through.
fn through(topology: &Topology, from: SiteId, edge: &Edge) -> String {
    let place = if edge.site == from { String::new() } else { format!(" in {}", site(topology, edge.site)) };
    format!("remote users through {}{place}", edge.name)
}

/// An Edge pool.
pub fn edge(topology: &Topology, edge: &Edge) -> Vec<Part> {
    let hop = topology.pool(edge.next_hop);
    let place = if hop.site == edge.site { String::new() } else { format!(" in {}", site(topology, hop.site)) };
    let mut chips = vec![Chip::new(counted(edge.machines.len() as u64, "server", "servers"), edge.machines.len() == 1)];
    for (route, words) in [(Route::Federation, "federation"), (Route::Xmpp, "XMPP")] {
        let only = topology.edges.iter().filter(|other| other.carries(route)).count() == 1;
        chips.extend(edge.carries(route).then(|| Chip::new(words, only)));
    }
    let words = Part::Words(format!("Edge pool, next hop {}{place}", hop.name));
    vec![Part::Name(edge.name.clone()), words, Part::Chips(chips)]
}

/// What a site holds besides pools and Edge pools: witnesses of other sites' pools, and what its servers share.
pub fn others(topology: &Topology, id: SiteId) -> Vec<Vec<Part>> {
    let guests = topology.pools.iter().filter(|pool| pool.site != id);
    let guests: Vec<Chip> = guests
        .filter(|pool| pool.sql[2].is_some_and(|machine| site_of(topology, machine) == id))
        .map(|pool| Chip::new(format!("witness of {}", pool.name), false))
        .collect();
    let shared = topology.shared_components.iter().filter(|component| is_a_thing(component));
    let here = |component: &&SharedComponent| component.machines.iter().all(|one| site_of(topology, *one) == id);
    let shared: Vec<Chip> = shared.filter(here).map(|component| shared_by(topology, component)).collect();
    let boxed = |name: &str, chips: Vec<Chip>| vec![Part::Name(name.to_owned()), Part::Chips(chips)];
    let boxes = [("For other sites", guests), ("Servers share", shared)];
    boxes.into_iter().filter(|(_, chips)| !chips.is_empty()).map(|(name, chips)| boxed(name, chips)).collect()
}

/// What servers of several sites share.
pub fn between(topology: &Topology) -> Vec<Chip> {
    let spans = |component: &&SharedComponent| {
        let first = site_of(topology, component.machines[0]);
        component.machines.iter().any(|machine| site_of(topology, *machine) != first)
    };
    let shared = topology.shared_components.iter().filter(|component| is_a_thing(component));
    shared.filter(spans).map(|component| shared_by(topology, component)).collect()
}

/// Something shared, with what it carries.
pub fn shared_by(topology: &Topology, component: &SharedComponent) -> Chip {
    let alone = topology.pools.iter().any(|pool| takes_pool(pool, component));
    Chip::new(format!("{}: {}", named(component), carries(topology, component)), alone)
}

/// A bandwidth as people write it.
pub fn bandwidth(bits: f64) -> String {
    let (unit, scale) =
        [("Gbit/s", 1e9), ("Mbit/s", 1e6)].into_iter().find(|(_, scale)| bits >= *scale).unwrap_or(("kbit/s", 1e3));
    let number = bits / scale;
    if number.fract() == 0.0 && number < 1e15 {
        format!("{} {unit}", thousands(number as u64))
    } else {
        format!("{number} {unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bandwidth_is_told_as_it_was_written() {
        for (bits, words) in [(1e8, "100 Mbit/s"), (1.5e6, "1.5 Mbit/s"), (2e12, "2,000 Gbit/s"), (64e3, "64 kbit/s")] {
            assert_eq!(bandwidth(bits), words);
        }
    }
}
