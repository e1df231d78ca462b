//! The house keeps its order: a floor uses itself and those below, files stay one subject, nothing is left lying.

use std::fs;
use std::path::{Path, PathBuf};

/// The floors, lowest first; a row of several stands on one floor and may use each other.
const FLOORS: &[&[&str]] = &[
    &["ground"],
    &["kernel", "text"],
    &["topology", "facts", "scenario", "lint"],
    &["world"],
    &["behaviour"],
    &["runbook"],
    &["measure"],
    &["model"],
    &["experiment"],
    &["report"],
    &["cli"],
];

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

fn sources(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("the source folders are there") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The part of a file that is shipped: tests at its end may look where they like.
fn shipped(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

#[test]
fn no_floor_uses_one_above_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for path in sources("src") {
        let inside = path.strip_prefix(&root).expect("it was found there");
        let first = inside.iter().next().expect("a file has a name").to_string_lossy();
        let Some(floor) = floor_of(first.trim_end_matches(".rs")) else { continue };
        let text = fs::read_to_string(&path).expect("a source file is text");
        for (number, line) in shipped(&text).lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            for part in code.split("crate::").skip(1) {
                let used: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if floor_of(&used).is_some_and(|used| used > floor) {
                    wrong.push(format!("{}:{} uses {used}", inside.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "a floor may use itself and those below:\n{}", wrong.join("\n"));
}

/// What screens, charts and programs share is made once, beside them.
#[test]
fn text_charts_and_data_do_not_use_each_other() {
    const ROOMS: [&str; 3] = ["text", "chart", "data"];
    for room in ROOMS {
        let files = sources(&format!("src/report/{room}"));
        assert!(files.len() > 1, "{room} is empty");
        for path in files {
            let text = fs::read_to_string(&path).expect("a source file is text");
            for other in ROOMS.into_iter().filter(|other| *other != room) {
                let used = shipped(&text).contains(&format!("report::{other}"));
                assert!(!used, "{} uses {other}", path.display());
            }
        }
    }
}

#[test]
fn every_module_of_the_library_stands_on_a_floor() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).expect("lib.rs is there");
    for module in text.lines().filter_map(|line| line.strip_prefix("pub mod ")) {
        let module = module.trim_end_matches(';');
        assert!(floor_of(module).is_some(), "{module} has no floor; add it to the list or move it");
    }
}

#[test]
fn files_are_one_subject_and_hold_nothing_left_over() {
    let left = ["todo!(", "unimplemented!(", "dbg!(", "#[ignore"];
    for path in sources("src").into_iter().chain(sources("tests")).chain(sources("benches")) {
        if path.ends_with("it/tidy.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source file is text");
        assert!(text.lines().count() <= 700, "{} has more than one subject's lines", path.display());
        for word in left {
            assert!(!text.contains(word), "{} still has {word}", path.display());
        }
        // Facts and forms are tables: a row is a row, however long its source.
        let is_table = ["src/facts", "src/scenario/form", "codes.rs", "src/lint"]
            .iter()
            .any(|table| path.to_string_lossy().contains(table));
        let long = text.lines().find(|line| line.chars().count() > 140 && !is_table);
        assert!(long.is_none(), "{} has a line nobody can read: {long:?}", path.display());
    }
}

/// What is printed goes through the one place that lets nothing through which does more than be seen.
#[test]
fn nothing_is_printed_but_through_the_files_of_the_command_line() {
    for path in sources("src").into_iter().filter(|path| !path.ends_with("cli/files.rs")) {
        let text = fs::read_to_string(&path).expect("a source file is text");
        let asks = |line: &&str| !line.contains(".is_terminal()") && !line.contains(".flush()");
        for line in shipped(&text).lines().filter(asks) {
            for word in ["println!(", "print!(", "io::stdout()", "io::stderr()"] {
                assert!(!line.contains(word), "{} prints by itself: {line}", path.display());
            }
        }
    }
}

/// Floats are made from laws in one place; platforms differ in the last bit of their logarithms, and `libm` does not.
#[test]
fn nothing_but_libm_computes_logarithms_and_exponentials() {
    for path in sources("src") {
        let text = fs::read_to_string(&path).expect("a source file is text");
        for word in [".ln()", ".exp()", ".powf(", ".log10()", ".exp_m1()", ".ln_1p()", ".sin()", ".cos()"] {
            assert!(!shipped(&text).contains(word), "{} uses {word} of the platform", path.display());
        }
    }
}

/// What happens in a case stands in the tables: who carries them out knows none of them.
#[test]
fn the_interpreter_and_the_administrators_name_no_procedure_effect_or_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/runbook");
    let tables: Vec<String> = sources("src/runbook")
        .iter()
        .flat_map(|path| {
            let text = fs::read_to_string(path).expect("a source file is text");
            let names = shipped(&text).lines().filter_map(|line| {
                let (name, kind) = line.trim_start_matches("pub ").strip_prefix("static ")?.split_once(": ")?;
                let named = ["Runbook", "Effect", "Reason", "Luck"];
                named.iter().any(|of| kind.starts_with(of)).then(|| name.to_owned())
            });
            names.collect::<Vec<_>>()
        })
        .collect();
    assert!(tables.len() > 20, "the tables are found: {tables:?}");
    for file in ["interpreter.rs", "people.rs", "compiled.rs", "guard.rs", "step.rs", "trigger.rs"] {
        let text = fs::read_to_string(root.join(file)).expect("it is there");
        let named = |name: &&String| {
            let mut words = shipped(&text).split(|c: char| !c.is_alphanumeric() && c != '_');
            words.any(|word| word == name.as_str())
        };
        // What a table has in common with most others may be written where the table is described.
        let common = ["OVERTAKEN", "FAILED"];
        let wrong: Vec<&String> = tables.iter().filter(named).filter(|name| !common.contains(&name.as_str())).collect();
        assert!(wrong.is_empty(), "{file} names {wrong:?}");
    }
}

/// What is the case belongs to a mechanism, and a mechanism keeps it to itself; so does what follows.
#[test]
fn no_mechanism_of_the_condition_has_a_field_that_others_can_write() {
    let world = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/world");
    let sources: Vec<String> =
        sources("src/world").iter().map(|path| fs::read_to_string(path).expect("a source file is text")).collect();
    let condition = fs::read_to_string(world.join("condition.rs")).expect("it is there");
    let fields =
        condition.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.strip_suffix(',')?.split_once(": "));
    let mechanisms: Vec<&str> = fields
        .map(|(_, kind)| kind.rsplit('<').next().unwrap_or(kind).trim_end_matches('>'))
        .chain(["Standing"])
        .collect();
    assert!(mechanisms.len() > 15, "the mechanisms are found: {mechanisms:?}");
    for mechanism in mechanisms {
        let head = format!("pub struct {mechanism} {{\n");
        let body = sources.iter().find_map(|text| Some(text.split_once(&head)?.1.split_once("\n}")?.0));
        let body = body.unwrap_or_else(|| panic!("{mechanism} has no file of its own"));
        assert!(!body.contains("pub "), "{mechanism} has a field that everybody can write");
    }
}
