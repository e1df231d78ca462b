//! What somebody who reviews a deployment must see in it: what has a partner, and what nothing takes the place of.

use crate::facts::features::Route;
use crate::report::names::{counted, listed};
use crate::scenario::plan::{Plan, Target};
use crate::topology::{BackEnd, ComponentKind, MachineId, Pool, PoolId, SharedComponent, SiteId, Topology};

/// So many things are told below the title.
const CLAUSES: usize = 8;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// How many sites, and who is paired with whom.
    pub opening: String,
    /// What nothing takes the place of, worst first.
    pub alone: Vec<String>,
    /// Where that stands which decides how a failover goes.
    pub notes: Vec<String>,
}

impl Findings {
    /// The title of the picture.
    pub fn title(&self) -> String {
        let worst = self.alone.first().map(|worst| format!("; {worst}"));
        format!("{}{}", self.opening, worst.unwrap_or_default())
    }

    /// A sentence of what the title has no room for. Names stand in it as they are published, so nothing is put in capitals.
    pub fn rest(&self) -> String {
        let rest: Vec<&str> = self.alone.iter().skip(1).chain(&self.notes).map(String::as_str).collect();
        let told = &rest[..rest.len().min(CLAUSES)];
        let more = match rest.len() - told.len() {
            0 => String::new(),
            more => format!("; {more} more of this kind in the picture"),
        };
        format!("Also: {}{more}.", told.join("; "))
    }
}

/// Looks for everything.
pub fn findings(plan: &Plan) -> Findings {
    let topology = &plan.topology;
    let mut alone = Vec::new();
    let taken = topology.shared_components.iter().filter(|component| is_a_thing(component));
    alone.extend(taken.filter_map(|component| takes(topology, component)));
    if plan.faults.iter().any(|fault| fault.target == Target::Disaster) {
        alone.push("one disaster can take all sites".to_owned());
    }
    let one_site = topology.pairs.iter().filter(|pair| {
        let (one, other) = pair.pools;
        topology.pool(one).site == topology.pool(other).site
    });
    let pairs: Vec<String> = one_site.map(|pair| names(topology, [pair.pools.0, pair.pools.1])).collect();
    alone.extend(pairs.iter().map(|both| format!("{both} are a pair in one site")));
    let with = |is: &dyn Fn(&Pool) -> bool| -> Vec<PoolId> {
        topology.pool_ids().filter(|id| is(topology.pool(*id))).collect()
    };
    let single = with(&|pool| pool.back_end == BackEnd::Single);
    alone.extend(few(topology, &single, "has one Back End Server", "have one Back End Server each"));
    let unwitnessed = with(&|pool| pool.back_end == BackEnd::Mirrored { witness: false });
    alone.extend(few(topology, &unwitnessed, "has a mirror without a witness", "have mirrors without a witness"));
    let carrier = |route: Route| {
        let mut carriers = topology.edges.iter().filter(|edge| edge.carries(route));
        carriers.next().filter(|_| carriers.next().is_none()).map(|edge| edge.name.as_str())
    };
    match (carrier(Route::Federation), carrier(Route::Xmpp)) {
        (Some(one), Some(other)) if one == other => {
            alone.push(format!("federation and XMPP have one route, through {one}"));
        }
        (federation, xmpp) => {
            alone.extend(federation.map(|edge| format!("federation has one route, through {edge}")));
            alone.extend(xmpp.map(|edge| format!("XMPP has one route, through {edge}")));
        }
    }
    for edge in topology.edges.iter().filter(|edge| edge.machines.len() == 1) {
        alone.push(format!("Edge pool {} is one server", edge.name));
    }
    Findings { opening: opening(topology), alone, notes: notes(topology) }
}

fn opening(topology: &Topology) -> String {
    let sites = match topology.sites.len() {
        1 => "One site".to_owned(),
        2 => "Two sites".to_owned(),
        3 => "Three sites".to_owned(),
        many => format!("{many} sites"),
    };
    let unpaired: Vec<PoolId> = topology.pool_ids().filter(|id| topology.pool(*id).partner.is_none()).collect();
    let pools = match (unpaired.len(), topology.pools.len()) {
        (0, _) => {
            let away = topology.pools.iter().all(|pool| !partner_is_here(topology, pool));
            let where_to = if topology.sites.len() == 2 { "the other" } else { "another" };
            if away { format!("each pool paired with one in {where_to}") } else { "all pools paired".to_owned() }
        }
        (1, 1) => format!("{} has no partner", topology.pool(unpaired[0]).name),
        (all, pools) if all == pools => format!("none of {pools} pools has a partner"),
        (some, _) if some <= 2 => few(topology, &unpaired, "has no partner", "have no partner").unwrap_or_default(),
        (some, pools) => format!("{some} of {pools} pools have no partner"),
    };
    format!("{sites}, {pools}")
}

/// Whether a pool's partner falls with its site.
pub fn partner_is_here(topology: &Topology, pool: &Pool) -> bool {
    pool.partner.is_some_and(|partner| topology.pool(partner).site == pool.site)
}

/// Whether something shared is a thing that stands somewhere. A fault that several servers have in common is none.
pub fn is_a_thing(component: &SharedComponent) -> bool {
    component.kind != ComponentKind::CommonFault && !component.machines.is_empty()
}

fn names(topology: &Topology, pools: impl IntoIterator<Item = PoolId>) -> String {
    let names: Vec<String> = pools.into_iter().map(|id| topology.pool(id).name.clone()).collect();
    listed(&names)
}

/// A sentence about pools: by their names where they are few.
fn few(topology: &Topology, pools: &[PoolId], one: &str, many: &str) -> Option<String> {
    match pools {
        [] => None,
        [_] if topology.pools.len() == 1 => Some(format!("it {one}")),
        [pool] => Some(format!("{} {one}", topology.pool(*pool).name)),
        [..] if pools.len() <= 2 => Some(format!("{} {many}", names(topology, pools.iter().copied()))),
        [..] => Some(format!("{} pools {many}", pools.len())),
    }
}

/// What something shared carries of each pool and Edge pool, in words.
pub fn carries(topology: &Topology, component: &SharedComponent) -> String {
    let has = |machine: &MachineId| component.machines.contains(machine);
    let of_pool = |pool: &Pool| {
        let [primary, mirror, witness] = pool.sql.map(|machine| machine.as_ref().is_some_and(has));
        let front_ends = pool.front_ends.iter().filter(|machine| has(machine)).count();
        let all = if front_ends == pool.front_ends.len() { "all " } else { "" };
        let words = [
            (pool.standard && front_ends > 0).then(|| "the server".to_owned()),
            (!pool.standard && front_ends > 0)
                .then(|| format!("{all}{}", counted(front_ends as u64, "Front End", "Front Ends"))),
            (primary && mirror).then(|| "both databases".to_owned()),
            (primary && !mirror).then(|| "the primary".to_owned()),
            (mirror && !primary).then(|| "the mirror".to_owned()),
            witness.then(|| "the witness".to_owned()),
        ];
        let words: Vec<String> = words.into_iter().flatten().collect();
        (!words.is_empty()).then(|| format!("{} of {}", listed(&words), pool.name))
    };
    let pools = topology.pools.iter().filter_map(of_pool);
    let edges = topology.edges.iter().filter_map(|edge| {
        let count = edge.machines.iter().filter(|machine| has(machine)).count();
        (count > 0).then(|| format!("{} of {}", counted(count as u64, "Edge Server", "Edge Servers"), edge.name))
    });
    listed(&pools.chain(edges).collect::<Vec<_>>())
}

/// Whether a pool stops when something shared is lost, or all its databases are gone.
pub fn takes_pool(pool: &Pool, component: &SharedComponent) -> bool {
    let has = |machine: &MachineId| component.machines.contains(machine);
    let seeds = pool.front_ends.iter().take(usize::from(pool.quorum.stay_up.seeds));
    let left = seeds.filter(|machine| !has(machine)).count();
    let databases = || pool.sql.iter().take(2).flatten();
    let no_database = databases().count() > 0 && databases().all(has);
    let primary = pool.sql[0].as_ref().is_some_and(|machine| !has(machine));
    let (votes, needed) = pool.quorum.votes(u8::try_from(left).unwrap_or(u8::MAX), primary);
    no_database || left == 0 || votes < needed
}

/// The sentence about something shared that takes whole pools.
fn takes(topology: &Topology, component: &SharedComponent) -> Option<String> {
    let some = topology.pools.iter().any(|pool| takes_pool(pool, component));
    some.then(|| format!("{} carries {}", named(component), carries(topology, component)))
}

/// Something shared by its kind and name; a name that says the kind is enough.
pub fn named(component: &SharedComponent) -> String {
    let (kind, name) = (component.kind.word(), &component.name);
    if name.to_lowercase().contains(kind) { name.clone() } else { format!("{kind} {name}") }
}

/// The site in which a server stands.
pub fn site_of(topology: &Topology, machine: MachineId) -> SiteId {
    topology.machine(machine).site
}

fn notes(topology: &Topology) -> Vec<String> {
    let site = |id: SiteId| topology.sites[id.index()].name.as_str();
    let mut notes = Vec::new();
    let witnesses: Vec<(&Pool, SiteId)> =
        topology.pools.iter().filter_map(|pool| Some((pool, site_of(topology, pool.sql[2]?)))).collect();
    let away: Vec<&(&Pool, SiteId)> = witnesses.iter().filter(|(pool, at)| pool.site != *at).collect();
    match (witnesses.len(), away.len()) {
        (0, _) => {}
        (1, 0) => notes.push(format!("the witness of {} stands in its own site", witnesses[0].0.name)),
        (_, 0) => notes.push("each witness stands in the site of its own pool".to_owned()),
        (_, 1..=3) => notes.extend(away.iter().map(|(pool, at)| {
            let partner = pool.partner.is_some_and(|partner| topology.pool(partner).site == *at);
            let whose = if partner { ", the site of its partner" } else { "" };
            format!("the witness of {} stands in {}{whose}", pool.name, site(*at))
        })),
        (all, some) if all == some => notes.push(format!("all {all} witnesses stand in another site than their pool")),
        (all, some) => notes.push(format!("{some} of {all} witnesses stand in another site than their pool")),
    }
    for edge in &topology.edges {
        let hop = topology.pool(edge.next_hop);
        if hop.site != edge.site {
            notes.push(format!("the next hop of {} stands in {}", edge.name, site(hop.site)));
        }
    }
    let away = |pool: &&Pool| pool.edge.is_some_and(|edge| topology.edges[edge.index()].site != pool.site);
    for pool in topology.pools.iter().filter(away) {
        let edge = pool.edge.map_or("", |edge| &topology.edges[edge.index()].name);
        notes.push(format!("remote users of {} come through {edge} in another site", pool.name));
    }
    let holder = topology.pool(topology.central_management);
    notes.push(match holder.partner {
        Some(partner) => {
            format!(
                "Central Management is in {} and can be failed over to {}",
                holder.name,
                topology.pool(partner).name
            )
        }
        None => format!("Central Management is in {}, which has no partner", holder.name),
    });
    notes
}
