//! What boxes of a topology hold: lines of words, chips, and a square for each Front End, laid out from top to bottom.

use crate::report::chart::canvas::{Canvas, Label, Point, Shape};
use crate::report::chart::style::{ALONE, BLACK, GREY, LABEL, LEADING, LINE, SERVER, WHITE};
use crate::report::chart::width::{bold_width, lines, width};

/// Between the edge of a chip and its words.
const INSIDE: i32 = 8;
/// How high a chip of one line is.
const CHIP: i32 = 26;
/// Between two chips, and between two parts.
const GAP: i32 = 6;
/// The side of the square of a Front End.
const SQUARE: i32 = 16;
/// Between an edge of a box and what it holds.
pub const PADDING: i32 = 12;
/// How thick the outline is of what nothing takes the place of.
const THICK: u32 = 3;

/// A thing in a frame of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// What it is.
    pub words: String,
    /// Whether nothing takes its place.
    pub alone: bool,
}

impl Chip {
    /// A chip.
    pub fn new(words: impl Into<String>, alone: bool) -> Chip {
        Chip { words: words.into(), alone }
    }
}

/// A part of what a box holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A name.
    Name(String),
    /// Words.
    Words(String),
    /// Chips, side by side as far as there is room.
    Chips(Vec<Chip>),
    /// How many Front Ends each upgrade domain has.
    Domains(Vec<usize>),
}

/// Draws parts below each other from a point on, in a column of this width; returns where they end.
pub fn lay(canvas: &mut Canvas, parts: &[Part], (x, mut y): Point, wide: i32) -> i32 {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            y += GAP;
        }
        y = match part {
            Part::Name(words) => words_at(canvas, words, (x, y), wide, true),
            Part::Words(words) => words_at(canvas, words, (x, y), wide, false),
            Part::Chips(all) => chips(canvas, all, (x, y), wide),
            Part::Domains(domains) => squares(canvas, domains, (x, y), wide),
        };
    }
    y
}

/// How high parts are in a column of this width.
pub fn height(parts: &[Part], wide: i32) -> i32 {
    lay(&mut Canvas::default(), parts, (0, 0), wide)
}

/// Lines of bold words that keep to a width.
pub fn bold_lines(words: &str, size: i32, wide: i32) -> Vec<String> {
    let mut room = wide;
    loop {
        let broken = lines(words, size, room);
        if room <= size || broken.iter().all(|line| bold_width(line, size) <= wide) {
            return broken;
        }
        room -= room / 16 + 1;
    }
}

fn words_at(canvas: &mut Canvas, words: &str, (x, mut y): Point, wide: i32, bold: bool) -> i32 {
    let broken = if bold { bold_lines(words, LABEL, wide) } else { lines(words, LABEL, wide) };
    for line in broken {
        let label = Label::new(x, y + LEADING / 2, LABEL, if bold { BLACK } else { GREY }, line);
        canvas.label(if bold { label.bold() } else { label });
        y += LEADING;
    }
    y
}

fn chips(canvas: &mut Canvas, chips: &[Chip], (left, top): Point, wide: i32) -> i32 {
    let (mut x, mut y, mut high) = (left, top, 0);
    for chip in chips {
        let broken = lines(&chip.words, LABEL, wide - 2 * INSIDE);
        let broad = broken.iter().map(|line| width(line, LABEL)).max().unwrap_or(0) + 2 * INSIDE;
        if x > left && x + broad > left + wide {
            (x, y, high) = (left, y + high + GAP, 0);
        }
        let tall = CHIP + (broken.len() as i32 - 1).max(0) * LEADING;
        outlined(canvas, (x, y), (x + broad, y + tall), chip.alone);
        for (number, line) in broken.into_iter().enumerate() {
            canvas.label(Label::new(x + INSIDE, y + CHIP / 2 + number as i32 * LEADING, LABEL, BLACK, line));
        }
        x += broad + GAP;
        high = high.max(tall);
    }
    y + high
}

/// A white box; its outline says whether anything takes the place of what it stands for.
pub fn outlined(canvas: &mut Canvas, from: Point, to: Point, alone: bool) {
    canvas.shapes.push(Shape::Box(from, to, WHITE));
    if !alone {
        canvas.shapes.push(Shape::Frame(from, to, LINE));
        return;
    }
    let half = THICK as i32 / 2;
    for (a, b) in [
        ((from.0 - half, from.1), (to.0 + half, from.1)),
        ((from.0 - half, to.1), (to.0 + half, to.1)),
        (from, (from.0, to.1)),
        ((to.0, from.1), to),
    ] {
        canvas.shapes.push(Shape::Thick(a, b, ALONE, THICK));
    }
}

/// A square for each Front End; those of one upgrade domain touch.
fn squares(canvas: &mut Canvas, domains: &[usize], (left, top): Point, wide: i32) -> i32 {
    let (mut x, mut y) = (left, top);
    for servers in domains {
        let broad = *servers as i32 * SQUARE;
        if x > left && x + broad > left + wide {
            (x, y) = (left, y + SQUARE + GAP);
        }
        for server in 0..*servers as i32 {
            let from = (x + server * SQUARE, y);
            canvas.shapes.push(Shape::Box(from, (from.0 + SQUARE, y + SQUARE), SERVER));
            canvas.shapes.push(Shape::Frame(from, (from.0 + SQUARE, y + SQUARE), GREY));
        }
        x += broad + GAP;
    }
    y + SQUARE
}
