//! Designs side by side on a screen.

use std::fmt::Write;

use crate::experiment::compare::{Measure, between, longest, lost};
use crate::experiment::rated_load::worst_load;
use crate::report::designs::{Pair, difference_words, per, verdict};
use crate::report::interval::with_interval;
use crate::report::names::counted;
use crate::report::text::columns::{padded, widest};
use crate::report::text::summary::rough_quantile;
use crate::report::text::updates;

/// The table.
pub fn screen(designs: &[Pair<'_>]) -> String {
    let Some((first, others)) = designs.split_first() else { return String::new() };
    let summary = &first.1.summary;
    let mut out = format!(
        "{}\n{} of each design on the same dice, master seed {}\n\n",
        first.0.plan.about,
        counted(summary.runs, "run", "runs"),
        summary.seed
    );
    let (per, scale) = per(designs);
    let width = widest(designs.iter().map(|(_, design)| design.name.as_str()).chain([per.as_str()]));
    let _ = writeln!(
        out,
        "{}  {:>WIDE$}  {:>WIDE$}  {:>WIDE$}  {:>10}  {:>6}  {:>10}",
        padded(&per, width),
        "without service",
        "less than full",
        "while signed in",
        "longest",
        "lost",
        "worst load"
    );
    for (setting, design) in designs {
        let _ = writeln!(
            out,
            "{}  {}  {:>10}  {:>6}  {:>8.0} %",
            padded(&design.name, width),
            columns(|measure| with_interval(&design.estimate(measure).scaled(scale))),
            rough_quantile(&longest(design), 0.5),
            rough_quantile(&lost(design), 0.5),
            worst_load(setting) * 100.0,
        );
    }
    let _ = writeln!(out, "\ndifference to \"{}\" (paired, 95 %)", first.1.name);
    for (_, design) in others {
        let _ = writeln!(
            out,
            "{}  {}  {}",
            padded(&design.name, width),
            columns(|measure| difference_words(&between(first.1, design, measure), scale)),
            verdict(first.1, design),
        );
    }
    out.push_str(&updates::of_designs(designs));
    out.push_str(LEGEND);
    out
}

/// What the columns say.
const LEGEND: &str = "
without service: minutes in which an enabled user has nothing, ± half the 95 % interval
less than full: the same and those in resiliency mode
while signed in: of less than full, what users had who were signed in at that hour, spread over all enabled users
longest: of each run the longest recovery that nobody ordered, median of those that had one
lost: age of the newest contacts the partner had, median of the moves that lost any
worst load: users of a server over what it is rated for, in the worst of four states of its pool
better, worse: where the interval of the difference does not hold zero; cannot tell yet: where it does
shared luck: correlation of the two designs over the runs; the nearer to 1, the narrower the difference
";

/// Columns of a number with its interval.
const WIDE: usize = 17;

/// The measures of the table, each in its column.
fn columns(of: impl Fn(Measure) -> String) -> String {
    let measures = [Measure::None, Measure::NotFull, Measure::NotFullSignedIn];
    measures.map(|measure| format!("{:>WIDE$}", of(measure))).join("  ")
}
