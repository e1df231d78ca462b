//! What an incident's recovery consists of in business hours and at other times: the mean of each part, as waterfalls.

use std::collections::BTreeMap;

use crate::experiment::incident::Struck;
use crate::model::Setting;
use crate::report::chart::incidents::{hit_most, over};
use crate::report::chart::picture::{Drawing, Frame};
use crate::report::chart::waterfall::{self, Clock, Waterfall, rough};
use crate::report::names::thousands;
use crate::topology::PoolId;
use crate::world::phase::Phase;

/// Pools that are drawn.
const POOLS: usize = 3;
/// The heading of the legend.
const LEGEND: &str = "Recoveries";
/// The two times of the week.
const TIMES: [(bool, &str); 2] = [(true, "in business hours"), (false, "at other times")];

/// The picture of all incidents.
///
/// # Errors
/// With the reason why nothing is drawn.
pub fn draw(setting: &Setting, struck: &[Struck], seed: u64) -> Result<Drawing, String> {
    let pools: Vec<(PoolId, Vec<Waterfall>)> = hit_most(setting, struck, POOLS)
        .into_iter()
        .map(|pool| (pool, TIMES.iter().filter_map(|time| mean(setting, struck, pool, *time)).collect()))
        .filter(|(_, each): &(PoolId, Vec<Waterfall>)| !each.is_empty())
        .collect();
    if pools.is_empty() {
        return Err("nobody had to be recovered from any incident".to_owned());
    }
    let all = || pools.iter().flat_map(|(_, each)| each);
    let clock = Clock::of(all().map(Waterfall::millis).fold(0.0, f64::max));
    let target = setting.plan.targets.time_to_recover;
    let over =
        format!("{}; means, until full service is first back, the return home not included", over(setting, struck));
    let frame = Frame::of_runs(setting, finding(setting, &pools[0]), over, (seed, struck.len() as u64));
    let axis = waterfall::axis(all(), clock, target.map(|target| target.millis() as f64));
    let mut sheet = frame.begin(axis);
    sheet.heading(LEGEND, &waterfall::legend(all()));
    for (pool, each) in &pools {
        sheet.heading(&setting.plan.topology.pool(*pool).name, &[]);
        each.iter().for_each(|one| waterfall::draw(&mut sheet, clock, one));
    }
    waterfall::end(&mut sheet, clock, target, "from the first user's loss");
    Ok(frame.end(sheet))
}

/// The mean parts of the incidents of one time of the week that hit somebody.
fn mean(setting: &Setting, struck: &[Struck], pool: PoolId, (open, words): (bool, &str)) -> Option<Waterfall> {
    let these = struck.iter().filter(|one| setting.plan.business.is_open(one.moment) == open);
    let these: Vec<&[(Phase, u64)]> =
        these.map(|one| one.anatomies[pool.index()].as_slice()).filter(|parts| !parts.is_empty()).collect();
    if these.is_empty() {
        return None;
    }
    // A part stands where it begins on average.
    let mut sums: BTreeMap<Phase, (u64, u64, u64)> = BTreeMap::new();
    for parts in &these {
        let mut gone = 0;
        for (phase, millis) in *parts {
            let (sum, begins, count) = sums.entry(*phase).or_default();
            (*sum, *begins, *count) = (*sum + millis, *begins + gone, *count + 1);
            gone += millis;
        }
    }
    let mut ordered: Vec<(Phase, (u64, u64, u64))> = sums.into_iter().collect();
    ordered.sort_by_key(|(phase, (_, begins, count))| (begins / count, *phase));
    let each = these.len() as f64;
    let phases: Vec<(Phase, f64)> = ordered.into_iter().map(|(phase, (sum, ..))| (phase, sum as f64 / each)).collect();
    Some(Waterfall::new(setting, format!("{words}, mean of {}", thousands(these.len() as u64)), &phases))
}

/// How much longer it takes at one time than at the other, and which part differs most.
fn finding(setting: &Setting, (pool, each): &(PoolId, Vec<Waterfall>)) -> String {
    let name = &setting.plan.topology.pool(*pool).name;
    let [work, other] = each.as_slice() else {
        return each.first().map_or(String::new(), |one| format!("A recovery of {name} takes {}", rough(one.millis())));
    };
    let longer = other.millis() - work.millis();
    let (when, by) = if longer < 0.0 { (TIMES[0].1, -1.0) } else { (TIMES[1].1, 1.0) };
    let took = |of: &Waterfall, words: &str| {
        of.parts.iter().filter(|part| part.words == words).map(|part| part.millis).sum::<f64>()
    };
    let words = work.parts.iter().chain(&other.parts).map(|part| part.words.as_str());
    let differs = |words: &str| by * (took(other, words) - took(work, words));
    let most = words.max_by(|a, b| differs(a).total_cmp(&differs(b)).then(b.cmp(a)));
    let most = most.map_or(String::new(), |words| format!("; \"{words}\" alone {}", rough(differs(words).max(0.0))));
    format!("A recovery of {name} takes {} longer {when}{most}", rough(longer.abs()))
}
