//! The facts in force: what the scenario sets, held against what makes sense.

use super::check::Check;
use crate::facts::sheet::{Sheet, Value, bounds, read};
use crate::facts::{Fact, Kind, all, by_key, pairing, people, users};
use crate::ground::calendar::Hours;
use crate::ground::law::Law;
use crate::scenario::form::FactKey;
use crate::text::{Name, Place, Placed, Problem, Whole, Written, shown};

/// Facts whose range the product itself enforces, or beyond which the simulation has no meaning.
static ENFORCED: [&Fact; 3] = [&pairing::SYNC_INTERVAL, &pairing::REGISTRAR_FAILURE, &people::HANDS];

/// The facts, with those that the scenario sets under `facts` and under `staff`.
pub(super) fn sheet(check: &mut Check<'_>) -> Sheet {
    let mut sheet = Sheet::default();
    for (key, text) in check.scenario.facts.iter() {
        match by_key(&key.text) {
            Some(fact) => set(check, &mut sheet, fact, text, read(fact, text)),
            None => unknown(check, key),
        }
    }
    let staff = &check.scenario.staff;
    let laws: [(&str, &'static Fact, &Placed<Option<_>>); 3] = [
        ("otherwise", &people::ARRIVAL, &staff.otherwise),
        ("detection", &people::DETECTION, &staff.detection),
        ("decision", &people::DECISION, &staff.decision),
    ];
    for (field, fact, law) in laws {
        let Some(written): &Option<Written<Law>> = &law.value else { continue };
        twice(check, &sheet, field, law.place, fact);
        set(check, &mut sheet, fact, &law.with(written.text.clone()), Ok(Value::Law(Law::clone(written))));
    }
    if let Some(hands) = staff.people.value.map(Whole::get) {
        twice(check, &sheet, "people", staff.people.place, &people::HANDS);
        let text = staff.people.with(hands.to_string());
        set(check, &mut sheet, &people::HANDS, &text, Ok(Value::Number(f64::from(hands))));
    }
    sheet
}

fn unknown(check: &mut Check<'_>, Name { text: key, place, .. }: &Name<FactKey>) {
    let near = check.nearest(key, all().map(|fact| fact.key));
    let remedy = match &near {
        Some(near) => format!("write \"{near}\""),
        None => "`pooldrill explain facts` lists every fact".to_owned(),
    };
    let problem = Problem::error("P015", *place, format!("no fact has the key `{}`", shown(key)));
    check.tell(problem.remedy(remedy).nearest(near));
}

/// What is set under `staff` cannot be set as a fact as well.
fn twice(check: &mut Check<'_>, sheet: &Sheet, field: &str, place: Place, fact: &'static Fact) {
    let Some(other) = check.scenario.facts.get(fact.key).filter(|_| sheet.is_set(fact)) else { return };
    let what = format!("`staff.{field}` and the fact `{}` are the same, and both are set", fact.key);
    let problem =
        Problem::error("P018", place, what).remedy("keep one of them").also(other.place, "set here as a fact");
    check.tell(problem);
}

fn set(
    check: &mut Check<'_>,
    sheet: &mut Sheet,
    fact: &'static Fact,
    text: &Placed<String>,
    value: Result<Value, String>,
) {
    let place = text.place;
    let range = format!("Values that make sense: {}.", fact.range);
    let refusal = match &value {
        Err(reason) => Some(reason.clone()),
        Ok(_) if fact.key == users::BUSINESS_HOURS.key => Hours::parse(text).err().map(|error| error.to_string()),
        Ok(Value::Law(law)) if fact.key == people::ARRIVAL.key && law.is_never() => {
            nobody_comes(check, place);
            None
        }
        Ok(value) => {
            if !within(fact, value) {
                outside(check, fact, text);
            }
            None
        }
    };
    if let Some(reason) = refusal {
        let what = format!("the fact `{}` does not take \"{}\": {reason}", fact.key, shown(text));
        check.error("P016", place, what, &range, &format!("write for instance \"{}\"", fact.default));
    } else if let Ok(value) = value {
        sheet.put(fact, value, text);
    }
}

/// Out of hours nobody need come, because somebody is there when the next hours begin, unless there are none.
fn nobody_comes(check: &mut Check<'_>, place: Place) {
    if check.scenario.staff.staffed.text == "never" {
        let what = "nobody is ever at work, and nobody ever comes".to_owned();
        let reason = "What needs an administrator would wait to the end.";
        check.warning("P017", place, what, reason, "write hours under `staffed`, or `reacts: false` if that is meant");
    }
}

fn outside(check: &mut Check<'_>, fact: &Fact, text: &Placed<String>) {
    let place = text.place;
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
