//! Prints a tree again, as RON and as JSON, so that tests can read what they have read once more. Scenarios are written by
//! `serde`.

use super::tree::{Entry, ListKind, MapKind, Node, Tagged, Value};

/// Values that fit in so many columns stay on one line.
const WIDTH: usize = 100;

/// The tree as RON text with a line end, four blanks a level, short values on one line.
#[must_use]
pub fn to_ron(node: &Node) -> String {
    let mut out = String::new();
    ron(&mut out, node, 0);
    out.push('\n');
    out
}

/// The tree as one line of JSON: variants externally tagged, `None` as `null`, `()` as an empty object. A tree that
/// holds one name twice gives a text that does so too.
#[must_use]
pub fn to_json_text(node: &Node) -> String {
    let mut out = String::new();
    json(&mut out, node);
    out
}

/// Text in quotes as RON and JSON both read it, except that control characters are spelt for RON.
fn ron_quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control.is_control() => out.push_str(&format!("\\u{{{:x}}}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

fn ron(out: &mut String, node: &Node, level: usize) {
    let mut line = String::new();
    if in_line(&mut line, node, WIDTH.saturating_sub(level * 4)) {
        out.push_str(&line);
        return;
    }
    match &node.value {
        Value::List(kind, items) => {
            let (open, close) = list_brackets(*kind);
            block(out, level, open, close, items, |out, item| ron(out, item, level + 1));
        }
        Value::Map(kind, entries) => {
            let (open, close) = map_brackets(*kind);
            block(out, level, open, close, entries, |out, entry| {
                out.push_str(&key(*kind, &entry.key));
                ron(out, &entry.value, level + 1);
            });
        }
        Value::Tagged(Tagged { tag, payload: Some(payload), .. }) => {
            out.push_str(tag);
            if has_parentheses(payload) {
                ron(out, payload, level);
            } else {
                out.push('(');
                ron(out, payload, level);
                out.push(')');
            }
        }
        _ => out.push_str(&line),
    }
}

fn block<T>(out: &mut String, level: usize, open: &str, close: &str, all: &[T], mut one: impl FnMut(&mut String, &T)) {
    out.push_str(open);
    out.push('\n');
    for item in all {
        out.push_str(&"    ".repeat(level + 1));
        one(out, item);
        out.push_str(",\n");
    }
    out.push_str(&"    ".repeat(level));
    out.push_str(close);
}

/// Writes the value on one line; false when it is wider than `room`, and then the line is not complete. Single values
/// are always complete, since they cannot be broken.
fn in_line(out: &mut String, node: &Node, room: usize) -> bool {
    match &node.value {
        Value::Null => out.push_str("None"),
        Value::Unit => out.push_str("()"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number.text),
        Value::Text(text) => out.push_str(&ron_quoted(text)),
        Value::List(kind, items) => {
            let (open, close) = list_brackets(*kind);
            return inner(out, room, (open, close), items, |out, item| in_line(out, item, room));
        }
        Value::Map(kind, entries) => {
            let (open, close) = map_brackets(*kind);
            let spaced = *kind == MapKind::Map && !entries.is_empty();
            let brackets = if spaced { ("{ ", " }") } else { (open, close) };
            return inner(out, room, brackets, entries, |out, entry: &Entry| {
                out.push_str(&key(*kind, &entry.key));
                in_line(out, &entry.value, room)
            });
        }
        Value::Tagged(Tagged { tag, payload, .. }) => {
            out.push_str(tag);
            let Some(payload) = payload else { return out.len() <= room };
            if has_parentheses(payload) {
                return in_line(out, payload, room);
            }
            out.push('(');
            let fits = in_line(out, payload, room);
            out.push(')');
            return fits && out.len() <= room;
        }
    }
    out.len() <= room
}

fn inner<T>(
    out: &mut String,
    room: usize,
    (open, close): (&str, &str),
    all: &[T],
    mut one: impl FnMut(&mut String, &T) -> bool,
) -> bool {
    out.push_str(open);
    for (at, item) in all.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        if !one(out, item) || out.len() > room {
            return false;
        }
    }
    out.push_str(close);
    out.len() <= room
}

/// Whether a variant's payload brings its own parentheses. A tuple of one does not: its single value would be read
/// back as the payload itself.
fn has_parentheses(payload: &Node) -> bool {
    match &payload.value {
        Value::Unit | Value::Map(MapKind::Struct, _) => true,
        Value::List(ListKind::Tuple, items) => items.len() != 1,
        _ => false,
    }
}

fn key(kind: MapKind, key: &str) -> String {
    match kind {
        MapKind::Map => format!("{}: ", ron_quoted(key)),
        MapKind::Struct => format!("{key}: "),
    }
}

const fn list_brackets(kind: ListKind) -> (&'static str, &'static str) {
    match kind {
        ListKind::List => ("[", "]"),
        ListKind::Tuple => ("(", ")"),
    }
}

const fn map_brackets(kind: MapKind) -> (&'static str, &'static str) {
    match kind {
        MapKind::Map => ("{", "}"),
        MapKind::Struct => ("(", ")"),
    }
}

fn json(out: &mut String, node: &Node) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Unit => out.push_str("{}"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => match number.whole {
            Some(whole) => out.push_str(&whole.to_string()),
            None => out.push_str(&format!("{:?}", number.float)),
        },
        Value::Text(text) => json_quoted(out, text),
        Value::List(_, items) => json_group(out, ('[', ']'), items, json),
        Value::Map(_, entries) => json_group(out, ('{', '}'), entries, |out, entry| {
            json_quoted(out, &entry.key);
            out.push(':');
            json(out, &entry.value);
        }),
        Value::Tagged(Tagged { tag, payload: None, .. }) => json_quoted(out, tag),
        Value::Tagged(Tagged { tag, payload: Some(payload), .. }) => {
            out.push('{');
            json_quoted(out, tag);
            out.push(':');
            json(out, payload);
            out.push('}');
        }
    }
}

fn json_group<T>(out: &mut String, (open, close): (char, char), all: &[T], mut one: impl FnMut(&mut String, &T)) {
    out.push(open);
    for (at, item) in all.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        one(out, item);
    }
    out.push(close);
}

fn json_quoted(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(text).to_string());
}
