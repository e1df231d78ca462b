//! What Get-CsPoolUpgradeReadinessState says of a pool: it follows from the pool's condition.

use crate::topology::PoolId;
use crate::world::World;
use crate::world::fabric::View;
use crate::world::standing::{has_quorum_with, view_of_groups};

/// The value of PoolUpgradeState.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UpgradeState {
    /// An upgrade domain may be taken.
    Ready,
    /// Replicas are promoted, caught up or built. Inferred: the pages do not say what it means.
    Busy,
    /// Without the next upgrade domain the pool would lose pool quorum. Inferred likewise.
    InsufficientActiveFrontEnds,
}

impl UpgradeState {
    /// As the cmdlet spells it.
    pub const fn word(self) -> &'static str {
        match self {
            UpgradeState::Ready => "Ready",
            UpgradeState::Busy => "Busy",
            UpgradeState::InsufficientActiveFrontEnds => "InsufficientActiveFrontEnds",
        }
    }
}

/// The answer of the cmdlet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readiness {
    /// PoolUpgradeState.
    pub state: UpgradeState,
    /// Front Ends that are active, a bit for each.
    pub active: u16,
    /// The upgrade domains whose ReadyforUpgrade is True, a bit for each.
    pub ready: u16,
}

impl Readiness {
    /// Whether ReadyforUpgrade is True for an upgrade domain.
    pub const fn is_ready(self, domain: u8) -> bool {
        self.ready >> domain & 1 == 1
    }
}

/// The Front Ends of an upgrade domain, a bit for each.
pub fn front_ends_of(world: &World<'_>, pool: PoolId, domain: u8) -> u16 {
    let domains = world.plan.topology.pool(pool).domains.iter().enumerate();
    domains.fold(0, |bits, (ordinal, of)| bits | u16::from(*of == domain) << ordinal)
}

/// What the cmdlet answers before an upgrade domain is taken.
pub fn readiness(world: &World<'_>, pool: PoolId, next: u8) -> Readiness {
    let active = world.condition.servers.front_ends_up(pool);
    let fabric = &world.condition.fabrics[pool.index()];
    let left = |domain| active & !front_ends_of(world, pool, domain);
    let quorum = |domain| has_quorum_with(&world.plan.topology, &world.condition, pool, left(domain));
    let functional = world.standing.pool(pool).functional;
    let state = match () {
        () if !functional || !quorum(next) => UpgradeState::InsufficientActiveFrontEnds,
        () if fabric.is_busy() => UpgradeState::Busy,
        () => UpgradeState::Ready,
    };
    let ready = world.plan.topology.pool(pool).domains.iter().fold(0, |bits, domain| {
        let view = View { up: left(*domain), ..view_of_groups(&world.plan.topology, &world.condition, pool) };
        let safe = functional && !fabric.is_busy() && quorum(*domain) && fabric.of_pool(view).lost == 0;
        bits | u16::from(safe) << domain
    });
    Readiness { state, active, ready }
}

/// Whether the pool is busy with nothing but Front Ends that catch up after their own planned stop, within the time in which
/// that is expected.
pub fn is_busy_with_own_stops_only(world: &World<'_>, pool: PoolId) -> bool {
    let fabric = &world.condition.fabrics[pool.index()];
    let expected = world.condition.updates.expected_to_catch_up(pool, world.now) as u16;
    let up = world.condition.servers.front_ends_up(pool);
    fabric.promoting() == 0 && fabric.working() & !(expected & up) == 0
}
