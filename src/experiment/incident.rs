//! One loss at a random moment of the calendar, in an otherwise random world: who lacks what, for how long.
//!
//! Each run draws its own moment, lives through the time before it as the scenario says, suffers the loss, and is
//! looked at for a while after it. The same run is lived through once more without the loss: what counts is the
//! difference, so that another server's failure in the same week is not laid at the incident's door. Minutes are
//! subtracted; clocks run only while somebody lacks what he has in the run without the loss, see
//! [`excess`].

use std::sync::atomic::{AtomicBool, Ordering};

use crate::experiment::estimate::Estimate;
use crate::experiment::excess::{self, Ear, Stretch};
use crate::experiment::replicate::{BATCH, Budget};
use crate::experiment::workers::Workers;
use crate::facts::features::Route;
use crate::ground::calendar::Windows;
use crate::ground::law::Law;
use crate::ground::time::{Span, Time};
use crate::measure::{Lost, Recovery, RunOutcome};
use crate::model::{Run, Setting};
use crate::scenario::plan::{Happening, Plan, Target, What};
use crate::topology::PoolId;
use crate::world::backup_copy::ByClass;
use crate::world::phase::Phase;

/// How long after its moment an incident is looked at, at most.
const LOOK: Span = Span::days(7);

/// The horizon that an incident needs, so that every hour of the week has its turn and the look after it its time.
pub const ROOM: Span = Span::days(28);

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
    /// From the moment until the first user lacked something because of it; none where nobody ever did.
    pub begins_after: Option<Span>,
    /// The longest time in which somebody lacked full service because of it and of nobody's order.
    pub clock: Option<Lasted>,
    /// The same of those that administrators ordered: users who are brought home sign in again.
    pub second: Option<Lasted>,
    /// Whether the users were failed over more often than without it.
    pub failed_over: bool,
    /// Age of the newest data the partner had, by class, where any was lost.
    pub lost: Option<ByClass<Span>>,
}

impl Effect {
    /// User-milliseconds without full service, more than without the incident.
    pub fn not_full(&self) -> i64 {
        self.none + self.limited
    }

    /// Whether anybody lacked anything because of it.
    pub fn is_hit(&self) -> bool {
        self.begins_after.is_some()
    }

    /// Whether somebody still did when the look ended.
    pub fn is_unfinished(&self) -> bool {
        [self.clock, self.second].iter().flatten().any(|lasted| !lasted.over)
    }
}

/// How long something lasted; what was not over when the look ended is longer than all that was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lasted {
    /// So long; at least, where it was not over.
    pub span: Span,
    /// Whether it was over.
    pub over: bool,
}

impl Lasted {
    /// In minutes; endless where it was not over.
    pub fn minutes(self) -> f64 {
        if self.over { self.span.as_minutes_f64() } else { f64::INFINITY }
    }
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
    /// What the time went to of the recoveries in which the longest interruption fell that nobody ordered, in milliseconds and in the
    /// order in which the phases came first, by pool; nothing where there was none.
    pub anatomies: Vec<Vec<(Phase, u64)>>,
    /// Milliseconds without each route, more than without the incident.
    pub routes_away: [i64; Route::ALL.len()],
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
    let mut ears = [Ear::new(plan, moment), Ear::new(plan, moment)];
    let outcome = with.replicate_unless_stopped(seed, number, end, &mut ears[0], stop)?;
    let quiet = without.replicate_unless_stopped(seed, number, end, &mut ears[1], stop)?;
    let [here, there] = ears;
    let stretches = excess::between(plan, here, there, end);
    let effects = plan.topology.pool_ids().zip(&stretches).map(|(pool, stretches)| {
        let (all, usual) = (outcome.of_pool(pool), quiet.of_pool(pool));
        let lost = lost(&outcome, &quiet, pool, stretches);
        Effect {
            none: more(all.none, usual.none),
            limited: more(all.limited, usual.limited),
            begins_after: stretches.first().map(|stretch| stretch.since.since(moment)),
            clock: longest(stretches, false),
            second: longest(stretches, true),
            failed_over: outcome.pools[pool.index()].failovers > quiet.pools[pool.index()].failovers,
            lost: lost.map(|lost| lost.map(Span::from_millis)),
        }
    });
    let effects = effects.collect();
    let anatomies =
        plan.topology.pool_ids().zip(&stretches).map(|(pool, stretches)| anatomy(&outcome, pool, stretches)).collect();
    let routes_away =
        Route::ALL.map(|route| more(outcome.routes_away[route.index()], quiet.routes_away[route.index()]));
    let hour = plan.calendar.hour_of_week(moment);
    Some(Struck { moment, hour, effects, anatomies, routes_away })
}

/// What the incident cost. Both runs are the same up to the moment, so what they cost before it falls out.
fn more(with: u64, without: u64) -> i64 {
    with as i64 - without as i64
}

fn longest(stretches: &[Stretch], ordered: bool) -> Option<Lasted> {
    let longest = longest_stretch(stretches, ordered)?;
    Some(Lasted { span: longest.lasted(), over: longest.over })
}

fn longest_stretch(stretches: &[Stretch], ordered: bool) -> Option<&Stretch> {
    let these = stretches.iter().filter(|stretch| stretch.ordered == ordered);
    these.max_by_key(|stretch| (!stretch.over, stretch.lasted()))
}

/// What the time went to of the recoveries of a pool that overlap its longest interruption that nobody ordered.
fn anatomy(outcome: &RunOutcome, pool: PoolId, stretches: &[Stretch]) -> Vec<(Phase, u64)> {
    let Some(longest) = longest_stretch(stretches, false) else { return Vec::new() };
    let mut sums: Vec<(Phase, u64)> = Vec::new();
    for (place, recovery) in outcome.each_recovery.iter().enumerate() {
        let row = &outcome.recoveries[recovery.kind as usize];
        let since = recovery.end.millis() - recovery.user_clock;
        let overlaps = longest.until.millis() > since && longest.since < recovery.end;
        if row.pool == pool && !row.cause.is_planned() && overlaps {
            for (phase, millis) in outcome.parts_of(place) {
                match sums.iter_mut().find(|(known, _)| *known == phase) {
                    Some((_, sum)) => *sum += millis,
                    None => sums.push((phase, millis)),
                }
            }
        }
    }
    sums
}

/// The most that was lost with a recovery in which users lacked something because of the incident, and that the run
/// without it did not lose in the same recovery.
fn lost(outcome: &RunOutcome, quiet: &RunOutcome, pool: PoolId, stretches: &[Stretch]) -> Option<Lost> {
    let since = |recovery: &Recovery| recovery.end.millis() - recovery.user_clock;
    let begun_with = |recovery: &Recovery| {
        let same = quiet
            .each_recovery
            .iter()
            .filter(|other| quiet.recoveries[other.kind as usize].pool == pool && since(other) == since(recovery));
        same.filter_map(|other| other.lost).max()
    };
    let here = outcome.each_recovery.iter().filter(|recovery| {
        outcome.recoveries[recovery.kind as usize].pool == pool
            && stretches.iter().any(|stretch| stretch.until.millis() > since(recovery) && stretch.since < recovery.end)
    });
    here.filter(|recovery| recovery.lost > begun_with(recovery)).filter_map(|recovery| recovery.lost).max()
}

/// What can be said of the incidents' effects on one pool.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Minutes of an enabled user without service.
    pub none: Estimate,
    /// Minutes of an enabled user in resiliency mode.
    pub limited: Estimate,
    /// Minutes from the moment until the first user lacked something, of the incidents that hit somebody.
    pub begins_after: Option<Estimate>,
    /// Minutes until full service, of the incidents that hit somebody: of each the longest that nobody ordered. Endless where
    /// it was not back by the end of the look, and so is then the mean.
    pub clock: Option<Estimate>,
    /// Minutes of the longest interruption that bringing the users home caused, likewise.
    pub second: Option<Estimate>,
    /// How many of the incidents had one.
    pub seconds: usize,
    /// After how many of the incidents the users were failed over because of it.
    pub failed_over: usize,
    /// How many of the incidents hit somebody.
    pub hit: usize,
    /// Incidents after which full service was not back when the look ended.
    pub unfinished: usize,
    /// Minutes of data lost, by class, where any was.
    pub lost: ByClass<Option<Estimate>>,
    /// Mean minutes of an enabled user without full service by the hour of the week at which it happened.
    pub by_hour: Vec<Option<f64>>,
    /// The same by day of the week, from Monday, and watch of six hours.
    pub by_watch: Vec<Watch>,
}

/// The incidents of one day of the week and one watch.
#[derive(Debug, Clone)]
pub struct Watch {
    /// The first hour of the week in it, from Monday midnight.
    pub first: usize,
    /// How many there were.
    pub incidents: usize,
    /// Minutes of an enabled user without full service; none without incidents.
    pub minutes: Option<Estimate>,
}

/// Hours of a week.
pub const HOURS: usize = 168;
/// Hours of a watch.
pub const WATCH: usize = 6;

/// The answer for one pool.
pub fn answer(setting: &Setting, struck: &[Struck], pool: PoolId) -> Answer {
    let users = f64::from(setting.plan.topology.pool(pool).users.max(1));
    let effects: Vec<&Effect> = struck.iter().map(|one| &one.effects[pool.index()]).collect();
    let minutes = |cost: i64| cost as f64 / 60_000.0 / users;
    let of = |pick: &dyn Fn(&Effect) -> f64| Estimate::of(&effects.iter().map(|e| pick(e)).collect::<Vec<_>>());
    let some = |pick: &dyn Fn(&Effect) -> Option<f64>| {
        let values: Vec<f64> = effects.iter().filter_map(|e| pick(e)).collect();
        (!values.is_empty()).then(|| of_clocks(&values))
    };
    Answer {
        none: of(&|effect| minutes(effect.none)),
        limited: of(&|effect| minutes(effect.limited)),
        begins_after: some(&|effect| effect.begins_after.map(Span::as_minutes_f64)),
        clock: some(&|effect| effect.clock.map(Lasted::minutes)),
        second: some(&|effect| effect.second.map(Lasted::minutes)),
        seconds: effects.iter().filter(|effect| effect.second.is_some()).count(),
        failed_over: effects.iter().filter(|effect| effect.failed_over).count(),
        hit: effects.iter().filter(|effect| effect.is_hit()).count(),
        unfinished: effects.iter().filter(|effect| effect.is_unfinished()).count(),
        lost: ByClass::of(|class| some(&|effect| effect.lost.map(|lost| lost[class].as_minutes_f64()))),
        by_hour: by_hour(struck, pool, &minutes),
        by_watch: by_watch(struck, pool, &minutes),
    }
}

/// Of durations, of which some may have no end that was seen: quantiles hold all the same, a mean does not.
fn of_clocks(minutes: &[f64]) -> Estimate {
    if minutes.iter().all(|minutes| minutes.is_finite()) {
        return Estimate::of_non_negative(minutes);
    }
    Estimate { mean: f64::INFINITY, ci: (f64::INFINITY, None), ..Estimate::of(minutes) }
}

/// Minutes without each route.
pub fn routes_away(struck: &[Struck]) -> [Estimate; Route::ALL.len()] {
    Route::ALL.map(|route| {
        let minutes = struck.iter().map(|one| one.routes_away[route.index()] as f64 / 60_000.0);
        Estimate::of(&minutes.collect::<Vec<f64>>())
    })
}

fn by_hour(struck: &[Struck], pool: PoolId, minutes: &dyn Fn(i64) -> f64) -> Vec<Option<f64>> {
    let mut sums = vec![(0.0, 0u32); HOURS];
    for one in struck {
        let (sum, count) = &mut sums[one.hour as usize % HOURS];
        *sum += minutes(one.effects[pool.index()].not_full());
        *count += 1;
    }
    sums.iter().map(|(sum, count)| (*count > 0).then(|| sum / f64::from(*count))).collect()
}

fn by_watch(struck: &[Struck], pool: PoolId, minutes: &dyn Fn(i64) -> f64) -> Vec<Watch> {
    let watches = (0..HOURS).step_by(WATCH).map(|first| {
        let here = struck.iter().filter(|one| (first..first + WATCH).contains(&(one.hour as usize)));
        let seen: Vec<f64> = here.map(|one| minutes(one.effects[pool.index()].not_full())).collect();
        Watch { first, incidents: seen.len(), minutes: (!seen.is_empty()).then(|| Estimate::of(&seen)) }
    });
    watches.collect()
}
