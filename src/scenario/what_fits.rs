//! What of a scenario fits its form, so that mistakes of another kind can be told in the same go.
//!
//! A scenario with a wrong field is not simulated. Still, a pool paired twice or a line beyond the horizon should not come to
//! light only after the wrong field is mended: what fits is compiled, and what is found is told. Left out are whole members
//! of lists and maps, so that nothing is half there; what follows only from something being left out is not told.

use super::compile::compile;
use super::form::SCENARIO;
use super::model::Scenario;
use super::read::Known;
use crate::text::{
    Entry, Field, ListKind, MapKind, Node, Number, Problems, Severity, Shape, Tagged, Value, fit, from_node,
};

/// Sections whose members are named elsewhere. Where one is left out, its names lead nowhere.
const NAMED_ELSEWHERE: [&str; 5] = ["sites", "links", "pools", "edges", "shared"];

/// Codes that may follow from a name that leads nowhere, or from what is not there.
const FOLLOWS_FROM_A_GAP: [&str; 6] = ["P002", "P003", "P009", "P012", "P013", "P035"];

/// Codes that may follow from another start or horizon than was meant.
const FOLLOWS_FROM_ANOTHER_TIME: [&str; 4] = ["P005", "P022", "P024", "P034"];

/// Adds the errors that compiling what fits brings to light.
pub fn more_errors(tree: &Node, known: &Known<'_>, problems: &mut Problems) {
    let Some(Fitting { tree: fitting, complete, in_time }) = what_fits(tree) else { return };
    let Ok(scenario) = from_node::<Scenario>(&fitting) else { return };
    let mut found = Problems::new();
    compile(&fitting, &scenario, String::new(), known, &mut found);
    for problem in found.iter().filter(|problem| problem.severity == Severity::Error) {
        let told = problems.iter().any(|told| (told.code, told.place) == (problem.code, problem.place));
        let follows = !complete && FOLLOWS_FROM_A_GAP.contains(&problem.code)
            || !in_time && FOLLOWS_FROM_ANOTHER_TIME.contains(&problem.code);
        if !told && !follows {
            problems.push(problem.clone());
        }
    }
}

/// The part of a tree that fits.
struct Fitting {
    tree: Node,
    /// Whether everything is there that is named elsewhere.
    complete: bool,
    /// Whether start and horizon are the scenario's own.
    in_time: bool,
}

fn what_fits(tree: &Node) -> Option<Fitting> {
    let Shape::Struct(form) = SCENARIO else { return None };
    let Value::Map(kind, entries) = &tree.value else { return None };
    let (mut complete, mut in_time) = (true, true);
    let mut kept: Vec<Entry> = Vec::new();
    for field in form.fields {
        let entry = entries.iter().find(|entry| entry.key == field.name);
        let whole = entry.filter(|entry| fits(&entry.value, &field.shape)).cloned();
        complete &= entry.is_none() || whole.is_some() || !NAMED_ELSEWHERE.contains(&field.name);
        let part = || entry.and_then(|entry| members_that_fit(entry, field));
        match whole.or_else(part) {
            Some(entry) => kept.push(entry),
            None if field.required => {
                in_time &= !["start", "horizon"].contains(&field.name);
                let entry = stand_in(field, tree, &kept)?;
                kept.push(entry);
            }
            None => {}
        }
    }
    Some(Fitting { tree: Node { place: tree.place, value: Value::Map(*kind, kept) }, complete, in_time })
}

fn fits(node: &Node, shape: &Shape) -> bool {
    let mut problems = Problems::new();
    fit(node, shape, &mut problems);
    !problems.has_errors()
}

/// A list or a map with the members that fit.
fn members_that_fit(entry: &Entry, field: &Field) -> Option<Entry> {
    let value = match (&field.shape, &entry.value.value) {
        (Shape::List(shape), Value::List(ListKind::List, items)) => {
            Value::List(ListKind::List, items.iter().filter(|item| fits(item, shape)).cloned().collect())
        }
        (Shape::Map { value, .. }, Value::Map(MapKind::Map, entries)) => {
            let members = entries.iter().filter(|member| fits(&member.value, value));
            Value::Map(MapKind::Map, members.cloned().collect())
        }
        _ => return None,
    };
    let entry = Entry { value: Node { place: entry.value.place, value }, ..entry.clone() };
    fits(&entry.value, &field.shape).then_some(entry)
}

/// What stands in the place of a required field that is wrong or missing: whatever fits; what follows from it is not told.
fn stand_in(field: &Field, tree: &Node, kept: &[Entry]) -> Option<Entry> {
    let text = |text: &str| Value::Text(text.to_owned());
    let value = match field.name {
        "schema" => Value::Number(Number { text: "1".to_owned(), float: 1.0, whole: Some(1) }),
        "about" => text("a scenario with mistakes"),
        "product" => Value::Tagged(Tagged { tag: "LyncServer2013".to_owned(), tag_place: tree.place, payload: None }),
        "start" => text("2026-03-03 10:00 UTC"),
        "horizon" => text("30d"),
        "central_management" => text(&kept.iter().find(|entry| entry.key == "pools")?.value.entries().first()?.key),
        _ => return None,
    };
    let node = Node { place: tree.place, value };
    Some(Entry { key: field.name.to_owned(), key_place: tree.place, value: node })
}

#[cfg(test)]
mod tests {
    use crate::scenario::read::{Known, load_bytes};

    fn whats(text: &str) -> Vec<String> {
        let refused = load_bytes("a.ron", text.as_bytes(), &Known::default()).expect_err("it has mistakes");
        refused.problems.iter().map(|problem| problem.what.clone()).collect()
    }

    const GOOD: &str = r#"(schema: 1, about: "a", product: LyncServer2013, start: "2026-03-03 10:00 UTC", horizon: "30d",
        sites: { "dc1": () }, pools: { "pool1": Standard(site: "dc1", enabled_users: 10), "pool2": Standard(site: "dc1",
        enabled_users: 10), "pool3": Standard(site: "dc1", enabled_users: 10) }, pairs: [("pool1", "pool2")],
        central_management: "pool1", timeline: [(at: "1h", lose: Server("pool1"), for: "1h")])"#;

    #[test]
    fn a_wrong_field_does_not_hide_a_mistake_of_another_kind() {
        let text = GOOD
            .replace("(\"pool1\", \"pool2\")]", "(\"pool1\", \"pool2\"), (\"pool2\", \"pool1\")]")
            .replace("at: \"1h\"", "at: \"31d\"")
            .replace("timeline:", "facts: { \"pool.gracce\": \"1min\" }, staff: (decision: 30), timeline:");
        let whats = whats(&text);
        for part in ["30 needs a unit", "paired twice", "beyond the horizon", "pool.gracce"] {
            assert!(whats.iter().any(|what| what.contains(part)), "{part} is missing in {whats:?}");
        }
    }

    #[test]
    fn what_follows_from_a_mistake_is_no_mistake_of_its_own() {
        for (right, wrong) in [
            (
                "\"pool1\": Standard(site: \"dc1\", enabled_users: 10)",
                "\"pool1\": Standard(site: \"dc1\", enabled_users: \"ten\")",
            ),
            ("horizon: \"30d\"", "horizon: 30"),
            ("start: \"2026-03-03 10:00 UTC\"", "start: \"soon\""),
            ("sites: { \"dc1\": () }", "sites: { \"dc1\": 7 }"),
            ("lose: Server(\"pool1\")", "lose: Sever(\"pool1\")"),
        ] {
            let whats = whats(&GOOD.replace(right, wrong));
            assert_eq!(whats.len(), 1, "{wrong}: {whats:?}");
        }
    }
}
