//! Rows for a picture of one's own: their sums are the answer's numbers, and spreadsheets and notebooks can read them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use super::stage::{Stage, setting};
use pooldrill::experiment::{Budget, Summary, side_by_side_heard};
use pooldrill::model::Setting;
use pooldrill::report::data;
use pooldrill::report::data::rows::recoveries::{MINUTES_OF, RECOVERIES};
use pooldrill::report::data::rows::runs::RUNS;
use pooldrill::report::data::rows::{Column, Rows, VERSION, Written};
use pooldrill::world::backup_copy::DataClass;
use serde_json::Value;

/// Much fails, some of it planned, and at the end nobody waits until the sites are back.
fn failing() -> Stage {
    let failures = "failures: (server: [(life: \"exponential(20d)\", repair: \"exponential(6h)\")],
        site: (life: \"exponential(40d)\", repair: \"exponential(12h)\")), targets: (time_to_recover: \"30min\"),
        extra_steps: [(before: \"failing-over-a-pool.2-version\", says: \"Ask the change board\", takes: \"7min\")]";
    let stage = Stage::pair("90d").fact("people.decision", "lognormal(median 40min, p95 3h)").more(failures);
    let stage = stage.line("at: \"2d\", lose: Server(\"pool2-fe1\"), for: \"2h\", planned: true");
    stage.lose_for("89d", "Site dc1", "5d").lose_for("89d", "Site dc2", "5d")
}

/// Both files of some runs, with the summary of each design.
struct Made {
    files: [Vec<u8>; 2],
    written: Written,
    summaries: Vec<Summary>,
}

fn made(
    designs: &[(&str, &Setting)],
    runs: u64,
    threads: usize,
    progress: &(dyn Fn(u64) + Sync),
    stop: &AtomicBool,
) -> Made {
    let mut rows = Rows::begin(designs.to_vec(), Vec::new(), Vec::new()).expect("memory takes rows");
    let settings: Vec<&Setting> = designs.iter().map(|(_, setting)| *setting).collect();
    let budget = Budget { seed: 3, first: 0, runs, threads: Some(threads), stop, progress };
    let heard = &mut |design, number, outcome: &_| rows.add(design, number, outcome);
    let (summaries, _) = side_by_side_heard(&settings, &budget, heard).expect("threads start");
    let (files, written) = rows.finish().expect("memory takes rows");
    Made { files, written, summaries }
}

fn all_of(designs: &[(&str, &Setting)], runs: u64, threads: usize) -> Made {
    made(designs, runs, threads, &|_| {}, &AtomicBool::new(false))
}

/// A file as whoever loads it sees it: a value for each column of each row.
type Table = Vec<BTreeMap<String, String>>;

fn read(file: &[u8]) -> Table {
    let mut reader = csv::Reader::from_reader(file);
    reader.deserialize().collect::<Result<Table, _>>().expect("the rows can be read")
}

fn header(file: &[u8]) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(file);
    reader.headers().expect("there is a first line").iter().map(str::to_owned).collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

fn sum(table: &[&BTreeMap<String, String>], column: &str) -> f64 {
    table.iter().map(|row| number(row, column)).sum()
}

/// The same number, but for what the answer rounds to nine digits.
fn same(what: &str, from_rows: f64, from_answer: &Value) {
    let told = from_answer.as_f64().unwrap_or_else(|| panic!("{what}: {from_answer}"));
    assert!((from_rows - told).abs() <= 1e-8 * told.abs().max(1e-3), "{what}: {from_rows} and {told}");
}

#[test]
fn the_sums_of_the_rows_are_the_numbers_of_the_answer() {
    let setting = setting("stage.ron", &failing().text());
    let Made { files, written, summaries } = all_of(&[("as it is", &setting)], 25, 2);
    let answer = data::summary::summary(&setting, "stage.ron", &summaries[0]);
    let [runs, recoveries] = [&files[0], &files[1]].map(|file| read(file));
    assert_eq!((runs.len() as u64, recoveries.len() as u64), (written.runs, written.recoveries));
    assert_eq!(runs.len(), 50);
    for pool in ["pool1", "pool2"] {
        let rows: Vec<_> = runs.iter().filter(|row| row["pool"] == pool).collect();
        let told = &answer["pools"][pool];
        let mean = |column: &str| sum(&rows, column) / 25.0;
        let (none, limited) = (mean("none_minutes_per_user"), mean("limited_minutes_per_user"));
        same("none", none, &told["in_horizon"]["none_minutes"]["mean"]);
        same("limited", limited, &told["in_horizon"]["limited_minutes"]["mean"]);
        same("planned", mean("planned_minutes_per_user") / (none + limited), &told["planned_share"]["mean"]);
        let business = mean("business_hours_minutes_per_user") / (none + limited);
        same("business hours", business, &told["business_hours_share"]["mean"]);
        same("users", number(rows[0], "users"), &told["enabled_users"]);
        same("outages", sum(&rows, "outages"), &told["outages_seen"]);
        let years = 90.0 / 365.0;
        for (column, key) in [
            ("signed_in_none_minutes_per_user", "signed_in_none_minutes_per_year"),
            ("signed_in_limited_minutes_per_user", "signed_in_limited_minutes_per_year"),
            ("pool_quorum_losses", "pool_quorum_losses_per_year"),
            ("routing_group_quorum_losses", "routing_group_quorum_losses_per_year"),
            ("redirected_users", "redirected_users_per_year"),
        ] {
            same(column, mean(column) / years, &told[key]["mean"]);
        }
        let worst = rows.iter().map(|row| number(row, "none_minutes_per_user")).fold(0.0, f64::max);
        let deviates = |row: &BTreeMap<String, String>| (number(row, "none_minutes_per_user") - none).powi(2);
        let sd = (rows.iter().map(|row| deviates(row)).sum::<f64>() / 24.0).sqrt();
        same("the standard deviation", sd, &told["in_horizon"]["none_minutes"]["sd"]);
        same("the worst run", worst, &told["in_horizon"]["none_minutes"]["max"]);
        for class in DataClass::ALL {
            let column = format!("lost_{}_minutes", class.key());
            let some: Vec<_> = rows.iter().copied().filter(|row| !row[&column].is_empty()).collect();
            same(&column, sum(&some, &column) / some.len() as f64, &told["lost_data_minutes"][class.key()]["mean"]);
        }
        let unfinished = rows.iter().filter(|row| row["unfinished"] == "true").count();
        assert_eq!(unfinished, 25, "nobody waits until the sites are back");
        assert!(sum(&rows, "failovers") > 5.0 && sum(&rows, "data_losses") > 5.0, "{rows:?}");
        let own: Vec<_> = recoveries.iter().filter(|row| row["pool"] == pool).collect();
        let lost = own.iter().filter(|row| !row["lost_user_data_minutes"].is_empty());
        assert_eq!(lost.count() as f64, sum(&rows, "data_losses"));
    }
}

#[test]
fn the_rows_of_recoveries_add_up_to_the_kinds_of_the_answer() {
    let setting = setting("stage.ron", &failing().text());
    let Made { files, summaries, .. } = all_of(&[("as it is", &setting)], 25, 2);
    let answer = data::summary::summary(&setting, "stage.ron", &summaries[0]);
    let recoveries = read(&files[1]);
    let kinds = answer["recoveries"].as_array().expect("a list");
    assert!(kinds.len() > 6);
    let (mut seen, mut own_step) = (0, 0.0);
    for told in kinds {
        let is_one = |row: &&BTreeMap<String, String>| {
            let failed_over = told["failed_over"].to_string();
            row["pool"] == told["pool"] && row["cause"] == told["kind"] && row["failed_over"] == failed_over
        };
        let all: Vec<_> = recoveries.iter().filter(is_one).collect();
        let (unfinished, over): (Vec<_>, Vec<_>) = all.iter().copied().partition(|row| row["unfinished"] == "true");
        seen += all.len();
        assert_eq!((over.len() as u64, unfinished.len() as u64), (count(&told["count"]), count(&told["unfinished"])));
        let hit = (sum(&all, "users_hit") / all.len() as f64).round();
        same("users hit", hit, &told["users_hit"]);
        for (phase, minutes) in told["anatomy"].as_object().expect("phases") {
            let column = format!("{MINUTES_OF}{phase}");
            same(&column, sum(&over, &column) / over.len() as f64, minutes);
            own_step += if phase.starts_with("failing-over-a-pool.2-version+") { sum(&over, &column) } else { 0.0 };
        }
        for row in &all {
            let parts: f64 = row.keys().filter(|key| key.starts_with(MINUTES_OF)).map(|key| number(row, key)).sum();
            let clock = number(row, "user_clock_minutes");
            assert!((parts - clock).abs() < 1e-9 * clock.max(1.0), "{row:?}");
            let lasted = (number(row, "ended_ms") - number(row, "began_ms")) / 60_000.0;
            assert!((lasted - clock).abs() < 1e-9 * clock.max(1.0), "{row:?}");
            assert_eq!(row["planned"] == "true", ["ordered", "planned_work"].contains(&row["cause"].as_str()));
        }
        if unfinished.is_empty() {
            // The answer keeps single clocks to the second.
            let longest = over.iter().map(|row| number(row, "user_clock_minutes")).fold(0.0, f64::max);
            let told = told["user_clock_minutes"]["max"].as_f64().expect("all were over");
            assert!((longest - told).abs() <= 0.5 / 60.0 + 1e-9, "{longest} and {told}");
        }
    }
    assert_eq!(seen, recoveries.len(), "every row is of a kind");
    assert!(own_step > 0.0, "the scenario's own step has a column");
    let planned: Vec<_> = recoveries.iter().filter(|row| row["cause"] == "planned_work" && row["run"] == "0").collect();
    assert_eq!(planned[0]["began_ms"], (2 * 24 * 3_600_000).to_string());
    let longest = read(&files[0])
        .iter()
        .filter(|row| row["pool"] == "pool1" && row["run"] == "4")
        .map(|row| number(row, "longest_recovery_minutes"))
        .next();
    let own = recoveries.iter().filter(|row| row["pool"] == "pool1" && row["run"] == "4");
    let own = own.filter(|row| row["planned"] == "false" && row["unfinished"] == "false");
    assert_eq!(longest, own.map(|row| number(row, "user_clock_minutes")).max_by(f64::total_cmp));
}

fn count(value: &Value) -> u64 {
    value.as_u64().expect("a count")
}

#[test]
fn rows_depend_neither_on_threads_nor_on_where_somebody_stops() {
    let one = setting("one.ron", &failing().text());
    let other = setting("other.ron", &failing().fact("people.decision", "10min").text());
    let designs = [("as it is", &one), ("drilled", &other)];
    let whole = all_of(&designs, 12, 1);
    assert_eq!(whole.files, all_of(&designs, 12, 4).files);
    let stop = AtomicBool::new(false);
    let stopped = made(&designs, 100, 2, &|done| stop.store(done >= 12, Ordering::Relaxed), &stop);
    let finished = stopped.summaries[0].runs;
    assert!((12..100).contains(&finished), "{finished}");
    assert_eq!(stopped.files, all_of(&designs, finished, 1).files);
    for (file, part) in stopped.files.iter().zip(&whole.files) {
        assert!(file.starts_with(part), "more runs have more rows, and the same first ones");
    }
    let rows = read(&whole.files[0]);
    let keys: Vec<_> =
        rows.iter().take(5).map(|row| [&row["run"], &row["design"], &row["pool"]].map(String::as_str)).collect();
    let [a, b] = ["as it is", "drilled"];
    assert_eq!(keys, [["0", a, "pool1"], ["0", a, "pool2"], ["0", b, "pool1"], ["0", b, "pool2"], ["1", a, "pool1"]]);
}

#[test]
fn foreign_names_stand_in_the_rows_and_are_never_formulas() {
    let long = "가나다라마바사아자차카타파하".repeat(4);
    let text = failing().text();
    let text = text.replace("\"pool1\"", "\"=HYPERLINK(1), \\\"a\\\"\"").replace("\"pool2\"", &format!("{long:?}"));
    let text = text.replace("\"pool2-fe1\"", &format!("{:?}", format!("{long}-fe1")));
    let setting = setting("stage.ron", &text);
    let Made { files, .. } = all_of(&[("@a\r\n\u{1b}[31m", &setting)], 2, 1);
    for file in &files {
        let text = std::str::from_utf8(file).expect("rows are UTF-8");
        assert!(text.starts_with("\u{feff}run,design,pool,"), "{}", &text[..40]);
        assert!(text.ends_with("\r\n") && !text.contains('\u{1b}'));
        let rows = read(file);
        assert!(rows.iter().any(|row| row["pool"] == "'=HYPERLINK(1), \"a\""), "{:?}", rows[0]);
        assert!(rows.iter().any(|row| row["pool"] == long));
        assert!(rows.iter().all(|row| row["design"].starts_with("'@a")));
    }
    let text = std::str::from_utf8(&files[0]).expect("rows are UTF-8");
    assert!(text.contains("\"'=HYPERLINK(1), \"\"a\"\"\""), "{text}");
}

#[test]
fn without_recoveries_there_are_the_names_of_the_columns() {
    let setting = setting("stage.ron", &Stage::one_pool("1d", 3, 900).text());
    let Made { files, written, .. } = all_of(&[("quiet", &setting)], 1, 1);
    assert_eq!(written, Written { runs: 1, recoveries: 0 });
    let row = &read(&files[0])[0];
    assert_eq!((number(row, "none_minutes_per_user"), &*row["longest_recovery_minutes"]), (0.0, ""));
    assert_eq!((&*row["lost_user_data_minutes"], &*row["data_losses"], &*row["unfinished"]), ("", "0", "false"));
    let text = std::str::from_utf8(&files[1]).expect("rows are UTF-8");
    assert_eq!(text.matches("\r\n").count(), 1);
    assert!(header(&files[1]).contains(&"minutes:decision".to_owned()), "{text}");
}

#[test]
fn a_disk_that_is_full_is_told_at_the_end() {
    /// Takes so many bytes.
    struct Full(usize);
    impl io::Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let setting = setting("stage.ron", &failing().text());
    let end = |room| {
        let mut rows = Rows::begin(vec![("a", &setting)], Full(room), Full(room))?;
        let stop = AtomicBool::new(false);
        let budget = Budget { seed: 3, first: 0, runs: 40, threads: Some(1), stop: &stop, progress: &|_| {} };
        let heard = &mut |design, number, outcome: &_| rows.add(design, number, outcome);
        side_by_side_heard(&[&setting], &budget, heard).expect("threads start");
        rows.finish().map(|(_, written)| written)
    };
    assert!(end(1 << 24).is_ok_and(|written| written.runs == 80));
    for room in [0, 1000, 20_000] {
        assert_eq!(end(room).map_err(|error| error.kind()), Err(io::ErrorKind::StorageFull), "{room}");
    }
}

/// The columns of version 1. Whoever changes them gives the rows another version, and says so in the README and the log of
/// changes.
#[test]
fn a_version_has_its_columns() {
    let setting = setting("stage.ron", &Stage::one_pool("1d", 3, 900).text());
    let Made { files, .. } = all_of(&[("quiet", &setting)], 1, 1);
    assert_eq!(VERSION, 1);
    let runs = "run design pool users none_minutes_per_user limited_minutes_per_user planned_minutes_per_user \
        business_hours_minutes_per_user signed_in_none_minutes_per_user signed_in_limited_minutes_per_user outages \
        pool_quorum_losses routing_group_quorum_losses failovers redirected_users longest_recovery_minutes unfinished \
        data_losses lost_user_data_minutes lost_meeting_content_minutes";
    assert_eq!(header(&files[0]), runs.split_whitespace().collect::<Vec<_>>());
    let recoveries = "run design pool recovery cause planned failed_over began ended began_ms ended_ms unfinished \
        user_clock_minutes procedure_clock_minutes users_hit lost_user_data_minutes lost_meeting_content_minutes \
        minutes:takeover minutes:grace minutes:routing_group_quorum minutes:registrar minutes:detection";
    let names = header(&files[1]);
    let expected: Vec<_> = recoveries.split_whitespace().collect();
    assert_eq!(names[..expected.len()], expected);
    let ids = setting.procedures.ids().iter().map(|id| format!("{MINUTES_OF}{id}"));
    assert!(names.iter().rev().take(ids.len()).rev().cloned().eq(ids), "{names:?}");
}

fn documented<F>(columns: &[Column<F>]) -> String {
    columns.iter().fold("| Column | Unit | Meaning |\n|---|---|---|\n".to_owned(), |mut table, column| {
        writeln!(table, "| `{}` | {} | {} |", column.name, column.unit, column.meaning).expect("a text takes lines");
        table
    })
}

#[test]
fn the_readme_has_the_tables_of_the_columns() {
    let readme = include_str!("../../README.md");
    for table in [documented(&RUNS), documented(&RECOVERIES)] {
        assert!(readme.contains(&table), "the README should have:\n{table}");
    }
    assert!(readme.contains(&format!("version {VERSION} of the columns")));
}
