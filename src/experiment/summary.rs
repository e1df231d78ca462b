//! The answer of many runs: a column of numbers for each pool and measure, and sums of ledgers and anatomies.

use std::collections::BTreeMap;

use crate::experiment::durations::{Durations, GROUPS, share_of_groups};
use crate::experiment::estimate::Estimate;
use crate::experiment::exemplars::WhichRun;
use crate::experiment::share::{Share, share_of};
use crate::experiment::updates::Updates;
use crate::facts::features::{Feature, Route, Stage, Works};
use crate::ground::time::Span;
use crate::measure::{Amounts, Lost, Recovery, RunOutcome};
use crate::model::Setting;
use crate::topology::PoolId;
use crate::world::backup_copy::{ByClass, DataClass};
use crate::world::cause::Cause;
use crate::world::phase::Phase;
use crate::world::standing::exposure;

/// The numbers of one pool, a value for each run.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "each column is the measure of the same name in the run's outcome")]
pub struct Columns {
    pub users: u32,
    pub none: Vec<u64>,
    pub limited: Vec<u64>,
    pub planned: Vec<u64>,
    pub business: Vec<u64>,
    pub none_signed_in: Vec<u64>,
    pub limited_signed_in: Vec<u64>,
    pub outages: Vec<u32>,
    pub pool_quorum_losses: Vec<u32>,
    pub routing_group_quorum_losses: Vec<u32>,
    pub redirected_users: Vec<u32>,
    pub redirect_millis: u64,
    pub failovers: u64,
    pub exposed_millis: [Vec<u64>; exposure::REASONS],
    pub stages: [Vec<u64>; Stage::ALL.len()],
    pub without_route: [Vec<u64>; Route::ALL.len()],
    pub lost: ByClass<Vec<f64>>,
}

/// A kind of recoveries: whose users, what broke, whether they were failed over.
pub type KindKey = (PoolId, Cause, bool);

/// Recoveries of one kind at one pool: a value for each run in which there was one, and all of them together.
#[derive(Debug, Clone, Default)]
pub struct Kind {
    /// Of all runs.
    pub count: u64,
    /// Mean clock of the run's recoveries, in milliseconds.
    pub user_clock: Vec<f64>,
    /// The vendor's clock likewise.
    pub procedure_clock: Vec<f64>,
    /// Age of the newest data the partner had, by class, likewise.
    pub lost: ByClass<Vec<f64>>,
    /// The user's clock of each.
    pub each_user_clock: Durations,
    /// The vendor's clock of each with a procedure.
    pub each_procedure_clock: Durations,
    /// Age of the newest data at each that lost some, by class.
    pub each_lost: ByClass<Durations>,
    /// How many met the target.
    pub met: u64,
    /// How many more the run ended before.
    pub unfinished: u64,
    /// How many met the target or missed it; of what was not over, only what had missed it by then.
    pub judged: u64,
    /// Users without full service at the worst moment of each, summed.
    pub users_hit: u64,
    met_and_judged: Vec<(u64, u64)>,
    /// Which run has one of what length, for whoever wants to see a single one.
    pub runs: WhichRun,
    parts: Vec<u64>,
}

impl Kind {
    /// How many there were, those that the run ended before included.
    pub fn all(&self) -> u64 {
        self.count + self.unfinished
    }

    /// Users without full service at the worst moment, on average.
    pub fn users_hit_each(&self) -> u64 {
        (self.users_hit + self.all() / 2) / self.all().max(1)
    }

    /// The share that met the target of time, of `runs` runs.
    pub fn met_share(&self, runs: u64) -> Share {
        share_of_groups(self.met_and_judged.clone(), runs)
    }

    /// How long all of them took together, in milliseconds.
    pub fn clock_millis(&self) -> u64 {
        self.parts.iter().sum()
    }

    /// What the user's clock went to, largest first, with its share.
    pub fn anatomy(&self) -> Vec<(Phase, u64)> {
        let all = self.parts.iter().enumerate().map(|(index, millis)| (Phase::of(index), *millis));
        let mut parts: Vec<(Phase, u64)> = all.filter(|(_, millis)| *millis > 0).collect();
        parts.sort_by_key(|(phase, millis)| (std::cmp::Reverse(*millis), *phase));
        parts
    }
}

/// User-milliseconds by the group that a run belongs to: of enabled users, and of those signed in.
#[derive(Debug, Clone, Default)]
pub struct ByGroup([Vec<u64>; 2]);

impl ByGroup {
    fn add_run(&mut self, run: u64, costs: [u64; 2]) {
        let group = run as usize % GROUPS;
        for (sums, cost) in self.0.iter_mut().zip(costs) {
            sums.resize(sums.len().max(group + 1), 0);
            sums[group] += cost;
        }
    }

    /// Adds another.
    pub fn add(&mut self, other: &ByGroup) {
        for (sums, more) in self.0.iter_mut().zip(&other.0) {
            sums.resize(sums.len().max(more.len()), 0);
            sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
    }

    /// The shares in a whole, of enabled users and of those signed in.
    pub fn shares_in(&self, whole: &ByGroup, runs: u64) -> [Share; 2] {
        let groups = GROUPS.min(runs as usize);
        let filled = |sums: &[u64]| (0..groups).map(|group| sums.get(group).copied().unwrap_or(0)).collect::<Vec<_>>();
        [0, 1].map(|weight| share_of(&filled(&self.0[weight]), &filled(&whole.0[weight])))
    }
}

/// The answer.
#[derive(Debug, Clone)]
pub struct Summary {
    /// The master seed.
    pub seed: u64,
    /// Runs folded so far.
    pub runs: u64,
    /// Numbers of those runs.
    pub numbers: Vec<u64>,
    /// The horizon of each.
    pub horizon: Span,
    /// By pool.
    pub pools: Vec<Columns>,
    /// Cost by chain, over all runs.
    pub chains: BTreeMap<(PoolId, Cause, Phase), Amounts>,
    /// The same without full service, of each group of runs.
    pub chains_by_group: BTreeMap<(PoolId, Cause, Phase), ByGroup>,
    /// Recoveries by pool, what broke, and whether users were failed over.
    pub kinds: BTreeMap<KindKey, Kind>,
    /// Runs at whose end somebody was not served in full, by pool and what they waited for.
    pub unfinished: BTreeMap<(PoolId, Phase), u64>,
    /// The longest recovery of what nobody planned, in milliseconds, a value for each run; zero where there was none.
    pub longest_recovery: Vec<u64>,
    /// Updates of pools.
    pub updates: Updates,
    /// Events of all runs.
    pub events: u64,
}

impl Summary {
    /// Of no runs yet.
    pub fn new(setting: &Setting, seed: u64) -> Self {
        let pools = setting.plan.topology.pools.iter();
        Summary {
            seed,
            runs: 0,
            numbers: Vec::new(),
            horizon: setting.plan.horizon,
            pools: pools.map(|pool| Columns { users: pool.users, ..Columns::default() }).collect(),
            chains: BTreeMap::new(),
            chains_by_group: BTreeMap::new(),
            kinds: BTreeMap::new(),
            unfinished: BTreeMap::new(),
            longest_recovery: Vec::new(),
            updates: Updates::new(&setting.plan),
            events: 0,
        }
    }

    /// Folds in a run.
    pub fn add(&mut self, number: u64, outcome: &RunOutcome) {
        let run = self.runs;
        self.runs += 1;
        self.numbers.push(number);
        self.events += outcome.events;
        for (columns, pool) in self.pools.iter_mut().zip(&outcome.pools) {
            columns.add(pool);
        }
        let pool_of = |recovery: &Recovery| outcome.recoveries[recovery.kind as usize].pool;
        let losses = outcome.each_recovery.iter().filter_map(|one| Some((pool_of(one), one.lost?)));
        let losses: Vec<(PoolId, Lost)> = losses.collect();
        for (index, columns) in self.pools.iter_mut().enumerate().filter(|_| !losses.is_empty()) {
            columns.add_losses(losses.iter().filter(|(pool, _)| pool.index() == index).map(|(_, lost)| *lost));
        }
        for row in &outcome.chains {
            let key = (row.pool, row.cause, row.phase);
            self.chains.entry(key).or_default().add(&row.amounts);
            let costs = [row.amounts.not_full(), row.amounts.not_full_signed_in()];
            self.chains_by_group.entry(key).or_default().add_run(run, costs);
        }
        for row in &outcome.recoveries {
            let kind = self.kinds.entry((row.pool, row.cause, row.failed_over)).or_default();
            kind.add(run, row);
        }
        let mut longest = 0;
        for (place, recovery) in outcome.each_recovery.iter().enumerate() {
            let row = &outcome.recoveries[recovery.kind as usize];
            if !row.cause.is_planned() && !recovery.unfinished {
                longest = recovery.user_clock.max(longest);
            }
            if let Some(kind) = self.kinds.get_mut(&(row.pool, row.cause, row.failed_over)) {
                kind.add_one((run, number), recovery);
                if !recovery.unfinished {
                    outcome.parts_of(place).for_each(|(phase, millis)| kind.charge(phase, millis));
                }
            }
        }
        self.longest_recovery.push(longest);
        self.updates.add_run(run, &outcome.updates);
        for (pool, phase) in &outcome.unfinished {
            *self.unfinished.entry((*pool, *phase)).or_default() += 1;
        }
    }

    /// Years of one run.
    pub fn years(&self) -> f64 {
        self.horizon.millis() as f64 / Span::YEAR.millis() as f64
    }

    /// User-milliseconds without full service of all pools, a value for each run.
    pub fn not_full_by_run(&self) -> Vec<u64> {
        let runs = self.runs as usize;
        (0..runs).map(|run| self.pools.iter().map(|pool| pool.none[run] + pool.limited[run]).sum()).collect()
    }

    /// All cost, by group.
    pub fn cost_by_group(&self) -> ByGroup {
        let mut whole = ByGroup::default();
        self.chains_by_group.values().for_each(|part| whole.add(part));
        whole
    }

    /// The number of the run whose cost stands in the middle, and of the costliest.
    pub fn typical_and_worst(&self) -> Option<(u64, u64)> {
        let costs = self.not_full_by_run();
        let mut order: Vec<usize> = (0..costs.len()).collect();
        // Among equals the first run: a choice that does not depend on how sorting is done.
        order.sort_by_key(|run| (costs[*run], std::cmp::Reverse(*run)));
        let middle = *order.get(order.len().saturating_sub(1) / 2)?;
        Some((self.numbers[middle], self.numbers[*order.last()?]))
    }

    /// The columns of all pools together.
    pub fn total(&self) -> Columns {
        let mut total = Columns::default();
        for pool in &self.pools {
            total.merge(pool);
        }
        total
    }
}

impl Columns {
    fn add(&mut self, pool: &crate::measure::PoolOutcome) {
        let mut all = pool.unplanned;
        all.add(&pool.planned);
        self.none.push(all.none);
        self.limited.push(all.limited);
        self.planned.push(pool.planned.not_full());
        self.business.push(all.none_business + all.limited_business);
        self.none_signed_in.push(all.none_signed_in);
        self.limited_signed_in.push(all.limited_signed_in);
        self.outages.push(pool.outages as u32);
        self.pool_quorum_losses.push(pool.pool_quorum_losses as u32);
        self.routing_group_quorum_losses.push(pool.routing_group_quorum_losses as u32);
        self.redirected_users.push(pool.redirected_users as u32);
        self.redirect_millis += pool.redirect_millis;
        self.failovers += pool.failovers;
        for (column, millis) in self.exposed_millis.iter_mut().zip(pool.exposed_millis) {
            column.push(millis);
        }
        for (column, millis) in self.stages.iter_mut().zip(pool.stages) {
            column.push(millis);
        }
        for (column, millis) in self.without_route.iter_mut().zip(pool.without_route) {
            column.push(millis);
        }
    }

    fn merge(&mut self, other: &Columns) {
        self.users += other.users;
        let pairs: [(&mut Vec<u64>, &Vec<u64>); 6] = [
            (&mut self.none, &other.none),
            (&mut self.limited, &other.limited),
            (&mut self.planned, &other.planned),
            (&mut self.business, &other.business),
            (&mut self.none_signed_in, &other.none_signed_in),
            (&mut self.limited_signed_in, &other.limited_signed_in),
        ];
        for (sum, part) in pairs {
            add_column(sum, part);
        }
        add_column(&mut self.outages, &other.outages);
        add_column(&mut self.pool_quorum_losses, &other.pool_quorum_losses);
        add_column(&mut self.routing_group_quorum_losses, &other.routing_group_quorum_losses);
        add_column(&mut self.redirected_users, &other.redirected_users);
        let columns = self.exposed_millis.iter_mut().zip(&other.exposed_millis);
        let columns = columns.chain(self.stages.iter_mut().zip(&other.stages));
        for (sum, part) in columns.chain(self.without_route.iter_mut().zip(&other.without_route)) {
            add_column(sum, part);
        }
        self.redirect_millis += other.redirect_millis;
        self.failovers += other.failovers;
    }

    /// Minutes a year that an enabled user has of a column of user-milliseconds.
    pub fn minutes_per_user_year(&self, column: &[u64], years: f64) -> Estimate {
        let users = f64::from(self.users.max(1));
        let scale = 60_000.0 * users * years;
        Estimate::of_non_negative(&column.iter().map(|cost| *cost as f64 / scale).collect::<Vec<_>>())
    }

    /// User-milliseconds without a feature, a value for each run: without service, at the stages at which it does not work,
    /// where what works only if somebody sees to it works `if_seen_to`, and without the route it takes.
    pub fn without(&self, feature: &Feature, if_seen_to: bool) -> Vec<u64> {
        let works = |stage: &Stage| match feature.works(*stage) {
            Works::Yes => true,
            Works::No => false,
            Works::If(_) => if_seen_to,
        };
        let mut column = self.none.clone();
        for stage in Stage::ALL.iter().filter(|stage| !works(stage)) {
            add_column(&mut column, &self.stages[stage.index()]);
        }
        if let Some(route) = feature.route {
            add_column(&mut column, &self.without_route[route.index()]);
        }
        column
    }

    /// Share of user time with full service, a value for each run.
    fn availabilities(&self, horizon: Span) -> impl Iterator<Item = f64> {
        let all = f64::from(self.users.max(1)) * horizon.millis() as f64;
        self.none.iter().zip(&self.limited).map(move |(none, limited)| 1.0 - (none + limited) as f64 / all)
    }

    /// Runs in which that share reached a target.
    pub fn runs_with_availability(&self, horizon: Span, target: f64) -> u64 {
        self.availabilities(horizon).filter(|share| *share >= target).count() as u64
    }

    /// Share of user time with full service.
    pub fn availability(&self, horizon: Span) -> Estimate {
        let mut estimate = Estimate::of(&self.availabilities(horizon).collect::<Vec<_>>());
        estimate.ci = (estimate.ci.0.clamp(0.0, 1.0), estimate.ci.1.map(|high| high.min(1.0)));
        estimate
    }

    /// The share of what was planned, and of what fell in business hours, in all cost.
    pub fn shares(&self) -> [Share; 2] {
        let not_full: Vec<u64> = self.none.iter().zip(&self.limited).map(|(none, limited)| none + limited).collect();
        [share_of(&self.planned, &not_full), share_of(&self.business, &not_full)]
    }

    /// A column of counts, a year.
    pub fn per_year(column: &[u32], years: f64) -> Estimate {
        Estimate::of_counts(&column.iter().map(|count| f64::from(*count)).collect::<Vec<_>>(), years)
    }

    /// Users moved, a year.
    pub fn redirected_per_year(&self, years: f64) -> Estimate {
        Estimate::of_users(&self.redirected_users.iter().map(|users| f64::from(*users)).collect::<Vec<_>>(), years)
    }

    /// What a run lost at its losses, on average; a run that lost nothing gives no value.
    fn add_losses(&mut self, losses: impl Iterator<Item = Lost> + Clone) {
        let count = losses.clone().count() as f64;
        if count > 0.0 {
            for class in DataClass::ALL {
                let sum: u64 = losses.clone().map(|lost| lost[class]).sum();
                self.lost[class].push(sum as f64 / count);
            }
        }
    }
}

fn add_column<T: Copy + std::ops::AddAssign + Default>(sum: &mut Vec<T>, part: &[T]) {
    sum.resize(part.len(), T::default());
    for (sum, part) in sum.iter_mut().zip(part) {
        *sum += *part;
    }
}

impl Kind {
    fn add(&mut self, run: u64, row: &crate::measure::RecoveryRow) {
        let judged = row.count + row.unfinished_missed;
        self.count += row.count;
        self.met += row.met;
        self.unfinished += row.unfinished;
        self.judged += judged;
        self.met_and_judged.resize(GROUPS, (0, 0));
        let group = &mut self.met_and_judged[run as usize % GROUPS];
        *group = (group.0 + row.met, group.1 + judged);
        if row.count == 0 {
            return;
        }
        self.user_clock.push(row.user_clock as f64 / row.count as f64);
        if row.procedures > 0 {
            self.procedure_clock.push(row.procedure_clock as f64 / row.procedures as f64);
        }
        if row.losses > 0 {
            for (class, lost) in row.lost.each() {
                self.lost[class].push(*lost as f64 / row.losses as f64);
            }
        }
    }

    fn charge(&mut self, phase: Phase, millis: u64) {
        self.parts.resize(self.parts.len().max(phase.index() + 1), 0);
        self.parts[phase.index()] += millis;
    }

    fn add_one(&mut self, (run, number): (u64, u64), recovery: &Recovery) {
        self.users_hit += u64::from(recovery.users_hit);
        self.runs.note(number, recovery);
        if recovery.unfinished {
            self.each_user_clock.add_endless(run);
            return;
        }
        self.each_user_clock.add(run, recovery.user_clock);
        if let Some(clock) = recovery.procedure_clock {
            self.each_procedure_clock.add(run, clock);
        }
        if let Some(lost) = recovery.lost {
            for (class, millis) in lost.each() {
                self.each_lost[class].add(run, *millis);
            }
        }
    }
}
