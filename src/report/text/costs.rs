//! What the minutes without full service went to: what broke, then what prolonged it.

use std::collections::BTreeMap;

use crate::experiment::Share;
use crate::experiment::summary::{ByGroup, Summary};
use crate::model::Setting;
use crate::report::text::summary::{phase_words, row};

/// Rows that are told on the screen.
const ROWS: usize = 5;

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

/// The table of the screen.
pub fn table(setting: &Setting, summary: &Summary) -> String {
    let whole: u64 = summary.chains.values().map(|amounts| amounts.not_full()).sum();
    if whole == 0 {
        return row("costs", "no user lacked anything");
    }
    let mut out = row(
        "costs most",
        "enabled  signed in   (share of the minutes without full service, of enabled users, of those signed in then)",
    );
    for CostRow { words, shares } in cost_rows(setting, summary).iter().take(ROWS) {
        let [all, noticed] = shares.map(|share| share.mean * 100.0);
        // What rounds to nothing is told in the summary, not on the screen.
        if all < 0.5 && noticed < 0.5 {
            continue;
        }
        out.push_str(&row("", &format!("{all:>5.0} %  {noticed:>7.0} %   {words}")));
    }
    out.push('\n');
    out
}
