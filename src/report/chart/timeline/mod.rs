//! One run as a picture: what was lost, how every pool was and who served its users, what the administrators did, what
//! users had.
//!
//! The sections lie one below the other over one time axis. The title says what was found, the line below it which run
//! it is.

pub mod areas;
pub mod axis;
pub mod breaks;
pub mod finding;
pub mod gantt;
pub mod lost;
pub mod pools;
pub mod routes;
pub mod rows;
pub mod scale;
pub mod updates;
pub mod window;

use crate::ground::calendar::Calendar;
use crate::ground::time::Time;
use crate::model::Setting;
use crate::report::chart::canvas::Canvas;
use crate::report::chart::picture::Drawing;
use crate::report::chart::sheet::{self, heading_width, plot};
use crate::report::chart::style::{self, BLACK, Fill, GREY, HEADING, LABEL};
use crate::report::chart::timeline::rows::Row;
use crate::report::chart::timeline::scale::Scale;
use crate::report::chart::timeline::window::{Window, breaks, window};
use crate::report::chart::width::width;
use crate::report::names::{Names, counted};
use crate::report::run_record::RunRecord;

/// A sheet over a time axis.
pub type Sheet = sheet::Sheet<Scale>;

/// The heading of what was lost.
const LOST: &str = "What was lost";
/// The heading of what administrators did.
const ADMINISTRATORS: &str = "Administrators";

/// What is drawn, of which part of which run.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'s> {
    /// Names.
    pub names: Names<'s>,
    /// What is told.
    pub record: &'s RunRecord,
    /// The part that is drawn.
    pub window: &'s Window,
}

impl<'s> Shown<'s> {
    fn calendar(&self) -> &'s Calendar {
        &self.names.setting.plan.calendar
    }
}

/// The picture of a run; `which` says how the run was chosen.
pub fn drawing(setting: &Setting, record: &RunRecord, which: &str) -> Drawing {
    let (canvas, height) = draw(setting, record, which);
    Drawing { canvas, height }
}

/// Lays the picture out; also says how high it is.
pub fn draw(setting: &Setting, record: &RunRecord, which: &str) -> (Canvas, i32) {
    let names = Names { setting };
    let window = window(record);
    let shown = Shown { names, record, window: &window };
    let lost = lost::rows(names, record, &window);
    let work = gantt::rows(names, record, &window);
    let updated = updates::pools(&shown);
    let breaks = breaks(record, &window);
    let widest = column(&shown, &lost, &work).max(updates::label_widths(&updated).max().unwrap_or(0));
    let scale = Scale::new((window.from, window.to), plot(widest), &breaks);
    let marks = axis::marks(shown.calendar(), &scale);
    let mut sheet = Sheet::new(scale);
    header(&mut sheet, &shown, which);
    sheet.upper_axis(&marks);
    section(&mut sheet, LOST, &[("down, with how long", style::DOWN)], &lost);
    pools::section(&mut sheet, &shown);
    updates::section(&mut sheet, &shown, &updated);
    let kinds: Vec<(&str, Fill)> =
        gantt::KINDS.into_iter().filter(|(_, fill)| work.iter().any(|row| row.fill == *fill)).collect();
    section(&mut sheet, ADMINISTRATORS, &kinds, &work);
    areas::section(&mut sheet, &shown);
    sheet.lower_axis(&marks);
    breaks::draw(&mut sheet);
    sheet.provenance(&provenance(&shown));
    let height = sheet.y;
    (sheet.canvas, height)
}

/// How wide the column of labels must be.
fn column(shown: &Shown<'_>, lost: &[Row], work: &[Row]) -> i32 {
    let pools = shown.names.topology().pools.iter().map(|pool| width(&pool.name, LABEL));
    let rows = lost.iter().chain(work).map(Row::label_width);
    let headings = [LOST, pools::HEADING, ADMINISTRATORS, areas::HEADING].map(heading_width);
    let labels = [pools::CENTRAL_MANAGEMENT, pools::SERVED_BY].map(|label| width(label, LABEL));
    let widths = pools.chain(rows).chain(headings).chain(labels).chain([areas::label_width(shown)]);
    widths.max().unwrap_or(0)
}

/// A section of rows; nothing where there are none.
fn section(sheet: &mut Sheet, title: &str, legend: &[(&str, Fill)], rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    sheet.heading(title, legend);
    rows.iter().for_each(|row| row.draw(sheet));
    sheet.y += 4;
}

fn header(sheet: &mut Sheet, shown: &Shown<'_>, which: &str) {
    let (record, window) = (shown.record, shown.window);
    sheet.title(&finding::sentence(shown.names, record, window.from, window.to));
    let run = if which.is_empty() { format!("run {} of seed {}", record.run, record.seed) } else { which.to_owned() };
    let about = shown.names.setting.plan.about.trim();
    let about = if about.is_empty() { run } else { format!("{about} · {run}") };
    sheet.sentence(HEADING, BLACK, &about);
    sheet.sentence(LABEL, GREY, &period(shown));
    if window.left_out > 0 {
        let more = counted(window.left_out as u64, "change", "changes");
        let stand = if window.left_out == 1 { "stands" } else { "stand" };
        let whole = finding::sentence(shown.names, record, Time::ZERO, record.end);
        let why = format!(
            "Only the part of the run in which most user time was lost is drawn; {more} before or after it {stand} in \
             the log. The whole run: {whole}."
        );
        sheet.sentence(LABEL, GREY, &why);
    }
    if sheet.scale.breaks().next().is_some() {
        let why = "Between wavy lines the time axis is shorter: nothing changed for as long as stands between them.";
        sheet.sentence(LABEL, GREY, why);
    }
    sheet.y += 6;
}

/// From when to when: with the year once, or with both where they differ.
fn period(shown: &Shown<'_>) -> String {
    let calendar = shown.calendar();
    let [from, to] = [shown.window.from, shown.window.to].map(|time| {
        let year = calendar.date_clock(time).chars().take(4).collect::<String>();
        (axis::date(calendar, time), year, calendar.clock(time))
    });
    let later = if from.1 == to.1 { String::new() } else { format!(" {}", to.1) };
    format!("{} {} {} to {}{later} {}, {}", from.0, from.1, from.2, to.0, to.2, calendar.zone())
}

/// Enough to make the picture again, and nothing that changes from run to run.
fn provenance(shown: &Shown<'_>) -> String {
    let hash: String = shown.names.setting.plan.sha256.chars().take(12).collect();
    let version = env!("CARGO_PKG_VERSION");
    format!("pooldrill {version} · scenario {hash} · seed {} · run {}", shown.record.seed, shown.record.run)
}
