//! The marks of axes: which moments and which numbers of users have one.

use crate::ground::calendar::Calendar;
use crate::ground::time::{Span, Time};
use crate::report::chart::sheet::Mark;
use crate::report::chart::style::{LABEL, LEADING};
use crate::report::chart::timeline::scale::Scale;
use crate::report::chart::width::width;
use crate::report::names::thousands;

/// Steps between marks, in minutes of the local day.
const STEPS: [u64; 13] = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880];
/// Room between the texts of two marks.
const GAP: i32 = 14;

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
    let room = width("Wed 30 Sep", LABEL) + GAP;
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
            Mark { x: scale.x(*time), words: calendar.clock(*time), behind: new }
        })
        .collect()
}

/// What an axis of users says: at its top the whole, with what it counts, and below it round numbers that have room on
/// an axis of this height.
pub fn counts(whole: u32, high: i32) -> Vec<(u32, String)> {
    let top = (whole, format!("{} {}", thousands(whole.into()), if whole == 1 { "user" } else { "users" }));
    let pixels = |count: u64| count * u64::from(high.unsigned_abs()) / u64::from(whole.max(1));
    let leading = u64::from(LEADING.unsigned_abs());
    let steps = (0..10).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u64.pow(power)));
    let room = |step: &u64| pixels(*step) >= 2 * leading && u64::from(whole) / step <= 4;
    let step = steps.into_iter().find(room).unwrap_or(u64::MAX);
    let below = (0..).map_while(|times: u64| times.checked_mul(step).filter(|count| *count < u64::from(whole)));
    let clear = below.filter(|count| pixels(u64::from(whole) - count) >= leading);
    let mut marks: Vec<(u32, String)> = clear.map(|count| (count as u32, thousands(count))).collect();
    marks.push(top);
    marks
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
        assert!(marks.windows(2).all(|two| two[1].x - two[0].x >= 110), "{marks:?}");
        let mark = |mark: &Mark| {
            format!("{}{}", mark.words, mark.behind.as_ref().map_or(String::new(), |d| format!(" ({d})")))
        };
        marks.iter().map(mark).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn marks_are_at_round_local_times() {
        let short = drawn("2026-03-03 10:07 Europe/Berlin", Span::seconds(30), Span::minutes(40));
        assert_eq!(short, "10:10 (Tue 3 Mar) 10:20 10:30 10:40");
        let days = drawn("2026-03-03 10:00 Europe/Berlin", Span::ZERO, Span::hours(48));
        assert_eq!(days, "12:00 (Tue 3 Mar) 00:00 (Wed 4 Mar) 12:00 00:00 (Thu 5 Mar)");
    }

    #[test]
    fn the_night_of_the_jump_has_round_marks_as_well() {
        let night = drawn("2026-03-28 22:00 Europe/Berlin", Span::ZERO, Span::hours(12));
        assert_eq!(night, "22:00 (Sat 28 Mar) 00:00 (Sun 29 Mar) 04:00 06:00 08:00 10:00");
    }

    #[test]
    fn the_vertical_axis_says_users_and_its_top_is_the_number_of_the_pool() {
        let text = |whole, high| counts(whole, high).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" ");
        assert_eq!(text(24_000, 170), "0 10,000 20,000 24,000 users");
        assert_eq!(text(24_000, 90), "0 24,000 users");
        assert_eq!(text(12_000, 170), "0 5,000 10,000 12,000 users");
        assert_eq!(text(12_000, 60), "0 12,000 users");
        assert_eq!(text(12_000, 18), "12,000 users");
        assert_eq!(text(3, 170), "0 1 2 3 users");
        assert_eq!(text(1, 170), "0 1 user");
        assert_eq!(text(0, 170), "0 users");
    }
}
