//! The machine repair problem of S. M. Ross, "Simulation", section 7.7, on the bare kernel.
//!
//! Ten machines are in use and three are spare. A machine lives for an exponential time of mean 100 h; one repairer takes
//! an exponential time of mean 1 h. How long until a machine breaks and there is no spare? From the number in repair, a
//! chain that rises with rate 1/10 and falls with rate 1, the answer is 10 + 110 + 1,110 + 11,110 = 12,340 h exactly.

use std::process::ExitCode;

use pooldrill::ground::chance::{Dice, DiceBuilder, Key, Purpose, StreamIndex};
use pooldrill::ground::law::Law;
use pooldrill::ground::time::{Span, Time};
use pooldrill::kernel::agenda::{Agenda, END_OF_TIME, Slot};
use pooldrill::kernel::engine::{Model, run};

const IN_USE: u32 = 10;
const SPARES: u32 = 3;
const EXACT_HOURS: f64 = 12_340.0;
const REPLICATIONS: u64 = 8_000;
const SEED: u64 = 7;

/// The repairer's timer comes first: a repair that ends at the moment of a failure still provides the spare.
const REPAIR: Slot = Slot(0);

/// The timer of the machine in one of the ten places.
fn place(number: u32) -> Slot {
    Slot(1 + number)
}

struct Workshop {
    in_repair: u32,
    life: Law,
    repair: Law,
    dice: Dice,
    lives: Vec<StreamIndex>,
    repairs: StreamIndex,
}

impl Workshop {
    fn new() -> Workshop {
        let mut builder = DiceBuilder::new();
        let lives = (0..IN_USE).map(|n| builder.stream(&format!("place {n}"), Purpose::Life)).collect();
        let repairs = builder.stream("repairer", Purpose::Repair);
        let (life, repair) = (Law::exponential(Span::hours(100)), Law::exponential(Span::hours(1)));
        Workshop { in_repair: 0, life, repair, dice: builder.build(), lives, repairs }
    }

    /// Starts afresh with everything in order.
    fn open(&mut self, replication: u64, agenda: &mut Agenda) {
        self.in_repair = 0;
        self.dice.reset(Key::world(SEED, replication));
        agenda.reset();
        for number in 0..IN_USE {
            self.install(Time::ZERO, number, agenda);
        }
    }

    fn install(&mut self, now: Time, number: u32, agenda: &mut Agenda) {
        agenda.set(place(number), now + self.dice.sojourn(self.lives[number as usize], &self.life));
    }

    fn start_repair(&mut self, now: Time, agenda: &mut Agenda) {
        agenda.set(REPAIR, now + self.dice.sojourn(self.repairs, &self.repair));
    }
}

impl Model for Workshop {
    fn event(&mut self, now: Time, slot: Slot, agenda: &mut Agenda) {
        if slot == REPAIR {
            self.in_repair -= 1;
            if self.in_repair > 0 {
                self.start_repair(now, agenda);
            }
            return;
        }
        if self.in_repair == SPARES {
            // No spare is left, which is what we waited for; without timers the run ends here.
            agenda.reset();
            return;
        }
        self.in_repair += 1;
        if self.in_repair == 1 {
            self.start_repair(now, agenda);
        }
        self.install(now, slot.0 - 1, agenda);
    }
}

fn main() -> ExitCode {
    let mut workshop = Workshop::new();
    let mut agenda = Agenda::new(1 + IN_USE);
    let mut events = 0;
    let hours: Vec<f64> = (0..REPLICATIONS)
        .map(|replication| {
            workshop.open(replication, &mut agenda);
            let ended = run(&mut workshop, &mut agenda, END_OF_TIME);
            events += ended.events;
            ended.at.millis() as f64 / 3_600_000.0
        })
        .collect();
    let count = REPLICATIONS as f64;
    let mean = hours.iter().sum::<f64>() / count;
    let variance = hours.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (count - 1.0);
    let error = (variance / count).sqrt();
    let z = (mean - EXACT_HOURS) / error;
    println!("{REPLICATIONS} replications, {events} events");
    println!(
        "first break without a spare: {mean:.0} h ± {:.0} h, exactly {EXACT_HOURS:.0} h, z = {z:.2}",
        1.96 * error
    );
    if z.abs() > 4.5 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
