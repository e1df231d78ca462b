//! A list of shapes that becomes a picture when it is complete.
//!
//! The height of a chart is known only when all of it is laid out, and tests want to see where every text stands; so
//! shapes are collected first. All coordinates are whole pixels, which leaves nothing for a platform to round.

use std::fmt::Display;

use crate::report::chart::bitmap;
use crate::report::chart::hatching::hatching;
use crate::report::chart::style::{Colour, Fill};
use crate::report::chart::svg;
use crate::report::chart::width::{bold_width, width};

/// A pixel, from the left and from the top.
pub type Point = (i32, i32);

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
    /// A line so many pixels wide.
    Thick(Point, Point, Colour, u32),
    /// A filled disc: its centre and radius.
    Circle(Point, u32, Colour),
    /// A circle's outline, so many pixels wide.
    Ring(Point, u32, Colour, u32),
    /// A line with corners.
    Path(Vec<Point>, Colour),
    /// A filled polygon.
    Polygon(Vec<Point>, Colour),
    /// A text.
    Label(Label),
}

/// What a shape shows: names and values.
pub type Data = Vec<(String, String)>;

/// Shapes in the order in which they are drawn.
#[derive(Debug, Clone, Default)]
pub struct Canvas {
    /// What lies behind everything else.
    pub behind: Vec<Shape>,
    /// The rest. Shapes are only added to it, since what they show is known by their places.
    pub shapes: Vec<Shape>,
    data: Vec<(usize, Data)>,
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

    /// Says what the shape that was drawn last shows, so that programs can read from a picture the numbers that it was
    /// drawn from. Names are small letters, digits and hyphens.
    ///
    /// ```
    /// use pooldrill::report::chart::canvas::{Canvas, Shape};
    /// let mut canvas = Canvas::default();
    /// canvas.shapes.push(Shape::Circle((30, 20), 5, (0, 0, 0)));
    /// canvas.data(&[("pool", &"pool1"), ("minutes", &1.5)]);
    /// assert!(canvas.svg((60, 40)).contains("<circle data-pool=\"pool1\" data-minutes=\"1.5\" cx=\"30\""));
    /// ```
    ///
    /// # Panics
    /// When nothing was drawn yet or a name is none: both are mistakes of who draws.
    pub fn data(&mut self, values: &[(&str, &dyn Display)]) {
        let last = self.shapes.len().checked_sub(1).expect("something was drawn");
        let is_of_a_name = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        let is_name = |name: &str| !name.is_empty() && name.bytes().all(is_of_a_name);
        assert!(values.iter().all(|(name, _)| is_name(name)), "names are small letters, digits and hyphens");
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.to_string()));
        match self.data.last_mut() {
            Some((place, data)) if *place == last => data.extend(values),
            _ => self.data.push((last, values.collect())),
        }
    }

    /// The shapes that say what they show, in order.
    pub fn shown(&self) -> impl Iterator<Item = (&Shape, &Data)> {
        self.data.iter().map(|(place, data)| (&self.shapes[*place], data))
    }

    /// Where in `shapes` the shapes stand that say what they show.
    pub(super) fn places_shown(&self) -> impl Iterator<Item = (usize, &Data)> {
        self.data.iter().map(|(place, data)| (*place, data))
    }

    /// All texts.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        self.shapes.iter().chain(&self.behind).filter_map(|shape| match shape {
            Shape::Label(label) => Some(label),
            _ => None,
        })
    }

    /// The picture as SVG, on white, which is legible on a dark page as well.
    pub fn svg(&self, size: (i32, i32)) -> String {
        svg::document(self, size)
    }

    /// The same picture as a PNG file, [twice as large](bitmap::SCALE). Its fonts travel with the program; what they have
    /// not is drawn as a framed box.
    pub fn png(&self, size: (i32, i32)) -> Vec<u8> {
        bitmap::png(self, size)
    }
}
