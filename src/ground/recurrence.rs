//! Things that happen again and again by the calendar: patch days, backups, maintenance.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use super::calendar::{Calendar, Weekday, minute_of_day};
use super::text::TextError;
use super::time::{Span, Time};

/// Why a text is not a recurrence.
pub type RecurrenceError = TextError;

const EXAMPLE: &str = "write it as in `second Sat 22:00`, `Mon 08:00`, `daily 02:00` or `every 4h`";
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const EVERY_MONTH: u16 = (1 << MONTHS.len()) - 1;
const ORDINALS: [(&str, i8); 5] = [("first", 1), ("second", 2), ("third", 3), ("fourth", 4), ("last", -1)];

/// When something recurs.
///
/// ```
/// use pooldrill::ground::calendar::{Calendar, Recurrence, Start};
/// use pooldrill::ground::time::Span;
/// let calendar = Calendar::new(Start::parse("2026-03-03 10:00 Europe/Berlin").unwrap());
/// let patch_day = Recurrence::parse("second Sat 22:00").unwrap();
/// let dates: Vec<String> =
///     patch_day.occurrences(&calendar, Span::days(60)).iter().map(|time| calendar.date_clock(*time)).collect();
/// assert_eq!(dates, ["2026-03-14 22:00", "2026-04-11 22:00"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recurrence {
    rule: Rule,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Every(Span),
    Daily {
        minute: u32,
    },
    Weekly {
        day: Weekday,
        minute: u32,
    },
    /// In the months of which the bit is set, January first.
    Monthly {
        nth: i8,
        day: Weekday,
        minute: u32,
        months: u16,
    },
}

impl Recurrence {
    /// Reads `second Sat 22:00` (also first, third, fourth, last), `second Sat of Mar,Jun,Sep,Dec 22:00`, `Mon 08:00`,
    /// `daily 02:00` or `every 4h`.
    ///
    /// # Errors
    ///
    /// When a day, a time or a span does not exist; the error says what to write.
    pub fn parse(text: &str) -> Result<Recurrence, RecurrenceError> {
        let lead = text.len() - text.trim_start().len();
        let trimmed = text.trim();
        if let Some(span) = trimmed.strip_prefix("every ") {
            return every(span).map_err(|error| error.moved(lead + "every ".len()));
        }
        let words = words(text);
        let rule = match words[..] {
            [(_, "daily"), clock] => Rule::Daily { minute: minute(clock)? },
            [name, clock] => Rule::Weekly { day: day(name)?, minute: minute(clock)? },
            [ordinal, name, clock] => {
                Rule::Monthly { nth: nth(ordinal)?, day: day(name)?, minute: minute(clock)?, months: EVERY_MONTH }
            }
            [ordinal, name, (_, "of"), list, clock] => {
                Rule::Monthly { nth: nth(ordinal)?, day: day(name)?, minute: minute(clock)?, months: months(list)? }
            }
            _ => {
                return Err(RecurrenceError::new(lead, format!("`{trimmed}` does not say when"), EXAMPLE));
            }
        };
        Ok(Recurrence { rule })
    }

    /// When it occurs, from the start to just before the horizon.
    ///
    /// `every 4h` counts elapsed time and occurs first four hours after the start; all others follow the local clock.
    pub fn occurrences(&self, calendar: &Calendar, horizon: Span) -> Vec<Time> {
        let end = Time::ZERO + horizon;
        if let Rule::Every(span) = self.rule {
            let steps = std::iter::successors(Some(Time::ZERO + span), |time| Some(*time + span));
            return steps.take_while(|time| *time < end).collect();
        }
        let mut times: Vec<Time> = calendar
            .dates(horizon, 1, 1)
            .filter_map(|date| self.on(date).and_then(|minute| calendar.millis_to(date, minute)))
            .filter_map(|millis| u64::try_from(millis).ok().map(Time::from_millis))
            .filter(|time| *time < end)
            .collect();
        // A zone that skips a whole day would put two occurrences on one moment.
        times.dedup();
        times
    }

    /// The time from one occurrence to the next, where it is always the same.
    pub fn gap(&self) -> Option<Span> {
        match self.rule {
            Rule::Every(span) => Some(span),
            Rule::Daily { .. } | Rule::Weekly { .. } | Rule::Monthly { .. } => None,
        }
    }

    /// The minute of this date at which it occurs, if it does.
    fn on(&self, date: Date) -> Option<u32> {
        match self.rule {
            Rule::Every(_) => None,
            Rule::Daily { minute } => Some(minute),
            Rule::Weekly { day, minute } => (Weekday::of(date) == day).then_some(minute),
            Rule::Monthly { nth, day, minute, months } => {
                let here = match nth {
                    -1 => date.day() + 7 > date.days_in_month(),
                    nth => (date.day() - 1) / 7 + 1 == nth,
                };
                let in_month = months >> (date.month() - 1) & 1 == 1;
                (here && in_month && Weekday::of(date) == day).then_some(minute)
            }
        }
    }
}

/// The words of a text, each with its place.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut at = 0;
    for piece in text.split(char::is_whitespace) {
        if !piece.is_empty() {
            words.push((at, piece));
        }
        at += piece.len() + text[at + piece.len()..].chars().next().map_or(0, char::len_utf8);
    }
    words
}

fn every(text: &str) -> Result<Recurrence, RecurrenceError> {
    match Span::parse(text)? {
        Span::ZERO | Span::FOREVER => Err(RecurrenceError::new(0, "this is no interval", "write it as in `every 4h`")),
        span => Ok(Recurrence { rule: Rule::Every(span) }),
    }
}

fn nth((at, ordinal): (usize, &str)) -> Result<i8, RecurrenceError> {
    let found = ORDINALS.iter().find(|(name, _)| *name == ordinal).map(|(_, nth)| *nth);
    found.ok_or_else(|| RecurrenceError::unknown(at, "place in the month", ordinal, &ORDINALS.map(|(name, _)| name)))
}

/// Months with commas between them, as a set of bits.
fn months((at, list): (usize, &str)) -> Result<u16, RecurrenceError> {
    list.split(',').try_fold(0, |set, name| {
        let found = MONTHS.iter().position(|month| *month == name);
        let place = found.ok_or_else(|| RecurrenceError::unknown(at, "month", name, &MONTHS))?;
        Ok(set | 1 << place)
    })
}

fn day((at, name): (usize, &str)) -> Result<Weekday, RecurrenceError> {
    Weekday::from_name(name).ok_or_else(|| RecurrenceError::unknown(at, "day", name, &Weekday::ALL.map(Weekday::name)))
}

fn minute((at, text): (usize, &str)) -> Result<u32, RecurrenceError> {
    minute_of_day(text).filter(|minute| *minute < 1440).ok_or_else(|| {
        RecurrenceError::new(at, format!("`{text}` is not a time of day"), "write it from `00:00` to `23:59`")
    })
}

impl FromStr for Recurrence {
    type Err = RecurrenceError;

    fn from_str(text: &str) -> Result<Recurrence, RecurrenceError> {
        Recurrence::parse(text)
    }
}

impl fmt::Display for Recurrence {
    /// The recurrence in a form that reads back as the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
        match self.rule {
            Rule::Every(span) => write!(f, "every {span}"),
            Rule::Daily { minute } => write!(f, "daily {}", clock(minute)),
            Rule::Weekly { day, minute } => write!(f, "{} {}", day.name(), clock(minute)),
            Rule::Monthly { nth, day, minute, months } => {
                let ordinal = ORDINALS.iter().find(|(_, number)| *number == nth).map_or("", |(name, _)| name);
                write!(f, "{ordinal} {} ", day.name())?;
                if months != EVERY_MONTH {
                    let named = MONTHS.iter().enumerate().filter(|(place, _)| months >> place & 1 == 1);
                    write!(f, "of {} ", named.map(|(_, name)| *name).collect::<Vec<_>>().join(","))?;
                }
                f.write_str(&clock(minute))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::calendar::Start;

    const QUARTERLY: &str = "second Sat of Mar,Jun,Sep,Dec 22:00";

    fn dates(rule: &str, start: &str, days: u64) -> Vec<String> {
        let calendar = Calendar::new(Start::parse(start).unwrap());
        let rule = Recurrence::parse(rule).unwrap();
        rule.occurrences(&calendar, Span::days(days)).iter().map(|time| calendar.date_clock(*time)).collect()
    }

    #[test]
    fn rules_follow_the_calendar() {
        let start = "2026-03-03 10:00 Europe/Berlin";
        assert_eq!(dates("Tue 10:00", start, 14), ["2026-03-03 10:00", "2026-03-10 10:00"]);
        assert_eq!(dates("Tue 09:59", start, 14), ["2026-03-10 09:59", "2026-03-17 09:59"]);
        assert_eq!(dates("last Fri 20:00", start, 60), ["2026-03-27 20:00", "2026-04-24 20:00"]);
        assert_eq!(dates("first Sun 03:00", start, 40), ["2026-04-05 03:00"]);
        assert_eq!(dates("second Sat of Jun,Sep 22:00", start, 200), ["2026-06-13 22:00", "2026-09-12 22:00"]);
        assert_eq!(dates("every 10h", start, 1), ["2026-03-03 20:00", "2026-03-04 06:00"]);
    }

    #[test]
    fn jumps_of_the_clock_neither_lose_nor_double() {
        assert_eq!(
            dates("daily 02:30", "2026-03-28 00:00 Europe/Berlin", 3),
            ["2026-03-28 02:30", "2026-03-29 03:00", "2026-03-30 02:30"]
        );
        let calendar = Calendar::new(Start::parse("2026-10-24 12:00 Europe/Berlin").unwrap());
        let nights = Recurrence::parse("daily 02:30").unwrap().occurrences(&calendar, Span::days(2));
        // The first of the two half past two, so 14 and a half hours after noon.
        assert_eq!(nights[0], Time::ZERO + Span::minutes(14 * 60 + 30));
        assert_eq!(nights[1].since(nights[0]), Span::hours(25));
    }

    #[test]
    fn what_is_printed_reads_back() {
        for text in
            ["second Sat 22:00", "Mon 08:00", "daily 02:00", "first Sun 03:00", "last Fri 20:00", "every 4h", QUARTERLY]
        {
            assert_eq!(Recurrence::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn refusals_point_and_help() {
        for (text, offset, message) in [
            (
                "sometimes",
                0,
                "`sometimes` does not say when; write it as in `second Sat 22:00`, `Mon 08:00`, `daily 02:00` or `every 4h`",
            ),
            ("seccond Sat 22:00", 0, "`seccond` is not a known place in the month; did you mean `second`?"),
            ("second Sat of Jan,Fev 22:00", 14, "`Fev` is not a known month; did you mean `Feb`?"),
            ("second Sat 24:00", 11, "`24:00` is not a time of day; write it from `00:00` to `23:59`"),
            ("every 4", 6, "`4` has no unit; write `4s`, `4min` or `4h`"),
            ("every 0s", 6, "this is no interval; write it as in `every 4h`"),
        ] {
            let error = Recurrence::parse(text).unwrap_err();
            assert_eq!((error.offset, error.to_string().as_str()), (offset, message), "{text}");
        }
    }
}
