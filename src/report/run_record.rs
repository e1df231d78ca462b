//! The record of one run: everything a log or a chart tells of it, written down by a listener while it goes.

use std::ops::Range;

use crate::facts::features::Route;
use crate::ground::time::{Span, Time};
use crate::measure::ledger::Record;
use crate::measure::{Ledger, Listener};
use crate::model::Setting;
use crate::report::cmdlet::{Typed, typed};
use crate::report::moment::Moment;
use crate::report::track::{Counts, Series, Track};
use crate::runbook::Procedures;
use crate::topology::PoolId;
use crate::world::World;
use crate::world::administrators::{Stage, Task};
use crate::world::lanes::{About, Lane, LaneId, LaneState, RunbookId};
use crate::world::note::{Note, StartLacks};
use crate::world::reason::Reason;
use crate::world::standing::{Level, PoolStanding};

/// Something that happened, and how things stood then.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// When.
    pub at: Time,
    /// What.
    pub note: Note,
    /// What else its sentence needs.
    pub moment: Moment,
    /// What is typed or clicked, where a step begins.
    pub typed: Vec<Typed>,
}

/// The users of a pool after something changed what they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: Time,
    /// Whose users.
    pub pool: PoolId,
    /// What they had until then.
    pub before: Counts,
    /// What they have from then on.
    pub counts: Counts,
}

/// How a pool is, in the order in which one hides the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Everything works.
    Functional,
    /// Functional, but some routing groups are without quorum.
    GroupsLost,
    /// Functional, but the Back End is away for longer than the threshold.
    NoBackEnd,
    /// Pool quorum is lost and services still run.
    QuorumLost,
    /// The cold start is under way.
    Starting,
    /// No services run.
    Stopped,
}

impl State {
    /// The words for it.
    pub const fn words(self) -> &'static str {
        match self {
            State::Functional => "functional",
            State::GroupsLost => "routing-group quorum lost",
            State::NoBackEnd => "resiliency mode, no Back End",
            State::QuorumLost => "pool quorum lost",
            State::Starting => "starting",
            State::Stopped => "stopped",
        }
    }

    fn of(standing: &PoolStanding) -> State {
        match standing {
            PoolStanding { functional: true, groups_lost: 1.., .. } => State::GroupsLost,
            PoolStanding { functional: true, residents: Level::Limited, .. } => State::NoBackEnd,
            PoolStanding { functional: true, .. } => State::Functional,
            PoolStanding { can_start: true, .. } => State::Starting,
            PoolStanding { residents: Level::None, .. } => State::Stopped,
            _ => State::QuorumLost,
        }
    }
}

/// Where most of a pool's users are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// In their home pool.
    Home,
    /// In its partner.
    Partner(PoolId),
    /// Nowhere.
    Nobody,
}

/// What administrators are busy with, or wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Nobody has noticed yet.
    Detection(Task),
    /// Somebody is on the way.
    Arrival(Task),
    /// They weigh what to do.
    Decision(Task),
    /// A step of a procedure.
    Step(RunbookId, u8),
    /// What a cmdlet complained about is mended.
    Mending(RunbookId, u8),
    /// The procedure waits until something is no longer so, or asks again later.
    Blocked(RunbookId, &'static Reason),
    /// The procedure waits for free hands.
    Hands(RunbookId),
}

/// Something that administrators did for a while about a pool.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Work {
    /// Since when.
    pub from: Time,
    /// Until when.
    pub to: Time,
    /// About which pool.
    pub pool: PoolId,
    /// What.
    pub doing: Doing,
}

/// What is kept of each pool while the run goes.
#[derive(Debug, Clone, Default)]
struct Memory {
    sloping: bool,
    task: Option<Task>,
    queue_ends: Option<Time>,
    blocked: Option<(u8, StartLacks)>,
    watched: Option<Work>,
}

/// The record of one run.
#[derive(Debug, Clone)]
pub struct RunRecord {
    /// The master seed.
    pub seed: u64,
    /// Which of its runs this is.
    pub run: u64,
    /// What happened, in order.
    pub entries: Vec<Entry>,
    /// Changes of what users have, in order; one for each pool and moment.
    pub changes: Vec<Change>,
    /// Users by level over time, by home pool.
    pub users: Vec<Series>,
    /// How each pool was.
    pub states: Vec<Track<State>>,
    /// Where each pool's users were served.
    pub hosts: Vec<Track<Host>>,
    /// What administrators did, in the order of its beginning.
    pub works: Vec<Work>,
    /// The pool with the active Central Management store, and whether that could be used.
    pub central_management: Track<(PoolId, bool)>,
    /// Whether each route was away, by its index.
    pub routes_away: [Track<bool>; Route::ALL.len()],
    /// When the record ends.
    pub end: Time,
    procedures: Procedures,
    populations: Vec<Range<usize>>,
    sizes: Vec<u32>,
    memories: Vec<Memory>,
    lanes: Vec<(LaneId, Work)>,
    opened: Vec<(RunbookId, PoolId, Time)>,
    /// What each population had after the last turn that touched its pool.
    records: Vec<Record>,
}

impl RunRecord {
    /// An empty record of one run: `seed` and `run` are told with it, so that it can be made again.
    pub fn new(setting: &Setting, seed: u64, run: u64) -> RunRecord {
        let topology = &setting.plan.topology;
        let pools = topology.pools.len();
        RunRecord {
            seed,
            run,
            entries: Vec::new(),
            changes: Vec::new(),
            users: vec![Series::default(); pools],
            states: vec![Track::new(); pools],
            hosts: vec![Track::new(); pools],
            works: Vec::new(),
            central_management: Track::new(),
            routes_away: Route::ALL.map(|_| Track::new()),
            end: setting.plan.end(),
            procedures: setting.procedures.clone(),
            populations: topology.pools.iter().map(|pool| widened(&pool.populations)).collect(),
            sizes: topology.populations.iter().map(|population| population.users).collect(),
            memories: vec![Memory::default(); pools],
            lanes: Vec::new(),
            opened: Vec::new(),
            records: vec![Record::WELL; topology.populations.len()],
        }
    }

    /// Ends everything that is still open at the horizon.
    pub fn finish(&mut self, end: Time) {
        self.end = end;
        for pool in 0..self.users.len() {
            let counts = self.counts(pool, end);
            self.users[pool].push(end, counts, counts);
        }
        self.states.iter_mut().for_each(|track| track.finish(end));
        self.hosts.iter_mut().for_each(|track| track.finish(end));
        self.central_management.finish(end);
        self.routes_away.iter_mut().for_each(|track| track.finish(end));
        let open: Vec<Work> = self
            .lanes
            .drain(..)
            .map(|(_, work)| work)
            .chain(self.memories.iter_mut().filter_map(|memory| memory.watched.take()))
            .collect();
        for work in open {
            self.close(work, end);
        }
        self.works.sort_by_key(|work| (work.from, work.to));
    }

    fn close(&mut self, work: Work, now: Time) {
        if now > work.from {
            self.works.push(Work { to: now, ..work });
        }
    }

    fn take_notes(&mut self, now: Time, world: &World<'_>) {
        for note in &world.notes.list {
            let mut moment = Moment::of(world, note.pool());
            if self.keep(now, note, &mut moment) {
                self.entries.push(Entry { at: now, note: *note, moment, typed: self.typed(note, world) });
            }
        }
    }

    fn typed(&self, note: &Note, world: &World<'_>) -> Vec<Typed> {
        let Note::StepBegins { pool, part, number, .. } = *note else { return Vec::new() };
        let about = About { part, ..About::pool(pool) };
        self.procedures.by_number(number).map(|step| typed(world, step, about)).unwrap_or_default()
    }

    /// Completes the moment from what was told before, and says whether the note is news.
    fn keep(&mut self, now: Time, note: &Note, moment: &mut Moment) -> bool {
        match *note {
            Note::CalledOff(pool) => moment.task = self.memories[pool.index()].task,
            // What was decided may be begun in the same turn, and needs nobody any more.
            Note::Decided(pool) => moment.task = moment.task.or(self.memories[pool.index()].task),
            Note::Opened { runbook, pool, .. } => self.opened.push((runbook, pool, now)),
            Note::Closed { runbook, pool, .. } | Note::GivenUp { runbook, pool, .. } => {
                let place = self.opened.iter().rposition(|(name, of, _)| *name == runbook && *of == pool);
                place.map(|place| self.opened.remove(place));
            }
            // It may be told whenever the pool is looked at; it is news when it lacks something else.
            Note::StartBlocked { pool, up, lacks, .. } => {
                return self.memories[pool.index()].blocked.replace((up, lacks)) != Some((up, lacks));
            }
            Note::PoolStarted(pool) | Note::Starting { pool, .. } => self.memories[pool.index()].blocked = None,
            Note::SignInBegins { at, takes, .. } => return self.keep_sign_in(now, at, now + takes, moment),
            Note::SignInEnds { at } => self.memories[at.index()].queue_ends = None,
            _ => {}
        }
        true
    }

    /// A queue is told again when its end has moved by more than a tenth of what is left of it since it was told last. Of
    /// two that are told in one instant the second is planned with everybody, and takes the place of the first.
    fn keep_sign_in(&mut self, now: Time, at: PoolId, ends: Time, moment: &mut Moment) -> bool {
        let memory = &mut self.memories[at.index()];
        let known = memory.queue_ends.filter(|known| *known > now);
        if known.is_some_and(|known| distance(known, ends).millis() * 10 <= ends.max(known).since(now).millis()) {
            return false;
        }
        memory.queue_ends = Some(ends);
        moment.again = known.is_some();
        let same =
            |entry: &Entry| entry.at == now && matches!(entry.note, Note::SignInBegins { at: of, .. } if of == at);
        if let Some(place) = self.entries.iter().rposition(same) {
            moment.again = self.entries.remove(place).moment.again;
        }
        true
    }

    /// What the users of a pool have at a moment, if nothing touched it since.
    fn counts(&self, pool: usize, now: Time) -> Counts {
        let range = self.populations[pool].clone();
        let records = self.records[range.clone()].iter().zip(&self.sizes[range]);
        records.fold([0; 3], |sum, (record, users)| add(sum, record.counts(*users, now)))
    }

    /// Whether what the users of a pool have changes by itself as time goes.
    fn slopes(&self, pool: usize) -> bool {
        let mut records = self.records[self.populations[pool].clone()].iter();
        records.any(|record| record.moving.is_some() || (record.waiting > 0 && record.level != Level::None))
    }

    /// Looks at a pool that the turn touched. Nothing about the others can have changed but what changes evenly.
    fn follow_pool(&mut self, now: Time, world: &World<'_>, ledger: &Ledger, id: PoolId) {
        let pool = id.index();
        let before = self.counts(pool, now);
        let mut served = [0_u32; 2];
        for index in self.populations[pool].clone() {
            self.records[index] = ledger.record(world, index);
            if let Some(at) = world.offer(index).at {
                served[usize::from(at != id)] += self.sizes[index];
            }
        }
        let after = self.counts(pool, now);
        let sloping = self.slopes(pool);
        let memory = &mut self.memories[pool];
        let before = if self.users[pool].points().is_empty() { after } else { before };
        if before != after || (memory.sloping && !sloping) {
            note_change(&mut self.changes, Change { at: now, pool: id, before, counts: after });
        }
        memory.sloping = sloping;
        memory.task = world.condition.administrators[pool].task();
        self.users[pool].push(now, before, after);
        self.states[pool].set(now, State::of(world.standing.pool(id)));
        self.hosts[pool].set(now, host(world, pool, served));
        self.follow_watch(now, world, id);
    }

    fn follow_watch(&mut self, now: Time, world: &World<'_>, id: PoolId) {
        let pool = id.index();
        let doing = match world.condition.administrators[pool].stage() {
            Stage::Quiet | Stage::Held(_) | Stage::Acting(_) => None,
            Stage::Noticing(task) => Some(Doing::Detection(task)),
            Stage::Arriving(task) => Some(Doing::Arrival(task)),
            Stage::Deciding(task) => Some(Doing::Decision(task)),
        };
        let old = self.memories[pool].watched.take();
        self.memories[pool].watched = self.go_on(now, old, doing.map(|doing| (id, doing)));
    }

    /// Looks at the lanes in which something is or was being done.
    fn follow_lanes(&mut self, now: Time, world: &World<'_>) {
        let mut told = std::mem::take(&mut self.lanes);
        let busy = world.condition.lanes.busy().iter().copied();
        let mut lanes: Vec<LaneId> = told.iter().map(|(lane, _)| *lane).chain(busy).collect();
        lanes.sort_unstable();
        lanes.dedup();
        for lane in lanes {
            let old = told.iter().position(|(of, _)| *of == lane).map(|place| told.swap_remove(place).1);
            let work = self.go_on(now, old, doing_in(world.condition.lanes.lane(lane)));
            self.lanes.extend(work.map(|work| (lane, work)));
        }
    }

    /// What was being done goes on, or ends and something else begins.
    fn go_on(&mut self, now: Time, old: Option<Work>, new: Option<(PoolId, Doing)>) -> Option<Work> {
        if let Some(work) = old {
            if new == Some((work.pool, work.doing)) {
                return Some(work);
            }
            self.close(work, now);
        }
        new.map(|(pool, doing)| Work { from: now, to: now, pool, doing })
    }

    /// Procedures that have not ended, with their beginning.
    pub fn unfinished(&self) -> &[(RunbookId, PoolId, Time)] {
        &self.opened
    }
}

impl Listener for RunRecord {
    const HEARS: bool = true;

    fn after(&mut self, now: Time, world: &World<'_>, ledger: &Ledger) {
        self.take_notes(now, world);
        // In the order of the topology, whatever the order in which the turn came to them.
        let mut touched = world.touched.pools.clone();
        touched.sort_unstable();
        for pool in touched {
            self.follow_pool(now, world, ledger, pool);
        }
        self.follow_lanes(now, world);
        self.central_management
            .set(now, (world.condition.central_management.active(), world.central_management_works()));
        for (route, track) in Route::ALL.into_iter().zip(&mut self.routes_away) {
            track.set(now, world.standing.routes_away().contain(route));
        }
    }
}

/// What is being done in a lane, and about which pool.
fn doing_in(lane: &Lane) -> Option<(PoolId, Doing)> {
    let frame = lane.frame()?;
    let doing = match lane.state() {
        LaneState::Closed => return None,
        LaneState::NeedsHands => Doing::Hands(frame.runbook),
        LaneState::Working { .. } => Doing::Step(frame.runbook, frame.step),
        LaneState::Mending { .. } => Doing::Mending(frame.runbook, frame.step),
        LaneState::Blocked(reason) | LaneState::Resting(reason) | LaneState::HandedOver(reason) => {
            Doing::Blocked(frame.runbook, reason)
        }
    };
    Some((frame.about.pool, doing))
}

fn widened(range: &Range<u16>) -> Range<usize> {
    usize::from(range.start)..usize::from(range.end)
}

fn add(a: Counts, b: Counts) -> Counts {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

fn distance(one: Time, other: Time) -> Span {
    if one > other { one.since(other) } else { other.since(one) }
}

/// One change for each pool and moment, from what was before the first to what is after the last.
fn note_change(changes: &mut Vec<Change>, new: Change) {
    let same = |old: &&mut Change| old.pool == new.pool;
    match changes.iter_mut().rev().take_while(|old| old.at == new.at).find(same) {
        Some(old) => old.counts = new.counts,
        None => changes.push(new),
    }
}

fn host(world: &World<'_>, pool: usize, [home, partner]: [u32; 2]) -> Host {
    match (home, partner, world.plan.topology.pools[pool].partner) {
        // Nobody is without service in a pool that homes nobody.
        (0, 0, _) if world.plan.topology.pools[pool].users > 0 => Host::Nobody,
        (home, partner, Some(other)) if partner > home => Host::Partner(other),
        _ => Host::Home,
    }
}
