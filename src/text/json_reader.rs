//! Reads JSON as RFC 8259 has it into the same tree, for programs that write scenarios and editors that complete them.

use super::cursor::{Cursor, Form, Read};
use super::number;
use super::place::SourceId;
use super::problem::{Problem, Problems, shown};
use super::tree::{Entry, Node, Value};

/// The key by which an editor finds the schema; it says nothing about the scenario.
const SCHEMA_KEY: &str = "$schema";

/// Reads a whole text; nothing is returned when its form was broken.
pub(super) fn read(text: &str, source: SourceId, problems: &mut Problems) -> Option<Node> {
    let mut cursor = Cursor::new(text, source, Form::Json, problems);
    let node = document(&mut cursor);
    node.ok().filter(|_| !cursor.broken())
}

fn document(cursor: &mut Cursor<'_>) -> Read<Node> {
    let mut node = value(cursor)?;
    cursor.space()?;
    if cursor.peek().is_some() {
        let problem = Problem::error("S013", cursor.here(), "there is more text after the end of the scenario")
            .reason("One file holds one value.")
            .remedy("remove the rest, or check the brackets before it")
            .also(node.place, "the scenario that ended");
        return cursor.fail_entirely(problem);
    }
    if let Value::Map(_, entries) = &mut node.value {
        entries.retain(|entry| entry.key != SCHEMA_KEY);
    }
    Ok(node)
}

fn value(cursor: &mut Cursor<'_>) -> Read<Node> {
    cursor.space()?;
    cursor.count_value()?;
    let start = cursor.at;
    let read = match cursor.peek() {
        Some(b'{') => cursor.map(member)?,
        Some(b'[') => cursor.list(value)?,
        Some(b'"') => Value::Text(string(cursor)?),
        Some(b'-' | b'0'..=b'9') => Value::Number(number::json(cursor)?),
        _ if cursor.peek_char().is_some_and(char::is_alphabetic) => word(cursor)?,
        _ => unexpected(cursor)?,
    };
    let place = cursor.since(start);
    Ok(cursor.done(Node::new(place, read)))
}

fn unexpected<T>(cursor: &mut Cursor<'_>) -> Read<T> {
    let remedy = match cursor.peek() {
        Some(b'/' | b'#') => "JSON has no comments; write the scenario as .ron to have them",
        Some(b'\'') => "write text in double quotes",
        Some(b'+' | b'.') => "write the number without a sign, and with a digit before the point",
        Some(b'(') => "JSON has no parentheses; write { } or [ ], or name the file .ron",
        _ => "write a value: text in double quotes, a number, true, false, null, [ ] or { }",
    };
    cursor.expected("a value", remedy)
}

fn word(cursor: &mut Cursor<'_>) -> Read<Value> {
    let start = cursor.at;
    let rest = cursor.rest();
    let length = rest.find(|found: char| found != '_' && !found.is_alphanumeric()).unwrap_or(rest.len());
    cursor.at += length;
    match &rest[..length] {
        "true" => Ok(Value::Bool(true)),
        "false" => Ok(Value::Bool(false)),
        "null" => Ok(Value::Null),
        "NaN" | "Infinity" => number::not_finite(cursor, cursor.since(start)),
        other => {
            let place = cursor.since(start);
            let problem = Problem::error("S003", place, format!("`{}` is not a JSON value", shown(other)))
                .reason("Bare words are true, false and null; everything else is text in double quotes.")
                .remedy(format!("write \"{}\"", shown(other)));
            cursor.fail(problem)
        }
    }
}

fn member(cursor: &mut Cursor<'_>) -> Read<Entry> {
    if cursor.peek() != Some(b'"') {
        let remedy = if cursor.peek() == Some(b'/') {
            "JSON has no comments; write the scenario as .ron to have them"
        } else {
            "write \"name\": value"
        };
        return cursor.expected("a name in double quotes", remedy);
    }
    let start = cursor.at;
    let key = string(cursor)?;
    let key_place = cursor.since(start);
    cursor.space()?;
    if !cursor.eat(":") {
        return cursor.expected("a colon after the name", "write \"name\": value");
    }
    Ok(Entry { key, key_place, value: value(cursor)? })
}

/// Text in double quotes; the cursor stands on the opening quote. A line end closes it for the reader's purposes,
/// because JSON allows none inside and the author forgot the quote.
fn string(cursor: &mut Cursor<'_>) -> Read<String> {
    let start = cursor.at;
    cursor.at += 1;
    let mut text = String::new();
    loop {
        let rest = cursor.rest();
        let stops = |found: char| found == '"' || found == '\\' || found < ' ';
        let length = rest.find(stops).unwrap_or(rest.len());
        text.push_str(&rest[..length]);
        cursor.at += length;
        match cursor.peek() {
            Some(b'"') => {
                cursor.at += 1;
                return Ok(text);
            }
            Some(b'\\') => text.push(escape(cursor)?),
            None | Some(b'\n' | b'\r') => {
                let problem = Problem::error("S005", cursor.place(start, start + 1), "this text is never closed")
                    .reason("Text in JSON ends in the line where it begins.")
                    .remedy("add the closing quote, or write \\n for a line end inside it");
                return cursor.fail(problem);
            }
            Some(_) => {
                let problem = Problem::error("S006", cursor.here(), "a control character stands in this text")
                    .reason("JSON allows control characters in text only as escapes.")
                    .remedy("remove it, or write it as an escape such as \\t");
                cursor.report(problem)?;
                cursor.at += 1;
            }
        }
    }
}

/// One escape; the cursor stands on the backslash.
fn escape(cursor: &mut Cursor<'_>) -> Read<char> {
    let start = cursor.at;
    cursor.at += 1;
    let kind = cursor.peek_char().filter(|found| *found >= ' ');
    cursor.at += kind.map_or(0, char::len_utf8);
    let read = match kind {
        Some('"' | '\\' | '/') => kind,
        Some('b') => Some('\u{8}'),
        Some('f') => Some('\u{c}'),
        Some('n') => Some('\n'),
        Some('r') => Some('\r'),
        Some('t') => Some('\t'),
        Some('u') => unicode(cursor),
        _ => None,
    };
    if let Some(read) = read {
        return Ok(read);
    }
    cursor.no_escape(
        start,
        "Known are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uAC00; characters beyond FFFF take two, in order.",
    )
}

/// The character of `\uXXXX`, or of two of them when the first is the upper half of a pair. Half a pair is no
/// character and is refused.
fn unicode(cursor: &mut Cursor<'_>) -> Option<char> {
    let first = four_digits(cursor)?;
    if !(0xD800..0xDC00).contains(&first) {
        return char::from_u32(first);
    }
    if !cursor.eat("\\u") {
        return None;
    }
    let second = four_digits(cursor).filter(|second| (0xDC00..0xE000).contains(second))?;
    char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))
}

fn four_digits(cursor: &mut Cursor<'_>) -> Option<u32> {
    let digits = cursor.rest().get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    cursor.at += 4;
    u32::from_str_radix(digits, 16).ok()
}
