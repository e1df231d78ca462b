//! What can be said of a number that every run gives: mean with interval, median, a bad case, the worst.

use crate::experiment::method::Method;
use statrs::distribution::{Binomial, ChiSquared, ContinuousCDF, DiscreteCDF, StudentsT};

/// Confidence of every interval.
pub const CONFIDENCE: f64 = 0.95;

/// The ends of an interval; one that nothing was seen to bound is absent.
pub type Ends = (Option<f64>, Option<f64>);

/// A number over runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// The standard deviation of the values, not of the mean; none of fewer than two.
    pub sd: Option<f64>,
    /// A 95 % interval for the mean; the upper end is absent where nothing was seen that could bound it.
    pub ci: (f64, Option<f64>),
    /// How the interval was come by; nothing where there is none.
    pub by: Option<Method>,
    /// The median.
    pub p50: f64,
    /// Its interval: values of the sample between which the true median lies, whatever the law of the runs is.
    pub p50_ci: Ends,
    /// One run in twenty is worse.
    pub p95: f64,
    /// Its interval likewise; fewer than 72 runs have no upper end.
    pub p95_ci: Ends,
    /// The largest.
    pub max: f64,
}

impl Estimate {
    /// How the intervals of quantiles are come by.
    pub const QUANTILES_BY: Method = Method::OrderStatistics;

    /// Of a quantity, by Student's t. One run gives no interval, and neither does a quantity that was never seen, or a
    /// handful of runs that happened to give the same: "± 0" would claim what nobody measured.
    pub fn of(values: &[f64]) -> Self {
        let mean = mean(values);
        let seen = values.iter().any(|value| *value != 0.0);
        let (ci, by) = match half_width(values) {
            Some(half) if seen && (values.len() >= ALIKE || differ(values)) => {
                ((mean - half, Some(mean + half)), Some(Method::StudentT))
            }
            _ => ((0.0, None), None),
        };
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        Estimate {
            mean,
            sd: deviation(values),
            ci,
            by,
            p50: quantile(&sorted, 0.5),
            p50_ci: quantile_interval(&sorted, 0.5),
            p95: quantile(&sorted, 0.95),
            p95_ci: quantile_interval(&sorted, 0.95),
            max: sorted.last().copied().unwrap_or(0.0),
        }
    }

    /// The same in another unit, of which `factor` make one of this.
    pub fn scaled(self, factor: f64) -> Self {
        let Estimate { mean, sd, ci: (low, high), by, p50, p50_ci, p95, p95_ci, max } = self;
        let ends = |(low, high): Ends| (low.map(|low| low * factor), high.map(|high| high * factor));
        Estimate {
            mean: mean * factor,
            sd: sd.map(|sd| sd * factor),
            ci: (low * factor, high.map(|high| high * factor)),
            by,
            p50: p50 * factor,
            p50_ci: ends(p50_ci),
            p95: p95 * factor,
            p95_ci: ends(p95_ci),
            max: max * factor,
        }
    }

    /// Of a quantity that is never negative.
    pub fn of_non_negative(values: &[f64]) -> Self {
        let mut estimate = Self::of(values);
        estimate.ci.0 = estimate.ci.0.max(0.0);
        estimate
    }

    /// Of counts in runs of `years` each: where few were seen the exact interval of the Poisson law, else t. What comes in
    /// clusters, such as routing groups that lose their quorum together, is counted by the cluster: by as many as make the
    /// variance of the runs what it is.
    pub fn of_counts(per_run: &[f64], years: f64) -> Self {
        let total: f64 = per_run.iter().sum();
        let rates: Vec<f64> = per_run.iter().map(|count| count / years).collect();
        let mut estimate = Self::of_non_negative(&rates);
        let cluster = dispersion(per_run);
        if total <= FEW * cluster {
            let exposure = years * per_run.len() as f64;
            let (low, high) = poisson_interval(total / cluster);
            estimate.ci = (low * cluster / exposure, Some(high * cluster / exposure));
            estimate.by = Some(if cluster > 1.0 { Method::PoissonOfClusters } else { Method::Poisson });
        }
        estimate
    }

    /// Of users moved, who come by the pool: while none was seen, nothing says how many come at once.
    pub fn of_users(per_run: &[f64], years: f64) -> Self {
        let seen = per_run.iter().any(|users| *users > 0.0);
        if seen { Self::of_counts(per_run, years) } else { Self::of_non_negative(per_run) }
    }
}

/// Counts up to which the exact interval is used.
const FEW: f64 = 50.0;

/// Runs from which on it means something that all give the same.
const ALIKE: usize = 30;

fn differ(values: &[f64]) -> bool {
    values.windows(2).any(|two| two[0] != two[1])
}

/// How many come at once: the variance of the runs over their mean, and at least one.
fn dispersion(per_run: &[f64]) -> f64 {
    let mean = mean(per_run);
    let squares: f64 = per_run.iter().map(|count| (count - mean) * (count - mean)).sum();
    let variance = squares / (per_run.len() as f64 - 1.0).max(1.0);
    if mean > 0.0 { (variance / mean).max(1.0) } else { 1.0 }
}

/// The exact interval for the mean of a Poisson count.
fn poisson_interval(count: f64) -> (f64, f64) {
    let tail = (1.0 - CONFIDENCE) / 2.0;
    let chi = |freedom: f64, p: f64| ChiSquared::new(freedom).map_or(f64::NAN, |law| law.inverse_cdf(p)) / 2.0;
    let low = if count > 0.0 { chi(2.0 * count, tail) } else { 0.0 };
    (low, chi(2.0 * count + 2.0, 1.0 - tail))
}

/// The mean, summed in the order of the runs.
pub fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// The variance of what the values are a sample of; none of fewer than two.
fn variance(values: &[f64]) -> Option<f64> {
    let (mean, n) = (mean(values), values.len() as f64);
    let squares = || values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
    (values.len() > 1).then(|| squares() / (n - 1.0))
}

/// The standard deviation of what the values are a sample of; none of fewer than two, or where one of them has no end.
pub fn deviation(values: &[f64]) -> Option<f64> {
    variance(values).map(f64::sqrt).filter(|deviation| deviation.is_finite())
}

/// Half the width of the interval for the mean; none of fewer than two values.
pub fn half_width(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    let variance = variance(values)?;
    let t = student(n - 1.0)?;
    Some(t * (variance / n).sqrt())
}

/// How many standard errors half an interval is by Student's law with so many degrees of freedom; none with none.
pub fn student(freedom: f64) -> Option<f64> {
    StudentsT::new(0.0, 1.0, freedom).ok().map(|law| law.inverse_cdf((1.0 + CONFIDENCE) / 2.0))
}

/// The smallest of the sorted values that at least a share `q` of them do not exceed.
pub fn quantile(sorted: &[f64], q: f64) -> f64 {
    let place = (q * sorted.len() as f64).ceil() as usize;
    sorted.get(place.saturating_sub(1).min(sorted.len().saturating_sub(1))).copied().unwrap_or(0.0)
}

/// The interval for a quantile by order statistics, which asks nothing of the law of the values but that they are
/// independent.
fn quantile_interval(sorted: &[f64], q: f64) -> Ends {
    let at = |rank: Option<u64>| rank.and_then(|rank| sorted.get(rank as usize - 1).copied());
    let (low, high) = ranks(sorted.len() as u64, q);
    (at(low), at(high))
}

/// The ranks, counted from one, of the values between which the quantile lies; none where the sample is too small to
/// bound it on that side.
pub fn ranks(count: u64, q: f64) -> (Option<u64>, Option<u64>) {
    let Ok(law) = Binomial::new(q, count) else { return (None, None) };
    let tail = (1.0 - CONFIDENCE) / 2.0;
    let (low, high) = (law.inverse_cdf(tail), law.inverse_cdf(1.0 - tail) + 1);
    (Some(low).filter(|low| *low > 0), Some(high).filter(|high| *high <= count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_small_sample_is_students() {
        let estimate = Estimate::of(&[1.0, 2.0, 3.0, 4.0]);
        // t(3, 0.975) = 3.182446, s = 1.290994, n = 4.
        let half = 3.182_446 * 1.290_994 / 2.0;
        assert!((estimate.ci.0 - (2.5 - half)).abs() < 1e-4);
        assert!((estimate.ci.1.unwrap() - (2.5 + half)).abs() < 1e-4);
        assert!((estimate.sd.unwrap() - 1.290_994).abs() < 1e-6);
        assert!((estimate.scaled(2.0).sd.unwrap() - 2.581_989).abs() < 1e-6);
        assert_eq!(estimate.by, Some(Method::StudentT));
        let of_one = Estimate::of(&[7.0]);
        assert_eq!((of_one.sd, of_one.by), (None, None));
        assert_eq!(Estimate::of(&[1.0, f64::INFINITY]).sd, None);
    }

    #[test]
    fn nothing_seen_is_bounded_from_above_and_not_zero_plus_minus_zero() {
        let estimate = Estimate::of_counts(&[0.0; 100], 1.0);
        assert!((estimate.ci.1.unwrap() - 0.036_888_8).abs() < 1e-5);
        assert_eq!((estimate.by, Estimate::of(&[0.0; 100]).by), (Some(Method::Poisson), None));
        assert_eq!(Estimate::of_counts(&[1.0; 100], 1.0).by, Some(Method::StudentT));
        assert_eq!(Estimate::of(&[0.0; 100]).ci, (0.0, None));
    }

    #[test]
    fn a_few_runs_alike_bound_nothing() {
        assert_eq!(Estimate::of(&[7.0; 5]).ci, (0.0, None));
        assert_eq!(Estimate::of(&[7.0; 50]).ci, (7.0, Some(7.0)));
    }

    #[test]
    fn what_comes_by_the_dozen_is_known_as_well_as_the_number_of_dozens() {
        // Five of a hundred runs have a dozen each: five clusters, of which the Poisson law allows 1.62 to 11.67.
        let mut runs = vec![0.0; 95];
        runs.extend([12.0; 5]);
        let estimate = Estimate::of_counts(&runs, 1.0);
        assert_eq!(estimate.by, Some(Method::PoissonOfClusters));
        let ci = estimate.ci;
        let high = ci.1.unwrap();
        assert!(ci.0 > 0.15 && ci.0 < 0.25 && high > 1.3 && high < 1.5, "{ci:?}");
        assert_eq!(Estimate::of_users(&[0.0; 100], 1.0).ci, (0.0, None));
    }

    #[test]
    fn the_exact_interval_of_ten_counts() {
        let (low, high) = poisson_interval(10.0);
        assert!((low - 4.795_389).abs() < 1e-5 && (high - 18.390_36).abs() < 1e-4);
    }

    #[test]
    fn quantiles_are_values_that_occurred() {
        let sorted: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(quantile(&sorted, 0.5), 50.0);
        assert_eq!(quantile(&sorted, 0.95), 95.0);
        assert_eq!(quantile(&[7.0], 0.95), 7.0);
        assert_eq!(quantile(&[], 0.95), 0.0);
    }

    /// The binomial law of 100 and one half has 2.5 % at 40 and 97.5 % at 60.
    #[test]
    fn the_interval_of_a_median_lies_between_order_statistics() {
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(Estimate::of(&hundred).p50_ci, (Some(40.0), Some(61.0)));
        assert_eq!(Estimate::of(&hundred).scaled(2.0).p50_ci, (Some(80.0), Some(122.0)));
    }

    #[test]
    fn a_bad_case_of_fewer_than_72_runs_is_not_bounded_from_above() {
        let (few, enough) = (ranks(71, 0.95), ranks(72, 0.95));
        assert!(few.0.is_some() && few.1.is_none(), "{few:?}");
        assert_eq!(enough.1, Some(72));
        assert_eq!(ranks(1, 0.5), (None, None));
        assert_eq!(ranks(0, 0.5), (None, None));
    }

    /// Of many samples of 60 about 95 in 100 hold the true median; the interval is rather too wide, never too narrow.
    #[test]
    fn the_interval_of_a_quantile_holds_it_as_often_as_it_says() {
        let mut state = 7u64;
        let mut uniform = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1u64 << 53) as f64
        };
        let held = (0..2000).filter(|_| {
            let sample: Vec<f64> = (0..60).map(|_| uniform()).collect();
            let (low, high) = Estimate::of(&sample).p50_ci;
            low.unwrap() <= 0.5 && 0.5 <= high.unwrap()
        });
        let share = held.count() as f64 / 2000.0;
        assert!((0.94..0.98).contains(&share), "{share}");
    }
}
