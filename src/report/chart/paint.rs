//! One shape on one backend of plotters: the same for every format, so that formats show the same.

use plotters::backend::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};

use crate::report::chart::canvas::{Anchor, Label, Point, Shape};
use crate::report::chart::style::Colour;

/// What plotters multiplies font sizes by: its size is that of the line and not of the letters.
pub const FONT_UNIT: f64 = 1.24;

/// Draws a shape so many times as large as it is.
///
/// # Panics
/// When the backend refuses it: those of pictures write into memory and refuse nothing.
pub fn draw<B: DrawingBackend>(backend: &mut B, shape: &Shape, scale: i32) {
    let at = |(x, y): Point| (x * scale, y * scale);
    let times = scale.unsigned_abs();
    let stroke = |ink: Colour, pixels: u32| ShapeStyle::from(&colour(ink)).stroke_width(pixels * times);
    let disc = |ground: Colour| colour(ground).filled();
    let drawn = match shape {
        Shape::Box(from, to, ground) => backend.draw_rect(at(*from), at(*to), &disc(*ground), true),
        Shape::Frame(from, to, ink) => backend.draw_rect(at(*from), at(*to), &stroke(*ink, 1), false),
        Shape::Line(from, to, ink) => backend.draw_line(at(*from), at(*to), &stroke(*ink, 1)),
        Shape::Thick(from, to, ink, pixels) => backend.draw_line(at(*from), at(*to), &stroke(*ink, *pixels)),
        Shape::Circle(centre, radius, ground) => backend.draw_circle(at(*centre), radius * times, &disc(*ground), true),
        Shape::Ring(centre, radius, ink, pixels) => {
            backend.draw_circle(at(*centre), radius * times, &stroke(*ink, *pixels), false)
        }
        Shape::Path(points, ink) => backend.draw_path(points.iter().copied().map(at), &stroke(*ink, 1)),
        Shape::Polygon(points, ground) => backend.fill_polygon(points.iter().copied().map(at), &colour(*ground)),
        Shape::Label(label) => {
            let ink = colour(label.colour);
            backend.draw_text(&label.text, &lettering(label, scale).color(&ink), at((label.x, label.y)))
        }
    };
    drawn.expect("a picture in memory takes everything that is drawn");
}

fn lettering(label: &Label, scale: i32) -> TextStyle<'static> {
    let h_pos = match label.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let weight = if label.bold { FontStyle::Bold } else { FontStyle::Normal };
    let font = FontDesc::new(FontFamily::SansSerif, f64::from(label.size * scale) * FONT_UNIT, weight);
    TextStyle::from(font).pos(Pos::new(h_pos, VPos::Center))
}

fn colour((red, green, blue): Colour) -> RGBColor {
    RGBColor(red, green, blue)
}
