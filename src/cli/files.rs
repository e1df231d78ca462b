//! Reading scenarios and writing artefacts.

use std::fs;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use crate::cli::arguments::Source;
use crate::cli::exit::{Exit, Failure};
use crate::ground::identity::fnv1a;
use crate::lint;
use crate::runbook::compiled::known_steps;
use crate::scenario::plan::Plan;
use crate::scenario::read::{self, Known, Loaded, Refused};
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
    let loaded = read_whole(source, question)?
        .map_err(|refused| Failure::usage(text::draw(&refused.problems, &refused.sources, colour(), width())))?;
    ready(loaded, source)
}

/// Reads a scenario with its overlays; what is wrong with it, whoever asked may draw as he likes.
///
/// # Errors
/// With exit code 2 when files cannot be read: all that cannot.
pub fn read_whole(source: &Source, question: Option<&str>) -> Result<Result<Loaded, Box<Refused>>, Failure> {
    let bytes = read(&source.file);
    let overlays: Vec<_> = source.overlay.iter().map(|path| (path.display().to_string(), read(path))).collect();
    let unreadable = std::iter::once(&bytes).chain(overlays.iter().map(|(_, bytes)| bytes));
    let why: Vec<&str> = unreadable.filter_map(|read| read.as_ref().err()).map(|why| why.message.as_str()).collect();
    if !why.is_empty() {
        return Err(Failure::usage(why.join("\n")));
    }
    let overlays = overlays.into_iter().map(|(name, bytes)| Ok((name, bytes?))).collect::<Result<Vec<_>, Failure>>()?;
    let name = source.file.display().to_string();
    Ok(read::load_with(&name, &bytes?, &overlays, question, &Known { steps: &known_steps() }))
}

/// The scenario, or the variant of it that was asked for, with its findings.
///
/// # Errors
/// With exit code 2 when there is no such variant.
pub fn ready(loaded: Loaded, source: &Source) -> Result<Ready, Failure> {
    let stem =
        source.file.file_stem().map_or_else(|| "scenario".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let place = wanted_variant(&loaded, source)?;
    let Loaded { plan, mut variants, problems: mut findings, sources, tree, variant_trees } = loaded;
    let Some(place) = place else {
        findings.append(lint::findings(&plan, Some(&tree)));
        return Ok(Ready { plan, variants, findings, sources, name: stem });
    };
    let (name, plan) = variants.swap_remove(place);
    findings.append(lint::findings(&plan, Some(&variant_trees[place])));
    Ok(Ready { plan, variants: Vec::new(), findings, sources, name: format!("{stem} - {name}") })
}

/// The place of the variant that was asked for, if one was.
fn wanted_variant(loaded: &Loaded, source: &Source) -> Result<Option<usize>, Failure> {
    let Some(wanted) = &source.variant else { return Ok(None) };
    let known: Vec<&str> = loaded.variants.iter().map(|(name, _)| name.as_str()).collect();
    if let Some(place) = known.iter().position(|name| name == wanted) {
        return Ok(Some(place));
    }
    let nearest = text::nearest(wanted, known.iter().copied()).map(|name| format!(" Did you mean \"{name}\"?"));
    let list = if known.is_empty() { "it has none".to_owned() } else { format!("it has: {}", known.join(", ")) };
    let wanted = text::shown(wanted);
    Err(Failure::usage(format!("The scenario has no variant \"{wanted}\"; {list}.{}", nearest.unwrap_or_default())))
}

/// Reads a file, but never more than a scenario may have.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let refuse = |error: std::io::Error| {
        let name = text::printable(&path.display().to_string());
        Failure::usage(format!("{name} cannot be read: {error}. Check the path and its permissions."))
    };
    let file = fs::File::open(path).map_err(refuse)?;
    if file.metadata().map_err(refuse)?.is_dir() {
        return Err(Failure::usage(format!("{} is a folder; name a scenario file in it.", path.display())));
    }
    let mut bytes = Vec::new();
    file.take(read::read_limit() as u64 + 1).read_to_end(&mut bytes).map_err(refuse)?;
    Ok(bytes)
}

/// Whether a path may be written to: it is not one of the files that are read, and where it exists it is a file.
///
/// # Errors
/// With exit code 2 and what is in the way.
pub fn may_write(path: &Path, source: &Source) -> Result<(), Failure> {
    let same =
        |read: &PathBuf| fs::canonicalize(path).is_ok_and(|own| fs::canonicalize(read).is_ok_and(|read| own == read));
    let shown = text::printable(&path.display().to_string());
    if std::iter::once(&source.file).chain(&source.overlay).any(same) {
        return Err(Failure::usage(format!("{shown} is the scenario itself; name another file to write.")));
    }
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return Err(Failure::usage(format!("{shown} is no file that can be written over; name another one.")));
    }
    Ok(())
}

/// Writes a file whole or not at all. What a link points to is written, and the link stays.
///
/// # Errors
/// With exit code 1 and the reason; nothing half written is left.
pub fn write(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let refuse = |error: &dyn std::fmt::Display| {
        let name = text::printable(&path.display().to_string());
        Failure::failed(format!("{name} cannot be written: {error}. Nothing was left half written."))
    };
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return Err(refuse(&"it is no file"));
    }
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| refuse(&error))?;
    let mut new = tempfile::Builder::new();
    // A temporary file is private; an artefact is as readable as whoever runs this lets his files be.
    #[cfg(unix)]
    new.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = new.tempfile_in(folder).map_err(|error| refuse(&error))?;
    file.write_all(content).and_then(|()| file.flush()).map_err(|error| refuse(&error))?;
    file.persist(&path).map_err(|error| refuse(&error.error))?;
    Ok(())
}

/// Prints an answer. A reader who has seen enough and closed the pipe is no failure.
///
/// # Errors
/// When standard output cannot be written for another reason.
pub fn print(text: &str) -> Result<Exit, Failure> {
    let mut out = std::io::stdout().lock();
    printed(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// How printing ended.
///
/// # Errors
/// As [`print`].
pub fn printed(result: std::io::Result<()>) -> Result<Exit, Failure> {
    match result {
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

/// Bytes of the longest folder name that is kept as it is.
const LONGEST_FOLDER: usize = 150;

/// The folder for a scenario's artefacts. Where its name cannot be the folder's, what is left of it is told apart by a
/// number made of the whole.
pub fn folder(out: &Path, name: &str) -> PathBuf {
    let plain = |c: char| c.is_alphanumeric() || "-_. ".contains(c);
    let kept: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut safe = kept.trim().trim_matches('.').replace(' ', "-");
    if kept != name || safe.len() > LONGEST_FOLDER {
        while safe.len() > LONGEST_FOLDER {
            safe.pop();
        }
        safe.push_str(&format!("-{:08x}", fnv1a(name.as_bytes()) as u32));
    }
    out.join(safe)
}
