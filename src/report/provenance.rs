//! What every artefact begins with: enough to make it again, and nothing that changes from run to run.

use serde_json::{Value, json};

use crate::ground::calendar::time_zone_database;
use crate::model::Setting;

/// The version of the machine-readable output; keys are only added within one.
pub const SCHEMA: u32 = 2;

/// Version, scenario, seed, runs, horizon, overrides, time-zone database.
pub fn provenance(setting: &Setting, scenario: &str, seed: u64, runs: u64) -> Value {
    let overridden: serde_json::Map<String, Value> = setting
        .plan
        .sheet
        .overridden()
        .map(|fact| (fact.key.to_owned(), json!(setting.plan.sheet.text(fact))))
        .collect();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": scenario,
        "scenario_sha256": setting.plan.sha256,
        "seed": seed,
        "replications": runs,
        "horizon_ms": setting.plan.horizon.millis(),
        "tzdb": time_zone_database(),
        "overridden": overridden,
    })
}
