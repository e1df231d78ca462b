//! How bad a bad year is: how many runs cost a user how many minutes, and what share of them cost more.

use crate::experiment::Estimate;
use crate::experiment::summary::Summary;
use crate::ground::time::Span;
use crate::model::Setting;
use crate::report::chart::canvas::{Anchor, Label, Shape};
use crate::report::chart::exceedance::{self, Sample};
use crate::report::chart::picture::{Drawing, Frame};
use crate::report::chart::sheet::{Across, Sheet, heading_width, plot};
use crate::report::chart::style::{BLACK, COUNTED, LABEL, LEADING, LINE, PAGE, RIM};
use crate::report::chart::value_axis::ValueAxis;
use crate::report::chart::width::width;
use crate::report::names::{counted, thousands};
use crate::report::unit::Unit;

/// The headings of the two panels.
const COUNTS: &str = "Runs";
const BEYOND: &str = "Share of the runs that cost more, by powers of ten";
/// Fewer runs than this have no distribution that could be told from chance.
const FEWEST: u64 = 20;
/// A target that leaves so many times what the worst run cost is told and not drawn, since the runs would be pressed together.
const FAR: f64 = 2.0;
/// The width of a column.
const COLUMN: i32 = 20;
/// The room for the numbers left of the plot.
const AXIS: i32 = 90;
/// The height of the columns' panel.
const COLUMNS_HIGH: i32 = 220;

/// What is drawn.
struct Costs {
    /// Minutes of an enabled user without full service, a value for each run, in order.
    sorted: Vec<f64>,
    estimate: Estimate,
    /// In the words of a sentence: `a year`.
    per: String,
    /// The target, the minutes it leaves, and how many runs cost more.
    target: Option<(f64, f64, u64)>,
}

/// The picture of all runs.
///
/// # Errors
/// With the reason why nothing is drawn.
pub fn draw(setting: &Setting, summary: &Summary) -> Result<Drawing, String> {
    if summary.runs < FEWEST {
        return Err(format!("{} too few for a distribution", counted(summary.runs, "run is", "runs are")));
    }
    let costs = costs(setting, summary);
    if costs.estimate.max == 0.0 {
        return Err("no run cost anybody a minute".to_owned());
    }
    if costs.sorted.first() == costs.sorted.last() {
        return Err(format!("every run cost the same, {} of a user", words(costs.estimate.max)));
    }
    let runs = counted(summary.runs, "run", "runs");
    let over = format!("{runs}, minutes of an enabled user with less than full service {}", costs.per);
    let frame = Frame::of_runs(setting, finding(&costs, summary), over, (summary.seed, summary.runs));
    let counts = heading_width(COUNTS).max(AXIS);
    let values = costs.sorted.iter().copied().chain(costs.target.map(|(_, minutes, _)| minutes).filter(|minutes| {
        // A target far beyond all that happened would press everything else together.
        *minutes <= FAR * costs.estimate.max
    }));
    let scale = ValueAxis::from_nothing(values.collect::<Vec<_>>().into_iter(), plot(counts));
    let mut sheet = frame.begin(scale);
    let top = sheet.y;
    columns(&mut sheet, &costs);
    let marked = [("p50", costs.estimate.p50, 0.5), ("p95", costs.estimate.p95, 0.05)];
    sheet.heading(BEYOND, &[]);
    exceedance::draw(&mut sheet, &Sample { sorted: &costs.sorted, endless: 0 }, |value| value, &marked, words);
    target(&mut sheet, &costs, summary, top);
    let marks = sheet.scale.marks();
    sheet.lower_axis(&marks);
    sheet.axis_words(&[&format!("minutes with less than full service {}", costs.per)]);
    Ok(frame.end(sheet))
}

fn costs(setting: &Setting, summary: &Summary) -> Costs {
    let unit = Unit::of(summary);
    let values: Vec<f64> = summary.not_full_by_run().iter().map(|cost| unit.minutes(*cost as f64)).collect();
    let estimate = Estimate::of_non_negative(&values);
    let mut sorted = values;
    sorted.sort_by(f64::total_cmp);
    let target = setting.plan.targets.availability.map(|target| {
        // The time of the unit is the horizon's, or a year's where that is longer.
        let minutes = summary.horizon.min(Span::YEAR).as_minutes_f64() * (1.0 - target);
        let reached = summary.total().runs_with_availability(summary.horizon, target);
        (target, minutes, summary.runs - reached)
    });
    Costs { sorted, estimate, per: unit.words, target }
}

/// Minutes as people say them; few ones with a decimal, since the axis has it.
fn words(minutes: f64) -> String {
    match minutes {
        2.0..10.0 => format!("{minutes:.1} min"),
        _ => Span::round_millis(minutes * 60_000.0).rough(),
    }
}

fn finding(costs: &Costs, summary: &Summary) -> String {
    let (half, bad, worst) = (costs.estimate.p50, costs.estimate.p95, words(costs.estimate.max));
    let more = |minutes: f64| costs.sorted.iter().filter(|cost| **cost > minutes).count();
    let per = &costs.per;
    let spread = if words(half) == words(bad) {
        format!("Nearly every run costs a user {} {per}", words(half))
    } else if more(bad) == 0 {
        let as_much = costs.sorted.iter().filter(|cost| words(**cost) == worst).count();
        let (some, all) = (thousands(as_much as u64), thousands(summary.runs));
        format!(
            "One run in two costs a user more than {} {per}, and {some} of {all} cost {worst}, the most",
            words(half)
        )
    } else {
        format!("One run in two costs a user more than {} {per}, one in twenty more than {}", words(half), words(bad))
    };
    match costs.target {
        Some((target, _, missed)) => {
            let missed = if missed == 0 {
                "no run misses".to_owned()
            } else {
                format!("for all users together {} of {} runs miss", thousands(missed), thousands(summary.runs))
            };
            format!("{spread}; {missed} the target of {target}")
        }
        None => spread,
    }
}

/// A column for each stretch of the axis, as high as the runs in it are many.
fn columns(sheet: &mut Sheet<ValueAxis>, costs: &Costs) {
    sheet.heading(COUNTS, &[]);
    let (left, right) = (sheet.scale.left(), sheet.scale.right());
    let places = ((right - left) / COLUMN + 1) as usize;
    let mut counts = vec![0_u64; places];
    for value in &costs.sorted {
        counts[((sheet.scale.x(*value) - left) / COLUMN) as usize] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let bottom = sheet.y + COLUMNS_HIGH;
    let high = |count: u64| (count * COLUMNS_HIGH.unsigned_abs() as u64 / most) as i32;
    let axis = ValueAxis::exactly(0.0, most as f64, (0, COLUMNS_HIGH));
    let rows =
        axis.marks().into_iter().filter(|mark| mark.words.parse::<f64>().is_ok_and(|count| count.fract() == 0.0));
    let mut above = i32::MAX;
    for mark in rows {
        let y = bottom - mark.x;
        if above - y >= 2 * LEADING {
            exceedance::grid_line(sheet, y, &mark.words);
            above = y;
        }
    }
    for (place, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let x = left + place as i32 * COLUMN;
        // A single run must be seen beside hundreds.
        let top = bottom - high(*count).max(2);
        sheet.canvas.filled((x, top), ((x + COLUMN).min(right.max(x + 2)), bottom), COUNTED, LINE);
        sheet.canvas.data(&[("runs", count)]);
    }
    sheet.canvas.line((left, bottom), (right, bottom), LINE);
    sheet.y = bottom + LEADING;
}

/// The line of the target through both panels, or in words that it lies beyond them.
fn target(sheet: &mut Sheet<ValueAxis>, costs: &Costs, summary: &Summary, top: i32) {
    let Some((target, minutes, missed)) = costs.target else { return };
    let cost_more = match missed {
        0 => "no run costs more".to_owned(),
        missed => format!("{:.1} % of the runs cost more", missed as f64 / summary.runs as f64 * 100.0),
    };
    let words = format!("your target {target} leaves {} {}: {cost_more}", words(minutes), costs.per);
    let (y, right) = (top + 22, sheet.scale.right());
    let label = |x: i32, words: String| Label::new(x, y, LABEL, BLACK, words);
    if minutes > FAR * costs.estimate.max {
        sheet.canvas.label(label(right, format!("{words} (beyond this axis)")).anchored(Anchor::End));
        return;
    }
    let x = sheet.scale.x(minutes);
    sheet.canvas.shapes.push(Shape::Thick((x, top + 34), (x, sheet.y), BLACK, 2));
    sheet.canvas.data(&[("target", &minutes), ("missed", &missed)]);
    let fits = x + width(&words, LABEL) <= PAGE - RIM;
    sheet.canvas.label(if fits { label(x, words) } else { label(right, words).anchored(Anchor::End) });
}
