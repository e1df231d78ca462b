//! The answer to "what if we lose it, whenever": as a screen and as JSON.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use crate::experiment::Estimate;
use crate::experiment::incident::{Answer, HOURS, Incident, Struck, answer, look, without_federation};
use crate::ground::calendar::Weekday;
use crate::model::Setting;
use crate::report::interval::with_interval;
use crate::report::names::{counted, thousands};
use crate::report::provenance::{SCHEMA, provenance};
use crate::report::summary_json::estimate;
use crate::report::summary_text::{rough, row};

/// The screen. `left_out` says whether the scenario has a timeline, which this question does not play.
pub fn screen(setting: &Setting, incident: &Incident, struck: &[Struck], seed: u64, left_out: bool) -> String {
    let plan = &setting.plan;
    let mut out = format!(
        "Lose {} {} | {}\n{}, master seed {seed}; it stays lost for {} in the middle; looked at for {}{}\n\n",
        plan.name_of(incident.target),
        if incident.hours.is_some() { "at any of the chosen hours" } else { "at any hour" },
        plan.about,
        counted(struck.len() as u64, "run", "runs"),
        incident.lasts.median().rough(),
        look(plan).rough(),
        if left_out { "; the scenario's own timeline is left out" } else { "" },
    );
    for pool in plan.estate.pool_ids() {
        let answer = answer(setting, struck, pool);
        let noun = plan.estate.pool(pool);
        if noun.users == 0 {
            continue;
        }
        let _ = writeln!(out, "{}, {} users", noun.name, thousands(noun.users.into()));
        one_pool(&mut out, struck, &answer, look(plan).as_minutes_f64());
        out.push('\n');
    }
    for (route, minutes) in ["federation", "XMPP federation"].iter().zip(without_federation(struck)) {
        if minutes.max > 0.0 {
            out.push_str(&row(route, &format!("{} min without a route", with_interval(&minutes))));
        }
    }
    out
}

fn one_pool(out: &mut String, struck: &[Struck], answer: &Answer, longest: f64) {
    if answer.hit_share == 0.0 {
        out.push_str(&row("not hit", &format!("in any of {} incidents", struck.len())));
        return;
    }
    out.push_str(&row("hit", &format!("in {:.1} % of the incidents", answer.hit_share * 100.0)));
    if let Some(clock) = &answer.full_again {
        let seen = |value: f64| if value >= longest { format!("not in {}", minutes(longest)) } else { minutes(value) };
        let text = format!("{} median, {} in a bad case (p95)", seen(clock.p50), seen(clock.p95));
        out.push_str(&row("FULL SERVICE BACK", &text));
    }
    let line = |e: &Estimate| {
        if e.mean == 0.0 && e.max == 0.0 {
            return "none".to_owned();
        }
        format!("{} min of a user's time; median {}, p95 {}", with_interval(e), minutes(e.p50), minutes(e.p95))
    };
    out.push_str(&row("without service", &line(&answer.none)));
    out.push_str(&row("resiliency mode", &line(&answer.limited)));
    if let (Some(user), Some(content)) = (&answer.lost_user_data, &answer.lost_content) {
        let text = format!(
            "contacts {} median, {} p95 · meeting files {} median",
            minutes(user.p50),
            minutes(user.p95),
            minutes(content.p50)
        );
        out.push_str(&row("lost", &text));
    }
    if answer.unfinished > 0 {
        let text =
            format!("in {} of {} runs full service was not back when the look ended", answer.unfinished, struck.len());
        out.push_str(&row("NOT FINISHED", &text));
    }
    week(out, answer);
}

fn minutes(value: f64) -> String {
    if value == 0.0 { "0".to_owned() } else { rough(value * 60_000.0) }
}

/// Minutes lost by day of the week and six-hour watch at which it happened: what a heat map shows, in numbers.
fn week(out: &mut String, answer: &Answer) {
    out.push_str(&row(
        "minutes lost when",
        "  00-06   06-12   12-18   18-24   (mean of a user, by local hour of the loss)",
    ));
    let seen = |hours: std::ops::Range<usize>| answer.by_hour[hours].iter().flatten().copied().collect::<Vec<f64>>();
    for day in Weekday::ALL {
        let midnight = day.number() as usize % 7 * 24;
        // Days on which it is never lost say nothing.
        if seen(midnight..midnight + 24).is_empty() {
            continue;
        }
        let cells: Vec<String> = (0..4)
            .map(|watch| {
                let first = midnight + watch * 6;
                let seen = seen(first..first + 6);
                match seen.len() {
                    0 => format!("{:>6}", "-"),
                    n => format!("{:>6.0}", seen.iter().sum::<f64>() / n as f64),
                }
            })
            .collect();
        out.push_str(&row(&format!("  {}", day.name()), &format!(" {}", cells.join("  "))));
    }
}

/// The same for programs, with the heat map hour by hour.
pub fn json(setting: &Setting, incident: &Incident, struck: &[Struck], scenario: &str, seed: u64) -> Value {
    let plan = &setting.plan;
    let maybe = |e: &Option<Estimate>| e.as_ref().map_or(Value::Null, estimate);
    let mut pools = Map::new();
    for pool in plan.estate.pool_ids() {
        let answer = answer(setting, struck, pool);
        let value = json!({
            "none_minutes": estimate(&answer.none),
            "limited_minutes": estimate(&answer.limited),
            "full_again_minutes": maybe(&answer.full_again),
            "hit_share": answer.hit_share,
            "unfinished": answer.unfinished,
            "lost_data_minutes": { "user_data": maybe(&answer.lost_user_data), "meeting_content": maybe(&answer.lost_content) },
            "not_full_minutes_by_hour_of_week": answer.by_hour,
        });
        pools.insert(plan.estate.pool(pool).name.clone(), value);
    }
    let [federation, xmpp] = without_federation(struck);
    debug_assert!(struck.iter().all(|one| (one.hour as usize) < HOURS));
    json!({
        "schema": SCHEMA,
        "provenance": provenance(setting, scenario, seed, struck.len() as u64),
        "incident": { "lost": plan.name_of(incident.target), "lasts": incident.lasts.to_string(), "looked_at_ms": look(plan).millis() },
        "pools": pools,
        "without_federation_minutes": estimate(&federation),
        "without_xmpp_federation_minutes": estimate(&xmpp),
    })
}
