//! One run as a chart: how every pool was, who served its users, what the administrators did, what users had.
//!
//! The sections lie one below the other over one time axis. Every label stands in the column on the left, which is as
//! wide as the longest of them, so that no label can run into what it describes.

use crate::ground::calendar::Calendar;
use crate::model::Setting;
use crate::report::areas;
use crate::report::axis::{self, Mark, Scale};
use crate::report::canvas::{Anchor, Canvas, Label, Shape};
use crate::report::gantt;
use crate::report::log::state_words;
use crate::report::names::{Names, counted};
use crate::report::style::{self, BLACK, Colour, Fill, GREY, GRID, HEADING, LABEL, LINE, PAGE, RIM, SMALL, TITLE};
use crate::report::tale::{Host, State, Tale};
use crate::report::track::Stretch;
use crate::report::width::{shorten, width, wrap};
use crate::report::window::{Window, window};
use crate::report::words;
use crate::topology::PoolId;

/// The column of labels is never wider than this.
const LEFT_MAX: i32 = 400;
/// Between the column of labels and the plot.
const GUTTER: i32 = 10;
/// Right of the plot, for half a mark of the axis.
const RIGHT: i32 = 44;
/// More pools than this are drawn only where something is not normal.
const POOLS_MAX: usize = 12;
/// Lines of flags above the plot.
const FLAG_LINES: usize = 3;

/// The chart of a run as an SVG document.
pub fn svg(setting: &Setting, tale: &Tale, title: &str) -> String {
    let (canvas, height) = draw(setting, tale, title);
    canvas.svg((PAGE, height))
}

/// Lays the chart out; also says how high it is.
pub fn draw(setting: &Setting, tale: &Tale, title: &str) -> (Canvas, i32) {
    let names = Names { setting };
    let window = window(tale);
    let rows = gantt::rows(names, tale, &window);
    let left = RIM + column(names, tale, &rows).min(LEFT_MAX) + GUTTER;
    let scale = Scale { from: window.from, to: window.to, left, right: PAGE - RIM - RIGHT };
    let mut sheet = Sheet { names, tale, window, scale, canvas: Canvas::default(), y: RIM };
    sheet.header(title);
    sheet.flags();
    let marks = axis::marks(&setting.plan.calendar, &scale);
    let top = sheet.time_axis(&marks, true);
    sheet.pools();
    gantt::section(&mut sheet, &rows);
    areas::section(&mut sheet);
    sheet.grid(&marks, top);
    sheet.time_axis(&marks, false);
    sheet.provenance();
    let height = sheet.y;
    (sheet.canvas, height)
}

/// How wide the column of labels must be.
fn column(names: Names<'_>, tale: &Tale, rows: &[gantt::Row]) -> i32 {
    let pools = names.estate().pools.iter().map(|pool| width(&pool.name, HEADING) + HEADING);
    let rows = rows.iter().map(|row| width(&row.label, LABEL));
    let users = areas::label_width(names, tale);
    pools.chain(rows).chain([users, width("Central Management", LABEL)]).max().unwrap_or(0)
}

/// A chart in the making, from top to bottom.
#[derive(Debug)]
pub struct Sheet<'s> {
    /// Names.
    pub names: Names<'s>,
    /// What is told.
    pub tale: &'s Tale,
    /// The part that is drawn.
    pub window: Window,
    /// Its time axis.
    pub scale: Scale,
    /// What is drawn so far.
    pub canvas: Canvas,
    /// Where the next thing begins.
    pub y: i32,
}

impl Sheet<'_> {
    fn calendar(&self) -> &Calendar {
        &self.names.setting.plan.calendar
    }

    fn text_line(&mut self, size: i32, colour: Colour, bold: bool, text: &str) {
        let fitting = shorten(text, size, PAGE - 2 * RIM);
        let label = Label::new(RIM, self.y + size / 2, size, colour, fitting);
        self.canvas.label(if bold { label.bold() } else { label });
        self.y += size + 7;
    }

    fn header(&mut self, title: &str) {
        let about = self.names.setting.plan.about.clone();
        let title = if title.is_empty() { about.as_str() } else { title };
        // Bold letters are about a tenth wider than the estimate.
        let first = shorten(title, TITLE + 2, PAGE - 2 * RIM);
        self.text_line(TITLE, BLACK, true, &first);
        if title != about {
            for line in wrap(&about, HEADING, PAGE - 2 * RIM, 2) {
                self.text_line(HEADING, BLACK, false, &line);
            }
        }
        let calendar = self.calendar();
        let moment = |time| format!("{} {}", axis::date(calendar, time), calendar.clock(time));
        let drawn = format!("{} to {}, {}", moment(self.window.from), moment(self.window.to), calendar.zone());
        let year = &calendar.date_clock(self.window.from)[..4];
        let said = format!("Run {} of seed {}. {year}, {drawn}.", self.tale.run, self.tale.seed);
        self.text_line(LABEL, GREY, false, &said);
        if self.window.left_out > 0 {
            let more = counted(self.window.left_out as u64, "change", "changes");
            let why = format!(
                "Only the part of the run in which most user time was lost is drawn; {more} before or after it {} in the log.",
                if self.window.left_out == 1 { "stands" } else { "stand" }
            );
            self.text_line(LABEL, GREY, false, &why);
        }
        self.y += 4;
    }

    /// What was lost and what returned, as flags above the plot, as far as there is room for them.
    fn flags(&mut self) {
        let mut ends = [i32::MIN; FLAG_LINES];
        let mut placed: Vec<(i32, usize, String)> = Vec::new();
        for entry in &self.tale.entries {
            if entry.at < self.window.from || entry.at > self.window.to {
                continue;
            }
            let Some(flag) = words::flag(self.names, &entry.note) else { continue };
            let text = shorten(&flag, SMALL, 260);
            let x = self.scale.x(entry.at);
            let end = x + 4 + width(&text, SMALL);
            let free = (0..FLAG_LINES).find(|line| ends[*line] + 8 < x && end <= PAGE - RIM);
            if let Some(line) = free {
                ends[line] = end;
                placed.push((x, line, text));
            }
        }
        let lines = placed.iter().map(|(_, line, _)| line + 1).max().unwrap_or(0) as i32;
        for (x, line, text) in placed {
            let y = self.y + (lines - 1 - line as i32) * 15 + 7;
            self.canvas.line((x, y - 5), (x, self.y + lines * 15), BLACK);
            self.canvas.label(Label::new(x + 4, y, SMALL, BLACK, text));
        }
        self.y += lines * 15 + 2;
    }

    /// The marks of the time axis: the date beyond the clock, seen from the plot. Returns where the plot begins.
    fn time_axis(&mut self, marks: &[Mark], above: bool) -> i32 {
        let (left, right) = (self.scale.left, self.scale.right);
        let (clock, dates) = if above { (self.y + 21, self.y + 7) } else { (self.y + 13, self.y + 27) };
        let line = if above { self.y + 30 } else { self.y + 3 };
        for mark in marks {
            let label = |y: i32, text: &str| Label::new(mark.x, y, SMALL, GREY, text).anchored(Anchor::Middle);
            self.canvas.label(label(clock, &mark.clock));
            if let Some(date) = &mark.date {
                self.canvas.label(label(dates, date));
            }
        }
        self.canvas.line((left, line), (right, line), LINE);
        self.y += 36;
        line
    }

    /// Lines at the marks, behind everything, from the upper axis to the lower.
    fn grid(&mut self, marks: &[Mark], top: i32) {
        for mark in marks {
            self.canvas.behind.push(Shape::Line((mark.x, top), (mark.x, self.y + 3), GRID));
        }
    }

    /// The heading of a section with its legend, which breaks into lines where the page is too narrow.
    pub fn heading(&mut self, title: &str, legend: &[(&str, Fill)]) {
        self.y += 10;
        // White behind it, so that the lines of the grid do not run through words.
        let top = self.y;
        self.canvas.label(Label::new(RIM, self.y + 8, HEADING, BLACK, title).bold());
        let mut x = self.scale.left;
        for (words, fill) in legend {
            let wide = 24 + width(words, SMALL);
            if x + wide > PAGE - RIM && x > self.scale.left {
                x = self.scale.left;
                self.y += 18;
            }
            self.canvas.filled((x, self.y + 2), (x + 18, self.y + 14), *fill, LINE);
            self.canvas.label(Label::new(x + 24, self.y + 8, SMALL, BLACK, *words));
            x += wide + 20;
        }
        self.y += 22;
        let white = Shape::Box((self.scale.left, top), (PAGE - RIM, self.y - 3), style::WHITE);
        self.canvas.shapes.insert(0, white);
    }

    /// A label in the column on the left, shortened to it.
    pub fn row_label(&mut self, y: i32, size: i32, colour: Colour, text: &str) {
        let room = self.scale.left - GUTTER - RIM;
        self.canvas.label(Label::new(RIM, y, size, colour, shorten(text, size, room)));
    }

    fn pools(&mut self) {
        let drawn: Vec<PoolId> = self.names.estate().pool_ids().filter(|pool| self.is_drawn(*pool)).collect();
        let occurs = |state: State| drawn.iter().any(|pool| self.states_of(*pool).any(|s| s.what == state));
        let mut legend: Vec<(&str, Fill)> = style::STATES
            .into_iter()
            .filter(|state| *state == State::Functional || occurs(*state))
            .map(|state| (state_words(state), style::state(state)))
            .collect();
        let elsewhere = drawn.iter().flat_map(|pool| self.hosts_of(*pool)).any(|s| matches!(s.what, Host::Partner(_)));
        if elsewhere {
            legend.push(("users served by the partner", style::host(Host::Partner(PoolId(0)))));
        }
        self.heading("Pools and their users", &legend);
        for pool in &drawn {
            self.pool(*pool);
        }
        let others = self.names.estate().pools.len() - drawn.len();
        if others > 0 {
            let text = format!("{}: functional throughout, users at home", counted(others as u64, "other pool", "other pools"));
            self.canvas.label(Label::new(self.scale.left, self.y + 8, SMALL, GREY, text));
            self.y += 20;
        }
        if self.names.estate().pools.len() > 1 {
            self.central_management();
        }
    }

    fn is_drawn(&self, pool: PoolId) -> bool {
        self.names.estate().pools.len() <= POOLS_MAX
            || self.states_of(pool).any(|stretch| stretch.what != State::Functional)
            || self.hosts_of(pool).any(|stretch| stretch.what != Host::Home)
    }

    fn states_of(&self, pool: PoolId) -> impl Iterator<Item = &Stretch<State>> {
        let seen = self.tale.states[pool.index()].stretches().iter();
        seen.filter(|stretch| stretch.to > self.window.from && stretch.from < self.window.to)
    }

    fn hosts_of(&self, pool: PoolId) -> impl Iterator<Item = &Stretch<Host>> {
        let seen = self.tale.hosts[pool.index()].stretches().iter();
        seen.filter(|stretch| stretch.to > self.window.from && stretch.from < self.window.to)
    }

    fn pool(&mut self, pool: PoolId) {
        let name = self.names.pool(pool);
        let states: Vec<Stretch<State>> = self.states_of(pool).copied().collect();
        let hosts: Vec<Stretch<Host>> = self.hosts_of(pool).copied().collect();
        self.row_label(self.y + 9, HEADING, BLACK, name);
        for stretch in states {
            let words = if stretch.what == State::Functional { "" } else { state_words(stretch.what) };
            self.bar(&stretch, 18, style::state(stretch.what), words);
        }
        self.y += 20;
        self.row_label(self.y + 7, SMALL, GREY, "its users are served by");
        for stretch in hosts {
            let words = match stretch.what {
                Host::Home => "home pool",
                Host::Partner(partner) => self.names.pool(partner),
                Host::Nobody => "nobody",
            };
            self.bar(&stretch, 14, style::host(stretch.what), words);
        }
        self.y += 22;
    }

    fn central_management(&mut self) {
        let places = self.tale.central_management.stretches().to_vec();
        self.row_label(self.y + 7, LABEL, BLACK, "Central Management");
        let Window { from, to, .. } = self.window;
        for stretch in places.iter().filter(|stretch| stretch.to > from && stretch.from < to) {
            let fill = Fill { ground: (235, 235, 235), hatch: style::Hatch::Plain, ink: BLACK };
            self.bar(stretch, 14, fill, self.names.pool(stretch.what));
        }
        self.y += 20;
    }

    /// A bar with its words inside where there is room for at least most of them.
    fn bar<T: Copy>(&mut self, stretch: &Stretch<T>, high: i32, fill: Fill, words: &str) {
        let (left, right) = (self.scale.x(stretch.from), self.scale.x(stretch.to));
        self.canvas.filled((left, self.y), (right, self.y + high), fill, LINE);
        let text = shorten(words, SMALL, right - left - 10);
        let whole = text == words || text.chars().count() > 8;
        if !words.is_empty() && whole && text.len() > 1 {
            let (x, y) = (left + 5, self.y + high / 2);
            let ink = if fill.hatch == style::Hatch::Plain { fill.ink } else { BLACK };
            if fill.hatch != style::Hatch::Plain {
                // Words on a hatching need a ground of their own.
                let end = x + width(&text, SMALL) + 2;
                self.canvas.shapes.push(Shape::Box((x - 3, y - 6), (end.min(right), y + 6), fill.ground));
            }
            self.canvas.label(Label::new(x, y, SMALL, ink, text));
        }
    }

    /// Enough to make the chart again, and nothing that changes from run to run.
    fn provenance(&mut self) {
        let hash: String = self.names.setting.plan.sha256.chars().take(12).collect();
        let version = env!("CARGO_PKG_VERSION");
        let text = format!("pooldrill {version} · scenario {hash} · seed {} · run {}", self.tale.seed, self.tale.run);
        let label = Label::new(PAGE - RIM, self.y + 8, SMALL, GREY, text).anchored(Anchor::End);
        self.canvas.label(label);
        self.y += 16 + RIM / 2;
    }
}
