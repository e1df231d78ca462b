//! What a bitmap fills: lines and curves that enclose something.

use ab_glyph_rasterizer::{Point as Spot, point};
use ttf_parser::OutlineBuilder;

/// How far from its end the handle of a curve stands that is a quarter of a circle of radius one.
const QUARTER: f32 = 0.552_284_8;

/// A piece of an outline.
#[derive(Debug, Clone, Copy)]
pub enum Curve {
    /// From here to there.
    Line(Spot, Spot),
    /// With a handle between both ends.
    Quad(Spot, Spot, Spot),
    /// With two handles.
    Cubic(Spot, Spot, Spot, Spot),
}

/// What is to be filled.
#[derive(Debug, Default)]
pub struct Outline {
    /// Its pieces.
    pub curves: Vec<Curve>,
}

impl Outline {
    /// A polygon.
    pub fn polygon(&mut self, corners: &[Spot]) {
        for (place, corner) in corners.iter().enumerate() {
            self.curves.push(Curve::Line(*corner, corners[(place + 1) % corners.len()]));
        }
    }

    /// A rectangle; the other way round it is a hole in another one.
    pub fn rectangle(&mut self, from: Spot, to: Spot, hole: bool) {
        let mut corners = [from, point(to.x, from.y), to, point(from.x, to.y)];
        if hole {
            corners.reverse();
        }
        self.polygon(&corners);
    }

    /// A line with square ends.
    pub fn stroke(&mut self, from: Spot, to: Spot, wide: f32) {
        let (x, y) = (to.x - from.x, to.y - from.y);
        let long = (x * x + y * y).sqrt();
        if long > 0.0 {
            let (x, y) = (-y / long * wide / 2.0, x / long * wide / 2.0);
            let beside = |spot: Spot, side: f32| point(spot.x + x * side, spot.y + y * side);
            self.polygon(&[beside(from, 1.0), beside(to, 1.0), beside(to, -1.0), beside(from, -1.0)]);
        }
    }

    /// A circle; the other way round it is a hole in another one.
    pub fn circle(&mut self, centre: Spot, radius: f32, hole: bool) {
        let at = |x: f32, y: f32| point(centre.x + x * radius, centre.y + if hole { -y } else { y } * radius);
        let mut quarter = |a: (f32, f32), b: (f32, f32)| {
            let handle = |from: (f32, f32), to: (f32, f32)| at(from.0 + to.0 * QUARTER, from.1 + to.1 * QUARTER);
            self.curves.push(Curve::Cubic(at(a.0, a.1), handle(a, b), handle(b, a), at(b.0, b.1)));
        };
        quarter((1.0, 0.0), (0.0, 1.0));
        quarter((0.0, 1.0), (-1.0, 0.0));
        quarter((-1.0, 0.0), (0.0, -1.0));
        quarter((0.0, -1.0), (1.0, 0.0));
    }

    /// The pixels that it may touch: left, top, right, bottom.
    pub fn bounds(&self) -> Option<(i32, i32, i32, i32)> {
        let spots = self.curves.iter().flat_map(|curve| match *curve {
            Curve::Line(a, b) => [a, b, b, b],
            Curve::Quad(a, b, c) => [a, b, c, c],
            Curve::Cubic(a, b, c, d) => [a, b, c, d],
        });
        let around = |spot: Spot| (spot.x.floor(), spot.y.floor(), spot.x.ceil(), spot.y.ceil());
        let all = spots
            .map(around)
            .reduce(|one, other| (one.0.min(other.0), one.1.min(other.1), one.2.max(other.2), one.3.max(other.3)))?;
        Some((all.0 as i32, all.1 as i32, all.2 as i32, all.3 as i32))
    }
}

/// Takes the outline of a letter down at its place on the sheet, where `y` grows downwards.
#[derive(Debug)]
pub struct Pen<'o> {
    outline: &'o mut Outline,
    origin: Spot,
    size: f32,
    begin: Spot,
    last: Spot,
}

impl<'o> Pen<'o> {
    /// A pen for a letter of this size that stands here.
    pub fn new(outline: &'o mut Outline, origin: Spot, size: f32) -> Pen<'o> {
        Pen { outline, origin, size, begin: origin, last: origin }
    }

    fn at(&self, x: f32, y: f32) -> Spot {
        point(self.origin.x + x * self.size, self.origin.y - y * self.size)
    }

    fn push(&mut self, curve: Curve, last: Spot) {
        self.outline.curves.push(curve);
        self.last = last;
    }
}

impl OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.begin = self.at(x, y);
        self.last = self.begin;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.at(x, y);
        self.push(Curve::Line(self.last, to), to);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (over, to) = (self.at(x1, y1), self.at(x, y));
        self.push(Curve::Quad(self.last, over, to), to);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (over, beyond, to) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.push(Curve::Cubic(self.last, over, beyond, to), to);
    }

    fn close(&mut self) {
        self.push(Curve::Line(self.last, self.begin), self.begin);
    }
}
