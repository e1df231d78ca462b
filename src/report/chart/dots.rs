//! Dots with the lines of their intervals.

use crate::report::chart::canvas::{Canvas, Shape};
use crate::report::chart::style::{BLACK, Colour};
use crate::report::chart::value_axis::ValueAxis;

/// The radius of a dot.
pub const DOT: i32 = 6;
/// How thick the line of an interval is.
const LINE: u32 = 2;

/// Draws a dot at a mean and the line of its interval, and says where both end on the right. What is said of the dot with
/// [`Canvas::data`] next belongs to it.
pub fn dot(canvas: &mut Canvas, axis: &ValueAxis, y: i32, mean: f64, (low, high): (f64, f64), ground: Colour) -> i32 {
    let (from, to, x) = (axis.x(low), axis.x(high), axis.x(mean));
    if to > from {
        canvas.shapes.push(Shape::Thick((from, y), (to, y), BLACK, LINE));
    }
    canvas.shapes.push(Shape::Circle((x, y), DOT.unsigned_abs(), ground));
    canvas.shapes.push(Shape::Ring((x, y), DOT.unsigned_abs(), BLACK, 1));
    to.max(x + DOT)
}
