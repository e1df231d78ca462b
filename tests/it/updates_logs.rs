//! Logs of updates that somebody can read aloud, kept as they are told: clean ones, one that finds its pool Busy and goes on, one
//! whose server hangs, and the pool without a partner that stops. `POOLDRILL_BLESS=1` writes them anew. One that is failed over
//! first stands in the tour.

use std::path::Path;

use super::stage::{Stage, setting};
use pooldrill::report::{telling, text::log};

/// A pool of so many, told to begin at noon: ten minutes to install, and nothing is left to chance.
fn pool(front_ends: usize) -> Stage {
    let stage = Stage::one_pool("1d", front_ends, 1_000 * front_ends as u32).nobody_reacts();
    let facts = [("update.install", "10min"), ("update.restart", "5min"), ("update.start_hangs", "0")];
    let facts = facts.into_iter().chain([("front_end.start", "10min"), ("fabric.catch_up", "10min")]);
    let facts = facts.chain([("update.sessions", "0"), ("update.sessions_off_hours", "0")]);
    let stage = facts.fold(stage, |stage, (key, value)| stage.fact(key, value));
    stage.line("at: \"2h\", do: Update(\"pool1\")")
}

/// Compares the log of a run with the one that is kept.
fn is_told(name: &str, stage: &Stage, run: u64) {
    let setting = setting("update.ron", &stage.text());
    let told = log::text(&setting, &telling::tell(&setting, 1, run));
    // The first lines name the version and the text's fingerprint, which say nothing of what happened.
    let told: String = told.lines().skip(4).map(|line| format!("{line}\n")).collect();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/logs/{name}.log"));
    if std::env::var_os("POOLDRILL_BLESS").is_some_and(|wish| wish == "1") {
        std::fs::write(&file, &told).expect("the file can be written");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let other = told.lines().zip(kept.lines()).find(|(told, kept)| told != kept);
    assert!(
        told == kept,
        "{name}: {other:?}; if this was meant, run the test with POOLDRILL_BLESS=1 and look at the log"
    );
}

#[test]
fn clean_updates_of_three_eight_and_twelve_servers() {
    for front_ends in [3, 8, 12] {
        is_told(&format!("a-clean-update-of-{front_ends}"), &pool(front_ends), 0);
    }
}

/// A Front End is repaired shortly before the update, and catches up until after the second answer.
#[test]
fn an_update_that_finds_its_pool_busy_twice_and_goes_on() {
    let stage = pool(5).lose_for("1h 45min", "Server pool1-fe5", "7min");
    is_told("an-update-that-finds-its-pool-busy-twice", &stage, 0);
}

#[test]
fn an_update_whose_server_hangs() {
    let stage = pool(3).fact("update.start_hangs", "0.4").fact("update.hang_mended", "1h");
    is_told("an-update-whose-server-hangs", &stage, 0);
}

/// A Front End is away for hours: the third Busy answer is the problem, and no backup pool is there.
#[test]
fn an_update_of_a_pool_without_a_partner_that_stops() {
    let stage = pool(5).lose_for("1h 45min", "Server pool1-fe5", "9h");
    is_told("an-update-that-stops", &stage, 0);
}
