//! The fonts that travel with the program: where the letters of a text stand and what they look like.
//!
//! A bitmap must look the same on every machine, so nothing installed is asked. Letters of Latin, Greek and Cyrillic and
//! signs come from one typeface, Hangul and what else that one lacks from another; both in regular and in bold. What
//! neither has is a framed box. There is no shaping: Arabic and the scripts of India are drawn letter by letter.

use std::sync::OnceLock;

use ttf_parser::{Face, GlyphId, OutlineBuilder};
use unicode_width::UnicodeWidthChar;

use crate::report::chart::width::width;

const REGULAR: [&[u8]; 2] = [include_bytes!("font/DejaVuSans.ttf"), include_bytes!("font/NanumSquareR.ttf")];
const BOLD: [&[u8]; 2] = [include_bytes!("font/DejaVuSans-Bold.ttf"), include_bytes!("font/NanumSquareB.ttf")];

/// Half the height of an `x` in ems: so far below the middle of a line its letters stand.
pub const HALF_X: f32 = 0.2735;
/// The frame that stands for a missing character: its edges above the line and the thickness of its strokes, in ems.
const MISSING: (f32, f32, f32) = (0.0, 0.73, 0.06);

/// A typeface in one weight, with the one that has what it lacks.
#[derive(Debug)]
pub struct Font {
    faces: [Face<'static>; 2],
}

/// What stands at a place in a line.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Sign {
    /// A glyph of one of the faces.
    Glyph(usize, GlyphId),
    /// A character that no face has, so many ems wide.
    Missing(f32),
}

/// A sign and how far from the beginning of the line it stands, in ems.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    sign: Sign,
    /// The distance.
    pub x: f32,
}

/// The font, read when it is first used.
///
/// # Panics
/// Never: that the files are fonts is tested.
pub fn font(bold: bool) -> &'static Font {
    static FONTS: [OnceLock<Font>; 2] = [OnceLock::new(), OnceLock::new()];
    let files = if bold { BOLD } else { REGULAR };
    FONTS[usize::from(bold)].get_or_init(|| Font {
        faces: files.map(|file| Face::parse(file, 0).expect("the file that travels with the program is a font")),
    })
}

impl Font {
    /// How many ems wide a character is, if one of the faces has it.
    pub fn advance(&self, character: char) -> Option<f32> {
        self.glyph(character).map(|glyph| self.wide(glyph))
    }

    /// A line of text, from left to right, and how wide it is in ems.
    pub fn line(&self, text: &str) -> (Vec<Placed>, f32) {
        let mut placed: Vec<Placed> = Vec::new();
        let mut x = 0.0;
        let mut before = None;
        for character in composed(text) {
            let glyph = self.glyph(character);
            if glyph.is_none() && character.width().unwrap_or(0) == 0 {
                // Joiners and the like, which are not meant to be seen.
                continue;
            }
            let wide = match glyph {
                Some((face, glyph)) => {
                    x += before.map_or(0.0, |before| self.kerning(before, (face, glyph)));
                    self.wide((face, glyph))
                }
                None => width(character.encode_utf8(&mut [0; 4]), 1000) as f32 / 1000.0,
            };
            let sign = glyph.map_or(Sign::Missing(wide), |(face, glyph)| Sign::Glyph(face, glyph));
            placed.push(Placed { sign, x });
            x += wide;
            before = glyph;
        }
        (placed, x)
    }

    /// The outline of a sign, in ems from where it stands, upwards.
    pub fn outline(&self, placed: &Placed, pen: &mut impl OutlineBuilder) {
        match placed.sign {
            Sign::Glyph(face, glyph) => {
                let scale = self.ems(face, 1);
                self.faces[face].outline_glyph(glyph, &mut Scaled { pen, scale });
            }
            Sign::Missing(wide) => {
                let (bottom, top, stroke) = MISSING;
                let (left, right) = (stroke, wide - stroke);
                rectangle(pen, [(left, bottom), (left, top), (right, top), (right, bottom)]);
                let (bottom, top, left, right) = (bottom + stroke, top - stroke, left + stroke, right - stroke);
                rectangle(pen, [(left, bottom), (right, bottom), (right, top), (left, top)]);
            }
        }
    }

    fn glyph(&self, character: char) -> Option<(usize, GlyphId)> {
        (0..self.faces.len()).find_map(|face| Some((face, self.faces[face].glyph_index(character)?)))
    }

    fn wide(&self, (face, glyph): (usize, GlyphId)) -> f32 {
        self.ems(face, self.faces[face].glyph_hor_advance(glyph).unwrap_or(0).into())
    }

    fn kerning(&self, (face, left): (usize, GlyphId), (of, right): (usize, GlyphId)) -> f32 {
        let tables = self.faces[face].tables().kern.filter(|_| face == of);
        let mut plain = tables.iter().flat_map(|kern| kern.subtables).filter(|table| table.horizontal);
        let units = plain.find_map(|table| table.glyphs_kerning(left, right)).unwrap_or(0);
        self.ems(face, units.into())
    }

    fn ems(&self, face: usize, units: i32) -> f32 {
        units as f32 / f32::from(self.faces[face].units_per_em())
    }
}

fn rectangle(pen: &mut impl OutlineBuilder, [first, rest @ ..]: [(f32, f32); 4]) {
    pen.move_to(first.0, first.1);
    rest.into_iter().for_each(|(x, y)| pen.line_to(x, y));
    pen.close();
}

/// Units of a font as ems.
struct Scaled<'p, P> {
    pen: &'p mut P,
    scale: f32,
}

impl<P: OutlineBuilder> OutlineBuilder for Scaled<'_, P> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.pen.move_to(x * self.scale, y * self.scale);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.pen.line_to(x * self.scale, y * self.scale);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.pen.quad_to(x1 * self.scale, y1 * self.scale, x * self.scale, y * self.scale);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let scale = self.scale;
        self.pen.curve_to(x1 * scale, y1 * scale, x2 * scale, y2 * scale, x * scale, y * scale);
    }

    fn close(&mut self) {
        self.pen.close();
    }
}

/// Hangul written letter by letter as syllables, which is what fonts have; everything else as it is.
fn composed(text: &str) -> impl Iterator<Item = char> + '_ {
    const SYLLABLES: u32 = 0xac00;
    const INITIALS: u32 = 0x1100;
    const VOWELS: u32 = 0x1161;
    const FINALS: u32 = 0x11a7;
    let mut letters = text.chars().map(u32::from).peekable();
    std::iter::from_fn(move || {
        let mut letter = letters.next()?;
        if (INITIALS..INITIALS + 19).contains(&letter)
            && let Some(vowel) = letters.next_if(|next| (VOWELS..VOWELS + 21).contains(next))
        {
            letter = SYLLABLES + ((letter - INITIALS) * 21 + vowel - VOWELS) * 28;
        }
        let is_open =
            (SYLLABLES..SYLLABLES + 19 * 21 * 28).contains(&letter) && (letter - SYLLABLES).is_multiple_of(28);
        if is_open && let Some(last) = letters.next_if(|next| (FINALS + 1..FINALS + 28).contains(next)) {
            letter += last - FINALS;
        }
        char::from_u32(letter)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_weights_have_what_the_languages_of_users_need() {
        let sample = "The quick brown fox, 0123456789; ±·→←↑↓×–—−≤≥≈…“”‘’%°µ€½¼• Größe, Łódź, Çelik, São Łõ, Ἀθήνα άέή, Київ Ёж, \
                      서울 데이터센터 뷁 ㄱㅏ, サーバ, 漢字";
        for bold in [false, true] {
            let missing: String = sample.chars().filter(|character| font(bold).advance(*character).is_none()).collect();
            assert_eq!(missing, "", "bold: {bold}");
            let hangul = ('가'..='힣').filter(|character| font(bold).advance(*character).is_none()).count();
            assert_eq!(hangul, 0, "bold: {bold}");
        }
        let x = font(false).glyph('x').and_then(|(face, glyph)| font(false).faces[face].glyph_bounding_box(glyph));
        let half = f32::from(x.expect("there is an x").y_max) / f32::from(font(false).faces[0].units_per_em()) / 2.0;
        assert!((half - HALF_X).abs() < 0.001, "{half}");
    }

    #[test]
    fn hangul_written_letter_by_letter_is_the_same_line() {
        let letters = "\u{1109}\u{1165}\u{110b}\u{116e}\u{11af} \u{1111}\u{116e}\u{11af}";
        assert_eq!(composed(letters).collect::<String>(), "서울 풀");
        assert_eq!(composed("서\u{11af} a\u{1161}").collect::<String>(), "설 a\u{1161}");
        assert_eq!(font(true).line(letters), font(true).line("서울 풀"));
    }

    #[test]
    fn what_no_font_has_is_a_box_and_what_is_not_seen_is_nothing() {
        let (placed, wide) = font(false).line("a🦀\u{e0100}b");
        assert_eq!(placed.len(), 3);
        assert!(matches!(placed[1].sign, Sign::Missing(_)), "{placed:?}");
        assert!(wide > 2.0 && placed.windows(2).all(|two| two[0].x < two[1].x));
        assert_eq!(font(false).line(""), (Vec::new(), 0.0));
    }
}
