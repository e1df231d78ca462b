//! Sums by hand: with round durations and without chance, minutes without full service are known to the millisecond.

use super::books::{Bookkeeper, agree};
use super::stage::{Stage, Story, setting};
use pooldrill::ground::time::Span;
use pooldrill::model::Run;
use pooldrill::world::phase::Phase;

const MINUTE: u64 = 60_000;

/// One sign-in of an endpoint takes a tenth of a second of one server; four fifths of the users have 1.9 each.
fn queue(users: u64, servers: u64) -> u64 {
    users * 152 * 1000 / (100 * 10 * servers)
}

fn pair(horizon: &str) -> Stage {
    Stage::pair(horizon).enterprise("admin", "dc3", 3, 30, "Single").central_management("admin")
}

fn with_queues(stage: Stage) -> Stage {
    stage.fact("users.sign_ins_per_second", "10")
}

fn told(stage: &Stage) -> Story {
    let story = stage.story();
    agree(&story.setting.plan, &story.outcome).unwrap_or_else(|what| panic!("{what}\n{}", stage.text()));
    let setting = setting("stage.ron", &stage.text());
    let mut keeper = Bookkeeper::default();
    let outcome = Run::new(&setting).replicate(1, 0, &mut keeper);
    assert_eq!(outcome, story.outcome, "listening changes nothing");
    keeper.agrees(&setting.plan, &outcome).unwrap_or_else(|what| panic!("{what}\n{}", stage.text()));
    story
}

/// A lost Front End: detection 30 s, promotion 10 s, return of the clients 15 s; then the queue at the door.
#[test]
fn h1_a_lost_front_end_costs_the_takeover_and_the_queue() {
    let stage = Stage::one_pool("1d", 6, 1800).lose_for("1h", "Server pool1-fe2", "20min");
    assert_eq!(told(&stage).cost("pool1"), (300 * 55_000, 0));
    let takes = queue(300, 5);
    assert_eq!(takes, 9120);
    assert_eq!(told(&with_queues(stage)).cost("pool1"), (300 * 55_000 + 300 * takes / 2, 0));
}

/// A lost pool without a partner: an hour away, the servers' own start, the cold start with its part by size.
#[test]
fn h1_a_lost_pool_costs_its_absence_its_start_and_the_queue() {
    let stage = Stage::one_pool("1d", 3, 900)
        .fact("front_end.start", "10min")
        .fact("back_end.start", "5min")
        .fact("pool.cold_start_per_1000_users", "30s")
        .lose_for("1h", "Pool pool1", "1h");
    let away = (60 + 10 + 15) * MINUTE + 27_000;
    assert_eq!(told(&stage).cost("pool1"), (900 * away, 0));
    let takes = queue(900, 3);
    assert_eq!(told(&with_queues(stage)).cost("pool1"), (900 * away + 900 * takes / 2, 0));
}

/// A lost site: noticed, decided, two looks; resiliency mode while the cmdlet runs; full at the partner; moved home
/// evenly in an hour, which is half an hour of resiliency mode for everybody.
#[test]
fn h2_a_lost_site_costs_people_procedure_and_the_way_home() {
    let stage = pair("2d").lose_for("1h", "Site dc1", "6h");
    let (none, limited) = (600 * 39 * MINUTE, 600 * (10 + 30) * MINUTE);
    assert_eq!(told(&stage).cost("pool1"), (none, limited));
    // The queue drains while the cmdlet runs, so it turns resiliency mode into nothing.
    let waited = 600 * queue(600, 3) / 2;
    assert_eq!(told(&with_queues(stage)).cost("pool1"), (none + waited, limited - waited));
}

/// A queue that outlasts the cmdlet: a user has full service at the later of the cmdlet's end and his own sign-in. Of
/// 900 users half have signed in when the cmdlet ends, a quarter on average until then.
#[test]
fn h2_a_queue_longer_than_the_cmdlet_goes_on_after_it() {
    let pool = "Enterprise(site: \"dc1\", front_ends: 3, enabled_users: 900)";
    let stage = pair("2d").instead("pool1", pool).fact("failover.base", "22800ms").lose("1h", "Site dc1");
    assert_eq!(queue(900, 3), 2 * 22_800);
    let (none, limited) = (900 * (39 * MINUTE + 22_800), 225 * 22_800);
    assert_eq!(told(&with_queues(stage)).cost("pool1"), (none, limited));
}

/// With automatic failover for voice, the outage ends after the registrar's 300 seconds and the rest is resiliency mode.
#[test]
fn h2_automatic_failover_for_voice_turns_outage_into_resiliency_mode() {
    let stage = pair("2d").fact("registrar.automatic_failover", "yes").lose_for("1h", "Site dc1", "6h");
    let (none, limited) = (600 * 5 * MINUTE, 600 * (44 + 30) * MINUTE);
    assert_eq!(told(&stage).cost("pool1"), (none, limited));
    let waited = 600 * queue(600, 3) / 2;
    assert_eq!(told(&with_queues(stage)).cost("pool1"), (none + waited, limited - waited));
}

/// A planned move there and back costs resiliency mode only, and counts as planned.
#[test]
fn d6_a_planned_move_costs_the_cmdlets() {
    let stage = pair("2d").order("1h", "FailOver pool1").order("8h", "FailBack pool1");
    let story = told(&with_queues(stage));
    let pool = story.outcome.pools[0];
    assert_eq!((pool.planned.none, pool.unplanned.not_full()), (600 * queue(600, 3) / 2, 0));
    assert_eq!(pool.planned.limited, 600 * (10 + 30) * MINUTE);
}

/// Half of an outage from 17:00 to 19:00 lies in business hours, and four fifths of the users are signed in.
#[test]
fn h2_business_hours_and_signed_in_users_have_their_share() {
    let stage = Stage::one_pool("1d", 3, 900).fact("pool.cold_start", "0s").lose_for("7h", "Pool pool1", "2h");
    let amounts = told(&stage).outcome.pools[0].unplanned;
    assert_eq!(amounts.none, 900 * 120 * MINUTE);
    assert_eq!(amounts.none_business, 900 * 60 * MINUTE);
    assert_eq!(amounts.none_signed_in, amounts.none * 4 / 5);
}

/// What the recoveries of the first kind went to.
fn minutes(story: &Story) -> Vec<(String, u64)> {
    let named = |phase: Phase| match phase {
        Phase::Step(number) => story.setting.procedures.ids()[usize::from(number)].clone(),
        phase => phase.key().to_owned(),
    };
    story.outcome.anatomy_of(0).map(|(phase, millis)| (named(phase), millis / MINUTE)).collect()
}

/// The user's clock and what it went to: people and procedure; the vendor's clock leaves out the former.
#[test]
fn h2_the_anatomy_of_a_recovery_adds_up_to_the_users_clock() {
    let story = told(&pair("2d").lose("1h", "Site dc1"));
    let row = &story.outcome.recoveries[0];
    let parts = [
        ("detection", 5),
        ("decision", 30),
        ("failing-over-a-pool.1", 2),
        ("failing-over-a-pool.3", 2),
        ("failing-over-a-pool.7", 10),
    ];
    assert_eq!(minutes(&story), parts.map(|(name, minutes)| (name.to_owned(), minutes)));
    assert_eq!((row.user_clock, row.procedure_clock), (49 * MINUTE, 14 * MINUTE));
}

/// The vendor's targets: 40,000 signed-in users are failed over within the thirty minutes of the recovery time page,
/// and 20,000 users failed back within the sixty of the user experience page, when nothing is set to plain.
#[test]
fn d6_the_default_durations_meet_the_documented_targets() {
    let stage = Stage::new("2d")
        .enterprise("pool1", "dc1", 12, 50_000, "Single")
        .enterprise("pool2", "dc2", 12, 20_000, "Single")
        .enterprise("admin", "dc3", 3, 30, "Single")
        .paired("pool1", "pool2")
        .central_management("admin")
        .fact("failover.per_signed_in_user", "30ms")
        .fact("failback.base", "5min")
        .fact("failback.per_user", "165ms")
        .order("1h", "FailOver pool1")
        .order("4h", "FailBack pool1")
        .order("20h", "FailOver pool2")
        .order("22h", "FailBack pool2");
    let limited = |story: &Story, pool: usize| story.outcome.pools[pool].planned.limited;
    let story = told(&stage);
    let failback = |users: u64| Span::minutes(5).millis() + users * 165;
    assert_eq!(limited(&story, 0), 50_000 * (30 * MINUTE + failback(50_000) / 2));
    assert_eq!(limited(&story, 1), 20_000 * (18 * MINUTE + failback(20_000) / 2));
    assert_eq!(failback(20_000), 60 * MINUTE);
}

/// Whatever overlaps: two losses of which each prolongs the other are charged once, and every moment to one level.
#[test]
fn h2_overlapping_losses_are_charged_once() {
    let stage = with_queues(pair("3d"))
        .edge("\"edge1\": (site: \"dc1\", servers: 1)")
        .lose_for("1h", "Server pool1-fe1", "3h")
        .lose_for("1h 30s", "Server pool1-sql1", "2h")
        .lose_for("1h 40s", "Server pool1-fe2", "1h")
        .lose_for("2h", "Edge edge1", "4h")
        .lose_for("3h", "Site dc1", "7h")
        .lose_for("9h 59min", "Server pool2-fe3", "1h")
        .lose_for("15h", "Site dc2", "5min");
    let story = told(&stage);
    for moment in story.moments() {
        for (pool, users) in [("pool1", 600), ("pool2", 300), ("admin", 30)] {
            assert_eq!(moment.users(pool).iter().sum::<u32>(), users, "{pool} at {:?}", moment.time);
        }
    }
}
