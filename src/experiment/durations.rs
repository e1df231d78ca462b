//! How long each of many things took: medians and bad cases of single recoveries, however many a run has.
//!
//! A run's mean hides what a bad case is: where a pool recovers from a hundred losses in a run, the mean of the hundred
//! hardly varies, and its 95th percentile is no bad case. So each duration is kept, to the second: as many numbers as
//! there are different ones, and sums of counts do not depend on the order in which runs finish.
//!
//! The recoveries of one run resemble each other: they share its people, its partner, its luck. A hundred of one run say
//! less than one each of a hundred runs, and an interval must know it. So runs are dealt into [`GROUPS`], which are
//! independent, and what the durations are worth is told by how much the groups differ.

use std::collections::BTreeMap;

use crate::experiment::estimate::{Ends, ranks};
use crate::experiment::method::Method;
use crate::experiment::share::Share;

/// Groups that the runs are dealt into.
pub const GROUPS: usize = 32;

/// A duration in milliseconds to the nearest second, as it is kept.
pub const fn to_seconds(millis: u64) -> u64 {
    (millis + 500) / 1000
}

/// Durations with their counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Durations {
    seconds: BTreeMap<u64, u64>,
    by_group: Vec<Group>,
    count: u64,
    endless: u64,
}

/// What the runs of one group had.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Group {
    seconds: BTreeMap<u64, u32>,
    count: u64,
}

impl Durations {
    /// How the intervals of quantiles are come by.
    pub const QUANTILES_BY: Method = Method::ClusteredOrderStatistics;

    /// Takes in one of a run, in milliseconds; it is kept to the nearest second. Runs are counted from zero.
    pub fn add(&mut self, run: u64, millis: u64) {
        let seconds = to_seconds(millis);
        *self.seconds.entry(seconds).or_default() += 1;
        self.count += 1;
        let group = self.group(run);
        *group.seconds.entry(seconds).or_default() += 1;
        group.count += 1;
    }

    /// Takes in one that was not over when it was last seen: it is longer than all that were.
    pub fn add_endless(&mut self, run: u64) {
        self.endless += 1;
        self.count += 1;
        self.group(run).count += 1;
    }

    fn group(&mut self, run: u64) -> &mut Group {
        self.by_group.resize_with(GROUPS, Group::default);
        &mut self.by_group[run as usize % GROUPS]
    }

    /// Takes in all of another.
    pub fn merge(&mut self, other: &Durations) {
        for (seconds, count) in &other.seconds {
            *self.seconds.entry(*seconds).or_default() += count;
        }
        self.count += other.count;
        self.endless += other.endless;
        for (place, theirs) in other.by_group.iter().enumerate() {
            let ours = self.group(place as u64);
            theirs.seconds.iter().for_each(|(seconds, count)| *ours.seconds.entry(*seconds).or_default() += count);
            ours.count += theirs.count;
        }
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many are longer than so many milliseconds, of those that were over.
    pub fn longer_than(&self, millis: u64) -> u64 {
        self.seconds.range(millis / 1000 + 1..).map(|(_, count)| count).sum()
    }

    /// The share of those that are no longer than so many milliseconds, of `runs` runs in all.
    pub fn share_within(&self, millis: u64, runs: u64) -> Share {
        let each = self.by_group.iter().map(|group| {
            let within = group.seconds.range(..=millis / 1000).map(|(_, count)| u64::from(*count)).sum();
            (within, group.count)
        });
        share_of_groups(each.collect(), runs)
    }

    /// The interval for a quantile of `runs` runs, in milliseconds: between order statistics, of as many durations as these
    /// are worth. An end that is absent is not bounded by what was seen, or was not over.
    pub fn quantile_interval(&self, q: f64, runs: u64) -> Ends {
        // Where the quantile is not over, the groups differ in how many are.
        let at = self.quantile(q).or(self.max_over()).unwrap_or(0.0) as u64;
        let each = self.by_group.iter().map(|group| {
            let within: u64 = group.seconds.range(..=at / 1000).map(|(_, count)| u64::from(*count)).sum();
            (within, group.count)
        });
        let worth = worth(&each.collect::<Vec<_>>(), runs);
        if worth < 1.0 {
            return (None, None);
        }
        let (low, high) = ranks(worth as u64, q);
        let scale = self.count as f64 / worth.floor();
        let low = low.and_then(|rank| self.at_rank((rank as f64 * scale).floor().max(1.0) as u64));
        let high = high.and_then(|rank| self.at_rank((rank as f64 * scale).ceil() as u64));
        (low, high)
    }

    fn at_rank(&self, rank: u64) -> Option<f64> {
        let mut passed = 0;
        let found = self.seconds.iter().find(|(_, count)| {
            passed += **count;
            passed >= rank
        });
        found.map(|(seconds, _)| (seconds * 1000) as f64)
    }

    fn max_over(&self) -> Option<f64> {
        self.seconds.last_key_value().map(|(seconds, _)| (seconds * 1000) as f64)
    }

    /// The shortest, in milliseconds, that at least a share `q` of them do not exceed; nothing of none, and where that is
    /// one which was not over.
    pub fn quantile(&self, q: f64) -> Option<f64> {
        self.at_rank(((q * self.count as f64).ceil() as u64).max(1))
    }

    /// The longest, in milliseconds; nothing where one was not over.
    pub fn max(&self) -> Option<f64> {
        self.max_over().filter(|_| self.endless == 0)
    }
}

/// The share of hits among all, of groups of runs that give `(hits, all)` each.
pub fn share_of_groups(each: Vec<(u64, u64)>, runs: u64) -> Share {
    let (hits, all) = each.iter().fold((0, 0), |(hits, all), group| (hits + group.0, all + group.1));
    Share::of_clustered_trials(hits as f64 / all.max(1) as f64, worth(&each, runs))
}

/// How many independent ones those of the groups are worth: their number, divided by how much more the groups differ in
/// their shares than they would if all were independent. Fewer than two groups tell nothing about that.
fn worth(each: &[(u64, u64)], runs: u64) -> f64 {
    let groups = each.len().min(usize::try_from(runs).unwrap_or(usize::MAX));
    let (hits, all) = each.iter().fold((0.0, 0.0), |(hits, all), group| (hits + group.0 as f64, all + group.1 as f64));
    if all == 0.0 || groups < 2 {
        return 0.0;
    }
    let share = hits / all;
    let alone = all * share * (1.0 - share);
    if alone <= 0.0 {
        return all;
    }
    let apart = |group: &(u64, u64)| group.0 as f64 - share * group.1 as f64;
    let squares: f64 = each.iter().map(|group| apart(group) * apart(group)).sum();
    let together = squares * groups as f64 / (groups as f64 - 1.0);
    all / (together / alone).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(millis: &[u64]) -> Durations {
        let mut durations = Durations::default();
        millis.iter().zip(0..).for_each(|(millis, run)| durations.add(run, *millis));
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
        durations.add_endless(9);
        assert_eq!((durations.quantile(0.5), durations.quantile(0.95)), (Some(60_000.0), None));
        assert_eq!((durations.max(), durations.count()), (None, 10));
    }

    #[test]
    fn a_rare_long_one_among_many_short_ones_is_seen() {
        let mut durations = of(&vec![60_000; 90]);
        durations.merge(&of(&[3_600_000; 10]));
        assert_eq!((durations.quantile(0.5), durations.quantile(0.95)), (Some(60_000.0), Some(3_600_000.0)));
    }

    #[test]
    fn durations_of_a_run_each_are_bounded_by_order_statistics() {
        let durations = of(&(1..=100).map(|n| n * 60_000).collect::<Vec<_>>());
        let (low, high) = durations.quantile_interval(0.5, 100);
        let (low, high) = (low.unwrap() / 60_000.0, high.unwrap() / 60_000.0);
        // Groups of independent runs differ by chance a little more or less than they should.
        assert!((36.0..=41.0).contains(&low) && (60.0..=65.0).contains(&high), "{low} {high}");
        assert_eq!(of(&[60_000; 30]).quantile_interval(0.95, 30).1, None);
    }

    #[test]
    fn a_hundred_alike_of_a_run_say_no_more_than_one() {
        let (mut one, mut hundred) = (Durations::default(), Durations::default());
        let mut state = 7u64;
        for run in 0..64 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let millis = (state >> 58) * 60_000;
            one.add(run, millis);
            (0..100).for_each(|_| hundred.add(run, millis));
        }
        let (alone, together) = (one.quantile_interval(0.5, 64), hundred.quantile_interval(0.5, 64));
        let width = |ends: Ends| (ends.1.unwrap() - ends.0.unwrap()) / 60_000.0;
        assert!((width(together) - width(alone)).abs() <= 4.0, "{alone:?} {together:?}");
        assert!(width(alone) > 10.0);
        let (alone, together) = (one.share_within(1_920_000, 64).ci, hundred.share_within(1_920_000, 64).ci);
        assert!((width(together) - width(alone)).abs() * 60_000.0 < 0.05, "{alone:?} {together:?}");
    }

    #[test]
    fn the_upper_end_is_absent_where_it_may_not_be_over() {
        // Three in each of ten runs are not over, seven are.
        let mut durations = Durations::default();
        for run in 0..10 {
            (0..7).for_each(|_| durations.add(run, 60_000));
            (0..3).for_each(|_| durations.add_endless(run));
        }
        assert_eq!(durations.quantile_interval(0.5, 10), (Some(60_000.0), Some(60_000.0)));
        assert_eq!(durations.quantile_interval(0.7, 10).1, None);
        assert_eq!(Durations::default().quantile_interval(0.5, 100), (None, None));
        assert_eq!(of(&[60_000]).quantile_interval(0.5, 1), (None, None));
    }
}
