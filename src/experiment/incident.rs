//! One loss at a random moment of the calendar, in an otherwise random world: who lacks what, for how long.
//!
//! Each run draws its own moment, lives through the time before it as the scenario says, suffers the loss, and is
//! looked at for a while after it. The same run is lived through once more without the loss: what counts is the
//! difference, so that another server's failure in the same week is not laid at the incident's door.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::experiment::estimate::Estimate;
use crate::experiment::replicate::{BATCH, Budget};
use crate::experiment::workers::Workers;
use crate::ground::calendar::Windows;
use crate::ground::law::Law;
use crate::ground::time::{Span, Time};
use crate::measure::{Ledger, Listener, Silent};
use crate::model::{Run, Setting};
use crate::scenario::plan::{Happening, Plan, Target, What};
use crate::topology::PoolId;
use crate::world::World;

/// How long after its moment an incident is looked at, at most.
const LOOK: Span = Span::days(7);

/// What is lost, for how long, and when it may happen.
#[derive(Debug, Clone)]
pub struct Incident {
    /// What is lost.
    pub target: Target,
    /// For how long.
    pub lasts: Law,
    /// The hours in which it may happen; any moment unless given.
    pub hours: Option<Windows>,
}

/// The plan without what its own file lets happen: the question is what this one loss does, not what others do beside it.
pub fn without_timeline(plan: &Plan) -> Plan {
    Plan { timeline: Vec::new(), ..plan.clone() }
}

/// A plan with the incident in it, and the line that it is.
///
/// # Errors
/// When the scenario is too short, or has none of the hours asked for.
pub fn with_incident(plan: &Plan, incident: &Incident) -> Result<(Plan, usize), String> {
    let last = Time::ZERO + Span::from_millis(plan.horizon.millis() - look(plan).millis());
    let anywhere = || Windows::from_intervals([(Time::ZERO, last)]);
    let windows = incident.hours.as_ref().map_or_else(anywhere, |hours| {
        Windows::from_intervals(
            hours.intervals().filter(|(from, _)| *from < last).map(|(from, to)| (from, to.min(last))),
        )
    });
    if windows.intervals().all(|(from, to)| from == to) {
        return Err("the horizon holds none of the hours asked for; write a longer `horizon`".to_owned());
    }
    let mut plan = plan.clone();
    let line = plan.timeline.len();
    let (what, lasts) = (What::Lose(incident.target), Some(incident.lasts.clone()));
    plan.timeline.push(Happening { times: Vec::new(), what, lasts, planned: false, drawn: Some(windows) });
    Ok((plan, line))
}

/// How long the consequences are looked at: a week, or a quarter of a short horizon.
pub fn look(plan: &Plan) -> Span {
    LOOK.min(Span::from_millis(plan.horizon.millis() / 4))
}

/// What one incident did to a pool's users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effect {
    /// User-milliseconds without service, from the moment to the end of the look, more than without the incident.
    pub none: i64,
    /// User-milliseconds in resiliency mode, likewise.
    pub limited: i64,
    /// From the moment until all had full service again; none when nobody lacked anything.
    pub full_again: Option<Span>,
    /// Whether the look ended before that.
    pub unfinished: bool,
    /// Age of the newest user data the partner had.
    pub lost_user_data: Option<Span>,
    /// Age of the newest meeting content the partner had.
    pub lost_content: Option<Span>,
}

/// One run's incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Struck {
    /// When it happened.
    pub moment: Time,
    /// The hour of the week, from Monday midnight.
    pub hour: u32,
    /// What it did, by pool.
    pub effects: Vec<Effect>,
    /// Milliseconds without a route for federation and XMPP federation, more than without the incident.
    pub without_federation: [i64; 2],
}

/// Carries out the runs; what was finished before an interruption is kept.
///
/// # Errors
/// When the threads cannot be started.
pub fn rehearse(setting: &Setting, without: &Setting, line: usize, budget: &Budget<'_>) -> Result<Vec<Struck>, String> {
    let workers = Workers::start(budget.threads, budget.runs.min(BATCH))?;
    let mut struck: Vec<Struck> = Vec::new();
    while (struck.len() as u64) < budget.runs && !budget.stop.load(Ordering::Relaxed) {
        let done = struck.len() as u64;
        let first = budget.first + done;
        struck.extend(workers.finish(
            BATCH.min(budget.runs - done),
            budget.stop,
            &|more| (budget.progress)(done + more),
            || (Run::new(setting), Run::new(without)),
            |(with, without), piece| strike(setting, [with, without], line, (budget.seed, first + piece), budget.stop),
        ));
    }
    Ok(struck)
}

fn strike(
    setting: &Setting,
    [with, without]: [&mut Run<'_>; 2],
    line: usize,
    (seed, number): (u64, u64),
    stop: &AtomicBool,
) -> Option<Struck> {
    let plan = &setting.plan;
    let moment = setting.drawn_moment(line, seed, number).unwrap_or(Time::ZERO);
    let end = moment + look(plan);
    let mut ear = Ear { moment, pools: vec![Heard::default(); plan.estate.pools.len()], begun: false };
    let outcome = with.replicate_unless_stopped(seed, number, end, &mut ear, stop)?;
    let quiet = without.replicate_unless_stopped(seed, number, end, &mut Silent, stop)?;
    let effects = plan.estate.pool_ids().map(|pool| {
        let heard = ear.pools[pool.index()];
        let (all, usual) = (outcome.of_pool(pool), quiet.of_pool(pool));
        let none = more(all.none, usual.none);
        let limited = more(all.limited, usual.limited);
        let hit = none != 0 || limited != 0;
        // What an earlier failure of the same run lost is not this incident's.
        let since = outcome.each_recovery.iter().filter(|recovery| hit && recovery.end > moment);
        let own = since.filter(|recovery| outcome.recoveries[recovery.kind as usize].pool == pool);
        let lost = own.filter_map(|recovery| recovery.lost).max();
        Effect {
            none,
            limited,
            full_again: heard.full_again.filter(|_| hit).map(|at| at.since(moment)),
            unfinished: hit && heard.lacks && heard.full_again.is_none(),
            lost_user_data: lost.map(|lost| Span::from_millis(lost.user_data)),
            lost_content: lost.map(|lost| Span::from_millis(lost.content)),
        }
    });
    let route = |index: usize| more(outcome.without_federation[index], quiet.without_federation[index]);
    let without_federation = [route(0), route(1)];
    let hour = plan.calendar.hour_of_week(moment);
    Some(Struck { moment, hour, effects: effects.collect(), without_federation })
}

/// What the incident cost. Both runs are the same up to the moment, so what they cost before it falls out.
fn more(with: u64, without: u64) -> i64 {
    with as i64 - without as i64
}

#[derive(Debug, Clone, Copy, Default)]
struct Heard {
    lacks: bool,
    full_again: Option<Time>,
}

/// Listens from the moment on.
struct Ear {
    moment: Time,
    pools: Vec<Heard>,
    begun: bool,
}

impl Listener for Ear {
    const HEARS: bool = false;

    fn before(&mut self, now: Time, _world: &World<'_>, _ledger: &Ledger) {
        self.begun |= now >= self.moment;
    }

    fn after(&mut self, now: Time, world: &World<'_>, ledger: &Ledger) {
        if !self.begun {
            return;
        }
        for (pool, heard) in world.plan.estate.pools.iter().zip(&mut self.pools) {
            let whole = pool.populations.clone().all(|population| ledger.record(population.into()).0.is_well());
            match (whole, heard.lacks) {
                (false, false) => heard.lacks = true,
                (true, true) if heard.full_again.is_none() => heard.full_again = Some(now),
                _ => {}
            }
        }
    }
}

/// What can be said of the incidents' effects on one pool.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Minutes of an enabled user without service.
    pub none: Estimate,
    /// Minutes of an enabled user in resiliency mode.
    pub limited: Estimate,
    /// Minutes until full service, of the incidents after which somebody lacked something; to the end of the look where it
    /// was not back by then.
    pub full_again: Option<Estimate>,
    /// Share of the incidents that hit somebody.
    pub hit_share: f64,
    /// Incidents after which full service was not back when the look ended.
    pub unfinished: usize,
    /// Minutes of user data lost, where any was.
    pub lost_user_data: Option<Estimate>,
    /// Minutes of meeting content lost, where any was.
    pub lost_content: Option<Estimate>,
    /// Mean minutes of an enabled user without full service by the hour of the week at which it happened.
    pub by_hour: Vec<Option<f64>>,
}

/// Hours of a week.
pub const HOURS: usize = 168;

/// The answer for one pool.
pub fn answer(setting: &Setting, struck: &[Struck], pool: PoolId) -> Answer {
    let users = f64::from(setting.plan.estate.pool(pool).users.max(1));
    let effects: Vec<&Effect> = struck.iter().map(|one| &one.effects[pool.index()]).collect();
    let minutes = |cost: i64| cost as f64 / 60_000.0 / users;
    let of = |pick: &dyn Fn(&Effect) -> f64| Estimate::of(&effects.iter().map(|e| pick(e)).collect::<Vec<_>>());
    let some = |pick: &dyn Fn(&Effect) -> Option<Span>| {
        let values: Vec<f64> = effects.iter().filter_map(|e| pick(e)).map(Span::as_minutes_f64).collect();
        (!values.is_empty()).then(|| Estimate::of_non_negative(&values))
    };
    let hit = effects.iter().filter(|effect| effect.none != 0 || effect.limited != 0).count();
    Answer {
        none: of(&|effect| minutes(effect.none)),
        limited: of(&|effect| minutes(effect.limited)),
        // Who was still without it at the end of the look waited at least that long.
        full_again: some(&|effect| effect.full_again.or(effect.unfinished.then(|| look(&setting.plan)))),
        hit_share: hit as f64 / effects.len().max(1) as f64,
        unfinished: effects.iter().filter(|effect| effect.unfinished).count(),
        lost_user_data: some(&|effect| effect.lost_user_data),
        lost_content: some(&|effect| effect.lost_content),
        by_hour: by_hour(struck, pool, &minutes),
    }
}

/// Minutes without a route for federation and for XMPP federation.
pub fn without_federation(struck: &[Struck]) -> [Estimate; 2] {
    [0, 1].map(|route| {
        let minutes = struck.iter().map(|one| one.without_federation[route] as f64 / 60_000.0);
        Estimate::of(&minutes.collect::<Vec<f64>>())
    })
}

fn by_hour(struck: &[Struck], pool: PoolId, minutes: &dyn Fn(i64) -> f64) -> Vec<Option<f64>> {
    let mut sums = vec![(0.0, 0u32); HOURS];
    for one in struck {
        let effect = &one.effects[pool.index()];
        let (sum, count) = &mut sums[one.hour as usize % HOURS];
        *sum += minutes(effect.none + effect.limited);
        *count += 1;
    }
    sums.iter().map(|(sum, count)| (*count > 0).then(|| sum / f64::from(*count))).collect()
}
