//! Threads that share numbered pieces of work, and what of it was finished when somebody wants to stop.
//!
//! Pieces are handed out one by one in the order of their numbers, so that an interruption loses at most the one that
//! each thread has in hand. What is kept is an unbroken beginning: it is what fewer pieces would have given, whoever
//! carried out which of them.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Threads that wait for work.
#[derive(Debug)]
pub struct Workers {
    threads: ThreadPool,
}

impl Workers {
    /// As many threads as were asked for, or as there are cores, but never more than there are pieces to carry out at the
    /// same time.
    ///
    /// # Errors
    /// When they cannot be started.
    pub fn start(asked: Option<usize>, pieces: u64) -> Result<Workers, String> {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let most = usize::try_from(pieces).unwrap_or(usize::MAX);
        let threads = asked.unwrap_or_else(cores).min(most).max(1);
        ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map(|threads| Workers { threads })
            .map_err(|error| format!("the worker threads could not be started: {error}"))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.threads.current_num_threads()
    }

    /// Carries out pieces of work and returns, in order, those before the first that was not finished. `make` gives a
    /// thread the memory in which it works; `work` returns nothing when it was stopped; `progress` is told how many are
    /// finished.
    pub fn finish<M, T: Send>(
        &self,
        pieces: u64,
        stop: &AtomicBool,
        progress: &(dyn Fn(u64) + Sync),
        make: impl Fn() -> M + Sync,
        work: impl Fn(&mut M, u64) -> Option<T> + Sync,
    ) -> Vec<T> {
        let (next, finished) = (AtomicU64::new(0), AtomicU64::new(0));
        let by_thread = self.threads.broadcast(|_| {
            let mut memory = None;
            let mut done: Vec<(u64, T)> = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                let piece = next.fetch_add(1, Ordering::Relaxed);
                if piece >= pieces {
                    break;
                }
                let Some(result) = work(memory.get_or_insert_with(&make), piece) else { break };
                done.push((piece, result));
                progress(finished.fetch_add(1, Ordering::Relaxed) + 1);
            }
            done
        });
        let mut done: Vec<(u64, T)> = by_thread.into_iter().flatten().collect();
        done.sort_unstable_by_key(|(piece, _)| *piece);
        (0..).zip(done).take_while(|(place, (piece, _))| place == piece).map(|(_, (_, result))| result).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_never_more_threads_than_there_is_work_for() {
        let count = |asked, pieces| Workers::start(asked, pieces).unwrap().count();
        assert_eq!([count(Some(64), 3), count(Some(2), 3), count(Some(64), 0), count(None, 1)], [3, 2, 1, 1]);
    }

    #[test]
    fn every_piece_is_carried_out_once_and_they_come_in_order() {
        let workers = Workers::start(Some(4), 1000).unwrap();
        let never = AtomicBool::new(false);
        let results = workers.finish(1000, &never, &|_| {}, || (), |(), piece| Some(piece * piece));
        assert!(results.iter().copied().eq((0..1000).map(|piece| piece * piece)));
    }

    #[test]
    fn what_is_kept_is_an_unbroken_beginning() {
        let workers = Workers::start(Some(3), 100).unwrap();
        let stop = AtomicBool::new(false);
        // The tenth piece waits until somebody stops it, and others go on beside it until then.
        let work = |(): &mut (), piece: u64| {
            while piece == 10 && !stop.load(Ordering::Relaxed) {
                std::thread::yield_now();
            }
            (piece != 10).then_some(piece)
        };
        let results = workers.finish(100, &stop, &|done| stop.store(done >= 50, Ordering::Relaxed), || (), work);
        assert_eq!(results, (0..10).collect::<Vec<u64>>());
    }
}
