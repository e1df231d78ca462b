//! The facts in force: what the scenario sets, held against what makes sense.

use super::check::Check;
use crate::facts::sheet::{Sheet, Value, bounds, read};
use crate::facts::{Fact, Kind, all, by_key, pairing, people, users};
use crate::ground::calendar::Hours;
use crate::text::{Place, Problem, Step, nearest, shown};

/// Facts whose range the product itself enforces, or beyond which the simulation has no meaning.
static ENFORCED: [&Fact; 3] = [&pairing::SYNC_INTERVAL, &pairing::REGISTRAR_FAILURE, &people::HANDS];

/// The facts, with those that the scenario sets under `facts` and under `staff`.
pub(super) fn sheet(check: &mut Check<'_>) -> Sheet {
    let mut sheet = Sheet::default();
    for (key, text) in check.scenario.facts.iter() {
        match by_key(key) {
            Some(fact) => set(check, &mut sheet, fact, text, &[Step::Key("facts"), Step::Key(key)]),
            None => unknown(check, key),
        }
    }
    let staff = &check.scenario.staff;
    let hands = staff.people.map(|people| people.to_string());
    let told: [(&str, &'static Fact, Option<&String>); 4] = [
        ("otherwise", &people::ARRIVAL, staff.otherwise.as_ref()),
        ("detection", &people::DETECTION, staff.detection.as_ref()),
        ("decision", &people::DECISION, staff.decision.as_ref()),
        ("people", &people::HANDS, hands.as_ref()),
    ];
    for (field, fact, text) in told {
        let Some(text) = text else { continue };
        let steps = [Step::Key("staff"), Step::Key(field)];
        if sheet.is_set(fact) {
            twice(check, field, fact);
        }
        set(check, &mut sheet, fact, text, &steps);
    }
    sheet
}

fn unknown(check: &mut Check<'_>, key: &str) {
    let place = check.key_place(&[Step::Key("facts")], key);
    let near = nearest(key, all().map(|fact| fact.key));
    let remedy = match &near {
        Some(near) => format!("write \"{near}\""),
        None => "`pooldrill explain facts` lists every fact".to_owned(),
    };
    let problem = Problem::error("P015", place, format!("no fact has the key `{}`", shown(key)));
    check.problems.push(problem.remedy(remedy).nearest(near));
}

fn twice(check: &mut Check<'_>, field: &str, fact: &Fact) {
    let place = check.place(&[Step::Key("staff"), Step::Key(field)]);
    let other = check.place(&[Step::Key("facts"), Step::Key(fact.key)]);
    let what = format!("`staff.{field}` and the fact `{}` are the same, and both are set", fact.key);
    let problem = Problem::error("P018", place, what).remedy("keep one of them").also(other, "set here as a fact");
    check.problems.push(problem);
}

fn set(check: &mut Check<'_>, sheet: &mut Sheet, fact: &'static Fact, text: &str, steps: &[Step<'_>]) {
    let place = check.place(steps);
    let range = format!("Values that make sense: {}.", fact.range);
    let refusal = match read(fact, text) {
        Err(reason) => Some(reason),
        Ok(_) if fact.key == users::BUSINESS_HOURS.key => Hours::parse(text).err().map(|error| error.to_string()),
        Ok(Value::Law(law)) if fact.key == people::ARRIVAL.key && law.is_never() => {
            nobody_comes(check, place);
            None
        }
        Ok(value) => {
            if !within(fact, &value) {
                outside(check, fact, text, steps);
            }
            None
        }
    };
    match refusal {
        Some(reason) => {
            let what = format!("the fact `{}` does not take \"{}\": {reason}", fact.key, shown(text));
            check.error("P016", place, what, &range, &format!("write for instance \"{}\"", fact.default));
        }
        None => sheet.set(fact.key, text).unwrap_or_default(),
    }
}

/// Out of hours nobody need come, because somebody is there when the next hours begin, unless there are none.
fn nobody_comes(check: &mut Check<'_>, place: Place) {
    if check.scenario.staff.staffed.as_deref() == Some("never") {
        let what = "nobody is ever at work, and nobody ever comes".to_owned();
        let reason = "What needs an administrator would wait to the end.";
        check.warning("P017", place, what, reason, "write hours under `staffed`, or `reacts: false` if that is meant");
    }
}

fn outside(check: &mut Check<'_>, fact: &Fact, text: &str, steps: &[Step<'_>]) {
    let place = check.place(steps);
    let what = format!("\"{}\" is out of range for the fact `{}`", shown(text), fact.key);
    let remedy = format!("write a value in the range: {}", fact.range);
    let share = fact.kind == Kind::Number && fact.range == "0 to 1";
    if share || ENFORCED.iter().any(|enforced| enforced.key == fact.key) {
        let reason = format!("The range is {} ({}).", fact.range, fact.source);
        check.error("P016", place, what, &reason, &remedy);
    } else {
        let reason = format!("Values that make sense: {}. It is used as it stands.", fact.range);
        check.warning("P017", place, what, &reason, &remedy);
    }
}

/// Whether a value lies within its fact's range; a law is judged by its median. A rate of zero means no limit where
/// the fact says so.
fn within(fact: &Fact, value: &Value) -> bool {
    let measured = match value {
        Value::Number(number) if *number == 0.0 && fact.says.contains("(0: no limit)") => return true,
        Value::Number(number) => *number,
        Value::Span(span) => span.millis() as f64,
        Value::Law(law) => law.median().millis() as f64,
        Value::Flag(_) | Value::Word(_) => return true,
    };
    bounds(fact).is_none_or(|(low, high)| low <= measured && measured <= high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_range_is_understood_and_holds_its_default() {
        for fact in all().filter(|fact| matches!(fact.kind, Kind::Law | Kind::Span | Kind::Number)) {
            assert!(bounds(fact).is_some(), "{}: {}", fact.key, fact.range);
            let value = read(fact, fact.default).unwrap();
            assert!(within(fact, &value), "{}: {} is not in {}", fact.key, fact.default, fact.range);
        }
    }
}
