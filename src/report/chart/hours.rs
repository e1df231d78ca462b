//! What an incident costs by the hour of the week at which it begins: a field for each hour, with its minutes in it.

use crate::experiment::incident::{HOURS, Struck, answer};
use crate::ground::calendar::Weekday;
use crate::model::Setting;
use crate::report::chart::canvas::{Anchor, Label, Shape};
use crate::report::chart::incidents::{hit_most, lost, over};
use crate::report::chart::picture::{Drawing, Frame};
use crate::report::chart::sheet::{Across, Sheet};
use crate::report::chart::style::{BLACK, Fill, GREY, GRID, LABEL, LEADING, PAGE, RIM, heat};
use crate::report::chart::value_axis::number;
use crate::report::chart::waterfall::{Clock, rough};
use crate::topology::PoolId;

/// Pools that are drawn.
const POOLS: usize = 3;
/// The width of the column of weekdays.
const DAYS: i32 = 60;
/// The width and the height of a field.
const FIELD: (i32, i32) = (48, 34);
/// Incidents that hit somebody below which an hour of the week has too few to be told.
const FEWEST: usize = 168;

/// The hours of a day from left to right.
#[derive(Debug, Clone, Copy)]
struct Day;

impl Across for Day {
    fn left(&self) -> i32 {
        RIM + DAYS
    }

    fn right(&self) -> i32 {
        RIM + DAYS + 24 * FIELD.0
    }
}

/// The picture of all incidents.
///
/// # Errors
/// With the reason why nothing is drawn.
pub fn draw(setting: &Setting, struck: &[Struck], seed: u64) -> Result<Drawing, String> {
    let pools = hit_most(setting, struck, POOLS);
    if pools.is_empty() {
        return Err("no incident hit anybody".to_owned());
    }
    if struck.len() < FEWEST {
        return Err(format!("{} incidents are too few for the {HOURS} hours of a week", struck.len()));
    }
    let weeks: Vec<(PoolId, Vec<Option<f64>>)> =
        pools.into_iter().map(|pool| (pool, answer(setting, struck, pool).by_hour)).collect();
    let longest = weeks.iter().flat_map(|(_, week)| week).flatten().fold(0.0_f64, |most, minutes| most.max(*minutes));
    let clock = Clock::of(longest * 60_000.0);
    let filled = weeks[0].1.iter().flatten().count().max(1);
    let counted = format!(
        "{}; mean {} of an enabled user without full service, the return home included, by the local hour at which the loss \
         begins; {:.0} incidents a field on average; the frame marks business hours",
        over(setting, struck),
        clock.words,
        struck.len() as f64 / filled as f64
    );
    let finding = finding(setting, struck, weeks[0].0);
    let frame = Frame::of_runs(setting, finding, counted, (seed, struck.len() as u64));
    let mut sheet = frame.begin(Day);
    for (pool, week) in &weeks {
        sheet.heading(&setting.plan.topology.pool(*pool).name, &[]);
        draw_week(&mut sheet, setting, struck, week, (clock, longest));
    }
    for hour in 0..24 {
        let (x, y) = (sheet.scale.left() + hour * FIELD.0, sheet.y + LABEL / 2);
        sheet.canvas.label(Label::new(x, y, LABEL, GREY, format!("{hour:02}")).anchored(Anchor::Middle));
    }
    sheet.y += 2 * LEADING;
    if weeks.iter().any(|(_, week)| week.iter().any(Option::is_none)) {
        sheet.sentence(LABEL, GREY, "A field without a number: no incident began in that hour.");
    }
    Ok(frame.end(sheet))
}

/// What an incident costs in business hours, and at other times.
fn finding(setting: &Setting, struck: &[Struck], pool: PoolId) -> String {
    let noun = setting.plan.topology.pool(pool);
    let mean = |open: bool| {
        let costs = struck
            .iter()
            .filter(|one| setting.plan.business.is_open(one.moment) == open)
            .map(|one| one.effects[pool.index()].not_full() as f64);
        let costs: Vec<f64> = costs.collect();
        (!costs.is_empty()).then(|| costs.iter().sum::<f64>() / costs.len() as f64 / f64::from(noun.users.max(1)))
    };
    let lost = lost(setting);
    let words = |millis: f64| if millis < 0.0 { "nothing".to_owned() } else { rough(millis) };
    match (mean(true), mean(false)) {
        (Some(work), Some(other)) => format!(
            "The loss of {lost} costs a user of {} {} in business hours, {} at other times",
            noun.name,
            words(work),
            words(other)
        ),
        (Some(all), None) | (None, Some(all)) => {
            format!("The loss of {lost} costs a user of {} {}", noun.name, words(all))
        }
        (None, None) => String::new(),
    }
}

fn draw_week(
    sheet: &mut Sheet<Day>,
    setting: &Setting,
    struck: &[Struck],
    week: &[Option<f64>],
    (clock, longest): (Clock, f64),
) {
    let business = business_hours(setting, struck);
    let top = sheet.y;
    let field = |hour: usize| {
        let (left, top) = (sheet.scale.left() + (hour % 24) as i32 * FIELD.0, top + (hour / 24) as i32 * FIELD.1);
        ((left, top), (left + FIELD.0, top + FIELD.1))
    };
    let mut words = Vec::new();
    for (hour, minutes) in week.iter().enumerate() {
        let ((left, top), (right, bottom)) = field(hour);
        let fill = minutes.map_or(Fill::WHITE, |minutes| heat(minutes / longest.max(f64::MIN_POSITIVE)));
        sheet.canvas.filled((left, top), (right, bottom), fill, GRID);
        if let Some(minutes) = minutes {
            sheet.canvas.data(&[("hour", &hour), ("minutes", minutes)]);
            let text = field_words(clock.value(minutes * 60_000.0));
            let middle = ((left + right) / 2, (top + bottom) / 2);
            words.push(Label::new(middle.0, middle.1, LABEL, fill.text(), text).anchored(Anchor::Middle));
        }
    }
    for hour in (0..HOURS).filter(|hour| business[*hour]) {
        let ((left, top), (right, bottom)) = field(hour);
        let (day, of_day) = (hour / 24, hour % 24);
        let open = |inside: bool, other: usize| inside && business[other];
        let edges = [
            (open(of_day > 0, hour.wrapping_sub(1) % HOURS), (left, top), (left, bottom)),
            (open(of_day < 23, (hour + 1) % HOURS), (right, top), (right, bottom)),
            (open(day > 0, hour.wrapping_sub(24) % HOURS), (left, top), (right, top)),
            (open(day < 6, (hour + 24) % HOURS), (left, bottom), (right, bottom)),
        ];
        for (_, from, to) in edges.into_iter().filter(|(inside, ..)| !inside) {
            sheet.canvas.shapes.push(Shape::Thick(from, to, BLACK, 3));
        }
    }
    words.into_iter().for_each(|label| sheet.canvas.label(label));
    for (place, day) in Weekday::ALL.iter().enumerate() {
        let y = top + place as i32 * FIELD.1 + FIELD.1 / 2;
        sheet.canvas.label(Label::new(RIM, y, LABEL, BLACK, day.name()));
    }
    sheet.y = top + 7 * FIELD.1 + LEADING / 2;
}

/// The hours of the week that belong to the business hours, as far as incidents began in them.
fn business_hours(setting: &Setting, struck: &[Struck]) -> Vec<bool> {
    let mut hours = vec![false; HOURS];
    for one in struck {
        hours[one.hour as usize % HOURS] |= setting.plan.business.is_open(one.moment);
    }
    hours
}

/// A number as short as a field is narrow.
fn field_words(value: f64) -> String {
    number(value, usize::from(value.abs() < 9.95))
}

/// The width of the page is enough for the week.
const _: () = assert!(RIM + DAYS + 24 * FIELD.0 + RIM <= PAGE);
