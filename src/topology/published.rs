//! The nouns: sites, links, pools with their servers, Edge pools, pairs, populations.

use super::roles::Role;
use crate::facts::features::Route;
use crate::facts::quorum::StayUp;
pub use crate::scenario::form::SharedKind as ComponentKind;

/// Declares an index type that cannot be mistaken for another, and that nobody can make out of a number: ids are had from
/// the list they count, so that a name nobody knows cannot become the place of something else.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u16);
        impl $name {
            /// The position in the topology's list.
            pub const fn index(self) -> usize { self.0 as usize }
            /// The ids of a list's members, in the list's order.
            ///
            /// # Panics
            /// When there are more than 65,535 of them, which the scenario's limits exclude.
            pub fn each<T>(list: &[T]) -> impl ExactSizeIterator<Item = Self> + use<T> {
                (0..list.len()).map(Self::of)
            }
            /// The id of the member at a position, when the list is that long.
            pub const fn nth<T>(list: &[T], position: usize) -> Option<Self> {
                if position < list.len() { Some(Self::of(position)) } else { None }
            }
            /// The id of the member that is added to a list next.
            #[allow(dead_code, reason = "populations are numbered by the ranges of their pools")]
            pub(crate) fn next<T>(list: &[T]) -> Self {
                Self::of(list.len())
            }
            const fn of(index: usize) -> Self {
                assert!(index < u16::MAX as usize, "the scenario's limits keep every list below 65,535");
                $name(index as u16)
            }
        }
    )* };
}

ids! {
    /// A site: a data centre.
    SiteId;
    /// A link between two sites.
    LinkId;
    /// A Front End pool or Standard Edition server.
    PoolId;
    /// A pair of pools.
    PairId;
    /// An Edge pool.
    EdgeId;
    /// A server of any role.
    MachineId;
    /// A population; counted through all pools.
    PopulationId;
    /// Something that several servers share and fall with.
    SharedId;
    /// A round of updates that the timeline orders.
    RoundId;
}

#[cfg(test)]
impl PoolId {
    /// Stands where a test has no topology. It is no pool's id: who looks for its pool panics.
    pub(crate) const UNSET: PoolId = PoolId(u16::MAX);
}

/// A data centre.
#[derive(Debug, Clone)]
pub struct Site {
    /// As published.
    pub name: String,
    /// Every server that stands here.
    pub machines: Vec<MachineId>,
}

/// A connection between two sites.
#[derive(Debug, Clone)]
pub struct Link {
    /// As published.
    pub name: String,
    /// The sites it joins.
    pub between: (SiteId, SiteId),
    /// Bits a second, each way.
    pub bandwidth: f64,
    /// One way, in milliseconds.
    pub latency_millis: f64,
}

/// Whom a server serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
    /// A pool, as a Front End with this place in the topology's list.
    FrontEnd {
        /// Which pool.
        pool: PoolId,
        /// Its place.
        ordinal: u8,
    },
    /// A pool, in another role.
    Pool(PoolId),
    /// An Edge pool.
    Edge(EdgeId),
}

impl Member {
    /// The pool, if it is one.
    pub const fn pool(self) -> Option<PoolId> {
        match self {
            Member::FrontEnd { pool, .. } | Member::Pool(pool) => Some(pool),
            Member::Edge(_) => None,
        }
    }
}

/// One server.
#[derive(Debug, Clone)]
pub struct Machine {
    /// As published.
    pub name: String,
    /// The name its dice hang on; the published name unless the scenario gives it another's.
    pub dice: String,
    /// What it does.
    pub role: &'static Role,
    /// For whom.
    pub member: Member,
    /// Where it stands.
    pub site: SiteId,
}

/// What serves as the pool's Back End.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackEnd {
    /// SQL Server Express on the Standard Edition server itself.
    Collocated,
    /// One Back End Server.
    Single,
    /// Two Back End Servers with synchronous mirroring, with or without a witness.
    Mirrored { witness: bool },
}

/// How many Front Ends the pool needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quorum {
    /// Front Ends that must be up for a cold start.
    pub to_start: u8,
    /// Votes to stay functional.
    pub stay_up: StayUp,
    /// Seed servers that must run, where the scenario says so instead of the majority of votes. The vote of the Back
    /// End replaces none of them.
    pub seeds_that_must_run: Option<u8>,
}

impl Quorum {
    /// Whether the primary SQL database has a vote that counts.
    pub fn counts_back_end(&self) -> bool {
        self.stay_up.back_end_vote && self.seeds_that_must_run.is_none()
    }

    /// The votes there are, and those that are needed to stay functional.
    pub fn votes(&self, seeds_up: u8, back_end: bool) -> (u8, u8) {
        match self.seeds_that_must_run {
            Some(needed) => (seeds_up, needed),
            None => (seeds_up + u8::from(self.counts_back_end() && back_end), self.stay_up.majority()),
        }
    }
}

/// A set of users whose data live on the same three Front Ends.
#[derive(Debug, Clone, Copy)]
pub struct RoutingGroup {
    /// Whose group it is.
    pub pool: PoolId,
    /// Ordinals of the Front Ends of its replicas, the primary first; `members` of them count.
    pub replicas: [u8; 3],
    /// Number of replicas: three, or as many as the pool has Front Ends.
    pub members: u8,
    /// Enabled users in it.
    pub users: u32,
}

/// Users counted together: home pool, routing group, and whether they come in through an Edge pool.
#[derive(Debug, Clone, Copy)]
pub struct Population {
    /// Their home pool, which never changes.
    pub home: PoolId,
    /// Their routing group's place in the pool's list.
    pub group: u16,
    /// Whether they come in through an Edge pool.
    pub remote: bool,
    /// Enabled users in it.
    pub users: u32,
}

/// A Front End pool, or a Standard Edition server as a pool of one.
#[derive(Debug, Clone)]
pub struct Pool {
    /// As published.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
    /// True for Standard Edition.
    pub standard: bool,
    /// Its Front Ends in the order of the topology: the head of the list are the seed servers.
    pub front_ends: Vec<MachineId>,
    /// Its databases.
    pub back_end: BackEnd,
    /// Its Back End Servers: primary, mirror, witness, as far as it has them.
    pub sql: [Option<MachineId>; 3],
    /// Its quorum rules.
    pub quorum: Quorum,
    /// The upgrade domain of each Front End.
    pub domains: Vec<u8>,
    /// Its routing groups.
    pub groups: Vec<RoutingGroup>,
    /// Its populations, a range of the topology's list.
    pub populations: std::ops::Range<u16>,
    /// The name its dice hang on.
    pub dice: String,
    /// Everybody it homes.
    pub users: u32,
    /// The Edge pool its remote users' media go through.
    pub edge: Option<EdgeId>,
    /// The pair it belongs to.
    pub pair: Option<PairId>,
    /// The other pool of the pair.
    pub partner: Option<PoolId>,
}

/// An Edge pool.
#[derive(Debug, Clone)]
pub struct Edge {
    /// As published.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
    /// Its servers.
    pub machines: Vec<MachineId>,
    /// Whether federation (port 5061) is routed through it.
    pub federation: bool,
    /// Whether XMPP federation is routed through it.
    pub xmpp: bool,
    /// The Front End pool it passes traffic to, as published.
    pub next_hop: PoolId,
}

impl Edge {
    /// Whether something is routed through it.
    pub fn carries(&self, route: Route) -> bool {
        match route {
            Route::Federation => self.federation,
            Route::Xmpp => self.xmpp,
        }
    }
}

/// Two pools that back each other up.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    /// The pools, in the order of the scenario.
    pub pools: (PoolId, PoolId),
    /// The link that replication crosses, unless both stand in one site or no link was given.
    pub link: Option<LinkId>,
}

impl ComponentKind {
    /// The word for it in a sentence.
    pub const fn word(self) -> &'static str {
        match self {
            ComponentKind::Host => "host",
            ComponentKind::Rack => "rack",
            ComponentKind::Storage => "storage",
            ComponentKind::PowerFeed => "power feed",
            ComponentKind::SiteNetwork => "site network",
            ComponentKind::Directory => "directory",
            ComponentKind::Dns => "DNS",
            ComponentKind::LoadBalancer => "load balancer",
            ComponentKind::ReverseProxy => "reverse proxy",
            ComponentKind::Certificate => "certificate",
            ComponentKind::CommonFault => "common fault",
        }
    }
}

/// Something that several servers share and fall with.
#[derive(Debug, Clone)]
pub struct SharedComponent {
    /// As the scenario names it.
    pub name: String,
    /// What kind of thing it is.
    pub kind: ComponentKind,
    /// The servers it carries, those of its carried shared_components included.
    pub machines: Vec<MachineId>,
}

/// The whole deployment.
#[derive(Debug, Clone)]
pub struct Topology {
    /// Data centres.
    pub sites: Vec<Site>,
    /// Links between them.
    pub links: Vec<Link>,
    /// Front End pools and Standard Edition servers.
    pub pools: Vec<Pool>,
    /// Edge pools.
    pub edges: Vec<Edge>,
    /// Pairs.
    pub pairs: Vec<Pair>,
    /// Every server.
    pub machines: Vec<Machine>,
    /// What servers share.
    pub shared_components: Vec<SharedComponent>,
    /// Every population, those of a pool together.
    pub populations: Vec<Population>,
    /// The pool that holds the Central Management store's active master when the scenario starts.
    pub central_management: PoolId,
}

impl Topology {
    /// The pool of this id.
    pub fn pool(&self, id: PoolId) -> &Pool {
        &self.pools[id.index()]
    }

    /// The machine of this id.
    pub fn machine(&self, id: MachineId) -> &Machine {
        &self.machines[id.index()]
    }

    /// The two pools of a pair.
    pub fn pair(&self, id: PairId) -> (PoolId, PoolId) {
        self.pairs[id.index()].pools
    }

    /// The ids of all pools, in the order of the scenario.
    pub fn pool_ids(&self) -> impl Iterator<Item = PoolId> + use<> {
        PoolId::each(&self.pools)
    }
}
