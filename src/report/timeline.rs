//! One run as a chart: how every pool was, who served its users, what the administrators did, what users had.
//!
//! The sections lie one below the other over one time axis. Every label stands in the column on the left, which is as
//! wide as the longest of them, so that no label can run into what it describes.

use crate::ground::calendar::Calendar;
use crate::model::Setting;
use crate::report::areas;
use crate::report::axis::{self, Mark, Scale};
use crate::report::canvas::{Anchor, Canvas, Label, Shape};
use crate::report::flags;
use crate::report::gantt;
use crate::report::log::state_words;
use crate::report::names::{Names, counted};
use crate::report::style::{self, BLACK, Colour, Fill, GREY, GRID, HEADING, LABEL, LINE, PAGE, RIM, SMALL, TITLE};
use crate::report::tale::{Host, State, Tale};
use crate::report::track::{Stretch, Track};
use crate::report::width::{shorten, width, wrap};
use crate::report::window::{Window, breaks, window};
use crate::topology::PoolId;

/// The column of labels is never wider than this.
const LEFT_MAX: i32 = 400;
/// Between the column of labels and the plot.
const GUTTER: i32 = 10;
/// Right of the plot, for half a mark of the axis.
const RIGHT: i32 = 44;
/// More pools than this are drawn only where something is not normal.
const POOLS_MAX: usize = 12;

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
    let breaks = breaks(tale, &window);
    let scale = Scale::new((window.from, window.to), (left, PAGE - RIM - RIGHT), &breaks);
    let marks = axis::marks(&setting.plan.calendar, &scale);
    let mut sheet = Sheet { names, tale, window, scale, canvas: Canvas::default(), y: RIM, headings: Vec::new() };
    sheet.header(title);
    flags::section(&mut sheet);
    let top = sheet.time_axis(&marks, true);
    sheet.pools();
    gantt::section(&mut sheet, &rows);
    areas::section(&mut sheet);
    sheet.headings.push((sheet.y, sheet.y));
    sheet.grid(&marks, top);
    sheet.breaks(top);
    sheet.time_axis(&marks, false);
    sheet.provenance();
    let height = sheet.y;
    (sheet.canvas, height)
}

/// How wide the column of labels must be.
fn column(names: Names<'_>, tale: &Tale, rows: &[gantt::Row]) -> i32 {
    let pools = names.estate().pools.iter().map(|pool| width(&pool.name, HEADING) + HEADING);
    let rows = rows.iter().map(|row| width(&row.label(names, i32::MAX), LABEL));
    let users = areas::label_width(names, tale);
    let fixed = ["Pools and their users", "Central Management"].map(|text| width(text, HEADING) + 2 * HEADING);
    pools.chain(rows).chain([users]).chain(fixed).max().unwrap_or(0)
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
    /// From where to where words stand that the time axis must not run through: headings and legends.
    headings: Vec<(i32, i32)>,
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
        let (from, to) = (self.window.from, self.window.to);
        let year = &calendar.date_clock(from)[..4];
        let said = format!(
            "{} {year} {} to {} {}, {} · run {} of seed {}",
            axis::date(calendar, from),
            calendar.clock(from),
            axis::date(calendar, to),
            calendar.clock(to),
            calendar.zone(),
            self.tale.run,
            self.tale.seed
        );
        self.text_line(LABEL, GREY, false, &said);
        if self.window.left_out > 0 {
            let more = counted(self.window.left_out as u64, "change", "changes");
            let why = format!(
                "Only the part of the run in which most user time was lost is drawn; {more} before or after it {} in the log.",
                if self.window.left_out == 1 { "stands" } else { "stand" }
            );
            self.text_line(LABEL, GREY, false, &why);
        }
        if self.scale.breaks().next().is_some() {
            self.text_line(
                LABEL,
                GREY,
                false,
                "Between wavy lines the axis is shorter: nothing changed for as long as stands above them.",
            );
        }
        self.y += 4;
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

    /// The parts of the page that the time axis runs through: between its upper and its lower line, without headings.
    fn stripes(&self, top: i32) -> Vec<(i32, i32)> {
        let begins = [top].into_iter().chain(self.headings.iter().map(|(_, end)| *end));
        begins.zip(self.headings.iter().map(|(begin, _)| *begin)).filter(|(from, to)| from < to).collect()
    }

    /// Lines at the marks, behind everything, from the upper axis to the lower.
    fn grid(&mut self, marks: &[Mark], top: i32) {
        for (from, to) in self.stripes(top) {
            let lines = marks.iter().map(|mark| Shape::Line((mark.x, from), (mark.x, to + 2), GRID));
            self.canvas.behind.extend(lines);
        }
    }

    /// White bands with wavy edges where the axis is shorter than the time.
    fn breaks(&mut self, top: i32) {
        let bottom = self.y + 3;
        for piece in self.scale.breaks().copied().collect::<Vec<_>>() {
            let (left, right) = (piece.left + 4, piece.right - 4);
            for (from, to) in self.stripes(top) {
                self.canvas.shapes.push(Shape::Box((left, from - 1), (right, to + 4), style::WHITE));
                for edge in [left, right] {
                    let wave = |(turn, y): (usize, i32)| (edge + if turn % 2 == 0 { -2 } else { 2 }, y);
                    let points = (from..=to + 3).step_by(6).enumerate().map(wave).collect();
                    self.canvas.shapes.push(Shape::Path(points, LINE));
                }
            }
            let text = piece.to.since(piece.from).rough();
            let short = text.split_inclusive(' ').take(2).collect::<String>();
            let middle = i32::midpoint(piece.left, piece.right);
            for y in [top - 9, bottom + 10] {
                self.canvas.label(Label::new(middle, y, SMALL, GREY, short.trim_end()).anchored(Anchor::Middle));
            }
        }
    }

    /// The heading of a section with its legend, which breaks into lines where the page is too narrow.
    pub fn heading(&mut self, title: &str, legend: &[(&str, Fill)]) {
        self.y += 10;
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
        self.headings.push((top - 4, self.y - 3));
    }

    /// The room of the column on the left.
    pub fn label_room(&self) -> i32 {
        self.scale.left - GUTTER - RIM
    }

    /// A label in the column on the left, shortened to it.
    pub fn row_label(&mut self, y: i32, size: i32, colour: Colour, text: &str) {
        let text = shorten(text, size, self.label_room());
        self.canvas.label(Label::new(RIM, y, size, colour, text));
    }

    fn pools(&mut self) {
        let drawn: Vec<PoolId> = self.names.estate().pool_ids().filter(|pool| self.is_drawn(*pool)).collect();
        let occurs = |state: State| drawn.iter().any(|pool| self.states_of(*pool).iter().any(|s| s.what == state));
        let mut legend: Vec<(&str, Fill)> = style::STATES
            .into_iter()
            .filter(|state| *state == State::Functional || occurs(*state))
            .map(|state| (state_words(state), style::state(state)))
            .collect();
        let served = |is: fn(Host) -> bool| drawn.iter().flat_map(|pool| self.hosts_of(*pool)).any(|s| is(s.what));
        let partner = drawn.iter().flat_map(|pool| self.hosts_of(*pool)).find(|s| matches!(s.what, Host::Partner(_)));
        if let Some(partner) = partner {
            legend.push(("users served by the partner", style::host(partner.what)));
        }
        if served(|host| host == Host::Nobody) {
            legend.push(("users served by nobody", style::host(Host::Nobody)));
        }
        self.heading("Pools and their users", &legend);
        for pool in &drawn {
            self.pool(*pool);
        }
        let others = self.names.estate().pools.len() - drawn.len();
        if others > 0 {
            let text = format!(
                "{}: functional throughout, users at home",
                counted(others as u64, "other pool", "other pools")
            );
            self.canvas.label(Label::new(self.scale.left, self.y + 8, SMALL, GREY, text));
            self.y += 20;
        }
        if self.names.estate().pools.len() > 1 {
            self.central_management();
        }
        if self.names.estate().edges.iter().any(|edge| edge.federation) {
            self.federation();
        }
    }

    fn is_drawn(&self, pool: PoolId) -> bool {
        self.names.estate().pools.len() <= POOLS_MAX
            || self.states_of(pool).iter().any(|stretch| stretch.what != State::Functional)
            || self.hosts_of(pool).iter().any(|stretch| stretch.what != Host::Home)
    }

    fn states_of(&self, pool: PoolId) -> Vec<Stretch<State>> {
        self.in_window(&self.tale.states[pool.index()])
    }

    fn hosts_of(&self, pool: PoolId) -> Vec<Stretch<Host>> {
        self.in_window(&self.tale.hosts[pool.index()])
    }

    fn pool(&mut self, pool: PoolId) {
        let name = self.names.pool(pool);
        let states = self.states_of(pool);
        let hosts = self.hosts_of(pool);
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
        let places = self.in_window(&self.tale.central_management);
        self.row_label(self.y + 7, LABEL, BLACK, "Central Management");
        for stretch in places {
            let (pool, works) = stretch.what;
            let name = self.names.pool(pool);
            let words = if works { name.to_owned() } else { format!("{name}, down") };
            self.bar(&stretch, 14, self.works(works), &words);
        }
        self.y += 20;
    }

    fn federation(&mut self) {
        let routes = self.in_window(&self.tale.federation);
        self.row_label(self.y + 7, LABEL, BLACK, "Federation");
        for stretch in routes {
            self.bar(&stretch, 14, self.works(stretch.what), if stretch.what { "" } else { "no route" });
        }
        self.y += 20;
    }

    fn in_window<T: Copy + PartialEq>(&self, track: &Track<T>) -> Vec<Stretch<T>> {
        let seen = track.stretches().iter();
        seen.filter(|stretch| stretch.to > self.window.from && stretch.from < self.window.to).copied().collect()
    }

    /// How what all pools use is drawn: like a pool's users, who are served or are not.
    fn works(&self, works: bool) -> Fill {
        style::host(if works { Host::Home } else { Host::Nobody })
    }

    /// A bar with its words inside where there is room for most of them, and again after every break of the axis.
    fn bar<T: Copy>(&mut self, stretch: &Stretch<T>, high: i32, fill: Fill, words: &str) {
        let (left, right) = (self.scale.x(stretch.from), self.scale.x(stretch.to));
        self.canvas.filled((left, self.y), (right, self.y + high), fill, LINE);
        let mut from = left;
        // Words must not run into a break, which hides what is under it.
        let inside: Vec<(i32, i32)> = self.scale.breaks().map(|piece| (piece.left, piece.right)).collect();
        for (edge, on) in inside.into_iter().filter(|(edge, on)| *edge > left && *on < right) {
            self.words_inside((from, edge), high, fill, words);
            from = on;
        }
        self.words_inside((from, right), high, fill, words);
    }

    fn words_inside(&mut self, (left, right): (i32, i32), high: i32, fill: Fill, words: &str) {
        let text = shorten(words, SMALL, right - left - 10);
        if words.is_empty() || (text != words && text.chars().count() <= 8) {
            return;
        }
        let (x, y) = (left + 5, self.y + high / 2);
        let hatched = fill.hatch != style::Hatch::Plain;
        if hatched {
            // Words on a hatching need a ground of their own.
            let ground = ((x - 3, y - 6), ((x + width(&text, SMALL) + 2).min(right), y + 7));
            self.canvas.shapes.push(Shape::Box(ground.0, ground.1, fill.ground));
        }
        self.canvas.label(Label::new(x, y, SMALL, if hatched { BLACK } else { fill.ink }, text));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{Draft, lost_site, setting, tale};

    /// Every text of a chart stands on the page and clear of every other.
    fn check(setting: &Setting) {
        let tale = tale(setting, 0);
        let (canvas, height) = draw(setting, &tale, "");
        let labels: Vec<&Label> = canvas.labels().collect();
        for (place, label) in labels.iter().enumerate() {
            let (left, top, right, bottom) = label.bounds();
            assert!(left >= 0 && right <= PAGE && top >= 0 && bottom <= height, "{label:?} is not on the page");
            for other in &labels[place + 1..] {
                let (l, t, r, b) = other.bounds();
                assert!(right < l || r < left || bottom < t || b < top, "{label:?} runs into {other:?}");
            }
        }
        let svg = svg(setting, &tale, "");
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
        assert_eq!(svg, super::svg(setting, &crate::report::sample::tale(setting, 0), ""));
    }

    #[test]
    fn two_pools() {
        check(&lost_site());
    }

    #[test]
    fn one_pool_with_a_long_name_and_nothing_to_tell() {
        let name = "pool-with-a-very-long-name.lync.europe.contoso.example.com";
        check(&setting(&[(name, 8, 40_000)], "Quiet", ""));
        let lines = (1..7).map(|i| format!("(at: \"{}min\", lose: Server(\"{name}-fe{i}\"), for: \"2h\"),", 10 * i));
        check(&setting(&[(name, 8, 40_000)], "Front Ends lost one after the other", &lines.collect::<String>()));
    }

    #[test]
    fn eight_pools_with_wide_names() {
        let names: Vec<String> = (1..=8).map(|i| format!("서울데이터센터제{i}풀.contoso.example.com")).collect();
        let drafts: Vec<Draft<'_>> =
            names.iter().enumerate().map(|(i, name)| (name.as_str(), 3 + i % 4, 5_000)).collect();
        let timeline = "(at: \"30min\", lose: Site(\"dc1\"), for: \"6h\"), (at: \"35min\", lose: Site(\"dc3\"), for: \"3h\"), \
                        (at: \"36min\", lose: Site(\"dc2\"), for: \"1h\"), (at: \"37min\", lose: Site(\"dc7\"), for: \"9h\")";
        check(&setting(&drafts, &"Eight pools and a long story about them ".repeat(9), timeline));
    }

    #[test]
    fn a_month_is_cut_to_its_worst_part() {
        let timeline =
            "(at: \"2d\", lose: Server(\"pool1-fe1\"), for: \"1h\"), (at: \"20d\", lose: Site(\"dc1\"), for: \"6h\")";
        let setting = setting(&[("pool1", 6, 24_000), ("pool2", 6, 12_000)], "", timeline);
        check(&setting);
        let window = window(&tale(&setting, 0));
        let day = crate::ground::time::Span::days(1).millis();
        assert!(window.left_out > 0 && window.from.millis() / day == 19 && window.to.millis() / day < 24, "{window:?}");
    }
}
