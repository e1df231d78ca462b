//! Condition: what is the case now, as a list of the mechanisms' own states. Each keeps its state private, in a file of its
//! own, which says who calls its transitions.

use crate::scenario::plan::Plan;
use crate::topology::{Edge, MachineId};
use crate::world::administrators::Administrators;
use crate::world::backup_copy::BackupCopy;
use crate::world::backup_registrar::BackupRegistrar;
use crate::world::blame::Blame;
use crate::world::by_pool::ByPool;
use crate::world::central_management::CentralManagement;
use crate::world::edge_pools::EdgePools;
use crate::world::fabric::Fabric;
use crate::world::fault_clocks::FaultClocks;
use crate::world::happenings::Happenings;
use crate::world::lanes::Lanes;
use crate::world::pool_databases::PoolDatabases;
use crate::world::pool_failover::PoolFailover;
use crate::world::pool_services::PoolServices;
use crate::world::populations::Populations;
use crate::world::seats::Seats;
use crate::world::servers::Servers;
use crate::world::sign_in_queue::SignInQueue;
use crate::world::surroundings::Surroundings;
use crate::world::updates::Updates;

/// What is the case.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Servers.
    pub servers: Servers,
    /// Sites, links, shared things.
    pub surroundings: Surroundings,
    /// The services of each pool.
    pub services: ByPool<PoolServices>,
    /// The databases of each pool.
    pub databases: ByPool<PoolDatabases>,
    /// What struck each pool last.
    pub blames: ByPool<Blame>,
    /// The fabric of each pool.
    pub fabrics: ByPool<Fabric>,
    /// Where the users of each pool are between home and partner.
    pub failovers: ByPool<PoolFailover>,
    /// The backup registrar of each pool.
    pub registrars: ByPool<BackupRegistrar>,
    /// What the partner of each pool has of its data.
    pub copies: Vec<BackupCopy>,
    /// Where the active Central Management store is.
    pub central_management: CentralManagement,
    /// Edge pools.
    pub edge_pools: EdgePools,
    /// How far the administrators of each pool have come.
    pub administrators: ByPool<Administrators>,
    /// Open procedures and the calls for them.
    pub lanes: Lanes,
    /// The seats of each pool's users.
    pub seats: Vec<Seats>,
    /// Sign-in queues, by serving pool.
    pub queues: ByPool<SignInQueue>,
    /// Updates of the servers of pools.
    pub updates: Updates,
    /// Things that fail, their repairs, crews and spares.
    pub faults: FaultClocks,
    /// How far the lines of the timeline have come.
    pub happenings: Happenings,
}

impl Condition {
    /// Everything as published and in order.
    pub fn new(plan: &Plan, populations: &Populations) -> Self {
        let topology = &plan.topology;
        let mut condition = Condition {
            servers: Servers::new(topology),
            surroundings: Surroundings::default(),
            services: ByPool::default(),
            databases: ByPool::default(),
            blames: ByPool::default(),
            fabrics: ByPool::new(topology.pools.iter().map(Fabric::new).collect()),
            failovers: ByPool::default(),
            registrars: ByPool::default(),
            copies: Vec::new(),
            central_management: CentralManagement::new(topology),
            edge_pools: EdgePools::default(),
            administrators: ByPool::default(),
            lanes: Lanes::default(),
            seats: topology.pool_ids().map(|pool| Seats::new(populations.of(pool))).collect(),
            queues: ByPool::default(),
            updates: Updates::default(),
            faults: FaultClocks::default(),
            happenings: Happenings::default(),
        };
        condition.reset(plan, populations);
        condition
    }

    /// Makes it as [`Condition::new`] would, in the memory it has.
    pub fn reset(&mut self, plan: &Plan, populations: &Populations) {
        let topology = &plan.topology;
        let pools = topology.pools.len();
        self.servers.reset();
        self.surroundings.reset(topology);
        self.services.renew(pools);
        self.databases.renew(pools);
        self.blames.renew(pools);
        self.fabrics.each().for_each(Fabric::reset);
        self.failovers.renew(pools);
        self.registrars.renew(pools);
        renew(&mut self.copies, pools);
        self.central_management = CentralManagement::new(topology);
        self.edge_pools.reset(topology);
        self.administrators.renew(pools);
        self.lanes.reset(topology, plan.rounds.len());
        topology.pool_ids().zip(&mut self.seats).for_each(|(pool, seats)| seats.reset(populations.of(pool)));
        self.queues.renew(pools);
        self.updates.reset(plan);
        self.faults.reset(plan);
        self.happenings.reset(plan.timeline.len());
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

fn renew<T: Clone + Default>(list: &mut Vec<T>, length: usize) {
    list.clear();
    list.resize(length, T::default());
}
