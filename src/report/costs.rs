//! What the minutes without full service went to, in words: what broke, then what prolonged it.

use std::collections::BTreeMap;

use crate::experiment::Share;
use crate::experiment::summary::{ByGroup, Summary};
use crate::model::Setting;
use crate::report::cmdlet::short;
use crate::runbook::step::{At, Does};
use crate::world::phase::Phase;

/// Chains that are told by the same words, at all pools.
#[derive(Debug, Clone, PartialEq)]
pub struct CostRow {
    /// What broke, and what prolonged it.
    pub words: String,
    /// Their share in the minutes of enabled users, and in those of signed-in ones.
    pub shares: [Share; 2],
}

/// The rows, costliest for enabled users first.
pub fn cost_rows(setting: &Setting, summary: &Summary) -> Vec<CostRow> {
    let mut parts: BTreeMap<String, ByGroup> = BTreeMap::new();
    for ((_, cause, phase), part) in &summary.chains_by_group {
        parts.entry(format!("{}: {}", cause.words(), phase_words(setting, *phase))).or_default().add(part);
    }
    let whole = summary.cost_by_group();
    let with_shares =
        |(words, part): (String, ByGroup)| CostRow { words, shares: part.shares_in(&whole, summary.runs) };
    let mut rows: Vec<CostRow> = parts.into_iter().map(with_shares).collect();
    // Sorting keeps the order of the words among equals.
    rows.sort_by(|a, b| b.shares[0].mean.total_cmp(&a.shares[0].mean));
    rows
}

/// The words for a phase; steps that only look are told together, by their procedure.
pub fn phase_words(setting: &Setting, phase: Phase) -> String {
    let Phase::Step(number) = phase else { return phase.words().to_owned() };
    match setting.procedures.by_number(number) {
        Some(step) if step.commands.is_empty() && matches!(step.does(), Does::CarryOut(_)) => {
            "mending and starting again".to_owned()
        }
        Some(step) if step.only_looks() => "looking".to_owned(),
        Some(step) => match step.commands.first() {
            Some(line) if line.at == At::Shell => short(line.text),
            _ => step.instruction.clone(),
        },
        None => "a step".to_owned(),
    }
}
