//! What may be said about the deployment as published.

use super::SHARE;
use super::quantities::{BANDWIDTH, DURATION};
use crate::text::shape::{ChoiceShape, Field, Shape, StructShape, Variant};

pub(super) const SITES: Shape = Shape::Map { key: "site", value: &Shape::Struct(&SITE) };
pub(super) const LINKS: Shape = Shape::Map { key: "link", value: &Shape::Struct(&LINK) };
pub(super) const POOLS: Shape = Shape::Map { key: "pool", value: &Shape::Choice(&POOL) };
pub(super) const EDGES: Shape = Shape::Map { key: "Edge pool", value: &Shape::Struct(&EDGE) };
pub(super) const SHARED: Shape = Shape::Map { key: "shared thing", value: &Shape::Struct(&SHARED_THING) };

const REMOTE_SHARE: Field = Field::optional(
    "remote_share",
    SHARE,
    "Share of its users who come in through an Edge pool. Default: the fact users.remote_share where there is an Edge pool.",
);
const EDGE_OF: Field = Field::optional(
    "edge",
    Shape::Optional(&Shape::Name("Edge pool")),
    "The Edge pool associated for its remote users' media. Default: none.",
);
const DICE: Field = Field::optional(
    "dice",
    Shape::Name("pool"),
    "The name whose dice this pool rolls, so that a pool which is renamed keeps its chance. Default: its own name.",
);
const ENABLED_USERS: Field =
    Field::required("enabled_users", Shape::Whole { min: 0, max: 10_000_000 }, "Users homed here.");
const IN_SITE: Field = Field::required("site", Shape::Name("site"), "The site where it stands.");

static SITE: StructShape = StructShape { name: "site", about: "A data centre.", fields: &[] };

static LINK: StructShape = StructShape {
    name: "link",
    about: "A connection between two sites.",
    fields: &[
        Field::required("between", Shape::Tuple(&[Shape::Name("site"), Shape::Name("site")]), "The sites it joins."),
        Field::optional("bandwidth", Shape::Quantity(&BANDWIDTH), "What it carries each way. Default: no limit."),
        Field::optional("latency", Shape::Quantity(&DURATION), "How long a packet takes, one way. Default: none."),
    ],
};

static POOL: ChoiceShape = ChoiceShape {
    name: "pool",
    about: "A Front End pool or a Standard Edition server.",
    variants: &[
        Variant::fields("Enterprise", &ENTERPRISE, "An Enterprise Edition pool of up to twelve Front Ends."),
        Variant::fields("Standard", &STANDARD, "A Standard Edition server, whose databases stand on itself."),
    ],
};

static ENTERPRISE: StructShape = StructShape {
    name: "Enterprise",
    about: "An Enterprise Edition pool.",
    fields: &[
        IN_SITE,
        Field::required("front_ends", Shape::Whole { min: 1, max: 12 }, "How many Front End Servers."),
        ENABLED_USERS,
        Field::optional("back_end", Shape::Choice(&BACK_END), "Its databases. Default: Single."),
        EDGE_OF,
        REMOTE_SHARE,
        Field::optional(
            "names",
            Shape::List(&Shape::Name("server")),
            "Names of its Front Ends in the order of the topology, seed servers first. Default: <pool>-fe1 and so on.",
        ),
        Field::optional(
            "upgrade_domains",
            Shape::List(&Shape::List(&Shape::Whole { min: 1, max: 12 })),
            "The Front Ends of each upgrade domain, counted from 1. Default: as Topology Builder makes them.",
        ),
        Field::optional(
            "routing_groups",
            Shape::Whole { min: 0, max: 1000 },
            "How many routing groups; 0 leaves only the quorum of the pool. Default: three for each Front End.",
        ),
        Field::optional("quorum", Shape::Struct(&QUORUM), "Another quorum rule. Default: the documented tables."),
        Field::optional(
            "hosts",
            Shape::List(&Shape::Name("host")),
            "The virtualization host of each Front End, in order. Default: each stands for itself.",
        ),
        DICE,
    ],
};

static STANDARD: StructShape = StructShape {
    name: "Standard",
    about: "A Standard Edition server.",
    fields: &[
        IN_SITE,
        ENABLED_USERS,
        EDGE_OF,
        REMOTE_SHARE,
        Field::optional("host", Shape::Name("host"), "Its virtualization host. Default: it stands for itself."),
        DICE,
    ],
};

static BACK_END: ChoiceShape = ChoiceShape {
    name: "back end",
    about: "The databases of a pool.",
    variants: &[
        Variant::unit("Single", "One Back End Server."),
        Variant::fields("Mirrored", &MIRRORED, "Two Back End Servers with synchronous mirroring."),
    ],
};

static MIRRORED: StructShape = StructShape {
    name: "Mirrored",
    about: "Two Back End Servers with synchronous mirroring.",
    fields: &[Field::optional(
        "witness",
        Shape::Optional(&Shape::Name("site")),
        "The site of the witness; without one, databases are failed over by hand. Default: None.",
    )],
};

static QUORUM: StructShape = StructShape {
    name: "quorum",
    about: "A quorum rule of your own; what is left out follows the documented tables.",
    fields: &[
        Field::optional("to_start", Shape::Whole { min: 1, max: 12 }, "Front Ends that must be up for a cold start."),
        Field::optional(
            "running",
            Shape::Whole { min: 1, max: 12 },
            "Seed servers that must run to stay functional, whether the SQL database has a vote or not.",
        ),
        Field::optional("seeds", Shape::Whole { min: 1, max: 12 }, "How many of the first Front Ends have a vote."),
        Field::optional("back_end_vote", Shape::Flag, "Whether the primary SQL database has a vote as well."),
    ],
};

static EDGE: StructShape = StructShape {
    name: "Edge pool",
    about: "Edge Servers at one site.",
    fields: &[
        IN_SITE,
        Field::required("servers", Shape::Whole { min: 1, max: 20 }, "How many Edge Servers."),
        Field::optional("federation", Shape::Flag, "Whether federation is routed here. Default: false."),
        Field::optional("xmpp", Shape::Flag, "Whether XMPP federation is routed here. Default: false."),
        Field::optional(
            "next_hop",
            Shape::Name("pool"),
            "The pool it passes traffic to. Default: the first pool of its site, otherwise the first pool.",
        ),
    ],
};

static SHARED_THING: StructShape = StructShape {
    name: "shared thing",
    about: "Something that several servers share and fall with.",
    fields: &[
        Field::required("kind", Shape::Choice(&SHARED_KIND), "What it is."),
        Field::required(
            "carries",
            Shape::List(&Shape::Name("server")),
            "Servers, pools, Edge pools, sites or other shared things that fall with it. A pool means its Front Ends and Back End Servers.",
        ),
    ],
};

static SHARED_KIND: ChoiceShape = ChoiceShape {
    name: "kind",
    about: "What kind of thing is shared.",
    variants: &[
        Variant::unit("Host", "A virtualization host."),
        Variant::unit("Rack", "A rack."),
        Variant::unit("Storage", "A storage array."),
        Variant::unit("PowerFeed", "A power feed."),
        Variant::unit("SiteNetwork", "The network of a site."),
        Variant::unit("Directory", "Active Directory."),
        Variant::unit("Dns", "Name resolution."),
        Variant::unit("LoadBalancer", "A load balancer."),
        Variant::unit("ReverseProxy", "The reverse proxy."),
        Variant::unit("Certificate", "A certificate that expires for all at once."),
        Variant::unit("CommonFault", "A fault that hits all at once, such as a bad update."),
    ],
};
