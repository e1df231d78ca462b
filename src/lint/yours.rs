//! What can decide the answer and no document gives: it is asked of the planner until the scenario says it.

use super::{Desk, Rule};
use crate::facts::Confidence;
use crate::text::{Severity, Step};
use crate::topology::ComponentKind;

const fn ask(
    id: &'static str,
    sentence: &'static str,
    why: &'static str,
    remedy: &'static str,
    find: fn(&mut Desk<'_>),
) -> Rule {
    let (severity, source, confidence) = (Severity::Note, "administrators of such deployments", Confidence::Practice);
    Rule { id, severity, sentence, why, remedy, source, confidence, find }
}

pub(super) static RULES: &[Rule] = &[
    ask(
        "YOURS-1",
        "Facts that can decide the answer and that no document gives are set by the scenario.",
        "It can decide the answer, and no document gives it; `run` tells by how much.",
        "set it under `facts` or `staff`, or compare variants that set it",
        facts,
    ),
    ask(
        "YOURS-2",
        "The scenario says when somebody is at work.",
        "An outage at night waits until somebody comes.",
        "write for instance staff: (staffed: \"Mon-Fri 08:00-18:00\")",
        staffed,
    ),
    ask(
        "YOURS-3",
        "A scenario with random failures has faults of whole pools.",
        "Without bad updates, expired certificates and shared storage any redundant pool shows an availability that nobody has.",
        "write for instance pool: (life: \"exponential(3y)\", repair: \"lognormal(median 2h, p95 8h)\") under `failures`",
        common_fault,
    ),
    ask(
        "YOURS-4",
        "A scenario with random failures has losses of sites.",
        "They decide whether pairing pays.",
        "write for instance site: (life: \"exponential(8y)\", repair: \"lognormal(median 6h, p95 24h)\") under `failures`",
        site_loss,
    ),
    ask(
        "YOURS-5",
        "The scenario says which servers share a host.",
        "Servers on one host fall together.",
        "write `hosts` for each pool, or things under `shared`",
        hosts,
    ),
];

fn facts(desk: &mut Desk<'_>) {
    let (plan, sheet) = (desk.plan, &desk.plan.sheet);
    for fact in plan.yours_to_set() {
        let what = format!("yours to set: {} ({}); taken as \"{}\"", lower(fact.says), fact.key, sheet.text(fact));
        desk.tell(&[], what);
    }
}

/// The sentence of a fact within another sentence; names at its head keep their capitals.
fn lower(says: &str) -> String {
    let head = says.split(' ').next().unwrap_or_default();
    let is_name = head.contains('-') || head.chars().skip(1).any(char::is_uppercase) || head == "Invoke";
    let mut letters = says.chars();
    match letters.next() {
        Some(first) if !is_name => first.to_lowercase().chain(letters).collect(),
        _ => says.to_owned(),
    }
}

fn staffed(desk: &mut Desk<'_>) {
    if desk.plan.staffed_text == "always" && !desk.said(&[Step::Key("staff"), Step::Key("staffed")]) {
        desk.tell(&[Step::Key("staff")], "yours to set: when somebody is at work; taken as \"always\"".to_owned());
    }
}

/// Asks only where the scenario lets things fail at random: a rehearsal of one loss needs no others.
fn failing(desk: &mut Desk<'_>, field: &str, what: &str) {
    if !desk.plan.faults.is_empty() && !desk.said(&[Step::Key("failures"), Step::Key(field)]) {
        desk.tell(&[Step::Key("failures")], format!("yours to set: {what}; taken as never"));
    }
}

fn common_fault(desk: &mut Desk<'_>) {
    failing(desk, "pool", "how often a whole pool fails at once");
}

fn site_loss(desk: &mut Desk<'_>) {
    failing(desk, "site", "how often a site is lost");
}

fn hosts(desk: &mut Desk<'_>) {
    let known =
        desk.plan.topology.shared_components.iter().any(|component| component.kind != ComponentKind::CommonFault);
    if !known {
        desk.tell(
            &[],
            "yours to set: which servers share a host, a rack or storage; each stands for itself".to_owned(),
        );
    }
}
