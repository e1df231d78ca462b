//! `run`: many runs, one screen, a folder with picture, log and summary.

use std::io::IsTerminal;
use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::Value;

use crate::cli::arguments::{Format, Run};
use crate::cli::artefacts::Places;
use crate::cli::exit::{Exit, Failure};
use crate::cli::files::{self, Ready};
use crate::cli::interrupt::{self, Stage};
use crate::cli::{folder_names, incident, seal};
use crate::experiment::leaning::{self, Leans};
use crate::experiment::replicate::RUNS;
use crate::experiment::{Budget, Replicated, Summary, replicate};
use crate::model::Setting;
use crate::report::milestones::tells_the_median_run;
use crate::report::run_record::RunRecord;
use crate::report::{
    chart::timeline,
    data, telling,
    text::{self, log},
};
use crate::text::printable;

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
    let places = places(verb, None, &ARTEFACTS)?;
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
    let leans = weigh(verb, &setting, &summary, interrupted)?;
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
    let beside = data::summary::Beside { told: told.as_ref(), leans: &leans, findings: &ready.findings };
    let json = data::summary::answer(&setting, &scenario_name(verb), &summary, &beside);
    let answer = match verb.format {
        Format::Json => format!("{json:#}\n"),
        Format::Table => {
            let picture = places.as_ref().filter(|_| told.is_some()).map(|places| places.file(0));
            let screen = text::summary::screen(&setting, &summary, told.as_ref());
            let leans = text::leaning::lines(&setting, &summary, &leans);
            screen + &leans + &what_else(verb, &ready, picture, finished)
        }
    };
    interrupt::now(Stage::Giving);
    let title = format!("run {typical} of {finished}, the one of median cost");
    let written = places.map_or(Ok(()), |places| write(&places, &setting, told.as_ref(), &title, json));
    files::print(&answer)?;
    // The answer comes first: a full disk must not cost what was simulated.
    written?;
    let unweighed = leans == Leans::Interrupted;
    Ok(if interrupted || untold || unweighed { Exit::Interrupted } else { Exit::Fine })
}

/// What the answer leans on, unless somebody wants to stop before that is known.
fn weigh(verb: &Run, setting: &Setting, summary: &Summary, interrupted: bool) -> Result<Leans, Failure> {
    if interrupted {
        return Ok(Leans::Interrupted);
    }
    let (stop, threads) = (interrupt::stop(), threads(verb.threads));
    let budget = Budget { seed: verb.seed, first: 0, runs: summary.runs, threads, stop, progress: &|_| {} };
    let leans = leaning::weigh(setting, summary, &budget).map_err(Failure::failed)?;
    if leans == Leans::Interrupted {
        files::say("Interrupted: what the answer leans on is not weighed.");
    }
    Ok(leans)
}

/// The files of an answer.
const ARTEFACTS: [&str; 3] = ["timeline.svg", "events.log", "summary.json"];

/// The places of an answer's files, in the folder of the scenario or of a question put to it, if files are wanted.
///
/// # Errors
/// With exit code 2 and what is in the way.
pub fn places(verb: &Run, question: Option<&str>, names: &[&str]) -> Result<Option<Places>, Failure> {
    if verb.no_files {
        return Ok(None);
    }
    if files::is_standard(&verb.out) {
        let remedy = "Write --no-files, and --format json for the whole answer on standard output.";
        return Err(Failure::usage(format!("--out is a folder for several files, and - is none. {remedy}")));
    }
    let folder = folder_names::folder(&verb.out, &verb.source, question);
    let files = names.iter().map(|name| folder.join(name)).collect();
    Places::reserve(files, Some(&verb.source), verb.force).map(Some)
}

/// Writes picture, log and summary. The summary says which picture and which log belong to it.
fn write(
    places: &Places,
    setting: &Setting,
    told: Option<&RunRecord>,
    title: &str,
    json: Value,
) -> Result<(), Failure> {
    let picture = told.map(|told| seal::picture(&timeline::svg(setting, told, title)));
    let log = told.map(|told| seal::log(&log::text(setting, told)));
    let summary = seal::json(seal::with_companions(json, &ARTEFACTS, &[picture.as_deref(), log.as_deref()]));
    places.fill(&[picture.as_deref(), log.as_deref(), Some(&summary)])
}

/// Whether picture, log, or screen and summary tell the run of median cost; otherwise nobody needs to simulate it again.
fn median_run_is_shown(verb: &Run, setting: &Setting) -> bool {
    !verb.no_files || tells_the_median_run(setting)
}

/// What the screen ends with: findings, where the picture is, what to type next.
fn what_else(verb: &Run, ready: &Ready, picture: Option<&Path>, runs: u64) -> String {
    let mut lines = text::summary::findings_line(&ready.findings);
    if let Some(picture) = picture {
        lines.push_str(&text::summary::row("picture", &printable(&picture.display().to_string())));
    }
    let mut next = format!("pooldrill replay {} --seed {} --worst", verb.source.typed(), verb.seed);
    if runs != RUNS {
        next.push_str(&format!(" -n {runs}"));
    }
    lines.push_str(&text::summary::row("next", &next));
    lines
}

/// The name by which an answer calls its scenario.
pub fn scenario_name(verb: &Run) -> String {
    let file = files::called(&verb.source.file);
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

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::arguments::{Arguments, Verb};
    use crate::cli::template::TEMPLATE;
    use crate::runbook::compiled::known_steps;
    use crate::scenario::read::{Known, load_bytes};

    /// Without timeline neither screen nor summary have room for it; without files there is neither picture nor log.
    #[test]
    fn the_run_of_median_cost_is_simulated_again_only_where_it_is_shown() {
        let loaded = load_bytes("x.ron", TEMPLATE.as_bytes(), &Known { steps: &known_steps() });
        let scripted = Setting::new(loaded.expect("the template is right").plan);
        let mut plan = scripted.plan.clone();
        assert!(!plan.timeline.is_empty());
        plan.timeline.clear();
        let unscripted = Setting::new(plan);
        let shown = |words: &[&str]| {
            let typed = [&["pooldrill", "run", "x.ron"], words].concat();
            let Verb::Run(verb) = Arguments::parse_from(typed).verb else { panic!("it is a run") };
            [&scripted, &unscripted].map(|setting| median_run_is_shown(&verb, setting))
        };
        assert_eq!(shown(&[]), [true, true]);
        assert_eq!(shown(&["--format", "json"]), [true, true]);
        assert_eq!(shown(&["--no-files"]), [true, false]);
        assert_eq!(shown(&["--no-files", "--format", "json"]), [true, false]);
    }
}
