//! The plan: everything a simulation needs, checked, with names resolved and calendars compiled.

use crate::facts::sheet::Sheet;
use crate::facts::{Fact, cover, pairing, people, update};
use crate::ground::calendar::{Calendar, Profile, Windows};
use crate::ground::law::Law;
use crate::ground::time::{Span, Time};
use crate::topology::{BackEnd, EdgeId, LinkId, MachineId, PoolId, RoundId, SharedId, SiteId, Topology};

/// What can be lost and can return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// One server of any role.
    Machine(MachineId),
    /// All Front Ends of a pool with its Back End Servers.
    Pool(PoolId),
    /// Everything that stands in a site.
    Site(SiteId),
    /// A link between sites.
    Link(LinkId),
    /// The Back End Servers of a pool, its witness not included.
    BackEnd(PoolId),
    /// All servers of an Edge pool.
    Edge(EdgeId),
    /// Something shared, with the servers it carries.
    SharedComponent(SharedId),
    /// Every Front End of a pool that is up, each of which is then repaired for itself.
    Shock(PoolId),
    /// Every site that is up, each of which is then restored for itself.
    Disaster,
}

/// What the administrators can be told to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Fail a pool over to its partner.
    FailOver(PoolId),
    /// Fail its users back.
    FailBack(PoolId),
    /// Fail the Central Management store over to its standby.
    FailOverCentralManagement,
    /// Update servers of one pool after the other, as the round says.
    Update(RoundId),
}

impl Order {
    /// The pool that it names, if it names one.
    pub const fn pool(self) -> Option<PoolId> {
        match self {
            Order::FailOver(pool) | Order::FailBack(pool) => Some(pool),
            Order::FailOverCentralManagement | Order::Update(_) => None,
        }
    }

    /// The round of updates that it begins, if it begins one.
    pub const fn round(self) -> Option<RoundId> {
        match self {
            Order::Update(round) => Some(round),
            Order::FailOver(_) | Order::FailBack(_) | Order::FailOverCentralManagement => None,
        }
    }
}

/// One line of the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Something is lost.
    Lose(Target),
    /// Something returns.
    Return(Target),
    /// Somebody does something.
    Do(Order),
}

/// A line of the timeline with the times at which it happens.
#[derive(Debug, Clone)]
pub struct Happening {
    /// Sorted, within the horizon; empty where each run draws its own moment.
    pub times: Vec<Time>,
    /// What happens.
    pub what: What,
    /// After which a loss returns; never unless said.
    pub lasts: Option<Law>,
    /// Whether a loss is planned work, so that what it costs counts as planned.
    pub planned: bool,
    /// Where each run draws one moment of its own: the windows it is drawn from, evenly.
    pub drawn: Option<Windows>,
}

impl Happening {
    /// Something that happens once, and for good.
    pub fn once(time: Time, what: What) -> Self {
        Happening { times: vec![time], what, lasts: None, planned: false, drawn: None }
    }
}

/// Which servers of its pools a round of updates is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Updated {
    /// The Front Ends, one upgrade domain after the other.
    FrontEnds,
    /// The Back End Servers, or the Standard Edition server.
    BackEnds,
}

/// A round of updates: what a line of the timeline orders each time it happens.
#[derive(Debug, Clone)]
pub struct Round {
    /// The pools, one after the other.
    pub pools: Vec<PoolId>,
    /// Which of their servers.
    pub servers: Updated,
    /// How long installing takes on each; what the facts say unless given.
    pub install: Option<Law>,
    /// How long the window is open each time; it has no end unless given.
    pub window: Option<Span>,
}

/// A clock of failures and repairs.
#[derive(Debug, Clone)]
pub struct Fault {
    /// The name its dice hang on.
    pub dice: String,
    /// What it takes down.
    pub target: Target,
    /// Time from repair to failure.
    pub life: Law,
    /// Time to repair, once somebody repairs.
    pub repair: Law,
    /// The crew that must be free for it, an index into [`Plan::crews`].
    pub crew: Option<u16>,
    /// Who comes first at a crew: the lower number.
    pub priority: u8,
    /// The stock its repair takes a spare from, an index into [`Plan::stocks`].
    pub stock: Option<u16>,
    /// The pool whose stop makes it stop ageing.
    pub rests_with: Option<PoolId>,
}

/// Spares of one kind: each one taken is ordered again at once.
#[derive(Debug, Clone)]
pub struct Stock {
    /// How many lie there when nothing has failed.
    pub spares: u16,
    /// From the order to the delivery.
    pub lead: Law,
}

/// When crews repair, and how long they are under way.
#[derive(Debug, Clone, Default)]
pub struct Shift {
    /// The hours in which a repair can begin; a repair that has begun is finished. At any time unless given.
    pub hours: Option<Windows>,
    /// From the call to the crew's arrival.
    pub travel: Option<Law>,
}

/// What is asked of the design.
#[derive(Debug, Clone, Default)]
pub struct Targets {
    /// Share of user time with full service.
    pub availability: Option<f64>,
    /// From the fault to full service of the last user.
    pub time_to_recover: Option<Span>,
    /// Age of the newest change that survived.
    pub data_loss: Option<Span>,
}

/// A runbook step of the scenario's own.
#[derive(Debug, Clone)]
pub struct ExtraStep {
    /// Id of the step before which it stands.
    pub before: String,
    /// What is done.
    pub says: String,
    /// How long it takes.
    pub takes: Law,
}

/// Everything a simulation needs.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What the scenario shows.
    pub about: String,
    /// Start, zone and horizon.
    pub calendar: Calendar,
    /// How long is simulated.
    pub horizon: Span,
    /// The deployment.
    pub topology: Topology,
    /// The facts in force.
    pub sheet: Sheet,
    /// When somebody administers.
    pub staffed: Windows,
    /// The text of that.
    pub staffed_text: String,
    /// When users work.
    pub business: Windows,
    /// Share of enabled users signed in, in thousandths.
    pub signed_in: Profile,
    /// Whether administrators fail over and back by themselves when they see the need.
    pub reacts: bool,
    /// The timeline.
    pub timeline: Vec<Happening>,
    /// Rounds of updates that the timeline orders.
    pub rounds: Vec<Round>,
    /// The clocks of random failures.
    pub faults: Vec<Fault>,
    /// How many repairs each crew can do at a time.
    pub crews: Vec<u16>,
    /// Stocks of spares.
    pub stocks: Vec<Stock>,
    /// When and how crews come.
    pub shift: Shift,
    /// What is asked.
    pub targets: Targets,
    /// Durations of runbook steps set by the scenario, by step id.
    pub step_laws: Vec<(String, Law)>,
    /// Runbook steps of the scenario's own.
    pub extra_steps: Vec<ExtraStep>,
    /// Fingerprint of the text the plan was made from.
    pub sha256: String,
}

impl Plan {
    /// Whether a round of updates is ordered once more after a moment.
    pub fn comes_again(&self, round: RoundId, after: Time) -> bool {
        let is_it = |line: &&Happening| matches!(line.what, What::Do(order) if order.round() == Some(round));
        self.timeline.iter().filter(is_it).any(|line| line.times.last().is_some_and(|last| *last > after))
    }

    /// A round of updates.
    pub fn round(&self, round: RoundId) -> &Round {
        &self.rounds[round.index()]
    }

    /// The end of the simulation.
    pub fn end(&self) -> Time {
        Time::ZERO + self.horizon
    }

    /// The facts that decide the answer, that the scenario left to us, and that can play a part in its topology.
    pub fn yours_to_set(&self) -> impl Iterator<Item = &'static Fact> + '_ {
        self.sheet.yours_to_set().filter(|fact| self.plays_a_part(fact.key))
    }

    /// What should work when it is needed, and is said by the scenario not to do so always.
    pub fn imperfect_cover(&self) -> impl Iterator<Item = &'static Fact> + '_ {
        let chances = [&cover::MIRROR, &cover::PARTNER, &cover::STEP_WRONG];
        let default = |fact: &Fact| fact.default.parse::<f64>().ok();
        chances.into_iter().filter(move |fact| default(fact) != Some(self.sheet.number(fact)))
    }

    /// Whether a fact that asks for administrators or for a partner can be asked at all.
    fn plays_a_part(&self, key: &str) -> bool {
        let paired = !self.topology.pairs.is_empty();
        let mirrored = self.topology.pools.iter().any(|pool| matches!(pool.back_end, BackEnd::Mirrored { .. }));
        let grouped = self.topology.pools.iter().any(|pool| pool.groups.len() > 1);
        // Losses of single routing groups are noticed by another fact, and are not weighed.
        let (automatic, decision) = (pairing::AUTOMATIC_VOICE.key, people::DECISION.key);
        match key {
            _ if key == update::DRAIN_LIMIT.key => self.rounds.iter().any(|round| round.servers == Updated::FrontEnds),
            _ if key == automatic => paired,
            _ if key == decision => self.reacts && paired,
            _ if key == people::DETECTION.key => self.reacts && (paired || mirrored),
            _ if key == people::ARRIVAL.key => {
                self.reacts && self.staffed_text != "always" && (paired || mirrored || grouped)
            }
            _ => true,
        }
    }

    /// Every server that falls with the target. Links carry none; disasters carry all.
    pub fn machines_of(&self, target: Target) -> Vec<MachineId> {
        let topology = &self.topology;
        match target {
            Target::Machine(machine) => vec![machine],
            Target::Pool(pool) => {
                let pool = topology.pool(pool);
                pool.front_ends.iter().copied().chain(pool.sql[..2].iter().flatten().copied()).collect()
            }
            Target::Shock(pool) => topology.pool(pool).front_ends.clone(),
            Target::Site(site) => topology.sites[site.index()].machines.clone(),
            Target::BackEnd(pool) => topology.pool(pool).sql[..2].iter().flatten().copied().collect(),
            Target::Edge(edge) => topology.edges[edge.index()].machines.clone(),
            Target::SharedComponent(component) => topology.shared_components[component.index()].machines.clone(),
            Target::Link(_) => Vec::new(),
            Target::Disaster => MachineId::each(&topology.machines).collect(),
        }
    }

    /// The name of the target, as published.
    pub fn name_of(&self, target: Target) -> &str {
        let topology = &self.topology;
        match target {
            Target::Machine(machine) => &topology.machine(machine).name,
            Target::Pool(pool) | Target::BackEnd(pool) | Target::Shock(pool) => &topology.pool(pool).name,
            Target::Site(site) => &topology.sites[site.index()].name,
            Target::Link(link) => &topology.links[link.index()].name,
            Target::Edge(edge) => &topology.edges[edge.index()].name,
            Target::SharedComponent(component) => &topology.shared_components[component.index()].name,
            Target::Disaster => "all sites",
        }
    }
}
