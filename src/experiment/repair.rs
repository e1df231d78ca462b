//! How long a loss lasts of which nobody said how long: by the scenario's own failures, or else by what practice knows.

use crate::facts::{Fact, failures};
use crate::ground::law::Law;
use crate::scenario::plan::{Plan, Target};
use crate::topology::ComponentKind;
use crate::topology::roles::{EDGE, PRIMARY};

/// The scenario's own repair law of the thing, or what practice knows. Of several ways to fail each counts as often as it
/// happens; pools of servers that are lost as one are repaired as one of them.
pub fn repair_law(plan: &Plan, target: Target) -> Law {
    let of = |target| plan.faults.iter().filter(move |fault| fault.target == target);
    let server = match target {
        Target::Edge(edge) => plan.topology.edges[edge.index()].machines.first().copied(),
        Target::BackEnd(pool) => plan.topology.pool(pool).sql[0],
        _ => None,
    };
    let own = of(target).chain(server.into_iter().flat_map(|server| of(Target::Machine(server))));
    let by_frequency = own.filter_map(|fault| Some((1.0 / fault.life.mean()?.max(1.0), fault.repair.clone())));
    let mut parts: Vec<(f64, Law)> = by_frequency.collect();
    match parts.len() {
        0 => plan.sheet.law(known_repair(plan, target)),
        1 => parts.swap_remove(0).1,
        _ => Law::one_of(parts),
    }
}

fn known_repair(plan: &Plan, target: Target) -> &'static Fact {
    match target {
        Target::Site(_) | Target::Disaster => &failures::SITE_REPAIR,
        Target::Link(_) => &failures::LINK_REPAIR,
        Target::BackEnd(_) => PRIMARY.repaired_in,
        Target::Pool(_) | Target::Shock(_) => &failures::COMMON_FAULT_REPAIR,
        Target::Edge(_) => EDGE.repaired_in,
        Target::SharedComponent(component)
            if plan.topology.shared_components[component.index()].kind == ComponentKind::CommonFault =>
        {
            &failures::COMMON_FAULT_REPAIR
        }
        Target::SharedComponent(_) => &failures::SHARED_REPAIR,
        Target::Machine(machine) => plan.topology.machine(machine).role.repaired_in,
    }
}
