//! One value of a row, and how it is written.
//!
//! Names of pools and designs are foreign texts. A spreadsheet takes a text that begins with `=`, `+`, `-` or `@` for a
//! formula and carries it out; so such a text gets an apostrophe before it, by which spreadsheets mean that what follows
//! is a text, and so does one that begins with an apostrophe itself; the same holds behind a semicolon, where a spreadsheet
//! of another country begins the next cell. Whoever takes that apostrophe away has the text as it was. Numbers are written
//! by this tool and need none.

use std::borrow::Cow;

use crate::ground::text::screen;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'c> {
    /// Words, perhaps somebody else's.
    Text(Cow<'c, str>),
    /// A whole number.
    Count(u64),
    /// Any other number.
    Number(f64),
    /// Whether something is so.
    Truth(bool),
    /// There is no such value.
    Nothing,
}

impl<'c> Cell<'c> {
    /// Words.
    pub fn text(words: impl Into<Cow<'c, str>>) -> Self {
        Cell::Text(words.into())
    }

    /// Milliseconds as minutes.
    pub fn minutes(millis: u64) -> Self {
        Cell::Number(millis as f64 / 60_000.0)
    }

    /// The same where there are any.
    pub fn some_minutes(millis: Option<u64>) -> Self {
        millis.map_or(Cell::Nothing, Cell::minutes)
    }

    /// As it stands in a file, but for the quotes that a text with commas needs there. Numbers have as many digits as it
    /// takes to tell them from every other.
    pub fn written(&self) -> Cow<'_, str> {
        match self {
            Cell::Text(words) => no_formula(words),
            Cell::Count(count) => Cow::Owned(count.to_string()),
            Cell::Number(number) => Cow::Owned(number.to_string()),
            Cell::Truth(true) => Cow::Borrowed("true"),
            Cell::Truth(false) => Cow::Borrowed("false"),
            Cell::Nothing => Cow::Borrowed(""),
        }
    }
}

/// What a spreadsheet takes for the beginning of a formula, some of it in the width of Hangul, and the mark against it.
const BEGINS_A_FORMULA: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\''];

/// After these a spreadsheet begins another cell where its settings part values by something else than a comma, whatever
/// stands in quotes.
const BEGINS_A_CELL: [char; 5] = [';', '|', '\t', '\r', '\n'];

/// A text that no spreadsheet carries out, and that does nothing to a terminal.
fn no_formula(text: &str) -> Cow<'_, str> {
    let shown = screen(text);
    let (mut marked, mut before) = (String::new(), BEGINS_A_CELL[0]);
    for character in shown.chars() {
        if BEGINS_A_CELL.contains(&before) && BEGINS_A_FORMULA.contains(&character) {
            marked.push('\'');
        }
        marked.push(character);
        before = character;
    }
    if marked.len() == shown.len() { shown } else { Cow::Owned(marked) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_a_formula_and_every_other_text_stays_as_it_is() {
        for formula in ["=1+1", "+82 2", "-x", "@SUM(A1)", "\t1", "＝1", "＠", "'=1", "-1"] {
            let expected = format!("'{formula}");
            assert_eq!(Cell::text(formula).written(), expected);
        }
        let behind = [("a;=1+1;b", "a;'=1+1;b"), ("a;;-b", "a;;'-b"), ("=\t=", "'=\t'="), ("a\n'b", "a\n''b")];
        for (formula, expected) in behind {
            assert_eq!(Cell::text(formula).written(), expected);
        }
        for plain in ["pool1", "서울풀 1", "a=b", "", " =1", "a, \"b\"", "x-1"] {
            assert_eq!(Cell::text(plain).written(), plain);
        }
        assert_eq!(Cell::text("\u{1b}[31m=1\u{202e}").written(), "·[31m=1·");
    }

    #[test]
    fn numbers_are_written_in_full_and_without_exponents() {
        for (number, written) in [
            (0.0, "0"),
            (-1.5, "-1.5"),
            (1.0 / 3.0, "0.3333333333333333"),
            (1e-9, "0.000000001"),
            (1e17, "100000000000000000"),
        ] {
            assert_eq!(Cell::Number(number).written(), written);
        }
        assert_eq!(Cell::minutes(90_000).written(), "1.5");
        assert_eq!(
            [Cell::Count(7), Cell::Truth(true), Cell::Nothing].map(|cell| cell.written().into_owned()),
            ["7", "true", ""]
        );
    }
}
