//! What the event of a turn changed: kinds of change by pool, and the other things that have timers.
//!
//! *Invariant*: who derives something of a pool, waits for something or counts something says which kinds of change it looks at,
//! and is asked only where one of those is marked. Whoever marks everything of every pool after each turn finds nothing else.

use std::ops::BitOr;

use crate::topology::{MachineId, PoolId};

/// Kinds of change of one pool, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes(u16);

impl Changes {
    /// None.
    pub const NONE: Changes = Changes(0);
    /// A Front End was lost, starts or has started.
    pub const SERVERS: Changes = Changes(1);
    /// A server of its databases came or went, another is principal, or nobody serves them for too long.
    pub const DATABASES: Changes = Changes(1 << 1);
    /// Replicas or primaries of its routing groups are others, or have other data.
    pub const FABRIC: Changes = Changes(1 << 2);
    /// Its services stopped or started, those of its partner did, or it may start with fewer Front Ends.
    pub const SERVICES: Changes = Changes(1 << 3);
    /// A move of its users to its partner or home, or of its partner's users, began, ended or was broken off.
    pub const MOVE: Changes = Changes(1 << 4);
    /// Its backup registrar lets its users in.
    pub const REGISTRAR: Changes = Changes(1 << 5);
    /// Its users, or its partner's, begin to sign in at it or have signed in.
    pub const QUEUE: Changes = Changes(1 << 6);
    /// The link to its partner is cut or whole again.
    pub const LINK: Changes = Changes(1 << 7);
    /// An Edge pool that passes traffic to it came or went, or whether any lets remote users in is another matter now.
    pub const EDGES: Changes = Changes(1 << 8);
    /// Its administrators have come to another stage.
    pub const PEOPLE: Changes = Changes(1 << 9);
    /// A procedure about it began, went on or ended, or the Central Management store was moved for its sake.
    pub const PROCEDURES: Changes = Changes(1 << 10);
    /// What is to blame for its losses.
    pub const BLAME: Changes = Changes(1 << 11);
    /// What follows for it, or for its partner, is something else than how many of its Front Ends run. Marked by settling, as
    /// the following are.
    pub const STANDING: Changes = Changes(1 << 12);
    /// What one more fault would do.
    pub const EXPOSURE: Changes = Changes(1 << 13);
    /// What its users are offered.
    pub const OFFERS: Changes = Changes(1 << 14);
    /// Every kind.
    pub const ALL: Changes = Changes((1 << 15) - 1);

    /// These and those.
    #[must_use]
    pub const fn and(self, others: Changes) -> Changes {
        Changes(self.0 | others.0)
    }

    /// Whether any of them is among those.
    #[inline]
    pub const fn meets(self, others: Changes) -> bool {
        self.0 & others.0 != 0
    }
}

impl BitOr for Changes {
    type Output = Changes;

    fn bitor(self, others: Changes) -> Changes {
        self.and(others)
    }
}

/// What the event of this turn changed: pools, fault clocks and servers, each in order of marking. Pools are listed once; a clock
/// or a server may stand in its list twice, and what is done to it the second time changes nothing.
#[derive(Debug, Clone, Default)]
pub struct Touched {
    /// Pools of which anything is marked.
    pub pools: Vec<PoolId>,
    of_pools: Vec<Changes>,
    of_any: Changes,
    partners: Vec<Option<PoolId>>,
    /// Fault clocks.
    pub faults: Vec<u16>,
    /// Servers that were lost or start, and one server of each site that begins a stage of its restart.
    pub machines: Vec<MachineId>,
    /// Whether the Edge pools must be looked at.
    pub edges: bool,
    /// Whether something changed that the administrators of every pool look at.
    pub everybody: bool,
}

impl Touched {
    /// Room for pools with these partners, and for so many clocks and servers, so that marking never allocates.
    pub fn new(partners: Vec<Option<PoolId>>, faults: usize, machines: usize) -> Self {
        let pools = partners.len();
        Touched {
            partners,
            pools: Vec::with_capacity(pools),
            of_pools: vec![Changes::NONE; pools],
            faults: Vec::with_capacity(faults + machines),
            machines: Vec::with_capacity(4 * machines + 16),
            ..Touched::default()
        }
    }

    /// Marks changes of a pool.
    #[inline]
    pub fn mark(&mut self, pool: PoolId, changes: Changes) {
        let marked = &mut self.of_pools[pool.index()];
        if *marked == Changes::NONE {
            self.pools.push(pool);
        }
        *marked = *marked | changes;
        self.of_any = self.of_any | changes;
    }

    /// Marks changes of a pool, and of its partner, where one may serve the other's users.
    #[inline]
    pub fn mark_with_partner(&mut self, pool: PoolId, changes: Changes) {
        self.mark(pool, changes);
        if let Some(partner) = self.partners[pool.index()] {
            self.mark(partner, changes);
        }
    }

    /// What is marked of a pool.
    #[inline]
    pub fn of(&self, pool: PoolId) -> Changes {
        self.of_pools[pool.index()]
    }

    /// What is marked of any pool.
    pub fn of_any(&self) -> Changes {
        self.of_any
    }

    /// Marks everything, as at the start of a run.
    pub fn all(&mut self) {
        for pool in PoolId::each(&self.of_pools) {
            self.mark(pool, Changes::ALL);
        }
        (self.edges, self.everybody) = (true, true);
    }

    /// Forgets all marks.
    pub fn clear(&mut self) {
        for pool in &self.pools {
            self.of_pools[pool.index()] = Changes::NONE;
        }
        self.pools.clear();
        self.of_any = Changes::NONE;
        self.faults.clear();
        self.machines.clear();
        self.edges = false;
        self.everybody = false;
    }
}
