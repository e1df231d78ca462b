//! Replications on all cores, folded in order.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::experiment::summary::Summary;
use crate::experiment::workers::Workers;
use crate::measure::{RunOutcome, Silent};
use crate::model::{Run, Setting};

/// The master seed unless another is named.
pub const SEED: u64 = 1;
/// Runs that are made when nobody says how many.
pub const RUNS: u64 = 1000;
/// The most that can be asked for: their outcomes are kept one by one.
pub const RUNS_MAX: u64 = 10_000_000;
/// Runs whose outcomes are held before they are folded into the summary.
pub(super) const BATCH: u64 = 128;

/// How much is to be done, and who may interrupt it.
pub struct Budget<'b> {
    /// The master seed.
    pub seed: u64,
    /// The first replication.
    pub first: u64,
    /// How many.
    pub runs: u64,
    /// Threads; as many as there are cores when none are named, and never more than there is work for.
    pub threads: Option<usize>,
    /// Set by somebody who wants to stop: what is finished is kept.
    pub stop: &'b AtomicBool,
    /// Told how many are finished.
    pub progress: &'b (dyn Fn(u64) + Sync),
}

/// What was done of it.
#[derive(Debug)]
pub struct Replicated {
    /// The answer of the finished runs.
    pub summary: Summary,
    /// How many finished; a prefix of what was asked for.
    pub finished: u64,
}

/// Carries out replications and folds them into a summary.
///
/// # Errors
/// When the threads cannot be started.
pub fn replicate(setting: &Setting, budget: &Budget<'_>) -> Result<Replicated, String> {
    replicate_heard(setting, budget, &mut |_, _, _| {})
}

/// The same, with somebody who hears of every run.
///
/// # Errors
/// When the threads cannot be started.
pub fn replicate_heard(setting: &Setting, budget: &Budget<'_>, hearer: &mut Hearer<'_>) -> Result<Replicated, String> {
    let (mut summaries, finished) = side_by_side_heard(&[setting], budget, hearer)?;
    let summary = summaries.remove(0);
    Ok(Replicated { summary, finished })
}

/// Carries out the same replications of several settings, each run of all of them before the next, so that whoever
/// interrupts has as many of one as of another. Progress counts those that all settings have finished.
///
/// # Errors
/// When the threads cannot be started.
pub fn side_by_side(settings: &[&Setting], budget: &Budget<'_>) -> Result<(Vec<Summary>, u64), String> {
    side_by_side_heard(settings, budget, &mut |_, _, _| {})
}

/// Hears of every run that is folded into a summary, in the order of their numbers and of the settings of each: the place
/// of the setting, the number of the run, and what it leaves behind.
pub type Hearer<'h> = dyn FnMut(usize, u64, &RunOutcome) + 'h;

/// The same, with somebody who hears of every run. What he hears does not depend on threads, and is what the summaries are
/// made of, whoever interrupts.
///
/// # Errors
/// When the threads cannot be started.
pub fn side_by_side_heard(
    settings: &[&Setting],
    budget: &Budget<'_>,
    hearer: &mut Hearer<'_>,
) -> Result<(Vec<Summary>, u64), String> {
    let designs = settings.len().max(1) as u64;
    let workers = Workers::start(budget.threads, budget.runs.min(BATCH) * designs)?;
    let mut summaries: Vec<Summary> = settings.iter().map(|setting| Summary::new(setting, budget.seed)).collect();
    let mut done = 0;
    while done < budget.runs && !budget.stop.load(Ordering::Relaxed) {
        let batch = BATCH.min(budget.runs - done);
        let first = budget.first + done;
        let outcomes = workers.finish(
            batch * designs,
            budget.stop,
            &|pieces| (budget.progress)(done + pieces / designs),
            || settings.iter().map(|setting| Run::new(setting)).collect::<Vec<_>>(),
            |runs, piece| {
                let (place, number) = ((piece % designs) as usize, first + piece / designs);
                let end = settings[place].plan.end();
                runs[place].replicate_unless_stopped(budget.seed, number, end, &mut Silent, budget.stop)
            },
        );
        let finished = outcomes.len() as u64 / designs;
        for (number, of_each) in (first..).zip(outcomes.chunks_exact(designs as usize)) {
            for (place, (summary, outcome)) in summaries.iter_mut().zip(of_each).enumerate() {
                hearer(place, number, outcome);
                summary.add(number, outcome);
            }
        }
        done += finished;
        if finished < batch {
            break;
        }
    }
    Ok((summaries, done))
}
