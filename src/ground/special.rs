//! The special functions behind the laws, on `libm` alone so that they give the same bits everywhere.

/// Numerator of the first guess at the normal quantile, by rising powers of `t` (see [`normal_quantile`]).
///
/// Fitted for this program by rational interpolation between t = 1.1774 and t = 9; the guess is off by 1.5e-8 at most.
const GUESS_ABOVE: [f64; 6] = [
    -3.283_117_362_870_060_6,
    -10.510_321_444_075_23,
    1.142_152_009_995_853,
    6.318_232_879_784_063,
    1.828_897_380_536_053,
    0.109_188_106_495_895_86,
];
/// Denominator of the same guess.
const GUESS_BELOW: [f64; 5] =
    [1.0, 6.484_636_454_006_701, 6.834_937_579_665_775, 1.831_607_283_993_821, 0.109_166_114_888_379_66];

const SQRT_2: f64 = std::f64::consts::SQRT_2;
/// The square root of two pi.
const SQRT_TAU: f64 = 2.506_628_274_631_000_5;

fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

/// The point below which a standard normal variable lies with probability `u`, strictly between 0 and 1.
///
/// A rational guess in t = sqrt(-2 ln u) is refined by one step of Halley's method, which takes an error of 1.5e-8 below
/// the last bit. The upper half mirrors the lower one, where the complementary error function keeps its digits.
pub fn normal_quantile(u: f64) -> f64 {
    if u > 0.5 {
        return -normal_quantile(1.0 - u);
    }
    let t = libm::sqrt(-2.0 * libm::log(u));
    let guess = -polynomial(&GUESS_ABOVE, t) / polynomial(&GUESS_BELOW, t);
    let error = 0.5 * libm::erfc(-guess / SQRT_2) - u;
    let newton = error * SQRT_TAU * libm::exp(0.5 * guess * guess);
    guess - newton / (1.0 + 0.5 * guess * newton)
}

/// The distribution, its complement and the density at `x` of the sum of `stages` exponential times of mean 1.
///
/// Both sides are worked out as sums of positive terms, and the smaller one is the one summed, so neither loses digits.
fn erlang(stages: u32, x: f64) -> (f64, f64, f64) {
    let shape = f64::from(stages);
    if x <= 0.0 {
        return (0.0, 1.0, if stages == 1 { 1.0 } else { 0.0 });
    }
    let density = libm::exp((shape - 1.0) * libm::log(x) - x - libm::lgamma(shape));
    if x < shape {
        let (mut term, mut sum, mut n) = (1.0, 1.0, shape);
        while term > sum * 1e-17 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        let below = density * x / shape * sum;
        (below, 1.0 - below, density)
    } else {
        let (mut term, mut sum, mut n) = (1.0, 1.0, shape - 1.0);
        while n > 0.0 && term > sum * 1e-17 {
            term *= n / x;
            sum += term;
            n -= 1.0;
        }
        let above = density * sum;
        (1.0 - above, above, density)
    }
}

/// The quantile of the sum of `stages` exponential times of mean 1.
///
/// Newton's method inside a bracket that only shrinks: whatever a step does, the answer stays where the sign changes, so
/// a larger `u` never gives a smaller answer by more than the last bits.
pub fn erlang_quantile(stages: u32, u: f64) -> f64 {
    let shape = f64::from(stages);
    // The cube of a normal variable is the usual near fit; it only saves steps.
    let cube_root = 1.0 - 1.0 / (9.0 * shape) + normal_quantile(u) / (3.0 * libm::sqrt(shape));
    let start = (shape * cube_root * cube_root * cube_root).max(1e-3 * shape);
    let above = 1.0 - u;
    bracketed(0.0, shape + 10.0 * libm::sqrt(shape) + 60.0, start, |x| {
        let (below_x, above_x, density) = erlang(stages, x);
        (if u <= 0.5 { below_x - u } else { above - above_x }, density)
    })
}

/// The quantile of a time that has mean `first` with probability `p` and mean `second` otherwise.
pub fn hyperexponential_quantile(p: f64, first: f64, second: f64, u: f64) -> f64 {
    let above = 1.0 - u;
    let exponent = -libm::log(above);
    let (low, high) = (first.min(second) * exponent, first.max(second) * exponent);
    bracketed(low, high, 0.5 * (low + high), |x| {
        let (early, late) = (p * libm::exp(-x / first), (1.0 - p) * libm::exp(-x / second));
        (above - (early + late), early / first + late / second)
    })
}

/// Where a rising function crosses zero between `low` and `high`; `at` gives its value and slope.
fn bracketed(mut low: f64, mut high: f64, start: f64, at: impl Fn(f64) -> (f64, f64)) -> f64 {
    let mut x = start.clamp(low, high);
    for _ in 0..200 {
        let (value, slope) = at(x);
        if value > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let newton = x - value / slope;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        if (next - x).abs() <= 1e-15 * x || value == 0.0 {
            break;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn near(found: f64, exact: f64) {
        assert!((found - exact).abs() <= 4e-15 * exact.abs(), "{found:e} is not {exact:e}");
    }

    /// Values from forty digits of arithmetic.
    #[test]
    fn normal_quantiles_are_exact() {
        near(normal_quantile(0.025), -1.959_963_984_540_054_2);
        near(normal_quantile(0.05), -1.644_853_626_951_472_7);
        near(normal_quantile(0.3), -0.524_400_512_708_040_8);
        near(normal_quantile(1e-10), -6.361_340_902_404_056);
        near(normal_quantile(0.75), -normal_quantile(0.25));
        assert!(normal_quantile(0.5).abs() < 1e-16);
    }

    #[test]
    fn one_stage_is_exponential() {
        for u in [1e-12, 0.01, 0.4, 0.5, 0.6, 0.99, 1.0 - 1e-12] {
            let exact = -libm::log1p(-u);
            assert!((erlang_quantile(1, u) - exact).abs() < 4e-15 * exact.max(1e-3), "{u}");
        }
    }

    #[test]
    fn quantiles_invert_their_distribution() {
        for stages in [2, 4, 10, 50, 100] {
            for u in [1e-9, 1e-3, 0.2, 0.5, 0.8, 0.999] {
                let (below, _, _) = erlang(stages, erlang_quantile(stages, u));
                assert!((below / u - 1.0).abs() < 1e-12, "{stages} {u} {below}");
            }
        }
    }

    #[test]
    fn a_hyperexponential_of_equal_means_is_exponential() {
        for u in [0.001, 0.5, 0.999] {
            near(hyperexponential_quantile(0.3, 2.0, 2.0, u), -2.0 * libm::log(1.0 - u));
        }
    }
}
