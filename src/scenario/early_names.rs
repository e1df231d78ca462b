//! What can be told of the names of a scenario that does not fit its form.
//!
//! A scenario with a wrong field is not compiled, and yet its misspelt names should be told in the same go. The form
//! says of every name what it names, so the names can be followed through whatever part of the tree does fit.

use std::collections::BTreeMap;

use crate::text::shape::{Payload, Shape};
use crate::text::{Node, Problem, Problems, Step, Value, nearest, shown};

/// Names by the kind of thing they name.
type Known<'t> = BTreeMap<&'static str, Vec<&'t str>>;

/// Adds a problem for each name that nothing in the tree defines, and for each pool paired with itself. Kinds of which
/// names are derived, as servers' are, are left to the compilation.
pub fn names(tree: &Node, shape: &Shape, problems: &mut Problems) {
    let mut known = Known::new();
    walk(tree, shape, &mut |_, _| {}, &mut |kind, node| {
        known.entry(kind).or_default().extend(node.entries().iter().map(|entry| entry.key.as_str()));
    });
    walk(tree, shape, &mut |kind, node| check(kind, node, &known, problems), &mut |_, _| {});
    pairs(tree, problems);
}

fn check(kind: &str, node: &Node, known: &Known<'_>, problems: &mut Problems) {
    let Value::Text(name) = &node.value else { return };
    let Some(names) = known.get(kind) else { return };
    if names.contains(&name.as_str()) {
        return;
    }
    let near = nearest(name, names.iter().copied());
    let remedy = match &near {
        Some(near) => format!("write \"{}\"", shown(near)),
        None => format!("name a {kind} that the scenario defines"),
    };
    let listed: Vec<String> = names.iter().take(12).map(|name| shown(name)).collect();
    let problem = Problem::error("P002", node.place, format!("no {kind} is named `{}`", shown(name)))
        .reason(format!("There are: {}.", listed.join(", ")))
        .remedy(remedy)
        .nearest(near);
    problems.push(problem);
}

fn pairs(tree: &Node, problems: &mut Problems) {
    let Some(Value::List(_, pairs)) = tree.at(&[Step::Key("pairs")]).map(|node| &node.value) else { return };
    for pair in pairs {
        if let Value::List(_, pools) = &pair.value
            && let [Node { value: Value::Text(first), .. }, Node { value: Value::Text(second), .. }] = pools.as_slice()
            && first == second
        {
            let problem = Problem::error("P010", pair.place, format!("`{}` is paired with itself", shown(first)))
                .remedy("name another pool");
            problems.push(problem);
        }
    }
}

/// Follows the shape through the tree as far as the tree follows it.
fn walk<'t>(
    node: &'t Node,
    shape: &Shape,
    name: &mut dyn FnMut(&'static str, &'t Node),
    map: &mut dyn FnMut(&'static str, &'t Node),
) {
    match (shape, &node.value) {
        (Shape::Optional(inner), _) => walk(node, inner, name, map),
        (Shape::Name(kind), _) => name(kind, node),
        (Shape::List(inner), Value::List(_, items)) => items.iter().for_each(|item| walk(item, inner, name, map)),
        (Shape::Tuple(shapes), Value::List(_, items)) => {
            items.iter().zip(*shapes).for_each(|(item, shape)| walk(item, shape, name, map));
        }
        (Shape::Map { key, value }, Value::Map(..)) => {
            map(key, node);
            node.entries().iter().for_each(|entry| walk(&entry.value, value, name, map));
        }
        (Shape::Struct(fields), _) => {
            for entry in node.entries() {
                if let Some(field) = fields.field(&entry.key) {
                    walk(&entry.value, &field.shape, name, map);
                }
            }
        }
        (Shape::Choice(choice), Value::Tagged(tagged)) => {
            let Some(variant) = choice.variant(&tagged.tag) else { return };
            match (&tagged.payload, variant.payload) {
                (Some(payload), Payload::One(inner)) => walk(payload, inner, name, map),
                (Some(payload), Payload::Struct(inner)) => walk(payload, &Shape::Struct(inner), name, map),
                _ => {}
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::read::{Known, load_bytes};

    #[test]
    fn a_wrong_field_does_not_hide_a_wrong_name() {
        let text = r#"(schema: 1, about: "a", product: LyncServer2013, start: "2026-03-03 10:00 UTC", horizon: 30,
            sites: { "dc1": () }, pools: { "pool1": Standard(site: "dc3", enabled_users: 10) },
            pairs: [("pool1", "pool1")], central_management: "pol1")"#;
        let refused = load_bytes("a.ron", text.as_bytes(), &Known::default()).expect_err("it has four mistakes");
        let whats: Vec<String> = refused.problems.iter().map(|problem| problem.what.clone()).collect();
        for part in ["30 needs a unit", "named `dc3`", "named `pol1`", "paired with itself"] {
            assert!(whats.iter().any(|what| what.contains(part)), "{part} is missing in {whats:?}");
        }
    }
}
