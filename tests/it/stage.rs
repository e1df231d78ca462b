//! The stage: a scenario in a few lines, a run of it that is listened to, and questions about what was heard.
//!
//! What a stage does not say is plain: durations that are round and without chance, starts that take no time, no queue
//! at the door. Each test sets what it is about, so that its numbers can be added up by hand.

use pooldrill::ground::time::{Span, Time};
use pooldrill::measure::ledger::Record;
use pooldrill::measure::{Ledger, Listener, RunOutcome};
use pooldrill::model::{Run, Setting};
use pooldrill::runbook::ALL;
use pooldrill::runbook::compiled::known_steps;
use pooldrill::scenario::read::{Known, load_bytes};
use pooldrill::text::draw;
use pooldrill::topology::{EdgeId, PoolId};
use pooldrill::world::World;
use pooldrill::world::condition::Condition;
use pooldrill::world::lanes::{Part, RunbookId};
use pooldrill::world::note::Note;
use pooldrill::world::pool_failover::PoolState;
use pooldrill::world::populations::Access;
use pooldrill::world::readiness::Readiness;
use pooldrill::world::seats::Seat;
use pooldrill::world::standing::{PoolStanding, Standing};
use pooldrill::world::updates::Campaign;

/// Round durations without chance, and nothing that depends on size.
const PLAIN: [(&str, &str); 23] = [
    ("back_end.start", "0s"),
    ("edge.start", "0s"),
    ("failback.base", "1h"),
    ("failback.cmdlet_fails", "0"),
    ("failback.per_user", "0s"),
    ("failover.base", "10min"),
    ("failover.cmdlet_fails", "0"),
    ("failover.per_signed_in_user", "0s"),
    ("front_end.start", "0s"),
    ("people.decision", "30min"),
    ("people.detection", "5min"),
    ("people.detection_part", "30min"),
    ("people.failback_wait", "2h"),
    ("pool.cold_start", "15min"),
    ("pool.cold_start_per_1000_users", "0s"),
    ("site.restart.directory", "0s"),
    ("site.restart.sql", "0s"),
    ("step.central_management_failover", "20min"),
    ("step.quorum_loss_recovery", "20min"),
    ("users.reconnect", "15s"),
    ("users.sign_ins_per_second", "0"),
    ("users.signed_in_share", "0.8"),
    ("users.signed_in_share_off_hours", "0.8"),
];

/// The id of a procedure that a note names.
pub fn id_of(runbook: RunbookId) -> &'static str {
    ALL[runbook.index()].id
}

/// A moment, from the words of a scenario.
pub fn at(text: &str) -> Time {
    Time::ZERO + span(text)
}

/// A duration, from the words of a scenario.
pub fn span(text: &str) -> Span {
    Span::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Makes a scenario's text ready to run.
pub fn setting(name: &str, text: &str) -> Setting {
    match load_bytes(name, text.as_bytes(), &Known { steps: &known_steps() }) {
        Ok(loaded) => Setting::new(loaded.plan),
        Err(refused) => panic!("{text}\n{}", draw(&refused.problems, &refused.sources, false, 120)),
    }
}

/// A scenario in the making.
#[derive(Debug, Clone)]
pub struct Stage {
    horizon: String,
    pools: Vec<(String, String)>,
    edges: Vec<String>,
    links: Vec<String>,
    pairs: Vec<String>,
    central_management: String,
    reacts: bool,
    facts: Vec<(String, String)>,
    steps: Vec<(String, String)>,
    timeline: Vec<String>,
    more: String,
}

impl Stage {
    /// Three sites and nothing in them. The first pool will hold the Central Management store.
    pub fn new(horizon: &str) -> Self {
        Stage {
            horizon: horizon.to_owned(),
            pools: Vec::new(),
            edges: Vec::new(),
            links: Vec::new(),
            pairs: Vec::new(),
            central_management: String::new(),
            reacts: true,
            facts: PLAIN.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            steps: Vec::new(),
            timeline: Vec::new(),
            more: String::new(),
        }
    }

    /// A single Enterprise pool, `pool1`, in `dc1`.
    pub fn one_pool(horizon: &str, front_ends: usize, users: u32) -> Self {
        Stage::new(horizon).enterprise("pool1", "dc1", front_ends, users, "Single")
    }

    /// Two pools of three, `pool1` in `dc1` with 600 users and `pool2` in `dc2` with 300, paired over an endless link
    /// `wan`; the Central Management store is in `pool2`.
    pub fn pair(horizon: &str) -> Self {
        Stage::new(horizon)
            .enterprise("pool1", "dc1", 3, 600, "Single")
            .enterprise("pool2", "dc2", 3, 300, "Single")
            .link("\"wan\": (between: (\"dc1\", \"dc2\"))")
            .paired("pool1", "pool2")
            .central_management("pool2")
    }

    /// Adds a pool as a scenario writes it.
    pub fn pool(mut self, name: &str, text: &str) -> Self {
        if self.pools.is_empty() {
            self.central_management = name.to_owned();
        }
        self.pools.push((name.to_owned(), text.to_owned()));
        self
    }

    /// Adds an Enterprise pool.
    pub fn enterprise(self, name: &str, site: &str, front_ends: usize, users: u32, back_end: &str) -> Self {
        let text = format!(
            "Enterprise(site: \"{site}\", front_ends: {front_ends}, enabled_users: {users}, back_end: {back_end})"
        );
        self.pool(name, &text)
    }

    /// Puts other text in the place of a pool.
    pub fn instead(mut self, name: &str, text: &str) -> Self {
        let pool = self.pools.iter_mut().find(|pool| pool.0 == name).expect("the pool is on the stage");
        text.clone_into(&mut pool.1);
        self
    }

    /// Adds an Edge pool as a scenario writes it.
    pub fn edge(mut self, text: &str) -> Self {
        self.edges.push(text.to_owned());
        self
    }

    /// Adds a link as a scenario writes it, in the place of the one of the same name.
    pub fn link(mut self, text: &str) -> Self {
        let name = text.split(':').next().unwrap_or_default();
        self.links.retain(|link| !link.starts_with(name));
        self.links.push(text.to_owned());
        self
    }

    /// Pairs two pools.
    pub fn paired(mut self, one: &str, other: &str) -> Self {
        self.pairs.push(format!("(\"{one}\", \"{other}\")"));
        self
    }

    /// Says where the Central Management store is.
    pub fn central_management(mut self, pool: &str) -> Self {
        pool.clone_into(&mut self.central_management);
        self
    }

    /// Administrators who do nothing without being told.
    pub fn nobody_reacts(mut self) -> Self {
        self.reacts = false;
        self
    }

    /// Sets a fact.
    pub fn fact(mut self, key: &str, value: &str) -> Self {
        self.facts.retain(|fact| fact.0 != key);
        self.facts.push((key.to_owned(), value.to_owned()));
        self
    }

    /// Sets how long a step of a procedure takes.
    pub fn takes(mut self, step: &str, long: &str) -> Self {
        self.steps.push((step.to_owned(), long.to_owned()));
        self
    }

    /// The looks of step 2 of a failover that show nothing here: the version, which is the same everywhere, and a backup
    /// pool that is not there. Where a test does not set them, they take no time.
    fn plain_steps(&self) -> Vec<(String, String)> {
        let store = format!("\"{}\"", self.central_management);
        let is_paired = self.pairs.iter().any(|pair| pair.contains(&store));
        let plain = [("failing-over-a-pool.2-version", true), ("failing-over-a-pool.2", !is_paired)];
        let mut steps = self.steps.clone();
        for (step, _) in plain.iter().filter(|(_, shows_nothing)| *shows_nothing) {
            if steps.iter().all(|(id, _)| id != step) {
                steps.push(((*step).to_owned(), "0s".to_owned()));
            }
        }
        steps
    }

    /// Adds a section as a scenario writes it.
    pub fn more(mut self, text: &str) -> Self {
        self.more.push_str(text);
        self.more.push_str(",\n");
        self
    }

    /// Something is lost for good: `Server pool1-fe1`.
    pub fn lose(self, when: &str, what: &str) -> Self {
        let what = target(what);
        self.line(&format!("at: \"{when}\", lose: {what}"))
    }

    /// Something is lost for a time.
    pub fn lose_for(self, when: &str, what: &str, lasts: &str) -> Self {
        let what = target(what);
        self.line(&format!("at: \"{when}\", lose: {what}, for: \"{lasts}\""))
    }

    /// Something returns.
    pub fn give_back(self, when: &str, what: &str) -> Self {
        let what = target(what);
        self.line(&format!("at: \"{when}\", return: {what}"))
    }

    /// Somebody is told to do something: `FailOver pool1`.
    pub fn order(self, when: &str, what: &str) -> Self {
        let what = target(what);
        self.line(&format!("at: \"{when}\", do: {what}"))
    }

    /// Adds a line of the timeline as a scenario writes it.
    pub fn line(mut self, text: &str) -> Self {
        self.timeline.push(text.to_owned());
        self
    }

    /// The scenario's text.
    pub fn text(&self) -> String {
        let pools: String = self.pools.iter().map(|(name, pool)| format!("\"{name}\": {pool}, ")).collect();
        let facts: String = self.facts.iter().map(|(key, value)| format!("\"{key}\": \"{value}\", ")).collect();
        let steps: String = self.plain_steps().iter().map(|(id, long)| format!("\"{id}\": \"{long}\", ")).collect();
        let lines: String = self.timeline.iter().map(|line| format!("({line}), ")).collect();
        format!(
            "(schema: 1, about: \"a test\", product: LyncServer2013, start: \"2026-03-03 10:00 UTC\", \
             horizon: \"{}\", sites: {{ \"dc1\": (), \"dc2\": (), \"dc3\": () }}, links: {{ {} }}, edges: {{ {} }}, \
             pools: {{ {pools} }}, pairs: [{}], central_management: \"{}\", staff: (staffed: \"always\", reacts: {}), \
             facts: {{ {facts} }}, steps: {{ {steps} }}, timeline: [{lines}], {})",
            self.horizon,
            self.links.join(", "),
            self.edges.join(", "),
            self.pairs.join(", "),
            self.central_management,
            self.reacts,
            self.more,
        )
    }

    /// Runs it once, with seed 1.
    pub fn story(&self) -> Story {
        self.story_of(1)
    }

    /// Runs it once.
    pub fn story_of(&self, seed: u64) -> Story {
        Story::of(setting("stage.ron", &self.text()), seed)
    }
}

/// `Server pool1-fe1` as a scenario writes it.
fn target(words: &str) -> String {
    match words.split_once(' ') {
        Some((kind, name)) => format!("{kind}(\"{name}\")"),
        None => words.to_owned(),
    }
}

/// The world after a turn.
#[derive(Debug)]
struct Frame {
    time: Time,
    records: Vec<Record>,
    condition: Condition,
    standing: Standing,
}

/// What a run told and how the world stood after each of its turns.
#[derive(Debug)]
pub struct Story {
    /// What was run.
    pub setting: Setting,
    /// What it left behind.
    pub outcome: RunOutcome,
    notes: Vec<(Time, Note)>,
    frames: Vec<Frame>,
}

#[derive(Debug, Default)]
struct Ear {
    notes: Vec<(Time, Note)>,
    frames: Vec<Frame>,
}

impl Listener for Ear {
    const HEARS: bool = true;

    fn before(&mut self, _now: Time, _world: &World<'_>, _ledger: &Ledger) {}

    fn after(&mut self, time: Time, world: &World<'_>, ledger: &Ledger) {
        self.notes.extend(world.notes.list.iter().map(|note| (time, *note)));
        let records = (0..world.plan.topology.populations.len()).map(|index| ledger.record(world, index)).collect();
        let (condition, standing) = (world.condition.clone(), world.standing.clone());
        if self.frames.last().is_some_and(|last| last.time == time) {
            self.frames.pop();
        }
        self.frames.push(Frame { time, records, condition, standing });
    }
}

impl Story {
    /// Runs a setting once.
    pub fn of(setting: Setting, seed: u64) -> Self {
        let mut ear = Ear::default();
        let outcome = Run::new(&setting).replicate(seed, 0, &mut ear);
        Story { setting, outcome, notes: ear.notes, frames: ear.frames }
    }

    /// The world from the moment given, its own events included.
    pub fn at(&self, when: &str) -> Moment<'_> {
        self.moment(at(when))
    }

    /// The world from the moment given, its own events included.
    pub fn moment(&self, time: Time) -> Moment<'_> {
        let place = self.frames.partition_point(|frame| frame.time <= time);
        Moment { story: self, frame: &self.frames[place - 1], time }
    }

    /// The world after every turn.
    pub fn moments(&self) -> impl Iterator<Item = Moment<'_>> {
        self.frames.iter().map(|frame| Moment { story: self, frame, time: frame.time })
    }

    /// A pool by its name.
    pub fn pool(&self, name: &str) -> PoolId {
        let pools = &self.setting.plan.topology.pools;
        let found = PoolId::each(pools).find(|id| pools[id.index()].name == name);
        found.unwrap_or_else(|| panic!("no pool is named {name}"))
    }

    /// When something was told for the first time.
    pub fn first(&self, wanted: impl Fn(&Note) -> bool) -> Option<Time> {
        self.notes.iter().find(|(_, note)| wanted(note)).map(|(time, _)| *time)
    }

    /// Everything of a kind that was told, with its time.
    pub fn all<T>(&self, wanted: impl Fn(&Note) -> Option<T>) -> Vec<(Time, T)> {
        self.notes.iter().filter_map(|(time, note)| Some((*time, wanted(note)?))).collect()
    }

    /// How often something was told.
    pub fn count(&self, wanted: impl Fn(&Note) -> bool) -> usize {
        self.notes.iter().filter(|(_, note)| wanted(note)).count()
    }

    /// The ids of the runbook steps that were begun, in order.
    pub fn steps(&self) -> Vec<(Time, String)> {
        let id = |number: u16| self.setting.procedures.by_number(number).expect("the step exists").id.clone();
        self.all(|note| match note {
            Note::StepBegins { number, .. } => Some(id(*number)),
            _ => None,
        })
    }

    /// When a runbook step was begun for the first time.
    pub fn step(&self, id: &str) -> Option<Time> {
        self.steps().into_iter().find(|step| step.1 == id).map(|step| step.0)
    }

    /// What a pool answered when it was asked whether it is ready, and which upgrade domain was next.
    pub fn answers(&self, pool: &str) -> Vec<(Time, (Part, Readiness))> {
        let wanted = self.pool(pool);
        self.all(|note| match note {
            Note::ReadinessAnswered { pool, part, readiness } if *pool == wanted => Some((*part, *readiness)),
            _ => None,
        })
    }

    /// The names of the servers, or the number of the upgrade domain, that something was told of.
    pub fn parts(&self, wanted: impl Fn(&Note) -> Option<Part>) -> Vec<(Time, String)> {
        let name = |part| match part {
            Part::Whole => "all".to_owned(),
            Part::Domain(domain) => format!("domain {}", domain + 1),
            Part::Server(machine) => self.setting.plan.topology.machine(machine).name.clone(),
        };
        self.all(wanted).into_iter().map(|(time, part)| (time, name(part))).collect()
    }

    /// Why procedures were refused, waited or were given up, by the keys of the reasons.
    pub fn reasons(&self) -> Vec<(Time, &'static str)> {
        self.all(|note| match note {
            Note::Refused { reason, .. } | Note::Waits { reason, .. } | Note::GivenUp { reason, .. } => {
                Some(reason.key)
            }
            _ => None,
        })
    }

    /// What every update of a pool came to, those that have ended first.
    pub fn campaigns(&self) -> Vec<Campaign> {
        self.frames.last().expect("there is a first turn").condition.updates.campaigns().collect()
    }

    /// User-milliseconds without service and in resiliency mode of a pool's users, whatever the cause.
    pub fn cost(&self, pool: &str) -> (u64, u64) {
        let amounts = self.outcome.of_pool(self.pool(pool));
        (amounts.none, amounts.limited)
    }
}

/// The world at a moment of a story.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'s> {
    story: &'s Story,
    frame: &'s Frame,
    /// When it is.
    pub time: Time,
}

impl<'s> Moment<'s> {
    /// How many users of a pool have full service, resiliency mode, nothing.
    pub fn users(&self, pool: &str) -> [u32; 3] {
        let home = self.story.pool(pool);
        self.populations(home).map(|population| self.of_population(population)).fold([0; 3], add)
    }

    /// The same of one routing group.
    pub fn group(&self, pool: &str, group: u16) -> [u32; 3] {
        let home = self.story.pool(pool);
        let populations = &self.story.setting.plan.topology.populations;
        let own = self.populations(home).filter(|population| populations[*population].group == group);
        own.map(|population| self.of_population(population)).fold([0; 3], add)
    }

    /// The same of those who come in from outside, or of the others.
    pub fn users_from(&self, pool: &str, remote: bool) -> [u32; 3] {
        let home = self.story.pool(pool);
        let populations = &self.story.setting.plan.topology.populations;
        let those = self.populations(home).filter(|population| populations[*population].remote == remote);
        those.map(|population| self.of_population(population)).fold([0; 3], add)
    }

    fn populations(&self, home: PoolId) -> impl Iterator<Item = usize> + use<'s> {
        self.story.setting.plan.topology.pool(home).populations.clone().map(usize::from)
    }

    fn of_population(&self, population: usize) -> [u32; 3] {
        let users = self.story.setting.plan.topology.populations[population].users;
        self.frame.records[population].counts(users, self.time)
    }

    /// What follows for a pool.
    pub fn standing(&self, pool: &str) -> &'s PoolStanding {
        self.frame.standing.pool(self.story.pool(pool))
    }

    /// Whether a pool can serve anybody.
    pub fn functional(&self, pool: &str) -> bool {
        self.standing(pool).functional
    }

    /// Who serves a pool's users, in the product's words.
    pub fn state(&self, pool: &str) -> PoolState {
        self.frame.condition.failovers[self.story.pool(pool).index()].state()
    }

    /// Whether its users are, or were, moved in disaster mode.
    pub fn in_disaster_mode(&self, pool: &str) -> bool {
        self.frame.condition.failovers[self.story.pool(pool).index()].is_disaster()
    }

    /// The pool with the active Central Management store.
    pub fn central_management(&self) -> &'s str {
        self.name(self.frame.condition.central_management.active())
    }

    /// The next hop of the Edge pool of this number.
    pub fn next_hop(&self, edge: usize) -> &'s str {
        let edges = &self.story.setting.plan.topology.edges;
        let edge = EdgeId::nth(edges, edge).expect("there is an Edge pool of this number");
        self.name(self.frame.condition.edge_pools.next_hop(edge))
    }

    /// What is the case.
    pub fn condition(&self) -> &'s Condition {
        &self.frame.condition
    }

    /// What follows for everything.
    pub fn everything(&self) -> &'s Standing {
        &self.frame.standing
    }

    /// How many users of a pool each of its Front Ends serves as holder of their primary replica.
    pub fn primaries(&self, pool: &str) -> Vec<u32> {
        let id = self.story.pool(pool);
        let noun = self.story.setting.plan.topology.pool(id);
        let mut users = vec![0; noun.front_ends.len()];
        for (group, noun) in self.frame.condition.fabrics[id.index()].groups().iter().zip(&noun.groups) {
            users[usize::from(group.primary())] += noun.users;
        }
        users
    }

    /// The pools where a pool's users are signed in or sign in.
    pub fn seats(&self, pool: &str) -> Vec<&'s str> {
        let mut seats: Vec<&str> = self
            .populations(self.story.pool(pool))
            .filter_map(|population| self.seat(population))
            .map(|seat| self.name(seat))
            .collect();
        seats.dedup();
        seats
    }

    fn seat(&self, population: usize) -> Option<PoolId> {
        let topology = &self.story.setting.plan.topology;
        let noun = &topology.populations[population];
        match self.frame.condition.seats[noun.home.index()].seat(Access::of(noun), noun.group.into())? {
            Seat::Home => Some(noun.home),
            Seat::Partner => topology.pool(noun.home).partner,
        }
    }

    fn name(&self, pool: PoolId) -> &'s str {
        &self.story.setting.plan.topology.pool(pool).name
    }
}

fn add(sum: [u32; 3], part: [u32; 3]) -> [u32; 3] {
    [sum[0] + part[0], sum[1] + part[1], sum[2] + part[2]]
}
