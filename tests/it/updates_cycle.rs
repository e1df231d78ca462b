//! A patch cycle: what updates cost a healthy pool, windows and freezes, rounds, Back End Servers, and what comes between.

use pooldrill::ground::time::{Span, Time};
use pooldrill::world::cause::Cause;
use pooldrill::world::note::Note;
use pooldrill::world::pool_failover::PoolState;

use super::stage::{Stage, Story, at, span};
use super::updates::{ended, one, plain, stopped, two, updated};

/// A planned stop moves primaries away before the server goes: nobody is without service, and nobody is in resiliency mode.
#[test]
fn u6_a_planned_stop_costs_nobody_any_service() {
    for front_ends in [3, 8, 12] {
        let story = one(front_ends).story();
        assert!(ended(&story).is_some());
        assert_eq!(story.cost("pool1"), (0, 0), "{front_ends} Front Ends");
        assert_eq!(story.campaigns()[0].servers, front_ends as u16);
        // A crash of the same server costs its users a takeover.
        let crash = Stage::one_pool("4d", front_ends, 1200).lose_for("1h", "Server pool1-fe1", "25min").story();
        assert!(crash.cost("pool1").0 > 0);
    }
}

/// A healthy pool of any size does not divert by itself, with the facts as they are by default.
#[test]
fn u3_a_healthy_pool_of_any_size_does_not_divert() {
    for front_ends in 2..=12 {
        for seed in 1..=3 {
            let text = format!(
                "(schema: 1, about: \"a test\", product: LyncServer2013, start: \"2026-03-07 02:00 UTC\", horizon: \"7d\", \
                 sites: {{ \"dc1\": () }}, pools: {{ \"pool1\": Enterprise(site: \"dc1\", front_ends: {front_ends}, \
                 enabled_users: {}) }}, central_management: \"pool1\", timeline: [(at: \"1h\", do: Update(\"pool1\"))])",
                front_ends * 5000,
            );
            let story = Story::of(super::stage::setting("healthy.ron", &text), seed);
            let campaign = story.campaigns()[0];
            assert!(campaign.ended.is_some() && !campaign.diverted, "{front_ends}: {:?}", story.reasons());
        }
    }
}

/// Two servers an hour and a half, a window of one hour every day.
fn nightly(front_ends: usize, window: &str) -> Stage {
    let line = format!("every: \"daily 02:00\", do: Update(\"pool1\"), for: \"{window}\"");
    plain(Stage::one_pool("6d", front_ends, 1200)).line(&line)
}

/// "A window admits what begins while it is open, and what has begun is finished"; the rest goes on in the next window,
/// where it stood.
#[test]
fn u2_what_does_not_fit_into_a_window_goes_on_in_the_next_where_it_stood() {
    let story = nightly(3, "50min").story();
    let night = at("16h");
    // Asked at 2:00, whole at 2:29; asked at 2:39 and taken at 2:59, which is too late.
    assert_eq!(updated(&story)[0], (night + span("29min"), "pool1-fe1".to_owned()));
    let waits: Vec<Time> =
        story.reasons().into_iter().filter(|(_, key)| *key == "window_closed").map(|(time, _)| time).collect();
    assert_eq!(waits[0], night + span("59min"));
    let second = updated(&story)[1].clone();
    assert_eq!(second.1, "pool1-fe2");
    assert!(second.0 > night + span("1d") && second.0 < night + span("1d 1h 30min"), "{second:?}");
    let campaign = story.campaigns()[0];
    assert_eq!((campaign.began, campaign.servers), (night, 3));
    assert!(campaign.ended.is_some() && campaign.overran);
}

/// The same of a server that was taken just before the window closed.
#[test]
fn u2_what_has_begun_is_finished_after_the_window() {
    let line = "at: \"1h\", do: Update(\"pool1\"), for: \"26min\"";
    let story = plain(Stage::one_pool("2d", 3, 1200)).line(line).story();
    assert_eq!(updated(&story)[0].0, at("1h 29min"));
    let campaign = story.campaigns()[0];
    assert!(campaign.overran && campaign.ended.is_none() && campaign.servers == 1);
    assert_eq!(campaign.after_window, span("3min").millis());
    assert_eq!(story.reasons().last().map(|(_, key)| *key), Some("no_window_left"), "and this is why it is not over");
}

/// A pool that waits for its next window is asked again in it before a server is taken.
#[test]
fn u2_in_the_next_window_the_pool_is_asked_again() {
    let pool =
        "Enterprise(site: \"dc1\", front_ends: 6, enabled_users: 1200, upgrade_domains: [[1, 2], [3, 4], [5, 6]])";
    let story = nightly(6, "28min").instead("pool1", pool).story();
    for (stops, name) in stopped(&story) {
        let asked = story.answers("pool1").into_iter().map(|(time, _)| time).rfind(|time| *time <= stops);
        let asked = asked.expect("the pool was asked");
        assert!(stops.since(asked) <= span("1h"), "{name} is stopped {} after the last answer", stops.since(asked));
    }
}

/// A round that comes to nothing more does not keep another one from the pool.
#[test]
fn u2_a_round_whose_window_has_closed_makes_room_for_the_next() {
    let once = "at: \"1h\", do: Update(\"pool1\"), for: \"28min\"";
    let stage = plain(Stage::one_pool("3d", 3, 1200)).line(once).line("at: \"1d\", do: Update(\"pool1\")");
    let story = stage.story();
    let all = story.campaigns();
    assert_eq!(all.len(), 2, "{all:?}");
    assert_eq!((all[0].began, all[0].servers), (at("1d"), 3), "{:?}", story.reasons());
    assert!(all[0].ended.is_some());
    assert_eq!((all[1].servers, all[1].ended), (1, None));
}

/// No update begins on the days of a freeze, and the cadence goes on after it.
#[test]
fn u2_freezes_hold_updates_back() {
    let stage = nightly(3, "6h").more("freezes: [\"2026-03-04 to 2026-03-05\", \"2026-03-07\"]");
    let began: Vec<Time> = stage.story().campaigns().iter().map(|campaign| campaign.began).collect();
    assert_eq!(began, [at("2d 16h"), at("4d 16h"), at("5d 16h")]);
}

/// "Cumulative updates quarterly": the second Saturday of every third month.
#[test]
fn u2_a_quarterly_cadence() {
    let line = "every: \"second Sat of Mar,Jun,Sep,Dec 22:00\", do: Update(\"pool1\"), install: \"15min\", for: \"8h\"";
    let stage = plain(Stage::one_pool("365d", 3, 1200)).line(line).more("freezes: [\"2026-12-10 to 2027-01-10\"]");
    let story = stage.story();
    let calendar = &story.setting.plan.calendar;
    let dates: Vec<String> = story.campaigns().iter().map(|campaign| calendar.date_clock(campaign.began)).collect();
    assert_eq!(dates, ["2026-03-14 22:00", "2026-06-13 22:00", "2026-09-12 22:00"]);
    let first = story.campaigns()[0];
    let took = first.ended.expect("it ends").since(first.began);
    assert_eq!(took, Span::minutes(3 * 24 + 2 * 28), "the round says how long installing takes");
}

/// "For all pools in a given order": the second begins when the first is whole.
#[test]
fn u2_pools_of_a_round_are_updated_in_the_order_given() {
    let stage = plain(Stage::pair("4d")).enterprise("pool3", "dc3", 3, 900, "Single");
    let story = stage.line("at: \"1h\", do: UpdateAll([\"pool3\", \"pool1\", \"pool2\"])").story();
    let all = story.campaigns();
    let order: Vec<_> = all.iter().map(|campaign| campaign.pool).collect();
    assert_eq!(order, ["pool3", "pool1", "pool2"].map(|name| story.pool(name)));
    for pair in all.windows(2) {
        assert_eq!(pair[0].ended, Some(pair[1].began));
    }
    assert!(all[2].ended.is_some());
    assert_eq!(["pool1", "pool2", "pool3"].map(|pool| story.cost(pool)), [(0, 0); 3]);
}

/// A pool that stops, because it has a problem and no backup pool, ends the round; those before it are updated.
#[test]
fn u3_an_unpaired_problem_pool_ends_its_round() {
    let stage = plain(Stage::one_pool("4d", 3, 1200)).enterprise("pool2", "dc2", 3, 600, "Single");
    let stage = stage.lose_for("30min", "Server pool2-fe3", "2d");
    let story = stage.line("at: \"1h\", do: UpdateAll([\"pool1\", \"pool2\"])").story();
    let all = story.campaigns();
    assert!(all[0].ended.is_some() && all[1].ended.is_none(), "{all:?}");
    let second = story.pool("pool2");
    let named = |note: &Note| match note {
        Note::GivenUp { pool, reason, .. } => *pool == second && reason.key == "problem_and_no_partner",
        _ => false,
    };
    assert!(story.first(named).is_some());
}

/// Times at which a pool's users had less than full service, and the lowest level.
fn limited(story: &Story) -> (u64, u64) {
    story.cost("pool1")
}

/// "If the upgrade takes less than 30 minutes, users will not be affected."
#[test]
fn updating_a_back_end_in_less_than_thirty_minutes_affects_nobody() {
    let line = "at: \"1h\", do: UpdateBackEnd(\"pool1\"), install: \"24min\"";
    let story = plain(Stage::one_pool("2d", 3, 1200)).line(line).story();
    assert_eq!(limited(&story), (0, 0));
    assert_eq!(updated(&story), [(at("1h 31min"), "pool1-sql1".to_owned())]);
    assert!(ended(&story).is_some());
}

/// "If a Back End Server is down for at least 30 minutes while you are upgrading it, users may then go into resiliency
/// mode. When the upgrade is finished and the Back End Servers has again connected … users are returned".
#[test]
fn updating_a_back_end_for_longer_puts_users_into_resiliency_mode_until_it_is_connected() {
    let line = "at: \"1h\", do: UpdateBackEnd(\"pool1\"), install: \"55min\"";
    let story = plain(Stage::one_pool("2d", 3, 1200)).line(line).story();
    // Down from 1:00 to 2:00.
    assert_eq!(limited(&story), (0, 1200 * span("30min").millis()));
    assert_eq!(story.at("1h 45min").users("pool1"), [0, 1200, 0]);
    assert_eq!(story.at("2h").users("pool1"), [1200, 0, 0]);
    let planned = story.outcome.pools[0].planned;
    assert_eq!((planned.limited, story.outcome.pools[0].unplanned.not_full()), (1200 * span("30min").millis(), 0));
}

/// Of two mirrored servers the mirror is updated first, then the databases are moved: nobody notices however long it takes.
#[test]
fn updating_a_mirrored_back_end_keeps_the_pool_serving() {
    let stage = plain(Stage::new("2d").enterprise("pool1", "dc1", 3, 1200, "Mirrored(witness: None)"));
    let story = stage.line("at: \"1h\", do: UpdateBackEnd(\"pool1\"), install: \"3h\"").story();
    let names: Vec<String> = updated(&story).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["pool1-sql2", "pool1-sql1"]);
    assert!(ended(&story).is_some());
    assert_eq!(limited(&story), (0, 0));
    let pool = story.pool("pool1").index();
    assert!(!story.at("2d").condition().databases[pool].mirror_is_principal(), "the primary is principal again");
}

/// A Standard Edition server is its own Back End: its users are without it as long as that takes.
#[test]
fn updating_a_standard_edition_server_stops_it() {
    let stage = plain(Stage::new("2d").pool("pool1", "Standard(site: \"dc1\", enabled_users: 500)"));
    let story = stage.line("at: \"1h\", do: UpdateBackEnd(\"pool1\")").story();
    assert_eq!(updated(&story), [(at("1h 27min"), "pool1".to_owned())]);
    let campaign = story.campaigns()[0];
    assert_eq!((campaign.servers, campaign.reconnected), (1, 400));
    let none = story.cost("pool1").0;
    assert!(none >= 500 * span("25min").millis(), "{none}");
    assert_eq!(story.outcome.pools[0].unplanned.not_full(), 0, "and it was planned");
    assert!(story.outcome.chains.iter().all(|row| row.cause == Cause::Maintenance));
}

/// What breaks during an update, and would have cost nothing without it, is not planned.
#[test]
fn what_an_update_costs_is_booked_as_planned_until_something_breaks() {
    let story = one(3).lose_for("1h 10min", "Server pool1-fe3", "1h").story();
    let pool = &story.outcome.pools[0];
    assert!(pool.unplanned.not_full() > 0 && pool.planned.not_full() == 0, "{pool:?}");
}

/// Planned work leaves hands to what must be done: a lost pool is failed over as soon as if nobody updated anything.
#[test]
fn an_emergency_failover_does_not_wait_for_an_update() {
    let stage = plain(Stage::pair("4d")).enterprise("pool3", "dc3", 8, 900, "Single");
    let stage = stage.fact("people.hands", "1").lose_for("3h", "Pool pool1", "20h");
    let quiet = stage.clone().story();
    let busy = stage.order("1h", "Update pool3").story();
    let over = |story: &Story| {
        story.moments().find(|moment| moment.state("pool1") == PoolState::FailedOver).map(|moment| moment.time)
    };
    let (quiet, late) = (over(&quiet).expect("it is failed over"), over(&busy).expect("it is failed over"));
    assert!(late.since(quiet) <= span("2min"), "{late:?} and {quiet:?}: a look that was begun is finished");
    assert!(busy.campaigns()[0].ended.is_some(), "and the update goes on");
}

/// An update that is under way when its pool is lost goes on where it stood.
#[test]
fn u2_an_update_goes_on_after_a_failover_in_its_middle() {
    let story = two().lose_for("2h", "Site dc1", "20h").story();
    let names: Vec<String> = updated(&story).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["pool1-fe1", "pool1-fe2", "pool1-fe3"], "each once");
    assert!(story.campaigns()[0].ended.is_some(), "{:?}", story.reasons());
    assert_eq!(story.at("7d").state("pool1"), PoolState::Active);
    assert_eq!(story.at("7d").users("pool1"), [600, 0, 0]);
}

/// Replicas of a server that was down for long are built elsewhere; the pool is Busy for that, and does not divert.
#[test]
fn u3_a_long_installation_makes_the_pool_busy_and_does_not_divert_it() {
    for front_ends in [3, 6, 9] {
        let story = one(front_ends).fact("update.install", "2h").story();
        let campaign = story.campaigns()[0];
        assert!(campaign.ended.is_some() && !campaign.diverted, "{front_ends}: {:?}", story.reasons());
        assert_eq!(story.cost("pool1"), (0, 0));
    }
}

/// Two rounds about one pool take turns.
#[test]
fn u2_two_rounds_never_work_on_one_pool() {
    let stage = plain(Stage::pair("6d")).fact("people.hands", "4");
    let stage = stage.line("at: \"1h\", do: UpdateAll([\"pool1\", \"pool2\"])").order("1h", "Update pool2");
    let story = stage.line("at: \"1h\", do: UpdateBackEnd(\"pool2\")").story();
    let all = story.campaigns();
    assert_eq!(all.len(), 4);
    let of_second: Vec<_> = all.iter().filter(|campaign| campaign.pool == story.pool("pool2")).collect();
    for pair in of_second.windows(2) {
        assert!(pair[0].ended.is_some_and(|ended| ended <= pair[1].began), "{of_second:?}");
    }
    assert_eq!(story.cost("pool2").0, 0);
}
