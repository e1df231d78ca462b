//! What the documentation says of a pool's databases: how long users notice nothing, and who takes over.
//!
//! The page is "Back End Server high availability" unless another is named.

use super::stage::{Stage, Story, at};
use pooldrill::ground::time::Time;
use pooldrill::world::note::Note;

fn single() -> Stage {
    Stage::one_pool("1d", 3, 300)
}

fn mirrored(witness: bool) -> Stage {
    let back_end = if witness { "Mirrored(witness: \"dc1\")" } else { "Mirrored(witness: None)" };
    Stage::new("1d").enterprise("pool1", "dc1", 3, 300, back_end)
}

fn resiliency_mode(story: &Story) -> Option<Time> {
    story.first(|note| matches!(note, Note::BackEndThreshold(_)))
}

fn took_over(story: &Story) -> Option<Time> {
    story.first(|note| matches!(note, Note::MirrorTookOver(_)))
}

/// The Back End update page: patched in less than thirty minutes, a Back End Server is not missed.
#[test]
fn h3_a_back_end_away_for_less_than_thirty_minutes_is_not_missed() {
    for lasts in ["1min", "29min 59s", "30min"] {
        let story = single().lose_for("1h", "Server pool1-sql1", lasts).story();
        assert_eq!(story.cost("pool1"), (0, 0), "{lasts}");
        assert_eq!(resiliency_mode(&story), None, "{lasts}");
        assert_eq!(story.count(|note| matches!(note, Note::BackEndAway(_))), 1);
    }
}

/// The same page: after thirty minutes users go into resiliency mode, and not before; full service returns with the
/// Back End.
#[test]
fn h3_after_thirty_minutes_without_back_end_users_are_in_resiliency_mode_until_it_returns() {
    let story = single().lose_for("1h", "Server pool1-sql1", "2h").story();
    assert_eq!(story.at("1h 29min 59s 999ms").users("pool1"), [300, 0, 0]);
    assert_eq!(story.at("1h 30min").users("pool1"), [0, 300, 0]);
    assert_eq!(story.at("2h 59min").users("pool1"), [0, 300, 0]);
    assert_eq!(story.at("3h").users("pool1"), [300, 0, 0]);
    assert_eq!(story.cost("pool1"), (0, 300 * 90 * 60_000));
}

/// The threshold is a setting of the registrar.
#[test]
fn h3_the_threshold_is_a_setting() {
    let story = single().fact("back_end.unavailable_threshold", "10min").lose("1h", "BackEnd pool1").story();
    assert_eq!(resiliency_mode(&story), Some(at("1h 10min")));
    let story = single().fact("back_end.unavailable_threshold", "never").lose("1h", "BackEnd pool1").story();
    assert_eq!(resiliency_mode(&story), None);
}

/// With a witness the failover to the mirror is automatic and quick, and users do not notice it.
#[test]
fn h3_with_a_witness_the_mirror_takes_over_by_itself() {
    let story = mirrored(true).nobody_reacts().lose_for("1h", "Server pool1-sql1", "5h").story();
    assert_eq!(took_over(&story), Some(at("1h 1min")));
    assert_eq!(story.cost("pool1"), (0, 0));
    assert!(story.at("5h").condition().databases[0].mirror_is_principal());
    assert!(story.at("23h").condition().databases[0].mirror_is_principal(), "the old principal comes back as mirror");
}

/// After the old principal has come back as mirror it can take over in its turn.
#[test]
fn h3_the_databases_can_fail_over_in_the_other_direction_later() {
    let story = mirrored(true).lose_for("1h", "Server pool1-sql1", "1h").lose("5h", "Server pool1-sql2").story();
    let times: Vec<Time> = story
        .all(|note| matches!(note, Note::MirrorTookOver(_)).then_some(()))
        .into_iter()
        .map(|(time, ())| time)
        .collect();
    assert_eq!(times, [at("1h 1min"), at("5h 1min")]);
    assert_eq!(story.cost("pool1"), (0, 0));
}

/// The witness or the mirror alone can be missed: the principal goes on.
#[test]
fn h3_the_principal_goes_on_without_its_mirror_or_without_its_witness() {
    for (witness, lost) in [(true, "sql2"), (true, "witness"), (false, "sql2")] {
        let story = mirrored(witness).lose("1h", &format!("Server pool1-{lost}")).story();
        assert!(story.moments().all(|moment| moment.standing("pool1").back_end), "without {lost}");
        assert_eq!(story.cost("pool1"), (0, 0), "without {lost}");
    }
}

/// If the principal or the mirror fails together with the witness, or both of them do, the Back End is unavailable,
/// even if it is the principal that still runs; after some time users are in resiliency mode, if nobody acts.
#[test]
fn h3_two_of_principal_mirror_and_witness_lost_make_the_back_end_unavailable() {
    for pair in [["sql1", "witness"], ["sql2", "witness"], ["sql1", "sql2"]] {
        let lost = pair
            .iter()
            .fold(mirrored(true).nobody_reacts(), |stage, name| stage.lose("1h", &format!("Server pool1-{name}")));
        let story = lost.story();
        assert!(!story.at("1h").standing("pool1").back_end, "without {pair:?}");
        assert_eq!(took_over(&story), None, "without {pair:?}");
        assert_eq!(story.at("1h 29min").users("pool1"), [300, 0, 0]);
        assert_eq!(story.at("1h 30min").users("pool1"), [0, 300, 0], "without {pair:?}");
    }
}

/// The principal dies, and the witness before the mirror could take over: it does not any more.
#[test]
fn h3_a_mirror_that_loses_its_witness_in_time_does_not_take_over() {
    let stage = mirrored(true).nobody_reacts().lose("1h", "Server pool1-sql1");
    let stage = stage.lose_for("1h 59s", "Server pool1-witness", "4h");
    let story = stage.story();
    assert!(!story.at("4h").standing("pool1").back_end);
    assert_eq!(took_over(&story), Some(at("5h 1min 59s")), "mirror and witness see each other again");
}

/// "Quorum: how a witness affects database availability": where all three lose contact and mirror and witness find each
/// other again, there is no automatic failover; the mirror did not see what became of the principal, and waits for it.
#[test]
fn h3_mirror_and_witness_that_return_without_the_principal_do_not_take_over() {
    let lost = |order: [&str; 3]| {
        let times = ["1h", "1h", "1h"].iter().zip(order);
        times.fold(mirrored(true).nobody_reacts(), |stage, (time, name)| {
            stage.lose_for(time, &format!("Server pool1-{name}"), if name == "sql1" { "3h" } else { "1h" })
        })
    };
    for order in [["sql1", "sql2", "witness"], ["witness", "sql1", "sql2"], ["sql2", "witness", "sql1"]] {
        let story = lost(order).story();
        assert_eq!(took_over(&story), None, "{order:?}");
        assert!(!story.at("3h 59min").standing("pool1").back_end, "{order:?}");
        assert_eq!(story.at("2h 30min").users("pool1"), [0, 300, 0], "{order:?}");
        assert_eq!(story.at("4h").users("pool1"), [300, 0, 0], "the principal is back");
    }
    // A mirror that was away when the principal went knows as little, though the witness stayed.
    let away =
        mirrored(true).nobody_reacts().lose_for("30min", "Server pool1-sql2", "1h").lose("1h", "Server pool1-sql1");
    assert_eq!(took_over(&away.story()), None);
    // Once the principal has been back, the next loss is seen again.
    let again = lost(["sql1", "sql2", "witness"]).lose("10h", "Server pool1-sql1").story();
    assert_eq!(took_over(&again), Some(at("10h 1min")));
}

/// A principal that falls while the witness is away, or whose mirror did not see it fall: nothing takes over by itself, and
/// administrators fail the database over by hand, as without a witness.
#[test]
fn d8_a_principal_that_falls_while_the_witness_is_away_is_failed_over_by_hand() {
    let stage = mirrored(true).lose_for("30min", "Server pool1-witness", "9h").lose("1h", "Server pool1-sql1");
    let story = stage.story();
    assert_eq!(story.step("failing-over-a-mirrored-database.1"), Some(at("1h 5min")));
    assert_eq!(took_over(&story), Some(at("1h 14min")));
    assert_eq!(story.cost("pool1"), (0, 0));
    // With its witness the session is one of three again, which a principal left alone cannot keep up.
    let again = stage.clone().lose("12h", "Server pool1-witness").story();
    assert!(again.at("11h").standing("pool1").back_end && !again.at("12h").standing("pool1").back_end);
    assert_eq!(took_over(&stage.nobody_reacts().story()), None, "the witness is back, and has seen nothing");

    let unseen = ["sql1", "sql2", "witness"].into_iter().zip(["9h", "1h", "1h"]);
    let stage = unseen
        .fold(mirrored(true), |stage, (name, lasts)| stage.lose_for("1h", &format!("Server pool1-{name}"), lasts));
    assert_eq!(took_over(&stage.story()), Some(at("2h 14min")));
}

/// Without a witness nothing happens by itself: sessions go on as normal for about thirty minutes, then users are in
/// resiliency mode, and not before.
#[test]
fn d8_without_a_witness_users_are_in_resiliency_mode_after_thirty_minutes_unless_somebody_acts() {
    let story = mirrored(false).nobody_reacts().lose("1h", "Server pool1-sql1").story();
    assert_eq!(took_over(&story), None);
    assert_eq!(story.at("1h 29min 59s 999ms").users("pool1"), [300, 0, 0]);
    assert_eq!(story.at("1h 30min").users("pool1"), [0, 300, 0]);
}

/// "Failing over a mirrored database": the administrator looks for principal and mirror, of the Central Management store
/// as well if it is hosted in this pool, and makes the mirror principal, of the user database first. Whoever does it
/// within thirty minutes spares the users the resiliency mode.
#[test]
fn d8_without_a_witness_an_administrator_makes_the_mirror_principal() {
    let story = mirrored(false).lose("1h", "Server pool1-sql1").story();
    let steps: Vec<(Time, String)> = story.steps();
    let named = |number| format!("failing-over-a-mirrored-database.{number}");
    // The pool hosts the Central Management store as well, whose databases the page names apart.
    let times = ["1h 5min", "1h 7min", "1h 9min", "1h 14min"];
    assert_eq!(steps, times.map(at).into_iter().zip((1..=4).map(named)).collect::<Vec<_>>());
    assert_eq!(took_over(&story), Some(at("1h 14min")));
    assert_eq!(story.cost("pool1"), (0, 0));
}

/// An administrator who comes too late ends the resiliency mode.
#[test]
fn d8_a_late_database_failover_ends_the_resiliency_mode() {
    let story = mirrored(false).fact("people.detection", "1h").lose("1h", "Server pool1-sql1").story();
    assert_eq!(resiliency_mode(&story), Some(at("1h 30min")));
    assert_eq!(took_over(&story), Some(at("2h 9min")));
    assert_eq!(story.at("2h 9min").users("pool1"), [300, 0, 0]);
    assert_eq!(story.cost("pool1"), (0, 300 * 39 * 60_000));
}

/// A principal that returns before the cmdlet is done needs no failover: the procedure ends.
#[test]
fn d8_a_principal_that_returns_in_time_ends_the_procedure() {
    let story = mirrored(false).lose_for("1h", "Server pool1-sql1", "9min").story();
    assert_eq!(took_over(&story), None);
    assert_eq!(story.first(|note| matches!(note, Note::GivenUp { .. })), Some(at("1h 9min")));
    assert!(!story.at("2h").condition().databases[0].mirror_is_principal());
}

/// A pool that was stopped starts from its Back End, and not without it.
#[test]
fn h3_a_pool_cannot_start_without_its_back_end() {
    let story = single().lose_for("1h", "Pool pool1", "1h").lose_for("90min", "Server pool1-sql1", "3h").story();
    assert_eq!(story.at("2h").standing("pool1").up, 3);
    assert!(!story.at("4h 29min").functional("pool1"));
    assert_eq!(story.first(|note| matches!(note, Note::PoolStarted(_))), Some(at("4h 45min")));
}
