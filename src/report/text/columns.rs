//! Columns on a screen, where a Hangul syllable is as wide as two Latin letters.
//!
//! No library lays tables out here. comfy-table 8 was tried on the table of losses: 21 of its lines became 21 others, and 16
//! for an adapter and two crates came on top. Lines that are no rows of their table (`no route for 6 h`, `and 12 more`, a title
//! that runs over the columns) had to be squeezed into cells, or moved what stands in the others. Most of what a screen says is
//! a label and a sentence, and needs a width and nothing else.

use unicode_width::UnicodeWidthStr;

/// A text with spaces up to a width on the screen.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// The width of the widest text.
pub fn widest<'t>(texts: impl IntoIterator<Item = &'t str>) -> usize {
    texts.into_iter().map(UnicodeWidthStr::width).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_wide_text_stands_where_it_stands_after_narrow_text() {
        let names = ["pool1", "서울풀", ""];
        let width = widest(names);
        assert_eq!(width, 6);
        assert!(names.iter().all(|name| padded(name, width).width() == width));
        assert_eq!(padded("서울풀", 3), "서울풀", "what is too wide is not cut");
    }
}
