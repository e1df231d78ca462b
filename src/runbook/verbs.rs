//! What steps do: each verb in two halves, begin and finish, with the product's refusals.

use crate::behaviour::backup_service::{not_copied, written_at_partner};
use crate::behaviour::{pools, routing_groups, users};
use crate::ground::time::Span;
use crate::runbook::questions::{Question, ask, edge_moved_from, edge_on, new_next_hop, standby};
use crate::topology::PoolId;
use crate::world::World;
use crate::world::backup_copy::DataClass;
use crate::world::cause::Cause;
use crate::world::lanes::{Outcome, Reason, RunbookName, WaitsFor};
use crate::world::note::Note;
use crate::world::pool_failover::{Mode, Move, PoolState};

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Looks, and changes nothing.
    Look,
    /// Carries out another procedure, and comes back.
    Carry(RunbookName),
    /// Enters another next hop for an Edge pool into the Central Management store, which must be available.
    EnterNextHop,
    /// Lets Edge pools use another next hop.
    ChangeNextHop,
    /// Lets Edge pools use their published next hop again.
    ReturnNextHop,
    /// Moves the active Central Management store to its standby.
    FailOverCentralManagement,
    /// Moves a pool's users to its partner.
    FailOverPool,
    /// Moves them home.
    FailBackPool,
    /// Makes the mirror principal.
    FailOverDatabase,
    /// Reloads routing groups without quorum from the Back End.
    RecoverGroups,
    /// Lets a pool start with the Front Ends that run.
    StartWithFewer,
}

/// What happens when a step begins.
pub fn begin(verb: Verb, world: &mut World<'_>, pool: PoolId, ordered: bool) -> Outcome {
    match verb {
        Verb::Look | Verb::RecoverGroups | Verb::StartWithFewer | Verb::ReturnNextHop => Outcome::Done,
        Verb::Carry(runbook) => Outcome::Call(runbook, None),
        Verb::EnterNextHop | Verb::ChangeNextHop if no_other_pool(world, pool) => Outcome::GiveUp(Reason::NoOtherPool),
        Verb::FailOverCentralManagement if standby(world).is_none() => Outcome::GiveUp(Reason::NoStandby),
        Verb::EnterNextHop | Verb::FailOverCentralManagement
            if let Some(missing) = waits_for(verb, world, pool, ordered) =>
        {
            Outcome::Blocked(missing)
        }
        Verb::EnterNextHop if !world.central_management_works() => central_management_first(world, pool),
        Verb::EnterNextHop | Verb::ChangeNextHop | Verb::FailOverCentralManagement => Outcome::Done,
        Verb::FailOverPool => begin_failover(world, pool, ordered),
        Verb::FailBackPool => begin_failback(world, pool, ordered),
        Verb::FailOverDatabase => match ask(Question::MirrorCouldServe, world, pool) {
            true => Outcome::Done,
            false => Outcome::GiveUp(Reason::NoMirror),
        },
    }
}

/// Whether an Edge pool that runs passes traffic to this pool and could pass it to no other.
fn no_other_pool(world: &World<'_>, pool: PoolId) -> bool {
    edge_on(world, pool).is_some_and(|edge| new_next_hop(world, edge, pool).is_none())
}

/// The refusals of Invoke-CsPoolFailover, in the order in which an administrator would meet them. The cmdlet checks again
/// what steps 0 and 4 have seen to, because an Edge pool may have returned, or the store been lost, since then.
fn begin_failover(world: &mut World<'_>, pool: PoolId, ordered: bool) -> Outcome {
    let Some(partner) = world.plan.topology.pool(pool).partner else {
        return Outcome::GiveUp(Reason::NotPaired);
    };
    match world.condition.failovers[pool.index()].state() {
        PoolState::Active | PoolState::FailingOver => {}
        PoolState::FailedOver | PoolState::FailingBack => return Outcome::GiveUp(Reason::AlreadyFailedOver),
    }
    if !world.condition.failovers[partner.index()].is_at_home() {
        return Outcome::GiveUp(Reason::PartnerFailedOver);
    }
    if let Some(missing) = waits_for(Verb::FailOverPool, world, pool, ordered) {
        return Outcome::Blocked(missing);
    }
    if let Some(outcome) = partner_not_ready(world, pool) {
        return outcome;
    }
    if world.condition.central_management.0 == pool || !world.central_management_works() {
        return central_management_first(world, pool);
    }
    if edge_on(world, pool).is_some() {
        return Outcome::Call(RunbookName::ChangingTheNextHop, Some(Reason::NextHop));
    }
    let begins = move_over(world, pool);
    world.condition.failovers[pool.index()].begin_over(begins, ordered);
    if ordered && world.standing.pools[pool.index()].functional {
        // Nothing broke; what the users feel from here on was planned.
        world.condition.pools[pool.index()].cause = Cause::Order;
    }
    world.touch_with_partner(pool);
    Outcome::Done
}

/// A pool that works ships what it has before its users are moved. One that does not, or has no Back End, is failed over
/// in disaster mode, and what its partner has not imported by then is lost.
fn move_over(world: &World<'_>, pool: PoolId) -> Move {
    if world.works(pool) {
        return Move::default();
    }
    let missing = |class| not_copied(world, pool, class);
    Move { mode: Mode::Disaster, left_behind: Some((missing(DataClass::UserData), missing(DataClass::Content))) }
}

/// What needs the Central Management store, and need not wait for its return, fails it over first.
fn central_management_first(world: &World<'_>, pool: PoolId) -> Outcome {
    match standby(world) {
        _ if store_must_return(world, pool) => Outcome::Blocked(WaitsFor::Store),
        Some(_) => Outcome::Call(RunbookName::FailingOverCentralManagement, Some(Reason::CentralManagementNotReady)),
        None => Outcome::GiveUp(Reason::NoStandby),
    }
}

/// Whether a procedure about a pool that needs the Central Management store has to wait until that returns by itself. Onto
/// the pool that is being failed over it is not moved; and where it has no standby, users whose failover is under way keep
/// what they have until the cmdlet can be run again.
fn store_must_return(world: &World<'_>, pool: PoolId) -> bool {
    let under_way = world.condition.failovers[pool.index()].state() == PoolState::FailingOver;
    !world.central_management_works() && standby(world).map_or(under_way, |standby| standby == pool)
}

/// What a step has to wait for before it can begin, or go on after it was broken off: the one rule by which it waits, wakes,
/// says what it waits for, and charges the minutes.
pub fn waits_for(verb: Verb, world: &World<'_>, pool: PoolId, ordered: bool) -> Option<WaitsFor> {
    match verb {
        Verb::FailOverPool if !world.partner_runs(pool) => Some(WaitsFor::Partner),
        // A pool that runs ships what it has before its users are moved.
        Verb::FailOverPool if world.standing.pools[pool.index()].functional && !world.pair_is_linked(pool) => {
            Some(WaitsFor::Link)
        }
        Verb::FailOverPool | Verb::EnterNextHop => store_must_return(world, pool).then_some(WaitsFor::Store),
        Verb::FailOverCentralManagement => {
            (!ask(Question::StandbyIsAvailable, world, pool)).then_some(WaitsFor::Standby)
        }
        Verb::FailBackPool => failback_waits(world, pool, ordered).then_some(WaitsFor::Partner),
        _ => None,
    }
}

/// A failback without the partner loses what users wrote there. Somebody has decided that, or ordered it: for a cmdlet that
/// was told so when it began, not for one that lost the partner on the way.
fn failback_waits(world: &World<'_>, pool: PoolId, ordered: bool) -> bool {
    let failover = &world.condition.failovers[pool.index()];
    let told_so = ordered && (failover.state() == PoolState::FailedOver || failover.is_disaster());
    world.partner_is_gone(pool) && !told_so && !failover.may_lose_data()
}

/// A fault of the backup pool that nobody has seen shows when it is needed, once in a failover.
fn partner_not_ready(world: &mut World<'_>, pool: PoolId) -> Option<Outcome> {
    let ready = world.rules.partner_ready;
    let lane = world.plan.topology.pool(pool).pair?;
    let lane = &mut world.condition.lanes[lane.index()];
    if std::mem::replace(&mut lane.partner_checked, true) || ready >= 1.0 {
        return None;
    }
    let stream = world.streams.pools[pool.index()].partner_ready;
    (!world.dice.coin(stream, ready)).then_some(Outcome::Retry(Reason::PartnerNotReady))
}

fn begin_failback(world: &mut World<'_>, pool: PoolId, ordered: bool) -> Outcome {
    match world.condition.failovers[pool.index()].state() {
        PoolState::FailedOver | PoolState::FailingBack => {}
        PoolState::Active | PoolState::FailingOver => return Outcome::GiveUp(Reason::NotFailedOver),
    }
    if !ask(Question::HomeCanTakeBack, world, pool) {
        return Outcome::GiveUp(why_not_home(world, pool));
    }
    if let Some(missing) = waits_for(Verb::FailBackPool, world, pool, ordered) {
        return Outcome::Blocked(missing);
    }
    let disaster = world.partner_is_gone(pool);
    if !disaster && !partner_has_its_back_end(world, pool) {
        return Outcome::GiveUp(Reason::PartnerWithoutBackEnd);
    }
    let left_behind = written_at_partner(world, pool).filter(|_| disaster).map(|span| (span, span));
    let mode = if disaster { Mode::Disaster } else { Mode::Planned };
    world.condition.failovers[pool.index()].begin_back(Move { mode, left_behind });
    world.condition.pools[pool.index()].cause = Cause::Order;
    world.touch_with_partner(pool);
    Outcome::Done
}

fn why_not_home(world: &World<'_>, pool: PoolId) -> Reason {
    match () {
        () if !world.standing.pools[pool.index()].functional => Reason::HomeNotFunctional,
        () if !world.works(pool) => Reason::HomeWithoutBackEnd,
        () => Reason::LinkCut,
    }
}

/// Whether what users wrote at the partner can be copied home from there.
fn partner_has_its_back_end(world: &World<'_>, pool: PoolId) -> bool {
    let partner = world.plan.topology.pool(pool).partner;
    partner.is_some_and(|partner| world.standing.pools[partner.index()].back_end)
}

/// Tells a failback how long it will take, since users are moved evenly over that time. Those whom a try that failed has
/// moved stay where it left them until the next one succeeds.
pub fn note_duration(verb: Verb, world: &mut World<'_>, pool: PoolId, takes: Span) {
    if verb == Verb::FailBackPool {
        world.condition.failovers[pool.index()].plan_window(world.now, world.now + takes);
    }
}

/// What happens when a step ends. `fails` is the chance, already drawn, that its cmdlet fails.
pub fn finish(verb: Verb, world: &mut World<'_>, pool: PoolId, fails: bool) -> Outcome {
    match verb {
        Verb::Look | Verb::Carry(_) | Verb::EnterNextHop => Outcome::Done,
        Verb::ChangeNextHop => change_next_hop(world, pool),
        Verb::ReturnNextHop => return_next_hop(world, pool),
        Verb::FailOverCentralManagement => move_central_management(world),
        Verb::FailOverPool | Verb::FailBackPool if fails => Outcome::Retry(Reason::Failed),
        Verb::FailOverPool => finish_failover(world, pool),
        Verb::FailBackPool => finish_failback(world, pool),
        Verb::RecoverGroups => {
            routing_groups::recover_groups(world, pool);
            world.touch_with_partner(pool);
            Outcome::Done
        }
        Verb::StartWithFewer => {
            world.condition.pools[pool.index()].may_start_with_fewer = true;
            world.touch_with_partner(pool);
            Outcome::Done
        }
        Verb::FailOverDatabase => {
            pools::fail_over_database(world, pool);
            Outcome::Done
        }
    }
}

fn change_next_hop(world: &mut World<'_>, pool: PoolId) -> Outcome {
    while let Some(edge) = edge_on(world, pool) {
        let Some(to) = new_next_hop(world, edge, pool) else { return Outcome::GiveUp(Reason::NoOtherPool) };
        world.condition.next_hops[edge.index()] = to;
        world.touched.edges = true;
        world.notes.tell(Note::NextHopChanged { edge, to });
    }
    Outcome::Done
}

fn return_next_hop(world: &mut World<'_>, pool: PoolId) -> Outcome {
    while let Some(edge) = edge_moved_from(world, pool) {
        world.condition.next_hops[edge.index()] = pool;
        world.touched.edges = true;
        world.notes.tell(Note::NextHopChanged { edge, to: pool });
    }
    Outcome::Done
}

fn move_central_management(world: &mut World<'_>) -> Outcome {
    match standby(world) {
        None => Outcome::GiveUp(Reason::NoStandby),
        Some(to) => {
            world.condition.central_management.0 = to;
            world.notes.tell(Note::CentralManagementMoved { to });
            Outcome::Done
        }
    }
}

fn finish_failover(world: &mut World<'_>, pool: PoolId) -> Outcome {
    let Some(partner) = world.plan.topology.pool(pool).partner else { return Outcome::GiveUp(Reason::NotPaired) };
    let now = world.now;
    world.condition.failovers[pool.index()].end_over(now);
    let users = world.plan.topology.pool(pool).users;
    world.notes.tell(Note::FailedOver { pool, at: partner, users });
    if let Some((user_data, content)) = world.condition.failovers[pool.index()].last_move().left_behind {
        world.notes.tell(Note::NotCopied { pool, user_data, content });
    }
    world.touch_with_partner(pool);
    Outcome::Done
}

fn finish_failback(world: &mut World<'_>, pool: PoolId) -> Outcome {
    if let Some((user_data, content)) = world.condition.failovers[pool.index()].last_move().left_behind {
        world.notes.tell(Note::NotCopied { pool, user_data, content });
    }
    world.condition.failovers[pool.index()].end_back();
    users::seat_at_home(world, pool);
    world.notes.tell(Note::FailedBack { pool, users: world.plan.topology.pool(pool).users });
    world.touch_with_partner(pool);
    Outcome::Done
}

/// Whether a step under way can go on, beyond what it needed to begin: users are failed over only while the Central
/// Management store works, and by a planned cmdlet only while their pool runs; they are failed back without their partner
/// only by a cmdlet that was told so.
pub fn can_go_on(verb: Verb, world: &World<'_>, pool: PoolId) -> bool {
    let failover = &world.condition.failovers[pool.index()];
    let runs = world.standing.pools[pool.index()].functional;
    match verb {
        Verb::FailOverPool => world.central_management_works() && (failover.is_disaster() || runs),
        Verb::FailBackPool => failover.is_disaster() || !world.partner_is_gone(pool),
        _ => true,
    }
}

/// What happens when a step breaks off because what it needs has gone.
pub fn break_off(verb: Verb, world: &mut World<'_>, pool: PoolId, ordered: bool) -> Outcome {
    let (takes_back, not_home) = (ask(Question::HomeStillTakesBack, world, pool), why_not_home(world, pool));
    let partner_takes = ask(Question::PartnerCanTakeOver, world, pool);
    let store_first = (!world.central_management_works()).then(|| central_management_first(world, pool));
    let failover = &mut world.condition.failovers[pool.index()];
    let outcome = match verb {
        // As long as the partner runs, users keep what they have there until the cmdlet is run again.
        Verb::FailOverPool if partner_takes => store_first.unwrap_or(Outcome::Retry(Reason::HomeNotFunctional)),
        Verb::FailOverPool => {
            failover.break_off_over();
            try_later(verb, world, pool, ordered)
        }
        // The partner went. Whether to do without it somebody has to decide.
        Verb::FailBackPool if takes_back => {
            failover.lose_partner();
            try_later(verb, world, pool, ordered)
        }
        Verb::FailBackPool => {
            failover.stay_failed_over();
            Outcome::GiveUp(not_home)
        }
        Verb::FailOverCentralManagement | Verb::EnterNextHop => try_later(verb, world, pool, ordered),
        Verb::FailOverDatabase => Outcome::GiveUp(Reason::NoMirror),
        Verb::RecoverGroups if world.works(pool) => Outcome::GiveUp(Reason::NoLongerNeeded),
        Verb::RecoverGroups => Outcome::GiveUp(not_home),
        Verb::StartWithFewer => Outcome::GiveUp(Reason::OvertakenByEvents),
        Verb::Look | Verb::Carry(_) | Verb::ChangeNextHop | Verb::ReturnNextHop => Outcome::Done,
    };
    world.touch_with_partner(pool);
    outcome
}

/// A step that was broken off waits for what is missing; where nothing that could be waited for is, it is tried again.
fn try_later(verb: Verb, world: &World<'_>, pool: PoolId, ordered: bool) -> Outcome {
    waits_for(verb, world, pool, ordered).map_or(Outcome::Retry(Reason::OvertakenByEvents), Outcome::Blocked)
}
