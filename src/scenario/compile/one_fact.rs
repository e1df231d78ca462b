//! A plan in which one fact is another, without reading the scenario again.

use super::signed_in;
use crate::facts::{Fact, users};
use crate::ground::calendar::Hours;
use crate::scenario::plan::Plan;

impl Plan {
    /// The same plan as if the scenario had set a fact to this text. Facts that the topology is built from, such as the share
    /// of remote users, cannot be changed so late.
    ///
    /// # Errors
    /// A sentence when the text cannot be read, or the fact is one of those.
    pub fn with_fact(&self, fact: &'static Fact, text: &str) -> Result<Plan, String> {
        if fact.key == users::REMOTE.key {
            return Err(format!("{} is built into the topology", fact.key));
        }
        let mut plan = self.clone();
        plan.sheet.set(fact.key, text)?;
        let hours = Hours::parse(plan.sheet.text(&users::BUSINESS_HOURS)).map_err(|error| error.to_string())?;
        if [users::BUSINESS_HOURS.key, users::SIGNED_IN.key, users::SIGNED_IN_OFF.key].contains(&fact.key) {
            plan.business = hours.compile(&plan.calendar, plan.horizon);
            plan.signed_in = signed_in(&plan.calendar, plan.horizon, &hours, &plan.sheet);
        }
        Ok(plan)
    }
}
