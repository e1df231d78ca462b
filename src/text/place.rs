//! Where something stands: byte offsets inside a named text, and the line and column a person would look for.

use std::ops::Range;

/// Which of the texts in [`Sources`] a place belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u16);

/// A stretch of one text, as byte offsets into the decoded text that [`Sources`] keeps.
///
/// The ordering is by text, then by start, which is the order in which mistakes are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The text it belongs to.
    pub source: SourceId,
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl Place {
    /// A stretch of `source` from `start` up to but without `end`.
    #[must_use]
    pub const fn new(source: SourceId, start: usize, end: usize) -> Self {
        Self { source, start, end }
    }

    /// The number of bytes covered.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether nothing is covered, as at the end of a text.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The smallest place that covers both; the other's text is ignored when the texts differ, because a stretch
    /// cannot span two files.
    #[must_use]
    pub fn to(self, other: Place) -> Place {
        if self.source != other.source {
            return self;
        }
        Place::new(self.source, self.start.min(other.start), self.end.max(other.end))
    }
}

/// Line and column as an editor shows them: both start at one, the column counts characters and not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line, from one.
    pub line: usize,
    /// The column in characters, from one.
    pub column: usize,
}

#[derive(Clone, Debug)]
struct Source {
    name: String,
    text: String,
}

/// The texts a scenario was put together from: the scenario itself, patches and overlays.
///
/// Texts are kept decoded and without a byte order mark, so that every offset is an offset into what is shown.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    all: Vec<Source>,
}

impl Sources {
    /// No texts yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text under the name that messages will show and returns its number.
    ///
    /// A byte order mark at its start is dropped, so that column one is the first visible character. More than
    /// 65,536 texts share the last number; no plan is put together from so many.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let mut text = text.into();
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        let id = SourceId(u16::try_from(self.all.len()).unwrap_or(u16::MAX));
        self.all.push(Source { name: name.into(), text });
        id
    }

    /// The number of texts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The name under which a text was added; empty when the number is unknown.
    #[must_use]
    pub fn name(&self, id: SourceId) -> &str {
        self.all.get(usize::from(id.0)).map_or("", |source| &source.name)
    }

    /// A whole text; empty when the number is unknown.
    #[must_use]
    pub fn text(&self, id: SourceId) -> &str {
        self.all.get(usize::from(id.0)).map_or("", |source| &source.text)
    }

    /// What is written at a place, cut to whole characters inside the text.
    #[must_use]
    pub fn written(&self, place: Place) -> &str {
        let text = self.text(place.source);
        let start = floor(text, place.start);
        &text[start..floor(text, place.end).max(start)]
    }

    /// Line and column of the start of a place. A hosting return before a line feed belongs to the line's end and
    /// so never shifts a column.
    #[must_use]
    pub fn line_column(&self, place: Place) -> LineColumn {
        let text = self.text(place.source);
        let start = floor(text, place.start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        LineColumn {
            line: 1 + text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count(),
            column: 1 + text[line_start..start].chars().count(),
        }
    }

    /// The bytes of the line in which a place starts, without its line end.
    #[must_use]
    pub fn line_around(&self, place: Place) -> Range<usize> {
        let text = self.text(place.source);
        let start = floor(text, place.start);
        let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let mut to = text[start..].find('\n').map_or(text.len(), |at| start + at);
        if to > from && text.as_bytes()[to - 1] == b'\r' {
            to -= 1;
        }
        from..to
    }
}

/// The nearest character boundary at or before an offset, so that slicing cannot panic on a foreign place.
pub(super) fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_survive_carriage_returns() {
        let mut sources = Sources::new();
        let id = sources.add("a.ron", "\u{feff}첫째: 1,\r\n둘째: 22,\r\n");
        let at = sources.text(id).find("22").unwrap();
        let place = Place::new(id, at, at + 2);
        assert_eq!(sources.line_column(place), LineColumn { line: 2, column: 5 });
        assert_eq!(sources.written(place), "22");
        assert_eq!(&sources.text(id)[sources.line_around(place)], "둘째: 22,");
        assert_eq!(sources.line_column(Place::new(id, 0, 0)), LineColumn { line: 1, column: 1 });
    }

    #[test]
    fn foreign_places_are_cut_and_not_followed() {
        let mut sources = Sources::new();
        let id = sources.add("a.ron", "한");
        assert_eq!(sources.written(Place::new(id, 1, 900)), "한");
        assert_eq!(sources.written(Place::new(SourceId(9), 1, 2)), "");
        assert_eq!(sources.line_column(Place::new(id, 900, 901)).column, 2);
    }
}
