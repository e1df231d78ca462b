//! Single recoveries that stand for their kind: the one of median length, and the one that one in twenty is longer than.
//!
//! A mean of anatomies is nobody's night. What a planner can picture is one recovery that took place in one run, and that
//! run can be told. To keep every recovery with its parts would take memory without bound; so a summary remembers of each
//! length, to the second, the first run that has such a recovery, and that run is simulated again to read the parts.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use crate::experiment::durations::to_seconds;
use crate::experiment::summary::{KindKey, Summary};
use crate::measure::{Recovery, RunOutcome, Silent};
use crate::model::{Run, Setting};
use crate::world::phase::Phase;

/// The quantiles that have an exemplar.
pub const QUANTILES: [f64; 2] = [0.5, 0.95];

/// The first run that has a recovery of a length, of one kind of recoveries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WhichRun {
    by_seconds: BTreeMap<u64, u64>,
    unfinished: Option<u64>,
}

impl WhichRun {
    /// Notes that a run has this recovery.
    pub fn note(&mut self, run: u64, recovery: &Recovery) {
        if recovery.unfinished {
            self.unfinished = Some(self.unfinished.map_or(run, |first| first.min(run)));
        } else {
            let first = self.by_seconds.entry(to_seconds(recovery.user_clock)).or_insert(run);
            *first = run.min(*first);
        }
    }

    /// The first run with one of so many seconds; with none, the first with one that the run ended before.
    fn with(&self, seconds: Option<u64>) -> Option<u64> {
        seconds.map_or(self.unfinished, |seconds| self.by_seconds.get(&seconds).copied())
    }
}

/// A recovery that stands for its kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Exemplar {
    /// The kind.
    pub kind: KindKey,
    /// Which of [`QUANTILES`] it is.
    pub quantile: f64,
    /// The run in which it took place.
    pub run: u64,
    /// The recovery. One that its run ended before is longer than all that were over, and only the least that it takes is
    /// known.
    pub recovery: Recovery,
    /// What the user's clock went to, in milliseconds and in the order in which the phases came first; together they are
    /// the clock.
    pub parts: Vec<(Phase, u64)>,
}

/// What is looked for in one run.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    kind: KindKey,
    quantile: f64,
    /// Its clock to the second; none of one that the run ended before.
    seconds: Option<u64>,
    run: u64,
}

/// The exemplars of these kinds of recoveries in the order of the kinds, the median first. Each run in question is
/// simulated once more; whoever stops it gets those of the runs that were finished.
pub fn exemplars(setting: &Setting, summary: &Summary, kinds: &[KindKey], stop: &AtomicBool) -> Vec<Exemplar> {
    let wanted: Vec<Wanted> = kinds.iter().flat_map(|kind| wanted(summary, *kind)).collect();
    let mut runs: Vec<u64> = wanted.iter().map(|one| one.run).collect();
    runs.sort_unstable();
    runs.dedup();
    let mut memory = Run::new(setting);
    let mut found: Vec<Option<Exemplar>> = vec![None; wanted.len()];
    for run in runs {
        let end = setting.plan.end();
        let outcome = memory.replicate_unless_stopped(summary.seed, run, end, &mut Silent, stop);
        let Some(outcome) = outcome else { break };
        for (place, one) in found.iter_mut().zip(&wanted).filter(|(_, one)| one.run == run) {
            *place = exemplar(&outcome, one);
        }
    }
    found.into_iter().flatten().collect()
}

fn wanted(summary: &Summary, key: KindKey) -> impl Iterator<Item = Wanted> + '_ {
    let kind = summary.kinds.get(&key);
    kind.into_iter().flat_map(move |kind| {
        QUANTILES.into_iter().filter_map(move |quantile| {
            let seconds = kind.each_user_clock.quantile(quantile).map(|millis| millis as u64 / 1000);
            Some(Wanted { kind: key, quantile, seconds, run: kind.runs.with(seconds)? })
        })
    })
}

/// The first in a run that is what was looked for; of those that were not over, the one that had lasted longest.
fn exemplar(outcome: &RunOutcome, wanted: &Wanted) -> Option<Exemplar> {
    let Wanted { kind, quantile, seconds, run } = *wanted;
    let is_of_kind = |recovery: &Recovery| {
        let row = &outcome.recoveries[recovery.kind as usize];
        (row.pool, row.cause, row.failed_over) == kind
    };
    let mut of_kind = outcome.each_recovery.iter().enumerate().filter(|(_, recovery)| is_of_kind(recovery));
    let (place, recovery) = match seconds {
        Some(seconds) => {
            of_kind.find(|(_, recovery)| !recovery.unfinished && to_seconds(recovery.user_clock) == seconds)
        }
        None => of_kind.filter(|(_, recovery)| recovery.unfinished).max_by_key(|(_, recovery)| recovery.user_clock),
    }?;
    Some(Exemplar { kind, quantile, run, recovery: *recovery, parts: outcome.parts_of(place).collect() })
}
