//! Users: where they sign in, how long the queue at the door is.

use crate::ground::bits::{numbers, place};
use crate::ground::time::Span;
use crate::kernel::agenda::Agenda;
use crate::topology::PoolId;
use crate::world::World;
use crate::world::event::Users;
use crate::world::note::Note;
use crate::world::populations::Access;
use crate::world::seats::{Moves, Seat};
use crate::world::sign_in_queue::PER_USER;
use crate::world::touched::Changes;

use super::registrar;
use super::timers::Timers;

/// What happens to users.
pub fn on(event: Users, world: &mut World<'_>) {
    match event {
        Users::RegistrarInterval(pool) => registrar::interval_is_over(world, pool),
        Users::Drained(pool) => {
            for (home, seat) in residents_and_guests(world, pool) {
                world.condition.seats[home.index()].let_everybody_in(seat);
            }
            world.condition.queues.change(pool, &mut world.touched).close();
            world.notes.tell(Note::SignInEnds { at: pool });
        }
    }
}

/// The pools whose users may sit at a pool, and in which seats: its own at home, and its partner's at the partner.
fn residents_and_guests(world: &World<'_>, pool: PoolId) -> impl Iterator<Item = (PoolId, Seat)> + use<> {
    let guests = world.plan.topology.pool(pool).partner.map(|partner| (partner, Seat::Partner));
    std::iter::once((pool, Seat::Home)).chain(guests)
}

/// Seats the users of a pool at home without a new sign-in: during the failback they were moved one by one. Whoever had no
/// seat, or still waited at the partner's door, signs in at home like anybody.
pub fn seat_at_home(world: &mut World<'_>, pool: PoolId) {
    world.condition.seats[pool.index()].move_home();
}

/// Moves users to where they are offered a seat now. Returns through `dirty` the pools whose queue must be planned again.
pub fn reseat(world: &mut World<'_>, pool: PoolId, dirty: &mut Vec<PoolId>) {
    if world.touched.of(pool).meets(Changes::OFFERS | Changes::MOVE) {
        take_seats(world, pool, dirty);
    }
    let up = world.standing.pool(pool).up;
    if world.condition.queues[pool.index()].was_planned_without(up) && !dirty.contains(&pool) {
        // More or fewer Front Ends may take sign-ins now.
        settle_queue(world, pool);
        dirty.push(pool);
    }
}

fn take_seats(world: &mut World<'_>, pool: PoolId, dirty: &mut Vec<PoolId>) {
    let populations = world.populations.of(pool);
    for word in 0..populations.words() {
        let moves = Access::ALL.map(|access| {
            let (home, partner) = world.standing.offers(pool).seats(populations, pool, access, word);
            world.condition.seats[pool.index()].moves(access, word, home, partner)
        });
        if moves.iter().all(|moves| moves.all == 0) {
            continue;
        }
        settle_queues_of(world, pool, &moves, dirty);
        for (access, moves) in Access::ALL.into_iter().zip(&moves) {
            world.condition.seats[pool.index()].carry_out(access, word, moves);
            let [home, partner] = moves.take_seats;
            for group in numbers(word, home | partner) {
                let everybody = u64::from(populations.users(access, group)) * PER_USER;
                let goes_home = home & moves.had_seats & place(group).1 != 0;
                let at_home = if goes_home { moved_home(world, pool, everybody) } else { 0 };
                world.condition.seats[pool.index()].wait(access, group, everybody - at_home);
            }
        }
    }
}

/// Brings the queues up to date that users of a pool leave or come to, in the order of the first group that does.
fn settle_queues_of(world: &mut World<'_>, pool: PoolId, moves: &[Moves; 2], dirty: &mut Vec<PoolId>) {
    let first = |seat: Seat| {
        let each = moves.iter().enumerate().flat_map(|(access, moves)| {
            let [leave, take] = [moves.leave_doors, moves.take_seats].map(|groups| groups[seat.index()]);
            [(leave, access, 0), (take, access, 1)]
        });
        each.filter(|(groups, ..)| *groups != 0)
            .map(|(groups, access, takes)| (groups.trailing_zeros(), access, takes))
            .min()
    };
    let mut queues = Seat::ALL.map(|seat| (first(seat), seat));
    queues.sort_unstable_by_key(|(first, _)| *first);
    for seat in queues.into_iter().filter_map(|(first, seat)| first.map(|_| seat)) {
        let queue = match seat {
            Seat::Home => Some(pool),
            Seat::Partner => world.plan.topology.pool(pool).partner,
        };
        if let Some(queue) = queue.filter(|queue| !dirty.contains(queue)) {
            settle_queue(world, queue);
            dirty.push(queue);
        }
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
    let now = world.now;
    let Some(queue) = world.condition.queues.note(pool).count_from(now) else { return };
    for (home, seat) in residents_and_guests(world, pool) {
        world.condition.seats[home.index()].let_in(seat, |waiting| queue.still_waiting(waiting, now));
    }
}

/// Plans the queues anew: how long the signed-in among the waiting need at the rate the pool can take them.
pub fn plan_queues(world: &mut World<'_>, timers: &Timers, agenda: &mut Agenda, dirty: &[PoolId]) {
    for &pool in dirty {
        let waiting: u64 = residents_and_guests(world, pool)
            .map(|(home, seat)| world.condition.seats[home.index()].waiting_for(seat))
            .sum();
        let takes = drain_time(world, pool, waiting);
        let servers = world.standing.pool(pool).up;
        let (now, slot) = (world.now, timers.pools[pool.index()].drained);
        if takes == Span::ZERO {
            for (home, seat) in residents_and_guests(world, pool) {
                world.condition.seats[home.index()].let_everybody_in(seat);
            }
            world.condition.queues.change(pool, &mut world.touched).close();
            agenda.clear(slot);
        } else {
            world.condition.queues.change(pool, &mut world.touched).plan(now, takes, servers);
            agenda.set(slot, now + takes);
            world.notes.tell(Note::SignInBegins { at: pool, users: signed_in(world, waiting), takes });
        }
    }
}

/// Those of so many thousandths of users who are signed in at this hour, in whole users.
fn signed_in(world: &World<'_>, waiting: u64) -> u32 {
    (waiting.div_ceil(PER_USER) * u64::from(world.plan.signed_in.at(world.now)) / 1000) as u32
}

/// How long the endpoints of so many thousandths of users need. Every enabled user is held to wait his place in the line of
/// those who are signed in at this hour.
fn drain_time(world: &World<'_>, pool: PoolId, waiting: u64) -> Span {
    let servers = f64::from(world.standing.pool(pool).up);
    let rate = world.rules.sign_ins_per_second * servers;
    if rate <= 0.0 || waiting == 0 {
        return Span::ZERO;
    }
    let users = waiting as f64 / PER_USER as f64;
    let endpoints = users * f64::from(world.plan.signed_in.at(world.now)) / 1000.0 * world.rules.endpoints;
    Span::from_millis((endpoints / rate * 1000.0).ceil() as u64)
}
