//! What a whole run costs, beside a floor written by hand.
//!
//! The workload is the repairable pool of the textbooks: pools of twelve servers, seven needed, ten years; once with
//! two pools and once with a hundred, once with servers that fail all the time (harsh) and once with good ones (base).
//! The engine reads the scenario file and runs it through the public interface, with all it carries: users, levels,
//! ledger, recoveries, listeners. The floor, in `floor/repairable_pool.rs`, knows nothing but servers and downtime.
//! Its dice are others, so the two agree in the mean only: in the harsh files both must come near the exact
//! unavailability, in the base files neither may ever see a pool down.
//!
//! The ratio is of the time of a run, not of an event, because the engine has events the floor has not: the stop and
//! the start of a pool. It is measured in rounds that alternate between the two, for a noisy machine is noisy for both,
//! and the median of the rounds is told. A fingerprint of the first outcomes tells whether two versions of the engine
//! did the same work.
//!
//! `cargo bench --bench runs` measures; with `-- --test`, or with `POOLDRILL_BENCH_QUICK` set, everything runs once and
//! briefly. Then only the agreement means anything.
//!
//! Time is noisy, instructions hardly are. Those of one run are the difference between many runs and twice as many:
//!
//! ```text
//! for n in 100 200; do
//!     valgrind --tool=callgrind --callgrind-out-file=/dev/null target/release/pooldrill \
//!         run benches/scenarios/repairable-2-harsh.ron --replications $n --threads 1 2>&1 >/dev/null | grep refs
//! done
//! ```

use std::hint::black_box;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use criterion::{BenchmarkId, Criterion};
use pooldrill::experiment::{Budget, replicate};
use pooldrill::ground::identity::fnv1a;
use pooldrill::ground::time::Span;
use pooldrill::measure::{RunOutcome, Silent};
use pooldrill::model::{Run, Setting};
use pooldrill::runbook::compiled::known_steps;
use pooldrill::scenario::read::{Known, load_bytes};

#[path = "floor/repairable_pool.rs"]
mod repairable_pool;

#[path = "growth/scenarios.rs"]
mod growth;

use growth::{Growth, growths};
use repairable_pool::{Floor, Model};

const SEED: u64 = 1;
const HOUR: f64 = 3_600_000.0;
/// Unavailability of a harsh pool: fewer than seven of twelve up, each up five hours of six.
const EXACT: f64 = 7.9250e-3;

/// A scenario file and how much of it is one measurement.
struct Workload {
    name: &'static str,
    pools: usize,
    life: f64,
    repair: f64,
    /// Runs of one round; a round should take some ten milliseconds at least.
    round: u64,
    /// Runs of one experiment: a thousand, and fewer where those would take minutes.
    experiment: u64,
}

const WORKLOADS: [Workload; 4] = [
    Workload { name: "repairable-2-harsh", pools: 2, life: 100.0, repair: 20.0, round: 20, experiment: 1_000 },
    Workload { name: "repairable-2-base", pools: 2, life: 2_000.0, repair: 4.0, round: 300, experiment: 1_000 },
    Workload { name: "repairable-100-harsh", pools: 100, life: 100.0, repair: 20.0, round: 1, experiment: 8 },
    Workload { name: "repairable-100-base", pools: 100, life: 2_000.0, repair: 4.0, round: 5, experiment: 100 },
];

/// Where the whole of the product is at work, and there is no floor.
const TWO_SITES: &str = "two-sites-ten-years";

/// Two paired pools that are updated every month for a year, as the tour has them.
const UPDATES: &str = "a-year-of-updates";

fn updates() -> Setting {
    read("21-a-year-of-updates", include_bytes!("../scenarios/21-a-year-of-updates.ron"), 1.0)
}

/// Reads a file of `benches/scenarios`; a quick look ends its runs after so much of the horizon.
fn setting(name: &str, share: f64) -> Setting {
    let path = format!("{}/benches/scenarios/{name}.ron", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    read(&path, &bytes, share)
}

/// Makes a setting of a text.
fn read(path: &str, bytes: &[u8], share: f64) -> Setting {
    let mut plan = match load_bytes(path, bytes, &Known { steps: &known_steps() }) {
        Ok(loaded) => loaded.plan,
        Err(refused) => panic!("{path}: {:?}", refused.problems),
    };
    plan.horizon = Span::round_millis(plan.horizon.millis() as f64 * share);
    Setting::new(plan)
}

impl Workload {
    fn floor(&self, setting: &Setting) -> Floor {
        let horizon = setting.plan.horizon.millis();
        Floor::new(Model { pools: self.pools, life: self.life * HOUR, repair: self.repair * HOUR, horizon })
    }

    fn is_harsh(&self) -> bool {
        self.life < 1_000.0
    }
}

/// What some runs cost and found.
#[derive(Default)]
struct Tally {
    runs: u64,
    events: u64,
    /// Milliseconds in which a pool was down.
    downtime: u64,
    /// Nanoseconds of a run, a value for each round.
    costs: Vec<f64>,
}

impl Tally {
    /// Times a round; the closure carries out one run and says its events and downtime.
    fn round(&mut self, runs: u64, mut one: impl FnMut(u64) -> (u64, u64)) {
        let start = Instant::now();
        for replication in self.runs..self.runs + runs {
            let (events, downtime) = black_box(one(replication));
            self.events += events;
            self.downtime += downtime;
        }
        self.costs.push(start.elapsed().as_nanos() as f64 / runs as f64);
        self.runs += runs;
    }

    fn nanos_per_run(&self) -> f64 {
        median(self.costs.clone())
    }

    fn told(&self) -> String {
        let per_run = self.nanos_per_run();
        let per_event = per_run * self.runs as f64 / self.events as f64;
        format!("{per_event:>5.1} ns/event {:>8.1} runs/s", 1e9 / per_run)
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Milliseconds in which a pool had no service; its users are all without it or none of them.
fn downtime(setting: &Setting, outcome: &RunOutcome) -> u64 {
    let pools = setting.plan.topology.pools.iter().zip(&outcome.pools);
    pools.map(|(pool, outcome)| outcome.unplanned.none / u64::from(pool.users)).sum()
}

/// One number for the outcomes of the first runs.
fn fingerprint(run: &mut Run<'_>, runs: u64) -> u64 {
    let prints: Vec<u8> =
        (0..runs).flat_map(|n| run.replicate(SEED, n, &mut Silent).fingerprint().to_le_bytes()).collect();
    fnv1a(&prints)
}

/// Alternates between engine and floor, and prints what each costs, their ratio, and what they found.
fn print_ratio(workload: &Workload, setting: &Setting, rounds: usize, runs: u64) {
    let (mut run, mut floor) = (Run::new(setting), workload.floor(setting));
    let (mut engine_tally, mut floor_tally) = (Tally::default(), Tally::default());
    let print = fingerprint(&mut run, runs.min(2));
    let mut by_engine = |replication| {
        let outcome = run.replicate(SEED, replication, &mut Silent);
        (outcome.events, downtime(setting, &outcome))
    };
    let mut by_hand = |replication| {
        let outcome = floor.replicate(SEED, replication);
        (outcome.events, outcome.downtime)
    };
    for round in 0..rounds {
        // Whoever goes first alternates too, lest one always find the caches warm.
        if round % 2 == 0 {
            engine_tally.round(runs, &mut by_engine);
            floor_tally.round(runs, &mut by_hand);
        } else {
            floor_tally.round(runs, &mut by_hand);
            engine_tally.round(runs, &mut by_engine);
        }
    }
    let ratios = engine_tally.costs.iter().zip(&floor_tally.costs).map(|(engine, floor)| engine / floor);
    println!(
        "{:<20} engine {}, floor {}, ratio {:.2}, unavailability {:.3e} and {:.3e}  ({} runs, fingerprint {print:016x})",
        workload.name,
        engine_tally.told(),
        floor_tally.told(),
        median(ratios.collect()),
        unavailability(workload, setting, &engine_tally),
        unavailability(workload, setting, &floor_tally),
        engine_tally.runs,
    );
}

/// The share of time in which a pool was down, which must be what it is known to be.
fn unavailability(workload: &Workload, setting: &Setting, tally: &Tally) -> f64 {
    let pool_millis = (tally.runs * setting.plan.horizon.millis() * workload.pools as u64) as f64;
    let share = tally.downtime as f64 / pool_millis;
    if workload.is_harsh() {
        // Ten years of one pool have a standard error of some fifteen parts in a hundred; six of those are allowed.
        let decades = pool_millis / (10.0 * Span::YEAR.millis() as f64);
        assert!((share / EXACT - 1.0).abs() < 1.0 / decades.sqrt(), "{share:e} is not {EXACT:e}");
    } else {
        // The exact share is 6e-14: seeing a pool down once in the life of this benchmark would be a mistake.
        assert!(tally.downtime == 0, "{share:e} is more than never");
    }
    share
}

/// Prints what the whole of the product costs where there is no floor: where everything fails, and in a year of updates.
fn print_whole(name: &str, setting: &Setting, rounds: usize, runs: u64) {
    let mut run = Run::new(setting);
    let print = fingerprint(&mut run, runs.min(20));
    let mut tally = Tally::default();
    for _ in 0..rounds {
        tally.round(runs, |replication| (run.replicate(SEED, replication, &mut Silent).events, 0));
    }
    let events = tally.events as f64 / tally.runs as f64;
    println!(
        "{name:<20} engine {}, {events:.0} events/run  ({} runs, fingerprint {print:016x})",
        tally.told(),
        tally.runs
    );
}

/// Prints what an event costs in two workloads of different size, round by round in turn, and the ratio.
fn print_growth(growth: &Growth, share: f64, rounds: usize, quick: bool) {
    let settings = [0, 1].map(|place| read(growth.names[place], growth.texts[place].as_bytes(), share));
    let mut runs = [0, 1].map(|place: usize| Run::new(&settings[place]));
    let mut tallies = [Tally::default(), Tally::default()];
    for _ in 0..rounds {
        for (place, run) in runs.iter_mut().enumerate() {
            let count = if quick { 1 } else { growth.runs[place] };
            tallies[place].round(count, |replication| (run.replicate(SEED, replication, &mut Silent).events, 0));
        }
    }
    let events = |tally: &Tally| tally.events as f64 / tally.runs as f64;
    let [small, large] = &tallies;
    let ratios = large.costs.iter().zip(&small.costs).map(|(large, small)| large / small);
    println!(
        "{:<20} {}, {:<20} {}, ratio of an event {:.2}, at most {:.1} wanted",
        growth.names[0],
        small.told(),
        growth.names[1],
        large.told(),
        median(ratios.collect()) * events(small) / events(large),
        growth.at_most,
    );
}

/// Runs of an experiment on one thread, from the first run to the folded summary.
fn experiment(setting: &Setting, runs: u64) -> u64 {
    let stop = AtomicBool::new(false);
    let budget = Budget { seed: SEED, first: 0, runs, threads: Some(1), stop: &stop, progress: &|_| {} };
    replicate(setting, &budget).expect("one thread can be started").summary.events
}

/// Carries out an experiment once and prints how fast it went.
fn print_experiment(name: &str, setting: &Setting, runs: u64) {
    let start = Instant::now();
    let events = black_box(experiment(setting, runs));
    let took = start.elapsed();
    let per_second = runs as f64 / took.as_secs_f64();
    println!("{name:<20} experiment of {runs} runs on one thread: {per_second:.1} runs/s, {events} events");
}

/// The same with criterion's care: one run of engine and floor, and the experiment.
fn measure(criterion: &mut Criterion, share: impl Fn(usize) -> f64, experiment_runs: impl Fn(u64) -> u64) {
    let mut group = criterion.benchmark_group("runs");
    group.sample_size(10);
    for workload in &WORKLOADS {
        let setting = setting(workload.name, share(workload.pools));
        let (mut run, mut floor) = (Run::new(&setting), workload.floor(&setting));
        let mut replication = 0..;
        group.bench_function(BenchmarkId::new("one", workload.name), |bencher| {
            bencher.iter(|| run.replicate(SEED, replication.next().unwrap_or(0), &mut Silent).events);
        });
        group.bench_function(BenchmarkId::new("floor", workload.name), |bencher| {
            bencher.iter(|| floor.replicate(SEED, replication.next().unwrap_or(0)).downtime);
        });
        let runs = experiment_runs(workload.experiment);
        group.bench_function(BenchmarkId::new(format!("{runs} in an experiment"), workload.name), |bencher| {
            bencher.iter(|| experiment(&setting, runs));
        });
    }
    for (name, setting) in [(TWO_SITES, setting(TWO_SITES, share(2))), (UPDATES, updates())] {
        let mut run = Run::new(&setting);
        let mut replication = 0..;
        group.bench_function(BenchmarkId::new("one", name), |bencher| {
            bencher.iter(|| run.replicate(SEED, replication.next().unwrap_or(0), &mut Silent).events);
        });
    }
    group.finish();
}

fn main() {
    let given = |argument: &str| std::env::args().any(|found| found == argument);
    let quick = given("--test") || !given("--bench") || std::env::var_os("POOLDRILL_BENCH_QUICK").is_some();
    // A hundred pools for ten years are a million events; a quick look, perhaps with every check on, takes a tenth.
    let share = |pools: usize| if quick && pools > 2 { 0.1 } else { 1.0 };
    let experiment_runs = |runs: u64| if quick { runs.min(2) } else { runs };
    let rounds = if quick { 2 } else { 11 };
    for workload in &WORKLOADS {
        let setting = setting(workload.name, share(workload.pools));
        print_ratio(workload, &setting, rounds, if quick { 1 } else { workload.round });
        print_experiment(workload.name, &setting, experiment_runs(workload.experiment));
    }
    print_whole(TWO_SITES, &setting(TWO_SITES, 1.0), rounds, if quick { 1 } else { 200 });
    print_whole(UPDATES, &updates(), rounds, if quick { 1 } else { 200 });
    for growth in growths() {
        print_growth(&growth, if quick { 0.1 } else { 1.0 }, rounds, quick);
    }
    if !quick || given("--test") {
        let mut criterion = Criterion::default().configure_from_args();
        measure(&mut criterion, share, experiment_runs);
        criterion.final_summary();
    }
}
