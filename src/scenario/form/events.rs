//! What may be said about what happens when.

use crate::ground::calendar::Recurrence;
use crate::ground::law::Law;
use crate::ground::time::Span;
use crate::text::{List, Name, Written, choice, record};
use crate::topology::{EdgeId, LinkId, MachineId, PoolId, SharedId, SiteId};

record! {
    /// Something that happens: one of `at` and `every`, and one of `lose`, `return` and `do`.
    pub struct Entry = "entry" {
        /// Once, this long after the start.
        at: Option<Written<Span>>,
        /// Again and again, by the local clock.
        every: Option<Written<Recurrence>>,
        /// What is lost.
        lose: Option<Loss>,
        /// How long it stays lost; of an update, how long the window is open. Default: until it is returned, and no end.
        r#for: Option<Written<Law>>,
        /// How long installing an update takes on each server. Default: the facts of the update.
        install: Option<Written<Law>>,
        /// Whether the loss is planned work, such as maintenance; what is ordered always is. Default: false.
        planned: Option<bool>,
        /// What returns.
        r#return: Option<Loss>,
        /// What the administrators do.
        r#do: Option<Action>,
    }
}

choice! {
    /// What is lost or returns.
    pub enum Loss = "loss" {
        /// One server of any role.
        Server(Name<MachineId>),
        /// All Front Ends of a pool with its Back End Servers.
        Pool(Name<PoolId>),
        /// Everything that stands in a site.
        Site(Name<SiteId>),
        /// A link between sites.
        Link(Name<LinkId>),
        /// The Back End Servers of a pool, without the witness.
        BackEnd(Name<PoolId>),
        /// All servers of an Edge pool.
        Edge(Name<EdgeId>),
        /// Something shared, with all that it carries.
        Shared(Name<SharedId>),
    }

    /// What the administrators are told to do.
    pub enum Action = "action" {
        /// Fail a pool over to its partner.
        FailOver(Name<PoolId>),
        /// Fail its users back.
        FailBack(Name<PoolId>),
        /// Fail the Central Management store over to its standby.
        FailOverCentralManagement,
        /// Update the Front Ends of a pool, one upgrade domain after the other.
        Update(Name<PoolId>),
        /// Update the Front Ends of pools, one pool after the other.
        UpdateAll(List<Name<PoolId>>),
        /// Update the Back End Servers of a pool, or a Standard Edition server.
        UpdateBackEnd(Name<PoolId>),
    }
}
