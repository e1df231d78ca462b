//! The table of single and double losses as a screen.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use crate::experiment::losses::{Hit, LOOK, Trial, is_news};
use crate::facts::features::over_routes;
use crate::ground::time::{Span, Time};
use crate::lint::uncounted::{NOT_COUNTED, not_counted};
use crate::model::Setting;
use crate::report::costs::phase_words;
use crate::report::lost::lost_words;
use crate::report::names::{Names, counted, thousands};
use crate::report::text::columns::{padded, widest};
use crate::report::text::overload::overloads;
use crate::scenario::plan::Target;

/// Rows of pairs that are told one by one.
const PAIRS: usize = 30;
/// Losses that are named though nobody notices them, of one kind.
const NAMED: usize = 40;
/// Columns of a line of names.
const LINE: usize = 116;

/// The screen. `wanted` is how many losses were to be tried; fewer trials are those before an interruption.
pub fn screen(setting: &Setting, trials: &[Trial], wanted: usize) -> String {
    let plan = &setting.plan;
    let (singles, pairs): (Vec<&Trial>, Vec<&Trial>) = trials.iter().partition(|trial| trial.lost.len() == 1);
    let begins = plan.calendar.weekday_clock(Time::ZERO);
    let nobody = if plan.staffed.is_open(Time::ZERO) { "" } else { " and nobody is at work" };
    let mut out = format!(
        "{}\nevery loss begins {begins}, when the scenario does{nobody}, and is not repaired; looked at for {}\n\
         every law at its median, nothing else fails\n\n",
        plan.about,
        LOOK.min(plan.horizon).rough(),
    );
    if trials.len() < wanted {
        let (tried, wanted) = (thousands(trials.len() as u64), thousands(wanted as u64));
        let _ = writeln!(out, "INTERRUPTED: {tried} of {wanted} losses were tried; the others are not told\n");
    }
    table(&mut out, setting, "single losses", &singles, usize::MAX);
    unnoticed(&mut out, setting, &singles);
    if !pairs.is_empty() {
        // A pair is news only where it is worse than what either does alone.
        let news: Vec<&Trial> = pairs.iter().copied().filter(|pair| is_news(pair, &singles)).collect();
        let (some, all) = (thousands(news.len() as u64), thousands(pairs.len() as u64));
        table(
            &mut out,
            setting,
            &format!("pairs that are worse than both of them alone: {some} of {all}"),
            &news,
            PAIRS,
        );
        out.push('\n');
    }
    out.push_str(LEGEND);
    not_in_the_table(&mut out, setting, trials);
    out
}

/// What the columns say.
const LEGEND: &str = "\
hits: the pool whose users lack something, or what goes over the Edge pools
without service, resiliency mode: enabled users, each at the worst moment
full service again: how long after the first user lacked something the last has it all again; or how many have not when
  the look ends
because of: what they wait for then, or what they waited for longest
";

fn not_in_the_table(out: &mut String, setting: &Setting, trials: &[Trial]) {
    let plan = &setting.plan;
    for what in NOT_COUNTED {
        if trials.iter().any(|trial| not_counted(plan, &trial.lost).contains(&what)) {
            let _ = writeln!(out, "NOT COUNTED: {what}");
        }
    }
    for overload in overloads(setting) {
        let _ = writeln!(out, "NOT COUNTED: {overload}");
    }
}

fn table(out: &mut String, setting: &Setting, title: &str, rows: &[&Trial], most: usize) {
    let harmful: Vec<&&Trial> = rows.iter().filter(|trial| trial.is_noticed()).collect();
    let shown = &harmful[..harmful.len().min(most)];
    let names: Vec<String> = shown.iter().map(|trial| lost_words(&setting.plan, &trial.lost)).collect();
    let width = widest(names.iter().map(String::as_str)).max(20);
    let _ = writeln!(out, "{title}");
    if shown.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "{:<width$}  hits              without service  resiliency mode   full service again   because of",
        "lost"
    );
    for (trial, name) in shown.iter().zip(&names) {
        let mut label = name.as_str();
        for hit in &trial.hit {
            let _ = writeln!(out, "{}  {}", padded(label, width), one_hit(setting, hit));
            label = "";
        }
        for (feature, route) in over_routes() {
            let (name, span) = (feature.name, trial.routes_away[route.index()]);
            if span > Span::ZERO {
                let _ = writeln!(out, "{}  {name:<16}  no route for {}", padded(label, width), span.rough());
                label = "";
            }
        }
    }
    if harmful.len() > shown.len() {
        let _ =
            writeln!(out, "and {} more; --format json has them all", thousands((harmful.len() - shown.len()) as u64));
    }
}

fn one_hit(setting: &Setting, hit: &Hit) -> String {
    let pool = &setting.plan.topology.pool(hit.pool).name;
    let end = match hit.back {
        Some(back) => format!("after {}", back.since(hit.after).rough()),
        None => format!("not for {} users", thousands((hit.none_at_end + hit.limited_at_end).into())),
    };
    format!(
        "{}  {:>15}  {:>15}   {end:<18}   {}",
        padded(pool, 16),
        thousands(hit.none_worst.into()),
        thousands(hit.limited_worst.into()),
        phase_words(setting, hit.why)
    )
}

/// Losses that hit nobody, by name: a planner looks for the one he has in mind. Of what is not counted it is not said that
/// nobody notices it.
fn unnoticed(out: &mut String, setting: &Setting, singles: &[&Trial]) {
    let plan = &setting.plan;
    let quiet = singles.iter().filter(|trial| !trial.is_noticed());
    let (uncounted, harmless): (Vec<&&Trial>, Vec<&&Trial>) =
        quiet.partition(|trial| !not_counted(plan, &trial.lost).is_empty());
    let of = |count: usize| counted(count as u64, "loss", "losses");
    if !harmless.is_empty() {
        let _ = writeln!(out, "{} that nobody notices", of(harmless.len()));
        by_kind(out, setting, &harmless);
    }
    if !uncounted.is_empty() {
        let _ = writeln!(out, "{} whose harm is not counted, see below", of(uncounted.len()));
        by_kind(out, setting, &uncounted);
    }
    out.push('\n');
}

fn by_kind(out: &mut String, setting: &Setting, trials: &[&&Trial]) {
    let mut kinds: Vec<(&str, Vec<&str>)> = Vec::new();
    for target in trials.iter().flat_map(|trial| &trial.lost) {
        let (kind, name) = (kind_words(setting, *target), setting.plan.name_of(*target));
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, names)) => names.push(name),
            None => kinds.push((kind, vec![name])),
        }
    }
    for (kind, mut names) in kinds {
        let more = names.len().saturating_sub(NAMED);
        names.truncate(NAMED);
        let more = (more > 0).then(|| format!("and {} more; --format json has them all", thousands(more as u64)));
        wrapped(out, &format!("  {kind}: "), &names, more);
    }
}

fn kind_words(setting: &Setting, target: Target) -> &'static str {
    match target {
        Target::Machine(machine) => Names { setting }.role(machine),
        Target::SharedComponent(component) => setting.plan.topology.shared_components[component.index()].kind.word(),
        Target::Link(_) => "link",
        Target::Edge(_) => "Edge pool",
        Target::Site(_) | Target::Disaster => "site",
        Target::BackEnd(_) => "Back End",
        Target::Pool(_) | Target::Shock(_) => "pool",
    }
}

/// Names in lines no wider than a screen, each under the first.
fn wrapped(out: &mut String, label: &str, names: &[&str], more: Option<String>) {
    let indent = label.width();
    let mut at = indent;
    out.push_str(label);
    let words = names.iter().map(|name| (*name).to_owned()).chain(more);
    for (place, word) in words.enumerate() {
        if place > 0 {
            let wide = at + 2 + word.width() > LINE;
            out.push_str(if wide { ",\n" } else { ", " });
            at = if wide { indent } else { at + 2 };
            if wide {
                out.push_str(&" ".repeat(indent));
            }
        }
        at += word.width();
        out.push_str(&word);
    }
    out.push('\n');
}
