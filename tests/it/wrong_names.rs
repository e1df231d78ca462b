//! Scenarios in which names are wrong: whatever a name leads to, or nothing, the text is loaded or refused with a reason.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use pooldrill::model::Setting;
use pooldrill::runbook::compiled::known_steps;
use pooldrill::scenario::read::{Known, load_bytes};
use pooldrill::text::KEPT;

/// A small generator of its own, so that the texts are the same for everybody.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }

    fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

/// The scenarios of the tour, by file name, without their comments, and none of them longer than a month: names are
/// looked up once, and hours of the week are numbered through to the end.
fn tour() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut found: Vec<(String, String)> = fs::read_dir(folder)
        .expect("the scenarios are there")
        .map(|entry| {
            let entry = entry.expect("an entry can be read");
            let text = fs::read_to_string(entry.path()).expect("a scenario is text");
            let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
            let code = code.collect::<Vec<_>>().join("\n");
            let short = ["2y", "5y"]
                .iter()
                .fold(code, |code, long| code.replace(&format!("horizon: \"{long}\""), "horizon: \"30d\""));
            (entry.file_name().to_string_lossy().into_owned(), short)
        })
        .collect();
    found.sort();
    found
}

/// Names that no scenario of the tour defines, or that are made by the program.
const STRANGE: [&str; 10] =
    ["nobody", "", " ", "pool1-fe99", "pool1-witness", "edge1-1", "dc9", "pool1 common fault", "가", "Removed"];

/// Lines of a timeline about things that may or may not be there.
const LINES: [&str; 8] = ["Server", "Pool", "Site", "Link", "BackEnd", "Edge", "Shared", "FailOver"];

/// The text with one to three names changed: for another name of the text, a strange one, or a misspelt one; and now and
/// then with a line more that loses, brings back or fails over something.
fn mutated(text: &str, dice: &mut Dice) -> String {
    let mut words: Vec<String> = text.split('"').map(str::to_owned).collect();
    for _ in 0..=dice.below(3) {
        // Between quotes stand the odd ones.
        let (one, other) = (dice.below(words.len() / 2) * 2 + 1, dice.below(words.len() / 2) * 2 + 1);
        words[one] = match dice.below(4) {
            0 => dice.one_of(&STRANGE).to_owned(),
            1 => misspelt(&words[one], dice),
            _ => words[other].clone(),
        };
    }
    let name = words[dice.below(words.len() / 2) * 2 + 1].clone();
    let mut text = words.join("\"");
    if dice.below(2) == 0 {
        let name = if dice.below(2) == 0 { dice.one_of(&STRANGE).to_owned() } else { name };
        let thing = dice.one_of(&LINES);
        let verb = if thing == "FailOver" { "do" } else { dice.one_of(&["lose", "return"]) };
        text = text.replacen("timeline: [", &format!("timeline: [(at: \"1h\", {verb}: {thing}(\"{name}\")), "), 1);
    }
    text
}

/// A name with a letter left out, or one letter more.
fn misspelt(name: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = dice.below(letters.len());
    if letters.len() > 1 && dice.below(2) == 0 {
        letters.remove(at);
    } else {
        letters.push('x');
    }
    letters.into_iter().collect()
}

#[test]
fn nine_thousand_scenarios_with_wrong_names_are_loaded_or_refused_with_a_place_and_a_remedy() {
    let (steps, tour) = (known_steps(), tour());
    let known = Known { steps: &steps };
    let mut dice = Dice(1);
    let (mut loaded, mut unknown) = (0, 0);
    for number in 0..9_000 {
        let (file, text) = &tour[number % tour.len()];
        let text = mutated(text, &mut dice);
        match load_bytes(file, text.as_bytes(), &known) {
            Ok(fine) => {
                loaded += 1;
                // Whoever simulates numbers everything once more; a sample of it will do.
                if loaded % 20 == 0 {
                    drop(Setting::new(fine.plan));
                }
            }
            Err(refused) => {
                assert!(refused.problems.has_errors(), "{text}");
                for problem in refused.problems.iter().filter(|problem| problem.code == "P002") {
                    unknown += 1;
                    assert!(problem.place.is_some() && !problem.remedy.is_empty(), "{text}\n{problem:?}");
                }
            }
        }
    }
    assert!(loaded > 400 && unknown > 5_000, "{loaded} were loaded, {unknown} names were unknown");
}

/// Of many unknown names all are counted, and the nearest are looked for only as long as anybody is going to read them:
/// comparing each with each known name would take minutes.
#[test]
fn a_flood_of_unknown_names_is_told_in_seconds() {
    let pools: String =
        (0..1000).map(|n| format!("\"pool-{n:04}\": Standard(site: \"dc1\", enabled_users: 10), ")).collect();
    let pairs: String = (0..75_000).map(|n| format!("(\"poul-{n:04}\", \"poil-{n:04}\"), ")).collect();
    for (horizon, errors) in [("\"30d\"", 150_000), ("30", 150_001)] {
        let text = format!(
            "(schema: 1, about: \"a\", product: LyncServer2013, start: \"2026-03-03 10:00 UTC\", horizon: {horizon}, \
             sites: {{ \"dc1\": () }}, pools: {{ {pools} }}, central_management: \"pool-0001\", pairs: [{pairs}])"
        );
        let begun = Instant::now();
        let refused = load_bytes("flood.ron", text.as_bytes(), &Known::default()).expect_err("no pool has these names");
        assert_eq!((refused.problems.errors(), refused.problems.more()), (errors, errors - KEPT));
        let first = refused.problems.iter().find(|problem| problem.code == "P002").expect("the names are told");
        assert_eq!(first.nearest.as_deref(), Some("pool-0000"));
        assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    }
}
