//! What can be typed. Only shapes and help live here.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::experiment::replicate::{RUNS, RUNS_MAX, SEED};
use crate::text::printable;

/// Rehearses the loss of a server, a pool or a data centre in a Lync Server 2013 deployment.
#[derive(Debug, Parser)]
#[command(name = "pooldrill", version, about, long_about = None, propagate_version = true, max_term_width = 100)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Write a scenario to start from, with comments
    New(New),
    /// Read a scenario and list every mistake and finding, with place, reason and remedy
    Check(Check),
    /// Show what follows from a scenario: domains, seed servers, replicas, the numbers in use
    Show(Show),
    /// Simulate a scenario many times and answer who is without what, for how long
    #[command(after_help = "Examples:\n  pooldrill run scenarios/05-lose-a-data-centre.ron\n  \
                            pooldrill run plan.ron --replications 5000 --seed 7 --format json > answer.json")]
    Run(Run),
    /// Simulate designs side by side on the same dice: a scenario with its variants, or several scenarios
    #[command(after_help = "Examples:\n  pooldrill compare scenarios/05-lose-a-data-centre.ron\n  \
                            pooldrill compare today.ron tomorrow.ron -n 5000")]
    Compare(Compare),
    /// Tell one run, minute by minute, in the documents' words with cmdlets
    #[command(after_help = "Examples:\n  pooldrill replay scenarios/05-lose-a-data-centre.ron --worst\n  \
                            pooldrill replay plan.ron --run 412 --format ndjson")]
    Replay(Replay),
    /// Explain a code, a runbook or a number
    #[command(after_help = "Examples:\n  pooldrill explain S030\n  pooldrill explain runbook failing-over-a-pool\n  \
                            pooldrill explain roles\n  pooldrill explain facts\n  pooldrill explain pool.grace")]
    Explain(Explain),
    /// Print the JSON Schema of scenario files
    Schema,
    /// Print completions for a shell
    Completions(Completions),
    /// Print the manual page
    Man,
}

/// A scenario and what is laid over it.
#[derive(Debug, Args, Clone)]
pub struct Source {
    /// The scenario, as .ron or .json; - is standard input
    pub file: PathBuf,
    /// A partial scenario laid over it; may be given several times
    #[arg(long, value_name = "FILE")]
    pub overlay: Vec<PathBuf>,
    /// One of the scenario's variants instead of the scenario itself
    #[arg(long, value_name = "NAME")]
    pub variant: Option<String>,
}

impl Source {
    /// The same again as it would be typed after a verb.
    pub fn typed(&self) -> String {
        let mut words = vec![quoted(&self.file.display().to_string())];
        for overlay in &self.overlay {
            words.push(format!("--overlay {}", quoted(&overlay.display().to_string())));
        }
        if let Some(variant) = &self.variant {
            words.push(format!("--variant {}", quoted(variant)));
        }
        words.join(" ")
    }
}

/// A word as a shell takes it, and takes nothing in it for anything else: in single quotes where it holds more than plain
/// characters, and with escapes where it holds what is not seen.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "._-/\\:".contains(c);
    if printable(word) != word {
        return format!("$'{}'", word.chars().map(escaped).collect::<String>());
    }
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// A character inside the quotes that shells read with escapes.
fn escaped(character: char) -> String {
    match character {
        '\'' | '\\' => format!("\\{character}"),
        _ if printable(&character.to_string()) == character.to_string() => character.to_string(),
        _ => character.to_string().bytes().map(|byte| format!("\\x{byte:02x}")).collect(),
    }
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}

/// Where the files of an answer go.
#[derive(Debug, Args, Clone)]
pub struct Output {
    /// The folder below which pictures, log and summary are written, in one of the scenario's own name. Files there
    /// that pooldrill did not write, or that were changed since, are not replaced
    #[arg(long, short, value_name = "DIR", default_value = "output")]
    pub out: PathBuf,
    /// Replace files that pooldrill did not write, links and read-only files; what is read is never written
    #[arg(long)]
    pub force: bool,
    /// Write no files
    #[arg(long)]
    pub no_files: bool,
    /// Write each picture as PNG as well, for slides and mails that take no SVG
    #[arg(long, conflicts_with = "no_files")]
    pub png: bool,
    /// Write every run and every recovery as a row as well, into runs.csv and recoveries.csv, for a picture of your own;
    /// not with --incident or --losses
    #[arg(long, conflicts_with = "no_files")]
    pub rows: bool,
}

/// How a run is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Telling {
    /// For people
    Log,
    /// For programs, a line of JSON for each entry
    Ndjson,
}

/// `new`
#[derive(Debug, Args)]
pub struct New {
    /// Where to write it; standard output unless given, or where it is -
    pub file: Option<PathBuf>,
    /// Overwrite an existing file
    #[arg(long)]
    pub force: bool,
}

/// `check`
#[derive(Debug, Args)]
pub struct Check {
    /// What to check
    #[command(flatten)]
    pub source: Source,
    /// How to write the findings
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// `show`
#[derive(Debug, Args)]
pub struct Show {
    /// What to show
    #[command(flatten)]
    pub source: Source,
    /// Print the scenario as it is simulated, as a file that can be read again: overlays are laid over it, defaults and what
    /// follows are written out, variants are left out
    #[arg(long, conflicts_with = "picture")]
    pub ron: bool,
    /// Draw the deployment into this file instead: PNG where its name ends in .png, SVG otherwise; - is standard output
    #[arg(long, value_name = "FILE")]
    pub picture: Option<PathBuf>,
    /// Replace a picture that pooldrill did not write, a link or a read-only file; what is read is never written
    #[arg(long)]
    pub force: bool,
}

/// `run`
#[derive(Debug, Args)]
pub struct Run {
    /// What to simulate
    #[command(flatten)]
    pub source: Source,
    /// Master seed
    #[arg(long, default_value_t = SEED)]
    pub seed: u64,
    /// How many runs
    #[arg(long, short = 'n', default_value_t = RUNS, value_parser = clap::value_parser!(u64).range(1..=RUNS_MAX))]
    pub replications: u64,
    /// Threads; all cores unless given. The answer does not depend on it
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// Where its files go
    #[command(flatten)]
    pub output: Output,
    /// Say nothing on standard error but mistakes
    #[arg(long, short)]
    pub quiet: bool,
    /// Lose this at a random moment of the calendar, once in every run: 'Site("dc1")', 'Server("pool1-fe1")', ...
    #[arg(long, value_name = "LOSS", conflicts_with_all = ["losses", "rows"])]
    pub incident: Option<String>,
    /// How long the incident's loss lasts; the scenario's repair law, or what practice knows, unless given
    #[arg(long, value_name = "LAW", requires = "incident", conflicts_with = "losses")]
    pub lasts: Option<String>,
    /// Hours in which the incident may happen, such as 'Mon-Fri 08:00-18:00'; any moment unless given
    #[arg(long, value_name = "HOURS", requires = "incident", conflicts_with = "losses")]
    pub hours: Option<String>,
    /// Try every single loss (1), or every single and every pair (2), with chance switched off
    #[arg(long, value_name = "DEPTH", value_parser = clap::value_parser!(u8).range(1..=2), conflicts_with = "rows")]
    pub losses: Option<u8>,
}

/// `compare`
#[derive(Debug, Args)]
pub struct Compare {
    /// The scenario whose variants are compared with it, or several scenarios
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Master seed
    #[arg(long, default_value_t = SEED)]
    pub seed: u64,
    /// How many runs of each design
    #[arg(long, short = 'n', default_value_t = RUNS, value_parser = clap::value_parser!(u64).range(1..=RUNS_MAX))]
    pub replications: u64,
    /// Threads; all cores unless given. The answer does not depend on it
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// Say nothing on standard error but mistakes
    #[arg(long, short)]
    pub quiet: bool,
    /// Where its files go
    #[command(flatten)]
    pub output: Output,
}

/// `replay`
#[derive(Debug, Args)]
pub struct Replay {
    /// What to simulate
    #[command(flatten)]
    pub source: Source,
    /// Master seed
    #[arg(long, default_value_t = SEED)]
    pub seed: u64,
    /// The run to tell; the median one of those simulated unless given
    #[arg(long, conflicts_with = "worst")]
    pub run: Option<u64>,
    /// Tell the costliest run
    #[arg(long)]
    pub worst: bool,
    /// How many runs to choose from
    #[arg(long, short = 'n', default_value_t = RUNS, value_parser = clap::value_parser!(u64).range(1..=RUNS_MAX))]
    pub replications: u64,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = Telling::Log)]
    pub format: Telling,
    /// Draw it as well, into this file: PNG where its name ends in .png, SVG otherwise; - draws it on standard output
    /// instead of the log
    #[arg(long, value_name = "FILE")]
    pub picture: Option<PathBuf>,
    /// Replace a picture that pooldrill did not write, a link or a read-only file; what is read is never written
    #[arg(long)]
    pub force: bool,
}

/// `explain`
#[derive(Debug, Args)]
pub struct Explain {
    /// A code (S030), a number's key (pool.grace), `facts`, `runbooks`, or `runbook NAME`
    #[arg(required = true, num_args = 1..=2)]
    pub what: Vec<String>,
}

/// `completions`
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}
