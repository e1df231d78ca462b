//! The questions that decide whether a step applies, and whether it can go on.

use crate::behaviour::people::could_start_with_fewer;
use crate::topology::{EdgeId, PoolId};
use crate::world::World;
use crate::world::standing::{Level, mirror_could_serve};

/// A question about the world and the pool a procedure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Yes.
    Always,
    /// Does an Edge pool that runs use the pool as its next hop?
    EdgeUsesPoolAsNextHop,
    /// Does one, and is the Central Management store, into which its next hop is written, available?
    NextHopCanBeChanged,
    /// Does one that has another functional pool in its own site?
    NextHopInSameSite,
    /// Does one that has none?
    NextHopInOtherSite,
    /// Was the pool the published next hop of an Edge pool, and is another pool now?
    EdgeWasMoved,
    /// Was it that of an Edge pool of its own site?
    EdgeOfSameSiteWasMoved,
    /// Was it that of an Edge pool of another site?
    EdgeOfOtherSiteWasMoved,
    /// Has the pool with the Central Management store a partner?
    CentralManagementPoolIsPaired,
    /// Is the Central Management store available?
    CentralManagementWorks,
    /// Is the Central Management store not available, or on this pool?
    CentralManagementIsDownOrHere,
    /// Is the active Central Management store on this pool?
    HostsCentralManagement,
    /// Is the mirror principal in the standby's pool?
    StandbyMirrorIsPrincipal,
    /// Can the standby's pool take the Central Management store?
    StandbyIsAvailable,
    /// Is the partner functional, with the Central Management store where it has that, and, as long as the pool itself
    /// runs, the link between them whole? A pool that runs ships what it has before its users are moved; one that is lost
    /// is failed over without.
    PartnerCanTakeOver,
    /// Is the Central Management store available, or is there another pool than this one to move it to?
    StoreCanBeHad,
    /// Is the pool itself functional, with its Back End?
    HomeWorks,
    /// Is the pool itself functional with its Back End, and, as long as its partner runs, the link between them whole?
    HomeCanTakeBack,
    /// The same of a failback under way: users of a pool do without its Back End for a while.
    HomeStillTakesBack,
    /// Does the mirror run while the principal does not?
    MirrorCouldServe,
    /// Is the mirror principal in the pool?
    MirrorIsPrincipal,
    /// Is the primary principal in it?
    PrimaryIsPrincipal,
    /// Are the users of the pool moved by a cmdlet that does without the pool that served them?
    InDisasterMode,
    /// Is the pool stopped, with its Back End and enough Front Ends for quorum, but too few to start it, or of two the wrong
    /// one?
    CouldStartWithFewer,
    /// Are routing groups without quorum in a pool that works, Back End included?
    GroupsAreLost,
}

/// Answers a question.
pub fn ask(question: Question, world: &World<'_>, pool: PoolId) -> bool {
    let mirror_is_principal = |pool: PoolId| world.condition.pools[pool.index()].mirror_is_principal;
    match question {
        Question::Always => true,
        Question::EdgeUsesPoolAsNextHop
        | Question::NextHopInSameSite
        | Question::NextHopInOtherSite
        | Question::EdgeWasMoved
        | Question::EdgeOfSameSiteWasMoved
        | Question::EdgeOfOtherSiteWasMoved => edges_asked_about(question, world, pool).next().is_some(),
        Question::NextHopCanBeChanged => world.central_management_works() && edge_on(world, pool).is_some(),
        Question::CentralManagementPoolIsPaired => standby(world).is_some(),
        Question::CentralManagementWorks => world.central_management_works(),
        Question::CentralManagementIsDownOrHere => {
            // In a planned failover the pool works, and so does the store on it; the page wants it moved all the same.
            // A store on the partner cannot be moved anywhere but onto this pool: its own return is waited for.
            let store = world.condition.central_management.0;
            store == pool || !world.central_management_works() && standby(world) != Some(pool)
        }
        Question::StoreCanBeHad => world.central_management_works() || standby(world) != Some(pool),
        Question::HostsCentralManagement => world.condition.central_management.0 == pool,
        Question::StandbyMirrorIsPrincipal => standby(world).is_some_and(mirror_is_principal),
        Question::StandbyIsAvailable => standby(world).is_some_and(|standby| world.works(standby)),
        Question::PartnerCanTakeOver => {
            let runs = world.standing.pools[pool.index()].functional;
            let has_store = ask(Question::StoreCanBeHad, world, pool);
            world.partner_runs(pool) && has_store && (!runs || world.pair_is_linked(pool))
        }
        Question::HomeWorks => world.works(pool),
        Question::HomeCanTakeBack => world.works(pool) && !is_cut_off(world, pool),
        Question::HomeStillTakesBack => {
            let stores = world.standing.pools[pool.index()].residents == Level::Full;
            stores && !is_cut_off(world, pool)
        }
        Question::GroupsAreLost => world.works(pool) && world.standing.pools[pool.index()].groups_lost > 0,
        Question::CouldStartWithFewer => could_start_with_fewer(world, pool),
        Question::MirrorCouldServe => mirror_could_serve(&world.plan.topology, &world.condition, pool),
        Question::MirrorIsPrincipal => mirror_is_principal(pool),
        Question::PrimaryIsPrincipal => !mirror_is_principal(pool),
        Question::InDisasterMode => world.condition.failovers[pool.index()].is_disaster(),
    }
}

/// Whether the partner runs and cannot be reached: what users wrote there could not be taken home.
pub fn is_cut_off(world: &World<'_>, pool: PoolId) -> bool {
    world.partner_runs(pool) && !world.pair_is_linked(pool)
}

/// The Edge pools that a question is about, if it is about Edge pools at all.
pub fn edges_asked_about<'w>(
    question: Question,
    world: &'w World<'_>,
    pool: PoolId,
) -> impl Iterator<Item = EdgeId> + 'w {
    EdgeId::each(&world.plan.topology.edges).filter(move |edge| is_about(question, world, pool, *edge))
}

fn is_about(question: Question, world: &World<'_>, pool: PoolId, edge: EdgeId) -> bool {
    let topology = &world.plan.topology;
    let noun = &topology.edges[edge.index()];
    let now = world.condition.next_hops[edge.index()];
    let uses_pool = now == pool && world.condition.edge_runs(noun);
    let was_moved = noun.next_hop == pool && now != pool;
    let is_of_same_site = noun.site == topology.pool(pool).site;
    match question {
        Question::EdgeUsesPoolAsNextHop => uses_pool,
        Question::NextHopInSameSite => uses_pool && next_hop_in_site(world, edge, pool).is_some(),
        Question::NextHopInOtherSite => uses_pool && next_hop_in_site(world, edge, pool).is_none(),
        Question::EdgeWasMoved => was_moved,
        Question::EdgeOfSameSiteWasMoved => was_moved && is_of_same_site,
        Question::EdgeOfOtherSiteWasMoved => was_moved && !is_of_same_site,
        _ => false,
    }
}

/// The first Edge pool that runs and passes traffic to this pool.
pub fn edge_on(world: &World<'_>, pool: PoolId) -> Option<EdgeId> {
    edges_asked_about(Question::EdgeUsesPoolAsNextHop, world, pool).next()
}

/// An Edge pool whose published next hop is this pool and that was given another.
pub fn edge_moved_from(world: &World<'_>, pool: PoolId) -> Option<EdgeId> {
    edges_asked_about(Question::EdgeWasMoved, world, pool).next()
}

fn next_hop_in_site(world: &World<'_>, edge: EdgeId, not: PoolId) -> Option<PoolId> {
    let topology = &world.plan.topology;
    let site = topology.edges[edge.index()].site;
    topology
        .pool_ids()
        .find(|pool| *pool != not && topology.pool(*pool).site == site && world.standing.pools[pool.index()].functional)
}

/// The pool that should become an Edge pool's next hop: one of its own site, else the partner, else any.
pub fn new_next_hop(world: &World<'_>, edge: EdgeId, not: PoolId) -> Option<PoolId> {
    let functional = |pool: &PoolId| *pool != not && world.standing.pools[pool.index()].functional;
    next_hop_in_site(world, edge, not)
        .or_else(|| world.plan.topology.pool(not).partner.filter(functional))
        .or_else(|| world.plan.topology.pool_ids().find(functional))
}

/// The pool with the standby.
pub fn standby(world: &World<'_>) -> Option<PoolId> {
    world.plan.topology.pool(world.condition.central_management.0).partner
}
