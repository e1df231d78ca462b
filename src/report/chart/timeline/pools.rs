//! The pools and what all of them use: how each was and who served its users. Pools that nothing happened to share a
//! thin line.

use crate::report::chart::style::{self, BLACK, Fill, GREY, LABEL, LINE};
use crate::report::chart::timeline::Sheet;
use crate::report::chart::timeline::Shown;
use crate::report::chart::timeline::routes::{self, RouteRow};
use crate::report::chart::timeline::rows::{WORDS, has_room, words_inside};
use crate::report::chart::width::lines;
use crate::report::names::{Names, counted, listed};
use crate::report::run_record::{Host, State};
use crate::report::track::{Stretch, Track};
use crate::topology::PoolId;

/// The heading of the section.
pub const HEADING: &str = "Pools and services";
/// The row of the Central Management store.
pub const CENTRAL_MANAGEMENT: &str = "Central Management";
/// The row of the second bar of a pool.
pub const SERVED_BY: &str = "its users served by";
/// The height of a pool's bar.
const STATE_HIGH: i32 = 24;
/// The height of every other bar.
const HOST_HIGH: i32 = 20;
/// The height of the line of the pools that nothing happened to.
const QUIET_HIGH: i32 = 6;
/// So many lines may name the pools that nothing happened to; more pools are counted.
const NAMES_MAX: usize = 3;

/// Whether anything happened to a pool or its users while it is shown.
pub fn is_quiet(shown: &Shown<'_>, pool: PoolId) -> bool {
    let functional = states_of(shown, pool).iter().all(|stretch| stretch.what == State::Functional);
    let home = hosts_of(shown, pool).iter().all(|stretch| stretch.what == Host::Home);
    let (from, to) = (shown.window.from, shown.window.to);
    let full =
        shown.record.users[pool.index()].within(from, to).iter().all(|(_, [_, limited, none])| limited + none == 0);
    functional && home && full
}

/// The pools that something happened to, and the others.
pub fn parted(shown: &Shown<'_>) -> (Vec<PoolId>, Vec<PoolId>) {
    shown.names.topology().pool_ids().partition(|pool| !is_quiet(shown, *pool))
}

/// What the thin line of the quiet pools is called: by their names where these are few.
pub fn quiet_label(names: Names<'_>, quiet: &[PoolId], room: i32) -> String {
    let each: Vec<String> = quiet.iter().map(|pool| names.pool(*pool).to_owned()).collect();
    let named = listed(&each);
    let other =
        if quiet.len() == names.topology().pools.len() { ("pool", "pools") } else { ("other pool", "other pools") };
    if lines(&named, LABEL, room).len() <= NAMES_MAX { named } else { counted(quiet.len() as u64, other.0, other.1) }
}

/// The thin line of the quiet pools.
pub fn quiet_line(sheet: &mut Sheet, names: Names<'_>, quiet: &[PoolId], free: i32, fill: Fill) {
    if quiet.is_empty() {
        return;
    }
    let label = quiet_label(names, quiet, sheet.label_room() - free);
    let high = sheet.row_label(&label, HOST_HIGH, (0, free), BLACK);
    let (top, left, right) = (sheet.y + (HOST_HIGH - QUIET_HIGH) / 2, sheet.scale.left, sheet.scale.right);
    sheet.canvas.filled((left, top), (right, top + QUIET_HIGH), fill, LINE);
    sheet.y += high + 4;
}

/// Draws the section.
pub fn section(sheet: &mut Sheet, shown: &Shown<'_>) {
    let (hit, quiet) = parted(shown);
    sheet.heading(HEADING, &legend(shown, &hit));
    for pool in &hit {
        draw_pool(sheet, shown, *pool);
    }
    quiet_line(sheet, shown.names, &quiet, 0, style::IN_ORDER);
    if has_store_row(shown) {
        central_management(sheet, shown);
    }
    for row in routes_of(shown) {
        route_row(sheet, &row);
    }
}

/// Where there is one pool, its own bar says how the store is.
fn has_store_row(shown: &Shown<'_>) -> bool {
    shown.names.topology().pools.len() > 1
}

fn routes_of(shown: &Shown<'_>) -> Vec<RouteRow> {
    routes::rows(shown.names, shown.record, shown.window.from, shown.window.to)
}

/// Only what occurs, and each colour once.
fn legend(shown: &Shown<'_>, hit: &[PoolId]) -> Vec<(&'static str, Fill)> {
    let occurs = |state: State| hit.iter().any(|pool| states_of(shown, *pool).iter().any(|s| s.what == state));
    let store = has_store_row(shown) && in_window(shown, &shown.record.central_management).iter().any(|s| !s.what.1);
    let down = store || routes_of(shown).iter().any(|row| row.away.iter().any(|stretch| stretch.what));
    let state_entry = |state: State| match state {
        State::Functional => Some(("in order", style::IN_ORDER)),
        State::Stopped => (occurs(state) || down).then_some(("down", style::DOWN)),
        _ => occurs(state).then(|| (state.words(), style::state(state))),
    };
    let mut legend: Vec<(&str, Fill)> = style::STATES.into_iter().filter_map(state_entry).collect();
    let served = |is: fn(Host) -> bool| hit.iter().flat_map(|pool| hosts_of(shown, *pool)).any(|s| is(s.what));
    if served(|host| matches!(host, Host::Partner(_))) {
        legend.push(("served by the partner", style::AT_PARTNER));
    }
    if served(|host| host == Host::Nobody) {
        legend.push(("no service", style::NOTHING));
    }
    legend
}

fn states_of(shown: &Shown<'_>, pool: PoolId) -> Vec<Stretch<State>> {
    in_window(shown, &shown.record.states[pool.index()])
}

fn hosts_of(shown: &Shown<'_>, pool: PoolId) -> Vec<Stretch<Host>> {
    in_window(shown, &shown.record.hosts[pool.index()])
}

fn in_window<T: Copy + PartialEq>(shown: &Shown<'_>, track: &Track<T>) -> Vec<Stretch<T>> {
    track.within(shown.window.from, shown.window.to)
}

fn draw_pool(sheet: &mut Sheet, shown: &Shown<'_>, pool: PoolId) {
    let high = sheet.row_label(shown.names.pool(pool), STATE_HIGH, (0, 0), BLACK);
    for stretch in states_of(shown, pool) {
        let words = if stretch.what == State::Functional { "" } else { stretch.what.words() };
        bar(sheet, &stretch, STATE_HIGH, style::state(stretch.what), words);
    }
    sheet.y += high + 2;
    let hosts = hosts_of(shown, pool);
    // A name that finds no room in any of its bars stands on the left.
    let name_of = |host: Host| match host {
        Host::Home => "home pool",
        Host::Partner(partner) => shown.names.pool(partner),
        Host::Nobody => "nobody",
    };
    let fits = |stretch: &Stretch<Host>| {
        let drawn = (sheet.scale.x(stretch.from), sheet.scale.x(stretch.to));
        sheet.scale.visible(drawn).into_iter().any(|part| has_room(part, name_of(stretch.what)))
    };
    let mut at_partner = hosts.iter().filter(|stretch| matches!(stretch.what, Host::Partner(_))).peekable();
    let partner = at_partner.peek().map(|stretch| name_of(stretch.what));
    let label = match partner {
        Some(name) if !at_partner.any(fits) => format!("{SERVED_BY} (partner: {name})"),
        _ => SERVED_BY.to_owned(),
    };
    let high = sheet.row_label(&label, HOST_HIGH, (0, 0), GREY);
    for stretch in &hosts {
        bar(sheet, stretch, HOST_HIGH, style::host(stretch.what), name_of(stretch.what));
    }
    sheet.y += high + 8;
}

fn central_management(sheet: &mut Sheet, shown: &Shown<'_>) {
    let places = in_window(shown, &shown.record.central_management);
    let name_of = |(pool, works): (PoolId, bool)| {
        let name = shown.names.pool(pool);
        if works { name.to_owned() } else { format!("{name}, down") }
    };
    let high = sheet.row_label(CENTRAL_MANAGEMENT, HOST_HIGH, (0, 0), BLACK);
    for stretch in places {
        bar(sheet, &stretch, HOST_HIGH, style::service(stretch.what.1), &name_of(stretch.what));
    }
    sheet.y += high + 4;
}

fn route_row(sheet: &mut Sheet, row: &RouteRow) {
    let high = sheet.row_label(&row.name, HOST_HIGH, (0, 0), BLACK);
    for stretch in &row.away {
        bar(sheet, stretch, HOST_HIGH, style::service(!stretch.what), if stretch.what { "no route" } else { "" });
    }
    sheet.y += high + 4;
}

/// A bar with its words inside wherever there is room for all of them, again after every break of the axis.
fn bar<T: Copy>(sheet: &mut Sheet, stretch: &Stretch<T>, high: i32, fill: Fill, words: &str) {
    let (left, right) = (sheet.scale.x(stretch.from), sheet.scale.x(stretch.to));
    sheet.canvas.filled((left, sheet.y), (right, sheet.y + high), fill, LINE);
    for part in sheet.scale.visible((left, right)) {
        if !words.is_empty() && has_room(part, words) {
            words_inside(sheet, part.0 + WORDS, (sheet.y, sheet.y + high), fill, words);
        }
    }
}
