//! What share of some values is larger than each of them, by powers of ten: the share of the bad ones is what a reader
//! looks for, and on a straight axis nothing could be seen of it.

use crate::report::chart::canvas::{Anchor, Label, Point, Shape};
use crate::report::chart::dots::DOT;
use crate::report::chart::sheet::{Across, Sheet};
use crate::report::chart::style::{BLACK, GREY, GRID, LABEL, LEADING};
use crate::report::chart::value_axis::{ValueAxis, short_number};
use crate::report::chart::width::width;

/// The height of a power of ten.
const DECADE: i32 = 80;
/// Between a line and the words beside it.
const GAP: i32 = 8;

/// What is drawn: values in order, and how many more are larger than all that was seen.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// The values, smallest first.
    pub sorted: &'a [f64],
    /// How many had no end that was seen.
    pub endless: usize,
}

/// A quantile to be marked: its key, its value, and the share that is larger.
pub type Marked = (&'static str, f64, f64);

/// Draws the line with its own axis on the left. `on_axis` makes of a value what the axis counts, `words` what is said of it.
pub fn draw(
    sheet: &mut Sheet<ValueAxis>,
    sample: &Sample<'_>,
    on_axis: impl Fn(f64) -> f64,
    marked: &[Marked],
    words: impl Fn(f64) -> String,
) {
    let all = (sample.sorted.len() + sample.endless).max(1) as f64;
    let decades = (libm::ceil(libm::log10(all)) as i32).max(1);
    let top = sheet.y + LABEL / 2;
    let bottom = top + decades * DECADE;
    let y = |share: f64| match share {
        ..=0.0 => bottom,
        share => (top - libm::round(libm::log10(share) * f64::from(DECADE)) as i32).min(bottom),
    };
    for decade in 0..=decades {
        let share = libm::pow(10.0, f64::from(-decade));
        grid_line(sheet, y(share), &format!("{} %", short_number(share * 100.0)));
    }
    let mut line: Vec<Point> = vec![(sheet.scale.left(), y(1.0))];
    for (place, value) in sample.sorted.iter().enumerate() {
        let x = sheet.scale.x(on_axis(*value));
        line.push((x, line[line.len() - 1].1));
        line.push((x, y((all - place as f64 - 1.0) / all)));
    }
    if sample.endless > 0 {
        line.push((sheet.scale.right(), line[line.len() - 1].1));
    }
    line.dedup();
    // Drawn twice, one pixel apart, the line is as thick as it must be to be seen on a slide.
    let lower = line.iter().map(|(x, y)| (*x, y + 1)).collect();
    sheet.canvas.shapes.extend([Shape::Path(line, BLACK), Shape::Path(lower, BLACK)]);
    for (key, value, share) in marked {
        let point = (sheet.scale.x(on_axis(*value)), y(*share));
        sheet.canvas.shapes.push(Shape::Circle(point, DOT.unsigned_abs(), BLACK));
        sheet.canvas.data(&[("quantile", key), ("minutes", value)]);
        beside(sheet, point, &words(*value));
    }
    sheet.y = bottom + 4;
}

/// A line of the grid with its words left of it.
pub fn grid_line(sheet: &mut Sheet<ValueAxis>, y: i32, words: &str) {
    let (left, right) = (sheet.scale.left(), sheet.scale.right());
    sheet.canvas.behind.push(Shape::Line((left, y), (right, y), GRID));
    sheet.canvas.label(Label::new(left - GAP, y, LABEL, GREY, words).anchored(Anchor::End));
}

/// Words beside a point on the side where there is room: above the line, which falls, on its right, and below it on its left.
fn beside(sheet: &mut Sheet<ValueAxis>, (x, y): Point, words: &str) {
    let room = sheet.scale.right() - x - DOT - GAP;
    let above = LEADING / 2 + 2;
    let label = if width(words, LABEL) <= room {
        Label::new(x + DOT + GAP, y - above, LABEL, BLACK, words)
    } else {
        Label::new(x - DOT - GAP, y + above, LABEL, BLACK, words).anchored(Anchor::End)
    };
    sheet.canvas.label(label);
}
