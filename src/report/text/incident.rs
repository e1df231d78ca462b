//! The answer to "what if we lose it, whenever" as a screen.

use std::fmt::Write;

use crate::experiment::Estimate;
use crate::experiment::incident::{Answer, Incident, Struck, WATCH, Watch, answer, look, routes_away};
use crate::experiment::rated_load::{load_of, rated_users};
use crate::facts::features::over_routes;
use crate::ground::calendar::Weekday;
use crate::lint::uncounted::not_counted;
use crate::model::Setting;
use crate::report::interval::with_interval;
use crate::report::lost::lost_words;
use crate::report::names::{counted, thousands, watch_words};
use crate::report::text::summary::{rough, row};
use crate::topology::PoolId;
use crate::world::backup_copy::DataClass;

/// Watches of a week: where fewer incidents hit somebody than there are, the table would show single ones.
const WATCHES: usize = 28;

/// The screen. `left_out` says whether the scenario has a timeline, which this question does not play.
pub fn screen(setting: &Setting, incident: &Incident, struck: &[Struck], seed: u64, left_out: bool) -> String {
    let plan = &setting.plan;
    let mut out = format!(
        "Lose {} {} | {}\n{}, master seed {seed}{}\nit begins at a random moment and is repaired after {} (median); looked \
         at for {} from then\n\n",
        lost_words(plan, &[incident.target]),
        if incident.hours.is_some() { "at any of the chosen hours" } else { "at any hour" },
        plan.about,
        counted(struck.len() as u64, "run", "runs"),
        if left_out { "; the scenario's own timeline is left out" } else { "" },
        incident.lasts.median().rough(),
        look(plan).rough(),
    );
    let mut rows = Rows::default();
    for pool in plan.topology.pool_ids().filter(|pool| plan.topology.pool(*pool).users > 0) {
        let noun = plan.topology.pool(pool);
        let _ = writeln!(out, "{}, {} users", noun.name, thousands(noun.users.into()));
        rows.one_pool(&mut out, setting, struck, pool);
        out.push('\n');
    }
    let mut beside = String::new();
    let without = routes_away(struck);
    for (feature, route) in over_routes() {
        let minutes = &without[route.index()];
        if minutes.max > 0.0 {
            beside.push_str(&row(feature.name, &format!("{} min without a route", with_interval(minutes))));
        }
    }
    for what in not_counted(plan, &[incident.target]) {
        beside.push_str(&row("NOT COUNTED", what));
    }
    // Each part ends with an empty line, but the last.
    let parts = [beside, rows.legend()];
    out.push_str(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n"));
    out
}

/// Which rows were shown: a legend explains what is there and nothing else.
#[derive(Debug, Default)]
struct Rows {
    hit: bool,
    second: bool,
    lost: bool,
    week: bool,
}

impl Rows {
    fn one_pool(&mut self, out: &mut String, setting: &Setting, struck: &[Struck], pool: PoolId) {
        let answer = answer(setting, struck, pool);
        let all = struck.len();
        if answer.hit == 0 {
            out.push_str(&row("not hit", &format!("in any of {} incidents", thousands(all as u64))));
            return;
        }
        self.hit = true;
        out.push_str(&row("hit", &format!("in {} of the incidents{}", share(answer.hit, all), begins(&answer))));
        let longest = look(&setting.plan).as_minutes_f64();
        if let Some(clock) = &answer.clock {
            out.push_str(&row("FULL SERVICE BACK", &clock_words(clock, longest)));
        }
        if answer.failed_over > 0 {
            out.push_str(&row("failed over", &failed_over(setting, pool, share(answer.failed_over, all))));
        }
        if let Some(clock) = &answer.second {
            self.second = true;
            let text = format!("{}; in {} of the incidents", clock_words(clock, longest), share(answer.seconds, all));
            out.push_str(&row("second interruption", &text));
        }
        out.push_str(&row("without service", &minutes_words(&answer.none)));
        out.push_str(&row("resiliency mode", &minutes_words(&answer.limited)));
        let lost = answer.lost.each().filter_map(|(class, lost)| Some((class, lost.as_ref()?)));
        let lost: Vec<String> = lost.map(|(class, lost)| lost_class(class, lost)).collect();
        if !lost.is_empty() {
            self.lost = true;
            out.push_str(&row("lost", &lost.join(" · ")));
        }
        if answer.unfinished > 0 {
            let text = format!("in {} of the incidents when the look ended", share(answer.unfinished, all));
            out.push_str(&row("NOT FINISHED", &text));
        }
        if answer.hit >= WATCHES {
            self.week = true;
            week(out, &answer.by_watch);
        } else {
            out.push_str(&row("by the hour", "too few incidents hit somebody to tell"));
        }
    }

    fn legend(&self) -> String {
        let lines = [
            (self.hit, CLOCK),
            (self.second, "second interruption: the same while users who were failed over are brought home\n"),
            (self.hit, MINUTES),
            (self.lost, "lost: age of the newest contacts and files the partner had, of the incidents that lost any\n"),
            (self.week, WEEK),
        ];
        lines.into_iter().filter(|(shown, _)| *shown).map(|(_, line)| line).collect()
    }
}

/// What the clock is.
const CLOCK: &str = "\
hit: users lacked full service that they have at the same moment of the same run without the loss
FULL SERVICE BACK: how long that lasted; the longest such time of each run that hit somebody; p95: one in twenty is worse
";
/// What the places of the week are.
const WEEK: &str = "\
minutes when it begins: without full service, by the local hour at which the loss begins; no ±: too few to tell; -: none
";
/// What the minutes are.
const MINUTES: &str = "\
min: of a user's time, mean over all users of the pool, with its 95 % interval; the difference to the same runs
  without the loss, so below zero is less than without it
";

/// How old the newest data were; of the class that targets are about, in a bad case as well.
fn lost_class(class: DataClass, lost: &Estimate) -> String {
    let bad = if class == DataClass::JUDGED { format!(", {} p95", minutes(lost.p95)) } else { String::new() };
    format!("{} {} median{bad}", class.row().short, minutes(lost.p50))
}

fn share(part: usize, whole: usize) -> String {
    format!("{:.1} %", part as f64 / whole.max(1) as f64 * 100.0)
}

/// What does not begin with the loss itself is a later fault that hurts because of it.
fn begins(answer: &Answer) -> String {
    let later = answer.begins_after.as_ref().filter(|after| after.p50 >= 1.0);
    later.map_or(String::new(), |after| format!(", {} after the loss (median)", minutes(after.p50)))
}

fn clock_words(clock: &Estimate, longest: f64) -> String {
    let seen = |value: f64| if value.is_finite() { minutes(value) } else { format!("not in {}", minutes(longest)) };
    format!("{} median, {} in a bad case (p95)", seen(clock.p50), seen(clock.p95))
}

fn failed_over(setting: &Setting, pool: PoolId, share: String) -> String {
    let topology = &setting.plan.topology;
    let over = topology.pool(pool).partner.and_then(|partner| {
        let load = load_of(setting, partner)[2].filter(|load| *load > 1.0)?;
        let (name, rated) = (&topology.pool(partner).name, rated_users(setting, partner));
        let (users, rated) = (thousands((load * rated).round() as u64), thousands(rated as u64));
        Some(format!("; {name} then has {users} users a server (rated {rated}): OVER, which no minute counts"))
    });
    format!("in {share} of the incidents{}", over.unwrap_or_default())
}

fn minutes_words(e: &Estimate) -> String {
    if e.mean == 0.0 && e.max == 0.0 {
        return "none".to_owned();
    }
    format!("{} min; median {}, p95 {}", with_interval(e), minutes(e.p50), minutes(e.p95))
}

/// Minutes as people say them; a difference may be less than nothing.
fn minutes(value: f64) -> String {
    match value {
        0.0 => "0".to_owned(),
        ..0.0 => format!("-{}", rough(-value * 60_000.0)),
        _ => rough(value * 60_000.0),
    }
}

/// Columns of a watch.
const WIDE: usize = 16;

/// Minutes lost by day of the week and six-hour watch at which it happened: what a heat map shows, in numbers.
fn week(out: &mut String, watches: &[Watch]) {
    let hours = (0..24).step_by(WATCH).map(|hour| format!("{:>WIDE$}", watch_words(hour)));
    out.push_str(&row("minutes when", &hours.collect::<String>()));
    for day in Weekday::ALL {
        let midnight = day.number() as usize % 7 * 24;
        let of_day: Vec<&Watch> = watches.iter().filter(|watch| watch.first / 24 * 24 == midnight).collect();
        // Days on which it is never lost say nothing.
        if of_day.iter().all(|watch| watch.incidents == 0) {
            continue;
        }
        let cells = of_day.iter().map(|watch| format!("{:>WIDE$}", cell(watch)));
        out.push_str(&row(&format!("  it begins, {}", day.name()), &cells.collect::<String>()));
    }
}

fn cell(watch: &Watch) -> String {
    match &watch.minutes {
        None => "-".to_owned(),
        Some(minutes) if minutes.mean == 0.0 && minutes.ci.1.is_none() => "0".to_owned(),
        Some(minutes) => with_interval(minutes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_below_zero_is_not_said_to_be_nothing() {
        let said = [-90.0, -0.5, 0.0, 0.5].map(minutes);
        assert_eq!(said, ["-1 h 30 min", "-30 s", "0", "30 s"]);
    }

    /// Seven incidents that cost between nothing and two hours do not know their mean to the minute.
    #[test]
    fn a_place_of_the_week_shows_no_digits_beyond_its_noise() {
        let cell = |costs: &[f64]| {
            let minutes = (!costs.is_empty()).then(|| Estimate::of(costs));
            super::cell(&Watch { first: 0, incidents: costs.len(), minutes })
        };
        assert_eq!(cell(&[0.0, 31.0, 120.0, 64.0, 18.0, 77.0, 5.0]), "45 ± 41");
        assert_eq!([cell(&[]), cell(&[0.0; 40])], ["-", "0"]);
    }
}
