//! What broke: the first half of every chain of causes.

use crate::topology::{ComponentKind, RoleId};

/// What struck a pool last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Cause {
    /// Nothing yet.
    #[default]
    Nothing,
    /// A server of this role, or of one that counts as it; of Edge Servers every one.
    Server(RoleId),
    /// All its servers at once.
    Pool,
    /// Its site.
    Site,
    /// A link of its site.
    Link,
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
    /// A number of its own.
    pub const fn index(self) -> usize {
        match self {
            Cause::Nothing => 0,
            Cause::Pool => 1,
            Cause::Site => 2,
            Cause::Link => 3,
            Cause::NextHop => 4,
            Cause::Shock => 5,
            Cause::Order => 6,
            Cause::Maintenance => 7,
            Cause::Shared(kind) => 8 + kind as usize,
            Cause::Server(role) => 256 + role.index(),
        }
    }

    /// The key in machine-readable output.
    pub fn key(self) -> &'static str {
        match self {
            Cause::Nothing => "nothing",
            Cause::Server(role) => role.row().lost[0],
            Cause::Pool => "pool_lost",
            Cause::Site => "site_lost",
            Cause::Link => "link_lost",
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
            Cause::Server(role) => role.row().lost[1].to_owned(),
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
