//! What a pair's procedures wait for, when they begin after that, and when they are no longer called for.
//!
//! The pages are "Failing over a pool", "Failing back a pool" and "Managing disaster recovery, high availability and the
//! Backup Service".

use super::stage::{Stage, Story, at, id_of, span};
use pooldrill::ground::time::Time;
use pooldrill::measure::RecoveryRow;
use pooldrill::world::cause::Cause;
use pooldrill::world::note::Note;
use pooldrill::world::phase::Phase;
use pooldrill::world::pool_failover::PoolState;

const OVER: &str = "failing-over-a-pool";

/// Two pools, and a third that has the Central Management store.
fn pair_with_admin(horizon: &str) -> Stage {
    Stage::pair(horizon).enterprise("admin", "dc3", 3, 30, "Single").central_management("admin")
}

fn opened(story: &Story, wanted: &str, pool: &str) -> Vec<Time> {
    let pool = story.pool(pool);
    let opened = story.all(|note| {
        matches!(note, Note::Opened { runbook, pool: of, .. } if id_of(*runbook) == wanted && *of == pool).then_some(())
    });
    opened.into_iter().map(|(time, ())| time).collect()
}

fn given_up(story: &Story) -> Vec<(Time, &'static str)> {
    story.all(|note| match note {
        Note::GivenUp { reason, .. } => Some(reason.key),
        _ => None,
    })
}

fn waits(story: &Story) -> Vec<(Time, &'static str)> {
    story.all(|note| match note {
        Note::Waits { reason, .. } => Some(reason.key),
        _ => None,
    })
}

/// "When the user signs in before the failover completes, he is on the backup pool in resiliency mode": a pool that returns
/// while it is failed over in disaster mode does not pull its users home and out again.
#[test]
fn d6_who_signs_in_before_the_failover_ends_lands_on_the_backup_pool_although_the_pool_is_back() {
    let story = Stage::pair("1d").fact("pool.cold_start", "0s").lose_for("1h", "Pool pool1", "44min").story();
    assert_eq!(story.step("failing-over-a-pool.7"), Some(at("1h 41min")));
    assert!(story.at("1h 44min").functional("pool1") && !story.at("1h 43min").functional("pool1"));
    for time in ["1h 42min", "1h 44min", "1h 50min"] {
        assert_eq!(story.at(time).users("pool1"), [0, 600, 0], "{time}");
        assert_eq!(story.at(time).seats("pool1"), ["pool2"], "{time}");
    }
    assert_eq!(story.at("1h 51min").users("pool1"), [600, 0, 0]);
    assert_eq!(story.at("1h 51min").seats("pool1"), ["pool2"]);
}

/// A planned cmdlet ships what the pool has before it moves anybody: until then its users only read, at home.
#[test]
fn d6_in_a_planned_failover_users_are_read_only_at_home_until_it_ends() {
    let story = Stage::pair("1d").order("1h", "FailOver pool1").story();
    assert_eq!(story.at("1h 10min").users("pool1"), [0, 600, 0]);
    assert_eq!(story.at("1h 10min").seats("pool1"), ["pool1"]);
    assert_eq!(story.at("1h 16min").seats("pool1"), ["pool2"]);
}

/// A failover that was called for and waits behind another procedure of the pair is withdrawn when its pool returns; the
/// next loss is noticed and decided anew.
#[test]
fn d1_a_call_whose_need_has_gone_is_withdrawn() {
    let stage = Stage::pair("1d").central_management("pool1").fact("pool.cold_start", "0s");
    let stage = stage.lose_for("1h", "Pool pool1", "95min").lose_for("1h 45min", "Pool pool2", "45min");
    let story = stage.lose_for("2h 45min", "Pool pool2", "5h").story();
    let called_off = story.all(|note| match note {
        Note::Withdrawn { pool, runbook } if id_of(*runbook) == OVER => Some(*pool),
        _ => None,
    });
    assert_eq!(called_off, [(at("2h 30min"), story.pool("pool2"))]);
    // Five minutes until it is noticed, half an hour until it is decided.
    assert_eq!(opened(&story, OVER, "pool2"), [at("3h 20min")]);
}

/// "P1 must be failed back before P2 is failed over": the failover of a lost partner begins in the instant in which the
/// failback it has waited for ends.
#[test]
fn d4_a_failover_that_waits_for_the_partners_failback_begins_when_that_ends() {
    let stage = pair_with_admin("2d").lose_for("1h", "Site dc1", "2h").lose_for("4h", "Site dc2", "30h");
    let story = stage.story();
    let back = story.first(|note| matches!(note, Note::FailedBack { .. })).expect("pool1 is failed back");
    assert_eq!(back, at("5h 35min"));
    assert_eq!(opened(&story, OVER, "pool2"), [back]);
    assert_eq!(story.at("12h").seats("pool2"), ["pool1"]);
}

/// An order at the instant in which a pool has started finds it started.
#[test]
fn d7_an_order_of_the_timeline_sees_the_starts_of_its_instant() {
    let stage = Stage::pair("1d").fact("people.failback_wait", "7d").lose_for("1h", "Pool pool1", "2h");
    let story = stage.order("3h 15min", "FailBack pool1").story();
    assert_eq!(story.first(|note| matches!(note, Note::PoolStarted(_))), Some(at("3h 15min")));
    assert_eq!(given_up(&story), []);
    assert_eq!(story.first(|note| matches!(note, Note::FailedBack { .. })), Some(at("4h 15min")));
}

/// A step that waits does not wake while what it waits for still stands: here the new next hop cannot be entered while a
/// Central Management store without standby is down and the failover is under way. Earlier this circled without end.
#[test]
fn d6_a_next_hop_that_cannot_be_entered_waits_for_central_management() {
    let stage = pair_with_admin("2d").nobody_reacts();
    let stage = stage.edge("\"edge1\": (site: \"dc1\", servers: 1, next_hop: \"pool1\")");
    let stage = stage.lose_for("30min", "Edge edge1", "38min").order("1h", "FailOver pool1");
    let story = stage.lose_for("1h 6min", "Pool pool1", "20h").lose_for("1h 15min", "Pool admin", "8h").story();
    assert_eq!(waits(&story), [(at("1h 26min"), "central_management_not_ready")]);
    let over = story.first(|note| matches!(note, Note::FailedOver { .. })).expect("it ends");
    assert!(over > at("9h 15min") && over < at("11h"), "{over:?}");
}

/// Only the procedure that began a move can break it off: one about the pool's own routing groups that is given up meanwhile
/// leaves the failback alone.
#[test]
fn d7_a_procedure_given_up_elsewhere_leaves_a_failback_alone() {
    let stage = Stage::pair("1d")
        .instead("pool1", "Enterprise(site: \"dc1\", front_ends: 4, enabled_users: 600, back_end: Single)");
    let stage = stage
        .fact("fabric.catch_up", "0s")
        .fact("people.hands", "2")
        .order("1h", "FailOver pool1")
        .order("2h 35min", "FailBack pool1");
    let stage = stage.lose_for("2h", "Server pool1-fe1", "40min").lose_for("2h", "Server pool1-fe2", "40min");
    let story = stage.story();
    let reasons: Vec<&'static str> = given_up(&story).into_iter().map(|row| row.1).collect();
    assert_eq!(reasons, ["no_longer_needed"], "the recovery of routing groups");
    assert_eq!(story.at("2h 45min").state("pool1"), PoolState::FailingBack);
    assert_eq!(story.first(|note| matches!(note, Note::FailedBack { .. })), Some(at("3h 35min")));
}

/// Where the link is cut and the Central Management store is down, the log and the minutes name the same: what is missing
/// first in the order in which the cmdlet asks, and then what is missing still.
#[test]
fn d6_the_log_and_the_minutes_name_the_same_wait() {
    let stage = Stage::pair("1d")
        .nobody_reacts()
        .instead("pool1", "Enterprise(site: \"dc1\", front_ends: 4, enabled_users: 600, back_end: Single)");
    // Two of four Front Ends are gone: the pool runs, and some of its routing groups do not.
    let stage = stage.lose("30min", "Server pool1-fe1").lose("30min", "Server pool1-fe2");
    let stage = stage.lose_for("1h", "BackEnd pool2", "4h").lose_for("1h", "Link wan", "2h");
    let story = stage.order("2h", "FailOver pool1").story();
    let begun = at("2h 6min");
    assert_eq!(waits(&story), [(begun, "link_cut"), (at("3h"), "central_management_not_ready")]);
    let of_pool1 = |row: &RecoveryRow| row.pool == story.pool("pool1");
    let kind = story.outcome.recoveries.iter().position(of_pool1).expect("pool1 recovers");
    let parts: Vec<(Phase, u64)> = story.outcome.anatomy_of(kind).collect();
    let spent = |phase: Phase| parts.iter().find(|(part, _)| *part == phase).map_or(0, |(_, millis)| *millis);
    assert_eq!(spent(Phase::Link), span("54min").millis(), "{parts:?}");
    assert_eq!(spent(Phase::Store), span("2h").millis(), "{parts:?}");
    assert_eq!(spent(Phase::Partner), 0, "{parts:?}");
}

/// "Failing over a mirrored database": a pool that is stopped needs its databases to start, so the mirror is made principal
/// although the pool is not functional; its users do not wait until the old principal is repaired.
#[test]
fn d8_the_database_of_a_stopped_pool_is_failed_over_by_hand() {
    let stage = Stage::new("1d").enterprise("pool1", "dc1", 4, 400, "Mirrored()");
    let stage = stage.lose_for("1h", "Server pool1-sql1", "8h").lose_for("1h 2min", "Server pool1-fe1", "10min");
    let story = stage.lose_for("1h 2min", "Server pool1-fe2", "10min").story();
    let stopped = story.first(|note| matches!(note, Note::ServicesStop(_))).expect("it loses its quorum");
    let principal = story.first(|note| matches!(note, Note::MirrorTookOver(_))).expect("somebody acts");
    let starts = story.first(|note| matches!(note, Note::PoolStarted(_))).expect("it starts");
    assert!(stopped < principal && principal < starts && starts < at("2h"), "{stopped:?} {principal:?} {starts:?}");
}

/// Steps 5c and 5d belong to the failover of Central Management: where the pool returns after 5b they are still carried
/// out, and only the failover of its users is given up.
#[test]
fn d3_a_failover_of_central_management_that_has_moved_the_store_is_brought_to_its_end() {
    let stage = Stage::pair("1d").central_management("pool1").fact("pool.cold_start", "0s");
    let story = stage.lose_for("1h", "Pool pool1", "55min").story();
    assert_eq!(story.step("failing-over-central-management.5d").map(|time| time > at("1h 55min")), Some(true));
    let ended = story.all(|note| match note {
        Note::Closed { runbook, .. } => Some(id_of(*runbook)),
        _ => None,
    });
    assert_eq!(ended.iter().map(|row| row.1).collect::<Vec<_>>(), ["failing-over-central-management"]);
    assert_eq!(given_up(&story).len(), 1, "the failover of the users");
    assert_eq!(story.at("12h").central_management(), "pool2");
}

/// A decision that cannot be carried out yet is followed by what it waits for.
#[test]
fn d4_a_failover_that_waits_for_the_partners_failback_says_so() {
    let stage = pair_with_admin("2d").lose_for("1h", "Site dc1", "2h").lose_for("4h", "Site dc2", "30h");
    assert!(waits(&stage.story()).contains(&(at("4h 35min"), "partner_failed_over")));
}

/// "The second cmdlet fails": the step with the cmdlet is in the log before its refusal.
#[test]
fn d4_a_cmdlet_that_is_refused_has_been_typed() {
    let story = pair_with_admin("2d").order("1h", "FailOver pool1").order("4h", "FailOver pool2").story();
    let mut typed = story.steps().into_iter().filter(|step| step.1 == "failing-over-a-pool.7").map(|step| step.0);
    assert_eq!(typed.next_back(), given_up(&story).first().map(|row| row.0));
}

/// Users whose partner is lost wait for their own pool: its restart and its cold start are booked as what they are.
#[test]
fn d4_users_of_a_lost_partner_wait_for_the_start_of_their_own_pool_and_not_for_a_repair() {
    let stage = pair_with_admin("3d").lose_for("1h", "Site dc1", "6h").lose_for("4h", "Site dc2", "40h");
    let story = stage.story();
    let of_pool1 = |row: &RecoveryRow| row.pool == story.pool("pool1") && row.cause == Cause::Site;
    let kinds: Vec<usize> =
        (0..story.outcome.recoveries.len()).filter(|n| of_pool1(&story.outcome.recoveries[*n])).collect();
    let parts = kinds.iter().flat_map(|kind| story.outcome.anatomy_of(*kind));
    let cold_start: u64 = parts.filter(|(phase, _)| *phase == Phase::ColdStart).map(|(_, millis)| millis).sum();
    assert_eq!(cold_start, span("15min").millis());
}

/// A call stays while something more urgent is done for the same pool, and is withdrawn when its own need has gone by that:
/// the next loss is noticed and decided anew.
#[test]
fn d1_a_call_whose_need_another_procedure_has_met_is_withdrawn() {
    let stage = Stage::pair("1d")
        .instead("pool1", "Enterprise(site: \"dc1\", front_ends: 3, enabled_users: 600, back_end: Mirrored())");
    let stage = stage.fact("people.decision", "10min").lose_for("1h", "Pool pool2", "90min");
    let stage = stage.lose("1h 20min", "BackEnd pool1").give_back("2h 10min", "Server pool1-sql2");
    let story = stage.lose("3h 30min", "Pool pool1").story();
    let withdrawn =
        story.first(|note| matches!(note, Note::Withdrawn { runbook, .. } if id_of(*runbook) == OVER)).expect("it is");
    assert!(withdrawn > at("2h 10min") && withdrawn < at("3h"), "{withdrawn:?}");
    assert_eq!(opened(&story, OVER, "pool1"), [at("3h 45min")], "five minutes and ten after the loss");
}
