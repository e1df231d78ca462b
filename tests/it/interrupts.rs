//! Ctrl-C wherever the tool may be: it ends within a second with exit code 130, and what is finished is kept and said.
//!
//! Where the tool is can be seen from outside only where the system tells how many threads a process has.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::stage::Stage;
use super::tool::{command, printed, said};

/// A pool whose servers fail every other hour: a year of it is long to simulate and longer to read.
fn restless(horizon: &str, more: &str) -> String {
    let laws = r#"failures: (server: [(life: "exponential(2h)", repair: "exponential(10min)")])"#;
    let stage = Stage::one_pool(horizon, 3, 300).nobody_reacts();
    stage.more(&format!("{laws}{more}")).text()
}

fn start(folder: &Path, arguments: &[&str]) -> Child {
    command(folder, arguments)
        .env("RAYON_NUM_THREADS", "500")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the tool can be started")
}

/// Threads of a process, or none when it has ended.
fn threads(child: &Child) -> usize {
    fs::read_dir(format!("/proc/{}/task", child.id())).map_or(0, Iterator::count)
}

/// Waits until there are as many threads.
fn await_threads(child: &Child, wanted: usize) {
    let begun = Instant::now();
    while threads(child) < wanted {
        assert!(begun.elapsed() < Duration::from_secs(60), "it never had {wanted} threads");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The thread that carries out the arguments, and the one that waits for Ctrl-C.
const BESIDE_WORKERS: usize = 2;

fn press(child: &Child) {
    let pressed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(pressed.expect("there is a command that sends signals").success());
}

fn wait(child: &mut Child) -> Duration {
    let pressed = Instant::now();
    while child.try_wait().expect("it can be waited for").is_none() {
        assert!(pressed.elapsed() < Duration::from_secs(60), "it never ended");
        std::thread::sleep(Duration::from_millis(2));
    }
    pressed.elapsed()
}

/// Interrupts the tool at its work, where it has come so far that it says `words`, and returns the rest. How far it comes
/// in a moment depends on the machine and on what else that does; so a few moments are tried, and of those that serve,
/// one that ended within a second is enough.
fn interrupted(folder: &Path, arguments: &[&str], workers: usize, words: &str) -> Output {
    let (mut after, mut seen) = (SOON, Vec::new());
    for _ in 0..10 {
        let mut child = start(folder, arguments);
        await_threads(&child, BESIDE_WORKERS + workers);
        std::thread::sleep(after);
        press(&child);
        let took = wait(&mut child);
        let output = child.wait_with_output().expect("it has ended");
        match output.status.code() {
            Some(130) if said(&output).contains(words) && took < Duration::from_secs(1) => return output,
            Some(130) if said(&output).contains(words) => {}
            Some(130) => after *= 2,
            Some(0) => after /= 2,
            other => panic!("{arguments:?} ended with {other:?}: {}", said(&output)),
        }
        seen.push((took, output.status.code(), said(&output)));
    }
    panic!("{arguments:?} never said \"{words}\" within a second: {seen:?}");
}

const SOON: Duration = Duration::from_millis(100);

/// A folder with a scenario whose runs take minutes, one whose runs take a part of a second, and one with many losses.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let variants = r#", variants: { "other": (about: "the same under another name") }"#;
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).expect("it can be written");
    write("long.ron", restless("60y", variants));
    write("short.ron", restless("60d", variants));
    let pools = ["pool1", "pool2", "pool3", "pool4", "pool5", "pool6"];
    let many = pools.iter().fold(Stage::new("2d"), |stage, pool| stage.enterprise(pool, "dc1", 12, 12_000, "Single"));
    write("many.ron", many.text());
    folder
}

#[test]
fn ctrl_c_ends_within_a_second_inside_a_long_run() {
    let folder = folder();
    for arguments in [
        &["run", "long.ron", "-n", "2"][..],
        &["run", "long.ron", "-n", "2", "--incident", "Server(\"pool1-fe1\")", "--hours", "Mon 00:00-01:00"],
        &["compare", "long.ron", "-n", "2"],
        &["replay", "long.ron", "-n", "2", "--worst"],
    ] {
        interrupted(folder.path(), arguments, 2, "No run ");
        assert!(!folder.path().join("output").exists(), "{arguments:?} wrote something");
    }
    interrupted(folder.path(), &["replay", "long.ron", "--run", "0"], 0, "run 0 was not told to its end");
}

#[test]
fn what_is_finished_of_a_batch_is_kept_and_said() {
    let folder = folder();
    for (arguments, kept) in [
        (&["run", "short.ron", "-n", "127", "--threads", "2", "--rows"][..], "the answer rests on the "),
        (&["compare", "short.ron", "-n", "127", "--threads", "2"], "the comparison rests on the "),
        (&["run", "many.ron", "--losses", "2", "--threads", "2"], " losses were tried"),
    ] {
        let output = interrupted(folder.path(), arguments, 2, kept);
        assert!(printed(&output).lines().count() > 5, "{arguments:?} answered nothing");
    }
    let summary = fs::read(folder.path().join("output/short/summary.json")).expect("the summary is written");
    let summary: serde_json::Value = serde_json::from_slice(&summary).expect("it is JSON");
    let finished = summary["provenance"]["replications"].as_u64().expect("a number");
    assert!((1..127).contains(&finished));
    let rows = fs::read_to_string(folder.path().join("output/short/runs.csv")).expect("the rows are written");
    assert_eq!(rows.lines().count() as u64, finished + 1, "a row for each run that was finished, and the columns");
}

/// Before anything is simulated there is nothing to keep: a scenario that never comes is waited for no longer.
#[test]
fn ctrl_c_ends_the_reading_of_a_scenario() {
    let folder = folder();
    let took = (0..4).map(|_| {
        let mut child = command(folder.path(), &["run", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the tool can be started");
        await_threads(&child, BESIDE_WORKERS);
        std::thread::sleep(SOON);
        press(&child);
        let took = wait(&mut child);
        let output = child.wait_with_output().expect("it has ended");
        assert_eq!(output.status.code(), Some(130), "{}", said(&output));
        assert!(said(&output).contains("nothing more was written"), "{}", said(&output));
        took
    });
    assert!(took.min() < Some(Duration::from_secs(1)));
}

/// A reader who does not read holds nobody up: once is enough within a second, twice is enough at once.
#[test]
fn ctrl_c_ends_the_printing_of_an_answer_that_nobody_reads() {
    let folder = folder();
    let blocked = || {
        let mut child = start(folder.path(), &["replay", "short.ron", "--run", "0"]);
        let mut first = [0];
        child.stdout.as_mut().expect("it is read").read_exact(&mut first).expect("it tells something");
        std::thread::sleep(SOON);
        child
    };
    let times = |presses: usize, most: Duration| {
        (0..4).any(|_| {
            let mut child = blocked();
            for _ in 0..presses {
                press(&child);
                std::thread::sleep(SOON / 5);
            }
            let took = wait(&mut child);
            let output = child.wait_with_output().expect("it has ended");
            assert_eq!(output.status.code(), Some(130), "{}", said(&output));
            assert!(said(&output).contains("Interrupted"), "{}", said(&output));
            took < most
        })
    };
    assert!(times(1, Duration::from_secs(1)));
    assert!(times(2, Duration::from_millis(500)));
}

#[test]
fn there_are_never_more_threads_than_work_however_they_are_asked_for() {
    let folder = folder();
    for arguments in [
        &["run", "long.ron", "-n", "2"][..],
        &["run", "long.ron", "-n", "2", "--threads", "300"],
        &["run", "long.ron", "-n", "2", "--threads", "300", "--incident", "Server(\"pool1-fe1\")"],
        &["compare", "long.ron", "-n", "1", "--threads", "300"],
        &["replay", "long.ron", "-n", "2"],
    ] {
        let mut child = start(folder.path(), arguments);
        await_threads(&child, BESIDE_WORKERS + 2);
        std::thread::sleep(3 * SOON);
        let most = threads(&child);
        child.kill().expect("it is running");
        child.wait().expect("it can be waited for");
        assert_eq!(most, BESIDE_WORKERS + 2, "{arguments:?}");
    }
}
