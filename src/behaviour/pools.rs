//! Pools: grace and stop after the loss of quorum, cold start, the Back End's threshold, the mirror.

use crate::ground::time::Span;
use crate::kernel::agenda::Agenda;
use crate::topology::{MachineId, PoolId};
use crate::world::World;
use crate::world::event::Pool;
use crate::world::note::{Note, StartLacks};
use crate::world::standing::{mirror_sees_principal, mirror_takes_over_by_itself, witness_up};

use super::routing_groups;
use super::timers::{Timers, want};
use super::unwritten;

/// What happens to pools.
pub fn on(event: Pool, world: &mut World<'_>) {
    match event {
        Pool::ServicesStop(pool) | Pool::WithoutBackEndTooLong(pool) => stop(world, pool),
        Pool::Started(pool) => {
            let with_fewer = world.condition.services.change(pool, &mut world.touched).start();
            routing_groups::start_from_back_end(world, pool);
            world.notes.tell(Note::PoolStarted(pool));
            if with_fewer {
                routing_groups::recover_groups_at_start(world, pool);
            }
        }
        Pool::BackEndThreshold(pool) => {
            if world.condition.databases.change(pool, &mut world.touched).pass_threshold() {
                world.notes.tell(Note::BackEndThreshold(pool));
            }
        }
        Pool::MirrorTakesOver(pool) => {
            let (works, stream) = (world.rules.mirror_works, world.streams.pools[pool.index()].cover);
            if works >= 1.0 || world.dice.coin(stream, works) {
                mirror_takes_over(world, pool);
            } else {
                world.condition.databases.change(pool, &mut world.touched).takeover_fails();
                world.notes.tell(Note::MirrorFailed(pool));
            }
        }
    }
}

fn stop(world: &mut World<'_>, pool: PoolId) {
    world.condition.services.change(pool, &mut world.touched).stop();
    // Where nothing is left to run services there is nothing to tell beyond the loss itself.
    if world.condition.servers.front_ends_up(pool) != 0 {
        world.notes.tell(Note::ServicesStop(pool));
    }
}

/// The other server of the mirroring session becomes principal.
pub fn mirror_takes_over(world: &mut World<'_>, pool: PoolId) {
    world.condition.databases.change(pool, &mut world.touched).other_takes_over();
    world.notes.tell(Note::MirrorTookOver(pool));
}

/// An administrator makes the other server principal.
pub fn fail_over_database(world: &mut World<'_>, pool: PoolId) {
    let witness = witness_up(&world.plan.topology, &world.condition, pool);
    world.condition.databases.change(pool, &mut world.touched).fail_over(witness);
    world.notes.tell(Note::MirrorTookOver(pool));
}

/// Remembers on which Front Ends the services stopped last.
fn note_who_stops(world: &mut World<'_>, pool: PoolId) {
    if world.plan.topology.pool(pool).front_ends.len() == 2 {
        let up = world.condition.servers.front_ends_up(pool);
        // With whom the pool can start again is part of its standing.
        world.again |= world.condition.services.note(pool).note_servers(up, world.now);
    }
}

/// Starts and stops the timers of a pool.
pub fn reconcile(world: &mut World<'_>, timers: &Timers, agenda: &mut Agenda, pool: PoolId) {
    note_who_stops(world, pool);
    unwritten::note_back_end(world, pool);
    let slots = &timers.pools[pool.index()];
    let standing = *world.standing.pool(pool);
    let databases = world.condition.databases[pool.index()];
    let streams = world.streams.pools[pool.index()];
    let (rules, now) = (world.rules, world.now);
    let running = world.condition.services[pool.index()].are_running();
    let grace = running && !standing.quorum;
    if grace && standing.up == 0 && agenda.due(slots.services_stop) != Some(now) {
        // Nothing is left that could wait.
        agenda.set(slots.services_stop, now);
    }
    want(agenda, slots.services_stop, now, grace, || world.dice.sojourn(streams.grace, &rules.grace));
    reconcile_start(world, timers, agenda, pool);
    let away_too_long = running && !standing.back_end && !databases.away_too_long();
    let back_again = standing.back_end && databases.away_too_long();
    want(agenda, slots.back_end_threshold, now, away_too_long || back_again, || {
        if back_again { Span::ZERO } else { world.dice.sojourn(streams.back_end_threshold, &rules.back_end_threshold) }
    });
    let nouns = world.plan.topology.pool(pool);
    if nouns.front_ends.len() == 2 {
        let alone = running && !standing.back_end && nouns.quorum.counts_back_end();
        want(agenda, slots.without_back_end_too_long, now, alone, || {
            world.dice.sojourn(streams.back_end_threshold, &rules.two_front_ends)
        });
    }
    if nouns.sql[2].is_some() {
        let sees = mirror_sees_principal(&world.plan.topology, &world.condition, pool);
        let witness = witness_up(&world.plan.topology, &world.condition, pool);
        world.condition.databases.note(pool).note_session(sees, witness, standing.back_end);
        let takes_over = mirror_takes_over_by_itself(&world.plan.topology, &world.condition, pool);
        want(agenda, slots.mirror, now, takes_over, || world.dice.sojourn(streams.mirror, &rules.mirror_failover));
    }
}

fn reconcile_start(world: &mut World<'_>, timers: &Timers, agenda: &mut Agenda, pool: PoolId) {
    let slot = timers.pools[pool.index()].started;
    let standing = *world.standing.pool(pool);
    let starts = standing.can_start && agenda.due(slot).is_none();
    let (rules, now) = (world.rules, world.now);
    let stream = world.streams.pools[pool.index()].cold_start;
    let by_size =
        Span::from_millis(rules.cold_start_per_1000.millis() * u64::from(world.plan.topology.pool(pool).users) / 1000);
    want(agenda, slot, now, standing.can_start, || world.dice.sojourn(stream, &rules.cold_start) + by_size);
    if starts && let Some(due) = agenda.due(slot) {
        world.notes.tell(Note::Starting { pool, up: standing.up, takes: due.since(now) });
    }
    if !standing.can_start {
        // What an administrator has seen to holds for the start that follows, and no longer.
        world.condition.services.note(pool).ask_for_all_again();
    }
    tell_what_blocks_the_start(world, pool);
}

/// The Front End on which the pool's services stopped last; the first of several.
fn stopped_last(world: &World<'_>, pool: PoolId) -> MachineId {
    let servers = world.condition.services[pool.index()].stopped_last();
    let front_ends = &world.plan.topology.pool(pool).front_ends;
    front_ends[(servers.trailing_zeros() as usize).min(front_ends.len() - 1)]
}

fn tell_what_blocks_the_start(world: &mut World<'_>, pool: PoolId) {
    let standing = *world.standing.pool(pool);
    let stopped = world.condition.services[pool.index()].are_stopped();
    let news = |note: &Note| match note {
        Note::Started(_) => true,
        Note::ServicesStop(of) | Note::BackEndAway(of) | Note::BackEndBack(of) | Note::MirrorTookOver(of) => {
            *of == pool
        }
        _ => false,
    };
    if !stopped || standing.up == 0 || standing.can_start || !world.notes.list.iter().any(news) {
        return;
    }
    let needed = world.plan.topology.pool(pool).quorum.to_start;
    let lacks = match () {
        () if standing.up < needed => StartLacks::FrontEnds,
        () if !standing.back_end => StartLacks::BackEnd,
        () if !standing.quorum => StartLacks::Quorum,
        () => StartLacks::StoppedLast(stopped_last(world, pool)),
    };
    world.notes.tell(Note::StartBlocked { pool, up: standing.up, needed, lacks });
}
