//! What a scenario says about the steps of runbooks, which are known on a floor above and named here by their ids.

use super::check::Check;
use crate::ground::law::Law;
use crate::scenario::form::StepId;
use crate::scenario::plan::ExtraStep;
use crate::scenario::read::Known;
use crate::text::{Name, Problem, shown};

/// Durations of steps, by id.
pub(super) fn laws(check: &mut Check<'_>, known: &Known<'_>) -> Vec<(String, Law)> {
    let mut laws = Vec::new();
    for (id, law) in check.scenario.steps.iter() {
        is_known(check, known, id);
        laws.push((id.text.clone(), Law::clone(law)));
    }
    laws
}

/// The most steps of a scenario's own: with the documented ones they fit an anatomy of outages.
pub const EXTRA_STEPS_MAX: usize = 16;

/// Steps of the scenario's own.
pub(super) fn extra(check: &mut Check<'_>, known: &Known<'_>) -> Vec<ExtraStep> {
    let mut steps = Vec::new();
    let wanted = check.scenario.extra_steps.len();
    if let Some(one_too_many) = check.scenario.extra_steps.get(EXTRA_STEPS_MAX) {
        let what = format!("{wanted} steps of your own are too many");
        let remedy = format!("write {EXTRA_STEPS_MAX} or less; what the same people do in a row can be one step");
        check.error("P037", one_too_many.place, what, "", &remedy);
    }
    for step in check.scenario.extra_steps.iter() {
        is_known(check, known, &step.before);
        let (before, says) = (step.before.text.clone(), step.says.to_string());
        steps.push(ExtraStep { before, says, takes: Law::clone(&step.takes) });
    }
    steps
}

fn is_known(check: &mut Check<'_>, known: &Known<'_>, Name { text: id, place, .. }: &Name<StepId>) {
    if known.steps.contains(&id.as_str()) {
        return;
    }
    let near = check.nearest(id, known.steps.iter().copied());
    let remedy = match &near {
        Some(near) => format!("write \"{near}\""),
        None => "`pooldrill explain runbook` lists the steps of a runbook".to_owned(),
    };
    let problem = Problem::error("P031", *place, format!("no runbook has a step `{}`", shown(id)));
    check.tell(problem.remedy(remedy).nearest(near));
}
