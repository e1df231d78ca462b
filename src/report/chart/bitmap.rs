//! A canvas as a bitmap, which office programs take where they refuse SVG.
//!
//! It is a backend of plotters, so that bitmap and SVG are made of the same shapes. Everything is an outline whose share of
//! each pixel is computed by arithmetic that is exact on every platform. Letters stand where a reader of the SVG would put
//! them; the fonts are [those that travel with the program](crate::report::chart::font).

use std::convert::Infallible;

use ab_glyph_rasterizer::{Point as Spot, Rasterizer, point};
use plotters_backend::text_anchor::HPos;
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle};
use plotters_backend::{DrawingBackend, DrawingErrorKind, FontStyle};

use crate::report::chart::canvas::{Canvas, Shape};
use crate::report::chart::font::{HALF_X, font};
use crate::report::chart::outline::{Curve, Outline, Pen};
use crate::report::chart::paint::{FONT_UNIT, draw};
use crate::report::chart::style::WHITE;

/// How many pixels of the bitmap a pixel of the sheet is wide, so that it is sharp in print.
pub const SCALE: i32 = 2;
/// Pixels of the bitmap in a metre: a sheet is as large as its SVG, 96 of whose pixels are an inch.
const DENSITY: u32 = 96 * SCALE.unsigned_abs() * 10_000 / 254;

/// What drawing on a bitmap returns: nothing can go wrong.
type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// The whole picture as a PNG file, on white.
///
/// # Panics
/// Never: memory takes every byte.
pub fn png(canvas: &Canvas, size: (i32, i32)) -> Vec<u8> {
    let mut bitmap = Bitmap::new((size.0.unsigned_abs(), size.1.unsigned_abs()));
    let ground = Shape::Box((0, 0), size, WHITE);
    for shape in [&ground].into_iter().chain(&canvas.behind).chain(&canvas.shapes) {
        draw(&mut bitmap, shape, SCALE);
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, bitmap.size.0, bitmap.size.1);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: DENSITY, yppu: DENSITY, unit: png::Unit::Meter }));
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(&bitmap.pixels)?;
        writer.finish()
    });
    written.expect("memory takes every byte");
    file
}

/// Pixels, three bytes each, line by line.
#[derive(Debug)]
struct Bitmap {
    size: (u32, u32),
    pixels: Vec<u8>,
}

impl Bitmap {
    /// An empty bitmap for a sheet of this size.
    fn new((wide, high): (u32, u32)) -> Bitmap {
        let size = (wide * SCALE.unsigned_abs(), high * SCALE.unsigned_abs());
        Bitmap { size, pixels: vec![u8::MAX; size.0 as usize * size.1 as usize * 3] }
    }

    /// Mixes a colour into a pixel; beyond the edges is nothing.
    fn mix(&mut self, (x, y): BackendCoord, (red, green, blue): (u8, u8, u8), share: f32) {
        let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else { return };
        if x >= self.size.0 || y >= self.size.1 || share <= 0.0 {
            return;
        }
        let place = (y as usize * self.size.0 as usize + x as usize) * 3;
        let share = share.min(1.0);
        for (old, new) in self.pixels[place..place + 3].iter_mut().zip([red, green, blue]) {
            *old = (f32::from(*old) * (1.0 - share) + f32::from(new) * share + 0.5) as u8;
        }
    }

    /// Fills what an outline encloses.
    fn fill(&mut self, outline: &Outline, colour: BackendColor) -> Drawn {
        let Some((left, top, right, bottom)) = outline.bounds() else { return Ok(()) };
        let (wide, high) = (right - left + 1, bottom - top + 1);
        let mut rasterizer = Rasterizer::new(wide as usize, high as usize);
        let corner = |spot: Spot| point(spot.x - left as f32, spot.y - top as f32);
        for curve in &outline.curves {
            match *curve {
                Curve::Line(a, b) => rasterizer.draw_line(corner(a), corner(b)),
                Curve::Quad(a, b, c) => rasterizer.draw_quad(corner(a), corner(b), corner(c)),
                Curve::Cubic(a, b, c, d) => rasterizer.draw_cubic(corner(a), corner(b), corner(c), corner(d)),
            }
        }
        let opacity = colour.alpha as f32;
        rasterizer.for_each_pixel_2d(|x, y, share| {
            self.mix((left + x as i32, top + y as i32), colour.rgb, share.min(1.0) * opacity);
        });
        Ok(())
    }
}

impl DrawingBackend for Bitmap {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, colour: BackendColor) -> Drawn {
        self.mix(at, colour.rgb, colour.alpha as f32);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        let mut outline = Outline::default();
        outline.stroke(spot(from), spot(to), style.stroke_width() as f32);
        self.fill(&outline, style.color())
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Drawn {
        let mut outline = Outline::default();
        if fill {
            outline.rectangle(spot(from), spot(to), false);
        } else {
            let half = style.stroke_width() as f32 / 2.0;
            let (from, to) = (spot(from), spot(to));
            outline.rectangle(point(from.x - half, from.y - half), point(to.x + half, to.y + half), false);
            let (inner, end) = (point(from.x + half, from.y + half), point(to.x - half, to.y - half));
            if inner.x < end.x && inner.y < end.y {
                outline.rectangle(inner, end, true);
            }
        }
        self.fill(&outline, style.color())
    }

    fn draw_path<S: BackendStyle, I>(&mut self, path: I, style: &S) -> Drawn
    where
        I: IntoIterator<Item = BackendCoord>,
    {
        let points: Vec<BackendCoord> = path.into_iter().collect();
        points.windows(2).try_for_each(|two| self.draw_line(two[0], two[1], style))
    }

    fn fill_polygon<S: BackendStyle, I>(&mut self, corners: I, style: &S) -> Drawn
    where
        I: IntoIterator<Item = BackendCoord>,
    {
        let mut outline = Outline::default();
        outline.polygon(&corners.into_iter().map(spot).collect::<Vec<_>>());
        self.fill(&outline, style.color())
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        let mut outline = Outline::default();
        if fill {
            outline.circle(spot(centre), radius as f32, false);
        } else {
            let half = style.stroke_width() as f32 / 2.0;
            outline.circle(spot(centre), radius as f32 + half, false);
            outline.circle(spot(centre), (radius as f32 - half).max(0.0), true);
        }
        self.fill(&outline, style.color())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        let size = (style.size() / FONT_UNIT) as f32;
        let font = font(matches!(style.style(), FontStyle::Bold));
        let (line, wide) = font.line(text);
        let from = match style.anchor().h_pos {
            HPos::Left => at.0 as f32,
            HPos::Center => at.0 as f32 - wide * size / 2.0,
            HPos::Right => at.0 as f32 - wide * size,
        };
        let mut outline = Outline::default();
        // Letters that stand on a whole pixel are sharp.
        let base = (at.1 as f32 + HALF_X * size).round();
        for placed in &line {
            let origin = point(from + placed.x * size, base);
            font.outline(placed, &mut Pen::new(&mut outline, origin, size));
        }
        self.fill(&outline, style.color())
    }
}

fn spot((x, y): BackendCoord) -> Spot {
    point(x as f32, y as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::canvas::{Anchor, Label};
    use crate::report::chart::style::{BLACK, Colour, GREY};

    const SIZE: (i32, i32) = (200, 80);

    /// Left, top, right and bottom.
    type Bounds = (i32, i32, i32, i32);

    /// The picture of some shapes, and where in it something other than the ground is, in pixels of the sheet.
    fn drawn(shapes: &[Shape]) -> (Vec<u8>, Option<Bounds>) {
        let mut canvas = Canvas::default();
        canvas.shapes.extend(shapes.iter().cloned());
        let file = canvas.png(SIZE);
        assert_eq!(file, canvas.png(SIZE));
        let mut reader = png::Decoder::new(std::io::Cursor::new(&file)).read_info().unwrap();
        assert_eq!(reader.info().size(), (400, 160));
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let inked = (0..400 * 160).filter(|place| pixels[place * 3..place * 3 + 3] != [u8::MAX; 3]);
        let spots = inked.map(|place| ((place % 400) as i32, (place / 400) as i32));
        let boxes = spots.map(|(x, y)| (x / SCALE, y / SCALE, x / SCALE + 1, y / SCALE + 1));
        let bounds = boxes.reduce(|a, b| (a.0.min(b.0), a.1.min(b.1), a.2.max(b.2), a.3.max(b.3)));
        (pixels, bounds)
    }

    fn pixel(pixels: &[u8], (x, y): (usize, usize)) -> Colour {
        let place = (y * 400 + x) * 3;
        (pixels[place], pixels[place + 1], pixels[place + 2])
    }

    #[test]
    fn ink_is_where_a_label_is_and_nowhere_outside_its_box() {
        assert_eq!(drawn(&[]).1, None);
        for text in ["Hxg", "서울풀", "Ж±é", "🦀"] {
            for anchor in [Anchor::Start, Anchor::Middle, Anchor::End] {
                for bold in [false, true] {
                    let label = Label { bold, ..Label::new(100, 40, 16, BLACK, text).anchored(anchor) };
                    let (left, top, right, bottom) = label.bounds();
                    let (_, ink) = drawn(&[Shape::Label(label)]);
                    let ink = ink.unwrap_or_else(|| panic!("{text} is not drawn"));
                    // Tails of letters may reach a pixel below their line, and syllables one above it.
                    assert!(
                        left <= ink.0 && top - 1 <= ink.1 && ink.2 <= right && ink.3 <= bottom + 1,
                        "{text}: {ink:?}"
                    );
                    assert!(ink.2 - ink.0 > 8 && ink.3 - ink.1 > 8, "{text}: {ink:?}");
                    let near = match anchor {
                        Anchor::Start => ink.0 - 100,
                        Anchor::Middle => (ink.0 + ink.2) / 2 - 100,
                        Anchor::End => ink.2 - 100,
                    };
                    assert!(near.abs() <= 2, "{text}, {anchor:?}: {ink:?}");
                }
            }
        }
    }

    #[test]
    fn every_kind_of_shape_is_where_the_svg_has_it() {
        let square = vec![(10, 10), (20, 10), (20, 20), (10, 20)];
        let boxes = [
            (Shape::Box((10, 10), (20, 20), GREY), (10, 10, 20, 20)),
            (Shape::Frame((10, 10), (20, 20), GREY), (9, 9, 21, 21)),
            (Shape::Line((10, 10), (10, 20), GREY), (9, 10, 11, 20)),
            (Shape::Thick((10, 10), (30, 10), GREY, 4), (10, 8, 30, 12)),
            (Shape::Circle((30, 30), 6, GREY), (24, 24, 36, 36)),
            (Shape::Ring((30, 30), 6, GREY, 2), (23, 23, 37, 37)),
            (Shape::Polygon(square.clone(), GREY), (10, 10, 20, 20)),
            (Shape::Path(square, GREY), (10, 9, 21, 21)),
        ];
        for (shape, bounds) in boxes {
            let (pixels, ink) = drawn(std::slice::from_ref(&shape));
            assert_eq!(ink, Some(bounds), "{shape:?}");
            let inside = pixel(&pixels, if matches!(shape, Shape::Ring(..)) { (60, 60) } else { (30, 30) });
            let open = matches!(shape, Shape::Frame(..) | Shape::Ring(..) | Shape::Path(..));
            if open {
                assert_eq!(inside, WHITE, "{shape:?}");
            }
        }
        let (pixels, _) = drawn(&[Shape::Box((10, 10), (20, 20), GREY), Shape::Circle((60, 30), 6, GREY)]);
        assert_eq!((pixel(&pixels, (30, 30)), pixel(&pixels, (120, 60))), (GREY, GREY));
    }

    #[test]
    fn what_lies_beyond_the_sheet_is_cut_off() {
        let far = Shape::Box((-50, -50), (300, 20), BLACK);
        assert_eq!(drawn(&[far]).1, Some((0, 0, 200, 20)));
        let label = Label::new(-30, 70, 16, BLACK, "beyond the edge of the sheet and farther than that");
        assert!(drawn(&[Shape::Label(label)]).1.is_some_and(|ink| ink.0 == 0 && ink.2 == 200));
        assert_eq!(drawn(&[Shape::Path(Vec::new(), BLACK), Shape::Line((5, 5), (5, 5), BLACK)]).1, None);
    }
}
