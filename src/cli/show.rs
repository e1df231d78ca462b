//! `check` and `show`: what is wrong with a scenario, and what follows from it.

use crate::cli::arguments::{Check, Format, Show};
use crate::cli::exit::{Exit, Failure};
use crate::cli::files;
use crate::lint;
use crate::report::estate_text;
use crate::runbook::compiled::known_steps;
use crate::scenario::read::{self, Known};
use crate::scenario::text;

/// Lists mistakes and findings.
///
/// # Errors
/// With exit code 2 when there is a mistake.
pub fn check(verb: &Check) -> Result<Exit, Failure> {
    let bytes = files::read(&verb.source.file)?;
    let overlays = verb
        .source
        .overlay
        .iter()
        .map(|path| Ok((path.display().to_string(), files::read(path)?)))
        .collect::<Result<Vec<_>, Failure>>()?;
    let name = verb.source.file.display().to_string();
    let (problems, sources) = match read::load_with(&name, &bytes, &overlays, &Known { steps: &known_steps() }) {
        Ok(loaded) => {
            let mut problems = loaded.problems;
            problems.append(lint::findings(&loaded.plan, Some(&loaded.tree)));
            (problems, loaded.sources)
        }
        Err(refused) => (refused.problems, refused.sources),
    };
    match verb.format {
        Format::Json => {
            files::print(&format!("{:#}\n", text::to_json(&problems, &sources)))?;
        }
        Format::Table if problems.is_empty() => {
            files::print(&format!("{name}: no mistakes, no findings\n"))?;
        }
        Format::Table => {
            let drawn = text::draw(&problems, &sources, false, files::width());
            files::print(&drawn)?;
        }
    }
    Ok(if problems.has_errors() { Exit::Usage } else { Exit::Fine })
}

/// Shows what follows.
///
/// # Errors
/// With exit code 2 when the scenario is wrong.
pub fn show(verb: &Show) -> Result<Exit, Failure> {
    let ready = files::load(&verb.source)?;
    files::print(&estate_text::show(&ready.plan))
}
