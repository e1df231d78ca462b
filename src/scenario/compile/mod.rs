//! From the typed scenario to the plan: what only the whole can tell is checked here.
//!
//! *Invariant*: a plan comes out only when nothing is wrong; every name in it is resolved and every calendar compiled.
//! What names something unknown is left out, and what is there is still checked, so that all mistakes are found in one go.
//!
//! *Deliberately absent*: support rules of the vendor, which are no mistakes of the text but findings about the design.

mod chance;
mod check;
mod names;
mod one_fact;
mod pools;
mod shared_components;
mod sheet;
mod steps;
mod timeline;
mod topology;
mod updates;

use std::collections::HashSet;

use check::Check;
use names::Names;

use super::form::{self, Scenario};
use super::plan::{Plan, Targets};
use super::read::Known;
use crate::facts::sheet::Sheet;
use crate::facts::users;
use crate::ground::calendar::{Calendar, Hours, Profile, Start, Weekday, Windows};
use crate::ground::time::{Span, Time};
use crate::text::{Place, Problems, Reading, Share};

/// The longest simulation: calendars of a century still fit into memory.
const LONGEST: Span = Span::from_millis(100 * Span::YEAR.millis());

/// Makes the plan of a scenario that was read. There is no plan when anything of it is lost or an error was found; what is
/// there is looked at all the same, so that every mistake is told.
pub fn compile(
    read: &Reading<Scenario>,
    place: Place,
    sha256: String,
    known: &Known<'_>,
    problems: &mut Problems,
) -> Option<Plan> {
    let scenario = read.value.as_ref()?;
    let errors = problems.errors();
    let (names, unknown) = (Names::default(), HashSet::new());
    let mut check = Check { scenario, place, whole: read.whole, names, left_out: false, unknown, problems };
    let check = &mut check;
    let sheet = sheet::sheet(check);
    let calendar = scenario.start.0.as_ref().map(|start| Calendar::new(Start::clone(start)));
    let horizon = horizon(check);
    let business = Hours::parse(sheet.text(&users::BUSINESS_HOURS)).ok();
    let step_laws = steps::laws(check, known);
    let extra_steps = steps::extra(check, known);
    let mut builder = topology::build(check, &sheet)?;
    let clock =
        calendar.as_ref().zip(horizon).map(|(calendar, horizon)| timeline::Clock { calendar, horizon, sheet: &sheet });
    let (timeline, rounds) = timeline::build(check, &builder, clock);
    let clocks = chance::build(check, &mut builder);
    check.lost_references(&read.mentions);
    let left_out = check.left_out;
    if !read.whole || problems.errors() > errors {
        return None;
    }
    assert!(!left_out, "something was left out although nothing is wrong");
    let (calendar, horizon, business, topology) = (calendar?, horizon?, business?, builder.finished()?);
    let staff = &scenario.staff;
    Some(Plan {
        // It is the first line of every answer, so it is one line.
        about: scenario.about.0.as_ref()?.split_whitespace().collect::<Vec<_>>().join(" "),
        staffed: staff.staffed.compile(&calendar, horizon),
        staffed_text: Hours::to_string(&staff.staffed),
        business: business.compile(&calendar, horizon),
        signed_in: signed_in(&calendar, horizon, &business, &sheet),
        shift: chance::shift(&scenario.failures, &calendar, horizon),
        calendar,
        horizon,
        topology,
        sheet,
        reacts: *staff.reacts,
        timeline,
        rounds,
        faults: clocks.faults,
        crews: clocks.crews,
        stocks: clocks.stocks,
        targets: targets(&scenario.targets),
        step_laws,
        extra_steps,
        sha256,
    })
}

fn horizon(check: &mut Check<'_>) -> Option<Span> {
    let horizon = Span::clone(check.scenario.horizon.0.as_ref()?);
    if horizon > Span::ZERO && horizon <= LONGEST {
        return Some(horizon);
    }
    let place = check.scenario.horizon.place;
    let what = "the horizon is not longer than nothing and at most 100 years".to_owned();
    check.error("P005", place, what, "", "write how long is simulated, such as \"30d\" or \"10y\"");
    None
}

fn targets(targets: &form::Targets) -> Targets {
    Targets {
        availability: targets.availability.map(Share::get),
        time_to_recover: targets.time_to_recover.as_ref().map(|span| **span),
        data_loss: targets.data_loss.as_ref().map(|span| **span),
    }
}

/// The share of enabled users signed in, in thousandths, by the local hour. An hour belongs to the business hours when
/// it begins within them.
fn signed_in(calendar: &Calendar, horizon: Span, business: &Hours, sheet: &Sheet) -> Profile {
    let thousandths = |share: f64| (share * 1000.0).round() as u32;
    let inside = thousandths(sheet.number(&users::SIGNED_IN));
    let outside = thousandths(sheet.number(&users::SIGNED_IN_OFF));
    let week = typical_week(business);
    let open = |day: Weekday, hour: u32| week.is_open(Time::ZERO + Span::hours(u64::from(day.number() * 24 + hour)));
    Profile::weekly(calendar, horizon, &|day, hour| if open(day, hour) { inside } else { outside })
}

/// Hours as windows of a week that begins on Monday at midnight and skips no hour.
fn typical_week(hours: &Hours) -> Windows {
    match Start::parse("2026-03-02 00:00 UTC") {
        Ok(monday) => hours.compile(&Calendar::new(monday), Span::days(7)),
        Err(_) => Windows::default(),
    }
}
