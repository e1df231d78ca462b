//! `run`: many runs, one screen, a folder with picture, log and summary.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::answer::{AnswerFiles, Parts};
use crate::cli::arguments::{Format, Run};
use crate::cli::exit::{Exit, Failure};
use crate::cli::files;
use crate::cli::interrupt::{self, Stage};
use crate::cli::rows::{self, Sheets};
use crate::cli::{incident, seal};
use crate::experiment::leaning::{self, Leans};
use crate::experiment::replicate::{Hearer, RUNS};
use crate::experiment::{Budget, Replicated, Summary, replicate_heard};
use crate::model::Setting;
use crate::report::milestones::tells_the_median_run;
use crate::report::{
    chart::answers,
    data, telling,
    text::{self, log},
};

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
    let mut files = AnswerFiles::reserve(&verb.output, &verb.source, None, PARTS)?;
    let setting = Setting::new(ready.plan.clone());
    let name = scenario_name(verb);
    let mut sheets = Sheets::begin(verb.output.rows, [(name.as_str(), &setting)].into_iter())?;
    let (seed, runs) = (verb.seed, verb.replications);
    let done = simulate(&setting, seed, runs, verb.threads, verb.quiet, &mut *sheets.hearer());
    let Replicated { summary, finished } = done?;
    let rows = sheets.finish();
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
    let title = format!("run {typical} of {finished}, the one of median cost");
    let beside = data::summary::Beside { told: told.as_ref(), leans: &leans, findings: &ready.findings };
    let mut json = data::summary::answer(&setting, &name, &summary, &beside);
    rows.note(&mut json);
    let told_how = told.as_ref().map(|told| (told, title.as_str()));
    let pictures = match &files {
        Some(_) => answers::of_runs(&setting, &summary, told_how, interrupt::hurry()),
        None => Vec::new(),
    };
    interrupt::now(Stage::Giving);
    let mut complete = Ok(());
    if let Some(files) = &mut files {
        files.put_pictures(&pictures);
        if let Some(told) = &told {
            files.put(LOG.0, seal::log(&log::text(&setting, told)));
        }
        complete = rows.put_into(files);
    }
    let answer = match verb.format {
        Format::Json => format!("{json:#}\n"),
        Format::Table => {
            let screen = text::summary::screen(&setting, &summary, told.as_ref());
            let leans = text::leaning::lines(&setting, &summary, &leans);
            let listed = files.as_ref().map_or_else(String::new, |files| files.listed(&pictures, PARTS));
            screen + &leans + &text::summary::findings_line(&ready.findings) + &listed + &what_next(verb, finished)
        }
    };
    let written = complete.and_then(|()| files.map_or(Ok(()), |files| files.write(json)));
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

/// The log of the run of median cost.
const LOG: (&str, &str) = ("events.log", "that run minute by minute");
/// The files of an answer.
const PARTS: Parts<'_> =
    Parts { pictures: &answers::RUNS, others: &[LOG, rows::RUNS, rows::RECOVERIES], json: "summary.json" };

/// Whether picture, log, or screen and summary tell the run of median cost; otherwise nobody needs to simulate it again.
fn median_run_is_shown(verb: &Run, setting: &Setting) -> bool {
    !verb.output.no_files || tells_the_median_run(setting)
}

/// What to type next.
fn what_next(verb: &Run, runs: u64) -> String {
    let mut next = format!("pooldrill replay {} --seed {} --worst", verb.source.typed(), verb.seed);
    if runs != RUNS {
        next.push_str(&format!(" -n {runs}"));
    }
    text::summary::row("next", &next)
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
    hearer: &mut Hearer<'_>,
) -> Result<Replicated, Failure> {
    interrupt::now(Stage::Counting);
    let bar = bar(runs, "runs", quiet);
    let progress = |done: u64| bar.set_position(done);
    let threads = self::threads(threads);
    let budget = Budget { seed, first: 0, runs, threads, stop: interrupt::stop(), progress: &progress };
    let replicated = replicate_heard(setting, &budget, hearer).map_err(Failure::failed);
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
