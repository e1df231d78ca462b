//! Users: where they sign in, how long the queue at the door is.

use crate::ground::time::Span;
use crate::kernel::agenda::Agenda;
use crate::topology::PoolId;
use crate::world::World;
use crate::world::condition::{PER_USER, Queue};
use crate::world::event::Users;
use crate::world::note::Note;

use super::registrar;
use super::timers::Timers;

/// What happens to users.
pub fn on(event: Users, world: &mut World<'_>) {
    match event {
        Users::RegistrarInterval(pool) => registrar::interval_is_over(world, pool),
        Users::Drained(pool) => {
            for population in guests_and_residents(world, pool) {
                let place = &mut world.condition.places[population];
                if place.seat == Some(pool) {
                    place.waiting = 0;
                }
            }
            world.condition.queues[pool.index()] = Queue::default();
            world.touch_with_partner(pool);
            world.notes.tell(Note::SignInEnds { at: pool });
        }
    }
}

/// The populations that may sit at a pool: its own and its partner's.
pub fn guests_and_residents(world: &World<'_>, pool: PoolId) -> impl Iterator<Item = usize> + use<> {
    let topology = &world.plan.topology;
    let own = topology.pool(pool).populations.clone();
    let guests = topology.pool(pool).partner.map_or(0..0, |partner| topology.pool(partner).populations.clone());
    own.chain(guests).map(usize::from)
}

/// Seats the users of a pool at home without a new sign-in: during the failback they were moved one by one.
pub fn seat_at_home(world: &mut World<'_>, pool: PoolId) {
    for population in world.plan.topology.pool(pool).populations.clone() {
        let place = &mut world.condition.places[population as usize];
        // Whoever had no seat, or still waited at the partner's door, signs in at home like anybody.
        if place.seat.is_some() && place.waiting == 0 {
            place.seat = Some(pool);
        }
    }
}

/// Moves populations to where they are offered a seat now. Returns through `dirty` the pools whose queue must be
/// planned again.
pub fn reseat(world: &mut World<'_>, pool: PoolId, dirty: &mut Vec<PoolId>) {
    for population in world.plan.topology.pool(pool).populations.clone() {
        let index = population as usize;
        let offer = world.standing.populations[index].at;
        let place = world.condition.places[index];
        if offer == place.seat {
            continue;
        }
        for queue in [place.seat.filter(|_| place.waiting > 0), offer].into_iter().flatten() {
            settle_queue(world, queue);
            if !dirty.contains(&queue) {
                dirty.push(queue);
            }
        }
        let everybody = u64::from(world.plan.topology.populations[index].users) * PER_USER;
        let at_home = if offer == Some(pool) && place.seat.is_some() { moved_home(world, pool, everybody) } else { 0 };
        let place = &mut world.condition.places[index];
        place.seat = offer;
        place.waiting = if offer.is_some() { everybody - at_home } else { 0 };
    }
    let queue = world.condition.queues[pool.index()];
    let up = world.standing.pools[pool.index()].up;
    if queue.is_open() && queue.servers != up && !dirty.contains(&pool) {
        // More or fewer Front Ends may take sign-ins now.
        settle_queue(world, pool);
        dirty.push(pool);
    }
}

/// Of so many thousandths of users those whom a failback has moved home by now; whom it has not moved must sign in there
/// when the partner is lost.
fn moved_home(world: &World<'_>, pool: PoolId, users: u64) -> u64 {
    match world.condition.failovers[pool.index()].window() {
        Some((from, until)) => {
            let (gone, whole) = (world.now.min(until).since(from).millis(), until.since(from).millis().max(1));
            users * gone.min(whole) / whole
        }
        None => 0,
    }
}

/// Brings the numbers of a queue up to date, so that it can be planned again from here.
fn settle_queue(world: &mut World<'_>, pool: PoolId) {
    let queue = world.condition.queues[pool.index()];
    if queue.since == world.now && queue.is_open() || !queue.is_open() {
        return;
    }
    let now = world.now;
    for population in guests_and_residents(world, pool) {
        let place = &mut world.condition.places[population];
        if place.seat == Some(pool) {
            place.waiting = queue.still_waiting(place.waiting, now);
        }
    }
    world.condition.queues[pool.index()] = Queue { since: now, until: queue.until.max(now), ..queue };
}

/// Plans the queues anew: how long the signed-in among the waiting need at the rate the pool can take them.
pub fn plan_queues(world: &mut World<'_>, timers: &Timers, agenda: &mut Agenda, dirty: &[PoolId]) {
    for &pool in dirty {
        let seated = |world: &World<'_>, population: usize| world.condition.places[population].seat == Some(pool);
        let waiting: u64 = guests_and_residents(world, pool)
            .filter(|population| seated(world, *population))
            .map(|population| world.condition.places[population].waiting)
            .sum();
        let takes = drain_time(world, pool, waiting);
        let servers = world.standing.pools[pool.index()].up;
        let (now, slot) = (world.now, timers.pools[pool.index()].drained);
        if takes == Span::ZERO {
            for population in guests_and_residents(world, pool) {
                if seated(world, population) {
                    world.condition.places[population].waiting = 0;
                }
            }
            world.condition.queues[pool.index()] = Queue::default();
            agenda.clear(slot);
        } else {
            world.condition.queues[pool.index()] = Queue { since: now, until: now + takes, servers };
            agenda.set(slot, now + takes);
            world.notes.tell(Note::SignInBegins { at: pool, users: signed_in(world, waiting), takes });
        }
        // Their populations must be measured anew.
        world.touch_with_partner(pool);
    }
}

/// Those of so many thousandths of users who are signed in at this hour, in whole users.
fn signed_in(world: &World<'_>, waiting: u64) -> u32 {
    (waiting.div_ceil(PER_USER) * u64::from(world.plan.signed_in.at(world.now)) / 1000) as u32
}

/// How long the endpoints of so many thousandths of users need. Every enabled user is held to wait his place in the line of
/// those who are signed in at this hour.
fn drain_time(world: &World<'_>, pool: PoolId, waiting: u64) -> Span {
    let servers = f64::from(world.standing.pools[pool.index()].up);
    let rate = world.rules.sign_ins_per_second * servers;
    if rate <= 0.0 || waiting == 0 {
        return Span::ZERO;
    }
    let users = waiting as f64 / PER_USER as f64;
    let endpoints = users * f64::from(world.plan.signed_in.at(world.now)) / 1000.0 * world.rules.endpoints;
    Span::from_millis((endpoints / rate * 1000.0).ceil() as u64)
}
