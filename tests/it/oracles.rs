//! Simulated estimates against exact values of the same models, by statistics that leave no room for wishes.
//!
//! Each case is a scenario whose settings make the product's rules equal those of a model that can be solved, so every
//! number passes through the reader, the plan, the simulation and the summary. The exact values were computed without
//! any sampling: by birth-death chains, by chains over the stages of a repair, by renewal arguments.
//!
//! An estimate's distance from the exact value is measured in its own standard errors. Values of the long run are taken
//! from horizons of thousands of repairs: what the start in good order takes away is there less than a hundredth of a
//! standard error. A single distance above 4.5 fails, and so does a set whose distances are too large, or too small,
//! together. The seed was chosen before the first run.

use std::fmt::Write;

use pooldrill::experiment::Summary;
use pooldrill::ground::identity::fnv1a;
use pooldrill::ground::time::{Span, Time};
use pooldrill::measure::{Ledger, Listener};
use pooldrill::model::{Run, Setting};
use pooldrill::runbook::compiled::known_steps;
use pooldrill::scenario::read::{Known, load_bytes};
use pooldrill::world::World;
use rayon::prelude::*;
use statrs::distribution::{ChiSquared, ContinuousCDF, Normal, StudentsT};

const SEED: u64 = 20_260_303;
const FARTHEST: f64 = 4.5;
/// Chance with which a set of correct estimates may be refused, at either end.
const REFUSED: f64 = 1e-5;

/// What is compared. Where nothing else is said it concerns the first pool.
#[derive(Debug, Clone, Copy)]
pub enum What {
    /// Share of its users' time without service.
    NoService,
    /// Share of its users' time in resiliency mode.
    Limited,
    /// Share of its users' time without full service.
    NotFull,
    /// Losses of pool quorum in a year.
    LossesPerYear,
    /// Losses of a routing group's quorum in a year, for each of so many groups.
    GroupLossesPerYear(u32),
    /// Failovers in a year.
    FailoversPerYear,
    /// Hours without service over the horizon.
    HoursDown,
    /// Square of what these differ from their exact mean, which is given.
    HoursDownSquared(f64),
    /// Losses of pool quorum over the horizon.
    Losses,
    /// Share of runs with any loss of pool quorum.
    AnyLoss,
    /// Share of the time in which all watched pools are down.
    AllDown,
    /// Times in a year at which that begins.
    AllDownPerYear,
    /// Mean length of that, in hours.
    MeanOutage,
    /// Share of those times that last longer than the first watched length.
    Longer,
    /// The same for the second.
    MuchLonger,
}

/// A scenario and the exact values of what it should show.
pub struct Case {
    /// Its name among the exact values.
    pub id: &'static str,
    /// The scenario, with `HORIZON` where its horizon stands.
    pub scenario: String,
    pub years: u32,
    pub runs: u64,
    /// How many of the first pools are watched for being down together, and the lengths of outages to look out for.
    pub watched: (usize, [Span; 2]),
    pub exact: Vec<(What, f64)>,
}

impl Case {
    pub fn new(id: &'static str, scenario: String, (years, runs): (u32, u64), exact: &[(What, f64)]) -> Case {
        Case { id, scenario, years, runs, watched: (1, [Span::FOREVER; 2]), exact: exact.to_vec() }
    }
}

/// Follows how long, how often and for how long at a time the watched pools are down together.
#[derive(Debug, Clone, Copy, Default)]
struct Watch {
    pools: usize,
    lengths: [Span; 2],
    since: Option<Time>,
    millis: u64,
    begun: u64,
    ended: u64,
    longer: [u64; 2],
}

impl Watch {
    fn ends(&mut self, now: Time) {
        if let Some(since) = self.since.take() {
            let length = now.since(since);
            self.millis += length.millis();
            self.ended += 1;
            for (count, limit) in self.longer.iter_mut().zip(self.lengths) {
                *count += u64::from(length > limit);
            }
        }
    }
}

impl Listener for Watch {
    const HEARS: bool = false;

    fn before(&mut self, _now: Time, _world: &World<'_>, _ledger: &Ledger) {}

    fn after(&mut self, now: Time, world: &World<'_>, _ledger: &Ledger) {
        let down = world.standing.pools()[..self.pools].iter().all(|pool| !pool.functional);
        match (down, self.since) {
            (true, None) => {
                self.since = Some(now);
                self.begun += 1;
            }
            (false, Some(_)) => self.ends(now),
            _ => {}
        }
    }
}

/// What all runs of a case showed.
struct Seen {
    summary: Summary,
    watches: Vec<Watch>,
}

fn simulate(case: &Case) -> Seen {
    // Where every turn is checked fewer and shorter runs have to do; the distances keep their meaning.
    let (years, runs) = match cfg!(debug_assertions) {
        true => ((case.years / 4).max(10), (case.runs / 8).max(40)),
        false => (case.years, case.runs),
    };
    let text = case.scenario.replace("HORIZON", &format!("{years}y"));
    let known = Known { steps: &known_steps() };
    let loaded = load_bytes("oracle.ron", text.as_bytes(), &known);
    let loaded = loaded.unwrap_or_else(|refused| panic!("{}: {:?}\n{text}", case.id, refused.problems));
    let setting = Setting::new(loaded.plan);
    let (pools, lengths) = case.watched;
    let watch = Watch { pools, lengths, ..Watch::default() };
    // Runs of their own for every case, so that no two share their dice.
    let first = fnv1a(case.id.as_bytes()) >> 20;
    let one = |run: &mut Run<'_>, number: u64| {
        let mut watch = watch;
        let outcome = run.replicate(SEED, first + number, &mut watch);
        watch.millis += watch.since.map_or(0, |since| setting.plan.end().since(since).millis());
        (outcome, watch)
    };
    let outcomes: Vec<_> = (0..runs).into_par_iter().map_init(|| Run::new(&setting), one).collect();
    let mut seen = Seen { summary: Summary::new(&setting, SEED), watches: Vec::new() };
    for (number, (outcome, watch)) in outcomes.iter().enumerate() {
        seen.summary.add(first + number as u64, outcome);
        seen.watches.push(*watch);
    }
    seen
}

impl Seen {
    /// A number for each run and what it is divided by: the ratio of their sums is the estimate.
    fn values(&self, what: What) -> Vec<(f64, f64)> {
        let columns = &self.summary.pools[0];
        let (users, years) = (f64::from(columns.users), self.summary.years());
        let millis = self.summary.horizon.millis() as f64;
        let hours = |cost: &u64| *cost as f64 / users / 3_600_000.0;
        let mean = |values: Vec<f64>, by: f64| values.into_iter().map(|value| (value / by, 1.0)).collect();
        let counts = |column: &[u32]| column.iter().map(|count| f64::from(*count)).collect::<Vec<_>>();
        let costs = |column: &[u64]| column.iter().map(|cost| *cost as f64).collect::<Vec<_>>();
        let ratio = |of: fn(&Watch) -> f64, by: fn(&Watch) -> u64| {
            self.watches.iter().map(|watch| (of(watch), by(watch) as f64)).collect()
        };
        match what {
            What::NoService => mean(costs(&columns.none), users * millis),
            What::Limited => mean(costs(&columns.limited), users * millis),
            What::NotFull => {
                let both = columns.none.iter().zip(&columns.limited);
                mean(both.map(|(none, limited)| (none + limited) as f64).collect(), users * millis)
            }
            What::LossesPerYear => mean(counts(&columns.pool_quorum_losses), years),
            What::GroupLossesPerYear(groups) => {
                mean(counts(&columns.routing_group_quorum_losses), years * f64::from(groups))
            }
            What::FailoversPerYear => mean(counts(&columns.redirected_users), users * years),
            What::HoursDown => mean(columns.none.iter().map(hours).collect(), 1.0),
            What::HoursDownSquared(exact) => {
                mean(columns.none.iter().map(|cost| (hours(cost) - exact) * (hours(cost) - exact)).collect(), 1.0)
            }
            What::Losses => mean(counts(&columns.pool_quorum_losses), 1.0),
            What::AnyLoss => {
                mean(columns.pool_quorum_losses.iter().map(|count| f64::from(u8::from(*count > 0))).collect(), 1.0)
            }
            What::AllDown => mean(self.watches.iter().map(|watch| watch.millis as f64).collect(), millis),
            What::AllDownPerYear => mean(self.watches.iter().map(|watch| watch.begun as f64).collect(), years),
            What::MeanOutage => ratio(|watch| watch.millis as f64 / 3_600_000.0, |watch| watch.begun),
            What::Longer => ratio(|watch| watch.longer[0] as f64, |watch| watch.ended),
            What::MuchLonger => ratio(|watch| watch.longer[1] as f64, |watch| watch.ended),
        }
    }
}

/// An estimate and how far it is from the exact value.
struct Distance {
    estimate: f64,
    standard_error: f64,
    /// In standard errors, as a standard normal would have it: few runs make a Student's t of few degrees.
    z: f64,
}

/// If the exact value is right, what each run shows less its share of it is nothing on average.
fn distance(values: &[(f64, f64)], exact: f64) -> Distance {
    let n = values.len() as f64;
    let (sum, by) = values.iter().fold((0.0, 0.0), |(sum, by), (value, of)| (sum + value, by + of));
    let left: Vec<f64> = values.iter().map(|(value, of)| value - exact * of).collect();
    let mean = left.iter().sum::<f64>() / n;
    let variance = left.iter().map(|left| (left - mean) * (left - mean)).sum::<f64>() / (n - 1.0);
    let error = (variance / n).sqrt();
    let student = StudentsT::new(0.0, 1.0, n - 1.0).expect("there are several runs");
    let normal = Normal::new(0.0, 1.0).expect("the standard normal exists");
    // A probability that is no longer a number stands for a distance beyond all tables.
    let tail = student.cdf(-(mean / error).abs()).max(1e-300);
    let z = if error > 0.0 { -normal.inverse_cdf(tail) * mean.signum() } else { f64::INFINITY };
    Distance { estimate: sum / by, standard_error: error / (by / n), z }
}

/// Simulates every case, prints the table, and refuses what is too far from the exact values.
pub fn hold(set: &str, cases: &[Case]) {
    let mut table = format!(
        "\n{set}: seed {SEED}\n{:<38} {:<24} {:>13} {:>13} {:>9} {:>6}\n",
        "case", "what", "exact", "estimate", "rel. s.e.", "z"
    );
    let mut far = Vec::new();
    // Values of one case depend on each other; what is squared and added are the first values, one for each case.
    let mut squares = 0.0;
    for case in cases {
        let seen = simulate(case);
        for (place, (what, exact)) in case.exact.iter().enumerate() {
            let Distance { estimate, standard_error, z } = distance(&seen.values(*what), *exact);
            let what = format!("{what:?}");
            let what = what.split('(').next().unwrap_or(&what);
            let relative = format!("{:.2} %", standard_error / exact * 100.0);
            let row = format!("{:<38} {what:<24} {exact:>13.6e} {estimate:>13.6e} {relative:>9} {z:>6.2}", case.id);
            writeln!(table, "{row}").expect("a string takes every line");
            if z.is_nan() || z.abs() > FARTHEST {
                far.push(row);
            }
            if place == 0 {
                squares += z * z;
            }
        }
    }
    let chi = ChiSquared::new(cases.len() as f64).expect("there are cases");
    let (least, most) = (chi.inverse_cdf(REFUSED), chi.inverse_cdf(1.0 - REFUSED));
    println!("{table}sum of {} squares {squares:.1}, to lie between {least:.1} and {most:.1}", cases.len());
    assert!(far.is_empty(), "more than {FARTHEST} standard errors from the exact value:\n{}", far.join("\n"));
    assert!((least..=most).contains(&squares), "together the {set} are not what chance makes of exact values");
}

/// Facts by which the product does in no time what the models do not know.
pub const AT_ONCE: &str = r#"
    "front_end.start": "0s", "back_end.start": "0s", "site.restart.directory": "0s", "site.restart.sql": "0s",
    "pool.two_front_ends_start_order": "no", "pool.grace": "0s", "pool.cold_start": "0s", "pool.cold_start_per_1000_users": "0s",
    "fabric.detection": "0s", "fabric.promotion": "0s", "users.reconnect": "0s",
    "fabric.rebuild_wait": "never", "fabric.catch_up": "0s", "users.sign_ins_per_second": "0",
"#;

/// A scenario from its parts: the head is the same for all.
pub fn scenario(parts: &str) -> String {
    format!(
        "(schema: 1, about: \"An exact model\", product: LyncServer2013, start: \"2026-03-03 00:00 UTC\", \
         horizon: \"HORIZON\",\n{parts}\n)"
    )
}
