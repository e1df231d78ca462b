//! Stretches of open time in simulated milliseconds.
//!
//! What a calendar said in words has become two sorted rows of numbers here. Every question is a binary search, so the
//! loop may ask it; and how long something was open between two moments is a difference of two sums and needs no loop.

use super::time::Time;

/// Hours in simulated time: sorted intervals that are open from their beginning to just before their end.
///
/// ```
/// use pooldrill::ground::calendar::Windows;
/// use pooldrill::ground::time::Time;
/// let at = Time::from_millis;
/// let windows = Windows::from_intervals([(at(10), at(20)), (at(30), at(40))]);
/// assert!(windows.is_open(at(10)) && !windows.is_open(at(20)));
/// assert_eq!(windows.next_change(at(10)), Some(at(20)));
/// assert_eq!(windows.next_open(at(25)), Some(at(30)));
/// assert_eq!(windows.open_millis(at(15), at(35)), 10);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Windows {
    opens: Vec<u64>,
    closes: Vec<u64>,
    /// The open milliseconds before each interval.
    before: Vec<u64>,
}

impl Windows {
    /// Windows from intervals in order of their beginning; empty ones vanish, touching and overlapping ones merge.
    ///
    /// # Panics
    ///
    /// When the intervals are not in order.
    pub fn from_intervals(intervals: impl IntoIterator<Item = (Time, Time)>) -> Windows {
        let mut windows = Windows::default();
        let mut total = 0;
        for (open, close) in intervals {
            let (open, close) = (open.millis(), close.millis());
            if close <= open {
                continue;
            }
            match (windows.opens.last(), windows.closes.last_mut()) {
                (Some(last_open), Some(last_close)) if open <= *last_close => {
                    assert!(*last_open <= open, "intervals must be in order");
                    total += close.max(*last_close) - *last_close;
                    *last_close = close.max(*last_close);
                }
                _ => {
                    windows.opens.push(open);
                    windows.closes.push(close);
                    windows.before.push(total);
                    total += close - open;
                }
            }
        }
        windows
    }

    /// Whether it is open at this moment.
    pub fn is_open(&self, time: Time) -> bool {
        self.began(time).is_some_and(|place| time.millis() < self.closes[place])
    }

    /// The next moment after this one at which it opens or closes.
    pub fn next_change(&self, time: Time) -> Option<Time> {
        match self.began(time) {
            Some(place) if time.millis() < self.closes[place] => {
                let close = Time::from_millis(self.closes[place]);
                (close != Time::NEVER).then_some(close)
            }
            began => self.opening(began.map_or(0, |place| place + 1)),
        }
    }

    /// The first moment, this one or later, at which it is open.
    pub fn next_open(&self, time: Time) -> Option<Time> {
        if self.is_open(time) {
            return Some(time);
        }
        self.opening(self.began(time).map_or(0, |place| place + 1))
    }

    /// How many milliseconds it is open from `from` to `to`; none when `to` is not later.
    pub fn open_millis(&self, from: Time, to: Time) -> u64 {
        self.open_before(to).saturating_sub(self.open_before(from))
    }

    /// The intervals, in order.
    pub fn intervals(&self) -> impl Iterator<Item = (Time, Time)> + '_ {
        self.opens.iter().zip(&self.closes).map(|(open, close)| (Time::from_millis(*open), Time::from_millis(*close)))
    }

    fn opening(&self, place: usize) -> Option<Time> {
        self.opens.get(place).copied().map(Time::from_millis)
    }

    /// The last interval that began by this moment.
    fn began(&self, time: Time) -> Option<usize> {
        self.opens.partition_point(|open| *open <= time.millis()).checked_sub(1)
    }

    fn open_before(&self, time: Time) -> u64 {
        self.began(time)
            .map_or(0, |place| self.before[place] + (time.millis().min(self.closes[place]) - self.opens[place]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(crate::ground::fixed_cases())]

        #[test]
        fn windows_agree_with_a_plain_row_of_moments(
            intervals in proptest::collection::vec((0..60u64, 0..8u64), 0..8), from in 0..70u64, to in 0..70u64,
        ) {
            let mut intervals: Vec<_> = intervals.iter().map(|(open, length)| (*open, open + length)).collect();
            intervals.sort_unstable();
            let open = |millis: u64| intervals.iter().any(|(open, close)| *open <= millis && millis < *close);
            let windows = Windows::from_intervals(
                intervals.iter().map(|(open, close)| (Time::from_millis(*open), Time::from_millis(*close))),
            );
            let at = Time::from_millis(from);
            prop_assert_eq!(windows.is_open(at), open(from));
            let change = (from + 1..100).find(|millis| open(*millis) != open(millis - 1));
            prop_assert_eq!(windows.next_change(at), change.map(Time::from_millis));
            prop_assert_eq!(windows.next_open(at), (from..100).find(|millis| open(*millis)).map(Time::from_millis));
            let expected = (from..to).filter(|millis| open(*millis)).count() as u64;
            prop_assert_eq!(windows.open_millis(at, Time::from_millis(to)), expected);
        }
    }
}
