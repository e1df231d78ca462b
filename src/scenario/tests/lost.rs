//! Scenarios of which a part is lost: every other mistake is told in the same go, and nothing that only follows from the loss.

use crate::scenario::read::{Known, load_bytes, load_with};

fn whats(text: &str) -> Vec<String> {
    let refused = load_bytes("a.ron", text.as_bytes(), &Known::default()).expect_err("it has mistakes");
    refused.problems.iter().map(|problem| problem.what.clone()).collect()
}

const GOOD: &str = r#"(schema: 1, about: "a", product: LyncServer2013, start: "2026-03-03 10:00 UTC", horizon: "30d",
    sites: { "dc1": () }, pools: { "pool1": Standard(site: "dc1", enabled_users: 10), "pool2": Standard(site: "dc1",
    enabled_users: 10), "pool3": Standard(site: "dc1", enabled_users: 10) }, pairs: [("pool1", "pool2")],
    central_management: "pool1", timeline: [(at: "1h", lose: Server("pool1"), for: "1h")])"#;

#[test]
fn a_wrong_field_does_not_hide_a_wrong_name() {
    let text = r#"(schema: 1, about: "a", product: LyncServer2013, start: "2026-03-03 10:00 UTC", horizon: 30,
        sites: { "dc1": () }, pools: { "pool1": Standard(site: "dc3", enabled_users: 10) },
        pairs: [("pool1", "pool1")], central_management: "pol1")"#;
    let whats = whats(text);
    for part in ["30 needs a unit", "named `dc3`", "named `pol1`", "paired with itself"] {
        assert_eq!(whats.iter().filter(|what| what.contains(part)).count(), 1, "{part} is not told once in {whats:?}");
    }
}

#[test]
fn a_wrong_field_does_not_hide_a_mistake_of_another_kind() {
    let text = GOOD
        .replace("(\"pool1\", \"pool2\")]", "(\"pool1\", \"pool2\"), (\"pool2\", \"pool1\")]")
        .replace("at: \"1h\"", "at: \"31d\"")
        .replace("timeline:", "facts: { \"pool.gracce\": \"1min\" }, staff: (decision: 30), timeline:");
    let whats = whats(&text);
    for part in ["30 needs a unit", "paired twice", "beyond the horizon", "pool.gracce"] {
        assert!(whats.iter().any(|what| what.contains(part)), "{part} is missing in {whats:?}");
    }
}

/// What only a lost record refers to is looked up all the same, and its name is taken.
#[test]
fn a_lost_record_keeps_its_names() {
    let text = GOOD
        .replace(
            "\"pool3\": Standard(site: \"dc1\", enabled_users: 10)",
            "\"pool3\": Standard(site: \"dc9\", users: 10)",
        )
        .replace("sites: { \"dc1\": ()", "sites: { \"dc1\": (), \"pool3\": ()");
    let whats = whats(&text);
    for part in ["`users` is not a field of Standard", "no site is named `dc9`", "`pool3` of a pool is taken by a site"]
    {
        assert!(whats.iter().any(|what| what.contains(part)), "{part} is missing in {whats:?}");
    }
    assert_eq!(whats.len(), 3, "{whats:?}");
}

#[test]
fn what_follows_from_a_mistake_is_no_mistake_of_its_own() {
    let pool1 = "\"pool1\": Standard(site: \"dc1\", enabled_users: 10)";
    for (right, wrong) in [
        (pool1, "\"pool1\": Standard(site: \"dc1\", enabled_users: \"ten\")"),
        (pool1, "\"pool1 \": Standard(site: \"dc1\", enabled_users: 10)"),
        (pool1, "\"pool1\": Standart(site: \"dc1\", enabled_users: 10)"),
        ("horizon: \"30d\"", "horizon: 30"),
        ("horizon: \"30d\"", "horizon: \"0d\""),
        ("start: \"2026-03-03 10:00 UTC\"", "start: \"soon\""),
        ("sites: { \"dc1\": () }", "sites: { \"dc1\": 7 }"),
        ("sites: { \"dc1\": () }", "sites: [\"dc1\"]"),
        ("sites: { \"dc1\": () }", "site: { \"dc1\": () }"),
        ("pools: {", "poolls: {"),
        ("lose: Server(\"pool1\")", "lose: Sever(\"pool1\")"),
        ("lose: Server(\"pool1\")", "lose: Server(\"pool1 \")"),
        ("central_management: \"pool1\"", "central_management: 7"),
    ] {
        let text = GOOD.replace(right, wrong);
        let whats = whats(&text);
        assert_eq!(whats.len(), 1, "{wrong}: {whats:?}");
    }
}

/// With a wrong start or horizon, the rest of the timeline and the failures are still looked at.
#[test]
fn a_wrong_time_hides_nothing_but_times() {
    let text = GOOD
        .replace("horizon: \"30d\"", "horizon: \"200y\"")
        .replace("lose: Server(\"pool1\")", "lose: Server(\"pool9\")")
        .replace("timeline:", "failures: (beta: 0.5), timeline:");
    let whats = whats(&text);
    for part in ["at most 100 years", "named `pool9`", "`beta` divides"] {
        assert!(whats.iter().any(|what| what.contains(part)), "{part} is missing in {whats:?}");
    }
}

/// What is wrong with an overlay is told once, where it stands; a variant that is right under it is not told at all.
#[test]
fn a_wrong_overlay_is_refused_for_what_is_wrong_in_it() {
    for (patch, wrong) in [
        ("(pools: { \"pool1\": Enterprise(site: \"dc1\", front_ends: 13, enabled_users: 1) })", "13 is out of range"),
        (
            "(pools: { \"pool1\": Enterprise(site: \"dc1\", front_ends: 99999999, enabled_users: 1) })",
            "99999999 is out of",
        ),
        ("(horizon: \"1h1\")", "\"1h1\" is not a duration"),
        ("(staf: (reacts: false))", "`staf` is not a field of scenario"),
    ] {
        let overlays = [("patch.ron".to_owned(), patch.as_bytes().to_vec())];
        let loaded = load_with("a.ron", GOOD.as_bytes(), &overlays, None, &Known::default());
        let refused = loaded.expect_err("the overlay is wrong");
        let whats: Vec<&str> = refused.problems.iter().map(|problem| problem.what.as_str()).collect();
        assert!(whats.len() == 1 && whats[0].contains(wrong), "{wrong}: {whats:?}");
    }
}
