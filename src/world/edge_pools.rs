//! Edge pools: the next hop of each, and whether it is away for planned work alone.

use crate::topology::{EdgeId, PoolId, Topology};

/// What is the case with all Edge pools. Next hops are changed by the effects of the procedures, planned work is noted by
/// `behaviour::machines`.
#[derive(Debug, Clone, Default)]
pub struct EdgePools {
    next_hops: Vec<PoolId>,
    at_work: Vec<bool>,
}

impl EdgePools {
    /// As published, in the memory they have.
    pub fn reset(&mut self, topology: &Topology) {
        self.next_hops.clear();
        self.next_hops.extend(topology.edges.iter().map(|edge| edge.next_hop));
        self.at_work.clear();
        self.at_work.resize(topology.edges.len(), false);
    }

    /// The next hop of an Edge pool.
    pub fn next_hop(&self, edge: EdgeId) -> PoolId {
        self.next_hops[edge.index()]
    }

    /// An Edge pool gets another next hop.
    pub fn set_next_hop(&mut self, edge: EdgeId, to: PoolId) {
        self.next_hops[edge.index()] = to;
    }

    /// Whether planned work took servers of an Edge pool down last, and nothing else has since.
    pub fn is_at_work(&self, edge: EdgeId) -> bool {
        self.at_work[edge.index()]
    }

    /// Something takes servers of an Edge pool down: planned work alone, or not.
    pub fn note_work(&mut self, edge: EdgeId, alone: bool) {
        self.at_work[edge.index()] = alone;
    }

    /// What planned work held down breaks. Says whether it was that until now.
    pub fn spoil_work(&mut self, edge: EdgeId) -> bool {
        std::mem::replace(&mut self.at_work[edge.index()], false)
    }
}
