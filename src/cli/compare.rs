//! `compare`: designs side by side on the same dice.

use std::path::Path;

use crate::cli::arguments::{Compare, Format, Source};
use crate::cli::exit::{Exit, Failure};
use crate::cli::files::{self, Ready};
use crate::cli::run::simulate;
use crate::experiment::compare::Design;
use crate::model::Setting;
use crate::report::compare_text;
use crate::scenario::plan::Plan;

/// Compares.
///
/// # Errors
/// When a scenario is wrong, or there is nothing to compare (2).
pub fn compare(verb: &Compare) -> Result<Exit, Failure> {
    let mut plans: Vec<(String, Plan)> = Vec::new();
    for file in &verb.files {
        let source = Source { file: file.clone(), overlay: Vec::new(), variant: None };
        let Ready { plan, variants, name, .. } = files::load(&source)?;
        let single = verb.files.len() == 1;
        plans.push((if single { "as it is".to_owned() } else { name }, plan));
        if single {
            plans.extend(variants);
        }
    }
    if plans.len() < 2 {
        let reason = "There is nothing to compare with: the scenario has no `variants`, and no other file was named.";
        return Err(Failure::usage(reason));
    }
    let settings: Vec<(String, Setting)> = plans.into_iter().map(|(name, plan)| (name, Setting::new(plan))).collect();
    let mut designs = Vec::new();
    let mut runs = verb.replications;
    for (name, setting) in &settings {
        let done = simulate(setting, verb.seed, runs, verb.threads, verb.quiet)?;
        runs = done.finished;
        designs.push(Design { name: name.clone(), summary: done.summary });
    }
    // Designs can be paired only over runs that all of them finished; an interruption stops them all.
    if runs < verb.replications {
        let message = "Interrupted before all designs had the same runs; nothing can be compared.".to_owned();
        return Err(Failure { exit: Exit::Interrupted, message });
    }
    let pairs: Vec<compare_text::Pair<'_>> = settings.iter().map(|(_, setting)| setting).zip(&designs).collect();
    match verb.format {
        Format::Table => files::print(&compare_text::screen(&pairs)),
        Format::Json => files::print(&format!("{:#}\n", compare_text::json(&pairs, &scenario(&verb.files[0])))),
    }
}

fn scenario(file: &Path) -> String {
    file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
