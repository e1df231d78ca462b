//! What users can do where they are served: stages and places, added up by hand, and what the answer says of them.

use serde_json::Value;

use super::stage::{Stage, Story};
use pooldrill::experiment::summary::Summary;
use pooldrill::facts::Confidence;
use pooldrill::facts::features::{self, AtHome, Feature, Works};
use pooldrill::report::run_record::RunRecord;
use pooldrill::report::{data, text};

const HOUR: u64 = 3_600_000;
const MINUTE: u64 = 60_000;

/// Milliseconds of a user of the first pool at each stage, in the order of the stages.
fn stages(story: &Story) -> [u64; 5] {
    let users = u64::from(story.setting.plan.topology.pools[0].users);
    story.outcome.pools[0].stages.map(|millis| millis / users)
}

fn summary(story: &Story) -> Summary {
    let mut summary = Summary::new(&story.setting, 1);
    summary.add(0, &story.outcome);
    summary
}

/// Minutes in the horizon of a user of the deployment without a feature; as it is, and if somebody saw to it.
fn without(story: &Story, key: &str) -> [f64; 2] {
    let json = data::summary::summary(&story.setting, "stage.ron", &summary(story));
    let minutes = |value: &Value| {
        let a_year = value["minutes_without_per_year"]["mean"].as_f64().expect("a number");
        (a_year * summary(story).years() * 10.0).round() / 10.0
    };
    let feature = &json["features"][key];
    let seen_to = &feature["if_seen_to"];
    [minutes(feature), minutes(if seen_to.is_null() { feature } else { seen_to })]
}

/// Only the first pool has users, so that what the deployment has is what they have.
fn moved() -> Stage {
    Stage::pair("1d")
        .instead("pool2", "Enterprise(site: \"dc2\", front_ends: 3, enabled_users: 0)")
        .fact("step.look", "0s")
        .nobody_reacts()
}

/// Lost at one, failed over in ten minutes from two, home from ten to eleven.
fn lost_and_moved() -> Story {
    moved().lose_for("1h", "Pool pool1", "5h").order("2h", "FailOver pool1").order("10h", "FailBack pool1").story()
}

/// Nobody signs in before the failover begins; the cmdlet takes ten minutes; then the partner serves for seven hours and
/// fifty minutes, and half of the hour of the failback, as users are moved home one by one.
#[test]
fn every_minute_of_a_move_belongs_to_a_stage() {
    let story = lost_and_moved();
    assert_eq!(stages(&story), [0, 0, 10 * MINUTE, 7 * HOUR + 80 * MINUTE, 30 * MINUTE]);
    let (none, limited) = story.cost("pool1");
    assert_eq!((none, limited), (600 * HOUR, 600 * 40 * MINUTE));
}

/// "Response Groups are not replicated": what was not imported at the partner does not work there, before or after the
/// failover, and works again when everybody is home.
#[test]
fn response_groups_do_not_work_at_the_partner_unless_imported_there() {
    let story = lost_and_moved();
    assert_eq!(without(&story, "response_groups"), [600.0, 60.0 + 10.0 + 30.0]);
    assert_eq!(without(&story, "contact_changes"), [100.0, 100.0]);
    assert_eq!(without(&story, "call_park"), [100.0, 100.0]);
    assert_eq!(without(&story, "sign_in"), [60.0, 60.0]);
    assert_eq!(without(&story, "calls_in"), [600.0, 60.0]);
}

#[test]
fn the_screen_says_what_a_failover_does_not_bring_back_and_only_after_one() {
    let moved = moved().lose_for("1h", "Pool pool1", "5h");
    let screen =
        |story: &Story| text::summary::screen(&story.setting, &summary(story), &RunRecord::new(&story.setting, 1, 0));
    let over = screen(&moved.clone().order("2h", "FailOver pool1").story());
    assert!(over.contains("not brought back") && over.contains("response groups unless imported there"), "{over}");
    let in_place = screen(&moved.story());
    assert!(!in_place.contains("not brought back"), "{in_place}");
}

/// "The Back End remains the primary store for Response Group and similar application databases": users keep full service
/// for half an hour without it, but what lives in it stops at once.
#[test]
fn response_groups_and_call_park_stop_at_once_without_the_back_end() {
    let pool = Stage::one_pool("1d", 3, 600).nobody_reacts();
    let short = pool.clone().lose_for("1h", "Server pool1-sql1", "20min").story();
    assert_eq!((stages(&short), short.cost("pool1")), ([20 * MINUTE, 0, 0, 0, 0], (0, 0)));
    assert_eq!((without(&short, "response_groups"), without(&short, "call_park")), ([20.0; 2], [20.0; 2]));
    assert_eq!(without(&short, "presence"), [0.0; 2]);
    let long = pool.lose_for("1h", "Server pool1-sql1", "45min").story();
    assert_eq!(stages(&long), [30 * MINUTE, 15 * MINUTE, 0, 0, 0]);
    assert_eq!((without(&long, "response_groups"), without(&long, "presence")), ([45.0; 2], [15.0; 2]));
}

/// Who has no service has no federation either; all others lack it while its route is away; and nobody lacks it twice: as long
/// as the pool is lost, the Edge pool has no next hop and everybody no service.
#[test]
fn federation_is_missed_by_users_as_they_are_served() {
    let pool = "Enterprise(site: \"dc1\", front_ends: 3, enabled_users: 300, remote_share: 0.2)";
    let edge = "\"edge\": (site: \"dc1\", servers: 1, federation: true)";
    let edge_lost = Stage::new("1d").pool("pool1", pool).edge(edge).lose_for("2h", "Edge edge", "30min");
    let story = edge_lost.lose_for("5h", "Pool pool1", "1h").nobody_reacts().story();
    assert_eq!(story.outcome.pools[0].without_route, [240 * 30 * MINUTE, 0]);
    let [without_service, _] = without(&story, "sign_in");
    assert_eq!(without(&story, "federation"), [without_service + 24.0; 2]);
    assert!(story.outcome.routes_away[0] > 90 * MINUTE);
    let json = data::summary::summary(&story.setting, "stage.ron", &summary(&story));
    assert!(json["features"].get("xmpp_federation").is_none(), "no Edge pool carries it");
}

/// A failover of a pool that works restricts its users like one of a pool that does not, while it runs.
#[test]
fn a_planned_move_is_resiliency_mode_and_then_the_partners_service() {
    let story = moved().order("1h", "FailOver pool1").story();
    assert_eq!(stages(&story), [0, 0, 10 * MINUTE, 22 * HOUR + 50 * MINUTE, 0]);
    assert_eq!(without(&story, "response_groups"), [23.0 * 60.0, 10.0]);
}

/// A row is all that a feature needs: one that nobody has heard of, which no failover brings back.
#[test]
fn a_made_up_feature_is_a_row() {
    static PIGEONS: Feature = Feature {
        key: "pigeons",
        name: "carrier pigeons",
        at_home: AtHome::BackEnd,
        in_resiliency: Works::Yes,
        failed_over: Works::No,
        failing_back: Works::If("the loft was told"),
        route: None,
        source: "made up",
        confidence: Confidence::Inferred,
    };
    let story = lost_and_moved();
    let total = summary(&story).total();
    let away = HOUR + 7 * HOUR + 80 * MINUTE;
    assert_eq!(total.without(&PIGEONS, true), [600 * away]);
    assert_eq!(total.without(&PIGEONS, false), [600 * (away + 30 * MINUTE)]);
}

/// Without a feature are those without service and those at the stages at which it does not work, and nobody twice.
#[test]
fn no_feature_is_missed_for_longer_than_everything_and_none_less_than_signing_in() {
    let story = lost_and_moved();
    for feature in features::FEATURES.iter().filter(|feature| feature.route.is_none()) {
        let [as_it_is, seen_to] = without(&story, feature.key);
        assert!((60.0..=600.0).contains(&seen_to) && (seen_to..=600.0).contains(&as_it_is), "{}", feature.key);
    }
}
