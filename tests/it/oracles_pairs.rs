//! Paired pools against exact values: the users of one are failed over to the other by hand, and failed back.
//!
//! The settings make people and procedures what the model has: the loss is noticed at once, the decision takes the whole
//! time to the failover, the steps take none, a returned pool is failed back at once, and the Central Management store
//! stands in a third pool that never fails. The partner has no users of its own, or it would be failed over as well.
//! Every server has a fault of its own by name, since failures of servers as such are the same in all pools.

use super::oracles::{AT_ONCE, Case, What, hold, scenario};

/// Servers of which some are needed, how they fail and how they are repaired.
#[derive(Clone, Copy)]
struct Servers {
    n: u32,
    needed: u32,
    life: &'static str,
    repair: &'static str,
}

fn pool(n: u32, needed: u32, life: &'static str, repair: &'static str) -> Servers {
    Servers { n, needed, life, repair }
}

/// A pool that never fails.
const SAFE: Servers = Servers { n: 1, needed: 1, life: "", repair: "" };

/// What happens from the loss on: time to the failover, of the failback, and until clients are in resiliency mode.
struct Moves {
    failover: &'static str,
    failback: &'static str,
    limited: Option<&'static str>,
}

fn moves(failover: &'static str, failback: &'static str) -> Moves {
    Moves { failover, failback, limited: None }
}

impl Moves {
    /// Clients are let in by the backup registrar after this time, and have resiliency mode in the failback.
    fn limited(self, after: &'static str) -> Moves {
        Moves { limited: Some(after), ..self }
    }
}

impl Servers {
    fn text(&self, site: &str, users: u32) -> String {
        let Servers { n, needed, .. } = self;
        format!(
            "Enterprise(site: \"{site}\", front_ends: {n}, enabled_users: {users}, routing_groups: 0, \
             quorum: (to_start: {needed}, running: {needed}, seeds: {n}, back_end_vote: false))"
        )
    }

    /// Names of the faults of its servers.
    fn faults(&self, pool: &str) -> Vec<String> {
        let n = if self.life.is_empty() { 0 } else { self.n };
        (1..=n).map(|server| format!("{pool}-fe{server}")).collect()
    }

    fn shared(&self, pool: &str) -> String {
        let thing = |server: &String| format!("\"fault of {server}\": (kind: CommonFault, carries: [\"{server}\"]), ");
        self.faults(pool).iter().map(thing).collect()
    }

    fn failures(&self, pool: &str) -> String {
        let Servers { life, repair, .. } = self;
        let fault =
            |server: &String| format!("\"fault of {server}\": (life: \"exponential({life})\", repair: \"{repair}\"), ");
        self.faults(pool).iter().map(fault).collect()
    }
}

fn pair(one: &Servers, other: &Servers, moves: &Moves) -> String {
    let (automatic, interval, service) = match moves.limited {
        Some(after) => ("yes", after, "limited"),
        None => ("no", "5min", "none"),
    };
    scenario(&format!(
        "sites: {{ \"a\": (), \"b\": (), \"c\": () }},
         pools: {{ \"p1\": {}, \"p2\": {}, \"p3\": Standard(site: \"c\", enabled_users: 0) }},
         pairs: [(\"p1\", \"p2\")], central_management: \"p3\",
         staff: (staffed: \"always\", detection: \"0s\", decision: \"{}\"),
         shared: {{ {}{} }}, failures: (shared: {{ {}{} }}),
         steps: {{ \"failing-over-a-pool.1\": \"0s\", \"failing-over-a-pool.2-version\": \"0s\",
            \"failing-over-a-pool.2\": \"0s\", \"failing-over-a-pool.3\": \"0s\",
            \"failing-over-a-pool.7\": \"0s\", \"failing-back-a-pool.1\": \"{}\" }},
         facts: {{ {AT_ONCE} \"failover.cmdlet_fails\": \"0\", \"failback.cmdlet_fails\": \"0\",
            \"people.failback_wait\": \"0s\", \"failback.survives_partner_loss\": \"yes\",
            \"failback.service\": \"{service}\", \"registrar.automatic_failover\": \"{automatic}\",
            \"registrar.failure_interval\": \"{interval}\", \"registrar.counts_without_partner\": \"yes\" }}",
        one.text("a", 10_000),
        other.text("b", 0),
        moves.failover,
        one.shared("p1"),
        other.shared("p2"),
        one.failures("p1"),
        other.failures("p2"),
        moves.failback,
    ))
}

/// Share of the time without service, failovers in a year, losses in a year, with a partner that never fails.
fn lone(id: &'static str, one: Servers, moves: Moves, runs: u64, exact: [f64; 3]) -> Case {
    both(id, one, SAFE, moves, runs, exact)
}

/// The same with a partner that fails.
fn both(id: &'static str, one: Servers, other: Servers, moves: Moves, runs: u64, exact: [f64; 3]) -> Case {
    let [none, failovers, losses] = exact;
    let exact = [(What::NoService, none), (What::FailoversPerYear, failovers), (What::LossesPerYear, losses)];
    Case::new(id, pair(&one, &other, &moves), (100, runs), &exact)
}

impl Case {
    /// With the share of the time in resiliency mode.
    fn with_limited(mut self, share: f64) -> Case {
        self.exact.push((What::Limited, share));
        self
    }
}

fn a_partner_that_never_fails() -> Vec<Case> {
    let exponential = || pool(1, 1, "2000h", "exponential(8h)");
    let lognormal = || pool(1, 1, "2000h", "lognormal(mean 8h, sigma 1)");
    vec![
        lone(
            "d1.2000-8-1.5-0.5.exponential.exposed",
            exponential(),
            moves("1.5h", "0.5h"),
            200,
            [8.874_323_013e-4, 3.615_931_292_6, 4.362_549_800_8],
        ),
        lone(
            "d1.2000-8-1.5-0.5.lognormal1.0.exposed",
            lognormal(),
            moves("1.5h", "0.5h"),
            200,
            [9.352_913_427e-4, 3.837_317_453_6, 4.362_549_800_8],
        ),
        lone(
            "d1.2000-8-1.5-0.5.erlang3.exposed",
            pool(1, 1, "2000h", "erlang(mean 8h, stages 3)"),
            moves("1.5h", "0.5h"),
            200,
            [9.869_525_949e-4, 4.276_113_758, 4.362_549_800_8],
        ),
        lone(
            "d1.2000-8-0.5-0.25.exponential.exposed",
            exponential(),
            moves("0.5h", "0.25h"),
            200,
            [3.583_062_504e-4, 4.097_755_054_4, 4.362_549_800_8],
        ),
        lone(
            "d1.2000-8-0.5-0.25.deterministic.exposed",
            pool(1, 1, "2000h", "8h"),
            moves("0.5h", "0.25h"),
            200,
            [3.734_670_715e-4, 4.362_004_516_2, 4.362_549_800_8],
        ),
        lone(
            "d1.2000-8-0.5-0.25.lognormal1.0.exposed",
            lognormal(),
            moves("0.5h", "0.25h"),
            200,
            [3.712_858_078e-4, 4.311_736_497_2, 4.362_549_800_8],
        ),
        lone(
            "d1.500-4-2-1.exponential.exposed",
            pool(1, 1, "500h", "exponential(4h)"),
            moves("2h", "1h"),
            150,
            [4.322_162_333e-3, 10.529_295_052, 17.380_952_381],
        ),
        lone(
            "d1.500-4-2-1.deterministic.exposed",
            pool(1, 1, "500h", "4h"),
            moves("2h", "1h"),
            150,
            [5.942_469_571e-3, 17.346_225_215, 17.380_952_381],
        ),
        lone(
            "d1.500-4-2-1.weibull0.7.exposed",
            pool(1, 1, "500h", "weibull(mean 4h, shape 0.7)"),
            moves("2h", "1h"),
            150,
            [3.595_893_450e-3, 8.401_419_982_6, 17.380_952_381],
        ),
        lone(
            "d1.single.exp",
            exponential(),
            moves("exponential(1.5h)", "exponential(0.5h)"),
            200,
            [8.385_737_203e-4, 3.672_952_894_8, 4.362_549_800_8],
        ),
    ]
}

fn a_partner_that_fails_too() -> Vec<Case> {
    let single = || pool(1, 1, "2000h", "exponential(8h)");
    let often = || pool(1, 1, "500h", "exponential(12h)");
    let six = || pool(6, 3, "100h", "exponential(10h)");
    let three = || pool(3, 2, "100h", "exponential(10h)");
    vec![
        both(
            "d2.single.exp",
            single(),
            single(),
            moves("exponential(1.5h)", "exponential(0.5h)"),
            300,
            [8.515_232_709e-4, 3.665_637_169_7, 4.362_549_800_8],
        ),
        both(
            "d2.single.det",
            single(),
            single(),
            moves("1.5h", "0.5h"),
            300,
            [9.001_807_457e-4, 3.608_729_135_2, 4.362_549_800_8],
        ),
        both(
            "d2.nofailback.exp",
            often(),
            often(),
            moves("exponential(1h)", "0s"),
            300,
            [2.309_945_913e-3, 15.608_191_857, 17.109_375],
        ),
        both(
            "d3.pool6-3.exp",
            six(),
            three(),
            moves("exponential(1h)", "exponential(0.5h)"),
            60,
            [3.739_301_597e-4, 2.074_847_479_7, 2.966_874_976_4],
        ),
        both(
            "d3.pool6-3.det",
            six(),
            three(),
            moves("1h", "0.5h"),
            60,
            [4.028_351_710e-4, 1.947_193_974_9, 2.966_874_976_4],
        ),
    ]
}

/// Where the model's clocks of registrar and people are exponential they run side by side, as they do here, and not one
/// after the other: those values come from the same chain, solved for that.
fn resiliency_mode() -> Vec<Case> {
    let single = || pool(1, 1, "2000h", "exponential(8h)");
    let stress = || pool(1, 1, "100h", "exponential(10h)");
    let six = || pool(6, 3, "100h", "exponential(10h)");
    let exponential = || moves("exponential(1.5h)", "exponential(0.5h)").limited("exponential(6min)");
    let long = || moves("exponential(2h)", "exponential(1h)").limited("exponential(6min)");
    vec![
        lone(
            "d1.single.exp, limited, side by side",
            single(),
            exponential(),
            200,
            [4.613_774_330e-5, 3.672_952_894_8, 4.362_549_800_8],
        )
        .with_limited(7.924_359_770e-4),
        lone(
            "d1.stress.exp, limited, side by side",
            stress(),
            long(),
            100,
            [8.505_450_576e-4, 65.815_176_56, 79.636_363_636],
        )
        .with_limited(2.168_889_897e-2),
        both(
            "d4.pool6.det",
            six(),
            six(),
            moves("1.5h", "0.5h").limited("6min"),
            60,
            [3.369_204_300e-5, 1.628_731_743_7, 2.966_874_976_4],
        )
        .with_limited(4.403_624_776e-4),
        both(
            "d4.single.exp, side by side",
            single(),
            single(),
            exponential(),
            300,
            [6.182_669_286e-5, 3.665_637_169_7, 4.362_549_800_8],
        )
        .with_limited(7.896_965_781e-4),
        both(
            "d4.stress.exp, side by side",
            stress(),
            stress(),
            long(),
            100,
            [9.037_717_012e-3, 62.838_665_684, 79.636_363_636],
        )
        .with_limited(2.006_160_502e-2),
        both(
            "d2.stress.exp",
            stress(),
            stress(),
            moves("exponential(2h)", "exponential(1h)"),
            100,
            [2.909_932_203e-2, 62.838_665_684, 79.636_363_636],
        ),
    ]
}

#[test]
fn pairs_agree_with_exact_values() {
    let groups = [a_partner_that_never_fails(), a_partner_that_fails_too(), resiliency_mode()];
    hold("pairs", &groups.into_iter().flatten().collect::<Vec<_>>());
}
