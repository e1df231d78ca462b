//! How available each pool is: the share of time in which its users have full service, by nines, against the target.

use crate::experiment::Estimate;
use crate::experiment::summary::{Columns, Summary};
use crate::ground::time::Span;
use crate::model::Setting;
use crate::report::chart::canvas::{Label, Shape};
use crate::report::chart::dots::{DOT, dot};
use crate::report::chart::picture::{Drawing, Frame};
use crate::report::chart::sheet::{Across, Mark, Sheet, heading_width, plot};
use crate::report::chart::style::{BLACK, GREY, LABEL, LEADING, WHITE};
use crate::report::chart::value_axis::ValueAxis;
use crate::report::chart::width::width;
use crate::report::names::{counted, thousands};
use crate::report::unit::Unit;

const HEADING: &str = "Pools, worst first";
/// The same of one.
const ONE: &str = "Pool";
/// The name of the row of all pools together.
const ALL: &str = "all users";
/// Pools that are drawn.
const POOLS: usize = 40;
/// The height of a row.
const HIGH: i32 = 28;
/// Between a dot and its words.
const GAP: i32 = 10;
/// How far right of the axis a pool stands that never lacked anything, since no nine is as much.
const WHOLE: i32 = 70;
/// More nines than this are drawn as so many, since nobody could tell them apart.
const NINES: f64 = 9.0;

/// A pool, or all of them.
struct Row<'a> {
    name: &'a str,
    availability: Estimate,
    missed: Option<u64>,
}

/// What the numbers are over.
struct Over {
    runs: u64,
    /// A year, or the horizon where that is shorter: what one loss costs in a day does not happen every day.
    time: Span,
    words: String,
    /// The room right of the axis for pools that never lacked anything.
    after: i32,
}

/// The picture of all runs.
///
/// # Errors
/// With the reason why nothing is drawn.
pub fn draw(setting: &Setting, summary: &Summary) -> Result<Drawing, String> {
    let target = setting.plan.targets.availability;
    let mut rows: Vec<Row<'_>> = setting
        .plan
        .topology
        .pools
        .iter()
        .zip(&summary.pools)
        .filter(|(_, columns)| columns.users > 0)
        .map(|(pool, columns)| row(&pool.name, columns, summary, target))
        .collect();
    if rows.is_empty() {
        return Err("no pool homes users".to_owned());
    }
    if rows.iter().all(|row| row.availability.mean >= 1.0) {
        return Err("no run cost anybody a minute".to_owned());
    }
    // Sorting keeps the order of the scenario among equals.
    rows.sort_by(|a, b| a.availability.mean.total_cmp(&b.availability.mean));
    let finding = finding(&rows, target, summary.runs);
    let left_out = rows.len().saturating_sub(POOLS);
    rows.truncate(POOLS);
    let total = summary.total();
    if summary.pools.len() > 1 {
        rows.push(row(ALL, &total, summary, target));
    }
    let time = Over {
        runs: summary.runs,
        time: summary.horizon.min(Span::YEAR),
        words: Unit::of(summary).words,
        after: if rows.iter().any(|row| row.availability.mean >= 1.0) { WHOLE } else { 0 },
    };
    let runs = counted(summary.runs, "run", "runs");
    let over = format!(
        "{runs} of {}; share of the time of enabled users in which they have full service",
        summary.horizon.rough()
    );
    let frame = Frame::of_runs(setting, finding, over, (summary.seed, summary.runs));
    let mut sheet = frame.begin(axis(&rows, target, &time));
    sheet.heading(if rows.len() > 1 { HEADING } else { ONE }, &[]);
    let top = sheet.y;
    for row in &rows {
        draw_row(&mut sheet, row, &time);
    }
    target_line(&mut sheet, target, top);
    let marks = marks(&sheet.scale, time.after);
    sheet.lower_axis(&marks);
    sheet.axis_words(&["share of the time with full service; a tenth of the lack is always as far"]);
    sheet.sentence(LABEL, GREY, "Lines through dots are 95 % intervals.");
    if left_out > 0 {
        let others = counted(left_out as u64, "more pool is", "more pools are");
        sheet.sentence(LABEL, GREY, &format!("{others} better than these; the summary has them all."));
    }
    Ok(frame.end(sheet))
}

fn row<'a>(name: &'a str, columns: &Columns, summary: &Summary, target: Option<f64>) -> Row<'a> {
    let missed = target.map(|target| summary.runs - columns.runs_with_availability(summary.horizon, target));
    Row { name, availability: columns.availability(summary.horizon), missed }
}

fn finding(rows: &[Row<'_>], target: Option<f64>, runs: u64) -> String {
    let worst = &rows[0];
    let percent = percent(worst.availability.mean);
    let apart = rows.get(1).is_none_or(|next| {
        worst.availability.ci.1.is_some_and(|high| high < next.availability.ci.0) || next.availability.mean >= 1.0
    });
    let least = match rows.len() {
        1 => String::new(),
        all if apart => format!(", the least of {all} pools"),
        all => format!("; which of {all} pools has the least cannot be told"),
    };
    let first = format!("Users of {} have full service {percent} of the time{least}", worst.name);
    match (target, worst.missed) {
        (Some(target), Some(missed)) if missed > 0 => {
            format!("{first}; there {} of {} runs miss the target of {target}", thousands(missed), thousands(runs))
        }
        (Some(target), _) => format!("{first}; no run misses the target of {target}"),
        _ => first,
    }
}

/// A share of time with as many decimals as it takes to see what it lacks.
fn percent(share: f64) -> String {
    let decimals = (libm::ceil(nines(share)) - 1.0).clamp(0.0, 7.0) as usize;
    format!("{:.decimals$} %", share * 100.0)
}

fn nines(share: f64) -> f64 {
    if share >= 1.0 { NINES } else { (-libm::log10(1.0 - share)).clamp(0.0, NINES) }
}

fn axis(rows: &[Row<'_>], target: Option<f64>, over: &Over) -> ValueAxis {
    let labels = rows.iter().map(|row| width(row.name, LABEL));
    let (left, right) = plot(labels.chain([heading_width(HEADING)]).max().unwrap_or(0));
    let words = rows.iter().map(|row| width(&words(row, over), LABEL)).max().unwrap_or(0);
    let ends = rows.iter().flat_map(|row| {
        let of = &row.availability;
        [of.mean, of.ci.0, of.ci.1.unwrap_or(of.mean)]
    });
    // Where nothing was seen to bound it from below, an interval begins at nothing and says nothing.
    // What was never less has a place of its own at the end.
    let nines: Vec<f64> = ends.chain(target).filter(|share| *share > 0.0 && *share < 1.0).map(nines).collect();
    let (least, most) = nines.iter().fold((NINES, 0.0_f64), |(least, most), n| (least.min(*n), most.max(*n)));
    ValueAxis::exactly(
        libm::floor(least),
        libm::ceil(most).max(libm::floor(least) + 1.0),
        (left, right - words - GAP - over.after),
    )
}

/// Marks at nines and halfway between them, and one where nothing is ever lacking.
fn marks(axis: &ValueAxis, after: i32) -> Vec<Mark> {
    let lost = (0..=NINES as i32)
        .flat_map(|nines| [10, 5, 2].map(|digit| f64::from(digit) * libm::pow(10.0, f64::from(-nines - 1))));
    let mut marks: Vec<Mark> = Vec::new();
    for lost in lost.filter(|lost| axis.holds(-libm::log10(*lost))) {
        let percent = format!("{:.7}", (1.0 - lost) * 100.0);
        let words = format!("{} %", percent.trim_end_matches('0').trim_end_matches('.'));
        let x = axis.x(-libm::log10(lost));
        let is_clear = |before: &Mark| before.x + width(&before.words, LABEL) / 2 + GAP <= x - width(&words, LABEL) / 2;
        if marks.last().is_none_or(is_clear) {
            marks.push(Mark { x, words, behind: None });
        }
    }
    if after > 0 {
        marks.push(Mark { x: axis.right() + after, words: "100 %".to_owned(), behind: None });
    }
    marks
}

fn words(row: &Row<'_>, over: &Over) -> String {
    if row.availability.mean >= 1.0 {
        return "full service throughout".to_owned();
    }
    let lost = Span::round_millis((1.0 - row.availability.mean) * over.time.millis() as f64);
    let missed = row
        .missed
        .map_or(String::new(), |missed| format!(", missed in {} of {}", thousands(missed), thousands(over.runs)));
    format!("{:.6} ({} {}){missed}", row.availability.mean, lost.rough(), over.words)
}

fn draw_row(sheet: &mut Sheet<ValueAxis>, row: &Row<'_>, over: &Over) {
    let high = sheet.row_label(row.name, HIGH, (0, 0), BLACK);
    let (scale, y) = (sheet.scale, sheet.y + HIGH / 2);
    let of = &row.availability;
    let (low, upper) = if of.ci.0 > 0.0 { (of.ci.0, of.ci.1.unwrap_or(of.mean)) } else { (of.mean, of.mean) };
    let ground = if row.name == ALL { WHITE } else { BLACK };
    if of.mean < 1.0 {
        dot(&mut sheet.canvas, &scale, y, nines(of.mean), (nines(low), nines(upper)), ground);
    } else {
        let end = ValueAxis::exactly(0.0, 1.0, (scale.right() + WHOLE, scale.right() + WHOLE));
        dot(&mut sheet.canvas, &end, y, 0.0, (0.0, 0.0), ground);
    }
    sheet.canvas.data(&[("pool", &row.name), ("availability", &of.mean)]);
    sheet.canvas.label(Label::new(scale.right() + over.after + DOT + GAP, y, LABEL, BLACK, words(row, over)));
    sheet.y += high;
}

fn target_line(sheet: &mut Sheet<ValueAxis>, target: Option<f64>, top: i32) {
    let Some(target) = target else { return };
    let x = sheet.scale.x(nines(target));
    sheet.canvas.shapes.push(Shape::Thick((x, top), (x, sheet.y + LEADING), BLACK, 2));
    sheet.canvas.data(&[("target", &target)]);
    let words = format!("your target {target}");
    let y = sheet.y + LEADING / 2;
    let half = width(&words, LABEL) + GAP;
    let label = if x + half < sheet.scale.right() {
        Label::new(x + GAP, y, LABEL, BLACK, words)
    } else {
        Label::new(x - GAP, y, LABEL, BLACK, words).anchored(crate::report::chart::canvas::Anchor::End)
    };
    sheet.canvas.label(label);
    sheet.y += LEADING;
}
