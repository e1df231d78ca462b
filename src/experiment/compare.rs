//! Designs side by side on the same dice: each with its own answer, and the paired difference to the first.

use crate::experiment::durations::Durations;
use crate::experiment::estimate::{Estimate, deviation, half_width, mean};
use crate::experiment::method::Method;
use crate::experiment::summary::Summary;
use crate::scenario::plan::Plan;
use crate::world::backup_copy::DataClass;

/// A measure that designs are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Minutes a year an enabled user has no service.
    None,
    /// Minutes a year an enabled user has less than full service.
    NotFull,
    /// The same of users who are signed in at that hour, spread over all enabled users.
    NotFullSignedIn,
    /// Thousand user-minutes a year without full service, all users together: designs may home different numbers.
    UserMinutes,
}

impl Measure {
    /// All of them, in the order of the table.
    pub const ALL: [Measure; 4] = [Measure::None, Measure::NotFull, Measure::NotFullSignedIn, Measure::UserMinutes];

    /// The key in machine-readable output.
    pub const fn key(self) -> &'static str {
        match self {
            Measure::None => "none_minutes_per_year",
            Measure::NotFull => "not_full_minutes_per_year",
            Measure::NotFullSignedIn => "signed_in_not_full_minutes_per_year",
            Measure::UserMinutes => "thousand_user_minutes_per_year",
        }
    }

    /// A value for each run.
    pub fn values(self, summary: &Summary) -> Vec<f64> {
        let total = summary.total();
        let users = f64::from(total.users.max(1));
        let minutes = 60_000.0 * summary.years();
        let not_full = total.none.iter().zip(&total.limited).map(|(none, limited)| none + limited);
        let signed_in = total.none_signed_in.iter().zip(&total.limited_signed_in).map(|(none, limited)| none + limited);
        match self {
            Measure::None => total.none.iter().map(|cost| *cost as f64 / minutes / users).collect(),
            Measure::NotFull => not_full.map(|cost| cost as f64 / minutes / users).collect(),
            Measure::NotFullSignedIn => signed_in.map(|cost| cost as f64 / minutes / users).collect(),
            Measure::UserMinutes => not_full.map(|cost| cost as f64 / minutes / 1000.0).collect(),
        }
    }
}

/// The difference of two designs in a measure.
pub fn between(first: &Design, other: &Design, measure: Measure) -> Difference {
    difference(&measure.values(&first.summary), &measure.values(&other.summary))
}

/// A run's longest recovery that nobody ordered: the median over the runs that had one. A design with many short ones
/// beside it would look fast by the median of all.
pub fn longest(design: &Design) -> Durations {
    let mut clocks = Durations::default();
    let each = (0..).zip(&design.summary.longest_recovery);
    each.filter(|(_, clock)| **clock > 0).for_each(|(run, clock)| clocks.add(run, *clock));
    clocks
}

/// The ages of the newest data the partner had, of the class that targets are about and all moves that lost any.
pub fn lost(design: &Design) -> Durations {
    let mut ages = Durations::default();
    design.summary.kinds.values().for_each(|kind| ages.merge(&kind.each_lost[DataClass::JUDGED]));
    ages
}

/// What a timeline loses once is scaled to a year by the horizon, so that of two like designs the one that is looked at for
/// longer would seem the better one.
///
/// # Errors
/// With the two designs that are looked at for different times.
pub fn same_horizon(plans: &[(String, Plan)]) -> Result<(), String> {
    let Some((first, plan)) = plans.first() else { return Ok(()) };
    let other = plans.iter().find(|(_, other)| other.horizon != plan.horizon);
    match other.filter(|_| plans.iter().any(|(_, plan)| !plan.timeline.is_empty())) {
        None => Ok(()),
        Some((name, other)) => Err(format!(
            "{first} is looked at for {}, {name} for {}: what a timeline loses once would weigh differently in a year. \
             Give both the same `horizon`.",
            plan.horizon.rough(),
            other.horizon.rough()
        )),
    }
}

/// What can be said of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The designs gave the same in every run.
    Same,
    /// They differ by no more than what rounding to whole user-milliseconds leaves.
    Negligible,
    /// This design costs less than the first.
    Better,
    /// It costs more.
    Worse,
    /// The interval holds zero.
    CannotTell,
}

/// A paired difference: this design less the first, run by run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Its mean.
    pub mean: f64,
    /// The standard deviation of the differences, run by run; none of a single run.
    pub sd: Option<f64>,
    /// The 95 % interval of the mean; none of a single run.
    pub ci: Option<(f64, f64)>,
    /// How closely the two designs shared their luck: the correlation over runs, where both vary.
    pub correlation: Option<f64>,
    /// What can be said.
    pub verdict: Verdict,
}

impl Difference {
    /// How its interval is come by.
    pub const BY: Method = Method::PairedStudentT;
}

/// The difference between two designs' values for the same runs.
pub fn difference(first: &[f64], other: &[f64]) -> Difference {
    let differences: Vec<f64> = first.iter().zip(other).map(|(a, b)| b - a).collect();
    let mean = mean(&differences);
    let ci = half_width(&differences).map(|half| (mean - half, mean + half));
    let verdict = match ci {
        _ if differences.iter().all(|difference| *difference == 0.0) => Verdict::Same,
        _ if is_negligible(first, &differences) => Verdict::Negligible,
        Some((_, high)) if high < 0.0 => Verdict::Better,
        Some((low, _)) if low > 0.0 => Verdict::Worse,
        _ => Verdict::CannotTell,
    };
    Difference { mean, sd: deviation(&differences), ci, correlation: correlation(first, other), verdict }
}

/// Shares of a cost below this are rounding.
const ROUNDING: f64 = 1e-6;

fn is_negligible(first: &[f64], differences: &[f64]) -> bool {
    let largest = |values: &[f64]| values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    largest(differences) <= ROUNDING * largest(first)
}

fn correlation(first: &[f64], other: &[f64]) -> Option<f64> {
    let (a, b) = (mean(first), mean(other));
    let product =
        |x: &[f64], y: &[f64], mx: f64, my: f64| -> f64 { x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum() };
    let spread = product(first, first, a, a) * product(other, other, b, b);
    (spread > 0.0).then(|| product(first, other, a, b) / spread.sqrt())
}

/// A design with its answer.
#[derive(Debug)]
pub struct Design {
    /// Its name.
    pub name: String,
    /// Its answer.
    pub summary: Summary,
}

impl Design {
    /// One measure of it.
    pub fn estimate(&self, measure: Measure) -> Estimate {
        Estimate::of_non_negative(&measure.values(&self.summary))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_design_compared_with_itself_differs_by_exactly_zero() {
        let values = [0.1, 7.3, 0.0, 2.2];
        let same = difference(&values, &values);
        assert_eq!((same.mean, same.ci, same.verdict), (0.0, Some((0.0, 0.0)), Verdict::Same));
        assert!((same.correlation.unwrap() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_rounding_leaves_is_no_difference() {
        let first = [10.0, 200.0, 3000.0];
        assert_eq!(difference(&first, &first.map(|value| value - 1e-7)).verdict, Verdict::Negligible);
    }

    #[test]
    fn a_constant_gain_is_seen_through_any_noise() {
        let first = [10.0, 200.0, 3000.0, 5.0];
        let other = first.map(|value| value - 1.0);
        let gain = difference(&first, &other);
        assert_eq!(gain.verdict, Verdict::Better);
        assert!((gain.mean + 1.0).abs() < 1e-9);
    }
}
