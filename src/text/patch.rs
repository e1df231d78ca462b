//! Lays a partial tree over a whole one before types are read: maps and structs merge, everything else replaces.

use std::collections::HashMap;

use super::problem::{Problem, Problems, nearest, shown};
use super::reader::check_patch;
use super::record::Read;
use super::resolve::resolve;
use super::tree::{Entry, MapKind, Node, Tagged, Value};

/// The word that takes a name out of the scenario.
const REMOVED: &str = "Removed";

/// Whether a value says that its name is to go: the bare word, or the same word as text in JSON.
#[must_use]
pub fn is_removed(node: &Node) -> bool {
    match &node.value {
        Value::Tagged(Tagged { tag, payload: None, .. }) => tag == REMOVED,
        Value::Text(text) => text == REMOVED,
        _ => false,
    }
}

/// Checks a patch against the type of the whole, brings it into that type's form and merges it. The base must have
/// gone through [`resolve`] too; otherwise a variant that came from JSON would merge as a map.
pub fn apply<T: Read>(base: &Node, patch: Node, problems: &mut Problems) -> Node {
    check_patch::<T>(&patch, problems);
    merge(base, &resolve(patch, &T::SHAPE), problems)
}

/// The base with the patch laid over it.
///
/// Maps and structs merge by name, the base's names first and in their order; variants of the same name merge what
/// they hold; lists, tuples and single values are replaced; `Removed` takes a name out, and is an error when the name
/// is not there. Values keep the places where they were written, whichever file that was.
pub fn merge(base: &Node, patch: &Node, problems: &mut Problems) -> Node {
    if is_removed(patch) {
        let problem = Problem::error("S021", patch.place, "this patch removes the whole scenario")
            .remedy("name what is to be removed, as in (pools: { \"pool2\": Removed })");
        problems.push(problem);
        return base.clone();
    }
    over(base, patch, problems)
}

fn over(base: &Node, patch: &Node, problems: &mut Problems) -> Node {
    match (&base.value, &patch.value) {
        // Empty parentheses say nothing about the fields, so that an empty patch changes nothing.
        (Value::Map(..), Value::Unit) => base.clone(),
        (Value::Map(kind, entries), Value::Map(_, changes)) => {
            Node::new(base.place, Value::Map(*kind, merge_entries(entries, changes, problems)))
        }
        // And an empty base has no fields yet; the patch may still wrongly remove one, which is then told.
        (Value::Unit, Value::Map(kind, changes)) => {
            let entries = merge_entries(&[], changes, problems);
            Node::new(patch.place, map_or_unit(*kind, entries))
        }
        (Value::Tagged(old), Value::Tagged(new)) if old.tag == new.tag => merge_variants(base, old, new, problems),
        _ => clean(patch, problems),
    }
}

fn map_or_unit(kind: MapKind, entries: Vec<Entry>) -> Value {
    if entries.is_empty() && kind == MapKind::Struct { Value::Unit } else { Value::Map(kind, entries) }
}

fn merge_variants(base: &Node, old: &Tagged, new: &Tagged, problems: &mut Problems) -> Node {
    let payload = match (&old.payload, &new.payload) {
        (old, None) => old.clone(),
        (Some(old), Some(new)) => Some(Box::new(over(old, new, problems))),
        (None, Some(new)) => Some(Box::new(clean(new, problems))),
    };
    Node::new(base.place, Value::Tagged(Tagged { tag: old.tag.clone(), tag_place: old.tag_place, payload }))
}

fn merge_entries(base: &[Entry], changes: &[Entry], problems: &mut Problems) -> Vec<Entry> {
    let known: HashMap<&str, usize> = base.iter().enumerate().map(|(at, entry)| (entry.key.as_str(), at)).collect();
    let mut merged: Vec<Option<Entry>> = base.iter().cloned().map(Some).collect();
    for change in changes {
        match known.get(change.key.as_str()) {
            Some(&at) if is_removed(&change.value) => merged[at] = None,
            Some(&at) => {
                let value = over(&base[at].value, &change.value, problems);
                merged[at] = Some(Entry { value, ..base[at].clone() });
            }
            None if is_removed(&change.value) => problems.push(nothing_to_remove(change, base)),
            None => merged.push(Some(Entry { value: clean(&change.value, problems), ..change.clone() })),
        }
    }
    merged.into_iter().flatten().collect()
}

fn nothing_to_remove(change: &Entry, base: &[Entry]) -> Problem {
    let near = nearest(&change.key, base.iter().map(|entry| entry.key.as_str()));
    let what = format!("`{}` is removed here but was never there", shown(&change.key));
    let names: Vec<String> = base.iter().take(12).map(|entry| shown(&entry.key)).collect();
    let reason = if names.is_empty() {
        "There is nothing to remove.".to_owned()
    } else {
        format!("There are: {}.", names.join(", "))
    };
    let remedy = match &near {
        Some(near) => format!("write `{}`", shown(near)),
        None => "leave it out".to_owned(),
    };
    Problem::error("S020", change.key_place, what).reason(reason).remedy(remedy).nearest(near)
}

/// A patch that meets nothing to merge with, without the removals in it: there is nothing that they could remove.
fn clean(patch: &Node, problems: &mut Problems) -> Node {
    let value = match &patch.value {
        Value::Map(kind, entries) if !entries.is_empty() => map_or_unit(*kind, merge_entries(&[], entries, problems)),
        Value::Tagged(tagged) => {
            let payload = tagged.payload.as_ref().map(|payload| Box::new(clean(payload, problems)));
            Value::Tagged(Tagged { payload, ..tagged.clone() })
        }
        other => other.clone(),
    };
    Node::new(patch.place, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Sources, read_text, to_ron};

    fn tree(text: &str) -> Node {
        read_text("t.ron", text, &mut Sources::new(), &mut Problems::new()).unwrap()
    }

    fn merged(base: &str, patch: &str) -> (Node, Problems) {
        let mut problems = Problems::new();
        let node = merge(&tree(base), &tree(patch), &mut problems);
        (node, problems)
    }

    #[test]
    fn maps_merge_lists_replace_and_removed_removes() {
        let base = r#"(a: 1, pools: { "p": Big(site: "x", n: 6), "q": Big(n: 1) }, pairs: [("p", "q")])"#;
        let patch = r#"(pools: { "p": Big(n: 12), "q": Removed, "r": Small(n: 2) }, pairs: [])"#;
        let (node, problems) = merged(base, patch);
        assert!(problems.is_empty());
        let wanted = r#"(a: 1, pools: { "p": Big(site: "x", n: 12), "r": Small(n: 2) }, pairs: [])"#;
        assert!(node.same(&tree(wanted)), "{}", to_ron(&node));
    }

    #[test]
    fn another_variant_replaces_and_an_empty_patch_changes_nothing() {
        let (node, _) = merged(r#"{ "p": Big(site: "x") }"#, r#"{ "p": Small(n: 2) }"#);
        assert!(node.same(&tree(r#"{ "p": Small(n: 2) }"#)));
        for base in ["(a: (b: 1))", "{ \"a\": 1 }", "()"] {
            assert!(merged(base, "()").0.same(&tree(base)));
        }
    }

    #[test]
    fn removing_what_is_not_there_names_the_nearest() {
        let (_, problems) = merged(r#"{ "pool1": 1 }"#, r#"{ "pol1": Removed }"#);
        assert_eq!(problems.iter().next().unwrap().nearest.as_deref(), Some("pool1"));
        assert_eq!(merged("(a: 1)", "(b: (c: Removed))").1.errors(), 1);
        assert_eq!(merged("(a: 1)", "Removed").1.errors(), 1);
    }
}
