//! Condition: what is the case now, as a list of the mechanisms' own states. Most keep theirs private, in a file of their own;
//! the others are changed by the one behaviour named beside them.

use crate::ground::time::Time;
use crate::scenario::plan::Plan;
use crate::topology::{Edge, MachineId, PoolId};
use crate::world::administrators::Stage;
use crate::world::backup_copy::BackupCopy;
use crate::world::cause::Cause;
use crate::world::edge_pools::EdgePools;
use crate::world::fabric::Fabric;
use crate::world::fault_clocks::FaultClocks;
use crate::world::lanes::Lanes;
use crate::world::pool_databases::PoolDatabases;
use crate::world::pool_failover::PoolFailover;
use crate::world::pool_services::PoolServices;
use crate::world::populations::Populations;
use crate::world::seats::Seats;
use crate::world::servers::Servers;
use crate::world::surroundings::Surroundings;

/// Thousandths of a user, in which those at a door are counted.
pub const PER_USER: u64 = 1000;

/// The sign-in queue of a serving pool: fluid, every waiting population shrinking in proportion. Changed by
/// `behaviour::users`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Queue {
    /// When it was last planned.
    pub since: Time,
    /// When it will be empty.
    pub until: Time,
    /// The Front Ends it was planned with. Only another number of them is a reason to plan it again: planning rounds
    /// up, and who only passes by must not lengthen it.
    pub servers: u8,
}

impl Queue {
    /// Whether somebody waits.
    pub fn is_open(&self) -> bool {
        self.until > self.since
    }

    /// Of `waiting` thousandths of users counted when it was planned, those that still wait. Rounded up, so that nobody is
    /// signed in early.
    pub fn still_waiting(&self, waiting: u64, now: Time) -> u64 {
        if now >= self.until {
            return 0;
        }
        let left = u128::from((self.until.millis()) - now.millis());
        let all = u128::from(self.until.millis() - self.since.millis());
        (u128::from(waiting) * left).div_ceil(all) as u64
    }

    /// User-milliseconds that `waiting` thousandths of users have waited between planning and `now`: the area under the
    /// falling line, rounded down.
    pub fn waited(&self, waiting: u64, now: Time) -> u64 {
        let now = now.min(self.until);
        let all = u128::from(self.until.millis() - self.since.millis());
        let left = u128::from(self.until.millis() - now.millis());
        if all == 0 {
            return 0;
        }
        ((u128::from(waiting) * (all * all - left * left)) / (2 * all * u128::from(PER_USER))) as u64
    }
}

/// What is the case.
#[derive(Debug, Clone, Default)]
pub struct Condition {
    /// Servers.
    pub servers: Servers,
    /// Sites, links, shared things.
    pub surroundings: Surroundings,
    /// The services of each pool.
    pub services: Vec<PoolServices>,
    /// The databases of each pool.
    pub databases: Vec<PoolDatabases>,
    /// What struck each pool last.
    pub causes: Vec<Cause>,
    /// The fabric of each pool.
    pub fabrics: Vec<Fabric>,
    /// Where the users of each pool are between home and partner.
    pub failovers: Vec<PoolFailover>,
    /// Pools whose backup registrar lets their users in. Changed by `behaviour::registrar`.
    pub registrar_accepts: Vec<bool>,
    /// What the partner of each pool has of its data.
    pub copies: Vec<BackupCopy>,
    /// The pool with the active Central Management store. Changed by `runbook::verbs`.
    pub central_management: ActiveMaster,
    /// Edge pools.
    pub edge_pools: EdgePools,
    /// How far the administrators of each pool have come. Changed by `runbook::people`.
    pub stages: Vec<Stage>,
    /// Open procedures and the calls for them.
    pub lanes: Lanes,
    /// The seats of each pool's users.
    pub seats: Vec<Seats>,
    /// Sign-in queues, by serving pool.
    pub queues: Vec<Queue>,
    /// Things that fail, their repairs, crews and spares.
    pub faults: FaultClocks,
    /// How often each line of the timeline has happened. Changed by `behaviour::timeline`.
    pub happened: Vec<u32>,
    /// Losses of the timeline that have not ended, by line. Changed by `behaviour::timeline`.
    pub lasting: Vec<bool>,
}

/// The pool with the active master of the Central Management store; a type of its own because it needs a default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActiveMaster(pub PoolId);

impl Default for ActiveMaster {
    fn default() -> Self {
        ActiveMaster(PoolId::UNSET)
    }
}

impl Condition {
    /// Everything as published and in order.
    pub fn new(plan: &Plan, populations: &Populations) -> Self {
        let mut condition = Condition::default();
        condition.reset(plan, populations);
        condition
    }

    /// Makes it as [`Condition::new`] would, in the memory it has.
    pub fn reset(&mut self, plan: &Plan, populations: &Populations) {
        let topology = &plan.topology;
        if self.fabrics.is_empty() {
            self.servers = Servers::new(topology);
            self.fabrics.extend(topology.pools.iter().map(Fabric::new));
            self.seats.extend(topology.pool_ids().map(|pool| Seats::new(populations.of(pool))));
        }
        self.servers.reset();
        self.surroundings.reset(topology);
        fill(&mut self.services, topology.pools.len(), PoolServices::default());
        fill(&mut self.databases, topology.pools.len(), PoolDatabases::default());
        fill(&mut self.causes, topology.pools.len(), Cause::Nothing);
        self.fabrics.iter_mut().for_each(Fabric::reset);
        fill(&mut self.failovers, topology.pools.len(), PoolFailover::default());
        fill(&mut self.registrar_accepts, topology.pools.len(), false);
        fill(&mut self.copies, topology.pools.len(), BackupCopy::default());
        self.central_management = ActiveMaster(topology.central_management);
        self.edge_pools.reset(topology);
        fill(&mut self.stages, topology.pools.len(), Stage::Quiet);
        self.lanes.reset(topology);
        topology.pool_ids().zip(&mut self.seats).for_each(|(pool, seats)| seats.reset(populations.of(pool)));
        fill(&mut self.queues, topology.pools.len(), Queue::default());
        self.faults.reset(plan);
        fill(&mut self.happened, plan.timeline.len(), 0);
        fill(&mut self.lasting, plan.timeline.len(), false);
    }

    /// Whether any server of an Edge pool runs.
    pub fn edge_runs(&self, edge: &Edge) -> bool {
        edge.machines.iter().any(|machine| self.is_up(*machine))
    }

    /// Whether a server runs.
    pub fn is_up(&self, machine: MachineId) -> bool {
        self.servers.is_up(machine)
    }
}

fn fill<T: Clone>(list: &mut Vec<T>, length: usize, value: T) {
    list.clear();
    list.resize(length, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_that_drains_costs_half_of_everybody_waiting_all_the_time() {
        let queue = Queue { since: Time::from_millis(1_000), until: Time::from_millis(3_000), servers: 1 };
        assert_eq!(queue.waited(100_000, Time::from_millis(3_000)), 100 * 2_000 / 2);
        assert_eq!(queue.still_waiting(100_000, Time::from_millis(2_000)), 50_000);
        assert_eq!(queue.still_waiting(100_000, Time::from_millis(3_000)), 0);
        assert_eq!(queue.waited(100_000, Time::from_millis(2_000)), 75_000);
    }
}
