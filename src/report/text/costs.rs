//! The table of what the minutes without full service went to.

use crate::experiment::summary::Summary;
use crate::model::Setting;
use crate::report::costs::{CostRow, cost_rows};
use crate::report::text::summary::row;

/// Rows that are told on the screen.
const ROWS: usize = 5;

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
