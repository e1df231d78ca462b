//! The answer on one screen, in the order in which a planner asks.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use crate::experiment::Estimate;
use crate::experiment::summary::{Kind, Summary};
use crate::facts::{Fact, pairing, pool as pool_facts};
use crate::ground::time::{Span, Time};
use crate::model::Setting;
use crate::report::interval::with_interval;
use crate::report::milestones::{Milestone, milestones};
use crate::report::names::{counted, thousands};
use crate::report::rated_load::load_of;
use crate::report::tale::Tale;
use crate::runbook::verbs::Verb;
use crate::scenario::text::Problems;
use crate::topology::PoolId;
use crate::world::cause::Cause;
use crate::world::phase::Phase;

/// Columns of the labels on the left.
const LABEL: usize = 20;
/// Milestones of the median run that fit the screen.
const MILESTONES: usize = 14;
/// Kinds of recoveries that are told one by one.
const KINDS: usize = 4;

/// A labelled line.
pub fn row(label: &str, text: &str) -> String {
    format!("{label}{}{text}\n", " ".repeat(LABEL.saturating_sub(label.width()).max(1)))
}

/// The screen of a run, without its last lines, which the command line adds.
pub fn screen(setting: &Setting, summary: &Summary, told: &Tale) -> String {
    let mut out = head(setting, summary);
    median_run(&mut out, setting, told);
    recoveries(&mut out, setting, summary);
    pools(&mut out, setting, summary);
    causes(&mut out, setting, summary);
    unfinished(&mut out, setting, summary);
    loads(&mut out, setting);
    leans_on(&mut out, setting);
    out
}

fn head(setting: &Setting, summary: &Summary) -> String {
    let estate = &setting.plan.estate;
    let mut out = format!(
        "{} | Lync Server 2013 | {}, master seed {}\n",
        setting.plan.about,
        counted(summary.runs, "run", "runs"),
        summary.seed
    );
    let widest = estate.pools.iter().map(|pool| pool.name.width()).max().unwrap_or(0);
    for pool in estate.pools.iter().take(8) {
        let servers = if pool.standard {
            "Standard Edition".to_owned()
        } else {
            counted(pool.front_ends.len() as u64, "Front End", "Front Ends")
        };
        let signed_in = u64::from(pool.users) * u64::from(setting.plan.signed_in.at(Time::ZERO)) / 1000;
        let partner = pool.partner.map_or(String::new(), |partner| format!("  ->  {}", estate.pool(partner).name));
        let _ = writeln!(
            out,
            "{}{}  {}  {servers}  {} users ({} signed in){partner}",
            pool.name,
            " ".repeat(widest - pool.name.width()),
            estate.sites[pool.site.index()].name,
            thousands(pool.users.into()),
            thousands(signed_in),
        );
    }
    if estate.pools.len() > 8 {
        let _ = writeln!(out, "and {} more pools", estate.pools.len() - 8);
    }
    out.push('\n');
    out
}

fn median_run(out: &mut String, setting: &Setting, told: &Tale) {
    // Where nothing is scripted a run is a long series of small things; the log tells it, the screen need not.
    if setting.plan.timeline.is_empty() {
        return;
    }
    let rows = milestones(setting, told);
    if rows.is_empty() {
        return;
    }
    let shown = &rows[..rows.len().min(MILESTONES)];
    let widest = shown.iter().map(|row| row.text.width()).max().unwrap_or(0).max(30);
    let title = "the median run, signed-in users hit";
    let room = widest + 11;
    let _ =
        writeln!(out, "{title}{} full  resiliency        none", " ".repeat((room + 6).saturating_sub(title.width())));
    for Milestone { at, text, users: [full, limited, none] } in shown {
        let _ = writeln!(
            out,
            "{}  {text}{}{:>11} {:>11} {:>11}",
            setting.plan.calendar.weekday_clock(*at),
            " ".repeat(widest - text.width()),
            thousands(*full),
            thousands(*limited),
            thousands(*none)
        );
    }
    if rows.len() > MILESTONES {
        let _ = writeln!(out, "and {} more; the log has them all", rows.len() - MILESTONES);
    }
    out.push_str(&who_is_signed_in(setting, shown));
    out.push('\n');
}

/// Why the columns do not add up to the same in every row, where they do not.
fn who_is_signed_in(setting: &Setting, rows: &[Milestone]) -> String {
    let said = |row: &Milestone| {
        let share = f64::from(setting.plan.signed_in.at(row.at)) / 10.0;
        (format!("{share:.0} %"), setting.plan.calendar.weekday_clock(row.at))
    };
    let Some((first, since)) = rows.first().map(said) else { return String::new() };
    match rows.iter().map(said).find(|(share, _)| *share != first) {
        Some((other, then)) => format!("signed in are {first} of the enabled users at {since}, {other} at {then}\n"),
        None => String::new(),
    }
}

/// A duration given in milliseconds, as people say it.
pub fn rough(millis: f64) -> String {
    Span::from_millis(millis.max(0.0) as u64).rough()
}

fn recoveries(out: &mut String, setting: &Setting, summary: &Summary) {
    let mut kinds: Vec<_> = summary.kinds.iter().filter(|((_, cause, _), _)| *cause != Cause::Order).collect();
    kinds.sort_by_key(|(key, kind)| (std::cmp::Reverse(kind.user_clock.iter().sum::<f64>() as u64), **key));
    for ((pool, cause, failed_over), kind) in kinds.iter().take(KINDS) {
        recovery(out, setting, summary, (*pool, *cause, *failed_over), kind);
    }
    if kinds.len() > KINDS {
        let _ = writeln!(out, "and {} more kinds of recoveries; the summary has them all\n", kinds.len() - KINDS);
    }
    let ordered: Vec<_> = summary.kinds.iter().filter(|((_, cause, _), _)| *cause == Cause::Order).collect();
    for ((pool, _, failed_over), kind) in ordered {
        let name = &setting.plan.estate.pool(*pool).name;
        let (label, what) =
            if *failed_over { ("planned move", "failover of") } else { ("second interruption", "failback to") };
        let clock = Estimate::of_non_negative(&kind.user_clock);
        out.push_str(&row(label, &format!("{what} {name}: {} median", rough(clock.p50))));
    }
}

fn recovery(out: &mut String, setting: &Setting, summary: &Summary, key: (PoolId, Cause, bool), kind: &Kind) {
    let (pool, cause, failed_over) = key;
    let name = &setting.plan.estate.pool(pool).name;
    let how = match (failed_over, cause) {
        (true, _) => "failed over",
        (false, Cause::Edge | Cause::NextHop) => "remote users let in again",
        (false, _) => "recovered in place",
    };
    let times = kind.count as f64 / summary.runs as f64;
    let often = if (times - 1.0).abs() < 1e-9 { String::new() } else { format!(", {} a run", number(times)) };
    let _ = writeln!(out, "{}: {}, {how}{often}", name, cause.words());
    let clock = Estimate::of_non_negative(&kind.user_clock);
    let mut line = format!("{} median, {} in a bad case (p95)", rough(clock.p50), rough(clock.p95));
    if let Some(target) = setting.plan.targets.time_to_recover {
        let missed = kind.count - kind.met;
        let _ = write!(line, "; your target {}: missed in {missed} of {}", target.rough(), kind.count);
    }
    out.push_str(&row("FULL SERVICE BACK", &line));
    if !kind.procedure_clock.is_empty() {
        let vendor = Estimate::of_non_negative(&kind.procedure_clock);
        let aim = setting.plan.sheet.span(&pairing::RTO_TARGET).rough();
        let line = format!("{} median (leaves out detection, decision, sign-in); it aims at {aim}", rough(vendor.p50));
        out.push_str(&row("vendor's clock", &line));
    }
    out.push_str(&row("goes to", &anatomy(setting, kind)));
    if failed_over {
        out.push_str(&row("lost", &lost(setting, kind)));
    }
    out.push('\n');
}

fn number(value: f64) -> String {
    if value >= 10.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}

/// What the user's clock went to, on average, largest first.
fn anatomy(setting: &Setting, kind: &Kind) -> String {
    let mut parts: Vec<(String, u64)> = Vec::new();
    for (phase, millis) in kind.anatomy() {
        let words = phase_words(setting, phase);
        match parts.iter_mut().find(|(known, _)| *known == words) {
            Some((_, sum)) => *sum += millis,
            None => parts.push((words, millis)),
        }
    }
    parts.sort_by_key(|(_, millis)| std::cmp::Reverse(*millis));
    let whole: f64 = parts.iter().map(|(_, millis)| *millis as f64).sum();
    let said: Vec<String> = parts
        .iter()
        // What is less than a hundredth is told in the summary, not on the screen.
        .filter(|(_, millis)| *millis as f64 * 100.0 >= whole)
        .map(|(words, millis)| format!("{words} {}", rough(*millis as f64 / kind.count as f64)))
        .take(6)
        .collect();
    said.join(" · ")
}

/// The words for a phase; steps that only look are told together, by their procedure.
pub fn phase_words(setting: &Setting, phase: Phase) -> String {
    let Phase::Step(number) = phase else { return phase.words().to_owned() };
    match setting.procedures.by_number(number) {
        Some(step) if step.types.is_empty() && matches!(step.does, Verb::Carry(_)) => {
            "mending and starting again".to_owned()
        }
        Some(step) if step.types.is_empty() => step.says.clone(),
        Some(step) => {
            let cmdlet = step.types.split(' ').next().unwrap_or(step.types);
            if cmdlet.starts_with("Get-") || step.types.contains("-WhatIf") {
                "looking".to_owned()
            } else {
                cmdlet.to_owned()
            }
        }
        None => "a step".to_owned(),
    }
}

fn lost(setting: &Setting, kind: &Kind) -> String {
    if kind.lost_user_data.is_empty() {
        return "nothing: the pool ran until its users were moved".to_owned();
    }
    let user = Estimate::of_non_negative(&kind.lost_user_data);
    let content = Estimate::of_non_negative(&kind.lost_content);
    let target = match setting.plan.targets.data_loss {
        Some(target) => {
            let missed = kind.lost_user_data.iter().filter(|lost| **lost > target.millis() as f64).count();
            format!("; your target {}: missed in {missed} of {}", target.rough(), kind.lost_user_data.len())
        }
        None => format!("; the vendor aims at {}", setting.plan.sheet.span(&pairing::RPO_TARGET).rough()),
    };
    let (user, content) = (rough(user.p50), rough(content.p50));
    format!("contacts {user} · meeting files {content} · location database: no copy exists{target}")
}

/// Minutes of an enabled user, of each pool and of all together.
fn pools(out: &mut String, setting: &Setting, summary: &Summary) {
    let (years, per) = if summary.years() < 1.0 {
        (1.0, format!("in {}", summary.horizon))
    } else {
        (summary.years(), "a year".to_owned())
    };
    let _ = writeln!(
        out,
        "{}",
        format!("{:<LABEL$}without service   resiliency mode   availability", format!("minutes {per}")).trim_end()
    );
    let mut line = |name: &str, columns: &crate::experiment::summary::Columns| {
        if columns.users == 0 {
            return;
        }
        let none = columns.minutes_per_user_year(&columns.none, years);
        let limited = columns.minutes_per_user_year(&columns.limited, years);
        let availability = columns.availability(summary.horizon).mean;
        let text = format!("{:<17} {:<17} {:.6}", with_interval(&none), with_interval(&limited), availability);
        out.push_str(&row(name, &text));
    };
    for (index, columns) in summary.pools.iter().enumerate().take(8) {
        line(&setting.plan.estate.pools[index].name, columns);
    }
    if summary.pools.len() > 1 {
        line("all users", &summary.total());
    }
    out.push('\n');
}

fn causes(out: &mut String, setting: &Setting, summary: &Summary) {
    let whole: u64 = summary.chains.values().map(|amounts| amounts.not_full()).sum();
    if whole == 0 {
        out.push_str(&row("costs", "nobody lacked anything"));
        return;
    }
    let mut rows: Vec<(String, u64)> = Vec::new();
    for ((_, cause, phase), amounts) in &summary.chains {
        let words = format!("{}: {}", cause.words(), phase_words(setting, *phase));
        match rows.iter_mut().find(|(known, _)| *known == words) {
            Some((_, sum)) => *sum += amounts.not_full(),
            None => rows.push((words, amounts.not_full())),
        }
    }
    rows.sort_by_key(|(words, cost)| (std::cmp::Reverse(*cost), words.clone()));
    for (index, (words, cost)) in rows.iter().take(5).enumerate() {
        let share = *cost as f64 / whole as f64 * 100.0;
        let label = if index == 0 { "costs most" } else { "" };
        out.push_str(&row(label, &format!("{share:>3.0} %  {words}")));
    }
    out.push('\n');
}

fn unfinished(out: &mut String, setting: &Setting, summary: &Summary) {
    for ((pool, phase), runs) in &summary.unfinished {
        let name = &setting.plan.estate.pool(*pool).name;
        let text = format!("{name}, in {runs} of {} runs: {}", summary.runs, phase_words(setting, *phase));
        out.push_str(&row("NOT FINISHED", &text));
    }
}

fn loads(out: &mut String, setting: &Setting) {
    let estate = &setting.plan.estate;
    for pool in estate.pool_ids().take(8) {
        let noun = estate.pool(pool);
        let fact: &'static Fact = if noun.standard { &pool_facts::RATED_STANDARD } else { &pool_facts::RATED_USERS };
        let rated = setting.plan.sheet.number(fact);
        let states = ["normal", "one server lost", "carrying both", "carrying both, one lost"];
        let said: Vec<String> = states
            .iter()
            .zip(load_of(setting, pool))
            .filter_map(|(state, load)| {
                let load = load?;
                let over = if load > 1.0 { " OVER" } else { "" };
                Some(format!("{state} {}{over}", thousands((load * rated).round() as u64)))
            })
            .collect();
        let text = format!("{} (rated {} a server)", said.join(" · "), thousands(rated as u64));
        out.push_str(&row(&format!("load {}", noun.name), &text));
    }
}

fn leans_on(out: &mut String, setting: &Setting) {
    let assumed: Vec<&str> = setting.plan.yours_to_set().map(|fact| fact.key).collect();
    if !assumed.is_empty() {
        out.push_str(&row("leans on", &format!("{}: ASSUMED, yours to set", assumed.join(", "))));
    }
}

/// How many findings `check` would show.
pub fn findings_line(findings: &Problems) -> String {
    row("findings", &format!("{} (pooldrill check)", findings.counts()))
}
