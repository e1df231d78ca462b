//! Scenarios that load, and what becomes of them.

use crate::facts::people;
use crate::ground::law::Law;
use crate::ground::time::{Span, Time};
use crate::scenario::plan::{Target, What};
use crate::scenario::read::{Known, Loaded, load_bytes, load_with};
use crate::topology::{BackEnd, ComponentKind, Member, PoolId};

/// The scenario of the design, which the tests of this folder also break.
pub(super) const DESIGN: &str = r#"(
    schema: 1,
    about: "Two paired pools; the first data centre loses power for six hours",
    product: LyncServer2013,
    start: "2026-03-03 10:00 Europe/Berlin",
    horizon: "30d",
    sites: { "dc1": (), "dc2": () },
    links: { "wan": (between: ("dc1", "dc2"), bandwidth: "100 Mbit/s", latency: "20ms") },
    pools: {
        "pool1": Enterprise(site: "dc1", front_ends: 6, enabled_users: 24000, back_end: Mirrored(witness: "dc1"), edge: "edge1"),
        "pool2": Enterprise(site: "dc2", front_ends: 6, enabled_users: 12000, back_end: Mirrored(witness: "dc2"), edge: "edge2"),
    },
    edges: { "edge1": (site: "dc1", servers: 2, federation: true, xmpp: true), "edge2": (site: "dc2", servers: 2) },
    pairs: [("pool1", "pool2")],
    central_management: "pool1",
    staff: (staffed: "Mon-Fri 08:00-18:00", otherwise: "45min", detection: "5min", decision: "lognormal(median 40min, p95 3h)"),
    timeline: [(at: "0h", lose: Site("dc1"), for: "6h")],
    targets: (availability: 0.9995, time_to_recover: "30min", data_loss: "30min"),
    variants: {
        "pool1 without a witness": (pools: { "pool1": Enterprise(back_end: Mirrored(witness: None)) }),
        "one pool of twelve": (pools: { "pool1": Enterprise(front_ends: 12, enabled_users: 36000), "pool2": Removed }, pairs: []),
    },
)"#;

pub(super) const KNOWN: Known<'static> = Known { steps: &["decide", "failover"] };

/// Loads a text that must be right.
pub(super) fn loaded(text: &str) -> Loaded {
    load_bytes("t.ron", text.as_bytes(), &KNOWN).unwrap_or_else(|refused| {
        let told: Vec<String> =
            refused.problems.iter().map(|problem| format!("{} {}", problem.code, problem.what)).collect();
        panic!("{}", told.join("\n"))
    })
}

/// The design's scenario with one text replaced by another.
pub(super) fn changed(from: &str, to: &str) -> String {
    assert!(DESIGN.contains(from), "the scenario does not hold {from}");
    DESIGN.replacen(from, to, 1)
}

/// The design's scenario without variants and with further fields.
pub(super) fn with(fields: &str) -> String {
    let end = DESIGN.find("    variants:").expect("the design has variants");
    format!("{}{fields})", &DESIGN[..end])
}

#[test]
fn the_topology_of_the_design_is_right() {
    let plan = loaded(DESIGN).plan;
    let topology = &plan.topology;
    assert_eq!(topology.machines.len(), 2 * (6 + 3) + 2 * 2);
    let (pool, first_pool) = (&topology.pools[0], topology.pool_ids().next().unwrap());
    assert_eq!(
        (pool.users, pool.partner, topology.central_management),
        (24_000, PoolId::nth(&topology.pools, 1), first_pool)
    );
    assert_eq!(pool.quorum.to_start, 5);
    assert_eq!(pool.back_end, BackEnd::Mirrored { witness: true });
    assert_eq!(pool.groups.len(), 18);
    let names: Vec<&str> = topology.machines.iter().map(|machine| machine.name.as_str()).collect();
    assert_eq!(names[5..10], ["pool1-fe6", "pool1-sql1", "pool1-sql2", "pool1-witness", "pool2-fe1"]);
    assert_eq!(names[18..], ["edge1-1", "edge1-2", "edge2-1", "edge2-2"]);
    assert_eq!((topology.machines[8].role.key, topology.machines[8].member), ("witness", Member::Pool(first_pool)));
    assert_eq!(topology.sites[0].machines.len(), 11);
    assert_eq!(Some(topology.edges[1].next_hop), PoolId::nth(&topology.pools, 1));
    assert_eq!(topology.pairs[0].link.map(|link| topology.links[link.index()].bandwidth), Some(1e8));
    let homed = |pool: u16, remote: bool| -> u32 {
        let range = topology.pools[pool as usize].populations.clone();
        let all = &topology.populations[range.start as usize..range.end as usize];
        all.iter().filter(|population| population.remote == remote).map(|population| population.users).sum()
    };
    assert_eq!((homed(0, false), homed(0, true), homed(1, false), homed(1, true)), (16_800, 7_200, 8_400, 3_600));
    assert!(topology.populations.iter().all(|population| population.users > 0));
}

#[test]
fn the_rest_of_the_design_is_right() {
    let loaded = loaded(DESIGN);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    let plan = &loaded.plan;
    assert_eq!(plan.horizon, Span::days(30));
    assert_eq!(plan.timeline.len(), 1);
    assert_eq!(plan.timeline[0].lasts, Some(Law::fixed(Span::hours(6))));
    assert!(matches!(plan.timeline[0].what, What::Lose(Target::Site(_))));
    assert!(plan.sheet.is_set(&people::DECISION) && !plan.sheet.is_set(&people::HANDS));
    assert!(plan.staffed.is_open(Time::ZERO) && !plan.staffed.is_open(Time::ZERO + Span::hours(8)));
    // Tuesday 10:00 is within business hours, 18:00 is not.
    assert_eq!(plan.signed_in.at(Time::ZERO), 800);
    assert_eq!(plan.signed_in.at(Time::ZERO + Span::hours(8)), 100);
    assert!(plan.faults.is_empty() && plan.reacts);
    assert_eq!(plan.sha256.len(), 64);
}

#[test]
fn planned_work_is_said_on_its_line_in_ron_and_in_json() {
    let line = "(at: \"0h\", lose: Site(\"dc1\"), for: \"6h\")";
    let planned =
        |line: &str| loaded(&changed("(at: \"0h\", lose: Site(\"dc1\"), for: \"6h\")", line)).plan.timeline[0].planned;
    assert!(!planned(line));
    assert!(planned(&line.replace("for:", "planned: true, for:")));
    assert!(!planned(&line.replace("for:", "planned: false, for:")));
    // An order may say what it is anyway.
    assert!(!planned("(at: \"1h\", do: FailOver(\"pool1\"), planned: true)"));
    let json =
        br#"{ "schema": 1, "about": "a", "product": "LyncServer2013", "start": "2026-03-03 10:00 UTC", "horizon": "2d",
        "sites": { "a": {} }, "pools": { "p": { "Standard": { "site": "a", "enabled_users": 10 } } },
        "central_management": "p",
        "timeline": [ { "at": "1h", "lose": { "Pool": "p" }, "for": "1h", "planned": true } ] }"#;
    assert!(load_with("t.json", json, &[], None, &KNOWN).unwrap().plan.timeline[0].planned);
}

#[test]
fn variants_are_plans_of_their_own() {
    let loaded = loaded(DESIGN);
    let [(first, bare), (second, twelve)] = &loaded.variants[..] else { panic!("two variants") };
    assert_eq!((first.as_str(), second.as_str()), ("pool1 without a witness", "one pool of twelve"));
    assert_eq!(bare.topology.pools[0].back_end, BackEnd::Mirrored { witness: false });
    assert_eq!(bare.topology.pools[0].sql[2], None);
    assert_eq!((twelve.topology.pools.len(), twelve.topology.pools[0].front_ends.len()), (1, 12));
    // No pool is left at the site of edge2, so it passes traffic to the one there is.
    assert_eq!(Some(twelve.topology.edges[1].next_hop), twelve.topology.pool_ids().next());
    assert_eq!(twelve.topology.pools[0].pair, None);
    assert_ne!(bare.sha256, loaded.plan.sha256);
    assert_eq!(loaded.variant_trees.len(), 2);
}

#[test]
fn overlays_come_before_everything_else() {
    let overlay = ("o.ron".to_owned(), br#"(pools: { "pool1": Enterprise(enabled_users: 1000) })"#.to_vec());
    let plan = load_with("t.ron", DESIGN.as_bytes(), &[overlay], None, &KNOWN).unwrap().plan;
    assert_eq!(plan.topology.pools[0].users, 1000);
    assert_ne!(plan.sha256, loaded(DESIGN).plan.sha256);
}

#[test]
fn line_ends_marks_and_hangul_change_nothing_else() {
    let hangul = DESIGN.replace("pool1", "서울풀").replace('\n', "\r\n");
    let marked = format!("\u{feff}{hangul}");
    let plan = loaded(&marked).plan;
    assert_eq!(plan.topology.pools[0].name, "서울풀");
    assert_eq!(plan.topology.machines[0].name, "서울풀-fe1");
}

#[test]
fn json_gives_the_same_topology() {
    let json = r#"{"schema": 1, "about": "a", "product": "LyncServer2013", "start": "2026-03-03 10:00 UTC",
        "horizon": "1d", "sites": {"a": {}}, "central_management": "se",
        "pools": {"se": {"Standard": {"site": "a", "enabled_users": 10, "host": "h"}}},
        "timeline": [{"at": "1h", "lose": {"Server": "se"}}, {"at": "2h", "return": {"Server": "se"}}]}"#;
    let plan = load_bytes("t.json", json.as_bytes(), &KNOWN).unwrap().plan;
    let pool = &plan.topology.pools[0];
    assert!(pool.standard);
    assert_eq!((pool.back_end, pool.sql, pool.groups.len()), (BackEnd::Collocated, [None; 3], 1));
    assert_eq!(plan.topology.machines[0].name, "se");
    assert_eq!(
        (plan.topology.shared_components[0].name.as_str(), plan.topology.shared_components[0].kind),
        ("h", ComponentKind::Host)
    );
    assert_eq!(plan.staffed_text, "always");
    assert!(plan.topology.populations.iter().all(|population| !population.remote));
}

#[test]
fn users_of_any_number_add_up() {
    for users in [0, 1, 7, 19, 24_001] {
        for groups in [0, 1, 5, 18] {
            for share in ["0", "0.333", "1"] {
                let pool = format!("enabled_users: {users}, routing_groups: {groups}, remote_share: {share}");
                let plan = loaded(&changed("enabled_users: 24000", &pool)).plan;
                let range = plan.topology.pools[0].populations.clone();
                let own = &plan.topology.populations[range.start as usize..range.end as usize];
                assert_eq!(own.iter().map(|population| population.users).sum::<u32>(), users);
                assert_eq!(plan.topology.pools[0].groups.len(), groups);
            }
        }
    }
}

#[test]
fn shared_things_gather_what_they_carry() {
    let shared = r#"shared: {
        "rack": (kind: Rack, carries: ["blade", "pool2-sql1"]),
        "power": (kind: PowerFeed, carries: ["rack", "edge1", "pool2"]),
        "named": (kind: Host, carries: ["edge2-1"]),
    }"#;
    let hosts = r#"front_ends: 6, hosts: ["blade", "blade", "named", "h4", "h5", "h6"], enabled_users: 24000"#;
    let text = with(shared).replacen("front_ends: 6, enabled_users: 24000", hosts, 1);
    let topology = loaded(&text).plan.topology;
    let names: Vec<&str> = topology.shared_components.iter().map(|component| component.name.as_str()).collect();
    assert_eq!(names, ["rack", "power", "named", "blade", "h4", "h5", "h6"]);
    let sizes: Vec<usize> = topology.shared_components.iter().map(|component| component.machines.len()).collect();
    assert_eq!(sizes, [3, 2 + 2 + 6 + 2, 2, 2, 1, 1, 1]);
}

#[test]
fn failures_become_clocks() {
    let failures = r#"failures: (
        server: [(life: "exponential(1y)", repair: "15min"), (life: "exponential(4y)", repair: "12h", crews: 1)],
        back_end: (life: "exponential(4y)", repair: "4h"),
        witness: (life: "never", repair: "4h"),
        site: (life: "exponential(8y)", repair: "6h"), site_beta: 0.5,
        pool: (life: "exponential(3y)", repair: "2h"),
        beta: 0.25, crews: 2, ages_while_pool_is_down: false,
    )"#;
    let plan = loaded(&with(failures)).plan;
    let named = |dice: &str| plan.faults.iter().find(|fault| fault.dice == dice);
    assert_eq!(plan.faults.len(), 2 * (12 + 1) + 4 + 2 + 1 + 2);
    let year = Span::YEAR.millis() as f64;
    let mean = |dice: &str| named(dice).and_then(|fault| fault.life.mean()).unwrap() / year;
    assert!((mean("pool1-fe1") - 1.0 / 0.75).abs() < 1e-9);
    assert!((mean("pool1 shock") - 4.0).abs() < 1e-9);
    assert!((mean("pool1-fe1#2") - 4.0).abs() < 1e-9);
    assert!((mean("dc1") - 16.0).abs() < 1e-9 && (mean("all sites") - 16.0).abs() < 1e-9);
    assert_eq!(named("pool1-fe1").unwrap().rests_with, plan.topology.pool_ids().next());
    assert_eq!(named("pool1-sql1").unwrap().rests_with, None);
    assert_eq!(named("pool1-witness").map(|_| ()), None);
    assert_eq!(plan.crews, [2, 1, 2, 1]);
    assert_ne!(named("pool1-fe1").unwrap().crew, named("pool1-fe1#2").unwrap().crew);
    assert!(matches!(named("pool2 common fault").unwrap().target, Target::SharedComponent(_)));
}

#[test]
fn dice_follow_the_old_name() {
    let text = changed("front_ends: 6, enabled_users: 24000", "front_ends: 6, enabled_users: 24000, dice: \"old\"");
    let plan = loaded(&text).plan;
    assert_eq!((plan.topology.pools[0].dice.as_str(), plan.topology.machines[0].dice.as_str()), ("old", "old-fe1"));
    assert_eq!(plan.topology.machines[7].dice, "old-sql2");
}

#[test]
fn own_domains_quorum_names_and_steps_are_taken() {
    let pool = r#"front_ends: 3, names: ["x", "y", "z"], upgrade_domains: [[1, 3], [2]],
        quorum: (to_start: 2, running: 1, seeds: 2, back_end_vote: false), enabled_users: 24000"#;
    let steps = r#"steps: { "decide": "1h" }, extra_steps: [(before: "failover", says: "ask", takes: "10min")]"#;
    let plan = loaded(&with(steps).replacen("front_ends: 6, enabled_users: 24000", pool, 1)).plan;
    let pool = &plan.topology.pools[0];
    assert_eq!(pool.domains, [0, 1, 0]);
    assert_eq!((pool.quorum.to_start, pool.quorum.seeds_that_must_run, pool.quorum.stay_up.seeds), (2, Some(1), 2));
    assert_eq!(plan.topology.machines[2].name, "z");
    assert_eq!((plan.step_laws.len(), plan.extra_steps.len()), (1, 1));
}
