//! Floor 2, lint: support rules of the vendor, and what only the planner can know.
//!
//! *Invariant*: a finding rests on a [`Rule`] with its source and confidence, and never stands in the way of a run. An
//! error here says that the vendor would not support the design, not that the scenario is wrong.
//!
//! *Deliberately absent*: rules that need more than a scenario says (operating systems, file shares, certificates), and
//! rules about what happens during a run.

mod databases;
mod edges;
mod pairs;
mod pools;
pub mod uncounted;
mod yours;

use crate::facts::Confidence;
use crate::scenario::plan::Plan;
use crate::text::{Node, Place, Problem, Problems, Severity, Step};
use crate::topology::Pool;

/// A support rule.
#[derive(Debug)]
pub struct Rule {
    /// The id under which it is explained, such as `PR-05`.
    pub id: &'static str,
    /// How bad it is to break it.
    pub severity: Severity,
    /// What it asks for, as a sentence.
    pub sentence: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// How to follow it.
    pub remedy: &'static str,
    /// The page that says so.
    pub source: &'static str,
    /// How much weight that can bear.
    pub confidence: Confidence,
    /// Looks for what breaks it.
    find: fn(&mut Desk<'_>),
}

/// Every rule, in the order in which they are checked.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [pools::RULES, pairs::RULES, databases::RULES, edges::RULES, uncounted::RULES, yours::RULES].into_iter().flatten()
}

/// The rule of this id, in capitals or not.
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.id.eq_ignore_ascii_case(id))
}

/// What the rules find in a plan. The tree it was made from gives the findings their places.
pub fn findings(plan: &Plan, node: Option<&Node>) -> Problems {
    let mut problems = Problems::new();
    for rule in rules() {
        (rule.find)(&mut Desk { rule, plan, node, problems: &mut problems });
    }
    problems
}

/// What a rule has in hand.
struct Desk<'a> {
    rule: &'static Rule,
    plan: &'a Plan,
    node: Option<&'a Node>,
    problems: &'a mut Problems,
}

impl<'a> Desk<'a> {
    /// Tells a finding at a path, or at the innermost value around it that was written.
    fn tell(&mut self, steps: &[Step<'_>], what: String) {
        let rule = self.rule;
        let reason = format!("{} Source: {} ({}).", rule.why, rule.source, rule.confidence);
        let problem = Problem::new(rule.id, rule.severity, self.place(steps), what);
        self.problems.push(problem.reason(reason).remedy(rule.remedy));
    }

    /// Tells a finding about a pool, at one of its fields.
    fn tell_pool(&mut self, pool: &Pool, field: &str, what: String) {
        self.tell(&[Step::Key("pools"), Step::Key(&pool.name), Step::Key(field)], what);
    }

    fn place(&self, steps: &[Step<'_>]) -> Option<Place> {
        let node = self.node?;
        // A finding about the whole has no place: pointing at the whole file would say nothing.
        (1..=steps.len()).rev().find_map(|depth| node.at(&steps[..depth])).map(|found| found.place)
    }

    /// Whether the scenario says something at this path; without its tree, nothing is taken as said.
    fn said(&self, steps: &[Step<'_>]) -> bool {
        self.node.is_some_and(|node| node.at(steps).is_some())
    }

    /// All pools.
    fn pools(&self) -> &'a [Pool] {
        &self.plan.topology.pools
    }
}

#[cfg(test)]
mod tests;
