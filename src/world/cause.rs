//! What broke: the first half of every chain of causes.

use crate::topology::ComponentKind;

/// What struck a pool last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Cause {
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
    Shared(ComponentKind),
    /// Several of its Front Ends by one shock.
    Shock,
    /// Nothing broke: an administrator was told to move the users.
    Order,
    /// Nothing broke: a line of the timeline took servers down as planned work.
    Maintenance,
}

impl Cause {
    /// Its dense number.
    pub const fn index(self) -> usize {
        match self {
            Cause::Nothing => 0,
            Cause::FrontEnd => 1,
            Cause::BackEnd => 2,
            Cause::Pool => 3,
            Cause::Site => 4,
            Cause::Link => 5,
            Cause::Edge => 6,
            Cause::NextHop => 7,
            Cause::Shock => 8,
            Cause::Order => 9,
            Cause::Maintenance => 10,
            Cause::Shared(kind) => 11 + kind as usize,
        }
    }

    /// The key in machine-readable output.
    pub const fn key(self) -> &'static str {
        match self {
            Cause::Nothing => "nothing",
            Cause::FrontEnd => "front_end_lost",
            Cause::BackEnd => "back_end_lost",
            Cause::Pool => "pool_lost",
            Cause::Site => "site_lost",
            Cause::Link => "link_lost",
            Cause::Edge => "edge_lost",
            Cause::NextHop => "next_hop_lost",
            Cause::Shared(ComponentKind::Host) => "host_lost",
            Cause::Shared(ComponentKind::Rack) => "rack_lost",
            Cause::Shared(ComponentKind::Storage) => "storage_lost",
            Cause::Shared(ComponentKind::PowerFeed) => "power_feed_lost",
            Cause::Shared(ComponentKind::SiteNetwork) => "site_network_lost",
            Cause::Shared(ComponentKind::Directory) => "directory_lost",
            Cause::Shared(ComponentKind::Dns) => "dns_lost",
            Cause::Shared(ComponentKind::LoadBalancer) => "load_balancer_lost",
            Cause::Shared(ComponentKind::ReverseProxy) => "reverse_proxy_lost",
            Cause::Shared(ComponentKind::Certificate) => "certificate_expired",
            Cause::Shared(ComponentKind::CommonFault) => "common_fault",
            Cause::Shock => "front_ends_lost_together",
            Cause::Order => "ordered",
            Cause::Maintenance => "planned_work",
        }
    }

    /// The words for it on a screen.
    pub fn words(self) -> String {
        match self {
            Cause::FrontEnd => "Front End lost".to_owned(),
            Cause::BackEnd => "Back End lost".to_owned(),
            Cause::Edge => "Edge pool lost".to_owned(),
            Cause::NextHop => "next hop of the Edge pool lost".to_owned(),
            Cause::Shared(ComponentKind::Dns) => "DNS lost".to_owned(),
            Cause::Shock => "Front Ends lost together".to_owned(),
            Cause::Order => "planned move".to_owned(),
            other => other.key().replace('_', " "),
        }
    }

    /// Whether the time it costs counts as planned.
    pub const fn is_planned(self) -> bool {
        matches!(self, Cause::Order | Cause::Maintenance)
    }
}
