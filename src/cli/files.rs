//! Reading scenarios, printing answers.

use std::fs;
use std::io::{IsTerminal, Read, Write};
use std::path::Path;
use std::sync::OnceLock;

use crate::cli::arguments::Source;
use crate::cli::exit::{Exit, Failure};
use crate::ground::text as foreign;
use crate::lint;
use crate::runbook::compiled::known_steps;
use crate::scenario::form::Scenario;
use crate::scenario::plan::Plan;
use crate::scenario::read::{self, Known, Loaded, Refused};
use crate::text;

/// A scenario that can be simulated.
#[derive(Debug, Clone)]
pub struct Ready {
    /// What to simulate.
    pub plan: Plan,
    /// The scenario that it follows from.
    pub scenario: Scenario,
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
    let loaded = read_whole(source, question)?.map_err(|refused| {
        say_drawn(&refused);
        Failure::usage("")
    })?;
    ready(loaded, source)
}

/// Reads a scenario with its overlays; what is wrong with it, whoever asked may draw as he likes.
///
/// # Errors
/// With exit code 2 when files cannot be read: all that cannot.
pub fn read_whole(source: &Source, question: Option<&str>) -> Result<Result<Loaded, Box<Refused>>, Failure> {
    let bytes = read(&source.file);
    let overlays: Vec<_> = source.overlay.iter().map(|path| (path_of(path), read(path))).collect();
    let unreadable = std::iter::once(&bytes).chain(overlays.iter().map(|(_, bytes)| bytes));
    let why: Vec<&str> = unreadable.filter_map(|read| read.as_ref().err()).map(|why| why.message.as_str()).collect();
    if !why.is_empty() {
        return Err(Failure::usage(why.join("\n")));
    }
    let overlays = overlays.into_iter().map(|(name, bytes)| Ok((name, bytes?))).collect::<Result<Vec<_>, Failure>>()?;
    let name = path_of(&source.file);
    Ok(read::load_with(&name, &bytes?, &overlays, question, &Known { steps: &known_steps() }))
}

/// The scenario, or the variant of it that was asked for, with its findings.
///
/// # Errors
/// With exit code 2 when there is no such variant.
pub fn ready(loaded: Loaded, source: &Source) -> Result<Ready, Failure> {
    let stem = if is_standard(&source.file) { None } else { source.file.file_stem() };
    let stem = stem.map_or_else(|| called(&source.file), |stem| stem.to_string_lossy().into_owned());
    let place = wanted_variant(&loaded, source)?;
    let Loaded { plan, mut variants, scenario, mut variant_scenarios, problems: mut findings, sources, .. } = loaded;
    let (tree, variant_trees) = (loaded.tree, loaded.variant_trees);
    let Some(place) = place else {
        findings.append(lint::findings(&plan, Some(&tree)));
        return Ok(Ready { plan, scenario, variants, findings, sources, name: stem });
    };
    let (name, plan) = variants.swap_remove(place);
    let scenario = variant_scenarios.swap_remove(place);
    findings.append(lint::findings(&plan, Some(&variant_trees[place])));
    Ok(Ready { plan, scenario, variants: Vec::new(), findings, sources, name: format!("{stem} - {name}") })
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

/// Whether a path stands for standard input, or for standard output where something is written.
pub fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The name by which an answer calls a file. The folder it lies in is this machine's business and no part of the answer.
pub fn called(path: &Path) -> String {
    if is_standard(path) {
        return "standard input".to_owned();
    }
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// The path by which a message calls a file.
pub fn path_of(path: &Path) -> String {
    if is_standard(path) { called(path) } else { path.display().to_string() }
}

/// Reads a file, but never more than a scenario may have; `-` is standard input.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let refuse = |error: std::io::Error| {
        let name = text::printable(&path_of(path));
        Failure::usage(format!("{name} cannot be read: {error}. Check the path and its permissions."))
    };
    if is_standard(path) {
        return standard_input().map_err(refuse);
    }
    let file = fs::File::open(path).map_err(refuse)?;
    if file.metadata().map_err(refuse)?.is_dir() {
        return Err(Failure::usage(format!(
            "{} is a folder; name a scenario file in it.",
            text::printable(&path_of(path))
        )));
    }
    let mut bytes = Vec::new();
    file.take(read::read_limit() as u64 + 1).read_to_end(&mut bytes).map_err(refuse)?;
    Ok(bytes)
}

/// What comes in on standard input. It comes once, and may be asked for again.
fn standard_input() -> std::io::Result<Vec<u8>> {
    static INPUT: OnceLock<Vec<u8>> = OnceLock::new();
    if let Some(bytes) = INPUT.get() {
        return Ok(bytes.clone());
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(read::read_limit() as u64 + 1).read_to_end(&mut bytes)?;
    Ok(INPUT.get_or_init(|| bytes).clone())
}

/// Prints an answer. A reader who has seen enough and closed the pipe is no failure.
///
/// # Errors
/// When standard output cannot be written for another reason.
pub fn print(text: &str) -> Result<Exit, Failure> {
    let mut out = std::io::stdout().lock();
    // An answer in JSON begins with a brace, and no other does.
    let harmless = if text.starts_with('{') { foreign::json(text) } else { foreign::screen(text) };
    printed(out.write_all(harmless.as_bytes()).and_then(|()| out.flush()))
}

/// How printing ended.
///
/// # Errors
/// As [`print()`].
pub fn printed(result: std::io::Result<()>) -> Result<Exit, Failure> {
    match result {
        Ok(()) => Ok(Exit::Fine),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(Exit::Fine),
        Err(error) => Err(Failure::failed(format!("standard output cannot be written: {error}"))),
    }
}

/// Says something about the answer on standard error.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{}", foreign::screen(text));
}

/// Draws mistakes on standard error, in colours where those are seen. The drawing takes care of the words in it.
fn say_drawn(refused: &Refused) {
    let drawn = text::draw(&refused.problems, &refused.sources, colour(), width());
    let _ = writeln!(std::io::stderr(), "{}", drawn.trim_end());
}

/// Whether standard error should be coloured.
pub fn colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && std::io::stderr().is_terminal()
}

/// Columns of the terminal, as far as the environment says.
pub fn width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(100).clamp(40, 200)
}
