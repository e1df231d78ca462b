//! Things that were lost, in words.

use crate::report::words::common_fault;
use crate::scenario::plan::{Plan, Target};
use crate::topology::ComponentKind;

/// What was lost, in words.
pub fn lost_words(plan: &Plan, lost: &[Target]) -> String {
    lost.iter().map(|target| one_lost(plan, *target)).collect::<Vec<_>>().join(" + ")
}

/// One thing that was lost, in words.
pub fn one_lost(plan: &Plan, target: Target) -> String {
    let name = plan.name_of(target);
    match target {
        Target::Site(_) => format!("site {name}"),
        Target::Link(_) => format!("link {name}"),
        Target::Edge(_) => format!("Edge pool {name}"),
        Target::Pool(_) => format!("pool {name}"),
        Target::BackEnd(_) => format!("Back End of {name}"),
        Target::SharedComponent(component) => match plan.topology.shared_components[component.index()].kind {
            ComponentKind::CommonFault => common_fault(name),
            kind => format!("{} {name}", kind.word()),
        },
        _ => name.to_owned(),
    }
}
