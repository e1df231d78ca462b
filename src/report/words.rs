//! The message catalogue: every sentence that tells what happened in a run.
//!
//! One match over [`Note`] for each language, exhaustive, so that a new note does not compile until it has its words.
//! Sentences have no full stop: they are lines of a log, and stand beside their time and their object.

use crate::ground::time::Span;
use std::borrow::Cow;

use crate::report::cmdlet::filled;
use crate::report::moment::Moment;
use crate::report::names::{Names, counted, listed};
use crate::runbook::trigger::Trigger;
use crate::scenario::plan::{Order, Target};
use crate::topology::{ComponentKind, EdgeId, PoolId};
use crate::world::backup_copy::ByClass;
use crate::world::lanes::{Part, RunbookId};
use crate::world::note::{Detail, Note, StartLacks};
use crate::world::readiness::Readiness;
use crate::world::reason::Reason;

/// The languages that a run can be told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
}

/// Tells a note in a language.
pub fn sentence(language: Language, names: Names<'_>, note: &Note, moment: &Moment) -> String {
    match language {
        Language::English => english(names, note, moment),
    }
}

/// Whether a target is a fault that hits all servers of a pool at once, which is not lost but begins.
pub fn is_common_fault(n: Names<'_>, target: Target) -> bool {
    let Target::SharedComponent(component) = target else { return false };
    n.topology().shared_components[component.index()].kind == ComponentKind::CommonFault
}

/// The pool that a common fault is named after, where it is.
fn struck(name: &str) -> Option<&str> {
    name.strip_suffix(" common fault")
}

/// A common fault by what it strikes, or by the name that the scenario gave it.
pub fn common_fault(name: &str) -> String {
    match struck(name) {
        Some(pool) => format!("common fault of {pool}"),
        None if name.contains("common fault") => name.to_owned(),
        None => format!("common fault {name}"),
    }
}

/// The object of a note: the pool, site, Edge pool, link or shared thing that it happens to.
pub fn object<'s>(names: Names<'s>, note: &Note, moment: &Moment) -> &'s str {
    match note.about() {
        Detail::Server(machine) | Detail::Target(Target::Machine(machine)) => names.owner(machine),
        Detail::Target(target) => {
            let name = names.setting.plan.name_of(target);
            if is_common_fault(names, target) { struck(name).unwrap_or(name) } else { name }
        }
        Detail::Site(site) => names.site(site),
        Detail::Edge(edge) => names.edge(edge),
        Detail::Order(order) => names.pool(names.answer(order, moment.central_management).2),
        _ => names.pool(note.pool().unwrap_or(moment.central_management)),
    }
}

fn english(n: Names<'_>, note: &Note, m: &Moment) -> String {
    let p = |pool: PoolId| n.pool(pool);
    let title = |runbook: RunbookId| n.runbook(runbook).title;
    match *note {
        Note::Lost(target) => lost(n, target),
        Note::Returned(target) => returned(n, target),
        Note::StillLost(target) if is_common_fault(n, target) => {
            format!("The {}: one reason for it has gone, another remains", common_fault(n.setting.plan.name_of(target)))
        }
        Note::StillLost(target) => {
            format!("{}: one reason why it is down has gone, another remains", n.setting.plan.name_of(target))
        }
        Note::SiteStage { site, stage: ..2 } => format!("{}: the directory is up; SQL Servers start", n.site(site)),
        Note::SiteStage { site, .. } => format!("{}: SQL Servers run; all other servers start", n.site(site)),
        Note::Started(server) => format!("{} {} accepts connections", n.role(server), n.machine(server)),
        Note::QuorumLost { pool, votes, needed } => quorum_lost(n, pool, votes, needed),
        Note::QuorumBack(pool) => format!("{} has pool quorum again, before its services stop", p(pool)),
        Note::ServicesStop(pool) => format!("The remaining Front Ends of {} stop all services", p(pool)),
        Note::Starting { pool, up, takes } => starting(n, pool, up, takes),
        Note::StartBlocked { pool, up, needed, lacks } => start_blocked(n, pool, up, needed, lacks),
        Note::PoolStarted(pool) => format!("{} is functional", p(pool)),
        Note::Promoted { pool, ordinal, groups } => replicas(n, pool, groups, "promoted after the loss of", ordinal),
        Note::GroupsLost { pool, groups, of } => groups_lost(n, pool, groups, of),
        Note::GroupsBack(pool) => format!("{}: all routing groups have routing-group quorum again", p(pool)),
        Note::Rebuilt { pool, ordinal, groups } => replicas(n, pool, groups, "built anew elsewhere for", ordinal),
        Note::CaughtUp { pool, ordinal, groups } => replicas(n, pool, groups, "up to date again on", ordinal),
        Note::Rebalanced { pool, ordinal, groups } => replicas(n, pool, groups, "taken home to", ordinal),
        Note::FillWaits { pool, ordinal } => fill_waits(n, pool, ordinal),
        Note::BackEndAway(pool) => format!("The Back End of {} is not available", p(pool)),
        Note::BackEndBack(pool) => format!("The Back End of {} is available again", p(pool)),
        Note::BackEndThreshold(pool) => format!("The Back End of {} is away for too long: resiliency mode", p(pool)),
        Note::GroupsRecovered { pool, groups } => groups_recovered(n, pool, groups),
        Note::NotWritten { pool, groups, user_data } => not_written(n, pool, groups, user_data),
        Note::MirrorFailed(pool) => format!("The automatic database failover of {} does not work", p(pool)),
        Note::MirrorTookOver(pool) => format!("{} becomes principal of {}", principal(n, m), p(pool)),
        Note::Noticed(pool) => noticed(n, pool, m),
        Note::Paged(pool) => format!("Nobody is at work: somebody is paged for {}", p(pool)),
        Note::Arrived(pool) => format!("Somebody is at a management shell for {}", p(pool)),
        Note::Decided(pool) => format!("Decided: {}", task(n, pool, m)),
        Note::Withdrawn { runbook, pool } => {
            format!("Called off, no longer needed: {}, {}", n.runbook(runbook).title, n.pool(pool))
        }
        Note::CalledOff(pool) => format!("Called off, no longer needed: {}", task(n, pool, m)),
        Note::RegistrarAccepts { pool, at } => registrar_accepts(n, pool, at),
        Note::Ordered(order) => ordered(n, order, m),
        Note::Opened { pool, part, runbook } => format!("{} begins, {}", title(runbook), of_pool(n, pool, part)),
        Note::StepBegins { pool, part, runbook, step, .. } => step_begins(n, runbook, &of_pool(n, pool, part), step),
        Note::StepEnds { pool, part, runbook, step, took, .. } => {
            format!("{}, {}: done after {}", step_name(n, runbook, step), of_pool(n, pool, part), took.rough())
        }
        Note::Refused { pool, part, runbook, reason } => refused(n, runbook, (pool, part), reason, m),
        Note::Waits { pool, part, runbook, reason } => {
            let until = of_table(n, (pool, part), m, reason.until);
            format!("{}, {}: waits until {until}", title(runbook), of_pool(n, pool, part))
        }
        Note::ReadinessAnswered { pool, readiness, .. } => readiness_answered(n, pool, readiness),
        Note::Drains { pool, part, takes } => {
            format!("{} takes nothing new: stopped after {}", of_pool(n, pool, part), takes.rough())
        }
        Note::Stopped { pool, part, users, cut } => stopped(n, (pool, part), users, cut),
        Note::Restarted { pool, part } => format!("{} starts again", of_pool(n, pool, part)),
        Note::Updated { pool, part } => format!("Updated: {}", of_pool(n, pool, part)),
        Note::Closed { pool, part, runbook, took } => {
            format!("{} ends after {}, {}", title(runbook), took.rough(), of_pool(n, pool, part))
        }
        Note::GivenUp { pool, part, runbook, reason } => {
            format!("{} is given up: {}", title(runbook), of_table(n, (pool, part), m, reason.because))
        }
        Note::FailedOver { pool, at, users } => format!("{} of {} are served by {} now", people(users), p(pool), p(at)),
        Note::FailedBack { pool, users } => format!("{} of {} are home", people(users), p(pool)),
        Note::NotCopied { pool, ages } => not_copied(n, pool, ages),
        Note::SignInBegins { at, users, takes } => sign_in(n, at, users, takes, m.again),
        Note::SignInEnds { at } => format!("Everybody who waited at {} has signed in", p(at)),
        Note::CentralManagementMoved { to } => format!("The active Central Management store is on {} now", p(to)),
        Note::NextHopChanged { edge, to } => format!("Edge pool {} has {} as its next hop now", n.edge(edge), p(to)),
    }
}

/// The answer as the cmdlet lists it.
fn readiness_answered(n: Names<'_>, pool: PoolId, answer: Readiness) -> String {
    let of = n.topology().pool(pool).front_ends.len();
    let domains = n.domains(pool).into_iter().map(|(domain, servers)| {
        let ready = if answer.is_ready(domain) { "True" } else { "False" };
        format!("{} ({}) {ready}", domain + 1, servers.join(" "))
    });
    let domains: Vec<String> = domains.collect();
    let (state, active) = (answer.state.word(), answer.active.count_ones());
    let name = n.pool(pool);
    format!("{name}: PoolUpgradeState {state}, {active} of {of} active; ReadyforUpgrade {}", domains.join(", "))
}

fn stopped(n: Names<'_>, (pool, part): (PoolId, Part), users: u32, cut: u32) -> String {
    let cut = match cut {
        0 => String::new(),
        cut => format!(", and {} cut", counted(cut.into(), "session is", "sessions are")),
    };
    format!("{} stopped as planned: {} must reconnect{cut}", of_pool(n, pool, part), people(users))
}

fn quorum_lost(n: Names<'_>, pool: PoolId, votes: u8, needed: u8) -> String {
    let left = counted(votes.into(), "vote", "votes");
    format!("{} loses pool quorum: {left} left, {needed} needed", n.pool(pool))
}

fn start_blocked(n: Names<'_>, pool: PoolId, up: u8, needed: u8, lacks: StartLacks) -> String {
    let name = n.pool(pool);
    match lacks {
        StartLacks::FrontEnds => format!("{name} cannot start: {up} of {needed} Front Ends run"),
        StartLacks::BackEnd => format!("{name} cannot start: its Back End is not available"),
        StartLacks::Quorum => format!("{name} cannot start: it has no pool quorum without its primary SQL Server"),
        StartLacks::StoppedLast(server) => {
            format!("{name} cannot start: {} stopped last and has to start first, or with the other", n.machine(server))
        }
    }
}

fn starting(n: Names<'_>, pool: PoolId, up: u8, takes: Span) -> String {
    if up < n.topology().pool(pool).quorum.to_start {
        let up = counted(up.into(), "Front End that runs", "Front Ends that run");
        return format!("{} begins its cold start with the {up}; it takes {}", n.pool(pool), takes.rough());
    }
    // Others may return in the same instant, so what counts is how many it needed.
    let needed = counted(n.topology().pool(pool).quorum.to_start.into(), "Front End is", "Front Ends are");
    format!("{} begins its cold start, for which {needed} needed; it takes {}", n.pool(pool), takes.rough())
}

fn replicas(n: Names<'_>, pool: PoolId, groups: u16, what: &str, ordinal: u8) -> String {
    let groups = counted(groups.into(), "routing group", "routing groups");
    format!("{}: replicas of {groups} {what} {}", n.pool(pool), n.front_end(pool, ordinal))
}

fn groups_lost(n: Names<'_>, pool: PoolId, groups: u16, of: u16) -> String {
    format!("{}: {groups} of {of} routing groups are without routing-group quorum", n.pool(pool))
}

fn groups_recovered(n: Names<'_>, pool: PoolId, groups: u16) -> String {
    let groups = counted(groups.into(), "routing group", "routing groups");
    format!("{}: {groups} reloaded from the Back End onto the Front Ends that run", n.pool(pool))
}

fn fill_waits(n: Names<'_>, pool: PoolId, ordinal: u8) -> String {
    format!("{} waits: it cannot be filled while the Back End of {} is away", n.front_end(pool, ordinal), n.pool(pool))
}

fn principal<'s>(n: Names<'s>, m: &Moment) -> &'s str {
    m.principal.map_or("The mirror", |server| n.machine(server))
}

fn registrar_accepts(n: Names<'_>, pool: PoolId, at: PoolId) -> String {
    format!("{}, backup registrar of {}, lets its users in: resiliency mode", n.pool(at), n.pool(pool))
}

fn refused(n: Names<'_>, runbook: RunbookId, about: (PoolId, Part), reason: &Reason, m: &Moment) -> String {
    filled(reason.refused, |name| match name {
        "cmdlet" => Some(Cow::Borrowed(n.runbook(runbook).decisive)),
        "because" => Some(Cow::Owned(of_table(n, about, m, reason.because))),
        "about" => Some(Cow::Owned(of_pool(n, about.0, about.1))),
        "pool" => Some(Cow::Borrowed(n.pool(about.0))),
        _ => None,
    })
}

fn sign_in(n: Names<'_>, at: PoolId, users: u32, takes: Span, again: bool) -> String {
    let still = if again { "still " } else { "" };
    format!("{} {still}have to sign in at {}: {}", people(users), n.pool(at), takes.rough())
}

fn people(users: u32) -> String {
    counted(users.into(), "user", "users")
}

fn lost(n: Names<'_>, target: Target) -> String {
    let name = n.setting.plan.name_of(target);
    match target {
        Target::Machine(machine) => format!("{} {name} is lost", n.role(machine)),
        Target::Pool(_) => format!("{name} is lost: {}", n.census(target)),
        Target::Site(_) => format!("Site {name} is lost: {}", n.census(target)),
        Target::Link(_) => format!("The link {name} is cut"),
        Target::BackEnd(_) => format!("The Back End of {name} is lost: {}", n.census(target)),
        Target::Edge(_) => format!("Edge pool {name} is lost: {}", n.census(target)),
        Target::SharedComponent(component) => match n.topology().shared_components[component.index()].kind {
            ComponentKind::Certificate => format!("The certificate {name} expires: {}", n.census(target)),
            ComponentKind::CommonFault => format!("The {} begins: {}", common_fault(name), n.census(target)),
            kind => format!("The {} {name} is lost: {}", kind.word(), n.census(target)),
        },
        Target::Shock(_) => format!("One shock takes every Front End of {name} that runs"),
        Target::Disaster => "One disaster takes all sites".to_owned(),
    }
}

fn returned(n: Names<'_>, target: Target) -> String {
    let name = n.setting.plan.name_of(target);
    match target {
        Target::Machine(machine) => format!("{} {name} is repaired", n.role(machine)),
        Target::Pool(_) => format!("The servers of {name} return"),
        Target::Site(_) => format!("Site {name} returns; its directory starts first"),
        Target::Link(_) => format!("The link {name} works again"),
        Target::BackEnd(_) => format!("The Back End Servers of {name} return"),
        Target::Edge(_) => format!("Edge pool {name} returns"),
        Target::SharedComponent(component) => match n.topology().shared_components[component.index()].kind {
            ComponentKind::Certificate => format!("The certificate {name} is renewed"),
            ComponentKind::CommonFault => format!("The {} is repaired", common_fault(name)),
            kind => format!("The {} {name} returns", kind.word()),
        },
        Target::Shock(_) => format!("The shock to {name} is over"),
        Target::Disaster => "The disaster at all sites is over".to_owned(),
    }
}

fn noticed(n: Names<'_>, pool: PoolId, m: &Moment) -> String {
    let trigger = m.task.map_or(&Trigger::USUAL, |task| n.trigger(task));
    of_table(n, (pool, Part::Whole), m, if m.functional { trigger.notices_while_it_runs } else { trigger.notices })
}

/// What a pool needs of its administrators, as something to be done.
pub fn task(n: Names<'_>, pool: PoolId, m: &Moment) -> String {
    match m.task {
        Some(task) => of_table(n, (pool, Part::Whole), m, n.trigger(task).task),
        None => format!("what {} needed", n.pool(pool)),
    }
}

/// What a procedure or a step is about: a pool, or a part of one.
pub fn of_pool(n: Names<'_>, pool: PoolId, part: Part) -> String {
    match part {
        Part::Whole => n.pool(pool).to_owned(),
        Part::Domain(domain) => format!("upgrade domain {} of {}", domain + 1, n.pool(pool)),
        Part::Server(server) => format!("{} of {}", n.machine(server), n.pool(pool)),
    }
}

/// A text of the procedures' tables with the names of this moment in place of its placeholders.
pub fn of_table(n: Names<'_>, (pool, part): (PoolId, Part), m: &Moment, text: &str) -> String {
    filled(text, |name| match name {
        "about" => Some(Cow::Owned(of_pool(n, pool, part))),
        "pool" => Some(Cow::Borrowed(n.pool(pool))),
        "partner" => Some(Cow::Borrowed(n.partner(pool))),
        "store" => Some(Cow::Borrowed(n.pool(m.central_management))),
        "standby" => Some(Cow::Borrowed(m.standby.map_or(n.partner(pool), |standby| n.pool(standby)))),
        "edges" => Some(Cow::Owned(edge_pools(n, &m.edges))),
        _ => None,
    })
}

fn ordered(n: Names<'_>, order: Order, m: &Moment) -> String {
    let (_, ordered, pool) = n.answer(order, m.central_management);
    let says = of_table(n, (pool, Part::Whole), m, ordered.says);
    let round = order.round().map(|round| n.round(round)).unwrap_or_default();
    format!("Ordered: {}", says.replace("<round>", &round))
}

/// A step by the page's number of it.
pub fn step_name(n: Names<'_>, runbook: RunbookId, step: u8) -> String {
    match n.step(runbook, step).map_or("", |step| step.number.as_str()) {
        "opening" => "Opening".to_owned(),
        "before opening" => "Before the opening".to_owned(),
        "ours" => "Own step".to_owned(),
        "before ours" => "Before own step".to_owned(),
        number => match number.strip_prefix("before ") {
            Some(number) => format!("Before step {number}"),
            None => format!("Step {number}"),
        },
    }
}

fn step_begins(n: Names<'_>, runbook: RunbookId, about: &str, step: u8) -> String {
    let says = n.step(runbook, step).map_or("", |step| step.instruction.as_str());
    format!("{}, {about}: {says}", step_name(n, runbook, step))
}

/// What users will miss after a QuorumLossRecovery: what only the lost replicas had.
fn not_written(n: Names<'_>, pool: PoolId, groups: u16, user_data: Span) -> String {
    let groups = counted(groups.into(), "routing group", "routing groups");
    let lost = user_data.rough();
    format!(
        "Users in {groups} of {} lose the last {lost} of contacts and settings: not yet in the Back End",
        n.pool(pool)
    )
}

fn edge_pools(n: Names<'_>, edges: &[EdgeId]) -> String {
    let named: Vec<String> = edges.iter().map(|edge| n.edge(*edge).to_owned()).collect();
    format!("Edge pool{} {}", if named.len() == 1 { "" } else { "s" }, listed(&named))
}

/// What users will miss after a move: at the partner what was not copied in time, at home what was written elsewhere.
fn not_copied(n: Names<'_>, pool: PoolId, ages: ByClass<Span>) -> String {
    if ages.each().all(|(_, age)| *age == Span::ZERO) {
        return format!("Users of {} lose nothing by the move", n.pool(pool));
    }
    let lost: Vec<String> =
        ages.each().map(|(class, age)| format!("{} of {}", age.rough(), class.row().words)).collect();
    format!("Users of {} lose the last {}", n.pool(pool), lost.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Setting;
    use crate::report::sample::lost_site;
    use crate::runbook::ALL;
    use crate::runbook::failing_over_a_pool::FAILING_OVER_A_POOL;
    use crate::runbook::question::Question;
    use crate::runbook::questions::{NO_EDGE_USES_POOL, PARTNER_IS_AT_HOME, TOO_MANY_ORDERS};
    use crate::topology::{EdgeId, LinkId, MachineId, SiteId};
    use crate::world::administrators::Task;
    use crate::world::readiness::UpgradeState;

    const POOL: PoolId = PoolId::nth(&[(); 2], 0).unwrap();
    const OTHER: PoolId = PoolId::nth(&[(); 2], 1).unwrap();
    const SERVER: MachineId = MachineId::nth(&[()], 0).unwrap();
    const SITE: SiteId = SiteId::nth(&[()], 0).unwrap();
    const EDGE: EdgeId = EdgeId::nth(&[()], 0).unwrap();

    fn about_places() -> Vec<Note> {
        let targets =
            [Target::Machine(SERVER), Target::Pool(POOL), Target::BackEnd(POOL), Target::Shock(POOL), Target::Disaster];
        let mut notes: Vec<Note> =
            targets.into_iter().flat_map(|t| [Note::Lost(t), Note::Returned(t), Note::StillLost(t)]).collect();
        notes.extend([Note::Lost(Target::Site(SITE)), Note::Returned(Target::Edge(EDGE))]);
        notes.extend([1, 2].map(|stage| Note::SiteStage { site: SITE, stage }));
        notes.push(Note::Started(SERVER));
        notes
    }

    fn about_pools() -> Vec<Note> {
        let pool = POOL;
        let (ordinal, groups, takes) = (1, 3, Span::minutes(9));
        vec![
            Note::QuorumLost { pool, votes: 1, needed: 4 },
            Note::QuorumBack(pool),
            Note::ServicesStop(pool),
            Note::Starting { pool, up: 5, takes },
            Note::StartBlocked { pool, up: 2, needed: 5, lacks: StartLacks::FrontEnds },
            Note::StartBlocked { pool, up: 1, needed: 1, lacks: StartLacks::StoppedLast(SERVER) },
            Note::PoolStarted(pool),
            Note::Promoted { pool, ordinal, groups },
            Note::GroupsLost { pool, groups, of: 18 },
            Note::GroupsBack(pool),
            Note::Rebuilt { pool, ordinal, groups },
            Note::CaughtUp { pool, ordinal, groups },
            Note::Rebalanced { pool, ordinal, groups },
            Note::BackEndAway(pool),
            Note::BackEndBack(pool),
            Note::BackEndThreshold(pool),
            Note::GroupsRecovered { pool, groups },
            Note::NotWritten { pool, groups, user_data: takes },
            Note::FillWaits { pool, ordinal },
            Note::MirrorFailed(pool),
            Note::MirrorTookOver(pool),
            Note::RegistrarAccepts { pool, at: OTHER },
            Note::FailedOver { pool, at: OTHER, users: 24_000 },
            Note::FailedBack { pool, users: 24_000 },
            Note::NotCopied { pool, ages: ByClass::of(|_| takes) },
            Note::SignInBegins { at: pool, users: 1, takes },
            Note::SignInEnds { at: pool },
            Note::CentralManagementMoved { to: pool },
            Note::NextHopChanged { edge: EDGE, to: pool },
        ]
    }

    fn about_updates() -> Vec<Note> {
        let (pool, part, takes) = (POOL, Part::Domain(0), Span::minutes(9));
        let readiness = Readiness { state: UpgradeState::Busy, active: 0b111, ready: 0b10 };
        vec![
            Note::ReadinessAnswered { pool, part, readiness },
            Note::Drains { pool, part, takes },
            Note::Stopped { pool, part, users: 24, cut: 1 },
            Note::Restarted { pool, part },
            Note::Updated { pool, part },
        ]
    }

    fn about_people(setting: &Setting) -> Vec<Note> {
        let runbook = setting.procedures.id_of(&FAILING_OVER_A_POOL);
        let (pool, part, took) = (POOL, Part::Whole, Span::minutes(9));
        let orders = [Order::FailOver(pool), Order::FailBack(pool), Order::FailOverCentralManagement];
        let mut notes = vec![
            Note::Noticed(pool),
            Note::Paged(pool),
            Note::Arrived(pool),
            Note::Decided(pool),
            Note::CalledOff(pool),
            Note::Withdrawn { runbook, pool },
            Note::Opened { pool, part, runbook },
            Note::StepBegins { pool, part, runbook, step: 5, number: 5 },
            Note::StepEnds { pool, part, runbook, step: 5, number: 5, took },
            Note::Waits { pool, part, runbook, reason: &TOO_MANY_ORDERS },
            Note::Closed { pool, part, runbook, took },
        ];
        notes.extend(orders.map(Note::Ordered));
        for reason in reasons() {
            notes
                .extend([Note::Refused { pool, part, runbook, reason }, Note::GivenUp { pool, part, runbook, reason }]);
        }
        notes
    }

    /// Every reason that stands in a table.
    fn reasons() -> Vec<&'static Reason> {
        let mut reasons = vec![&TOO_MANY_ORDERS];
        for runbook in ALL {
            reasons.extend(runbook.dropped.as_ref().map(|dropped| dropped.reason));
            reasons.extend(runbook.triggers.iter().filter_map(|trigger| trigger.held_until.unmet.as_ref()));
            for step in runbook.steps {
                let guards = step.begins.iter().chain(step.stays).chain(step.ends);
                reasons.extend(guards.map(|guard| guard.reason));
                reasons.extend(step.fails.map(|fails| fails.reason));
                reasons.extend(step.finds_wrong);
            }
        }
        reasons
    }

    fn moment(task: Option<Task>) -> Moment {
        Moment {
            functional: false,
            task,
            central_management: POOL,
            standby: Some(OTHER),
            principal: None,
            edges: vec![EDGE],
            again: false,
        }
    }

    #[test]
    fn every_note_has_words_that_name_what_it_is_about() {
        let setting = lost_site();
        let names = Names { setting: &setting };
        let notes: Vec<Note> = [about_places(), about_pools(), about_updates(), about_people(&setting)].concat();
        let kinds: std::collections::BTreeSet<&str> = notes.iter().map(Note::kind).collect();
        assert_eq!(kinds, Note::KINDS.iter().copied().collect());
        for note in notes {
            for task in setting.procedures.tasks().map(|(task, _)| Some(task)).chain([None]) {
                let told = sentence(Language::English, names, &note, &moment(task));
                let object = object(names, &note, &moment(task));
                assert!(told.contains(object), "{note:?} of {object}: {told}");
                assert!(!told.contains('<') && !told.ends_with('.'), "{told}");
                for word in ["condition", "standing", "settle", "reconcile", " SE "] {
                    assert!(!told.contains(word), "{told}");
                }
            }
        }
    }

    #[test]
    fn refusals_say_what_the_product_says() {
        let setting = lost_site();
        let names = Names { setting: &setting };
        let refused = |question: &'static Question| {
            let reason = question.unmet.as_ref().expect("it is the question of a guard");
            let runbook = setting.procedures.id_of(&FAILING_OVER_A_POOL);
            let note = Note::Refused { pool: POOL, part: Part::Whole, runbook, reason };
            sentence(Language::English, names, &note, &moment(None))
        };
        let hop = "Invoke-CsPoolFailover is refused: pool1 is the next hop of Edge pool edge1; failing it over may stop \
                   external access, federation, split domain and XMPP";
        assert_eq!(refused(&NO_EDGE_USES_POOL), hop);
        let partner = "Invoke-CsPoolFailover is refused: users of 서울풀 are still served by pool1; fail 서울풀 back before \
                       pool1 is failed over";
        assert_eq!(refused(&PARTNER_IS_AT_HOME), partner);
    }

    #[test]
    fn links_are_cut_and_work_again() {
        let links = "links: { \"wan\": (between: (\"a\", \"b\"), bandwidth: \"1 Mbit/s\", latency: \"1ms\") }";
        let setting = crate::report::sample::load(&format!(
            "(schema: 1, about: \"\", product: LyncServer2013, start: \"2026-03-03 10:00 UTC\", horizon: \"1d\", \
             sites: {{ \"a\": (), \"b\": () }}, {links}, pools: {{ \"p\": Standard(site: \"a\", enabled_users: 9) }}, \
             central_management: \"p\")"
        ));
        let names = Names { setting: &setting };
        let note = Note::Lost(Target::Link(LinkId::nth(&setting.plan.topology.links, 0).unwrap()));
        assert_eq!(sentence(Language::English, names, &note, &moment(None)), "The link wan is cut");
    }
}
