//! From numbers to pixels: an axis of values with marks at round numbers, straight or by powers of ten.

use crate::report::chart::sheet::{Across, Mark};
use crate::report::chart::style::LABEL;
use crate::report::chart::width::width;

/// Values that differ by more than this factor have an axis by powers of ten, since the small ones could not be seen on a
/// straight one.
const DECADES_FROM: f64 = 2_000.0;
/// The room of nothing at the left end of an axis by powers of ten, which has no place for it.
const ZERO: i32 = 60;
/// Room between the texts of two marks.
const GAP: i32 = 18;
/// Steps of a straight axis are these times a power of ten.
const STEPS: [f64; 3] = [1.0, 2.0, 5.0];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Straight {
        from: f64,
        to: f64,
    },
    /// By powers of ten, from one exponent to another.
    Decades {
        from: i32,
        to: i32,
    },
}

/// An axis of values from left to right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValueAxis {
    left: i32,
    right: i32,
    kind: Kind,
}

impl Across for ValueAxis {
    fn left(&self) -> i32 {
        self.left
    }

    fn right(&self) -> i32 {
        self.right
    }
}

impl ValueAxis {
    /// An axis that begins with nothing and holds all these values, none of which is negative.
    pub fn from_nothing(values: impl Iterator<Item = f64> + Clone, (left, right): (i32, i32)) -> ValueAxis {
        let positive = values.filter(|value| *value > 0.0 && value.is_finite());
        let most = positive.clone().fold(0.0, f64::max);
        let least = positive.fold(f64::INFINITY, f64::min);
        let kind = if most > least * DECADES_FROM {
            let from = decade_below(least);
            Kind::Decades { from, to: decade_above(most).max(from + 1) }
        } else {
            let step = step(most.max(f64::MIN_POSITIVE) / 4.0);
            Kind::Straight { from: 0.0, to: if most > 0.0 { (most / step).ceil() * step } else { 1.0 } }
        };
        ValueAxis { left, right, kind }
    }

    /// An axis that ends exactly there, such as the whole of a week or of everything.
    pub fn exactly(from: f64, to: f64, (left, right): (i32, i32)) -> ValueAxis {
        ValueAxis { left, right, kind: Kind::Straight { from, to } }
    }

    /// A straight axis from nothing to a round number that is at least so much.
    pub fn straight_from_nothing(most: f64, (left, right): (i32, i32)) -> ValueAxis {
        let step = step(most.max(f64::MIN_POSITIVE) / 8.0);
        let to = if most > 0.0 { (most / step).ceil() * step } else { 1.0 };
        ValueAxis { left, right, kind: Kind::Straight { from: 0.0, to } }
    }

    /// A straight axis that holds zero and all these values, negative or not.
    pub fn around_nothing(values: impl Iterator<Item = f64>, (left, right): (i32, i32)) -> ValueAxis {
        let (least, most) = values
            .filter(|value| value.is_finite())
            .fold((0.0_f64, 0.0_f64), |(least, most), value| (least.min(value), most.max(value)));
        let step = step(((most - least) / 4.0).max(f64::MIN_POSITIVE));
        let (from, to) = ((least / step).floor() * step, (most / step).ceil() * step);
        let kind = if from < to { Kind::Straight { from, to } } else { Kind::Straight { from: -1.0, to: 1.0 } };
        ValueAxis { left, right, kind }
    }

    /// Whether a value has a place of its own on it.
    pub fn holds(&self, value: f64) -> bool {
        match self.kind {
            Kind::Straight { from, to } => (from..=to).contains(&value),
            Kind::Decades { to, .. } => value >= 0.0 && value <= libm::pow(10.0, f64::from(to)),
        }
    }

    /// Where a value stands; what lies outside stands at the edge.
    pub fn x(&self, value: f64) -> i32 {
        let (left, share) = match self.kind {
            Kind::Straight { from, to } => (self.left, (value - from) / (to - from)),
            Kind::Decades { .. } if value <= 0.0 => return self.left,
            Kind::Decades { from, to } => {
                let share = (libm::log10(value) - f64::from(from)) / f64::from(to - from);
                (self.left + ZERO, share.max(0.0))
            }
        };
        let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
        left + libm::round(f64::from(self.right - left) * share) as i32
    }

    /// The marks that have room side by side.
    pub fn marks(&self) -> Vec<Mark> {
        let mark = |value: f64, words: String| Mark { x: self.x(value), words, behind: None };
        let (values, decimals): (Vec<f64>, usize) = match self.kind {
            Kind::Straight { from, to } => {
                let step = self.roomy_step(from, to);
                let first = libm::ceil(from / step - 1e-9) as i64;
                let last = libm::floor(to / step + 1e-9) as i64;
                ((first..=last).map(|times| times as f64 * step).collect(), decimals(step))
            }
            Kind::Decades { from, to } => {
                let powers = (from..=to).map(|power| libm::pow(10.0, f64::from(power)));
                return std::iter::once(mark(0.0, "0".to_owned()))
                    .chain(self.thinned(powers.map(|value| mark(value, power_words(value))).collect()))
                    .collect();
            }
        };
        values.into_iter().map(|value| mark(value, number(value, decimals))).collect()
    }

    /// The smallest round step whose marks do not touch.
    fn roomy_step(&self, from: f64, to: f64) -> f64 {
        let mut step = step((to - from) / 12.0);
        loop {
            let widest =
                [from, to].map(|end| width(&number(end, decimals(step)), LABEL)).into_iter().max().unwrap_or(0);
            let apart = f64::from(self.right - self.left) * step / (to - from);
            if apart >= f64::from(widest + GAP) || step >= to - from {
                return step;
            }
            step = self::step(step * 1.5);
        }
    }

    /// Every so many of the marks that none touches the next; the last, by which the largest value is read, always.
    fn thinned(&self, marks: Vec<Mark>) -> Vec<Mark> {
        let widest = marks.iter().map(|mark| width(&mark.words, LABEL)).max().unwrap_or(0);
        let every = (1..marks.len().max(2)).find(|every| {
            let kept = marks.iter().rev().step_by(*every);
            kept.clone().zip(kept.skip(1)).all(|(one, before)| one.x - before.x >= widest + GAP)
        });
        let mut kept: Vec<Mark> = marks.into_iter().rev().step_by(every.unwrap_or(1)).collect();
        kept.reverse();
        kept
    }
}

/// The round number that is nearest above.
fn step(least: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(least)));
    let times = STEPS.into_iter().find(|times| times * power >= least * (1.0 - 1e-9)).unwrap_or(10.0);
    times * power
}

fn decade_below(value: f64) -> i32 {
    libm::floor(libm::log10(value) + 1e-9) as i32
}

fn decade_above(value: f64) -> i32 {
    libm::ceil(libm::log10(value) - 1e-9) as i32
}

fn decimals(step: f64) -> usize {
    (-libm::floor(libm::log10(step) + 1e-9)).max(0.0) as usize
}

/// A number with its thousands set apart and so many decimals.
pub fn number(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), crate::report::names::thousands);
    let sign = if value < 0.0 && text.parse() != Ok(0.0) { "-" } else { "" };
    format!("{sign}{whole}{rest}")
}

/// A number with three digits that count, so that large and small ones stand side by side.
pub fn short_number(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let power = libm::floor(libm::log10(value.abs())) as i32;
    let decimals = (2 - power).clamp(0, 9) as usize;
    let text = number(value, decimals);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn power_words(value: f64) -> String {
    number(value, decimals(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(axis: &ValueAxis) -> String {
        let marks = axis.marks();
        assert!(marks.windows(2).all(|two| two[1].x - two[0].x >= width(&two[1].words, LABEL)), "{marks:?}");
        marks.into_iter().map(|mark| mark.words).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn marks_stand_at_round_numbers_and_hold_all_values() {
        let axis = |values: &[f64]| ValueAxis::from_nothing(values.iter().copied(), (400, 1200));
        assert_eq!(shown(&axis(&[3.0, 87.0])), "0 10 20 30 40 50 60 70 80 90 100");
        assert_eq!(shown(&axis(&[0.013])), "0.000 0.002 0.004 0.006 0.008 0.010 0.012 0.014");
        assert_eq!(shown(&axis(&[])), "0.0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1.0");
        assert_eq!(
            shown(&axis(&[2_000_000.0])),
            "0 200,000 400,000 600,000 800,000 1,000,000 1,200,000 1,400,000 1,600,000 1,800,000 2,000,000".replace(
                "200,000 400,000 600,000 800,000 1,000,000 1,200,000 1,400,000 1,600,000 1,800,000 2,000,000",
                "500,000 1,000,000 1,500,000 2,000,000"
            )
        );
        assert_eq!(axis(&[3.0, 87.0]).x(100.0), 1200);
    }

    #[test]
    fn values_over_nine_orders_of_magnitude_stand_by_powers_of_ten_with_nothing_beside_them() {
        let axis = ValueAxis::from_nothing([0.0, 0.004, 1_000_000.0].into_iter(), (400, 1200));
        assert!(matches!(axis.kind, Kind::Decades { .. }));
        let places = [0.0, 0.004, 1.0, 1_000_000.0].map(|value| axis.x(value));
        assert!(places.windows(2).all(|two| two[0] + 30 < two[1]), "{places:?}");
        let marks = shown(&axis);
        assert!(marks.starts_with("0 0.0") && marks.ends_with("1,000,000"), "{marks}");
    }

    #[test]
    fn an_axis_of_differences_has_nothing_in_it_wherever_they_lie() {
        let axis = ValueAxis::around_nothing([-13.2, -1.7, 0.4].into_iter(), (400, 1200));
        assert!(axis.x(-13.2) < axis.x(0.0) && axis.x(0.0) < axis.x(0.4) && axis.x(-13.2) >= 400);
        assert!(shown(&axis).contains("-10") && shown(&axis).contains(" 0 "));
        let none = ValueAxis::around_nothing([0.0].into_iter(), (400, 1200));
        assert_eq!(none.x(0.0), 800);
    }

    #[test]
    fn numbers_are_as_long_as_they_must_be() {
        let cases =
            [(0.0, "0"), (12.0, "12"), (0.004_56, "0.00456"), (1234.5, "1,234"), (-2.5, "-2.5"), (99.96, "100")];
        for (value, words) in cases {
            assert_eq!(short_number(value), words);
        }
    }
}
