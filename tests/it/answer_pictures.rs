//! The pictures of answers: their texts stand clear of each other, their numbers are those of the JSON, and what cannot be
//! drawn is said.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use pooldrill::experiment::compare::Design;
use pooldrill::experiment::incident::{Incident, Struck, rehearse, with_incident, without_timeline};
use pooldrill::experiment::repair::repair_law;
use pooldrill::experiment::{Budget, Summary, losses, side_by_side};
use pooldrill::model::Setting;
use pooldrill::report::chart::answers;
use pooldrill::report::chart::picture::{Drawing, Picture};
use pooldrill::report::chart::style::PAGE;
use pooldrill::report::{data, telling};
use pooldrill::runbook::compiled::known_steps;
use pooldrill::scenario::plan::Plan;
use pooldrill::scenario::read::{Known, load_bytes};
use pooldrill::scenario::targets;
use serde_json::Value;

use super::boxes::faults;
use super::stage::{Stage, setting};

const SEED: u64 = 1;

fn simulated(settings: &[&Setting], runs: u64) -> Vec<Summary> {
    let stop = AtomicBool::new(false);
    let budget = Budget { seed: SEED, first: 0, runs, threads: None, stop: &stop, progress: &|_| {} };
    side_by_side(settings, &budget).expect("threads start").0
}

/// The pictures of many runs, with their summary.
fn of_runs(setting: &Setting, runs: u64) -> (Vec<Picture>, Summary) {
    let summary = simulated(&[setting], runs).remove(0);
    let (typical, _) = summary.typical_and_worst().expect("there were runs");
    let told = telling::tell(setting, SEED, typical);
    let pictures =
        answers::of_runs(setting, &summary, Some((&told, "the one of median cost")), &AtomicBool::new(false));
    (pictures, summary)
}

fn designs(named: Vec<(String, Plan)>, runs: u64) -> (Vec<Setting>, Vec<Design>) {
    let (names, settings): (Vec<String>, Vec<Setting>) =
        named.into_iter().map(|(name, plan)| (name, Setting::new(plan))).unzip();
    let summaries = simulated(&settings.iter().collect::<Vec<_>>(), runs);
    let designs = names.into_iter().zip(summaries).map(|(name, summary)| Design { name, summary }).collect();
    (settings, designs)
}

fn of_designs(settings: &[Setting], designs: &[Design]) -> Vec<Picture> {
    answers::of_designs(&settings.iter().zip(designs).collect::<Vec<_>>())
}

/// Incidents in which something is lost, with the setting in which they happen and what is lost.
fn struck(plan: &Plan, lost: &str, runs: u64) -> (Setting, Incident, Vec<Struck>) {
    let quiet = without_timeline(plan);
    let target = targets::target(&quiet, lost).expect("it can be lost");
    let incident = Incident { target, lasts: repair_law(&quiet, target), hours: None };
    let (plan, line) = with_incident(&quiet, &incident).expect("there is room");
    let (setting, without) = (Setting::new(plan), Setting::new(quiet));
    let stop = AtomicBool::new(false);
    let budget = Budget { seed: SEED, first: 0, runs, threads: None, stop: &stop, progress: &|_| {} };
    let struck = rehearse(&setting, &without, line, &budget).expect("threads start");
    (setting, incident, struck)
}

/// Looks at every text of the pictures that were drawn, and says why the others were not.
fn look(of: &str, pictures: &[Picture]) -> BTreeMap<&'static str, String> {
    let mut why_not = BTreeMap::new();
    for picture in pictures {
        match &picture.drawing {
            Ok(Drawing { canvas, height }) => {
                let faults = faults(canvas, (PAGE, *height));
                assert!(faults.is_empty(), "{of}, {}:\n{}", picture.kind.file, faults.join("\n"));
            }
            Err(reason) => {
                assert!(!reason.is_empty() && !reason.ends_with('.'), "{of}, {}: {reason}", picture.kind.file);
                why_not.insert(picture.kind.file, reason.clone());
            }
        }
    }
    why_not
}

fn drawn<'p>(pictures: &'p [Picture], file: &str) -> &'p Drawing {
    let picture = pictures.iter().find(|picture| picture.kind.file == file).expect("it belongs to the answer");
    picture.drawing.as_ref().unwrap_or_else(|reason| panic!("{file} is not drawn: {reason}"))
}

/// What an SVG says that its shapes show.
fn shown(drawing: &Drawing) -> Vec<BTreeMap<String, String>> {
    let plain = |value: &str| {
        value
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&amp;", "&")
    };
    let svg = drawing.svg();
    let elements = svg.split('<').filter(|element| element.contains(" data-"));
    let values = elements.map(|element| {
        let parts = element.split(" data-").skip(1);
        let pairs = parts.filter_map(|part| {
            let (name, rest) = part.split_once("=\"")?;
            Some((name.to_owned(), plain(rest.split('"').next()?)))
        });
        pairs.collect()
    });
    values.collect()
}

fn number(of: &BTreeMap<String, String>, name: &str) -> f64 {
    of[name].parse().unwrap_or_else(|_| panic!("{name} of {of:?} is no number"))
}

/// The JSON has nine digits.
fn same(drawn: f64, json: &Value, what: &str) {
    let json = json.as_f64().unwrap_or_else(|| panic!("{what} is no number in the JSON: {json}"));
    assert!((drawn - json).abs() <= 1e-7 * json.abs().max(1e-6), "{what}: {drawn} is drawn, {json} is the answer");
}

/// A scenario of the tour: its file, its plan, and its variants by name.
type Tour = (String, Plan, Vec<(String, Plan)>);

fn tour() -> Vec<Tour> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let steps = known_steps();
    let mut tour = Vec::new();
    for entry in fs::read_dir(folder).expect("the tour is there") {
        let path = entry.expect("an entry can be read").path();
        if path.extension().is_some_and(|ending| ending == "ron") {
            let name = path.file_name().expect("a scenario has a name").to_string_lossy().into_owned();
            let bytes = fs::read(&path).expect("it can be read");
            let loaded = load_bytes(&name, &bytes, &Known { steps: &steps }).expect("the tour is right");
            tour.push((name, loaded.plan, loaded.variants));
        }
    }
    tour.sort_by(|a, b| a.0.cmp(&b.0));
    tour
}

fn everything_fails() -> (Plan, Vec<(String, Plan)>) {
    let found = tour().into_iter().find(|(name, ..)| name == "13-everything-fails.ron");
    let (_, plan, variants) = found.expect("it is in the tour");
    (plan, variants)
}

#[test]
fn no_two_texts_of_any_answer_of_the_tour_overlap_and_none_leaves_the_sheet() {
    let mut seen = 0;
    for (name, plan, variants) in tour() {
        let setting = Setting::new(plan.clone());
        look(&name, &of_runs(&setting, 40).0);
        look(&name, &answers::of_losses(&setting, &losses::losses(&plan, 1).expect("they are few")));
        if !variants.is_empty() {
            let (settings, designs) =
                designs([("as it is".to_owned(), plan)].into_iter().chain(variants).collect(), 20);
            look(&name, &of_designs(&settings, &designs));
        }
        seen += 1;
    }
    assert!(seen >= 21, "the tour has {seen} scenarios");
}

#[test]
fn a_picture_has_the_same_bytes_each_time() {
    let setting = Setting::new(everything_fails().0);
    let [one, other] = [of_runs(&setting, 60).0, of_runs(&setting, 60).0];
    for (one, other) in one.iter().zip(&other) {
        let [one, other] = [one, other].map(|picture| picture.drawing.as_ref().map(Drawing::svg));
        assert_eq!(one, other);
    }
}

#[test]
fn what_is_drawn_of_many_runs_are_the_numbers_of_the_summary() {
    let setting = Setting::new(everything_fails().0);
    let (pictures, summary) = of_runs(&setting, 200);
    let json = data::summary::summary(&setting, "x.ron", &summary);
    for one in shown(drawn(&pictures, "availability")).iter().filter(|one| one.contains_key("pool")) {
        let value = if one["pool"] == "all users" { &json["total"] } else { &json["pools"][&one["pool"]] };
        same(number(one, "availability"), &value["availability"]["mean"], &one["pool"]);
    }
    let states = ["normal", "one_lost", "failed_over", "failed_over_one_lost"];
    let words = ["normal", "one server lost", "carrying both", "carrying both, one lost"];
    let loads = shown(drawn(&pictures, "load"));
    let bars: Vec<_> = loads.iter().filter(|one| one.contains_key("state")).collect();
    assert_eq!(bars.len(), 8);
    for one in bars {
        let pool = &json["pools"][&one["pool"]];
        let state = states[words.iter().position(|words| one["state"] == *words).expect("it is a state")];
        let rated = pool["rated_users_a_server"].as_f64().expect("it is a number");
        same(number(one, "users") / rated, &pool["load"][state], state);
    }
    causes(&json, drawn(&pictures, "causes"));
    minutes(&setting, summary.clone(), drawn(&pictures, "minutes"));
    recoveries(&json, drawn(&pictures, "recoveries"));
}

/// The share of each cause and wait.
fn causes(json: &Value, drawing: &Drawing) {
    let mut minutes: BTreeMap<String, f64> = BTreeMap::new();
    for bar in shown(drawing) {
        *minutes.entry(format!("{}: {}", bar["cause"], bar["phase"])).or_default() += number(&bar, "minutes");
    }
    // What is not drawn one by one stands in a bar of its own, so that the whole is there.
    let whole: f64 = minutes.values().sum();
    let costs = json["costs"].as_array().expect("they are a list");
    let mut held = 0;
    for (words, minutes) in &minutes {
        if let Some(cost) = costs.iter().find(|cost| cost["words"] == **words) {
            let share = cost["share"]["mean"].as_f64().expect("it is a number");
            assert!(
                (minutes / whole - share).abs() < 0.001,
                "{words}: {} is drawn, {share} is the answer",
                minutes / whole
            );
            held += 1;
        }
    }
    assert!(held >= 10, "{minutes:?}");
}

/// Every run stands in a column, and the marked quantiles are those of the summary.
fn minutes(setting: &Setting, summary: Summary, drawing: &Drawing) {
    let runs = summary.runs;
    let design = Design { name: "x".to_owned(), summary };
    let json = data::compare::json(&[(setting, &design)], "x.ron");
    let values = shown(drawing);
    let counted: f64 = values.iter().filter(|one| one.contains_key("runs")).map(|one| number(one, "runs")).sum();
    assert_eq!(counted, runs as f64);
    let quantiles: Vec<_> = values.iter().filter(|one| one.contains_key("quantile")).collect();
    assert_eq!(quantiles.len(), 2);
    for one in quantiles {
        let value = &json["designs"][0]["not_full_minutes_per_year"][&one["quantile"]];
        same(number(one, "minutes"), value, &one["quantile"]);
    }
}

/// The parts of each waterfall are together as long as the median, or the bad case, of some kind.
fn recoveries(json: &Value, drawing: &Drawing) {
    let mut falls: BTreeMap<String, f64> = BTreeMap::new();
    for part in shown(drawing) {
        *falls.entry(part["of"].clone()).or_default() += number(&part, "minutes");
    }
    assert!(falls.len() >= 4, "{falls:?}");
    for (of, minutes) in falls {
        let quantile = if of.starts_with("median") { "p50" } else { "p95" };
        let kinds = json["recoveries"].as_array().expect("they are a list");
        let near = |kind: &&Value| {
            let clock = kind["user_clock_minutes"][quantile].as_f64();
            // Quantiles are to the second.
            clock.is_some_and(|clock| (clock - minutes).abs() <= 0.51 / 60.0)
        };
        assert!(kinds.iter().any(|kind| near(&kind)), "{of}: {minutes} minutes are the {quantile} of no kind");
    }
}

#[test]
fn what_is_drawn_of_designs_are_the_numbers_of_the_comparison() {
    let (plan, variants) = everything_fails();
    let (settings, designs) = designs([("as it is".to_owned(), plan)].into_iter().chain(variants).collect(), 100);
    let pictures = of_designs(&settings, &designs);
    let json = data::compare::json(&settings.iter().zip(&designs).collect::<Vec<_>>(), "x.ron");
    let rows = json["designs"].as_array().expect("they are a list");
    let dots = shown(drawn(&pictures, "designs"));
    assert_eq!(dots.len(), 3 * rows.len() - 1);
    for dot in dots {
        let row = &rows.iter().find(|row| row["design"] == dot["design"]).expect("it is a design")["as_shown"];
        let key = match dot["measure"].as_str() {
            "none" => "none_minutes",
            "not-full" => "not_full_minutes",
            _ => "not_full_minutes_difference",
        };
        same(number(&dot, "mean"), &row[key]["mean"], &format!("{key} of {}", dot["design"]));
    }
    // The title says what saves most and what costs most, as the table does.
    let mut by: Vec<&Value> = rows[1..].iter().collect();
    let mean = |row: &Value| row["not_full_minutes_per_year_difference"]["mean"].as_f64().expect("it is a number");
    by.sort_by(|a, b| mean(a).total_cmp(&mean(b)));
    let labels = drawn(&pictures, "designs").canvas.labels().map(|label| label.text.as_str()).take(3);
    let title = labels.collect::<Vec<_>>().join(" ");
    for (row, verb) in [(by[0], "saves"), (by[by.len() - 1], "costs")] {
        let said = format!("\"{}\" {verb} ", row["design"].as_str().expect("it has a name"));
        assert!(title.contains(&said), "{title} does not say {said}");
    }
}

/// Nothing else fails, so that the parts of a recovery are all of the time that users lacked something.
#[test]
fn what_is_drawn_of_incidents_are_the_numbers_of_the_answer() {
    let stage = Stage::pair("60d")
        .more("targets: (time_to_recover: \"1h\")")
        .fact("people.decision", "lognormal(median 40min, p95 3h)");
    let plan = setting("x.ron", &stage.text()).plan.clone();
    let (setting, incident, struck) = struck(&plan, "Site(\"dc1\")", 400);
    let pictures = answers::of_incidents(&setting, &struck, SEED);
    look("incidents", &pictures);
    let json = data::incident::json(&setting, &incident, &struck, "x.ron", SEED);
    let pool = &json["pools"]["pool1"];
    let fields = shown(drawn(&pictures, "hours"));
    assert!(fields.len() > 100, "{} hours have incidents", fields.len());
    for field in &fields {
        same(
            number(field, "minutes"),
            &pool["not_full_minutes_by_hour_of_week"][&field["hour"].parse::<usize>().unwrap()],
            "an hour",
        );
    }
    let durations = shown(drawn(&pictures, "durations"));
    for one in durations.iter().filter(|one| one.contains_key("quantile")) {
        same(number(one, "minutes"), &pool["user_clock_minutes"][&one["quantile"]], &one["quantile"]);
    }
    let target = durations.iter().find(|one| one.contains_key("target")).expect("there is a target");
    let beyond = struck.iter().filter(|one| one.effects[0].clock.is_some_and(|clock| clock.minutes() > 60.0)).count();
    assert_eq!(number(target, "missed"), beyond as f64);
    let mut falls: BTreeMap<String, f64> = BTreeMap::new();
    for part in shown(drawn(&pictures, "day-and-night")) {
        *falls.entry(part["of"].clone()).or_default() += number(&part, "minutes");
    }
    let counted =
        |of: &str| of.rsplit(' ').next().and_then(|count| count.parse::<f64>().ok()).expect("it says of how many");
    let whole: f64 = falls.iter().map(|(of, minutes)| counted(of) * minutes).sum();
    let mean = whole / falls.keys().map(|of| counted(of)).sum::<f64>();
    let answer = pool["user_clock_minutes"]["mean"].as_f64().expect("it is a number");
    assert_eq!(falls.len(), 2);
    assert!((mean - answer).abs() < 0.01 * answer, "{mean} minutes are drawn on average, {answer} are the answer");
}

#[test]
fn what_is_drawn_of_losses_are_the_numbers_of_the_table() {
    let stage = Stage::pair("30d");
    let setting = setting("x.ron", &stage.text());
    let trials = losses::losses(&setting.plan, 2).expect("they are few");
    let pictures = answers::of_losses(&setting, &trials);
    look("losses", &pictures);
    let json = data::losses::json(&setting, &trials, trials.len());
    let rows = json["trials"].as_array().expect("they are a list");
    let single = |name: &str| {
        let is_it = |row: &&Value| {
            row["lost"]
                .as_array()
                .is_some_and(|lost| lost.len() == 1 && name.ends_with(lost[0].as_str().unwrap_or("?")))
        };
        rows.iter().find(is_it).unwrap_or_else(|| panic!("{name} is in the table"))
    };
    let bars = shown(drawn(&pictures, "losses"));
    let noticed =
        rows.iter().filter(|row| row["lost"].as_array().is_some_and(|lost| lost.len() == 1) && row["noticed"] == true);
    assert_eq!(bars.len(), noticed.count());
    for bar in bars {
        let hits = single(&bar["lost"])["hits"].as_array().cloned().unwrap_or_default();
        let none: f64 = hits.iter().filter_map(|hit| hit["none_worst"].as_f64()).sum();
        assert_eq!(number(&bar, "none"), none, "{bar:?}");
        if bar["over"] == "true" && !hits.is_empty() {
            let longest = hits.iter().filter_map(|hit| hit["user_clock_ms"].as_f64()).fold(0.0, f64::max);
            assert!((number(&bar, "minutes") - longest / 60_000.0).abs() < 1e-6, "{bar:?}");
        }
    }
    let fields = shown(drawn(&pictures, "pairs"));
    let news = rows.iter().filter(|row| row["worse_than_each_alone"] == true).count();
    assert_eq!(fields.len(), news, "each pair has one field");
}

#[test]
fn of_one_run_and_of_none_that_cost_anything_it_is_said_why_there_is_no_picture() {
    let quiet = setting("x.ron", &Stage::pair("30d").text());
    let why_not = look("nothing happens", &of_runs(&quiet, 30).0);
    let reasons: Vec<&str> = why_not.values().map(String::as_str).collect();
    assert_eq!(why_not.keys().copied().collect::<Vec<_>>(), ["availability", "causes", "minutes", "recoveries"]);
    assert!(reasons.iter().all(|reason| reason.contains("nobody") || reason.contains("no run")), "{reasons:?}");
    let once = setting("x.ron", &Stage::pair("30d").lose_for("1h", "Site dc1", "2h").text());
    let why_not = look("one run", &of_runs(&once, 1).0);
    assert_eq!(
        why_not.into_iter().collect::<Vec<_>>(),
        [("minutes", "1 run is too few for a distribution".to_owned())]
    );
}

/// Names of sixty letters and in Hangul, one pool and fifty of them.
#[test]
fn names_of_any_length_and_any_number_of_pools_are_drawn_whole() {
    let long = |place: usize| match place % 2 {
        0 => format!("pool{place}-with-a-name-of-sixty-letters.europe.contoso.example.com"),
        _ => format!("서울데이터센터제{place}프런트엔드풀서울데이터센터제{place}프런트엔드풀"),
    };
    for count in [1, 50] {
        let names: Vec<String> = (0..count).map(long).collect();
        let pools: String = names
            .iter()
            .enumerate()
            .map(|(place, name)| {
                format!("{name:?}: Enterprise(site: \"dc\", front_ends: 3, enabled_users: {}),", 100 * (place + 1))
            })
            .collect();
        let text = format!(
            "(schema: 1, about: \"Many pools\", product: LyncServer2013, start: \"2026-12-30 10:00 Asia/Seoul\",
            horizon: \"10d\", sites: {{ \"dc\": () }}, pools: {{ {pools} }}, central_management: {:?},
            failures: (server: [(life: \"exponential(3d)\", repair: \"exponential(6h)\")]),
            targets: (availability: 0.999, time_to_recover: \"30min\"),
            timeline: [(at: \"1h\", lose: Site(\"dc\"), for: \"2h\")])",
            names[0]
        );
        let setting = setting("x.ron", &text);
        look(&format!("{count} pools"), &of_runs(&setting, 25).0);
        let trials = losses::losses(&setting.plan, if count == 1 { 2 } else { 1 }).expect("they are few");
        look(&format!("losses of {count} pools"), &answers::of_losses(&setting, &trials));
        let (setting, _, struck) = struck(&setting.plan, "Site(\"dc\")", 170);
        look(&format!("incidents of {count} pools"), &answers::of_incidents(&setting, &struck, SEED));
    }
}

#[test]
fn fifty_designs_with_long_names_have_a_row_each() {
    let plan = setting("x.ron", &Stage::pair("30d").lose_for("1h", "Site dc1", "2h").text()).plan.clone();
    let name = |place: usize| {
        format!("설계 {place}: Central Management in the other data centre, witness beside it, two Edge pools")
    };
    let (settings, designs) = designs((0..50).map(|place| (name(place), plan.clone())).collect(), 3);
    let pictures = of_designs(&settings, &designs);
    look("fifty designs", &pictures);
    let dots = shown(drawn(&pictures, "designs"));
    assert_eq!(dots.len(), 3 * 50 - 1);
}

/// Designs of which one costs a user a thousandth of a minute and another ten million.
#[test]
fn values_over_nine_orders_of_magnitude_stand_side_by_side() {
    let plan = setting("x.ron", &Stage::pair("30d").lose_for("1h", "Site dc1", "2h").text()).plan.clone();
    let costs = [0_u64, 1, 1_000, 1_000_000, 1_000_000_000, 10_000_000_000];
    let named = costs.iter().map(|cost| (format!("{cost} user-minutes"), plan.clone())).collect();
    let (settings, mut designs) = designs(named, 20);
    for (cost, design) in costs.iter().zip(&mut designs) {
        for columns in &mut design.summary.pools {
            for (run, none) in columns.none.iter_mut().enumerate() {
                *none = cost * 60_000 + if *cost > 0 { run as u64 } else { 0 };
            }
            columns.limited.fill(0);
        }
    }
    let pictures = of_designs(&settings, &designs);
    look("nine orders", &pictures);
    let drawing = drawn(&pictures, "designs");
    let marks: Vec<&str> = drawing.canvas.labels().map(|label| label.text.as_str()).collect();
    assert!(marks.contains(&"0") && marks.iter().filter(|mark| mark.starts_with('1')).count() >= 3, "{marks:?}");
    let of_costs = simulated_like(&settings[0], &designs[5].summary);
    look("a year that costs ten thousand million minutes", &of_costs);
}

/// The pictures of a summary that was changed by hand.
fn simulated_like(setting: &Setting, summary: &Summary) -> Vec<Picture> {
    answers::of_runs(setting, summary, None, &AtomicBool::new(false))
}
