//! Brings a tree into the one form that its shape prescribes, so that trees from RON and from JSON become the same.
//!
//! JSON has no variants, tuples or structs: `{"Site": "dc1"}` may be a map or a variant, and only the shape knows.
//! Merging needs to know it too, because a patch with another variant replaces while a patch with another key adds.

use super::shape::{Payload, Shape, StructShape};
use super::tree::{Entry, ListKind, MapKind, Node, Tagged, Value};

/// The same tree with variants, tuples and structs marked as such wherever `shape` says so. What does not fit is left
/// as it is; places are kept.
#[must_use]
pub fn resolve(node: Node, shape: &Shape) -> Node {
    let Node { place, value } = node;
    let value = match (shape.without_option(), value) {
        (Shape::List(inner), Value::List(kind, items)) => {
            Value::List(kind, items.into_iter().map(|item| resolve(item, inner)).collect())
        }
        (Shape::Tuple(shapes), value @ Value::List(..)) => tuple(value, shapes),
        (Shape::Map { value: inner, .. }, Value::Map(kind, entries)) => {
            Value::Map(kind, each(entries, |_| Some(inner)))
        }
        (Shape::Struct(shape), value) => structure(value, shape),
        (Shape::Choice(choice), value) => {
            let known = |name: &str| choice.variant(name).is_some();
            match value {
                Value::Text(text) if known(&text) => {
                    Value::Tagged(Tagged { tag: text, tag_place: place, payload: None })
                }
                Value::Map(MapKind::Map, mut entries) if entries.len() == 1 && known(&entries[0].key) => {
                    let Entry { key, key_place, value } = entries.remove(0);
                    variant(Tagged { tag: key, tag_place: key_place, payload: Some(Box::new(value)) }, choice)
                }
                Value::Tagged(tagged) => variant(tagged, choice),
                other => other,
            }
        }
        (_, value) => value,
    };
    Node { place, value }
}

fn variant(tagged: Tagged, choice: &super::shape::ChoiceShape) -> Value {
    let Tagged { tag, tag_place, payload } = tagged;
    let kind = choice.variant(&tag).map(|variant| variant.payload);
    let payload = payload.and_then(|payload| {
        let Node { place, value } = *payload;
        let value = match kind {
            Some(Payload::Unit) if value == Value::Null => return None,
            Some(Payload::One(shape)) => return Some(Box::new(resolve(Node { place, value }, shape))),
            Some(Payload::Struct(shape)) => structure(value, shape),
            _ => value,
        };
        Some(Box::new(Node { place, value }))
    });
    Value::Tagged(Tagged { tag, tag_place, payload })
}

fn tuple(value: Value, shapes: &[Shape]) -> Value {
    match value {
        Value::List(_, items) if items.len() == shapes.len() => {
            let items = items.into_iter().zip(shapes).map(|(item, shape)| resolve(item, shape)).collect();
            Value::List(ListKind::Tuple, items)
        }
        other => other,
    }
}

/// A struct's own name before its parentheses is dropped, and an empty one is written as `()`.
fn structure(value: Value, shape: &StructShape) -> Value {
    match value {
        Value::Tagged(Tagged { tag, payload: Some(payload), .. }) if tag == shape.name => {
            structure(payload.value, shape)
        }
        Value::Map(_, entries) if entries.is_empty() => Value::Unit,
        Value::Map(_, entries) => {
            Value::Map(MapKind::Struct, each(entries, |key| shape.field(key).map(|field| &field.shape)))
        }
        other => other,
    }
}

fn each<'a>(entries: Vec<Entry>, shape_of: impl Fn(&str) -> Option<&'a Shape>) -> Vec<Entry> {
    entries
        .into_iter()
        .map(|Entry { key, key_place, value }| {
            let value = match shape_of(&key) {
                Some(shape) => resolve(value, shape),
                None => value,
            };
            Entry { key, key_place, value }
        })
        .collect()
}
