//! Replications on all cores, folded in order.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::experiment::summary::Summary;
use crate::measure::{RunOutcome, Silent};
use crate::model::{Run, Setting};

/// Runs that one task does in the memory of one; small enough that progress moves.
const TASK: u64 = 8;
/// Tasks between two looks at the wish to stop. A fixed number: what is finished must not depend on the machine.
const TASKS_PER_BATCH: u64 = 16;

/// How much is to be done, and who may interrupt it.
pub struct Budget<'b> {
    /// The master seed.
    pub seed: u64,
    /// The first replication.
    pub first: u64,
    /// How many.
    pub runs: u64,
    /// Threads; as many as there are cores when none are named.
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
    let (mut summaries, finished) = side_by_side(&[setting], budget)?;
    let summary = summaries.remove(0);
    Ok(Replicated { summary, finished })
}

/// Carries out the same replications of several settings, a batch of each in turn, so that whoever interrupts has as many
/// of one as of another. Progress counts those that all settings have finished.
///
/// # Errors
/// When the threads cannot be started.
pub fn side_by_side(settings: &[&Setting], budget: &Budget<'_>) -> Result<(Vec<Summary>, u64), String> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(budget.threads.unwrap_or(0))
        .build()
        .map_err(|error| format!("the worker threads could not be started: {error}"))?;
    let mut summaries: Vec<Summary> = settings.iter().map(|setting| Summary::new(setting, budget.seed)).collect();
    let mut done = 0;
    while done < budget.runs {
        let batch = (TASK * TASKS_PER_BATCH).min(budget.runs - done);
        let first = budget.first + done;
        let mut of_each = Vec::with_capacity(settings.len());
        for setting in settings {
            if budget.stop.load(Ordering::Relaxed) {
                return Ok((summaries, done));
            }
            of_each.push(pool.install(|| batch_of(setting, budget.seed, first, batch)));
        }
        for (summary, outcomes) in summaries.iter_mut().zip(&of_each) {
            for (index, outcome) in outcomes.iter().enumerate() {
                summary.add(first + index as u64, outcome);
            }
        }
        done += batch;
        (budget.progress)(done);
    }
    Ok((summaries, done))
}

fn batch_of(setting: &Setting, seed: u64, first: u64, runs: u64) -> Vec<RunOutcome> {
    let tasks = runs.div_ceil(TASK);
    let by_task: Vec<Vec<RunOutcome>> = (0..tasks)
        .into_par_iter()
        .map_init(
            || Run::new(setting),
            |run, task| {
                let from = first + task * TASK;
                let to = (from + TASK).min(first + runs);
                (from..to).map(|replication| run.replicate(seed, replication, &mut Silent)).collect()
            },
        )
        .collect();
    by_task.into_iter().flatten().collect()
}
