//! Where two rules of the pages meet: something breaks or returns in the middle of a procedure.

use pooldrill::ground::time::{Span, Time};
use pooldrill::world::backup_copy::DataClass;
use pooldrill::world::cause::Cause;
use pooldrill::world::note::{Note, StartLacks};
use pooldrill::world::phase::Phase;
use pooldrill::world::pool_failover::PoolState;

use super::stage::{Stage, Story, at, id_of, span};

fn failed_over(story: &Story) -> Option<Time> {
    story.first(|note| matches!(note, Note::FailedOver { .. }))
}

fn failed_back(story: &Story) -> Option<Time> {
    story.first(|note| matches!(note, Note::FailedBack { .. }))
}

fn lost_user_data(story: &Story) -> Option<Span> {
    let lost = story.all(|note| match note {
        Note::NotCopied { ages, .. } => Some(ages[DataClass::UserData]),
        _ => None,
    });
    lost.first().map(|row| row.1)
}

/// Invoke-CsPoolFailover: disaster mode is also required when the Back End is down while the Front Ends are up. Users can
/// store things for thirty minutes more, which their partner never sees.
#[test]
fn d6_a_pool_without_its_back_end_is_failed_over_in_disaster_mode() {
    let story = Stage::pair("1d").lose("1h", "BackEnd pool1").story();
    // Half an hour of grace, five minutes to notice, thirty to decide, six to look, ten for the cmdlet.
    assert_eq!(failed_over(&story), Some(at("2h 21min")));
    assert!(story.at("2h 15min").in_disaster_mode("pool1"));
    let lost = lost_user_data(&story).expect("something is lost");
    assert!(lost >= span("30min") && lost < span("33min"), "{lost}");
    assert_eq!(story.outcome.each_recovery[0].lost.map(|lost| lost[DataClass::UserData]), Some(lost.millis()));
}

/// What a failover in disaster mode leaves behind is settled when it begins: that the pool works again before the cmdlet
/// ends brings nothing.
#[test]
fn d6_a_pool_that_returns_while_it_is_failed_over_ships_nothing_more() {
    let loss = |lasts: &str| {
        let story = Stage::pair("1d").lose_for("1h", "Site dc1", lasts).story();
        assert_eq!(failed_over(&story), Some(at("1h 51min")));
        lost_user_data(&story).expect("something is lost")
    };
    // The cold start takes fifteen minutes: the pool works at 1h 45min, or long after.
    assert_eq!(loss("30min"), loss("10h"));
}

/// "Failing over a pool", steps 4 and 5: the Central Management store is moved if it is down or on the failed pool. One
/// that is down on the partner has no other standby than the pool that is to be failed over, and is waited for.
#[test]
fn d3_the_store_is_not_moved_onto_the_pool_that_is_failed_over() {
    let stage =
        Stage::pair("1d").nobody_reacts().lose_for("30min", "BackEnd pool2", "3h").order("1h", "FailOver pool1");
    let story = stage.story();
    assert_eq!(story.count(|note| matches!(note, Note::CentralManagementMoved { .. })), 0);
    let waits =
        |note: &Note| matches!(note, Note::Waits { reason, .. } if reason.key == "central_management_not_ready");
    assert_eq!(story.first(waits), Some(at("1h 6min")));
    assert_eq!(failed_over(&story), Some(at("3h 40min")));
}

/// Both sites are lost, and the one with the Central Management store is back first: the other pool's users are failed
/// over to it at once, without moving the store.
#[test]
fn d3_a_store_that_is_back_is_not_moved() {
    let story = Stage::pair("2d").lose_for("1h", "Site dc1", "8h").lose_for("1h", "Site dc2", "4h").story();
    assert_eq!(story.count(|note| matches!(note, Note::CentralManagementMoved { .. })), 0);
    // Power at five hours, fifteen minutes of cold start, ten for the cmdlet.
    assert_eq!(failed_over(&story), Some(at("5h 25min")));
}

/// The Central Management store must work while users are failed over: a cmdlet that loses it fails and is run again.
#[test]
fn d3_a_failover_that_loses_the_store_is_run_again() {
    let stage = Stage::pair("1d").enterprise("pool3", "dc3", 3, 100, "Single").central_management("pool3");
    let stage = stage.lose("1h", "Site dc1").lose_for("1h 42min", "Site dc3", "1h");
    let story = stage.story();
    let waits =
        |note: &Note| matches!(note, Note::Waits { reason, .. } if reason.key == "central_management_not_ready");
    assert_eq!(story.first(waits), Some(at("1h 42min")));
    // Meanwhile users keep what the partner gives them.
    assert_eq!(story.at("2h 30min").state("pool1"), PoolState::FailingOver);
    assert_eq!(story.at("2h 30min").users("pool1"), [0, 600, 0]);
    let over = failed_over(&story).expect("it is run again");
    assert!(over > at("2h 57min"), "the store works again after two hours and 57 minutes: {over:?}");
}

/// An Edge pool that comes up after the failover and still has the lost pool as its next hop is given another one.
#[test]
fn d12_an_edge_pool_that_returns_to_a_dead_next_hop_gets_another() {
    let stage = Stage::pair("1d").edge("\"edge1\": (site: \"dc1\", servers: 1, next_hop: \"pool1\")");
    let stage = ["pool1", "pool2"].into_iter().zip([600, 300]).fold(stage, |stage, (pool, users)| {
        let site = if pool == "pool1" { "dc1" } else { "dc2" };
        let text = format!(
            "Enterprise(site: \"{site}\", front_ends: 3, enabled_users: {users}, back_end: Single, edge: \"edge1\")"
        );
        stage.instead(pool, &text)
    });
    let story = stage.lose("1h", "Site dc1").give_back("3h", "Server edge1-1").story();
    assert_eq!(failed_over(&story), Some(at("1h 51min")));
    assert_eq!(story.at("2h 59min").users_from("pool2", true)[0], 0, "nobody comes in from outside");
    // Five minutes to notice, ten to change it, five until it has reached the Edge Server.
    let changed = story.first(|note| matches!(note, Note::NextHopChanged { .. })).expect("it is changed");
    assert_eq!(changed, at("3h 20min"));
    assert_eq!(story.moment(changed).users("pool2"), [300, 0, 0]);
    assert_eq!(story.moment(changed).users("pool1"), [600, 0, 0]);
}

/// Invoke-CsPoolFailback: when the backup pool is lost, the failback needs disaster mode, and what users created there is
/// lost. Whoever was moved home already stays; the others sign in at home.
#[test]
fn d7_a_failback_that_loses_the_partner_is_run_again_in_disaster_mode() {
    let stage = Stage::pair("2d").fact("users.sign_ins_per_second", "0.1").lose_for("1h", "Site dc1", "4h");
    let begun = stage.story().first(|note| matches!(note, Note::StepBegins { step: 0, .. } if is_failback(note)));
    assert_eq!(begun, Some(at("7h 15min")));
    let story = stage.lose("7h 45min", "Site dc2").story();
    let [full, limited, none] = story.at("7h 45min").users("pool1");
    assert!(full == 0 && limited.abs_diff(300) <= 9 && none.abs_diff(300) <= 9, "{limited} moved, {none} not");
    let waits = |note: &Note| matches!(note, Note::Waits { reason, .. } if reason.key == "partner_not_functional");
    assert_eq!(story.first(waits), Some(at("7h 45min")));
    // Five minutes to notice, thirty to decide that what was written there is given up, an hour for the cmdlet.
    let back = failed_back(&story).expect("it is run again");
    assert!(back == at("9h 20min") && story.at("8h 30min").in_disaster_mode("pool1"));
    let lost = story.all(|note| match note {
        Note::NotCopied { ages, .. } => Some(ages[DataClass::UserData]),
        _ => None,
    });
    // Everything since the failover at 1h 51min.
    assert!(lost.contains(&(back, span("5h 54min"))), "{lost:?}");
}

fn is_failback(note: &Note) -> bool {
    matches!(note, Note::StepBegins { runbook, .. } if id_of(*runbook) == "failing-back-a-pool")
}

/// What users wrote at a backup pool without its Back End cannot be copied home: the failback waits for it, and nothing is
/// lost.
#[test]
fn d7_a_failback_waits_for_the_back_end_of_the_partner() {
    let stage = Stage::pair("2d").lose_for("1h", "Site dc1", "4h");
    let story = stage.lose_for("6h", "BackEnd pool2", "6h").story();
    let given_up =
        |note: &Note| matches!(note, Note::GivenUp { reason, .. } if reason.key == "partner_without_back_end");
    assert_eq!(story.first(given_up), Some(at("7h 15min")));
    let back = failed_back(&story).expect("pool1 is failed back");
    assert!(back >= at("13h") && back < at("13h 20min"), "{back:?}");
    assert!(!story.moment(back).in_disaster_mode("pool1"));
    let lost = story.count(|note| matches!(note, Note::NotCopied { .. }));
    assert_eq!(lost, 1, "only the failover lost something");
}

/// A failback that loses its partner for a short time goes on when that is back, and loses nothing. Whoever is home stays.
#[test]
fn d7_a_failback_goes_on_when_its_partner_is_back() {
    let stage = Stage::pair("2d").lose_for("1h", "Site dc1", "4h").lose_for("7h 45min", "Site dc2", "5min");
    let story = stage.story();
    assert_eq!(failed_back(&story), Some(at("9h 5min")), "it is run again when pool2 has started at 8h 5min");
    for time in ["7h 45min", "8h 4min", "8h 5min", "9h 4min"] {
        assert_eq!(story.at(time).users("pool1"), [0, 600, 0], "{time}");
    }
    assert_eq!(story.count(|note| matches!(note, Note::NotCopied { .. })), 1, "only the failover lost something");
}

/// Somebody is paged out of hours and would take days: who comes to work the next morning acts at once.
#[test]
fn d1_the_next_shift_acts_where_nobody_has_come_yet() {
    let stage = Stage::pair("3d").fact("people.arrival", "never").lose("1h", "Site dc1");
    // The scenario starts at ten; two hours of work a day begin at eight in the morning, 22 hours later.
    let text = stage.text().replace("staffed: \"always\"", "staffed: \"Mon-Fri 08:00-10:30\"");
    let story = Story::of(super::stage::setting("stage.ron", &text), 1);
    assert_eq!(story.first(|note| matches!(note, Note::Arrived(_))), Some(at("22h")));
    assert_eq!(story.first(|note| matches!(note, Note::Decided(_))), Some(at("22h 30min")));
}

/// Whoever has begun a procedure goes on with it, so that the users of one pool do not wait for the looks of another.
#[test]
fn d6_one_operator_finishes_what_he_has_begun() {
    let stage = Stage::pair("1d").fact("people.hands", "1").enterprise("pool3", "dc1", 3, 100, "Single");
    let stage = stage.enterprise("pool4", "dc2", 3, 100, "Single").paired("pool3", "pool4");
    let story = stage.lose("1h", "Site dc1").story();
    let over = story.all(|note| match note {
        Note::FailedOver { pool, .. } => Some(pool.index()),
        _ => None,
    });
    // Each has six minutes of looks and ten of the cmdlet, one after the other.
    assert_eq!(over, [(at("1h 51min"), 0), (at("2h 7min"), 2)]);
}

/// "Failing back a pool" is run again until it succeeds, by the administrators where an order came to nothing.
#[test]
fn d7_an_ordered_failback_that_the_link_stops_is_run_again() {
    let stage = Stage::pair("2d").order("1h", "FailOver pool1").order("5h", "FailBack pool1");
    let story = stage.lose_for("5h 30min", "Link wan", "2h").story();
    let given_up = |note: &Note| matches!(note, Note::GivenUp { reason, .. } if reason.key == "link_cut");
    assert_eq!(story.first(given_up), Some(at("5h 30min")));
    // Two hours of watching after the link is back, and an hour for the cmdlet.
    assert_eq!(failed_back(&story), Some(at("10h 30min")));
}

/// Users of a pool do without its Back End for thirty minutes, and so does a failback that is under way.
#[test]
fn d7_a_failback_goes_on_when_the_home_pool_loses_its_back_end_for_a_while() {
    let stage = Stage::pair("2d").order("1h", "FailOver pool1").order("5h", "FailBack pool1");
    let story = stage.lose_for("5h 45min", "BackEnd pool1", "20min").story();
    assert_eq!(failed_back(&story), Some(at("6h")));
    let refused = Stage::pair("2d").nobody_reacts().order("1h", "FailOver pool1").order("5h", "FailBack pool1");
    let story = refused.lose("4h", "BackEnd pool1").story();
    let given_up = |note: &Note| matches!(note, Note::GivenUp { reason, .. } if reason.key == "home_without_back_end");
    assert_eq!(story.first(given_up), Some(at("5h")), "it does not begin without");
}

/// A failback whose cmdlet fails keeps whom it has moved in resiliency mode until it is run again and succeeds: it is one
/// interruption.
#[test]
fn d7_a_failback_that_fails_keeps_whom_it_has_moved() {
    let stage = Stage::pair("2d").fact("failback.cmdlet_fails", "0.5").nobody_reacts();
    let stage = stage.order("1h", "FailOver pool1").order("5h", "FailBack pool1");
    let failing = (1..=20).map(|seed| stage.story_of(seed)).find(|story| failed_back(story) > Some(at("6h")));
    let story = failing.expect("one of twenty fails");
    let back = failed_back(&story).expect("it succeeds in the end");
    for moment in story.moments().filter(|moment| moment.time >= at("6h") && moment.time < back) {
        assert_eq!(moment.users("pool1"), [0, 600, 0], "{:?}", moment.time);
    }
    let moves: Vec<u64> = story.outcome.each_recovery.iter().map(|recovery| recovery.user_clock).collect();
    assert_eq!(moves.last(), Some(&back.since(at("5h")).millis()));
}

/// "At every later start 85 % should be up": with fewer, but enough for pool quorum, QuorumLossRecovery lets the pool make
/// progress.
#[test]
fn h1_a_pool_short_of_its_start_table_is_started_by_quorum_loss_recovery() {
    let stage = Stage::one_pool("2d", 6, 600).lose("1h", "Pool pool1");
    let stage = ["sql1", "fe1", "fe3", "fe5"]
        .iter()
        .fold(stage, |stage, server| stage.give_back("3h", &format!("Server pool1-{server}")));
    let story = stage.story();
    // Five minutes to notice, thirty to decide, two to look, twenty for the cmdlet, fifteen for the start.
    assert_eq!(story.first(|note| matches!(note, Note::PoolStarted(_))), Some(at("4h 12min")));
    assert_eq!(story.at("4h 12min").users("pool1"), [600, 0, 0]);
    let nobody = stage.nobody_reacts().story();
    assert_eq!(nobody.first(|note| matches!(note, Note::PoolStarted(_))), None);
}

/// What a stopped pool lacks is told: servers, or the Back End.
#[test]
fn h1_a_pool_that_waits_for_its_back_end_says_so() {
    let stage = Stage::one_pool("1d", 3, 600).nobody_reacts().fact("front_end.start", "1min");
    let stage = stage.lose_for("1h", "BackEnd pool1", "8h");
    let story =
        [1, 2, 3].iter().fold(stage, |stage, n| stage.lose_for("2h", &format!("Server pool1-fe{n}"), "1h")).story();
    let lacks = story.all(|note| match note {
        Note::StartBlocked { lacks, .. } => Some(*lacks),
        _ => None,
    });
    assert_eq!(lacks.last(), Some(&(at("3h 1min"), StartLacks::BackEnd)));
    assert_eq!(story.first(|note| matches!(note, Note::PoolStarted(_))), Some(at("9h 15min")));
}

/// "Branch-site and central site resiliency": the backup registrar accepts users when it has missed the heartbeat for the
/// interval; while the services of the pool still run in the grace, there is a heartbeat.
#[test]
fn h2_the_backup_registrar_counts_from_the_end_of_the_heartbeat() {
    let stage = Stage::pair("1d").nobody_reacts().fact("registrar.automatic_failover", "yes");
    let stage = stage.fact("registrar.failure_interval", "300s").fact("pool.grace", "10min");
    let story = stage.lose("1h", "Server pool1-fe1").lose("1h", "Server pool1-fe2").story();
    assert_eq!(story.first(|note| matches!(note, Note::ServicesStop(_))), Some(at("1h 10min")));
    assert_eq!(story.first(|note| matches!(note, Note::RegistrarAccepts { .. })), Some(at("1h 15min")));
    assert_eq!(story.at("1h 14min").users("pool1"), [0, 0, 600]);
    assert_eq!(story.at("1h 15min").users("pool1"), [0, 600, 0]);
}

/// Minutes in which a pool starts by itself are laid at the start's door, not at that of people who would have changed
/// nothing: sooner noticed and decided, it lasts as long.
#[test]
fn d1_a_pool_that_starts_by_itself_waits_for_no_administrator() {
    let story = Stage::pair("1d").fact("front_end.start", "20min").lose_for("1h", "Site dc1", "0s").story();
    assert_eq!(failed_over(&story), None);
    let parts: Vec<(Phase, u64)> = story.outcome.anatomy_of(0).collect();
    let spent = |phase: Phase| parts.iter().find(|(part, _)| *part == phase).map_or(0, |(_, millis)| *millis);
    assert_eq!(spent(Phase::Restart) + spent(Phase::ColdStart), 35 * 60_000);
    assert_eq!(spent(Phase::Detection) + spent(Phase::Decision), 0);
}

/// The partner that carries a pool's users after an ordered failover is lost: that outage has the partner's cause, and
/// nobody planned it.
#[test]
fn a_partner_lost_after_a_planned_move_is_not_a_planned_outage() {
    let story = Stage::pair("3d").order("1h", "FailOver pool1").lose("24h", "Site dc2").story();
    let pool1 = story.pool("pool1");
    let of_pool1 = story.outcome.recoveries.iter().filter(|row| row.pool == pool1);
    let causes: Vec<Cause> = of_pool1.map(|row| row.cause).collect();
    assert_eq!(causes, [Cause::Order, Cause::Site]);
    // Half an hour and five minutes until the failback begins, at which everybody signs in at home with what it gives.
    assert_eq!(story.outcome.pools[pool1.index()].unplanned.none, 600 * span("35min").millis());
    assert_eq!(story.outcome.pools[pool1.index()].planned.none, 0);
}

/// What is done in one failover is not done in the next: the partner's readiness is found out each time.
#[test]
fn each_failover_asks_for_the_partners_readiness() {
    let stage = Stage::pair("6d").fact("cover.partner_ready", "0").fact("cover.partner_mending", "5h");
    let story = stage.lose_for("1h", "Pool pool1", "2h").lose_for("2d", "Pool pool1", "1d").story();
    let refused = story.count(|note| matches!(note, Note::Refused { reason, .. } if reason.key == "partner_not_ready"));
    assert_eq!(refused, 2, "the first failover was given up before it was mended");
}

/// Whoever has decided that a dead pool is failed over, and then loses the partner, need not notice again that it is dead.
#[test]
fn a_dead_pool_is_noticed_once() {
    let stage = Stage::one_pool("1d", 8, 800).enterprise("pool2", "dc2", 3, 300, "Single");
    let stage = stage.link("\"wan\": (between: (\"dc1\", \"dc2\"))").paired("pool1", "pool2");
    let stage = (1..=5).fold(stage, |stage, server| stage.lose("1h", &format!("Server pool1-fe{server}")));
    let stage = stage.give_back("1h 1min", "Server pool1-fe1").lose("1h 30min", "Site dc2");
    let story = stage.story();
    let pool1 = story.pool("pool1");
    assert_eq!(story.count(|note| *note == Note::Noticed(pool1)), 1);
}
