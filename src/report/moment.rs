//! What a sentence needs besides the note: how things stood at that moment.
//!
//! Notes are facts and carry no more than what happened. Which pool held the Central Management store when a cmdlet was
//! refused is known only while the run goes, so it is written down then.

use crate::runbook::questions::{EDGE_USES_POOL, standby};
use crate::topology::{EdgeId, MachineId, PoolId};
use crate::world::World;
use crate::world::administrators::Task;
use crate::world::lanes::About;

/// How things stood when a note was taken, as far as sentences and cmdlets ask.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// Whether the pool that the note is about was functional.
    pub functional: bool,
    /// What that pool needed of its administrators.
    pub task: Option<Task>,
    /// The pool with the active Central Management store.
    pub central_management: PoolId,
    /// The pool with the store's standby.
    pub standby: Option<PoolId>,
    /// The server with the principal databases of the pool that the note is about.
    pub principal: Option<MachineId>,
    /// The Edge pools that run and have the pool as their next hop.
    pub edges: Vec<EdgeId>,
    /// Whether the note only brings an earlier one up to date.
    pub again: bool,
}

impl Moment {
    /// The moment as it is in the world now, for a note about `pool`.
    pub fn of(world: &World<'_>, pool: Option<PoolId>) -> Moment {
        let edges = |pool| EDGE_USES_POOL.edges(world, About::pool(pool)).collect();
        Moment {
            functional: pool.is_some_and(|pool| world.standing.pool(pool).functional),
            task: pool.and_then(|pool| world.condition.administrators[pool.index()].task()),
            central_management: world.condition.central_management.active(),
            standby: standby(world),
            principal: pool.and_then(|pool| principal(world, pool)),
            edges: pool.map(edges).unwrap_or_default(),
            again: false,
        }
    }
}

fn principal(world: &World<'_>, pool: PoolId) -> Option<MachineId> {
    world.plan.topology.pool(pool).sql[usize::from(world.condition.databases[pool.index()].mirror_is_principal())]
}
