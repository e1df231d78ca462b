//! What each pair of losses costs: a matrix of those that are worse than both of them alone.

use crate::experiment::losses::{LOOK, Trial, is_news};
use crate::model::Setting;
use crate::report::chart::canvas::{Anchor, Label};
use crate::report::chart::picture::{Drawing, Frame};
use crate::report::chart::sheet::{Across, Sheet, heading_width, plot};
use crate::report::chart::style::{BLACK, DOWN, Fill, GREY, GRID, LABEL, LEADING, LIMITED, LINE, NOTHING};
use crate::report::chart::width::width;
use crate::report::lost::{lost_words, one_lost};
use crate::report::names::{counted, thousands};
use crate::scenario::plan::Target;

/// Things that have a row and a column; pairs of others are counted below.
const THINGS: usize = 24;
const TITLE: &str = "Pairs of losses";
/// What stands below the matrix.
const HOW: &str = "A field is the loss of its row and of its column together; empty, where that is no worse than what each \
                   does alone. In it: thousands of users without service at the worst moment. A thing and what holds it, \
                   such as a server and its site, are no pair.";
/// The height of a field, and its greatest width.
const FIELD: (i32, i32) = (26, 60);

/// Columns of numbers from left to right.
#[derive(Debug, Clone, Copy)]
struct Columns {
    left: i32,
    wide: i32,
    count: i32,
}

impl Across for Columns {
    fn left(&self) -> i32 {
        self.left
    }

    fn right(&self) -> i32 {
        self.left + self.wide * self.count
    }
}

/// The picture of all pairs.
///
/// # Errors
/// With the reason why nothing is drawn.
pub fn draw(setting: &Setting, trials: &[Trial]) -> Result<Drawing, String> {
    let (singles, pairs): (Vec<&Trial>, Vec<&Trial>) = trials.iter().partition(|trial| trial.lost.len() == 1);
    if pairs.is_empty() {
        return Err("only single losses were tried; --losses 2 tries pairs".to_owned());
    }
    let news: Vec<&Trial> = pairs.iter().copied().filter(|pair| is_news(pair, &singles)).collect();
    if news.is_empty() {
        return Err("no pair is worse than both of its losses alone".to_owned());
    }
    let mut things = things(&news);
    let others = things.split_off(things.len().min(THINGS));
    let drawn: Vec<&Trial> =
        news.iter().copied().filter(|pair| pair.lost.iter().all(|one| things.contains(one))).collect();
    let look = LOOK.min(setting.plan.horizon).rough();
    let over = format!("Every loss begins when the scenario does and is not repaired; looked at for {look}");
    let frame = Frame::of_scenario(setting, finding(setting, &news, pairs.len()), over);
    let names: Vec<String> =
        (1..).zip(&things).map(|(number, one)| format!("{number} {}", one_lost(&setting.plan, *one))).collect();
    let labels = names.iter().map(|name| width(name, LABEL)).chain([heading_width(TITLE)]);
    let (left, right) = plot(labels.max().unwrap_or(0));
    let count = things.len() as i32;
    let mut sheet = frame.begin(Columns { left, wide: ((right - left) / count).min(FIELD.1), count });
    let legend: Vec<(&str, Fill)> =
        KINDS.into_iter().filter(|(_, fill)| drawn.iter().any(|pair| fill_of(pair) == *fill)).collect();
    sheet.heading(TITLE, &legend);
    matrix(&mut sheet, &things, &names, &drawn);
    sheet.y += LEADING / 2;
    sheet.sentence(LABEL, GREY, HOW);
    if drawn.len() < news.len() {
        let more = counted((news.len() - drawn.len()) as u64, "more pair", "more pairs");
        let things = counted(others.len() as u64, "thing", "things");
        sheet.sentence(LABEL, GREY, &format!("{more} with {things} that have no row: the summary has them all."));
    }
    Ok(frame.end(sheet))
}

/// What the colours say.
const KINDS: [(&str, Fill); 3] = [
    ("somebody without service", NOTHING),
    ("resiliency mode only", LIMITED),
    ("routes through Edge pools only", DOWN),
];

fn fill_of(pair: &Trial) -> Fill {
    match (pair.none_worst(), pair.limited_worst()) {
        (0, 0) => DOWN,
        (0, _) => LIMITED,
        _ => NOTHING,
    }
}

/// The things of the pairs, in the order in which the worst pairs name them.
fn things(news: &[&Trial]) -> Vec<Target> {
    let mut things: Vec<Target> = Vec::new();
    for target in news.iter().flat_map(|pair| &pair.lost) {
        if !things.contains(target) {
            things.push(*target);
        }
    }
    things
}

fn finding(setting: &Setting, news: &[&Trial], all: usize) -> String {
    let worst = news[0];
    let users = match (worst.none_worst(), worst.limited_worst()) {
        (0, 0) => "routes through Edge pools".to_owned(),
        (0, limited) => format!("{} in resiliency mode", counted(limited.into(), "user", "users")),
        (none, _) => format!("{} without service", counted(none.into(), "user", "users")),
    };
    let harm = |pair: &Trial| (pair.none_worst(), pair.limited_worst());
    let alike = news.iter().filter(|pair| harm(pair) == harm(worst)).count();
    let worst = lost_words(&setting.plan, &worst.lost);
    let worst = match alike {
        1 => format!("the worst is {worst}: {users}"),
        _ => format!("the worst {alike}, such as {worst}: {users} each"),
    };
    let (some, all) = (thousands(news.len() as u64), thousands(all as u64));
    format!("{some} of {all} pairs are worse than both of their losses alone; {worst}")
}

fn matrix(sheet: &mut Sheet<Columns>, things: &[Target], names: &[String], drawn: &[&Trial]) {
    let Columns { left, wide, count } = sheet.scale;
    let top = sheet.y;
    for number in 0..count {
        let x = left + number * wide + wide / 2;
        sheet
            .canvas
            .label(Label::new(x, top + LEADING / 2, LABEL, GREY, (number + 1).to_string()).anchored(Anchor::Middle));
    }
    sheet.y = top + LEADING;
    for (row, name) in names.iter().enumerate() {
        let high = sheet.row_label(name, FIELD.0, (0, 0), BLACK);
        for column in 0..row {
            let from = (left + column as i32 * wide, sheet.y);
            let to = (from.0 + wide, sheet.y + high);
            let both = |pair: &&&Trial| pair.lost.contains(&things[row]) && pair.lost.contains(&things[column]);
            let pair = drawn.iter().find(both);
            match pair {
                Some(pair) => field(sheet, (from, to), pair, (&names[row], &names[column])),
                None => sheet.canvas.filled(from, to, Fill::WHITE, GRID),
            }
        }
        sheet.y += high;
    }
}

fn field(sheet: &mut Sheet<Columns>, (from, to): ((i32, i32), (i32, i32)), pair: &Trial, names: (&str, &str)) {
    let fill = fill_of(pair);
    sheet.canvas.filled(from, to, fill, LINE);
    let users = u64::from(if pair.none_worst() > 0 { pair.none_worst() } else { pair.limited_worst() });
    sheet.canvas.data(&[("row", &names.0), ("column", &names.1), ("users", &users)]);
    let words = if users < 500 { "<1".to_owned() } else { thousands((users + 500) / 1000) };
    // Numbers on a hatching cannot be read.
    if fill == NOTHING && users > 0 && width(&words, LABEL) + 6 <= to.0 - from.0 {
        let middle = ((from.0 + to.0) / 2, from.1 + FIELD.0 / 2);
        sheet.canvas.label(Label::new(middle.0, middle.1, LABEL, fill.text(), words).anchored(Anchor::Middle));
    }
}
