//! Rules about Back End Servers.

use super::{Desk, Rule};
use crate::facts::Confidence;
use crate::text::Severity;
use crate::topology::{BackEnd, ComponentKind};

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "BE-05",
        severity: Severity::Warning,
        sentence: "A mirror has a witness.",
        why: "Without one, databases are failed over by hand.",
        remedy: "add a witness: Mirrored(witness: \"...\") with the site of the pool",
        source: "Back End Server high availability",
        confidence: Confidence::Documented,
        find: be_05,
    },
    Rule {
        id: "BE-15",
        severity: Severity::Warning,
        sentence: "An Enterprise pool has more than one Back End Server.",
        why: "After half an hour without its Back End the pool goes into resiliency mode.",
        remedy: "write back_end: Mirrored(witness: \"...\")",
        source: "Back End Server high availability",
        confidence: Confidence::Documented,
        find: be_15,
    },
    Rule {
        id: "BE-17",
        severity: Severity::Warning,
        sentence: "Principal and mirror share no host, rack or storage.",
        why: "What takes both makes the mirror useless.",
        remedy: "let them stand apart",
        source: "derived from what a mirror is for",
        confidence: Confidence::Inferred,
        find: be_17,
    },
    Rule {
        id: "BE-20",
        severity: Severity::Note,
        sentence: "The witness stands in the site of the principal.",
        why: "Principal and mirror both stand in the pool's site, so a witness elsewhere does not help when the site is lost; and a cut of the link while the mirror is away takes the databases down.",
        remedy: "place the witness in the pool's site, on another host, rack and power feed",
        source: "administrators of such deployments",
        confidence: Confidence::Practice,
        find: be_20,
    },
];

fn be_05(desk: &mut Desk<'_>) {
    for pool in desk.pools().iter().filter(|pool| pool.back_end == (BackEnd::Mirrored { witness: false })) {
        desk.tell_pool(pool, "back_end", format!("the mirror of `{}` has no witness", pool.name));
    }
}

fn be_15(desk: &mut Desk<'_>) {
    for pool in desk.pools().iter().filter(|pool| pool.back_end == BackEnd::Single) {
        desk.tell_pool(pool, "back_end", format!("`{}` has a single Back End Server", pool.name));
    }
}

fn be_17(desk: &mut Desk<'_>) {
    let close = [ComponentKind::Host, ComponentKind::Rack, ComponentKind::Storage];
    for pool in desk.pools() {
        let [Some(principal), Some(mirror), _] = pool.sql else { continue };
        let both = |component: &&crate::topology::SharedComponent| {
            close.contains(&component.kind)
                && component.machines.contains(&principal)
                && component.machines.contains(&mirror)
        };
        if let Some(component) = desk.plan.topology.shared_components.iter().find(both) {
            let what = format!(
                "principal and mirror of `{}` share the {} `{}`",
                pool.name,
                component.kind.word(),
                component.name
            );
            desk.tell_pool(pool, "back_end", what);
        }
    }
}

fn be_20(desk: &mut Desk<'_>) {
    let topology = &desk.plan.topology;
    for pool in desk.pools() {
        let Some(site) = pool.sql[2].map(|witness| topology.machine(witness).site) else { continue };
        if site != pool.site {
            let what = format!("the witness of `{}` stands in `{}`", pool.name, topology.sites[site.index()].name);
            desk.tell_pool(pool, "back_end", what);
        }
    }
}
