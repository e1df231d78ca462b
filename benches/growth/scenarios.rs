//! Workloads that differ in nothing but their size: what an event costs must not grow with what it does not touch.

/// The name of the file with two sites, and what it is made from.
const TWO_SITES: &str = include_str!("../scenarios/two-sites-ten-years.ron");

/// Two workloads, of which the larger one may cost so many times as much an event.
pub struct Growth {
    /// What they are called.
    pub names: [&'static str; 2],
    /// Their scenarios.
    pub texts: [String; 2],
    /// Runs of each in a round.
    pub runs: [u64; 2],
    /// How many times as much an event of the larger one may cost.
    pub at_most: f64,
}

/// What is measured.
pub fn growths() -> [Growth; 2] {
    let groups = |groups: usize| {
        let front_ends = "front_ends: 6,";
        assert_eq!(TWO_SITES.matches(front_ends).count(), 2, "both pools have six Front Ends");
        TWO_SITES.replace(front_ends, &format!("{front_ends} routing_groups: {groups},"))
    };
    [
        Growth {
            names: ["two sites, 18 groups", "two sites, 144 groups"],
            texts: [groups(18), groups(144)],
            runs: [100, 100],
            at_most: 2.0,
        },
        Growth { names: ["1 pair", "50 pairs"], texts: [pairs(1), pairs(50)], runs: [150, 3], at_most: 1.2 },
    ]
}

/// So many pairs of pools in two sites, of which everything can fail but what they share.
fn pairs(count: usize) -> String {
    let pool = |name: String, site: usize, users: usize| {
        let back_end = format!("Mirrored(witness: \"dc{site}\")");
        format!(
            "\"{name}\": Enterprise(site: \"dc{site}\", front_ends: 6, enabled_users: {users}, back_end: {back_end}),"
        )
    };
    let both = |pair| pool(format!("a{pair}"), 1, 24_000) + &pool(format!("b{pair}"), 2, 12_000);
    let pools: String = (0..count).map(both).collect();
    let pairs: String = (0..count).map(|pair| format!("(\"a{pair}\", \"b{pair}\"),")).collect();
    let (_, failures) = TWO_SITES.split_once("        server: [").expect("servers fail");
    let (failures, _) = failures.split_once("        edge:").expect("Edge Servers fail after them");
    format!(
        "(
    schema: 1,
    about: \"Pairs of pools in which everything fails by chance\",
    product: LyncServer2013,
    start: \"2026-03-03 10:00 Europe/Berlin\",
    horizon: \"10y\",
    sites: {{ \"dc1\": (), \"dc2\": () }},
    links: {{ \"wan\": (between: (\"dc1\", \"dc2\"), bandwidth: \"100 Mbit/s\", latency: \"20ms\") }},
    pools: {{ {pools} }},
    pairs: [{pairs}],
    central_management: \"a0\",
    staff: (staffed: \"Mon-Fri 08:00-18:00\", otherwise: \"45min\", detection: \"5min\"),
    failures: (
        server: [{failures}
        pool: (life: \"exponential(3y)\", repair: \"lognormal(median 2h, p95 8h)\"),
    ),
)"
    )
}
