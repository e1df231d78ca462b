//! `replay`: one run told.

use crate::cli::arguments::{Replay, Telling};
use crate::cli::artefacts::Places;
use crate::cli::exit::{Exit, Failure};
use crate::cli::interrupt::{self, Stage};
use crate::cli::run::simulate;
use crate::cli::{files, seal};
use crate::experiment::Replicated;
use crate::model::Setting;
use crate::report::{chart::timeline, data::ndjson, telling, text::log};

/// Tells a run.
///
/// # Errors
/// When the scenario is wrong or the picture has no place (2), or it cannot be written (1).
pub fn replay(verb: &Replay) -> Result<Exit, Failure> {
    let ready = files::load(&verb.source)?;
    let picture = verb.picture.as_ref().filter(|picture| !files::is_standard(picture));
    let place = picture.map(|picture| Places::reserve(vec![picture.clone()], Some(&verb.source), verb.force));
    let place = place.transpose()?;
    let setting = Setting::new(ready.plan);
    let mut interrupted = false;
    let number = match verb.run {
        Some(number) => number,
        None => {
            let Replicated { summary, finished } = simulate(&setting, verb.seed, verb.replications, None, false)?;
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
    let drawn = verb.picture.as_ref().map(|_| timeline::svg(&setting, &told, &format!("run {number}")));
    if let (Some(place), Some(drawn)) = (place, &drawn) {
        place.fill(&[Some(&seal::picture(drawn))])?;
    }
    match (drawn, verb.format) {
        // Two answers in one stream would be none.
        (Some(drawn), _) if picture.is_none() => files::print(&drawn)?,
        (_, Telling::Log) => files::print(&log::text(&setting, &told))?,
        (_, Telling::Ndjson) => files::print(&ndjson::ndjson(&setting, &told))?,
    };
    Ok(if interrupted { Exit::Interrupted } else { Exit::Fine })
}
