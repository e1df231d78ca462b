//! Rows of bars over an axis of values: a label, bars end to end, and words right of the last.

use std::fmt::Display;

use crate::report::chart::canvas::{Canvas, Label, Point, Shape};
use crate::report::chart::sheet::Sheet;
use crate::report::chart::style::{BLACK, Fill, LABEL, LINE, WHITE};
use crate::report::chart::value_axis::ValueAxis;

/// The height of a row.
pub const HIGH: i32 = 26;
/// How far rows stand in below their heading.
pub const INDENT: i32 = 14;
/// Between a bar and its words.
pub const GAP: i32 = 10;
/// From the row's edge to its bars.
const ABOVE: i32 = 4;

/// A bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// From which value to which.
    pub ends: (f64, f64),
    /// How it is filled.
    pub fill: Fill,
    /// What it shows: names and values.
    pub data: Vec<(&'static str, String)>,
}

/// Draws a row.
pub fn row(sheet: &mut Sheet<ValueAxis>, (label, indent): (&str, i32), bars: &[Bar], words: String) {
    let high = sheet.row_label(label, HIGH, (indent, 0), BLACK);
    let (scale, top, bottom) = (sheet.scale, sheet.y + ABOVE, sheet.y + HIGH - ABOVE);
    let mut end = scale.x(0.0);
    for bar in bars {
        let (left, right) = (scale.x(bar.ends.0), scale.x(bar.ends.1));
        sheet.canvas.filled((left, top), (right, bottom), bar.fill, LINE);
        let data: Vec<(&str, &dyn Display)> =
            bar.data.iter().map(|(name, value)| (*name, value as &dyn Display)).collect();
        if !data.is_empty() {
            sheet.canvas.data(&data);
        }
        // Nothing that happened is so short that it is not drawn.
        end = end.max(right).max(left + 2);
    }
    beside(&mut sheet.canvas, (end + GAP, sheet.y + HIGH / 2), words);
    sheet.y += high;
}

/// Words on white, so that a line behind them does not run through them.
fn beside(canvas: &mut Canvas, (x, y): Point, words: String) {
    let label = Label::new(x, y, LABEL, BLACK, words);
    let (left, top, right, bottom) = label.bounds();
    canvas.shapes.push(Shape::Box((left - 2, top), (right + 2, bottom), WHITE));
    canvas.label(label);
}
