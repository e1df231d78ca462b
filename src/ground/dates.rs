//! Dates of the calendar, from a first to a last: a freeze, holidays.

use std::fmt;

use jiff::civil::Date;

use super::calendar::Calendar;
use super::text::TextError;
use super::time::Time;

const EXAMPLE: &str = "write it as in `2026-12-18 to 2027-01-06`";

/// Days, from a first to a last, both included.
///
/// ```
/// use pooldrill::ground::calendar::{Calendar, Dates, Start};
/// use pooldrill::ground::time::{Span, Time};
/// let calendar = Calendar::new(Start::parse("2026-12-17 12:00 Europe/Berlin").unwrap());
/// let freeze = Dates::parse("2026-12-18 to 2026-12-19").unwrap();
/// let within = |hours| freeze.hold(&calendar, Time::ZERO + Span::hours(hours));
/// assert_eq!([11, 12, 59, 60].map(within), [false, true, true, false]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    first: Date,
    last: Date,
}

impl Dates {
    /// Reads `2026-12-18 to 2027-01-06`, or a single date.
    ///
    /// # Errors
    ///
    /// When a date does not exist, or the last comes before the first; the error says what to write.
    pub fn parse(text: &str) -> Result<Dates, TextError> {
        let lead = text.len() - text.trim_start().len();
        let words: Vec<&str> = text.split_whitespace().collect();
        let (first, last) = match words[..] {
            [day] => (date(lead, day)?, date(lead, day)?),
            [first, "to", last] => (date(lead, first)?, date(text.rfind(last).unwrap_or(lead), last)?),
            _ => return Err(TextError::new(lead, format!("`{}` is not a date", text.trim()), EXAMPLE)),
        };
        if last < first {
            return Err(TextError::new(lead, "the last date comes before the first", EXAMPLE));
        }
        Ok(Dates { first, last })
    }

    /// Whether a moment lies on one of these days by the local clock.
    pub fn hold(&self, calendar: &Calendar, time: Time) -> bool {
        let midnight = |date: Date| calendar.millis_to(date, 0);
        let moment = i64::try_from(time.since(Time::ZERO).millis()).unwrap_or(i64::MAX);
        let begun = midnight(self.first).is_none_or(|from| from <= moment);
        let tomorrow = self.last.tomorrow().ok();
        begun && tomorrow.and_then(midnight).is_none_or(|end| moment < end)
    }
}

fn date(at: usize, text: &str) -> Result<Date, TextError> {
    let date = text.parse::<Date>().ok().filter(|day| text.len() == 10 && (1970..=9000).contains(&day.year()));
    date.ok_or_else(|| TextError::new(at, format!("`{text}` is not a date"), EXAMPLE))
}

impl fmt::Display for Dates {
    /// The dates in a form that reads back as the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { write!(f, "{}", self.first) } else { write!(f, "{} to {}", self.first, self.last) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_reads_back_and_refusals_point() {
        for text in ["2026-12-18 to 2027-01-06", "2026-05-01"] {
            assert_eq!(Dates::parse(text).unwrap().to_string(), text);
        }
        let errors = ["Christmas", "2026-12-18 to 2026-13-01", "2027-01-06 to 2026-12-18"].map(|text| {
            let error = Dates::parse(text).unwrap_err();
            (error.offset, error.reason)
        });
        let reasons =
            ["`Christmas` is not a date", "`2026-13-01` is not a date", "the last date comes before the first"];
        assert_eq!(errors, [(0, reasons[0].to_owned()), (14, reasons[1].to_owned()), (0, reasons[2].to_owned())]);
    }
}
