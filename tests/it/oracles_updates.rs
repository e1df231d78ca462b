//! Updates against exact values: a campaign of fixed steps beside random failures.
//!
//! The reference asks before every upgrade domain and calls a pool Busy while a server is down, and Insufficient where too few
//! would be left; a domain takes as long as it takes, and its servers come out of it whole. It counts every server that is
//! down beside those of the domain; here one that is down and belongs to the domain anyway is counted once. And a server that
//! fails while it is updated holds the update until it is repaired. So the chain below is solved by both rules: by the first
//! it has to give the reference's numbers, by the second it is what the simulation has to give.
//!
//! What cannot be expressed: answers by a coin that nothing in the pool follows from (the cases `f.indep`), a pool of three,
//! in which a replica that is lost has nowhere to be built anew, so that the pool is not Busy, and hours after a failover,
//! because a server that is down holds them too.

use pooldrill::ground::identity::fnv1a;
use pooldrill::ground::time::{Span, Time};
use pooldrill::measure::{Ledger, Listener};
use pooldrill::model::Run;
use pooldrill::world::World;
use pooldrill::world::note::Note;
use rayon::prelude::*;

use super::oracles::{AT_ONCE, scenario};
use super::stage::setting;

/// Servers, those that are needed, the size of a domain, hours between failures and of a repair, the last Busy answer.
#[derive(Debug, Clone, Copy)]
struct Case {
    id: &'static str,
    n: usize,
    needed: usize,
    of_domain: usize,
    mtbf: f64,
    mttr: f64,
    busy: u32,
}

/// Hours that a domain takes, and hours between two answers.
const DOMAIN: f64 = 0.75;
const AGAIN: f64 = 1.0 / 6.0;
/// Hours of a failover and of the failback after it, of the reference.
const FAILOVER_AND_BACK: f64 = 1.25;

/// What comes of an update: hours until it is whole or comes to nothing, the chance of that, answers, and hours with the
/// failover and the domains after it.
#[derive(Debug, Clone, Copy, Default)]
struct Exact {
    hours: f64,
    given_up: f64,
    answers: f64,
    all_hours: f64,
}

/// A distribution over sets of servers that are down, a bit for each.
type Chances = Vec<f64>;

impl Case {
    fn domains(&self) -> usize {
        self.n / self.of_domain
    }

    fn domain(&self, number: usize) -> usize {
        ((1 << self.of_domain) - 1) << (number * self.of_domain)
    }

    /// Servers fail and are repaired for so many hours, but for those that are kept out of it.
    fn evolved(&self, mut chances: Chances, hours: f64, kept: usize) -> Chances {
        let (fails, returns) = (1.0 / self.mtbf, 1.0 / self.mttr);
        let share = (1.0 - (-(fails + returns) * hours).exp()) / (fails + returns);
        for bit in (0..self.n).map(|server| 1 << server).filter(|bit| kept & bit == 0) {
            for up in (0..chances.len()).filter(|set| set & bit == 0) {
                let (was_up, was_down) = (chances[up], chances[up | bit]);
                chances[up] = was_up * (1.0 - fails * share) + was_down * returns * share;
                chances[up | bit] = was_up * fails * share + was_down * (1.0 - returns * share);
            }
        }
        chances
    }

    /// Waits until no server of a domain is down; says for how many hours, on average, times the chance of having to.
    fn waited(&self, mut chances: Chances, domain: usize) -> (f64, Chances) {
        let (fails, returns) = (1.0 / self.mtbf, 1.0 / self.mttr);
        let mut hours = 0.0;
        // Jump by jump, until the chance of still waiting is out of every sight.
        for _ in 0..4000 {
            let mut next: Chances = vec![0.0; chances.len()];
            let mut left = 0.0;
            for (set, chance) in chances.iter().enumerate() {
                if set & domain == 0 || *chance == 0.0 {
                    next[set] += chance;
                    continue;
                }
                let down = f64::from(set.count_ones());
                let rate = down * returns + (self.n as f64 - down) * fails;
                hours += chance / rate;
                left += chance;
                for bit in (0..self.n).map(|server| 1 << server) {
                    next[set ^ bit] += chance * if set & bit == 0 { fails } else { returns } / rate;
                }
            }
            chances = next;
            if left < 1e-15 {
                break;
            }
        }
        (hours, chances)
    }

    /// Solves the chain, by the reference's rule or by ours.
    fn exact(&self, reference: bool) -> Exact {
        let away = self.mttr / (self.mtbf + self.mttr);
        let all = 0..1usize << self.n;
        let of = |set: usize| {
            let down = set.count_ones() as i32;
            away.powi(down) * (1.0 - away).powi(self.n as i32 - down)
        };
        let (mut chances, mut exact): (Chances, Exact) = (all.map(of).collect(), Exact::default());
        for number in 0..self.domains() {
            let domain = self.domain(number);
            let after = FAILOVER_AND_BACK + (self.domains() - number) as f64 * DOMAIN;
            let mut ready = 0.0;
            for answer in 1..=self.busy {
                exact.answers += chances.iter().sum::<f64>();
                ready += std::mem::take(&mut chances[0]);
                for (set, chance) in chances.iter_mut().enumerate() {
                    let gone = if reference {
                        set.count_ones() as usize + self.of_domain
                    } else {
                        (set | domain).count_ones() as usize
                    };
                    if answer == self.busy || self.n < self.needed + gone {
                        exact.given_up += *chance;
                        exact.all_hours += *chance * after;
                        *chance = 0.0;
                    }
                }
                exact.hours += chances.iter().sum::<f64>() * AGAIN;
                chances = self.evolved(chances, AGAIN, 0);
            }
            chances = vec![0.0; 1 << self.n];
            chances[0] = ready;
            exact.hours += ready * DOMAIN;
            if reference {
                chances = self.evolved(chances, DOMAIN, domain);
            } else {
                let (hours, whole) = self.waited(self.evolved(chances, DOMAIN, 0), domain);
                exact.hours += hours;
                chances = whole;
            }
        }
        exact.all_hours += exact.hours;
        exact
    }

    fn scenario(&self) -> String {
        let Case { n, needed, of_domain, mtbf, mttr, busy, .. } = self;
        let domains: Vec<String> = (0..self.domains())
            .map(|number| format!("{:?}", (number * of_domain + 1..=(number + 1) * of_domain).collect::<Vec<_>>()))
            .collect();
        let text = scenario(&format!(
            "sites: {{ \"dc\": () }}, pools: {{ \"p1\": Enterprise(site: \"dc\", front_ends: {n}, enabled_users: 1000, \
             upgrade_domains: [{}], quorum: (to_start: {needed}, running: {needed}, seeds: {n}, back_end_vote: false)) }}, \
             central_management: \"p1\", staff: (staffed: \"always\", reacts: false), \
             failures: (server: [(life: \"exponential({mtbf}h)\", repair: \"exponential({mttr}h)\")]), \
             timeline: [(at: \"40h\", do: Update(\"p1\"), install: \"45min\")], \
             steps: {{ \"updating-servers.2c-check\": \"1ms\" }}, \
             facts: {{ {AT_ONCE} \"step.look\": \"0s\", \"update.soak\": \"0s\", \"update.restart\": \"0s\", \
             \"update.graceful\": \"no\", \"update.start_hangs\": \"0\", \"update.domain_together\": \"yes\", \
             \"update.busy_answers\": \"{busy}\" }}",
            domains.join(", ")
        ));
        text.replace("HORIZON", "120h")
    }
}

/// Counts answers, and notes when the update was over and whether it came to nothing.
#[derive(Debug, Default)]
struct Witness {
    answers: u32,
    over: Option<(Time, bool)>,
}

impl Listener for Witness {
    const HEARS: bool = true;

    fn before(&mut self, _now: Time, _world: &World<'_>, _ledger: &Ledger) {}

    fn after(&mut self, now: Time, world: &World<'_>, _ledger: &Ledger) {
        for note in &world.notes.list {
            match note {
                Note::ReadinessAnswered { .. } => self.answers += 1,
                Note::GivenUp { .. } => self.over = self.over.or(Some((now, true))),
                _ => {}
            }
        }
        if self.over.is_none() && world.condition.updates.campaigns().any(|campaign| campaign.ended.is_some()) {
            self.over = Some((now, false));
        }
    }
}

/// How far the mean of what was seen is from the exact value, in standard errors.
fn distance(seen: &[f64], exact: f64) -> f64 {
    let n = seen.len() as f64;
    let mean = seen.iter().sum::<f64>() / n;
    let variance = seen.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0);
    (mean - exact) / (variance / n).sqrt()
}

const CASES: [(Case, [f64; 3]); 6] = [
    (
        Case { id: "f.state.n6k3g2.50-2.m3", n: 6, needed: 3, of_domain: 2, mtbf: 50.0, mttr: 2.0, busy: 3 },
        [2.644_626_897_312_486_2, 0.247_969_070_468_706_45, 3.111_391_622_222_298],
    ),
    (
        Case { id: "f.state.n6k3g2.50-2.m4", n: 6, needed: 3, of_domain: 2, mtbf: 50.0, mttr: 2.0, busy: 4 },
        [2.661_484_082_085_436_4, 0.231_781_515_238_721_15, 3.360_507_718_581_208_4],
    ),
    (
        Case { id: "f.state.n8k4g2.100-1.m4", n: 8, needed: 4, of_domain: 2, mtbf: 100.0, mttr: 1.0, busy: 4 },
        [3.196_964_084_778_111_6, 0.101_334_253_727_263_6, 4.224_660_870_113_51],
    ),
    (
        Case { id: "f.state.n3k2g1.50-2.m3", n: 3, needed: 2, of_domain: 1, mtbf: 50.0, mttr: 2.0, busy: 3 },
        [2.442_945_022_803_775_2, 0.154_356_018_243_020_14, 2.756_045_619_390_240_3],
    ),
    (
        Case { id: "f.state.n3k2g1.1000-4.m3", n: 3, needed: 2, of_domain: 1, mtbf: 1000.0, mttr: 4.0, busy: 3 },
        [2.268_254_816_925_268_5, 0.014_603_853_540_214_755, 2.974_840_196_002_513],
    ),
    (
        Case { id: "f.state.n12k6g3.50-1.m3", n: 12, needed: 6, of_domain: 3, mtbf: 50.0, mttr: 1.0, busy: 3 },
        [3.526_868_932_431_293_4, 0.316_052_460_287_073_8, 4.150_262_420_592_931],
    ),
];

/// By its own rule the chain gives the reference's hours, chance of a failover, and answers.
#[test]
fn the_chain_gives_the_numbers_of_the_reference() {
    for (case, [hours, failover, answers]) in CASES {
        let exact = case.exact(true);
        for (own, given) in [(exact.all_hours, hours), (exact.given_up, failover), (exact.answers, answers)] {
            assert!((own / given - 1.0).abs() < 1e-12, "{}: {own} and {given}", case.id);
        }
    }
}

/// And by ours what is simulated: hours until the update is over, the chance that it comes to nothing, and answers.
#[test]
fn updates_beside_failures_agree_with_the_chain() {
    for (case, _) in CASES.iter().filter(|(case, _)| case.n > 3) {
        let setting = setting("oracle.ron", &case.scenario());
        let first = fnv1a(case.id.as_bytes()) >> 20;
        let one = |run: &mut Run<'_>, number: u64| {
            let mut witness = Witness::default();
            run.replicate(20_260_303, first + number, &mut witness);
            let (over, given_up) = witness.over.expect("every update is over by then");
            let hours = over.since(Time::ZERO + Span::hours(40)).millis() as f64 / 3_600_000.0;
            [hours, f64::from(u8::from(given_up)), f64::from(witness.answers)]
        };
        let seen: Vec<[f64; 3]> = (0..6000u64).into_par_iter().map_init(|| Run::new(&setting), one).collect();
        let exact = case.exact(false);
        for (place, exact) in [exact.hours, exact.given_up, exact.answers].into_iter().enumerate() {
            let seen: Vec<f64> = seen.iter().map(|values| values[place]).collect();
            let z = distance(&seen, exact);
            let mean = seen.iter().sum::<f64>() / seen.len() as f64;
            println!("{}: exact {exact:.6}, estimate {mean:.6}, z {z:.2}", case.id);
            assert!(z.abs() < 4.5, "{}: exact {exact}, estimate {mean}, z {z}", case.id);
        }
    }
}
