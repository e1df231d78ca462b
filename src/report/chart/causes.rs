//! What the minutes go to: what broke, and what users then waited for.

use std::collections::BTreeMap;

use crate::experiment::summary::Summary;
use crate::measure::Amounts;
use crate::model::Setting;
use crate::report::chart::bars::{self, Bar, GAP, INDENT};
use crate::report::chart::picture::{Drawing, Frame};
use crate::report::chart::sheet::{Sheet, heading_width, plot};
use crate::report::chart::style::{Fill, GREY, LABEL, LIMITED, NOTHING};
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
/// What the colours say.
const LEGEND: [(&str, Fill); 2] = [("no service", NOTHING), ("resiliency mode", LIMITED)];

/// What users waited for.
#[derive(Debug, Clone, PartialEq)]
struct Wait {
    words: String,
    /// Minutes of an enabled user.
    none: f64,
    limited: f64,
}

impl Wait {
    fn minutes(&self) -> f64 {
        self.none + self.limited
    }
}

/// A block: what broke.
#[derive(Debug, Clone, PartialEq)]
struct Block {
    words: String,
    waits: Vec<Wait>,
}

impl Block {
    fn minutes(&self) -> f64 {
        self.waits.iter().map(Wait::minutes).sum()
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
    let has = |of: fn(&Wait) -> f64| blocks.iter().flat_map(|block| &block.waits).any(|wait| of(wait) > 0.0);
    let levels: [fn(&Wait) -> f64; 2] = [|wait| wait.none, |wait| wait.limited];
    let levels = LEGEND.into_iter().zip(levels).filter(|(_, of)| has(*of)).map(|(entry, _)| entry);
    let levels: Vec<(&str, Fill)> = levels.collect();
    let mut legend: &[(&str, Fill)] = &levels;
    for block in &blocks {
        sheet.heading(&block.heading(whole), legend);
        legend = &[];
        for wait in &block.waits {
            draw_wait(&mut sheet, wait, &block.words, whole);
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
        let wait = |(words, amounts): (String, Amounts)| Wait {
            words,
            none: minutes(amounts.none),
            limited: minutes(amounts.limited),
        };
        let mut waits: Vec<Wait> = parts.into_iter().map(wait).filter(|wait| wait.minutes() > 0.0).collect();
        waits.sort_by(|a, b| b.minutes().total_cmp(&a.minutes()));
        Block { words: cause.words(), waits }
    };
    let mut blocks: Vec<Block> = sums.into_iter().map(block).filter(|block| !block.waits.is_empty()).collect();
    blocks.sort_by(|a, b| b.minutes().total_cmp(&a.minutes()));
    blocks
}

/// What is behind most minutes, and what most of them go to, whatever broke.
fn finding(blocks: &[Block], whole: f64) -> String {
    let mut phases: BTreeMap<&str, f64> = BTreeMap::new();
    for wait in blocks.iter().flat_map(|block| &block.waits) {
        *phases.entry(&wait.words).or_default() += wait.minutes();
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
        let large = block.waits.iter().take(ROWS).take_while(|wait| wait.minutes() >= whole * SMALL).count();
        let rest = block.waits.split_off(large.max(1));
        if !rest.is_empty() {
            let (none, limited) = rest.iter().fold((0.0, 0.0), |sum, wait| (sum.0 + wait.none, sum.1 + wait.limited));
            block.waits.push(Wait { words: counted(rest.len() as u64, "more wait", "more waits"), none, limited });
        }
    }
    let minutes: f64 = others.iter().map(Block::minutes).sum();
    let names: Vec<String> = others.iter().map(|block| format!("\"{}\"", block.words)).collect();
    (!others.is_empty()).then(|| format!("Not drawn: {}, {} together.", listed(&names), minute_words(minutes)))
}

fn minute_words(minutes: f64) -> String {
    crate::ground::time::Span::round_millis(minutes * 60_000.0).rough()
}

/// An axis with room for the words beside the longest wait.
fn axis(blocks: &[Block], whole: f64) -> ValueAxis {
    let waits = || blocks.iter().flat_map(|block| &block.waits);
    let labels = waits().map(|wait| INDENT + width(&wait.words, LABEL));
    let headings = blocks.iter().map(|block| heading_width(&block.heading(whole)));
    let (left, right) = plot(labels.chain(headings).max().unwrap_or(0));
    let widest = waits().map(|wait| width(&bar_words(wait, whole), LABEL)).max().unwrap_or(0);
    let most = waits().map(Wait::minutes).fold(0.0, f64::max);
    ValueAxis::from_nothing(std::iter::once(most), (left, right - widest - GAP))
}

fn bar_words(wait: &Wait, whole: f64) -> String {
    let share = wait.minutes() / whole * 100.0;
    let share = if share < 0.5 { "under 1 %".to_owned() } else { format!("{share:.0} %") };
    format!("{} · {share}", minute_words(wait.minutes()))
}

fn draw_wait(sheet: &mut Sheet<ValueAxis>, wait: &Wait, cause: &str, whole: f64) {
    let bar = |level: &str, fill: Fill, ends: (f64, f64)| {
        let (phase, minutes) = (wait.words.clone(), (ends.1 - ends.0).to_string());
        let data =
            vec![("cause", cause.to_owned()), ("phase", phase), ("level", level.to_owned()), ("minutes", minutes)];
        Bar { ends, fill, data }
    };
    let none = bar("none", NOTHING, (0.0, wait.none));
    let limited = bar("limited", LIMITED, (wait.none, wait.minutes()));
    let drawn: Vec<Bar> = [none, limited].into_iter().filter(|bar| bar.ends.0 < bar.ends.1).collect();
    bars::row(sheet, (&wait.words, INDENT), &drawn, bar_words(wait, whole));
}
