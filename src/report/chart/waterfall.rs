//! What a time consists of, as a waterfall: a row for each part, which begins where the one above it ends.

use crate::ground::time::Span;
use crate::model::Setting;
use crate::report::chart::bars::{self, Bar, GAP, HIGH, INDENT};
use crate::report::chart::canvas::{Anchor, Label, Shape};
use crate::report::chart::sheet::{Across, Mark, Sheet, plot};
use crate::report::chart::style::{self, BLACK, Fill, GREY, LABEL, LEADING};
use crate::report::chart::value_axis::ValueAxis;
use crate::report::chart::width::width;
use crate::report::costs::phase_words;
use crate::report::names::counted;
use crate::world::phase::Phase;

/// Parts of a waterfall that have a row of their own.
const PARTS: usize = 11;

/// A part of a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What it went to.
    pub words: String,
    /// How it is filled.
    pub fill: Fill,
    /// In the words of the legend.
    pub legend: &'static str,
    /// How long.
    pub millis: f64,
}

/// A time and its parts, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Waterfall {
    /// Whose time it is.
    pub label: String,
    /// The parts.
    pub parts: Vec<Part>,
}

impl Waterfall {
    /// Of the times that went to phases, in the order in which they came first. What is told by the same words is one part,
    /// and where there are many the shortest stand together at the end.
    pub fn new(setting: &Setting, label: String, phases: &[(Phase, f64)]) -> Waterfall {
        let mut parts: Vec<Part> = Vec::new();
        for (phase, millis) in phases.iter().copied() {
            let words = phase_words(setting, phase);
            match parts.iter_mut().find(|part| part.words == words) {
                Some(part) => part.millis += millis,
                None => {
                    let (legend, fill) = style::phase(phase);
                    parts.push(Part { words, fill, legend, millis });
                }
            }
        }
        let mut sizes: Vec<f64> = parts.iter().map(|part| part.millis).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        let least = sizes.get(PARTS).copied().unwrap_or(0.0);
        let (kept, small): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|part| part.millis > least);
        let mut parts = kept;
        let rest: f64 = small.iter().map(|part| part.millis).sum();
        if rest > 0.0 {
            let words = counted(small.len() as u64, "shorter part", "shorter parts");
            parts.push(Part { words, fill: style::COUNTED, legend: "shorter parts together", millis: rest });
        }
        Waterfall { label, parts }
    }

    /// All of it, in milliseconds.
    pub fn millis(&self) -> f64 {
        self.parts.iter().map(|part| part.millis).sum()
    }

    /// The part that takes longest.
    pub fn longest(&self) -> Option<&Part> {
        self.parts.iter().max_by(|a, b| a.millis.total_cmp(&b.millis))
    }
}

/// What a time is counted in along an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clock {
    millis: f64,
    /// Its word.
    pub words: &'static str,
}

impl Clock {
    /// The unit in which the longest of some times is read best.
    pub fn of(longest: f64) -> Clock {
        let [minutes, hours, days] = [(60_000.0, "minutes"), (3_600_000.0, "hours"), (86_400_000.0, "days")]
            .map(|(millis, words)| Clock { millis, words });
        if longest <= 240.0 * minutes.millis {
            minutes
        } else if longest <= 96.0 * hours.millis {
            hours
        } else {
            days
        }
    }

    /// A time in it.
    pub fn value(self, millis: f64) -> f64 {
        millis / self.millis
    }
}

/// An axis for these, with room for labels, headings and the words beside the last bar.
pub fn axis<'w>(all: impl Iterator<Item = &'w Waterfall> + Clone, clock: Clock, target: Option<f64>) -> ValueAxis {
    let labels = all.clone().flat_map(|one| {
        let parts = one.parts.iter().map(|part| INDENT + width(&part.words, LABEL));
        parts.chain([width(&label(one), LABEL)])
    });
    let (left, right) = plot(labels.max().unwrap_or(0));
    let words = all.clone().flat_map(|one| &one.parts).map(|part| width(&rough(part.millis), LABEL)).max().unwrap_or(0);
    let ends = all.map(Waterfall::millis).chain(target).map(|millis| clock.value(millis));
    let most = ends.fold(0.0, f64::max);
    ValueAxis::straight_from_nothing(most, (left, right - words - GAP))
}

/// The legend of these: each fill once, in the order in which it comes first.
pub fn legend<'w>(all: impl Iterator<Item = &'w Waterfall>) -> Vec<(&'static str, Fill)> {
    let mut legend: Vec<(&'static str, Fill)> = Vec::new();
    for part in all.flat_map(|one| &one.parts) {
        if !legend.iter().any(|(words, _)| *words == part.legend) {
            legend.push((part.legend, part.fill));
        }
    }
    legend
}

/// What stands above its parts: whose time it is, and how long.
fn label(one: &Waterfall) -> String {
    format!("{}: {}", one.label, rough(one.millis()))
}

/// Draws one: its label with its whole length, then its parts.
pub fn draw(sheet: &mut Sheet<ValueAxis>, clock: Clock, one: &Waterfall) {
    sheet.y += sheet.row_label(&label(one), HIGH, (0, 0), BLACK);
    let mut gone = 0.0;
    for part in &one.parts {
        let minutes = (part.millis / 60_000.0).to_string();
        let data = vec![("of", one.label.clone()), ("part", part.words.clone()), ("minutes", minutes)];
        let ends = (clock.value(gone), clock.value(gone + part.millis));
        bars::row(sheet, (&part.words, INDENT), &[Bar { ends, fill: part.fill, data }], rough(part.millis));
        gone += part.millis;
    }
    sheet.y += LEADING / 2;
}

/// Ends the plot: the lower axis, and the line of a target with its words.
pub fn end(sheet: &mut Sheet<ValueAxis>, clock: Clock, target: Option<Span>, words: &str) {
    if let Some(target) = target {
        let x = sheet.scale.x(clock.value(target.millis() as f64));
        let said = format!("your target {}", target.rough());
        let y = sheet.y + LEADING / 2;
        for (from, to) in sheet.stripes_to(sheet.y + LEADING) {
            sheet.canvas.behind.push(Shape::Thick((x, from), (x, to), BLACK, 2));
        }
        let label = if x + GAP + width(&said, LABEL) < sheet.scale.right() {
            Label::new(x + GAP, y, LABEL, BLACK, said)
        } else {
            Label::new(x - GAP, y, LABEL, BLACK, said).anchored(Anchor::End)
        };
        sheet.canvas.label(label);
        sheet.y += LEADING;
    }
    let marks: Vec<Mark> = sheet.scale.marks();
    sheet.lower_axis(&marks);
    sheet.axis_words(&[&format!("{} {words}", clock.words)]);
}

/// A time as people say it.
pub fn rough(millis: f64) -> String {
    Span::round_millis(millis).rough()
}

/// A sentence below the plot.
pub fn below(sheet: &mut Sheet<ValueAxis>, sentence: &str) {
    sheet.sentence(LABEL, GREY, sentence);
}
