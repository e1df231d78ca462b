//! One run as NDJSON: a line of provenance, then an object for everything that happened.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

use crate::ground::calendar::time_zone_database;
use crate::ground::time::Time;
use crate::model::Setting;
use crate::report::names::Names;
use crate::report::provenance::SCHEMA;
use crate::report::run_record::{Change, Entry, RunRecord};
use crate::report::words::{Language, object, sentence};
use crate::runbook::step::At;
use crate::scenario::plan::Target;
use crate::world::lanes::Part;
use crate::world::note::Detail;
use crate::world::readiness::Readiness;

/// An object whose keys stay in the order in which they were written, because people read these lines too.
/// serde_json keeps that order by itself only with a feature that would order the keys of every other file anew.
#[derive(Debug, Default)]
struct Line(Vec<(Cow<'static, str>, Value)>);

impl Line {
    fn put(&mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> &mut Self {
        self.0.push((key.into(), value.into()));
        self
    }
}

impl Serialize for Line {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// The log of a run for machines.
pub fn ndjson(setting: &Setting, record: &RunRecord) -> String {
    let names = Names { setting };
    let mut lines = vec![provenance(setting, record)];
    let mut changes = record.changes.iter().peekable();
    for (index, entry) in record.entries.iter().enumerate() {
        while let Some(change) = changes.next_if(|change| change.at < entry.at) {
            lines.push(users(names, change));
        }
        lines.push(told(names, entry));
        // Counts stand after everything that happened at their moment.
        if record.entries.get(index + 1).is_none_or(|next| next.at > entry.at) {
            while let Some(change) = changes.next_if(|change| change.at == entry.at) {
                lines.push(users(names, change));
            }
        }
    }
    lines.extend(changes.map(|change| users(names, change)));
    let mut out = String::new();
    for line in lines {
        out.push_str(&serde_json::to_string(&line).expect("strings and numbers can always be written"));
        out.push('\n');
    }
    out
}

fn provenance(setting: &Setting, record: &RunRecord) -> Line {
    let plan = &setting.plan;
    let mut line = Line::default();
    line.put("schema", SCHEMA).put("version", env!("CARGO_PKG_VERSION")).put("about", plan.about.clone());
    line.put("sha256", plan.sha256.clone()).put("seed", record.seed).put("run", record.run);
    line.put("horizon_ms", plan.horizon.millis()).put("start", plan.calendar.start().to_string());
    line.put("zone", plan.calendar.zone()).put("tzdb", time_zone_database());
    line
}

fn moment(names: Names<'_>, at: Time, kind: &'static str) -> Line {
    let mut line = Line::default();
    let stamp = names.setting.plan.calendar.stamp(at);
    line.put("at_ms", at.millis()).put("at", stamp).put("kind", kind);
    line
}

fn users(names: Names<'_>, change: &Change) -> Line {
    let [full, limited, none] = change.counts;
    let mut line = moment(names, change.at, "users");
    line.put("pool", names.pool(change.pool)).put("full", full).put("limited", limited).put("none", none);
    line.put("before", change.before.to_vec());
    line
}

fn told(names: Names<'_>, entry: &Entry) -> Line {
    let mut line = moment(names, entry.at, entry.note.kind());
    line.put("object", object(names, &entry.note, &entry.moment));
    for (key, detail) in entry.note.details() {
        put_detail(names, &mut line, key, detail, entry);
    }
    line.put("text", sentence(Language::English, names, &entry.note, &entry.moment));
    for (at, key) in [(At::Shell, "cmdlet"), (At::TopologyBuilder, "topology_builder")] {
        let there: Vec<&str> =
            entry.typed.iter().filter(|typed| typed.at == at).map(|typed| typed.text.as_str()).collect();
        if !there.is_empty() {
            line.put(key, there.join("; "));
        }
    }
    line
}

/// Puts what a field of a note holds, with the names behind its ids.
fn put_detail(names: Names<'_>, line: &mut Line, key: &'static str, detail: Detail, entry: &Entry) {
    match detail {
        Detail::Pool(pool) => line.put(key, names.pool(pool)),
        Detail::Site(site) => line.put(key, names.site(site)),
        Detail::Edge(edge) => line.put(key, names.edge(edge)),
        Detail::Server(machine) => line.put(key, names.machine(machine)).put("role", names.role(machine)),
        Detail::FrontEnd(ordinal) => match entry.note.pool() {
            Some(pool) => line.put(key, names.front_end(pool, ordinal)),
            None => line,
        },
        Detail::Part(Part::Whole) => line,
        Detail::Part(Part::Domain(domain)) => line.put("upgrade_domain", domain + 1),
        Detail::Part(Part::Server(server)) => line.put("server", names.machine(server)),
        Detail::Target(target) => put_target(names, line, target),
        Detail::Order(order) => {
            if let Some(pool) = order.pool() {
                line.put("pool", names.pool(pool));
            }
            let (_, ordered, _) = names.answer(order, entry.moment.central_management);
            line.put(key, ordered.key)
        }
        Detail::Runbook(runbook) => line.put(key, names.runbook(runbook).id),
        Detail::Step(number) => match names.setting.procedures.by_number(number) {
            Some(step) => line.put("step", step.id.clone()).put("number", step.number.clone()),
            None => line,
        },
        Detail::Reason(reason) => line.put(key, reason.key),
        Detail::Readiness(readiness) => put_readiness(names, line, readiness, entry),
        Detail::Count(count) => line.put(key, count),
        Detail::Lasts(span) => line.put(format!("{key}_ms"), span.millis()),
        Detail::Ages(ages) => ages
            .each()
            .fold(line, |line, (class, age)| line.put(format!("{}_ms", class.row().key_in_events), age.millis())),
        Detail::OnlyInWords => line,
    };
}

fn put_readiness<'l>(names: Names<'_>, line: &'l mut Line, readiness: Readiness, entry: &Entry) -> &'l mut Line {
    let domains = entry.note.pool().map(|pool| names.domains(pool)).unwrap_or_default();
    let listed = domains.into_iter().map(|(domain, servers)| {
        json!({ "upgrade_domain": domain + 1, "servers": servers, "ready_for_upgrade": readiness.is_ready(domain) })
    });
    line.put("pool_upgrade_state", readiness.state.word()).put("active", readiness.active.count_ones());
    line.put("domains", listed.collect::<Vec<Value>>())
}

fn put_target<'l>(names: Names<'_>, line: &'l mut Line, target: Target) -> &'l mut Line {
    let kind = match target {
        Target::Machine(_) => "machine",
        Target::Pool(_) => "pool",
        Target::Site(_) => "site",
        Target::Link(_) => "link",
        Target::BackEnd(_) => "back_end",
        Target::Edge(_) => "edge",
        Target::SharedComponent(_) => "shared",
        Target::Shock(_) => "front_ends_together",
        Target::Disaster => "all_sites",
    };
    let machines = names.setting.plan.machines_of(target).len();
    line.put("target", kind).put("name", names.setting.plan.name_of(target)).put("machines", machines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{lost_site, record};

    #[test]
    fn keys_stay_in_the_order_in_which_they_were_written() {
        let mut line = Line::default();
        line.put("z", 1).put("a", json!(["한글"]));
        assert_eq!(serde_json::to_string(&line).unwrap(), r#"{"z":1,"a":["한글"]}"#);
    }

    #[test]
    fn every_line_is_an_object_in_the_order_of_time() {
        let setting = lost_site();
        let text = ndjson(&setting, &record(&setting, 0));
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!((&lines[0]["schema"], &lines[0]["seed"], &lines[0]["run"]), (&json!(SCHEMA), &json!(1), &json!(0)));
        assert!(lines[1..].windows(2).all(|two| two[0]["at_ms"].as_u64() <= two[1]["at_ms"].as_u64()));
        assert_eq!(lines[1]["at"], "2026-03-03T10:00:00.000+01:00");
        let users: Vec<&Value> = lines.iter().filter(|line| line["kind"] == "users").collect();
        let sum =
            |line: &Value| ["full", "limited", "none"].map(|level| line[level].as_u64().unwrap()).iter().sum::<u64>();
        assert!(users.len() >= 4 && users.iter().all(|line| sum(line) == 24_000), "{users:?}");
        let step = lines.iter().find(|line| line["step"] == "failing-over-a-pool.7").unwrap();
        assert_eq!(step["cmdlet"], "Invoke-CsPoolFailover -PoolFQDN pool1 -DisasterMode -Verbose");
    }
}
