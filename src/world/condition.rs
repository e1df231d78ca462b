//! Condition: what is the case now. Each part is changed by the one behaviour named beside it.

use crate::ground::time::{Span, Time};
use crate::scenario::plan::Plan;
use crate::topology::{Edge, MachineId, PoolId};
use crate::world::administrators::Stage;
use crate::world::backup_copy::BackupCopy;
use crate::world::cause::Cause;
use crate::world::edge_pools::EdgePools;
use crate::world::fabric::Fabric;
use crate::world::lanes::Lanes;
use crate::world::pool_databases::PoolDatabases;
use crate::world::pool_failover::PoolFailover;
use crate::world::pool_services::PoolServices;
use crate::world::populations::Populations;
use crate::world::seats::Seats;
use crate::world::servers::Servers;

/// Where a site is on its way back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SiteStage {
    /// Nothing is wrong, or it is still lost.
    #[default]
    Settled,
    /// Power is back; the directory starts.
    Directory,
    /// The directory is up; SQL Servers start.
    Databases,
}

/// Sites, links and other shared things. Changed by `behaviour::machines`.
#[derive(Debug, Clone, Default)]
pub struct Shared {
    /// How many reasons keep each site lost.
    pub sites_lost: Vec<u32>,
    /// The ordered restart of each site.
    pub stage: Vec<SiteStage>,
    /// How many reasons keep each link cut.
    pub links_cut: Vec<u32>,
    /// How many reasons keep each shared thing lost.
    pub components_lost: Vec<u32>,
    /// Whether one of its reasons is a line of the timeline that says no end: of each site, link and shared thing.
    pub until_returned: [Vec<bool>; 3],
}

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

/// Whether a thing with a fault clock works. Changed by `behaviour::faults`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FaultState {
    /// It works and ages.
    #[default]
    Ageing,
    /// It works and does not age, with this much life left.
    Resting(Span),
    /// It failed and waits for a crew.
    Waiting(Time),
    /// Somebody repairs it.
    Repairing,
}

/// A repair under way, or one whose spare is. Changed by `behaviour::faults`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Repair {
    /// When somebody is there who can repair.
    pub ready: Time,
    /// When its spare lies there; long ago where it needs none.
    pub delivered: Time,
    /// How long it takes from then on.
    pub takes: Span,
}

impl Repair {
    /// When it is done.
    pub fn ends(&self) -> Time {
        self.ready.max(self.delivered) + self.takes
    }
}

/// What is the case.
#[derive(Debug, Clone, Default)]
pub struct Condition {
    /// Servers.
    pub servers: Servers,
    /// Sites, links, shared things.
    pub shared: Shared,
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
    /// Fault clocks.
    pub faults: Vec<FaultState>,
    /// Repairs under way, by crew. Changed by `behaviour::faults`.
    pub crews_busy: Vec<u16>,
    /// The repair of each thing that is repaired, by fault clock.
    pub repairs: Vec<Repair>,
    /// When each spare of each stock lies there that no repair has yet, the spares of a stock together. Changed by
    /// `behaviour::faults`.
    pub spares: Vec<Time>,
    /// The first spare of each stock, and the end.
    pub first_spare: Vec<u32>,
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
        fill(&mut self.shared.sites_lost, topology.sites.len(), 0);
        fill(&mut self.shared.stage, topology.sites.len(), SiteStage::Settled);
        fill(&mut self.shared.links_cut, topology.links.len(), 0);
        fill(&mut self.shared.components_lost, topology.shared_components.len(), 0);
        let [sites, links, shared_components] = &mut self.shared.until_returned;
        fill(sites, topology.sites.len(), false);
        fill(links, topology.links.len(), false);
        fill(shared_components, topology.shared_components.len(), false);
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
        fill(&mut self.faults, plan.faults.len(), FaultState::Ageing);
        fill(&mut self.repairs, plan.faults.len(), Repair::default());
        fill(&mut self.crews_busy, plan.crews.len(), 0);
        self.first_spare.clear();
        self.spares.clear();
        for stock in &plan.stocks {
            self.first_spare.push(self.spares.len() as u32);
            self.spares.resize(self.spares.len() + usize::from(stock.spares), Time::ZERO);
        }
        self.first_spare.push(self.spares.len() as u32);
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
