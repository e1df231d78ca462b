//! `run --incident` and `run --losses`: questions about losses that nobody wrote into the timeline.

use serde_json::Value;

use crate::cli::answer::{AnswerFiles, Parts};
use crate::cli::arguments::{Format, Run};
use crate::cli::exit::{Exit, Failure};
use crate::cli::files::{self, Ready};
use crate::cli::interrupt::{self, Stage};
use crate::cli::run::{bar, scenario_name, threads};
use crate::experiment::Budget;
use crate::experiment::incident::{Incident, ROOM, rehearse, with_incident, without_timeline};
use crate::experiment::losses;
use crate::experiment::repair::repair_law;
use crate::ground::calendar::Hours;
use crate::ground::law::Law;
use crate::model::Setting;
use crate::report::chart::answers;
use crate::report::chart::picture::Picture;
use crate::report::{data, text};
use crate::scenario::plan::Plan;
use crate::scenario::targets;
use crate::text::printable;

/// Loses something at a random moment, once in every run.
///
/// # Errors
/// When the loss, its duration or its hours cannot be understood (2).
pub fn incident(verb: &Run, loss: &str) -> Result<Exit, Failure> {
    let ready = files::load(&verb.source)?;
    let left_out = !ready.plan.timeline.is_empty();
    let ready = &with_room(verb, ready)?;
    let incident = asked(verb, &ready.plan, loss)?;
    let kind = loss.split('(').next().unwrap_or_default().trim();
    let question = format!("incident {kind} {}", ready.plan.name_of(incident.target));
    let files = AnswerFiles::reserve(&verb.output, &verb.source, Some(&question), INCIDENT)?;
    let quiet = without_timeline(&ready.plan);
    let (plan, line) = with_incident(&quiet, &incident).map_err(Failure::usage)?;
    let (setting, without) = (Setting::new(plan), Setting::new(quiet));
    interrupt::now(Stage::Counting);
    let bar = bar(verb.replications, "runs", verb.quiet);
    let progress = |done: u64| bar.set_position(done);
    let budget = Budget {
        seed: verb.seed,
        first: 0,
        runs: verb.replications,
        threads: threads(verb.threads),
        stop: interrupt::stop(),
        progress: &progress,
    };
    let struck = rehearse(&setting, &without, line, &budget).map_err(Failure::failed)?;
    bar.finish_and_clear();
    if struck.is_empty() {
        return Err(Failure {
            exit: Exit::Interrupted,
            message: "No run was finished; nothing was written.".to_owned(),
        });
    }
    let pictures = match &files {
        Some(_) => answers::of_incidents(&setting, &struck, verb.seed),
        None => Vec::new(),
    };
    let json = data::incident::json(&setting, &incident, &struck, &scenario_name(verb), verb.seed);
    let answer = match verb.format {
        Format::Json => format!("{json:#}\n"),
        Format::Table => {
            text::incident::screen(&setting, &incident, &struck, verb.seed, left_out)
                + &files.as_ref().map_or_else(String::new, |files| files.listed(&pictures, INCIDENT))
        }
    };
    give(&answer, json, files, &pictures)?;
    let interrupted = (struck.len() as u64) < verb.replications;
    if interrupted {
        files::say(&format!("Interrupted: the answer rests on the {} runs that were finished.", struck.len()));
    }
    Ok(if interrupted { Exit::Interrupted } else { Exit::Fine })
}

/// The files of an incident's answer.
const INCIDENT: Parts<'_> = Parts { pictures: &answers::INCIDENTS, others: &[], json: "incident.json" };
/// Those of the losses'.
const LOSSES: Parts<'_> = Parts { pictures: &answers::LOSSES, others: &[], json: "losses.json" };

/// Writes an answer and prints it, whether or not it could be written: a full disk must not cost what was simulated.
fn give(answer: &str, json: Value, files: Option<AnswerFiles>, pictures: &[Picture]) -> Result<(), Failure> {
    interrupt::now(Stage::Giving);
    let written = files.map_or(Ok(()), |mut files| {
        files.put_pictures(pictures);
        files.write(json)
    });
    files::print(answer)?;
    written
}

/// What is to be lost, for how long and when; everything that cannot be understood is told at once.
fn asked(verb: &Run, plan: &Plan, loss: &str) -> Result<Incident, Failure> {
    let mut wrong = Vec::new();
    let mut note = |option: &str, reason: String| wrong.push(format!("{option}: {}", printable(&reason)));
    let target = targets::target(plan, loss).map_err(|reason| note("--incident", reason)).ok();
    let lasts = verb.lasts.as_deref().map(Law::parse).transpose();
    let lasts = lasts.map_err(|error| note("--lasts", error.to_string())).ok();
    let hours = verb.hours.as_deref().map(Hours::parse).transpose();
    let hours = hours.map_err(|error| note("--hours", error.to_string())).ok();
    match (target, lasts, hours) {
        (Some(target), Some(lasts), Some(hours)) => {
            let hours = hours.map(|hours| hours.compile(&plan.calendar, plan.horizon));
            Ok(Incident { target, lasts: lasts.unwrap_or_else(|| repair_law(plan, target)), hours })
        }
        _ => Err(Failure::usage(wrong.join("\n"))),
    }
}

/// The scenario with a horizon long enough for the question; a short one is lengthened, without its timeline, which is not
/// played.
fn with_room(verb: &Run, ready: Ready) -> Result<Ready, Failure> {
    if ready.plan.horizon >= ROOM {
        return Ok(ready);
    }
    files::load_under(&verb.source, Some(&format!("(horizon: \"{ROOM}\", timeline: [])")))
}

/// Tries every single loss, and every pair.
///
/// # Errors
/// When there are too many to try (2), or none was tried before Ctrl-C (130).
pub fn losses(verb: &Run, ready: &Ready, depth: u8) -> Result<Exit, Failure> {
    let wanted = losses::wanted(&ready.plan, depth.into()).map_err(Failure::usage)?;
    let files = AnswerFiles::reserve(&verb.output, &verb.source, Some(&format!("losses {depth}")), LOSSES)?;
    interrupt::now(Stage::Counting);
    let bar = bar(wanted.len() as u64, "losses", verb.quiet);
    let progress = |done: u64| bar.set_position(done);
    let tried = losses::try_out(&ready.plan, &wanted, threads(verb.threads), interrupt::stop(), &progress);
    bar.finish_and_clear();
    let trials = tried.map_err(Failure::failed)?;
    let interrupted = trials.len() < wanted.len();
    if trials.is_empty() {
        let message = "No loss was tried to its end; nothing can be told.".to_owned();
        return Err(Failure { exit: Exit::Interrupted, message });
    }
    if interrupted {
        files::say(&format!(
            "Interrupted: {} of {} losses were tried; the others are not told.",
            trials.len(),
            wanted.len()
        ));
    }
    let setting = Setting::new(ready.plan.clone());
    let pictures = match &files {
        Some(_) => answers::of_losses(&setting, &trials),
        None => Vec::new(),
    };
    let json = data::losses::json(&setting, &trials, wanted.len());
    let answer = match verb.format {
        Format::Table => {
            text::losses::screen(&setting, &trials, wanted.len())
                + "\n"
                + &files.as_ref().map_or_else(String::new, |files| files.listed(&pictures, LOSSES))
        }
        Format::Json => format!("{json:#}\n"),
    };
    give(&answer, json, files, &pictures)?;
    Ok(if interrupted { Exit::Interrupted } else { Exit::Fine })
}
