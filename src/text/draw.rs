//! Draws problems for a person: the file, the line, a mark under the words, the reason and the remedy.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};

use super::place::{Place, Sources, floor};
use super::problem::{Problem, Problems, Severity, printable, unsafe_to_print};
use crate::ground::text::screen;

/// Lines longer than this are not shown whole.
const LONG_LINE: usize = 240;
/// How much of a long line is shown before the place, in bytes.
const BEFORE: usize = 60;
/// How much of a long line is shown from the place on, in bytes.
const AFTER: usize = 120;

/// All kept problems, drawn one below the other in the order of their places, then a line that counts them.
///
/// `width` is the number of columns of the terminal; less than 40 is taken as 40, because nothing can be drawn there.
/// Without `color` the result holds no escape sequences, and neither does it hold any that stand in the texts.
#[must_use]
pub fn draw(problems: &Problems, sources: &Sources, color: bool, width: usize) -> String {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(width.max(40))
        .with_links(false)
        .with_context_lines(1)
        .without_syntax_highlighting();
    let mut out = String::new();
    for problem in problems.sorted() {
        let drawing = Drawing::of(problem, sources);
        if handler.render_report(&mut out, &drawing).is_err() {
            out.push_str(&format!("{}: {}", problem.code, drawing));
        }
        out.push('\n');
    }
    if problems.more() > 0 {
        out.push_str(&format!("and {} more\n", problems.more()));
    }
    out.push_str(&problems.counts());
    out.push('\n');
    out
}

/// One problem in the form miette draws.
#[derive(Debug)]
struct Drawing {
    code: &'static str,
    severity: Severity,
    what: String,
    help: String,
    labels: Vec<LabeledSpan>,
    window: Option<Window>,
}

impl Drawing {
    fn of(problem: &Problem, sources: &Sources) -> Self {
        let window = problem.place.map(|place| Window::around(place, sources));
        let mut labels = Vec::new();
        let mut help: Vec<String> = Vec::new();
        if let (Some(place), Some(window)) = (problem.place, &window) {
            let (start, length) = window.clamp(place);
            labels.push(LabeledSpan::new_primary_with_span(None, (start, length)));
        }
        if !problem.reason.is_empty() {
            help.push(problem.reason.clone());
        }
        for (place, what) in &problem.also {
            match &window {
                Some(window) if window.holds(*place, problem.place) => {
                    labels.push(LabeledSpan::new_with_span(Some(printable(what)), window.clamp(*place)));
                }
                _ => {
                    let at = sources.line_column(*place);
                    let name = printable(sources.name(place.source));
                    help.push(format!("{name}, line {}, column {}: {what}", at.line, at.column));
                }
            }
        }
        if !problem.remedy.is_empty() {
            help.push(format!("→ {}", problem.remedy));
        }
        // The colours of the drawing are its own; no word in it brings any.
        let (what, help) = (screen(&problem.what).into_owned(), screen(&help.join("\n")).into_owned());
        Self { code: problem.code, severity: problem.severity, what, help, labels, window }
    }
}

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Drawing {}

impl Diagnostic for Drawing {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn fmt::Display + 'a>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.window.as_ref().map(|window| window as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// The part of a text that is shown for one problem: the line with its neighbours, or a cut out of a long line.
///
/// It stands in for the whole text, so that a single line of ten megabytes costs no more than a short one.
#[derive(Debug)]
struct Window {
    name: String,
    text: String,
    /// Offset of the window's first byte in the whole text.
    base: usize,
    /// Line of the window's first byte, from zero.
    line: usize,
    /// Column of the problem, from zero.
    column: usize,
    /// Offset of the problem, to know which question the drawing asks.
    focus: usize,
    /// Line of the problem, from zero.
    focus_line: usize,
}

impl Window {
    fn around(place: Place, sources: &Sources) -> Self {
        let text = sources.text(place.source);
        let focus = floor(text, place.start);
        let at = sources.line_column(place);
        let own = sources.line_around(place);
        let (range, lines_before) = if own.len() > LONG_LINE {
            let from = floor(text, focus.saturating_sub(BEFORE)).max(own.start);
            (from..floor(text, focus + AFTER).min(own.end).max(focus), 0)
        } else {
            with_neighbours(own, text)
        };
        // Half of a Windows line end would be counted for none.
        let range = range.start..range.end - usize::from(text[range.clone()].ends_with('\r'));
        let line = at.line - 1 - lines_before;
        Self {
            name: printable(sources.name(place.source)),
            text: harmless(&text[range.clone()]),
            base: range.start,
            line,
            column: at.column - 1,
            focus,
            focus_line: at.line - 1,
        }
    }

    /// A place as offset and length inside the window; a place that runs on is cut at the end of its line, because a
    /// bracket over many lines says nothing.
    fn clamp(&self, place: Place) -> (usize, usize) {
        let end = self.base + self.text.len();
        let start = place.start.clamp(self.base, end);
        let rest = &self.text[floor(&self.text, start - self.base)..];
        let line_end = start + rest.find(['\n', '\r']).unwrap_or(rest.len());
        (start, place.end.clamp(start, line_end.max(start)) - start)
    }

    fn holds(&self, place: Place, primary: Option<Place>) -> bool {
        primary.is_some_and(|primary| primary.source == place.source)
            && place.start >= self.base
            && place.start < self.base + self.text.len()
    }
}

/// The line with one neighbour on each side, as far as these are short, and how many lines that adds in front.
fn with_neighbours(own: std::ops::Range<usize>, text: &str) -> (std::ops::Range<usize>, usize) {
    let mut range = own.clone();
    let mut before = 0;
    if own.start > 0 {
        let previous = text[..own.start - 1].rfind('\n').map_or(0, |at| at + 1);
        if own.start - previous <= LONG_LINE {
            range.start = previous;
            before = 1;
        }
    }
    if let Some(line_end) = text[own.end..].find('\n').map(|at| own.end + at + 1) {
        let next = text[line_end..].find('\n').map_or(text.len(), |at| line_end + at);
        if next - line_end <= LONG_LINE {
            range.end = next;
        }
    }
    (range, before)
}

/// The text with every character that could steer a terminal replaced by one of the same length in bytes, so that the
/// offsets stay true.
fn harmless(text: &str) -> String {
    let mut after = text.chars().skip(1);
    let mut replace = |character: char| match (character, after.next()) {
        ('\n' | '\t', _) | ('\r', Some('\n')) => character,
        _ if !unsafe_to_print(character) => character,
        _ if character.len_utf8() == 1 => '?',
        _ if character.len_utf8() == 2 => '·',
        _ => '□',
    };
    text.chars().map(&mut replace).collect()
}

impl SourceCode for Window {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let lines = self.text.matches('\n').count() + 1;
        let whole = SourceSpan::new(self.base.into(), self.text.len());
        // Without context lines the drawing asks for the words to head it with, otherwise for all that is to be shown.
        let (span, line, column) = if lines_before == 0 && span.offset() == self.focus {
            (*span, self.focus_line, self.column)
        } else {
            (whole, self.line, 0)
        };
        let from = span.offset().saturating_sub(self.base).min(self.text.len());
        let to = (from + span.len()).min(self.text.len());
        let data = &self.text.as_bytes()[from..to];
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data, span, line, column, lines)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, place: (usize, usize), also: Option<(usize, usize)>, color: bool, width: usize) -> String {
        let mut sources = Sources::new();
        let id = sources.add("scenarios/한글.ron", text);
        let mut problem = Problem::error("S030", Place::new(id, place.0, place.1), "`sites` is not a field here");
        problem = problem.reason("The fields are: site").remedy("write `site`");
        if let Some((start, end)) = also {
            problem = problem.also(Place::new(id, start, end), "first written here");
        }
        let mut problems = Problems::new();
        problems.push(problem);
        draw(&problems, &sources, color, width)
    }

    #[test]
    fn a_drawing_shows_file_line_words_reason_and_remedy() {
        let text = "(\r\n    \"서울\": (sites: 1),\r\n)\r\n";
        let start = text.find("sites").unwrap();
        let out = drawn(text, (start, start + 5), None, false, 100);
        for part in ["S030", "scenarios/한글.ron:2:12", "(sites: 1)", "The fields are: site", "write `site`", "1 error"]
        {
            assert!(out.contains(part), "{part} is missing in\n{out}");
        }
        assert!(!out.contains('\u{1b}'));
        assert!(drawn(text, (start, start + 5), None, true, 100).contains('\u{1b}'));
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("({}site: 1{})", "가".repeat(3_000_000), "나".repeat(1_000_000));
        let start = text.find("site").unwrap();
        let out = drawn(&text, (start, text.len()), Some((0, 1)), false, 80);
        assert!(out.len() < 4_000, "{}", out.len());
        assert!(out.contains("site: 1") && out.contains(":1:3000002"), "{out}");
        assert!(out.contains("line 1, column 1: first written here"), "{out}");
    }

    #[test]
    fn places_anywhere_in_any_text_can_be_drawn() {
        let texts = ["", "a", "\n", "\r\n\r\n", "가\n나\n다", "\t\tx\n\u{1b}[31m\u{0}\u{85}\u{202e}y", "a\nb\nc\n"];
        for text in texts {
            for start in 0..text.len() + 2 {
                for end in start..text.len() + 3 {
                    let out = drawn(text, (start, end), Some((0, start)), false, 0);
                    assert!(out.contains("S030") && !out.contains('\u{1b}') && !out.contains("Failed"), "{out}");
                }
            }
        }
    }
}
