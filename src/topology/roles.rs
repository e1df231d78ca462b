//! What servers do: a row for each role, with its members, what it needs, how it starts and is repaired, what its loss is
//! called. Another role is another row.

use crate::facts::{Fact, failures, pool};

/// Every role, in the order in which servers of a site and kinds of losses are counted.
pub static ROLES: [&Role; 6] = [&STANDARD_EDITION, &FRONT_END, &PRIMARY, &MIRROR, &WITNESS, &EDGE];

/// A role by its place among all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleId(u8);

impl RoleId {
    /// What the loss of a server of this role is counted as: its own role, or the one it counts as.
    pub fn counted(role: &'static Role) -> RoleId {
        let counted = role.counts_as.unwrap_or(role);
        let place = ROLES.iter().position(|known| std::ptr::eq(*known, counted));
        RoleId(place.expect("what a role counts as is in the table") as u8)
    }

    /// Its place.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Its row.
    pub fn row(self) -> &'static Role {
        ROLES[self.0 as usize]
    }
}

/// A role of a server.
#[derive(Debug)]
pub struct Role {
    /// Its key in machine-readable output.
    pub key: &'static str,
    /// Its name, for one server and for several.
    pub names: [&'static str; 2],
    /// Whom its servers belong to.
    pub owner: Owner,
    /// How many of it an owner may have.
    pub members: std::ops::RangeInclusive<u8>,
    /// How many of them must run, so that what they are for works.
    pub needed: Needed,
    /// What else must work for it to start: after the power of a site returns, what others depend on starts first.
    pub starts_after: &'static [&'static Role],
    /// How long its start takes, from power to accepting connections.
    pub starts_in: &'static Fact,
    /// How long it stays lost, where nobody says.
    pub repaired_in: &'static Fact,
    /// The role whose loss its own is counted as, where it is not its own.
    pub counts_as: Option<&'static Role>,
    /// The key and the words for its loss as a cause.
    pub lost: [&'static str; 2],
    /// Where that is said.
    pub source: &'static str,
}

/// Whom servers of a role belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A pool.
    Pool,
    /// An Edge pool.
    EdgePool,
}

/// How many servers of a role must run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needed {
    /// One.
    One,
    /// As many as the quorum table of the pool says.
    Quorum,
    /// The principal of the mirroring session, with the mirror or the witness in touch where there are any.
    Session,
}

/// Front End Server.
pub static FRONT_END: Role = FRONT_END_ROW;

const FRONT_END_ROW: Role = Role {
    key: "front_end",
    names: ["Front End", "Front Ends"],
    owner: Owner::Pool,
    members: 1..=12,
    needed: Needed::Quorum,
    starts_after: &[&PRIMARY, &MIRROR, &WITNESS],
    starts_in: &pool::FRONT_END_START,
    repaired_in: &failures::SERVER_REPAIR,
    counts_as: None,
    lost: ["front_end_lost", "Front End lost"],
    source: "Topologies and components for Front End Servers in Lync Server 2013",
};

/// Standard Edition server: Front End and databases in one.
pub static STANDARD_EDITION: Role = Role {
    key: "standard_edition",
    names: ["Standard Edition server", "Standard Edition servers"],
    members: 1..=1,
    counts_as: Some(&FRONT_END),
    source: "High availability and disaster recovery support in Lync Server 2013",
    ..FRONT_END_ROW
};

/// The Back End Server the topology names first: principal until a database failover, and the voter.
pub static PRIMARY: Role = PRIMARY_ROW;

const PRIMARY_ROW: Role = Role {
    key: "primary",
    names: ["Back End Server", "Back End Servers"],
    owner: Owner::Pool,
    members: 1..=1,
    needed: Needed::Session,
    starts_after: &[],
    starts_in: &pool::BACK_END_START,
    repaired_in: &failures::BACK_END_REPAIR,
    counts_as: None,
    lost: ["back_end_lost", "Back End lost"],
    source: "Back End Server high availability in Lync Server 2013",
};

/// The Back End Server that mirrors it.
pub static MIRROR: Role = Role { key: "mirror", members: 0..=1, counts_as: Some(&PRIMARY), ..PRIMARY_ROW };

/// The witness of the mirroring session.
pub static WITNESS: Role =
    Role { key: "witness", names: ["Witness", "witnesses"], members: 0..=1, counts_as: Some(&PRIMARY), ..PRIMARY_ROW };

/// Edge Server.
pub static EDGE: Role = Role {
    key: "edge",
    names: ["Edge Server", "Edge Servers"],
    owner: Owner::EdgePool,
    members: 1..=20,
    needed: Needed::One,
    starts_after: &[&PRIMARY, &MIRROR, &WITNESS],
    starts_in: &pool::EDGE_START,
    repaired_in: &failures::SERVER_REPAIR,
    counts_as: None,
    lost: ["edge_lost", "Edge pool lost"],
    source: "Edge Server disaster recovery in Lync Server 2013",
};
