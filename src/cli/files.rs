//! Reading scenarios and writing artefacts.

use std::fs;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use crate::cli::arguments::Source;
use crate::cli::exit::{Exit, Failure};
use crate::lint;
use crate::runbook::compiled::known_steps;
use crate::scenario::plan::Plan;
use crate::scenario::read::{self, Known, Loaded};
use crate::scenario::text;

/// A scenario that can be simulated.
#[derive(Debug, Clone)]
pub struct Ready {
    /// What to simulate.
    pub plan: Plan,
    /// The scenario's other designs, when it was itself asked for.
    pub variants: Vec<(String, Plan)>,
    /// How many findings `check` would show.
    pub findings: text::Problems,
    /// The texts they refer to.
    pub sources: text::Sources,
    /// The scenario's name: its file without folder and ending.
    pub name: String,
}

/// Reads, checks and compiles a scenario.
///
/// # Errors
/// With exit code 2 and every mistake drawn, or when a file cannot be read.
pub fn load(source: &Source) -> Result<Ready, Failure> {
    load_under(source, None)
}

/// The same under a last overlay, which a question of the command line lays over it.
///
/// # Errors
/// As [`load`].
pub fn load_under(source: &Source, question: Option<&str>) -> Result<Ready, Failure> {
    let bytes = read(&source.file)?;
    let mut overlays = source
        .overlay
        .iter()
        .map(|path| Ok((path.display().to_string(), read(path)?)))
        .collect::<Result<Vec<_>, Failure>>()?;
    overlays.extend(question.map(|text| ("the command line.ron".to_owned(), text.as_bytes().to_vec())));
    let name = source.file.display().to_string();
    let loaded = read::load_with(&name, &bytes, &overlays, &Known { steps: &known_steps() })
        .map_err(|refused| Failure::usage(text::draw(&refused.problems, &refused.sources, colour(), width())))?;
    ready(loaded, source)
}

fn ready(loaded: Loaded, source: &Source) -> Result<Ready, Failure> {
    let stem =
        source.file.file_stem().map_or_else(|| "scenario".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let Loaded { plan, variants, problems: mut findings, sources, tree, .. } = loaded;
    findings.append(lint::findings(&plan, Some(&tree)));
    let Some(wanted) = &source.variant else {
        return Ok(Ready { plan, variants, findings, sources, name: stem });
    };
    let known: Vec<&str> = variants.iter().map(|(name, _)| name.as_str()).collect();
    let nearest = text::nearest(wanted, known.iter().copied()).map(|name| format!(" Did you mean \"{name}\"?"));
    let list = if known.is_empty() { "it has none".to_owned() } else { format!("it has: {}", known.join(", ")) };
    let missing = format!("The scenario has no variant \"{wanted}\"; {list}.{}", nearest.unwrap_or_default());
    let (name, plan) = variants.into_iter().find(|(name, _)| name == wanted).ok_or_else(|| Failure::usage(missing))?;
    Ok(Ready { plan, variants: Vec::new(), findings, sources, name: format!("{stem} - {name}") })
}

/// Reads a file, but never more than a scenario may have.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let refuse = |error: std::io::Error| {
        Failure::usage(format!("{} cannot be read: {error}. Check the path and its permissions.", path.display()))
    };
    let file = fs::File::open(path).map_err(refuse)?;
    if file.metadata().map_err(refuse)?.is_dir() {
        return Err(Failure::usage(format!("{} is a folder; name a scenario file in it.", path.display())));
    }
    let mut bytes = Vec::new();
    file.take(read::read_limit() as u64 + 1).read_to_end(&mut bytes).map_err(refuse)?;
    Ok(bytes)
}

/// Writes a file whole or not at all.
///
/// # Errors
/// With exit code 1 and the reason; nothing half written is left.
pub fn write(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let refuse = |error: &dyn std::fmt::Display| {
        Failure::failed(format!("{} cannot be written: {error}. Nothing was left half written.", path.display()))
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| refuse(&error))?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| refuse(&error))?;
    file.write_all(content).and_then(|()| file.flush()).map_err(|error| refuse(&error))?;
    // A temporary file is private; an artefact is as readable as its folder lets it be.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = fs::set_permissions(file.path(), fs::Permissions::from_mode(0o644));
    }
    file.persist(path).map_err(|error| refuse(&error.error))?;
    Ok(())
}

/// Prints an answer. A reader who has seen enough and closed the pipe is no failure.
///
/// # Errors
/// When standard output cannot be written for another reason.
pub fn print(text: &str) -> Result<Exit, Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(Exit::Fine),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(Exit::Fine),
        Err(error) => Err(Failure::failed(format!("standard output cannot be written: {error}"))),
    }
}

/// Says something about the answer on standard error.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Whether standard error should be coloured.
pub fn colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && std::io::stderr().is_terminal()
}

/// Columns of the terminal, as far as the environment says.
pub fn width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(100).clamp(40, 200)
}

/// The folder for a scenario's artefacts.
pub fn folder(out: &Path, name: &str) -> PathBuf {
    // The name may come from a variant, where any text may stand.
    let safe: String = name.chars().map(|c| if c.is_alphanumeric() || "-_. ".contains(c) { c } else { '_' }).collect();
    out.join(safe.trim().trim_matches('.').replace(' ', "-"))
}
