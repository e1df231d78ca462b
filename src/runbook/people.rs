//! Administrators: what a pool needs of them, noticing, arriving, deciding. What they then do is a procedure.
//!
//! *Invariant*: nothing here knows any procedure. What may be needed, how urgent it is and how it is noticed and weighed
//! stands in the triggers of the procedures' tables.

use crate::behaviour::timers::{Timers, looks_after, want};
use crate::ground::law::Law;
use crate::ground::time::Span;
use crate::kernel::agenda::Agenda;
use crate::topology::PoolId;
use crate::world::World;
use crate::world::administrators::{Familiar, Stage, Task};
use crate::world::event::People;
use crate::world::lanes::{About, Call, LaneId, Lanes, Part, RunbookId};
use crate::world::note::Note;

use super::compiled::{CompiledTrigger, Procedures};
use super::questions::{EDGE_WAS_MOVED, USERS_ARE_MOVED};
use super::trigger::{Known, Weighed};

/// What a pool needs of its administrators, as far as they act without being told.
fn need(world: &World<'_>, procedures: &Procedures, pool: PoolId) -> Option<Task> {
    if !world.plan.reacts {
        return None;
    }
    let about = About::pool(pool);
    let steady = is_steady(world, &about);
    if steady && !procedures.asks_steady_pools() {
        return None;
    }
    if !USERS_ARE_MOVED.holds(world, &about) {
        let asked = |trigger: &CompiledTrigger| !steady || trigger.table.of_steady_pools;
        let holds = |trigger: &CompiledTrigger| asked(trigger) && trigger.table.when.holds(world, &about);
        return procedures.tasks().find(|(_, trigger)| holds(trigger)).map(|(task, _)| task);
    }
    // While a cmdlet runs, what it was called for stands.
    let mut tasks = procedures.tasks();
    let urgent = tasks.find(|(_, trigger)| trigger.table.when_users_are_moved.holds(world, &about));
    urgent.map(|(task, _)| task).or(match world.condition.administrators[pool.index()].stage() {
        Stage::Acting(task) | Stage::Held(task) => Some(task),
        _ => None,
    })
}

/// Whether a pool works at home with all its routing groups, and its Edge pools are as published.
fn is_steady(world: &World<'_>, about: &About) -> bool {
    world.works(about.pool)
        && world.standing.pool(about.pool).groups_lost == 0
        && world.condition.failovers[about.pool.index()].is_at_home()
        && !EDGE_WAS_MOVED.holds(world, about)
}

/// What happens to people.
pub fn on(event: People, world: &mut World<'_>, procedures: &Procedures) {
    let People::Next(pool) = event;
    let staffed = world.plan.staffed.is_open(world.now);
    let stage = world.condition.administrators[pool.index()].stage();
    match stage {
        Stage::Quiet | Stage::Held(_) => {}
        Stage::Noticing(_) => {
            world.notes.tell(Note::Noticed(pool));
            if !staffed {
                world.notes.tell(Note::Paged(pool));
            }
            world.condition.administrators.change(pool, &mut world.touched).notice(staffed);
        }
        Stage::Arriving(_) => {
            world.notes.tell(Note::Arrived(pool));
            world.condition.administrators.change(pool, &mut world.touched).arrive();
        }
        Stage::Deciding(task) | Stage::Acting(task) => {
            if matches!(stage, Stage::Deciding(_)) {
                world.notes.tell(Note::Decided(pool));
            }
            let trigger = procedures.trigger(task);
            (trigger.table.decided)(world, pool);
            let called = act(world, procedures, pool, task);
            if let (false, Some(reason)) = (called, &trigger.table.held_until.unmet) {
                world.notes.tell(Note::Waits { pool, part: Part::Whole, runbook: trigger.runbook, reason });
            }
        }
    }
}

/// The lane and procedure that see to a task.
fn answer(world: &World<'_>, procedures: &Procedures, pool: PoolId, task: Task) -> Option<(LaneId, RunbookId)> {
    let runbook = procedures.trigger(task).runbook;
    let lane = Lanes::of(&world.plan.topology, pool, procedures.runbook(runbook).claim)?;
    Some((lane, runbook))
}

/// Calls for what has been decided, or waits until it can be called for. Says whether it could be.
fn act(world: &mut World<'_>, procedures: &Procedures, pool: PoolId, task: Task) -> bool {
    let about = About::pool(pool);
    let may_call = procedures.trigger(task).table.held_until.holds(world, &about);
    world.condition.administrators.change(pool, &mut world.touched).act(may_call);
    if may_call
        && let Some((lane, runbook)) = answer(world, procedures, pool, task)
        && !world.condition.lanes.lane(lane).concerns(pool, runbook)
    {
        // Where the lane is full it is called again when the lane has got on.
        let _ = world.condition.lanes.call(lane, Call { runbook, about });
    }
    may_call
}

/// Whether a procedure that sees to a task is open or called for, by whomever.
fn is_under_way(world: &World<'_>, procedures: &Procedures, pool: PoolId, task: Option<Task>) -> bool {
    let place = task.and_then(|task| answer(world, procedures, pool, task));
    place.is_some_and(|(lane, runbook)| world.condition.lanes.lane(lane).concerns(pool, runbook))
}

/// Takes back every call of the administrators for what the pool no longer needs, as long as nothing of it has begun. What
/// is only less urgent than something else is still needed. While its users are on the way nothing is taken back: what the
/// pool needs then shows when they have arrived.
fn withdraw(world: &mut World<'_>, procedures: &Procedures, pool: PoolId) {
    let mut lanes = Lanes::about(&world.plan.topology, pool);
    let nobody_waits = lanes.all(|lane| world.condition.lanes.lane(lane).waiting().is_empty());
    if nobody_waits || USERS_ARE_MOVED.holds(world, &About::pool(pool)) {
        return;
    }
    for lane in Lanes::about(&world.plan.topology, pool) {
        while let Some(call) = stale_call(world, procedures, pool, lane) {
            world.condition.lanes.lane_mut(lane).withdraw(pool, call.runbook);
            world.notes.tell(Note::Withdrawn { pool, runbook: call.runbook });
        }
    }
}

/// A call of the administrators that waits in a lane although the pool does not need it any more.
fn stale_call(world: &World<'_>, procedures: &Procedures, pool: PoolId, lane: LaneId) -> Option<Call> {
    let waiting = world.condition.lanes.lane(lane).waiting();
    let own = waiting.iter().filter(|call| !call.about.ordered && call.about.pool == pool);
    let is_needed = |call: &Call, (task, trigger): (Task, &CompiledTrigger)| {
        answer(world, procedures, pool, task) == Some((lane, call.runbook))
            && trigger.table.when.holds(world, &call.about)
    };
    own.copied().find(|call| !procedures.tasks().any(|task| is_needed(call, task)))
}

/// Starts and stops what the administrators wait for.
pub fn reconcile(world: &mut World<'_>, procedures: &Procedures, timers: &Timers, agenda: &mut Agenda, pool: PoolId) {
    if !looks_after(world.plan, pool) {
        return;
    }
    let slot = timers.pools[pool.index()].people;
    let needs = need(world, procedures, pool);
    let stage = world.condition.administrators[pool.index()].stage();
    if needs != stage.task() {
        agenda.clear(slot);
        let weighed = matches!(stage, Stage::Arriving(_) | Stage::Deciding(_) | Stage::Held(_));
        let same = needs.is_some_and(|task| {
            answer(world, procedures, pool, task) == stage.task().and_then(|old| answer(world, procedures, pool, old))
        });
        // What has begun, or was ordered meanwhile, says itself how it ends; what is only more urgent now goes on.
        if weighed && !same && !is_under_way(world, procedures, pool, stage.task()) {
            world.notes.tell(Note::CalledOff(pool));
        }
        match needs {
            Some(task) => {
                let familiar = familiar(world, procedures, pool, task);
                world.condition.administrators.note(pool).turn_to(task, familiar);
            }
            None => world.condition.administrators.note(pool).rest(),
        }
    }
    withdraw(world, procedures, pool);
    if let Stage::Held(task) = world.condition.administrators[pool.index()].stage() {
        // It has nothing to wait for but the end of the other procedure, and starts when that ends.
        act(world, procedures, pool, task);
    }
    let stage = world.condition.administrators[pool.index()].stage();
    let waits = match stage {
        Stage::Quiet | Stage::Held(_) => false,
        // The call is made; only where the procedure ended and the need is still there it is made again.
        Stage::Acting(task) => answer(world, procedures, pool, task)
            .is_some_and(|(lane, runbook)| !world.condition.lanes.lane(lane).concerns(pool, runbook)),
        _ => true,
    };
    let now = world.now;
    want(agenda, slot, now, waits, || lasts(world, procedures, pool, stage));
}

/// What administrators know already of a task that is new to them: what they have noticed of another task with the same
/// symptom, or of what it is about at the partner.
fn familiar(world: &World<'_>, procedures: &Procedures, pool: PoolId, task: Task) -> Familiar {
    let table = procedures.trigger(task).table;
    let has_symptom =
        |old: Option<Task>, symptom| old.is_some_and(|old| procedures.trigger(old).table.symptom == symptom);
    let is_known = match table.known {
        Known::Never => false,
        Known::AtOnce => true,
        Known::FromPartner(symptom) => {
            let partner = world.plan.topology.pool(pool).partner;
            let stage = partner.map_or(Stage::Quiet, |partner| world.condition.administrators[partner.index()].stage());
            !matches!(stage, Stage::Noticing(_)) && has_symptom(stage.task(), symptom)
        }
    };
    match world.condition.administrators[pool.index()].task() {
        _ if is_known => Familiar::Everything,
        old if has_symptom(old, table.symptom) => Familiar::Symptom,
        _ => Familiar::Nothing,
    }
}

/// How long the stage lasts.
fn lasts(world: &mut World<'_>, procedures: &Procedures, pool: PoolId, stage: Stage) -> Span {
    let streams = world.streams.pools[pool.index()];
    let rules = world.rules;
    let mut draw = |stream, law: &Law| world.dice.sojourn(stream, law);
    match stage {
        Stage::Quiet | Stage::Held(_) => Span::FOREVER,
        Stage::Noticing(task) => draw(streams.detection, &procedures.trigger(task).noticed_in),
        Stage::Arriving(_) => {
            // Whoever comes to work in the meantime need not be called in.
            let called = draw(streams.arrival, &rules.people_arrival);
            let shift = world.plan.staffed.next_open(world.now);
            shift.map_or(called, |shift| called.min(shift.since(world.now)))
        }
        Stage::Deciding(task) => match procedures.trigger(task).table.weighed {
            Weighed::NotAtAll => Span::ZERO,
            Weighed::Decided => draw(streams.decision, &rules.people_decision),
            Weighed::Watched => {
                let watched = draw(streams.failback_wait, &rules.failback_wait);
                until_staffed(world, watched)
            }
            // At the latest when it would have begun in any case.
            Weighed::DecidedOrWatched => {
                draw(streams.decision, &rules.people_decision).min(draw(streams.failback_wait, &rules.failback_wait))
            }
        },
        // Never at the same instant: a need nothing can meet would be called for without end.
        Stage::Acting(_) => draw(streams.mending, &rules.retry).max(Span::minutes(1)),
    }
}

/// What can wait for the morning does.
fn until_staffed(world: &World<'_>, watched: Span) -> Span {
    let ready = world.now + watched;
    let open = if world.plan.staffed.is_open(ready) { Some(ready) } else { world.plan.staffed.next_open(ready) };
    open.map_or(Span::FOREVER, |open| open.since(world.now))
}
