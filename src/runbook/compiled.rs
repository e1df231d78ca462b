//! The procedures of one scenario: the static tables with its durations, and its own steps put in.

use crate::facts::sheet::Sheet;
use crate::ground::law::Law;
use crate::ground::time::Span;
use crate::runbook::guard::Guard;
use crate::runbook::step::{At, Does, Line, Over, Step, Takes};
use crate::runbook::trigger::Trigger;
use crate::runbook::{ALL, Runbook};
use crate::scenario::plan::Plan;
use crate::world::World;
use crate::world::administrators::Task;
use crate::world::lanes::{About, RunbookId};

/// A step ready to be carried out.
#[derive(Debug, Clone)]
pub struct CompiledStep {
    /// Its row in the table; of the scenario's own steps a look.
    pub table: &'static Step,
    /// Its id; the scenario's own steps have the id of the step they stand before, with a plus.
    pub id: String,
    /// The page's number of it, or the word that stands for it.
    pub number: String,
    /// What it says.
    pub instruction: String,
    /// The ways of typing it.
    pub commands: &'static [Line],
    /// Whether it belongs to the scenario, and only looks.
    pub is_own: bool,
    /// The part of its duration that does not depend on size.
    pub takes: Law,
    /// What decides it as things stand, where no law does.
    pub as_things_stand: Option<fn(&mut World<'_>, &About) -> Span>,
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
                At::TopologyBuilder => matches!(self.does(), Does::Look),
            })
    }

    /// Whom it is carried out for.
    pub fn over(&self) -> Over {
        if self.is_own { Over::Once } else { self.table.over }
    }

    /// What must hold to begin it.
    pub fn begins(&self) -> &'static [Guard] {
        if self.is_own { &[] } else { self.table.begins }
    }

    /// What must stay true while it is carried out.
    pub fn stays(&self) -> &'static [Guard] {
        if self.is_own { &[] } else { self.table.stays }
    }

    /// What must hold when it ends.
    pub fn ends(&self) -> &'static [Guard] {
        if self.is_own { &[] } else { self.table.ends }
    }

    /// What its cmdlet shows whenever it is typed.
    pub fn shows(&self) -> Option<fn(&mut World<'_>, &About)> {
        self.table.shows.filter(|_| !self.is_own)
    }

    /// Whether somebody's hands are bound all the time that it takes.
    pub fn attended(&self) -> bool {
        self.is_own || self.table.attended
    }

    /// What it does. Whatever its row says, a step of the scenario's own changes nothing.
    pub fn does(&self) -> Does {
        if self.is_own { Does::Look } else { self.table.does }
    }
}

/// A procedure of one scenario.
#[derive(Debug, Clone)]
struct CompiledRunbook {
    table: &'static Runbook,
    steps: Vec<CompiledStep>,
}

/// A trigger of one scenario.
#[derive(Debug, Clone)]
pub struct CompiledTrigger {
    /// Its row in the table.
    pub table: &'static Trigger,
    /// The procedure that it begins.
    pub runbook: RunbookId,
    /// How long it takes until somebody notices.
    pub noticed_in: Law,
}

/// The procedures of one scenario.
#[derive(Debug, Clone)]
pub struct Procedures {
    runbooks: Vec<CompiledRunbook>,
    triggers: Vec<CompiledTrigger>,
    asks_steady_pools: bool,
    ids: Vec<String>,
}

impl Procedures {
    /// Puts a plan's durations and own steps into tables.
    pub fn of(plan: &Plan, tables: &[&'static Runbook]) -> Self {
        let mut procedures =
            Procedures { runbooks: Vec::new(), triggers: Vec::new(), asks_steady_pools: false, ids: Vec::new() };
        for table in tables {
            let mut steps = Vec::new();
            for step in table.steps {
                procedures.own_steps(plan, step, &mut steps);
                let law = plan.step_laws.iter().find(|(id, _)| id == step.id).map(|(_, law)| law.clone());
                let compiled = compile(step, law, &plan.sheet, procedures.number(step.id.to_owned()));
                steps.push(compiled);
            }
            procedures.runbooks.push(CompiledRunbook { table, steps });
        }
        for (runbook, table) in RunbookId::each(tables).zip(tables) {
            procedures.triggers.extend(table.triggers.iter().map(|table| CompiledTrigger {
                table,
                runbook,
                noticed_in: plan.sheet.law(table.noticed_in),
            }));
        }
        procedures.asks_steady_pools = procedures.triggers.iter().any(|trigger| trigger.table.of_steady_pools);
        procedures.triggers.sort_by_key(|trigger| trigger.table.rank);
        procedures
    }

    fn own_steps(&mut self, plan: &Plan, before: &'static Step, steps: &mut Vec<CompiledStep>) {
        for own in plan.extra_steps.iter().filter(|own| own.before == before.id) {
            let id = format!("{}+{}", before.id, steps.len() + 1);
            steps.push(CompiledStep {
                table: before,
                number: format!("before {}", before.on_page.number()),
                instruction: own.says.clone(),
                commands: &[],
                is_own: true,
                takes: own.takes.clone(),
                as_things_stand: None,
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

    /// The table of a procedure.
    pub fn runbook(&self, id: RunbookId) -> &'static Runbook {
        self.runbooks[id.index()].table
    }

    /// The procedure that a table describes.
    ///
    /// # Panics
    /// When the table is not among those of this scenario.
    pub fn id_of(&self, table: &'static Runbook) -> RunbookId {
        let found = RunbookId::each(&self.runbooks).find(|id| std::ptr::eq(self.runbook(*id), table));
        found.unwrap_or_else(|| panic!("{} is not among the procedures", table.id))
    }

    /// All procedures.
    pub fn all(&self) -> impl Iterator<Item = (RunbookId, &'static Runbook)> + '_ {
        RunbookId::each(&self.runbooks).map(|id| (id, self.runbook(id)))
    }

    /// The steps of a procedure.
    pub fn steps(&self, id: RunbookId) -> &[CompiledStep] {
        &self.runbooks[id.index()].steps
    }

    /// What administrators can be needed for, the most urgent first.
    pub fn tasks(&self) -> impl Iterator<Item = (Task, &CompiledTrigger)> {
        Task::each(&self.triggers).zip(&self.triggers)
    }

    /// Whether some trigger is asked even of steady pools.
    pub fn asks_steady_pools(&self) -> bool {
        self.asks_steady_pools
    }

    /// The trigger behind a task.
    pub fn trigger(&self, task: Task) -> &CompiledTrigger {
        &self.triggers[task.index()]
    }

    /// The ids of all steps, in the order of their numbers.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The step of a number.
    pub fn by_number(&self, number: u16) -> Option<&CompiledStep> {
        self.runbooks.iter().flat_map(|runbook| &runbook.steps).find(|step| step.global == number)
    }
}

fn compile(step: &'static Step, law: Option<Law>, sheet: &Sheet, global: u16) -> CompiledStep {
    let as_things_stand = match (&law, &step.takes) {
        (None, Takes::AsThingsStand(_, takes)) => Some(*takes),
        _ => None,
    };
    // A duration that the scenario sets for a step is its whole duration, size included.
    let (takes, per_signed_in, per_enabled) = match (law, &step.takes) {
        (Some(law), _) => (law, Span::ZERO, Span::ZERO),
        (None, Takes::Nothing | Takes::AsThingsStand(..)) => (Law::fixed(Span::ZERO), Span::ZERO, Span::ZERO),
        (None, Takes::Law(fact)) => (sheet.law(fact), Span::ZERO, Span::ZERO),
        (None, Takes::BySignedIn(fact, each)) => (sheet.law(fact), sheet.span(each), Span::ZERO),
        (None, Takes::ByEnabled(fact, each)) => (sheet.law(fact), Span::ZERO, sheet.span(each)),
    };
    CompiledStep {
        table: step,
        id: step.id.to_owned(),
        number: step.on_page.number().to_owned(),
        instruction: step.instruction.to_owned(),
        commands: step.commands,
        is_own: false,
        takes,
        as_things_stand,
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
    use crate::runbook::guard::Otherwise;
    use crate::runbook::question::Rule;
    use crate::world::lanes::DEPTH_MAX;
    use crate::world::phase::Phase;
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

    #[test]
    fn no_two_triggers_are_equally_urgent() {
        let mut seen = BTreeSet::new();
        for trigger in ALL.iter().flat_map(|runbook| runbook.triggers) {
            assert!(seen.insert(trigger.rank), "rank {} is given twice", trigger.rank);
        }
    }

    /// The procedures that a procedure may carry out.
    fn carried_out(runbook: &'static Runbook) -> impl Iterator<Item = &'static Runbook> {
        runbook.steps.iter().flat_map(|step| {
            let guards = step.begins.iter().chain(step.stays).chain(step.ends);
            let by_guards = guards.filter_map(|guard| match guard.otherwise {
                Otherwise::CarryOut(inner) => Some(inner),
                _ => None,
            });
            let by_step = match step.does {
                Does::CarryOut(inner) => Some(inner),
                // What is handed over stands in a lane of its own.
                Does::HandOver(..) | Does::Look | Does::Change(_) => None,
            };
            by_guards.chain(by_step)
        })
    }

    fn depth(runbook: &'static Runbook, so_far: usize) -> usize {
        assert!(so_far < DEPTH_MAX, "{} is carried out too deep, or by itself", runbook.id);
        carried_out(runbook).map(|inner| depth(inner, so_far + 1)).max().unwrap_or(so_far + 1)
    }

    #[test]
    fn procedures_carry_one_another_out_in_no_circle_and_no_deeper_than_a_lane_holds() {
        for runbook in ALL {
            assert!(depth(runbook, 0) <= DEPTH_MAX, "{}", runbook.id);
            for inner in carried_out(runbook) {
                assert!(ALL.iter().any(|known| std::ptr::eq(*known, inner)), "{} is not in the list", inner.id);
            }
        }
    }

    /// A chart, a log and a ledger quote what a wait is for; a reason without those words would leave a gap in all three.
    #[test]
    fn whatever_is_waited_for_can_be_told() {
        for runbook in ALL {
            let held = runbook.triggers.iter().filter(|trigger| !matches!(trigger.held_until.rule, Rule::Yes));
            let held = held.map(|trigger| trigger.held_until.unmet.as_ref().expect("who is held is told why"));
            let guards = runbook.steps.iter().flat_map(|step| step.begins.iter().chain(step.stays).chain(step.ends));
            let waits = guards.filter(|guard| matches!(guard.otherwise, Otherwise::Wait | Otherwise::AskAgain(_)));
            for reason in held.chain(waits.map(|guard| guard.reason)) {
                assert!(!reason.until.is_empty() && !reason.row.is_empty(), "{}: {}", runbook.id, reason.key);
                assert!(reason.phase != Phase::Hands, "{}: minutes of {} are charged to hands", runbook.id, reason.key);
            }
        }
    }
}
