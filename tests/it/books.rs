//! Two bookkeepers: one checks that a run's books agree with themselves, the other keeps books of its own.

use pooldrill::facts::features::{Route, Routes, Stage};
use pooldrill::ground::time::Time;
use pooldrill::measure::{Amounts, Ledger, Listener, RunOutcome};
use pooldrill::scenario::plan::Plan;
use pooldrill::topology::PoolId;
use pooldrill::world::World;
use pooldrill::world::phase::Phase;
use pooldrill::world::sign_in_queue::{PER_USER, SignInQueue};
use pooldrill::world::standing::Level;

/// Whether a run's books agree with themselves; what does not, in words.
pub fn agree(plan: &Plan, outcome: &RunOutcome) -> Result<(), String> {
    for pool in plan.topology.pool_ids() {
        let mut chains = Amounts::default();
        outcome.chains.iter().filter(|row| row.pool == pool).for_each(|row| chains.add(&row.amounts));
        let whole = outcome.of_pool(pool);
        if chains != whole {
            return Err(format!("pool {}: the chains are {chains:?}, the pool's {whole:?}", pool.index()));
        }
        let all = u64::from(plan.topology.pool(pool).users) * plan.horizon.millis();
        if whole.not_full() > all {
            return Err(format!("pool {}: {} of {all} user-milliseconds are not full", pool.index(), whole.not_full()));
        }
        let parts = [
            (whole.none_business, whole.none),
            (whole.limited_business, whole.limited),
            (whole.none_signed_in, whole.none),
            (whole.limited_signed_in, whole.limited),
        ];
        if parts.iter().any(|(part, whole)| part > whole) {
            return Err(format!("pool {}: a part is more than the whole in {whole:?}", pool.index()));
        }
        // Who is in resiliency mode is at one of three stages; who has full service at one of the others, or lacks nothing.
        let stages = outcome.pools[pool.index()].stages;
        let at = |some: &[Stage]| some.iter().map(|stage| stages[stage.index()]).sum::<u64>();
        let limited = at(&[Stage::ResiliencyAtHome, Stage::ResiliencyAtPartner, Stage::FailingBack]);
        if limited != whole.limited || whole.not_full() + at(&[Stage::WithoutBackEnd, Stage::FailedOver]) > all {
            return Err(format!(
                "pool {}: of {all} user-milliseconds {whole:?} are at the stages {stages:?}",
                pool.index()
            ));
        }
        let longest = outcome.pools[pool.index()].without_route.into_iter().max().unwrap_or(0);
        if longest + whole.none > all {
            return Err(format!("pool {}: {longest} of {all} are without a route, besides {whole:?}", pool.index()));
        }
    }
    for (place, recovery) in outcome.each_recovery.iter().enumerate() {
        let parts: Vec<(Phase, u64)> = outcome.parts_of(place).collect();
        let sum: u64 = parts.iter().map(|(_, millis)| millis).sum();
        let once = parts.iter().enumerate().all(|(at, (phase, _))| parts[..at].iter().all(|(other, _)| other != phase));
        if sum != recovery.user_clock || !once {
            return Err(format!("the parts of {recovery:?} are {parts:?}"));
        }
    }
    for (kind, row) in outcome.recoveries.iter().enumerate() {
        let anatomy: u64 = outcome.anatomy_of(kind).map(|(_, millis)| millis).sum();
        let of_kind = || outcome.each_recovery.iter().filter(|recovery| recovery.kind as usize == kind);
        let own = || of_kind().filter(|recovery| !recovery.unfinished);
        let clocks: u64 = own().map(|recovery| recovery.user_clock).sum();
        if anatomy != row.user_clock || clocks != anatomy || own().count() as u64 != row.count || of_kind().count() == 0
        {
            return Err(format!("the anatomy of {row:?} is {anatomy}, its recoveries took {clocks}"));
        }
    }
    Ok(())
}

/// What a population has from a moment on.
#[derive(Debug, Clone, Copy)]
struct Page {
    users: u32,
    level: Level,
    moving: Option<(Time, Time)>,
    waiting: f64,
    queue: SignInQueue,
    routes_away: Routes,
}

impl Page {
    fn of(world: &World<'_>, population: usize) -> Page {
        let noun = &world.plan.topology.populations[population];
        let offer = world.offer(population);
        Page {
            users: noun.users,
            level: offer.level,
            moving: world.condition.failovers[noun.home.index()].window().filter(|_| offer.moving),
            waiting: world.waiting(population) as f64 / PER_USER as f64,
            queue: world.seat(population).map_or(SignInQueue::EMPTY, |seat| world.condition.queues[seat.index()]),
            routes_away: world.standing.routes_away(),
        }
    }

    /// How many have nothing, and how many resiliency mode, at a moment in milliseconds.
    fn counts(&self, now: f64) -> (f64, f64) {
        let users = f64::from(self.users);
        let part = |(from, until): (Time, Time)| {
            let (from, until) = (from.millis() as f64, until.millis() as f64);
            if until > from { ((now - from) / (until - from)).clamp(0.0, 1.0) } else { 1.0 }
        };
        if self.level == Level::None {
            return (users, 0.0);
        }
        let waits = self.waiting > 0.0;
        let none = if waits { self.waiting * (1.0 - part(self.queue.stretch())) } else { 0.0 };
        let limited = match (self.level, self.moving) {
            (_, Some(window)) => part(window),
            (Level::Limited, None) => 1.0,
            _ => 0.0,
        };
        (none, (users - none) * limited)
    }

    /// User-milliseconds of both between two moments. Between events both are polynomials of at most the second degree,
    /// for which Simpson's rule is exact.
    fn cost(&self, from: Time, to: Time) -> (f64, f64) {
        let (from, to) = (from.millis() as f64, to.millis() as f64);
        let (first, middle, last) = (self.counts(from), self.counts(f64::midpoint(from, to)), self.counts(to));
        let simpson = |a: f64, b: f64, c: f64| (to - from) * (a + 4.0 * b + c) / 6.0;
        (simpson(first.0, middle.0, last.0), simpson(first.1, middle.1, last.1))
    }
}

/// Keeps its own books: looks at every population after every turn, and knows nothing of the ledger.
#[derive(Debug, Default)]
pub struct Bookkeeper {
    since: Time,
    pages: Vec<Page>,
    homes: Vec<PoolId>,
    costs: Vec<(f64, f64)>,
    without_route: Vec<[f64; Route::ALL.len()]>,
    entries: usize,
}

impl Bookkeeper {
    fn charge(&mut self, now: Time) {
        for (page, home) in self.pages.iter().zip(&self.homes) {
            let (none, limited) = page.cost(self.since, now);
            self.costs[home.index()].0 += none;
            self.costs[home.index()].1 += limited;
            let served = f64::from(page.users) * now.since(self.since).millis() as f64 - none;
            for route in Route::ALL.into_iter().filter(|route| page.routes_away.contain(*route)) {
                self.without_route[home.index()][route.index()] += served;
            }
        }
        self.since = now;
    }

    /// Whether the ledger says the same. Each of its entries may round down by less than one user-millisecond.
    pub fn agrees(mut self, plan: &Plan, outcome: &RunOutcome) -> Result<(), String> {
        self.charge(plan.end());
        let entries = (self.entries + 1) * plan.topology.populations.len();
        for (pool, (none, limited)) in plan.topology.pool_ids().zip(self.costs) {
            let ledger = outcome.of_pool(pool);
            let without = self.without_route[pool.index()].into_iter().zip(outcome.pools[pool.index()].without_route);
            let without = without.map(|(own, kept)| (own - kept as f64).abs()).fold(0.0, f64::max);
            let off = (none - ledger.none as f64).abs().max((limited - ledger.limited as f64).abs()).max(without);
            if off > entries as f64 {
                let (own_none, own_limited) = (ledger.none, ledger.limited);
                return Err(format!(
                    "pool {}: none {none} and {own_none}, limited {limited} and {own_limited}, without a route {without} off",
                    pool.index()
                ));
            }
        }
        Ok(())
    }
}

impl Listener for Bookkeeper {
    const HEARS: bool = false;

    fn before(&mut self, _now: Time, _world: &World<'_>, _ledger: &Ledger) {}

    fn after(&mut self, now: Time, world: &World<'_>, _ledger: &Ledger) {
        let topology = &world.plan.topology;
        if self.homes.is_empty() {
            self.homes = topology.populations.iter().map(|population| population.home).collect();
            self.costs = vec![(0.0, 0.0); topology.pools.len()];
            self.without_route = vec![[0.0; Route::ALL.len()]; topology.pools.len()];
        }
        self.charge(now);
        self.entries += 1;
        self.pages = (0..topology.populations.len()).map(|population| Page::of(world, population)).collect();
    }
}
