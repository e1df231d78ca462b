//! A weight that follows the week: how many users are signed in at which hour.

use super::calendar::{Calendar, Weekday};
use super::time::{Span, Time};

/// A weight that is constant from one local hour to the next, in whatever integer unit the caller chose.
///
/// Weights and milliseconds are integers, so an integral is exact and adds up over any division of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// When each stretch begins; the first at 0, the last without end.
    starts: Vec<u64>,
    weights: Vec<u32>,
    /// The integral before each stretch.
    before: Vec<u128>,
}

impl Profile {
    /// The same weight at all times.
    pub fn constant(weight: u32) -> Profile {
        Profile { starts: vec![0], weights: vec![weight], before: vec![0] }
    }

    /// The weight that `weight` gives for each weekday and local hour from 0 to 23.
    ///
    /// The hour that is skipped in spring has no time, and the one that is repeated in autumn lasts two hours. The weight
    /// of the last hour within a day after the horizon holds from then on.
    ///
    /// ```
    /// use pooldrill::ground::calendar::{Calendar, Profile, Start};
    /// use pooldrill::ground::time::{Span, Time};
    /// let calendar = Calendar::new(Start::parse("2026-03-03 10:30 UTC").unwrap());
    /// let profile = Profile::weekly(&calendar, Span::days(7), &|_, hour| if hour < 11 { 100 } else { 900 });
    /// assert_eq!(profile.at(Time::ZERO), 100);
    /// assert_eq!(profile.integral(Time::ZERO, Time::ZERO + Span::hours(1)), 1_800_000 * 1_000);
    /// ```
    pub fn weekly(calendar: &Calendar, horizon: Span, weight: &dyn Fn(Weekday, u32) -> u32) -> Profile {
        let mut steps: Vec<(u64, u32)> = Vec::new();
        for date in calendar.dates(horizon, 1, 1) {
            for hour in 0..24 {
                let Some(millis) = calendar.millis_to(date, hour * 60) else {
                    break;
                };
                // Everything before the start is crowded into its first moment, where only the latest survives.
                steps.push((millis.max(0).unsigned_abs(), weight(Weekday::of(date), hour)));
            }
        }
        Profile::from_steps(&steps)
    }

    /// A profile from the moments in milliseconds at which a weight begins, in order. Of several that begin together the
    /// last counts, and before the first the weight is 0.
    ///
    /// # Panics
    ///
    /// When the moments are not in order.
    pub fn from_steps(steps: &[(u64, u32)]) -> Profile {
        let mut profile = Profile::constant(0);
        for (start, weight) in steps {
            let last = profile.starts.len() - 1;
            assert!(profile.starts[last] <= *start, "steps must be in order");
            if profile.starts[last] == *start {
                profile.weights[last] = *weight;
            } else if profile.weights[last] != *weight {
                let length = u128::from(start - profile.starts[last]);
                profile.before.push(profile.before[last] + length * u128::from(profile.weights[last]));
                profile.starts.push(*start);
                profile.weights.push(*weight);
            }
        }
        profile
    }

    /// The weight at a moment.
    pub fn at(&self, time: Time) -> u32 {
        self.weights[self.stretch(time)]
    }

    /// The next moment after this one at which the weight changes.
    pub fn next_change(&self, time: Time) -> Option<Time> {
        self.starts.get(self.stretch(time) + 1).copied().map(Time::from_millis)
    }

    /// The weight times the milliseconds from `from` to `to`; nothing when `to` is not later.
    pub fn integral(&self, from: Time, to: Time) -> u128 {
        self.integral_to(to).saturating_sub(self.integral_to(from))
    }

    fn integral_to(&self, time: Time) -> u128 {
        let stretch = self.stretch(time);
        let length = u128::from(time.millis() - self.starts[stretch]);
        self.before[stretch] + length * u128::from(self.weights[stretch])
    }

    fn stretch(&self, time: Time) -> usize {
        self.starts.partition_point(|start| *start <= time.millis()) - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::calendar::Start;
    use proptest::prelude::*;

    fn calendar(start: &str) -> Calendar {
        Calendar::new(Start::parse(start).unwrap())
    }

    #[test]
    fn the_weight_is_that_of_the_local_hour() {
        let calendar = calendar("2026-03-27 22:10 Europe/Berlin");
        let horizon = Span::days(300);
        let profile = Profile::weekly(&calendar, horizon, &|day, hour| day.number() * 24 + hour);
        for quarter in 0..horizon.millis() / 900_000 {
            let time = Time::from_millis(quarter * 900_000);
            assert_eq!(profile.at(time), calendar.hour_of_week(time), "{}", calendar.date_clock(time));
        }
    }

    #[test]
    fn spring_has_23_hours_and_autumn_25() {
        for (start, hours) in [("2026-03-29 00:00 Europe/Berlin", 23), ("2026-10-25 00:00 Europe/Berlin", 25)] {
            let profile = Profile::weekly(&calendar(start), Span::days(3), &|day, _| u32::from(day == Weekday::Sun));
            let sunday = profile.integral(Time::ZERO, Time::ZERO + Span::days(3));
            assert_eq!(sunday, u128::from(Span::hours(hours).millis()));
        }
    }

    #[test]
    fn a_constant_does_not_change() {
        let profile = Profile::constant(7);
        assert_eq!(profile.next_change(Time::ZERO), None);
        assert_eq!(profile.integral(Time::from_millis(5), Time::from_millis(15)), 70);
        assert_eq!(profile.integral(Time::from_millis(15), Time::from_millis(5)), 0);
    }

    proptest! {
        #![proptest_config(crate::ground::fixed_cases())]

        #[test]
        fn integrals_are_sums(
            mut steps in proptest::collection::vec((0..50u64, 0..5u32), 0..10), from in 0..60u64, to in 0..60u64,
        ) {
            steps.sort_by_key(|step| step.0);
            let profile = Profile::from_steps(&steps);
            let at = |millis: u64| steps.iter().rfind(|step| step.0 <= millis).map_or(0, |step| step.1);
            prop_assert_eq!(profile.at(Time::from_millis(from)), at(from));
            let sum: u128 = (from..to).map(|millis| u128::from(at(millis))).sum();
            prop_assert_eq!(profile.integral(Time::from_millis(from), Time::from_millis(to)), sum);
        }
    }
}
