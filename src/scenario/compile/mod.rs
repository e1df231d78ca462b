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

use check::Check;
use names::Names;

use super::model::Scenario;
use super::plan::{Plan, Targets};
use super::read::Known;
use crate::facts::sheet::Sheet;
use crate::facts::users;
use crate::ground::calendar::{Calendar, Hours, Profile, Start, Weekday, Windows};
use crate::ground::time::{Span, Time};
use crate::text::{Node, Problems, Step};

/// The longest simulation: calendars of a century still fit into memory.
const LONGEST: Span = Span::from_millis(100 * Span::YEAR.millis());

/// Makes the plan of a scenario. The tree is the one the scenario was read from; its places are those of the problems.
/// There is no plan when an error was found.
pub fn compile(
    node: &Node,
    scenario: &Scenario,
    sha256: String,
    known: &Known<'_>,
    problems: &mut Problems,
) -> Option<Plan> {
    let errors = problems.errors();
    let mut check = Check { node, scenario, names: Names::default(), left_out: false, problems };
    let check = &mut check;
    let sheet = sheet::sheet(check);
    let calendar =
        check.quantity(Start::parse(&scenario.start), &scenario.start, &[Step::Key("start")]).map(Calendar::new);
    let horizon = horizon(check);
    let staffed = hours(check, scenario.staff.staffed.as_deref().unwrap_or("always"));
    let business = Hours::parse(sheet.text(&users::BUSINESS_HOURS)).ok();
    let targets = targets(check);
    let step_laws = steps::laws(check, known);
    let extra_steps = steps::extra(check, known);
    let builder = topology::build(check, &sheet);
    let (mut builder, calendar, horizon) = (builder?, calendar?, horizon?);
    let timeline = timeline::build(check, &builder, &calendar, horizon);
    let clocks = chance::build(check, &mut builder);
    let shift = chance::shift(check, &calendar, horizon);
    let left_out = check.left_out;
    if problems.errors() > errors {
        return None;
    }
    assert!(!left_out, "something was left out although nothing is wrong");
    let (topology, staffed, business) = (builder.finished()?, staffed?, business?);
    Some(Plan {
        // It is the first line of every answer, so it is one line.
        about: scenario.about.split_whitespace().collect::<Vec<_>>().join(" "),
        staffed: staffed.compile(&calendar, horizon),
        staffed_text: staffed.to_string(),
        business: business.compile(&calendar, horizon),
        signed_in: signed_in(&calendar, horizon, &business, &sheet),
        calendar,
        horizon,
        topology,
        sheet,
        reacts: scenario.staff.reacts.unwrap_or(true),
        timeline,
        faults: clocks.faults,
        crews: clocks.crews,
        stocks: clocks.stocks,
        shift,
        targets,
        step_laws,
        extra_steps,
        sha256,
    })
}

fn horizon(check: &mut Check<'_>) -> Option<Span> {
    let steps = [Step::Key("horizon")];
    let horizon = check.span(&check.scenario.horizon, &steps);
    if horizon > Span::ZERO && horizon <= LONGEST {
        return Some(horizon);
    }
    let place = check.place(&steps);
    let what = "the horizon is not longer than nothing and at most 100 years".to_owned();
    check.error("P005", place, what, "", "write how long is simulated, such as \"30d\" or \"10y\"");
    None
}

fn hours(check: &mut Check<'_>, text: &str) -> Option<Hours> {
    check.quantity(Hours::parse(text), text, &[Step::Key("staff"), Step::Key("staffed")])
}

fn targets(check: &mut Check<'_>) -> Targets {
    let targets = &check.scenario.targets;
    let mut span = |field, text: &Option<String>| {
        text.as_ref().map(|text| check.span(text, &[Step::Key("targets"), Step::Key(field)]))
    };
    Targets {
        availability: targets.availability,
        time_to_recover: span("time_to_recover", &targets.time_to_recover),
        data_loss: span("data_loss", &targets.data_loss),
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
