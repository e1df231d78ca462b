//! Why users are without full service right now: the phase that prolongs it.

use crate::behaviour::machines::{enough_are_restarting, is_restarting};
use crate::behaviour::registrar;
use crate::runbook::Procedures;
use crate::topology::PoolId;
use crate::world::World;
use crate::world::administrators::Stage;
use crate::world::fabric::ReplicaWork;
use crate::world::lanes::{Claim, LaneId, LaneState, Lanes};
use crate::world::phase::Phase;
use crate::world::populations::Access;
use crate::world::standing::{Level, enough_to_start};

/// What the users of a pool wait for, as a whole. One rule, read from the top: the backup registrar, an open procedure,
/// a pool that is starting anyway, the administrators' next act, what the pool itself does, and last the return of what
/// was lost.
pub fn phase(world: &World<'_>, procedures: &Procedures, pool: PoolId) -> Phase {
    backup_registrar(world, pool)
        .or_else(|| open_procedure(world, procedures, pool))
        .or_else(|| starts_by_itself(world, pool))
        .or_else(|| administrators(world, procedures, pool))
        .unwrap_or_else(|| the_pool_itself(world, pool))
}

fn open_procedure(world: &World<'_>, procedures: &Procedures, pool: PoolId) -> Option<Phase> {
    Lanes::about(&world.plan.topology, pool).find_map(|lane| open_in(world, procedures, lane, pool))
}

fn open_in(world: &World<'_>, procedures: &Procedures, lane: LaneId, pool: PoolId) -> Option<Phase> {
    let lane = world.condition.lanes.lane(lane);
    let frame = lane.frame().filter(|_| lane.is_about(pool))?;
    match lane.state() {
        LaneState::Closed => None,
        LaneState::Blocked(missing) | LaneState::Resting(missing) | LaneState::HandedOver(missing) => {
            Some(missing.phase)
        }
        LaneState::NeedsHands => Some(Phase::Hands),
        LaneState::Working { .. } | LaneState::Mending { .. } => {
            Some(Phase::Step(procedures.steps(frame.runbook)[frame.step as usize].global))
        }
    }
}

/// While the backup registrar counts down, that is what lets users in again, and no administrator.
fn backup_registrar(world: &World<'_>, pool: PoolId) -> Option<Phase> {
    let counts = registrar::counts(world, pool) && !world.condition.registrars[pool.index()].accepts();
    (counts && world.partner_runs(pool)).then_some(Phase::Registrar)
}

/// Once a pool is on its way up, its users wait for machines: nobody who arrives or decides sooner would help them, as
/// long as no procedure is open that may.
fn starts_by_itself(world: &World<'_>, pool: PoolId) -> Option<Phase> {
    let standing = world.standing.pool(pool);
    // Users whose partner is lost, or that have none, are served again when their own pool is.
    let home = world.condition.failovers[pool.index()].is_at_home() || world.partner_is_gone(pool);
    match () {
        () if !home || standing.functional => None,
        () if standing.can_start => Some(Phase::ColdStart),
        () if enough_are_restarting(world, pool) => Some(Phase::Restart),
        () => None,
    }
}

fn administrators(world: &World<'_>, procedures: &Procedures, pool: PoolId) -> Option<Phase> {
    // Users who are served by a partner that runs do not wait for the decision to bring them home.
    if !world.condition.failovers[pool.index()].is_at_home() && !world.partner_is_gone(pool) {
        return None;
    }
    let trigger = |task| procedures.trigger(task).table;
    match world.condition.administrators[pool.index()].stage() {
        Stage::Quiet => None,
        Stage::Noticing(task) => Some(trigger(task).unnoticed),
        Stage::Arriving(_) => Some(Phase::Arrival),
        Stage::Deciding(_) => Some(Phase::Decision),
        Stage::Held(task) => trigger(task).held_until.unmet.as_ref().map(|reason| reason.phase),
        Stage::Acting(_) if lane_is_the_partners(world, pool) => Some(Phase::Partner),
        Stage::Acting(_) if !world.central_management_works() => Some(Phase::Store),
        Stage::Acting(_) => Some(Phase::Hands),
    }
}

/// Whether the procedure for a pool stands behind one for its partner, which the pair carries out first.
fn lane_is_the_partners(world: &World<'_>, pool: PoolId) -> bool {
    let lane = Lanes::of(&world.plan.topology, pool, Claim::Pair);
    lane.is_some_and(|lane| world.condition.lanes.lane(lane).is_open())
}

fn the_pool_itself(world: &World<'_>, pool: PoolId) -> Phase {
    let serving = world.serving(pool);
    let standing = world.standing.pool(serving);
    let stopped = world.condition.services[serving.index()].are_stopped();
    match () {
        () if standing.can_start => Phase::ColdStart,
        () if stopped && standing.up > 0 && !enough_run(world, serving) => Phase::StartTable,
        () if !standing.functional && is_restarting(world, serving) => Phase::Restart,
        () if stopped => Phase::Repair,
        () if !standing.quorum => Phase::Grace,
        () if !standing.back_end && world.condition.databases[serving.index()].away_too_long() => Phase::NoBackEnd,
        () if standing.groups_lost > 0 && fill_waits(world, serving) => Phase::NoBackEnd,
        () if standing.groups_lost > 0 => Phase::GroupQuorum,
        () if !world.standing.lets_remote_users_in()
            && !world.plan.topology.edges.is_empty()
            && is_whole(world, serving) =>
        {
            Phase::NoEdge
        }
        () => Phase::Takeover,
    }
}

/// Whether a Front End is back whose replicas nothing but the Back End could fill.
fn fill_waits(world: &World<'_>, pool: PoolId) -> bool {
    let mut ordinals = 0..world.plan.topology.pool(pool).front_ends.len() as u8;
    let fabric = &world.condition.fabrics[pool.index()];
    ordinals.any(|ordinal| fabric.work(ordinal) == Some(ReplicaWork::AwaitingBackEnd))
}

/// Whether the Front Ends that run are enough to start the pool.
fn enough_run(world: &World<'_>, pool: PoolId) -> bool {
    let up = world.condition.servers.front_ends_up(pool);
    enough_to_start(&world.plan.topology, world.rules, &world.condition, pool, up)
}

/// Whether all routing groups of a pool have full service, so that who lacks it lacks it for another reason.
fn is_whole(world: &World<'_>, pool: PoolId) -> bool {
    let offers = world.standing.offers(pool);
    let inside = Level::ALL.map(|level| (offers.to(Access::Internal, level), offers.users(Access::Internal, level)));
    inside.iter().all(|(offer, users)| *users == 0 || offer.level == Level::Full)
}
