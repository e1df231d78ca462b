//! What a turn of the loop has to tell. Notes are facts, not sentences: the words are the report's.

use crate::ground::time::Span;
use crate::scenario::plan::{Order, Target};
use crate::topology::{EdgeId, MachineId, PoolId, SiteId};
use crate::world::lanes::{Reason, RunbookName};

/// Something worth telling.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the fields repeat the types' names")]
pub enum Note {
    /// A thing is lost.
    Lost(Target),
    /// A thing has returned, or is repaired.
    Returned(Target),
    /// One reason for which a thing is down has gone, and another remains.
    StillLost(Target),
    /// After its return a site has come to its directory (1) or its databases (2).
    SiteStage { site: SiteId, stage: u8 },
    /// A server accepts connections.
    Started(MachineId),
    /// Pool quorum is lost: so many votes are left of so many needed.
    QuorumLost { pool: PoolId, votes: u8, needed: u8 },
    /// Pool quorum is back before the services stopped.
    QuorumBack(PoolId),
    /// The remaining Front Ends stop all services.
    ServicesStop(PoolId),
    /// The pool begins its cold start with so many Front Ends.
    Starting { pool: PoolId, up: u8, takes: Span },
    /// The pool cannot start yet.
    StartBlocked { pool: PoolId, up: u8, needed: u8, lacks: StartLacks },
    /// The pool is functional.
    PoolStarted(PoolId),
    /// Secondaries were promoted.
    Promoted { pool: PoolId, ordinal: u8, groups: u16 },
    /// Routing groups are without quorum.
    GroupsLost { pool: PoolId, groups: u16, of: u16 },
    /// All routing groups have quorum again.
    GroupsBack(PoolId),
    /// Replicas were built anew on other Front Ends.
    Rebuilt { pool: PoolId, ordinal: u8, groups: u16 },
    /// Routing groups were reloaded from the Back End.
    GroupsRecovered { pool: PoolId, groups: u16 },
    /// What users of so many of them had stored last was not yet written to the Back End then.
    NotWritten { pool: PoolId, groups: u16, user_data: Span },
    /// A Front End's replicas have caught up.
    CaughtUp { pool: PoolId, ordinal: u8, groups: u16 },
    /// A Front End is back and cannot be filled, because the Back End is away.
    FillWaits { pool: PoolId, ordinal: u8 },
    /// Replicas are home again on a Front End that had been replaced.
    Rebalanced { pool: PoolId, ordinal: u8, groups: u16 },
    /// The Back End is not available.
    BackEndAway(PoolId),
    /// The Back End is available again.
    BackEndBack(PoolId),
    /// Away for the threshold: resiliency mode.
    BackEndThreshold(PoolId),
    /// The automatic database failover did not work.
    MirrorFailed(PoolId),
    /// The mirror is principal now.
    MirrorTookOver(PoolId),
    /// Somebody noticed that the pool is dead.
    Noticed(PoolId),
    /// Noticed out of hours: somebody is paged.
    Paged(PoolId),
    /// Somebody is at a management shell.
    Arrived(PoolId),
    /// The failover, or failback, is decided.
    Decided(PoolId),
    /// The need went away before anything was done.
    CalledOff(PoolId),
    /// A procedure that administrators had called for, and that has not begun, is no longer needed.
    Withdrawn { runbook: RunbookName, pool: PoolId },
    /// The backup registrar accepts the pool's users.
    RegistrarAccepts { pool: PoolId, at: PoolId },
    /// The timeline orders something.
    Ordered(Order),
    /// A procedure begins.
    Opened { runbook: RunbookName, pool: PoolId },
    /// A step begins.
    StepBegins { runbook: RunbookName, pool: PoolId, step: u8, number: u16 },
    /// A step ends.
    StepEnds { runbook: RunbookName, pool: PoolId, step: u8, number: u16, took: Span },
    /// The product refuses the cmdlet, or it fails.
    Refused { runbook: RunbookName, pool: PoolId, reason: Reason },
    /// The procedure waits for the partner.
    Waits { runbook: RunbookName, pool: PoolId, reason: Reason },
    /// A procedure has ended.
    Closed { runbook: RunbookName, pool: PoolId, took: Span },
    /// A procedure ended without success.
    GivenUp { runbook: RunbookName, pool: PoolId, reason: Reason },
    /// The pool's users are served by its partner now.
    FailedOver { pool: PoolId, at: PoolId, users: u32 },
    /// The pool's users are home.
    FailedBack { pool: PoolId, users: u32 },
    /// What the partner did not know when the pool was lost, by class.
    NotCopied { pool: PoolId, user_data: Span, content: Span },
    /// Users sign in at the pool.
    SignInBegins { at: PoolId, users: u32, takes: Span },
    /// All of them have.
    SignInEnds { at: PoolId },
    /// The Central Management store's active master has moved.
    CentralManagementMoved { to: PoolId },
    /// The Edge pool has another next hop.
    NextHopChanged { edge: EdgeId, to: PoolId },
}

/// What a pool lacks to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartLacks {
    /// Front Ends.
    FrontEnds,
    /// Its Back End.
    BackEnd,
    /// Pool quorum, with Front Ends enough: a vote is missing.
    Quorum,
    /// Of its two Front Ends the one that stopped last.
    StoppedLast(MachineId),
}

/// The notes of one turn. They are kept only when somebody listens, so that a run nobody reads costs nothing.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// Whether somebody listens.
    pub heard: bool,
    /// In order.
    pub list: Vec<Note>,
}

impl Notes {
    /// Tells something.
    #[inline]
    pub fn tell(&mut self, note: Note) {
        if self.heard {
            self.list.push(note);
        }
    }
}
