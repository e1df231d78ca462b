//! Axes: where a moment and a number of users stand, and which of them have a mark.

use crate::ground::calendar::Calendar;
use crate::ground::time::{Span, Time};
use crate::report::names::thousands;
use crate::report::style::SMALL;
use crate::report::width::width;

/// Steps between marks, in minutes of the local day.
const STEPS: [u64; 13] = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880];
/// Room between the texts of two marks.
const GAP: i32 = 14;

/// How wide a break is.
const BREAK: i32 = 40;

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

    fn range(&self) -> (Time, Time) {
        let first = self.pieces.first().map_or(Time::ZERO, |piece| piece.from);
        (first, self.pieces.last().map_or(first, |piece| piece.to))
    }

    /// Whether a mark at this pixel is clear of every break and of the words above it.
    fn is_clear(&self, x: i32) -> bool {
        self.breaks().all(|piece| (x - (piece.left + piece.right) / 2).abs() > BREAK / 2 + 24)
    }
}

/// A mark of the time axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Where.
    pub x: i32,
    /// The local time of day.
    pub clock: String,
    /// The date, at the first mark and wherever a day has begun.
    pub date: Option<String>,
}

/// The date as an axis shows it: `Tue 3 Mar`.
pub fn date(calendar: &Calendar, time: Time) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let text = calendar.date_clock(time);
    let month: usize = text.get(5..7).and_then(|month| month.parse().ok()).unwrap_or(1);
    let day = text.get(8..10).unwrap_or("").trim_start_matches('0');
    format!("{} {day} {}", calendar.weekday(time).name(), MONTHS[month.clamp(1, 12) - 1])
}

/// The marks at round local times that have room side by side.
pub fn marks(calendar: &Calendar, scale: &Scale) -> Vec<Mark> {
    let minute = Span::minutes(1).millis();
    let (from, to) = scale.range();
    // Scenarios begin on a whole minute, so that whole minutes of the run are whole minutes of the clock.
    let local: Vec<(Time, u64)> = (from.millis().div_ceil(minute)..=to.millis() / minute)
        .map(|number| Time::from_millis(number * minute))
        .filter(|time| scale.is_clear(scale.x(*time)))
        .map(|time| (time, minute_of_day(&calendar.clock(time))))
        .collect();
    let room = width("Wed 30 Sep", SMALL) + GAP;
    for step in STEPS {
        let marked: Vec<Time> = local.iter().filter(|(_, clock)| clock % step == 0).map(|(time, _)| *time).collect();
        let apart = marked.windows(2).all(|two| scale.x(two[1]) - scale.x(two[0]) >= room);
        if apart {
            return with_dates(calendar, scale, &marked);
        }
    }
    Vec::new()
}

fn minute_of_day(clock: &str) -> u64 {
    let (hour, minute) = clock.split_once(':').unwrap_or(("0", "0"));
    hour.parse::<u64>().unwrap_or(0) * 60 + minute.parse::<u64>().unwrap_or(0)
}

fn with_dates(calendar: &Calendar, scale: &Scale, times: &[Time]) -> Vec<Mark> {
    let mut day = String::new();
    times
        .iter()
        .map(|time| {
            let today = date(calendar, *time);
            let new = (today != day).then(|| today.clone());
            day = today;
            Mark { x: scale.x(*time), clock: calendar.clock(*time), date: new }
        })
        .collect()
}

/// Round numbers from nothing to `most`, at most five, `most` itself among them only if it is round.
pub fn counts(most: u32) -> Vec<(u32, String)> {
    let steps = (0..9).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u64.pow(power)));
    let step = steps.into_iter().find(|step| u64::from(most) / step <= 4).unwrap_or(1);
    (0..=u64::from(most) / step).map(|times| times * step).map(|count| (count as u32, thousands(count))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::calendar::Start;

    fn calendar(start: &str) -> Calendar {
        Calendar::new(Start::parse(start).unwrap())
    }

    fn drawn(start: &str, from: Span, to: Span) -> String {
        let scale = Scale::new((Time::ZERO + from, Time::ZERO + to), (300, 1160), &[]);
        let marks = marks(&calendar(start), &scale);
        assert!(marks.windows(2).all(|two| two[1].x - two[0].x >= 80), "{marks:?}");
        let mark =
            |mark: &Mark| format!("{}{}", mark.clock, mark.date.as_ref().map_or(String::new(), |d| format!(" ({d})")));
        marks.iter().map(mark).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn marks_are_at_round_local_times() {
        let short = drawn("2026-03-03 10:07 Europe/Berlin", Span::seconds(30), Span::minutes(40));
        assert_eq!(short, "10:10 (Tue 3 Mar) 10:15 10:20 10:25 10:30 10:35 10:40 10:45");
        let days = drawn("2026-03-03 10:00 Europe/Berlin", Span::ZERO, Span::hours(48));
        assert_eq!(days, "12:00 (Tue 3 Mar) 18:00 00:00 (Wed 4 Mar) 06:00 12:00 18:00 00:00 (Thu 5 Mar) 06:00");
    }

    #[test]
    fn the_night_of_the_jump_has_round_marks_as_well() {
        let night = drawn("2026-03-28 22:00 Europe/Berlin", Span::ZERO, Span::hours(12));
        assert_eq!(night, "22:00 (Sat 28 Mar) 00:00 (Sun 29 Mar) 04:00 06:00 08:00 10:00");
    }

    #[test]
    fn a_break_is_narrow_and_everything_else_has_one_measure() {
        let at = |hours: u64| Time::ZERO + Span::hours(hours);
        let scale = Scale::new((at(0), at(100)), (100, 340), &[(at(1), at(99))]);
        assert_eq!([0, 1, 50, 99, 100].map(|hours| scale.x(at(hours))), [100, 200, 220, 240, 340]);
        assert_eq!(scale.x(at(200)), 340);
        assert_eq!(scale.breaks().count(), 1);
    }

    #[test]
    fn counts_are_round_and_few() {
        let text = |most| counts(most).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" ");
        assert_eq!(text(24_000), "0 5,000 10,000 15,000 20,000");
        assert_eq!(text(12_000), "0 5,000 10,000");
        assert_eq!(text(3), "0 1 2 3");
        assert_eq!(text(0), "0");
    }
}
