//! The same seed gives the same run: on any number of threads, in used memory, beside strangers, in any order of ties.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::stage::{Stage, setting};
use pooldrill::experiment::{Budget, replicate};
use pooldrill::measure::{RecoveryRow, RunOutcome, Silent};
use pooldrill::model::{Run, Setting};

/// Everything that can fail does, so that a run has a history.
const FAILURES: &str = "failures: (
    server: [(life: \"exponential(20d)\", repair: \"exponential(6h)\")],
    back_end: (life: \"exponential(40d)\", repair: \"exponential(8h)\", crews: 1),
    edge: (life: \"exponential(50d)\", repair: \"exponential(6h)\"),
    link: (life: \"exponential(30d)\", repair: \"exponential(5h)\"),
    site: (life: \"exponential(60d)\", repair: \"exponential(12h)\"),
    beta: 0.1, site_beta: 0.1,
)";

fn failing() -> Stage {
    Stage::pair("1y")
        .edge("\"edge1\": (site: \"dc1\", servers: 2, federation: true)")
        .edge("\"edge2\": (site: \"dc2\", servers: 2)")
        .fact("users.sign_ins_per_second", "10")
        .fact("failover.cmdlet_fails", "0.05")
        .fact("registrar.automatic_failover", "yes")
        .fact("people.decision", "lognormal(median 40min, p95 3h)")
        .more(FAILURES)
}

/// The scenarios of the tour, by name.
fn tour() -> BTreeMap<String, Setting> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let files =
        fs::read_dir(folder).expect("the scenarios are there").map(|entry| entry.expect("an entry can be read").path());
    let scenarios = files.filter(|path| path.extension().is_some_and(|ending| ending == "ron"));
    let ready = scenarios.map(|path| {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a scenario is text");
        let setting = setting(&name, &text);
        (name, setting)
    });
    ready.collect()
}

fn outcome(setting: &Setting, seed: u64, replication: u64) -> RunOutcome {
    Run::new(setting).replicate(seed, replication, &mut Silent)
}

/// A turn looks only at what its event changed. Who looks at everything of the pools that a turn touches, and lets all
/// administrators look in every turn, finds nothing else.
#[test]
fn looking_at_everything_finds_nothing_more() {
    let mut settings = tour();
    settings.insert("everything fails".to_owned(), setting("stage.ron", &failing().text()));
    settings.insert(
        "two sites".to_owned(),
        setting("two-sites.ron", include_str!("../../benches/scenarios/two-sites-ten-years.ron")),
    );
    for (name, setting) in &settings {
        let (mut run, mut pedant) = (Run::new(setting), Run::new(setting).looking_at_everything());
        for replication in 0..4 {
            let [one, other] = [&mut run, &mut pedant].map(|run| run.replicate(5, replication, &mut Silent));
            assert_eq!(one, other, "{name}, run {replication}");
        }
    }
}

/// Runs are folded by their number, so the threads that made them leave no trace in the answer.
#[test]
fn the_number_of_threads_changes_nothing() {
    let setting = setting("stage.ron", &failing().text());
    let answer = |threads, runs| {
        let stop = AtomicBool::new(false);
        let budget = Budget { seed: 7, first: 0, runs, threads: Some(threads), stop: &stop, progress: &|_| {} };
        let replicated = replicate(&setting, &budget).expect("threads can be started");
        assert_eq!(replicated.finished, runs);
        format!("{:?}", replicated.summary)
    };
    for runs in [1, 37, 150] {
        let one = answer(1, runs);
        assert!(one == answer(2, runs) && one == answer(7, runs), "{runs} runs");
    }
}

/// A run in the memory of others is the run in new memory.
#[test]
fn used_memory_changes_nothing() {
    let setting = setting("stage.ron", &failing().text());
    let mut used = Run::new(&setting);
    for replication in [3, 0, 11, 3, 4] {
        assert_eq!(used.replicate(1, replication, &mut Silent), outcome(&setting, 1, replication), "{replication}");
    }
    used.replicate(2, 0, &mut Silent);
    assert_eq!(used.replicate(1, 3, &mut Silent), outcome(&setting, 1, 3));
}

/// Another seed, or another run of the same seed, is another history.
#[test]
fn seeds_and_runs_differ() {
    let setting = setting("stage.ron", &failing().text());
    let mut seen: Vec<u64> = Vec::new();
    for (seed, replication) in [(1, 0), (1, 1), (2, 0), (2, 1), (u64::MAX, 0)] {
        seen.push(outcome(&setting, seed, replication).fingerprint());
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 5);
}

/// A pool that has nothing to do with the others, in a site of its own, leaves their luck alone.
#[test]
fn an_unrelated_pool_changes_nothing_elsewhere() {
    let without = setting("stage.ron", &failing().text());
    let with =
        setting("stage.ron", &failing().enterprise("third", "dc3", 5, 1000, "Mirrored(witness: \"dc3\")").text());
    let mut troubled = 0;
    for replication in 0..20 {
        let (alone, beside) = (outcome(&without, 1, replication), outcome(&with, 1, replication));
        assert_eq!(alone.pools[..], beside.pools[..2], "run {replication}");
        let of_both = |outcome: &RunOutcome| {
            let rows = outcome.recoveries.iter().filter(|row| row.pool.index() < 2);
            rows.map(|row| format!("{row:?}")).collect::<Vec<_>>()
        };
        assert_eq!(of_both(&alone), of_both(&beside), "run {replication}");
        troubled += usize::from(beside.pools[2].unplanned.not_full() > 0);
    }
    assert!(troubled > 10, "the third pool had a history of its own");
}

/// The same pool at the head of the list changes the number of every server, and nobody's luck.
#[test]
fn the_order_of_the_pools_changes_nothing() {
    let third = Stage::new("1y").enterprise("third", "dc3", 5, 1000, "Single").text();
    let pools = third.split("pools: { ").nth(1).and_then(|rest| rest.split(" }, pairs").next()).expect("it has pools");
    let last = setting("stage.ron", &failing().enterprise("third", "dc3", 5, 1000, "Single").text());
    let first = setting("stage.ron", &failing().text().replace("pools: { ", &format!("pools: {{ {pools} ")));
    assert_eq!(first.plan.topology.pools[0].name, "third");
    for replication in 0..20 {
        let (last, first) = (outcome(&last, 1, replication), outcome(&first, 1, replication));
        assert_eq!([last.pools[0], last.pools[1], last.pools[2]], [first.pools[1], first.pools[2], first.pools[0]]);
    }
}

/// A renamed pool that names its old dice keeps its luck; without them it has another.
#[test]
fn a_renamed_pool_keeps_its_dice() {
    let named = |dice: &str| {
        let text = failing().text();
        let pool = format!("\"other name\": Enterprise({dice}");
        setting("stage.ron", &text.replace("\"pool1\": Enterprise(", &pool).replace("\"pool1\"", "\"other name\""))
    };
    let text = failing().text();
    let (old, kept) = (setting("stage.ron", &text), named(r#"dice: "pool1 kept", "#));
    assert_ne!(outcome(&old, 1, 0), outcome(&kept, 1, 0), "other dice are another luck");
    let text = text.replace("\"pool1\": Enterprise(", "\"other name\": Enterprise(dice: @, ");
    let text = text.replace("\"pool1\"", "\"other name\"").replace('@', "\"pool1\"");
    let kept = setting("stage.ron", &text);
    for replication in 0..20 {
        assert_eq!(outcome(&old, 1, replication), outcome(&kept, 1, replication), "run {replication}");
    }
}

/// Simultaneous events of one class may come in any order: no outcome of the tour depends on it.
#[test]
fn no_scenario_of_the_tour_depends_on_the_order_of_ties() {
    for (name, setting) in tour() {
        let plain = outcome(&setting, 1, 0);
        for shuffle in 1..=5 {
            let shuffled = Run::new(&setting).with_shuffled_ties(shuffle).replicate(1, 0, &mut Silent);
            assert_eq!(sorted(plain.clone()), sorted(shuffled), "{name}, order {shuffle}");
        }
    }
}

/// Rows come in the order in which things broke; which of two that broke together is first says nothing.
fn sorted(mut outcome: RunOutcome) -> RunOutcome {
    outcome.chains.sort_by_key(|row| (row.pool, row.cause, row.phase));
    let key = |row: &RecoveryRow| (row.pool, row.cause, row.failed_over);
    let rows = std::mem::take(&mut outcome.recoveries);
    outcome.recoveries = rows.clone();
    outcome.recoveries.sort_by_key(key);
    let place = |kind: u32| outcome.recoveries.iter().position(|row| key(row) == key(&rows[kind as usize]));
    let renumber = |kind: &mut u32| *kind = place(*kind).expect("only the order has changed") as u32;
    outcome.each_recovery.iter_mut().for_each(|recovery| renumber(&mut recovery.kind));
    outcome
}

/// Where the fingerprints of the tour are kept. `POOLDRILL_BLESS=1 cargo test` writes them anew.
const PINNED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fingerprints.txt");

/// The first run of every scenario of the tour, pinned: who changes behaviour must say so.
#[test]
fn the_tour_is_what_it_was() {
    let lines: Vec<String> = tour()
        .iter()
        .map(|(name, setting)| format!("{:016x} {name}\n", outcome(setting, 1, 0).fingerprint()))
        .collect();
    if std::env::var_os("POOLDRILL_BLESS").is_some_and(|wish| wish == "1") {
        fs::write(PINNED, lines.concat()).expect("the fingerprints can be written");
    }
    let pinned = fs::read_to_string(PINNED).expect("the fingerprints are there");
    assert_eq!(
        lines.concat(),
        pinned,
        "if this was meant, run the tests with POOLDRILL_BLESS=1 and say so in the commit"
    );
}

/// What a scenario adds to a procedure that nobody carries out leaves the outcome what it was.
#[test]
fn steps_that_nobody_carries_out_do_not_change_the_outcome() {
    let stage = || Stage::pair("2d").lose_for("1h", "Site dc1", "6h");
    let plain = stage().story();
    let own = "(before: \"starting-with-fewer-front-ends.2\", says: \"Ask the change board\", takes: \"1h\"), ";
    let board = format!("extra_steps: [{}]", own.repeat(16));
    let more = stage().more(&board).story();
    assert_eq!(more.setting.procedures.ids().len(), plain.setting.procedures.ids().len() + 16);
    assert_eq!(more.outcome.fingerprint(), plain.outcome.fingerprint());
}
