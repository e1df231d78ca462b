//! What a recovery consists of: of each kind the recovery of median length and a bad one, each as a waterfall.

use crate::experiment::exemplars::Exemplar;
use crate::experiment::summary::{Kind, KindKey, Summary};
use crate::model::Setting;
use crate::report::chart::picture::{Drawing, Frame};
use crate::report::chart::waterfall::{self as falls, Clock, Waterfall, rough};
use crate::report::kinds;
use crate::report::names::counted;

/// Kinds that are drawn.
const KINDS: usize = 3;
/// The heading of the legend.
const LEGEND: &str = "Recoveries";

/// Fewer recoveries than this have no bad case in twenty.
const FEWEST: u64 = 20;

/// The kinds that the picture shows: those in which users together waited longest.
pub fn shown(summary: &Summary) -> Vec<KindKey> {
    costliest(summary).into_iter().take(KINDS).map(|(key, _)| key).collect()
}

fn costliest(summary: &Summary) -> Vec<(KindKey, &Kind)> {
    let mut kinds = kinds::unplanned(summary);
    // Sorting keeps the order of the screen among equals.
    kinds.sort_by_key(|(_, kind)| {
        std::cmp::Reverse(u128::from(kind.clock_millis()) * u128::from(kind.users_hit_each()))
    });
    kinds
}

/// The picture of all runs, with the exemplars of the kinds that it shows.
///
/// # Errors
/// With the reason why nothing is drawn.
pub fn draw(setting: &Setting, summary: &Summary, exemplars: &[Exemplar]) -> Result<Drawing, String> {
    let kinds = costliest(summary);
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
            (kinds::words(setting, summary, *key, kind), waterfalls(setting, &these, kind.all()))
        })
        .collect();
    let all = || shown.iter().flat_map(|(_, each)| each);
    let target = setting.plan.targets.time_to_recover;
    let clock = Clock::of(all().map(Waterfall::millis).fold(0.0, f64::max));
    let runs = counted(summary.runs, "run", "runs");
    let over = format!(
        "{runs}; from the first user's loss to the last user's full service; one recovery each, as it took place"
    );
    let frame = Frame::of_runs(
        setting,
        finding(setting, kinds[0].0, (kinds[0].1, &shown[0].1)),
        over,
        (summary.seed, summary.runs),
    );
    let mut sheet = frame.begin(falls::axis(all(), clock, target.map(|target| target.millis() as f64)));
    sheet.heading(LEGEND, &falls::legend(all()));
    for (words, each) in &shown {
        sheet.heading(words, &[]);
        each.iter().for_each(|one| falls::draw(&mut sheet, clock, one));
    }
    falls::end(&mut sheet, clock, target, "from the first user's loss");
    if kinds.len() > KINDS {
        let more = counted((kinds.len() - KINDS) as u64, "more kind", "more kinds");
        falls::below(
            &mut sheet,
            &format!("{more} of recoveries, in which users together waited less: the summary has them all."),
        );
    }
    Ok(frame.end(sheet))
}

/// The recovery of median length and the bad one; once, where they are the same.
fn waterfalls(setting: &Setting, these: &[&Exemplar], all: u64) -> Vec<Waterfall> {
    let words = match all {
        1 => ["the only one".to_owned(), "the only one".to_owned()],
        ..FEWEST => [format!("the middle one of {all}"), format!("the longest of {all}")],
        _ => ["median".to_owned(), "bad case (p95)".to_owned()],
    };
    if let [median, bad] = these
        && (median.run, median.recovery) == (bad.run, bad.recovery)
    {
        let both = if all == 1 { words[0].clone() } else { format!("{} and {}", words[0], words[1]) };
        return vec![waterfall(setting, median, &both)];
    }
    let words = |one: &Exemplar| if one.quantile < 0.9 { &words[0] } else { &words[1] };
    these.iter().map(|one| waterfall(setting, one, words(one))).collect()
}

fn waterfall(setting: &Setting, one: &Exemplar, words: &str) -> Waterfall {
    let open = if one.recovery.unfinished { ", not over when the run ends" } else { "" };
    let label = format!("{words}, run {}{open}", one.run);
    let parts: Vec<_> = one.parts.iter().map(|(phase, millis)| (*phase, *millis as f64)).collect();
    Waterfall::new(setting, label, &parts)
}

/// How long the costliest kind takes, and what takes most of it.
fn finding(setting: &Setting, (pool, cause, failed_over): KindKey, (kind, each): (&Kind, &[Waterfall])) -> String {
    let name = &setting.plan.topology.pool(pool).name;
    let times: Vec<String> = each.iter().map(|one| rough(one.millis())).collect();
    let few = kind.all() < FEWEST;
    let times = match times.as_slice() {
        [median, bad] if median != bad && few => format!("{median} or {bad}, the longest of {}", kind.all()),
        [median, bad] if median != bad => format!("{median} (median), {bad} in a bad case"),
        [one, ..] => one.clone(),
        [] => String::new(),
    };
    let most = each.first().and_then(|one| Some((one.longest()?, one)));
    let most = most.map_or(String::new(), |(part, one)| {
        let of = if each.len() > 1 && !few { "the median" } else { "that" };
        format!("; {:.0} % of {of} goes to \"{}\"", part.millis / one.millis().max(1.0) * 100.0, part.words)
    });
    let how = if failed_over { " with a failover" } else { "" };
    format!("After \"{}\"{how} full service at {name} is back in {times}{most}", cause.words())
}
