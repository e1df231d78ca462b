//! What may be said about the deployment as published.

use super::{Bandwidth, Carried, DiceName, Host};
use crate::ground::time::Span;
use crate::text::{List, Name, OrNone, Share, Whole, Written, choice, record};
use crate::topology::{EdgeId, MachineId, PoolId, SiteId};

record! {
    /// A data centre.
    pub struct Site = "site" {}

    /// A connection between two sites.
    pub struct Link = "link" {
        /// The sites it joins.
        between: (Name<SiteId>, Name<SiteId>),
        /// What it carries each way. Default: no limit.
        bandwidth: Option<Written<Bandwidth>>,
        /// How long a packet takes, one way. Default: none.
        latency: Option<Written<Span>>,
    }

    /// An Enterprise Edition pool.
    pub struct Enterprise = "Enterprise" {
        /// The site where it stands.
        site: Name<SiteId>,
        /// How many Front End Servers.
        front_ends: Whole<1, 12>,
        /// Users homed here.
        enabled_users: Whole<0, 10_000_000>,
        /// Its databases.
        back_end: BackEnd = "Single",
        /// The Edge pool associated for its remote users' media. Default: none.
        edge: OrNone<Name<EdgeId>>,
        /// Share of its users who come in through an Edge pool. Default: the fact users.remote_share where there is an Edge
        /// pool.
        remote_share: Option<Share>,
        /// Names of its Front Ends in the order of the topology, seed servers first. Default: <pool>-fe1 and so on.
        names: List<Name<MachineId>> = "[]",
        /// The Front Ends of each upgrade domain, counted from 1. Default: as Topology Builder makes them.
        upgrade_domains: Option<List<List<Whole<1, 12>>>>,
        /// How many routing groups; 0 leaves only the quorum of the pool. Default: three for each Front End.
        routing_groups: Option<Whole<0, 1000>>,
        /// Another quorum rule. Default: the documented tables.
        quorum: Option<Quorum>,
        /// The virtualization host of each Front End, in order. Default: each stands for itself.
        hosts: List<Name<Host>> = "[]",
        /// The name whose dice this pool rolls, so that a pool which is renamed keeps its chance. Default: its own name.
        dice: Option<Name<DiceName>>,
    }

    /// A Standard Edition server.
    pub struct Standard = "Standard" {
        /// The site where it stands.
        site: Name<SiteId>,
        /// Users homed here.
        enabled_users: Whole<0, 10_000_000>,
        /// The Edge pool associated for its remote users' media. Default: none.
        edge: OrNone<Name<EdgeId>>,
        /// Share of its users who come in through an Edge pool. Default: the fact users.remote_share where there is an Edge
        /// pool.
        remote_share: Option<Share>,
        /// Its virtualization host. Default: it stands for itself.
        host: Option<Name<Host>>,
        /// The name whose dice this pool rolls, so that a pool which is renamed keeps its chance. Default: its own name.
        dice: Option<Name<DiceName>>,
    }

    /// Two Back End Servers with synchronous mirroring.
    pub struct Mirrored = "Mirrored" {
        /// The site of the witness; without one, databases are failed over by hand.
        witness: OrNone<Name<SiteId>> = "None",
    }

    /// A quorum rule of your own; what is left out follows the documented tables.
    pub struct Quorum = "quorum" {
        /// Front Ends that must be up for a cold start.
        to_start: Option<Whole<1, 12>>,
        /// Seed servers that must run to stay functional, whether the SQL database has a vote or not.
        running: Option<Whole<1, 12>>,
        /// How many of the first Front Ends have a vote.
        seeds: Option<Whole<1, 12>>,
        /// Whether the primary SQL database has a vote as well.
        back_end_vote: Option<bool>,
    }

    /// Edge Servers at one site.
    pub struct Edge = "Edge pool" {
        /// The site where it stands.
        site: Name<SiteId>,
        /// How many Edge Servers.
        servers: Whole<1, 20>,
        /// Whether federation is routed here.
        federation: bool = "false",
        /// Whether XMPP federation is routed here.
        xmpp: bool = "false",
        /// The pool it passes traffic to. Default: the first pool of its site, otherwise the first pool.
        next_hop: Option<Name<PoolId>>,
    }

    /// Something that several servers share and fall with.
    pub struct Shared = "shared thing" {
        /// What it is.
        kind: SharedKind,
        /// Servers, pools, Edge pools, sites or other shared things that fall with it. A pool means its Front Ends and Back
        /// End Servers.
        carries: List<Name<Carried>>,
    }
}

choice! {
    /// A Front End pool or a Standard Edition server.
    pub enum Pool = "pool" {
        /// An Enterprise Edition pool of up to twelve Front Ends.
        Enterprise: Enterprise,
        /// A Standard Edition server, whose databases stand on itself.
        Standard: Standard,
    }

    /// The databases of a pool.
    pub enum BackEnd = "back end" {
        /// One Back End Server.
        Single,
        /// Two Back End Servers with synchronous mirroring.
        Mirrored: Mirrored,
    }

    /// What kind of thing is shared.
    #[derive(Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum SharedKind = "kind" {
        /// A virtualization host.
        Host,
        /// A rack.
        Rack,
        /// A storage array.
        Storage,
        /// A power feed.
        PowerFeed,
        /// The network of a site.
        SiteNetwork,
        /// Active Directory.
        Directory,
        /// Name resolution.
        Dns,
        /// A load balancer.
        LoadBalancer,
        /// The reverse proxy.
        ReverseProxy,
        /// A certificate that expires for all at once.
        Certificate,
        /// A fault that hits all at once, such as a bad update.
        CommonFault,
    }
}
