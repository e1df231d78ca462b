//! What random drills have found, each as the smallest scenario that showed it.

use super::stage::{Stage, Story, at};
use pooldrill::world::note::Note;

/// Invoke-CsPoolFailover: without a backup pool the failover is refused, and so is the failback.
#[test]
fn d6_failing_over_an_unpaired_pool_is_refused() {
    let stage = Stage::one_pool("1d", 3, 300).order("1h", "FailOver pool1").order("2h", "FailBack pool1");
    let story = stage.order("3h", "FailOverCentralManagement").story();
    let refused = story.all(|note| match note {
        Note::GivenUp { reason, .. } => Some(reason.key),
        _ => None,
    });
    assert_eq!(refused, ["1h", "2h", "3h"].map(|time| (at(time), "not_paired")));
    assert_eq!(story.cost("pool1"), (0, 0));
}

/// Power fails again while the directory, or the databases, of a site are starting: the restart begins anew when it is
/// back for good.
#[test]
fn h2_a_site_lost_again_while_it_restarts_begins_anew() {
    for (again, standard) in [("2h 5min", false), ("2h 15min", false), ("2h 5min", true), ("2h 15min", true)] {
        let stage = Stage::one_pool("1d", 3, 300);
        let standard_server = "Standard(site: \"dc1\", enabled_users: 300)";
        let stage = if standard { stage.instead("pool1", standard_server) } else { stage };
        let stage = stage.fact("site.restart.directory", "10min").fact("site.restart.sql", "10min");
        let story = stage.lose_for("1h", "Site dc1", "1h").lose_for(again, "Site dc1", "1h").story();
        let started = story.first(|note| matches!(note, Note::PoolStarted(_)));
        assert_eq!(started, Some(at(again) + super::stage::span("1h 35min")), "lost again at {again}");
        assert_eq!(story.at("23h").users("pool1"), [300, 0, 0]);
    }
}

/// One of two servers starts a pool, but not while the vote of the primary database is missing: it would stop again at
/// the end of the grace, and start, and stop.
#[test]
fn h1_a_pool_that_would_have_no_quorum_is_not_started() {
    let stage = Stage::new("1d").enterprise("pool1", "dc1", 2, 200, "Mirrored(witness: \"dc1\")");
    let story = stage.lose_for("1h", "Server pool1-sql1", "5h").lose("2h", "Server pool1-fe1").story();
    assert_eq!(story.count(|note| matches!(note, Note::ServicesStop(_))), 1);
    assert_eq!(
        story.first(|note| matches!(note, Note::PoolStarted(_))),
        Some(at("6h 15min")),
        "the vote is back at six"
    );
}

/// A routing group without users is a routing group: its replicas catch up as well.
#[test]
fn h1_replicas_of_groups_without_users_catch_up() {
    let story = Stage::one_pool("1d", 4, 0).nobody_reacts().lose_for("1h", "Server pool1-fe1", "5min").story();
    let fabric = &story.at("2h").condition().fabrics[0];
    assert!((0..fabric.groups().len()).all(|group| fabric.available(group, u16::MAX) == 0b111), "{fabric:?}");
    assert_eq!(story.first(|note| matches!(note, Note::CaughtUp { groups: 9, .. })), Some(at("1h 15min")));
}

/// Replicas for which there is nothing to copy from are not waited for: with every delay at nothing, that would be a
/// circle without end, and otherwise a rebuild of no groups every half hour.
#[test]
fn h1_replicas_that_cannot_be_built_are_not_built_again_and_again() {
    let stage =
        Stage::one_pool("1d", 7, 700).nobody_reacts().lose("1h", "Server pool1-fe1").lose("1h", "Server pool1-fe2");
    let story = stage.lose("1h", "Server pool1-fe3").story();
    assert_eq!(story.count(|note| matches!(note, Note::Rebuilt { groups: 0, .. })), 0);
    let zero = stage_without_delays().lose("1h", "Server pool1-fe1").lose("1h", "Server pool1-fe2").story();
    assert!(zero.at("2h").standing("pool1").groups_lost > 0);
}

fn stage_without_delays() -> Stage {
    let stage = Stage::one_pool("1d", 7, 700).nobody_reacts().lose("1h", "Server pool1-fe3");
    stage.fact("fabric.rebuild_wait", "0s").fact("fabric.rebuild_per_1000_users", "0s")
}

/// A link between other sites is cut while users sign in: that is nothing to them, and their queue is not planned anew.
#[test]
fn h2_a_cut_link_elsewhere_does_not_lengthen_a_queue() {
    let stage = Stage::pair("1d")
        .enterprise("pool3", "dc1", 3, 30, "Single")
        .enterprise("pool4", "dc3", 3, 30, "Single")
        .paired("pool3", "pool4")
        .link("\"other\": (between: (\"dc1\", \"dc3\"))")
        .central_management("pool4")
        .fact("users.sign_ins_per_second", "0.5")
        .lose("1h", "Pool pool1");
    let quiet = stage.story();
    let waiting = quiet.first(|note| matches!(note, Note::SignInBegins { .. })).expect("they sign in at the partner");
    let cut = format!("{}ms", waiting.millis() + 10_001);
    let story = stage.lose_for(&cut, "Link other", "10s").story();
    assert_eq!(quiet.cost("pool1"), story.cost("pool1"));
}

/// Both pools of a pair are lost, the first returns: its failover, which waited for the second within the failover of the
/// Central Management store, is dropped, and that of the second begins.
#[test]
fn d4_a_pool_that_returns_does_not_keep_its_dead_partner_waiting() {
    let stage = Stage::pair("6d").central_management("pool1").lose_for("1h", "Site dc1", "6h");
    let story = stage.lose_for("1h 10min", "Site dc2", "4d").story();
    // Back with its directory, its databases and its servers at once, and then the cold start.
    let works = story.first(|note| matches!(note, Note::PoolStarted(_))).expect("it starts");
    let gave_up = story.first(|note| matches!(note, Note::GivenUp { reason, .. } if reason.key == "no_longer_needed"));
    assert_eq!(gave_up, Some(works));
    let moved = story.first(|note| matches!(note, Note::FailedOver { .. })).expect("the second is failed over");
    assert!(moved < works + super::stage::span("1h"), "{moved:?}");
    assert_eq!(story.at("12h").seats("pool2"), ["pool1"]);
}

/// A planned failover whose partner dies gives way to the failover of that partner, and is not carried out days later.
#[test]
fn d4_an_order_that_waits_for_a_dead_partner_gives_way_to_its_failover() {
    let story = Stage::pair("6d").order("1h", "FailOver pool1").lose_for("1h 5min", "Site dc2", "4d").story();
    let given_up = story.all(|note| match note {
        Note::GivenUp { reason, .. } => Some(reason.key),
        _ => None,
    });
    assert_eq!(given_up.iter().map(|row| row.1).collect::<Vec<_>>(), ["partner_not_functional"]);
    assert_eq!((story.outcome.pools[0].failovers, story.outcome.pools[1].failovers), (0, 1));
    assert_eq!(story.at("12h").seats("pool2"), ["pool1"]);
}

/// Who carries a pool's users and dies has been noticed once: when the first pool works again, what is left is to decide.
#[test]
fn d4_a_partner_known_to_be_dead_is_not_noticed_again() {
    let story = Stage::pair("6d").lose_for("1h", "Site dc1", "8h").lose_for("4h", "Site dc2", "4d").story();
    let works = story.first(|note| matches!(note, Note::PoolStarted(_))).expect("it starts");
    let decided = story.all(|note| matches!(note, Note::Decided(_)).then_some(()));
    assert!(decided.contains(&(works + super::stage::span("30min"), ())), "{decided:?}");
    assert_eq!(story.count(|note| matches!(note, Note::Noticed(_))), 2, "the first pool, and the second");
}

/// A cmdlet that never works is given up, and what it began does not stay half done.
#[test]
fn d6_a_failover_that_is_given_up_leaves_the_pool_as_it_was() {
    let stage = Stage::pair("5d").fact("failover.cmdlet_fails", "1").order("1h", "FailOver pool1");
    let story = stage.story();
    assert_eq!(story.count(|note| matches!(note, Note::GivenUp { reason, .. } if reason.key == "failed")), 1);
    assert_eq!(story.at("4d 23h").users("pool1"), [600, 0, 0]);
}

/// A line that says no end loses a thing once, however often it happens, and one return brings it back.
#[test]
fn what_is_lost_twice_returns_once() {
    let twice = |what: &str| {
        let stage = Stage::one_pool("2d", 3, 300).nobody_reacts().lose("1h", what).lose("2h", what);
        stage.give_back("3h", what).story()
    };
    for what in ["Site dc1", "Pool pool1", "Server pool1-fe1", "BackEnd pool1"] {
        let story = twice(what);
        assert_eq!(story.at("4h").users("pool1"), [300, 0, 0], "{what}");
        assert_eq!(story.count(|note| matches!(note, Note::Returned(_))), 1, "{what}");
    }
    let nightly = Stage::one_pool("2y", 3, 300).line("every: \"daily 02:00\", lose: Server(\"pool1-fe1\")");
    assert_eq!(nightly.story().count(|note| matches!(note, Note::Lost(_))), 1);
}

/// What two lines with an end have lost returns when both are over, and the first of them brings nothing back.
#[test]
fn what_is_lost_for_two_reasons_returns_with_the_last() {
    let stage = Stage::one_pool("2d", 3, 300).nobody_reacts();
    let story = stage.lose_for("1h", "Site dc1", "4h").lose_for("2h", "Site dc1", "1h").story();
    assert_eq!(story.first(|note| matches!(note, Note::StillLost(_))), Some(super::stage::at("3h")));
    assert_eq!(story.first(|note| matches!(note, Note::Returned(_))), Some(super::stage::at("5h")));
}

/// An order too many is refused, and says so.
#[test]
fn no_order_is_forgotten_in_silence() {
    let stage =
        (0..12).fold(Stage::pair("1d"), |stage, minute| stage.order(&format!("1h {minute}min"), "FailOver pool1"));
    let story = stage.fact("failover.base", "5h").story();
    let told = story.count(|note| matches!(note, Note::GivenUp { .. } | Note::FailedOver { .. }));
    assert_eq!(told, 12, "one is carried out, the others are refused now or later");
    assert!(story.count(|note| matches!(note, Note::GivenUp { reason, .. } if reason.key == "too_many_orders")) > 0);
}

/// A queue that is planned again goes on where it was, however many small groups stand in it: nobody is taken back in whom
/// it has signed in, not even by halves.
#[test]
fn a_queue_that_is_planned_again_takes_nobody_back() {
    let stage = |groups: &str| {
        let pool = format!(
            "Enterprise(site: \"dc1\", front_ends: 6, enabled_users: 72, routing_groups: {groups}, back_end: Single)"
        );
        let stage = Stage::new("1d").pool("pool1", &pool).nobody_reacts().fact("users.sign_ins_per_second", "0.05");
        // The sixth server comes while the queue is at work, which then goes faster.
        let stage = stage.lose("30min", "Server pool1-fe6").lose_for("1h", "Site dc1", "1h");
        stage.give_back("2h 16min 10s", "Server pool1-fe6")
    };
    let (few, many) = (stage("1").story(), stage("36").story());
    let ends = |story: &Story| {
        story.all(|note| matches!(note, Note::SignInEnds { .. }).then_some(())).last().expect("they sign in").0
    };
    assert!(ends(&few).since(super::stage::at("2h 15min")) > super::stage::span("3min"));
    let apart = ends(&many).millis().abs_diff(ends(&few).millis());
    assert!(apart < 1000, "{apart} ms between one group and thirty-six");
}
