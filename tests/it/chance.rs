//! Random failures through scenario texts: laws fixed where arithmetic can follow them, so that each rule shows alone.

use super::stage::{Stage, at, setting};
use pooldrill::experiment::incident::{Incident, rehearse, with_incident};
use pooldrill::experiment::losses::{Trial, losses, try_out, wanted};
use pooldrill::experiment::{Budget, Summary, replicate, side_by_side};
use pooldrill::ground::law::Law;
use pooldrill::ground::time::Span;
use pooldrill::measure::{RunOutcome, Silent};
use pooldrill::model::{Run, Setting};
use pooldrill::scenario::plan::Target;
use pooldrill::topology::SiteId;
use pooldrill::world::note::Note;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// When each loss and return was told, in minutes after the start.
fn minutes(stage: &Stage) -> Vec<(bool, u64)> {
    let story = stage.story();
    let told = story.all(|note| match note {
        Note::Lost(_) => Some(true),
        Note::Returned(_) => Some(false),
        _ => None,
    });
    told.into_iter().map(|(time, lost)| (lost, time.millis() / 60_000)).collect()
}

fn three(failures: &str) -> Stage {
    Stage::one_pool("4d", 3, 300).nobody_reacts().more(failures)
}

fn outcome(setting: &Setting) -> RunOutcome {
    Run::new(setting).replicate(1, 0, &mut Silent)
}

/// The textbook's deterministic series: one fails after 100 hours of operation, the other after 120, repair takes 10, and
/// nothing ages while the pool is down: failures at 100, 130, 220 and 270 hours.
#[test]
fn h1_what_rests_with_its_pool_does_not_age() {
    let stage = Stage::new("300h")
        .pool(
            "pool1",
            "Enterprise(site: \"dc1\", front_ends: 2, enabled_users: 100, routing_groups: 0, \
             quorum: (to_start: 2, running: 2, seeds: 2, back_end_vote: false))",
        )
        .nobody_reacts()
        .fact("front_end.start", "0s")
        .fact("pool.grace", "0s")
        .fact("pool.cold_start", "0s")
        .fact("pool.cold_start_per_1000_users", "0s")
        .more("failures: (server: [(life: \"100h\", repair: \"10h\")], ages_while_pool_is_down: false)");
    let mut plan = setting("series.ron", &stage.text()).plan;
    plan.faults[1].life = Law::parse("120h").expect("it is a law");
    let story = super::stage::Story::of(Setting::new(plan), 1);
    let lost: Vec<u64> = story
        .all(|note| matches!(note, Note::Lost(_)).then_some(()))
        .iter()
        .map(|(time, ())| time.millis() / 3_600_000)
        .collect();
    assert_eq!(lost, [100, 130, 220, 270]);
    assert_eq!(story.cost("pool1").0, 100 * 40 * 3_600_000, "40 h of 100 users");
}

/// With one crew the second of two failures waits for the end of the first repair.
#[test]
fn h1_one_crew_repairs_one_after_the_other() {
    let two = minutes(&three("failures: (server: [(life: \"24h\", repair: \"2h\")], crews: 1)"));
    let returns: Vec<u64> = two.iter().filter(|(lost, _)| !lost).take(3).map(|(_, minute)| *minute).collect();
    assert_eq!(returns, [26 * 60, 28 * 60, 30 * 60]);
    let any = minutes(&three("failures: (server: [(life: \"24h\", repair: \"2h\")])"));
    assert!(any.iter().filter(|(lost, _)| !lost).take(3).all(|(_, minute)| *minute == 26 * 60));
}

/// The crew is called, travels, and begins when its shift is on. The start is a Tuesday at ten.
#[test]
fn h1_a_crew_travels_and_works_by_day() {
    let failures = "failures: (server: [(life: \"12h\", repair: \"1h\", crews: 3)], crew_hours: \"Mon-Fri 08:00-16:00\", travel: \"3h\")";
    let told = minutes(&three(failures));
    // Lost on Tuesday at 22:00; the crew is there at one in the morning and begins at eight.
    assert_eq!(told[0], (true, 12 * 60));
    let first_return = told.iter().find(|(lost, _)| !lost).map(|(_, minute)| *minute);
    assert_eq!(first_return, Some(23 * 60));
}

/// Of three broken boards two are replaced from stock; the third waits for a delivery that was ordered with the first.
#[test]
fn h1_a_repair_waits_for_a_spare() {
    let told = minutes(&three("failures: (server: [(life: \"24h\", repair: \"1h\", spares: 2, lead: \"30h\")])"));
    let returns: Vec<u64> = told.iter().filter(|(lost, _)| !lost).take(3).map(|(_, minute)| *minute).collect();
    assert_eq!(returns, [25 * 60, 25 * 60, (24 + 30 + 1) * 60]);
}

/// Where a crew is shared, the lower number comes first, whoever failed first in the list.
#[test]
fn h1_the_crew_goes_where_the_priority_says() {
    let failures = "failures: (server: [(life: \"24h\", repair: \"2h\", priority: 5)], \
                    back_end: (life: \"24h\", repair: \"2h\", priority: 1), field_crew: 1)";
    let story = three(failures).story();
    let sql = story.setting.plan.topology.pools[0].sql[0].map(Target::Machine);
    let first = story.first(|note| matches!(note, Note::Returned(_)));
    let of_sql = story.first(|note| matches!(note, Note::Returned(target) if Some(*target) == sql));
    // The crew was free for the first that failed; of the three that then waited the database comes first.
    assert_eq!((first, of_sql), (Some(at("26h")), Some(at("28h"))));
}

/// What never fails leaves no trace: not in the dice of others, not in the order of events, not in the answer.
#[test]
fn h1_a_component_that_never_fails_leaves_no_trace() {
    let laws = "server: [(life: \"exponential(5d)\", repair: \"exponential(4h)\")]";
    let never = "link: (life: \"never\", repair: \"1h\"), site: (life: \"never\", repair: \"1h\"), \
                 edge: (life: \"never\", repair: \"1h\"), pool: (life: \"never\", repair: \"1h\")";
    let plain = setting("plain.ron", &Stage::pair("90d").more(&format!("failures: ({laws})")).text());
    let with = setting("with.ron", &Stage::pair("90d").more(&format!("failures: ({laws}, {never})")).text());
    assert_eq!(outcome(&plain), outcome(&with));
}

/// A shock takes every server of the pool that is up, and each is repaired for itself.
#[test]
fn h1_a_shock_takes_all_servers_at_once() {
    let story =
        three("failures: (server: [(life: \"exponential(2d)\", repair: \"uniform(1h, 5h)\")], beta: 1)").story();
    let lost: Vec<_> = story.all(|note| matches!(note, Note::Lost(_)).then_some(()));
    assert!(lost.len() >= 3 && lost.len().is_multiple_of(3), "{} losses", lost.len());
    assert!(lost.chunks(3).all(|three| three[0].0 == three[2].0), "all three at the same instant");
}

/// A disaster takes both sites at once.
#[test]
fn h2_a_correlated_loss_takes_both_sites() {
    let text = "failures: (site: (life: \"exponential(1d)\", repair: \"2h\"), site_beta: 1)";
    let story = Stage::pair("20d").nobody_reacts().more(text).story();
    let lost: Vec<_> = story.all(|note| matches!(note, Note::Lost(Target::Site(_))).then_some(()));
    assert!(lost.len() >= 3 && lost.chunks(3).all(|sites| sites.iter().all(|site| site.0 == sites[0].0)));
}

/// Something shared takes along what it carries, and what that carries.
#[test]
fn h1_a_shared_fate_takes_along_what_it_carries() {
    let shared = "shared: { \"feed\": (kind: PowerFeed, carries: [\"rack\"]), \
                  \"rack\": (kind: Rack, carries: [\"pool1-fe1\", \"pool1-fe2\"]) }";
    let story = Stage::one_pool("1d", 3, 300).nobody_reacts().more(shared).lose_for("1h", "Shared feed", "2h").story();
    assert_eq!(story.at("2h").standing("pool1").up, 1);
    assert_eq!(story.at("5h").standing("pool1").up, 3);
}

/// An automatic database failover that does not work is done by an administrator.
#[test]
fn h3_a_database_failover_that_does_not_work_needs_an_administrator() {
    let stage = |works: &str| {
        let pool = "Enterprise(site: \"dc1\", front_ends: 3, enabled_users: 300, back_end: Mirrored(witness: \"dc1\"))";
        Stage::new("1d")
            .pool("pool1", pool)
            .fact("cover.mirror_failover", works)
            .lose("1h", "Server pool1-sql1")
            .story()
    };
    assert_eq!(stage("1").count(|note| matches!(note, Note::MirrorFailed(_))), 0);
    let failed = stage("0");
    assert_eq!(failed.count(|note| matches!(note, Note::MirrorFailed(_))), 1);
    assert_eq!(failed.count(|note| matches!(note, Note::MirrorTookOver(_))), 1, "by hand");
    assert!(failed.step("failing-over-a-mirrored-database.3").is_some());
}

/// A backup pool that is not ready shows it when it is needed, costs its mending, and then takes the users.
#[test]
fn d6_a_backup_pool_that_is_not_ready_delays_the_failover_by_its_mending() {
    let stage = |ready: &str| {
        let facts = [("cover.partner_ready", ready), ("cover.partner_mending", "90min")];
        let stage = facts.iter().fold(Stage::pair("1d"), |stage, (key, value)| stage.fact(key, value));
        stage.lose("1h", "Pool pool1").story()
    };
    let over =
        |story: &super::stage::Story| story.first(|note| matches!(note, Note::FailedOver { .. })).expect("it ends");
    let (ready, unready) = (stage("1"), stage("0"));
    assert_eq!(over(&unready).since(over(&ready)), Span::minutes(90));
    assert_eq!(
        unready.count(|note| matches!(note, Note::Refused { reason, .. } if reason.key == "partner_not_ready")),
        1
    );
}

/// A step done wrong is found by the failover cmdlet, and the procedure starts again.
#[test]
fn d6_a_step_done_wrong_is_found_later() {
    let stage = Stage::pair("1d").central_management("pool1").fact("cover.step_done_wrong", "1");
    let story = stage.lose("1h", "Pool pool1").story();
    assert_eq!(story.count(|note| matches!(note, Note::Refused { reason, .. } if reason.key == "done_wrong")), 1);
    assert_eq!(story.count(|note| matches!(note, Note::FailedOver { .. })), 1);
}

/// An incident falls on every hour of the week, and what it costs does not depend on the threads.
#[test]
fn h2_an_incident_falls_on_any_hour_and_is_the_same_on_any_threads() {
    let plan = setting("incident.ron", &Stage::pair("28d").text()).plan;
    let site = SiteId::nth(&plan.topology.sites, 0).expect("there is a site");
    let incident = Incident { target: Target::Site(site), lasts: Law::fixed(Span::hours(6)), hours: None };
    let (with, line) = with_incident(&plan, &incident).expect("four weeks are long enough");
    let (with, without) = (Setting::new(with), Setting::new(plan));
    let stop = AtomicBool::new(false);
    let run = |threads| {
        let budget = Budget { seed: 1, first: 0, runs: 300, threads: Some(threads), stop: &stop, progress: &|_| {} };
        rehearse(&with, &without, line, &budget).expect("threads start")
    };
    let struck = run(1);
    assert_eq!(struck, run(3));
    let days: std::collections::BTreeSet<u32> = struck.iter().map(|one| one.hour / 24).collect();
    assert_eq!(days.len(), 7);
    assert!(struck.iter().all(|one| one.effects[0].none > 0), "the site's own users always feel it");
    assert!(struck.iter().all(|one| one.effects[1].none == 0), "the partner's never do");
}

/// With one pool in one site the site is the single point of failure, and it comes first.
#[test]
fn h1_single_points_of_failure_come_first() {
    let plan = setting("losses.ron", &Stage::one_pool("2d", 4, 400).text()).plan;
    let trials = losses(&plan, 2).expect("there are few");
    let site = SiteId::nth(&plan.topology.sites, 0).expect("there is a site");
    assert_eq!(trials[0].lost, [Target::Site(site)]);
    assert_eq!(trials[0].none_at_end(), 400);
    let pairs = trials.iter().filter(|trial| trial.lost.len() == 2).count();
    assert!(pairs > 0 && trials.iter().take_while(|trial| trial.lost.len() == 1).count() + pairs == trials.len());
}

/// Memory grows with runs and measures, not with what happens in a run: ten years of failures leave as much as one.
#[test]
fn h1_a_long_horizon_leaves_no_more_than_a_short_one() {
    let laws = "failures: (server: [(life: \"exponential(2d)\", repair: \"exponential(4h)\")])";
    let left = |horizon: &str| {
        let setting = setting("long.ron", &Stage::one_pool(horizon, 3, 300).nobody_reacts().more(laws).text());
        let stop = AtomicBool::new(false);
        let budget = Budget { seed: 1, first: 0, runs: 5, threads: Some(1), stop: &stop, progress: &|_| {} };
        let summary = replicate(&setting, &budget).expect("threads start").summary;
        assert!(summary.events > 100);
        (summary.pools[0].none.len(), summary.chains.len() < 16, summary.kinds.len() < 8)
    };
    assert_eq!(left("1y"), (5, true, true));
    assert_eq!(left("10y"), (5, true, true));
}

/// Whoever interrupts a comparison has the same runs of every design, also within a batch, and the answer of exactly
/// those.
#[test]
fn an_interrupted_comparison_has_the_same_runs_of_every_design() {
    let of = |users| Setting::new(setting("one.ron", &Stage::one_pool("1d", 3, users).text()).plan);
    let (one, other) = (of(300), of(600));
    let stop = AtomicBool::new(false);
    let progress = |done: u64| stop.store(done >= 200, Ordering::Relaxed);
    let budget = Budget { seed: 1, first: 0, runs: 1000, threads: Some(2), stop: &stop, progress: &progress };
    let (summaries, finished) = side_by_side(&[&one, &other], &budget).expect("threads start");
    assert!((128..=202).contains(&finished), "{finished}");
    let budget = Budget { runs: finished, stop: &AtomicBool::new(false), progress: &|_| {}, ..budget };
    let (fewer, _) = side_by_side(&[&one, &other], &budget).expect("threads start");
    let told = |summaries: &[Summary]| summaries.iter().map(|one| format!("{one:?}")).collect::<Vec<_>>();
    assert!(summaries.iter().all(|summary| summary.runs == finished));
    assert_eq!(told(&summaries), told(&fewer));
}

/// Whoever interrupts a table of losses has those that were tried, singles first, and knows how many there are.
#[test]
fn an_interrupted_table_of_losses_has_those_that_were_tried() {
    let plan = setting("losses.ron", &Stage::pair("2d").text()).plan;
    let wanted = wanted(&plan, 2).expect("there are few");
    let (stop, most) = (AtomicBool::new(false), AtomicU64::new(0));
    let tried = |last: u64| {
        stop.store(false, Ordering::Relaxed);
        let progress = |done: u64| {
            most.fetch_max(done, Ordering::Relaxed);
            stop.fetch_or(done >= last, Ordering::Relaxed);
        };
        try_out(&plan, &wanted, Some(2), &stop, &progress).expect("threads start")
    };
    let some = tried(20);
    assert!(some.len() <= 22 && wanted.len() > 40, "{} of {}", some.len(), wanted.len());
    let all = losses(&plan, 2).expect("there are few");
    let first = |trials: &[Trial]| {
        let known = &wanted[..some.len()];
        trials.iter().filter(|trial| known.contains(&trial.lost)).cloned().collect::<Vec<_>>()
    };
    assert_eq!(first(&all), some);
    assert_eq!(tried(u64::MAX), all);
    assert_eq!(most.load(Ordering::Relaxed), wanted.len() as u64);
}

/// A table of losses tosses no coins: of what works or fails by chance, happens what is likelier.
#[test]
fn h1_a_table_of_losses_is_no_sample() {
    let pools = ["pool1", "pool2", "pool3", "pool4"];
    let mirrored = "Mirrored(witness: \"dc1\")";
    let of = |works: &str| {
        let stage = pools.iter().fold(Stage::new("2d"), |stage, pool| stage.enterprise(pool, "dc1", 3, 300, mirrored));
        let stage = stage.nobody_reacts().fact("cover.mirror_failover", works);
        let plan = setting("losses.ron", &stage.text()).plan;
        let trials = losses(&plan, 1).expect("there are few");
        let lost = |target: &Target| plan.name_of(*target).ends_with("-sql1");
        trials.iter().filter(|trial| lost(&trial.lost[0]) && trial.is_noticed()).count()
    };
    assert_eq!([of("0.6"), of("0.4")], [0, 4]);
}

/// Two losses that nobody notices alone are told as a pair, with how long it takes until all is well again.
#[test]
fn h1_a_double_fault_is_worse_than_both_alone() {
    let stage = Stage::pair("3d").instead(
        "pool1",
        "Enterprise(site: \"dc1\", front_ends: 3, enabled_users: 600, back_end: Mirrored(witness: \"dc1\"))",
    );
    let setting = setting("losses.ron", &stage.text());
    let trials = losses(&setting.plan, 2).expect("there are few");
    let named = |lost: &[Target]| lost.iter().map(|target| setting.plan.name_of(*target)).collect::<Vec<_>>();
    let both = trials.iter().find(|trial| named(&trial.lost) == ["pool1-sql1", "pool1-sql2"]).expect("it was tried");
    let singles = trials.iter().filter(|trial| trial.lost.len() == 1);
    assert_eq!(singles.filter(|trial| named(&trial.lost)[0].starts_with("pool1-sql") && trial.is_noticed()).count(), 0);
    // Half an hour of grace; then people, looking, and the cmdlet for fifty-one minutes in resiliency mode.
    assert_eq!(both.hit[0].back.map(|back| back.since(both.hit[0].after)), Some(super::stage::span("51min")));
    let screen = pooldrill::report::text::losses::screen(&setting, &trials, trials.len());
    let pairs = screen.split("worse than both of them alone").nth(1).expect("pairs are told");
    assert!(pairs.contains("pool1-sql1 + pool1-sql2") && pairs.contains("after 51 min"), "{screen}");
}
