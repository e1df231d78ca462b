//! Reads the ways in which RON writes text: in quotes, raw, and as a single character.

use super::cursor::{Cursor, Read};
use super::problem::Problem;

/// Text in quotes, with escapes; the cursor stands on the opening quote.
pub(super) fn quoted(cursor: &mut Cursor<'_>) -> Read<String> {
    let start = cursor.at;
    cursor.at += 1;
    let mut text = String::new();
    loop {
        let rest = cursor.rest();
        let Some(length) = rest.find(['"', '\\']) else { return never_closed(cursor, start) };
        text.push_str(&rest[..length]);
        cursor.at += length;
        if cursor.eat("\"") {
            break;
        }
        text.push(escape(cursor)?);
    }
    if cursor.text[start..cursor.at].contains('\n') {
        cursor.long_text = Some(cursor.place(start, start + 1));
    }
    Ok(text)
}

/// A single character in single quotes; a longer text in them is a mistake of people who come from other languages.
pub(super) fn character(cursor: &mut Cursor<'_>) -> Read<String> {
    let start = cursor.at;
    cursor.at += 1;
    let read = match cursor.peek_char() {
        Some('\\') => Some(escape(cursor)?),
        Some(found) if !matches!(found, '\'' | '\n') => {
            cursor.at += found.len_utf8();
            Some(found)
        }
        _ => None,
    };
    if let Some(read) = read
        && cursor.eat("'")
    {
        return Ok(read.to_string());
    }
    let line_end = cursor.rest().find('\n').unwrap_or(cursor.rest().len());
    let length = cursor.rest()[..line_end].find('\'').map_or(0, |at| at + 1);
    cursor.at += length;
    let problem = Problem::error("S003", cursor.since(start), "text stands in double quotes")
        .reason("Single quotes hold exactly one character.")
        .remedy("write \"...\"");
    cursor.fail(problem)
}

/// Whether `r"` or `r#"` comes next, as opposed to a name that begins with an r.
pub(super) fn raw_ahead(cursor: &Cursor<'_>) -> bool {
    cursor.rest()[1..].trim_start_matches('#').starts_with('"')
}

/// Raw text without escapes; the cursor stands on the `r`.
pub(super) fn raw(cursor: &mut Cursor<'_>) -> Read<String> {
    let start = cursor.at;
    let rest = &cursor.rest()[1..];
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    let close = format!("\"{}", &rest[..hashes]);
    let body = &rest[hashes + 1..];
    let Some(length) = body.find(&close) else { return never_closed(cursor, start) };
    cursor.at += 1 + hashes + 1 + length + close.len();
    Ok(body[..length].to_owned())
}

fn never_closed<T>(cursor: &mut Cursor<'_>, start: usize) -> Read<T> {
    let mut problem = Problem::error("S005", cursor.place(start, start + 1), "this text is never closed")
        .remedy("add the closing quote");
    if let Some(place) = cursor.long_text.take() {
        problem = problem.also(place, "or this one runs over several lines because its own is missing");
    }
    cursor.fail_entirely(problem)
}

/// One escape; the cursor stands on the backslash.
fn escape(cursor: &mut Cursor<'_>) -> Read<char> {
    let start = cursor.at;
    cursor.at += 1;
    let Some(kind) = cursor.peek_char() else { return never_closed(cursor, start) };
    cursor.at += kind.len_utf8();
    let read = match kind {
        'n' => Some('\n'),
        't' => Some('\t'),
        'r' => Some('\r'),
        '0' => Some('\0'),
        '\\' | '"' | '\'' => Some(kind),
        'x' => hexadecimal(cursor, 2).filter(char::is_ascii),
        'u' => braced(cursor),
        _ => None,
    };
    if let Some(read) = read {
        return Ok(read);
    }
    cursor.no_escape(start, "Known are \\n \\r \\t \\0 \\\\ \\\" \\' \\x41 and \\u{AC00}.")
}

fn hexadecimal(cursor: &mut Cursor<'_>, digits: usize) -> Option<char> {
    let part = cursor.rest().get(..digits)?;
    if !part.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    cursor.at += digits;
    char::from_u32(u32::from_str_radix(part, 16).ok()?)
}

fn braced(cursor: &mut Cursor<'_>) -> Option<char> {
    let rest = cursor.rest().strip_prefix('{')?;
    let length = rest.find('}').filter(|length| (1..=6).contains(length))?;
    let digits = &rest[..length];
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    cursor.at += length + 2;
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}
