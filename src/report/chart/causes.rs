//! What the minutes go to: what broke, and what users then waited for.

use std::collections::BTreeMap;

use crate::experiment::summary::Summary;
use crate::measure::Amounts;
use crate::model::Setting;
use crate::report::chart::canvas::Label;
use crate::report::chart::picture::{Drawing, Frame};
use crate::report::chart::sheet::{Across, Sheet, heading_width, plot};
use crate::report::chart::style::{BLACK, Fill, GREY, LABEL, LIMITED, LINE, NOTHING};
use crate::report::chart::value_axis::ValueAxis;
use crate::report::chart::width::width;
use crate::report::costs::phase_words;
use crate::report::names::{counted, listed};
use crate::report::unit::Unit;
use crate::world::cause::Cause;

/// Causes that have a block of their own.
const CAUSES: usize = 6;
/// Rows of a block.
const ROWS: usize = 6;
/// What is less than this share of all minutes has no row or block of its own.
const SMALL: f64 = 0.01;
/// The height of a row.
const HIGH: i32 = 26;
/// From the row's edge to its bar.
const ABOVE: i32 = 4;
/// How far rows stand in.
const INDENT: i32 = 14;
/// Between a bar and its words.
const GAP: i32 = 10;
/// What the colours say.
const LEGEND: [(&str, Fill); 2] = [("no service", NOTHING), ("resiliency mode", LIMITED)];

/// A bar: what users waited for.
#[derive(Debug, Clone, PartialEq)]
struct Bar {
    words: String,
    /// Minutes of an enabled user.
    none: f64,
    limited: f64,
}

impl Bar {
    fn minutes(&self) -> f64 {
        self.none + self.limited
    }
}

/// A block: what broke.
#[derive(Debug, Clone, PartialEq)]
struct Block {
    words: String,
    bars: Vec<Bar>,
}

impl Block {
    fn minutes(&self) -> f64 {
        self.bars.iter().map(Bar::minutes).sum()
    }

    /// Its words with all of its minutes.
    fn heading(&self, whole: f64) -> String {
        format!("{}: {}, {:.0} %", self.words, minute_words(self.minutes()), self.minutes() / whole * 100.0)
    }
}

/// The picture of all runs.
///
/// # Errors
/// With the reason why nothing is drawn.
pub fn draw(setting: &Setting, summary: &Summary) -> Result<Drawing, String> {
    let unit = Unit::of(summary);
    let mut blocks = blocks(setting, summary, &unit);
    let whole: f64 = blocks.iter().map(Block::minutes).sum();
    if whole <= 0.0 {
        return Err("no run cost anybody a minute".to_owned());
    }
    let finding = finding(&blocks, whole);
    let left_out = shortened(&mut blocks, whole);
    let runs = counted(summary.runs, "run", "runs");
    let over = format!("{runs}, minutes of an enabled user with less than full service {}", unit.words);
    let frame = Frame::of_runs(setting, finding, over, (summary.seed, summary.runs));
    let mut sheet = frame.begin(axis(&blocks, whole));
    let has = |of: fn(&Bar) -> f64| blocks.iter().flat_map(|block| &block.bars).any(|bar| of(bar) > 0.0);
    let levels: [fn(&Bar) -> f64; 2] = [|bar| bar.none, |bar| bar.limited];
    let levels = LEGEND.into_iter().zip(levels).filter(|(_, of)| has(*of)).map(|(entry, _)| entry);
    let levels: Vec<(&str, Fill)> = levels.collect();
    let mut legend: &[(&str, Fill)] = &levels;
    for block in &blocks {
        sheet.heading(&block.heading(whole), legend);
        legend = &[];
        for bar in &block.bars {
            draw_bar(&mut sheet, bar, &block.words, whole);
        }
    }
    let marks = sheet.scale.marks();
    sheet.lower_axis(&marks);
    sheet.axis_words(&[&format!("minutes of an enabled user {}", unit.words)]);
    if let Some(left_out) = left_out {
        sheet.sentence(LABEL, GREY, &left_out);
    }
    Ok(frame.end(sheet))
}

/// Blocks and their bars, costliest first.
fn blocks(setting: &Setting, summary: &Summary, unit: &Unit) -> Vec<Block> {
    let mut sums: BTreeMap<Cause, BTreeMap<String, Amounts>> = BTreeMap::new();
    for ((_, cause, phase), amounts) in &summary.chains {
        sums.entry(*cause).or_default().entry(phase_words(setting, *phase)).or_default().add(amounts);
    }
    let runs = summary.runs.max(1) as f64;
    let minutes = |millis: u64| unit.minutes(millis as f64 / runs);
    let block = |(cause, parts): (Cause, BTreeMap<String, Amounts>)| {
        let bar = |(words, amounts): (String, Amounts)| Bar {
            words,
            none: minutes(amounts.none),
            limited: minutes(amounts.limited),
        };
        let mut bars: Vec<Bar> = parts.into_iter().map(bar).filter(|bar| bar.minutes() > 0.0).collect();
        bars.sort_by(|a, b| b.minutes().total_cmp(&a.minutes()));
        Block { words: cause.words(), bars }
    };
    let mut blocks: Vec<Block> = sums.into_iter().map(block).filter(|block| !block.bars.is_empty()).collect();
    blocks.sort_by(|a, b| b.minutes().total_cmp(&a.minutes()));
    blocks
}

/// What is behind most minutes, and what most of them go to, whatever broke.
fn finding(blocks: &[Block], whole: f64) -> String {
    let mut phases: BTreeMap<&str, f64> = BTreeMap::new();
    for bar in blocks.iter().flat_map(|block| &block.bars) {
        *phases.entry(&bar.words).or_default() += bar.minutes();
    }
    let share = |minutes: f64| format!("{:.0} %", minutes / whole * 100.0);
    let longest = phases.into_iter().max_by(|(a, x), (b, y)| x.total_cmp(y).then(b.cmp(a)));
    let (phase, minutes) = longest.unwrap_or(("", 0.0));
    let words = &blocks[0].words;
    match blocks {
        [_] => format!(
            "All minutes without full service come from \"{words}\"; {} are waits for \"{phase}\"",
            share(minutes)
        ),
        [first, ..] => format!(
            "Of the minutes without full service {} come from \"{words}\"; {} are waits for \"{phase}\"",
            share(first.minutes()),
            share(minutes)
        ),
        [] => String::new(),
    }
}

/// Leaves out what is small, and says what that was.
fn shortened(blocks: &mut Vec<Block>, whole: f64) -> Option<String> {
    let large = blocks.iter().take(CAUSES).take_while(|block| block.minutes() >= whole * SMALL).count();
    let others = blocks.split_off(large.max(1));
    for block in blocks.iter_mut() {
        let large = block.bars.iter().take(ROWS).take_while(|bar| bar.minutes() >= whole * SMALL).count();
        let rest = block.bars.split_off(large.max(1));
        if !rest.is_empty() {
            let (none, limited) = rest.iter().fold((0.0, 0.0), |sum, bar| (sum.0 + bar.none, sum.1 + bar.limited));
            block.bars.push(Bar { words: counted(rest.len() as u64, "more wait", "more waits"), none, limited });
        }
    }
    let minutes: f64 = others.iter().map(Block::minutes).sum();
    let names: Vec<String> = others.iter().map(|block| format!("\"{}\"", block.words)).collect();
    (!others.is_empty()).then(|| format!("Not drawn: {}, {} together.", listed(&names), minute_words(minutes)))
}

fn minute_words(minutes: f64) -> String {
    crate::ground::time::Span::round_millis(minutes * 60_000.0).rough()
}

/// An axis with room for the words beside the longest bar.
fn axis(blocks: &[Block], whole: f64) -> ValueAxis {
    let bars = || blocks.iter().flat_map(|block| &block.bars);
    let labels = bars().map(|bar| INDENT + width(&bar.words, LABEL));
    let headings = blocks.iter().map(|block| heading_width(&block.heading(whole)));
    let (left, right) = plot(labels.chain(headings).max().unwrap_or(0));
    let widest = bars().map(|bar| width(&bar_words(bar, whole), LABEL)).max().unwrap_or(0);
    let most = bars().map(Bar::minutes).fold(0.0, f64::max);
    ValueAxis::from_nothing(std::iter::once(most), (left, right - widest - GAP))
}

fn bar_words(bar: &Bar, whole: f64) -> String {
    let share = bar.minutes() / whole * 100.0;
    let share = if share < 0.5 { "under 1 %".to_owned() } else { format!("{share:.0} %") };
    format!("{} · {share}", minute_words(bar.minutes()))
}

fn draw_bar(sheet: &mut Sheet<ValueAxis>, bar: &Bar, cause: &str, whole: f64) {
    let high = sheet.row_label(&bar.words, HIGH, (INDENT, 0), BLACK);
    let (top, bottom) = (sheet.y + ABOVE, sheet.y + HIGH - ABOVE);
    let scale = sheet.scale;
    let mut from = 0.0;
    for (minutes, fill, key) in [(bar.none, NOTHING, "none"), (bar.limited, LIMITED, "limited")] {
        if minutes > 0.0 {
            sheet.canvas.filled((scale.x(from), top), (scale.x(from + minutes), bottom), fill, LINE);
            sheet.canvas.data(&[("cause", &cause), ("phase", &bar.words), ("level", &key), ("minutes", &minutes)]);
        }
        from += minutes;
    }
    let words = bar_words(bar, whole);
    sheet.canvas.label(Label::new(scale.x(from).max(scale.left() + 2) + GAP, sheet.y + HIGH / 2, LABEL, BLACK, words));
    sheet.y += high;
}
