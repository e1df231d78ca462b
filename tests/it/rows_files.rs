//! `--rows` on a disk: two files that belong to their answer, and are known again by it.

use std::fs;
use std::path::{Path, PathBuf};

use super::stage::Stage;
use super::tool::{printed, said, tool};
use pooldrill::cli::seal;
use serde_json::Value;

/// A folder with a small scenario, `x.ron`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let variants = r#"variants: { "=2+3, \"drilled\"": (about: "one", facts: { "people.decision": "5min" }) }"#;
    let stage = Stage::pair("2d").fact("people.decision", "lognormal(median 40min, p95 3h)");
    let text = stage.lose_for("1h", "Site dc1", "6h").more(variants).text();
    fs::write(folder.path().join("x.ron"), text).expect("it can be written");
    folder
}

fn run<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["run", "x.ron", "-n", "5", "--quiet"], more].concat()
}

fn ends(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = tool(folder, arguments);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", said(&output));
    if code == 0 { printed(&output) } else { said(&output) }
}

fn bytes(path: impl AsRef<Path>) -> Vec<u8> {
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()))
}

fn json(path: impl AsRef<Path>) -> Value {
    serde_json::from_slice(&bytes(path)).expect("it is JSON")
}

const SHEETS: [&str; 2] = ["runs.csv", "recoveries.csv"];

#[test]
fn rows_stand_beside_their_answer_which_says_so() {
    let folder = folder();
    let at = |name: &str| folder.path().join("output/x").join(name);
    let screen = ends(folder.path(), &run(&["--rows"]), 0);
    assert!(screen.contains("a row for each run and pool") && screen.contains("recoveries.csv"), "{screen}");
    let answer = json(at("summary.json"));
    assert_eq!((&answer["rows"]["version"], &answer["rows"]["runs"]["rows"]), (&1.into(), &10.into()));
    for name in SHEETS {
        assert_eq!(answer["files_sha256"][name], seal::sha256(&bytes(at(name))), "{name}");
    }
    let text = String::from_utf8(bytes(at("recoveries.csv"))).expect("rows are UTF-8");
    assert_eq!(text.lines().count() as u64, answer["rows"]["recoveries"]["rows"].as_u64().expect("a count") + 1);
    assert!(
        text.lines()
            .nth(1)
            .is_some_and(|row| row.starts_with("0,x.ron,pool1,0,site_lost,false,true,2026-03-03 11:00:00,"))
    );
    let before = SHEETS.map(|name| bytes(at(name)));
    let told = ends(folder.path(), &run(&["--rows", "--threads", "4", "--format", "json"]), 0);
    assert_eq!(SHEETS.map(|name| bytes(at(name))), before);
    let told: Value = serde_json::from_str(&told).expect("it is JSON");
    assert_eq!(told["rows"], answer["rows"]);
    // An answer without rows leaves none of an earlier one beside it.
    let screen = ends(folder.path(), &run(&[]), 0);
    assert!(!screen.contains(".csv"), "{screen}");
    assert!(SHEETS.iter().all(|name| !at(name).exists()) && json(at("summary.json"))["rows"].is_null());
}

#[test]
fn rows_that_somebody_changed_are_replaced_only_when_forced() {
    let folder = folder();
    let at = |name: &str| folder.path().join("output/x").join(name);
    ends(folder.path(), &run(&["--rows"]), 0);
    let (own, changed) = (bytes(at("runs.csv")), [&*bytes(at("runs.csv")), b"6,mine\r\n"].concat());
    fs::write(at("runs.csv"), &changed).expect("it can be written");
    for rows in [&[][..], &["--rows"]] {
        let refused = ends(folder.path(), &run(rows), 2);
        assert!(refused.contains("runs.csv was not written by pooldrill, or was changed since"), "{refused}");
        assert_eq!(bytes(at("runs.csv")), changed);
    }
    ends(folder.path(), &run(&["--rows", "--force"]), 0);
    assert_eq!(bytes(at("runs.csv")), own);
    // An answer that somebody wrote vouches for nothing, and neither does one that was changed.
    let text = String::from_utf8(bytes(at("summary.json"))).expect("it is text");
    fs::write(at("summary.json"), text.replace("\"seed\": 1", "\"seed\": 2")).expect("it can be written");
    let refused = ends(folder.path(), &run(&["--rows"]), 2);
    assert!(SHEETS.iter().all(|name| refused.contains(name)), "{refused}");
    fs::write(at("summary.json"), text).expect("it can be written");
    ends(folder.path(), &run(&["--rows"]), 0);
}

#[test]
fn designs_side_by_side_have_their_rows_under_their_names() {
    let folder = folder();
    let compare = ["compare", "x.ron", "-n", "5", "--quiet", "--rows"];
    let screen = ends(folder.path(), &compare, 0);
    assert!(screen.contains("a row for each run and pool") && screen.contains("recoveries.csv"), "{screen}");
    let folders = fs::read_dir(folder.path().join("output")).expect("there is an answer");
    let folders: Vec<PathBuf> = folders.map(|entry| entry.expect("an entry can be read").path()).collect();
    let [answer] = &folders[..] else { panic!("{folders:?}") };
    let text = String::from_utf8(bytes(answer.join("runs.csv"))).expect("rows are UTF-8");
    let begins: Vec<&str> = text.lines().skip(1).take(4).collect();
    let expected = ["0,as it is,pool1,600,", "0,as it is,pool2,300,"];
    let other = ["0,\"'=2+3, \"\"drilled\"\"\",pool1,600,", "0,\"'=2+3, \"\"drilled\"\"\",pool2,300,"];
    for (row, expected) in begins.iter().zip(expected.iter().chain(&other)) {
        assert!(row.starts_with(expected), "{row} should begin with {expected}");
    }
    assert_eq!(json(answer.join("compare.json"))["rows"]["runs"]["rows"], 20);
    ends(folder.path(), &[&compare[..], &["--threads", "1"]].concat(), 0);
    assert_eq!(String::from_utf8(bytes(answer.join("runs.csv"))).expect("rows are UTF-8"), text);
}

#[test]
fn what_has_no_rows_refuses_to_write_them() {
    let folder = folder();
    for (arguments, other) in [
        (run(&["--rows", "--no-files"]), "--no-files"),
        (run(&["--rows", "--incident", "Site(\"dc1\")"]), "--incident"),
        (run(&["--rows", "--losses", "1"]), "--losses"),
        (vec!["compare", "x.ron", "--rows", "--no-files"], "--no-files"),
    ] {
        let refused = ends(folder.path(), &arguments, 2);
        assert!(refused.contains("cannot be used with") && refused.contains(other), "{refused}");
    }
    assert!(!folder.path().join("output").exists());
}
