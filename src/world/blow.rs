//! What broke: the first half of every chain of causes.

use crate::topology::FateKind;

/// What struck a pool last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Blow {
    /// Nothing yet.
    #[default]
    Nothing,
    /// One of its Front Ends, or the Standard Edition server.
    FrontEnd,
    /// A Back End Server or witness.
    BackEnd,
    /// All its servers at once.
    Pool,
    /// Its site.
    Site,
    /// A link of its site.
    Link,
    /// Every Edge pool.
    Edge,
    /// The pool that the Edge pools have as their next hop.
    NextHop,
    /// Something its servers share.
    Shared(FateKind),
    /// Several of its Front Ends by one shock.
    Shock,
    /// Nothing broke: an administrator was told to move the users.
    Order,
}

impl Blow {
    /// The key in machine-readable output.
    pub const fn key(self) -> &'static str {
        match self {
            Blow::Nothing => "nothing",
            Blow::FrontEnd => "front_end_lost",
            Blow::BackEnd => "back_end_lost",
            Blow::Pool => "pool_lost",
            Blow::Site => "site_lost",
            Blow::Link => "link_lost",
            Blow::Edge => "edge_lost",
            Blow::NextHop => "next_hop_lost",
            Blow::Shared(FateKind::Host) => "host_lost",
            Blow::Shared(FateKind::Rack) => "rack_lost",
            Blow::Shared(FateKind::Storage) => "storage_lost",
            Blow::Shared(FateKind::PowerFeed) => "power_feed_lost",
            Blow::Shared(FateKind::SiteNetwork) => "site_network_lost",
            Blow::Shared(FateKind::Directory) => "directory_lost",
            Blow::Shared(FateKind::Dns) => "dns_lost",
            Blow::Shared(FateKind::LoadBalancer) => "load_balancer_lost",
            Blow::Shared(FateKind::ReverseProxy) => "reverse_proxy_lost",
            Blow::Shared(FateKind::Certificate) => "certificate_expired",
            Blow::Shared(FateKind::CommonFault) => "common_fault",
            Blow::Shock => "front_ends_lost_together",
            Blow::Order => "ordered",
        }
    }

    /// The words for it on a screen.
    pub fn words(self) -> String {
        match self {
            Blow::FrontEnd => "Front End lost".to_owned(),
            Blow::BackEnd => "Back End lost".to_owned(),
            Blow::Edge => "Edge pool lost".to_owned(),
            Blow::NextHop => "next hop of the Edge pool lost".to_owned(),
            Blow::Shared(FateKind::Dns) => "DNS lost".to_owned(),
            Blow::Shock => "Front Ends lost together".to_owned(),
            Blow::Order => "planned move".to_owned(),
            other => other.key().replace('_', " "),
        }
    }

    /// Whether the time it costs counts as planned.
    pub const fn is_planned(self) -> bool {
        matches!(self, Blow::Order)
    }
}
