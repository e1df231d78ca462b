//! The fabric of a pool: which replicas are current, which is primary, what is built anew where.

use crate::ground::bits::ordinals;
use crate::ground::time::Span;
use crate::kernel::agenda::Agenda;
use crate::topology::{Pool, PoolId};
use crate::world::World;
use crate::world::event::RoutingGroups;
use crate::world::fabric::{ReplicaWork, Tasks, View};
use crate::world::note::Note;
use crate::world::rules::Rules;
use crate::world::standing::{start_order_is_kept, view_of_groups};

use super::primaries::Primaries;
use super::timers::{Timers, want};
use super::unwritten::{self, Losses};

/// What happens to replicas.
pub fn on(event: RoutingGroups, world: &mut World<'_>) {
    match event {
        RoutingGroups::Promoted(pool, ordinal) => {
            let view = view(world, pool);
            let fabric = world.condition.fabrics.change(pool, &mut world.touched);
            fabric.wait_for_promotion(fabric.promoting() & !(1 << ordinal));
            let groups = Primaries::of(fabric, view).elect(1 << ordinal);
            world.notes.tell(Note::Promoted { pool, ordinal, groups });
        }
        RoutingGroups::WorkDone(pool, ordinal) => {
            replica_work_done(world, pool, ordinal);
        }
    }
}

fn view(world: &World<'_>, pool: PoolId) -> View {
    view_of_groups(&world.plan.topology, &world.condition, pool)
}

/// After a cold start every replica on a running server is current, and primaries are where the placement wants them, as
/// far as those servers run. A group with too few of its replicas elects none.
pub fn start_from_back_end(world: &mut World<'_>, pool: PoolId) {
    let view = view(world, pool);
    let fabric = world.condition.fabrics.change(pool, &mut world.touched);
    fabric.start_from_back_end(view);
    Primaries::of(fabric, view).elect(u16::MAX);
}

/// Reloads every routing group without quorum from the Back End onto the servers that run.
pub fn recover_groups(world: &mut World<'_>, pool: PoolId) {
    reload(world, pool, false);
}

/// The same in a pool that an administrator has let start without those who would have what was stored last. In a pool of
/// two that is every group, although one replica and the vote of the Back End would do.
pub fn recover_groups_at_start(world: &mut World<'_>, pool: PoolId) {
    let up = world.condition.servers.front_ends_up(pool);
    let in_order = start_order_is_kept(&world.plan.topology, world.rules, &world.condition, pool, up);
    reload(world, pool, !in_order);
}

fn reload(world: &mut World<'_>, pool: PoolId, every_group: bool) {
    let view = view(world, pool);
    let mut losses = Losses::begin(world, pool);
    let noun = world.plan.topology.pool(pool);
    let mut recovered = 0;
    world.condition.fabrics.change(pool, &mut world.touched).reload(
        view,
        every_group,
        &noun.domains,
        |group, unwritten| {
            losses.add(unwritten, noun.groups[group].users);
            recovered += 1;
        },
    );
    if recovered > 0 {
        world.notes.tell(Note::GroupsRecovered { pool, groups: recovered });
        losses.tell(world, pool);
    }
}

fn replica_work_done(world: &mut World<'_>, pool: PoolId, ordinal: u8) {
    let view = view(world, pool);
    let domains = &world.plan.topology.pool(pool).domains;
    let fabric = world.condition.fabrics.change(pool, &mut world.touched);
    match fabric.end_work(ordinal) {
        Some(ReplicaWork::Replacing) => {
            let groups = fabric.replace(ordinal, view, domains);
            if groups > 0 {
                world.notes.tell(Note::Rebuilt { pool, ordinal, groups });
            }
        }
        Some(ReplicaWork::CatchingUp) => {
            let groups = fabric.catch_up(ordinal, view);
            world.notes.tell(Note::CaughtUp { pool, ordinal, groups });
        }
        Some(ReplicaWork::TakingHome) => {
            let groups = fabric.take_home(ordinal, view);
            world.notes.tell(Note::Rebalanced { pool, ordinal, groups });
        }
        Some(ReplicaWork::AwaitingBackEnd) | None => {}
    }
}

/// Starts and stops the promotion and replica timers of a pool's Front Ends. Nothing moves in a pool that is not
/// functional.
pub fn reconcile(world: &mut World<'_>, timers: &Timers, agenda: &mut Agenda, pool: PoolId) {
    if world.condition.fabrics[pool.index()].is_empty() {
        return;
    }
    let view = view(world, pool);
    world.condition.fabrics.note(pool).forget_absent(view.up);
    let standing = world.standing.pool(pool);
    let functional = standing.functional;
    if !functional || standing.groups_lost > 0 || world.condition.fabrics[pool.index()].remembers_unwritten() {
        unwritten::note(world, pool);
    }
    let fabric = world.condition.fabrics.note(pool);
    let tasks = if functional { fabric.tasks(view) } else { Tasks::default() };
    fabric.note_absence(view.up, tasks.behind, world.now);
    reconcile_promotions(world, timers, agenda, pool, tasks.promoting);
    reconcile_replicas(world, timers, agenda, pool, tasks, view);
}

fn reconcile_promotions(world: &mut World<'_>, timers: &Timers, agenda: &mut Agenda, pool: PoolId, wanted: u16) {
    let fabric = world.condition.fabrics.note(pool);
    let running = fabric.promoting();
    if running == wanted {
        return;
    }
    fabric.wait_for_promotion(wanted);
    let (rules, streams, now) = (world.rules, world.streams, world.now);
    for ordinal in ordinals(running ^ wanted) {
        let machine = world.plan.topology.pool(pool).front_ends[usize::from(ordinal)].index();
        want(agenda, timers.promoted[machine], now, wanted >> ordinal & 1 == 1, || {
            world.dice.sojourn(streams.takeover[machine], &rules.fabric_detection)
                + world.dice.sojourn(streams.takeover[machine], &rules.promotion)
                + world.dice.sojourn(streams.reconnect[machine], &rules.reconnect)
        });
    }
}

/// What is to be done about the replicas of one Front End. One that has restarted is filled from the Back End. While that
/// is away it waits, and what had begun begins anew. That it cannot be filled is inferred; so is that it has its vote for
/// pool quorum all the same, because the fabric's own service needs no data to run.
fn work_for(tasks: &Tasks, ordinal: u8, back_end: bool) -> Option<ReplicaWork> {
    let among = |servers: u16| servers >> ordinal & 1 == 1;
    match () {
        () if among(tasks.replacing) => Some(ReplicaWork::Replacing),
        () if !back_end && among(tasks.catching_up | tasks.taking_home) => Some(ReplicaWork::AwaitingBackEnd),
        () if among(tasks.catching_up) => Some(ReplicaWork::CatchingUp),
        () if among(tasks.taking_home) => Some(ReplicaWork::TakingHome),
        () => None,
    }
}

fn reconcile_replicas(
    world: &mut World<'_>,
    timers: &Timers,
    agenda: &mut Agenda,
    pool: PoolId,
    tasks: Tasks,
    view: View,
) {
    let back_end = world.standing.pool(pool).back_end;
    let working = world.condition.fabrics[pool.index()].working();
    for ordinal in ordinals(working | tasks.replacing | tasks.catching_up | tasks.taking_home) {
        let work = work_for(&tasks, ordinal, back_end);
        let fabric = world.condition.fabrics.note(pool);
        if fabric.work(ordinal) == work {
            continue;
        }
        fabric.begin_work(ordinal, work);
        let machine = world.plan.topology.pool(pool).front_ends[usize::from(ordinal)].index();
        agenda.clear(timers.replicas[machine]);
        match work {
            None => {}
            Some(ReplicaWork::AwaitingBackEnd) => world.notes.tell(Note::FillWaits { pool, ordinal }),
            Some(work) => {
                let takes = duration(world, pool, ordinal, work, view);
                agenda.set(timers.replicas[machine], world.now + takes);
            }
        }
    }
}

/// How long work on the replicas of a Front End takes.
fn duration(world: &mut World<'_>, pool: PoolId, ordinal: u8, work: ReplicaWork, view: View) -> Span {
    let (rules, noun) = (world.rules, world.plan.topology.pool(pool));
    let fabric = &world.condition.fabrics[pool.index()];
    let stream = world.streams.replicas[noun.front_ends[usize::from(ordinal)].index()];
    match work {
        ReplicaWork::Replacing => {
            let build = building(rules, noun, fabric.held_by(ordinal));
            let takes = world.dice.sojourn(stream, &rules.rebuild_wait) + build;
            // Never at the same instant: what nothing can be copied from would be tried without end.
            if fabric.is_replaceable(ordinal, view) { takes } else { takes.max(Span::minutes(1)) }
        }
        // Where it was away for so long that another would have been given its replicas, and no other had room, what it
        // holds is built anew.
        ReplicaWork::CatchingUp => {
            let since = fabric.misses_since(ordinal);
            let outdated = since.is_some_and(|since| world.now.since(since) > rules.long_absence);
            let written = fabric.written_without(ordinal, view);
            let build = if outdated { building(rules, noun, written) } else { Span::ZERO };
            world.dice.sojourn(stream, &rules.catch_up) + build
        }
        ReplicaWork::TakingHome => building(rules, noun, fabric.held_for(ordinal, view)),
        ReplicaWork::AwaitingBackEnd => Span::FOREVER,
    }
}

/// How long a Front End that returns is expected to need at most until all is as the placement wants it: as long as catching
/// up takes in nineteen of twenty cases, and as building everything takes that it holds or that is held for it.
pub fn expected_to_settle(world: &World<'_>, pool: PoolId, ordinal: u8) -> Span {
    let (fabric, noun) = (&world.condition.fabrics[pool.index()], world.plan.topology.pool(pool));
    if fabric.is_empty() {
        return Span::ZERO;
    }
    let view = view(world, pool);
    let groups = fabric.held_by(ordinal).chain(fabric.held_for(ordinal, view));
    // A law that does not end has no such share of its cases.
    let catches_up = world.rules.catch_up.quantile(0.95).min(Span::YEAR);
    catches_up + building(world.rules, noun, groups) + building(world.rules, noun, fabric.held_for(ordinal, view))
}

/// How long replicas of these groups take to be built.
fn building(rules: &Rules, noun: &Pool, groups: impl Iterator<Item = usize>) -> Span {
    let users: u64 = groups.map(|group| u64::from(noun.groups[group].users)).sum();
    Span::from_millis(rules.rebuild_per_1000.millis() * users / 1000)
}
