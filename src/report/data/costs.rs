//! What the minutes went to, as JSON: by chain of causes, as the screen sums them up, and what was not over at the end.

use serde_json::{Value, json};

use crate::experiment::Share;
use crate::experiment::summary::Summary;
use crate::measure::Amounts;
use crate::model::Setting;
use crate::report::costs::cost_rows;
use crate::report::data::summary::{Over, share, short};
use crate::topology::PoolId;
use crate::world::cause::Cause;
use crate::world::phase::Phase;

type Chain = (PoolId, Cause, Phase);

/// The words for a phase; a step is named by its id.
pub fn phase_key(setting: &Setting, phase: Phase) -> String {
    match phase {
        Phase::Step(number) => setting.procedures.ids()[number as usize].clone(),
        other => other.key().to_owned(),
    }
}

/// Each chain at each pool, costliest first.
pub fn causes(setting: &Setting, summary: &Summary) -> Value {
    let mut rows: Vec<_> = summary.chains.iter().collect();
    rows.sort_by_key(|(key, amounts)| (std::cmp::Reverse(amounts.not_full()), **key));
    let scale = 60_000.0 * summary.years() * summary.runs.max(1) as f64;
    let whole = summary.cost_by_group();
    let value = |(key, amounts): (&Chain, &Amounts)| {
        let (pool, cause, phase) = key;
        let [enabled, signed_in] = summary.chains_by_group[key].shares_in(&whole, summary.runs);
        json!({
            "pool": setting.plan.topology.pool(*pool).name,
            "chain": [cause.key(), phase_key(setting, *phase)],
            "user_minutes_per_year": short(amounts.not_full() as f64 / scale),
            "none_user_minutes_per_year": short(amounts.none as f64 / scale),
            "signed_in_user_minutes_per_year": short(amounts.not_full_signed_in() as f64 / scale),
            "share": share(Over::Runs, enabled),
            "signed_in_share": share(Over::Runs, signed_in),
        })
    };
    rows.into_iter().map(value).collect()
}

/// What the screen tells of them: the same words at all pools together.
pub fn costs(setting: &Setting, summary: &Summary) -> Value {
    let rows = cost_rows(setting, summary).into_iter().map(|row| {
        let [enabled, signed_in] = row.shares.map(|part| share(Over::Runs, part));
        json!({ "words": row.words, "share": enabled, "signed_in_share": signed_in })
    });
    rows.collect()
}

/// Pools whose users were not all served in full when runs ended.
pub fn unfinished(setting: &Setting, summary: &Summary) -> Value {
    let rows = summary.unfinished.iter().map(|((pool, phase), runs)| {
        json!({
            "pool": setting.plan.topology.pool(*pool).name,
            "waits_for": phase_key(setting, *phase),
            "runs": runs,
            "share": share(Over::Runs, Share::of_trials(*runs as f64 / summary.runs.max(1) as f64, summary.runs as f64)),
        })
    });
    rows.collect()
}
