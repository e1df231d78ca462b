//! The interpreter: carries out the procedures of all lanes, one step at a time each, as far as hands allow.

use crate::ground::time::{Span, Time};
use crate::kernel::agenda::Agenda;
use crate::runbook::Procedures;
use crate::runbook::compiled::CompiledStep;
use crate::runbook::questions::{Question, ask};
use crate::runbook::verbs::{self, Verb};
use crate::topology::PoolId;
use crate::world::World;
use crate::world::condition::Condition;
use crate::world::lanes::{Frame, Lane, LaneState, Outcome, Reason, RunbookName, WaitsFor};
use crate::world::note::Note;

use crate::behaviour::timers::Timers;

/// Tries of one step after which a procedure gives up, so that nothing loops for ever.
const TRIES_MAX: u8 = 50;

/// A step's time is up, or what it needs has gone.
pub fn on(lane: u16, world: &mut World<'_>, procedures: &Procedures) {
    let lane = lane as usize;
    let Some(frame) = world.condition.lanes[lane].frames.last().copied() else { return };
    match world.condition.lanes[lane].state {
        LaneState::Working { since } => {
            world.condition.hands_bound -= 1;
            step_ends(world, procedures, lane, frame, since);
        }
        LaneState::Mending { .. } => {
            world.condition.hands_bound -= 1;
            world.condition.lanes[lane].state = LaneState::NeedsHands;
        }
        LaneState::Closed | LaneState::NeedsHands | LaneState::Blocked(_) => {}
    }
    world.touched.pool(frame.pool);
}

/// A step that changes something may be done wrong. Nobody sees it until the failover cmdlet stumbles over it.
fn do_wrong_unseen(world: &mut World<'_>, does: Verb, pool: PoolId, lane: usize) {
    let chance = world.rules.step_wrong;
    if chance > 0.0 && matches!(does, Verb::ChangeNextHop | Verb::FailOverCentralManagement) {
        let stream = world.streams.pools[pool.index()].done_wrong;
        world.condition.lanes[lane].done_wrong |= world.dice.coin(stream, chance);
    }
}

/// The procedure starts again from its first step.
fn start_again(world: &mut World<'_>, lane: usize) {
    if let Some(frame) = world.condition.lanes[lane].frames.last_mut() {
        frame.step = 0;
        frame.tries = 0;
    }
}

fn current(procedures: &Procedures, frame: Frame) -> &CompiledStep {
    &procedures.steps(frame.runbook)[frame.step as usize]
}

fn step_ends(world: &mut World<'_>, procedures: &Procedures, lane: usize, frame: Frame, since: Time) {
    let step = current(procedures, frame);
    let took = world.now.since(since);
    if !ask(step.needs, world, frame.pool) || !verbs::can_go_on(step.does, world, frame.pool) {
        let ordered = world.condition.lanes[lane].ordered;
        let outcome = verbs::break_off(step.does, world, frame.pool, ordered);
        conclude(world, procedures, lane, frame, outcome);
        return;
    }
    let chance = match step.does {
        Verb::FailOverPool => world.rules.cmdlet_fails,
        Verb::FailBackPool => world.rules.failback_fails,
        _ => 0.0,
    };
    let stream = world.streams.pools[frame.pool.index()].step_fails;
    let fails = chance > 0.0 && world.dice.coin(stream, chance);
    let outcome = match step.does {
        Verb::FailOverPool if std::mem::take(&mut world.condition.lanes[lane].done_wrong) => {
            start_again(world, lane);
            Outcome::Retry(Reason::DoneWrong)
        }
        does => verbs::finish(does, world, frame.pool, fails),
    };
    if outcome == Outcome::Done {
        do_wrong_unseen(world, step.does, frame.pool, lane);
    }
    if outcome == Outcome::Done {
        let Frame { runbook, pool, step: place, .. } = frame;
        world.notes.tell(Note::StepEnds { runbook, pool, step: place, number: step.global, took });
    }
    conclude(world, procedures, lane, frame, outcome);
}

/// What follows from how a verb ended.
fn conclude(world: &mut World<'_>, procedures: &Procedures, lane: usize, frame: Frame, outcome: Outcome) {
    let Frame { runbook, pool, .. } = frame;
    match outcome {
        Outcome::Done => advance(world, procedures, lane),
        Outcome::Retry(reason) => {
            world.notes.tell(Note::Refused { runbook, pool, reason });
            try_again(world, lane, LaneState::Mending { since: world.now, reason });
            world.condition.hands_bound += 1;
        }
        Outcome::Blocked(missing) => {
            world.condition.lanes[lane].state = LaneState::Blocked(missing);
            world.notes.tell(Note::Waits { runbook, pool, reason: missing.reason() });
        }
        Outcome::Call(inner, reason) => {
            if let Some(reason) = reason {
                world.notes.tell(Note::Refused { runbook, pool, reason });
            }
            try_again(world, lane, LaneState::NeedsHands);
            world.condition.lanes[lane].descend(inner, pool, world.now);
            world.notes.tell(Note::Opened { runbook: inner, pool });
        }
        Outcome::GiveUp(reason) => give_up(world, lane, reason),
    }
}

fn try_again(world: &mut World<'_>, lane: usize, state: LaneState) {
    let lane = &mut world.condition.lanes[lane];
    lane.state = state;
    if let Some(frame) = lane.frames.last_mut() {
        frame.tries = frame.tries.saturating_add(1);
    }
}

fn give_up(world: &mut World<'_>, lane: usize, reason: Reason) {
    while let Some(Frame { runbook, pool, .. }) = world.condition.lanes[lane].frames.pop() {
        world.notes.tell(Note::GivenUp { runbook, pool, reason });
        // What a cmdlet began and nobody finishes stays as it was before. Another lane may be about the same pool, so only
        // the procedure that began a move can break it off.
        let failover = &mut world.condition.failovers[pool.index()];
        match runbook {
            RunbookName::FailingOverAPool => failover.break_off_over(),
            RunbookName::FailingBackAPool => failover.stay_failed_over(),
            _ => {}
        }
        if runbook == RunbookName::FailingBackAPool && reason != Reason::NotFailedOver {
            // An order that could not be carried out is the administrators' own business from now on.
            failover.forget_order();
        }
        world.touch_with_partner(pool);
    }
    world.condition.lanes[lane].state = LaneState::Closed;
}

/// Goes to the next step; at the end of a procedure, back to the one that called it.
fn advance(world: &mut World<'_>, procedures: &Procedures, lane: usize) {
    loop {
        let now = world.now;
        let Some(Frame { runbook, pool, step, began, .. }) = world.condition.lanes[lane].frames.last().copied() else {
            world.condition.lanes[lane].state = LaneState::Closed;
            return;
        };
        let steps = procedures.steps(runbook);
        // What does not apply needs nobody's hands to be passed over.
        let next = (step as usize + 1..steps.len()).find(|step| ask(steps[*step].applies, world, pool));
        let Lane { frames, state, .. } = &mut world.condition.lanes[lane];
        if let (Some(step), Some(frame)) = (next, frames.last_mut()) {
            frame.step = step as u8;
            frame.tries = 0;
            *state = LaneState::NeedsHands;
            return;
        }
        frames.pop();
        let took = now.since(began);
        world.touched.pool(pool);
        world.notes.tell(Note::Closed { runbook, pool, took });
        // The caller's step asked for this procedure: after a call that is the step, it is done; after a refusal it
        // is tried again, and then no longer refused.
        let Some(outer) = world.condition.lanes[lane].frames.last().copied() else { continue };
        if !matches!(current(procedures, outer).does, Verb::Carry(_)) {
            world.condition.lanes[lane].state = LaneState::NeedsHands;
            return;
        }
    }
}

/// Opens what waits, wakes what waited for the partner, breaks off what cannot go on, and gives free hands to the
/// procedures that began first.
pub fn reconcile(world: &mut World<'_>, procedures: &Procedures, timers: &Timers, agenda: &mut Agenda) {
    for index in 0..world.condition.busy_lanes.len() {
        let lane = world.condition.busy_lanes[index] as usize;
        open(world, lane);
        match world.condition.lanes[lane].state {
            LaneState::Blocked(on) => wake(world, procedures, lane, on),
            LaneState::Working { .. } => break_off_early(world, procedures, timers, agenda, lane),
            LaneState::Mending { .. } => mend(world, timers, agenda, lane),
            LaneState::Closed | LaneState::NeedsHands => {}
        }
    }
    while world.condition.hands_bound < world.rules.hands {
        let Some(lane) = next_in_line(world, procedures) else { break };
        take_in_hand(world, procedures, timers, agenda, lane);
        world.again = true;
    }
    let Condition { busy_lanes, lanes, .. } = &mut world.condition;
    busy_lanes.retain(|lane| lanes[*lane as usize].is_busy());
}

/// Of the lanes whose step needs hands the one whose procedure began first, and of two the first in the topology: who has
/// begun something goes on with it. What can wait is not begun before what cannot. One store is failed over by one cmdlet
/// at a time.
fn next_in_line(world: &World<'_>, procedures: &Procedures) -> Option<usize> {
    let lanes = &world.condition.lanes;
    let moves_the_store = |lane: &Lane| {
        let frame = lane.frames.last();
        frame.is_some_and(|frame| current(procedures, *frame).does == Verb::FailOverCentralManagement)
    };
    let is_working = |lane: &Lane| matches!(lane.state, LaneState::Working { .. });
    let busy = || world.condition.busy_lanes.iter().map(|lane| *lane as usize);
    let store_is_moving = busy().any(|lane| is_working(&lanes[lane]) && moves_the_store(&lanes[lane]));
    let needy = busy().filter_map(|lane| match lanes[lane].state {
        LaneState::NeedsHands if store_is_moving && moves_the_store(&lanes[lane]) => None,
        LaneState::NeedsHands => Some((can_wait(world, &lanes[lane]), lanes[lane].began, lane)),
        _ => None,
    });
    needy.min().map(|(.., lane)| lane)
}

/// Whether nobody has begun it yet, and its users have full service meanwhile.
fn can_wait(world: &World<'_>, lane: &Lane) -> bool {
    let [Frame { runbook, pool, step: 0, tries: 0, .. }] = lane.frames[..] else { return false };
    let urgent = world.condition.failovers[pool.index()].may_lose_data();
    matches!(runbook, RunbookName::FailingBackAPool | RunbookName::ReturningTheNextHop) && !urgent
}

fn open(world: &mut World<'_>, lane: usize) {
    let now = world.now;
    let open = &mut world.condition.lanes[lane];
    if open.is_open() || open.waiting.is_empty() {
        return;
    }
    world.again = true;
    let call = open.waiting.remove(0);
    open.ordered = call.ordered;
    open.done_wrong = false;
    open.partner_checked = false;
    open.began = now;
    open.descend(call.runbook, call.pool, now);
    open.state = LaneState::NeedsHands;
    world.touched.pool(call.pool);
    world.notes.tell(Note::Opened { runbook: call.runbook, pool: call.pool });
}

/// The wait for the partner ends when the step it interrupts could begin, when the procedure is no longer needed, or
/// when it would keep the pair from another one.
fn wake(world: &mut World<'_>, procedures: &Procedures, lane: usize, on: WaitsFor) {
    let Some(frame) = world.condition.lanes[lane].frames.last().copied() else { return };
    let ordered = world.condition.lanes[lane].ordered;
    let missing = verbs::waits_for(current(procedures, frame).does, world, frame.pool, ordered);
    if no_longer_needed(world, lane, frame) {
        give_up(world, lane, Reason::NoLongerNeeded);
        world.again = true;
    } else if store_is_back(world, lane, frame) {
        leave_the_store(world, lane, frame);
        world.again = true;
    } else if missing.is_none() {
        world.condition.lanes[lane].state = LaneState::NeedsHands;
    } else if must_give_way(world, lane, frame) {
        give_up(world, lane, on.reason());
        world.again = true;
    } else if let Some(missing) = missing.filter(|missing| *missing != on) {
        // What it waited for is there, and something else is missing now.
        let Frame { runbook, pool, .. } = frame;
        world.condition.lanes[lane].state = LaneState::Blocked(missing);
        world.notes.tell(Note::Waits { runbook, pool, reason: missing.reason() });
        world.touched.pool(pool);
    }
}

/// The failover that asked for the store goes on without moving it.
fn leave_the_store(world: &mut World<'_>, lane: usize, Frame { runbook, pool, .. }: Frame) {
    world.notes.tell(Note::GivenUp { runbook, pool, reason: Reason::StoreIsBack });
    world.condition.lanes[lane].frames.pop();
    world.condition.lanes[lane].state = LaneState::NeedsHands;
}

/// Whether a failover waits for a standby of the Central Management store although the store itself has returned.
fn store_is_back(world: &World<'_>, lane: usize, frame: Frame) -> bool {
    frame.runbook == RunbookName::FailingOverCentralManagement
        && world.condition.lanes[lane].frames.len() > 1
        && !ask(Question::CentralManagementIsDownOrHere, world, frame.pool)
}

/// What was ordered while the pool works can wait; the failover of the lost partner, behind it in the lane, cannot.
fn must_give_way(world: &World<'_>, lane: usize, frame: Frame) -> bool {
    !world.condition.lanes[lane].waiting.is_empty() && ask(Question::HomeWorks, world, frame.pool)
}

fn break_off_early(world: &mut World<'_>, procedures: &Procedures, timers: &Timers, agenda: &mut Agenda, lane: usize) {
    let Some(frame) = world.condition.lanes[lane].frames.last().copied() else { return };
    let now = world.now;
    let step = current(procedures, frame);
    let goes_on = ask(step.needs, world, frame.pool) && verbs::can_go_on(step.does, world, frame.pool);
    if !goes_on && agenda.due(timers.lanes[lane]).is_some_and(|due| due > now) {
        agenda.set(timers.lanes[lane], now);
    }
}

/// A pair of hands begins the lane's step. Steps that do not apply are passed over, and steps that take no time and
/// only call another procedure bind no hands.
fn take_in_hand(world: &mut World<'_>, procedures: &Procedures, timers: &Timers, agenda: &mut Agenda, lane: usize) {
    let Some(frame) = world.condition.lanes[lane].frames.last().copied() else { return };
    let Frame { runbook, pool, .. } = frame;
    let step = current(procedures, frame);
    world.touched.pool(pool);
    if !ask(step.applies, world, pool) {
        advance(world, procedures, lane);
        return;
    }
    if no_longer_needed(world, lane, frame) && !has_changed_something(procedures, world, lane, frame) {
        give_up(world, lane, Reason::NoLongerNeeded);
        return;
    }
    if store_is_back(world, lane, frame) && step.does == Verb::FailOverCentralManagement {
        leave_the_store(world, lane, frame);
        return;
    }
    if frame.tries >= TRIES_MAX {
        give_up(world, lane, Reason::Failed);
        return;
    }
    let ordered = world.condition.lanes[lane].ordered;
    match verbs::begin(step.does, world, pool, ordered) {
        Outcome::Done => {
            world.notes.tell(Note::StepBegins { runbook, pool, step: frame.step, number: step.global });
            let takes = duration(world, step, pool);
            verbs::note_duration(step.does, world, pool, takes);
            world.condition.hands_bound += 1;
            world.condition.lanes[lane].state = LaneState::Working { since: world.now };
            agenda.set(timers.lanes[lane], world.now + takes);
        }
        outcome => {
            if let Outcome::GiveUp(Reason::AlreadyFailedOver | Reason::PartnerFailedOver | Reason::NotFailedOver) =
                outcome
            {
                // The cmdlet is typed, and refuses at once.
                world.notes.tell(Note::StepBegins { runbook, pool, step: frame.step, number: step.global });
            }
            conclude(world, procedures, lane, frame, outcome);
        }
    }
}

/// Whether a procedure that another one carries out has changed something: it is then brought to its end, and only its
/// caller is given up.
fn has_changed_something(procedures: &Procedures, world: &World<'_>, lane: usize, frame: Frame) -> bool {
    let inner = world.condition.lanes[lane].frames.len() > 1;
    let done = &procedures.steps(frame.runbook)[..frame.step as usize];
    inner && done.iter().any(|step| !matches!(step.does, Verb::Look | Verb::Carry(_)))
}

/// Starts the time it takes to mend what a cmdlet complained about.
fn mend(world: &mut World<'_>, timers: &Timers, agenda: &mut Agenda, lane: usize) {
    if let Some(frame) = world.condition.lanes[lane].frames.last()
        && agenda.due(timers.lanes[lane]).is_none()
    {
        let stream = world.streams.pools[frame.pool.index()].mending;
        let law = match world.condition.lanes[lane].state {
            LaneState::Mending { reason: Reason::PartnerNotReady, .. } => &world.rules.partner_mending,
            _ => &world.rules.retry,
        };
        let takes = world.dice.sojourn(stream, law);
        agenda.set(timers.lanes[lane], world.now + takes);
    }
}

/// Before its first cmdlet that changes anything, a failover that nobody ordered is dropped when the pool works
/// again.
fn no_longer_needed(world: &World<'_>, lane: usize, frame: Frame) -> bool {
    let outermost = world.condition.lanes[lane].frames[0];
    let failover = &world.condition.failovers[frame.pool.index()];
    !world.condition.lanes[lane].ordered
        && outermost.runbook == RunbookName::FailingOverAPool
        && failover.is_at_home()
        && ask(Question::HomeWorks, world, frame.pool)
}

fn duration(world: &mut World<'_>, step: &CompiledStep, pool: PoolId) -> Span {
    let users = u64::from(world.plan.topology.pool(pool).users);
    let signed_in = users * u64::from(world.plan.signed_in.at(world.now)) / 1000;
    let by_size = Span::from_millis(step.per_signed_in.millis() * signed_in + step.per_enabled.millis() * users);
    let stream = world.streams.pools[pool.index()].step;
    world.dice.sojourn(stream, &step.takes) + by_size
}
