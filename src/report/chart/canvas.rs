//! A list of shapes that becomes an SVG when it is complete.
//!
//! The height of a chart is known only when all of it is laid out, and tests want to see where every text stands; so
//! shapes are collected first. All coordinates are whole pixels, which leaves nothing for a platform to round.

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};

use crate::report::chart::style::{Colour, Fill, Hatch, WHITE};
use crate::report::chart::width::{bold_width, width};

/// A pixel, from the left and from the top.
pub type Point = (i32, i32);

/// How far apart the lines of a hatching are.
const SPACING: i32 = 6;
/// What plotters divides font sizes by when it writes them.
const FONT_UNIT: f64 = 1.24;

/// Where a text stands from its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// To the right of it.
    Start,
    /// Around it.
    Middle,
    /// To the left of it.
    End,
}

/// A text; `y` is the middle of its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The point's distance from the left.
    pub x: i32,
    /// The middle of the line.
    pub y: i32,
    /// The font size in pixels.
    pub size: i32,
    /// Where it stands from the point.
    pub anchor: Anchor,
    /// Whether it is bold.
    pub bold: bool,
    /// Its colour.
    pub colour: Colour,
    /// The words.
    pub text: String,
}

impl Label {
    /// A text to the right of a point.
    pub fn new(x: i32, y: i32, size: i32, colour: Colour, text: impl Into<String>) -> Label {
        Label { x, y, size, anchor: Anchor::Start, bold: false, colour, text: text.into() }
    }

    /// Another anchor.
    pub fn anchored(mut self, anchor: Anchor) -> Label {
        self.anchor = anchor;
        self
    }

    /// In bold.
    pub fn bold(mut self) -> Label {
        self.bold = true;
        self
    }

    /// The estimated box: left, top, right, bottom.
    pub fn bounds(&self) -> (i32, i32, i32, i32) {
        let wide = if self.bold { bold_width(&self.text, self.size) } else { width(&self.text, self.size) };
        let left = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - wide / 2,
            Anchor::End => self.x - wide,
        };
        (left, self.y - self.size / 2, left + wide, self.y + self.size / 2)
    }
}

/// A shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A filled rectangle: two corners.
    Box(Point, Point, Colour),
    /// The outline of one.
    Frame(Point, Point, Colour),
    /// A line.
    Line(Point, Point, Colour),
    /// A line with corners.
    Path(Vec<Point>, Colour),
    /// A filled polygon.
    Polygon(Vec<Point>, Colour),
    /// A text.
    Label(Label),
}

/// Shapes in the order in which they are drawn.
#[derive(Debug, Clone, Default)]
pub struct Canvas {
    /// What lies behind everything else.
    pub behind: Vec<Shape>,
    /// The rest.
    pub shapes: Vec<Shape>,
}

impl Canvas {
    /// A text.
    pub fn label(&mut self, label: Label) {
        self.shapes.push(Shape::Label(label));
    }

    /// A line.
    pub fn line(&mut self, from: Point, to: Point, colour: Colour) {
        self.shapes.push(Shape::Line(from, to, colour));
    }

    /// A rectangle with its hatching and outline, at least two pixels wide so that nothing that happened is invisible.
    pub fn filled(&mut self, (left, top): Point, (right, bottom): Point, fill: Fill, outline: Colour) {
        let right = right.max(left + 2);
        self.shapes.push(Shape::Box((left, top), (right, bottom), fill.ground));
        for (from, to) in hatching(fill.hatch, (left, top), (right, bottom)) {
            self.line(from, to, fill.ink);
        }
        self.shapes.push(Shape::Frame((left, top), (right, bottom), outline));
    }

    /// All texts.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        self.shapes.iter().chain(&self.behind).filter_map(|shape| match shape {
            Shape::Label(label) => Some(label),
            _ => None,
        })
    }

    /// The picture, on white, which is legible on a dark page as well.
    pub fn svg(&self, size: (i32, i32)) -> String {
        let mut text = String::new();
        let mut backend = SVGBackend::with_string(&mut text, (size.0.unsigned_abs(), size.1.unsigned_abs()));
        let ground = Shape::Box((0, 0), size, WHITE);
        for shape in [&ground].into_iter().chain(&self.behind).chain(&self.shapes) {
            draw(&mut backend, shape);
        }
        backend.present().expect("a string takes everything that is drawn");
        drop(backend);
        text
    }
}

fn colour((red, green, blue): Colour) -> RGBColor {
    RGBColor(red, green, blue)
}

fn draw(backend: &mut SVGBackend<'_>, shape: &Shape) {
    let drawn = match shape {
        Shape::Box(from, to, ground) => backend.draw_rect(*from, *to, &colour(*ground).filled(), true),
        Shape::Frame(from, to, ink) => backend.draw_rect(*from, *to, &colour(*ink), false),
        Shape::Line(from, to, ink) => backend.draw_line(*from, *to, &ShapeStyle::from(&colour(*ink))),
        Shape::Path(points, ink) => backend.draw_path(points.iter().copied(), &ShapeStyle::from(&colour(*ink))),
        Shape::Polygon(points, ground) => backend.fill_polygon(points.iter().copied(), &colour(*ground)),
        Shape::Label(label) => {
            let h_pos = match label.anchor {
                Anchor::Start => HPos::Left,
                Anchor::Middle => HPos::Center,
                Anchor::End => HPos::Right,
            };
            let weight = if label.bold { FontStyle::Bold } else { FontStyle::Normal };
            let font = FontDesc::new(FontFamily::SansSerif, f64::from(label.size) * FONT_UNIT, weight);
            let ink = colour(label.colour);
            let style = TextStyle::from(font).color(&ink).pos(Pos::new(h_pos, VPos::Center));
            backend.draw_text(&label.text, &style, (label.x, label.y))
        }
    };
    drawn.expect("a string takes everything that is drawn");
}

/// The lines of a hatching, cut at the edges of the rectangle.
fn hatching(hatch: Hatch, (left, top): Point, (right, bottom): Point) -> Vec<(Point, Point)> {
    let high = bottom - top;
    // Lines hang on the page and not on the rectangle, so that neighbours of one kind look like one.
    let first = |start: i32| start.div_euclid(SPACING) * SPACING + SPACING;
    let slanted = |falls: bool| {
        (first(left - high)..right).step_by(SPACING as usize).filter_map(move |foot| {
            // The line goes from `foot` at one edge to `foot + high` at the other.
            let (from, to) = (foot.max(left), (foot + high).min(right));
            let y = |x: i32| if falls { top + (x - foot) } else { bottom - (x - foot) };
            (from < to).then(|| ((from, y(from)), (to, y(to))))
        })
    };
    match hatch {
        Hatch::Plain => Vec::new(),
        Hatch::Upright => (first(left)..right).step_by(SPACING as usize).map(|x| ((x, top), (x, bottom))).collect(),
        Hatch::Level => (first(top)..bottom).step_by(SPACING as usize).map(|y| ((left, y), (right, y))).collect(),
        Hatch::Rising => slanted(false).collect(),
        Hatch::Falling => slanted(true).collect(),
        Hatch::Crossed => slanted(false).chain(slanted(true)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::style::{BLACK, state};
    use crate::report::run_record::State;

    #[test]
    fn hatching_stays_inside() {
        for hatch in [Hatch::Rising, Hatch::Falling, Hatch::Crossed, Hatch::Upright, Hatch::Level] {
            assert!(!hatching(hatch, (10, 20), (60, 34)).is_empty());
            for right in 13..60 {
                for ((x1, y1), (x2, y2)) in hatching(hatch, (10, 20), (right, 34)) {
                    assert!([x1, x2].iter().all(|x| (10..=right).contains(x)), "{hatch:?} to {right}: {x1} {x2}");
                    assert!([y1, y2].iter().all(|y| (20..=34).contains(y)), "{hatch:?} to {right}: {y1} {y2}");
                }
            }
        }
    }

    #[test]
    fn a_picture_is_text_with_everything_escaped() {
        let mut canvas = Canvas::default();
        canvas.filled((10, 10), (10, 20), state(State::Starting), BLACK);
        canvas.label(Label::new(5, 5, 12, BLACK, "<풀 & \"co\">"));
        let svg = canvas.svg((100, 50));
        assert!(svg.starts_with("<svg width=\"100\" height=\"50\""));
        assert!(svg.contains("&lt;풀 &amp; &quot;co&quot;&gt;"));
        assert!(svg.trim_end().ends_with("</svg>"));
    }
}
