//! What a turn of the loop has to tell. Notes are facts, not sentences: the words are the report's.
//!
//! A note is one row of a table. What programs are told of it is derived from that row, so that a new note is its row and its
//! sentence.

use crate::ground::time::Span;
use crate::scenario::plan::{Order, Target};
use crate::topology::{EdgeId, MachineId, PoolId, SiteId};
use crate::world::backup_copy::ByClass;
use crate::world::lanes::{Part, RunbookId};
use crate::world::readiness::Readiness;
use crate::world::reason::Reason;

/// Makes the notes and what is told of them from one table.
///
/// A row is a note with the key of its kind and its fields. What a note is about stands first. A field is told as its type
/// is, or as the [`Detail`] that stands behind `as`, under its own name or under the key behind the equals sign.
macro_rules! notes {
    ($(
        $(#[$doc:meta])* $note:ident $kind:literal
        $(($one:ident: $type_of_one:ty $(as $how_of_one:ident)? $(= $key_of_one:literal)?))?
        $({ $($field:ident: $type:ty $(as $how:ident)? $(= $key:literal)?),* })?;
    )*) => {
        /// Something worth telling.
        #[derive(Debug, Clone, Copy, PartialEq)]
        #[allow(missing_docs, reason = "the fields repeat the types' names")]
        pub enum Note {
            $($(#[$doc])* $note $(($type_of_one))? $({ $($field: $type),* })?,)*
        }

        impl Note {
            /// The keys of all kinds, in the order of the table.
            pub const KINDS: &[&str] = &[$($kind),*];

            /// The key of its kind in machine-readable output.
            pub const fn kind(&self) -> &'static str {
                match self {
                    $(Note::$note { .. } => $kind,)*
                }
            }

            /// Its fields under their keys; what it is about is the first of them.
            pub fn details(&self) -> Vec<(&'static str, Detail)> {
                match *self {
                    $(Note::$note $(($one))? $({ $($field),* })? => vec![
                        $((key!($one $($key_of_one)?), detail!($one $($how_of_one)?)))?
                        $($((key!($field $($key)?), detail!($field $($how)?))),*)?
                    ],)*
                }
            }

            /// What it is about: its first field.
            pub fn about(&self) -> Detail {
                self.details()[0].1
            }

            /// The pool it is about; none where it is about a site, a server, a link or an Edge pool.
            pub fn pool(&self) -> Option<PoolId> {
                match self.about() {
                    Detail::Pool(pool) => Some(pool),
                    Detail::Order(order) => order.pool(),
                    _ => None,
                }
            }
        }
    };
}

/// The key of a field: its name, unless another is given.
macro_rules! key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $key:literal) => {
        $key
    };
}

/// What is told of a field: what its type stands for, unless something else is meant.
macro_rules! detail {
    ($field:ident) => {
        Detail::from($field)
    };
    ($field:ident OnlyInWords) => {{
        let _ = $field;
        Detail::OnlyInWords
    }};
    ($field:ident $how:ident) => {
        Detail::$how($field)
    };
}

notes! {
    /// A thing is lost.
    Lost "lost" (target: Target);
    /// A thing has returned, or is repaired.
    Returned "returned" (target: Target);
    /// One reason for which a thing is down has gone, and another remains.
    StillLost "still_lost" (target: Target);
    /// After its return a site has come to its directory (1) or its databases (2).
    SiteStage "site_stage" { site: SiteId, stage: u8 };
    /// A server accepts connections.
    Started "started" (machine: MachineId as Server);
    /// Pool quorum is lost: so many votes are left of so many needed.
    QuorumLost "quorum_lost" { pool: PoolId, votes: u8, needed: u8 };
    /// Pool quorum is back before the services stopped.
    QuorumBack "quorum_back" (pool: PoolId);
    /// The remaining Front Ends stop all services.
    ServicesStop "services_stop" (pool: PoolId);
    /// The pool begins its cold start with so many Front Ends.
    Starting "starting" { pool: PoolId, up: u8, takes: Span };
    /// The pool cannot start yet.
    StartBlocked "start_blocked" { pool: PoolId, up: u8, needed: u8, lacks: StartLacks as OnlyInWords };
    /// The pool is functional.
    PoolStarted "pool_started" (pool: PoolId);
    /// Secondaries were promoted.
    Promoted "promoted" { pool: PoolId, ordinal: u8 as FrontEnd = "machine", groups: u16 };
    /// Routing groups are without quorum.
    GroupsLost "groups_lost" { pool: PoolId, groups: u16, of: u16 };
    /// All routing groups have quorum again.
    GroupsBack "groups_back" (pool: PoolId);
    /// Replicas were built anew on other Front Ends.
    Rebuilt "rebuilt" { pool: PoolId, ordinal: u8 as FrontEnd = "machine", groups: u16 };
    /// Routing groups were reloaded from the Back End.
    GroupsRecovered "groups_recovered" { pool: PoolId, groups: u16 };
    /// What users of so many of them had stored last was not yet written to the Back End then.
    NotWritten "not_written" { pool: PoolId, groups: u16, user_data: Span };
    /// A Front End's replicas have caught up.
    CaughtUp "caught_up" { pool: PoolId, ordinal: u8 as FrontEnd = "machine", groups: u16 };
    /// A Front End is back and cannot be filled, because the Back End is away.
    FillWaits "fill_waits" { pool: PoolId, ordinal: u8 as FrontEnd = "machine" };
    /// Replicas are home again on a Front End that had been replaced.
    Rebalanced "rebalanced" { pool: PoolId, ordinal: u8 as FrontEnd = "machine", groups: u16 };
    /// The Back End is not available.
    BackEndAway "back_end_away" (pool: PoolId);
    /// The Back End is available again.
    BackEndBack "back_end_back" (pool: PoolId);
    /// Away for the threshold: resiliency mode.
    BackEndThreshold "threshold" (pool: PoolId);
    /// The automatic database failover did not work.
    MirrorFailed "mirror_failed" (pool: PoolId);
    /// The mirror is principal now.
    MirrorTookOver "mirror_took_over" (pool: PoolId);
    /// Somebody noticed that the pool is dead.
    Noticed "noticed" (pool: PoolId);
    /// Noticed out of hours: somebody is paged.
    Paged "paged" (pool: PoolId);
    /// Somebody is at a management shell.
    Arrived "arrived" (pool: PoolId);
    /// The failover, or failback, is decided.
    Decided "decided" (pool: PoolId);
    /// The need went away before anything was done.
    CalledOff "called_off" (pool: PoolId);
    /// A procedure that administrators had called for, and that has not begun, is no longer needed.
    Withdrawn "withdrawn" { pool: PoolId, runbook: RunbookId };
    /// The backup registrar accepts the pool's users.
    RegistrarAccepts "registrar_accepts" { pool: PoolId, at: PoolId = "serving_pool" };
    /// The timeline orders something.
    Ordered "ordered" (order: Order);
    /// A procedure begins.
    Opened "opened" { pool: PoolId, part: Part, runbook: RunbookId };
    /// A step begins.
    StepBegins "step_begins" {
        pool: PoolId, part: Part, runbook: RunbookId, step: u8 as OnlyInWords, number: u16 as Step
    };
    /// A step ends.
    StepEnds "step_ends" {
        pool: PoolId, part: Part, runbook: RunbookId, step: u8 as OnlyInWords, number: u16 as Step, took: Span
    };
    /// The product refuses the cmdlet, or it fails.
    Refused "refused" { pool: PoolId, part: Part, runbook: RunbookId, reason: &'static Reason };
    /// The procedure waits until something is no longer so.
    Waits "waits" { pool: PoolId, part: Part, runbook: RunbookId, reason: &'static Reason };
    /// What a pool answers before its next upgrade domain is taken.
    ReadinessAnswered "readiness" { pool: PoolId, part: Part, readiness: Readiness };
    /// Servers take nothing new, and are stopped when what they have has ended or so much time has gone by.
    Drains "drains" { pool: PoolId, part: Part, takes: Span };
    /// Servers are stopped as planned, with so many users signed in on them and so many sessions that did not end before.
    Stopped "stopped" { pool: PoolId, part: Part, users: u32, cut: u32 = "sessions_cut" };
    /// Servers that were stopped as planned start again.
    Restarted "restarted" { pool: PoolId, part: Part };
    /// Servers are updated and accept connections.
    Updated "updated" { pool: PoolId, part: Part };
    /// A procedure has ended.
    Closed "closed" { pool: PoolId, part: Part, runbook: RunbookId, took: Span };
    /// A procedure ended without success.
    GivenUp "given_up" { pool: PoolId, part: Part, runbook: RunbookId, reason: &'static Reason };
    /// The pool's users are served by its partner now.
    FailedOver "failed_over" { pool: PoolId, at: PoolId = "serving_pool", users: u32 };
    /// The pool's users are home.
    FailedBack "failed_back" { pool: PoolId, users: u32 };
    /// What the partner did not know when the pool was lost, by class.
    NotCopied "not_copied" { pool: PoolId, ages: ByClass<Span> };
    /// Users sign in at the pool.
    SignInBegins "sign_in_begins" { at: PoolId = "serving_pool", users: u32, takes: Span };
    /// All of them have.
    SignInEnds "sign_in_ends" { at: PoolId = "serving_pool" };
    /// The Central Management store's active master has moved.
    CentralManagementMoved "central_management_moved" { to: PoolId = "pool" };
    /// The Edge pool has another next hop.
    NextHopChanged "next_hop_changed" { edge: EdgeId, to: PoolId = "pool" };
}

/// What a field of a note holds. Who writes notes down looks its name up by this, whichever note it stands in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Detail {
    /// A pool.
    Pool(PoolId),
    /// A site.
    Site(SiteId),
    /// An Edge pool.
    Edge(EdgeId),
    /// A server, of which it matters what kind it is.
    Server(MachineId),
    /// The Front End of this ordinal in the pool that the note is about.
    FrontEnd(u8),
    /// Which part of the pool that the note is about.
    Part(Part),
    /// What is lost or returns.
    Target(Target),
    /// What the timeline orders.
    Order(Order),
    /// A procedure.
    Runbook(RunbookId),
    /// A step of any procedure, by its number among the compiled ones.
    Step(u16),
    /// Why something cannot be done.
    Reason(&'static Reason),
    /// What a pool answers before an update.
    Readiness(Readiness),
    /// How many.
    Count(u64),
    /// How long.
    Lasts(Span),
    /// How old, by class of data.
    Ages(ByClass<Span>),
    /// What only the sentence tells.
    OnlyInWords,
}

/// Makes the conversion of each type into what is told of it.
macro_rules! told_as {
    ($($type:ty => $how:expr;)*) => {
        $(impl From<$type> for Detail {
            fn from(value: $type) -> Detail {
                $how(value)
            }
        })*
    };
}

told_as! {
    PoolId => Detail::Pool;
    SiteId => Detail::Site;
    EdgeId => Detail::Edge;
    Part => Detail::Part;
    Readiness => Detail::Readiness;
    Target => Detail::Target;
    Order => Detail::Order;
    RunbookId => Detail::Runbook;
    &'static Reason => Detail::Reason;
    Span => Detail::Lasts;
    ByClass<Span> => Detail::Ages;
    u8 => |count| Detail::Count(u64::from(count));
    u16 => |count| Detail::Count(u64::from(count));
    u32 => |count| Detail::Count(u64::from(count));
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

#[cfg(test)]
mod tests {
    use super::{Detail, Order, PoolId, Span};

    notes! {
        /// A made-up note.
        TapesFetched "tapes_fetched" { pool: PoolId, tapes: u16, shelf: u8 as OnlyInWords, took: Span };
        /// Another.
        Unlabelled "unlabelled" (pool: PoolId = "archive");
        /// One that no pool is alone with.
        Told "told" (order: Order);
    }

    #[test]
    fn a_row_is_all_that_programs_need_of_a_note() {
        let (pool, took) = (PoolId::UNSET, Span::minutes(3));
        let fetched = Note::TapesFetched { pool, tapes: 7, shelf: 2, took };
        let details = [
            ("pool", Detail::Pool(pool)),
            ("tapes", Detail::Count(7)),
            ("shelf", Detail::OnlyInWords),
            ("took", Detail::Lasts(took)),
        ];
        assert_eq!((fetched.kind(), fetched.pool()), ("tapes_fetched", Some(pool)));
        assert_eq!(fetched.details(), details);
        assert_eq!(Note::Unlabelled(pool).details(), [("archive", Detail::Pool(pool))]);
        assert_eq!(Note::Told(Order::FailBack(pool)).pool(), Some(pool));
        assert_eq!(Note::Told(Order::FailOverCentralManagement).pool(), None);
        assert_eq!(Note::KINDS, ["tapes_fetched", "unlabelled", "told"]);
    }

    #[test]
    fn no_two_kinds_have_one_key() {
        let keys: std::collections::BTreeSet<&str> = super::Note::KINDS.iter().copied().collect();
        assert_eq!(keys.len(), super::Note::KINDS.len());
    }
}
