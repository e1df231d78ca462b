//! Administrators: what a pool needs of them, noticing, arriving, deciding. What they then do is a procedure.

use crate::ground::law::Law;
use crate::ground::time::Span;
use crate::kernel::agenda::Agenda;
use crate::scenario::plan::Plan;
use crate::topology::{BackEnd, PoolId};
use crate::world::World;
use crate::world::condition::{Need, Service, Watch};
use crate::world::event::People;
use crate::world::lanes::{Call, LaneState, Reason, RunbookName};
use crate::world::note::Note;
use crate::world::pool_failover::PoolState;
use crate::world::standing::{mirror_could_serve, mirror_takes_over_by_itself};

use super::machines::enough_are_restarting;
use super::timers::{Timers, want};

/// What a pool needs of its administrators, as far as they act without being told.
pub fn need(world: &World<'_>, pool: PoolId) -> Option<Need> {
    if !world.plan.reacts {
        return None;
    }
    let needs = match world.condition.failovers[pool.index()].state() {
        PoolState::Active => AT_HOME,
        PoolState::FailedOver => AT_THE_PARTNER,
        PoolState::FailingOver | PoolState::FailingBack => return need_on_the_way(world, pool),
    };
    needs.iter().copied().find(|need| is_needed(world, pool, *need))
}

/// What a pool that serves its own users, or should, may need, the most urgent first. Where a partner can take the users
/// they are better served there at once than by a start with fewer Front Ends.
const AT_HOME: &[Need] = &[
    Need::StartWithFewer,
    Need::FailOverDatabase,
    Need::FailOver,
    Need::RecoverGroups,
    Need::ReturnNextHop,
    Need::ChangeNextHop,
];

/// What a pool whose users its partner serves may need: it has to be fit for their return first.
const AT_THE_PARTNER: &[Need] = &[
    Need::StartWithFewer,
    Need::FailOverDatabase,
    Need::RecoverGroups,
    Need::ChangeNextHop,
    Need::FailBackAtOnce,
    Need::FailBack,
];

/// Whether a pool needs this of its administrators, whatever else it needs more.
fn is_needed(world: &World<'_>, pool: PoolId, need: Need) -> bool {
    let noun = world.plan.topology.pool(pool);
    let standing = &world.standing.pools[pool.index()];
    let failover = &world.condition.failovers[pool.index()];
    let (at_home, at_the_partner) = (failover.is_at_home(), failover.state() == PoolState::FailedOver);
    let (functional, works) = (standing.functional, world.works(pool));
    match need {
        Need::StartWithFewer => {
            let nobody_serves = at_the_partner || at_home && !functional && !world.partner_runs(pool);
            nobody_serves && could_start_with_fewer(world, pool)
        }
        // A pool that is stopped needs its databases to start; where a partner can take its users, that comes first.
        Need::FailOverDatabase => {
            let to_start = standing.up > 0 && (at_the_partner || at_home && !world.partner_runs(pool));
            (at_home && functional || to_start) && database_waits(world, pool)
        }
        // A pool that homes nobody has nobody to fail over.
        Need::FailOver => {
            let lost = !functional || back_end_is_given_up(world, pool);
            at_home && lost && noun.partner.is_some() && noun.users > 0
        }
        Need::RecoverGroups => works && standing.groups_lost > 0,
        Need::ReturnNextHop => at_home && works && world.central_management_works() && next_hop_was_left(world, pool),
        Need::ChangeNextHop => (at_the_partner || noun.partner.is_none()) && next_hop_is_dead(world, pool),
        Need::FailBackAtOnce => at_the_partner && works && !world.partner_runs(pool),
        Need::FailBack => at_the_partner && works && !failover.is_ordered() && world.pair_is_linked(pool),
    }
}

/// While a cmdlet runs the need that started it stands, unless a failback has lost the partner.
fn need_on_the_way(world: &World<'_>, pool: PoolId) -> Option<Need> {
    let failing_back = world.condition.failovers[pool.index()].state() == PoolState::FailingBack;
    if failing_back && world.works(pool) && !world.partner_runs(pool) && failback_waits(world, pool) {
        return Some(Need::FailBackAtOnce);
    }
    match world.condition.watches[pool.index()] {
        Watch::Acting(need) | Watch::Held(need) => Some(need),
        _ => None,
    }
}

fn back_end_is_given_up(world: &World<'_>, pool: PoolId) -> bool {
    world.condition.pools[pool.index()].back_end_away_too_long && !world.standing.pools[pool.index()].back_end
}

/// Whether a failback lost the partner and waits until somebody decides to do without it.
fn failback_waits(world: &World<'_>, pool: PoolId) -> bool {
    let pair = world.plan.topology.pool(pool).pair;
    pair.is_some_and(|pair| matches!(world.condition.lanes[pair.index()].state, LaneState::Blocked(_)))
}

/// Whether a mirror could serve and nothing but an administrator makes it: there is no witness, it is away or the mirror
/// did not see the principal go, or the automatic failover did not work.
fn database_waits(world: &World<'_>, pool: PoolId) -> bool {
    mirror_could_serve(&world.plan.topology, &world.condition, pool)
        && !mirror_takes_over_by_itself(&world.plan.topology, &world.condition, pool)
}

/// Whether a pool is stopped and could be started with fewer Front Ends than a start asks for, and no more are coming.
pub fn could_start_with_fewer(world: &World<'_>, pool: PoolId) -> bool {
    let standing = &world.standing.pools[pool.index()];
    world.condition.pools[pool.index()].service == Service::Stopped
        && standing.up > 0
        && standing.quorum
        && standing.back_end
        && !standing.can_start
        && !enough_are_restarting(world, pool)
}

/// Whether an Edge pool that runs passes traffic to this pool, which is not functional and not about to be.
fn next_hop_is_dead(world: &World<'_>, pool: PoolId) -> bool {
    let mut edges = world.plan.topology.edges.iter().zip(&world.condition.next_hops);
    let standing = &world.standing.pools[pool.index()];
    !(standing.functional || standing.can_start || enough_are_restarting(world, pool))
        && world.central_management_works()
        && world.standing.pools.iter().any(|other| other.functional)
        && edges.any(|(edge, hop)| *hop == pool && world.condition.edge_runs(edge))
}

/// Whether an Edge pool still has another next hop although no procedure that gave it that is open.
fn next_hop_was_left(world: &World<'_>, pool: PoolId) -> bool {
    let mut edges = world.plan.topology.edges.iter().zip(&world.condition.next_hops);
    edges.any(|(edge, hop)| edge.next_hop == pool && *hop != pool)
        && !world.condition.lanes[lane_of(world, pool)].frames.iter().any(|frame| frame.pool == pool)
}

/// The lane of a pool's procedures: its pair's, or its own.
fn lane_of(world: &World<'_>, pool: PoolId) -> usize {
    let topology = &world.plan.topology;
    topology.pool(pool).pair.map_or(topology.pairs.len() + pool.index(), |pair| pair.index())
}

/// Whether administrators can ever be needed for a pool: it has a partner, a mirror, several servers, or an Edge pool.
pub fn looks_after(plan: &Plan, pool: PoolId) -> bool {
    let noun = plan.topology.pool(pool);
    noun.pair.is_some()
        || matches!(noun.back_end, BackEnd::Mirrored { .. })
        || noun.front_ends.len() > 1
        || plan.topology.edges.iter().any(|edge| edge.next_hop == pool)
}

/// What happens to people.
pub fn on(event: People, world: &mut World<'_>) {
    let People::Next(pool) = event;
    let staffed = world.plan.staffed.is_open(world.now);
    let watch = world.condition.watches[pool.index()];
    let next = match watch {
        Watch::Quiet => Watch::Quiet,
        Watch::Noticing(need) => {
            world.notes.tell(Note::Noticed(pool));
            if staffed {
                Watch::Deciding(need)
            } else {
                world.notes.tell(Note::Paged(pool));
                Watch::Arriving(need)
            }
        }
        Watch::Arriving(need) => {
            world.notes.tell(Note::Arrived(pool));
            Watch::Deciding(need)
        }
        Watch::Held(need) => Watch::Held(need),
        Watch::Deciding(need) | Watch::Acting(need) => {
            if matches!(watch, Watch::Deciding(_)) {
                world.notes.tell(Note::Decided(pool));
            }
            if need == Need::FailBackAtOnce {
                world.condition.failovers[pool.index()].accept_loss();
            }
            let next = act(world, pool, need);
            if matches!(next, Watch::Held(_)) {
                let runbook = RunbookName::FailingOverAPool;
                world.notes.tell(Note::Waits { runbook, pool, reason: Reason::PartnerFailedOver });
            }
            next
        }
    };
    world.condition.watches[pool.index()] = next;
    world.touched.pool(pool);
}

/// The lane and procedure that meet a need.
fn answer(world: &World<'_>, pool: PoolId, need: Need) -> Option<(usize, RunbookName)> {
    let topology = &world.plan.topology;
    let pair = topology.pool(pool).pair.map(|pair| pair.index());
    match need {
        Need::FailOver => Some((pair?, RunbookName::FailingOverAPool)),
        Need::FailBack | Need::FailBackAtOnce => Some((pair?, RunbookName::FailingBackAPool)),
        Need::ReturnNextHop => Some((lane_of(world, pool), RunbookName::ReturningTheNextHop)),
        Need::ChangeNextHop => Some((lane_of(world, pool), RunbookName::ChangingTheNextHop)),
        Need::StartWithFewer => Some((topology.pairs.len() + pool.index(), RunbookName::StartingWithFewerFrontEnds)),
        Need::FailOverDatabase => {
            Some((topology.pairs.len() + pool.index(), RunbookName::FailingOverAMirroredDatabase))
        }
        Need::RecoverGroups => Some((topology.pairs.len() + pool.index(), RunbookName::RecoveringRoutingGroups)),
    }
}

/// A pool whose partner's users it still serves cannot be failed over: the partner is failed back first.
fn must_wait_for_partner(world: &World<'_>, pool: PoolId, need: Need) -> bool {
    let partner = world.plan.topology.pool(pool).partner;
    need == Need::FailOver && partner.is_some_and(|partner| !world.condition.failovers[partner.index()].is_at_home())
}

/// Calls for what has been decided, or waits until it can be called for.
fn act(world: &mut World<'_>, pool: PoolId, need: Need) -> Watch {
    if must_wait_for_partner(world, pool, need) {
        return Watch::Held(need);
    }
    if let Some((lane, runbook)) = answer(world, pool, need)
        && !world.condition.lanes[lane].concerns(pool, runbook)
    {
        // Where the lane is full it is called again when the lane has got on.
        let _ = world.condition.call(lane, Call { runbook, pool, ordered: false });
    }
    Watch::Acting(need)
}

/// Whether a procedure that meets the need of a watch is open or called for, by whomever.
fn is_under_way(world: &World<'_>, pool: PoolId, watch: Watch) -> bool {
    let place = needed(watch).and_then(|need| answer(world, pool, need));
    place.is_some_and(|(lane, runbook)| world.condition.lanes[lane].concerns(pool, runbook))
}

/// Everything a pool may need.
const NEEDS: [Need; 8] = [
    Need::FailOver,
    Need::FailBack,
    Need::FailBackAtOnce,
    Need::FailOverDatabase,
    Need::ReturnNextHop,
    Need::ChangeNextHop,
    Need::StartWithFewer,
    Need::RecoverGroups,
];

/// Takes back every call of the administrators for what the pool no longer needs, as long as nothing of it has begun. What
/// is only less urgent than something else is still needed. While its users are on the way nothing is taken back: what the
/// pool needs then shows when they have arrived.
fn withdraw(world: &mut World<'_>, pool: PoolId) {
    let state = world.condition.failovers[pool.index()].state();
    if matches!(state, PoolState::FailingOver | PoolState::FailingBack) {
        return;
    }
    let topology = &world.plan.topology;
    let pair = topology.pool(pool).pair.map(|pair| pair.index());
    for lane in pair.into_iter().chain([topology.pairs.len() + pool.index()]) {
        while let Some(call) = stale_call(world, pool, lane) {
            world.condition.lanes[lane].withdraw(pool, call.runbook);
            world.notes.tell(Note::Withdrawn { runbook: call.runbook, pool });
        }
    }
}

/// A call of the administrators that waits in a lane although the pool does not need it any more.
fn stale_call(world: &World<'_>, pool: PoolId, lane: usize) -> Option<Call> {
    let own = world.condition.lanes[lane].waiting.iter().filter(|call| !call.ordered && call.pool == pool);
    let stands =
        |runbook, need: Need| answer(world, pool, need) == Some((lane, runbook)) && is_needed(world, pool, need);
    own.copied().find(|call| !NEEDS.iter().any(|need| stands(call.runbook, *need)))
}

/// Starts and stops what the administrators wait for.
pub fn reconcile(world: &mut World<'_>, timers: &Timers, agenda: &mut Agenda, pool: PoolId) {
    let slot = timers.pools[pool.index()].people;
    if !looks_after(world.plan, pool) {
        return;
    }
    let needs = need(world, pool);
    let watch = world.condition.watches[pool.index()];
    if needs != needed(watch) {
        agenda.clear(slot);
        let weighed = matches!(watch, Watch::Arriving(_) | Watch::Deciding(_) | Watch::Held(_));
        let same = needs
            .is_some_and(|need| answer(world, pool, need) == needed(watch).and_then(|old| answer(world, pool, old)));
        // What has begun, or was ordered meanwhile, says itself how it ends; what is only more urgent now goes on.
        if weighed && !same && !is_under_way(world, pool, watch) {
            world.notes.tell(Note::CalledOff(pool));
        }
        world.condition.watches[pool.index()] = match needs {
            None => Watch::Quiet,
            // That a pool has returned is known: whoever repaired it says so. What is weighed is whether it lasts.
            Some(need @ (Need::FailBack | Need::ReturnNextHop)) => Watch::Deciding(need),
            // So is the loss of a partner that somebody has noticed already.
            Some(need @ Need::FailBackAtOnce) if partner_is_known_lost(world, pool) => Watch::Deciding(need),
            // That a pool is dead is not noticed twice; what to do about it has to be decided anew.
            Some(need @ (Need::FailOver | Need::StartWithFewer)) => match watch {
                Watch::Arriving(Need::FailOver | Need::StartWithFewer) => Watch::Arriving(need),
                Watch::Deciding(Need::FailOver | Need::StartWithFewer)
                | Watch::Held(Need::FailOver | Need::StartWithFewer)
                | Watch::Acting(Need::FailOver | Need::StartWithFewer) => Watch::Deciding(need),
                _ => Watch::Noticing(need),
            },
            Some(need) => Watch::Noticing(need),
        };
    }
    withdraw(world, pool);
    if let Watch::Held(need) = world.condition.watches[pool.index()] {
        // It has nothing to wait for but the end of the other procedure, and starts when that ends.
        world.condition.watches[pool.index()] = act(world, pool, need);
    }
    let watch = world.condition.watches[pool.index()];
    let waits = match watch {
        Watch::Quiet | Watch::Held(_) => false,
        // The call is made; only where the procedure ended and the need is still there it is made again.
        Watch::Acting(need) => answer(world, pool, need)
            .is_some_and(|(lane, runbook)| !world.condition.lanes[lane].concerns(pool, runbook)),
        _ => true,
    };
    let now = world.now;
    want(agenda, slot, now, waits, || wait(world, pool, watch));
}

fn partner_is_known_lost(world: &World<'_>, pool: PoolId) -> bool {
    let partner = world.plan.topology.pool(pool).partner;
    partner.is_some_and(|partner| {
        matches!(
            world.condition.watches[partner.index()],
            Watch::Arriving(Need::FailOver)
                | Watch::Deciding(Need::FailOver)
                | Watch::Held(Need::FailOver)
                | Watch::Acting(Need::FailOver)
        )
    })
}

fn needed(watch: Watch) -> Option<Need> {
    match watch {
        Watch::Quiet => None,
        Watch::Noticing(need)
        | Watch::Arriving(need)
        | Watch::Deciding(need)
        | Watch::Held(need)
        | Watch::Acting(need) => Some(need),
    }
}

/// How long the stage lasts.
fn wait(world: &mut World<'_>, pool: PoolId, watch: Watch) -> Span {
    let streams = world.streams.pools[pool.index()];
    let rules = world.rules;
    let mut draw = |stream, law: &Law| world.dice.sojourn(stream, law);
    match watch {
        Watch::Quiet | Watch::Held(_) => Span::FOREVER,
        // Users of some routing groups complain; the pool as a whole answers.
        Watch::Noticing(Need::RecoverGroups) => draw(streams.detection, &rules.people_detection_part),
        Watch::Noticing(_) => draw(streams.detection, &rules.people_detection),
        Watch::Arriving(_) => {
            // Whoever comes to work in the meantime need not be called in.
            let called = draw(streams.arrival, &rules.people_arrival);
            let shift = world.plan.staffed.next_open(world.now);
            shift.map_or(called, |shift| called.min(shift.since(world.now)))
        }
        Watch::Deciding(Need::FailBack) => {
            let watched = draw(streams.failback_wait, &rules.failback_wait);
            until_staffed(world, watched)
        }
        // None of these is a disaster to be weighed: the pages say to do it.
        Watch::Deciding(Need::FailOverDatabase | Need::RecoverGroups | Need::ReturnNextHop | Need::ChangeNextHop) => {
            Span::ZERO
        }
        // At the latest when the failback would have begun in any case.
        Watch::Deciding(Need::FailBackAtOnce) => {
            draw(streams.decision, &rules.people_decision).min(draw(streams.failback_wait, &rules.failback_wait))
        }
        Watch::Deciding(_) => draw(streams.decision, &rules.people_decision),
        // Never at the same instant: a need nothing can meet would be called for without end.
        Watch::Acting(_) => draw(streams.mending, &rules.retry).max(Span::minutes(1)),
    }
}

/// A failback can wait for the morning.
fn until_staffed(world: &World<'_>, watched: Span) -> Span {
    let ready = world.now + watched;
    let open = if world.plan.staffed.is_open(ready) { Some(ready) } else { world.plan.staffed.next_open(ready) };
    open.map_or(Span::FOREVER, |open| open.since(world.now))
}
