//! What one event costs, beside a floor written by hand.
//!
//! The workload is the hold model: every timer that fires is set again, an exponential time later. The kernel runs it as
//! any model would run, through agenda, engine, dice and law. The floor does the same work in one loop: the leanest safe
//! tournament, one bare generator for each timer, and no abstraction at all. Its source is frozen here; it must not be
//! improved together with the kernel, or the ratio would say nothing.
//!
//! Both draw from the same streams, so their fingerprints must agree: what is compared is equal work. The ratio is
//! measured in rounds that alternate between the two, because a noisy machine is noisy for both.
//!
//! `cargo bench --bench kernel` measures; with `-- --test`, or with `POOLDRILL_BENCH_QUICK` set, everything runs once and
//! briefly. Then only the fingerprints mean anything.

use std::hint::black_box;
use std::time::Instant;

use criterion::{BenchmarkId, Criterion, Throughput};
use pooldrill::ground::chance::{Dice, DiceBuilder, Key, Purpose, StreamIndex};
use pooldrill::ground::identity::NameHash;
use pooldrill::ground::law::Law;
use pooldrill::ground::time::{Span, Time};
use pooldrill::kernel::agenda::{Agenda, Slot};
use pooldrill::kernel::engine::{Model, run};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

const SIZES: [u32; 3] = [16, 1_000, 100_000];
const MEAN: Span = Span::minutes(1);
const KEY: Key = Key::world(42, 0);
/// Events in one measured stretch, near enough: a stretch is a length of time, so that both sides do the same.
const STRETCH_EVENTS: u64 = 200_000;

fn name(timer: u32) -> String {
    format!("timer {timer}")
}

/// The length of time in which `events` events happen on average.
fn stretch(timers: u32, events: u64) -> Span {
    Span::from_millis(MEAN.millis() * events / u64::from(timers))
}

/// Mixes a packed key into a fingerprint; cheap enough not to be what is measured.
#[inline]
fn mixed(fingerprint: u64, key: u64) -> u64 {
    (fingerprint ^ key).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)
}

/// The hold model on the kernel.
struct Hold {
    dice: Dice,
    streams: Vec<StreamIndex>,
    law: Law,
    fingerprint: u64,
}

impl Model for Hold {
    #[inline]
    fn event(&mut self, now: Time, slot: Slot, agenda: &mut Agenda) {
        self.fingerprint = mixed(self.fingerprint, now.millis() << 20 | u64::from(slot.0));
        let span = self.dice.sojourn(self.streams[slot.0 as usize], &self.law);
        agenda.set(slot, now + span);
    }
}

struct Kernel {
    model: Hold,
    agenda: Agenda,
    until: Time,
}

impl Kernel {
    fn new(timers: u32) -> Kernel {
        let mut builder = DiceBuilder::new();
        let streams: Vec<StreamIndex> = (0..timers).map(|n| builder.stream(&name(n), Purpose::Life)).collect();
        let mut dice = builder.build();
        dice.reset(KEY);
        let law = Law::exponential(MEAN);
        let mut agenda = Agenda::new(timers);
        for (slot, stream) in (0..).map(Slot).zip(&streams) {
            agenda.set(slot, Time::ZERO + dice.sojourn(*stream, &law));
        }
        Kernel { model: Hold { dice, streams, law, fingerprint: 0 }, agenda, until: Time::ZERO }
    }

    fn advance(&mut self, span: Span) -> u64 {
        self.until = self.until + span;
        run(&mut self.model, &mut self.agenda, self.until).events
    }
}

/// The hold model by hand. Frozen: see the head of this file.
struct Floor {
    tree: Vec<u64>,
    leaves: usize,
    generators: Vec<ChaCha8Rng>,
    until: u64,
    fingerprint: u64,
}

impl Floor {
    fn new(timers: u32) -> Floor {
        let leaves = (timers as usize).next_power_of_two();
        let mut generators: Vec<ChaCha8Rng> = (0..timers)
            .map(|n| {
                let mut generator = ChaCha8Rng::from_seed(KEY.bytes());
                generator.set_stream(NameHash::of(&name(n)).bits() << 16 | Purpose::Life as u64);
                generator
            })
            .collect();
        let mut tree = vec![u64::MAX; 2 * leaves];
        for (timer, generator) in generators.iter_mut().enumerate() {
            tree[leaves + timer] = Floor::draw(generator) << 20 | timer as u64;
        }
        for node in (1..leaves).rev() {
            tree[node] = tree[2 * node].min(tree[2 * node + 1]);
        }
        Floor { tree, leaves, generators, until: 0, fingerprint: 0 }
    }

    #[inline]
    fn draw(generator: &mut ChaCha8Rng) -> u64 {
        let u = ((generator.next_u64() >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64);
        (-(MEAN.millis() as f64) * libm::log(1.0 - u) + 0.5) as u64
    }

    fn advance(&mut self, span: Span) -> u64 {
        self.until += span.millis();
        let end = self.until << 20;
        let tree = self.tree.as_mut_slice();
        let mut events = 0;
        let mut fingerprint = self.fingerprint;
        loop {
            let key = tree[1];
            if key >= end {
                break;
            }
            events += 1;
            fingerprint = mixed(fingerprint, key);
            let timer = (key & 0xf_ffff) as usize;
            let mut winner = key + (Floor::draw(&mut self.generators[timer]) << 20);
            let mut place = self.leaves + timer;
            tree[place] = winner;
            while place > 1 {
                winner = winner.min(tree[place ^ 1]);
                place >>= 1;
                tree[place] = winner;
            }
        }
        self.fingerprint = fingerprint;
        events
    }
}

/// Nanoseconds per event of one stretch, and the events.
fn timed(advance: impl FnOnce() -> u64) -> (f64, u64) {
    let start = Instant::now();
    let events = black_box(advance());
    (start.elapsed().as_nanos() as f64 / events.max(1) as f64, events)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Alternates between kernel and floor and prints what each costs, their ratio, and the fingerprint of their equal work.
fn print_ratio(timers: u32, rounds: usize, events: u64) {
    let (mut kernel, mut floor) = (Kernel::new(timers), Floor::new(timers));
    let span = stretch(timers, events);
    let (mut kernel_costs, mut floor_costs, mut total) = (Vec::new(), Vec::new(), 0);
    for round in 0..rounds {
        // Whoever goes first alternates too, lest one always find the caches warm.
        let ((kernel_cost, done), (floor_cost, floor_done)) = if round % 2 == 0 {
            let first = timed(|| kernel.advance(span));
            (first, timed(|| floor.advance(span)))
        } else {
            let first = timed(|| floor.advance(span));
            (timed(|| kernel.advance(span)), first)
        };
        assert_eq!(done, floor_done, "kernel and floor did different work");
        total += done;
        kernel_costs.push(kernel_cost);
        floor_costs.push(floor_cost);
    }
    assert_eq!(kernel.model.fingerprint, floor.fingerprint, "kernel and floor did different work");
    let ratio = median(kernel_costs.iter().zip(&floor_costs).map(|(kernel, floor)| kernel / floor).collect());
    println!(
        "hold {timers:>6} timers: kernel {:>5.1} ns, floor {:>5.1} ns, ratio {ratio:.2}  ({total} events, fingerprint {:016x})",
        median(kernel_costs),
        median(floor_costs),
        floor.fingerprint,
    );
}

fn hold(criterion: &mut Criterion, events: u64) {
    let mut group = criterion.benchmark_group("hold");
    group.throughput(Throughput::Elements(events)).sample_size(20);
    for timers in SIZES {
        let span = stretch(timers, events);
        let mut kernel = Kernel::new(timers);
        group.bench_function(BenchmarkId::new("kernel", timers), |bencher| bencher.iter(|| kernel.advance(span)));
        let mut floor = Floor::new(timers);
        group.bench_function(BenchmarkId::new("floor", timers), |bencher| bencher.iter(|| floor.advance(span)));
    }
    group.finish();
}

fn main() {
    let given = |argument: &str| std::env::args().any(|found| found == argument);
    let quick = given("--test") || !given("--bench") || std::env::var_os("POOLDRILL_BENCH_QUICK").is_some();
    let (rounds, events) = if quick { (2, 2_000) } else { (21, STRETCH_EVENTS) };
    for timers in SIZES {
        print_ratio(timers, rounds, events);
    }
    if !quick || given("--test") {
        let mut criterion = Criterion::default().configure_from_args();
        hold(&mut criterion, events);
        criterion.final_summary();
    }
}
