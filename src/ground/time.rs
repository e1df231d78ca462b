//! Moments and lengths of time as whole milliseconds.
//!
//! Time is an integer because integers add the same way on every machine and in every order: a replication is then the
//! same bits whatever the number of threads, and two events are simultaneous exactly when they are meant to be. A
//! millisecond is fine enough for repairs and sign-ins and leaves room for five centuries in the packed keys of the agenda.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

use super::text::TextError;

/// Why a text is not a span of time.
pub type SpanError = TextError;

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;
const YEAR: u64 = 365 * DAY;

/// The units a span may be written in, largest first, because a span is written that way.
const UNITS: [(&str, u64); 7] =
    [("y", YEAR), ("w", WEEK), ("d", DAY), ("h", HOUR), ("min", MINUTE), ("s", SECOND), ("ms", 1)];

/// A moment: milliseconds since the scenario's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(u64);

impl Time {
    /// The scenario's start.
    pub const ZERO: Time = Time(0);
    /// The moment that never comes; later than every other.
    pub const NEVER: Time = Time(u64::MAX);

    /// The moment `millis` milliseconds after the start.
    pub const fn from_millis(millis: u64) -> Time {
        Time(millis)
    }

    /// Milliseconds since the start.
    pub const fn millis(self) -> u64 {
        self.0
    }

    /// How long ago `earlier` was.
    ///
    /// ```
    /// use pooldrill::ground::time::{Span, Time};
    /// let noon = Time::ZERO + Span::hours(12);
    /// assert_eq!(noon.since(Time::ZERO), Span::hours(12));
    /// ```
    ///
    /// # Panics
    ///
    /// When `earlier` is the later of the two: time ran backwards, which is a mistake of the model and no input's fault.
    #[must_use]
    pub fn since(self, earlier: Time) -> Span {
        match self.0.checked_sub(earlier.0) {
            Some(millis) => Span(millis),
            None => panic!("time ran backwards: {} ms is before {} ms", self.0, earlier.0),
        }
    }
}

impl Add<Span> for Time {
    type Output = Time;

    /// The moment `span` later; whatever lies beyond the largest number never comes.
    fn add(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

/// A length of time in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(u64);

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);
    /// Longer than every other span; added to a moment it gives [`Time::NEVER`].
    pub const FOREVER: Span = Span(u64::MAX);
    /// A year of 365 days, the only year this program knows, so that rates per year do not depend on the calendar.
    pub const YEAR: Span = Span(YEAR);

    /// `millis` milliseconds.
    pub const fn from_millis(millis: u64) -> Span {
        Span(millis)
    }

    /// `count` seconds.
    pub const fn seconds(count: u64) -> Span {
        Span(count * SECOND)
    }

    /// `count` minutes.
    pub const fn minutes(count: u64) -> Span {
        Span(count * MINUTE)
    }

    /// `count` hours.
    pub const fn hours(count: u64) -> Span {
        Span(count * HOUR)
    }

    /// `count` days of 24 hours.
    pub const fn days(count: u64) -> Span {
        Span(count * DAY)
    }

    /// The length in milliseconds.
    pub const fn millis(self) -> u64 {
        self.0
    }

    /// The length in minutes, for tables and charts; never for the simulation itself.
    pub fn as_minutes_f64(self) -> f64 {
        self.0 as f64 / MINUTE as f64
    }

    /// The span nearest to so many milliseconds; a half goes up, and what is too long or infinite is
    /// [`Span::FOREVER`].
    ///
    /// Draws pass through here at once, so that no float ever reaches the agenda.
    pub fn round_millis(millis: f64) -> Span {
        // The cast saturates at both ends, which is exactly what is wanted here.
        Span((millis + 0.5) as u64)
    }

    /// Reads a span such as `1h 20min`, `1.5h`, `30d`, `90s`, `500ms`, `2w` or `8y` (a year is 365 days), or `forever`.
    ///
    /// Larger units come first, each at most once. Decimals are allowed and rounded to the millisecond.
    ///
    /// ```
    /// use pooldrill::ground::time::Span;
    /// assert_eq!(Span::parse("1.5h"), Ok(Span::minutes(90)));
    /// let error = Span::parse("90").unwrap_err();
    /// assert_eq!(error.to_string(), "`90` has no unit; write `90s`, `90min` or `90h`");
    /// ```
    ///
    /// # Errors
    ///
    /// When a number has no unit, is negative, or the whole is longer than time itself; the error says what to write.
    pub fn parse(text: &str) -> Result<Span, SpanError> {
        let mut rest = text.trim_end();
        let mut total: u128 = 0;
        let mut smallest = usize::MAX;
        rest = rest.trim_start();
        if rest == "forever" {
            return Ok(Span::FOREVER);
        }
        if rest.is_empty() {
            return Err(SpanError::new(0, "a length of time is missing", "write one such as `20min`"));
        }
        while !rest.is_empty() {
            let offset = text.trim_end().len() - rest.len();
            let (place, millis, after) = part(rest).map_err(|error| error.moved(offset))?;
            if smallest != usize::MAX && place <= smallest {
                let remedy = "write each unit once, the larger first, as in `1h 20min`";
                return Err(SpanError::new(offset, "the units are not in falling order", remedy));
            }
            smallest = place;
            total += millis;
            rest = after.trim_start();
        }
        match u64::try_from(total) {
            Ok(millis) if millis < u64::MAX => Ok(Span(millis)),
            _ => Err(too_long(0)),
        }
    }

    /// The span as people say it, at most two units: `1 h 20 min`, `41 min`, `12 s`.
    ///
    /// ```
    /// use pooldrill::ground::time::Span;
    /// assert_eq!(Span::from_millis(4_790_000).rough(), "1 h 20 min");
    /// ```
    #[must_use]
    pub fn rough(self) -> String {
        if self == Span::FOREVER {
            return "forever".to_owned();
        }
        let rounded = |unit: u64| self.0.saturating_add(unit / 2) / unit;
        // Rounding first and choosing the units afterwards would print "60 min"; each limit is therefore half a step low.
        if self.0 < SECOND {
            format!("{} ms", self.0)
        } else if rounded(SECOND) < 120 {
            format!("{} s", rounded(SECOND))
        } else if rounded(MINUTE) < 60 {
            format!("{} min", rounded(MINUTE))
        } else if rounded(MINUTE) < 24 * 60 {
            two(rounded(MINUTE), 60, "h", "min")
        } else if rounded(HOUR) < 10 * 24 {
            two(rounded(HOUR), 24, "d", "h")
        } else if rounded(DAY) < 2 * 365 {
            format!("{} d", rounded(DAY))
        } else {
            two(rounded(DAY), 365, "y", "d")
        }
    }
}

/// Two units, of which the smaller is left out when there is none of it.
fn two(count: u64, ratio: u64, large: &str, small: &str) -> String {
    match (count / ratio, count % ratio) {
        (whole, 0) => format!("{whole} {large}"),
        (whole, rest) => format!("{whole} {large} {rest} {small}"),
    }
}

fn too_long(offset: usize) -> SpanError {
    SpanError::new(offset, "this is longer than 500 million years", "write `forever` if it never ends")
}

/// One number with its unit at the start of `text`: the unit's place in [`UNITS`], the milliseconds, and what follows.
fn part(text: &str) -> Result<(usize, u128, &str), SpanError> {
    if text.starts_with('-') {
        return Err(SpanError::new(0, "a length of time cannot be negative", "leave the minus sign out"));
    }
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, rest) = text.split_at(digits);
    if number.is_empty() {
        let remedy = "write a number with a unit, as in `20min`";
        return Err(SpanError::new(0, format!("`{text}` is not a length of time"), remedy));
    }
    let unit_text = rest.trim_start();
    let letters = unit_text.find(|c: char| !c.is_alphabetic()).unwrap_or(unit_text.len());
    let (unit, after) = unit_text.split_at(letters);
    let unit_offset = text.len() - unit_text.len();
    if unit.is_empty() {
        if number.len() == 4 && rest.starts_with('-') {
            let remedy = "write how long it is, or how long after the start, such as `13h`";
            return Err(SpanError::new(0, format!("`{}` looks like a date", text.trim_end()), remedy));
        }
        let remedy = format!("write `{number}s`, `{number}min` or `{number}h`");
        return Err(SpanError::new(0, format!("`{number}` has no unit"), remedy));
    }
    let Some(place) = UNITS.iter().position(|(name, _)| *name == unit) else {
        return Err(unknown_unit(unit_offset, unit));
    };
    Ok((place, scaled(number, UNITS[place].1)?, after))
}

/// The refusal of a unit, with the remedy for the words people try first.
fn unknown_unit(offset: usize, unit: &str) -> SpanError {
    let lower = unit.to_lowercase();
    let meant = match lower.as_str() {
        "m" => {
            let remedy = "write `min` for minutes, or days for a month";
            return SpanError::new(offset, "`m` could be minutes or months", remedy);
        }
        "sec" | "secs" | "second" | "seconds" => "s",
        "mins" | "minute" | "minutes" => "min",
        "hr" | "hrs" | "hour" | "hours" => "h",
        "day" | "days" => "d",
        "week" | "weeks" => "w",
        "yr" | "year" | "years" | "a" => "y",
        "msec" | "millis" | "millisecond" | "milliseconds" => "ms",
        other => UNITS.iter().map(|(name, _)| *name).find(|name| *name == other).unwrap_or(""),
    };
    let mut error = SpanError::new(offset, format!("`{unit}` is not a unit of time"), "use y, w, d, h, min, s or ms");
    if !meant.is_empty() {
        error.remedy = format!("write `{meant}`");
        error.nearest = Some(meant.to_owned());
    }
    error
}

/// A decimal number of units in whole milliseconds, worked out in integers so that `0.1s` is exactly 100 ms.
fn scaled(number: &str, unit: u64) -> Result<u128, SpanError> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if fraction.contains('.') || (whole.is_empty() && fraction.is_empty()) {
        return Err(SpanError::new(0, format!("`{number}` is not a number"), "write it as in `1.5h`"));
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| too_long(0))? };
    // Eighteen digits are below a millisecond even for a year; more cannot change the result.
    let fraction = &fraction[..fraction.len().min(18)];
    let scale = 10u128.pow(fraction.len() as u32);
    let part: u128 = fraction.parse().unwrap_or(0);
    Ok(u128::from(whole) * u128::from(unit) + (part * u128::from(unit) + scale / 2) / scale)
}

impl FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Span, SpanError> {
        Span::parse(text)
    }
}

impl fmt::Display for Span {
    /// The exact span in its usual units, in a form that [`Span::parse`] reads back as the same value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Span::FOREVER {
            return f.pad("forever");
        }
        if self.0 == 0 {
            return f.pad("0s");
        }
        if self.0.is_multiple_of(YEAR) {
            return f.pad(&format!("{}y", self.0 / YEAR));
        }
        let mut rest = self.0;
        let mut parts = Vec::new();
        // Weeks are left out: "30d" says more than "4w 2d".
        for (name, unit) in UNITS.iter().skip(2) {
            if rest >= *unit {
                parts.push(format!("{}{name}", rest / unit));
                rest %= unit;
            }
        }
        f.pad(&parts.join(" "))
    }
}

impl Add for Span {
    type Output = Span;

    /// Both together; forever is as long as it gets.
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Span) {
        *self = *self + other;
    }
}

impl Sub for Span {
    type Output = Span;

    /// What is left of this span after the other one.
    ///
    /// # Panics
    ///
    /// When the other one is longer: a length of time is never negative.
    fn sub(self, other: Span) -> Span {
        match self.0.checked_sub(other.0) {
            Some(millis) => Span(millis),
            None => panic!("a length of time cannot be negative: {self} less {other}"),
        }
    }
}

impl Sum for Span {
    fn sum<I: Iterator<Item = Span>>(spans: I) -> Span {
        spans.fold(Span::ZERO, |total, span| total + span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_every_unit() {
        for (text, millis) in [
            ("1h 20min", 4_800_000),
            ("1h20min", 4_800_000),
            ("30d", 30 * DAY),
            (" 90s ", 90_000),
            ("500ms", 500),
            ("2w", 14 * DAY),
            ("8y", 8 * YEAR),
            ("1.5 h", 5_400_000),
            (".5s", 500),
            ("0s", 0),
            ("0.1s", 100),
        ] {
            assert_eq!(Span::parse(text), Ok(Span(millis)), "{text}");
        }
    }

    #[test]
    fn refuses_with_a_remedy_and_a_place() {
        for (text, offset, remedy) in [
            ("", 0, "write one such as `20min`"),
            ("90", 0, "write `90s`, `90min` or `90h`"),
            ("1h 20", 3, "write `20s`, `20min` or `20h`"),
            ("-5min", 0, "leave the minus sign out"),
            ("5 m", 2, "write `min` for minutes, or days for a month"),
            ("5 Hours", 2, "write `h`"),
            ("5 fortnights", 2, "use y, w, d, h, min, s or ms"),
            ("20min 1h", 6, "write each unit once, the larger first, as in `1h 20min`"),
            ("1.2.3h", 0, "write it as in `1.5h`"),
            ("soon", 0, "write a number with a unit, as in `20min`"),
            ("999999999999999999y", 0, "write `forever` if it never ends"),
        ] {
            let error = Span::parse(text).unwrap_err();
            assert_eq!((error.offset, error.remedy.as_str()), (offset, remedy), "{text}");
        }
    }

    #[test]
    fn is_humane() {
        for (span, text) in [
            (Span::seconds(12), "12 s"),
            (Span::minutes(3), "3 min"),
            (Span::seconds(41 * 60 + 5), "41 min"),
            (Span::seconds(3_599), "1 h"),
            (Span::minutes(80), "1 h 20 min"),
            (Span::hours(76), "3 d 4 h"),
            (Span::days(30), "30 d"),
            (Span::days(735), "2 y 5 d"),
            (Span::from_millis(450), "450 ms"),
            (Span::FOREVER, "forever"),
        ] {
            assert_eq!(span.rough(), text);
        }
    }

    #[test]
    fn moments_saturate() {
        assert_eq!(Time(5) + Span::FOREVER, Time::NEVER);
        assert_eq!(Time::NEVER + Span(1), Time::NEVER);
    }

    #[test]
    #[should_panic(expected = "time ran backwards")]
    fn time_does_not_run_backwards() {
        let _ = Time(1).since(Time(2));
    }

    proptest! {
        #![proptest_config(crate::ground::fixed_cases())]

        #[test]
        fn text_is_exact(millis in prop_oneof![any::<u64>(), 0..10_000_000u64, (0..100u64).prop_map(|n| n * YEAR)]) {
            let span = Span(millis);
            prop_assert_eq!(Span::parse(&span.to_string()), Ok(span));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,12}") {
            if let Err(error) = Span::parse(&text) {
                prop_assert!(text.is_char_boundary(error.offset.min(text.len())));
            }
        }
    }
}
