//! The topology: everything the scenario publishes, with names turned into ids.

use std::collections::HashMap;
use std::ops::Range;

use super::check::Check;
use super::names::{Found, Kind};
use super::{pools, shared_components};
use crate::facts::sheet::Sheet;
use crate::ground::identity::collisions;
use crate::text::{Map, Name, Place, Problem, shown};
use crate::topology::roles::EDGE;
use crate::topology::{
    Edge, EdgeId, Link, LinkId, Machine, MachineId, Member, Pair, PairId, Pool, PoolId, Population, Role,
    SharedComponent, Site, SiteId, Topology,
};

/// Most pools, Edge pools, sites, links and shared things of a scenario, each. With at most twenty servers in any of
/// them, every list stays far within the ids.
const MOST_OF_A_KIND: usize = 1000;

/// Most populations, and most clocks of failures, which is what their ids can count.
pub(super) const MOST_IDS: usize = 65_535;

/// The topology as far as it is built. What has a mistake is left out of it, so that every id in it leads to something.
#[derive(Default)]
pub(super) struct Builder {
    pub(super) sites: Vec<Site>,
    pub(super) links: Vec<Link>,
    pub(super) pools: Vec<Pool>,
    pub(super) edges: Vec<Edge>,
    pub(super) pairs: Vec<Pair>,
    pub(super) machines: Vec<Machine>,
    pub(super) populations: Vec<Population>,
    pub(super) population_ranges: Vec<Range<usize>>,
    pub(super) shared_components: Vec<SharedComponent>,
    pub(super) central_management: Option<PoolId>,
}

impl Builder {
    /// Adds a server. Its name is claimed already: by itself, or by the pool that it is.
    pub(super) fn add(
        &mut self,
        check: &mut Check<'_>,
        name: &str,
        dice: String,
        (role, member): (&'static Role, Member),
        site: SiteId,
    ) -> MachineId {
        let id = MachineId::next(&self.machines);
        self.machines.push(Machine { name: name.to_owned(), dice, role, member, site });
        self.sites[site.index()].machines.push(id);
        check.names.built(name, id);
        id
    }

    /// The pool of this id.
    pub(super) fn pool(&self, id: PoolId) -> &Pool {
        &self.pools[id.index()]
    }

    /// The machine of this id.
    pub(super) fn machine(&self, id: MachineId) -> &Machine {
        &self.machines[id.index()]
    }

    /// The topology, if nothing is missing that every topology has.
    pub(super) fn finished(self) -> Option<Topology> {
        let Builder { sites, links, pools, edges, pairs, machines, populations, shared_components, .. } = self;
        let central_management = self.central_management?;
        Some(Topology {
            sites,
            links,
            pools,
            edges,
            pairs,
            machines,
            shared_components,
            populations,
            central_management,
        })
    }
}

/// Builds the topology. Nothing comes of a scenario so empty or so large that its parts cannot be numbered.
pub(super) fn build(check: &mut Check<'_>, sheet: &Sheet) -> Option<Builder> {
    if !countable(check) {
        return None;
    }
    name_all(check);
    let mut builder = Builder::default();
    sites(check, &mut builder);
    links(check, &mut builder);
    pools::build(check, &mut builder, sheet);
    edges(check, &mut builder);
    pools::go_through_edges(check, &mut builder);
    pairs(check, &mut builder);
    shared_components::build(check, &mut builder);
    number_populations(check, &mut builder)?;
    let central_management = check.scenario.central_management.0.as_ref();
    builder.central_management = central_management.and_then(|pool| check.find(pool));
    dice_differ(check, &builder);
    Some(builder)
}

fn countable(check: &mut Check<'_>) -> bool {
    let scenario = check.scenario;
    let (sites, pools) = (&scenario.sites, &scenario.pools);
    let counts = [
        ("sites", sites.place, sites.len(), usize::from(sites.is_readable())),
        ("pools", pools.place, pools.len(), usize::from(pools.is_readable())),
        ("edges", scenario.edges.place, scenario.edges.len(), 0),
        ("links", scenario.links.place, scenario.links.len(), 0),
        ("shared", scenario.shared.place, scenario.shared.len(), 0),
    ];
    let mut fine = true;
    for (field, place, count, least) in counts {
        if count < least {
            fine = false;
            let what = format!("there is nothing under `{field}`");
            check.error("P003", place, what, "Without it there is nothing to simulate.", "define at least one");
        } else if count > MOST_OF_A_KIND {
            fine = false;
            let what = format!("{count} entries under `{field}` are more than the {MOST_OF_A_KIND} that are supported");
            check.error("P004", place, what, "", "split the scenario: deployments do not affect each other");
        }
    }
    fine
}

/// Takes all names that are written, those of what is lost too. Pools come before what is named after them, since their names
/// are those that planners would not change.
fn name_all(check: &mut Check<'_>) {
    let scenario = check.scenario;
    names_of(check, Kind::Site, &scenario.sites);
    names_of(check, Kind::Pool, &scenario.pools);
    names_of(check, Kind::Edge, &scenario.edges);
    names_of(check, Kind::Link, &scenario.links);
    names_of(check, Kind::Shared, &scenario.shared);
    // The servers of what is lost have names too, and a pool may name its hosts.
    if !scenario.pools.is_whole() {
        check.names.gap(Kind::Shared);
    }
    if !scenario.pools.is_whole() || !scenario.edges.is_whole() {
        check.names.gap(Kind::Server);
    }
}

fn names_of<K, T>(check: &mut Check<'_>, kind: Kind, map: &Map<K, T>) {
    if !map.is_readable() {
        check.names.gap(kind);
    }
    map.names().for_each(|name| check.claim(&name.text, kind, name.place));
}

fn sites(check: &mut Check<'_>, builder: &mut Builder) {
    for (name, _) in check.scenario.sites.iter() {
        let id = SiteId::next(&builder.sites);
        builder.sites.push(Site { name: name.text.clone(), machines: Vec::new() });
        check.names.built(&name.text, id);
    }
}

fn edges(check: &mut Check<'_>, builder: &mut Builder) {
    let scenario = check.scenario;
    for (Name { text: name, place, .. }, edge) in scenario.edges.iter() {
        let servers: Vec<String> = (1..=edge.servers.get()).map(|number| format!("{name}-{number}")).collect();
        servers.iter().for_each(|server| check.claim(server, Kind::Server, *place));
        let site = check.find(&edge.site);
        let next_hop = match &edge.next_hop.value {
            Some(pool) => check.find(pool),
            None => site.and_then(|site| first_pool_of(builder, site)),
        };
        let (Some(site), Some(next_hop)) = (site, next_hop) else { continue };
        let id = EdgeId::next(&builder.edges);
        let each =
            servers.iter().map(|server| builder.add(check, server, server.clone(), (&EDGE, Member::Edge(id)), site));
        let machines = each.collect();
        let (federation, xmpp) = (*edge.federation, *edge.xmpp);
        builder.edges.push(Edge { name: name.clone(), site, machines, federation, xmpp, next_hop });
        check.names.built(name, id);
    }
}

/// The first pool of a site, otherwise the first pool.
fn first_pool_of(builder: &Builder, site: SiteId) -> Option<PoolId> {
    let mut pools = PoolId::each(&builder.pools);
    pools.find(|pool| builder.pool(*pool).site == site).or_else(|| PoolId::nth(&builder.pools, 0))
}

fn links(check: &mut Check<'_>, builder: &mut Builder) {
    let scenario = check.scenario;
    for (Name { text: name, .. }, link) in scenario.links.iter() {
        let (first, second) = &link.between.value;
        let ends = (check.find(first), check.find(second));
        if first.text == second.text {
            let place = link.between.place;
            let what = format!("the link `{}` joins a site with itself", shown(name));
            check.error("P014", place, what, "", "name two sites");
        }
        let (Some(one), Some(other)) = ends else { continue };
        let id = LinkId::next(&builder.links);
        builder.links.push(Link {
            name: name.clone(),
            between: (one, other),
            // A link without one limits nothing.
            bandwidth: link.bandwidth.as_ref().map_or(f64::INFINITY, |bandwidth| bandwidth.0),
            latency_millis: link.latency.as_ref().map_or(0.0, |latency| latency.millis() as f64),
        });
        check.names.built(name, id);
    }
}

fn pairs(check: &mut Check<'_>, builder: &mut Builder) {
    let scenario = check.scenario;
    // By name and not by id, so that a pool that was left out for another mistake is still told to be paired twice.
    let mut paired_at: HashMap<&str, Place> = HashMap::new();
    for (index, pair) in scenario.pairs.iter().enumerate() {
        let (first, second) = &pair.value;
        let known = [first, second].map(|pool| check.names.find::<PoolId>(&pool.text) != Found::Unknown);
        let found = (check.find(first), check.find(second));
        let ([true, true], true) = (known, index < MOST_OF_A_KIND) else { continue };
        if first.text == second.text {
            let what = format!("`{}` is paired with itself", shown(&first.text));
            let reason = "A pool is backed up by another pool, at another site.";
            check.error("P010", second.place, what, reason, "name another pool");
            continue;
        }
        if paired_twice(check, [first, second], &mut paired_at) {
            continue;
        }
        let (Some(first), Some(second)) = found else { continue };
        let pair = PairId::next(&builder.pairs);
        for (own, other) in [(first, second), (second, first)] {
            builder.pools[own.index()].pair = Some(pair);
            builder.pools[own.index()].partner = Some(other);
        }
        let sites = (builder.pool(first).site, builder.pool(second).site);
        builder.pairs.push(Pair { pools: (first, second), link: link_between(&builder.links, sites) });
    }
}

fn paired_twice<'a>(
    check: &mut Check<'_>,
    pools: [&'a Name<PoolId>; 2],
    paired_at: &mut HashMap<&'a str, Place>,
) -> bool {
    let mut twice = false;
    for Name { text: pool, place, .. } in pools {
        if let Some(first) = paired_at.get(pool.as_str()) {
            twice = true;
            let problem = Problem::error("P011", *place, format!("`{}` is paired twice", shown(pool)))
                .reason("The relation of backup registrars is one to one and mutual.")
                .remedy("keep one of the pairs")
                .also(*first, "paired here first");
            check.tell(problem);
        } else {
            paired_at.insert(pool, *place);
        }
    }
    twice
}

fn link_between(links: &[Link], sites: (SiteId, SiteId)) -> Option<LinkId> {
    let joins = |link: &Link| link.between == sites || link.between == (sites.1, sites.0);
    LinkId::each(links).find(|id| joins(&links[id.index()])).filter(|_| sites.0 != sites.1)
}

fn number_populations(check: &mut Check<'_>, builder: &mut Builder) -> Option<()> {
    let place = check.scenario.pools.place;
    let groups: usize = builder.pools.iter().map(|pool| pool.groups.len()).sum();
    let users: u64 = builder.pools.iter().map(|pool| u64::from(pool.users)).sum();
    if users > u64::from(u32::MAX) {
        let what = format!("{users} users are more than the {} that can be counted", u32::MAX);
        check.error("P004", place, what, "", "check the numbers of enabled users");
    }
    if groups.max(builder.populations.len()) > MOST_IDS {
        let what = format!("{groups} routing groups are more than can be counted");
        check.error("P004", place, what, "", "write fewer `routing_groups` for each pool");
        return None;
    }
    for (pool, range) in builder.pools.iter_mut().zip(&builder.population_ranges) {
        // Both ends are at most MOST_IDS, which was just checked.
        pool.populations = range.start as u16..range.end as u16;
    }
    Some(())
}

/// Two things on the same dice would fail together for no reason a planner could see.
fn dice_differ(check: &mut Check<'_>, topology: &Builder) {
    let mut all: Vec<&str> = topology.machines.iter().map(|machine| machine.dice.as_str()).collect();
    let things = topology.sites.iter().map(|site| site.name.as_str());
    let things = things.chain(topology.links.iter().map(|link| link.name.as_str()));
    all.extend(things.chain(topology.shared_components.iter().map(|component| component.name.as_str())));
    all.sort_unstable();
    if let Some(pair) = all.windows(2).find(|pair| pair[0] == pair[1]) {
        let what = format!("two things roll the dice of `{}`", shown(pair[0]));
        let place = check.scenario.pools.place;
        let reason = "They would fail and be repaired at the same times.";
        check.error("P013", place, what, reason, "write another name under `dice`, or leave it out");
    }
    all.extend(topology.pools.iter().map(|pool| pool.dice.as_str()));
    if let Some((first, second)) = collisions(all) {
        let what = format!("the names `{}` and `{}` lead to the same dice", shown(first), shown(second));
        let place = check.place;
        check.error("P013", place, what, "Their numbers happen to be equal.", "change one of the names a little");
    }
}
