//! The few moments of a run that a planner wants on one screen.

use crate::ground::time::Time;
use crate::model::Setting;
use crate::report::names::Names;
use crate::report::tale::{Entry, Tale};
use crate::report::words::need;
use crate::scenario::plan::Target;
use crate::topology::PoolId;
use crate::world::condition::Need;
use crate::world::note::Note;

/// A moment, and what the users who were hit have from then on.
#[derive(Debug, Clone, PartialEq)]
pub struct Milestone {
    /// When.
    pub at: Time,
    /// What happened.
    pub text: String,
    /// Signed-in users of the pools that were hit: full, resiliency mode, none.
    pub users: [u64; 3],
}

/// The milestones of a run.
pub fn milestones(setting: &Setting, told: &Tale) -> Vec<Milestone> {
    let is_hit = |pool: &PoolId| told.changes.is_empty() || told.changes.iter().any(|c| c.pool == *pool);
    let hit: Vec<PoolId> = setting.plan.estate.pool_ids().filter(is_hit).collect();
    let mut rows: Vec<Milestone> = Vec::new();
    for entry in &told.entries {
        let Some(text) = words(Names { setting }, entry) else { continue };
        let row = Milestone { at: entry.at, text, users: users(setting, told, &hit, entry.at) };
        // Of several things at one instant the first is the cause of the others.
        if rows.last().is_none_or(|last| last.at != row.at || last.users != row.users) {
            rows.push(row);
        }
    }
    rows
}

fn users(setting: &Setting, told: &Tale, hit: &[PoolId], at: Time) -> [u64; 3] {
    let share = u64::from(setting.plan.signed_in.at(at));
    let mut sums = [0; 3];
    for pool in hit {
        let counts = told.users[pool.index()].at(at, true);
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += u64::from(count) * share / 1000;
        }
    }
    sums
}

fn words(names: Names<'_>, entry: &Entry) -> Option<String> {
    let pool = |pool: PoolId| names.pool(pool);
    Some(match &entry.note {
        Note::Lost(target) => format!("{} lost", target_name(names, *target)),
        Note::Returned(target @ (Target::Site(_) | Target::Pool(_) | Target::Link(_))) => {
            format!("{} back", target_name(names, *target))
        }
        Note::QuorumLost { pool: of, .. } => format!("{}: pool quorum lost", pool(*of)),
        Note::ServicesStop(of) => format!("{} stops all services", pool(*of)),
        Note::PoolStarted(of) => format!("{} has started", pool(*of)),
        Note::BackEndThreshold(of) => format!("{}: resiliency mode without Back End", pool(*of)),
        Note::BackEndBack(of) => format!("Back End of {} is back", pool(*of)),
        Note::Noticed(of) => noticed(names, *of, entry.moment.need),
        Note::Decided(of) => format!("decided: {}", need(names, *of, entry.moment.need)),
        Note::RegistrarAccepts { pool: of, at } => format!("{} takes sign-ins of {}", pool(*at), pool(*of)),
        Note::CentralManagementMoved { to } => format!("Central Management active on {}", pool(*to)),
        Note::SignInEnds { at } => format!("everybody has signed in at {}", pool(*at)),
        Note::FailedOver { pool: of, .. } => format!("Invoke-CsPoolFailover of {} ends", pool(*of)),
        Note::FailedBack { pool: of, .. } => format!("Invoke-CsPoolFailback of {} ends", pool(*of)),
        Note::GivenUp { pool: of, .. } => format!("refused for {}", pool(*of)),
        _ => return None,
    })
}

fn noticed(names: Names<'_>, of: PoolId, need: Option<Need>) -> String {
    let name = names.pool(of);
    match need {
        Some(Need::FailBackWithoutPartner) => format!("{}, serving {name}, noticed to be dead", names.partner(of)),
        Some(Need::FailOverDatabase) => format!("principal of {name} noticed to be dead"),
        Some(Need::RecoverGroups) => format!("{name}: groups without quorum noticed"),
        _ => format!("{name} noticed to be dead"),
    }
}

fn target_name(names: Names<'_>, target: Target) -> String {
    let name = names.setting.plan.name_of(target);
    match target {
        Target::BackEnd(_) => format!("Back End of {name}"),
        _ => name.to_owned(),
    }
}
