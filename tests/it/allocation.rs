//! A run allocates nothing while it goes: what a run needs was made ready before, and serves one run after the other.
//!
//! The allocator of the test binary counts, each thread for itself, so that tests which run beside this one do not
//! disturb it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use pooldrill::ground::time::{Span, Time};
use pooldrill::measure::{RunOutcome, Silent};
use pooldrill::model::{Run, Setting};

use super::stage::setting;

/// What a run may allocate when it is over: the lists of its outcome, and an agenda of one timer that keeps the place
/// of the real one while the engine has it.
const OUTCOME: u64 = 8;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

/// The system's allocator, with a count of what this thread asked of it.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count() {
    // A thread that is ending may have lost its counter already, and nobody reads it any more.
    let _ = ALLOCATIONS.try_with(|allocations| allocations.set(allocations.get() + 1));
}

// SAFETY: every call is passed on to the system's allocator with what it was given, and what that returns is returned;
// so its promises are kept by whoever keeps them for the system's. Counting touches only a thread-local number whose
// making neither allocates nor runs code. There is no safe way to stand between a program and its allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller promises what the system's allocator asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller promises what the system's allocator asks for.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the block came from the system's allocator, and the caller promises the rest.
        unsafe { System.realloc(old, layout, size) }
    }

    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        // SAFETY: the block came from the system's allocator, and the caller promises the rest.
        unsafe { System.dealloc(old, layout) }
    }
}

/// What was allocated while `act` went on, and what it returned.
fn allocations_of<T>(act: impl FnOnce() -> T) -> (u64, T) {
    let before = ALLOCATIONS.get();
    let made = act();
    (ALLOCATIONS.get() - before, made)
}

fn bench_scenario(name: &str) -> Setting {
    let path = format!("{}/benches/scenarios/{name}.ron", env!("CARGO_MANIFEST_DIR"));
    setting(name, &std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}")))
}

/// Runs that follow two others in the same memory, each for one year and for ten, and what they allocated.
fn later_runs(setting: &Setting) -> Vec<[(u64, RunOutcome); 2]> {
    let mut run = Run::new(setting);
    let mut years =
        |n, years: u64| allocations_of(|| run.replicate_until(7, n, Time::ZERO + Span::days(365 * years), &mut Silent));
    let _warm = [years(0, 10), years(1, 10)];
    (2..6).map(|n| [years(n, 1), years(n, 10)]).collect()
}

#[test]
fn the_counter_counts() {
    let (allocations, list) = allocations_of(|| (0..100).map(Box::new).collect::<Vec<_>>());
    assert!(allocations > 100, "{allocations} for {} boxes", list.len());
    assert_eq!(allocations_of(|| Vec::<u64>::new().len()).0, 0);
}

#[test]
fn a_run_allocates_its_outcome_and_nothing_else() {
    for name in ["repairable-2-harsh", "two-sites-ten-years"] {
        for [(in_one, short), (in_ten, long)] in later_runs(&bench_scenario(name)) {
            assert!(long.events > 5 * short.events, "{name}: {} and {} events", short.events, long.events);
            // An empty list of the outcome takes no memory, and a longer run leaves fewer of them empty; nothing else
            // may make a difference between one year and ten.
            assert!(in_one <= in_ten && in_ten <= OUTCOME, "{name}: {in_one} in one year, {in_ten} in ten");
        }
    }
}
