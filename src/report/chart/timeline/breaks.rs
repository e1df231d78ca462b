//! Breaks of the time axis: white bands with wavy edges, and in each how long it is.

use crate::report::chart::canvas::{Anchor, Label, Shape};
use crate::report::chart::style::{GREY, LABEL, LEADING, LINE, WHITE};
use crate::report::chart::timeline::Sheet;
use crate::report::chart::timeline::scale::Piece;
use crate::report::chart::width::lines;

/// Between a band and the pieces of the axis beside it.
const MARGIN: i32 = 4;
/// How far an edge swings to either side.
const SWING: i32 = 2;
/// How high half a wave is.
const WAVE: i32 = 6;

/// Draws the breaks over everything that the plot has, once all of it is there.
pub fn draw(sheet: &mut Sheet) {
    for piece in sheet.scale.breaks().copied().collect::<Vec<_>>() {
        let words = words(&piece);
        let needed = LEADING * words.len() as i32 + 4;
        let stripes = sheet.stripes();
        // The length stands wherever the break has room for it; where all sections are low, in the highest.
        let highest = stripes.iter().map(|(from, to)| to - from).max().unwrap_or(0);
        for (from, to) in stripes {
            band(sheet, &piece, (from, to));
            if to - from >= needed || to - from == highest {
                length(sheet, &piece, (from, to), &words);
            }
        }
    }
}

/// How long a break is, in lines that fit into it.
fn words(piece: &Piece) -> Vec<String> {
    let text = piece.to.since(piece.from).rough();
    // A number stays with its unit.
    let joined: Vec<String> = text.split(' ').collect::<Vec<_>>().chunks(2).map(|two| two.join(" ")).collect();
    let room = piece.right - piece.left - 2 * (MARGIN + SWING);
    joined.iter().flat_map(|part| lines(part, LABEL, room)).collect()
}

fn band(sheet: &mut Sheet, piece: &Piece, (from, to): (i32, i32)) {
    let (left, right) = (piece.left + MARGIN, piece.right - MARGIN);
    sheet.canvas.shapes.push(Shape::Box((left, from - 1), (right, to + 2), WHITE));
    for edge in [left, right] {
        let wave = |(turn, y): (usize, i32)| (edge + if turn % 2 == 0 { -SWING } else { SWING }, y);
        let points = (from..=to + 1).step_by(WAVE as usize).enumerate().map(wave).collect();
        sheet.canvas.shapes.push(Shape::Path(points, LINE));
    }
}

fn length(sheet: &mut Sheet, piece: &Piece, (from, to): (i32, i32), words: &[String]) {
    let middle = i32::midpoint(piece.left, piece.right);
    let first = i32::midpoint(from, to) - LEADING * (words.len() as i32 - 1) / 2;
    for (number, line) in words.iter().enumerate() {
        let y = first + LEADING * number as i32;
        sheet.canvas.label(Label::new(middle, y, LABEL, GREY, line.clone()).anchored(Anchor::Middle));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::time::{Span, Time};
    use crate::report::chart::timeline::scale::{BREAK, Scale};
    use crate::report::chart::width::width;

    #[test]
    fn the_length_of_a_break_stands_at_the_break() {
        for span in [Span::minutes(25), Span::minutes(14 * 60 + 59), Span::hours(71), Span::days(3)] {
            let (begin, end) = (Time::ZERO + Span::hours(1), Time::ZERO + Span::hours(1) + span);
            let scale = Scale::new((Time::ZERO, end + Span::hours(1)), (300, 1200), &[(begin, end)]);
            let mut sheet = Sheet::new(scale);
            sheet.upper_axis(&[]);
            let top = sheet.y;
            sheet.y += 100;
            sheet.lower_axis(&[]);
            draw(&mut sheet);
            let piece = *sheet.scale.breaks().next().expect("there is a break");
            let drawn: Vec<&Label> = sheet.canvas.labels().collect();
            let text: Vec<&str> = drawn.iter().map(|label| label.text.as_str()).collect();
            assert_eq!(text.join(" "), span.rough());
            for label in drawn {
                let (left, upper, right, _) = label.bounds();
                assert!(piece.left < left && right < piece.right && upper > top, "{label:?} in {piece:?}");
            }
        }
        assert!(width("59 min", LABEL) < BREAK - 2 * (MARGIN + SWING));
    }
}
