//! From moments to pixels, with breaks where nothing changed.

use crate::ground::time::Time;
use crate::report::chart::sheet::Across;

/// How wide a break is: its length stands in it, in two lines.
pub const BREAK: i32 = 84;

/// A stretch of time and its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The first moment.
    pub from: Time,
    /// The last.
    pub to: Time,
    /// The first pixel.
    pub left: i32,
    /// The last.
    pub right: i32,
    /// Whether it is a quiet stretch, drawn shorter than it is.
    pub is_break: bool,
}

/// From moments to pixels: one measure for everything but the breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// The first pixel.
    pub left: i32,
    /// The last.
    pub right: i32,
    pieces: Vec<Piece>,
}

impl Across for Scale {
    fn left(&self) -> i32 {
        self.left
    }

    fn right(&self) -> i32 {
        self.right
    }
}

impl Scale {
    /// A scale with breaks at the stretches given, which are in order and apart.
    pub fn new((from, to): (Time, Time), (left, right): (i32, i32), breaks: &[(Time, Time)]) -> Scale {
        let quiet: u64 = breaks.iter().map(|(from, to)| to.since(*from).millis()).sum();
        let whole = (to.since(from).millis() - quiet).max(1);
        let pixels = u64::from((right - left - BREAK * breaks.len() as i32).unsigned_abs());
        let mut scale = Scale { left, right, pieces: Vec::new() };
        let (mut now, mut gone) = (from, 0);
        let mut at = left;
        for (index, &(pause, goes_on)) in breaks.iter().chain(&[(to, to)]).enumerate() {
            gone += pause.since(now).millis();
            let shift = BREAK * index as i32;
            let end = left + shift + i32::try_from((gone * pixels + whole / 2) / whole).unwrap_or(0);
            scale.pieces.push(Piece { from: now, to: pause, left: at, right: end, is_break: false });
            if index < breaks.len() {
                scale.pieces.push(Piece { from: pause, to: goes_on, left: end, right: end + BREAK, is_break: true });
            }
            (now, at) = (goes_on, end + BREAK);
        }
        scale
    }

    /// Where a moment stands; what lies outside stands at the edge.
    pub fn x(&self, time: Time) -> i32 {
        let Some(piece) = self.pieces.iter().find(|piece| time <= piece.to) else { return self.right };
        let whole = piece.to.since(piece.from).millis().max(1);
        let gone = time.max(piece.from).since(piece.from).millis();
        let pixels = u64::from((piece.right - piece.left).unsigned_abs());
        piece.left + i32::try_from((gone * pixels + whole / 2) / whole).unwrap_or(0)
    }

    /// The breaks.
    pub fn breaks(&self) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(|piece| piece.is_break)
    }

    /// The first moment and the last.
    pub fn range(&self) -> (Time, Time) {
        let first = self.pieces.first().map_or(Time::ZERO, |piece| piece.from);
        (first, self.pieces.last().map_or(first, |piece| piece.to))
    }

    /// Whether a moment is drawn at a place of its own, outside all breaks.
    pub fn is_clear(&self, x: i32) -> bool {
        self.breaks().all(|piece| x <= piece.left || piece.right <= x)
    }

    /// The parts of a stretch of pixels that no break hides.
    pub fn visible(&self, (left, right): (i32, i32)) -> Vec<(i32, i32)> {
        let mut parts = Vec::new();
        let mut from = left;
        for piece in self.breaks().filter(|piece| piece.left < right && left < piece.right) {
            parts.push((from, piece.left));
            from = piece.right;
        }
        parts.push((from, right));
        parts.retain(|(from, to)| from < to);
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::time::Span;

    #[test]
    fn a_break_is_narrow_and_everything_else_has_one_measure() {
        let at = |hours: u64| Time::ZERO + Span::hours(hours);
        let scale = Scale::new((at(0), at(100)), (100, 300 + BREAK), &[(at(1), at(99))]);
        let drawn = [0, 1, 50, 99, 100].map(|hours| scale.x(at(hours)));
        assert_eq!(drawn, [100, 200, 200 + BREAK / 2, 200 + BREAK, 300 + BREAK]);
        assert_eq!(scale.x(at(200)), 300 + BREAK);
        assert_eq!(scale.breaks().count(), 1);
        assert_eq!(scale.visible((150, 330)), [(150, 200), (200 + BREAK, 330)]);
        assert_eq!(scale.visible((100, 180)), [(100, 180)]);
        assert!(scale.is_clear(200) && !scale.is_clear(201) && scale.is_clear(200 + BREAK));
    }
}
