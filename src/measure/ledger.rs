//! The ledger: integer user-milliseconds without full service, by pool and chain of causes.
//!
//! Full service is what is left: users times horizon less what stands here. So the ledger adds up exactly, and time
//! in which all is well costs nothing.

use crate::ground::time::Time;
use crate::measure::outcome::{Amounts, ChainRow, PoolOutcome};
use crate::measure::stages::{Served, served_now};
use crate::scenario::plan::Plan;
use crate::topology::{PoolId, Population};
use crate::world::World;
use crate::world::cause::Cause;
use crate::world::condition::{PER_USER, Queue};
use crate::world::phase::Phase;
use crate::world::standing::Level;

/// What a population has had since a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// What its signed-in users have.
    pub level: Level,
    /// Whether it is being moved home evenly, and between which moments.
    pub moving: Option<(Time, Time)>,
    /// How many waited when the queue was planned, in thousandths of a user.
    pub waiting: u64,
    /// The queue in which they wait.
    pub queue: Queue,
    /// What broke.
    pub cause: Cause,
    /// What prolongs it.
    pub phase: Phase,
    /// Where they are served: what they can do depends on it beside their level.
    pub served: Served,
}

impl Record {
    /// Everybody has everything, at home.
    pub const WELL: Record = Record {
        level: Level::Full,
        moving: None,
        waiting: 0,
        queue: Queue { since: Time::ZERO, until: Time::ZERO, servers: 0 },
        cause: Cause::Nothing,
        phase: Phase::SignIn,
        served: Served::AtHome,
    };

    /// Whether everybody has full service.
    pub fn is_well(&self) -> bool {
        self.level == Level::Full && self.waiting == 0 && self.moving.is_none()
    }

    /// User-milliseconds without service and in resiliency mode between two moments, of `users`.
    pub fn cost(&self, users: u32, from: Time, to: Time) -> (u64, u64) {
        let all = u64::from(users) * to.since(from).millis();
        if self.level == Level::None {
            return (all, 0);
        }
        let waited = if self.waiting > 0 {
            self.queue.waited(self.waiting, to) - self.queue.waited(self.waiting, from)
        } else {
            0
        };
        let none = waited.min(all);
        let limited = match (self.level, self.moving) {
            (_, Some(window)) => {
                let at_the_door = self.moved_while_waiting(window, to) - self.moved_while_waiting(window, from);
                (moved(users, window, to) - moved(users, window, from)).saturating_sub(at_the_door)
            }
            (Level::Limited, None) => all,
            _ => 0,
        };
        (none, limited.min(all - none))
    }

    /// User-milliseconds up to `to` of those who waited at a door when their turn to be moved home came: the area under
    /// the falling line of the queue times the rising one of the move. They have no service, not resiliency mode.
    fn moved_while_waiting(&self, (from, until): (Time, Time), to: Time) -> u64 {
        if self.waiting == 0 || self.queue.until <= from {
            return 0;
        }
        let millis = |a: Time, b: Time| u128::from(b.millis().saturating_sub(a.millis()));
        let (queue, move_takes) = (millis(self.queue.since, self.queue.until), millis(from, until).max(1));
        let (left, gone) = (millis(from, self.queue.until), millis(from, to.min(self.queue.until)));
        let rising = gone.min(move_takes);
        let (waiting, per_user) = (u128::from(self.waiting), u128::from(PER_USER));
        let while_moving = waiting * rising * rising * (3 * left - 2 * rising) / (6 * queue * move_takes * per_user);
        let after = if gone > move_takes {
            let while_gone = (left - move_takes) * (left - move_takes) - (left - gone) * (left - gone);
            waiting * while_gone / (2 * queue * per_user)
        } else {
            0
        };
        (while_moving + after) as u64
    }

    /// How many of `users` have full service, resiliency mode and nothing at a moment.
    pub fn counts(&self, users: u32, now: Time) -> [u32; 3] {
        if self.level == Level::None {
            return [0, 0, users];
        }
        let waiting = if self.waiting > 0 { self.queue.still_waiting(self.waiting, now) } else { 0 };
        let none = (waiting.div_ceil(PER_USER) as u32).min(users);
        let admitted = users - none;
        match (self.level, self.moving) {
            (_, Some((from, until))) => {
                let whole = until.since(from).millis().max(1);
                let limited = (u64::from(admitted) * now.min(until).since(from).millis() / whole) as u32;
                [admitted - limited, limited, none]
            }
            (Level::Limited, None) => [0, admitted, none],
            _ => [admitted, 0, none],
        }
    }
}

/// User-milliseconds in resiliency mode of users moved evenly between two moments, up to a third.
fn moved(users: u32, (from, until): (Time, Time), to: Time) -> u64 {
    let whole = u128::from(until.since(from).millis());
    let gone = u128::from(to.min(until).since(from).millis());
    let after = u64::from(users) * to.millis().saturating_sub(until.millis());
    (u128::from(users) * gone * gone).checked_div(2 * whole).unwrap_or(0) as u64 + after
}

/// The ledger of a run.
#[derive(Debug, Clone)]
pub struct Ledger {
    records: Vec<Record>,
    since: Vec<Time>,
    /// Of the stretch charged last: the populations of a pool are mostly charged for the same one.
    shares: Shares,
    /// By chain; short, because few things break in few ways.
    pub chains: Vec<ChainRow>,
    /// By pool.
    pub pools: Vec<PoolOutcome>,
}

/// Room for chains before the list must grow.
const CHAINS: usize = 256;

impl Ledger {
    /// Everybody well.
    pub fn new(plan: &Plan) -> Self {
        let mut ledger = Ledger {
            records: Vec::new(),
            since: Vec::new(),
            shares: Shares::between(plan, Time::ZERO, Time::ZERO),
            chains: Vec::with_capacity(CHAINS),
            pools: Vec::new(),
        };
        ledger.reset(plan);
        ledger
    }

    /// Makes it new in the memory it has.
    pub fn reset(&mut self, plan: &Plan) {
        self.records.clear();
        self.records.resize(plan.topology.populations.len(), Record::WELL);
        self.since.clear();
        self.since.resize(plan.topology.populations.len(), Time::ZERO);
        self.shares = Shares::between(plan, Time::ZERO, Time::ZERO);
        self.chains.clear();
        self.pools.clear();
        self.pools.resize(plan.topology.pools.len(), PoolOutcome::default());
    }

    /// What a population has had, and since when.
    pub fn record(&self, population: usize) -> (&Record, Time) {
        (&self.records[population], self.since[population])
    }

    /// Enters what a population has from now on, and charges what it has had until now. Returns the old record.
    pub fn enter(&mut self, plan: &Plan, population: usize, now: Time, new: Record) -> Record {
        let old = self.records[population];
        if old != new {
            self.charge(plan, population, now);
            self.records[population] = new;
            self.since[population] = now;
        }
        old
    }

    /// Charges everybody up to the end of the run.
    pub fn close(&mut self, plan: &Plan, end: Time) {
        for population in 0..self.records.len() {
            self.charge(plan, population, end);
            self.since[population] = end;
        }
    }

    fn charge(&mut self, plan: &Plan, population: usize, now: Time) {
        let record = self.records[population];
        let since = self.since[population];
        if record == Record::WELL || now == since {
            return;
        }
        let noun = &plan.topology.populations[population];
        let (none, limited) = record.cost(noun.users, since, now);
        self.add_stages(noun, record.served, now.since(since).millis(), none, limited);
        if record.is_well() {
            return;
        }
        if self.shares.stretch != (since, now) {
            self.shares = Shares::between(plan, since, now);
        }
        let waits_at_the_door = record.level != Level::None;
        let none_phase = if waits_at_the_door { Phase::SignIn } else { record.phase };
        self.add(noun.home, record.cause, none_phase, none, 0);
        self.add(noun.home, record.cause, record.phase, 0, limited);
    }

    /// Enters at which stage those were who had something.
    fn add_stages(&mut self, noun: &Population, served: Served, millis: u64, none: u64, limited: u64) {
        let stages = &mut self.pools[noun.home.index()].stages;
        stages[served.in_resiliency_mode().index()] += limited;
        if let Some(stage) = served.with_full_service() {
            stages[stage.index()] += u64::from(noun.users) * millis - none - limited;
        }
    }

    fn add(&mut self, pool: PoolId, cause: Cause, phase: Phase, none: u64, limited: u64) {
        if none + limited == 0 {
            return;
        }
        let amounts = self.shares.amounts(none, limited);
        let outcome = &mut self.pools[pool.index()];
        if cause.is_planned() {
            outcome.planned.add(&amounts)
        } else {
            outcome.unplanned.add(&amounts)
        }
        let same = |row: &&mut ChainRow| row.pool == pool && row.cause == cause && row.phase == phase;
        match self.chains.iter_mut().find(same) {
            Some(row) => row.amounts.add(&amounts),
            None => self.chains.push(ChainRow { pool, cause, phase, amounts }),
        }
    }
}

/// Which part of a stretch of time is business hours, and how many are signed in on average. A cost that is not even
/// over the stretch is shared as if it were; stretches are as short as the events between which they lie.
#[derive(Debug, Clone)]
struct Shares {
    stretch: (Time, Time),
    millis: u128,
    business: u128,
    signed_in: u128,
}

impl Shares {
    fn between(plan: &Plan, from: Time, to: Time) -> Self {
        Shares {
            stretch: (from, to),
            millis: u128::from(to.since(from).millis()).max(1),
            business: u128::from(plan.business.open_millis(from, to)),
            signed_in: plan.signed_in.integral(from, to),
        }
    }

    fn amounts(&self, none: u64, limited: u64) -> Amounts {
        let business = |cost: u64| (u128::from(cost) * self.business / self.millis) as u64;
        let signed_in = |cost: u64| (u128::from(cost) * self.signed_in / self.millis / 1000) as u64;
        Amounts {
            none,
            limited,
            none_business: business(none),
            limited_business: business(limited),
            none_signed_in: signed_in(none),
            limited_signed_in: signed_in(limited),
        }
    }
}

/// Whether all users of a population have full service now.
pub fn is_well_now(world: &World<'_>, population: usize) -> bool {
    world.offer(population).is_well() && world.waiting(population) == 0
}

/// What a population has now, as the ledger records it.
pub fn record_now(world: &World<'_>, population: usize, phase: Phase) -> Record {
    let served = served_now(world, population);
    // Who is well has no cause; so a change of causes alone costs those users nothing, not even a comparison.
    if is_well_now(world, population) {
        return Record { served, ..Record::WELL };
    }
    let (offer, waiting) = (world.offer(population), world.waiting(population));
    let home = world.plan.topology.populations[population].home;
    let queue = world.seat(population).map_or(Queue::default(), |seat| world.condition.queues[seat.index()]);
    let moving = world.condition.failovers[home.index()].window().filter(|_| offer.moving);
    Record {
        level: offer.level,
        moving,
        waiting,
        queue: if waiting > 0 { queue } else { Queue::default() },
        cause: world.condition.pools[home.index()].cause,
        phase,
        served,
    }
}
