//! The lines of a hatching, as shapes of their own, since not every reader of SVG draws patterns.

use crate::report::chart::canvas::Point;
use crate::report::chart::style::Hatch;

/// How far apart the lines of a hatching are.
const SPACING: i32 = 6;

/// The lines of a hatching, cut at the edges of the rectangle.
pub fn hatching(hatch: Hatch, (left, top): Point, (right, bottom): Point) -> Vec<(Point, Point)> {
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
}
