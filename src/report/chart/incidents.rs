//! What the pictures of incidents share: which pools they show, and what they are over.

use crate::experiment::incident::Struck;
use crate::model::Setting;
use crate::report::lost::one_lost;
use crate::report::names::counted;
use crate::scenario::plan::What;
use crate::topology::PoolId;

/// A pool that loses less than this part of what the one that loses most does is not drawn beside it.
const PART: i64 = 20;

/// The pools whose users lost most, at most so many.
pub fn hit_most(setting: &Setting, struck: &[Struck], most: usize) -> Vec<PoolId> {
    let cost = |pool: &PoolId| struck.iter().map(|one| one.effects[pool.index()].not_full()).sum::<i64>();
    let is_hit = |pool: &PoolId| struck.iter().any(|one| one.effects[pool.index()].is_hit());
    let mut pools: Vec<PoolId> = setting.plan.topology.pool_ids().filter(is_hit).collect();
    // Sorting keeps the order of the scenario among equals.
    pools.sort_by_key(|pool| std::cmp::Reverse(cost(pool)));
    pools.truncate(most);
    let largest = pools.first().map_or(0, cost);
    pools.retain(|pool| cost(pool) * PART >= largest);
    pools
}

/// What is lost in the incidents: the last line of the timeline, which is theirs.
pub fn lost(setting: &Setting) -> String {
    match setting.plan.timeline.last().map(|line| line.what) {
        Some(What::Lose(target)) => one_lost(&setting.plan, target),
        _ => "something".to_owned(),
    }
}

/// How many incidents of what, at which time.
pub fn over(setting: &Setting, struck: &[Struck]) -> String {
    let incidents = counted(struck.len() as u64, "incident", "incidents");
    let lost = format!(" in which {} is lost", lost(setting));
    format!("{incidents}{lost}, each at a random moment; what would have been lacking without it is left out")
}
