//! Rows of bars: what on the left, when on the right, and beside every bar how long.

use crate::ground::time::Time;
use crate::report::chart::canvas::{Label, Shape};
use crate::report::chart::style::{BLACK, Fill, GREY, Hatch, LABEL, LINE, PAGE, RIM};
use crate::report::chart::timeline::Sheet;
use crate::report::chart::width::width;

/// The height of a row.
pub const HIGH: i32 = 24;
/// From the row's edge to its bars.
const ABOVE: i32 = 3;
/// Between a bar and its words.
const GAP: i32 = 6;
/// Between the edge of a bar and the words inside.
pub const WORDS: i32 = 6;
/// Half the width of the sign of a moment.
const SIGN: i32 = 6;

/// A bar of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// Since when.
    pub from: Time,
    /// Until when.
    pub to: Time,
    /// What stands beside it.
    pub words: String,
}

impl Bar {
    /// A bar beside which its length stands.
    pub fn new(from: Time, to: Time) -> Bar {
        Bar { from, to, words: to.since(from).rough() }
    }
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What stands on the left.
    pub label: String,
    /// How far from the left.
    pub indent: i32,
    /// How its bars are filled.
    pub fill: Fill,
    /// Its bars, in order.
    pub bars: Vec<Bar>,
    /// Moments, with a word for each.
    pub moments: Vec<(Time, &'static str)>,
}

impl Row {
    /// The width that its label needs in one line.
    pub fn label_width(&self) -> i32 {
        self.indent + width(&self.label, LABEL)
    }

    /// Draws the row.
    pub fn draw(&self, sheet: &mut Sheet) {
        let high = sheet.row_label(&self.label, HIGH, (self.indent, 0), BLACK);
        let middle = sheet.y + HIGH / 2;
        let mut wanted: Vec<((i32, i32), &str)> = Vec::new();
        for bar in &self.bars {
            let (left, right) = (sheet.scale.x(bar.from), sheet.scale.x(bar.to));
            sheet.canvas.filled((left, sheet.y + ABOVE), (right, sheet.y + HIGH - ABOVE), self.fill, LINE);
            wanted.push(((left, right.max(left + 2)), &bar.words));
        }
        for (at, words) in &self.moments {
            let x = sheet.scale.x(*at);
            sign(sheet, x, middle);
            wanted.push(((x - SIGN, x + SIGN), words));
        }
        self.write(sheet, &wanted);
        sheet.y += high;
    }

    /// Writes the words of bars and moments: to the right of each, else to the left, else inside, else nowhere, but
    /// never on another bar or other words.
    fn write(&self, sheet: &mut Sheet, wanted: &[((i32, i32), &str)]) {
        let mut busy: Vec<(i32, i32)> = sheet.scale.breaks().map(|piece| (piece.left, piece.right)).collect();
        busy.extend(wanted.iter().map(|(place, _)| *place));
        for ((left, right), text) in wanted.iter().filter(|(_, text)| !text.is_empty()) {
            let wide = width(text, LABEL);
            let free = |x: &i32| {
                *x > sheet.scale.left
                    && x + wide <= PAGE - RIM
                    && busy.iter().all(|(from, to)| x + wide + 3 < *from || *to + 3 < *x)
            };
            let inside = || sheet.scale.visible((*left, *right)).into_iter().find(|part| has_room(*part, text));
            if let Some(x) = [right + GAP, left - GAP - wide].into_iter().find(free) {
                busy.push((x, x + wide));
                sheet.canvas.label(Label::new(x, sheet.y + HIGH / 2, LABEL, GREY, *text));
            } else if let Some((from, _)) = inside() {
                words_inside(sheet, from + WORDS, (sheet.y + ABOVE, sheet.y + HIGH - ABOVE), self.fill, text);
            }
        }
    }
}

/// Whether words fit into a bar from one pixel to another.
pub fn has_room((left, right): (i32, i32), words: &str) -> bool {
    width(words, LABEL) + 2 * WORDS <= right - left
}

/// Words inside a bar, from its upper to its lower edge.
pub fn words_inside(sheet: &mut Sheet, x: i32, (top, bottom): (i32, i32), fill: Fill, words: &str) {
    if fill.hatch != Hatch::Plain {
        // Words on a hatching need a ground of their own.
        let right = x + width(words, LABEL) + 3;
        sheet.canvas.shapes.push(Shape::Box((x - 3, top + 1), (right, bottom - 1), fill.ground));
    }
    sheet.canvas.label(Label::new(x, i32::midpoint(top, bottom), LABEL, fill.text(), words));
}

/// The sign of a moment: a square on its corner.
fn sign(sheet: &mut Sheet, x: i32, y: i32) {
    let points = vec![(x - SIGN, y), (x, y - SIGN), (x + SIGN, y), (x, y + SIGN)];
    sheet.canvas.shapes.push(Shape::Polygon(points, BLACK));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::time::Span;
    use crate::report::chart::style::DOWN;
    use crate::report::chart::timeline::scale::Scale;

    #[test]
    fn words_that_find_no_room_beside_a_bar_stand_inside_it() {
        let (begin, end) = (Time::ZERO, Time::ZERO + Span::hours(6));
        let mut sheet = Sheet::new(Scale::new((begin, end), (300, 1250), &[]));
        let bars = vec![Bar::new(begin, end)];
        Row { label: "dc1".to_owned(), indent: 0, fill: DOWN, bars, moments: Vec::new() }.draw(&mut sheet);
        let words = sheet.canvas.labels().find(|label| label.text == "6 h").expect("the length is written");
        let (left, top, right, bottom) = words.bounds();
        let (upper, lower) = (sheet.y - HIGH + ABOVE, sheet.y - ABOVE);
        assert!(300 < left && right < 1250 && upper < top && bottom < lower, "{words:?} in {upper} to {lower}");
    }
}
