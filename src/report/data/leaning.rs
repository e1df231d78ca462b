//! What the answer leans on, with all that moved it most.

use serde_json::{Value, json};

use crate::experiment::compare::Difference;
use crate::experiment::leaning::{Change, Leans, Weighed};
use crate::experiment::summary::Summary;
use crate::facts::Fact;
use crate::model::Setting;
use crate::report::data::summary::{Over, ci, short};
use crate::report::unit::Unit;

/// What was weighed, or why it was not.
pub fn value(setting: &Setting, summary: &Summary, leans: &Leans) -> Value {
    let Weighed { tried, runs, most, less, nothing, .. } = match leans {
        Leans::Weighed(weighed) => weighed,
        Leans::TooLong => return json!({ "weighed": false, "because": "too_long" }),
        Leans::Interrupted => return json!({ "weighed": false, "because": "interrupted" }),
    };
    let unit = Unit::of(summary);
    let keys = |facts: &[&'static Fact]| facts.iter().map(|fact| fact.key).collect::<Vec<_>>();
    let facts = most.iter().map(|leaning| {
        let fact = leaning.fact;
        json!({
            "key": fact.key, "value": setting.plan.sheet.text(fact), "confidence": fact.confidence.to_string(),
            "yours_to_set": fact.yours_to_set,
            "changes": leaning.changes.iter().map(|change| change_value(change, &unit)).collect::<Vec<_>>(),
        })
    });
    json!({
        "weighed": true, "per": unit.per, "runs": runs, "facts_tried": tried, "facts": facts.collect::<Vec<_>>(),
        "move_it_less": keys(less), "move_nothing": keys(nothing),
    })
}

fn change_value(change: &Change, unit: &Unit) -> Value {
    let ends = change.moves.ci.map(|(low, high)| (Some(unit.minutes(low)), Some(unit.minutes(high))));
    json!({
        "to": change.to, "said": change.said,
        "not_full_minutes": {
            "over": Over::Runs.key(), "mean": short(unit.minutes(change.moves.mean)),
            "sd": change.moves.sd.map(|sd| short(unit.minutes(sd))),
            "ci": ci(ends.unwrap_or_default(), ends.map(|_| Difference::BY)),
        },
    })
}
