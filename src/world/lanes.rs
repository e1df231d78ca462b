//! Open runbooks: one thing at a time for each target, as a stack of calls in its lane.

use crate::ground::time::Time;
use crate::topology::PoolId;
use crate::world::phase::Phase;

/// The procedures, by the titles of their pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RunbookName {
    /// Failing over a pool.
    FailingOverAPool,
    /// Failing back a pool.
    FailingBackAPool,
    /// Failing over the Central Management store: steps 5 of failing over a pool.
    FailingOverCentralManagement,
    /// Setting an Edge pool to use another next hop pool: the opening of failing over a pool.
    ChangingTheNextHop,
    /// Giving an Edge pool its published next hop again.
    ReturningTheNextHop,
    /// Failing over a mirrored database.
    FailingOverAMirroredDatabase,
    /// Recovering routing groups from quorum loss: Reset-CsPoolRegistrarState with QuorumLossRecovery.
    RecoveringRoutingGroups,
    /// Starting a pool with fewer Front Ends than a start asks for: the same cmdlet, before the start.
    StartingWithFewerFrontEnds,
}

/// Why the product refuses a cmdlet, or a procedure gives up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// No backup pool is assigned.
    NotPaired,
    /// The users of the pool named are already at the partner.
    AlreadyFailedOver,
    /// The partner's users are still served by this pool.
    PartnerFailedOver,
    /// The pool named was not failed over.
    NotFailedOver,
    /// The Central Management store is down or still in the pool that failed.
    CentralManagementNotReady,
    /// The pool is the next hop of an Edge pool that still runs.
    NextHop,
    /// The partner is not functional.
    PartnerNotFunctional,
    /// The home pool is not functional.
    HomeNotFunctional,
    /// The partner that has what users wrote runs without its Back End.
    PartnerWithoutBackEnd,
    /// The home pool runs without its Back End.
    HomeWithoutBackEnd,
    /// The link to the partner, which has what users wrote, is cut.
    LinkCut,
    /// The Central Management store has no standby.
    NoStandby,
    /// The pool with the standby of the Central Management store is not functional, or has no Back End.
    StandbyNotReady,
    /// The pool works again.
    NoLongerNeeded,
    /// What was to be done has no ground any more: servers came or went meanwhile.
    OvertakenByEvents,
    /// More orders wait for this pair already than anybody could keep in mind.
    TooManyOrders,
    /// No other pool could serve as next hop.
    NoOtherPool,
    /// It failed by chance and is run again.
    Failed,
    /// The mirror cannot take over.
    NoMirror,
    /// The backup pool was not ready for the users, and only now it shows.
    PartnerNotReady,
    /// The Central Management store, which was to be moved, works again.
    StoreIsBack,
    /// A step was done wrong, and only now it shows: the procedure starts again.
    DoneWrong,
}

/// What a procedure that cannot go on waits for. Nobody's hands are bound meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitsFor {
    /// The partner.
    Partner,
    /// The link to the partner.
    Link,
    /// The Central Management store.
    Store,
    /// The pool with the standby of the Central Management store.
    Standby,
}

impl WaitsFor {
    /// What the log says is missing.
    pub const fn reason(self) -> Reason {
        match self {
            WaitsFor::Partner => Reason::PartnerNotFunctional,
            WaitsFor::Link => Reason::LinkCut,
            WaitsFor::Store => Reason::CentralManagementNotReady,
            WaitsFor::Standby => Reason::StandbyNotReady,
        }
    }

    /// What the minutes are charged to meanwhile.
    pub const fn phase(self) -> Phase {
        match self {
            WaitsFor::Partner => Phase::Partner,
            WaitsFor::Link => Phase::Link,
            WaitsFor::Store => Phase::Store,
            WaitsFor::Standby => Phase::Standby,
        }
    }
}

/// How a verb ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The step is done.
    Done,
    /// The product refuses or the cmdlet failed: mend what it names and try the step again.
    Retry(Reason),
    /// Wait until what is missing is there, then try the step again.
    Blocked(WaitsFor),
    /// Carry out another runbook, come back and try the step again; with the refusal that made it necessary, if one did.
    Call(RunbookName, Option<Reason>),
    /// The procedure ends here.
    GiveUp(Reason),
}

/// A procedure under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Which one.
    pub runbook: RunbookName,
    /// The pool it is about: the one hit, as PoolFQDN names it.
    pub pool: PoolId,
    /// The step it has come to.
    pub step: u8,
    /// How often that step was tried.
    pub tries: u8,
    /// When it was begun.
    pub began: Time,
}

/// Somebody's wish to have a procedure carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// Which one.
    pub runbook: RunbookName,
    /// The pool it is about.
    pub pool: PoolId,
    /// Whether the timeline ordered it; the administrators' own reaction otherwise.
    pub ordered: bool,
}

/// What a lane is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LaneState {
    /// Nothing is open.
    #[default]
    Closed,
    /// The next step waits for a free pair of hands.
    NeedsHands,
    /// A step is being carried out by a pair of hands.
    Working {
        /// Since when.
        since: Time,
    },
    /// A failed cmdlet is being mended before the step is tried again.
    Mending {
        /// Since when.
        since: Time,
        /// What was complained about.
        reason: Reason,
    },
    /// The procedure waits; nobody's hands are bound.
    Blocked(WaitsFor),
}

/// Calls a lane can hold besides the one that is open.
const CALLS_MAX: usize = 8;
/// How deep procedures may call one another.
const DEPTH_MAX: usize = 4;

/// The open procedure of one target with what it called, and the calls that wait.
#[derive(Debug, Clone, Default)]
pub struct Lane {
    /// The open procedure, the innermost call last.
    pub frames: Vec<Frame>,
    /// What it is doing.
    pub state: LaneState,
    /// Whether the open procedure was ordered.
    pub ordered: bool,
    /// What comes next.
    pub waiting: Vec<Call>,
    /// When the open procedure began.
    pub began: Time,
    /// Whether a step of it was done wrong, and nobody knows.
    pub done_wrong: bool,
    /// Whether the partner was asked for its readiness by the open procedure, and mended if need be.
    pub partner_checked: bool,
}

impl Lane {
    /// A lane with room for all it may hold, so that a run never allocates.
    pub fn new() -> Self {
        Lane { frames: Vec::with_capacity(DEPTH_MAX), waiting: Vec::with_capacity(CALLS_MAX), ..Lane::default() }
    }

    /// Empties it for the next run.
    pub fn reset(&mut self) {
        self.frames.clear();
        self.waiting.clear();
        self.state = LaneState::Closed;
        self.ordered = false;
        self.began = Time::ZERO;
        self.done_wrong = false;
        self.partner_checked = false;
    }

    /// Whether a procedure is open.
    pub fn is_open(&self) -> bool {
        !self.frames.is_empty()
    }

    /// Whether a procedure is open or waits to be.
    pub fn is_busy(&self) -> bool {
        self.is_open() || !self.waiting.is_empty()
    }

    /// Whether this procedure for this pool is open or waits.
    pub fn concerns(&self, pool: PoolId, runbook: RunbookName) -> bool {
        self.frames.iter().any(|f| f.runbook == runbook && f.pool == pool)
            || self.waiting.iter().any(|c| c.runbook == runbook && c.pool == pool)
    }

    /// Adds a call, if there is room for it. Says whether there was.
    pub fn call(&mut self, call: Call) -> bool {
        let room = self.waiting.len() < CALLS_MAX;
        if room {
            self.waiting.push(call);
        }
        room
    }

    /// Takes back the administrators' own call for a procedure that has not begun.
    pub fn withdraw(&mut self, pool: PoolId, runbook: RunbookName) {
        self.waiting.retain(|call| call.ordered || call.pool != pool || call.runbook != runbook);
    }

    /// Adds an inner procedure.
    ///
    /// # Panics
    /// When procedures call one another in a circle.
    pub fn descend(&mut self, runbook: RunbookName, pool: PoolId, began: Time) {
        assert!(self.frames.len() < DEPTH_MAX, "procedures call one another in a circle: {:?}", self.frames);
        self.frames.push(Frame { runbook, pool, step: 0, tries: 0, began });
    }
}
