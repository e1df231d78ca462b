//! One run as a log: a line for everything that happened, short enough to be read aloud.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use crate::ground::calendar::{Calendar, time_zone_database};
use crate::ground::time::Time;
use crate::model::Setting;
use crate::report::names::{Names, counted, listed, thousands};
use crate::report::run_record::{Entry, Host, RunRecord, State};
use crate::report::text::columns::padded;
use crate::report::track::Counts;
use crate::report::words::{Language, object, sentence};
use crate::topology::PoolId;
use crate::world::note::Note;

/// The widest that the column of objects becomes; a longer name pushes only its own line.
const OBJECT_MAX: usize = 24;
/// The object of the lines that count users.
const USERS: &str = "users";

/// The log of a run.
pub fn text(setting: &Setting, record: &RunRecord) -> String {
    let names = Names { setting };
    let mut log = Log {
        names,
        calendar: &setting.plan.calendar,
        out: String::new(),
        column: column(names, record),
        day: String::new(),
    };
    log.head(record);
    let (entries, changes) = (&record.entries, &record.changes);
    let mut told: Vec<Counts> = setting.plan.topology.pools.iter().map(|pool| [pool.users, 0, 0]).collect();
    let (mut entry, mut change) = (0, 0);
    while entry < entries.len() || change < changes.len() {
        let next = [entries.get(entry).map(|entry| entry.at), changes.get(change).map(|change| change.at)];
        let Some(now) = next.into_iter().flatten().min() else { break };
        let here = entries[entry..].iter().take_while(|entry| entry.at == now).count();
        let counts = changes[change..].iter().take_while(|change| change.at == now).count();
        let stamp = log.stamp(now, record, entry, here);
        log.entries(&stamp, &entries[entry..entry + here]);
        let mut stamp = if here > 0 { String::new() } else { stamp };
        for change in &changes[change..change + counts] {
            let known = std::mem::replace(&mut told[change.pool.index()], change.counts);
            if change.before != known && change.before != change.counts {
                // They have drifted since the last line: while a queue drained or users were moved one by one.
                log.users(&std::mem::take(&mut stamp), change.before, change.pool, ", until now");
            }
            if change.before != change.counts || known != change.counts {
                log.users(&std::mem::take(&mut stamp), change.counts, change.pool, "");
            }
        }
        (entry, change) = (entry + here, change + counts);
    }
    log.foot(record);
    log.out
}

/// The width of the column of objects.
fn column(names: Names<'_>, record: &RunRecord) -> usize {
    let objects = record.entries.iter().map(|entry| object(names, &entry.note, &entry.moment).width());
    objects.chain([USERS.width()]).filter(|width| *width <= OBJECT_MAX).max().unwrap_or(0)
}

/// The users of a pool by level, in words.
pub fn levels([full, limited, none]: Counts) -> String {
    let number = |count: u32| thousands(count.into());
    format!("full {} · resiliency {} · none {}", number(full), number(limited), number(none))
}

/// The local clock with seconds, and milliseconds where asked.
fn clock(calendar: &Calendar, time: Time, millis: bool) -> String {
    // Every zone since 1972 is whole minutes from UTC and scenarios begin on a whole minute, so that seconds of the
    // simulation are seconds of the clock.
    let mut clock = format!("{}:{:02}", calendar.clock(time), time.millis() / 1000 % 60);
    if millis {
        let _ = write!(clock, ".{:03}", time.millis() % 1000);
    }
    clock
}

struct Log<'s> {
    names: Names<'s>,
    calendar: &'s Calendar,
    out: String,
    column: usize,
    day: String,
}

/// Writes a formatted line; a string takes everything, so there is no error to handle.
macro_rules! line {
    ($log:expr, $($part:tt)*) => {{
        let _ = writeln!($log.out, $($part)*);
    }};
}

impl Log<'_> {
    fn head(&mut self, record: &RunRecord) {
        let plan = &self.names.setting.plan;
        let hash: String = plan.sha256.chars().take(12).collect();
        let version = env!("CARGO_PKG_VERSION");
        line!(self, "{}", plan.about);
        line!(self, "pooldrill {version} | scenario {hash} | seed {} | run {}", record.seed, record.run);
        line!(self, "{} | {}", self.calendar.zone(), time_zone_database());
        line!(self, "Users are enabled users, counted in their home pool, whether they are signed in or not.");
    }

    /// The time of a line, after a line with the date where a new day begins.
    fn stamp(&mut self, now: Time, record: &RunRecord, first: usize, count: usize) -> String {
        let date = self.calendar.date_clock(now)[..10].to_owned();
        if date != self.day {
            line!(self, "\n{date}");
            self.day = date;
        }
        // Milliseconds only where seconds do not tell neighbours apart.
        let same_second = |other: Option<&Entry>| {
            other.is_some_and(|other| other.at.millis() / 1000 == now.millis() / 1000 && other.at != now)
        };
        let before = first.checked_sub(1).and_then(|before| record.entries.get(before));
        let millis = same_second(before) || same_second(record.entries.get(first + count));
        format!("{} {}", self.calendar.weekday(now).name(), clock(self.calendar, now, millis))
    }

    /// The entries of one moment. Servers that start together are told together, and that a pool cannot start is not
    /// told when it does at the same moment; of several reasons why it cannot, the last one counts.
    fn entries(&mut self, stamp: &str, here: &[Entry]) {
        let starts = |pool: PoolId| {
            here.iter().any(|entry| matches!(entry.note, Note::Starting { pool: other, .. } if other == pool))
        };
        let blocked_later = |place: usize, pool: PoolId| {
            let later = &here[place + 1..];
            later.iter().any(|entry| matches!(entry.note, Note::StartBlocked { pool: other, .. } if other == pool))
        };
        let mut together: Vec<(&str, &str)> = Vec::new();
        for (place, entry) in here.iter().enumerate() {
            match entry.note {
                Note::StartBlocked { pool, .. } if starts(pool) || blocked_later(place, pool) => {}
                Note::Started(machine) => {
                    let kind = (self.names.owner(machine), self.names.role(machine));
                    if !together.contains(&kind) {
                        together.push(kind);
                        self.started(stamp, entry, here, kind);
                    }
                }
                _ => self.entry(stamp, entry),
            }
        }
    }

    fn started(&mut self, stamp: &str, entry: &Entry, here: &[Entry], (owner, role): (&str, &str)) {
        let same = |entry: &&Entry| match entry.note {
            Note::Started(machine) => (self.names.owner(machine), self.names.role(machine)) == (owner, role),
            _ => false,
        };
        match here.iter().filter(same).count() {
            1 => self.entry(stamp, entry),
            count => {
                let told = format!("{count} {role}s of {owner} accept connections");
                line!(self, "{}  {}  {told}", padded(stamp, 12), padded(owner, self.column));
            }
        }
    }

    fn entry(&mut self, stamp: &str, entry: &Entry) {
        let told = sentence(Language::English, self.names, &entry.note, &entry.moment);
        let object = object(self.names, &entry.note, &entry.moment);
        line!(self, "{}  {}  {told}", padded(stamp, 12), padded(object, self.column));
        for typed in &entry.typed {
            let prompt = typed.at.prompt();
            line!(self, "{}  {}    {prompt} {}", padded("", 12), padded("", self.column), typed.text);
        }
    }

    fn users(&mut self, stamp: &str, counts: Counts, pool: PoolId, until: &str) {
        let pool = self.names.pool(pool);
        line!(self, "{}  {}  {} of {pool}{until}", padded(stamp, 12), padded(USERS, self.column), levels(counts));
    }

    fn foot(&mut self, record: &RunRecord) {
        let stamp = format!("{} {}", self.calendar.weekday(record.end).name(), clock(self.calendar, record.end, false));
        line!(self, "\n{}", &self.calendar.date_clock(record.end)[..10]);
        line!(self, "{}  {}  The run ends", padded(&stamp, 12), padded("", self.column));
        for pool in self.names.topology().pool_ids() {
            let left = left(self.names, record, pool);
            line!(self, "{}  {}  {left}", padded("", 12), padded(self.names.pool(pool), self.column));
        }
        let open: Vec<String> = still_open(self.names, record);
        if !open.is_empty() {
            line!(self, "{}  {}  Still open: {}", padded("", 12), padded("", self.column), listed(&open));
        }
    }
}

/// What is left of the run for a pool when it ends.
fn left(names: Names<'_>, record: &RunRecord, pool: PoolId) -> String {
    let state = record.states[pool.index()].last().map_or("functional", State::words);
    let users = counted(names.topology().pool(pool).users.into(), "user", "users");
    let host = match record.hosts[pool.index()].last() {
        Some(Host::Partner(partner)) => format!("its {users} served by {}", names.pool(partner)),
        Some(Host::Nobody) => format!("its {users} served by nobody"),
        Some(Host::Home) | None => format!("its {users} at home"),
    };
    let store = match record.central_management.last() {
        Some((home, _)) if home == pool => "; Central Management here",
        _ => "",
    };
    format!("{state}; {host}: {}{store}", levels(record.users[pool.index()].at(record.end, true)))
}

/// Procedures that have not ended when the run does.
fn still_open(names: Names<'_>, record: &RunRecord) -> Vec<String> {
    let open = record.unfinished().iter();
    open.map(|(runbook, pool, _)| format!("{}, {}", names.runbook(*runbook).title, names.pool(*pool))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{lost_site, record};

    #[test]
    fn columns_align_with_wide_text() {
        let setting = lost_site();
        let log = text(&setting, &record(&setting, 0));
        let entries = log.lines().filter(|line| line.starts_with("Tue ") || line.starts_with("Wed "));
        let mut wide = 0;
        for line in entries {
            let told =
                line.char_indices().skip(14).find(|(place, _)| line[..*place].width() == 14 + "서울풀".width() + 2);
            let (place, first) = told.unwrap_or_else(|| panic!("no column begins there: {line}"));
            assert!(line[..place].ends_with("  ") && first != ' ', "{line}");
            wide += usize::from(line[..place].contains("서울풀"));
        }
        assert!(wide > 2, "{log}");
    }

    #[test]
    fn the_log_of_a_lost_site_can_be_read_aloud() {
        let setting = lost_site();
        let log = text(&setting, &record(&setting, 0));
        for told in [
            "Two paired pools; the first data centre loses power for six hours\npooldrill ",
            "\n2026-03-03\nTue 10:00:00  dc1     Site dc1 is lost: 6 Front Ends, 2 Back End Servers, 1 witness and 2 Edge",
            "users   full 0 · resiliency 0 · none 24,000 of pool1\n",
            "Step 7, pool1: Fail over the users of the pool to its backup pool\n",
            "  PS> Invoke-CsPoolFailover -PoolFQDN pool1 -DisasterMode -Verbose\n",
            "24,000 users of pool1 are served by 서울풀 now\n",
            "6 Front Ends of pool1 accept connections\n",
            "users   full 0 · resiliency 24,000 · none 0 of pool1, until now\n",
            "  The run ends\n",
        ] {
            assert!(log.contains(told), "{told:?} is missing in\n{log}");
        }
        assert!(!log.contains("cannot start"), "{log}");
    }
}
