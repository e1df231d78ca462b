//! Updates: the servers of each pool by upgrade domain, when each drained, was down, started and caught up, and what the pool
//! answered when it was asked for its readiness.

use crate::ground::time::Time;
use crate::report::chart::style::{self, BLACK, Fill, LABEL, LINE};
use crate::report::chart::timeline::Sheet;
use crate::report::chart::timeline::Shown;
use crate::report::chart::timeline::rows::HIGH;
use crate::report::chart::width::width;
use crate::report::names::counted;
use crate::topology::{MachineId, PoolId};
use crate::world::lanes::Part;
use crate::world::note::Note;
use crate::world::readiness::UpgradeState;

/// The heading of the section.
pub const HEADING: &str = "Updates";
/// More servers than this are not drawn each in a row of its own.
const SERVERS_MAX: usize = 36;
/// From the row's edge to its bars.
const ABOVE: i32 = 3;
/// Rows of servers stand further in than that of their pool.
const INDENT: i32 = 14;

/// What a server does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Drains,
    Down,
    Starts,
    CatchesUp,
}

/// What stands in the legend.
const KINDS: [(Doing, &str, Fill); 4] = [
    (Doing::Drains, "drains", style::DRAINS),
    (Doing::Down, "down", style::DOWN),
    (Doing::Starts, "starts", style::STARTING),
    (Doing::CatchesUp, "replicas catch up", style::CATCHES_UP),
];

/// How answers are marked.
const ANSWERS: [(UpgradeState, Fill); 3] = [
    (UpgradeState::Ready, style::IN_ORDER),
    (UpgradeState::Busy, style::WAITING),
    (UpgradeState::InsufficientActiveFrontEnds, style::QUORUM_LOST),
];
/// Half the width of such a mark.
const MARK: i32 = 4;

/// A server and what it did when.
#[derive(Debug, Clone)]
struct Server {
    machine: MachineId,
    label: String,
    bars: Vec<(Doing, Time, Time)>,
    open: Option<(Doing, Time)>,
    /// Whether it has caught up, and replicas that others hold for it may be taken home next.
    takes_home: bool,
}

impl Server {
    fn turn(&mut self, at: Time, doing: Option<Doing>) {
        if let Some((old, since)) = std::mem::replace(&mut self.open, doing.map(|doing| (doing, at))) {
            self.bars.push((old, since, at));
        }
    }

    /// Its replicas have caught up; what others hold for it may be taken home then.
    fn catches_up(&mut self, at: Time) {
        let own = self.open.is_some_and(|(doing, _)| doing == Doing::CatchesUp);
        if own {
            self.turn(at, None);
        }
        self.takes_home = own;
    }

    /// Replicas that others held for it are home.
    fn has_taken_home(&mut self, at: Time) {
        match (self.open, self.bars.last_mut()) {
            (Some((Doing::CatchesUp, _)), _) => self.turn(at, None),
            (None, Some((Doing::CatchesUp, _, to))) if self.takes_home => *to = at,
            _ => {}
        }
        self.takes_home = false;
    }
}

/// A pool that is updated while the picture lasts.
#[derive(Debug, Clone)]
pub struct OfPool {
    label: String,
    answers: Vec<(Time, UpgradeState)>,
    servers: Vec<Server>,
}

/// The pools that are updated in the part of the run that is drawn.
pub fn pools(shown: &Shown<'_>) -> Vec<OfPool> {
    let ids = shown.names.topology().pool_ids();
    let all = ids.map(|pool| of_pool(shown, pool));
    let mut pools: Vec<OfPool> = all.filter(|pool| !pool.servers.is_empty()).collect();
    // What finds no row of its own is counted in the label of the last one.
    let mut room = SERVERS_MAX;
    for pool in &mut pools {
        let more = pool.servers.len().saturating_sub(room);
        pool.servers.truncate(room);
        room -= pool.servers.len();
        if more > 0 {
            pool.label += &format!(", and {} in the log", counted(more as u64, "more server", "more servers"));
        }
    }
    pools
}

/// The widths that the labels of a pool need.
pub fn label_widths(pools: &[OfPool]) -> impl Iterator<Item = i32> + '_ {
    pools.iter().flat_map(|pool| {
        let servers = pool.servers.iter().map(|server| INDENT + width(&server.label, LABEL));
        servers.chain([width(&pool.label, LABEL)])
    })
}

fn of_pool(shown: &Shown<'_>, pool: PoolId) -> OfPool {
    let mut servers = servers_of(shown, pool);
    let mut answers = Vec::new();
    for entry in shown.record.entries.iter().filter(|entry| entry.at <= shown.window.to) {
        let at = entry.at;
        match entry.note {
            Note::ReadinessAnswered { pool: of, readiness, .. } if of == pool => answers.push((at, readiness.state)),
            Note::Drains { pool: of, part, .. } if of == pool => {
                turn(shown, &mut servers, (pool, part), at, Doing::Drains)
            }
            Note::Stopped { pool: of, part, .. } if of == pool => {
                turn(shown, &mut servers, (pool, part), at, Doing::Down)
            }
            Note::Restarted { pool: of, part } if of == pool => {
                turn(shown, &mut servers, (pool, part), at, Doing::Starts)
            }
            Note::Updated { pool: of, part } if of == pool => {
                turn(shown, &mut servers, (pool, part), at, Doing::CatchesUp)
            }
            Note::CaughtUp { pool: of, ordinal, .. } if of == pool => {
                with_ordinal(shown, &mut servers, pool, ordinal).into_iter().for_each(|server| server.catches_up(at));
            }
            Note::Rebalanced { pool: of, ordinal, .. } if of == pool => {
                with_ordinal(shown, &mut servers, pool, ordinal)
                    .into_iter()
                    .for_each(|server| server.has_taken_home(at));
            }
            _ => {}
        }
    }
    servers.iter_mut().for_each(|server| server.turn(shown.window.to, None));
    servers.iter_mut().for_each(|server| server.bars.retain(|(_, _, to)| *to > shown.window.from));
    servers.retain(|server| !server.bars.is_empty());
    answers.retain(|(at, _)| *at >= shown.window.from);
    let asked = if answers.is_empty() { "" } else { ", what it answered" };
    OfPool { label: format!("{}{asked}", shown.names.pool(pool)), answers, servers }
}

fn with_ordinal<'s>(shown: &Shown<'_>, servers: &'s mut [Server], pool: PoolId, ordinal: u8) -> Option<&'s mut Server> {
    let machine = *shown.names.topology().pool(pool).front_ends.get(usize::from(ordinal))?;
    servers.iter_mut().find(|server| server.machine == machine)
}

/// The servers of a pool, by upgrade domain, then its Back End Servers.
fn servers_of(shown: &Shown<'_>, pool: PoolId) -> Vec<Server> {
    let names = shown.names;
    let noun = names.topology().pool(pool);
    let new = |machine: MachineId, label| Server { machine, label, bars: Vec::new(), open: None, takes_home: false };
    let mut front_ends: Vec<(u8, MachineId)> =
        noun.domains.iter().copied().zip(noun.front_ends.iter().copied()).collect();
    front_ends.sort_by_key(|(domain, _)| *domain);
    let labelled = |(domain, machine)| new(machine, format!("{} · {}", domain + 1, names.machine(machine)));
    let back_ends = noun.sql.iter().flatten().map(|machine| new(*machine, names.machine(*machine).to_owned()));
    front_ends.into_iter().map(labelled).chain(back_ends).collect()
}

fn turn(shown: &Shown<'_>, servers: &mut [Server], (pool, part): (PoolId, Part), at: Time, doing: Doing) {
    let noun = shown.names.topology().pool(pool);
    let domain_of = |machine: MachineId| {
        noun.front_ends.iter().position(|server| *server == machine).map(|place| noun.domains[place])
    };
    for server in servers {
        let is_meant = match part {
            Part::Whole => true,
            Part::Domain(domain) => domain_of(server.machine) == Some(domain),
            Part::Server(machine) => server.machine == machine,
        };
        if is_meant {
            // A Back End Server has no replicas to catch up.
            let settled = doing == Doing::CatchesUp && domain_of(server.machine).is_none();
            server.turn(at, Some(doing).filter(|_| !settled));
        }
    }
}

/// Draws the section; nothing where nothing is updated.
pub fn section(sheet: &mut Sheet, shown: &Shown<'_>, pools: &[OfPool]) {
    if pools.is_empty() {
        return;
    }
    let bars = || pools.iter().flat_map(|pool| &pool.servers).flat_map(|server| &server.bars);
    let occurs = |doing: Doing| bars().any(|(of, ..)| *of == doing);
    let legend = KINDS.iter().filter(|(doing, ..)| occurs(*doing)).map(|(_, words, fill)| (*words, *fill));
    let is_said = |state: UpgradeState| pools.iter().any(|pool| pool.answers.iter().any(|(_, of)| *of == state));
    let answers = ANSWERS.iter().filter(|(state, _)| is_said(*state)).map(|(state, fill)| (state.word(), *fill));
    let legend = legend.chain(answers);
    sheet.heading(HEADING, &legend.collect::<Vec<_>>());
    for pool in pools {
        draw_answers(sheet, pool);
        for server in &pool.servers {
            draw(sheet, shown, server);
        }
    }
    sheet.y += 4;
}

/// A mark for each answer, at the moment at which the pool was asked.
fn draw_answers(sheet: &mut Sheet, pool: &OfPool) {
    let high = sheet.row_label(&pool.label, HIGH, (0, 0), BLACK);
    for (at, state) in &pool.answers {
        let fill = ANSWERS.iter().find(|(of, _)| of == state).map_or(style::IN_ORDER, |(_, fill)| *fill);
        let x = sheet.scale.x(*at);
        sheet.canvas.filled((x - MARK, sheet.y + ABOVE), (x + MARK, sheet.y + HIGH - ABOVE), fill, BLACK);
    }
    sheet.y += high;
}

fn draw(sheet: &mut Sheet, shown: &Shown<'_>, server: &Server) {
    let high = sheet.row_label(&server.label, HIGH, (INDENT, 0), BLACK);
    for (doing, from, to) in &server.bars {
        let fill = KINDS.iter().find(|(of, ..)| of == doing).map_or(style::DOWN, |(.., fill)| *fill);
        let (left, right) = (sheet.scale.x((*from).max(shown.window.from)), sheet.scale.x((*to).min(shown.window.to)));
        sheet.canvas.filled((left, sheet.y + ABOVE), (right, sheet.y + HIGH - ABOVE), fill, LINE);
    }
    sheet.y += high;
}
