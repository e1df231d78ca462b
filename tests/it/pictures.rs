//! The pictures of runs, read out of the canvas: where every text stands, for the tour and for scenarios made to break
//! a layout.

use std::fs;
use std::path::Path;

use super::boxes;
use super::stage::setting;
use pooldrill::model::Setting;
use pooldrill::report::chart::canvas::{Canvas, Label};
use pooldrill::report::chart::style::PAGE;
use pooldrill::report::run_record::RunRecord;
use pooldrill::report::{chart::timeline, telling};

/// Runs of each scenario of the tour that are drawn.
const RUNS: u64 = 6;

/// Draws a run and looks at every text of it.
fn look(name: &str, setting: &Setting, run: u64) -> (RunRecord, Canvas) {
    let record = telling::tell(setting, 1, run);
    let (canvas, height) = timeline::draw(setting, &record, "run 7 of 1000, the one of median cost");
    let faults = boxes::faults(&canvas, (PAGE, height));
    assert!(faults.is_empty(), "{name}, run {run}:\n{}", faults.join("\n"));
    (record, canvas)
}

fn words(canvas: &Canvas) -> String {
    canvas.labels().map(|label| label.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn is_said(canvas: &Canvas, words: &str) -> bool {
    canvas.labels().any(|label| label.text == words)
}

/// A deployment of pools each in a site of its own, neighbours paired, and a timeline.
fn scene(names: &[&str], users: &[u32], horizon: &str, timeline: &str) -> Setting {
    let each = |line: &dyn Fn(usize, &str) -> String| -> String {
        names.iter().enumerate().map(|(place, name)| line(place + 1, name)).collect()
    };
    let sites = each(&|n, _| format!("\"dc{n}\": (),"));
    let edges = each(&|n, _| format!("\"edge{n}\": (site: \"dc{n}\", servers: 2),"));
    let pools = each(&|n, name| {
        format!(
            "{name:?}: Enterprise(site: \"dc{n}\", front_ends: 6, enabled_users: {}, \
             back_end: Mirrored(witness: \"dc{n}\"), edge: \"edge{n}\"),",
            users[(n - 1) % users.len()]
        )
    });
    let pairs: String = names.chunks_exact(2).map(|two| format!("({:?}, {:?}),", two[0], two[1])).collect();
    let text = format!(
        "(schema: 1, about: \"A scene\", product: LyncServer2013, start: \"2026-12-30 10:00 Asia/Seoul\", \
         horizon: {horizon:?}, sites: {{ {sites} }}, pools: {{ {pools} }}, edges: {{ {edges} }}, pairs: [{pairs}], \
         central_management: {:?}, timeline: [{timeline}])",
        names[0]
    );
    setting("scene.ron", &text)
}

#[test]
fn no_two_texts_of_the_tour_overlap_and_none_is_cut_or_leaves_the_sheet() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut seen = 0;
    for entry in fs::read_dir(folder).expect("the tour is there") {
        let path = entry.expect("an entry can be read").path();
        if path.extension().is_none_or(|ending| ending != "ron") {
            continue;
        }
        let name = path.file_name().expect("a scenario has a name").to_string_lossy().into_owned();
        let setting = setting(&name, &fs::read_to_string(&path).expect("it is text"));
        for run in 0..RUNS {
            look(&name, &setting, run);
        }
        seen += 1;
    }
    assert!(seen >= 18, "the tour has {seen} scenarios");
}

#[test]
fn of_twelve_pools_the_two_that_were_hit_have_panels_and_the_ten_others_one_line() {
    let names: Vec<String> = (1..=12).map(|n| format!("pool{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let timeline =
        "(at: \"1h\", lose: Site(\"dc3\"), for: \"6h\"), (at: \"2h\", lose: BackEnd(\"pool8\"), for: \"3h\")";
    let (_, canvas) = look("twelve pools", &scene(&names, &[8_000, 2_000], "10d", timeline), 0);
    assert!(is_said(&canvas, "8,000 users") && is_said(&canvas, "2,000 users"), "{}", words(&canvas));
    assert!(is_said(&canvas, "50,000 users"), "{}", words(&canvas));
    let rows = canvas.labels().filter(|label| label.text.starts_with("its users served by"));
    assert_eq!(rows.count(), 2, "{}", words(&canvas));
    let others = "pool1, pool2, pool4, pool5, pool6, pool7, pool9, pool10, pool11 and pool12";
    let lines = words(&canvas).replace('\n', " ");
    assert_eq!(lines.matches(others).count(), 2, "{lines}");
}

#[test]
fn hangul_names_are_drawn_whole_and_apart() {
    let names: Vec<String> = (1..=6).map(|n| format!("서울데이터센터제{n}프런트엔드풀")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let timeline = "(at: \"30min\", lose: Site(\"dc1\"), for: \"6h\"), (at: \"35min\", lose: Site(\"dc3\"), for: \"3h\"), \
                    (at: \"36min\", lose: Site(\"dc2\"), for: \"1h\")";
    look("hangul", &scene(&names, &[5_000], "10d", timeline), 0);
}

#[test]
fn names_of_any_length_are_broken_into_lines_and_not_cut() {
    let long = |n: u32| format!("pool{n}-{}.contoso.example.com", "with-a-very-long-name.".repeat(5));
    let names = [long(1), long(2)];
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let lines = |of: &str| -> String {
        (1..=6).map(|i| format!("(at: \"{}min\", lose: Server(\"{of}-fe{i}\"), for: \"2h\"),", 10 * i)).collect()
    };
    let timeline = format!("{} (at: \"8h\", do: FailOver({:?}))", lines(names[0]), names[1]);
    let (_, canvas) = look("long names", &scene(&names, &[40_000, 300], "10d", &timeline), 0);
    let all: String = canvas.labels().map(|label| label.text.as_str()).collect();
    for name in names {
        assert!(all.contains(name), "{name} is not drawn whole");
    }
}

#[test]
fn of_forty_events_in_an_hour_none_is_dropped_without_a_word() {
    let names: Vec<String> = (1..=10).map(|n| format!("pool{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let events: String = (0..40)
        .map(|i| {
            let (pool, server) = (i % 10 + 1, i / 10 + 1);
            format!("(at: \"{}min\", lose: Server(\"pool{pool}-fe{server}\"), for: \"{}min\"),", 60 + i, 90 + 7 * i)
        })
        .collect();
    let (_, canvas) = look("forty events", &scene(&names, &[8_000], "10d", &events), 0);
    let named = (0..40).filter(|i| is_said(&canvas, &format!("pool{}-fe{}", i % 10 + 1, i / 10 + 1))).count();
    assert!(named >= 10, "{named} are named:\n{}", words(&canvas));
    let rest = format!("{} more things, named in the log", 40 - named);
    assert!(is_said(&canvas, &rest), "{rest}:\n{}", words(&canvas));
}

#[test]
fn a_year_is_cut_to_its_worst_part_and_says_what_it_leaves_out() {
    let timeline = "(at: \"2d\", lose: Server(\"pool1-fe1\"), for: \"1h\"), \
                    (at: \"200d\", lose: Site(\"dc1\"), for: \"6h\"), (at: \"360d\", lose: Site(\"dc2\"), for: \"20min\")";
    let (_, canvas) = look("a year", &scene(&["pool1", "pool2"], &[24_000, 12_000], "365d", timeline), 0);
    let words = words(&canvas).replace('\n', " ");
    assert!(words.contains("Only the part of the run in which most user time was lost is drawn"), "{words}");
    assert!(words.contains("The whole run: Up to 24,000 users without service"), "{words}");
    assert!(words.starts_with("24,000 users without service for "), "{words}");
}

#[test]
fn a_run_in_which_nothing_is_lost_says_so_in_its_title() {
    let (_, canvas) = look("nothing lost", &scene(&["pool1", "pool2"], &[24_000, 12_000], "30d", ""), 0);
    assert!(words(&canvas).starts_with("Full service for all 36,000 users throughout\n"), "{}", words(&canvas));
    assert!(is_said(&canvas, "pool1 and pool2"), "{}", words(&canvas));
}

/// Two waits of different length that follow each other have a row each, so that each bar has its own length.
#[test]
fn lost_routing_groups_and_a_lost_pool_go_unnoticed_in_rows_of_their_own() {
    let lost = |server: u8, at: &str| format!("(at: \"{at}\", lose: Server(\"pool1-fe{server}\")), ");
    let timeline = [lost(1, "1h"), lost(2, "1h"), lost(3, "1h"), lost(4, "1h 10min")].concat();
    let (_, canvas) = look("groups first", &scene(&["pool1", "pool2"], &[24_000, 12_000], "2d", &timeline), 0);
    for row in ["pool1: lost routing groups not noticed", "pool1: nobody has noticed"] {
        assert!(is_said(&canvas, row), "{row} is missing:\n{}", words(&canvas));
    }
}

#[test]
fn the_procedure_is_named_once_above_its_steps_and_what_only_asks_says_so() {
    let timeline = "(at: \"0h\", lose: Site(\"dc1\"), for: \"6h\")";
    let (_, canvas) = look("a site", &scene(&["pool1", "pool2"], &[24_000, 12_000], "10d", timeline), 0);
    let labels: Vec<&Label> = canvas.labels().collect();
    let named: Vec<&&Label> = labels.iter().filter(|label| label.text == "pool1: Failing over a pool").collect();
    assert_eq!(named.len(), 1, "{}", words(&canvas));
    let asks = labels.iter().find(|label| label.text.ends_with("Invoke-CsManagementServerFailover -WhatIf"));
    let asks = asks.unwrap_or_else(|| panic!("no step says that it only asks:\n{}", words(&canvas)));
    assert!(asks.y > named[0].y && asks.x > named[0].x, "{asks:?} is not below {named:?}");
    let steps = labels.iter().filter(|label| label.text.contains("Invoke-CsPoolFail") && label.text.contains("pool1"));
    assert_eq!(steps.count(), 0, "the pool is named in the heading and not again in every step");
}

#[test]
fn the_title_says_what_was_found_and_the_line_below_which_run_it_is() {
    let timeline = "(at: \"0h\", lose: Site(\"dc1\"), for: \"6h\")";
    let (record, canvas) = look("a site", &scene(&["pool1", "pool2"], &[24_000, 12_000], "10d", timeline), 0);
    let labels: Vec<&Label> = canvas.labels().collect();
    assert!(labels[0].text.starts_with("24,000 users without service for "), "{:?}", labels[0]);
    assert!(labels[0].bold && labels.iter().all(|label| label.size <= labels[0].size));
    assert_eq!(labels[1].text, "A scene · run 7 of 1000, the one of median cost");
    let last = labels.last().expect("there are texts");
    assert!(last.text.starts_with("pooldrill ") && last.text.ends_with(&format!("run {}", record.run)), "{last:?}");
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let timeline = "(at: \"0h\", lose: Site(\"dc1\"), for: \"6h\")";
    let svg = || {
        let setting = scene(&["pool1", "서울풀"], &[24_000, 12_000], "10d", timeline);
        timeline::drawing(&setting, &telling::tell(&setting, 1, 3), "").svg()
    };
    assert_eq!(svg(), svg());
    assert!(!svg().contains("NaN") && !svg().contains("inf"));
}
