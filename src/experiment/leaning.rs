//! What an answer leans on: the facts that no document of the product gives and that the scenario left to us, each
//! changed alone, on the same dice, and what that does to the minutes without full service.
//!
//! There are dozens of such facts, and most play no part in a given scenario. So they are weighed in two rounds: all of
//! them in a few costly runs, and those that moved most in runs from every part of the range of costs. Both rounds
//! together may take a share of the events of the answer itself, or a fixed number where that is more; how many runs that
//! allows is a matter of arithmetic, never of the clock. Where it allows none, nothing is weighed.

use std::cmp::Reverse;

use crate::experiment::Budget;
use crate::experiment::compare::{Difference, difference};
use crate::experiment::summary::Summary;
use crate::experiment::workers::Workers;
use crate::facts::sheet::bounds;
use crate::facts::{self, Confidence, Fact, Kind, users};
use crate::ground::law::Law;
use crate::ground::time::Span;
use crate::measure::Silent;
use crate::model::{Run, Setting};

/// The events of an answer over those that may be spent on weighing it.
const SHARE: u64 = 4;
/// Events that may be spent in any case: so few that nobody notices.
const FREE: u64 = 200_000;
/// Runs of the first round, at most.
const FIRST_RUNS: u64 = 4;
/// Runs of the second, at most.
const SECOND_RUNS: u64 = 64;
/// Facts that reach the second round.
const FINALISTS: usize = 8;

/// What came of the weighing.
#[derive(Debug, Clone, PartialEq)]
pub enum Leans {
    /// It was done.
    Weighed(Weighed),
    /// A run is too long for it.
    TooLong,
    /// Somebody wanted to stop.
    Interrupted,
}

/// Facts that were weighed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Weighed {
    /// How many facts were changed.
    pub tried: usize,
    /// In how many runs those that moved most were changed.
    pub runs: u64,
    /// Those that moved most, the most moving first.
    pub most: Vec<Leaning>,
    /// Those that moved the answer less, in the order of the facts.
    pub less: Vec<&'static Fact>,
    /// Those that moved nothing in the runs that were looked at.
    pub nothing: Vec<&'static Fact>,
    /// Events that were spent on it.
    pub events: u64,
}

/// A fact and what its changes do.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaning {
    /// The fact.
    pub fact: &'static Fact,
    /// Its changes.
    pub changes: Vec<Change>,
}

/// A change of a fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The value it was changed to, as a scenario would write it.
    pub to: String,
    /// How that is said: half, double, or the value.
    pub said: String,
    /// User-milliseconds of a run without full service, by which it changes them.
    pub moves: Difference,
}

impl Leaning {
    /// By how much the change that moves most does, whichever way.
    fn most(&self) -> f64 {
        self.changes.iter().map(|change| change.moves.mean.abs()).fold(0.0, f64::max)
    }
}

/// A change that is to be tried.
#[derive(Debug, Clone)]
struct Trial {
    fact: &'static Fact,
    to: String,
    said: String,
}

/// Weighs the facts that a setting left to us. The budget is that of the answer; its progress is not told.
///
/// # Errors
/// When the threads cannot be started.
pub fn weigh(setting: &Setting, summary: &Summary, budget: &Budget<'_>) -> Result<Leans, String> {
    let trials: Vec<Trial> = in_question(setting).flat_map(|fact| trials(setting, fact)).collect();
    let tried = facts_of(&trials).len();
    let cost = Cost::of(setting, summary);
    let spend = (summary.events / SHARE).max(FREE) / 2;
    let Some(first) = cost.runs(spend, trials.len(), FIRST_RUNS) else { return Ok(Leans::TooLong) };
    let desk = Desk { setting, summary, budget };
    let Some((rough, spent)) = desk.differences(&trials, &costly(summary, first))? else {
        return Ok(Leans::Interrupted);
    };
    let mut weights: Vec<(f64, &'static Fact)> = facts_of(&trials).into_iter().map(|fact| (0.0, fact)).collect();
    for (trial, values) in trials.iter().zip(&rough) {
        let weight: f64 = values.iter().map(|(before, after)| (after - before).abs()).sum();
        let known = weights.iter_mut().find(|(_, fact)| fact.key == trial.fact.key);
        known.into_iter().for_each(|(most, _)| *most = weight.max(*most));
    }
    let (mut moving, nothing): (Vec<_>, Vec<_>) = weights.into_iter().partition(|(weight, _)| *weight > 0.0);
    // Sorting keeps the order of the facts among equals.
    moving.sort_by(|a, b| b.0.total_cmp(&a.0));
    let less = moving.split_off(moving.len().min(FINALISTS));
    let is_final = |fact: &Fact| moving.iter().any(|(_, finalist)| finalist.key == fact.key);
    let finals: Vec<Trial> = trials.into_iter().filter(|trial| is_final(trial.fact)).collect();
    let runs = cost.runs(spend, finals.len(), SECOND_RUNS).unwrap_or(first).max(first);
    let chosen = from_every_part(summary, runs);
    let Some((exact, more)) = desk.differences(&finals, &chosen)? else { return Ok(Leans::Interrupted) };
    let names = |list: Vec<(f64, &'static Fact)>| list.into_iter().map(|(_, fact)| fact).collect::<Vec<_>>();
    let mut less = names(less);
    less.sort_by_key(|fact| facts::all().position(|other| other.key == fact.key));
    let most = leanings(&finals, &exact);
    Ok(Leans::Weighed(Weighed {
        tried,
        runs: chosen.len() as u64,
        most,
        less,
        nothing: names(nothing),
        events: spent + more,
    }))
}

/// The facts that no document of the product gives and that the scenario did not set. What should work and is assumed to
/// is no number to be halved, and how long what an incident lost stays lost is asked only of incidents.
fn in_question(setting: &Setting) -> impl Iterator<Item = &'static Fact> {
    let elsewhere = |fact: &Fact| [facts::cover::ALL, facts::failures::ALL].concat().iter().any(|f| f.key == fact.key);
    facts::all().filter(move |fact| {
        fact.confidence != Confidence::Documented && !setting.plan.sheet.is_set(fact) && !elsewhere(fact)
    })
}

fn facts_of(trials: &[Trial]) -> Vec<&'static Fact> {
    let mut facts: Vec<&'static Fact> = trials.iter().map(|trial| trial.fact).collect();
    facts.dedup_by_key(|fact| fact.key);
    facts
}

/// Half and double, as far as the fact's range allows; for what is no quantity, what else it can be.
fn trials(setting: &Setting, fact: &'static Fact) -> Vec<Trial> {
    let sheet = &setting.plan.sheet;
    let (low, high) = bounds(fact).unwrap_or((0.0, f64::INFINITY));
    let factors =
        |value: f64| [(0.5, "half"), (2.0, "double")].map(|(f, said)| ((value * f).clamp(low, high) / value, f, said));
    let stretched = |value: f64, text: &dyn Fn(f64) -> String| -> Vec<Trial> {
        let all = factors(value).into_iter().filter(|(factor, ..)| value > 0.0 && *factor != 1.0);
        let each = all.map(|(factor, asked, said)| {
            let to = text(factor);
            Trial { fact, said: if factor == asked { said.to_owned() } else { to.clone() }, to }
        });
        each.collect()
    };
    let others = |words: Vec<&str>| -> Vec<Trial> {
        let each = words.into_iter().filter(|word| *word != sheet.text(fact));
        each.map(|word| Trial { fact, to: word.to_owned(), said: word.to_owned() }).collect()
    };
    match fact.kind {
        Kind::Law => {
            let law: Law = sheet.law(fact);
            if law.is_never() {
                Vec::new()
            } else {
                stretched(law.median().millis() as f64, &|f| law.stretched(f).to_string())
            }
        }
        Kind::Span => {
            let millis = sheet.span(fact).millis() as f64;
            stretched(millis, &|f| Span::round_millis(millis * f).to_string())
        }
        Kind::Number => stretched(sheet.number(fact), &|f| (sheet.number(fact) * f).to_string()),
        Kind::Flag => others(vec!["yes", "no"]),
        Kind::Word if fact.key == users::BUSINESS_HOURS.key => others(vec!["always"]),
        Kind::Word => others(fact.range.split('|').collect()),
    }
}

/// What a run costs in events, and what it costs to make one ready.
#[derive(Debug, Clone, Copy)]
struct Cost {
    ready: u64,
    run: u64,
}

impl Cost {
    fn of(setting: &Setting, summary: &Summary) -> Self {
        // Making a setting looks at every timer a few times, whether it will ever run or not.
        Cost { ready: 4 * setting.timers.events.len() as u64, run: (summary.events / summary.runs.max(1)).max(1) }
    }

    /// How many runs of so many trials so many events allow; none where it is not one.
    fn runs(self, events: u64, trials: usize, most: u64) -> Option<u64> {
        let each = events / (trials as u64).max(1);
        let runs = each.saturating_sub(self.ready) / self.run;
        (runs > 0).then_some(runs.min(most))
    }
}

/// Places of runs from the costliest down by steps: the costly ones are those in which most happens.
fn costly(summary: &Summary, runs: u64) -> Vec<usize> {
    let order = by_cost(summary);
    let mut places: Vec<usize> =
        (0..runs as usize).map(|step| order.len() - 1 - order.len() / 2 * step / runs as usize).collect();
    places.dedup();
    places.into_iter().map(|place| order[place]).collect()
}

/// Places of runs at even steps in the order of their cost: like the whole in small.
fn from_every_part(summary: &Summary, runs: u64) -> Vec<usize> {
    let order = by_cost(summary);
    let runs = (runs as usize).min(order.len());
    (0..runs).map(|step| order[(2 * step + 1) * order.len() / (2 * runs)]).collect()
}

fn by_cost(summary: &Summary) -> Vec<usize> {
    let costs = summary.not_full_by_run();
    let mut order: Vec<usize> = (0..costs.len()).collect();
    order.sort_by_key(|place| (costs[*place], Reverse(*place)));
    order
}

/// What all trials share.
struct Desk<'a> {
    setting: &'a Setting,
    summary: &'a Summary,
    budget: &'a Budget<'a>,
}

/// What a run cost, and what it cost with a change.
type BeforeAfter = (f64, f64);

/// For each trial what the chosen runs cost, and how many events all that took.
type Tried = (Vec<Vec<BeforeAfter>>, u64);

impl Desk<'_> {
    /// The costs of the chosen runs with each trial, beside those without; nothing when somebody wants to stop.
    fn differences(&self, trials: &[Trial], chosen: &[usize]) -> Result<Option<Tried>, String> {
        let costs = self.summary.not_full_by_run();
        let pieces = trials.len() as u64;
        let workers = Workers::start(self.budget.threads, pieces)?;
        let done = workers.finish(
            pieces,
            self.budget.stop,
            &|_| {},
            || (),
            |(), piece| self.one(&trials[piece as usize], chosen, &costs),
        );
        if done.len() < trials.len() {
            return Ok(None);
        }
        let events = done.iter().map(|(_, events)| events).sum();
        Ok(Some((done.into_iter().map(|(values, _)| values).collect(), events)))
    }

    fn one(&self, trial: &Trial, chosen: &[usize], costs: &[u64]) -> Option<(Vec<BeforeAfter>, u64)> {
        let plan = self.setting.plan.with_fact(trial.fact, &trial.to);
        let changed = Setting::new(plan.unwrap_or_else(|why| panic!("{} as {}: {why}", trial.fact.key, trial.to)));
        let mut run = Run::new(&changed);
        let (mut values, mut events) = (Vec::with_capacity(chosen.len()), 0);
        for place in chosen {
            let number = self.summary.numbers[*place];
            let (seed, end) = (self.summary.seed, changed.plan.end());
            let outcome = run.replicate_unless_stopped(seed, number, end, &mut Silent, self.budget.stop)?;
            let cost: u64 = changed.plan.topology.pool_ids().map(|pool| outcome.of_pool(pool).not_full()).sum();
            values.push((costs[*place] as f64, cost as f64));
            events += outcome.events;
        }
        Some((values, events))
    }
}

/// The facts of the trials with what they move, the most moving first.
fn leanings(trials: &[Trial], values: &[Vec<BeforeAfter>]) -> Vec<Leaning> {
    let mut leanings: Vec<Leaning> = Vec::new();
    for (trial, values) in trials.iter().zip(values) {
        let (before, after): (Vec<f64>, Vec<f64>) = values.iter().copied().unzip();
        let change = Change { to: trial.to.clone(), said: trial.said.clone(), moves: difference(&before, &after) };
        match leanings.last_mut() {
            Some(last) if last.fact.key == trial.fact.key => last.changes.push(change),
            _ => leanings.push(Leaning { fact: trial.fact, changes: vec![change] }),
        }
    }
    leanings.sort_by(|a, b| b.most().total_cmp(&a.most()));
    leanings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_is_a_matter_of_arithmetic() {
        let cost = Cost { ready: 100, run: 1000 };
        assert_eq!(cost.runs(200_000, 90, FIRST_RUNS), Some(2));
        assert_eq!(cost.runs(2_000_000, 90, FIRST_RUNS), Some(FIRST_RUNS));
        assert_eq!(cost.runs(90_000, 90, FIRST_RUNS), None);
        assert_eq!(Cost { ready: 5000, run: 1 }.runs(200_000, 90, FIRST_RUNS), None);
    }
}
