//! `replay`: one run told.

use crate::cli::arguments::{Replay, Telling};
use crate::cli::exit::{Exit, Failure};
use crate::cli::files;
use crate::cli::interrupt::{self, Stage};
use crate::cli::run::simulate;
use crate::experiment::Replicated;
use crate::model::Setting;
use crate::report::{log, ndjson, telling, timeline};

/// Tells a run.
///
/// # Errors
/// When the scenario is wrong (2) or the picture cannot be written (1).
pub fn replay(verb: &Replay) -> Result<Exit, Failure> {
    let ready = files::load(&verb.source)?;
    if let Some(picture) = &verb.picture {
        files::may_write(picture, &verb.source)?;
    }
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
    if let Some(picture) = &verb.picture {
        let title = format!("run {number}");
        files::write(picture, timeline::svg(&setting, &told, &title).as_bytes())?;
    }
    match verb.format {
        Telling::Log => files::print(&log::text(&setting, &told))?,
        Telling::Ndjson => files::print(&ndjson::ndjson(&setting, &told))?,
    };
    Ok(if interrupted { Exit::Interrupted } else { Exit::Fine })
}
