//! Laws printed in the grammar in which they are read.

use std::fmt;

use super::law::{Given, Kind, Law, Width};
use super::time::Span;

impl fmt::Display for Law {
    /// The law in the grammar of [`Law`], which reads back as the same law.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Fixed(Span::FOREVER) => f.write_str("never"),
            Kind::Fixed(span) => write!(f, "{span}"),
            Kind::Exponential { mean, .. } => write!(f, "exponential({mean})"),
            Kind::Uniform { low, high } => write!(f, "uniform({low}, {high})"),
            Kind::Triangular { low, mode, high } => write!(f, "triangular({low}, {mode}, {high})"),
            Kind::Weibull { given, shape, .. } => write!(f, "weibull({given}, shape {shape})"),
            Kind::Lognormal { given, width, .. } => write!(f, "lognormal({given}, {width})"),
            Kind::Erlang { mean, stages } => write!(f, "erlang(mean {mean}, stages {stages})"),
            Kind::Hyperexponential { p, first, second } => {
                write!(f, "hyperexponential(p {p}, mean {first}, mean {second})")
            }
            Kind::Empirical(values) => {
                let values: Vec<String> = values.iter().map(Span::to_string).collect();
                write!(f, "empirical({})", values.join(", "))
            }
            Kind::Mixture(parts) => {
                let parts: Vec<String> = parts.iter().map(|(weight, law)| format!("{weight}: {law}")).collect();
                write!(f, "mixture({})", parts.join(", "))
            }
            Kind::Plus(constant, law) => write!(f, "{constant} + {law}"),
        }
    }
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Given::Mean(span) => write!(f, "mean {span}"),
            Given::Median(span) => write!(f, "median {span}"),
            Given::Scale(span) => write!(f, "scale {span}"),
        }
    }
}

impl fmt::Display for Width {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Width::P95(span) => write!(f, "p95 {span}"),
            Width::Sigma(sigma) => write!(f, "sigma {sigma}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::law_text::parse;

    #[test]
    fn what_is_printed_reads_back() {
        for text in [
            "45min",
            "never",
            "uniform(0s, 20s)",
            "triangular(1min, 3min, 10min)",
            "exponential(8y)",
            "weibull(mean 20h, shape 0.7)",
            "weibull(scale 15h 48min, shape 0.7)",
            "lognormal(median 40min, p95 3h)",
            "lognormal(mean 8h, p95 24h)",
            "lognormal(mean 8h, sigma 1)",
            "lognormal(median 4h, sigma 0.5)",
            "erlang(mean 12h, stages 4)",
            "hyperexponential(p 0.3, mean 1h, mean 10h)",
            "empirical(3min, 5min, 8min, 20min)",
            "10min + exponential(5min)",
            "mixture(0.8: 15min, 0.2: mixture(0.5: never, 0.5: 1h + exponential(5min)))",
        ] {
            let law = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(parse(&law.to_string()).as_ref(), Ok(&law), "{text}");
            if !text.contains("24h") {
                assert_eq!(law.to_string(), text);
            }
        }
        assert_eq!(parse("10min + 5min"), Ok(Law::fixed(Span::minutes(15))));
        assert_eq!(parse("empirical(5min,3min)"), parse(" empirical( 3min , 5min ) "));
    }
}
