//! How long full service is away after an incident: the share of the incidents that lasted longer, against the target.

use crate::experiment::incident::{Lasted, Struck, answer};
use crate::model::Setting;
use crate::report::chart::canvas::{Anchor, Label, Shape};
use crate::report::chart::exceedance::{self, Sample};
use crate::report::chart::incidents::{hit_most, over};
use crate::report::chart::picture::{Drawing, Frame};
use crate::report::chart::sheet::{Across, plot};
use crate::report::chart::style::{BLACK, LABEL, LEADING};
use crate::report::chart::value_axis::ValueAxis;
use crate::report::chart::waterfall::{Clock, rough};
use crate::report::chart::width::width;
use crate::report::names::{counted, thousands};
use crate::topology::PoolId;

/// Pools that are drawn.
const POOLS: usize = 3;
/// Fewer incidents than this have no distribution that could be told from chance.
const FEWEST: usize = 20;
/// The room for the numbers left of the plot.
const AXIS: i32 = 90;
/// Between the line of the target and its words.
const GAP: i32 = 8;

/// What befell a pool: how long full service was away, in minutes and in order, and how often it was not back when the
/// look ended.
struct Away {
    pool: PoolId,
    sorted: Vec<f64>,
    endless: usize,
}

/// The picture of all incidents.
///
/// # Errors
/// With the reason why nothing is drawn.
pub fn draw(setting: &Setting, struck: &[Struck], seed: u64) -> Result<Drawing, String> {
    let pools = hit_most(setting, struck, POOLS).into_iter().map(|pool| away(struck, pool));
    let pools: Vec<Away> = pools.filter(|away| away.sorted.len() + away.endless >= FEWEST).collect();
    if pools.is_empty() {
        return Err("too few incidents hit somebody for a distribution".to_owned());
    }
    let target = setting.plan.targets.time_to_recover;
    let target_millis = target.map(|target| target.millis() as f64);
    let longest = pools.iter().filter_map(|away| away.sorted.last()).copied().fold(0.0, f64::max);
    let ends = (longest * 60_000.0).max(target_millis.unwrap_or(0.0));
    let clock = Clock::of(ends);
    let title = finding(setting, struck, &pools[0]);
    let frame = Frame::of_runs(setting, title, over(setting, struck), (seed, struck.len() as u64));
    let axis = ValueAxis::straight_from_nothing(clock.value(ends), plot(AXIS));
    let mut sheet = frame.begin(axis);
    for away in &pools {
        sheet.heading(&heading(setting, away), &[]);
        let sample = Sample { sorted: &away.sorted, endless: away.endless };
        let answered = answer(setting, struck, away.pool).clock;
        let quantiles = answered.map_or(Vec::new(), |clock| vec![("p50", clock.p50, 0.5), ("p95", clock.p95, 0.05)]);
        let marked: Vec<_> = quantiles.into_iter().filter(|(_, minutes, _)| minutes.is_finite()).collect();
        let on_axis = |minutes: f64| clock.value(minutes * 60_000.0);
        let top = sheet.y;
        exceedance::draw(&mut sheet, &sample, on_axis, &marked, |minutes| rough(minutes * 60_000.0));
        if let Some(target) = target {
            let x = sheet.scale.x(clock.value(target.millis() as f64));
            sheet.canvas.shapes.push(Shape::Thick((x, top + LEADING), (x, sheet.y), BLACK, 2));
            let missed = away.sorted.iter().filter(|minutes| **minutes * 60_000.0 > target.millis() as f64).count();
            sheet.canvas.data(&[("target", &target.as_minutes_f64()), ("missed", &(missed + away.endless))]);
            let words = format!("your target {}", target.rough());
            let y = sheet.y - LEADING;
            let label = if x + GAP + width(&words, LABEL) <= sheet.scale.right() {
                Label::new(x + GAP, y, LABEL, BLACK, words)
            } else {
                Label::new(x - GAP, y, LABEL, BLACK, words).anchored(Anchor::End)
            };
            sheet.canvas.label(label);
        }
        sheet.y += LEADING / 2;
    }
    let marks = sheet.scale.marks();
    sheet.lower_axis(&marks);
    sheet.axis_words(&[&format!("{} without full service", clock.words)]);
    Ok(frame.end(sheet))
}

fn heading(setting: &Setting, away: &Away) -> String {
    let incidents = counted((away.sorted.len() + away.endless) as u64, "incident", "incidents");
    format!(
        "{}: share of the {incidents} that lasted longer, by powers of ten",
        setting.plan.topology.pool(away.pool).name
    )
}

/// How long, of the incidents that hit somebody, in minutes.
fn away(struck: &[Struck], pool: PoolId) -> Away {
    let lasted: Vec<Lasted> = struck.iter().filter_map(|one| one.effects[pool.index()].clock).collect();
    let over = lasted.iter().filter(|lasted| lasted.over);
    let mut sorted: Vec<f64> = over.map(|lasted| lasted.minutes()).collect();
    sorted.sort_by(f64::total_cmp);
    let endless = lasted.len() - sorted.len();
    Away { pool, sorted, endless }
}

fn finding(setting: &Setting, struck: &[Struck], away: &Away) -> String {
    let name = &setting.plan.topology.pool(away.pool).name;
    let words = |minutes: f64| match minutes.is_finite() {
        true => rough(minutes * 60_000.0),
        false => "longer than was looked at".to_owned(),
    };
    let clock = answer(setting, struck, away.pool).clock;
    let times = clock
        .map_or(String::new(), |clock| format!("{} (median), {} in a bad case", words(clock.p50), words(clock.p95)));
    let missed = setting.plan.targets.time_to_recover.map(|target| {
        let longer = away.sorted.iter().filter(|minutes| **minutes > target.as_minutes_f64()).count() + away.endless;
        let all = away.sorted.len() + away.endless;
        format!("; {} of {} miss the target of {}", thousands(longer as u64), thousands(all as u64), target.rough())
    });
    format!("Full service at {name} is back after {times}{}", missed.unwrap_or_default())
}
