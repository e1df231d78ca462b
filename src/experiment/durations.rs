//! How long each of many things took: medians and bad cases of single recoveries, however many a run has.
//!
//! A run's mean hides what a bad case is: where a pool recovers from a hundred losses in a run, the mean of the hundred
//! hardly varies, and its 95th percentile is no bad case. So each duration is kept, to the second: as many numbers as
//! there are different ones, and sums of counts do not depend on the order in which runs finish.

use std::collections::BTreeMap;

/// Durations with their counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Durations {
    seconds: BTreeMap<u64, u64>,
    count: u64,
    endless: u64,
}

impl Durations {
    /// Takes one in, in milliseconds; it is kept to the nearest second.
    pub fn add(&mut self, millis: u64) {
        *self.seconds.entry((millis + 500) / 1000).or_default() += 1;
        self.count += 1;
    }

    /// Takes in one that was not over when it was last seen: it is longer than all that were.
    pub fn add_endless(&mut self) {
        self.endless += 1;
        self.count += 1;
    }

    /// Takes in all of another.
    pub fn merge(&mut self, other: &Durations) {
        for (seconds, count) in &other.seconds {
            *self.seconds.entry(*seconds).or_default() += count;
        }
        self.count += other.count;
        self.endless += other.endless;
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many are longer than so many milliseconds.
    pub fn longer_than(&self, millis: u64) -> u64 {
        self.seconds.range(millis / 1000 + 1..).map(|(_, count)| count).sum()
    }

    /// The shortest, in milliseconds, that at least a share `q` of them do not exceed; nothing of none, and where that is
    /// one which was not over.
    pub fn quantile(&self, q: f64) -> Option<f64> {
        let place = ((q * self.count as f64).ceil() as u64).max(1);
        let mut passed = 0;
        for (seconds, count) in &self.seconds {
            passed += count;
            if passed >= place {
                return Some((seconds * 1000) as f64);
            }
        }
        None
    }

    /// The longest, in milliseconds; nothing where one was not over.
    pub fn max(&self) -> Option<f64> {
        let all_over = self.endless == 0;
        self.seconds.last_key_value().filter(|_| all_over).map(|(seconds, _)| (seconds * 1000) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(millis: &[u64]) -> Durations {
        let mut durations = Durations::default();
        millis.iter().for_each(|millis| durations.add(*millis));
        durations
    }

    #[test]
    fn quantiles_are_durations_that_occurred() {
        let hundred: Vec<u64> = (1..=100).map(|n| n * 60_000).collect();
        let durations = of(&hundred);
        assert_eq!(durations.quantile(0.5), Some(50.0 * 60_000.0));
        assert_eq!(durations.quantile(0.95), Some(95.0 * 60_000.0));
        assert_eq!((durations.max(), durations.count()), (Some(6_000_000.0), 100));
        assert_eq!(durations.longer_than(90 * 60_000), 10);
        assert_eq!(of(&[]).quantile(0.5), None);
    }

    #[test]
    fn what_was_not_over_is_longer_than_all_that_were() {
        let mut durations = of(&[60_000; 9]);
        durations.add_endless();
        assert_eq!((durations.quantile(0.5), durations.quantile(0.95)), (Some(60_000.0), None));
        assert_eq!((durations.max(), durations.count()), (None, 10));
    }

    #[test]
    fn a_rare_long_one_among_many_short_ones_is_seen() {
        let mut durations = of(&vec![60_000; 90]);
        durations.merge(&of(&[3_600_000; 10]));
        assert_eq!((durations.quantile(0.5), durations.quantile(0.95)), (Some(60_000.0), Some(3_600_000.0)));
    }
}
