//! `compare`: designs side by side on the same dice.

use std::path::Path;

use crate::cli::answer::{AnswerFiles, Parts};
use crate::cli::arguments::{Compare, Format, Source, quoted};
use crate::cli::exit::{Exit, Failure};
use crate::cli::files::{self, Ready};
use crate::cli::interrupt::{self, Stage};
use crate::cli::rows::{self, Sheets};
use crate::cli::run::{bar, threads};
use crate::experiment::compare::{Design, same_horizon};
use crate::experiment::replicate::Hearer;
use crate::experiment::{Budget, side_by_side_heard};
use crate::model::Setting;
use crate::report::chart::answers;
use crate::report::{data, designs, text};
use crate::scenario::plan::Plan;
use crate::text::printable;

/// Compares.
///
/// # Errors
/// When a scenario is wrong, or there is nothing to compare (2).
pub fn compare(verb: &Compare) -> Result<Exit, Failure> {
    let mut plans: Vec<(String, Plan)> = Vec::new();
    let single = verb.files.len() == 1;
    for file in &verb.files {
        let source = Source { file: file.clone(), overlay: Vec::new(), variant: None };
        let Ready { plan, variants, name, .. } = files::load(&source)?;
        let name = printable(&name);
        if single {
            plans.push(("as it is".to_owned(), plan));
            plans.extend(variants);
        } else {
            // Two files of one name in different folders are two designs.
            let taken = plans.iter().any(|(known, _)| *known == name);
            plans.push((if taken { printable(&file.display().to_string()) } else { name }, plan));
            left_out(file, &variants, verb.quiet);
        }
    }
    if plans.len() < 2 {
        let reason = "There is nothing to compare with: the scenario has no `variants`, and no other file was named. \
                      Write a variant, as `pooldrill new` shows, or name another file.";
        return Err(Failure::usage(reason));
    }
    same_horizon(&plans).map_err(Failure::usage)?;
    let settings: Vec<(String, Setting)> = plans.into_iter().map(|(name, plan)| (name, Setting::new(plan))).collect();
    let mut files = AnswerFiles::reserve(&verb.output, &what_is_read(verb), Some(&question(verb)), PARTS)?;
    let mut sheets = Sheets::begin(verb.output.rows, settings.iter().map(|(name, setting)| (name.as_str(), setting)))?;
    let done = simulate(verb, &settings, &mut *sheets.hearer());
    let (designs, finished) = done?;
    let rows = sheets.finish();
    let interrupted = finished < verb.replications;
    if finished == 0 {
        let message = "No run of every design was finished; nothing can be compared.".to_owned();
        return Err(Failure { exit: Exit::Interrupted, message });
    }
    if interrupted {
        files::say(&format!("Interrupted: the comparison rests on the {finished} runs that every design finished."));
    }
    let pairs: Vec<designs::Pair<'_>> = settings.iter().map(|(_, setting)| setting).zip(&designs).collect();
    let pictures = match &files {
        Some(_) => answers::of_designs(&pairs),
        None => Vec::new(),
    };
    let mut json = data::compare::json(&pairs, &files::called(&verb.files[0]));
    rows.note(&mut json);
    interrupt::now(Stage::Giving);
    let mut complete = Ok(());
    if let Some(files) = &mut files {
        files.put_pictures(&pictures);
        complete = rows.put_into(files);
    }
    let answer = match verb.format {
        Format::Table => {
            let shown =
                files.as_ref().map_or_else(String::new, |files| format!("\n{}", files.listed(&pictures, PARTS)));
            text::compare::screen(&pairs) + &shown
        }
        Format::Json => format!("{json:#}\n"),
    };
    let written = complete.and_then(|()| files.map_or(Ok(()), |files| files.write(json)));
    files::print(&answer)?;
    written?;
    Ok(if interrupted { Exit::Interrupted } else { Exit::Fine })
}

/// The files of an answer.
const PARTS: Parts<'_> =
    Parts { pictures: &answers::DESIGNS, others: &[rows::RUNS, rows::RECOVERIES], json: "compare.json" };

/// Everything that is read, as one source: none of it is ever written.
fn what_is_read(verb: &Compare) -> Source {
    Source { file: verb.files[0].clone(), overlay: verb.files[1..].to_vec(), variant: None }
}

/// The question that is put to the first scenario, by which the folder of its answer is called.
fn question(verb: &Compare) -> String {
    match &verb.files[1..] {
        [] => "compare variants".to_owned(),
        others => {
            let names: Vec<String> = others.iter().map(|file| files::called(file)).collect();
            format!("compare {}", names.join(" "))
        }
    }
}

/// Several files are compared as they stand, which a planner who wrote variants into one of them should know.
fn left_out(file: &Path, variants: &[(String, Plan)], quiet: bool) {
    if variants.is_empty() || quiet {
        return;
    }
    let names: Vec<String> = variants.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let shown = file.display();
    files::say(&format!(
        "The variants of {shown} are left out, since several files are compared as they stand: {}. \
         `pooldrill compare {}` compares them with it.",
        names.join(", "),
        quoted(&shown.to_string())
    ));
}

fn simulate(
    verb: &Compare,
    settings: &[(String, Setting)],
    hearer: &mut Hearer<'_>,
) -> Result<(Vec<Design>, u64), Failure> {
    interrupt::now(Stage::Counting);
    let bar = bar(verb.replications, "runs", verb.quiet);
    let progress = |done: u64| bar.set_position(done);
    let (seed, runs, threads) = (verb.seed, verb.replications, threads(verb.threads));
    let budget = Budget { seed, first: 0, runs, threads, stop: interrupt::stop(), progress: &progress };
    let each: Vec<&Setting> = settings.iter().map(|(_, setting)| setting).collect();
    let done = side_by_side_heard(&each, &budget, hearer).map_err(Failure::failed);
    bar.finish_and_clear();
    let (summaries, finished) = done?;
    let named = settings.iter().zip(summaries);
    Ok((named.map(|((name, _), summary)| Design { name: name.clone(), summary }).collect(), finished))
}
