//! What a planner reads on the first screen, and what a script reads in its place.

use super::stage::setting;
use pooldrill::experiment::compare::Design;

use pooldrill::experiment::leaning::{Leans, Weighed, weigh};
use pooldrill::experiment::method::Method;
use pooldrill::experiment::{Budget, Summary, replicate};
use pooldrill::facts::{Confidence, Fact, Kind};
use pooldrill::ground::law::Law;
use pooldrill::model::Setting;
use pooldrill::report::interval::digits;
use pooldrill::report::names::thousands;
use pooldrill::report::{
    data, telling,
    text::{self, log},
};
use pooldrill::text::Problems;
use serde_json::Value;
use std::sync::atomic::AtomicBool;

/// Two paired pools of three Front Ends each, and what is said of them.
fn pair(start: &str, more: &str) -> Setting {
    let text = format!(
        "(schema: 1, about: \"a pair\", product: LyncServer2013, start: {start:?}, horizon: \"30d\",
        sites: {{ \"dc1\": (), \"dc2\": () }},
        pools: {{
            \"pool1\": Enterprise(site: \"dc1\", front_ends: 3, enabled_users: 6000, back_end: Mirrored(witness: \"dc1\")),
            \"pool2\": Enterprise(site: \"dc2\", front_ends: 3, enabled_users: 3000, back_end: Mirrored(witness: \"dc2\")),
        }},
        pairs: [(\"pool1\", \"pool2\")], central_management: \"pool2\", {more})"
    );
    setting("pair.ron", &text)
}

fn answered(setting: &Setting, runs: u64) -> Summary {
    let stop = AtomicBool::new(false);
    let budget = Budget { seed: 1, first: 0, runs, threads: None, stop: &stop, progress: &|_| {} };
    replicate(setting, &budget).expect("threads start").summary
}

fn screen(setting: &Setting, summary: &Summary) -> String {
    let (typical, _) = summary.typical_and_worst().expect("there were runs");
    text::summary::screen(setting, summary, &telling::tell(setting, 1, typical))
}

fn json(setting: &Setting, summary: &Summary) -> Value {
    let (typical, _) = summary.typical_and_worst().expect("there were runs");
    let told = telling::tell(setting, 1, typical);
    let (findings, leans) = (Problems::new(), weighed(setting, summary, 2));
    let beside = data::summary::Beside { told: Some(&told), leans: &leans, findings: &findings };
    data::summary::answer(setting, "pair.ron", summary, &beside)
}

fn weighed(setting: &Setting, summary: &Summary, threads: usize) -> Leans {
    let stop = AtomicBool::new(false);
    let threads = Some(threads);
    let budget = Budget { seed: 1, first: 0, runs: summary.runs, threads, stop: &stop, progress: &|_| {} };
    weigh(setting, summary, &budget).expect("threads start")
}

const RESTARTS: &str = "timeline: [
    (every: \"daily 02:00\", lose: Server(\"pool2-fe1\"), for: \"20min\"),
    (at: \"36h\", lose: Site(\"dc1\"), for: \"6h\"),
]";

#[test]
fn recoveries_come_in_the_order_of_the_users_they_hit_and_not_of_how_often_they_come() {
    let setting = pair("2026-03-03 10:00 UTC", RESTARTS);
    let summary = answered(&setting, 4);
    let told = screen(&setting, &summary);
    let line =
        |what: &str| told.lines().position(|line| line.contains(what)).unwrap_or_else(|| panic!("{what}: {told}"));
    let rare = line("pool1: site lost, failed over");
    assert!(rare < line("pool2: Front End lost, recovered in place"), "{told}");
    assert!(told.lines().nth(rare).is_some_and(|line| line.ends_with("; 6,000 users hit")), "{told}");
    let rows = json(&setting, &summary)["recoveries"].clone();
    let hit = |kind: &str| {
        let rows = rows.as_array().expect("a list");
        rows.iter().find(|row| row["kind"] == kind).and_then(|row| row["users_hit"].as_u64()).expect("it is there")
    };
    // A third of the routing groups had their primary replica on the server, and groups are not all of one size.
    assert!(hit("site_lost") == 6000 && (990..=1010).contains(&hit("front_end_lost")), "{rows}");
}

#[test]
fn a_run_that_begins_at_midnight_says_who_is_signed_in_while_people_work() {
    let setting = pair("2026-03-03 00:00 UTC", RESTARTS);
    let summary = answered(&setting, 1);
    let told = screen(&setting, &summary);
    assert!(told.contains("6,000 users (4,800 signed in during business hours)  partner pool2"), "{told}");
    assert_eq!(json(&setting, &summary)["pools"]["pool1"]["signed_in_users_in_business_hours"], 4800);
}

#[test]
fn a_common_fault_begins_and_is_repaired_and_is_named_once() {
    let faults = "failures: (pool: (life: \"exponential(10d)\", repair: \"2h\"))";
    let setting = pair("2026-03-03 10:00 UTC", faults);
    let told = log::text(&setting, &telling::tell(&setting, 1, 0));
    for sentence in ["The common fault of pool1 begins: 3 Front Ends", "The common fault of pool1 is repaired"] {
        assert!(told.contains(sentence), "{sentence}: {told}");
    }
    let said: Vec<&str> = told.lines().filter(|line| line.contains("common fault")).collect();
    assert!(said.iter().all(|line| line.matches("common fault").count() == 1), "{said:?}");
    assert!(said.iter().all(|line| !line.contains("strikes") && !line.contains("mended")), "{said:?}");
}

#[test]
fn a_common_fault_is_not_lost_on_the_screen_either() {
    let line = "shared: { \"update\": (kind: CommonFault, carries: [\"pool1-fe1\", \"pool1-fe2\", \"pool1-fe3\"]) },
        timeline: [(at: \"1h\", lose: Shared(\"update\"), for: \"3h\")]";
    let setting = pair("2026-03-03 10:00 UTC", line);
    let told = screen(&setting, &answered(&setting, 1));
    assert!(told.contains("Tue 11:00  common fault update begins"), "{told}");
    assert!(!told.contains("update lost"), "{told}");
}

#[test]
fn every_column_of_every_table_is_explained() {
    let setting = pair("2026-03-03 10:00 UTC", &format!("{RESTARTS}, targets: (availability: 0.999)"));
    let summary = answered(&setting, 4);
    let told = screen(&setting, &summary);
    for legend in [
        "full, resiliency, none: with full service, in resiliency mode, without service",
        "without service, resiliency mode: minutes of an enabled user, ± half the 95 % interval",
        "availability: share of the time",
        "missed: runs in which it was below your target",
        "enabled  signed in   (share of the minutes without full service",
        "(users a server; rated for 6,660)",
    ] {
        assert!(told.contains(legend), "{legend}: {told}");
    }
    let design = |name: &str| Design { name: name.to_owned(), summary: summary.clone() };
    let (one, other) = (design("as it is"), design("the same"));
    let told = text::compare::screen(&[(&setting, &one), (&setting, &other)]);
    let columns =
        ["without service", "less than full", "while signed in", "longest", "lost", "worst load", "shared luck"];
    for column in columns {
        assert!(told.lines().any(|line| line.starts_with(&format!("{column}: "))), "{column}: {told}");
    }
}

/// Every value in a tree with the key it stands under.
fn walk<'v>(key: &'v str, value: &'v Value, see: &mut dyn FnMut(&str, &Value)) {
    see(key, value);
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| walk(key, value, see)),
        Value::Array(list) => list.iter().for_each(|value| walk(key, value, see)),
        _ => {}
    }
}

fn intervals_are_named(json: &Value) -> usize {
    let mut seen = 0;
    walk("", json, &mut |key, value| {
        if key == "ci" || key.ends_with("_ci") {
            let keys: Vec<&str> =
                value.as_object().expect("an interval has named ends").keys().map(String::as_str).collect();
            assert_eq!((keys, &value["level"]), (vec!["hi", "kind", "level", "lo"], &Value::from(0.95)), "{key}");
            let (low, high) = (value["lo"].as_f64(), value["hi"].as_f64());
            assert!(low.zip(high).is_none_or(|(low, high)| low <= high), "{value}");
            // What bounds both sides was come by somehow; what bounds neither was not.
            let known = Method::ALL.iter().any(|method| value["kind"] == method.key());
            assert!(known || value["kind"].is_null() && low.zip(high).is_none(), "{key}: {value}");
            assert!(!known || low.is_some() || high.is_some(), "{key}: {value}");
            seen += 1;
        }
        let Value::Object(map) = value else { return };
        if map.keys().any(|key| key == "ci" || key.ends_with("_ci")) {
            let over = map.get("over").and_then(Value::as_str).unwrap_or_else(|| panic!("{key}: {value}"));
            assert!(["runs", "recoveries", "campaigns"].contains(&over), "{key}: {value}");
            assert_eq!(map.contains_key("mean_over"), over != "runs" && map.contains_key("max"), "{key}: {value}");
            // Of a share everything is known that there is to know of single values.
            let is_share = !map.contains_key("p50") && !map.contains_key("correlation") && !map.contains_key("sd");
            assert!(map.contains_key("sd") || is_share || !map.contains_key("mean"), "{key}: {value}");
        }
        for quantile in ["p50", "p95"] {
            assert_eq!(map.contains_key(quantile), map.contains_key(&format!("{quantile}_ci")), "{key}: {value}");
        }
        if map.contains_key("share") && !map["share"].is_object() {
            assert!(map.contains_key("ci"), "{key}: {value}");
        }
        for (part, share) in map.iter().filter(|(part, _)| part.ends_with("_share") && *part != "signed_in_share") {
            assert!(share["ci"].is_object(), "{part}: {share}");
        }
    });
    seen
}

#[test]
fn every_interval_of_the_json_names_its_ends_and_medians_and_shares_have_one() {
    let targets = "targets: (availability: 0.999, time_to_recover: \"30min\", data_loss: \"30min\")";
    let setting = pair("2026-03-03 10:00 UTC", &format!("{RESTARTS}, {targets}"));
    let summary = answered(&setting, 40);
    let answer = json(&setting, &summary);
    assert!(intervals_are_named(&answer) > 100);
    assert_eq!(answer["schema"], 2);
    let met = &answer["total"]["availability"]["target_met"];
    assert_eq!((met["met"].as_u64(), met["of"].as_u64()), (Some(10), Some(40)), "{met}");
    // Wilson's interval for 10 of 40 is 0.1419 to 0.4019.
    let ends = (met["ci"]["lo"].as_f64(), met["ci"]["hi"].as_f64());
    let (low, high) = (ends.0.expect("it is bounded"), ends.1.expect("it is bounded"));
    assert!((low - 0.1419).abs() < 1e-4 && (high - 0.4019).abs() < 1e-4, "{met}");
    let design = |name: &str| Design { name: name.to_owned(), summary: summary.clone() };
    let (one, other) = (design("as it is"), design("the same"));
    assert!(intervals_are_named(&data::compare::json(&[(&setting, &one), (&setting, &other)], "pair.ron")) > 20);
}

#[test]
fn every_block_of_the_json_says_what_it_is_over_and_how_its_interval_was_come_by() {
    let targets = "targets: (availability: 0.999, time_to_recover: \"30min\", data_loss: \"30min\")";
    let setting = pair("2026-03-03 10:00 UTC", &format!("{RESTARTS}, {targets}"));
    let summary = answered(&setting, 40);
    let answer = json(&setting, &summary);
    let (total, recovery) = (&answer["total"], &answer["recoveries"][0]);
    let said = |value: &Value, interval: &str| {
        let words = [&value["over"], &value[interval]["kind"]];
        words.map(|word| word.as_str().unwrap_or_default().to_owned()).join(" ")
    };
    for (value, interval, expected) in [
        (&total["none_minutes_per_year"], "ci", "runs student_t"),
        (&total["none_minutes_per_year"], "p95_ci", "runs order_statistics"),
        (&total["availability"], "ci", "runs student_t"),
        (&total["availability"]["target_met"], "ci", "runs wilson"),
        (&total["planned_share"], "ci", "runs ratio_of_sums"),
        (&total["business_hours_share"], "ci", "runs "),
        (&answer["pools"]["pool2"]["pool_quorum_losses_per_year"], "ci", "runs poisson"),
        (&recovery["user_clock_minutes"], "ci", "recoveries student_t"),
        (&recovery["user_clock_minutes"], "p50_ci", "recoveries clustered_order_statistics"),
        (&recovery["target_met"], "ci", "recoveries clustered_wilson"),
        (&answer["costs"][0]["share"], "ci", "runs ratio_of_sums"),
        (&answer["leans_on"]["facts"][0]["changes"][0]["not_full_minutes"], "ci", "runs paired_student_t"),
    ] {
        assert_eq!(said(value, interval), expected, "{value}");
    }
    assert_eq!(recovery["user_clock_minutes"]["mean_over"], "runs");
    let readme = include_str!("../../README.md");
    for method in Method::ALL {
        let row = format!("| `{}` | {} |", method.key(), method.words());
        assert!(readme.contains(&row), "the README should have {row}");
    }
}

#[test]
fn what_the_screen_says_the_json_says() {
    let setting = pair("2026-03-03 10:00 UTC", RESTARTS);
    let summary = answered(&setting, 20);
    let (answer, told) = (json(&setting, &summary), screen(&setting, &summary));
    let mut expected: Vec<String> = Vec::new();
    let number = |value: &Value| value.as_f64().expect("a number");
    for name in ["pool1", "pool2"] {
        let pool = &answer["pools"][name];
        let a_server = |state: &str| thousands(pool["users_a_server"][state].as_u64().expect("a count"));
        let both = format!("one server lost {} · carrying both {}", a_server("one_lost"), a_server("failed_over"));
        expected.push(format!("{both} · "));
        let minutes = &pool["in_horizon"]["none_minutes"];
        let half = number(&minutes["ci"]["hi"]) - number(&minutes["mean"]);
        if half > 0.1 {
            let decimals = digits(half).min(1);
            expected.push(format!("{name}               {:.decimals$} ± {half:.decimals$}", number(&minutes["mean"])));
        }
    }
    for row in answer["typical_run"]["milestones"].as_array().expect("a list").iter().take(12) {
        expected.push(row["text"].as_str().expect("words").to_owned());
        expected.push(thousands(row["signed_in_full"].as_u64().expect("a count")));
    }
    for row in answer["costs"].as_array().expect("a list").iter().take(3) {
        let percent = |share: &Value| format!("{:.0} %", number(&share["mean"]) * 100.0);
        expected.push(format!("{:>7}", percent(&row["share"])));
        expected.push(format!("{}   {}", percent(&row["signed_in_share"]), row["words"].as_str().expect("words")));
    }
    for words in expected {
        assert!(told.contains(&words), "{words} is not on the screen:\n{told}");
    }
    let total = &answer["total"];
    let planned = number(&total["planned_share"]["mean"]) * 100.0;
    let business = number(&total["business_hours_share"]["mean"]) * 100.0;
    assert!(told.contains(&format!("planned {planned:.0} % · in business hours {business:.0} %")), "{told}");
}

fn moved(setting: &Setting, summary: &Summary) -> Weighed {
    match weighed(setting, summary, 2) {
        Leans::Weighed(weighed) => weighed,
        other => panic!("{other:?}"),
    }
}

/// Front Ends are restarted one after the other; ten minutes of start are added to what the timeline says. As long as that
/// is shorter than the wait for an absent replica, hardly anybody notices.
fn reboots(lasting: &str, facts: &str) -> Setting {
    let lines: String = (1..=6)
        .map(|n| format!("(every: \"daily 0{n}:00\", lose: Server(\"pool1-fe{n}\"), for: {lasting:?}),"))
        .collect();
    let text = format!(
        "(schema: 1, about: \"reboots\", product: LyncServer2013, start: \"2026-03-03 00:00 UTC\", horizon: \"10d\",
        sites: {{ \"dc1\": () }},
        pools: {{ \"pool1\": Enterprise(site: \"dc1\", front_ends: 6, enabled_users: 24000, back_end: Single) }},
        central_management: \"pool1\", facts: {{ {facts} }}, timeline: [{lines}])"
    );
    setting("reboots.ron", &text)
}

#[test]
fn reboots_a_little_shorter_than_the_wait_for_a_replica_lean_on_that_wait() {
    let setting = reboots("19min", "");
    let summary = answered(&setting, 20);
    let weighed = moved(&setting, &summary);
    let place = weighed.most.iter().position(|leaning| leaning.fact.key == "fabric.rebuild_wait");
    let place = place.unwrap_or_else(|| panic!("{:?}", weighed.most));
    let half = weighed.most[place].changes.iter().find(|change| change.said == "half").expect("it was halved");
    assert_eq!((half.to.as_str(), place < 3), ("15min", true), "{:?}", weighed.most);
    let whole: u64 = summary.not_full_by_run().iter().sum();
    assert!(half.moves.mean > whole as f64 / summary.runs as f64, "{half:?}");
    let told = text::leaning::lines(&setting, &summary, &Leans::Weighed(weighed));
    assert!(told.contains("fabric.rebuild_wait 30min (documented for another product)"), "{told}");
    assert!(told.contains(" at half"), "{told}");
}

#[test]
fn what_is_set_or_documented_is_not_leant_on() {
    let set = reboots("19min", "\"fabric.rebuild_wait\": \"30min\"");
    let summary = answered(&set, 20);
    let weighed = moved(&set, &summary);
    let most = weighed.most.iter().map(|leaning| leaning.fact);
    let all: Vec<&str> =
        most.chain(weighed.less.iter().copied()).chain(weighed.nothing.iter().copied()).map(|fact| fact.key).collect();
    assert_eq!(all.len(), weighed.tried);
    assert!(all.contains(&"front_end.start"), "{all:?}");
    for key in ["fabric.rebuild_wait", "back_end.unavailable_threshold", "cover.partner_ready", "repair.site"] {
        assert!(!all.contains(&key), "{key}");
    }
}

#[test]
fn leaning_is_weighed_alike_by_any_number_of_threads_and_for_a_share_of_the_work() {
    let setting = pair("2026-03-03 10:00 UTC", RESTARTS);
    let summary = answered(&setting, 300);
    let one = weighed(&setting, &summary, 1);
    assert_eq!(one, weighed(&setting, &summary, 7));
    let Leans::Weighed(weighed) = one else { panic!("{one:?}") };
    assert!(weighed.events < 2 * (summary.events / 4).max(400_000), "{} of {}", weighed.events, summary.events);
    assert!(weighed.most.iter().any(|leaning| leaning.fact.key == "people.decision"), "{:?}", weighed.most);
    let json = json(&setting, &summary)["leans_on"].clone();
    assert_eq!((&json["weighed"], &json["per"]), (&Value::from(true), &Value::from("30d")));
    let first = &json["facts"][0];
    assert!(first["confidence"].is_string() && first["changes"][0]["not_full_minutes"]["ci"]["lo"].is_f64(), "{first}");
}

#[test]
fn a_fact_changed_in_a_plan_gives_the_plan_of_a_scenario_that_sets_it() {
    let plain = pair("2026-03-03 10:00 UTC", RESTARTS);
    // What a later fact decides when the scenario is read must not be forgotten where it is changed afterwards.
    let weighed = |fact: &&Fact| fact.confidence != Confidence::Documented;
    for fact in pooldrill::facts::all().filter(weighed) {
        let text = another(fact);
        let changed = plain.plan.with_fact(fact, &text).unwrap_or_else(|why| panic!("{}: {why}", fact.key));
        let mut set = pair("2026-03-03 10:00 UTC", &format!("{RESTARTS}, facts: {{ {:?}: {text:?} }}", fact.key)).plan;
        set.sha256.clone_from(&changed.sha256);
        assert_eq!(format!("{changed:?}"), format!("{set:?}"), "{}", fact.key);
        assert_ne!(format!("{changed:?}"), format!("{:?}", plain.plan), "{}", fact.key);
    }
}

/// A value that a fact does not have by itself.
fn another(fact: &Fact) -> String {
    match fact.kind {
        Kind::Law | Kind::Span => Law::parse(fact.default).expect("a test reads it").stretched(1.5).to_string(),
        Kind::Number if fact.key == "people.hands" => "2".to_owned(),
        Kind::Number if fact.default == "0" => "0.5".to_owned(),
        Kind::Number => (fact.default.parse::<f64>().expect("a test reads it") / 2.0).to_string(),
        Kind::Flag => if fact.default == "yes" { "no" } else { "yes" }.to_owned(),
        Kind::Word if fact.key == "users.business_hours" => "always".to_owned(),
        Kind::Word => fact.range.split('|').find(|word| *word != fact.default).expect("another word").to_owned(),
    }
}
