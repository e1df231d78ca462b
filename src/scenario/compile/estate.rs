//! The estate: everything the scenario publishes, with names turned into ids.

use std::ops::Range;

use super::check::Check;
use super::names::Kind;
use super::{fates, pools};
use crate::facts::sheet::Sheet;
use crate::ground::identity::collisions;
use crate::scenario::bandwidth;
use crate::scenario::text::{Place, Problem, Step, shown};
use crate::topology::{
    Edge, EdgeId, Estate, Fate, Link, LinkId, Machine, MachineId, Pair, PairId, Pool, PoolId, Population, Role, Site,
    SiteId,
};

/// Most pools, Edge pools, sites, links and shared things of a scenario, each. With at most twenty servers in any of
/// them, every list stays far within the ids.
const MOST_OF_A_KIND: usize = 1000;

/// Most populations, and most clocks of failures, which is what their ids can count.
pub(super) const MOST_IDS: usize = 65_535;

/// The estate as far as it is built.
#[derive(Default)]
pub(super) struct Builder {
    pub(super) sites: Vec<Site>,
    pub(super) pools: Vec<Pool>,
    pub(super) machines: Vec<Machine>,
    pub(super) populations: Vec<Population>,
    pub(super) population_ranges: Vec<Range<usize>>,
    pub(super) fates: Vec<Fate>,
}

impl Builder {
    /// Adds a server under a name of its own.
    pub(super) fn machine(
        &mut self,
        check: &mut Check<'_>,
        name: &str,
        dice: String,
        role: Role,
        site: SiteId,
        place: Place,
    ) -> MachineId {
        check.claim(name, Kind::Server, self.machines.len(), place);
        self.unnamed_machine(name, dice, role, site)
    }

    /// Adds a server whose name is taken by its pool already.
    pub(super) fn unnamed_machine(&mut self, name: &str, dice: String, role: Role, site: SiteId) -> MachineId {
        let id = MachineId::of(self.machines.len());
        self.machines.push(Machine { name: name.to_owned(), dice, role, site });
        self.sites[site.index()].machines.push(id);
        id
    }
}

/// Builds the estate. Nothing comes of a scenario so empty or so large that its parts cannot be numbered.
pub(super) fn build(check: &mut Check<'_>, sheet: &Sheet) -> Option<Estate> {
    if !countable(check) {
        return None;
    }
    name_all(check);
    let scenario = check.scenario;
    let mut builder = Builder {
        sites: scenario.sites.names().map(|name| Site { name: name.to_owned(), machines: Vec::new() }).collect(),
        ..Builder::default()
    };
    pools::build(check, &mut builder, sheet);
    let edges = edges(check, &mut builder);
    let links = links(check);
    let pairs = pairs(check, &mut builder, &links);
    fates::build(check, &mut builder, &edges);
    number_populations(check, &mut builder)?;
    let cms = check.find(Kind::Pool, &scenario.central_management, &[Step::Key("central_management")]);
    let Builder { sites, pools, machines, populations, fates, .. } = builder;
    let estate =
        Estate { sites, links, pools, edges, pairs, machines, fates, populations, central_management: PoolId::of(cms) };
    dice_differ(check, &estate);
    Some(estate)
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
        for (id, name) in names.into_iter().enumerate() {
            let place = check.key_place(&[Step::Key(field)], name);
            check.claim(name, kind, id, place);
        }
    }
}

fn edges(check: &mut Check<'_>, builder: &mut Builder) -> Vec<Edge> {
    let scenario = check.scenario;
    let mut edges = Vec::new();
    for (index, (name, edge)) in scenario.edges.iter().enumerate() {
        let field = |field| [Step::Key("edges"), Step::Key(name), Step::Key(field)];
        let site = SiteId::of(check.find(Kind::Site, &edge.site, &field("site")));
        let place = check.key_place(&[Step::Key("edges")], name);
        let role = Role::Edge(EdgeId::of(index));
        let mut machines = Vec::new();
        for number in 1..=edge.servers {
            let server = format!("{name}-{number}");
            machines.push(builder.machine(check, &server, server.clone(), role, site, place));
        }
        let next_hop = match &edge.next_hop {
            Some(pool) => check.find(Kind::Pool, pool, &field("next_hop")),
            None => builder.pools.iter().position(|pool| pool.site == site).unwrap_or(0),
        };
        let next_hop = PoolId::of(next_hop);
        let (federation, xmpp) = (edge.federation, edge.xmpp);
        edges.push(Edge { name: name.to_owned(), site, machines, federation, xmpp, next_hop });
    }
    edges
}

fn links(check: &mut Check<'_>) -> Vec<Link> {
    let scenario = check.scenario;
    let mut links = Vec::new();
    for (name, link) in scenario.links.iter() {
        let field = |field| [Step::Key("links"), Step::Key(name), Step::Key(field)];
        let [links_step, name_step, between] = field("between");
        let mut end = |index, site: &str| {
            SiteId::of(check.find(Kind::Site, site, &[links_step, name_step, between, Step::Index(index)]))
        };
        let ends = (end(0, &link.between.0), end(1, &link.between.1));
        if link.between.0 == link.between.1 {
            let place = check.place(&field("between"));
            let what = format!("the link `{}` joins a site with itself", shown(name));
            check.error("P014", place, what, "", "name two sites");
        }
        let latency = link.latency.as_ref().map(|latency| check.span(latency, &field("latency")));
        links.push(Link {
            name: name.to_owned(),
            between: ends,
            // The form has read it; a link without one limits nothing.
            bandwidth: link.bandwidth.as_ref().and_then(|text| bandwidth::parse(text).ok()).unwrap_or(f64::INFINITY),
            latency_millis: latency.map_or(0.0, |latency| latency.millis() as f64),
        });
    }
    links
}

fn pairs(check: &mut Check<'_>, builder: &mut Builder, links: &[Link]) -> Vec<Pair> {
    let scenario = check.scenario;
    let mut pairs: Vec<Pair> = Vec::new();
    let mut paired_at: Vec<Option<Place>> = vec![None; builder.pools.len()];
    for (index, (first, second)) in scenario.pairs.iter().enumerate() {
        let steps = |side| [Step::Key("pairs"), Step::Index(index), Step::Index(side)];
        let known = [first, second].map(|name| check.names.get(Kind::Pool, name));
        let found = (check.find(Kind::Pool, first, &steps(0)), check.find(Kind::Pool, second, &steps(1)));
        let ([Some(_), Some(_)], true) = (known, index < MOST_OF_A_KIND) else { continue };
        if found.0 == found.1 {
            let place = check.place(&steps(1));
            let what = format!("`{}` is paired with itself", shown(first));
            let reason = "A pool is backed up by another pool, at another site.";
            check.error("P010", place, what, reason, "name another pool");
            continue;
        }
        if paired_twice(check, index, [found.0, found.1], &mut paired_at) {
            continue;
        }
        let pools = (PoolId::of(found.0), PoolId::of(found.1));
        let pair = PairId::of(pairs.len());
        for (own, other) in [pools, (pools.1, pools.0)] {
            builder.pools[own.index()].pair = Some(pair);
            builder.pools[own.index()].partner = Some(other);
        }
        let sites = (builder.pools[found.0].site, builder.pools[found.1].site);
        pairs.push(Pair { pools, link: link_between(links, sites) });
    }
    pairs
}

fn paired_twice(check: &mut Check<'_>, index: usize, pools: [usize; 2], paired_at: &mut [Option<Place>]) -> bool {
    let mut twice = false;
    for (side, pool) in pools.into_iter().enumerate() {
        let place = check.place(&[Step::Key("pairs"), Step::Index(index), Step::Index(side)]);
        if let Some(first) = paired_at[pool] {
            twice = true;
            let name = check.scenario.pools.names().nth(pool).unwrap_or_default();
            let problem = Problem::error("P011", place, format!("`{}` is paired twice", shown(name)))
                .reason("The relation of backup registrars is one to one and mutual.")
                .remedy("keep one of the pairs")
                .also(first, "paired here first");
            check.problems.push(problem);
        } else {
            paired_at[pool] = Some(place);
        }
    }
    twice
}

fn link_between(links: &[Link], sites: (SiteId, SiteId)) -> Option<LinkId> {
    let joins = |link: &Link| link.between == sites || link.between == (sites.1, sites.0);
    links.iter().position(joins).filter(|_| sites.0 != sites.1).map(LinkId::of)
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
fn dice_differ(check: &mut Check<'_>, estate: &Estate) {
    let mut all: Vec<&str> = estate.machines.iter().map(|machine| machine.dice.as_str()).collect();
    let things = estate.sites.iter().map(|site| site.name.as_str());
    let things = things.chain(estate.links.iter().map(|link| link.name.as_str()));
    all.extend(things.chain(estate.fates.iter().map(|fate| fate.name.as_str())));
    all.sort_unstable();
    if let Some(pair) = all.windows(2).find(|pair| pair[0] == pair[1]) {
        let what = format!("two things roll the dice of `{}`", shown(pair[0]));
        let place = check.place(&[Step::Key("pools")]);
        let reason = "They would fail and be repaired at the same times.";
        check.error("P013", place, what, reason, "write another name under `dice`, or leave it out");
    }
    all.extend(estate.pools.iter().map(|pool| pool.dice.as_str()));
    if let Some((first, second)) = collisions(all) {
        let what = format!("the names `{}` and `{}` lead to the same dice", shown(first), shown(second));
        let place = check.place(&[]);
        check.error("P013", place, what, "Their numbers happen to be equal.", "change one of the names a little");
    }
}
