//! The scenario as typed data, read from a tree that [`super::form`] has found in order.
//!
//! Quantities stay text here: they are read where the plan is made, by the grammar of the thing they are.

use serde::Deserialize;

use crate::text::typed::Ordered;

/// A scenario file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The version of the form.
    pub schema: u32,
    /// What the scenario shows.
    pub about: String,
    /// The product.
    pub product: Product,
    /// Date, time and zone at which the clock starts.
    pub start: String,
    /// How long is simulated.
    pub horizon: String,
    /// Data centres.
    pub sites: Ordered<Site>,
    /// Links between them.
    #[serde(default)]
    pub links: Ordered<Link>,
    /// Pools.
    pub pools: Ordered<Pool>,
    /// Edge pools.
    #[serde(default)]
    pub edges: Ordered<Edge>,
    /// Pairs of pools.
    #[serde(default)]
    pub pairs: Vec<(String, String)>,
    /// The pool that holds the active Central Management store.
    pub central_management: String,
    /// What servers share and fall with.
    #[serde(default)]
    pub shared: Ordered<Shared>,
    /// Who administers.
    #[serde(default)]
    pub staff: Staff,
    /// How things fail.
    #[serde(default)]
    pub failures: Failures,
    /// What happens when.
    #[serde(default)]
    pub timeline: Vec<Entry>,
    /// What is asked for.
    #[serde(default)]
    pub targets: Targets,
    /// Facts set by the scenario.
    #[serde(default)]
    pub facts: Ordered<String>,
    /// Durations of runbook steps set by the scenario.
    #[serde(default)]
    pub steps: Ordered<String>,
    /// Steps of the scenario's own.
    #[serde(default)]
    pub extra_steps: Vec<ExtraStep>,
    /// Other designs, as patches.
    #[serde(default)]
    pub variants: Ordered<serde::de::IgnoredAny>,
}

/// A product whose facts are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Product {
    /// Lync Server 2013.
    LyncServer2013,
}

/// A data centre.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {}

/// A link.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The sites it joins.
    pub between: (String, String),
    /// Each way.
    pub bandwidth: Option<String>,
    /// One way.
    pub latency: Option<String>,
}

/// A pool.
#[derive(Debug, Clone, Deserialize)]
pub enum Pool {
    /// An Enterprise Edition pool.
    Enterprise(Box<Enterprise>),
    /// A Standard Edition server.
    Standard(Standard),
}

/// An Enterprise Edition pool.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enterprise {
    /// Its site.
    pub site: String,
    /// How many Front Ends.
    pub front_ends: u32,
    /// Users homed here.
    pub enabled_users: u32,
    /// Its databases.
    #[serde(default)]
    pub back_end: BackEnd,
    /// The Edge pool of its remote users.
    pub edge: Option<String>,
    /// Share of users who come in through an Edge pool.
    pub remote_share: Option<f64>,
    /// Names of the Front Ends, seed servers first.
    #[serde(default)]
    pub names: Vec<String>,
    /// Ordinals (from 1) of the Front Ends of each domain.
    pub upgrade_domains: Option<Vec<Vec<u32>>>,
    /// How many routing groups; none reduces the pool to its pool quorum.
    pub routing_groups: Option<u32>,
    /// Another quorum rule.
    pub quorum: Option<Quorum>,
    /// Virtualization host of each Front End, in order.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// The pool whose dice this one rolls.
    pub dice: Option<String>,
}

/// A Standard Edition server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// Its site.
    pub site: String,
    /// Users homed here.
    pub enabled_users: u32,
    /// The Edge pool of its remote users.
    pub edge: Option<String>,
    /// Share of users who come in through an Edge pool.
    pub remote_share: Option<f64>,
    /// Its virtualization host.
    pub host: Option<String>,
    /// The pool whose dice this one rolls.
    pub dice: Option<String>,
}

/// The databases of an Enterprise pool.
#[derive(Debug, Clone, Default, Deserialize)]
pub enum BackEnd {
    /// One Back End Server.
    #[default]
    Single,
    /// Two with synchronous mirroring.
    Mirrored {
        /// The witness's site.
        #[serde(default)]
        witness: Option<String>,
    },
}

/// A quorum rule of the scenario's own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quorum {
    /// Front Ends up for a cold start.
    pub to_start: Option<u8>,
    /// Seed servers running to stay functional.
    pub running: Option<u8>,
    /// How many of the first servers are seeds.
    pub seeds: Option<u8>,
    /// Whether the primary SQL database votes.
    pub back_end_vote: Option<bool>,
}

/// An Edge pool.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    /// Its site.
    pub site: String,
    /// How many servers.
    pub servers: u32,
    /// Whether federation is routed here.
    #[serde(default)]
    pub federation: bool,
    /// Whether XMPP federation is routed here.
    #[serde(default)]
    pub xmpp: bool,
    /// The pool it passes traffic to; the first of its site unless said.
    pub next_hop: Option<String>,
}

/// Something shared.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shared {
    /// What it is.
    pub kind: SharedKind,
    /// Servers, pools, Edge pools, back ends, sites or other shared things that fall with it.
    pub carries: Vec<String>,
}

/// What kind of thing is shared.
#[derive(Debug, Clone, Copy, Deserialize)]
#[expect(missing_docs, reason = "the form tells what each word means")]
pub enum SharedKind {
    Host,
    Rack,
    Storage,
    PowerFeed,
    SiteNetwork,
    Directory,
    Dns,
    LoadBalancer,
    ReverseProxy,
    Certificate,
    CommonFault,
}

/// The administrators.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Staff {
    /// When somebody is at work.
    pub staffed: Option<String>,
    /// Out of these hours: until somebody is.
    pub otherwise: Option<String>,
    /// Until a dead pool is noticed.
    pub detection: Option<String>,
    /// Until the failover is decided.
    pub decision: Option<String>,
    /// How many can work at a time.
    pub people: Option<u32>,
    /// Whether they fail pools over and back without being told by the timeline.
    pub reacts: Option<bool>,
}

/// A failure and repair law.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Time to failure.
    pub life: String,
    /// Time to repair.
    pub repair: String,
    /// How many are repaired at a time.
    pub crews: Option<u32>,
    /// Who comes first where crews are shared.
    pub priority: Option<u8>,
    /// Spares in stock; the repair waits for one.
    pub spares: Option<u32>,
    /// Until a spare that was taken is replaced.
    pub lead: Option<String>,
}

/// How things fail.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failures {
    /// Front Ends and Standard Edition servers: any number of modes.
    #[serde(default)]
    pub server: Vec<Fault>,
    /// Back End Servers.
    pub back_end: Option<Fault>,
    /// Witnesses.
    pub witness: Option<Fault>,
    /// Edge Servers.
    pub edge: Option<Fault>,
    /// Links.
    pub link: Option<Fault>,
    /// Sites.
    pub site: Option<Fault>,
    /// A fault of a whole pool, each pool for itself.
    pub pool: Option<Fault>,
    /// Shared things, by name.
    #[serde(default)]
    pub shared: Ordered<Fault>,
    /// Part of the servers' failures that takes all servers of the pool at once.
    pub beta: Option<f64>,
    /// Part of the site losses that takes all sites at once.
    pub site_beta: Option<f64>,
    /// Front Ends repaired at a time in each pool, unless a fault says otherwise.
    pub crews: Option<u32>,
    /// One crew for everything that has none of its own: how many are repaired at a time.
    pub field_crew: Option<u32>,
    /// Hours in which a repair can begin.
    pub crew_hours: Option<String>,
    /// From the call to the crew's arrival.
    pub travel: Option<String>,
    /// Whether servers age while their pool is stopped.
    pub ages_while_pool_is_down: Option<bool>,
}

/// Something that happens at a time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Once, this long after the start.
    pub at: Option<String>,
    /// Again and again.
    pub every: Option<String>,
    /// What is lost.
    pub lose: Option<Loss>,
    /// For how long; for good unless said.
    #[serde(rename = "for")]
    pub duration: Option<String>,
    /// Whether the loss is planned work.
    pub planned: Option<bool>,
    /// What returns.
    #[serde(rename = "return")]
    pub returns: Option<Loss>,
    /// What the administrators do.
    #[serde(rename = "do")]
    pub action: Option<Action>,
}

/// What can be lost.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the form tells what each word means")]
pub enum Loss {
    Server(String),
    Pool(String),
    Site(String),
    Link(String),
    BackEnd(String),
    Edge(String),
    Shared(String),
}

/// What the administrators can be told to do.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the form tells what each word means")]
pub enum Action {
    FailOver(String),
    FailBack(String),
    FailOverCentralManagement,
}

/// What is asked of the design.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    /// Share of user time with full service.
    pub availability: Option<f64>,
    /// From the fault to full service of the last user.
    pub time_to_recover: Option<String>,
    /// Age of the newest change that survived.
    pub data_loss: Option<String>,
}

/// A runbook step of the scenario's own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtraStep {
    /// The step before which it stands.
    pub before: String,
    /// What is done.
    pub says: String,
    /// How long it takes.
    pub takes: String,
}
