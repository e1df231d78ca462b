//! The procedures of one scenario: the static tables with its durations, and its own steps put in.

use crate::facts::sheet::Sheet;
use crate::ground::law::Law;
use crate::ground::time::Span;
use crate::runbook::questions::Question;
use crate::runbook::step::{At, Line, Step, Takes};
use crate::runbook::verbs::Verb;
use crate::runbook::{ALL, Runbook};
use crate::scenario::plan::Plan;
use crate::world::lanes::RunbookName;

/// A step ready to be carried out.
#[derive(Debug, Clone)]
pub struct CompiledStep {
    /// Its id; the scenario's own steps have the id of the step they stand before, with a plus.
    pub id: String,
    /// The page's number of it, or the word that stands for it.
    pub number: String,
    /// What it says.
    pub instruction: String,
    /// The ways of typing it.
    pub commands: &'static [Line],
    /// When it applies.
    pub applies: Question,
    /// What it needs to go on.
    pub needs: Question,
    /// What it does.
    pub does: Verb,
    /// The part of its duration that does not depend on size.
    pub takes: Law,
    /// What each signed-in user adds.
    pub per_signed_in: Span,
    /// What each enabled user adds.
    pub per_enabled: Span,
    /// Its number among all steps, by which phases name it.
    pub global: u16,
}

impl CompiledStep {
    /// Whether it shows something and changes nothing.
    pub fn only_looks(&self) -> bool {
        !self.commands.is_empty()
            && self.commands.iter().all(|line| match line.at {
                At::Shell => line.text.starts_with("Get-") || line.text.contains("-WhatIf"),
                At::TopologyBuilder => self.does == Verb::Look,
            })
    }
}

/// The procedures of one scenario.
#[derive(Debug, Clone)]
pub struct Procedures {
    steps: Vec<Vec<CompiledStep>>,
    ids: Vec<String>,
}

impl Procedures {
    /// Puts a plan's durations and own steps into the tables.
    pub fn new(plan: &Plan) -> Self {
        let mut procedures = Procedures { steps: Vec::new(), ids: Vec::new() };
        for runbook in ALL {
            let mut steps = Vec::new();
            for step in runbook.steps {
                procedures.own_steps(plan, step, &mut steps);
                let law = plan.step_laws.iter().find(|(id, _)| id == step.id).map(|(_, law)| law.clone());
                let compiled = compile(step, law, &plan.sheet, procedures.number(step.id.to_owned()));
                steps.push(compiled);
            }
            procedures.steps.push(steps);
        }
        procedures
    }

    fn own_steps(&mut self, plan: &Plan, before: &'static Step, steps: &mut Vec<CompiledStep>) {
        for own in plan.extra_steps.iter().filter(|own| own.before == before.id) {
            let id = format!("{}+{}", before.id, steps.len() + 1);
            steps.push(CompiledStep {
                number: format!("before {}", before.on_page.number()),
                instruction: own.says.clone(),
                commands: &[],
                applies: before.applies,
                needs: Question::Always,
                does: Verb::Look,
                takes: own.takes.clone(),
                per_signed_in: Span::ZERO,
                per_enabled: Span::ZERO,
                global: self.number(id.clone()),
                id,
            });
        }
    }

    fn number(&mut self, id: String) -> u16 {
        self.ids.push(id);
        u16::try_from(self.ids.len() - 1).expect("the form allows fewer own steps than would number 65,536")
    }

    /// The steps of a procedure.
    pub fn steps(&self, name: RunbookName) -> &[CompiledStep] {
        let place = ALL.iter().position(|runbook| runbook.name == name).expect("every name has its table");
        &self.steps[place]
    }

    /// The ids of all steps, in the order of their numbers.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The step of a number.
    pub fn by_number(&self, number: u16) -> Option<&CompiledStep> {
        self.steps.iter().flatten().find(|step| step.global == number)
    }
}

fn compile(step: &'static Step, law: Option<Law>, sheet: &Sheet, global: u16) -> CompiledStep {
    // A duration that the scenario sets for a step is its whole duration, size included.
    let (takes, per_signed_in, per_enabled) = match (law, &step.takes) {
        (Some(law), _) => (law, Span::ZERO, Span::ZERO),
        (None, Takes::Nothing) => (Law::fixed(Span::ZERO), Span::ZERO, Span::ZERO),
        (None, Takes::Law(fact)) => (sheet.law(fact), Span::ZERO, Span::ZERO),
        (None, Takes::BySignedIn(fact, each)) => (sheet.law(fact), sheet.span(each), Span::ZERO),
        (None, Takes::ByEnabled(fact, each)) => (sheet.law(fact), Span::ZERO, sheet.span(each)),
    };
    CompiledStep {
        id: step.id.to_owned(),
        number: step.on_page.number().to_owned(),
        instruction: step.instruction.to_owned(),
        commands: step.commands,
        applies: step.applies,
        needs: step.needs,
        does: step.does,
        takes,
        per_signed_in,
        per_enabled,
        global,
    }
}

/// The ids of all steps that a scenario can name.
pub fn known_steps() -> Vec<&'static str> {
    ALL.iter().flat_map(|runbook: &&Runbook| runbook.steps).map(|step| step.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_step_has_an_id_of_its_own_that_names_its_procedure() {
        let mut seen = BTreeSet::new();
        for runbook in ALL {
            for step in runbook.steps {
                assert!(seen.insert(step.id), "{} stands twice", step.id);
                assert!(step.id.starts_with(runbook.id), "{} is in {}", step.id, runbook.id);
            }
        }
    }
}
