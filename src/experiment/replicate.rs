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
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(budget.threads.unwrap_or(0))
        .build()
        .map_err(|error| format!("the worker threads could not be started: {error}"))?;
    let mut summary = Summary::new(setting, budget.seed);
    let mut done = 0;
    while done < budget.runs && !budget.stop.load(Ordering::Relaxed) {
        let batch = (TASK * TASKS_PER_BATCH).min(budget.runs - done);
        let first = budget.first + done;
        let outcomes = pool.install(|| batch_of(setting, budget.seed, first, batch));
        for (index, outcome) in outcomes.iter().enumerate() {
            summary.add(first + index as u64, outcome);
        }
        done += batch;
        (budget.progress)(done);
    }
    Ok(Replicated { summary, finished: done })
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
