//! The answer on one screen, in the order in which a planner asks.

use std::fmt::Write;

use crate::experiment::durations::Durations;
use crate::experiment::rated_load::{load_of, rated_users};
use crate::experiment::summary::{Kind, Summary};
use crate::facts::features::{Works, not_brought_back};
use crate::facts::pairing;
use crate::ground::time::Span;
use crate::model::Setting;
use crate::report::costs::phase_words;
use crate::report::kinds;
use crate::report::milestones::{Milestone, milestones, signed_in_at_work, tells_the_median_run};
use crate::report::names::{counted, thousands};
use crate::report::run_record::RunRecord;
use crate::report::states::STATES;
use crate::report::text::columns::{padded, widest};
use crate::report::text::costs;
use crate::report::text::minutes_table;
use crate::report::text::updates;
use crate::text::Problems;
use crate::topology::PoolId;
use crate::world::backup_copy::DataClass;
use crate::world::cause::Cause;

/// Columns of the labels on the left.
pub const LABEL: usize = 20;
/// Milestones of the median run that fit the screen.
const MILESTONES: usize = 15;
/// How many of them are the last ones, where not all fit.
const LAST: usize = 3;
/// Kinds of recoveries that are told one by one.
const KINDS: usize = 4;

/// A labelled line.
pub fn row(label: &str, text: &str) -> String {
    format!("{}{text}\n", padded(&format!("{label} "), LABEL))
}

/// The screen of a run, without its last lines, which the command line adds. Where the run of median cost was not told,
/// neither does the screen.
pub fn screen<'t>(setting: &Setting, summary: &Summary, told: impl Into<Option<&'t RunRecord>>) -> String {
    let mut out = head(setting, summary);
    if let Some(told) = told.into().filter(|_| tells_the_median_run(setting)) {
        median_run(&mut out, setting, told);
    }
    recoveries(&mut out, setting, summary);
    out.push_str(&updates::rows(setting, summary));
    out.push_str(&minutes_table::table(setting, summary));
    out.push_str(&costs::table(setting, summary));
    unfinished(&mut out, setting, summary);
    loads(&mut out, setting);
    assumes(&mut out, setting);
    out
}

fn head(setting: &Setting, summary: &Summary) -> String {
    let topology = &setting.plan.topology;
    let mut out = format!(
        "{} | Lync Server 2013 | {}, master seed {}\n",
        setting.plan.about,
        counted(summary.runs, "run", "runs"),
        summary.seed
    );
    let width = widest(topology.pools.iter().map(|pool| pool.name.as_str()));
    for pool in topology.pools.iter().take(POOLS) {
        let servers = if pool.standard {
            "Standard Edition".to_owned()
        } else {
            counted(pool.front_ends.len() as u64, "Front End", "Front Ends")
        };
        // At the hour of the start nearly nobody may be signed in, which says nothing about the pool.
        let signed_in = signed_in_at_work(setting, pool.users);
        let partner =
            pool.partner.map_or(String::new(), |partner| format!("  partner {}", topology.pool(partner).name));
        let _ = writeln!(
            out,
            "{}  {}  {servers}  {} users ({} signed in during business hours){partner}",
            padded(&pool.name, width),
            topology.sites[pool.site.index()].name,
            thousands(pool.users.into()),
            thousands(signed_in),
        );
    }
    if topology.pools.len() > POOLS {
        let _ = writeln!(out, "and {} more pools", topology.pools.len() - POOLS);
    }
    out.push('\n');
    out
}

fn median_run(out: &mut String, setting: &Setting, told: &RunRecord) {
    let rows = milestones(setting, told);
    if rows.is_empty() {
        return;
    }
    // How it ended is told in any case.
    let cut = if rows.len() > MILESTONES { MILESTONES - LAST } else { rows.len() };
    let (first, last) = (&rows[..cut], &rows[rows.len() - LAST.min(rows.len() - cut)..]);
    let shown = || first.iter().chain(last);
    let apart =
        shown().last().zip(shown().next()).is_some_and(|(last, first)| last.at.since(first.at) >= Span::days(7));
    let width = widest(shown().map(|row| row.text.as_str())).max(30);
    // What nobody lost a user over is told with everybody.
    let whose = if told.changes.is_empty() { "signed-in users" } else { "signed-in users hit" };
    let title = format!("the run of median cost, {whose}");
    let room = width + if apart { 18 } else { 11 };
    let _ = writeln!(out, "{} full  resiliency        none", padded(&title, room + 6));
    let calendar = &setting.plan.calendar;
    let when = |at| if apart { calendar.date_clock(at) } else { calendar.weekday_clock(at) };
    for (index, Milestone { at, text, users: [full, limited, none] }) in shown().enumerate() {
        if index == cut {
            let _ = writeln!(out, "and {} more, which the log has", rows.len() - MILESTONES);
        }
        let _ = writeln!(
            out,
            "{}  {}{:>11} {:>11} {:>11}",
            when(*at),
            padded(text, width),
            thousands(*full),
            thousands(*limited),
            thousands(*none)
        );
    }
    out.push_str("full, resiliency, none: with full service, in resiliency mode, without service from then on\n");
    out.push_str(&who_is_signed_in(setting, &rows));
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

/// A quantile as people say it; "-" where there is nothing.
pub fn rough_quantile(durations: &Durations, q: f64) -> String {
    match durations.quantile(q) {
        Some(millis) => rough(millis),
        None if durations.count() == 0 => "-".to_owned(),
        None => "not by the end".to_owned(),
    }
}

fn recoveries(out: &mut String, setting: &Setting, summary: &Summary) {
    let kinds = kinds::unplanned(summary);
    for (key, kind) in kinds.iter().take(KINDS) {
        recovery(out, setting, summary, *key, kind);
    }
    if kinds.len() > KINDS {
        let _ = writeln!(out, "and {} more kinds of recoveries; the summary has them all\n", kinds.len() - KINDS);
    }
    let ordered: Vec<_> = summary.kinds.iter().filter(|((_, cause, _), _)| cause.is_planned()).collect();
    for ((pool, cause, failed_over), kind) in ordered {
        let name = &setting.plan.topology.pool(*pool).name;
        let (label, what) = match (cause, failed_over) {
            (Cause::Maintenance, false) => ("planned work", "at"),
            (Cause::Maintenance, true) => ("planned work", "failed over from"),
            (_, true) => ("planned move", "failover of"),
            (_, false) => ("second interruption", "failback to"),
        };
        out.push_str(&row(label, &format!("{what} {name}: {} median", rough_quantile(&kind.each_user_clock, 0.5))));
    }
}

fn recovery(out: &mut String, setting: &Setting, summary: &Summary, key: (PoolId, Cause, bool), kind: &Kind) {
    let failed_over = key.2;
    let hit = counted(kind.users_hit_each(), "user", "users");
    let _ = writeln!(out, "{}; {hit} hit", kinds::words(setting, summary, key, kind));
    let (median, bad) = (rough_quantile(&kind.each_user_clock, 0.5), rough_quantile(&kind.each_user_clock, 0.95));
    let mut line = format!("{median} median, {bad} in a bad case (p95)");
    if let Some(target) = setting.plan.targets.time_to_recover {
        let (missed, all) = (thousands(kind.judged - kind.met), thousands(kind.judged));
        let _ = write!(line, "; your target {}: missed in {missed} of {all}", target.rough());
    }
    out.push_str(&row("FULL SERVICE BACK", &line));
    if kind.each_procedure_clock.count() > 0 {
        let vendor = rough_quantile(&kind.each_procedure_clock, 0.5);
        let aim = setting.plan.sheet.span(&pairing::RTO_TARGET).rough();
        let of = match kind.each_procedure_clock.count() {
            some if some < kind.all() => format!(", of {} that ran to the end", thousands(some)),
            _ => String::new(),
        };
        let line = format!("{vendor} median{of} (leaves out detection, decision, sign-in); it aims at {aim}");
        out.push_str(&row("vendor's clock", &line));
    }
    if kind.count > 0 {
        out.push_str(&row("goes to, on average", &anatomy(setting, kind)));
    }
    if failed_over || kind.each_lost[DataClass::JUDGED].count() > 0 {
        out.push_str(&row("lost", &lost(setting, kind, failed_over)));
    }
    if failed_over {
        out.push_str(&what_a_failover_leaves());
    }
    out.push('\n');
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

fn lost(setting: &Setting, kind: &Kind, failed_over: bool) -> String {
    let ages = &kind.each_lost[DataClass::JUDGED];
    if ages.count() == 0 {
        return "nothing: the pool ran until its users were moved".to_owned();
    }
    // Only the move of a pool's users loses what the Back End does not have as well.
    let elsewhere = kind.each_lost.each().filter(|(class, _)| !class.row().in_back_end);
    let from_partner = elsewhere.map(|(_, ages)| ages.longer_than(0)).max().unwrap_or(0);
    let target = match setting.plan.targets.data_loss {
        Some(target) => {
            let (missed, all) = (thousands(ages.longer_than(target.millis())), thousands(kind.count));
            format!("; your target {}: missed in {missed} of {all}", target.rough())
        }
        // That target is one of pool failover.
        None if from_partner == 0 && !failed_over => String::new(),
        None => format!("; the vendor aims at {}", setting.plan.sheet.span(&pairing::RPO_TARGET).rough()),
    };
    let user = rough_quantile(ages, 0.5);
    if !failed_over {
        // They were brought home without the partner that had carried them, or a QuorumLossRecovery took from the Back End
        // what it had.
        let what = match from_partner {
            0 => "not yet in the Back End",
            some if some < ages.count() => "written at the partner, or not yet in the Back End",
            _ => "written at the partner",
        };
        let (lost, all) = (thousands(ages.count()), thousands(kind.count));
        return format!("in {lost} of {all} what was {what}: {user}{target}");
    }
    let lost =
        kind.each_lost.each().map(|(class, ages)| format!("{} {}", class.row().short, rough_quantile(ages, 0.5)));
    format!("{} · location database: no copy exists{target}", lost.collect::<Vec<_>>().join(" · "))
}

/// What users still cannot do at the partner, with what would give it to them; two to a line.
fn what_a_failover_leaves() -> String {
    let said: Vec<String> = not_brought_back()
        .map(|(name, works)| match works {
            Works::If(condition) => format!("{name} unless {condition}"),
            Works::Yes | Works::No => name.to_owned(),
        })
        .collect();
    let lines = said.chunks(2).map(|some| some.join(" · "));
    lines.enumerate().map(|(line, text)| row(if line == 0 { "not brought back" } else { "" }, &text)).collect()
}

fn unfinished(out: &mut String, setting: &Setting, summary: &Summary) {
    // Steps that are told by the same words are one line.
    let mut lines: Vec<(PoolId, String, u64)> = Vec::new();
    for ((pool, phase), runs) in &summary.unfinished {
        let words = phase_words(setting, *phase);
        match lines.iter_mut().find(|(of, known, _)| of == pool && *known == words) {
            Some((.., sum)) => *sum += runs,
            None => lines.push((*pool, words, *runs)),
        }
    }
    for (pool, words, runs) in lines {
        let name = &setting.plan.topology.pool(pool).name;
        out.push_str(&row("NOT FINISHED", &format!("{name}, in {runs} of {} runs: {words}", thousands(summary.runs))));
    }
}

fn loads(out: &mut String, setting: &Setting) {
    let topology = &setting.plan.topology;
    let pools: Vec<PoolId> = topology.pool_ids().collect();
    let shown =
        worst_first(pools.len(), |pool| load_of(setting, pools[pool]).into_iter().flatten().fold(0.0, f64::max));
    for pool in shown.iter().map(|pool| pools[*pool]) {
        let noun = topology.pool(pool);
        let rated = rated_users(setting, pool);
        let said: Vec<String> = STATES
            .iter()
            .zip(load_of(setting, pool))
            .filter_map(|(state, load)| {
                let load = load?;
                let over = if load > 1.0 { " OVER" } else { "" };
                Some(format!("{state} {}{over}", thousands((load * rated).round() as u64)))
            })
            .collect();
        let text = format!("{} (users a server; rated for {})", said.join(" · "), thousands(rated as u64));
        out.push_str(&row(&format!("load {}", noun.name), &text));
    }
    if topology.pools.len() > shown.len() {
        out.push_str(&row("", &format!("and of {} pools with less", topology.pools.len() - shown.len())));
    }
}

/// Pools that are shown one by one.
const POOLS: usize = 8;

/// The pools for which there is room, in their order: all, or those that are worst.
pub fn worst_first(pools: usize, how_bad: impl Fn(usize) -> f64) -> Vec<usize> {
    let mut worst: Vec<(usize, f64)> = (0..pools).map(|pool| (pool, how_bad(pool))).collect();
    worst.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    worst.truncate(POOLS);
    let mut shown: Vec<usize> = worst.into_iter().map(|(pool, _)| pool).collect();
    shown.sort_unstable();
    shown
}

fn assumes(out: &mut String, setting: &Setting) {
    let cover = setting.plan.imperfect_cover().map(|fact| format!("{} {}", fact.key, setting.plan.sheet.text(fact)));
    let cover: Vec<String> = cover.collect();
    if !cover.is_empty() {
        out.push_str(&row("assumes", &format!("{}: set by the scenario, in no document", cover.join(", "))));
    }
}

/// How many findings `check` would show.
pub fn findings_line(findings: &Problems) -> String {
    row("findings", &format!("{} (pooldrill check)", findings.counts()))
}
