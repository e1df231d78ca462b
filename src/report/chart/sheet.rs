//! A sheet of paper that fills from top to bottom: lines of text, a column of labels on the left, a plot over one axis
//! from left to right beside it, headings with the legend of what follows.
//!
//! Every label stands in its column and is broken into lines rather than cut, so that no label can run into what it
//! describes and none is guessed at.

use crate::report::chart::canvas::{Anchor, Canvas, Label, Shape};
use crate::report::chart::style::{BLACK, Colour, Fill, GREY, GRID, HEADING, LABEL, LEADING, LINE, PAGE, RIM, TITLE};
use crate::report::chart::width::{bold_width, lines, width};

/// The column of labels is never wider than this.
const LEFT_MAX: i32 = 430;
/// Between the column of labels and the plot.
const GUTTER: i32 = 12;
/// Right of the plot, for half a mark of the axis.
const RIGHT: i32 = 36;
/// The sample of a colour in a legend, with the gap to its words.
const SAMPLE: (i32, i32) = (24, 7);
/// Between two entries of a legend.
const APART: i32 = 22;

/// Above a heading.
const BEFORE: i32 = 12;
/// How far the marks of an axis keep away from a heading.
const AROUND: i32 = 4;

/// From where to where the plot goes beside labels as wide as these.
pub fn plot(widest: i32) -> (i32, i32) {
    (RIM + widest.min(LEFT_MAX) + GUTTER, PAGE - RIM - RIGHT)
}

/// The width that the heading of a section needs in the column of labels.
pub fn heading_width(title: &str) -> i32 {
    bold_width(title, HEADING)
}

/// What a plot is measured by from left to right.
pub trait Across {
    /// The first pixel.
    fn left(&self) -> i32;
    /// The last.
    fn right(&self) -> i32;
    /// The parts of it that have an axis: all of it, unless several panels stand side by side.
    fn panels(&self) -> Vec<(i32, i32)> {
        vec![(self.left(), self.right())]
    }
}

/// A mark of an axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Where.
    pub x: i32,
    /// What stands beside the axis.
    pub words: String,
    /// What stands behind that, such as a date, where something else begins.
    pub behind: Option<String>,
}

/// A sheet in the making.
#[derive(Debug)]
pub struct Sheet<S> {
    /// Its axis from left to right.
    pub scale: S,
    /// What is drawn so far.
    pub canvas: Canvas,
    /// Where the next thing begins.
    pub y: i32,
    /// Where the plot begins, below the upper axis.
    top: i32,
    /// From where to where words stand that the marks of the axis must not run through: headings with their legends.
    headings: Vec<(i32, i32)>,
}

impl<S: Across> Sheet<S> {
    /// An empty sheet.
    pub fn new(scale: S) -> Self {
        Sheet { scale, canvas: Canvas::default(), y: RIM, top: RIM, headings: Vec::new() }
    }

    /// The sentence for which the picture is made.
    pub fn title(&mut self, text: &str) {
        // The room is made smaller by what bold letters are wider.
        for line in lines(text, TITLE, (PAGE - 2 * RIM) * 8 / 9 - TITLE) {
            self.canvas.label(Label::new(RIM, self.y + TITLE / 2, TITLE, BLACK, line).bold());
            self.y += TITLE + 8;
        }
    }

    /// A sentence over the whole width.
    pub fn sentence(&mut self, size: i32, colour: Colour, text: &str) {
        for line in lines(text, size, PAGE - 2 * RIM) {
            self.canvas.label(Label::new(RIM, self.y + size / 2, size, colour, line));
            self.y += size + 7;
        }
    }

    /// The upper axis: what is behind its marks above their words, and the plot below both.
    pub fn upper_axis(&mut self, marks: &[Mark]) {
        let line = self.y + 3 * LABEL;
        self.marks(marks, self.y + 3 * LABEL / 2 + 8, self.y + LABEL / 2 + 2);
        self.canvas.line((self.scale.left(), line), (self.scale.right(), line), LINE);
        self.top = line;
        self.y = line + 4;
    }

    /// The lower axis. It ends the plot: lines at the marks go from axis to axis, behind everything.
    pub fn lower_axis(&mut self, marks: &[Mark]) {
        let line = self.y + 4;
        self.headings.push((line, line));
        for (from, to) in self.stripes() {
            let lines = marks.iter().map(|mark| Shape::Line((mark.x, from), (mark.x, to), GRID));
            self.canvas.behind.extend(lines);
        }
        for (left, right) in self.scale.panels() {
            self.canvas.line((left, line), (right, line), LINE);
        }
        let behind = marks.iter().any(|mark| mark.behind.is_some());
        self.marks(marks, line + 13, line + 33);
        self.y = line + if behind { 50 } else { 30 };
    }

    /// The plot begins here, without an axis above it.
    pub fn begin_plot(&mut self) {
        self.top = self.y + BEFORE - AROUND;
        self.headings.clear();
    }

    /// What is counted along each panel's axis, under it, in the order of the panels.
    pub fn axis_words(&mut self, words: &[&str]) {
        let mut bottom = self.y;
        for ((left, right), words) in self.scale.panels().into_iter().zip(words) {
            let mut y = self.y + LABEL / 2;
            for line in lines(words, LABEL, right - left) {
                let label = Label::new((left + right) / 2, y, LABEL, GREY, line);
                self.canvas.label(label.anchored(Anchor::Middle));
                y += LEADING;
            }
            bottom = bottom.max(y - LABEL / 2);
        }
        self.y = bottom + 4;
    }

    fn marks(&mut self, marks: &[Mark], clock: i32, dates: i32) {
        for mark in marks {
            let label = |y: i32, text: &str| Label::new(mark.x, y, LABEL, GREY, text).anchored(Anchor::Middle);
            self.canvas.label(label(clock, &mark.words));
            if let Some(date) = &mark.behind {
                self.canvas.label(label(dates, date));
            }
        }
    }

    /// The parts of the page that the axis runs through: between its upper and its lower line, without headings.
    pub fn stripes(&self) -> Vec<(i32, i32)> {
        let begins = [self.top].into_iter().chain(self.headings.iter().map(|(_, end)| *end));
        begins.zip(self.headings.iter().map(|(begin, _)| *begin)).filter(|(from, to)| from < to).collect()
    }

    /// The same down to a line that is not drawn yet.
    pub fn stripes_to(&self, end: i32) -> Vec<(i32, i32)> {
        let begins = [self.top].into_iter().chain(self.headings.iter().map(|(_, end)| *end));
        let ends = self.headings.iter().map(|(begin, _)| *begin).chain([end]);
        begins.zip(ends).filter(|(from, to)| from < to).collect()
    }

    /// The heading of a section with its legend, which breaks into lines where the page is too narrow.
    pub fn heading(&mut self, title: &str, legend: &[(&str, Fill)]) {
        self.y += BEFORE;
        let top = self.y;
        // A heading without a legend has the whole page, and one with a legend keeps to the column of labels.
        let room = if legend.is_empty() { PAGE - 2 * RIM } else { self.label_room() + GUTTER };
        // The room is made smaller by what bold letters are wider.
        for (number, line) in lines(title, HEADING, room * 8 / 9).into_iter().enumerate() {
            let y = top + 10 + number as i32 * (HEADING + 4);
            self.canvas.label(Label::new(RIM, y, HEADING, BLACK, line).bold());
            self.y = self.y.max(y - 10);
        }
        let below = self.y;
        self.y = top;
        let mut x = self.scale.left();
        for (words, fill) in legend {
            let wide = SAMPLE.0 + SAMPLE.1 + width(words, LABEL);
            if x + wide > PAGE - RIM && x > self.scale.left() {
                x = self.scale.left();
                self.y += LEADING + 2;
            }
            self.canvas.filled((x, self.y + 2), (x + SAMPLE.0, self.y + 18), *fill, LINE);
            self.canvas.label(Label::new(x + SAMPLE.0 + SAMPLE.1, self.y + 10, LABEL, BLACK, *words));
            x += wide + APART;
        }
        self.y = self.y.max(below) + 28;
        // Between two headings that follow each other there is nothing for the marks to run through.
        let begin = self.headings.last().map(|(_, end)| *end).filter(|end| top - AROUND - end < 2 * BEFORE);
        self.headings.push((begin.unwrap_or(top - AROUND), self.y - 5));
    }

    /// The room of the column of labels.
    pub fn label_room(&self) -> i32 {
        self.scale.left() - GUTTER - RIM
    }

    /// A label in the column on the left, its first line in the middle of a row of this height, after an indent and
    /// with some room left free at its end. Returns how high the row must be for all lines of it.
    pub fn row_label(&mut self, text: &str, row: i32, (indent, free): (i32, i32), colour: Colour) -> i32 {
        let lines = lines(text, LABEL, self.label_room() - indent - free);
        let high = row + (lines.len() as i32 - 1).max(0) * LEADING;
        for (number, line) in lines.into_iter().enumerate() {
            let y = self.y + row / 2 + number as i32 * LEADING;
            self.canvas.label(Label::new(RIM + indent, y, LABEL, colour, line));
        }
        high
    }

    /// What the picture was made from, at the lower right.
    pub fn provenance(&mut self, text: &str) {
        for line in lines(text, LABEL, PAGE - 2 * RIM) {
            let label = Label::new(PAGE - RIM, self.y + LABEL / 2, LABEL, GREY, line).anchored(Anchor::End);
            self.canvas.label(label);
            self.y += LEADING;
        }
        self.y += RIM / 2;
    }
}
