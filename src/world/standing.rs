//! Standing: what follows from condition and topology, recomputed for what an event touched.

use crate::facts::features::Routes;
use crate::topology::{BackEnd, EdgeId, PoolId, Population, Topology};
use crate::world::World;
use crate::world::condition::Condition;
use crate::world::fabric::{GroupsOfPool, View};
use crate::world::note::{Note, Notes};
use crate::world::offers::{Offers, Served};
use crate::world::pool_failover::PoolState;
use crate::world::populations::{Access, Populations};
use crate::world::rules::{FailbackService, Rules};
use crate::world::seats::Seat;
use crate::world::touched::{Changes, Touched};

/// What users have. Every enabled user is in exactly one level at every instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub enum Level {
    /// They cannot sign in.
    None,
    /// Resiliency mode: nothing that must be stored.
    Limited,
    /// Everything.
    #[default]
    Full,
}

impl Level {
    /// Every level, in the order of their numbers.
    pub const ALL: [Level; 3] = [Level::None, Level::Limited, Level::Full];

    /// Its dense number.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Reads the word of a fact.
    pub fn of_word(word: &str) -> Level {
        match word {
            "full" => Level::Full,
            "limited" => Level::Limited,
            _ => Level::None,
        }
    }
}

/// Reasons why one more fault would be an outage.
pub mod exposure {
    /// Another lost Front End is pool quorum loss, if it is one that votes.
    pub const QUORUM: u8 = 1;
    /// The databases run without their mirror.
    pub const MIRROR: u8 = 2;
    /// The witness is away: no automatic database failover.
    pub const WITNESS: u8 = 4;
    /// The partner could not take the users: its services have stopped, or it carries them already.
    pub const PARTNER: u8 = 8;
    /// Another lost Front End breaks routing groups: some users have no replica to spare.
    pub const GROUPS: u8 = 16;
    /// How many reasons there are.
    pub const REASONS: usize = 5;
    /// The keys, in the order of the bits.
    pub const KEYS: [&str; REASONS] =
        ["no_spare_front_end", "mirror_away", "witness_away", "no_partner_left", "no_spare_replica"];
    /// The words, likewise.
    pub const WORDS: [&str; REASONS] = [
        "no spare Front End",
        "mirror away",
        "witness away",
        "no partner to take the users",
        "no spare replica for some users",
    ];
}

/// What follows for one pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PoolStanding {
    /// Front Ends up.
    pub up: u8,
    /// Votes for pool quorum.
    pub votes: u8,
    /// Whether they are a majority.
    pub quorum: bool,
    /// Whether the databases can be used.
    pub back_end: bool,
    /// Whether its services run on some Front End, with quorum or in the grace after its loss.
    pub runs: bool,
    /// Whether its services run with quorum, and so it can serve anybody.
    pub functional: bool,
    /// What its own users can have at most.
    pub residents: Level,
    /// What its partner's users have while they are served here.
    pub guests: Level,
    /// Whether a stopped pool could begin its cold start.
    pub can_start: bool,
    /// Routing groups without a primary that could be elected, or with nobody to write to.
    pub groups_lost: u16,
    /// See [`exposure`].
    pub exposed: u8,
}

/// What is offered to a population: where it could be signed in now, and what it would have there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Offer {
    /// The pool; none while nobody would let them in.
    pub at: Option<PoolId>,
    /// What they have there.
    pub level: Level,
    /// Whether they are being moved home evenly: full until moved, limited after.
    pub moving: bool,
}

impl Offer {
    /// The seat it is for users of a pool.
    pub fn seat(&self, home: PoolId) -> Option<Seat> {
        self.at.map(|at| if at == home { Seat::Home } else { Seat::Partner })
    }

    /// Whether who is let in has everything.
    pub fn is_well(&self) -> bool {
        self.level == Level::Full && !self.moving
    }
}

/// What the administrators of every pool look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Shared {
    /// The pool with the active Central Management store, and whether that can be used.
    store: Option<(PoolId, bool)>,
    /// Whether any pool is functional.
    some_functional: bool,
}

impl Shared {
    fn of(world: &World<'_>) -> Self {
        let store = Some((world.condition.central_management.active(), world.central_management_works()));
        Shared { store, some_functional: world.standing.some_functional() }
    }
}

/// What follows. Only [`settle`] changes it.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// For each pool.
    pools: Vec<PoolStanding>,
    /// What the users of each pool are offered.
    offers: Vec<Offers>,
    /// What the administrators of every pool look at.
    shared: Shared,
    /// Whether some Edge pool lets remote users in.
    remote_access: bool,
    /// Routes that Edge pools are published to carry, while none that does works.
    routes_away: Routes,
}

impl Standing {
    /// Room for the topology; [`settle`] fills it.
    pub fn new(topology: &Topology, populations: &Populations) -> Self {
        Standing {
            pools: vec![PoolStanding::default(); topology.pools.len()],
            offers: topology.pool_ids().map(|pool| Offers::new(populations.of(pool))).collect(),
            ..Standing::default()
        }
    }

    /// What follows for each pool.
    #[inline]
    pub fn pools(&self) -> &[PoolStanding] {
        &self.pools
    }

    /// What follows for one pool.
    #[inline]
    pub fn pool(&self, pool: PoolId) -> &PoolStanding {
        &self.pools[pool.index()]
    }

    /// Whether any pool is functional, so that an Edge pool could be given another next hop.
    pub fn some_functional(&self) -> bool {
        self.pools.iter().any(|pool| pool.functional)
    }

    /// What the users of a pool are offered.
    #[inline]
    pub fn offers(&self, pool: PoolId) -> &Offers {
        &self.offers[pool.index()]
    }

    /// Whether some Edge pool lets remote users in.
    pub fn lets_remote_users_in(&self) -> bool {
        self.remote_access
    }

    /// Routes that Edge pools are published to carry, while none that does works.
    pub fn routes_away(&self) -> Routes {
        self.routes_away
    }
}

/// Whether the principal of a pool's mirroring session runs, and whether the other server does.
fn principal_and_other_up(topology: &Topology, condition: &Condition, pool: PoolId) -> (bool, bool) {
    let up = |slot: usize| topology.pool(pool).sql[slot].is_some_and(|machine| condition.is_up(machine));
    if condition.databases[pool.index()].mirror_is_principal() { (up(1), up(0)) } else { (up(0), up(1)) }
}

/// Whether the databases of a pool can be used: the failure table of the back end page, without its durations.
pub fn back_end_available(topology: &Topology, condition: &Condition, pool: PoolId) -> bool {
    let nouns = topology.pool(pool);
    let up = |slot: usize| nouns.sql[slot].is_some_and(|machine| condition.is_up(machine));
    let alone = condition.databases[pool.index()].does_without_witness();
    match nouns.back_end {
        BackEnd::Collocated => condition.servers.front_ends_up(pool) != 0,
        BackEnd::Single => up(0),
        BackEnd::Mirrored { witness } => {
            let (principal, other) = principal_and_other_up(topology, condition, pool);
            // A principal that sees neither mirror nor witness has lost quorum and stops serving, although it runs.
            principal && (!witness || alone || other || up(2))
        }
    }
}

/// Whether the mirror is about to take over by itself: it saw the principal go, the witness agrees now, and no automatic
/// failover has been tried in vain.
pub fn mirror_takes_over_by_itself(topology: &Topology, condition: &Condition, pool: PoolId) -> bool {
    let state = &condition.databases[pool.index()];
    topology.pool(pool).back_end == BackEnd::Mirrored { witness: true }
        && state.mirror_sees_principal()
        && !state.mirror_failed()
        && mirror_could_serve(topology, condition, pool)
        && witness_up(topology, condition, pool)
}

/// Whether a mirroring session has a witness, and it runs.
pub fn witness_up(topology: &Topology, condition: &Condition, pool: PoolId) -> bool {
    topology.pool(pool).sql[2].is_some_and(|witness| condition.is_up(witness))
}

/// Whether the mirror knows what became of its principal, given whether it knew it before: of one that runs, as long as
/// mirror and witness are in touch with it; of one that went, as long as the mirror itself stays.
pub fn mirror_sees_principal(topology: &Topology, condition: &Condition, pool: PoolId) -> bool {
    match principal_and_other_up(topology, condition, pool) {
        (true, other) => other && witness_up(topology, condition, pool),
        (false, other) => other && condition.databases[pool.index()].mirror_sees_principal(),
    }
}

/// Whether the principal is away and the other server of the mirroring session runs.
pub fn mirror_could_serve(topology: &Topology, condition: &Condition, pool: PoolId) -> bool {
    let (principal, other) = principal_and_other_up(topology, condition, pool);
    matches!(topology.pool(pool).back_end, BackEnd::Mirrored { .. }) && !principal && other
}

/// Whether the topology's primary SQL database gives its vote. A database failover does not move the vote.
pub fn back_end_vote(topology: &Topology, condition: &Condition, pool: PoolId) -> bool {
    topology.pool(pool).sql[0].is_some_and(|machine| condition.is_up(machine))
}

/// The votes for pool quorum that these Front Ends come to, and how many are needed.
fn votes_with(topology: &Topology, condition: &Condition, pool: PoolId, up: u16) -> (u8, u8) {
    let quorum = &topology.pool(pool).quorum;
    let seeds_up = (up & ((1u32 << quorum.stay_up.seeds) - 1) as u16).count_ones() as u8;
    quorum.votes(seeds_up, back_end_vote(topology, condition, pool))
}

/// Whether the pool has pool quorum with these Front Ends, some of which must run.
pub fn has_quorum_with(topology: &Topology, condition: &Condition, pool: PoolId, up: u16) -> bool {
    let (votes, needed) = votes_with(topology, condition, pool, up);
    up != 0 && votes >= needed
}

/// What follows for one pool.
pub fn pool_standing(topology: &Topology, rules: &Rules, condition: &Condition, pool: PoolId) -> PoolStanding {
    let up = condition.servers.front_ends_up(pool);
    let services = &condition.services[pool.index()];
    let sql_vote = back_end_vote(topology, condition, pool);
    let (votes, needed) = votes_with(topology, condition, pool, up);
    let quorum = votes >= needed;
    let running = services.are_running() && up != 0;
    let back_end = back_end_available(topology, condition, pool);
    let functional = running && quorum;
    let by_back_end =
        if condition.databases[pool.index()].away_too_long() && !back_end { Level::Limited } else { Level::Full };
    let residents = match (running, quorum) {
        (false, _) => Level::None,
        (true, false) => rules.grace_level.min(by_back_end),
        (true, true) => by_back_end,
    };
    let fabric = &condition.fabrics[pool.index()];
    let groups = if running {
        fabric.of_pool(View { up, needed: fabric.replicas_needed(sql_vote) })
    } else {
        GroupsOfPool::default()
    };
    PoolStanding {
        up: up.count_ones() as u8,
        votes,
        quorum,
        back_end,
        runs: running,
        functional,
        residents,
        guests: if functional { by_back_end } else { Level::None },
        can_start: services.are_stopped()
            && up != 0
            && (enough_to_start(topology, rules, condition, pool, up) || services.may_start_with_fewer())
            && quorum
            && back_end,
        groups_lost: groups.lost,
        exposed: exposed(topology, condition, pool)
            | if functional {
                no_spare_front_end(topology, condition, pool, votes == needed, groups.no_spare)
            } else {
                0
            },
    }
}

/// Whether a stopped pool could be started with these servers, a bit for each ordinal: as many as the start table asks
/// for, and in the right order.
pub fn enough_to_start(topology: &Topology, rules: &Rules, condition: &Condition, pool: PoolId, servers: u16) -> bool {
    servers.count_ones() >= u32::from(topology.pool(pool).quorum.to_start)
        && start_order_is_kept(topology, rules, condition, pool, servers)
}

/// Of two Front Ends the one that stopped last starts first, because the other has missed what was written until then;
/// or both start together. Larger pools know no order.
pub fn start_order_is_kept(
    topology: &Topology,
    rules: &Rules,
    condition: &Condition,
    pool: PoolId,
    servers: u16,
) -> bool {
    let front_ends = topology.pool(pool).front_ends.len();
    let stopped_last = condition.services[pool.index()].stopped_last();
    !rules.start_order || front_ends != 2 || servers & stopped_last != 0 || servers.count_ones() == 2
}

/// Which Front Ends of a pool run, and how many replicas its groups need.
pub fn view_of_groups(topology: &Topology, condition: &Condition, pool: PoolId) -> View {
    let vote = back_end_vote(topology, condition, pool);
    View { up: condition.servers.front_ends_up(pool), needed: condition.fabrics[pool.index()].replicas_needed(vote) }
}

/// What a population's routing group lets it have at its home pool.
fn own_group_level(topology: &Topology, condition: &Condition, population: &Population) -> Level {
    let fabric = &condition.fabrics[population.home.index()];
    match fabric.is_empty() {
        true => Level::Full,
        false => fabric.level(population.group.into(), view_of_groups(topology, condition, population.home)),
    }
}

/// Why the loss of one more Front End of a functional pool would be an outage of somebody. A pool of one has none to
/// spare by design, and one that serves nobody has nobody to lose.
fn no_spare_front_end(
    topology: &Topology,
    condition: &Condition,
    pool: PoolId,
    at_the_edge: bool,
    no_spare: bool,
) -> u8 {
    let nouns = topology.pool(pool);
    if nouns.front_ends.len() < 2 || !at_the_edge && !no_spare {
        return 0;
    }
    let state = |pool: PoolId| condition.failovers[pool.index()].state();
    let at_home = nouns.users > 0 && matches!(state(pool), PoolState::Active | PoolState::FailingBack);
    let guests =
        nouns.partner.is_some_and(|partner| topology.pool(partner).users > 0 && state(partner) != PoolState::Active);
    let mut bits = 0;
    if at_the_edge && (at_home || guests) {
        bits |= exposure::QUORUM;
    }
    // The partner's users are in no routing group here.
    if no_spare && at_home {
        bits |= exposure::GROUPS;
    }
    bits
}

fn exposed(topology: &Topology, condition: &Condition, pool: PoolId) -> u8 {
    let nouns = topology.pool(pool);
    let mut bits = 0;
    if let BackEnd::Mirrored { witness } = nouns.back_end {
        let up = |slot: usize| nouns.sql[slot].is_some_and(|machine| condition.is_up(machine));
        if up(0) != up(1) {
            bits |= exposure::MIRROR;
        }
        if witness && !up(2) {
            bits |= exposure::WITNESS;
        }
    }
    if let Some(partner) = nouns.partner {
        let away = !condition.failovers[pool.index()].is_at_home();
        let full_house = !condition.failovers[partner.index()].is_at_home();
        let down = condition.services[partner.index()].are_stopped();
        if away || full_house || down {
            bits |= exposure::PARTNER;
        }
    }
    bits
}

/// Where the users of a pool are served.
fn served(topology: &Topology, rules: &Rules, condition: &Condition, standing: &Standing, home: PoolId) -> Served {
    let partner = topology.pool(home).partner;
    let home_stands = &standing.pools[home.index()];
    let at_home = |cap: Level| Served::AtHome(home_stands.residents.min(cap));
    let at_partner = |cap: Level| {
        let level = partner.map_or(Level::None, |partner| standing.pools[partner.index()].guests.min(cap));
        Offer { at: partner.filter(|_| level != Level::None), level, moving: false }
    };
    let failover = &condition.failovers[home.index()];
    match failover.state() {
        PoolState::Active if home_stands.residents == Level::None && condition.registrars[home.index()].accepts() => {
            Served::Alike(at_partner(Level::Limited))
        }
        PoolState::Active => at_home(Level::Full),
        // A pool that ships what it has before its users are moved keeps them, and only reads. In disaster mode nobody is
        // served there any more, even if it returns: who signs in lands on the backup pool.
        PoolState::FailingOver if home_stands.functional && !failover.is_disaster() => at_home(Level::Limited),
        PoolState::FailingOver => Served::Alike(at_partner(Level::Limited)),
        PoolState::FailedOver => Served::Alike(at_partner(Level::Full)),
        PoolState::FailingBack if failover.is_without_partner() && home_stands.functional && moves_evenly(rules) => {
            // Nobody is moved any more: who was not home yet signs in there.
            Served::Alike(Offer { at: Some(home), level: Level::Limited, moving: false })
        }
        PoolState::FailingBack => Served::Alike(failing_back(rules, standing, home, partner, at_partner(Level::Full))),
    }
}

fn moves_evenly(rules: &Rules) -> bool {
    rules.failback_service == FailbackService::Moving
}

fn failing_back(rules: &Rules, standing: &Standing, home: PoolId, partner: Option<PoolId>, at_partner: Offer) -> Offer {
    let partner_serves = at_partner.level == Level::Full;
    if !standing.pools[home.index()].functional {
        return at_partner;
    }
    match rules.failback_service {
        FailbackService::Moving if partner_serves => Offer { at: partner, level: Level::Full, moving: true },
        // Without the partner those not moved yet have nothing but the home pool in resiliency mode.
        FailbackService::Moving => Offer { at: Some(home), level: Level::Limited, moving: false },
        FailbackService::Level(level) => {
            let level = if partner_serves || rules.failback_untouched { level } else { Level::None };
            Offer { at: (level != Level::None).then_some(home), level, moving: false }
        }
    }
}

/// Where a population could be signed in, and what it would have.
pub fn population_service(
    topology: &Topology,
    rules: &Rules,
    condition: &Condition,
    standing: &Standing,
    population: &Population,
) -> Offer {
    let served = served(topology, rules, condition, standing, population.home);
    let own_group = own_group_level(topology, condition, population);
    served.offer(population.home, Access::of(population), own_group, standing.remote_access)
}

/// What the levels of routing groups follow from.
const GROUPS_FOLLOW_FROM: Changes =
    Changes::SERVERS.and(Changes::DATABASES).and(Changes::FABRIC).and(Changes::SERVICES);
/// What [`pool_standing`] follows from.
const POOL_FOLLOWS_FROM: Changes = GROUPS_FOLLOW_FROM.and(Changes::MOVE);
/// What [`Shared`] follows from.
const SHARED_FOLLOWS_FROM: Changes = Changes::STANDING.and(Changes::PROCEDURES);
/// What [`served`] follows from.
const SERVED_FOLLOWS_FROM: Changes = Changes::STANDING.and(Changes::MOVE).and(Changes::REGISTRAR).and(Changes::EDGES);

/// Settles what was touched, in a fixed order: pools, Edge pools, what users are offered. Marks what follows from what is
/// marked.
pub fn settle(world: &mut World<'_>) {
    let mut index = 0;
    while let Some(&pool) = world.touched.pools.get(index) {
        if world.touched.of(pool).meets(POOL_FOLLOWS_FROM) {
            settle_pool(world, pool);
        }
        index += 1;
    }
    if world.touched.edges {
        settle_edges(&world.plan.topology, &world.condition, &mut world.standing, &mut world.touched);
    }
    if world.touched.of_any().meets(SHARED_FOLLOWS_FROM) {
        let shared = Shared::of(world);
        world.touched.everybody |= std::mem::replace(&mut world.standing.shared, shared) != shared;
    }
    if world.touched.of_any().meets(SERVED_FOLLOWS_FROM) {
        settle_offers(world);
    }
}

fn settle_pool(world: &mut World<'_>, pool: PoolId) {
    let topology = &world.plan.topology;
    let new = pool_standing(topology, world.rules, &world.condition, pool);
    let old = std::mem::replace(&mut world.standing.pools[pool.index()], new);
    let is_same = PoolStanding { up: new.up, votes: new.votes, exposed: new.exposed, ..old } == new;
    if !is_same && concerns_others(&old, &new) {
        world.touched.edges |= !topology.edges.is_empty();
        if let Some(partner) = topology.pool(pool).partner {
            world.touched.mark(partner, Changes::STANDING);
        }
    }
    if !is_same || !goes_on_alone(topology, pool, &new) {
        world.touched.mark(pool, Changes::STANDING);
    }
    if old.exposed != new.exposed {
        world.touched.mark(pool, Changes::EXPOSURE);
    }
    if new.runs && world.touched.of(pool).meets(GROUPS_FOLLOW_FROM) {
        note_levels(world, pool);
    }
    tell_changes(&mut world.notes, topology, pool, &old, &new);
}

fn settle_offers(world: &mut World<'_>) {
    for index in 0..world.touched.pools.len() {
        let pool = world.touched.pools[index];
        if world.touched.of(pool).meets(SERVED_FOLLOWS_FROM) {
            let served = served(&world.plan.topology, world.rules, &world.condition, &world.standing, pool);
            if world.standing.offers[pool.index()].serve(pool, served, world.standing.remote_access) {
                world.touched.mark(pool, Changes::OFFERS);
            }
        }
    }
}

/// Whether a change of a pool's standing concerns its partner and Edge pools.
fn concerns_others(old: &PoolStanding, new: &PoolStanding) -> bool {
    old.functional != new.functional || old.runs != new.runs || old.guests != new.guests || old.back_end != new.back_end
}

/// Whether how many of its Front Ends run is the affair of a pool's fabric and users alone: it is functional with quorum of every
/// routing group. What a pool of two remembers of which of them stopped last is more than that.
fn goes_on_alone(topology: &Topology, pool: PoolId, standing: &PoolStanding) -> bool {
    standing.functional && standing.groups_lost == 0 && topology.pool(pool).front_ends.len() != 2
}

/// Notes which routing groups of a pool whose services run have which level. As long as they do not run, nobody has
/// anything there whatever his group has.
fn note_levels(world: &mut World<'_>, pool: PoolId) {
    let fabric = &world.condition.fabrics[pool.index()];
    if fabric.is_empty() {
        return;
    }
    let view = view_of_groups(&world.plan.topology, &world.condition, pool);
    for word in 0..fabric.words() {
        let levels = fabric.levels(view, word);
        if world.standing.offers[pool.index()].note_levels(world.populations.of(pool), word, levels) {
            world.touched.mark(pool, Changes::OFFERS);
        }
    }
}

/// Tells what a reader of the log should hear of a pool's new standing.
fn tell_changes(notes: &mut Notes, topology: &Topology, pool: PoolId, old: &PoolStanding, new: &PoolStanding) {
    if !notes.heard {
        return;
    }
    if old.functional && !new.quorum {
        let (_, needed) = topology.pool(pool).quorum.votes(0, false);
        notes.tell(Note::QuorumLost { pool, votes: new.votes, needed });
    } else if !old.quorum && new.functional {
        notes.tell(Note::QuorumBack(pool));
    }
    if old.back_end && !new.back_end && topology.pool(pool).back_end != BackEnd::Collocated {
        notes.tell(Note::BackEndAway(pool));
    } else if !old.back_end && new.back_end && topology.pool(pool).back_end != BackEnd::Collocated {
        notes.tell(Note::BackEndBack(pool));
    }
    let groups = topology.pool(pool).groups.len() as u16;
    if new.groups_lost > old.groups_lost {
        notes.tell(Note::GroupsLost { pool, groups: new.groups_lost, of: groups });
    } else if old.groups_lost > 0 && new.groups_lost == 0 && new.functional {
        notes.tell(Note::GroupsBack(pool));
    }
}

/// An Edge pool works when one of its servers runs and so do the services of its next hop.
fn edge_works(topology: &Topology, condition: &Condition, standing: &Standing, edge: EdgeId) -> bool {
    let next_hop = condition.edge_pools.next_hop(edge);
    condition.edge_runs(&topology.edges[edge.index()]) && standing.pools[next_hop.index()].runs
}

fn settle_edges(topology: &Topology, condition: &Condition, standing: &mut Standing, touched: &mut Touched) {
    let works = |standing: &Standing, wanted: &dyn Fn(EdgeId) -> bool| {
        EdgeId::each(&topology.edges).any(|edge| wanted(edge) && edge_works(topology, condition, standing, edge))
    };
    let remote_access = works(standing, &|_| true);
    if remote_access != standing.remote_access {
        for pool in topology.pool_ids() {
            touched.mark(pool, Changes::EDGES);
        }
    }
    standing.remote_access = remote_access;
    standing.routes_away = Routes::of(|route| {
        let carries = |edge: EdgeId| topology.edges[edge.index()].carries(route);
        EdgeId::each(&topology.edges).any(carries) && !works(standing, &carries)
    });
}
