//! Planned work on the timeline: what it costs is told apart from what broke, as long as nothing breaks.

use super::stage::{Stage, Story, span};
use pooldrill::experiment::summary::Summary;
use pooldrill::report::run_record::RunRecord;
use pooldrill::report::{data, text};
use pooldrill::world::cause::Cause;

/// User-milliseconds without full service of the first pool: unplanned and planned.
fn cost(story: &Story) -> (u64, u64) {
    let pool = &story.outcome.pools[0];
    (pool.unplanned.not_full(), pool.planned.not_full())
}

/// Three Front Ends and one Back End Server; nobody does anything.
fn one() -> Stage {
    Stage::one_pool("2d", 3, 600).nobody_reacts()
}

fn answer(story: &Story) -> (serde_json::Value, String) {
    let mut summary = Summary::new(&story.setting, 1);
    summary.add(0, &story.outcome);
    let json = data::summary::summary(&story.setting, "stage.ron", &summary);
    (json, text::summary::screen(&story.setting, &summary, &RunRecord::new(&story.setting, 1, 0)))
}

/// A reboot of nineteen minutes every night costs the users of its primaries a takeover, and that was planned.
#[test]
fn maintenance_on_the_timeline_is_booked_as_planned_and_shown_so() {
    let line = "every: \"daily 02:00\", lose: Server(\"pool1-fe1\"), for: \"19min\"";
    let (planned, not) = (one().line(&format!("{line}, planned: true")).story(), one().line(line).story());
    let (unplanned, work) = cost(&planned);
    assert!(unplanned == 0 && work > 0, "{unplanned} and {work}");
    assert_eq!(cost(&not), (work, 0), "only what it is called differs");
    assert!(planned.outcome.chains.iter().all(|row| row.cause == Cause::Maintenance));
    let (json, screen) = answer(&planned);
    assert_eq!(json["total"]["planned_share"]["mean"], 1.0);
    assert_eq!(json["causes"][0]["chain"][0], "planned_work");
    assert!(screen.contains("planned 100 %") && screen.contains("planned work"), "{screen}");
    let (json, screen) = answer(&not);
    assert_eq!(json["total"]["planned_share"]["mean"], 0.0);
    assert!(screen.contains("planned 0 %") && !screen.contains("planned work"), "{screen}");
}

/// Work on the whole pool that takes four hours; two hours into it the site loses power for ten.
#[test]
fn what_breaks_during_planned_work_is_not_planned_from_then_on() {
    let work = "at: \"1h\", lose: Pool(\"pool1\"), for: \"4h\", planned: true";
    let quiet = one().line(work).story();
    let (unplanned, planned) = cost(&quiet);
    assert_eq!((unplanned, planned), (0, 600 * (span("4h") + span("15min")).millis()), "and its cold start");
    let struck = one().line(work).lose_for("3h", "Site dc1", "10h").story();
    assert_eq!(cost(&struck), (600 * (span("10h") + span("15min")).millis(), 600 * span("2h").millis()));
}

/// Without the broken server the work would have cost a takeover; the pool stops because of both.
#[test]
fn planned_work_beside_what_is_broken_is_not_the_cause() {
    let work = "at: \"2h\", lose: Server(\"pool1-fe1\"), for: \"1h\", planned: true";
    let (unplanned, planned) = cost(&one().lose_for("1h", "Server pool1-fe2", "3h").line(work).story());
    assert!(unplanned > 600 * span("30min").millis() && planned == 0, "{unplanned} and {planned}");
}

/// A planned loss without an end is planned until it is returned, as one with an end is.
#[test]
fn a_planned_loss_until_returned_is_planned() {
    let work = "at: \"1h\", lose: Pool(\"pool1\"), planned: true";
    let (unplanned, planned) = cost(&one().line(work).give_back("5h", "Pool pool1").story());
    assert_eq!((unplanned, planned), (0, 600 * (span("4h") + span("15min")).millis()));
}

/// The Edge pool is taken down, and one of its servers dies at its end: remote users are kept out for two reasons.
#[test]
fn planned_work_on_an_edge_pool_is_planned_for_its_remote_users_until_a_server_of_it_breaks() {
    let pool = "Enterprise(site: \"dc1\", front_ends: 3, enabled_users: 300, remote_share: 0.2)";
    let stage = one().instead("pool1", pool).edge("\"edge1\": (site: \"dc1\", servers: 1)");
    let stage = stage.line("at: \"1h\", lose: Edge(\"edge1\"), for: \"3h\", planned: true");
    assert_eq!(cost(&stage.story()), (0, 60 * span("3h").millis()));
    let struck = stage.lose_for("2h", "Server edge1-1", "4h");
    assert_eq!(cost(&struck.story()), (60 * span("4h").millis(), 60 * span("1h").millis()));
}

/// What an administrator is told to do was planned before, and still is.
#[test]
fn what_was_ordered_is_planned_without_a_word() {
    let story = Stage::pair("2d").nobody_reacts().order("1h", "FailOver pool1").story();
    let (unplanned, planned) = cost(&story);
    assert!(unplanned == 0 && planned > 0, "{unplanned} and {planned}");
}
