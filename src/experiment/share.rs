//! Shares with their intervals: of runs, of things that come several to a run, and of a cost.

use crate::experiment::estimate::{Ends, student};
use crate::experiment::method::Method;

/// A share of a whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// From nothing to one.
    pub mean: f64,
    /// A 95 % interval for it; an end is absent where nothing was seen that could bound it.
    pub ci: Ends,
    /// How the interval was come by; nothing where there is none.
    pub by: Option<Method>,
}

impl Share {
    /// Of so many independent trials, such as runs, by Wilson's interval.
    pub fn of_trials(mean: f64, count: f64) -> Self {
        Share::by_wilson(mean, count, Method::Wilson)
    }

    /// Of trials that are not independent and worth so many that are.
    pub fn of_clustered_trials(mean: f64, worth: f64) -> Self {
        Share::by_wilson(mean, worth, Method::ClusteredWilson)
    }

    fn by_wilson(mean: f64, count: f64, by: Method) -> Self {
        if count <= 0.0 {
            return Share::UNBOUNDED;
        }
        let z = 1.959_963_984_540_054;
        let shrink = 1.0 + z * z / count;
        let centre = (mean + z * z / (2.0 * count)) / shrink;
        let half = z * (mean * (1.0 - mean) / count + z * z / (4.0 * count * count)).sqrt() / shrink;
        // At the very ends the formula leaves the last bit of a rounding.
        let low = if mean <= 0.0 { 0.0 } else { (centre - half).max(0.0) };
        let high = if mean >= 1.0 { 1.0 } else { (centre + half).min(1.0) };
        Share { mean, ci: (Some(low), Some(high)), by: Some(by) }
    }

    /// Of nothing.
    const UNBOUNDED: Share = Share { mean: 0.0, ci: (None, None), by: None };
}

/// Runs from which on it means something that all of them give the same share.
const ALIKE: usize = 30;
/// What is left by rounding of a difference, relative to what it is the difference of.
const ROUNDING: f64 = 1e-12;

/// The share of a part in a whole, a value of both for each run or group of runs: the ratio of their sums. Runs are
/// independent, and what happens within one is not.
pub fn share_of(parts: &[u64], wholes: &[u64]) -> Share {
    let sum = |values: &[u64]| values.iter().map(|value| u128::from(*value)).sum::<u128>() as f64;
    let (whole, runs) = (sum(wholes), wholes.len());
    if whole == 0.0 {
        return Share::UNBOUNDED;
    }
    let mean = sum(parts) / whole;
    let each = || parts.iter().zip(wholes).map(|(part, of)| (*part as f64, mean * *of as f64));
    let squares: f64 = each().map(|(part, expected)| (part - expected) * (part - expected)).sum();
    let largest: f64 = each().map(|(_, expected)| expected * expected).sum();
    if squares <= ROUNDING * largest {
        let ci = alike(mean, runs);
        let by = (ci.0.is_some() && ci.1.is_some()).then_some(Method::RatioOfSums);
        return Share { mean, ci, by };
    }
    let freedom = runs as f64 - 1.0;
    let Some(t) = student(freedom) else { return Share { mean, ..Share::UNBOUNDED } };
    let half = t * (squares / freedom * runs as f64).sqrt() / whole;
    let ci = (Some((mean - half).max(0.0)), Some((mean + half).min(1.0)));
    Share { mean, ci, by: Some(Method::RatioOfSums) }
}

/// What is known of a share that was the same in all runs: where it was nothing or all, nothing was seen beside it.
fn alike(mean: f64, runs: usize) -> Ends {
    match mean {
        0.0 => (Some(0.0), None),
        1.0 => (None, Some(1.0)),
        _ if runs < ALIKE => (None, None),
        _ => (Some(mean), Some(mean)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nine of ten: Wilson's interval is 0.5958 to 0.9821.
    #[test]
    fn the_interval_of_a_share_of_runs_is_wilsons() {
        let (low, high) = Share::of_trials(0.9, 10.0).ci;
        assert!(
            (low.unwrap() - 0.595_850).abs() < 1e-5 && (high.unwrap() - 0.982_124).abs() < 1e-5,
            "{low:?} {high:?}"
        );
        assert_eq!(Share::of_trials(0.0, 1000.0).ci.0, Some(0.0));
        assert_eq!(Share::of_trials(1.0, 1000.0).ci.1, Some(1.0));
        assert_eq!(Share::of_trials(0.0, 0.0).ci, (None, None));
        let by = [Share::of_trials(0.9, 10.0), Share::of_clustered_trials(0.9, 10.0), Share::of_trials(0.0, 0.0)];
        assert_eq!(by.map(|share| share.by), [Some(Method::Wilson), Some(Method::ClusteredWilson), None]);
    }

    /// r = 6/12; residuals -1, 0, 1, 0 of r times 2, 4, 4, 2: s = sqrt(2/3), the whole is 3 on average, t(3) = 3.1824.
    #[test]
    fn the_interval_of_a_share_of_a_cost_is_that_of_a_ratio() {
        let share = share_of(&[0, 2, 3, 1], &[2, 4, 4, 2]);
        let half = 3.182_446 * (2.0_f64 / 3.0 / 4.0).sqrt() / 3.0;
        assert!((share.mean - 0.5).abs() < 1e-12);
        let (low, high) = share.ci;
        assert!((low.unwrap() - (0.5 - half)).abs() < 1e-5 && (high.unwrap() - (0.5 + half)).abs() < 1e-5, "{share:?}");
    }

    #[test]
    fn a_share_that_was_never_seen_is_not_bounded_from_above() {
        let hour = [3_600_000; 100];
        assert_eq!(share_of(&[0; 100], &hour).ci, (Some(0.0), None));
        assert_eq!(share_of(&[0; 100], &hour).by, None);
        assert_eq!(share_of(&[900_000; 100], &hour).by, Some(Method::RatioOfSums));
        assert_eq!(share_of(&hour, &hour).ci, (None, Some(1.0)));
        assert_eq!(share_of(&[900_000; 100], &hour).ci, (Some(0.25), Some(0.25)));
        assert_eq!(share_of(&[900_000; 2], &hour[..2]).ci, (None, None));
        assert_eq!(share_of(&[0, 0], &[0, 0]).ci, (None, None));
    }
}
