//! What users of one routing group see: three replicas, and what is left of them.
//!
//! The pages are "Topologies and components for Front End Servers, instant messaging, and presence" for the replicas,
//! and the support article on limited functionality mode for what is left of them.

use super::stage::{Stage, Story, at, setting, span};
use pooldrill::experiment::{Budget, replicate};
use pooldrill::ground::time::Span;
use pooldrill::report::{data, telling, text};
use pooldrill::topology::PoolId;
use pooldrill::topology::placement::{routing_groups, upgrade_domains};
use pooldrill::world::backup_copy::DataClass;
use pooldrill::world::note::Note;
use pooldrill::world::phase::Phase;
use std::sync::atomic::AtomicBool;

/// The servers of the first routing group of a pool of six: primary, then secondaries, as the scenario names them.
fn replicas() -> [String; 3] {
    replicas_of_first(18, 1800)
}

/// The same where there are so many groups of so many users in all.
fn replicas_of_first(groups: usize, users: u32) -> [String; 3] {
    let pool = PoolId::nth(&["pool1"], 0).expect("there is one pool");
    routing_groups(pool, &upgrade_domains(6), groups, users)[0]
        .replicas
        .map(|ordinal| format!("Server pool1-fe{}", ordinal + 1))
}

/// Nobody resets anything: what heals, heals by itself.
fn six() -> Stage {
    Stage::one_pool("1d", 6, 1800).nobody_reacts()
}

fn losing(servers: &[&String]) -> Story {
    servers.iter().fold(six(), |stage, server| stage.lose_for("1h", server, "4h")).story()
}

/// All three replicas are there: full service. One secondary less is nothing anybody notices.
#[test]
fn h1_a_group_that_loses_one_secondary_has_full_service() {
    let [_, one, other] = replicas();
    for secondary in [one, other] {
        let story = losing(&[&secondary]);
        for time in ["59min", "1h", "1h 1min", "2h", "5h", "6h"] {
            assert_eq!(story.at(time).group("pool1", 0), [100, 0, 0], "{secondary} at {time}");
        }
    }
}

/// If the server of the primary goes down, a secondary is promoted by itself: after detection, promotion and the
/// clients' return the group is served in full again, elsewhere.
#[test]
fn h1_a_group_that_loses_its_primary_is_served_by_a_promoted_secondary() {
    let [primary, ..] = replicas();
    let story = losing(&[&primary]);
    assert_eq!(story.at("1h").group("pool1", 0), [0, 0, 100]);
    assert_eq!(story.at("1h 54s 999ms").group("pool1", 0), [0, 0, 100]);
    assert_eq!(story.at("1h 55s").group("pool1", 0), [100, 0, 0]);
    let group = story.at("1h 55s").condition().fabrics[0].groups()[0];
    assert_ne!(group.primary(), group.home());
    assert_eq!(story.count(|note| matches!(note, Note::Promoted { groups: 3, .. })), 1);
}

/// With only the primary left, writes cannot be replicated: users sign in, with limited functionality, until a second
/// replica is there and has caught up.
#[test]
fn h1_a_group_with_only_its_primary_has_limited_functionality() {
    let [_, one, other] = replicas();
    let story = losing(&[&one, &other]);
    assert_eq!(story.at("1h").group("pool1", 0), [0, 100, 0]);
    assert_eq!(story.at("4h 59min").group("pool1", 0), [0, 100, 0], "nothing to build a third from");
    assert_eq!(story.at("5h 9min").group("pool1", 0), [0, 100, 0]);
    assert_eq!(story.at("5h 10min").group("pool1", 0), [100, 0, 0]);
}

/// With only a secondary left no primary can be elected, and users of the group cannot sign in.
#[test]
fn h1_a_group_with_only_a_secondary_has_no_service() {
    let [primary, one, other] = replicas();
    for second in [one, other] {
        let story = losing(&[&primary, &second]);
        for time in ["1h", "1h 1min", "2h", "4h 59min"] {
            assert_eq!(story.at(time).group("pool1", 0), [0, 0, 100], "{second} at {time}");
        }
        assert_eq!(story.at("5h 10min").group("pool1", 0), [100, 0, 0]);
    }
}

/// Without any replica its users cannot sign in, though the pool itself is functional.
#[test]
fn h1_a_group_without_replicas_has_no_service_in_a_functional_pool() {
    let [primary, one, other] = replicas();
    let story = losing(&[&primary, &one, &other]);
    assert!(story.at("2h").functional("pool1"));
    assert_eq!(story.at("2h").group("pool1", 0), [0, 0, 100]);
    assert!(story.count(|note| matches!(note, Note::GroupsLost { .. })) > 0);
    assert_eq!(story.at("6h").users("pool1"), [1800, 0, 0]);
}

/// A short absence: the replicas wait for their server and catch up when it is back. Nothing is built elsewhere.
#[test]
fn h1_after_a_short_absence_replicas_catch_up() {
    let story = six().lose_for("1h", "Server pool1-fe3", "29min").story();
    assert_eq!(story.first(|note| matches!(note, Note::CaughtUp { groups: 9, .. })), Some(at("1h 39min")));
    assert_eq!(story.count(|note| matches!(note, Note::Rebuilt { .. } | Note::Rebalanced { .. })), 0);
}

/// A long absence: a replacement is built on other servers, and taken home when the server has returned.
#[test]
fn h1_after_a_long_absence_replicas_are_built_elsewhere_and_taken_home() {
    let story = six().lose_for("1h", "Server pool1-fe3", "2h").story();
    // Nine groups of a hundred users at five minutes for a thousand: 4 min 30 s.
    assert_eq!(story.first(|note| matches!(note, Note::Rebuilt { groups: 9, .. })), Some(at("1h 34min 30s")));
    let placed = || story.setting.plan.topology.pool(story.pool("pool1")).groups.iter().map(|group| group.replicas);
    let away = |when| {
        let groups = story.at(when).condition().fabrics[0].groups();
        groups.iter().zip(placed()).filter(|(group, placed)| group.replicas(3) != *placed).count()
    };
    assert_eq!(away("2h"), 9);
    assert_eq!(story.first(|note| matches!(note, Note::Rebalanced { groups: 9, .. })), Some(at("3h 4min 30s")));
    assert_eq!(away("4h"), 0);
    assert!(story.at("4h").condition().fabrics[0].groups().iter().all(|group| group.primary() == group.home()));
}

/// The servers that hold a replica of a group are never two on one server, nor two in one upgrade domain while there
/// is another, while replicas move about.
#[test]
fn h1_no_server_ever_holds_two_replicas_of_a_group() {
    let mut stage = Stage::one_pool("2d", 9, 2700);
    for (hour, server) in [(1, 1), (3, 2), (5, 6), (7, 9)] {
        stage = stage.lose_for(&format!("{hour}h"), &format!("Server pool1-fe{server}"), "11h");
    }
    let story = stage.story();
    for moment in story.moments() {
        for group in moment.condition().fabrics[0].groups() {
            let [a, b, c] = *group.replicas(3) else { panic!("three replicas: {group:?}") };
            assert!(a != b && b != c && a != c, "{group:?} at {:?}", moment.time);
        }
    }
    assert!(story.count(|note| matches!(note, Note::Rebuilt { .. })) >= 4);
}

/// If a second server dies after the replacements are built, no group loses its quorum; if both die together, every
/// group that had replicas on both does.
#[test]
fn h1_a_second_loss_after_the_rebuild_breaks_no_group() {
    let pool = |second: &str| {
        let stage = Stage::one_pool("1d", 4, 1200).lose("1h", "Server pool1-fe1").lose(second, "Server pool1-fe2");
        stage.story().outcome.pools[0].routing_group_quorum_losses
    };
    assert_eq!(pool("1h"), 6, "half of the twelve groups of four servers have a replica on both");
    assert_eq!(pool("4h"), 0);
}

/// How many groups break when two servers die at once: every group has three pairs of servers among all pairs, and of
/// those that lose two replicas two thirds lose their primary.
#[test]
fn h1_two_servers_lost_at_once_break_as_many_groups_as_combinatorics_say() {
    for front_ends in 4..=7 {
        let users = 300 * front_ends as u32;
        let (mut groups, mut none, mut limited) = (0, 0, 0);
        for first in 1..=front_ends {
            for second in first + 1..=front_ends {
                let stage = Stage::one_pool("1d", front_ends, users).lose("1h", &format!("Server pool1-fe{first}"));
                let story = stage.lose("1h", &format!("Server pool1-fe{second}")).story();
                let moment = story.at("1h 10min");
                groups += u32::from(moment.standing("pool1").groups_lost);
                let [_, in_resiliency_mode, without] = moment.users("pool1");
                limited += in_resiliency_mode;
                none += without;
            }
        }
        assert_eq!(groups, 3 * 3 * front_ends as u32, "{front_ends}");
        assert_eq!((none, limited), (2 * users, users), "{front_ends}");
    }
}

/// Reset-CsPoolRegistrarState with QuorumLossRecovery: the Back End has the data, and replicas sit on the servers that run
/// afterwards. The users of other groups are not affected.
#[test]
fn h1_an_administrator_recovers_groups_from_the_back_end() {
    let [primary, one, _] = replicas();
    let stage = Stage::one_pool("1d", 6, 1800).lose("1h", &primary).lose("1h", &one);
    let story = stage.story();
    // Noticed after half an hour, a look, the cmdlet.
    let recovered = story.all(|note| match note {
        Note::GroupsRecovered { groups, .. } => Some(*groups),
        _ => None,
    });
    let lost = story.at("1h 10min").standing("pool1").groups_lost;
    assert_eq!(recovered, [(at("1h 52min"), lost)]);
    assert_eq!(story.at("1h 51min").group("pool1", 0), [0, 0, 100]);
    assert_eq!(story.at("1h 52min").users("pool1"), [1800, 0, 0]);
    let others = (0..18).filter(|group| story.at("1h 10min").group("pool1", *group) == [100, 0, 0]).collect::<Vec<_>>();
    assert_eq!(others.len(), 18 - usize::from(lost));
    let untouched = |time: &str| others.iter().all(|group| story.at(time).group("pool1", *group) == [100, 0, 0]);
    assert!(["1h 30min", "1h 40min", "1h 52min", "2h"].into_iter().all(untouched));
}

/// Without the Back End there is nothing to recover them from; with it, what it lacks waits for it.
#[test]
fn h1_groups_are_not_recovered_without_the_back_end() {
    let [primary, one, _] = replicas();
    let stage = Stage::one_pool("1d", 6, 1800).lose("1h", &primary).lose("1h", &one);
    let story = stage.lose_for("1h", "Server pool1-sql1", "4h").story();
    let recovered = story.first(|note| matches!(note, Note::GroupsRecovered { .. }));
    assert_eq!(recovered, Some(at("5h 52min")));
    assert_eq!(story.at("5h").group("pool1", 0), [0, 0, 100]);
}

/// "Never puts two replicas of a routing group on one server", also where a server that has returned was given a place of a
/// group in which another place is its own: it changes places with whoever holds that.
#[test]
fn h1_a_server_that_takes_its_replicas_home_gives_up_what_it_held_meanwhile() {
    let stage = six().lose_for("10min", "Server pool1-fe1", "2h").lose_for("80min", "Server pool1-fe2", "6h");
    let story = stage.fact("front_end.start", "10min").fact("fabric.rebuild_per_1000_users", "50min").story();
    let held_twice = |replicas: &[u8]| (1..3).any(|place| replicas[..place].contains(&replicas[place]));
    for moment in story.moments() {
        let groups = moment.condition().fabrics[0].groups();
        assert!(groups.iter().all(|group| !held_twice(group.replicas(3))), "{:?}", moment.time);
    }
    let guests = story.at("3h").condition().fabrics[0].held_by(0).count();
    assert!(guests >= 9, "the first server holds its own again: {guests}");
}

/// What nobody has any more cannot be caught up with. A server that returned short before the two others of its groups were
/// lost stays behind until one of them is back.
#[test]
fn h1_nobody_catches_up_with_what_nobody_has() {
    let stage = Stage::one_pool("1d", 4, 1200).nobody_reacts().lose_for("0min", "Server pool1-fe1", "20min");
    let stage = ["2", "3"]
        .into_iter()
        .fold(stage, |stage, server| stage.lose_for("25min", &format!("Server pool1-fe{server}"), "2h"));
    let story = stage.story();
    let nouns = &story.setting.plan.topology.pool(story.pool("pool1")).groups;
    let hit = nouns.iter().position(|group| !group.replicas.contains(&3)).expect("a group on the first three") as u16;
    assert_eq!(story.at("31min").group("pool1", hit)[2], 100, "its last current replicas are away");
    assert_eq!(story.at("2h 24min").group("pool1", hit)[2], 100);
    assert_eq!(story.at("3h").group("pool1", hit), [100, 0, 0]);
}

/// In a pool of three there is nowhere to build a replica anew. After a long absence the server has to do it itself, and
/// until then its groups have no third replica.
#[test]
fn h1_a_long_absence_from_a_pool_of_three_is_a_full_rebuild() {
    let stage = Stage::one_pool("1d", 3, 900).nobody_reacts();
    let caught_up = |lasts: &str| {
        let story = stage.clone().lose_for("1h", "Server pool1-fe2", lasts).story();
        story.first(|note| matches!(note, Note::CaughtUp { groups: 9, .. }))
    };
    assert_eq!(caught_up("29min"), Some(at("1h 39min")));
    // Nine hundred users at five minutes for a thousand, after the ten minutes.
    assert_eq!(caught_up("2h"), Some(at("3h 14min 30s")));
}

/// A cold start with too few for some groups: with one replica of three no primary can be elected, whichever it is, and
/// their users have nothing until a second one is there.
#[test]
fn h1_after_a_cold_start_a_group_with_one_replica_elects_no_primary() {
    let lasts = [(1, "30min"), (2, "30min"), (3, "4h"), (4, "4h")];
    let stage = lasts.iter().fold(Stage::one_pool("1d", 8, 2400), |stage, (server, lasts)| {
        stage.lose_for("1h", &format!("Server pool1-fe{server}"), lasts)
    });
    // A server that catches up meanwhile brings nobody's primary home that was not elected.
    let story = stage.clone().nobody_reacts().lose_for("2h", "Server pool1-fe1", "2min").story();
    assert_eq!(story.first(|note| matches!(note, Note::PoolStarted(_))), Some(at("1h 45min")));
    let nouns = &story.setting.plan.topology.pool(story.pool("pool1")).groups;
    let left = |group: usize| nouns[group].replicas.iter().filter(|server| ![2, 3].contains(*server)).count();
    let alone: Vec<usize> = (0..nouns.len()).filter(|group| left(*group) == 1).collect();
    assert!(
        alone.iter().any(|group| ![2, 3].contains(&nouns[*group].replicas[0])),
        "one of them has its first replica"
    );
    for time in ["1h 45min", "2h 30min", "4h 59min"] {
        for group in 0..nouns.len() {
            let expected = if alone.contains(&group) { [0, 0, 100] } else { [100, 0, 0] };
            assert_eq!(story.at(time).group("pool1", group as u16), expected, "group {group} at {time}");
        }
        assert_eq!(usize::from(story.at(time).standing("pool1").groups_lost), alone.len(), "{time}");
    }
    assert_eq!(story.at("5h 11min").users("pool1"), [2400, 0, 0], "a second replica has caught up");

    // Or until somebody recovers them: half an hour to notice, two minutes to look, twenty for the cmdlet.
    let recovered = stage.story();
    assert_eq!(recovered.at("2h 36min").users("pool1")[2], 100 * alone.len() as u32);
    assert_eq!(recovered.at("2h 37min").users("pool1"), [2400, 0, 0]);
}

/// A Front End that restarts is filled from the Back End, and cannot be while that is away: it waits, and says so.
#[test]
fn h1_a_front_end_that_restarts_waits_for_the_back_end_to_be_filled() {
    let stage = Stage::one_pool("1d", 3, 900).nobody_reacts().lose_for("65min", "Server pool1-fe1", "5min");
    let caught_up = |story: &Story| story.first(|note| matches!(note, Note::CaughtUp { ordinal: 0, .. }));
    assert_eq!(caught_up(&stage.story()), Some(at("80min")));

    let without = stage.clone().lose_for("1h", "BackEnd pool1", "20min").lose_for("85min", "Server pool1-fe2", "1h");
    let story = without.story();
    assert_eq!(story.first(|note| matches!(note, Note::FillWaits { ordinal: 0, .. })), Some(at("70min")));
    assert_eq!(caught_up(&story), Some(at("90min")), "ten minutes after the Back End is back");
    // Two replicas of three cannot answer. The server that is left has its own primaries, and one that was promoted there.
    assert_eq!(story.at("89min").users("pool1"), [0, 400, 500]);
    assert_eq!(story.at("91min").users("pool1"), [900, 0, 0]);

    // What had begun begins anew.
    let again = stage.lose_for("75min", "BackEnd pool1", "1min").story();
    assert_eq!(again.first(|note| matches!(note, Note::FillWaits { ordinal: 0, .. })), Some(at("75min")));
    assert_eq!(caught_up(&again), Some(at("86min")));
}

/// What those users wait for is the Back End, and the answer says so.
#[test]
fn h1_users_whose_front_end_cannot_be_filled_wait_for_the_back_end() {
    let stage = Stage::one_pool("1d", 3, 900).nobody_reacts().fact("back_end.unavailable_threshold", "never");
    let stage = stage.lose_for("1h", "BackEnd pool1", "2h").lose_for("65min", "Server pool1-fe1", "5min");
    let story = stage.lose_for("85min", "Server pool1-fe2", "10min").story();
    let parts: Vec<(Phase, u64)> = story.outcome.anatomy_of(0).collect();
    let anatomy = |wanted| parts.iter().filter(|(phase, _)| *phase == wanted).map(|(_, millis)| millis).sum::<u64>();
    assert_eq!(anatomy(Phase::NoBackEnd), span("95min").millis(), "from the second loss until the Back End is back");
    assert_eq!(anatomy(Phase::GroupQuorum), span("10min").millis(), "and until the replicas have caught up");
}

/// One routing group on three of six servers; the servers of its replicas, the primary first.
fn one_group() -> (Stage, [String; 3]) {
    let pool = "Enterprise(site: \"dc1\", front_ends: 6, enabled_users: 600, routing_groups: 1)";
    let stage = Stage::new("1d").pool("pool1", pool).fact("fabric.rebuild_wait", "never");
    (stage, replicas_of_first(1, 600))
}

/// What a QuorumLossRecovery lost: as the log tells it, and as the answer counts it.
fn lost_in_recovery(stage: &Stage) -> Option<Span> {
    let story = stage.story();
    let told = story.all(|note| match note {
        Note::NotWritten { groups: 1, user_data, .. } => Some(*user_data),
        _ => None,
    });
    let [recovery] = story.outcome.each_recovery[..] else { panic!("one outage") };
    let counted = recovery.lost.map(|lost| (Span::from_millis(lost[DataClass::UserData]), lost[DataClass::Content]));
    assert_eq!(counted, told.first().map(|(_, lost)| (*lost, 0)));
    assert_eq!(told.first().map(|(time, _)| *time), story.first(|note| matches!(note, Note::NotWritten { .. })));
    assert_eq!(story.count(|note| matches!(note, Note::GroupsRecovered { groups: 1, .. })), 1);
    told.first().map(|(_, lost)| *lost)
}

/// Reset-CsPoolRegistrarState: with QuorumLossRecovery, data that was not yet written to the Back End can be lost. It is
/// written lazily, so what is missing is what users stored last.
#[test]
fn h1_a_quorum_loss_recovery_loses_what_was_not_yet_written_to_the_back_end() {
    let (stage, [primary, one, other]) = one_group();
    let two = stage.clone().lose("1h", &primary).lose("1h", &one);
    assert_eq!(lost_in_recovery(&two), Some(span("1min")));
    assert_eq!(lost_in_recovery(&two.clone().lose("1h", &other)), Some(span("1min")));
    assert_eq!(lost_in_recovery(&two.clone().fact("back_end.lazy_write", "3min")), Some(span("3min")));
    assert_eq!(lost_in_recovery(&two.fact("back_end.lazy_write", "0s")), None);
}

/// What users stored while the Back End was away was not written to it either.
#[test]
fn h1_what_was_stored_without_the_back_end_is_lost_in_a_quorum_loss_recovery() {
    let (stage, [primary, one, _]) = one_group();
    let away = stage.lose_for("50min", "BackEnd pool1", "15min").lose("1h", &primary).lose("1h", &one);
    assert_eq!(lost_in_recovery(&away), Some(span("11min")));
    // For longer than the threshold, they stored nothing any more.
    let away = one_group().0.lose_for("10min", "BackEnd pool1", "1h 10min").lose("1h", &primary).lose("1h", &one);
    let story = away.story();
    let lost = story.all(|note| match note {
        Note::NotWritten { user_data, .. } => Some(*user_data),
        _ => None,
    });
    assert_eq!(lost.iter().map(|(_, lost)| *lost).collect::<Vec<_>>(), [span("31min")]);
}

/// A primary that is left alone takes nothing more and goes on writing what it has: nothing is lost.
#[test]
fn h1_a_quorum_loss_recovery_of_a_group_that_kept_its_primary_loses_nothing() {
    let (stage, [primary, one, other]) = one_group();
    let kept = stage.lose("1h", &one).lose("1h", &other);
    assert_eq!(lost_in_recovery(&kept), None);
    // Nor where it goes long after the others, with everything written.
    assert_eq!(lost_in_recovery(&kept.lose("1h 10min", &primary)), None);
}

/// Nor does it write any more when its services have stopped with the pool's, before the Back End was back.
#[test]
fn h1_a_primary_that_stops_with_its_pool_leaves_unwritten_what_it_had() {
    let stage = Stage::one_pool("1d", 4, 1200).lose_for("10min", "BackEnd pool1", "3h");
    let story = stage.lose("1h", "Server pool1-fe1").lose("1h", "Server pool1-fe2").story();
    let recovered = story.all(|note| match note {
        Note::GroupsRecovered { groups, .. } => Some((*groups, span("31min"))),
        _ => None,
    });
    let lost = story.all(|note| match note {
        Note::NotWritten { groups, user_data, .. } => Some((*groups, *user_data)),
        _ => None,
    });
    assert_eq!(lost.iter().map(|(_, (groups, _))| *groups).collect::<Vec<_>>(), [6]);
    assert_eq!(lost, recovered, "users stored until 40 min what was written until 9 min");
}

/// The answer for programs counts it as lost user data.
#[test]
fn h1_the_answer_counts_what_a_quorum_loss_recovery_lost() {
    let (stage, [primary, one, _]) = one_group();
    let setting = setting("stage.ron", &stage.lose("1h", &primary).lose("1h", &one).text());
    let stop = AtomicBool::new(false);
    let budget = Budget { seed: 1, first: 0, runs: 2, threads: Some(1), stop: &stop, progress: &|_| {} };
    let summary = replicate(&setting, &budget).expect("threads start").summary;
    let answer = data::summary::summary(&setting, "stage.ron", &summary);
    assert_eq!(answer["pools"]["pool1"]["lost_data_minutes"]["user_data"]["mean"], 1.0);
    assert_eq!(answer["recoveries"][0]["lost_data_minutes"]["user_data"]["mean"], 1.0);
    let told = text::summary::screen(&setting, &summary, &telling::tell(&setting, 1, 0));
    assert!(told.contains("in 2 of 2 what was not yet in the Back End: 60 s"), "{told}");
}
