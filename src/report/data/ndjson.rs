//! One run as NDJSON: a line of provenance, then an object for everything that happened.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use crate::ground::calendar::time_zone_database;
use crate::ground::time::Time;
use crate::model::Setting;
use crate::report::moment::pool_of;
use crate::report::names::Names;
use crate::report::provenance::SCHEMA;
use crate::report::run_record::{Change, Entry, RunRecord};
use crate::report::words::{Language, object, sentence};
use crate::runbook::step::At;
use crate::scenario::plan::{Order, Target};
use crate::world::lanes::{Reason, RunbookName};
use crate::world::note::Note;

/// An object whose keys stay in the order in which they were written, because people read these lines too.
#[derive(Debug, Default)]
struct Line(Vec<(&'static str, Value)>);

impl Line {
    fn put(&mut self, key: &'static str, value: impl Into<Value>) -> &mut Self {
        self.0.push((key, value.into()));
        self
    }

    fn all<const N: usize>(&mut self, pairs: [(&'static str, Value); N]) {
        self.0.extend(pairs);
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
    let mut line = moment(names, entry.at, kind(&entry.note));
    line.put("object", object(names, &entry.note, &entry.moment));
    put_names(names, &mut line, entry);
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

/// The name of a note's variant.
pub fn kind(note: &Note) -> &'static str {
    match note {
        Note::Lost(_) => "lost",
        Note::Returned(_) => "returned",
        Note::StillLost(_) => "still_lost",
        Note::SiteStage { .. } => "site_stage",
        Note::Started(_) => "started",
        Note::QuorumLost { .. } => "quorum_lost",
        Note::QuorumBack(_) => "quorum_back",
        Note::ServicesStop(_) => "services_stop",
        Note::Starting { .. } => "starting",
        Note::StartBlocked { .. } => "start_blocked",
        Note::PoolStarted(_) => "pool_started",
        Note::Promoted { .. } => "promoted",
        Note::GroupsLost { .. } => "groups_lost",
        Note::GroupsBack(_) => "groups_back",
        Note::Rebuilt { .. } => "rebuilt",
        Note::CaughtUp { .. } => "caught_up",
        Note::Rebalanced { .. } => "rebalanced",
        Note::FillWaits { .. } => "fill_waits",
        Note::BackEndAway(_) => "back_end_away",
        Note::BackEndBack(_) => "back_end_back",
        Note::BackEndThreshold(_) => "threshold",
        Note::GroupsRecovered { .. } => "groups_recovered",
        Note::NotWritten { .. } => "not_written",
        Note::MirrorFailed(_) => "mirror_failed",
        Note::MirrorTookOver(_) => "mirror_took_over",
        Note::Noticed(_) => "noticed",
        Note::Paged(_) => "paged",
        Note::Arrived(_) => "arrived",
        Note::Decided(_) => "decided",
        Note::CalledOff(_) => "called_off",
        Note::Withdrawn { .. } => "withdrawn",
        Note::RegistrarAccepts { .. } => "registrar_accepts",
        Note::Ordered(_) => "ordered",
        Note::Opened { .. } => "opened",
        Note::StepBegins { .. } => "step_begins",
        Note::StepEnds { .. } => "step_ends",
        Note::Refused { .. } => "refused",
        Note::Waits { .. } => "waits",
        Note::Closed { .. } => "closed",
        Note::GivenUp { .. } => "given_up",
        Note::FailedOver { .. } => "failed_over",
        Note::FailedBack { .. } => "failed_back",
        Note::NotCopied { .. } => "not_copied",
        Note::SignInBegins { .. } => "sign_in_begins",
        Note::SignInEnds { .. } => "sign_in_ends",
        Note::CentralManagementMoved { .. } => "central_management_moved",
        Note::NextHopChanged { .. } => "next_hop_changed",
    }
}

/// The names and numbers of a note.
fn put_names(names: Names<'_>, line: &mut Line, entry: &Entry) {
    if let Some(pool) = pool_of(&entry.note) {
        let signs_in = matches!(entry.note, Note::SignInBegins { .. } | Note::SignInEnds { .. });
        line.put(if signs_in { "serving_pool" } else { "pool" }, names.pool(pool));
    }
    match entry.note {
        Note::Lost(target) | Note::Returned(target) | Note::StillLost(target) => put_target(names, line, target),
        Note::SiteStage { site, stage } => line.all([("site", names.site(site).into()), ("stage", stage.into())]),
        Note::Started(machine) => {
            line.all([("machine", names.machine(machine).into()), ("role", names.role(machine).into())]);
        }
        Note::QuorumLost { votes, needed, .. } => line.all([("votes", votes.into()), ("needed", needed.into())]),
        Note::Starting { up, takes, .. } => line.all([("up", up.into()), ("takes_ms", takes.millis().into())]),
        Note::StartBlocked { up, needed, .. } => line.all([("up", up.into()), ("needed", needed.into())]),
        Note::Promoted { pool, ordinal, groups }
        | Note::Rebuilt { pool, ordinal, groups }
        | Note::CaughtUp { pool, ordinal, groups }
        | Note::Rebalanced { pool, ordinal, groups } => {
            line.all([("machine", names.front_end(pool, ordinal).into()), ("groups", groups.into())]);
        }
        Note::GroupsLost { groups, of, .. } => line.all([("groups", groups.into()), ("of", of.into())]),
        Note::GroupsRecovered { groups, .. } => line.all([("groups", groups.into())]),
        Note::NotWritten { groups, user_data, .. } => {
            line.all([("groups", groups.into()), ("user_data_ms", user_data.millis().into())]);
        }
        Note::FillWaits { pool, ordinal } => line.all([("machine", names.front_end(pool, ordinal).into())]),
        Note::RegistrarAccepts { at, .. } => line.all([("serving_pool", names.pool(at).into())]),
        Note::Ordered(order) => line.all([("order", order_key(order).into())]),
        Note::FailedOver { at, users, .. } => {
            line.all([("serving_pool", names.pool(at).into()), ("users", users.into())]);
        }
        Note::FailedBack { users, .. } => line.all([("users", users.into())]),
        Note::NotCopied { user_data, content, .. } => {
            line.all([("user_data_ms", user_data.millis().into()), ("content_ms", content.millis().into())]);
        }
        Note::SignInBegins { users, takes, .. } => {
            line.all([("users", users.into()), ("takes_ms", takes.millis().into())]);
        }
        Note::NextHopChanged { edge, to } => {
            line.all([("edge", names.edge(edge).into()), ("pool", names.pool(to).into())]);
        }
        _ => put_procedure(names, line, entry),
    }
}

fn put_target(names: Names<'_>, line: &mut Line, target: Target) {
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
    line.put("target", kind).put("name", names.setting.plan.name_of(target)).put("machines", machines);
}

fn order_key(order: Order) -> &'static str {
    match order {
        Order::FailOver(_) => "fail_over",
        Order::FailBack(_) => "fail_back",
        Order::FailOverCentralManagement => "fail_over_central_management",
    }
}

/// The procedure a note is about, if it is about one, and what happens to it.
fn put_procedure(names: Names<'_>, line: &mut Line, entry: &Entry) {
    let id = |runbook: RunbookName| ("runbook", names.runbook(runbook).id.into());
    match entry.note {
        Note::Opened { runbook, .. } => line.all([id(runbook)]),
        Note::StepBegins { runbook, step, .. } => {
            line.all([id(runbook)]);
            put_step(names, line, runbook, step);
        }
        Note::StepEnds { runbook, step, took, .. } => {
            line.all([id(runbook)]);
            put_step(names, line, runbook, step);
            line.put("took_ms", took.millis());
        }
        Note::Withdrawn { runbook, .. } => line.all([id(runbook)]),
        Note::Refused { runbook, reason, .. }
        | Note::Waits { runbook, reason, .. }
        | Note::GivenUp { runbook, reason, .. } => {
            line.all([id(runbook), ("reason", reason_key(reason).into())]);
        }
        Note::Closed { runbook, took, .. } => {
            line.all([id(runbook), ("took_ms", took.millis().into())]);
        }
        _ => {}
    }
}

fn put_step(names: Names<'_>, line: &mut Line, runbook: RunbookName, step: u8) {
    if let Some(step) = names.step(runbook, step) {
        line.put("step", step.id.clone()).put("number", step.number.clone());
    }
}

/// The name of a reason.
pub fn reason_key(reason: Reason) -> &'static str {
    match reason {
        Reason::NotPaired => "not_paired",
        Reason::AlreadyFailedOver => "already_failed_over",
        Reason::PartnerFailedOver => "partner_failed_over",
        Reason::NotFailedOver => "not_failed_over",
        Reason::CentralManagementNotReady => "central_management_not_ready",
        Reason::NextHop => "next_hop",
        Reason::PartnerNotFunctional => "partner_not_functional",
        Reason::HomeNotFunctional => "home_not_functional",
        Reason::HomeWithoutBackEnd => "home_without_back_end",
        Reason::PartnerWithoutBackEnd => "partner_without_back_end",
        Reason::NoStandby => "no_standby",
        Reason::StandbyNotReady => "standby_not_ready",
        Reason::LinkCut => "link_cut",
        Reason::TooManyOrders => "too_many_orders",
        Reason::NoLongerNeeded => "no_longer_needed",
        Reason::OvertakenByEvents => "overtaken_by_events",
        Reason::NoOtherPool => "no_other_pool",
        Reason::Failed => "failed",
        Reason::StoreIsBack => "store_is_back",
        Reason::NoMirror => "no_mirror",
        Reason::PartnerNotReady => "partner_not_ready",
        Reason::DoneWrong => "done_wrong",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

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
