//! A waiting line with ten servers, M/M/10, on the bare kernel, against Erlang's formula of 1917.
//!
//! Eight customers arrive in a unit of time and each server serves one. An arriving customer waits with probability
//! 0.40918015 and on average, those who do not wait included, for 0.2045900753982 units.

use std::collections::VecDeque;
use std::process::ExitCode;

use pooldrill::ground::chance::{Dice, DiceBuilder, Key, Purpose, StreamIndex};
use pooldrill::ground::law::Law;
use pooldrill::ground::time::{Span, Time};
use pooldrill::kernel::agenda::{Agenda, Slot};
use pooldrill::kernel::engine::{Model, run};

const SERVERS: u32 = 10;
const ARRIVALS_PER_UNIT: u64 = 8;
const EXACT_SHARE: f64 = 0.409_180_15;
const EXACT_WAIT: f64 = 0.204_590_075_398_2;
const REPLICATIONS: u64 = 100;
const SEED: u64 = 7;

/// The unit of time runs as an hour, so that rounding to milliseconds is 3 parts in ten million of it.
const UNIT: Span = Span::hours(1);
/// Replications begin empty; the line forgets that with a time constant of nine units.
const WARM_UP: Span = Span::hours(200);
const LENGTH: Span = Span::hours(5_200);

/// The arrivals come after the servers: a customer who arrives as a service ends finds the server free.
const ARRIVAL: Slot = Slot(SERVERS);

struct Line {
    waiting: VecDeque<Time>,
    free: Vec<u32>,
    arrivals: u64,
    waited: u64,
    /// The waits of all counted customers together, in milliseconds.
    wait: u64,
    between: Law,
    service: Law,
    dice: Dice,
    arrival_stream: StreamIndex,
    service_streams: Vec<StreamIndex>,
}

impl Line {
    fn new() -> Line {
        let mut builder = DiceBuilder::new();
        let arrival_stream = builder.stream("customers", Purpose::Arrival);
        let service_streams = (0..SERVERS).map(|n| builder.stream(&format!("server {n}"), Purpose::Step)).collect();
        Line {
            waiting: VecDeque::new(),
            free: Vec::new(),
            arrivals: 0,
            waited: 0,
            wait: 0,
            between: Law::exponential(Span::from_millis(UNIT.millis() / ARRIVALS_PER_UNIT)),
            service: Law::exponential(UNIT),
            dice: builder.build(),
            arrival_stream,
            service_streams,
        }
    }

    fn open(&mut self, replication: u64, agenda: &mut Agenda) {
        self.dice.reset(Key::world(SEED, replication));
        self.waiting.clear();
        self.free.clear();
        self.free.extend(0..SERVERS);
        agenda.reset();
        agenda.set(ARRIVAL, Time::ZERO);
    }

    fn forget_counts(&mut self) {
        (self.arrivals, self.waited, self.wait) = (0, 0, 0);
    }

    /// A customer who arrived at `arrived` is served from now on.
    fn serve(&mut self, now: Time, arrived: Time, server: u32, agenda: &mut Agenda) {
        self.arrivals += 1;
        self.wait += now.since(arrived).millis();
        let stream = self.service_streams[server as usize];
        agenda.set(Slot(server), now + self.dice.sojourn(stream, &self.service));
    }
}

impl Model for Line {
    fn event(&mut self, now: Time, slot: Slot, agenda: &mut Agenda) {
        if slot == ARRIVAL {
            agenda.set(ARRIVAL, now + self.dice.sojourn(self.arrival_stream, &self.between));
            match self.free.pop() {
                Some(server) => self.serve(now, now, server, agenda),
                None => self.waiting.push_back(now),
            }
            return;
        }
        match self.waiting.pop_front() {
            Some(arrived) => {
                self.waited += 1;
                self.serve(now, arrived, slot.0, agenda);
            }
            None => self.free.push(slot.0),
        }
    }
}

/// Prints an estimate beside its exact value and returns whether they agree.
fn agrees(what: &str, values: &[f64], exact: f64) -> bool {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (count - 1.0);
    let error = (variance / count).sqrt();
    let z = (mean - exact) / error;
    println!("{what}: {mean:.6} ± {:.6}, exactly {exact:.6}, z = {z:.2}", 1.98 * error);
    z.abs() <= 4.5
}

fn main() -> ExitCode {
    let mut line = Line::new();
    let mut agenda = Agenda::new(SERVERS + 1);
    let mut events = 0;
    let (mut shares, mut waits) = (Vec::new(), Vec::new());
    for replication in 0..REPLICATIONS {
        line.open(replication, &mut agenda);
        events += run(&mut line, &mut agenda, Time::ZERO + WARM_UP).events;
        line.forget_counts();
        events += run(&mut line, &mut agenda, Time::ZERO + LENGTH).events;
        shares.push(line.waited as f64 / line.arrivals as f64);
        waits.push(line.wait as f64 / line.arrivals as f64 / UNIT.millis() as f64);
    }
    println!("{REPLICATIONS} replications, {events} events");
    let share = agrees("probability of waiting", &shares, EXACT_SHARE);
    let wait = agrees("mean wait", &waits, EXACT_WAIT);
    if share && wait { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
