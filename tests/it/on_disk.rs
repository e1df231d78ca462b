//! What the tool does to a disk: what was read is never written, what it did not write is not replaced, files of one answer
//! come together, and no two questions share a folder.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use super::stage::Stage;
use super::tool::{command, printed, said, tool};

/// A folder with a small scenario, `x.ron`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::write(folder.path().join("x.ron"), scenario()).expect("it can be written");
    folder
}

fn scenario() -> String {
    let variants = r#"variants: { "a b": (about: "one"), "a-b": (about: "other") }"#;
    Stage::one_pool("2d", 3, 300).lose("1h", "Server pool1-fe1").more(variants).text()
}

fn run<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["run", "x.ron", "-n", "3", "--quiet"], more].concat()
}

/// The tool ends well.
fn fine(folder: &Path, arguments: &[&str]) -> Output {
    let output = tool(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
    output
}

/// The tool refuses with these words, prints no answer, and changes nothing below the folder.
fn refused(folder: &Path, arguments: &[&str], words: &str) {
    let before = contents(folder);
    let output = tool(folder, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
    assert!(said(&output).contains(words), "{arguments:?} should say \"{words}\": {}", said(&output));
    assert_eq!(printed(&output), "", "{arguments:?} answered");
    assert_eq!(contents(folder), before, "{arguments:?} changed something");
}

/// Every path below a folder, with what a file holds.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry can be read").path();
        found.push((path.clone(), fs::read(&path).unwrap_or_default()));
        if path.is_dir() && !path.is_symlink() {
            found.extend(contents(&path));
        }
    }
    found.sort();
    found
}

fn text(path: impl AsRef<Path>) -> String {
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()))
}

#[test]
fn nothing_that_was_read_is_ever_written() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("x")).expect("it can be made");
    fs::write(at("x/summary.json"), r#"{ "horizon": "3d" }"#).expect("it can be written");
    for force in [&[][..], &["--force"]] {
        let over = run(&[&["--overlay", "x/summary.json", "--out", "."], force].concat());
        refused(folder.path(), &over, "x/summary.json is what is read here");
        let picture = [&["replay", "x.ron", "--run", "0", "--picture", "./x.ron"], force].concat();
        refused(folder.path(), &picture, "is what is read here");
    }
    fs::create_dir_all(at("summary")).expect("it can be made");
    let json = r#"{ "schema": 1, "about": "a", "product": "LyncServer2013", "start": "2026-03-03 10:00 UTC", "horizon": "2d",
        "sites": { "s": {} }, "pools": { "p": { "Standard": { "site": "s", "enabled_users": 10 } } },
        "central_management": "p", "timeline": [] }"#;
    fs::write(at("summary/summary.json"), json).expect("it can be written");
    fine(folder.path(), &["run", "summary/summary.json", "--out", ".", "-n", "2", "--quiet"]);
    assert_eq!(text(at("summary/summary.json")), json);
    refused(&at("summary"), &["run", "summary.json", "--out", ".", "--force"], "is a file where a folder is needed");
}

#[cfg(unix)]
#[test]
fn nothing_that_was_read_is_written_under_another_name() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("output/x")).expect("it can be made");
    let good = text(at("x.ron"));
    fs::hard_link(at("x.ron"), at("output/x/events.log")).expect("a link can be made");
    refused(folder.path(), &run(&["--force"]), "events.log is what is read here");
    fs::remove_file(at("output/x/events.log")).expect("it is there");
    std::os::unix::fs::symlink(at("x.ron"), at("output/x/timeline.svg")).expect("a link can be made");
    refused(folder.path(), &run(&["--force"]), "timeline.svg is what is read here");
    fs::create_dir_all(at("output/standard input%")).expect("it can be made");
    fs::rename(at("x.ron"), at("output/standard input%/summary.json")).expect("it can be moved");
    let input = fs::File::open(at("output/standard input%/summary.json")).expect("it is there");
    let output = command(folder.path(), &["run", "-", "-n", "3", "--force"]).stdin(input).output().expect("it starts");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert_eq!(text(at("output/standard input%/summary.json")), good);
}

#[test]
fn what_this_tool_did_not_write_is_replaced_only_when_forced() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("output/x")).expect("it can be made");
    fs::write(at("output/x/events.log"), "what I remember of that night\n").expect("it can be written");
    let words = "events.log was not written by pooldrill, or was changed since";
    refused(folder.path(), &run(&[]), words);
    fine(folder.path(), &run(&["--no-files"]));
    fine(folder.path(), &run(&["--force"]));
    fine(folder.path(), &run(&["--seed", "2"]));
    let mut log = fs::OpenOptions::new().append(true).open(at("output/x/events.log")).expect("it is there");
    writeln!(log, "and what I think of it").expect("it can be written");
    refused(folder.path(), &run(&[]), words);

    for (name, foreign, begins) in
        [("p.svg", &b"<svg/>"[..], &b"<svg "[..]), ("p.PNG", b"\x89PNG\r\n\x1a\n", b"\x89PNG")]
    {
        fs::write(at(name), foreign).expect("it can be written");
        let picture = ["replay", "x.ron", "--run", "0", "--picture", name];
        refused(folder.path(), &picture, &format!("{name} was not written by pooldrill"));
        fine(folder.path(), &[&picture[..], &["--force"]].concat());
        fine(folder.path(), &picture);
        assert!(fs::read(at(name)).expect("it is there").starts_with(begins), "{name}");
    }

    for (name, question) in [
        ("x - incident Server pool1-fe1/incident.json", &["--incident", "Server(\"pool1-fe1\")"][..]),
        ("x - losses 1/losses.json", &["--losses", "1"]),
    ] {
        let file = at("output").join(name);
        fs::create_dir_all(file.parent().expect("it has a folder")).expect("it can be made");
        fs::write(&file, "{}").expect("it can be written");
        refused(folder.path(), &run(question), "was not written by pooldrill");
        fine(folder.path(), &run(&[question, &["--force"]].concat()));
        fine(folder.path(), &run(question));
    }
}

#[cfg(unix)]
#[test]
fn links_and_read_only_files_are_replaced_only_when_forced_and_modes_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fine(folder.path(), &run(&[]));
    let summary = at("output/x/summary.json");
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    let set = |mode| fs::set_permissions(&summary, fs::Permissions::from_mode(mode)).expect("it can be set");
    set(0o640);
    fine(folder.path(), &run(&["--seed", "2"]));
    assert_eq!(mode(&summary), 0o640);
    set(0o440);
    refused(folder.path(), &run(&[]), "summary.json may only be read");
    fine(folder.path(), &run(&["--force"]));
    assert_eq!(mode(&summary), 0o440);
    set(0o644);

    let other = at("other name.json");
    fs::hard_link(&summary, &other).expect("a link can be made");
    let kept = text(&other);
    refused(folder.path(), &run(&["--seed", "3"]), "summary.json has other names as well");
    fine(folder.path(), &run(&["--seed", "3", "--force"]));
    assert!(text(&other) == kept && text(&summary) != kept);

    fs::rename(&summary, at("moved.json")).expect("it can be moved");
    symlink(at("moved.json"), &summary).expect("a link can be made");
    let before = text(&summary);
    refused(folder.path(), &run(&[]), "summary.json is a link");
    fine(folder.path(), &run(&["--force"]));
    assert!(summary.is_symlink() && text(at("moved.json")) != before);
    fs::remove_file(at("moved.json")).expect("it is there");
    refused(folder.path(), &run(&[]), "summary.json is a link");
}

/// What a run of this scenario writes beside its summary: too few runs have no distribution.
const COMPANIONS: [&str; 6] =
    ["availability.svg", "causes.svg", "events.log", "load.svg", "recoveries.svg", "timeline.svg"];

#[test]
fn the_summary_says_which_picture_and_log_belong_to_it() {
    use sha2::{Digest, Sha256};
    let folder = folder();
    fine(folder.path(), &run(&[]));
    let at = |name: &str| folder.path().join("output/x").join(name);
    let summary: serde_json::Value = serde_json::from_str(&text(at("summary.json"))).expect("it is JSON");
    let files = summary["files_sha256"].as_object().expect("it names files");
    assert_eq!(files.keys().collect::<Vec<_>>(), COMPANIONS);
    for (name, fingerprint) in files {
        let digits: String = Sha256::digest(text(at(name))).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(fingerprint, &digits, "{name}");
    }
}

/// What a killed process left is removed; what a living one is about to move is not.
#[test]
fn leftovers_of_a_killed_run_are_removed_by_the_next() {
    let folder = folder();
    let at = |name: &str| folder.path().join("output/x").join(name);
    for name in [".pooldrill-dead", ".pooldrill-alive"] {
        fs::create_dir_all(at(name)).expect("it can be made");
        fs::write(at(name).join("lock"), "").expect("it can be written");
        fs::write(at(name).join("file-0"), "half a summ").expect("it can be written");
    }
    let living = fs::File::open(at(".pooldrill-alive/lock")).expect("it is there");
    living.lock().expect("nobody else has it");
    fine(folder.path(), &run(&[]));
    assert!(!at(".pooldrill-dead").exists() && at(".pooldrill-alive/file-0").exists());
    drop(living);
    fine(folder.path(), &run(&[]));
    let names: Vec<_> = contents(&folder.path().join("output/x")).into_iter().map(|(path, _)| path).collect();
    let all = ["summary.json"].iter().chain(&COMPANIONS);
    assert_eq!(names, all.map(|name| at(name)).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>());
}

#[test]
fn no_two_questions_share_a_folder() {
    let folder = folder();
    for name in ["x y.ron", "x-y.ron", "x.json.ron"] {
        fs::write(folder.path().join(name), scenario()).expect("it can be written");
        fine(folder.path(), &["run", name, "-n", "2", "--quiet"]);
    }
    fine(folder.path(), &run(&[]));
    fine(folder.path(), &run(&["--variant", "a b"]));
    fine(folder.path(), &run(&["--variant", "a-b"]));
    fine(folder.path(), &run(&["--losses", "1"]));
    let entries = fs::read_dir(folder.path().join("output")).expect("it was made");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("it can be read").file_name().into_string().expect("it is text")).collect();
    names.sort();
    assert_eq!(names, ["x", "x - a b", "x - a-b", "x - losses 1", "x y", "x-y", "x.json.ron"]);
}

#[test]
fn losses_write_what_they_say() {
    let folder = folder();
    let output = fine(folder.path(), &run(&["--losses", "1", "--out", "there"]));
    let file = folder.path().join("there/x - losses 1/losses.json");
    let says = printed(&output);
    assert!(says.contains("there/x - losses 1/\n") && says.contains("losses.json "), "{says}");
    let written: serde_json::Value = serde_json::from_str(&text(&file)).expect("it is JSON");
    let output = fine(folder.path(), &run(&["--losses", "1", "--no-files", "--format", "json"]));
    let answered: serde_json::Value = serde_json::from_str(&printed(&output)).expect("it is JSON");
    assert!(written["trials"] == answered["trials"] && written["trials"].as_array().expect("a list").len() > 3);
    assert_eq!(written["trials_wanted"], written["trials"].as_array().expect("a list").len());
}

/// So many runs would take hours: that it ends shows that it asked first.
#[test]
fn an_output_folder_that_cannot_be_is_refused_before_the_runs() {
    let folder = folder();
    fs::write(folder.path().join("taken"), "a file").expect("it can be written");
    for question in [&[][..], &["--incident", "Server(\"pool1-fe1\")"], &["--losses", "1"]] {
        for (out, words) in [
            ("taken", "taken is a file where a folder is needed"),
            ("taken/x", "taken is a file where a folder is needed"),
            ("-", "--out is a folder"),
        ] {
            let arguments = [&["run", "x.ron", "-n", "10000000", "--out", out], question].concat();
            refused(folder.path(), &arguments, words);
        }
    }
    let picture = ["replay", "x.ron", "-n", "10000000", "--picture", "taken/p.svg"];
    refused(folder.path(), &picture, "taken is a file where a folder is needed");
}

#[test]
fn a_hyphen_is_standard_input_and_standard_output() {
    let folder = folder();
    let read = |arguments: &[&str]| {
        let input = fs::File::open(folder.path().join("x.ron")).expect("it is there");
        let output = command(folder.path(), arguments).stdin(input).output().expect("it starts");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
        printed(&output)
    };
    let without_name = |text: String| {
        let mut json: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        json["provenance"]["scenario"] = "any".into();
        json
    };
    let json = ["-n", "3", "--quiet", "--no-files", "--format", "json"];
    for question in [&[][..], &["--incident", "Server(\"pool1-fe1\")"]] {
        let asked = |file| [&["run", file], &json[..], question].concat();
        assert_eq!(without_name(read(&asked("-"))), without_name(printed(&fine(folder.path(), &asked("x.ron")))));
    }
    let checked = read(&["check", "-"]);
    assert!(checked.contains("standard input"), "{checked}");
    assert!(read(&["run", "x.ron", "--overlay", "-", "-n", "2", "--no-files"]).contains("2 runs"));
    let picture = read(&["replay", "-", "--run", "0", "--picture", "-"]);
    assert!(picture.starts_with("<svg") && picture.trim_end().ends_with("</svg>"), "{picture}");
    assert_eq!(printed(&fine(folder.path(), &["new", "-"])), printed(&fine(folder.path(), &["new"])));
    assert_eq!(contents(folder.path()).len(), 1, "nothing was written");
}

/// Answers that cannot be printed are no answers, help and version among them.
#[cfg(target_os = "linux")]
#[test]
fn help_to_a_full_device_fails_as_the_rest_does() {
    let folder = folder();
    for arguments in [&["--help"][..], &["run", "--help"], &["--version"], &["schema"], &["explain", "facts"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("the device is there");
        let output = command(folder.path(), arguments)
            .stdout(full)
            .stderr(Stdio::piped())
            .spawn()
            .and_then(std::process::Child::wait_with_output)
            .expect("the tool can be started");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains("standard output cannot be written"), "{arguments:?}: {}", said(&output));
    }
}
