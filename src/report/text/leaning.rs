//! What the answer leans on, as lines of the screen.

use crate::experiment::compare::{Difference, Verdict};
use crate::experiment::leaning::{Change, Leaning, Leans};
use crate::experiment::summary::Summary;
use crate::facts::Fact;
use crate::model::Setting;
use crate::report::interval::{digits, half_width};
use crate::report::names::counted;
use crate::report::text::columns::{padded, widest};
use crate::report::text::summary::row;
use crate::report::unit::Unit;

/// Facts that are told one by one.
const ROWS: usize = 5;
/// What moves the minutes by less than this share of them is not told on the screen.
const TOLD: f64 = 0.01;

/// The lines of the screen.
pub fn lines(setting: &Setting, summary: &Summary, leans: &Leans) -> String {
    let weighed = match leans {
        Leans::Weighed(weighed) => weighed,
        Leans::TooLong => return assumed(setting, "not weighed, because a run is too long for that"),
        Leans::Interrupted => return assumed(setting, "not weighed, because it was interrupted"),
    };
    let unit = Unit::of(summary);
    let least = TOLD * unit.minutes(summary.not_full_by_run().iter().map(|cost| *cost as f64).sum::<f64>())
        / summary.runs.max(1) as f64;
    let moves = |leaning: &&Leaning| {
        let most = leaning.changes.iter().map(|change| unit.minutes(change.moves.mean).abs()).fold(0.0, f64::max);
        most > 0.0 && most >= least
    };
    // Where some are known to move it, those that may only seem to are left to the summary.
    let moving: Vec<&Leaning> = weighed.most.iter().filter(moves).collect();
    let known = |leaning: &&&Leaning| leaning.changes.iter().any(|change| is_known(&change.moves));
    let any_known = moving.iter().any(|leaning| known(&leaning));
    let told: Vec<&Leaning> =
        moving.iter().filter(|leaning| !any_known || known(leaning)).take(ROWS).copied().collect();
    let mut out = if told.is_empty() {
        let tried = counted(weighed.tried as u64, "fact", "facts");
        row("leans on", &format!("none of {tried} that no document of the product gives, each halved and doubled"))
    } else {
        let runs = counted(weighed.runs, "run", "runs");
        let title = "minutes without full service, more or less, if one fact alone were another";
        row("leans on", &format!("{title} ({}, all users, {runs})", unit.words))
    };
    let said: Vec<(String, &Leaning)> =
        told.iter().map(|leaning| (changes(&leaning.changes, &unit), *leaning)).collect();
    let width = widest(said.iter().map(|(changes, _)| changes.as_str()));
    for (changes, leaning) in &said {
        out.push_str(&row("", &format!("{}   {}", padded(changes, width), fact_words(setting, leaning.fact))));
    }
    let shown = |fact: &&'static Fact| !told.iter().any(|leaning| leaning.fact.key == fact.key);
    let others: Vec<&str> = setting.plan.yours_to_set().filter(shown).map(|fact| fact.key).collect();
    if !others.is_empty() && !told.is_empty() {
        out.push_str(&row("", &format!("yours to set as well, and moving it less: {}", others.join(", "))));
    }
    out
}

/// What is yours to set, where it is not known how much that matters.
fn assumed(setting: &Setting, why: &str) -> String {
    let keys: Vec<&str> = setting.plan.yours_to_set().map(|fact| fact.key).collect();
    match keys.as_slice() {
        [] => String::new(),
        keys => row("leans on", &format!("{}: ASSUMED, yours to set; {why}", keys.join(", "))),
    }
}

fn fact_words(setting: &Setting, fact: &'static Fact) -> String {
    let yours = if fact.yours_to_set { ", yours to set" } else { "" };
    format!("{} {} ({}{yours})", fact.key, setting.plan.sheet.text(fact), fact.confidence)
}

fn changes(changes: &[Change], unit: &Unit) -> String {
    let said: Vec<String> =
        changes.iter().map(|change| format!("{} at {}", signed(&change.moves, unit), change.said)).collect();
    said.join(" · ")
}

/// A difference with its sign and half its interval, as exact as that lets it be.
fn signed(moves: &Difference, unit: &Unit) -> String {
    let mean = unit.minutes(moves.mean);
    match moves.ci {
        _ if mean == 0.0 => "0".to_owned(),
        Some((low, high)) if high > low => {
            let half = unit.minutes(high - low) / 2.0;
            format!("{mean:+.*} ± {}", digits(half), half_width(half))
        }
        _ => format!("{mean:+.*}", digits(mean.abs() / 10.0).max(1)),
    }
}

/// Whether a change is known to move the minutes at all.
fn is_known(moves: &Difference) -> bool {
    matches!(moves.verdict, Verdict::Better | Verdict::Worse)
}
