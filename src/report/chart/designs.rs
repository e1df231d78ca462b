//! Designs side by side: what each costs, and how much more or less than the first on the same dice.

use crate::experiment::Estimate;
use crate::experiment::compare::{Difference, Measure, Verdict, between};
use crate::report::chart::canvas::{Label, Shape};
use crate::report::chart::dots::{DOT, dot};
use crate::report::chart::picture::{Drawing, Frame};
use crate::report::chart::sheet::{Across, Mark, Sheet, heading_width, plot};
use crate::report::chart::style::{BLACK, GREY, GRID, LABEL, LEADING, LIMITED, NOTHING, WHITE};
use crate::report::chart::value_axis::ValueAxis;
use crate::report::chart::width::width;
use crate::report::designs::{Pair, difference_words, per};
use crate::report::interval::with_interval;
use crate::report::names::{counted, thousands};

/// The heading of the left panel.
const COSTS: &str = "Designs, best first";
/// Between the panels.
const BETWEEN: i32 = 60;
/// The height of a design's row: a line for each of its two measures.
const HIGH: i32 = 2 * LEADING + 6;
/// Between a dot or its interval and its words.
const GAP: i32 = 10;
/// Room right of the plot that no half of a mark needs, since words stand there.
const AFTER: i32 = 20;
/// What stands beside the first.
const FIRST: &str = "reference";

/// The two panels.
#[derive(Debug, Clone, Copy)]
struct Panels {
    costs: ValueAxis,
    differences: ValueAxis,
}

impl Across for Panels {
    fn left(&self) -> i32 {
        self.costs.left()
    }

    fn right(&self) -> i32 {
        self.differences.right()
    }

    fn panels(&self) -> Vec<(i32, i32)> {
        vec![(self.costs.left(), self.costs.right()), (self.differences.left(), self.differences.right())]
    }
}

/// A design with its numbers in the unit of the screen.
struct Row<'a> {
    name: &'a str,
    users: u32,
    none: Estimate,
    not_full: Estimate,
    /// None of the first, which the others are compared with.
    difference: Option<Difference>,
}

/// The picture of at least two designs.
pub fn draw(designs: &[Pair<'_>]) -> Result<Drawing, String> {
    let [(setting, first), _, ..] = designs else { return Err("one design alone compares with nothing".to_owned()) };
    let (per, scale) = per(designs);
    let mut rows: Vec<Row<'_>> = designs.iter().enumerate().map(|(place, pair)| row(designs, place, pair)).collect();
    let finding = finding(&rows, scale, &per);
    rows.sort_by(|a, b| a.not_full.mean.total_cmp(&b.not_full.mean));
    let runs = first.summary.runs;
    let over = format!("{} of each design on the same dice; {per} of an enabled user", counted(runs, "run", "runs"));
    let frame = Frame::of_runs(setting, finding, over, (first.summary.seed, runs));
    let mut sheet = frame.begin(panels(&rows, scale));
    sheet.heading(COSTS, &[]);
    legend(&mut sheet);
    let zero = sheet.scale.differences.x(0.0);
    let top = sheet.y;
    for row in &rows {
        draw_row(&mut sheet, row, &label(row, &rows), scale);
    }
    sheet.canvas.behind.push(Shape::Line((zero, top), (zero, sheet.y + 4), BLACK));
    let axes = sheet.scale;
    let marks: Vec<Mark> = [axes.costs, axes.differences].iter().flat_map(ValueAxis::marks).collect();
    sheet.lower_axis(&marks);
    let differences = format!("less than full service: {per} less or more than \"{}\"", first.name);
    sheet.axis_words(&[&per, &differences]);
    let how = "Lines through dots are 95 % intervals. A difference whose line crosses zero decides nothing: its dot is empty.";
    sheet.sentence(LABEL, GREY, how);
    Ok(frame.end(sheet))
}

fn row<'a>(designs: &[Pair<'a>], place: usize, (_, design): &Pair<'a>) -> Row<'a> {
    let first = designs[0].1;
    Row {
        name: &design.name,
        users: design.summary.total().users,
        none: design.estimate(Measure::None),
        not_full: design.estimate(Measure::NotFull),
        difference: (place > 0).then(|| between(first, design, Measure::NotFull)),
    }
}

/// What the differences say: what saves most and what costs most more, or else the two that matter most, or that nothing is
/// decided.
fn finding(rows: &[Row<'_>], scale: f64, per: &str) -> String {
    let mut decided: Vec<(&Row<'_>, Difference)> =
        rows.iter().filter_map(|row| Some((row, row.difference?))).filter(|(_, by)| is_decided(by)).collect();
    decided.sort_by(|(_, a), (_, b)| a.mean.total_cmp(&b.mean));
    let named: Vec<&(&Row<'_>, Difference)> = match decided.as_slice() {
        [] => {
            let these = if rows.len() == 2 { "The two".to_owned() } else { format!("These {}", rows.len()) };
            return format!("{these} designs do not differ by more than chance explains");
        }
        [only] => vec![only],
        [.., second, last] if decided[0].1.mean > 0.0 => vec![last, second],
        [first, .., last] if last.1.mean > 0.0 => vec![first, last],
        [first, second, ..] => vec![first, second],
    };
    let said = named.iter().enumerate().map(|(place, (row, difference))| {
        let by = difference_words(difference, scale);
        let by = by.trim_start_matches(['+', '-']);
        let unit = if place == 0 { format!(" {per}") } else { String::new() };
        let (verb, more) = if difference.mean < 0.0 { ("saves", "") } else { ("costs", " more") };
        format!("\"{}\" {verb} {by}{unit}{more}", row.name)
    });
    let said: Vec<String> = said.collect();
    let rest = match decided.len() - named.len() {
        0 => String::new(),
        1 => "; one more design differs".to_owned(),
        more => format!("; {more} more designs differ"),
    };
    format!("{}{rest}", said.join("; "))
}

fn is_decided(difference: &Difference) -> bool {
    matches!(difference.verdict, Verdict::Better | Verdict::Worse)
}

/// What the dots are, on the line of the heading.
fn legend(sheet: &mut Sheet<Panels>) {
    let entries = [("without service", NOTHING), ("with less than full service, these included", LIMITED)];
    let (mut x, y) = (sheet.scale.left() + DOT, sheet.y - 18);
    for (words, fill) in entries {
        sheet.canvas.shapes.push(Shape::Circle((x, y), DOT.unsigned_abs(), fill.ground));
        sheet.canvas.shapes.push(Shape::Ring((x, y), DOT.unsigned_abs(), BLACK, 1));
        sheet.canvas.label(Label::new(x + DOT + GAP, y, LABEL, BLACK, words));
        x += 2 * DOT + GAP + width(words, LABEL) + 2 * GAP;
    }
}

/// Both axes, with room beside each for the words.
fn panels(rows: &[Row<'_>], scale: f64) -> Panels {
    let names = rows.iter().map(|row| width(&label(row, rows), LABEL));
    let (left, right) = plot(names.chain([heading_width(COSTS)]).max().unwrap_or(0));
    let ends = |of: &Estimate| [of.mean, of.ci.1.unwrap_or(of.mean)];
    let costs = rows.iter().flat_map(|row| [ends(&row.none), ends(&row.not_full)]).flatten();
    let costs: Vec<f64> = costs.map(|value| value * scale).collect();
    let differences = rows.iter().filter_map(|row| row.difference).flat_map(|by| ends_of(&by));
    let differences: Vec<f64> = differences.map(|value| value * scale).collect();
    let cost_words = |of: &Estimate| width(&with_interval(&of.scaled(scale)), LABEL);
    let widest = rows.iter().flat_map(|row| [cost_words(&row.none), cost_words(&row.not_full)]).max().unwrap_or(0);
    let words = rows.iter().map(|row| width(&verdict_words(row, scale), LABEL)).max().unwrap_or(0);
    let right = right + AFTER - words - GAP;
    let middle = left + (right - left) * 6 / 11;
    Panels {
        costs: ValueAxis::from_nothing(costs.into_iter(), (left, middle - widest - DOT - GAP)),
        differences: ValueAxis::around_nothing(differences.into_iter(), (middle + BETWEEN, right)),
    }
}

fn ends_of(difference: &Difference) -> [f64; 2] {
    difference.ci.map_or([difference.mean; 2], |(low, high)| [low, high])
}

/// The name, with the users where the designs have different numbers of them.
fn label(row: &Row<'_>, rows: &[Row<'_>]) -> String {
    let alike = rows.iter().all(|other| other.users == row.users);
    if alike { row.name.to_owned() } else { format!("{}, {} users", row.name, thousands(row.users.into())) }
}

fn verdict_words(row: &Row<'_>, scale: f64) -> String {
    row.difference.map_or_else(|| FIRST.to_owned(), |by| difference_words(&by, scale))
}

fn draw_row(sheet: &mut Sheet<Panels>, row: &Row<'_>, label: &str, scale: f64) {
    let Panels { costs, differences } = sheet.scale;
    let high = sheet.row_label(label, HIGH, (0, 0), BLACK).max(HIGH);
    for (line, (estimate, fill, key)) in
        [(&row.none, NOTHING, "none"), (&row.not_full, LIMITED, "not-full")].into_iter().enumerate()
    {
        let estimate = estimate.scaled(scale);
        let y = sheet.y + LEADING / 2 + 3 + line as i32 * LEADING;
        let interval = (estimate.ci.0, estimate.ci.1.unwrap_or(estimate.mean));
        let end = dot(&mut sheet.canvas, &costs, y, estimate.mean, interval, fill.ground);
        sheet.canvas.data(&[("design", &row.name), ("measure", &key), ("mean", &estimate.mean)]);
        sheet.canvas.label(Label::new(end + GAP, y, LABEL, BLACK, with_interval(&estimate)));
    }
    let y = sheet.y + HIGH / 2;
    let words = verdict_words(row, scale);
    if let Some(difference) = &row.difference {
        let [low, high] = ends_of(difference).map(|end| end * scale);
        let ground = if is_decided(difference) { BLACK } else { WHITE };
        let mean = difference.mean * scale;
        dot(&mut sheet.canvas, &differences, y, mean, (low, high), ground);
        sheet.canvas.data(&[("design", &row.name), ("measure", &"difference"), ("mean", &mean)]);
    }
    let colour = if row.difference.as_ref().is_some_and(is_decided) { BLACK } else { GREY };
    sheet.canvas.label(Label::new(differences.right() + GAP, y, LABEL, colour, words));
    sheet.y += high;
    let line = sheet.y - 2;
    for (left, right) in sheet.scale.panels() {
        sheet.canvas.line((left, line), (right, line), GRID);
    }
}
