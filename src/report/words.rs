//! The message catalogue: every sentence that tells what happened in a run.
//!
//! One match over [`Note`] for each language, exhaustive, so that a new note does not compile until it has its words.
//! Sentences have no full stop: they are lines of a log, and stand beside their time and their object.

use crate::ground::time::Span;
use crate::report::moment::Moment;
use crate::report::names::{Names, counted, listed};
use crate::scenario::plan::{Order, Target};
use crate::topology::{ComponentKind, EdgeId, PoolId};
use crate::world::condition::Need;
use crate::world::lanes::{Reason, RunbookName};
use crate::world::note::{Detail, Note, StartLacks};

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
        _ => names.pool(note.pool().unwrap_or(moment.central_management)),
    }
}

fn english(n: Names<'_>, note: &Note, m: &Moment) -> String {
    let p = |pool: PoolId| n.pool(pool);
    let title = |runbook: RunbookName| n.runbook(runbook).title;
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
        Note::Decided(pool) => format!("Decided: {}", need(n, pool, m.need)),
        Note::Withdrawn { runbook, pool } => {
            format!("Called off, no longer needed: {}, {}", n.runbook(runbook).title, n.pool(pool))
        }
        Note::CalledOff(pool) => format!("Called off, no longer needed: {}", need(n, pool, m.need)),
        Note::RegistrarAccepts { pool, at } => registrar_accepts(n, pool, at),
        Note::Ordered(order) => ordered(n, order, m),
        Note::Opened { runbook, pool } => format!("{} begins, {}", title(runbook), p(pool)),
        Note::StepBegins { runbook, pool, step, .. } => step_begins(n, runbook, pool, step),
        Note::StepEnds { runbook, pool, step, took, .. } => step_ends(n, runbook, pool, step, took),
        Note::Refused { runbook, pool, reason } => refused(n, runbook, pool, reason, m),
        Note::Waits { runbook, pool, reason } => waits(n, runbook, pool, reason, m),
        Note::Closed { runbook, pool, took } => closed(n, runbook, pool, took),
        Note::GivenUp { runbook, pool, reason } => {
            format!("{} is given up: {}", title(runbook), because(n, pool, reason, m))
        }
        Note::FailedOver { pool, at, users } => format!("{} of {} are served by {} now", people(users), p(pool), p(at)),
        Note::FailedBack { pool, users } => format!("{} of {} are home", people(users), p(pool)),
        Note::NotCopied { pool, user_data, content } => not_copied(n, pool, user_data, content),
        Note::SignInBegins { at, users, takes } => sign_in(n, at, users, takes, m.again),
        Note::SignInEnds { at } => format!("Everybody who waited at {} has signed in", p(at)),
        Note::CentralManagementMoved { to } => format!("The active Central Management store is on {} now", p(to)),
        Note::NextHopChanged { edge, to } => format!("Edge pool {} has {} as its next hop now", n.edge(edge), p(to)),
    }
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

fn step_ends(n: Names<'_>, runbook: RunbookName, pool: PoolId, step: u8, took: Span) -> String {
    format!("{}, {}: done after {}", step_name(n, runbook, step), n.pool(pool), took.rough())
}

fn refused(n: Names<'_>, runbook: RunbookName, pool: PoolId, reason: Reason, m: &Moment) -> String {
    let cmdlet = n.runbook(runbook).decisive;
    match reason {
        Reason::Failed => format!("{cmdlet} fails, {}: its complaint is mended, then it is run again", n.pool(pool)),
        Reason::PartnerNotReady | Reason::DoneWrong | Reason::HomeNotFunctional => {
            format!("{cmdlet} fails: {}", because(n, pool, reason, m))
        }
        _ => format!("{cmdlet} is refused: {}", because(n, pool, reason, m)),
    }
}

fn closed(n: Names<'_>, runbook: RunbookName, pool: PoolId, took: Span) -> String {
    format!("{} ends after {}, {}", n.runbook(runbook).title, took.rough(), n.pool(pool))
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
    let name = n.pool(pool);
    match m.need {
        Some(Need::FailOverDatabase) => {
            format!("Somebody notices that {name} has lost its principal, and no mirror takes over")
        }
        Some(Need::ChangeNextHop) => {
            format!("Somebody notices that an Edge pool runs whose next hop, {name}, is down")
        }
        Some(Need::StartWithFewer) => {
            format!("Somebody notices that {name} does not start with the Front Ends that run")
        }
        Some(Need::RecoverGroups) => format!("Somebody notices that some users of {name} cannot sign in"),
        Some(Need::FailBackAtOnce) => {
            format!("Somebody notices that {}, which serves {name}, has failed", n.partner(pool))
        }
        _ if m.functional => format!("Somebody notices that the Back End of {name} stays away"),
        _ => format!("Somebody notices that {name} is down"),
    }
}

/// What a pool needs of its administrators, as something to be done.
pub fn need(n: Names<'_>, pool: PoolId, need: Option<Need>) -> String {
    let name = n.pool(pool);
    match need {
        Some(Need::FailOver) => format!("fail {name} over to {}", n.partner(pool)),
        Some(Need::FailBack) => format!("fail {name} back"),
        Some(Need::FailBackAtOnce) => format!("fail {name} back at once, since {} has failed", n.partner(pool)),
        Some(Need::FailOverDatabase) => format!("fail the databases of {name} over to the mirror"),
        Some(Need::RecoverGroups) => format!("recover the routing groups of {name}"),
        Some(Need::ChangeNextHop) => format!("give the Edge pool of {name} another next hop"),
        Some(Need::StartWithFewer) => format!("start {name} with the Front Ends that run"),
        Some(Need::ReturnNextHop) => format!("make {name} the next hop of its Edge pool again"),
        None => format!("what {name} needed"),
    }
}

fn ordered(n: Names<'_>, order: Order, m: &Moment) -> String {
    match order {
        Order::FailOver(pool) => format!("Ordered: {}", need(n, pool, Some(Need::FailOver))),
        Order::FailBack(pool) => format!("Ordered: {}", need(n, pool, Some(Need::FailBack))),
        Order::FailOverCentralManagement => {
            format!("Ordered: fail the Central Management store over from {}", n.pool(m.central_management))
        }
    }
}

/// A step by the page's number of it.
pub fn step_name(n: Names<'_>, runbook: RunbookName, step: u8) -> String {
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

fn step_begins(n: Names<'_>, runbook: RunbookName, pool: PoolId, step: u8) -> String {
    let says = n.step(runbook, step).map_or("", |step| step.instruction.as_str());
    format!("{}, {}: {says}", step_name(n, runbook, step), n.pool(pool))
}

fn waits(n: Names<'_>, runbook: RunbookName, pool: PoolId, reason: Reason, m: &Moment) -> String {
    let title = n.runbook(runbook).title;
    let (name, other) = (n.pool(pool), n.partner(pool));
    match reason {
        Reason::StandbyNotReady => {
            let standby = m.standby.map_or(other, |standby| n.pool(standby));
            format!("{title}, {name}: waits until {standby} and its Back End work")
        }
        Reason::PartnerFailedOver => format!("{title}, {name}: waits until {other} has its users back"),
        Reason::LinkCut => format!("{title}, {name}: waits until the link to {other} works again"),
        Reason::CentralManagementNotReady => {
            let store = n.pool(m.central_management);
            format!("{title}, {name}: waits until the Central Management store on {store} is available again")
        }
        _ => format!("{title}, {name}: waits until {other} is functional"),
    }
}

/// Why the product refuses, or why nobody goes on, in the sense of the documents.
fn because(n: Names<'_>, pool: PoolId, reason: Reason, m: &Moment) -> String {
    let (name, other) = (n.pool(pool), n.partner(pool));
    match reason {
        Reason::NotPaired => format!("no backup pool is assigned to {name}"),
        Reason::AlreadyFailedOver => format!("the users of {name} are served by {other} already"),
        Reason::PartnerFailedOver => {
            format!("users of {other} are still served by {name}; fail {other} back before {name} is failed over")
        }
        Reason::NotFailedOver => format!("{name} was not failed over"),
        Reason::CentralManagementNotReady if m.central_management == pool => {
            format!("the active Central Management store is still on {name}; fail it over first")
        }
        Reason::CentralManagementNotReady => format!(
            "the Central Management store on {} is down; fail it over before {name}",
            n.pool(m.central_management)
        ),
        // What may stop is what the product's own message names, in its order.
        Reason::NextHop => format!(
            "{name} is the next hop of {}; failing it over may stop external access, federation, split domain and XMPP",
            edge_pools(n, &m.edges)
        ),
        Reason::PartnerNotFunctional => format!("{other}, backup pool of {name}, is not functional"),
        Reason::HomeNotFunctional => format!("{name} is not functional"),
        Reason::PartnerWithoutBackEnd => format!("the Back End of {other}, backup pool of {name}, is not available"),
        Reason::HomeWithoutBackEnd => format!("the Back End of {name} is not available"),
        Reason::LinkCut => format!("the link from {other} to {name} is cut"),
        Reason::TooManyOrders => format!("too many orders for {name} and {other} wait already"),
        Reason::NoStandby => {
            format!(
                "{}, with the Central Management store, has no backup pool; {name} stays",
                n.pool(m.central_management)
            )
        }
        Reason::StandbyNotReady => {
            let standby = m.standby.map_or(other, |standby| n.pool(standby));
            format!("{standby}, with the standby of the Central Management store, does not work; {name} stays")
        }
        Reason::NoLongerNeeded => format!("{name} works again"),
        Reason::OvertakenByEvents => format!("servers of {name} came or went meanwhile"),
        Reason::NoOtherPool => format!("no functional pool but {name} could be the next hop"),
        Reason::Failed => format!("the cmdlet for {name} failed too often"),
        Reason::PartnerNotReady => {
            format!("{other} turns out not to be ready for {name}; what it lacks is mended first")
        }
        Reason::DoneWrong => format!("an earlier step for {name} was done wrong; the procedure starts again"),
        Reason::StoreIsBack => {
            format!("the Central Management store on {} is available again", n.pool(m.central_management))
        }
        Reason::NoMirror => format!("{name} has no mirror that could take over"),
    }
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

/// What users will miss after a move: at the partner what was not copied in time, at home what was written elsewhere.
fn edge_pools(n: Names<'_>, edges: &[EdgeId]) -> String {
    let named: Vec<String> = edges.iter().map(|edge| n.edge(*edge).to_owned()).collect();
    format!("Edge pool{} {}", if named.len() == 1 { "" } else { "s" }, listed(&named))
}

fn not_copied(n: Names<'_>, pool: PoolId, user_data: Span, content: Span) -> String {
    if user_data == Span::ZERO && content == Span::ZERO {
        return format!("Users of {} lose nothing by the move", n.pool(pool));
    }
    format!(
        "Users of {} lose the last {} of contacts and settings, {} of meeting content",
        n.pool(pool),
        user_data.rough(),
        content.rough()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::lost_site;
    use crate::topology::{EdgeId, LinkId, MachineId, SiteId};

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
            Note::NotCopied { pool, user_data: takes, content: takes },
            Note::SignInBegins { at: pool, users: 1, takes },
            Note::SignInEnds { at: pool },
            Note::CentralManagementMoved { to: pool },
            Note::NextHopChanged { edge: EDGE, to: pool },
        ]
    }

    fn about_people() -> Vec<Note> {
        let (pool, runbook, took) = (POOL, RunbookName::FailingOverAPool, Span::minutes(9));
        let orders = [Order::FailOver(pool), Order::FailBack(pool), Order::FailOverCentralManagement];
        let mut notes = vec![
            Note::Noticed(pool),
            Note::Paged(pool),
            Note::Arrived(pool),
            Note::Decided(pool),
            Note::CalledOff(pool),
            Note::Withdrawn { runbook, pool },
            Note::Opened { runbook, pool },
            Note::StepBegins { runbook, pool, step: 5, number: 5 },
            Note::StepEnds { runbook, pool, step: 5, number: 5, took },
            Note::Waits { runbook, pool, reason: Reason::LinkCut },
            Note::Closed { runbook, pool, took },
        ];
        notes.extend(orders.map(Note::Ordered));
        for reason in REASONS {
            notes.extend([Note::Refused { runbook, pool, reason }, Note::GivenUp { runbook, pool, reason }]);
        }
        notes
    }

    const REASONS: [Reason; 21] = [
        Reason::NotPaired,
        Reason::AlreadyFailedOver,
        Reason::PartnerFailedOver,
        Reason::NotFailedOver,
        Reason::CentralManagementNotReady,
        Reason::NextHop,
        Reason::PartnerNotFunctional,
        Reason::StandbyNotReady,
        Reason::HomeNotFunctional,
        Reason::PartnerWithoutBackEnd,
        Reason::HomeWithoutBackEnd,
        Reason::LinkCut,
        Reason::NoStandby,
        Reason::NoLongerNeeded,
        Reason::OvertakenByEvents,
        Reason::NoOtherPool,
        Reason::Failed,
        Reason::StoreIsBack,
        Reason::NoMirror,
        Reason::PartnerNotReady,
        Reason::DoneWrong,
    ];

    fn moment(need: Option<Need>) -> Moment {
        Moment {
            functional: false,
            need,
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
        let needs = [
            None,
            Some(Need::FailOver),
            Some(Need::FailBack),
            Some(Need::FailBackAtOnce),
            Some(Need::FailOverDatabase),
            Some(Need::RecoverGroups),
            Some(Need::ReturnNextHop),
            Some(Need::ChangeNextHop),
            Some(Need::StartWithFewer),
        ];
        let notes: Vec<Note> = [about_places(), about_pools(), about_people()].concat();
        let kinds: std::collections::BTreeSet<&str> = notes.iter().map(Note::kind).collect();
        assert_eq!(kinds, Note::KINDS.iter().copied().collect());
        for note in notes {
            for need in needs.into_iter().chain([None]) {
                let told = sentence(Language::English, names, &note, &moment(need));
                let object = object(names, &note, &moment(need));
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
        let refused = |reason| {
            let note = Note::Refused { runbook: RunbookName::FailingOverAPool, pool: POOL, reason };
            sentence(Language::English, names, &note, &moment(None))
        };
        let hop = "Invoke-CsPoolFailover is refused: pool1 is the next hop of Edge pool edge1; failing it over may stop \
                   external access, federation, split domain and XMPP";
        assert_eq!(refused(Reason::NextHop), hop);
        let partner = "Invoke-CsPoolFailover is refused: users of 서울풀 are still served by pool1; fail 서울풀 back before \
                       pool1 is failed over";
        assert_eq!(refused(Reason::PartnerFailedOver), partner);
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
