//! The topology: everything the scenario publishes, with names turned into ids.

use std::collections::HashMap;
use std::ops::Range;

use super::check::Check;
use super::names::{Found, Kind};
use super::{pools, shared_components};
use crate::facts::sheet::Sheet;
use crate::ground::identity::collisions;
use crate::scenario::bandwidth;
use crate::text::{Place, Problem, Step, shown};
use crate::topology::{
    Edge, EdgeId, Link, LinkId, Machine, MachineId, Pair, PairId, Pool, PoolId, Population, Role, SharedComponent,
    Site, SiteId, Topology,
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
        role: Role,
        site: SiteId,
    ) -> MachineId {
        let id = MachineId::next(&self.machines);
        self.machines.push(Machine { name: name.to_owned(), dice, role, site });
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
    builder.central_management = check.find(&check.scenario.central_management, &[Step::Key("central_management")]);
    dice_differ(check, &builder);
    Some(builder)
}

fn countable(check: &mut Check<'_>) -> bool {
    let scenario = check.scenario;
    let counts = [
        ("sites", scenario.sites.len(), 1),
        ("pools", scenario.pools.len(), 1),
        ("edges", scenario.edges.len(), 0),
        ("links", scenario.links.len(), 0),
        ("shared", scenario.shared.len(), 0),
    ];
    let mut fine = true;
    for (field, count, least) in counts {
        let place = check.place(&[Step::Key(field)]);
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

/// Pools come first, since their names are those that planners would not change.
fn name_all(check: &mut Check<'_>) {
    let scenario = check.scenario;
    let lists: [(&str, Kind, Vec<&str>); 5] = [
        ("sites", Kind::Site, scenario.sites.names().collect()),
        ("pools", Kind::Pool, scenario.pools.names().collect()),
        ("edges", Kind::Edge, scenario.edges.names().collect()),
        ("links", Kind::Link, scenario.links.names().collect()),
        ("shared", Kind::Shared, scenario.shared.names().collect()),
    ];
    for (field, kind, names) in lists {
        for name in names {
            let place = check.key_place(&[Step::Key(field)], name);
            check.claim(name, kind, place);
        }
    }
}

fn sites(check: &mut Check<'_>, builder: &mut Builder) {
    for name in check.scenario.sites.names() {
        let id = SiteId::next(&builder.sites);
        builder.sites.push(Site { name: name.to_owned(), machines: Vec::new() });
        check.names.built(name, id);
    }
}

fn edges(check: &mut Check<'_>, builder: &mut Builder) {
    let scenario = check.scenario;
    for (name, edge) in scenario.edges.iter() {
        let field = |field| [Step::Key("edges"), Step::Key(name), Step::Key(field)];
        let place = check.key_place(&[Step::Key("edges")], name);
        let servers: Vec<String> = (1..=edge.servers).map(|number| format!("{name}-{number}")).collect();
        servers.iter().for_each(|server| check.claim(server, Kind::Server, place));
        let site = check.find(&edge.site, &field("site"));
        let next_hop = match &edge.next_hop {
            Some(pool) => check.find(pool, &field("next_hop")),
            None => site.and_then(|site| first_pool_of(builder, site)),
        };
        let (Some(site), Some(next_hop)) = (site, next_hop) else { continue };
        let id = EdgeId::next(&builder.edges);
        let each = servers.iter().map(|server| builder.add(check, server, server.clone(), Role::Edge(id), site));
        let machines = each.collect();
        let (federation, xmpp) = (edge.federation, edge.xmpp);
        builder.edges.push(Edge { name: name.to_owned(), site, machines, federation, xmpp, next_hop });
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
    for (name, link) in scenario.links.iter() {
        let field = |field| [Step::Key("links"), Step::Key(name), Step::Key(field)];
        let [links_step, name_step, between] = field("between");
        let mut end = |index, site: &str| -> Option<SiteId> {
            check.find(site, &[links_step, name_step, between, Step::Index(index)])
        };
        let ends = (end(0, &link.between.0), end(1, &link.between.1));
        if link.between.0 == link.between.1 {
            let place = check.place(&field("between"));
            let what = format!("the link `{}` joins a site with itself", shown(name));
            check.error("P014", place, what, "", "name two sites");
        }
        let latency = link.latency.as_ref().map(|latency| check.span(latency, &field("latency")));
        let (Some(one), Some(other)) = ends else { continue };
        let id = LinkId::next(&builder.links);
        builder.links.push(Link {
            name: name.to_owned(),
            between: (one, other),
            // The form has read it; a link without one limits nothing.
            bandwidth: link.bandwidth.as_ref().and_then(|text| bandwidth::parse(text).ok()).unwrap_or(f64::INFINITY),
            latency_millis: latency.map_or(0.0, |latency| latency.millis() as f64),
        });
        check.names.built(name, id);
    }
}

fn pairs(check: &mut Check<'_>, builder: &mut Builder) {
    let scenario = check.scenario;
    // By name and not by id, so that a pool that was left out for another mistake is still told to be paired twice.
    let mut paired_at: HashMap<&str, Place> = HashMap::new();
    for (index, (first, second)) in scenario.pairs.iter().enumerate() {
        let steps = |side| [Step::Key("pairs"), Step::Index(index), Step::Index(side)];
        let known = [first, second].map(|name| check.names.find::<PoolId>(name) != Found::Unknown);
        let found = (check.find::<PoolId>(first, &steps(0)), check.find::<PoolId>(second, &steps(1)));
        let ([true, true], true) = (known, index < MOST_OF_A_KIND) else { continue };
        if first == second {
            let place = check.place(&steps(1));
            let what = format!("`{}` is paired with itself", shown(first));
            let reason = "A pool is backed up by another pool, at another site.";
            check.error("P010", place, what, reason, "name another pool");
            continue;
        }
        if paired_twice(check, index, [first, second], &mut paired_at) {
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
    index: usize,
    pools: [&'a str; 2],
    paired_at: &mut HashMap<&'a str, Place>,
) -> bool {
    let mut twice = false;
    for (side, pool) in pools.into_iter().enumerate() {
        let place = check.place(&[Step::Key("pairs"), Step::Index(index), Step::Index(side)]);
        if let Some(first) = paired_at.get(pool) {
            twice = true;
            let problem = Problem::error("P011", place, format!("`{}` is paired twice", shown(pool)))
                .reason("The relation of backup registrars is one to one and mutual.")
                .remedy("keep one of the pairs")
                .also(*first, "paired here first");
            check.problems.push(problem);
        } else {
            paired_at.insert(pool, place);
        }
    }
    twice
}

fn link_between(links: &[Link], sites: (SiteId, SiteId)) -> Option<LinkId> {
    let joins = |link: &Link| link.between == sites || link.between == (sites.1, sites.0);
    LinkId::each(links).find(|id| joins(&links[id.index()])).filter(|_| sites.0 != sites.1)
}

fn number_populations(check: &mut Check<'_>, builder: &mut Builder) -> Option<()> {
    let place = check.place(&[Step::Key("pools")]);
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
        let place = check.place(&[Step::Key("pools")]);
        let reason = "They would fail and be repaired at the same times.";
        check.error("P013", place, what, reason, "write another name under `dice`, or leave it out");
    }
    all.extend(topology.pools.iter().map(|pool| pool.dice.as_str()));
    if let Some((first, second)) = collisions(all) {
        let what = format!("the names `{}` and `{}` lead to the same dice", shown(first), shown(second));
        let place = check.place(&[]);
        check.error("P013", place, what, "Their numbers happen to be equal.", "change one of the names a little");
    }
}
