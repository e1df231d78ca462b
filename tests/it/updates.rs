//! "Upgrade or update Front End Servers in Lync Server 2013", 2013-06-28, sentence by sentence.

use pooldrill::ground::time::{Span, Time};
use pooldrill::report::{data, telling, text};
use pooldrill::topology::placement::upgrade_domains;
use pooldrill::world::lanes::Part;
use pooldrill::world::note::Note;
use pooldrill::world::pool_failover::PoolState;
use pooldrill::world::readiness::UpgradeState;

use super::stage::{Stage, Story, at, span};

use UpgradeState::{Busy, InsufficientActiveFrontEnds, Ready};

/// Updates of fixed lengths, stopped at once: two minutes to ask, twenty to install, five to restart, two to check; ten to
/// catch up; twenty of soak between upgrade domains.
pub fn plain(stage: Stage) -> Stage {
    stage
        .fact("fabric.catch_up", "10min")
        .fact("update.graceful", "no")
        .fact("update.install", "20min")
        .fact("update.restart", "5min")
        .fact("update.start_hangs", "0")
}

/// A pool of so many Front Ends and 1,200 users, which is updated at eleven o'clock.
pub fn one(front_ends: usize) -> Stage {
    plain(Stage::one_pool("4d", front_ends, 1200)).order("1h", "Update pool1")
}

/// Two paired pools, of which the first is updated.
pub fn two() -> Stage {
    plain(Stage::pair("8d")).order("1h", "Update pool1")
}

/// The same pool with other upgrade domains.
fn with_domains(front_ends: usize, domains: &str) -> Stage {
    let pool =
        format!("Enterprise(site: \"dc1\", front_ends: {front_ends}, enabled_users: 1200, upgrade_domains: {domains})");
    one(front_ends).instead("pool1", &pool)
}

fn states(story: &Story) -> Vec<(Time, UpgradeState)> {
    story.answers("pool1").into_iter().map(|(time, (_, answer))| (time, answer.state)).collect()
}

pub fn stopped(story: &Story) -> Vec<(Time, String)> {
    story.parts(|note| match note {
        Note::Stopped { part, .. } => Some(*part),
        _ => None,
    })
}

pub fn updated(story: &Story) -> Vec<(Time, String)> {
    story.parts(|note| match note {
        Note::Updated { part, .. } => Some(*part),
        _ => None,
    })
}

fn names(told: &[(Time, String)]) -> Vec<&str> {
    told.iter().map(|(_, name)| name.as_str()).collect()
}

pub fn ended(story: &Story) -> Option<Time> {
    story.campaigns()[0].ended
}

/// "The Front End Servers in an Enterprise Edition pool are organized into upgrade domains. … created automatically by
/// Topology Builder." Five and eight Front Ends stand alone; of nine two share a domain, of twelve four pairs do.
#[test]
fn u1_upgrade_domains_are_made_automatically() {
    for front_ends in 1..=8 {
        assert_eq!(upgrade_domains(front_ends), (0..front_ends as u8).collect::<Vec<_>>());
    }
    assert_eq!(upgrade_domains(9), [0, 0, 1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(upgrade_domains(12), [0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7]);
    assert_eq!(one(9).story().setting.plan.topology.pools[0].domains, upgrade_domains(9));
}

/// Row U1: they can be overridden.
#[test]
fn u1_domains_by_hand_are_the_domains_that_are_taken() {
    let story = with_domains(5, "[[1, 3], [2], [5], [4]]").story();
    assert_eq!(story.setting.plan.topology.pools[0].domains, [0, 1, 0, 3, 2]);
    let wanted = ["pool1-fe1", "pool1-fe3", "pool1-fe2", "pool1-fe5", "pool1-fe4"];
    assert_eq!(names(&updated(&story)), wanted);
}

/// Row U1: replicas keep to different domains, as long as there are three.
#[test]
fn u1_replicas_of_a_group_stand_in_different_domains() {
    let by_rule = (3..=12).map(one);
    let by_hand = [with_domains(6, "[[1, 2], [3, 4], [5, 6]]"), with_domains(7, "[[1, 2, 3], [4, 5], [6, 7]]")];
    for stage in by_rule.chain(by_hand) {
        let story = stage.story();
        let domains = &story.setting.plan.topology.pools[0].domains;
        let fabric = &story.at("0h").condition().fabrics[0];
        for group in fabric.groups() {
            let mut of: Vec<u8> =
                group.replicas(fabric.members()).iter().map(|server| domains[usize::from(*server)]).collect();
            of.sort_unstable();
            of.dedup();
            assert_eq!(of.len(), 3, "{domains:?}: {group:?}");
        }
    }
}

/// "When you upgrade servers, you must do so one Upgrade Domain at a time. Bring each Server in one Upgrade Domain down,
/// upgrade it, and then restart it before you move on to another Upgrade Domain."
#[test]
fn u2_every_server_of_a_domain_is_whole_before_the_next_is_touched() {
    let story = with_domains(6, "[[1, 4], [2, 5], [3, 6]]").story();
    let mut order = Vec::new();
    for (time, name) in stopped(&story) {
        order.push((time, format!("{name} down")));
    }
    for (time, name) in updated(&story) {
        order.push((time, format!("{name} whole")));
    }
    order.sort();
    let wanted =
        [1, 4, 2, 5, 3, 6].map(|ordinal| [format!("pool1-fe{ordinal} down"), format!("pool1-fe{ordinal} whole")]);
    assert_eq!(
        order.iter().map(|(_, what)| what).collect::<Vec<_>>(),
        wanted.as_flattened().iter().collect::<Vec<_>>()
    );
    let domains = &story.setting.plan.topology.pools[0].domains;
    for moment in story.moments() {
        let down = moment.condition().updates.stopped(story.pool("pool1"));
        let mut of: Vec<u8> =
            (0..6).filter(|ordinal| down >> ordinal & 1 == 1).map(|ordinal| domains[ordinal]).collect();
        of.dedup();
        assert!(of.len() <= 1, "{:?}: {of:?}", moment.time);
    }
}

/// "Repeat Steps 1 and 2 for each other Upgrade Domain in the pool, until all Front End Servers have been upgraded."
#[test]
fn u2_the_pool_is_asked_before_every_domain() {
    let story = with_domains(6, "[[1, 4], [2, 5], [3, 6]]").story();
    let ready: Vec<(Time, Part)> = story
        .answers("pool1")
        .into_iter()
        .filter(|(_, (_, answer))| answer.state == Ready)
        .map(|(time, (part, _))| (time, part))
        .collect();
    assert_eq!(ready.iter().map(|(_, part)| *part).collect::<Vec<_>>(), [0, 1, 2].map(Part::Domain));
    let stops = stopped(&story);
    for (domain, (asked, _)) in ready.iter().enumerate() {
        assert!(*asked < stops[2 * domain].0, "asked before its first server is stopped");
        assert!(domain == 0 || *asked > updated(&story)[2 * domain - 1].0, "and after the last domain is whole");
    }
    assert_eq!(story.campaigns()[0].servers, 6);
}

/// Row U2: "several servers of one domain serially or together, by setting".
#[test]
fn u2_servers_of_a_domain_go_together_where_that_is_set() {
    let stage = with_domains(6, "[[1, 4], [2, 5], [3, 6]]");
    let most = |story: &Story| {
        let down =
            |moment: super::stage::Moment<'_>| moment.condition().updates.stopped(story.pool("pool1")).count_ones();
        story.moments().map(down).max()
    };
    let (one_by_one, together) = (stage.story(), stage.fact("update.domain_together", "yes").story());
    assert_eq!((most(&one_by_one), most(&together)), (Some(1), Some(2)));
    assert_eq!(names(&stopped(&together)), ["domain 1", "domain 2", "domain 3"]);
    assert_eq!(together.campaigns()[0].servers, 6);
    let took = |story: &Story| ended(story).expect("it ends").since(at("1h"));
    assert_eq!(took(&one_by_one).millis() - took(&together).millis(), 3 * span("27min").millis());
}

/// "If the value of PoolUpgradeState is Busy, wait for 10 minutes, and then try … again." A server was away for a
/// quarter of an hour and catches up for ten minutes: twice Busy, then the update goes on.
#[test]
fn u3_a_busy_pool_is_asked_again_after_ten_minutes() {
    let story = one(5).lose_for("50min", "Server pool1-fe5", "15min").story();
    let wanted = [("1h", Busy), ("1h 10min", Busy), ("1h 20min", Ready)];
    assert_eq!(states(&story)[..3], wanted.map(|(time, state)| (at(time), state)));
    let campaign = story.campaigns()[0];
    assert!(campaign.ended.is_some() && !campaign.diverted);
}

/// "If you see Busy for at least three consecutive times, after waiting 10 minutes in between each attempt … then there
/// is an issue with the pool." It stops here, since nobody backs it up.
#[test]
fn u3_the_third_busy_answer_is_a_problem_and_an_unpaired_pool_stops() {
    let story = one(5).lose_for("50min", "Server pool1-fe5", "3h").story();
    assert_eq!(states(&story), ["1h", "1h 10min", "1h 20min"].map(|time| (at(time), Busy)));
    assert!(story.reasons().contains(&(at("1h 20min"), "problem_and_no_partner")), "{:?}", story.reasons());
    assert_eq!((stopped(&story), ended(&story)), (Vec::new(), None));
}

/// Row U3: "a fourth by setting".
#[test]
fn u3_the_fourth_busy_answer_is_the_problem_where_that_is_set() {
    let stage = one(5).fact("update.busy_answers", "4").fact("fabric.rebuild_wait", "never");
    let stops = stage.clone().lose_for("50min", "Server pool1-fe5", "3h").story();
    assert!(stops.reasons().contains(&(at("1h 30min"), "problem_and_no_partner")), "{:?}", stops.reasons());
    let goes_on = stage.lose_for("50min", "Server pool1-fe5", "25min").story();
    let wanted = [("1h", Busy), ("1h 10min", Busy), ("1h 20min", Busy), ("1h 30min", Ready)];
    assert_eq!(states(&goes_on)[..4], wanted.map(|(time, state)| (at(time), state)));
    assert!(ended(&goes_on).is_some());
}

/// "… or if you see any result of InsufficientActiveFrontEnds … then there is an issue with the pool." Of three Front
/// Ends one is away: without the first upgrade domain one would be left.
#[test]
fn u3_too_few_front_ends_are_a_problem_at_once() {
    let story = one(3).lose_for("50min", "Server pool1-fe3", "3h").story();
    assert_eq!(states(&story), [(at("1h"), InsufficientActiveFrontEnds)]);
    assert!(story.reasons().contains(&(at("1h"), "problem_and_no_partner")));
    assert_eq!((stopped(&story), ended(&story)), (Vec::new(), None));
}

/// "On a Front End Server in the pool, run the following cmdlet": where none runs, nobody can be asked.
#[test]
fn u3_nobody_can_be_asked_while_no_front_end_runs() {
    let story = one(3).lose_for("30min", "Pool pool1", "2h").story();
    assert!(story.reasons().contains(&(at("1h"), "nobody_to_ask")), "{:?}", story.reasons());
    let first = (at("2h 30min"), InsufficientActiveFrontEnds);
    assert_eq!(states(&story)[0], first, "asked as soon as one runs, when the pool has not started, and not before");
}

/// Where the page is open: what is Busy only because it catches up after its own planned stop does not count, as long as
/// that is what is expected of it.
#[test]
fn u3_busy_after_its_own_planned_stop_does_not_count() {
    let story = one(5).fact("fabric.catch_up", "70min").story();
    let campaign = story.campaigns()[0];
    assert!(campaign.ended.is_some() && !campaign.diverted);
    let busy = states(&story).iter().filter(|(_, state)| *state == Busy).count();
    assert_eq!(busy, 4 * 7, "asked seven times after each upgrade domain but the last");
    assert!(story.reasons().iter().all(|(_, key)| *key != "busy"));
}

/// The same, and another server fails meanwhile: now it counts.
#[test]
fn u3_busy_after_its_own_planned_stop_counts_when_another_server_fails() {
    let stage = one(6).fact("fabric.catch_up", "70min").lose_for("1h 30min", "Server pool1-fe6", "3h");
    let story = stage.story();
    let busy: Vec<Time> = story.reasons().into_iter().filter(|(_, key)| *key == "busy").map(|(time, _)| time).collect();
    assert_eq!(busy, ["1h 39min", "1h 49min", "1h 59min"].map(at));
    assert!(story.reasons().contains(&(at("1h 59min"), "problem_and_no_partner")), "{:?}", story.reasons());
}

/// The same, and it takes longer than expected, since there is no Back End from which it could be filled.
#[test]
fn u3_busy_after_its_own_planned_stop_counts_when_the_expected_time_is_over() {
    let story = one(5).lose_for("1h 15min", "BackEnd pool1", "8h").story();
    let told: Vec<(Time, &str)> = story.reasons();
    let busy = |key: &str| told.iter().filter(|(_, own)| *own == key).count();
    assert!(busy("busy_after_own_stop") >= 1, "{told:?}");
    assert!(told.iter().any(|(_, key)| *key == "problem_and_no_partner"), "{told:?}");
    assert_eq!(updated(&story).len(), 1);
}

/// "If this pool is paired with another Front End pool in a disaster recovery topology, you should fail the pool over to
/// the backup pool, and then update the servers in this pool."
#[test]
fn u4_a_paired_problem_pool_is_failed_over_updated_and_failed_back() {
    let story = two().lose_for("50min", "Server pool1-fe3", "12h").story();
    let answers = states(&story);
    assert_eq!(answers, [(at("1h"), InsufficientActiveFrontEnds)], "nobody asks again once it was failed over");
    let away =
        story.moments().find(|moment| moment.state("pool1") == PoolState::FailedOver).expect("it is failed over");
    assert!(away.time <= stopped(&story)[0].0, "before the first server is stopped");
    assert_eq!(names(&updated(&story)), ["pool1-fe1", "pool1-fe2", "pool1-fe3"]);
    let campaign = story.campaigns()[0];
    assert!(campaign.diverted && campaign.ended.is_some());
    assert_eq!(story.at("7d").state("pool1"), PoolState::Active, "and failed back");
    assert_eq!(story.at("7d").users("pool1"), [600, 0, 0]);
    assert_eq!(campaign.reconnected, 0, "nobody was signed in on the servers that were stopped");
}

/// Row U4, with a pool that is Busy for the third time.
#[test]
fn u4_the_third_busy_answer_fails_a_paired_pool_over() {
    let pool = "Enterprise(site: \"dc1\", front_ends: 5, enabled_users: 600)";
    let story = two().instead("pool1", pool).lose_for("50min", "Server pool1-fe5", "3h").story();
    assert_eq!(states(&story), ["1h", "1h 10min", "1h 20min"].map(|time| (at(time), Busy)));
    let campaign = story.campaigns()[0];
    assert!(campaign.diverted && campaign.ended.is_some() && campaign.servers == 5);
    assert_eq!(story.at("7d").state("pool1"), PoolState::Active);
}

/// Row U4: while servers of the backup pool are down for an update of their own, nobody is sent there.
#[test]
fn u4_a_problem_pool_waits_while_its_partner_has_servers_down() {
    let story = two().order("40min", "Update pool2").lose_for("50min", "Server pool1-fe3", "12h").story();
    assert!(story.reasons().contains(&(at("1h"), "partner_is_updated")), "{:?}", story.reasons());
    let moves = story.step("failing-over-a-pool.2").or_else(|| story.step("failing-over-a-pool.3")).expect("it moves");
    assert!(moves >= updated(&story)[0].0, "{moves:?}: after the server of the partner is whole");
    let (one, other) = (story.pool("pool1"), story.pool("pool2"));
    let all = story.campaigns();
    assert!(all.iter().any(|campaign| campaign.pool == one && campaign.diverted && campaign.ended.is_some()));
    assert!(all.iter().any(|campaign| campaign.pool == other && campaign.ended.is_some()), "{all:?}");
}

/// "The … cmdlet also returns information about each upgrade domain in the pool, and about which Front End Servers are in
/// each upgrade domain."
#[test]
fn u5_the_answer_lists_each_domain_its_servers_and_whether_it_may_be_taken() {
    let story = with_domains(3, "[[1, 3], [2]]").story();
    let record = telling::tell(&story.setting, 1, 0);
    let log = text::log::text(&story.setting, &record);
    assert!(log.contains("PS> Get-CsPoolUpgradeReadinessState"), "{log}");
    // Without both servers of the first domain the groups have one replica left, and pool quorum is lost.
    let first = "PoolUpgradeState InsufficientActiveFrontEnds, 3 of 3 active; \
                 ReadyforUpgrade 1 (pool1-fe1 pool1-fe3) False, 2 (pool1-fe2) True";
    assert!(log.contains(first), "{log}");
    let lines = data::ndjson::ndjson(&story.setting, &record);
    let line = lines.lines().find(|line| line.contains("pool_upgrade_state")).expect("the answer is told");
    let line: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
    assert_eq!(line["pool_upgrade_state"], "InsufficientActiveFrontEnds");
    assert_eq!(line["active"], 3);
    let domain = |domain: usize| line["domains"][domain].clone();
    assert_eq!(domain(0)["servers"], serde_json::json!(["pool1-fe1", "pool1-fe3"]));
    assert_eq!([0, 1].map(|number| domain(number)["ready_for_upgrade"].clone()), [false, true]);
}

/// "If the ReadyforUpgrade value is True for the upgrade domain …, you can safely upgrade those servers now." With two
/// domains a routing group has two replicas in one of them: the pool would keep quorum and the group would not.
#[test]
fn u5_a_domain_that_is_not_ready_is_not_taken() {
    let story = with_domains(7, "[[1, 2, 3], [4, 5, 6, 7]]").story();
    let (_, (_, answer)) = story.answers("pool1")[0];
    assert_eq!((answer.state, answer.ready), (Ready, 0));
    assert!(story.reasons().contains(&(at("1h"), "domain_not_ready")), "{:?}", story.reasons());
    assert_eq!((stopped(&story), ended(&story)), (Vec::new(), None));
}

/// Users and sessions of each stop.
fn stops(story: &Story) -> Vec<(u32, u32)> {
    let told = story.all(|note| match note {
        Note::Stopped { users, cut, .. } => Some((*users, *cut)),
        _ => None,
    });
    told.into_iter().map(|(_, stop)| stop).collect()
}

/// "This will immediately shut down services, without waiting for all existing service requests to be filled."
#[test]
fn u6_an_immediate_stop_cuts_what_is_under_way_and_that_is_counted() {
    let story = one(3).story();
    let signed_in = |moment: &str| (f64::from(story.at(moment).primaries("pool1")[0]) * 0.8).floor();
    let (users, cut) = stops(&story)[0];
    assert_eq!(f64::from(users), signed_in("1h"));
    assert_eq!(cut, (signed_in("1h") * 0.05).round() as u32, "five in a hundred are in a conference or call");
    let campaign = story.campaigns()[0];
    let sum = stops(&story).iter().fold((0, 0), |sum, stop| (sum.0 + u64::from(stop.0), sum.1 + u64::from(stop.1)));
    assert_eq!((campaign.reconnected, campaign.cut), sum);
    // Of each server's users those signed in are counted in whole users.
    assert!((957..=960).contains(&campaign.reconnected), "each user is counted once: {}", campaign.reconnected);
}

/// "Stop new connections to the Front End Servers you are going to upgrade by using the Stop-CsWindowsService -Graceful".
#[test]
fn u6_a_graceful_stop_waits_until_the_last_session_has_ended() {
    let stage = one(3).fact("update.graceful", "yes").fact("update.session", "25min");
    let story = stage.story();
    assert_eq!(stopped(&story)[0].0, at("1h 2min") + span("25min"));
    // The sessions are those of the first minute: no new ones are counted while it drains.
    let drains = story.first(|note| matches!(note, Note::Drains { .. }));
    assert_eq!(drains, Some(at("1h 2min")));
    assert_eq!(story.at("1h 2min").condition().servers.front_ends_up(story.pool("pool1")), 0b111, "and still runs");
    assert_eq!(story.campaigns()[0].cut, 0);
    assert!(story.campaigns()[0].reconnected > 0);
}

/// Row U6: what has not ended by the limit is cut.
#[test]
fn u6_a_graceful_stop_is_forced_at_its_limit() {
    let stage = one(3).fact("update.graceful", "yes").fact("update.session", "90min");
    let story = stage.clone().fact("update.drain_limit", "60min").story();
    assert_eq!(stopped(&story)[0].0, at("2h 2min"));
    let (users, cut) = stops(&story)[0];
    assert_eq!(cut, (f64::from(users) * 0.05).round() as u32);
    let patient = stage.fact("update.drain_limit", "forever").story();
    assert_eq!(stopped(&patient)[0].0, at("2h 32min"));
    assert_eq!(patient.campaigns()[0].cut, 0);
}

/// Row U6: drain time from the law of sessions, and from how many there are at that hour.
#[test]
fn u6_draining_takes_long_in_office_hours_and_little_at_night() {
    let stage = |when: &str| {
        let stage = plain(Stage::one_pool("4d", 3, 24_000)).order(when, "Update pool1");
        stage.fact("update.graceful", "yes").fact("update.drain_limit", "forever")
    };
    let mean = |when: &str| {
        let drained = |seed: u64| stopped(&stage(when).story_of(seed))[0].0.since(at(when) + span("2min")).millis();
        (1..=20).map(drained).sum::<u64>() / 20
    };
    // The last of n exponential sessions ends after their mean times the harmonic number of n: of 320 that is 190 minutes.
    let (day, night) = (mean("1h"), mean("14h"));
    assert!((150..230).contains(&(day / 60_000)), "{day}");
    assert!(night < span("75min").millis(), "{night}: of three sessions the last");
}

/// "Restart the servers, and make sure they are accepting new connections."
#[test]
fn u7_the_next_server_waits_until_the_last_one_accepts_connections() {
    let quick = one(3).story();
    let slow = one(3).fact("front_end.start", "10min").story();
    assert_eq!(updated(&quick)[0].0, at("1h 29min"));
    assert_eq!(updated(&slow)[0].0, at("1h 39min"));
    assert!(slow.reasons().contains(&(at("1h 27min"), "not_started")), "{:?}", slow.reasons());
}

/// Row U7: a server that fails meanwhile holds the update until it is back.
#[test]
fn u7_a_server_that_fails_meanwhile_holds_the_update() {
    let story = one(3).lose_for("1h 10min", "Server pool1-fe1", "5h").story();
    assert_eq!(updated(&story)[0], (at("6h 12min"), "pool1-fe1".to_owned()));
    assert!(stopped(&story)[1].0 > at("6h 12min"));
    assert!(ended(&story).is_some());
}

/// Row U7: a server that hangs on start holds the update, is named, and is mended.
#[test]
fn u7_a_server_that_hangs_on_start_holds_the_update_and_is_named() {
    let stage = one(3).fact("update.start_hangs", "0.3").fact("update.hang_mended", "2h");
    let hangs = |story: &Story| story.reasons().first().is_some_and(|(_, key)| *key == "start_hangs");
    let (seed, story) = (1..50)
        .map(|seed| (seed, stage.story_of(seed)))
        .find(|(_, story)| hangs(story))
        .expect("the first server hangs in one of three runs");
    assert_eq!(story.reasons()[0].0, at("1h 27min"));
    assert!(updated(&story)[0].0 >= at("1h 29min") + span("2h") + span("5min"), "mended, and restarted once more");
    assert!(stopped(&story)[1].0 > updated(&story)[0].0, "no other is stopped before");
    assert!(ended(&story).is_some());
    let log = text::log::text(&story.setting, &telling::tell(&story.setting, seed, 0));
    assert!(log.contains("pool1-fe1 of pool1 hangs on start"), "{log}");
}

/// A server that was updated and crashes later catches up after a crash: that Busy answer counts, although another catches up
/// after its own planned stop at the same time.
#[test]
fn u3_a_busy_answer_for_a_server_that_crashed_after_its_update_counts() {
    let asked_while_second_catches_up = |story: &Story| -> Vec<&'static str> {
        let second = updated(story)[1].0;
        story.reasons().into_iter().filter(|(time, _)| *time == second).map(|(_, key)| key).collect()
    };
    assert_eq!(asked_while_second_catches_up(&one(5).story()), ["busy_after_own_stop"]);
    let crashed = one(5).lose_for("2h 8min", "Server pool1-fe1", "10min").story();
    assert_eq!(asked_while_second_catches_up(&crashed), ["busy"]);
}

/// The soak counts from the answer Ready, and begins again when the pool is not Ready any more.
#[test]
fn u2_between_domains_the_pool_is_soaked_and_soaked_again_when_it_leaves_ready() {
    let quiet = one(5).story();
    // Whole at 1:29, Busy then, Ready at 1:39.
    assert_eq!(stopped(&quiet)[1].0, at("1h 59min"));
    let story = one(5).lose_for("1h 50min", "Server pool1-fe5", "2min").story();
    assert!(story.reasons().contains(&(at("1h 50min"), "left_ready")), "{:?}", story.reasons());
    // It is asked at once, and after ten and twenty minutes, when the server has caught up.
    let again: Vec<Time> =
        states(&story).iter().map(|(time, _)| *time).filter(|time| *time >= at("1h 50min")).collect();
    assert_eq!(again[..2], [at("1h 50min"), at("2h")]);
    let ready = states(&story).into_iter().find(|(time, state)| *time >= at("1h 50min") && *state == Ready);
    let (ready, _) = ready.expect("it is Ready again");
    assert_eq!(stopped(&story)[1].0, ready + span("20min"));
}

/// An update without faults takes as long as the sum of its steps, to the millisecond.
#[test]
fn u2_an_update_without_faults_is_the_sum_of_its_steps() {
    for front_ends in [3, 5, 8] {
        let stage = one(front_ends)
            .takes("updating-an-upgrade-domain.1", "1min 1s 7ms")
            .takes("updating-an-upgrade-domain.soak", "20min 3ms")
            .takes("updating-servers.2c", "5min 11ms")
            .takes("updating-servers.2c-check", "2min 13ms")
            .fact("update.install", "21min")
            .fact("fabric.catch_up", "1min");
        let story = stage.story();
        let server = 61_007 + span("21min").millis() + 300_011 + 120_013;
        let soak = span("20min").millis() + 3;
        let sum = front_ends as u64 * server + (front_ends as u64 - 1) * soak;
        assert_eq!(ended(&story), Some(at("1h") + Span::from_millis(sum)), "{front_ends} Front Ends");
    }
}
