//! What a recovery consists of: of each kind the recovery of median length and a bad one, each as a waterfall.

use crate::experiment::exemplars::Exemplar;
use crate::experiment::summary::{KindKey, Summary};
use crate::model::Setting;
use crate::report::chart::picture::{Drawing, Frame};
use crate::report::chart::waterfall::{self as falls, Clock, Waterfall, rough};
use crate::report::kinds;
use crate::report::names::counted;

/// Kinds that are drawn.
const KINDS: usize = 3;
/// The heading of the legend.
const LEGEND: &str = "Recoveries";

/// The kinds that the picture shows.
pub fn shown(summary: &Summary) -> Vec<KindKey> {
    kinds::unplanned(summary).into_iter().take(KINDS).map(|(key, _)| key).collect()
}

/// The picture of all runs, with the exemplars of the kinds that it shows.
///
/// # Errors
/// With the reason why nothing is drawn.
pub fn draw(setting: &Setting, summary: &Summary, exemplars: &[Exemplar]) -> Result<Drawing, String> {
    let kinds = kinds::unplanned(summary);
    if kinds.is_empty() {
        return Err("nobody had to be recovered from anything".to_owned());
    }
    if exemplars.is_empty() {
        return Err("the recoveries that stand for their kinds were not told to their ends".to_owned());
    }
    let shown: Vec<(String, Vec<Waterfall>)> = kinds
        .iter()
        .take(KINDS)
        .map(|(key, kind)| {
            let these: Vec<&Exemplar> = exemplars.iter().filter(|one| one.kind == *key).collect();
            (kinds::words(setting, summary, *key, kind), waterfalls(setting, &these))
        })
        .collect();
    let all = || shown.iter().flat_map(|(_, each)| each);
    let target = setting.plan.targets.time_to_recover;
    let clock = Clock::of(all().map(Waterfall::millis).fold(0.0, f64::max));
    let runs = counted(summary.runs, "run", "runs");
    let over = format!(
        "{runs}; from the first user's loss to the last user's full service; one recovery each, as it took place"
    );
    let frame = Frame::of_runs(setting, finding(setting, kinds[0].0, &shown[0].1), over, (summary.seed, summary.runs));
    let mut sheet = frame.begin(falls::axis(all(), clock, target.map(|target| target.millis() as f64)));
    sheet.heading(LEGEND, &falls::legend(all()));
    for (words, each) in &shown {
        sheet.heading(words, &[]);
        each.iter().for_each(|one| falls::draw(&mut sheet, clock, target, one));
    }
    falls::end(&mut sheet, clock, target, "from the first user's loss");
    if kinds.len() > KINDS {
        let more = counted((kinds.len() - KINDS) as u64, "more kind", "more kinds");
        falls::below(
            &mut sheet,
            &format!("{more} of recoveries, which hit fewer users or are shorter: the summary has them all."),
        );
    }
    Ok(frame.end(sheet))
}

/// The recovery of median length and the bad one; once, where they are the same.
fn waterfalls(setting: &Setting, these: &[&Exemplar]) -> Vec<Waterfall> {
    if let [median, bad] = these
        && (median.run, median.recovery) == (bad.run, bad.recovery)
    {
        return vec![waterfall(setting, median, "median and bad case (p95)")];
    }
    let words = |one: &Exemplar| if one.quantile < 0.9 { "median" } else { "bad case (p95)" };
    these.iter().map(|one| waterfall(setting, one, words(one))).collect()
}

fn waterfall(setting: &Setting, one: &Exemplar, words: &str) -> Waterfall {
    let open = if one.recovery.unfinished { ", not over when the run ends" } else { "" };
    let label = format!("{words}, run {}{open}", one.run);
    let parts: Vec<_> = one.parts.iter().map(|(phase, millis)| (*phase, *millis as f64)).collect();
    Waterfall::new(setting, label, &parts)
}

/// How long the first kind takes, and what takes most of it.
fn finding(setting: &Setting, (pool, cause, _): KindKey, each: &[Waterfall]) -> String {
    let name = &setting.plan.topology.pool(pool).name;
    let times: Vec<String> = each.iter().map(|one| rough(one.millis())).collect();
    let times = match times.as_slice() {
        [median, bad] if median != bad => format!("in {median} in the median, {bad} in a bad case"),
        [one, ..] => format!("after {one}"),
        [] => String::new(),
    };
    let most = each.first().and_then(|one| Some((one.longest()?, one)));
    let most = most.map_or(String::new(), |(part, one)| {
        let of = if each.len() > 1 { "the median" } else { "that" };
        format!("; {:.0} % of {of} is {}", part.millis / one.millis().max(1.0) * 100.0, part.words)
    });
    format!("After \"{}\" full service at {name} is back {times}{most}", cause.words())
}
