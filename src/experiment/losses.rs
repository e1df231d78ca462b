//! Every single loss and every pair of losses, one after the other: which of them is an outage, of whom, and why.
//!
//! Random failures are switched off and every other law holds its median, so that a row is one fact and not a
//! sample. What is lost stays lost; the run looks at what the design and its administrators make of it.

use std::sync::atomic::AtomicBool;

use crate::experiment::workers::Workers;
use crate::facts::features::Route;
use crate::facts::{self, Kind};
use crate::ground::law::Law;
use crate::ground::time::{Span, Time};
use crate::measure::{Ledger, Listener};
use crate::model::{Run, Setting};
use crate::scenario::plan::{Happening, Plan, Target, What};
use crate::topology::{EdgeId, LinkId, MachineId, PoolId, SharedId, SiteId};
use crate::world::World;
use crate::world::phase::Phase;

/// How long each loss is looked at: long enough for people to act out of hours.
pub const LOOK: Span = Span::hours(24);

/// Trials after which a table of pairs is refused: nobody reads it, and it would take long.
pub const TRIALS_MAX: usize = 20_000;

/// What a loss, or a pair of losses, leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// What is lost, at the same instant.
    pub lost: Vec<Target>,
    /// For each pool whose users were hit: what became of them.
    pub hit: Vec<Hit>,
    /// How long each route did not work.
    pub routes_away: [Span; Route::ALL.len()],
}

/// What became of a pool's users.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Their home pool.
    pub pool: PoolId,
    /// When the first of them lacked something.
    pub after: Time,
    /// When the last of them had full service again, if all have by the end of the look.
    pub back: Option<Time>,
    /// At the worst moment: enabled users without service.
    pub none_worst: u32,
    /// At the worst moment: enabled users in resiliency mode.
    pub limited_worst: u32,
    /// At the end of the look: enabled users without service.
    pub none_at_end: u32,
    /// At the end of the look: enabled users in resiliency mode.
    pub limited_at_end: u32,
    /// What they then, or last, waited for.
    pub why: Phase,
}

impl Trial {
    /// Enabled users still without service at the end, over all pools.
    pub fn none_at_end(&self) -> u32 {
        self.hit.iter().map(|hit| hit.none_at_end).sum()
    }

    /// Enabled users still in resiliency mode at the end, over all pools.
    pub fn limited_at_end(&self) -> u32 {
        self.hit.iter().map(|hit| hit.limited_at_end).sum()
    }

    /// How bad it is: users still without service at the end come before users still in resiliency mode, and both before
    /// those who had lacked something for a while.
    fn harm(&self) -> [u32; 4] {
        // Where somebody had nothing at all, those who were let in first make it no worse.
        let only_limited = if self.none_worst() > 0 { 0 } else { self.limited_worst() };
        [self.none_at_end(), self.limited_at_end(), self.none_worst(), only_limited]
    }

    /// Whether anybody notices it, inside or outside.
    pub fn is_noticed(&self) -> bool {
        !self.hit.is_empty() || self.routes_away.iter().any(|span| *span > Span::ZERO)
    }

    /// Enabled users in resiliency mode at the worst moment of each pool.
    pub fn limited_worst(&self) -> u32 {
        self.hit.iter().map(|hit| hit.limited_worst).sum()
    }

    /// Enabled users without service at the worst moment, over all pools.
    pub fn none_worst(&self) -> u32 {
        self.hit.iter().map(|hit| hit.none_worst).sum()
    }
}

/// Whether a pair leaves more users without service, or in resiliency mode, than its parts do together, at the worst moment
/// or at the end.
pub fn is_news(pair: &Trial, singles: &[&Trial]) -> bool {
    let together = |users: fn(&Trial) -> u32| {
        let alone =
            |target: &Target| singles.iter().find(|single| single.lost[0] == *target).map_or(0, |one| users(one));
        pair.lost.iter().map(alone).sum::<u32>()
    };
    let measures = [Trial::none_worst, Trial::none_at_end, Trial::limited_worst, Trial::limited_at_end];
    measures.into_iter().any(|users| users(pair) > together(users))
}

/// Everything that can be lost: servers, links, sites, shared things, and Edge pools and pools as wholes.
pub fn components(plan: &Plan) -> Vec<Target> {
    let topology = &plan.topology;
    let machines = MachineId::each(&topology.machines).map(Target::Machine);
    let links = LinkId::each(&topology.links).map(Target::Link);
    let shared_components = SharedId::each(&topology.shared_components).map(Target::SharedComponent);
    let edges = EdgeId::each(&topology.edges).map(Target::Edge);
    let sites = SiteId::each(&topology.sites).map(Target::Site);
    machines.chain(links).chain(shared_components).chain(edges).chain(sites).collect()
}

/// Tries every single loss, and with `depth` two every pair as well, on all cores; nobody can interrupt it. Rows come
/// as [`try_out`] gives them.
///
/// # Errors
/// When there are more than [`TRIALS_MAX`] trials, or the threads cannot be started.
pub fn losses(plan: &Plan, depth: usize) -> Result<Vec<Trial>, String> {
    try_out(plan, &wanted(plan, depth)?, None, &AtomicBool::new(false), &|_| {})
}

/// What is to be tried: every single loss, and with `depth` two every pair after them.
///
/// # Errors
/// When there are more than [`TRIALS_MAX`] trials.
pub fn wanted(plan: &Plan, depth: usize) -> Result<Vec<Vec<Target>>, String> {
    let components = components(plan);
    let n = components.len();
    let trials = if depth > 1 { n + n * (n - 1) / 2 } else { n };
    if trials > TRIALS_MAX {
        return Err(format!("{n} components make {trials} trials, more than {TRIALS_MAX}; ask for --losses 1"));
    }
    let mut wanted: Vec<Vec<Target>> = components.iter().map(|target| vec![*target]).collect();
    if depth > 1 {
        for (i, first) in components.iter().enumerate() {
            wanted.extend(
                components[i + 1..]
                    .iter()
                    .filter(|second| !covers(plan, *first, **second))
                    .map(|second| vec![*first, *second]),
            );
        }
    }
    Ok(wanted)
}

/// Tries them, until somebody wants to stop. Rows come worst first, singles before pairs: by users still without service
/// at the end, then in resiliency mode at the end, then without service at the worst moment.
///
/// # Errors
/// When the threads cannot be started.
pub fn try_out(
    plan: &Plan,
    wanted: &[Vec<Target>],
    threads: Option<usize>,
    stop: &AtomicBool,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Vec<Trial>, String> {
    let components = components(plan);
    let setting = Setting::new(ready_to_lose(plan, &components));
    let trials = wanted.len() as u64;
    let one = |run: &mut Run<'_>, place: u64| trial(&setting, &components, run, &wanted[place as usize], stop);
    let mut rows = Workers::start(threads, trials)?.finish(trials, stop, progress, || Run::new(&setting), one);
    rows.sort_by_key(|row| (row.lost.len(), std::cmp::Reverse(row.harm()), row.lost.clone()));
    Ok(rows)
}

/// A pair in which one takes the other along is the single loss again.
fn covers(plan: &Plan, first: Target, second: Target) -> bool {
    let (one, other) = (plan.machines_of(first), plan.machines_of(second));
    let within =
        |small: &[MachineId], large: &[MachineId]| !small.is_empty() && small.iter().all(|m| large.contains(m));
    within(&one, &other) || within(&other, &one)
}

/// The plan without random failures and timeline, every law at its median. Of what works or fails by chance, happens what
/// is likelier; a cmdlet that fails is run again, so here it does not.
fn without_chance(plan: &Plan) -> Plan {
    let mut quiet = plan.clone();
    quiet.faults.clear();
    quiet.crews.clear();
    quiet.timeline.clear();
    quiet.horizon = LOOK.min(plan.horizon);
    for fact in facts::all().filter(|fact| fact.kind == Kind::Law) {
        let law = quiet.sheet.law(fact);
        if law.is_fixed().is_none() && !law.is_never() {
            quiet.sheet.set(fact.key, &law.median().to_string()).expect("a median is a fixed law");
        }
    }
    for fact in [&facts::pairing::CMDLET_FAILS, &facts::pairing::FAILBACK_FAILS] {
        quiet.sheet.set(fact.key, "0").expect("zero is a number");
    }
    for fact in [&facts::cover::MIRROR, &facts::cover::PARTNER, &facts::cover::STEP_WRONG] {
        let likelier = if quiet.sheet.number(fact) >= 0.5 { "1" } else { "0" };
        quiet.sheet.set(fact.key, likelier).expect("zero and one are numbers");
    }
    let laws = quiet.step_laws.iter_mut().map(|(_, law)| law);
    for law in laws.chain(quiet.extra_steps.iter_mut().map(|step| &mut step.takes)) {
        *law = Law::fixed(law.median());
    }
    quiet
}

/// The plan without chance, and with a line of the timeline for everything that can be lost. None of them has a time: a
/// trial lets those happen that it is about, and all trials share what is made of the plan.
fn ready_to_lose(plan: &Plan, components: &[Target]) -> Plan {
    let mut quiet = without_chance(plan);
    let line = |target: &Target| Happening { times: Vec::new(), ..Happening::once(Time::ZERO, What::Lose(*target)) };
    quiet.timeline = components.iter().map(line).collect();
    quiet
}

fn trial(
    setting: &Setting,
    components: &[Target],
    run: &mut Run<'_>,
    lost: &[Target],
    stop: &AtomicBool,
) -> Option<Trial> {
    let line = |target: &Target| components.iter().position(|component| component == target);
    run.let_happen_at_once(&lost.iter().filter_map(line).collect::<Vec<_>>());
    let mut worst = Worst::new(setting.plan.topology.pools.len());
    let outcome = run.replicate_unless_stopped(0, 0, setting.plan.end(), &mut worst, stop)?;
    let hit = PoolId::each(&worst.pools).zip(&worst.pools).filter_map(|(pool, seen)| {
        let after = seen.after?;
        let [_, limited_at_end, none_at_end] = seen.now;
        let still = outcome.unfinished.iter().find(|(unfinished, _)| *unfinished == pool).map(|(_, phase)| *phase);
        let why = still.or(seen.why(&outcome, pool)).unwrap_or(Phase::SignIn);
        Some(Hit {
            pool,
            after,
            back: seen.back,
            none_worst: seen.none_worst,
            limited_worst: seen.limited_worst,
            none_at_end,
            limited_at_end,
            why,
        })
    });
    let routes_away = outcome.routes_away.map(Span::from_millis);
    Some(Trial { lost: lost.to_vec(), hit: hit.collect(), routes_away })
}

#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// Whether somebody lacks something, or did when the pool was looked at last.
    lacks: bool,
    after: Option<Time>,
    back: Option<Time>,
    none_worst: u32,
    limited_worst: u32,
    now: [u32; 3],
}

impl Seen {
    /// The phase that cost most, of those who recovered.
    fn why(&self, outcome: &crate::measure::RunOutcome, pool: PoolId) -> Option<Phase> {
        let rows = outcome.chains.iter().filter(|row| row.pool == pool);
        rows.max_by_key(|row| (row.amounts.not_full(), std::cmp::Reverse(row.phase))).map(|row| row.phase)
    }
}

/// Listens for the worst moment of each pool.
struct Worst {
    pools: Vec<Seen>,
}

impl Worst {
    fn new(pools: usize) -> Self {
        Worst { pools: vec![Seen::default(); pools] }
    }

    fn look(&mut self, now: Time, world: &World<'_>, ledger: &Ledger) {
        for (pool, seen) in world.plan.topology.pools.iter().zip(&mut self.pools).filter(|(_, seen)| seen.lacks) {
            let mut counts = [0; 3];
            for population in pool.populations.clone().map(usize::from) {
                let record = ledger.record(world, population);
                let of = record.counts(world.plan.topology.populations[population].users, now);
                for (sum, part) in counts.iter_mut().zip(of) {
                    *sum += part;
                }
            }
            let [_, limited, none] = counts;
            if limited + none > 0 && seen.after.is_none() {
                seen.after = Some(now);
            }
            seen.back = match limited + none {
                0 if seen.after.is_some() => seen.back.or(Some(now)),
                _ => None,
            };
            seen.none_worst = seen.none_worst.max(none);
            seen.limited_worst = seen.limited_worst.max(limited);
            seen.now = counts;
        }
    }
}

impl Listener for Worst {
    const HEARS: bool = false;

    fn before(&mut self, now: Time, world: &World<'_>, ledger: &Ledger) {
        self.look(now, world, ledger);
    }

    fn after(&mut self, now: Time, world: &World<'_>, ledger: &Ledger) {
        // What users have changes only in pools that the turn has touched; who has everything again is looked at once more.
        for pool in &world.touched.pools {
            self.pools[pool.index()].lacks |= !ledger.is_well(*pool);
        }
        self.look(now, world, ledger);
        for pool in &world.touched.pools {
            self.pools[pool.index()].lacks = !ledger.is_well(*pool);
        }
    }
}
