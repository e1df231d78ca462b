//! Kinds of recoveries in words: which are told first, and what is said of each.

use crate::experiment::summary::{Kind, KindKey, Summary};
use crate::model::Setting;
use crate::report::names::{counted, thousands};
use crate::topology::roles::Owner;
use crate::world::cause::Cause;

/// Kinds of recoveries that nobody ordered. A common case of a few users must not stand before the rare one of all; among
/// equals the longer comes first.
pub fn unplanned(summary: &Summary) -> Vec<(KindKey, &Kind)> {
    let mut kinds: Vec<(KindKey, &Kind)> =
        summary.kinds.iter().filter(|((_, cause, _), _)| !cause.is_planned()).map(|(key, kind)| (*key, kind)).collect();
    kinds.sort_by_key(|(key, kind)| {
        (std::cmp::Reverse(kind.users_hit_each()), std::cmp::Reverse(kind.clock_millis()), *key)
    });
    kinds
}

/// Where, what broke, how it ended, and how often that was: `pool1: site lost, failed over, 233 in 1,000 runs`.
pub fn words(setting: &Setting, summary: &Summary, (pool, cause, failed_over): KindKey, kind: &Kind) -> String {
    let name = &setting.plan.topology.pool(pool).name;
    let how = match (failed_over, cause) {
        (true, _) => "failed over",
        (false, Cause::NextHop) => "remote users let in again",
        (false, Cause::Server(role)) if role.row().owner == Owner::EdgePool => "remote users let in again",
        (false, _) => "recovered in place",
    };
    let how = if kind.count == 0 { "not over at the end" } else { how };
    format!("{name}: {}, {how}{}", cause.words(), how_often(kind.all(), summary.runs))
}

fn how_often(count: u64, runs: u64) -> String {
    let times = count as f64 / runs as f64;
    match times {
        _ if count == runs => String::new(),
        _ if times < 1.0 => format!(", {} in {}", thousands(count), counted(runs, "run", "runs")),
        _ if times < 10.0 => format!(", {times:.2} a run"),
        _ => format!(", {times:.0} a run"),
    }
}
