//! What a scenario says about the steps of runbooks, which are known on a floor above and named here by their ids.

use super::check::Check;
use crate::ground::law::Law;
use crate::scenario::plan::ExtraStep;
use crate::scenario::read::Known;
use crate::text::{Place, Problem, Step, nearest, shown};

/// Durations of steps, by id.
pub(super) fn laws(check: &mut Check<'_>, known: &Known<'_>) -> Vec<(String, Law)> {
    let mut laws = Vec::new();
    for (id, text) in check.scenario.steps.iter() {
        let place = check.key_place(&[Step::Key("steps")], id);
        is_known(check, known, id, place);
        laws.push((id.to_owned(), check.law(text, &[Step::Key("steps"), Step::Key(id)])));
    }
    laws
}

/// The most steps of a scenario's own: with the documented ones they fit an anatomy of outages.
pub const EXTRA_STEPS_MAX: usize = 16;

/// Steps of the scenario's own.
pub(super) fn extra(check: &mut Check<'_>, known: &Known<'_>) -> Vec<ExtraStep> {
    let mut steps = Vec::new();
    let wanted = check.scenario.extra_steps.len();
    if wanted > EXTRA_STEPS_MAX {
        let place = check.place(&[Step::Key("extra_steps"), Step::Index(EXTRA_STEPS_MAX)]);
        let problem = Problem::error("P037", place, format!("{wanted} steps of your own are too many"));
        let remedy = format!("write {EXTRA_STEPS_MAX} or less; what the same people do in a row can be one step");
        check.problems.push(problem.remedy(remedy));
    }
    for (index, step) in check.scenario.extra_steps.iter().enumerate() {
        let field = |field| [Step::Key("extra_steps"), Step::Index(index), Step::Key(field)];
        let place = check.place(&field("before"));
        is_known(check, known, &step.before, place);
        let takes = check.law(&step.takes, &field("takes"));
        steps.push(ExtraStep { before: step.before.clone(), says: step.says.clone(), takes });
    }
    steps
}

fn is_known(check: &mut Check<'_>, known: &Known<'_>, id: &str, place: Place) {
    if known.steps.contains(&id) {
        return;
    }
    let near = nearest(id, known.steps.iter().copied());
    let remedy = match &near {
        Some(near) => format!("write \"{near}\""),
        None => "`pooldrill explain runbook` lists the steps of a runbook".to_owned(),
    };
    let problem = Problem::error("P031", place, format!("no runbook has a step `{}`", shown(id)));
    check.problems.push(problem.remedy(remedy).nearest(near));
}
