//! One run as NDJSON: a line of provenance, then an object for everything that happened.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use crate::ground::calendar::time_zone_database;
use crate::ground::time::Time;
use crate::model::Setting;
use crate::report::log::{clock, typed};
use crate::report::names::Names;
use crate::report::provenance::SCHEMA;
use crate::report::tale::{Change, Entry, Tale};
use crate::report::words::{Language, object, sentence};
use crate::scenario::plan::{Order, Target};
use crate::topology::PoolId;
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
pub fn ndjson(setting: &Setting, tale: &Tale) -> String {
    let names = Names { setting };
    let mut lines = vec![provenance(setting, tale)];
    let mut changes = tale.changes.iter().peekable();
    for (index, entry) in tale.entries.iter().enumerate() {
        while let Some(change) = changes.next_if(|change| change.at < entry.at) {
            lines.push(users(names, change));
        }
        lines.push(told(names, entry));
        // Counts stand after everything that happened at their moment.
        if tale.entries.get(index + 1).is_none_or(|next| next.at > entry.at) {
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

fn provenance(setting: &Setting, tale: &Tale) -> Line {
    let plan = &setting.plan;
    let mut line = Line::default();
    line.put("schema", SCHEMA).put("version", env!("CARGO_PKG_VERSION")).put("about", plan.about.clone());
    line.put("sha256", plan.sha256.clone()).put("seed", tale.seed).put("run", tale.run);
    line.put("horizon_ms", plan.horizon.millis()).put("start", plan.calendar.start().to_string());
    line.put("zone", plan.calendar.zone()).put("tzdb", time_zone_database());
    line
}

fn moment(names: Names<'_>, at: Time, kind: &'static str) -> Line {
    let calendar = &names.setting.plan.calendar;
    let date = calendar.date_clock(at)[..10].to_owned();
    let mut line = Line::default();
    line.put("at_ms", at.millis()).put("at", format!("{date}T{}", clock(calendar, at, true))).put("kind", kind);
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
    if let Some(typed) = typed(names, entry) {
        line.put("cmdlet", typed);
    }
    line
}

/// The name of a note's variant.
pub fn kind(note: &Note) -> &'static str {
    match note {
        Note::Lost(_) => "lost",
        Note::Returned(_) => "returned",
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
        Note::BackEndAway(_) => "back_end_away",
        Note::BackEndBack(_) => "back_end_back",
        Note::Threshold(_) => "threshold",
        Note::GroupsRecovered { .. } => "groups_recovered",
        Note::MirrorFailed(_) => "mirror_failed",
        Note::MirrorTookOver(_) => "mirror_took_over",
        Note::Noticed(_) => "noticed",
        Note::Paged(_) => "paged",
        Note::Arrived(_) => "arrived",
        Note::Decided(_) => "decided",
        Note::CalledOff(_) => "called_off",
        Note::RegistrarAccepts { .. } => "registrar_accepts",
        Note::Ordered(_) => "ordered",
        Note::Opened { .. } => "opened",
        Note::StepBegins { .. } => "step_begins",
        Note::StepEnds { .. } => "step_ends",
        Note::Refused { .. } => "refused",
        Note::WaitsForPartner { .. } => "waits_for_partner",
        Note::Closed { .. } => "closed",
        Note::GivenUp { .. } => "given_up",
        Note::FailedOver { .. } => "failed_over",
        Note::FailedBack { .. } => "failed_back",
        Note::NotCopied { .. } => "not_copied",
        Note::SignInBegins { .. } => "sign_in_begins",
        Note::SignInEnds { .. } => "sign_in_ends",
        Note::CentralManagementMoved { .. } => "central_management_moved",
        Note::NextHopChanged { .. } => "next_hop_changed",
        Note::EdgeAssociated { .. } => "edge_associated",
    }
}

/// The names and numbers of a note.
fn put_names(names: Names<'_>, line: &mut Line, entry: &Entry) {
    let pool = |pool: PoolId| names.pool(pool);
    match entry.note {
        Note::Lost(target) | Note::Returned(target) => put_target(names, line, target),
        Note::SiteStage { site, stage } => drop(line.put("site", names.site(site)).put("stage", stage)),
        Note::Started(machine) => drop(line.put("machine", names.machine(machine)).put("role", names.role(machine))),
        Note::QuorumLost { pool: of, votes, needed } => {
            line.put("pool", pool(of)).put("votes", votes).put("needed", needed);
        }
        Note::Starting { pool: of, up, takes } => {
            line.put("pool", pool(of)).put("up", up).put("takes_ms", takes.millis());
        }
        Note::StartBlocked { pool: of, up, needed } => drop(line.put("pool", pool(of)).put("up", up).put("needed", needed)),
        Note::Promoted { pool: of, ordinal, groups }
        | Note::Rebuilt { pool: of, ordinal, groups }
        | Note::CaughtUp { pool: of, ordinal, groups }
        | Note::Rebalanced { pool: of, ordinal, groups } => {
            line.put("pool", pool(of)).put("machine", names.front_end(of, ordinal)).put("groups", groups);
        }
        Note::GroupsLost { pool: of, groups, of: all } => drop(line.put("pool", pool(of)).put("groups", groups).put("of", all)),
        Note::GroupsRecovered { pool: of, groups } => drop(line.put("pool", pool(of)).put("groups", groups)),
        Note::RegistrarAccepts { pool: of, at } => drop(line.put("pool", pool(of)).put("serving_pool", pool(at))),
        Note::Ordered(order) => put_order(names, line, order),
        Note::FailedOver { pool: of, at, users } => {
            line.put("pool", pool(of)).put("serving_pool", pool(at)).put("users", users);
        }
        Note::FailedBack { pool: of, users } => drop(line.put("pool", pool(of)).put("users", users)),
        Note::NotCopied { pool: of, user_data, content } => {
            line.put("pool", pool(of)).put("user_data_ms", user_data.millis()).put("content_ms", content.millis());
        }
        Note::SignInBegins { at, users, takes } => {
            line.put("serving_pool", pool(at)).put("users", users).put("takes_ms", takes.millis());
        }
        Note::SignInEnds { at } => drop(line.put("serving_pool", pool(at))),
        Note::CentralManagementMoved { to } => drop(line.put("pool", pool(to))),
        Note::NextHopChanged { edge, to } => drop(line.put("edge", names.edge(edge)).put("pool", pool(to))),
        Note::EdgeAssociated { pool: of, edge } => drop(line.put("pool", pool(of)).put("edge", names.edge(edge))),
        Note::Opened { .. }
        | Note::StepBegins { .. }
        | Note::StepEnds { .. }
        | Note::Refused { .. }
        | Note::WaitsForPartner { .. }
        | Note::Closed { .. }
        | Note::GivenUp { .. } => put_procedure(names, line, entry),
        Note::QuorumBack(of)
        | Note::ServicesStop(of)
        | Note::PoolStarted(of)
        | Note::GroupsBack(of)
        | Note::BackEndAway(of)
        | Note::BackEndBack(of)
        | Note::Threshold(of)
        | Note::MirrorFailed(of)
        | Note::MirrorTookOver(of)
        | Note::Noticed(of)
        | Note::Paged(of)
        | Note::Arrived(of)
        | Note::Decided(of)
        | Note::CalledOff(of) => drop(line.put("pool", pool(of))),
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
        Target::Fate(_) => "shared",
        Target::Shock(_) => "front_ends_together",
        Target::Disaster => "all_sites",
    };
    let machines = names.setting.plan.machines_of(target).len();
    line.put("target", kind).put("name", names.setting.plan.name_of(target)).put("machines", machines);
}

fn put_order(names: Names<'_>, line: &mut Line, order: Order) {
    match order {
        Order::FailOver(pool) => line.put("order", "fail_over").put("pool", names.pool(pool)),
        Order::FailBack(pool) => line.put("order", "fail_back").put("pool", names.pool(pool)),
        Order::FailOverCentralManagement => line.put("order", "fail_over_central_management"),
    };
}

fn put_procedure(names: Names<'_>, line: &mut Line, entry: &Entry) {
    let mut of = |runbook: RunbookName, pool: PoolId| {
        line.put("pool", names.pool(pool)).put("runbook", names.runbook(runbook).id);
    };
    match entry.note {
        Note::Opened { runbook, pool } | Note::WaitsForPartner { runbook, pool } => of(runbook, pool),
        Note::StepBegins { runbook, pool, step, .. } => {
            of(runbook, pool);
            put_step(names, line, runbook, step);
        }
        Note::StepEnds { runbook, pool, step, took, .. } => {
            of(runbook, pool);
            put_step(names, line, runbook, step);
            line.put("took_ms", took.millis());
        }
        Note::Refused { runbook, pool, reason } | Note::GivenUp { runbook, pool, reason } => {
            of(runbook, pool);
            line.put("reason", reason_key(reason));
        }
        Note::Closed { runbook, pool, took } => {
            of(runbook, pool);
            line.put("took_ms", entry.moment.open_for.unwrap_or(took).millis());
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
        Reason::NoStandby => "no_standby",
        Reason::NoLongerNeeded => "no_longer_needed",
        Reason::NoOtherPool => "no_other_pool",
        Reason::Failed => "failed",
        Reason::NoMirror => "no_mirror",
        Reason::PartnerNotReady => "partner_not_ready",
        Reason::DoneWrong => "done_wrong",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_stay_in_the_order_in_which_they_were_written() {
        let mut line = Line::default();
        line.put("z", 1).put("a", json!(["한글"]));
        assert_eq!(serde_json::to_string(&line).unwrap(), r#"{"z":1,"a":["한글"]}"#);
    }
}
