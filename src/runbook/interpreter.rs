//! The interpreter: carries out the procedures of all lanes, one step at a time each, as far as hands allow.
//!
//! *Invariant*: it names no procedure, no effect and no reason of any. What happens in a case stands in the tables.

use crate::ground::time::{Span, Time};
use crate::kernel::agenda::Agenda;
use crate::runbook::compiled::{CompiledStep, Procedures};
use crate::runbook::guard::{Guard, Holds, Otherwise};
use crate::runbook::step::{Does, Dropped};
use crate::world::World;
use crate::world::lanes::{About, Frame, LaneId, LaneState, RunbookId};
use crate::world::note::Note;
use crate::world::reason::Reason;

use crate::behaviour::timers::Timers;

/// Tries of one step after which a procedure gives up, so that nothing loops for ever.
const TRIES_MAX: u8 = 50;

/// How a step ends, or why it does not begin.
#[derive(Debug, Clone, Copy)]
enum Outcome {
    /// It is done.
    Done,
    /// It is left out.
    LeftOut,
    /// What is missing is mended, then it is tried again.
    TryAgain(&'static Reason),
    /// It waits until what is missing is there, then it is tried again.
    Wait(&'static Reason),
    /// Another procedure is carried out first; with what made it necessary, if the step itself is not that.
    CarryOut(RunbookId, Option<&'static Reason>),
    /// The procedure ends, and the one that carried it out goes on.
    Return(&'static Reason),
    /// The procedure ends, and with it those that carried it out.
    GiveUp(&'static Reason),
}

/// A step's time is up, or what it needs has gone.
pub fn on(lane: LaneId, world: &mut World<'_>, procedures: &Procedures) {
    let Some(frame) = world.condition.lanes.lane(lane).frame() else { return };
    match world.condition.lanes.lane(lane).state() {
        LaneState::Working { since } => step_ends(world, procedures, lane, frame, since),
        LaneState::Mending { .. } => world.condition.lanes.set(lane, LaneState::NeedsHands),
        LaneState::Closed | LaneState::NeedsHands | LaneState::Blocked(_) => {}
    }
    world.touched.pool(frame.about.pool);
}

fn current(procedures: &Procedures, frame: Frame) -> &CompiledStep {
    &procedures.steps(frame.runbook)[frame.step as usize]
}

/// The first guard that does not hold.
fn unmet(world: &World<'_>, about: &About, guards: &'static [Guard]) -> Option<&'static Guard> {
    guards.iter().find(|guard| match guard.holds {
        Holds::Yes(question) => !question.holds(world, about),
        Holds::Luck(_) => false,
    })
}

/// The same, where luck is tried in its turn.
fn unmet_with_luck(
    world: &mut World<'_>,
    lane: LaneId,
    frame: Frame,
    guards: &'static [Guard],
) -> Option<&'static Guard> {
    guards.iter().find(|guard| match guard.holds {
        Holds::Yes(question) => !question.holds(world, &frame.about),
        Holds::Luck(luck) => {
            let tried = world.condition.lanes.lane_mut(lane).test(luck.bit);
            let chance = (luck.chance)(world.rules);
            let stream = (luck.stream)(&world.streams.pools[frame.about.pool.index()]);
            !tried && chance < 1.0 && !world.dice.coin(stream, chance)
        }
    })
}

/// The first thing that a step waits for before it begins.
fn waits_for(world: &World<'_>, step: &CompiledStep, about: &About) -> Option<&'static Reason> {
    let waits = |guard: &&Guard| matches!(guard.otherwise, Otherwise::Wait);
    let holds = |guard: &&Guard| matches!(guard.holds, Holds::Yes(question) if question.holds(world, about));
    step.begins().iter().filter(waits).find(|guard| !holds(guard)).map(|guard| guard.reason)
}

/// What follows from a guard that does not hold.
fn follow(
    guard: &'static Guard,
    world: &mut World<'_>,
    procedures: &Procedures,
    step: &CompiledStep,
    about: &About,
) -> Outcome {
    match guard.otherwise {
        Otherwise::GiveUp | Otherwise::TypeInVain => Outcome::GiveUp(guard.reason),
        Otherwise::Return => Outcome::Return(guard.reason),
        Otherwise::Skip => Outcome::LeftOut,
        Otherwise::Wait => Outcome::Wait(guard.reason),
        Otherwise::CarryOut(runbook) => Outcome::CarryOut(procedures.id_of(runbook), Some(guard.reason)),
        Otherwise::TryAgain => Outcome::TryAgain(guard.reason),
        Otherwise::BreakOff => {
            if let Does::Change(effect) = step.does() {
                (effect.break_off)(world, about);
            }
            waits_for(world, step, about).map_or(Outcome::TryAgain(guard.reason), Outcome::Wait)
        }
    }
}

fn step_ends(world: &mut World<'_>, procedures: &Procedures, lane: LaneId, frame: Frame, since: Time) {
    let step = current(procedures, frame);
    let about = frame.about;
    if let Some(guard) = unmet(world, &about, step.stays()) {
        let outcome = follow(guard, world, procedures, step, &about);
        world.touch_with_partner(about.pool);
        conclude(world, procedures, lane, frame, outcome);
        return;
    }
    let outcome = finish(world, procedures, lane, step, &about);
    if matches!(outcome, Outcome::Done) {
        do_wrong_unseen(world, lane, step, &about);
        let (took, Frame { runbook, step: place, .. }) = (world.now.since(since), frame);
        world.notes.tell(Note::StepEnds { runbook, pool: about.pool, step: place, number: step.global, took });
    }
    conclude(world, procedures, lane, frame, outcome);
}

fn finish(world: &mut World<'_>, procedures: &Procedures, lane: LaneId, step: &CompiledStep, about: &About) -> Outcome {
    let Does::Change(effect) = step.does() else { return Outcome::Done };
    let failed = step.table.fails.filter(|fails| {
        let chance = (fails.chance)(world.rules);
        let stream = world.streams.pools[about.pool.index()].step_fails;
        chance > 0.0 && world.dice.coin(stream, chance)
    });
    if let Some(reason) = step.table.finds_wrong
        && world.condition.lanes.lane_mut(lane).find_wrong()
    {
        world.condition.lanes.lane_mut(lane).go_to(0, 0);
        return Outcome::TryAgain(reason);
    }
    match (failed, unmet(world, about, step.ends())) {
        (Some(fails), _) => Outcome::TryAgain(fails.reason),
        (None, Some(guard)) => follow(guard, world, procedures, step, about),
        (None, None) => {
            (effect.finish)(world, about);
            Outcome::Done
        }
    }
}

/// A step that changes something may be done wrong. Nobody sees it until a later cmdlet stumbles over it.
fn do_wrong_unseen(world: &mut World<'_>, lane: LaneId, step: &CompiledStep, about: &About) {
    let chance = world.rules.step_wrong;
    if chance > 0.0 && !step.is_own && step.table.can_be_wrong {
        let stream = world.streams.pools[about.pool.index()].done_wrong;
        if world.dice.coin(stream, chance) {
            world.condition.lanes.lane_mut(lane).do_wrong();
        }
    }
}

/// What follows from how a step ended.
fn conclude(world: &mut World<'_>, procedures: &Procedures, lane: LaneId, frame: Frame, outcome: Outcome) {
    let Frame { runbook, about, .. } = frame;
    let pool = about.pool;
    let refuse = |world: &mut World<'_>, reason| world.notes.tell(Note::Refused { runbook, pool, reason });
    match outcome {
        Outcome::Done | Outcome::LeftOut => advance(world, procedures, lane),
        Outcome::TryAgain(reason) => {
            refuse(world, reason);
            world.condition.lanes.set(lane, LaneState::Mending { since: world.now, reason });
            world.condition.lanes.lane_mut(lane).count_try();
        }
        Outcome::Wait(reason) => wait(world, lane, frame, reason),
        Outcome::CarryOut(inner, reason) => {
            if let Some(reason) = reason {
                refuse(world, reason);
            }
            world.condition.lanes.set(lane, LaneState::NeedsHands);
            world.condition.lanes.lane_mut(lane).count_try();
            world.condition.lanes.lane_mut(lane).descend(inner, about, world.now);
            world.notes.tell(Note::Opened { runbook: inner, pool });
        }
        Outcome::Return(reason) => {
            world.notes.tell(Note::GivenUp { runbook, pool, reason });
            world.condition.lanes.lane_mut(lane).ascend();
            world.condition.lanes.set(lane, LaneState::NeedsHands);
        }
        Outcome::GiveUp(reason) => give_up(world, procedures, lane, reason),
    }
}

fn wait(world: &mut World<'_>, lane: LaneId, frame: Frame, reason: &'static Reason) {
    world.condition.lanes.set(lane, LaneState::Blocked(reason));
    world.notes.tell(Note::Waits { runbook: frame.runbook, pool: frame.about.pool, reason });
}

/// The open procedures of a lane end. What they began and nobody finishes is as it was before: each undoes its own steps, so
/// that nothing is undone which another lane does about the same pool.
fn give_up(world: &mut World<'_>, procedures: &Procedures, lane: LaneId, reason: &'static Reason) {
    while let Some(Frame { runbook, about, .. }) = world.condition.lanes.lane_mut(lane).ascend() {
        world.notes.tell(Note::GivenUp { runbook, pool: about.pool, reason });
        for step in procedures.runbook(runbook).steps {
            if let Does::Change(effect) = step.does {
                (effect.undo)(world, &about);
            }
        }
        world.touch_with_partner(about.pool);
    }
    world.condition.lanes.set(lane, LaneState::Closed);
}

/// Goes to the next step; at the end of a procedure, back to the one that called it.
fn advance(world: &mut World<'_>, procedures: &Procedures, lane: LaneId) {
    loop {
        let Some(Frame { runbook, about, step, began, .. }) = world.condition.lanes.lane(lane).frame() else {
            world.condition.lanes.set(lane, LaneState::Closed);
            return;
        };
        let steps = procedures.steps(runbook);
        // What does not apply needs nobody's hands to be passed over.
        let next = (step as usize + 1..steps.len()).find(|step| steps[*step].table.applies.holds(world, &about));
        if let Some(step) = next {
            world.condition.lanes.lane_mut(lane).go_to(step as u8, 0);
            world.condition.lanes.set(lane, LaneState::NeedsHands);
            return;
        }
        world.condition.lanes.lane_mut(lane).ascend();
        let took = world.now.since(began);
        world.touched.pool(about.pool);
        world.notes.tell(Note::Closed { runbook, pool: about.pool, took });
        // The caller's step asked for this procedure: after a call that is the step, it is done; after a refusal it
        // is tried again, and then no longer refused.
        let Some(outer) = world.condition.lanes.lane(lane).frame() else { continue };
        if !matches!(current(procedures, outer).does(), Does::CarryOut(_)) {
            world.condition.lanes.set(lane, LaneState::NeedsHands);
            return;
        }
    }
}

/// Opens what waits, wakes what waited, breaks off what cannot go on, and gives free hands to the procedures that began first.
pub fn reconcile(world: &mut World<'_>, procedures: &Procedures, timers: &Timers, agenda: &mut Agenda) {
    for index in 0..world.condition.lanes.busy().len() {
        let lane = world.condition.lanes.busy()[index];
        open(world, lane);
        match world.condition.lanes.lane(lane).state() {
            LaneState::Blocked(on) => wake(world, procedures, lane, on),
            LaneState::Working { .. } => break_off_early(world, procedures, timers, agenda, lane),
            LaneState::Mending { reason, .. } => mend(world, timers, agenda, lane, reason),
            LaneState::Closed | LaneState::NeedsHands => {}
        }
    }
    while world.condition.lanes.hands_bound() < world.rules.hands {
        let Some(lane) = next_in_line(world, procedures) else { break };
        take_in_hand(world, procedures, timers, agenda, lane);
        world.again = true;
    }
    world.condition.lanes.forget_idle();
}

/// Of the lanes whose step needs hands the one whose procedure began first, and of two the first in the topology: who has
/// begun something goes on with it. What can wait is not begun before what cannot.
fn next_in_line(world: &World<'_>, procedures: &Procedures) -> Option<LaneId> {
    let lanes = &world.condition.lanes;
    let needy = lanes.busy().iter().copied().filter(|lane| {
        lanes.lane(*lane).state() == LaneState::NeedsHands && !stands_behind_another(world, procedures, *lane)
    });
    needy.min_by_key(|lane| (can_wait(world, procedures, *lane), lanes.lane(*lane).began(), *lane))
}

/// Whether a lane's step is one of which only one is carried out at a time, and another lane carries it out.
fn stands_behind_another(world: &World<'_>, procedures: &Procedures, lane: LaneId) -> bool {
    let lanes = &world.condition.lanes;
    let step_of = |lane: LaneId| lanes.lane(lane).frame().map(|frame| current(procedures, frame));
    let Some(step) = step_of(lane).filter(|step| step.table.one_at_a_time && !step.is_own) else { return false };
    lanes.busy().iter().any(|other| {
        matches!(lanes.lane(*other).state(), LaneState::Working { .. })
            && step_of(*other).is_some_and(|working| working.global == step.global)
    })
}

/// Whether nobody has begun it yet, and its table says that it can wait.
fn can_wait(world: &World<'_>, procedures: &Procedures, lane: LaneId) -> bool {
    match world.condition.lanes.lane(lane).frames() {
        [Frame { runbook, about, step: 0, tries: 0, .. }] => procedures.runbook(*runbook).can_wait.holds(world, about),
        _ => false,
    }
}

fn open(world: &mut World<'_>, lane: LaneId) {
    let now = world.now;
    if let Some(call) = world.condition.lanes.lane_mut(lane).open_next(now) {
        world.again = true;
        world.condition.lanes.set(lane, LaneState::NeedsHands);
        world.touched.pool(call.about.pool);
        world.notes.tell(Note::Opened { runbook: call.runbook, pool: call.about.pool });
    }
}

/// A wait ends when the step could begin, when the procedure is dropped or returns to its caller, or when it would keep
/// another call from being opened.
fn wake(world: &mut World<'_>, procedures: &Procedures, lane: LaneId, on: &'static Reason) {
    let Some(frame) = world.condition.lanes.lane(lane).frame() else { return };
    let missing = waits_for(world, current(procedures, frame), &frame.about);
    if let Some(dropped) = is_dropped(world, procedures, lane) {
        give_up(world, procedures, lane, dropped.reason);
        world.again = true;
    } else if let Some(reason) = returns(world, procedures, lane, frame) {
        conclude(world, procedures, lane, frame, Outcome::Return(reason));
        world.again = true;
    } else if missing.is_none() {
        world.condition.lanes.set(lane, LaneState::NeedsHands);
    } else if must_give_way(world, procedures, lane, frame) {
        give_up(world, procedures, lane, on);
        world.again = true;
    } else if let Some(missing) = missing.filter(|missing| *missing != on) {
        // What it waited for is there, and something else is missing now.
        wait(world, lane, frame, missing);
        world.touched.pool(frame.about.pool);
    }
}

/// Why a procedure that another one carries out goes back to it, if it does.
fn returns(world: &World<'_>, procedures: &Procedures, lane: LaneId, frame: Frame) -> Option<&'static Reason> {
    let inner = world.condition.lanes.lane(lane).frames().len() > 1;
    let returns = |guard: &&Guard| inner && matches!(guard.otherwise, Otherwise::Return);
    let holds = |guard: &&Guard| matches!(guard.holds, Holds::Yes(question) if question.holds(world, &frame.about));
    let step = current(procedures, frame);
    step.begins().iter().filter(returns).find(|guard| !holds(guard)).map(|guard| guard.reason)
}

/// Whether a procedure that waits gives way to a call behind it in its lane.
fn must_give_way(world: &World<'_>, procedures: &Procedures, lane: LaneId, frame: Frame) -> bool {
    let waiting = !world.condition.lanes.lane(lane).waiting().is_empty();
    waiting && procedures.runbook(frame.runbook).gives_way.holds(world, &frame.about)
}

fn break_off_early(world: &World<'_>, procedures: &Procedures, timers: &Timers, agenda: &mut Agenda, lane: LaneId) {
    let Some(frame) = world.condition.lanes.lane(lane).frame() else { return };
    let (slot, now) = (timers.lane(lane), world.now);
    let goes_on = unmet(world, &frame.about, current(procedures, frame).stays()).is_none();
    if !goes_on && agenda.due(slot).is_some_and(|due| due > now) {
        agenda.set(slot, now);
    }
}

/// A pair of hands begins the lane's step. Steps that do not apply are passed over, and steps that take no time and
/// only call another procedure bind no hands.
fn take_in_hand(world: &mut World<'_>, procedures: &Procedures, timers: &Timers, agenda: &mut Agenda, lane: LaneId) {
    let Some(frame) = world.condition.lanes.lane(lane).frame() else { return };
    let Frame { runbook, about, .. } = frame;
    let step = current(procedures, frame);
    world.touched.pool(about.pool);
    if !step.table.applies.holds(world, &about) {
        advance(world, procedures, lane);
        return;
    }
    if let Some(dropped) = is_dropped(world, procedures, lane)
        && !has_changed_something(procedures, world, lane, frame)
    {
        give_up(world, procedures, lane, dropped.reason);
        return;
    }
    if let Some(reason) = returns(world, procedures, lane, frame) {
        conclude(world, procedures, lane, frame, Outcome::Return(reason));
        return;
    }
    if frame.tries >= TRIES_MAX {
        give_up(world, procedures, lane, procedures.runbook(runbook).tried_in_vain);
        return;
    }
    let begins = Note::StepBegins { runbook, pool: about.pool, step: frame.step, number: step.global };
    let guard = unmet_with_luck(world, lane, frame, step.begins())
        .filter(|guard| !matches!(guard.otherwise, Otherwise::Return));
    match (guard, step.does()) {
        (Some(guard), _) => {
            if matches!(guard.otherwise, Otherwise::TypeInVain) {
                world.notes.tell(begins);
            }
            let outcome = follow(guard, world, procedures, step, &about);
            conclude(world, procedures, lane, frame, outcome);
        }
        (None, Does::CarryOut(inner)) => {
            conclude(world, procedures, lane, frame, Outcome::CarryOut(procedures.id_of(inner), None));
        }
        (None, Does::Look | Does::Change(_)) => {
            world.notes.tell(begins);
            let takes = duration(world, step, &about);
            if let Does::Change(effect) = step.does() {
                (effect.begin)(world, &about, takes);
            }
            world.condition.lanes.set(lane, LaneState::Working { since: world.now });
            agenda.set(timers.lane(lane), world.now + takes);
        }
    }
}

/// Whether a procedure that another one carries out has changed something: it is then brought to its end, and only its
/// caller is given up.
fn has_changed_something(procedures: &Procedures, world: &World<'_>, lane: LaneId, frame: Frame) -> bool {
    let inner = world.condition.lanes.lane(lane).frames().len() > 1;
    let done = &procedures.steps(frame.runbook)[..frame.step as usize];
    inner && done.iter().any(|step| matches!(step.does(), Does::Change(_)))
}

/// Starts the time it takes to mend what a cmdlet complained about.
fn mend(world: &mut World<'_>, timers: &Timers, agenda: &mut Agenda, lane: LaneId, reason: &'static Reason) {
    if let Some(frame) = world.condition.lanes.lane(lane).frame()
        && agenda.due(timers.lane(lane)).is_none()
    {
        let stream = world.streams.pools[frame.about.pool.index()].mending;
        let takes = world.dice.sojourn(stream, (reason.mended_in)(world.rules));
        agenda.set(timers.lane(lane), world.now + takes);
    }
}

/// Why the outermost procedure of a lane, which nobody has ordered, is dropped, if it is.
fn is_dropped(world: &World<'_>, procedures: &Procedures, lane: LaneId) -> Option<&'static Dropped> {
    let outermost = world.condition.lanes.lane(lane).frames().first()?;
    let dropped = procedures.runbook(outermost.runbook).dropped.as_ref()?;
    (!outermost.about.ordered && dropped.when.holds(world, &outermost.about)).then_some(dropped)
}

fn duration(world: &mut World<'_>, step: &CompiledStep, about: &About) -> Span {
    let users = u64::from(world.plan.topology.pool(about.pool).users);
    let signed_in = users * u64::from(world.plan.signed_in.at(world.now)) / 1000;
    let by_size = Span::from_millis(step.per_signed_in.millis() * signed_in + step.per_enabled.millis() * users);
    let stream = world.streams.pools[about.pool.index()].step;
    world.dice.sojourn(stream, &step.takes) + by_size
}
