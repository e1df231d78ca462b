//! What is said of a loss that nobody wrote into the timeline: what it caused and what it did not, what it cost whom, and
//! what of it is not counted.

use std::sync::atomic::AtomicBool;

use pooldrill::experiment::Budget;
use pooldrill::experiment::incident::{Incident, Lasted, Struck, rehearse, with_incident};
use pooldrill::experiment::losses::losses;
use pooldrill::ground::calendar::Windows;
use pooldrill::ground::law::Law;
use pooldrill::ground::time::Span;
use pooldrill::model::Setting;
use pooldrill::report::{data, text};
use pooldrill::scenario::targets::target;

use super::stage::{Stage, at, setting, span};

/// An incident of a stage, at a moment, and what is said of it.
struct Rehearsed {
    with: Setting,
    incident: Incident,
    struck: Vec<Struck>,
}

impl Rehearsed {
    fn of(stage: &Stage, lost: &str, when: &str, lasts: &str) -> Self {
        let plan = setting("incident.ron", &stage.text()).plan;
        let from = at(when);
        let hours = Some(Windows::from_intervals([(from, from + Span::from_millis(1))]));
        let lasts = Law::fixed(span(lasts));
        let incident = Incident { target: target(&plan, lost).expect("it is there"), lasts, hours };
        let (with, line) = with_incident(&plan, &incident).expect("the horizon is long enough");
        let (with, without) = (Setting::new(with), Setting::new(plan));
        let stop = AtomicBool::new(false);
        let budget = Budget { seed: 1, first: 0, runs: 30, threads: Some(2), stop: &stop, progress: &|_| {} };
        let struck = rehearse(&with, &without, line, &budget).expect("threads start");
        Rehearsed { with, incident, struck }
    }

    fn clock(&self, pool: usize) -> Option<Lasted> {
        self.struck[0].effects[pool].clock
    }

    fn screen(&self) -> String {
        text::incident::screen(&self.with, &self.incident, &self.struck, 1, false)
    }

    fn json(&self) -> serde_json::Value {
        data::incident::json(&self.with, &self.incident, &self.struck, "incident.ron", 1)
    }
}

fn over(text: &str) -> Option<Lasted> {
    Some(Lasted { span: span(text), over: true })
}

fn two_edge_pools() -> Stage {
    Stage::pair("28d").edge("\"edge1\": (site: \"dc1\", servers: 1)").edge("\"edge2\": (site: \"dc2\", servers: 1)")
}

/// The first Edge pool is lost for four days and nobody lacks anything, until the second is lost as well: its hour is the
/// incident's, for with the first they would have had another way in. The two days before it are not.
#[test]
fn the_clock_of_an_incident_runs_while_users_lack_what_they_would_have_and_not_from_the_incident_to_a_later_fault() {
    let stage = two_edge_pools().lose_for("3d", "Edge edge2", "1h");
    let rehearsed = Rehearsed::of(&stage, "Edge(\"edge1\")", "1d", "4d");
    assert_eq!(rehearsed.clock(0), over("1h"));
    assert_eq!(rehearsed.struck[0].effects[0].begins_after, Some(span("2d")));
    let screen = rehearsed.screen();
    assert!(
        screen.contains("hit                 in 100.0 % of the incidents, 2 d after the loss (median)"),
        "{screen}"
    );
    assert!(screen.contains("FULL SERVICE BACK   1 h median"), "{screen}");
}

/// What breaks in both runs is not the incident's, although it falls into its week.
#[test]
fn a_later_fault_that_would_have_hurt_anyway_is_not_laid_at_the_incidents_door() {
    let stage = two_edge_pools().nobody_reacts().lose_for("3d", "Pool pool1", "5h");
    let rehearsed = Rehearsed::of(&stage, "Edge(\"edge1\")", "1d", "1h");
    let effect = &rehearsed.struck[0].effects[0];
    assert!(!effect.is_hit() && effect.clock.is_none() && effect.not_full() == 0, "{effect:?}");
    let screen = rehearsed.screen();
    assert!(
        screen.contains("not hit             in any of 30 incidents") && !screen.contains("FULL SERVICE BACK"),
        "{screen}"
    );
}

/// An outage that is there already and that the loss prolongs: what is longer is the incident's, and no more.
#[test]
fn an_outage_that_the_incident_prolongs_counts_by_what_it_is_longer() {
    let stage = Stage::one_pool("28d", 3, 300).nobody_reacts().lose_for("1d", "Pool pool1", "5h");
    let alone = Rehearsed::of(&stage, "Site(\"dc1\")", "27h", "10h");
    assert_eq!(alone.clock(0), over("8h"), "from 29 h to 37 h");
}

/// Users who are brought home sign in again: an interruption of its own, which nobody takes for the end of the loss.
#[test]
fn bringing_the_users_home_is_told_as_a_second_interruption() {
    let rehearsed = Rehearsed::of(&Stage::pair("28d"), "Pool(\"pool1\")", "1d", "6h");
    let effect = &rehearsed.struck[0].effects[0];
    assert!(effect.failed_over && effect.second.is_some() && !effect.is_unfinished(), "{effect:?}");
    assert!(effect.clock.expect("it hurts").span < span("2h"), "{effect:?}");
    let (screen, json) = (rehearsed.screen(), rehearsed.json());
    assert!(screen.contains("second interruption"), "{screen}");
    let pool = &json["pools"]["pool1"];
    assert!(pool["user_clock_minutes"]["p50"].is_number() && pool["second_interruption_minutes"]["p50"].is_number());
}

/// Every number of the screen has its interval there, with its ends by name and how sure it is.
#[test]
fn shares_and_medians_of_an_incident_have_intervals_with_named_ends() {
    let rehearsed = Rehearsed::of(&Stage::pair("28d"), "Pool(\"pool1\")", "1d", "6h");
    let json = rehearsed.json();
    let pool = &json["pools"]["pool1"];
    let intervals = [
        &pool["hit_share"]["ci"],
        &pool["failed_over_share"]["ci"],
        &pool["user_clock_minutes"]["p50_ci"],
        &pool["none_minutes"]["ci"],
        &pool["second_interruption_minutes"]["ci"],
    ];
    for ci in intervals {
        assert!(ci["lo"].is_number() && ci["hi"].is_number() && ci["level"] == 0.95, "{pool}");
    }
    // Thirty of thirty: Wilson's interval begins at 0.8865.
    assert!((pool["hit_share"]["ci"]["lo"].as_f64().unwrap() - 0.886_488).abs() < 1e-4, "{pool}");
    assert_eq!(pool["enabled_users"], 600);
    assert_eq!(json["incident"]["lasts_median_ms"], 6 * 3_600_000);
    assert_eq!(json["incident"]["loss"], "Pool(\"pool1\")");
}

/// What is not over has no mean, and its quantiles are not the length of the look.
#[test]
fn full_service_that_is_not_back_when_the_look_ends_is_said_to_be_not_back() {
    let stage = Stage::one_pool("28d", 3, 300).nobody_reacts();
    let rehearsed = Rehearsed::of(&stage, "Site(\"dc1\")", "1d", "30d");
    let screen = rehearsed.screen();
    assert!(screen.contains("FULL SERVICE BACK   not in 7 d median") && screen.contains("NOT FINISHED"), "{screen}");
    let pool = &rehearsed.json()["pools"]["pool1"];
    assert!(pool["user_clock_minutes"]["mean"].is_null() && pool["user_clock_minutes"]["p50"].is_null(), "{pool}");
    assert_eq!(pool["unfinished"], 30);
    assert!(pool["user_clock_minutes"]["ci"]["lo"].is_null() && pool["user_clock_minutes"]["ci"]["hi"].is_null());
}

/// Where the loss comes before a longer one of the same thing that would have come anyway, minutes are fewer with it.
#[test]
fn minutes_below_zero_are_said_to_be_a_difference() {
    let stage = two_edge_pools().lose_for("28h", "Edge edge2", "1h").lose_for("28h", "Edge edge1", "30min");
    let rehearsed = Rehearsed::of(&stage, "Edge(\"edge1\")", "1d", "10h");
    let screen = rehearsed.screen();
    assert!(screen.contains("the difference to the same runs\n  without the loss, so below zero is less"), "{screen}");
    let json = rehearsed.json();
    let watches = json["pools"]["pool1"]["not_full_minutes_by_watch"].as_array().expect("a list");
    let seen: Vec<_> = watches.iter().filter(|watch| watch["incidents"] == 30).collect();
    // Wednesday 10:00, a day after the start.
    assert!(seen.len() == 1 && seen[0]["day"] == "Wed" && seen[0]["hours"] == "06-12", "{seen:?}");
    assert!(seen[0]["minutes"]["mean"].as_f64() > Some(0.0));
    let row = screen.lines().find(|line| line.starts_with("  it begins, Wed")).expect("the day is shown");
    assert_eq!(row.split_whitespace().filter(|word| *word == "-").count(), 3, "{row}");
}

fn rows<'s>(screen: &'s str, lost: &str) -> Vec<Vec<&'s str>> {
    let of_loss = screen.lines().filter(|line| line.starts_with(&format!("{lost} ")));
    of_loss.map(|line| line.split_whitespace().collect()).collect()
}

/// Resiliency mode without an end is worse than a takeover of a minute.
#[test]
fn users_who_stay_in_resiliency_mode_come_before_users_who_sign_in_again() {
    let stage = Stage::one_pool("2d", 4, 600).nobody_reacts();
    let plan = setting("losses.ron", &stage.text()).plan;
    let trials = losses(&plan, 1).expect("there are few");
    let order: Vec<&str> = trials.iter().map(|trial| plan.name_of(trial.lost[0])).collect();
    assert_eq!(order[..2], ["dc1", "pool1-sql1"], "{order:?}");
    assert!(trials[2].none_worst() > 0 && trials[2].limited_at_end() == 0, "{order:?}");
}

/// A Back End that is away for half an hour costs its pool everything but resiliency mode, and nobody his sign-in.
#[test]
fn a_loss_that_costs_only_resiliency_mode_shows_its_users() {
    let stage = Stage::one_pool("2d", 3, 600).nobody_reacts();
    let setting = setting("losses.ron", &stage.text());
    let trials = losses(&setting.plan, 1).expect("there are few");
    let screen = text::losses::screen(&setting, &trials, trials.len());
    let rows = rows(&screen, "pool1-sql1");
    assert_eq!(rows.len(), 1, "{screen}");
    assert_eq!(rows[0][1..8], ["pool1", "0", "600", "not", "for", "600", "users"], "{screen}");
    assert!(screen.contains("without service  resiliency mode"), "{screen}");
}

#[test]
fn losses_that_nobody_notices_are_named_and_what_is_not_counted_is_not_among_them() {
    let mirrored = "Enterprise(site: \"dc1\", front_ends: 3, enabled_users: 600, back_end: Mirrored(witness: \"dc3\"))";
    let stage = two_edge_pools().instead("pool1", mirrored);
    let setting = setting("losses.ron", &stage.text());
    let trials = losses(&setting.plan, 1).expect("there are few");
    let screen = text::losses::screen(&setting, &trials, trials.len());
    assert!(!screen.contains("INTERRUPTED"), "all were tried: {screen}");
    let cut = text::losses::screen(&setting, &trials, 1234);
    assert!(cut.contains(&format!("INTERRUPTED: {} of 1,234 losses were tried", trials.len())), "{cut}");
    let (_, after) = screen.split_once("that nobody notices\n").expect("there are some");
    let (harmless, uncounted) = after.split_once("whose harm is not counted, see below\n").expect("there are some");
    assert!(harmless.contains("Back End Server: pool1-sql1, pool1-sql2\n"), "{screen}");
    assert!(harmless.contains("Witness: pool1-witness\n"), "{screen}");
    assert!(!harmless.contains("wan") && !harmless.contains("edge1"), "{screen}");
    for what in ["link: wan\n", "Edge pool: edge1, edge2\n", "Edge Server: edge1-1, edge2-1\n"] {
        assert!(uncounted.contains(what), "{screen}");
    }
    assert!(uncounted.contains("NOT COUNTED: audio") && uncounted.contains("NOT COUNTED: messages"), "{screen}");
}

/// A screen is read by people: a thousand names are not listed.
#[test]
fn names_of_losses_that_nobody_notices_fill_lines_and_not_screens() {
    let stage = (1..=60).fold(Stage::new("2d"), |stage, number| {
        stage.enterprise(&format!("서울풀{number}"), "dc1", 3, 300, "Mirrored(witness: \"dc1\")")
    });
    let setting = setting("losses.ron", &stage.nobody_reacts().text());
    let trials = losses(&setting.plan, 1).expect("there are few");
    let screen = text::losses::screen(&setting, &trials, trials.len());
    assert!(screen.contains("and 80 more; --format json has them all"), "{screen}");
    let (_, named) = screen.split_once("that nobody notices").expect("there are some");
    let widest = named.lines().map(unicode_width::UnicodeWidthStr::width).max();
    assert!(widest <= Some(120), "{widest:?}");
}

#[test]
fn a_table_of_losses_gives_programs_durations_by_their_names_and_losses_as_they_are_typed() {
    let setting = setting("losses.ron", &Stage::pair("3d").text());
    let trials = losses(&setting.plan, 2).expect("there are few");
    let json = data::losses::json(&setting, &trials, trials.len());
    let rows = json["trials"].as_array().expect("a list");
    let of = |losses: &[&str]| {
        let row = rows.iter().find(|row| row["losses"].as_array().is_some_and(|typed| typed == losses));
        row.unwrap_or_else(|| panic!("{losses:?} was tried"))
    };
    let pool = &of(&["Site(\"dc1\")"])["hits"][0];
    assert!(pool["user_clock_ms"].is_number() && pool["begins_after_ms"] == 0, "{pool}");
    assert!(pool.get("full_service_again_ms").is_none());
    assert_eq!(of(&["Site(\"dc1\")"])["worse_than_each_alone"], serde_json::Value::Null);
    assert_eq!(of(&["Site(\"dc1\")", "Site(\"dc2\")"])["worse_than_each_alone"], true);
    assert_eq!(of(&["Link(\"wan\")"])["noticed"], false);
    assert_eq!(of(&["Link(\"wan\")"])["not_counted"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (json["begins"].as_str(), json["looked_at_ms"].as_u64()),
        (Some("2026-03-03T10:00:00.000+00:00"), Some(86_400_000))
    );
    for row in rows {
        let target = row["losses"][0].as_str().expect("a text");
        assert!(pooldrill::scenario::targets::target(&setting.plan, target).is_ok(), "{target}");
    }
}

/// What a server with too many users does to them is in no minute; a screen that does not say so makes it free.
#[test]
fn a_partner_that_has_more_users_than_it_is_rated_for_is_not_passed_over() {
    let pool = |site: &str, front_ends: u32, users: u32| {
        format!("Enterprise(site: \"{site}\", front_ends: {front_ends}, enabled_users: {users}, back_end: Single)")
    };
    let stage = Stage::pair("28d").instead("pool1", &pool("dc1", 4, 14_000)).instead("pool2", &pool("dc2", 1, 6_000));
    let rehearsed = Rehearsed::of(&stage, "Site(\"dc1\")", "1d", "6h");
    let screen = rehearsed.screen();
    assert!(screen.contains("pool2 then has 20,000 users a server (rated 6,660): OVER"), "{screen}");
    // 20,000 users on a server that is rated for 6,660, to nine digits.
    assert_eq!(rehearsed.json()["pools"]["pool1"]["partner_load_failed_over"], 3.003_003);
    let trials = losses(&rehearsed.with.plan, 1).expect("there are few");
    let screen = text::losses::screen(&rehearsed.with, &trials, trials.len());
    let said =
        "NOT COUNTED: what a server does with more users than the 6,660 it is rated for: pool2, carrying both 20,000";
    assert!(screen.contains(said), "{screen}");
}
