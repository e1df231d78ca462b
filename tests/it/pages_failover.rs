//! What users have while their pool is lost, failed over, carried by its partner and failed back.
//!
//! The page is "User experience during pool failure" unless another is named.

use super::stage::{Moment, Stage, at};
use pooldrill::world::note::Note;
use pooldrill::world::pool_failover::PoolState;

/// A Central Management store in a third pool keeps the procedure short: two looks, then the cmdlet.
fn pair(horizon: &str) -> Stage {
    Stage::pair(horizon).enterprise("admin", "dc3", 3, 30, "Single").central_management("admin")
}

/// Users of a lost pool are signed out, and cannot sign in until the failover is started or the registrar's interval
/// is over, whichever comes first; without automatic failover for voice there is only the former.
#[test]
fn d6_the_earliest_sign_in_is_the_earlier_of_registrar_interval_and_failover() {
    // The cmdlet starts 5 + 30 + 2 + 2 minutes after the loss.
    let cases = [
        ("no", "300s", "1h 39min"),
        ("yes", "300s", "1h 5min"),
        ("yes", "38min 59s", "1h 38min 59s"),
        ("yes", "3h", "1h 39min"),
    ];
    for (ticked, interval, earliest) in cases {
        let stage =
            pair("1d").fact("registrar.automatic_failover", ticked).fact("registrar.failure_interval", interval);
        let story = stage.lose("1h", "Site dc1").story();
        let moments: Vec<Moment<'_>> = story.moments().collect();
        assert_eq!(story.at("1h").users("pool1"), [0, 0, 600]);
        let first = moments.iter().find(|moment| moment.time > at("1h") && moment.users("pool1")[2] == 0);
        assert_eq!(first.map(|moment| moment.time), Some(at(earliest)), "{ticked}, {interval}");
        assert_eq!(story.at(earliest).users("pool1"), [0, 600, 0], "in resiliency mode, at the partner");
        assert_eq!(story.at(earliest).seats("pool1"), ["pool2"]);
        assert_eq!(story.at("1h 49min").users("pool1"), [600, 0, 0]);
    }
}

/// The registrar sends its users home when the pool is back; that needs no administrator.
#[test]
fn d1_the_backup_registrar_sends_users_home_when_the_pool_returns() {
    let stage = pair("1d").nobody_reacts().fact("registrar.automatic_failover", "yes");
    let story = stage.lose_for("1h", "Pool pool1", "1h").story();
    assert_eq!(story.at("1h 30min").seats("pool1"), ["pool2"]);
    assert_eq!(story.at("2h 15min").seats("pool1"), ["pool1"]);
    assert_eq!(story.at("2h 15min").users("pool1"), [600, 0, 0]);
    assert_eq!(story.cost("pool1"), (600 * 5 * 60_000, 600 * 70 * 60_000));
}

/// Users who sign in before the failover has completed are in resiliency mode until it has; then they have full
/// service at the backup pool. The backup pool's own users notice nothing.
#[test]
fn d6_users_are_in_resiliency_mode_while_the_cmdlet_runs_and_in_full_after_it() {
    let story = pair("1d").lose("1h", "Site dc1").story();
    assert_eq!(story.at("1h 38min").users("pool1"), [0, 0, 600]);
    assert_eq!(story.at("1h 39min").users("pool1"), [0, 600, 0]);
    assert_eq!(story.at("1h 48min 59s").users("pool1"), [0, 600, 0]);
    assert_eq!(story.at("1h 49min").users("pool1"), [600, 0, 0]);
    assert_eq!(story.at("20h").seats("pool1"), ["pool2"]);
    assert_eq!(story.cost("pool2"), (0, 0));
    assert_eq!((story.outcome.pools[0].redirected_users, story.outcome.pools[0].failovers), (600, 1));
}

/// No user is homed elsewhere by failover or failback: he is served elsewhere, and at home again afterwards.
#[test]
fn d6_the_home_pool_never_changes() {
    let story = pair("2d").lose_for("1h", "Site dc1", "6h").story();
    let own = story.setting.plan.topology.pools[0].populations.clone();
    assert!(own.clone().all(|p| story.setting.plan.topology.populations[usize::from(p)].home.index() == 0));
    let seats: Vec<Vec<&str>> = story.moments().map(|moment| moment.seats("pool1")).collect();
    let mut stays = seats.clone();
    stays.dedup();
    assert_eq!(stays, [vec!["pool1"], vec![], vec!["pool2"], vec!["pool1"]]);
    assert_eq!(story.at("1d 23h").state("pool1"), PoolState::Active);
}

/// The cmdlet can fail and is run again; users stay in resiliency mode meanwhile.
#[test]
fn d6_a_cmdlet_that_fails_is_run_again() {
    let stage = pair("1d").fact("failover.cmdlet_fails", "0.5").lose("1h", "Site dc1");
    let failures = |seed| {
        let story = stage.story_of(seed);
        let failures = story.count(|note| matches!(note, Note::Refused { .. })) as u64;
        let ends = at("1h 49min") + super::stage::span(&format!("{}min", 15 * failures));
        assert_eq!(story.first(|note| matches!(note, Note::FailedOver { .. })), Some(ends), "seed {seed}");
        assert_eq!(story.cost("pool1"), (600 * 39 * 60_000, 600 * (10 + 15 * failures) * 60_000), "seed {seed}");
        failures
    };
    let all: Vec<u64> = (1..=20).map(failures).collect();
    assert!(all.contains(&0) && all.contains(&1) && all.iter().max() > Some(&1), "{all:?}");
}

/// A planned failover, without the switch for disasters: users are in resiliency mode while it runs, nobody is ever
/// without service, nothing is lost, and it counts as planned.
#[test]
fn d6_a_planned_failover_costs_resiliency_mode_and_loses_nothing() {
    let story = pair("1d").order("1h", "FailOver pool1").story();
    assert_eq!(story.at("1h 3min").users("pool1"), [600, 0, 0]);
    assert_eq!(story.at("1h 4min").users("pool1"), [0, 600, 0]);
    assert_eq!(story.at("1h 4min").seats("pool1"), ["pool1"]);
    assert_eq!(story.at("1h 14min").users("pool1"), [600, 0, 0]);
    assert_eq!(story.cost("pool1"), (0, 600 * 10 * 60_000));
    assert_eq!(story.outcome.pools[0].unplanned.not_full(), 0);
    assert_eq!(story.count(|note| matches!(note, Note::NotCopied { .. })), 0);
    assert!(story.outcome.recoveries.iter().all(|row| row.losses == 0));
}

/// An ordered failover is not failed back by anybody but another order.
#[test]
fn d7_an_ordered_failover_is_failed_back_by_order() {
    let story = pair("10d").order("1h", "FailOver pool1").order("8d", "FailBack pool1").story();
    assert_eq!(story.at("7d").state("pool1"), PoolState::FailedOver);
    assert_eq!(story.first(|note| matches!(note, Note::FailedBack { .. })), Some(at("8d 1h")));
}

/// During the failback users stay signed in at the backup pool, are moved home one after the other, and are in
/// resiliency mode there until it is complete.
#[test]
fn d7_during_the_failback_users_are_moved_home_into_resiliency_mode_evenly() {
    let story = pair("1d").lose_for("1h", "Site dc1", "4h").story();
    // Home at 5h 15min, watched for two hours.
    assert_eq!(story.at("7h 14min").users("pool1"), [600, 0, 0]);
    assert_eq!(story.at("7h 15min").state("pool1"), PoolState::FailingBack);
    for (time, moved) in [("7h 15min", 0), ("7h 30min", 150), ("7h 45min", 300), ("8h 10min", 550)] {
        let [full, limited, none] = story.at(time).users("pool1");
        // Each of the nine routing groups is rounded down for itself.
        assert!(none == 0 && limited <= moved && limited + 9 > moved && full + limited == 600, "{time}: {limited}");
    }
    assert_eq!(story.at("8h 15min").users("pool1"), [600, 0, 0]);
    assert_eq!(story.at("8h 15min").seats("pool1"), ["pool1"]);
    assert_eq!(story.cost("pool2"), (0, 0));
}

/// Other readings of the page are settings: everybody in resiliency mode for all of it, or without service.
#[test]
fn d7_the_service_during_the_failback_is_a_setting() {
    for (word, expected) in [("limited", [0, 600, 0]), ("none", [0, 0, 600])] {
        let story = pair("1d").fact("failback.service", word).lose_for("1h", "Site dc1", "4h").story();
        assert_eq!(story.at("7h 15min").users("pool1"), expected);
        assert_eq!(story.at("8h 14min").users("pool1"), expected);
        assert_eq!(story.at("8h 15min").users("pool1"), [600, 0, 0]);
    }
}

/// A failback waits for somebody to be at work, and until the pool has proved itself.
#[test]
fn d7_the_failback_waits_for_staffed_hours() {
    let stage = pair("3d").lose_for("1h", "Site dc1", "5h");
    let text = stage.text().replace("staffed: \"always\"", "staffed: \"Mon-Fri 08:00-18:00\"");
    let story = super::stage::Story::of(super::stage::setting("stage.ron", &text), 1);
    // Back at 16:15 and watched until 18:15, which is past the day; eight the next morning is 22 hours after ten.
    assert_eq!(story.at("21h 59min").state("pool1"), PoolState::FailedOver);
    assert_eq!(story.at("22h").state("pool1"), PoolState::FailingBack);
}

/// The pool is lost again during its failback: the users who were at the partner still are.
#[test]
fn d7_a_pool_lost_during_its_failback_leaves_its_users_at_the_partner() {
    let story = pair("2d").lose_for("1h", "Site dc1", "4h").lose("7h 45min", "Site dc1").story();
    assert_eq!(story.at("7h 46min").state("pool1"), PoolState::FailedOver);
    assert_eq!(story.at("7h 46min").users("pool1"), [600, 0, 0]);
    assert_eq!(story.at("1d").seats("pool1"), ["pool2"]);
}

/// The partner is lost while it carries both pools' users: nobody has service. When the first pool is back, its users
/// are failed back without the partner, and then the partner's users are failed over to it.
#[test]
fn d4_a_partner_lost_while_it_carries_both_leaves_everybody_without_service() {
    let stage = pair("3d").lose_for("1h", "Site dc1", "8h").lose("5h", "Site dc2");
    let story = stage.story();
    for time in ["5h", "9h"] {
        assert_eq!(story.at(time).users("pool1"), [0, 0, 600], "{time}");
        assert_eq!(story.at(time).users("pool2"), [0, 0, 300], "{time}");
    }
    let back = story.first(|note| matches!(note, Note::FailedBack { .. })).expect("pool1 is failed back");
    let over = story.all(|note| match note {
        Note::FailedOver { pool, .. } => Some(pool.index()),
        _ => None,
    });
    assert_eq!(over.iter().map(|row| row.1).collect::<Vec<_>>(), [0, 1]);
    assert!(over[1].0 > back, "pool2 is failed over after pool1 has been failed back");
    assert_eq!(story.at("2d").users("pool1"), [600, 0, 0]);
    assert_eq!(story.at("2d").seats("pool2"), ["pool1"]);
}

/// A partner that is away when the failover is decided is waited for, and the cmdlet runs when it is back.
#[test]
fn d6_a_partner_that_is_away_at_the_decision_is_waited_for() {
    let story = pair("1d").lose("1h", "Site dc1").lose_for("1h 10min", "Site dc2", "4h").story();
    assert_eq!(story.first(|note| matches!(note, Note::Waits { .. })), Some(at("1h 39min")));
    assert_eq!(story.at("5h").users("pool1"), [0, 0, 600]);
    // Power at 5h 10min, cold start for fifteen minutes, the cmdlet for ten.
    assert_eq!(story.at("5h 25min").users("pool1"), [0, 600, 0]);
    assert_eq!(story.first(|note| matches!(note, Note::FailedOver { .. })), Some(at("5h 35min")));
}

/// A partner that is lost while the cmdlet runs ends what its guests had; the cmdlet starts over when it is back.
#[test]
fn d6_a_partner_lost_while_the_cmdlet_runs_starts_it_over() {
    let story = pair("1d").lose("1h", "Site dc1").lose_for("1h 45min", "Site dc2", "1h").story();
    assert_eq!(story.at("1h 44min").users("pool1"), [0, 600, 0]);
    assert_eq!(story.at("1h 45min").users("pool1"), [0, 0, 600]);
    assert_eq!(story.first(|note| matches!(note, Note::FailedOver { .. })), Some(at("3h 10min")));
}

/// The link between the sites is lost: both pools live, and nothing is failed over.
#[test]
fn d2_a_lost_link_alone_fails_nothing_over() {
    let stage = pair("3d").fact("registrar.automatic_failover", "yes").lose_for("1h", "Link wan", "2d");
    let story = stage.story();
    assert_eq!(
        story.count(|note| matches!(note, Note::Opened { .. } | Note::Noticed(_) | Note::RegistrarAccepts { .. })),
        0
    );
    assert!(story.outcome.pools.iter().all(|pool| pool.unplanned.not_full() + pool.planned.not_full() == 0));
}

/// A pool whose Back End is gone though its Front Ends run can be failed over as in a disaster; until then its users
/// are in resiliency mode at home.
#[test]
fn d6_a_pool_without_its_back_end_is_failed_over() {
    let story = pair("1d").lose("1h", "BackEnd pool1").story();
    assert_eq!(story.at("1h 29min").users("pool1"), [600, 0, 0]);
    assert_eq!(story.at("1h 30min").users("pool1"), [0, 600, 0]);
    // Noticed 1h 35min, decided 2h 5min, two looks, the cmdlet.
    assert_eq!(story.first(|note| matches!(note, Note::FailedOver { .. })), Some(at("2h 19min")));
    assert_eq!(story.at("2h 19min").users("pool1"), [600, 0, 0]);
    assert_eq!(story.cost("pool1"), (0, 600 * 49 * 60_000));
}
