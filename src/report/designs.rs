//! What is said of designs side by side, on screens and to programs alike.

use crate::experiment::compare::{Design, Difference, Measure, Verdict, between};
use crate::ground::time::Span;
use crate::model::Setting;
use crate::report::interval::{digits, half_width};

/// A design with what all its runs share.
pub type Pair<'a> = (&'a Setting, &'a Design);

/// What minutes are counted over, and how much of a year that is: the horizon, where it is shorter than a year and the
/// same for all. A loss that a month rehearses does not happen twelve times a year.
pub fn per(designs: &[Pair<'_>]) -> (String, f64) {
    let mut horizons = designs.iter().map(|(_, design)| design.summary.horizon);
    match horizons.next() {
        Some(horizon) if horizon < Span::YEAR && horizons.all(|other| other == horizon) => {
            (format!("minutes in {horizon}"), horizon.millis() as f64 / Span::YEAR.millis() as f64)
        }
        _ => ("minutes a year".to_owned(), 1.0),
    }
}

/// What can be said, by the first measure in which the designs differ at all: less than full service first, because it
/// counts everything, then what only shifts between its parts.
pub fn verdict(first: &Design, other: &Design) -> String {
    let by = [
        (Measure::UserMinutes, "in user-minutes"),
        (Measure::None, "in minutes without service"),
        (Measure::NotFullSignedIn, "for those signed in"),
    ];
    let judged = by.map(|(measure, words)| (between(first, other, measure), words));
    let nothing = |verdict| matches!(verdict, Verdict::Same | Verdict::Negligible);
    let telling = judged.iter().find(|(difference, _)| !nothing(difference.verdict));
    let Some((difference, words)) = telling else { return "the same in every run".to_owned() };
    let verdict = match difference.verdict {
        Verdict::Same | Verdict::Negligible => "the same",
        Verdict::Better => "better",
        Verdict::Worse => "worse",
        Verdict::CannotTell => "cannot tell yet",
    };
    let luck = difference
        .correlation
        .map_or(String::new(), |r| format!(", shared luck {:.2}", (r * 100.0).round() / 100.0 + 0.0));
    format!("{verdict} {words}{luck}")
}

/// A difference with its half-width.
pub fn difference_words(difference: &Difference, scale: f64) -> String {
    let mean = difference.mean * scale;
    match (difference.verdict, difference.ci) {
        (Verdict::Same, _) => "0 in every run".to_owned(),
        (Verdict::Negligible, _) => "0 but for rounding".to_owned(),
        (_, Some((low, high))) => {
            let half = (high - low) / 2.0 * scale;
            let shown = format!("{mean:+.*}", digits(half));
            // What is rounded to nothing has no sign.
            let shown = if shown.parse() == Ok(0.0) { shown.trim_start_matches(['+', '-']) } else { &shown };
            format!("{shown} ± {}", half_width(half))
        }
        (_, None) => format!("{mean:+.1}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::summary::Summary;
    use crate::report::sample::lost_site;

    fn design(horizon: Span) -> Design {
        let setting = lost_site();
        Design { name: "a".to_owned(), summary: Summary { horizon, ..Summary::new(&setting, 1) } }
    }

    #[test]
    fn a_month_is_not_made_a_year_of_and_different_horizons_are() {
        let setting = lost_site();
        let (month, week, years) = (design(Span::days(30)), design(Span::days(7)), design(Span::days(730)));
        let said = |designs: &[&Design]| per(&designs.iter().map(|design| (&setting, *design)).collect::<Vec<_>>()).0;
        assert_eq!(said(&[&month, &month]), "minutes in 30d");
        assert_eq!(said(&[&month, &week]), "minutes a year");
        assert_eq!(said(&[&years, &years]), "minutes a year");
    }
}
