//! The interpreter: carries out the procedures of all lanes, one step at a time each, as far as hands allow.
//!
//! *Invariant*: it names no procedure, no effect and no reason of any. What happens in a case stands in the tables.

use crate::ground::law::Law;
use crate::ground::time::{Span, Time};
use crate::kernel::agenda::Agenda;
use crate::runbook::compiled::{CompiledStep, Procedures};
use crate::runbook::guard::{Guard, Holds, Otherwise};
use crate::runbook::step::{Does, Dropped, Runbook};
use crate::world::World;
use crate::world::lanes::{About, Call, Frame, LaneId, LaneState, Lanes, RunbookId};
use crate::world::note::Note;
use crate::world::reason::Reason;
use crate::world::touched::Changes;

use crate::behaviour::timers::Timers;

/// Tries of one step after which a procedure gives up, so that nothing loops for ever.
const TRIES_MAX: u8 = 50;

/// The step that a lane has come to.
#[derive(Debug, Clone, Copy)]
struct Place<'p> {
    lane: LaneId,
    frame: Frame,
    step: &'p CompiledStep,
    /// What it is about: of a step that is carried out for several, the one whose turn it is.
    about: About,
}

impl<'p> Place<'p> {
    fn of(world: &World<'_>, procedures: &'p Procedures, lane: LaneId) -> Option<Place<'p>> {
        let frame = world.condition.lanes.lane(lane).frame()?;
        let step = &procedures.steps(frame.runbook)[frame.step as usize];
        let about = step.over().member(world.plan, &frame.about, frame.turn).unwrap_or(frame.about);
        Some(Place { lane, frame, step, about })
    }

    /// The first of these guards that does not hold.
    fn unmet(&self, world: &World<'_>, guards: &'static [Guard]) -> Option<&'static Guard> {
        guards.iter().find(|guard| match guard.holds {
            Holds::Yes(question) => !question.holds(world, &self.about),
            Holds::Luck(_) => false,
        })
    }

    /// The first guard that the step does not meet to begin; luck is tried in its turn.
    fn forbids(&self, world: &mut World<'_>) -> Option<&'static Guard> {
        self.step.begins().iter().find(|guard| match guard.holds {
            Holds::Yes(question) => !question.holds(world, &self.about),
            Holds::Luck(luck) => {
                let tried = world.condition.lanes.lane_mut(self.lane).test(luck.bit);
                let chance = (luck.chance)(world.rules);
                let stream = (luck.stream)(&world.streams.pools[self.about.pool.index()]);
                !tried && chance < 1.0 && !world.dice.coin(stream, chance)
            }
        })
    }

    /// The first reason for which a guard of one kind keeps the step from beginning.
    fn kept_by(&self, world: &World<'_>, kind: fn(&Otherwise) -> bool) -> Option<&'static Reason> {
        let holds = |guard: &&Guard| matches!(guard.holds, Holds::Yes(question) if question.holds(world, &self.about));
        let mut guards = self.step.begins().iter().filter(|guard| kind(&guard.otherwise));
        guards.find(|guard| !holds(guard)).map(|guard| guard.reason)
    }

    /// What the step waits for.
    fn waits_for(&self, world: &World<'_>) -> Option<&'static Reason> {
        self.kept_by(world, |otherwise| matches!(otherwise, Otherwise::Wait))
    }

    /// Why a procedure that another one carries out goes back to it, if it does.
    fn returns(&self, world: &World<'_>) -> Option<&'static Reason> {
        let inner = world.condition.lanes.lane(self.lane).frames().len() > 1;
        self.kept_by(world, |otherwise| matches!(otherwise, Otherwise::Return)).filter(|_| inner)
    }
}

/// How a step ends, or why it does not begin.
#[derive(Debug, Clone, Copy)]
enum Outcome {
    /// It is done.
    Done,
    /// It is left out.
    LeftOut,
    /// What is missing is mended, then it is tried again.
    TryAgain(&'static Reason),
    /// It is asked again after a while.
    AskAgain(&'static Reason),
    /// It waits until what is missing is there, then it is tried again.
    Wait(&'static Reason),
    /// The procedure begins again with its first step.
    BeginAgain(&'static Reason),
    /// Another procedure is carried out first; with what made it necessary, if the step itself is not that.
    CarryOut(RunbookId, Option<&'static Reason>),
    /// The procedure ends, and the one that carried it out goes on.
    Return(&'static Reason),
    /// The procedure ends, and with it those that carried it out.
    GiveUp(&'static Reason),
}

/// A step's time is up, or what it needs has gone.
pub fn on(lane: LaneId, world: &mut World<'_>, procedures: &Procedures) {
    let Some(place) = Place::of(world, procedures, lane) else { return };
    match world.condition.lanes.lane(lane).state() {
        LaneState::Working { since, .. } => step_ends(world, procedures, place, since),
        LaneState::Mending { .. } | LaneState::Resting(_) => world.condition.lanes.set(lane, LaneState::NeedsHands),
        LaneState::Closed | LaneState::NeedsHands | LaneState::Blocked(_) | LaneState::HandedOver(_) => {}
    }
    world.touched.mark(place.about.pool, Changes::PROCEDURES);
}

/// What follows from a guard that does not hold.
fn follow(world: &mut World<'_>, procedures: &Procedures, place: Place<'_>, guard: &Guard, then: Otherwise) -> Outcome {
    let reason = guard.reason;
    match then {
        Otherwise::GiveUp | Otherwise::TypeInVain => Outcome::GiveUp(reason),
        Otherwise::Return => Outcome::Return(reason),
        Otherwise::Skip => Outcome::LeftOut,
        Otherwise::Wait => Outcome::Wait(reason),
        Otherwise::CarryOut(runbook) => Outcome::CarryOut(procedures.id_of(runbook), Some(reason)),
        Otherwise::BeginAgain => Outcome::BeginAgain(reason),
        Otherwise::TryAgain => Outcome::TryAgain(reason),
        Otherwise::AskAgain(asking) => {
            let times = asking.times.map(|times| times(world.rules));
            let again = times.is_none_or(|times| world.condition.lanes.lane_mut(place.lane).count_asking() < times);
            if again { Outcome::AskAgain(reason) } else { follow(world, procedures, place, guard, asking.then) }
        }
        Otherwise::BreakOff => {
            if let Does::Change(effect) = place.step.does() {
                (effect.break_off)(world, &place.about);
            }
            place.waits_for(world).map_or(Outcome::TryAgain(reason), Outcome::Wait)
        }
    }
}

fn step_ends(world: &mut World<'_>, procedures: &Procedures, place: Place<'_>, since: Time) {
    let Place { frame, step, about, .. } = place;
    if let Some(guard) = place.unmet(world, step.stays()) {
        let outcome = follow(world, procedures, place, guard, guard.otherwise);
        world.touched.mark_with_partner(about.pool, Changes::PROCEDURES);
        conclude(world, procedures, place, outcome);
        return;
    }
    let outcome = finish(world, procedures, place);
    if matches!(outcome, Outcome::Done) {
        do_wrong_unseen(world, place);
        let (took, Frame { runbook, step: number_in_table, .. }) = (world.now.since(since), frame);
        let About { pool, part, .. } = about;
        world.notes.tell(Note::StepEnds { pool, part, runbook, step: number_in_table, number: step.global, took });
    }
    conclude(world, procedures, place, outcome);
}

fn finish(world: &mut World<'_>, procedures: &Procedures, place: Place<'_>) -> Outcome {
    let Place { lane, step, about, .. } = place;
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
    match (failed, place.unmet(world, step.ends())) {
        (Some(fails), _) => Outcome::TryAgain(fails.reason),
        (None, Some(guard)) => follow(world, procedures, place, guard, guard.otherwise),
        (None, None) => {
            (effect.finish)(world, &about);
            Outcome::Done
        }
    }
}

/// A step that changes something may be done wrong. Nobody sees it until a later cmdlet stumbles over it.
fn do_wrong_unseen(world: &mut World<'_>, Place { lane, step, about, .. }: Place<'_>) {
    let chance = world.rules.step_wrong;
    if chance > 0.0 && !step.is_own && step.table.can_be_wrong {
        let stream = world.streams.pools[about.pool.index()].done_wrong;
        if world.dice.coin(stream, chance) {
            world.condition.lanes.lane_mut(lane).do_wrong();
        }
    }
}

/// What follows from how a step ended.
fn conclude(world: &mut World<'_>, procedures: &Procedures, place: Place<'_>, outcome: Outcome) {
    let Place { lane, frame: Frame { runbook, .. }, about, .. } = place;
    let About { pool, part, .. } = about;
    let refuse = |world: &mut World<'_>, reason| world.notes.tell(Note::Refused { pool, part, runbook, reason });
    match outcome {
        Outcome::Done | Outcome::LeftOut => advance(world, procedures, lane),
        Outcome::TryAgain(reason) => {
            refuse(world, reason);
            world
                .condition
                .lanes
                .set(lane, LaneState::Mending { attended: place.step.attended(), since: world.now, reason });
            world.condition.lanes.lane_mut(lane).count_try();
        }
        Outcome::AskAgain(reason) => {
            refuse(world, reason);
            world.condition.lanes.set(lane, LaneState::Resting(reason));
        }
        Outcome::Wait(reason) => wait(world, place, reason),
        Outcome::BeginAgain(reason) => {
            refuse(world, reason);
            world.condition.lanes.lane_mut(lane).go_to(0, 0);
            world.condition.lanes.set(lane, LaneState::NeedsHands);
        }
        Outcome::CarryOut(inner, reason) => {
            if let Some(reason) = reason {
                refuse(world, reason);
            }
            world.condition.lanes.set(lane, LaneState::NeedsHands);
            world.condition.lanes.lane_mut(lane).count_try();
            world.condition.lanes.lane_mut(lane).descend(inner, about, world.now);
            world.notes.tell(Note::Opened { pool, part, runbook: inner });
        }
        Outcome::Return(reason) => {
            world.notes.tell(Note::GivenUp { pool, part, runbook, reason });
            world.condition.lanes.lane_mut(lane).ascend();
            world.condition.lanes.set(lane, LaneState::NeedsHands);
        }
        Outcome::GiveUp(reason) => give_up(world, procedures, lane, reason),
    }
}

fn wait(world: &mut World<'_>, Place { lane, frame, about, .. }: Place<'_>, reason: &'static Reason) {
    world.condition.lanes.set(lane, LaneState::Blocked(reason));
    world.notes.tell(Note::Waits { pool: about.pool, part: about.part, runbook: frame.runbook, reason });
}

/// The open procedures of a lane end. What they began and nobody finishes is as it was before: each undoes its own steps, so
/// that nothing is undone which another lane does about the same pool.
fn give_up(world: &mut World<'_>, procedures: &Procedures, lane: LaneId, reason: &'static Reason) {
    while let Some(Frame { runbook, about, .. }) = world.condition.lanes.lane_mut(lane).ascend() {
        world.notes.tell(Note::GivenUp { pool: about.pool, part: about.part, runbook, reason });
        for step in procedures.runbook(runbook).steps {
            let mut turn = 0;
            while let (Does::Change(effect), Some(about)) = (step.does, step.over.member(world.plan, &about, turn)) {
                (effect.undo)(world, &about);
                turn += 1;
            }
        }
        world.touched.mark_with_partner(about.pool, Changes::PROCEDURES);
    }
    world.condition.lanes.set(lane, LaneState::Closed);
}

/// The next step of a procedure, or the next turn of its step, that applies.
fn next(world: &World<'_>, procedures: &Procedures, frame: Frame) -> Option<(u8, u8)> {
    let steps = procedures.steps(frame.runbook);
    let mut place = (frame.step, frame.turn + 1);
    while let Some(step) = steps.get(place.0 as usize) {
        match step.over().member(world.plan, &frame.about, place.1) {
            Some(about) if step.table.applies.holds(world, &about) => return Some(place),
            Some(_) => place.1 += 1,
            None => place = (place.0 + 1, 0),
        }
    }
    None
}

/// Goes to the next step; at the end of a procedure, back to the one that called it.
fn advance(world: &mut World<'_>, procedures: &Procedures, lane: LaneId) {
    while let Some(frame) = world.condition.lanes.lane(lane).frame() {
        // What does not apply needs nobody's hands to be passed over.
        if let Some((step, turn)) = next(world, procedures, frame) {
            world.condition.lanes.lane_mut(lane).go_to(step, turn);
            world.condition.lanes.set(lane, LaneState::NeedsHands);
            return;
        }
        world.condition.lanes.lane_mut(lane).ascend();
        let Frame { runbook, about: About { pool, part, .. }, began, .. } = frame;
        let took = world.now.since(began);
        world.touched.mark(pool, Changes::PROCEDURES);
        world.notes.tell(Note::Closed { pool, part, runbook, took });
        // The caller's step asked for this procedure: after a call that is the step, it is done; after a refusal it
        // is tried again, and then no longer refused.
        let asked_for = Place::of(world, procedures, lane).is_some_and(|outer| !carries_out(outer.step));
        if asked_for {
            world.condition.lanes.set(lane, LaneState::NeedsHands);
            return;
        }
    }
    world.condition.lanes.set(lane, LaneState::Closed);
}

fn carries_out(step: &CompiledStep) -> bool {
    matches!(step.does(), Does::CarryOut(_))
}

/// Opens what waits, wakes what waited, breaks off what cannot go on, and gives free hands to the procedures that began first.
pub fn reconcile(world: &mut World<'_>, procedures: &Procedures, timers: &Timers, agenda: &mut Agenda) {
    for index in 0..world.condition.lanes.busy().len() {
        let lane = world.condition.lanes.busy()[index];
        open(world, lane);
        let Some(place) = Place::of(world, procedures, lane) else { continue };
        match world.condition.lanes.lane(lane).state() {
            LaneState::Blocked(on) => wake(world, procedures, place, on),
            LaneState::Working { .. } => break_off_early(world, place, timers, agenda),
            LaneState::Mending { reason, .. } | LaneState::Resting(reason) => {
                mend(world, timers, agenda, place, reason)
            }
            LaneState::HandedOver(_) => come_back(world, procedures, place),
            LaneState::Closed | LaneState::NeedsHands => {}
        }
    }
    while world.condition.lanes.hands_bound() < world.rules.hands {
        let Some(place) = next_in_line(world, procedures) else { break };
        take_in_hand(world, procedures, timers, agenda, place);
        world.again = true;
    }
    world.condition.lanes.forget_idle();
}

/// Of the lanes whose step needs hands the one whose procedure began first, and of two the first in the topology: who has
/// begun something goes on with it. What can wait is not begun before what cannot, and what leaves hands to others goes on
/// only when nobody else needs them.
fn next_in_line<'p>(world: &World<'_>, procedures: &'p Procedures) -> Option<Place<'p>> {
    let lanes = &world.condition.lanes;
    let needy = lanes.busy().iter().filter(|lane| lanes.lane(**lane).state() == LaneState::NeedsHands);
    let places = needy.filter_map(|lane| Place::of(world, procedures, *lane));
    let free = places.filter(|place| !stands_behind_another(world, procedures, *place));
    free.min_by_key(|place| {
        let leaves_hands = procedures.runbook(place.frame.runbook).leaves_hands;
        (leaves_hands, can_wait(world, procedures, *place), lanes.lane(place.lane).began(), place.lane)
    })
}

/// Whether a lane's step is one of which only one is carried out at a time, and another lane carries it out.
fn stands_behind_another(world: &World<'_>, procedures: &Procedures, place: Place<'_>) -> bool {
    if !place.step.table.one_at_a_time || place.step.is_own {
        return false;
    }
    let lanes = &world.condition.lanes;
    lanes.busy().iter().any(|other| {
        matches!(lanes.lane(*other).state(), LaneState::Working { .. })
            && Place::of(world, procedures, *other).is_some_and(|working| working.step.global == place.step.global)
    })
}

/// Whether nobody has begun it yet, and its table says that it can wait.
fn can_wait(world: &World<'_>, procedures: &Procedures, place: Place<'_>) -> bool {
    match world.condition.lanes.lane(place.lane).frames() {
        [Frame { runbook, about, step: 0, turn: 0, tries: 0, .. }] => {
            procedures.runbook(*runbook).can_wait.holds(world, about)
        }
        _ => false,
    }
}

fn open(world: &mut World<'_>, lane: LaneId) {
    let now = world.now;
    if let Some(call) = world.condition.lanes.lane_mut(lane).open_next(now) {
        let About { pool, part, .. } = call.about;
        world.again = true;
        world.condition.lanes.set(lane, LaneState::NeedsHands);
        world.touched.mark(pool, Changes::PROCEDURES);
        world.notes.tell(Note::Opened { pool, part, runbook: call.runbook });
    }
}

/// A wait ends when the step could begin, when the procedure is dropped or returns to its caller, or when it would keep
/// another call from being opened.
fn wake(world: &mut World<'_>, procedures: &Procedures, place: Place<'_>, on: &'static Reason) {
    let missing = place.waits_for(world);
    if let Some(dropped) = is_dropped(world, procedures, place.lane) {
        give_up(world, procedures, place.lane, dropped.reason);
        world.again = true;
    } else if let Some(reason) = place.returns(world) {
        conclude(world, procedures, place, Outcome::Return(reason));
        world.again = true;
    } else if missing.is_none() {
        world.condition.lanes.set(place.lane, LaneState::NeedsHands);
    } else if must_give_way(world, procedures, place) {
        give_up(world, procedures, place.lane, on);
        world.again = true;
    } else if let Some(missing) = missing.filter(|missing| *missing != on) {
        // What it waited for is there, and something else is missing now.
        wait(world, place, missing);
        world.touched.mark(place.about.pool, Changes::PROCEDURES);
    }
}

/// Whether a procedure that waits gives way to a call behind it in its lane.
fn must_give_way(world: &World<'_>, procedures: &Procedures, place: Place<'_>) -> bool {
    let waiting = !world.condition.lanes.lane(place.lane).waiting().is_empty();
    waiting && procedures.runbook(place.frame.runbook).gives_way.holds(world, &place.frame.about)
}

fn break_off_early(world: &World<'_>, place: Place<'_>, timers: &Timers, agenda: &mut Agenda) {
    let (slot, now) = (timers.lane(place.lane), world.now);
    let goes_on = place.unmet(world, place.step.stays()).is_none();
    if !goes_on && agenda.due(slot).is_some_and(|due| due > now) {
        agenda.set(slot, now);
    }
}

/// A pair of hands begins the lane's step. Steps that do not apply are passed over, and steps that take no time and
/// only call another procedure bind no hands.
fn take_in_hand(
    world: &mut World<'_>,
    procedures: &Procedures,
    timers: &Timers,
    agenda: &mut Agenda,
    place: Place<'_>,
) {
    let Place { lane, frame, step, about } = place;
    let Frame { runbook, .. } = frame;
    world.touched.mark(about.pool, Changes::PROCEDURES);
    let has_turn = step.over().member(world.plan, &frame.about, frame.turn).is_some();
    if !has_turn || !step.table.applies.holds(world, &about) {
        advance(world, procedures, lane);
        return;
    }
    if let Some(dropped) = is_dropped(world, procedures, lane)
        && !has_changed_something(procedures, world, place)
    {
        give_up(world, procedures, lane, dropped.reason);
        return;
    }
    if let Some(reason) = place.returns(world) {
        conclude(world, procedures, place, Outcome::Return(reason));
        return;
    }
    if frame.tries >= TRIES_MAX {
        give_up(world, procedures, lane, procedures.runbook(runbook).tried_in_vain);
        return;
    }
    let About { pool, part, .. } = about;
    let begins = Note::StepBegins { pool, part, runbook, step: frame.step, number: step.global };
    // A guard that leads back to the caller says nothing where there is none.
    let guard = place.forbids(world).filter(|guard| !matches!(guard.otherwise, Otherwise::Return));
    // What waits is not typed yet.
    let waits = guard.is_some_and(|guard| matches!(guard.otherwise, Otherwise::Wait));
    let shows = step.shows().filter(|_| !waits);
    if let Some(show) = shows {
        world.notes.tell(begins);
        show(world, &about);
    }
    match (guard, step.does()) {
        (Some(guard), _) => {
            if matches!(guard.otherwise, Otherwise::TypeInVain) && shows.is_none() {
                world.notes.tell(begins);
            }
            let outcome = follow(world, procedures, place, guard, guard.otherwise);
            conclude(world, procedures, place, outcome);
        }
        (None, Does::CarryOut(inner)) => {
            conclude(world, procedures, place, Outcome::CarryOut(procedures.id_of(inner), None));
        }
        (None, Does::HandOver(other, reason)) => hand_over(world, procedures, place, other, reason),
        (None, Does::Look | Does::Change(_)) => {
            if shows.is_none() {
                world.notes.tell(begins);
            }
            let takes = duration(world, step, &about);
            if let Does::Change(effect) = step.does() {
                (effect.begin)(world, &about, takes);
            }
            world.condition.lanes.set(lane, LaneState::Working { since: world.now, attended: step.attended() });
            agenda.set(timers.lane(lane), world.now + takes);
        }
    }
}

/// Calls for a procedure in its own lane. Where it has none, or that has no room, this one is given up.
fn hand_over(
    world: &mut World<'_>,
    procedures: &Procedures,
    place: Place<'_>,
    runbook: &'static Runbook,
    reason: &'static Reason,
) {
    let call =
        Call { runbook: procedures.id_of(runbook), about: About { ordered: true, ..About::pool(place.about.pool) } };
    let lane = Lanes::of(&world.plan.topology, place.about.pool, runbook.claim);
    if lane.is_some_and(|lane| world.condition.lanes.call(lane, call)) {
        world.condition.lanes.set(place.lane, LaneState::HandedOver(reason));
        let About { pool, part, .. } = place.about;
        world.notes.tell(Note::Waits { pool, part, runbook: place.frame.runbook, reason });
    } else {
        give_up(world, procedures, place.lane, reason);
    }
}

/// What was called for in another lane is over: the step ends, and whether that was with success its guards say.
fn come_back(world: &mut World<'_>, procedures: &Procedures, place: Place<'_>) {
    let Does::HandOver(runbook, _) = place.step.does() else { return };
    let lane = Lanes::of(&world.plan.topology, place.about.pool, runbook.claim);
    let id = procedures.id_of(runbook);
    if lane.is_some_and(|lane| world.condition.lanes.lane(lane).concerns(place.about.pool, id)) {
        return;
    }
    let outcome = match place.unmet(world, place.step.ends()) {
        Some(guard) => follow(world, procedures, place, guard, guard.otherwise),
        None => Outcome::Done,
    };
    conclude(world, procedures, place, outcome);
    world.again = true;
}

/// Whether a procedure that another one carries out has changed something: it is then brought to its end, and only its
/// caller is given up.
fn has_changed_something(procedures: &Procedures, world: &World<'_>, place: Place<'_>) -> bool {
    let inner = world.condition.lanes.lane(place.lane).frames().len() > 1;
    let done = &procedures.steps(place.frame.runbook)[..place.frame.step as usize];
    inner && done.iter().any(|step| matches!(step.does(), Does::Change(_)))
}

/// Starts the time it takes to mend what a cmdlet complained about, or until something is asked again.
fn mend(world: &mut World<'_>, timers: &Timers, agenda: &mut Agenda, place: Place<'_>, reason: &'static Reason) {
    if agenda.due(timers.lane(place.lane)).is_none() {
        let stream = world.streams.pools[place.about.pool.index()].mending;
        let law: &Law = (reason.mended_in)(world.rules);
        let takes = world.dice.sojourn(stream, law);
        agenda.set(timers.lane(place.lane), world.now + takes);
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
    if let Some(takes) = step.as_things_stand {
        return takes(world, about);
    }
    let stream = world.streams.pools[about.pool.index()].step;
    world.dice.sojourn(stream, &step.takes) + by_size
}
