//! The ledger: integer user-milliseconds without full service, by pool and chain of causes.
//!
//! Full service is what is left: users times horizon less what stands here. So the ledger adds up exactly, and time
//! in which all is well costs nothing.
//!
//! Users of a pool who have the same level, and wait at its door or do not, have the same record: they are a class, and a
//! page of the ledger is as many classes as there can be. So what it costs to keep does not grow with routing groups.

use crate::facts::features::{Route, Routes, Stage};
use crate::ground::time::Time;
use crate::measure::outcome::{Amounts, ChainRow, PoolOutcome};
use crate::measure::stages::{Served, served_now};
use crate::scenario::plan::Plan;
use crate::topology::PoolId;
use crate::world::World;
use crate::world::cause::Cause;
use crate::world::phase::Phase;
use crate::world::populations::Access;
use crate::world::sign_in_queue::{PER_USER, SignInQueue};
use crate::world::standing::{Level, Offer};

/// What users have had since a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// What its signed-in users have.
    pub level: Level,
    /// Whether it is being moved home evenly, and between which moments.
    pub moving: Option<(Time, Time)>,
    /// How many waited when the queue was planned, in thousandths of a user.
    pub waiting: u64,
    /// The queue in which they wait.
    pub queue: SignInQueue,
    /// What broke.
    pub cause: Cause,
    /// What prolongs it.
    pub phase: Phase,
    /// Where they are served: what they can do depends on it beside their level.
    pub served: Served,
    /// The routes that nobody had.
    pub routes_away: Routes,
}

impl Record {
    /// Everybody has everything, at home, and no route is away.
    pub const WELL: Record = Record {
        level: Level::Full,
        moving: None,
        waiting: 0,
        queue: SignInQueue::EMPTY,
        cause: Cause::Nothing,
        phase: Phase::SignIn,
        served: Served::AtHome,
        routes_away: Routes::NONE,
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
        let (planned, empty) = self.queue.stretch();
        if self.waiting == 0 || empty <= from {
            return 0;
        }
        let millis = |a: Time, b: Time| u128::from(b.millis().saturating_sub(a.millis()));
        let (queue, move_takes) = (millis(planned, empty), millis(from, until).max(1));
        let (left, gone) = (millis(from, empty), millis(from, to.min(empty)));
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

/// Users of a pool who have the same record. Those who wait are counted together in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class {
    /// How many they are, of the enabled.
    pub users: u32,
    /// What they have.
    pub record: Record,
}

/// Classes a pool's users can fall into: by level, and by whether they wait.
pub const CLASSES: usize = 2 * Level::ALL.len();

/// The users of a pool by class.
pub type Classes = [Class; CLASSES];

/// Nobody in any class.
pub const NOBODY: Classes = [Class { users: 0, record: Record::WELL }; CLASSES];

/// The class of users with a level, who wait or do not.
const fn class_of(level: Level, waits: bool) -> usize {
    2 * level.index() + waits as usize
}

/// What a pool's users have had, and each class since when.
#[derive(Debug, Clone, Copy)]
struct Page {
    classes: Classes,
    since: [Time; CLASSES],
}

/// The ledger of a run.
#[derive(Debug, Clone)]
pub struct Ledger {
    pages: Vec<Page>,
    /// Of the stretch charged last: the classes of a pool are mostly charged for the same one.
    shares: Shares,
    /// By chain, in the order of their numbers.
    chains: Vec<ChainRow>,
    /// The number of each chain: pool, cause and phase in one.
    numbers: Vec<u64>,
    /// By pool.
    sums: Vec<Sums>,
}

/// What the users of one pool have had.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sums {
    unplanned: Amounts,
    planned: Amounts,
    stages: [u64; Stage::ALL.len()],
    without_route: [u64; Route::ALL.len()],
}

impl Sums {
    /// The outcome of a pool of which everything else has been counted.
    pub fn entered_in(&self, counted: &PoolOutcome) -> PoolOutcome {
        let Sums { unplanned, planned, stages, without_route } = *self;
        PoolOutcome { unplanned, planned, stages, without_route, ..*counted }
    }

    /// Enters at which stage those were who had something, of so many user-milliseconds, and what routes they had not.
    fn add_served(&mut self, record: &Record, all: u64, none: u64, limited: u64) {
        self.stages[record.served.in_resiliency_mode().index()] += limited;
        if let Some(stage) = record.served.with_full_service() {
            self.stages[stage.index()] += all - none - limited;
        }
        for route in Route::ALL.into_iter().filter(|route| record.routes_away.contain(*route)) {
            self.without_route[route.index()] += all - none;
        }
    }
}

/// Room for chains before the list must grow.
const CHAINS: usize = 256;

impl Ledger {
    /// Everybody well.
    pub fn new(plan: &Plan) -> Self {
        let mut ledger = Ledger {
            pages: Vec::new(),
            shares: Shares::between(plan, Time::ZERO, Time::ZERO),
            chains: Vec::with_capacity(CHAINS),
            numbers: Vec::with_capacity(CHAINS),
            sums: Vec::new(),
        };
        ledger.reset(plan);
        ledger
    }

    /// Makes it new in the memory it has.
    pub fn reset(&mut self, plan: &Plan) {
        self.pages.clear();
        self.pages.resize(plan.topology.pools.len(), Page { classes: NOBODY, since: [Time::ZERO; CLASSES] });
        self.shares = Shares::between(plan, Time::ZERO, Time::ZERO);
        self.chains.clear();
        self.numbers.clear();
        self.sums.clear();
        self.sums.resize(plan.topology.pools.len(), Sums::default());
    }

    /// What it cost by chain, in the order of their numbers.
    pub fn chains(&self) -> &[ChainRow] {
        &self.chains
    }

    /// What the users of each pool have had.
    pub fn sums(&self) -> impl Iterator<Item = &Sums> {
        self.sums.iter()
    }

    /// What a population has since the last turn that touched its pool.
    pub fn record(&self, world: &World<'_>, population: usize) -> Record {
        let home = world.plan.topology.populations[population].home;
        let waiting = world.waiting(population);
        let class = class_of(world.offer(population).level, waiting > 0);
        Record { waiting, ..self.pages[home.index()].classes[class].record }
    }

    /// Whether all users of a pool have full service, at home.
    pub fn is_well(&self, pool: PoolId) -> bool {
        let is_well = |record: &Record| record.is_well() && record.served == Served::AtHome;
        self.pages[pool.index()].classes.iter().all(|class| is_well(&class.record))
    }

    /// Enters what the users of a pool have from now on, and charges each class that changes what it has had until now.
    pub fn enter(&mut self, plan: &Plan, pool: PoolId, now: Time, new: &Classes) {
        for (place, new) in new.iter().enumerate() {
            let old = &self.pages[pool.index()].classes[place];
            if (old.users > 0 || new.users > 0) && old != new {
                self.charge(plan, pool, place, now);
                let page = &mut self.pages[pool.index()];
                (page.classes[place], page.since[place]) = (*new, now);
            }
        }
    }

    /// Charges everybody up to the end of the run.
    pub fn close(&mut self, plan: &Plan, end: Time) {
        for pool in plan.topology.pool_ids() {
            for place in 0..CLASSES {
                self.charge(plan, pool, place, end);
                self.pages[pool.index()].since[place] = end;
            }
        }
    }

    fn charge(&mut self, plan: &Plan, pool: PoolId, place: usize, now: Time) {
        let Page { classes, since } = &self.pages[pool.index()];
        let (Class { users, record }, since) = (classes[place], since[place]);
        if users == 0 || record == Record::WELL || now == since {
            return;
        }
        let (none, limited) = record.cost(users, since, now);
        let all = u64::from(users) * now.since(since).millis();
        self.sums[pool.index()].add_served(&record, all, none, limited);
        if record.is_well() {
            return;
        }
        if self.shares.stretch != (since, now) {
            self.shares = Shares::between(plan, since, now);
        }
        let waits_at_the_door = record.level != Level::None;
        let none_phase = if waits_at_the_door { Phase::SignIn } else { record.phase };
        self.add(pool, record.cause, none_phase, none, 0);
        self.add(pool, record.cause, record.phase, 0, limited);
    }

    fn add(&mut self, pool: PoolId, cause: Cause, phase: Phase, none: u64, limited: u64) {
        if none + limited == 0 {
            return;
        }
        let amounts = self.shares.amounts(none, limited);
        let sums = &mut self.sums[pool.index()];
        if cause.is_planned() {
            sums.planned.add(&amounts)
        } else {
            sums.unplanned.add(&amounts)
        }
        let number = (pool.index() as u64) << 32 | (cause.index() as u64) << 16 | phase.index() as u64;
        match self.numbers.binary_search(&number) {
            Ok(place) => self.chains[place].amounts.add(&amounts),
            Err(place) => {
                self.numbers.insert(place, number);
                self.chains.insert(place, ChainRow { pool, cause, phase, amounts });
            }
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

/// The users of a pool by class. Who lacks something lacks it for this cause, and waits for the end of this phase; who is
/// well has no cause, so a change of causes alone costs those users nothing, not even a comparison.
pub fn classes_now(world: &World<'_>, pool: PoolId, cause: Cause, phase: Phase) -> Classes {
    let (offers, seats) = (world.standing.offers(pool), &world.condition.seats[pool.index()]);
    let mut classes = NOBODY;
    // Of a pool's users those with the same level have the same offer.
    let mut offer_of = [Offer::default(); Level::ALL.len()];
    for access in Access::ALL {
        for level in Level::ALL {
            let (offer, users) = (offers.to(access, level), offers.users(access, level));
            if users > 0 {
                offer_of[offer.level.index()] = offer;
                classes[class_of(offer.level, false)].users += users;
            }
        }
        for (group, waiting) in seats.who_wait(access) {
            let level = offers.to(access, offers.level(group)).level;
            let users = world.populations.of(pool).users(access, group);
            classes[class_of(level, false)].users -= users;
            let class = &mut classes[class_of(level, true)];
            class.users += users;
            class.record.waiting += waiting;
        }
    }
    for level in Level::ALL {
        for waits in [false, true] {
            let class = &mut classes[class_of(level, waits)];
            if class.users > 0 {
                class.record = record_of(world, pool, offer_of[level.index()], class.record.waiting, cause, phase);
            }
        }
    }
    classes
}

/// What users with an offer have, so many of whom wait. Of a pool's users those with the same level have the same offer.
fn record_of(world: &World<'_>, home: PoolId, offer: Offer, waiting: u64, cause: Cause, phase: Phase) -> Record {
    let (served, routes_away) = (served_now(world, home, offer), world.standing.routes_away());
    if offer.is_well() && waiting == 0 {
        return Record { served, routes_away, ..Record::WELL };
    }
    let queue = offer.at.filter(|_| waiting > 0).map_or(SignInQueue::EMPTY, |at| world.condition.queues[at.index()]);
    let moving = world.condition.failovers[home.index()].window().filter(|_| offer.moving);
    Record { level: offer.level, moving, waiting, queue, cause, phase, served, routes_away }
}
