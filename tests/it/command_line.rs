//! The tool as a stranger meets it: exit codes, what is written and what is not, and bad input of every kind.

use std::fs;
use std::path::{Path, PathBuf};

use super::tool::{printed, said, tool};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn scenario(name: &str) -> String {
    root().join("scenarios").join(name).display().to_string()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// A scenario text gone wrong ends with exit code 2, says why, writes nothing and does not panic.
fn refused(name: &str, content: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join(name);
    fs::write(&file, content).expect("the text can be written");
    let mut heard = String::new();
    for verb in ["run", "check", "show", "replay", "compare"] {
        let output = tool(folder.path(), &[verb, name]);
        heard = said(&output) + &printed(&output);
        assert_eq!(output.status.code(), Some(2), "{verb} {name}: {heard}");
        assert!(!heard.contains("panicked"), "{verb} {name}: {heard}");
        assert_eq!(files_below(folder.path()), std::slice::from_ref(&file), "{verb} {name} wrote something");
    }
    heard
}

/// The scenario with a section more, which takes the place of one it may have.
fn with(good: &str, section: &str) -> String {
    let name = section.split(':').next().unwrap_or_default();
    let end = good.rfind(')').expect("a scenario ends with a bracket");
    assert!(!good.contains(&format!("    {name}:")), "the scenario has {name} already");
    format!("{},\n    {section},\n)\n", good[..end].trim_end().trim_end_matches(','))
}

fn own_steps(count: usize) -> String {
    let step = r#"(before: "failover", says: "ask", takes: "1min"), "#;
    format!("extra_steps: [{}]", step.repeat(count))
}

fn lines(count: usize) -> String {
    r#"(at: "1h", lose: Server("pool1-fe1"), for: "1min"), "#.repeat(count)
}

fn seconds(count: usize) -> String {
    r#"(every: "every 1min", lose: Server("pool1-fe1"), for: "1s"), "#.repeat(count)
}

fn variants(count: usize) -> String {
    let each: Vec<String> = (0..count).map(|index| format!("\"{index}\": (horizon: \"5d\")")).collect();
    each.join(", ")
}

/// The scenario with variants more.
fn among_variants(good: &str, more: &str) -> String {
    good.replace("variants: {", &format!("variants: {{ {more}, "))
}

#[test]
fn bad_input_of_every_kind_is_refused_and_nothing_is_written() {
    let good = fs::read_to_string(root().join("scenarios/05-lose-a-data-centre.ron")).expect("the scenario is there");
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty.ron", Vec::new(), ""),
        ("truncated.ron", good.as_bytes()[..good.len() / 2].to_vec(), "never closed"),
        ("brackets.ron", vec![b'('; 200_000], "nested too deeply"),
        ("garbage.ron", (0..100_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect(), ""),
        ("typo.ron", good.replace("front_ends", "frontends").into_bytes(), "front_ends"),
        ("unit.ron", good.replace("\"30d\"", "30").into_bytes(), "unit"),
        ("name.ron", good.replace("Site(\"dc1\")", "Site(\"dc11\")").into_bytes(), "dc1"),
        (
            "twice.ron",
            good.replace("[(\"pool1\", \"pool2\")]", "[(\"pool1\", \"pool2\"), (\"pool2\", \"pool1\")]").into_bytes(),
            "",
        ),
        ("itself.ron", good.replace("(\"pool1\", \"pool2\")]", "(\"pool1\", \"pool1\")]").into_bytes(), "itself"),
        ("thirteen.ron", good.replace("front_ends: 6", "front_ends: 13").into_bytes(), "12"),
        ("none.ron", good.replace("front_ends: 6", "front_ends: 0").into_bytes(), "1"),
        ("beyond.ron", good.replace("at: \"0h\"", "at: \"31d\"").into_bytes(), "horizon"),
        ("deep.ron", good.replace("servers: 2, federation", "servers: \"two\", federation").into_bytes(), "two"),
        ("duplicate.ron", good.replace("\"dc2\": ()", "\"dc1\": ()").into_bytes(), "dc1"),
        ("utf8.ron", [good.as_bytes(), &[0xff, 0xfe, 0x80]].concat(), ""),
        ("steps.ron", with(&good, &own_steps(17)).into_bytes(), "16"),
        (
            "lines.ron",
            good.replace("timeline: [", &format!("timeline: [{}", lines(10_000))).into_bytes(),
            "ten thousand",
        ),
        (
            "often.ron",
            good.replace("timeline: [", &format!("timeline: [{}", seconds(40))).into_bytes(),
            "a million times",
        ),
        ("variant.ron", among_variants(&good, r#""V\u{1b}]0;x\u{7}": (horizon: "5d")"#).into_bytes(), "U+001B"),
        ("variants.ron", among_variants(&good, &variants(51)).into_bytes(), " variants"),
        ("never.ron", good.replace("\"dc2\": ()", "\"dc\u{ffff}2\": ()").into_bytes(), "U+FFFF"),
        ("brackets.json", vec![b'['; 200_000], "nested too deeply"),
        ("null.json", b"null".to_vec(), ""),
    ];
    for (name, content, part) in cases {
        let said = refused(name, &content);
        assert!(said.contains(part), "{name} should speak of {part}: {said}");
    }
}

#[test]
fn a_hundred_megabytes_are_refused_without_being_read() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = fs::File::create(folder.path().join("huge.ron")).expect("the file can be made");
    // A sparse file: its length is what counts, and nothing reads it.
    file.set_len(100 * 1024 * 1024).expect("the file can be that long");
    let output = tool(folder.path(), &["run", "huge.ron"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("too large"), "{}", said(&output));
}

#[test]
fn windows_line_ends_a_byte_order_mark_and_hangul_are_fine() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let plain = fs::read_to_string(root().join("scenarios/09-two-standard-servers.ron")).expect("it is there");
    let windows = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    fs::write(folder.path().join("윈도우.ron"), windows).expect("it can be written");
    let output = tool(folder.path(), &["run", "윈도우.ron", "-n", "4", "--quiet"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(printed(&output).contains("서울-풀"));
    assert!(folder.path().join("output/윈도우/timeline.svg").exists());
}

#[test]
fn a_run_writes_picture_log_and_summary_and_the_same_ones_again() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = scenario("05-lose-a-data-centre.ron");
    let run = |out: &str, threads: &str| {
        let output = tool(folder.path(), &["run", &file, "-n", "50", "--quiet", "--threads", threads, "--out", out]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        files_below(&folder.path().join(out))
    };
    let (first, second) = (run("one", "1"), run("seven", "7"));
    let names: Vec<_> = first.iter().map(|path| path.file_name().expect("a file has a name").to_owned()).collect();
    let pictures = ["availability.svg", "causes.svg"].iter().chain(&["events.log", "load.svg", "minutes.svg"]);
    let all: Vec<_> = pictures.chain(&["recoveries.svg", "summary.json", "timeline.svg"]).copied().collect();
    assert_eq!(names, all);
    for (one, seven) in first.iter().zip(&second) {
        assert!(fs::read(one).expect("it is there") == fs::read(seven).expect("it is there"), "{one:?} differs");
    }
    let json: serde_json::Value =
        serde_json::from_slice(&fs::read(&first[6]).expect("it is there")).expect("a summary is JSON");
    for key in ["schema", "provenance", "pools", "features", "total", "causes", "recoveries", "findings"] {
        assert!(!json[key].is_null(), "{key} is missing");
    }
    let causes = json["causes"].as_array().expect("a list");
    let shares: f64 = causes.iter().filter_map(|row| row["share"]["mean"].as_f64()).sum();
    assert!((shares - 1.0).abs() < 1e-6, "shares add up to {shares}");
}

#[test]
fn a_replay_as_ndjson_is_a_line_of_json_for_each_entry() {
    let output = tool(root(), &["replay", &scenario("07-the-wrong-order.ron"), "--run", "3", "--format", "ndjson"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let lines: Vec<serde_json::Value> =
        printed(&output).lines().map(|line| serde_json::from_str(line).expect("every line is JSON")).collect();
    assert!(lines.len() > 20);
    assert!(lines.iter().any(|line| line["kind"] == "given_up"));
}

#[test]
fn a_variant_that_changes_nothing_differs_by_exactly_zero() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let plain = fs::read_to_string(root().join("scenarios/13-everything-fails.ron")).expect("it is there");
    let same = plain.replace("\"no pair\": (pairs: []),", "\"nothing\": (about: \"another sentence\"),");
    fs::write(folder.path().join("same.ron"), same).expect("it can be written");
    let output = tool(folder.path(), &["compare", "same.ron", "-n", "30", "--quiet", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let nothing = json["designs"].as_array().expect("a list").iter().find(|row| row["design"] == "nothing");
    let difference = &nothing.expect("the variant is there")["not_full_minutes_per_year_difference"];
    assert_eq!((difference["mean"].as_f64(), difference["verdict"].as_str()), (Some(0.0), Some("Same")));
}

#[test]
fn the_incident_needs_nothing_but_the_scenario() {
    let file = scenario("13-everything-fails.ron");
    let output = tool(
        root(),
        &["run", &file, "--incident", "Site(\"dc1\")", "-n", "40", "--no-files", "--quiet", "--format", "json"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert!(json["pools"]["pool1"]["hit_share"]["mean"].as_f64() > Some(0.99));
    assert_eq!(json["pools"]["pool1"]["not_full_minutes_by_hour_of_week"].as_array().map(Vec::len), Some(168));
    let output = tool(root(), &["run", &file, "--incident", "Site(\"dc9\")"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("dc1"), "the known sites are listed");
}

#[test]
fn single_points_of_failure_come_first() {
    let output =
        tool(root(), &["run", &scenario("14-shared-fates.ron"), "--losses", "1", "--no-files", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let first = &json["trials"][0];
    assert_eq!(first["lost"][0], "dc1", "the only site takes everything");
    assert_eq!(first["hits"][0]["none_at_end"], 24_000);
}

/// What only writing can show costs the files and not the answer.
#[cfg(target_os = "linux")]
#[test]
fn an_unwritable_folder_is_told_and_the_answer_is_not_lost_with_it() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let out = "/proc/self/no folder can be made here";
    let output = tool(folder.path(), &["run", &scenario("01-one-server.ron"), "-n", "2", "--quiet", "--out", out]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("cannot be written"), "{}", said(&output));
    assert!(printed(&output).contains("FULL SERVICE BACK"), "the answer is not lost with the folder");
    assert_eq!(files_below(folder.path()), <[PathBuf; 0]>::default());
}

#[test]
fn help_version_schema_and_completions_are_answers() {
    for arguments in
        [vec!["--help"], vec!["--version"], vec!["schema"], vec!["completions", "bash"], vec!["man"], vec!["new"]]
    {
        let output = tool(root(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(!output.stdout.is_empty(), "{arguments:?}");
    }
    assert_eq!(tool(root(), &["run"]).status.code(), Some(2));
    let folder = tempfile::tempdir().expect("a folder can be made");
    let output = tool(folder.path(), &["run", &scenario("01-one-server.ron"), "-n", "2", "--format", "ndjson"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(files_below(folder.path()).is_empty(), "what cannot be answered is said before anything is written");
    assert_eq!(tool(root(), &["explain", "pool.grase"]).status.code(), Some(2));
    assert!(said(&tool(root(), &["explain", "pool.grase"])).contains("pool.grace"));
}

/// Editors complete scenarios by the published schema; it is the one that the form of this version makes.
#[test]
fn the_published_schema_is_the_forms() {
    let published = fs::read_to_string(root().join("scenario.schema.json")).expect("the schema is published");
    assert!(
        published.replace('\r', "") == printed(&tool(root(), &["schema"])),
        "write it again: cargo run -- schema > scenario.schema.json"
    );
}

#[test]
fn a_new_scenario_runs_as_it_is_and_is_not_overwritten() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    assert_eq!(tool(folder.path(), &["new", "mine.ron"]).status.code(), Some(0));
    assert_eq!(tool(folder.path(), &["new", "mine.ron"]).status.code(), Some(2));
    let output = tool(folder.path(), &["run", "mine.ron", "-n", "8", "--quiet", "--no-files"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(printed(&output).contains("FULL SERVICE BACK"));
}

/// A picture is never drawn over the scenario, nor over what is no file.
#[test]
fn a_picture_is_not_drawn_over_what_is_read() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let name = "own.ron";
    let good = fs::read_to_string(root().join("scenarios/05-lose-a-data-centre.ron")).expect("the scenario is there");
    fs::write(folder.path().join(name), &good).expect("the scenario can be written");
    for picture in ["own.ron", "./own.ron", "."] {
        let output = tool(folder.path(), &["replay", name, "--run", "0", "--picture", picture]);
        assert_eq!(output.status.code(), Some(2), "{picture}: {}", said(&output));
    }
    assert_eq!(fs::read_to_string(folder.path().join(name)).expect("it is there"), good);
}

/// `check` looks at the variant it is asked for, and says so when there is none; a shell that is given the next command
/// takes nothing in it for a command of its own.
#[test]
fn a_variant_is_checked_and_a_name_is_no_command() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let name = "$(echo a) 'b'.ron";
    let good = fs::read_to_string(root().join("scenarios/05-lose-a-data-centre.ron")).expect("the scenario is there");
    let many = good.replace("enabled_users: 24000", "enabled_users: 24000, routing_groups: 18");
    let text_with = among_variants(&many, r#""more": (pools: { "pool1": Enterprise(enabled_users: 79000) })"#);
    fs::write(folder.path().join(name), text_with).expect("the scenario can be written");
    let check = |more: &[&str]| {
        let output = tool(folder.path(), &[&["check", name], more].concat());
        (output.status.code(), printed(&output) + &said(&output))
    };
    let (base, variant, unknown) = (check(&[]), check(&["--variant", "more"]), check(&["--variant", "mor"]));
    assert!(!base.1.contains("homes 79000") && variant.1.contains("homes 79000"), "{}\n{}", base.1, variant.1);
    assert!(unknown.0 == Some(2) && unknown.1.contains("Did you mean \"more\"?"), "{}", unknown.1);
    let run = printed(&tool(folder.path(), &["run", name, "-n", "2", "--no-files"]));
    assert!(run.contains(r"pooldrill replay '$(echo a) '\''b'\''.ron' --seed 1"), "{run}");
}

/// An incident that does not say how long it lasts is repaired as the scenario says: by the law of its servers, and of
/// several ways to fail each as often as it happens.
#[test]
fn an_incident_is_repaired_as_the_scenario_says() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let good = fs::read_to_string(root().join("scenarios/05-lose-a-data-centre.ron")).expect("the scenario is there");
    let laws = r#"failures: (
        server: [(life: "exponential(300d)", repair: "1h"), (life: "exponential(100d)", repair: "3h")],
        edge: (life: "exponential(300d)", repair: "4h"), back_end: (life: "exponential(1y)", repair: "5h"))"#;
    fs::write(folder.path().join("own.ron"), with(&good, laws)).expect("the scenario can be written");
    let lasts = |loss: &str| {
        let arguments = ["run", "own.ron", "--incident", loss, "-n", "2", "--no-files", "--format", "json"];
        let output = tool(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        json["incident"]["lasts"].as_str().expect("a law").to_owned()
    };
    assert_eq!(lasts("Edge(\"edge1\")"), "4h");
    assert_eq!(lasts("BackEnd(\"pool1\")"), "5h");
    assert_eq!(lasts("Server(\"pool1-fe1\")"), "mixture(0.25: 1h, 0.75: 3h)");
}

/// What does more on a terminal than be seen: controls of both kinds, and what turns the direction of writing.
fn steers_a_terminal(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t')
        || matches!(character, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Whatever stands in a file's name, in a scenario or on the command line: nothing that steers a terminal is printed.
#[cfg(unix)]
#[test]
fn no_foreign_character_steers_the_terminal() {
    const EVIL: &str = "a\u{1b}[31m\u{202e}\u{9b}2J\r\u{7}b";
    let folder = tempfile::tempdir().expect("a folder can be made");
    let good = fs::read_to_string(root().join("scenarios/05-lose-a-data-centre.ron")).expect("the scenario is there");
    let write = |name: &str, content: &str| fs::write(folder.path().join(name), content).expect("it can be written");
    let (fine, wrong, json) = (format!("{EVIL}.ron"), format!("{EVIL}-wrong.ron"), format!("{EVIL}.json"));
    write(&fine, &good);
    write("patch\u{1b}.ron", "(horizon: \"\u{1b}[2J\")");
    write(&wrong, &good.replace("\"dc2\": ()", &format!("\"dc2{EVIL}\": (), // {EVIL}\r and more")));
    write(
        &json,
        &format!("{{ \"{EVIL}\": 1, \"sch\\u001bema\": \"\\u001b[2J\", \"pools\": {{ \"\\u202e\": null }} }}"),
    );
    let evil_site = format!("Site(\"{EVIL}\")");
    let cases: Vec<Vec<&str>> = vec![
        vec!["check", &fine],
        vec!["check", &wrong],
        vec!["check", &json],
        vec!["check", &json, "--format", "json"],
        vec!["check", &wrong, "--format", "json"],
        vec!["check", &fine, "--overlay", "patch\u{1b}.ron"],
        vec!["show", &fine],
        vec!["show", &wrong],
        vec!["run", &fine, "-n", "2"],
        vec!["run", &fine, "-n", "2", "--no-files", "--format", "json"],
        vec!["run", &fine, "--variant", EVIL],
        vec!["run", &fine, "--incident", &evil_site, "--lasts", EVIL, "--hours", EVIL],
        vec!["run", &fine, "-n", EVIL],
        vec!["run", &fine, "--out", &fine, "-n", "2", "--quiet"],
        vec!["run", EVIL],
        vec!["replay", &fine, "--run", "0"],
        vec!["replay", &fine, "--run", "0", "--picture", &fine],
        vec!["compare", &fine, &fine, "-n", "2"],
        vec!["compare", &wrong],
        vec!["new", &fine],
        vec!["new", "new\u{1b}[2J.ron"],
        vec!["explain", EVIL],
        vec!["explain", "runbook", EVIL],
        vec![EVIL],
        vec!["run", &fine, EVIL],
    ];
    for arguments in cases {
        let output = tool(folder.path(), &arguments);
        for printed in [printed(&output), said(&output)] {
            let found = printed.chars().find(|character| steers_a_terminal(*character));
            assert_eq!(found, None, "{arguments:?} prints it: {printed:?}");
            assert!(!printed.contains("panicked"), "{arguments:?}: {printed}");
        }
    }
    let run = printed(&tool(folder.path(), &["run", &fine, "-n", "2", "--no-files"]));
    let next = "pooldrill replay $'a\\x1b[31m\\xe2\\x80\\xae\\xc2\\x9b2J\\x0d\\x07b.ron' --seed 1";
    assert!(run.contains(next), "the command names the file as a shell understands it: {run}");
    let answer = tool(folder.path(), &["run", &fine, "-n", "2", "--no-files", "--format", "json"]).stdout;
    let answer: serde_json::Value = serde_json::from_slice(&answer).expect("it is JSON");
    assert!(answer.to_string().contains("\u{202e}"), "a program is told the name as it is");
}

/// Several files are compared as they stand, and who wrote variants into one of them is told so.
#[test]
fn variants_of_one_of_several_files_are_said_to_be_left_out() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    assert_eq!(tool(folder.path(), &["new", "today.ron"]).status.code(), Some(0));
    fs::create_dir(folder.path().join("later")).expect("a folder can be made");
    fs::copy(folder.path().join("today.ron"), folder.path().join("later/today.ron")).expect("it can be copied");
    let output = tool(folder.path(), &["compare", "today.ron", "later/today.ron", "-n", "2"]);
    let (answer, said) = (printed(&output), said(&output));
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("The variants of today.ron are left out") && said.contains("\"one pool\""), "{said}");
    assert!(said.contains("`pooldrill compare later/today.ron`"), "{said}");
    assert!(answer.contains("\nlater/today.ron "), "two designs of one name are told apart: {answer}");
}

/// What a timeline loses once is scaled to a year by the horizon: of two like designs the one that is looked at for longer
/// must not come out as the better one.
#[test]
fn designs_of_different_horizons_with_a_timeline_are_not_compared() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let template = printed(&tool(folder.path(), &["new"]));
    fs::write(folder.path().join("week.ron"), &template).expect("it can be written");
    fs::write(folder.path().join("month.ron"), template.replace("horizon: \"7d\"", "horizon: \"30d\""))
        .expect("it can");
    let output = tool(folder.path(), &["compare", "week.ron", "month.ron", "-n", "2"]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("week is looked at for 7 d, month for 30 d") && said.contains("the same `horizon`"),
        "{said}"
    );
}

/// A file name with a line break writes no line of its own among the answers.
#[cfg(unix)]
#[test]
fn a_line_break_in_a_file_name_makes_no_line_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let forged = "a\nFORGED  all is well\tx.ron";
    fs::copy(scenario("01-one-server.ron"), folder.path().join(forged)).expect("it can be copied");
    let plain = scenario("01-one-server.ron");
    let compared = tool(folder.path(), &["compare", forged, &plain, "-n", "2", "--quiet"]);
    fs::create_dir(folder.path().join("b\nFORGED.ron")).expect("a folder can be made");
    let checked = tool(folder.path(), &["check", "b\nFORGED.ron"]);
    for output in [compared, checked] {
        let said = printed(&output) + &said(&output);
        assert!(said.contains("FORGED"), "{said}");
        assert!(!said.lines().any(|line| line.starts_with("FORGED")) && !said.contains('\t'), "{said}");
    }
}

/// The template shows how maps merge, `Removed`, `None` and `failures`, and nothing in it is wrong.
#[test]
fn the_template_shows_variants_and_failures_and_is_right() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let template = printed(&tool(folder.path(), &["new"]));
    for part in ["failures: (", "variants: {", "\"pool2\": Removed", "witness: None", "merged name by name"] {
        assert!(template.contains(part), "{part} is missing");
    }
    assert_eq!(tool(folder.path(), &["new", "mine.ron"]).status.code(), Some(0));
    for arguments in [
        vec!["check", "mine.ron"],
        vec!["check", "mine.ron", "--variant", "one pool"],
        vec!["check", "mine.ron", "--variant", "without a witness"],
    ] {
        let output = tool(folder.path(), &[arguments.as_slice(), &["--format", "json"]].concat());
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        assert_eq!(json["errors"], 0, "{arguments:?}: {json:#}");
        let own = json["problems"].as_array().expect("a list").iter().filter(|problem| {
            let code = problem["code"].as_str().unwrap_or_default();
            code.starts_with("P0") || code.starts_with("S0")
        });
        assert_eq!(own.count(), 0, "{arguments:?}: {json:#}");
    }
}
