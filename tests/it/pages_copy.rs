//! The Backup Service: what the partner does not know when a pool is lost.
//!
//! The pages are "Configuring and monitoring the Backup Service", Set-CsBackupServiceConfiguration and "Recovery time
//! for pool failover and pool failback".

use super::stage::{Stage, Story, at, setting, span};
use pooldrill::experiment::summary::Summary;
use pooldrill::report::{data, telling, text};
use pooldrill::runbook::compiled::known_steps;
use pooldrill::scenario::read::{Known, load_bytes};
use pooldrill::world::backup_copy::DataClass;
use pooldrill::world::note::Note;

/// Six hundred users, 480 of them signed in. At the defaults each changes 20 KB of user data and 60 KB of content an
/// hour, halved by compression.
fn pair() -> Stage {
    Stage::pair("1d")
}

/// Milliseconds of user data and of meeting content that the partner does not have.
fn missing(story: &Story) -> (u64, u64) {
    let told = story.all(|note| match note {
        Note::NotCopied { ages, .. } => Some((ages[DataClass::UserData].millis(), ages[DataClass::Content].millis())),
        _ => None,
    });
    assert_eq!(told.len(), 1, "it is told once, when the pool has been failed over");
    told[0].1
}

/// With nothing but the interval between them, the partner lacks less than one interval of changes: more in one run
/// than in another, because the loss meets the service at any moment of its cycle.
#[test]
fn d2_the_partner_lacks_at_most_the_interval() {
    for interval in ["5s", "2min", "3h"] {
        let stage = pair().fact("pairing.sync_interval", interval).lose("5h", "Site dc1");
        let lacking: Vec<u64> = (1..=40).map(|seed| missing(&stage.story_of(seed)).0).collect();
        let whole = span(interval).millis();
        assert!(lacking.iter().all(|millis| *millis < whole), "{interval}: {lacking:?}");
        let (least, most) = (lacking.iter().min(), lacking.iter().max());
        assert!(least < Some(&(whole / 4)) && most > Some(&(3 * whole / 4)), "{interval}: {least:?} to {most:?}");
    }
}

/// A slow link adds the time a package is under way: of user data 480 x 20 KB / 30 x 0.5 = 160 KB in a cycle, and of
/// content three times as much, over 64 kbit/s.
#[test]
fn d2_a_slow_link_adds_the_time_of_the_transfer() {
    let slow = "\"wan\": (between: (\"dc1\", \"dc2\"), bandwidth: \"64 kbit/s\", latency: \"100ms\")";
    let stage = pair().link(slow).lose("5h", "Site dc1");
    let transfer = |kilobytes: u64| kilobytes * 1024 * 8 * 1000 / 64_000 + 100;
    let (user_data, content) = (transfer(160), transfer(480));
    let whole = span("2min").millis();
    for seed in 1..=40 {
        let (user, meetings) = missing(&stage.story_of(seed));
        assert!((user_data..user_data + whole).contains(&user), "seed {seed}: {user}");
        assert!((content..content + whole).contains(&meetings), "seed {seed}: {meetings}");
    }
}

/// While the link is cut nothing is copied, so the loss grows by as long as it was.
#[test]
fn d2_a_cut_link_adds_its_whole_absence() {
    let lost = |stage: Stage| missing(&stage.lose("5h", "Site dc1").story()).0;
    let without = lost(pair());
    let cut = lost(pair().lose("3h", "Link wan"));
    let hours = span("2h").millis();
    assert!((hours..hours + span("2min").millis()).contains(&cut), "{cut}");
    assert!(without < span("2min").millis());
    assert_eq!(lost(pair().lose_for("3h", "Link wan", "1h")), without, "a link that is back has caught up");
}

/// The same when it is the partner that was away: it knows nothing of what was changed meanwhile.
#[test]
fn d2_a_partner_that_was_away_lacks_what_was_changed_meanwhile() {
    let stage = pair().nobody_reacts().central_management("pool1").lose_for("3h", "Site dc2", "4h");
    let story = stage.lose("5h", "Site dc1").order("10h", "FailOver pool1").story();
    let hours = span("2h").millis();
    let (lacking, _) = missing(&story);
    assert!((hours..hours + span("2min").millis()).contains(&lacking), "{lacking}");
}

/// The recovery that is reported carries the loss it was told with.
#[test]
fn d2_the_loss_is_part_of_the_recovery() {
    let story = pair().lose_for("5h", "Site dc1", "1h").story();
    let (user_data, content) = missing(&story);
    let row =
        story.outcome.recoveries.iter().find(|row| row.failed_over && row.losses > 0).expect("it was failed over");
    assert_eq!((row.lost[DataClass::UserData], row.lost[DataClass::Content], row.losses), (user_data, content, 1));
}

/// Whatever classes there are: each is told under its own name by log, events, screen and summary.
#[test]
fn every_class_of_data_flows_through_everything_that_is_told() {
    let story = pair().lose_for("5h", "Site dc1", "1h").story();
    let setting = &story.setting;
    let mut summary = Summary::new(setting, 1);
    summary.add(0, &story.outcome);
    let told = telling::tell(setting, 1, 0);
    let (screen, events) = (text::summary::screen(setting, &summary, &told), data::ndjson::ndjson(setting, &told));
    let (log, json) = (text::log::text(setting, &told), data::summary::summary(setting, "stage.ron", &summary));
    for class in DataClass::ALL {
        let row = class.row();
        assert!(log.contains(&format!(" of {}", row.words)), "{log}");
        assert!(events.contains(&format!("\"{}_ms\":", row.key_in_events)), "{events}");
        assert!(screen.contains(&format!("{} ", row.short)), "{screen}");
        assert!(json["pools"]["pool1"]["lost_data_minutes"][row.key]["mean"].is_number(), "{json:#}");
        let each = json["recoveries"].as_array().expect("a list").iter();
        assert!(each.into_iter().any(|one| one["lost_data_minutes"][row.key]["p50"].is_number()), "{json:#}");
    }
}

/// Users failed back without the partner lose what they wrote there since the failover.
#[test]
fn d7_a_failback_without_the_partner_loses_what_was_written_there() {
    let stage = Stage::pair("3d").enterprise("admin", "dc3", 3, 30, "Single").central_management("admin");
    let story = stage.lose_for("1h", "Site dc1", "8h").lose("5h", "Site dc2").story();
    let told = story.all(|note| match note {
        Note::NotCopied { pool, ages } if pool.index() == 0 => {
            Some((ages[DataClass::UserData].millis(), ages[DataClass::Content].millis()))
        }
        _ => None,
    });
    // Failed over at 1h 49min, and the partner was lost at 5h.
    let written = span("3h 11min").millis();
    assert_eq!(told.len(), 2);
    assert_eq!(told[1].1, (written, written));
}

/// The interval of the Backup Service can be set from five seconds to three hours, and not beyond.
#[test]
fn d5_the_interval_has_the_documented_range() {
    for (interval, fine) in [("4s", false), ("5s", true), ("2min", true), ("3h", true), ("3h 1s", false)] {
        let text = pair().fact("pairing.sync_interval", interval).text();
        let loaded = load_bytes("stage.ron", text.as_bytes(), &Known { steps: &known_steps() });
        assert_eq!(loaded.is_ok(), fine, "{interval}");
        if let Err(refused) = loaded {
            let codes: Vec<&str> = refused.problems.iter().map(|problem| problem.code).collect();
            assert_eq!(codes, ["P016"]);
        }
    }
}

/// Two pools copy to each other, each for itself: where in its cycle one is does not decide where the other is.
#[test]
fn d2_the_two_directions_of_a_pair_have_cycles_of_their_own() {
    let lost = |site: &str| {
        let central = if site == "dc1" { "pool2" } else { "pool1" };
        missing(&Story::of(
            setting("stage.ron", &pair().central_management(central).lose("5h", &format!("Site {site}")).text()),
            1,
        ))
        .0
    };
    assert_ne!(lost("dc1"), lost("dc2"));
}

/// Invoke-CsPoolFailover of a pool that runs needs both pools: while the link between them is cut it waits, and then ships
/// what was changed, so that nothing is lost.
#[test]
fn d2_a_planned_failover_waits_for_a_cut_link_and_loses_nothing() {
    let stage = Stage::pair("2d").lose_for("1h", "Link wan", "20h").order("3h", "FailOver pool1");
    let story = stage.story();
    let moved = story.first(|note| matches!(note, Note::FailedOver { .. })).expect("it is failed over");
    assert!(at("21h") < moved && moved < at("22h"), "{moved:?}");
    assert_eq!(story.count(|note| matches!(note, Note::NotCopied { .. })), 0);
    assert_eq!(story.at("12h").users("pool1"), [600, 0, 0]);
}

/// A failback takes home what users wrote at the partner, so it is not begun while the link is cut; nor does anybody
/// decide on it.
#[test]
fn d7_a_failback_waits_for_the_link() {
    let story = Stage::pair("2d").lose_for("1h", "Site dc1", "2h").lose_for("2h", "Link wan", "1d").story();
    let back = story.first(|note| matches!(note, Note::FailedBack { .. })).expect("it is failed back");
    assert!(back > at("1d 2h"), "{back:?}");
    let ordered = Stage::pair("2d").nobody_reacts().order("1h", "FailOver pool1").lose_for("4h", "Link wan", "1d");
    let story = ordered.order("5h", "FailBack pool1").story();
    let refused = story.all(|note| match note {
        Note::GivenUp { reason, .. } => Some(reason.key),
        _ => None,
    });
    assert_eq!(refused, [(at("5h"), "link_cut")]);
}

/// A cut that has just ended is not forgotten: the cycle that brings the partner up to date has not begun yet.
#[test]
fn d2_a_link_that_is_back_for_less_than_a_cycle_has_copied_nothing() {
    let stage =
        pair().fact("pairing.sync_interval", "1h").lose_for("1h", "Link wan", "10h").lose("11h 1min", "Site dc1");
    let lacking: Vec<u64> = (1..=40).map(|seed| missing(&stage.story_of(seed)).0).collect();
    let (cut, cycle) = (span("10h 1min").millis(), span("1h").millis());
    let late = lacking.iter().filter(|millis| (cut..cut + cycle).contains(millis)).count();
    // A minute of each hour a cycle begins that has the ten hours with it: one run in sixty.
    assert!(
        late >= 36 && lacking.iter().all(|millis| *millis < span("1min").millis() || *millis >= cut),
        "{lacking:?}"
    );
}
