//! `check` and `show`: what is wrong with a scenario, and what follows from it.

use crate::cli::arguments::{Check, Format, Show};
use crate::cli::exit::{Exit, Failure};
use crate::cli::files;
use crate::cli::picture::Target;
use crate::report::chart::{self, style::PAGE};
use crate::report::text::topology;
use crate::scenario::resolved;
use crate::text;

/// Lists mistakes and findings.
///
/// # Errors
/// With exit code 2 when there is a mistake.
pub fn check(verb: &Check) -> Result<Exit, Failure> {
    let name = files::path_of(&verb.source.file);
    let (problems, sources) = match files::read_whole(&verb.source, None)? {
        Ok(loaded) => {
            let ready = files::ready(loaded, &verb.source)?;
            (ready.findings, ready.sources)
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

/// Shows what follows, or draws the deployment.
///
/// # Errors
/// When the scenario is wrong or the picture has no place (2), or it cannot be written (1).
pub fn show(verb: &Show) -> Result<Exit, Failure> {
    let ready = files::load(&verb.source)?;
    if let Some(file) = &verb.picture {
        let target = Target::reserve(file, &verb.source, verb.force)?;
        let drawing = chart::topology::drawing(&ready.plan);
        target.fill(&drawing.canvas, (PAGE, drawing.height))?;
        return Ok(Exit::Fine);
    }
    if verb.ron {
        return files::print(&resolved::to_ron(&resolved::resolved(&ready.scenario, &ready.plan)));
    }
    files::print(&topology::show(&ready.plan))
}
