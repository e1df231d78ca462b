//! Laws read from text.

use super::law::{Given, Kind, Law, LawError, Width, millis};
use super::piece::{Piece, instead};
use super::special::normal_quantile;
use super::time::Span;

/// Every law by its name, with an example that serves as a remedy.
const KNOWN: [(&str, &str); 9] = [
    ("uniform", "uniform(10s, 20s)"),
    ("triangular", "triangular(1min, 3min, 10min)"),
    ("exponential", "exponential(8y)"),
    ("weibull", "weibull(mean 20h, shape 0.7)"),
    ("lognormal", "lognormal(median 40min, p95 3h)"),
    ("erlang", "erlang(mean 12h, stages 4)"),
    ("hyperexponential", "hyperexponential(p 0.3, mean 1h, mean 10h)"),
    ("empirical", "empirical(3min, 5min, 8min)"),
    ("mixture", "mixture(0.8: 15min, 0.2: exponential(12h))"),
];

/// How deep laws may stand inside each other; nobody needs more, and a hostile text must not exhaust the stack.
const DEEPEST: usize = 8;

/// Reads a law from the whole of `text`.
pub fn parse(text: &str) -> Result<Law, LawError> {
    law(Piece { text, at: 0 }, DEEPEST)
}

fn law(piece: Piece<'_>, depth: usize) -> Result<Law, LawError> {
    let piece = piece.trimmed();
    if depth == 0 {
        return piece
            .refuse(format!("laws stand more than {DEEPEST} deep inside each other"), "write a flatter mixture");
    }
    if piece.text.is_empty() {
        return piece.refuse("a law is missing", "write a length of time such as `45min`, or `exponential(8y)`");
    }
    if piece.text == "never" || piece.text == "forever" {
        return Ok(Law::never());
    }
    if let Some(plus) = piece.find(b'+') {
        return sum(piece.slice(0, plus), piece.slice(plus + 1, piece.text.len()), depth);
    }
    if piece.text.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.') {
        return Span::parse(piece.text).map(Law::fixed).map_err(|error| match range(piece.text) {
            Some(law) => LawError::new(piece.at, format!("`{}` is a range", piece.text), format!("write `{law}`")),
            None => error.moved(piece.at),
        });
    }
    call(piece, depth)
}

/// The law that somebody meant who wrote a range such as `5-10min` or `5 to 10 min`: anything between is as likely.
pub fn range(text: &str) -> Option<Law> {
    let (low, high) = ["-", "–", "..", " to "].iter().find_map(|between| text.split_once(between))?;
    let (low, high) = (low.trim(), high.trim());
    // The unit of the first is often left out, being that of the second.
    let unit = high.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
    let low = Span::parse(low).or_else(|_| Span::parse(&format!("{low}{unit}"))).ok()?;
    let high = Span::parse(high).ok()?;
    (low < high && high < Span::FOREVER).then(|| Kind::Uniform { low, high }.into())
}

/// A fixed span and then a law.
fn sum(first: Piece<'_>, second: Piece<'_>, depth: usize) -> Result<Law, LawError> {
    let Some(constant) = law(first, depth - 1)?.is_fixed() else {
        return first.refuse("before the `+` stands a fixed time", "write it as in `10min + exponential(5min)`");
    };
    let rest = law(second, depth - 1)?;
    // Sums of fixed times are fixed, so that a law without chance always says so.
    Ok(match rest.kind {
        _ if constant == Span::FOREVER => Law::never(),
        Kind::Fixed(span) => Law::fixed(constant + span),
        Kind::Plus(more, inner) => Kind::Plus(constant + more, inner).into(),
        _ if constant == Span::ZERO => rest,
        _ => Kind::Plus(constant, Box::new(rest)).into(),
    })
}

/// A name and its parameters in parentheses.
fn call(piece: Piece<'_>, depth: usize) -> Result<Law, LawError> {
    let open = piece.text.find('(').unwrap_or(piece.text.len());
    let name = piece.slice(0, open);
    let Some((_, example)) = KNOWN.iter().find(|(known, _)| *known == name.text) else {
        let names: Vec<&str> = KNOWN.iter().map(|(known, _)| *known).chain(["never"]).collect();
        return Err(LawError::unknown(name.at, "law", name.text, &names));
    };
    if open == piece.text.len() {
        return name.refuse(format!("`{}` has no parameters", name.text), instead(example));
    }
    let after = Piece { text: &piece.text[open + 1..], at: piece.at + open + 1 };
    let Some(close) = closing(after.text) else {
        return after.refuse("a parenthesis is not closed", instead(example));
    };
    let behind = after.slice(close + 1, after.text.len());
    if !behind.text.is_empty() {
        return behind.refuse(format!("`{}` stands behind the law", behind.text), instead(example));
    }
    let inside = after.slice(0, close).split();
    match name.text {
        "mixture" => mixture(&inside, depth),
        "empirical" => empirical(&inside),
        "exponential" => match inside[..] {
            [mean] => Ok(Law::exponential(mean.span(false)?)),
            _ => count(after, 1, example),
        },
        "uniform" => uniform(&inside, after, example),
        "triangular" => triangular(&inside, after, example),
        "weibull" => weibull(&inside, after, example),
        "lognormal" => lognormal(&inside, after, example),
        "erlang" => erlang(&inside, after, example),
        _ => hyperexponential(&inside, after, example),
    }
}

/// Where the parenthesis closes that was open before the text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1usize;
    text.bytes().position(|byte| {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        depth == 0
    })
}

fn count<T>(after: Piece<'_>, wanted: usize, example: &str) -> Result<T, LawError> {
    let parameters = if wanted == 1 { "parameter" } else { "parameters" };
    after.refuse(format!("this law takes {wanted} {parameters}"), instead(example))
}

fn uniform(inside: &[Piece<'_>], after: Piece<'_>, example: &str) -> Result<Law, LawError> {
    let [low, high] = inside[..] else {
        return count(after, 2, example);
    };
    let (low_span, high_span) = (low.span(true)?, high.span(false)?);
    if low_span >= high_span {
        return low
            .refuse("the lower end is not below the upper end", format!("write `uniform({high_span}, {low_span})`"));
    }
    Ok(Kind::Uniform { low: low_span, high: high_span }.into())
}

fn triangular(inside: &[Piece<'_>], after: Piece<'_>, example: &str) -> Result<Law, LawError> {
    let [low, mode, high] = inside[..] else {
        return count(after, 3, example);
    };
    let (low, likeliest, high) = (low.span(true)?, mode.span(true)?, high.span(false)?);
    if low > likeliest || likeliest > high || low == high {
        return after.refuse("these are not the least, the likeliest and the most", instead(example));
    }
    Ok(Kind::Triangular { low, mode: likeliest, high }.into())
}

fn weibull(inside: &[Piece<'_>], after: Piece<'_>, example: &str) -> Result<Law, LawError> {
    let [place, shape] = inside[..] else {
        return count(after, 2, example);
    };
    let shape = shape.value_of("shape", example)?.number(0.1, 100.0)?;
    let exponent = 1.0 / shape;
    let (given, scale) = match place.labelled() {
        ("mean", value) => {
            let mean = value.span(false)?;
            (Given::Mean(mean), millis(mean) / libm::tgamma(1.0 + exponent))
        }
        ("scale", value) => {
            let scale = value.span(false)?;
            (Given::Scale(scale), millis(scale))
        }
        _ => return place.refuse("`mean` or `scale` belongs here", instead(example)),
    };
    Ok(Kind::Weibull { given, shape, scale, exponent }.into())
}

fn lognormal(inside: &[Piece<'_>], after: Piece<'_>, example: &str) -> Result<Law, LawError> {
    let [place, width] = inside[..] else {
        return count(after, 2, example);
    };
    let given = match place.labelled() {
        ("median", value) => Given::Median(value.span(false)?),
        ("mean", value) => Given::Mean(value.span(false)?),
        _ => return place.refuse("`median` or `mean` belongs here", instead(example)),
    };
    let (width, sigma) = match width.labelled() {
        ("sigma", value) => {
            let sigma = value.number(0.001, 10.0)?;
            (Width::Sigma(sigma), sigma)
        }
        ("p95", value) => {
            let p95 = value.span(false)?;
            (Width::P95(p95), sigma_from_p95(given, p95, value)?)
        }
        _ => return width.refuse("`p95` or `sigma` belongs here", instead(example)),
    };
    let mu = match given {
        Given::Mean(mean) => libm::log(millis(mean)) - 0.5 * sigma * sigma,
        Given::Median(span) | Given::Scale(span) => libm::log(millis(span)),
    };
    Ok(Kind::Lognormal { given, width, mu, sigma }.into())
}

/// The spread that puts the 95th percentile where it is wanted.
///
/// For a given mean the percentile rises with the spread up to e^(z²/2) = 3.87 times the mean and then falls again. Of
/// the two spreads that fit, the smaller is meant: the larger has most of its weight in a tail nobody has seen.
fn sigma_from_p95(given: Given, p95: Span, place: Piece<'_>) -> Result<f64, LawError> {
    let z = normal_quantile(0.95);
    let (Given::Mean(centre) | Given::Median(centre) | Given::Scale(centre)) = given;
    let ratio = libm::log(millis(p95) / millis(centre));
    if ratio <= 0.0 {
        return place.refuse("the 95th percentile is not above the middle", format!("write more than `{centre}`"));
    }
    if !matches!(given, Given::Mean(_)) {
        return Ok(ratio / z);
    }
    let under_root = z * z - 2.0 * ratio;
    if under_root < 0.0 {
        let most = Span::round_millis(millis(centre) * libm::exp(0.5 * z * z) - 0.5);
        let reason = format!("no lognormal law of mean {centre} has its 95th percentile above {}", most.rough());
        return place.refuse(reason, "lower p95, or give the median instead of the mean");
    }
    Ok(z - under_root.sqrt())
}

fn erlang(inside: &[Piece<'_>], after: Piece<'_>, example: &str) -> Result<Law, LawError> {
    let [mean, stages] = inside[..] else {
        return count(after, 2, example);
    };
    let mean = mean.value_of("mean", example)?.span(false)?;
    let stages = stages.value_of("stages", example)?;
    match stages.text.parse::<u32>() {
        Ok(stages @ 1..=100) => Ok(Kind::Erlang { mean, stages }.into()),
        _ => stages.refuse("stages are a whole number from 1 to 100", instead(example)),
    }
}

fn hyperexponential(inside: &[Piece<'_>], after: Piece<'_>, example: &str) -> Result<Law, LawError> {
    let [p, first, second] = inside[..] else {
        return count(after, 3, example);
    };
    let p = p.value_of("p", example)?.number(0.0, 1.0)?;
    let first = first.value_of("mean", example)?.span(false)?;
    let second = second.value_of("mean", example)?.span(false)?;
    Ok(Kind::Hyperexponential { p, first, second }.into())
}

fn empirical(inside: &[Piece<'_>]) -> Result<Law, LawError> {
    let mut values = inside.iter().map(|piece| piece.span(true)).collect::<Result<Vec<Span>, _>>()?;
    // The quantile function needs them in order, and an order means nothing here.
    values.sort_unstable();
    Ok(Kind::Empirical(values).into())
}

fn mixture(inside: &[Piece<'_>], depth: usize) -> Result<Law, LawError> {
    let example = KNOWN[8].1;
    let mut parts = Vec::with_capacity(inside.len());
    for piece in inside {
        let Some(colon) = piece.find(b':') else {
            return piece.refuse("a part of a mixture has no probability", instead(example));
        };
        let weight = piece.slice(0, colon).number(1e-9, 1.0)?;
        parts.push((weight, law(piece.slice(colon + 1, piece.text.len()), depth - 1)?));
    }
    let total: f64 = parts.iter().map(|(weight, _)| weight).sum();
    if (total - 1.0).abs() > 1e-9 {
        let place = inside[inside.len() - 1];
        let rest = total - parts[parts.len() - 1].0;
        let remedy = if rest < 1.0 {
            format!("make the last one {}", ((1.0 - rest) * 1e9).round() / 1e9)
        } else {
            "lower them".to_owned()
        };
        return place.refuse(format!("the probabilities add up to {}, not 1", (total * 1e9).round() / 1e9), remedy);
    }
    Ok(Kind::Mixture(parts).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn refusals_point_and_help() {
        for (text, offset, message) in [
            ("", 0, "a law is missing; write a length of time such as `45min`, or `exponential(8y)`"),
            ("45", 0, "`45` has no unit; write `45s`, `45min` or `45h`"),
            ("5-10min", 0, "`5-10min` is a range; write `uniform(5min, 10min)`"),
            ("5min - 1h", 0, "`5min - 1h` is a range; write `uniform(5min, 1h)`"),
            ("5 to 10 min", 0, "`5 to 10 min` is a range; write `uniform(5min, 10min)`"),
            ("exponentail(8y)", 0, "`exponentail` is not a known law; did you mean `exponential`?"),
            ("erlang", 0, "`erlang` has no parameters; write it as in `erlang(mean 12h, stages 4)`"),
            ("uniform(20s, 10s)", 8, "the lower end is not below the upper end; write `uniform(10s, 20s)`"),
            ("exponential(8)", 12, "`8` has no unit; write `8s`, `8min` or `8h`"),
            ("exponential(8y", 12, "a parenthesis is not closed; write it as in `exponential(8y)`"),
            ("exponential(8y) x", 16, "`x` stands behind the law; write it as in `exponential(8y)`"),
            ("weibull(mean 20h, shape 0)", 24, "`0` is out of range; write a number from 0.1 to 100"),
            ("weibull(shape 2, mean 20h)", 17, "`shape` belongs here; write it as in `weibull(mean 20h, shape 0.7)`"),
            (
                "lognormal(mean 8h, p95 48h)",
                23,
                "no lognormal law of mean 8h has its 95th percentile above 1 d 7 h; lower p95, or give the median instead of the mean",
            ),
            ("lognormal(median 8h, p95 7h)", 25, "the 95th percentile is not above the middle; write more than `8h`"),
            ("mixture(0.8: 1h, 0.1: 2h)", 17, "the probabilities add up to 0.9, not 1; make the last one 0.2"),
            ("mixture(0.8: 1h, 0.2: exp(2h))", 22, "`exp` is not a known law; did you mean `exponential`?"),
            (
                "exponential(1h) + 5min",
                0,
                "before the `+` stands a fixed time; write it as in `10min + exponential(5min)`",
            ),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!((error.offset, error.to_string().as_str()), (offset, message), "{text}");
        }
        assert!(parse(&format!("{}1h{}", "mixture(1: ".repeat(500), ")".repeat(500))).is_err());
    }

    proptest! {
        #![proptest_config(crate::ground::fixed_cases())]

        #[test]
        fn any_text_is_read_or_refused(text in "[a-z0-9(),.:+ ]{0,40}|\\PC{0,20}") {
            if let Ok(law) = parse(&text) {
                prop_assert_eq!(parse(&law.to_string()), Ok(law));
            }
        }

        #[test]
        fn sharp_texts_are_read_or_refused(
            name in prop_oneof![Just("lognormal"), Just("weibull"), Just("mixture"), Just("erlang")],
            inside in "(mean|median|shape|p95|0\\.5:|1:)? ?[0-9]{1,3}(h|s|y)?(, ?(p95|sigma|shape|stages|0\\.5:)? ?[0-9]{1,3}(h|y)?)?",
        ) {
            if let Ok(law) = parse(&format!("{name}({inside})")) {
                let (low, high) = (law.quantile(0.001), law.quantile(0.999));
                // A mixture rises only within each of its parts.
                prop_assert!(low <= high || name == "mixture");
            }
        }
    }
}
