//! Which pool has the active Central Management store.

use crate::topology::{PoolId, Topology};

/// The active master of the Central Management store. It is moved by the effect of a procedure.
#[derive(Debug, Clone, Copy)]
pub struct CentralManagement {
    active: PoolId,
}

impl CentralManagement {
    /// Where it is published.
    pub fn new(topology: &Topology) -> Self {
        CentralManagement { active: topology.central_management }
    }

    /// The pool that has it.
    pub const fn active(self) -> PoolId {
        self.active
    }

    /// Another pool has it from now on.
    pub fn move_to(&mut self, pool: PoolId) {
        self.active = pool;
    }
}
