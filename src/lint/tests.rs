//! For every rule a design that breaks it, and the design of the documentation, which breaks few.

use super::*;
use crate::scenario::read::{Known, load_bytes};

fn found(pools: &str, more: &str) -> Vec<String> {
    let text = format!(
        "(schema: 1, about: \"a\", product: LyncServer2013, start: \"2026-03-03 10:00 UTC\", horizon: \"1d\", \
         sites: {{ \"a\": (), \"b\": () }}, central_management: \"p\", pools: {{ {pools} }}, {more})"
    );
    let loaded = load_bytes("t.ron", text.as_bytes(), &Known::default()).unwrap_or_else(|refused| {
        panic!("{:?}", refused.problems.iter().map(|problem| problem.what.clone()).collect::<Vec<_>>())
    });
    let findings = findings(&loaded.plan, Some(&loaded.tree));
    findings.iter().map(|finding| finding.code.to_owned()).collect()
}

fn enterprise(name: &str, site: &str, servers: u32, users: u32, more: &str) -> String {
    format!("\"{name}\": Enterprise(site: \"{site}\", front_ends: {servers}, enabled_users: {users}, {more}), ")
}

#[test]
fn a_sound_pair_breaks_no_rule() {
    let mirror = |site: &str| format!("back_end: Mirrored(witness: \"{site}\")");
    let pools = enterprise("p", "a", 6, 10_000, &mirror("a")) + &enterprise("q", "b", 6, 10_000, &mirror("b"));
    let codes = found(&pools, "pairs: [(\"p\", \"q\")]");
    assert!(codes.iter().all(|code| code.starts_with("YOURS")), "{codes:?}");
}

#[test]
fn every_rule_finds_what_breaks_it() {
    let single = |servers, users| enterprise("p", "a", servers, users, "");
    let standard = |name: &str, users: u32| format!("\"{name}\": Standard(site: \"a\", enabled_users: {users}), ");
    let two = |one: u32, other: u32| single(12, one) + &enterprise("q", "a", 3, other, "");
    let pair = "pairs: [(\"p\", \"q\")]";
    let failing = "failures: (server: [(life: \"1y\", repair: \"1h\")])";
    let same_host = "shared: { \"r\": (kind: Rack, carries: [\"p\"]) }";
    let edge = |servers: u32, name: &str| format!("\"{name}\": (site: \"a\", servers: {servers}, federation: true),");
    let edges = format!("edges: {{ {} {} }}", edge(1, "e"), edge(2, "f"));
    let lost_edge = "timeline: [(at: \"1h\", lose: Edge(\"e\"), for: \"1h\")]";
    let cut =
        "links: { \"wan\": (between: (\"a\", \"b\")) }, timeline: [(at: \"1h\", lose: Link(\"wan\"), for: \"1h\")]";
    let cases: Vec<(&str, String, String)> = vec![
        ("TOP-13", single(12, 80_001), String::new()),
        ("FE-03", single(2, 10), String::new()),
        ("FE-04", single(2, 10), String::new()),
        ("FE-05", single(1, 10), String::new()),
        ("FE-06", single(3, 19_981), String::new()),
        ("FE-07", single(3, 13_321), String::new()),
        ("FE-08", single(12, 80_001), String::new()),
        ("FE-09", two(40_001, 5), pair.to_owned()),
        ("SE-04", standard("p", 2501) + &standard("q", 1), pair.to_owned()),
        ("SE-05", standard("p", 5001), String::new()),
        ("SE-06", standard("p", 1), String::new()),
        ("PR-01", single(3, 1) + &standard("q", 1), pair.to_owned()),
        ("PR-05", two(1, 1), pair.to_owned()),
        ("PR-07", two(20_000, 1), pair.to_owned()),
        ("PR-09", two(1, 1).replacen("users: 1,", "users: 1, back_end: Mirrored,", 1), pair.to_owned()),
        ("PR-17", two(1, 1), format!("{pair}, facts: {{ \"pairing.sync_interval\": \"5min\" }}")),
        ("BE-05", enterprise("p", "a", 3, 1, "back_end: Mirrored"), String::new()),
        ("BE-15", single(3, 1), String::new()),
        ("BE-17", enterprise("p", "a", 3, 1, "back_end: Mirrored"), same_host.to_owned()),
        ("BE-20", enterprise("p", "a", 3, 1, "back_end: Mirrored(witness: \"b\")"), String::new()),
        ("ED-04", single(3, 1), edges.clone()),
        ("ED-07", single(3, 1), edges.clone()),
        ("ED-10", single(3, 1) + &enterprise("q", "b", 3, 1, ""), edges.clone()),
        ("UNCOUNTED-1", single(3, 1).replace("users: 1,", "users: 10, edge: \"e\","), format!("{edges}, {lost_edge}")),
        ("UNCOUNTED-2", single(3, 1) + &enterprise("q", "b", 3, 1, ""), cut.to_owned()),
        ("UNCOUNTED-3", enterprise("p", "b", 3, 10, "edge: \"e\""), format!("{edges}, {cut}")),
        ("VM-03", enterprise("p", "a", 3, 1, "hosts: [\"h\", \"h\", \"i\"]"), String::new()),
        ("YOURS-1", single(3, 1), String::new()),
        ("YOURS-2", single(3, 1), String::new()),
        ("YOURS-3", single(3, 1), failing.to_owned()),
        ("YOURS-4", single(3, 1), failing.to_owned()),
        ("YOURS-5", single(3, 1), String::new()),
    ];
    for (code, pools, more) in &cases {
        let codes = found(pools, more);
        assert!(codes.iter().any(|found| found == code), "{code} is not among {codes:?}");
    }
    for rule in rules() {
        assert!(cases.iter().any(|(code, ..)| *code == rule.id), "{} has no trial", rule.id);
        assert!(rule.sentence.ends_with('.') && rule.why.ends_with('.') && !rule.remedy.ends_with('.'), "{}", rule.id);
    }
}

/// What cannot be lost needs no word, and what is counted needs none: with the only Edge pool remote users cannot sign in.
#[test]
fn only_what_can_be_lost_is_told_not_to_be_counted() {
    let uncounted = |pools: &str, more: &str| -> Vec<String> {
        found(pools, more).into_iter().filter(|code| code.starts_with("UNCOUNTED")).collect()
    };
    let two = enterprise("p", "a", 3, 10, "edge: \"e\"") + &enterprise("q", "b", 3, 10, "edge: \"e\"");
    let edge = |name: &str, site: &str| format!("\"{name}\": (site: \"{site}\", servers: 2), ");
    let both = format!("edges: {{ {}{} }}", edge("e", "a"), edge("f", "b"));
    let wan = "links: { \"wan\": (between: (\"a\", \"b\")) }";
    let lose = |what: &str| format!("timeline: [(at: \"1h\", lose: {what}, for: \"1h\")]");
    assert_eq!(uncounted(&two, &format!("{both}, {wan}, {}", lose("Pool(\"p\")"))), Vec::<String>::new());
    assert_eq!(uncounted(&two, &format!("{both}, {wan}, {}", lose("Edge(\"e\")"))), ["UNCOUNTED-1"]);
    assert_eq!(uncounted(&two, &format!("{both}, {wan}, {}", lose("Site(\"a\")"))), ["UNCOUNTED-1"]);
    assert_eq!(uncounted(&two, &format!("{both}, {wan}, {}", lose("Link(\"wan\")"))), ["UNCOUNTED-2", "UNCOUNTED-3"]);
    assert_eq!(
        uncounted(&two, &format!("edges: {{ {} }}, {}", edge("e", "a"), lose("Edge(\"e\")"))),
        Vec::<String>::new()
    );
    // Failures at random can take the servers of an Edge pool together, and cut links.
    let failing = |what: &str| format!("failures: ({what}: (life: \"1y\", repair: \"1h\"))");
    assert_eq!(uncounted(&two, &format!("{both}, {wan}, {}", failing("edge"))), ["UNCOUNTED-1"]);
    assert_eq!(uncounted(&two, &format!("{both}, {wan}, {}", failing("link"))), ["UNCOUNTED-2", "UNCOUNTED-3"]);
}

#[test]
fn limits_themselves_are_allowed() {
    let at_limit = enterprise("p", "a", 3, 13_320, "back_end: Mirrored(witness: \"a\")");
    let codes = found(&at_limit, "");
    assert!(codes.iter().all(|code| code.starts_with("YOURS")), "{codes:?}");
}

/// Only what can play a part in the deployment is asked: nobody decides about a partner that is not there.
#[test]
fn the_planner_is_asked_only_what_can_matter() {
    let asked = |pools: &str, more: &str| found(pools, more).iter().filter(|code| *code == "YOURS-1").count();
    let standard = |name: &str| format!("\"{name}\": Standard(site: \"a\", enabled_users: 10), ");
    let pair = "pairs: [(\"p\", \"q\")]";
    // Sign-in rate and business hours.
    assert_eq!(asked(&standard("p"), ""), 2);
    // Detection, for a database failover that does not work by itself.
    assert_eq!(asked(&enterprise("p", "a", 3, 10, "back_end: Mirrored"), ""), 3);
    // The tick-box of the pair, detection and decision.
    assert_eq!(asked(&(standard("p") + &standard("q")), pair), 5);
    // And the way to work, where nobody is there at night.
    assert_eq!(
        asked(&(standard("p") + &standard("q")), &format!("{pair}, staff: (staffed: \"Mon-Fri 08:00-18:00\")")),
        6
    );
    assert_eq!(asked(&(standard("p") + &standard("q")), &format!("{pair}, staff: (reacts: false)")), 3);
}
