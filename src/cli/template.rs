//! `new`: a scenario to start from.

use crate::cli::arguments::{New, quoted};
use crate::cli::artefacts::Places;
use crate::cli::exit::{Exit, Failure};
use crate::cli::files;
use crate::text;

/// The template is a file of its own, so that it can be read, checked and simulated like any scenario.
pub const TEMPLATE: &str = include_str!("template.ron");

/// Writes the template.
///
/// # Errors
/// When the file exists and is not to be overwritten (2), or cannot be written (1).
pub fn new(verb: &New) -> Result<Exit, Failure> {
    let Some(path) = verb.file.as_ref().filter(|path| !files::is_standard(path)) else { return files::print(TEMPLATE) };
    if std::fs::symlink_metadata(path).is_ok() && !verb.force {
        return Err(Failure::usage(format!(
            "{} exists; name another file, or add --force to overwrite it.",
            text::printable(&path.display().to_string())
        )));
    }
    Places::reserve(vec![path.clone()], None, verb.force)?.fill(vec![Some(TEMPLATE.to_owned().into())])?;
    let name = path.display().to_string();
    files::say(&format!("Wrote {}. Next: pooldrill run {}", text::printable(&name), quoted(&name)));
    Ok(Exit::Fine)
}
