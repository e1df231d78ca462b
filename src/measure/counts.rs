//! What happened to each pool, counted: losses of quorum, failovers, outages, and how long one more fault would have been one.

use crate::ground::time::Time;
use crate::measure::outcome::PoolOutcome;
use crate::scenario::plan::Plan;
use crate::topology::PoolId;
use crate::world::World;
use crate::world::pool_failover::PoolState;
use crate::world::standing::{PoolStanding, exposure};

/// What is remembered of a pool between turns.
#[derive(Debug, Clone, Copy, Default)]
struct Memory {
    standing: PoolStanding,
    state: PoolState,
    exposed_since: Time,
}

/// Whether a turn completed a move of a pool's users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// It did not.
    Nobody,
    /// To the partner.
    Over,
    /// Home.
    Back,
}

/// The counts of a run.
#[derive(Debug, Clone)]
pub struct Counts {
    memory: Vec<Memory>,
    pools: Vec<PoolOutcome>,
}

impl Counts {
    /// Nothing seen yet.
    pub fn new(plan: &Plan) -> Self {
        let mut counts = Counts { memory: Vec::new(), pools: Vec::new() };
        counts.reset(plan);
        counts
    }

    /// Makes them new in the memory they have.
    pub fn reset(&mut self, plan: &Plan) {
        let pools = plan.topology.pools.len();
        self.memory.clear();
        self.memory.resize(pools, Memory::default());
        self.pools.clear();
        self.pools.resize(pools, PoolOutcome::default());
    }

    /// Looks at a pool that the turn touched, whose users may lack something since a moment. Says who has been moved where.
    pub fn look(&mut self, world: &World<'_>, pool: PoolId, lack_since: Option<Time>) -> Moved {
        let memory = &mut self.memory[pool.index()];
        let counted = &mut self.pools[pool.index()];
        let new = *world.standing.pool(pool);
        let old = std::mem::replace(&mut memory.standing, new);
        let first_look = world.now == Time::ZERO && old.up == 0;
        // A pool that is stopped has no quorum to lose, however many of its Front Ends come and go.
        if old.functional && !new.quorum {
            counted.pool_quorum_losses += 1;
        }
        counted.routing_group_quorum_losses += u64::from(new.groups_lost.saturating_sub(old.groups_lost));
        if old.exposed != new.exposed || first_look {
            charge_exposure(&mut counted.exposed_millis, old.exposed, world.now.since(memory.exposed_since).millis());
            memory.exposed_since = world.now;
        }
        let state = world.condition.failovers[pool.index()].state();
        let before = std::mem::replace(&mut memory.state, state);
        match (before, state) {
            (PoolState::FailingOver, PoolState::FailedOver) => {
                counted.failovers += 1;
                counted.redirected_users += u64::from(world.plan.topology.pool(pool).users);
                if let Some(since) = lack_since {
                    counted.redirect_millis += world.now.since(since).millis();
                }
                Moved::Over
            }
            (PoolState::FailingBack, PoolState::Active) => Moved::Back,
            _ => Moved::Nobody,
        }
    }

    /// Users of a pool lack something, and did not until now.
    pub fn count_outage(&mut self, pool: PoolId) {
        self.pools[pool.index()].outages += 1;
    }

    /// Charges how long the pools were exposed up to the end of the run.
    pub fn close(&mut self, end: Time) {
        for (memory, counted) in self.memory.iter().zip(&mut self.pools) {
            let millis = end.since(memory.exposed_since).millis();
            charge_exposure(&mut counted.exposed_millis, memory.standing.exposed, millis);
        }
    }

    /// What was counted of each pool; of what the ledger keeps nothing.
    pub fn pools(&self) -> impl Iterator<Item = &PoolOutcome> {
        self.pools.iter()
    }
}

fn charge_exposure(exposed: &mut [u64; exposure::REASONS], bits: u8, millis: u64) {
    for (bit, sum) in exposed.iter_mut().enumerate() {
        if bits >> bit & 1 == 1 {
            *sum += millis;
        }
    }
}
