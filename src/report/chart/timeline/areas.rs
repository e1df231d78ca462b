//! What users had, as areas: full service at the bottom, resiliency mode on it, no service on top. All panels have one
//! scale, so that as many users are as high in every pool.

use crate::ground::time::Time;
use crate::report::chart::canvas::{Anchor, Label, Point, Shape};
use crate::report::chart::style::{BLACK, Colour, FULL, Fill, GREY, GRID, Hatch, LABEL, LEADING, LEVELS, LINE};
use crate::report::chart::timeline::Sheet;
use crate::report::chart::timeline::Shown;
use crate::report::chart::timeline::axis::counts;
use crate::report::chart::timeline::pools::{parted, quiet_line};
use crate::report::chart::width::width;
use crate::report::names::thousands;
use crate::report::track::{Counts, Series};
use crate::topology::PoolId;

/// The heading of the section.
pub const HEADING: &str = "What enabled users had";
/// More pools than this are drawn as one total.
const POOLS_MAX: usize = 10;
/// The height of the largest panel.
const HIGH: i32 = 180;
/// The height of all panels together.
const HIGH_ALL: i32 = 440;
/// No panel is lower, since nothing could be seen in it.
const HIGH_MIN: i32 = 8;
/// Between lines of a hatching.
const SPACING: i32 = 6;
/// Between the numbers and the axis.
const TICK: i32 = 8;

/// One panel to be drawn.
struct Area {
    name: String,
    users: u32,
    series: Series,
    high: i32,
}

/// The panels of the pools that something happened to, each as high as its users are many.
fn areas(shown: &Shown<'_>, hit: &[PoolId]) -> Vec<Area> {
    let topology = shown.names.topology();
    // A pool that homes nobody, such as a partner that only waits, has nothing to show.
    let mut panels: Vec<Area> = hit
        .iter()
        .map(|pool| (topology.pool(*pool), &shown.record.users[pool.index()]))
        .filter(|(pool, _)| pool.users > 0)
        .map(|(pool, series)| Area { name: pool.name.clone(), users: pool.users, series: series.clone(), high: 0 })
        .collect();
    if panels.len() > POOLS_MAX {
        let users = panels.iter().map(|panel| panel.users).sum();
        let each: Vec<Series> = panels.iter().map(|panel| panel.series.clone()).collect();
        let name = format!("{} pools together", panels.len());
        panels = vec![Area { name, users, series: Series::sum(&each), high: 0 }];
    }
    let most = panels.iter().map(|panel| u64::from(panel.users)).max().unwrap_or(0).max(1);
    let all = panels.iter().map(|panel| u64::from(panel.users)).sum::<u64>().max(1);
    // The larger divisor of the two keeps both bounds.
    let (pixels, users) = if u64::from(HIGH.unsigned_abs()) * all <= u64::from(HIGH_ALL.unsigned_abs()) * most {
        (HIGH, most)
    } else {
        (HIGH_ALL, all)
    };
    for panel in &mut panels {
        panel.high = ((u64::from(panel.users) * u64::from(pixels.unsigned_abs()) / users) as i32).max(HIGH_MIN);
    }
    panels
}

/// The room that names and numbers need in the column of labels.
pub fn label_width(shown: &Shown<'_>) -> i32 {
    let (hit, _) = parted(shown);
    areas(shown, &hit).iter().map(|area| width(&area.name, LABEL) + number_width(area.users) + 12).max().unwrap_or(0)
}

fn number_width(users: u32) -> i32 {
    width(&format!("{} users", thousands(users.into())), LABEL) + TICK
}

/// Draws the section.
pub fn section(sheet: &mut Sheet, shown: &Shown<'_>) {
    let (hit, quiet) = parted(shown);
    let topology = shown.names.topology();
    sheet.heading(HEADING, &LEVELS);
    sheet.y += LABEL / 2;
    for area in areas(shown, &hit) {
        draw(sheet, shown, &area);
    }
    let quiet: Vec<PoolId> = quiet.into_iter().filter(|pool| topology.pool(*pool).users > 0).collect();
    if !quiet.is_empty() {
        let users: u32 = quiet.iter().map(|pool| topology.pool(*pool).users).sum();
        number(sheet, sheet.y + LEADING / 2, &format!("{} users", thousands(users.into())));
        quiet_line(sheet, shown.names, &quiet, number_width(users), FULL);
    }
}

fn number(sheet: &mut Sheet, y: i32, text: &str) {
    sheet.canvas.label(Label::new(sheet.scale.left - TICK, y, LABEL, GREY, text).anchored(Anchor::End));
}

fn draw(sheet: &mut Sheet, shown: &Shown<'_>, area: &Area) {
    let (left, right, top) = (sheet.scale.left, sheet.scale.right, sheet.y);
    let bottom = top + area.high;
    sheet.y -= LABEL / 2;
    let labels = sheet.row_label(&area.name, LABEL, (0, number_width(area.users)), BLACK);
    let y = |count: u32| bottom - (i64::from(count) * i64::from(area.high) / i64::from(area.users.max(1))) as i32;
    let points = area.series.within(shown.window.from, shown.window.to);
    let lines = boundaries(sheet, &points, y);
    for (level, (_, fill)) in LEVELS.iter().enumerate() {
        between(sheet, &lines[level], &lines[level + 1], *fill);
    }
    moments(sheet, &points, y);
    for (count, text) in counts(area.users, area.high) {
        sheet.canvas.line((left - 4, y(count)), (left, y(count)), LINE);
        number(sheet, y(count), &text);
        if 0 < count && count < area.users {
            sheet.canvas.line((left, y(count)), (right, y(count)), GRID);
        }
    }
    sheet.canvas.shapes.push(Shape::Frame((left, top), (right, bottom), LINE));
    sheet.y = bottom.max(top + labels - LABEL) + LEADING + 8;
}

/// The four lines between which the three levels lie, as pixels from left to right.
fn boundaries(sheet: &Sheet, points: &[(Time, Counts)], y: impl Fn(u32) -> i32) -> [Vec<Point>; 4] {
    let mut lines: [Vec<Point>; 4] = std::array::from_fn(|_| Vec::with_capacity(points.len()));
    for (time, [full, limited, none]) in points {
        let x = sheet.scale.x(*time);
        for (line, count) in lines.iter_mut().zip([0, *full, full + limited, full + limited + none]) {
            let point = (x, y(count));
            if line.last() != Some(&point) {
                line.push(point);
            }
        }
    }
    lines
}

fn between(sheet: &mut Sheet, lower: &[Point], upper: &[Point], fill: Fill) {
    let outline: Vec<Point> = lower.iter().copied().chain(upper.iter().rev().copied()).collect();
    sheet.canvas.shapes.push(Shape::Polygon(outline, fill.ground));
    if fill.hatch == Hatch::Upright {
        hatch(sheet, lower, upper, fill.ink);
    }
}

/// What users lacked for so short a time that its area would be less than a pixel wide is a stroke, so that nothing that
/// happened is invisible.
fn moments(sheet: &mut Sheet, points: &[(Time, Counts)], y: impl Fn(u32) -> i32) {
    for level in [1, 2] {
        let mut from = None;
        for (place, (time, counts)) in points.iter().enumerate() {
            if counts[level] > 0 {
                from.get_or_insert(place);
                continue;
            }
            let Some(begin) = from.take() else { continue };
            let (left, right) = (sheet.scale.x(points[begin].0), sheet.scale.x(*time));
            let most = points[begin..place].iter().max_by_key(|(_, counts)| counts[level]);
            if let Some((_, counts)) = most.filter(|_| right - left < 2) {
                let (low, high) = (counts[..level].iter().sum(), counts[..=level].iter().sum());
                let stroke = Shape::Box((left, y(high)), (left + 2, y(low)), LEVELS[level].1.ground);
                sheet.canvas.shapes.push(stroke);
            }
        }
    }
}

/// Upright lines between two boundaries.
fn hatch(sheet: &mut Sheet, lower: &[Point], upper: &[Point], ink: Colour) {
    let first = sheet.scale.left / SPACING * SPACING + SPACING;
    for x in (first..sheet.scale.right).step_by(SPACING as usize) {
        if let (Some(low), Some(high)) = (height(lower, x), height(upper, x))
            && low > high
        {
            sheet.canvas.line((x, low), (x, high), ink);
        }
    }
}

/// The height of a boundary at a pixel.
fn height(line: &[Point], x: i32) -> Option<i32> {
    let after = line.iter().position(|point| point.0 > x)?;
    let (from, to) = (line[after.checked_sub(1)?], line[after]);
    Some(from.1 + (to.1 - from.1) * (x - from.0) / (to.0 - from.0))
}
