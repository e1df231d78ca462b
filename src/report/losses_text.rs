//! The table of single and double losses, as a screen and as JSON.

use std::fmt::Write;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::experiment::losses::{Hit, Trial};
use crate::ground::time::{Span, Time};
use crate::model::Setting;
use crate::report::names::{counted, thousands};
use crate::report::provenance::SCHEMA;
use crate::report::summary_json::phase_key;
use crate::report::summary_text::phase_words;
use crate::scenario::plan::{Plan, Target};

/// Rows of pairs that are told one by one.
const PAIRS: usize = 30;

/// What was lost, in words.
pub fn lost_words(plan: &Plan, lost: &[Target]) -> String {
    let name = |target: &Target| match target {
        Target::Site(_) => format!("site {}", plan.name_of(*target)),
        Target::Link(_) => format!("link {}", plan.name_of(*target)),
        Target::Edge(_) => format!("Edge pool {}", plan.name_of(*target)),
        Target::Fate(fate) => format!("{} {}", plan.estate.fates[fate.index()].kind.word(), plan.name_of(*target)),
        _ => plan.name_of(*target).to_owned(),
    };
    lost.iter().map(name).collect::<Vec<_>>().join(" + ")
}

/// The screen.
pub fn screen(setting: &Setting, trials: &[Trial]) -> String {
    let plan = &setting.plan;
    let (singles, pairs): (Vec<&Trial>, Vec<&Trial>) = trials.iter().partition(|trial| trial.lost.len() == 1);
    let mut out = format!(
        "{}\nlost {}, when the scenario begins; every law at its median, nothing else fails, what is lost stays lost; \
         looked at for a day\n\n",
        plan.about,
        plan.calendar.weekday_clock(Time::ZERO)
    );
    table(&mut out, setting, "single losses", &singles, usize::MAX);
    if !pairs.is_empty() {
        // A pair is news only where it is worse than what either does alone.
        let news: Vec<&Trial> = pairs.iter().copied().filter(|pair| is_news(pair, &singles)).collect();
        let title = format!("pairs that are worse than both of them alone: {} of {}", news.len(), pairs.len());
        table(&mut out, setting, &title, &news, PAIRS);
    }
    out
}

/// Whether a pair leaves more users without service, or in resiliency mode, than its parts do together, at the worst moment
/// or at the end.
fn is_news(pair: &Trial, singles: &[&Trial]) -> bool {
    let together = |users: fn(&Trial) -> u32| {
        let alone =
            |target: &Target| singles.iter().find(|single| single.lost[0] == *target).map_or(0, |one| users(one));
        pair.lost.iter().map(alone).sum::<u32>()
    };
    let measures = [Trial::none_worst, Trial::none_at_end, Trial::limited_worst];
    measures.into_iter().any(|users| users(pair) > together(users))
}

fn table(out: &mut String, setting: &Setting, title: &str, rows: &[&Trial], most: usize) {
    let harmful: Vec<&&Trial> = rows.iter().filter(|trial| trial.is_noticed()).collect();
    let shown = &harmful[..harmful.len().min(most)];
    let names: Vec<String> = shown.iter().map(|trial| lost_words(&setting.plan, &trial.lost)).collect();
    let widest = names.iter().map(|name| name.width()).max().unwrap_or(0).max(20);
    let _ =
        writeln!(out, "{title}\n{:<widest$}  hits              without service   full service again   because of", "");
    for (trial, name) in shown.iter().zip(&names) {
        let mut label = name.as_str();
        for hit in &trial.hit {
            let _ = writeln!(out, "{label}{}  {}", " ".repeat(widest - label.width()), one_hit(setting, hit));
            label = "";
        }
        for (route, span) in ["federation", "XMPP federation"].iter().zip(trial.without_federation) {
            if span > Span::ZERO {
                let pad = " ".repeat(widest - label.width());
                let _ = writeln!(out, "{label}{pad}  {route:<16}  no route for {}", span.rough());
                label = "";
            }
        }
    }
    let harmless = rows.len() - harmful.len();
    if harmless > 0 {
        let _ = writeln!(out, "{} that nobody notices", counted(harmless as u64, "loss", "losses"));
    }
    if harmful.len() > shown.len() {
        let _ = writeln!(out, "and {} more; --format json has them all", harmful.len() - shown.len());
    }
    out.push('\n');
}

fn one_hit(setting: &Setting, hit: &Hit) -> String {
    let pool = &setting.plan.estate.pool(hit.pool).name;
    let end = match (hit.back, hit.none_at_end, hit.limited_at_end) {
        (Some(back), ..) => format!("after {}", back.since(hit.after).rough()),
        (None, 0, limited) => format!("{} limited", thousands(limited.into())),
        (None, none, _) => format!("{} without", thousands(none.into())),
    };
    format!(
        "{pool}{}  {:>15}   {end:<18}   {}",
        " ".repeat(16usize.saturating_sub(pool.width())),
        thousands(hit.none_worst.into()),
        phase_words(setting, hit.why)
    )
}

/// The same for programs, every trial.
pub fn json(setting: &Setting, trials: &[Trial]) -> Value {
    let rows: Vec<Value> = trials
        .iter()
        .map(|trial| {
            let hits: Vec<Value> = trial
                .hit
                .iter()
                .map(|hit| {
                    json!({
                        "pool": setting.plan.estate.pool(hit.pool).name,
                        "after_ms": hit.after.millis(),
                        "full_service_again_ms": hit.back.map(|back| back.since(hit.after).millis()),
                        "none_worst": hit.none_worst,
                        "limited_worst": hit.limited_worst,
                        "none_at_end": hit.none_at_end,
                        "limited_at_end": hit.limited_at_end,
                        "because_of": phase_key(setting, hit.why),
                    })
                })
                .collect();
            let [federation, xmpp] = trial.without_federation.map(Span::millis);
            json!({
                "lost": trial.lost.iter().map(|t| setting.plan.name_of(*t)).collect::<Vec<_>>(),
                "hits": hits,
                "without_federation_ms": federation,
                "without_xmpp_federation_ms": xmpp,
            })
        })
        .collect();
    json!({ "schema": SCHEMA, "scenario_sha256": setting.plan.sha256, "trials": rows })
}
