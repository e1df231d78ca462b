//! What both readers share: walking over bytes within limits, and saying what was expected where.

use std::collections::HashMap;

use super::number::meant;
use super::place::{Place, SourceId};
use super::problem::{Problem, Problems, Severity, shown};
use super::tree::{Entry, ListKind, MapKind, Node, Value};

/// The deepest nesting that is read; a scenario needs a dozen levels.
pub const DEEPEST: usize = 64;
/// The most values that one text may hold, so that a text of sixteen megabytes cannot fill gigabytes as a tree.
pub const MOST_VALUES: usize = 1_000_000;
/// The most problems reported for one text; after so many the rest follows from the first ones.
pub const MOST_PROBLEMS: usize = 50;

/// Why reading did not go on. The problem itself has been reported already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// This value is lost; reading can go on after the next comma.
    Here,
    /// The rest of the text makes no sense any more.
    Entirely,
}

pub(super) type Read<T> = Result<T, Stop>;

/// Which language is read; it decides what counts as a blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Ron,
    Json,
}

/// A position in a text, the brackets open at it, and where problems go.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) form: Form,
    /// The end of the last value and whether it was a number, to tell a forgotten comma from a forgotten quote.
    pub(super) last: Option<(usize, bool)>,
    /// The last text that ran over a line end: the usual culprit when nothing after it makes sense.
    pub(super) long_text: Option<Place>,
    source: SourceId,
    problems: &'a mut Problems,
    reported: usize,
    /// Whether something could not be read, as opposed to read and refused.
    broken: bool,
    values: usize,
    open: Vec<(u8, usize)>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, source: SourceId, form: Form, problems: &'a mut Problems) -> Self {
        let (last, long_text, open) = (None, None, Vec::new());
        Self { text, at: 0, form, last, long_text, source, problems, reported: 0, broken: false, values: 0, open }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn peek_char(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Steps over `wanted` when it stands here.
    pub(super) fn eat(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }

    pub(super) fn place(&self, start: usize, end: usize) -> Place {
        Place::new(self.source, start, end)
    }

    pub(super) fn since(&self, start: usize) -> Place {
        self.place(start, self.at)
    }

    /// The character here, or nothing at the end.
    pub(super) fn here(&self) -> Place {
        self.place(self.at, self.at + self.peek_char().map_or(0, char::len_utf8))
    }

    /// Whether something was lost, so that the tree is not what the author meant.
    pub(super) fn broken(&self) -> bool {
        self.broken
    }

    /// Reports without stopping, unless too much has been reported.
    pub(super) fn report(&mut self, problem: Problem) -> Read<()> {
        self.reported += 1;
        // Names written twice and the like leave the tree whole; everything else makes it misleading.
        self.broken |= !matches!(problem.code, "S010" | "S011");
        if self.reported > MOST_PROBLEMS {
            self.problems.push(
                Problem::new("S015", Severity::Note, problem.place, "the rest of this file was not read")
                    .reason(format!("There are more than {MOST_PROBLEMS} mistakes before this place."))
                    .remedy("mend the first ones and check again"),
            );
            self.broken = true;
            return Err(Stop::Entirely);
        }
        self.problems.push(problem);
        Ok(())
    }

    /// Reports, and gives this value up.
    pub(super) fn fail<T>(&mut self, problem: Problem) -> Read<T> {
        self.report(problem)?;
        Err(Stop::Here)
    }

    /// Reports, and gives the whole text up.
    pub(super) fn fail_entirely<T>(&mut self, problem: Problem) -> Read<T> {
        self.report(problem)?;
        Err(Stop::Entirely)
    }

    /// Says that something else was expected here than what stands here.
    pub(super) fn expected<T>(&mut self, wanted: &str, remedy: &str) -> Read<T> {
        let Some(found) = self.peek_char() else { return self.unclosed() };
        let mut problem = Problem::error(
            "S003",
            self.here(),
            format!("{wanted} is expected here, but there is `{}`", shown(&found.to_string())),
        )
        .remedy(remedy);
        if let Some((name, plain)) = look_alike(found) {
            problem = problem
                .reason(format!("This is {name}, which looks like `{plain}` but is another character."))
                .remedy(format!("write `{plain}`"));
        }
        if let Some(place) = self.long_text.take() {
            problem = problem.also(place, "this text runs over several lines; is its closing quote missing?");
        }
        self.fail(problem)
    }

    /// Says that the text ends too early, at the innermost bracket that was opened and never closed.
    pub(super) fn unclosed<T>(&mut self) -> Read<T> {
        let end = self.place(self.text.len(), self.text.len());
        let problem = match self.open.last() {
            Some(&(bracket, at)) => {
                let (open, close) = (char::from(bracket), char::from(closer(bracket)));
                Problem::error("S004", self.place(at, at + 1), format!("this `{open}` is never closed"))
                    .remedy(format!("add the missing `{close}`"))
                    .also(end, "the text ends here")
            }
            None => Problem::error("S014", end, "the text ends before a value").remedy("write the scenario here"),
        };
        let long = self.long_text.take();
        let hint = "this text runs over several lines; is its closing quote missing?";
        self.fail_entirely(if let Some(place) = long { problem.also(place, hint) } else { problem })
    }

    /// Counts one more value and refuses a text that holds too many.
    pub(super) fn count_value(&mut self) -> Read<()> {
        self.values += 1;
        if self.values <= MOST_VALUES {
            return Ok(());
        }
        let problem = Problem::error("S009", self.here(), format!("more than {MOST_VALUES} values in one file"))
            .reason("Files are limited so that a damaged one cannot fill the memory.")
            .remedy("split the scenario, or check whether this is the right file");
        self.fail_entirely(problem)
    }

    /// Steps over an opening bracket and remembers it.
    pub(super) fn enter(&mut self) -> Read<()> {
        if self.open.len() >= DEEPEST {
            let problem = Problem::error("S008", self.here(), format!("nested too deeply: more than {DEEPEST} levels"))
                .reason("No scenario needs so many brackets inside each other; this file is probably damaged.")
                .remedy("check the brackets before this place");
            return self.fail_entirely(problem);
        }
        if let Some(bracket) = self.peek() {
            self.open.push((bracket, self.at));
            self.at += 1;
        }
        Ok(())
    }

    /// Reads members separated by commas up to the closing bracket of the one entered last, and steps over it.
    pub(super) fn members(&mut self, mut one: impl FnMut(&mut Self) -> Read<()>) -> Read<()> {
        let Some(&(bracket, _)) = self.open.last() else { return Ok(()) };
        let close = closer(bracket);
        loop {
            self.space()?;
            match self.peek() {
                None => return self.unclosed(),
                Some(found) if found == close => break,
                Some(b')' | b']' | b'}') => return self.mismatch(),
                Some(_) => {}
            }
            match one(self) {
                Err(Stop::Here) => self.resume()?,
                other => other?,
            }
            self.space()?;
            match self.peek() {
                Some(b',') => self.comma(close)?,
                None => return self.unclosed(),
                Some(b')' | b']' | b'}') => {}
                Some(_) => {
                    self.missing_comma()?;
                    if self.peek() == Some(b',') {
                        self.comma(close)?;
                    }
                }
            }
        }
        self.at += 1;
        self.open.pop();
        Ok(())
    }

    /// Steps over a comma; JSON does not allow one before a closing bracket.
    fn comma(&mut self, close: u8) -> Read<()> {
        let comma = self.here();
        self.at += 1;
        self.space()?;
        if self.form == Form::Json && self.peek() == Some(close) {
            let what = format!("a comma before the closing `{}`", char::from(close));
            self.report(
                Problem::error("S003", comma, what)
                    .reason("JSON allows commas between values only.")
                    .remedy("remove the comma"),
            )?;
        }
        Ok(())
    }

    fn mismatch<T>(&mut self) -> Read<T> {
        let found = self.peek().map_or(' ', char::from);
        let Some(&(bracket, at)) = self.open.last() else { return Err(Stop::Entirely) };
        let close = char::from(closer(bracket));
        let problem =
            Problem::error("S003", self.here(), format!("`{close}` is expected here, but there is `{found}`"))
                .reason("Brackets close in the reverse order of their opening.")
                .remedy(format!("write `{close}` here, or close the brackets in between"))
                .also(self.place(at, at + 1), "the bracket that is open was opened here");
        self.fail_entirely(problem)
    }

    /// Says that a comma is missing. On a new line it was most probably forgotten, and reading goes on as if it stood
    /// there; within a line the rest is skipped, because anything may have been meant.
    fn missing_comma(&mut self) -> Read<()> {
        let (end, was_number) = self.last.unwrap_or((self.at, false));
        let between = self.text.get(end..self.at).unwrap_or_default();
        let next_begins = !between.contains('\n')
            && self.long_text.is_none()
            && (matches!(self.peek(), Some(b'"' | b'(' | b'[' | b'{')) || self.field_ahead());
        if next_begins {
            return self.forgotten_comma(end);
        }
        let runs_on = |found: char| found.is_alphabetic() || between.is_empty() && "-–%/".contains(found);
        if was_number && !between.contains('\n') && self.peek_char().is_some_and(runs_on) {
            let start = self.text[..end].rfind([' ', ':', ',', '(', '[', '\n']).map_or(0, |at| at + 1);
            return self.bare_unit(start);
        }
        if self.peek() == Some(b':') {
            let remedy = "fields in ( ) are written without quotes, as in (site: \"dc1\"); names in { } with quotes";
            return self.expected("a comma or a closing bracket", remedy).or_else(|stop| self.resume_after(stop));
        }
        if between.contains('\n') && !matches!(self.peek(), Some(b'=' | b';')) {
            return self.forgotten_comma(end);
        }
        self.expected("a comma or a closing bracket", "add a comma between values")
            .or_else(|stop| self.resume_after(stop))
    }

    /// Says that a comma is missing, after which reading goes on as if it stood there.
    fn forgotten_comma(&mut self, end: usize) -> Read<()> {
        let problem = Problem::error("S003", self.place(end, end), "a comma is missing after this value")
            .also(self.here(), "the next one begins here")
            .remedy("add a comma");
        self.report(problem)
    }

    /// Whether a bare name and a colon come next: a field.
    fn field_ahead(&self) -> bool {
        let rest = self.rest();
        let length = rest.find(|found: char| found != '_' && !found.is_alphanumeric()).unwrap_or(rest.len());
        let after = rest[length..].trim_start_matches([' ', '\t']);
        rest.starts_with(|first: char| first == '_' || first.is_alphabetic())
            && after.starts_with(':')
            && !after.starts_with("::")
    }

    /// Says that a number with a unit needs quotes, and skips to the next comma.
    pub(super) fn bare_unit(&mut self, start: usize) -> Read<()> {
        self.resume()?;
        let written = self.text[start..self.at].trim_end();
        let place = self.place(start, start + written.len());
        let problem = Problem::error("S007", place, format!("`{}` is not a number", shown(written)));
        let problem = match meant(written) {
            Some(meant) => problem.remedy(format!("write {meant}")),
            None => problem
                .reason("A quantity with a unit is text, and text stands in quotes.")
                .remedy(format!("write \"{}\"", shown(written))),
        };
        self.report(problem)
    }

    fn resume_after(&mut self, stop: Stop) -> Read<()> {
        if stop == Stop::Entirely {
            return Err(stop);
        }
        self.resume()
    }

    /// Skips to the next comma or closing bracket of the innermost open bracket, without recursion.
    fn resume(&mut self) -> Read<()> {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b',' if depth == 0 => return Ok(()),
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' if depth == 0 => return Ok(()),
                b')' | b']' | b'}' => depth -= 1,
                b'"' => self.skip_text(),
                b'/' if self.form == Form::Ron && (self.rest().starts_with("//") || self.rest().starts_with("/*")) => {
                    self.space()?;
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
        // The mistake has been told; that the brackets after it do not close either would only be its echo.
        Err(Stop::Entirely)
    }

    /// Stands on the closing quote afterwards, or at the end of the line or of the text.
    fn skip_text(&mut self) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' | b'\n' => return,
                b'\\' => self.at += 1,
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.text.len();
    }

    /// Steps over blanks and, in RON, comments.
    pub(super) fn space(&mut self) -> Read<()> {
        while let Some(found) = self.peek_char() {
            let blank = match self.form {
                Form::Json => matches!(found, ' ' | '\t' | '\r' | '\n'),
                Form::Ron => {
                    matches!(found, ' ' | '\t'..='\r' | '\u{85}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
                }
            };
            if blank {
                self.at += found.len_utf8();
            } else if found == '/' && self.rest().starts_with("//") && self.form == Form::Ron {
                self.at = self.rest().find('\n').map_or(self.text.len(), |end| self.at + end);
            } else if found == '/' && self.rest().starts_with("/*") && self.form == Form::Ron {
                self.block_comment()?;
            } else {
                break;
            }
        }
        Ok(())
    }

    /// Steps over a block comment; they nest, so that commented text can be commented out.
    fn block_comment(&mut self) -> Read<()> {
        let start = self.at;
        let mut depth = 0_usize;
        while self.at < self.text.len() {
            let bytes = &self.text.as_bytes()[self.at..];
            if bytes.starts_with(b"/*") {
                depth += 1;
                self.at += 2;
            } else if bytes.starts_with(b"*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return Ok(());
                }
            } else {
                self.at += 1;
            }
        }
        let problem = Problem::error("S005", self.place(start, start + 2), "this comment is never closed")
            .reason("Comments nest: each `/*` inside needs its own `*/`.")
            .remedy("add the missing `*/`");
        self.fail_entirely(problem)
    }

    /// The values of a list, up to its closing bracket; the cursor stands on the opening one.
    pub(super) fn list(&mut self, value: impl Fn(&mut Self) -> Read<Node>) -> Read<Value> {
        self.enter()?;
        let mut items = Vec::new();
        self.members(|cursor| {
            items.push(value(cursor)?);
            Ok(())
        })?;
        Ok(Value::List(ListKind::List, items))
    }

    /// The entries of a map likewise.
    pub(super) fn map(&mut self, entry: impl Fn(&mut Self) -> Read<Entry>) -> Read<Value> {
        self.enter()?;
        let (mut names, mut entries) = (Names::new(), Vec::new());
        self.members(|cursor| {
            let entry = entry(cursor)?;
            cursor.insert(&mut names, &mut entries, entry)
        })?;
        Ok(Value::Map(MapKind::Map, entries))
    }

    /// Tells that what began with a backslash is no escape. The text goes on after it, so that further mistakes are found.
    pub(super) fn no_escape(&mut self, start: usize, known: &'static str) -> Read<char> {
        let place = self.since(start);
        let written = shown(&self.text[start..self.at]);
        let problem = Problem::error("S006", place, format!("`{written}` is not an escape"))
            .reason(known)
            .remedy("write \\\\ for a backslash itself");
        self.report(problem)?;
        Ok(char::REPLACEMENT_CHARACTER)
    }

    /// Adds an entry unless its name is taken; the first one stays, and both places are told.
    pub(super) fn insert(&mut self, names: &mut Names, entries: &mut Vec<Entry>, entry: Entry) -> Read<()> {
        if let Some(first) = names.get(&entry.key) {
            let problem = Problem::error("S010", entry.key_place, format!("`{}` is written twice", shown(&entry.key)))
                .reason("Which of the two holds would depend on the reader.")
                .remedy("keep one of them, or rename one")
                .also(*first, "first written here");
            return self.report(problem);
        }
        names.insert(entry.key.clone(), entry.key_place);
        entries.push(entry);
        Ok(())
    }

    /// Notes where a value ended, and passes it on.
    pub(super) fn done(&mut self, node: Node) -> Node {
        self.last = Some((self.at, matches!(node.value, super::tree::Value::Number(_))));
        node
    }
}

/// The names taken in one map or struct.
pub(super) type Names = HashMap<String, Place>;

const fn closer(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

/// Characters that word processors and input methods put where a plain one is meant.
fn look_alike(found: char) -> Option<(&'static str, &'static str)> {
    Some(match found {
        '“' | '”' | '„' | '＂' | '«' | '»' => ("a typographic quote", "\""),
        '‘' | '’' | '＇' => ("a typographic quote", "\""),
        '，' | '、' => ("a wide comma", ","),
        '：' => ("a wide colon", ":"),
        '（' => ("a wide parenthesis", "("),
        '）' => ("a wide parenthesis", ")"),
        '［' => ("a wide bracket", "["),
        '］' => ("a wide bracket", "]"),
        '｛' => ("a wide brace", "{"),
        '｝' => ("a wide brace", "}"),
        '\u{a0}' | '\u{3000}' => ("a blank of another kind", " "),
        '–' | '—' | '−' => ("a dash", "-"),
        '\u{feff}' => ("a byte order mark in mid-text", ""),
        _ => return None,
    })
}
