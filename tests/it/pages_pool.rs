//! What the documentation says of one pool's servers: how many it takes to start, to stay up, and what happens below.
//!
//! The page is "Topologies and components for Front End Servers, instant messaging, and presence" unless another is
//! named.

use super::stage::{Stage, Story, at, span};
use pooldrill::facts::features::Route;
use pooldrill::ground::time::Time;
use pooldrill::world::note::{Note, StartLacks};
use pooldrill::world::phase::Phase;

/// Front Ends in the pool, and how many of them must be up to start it.
const TO_START: [(usize, usize); 11] =
    [(2, 1), (3, 3), (4, 3), (5, 4), (6, 5), (7, 5), (8, 6), (9, 7), (10, 8), (11, 9), (12, 10)];

/// Front Ends in the pool, how many must run to keep it functional, and of how many of the first.
const TO_STAY: [(usize, usize, usize); 11] = [
    (2, 1, 2),
    (3, 2, 3),
    (4, 2, 4),
    (5, 3, 5),
    (6, 3, 6),
    (7, 4, 7),
    (8, 4, 7),
    (9, 4, 7),
    (10, 5, 9),
    (11, 5, 9),
    (12, 5, 9),
];

fn server(ordinal: usize) -> String {
    format!("Server pool1-fe{ordinal}")
}

fn starts(story: &Story) -> Option<Time> {
    story.first(|note| matches!(note, Note::PoolStarted(_)))
}

fn stops(story: &Story) -> Option<Time> {
    story.first(|note| matches!(note, Note::ServicesStop(_)))
}

/// A pool whose servers are all lost after an hour; then those named return at two moments.
fn returning(front_ends: usize, first: &[usize], then: usize) -> Story {
    let mut stage = Stage::one_pool("1d", front_ends, 1200).nobody_reacts();
    for ordinal in 1..=front_ends {
        stage = stage.lose("1h", &server(ordinal));
    }
    for ordinal in first {
        stage = stage.give_back("3h", &server(*ordinal));
    }
    stage.give_back("5h", &server(then)).story()
}

/// The start table: so many servers must be running for a pool to be started, row by row. Here the pool has none, gets
/// one too few, and hours later the one that was missing.
#[test]
fn h1_a_pool_starts_with_exactly_the_servers_of_the_start_table() {
    for (front_ends, needed) in TO_START {
        let heads: Vec<usize> = (1..needed).collect();
        let tails: Vec<usize> = (front_ends + 2 - needed..=front_ends).collect();
        for (first, then) in [(heads, needed), (tails, front_ends + 1 - needed)] {
            let story = returning(front_ends, &first, then);
            assert_eq!(story.at("4h 59min").standing("pool1").up as usize, needed - 1);
            assert_eq!(story.at("4h 59min").users("pool1"), [0, 0, 1200], "{front_ends} with {first:?}");
            assert_eq!(starts(&story), Some(at("5h 15min")), "{front_ends} with {first:?} and {then}");
            assert!(story.at("5h 15min").functional("pool1"));
        }
    }
}

/// Below the number of the start table, services hang while they start: the log says how many there are and how many it
/// takes.
#[test]
fn h1_a_pool_that_cannot_start_says_what_it_lacks() {
    for (front_ends, needed) in TO_START.into_iter().filter(|row| row.1 > 1) {
        let mut stage = Stage::one_pool("1d", front_ends, 1200).fact("front_end.start", "1min").nobody_reacts();
        for ordinal in 1..=front_ends {
            stage = stage.lose("1h", &server(ordinal));
        }
        for ordinal in 1..needed {
            stage = stage.give_back("3h", &server(ordinal));
        }
        let story = stage.story();
        let blocked = story.all(|note| match note {
            Note::StartBlocked { up, needed, .. } => Some((*up as usize, *needed as usize)),
            _ => None,
        });
        assert_eq!(blocked.last(), Some(&(at("3h 1min"), (needed - 1, needed))), "{front_ends}");
        assert_eq!(starts(&story), None);
    }
}

/// A pool that has stopped needs the start table again, not the smaller number that would have kept it running.
#[test]
fn h1_what_would_have_kept_a_pool_running_does_not_start_it() {
    let story = (1..=4).fold(Stage::one_pool("1d", 6, 600).nobody_reacts(), |stage, n| stage.lose("1h", &server(n)));
    let story = story.give_back("3h", &server(1)).give_back("4h", &server(2)).give_back("5h", &server(3)).story();
    assert_eq!(stops(&story), Some(at("1h 5min")));
    assert_eq!(story.at("3h 30min").standing("pool1").up, 3, "three of six stay functional");
    assert!(!story.at("3h 30min").functional("pool1"));
    assert!(!story.at("4h 30min").functional("pool1"));
    assert_eq!(starts(&story), Some(at("5h 15min")), "five of six start");
}

/// What is lost an hour apart, and how many servers of the first so many are left after each loss.
fn dwindling(front_ends: usize, order: &[usize]) -> Story {
    let mut stage = Stage::one_pool("2d", front_ends, 1200);
    for (hour, ordinal) in order.iter().enumerate() {
        stage = stage.lose(&format!("{}h", hour + 1), &server(*ordinal));
    }
    stage.story()
}

/// The table of servers that must be running for the pool to be functional, row by row, the Back End running: the pool
/// stays functional down to the number and not below, whichever servers are lost first.
#[test]
fn h1_a_pool_stays_functional_with_exactly_the_servers_of_the_table() {
    for (front_ends, needed, seeds) in TO_STAY {
        let heads: Vec<usize> = (1..=front_ends).collect();
        let tails: Vec<usize> = heads.iter().rev().copied().collect();
        let mixed: Vec<usize> = (1..=front_ends).filter(|n| n % 2 == 0).chain((1..=front_ends).step_by(2)).collect();
        for order in [heads, tails, mixed] {
            let story = dwindling(front_ends, &order);
            let mut running = true;
            for lost in 1..=front_ends {
                let left = order[lost..].iter().filter(|ordinal| **ordinal <= seeds).count();
                running &= left >= needed;
                let moment = story.at(&format!("{lost}h 50min"));
                assert_eq!(moment.functional("pool1"), running, "{front_ends} Front Ends without {:?}", &order[..lost]);
            }
        }
    }
}

/// In pools of eight to twelve only the first seven, or nine, servers count: the others can all be lost, and cannot
/// save the pool either.
#[test]
fn h1_only_the_first_servers_of_a_large_pool_have_a_vote() {
    for (front_ends, needed, seeds) in TO_STAY.into_iter().filter(|row| row.0 >= 8) {
        let others: Vec<usize> = (seeds + 1..=front_ends).collect();
        let without_others =
            others.iter().fold(Stage::one_pool("1d", front_ends, 1200), |s, n| s.lose("1h", &server(*n)));
        assert_eq!(stops(&without_others.story()), None, "{front_ends}");
        let votes = without_others.story().at("2h").standing("pool1").votes as usize;
        assert_eq!(votes, seeds);
        let lost = seeds - needed + 1;
        let without_seeds = (1..=lost).fold(Stage::one_pool("1d", front_ends, 1200), |s, n| s.lose("1h", &server(n)));
        let story = without_seeds.story();
        assert_eq!(stops(&story), Some(at("1h 5min")), "{} of {front_ends} servers still run", front_ends - lost);
    }
}

/// The primary SQL database is the witness of pools with an even number of servers, and the table assumes that it runs:
/// without it, pools of two, four and six need one Front End more; the others do not care.
#[test]
fn h1_small_even_pools_need_one_server_more_without_their_sql_database() {
    for (front_ends, needed, _) in TO_STAY.into_iter().filter(|row| row.0 <= 7) {
        let needed = needed + usize::from(front_ends % 2 == 0);
        let mut stage = Stage::one_pool("2d", front_ends, 1200)
            .fact("back_end.two_front_ends_stop", "never")
            .fact("fabric.rebuild_wait", "never")
            .lose("30min", "Server pool1-sql1");
        for ordinal in 1..=front_ends {
            stage = stage.lose(&format!("{ordinal}h"), &server(ordinal));
        }
        let story = stage.story();
        for lost in 0..=front_ends {
            let moment = story.at(&format!("{lost}h 50min"));
            assert_eq!(moment.functional("pool1"), front_ends - lost >= needed, "{front_ends} less {lost}");
        }
    }
}

/// A database failover does not move the vote: with the mirror as principal, a pool of four that loses two servers
/// stops; with the topology's primary back it would not have.
#[test]
fn h1_the_vote_stays_with_the_primary_database_of_the_topology() {
    let stage = Stage::new("1d").enterprise("pool1", "dc1", 4, 400, "Mirrored(witness: \"dc1\")");
    let two_lost = |stage: Stage| stage.lose("3h", &server(1)).lose("3h", &server(2)).story();
    let story = two_lost(stage.clone().lose("1h", "Server pool1-sql1"));
    assert_eq!(story.first(|note| matches!(note, Note::MirrorTookOver(_))), Some(at("1h 1min")));
    assert_eq!(stops(&story), Some(at("3h 5min")));
    let story = two_lost(stage.lose_for("1h", "Server pool1-sql1", "1h"));
    assert_eq!(stops(&story), None);
}

/// A pool of two is expected to go down soon after its Back End, though both servers run. The wait is a setting.
#[test]
fn h1_a_pool_of_two_stops_when_its_back_end_stays_away() {
    let stage = Stage::one_pool("1d", 2, 200).lose_for("1h", "Server pool1-sql1", "4h");
    let story = stage.story();
    assert!(story.at("1h 29min 59s").functional("pool1"));
    assert_eq!(stops(&story), Some(at("1h 30min")));
    assert_eq!(starts(&story), Some(at("5h 15min")), "it cannot start without its Back End");
    assert_eq!(stops(&stage.fact("back_end.two_front_ends_stop", "never").story()), None);
}

/// Below the number, the servers that are left stop all their services; what lies between is a setting, with the
/// survivability mode of the older edition. Whoever had his primary replica on a lost server has nothing meanwhile.
#[test]
fn h1_the_servers_that_are_left_stop_after_the_grace() {
    for (grace, level, meanwhile) in
        [("5min", "limited", [0, 300, 600]), ("3min", "none", [0, 0, 900]), ("15min", "full", [0, 300, 600])]
    {
        let stage = Stage::one_pool("1d", 3, 900).fact("pool.grace", grace).fact("pool.grace_level", level);
        let story = stage.lose("1h", &server(1)).lose("1h", &server(2)).story();
        let lost = |note: &Note| matches!(note, Note::QuorumLost { votes: 1, needed: 2, .. });
        assert_eq!(story.first(lost), Some(at("1h")));
        assert_eq!(stops(&story), Some(at("1h") + span(grace)));
        assert!(!story.at("1h 1min").functional("pool1"));
        assert_eq!(story.at("1h 1min").users("pool1"), meanwhile, "{level}");
        assert_eq!(story.at("2h").users("pool1"), [0, 0, 900]);
        assert_eq!(story.outcome.pools[0].pool_quorum_losses, 1);
    }
}

/// A server that is back before the grace is over saves the pool, at its very end as well; one that comes later finds a
/// stopped pool.
#[test]
fn h1_a_server_that_is_back_within_the_grace_saves_the_pool() {
    for (lasts, saved) in [("1min", true), ("4min 59s", true), ("5min", true), ("5min 1ms", false)] {
        let stage = Stage::one_pool("1d", 3, 300).lose("1h", &server(1)).lose_for("1h", &server(2), lasts);
        let story = stage.nobody_reacts().story();
        assert_eq!(stops(&story).is_none(), saved, "{lasts}");
        let back = story.first(|note| matches!(note, Note::QuorumBack(_)));
        assert_eq!(back, saved.then(|| at("1h") + span(lasts)), "{lasts}");
        assert_eq!(story.at("3h").functional("pool1"), saved, "two of three do not start a pool");
    }
}

/// When nothing is left that could wait, no grace runs: the pool is stopped at once.
#[test]
fn h1_a_pool_without_any_server_is_stopped_at_once() {
    let story = Stage::one_pool("1d", 4, 400).lose_for("1h", "Pool pool1", "2min").story();
    assert!(story.at("1h").condition().services[0].are_stopped());
    assert_eq!(starts(&story), Some(at("1h 17min")), "back within the grace, and a cold start all the same");
}

/// "High availability and disaster recovery support": when a server of a pool fails, the others take its load. The
/// capacity planning page counts: of 30,000 users on six servers 5,000 move, and each of the five then has 6,000.
#[test]
fn h1_the_other_front_ends_take_the_load_of_a_lost_one() {
    let pool = "Enterprise(site: \"dc1\", front_ends: 6, enabled_users: 30000, routing_groups: 30)";
    let story = Stage::new("1d").pool("pool1", pool).lose_for("1h", &server(2), "20min").story();
    assert_eq!(story.at("59min").primaries("pool1"), [5000; 6]);
    assert_eq!(story.at("1h").users("pool1"), [25_000, 0, 5000], "only those of the lost server notice");
    assert_eq!(story.at("1h 55s").users("pool1"), [30_000, 0, 0]);
    let load = story.at("1h 55s").primaries("pool1");
    assert_eq!((load[1], load.iter().sum::<u32>() / 5), (0, 6000));
    let taken: Vec<u32> = load.iter().enumerate().filter(|(n, _)| *n != 1).map(|(_, users)| users - 5000).collect();
    assert_eq!(taken, [1000; 5], "each of the others takes one of the five groups");
    assert_eq!(story.at("2h").primaries("pool1"), [5000; 6], "they go home when its replicas are current");
    assert_eq!(story.cost("pool1"), (5000 * 55_000, 0));
}

/// The same page: server redundancy is what Enterprise pools have; a Standard Edition server has none, and its users
/// wait until it is back and started.
#[test]
fn h1_a_standard_edition_server_has_no_server_redundancy() {
    let stage = Stage::new("1d").pool("office", "Standard(site: \"dc1\", enabled_users: 500)");
    let story = stage.fact("front_end.start", "10min").lose_for("1h", "Server office", "2h").story();
    assert_eq!(story.at("1h").users("office"), [0, 0, 500]);
    assert_eq!(starts(&story), Some(at("3h 25min")));
    assert_eq!(story.at("3h 24min").users("office"), [0, 0, 500]);
    assert_eq!(story.at("3h 25min").users("office"), [500, 0, 0]);
}

/// An Edge pool works as long as one of its servers does; with the last one, remote users are outside and federation
/// has no route, while nobody inside notices.
#[test]
fn h1_the_last_server_of_an_edge_pool_stops_its_role() {
    let pool = "Enterprise(site: \"dc1\", front_ends: 3, enabled_users: 300, remote_share: 0.2)";
    let stage = Stage::new("1d").pool("pool1", pool).edge("\"edge\": (site: \"dc1\", servers: 2, federation: true)");
    let story = stage.lose("1h", "Server edge-1").lose_for("2h", "Server edge-2", "30min").story();
    assert_eq!(story.at("1h 30min").users("pool1"), [300, 0, 0]);
    assert!(!story.at("1h 30min").everything().routes_away().contain(Route::Federation));
    assert_eq!(story.at("2h").users_from("pool1", true), [0, 0, 60]);
    assert_eq!(story.at("2h").users_from("pool1", false), [240, 0, 0]);
    assert!(story.at("2h").everything().routes_away().contain(Route::Federation));
    assert_eq!(story.at("2h 30min").users("pool1"), [300, 0, 0]);
    assert_eq!(story.outcome.routes_away, [30 * 60_000, 0]);
}

/// Whichever Front Ends of a pool of eight are lost one after the other, no survivor carries much more than its
/// even share: the fabric spreads primaries, so that no server hoards them.
#[test]
fn h1_no_front_end_hoards_the_primaries_of_lost_ones() {
    for (first, second) in [(1, 2), (1, 5), (3, 8), (4, 6), (8, 7)] {
        let stage = Stage::one_pool("1d", 8, 2400).lose("1h", &server(first)).lose("6h", &server(second));
        let story = stage.story();
        for (time, survivors) in [("1h 55s", 7), ("6h 55s", 6)] {
            let mut load = story.at(time).primaries("pool1");
            load.retain(|users| *users > 0);
            assert_eq!((load.len(), load.iter().sum::<u32>()), (survivors, 2400));
            // A group has a hundred users; nobody has a whole group more than the even share, rounded up.
            let (most, even) = (load.iter().max().copied().unwrap_or(0), 2400_u32.div_ceil(survivors as u32));
            assert!(most <= even + 100, "after {first} and {second} at {time}: {load:?}");
        }
    }
}

/// A scenario's own number of seed servers that must run is a number of servers: the vote of the SQL database replaces
/// none of them.
#[test]
fn h1_servers_that_must_run_are_not_replaced_by_the_vote_of_the_database() {
    let pool = "Enterprise(site: \"dc1\", front_ends: 6, enabled_users: 600, quorum: (running: 4))";
    let stage = Stage::new("1d").pool("pool1", pool).lose("1h", &server(5)).lose("2h", &server(6));
    let story = stage.lose("3h", &server(1)).story();
    assert!(story.at("2h 59min").functional("pool1"));
    assert!(!story.at("3h").functional("pool1"), "three seed servers and the database are not four seed servers");
    assert_eq!(story.count(|note| matches!(note, Note::QuorumLost { votes: 3, needed: 4, .. })), 1);
}

/// Quorum is lost once: servers that return to a stopped pool and are lost again lose it nothing, and the log is silent.
/// One that saves the pool within the grace and is lost again loses it twice.
#[test]
fn h1_a_pool_that_is_stopped_cannot_lose_quorum_again() {
    let losses = |stage: Stage| {
        let story = stage.nobody_reacts().story();
        let told = story.count(|note| matches!(note, Note::QuorumLost { .. }));
        (story.outcome.pools[0].pool_quorum_losses, told)
    };
    let pool = || Stage::one_pool("2d", 3, 900).lose_for("1h", &server(2), "12h").lose_for("1h", &server(1), "1h");
    assert_eq!(losses(pool().lose_for("3h", &server(1), "1h").lose_for("5h", &server(1), "1h")), (1, 1));
    assert_eq!(losses(pool().lose_for("20h", &server(1), "1h").lose_for("20h", &server(3), "1h")), (2, 2));
    let saved = Stage::one_pool("1d", 3, 900).lose("1h", &server(2)).lose_for("1h", &server(1), "2min");
    assert_eq!(losses(saved.lose_for("1h 10min", &server(1), "2min")), (2, 2));
}

/// Two servers, of which the second is lost an hour after the first; nobody does anything about it.
fn two_servers_lost() -> Stage {
    Stage::one_pool("1d", 2, 200).nobody_reacts().lose("1h", &server(1)).lose("2h", &server(2))
}

/// A pool of two: "if you cannot start both at the same time, start them in the reverse of the order in which they went
/// down". The one that went down first waits for the other, and the log says for which.
#[test]
fn h1_of_two_servers_the_one_that_went_down_last_has_to_start_first() {
    let story = two_servers_lost().give_back("3h", &server(1)).give_back("8h", &server(2)).story();
    let last = story.setting.plan.topology.pool(story.pool("pool1")).front_ends[1];
    let waits =
        |note: &Note| matches!(note, Note::StartBlocked { lacks, .. } if *lacks == StartLacks::StoppedLast(last));
    assert_eq!(starts(&story), Some(at("8h 15min")));
    assert_eq!(story.at("7h 59min").users("pool1"), [0, 0, 200]);
    let waited = story.outcome.anatomy_of(0).find(|(phase, _)| *phase == Phase::StartTable);
    assert_eq!(waited, Some((Phase::StartTable, span("5h").millis())));
    let with_a_start = two_servers_lost().fact("front_end.start", "1min").give_back("3h", &server(1)).story();
    assert_eq!(with_a_start.first(waits), Some(at("3h 1min")));

    let story = two_servers_lost().give_back("3h", &server(2)).give_back("8h", &server(1)).story();
    assert_eq!(starts(&story), Some(at("3h 15min")));
}

/// What went down together has no order, whether by one fault or by two at one instant.
#[test]
fn h1_of_two_servers_that_went_down_together_either_starts_first() {
    for returned in [1, 2] {
        let apart = Stage::one_pool("1d", 2, 200).lose("2h", &server(1)).lose("2h", &server(2));
        let together = Stage::one_pool("1d", 2, 200).lose("2h", "Pool pool1").give_back("3h", "Server pool1-sql1");
        for stage in [apart, together] {
            assert_eq!(starts(&stage.nobody_reacts().give_back("3h", &server(returned)).story()), Some(at("3h 15min")));
        }
    }
}

/// The order is that of the last stop: a server that was away, returned and outlived the other is the one to start.
#[test]
fn h1_of_two_servers_the_order_of_the_last_stop_counts() {
    let stage = Stage::one_pool("1d", 2, 200).nobody_reacts().lose_for("1h", &server(1), "1h");
    let stage = stage.lose("3h", &server(2)).lose("4h", &server(1)).give_back("5h", &server(2));
    assert_eq!(starts(&stage.clone().give_back("7h", &server(1)).story()), Some(at("7h 15min")));
    // A server that comes and goes while the pool is stopped has not run its services.
    let passing = stage.lose("6h", &server(2)).give_back("7h", &server(2)).give_back("9h", &server(1));
    assert_eq!(starts(&passing.story()), Some(at("9h 15min")));
}

/// "Failing that, run QuorumLossRecovery before starting": an administrator does, and what the server that is still away
/// had not yet written to the Back End is lost.
#[test]
fn h1_two_servers_in_the_wrong_order_are_started_after_a_quorum_loss_recovery() {
    let stage = Stage::one_pool("1d", 2, 200).lose("1h", &server(1)).lose("2h", &server(2));
    let story = stage.give_back("3h", &server(1)).give_back("8h", &server(2)).story();
    // Five minutes to notice, thirty to decide, two to look, twenty for the cmdlet, fifteen for the start.
    assert_eq!(starts(&story), Some(at("4h 12min")));
    assert_eq!(story.at("4h 12min").users("pool1"), [200, 0, 0]);
    let lost = story.all(|note| match note {
        Note::NotWritten { groups, user_data, .. } => Some((*groups, *user_data)),
        _ => None,
    });
    assert_eq!(lost, [(at("4h 12min"), (6, span("1min")))]);
}

/// Textbook models start with either: that is a setting.
#[test]
fn h1_the_order_in_which_two_servers_start_is_a_setting() {
    let story = two_servers_lost().fact("pool.two_front_ends_start_order", "no").give_back("3h", &server(1)).story();
    assert_eq!(starts(&story), Some(at("3h 15min")));
}
