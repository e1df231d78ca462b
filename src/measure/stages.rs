//! Where users are served, as far as what they can do depends on it beside their level.

use crate::facts::features::Stage;
use crate::topology::PoolId;
use crate::world::World;
use crate::world::pool_failover::PoolState;
use crate::world::standing::Offer;

/// Where a population is served, and how far a move of it has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Served {
    /// At home, and the Back End is there.
    #[default]
    AtHome,
    /// At home, and the Back End is away.
    AtHomeWithoutBackEnd,
    /// At the partner, or about to be.
    AtPartner,
    /// It is being moved home: some are, the others still have the partner.
    MovingHome,
}

impl Served {
    /// The stage of those with full service there; none where they lack nothing.
    pub const fn with_full_service(self) -> Option<Stage> {
        match self {
            Served::AtHome => None,
            Served::AtHomeWithoutBackEnd => Some(Stage::WithoutBackEnd),
            Served::AtPartner | Served::MovingHome => Some(Stage::FailedOver),
        }
    }

    /// The stage of those in resiliency mode there.
    pub const fn in_resiliency_mode(self) -> Stage {
        match self {
            Served::AtHome | Served::AtHomeWithoutBackEnd => Stage::ResiliencyAtHome,
            Served::AtPartner => Stage::ResiliencyAtPartner,
            Served::MovingHome => Stage::FailingBack,
        }
    }
}

/// Where users of a pool with this offer are served now.
pub fn served_now(world: &World<'_>, home: PoolId, offer: Offer) -> Served {
    let at_home = offer.at == Some(home);
    match world.condition.failovers[home.index()].state() {
        PoolState::FailingBack if offer.moving || at_home => Served::MovingHome,
        PoolState::FailingOver | PoolState::FailedOver | PoolState::FailingBack => Served::AtPartner,
        PoolState::Active if offer.at.is_some() && !at_home => Served::AtPartner,
        PoolState::Active if !world.standing.pool(home).back_end => Served::AtHomeWithoutBackEnd,
        PoolState::Active => Served::AtHome,
    }
}
