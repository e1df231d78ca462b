//! Floor 3, world: what is the case (condition), what follows (standing), what can happen (events).
//!
//! *Invariant*: condition is changed only by the verbs of the behaviour that owns it; standing is a pure function
//! of condition and topology, and [`invariants`] checks in debug builds that it equals its recomputation.
//!
//! *Deliberately absent*: time-outs. A thing that takes time is a timer of the agenda, and only
//! [`crate::behaviour::timers`] starts and stops those.

pub mod administrators;
pub mod backup_copy;
pub mod backup_registrar;
pub mod blame;
pub mod cause;
pub mod central_management;
pub mod condition;
pub mod edge_pools;
pub mod event;
pub mod fabric;
pub mod fault_clocks;
pub mod happenings;
pub mod invariants;
pub mod lanes;
pub mod note;
pub mod offers;
pub mod phase;
pub mod pool_databases;
pub mod pool_failover;
pub mod pool_services;
pub mod populations;
pub mod reason;
pub mod rules;
pub mod seats;
pub mod servers;
pub mod sign_in_queue;
pub mod standing;
pub mod streams;
pub mod surroundings;

use crate::ground::chance::Dice;
use crate::ground::time::Time;
use crate::scenario::plan::Plan;
use crate::topology::{MachineId, PoolId, Population};
use condition::Condition;
use note::Notes;
use pool_failover::PoolState;
use populations::{Access, Populations};
use rules::Rules;
use seats::Seat;
use standing::{Offer, Standing};

/// One run's world: plan and rules, which it only reads, and what is the case now.
#[derive(Debug)]
pub struct World<'p> {
    /// What the scenario says.
    pub plan: &'p Plan,
    /// Who the users of each routing group are.
    pub populations: &'p Populations,
    /// The facts in force, ready for use.
    pub rules: &'p Rules,
    /// The clock.
    pub now: Time,
    /// What is the case.
    pub condition: Condition,
    /// What follows.
    pub standing: Standing,
    /// Who draws what.
    pub streams: &'p streams::Streams,
    /// The run's luck.
    pub dice: Dice,
    /// What the event changed, so that only that is looked at again.
    pub touched: Touched,
    /// Whether reconciling changed condition, so that standing must be settled again in this turn.
    pub again: bool,
    /// What happened, for whoever wants to tell it.
    pub notes: Notes,
}

impl World<'_> {
    /// Whether a pool serves with everything it has, its Back End included.
    pub fn works(&self, pool: PoolId) -> bool {
        let standing = self.standing.pool(pool);
        standing.functional && standing.back_end
    }

    /// Whether the active Central Management store can be used.
    pub fn central_management_works(&self) -> bool {
        self.works(self.condition.central_management.active())
    }

    /// Whether the pool has a partner, and that is functional.
    pub fn partner_runs(&self, pool: PoolId) -> bool {
        self.plan.topology.pool(pool).partner.is_some_and(|partner| self.standing.pool(partner).functional)
    }

    /// Whether the pool has a partner, and that is not functional.
    pub fn partner_is_gone(&self, pool: PoolId) -> bool {
        self.plan.topology.pool(pool).partner.is_some_and(|partner| !self.standing.pool(partner).functional)
    }

    fn population(&self, population: usize) -> &Population {
        &self.plan.topology.populations[population]
    }

    /// What a population is offered.
    pub fn offer(&self, population: usize) -> Offer {
        let noun = self.population(population);
        self.standing.offers(noun.home).of(noun)
    }

    /// The pool where the users of a population sign in or are signed in.
    pub fn seat(&self, population: usize) -> Option<PoolId> {
        let noun = self.population(population);
        let seats = &self.condition.seats[noun.home.index()];
        match seats.seat(Access::of(noun), noun.group.into())? {
            Seat::Home => Some(noun.home),
            Seat::Partner => self.plan.topology.pool(noun.home).partner,
        }
    }

    /// How many of a population's enabled users waited when the queue was last planned, in thousandths of a user.
    pub fn waiting(&self, population: usize) -> u64 {
        let noun = self.population(population);
        self.condition.seats[noun.home.index()].waiting(Access::of(noun), noun.group.into())
    }

    /// The pool that serves the users of a pool: its partner, once they are failed over.
    pub fn serving(&self, pool: PoolId) -> PoolId {
        let failed_over = self.condition.failovers[pool.index()].state() == PoolState::FailedOver;
        self.plan.topology.pool(pool).partner.filter(|_| failed_over).unwrap_or(pool)
    }

    /// Whether nothing cuts the link between the sites of a pool and its partner.
    pub fn pair_is_linked(&self, pool: PoolId) -> bool {
        let link = self.plan.topology.pool(pool).pair.and_then(|pair| self.plan.topology.pairs[pair.index()].link);
        link.is_none_or(|link| !self.condition.surroundings.is_cut(link))
    }

    /// Marks a pool and its partner, where one may serve the other's users.
    pub fn touch_with_partner(&mut self, pool: PoolId) {
        self.touched.pool(pool);
        if let Some(partner) = self.plan.topology.pool(pool).partner {
            self.touched.pool(partner);
        }
    }
}

/// What of a pool an event changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Mark {
    /// Nothing.
    #[default]
    Nothing,
    /// A Front End came or went, or the fabric did something. As long as the pool stays functional all the same, that is
    /// the affair of the fabric and of users.
    Fabric,
    /// Anything else: everything of it is looked at.
    Everything,
}

/// What the event of this turn changed: pools whose standing must be settled, fault clocks and servers whose timers must be
/// reconciled, each in order of marking. Pools are listed once; a clock or a server may stand in its list twice, and what is
/// done to it the second time changes nothing.
#[derive(Debug, Clone, Default)]
pub struct Touched {
    /// Pools, with the partners of those whose partner's users they may serve.
    pub pools: Vec<PoolId>,
    marks: Vec<Mark>,
    more_than_fabrics: bool,
    /// Fault clocks.
    pub faults: Vec<u16>,
    /// Servers that were lost or start, and one server of each site that begins a stage of its restart.
    pub machines: Vec<MachineId>,
    /// Whether the Edge pools must be looked at.
    pub edges: bool,
    /// Whether something changed that the administrators of every pool look at.
    pub everybody: bool,
    /// Whether every mark counts as one of everything, and the administrators of every pool look at it in every turn.
    pedantic: bool,
}

impl Touched {
    /// Room for every pool and clock, so that marking never allocates.
    pub fn new(pools: usize, faults: usize, machines: usize) -> Self {
        Touched {
            pools: Vec::with_capacity(pools),
            marks: vec![Mark::Nothing; pools],
            more_than_fabrics: false,
            faults: Vec::with_capacity(faults + machines),
            machines: Vec::with_capacity(4 * machines + 16),
            edges: false,
            everybody: false,
            pedantic: false,
        }
    }

    /// Looks at everything of each pool of which anything is marked, to reveal what was not marked.
    pub fn look_at_everything(&mut self) {
        self.pedantic = true;
    }

    /// Marks everything of a pool.
    pub fn pool(&mut self, pool: PoolId) {
        self.mark(pool, Mark::Everything);
    }

    /// Marks the fabric of a pool.
    pub fn fabric(&mut self, pool: PoolId) {
        self.mark(pool, Mark::Fabric);
    }

    fn mark(&mut self, pool: PoolId, mark: Mark) {
        let old = &mut self.marks[pool.index()];
        if *old == Mark::Nothing {
            self.pools.push(pool);
        }
        *old = if self.pedantic { Mark::Everything } else { mark.max(*old) };
        self.more_than_fabrics |= *old == Mark::Everything;
    }

    /// Whether more than the fabric of any pool is marked.
    pub fn more_than_fabrics(&self) -> bool {
        self.more_than_fabrics
    }

    /// Whether more than the fabric of a pool is marked.
    pub fn is_everything(&self, pool: PoolId) -> bool {
        self.marks[pool.index()] == Mark::Everything
    }

    /// Marks everything, as at the start of a run.
    pub fn all(&mut self) {
        for pool in PoolId::each(&self.marks) {
            self.pool(pool);
        }
        self.edges = true;
    }

    /// Forgets all marks.
    pub fn clear(&mut self) {
        for pool in &self.pools {
            self.marks[pool.index()] = Mark::Nothing;
        }
        self.pools.clear();
        self.more_than_fabrics = false;
        self.faults.clear();
        self.machines.clear();
        self.edges = false;
        self.everybody = self.pedantic;
    }
}
