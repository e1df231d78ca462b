//! `replay`: one run told.

use crate::cli::arguments::{Replay, Telling};
use crate::cli::exit::{Exit, Failure};
use crate::cli::files;
use crate::cli::interrupt::{self, Stage};
use crate::cli::picture::Target;
use crate::cli::run::simulate;
use crate::experiment::Replicated;
use crate::model::Setting;
use crate::report::{
    chart::{style::PAGE, timeline},
    data::ndjson,
    telling,
    text::log,
};

/// Tells a run.
///
/// # Errors
/// When the scenario is wrong or the picture has no place (2), or it cannot be written (1).
pub fn replay(verb: &Replay) -> Result<Exit, Failure> {
    let ready = files::load(&verb.source)?;
    let picture = verb.picture.as_ref().map(|file| Target::reserve(file, &verb.source, verb.force)).transpose()?;
    let setting = Setting::new(ready.plan);
    let mut interrupted = false;
    let number = match verb.run {
        Some(number) => number,
        None => {
            let Replicated { summary, finished } =
                simulate(&setting, verb.seed, verb.replications, None, false, &mut |_, _, _| {})?;
            interrupted = finished < verb.replications;
            let (typical, worst) = summary.typical_and_worst().ok_or_else(|| Failure {
                exit: Exit::Interrupted,
                message: "No run was finished, so there is none to tell.".to_owned(),
            })?;
            if interrupted {
                files::say(&format!("Interrupted: the run told is chosen from the {finished} that were finished."));
            }
            if verb.worst { worst } else { typical }
        }
    };
    interrupt::now(Stage::Counting);
    let told = telling::tell_unless_stopped(&setting, verb.seed, number, interrupt::hurry()).ok_or_else(|| {
        Failure { exit: Exit::Interrupted, message: format!("Interrupted: run {number} was not told to its end.") }
    })?;
    interrupt::now(Stage::Giving);
    if let Some(picture) = &picture {
        let (canvas, height) = timeline::draw(&setting, &told, &format!("run {number}"));
        picture.fill(&canvas, (PAGE, height))?;
    }
    match verb.format {
        _ if picture.is_some_and(|picture| picture.is_answer()) => {}
        Telling::Log => drop(files::print(&log::text(&setting, &told))?),
        Telling::Ndjson => drop(files::print(&ndjson::ndjson(&setting, &told))?),
    }
    Ok(if interrupted { Exit::Interrupted } else { Exit::Fine })
}
