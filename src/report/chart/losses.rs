//! What each single loss costs: a bar for each that somebody notices, as long as users lacked full service, worst first.

use crate::experiment::losses::{LOOK, Trial};
use crate::facts::features::over_routes;
use crate::ground::time::{Span, Time};
use crate::model::Setting;
use crate::report::chart::bars::{self, Bar, GAP};
use crate::report::chart::picture::{Drawing, Frame};
use crate::report::chart::sheet::{Sheet, heading_width, plot};
use crate::report::chart::style::{BLACK, DOWN, Fill, GREY, HEADING, LABEL, LEADING, LIMITED, NOTHING};
use crate::report::chart::value_axis::ValueAxis;
use crate::report::chart::width::width;
use crate::report::lost::one_lost;
use crate::report::names::{counted, listed, thousands};

/// Losses that are drawn.
const LOSSES: usize = 40;
/// Losses that nobody notices and that are named.
const NAMED: usize = 40;
const TITLE: &str = "Single losses";

/// A loss that somebody notices.
struct Row {
    words: String,
    /// Without service and in resiliency mode at the worst moment.
    users: [u64; 2],
    /// How long somebody lacked full service, or what goes over a route; at least so long, where it was not over.
    lasted: Span,
    over: bool,
    /// What else is away, such as federation.
    routes: Vec<&'static str>,
}

/// The picture of all single losses.
///
/// # Errors
/// With the reason why nothing is drawn.
pub fn draw(setting: &Setting, trials: &[Trial]) -> Result<Drawing, String> {
    let look = LOOK.min(setting.plan.horizon);
    let singles: Vec<&Trial> = trials.iter().filter(|trial| trial.lost.len() == 1).collect();
    let (noticed, unnoticed): (Vec<&Trial>, Vec<&Trial>) = singles.iter().partition(|trial| trial.is_noticed());
    if noticed.is_empty() {
        return Err("nobody notices any single loss".to_owned());
    }
    let mut rows: Vec<Row> = noticed.iter().map(|trial| row(setting, trial, look)).collect();
    // Sorting keeps the order of the table among equals.
    rows.sort_by_key(|row| std::cmp::Reverse((row.users, !row.over, row.lasted)));
    let finding = finding(&rows, singles.len());
    let more = rows.len().saturating_sub(LOSSES);
    rows.truncate(LOSSES);
    let over = format!(
        "Every loss begins when the scenario does, and nobody repairs it; looked at for {}; most users first, then longest",
        look.rough()
    );
    let frame = Frame::of_scenario(setting, finding, over);
    let mut sheet = frame.begin(axis(&rows, look));
    let legend: [(&str, Fill); 3] = [
        ("somebody without service", NOTHING),
        ("resiliency mode only", LIMITED),
        ("routes through Edge pools only", DOWN),
    ];
    let legend: Vec<(&str, Fill)> =
        legend.into_iter().filter(|(_, fill)| rows.iter().any(|row| fill_of(row) == *fill)).collect();
    sheet.heading(TITLE, &legend);
    for row in &rows {
        draw_row(&mut sheet, row);
    }
    let marks = sheet.scale.marks();
    sheet.lower_axis(&marks);
    sheet.axis_words(&["hours until the last user has full service again"]);
    if more > 0 {
        sheet.sentence(
            LABEL,
            GREY,
            &format!(
                "{}: the summary has them all.",
                counted(more as u64, "more loss hits fewer users", "more losses hit fewer users")
            ),
        );
    }
    nobody_notices(&mut sheet, setting, &unnoticed);
    Ok(frame.end(sheet))
}

fn row(setting: &Setting, trial: &Trial, look: Span) -> Row {
    let end = Time::ZERO + look;
    let backs = trial.hit.iter().map(|hit| (hit.back.unwrap_or(end).since(hit.after), hit.back.is_some()));
    let away = trial.routes_away.iter().map(|span| (*span, *span < look)).filter(|(span, _)| *span > Span::ZERO);
    let users_lacked = !trial.hit.is_empty();
    let times: Vec<(Span, bool)> = if users_lacked { backs.collect() } else { away.collect() };
    let routes = over_routes().filter(|(_, route)| trial.routes_away[route.index()] > Span::ZERO);
    Row {
        words: one_lost(&setting.plan, trial.lost[0]),
        users: [trial.none_worst(), trial.limited_worst()].map(u64::from),
        lasted: times.iter().map(|(span, _)| *span).max().unwrap_or(Span::ZERO),
        over: times.iter().all(|(_, over)| *over),
        routes: routes.map(|(feature, _)| feature.name).collect(),
    }
}

fn finding(rows: &[Row], all: usize) -> String {
    let noticed = format!(
        "{} of {} are noticed",
        thousands(rows.len() as u64),
        counted(all as u64, "single loss", "single losses")
    );
    let worst = &rows[0];
    let what = match worst.users {
        [0, 0] => format!("no {}", listed(&worst.routes.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())),
        [0, limited] => format!("{} in resiliency mode", counted(limited, "user", "users")),
        [none, _] => format!("{} without service", counted(none, "user", "users")),
    };
    let took = if worst.over {
        format!(", all back after {}", worst.lasted.rough())
    } else {
        ", not all back when the look ends".to_owned()
    };
    format!("{noticed}; the worst is {}: {what}{took}", worst.words)
}

fn fill_of(row: &Row) -> Fill {
    match row.users {
        [0, 0] => DOWN,
        [0, _] => LIMITED,
        _ => NOTHING,
    }
}

fn axis(rows: &[Row], look: Span) -> ValueAxis {
    let names = rows.iter().map(|row| width(&row.words, LABEL));
    let (left, right) = plot(names.chain([heading_width(TITLE)]).max().unwrap_or(0));
    let words = rows.iter().map(|row| width(&words(row), LABEL)).max().unwrap_or(0);
    // What only routes lack would press together what users lack.
    let of_users = rows.iter().filter(|row| row.users != [0, 0]).map(|row| hours(row.lasted)).fold(0.0, f64::max);
    let of_all = rows.iter().map(|row| hours(row.lasted)).fold(0.0, f64::max);
    let longest = if of_users > 0.0 { of_users } else { of_all }.min(hours(look));
    // Where the words are long the plot gives way, but never as a whole.
    let right = (right - words - GAP).max(left + (right - left) / 4);
    ValueAxis::straight_from_nothing(longest, (left, right))
}

fn hours(span: Span) -> f64 {
    span.as_minutes_f64() / 60.0
}

fn words(row: &Row) -> String {
    let took = if row.over { row.lasted.rough() } else { "not back".to_owned() };
    // Those without service are counted; the others are let in while they are.
    let users = match row.users {
        [0, 0] => row.routes.iter().map(|name| format!("no {name}")).collect::<Vec<_>>().join(", "),
        [0, limited] => counted(limited, "user", "users"),
        [none, _] => counted(none, "user", "users"),
    };
    format!("{took} · {users}")
}

fn draw_row(sheet: &mut Sheet<ValueAxis>, row: &Row) {
    let lasted = hours(row.lasted);
    // What is longer than the axis is told in words alone.
    let to = if sheet.scale.holds(lasted) { lasted } else { 0.0 };
    let numbers = [("none", row.users[0]), ("limited", row.users[1])].map(|(name, users)| (name, users.to_string()));
    let minutes = row.lasted.as_minutes_f64().to_string();
    let data = [("lost", row.words.clone()), ("minutes", minutes), ("over", row.over.to_string())];
    let data = data.into_iter().chain(numbers).collect();
    bars::row(sheet, (&row.words, 0), &[Bar { ends: (0.0, to), fill: fill_of(row), data }], words(row));
}

fn nobody_notices(sheet: &mut Sheet<ValueAxis>, setting: &Setting, unnoticed: &[&Trial]) {
    let mut names: Vec<String> =
        unnoticed.iter().take(NAMED).map(|trial| one_lost(&setting.plan, trial.lost[0])).collect();
    if names.is_empty() {
        sheet.sentence(HEADING, BLACK, "Every single loss is noticed by somebody.");
        return;
    }
    if unnoticed.len() > NAMED {
        names.push(format!("{} more", unnoticed.len() - NAMED));
    }
    sheet.y += LEADING / 2;
    sheet.sentence(HEADING, BLACK, "Nobody notices the loss of");
    sheet.sentence(LABEL, GREY, &listed(&names));
}
