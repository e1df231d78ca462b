//! Reads numbers of both languages, and tells a quantity whose quotes were forgotten from a misspelt number.

use super::cursor::{Cursor, Read};
use super::place::Place;
use super::problem::{Problem, shown};
use super::tree::{Number, whole_of};
use crate::ground::calendar::Hours;
use crate::ground::law::Law;

/// Reads a RON number: sign, hexadecimal, octal and binary prefixes, underscores, fraction and exponent.
pub(super) fn ron(cursor: &mut Cursor<'_>) -> Read<Number> {
    let start = cursor.at;
    let text = token(cursor);
    for special in ["inf", "NaN"] {
        if text.trim_start_matches(['+', '-']).starts_with(special) {
            return not_finite(cursor, cursor.since(start));
        }
    }
    match ron_value(text) {
        Some(float) if !float.is_finite() => not_finite(cursor, cursor.since(start)),
        Some(float) => Ok(Number { text: text.to_owned(), float, whole: ron_whole(text).or_else(|| whole_of(float)) }),
        None => refuse(cursor, start),
    }
}

/// Reads a JSON number, whose spelling is narrower.
pub(super) fn json(cursor: &mut Cursor<'_>) -> Read<Number> {
    let start = cursor.at;
    let text = token(cursor);
    if !json_spelling(text) {
        return refuse(cursor, start);
    }
    match text.parse::<f64>() {
        Ok(float) if float.is_finite() => {
            let whole = text.parse().ok().or_else(|| if is_digits(text) { None } else { whole_of(float) });
            Ok(Number { text: text.to_owned(), float, whole })
        }
        _ => not_finite(cursor, cursor.since(start)),
    }
}

/// Says that a value is not a number that time can be computed with.
pub(super) fn not_finite<T>(cursor: &mut Cursor<'_>, place: Place) -> Read<T> {
    let problem = Problem::error("S007", place, "this number is not finite")
        .reason("Infinite and undefined numbers make every result undefined.")
        .remedy("write a number, or leave the field out if there is no limit");
    cursor.fail(problem)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

/// Steps over everything that could belong to a number, so that `30min` is told as one mistake.
fn token<'a>(cursor: &mut Cursor<'a>) -> &'a str {
    let rest = cursor.rest();
    let mut previous = ' ';
    let mut length = 0;
    for found in rest.chars() {
        let sign = matches!(found, '+' | '-') && (length == 0 || matches!(previous, 'e' | 'E'));
        if !(sign || found == '.' || found == '_' || found == '%' || found.is_alphanumeric()) {
            break;
        }
        previous = found;
        length += found.len_utf8();
    }
    cursor.at += length;
    &rest[..length]
}

fn refuse(cursor: &mut Cursor<'_>, start: usize) -> Read<Number> {
    let place = cursor.since(start);
    let text = &cursor.text[start..cursor.at];
    let body = text.trim_start_matches(['+', '-']);
    let problem = Problem::error("S007", place, format!("`{}` is not a number", shown(text)));
    let problem = if let Some(meant) = meant(text) {
        problem.remedy(format!("write {meant}"))
    } else if text.contains("..") {
        problem.reason("Ranges of numbers are not values here.").remedy("write one number")
    } else if body.starts_with(|first: char| first.is_ascii_digit())
        && body.ends_with(|last: char| last.is_alphabetic() || last == '%')
        && !body.starts_with("0x")
    {
        problem
            .reason("A quantity with a unit is text, and text stands in quotes.")
            .remedy(format!("write \"{}\"", shown(text)))
    } else {
        problem.remedy("write digits, with one point at most, as in 12 or 0.5")
    };
    cursor.fail(problem)
}

/// What somebody meant who wrote a percentage, a range or hours around the clock without quotes, as it is written here.
pub(super) fn meant(text: &str) -> Option<String> {
    let text = text.trim();
    percent(text)
        .map(|share| share.to_string())
        .or_else(|| Law::range(text).map(|law| format!("\"{law}\"")))
        .or_else(|| Hours::around_the_clock(text).then(|| "\"always\"".to_owned()))
}

/// The share that a text such as `99.95%` means.
pub(super) fn percent(text: &str) -> Option<f64> {
    let number: f64 = text.trim().strip_suffix('%')?.trim().parse().ok()?;
    // A division by a hundred would show its rounding.
    format!("{:.9}", number / 100.0).parse().ok()
}

fn unsigned(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// The digits of a number with a prefix that names its base.
fn based(body: &str) -> Option<(u32, String)> {
    let (base, digits) = [("0x", 16), ("0o", 8), ("0b", 2)]
        .iter()
        .find_map(|(prefix, base)| body.strip_prefix(prefix).map(|digits| (*base, digits)))?;
    Some((base, digits.replace('_', "")))
}

fn ron_whole(text: &str) -> Option<i64> {
    let (negative, body) = unsigned(text);
    let (base, digits) = based(body).unwrap_or_else(|| (10, body.replace('_', "")));
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let size = i128::from(u64::from_str_radix(&digits, base).ok()?);
    i64::try_from(if negative { -size } else { size }).ok()
}

#[expect(clippy::cast_precision_loss, reason = "the exact value is kept beside the approximate one")]
fn ron_value(text: &str) -> Option<f64> {
    let (negative, body) = unsigned(text);
    let size = if let Some((base, digits)) = based(body) {
        if digits.starts_with(['+', '-']) {
            return None;
        }
        u64::from_str_radix(&digits, base).ok()? as f64
    } else {
        if !body.starts_with(|first: char| first.is_ascii_digit() || first == '.')
            || body.bytes().any(|byte| !matches!(byte, b'0'..=b'9' | b'.' | b'_' | b'e' | b'E' | b'+' | b'-'))
        {
            return None;
        }
        body.replace('_', "").parse().ok()?
    };
    Some(if negative { -size } else { size })
}

/// Whether a text is spelt as RFC 8259 has it.
fn json_spelling(text: &str) -> bool {
    let body = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (body, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let led_by_zero = whole.len() > 1 && whole.starts_with('0');
    digits(whole) && !led_by_zero && fraction.is_none_or(digits) && exponent.is_none_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_both_languages_are_told_apart() {
        for good in ["0", "-0", "12", "1.5", "1e3", "1E-3", "-2.5e+10"] {
            assert!(json_spelling(good), "{good}");
        }
        for bad in ["", "-", "01", "1.", ".5", "+1", "0x1", "1_0", "1e", "1e+", "--1"] {
            assert!(!json_spelling(bad), "{bad}");
        }
        for (text, value) in
            [("1_000", 1000.0), ("0xFF", 255.0), ("-0b11", -3.0), (".5", 0.5), ("5.", 5.0), ("+2e1", 20.0)]
        {
            assert_eq!(ron_value(text), Some(value), "{text}");
        }
        for bad in ["", "-", "--1", "0x", "0xG", "1.2.3", "30min", "e5", "0x+1", "_1"] {
            assert_eq!(ron_value(bad), None, "{bad}");
        }
        assert_eq!(ron_whole("-9_223_372_036_854_775_808"), Some(i64::MIN));
        assert_eq!(ron_whole("9223372036854775808"), None);
    }
}
