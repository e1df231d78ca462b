//! Reads RON into the placed tree: everything a planner writes by hand, and a reason for everything that is refused.

use super::cursor::{Cursor, Form, Names, Read, Stop};
use super::number;
use super::place::SourceId;
use super::problem::{Problem, Problems, shown};
use super::ron_text as text;
use super::tree::{Entry, ListKind, MapKind, Node, Tagged, Value};

/// Reads a whole text; nothing is returned when its form was broken, because what is missing then would only be
/// reported a second time.
pub(super) fn read(text: &str, source: SourceId, problems: &mut Problems) -> Option<Node> {
    let mut cursor = Cursor::new(text, source, Form::Ron, problems);
    let node = document(&mut cursor);
    node.ok().filter(|_| !cursor.broken())
}

fn document(cursor: &mut Cursor<'_>) -> Read<Node> {
    cursor.space()?;
    while cursor.rest().starts_with("#!") {
        attribute(cursor)?;
        cursor.space()?;
    }
    let node = value(cursor)?;
    cursor.space()?;
    if cursor.peek().is_some() {
        let problem = Problem::error("S013", cursor.here(), "there is more text after the end of the scenario")
            .reason("One file holds one value.")
            .remedy("remove the rest, or check the brackets before it")
            .also(node.place, "the scenario that ended");
        return cursor.fail_entirely(problem);
    }
    Ok(node)
}

/// Reads `#![...]`. What it may ask for is how this reader reads anyway, or a hint for editors.
fn attribute(cursor: &mut Cursor<'_>) -> Read<()> {
    const FREE: [&str; 4] = ["implicit_some", "unwrap_newtypes", "unwrap_variant_newtypes", "explicit_struct_names"];
    let start = cursor.at;
    let Some(end) = cursor.rest().find(']').filter(|end| cursor.rest().starts_with("#![") && *end < 400) else {
        return cursor.expected("an attribute such as #![enable(implicit_some)]", "remove the `#!`");
    };
    let inside = cursor.rest()[3..end].trim();
    cursor.at += end + 1;
    let names = inside.strip_prefix("enable").map(str::trim).and_then(|list| list.strip_prefix('(')?.strip_suffix(')'));
    let known = match names {
        Some(names) => names.split(',').map(str::trim).all(|name| name.is_empty() || FREE.contains(&name)),
        None => ["type", "schema"]
            .iter()
            .any(|hint| inside.strip_prefix(hint).is_some_and(|rest| rest.trim_start().starts_with('='))),
    };
    if known {
        return Ok(());
    }
    let problem = Problem::error("S012", cursor.since(start), format!("the attribute `{}` is unknown", shown(inside)))
        .reason("Understood are enable(implicit_some), enable(unwrap_newtypes), type and schema.")
        .remedy("remove it");
    cursor.report(problem)
}

fn value(cursor: &mut Cursor<'_>) -> Read<Node> {
    cursor.space()?;
    cursor.count_value()?;
    let start = cursor.at;
    let read = match cursor.peek() {
        Some(b'(') => parenthesis(cursor)?,
        Some(b'[') => cursor.list(value)?,
        Some(b'{') => cursor.map(map_entry)?,
        Some(b'"') => Value::Text(text::quoted(cursor)?),
        Some(b'\'') => Value::Text(text::character(cursor)?),
        Some(b'r') if text::raw_ahead(cursor) => Value::Text(text::raw(cursor)?),
        Some(b'b') if cursor.rest().starts_with("b\"") || cursor.rest().starts_with("b'") => bytes(cursor)?,
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => Value::Number(number::ron(cursor)?),
        _ if cursor.peek_char().is_some_and(starts_name) => word(cursor)?,
        _ => cursor.expected("a value", "write a value: text in quotes, a number, a name, or something in brackets")?,
    };
    let place = cursor.since(start);
    Ok(cursor.done(Node::new(place, read)))
}

fn bytes(cursor: &mut Cursor<'_>) -> Read<Value> {
    let problem = Problem::error("S012", cursor.here(), "bytes are not a value of a scenario")
        .reason("A `b` before a quote makes bytes out of text.")
        .remedy("remove the `b`");
    cursor.fail(problem)
}

fn map_entry(cursor: &mut Cursor<'_>) -> Read<Entry> {
    let start = cursor.at;
    let key = match cursor.peek() {
        Some(b'"') => text::quoted(cursor)?,
        Some(b'r') if text::raw_ahead(cursor) => text::raw(cursor)?,
        _ => bare_key(cursor)?,
    };
    let key_place = cursor.since(start);
    colon(cursor)?;
    Ok(Entry { key, key_place, value: value(cursor)? })
}

/// A name in a map without quotes is understood and refused, so that reading goes on.
fn bare_key(cursor: &mut Cursor<'_>) -> Read<String> {
    let start = cursor.at;
    let bare = |found: char| !matches!(found, ':' | ',' | '}' | '{' | '(' | ')' | '[' | ']' | '"' | '\n' | '/');
    let length = cursor.rest().find(|found| !bare(found)).unwrap_or(cursor.rest().len());
    let key = cursor.rest()[..length].trim().to_owned();
    if key.is_empty() || !key.starts_with(|first: char| first.is_alphanumeric() || first == '_' || first == '-') {
        return cursor.expected("a name in quotes", "write \"name\": value");
    }
    cursor.at += key.len();
    let problem = Problem::error("S011", cursor.since(start), format!("the name `{}` needs quotes", shown(&key)))
        .reason("In { } names are free text; only the fields of ( ) are written bare.")
        .remedy(format!("write \"{}\":", shown(&key)));
    cursor.report(problem)?;
    Ok(key)
}

fn colon(cursor: &mut Cursor<'_>) -> Read<()> {
    cursor.space()?;
    if cursor.eat(":") {
        return Ok(());
    }
    cursor.expected("a colon after the name", "write `name: value`")
}

/// Whatever stands in parentheses: nothing, fields, or members.
fn parenthesis(cursor: &mut Cursor<'_>) -> Read<Value> {
    cursor.enter()?;
    cursor.space()?;
    if field_ahead(cursor)? {
        let (mut names, mut entries) = (Names::new(), Vec::new());
        cursor.members(|cursor| {
            let entry = field(cursor)?;
            cursor.insert(&mut names, &mut entries, entry)
        })?;
        return Ok(Value::Map(MapKind::Struct, entries));
    }
    let mut items = Vec::new();
    cursor.members(|cursor| {
        items.push(value(cursor)?);
        Ok(())
    })?;
    Ok(if items.is_empty() { Value::Unit } else { Value::List(ListKind::Tuple, items) })
}

/// Whether a name and a colon come next, which makes the parentheses hold fields.
fn field_ahead(cursor: &mut Cursor<'_>) -> Read<bool> {
    let start = cursor.at;
    let named = !name(cursor).is_empty();
    cursor.space()?;
    let ahead = named && cursor.peek() == Some(b':') && !cursor.rest().starts_with("::");
    cursor.at = start;
    Ok(ahead)
}

fn field(cursor: &mut Cursor<'_>) -> Read<Entry> {
    let start = cursor.at;
    let key = name(cursor).to_owned();
    if key.is_empty() {
        // Digits after a comma are what a comma inside of a number leaves.
        let remedy = match cursor.peek_char() {
            Some('0'..='9') => "write a number without a comma: 24000 for 24,000, and 99.95 for 99,95",
            _ => "write `name: value`, the name without quotes",
        };
        return cursor.expected("the name of a field", remedy);
    }
    let key_place = cursor.since(start);
    colon(cursor)?;
    Ok(Entry { key, key_place, value: value(cursor)? })
}

fn starts_name(found: char) -> bool {
    found == '_' || found.is_alphabetic()
}

/// Steps over a bare name, with `r#` before it or not; empty when none stands here.
fn name<'a>(cursor: &mut Cursor<'a>) -> &'a str {
    if cursor.rest().strip_prefix("r#").is_some_and(|rest| rest.starts_with(starts_name)) {
        cursor.at += 2;
    }
    let rest = cursor.rest();
    if !rest.starts_with(starts_name) {
        return "";
    }
    let length = rest.find(|found: char| found != '_' && !found.is_alphanumeric()).unwrap_or(rest.len());
    cursor.at += length;
    &rest[..length]
}

/// A bare word: a truth value, `None`, `Some(...)`, or a variant with or without something in parentheses.
fn word(cursor: &mut Cursor<'_>) -> Read<Value> {
    let start = cursor.at;
    let word = name(cursor);
    let tag_place = cursor.since(start);
    match word {
        "true" => return Ok(Value::Bool(true)),
        "false" => return Ok(Value::Bool(false)),
        "None" => return Ok(Value::Null),
        "inf" | "NaN" => return number::not_finite(cursor, tag_place),
        _ => {}
    }
    if cursor.rest().starts_with("::") {
        let problem = Problem::error("S003", cursor.here(), "variants are written without the name of their type")
            .remedy("write only what follows `::`");
        return cursor.fail(problem);
    }
    let end = cursor.at;
    cursor.space()?;
    let payload = if cursor.peek() == Some(b'(') { Some(payload(cursor)?) } else { None };
    match (word, payload) {
        ("Some", Some(Node { value: Value::Unit, .. }) | None) => {
            let problem = Problem::error("S003", tag_place, "`Some` needs a value in parentheses")
                .remedy("write Some(value), or just the value, or None");
            cursor.fail(problem)
        }
        ("Some", Some(inner)) => Ok(inner.value),
        (tag, payload) => {
            if payload.is_none() {
                cursor.at = end;
            }
            Ok(Value::Tagged(Tagged { tag: tag.to_owned(), tag_place, payload: payload.map(Box::new) }))
        }
    }
}

/// What stands in a variant's parentheses; a single value stands for itself and not for a tuple of one.
fn payload(cursor: &mut Cursor<'_>) -> Read<Node> {
    cursor.count_value()?;
    let start = cursor.at;
    match parenthesis(cursor)? {
        Value::List(ListKind::Tuple, mut items) if items.len() == 1 => items.pop().ok_or(Stop::Here),
        value => Ok(Node::new(cursor.since(start), value)),
    }
}
