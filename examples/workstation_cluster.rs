//! The dependable workstation cluster of Haverkort, Hermanns and Katoen (2000) with N = 8, on the bare kernel.
//!
//! Two groups of N workstations stand behind a switch each, and a backbone joins the switches. One repair unit serves all:
//! when it is free, an inspection with rate 10 per hour runs for each kind of component of which one has failed, the
//! first to end wins, and one component of that kind is repaired. Service is premium while N workstations are connected,
//! and above the minimum while three quarters of N are. The exact values come from the chain of 2,772 states.

use std::process::ExitCode;

use pooldrill::ground::chance::{Dice, DiceBuilder, Key, Purpose, StreamIndex};
use pooldrill::ground::law::Law;
use pooldrill::ground::time::{Span, Time};
use pooldrill::kernel::agenda::{Agenda, Slot};
use pooldrill::kernel::engine::{Model, run};

const N: usize = 8;
const MINIMUM: usize = 3 * N / 4;
const EXACT_BELOW_PREMIUM: f64 = 1.669_307_325_892_8e-4;
const EXACT_BELOW_MINIMUM: f64 = 2.427_606_481_096_7e-6;
const EXACT_LOSSES: f64 = 0.040_978_473_450_508_8;
const REPLICATIONS: u64 = 200;
const HORIZON: Span = Span::hours(1_000_000);
const SEED: u64 = 7;

/// The kinds of components; each kind has its own inspection.
const KINDS: usize = 5;
const LEFT: usize = 0;
const RIGHT: usize = 1;
const LEFT_SWITCH: usize = 2;
const RIGHT_SWITCH: usize = 3;
const BACKBONE: usize = 4;
const COUNTS: [usize; KINDS] = [N, N, 1, 1, 1];
const NAMES: [&str; KINDS] = ["left", "right", "left switch", "right switch", "backbone"];

/// Slots by class: the end of the repair, the ends of inspections, and failures.
const REPAIRED: Slot = Slot(0);
const FIRST_INSPECTION: usize = 1;
const FIRST_LIFE: usize = FIRST_INSPECTION + KINDS;
const COMPONENTS: usize = 2 * N + 3;

struct Cluster {
    /// The failed components of each kind, by their number among all components.
    failed: [Vec<usize>; KINDS],
    /// The kind that is being repaired.
    busy: Option<usize>,
    since: Time,
    below_premium: u64,
    below_minimum: u64,
    losses: u64,
    kind_of: Vec<usize>,
    lives: [Law; KINDS],
    repairs: [Law; KINDS],
    inspection: Law,
    dice: Dice,
    life_streams: Vec<StreamIndex>,
    inspection_streams: Vec<StreamIndex>,
    repair_streams: Vec<StreamIndex>,
}

impl Cluster {
    fn new() -> Cluster {
        let mut builder = DiceBuilder::new();
        let kind_of: Vec<usize> = (0..KINDS).flat_map(|kind| std::iter::repeat_n(kind, COUNTS[kind])).collect();
        let life_streams = (0..COMPONENTS)
            .map(|number| builder.stream(&format!("{} {number}", NAMES[kind_of[number]]), Purpose::Life))
            .collect();
        let inspection_streams = NAMES.iter().map(|name| builder.stream(name, Purpose::Detection)).collect();
        let repair_streams = NAMES.iter().map(|name| builder.stream(name, Purpose::Repair)).collect();
        Cluster {
            failed: [const { Vec::new() }; KINDS],
            busy: None,
            since: Time::ZERO,
            below_premium: 0,
            below_minimum: 0,
            losses: 0,
            kind_of,
            lives: [500, 500, 4_000, 4_000, 5_000].map(|hours| Law::exponential(Span::hours(hours))),
            repairs: [30, 30, 240, 240, 480].map(|minutes| Law::exponential(Span::minutes(minutes))),
            inspection: Law::exponential(Span::minutes(6)),
            dice: builder.build(),
            life_streams,
            inspection_streams,
            repair_streams,
        }
    }

    fn open(&mut self, replication: u64, agenda: &mut Agenda) {
        self.dice.reset(Key::world(SEED, replication));
        self.failed.iter_mut().for_each(Vec::clear);
        self.busy = None;
        (self.since, self.below_premium, self.below_minimum, self.losses) = (Time::ZERO, 0, 0, 0);
        agenda.reset();
        for number in 0..COMPONENTS {
            self.live(Time::ZERO, number, agenda);
        }
    }

    fn live(&mut self, now: Time, number: usize, agenda: &mut Agenda) {
        let law = &self.lives[self.kind_of[number]];
        let life = self.dice.sojourn(self.life_streams[number], law);
        agenda.set(Slot((FIRST_LIFE + number) as u32), now + life);
    }

    fn inspect(&mut self, now: Time, kind: usize, agenda: &mut Agenda) {
        let span = self.dice.sojourn(self.inspection_streams[kind], &self.inspection);
        agenda.set(Slot((FIRST_INSPECTION + kind) as u32), now + span);
    }

    /// The most workstations that are connected with each other.
    fn connected(&self) -> usize {
        let group = |kind: usize, switch: usize| {
            if self.failed[switch].is_empty() { N - self.failed[kind].len() } else { 0 }
        };
        let (left, right) = (group(LEFT, LEFT_SWITCH), group(RIGHT, RIGHT_SWITCH));
        // With one switch down its group counts as nothing, so only the backbone decides whether the two add up.
        if self.failed[BACKBONE].is_empty() { left + right } else { left.max(right) }
    }

    fn accrue(&mut self, now: Time) {
        let millis = now.since(self.since).millis();
        let connected = self.connected();
        self.below_premium += if connected < N { millis } else { 0 };
        self.below_minimum += if connected < MINIMUM { millis } else { 0 };
        self.since = now;
    }

    fn fail(&mut self, now: Time, number: usize, agenda: &mut Agenda) {
        let kind = self.kind_of[number];
        self.failed[kind].push(number);
        if self.busy.is_none() && self.failed[kind].len() == 1 {
            self.inspect(now, kind, agenda);
        }
    }

    fn start_repair(&mut self, now: Time, kind: usize, agenda: &mut Agenda) {
        self.busy = Some(kind);
        for other in 0..KINDS {
            agenda.clear(Slot((FIRST_INSPECTION + other) as u32));
        }
        agenda.set(REPAIRED, now + self.dice.sojourn(self.repair_streams[kind], &self.repairs[kind]));
    }

    fn end_repair(&mut self, now: Time, agenda: &mut Agenda) {
        let repaired = self.busy.take().and_then(|kind| self.failed[kind].pop());
        self.live(now, repaired.expect("only something failed is repaired"), agenda);
        for kind in 0..KINDS {
            if !self.failed[kind].is_empty() {
                self.inspect(now, kind, agenda);
            }
        }
    }
}

impl Model for Cluster {
    fn event(&mut self, now: Time, slot: Slot, agenda: &mut Agenda) {
        self.accrue(now);
        let premium = self.connected() >= N;
        match slot.0 as usize {
            0 => self.end_repair(now, agenda),
            inspection @ FIRST_INSPECTION..FIRST_LIFE => self.start_repair(now, inspection - FIRST_INSPECTION, agenda),
            life => self.fail(now, life - FIRST_LIFE, agenda),
        }
        self.losses += u64::from(premium && self.connected() < N);
    }
}

/// Prints an estimate beside its exact value and returns whether they agree.
fn agrees(what: &str, values: &[f64], exact: f64) -> bool {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (count - 1.0);
    let error = (variance / count).sqrt();
    let z = (mean - exact) / error;
    println!("{what}: {mean:.3e} ± {:.1e}, exactly {exact:.4e}, z = {z:.2}", 1.97 * error);
    z.abs() <= 4.5
}

fn main() -> ExitCode {
    let mut cluster = Cluster::new();
    let mut agenda = Agenda::new((FIRST_LIFE + COMPONENTS) as u32);
    let mut events = 0;
    let (mut premium, mut minimum, mut losses) = (Vec::new(), Vec::new(), Vec::new());
    for replication in 0..REPLICATIONS {
        cluster.open(replication, &mut agenda);
        events += run(&mut cluster, &mut agenda, Time::ZERO + HORIZON).events;
        cluster.accrue(Time::ZERO + HORIZON);
        let horizon = HORIZON.millis() as f64;
        premium.push(cluster.below_premium as f64 / horizon);
        minimum.push(cluster.below_minimum as f64 / horizon);
        losses.push(cluster.losses as f64 / (horizon / 3.6e9));
    }
    println!("{REPLICATIONS} replications of {} hours, {events} events", HORIZON.millis() / 3_600_000);
    let results = [
        agrees("share of time below premium", &premium, EXACT_BELOW_PREMIUM),
        agrees("losses of premium in 1,000 h", &losses, EXACT_LOSSES),
        agrees("share of time below the minimum", &minimum, EXACT_BELOW_MINIMUM),
    ];
    if results == [true; 3] { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
