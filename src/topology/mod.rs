//! Floor 2, topology: the nouns of a deployment as published, which never change during a run.
//!
//! *Invariant*: nothing here can be up or down. What is the case now is condition (floor 3); what an
//! administrator published is topology. The order of the Front Ends is the order of the topology, whose head
//! are the seed servers.
//!
//! An id is had from the list that it counts, and never made out of a number, so that it always leads to something:
//!
//! ```compile_fail
//! let first = pooldrill::topology::PoolId(0);
//! ```
//!
//! *Deliberately absent*: numbers about the product (those are facts) and the text of scenario files.

pub mod placement;
pub mod published;
pub mod roles;

pub use published::{
    BackEnd, ComponentKind, Edge, EdgeId, Link, LinkId, Machine, MachineId, Member, Pair, PairId, Pool, PoolId,
    Population, PopulationId, Quorum, RoundId, RoutingGroup, SharedComponent, SharedId, Site, SiteId, Topology,
};
pub use roles::{Role, RoleId};
