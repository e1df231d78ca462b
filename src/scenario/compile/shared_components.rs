//! What servers share and fall with: the scenario's `shared` things, and virtualization hosts.

use std::collections::BTreeSet;

use super::check::Check;
use super::names::{Kind, Thing};
use super::topology::Builder;
use crate::scenario::form::{self, Host};
use crate::text::{Name, Place, Placed, Problem, shown, with_article};
use crate::topology::{ComponentKind, MachineId, PoolId, SharedComponent, SharedId};

const CARRIERS: [Kind; 5] = [Kind::Server, Kind::Pool, Kind::Edge, Kind::Site, Kind::Shared];

/// Builds the shared things in the order of the scenario, then the hosts that only pools name.
pub(super) fn build(check: &mut Check<'_>, builder: &mut Builder) {
    let scenario = check.scenario;
    let nothing = || Direct { machines: BTreeSet::new(), shared: Vec::new() };
    let mut named: Vec<(String, ComponentKind)> =
        scenario.shared.iter().map(|(name, thing)| (name.text.clone(), *thing.kind)).collect();
    SharedId::each(&named).zip(&named).for_each(|(id, (name, _))| check.names.built(name, id));
    let mut shared: Vec<Direct> = named.iter().map(|_| nothing()).collect();
    // Hosts come first, since a rack may carry a host that only a pool names.
    for (machine, host, place) in hosts(check, builder) {
        let component = host_named(check, &mut named, host, place);
        if component == shared.len() {
            shared.push(nothing());
        }
        shared[component].machines.insert(machine);
    }
    for (index, (_, thing)) in scenario.shared.iter().enumerate() {
        carry(check, builder, thing, &mut shared[index]);
    }
    tell_circles(check, &shared);
    for (index, (name, kind)) in named.into_iter().enumerate() {
        let machines = gathered(&shared, index);
        if machines.is_empty() {
            let place =
                scenario.shared.names().find(|known| known.text == name).map_or(check.place, |known| known.place);
            let what = format!("`{}` carries nothing", shown(&name));
            check.warning("P035", place, what, "Its loss changes nothing.", "list under `carries` what falls with it");
        }
        builder.shared_components.push(SharedComponent { name, kind, machines });
    }
}

/// What a shared thing carries itself: servers, and other shared things by position.
struct Direct {
    machines: BTreeSet<MachineId>,
    shared: Vec<usize>,
}

fn carry(check: &mut Check<'_>, builder: &Builder, thing: &form::Shared, direct: &mut Direct) {
    for Placed { value: Name { text: carried, place, .. }, .. } in thing.carries.iter() {
        match check.names.any(carried) {
            Some((_, Some(Thing::Server(id)))) => {
                direct.machines.insert(id);
            }
            Some((_, Some(Thing::Pool(id)))) => {
                let pool = builder.pool(id);
                direct.machines.extend(&pool.front_ends);
                direct.machines.extend(pool.sql[..2].iter().flatten());
            }
            Some((_, Some(Thing::Edge(id)))) => direct.machines.extend(&builder.edges[id.index()].machines),
            Some((_, Some(Thing::Site(id)))) => direct.machines.extend(&builder.sites[id.index()].machines),
            Some((_, Some(Thing::Shared(id)))) => direct.shared.push(id.index()),
            Some((kind, None)) if CARRIERS.contains(&kind) => check.left_out = true,
            None if CARRIERS.iter().any(|kind| check.names.may_be(carried, *kind)) => check.left_out = true,
            Some(_) | None => check.unknown(&CARRIERS, carried, *place),
        }
    }
}

/// Every shared thing that is reached from one, itself only when it carries itself. Walking with a list instead of
/// recursion keeps a long chain from exhausting the stack.
fn reached(shared: &[Direct], from: usize) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut open = shared[from].shared.clone();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(&shared[next].shared);
        }
    }
    reached
}

fn gathered(shared: &[Direct], from: usize) -> Vec<MachineId> {
    let mut machines = shared[from].machines.clone();
    for other in reached(shared, from) {
        machines.extend(&shared[other].machines);
    }
    machines.into_iter().collect()
}

/// Of every circle one member is told, the first in the file.
fn tell_circles(check: &mut Check<'_>, shared: &[Direct]) {
    let mut told: BTreeSet<usize> = BTreeSet::new();
    for (index, (Name { text: name, place, .. }, _)) in check.scenario.shared.iter().enumerate() {
        let reached = reached(shared, index);
        if !reached.contains(&index) || told.contains(&index) {
            continue;
        }
        told.extend(&reached);
        let problem = Problem::error("P012", *place, format!("`{}` carries itself", shown(name)))
            .reason("What it carries leads back to it.")
            .remedy("take one of them out of `carries`");
        check.tell(problem);
    }
}

/// Each Front End with the host that its pool names for it.
fn hosts<'a>(check: &Check<'a>, builder: &Builder) -> Vec<(MachineId, &'a str, Place)> {
    let mut all = Vec::new();
    for (name, pool) in check.scenario.pools.iter() {
        let Some(id) = check.names.get::<PoolId>(&name.text) else { continue };
        let servers = &builder.pool(id).front_ends;
        let hosts: Vec<&Name<Host>> = match &pool.value {
            form::Pool::Enterprise(pool) => pool.hosts.iter().map(|host| &host.value).collect(),
            form::Pool::Standard(pool) => pool.host.iter().collect(),
        };
        all.extend(servers.iter().zip(hosts).map(|(machine, host)| (*machine, host.text.as_str(), host.place)));
    }
    all
}

/// The position of a host among the shared things; one that is not known yet is added.
fn host_named(check: &mut Check<'_>, named: &mut Vec<(String, ComponentKind)>, host: &str, place: Place) -> usize {
    if let Some((name, kind)) = check.names.get::<SharedId>(host).and_then(|component| named.get(component.index()))
        && *kind != ComponentKind::Host
    {
        let what = format!("`{}` is {} and no host", shown(name), with_article(kind.word()));
        check.error("P002", place, what, "", "name a host, or write kind: Host under `shared`");
    }
    let known = check.names.get(host).map(SharedId::index);
    // A host whose name was taken is looked for by hand, so that it is told once.
    known.or_else(|| named.iter().position(|(name, _)| name == host)).unwrap_or_else(|| {
        check.claim(host, Kind::Shared, place);
        check.names.built(host, SharedId::next(named));
        named.push((host.to_owned(), ComponentKind::Host));
        named.len() - 1
    })
}
