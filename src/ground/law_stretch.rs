//! Laws that take so many times as long.

use super::law::{Given, Kind, Law, Width};
use super::time::Span;

impl Law {
    /// The same law of chance with every span so many times as long; what never happens stays so.
    ///
    /// ```
    /// use pooldrill::ground::law::Law;
    /// let law = Law::parse("lognormal(median 40min, p95 3h)").unwrap();
    /// assert_eq!(law.stretched(0.5).to_string(), "lognormal(median 20min, p95 1h 30min)");
    /// ```
    pub fn stretched(&self, factor: f64) -> Law {
        let by = |span: Span| stretch(span, factor);
        let kind = match &self.kind {
            Kind::Fixed(span) => Kind::Fixed(by(*span)),
            Kind::Exponential { mean, .. } => return Law::exponential(by(*mean)),
            Kind::Uniform { low, high } => Kind::Uniform { low: by(*low), high: by(*high) },
            Kind::Triangular { low, mode, high } => {
                Kind::Triangular { low: by(*low), mode: by(*mode), high: by(*high) }
            }
            Kind::Weibull { given, shape, scale, exponent } => Kind::Weibull {
                given: stretch_given(*given, factor),
                shape: *shape,
                scale: scale * factor,
                exponent: *exponent,
            },
            Kind::Lognormal { given, width, mu, sigma } => Kind::Lognormal {
                given: stretch_given(*given, factor),
                width: match width {
                    Width::P95(span) => Width::P95(by(*span)),
                    Width::Sigma(sigma) => Width::Sigma(*sigma),
                },
                mu: mu + libm::log(factor),
                sigma: *sigma,
            },
            Kind::Erlang { mean, stages } => Kind::Erlang { mean: by(*mean), stages: *stages },
            Kind::Hyperexponential { p, first, second } => {
                Kind::Hyperexponential { p: *p, first: by(*first), second: by(*second) }
            }
            Kind::Empirical(values) => Kind::Empirical(values.iter().copied().map(by).collect()),
            Kind::Mixture(parts) => {
                Kind::Mixture(parts.iter().map(|(weight, law)| (*weight, law.stretched(factor))).collect())
            }
            Kind::Plus(constant, law) => Kind::Plus(by(*constant), Box::new(law.stretched(factor))),
        };
        kind.into()
    }
}

fn stretch(span: Span, factor: f64) -> Span {
    if span == Span::FOREVER { span } else { Span::round_millis(span.millis() as f64 * factor) }
}

fn stretch_given(given: Given, factor: f64) -> Given {
    match given {
        Given::Mean(span) => Given::Mean(stretch(span, factor)),
        Given::Median(span) => Given::Median(stretch(span, factor)),
        Given::Scale(span) => Given::Scale(stretch(span, factor)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretched_law_is_the_one_that_is_written_with_longer_spans() {
        for (text, double) in [
            ("45min", "1h 30min"),
            ("never", "never"),
            ("0s", "0s"),
            ("uniform(10s, 20s)", "uniform(20s, 40s)"),
            ("triangular(1min, 3min, 10min)", "triangular(2min, 6min, 20min)"),
            ("exponential(8d)", "exponential(16d)"),
            ("weibull(mean 20h, shape 0.7)", "weibull(mean 40h, shape 0.7)"),
            ("lognormal(median 40min, p95 3h)", "lognormal(median 1h 20min, p95 6h)"),
            ("lognormal(mean 8h, sigma 1)", "lognormal(mean 16h, sigma 1)"),
            ("erlang(mean 12h, stages 4)", "erlang(mean 24h, stages 4)"),
            ("hyperexponential(p 0.3, mean 1h, mean 10h)", "hyperexponential(p 0.3, mean 2h, mean 20h)"),
            ("empirical(3min, 5min)", "empirical(6min, 10min)"),
            ("mixture(0.8: 15min, 0.2: never)", "mixture(0.8: 30min, 0.2: never)"),
            ("10min + exponential(5min)", "20min + exponential(10min)"),
        ] {
            let (stretched, written) = (Law::parse(text).unwrap().stretched(2.0), Law::parse(double).unwrap());
            assert_eq!(stretched.to_string(), written.to_string(), "{text}");
            for u in [0.05, 0.5, 0.95] {
                let (one, other) = (stretched.quantile(u), written.quantile(u));
                assert!(one.millis().abs_diff(other.millis()) <= 2, "{text} at {u}: {one} and {other}");
            }
        }
    }
}
