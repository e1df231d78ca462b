//! Laws of chance for lengths of time.
//!
//! Every law is drawn by turning one uniform into one span through its inverse. That costs a few nanoseconds over methods
//! that reject and draw again, and buys that the n-th draw of a stream is the n-th draw in every design, that a longer
//! mean gives a longer draw, and that a law can be tested by looking at its quantiles.
//!
//! Logarithms and exponentials come from the `libm` crate, because those of the standard library may differ in the last
//! bit from platform to platform; the result is rounded to milliseconds at once.

use std::str::FromStr;

use super::special::{erlang_quantile, hyperexponential_quantile, normal_quantile};
use super::text::TextError;
use super::time::Span;

/// Why a text is not a law.
pub type LawError = TextError;

/// How long something takes, as a law of chance or as one fixed span.
///
/// The grammar, all in one string:
///
/// | text | meaning |
/// |---|---|
/// | `45min` | always exactly this |
/// | `never` | it does not happen |
/// | `uniform(10s, 20s)` | anything between, equally likely |
/// | `triangular(1min, 3min, 10min)` | least, likeliest, most |
/// | `exponential(8y)` | no memory, with this mean |
/// | `weibull(mean 20h, shape 0.7)` | also `weibull(scale 15.8h, shape 0.7)` |
/// | `lognormal(median 40min, p95 3h)` | also `mean` with `p95`, and either with `sigma` |
/// | `erlang(mean 12h, stages 4)` | the sum of equal exponential stages |
/// | `hyperexponential(p 0.3, mean 1h, mean 10h)` | the first mean with probability p, else the second |
/// | `empirical(3min, 5min, 8min)` | one of these, equally likely |
/// | `mixture(0.8: 15min, 0.2: exponential(12h))` | one of these laws, with these probabilities |
/// | `10min + exponential(5min)` | a fixed span first, then a law |
///
/// ```
/// use pooldrill::ground::law::Law;
/// use pooldrill::ground::time::Span;
/// let life = Law::parse("exponential(8y)").unwrap();
/// assert_eq!(life.to_string(), "exponential(8y)");
/// assert_eq!(life.quantile(0.5).rough(), "5 y 199 d");
/// assert_eq!(Law::parse("45min").unwrap().is_fixed(), Some(Span::minutes(45)));
/// assert_eq!(Law::parse("exp(8y)").unwrap_err().to_string(), "`exp` is not a known law; did you mean `exponential`?");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Law {
    pub(super) kind: Kind,
}

/// The laws with their parameters as written, which are what is printed, and the constants drawn with.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Fixed(Span),
    Exponential { mean: Span, mean_millis: f64 },
    Uniform { low: Span, high: Span },
    Triangular { low: Span, mode: Span, high: Span },
    Weibull { given: Given, shape: f64, scale: f64, exponent: f64 },
    Lognormal { given: Given, width: Width, mu: f64, sigma: f64 },
    Erlang { mean: Span, stages: u32 },
    Hyperexponential { p: f64, first: Span, second: Span },
    Empirical(Vec<Span>),
    Mixture(Vec<(f64, Law)>),
    Plus(Span, Box<Law>),
}

/// By which of its values a law was placed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Given {
    Mean(Span),
    Median(Span),
    Scale(Span),
}

/// By which of its values the spread of a lognormal law was given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Width {
    P95(Span),
    Sigma(f64),
}

impl From<Kind> for Law {
    fn from(kind: Kind) -> Law {
        Law { kind }
    }
}

impl Law {
    /// The law that somebody meant who wrote a range such as `5-10min`; nothing when the text is no range.
    pub fn range(text: &str) -> Option<Law> {
        super::law_text::range(text)
    }

    /// Reads a law; the grammar stands at [`Law`].
    ///
    /// # Errors
    ///
    /// When the law is not known or its parameters are impossible; the error says where, why, and what to write.
    pub fn parse(text: &str) -> Result<Law, LawError> {
        super::law_text::parse(text)
    }

    /// Always exactly this span.
    pub fn fixed(span: Span) -> Law {
        Kind::Fixed(span).into()
    }

    /// It does not happen.
    pub fn never() -> Law {
        Law::fixed(Span::FOREVER)
    }

    /// No memory, with this mean; a mean of zero or forever is the fixed law.
    pub fn exponential(mean: Span) -> Law {
        if mean == Span::ZERO || mean == Span::FOREVER {
            return Law::fixed(mean);
        }
        Kind::Exponential { mean, mean_millis: mean.millis() as f64 }.into()
    }

    /// The span, when there is no chance in it.
    #[inline]
    pub fn is_fixed(&self) -> Option<Span> {
        match self.kind {
            Kind::Fixed(span) => Some(span),
            _ => None,
        }
    }

    /// Whether it surely never happens.
    pub fn is_never(&self) -> bool {
        self.is_fixed() == Some(Span::FOREVER)
    }

    /// The span that a uniform `u`, strictly between 0 and 1, stands for.
    ///
    /// It rises with `u`, except for a mixture: there `u` first chooses the part and what is left of it is the uniform of
    /// that part, so it rises only within each part. For the true median of any law ask [`Law::median`].
    #[inline]
    pub fn quantile(&self, u: f64) -> Span {
        // The exponential law stands first and inline, because lives and repairs by the million are drawn from it.
        if let Kind::Exponential { mean_millis, .. } = self.kind {
            // For every uniform that is drawn, 1 - u is exact.
            return Span::round_millis(-mean_millis * libm::log(1.0 - u));
        }
        self.other_quantile(u)
    }

    fn other_quantile(&self, u: f64) -> Span {
        match &self.kind {
            Kind::Fixed(span) => *span,
            Kind::Exponential { mean_millis, .. } => Span::round_millis(-mean_millis * libm::log(1.0 - u)),
            Kind::Uniform { low, high } => Span::round_millis(millis(*low) + (millis(*high) - millis(*low)) * u),
            Kind::Triangular { low, mode, high } => triangular(millis(*low), millis(*mode), millis(*high), u),
            Kind::Weibull { scale, exponent, .. } => {
                Span::round_millis(scale * libm::pow(-libm::log(1.0 - u), *exponent))
            }
            Kind::Lognormal { mu, sigma, .. } => Span::round_millis(libm::exp(mu + sigma * normal_quantile(u))),
            Kind::Erlang { mean, stages } => {
                Span::round_millis(millis(*mean) / f64::from(*stages) * erlang_quantile(*stages, u))
            }
            Kind::Hyperexponential { p, first, second } => {
                Span::round_millis(hyperexponential_quantile(*p, millis(*first), millis(*second), u))
            }
            Kind::Empirical(values) => values[((u * values.len() as f64) as usize).min(values.len() - 1)],
            Kind::Mixture(parts) => mixture(parts, u),
            Kind::Plus(constant, law) => *constant + law.quantile(u),
        }
    }

    /// How long it takes until the last of several has ended that each take as this law says and of which there are so many on
    /// average (their number is Poisson): the span that a uniform `u` stands for. Nothing where there happens to be none.
    ///
    /// ```
    /// use pooldrill::ground::law::Law;
    /// use pooldrill::ground::time::Span;
    /// let session = Law::parse("exponential(30min)").unwrap();
    /// assert_eq!(session.last_of(0.5, 0.5), Span::ZERO);
    /// assert_eq!(session.last_of(1_000.0, 0.5).rough(), "3 h 38 min");
    /// ```
    pub fn last_of(&self, many: f64, u: f64) -> Span {
        // All of them have ended by a moment with the probability exp(-many * the share that lasts longer).
        let share_left = -libm::log(u) / many;
        if share_left < 1.0 { self.quantile(1.0 - share_left) } else { Span::ZERO }
    }

    /// One of several laws, by weights of any sum.
    ///
    /// # Panics
    /// Without any law, or with a weight that is not positive.
    pub fn one_of(parts: Vec<(f64, Law)>) -> Law {
        let whole: f64 = parts.iter().map(|(weight, _)| weight).sum();
        assert!(!parts.is_empty() && parts.iter().all(|(weight, _)| *weight > 0.0), "weights are positive");
        Kind::Mixture(parts.into_iter().map(|(weight, law)| (weight / whole, law)).collect()).into()
    }

    /// The expected span in milliseconds; `None` when it is infinite.
    pub fn mean(&self) -> Option<f64> {
        let mean = match &self.kind {
            Kind::Fixed(Span::FOREVER) => return None,
            Kind::Fixed(span) => millis(*span),
            Kind::Exponential { mean, .. } | Kind::Erlang { mean, .. } => millis(*mean),
            Kind::Uniform { low, high } => 0.5 * (millis(*low) + millis(*high)),
            Kind::Triangular { low, mode, high } => (millis(*low) + millis(*mode) + millis(*high)) / 3.0,
            Kind::Weibull { scale, exponent, .. } => scale * libm::tgamma(1.0 + exponent),
            Kind::Lognormal { mu, sigma, .. } => libm::exp(mu + 0.5 * sigma * sigma),
            Kind::Hyperexponential { p, first, second } => p * millis(*first) + (1.0 - p) * millis(*second),
            Kind::Empirical(values) => values.iter().copied().map(millis).sum::<f64>() / values.len() as f64,
            Kind::Mixture(parts) => {
                return parts.iter().map(|(weight, law)| Some(weight * law.mean()?)).sum();
            }
            Kind::Plus(constant, law) => return Some(millis(*constant) + law.mean()?),
        };
        Some(mean)
    }

    /// The span that is exceeded half the time.
    pub fn median(&self) -> Span {
        match &self.kind {
            Kind::Mixture(parts) => {
                let medians = || parts.iter().map(|(_, law)| law.median().millis());
                // The median of a mixture lies between those of its parts; it is found as the least span that suffices.
                let (mut low, mut high) = (medians().min().unwrap_or(0), medians().max().unwrap_or(0));
                while low < high {
                    let middle = low + (high - low) / 2;
                    if self.share_within(Span::from_millis(middle)) >= 0.5 {
                        high = middle;
                    } else {
                        low = middle + 1;
                    }
                }
                Span::from_millis(low)
            }
            Kind::Plus(constant, law) => *constant + law.median(),
            _ => self.quantile(0.5),
        }
    }

    /// The probability that it takes no longer than `limit`, found by searching the quantiles; not for the loop.
    ///
    /// ```
    /// use pooldrill::ground::law::Law;
    /// use pooldrill::ground::time::Span;
    /// let answer = Law::parse("mixture(0.8: 15min, 0.2: never)").unwrap();
    /// assert_eq!(answer.share_within(Span::hours(1)), 0.8);
    /// ```
    pub fn share_within(&self, limit: Span) -> f64 {
        match &self.kind {
            Kind::Fixed(span) => f64::from(u8::from(*span <= limit)),
            Kind::Mixture(parts) => parts.iter().map(|(weight, law)| weight * law.share_within(limit)).sum(),
            Kind::Plus(constant, _) if limit < *constant => 0.0,
            Kind::Plus(constant, law) => {
                law.share_within(if limit == Span::FOREVER { limit } else { limit - *constant })
            }
            _ => {
                let (mut low, mut high) = (0.0, 1.0);
                for _ in 0..53 {
                    let middle = 0.5 * (low + high);
                    if self.quantile(middle) <= limit {
                        low = middle;
                    } else {
                        high = middle;
                    }
                }
                // The search never tries u = 1, so certainty is what it comes arbitrarily close to.
                if high == 1.0 { 1.0 } else { low }
            }
        }
    }
}

impl FromStr for Law {
    type Err = LawError;

    fn from_str(text: &str) -> Result<Law, LawError> {
        Law::parse(text)
    }
}

pub(super) fn millis(span: Span) -> f64 {
    span.millis() as f64
}

fn triangular(low: f64, mode: f64, high: f64, u: f64) -> Span {
    let width = high - low;
    let rising = (mode - low) / width;
    // The square root is exact by the rules of floating point, so it may come from anywhere.
    Span::round_millis(if u < rising {
        low + (u * width * (mode - low)).sqrt()
    } else {
        high - ((1.0 - u) * width * (high - mode)).sqrt()
    })
}

fn mixture(parts: &[(f64, Law)], u: f64) -> Span {
    let mut left = u;
    for (weight, law) in &parts[..parts.len() - 1] {
        if left < *weight {
            return law.quantile(inside(left / weight));
        }
        left -= weight;
    }
    let (weight, law) = &parts[parts.len() - 1];
    law.quantile(inside(left / weight))
}

/// Keeps a rescaled uniform strictly between 0 and 1, which rounding may have pushed it out of.
fn inside(u: f64) -> f64 {
    u.clamp(f64::EPSILON / 4.0, 1.0 - f64::EPSILON / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::chance::{DiceBuilder, Key, Purpose};
    use proptest::prelude::*;

    const LAWS: [&str; 16] = [
        "45min",
        "uniform(10s, 20s)",
        "triangular(1min, 3min, 10min)",
        "triangular(1min, 1min, 10min)",
        "exponential(8y)",
        "weibull(mean 20h, shape 0.7)",
        "weibull(scale 15h, shape 2.5)",
        "lognormal(median 40min, p95 3h)",
        "lognormal(mean 8h, p95 24h)",
        "lognormal(mean 8h, sigma 1)",
        "lognormal(median 4h, sigma 0.5)",
        "erlang(mean 12h, stages 4)",
        "hyperexponential(p 0.3, mean 1h, mean 10h)",
        "empirical(3min, 5min, 8min, 20min)",
        "10min + exponential(5min)",
        "mixture(0.8: 15min, 0.2: lognormal(median 12h, p95 24h))",
    ];

    fn law(text: &str) -> Law {
        Law::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    /// The contract with every stored result, at three uniforms, in milliseconds; worked out apart from this code, with
    /// forty digits.
    #[test]
    fn quantiles_are_pinned() {
        let pinned: [[u64; 3]; 16] = [
            [2_700_000, 2_700_000, 2_700_000],
            [10_100, 15_000, 19_990],
            [85_456, 263_251, 584_940],
            [62_707, 218_162, 582_924],
            [2_535_579_132, 174_872_715_889, 1_742_743_763_824],
            [79_603, 33_695_130, 899_522_677],
            [8_575_629, 46_636_285, 116_984_558],
            [285_996, 2_400_000, 40_496_713],
            [2_134_579, 18_655_986, 332_260_681],
            [1_705_789, 17_468_083, 383_986_614],
            [4_499_896, 14_400_000, 67_514_633],
            [8_891_086, 39_658_256, 141_072_200],
            [98_403, 12_745_026, 235_838_892],
            [180_000, 480_000, 1_200_000],
            [603_015, 807_944, 2_672_327],
            [900_000, 900_000, 127_907_090],
        ];
        let found: Vec<[u64; 3]> =
            LAWS.iter().map(|text| [0.01, 0.5, 0.999].map(|u| law(text).quantile(u).millis())).collect();
        assert_eq!(found, pinned, "{found:?}");
    }

    #[test]
    fn the_mean_of_many_draws_is_the_mean() {
        for text in LAWS {
            let law = law(text);
            let mut builder = DiceBuilder::new();
            let stream = builder.stream(text, Purpose::Life);
            let mut dice = builder.build();
            dice.reset(Key::world(7, 0));
            let draws: Vec<f64> = (0..100_000).map(|_| dice.sojourn(stream, &law).millis() as f64).collect();
            let mean = draws.iter().sum::<f64>() / 1e5;
            let spread = (draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 1e5).sqrt() / 1e5f64.sqrt();
            let exact = law.mean().unwrap();
            assert!((mean - exact).abs() <= 4.5 * spread + 0.5, "{text}: {mean} is not {exact} within {spread}");
        }
    }

    #[test]
    fn parameters_are_met() {
        let near = |found: Span, exact: Span| found.millis().abs_diff(exact.millis()) <= 1;
        assert!(near(law("lognormal(median 40min, p95 3h)").quantile(0.95), Span::hours(3)));
        assert!(near(law("lognormal(median 40min, p95 3h)").median(), Span::minutes(40)));
        let given_mean = law("lognormal(mean 8h, p95 24h)");
        assert!(near(given_mean.quantile(0.95), Span::hours(24)));
        assert!((given_mean.mean().unwrap() / 28_800_000.0 - 1.0).abs() < 1e-12);
        assert!((law("weibull(mean 20h, shape 0.7)").mean().unwrap() / 72_000_000.0 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_mixture_has_the_median_of_the_whole() {
        assert_eq!(law("mixture(0.8: 15min, 0.2: 2h)").median(), Span::minutes(15));
        // Half of the weight is used up where the second part has given three eighths.
        let mixed = law("mixture(0.2: 5min, 0.8: uniform(0s, 80min))");
        assert!(mixed.median().millis().abs_diff(Span::minutes(30).millis()) <= 1);
        assert_eq!(law("mixture(0.3: 1h, 0.7: never)").median(), Span::FOREVER);
        assert_eq!(law("mixture(0.3: 1h, 0.7: never)").mean(), None);
    }

    proptest! {
        #![proptest_config(crate::ground::fixed_cases())]

        #[test]
        fn quantiles_rise(a in 1e-15..1.0f64, b in 1e-15..1.0f64) {
            let (a, b) = (a.min(b), a.max(b));
            for text in &LAWS[..15] {
                let law = law(text);
                prop_assert!(law.quantile(a) <= law.quantile(b), "{} {} {}", text, a, b);
            }
        }
    }
}
