//! The message catalogue: every sentence that tells what happened in a run.
//!
//! One match over [`Note`] for each language, exhaustive, so that a new note does not compile until it has its words.
//! Sentences have no full stop: they are lines of a log, and stand beside their time and their object.

use crate::ground::time::Span;
use crate::report::cmdlet::decisive;
use crate::report::moment::Moment;
use crate::report::names::{Names, counted};
use crate::scenario::plan::{Order, Target};
use crate::topology::{FateKind, PoolId};
use crate::world::condition::Need;
use crate::world::lanes::{Reason, RunbookName};
use crate::world::note::Note;

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

/// A loss, a return or an order in so few words that they stand above a chart; nothing for all other notes.
pub fn flag(names: Names<'_>, note: &Note) -> Option<String> {
    let name = |target| names.setting.plan.name_of(target);
    match *note {
        Note::Lost(target @ Target::BackEnd(_)) => Some(format!("Back End of {} lost", name(target))),
        Note::Lost(target @ Target::Link(_)) => Some(format!("{} cut", name(target))),
        Note::Lost(target) => Some(format!("{} lost", name(target))),
        Note::Returned(target @ Target::BackEnd(_)) => Some(format!("Back End of {} returns", name(target))),
        Note::Returned(target @ Target::Machine(_)) => Some(format!("{} repaired", name(target))),
        Note::Returned(target) => Some(format!("{} returns", name(target))),
        Note::Ordered(Order::FailOver(pool)) => Some(format!("{}: failover ordered", names.pool(pool))),
        Note::Ordered(Order::FailBack(pool)) => Some(format!("{}: failback ordered", names.pool(pool))),
        Note::Ordered(Order::FailOverCentralManagement) => Some("Central Management: failover ordered".to_owned()),
        _ => None,
    }
}

/// The object of a note: the pool, site, Edge pool, link or shared thing that it happens to.
pub fn object<'s>(names: Names<'s>, note: &Note, moment: &Moment) -> &'s str {
    match *note {
        Note::Lost(Target::Machine(machine)) | Note::Returned(Target::Machine(machine)) | Note::Started(machine) => {
            names.owner(machine)
        }
        Note::Lost(target) | Note::Returned(target) => names.setting.plan.name_of(target),
        Note::SiteStage { site, .. } => names.site(site),
        Note::NextHopChanged { edge, .. } => names.edge(edge),
        _ => names.pool(crate::report::moment::pool_of(note).unwrap_or(moment.central_management)),
    }
}

fn english(n: Names<'_>, note: &Note, m: &Moment) -> String {
    let p = |pool: PoolId| n.pool(pool);
    let groups = |groups: u16| counted(u64::from(groups), "routing group", "routing groups");
    match *note {
        Note::Lost(target) => lost(n, target),
        Note::Returned(target) => returned(n, target),
        Note::SiteStage { site, stage: ..2 } => format!("{}: the directory is up; SQL Servers start", n.site(site)),
        Note::SiteStage { site, .. } => format!("{}: SQL Servers run; all other servers start", n.site(site)),
        Note::Started(server) => format!("{} {} accepts connections", n.role(server), n.machine(server)),
        Note::QuorumLost { pool, votes, needed } => {
            format!("{} loses pool quorum: {} left, {needed} needed", p(pool), counted(votes.into(), "vote", "votes"))
        }
        Note::QuorumBack(pool) => format!("{} has pool quorum again, before its services stop", p(pool)),
        Note::ServicesStop(pool) => format!("The remaining Front Ends of {} stop all services", p(pool)),
        Note::Starting { pool, up, takes } => {
            let front_ends = counted(up.into(), "Front End", "Front Ends");
            format!("{} begins its cold start with {front_ends}; it takes {}", p(pool), takes.rough())
        }
        Note::StartBlocked { pool, up, needed } => format!("{} cannot start: {up} of {needed} Front Ends run", p(pool)),
        Note::PoolStarted(pool) => format!("{} is functional", p(pool)),
        Note::Promoted { pool, ordinal, groups: count } => {
            format!("{}: secondaries of {} promoted after {}", p(pool), groups(count), n.front_end(pool, ordinal))
        }
        Note::GroupsLost { pool, groups, of } => {
            format!("{}: {groups} of {of} routing groups are without routing-group quorum", p(pool))
        }
        Note::GroupsBack(pool) => format!("{}: all routing groups have routing-group quorum again", p(pool)),
        Note::Rebuilt { pool, ordinal, groups: count } => {
            let lost = n.front_end(pool, ordinal);
            format!("{}: replicas of {} built on other Front Ends instead of {lost}", p(pool), groups(count))
        }
        Note::CaughtUp { pool, ordinal, groups: count } => {
            format!("{}: {} has caught up, {}", p(pool), n.front_end(pool, ordinal), groups(count))
        }
        Note::Rebalanced { pool, ordinal, groups: count } => {
            format!("{}: replicas of {} are back on {}", p(pool), groups(count), n.front_end(pool, ordinal))
        }
        Note::BackEndAway(pool) => format!("The Back End of {} is not available", p(pool)),
        Note::BackEndBack(pool) => format!("The Back End of {} is available again", p(pool)),
        Note::Threshold(pool) => format!("The Back End of {} is away for too long: resiliency mode", p(pool)),
        Note::GroupsRecovered { pool, groups: count } => {
            format!("{}: {} reloaded from the Back End onto the Front Ends that run", p(pool), groups(count))
        }
        Note::MirrorFailed(pool) => {
            format!("The automatic database failover of {} does not work; an administrator must do it", n.pool(pool))
        }
        Note::MirrorTookOver(pool) => {
            format!("{} becomes principal of {}", m.principal.map_or("The mirror", |sql| n.machine(sql)), p(pool))
        }
        Note::Noticed(pool) => noticed(n, pool, m),
        Note::Paged(pool) => format!("Nobody is at work: somebody is paged for {}", p(pool)),
        Note::Arrived(pool) => format!("Somebody is at a management shell for {}", p(pool)),
        Note::Decided(pool) => format!("Decided: {}", need(n, pool, m.need)),
        Note::CalledOff(pool) => format!("Called off, no longer needed: {}", need(n, pool, m.need)),
        Note::RegistrarAccepts { pool, at } => {
            format!("{}, backup registrar of {}, lets its users in: resiliency mode", p(at), p(pool))
        }
        Note::Ordered(order) => ordered(n, order, m),
        Note::Opened { runbook, pool } => format!("{} begins, {}", n.runbook(runbook).title, p(pool)),
        Note::StepBegins { runbook, pool, step, .. } => step_begins(n, runbook, pool, step),
        Note::StepEnds { runbook, pool, step, took, .. } => {
            format!("{}, {}: done after {}", step_name(n, runbook, step), p(pool), took.rough())
        }
        Note::Refused { runbook, pool, reason: Reason::Failed } => {
            format!("{} fails, {}: its complaint is mended, then it is run again", decisive(runbook), p(pool))
        }
        Note::Refused { runbook, pool, reason } => {
            format!("{} is refused: {}", decisive(runbook), because(n, pool, reason, m))
        }
        Note::WaitsForPartner { runbook, pool } => waits(n, runbook, pool, m),
        Note::Closed { runbook, pool, took } => {
            format!("{} ends after {}, {}", n.runbook(runbook).title, m.open_for.unwrap_or(took).rough(), p(pool))
        }
        Note::GivenUp { runbook, pool, reason } => {
            format!("{} is given up: {}", n.runbook(runbook).title, because(n, pool, reason, m))
        }
        Note::FailedOver { pool, at, users } => format!("{} of {} are served by {} now", people(users), p(pool), p(at)),
        Note::FailedBack { pool, users } => format!("{} of {} are home", people(users), p(pool)),
        Note::NotCopied { pool, user_data, content } => not_copied(n, pool, user_data, content),
        Note::SignInBegins { at, users, takes } => {
            let still = if m.again { "still " } else { "" };
            format!("{} {still}have to sign in at {}: {}", people(users), p(at), takes.rough())
        }
        Note::SignInEnds { at } => format!("Everybody has signed in at {}", p(at)),
        Note::CentralManagementMoved { to } => format!("The active Central Management store is on {} now", p(to)),
        Note::NextHopChanged { edge, to } => format!("Edge pool {} has {} as its next hop now", n.edge(edge), p(to)),
        Note::EdgeAssociated { pool, edge } => format!("{} is associated with Edge pool {} now", p(pool), n.edge(edge)),
    }
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
        Target::Fate(fate) => match n.estate().fates[fate.index()].kind {
            FateKind::Certificate => format!("The certificate {name} expires: {}", n.census(target)),
            FateKind::CommonFault => format!("The common fault {name} strikes: {}", n.census(target)),
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
        Target::Fate(fate) => match n.estate().fates[fate.index()].kind {
            FateKind::Certificate => format!("The certificate {name} is renewed"),
            FateKind::CommonFault => format!("The common fault {name} is mended"),
            kind => format!("The {} {name} returns", kind.word()),
        },
        Target::Shock(_) => format!("The shock to {name} is over"),
        Target::Disaster => "The disaster at all sites is over".to_owned(),
    }
}

fn noticed(n: Names<'_>, pool: PoolId, m: &Moment) -> String {
    let name = n.pool(pool);
    match m.need {
        Some(Need::FailOverDatabase) => format!("Somebody notices that {name} has lost its principal, and no witness acts"),
        Some(Need::RecoverGroups) => format!("Somebody notices that some users of {name} cannot sign in"),
        Some(Need::Rescue) => format!("Somebody notices that {}, which serves {name}, is lost", n.partner(pool)),
        _ if m.functional => format!("Somebody notices that the Back End of {name} stays away"),
        _ => format!("Somebody notices that {name} is down"),
    }
}

/// What the administrators weigh, as something to be done.
fn need(n: Names<'_>, pool: PoolId, need: Option<Need>) -> String {
    let name = n.pool(pool);
    match need {
        Some(Need::FailOver) => format!("fail {name} over to {}", n.partner(pool)),
        Some(Need::FailBack) => format!("fail {name} back"),
        Some(Need::Rescue) => format!("fail {name} back without {}", n.partner(pool)),
        Some(Need::FailOverDatabase) => format!("fail the databases of {name} over to the mirror"),
        Some(Need::RecoverGroups) => format!("recover the routing groups of {name}"),
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
        "0" => "Opening".to_owned(),
        "before 0" => "Before the opening".to_owned(),
        number => match number.strip_prefix("before ") {
            Some(number) => format!("Before step {number}"),
            None => format!("Step {number}"),
        },
    }
}

fn step_begins(n: Names<'_>, runbook: RunbookName, pool: PoolId, step: u8) -> String {
    let says = n.step(runbook, step).map_or("", |step| step.says.as_str());
    format!("{}, {}: {says}", step_name(n, runbook, step), n.pool(pool))
}

fn waits(n: Names<'_>, runbook: RunbookName, pool: PoolId, m: &Moment) -> String {
    let title = n.runbook(runbook).title;
    let (name, other) = (n.pool(pool), n.partner(pool));
    match (runbook, m.standby) {
        (RunbookName::FailingOverCentralManagement, Some(standby)) => {
            format!("{title}, {name}: waits until {} is functional", n.pool(standby))
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
        Reason::NextHop => format!(
            "{name} is the next hop of Edge pool {}; failing it over may stop external access, federation and XMPP",
            m.edge.map_or("a site", |edge| n.edge(edge))
        ),
        Reason::PartnerNotFunctional => format!("{other}, backup pool of {name}, is not functional"),
        Reason::HomeNotFunctional => format!("{name} is not functional"),
        Reason::NoStandby => {
            format!("{}, with the Central Management store, has no backup pool; {name} stays", n.pool(m.central_management))
        }
        Reason::NoLongerNeeded => format!("{name} works again"),
        Reason::NoOtherPool => format!("no functional pool but {name} could be the next hop"),
        Reason::Failed => format!("the cmdlet for {name} failed too often"),
        Reason::PartnerNotReady => {
            format!("the backup pool of {name} turns out not to be ready; what it lacks is mended first")
        }
        Reason::DoneWrong => "a step before was done wrong, and it shows only now; the procedure starts again".to_owned(),
        Reason::NoMirror => format!("{name} has no mirror that could take over"),
    }
}

fn not_copied(n: Names<'_>, pool: PoolId, user_data: Span, content: Span) -> String {
    if user_data == Span::ZERO && content == Span::ZERO {
        return format!("Everything had been copied when {} was lost", n.pool(pool));
    }
    format!(
        "Not copied before {} was lost: {} of contacts and settings, {} of meeting content",
        n.pool(pool),
        user_data.rough(),
        content.rough()
    )
}
