//! Model, between the runbooks and the measures: one turn of the loop, a line for each family of events.
//!
//! *Invariant*: dispatch changes condition, settle derives standing, reconcile starts and stops timers, and only
//! then does anybody measure. No rule of the product lives here.

mod reconcilers;

use std::sync::atomic::{AtomicBool, Ordering};

use crate::behaviour::faults::FaultMap;
use crate::behaviour::timers::Timers;
use crate::behaviour::{backup_service, faults, machines, pools, routing_groups, timeline, users};
use crate::ground::chance::{Dice, Key};
use crate::ground::time::Time;
use crate::kernel::agenda::{Agenda, Slot, shuffled_within};
use crate::kernel::engine::{self, Ended};
use crate::measure::recoveries::Observer;
use crate::measure::{Listener, RunOutcome};
use crate::runbook::{ALL, Procedures, Runbook, interpreter, orders, people};
use crate::scenario::plan::{Plan, What};
use crate::topology::PoolId;
use crate::world::condition::Condition;
use crate::world::event::{Event, Timeline};
use crate::world::note::Notes;
use crate::world::populations::Populations;
use crate::world::rules::Rules;
use crate::world::standing::{self, Standing};
use crate::world::streams::Streams;
use crate::world::touched::Touched;
use crate::world::{World, invariants};
use reconcilers::{Reconcilers, Turn};

/// Events between two looks at the wish to stop: they take milliseconds, and the look takes nothing beside them.
const EVENTS_UNHEEDED: u64 = 1024;

/// What all runs of a plan share.
#[derive(Debug)]
pub struct Setting {
    /// The plan.
    pub plan: Plan,
    /// Its facts, ready for use.
    pub rules: Rules,
    /// Its streams of chance.
    pub streams: Streams,
    /// Its procedures.
    pub procedures: Procedures,
    /// Its timers.
    pub timers: Timers,
    /// Who the users of each routing group are.
    pub populations: Populations,
    faults: FaultMap,
    dice: Dice,
    reconcilers: Reconcilers,
}

impl Setting {
    /// Makes ready what all runs share.
    pub fn new(plan: Plan) -> Self {
        Setting::with_procedures(plan, ALL)
    }

    /// The same with other procedures than those of the product.
    pub fn with_procedures(plan: Plan, tables: &[&'static Runbook]) -> Self {
        let (streams, dice) = Streams::new(&plan);
        let rules = Rules::new(&plan);
        let procedures = Procedures::of(&plan, tables);
        let timers = Timers::new(&plan);
        let populations = Populations::new(&plan.topology);
        let faults = FaultMap::new(&plan);
        let reconcilers = Reconcilers::new(&procedures);
        Setting { plan, populations, rules, streams, procedures, timers, faults, dice, reconcilers }
    }
}

impl Setting {
    /// The moment that a run draws for a line of the timeline whose moment is drawn.
    pub fn drawn_moment(&self, line: usize, master: u64, replication: u64) -> Option<Time> {
        let mut dice = self.dice.clone();
        dice.reset(Key::world(master, replication));
        let windows = self.plan.timeline.get(line)?.drawn.as_ref()?;
        timeline::moment(windows, dice.uniform(self.streams.moment))
    }
}

/// A run in the making; its memory serves one run after the other.
#[derive(Debug)]
pub struct Run<'s> {
    setting: &'s Setting,
    world: World<'s>,
    agenda: Agenda,
    observer: Observer,
    dirty_queues: Vec<PoolId>,
    lines_at_once: Vec<usize>,
    name: (u64, u64),
    event: Event,
    is_pedantic: bool,
}

impl<'s> Run<'s> {
    /// Memory for runs of this setting.
    pub fn new(setting: &'s Setting) -> Self {
        let plan = &setting.plan;
        let partners = plan.topology.pools.iter().map(|pool| pool.partner);
        let world = World {
            plan,
            populations: &setting.populations,
            rules: &setting.rules,
            streams: &setting.streams,
            now: Time::ZERO,
            condition: Condition::new(plan, &setting.populations),
            standing: Standing::new(&plan.topology, &setting.populations),
            dice: setting.dice.clone(),
            touched: Touched::new(partners.collect(), plan.faults.len(), plan.topology.machines.len()),
            again: false,
            notes: Notes::default(),
        };
        Run {
            setting,
            world,
            agenda: setting.timers.agenda(),
            observer: Observer::new(plan, setting.procedures.ids().len()),
            dirty_queues: Vec::with_capacity(plan.topology.pools.len()),
            lines_at_once: Vec::new(),
            is_pedantic: false,
            name: (0, 0),
            event: Event::Timeline(Timeline::Begins(0)),
        }
    }

    /// Lets simultaneous events of one class happen in another order, to reveal a model that depends on it.
    pub fn with_shuffled_ties(mut self, seed: u64) -> Self {
        let events = &self.setting.timers.events;
        let mut starts: Vec<u32> = Vec::new();
        for (slot, event) in events.iter().enumerate() {
            if slot == 0 || events[slot - 1].class() != event.class() {
                starts.push(slot as u32);
            }
        }
        let order = shuffled_within(events.len() as u32, &starts, seed);
        self.agenda = self.agenda.with_tie_order(&order);
        self
    }

    /// Lets these lines of the timeline happen at the first instant of every run from now on, whatever time they have: so one
    /// setting with a line for everything that can be lost serves every loss.
    pub fn let_happen_at_once(&mut self, lines: &[usize]) {
        self.lines_at_once.clear();
        self.lines_at_once.extend_from_slice(lines);
    }

    /// Looks at everything of every pool after every turn, to reveal a change that was not marked, and who looks at more than is
    /// said.
    pub fn looking_at_everything(mut self) -> Self {
        self.is_pedantic = true;
        self
    }

    /// Carries out one replication to the horizon.
    ///
    /// # Panics
    /// When an invariant is broken, with time, event, seed and the command that shows it again. The numbered invariants are
    /// looked at in debug builds only.
    pub fn replicate<L: Listener>(&mut self, master: u64, replication: u64, listener: &mut L) -> RunOutcome {
        self.replicate_until(master, replication, self.setting.plan.end(), listener)
    }

    /// Carries out one replication, but only to a moment before the horizon.
    ///
    /// # Panics
    /// As [`Run::replicate`] does.
    pub fn replicate_until<L: Listener>(
        &mut self,
        master: u64,
        replication: u64,
        end: Time,
        listener: &mut L,
    ) -> RunOutcome {
        let nobody = AtomicBool::new(false);
        let outcome = self.replicate_unless_stopped(master, replication, end, listener, &nobody);
        outcome.expect("nobody wants it to stop")
    }

    /// Carries out one replication, unless somebody wants to stop before it is finished: then there is no outcome.
    ///
    /// # Panics
    /// As [`Run::replicate`] does.
    pub fn replicate_unless_stopped<L: Listener>(
        &mut self,
        master: u64,
        replication: u64,
        end: Time,
        listener: &mut L,
        stop: &AtomicBool,
    ) -> Option<RunOutcome> {
        self.begin::<L>(master, replication);
        let mut agenda = std::mem::replace(&mut self.agenda, Agenda::new(1));
        self.world.touched.all();
        self.turn_ends(&mut agenda, listener);
        let mut heard = Heard { run: self, listener };
        let (mut ended, mut over) = (Ended::default(), false);
        while !over && !stop.load(Ordering::Relaxed) {
            over = engine::go_on(&mut ended, EVENTS_UNHEEDED, &mut heard, &mut agenda, end);
        }
        self.agenda = agenda;
        over.then(|| self.observer.finish(&self.world, end, ended.events))
    }

    fn begin<L: Listener>(&mut self, master: u64, replication: u64) {
        let plan = &self.setting.plan;
        self.name = (master, replication);
        let world = &mut self.world;
        world.now = Time::ZERO;
        world.again = false;
        world.condition.reset(plan, world.populations);
        world.dice.reset(Key::world(master, replication));
        world.notes.heard = L::HEARS;
        world.notes.list.clear();
        world.touched.clear();
        self.observer.reset(plan);
        self.agenda.reset();
        backup_service::begin(world);
        for line in 0..plan.timeline.len() {
            timeline::set_next(world, &self.setting.timers, &mut self.agenda, line);
        }
        for line in &self.lines_at_once {
            self.agenda.set(self.setting.timers.begins[*line], Time::ZERO);
        }
        world.touched.faults.extend(0..plan.faults.len() as u16);
        // Standing of the published topology in order, so that nothing of it is told as news.
        world.notes.heard = false;
        world.touched.all();
        standing::settle(world);
        world.notes.heard = L::HEARS;
    }

    #[inline]
    fn dispatch(&mut self, event: Event) {
        let world = &mut self.world;
        match event {
            Event::Timeline(event) => {
                timeline::on(event, world);
                if let Timeline::Begins(line) = event
                    && let What::Do(order) = world.plan.timeline[line as usize].what
                {
                    orders::obey(world, &self.setting.procedures, order);
                }
            }
            Event::Fault(event) => faults::on(event, world, &self.setting.faults),
            Event::Machine(event) => machines::on(event, world),
            Event::RoutingGroups(event) => routing_groups::on(event, world),
            Event::Pool(event) => pools::on(event, world),
            Event::Users(event) => users::on(event, world),
            Event::People(event) => people::on(event, world, &self.setting.procedures),
            Event::Runbook(lane) => interpreter::on(lane, world, &self.setting.procedures),
        }
    }

    /// Settles and reconciles until nothing more changes.
    fn settle_and_reconcile(&mut self, agenda: &mut Agenda) {
        loop {
            standing::settle(&mut self.world);
            self.world.again = false;
            self.reconcile(agenda);
            if !self.world.again {
                break;
            }
        }
    }

    /// Does so with everything of every pool, which should change nothing. Who looks on sees what was marked before.
    fn look_at_everything(&mut self, agenda: &mut Agenda) {
        let marked = self.world.touched.clone();
        let Run { world, setting, dirty_queues, .. } = self;
        Turn { world, setting, agenda, dirty_queues }.ask_everybody();
        self.world.touched.all();
        self.settle_and_reconcile(agenda);
        self.world.touched = marked;
    }

    /// Settles and reconciles, then tells and checks.
    fn turn_ends<L: Listener>(&mut self, agenda: &mut Agenda, listener: &mut L) {
        self.settle_and_reconcile(agenda);
        if self.is_pedantic {
            self.look_at_everything(agenda);
        }
        self.observer.observe(&self.world, &self.setting.procedures);
        listener.after(self.world.now, &self.world, &self.observer.ledger);
        self.world.notes.list.clear();
        self.world.touched.clear();
        if cfg!(debug_assertions)
            && let Err((number, what)) = invariants::check(&self.world)
        {
            let (master, replication) = self.name;
            panic!(
                "invariant {number} is broken at {} ms by {:?}: {what}\nreplay: --seed {master} --run {replication}",
                self.world.now.millis(),
                self.event,
            );
        }
    }

    fn reconcile(&mut self, agenda: &mut Agenda) {
        let (world, timers, map) = (&mut self.world, &self.setting.timers, &self.setting.faults);
        machines::reconcile(world, timers, agenda);
        self.dirty_queues.clear();
        let (setting, dirty_queues) = (self.setting, &mut self.dirty_queues);
        Turn { world, setting, agenda, dirty_queues }.reconcile_pools();
        if std::mem::take(&mut world.touched.everybody) {
            for pool in world.plan.topology.pool_ids() {
                people::reconcile(world, &self.setting.procedures, timers, agenda, pool);
            }
        }
        users::plan_queues(world, timers, agenda, &self.dirty_queues);
        faults::reconcile(world, map, timers, agenda);
        if !world.condition.lanes.busy().is_empty() {
            interpreter::reconcile(world, &self.setting.procedures, timers, agenda);
        }
    }
}

/// A run with somebody who listens to it.
struct Heard<'r, 's, L> {
    run: &'r mut Run<'s>,
    listener: &'r mut L,
}

impl<L: Listener> engine::Model for Heard<'_, '_, L> {
    fn event(&mut self, now: Time, slot: Slot, agenda: &mut Agenda) {
        let run = &mut *self.run;
        let event = run.setting.timers.events[slot.0 as usize];
        run.world.now = now;
        run.event = event;
        self.listener.before(now, &run.world, &run.observer.ledger);
        run.dispatch(event);
        if let Event::Timeline(event) = event {
            timeline::reconcile(event, &mut run.world, &run.setting.timers, agenda);
        }
        run.turn_ends(agenda, self.listener);
    }
}
