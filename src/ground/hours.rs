//! Opening hours: a weekly pattern in words, and its compiled form.

use std::fmt;
use std::str::FromStr;

use super::calendar::{Calendar, Weekday, minute_of_day};
use super::text::TextError;
use super::time::{Span, Time};
use super::windows::Windows;

/// Why a text is not a pattern of hours.
pub type HoursError = TextError;

const EXAMPLE: &str = "write it as in `Mon-Fri 08:00-18:00`";
const WEEK_MINUTES: u32 = 7 * 1440;

/// One stretch of open time on some days; `to` is beyond 1440 when it ends on the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    first: Weekday,
    last: Weekday,
    from: u32,
    to: u32,
}

impl Part {
    fn days(self) -> impl Iterator<Item = Weekday> {
        let count = (self.last.number() + 7 - self.first.number()) % 7 + 1;
        (0..count).map(move |step| Weekday::ALL[((self.first.number() + step) % 7) as usize])
    }
}

/// When something is open, week after week, by the local clock.
///
/// ```
/// use pooldrill::ground::calendar::Hours;
/// let hours = Hours::parse("Mon-Thu 08:00-18:00, Fri 22:00-06:00").unwrap();
/// assert_eq!(hours.to_string(), "Mon-Thu 08:00-18:00, Fri 22:00-06:00");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    pattern: Pattern,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Pattern {
    Always,
    Never,
    Weekly(Vec<Part>),
}

impl Hours {
    /// Reads hours such as `Mon-Fri 08:00-18:00`, several parts with commas or semicolons between them, `always` or
    /// `never`. A part that ends no later than it begins ends on the next day.
    ///
    /// # Errors
    ///
    /// When a day or time does not exist or two parts overlap; the error says what to write.
    pub fn parse(text: &str) -> Result<Hours, HoursError> {
        let pattern = match text.trim() {
            "always" => Pattern::Always,
            "never" => Pattern::Never,
            "" => {
                return Err(HoursError::new(
                    0,
                    "hours are missing",
                    "write `always`, `never` or `Mon-Fri 08:00-18:00`",
                ));
            }
            other if Hours::around_the_clock(other) => {
                let reason = format!("hours around the clock are not called `{other}` here");
                return Err(HoursError::new(0, reason, "write `always`"));
            }
            _ => Pattern::Weekly(weekly(text)?),
        };
        Ok(Hours { pattern })
    }

    /// Whether a text says in other words that it is open all the time.
    pub fn around_the_clock(text: &str) -> bool {
        let plain: String = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        let always = ["24x7", "247", "7x24", "724", "24x7x365", "247365", "24h", "24hours"].contains(&plain.as_str());
        // A bare number is no hours of any kind.
        always && text.contains(|c: char| !c.is_ascii_digit())
    }

    /// The hours as plain intervals of simulated time, over the horizon and a week beyond it.
    pub fn compile(&self, calendar: &Calendar, horizon: Span) -> Windows {
        let parts = match &self.pattern {
            Pattern::Always => return Windows::from_intervals([(Time::ZERO, Time::NEVER)]),
            Pattern::Never => return Windows::from_intervals([]),
            Pattern::Weekly(parts) => parts,
        };
        let mut intervals = Vec::new();
        // A window that opened the day before the start may still be open at it.
        for date in calendar.dates(horizon, 1, 8) {
            let today = Weekday::of(date);
            for part in parts.iter().filter(|part| part.days().any(|day| day == today)) {
                let (from, to) = (calendar.millis_to(date, part.from), calendar.millis_to(date, part.to));
                if let (Some(from), Some(to)) = (from, to) {
                    let clipped = |millis: i64| Time::from_millis(millis.max(0).unsigned_abs());
                    intervals.push((clipped(from), clipped(to)));
                }
            }
        }
        intervals.sort_unstable();
        Windows::from_intervals(intervals)
    }
}

impl FromStr for Hours {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Hours, HoursError> {
        Hours::parse(text)
    }
}

impl fmt::Display for Hours {
    /// The hours in a form that reads back as the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = match &self.pattern {
            Pattern::Always => return f.write_str("always"),
            Pattern::Never => return f.write_str("never"),
            Pattern::Weekly(parts) => parts,
        };
        for (place, part) in parts.iter().enumerate() {
            let comma = if place > 0 { ", " } else { "" };
            write!(f, "{comma}{}", part.first.name())?;
            if part.first != part.last {
                write!(f, "-{}", part.last.name())?;
            }
            let to = if part.to > 1440 { part.to - 1440 } else { part.to };
            write!(f, " {:02}:{:02}-{:02}:{:02}", part.from / 60, part.from % 60, to / 60, to % 60)?;
        }
        Ok(())
    }
}

fn weekly(text: &str) -> Result<Vec<Part>, HoursError> {
    let mut parts = Vec::new();
    let mut taken: Vec<(u32, u32)> = Vec::new();
    let mut at = 0;
    for piece in text.split([',', ';']) {
        let offset = at + piece.len() - piece.trim_start().len();
        at += piece.len() + 1;
        let part = part(piece.trim()).map_err(|error| error.moved(offset))?;
        for day in part.days() {
            let stretch = (day.number() * 1440 + part.from, day.number() * 1440 + part.to);
            // The end of Sunday runs into Monday, so each stretch is also compared one week on and one week back.
            let touches = |other: &(u32, u32)| {
                [0, WEEK_MINUTES, 2 * WEEK_MINUTES].iter().any(|shift| {
                    stretch.0 + WEEK_MINUTES < other.1 + shift && other.0 + shift < stretch.1 + WEEK_MINUTES
                })
            };
            if taken.iter().any(touches) {
                let reason = format!("`{}` overlaps an earlier part on {}", piece.trim(), day.name());
                return Err(HoursError::new(offset, reason, "write each hour once"));
            }
            taken.push(stretch);
        }
        parts.push(part);
    }
    Ok(parts)
}

/// Days and a stretch of time; the days may be left out, which means all of them.
fn part(text: &str) -> Result<Part, HoursError> {
    let (days, clock) = match text.rsplit_once(char::is_whitespace) {
        Some((days, clock)) => (days.trim_end(), clock),
        None if text.starts_with(|c: char| c.is_ascii_digit()) => ("daily", text),
        None => {
            return Err(HoursError::new(0, format!("`{text}` has no days or no hours"), EXAMPLE));
        }
    };
    let clock_at = text.len() - clock.len();
    let (first, last) = if days == "daily" {
        (Weekday::Mon, Weekday::Sun)
    } else {
        let (first, last) = days.split_once('-').unwrap_or((days, days));
        (day(first.trim(), 0)?, day(last.trim(), days.len() - last.trim_start().len())?)
    };
    let Some((from, to)) = clock.split_once('-') else {
        return Err(HoursError::new(clock_at, format!("`{clock}` has no beginning and end"), EXAMPLE));
    };
    let time = |text: &str, at: usize| {
        minute_of_day(text).ok_or_else(|| {
            HoursError::new(at, format!("`{text}` is not a time of day"), "write it from `00:00` to `24:00`")
        })
    };
    let (from, to) = (time(from, clock_at)?, time(to, clock_at + from.len() + 1)?);
    if from == to || from == 1440 {
        let remedy = "write `00:00-24:00` for the whole day";
        return Err(HoursError::new(clock_at, format!("`{clock}` is no time at all"), remedy));
    }
    Ok(Part { first, last, from, to: if to < from { to + 1440 } else { to } })
}

fn day(name: &str, at: usize) -> Result<Weekday, HoursError> {
    Weekday::from_name(name).ok_or_else(|| HoursError::unknown(at, "day", name, &Weekday::ALL.map(Weekday::name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::calendar::Start;

    fn compiled(hours: &str, start: &str, horizon: Span) -> (Calendar, Windows) {
        let calendar = Calendar::new(Start::parse(start).unwrap());
        let windows = Hours::parse(hours).unwrap().compile(&calendar, horizon);
        (calendar, windows)
    }

    #[test]
    fn office_hours_open_and_close_by_the_clock() {
        let (calendar, windows) =
            compiled("Mon-Thu 08:00-18:00; Fri 08:00-16:00", "2026-03-03 10:00 Europe/Berlin", Span::days(60));
        assert!(windows.is_open(Time::ZERO));
        let close = windows.next_change(Time::ZERO).unwrap();
        assert_eq!(calendar.weekday_clock(close), "Tue 18:00");
        assert!(!windows.is_open(close));
        assert_eq!(calendar.weekday_clock(windows.next_open(close).unwrap()), "Wed 08:00");
        for (open, close) in windows.intervals().skip(1) {
            assert_eq!(calendar.clock(open), "08:00");
            let friday = calendar.weekday(close) == Weekday::Fri;
            assert_eq!(calendar.clock(close), if friday { "16:00" } else { "18:00" });
        }
        // A working week has 48 hours, the one in which the clock jumps at night on Sunday included.
        let week = |n: u64| Time::ZERO + Span::days(7 * n);
        assert!((0..3).all(|n| windows.open_millis(week(n), week(n + 1)) == Span::hours(48).millis()));
        assert_eq!(windows.open_millis(week(1), week(0)), 0);
    }

    #[test]
    fn nights_run_over_midnight_and_over_the_jump() {
        let (calendar, windows) = compiled("Sat 22:00-06:00", "2026-03-28 23:00 Europe/Berlin", Span::days(1));
        assert!(windows.is_open(Time::ZERO));
        assert_eq!(calendar.weekday_clock(windows.next_change(Time::ZERO).unwrap()), "Sun 06:00");
        assert_eq!(windows.open_millis(Time::ZERO, Time::ZERO + Span::days(1)), Span::hours(6).millis());
        let (_, autumn) = compiled("Sat 22:00-06:00", "2026-10-24 20:00 Europe/Berlin", Span::days(1));
        assert_eq!(autumn.open_millis(Time::ZERO, Time::ZERO + Span::days(1)), Span::hours(9).millis());
    }

    #[test]
    fn hours_inside_the_gap_vanish() {
        let (_, windows) = compiled("Sun 02:00-02:45", "2026-03-28 23:00 Europe/Berlin", Span::hours(12));
        assert_eq!(windows.open_millis(Time::ZERO, Time::ZERO + Span::days(1)), 0);
    }

    #[test]
    fn always_and_never_do_not_change() {
        let (_, always) = compiled("always", "2026-03-03 10:00 UTC", Span::days(1));
        assert_eq!((always.is_open(Time::ZERO), always.next_change(Time::ZERO)), (true, None));
        let (_, never) = compiled("never", "2026-03-03 10:00 UTC", Span::days(1));
        assert_eq!((never.is_open(Time::ZERO), never.next_open(Time::ZERO)), (false, None));
        let (_, whole) = compiled("00:00-24:00", "2026-03-03 10:00 UTC", Span::days(1));
        assert_eq!(whole.intervals().count(), 1);
    }

    #[test]
    fn refusals_point_and_help() {
        for (text, offset, message) in [
            ("", 0, "hours are missing; write `always`, `never` or `Mon-Fri 08:00-18:00`"),
            ("Mon-Fri", 0, "`Mon-Fri` has no days or no hours; write it as in `Mon-Fri 08:00-18:00`"),
            ("Mon-Fry 08:00-18:00", 4, "`Fry` is not a known day; did you mean `Fri`?"),
            ("Mon-Fri 08:00-25:00", 14, "`25:00` is not a time of day; write it from `00:00` to `24:00`"),
            ("Mon 08:00-08:00", 4, "`08:00-08:00` is no time at all; write `00:00-24:00` for the whole day"),
            (
                "Mon-Fri 08:00-18:00, Fri 17:00-19:00",
                21,
                "`Fri 17:00-19:00` overlaps an earlier part on Fri; write each hour once",
            ),
            (
                "Mon 00:00-06:00, Sun 22:00-01:00",
                17,
                "`Sun 22:00-01:00` overlaps an earlier part on Sun; write each hour once",
            ),
        ] {
            let error = Hours::parse(text).unwrap_err();
            assert_eq!((error.offset, error.to_string().as_str()), (offset, message), "{text}");
        }
    }
}
