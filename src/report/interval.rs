//! Numbers with their half-width, rounded to what the half-width lets be known.

use crate::experiment::Estimate;

/// A mean with its half-width, as exact as the half-width lets it be.
pub fn with_interval(estimate: &Estimate) -> String {
    match estimate.ci.1 {
        Some(high) => {
            // The lower end of what cannot be negative may have been cut off at nothing.
            let half = high - estimate.mean;
            // A large number needs no thousandths, however well it is known.
            let decimals = digits(half).min(if estimate.mean.abs() < 100.0 { 3 } else { 1 });
            let rounded = format!("{half:.decimals$}");
            let nothing = rounded.parse() == Ok(0.0);
            // What is rounded to nothing has no sign.
            let mean = format!("{:.decimals$}", estimate.mean);
            let mean = if mean.parse() == Ok(0.0) { mean.trim_start_matches('-') } else { &mean };
            format!("{mean} ± {}", if nothing { "0" } else { &rounded })
        }
        None if estimate.mean == 0.0 => "none seen".to_owned(),
        None => format!("{:.1}", estimate.mean),
    }
}

/// Below this a half-width is what rounding left of none.
const NO_HALF_WIDTH: f64 = 0.0005;

/// A half-width with its decimals; nothing that varied has none.
pub fn half_width(half: f64) -> String {
    if half < NO_HALF_WIDTH { "0".to_owned() } else { format!("{half:.*}", digits(half)) }
}

/// Decimals that a number with this half-width is shown with: the half-width keeps one or two digits that count.
pub fn digits(half: f64) -> usize {
    match half {
        ..NO_HALF_WIDTH => 1,
        2.0.. => 0,
        0.2.. => 1,
        0.02.. => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(mean: f64, half: f64) -> Estimate {
        let ci = (mean - half, Some(mean + half));
        Estimate { ci, ..Estimate::of(&[mean]) }
    }

    #[test]
    fn a_mean_is_shown_as_exactly_as_it_is_known() {
        let cases = [
            (1771.3, 10.6, "1771 ± 11"),
            (108.27, 3.9, "108 ± 4"),
            (168.41, 1.94, "168.4 ± 1.9"),
            (0.93, 0.385, "0.9 ± 0.4"),
            (-10.284, 0.096, "-10.28 ± 0.10"),
            (0.0123, 0.004, "0.012 ± 0.004"),
            (147.12, 1e-13, "147.1 ± 0"),
            (416.997, 0.005, "417.0 ± 0"),
            (-0.012, 1.04, "0.0 ± 1.0"),
            (416.997, 0.06, "417.0 ± 0.1"),
            (147.12, 0.0, "147.1 ± 0"),
        ];
        for (mean, half, shown) in cases {
            assert_eq!(with_interval(&estimate(mean, half)), shown);
        }
    }

    #[test]
    fn what_was_never_seen_has_no_interval() {
        assert_eq!(with_interval(&Estimate::of(&[0.0, 0.0])), "none seen");
        assert_eq!(with_interval(&Estimate::of(&[3.0])), "3.0");
    }
}
