//! Rules about Edge pools, and about what servers share.

use std::collections::BTreeSet;

use super::{Desk, Rule};
use crate::facts::Confidence;
use crate::text::{Severity, Step};
use crate::topology::{ComponentKind, Edge, SiteId};

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "ED-04",
        severity: Severity::Warning,
        sentence: "An Edge pool has at least two servers.",
        why: "With one, every fault and every update of it cuts off everybody outside.",
        remedy: "use two Edge Servers or more",
        source: "Capacity planning for Lync Server 2013 using the user models",
        confidence: Confidence::Documented,
        find: ed_04,
    },
    Rule {
        id: "ED-07",
        severity: Severity::Error,
        sentence: "Federation, and XMPP federation, are routed through one Edge pool each.",
        why: "The topology holds one route for each.",
        remedy: "keep it at one Edge pool",
        source: "Define your Edge topology",
        confidence: Confidence::Documented,
        find: ed_07,
    },
    Rule {
        id: "ED-10",
        severity: Severity::Warning,
        sentence: "With Edge Servers and pools at several sites, more than one site has an Edge pool.",
        why: "The loss of the site with the only Edge pool cuts off everybody outside.",
        remedy: "add an Edge pool at another site",
        source: "Edge Server disaster recovery",
        confidence: Confidence::Documented,
        find: ed_10,
    },
    Rule {
        id: "VM-03",
        severity: Severity::Warning,
        sentence: "The Front Ends of a pool stand on different hosts.",
        why: "The loss of the host takes several at once, which may cost the pool its quorum.",
        remedy: "spread them over hosts",
        source: "derived from the quorum tables",
        confidence: Confidence::Inferred,
        find: vm_03,
    },
];

fn ed_04(desk: &mut Desk<'_>) {
    for edge in desk.plan.topology.edges.iter().filter(|edge| edge.machines.len() < 2) {
        let steps = [Step::Key("edges"), Step::Key(&edge.name), Step::Key("servers")];
        desk.tell(&steps, format!("the Edge pool `{}` has one server", edge.name));
    }
}

fn ed_07(desk: &mut Desk<'_>) {
    routed(desk, "federation", |edge| edge.federation);
    routed(desk, "xmpp", |edge| edge.xmpp);
}

fn routed(desk: &mut Desk<'_>, field: &str, here: impl Fn(&Edge) -> bool) {
    for edge in desk.plan.topology.edges.iter().filter(|edge| here(edge)).skip(1) {
        let steps = [Step::Key("edges"), Step::Key(&edge.name), Step::Key(field)];
        desk.tell(&steps, format!("`{field}` is routed through `{}` as well", edge.name));
    }
}

fn ed_10(desk: &mut Desk<'_>) {
    let topology = &desk.plan.topology;
    let pool_sites: BTreeSet<SiteId> = topology.pools.iter().map(|pool| pool.site).collect();
    let edge_sites: BTreeSet<SiteId> = topology.edges.iter().map(|edge| edge.site).collect();
    if pool_sites.len() > 1 && edge_sites.len() == 1 {
        desk.tell(&[Step::Key("edges")], "all Edge pools stand in one site".to_owned());
    }
}

fn vm_03(desk: &mut Desk<'_>) {
    let topology = &desk.plan.topology;
    for pool in &topology.pools {
        for host in topology.shared_components.iter().filter(|component| component.kind == ComponentKind::Host) {
            let here = pool.front_ends.iter().filter(|server| host.machines.contains(server)).count();
            if here > 1 {
                let what = format!("{here} Front Ends of `{}` stand on the host `{}`", pool.name, host.name);
                desk.tell_pool(pool, "hosts", what);
            }
        }
    }
}
