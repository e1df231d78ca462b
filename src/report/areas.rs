//! What users had, as areas: full service at the bottom, resiliency mode on it, no service on top.

use crate::ground::time::Time;
use crate::report::axis::counts;
use crate::report::canvas::{Anchor, Label, Point, Shape};
use crate::report::names::{Names, thousands};
use crate::report::style::{BLACK, GREY, GRID, HEADING, Hatch, LEVELS, LINE, RIM, SMALL};
use crate::report::tale::Tale;
use crate::report::timeline::Sheet;
use crate::report::track::{Counts, Series};
use crate::report::width::{shorten, width};

/// More pools than this are drawn as one total.
const POOLS_MAX: usize = 6;
/// The height of an area.
const HIGH: i32 = 96;
/// The height of a total.
const HIGH_TOTAL: i32 = 160;
/// Between lines of a hatching.
const SPACING: i32 = 6;

/// One area to be drawn.
struct Area<'s> {
    name: &'s str,
    users: u32,
    series: Series,
    high: i32,
}

fn areas<'s>(names: Names<'s>, tale: &Tale) -> Vec<Area<'s>> {
    let pools = &names.estate().pools;
    if pools.len() > POOLS_MAX {
        let users = pools.iter().map(|pool| pool.users).sum();
        return vec![Area { name: "all pools", users, series: Series::sum(&tale.users), high: HIGH_TOTAL }];
    }
    let area = |(pool, series): (&'s crate::topology::Pool, &Series)| Area {
        name: &pool.name,
        users: pool.users,
        series: series.clone(),
        high: HIGH,
    };
    // A pool that homes nobody, such as a partner that only waits, has nothing to show.
    pools.iter().zip(&tale.users).filter(|(pool, _)| pool.users > 0).map(area).collect()
}

/// The room that names and numbers need in the column on the left.
pub fn label_width(names: Names<'_>, tale: &Tale) -> i32 {
    let wide = |area: &Area<'_>| {
        let label = width(area.name, HEADING).max(width(&enabled(area), SMALL));
        label + number_width(area.users) + 24
    };
    areas(names, tale).iter().map(wide).max().unwrap_or(0)
}

fn enabled(area: &Area<'_>) -> String {
    format!("{} enabled users", thousands(area.users.into()))
}

fn number_width(users: u32) -> i32 {
    width(&thousands(users.into()), SMALL) + 8
}

/// Draws the section.
pub fn section(sheet: &mut Sheet<'_>) {
    sheet.heading("What users had", &LEVELS);
    sheet.y += 4;
    for area in areas(sheet.names, sheet.tale) {
        draw(sheet, &area);
    }
}

fn draw(sheet: &mut Sheet<'_>, area: &Area<'_>) {
    let (left, right, top) = (sheet.scale.left, sheet.scale.right, sheet.y);
    let bottom = top + area.high;
    let room = sheet.label_room() - number_width(area.users) - 14;
    let name = shorten(area.name, HEADING, room);
    sheet.canvas.label(Label::new(RIM, top + 8, HEADING, BLACK, name));
    sheet.canvas.label(Label::new(RIM, top + 26, SMALL, GREY, shorten(&enabled(area), SMALL, room)));
    let y = |count: u32| bottom - (i64::from(count) * i64::from(area.high) / i64::from(area.users.max(1))) as i32;
    let points = area.series.within(sheet.window.from, sheet.window.to);
    let lines = boundaries(sheet, &points, y);
    for (level, (_, fill)) in LEVELS.iter().enumerate() {
        let (lower, upper) = (&lines[level], &lines[level + 1]);
        let outline: Vec<Point> = lower.iter().copied().chain(upper.iter().rev().copied()).collect();
        sheet.canvas.shapes.push(Shape::Polygon(outline, fill.ground));
        if fill.hatch == Hatch::Upright {
            hatch(sheet, lower, upper, fill.ink);
        }
    }
    for (count, text) in counts(area.users) {
        sheet.canvas.line((left - 4, y(count)), (left, y(count)), LINE);
        let clear = count == 0 || y(count) - top > 4;
        sheet.canvas.label(Label::new(left - 8, y(count), SMALL, GREY, text).anchored(Anchor::End));
        if count > 0 && clear {
            sheet.canvas.line((left, y(count)), (right, y(count)), GRID);
        }
    }
    sheet.canvas.shapes.push(Shape::Frame((left, top), (right, bottom), LINE));
    sheet.y = bottom + 20;
}

/// The four lines between which the three levels lie, as pixels from left to right.
fn boundaries(sheet: &Sheet<'_>, points: &[(Time, Counts)], y: impl Fn(u32) -> i32) -> [Vec<Point>; 4] {
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

/// Upright lines between two boundaries.
fn hatch(sheet: &mut Sheet<'_>, lower: &[Point], upper: &[Point], ink: crate::report::style::Colour) {
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
