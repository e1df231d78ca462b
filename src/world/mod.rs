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
pub mod by_pool;
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
pub mod readiness;
pub mod reason;
pub mod rules;
pub mod seats;
pub mod servers;
pub mod sign_in_queue;
pub mod standing;
pub mod streams;
pub mod surroundings;
pub mod touched;
pub mod updates;

use crate::ground::chance::Dice;
use crate::ground::time::Time;
use crate::scenario::plan::Plan;
use crate::topology::{PoolId, Population};
use condition::Condition;
use note::Notes;
use pool_failover::PoolState;
use populations::{Access, Populations};
use rules::Rules;
use seats::Seat;
use standing::{Offer, Standing};
use touched::Touched;

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
}
