//! What the administrators did and waited for: a row for each step, in the order of the beginnings.

use crate::ground::time::Time;
use crate::report::canvas::Label;
use crate::report::cmdlet;
use crate::report::names::{Names, counted};
use crate::report::style::{self, BLACK, Fill, GREY, LABEL, LINE, SMALL};
use crate::report::tale::{Doing, Tale, Work};
use crate::report::timeline::Sheet;
use crate::report::width::{shorten, width};
use crate::report::window::Window;
use crate::report::words::step_name;
use crate::topology::PoolId;
use crate::world::condition::Need;
use crate::world::lanes::RunbookName;

/// More rows than this are not drawn.
const ROWS_MAX: usize = 28;
/// So much of a pool's name always remains.
const NAME_MIN: i32 = 60;
/// The height of a row.
const HIGH: i32 = 18;

/// A row: the same thing done about the same pool, perhaps more than once.
#[derive(Debug, Clone)]
pub struct Row {
    /// What stands on the left, after the pool's name.
    pub words: String,
    /// About which pool.
    pub pool: PoolId,
    /// What.
    pub doing: Doing,
    /// When.
    pub bars: Vec<(Time, Time)>,
}

impl Row {
    /// The label in this much room. Of a long one the pool's name gives way first, since what was done tells more.
    pub fn label(&self, names: Names<'_>, room: i32) -> String {
        let words = format!(" · {}", self.words);
        let name = shorten(names.pool(self.pool), LABEL, (room - width(&words, LABEL)).max(NAME_MIN));
        shorten(&format!("{name}{words}"), LABEL, room)
    }
}

/// The rows of everything that was done in a part of the run.
pub fn rows(names: Names<'_>, tale: &Tale, window: &Window) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for work in tale.works.iter().filter(|work| work.to > window.from && work.from < window.to) {
        let same = |row: &&mut Row| row.pool == work.pool && row.doing == work.doing;
        match rows.iter_mut().find(same) {
            Some(row) => row.bars.push((work.from, work.to)),
            None => {
                let words = words(names, work);
                rows.push(Row { words, pool: work.pool, doing: work.doing, bars: vec![(work.from, work.to)] });
            }
        }
    }
    rows
}

/// What is done, in few words.
fn words(names: Names<'_>, work: &Work) -> String {
    let partner = names.partner(work.pool);
    match work.doing {
        Doing::Detection(_) => "nobody has noticed".to_owned(),
        Doing::Arrival(_) => "somebody is on the way".to_owned(),
        Doing::Decision(Need::FailBack) => "watched before failing back".to_owned(),
        Doing::Decision(_) => "decision".to_owned(),
        Doing::Step(runbook, step) => step_words(names, work, runbook, step),
        Doing::Mending(runbook, step) => format!("{}: a complaint is mended", step_name(names, runbook, step)),
        Doing::Blocked(RunbookName::FailingOverCentralManagement) => "waits for the standby".to_owned(),
        Doing::Blocked(_) => format!("waits for {partner}"),
        Doing::Hands(_) => "waits for free hands".to_owned(),
    }
}

/// The page's number of a step and its cmdlet, or what it says where nothing is typed.
fn step_words(names: Names<'_>, work: &Work, runbook: RunbookName, step: u8) -> String {
    let Some(compiled) = names.step(runbook, step) else { return step_name(names, runbook, step) };
    let what = match cmdlet::typed(names, compiled, work.pool, &work.moment) {
        Some(line) => cmdlet::short(&line).to_owned(),
        None => compiled.says.clone(),
    };
    format!("{} {what}", step_name(names, runbook, step))
}

/// The kinds of what is done, in the words of the legend.
const KINDS: [&str; 4] =
    ["noticing, arriving, deciding", "step of a procedure", "mending what a cmdlet complained about", "waiting"];

fn kind(doing: Doing) -> usize {
    match doing {
        Doing::Detection(_) | Doing::Arrival(_) | Doing::Decision(_) => 0,
        Doing::Step(..) => 1,
        Doing::Mending(..) => 2,
        Doing::Blocked(_) | Doing::Hands(_) => 3,
    }
}

/// Draws the section.
pub fn section(sheet: &mut Sheet<'_>, rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    let legend: Vec<(&str, Fill)> = KINDS
        .into_iter()
        .enumerate()
        .filter_map(|(place, words)| Some((words, rows.iter().find(|row| kind(row.doing) == place)?)))
        .map(|(words, row)| (words, style::work(row.doing)))
        .collect();
    sheet.heading("Administrators", &legend);
    for row in rows.iter().take(ROWS_MAX) {
        draw_row(sheet, row);
    }
    if rows.len() > ROWS_MAX {
        let more = counted((rows.len() - ROWS_MAX) as u64, "more row stands", "more rows stand");
        sheet.row_label(sheet.y + HIGH / 2, SMALL, GREY, &format!("{more} in the log"));
        sheet.y += HIGH;
    }
    sheet.y += 4;
}

fn draw_row(sheet: &mut Sheet<'_>, row: &Row) {
    let label = row.label(sheet.names, sheet.label_room());
    sheet.row_label(sheet.y + HIGH / 2 - 1, LABEL, BLACK, &label);
    let bars: Vec<(i32, i32)> = row.bars.iter().map(|(from, to)| (sheet.scale.x(*from), sheet.scale.x(*to))).collect();
    let mut busy: Vec<(i32, i32)> = bars.iter().map(|(left, right)| (*left, (*right).max(left + 2))).collect();
    busy.extend(sheet.scale.breaks().map(|piece| (piece.left, piece.right)));
    let fill = style::work(row.doing);
    for ((left, right), (from, to)) in bars.iter().zip(&row.bars) {
        sheet.canvas.filled((*left, sheet.y + 2), (*right, sheet.y + HIGH - 4), fill, LINE);
        let text = to.since(*from).rough();
        let wide = width(&text, SMALL);
        // To the right of its bar, else to the left, else nowhere: never on another bar or another number.
        let choices = [right + 6, left - 6 - wide];
        let free = |x: &i32| {
            *x > sheet.scale.left
                && x + wide <= sheet.scale.right
                && busy.iter().all(|(from, to)| x + wide + 3 < *from || *to + 3 < *x)
        };
        if let Some(x) = choices.into_iter().find(free) {
            busy.push((x, x + wide));
            sheet.canvas.label(Label::new(x, sheet.y + HIGH / 2 - 1, SMALL, GREY, text));
        }
    }
    sheet.y += HIGH;
}
