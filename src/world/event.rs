//! Everything that can happen: families, then events, a line each; and the order of simultaneous ones.

use crate::topology::{MachineId, PoolId, SiteId};
use crate::world::lanes::LaneId;

/// Everything that can happen. Families are handled in `behaviour/`, one file each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The scenario's own timeline.
    Timeline(Timeline),
    /// Random failures and repairs.
    Fault(Fault),
    /// Servers and sites coming up again.
    Machine(Machine),
    /// Replicas of routing groups.
    RoutingGroups(RoutingGroups),
    /// Services of a pool and its databases.
    Pool(Pool),
    /// Signing in.
    Users(Users),
    /// Noticing, arriving, deciding.
    People(People),
    /// The next step of an open runbook, by lane.
    Runbook(LaneId),
}

/// The timeline, by line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timeline {
    /// What the line says begins.
    Begins(u16),
    /// A loss that lasts for a time ends.
    Ends(u16),
}

/// Random failures, by fault clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The thing fails.
    Strikes(u16),
    /// It is repaired.
    Repaired(u16),
}

/// Servers and sites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    /// A server has started and accepts connections.
    Started(MachineId),
    /// A site that returned comes to the next stage of its ordered restart.
    SiteStage(SiteId),
}

/// Routing groups and their replicas, by pool and ordinal of the Front End concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoutingGroups {
    /// Secondaries of the groups whose primary it held are promoted.
    Promoted(PoolId, u8),
    /// Work on its replicas is done: rebuilt elsewhere when it is away, caught up or taken home when it is back.
    WorkDone(PoolId, u8),
}

/// Pools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pool {
    /// The grace after the loss of pool quorum is over: all services stop.
    ServicesStop(PoolId),
    /// A pool of two Front Ends has been without its Back End for too long: all services stop.
    WithoutBackEndTooLong(PoolId),
    /// The cold start is done: the pool is functional.
    Started(PoolId),
    /// The Back End has been away for the threshold; or is back after that.
    BackEndThreshold(PoolId),
    /// The mirror takes over as principal.
    MirrorTakesOver(PoolId),
}

/// Signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Users {
    /// The backup registrar has missed the pool's heartbeat for its failure interval.
    RegistrarInterval(PoolId),
    /// The sign-in queue at this serving pool has drained.
    Drained(PoolId),
}

/// Administrators, by the pool they look after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum People {
    /// The next stage of noticing, arriving, deciding.
    Next(PoolId),
}

/// Classes of simultaneous events: lower comes first, then the component, never the order of insertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Returns and repairs come first: what returns at the instant something else is lost was not away with it.
    Return,
    /// A server that has started is there before the end of any wait for it.
    Start,
    /// Losses come after returns and before everything that reacts to them.
    Loss,
    /// The fabric reacts to losses of this instant before a grace for lost quorum can end.
    RoutingGroups,
    /// A pool's own timers end after the servers' events of the instant, so that a return in time counts.
    Pool,
    /// Users see the pools of this instant as they are after all that.
    Users,
    /// An order of the timeline sees the starts of its instant, the pools' own among them.
    Order,
    /// People see what users see.
    People,
    /// A step ends knowing everything that happened up to its end.
    Runbook,
}

impl Event {
    /// The class that orders it among simultaneous events.
    pub const fn class(self) -> Class {
        match self {
            Event::Timeline(Timeline::Ends(_)) | Event::Fault(Fault::Repaired(_)) => Class::Return,
            Event::Machine(_) => Class::Start,
            Event::Timeline(Timeline::Begins(_)) | Event::Fault(Fault::Strikes(_)) => Class::Loss,
            Event::RoutingGroups(_) | Event::Pool(Pool::MirrorTakesOver(_)) => Class::RoutingGroups,
            Event::Pool(_) => Class::Pool,
            Event::Users(_) => Class::Users,
            Event::People(_) => Class::People,
            Event::Runbook(_) => Class::Runbook,
        }
    }
}

const _: () = assert!(size_of::<Event>() <= 8, "events are copied at every turn of the loop");
