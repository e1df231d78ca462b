//! `run`: many runs, one screen, a folder with picture, log and summary.

use std::io::IsTerminal;
use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::arguments::{Format, RUNS, Run};
use crate::cli::exit::{Exit, Failure};
use crate::cli::files::{self, Ready};
use crate::cli::incident;
use crate::cli::interrupt::{self, Stage};
use crate::experiment::{Budget, Replicated, replicate};
use crate::model::Setting;
use crate::report::{log, summary_json, summary_text, telling, timeline};
use crate::scenario::text::printable;

/// Simulates and answers.
///
/// # Errors
/// When the scenario is wrong (2), a file cannot be written (1), or no run was finished before Ctrl-C (130).
pub fn run(verb: &Run) -> Result<Exit, Failure> {
    if let Some(loss) = &verb.incident {
        return incident::incident(verb, loss);
    }
    let ready = files::load(&verb.source)?;
    if let Some(depth) = verb.losses {
        return incident::losses(verb, &ready, depth);
    }
    let setting = Setting::new(ready.plan.clone());
    let Replicated { summary, finished } = simulate(&setting, verb.seed, verb.replications, verb.threads, verb.quiet)?;
    let interrupted = finished < verb.replications;
    let Some((typical, _)) = summary.typical_and_worst() else {
        return Err(Failure {
            exit: Exit::Interrupted,
            message: "No run was finished; nothing was written.".to_owned(),
        });
    };
    if interrupted {
        files::say(&format!("Interrupted: the answer rests on the {finished} runs that were finished."));
    }
    let told = if median_run_is_shown(verb, &setting) {
        telling::tell_unless_stopped(&setting, verb.seed, typical, interrupt::hurry())
    } else {
        None
    };
    let untold = told.is_none() && median_run_is_shown(verb, &setting);
    if untold {
        files::say(&format!(
            "Interrupted: run {typical}, the one of median cost, is not told; neither picture nor log."
        ));
    }
    let name = scenario_name(verb);
    let beside = summary_json::Beside { told: told.as_ref(), findings: &ready.findings };
    let json = format!("{:#}\n", summary_json::answer(&setting, &name, &summary, &beside));
    let folder = files::folder(&verb.out, &ready.name);
    let title = format!("run {typical} of {finished}, the one of median cost");
    let answer = match verb.format {
        Format::Json => json.clone(),
        Format::Table => {
            summary_text::screen(&setting, &summary, told.as_ref()) + &what_else(verb, &ready, &folder, finished)
        }
    };
    interrupt::now(Stage::Giving);
    let write = || -> Result<(), Failure> {
        if let Some(told) = &told {
            files::write(&folder.join("timeline.svg"), timeline::svg(&setting, told, &title).as_bytes())?;
            files::write(&folder.join("events.log"), log::text(&setting, told).as_bytes())?;
        }
        files::write(&folder.join("summary.json"), json.as_bytes())
    };
    let written = if verb.no_files { Ok(()) } else { write() };
    files::print(&answer)?;
    // The answer comes first: a full disk must not cost what was simulated.
    written?;
    Ok(if interrupted || untold { Exit::Interrupted } else { Exit::Fine })
}

/// Whether picture, log, or screen and summary tell the run of median cost; otherwise nobody needs to simulate it again.
fn median_run_is_shown(verb: &Run, setting: &Setting) -> bool {
    !verb.no_files || summary_text::tells_the_median_run(setting)
}

/// What the screen ends with: findings, where the picture is, what to type next.
fn what_else(verb: &Run, ready: &Ready, folder: &Path, runs: u64) -> String {
    let mut lines = summary_text::findings_line(&ready.findings);
    if !verb.no_files {
        lines.push_str(&summary_text::row("picture", &printable(&folder.join("timeline.svg").display().to_string())));
    }
    let mut next = format!("pooldrill replay {} --seed {} --worst", verb.source.typed(), verb.seed);
    if runs != RUNS {
        next.push_str(&format!(" -n {runs}"));
    }
    lines.push_str(&summary_text::row("next", &next));
    lines
}

/// The name by which an answer calls its scenario.
pub fn scenario_name(verb: &Run) -> String {
    // The folder a scenario lies in is this machine's business and no part of the answer.
    let file = verb.source.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    match &verb.source.variant {
        Some(variant) => format!("{file} / {variant}"),
        None => file,
    }
}

/// Simulates with a progress bar on a terminal, and keeps what is finished when interrupted once.
///
/// # Errors
/// When the threads cannot be set up.
pub fn simulate(
    setting: &Setting,
    seed: u64,
    runs: u64,
    threads: Option<u16>,
    quiet: bool,
) -> Result<Replicated, Failure> {
    interrupt::now(Stage::Counting);
    let bar = bar(runs, "runs", quiet);
    let progress = |done: u64| bar.set_position(done);
    let threads = self::threads(threads);
    let budget = Budget { seed, first: 0, runs, threads, stop: interrupt::stop(), progress: &progress };
    let replicated = replicate(setting, &budget).map_err(Failure::failed);
    bar.finish_and_clear();
    replicated
}

/// The variable by which the environment asks for threads.
const THREADS: &str = "RAYON_NUM_THREADS";

/// The threads asked for, on the command line or else by the environment.
pub fn threads(asked: Option<u16>) -> Option<usize> {
    let by_environment = || std::env::var(THREADS).ok()?.trim().parse().ok().filter(|threads| *threads > 0);
    asked.map(usize::from).or_else(by_environment)
}

/// A bar on a terminal, nothing elsewhere. It counts things of one kind, such as runs.
pub fn bar(count: u64, things: &str, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(count), ProgressDrawTarget::stderr());
    if let Ok(style) =
        ProgressStyle::with_template(&format!("{{bar:40}} {{pos}}/{{len}} {things}, {{per_sec}}, {{eta}} left"))
    {
        bar.set_style(style);
    }
    bar
}
