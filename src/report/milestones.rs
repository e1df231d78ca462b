//! The few moments of a run that a planner wants on one screen.

use crate::facts::users::SIGNED_IN;
use crate::ground::time::Time;
use crate::model::Setting;
use crate::report::moment::Moment;
use crate::report::names::Names;
use crate::report::run_record::{Entry, RunRecord};
use crate::report::words::{common_fault, is_common_fault, of_table, task};
use crate::runbook::trigger::Trigger;
use crate::scenario::plan::Target;
use crate::topology::PoolId;
use crate::world::lanes::Part;
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

/// Whether the screen tells the run of median cost. Where nothing is scripted a run is a long series of small things; the
/// log tells it, the screen need not.
pub fn tells_the_median_run(setting: &Setting) -> bool {
    !setting.plan.timeline.is_empty()
}

/// The users that are signed in while everybody works.
pub fn signed_in_at_work(setting: &Setting, users: u32) -> u64 {
    (f64::from(users) * setting.plan.sheet.number(&SIGNED_IN)).round() as u64
}

/// The milestones of a run.
pub fn milestones(setting: &Setting, told: &RunRecord) -> Vec<Milestone> {
    let is_hit = |pool: &PoolId| told.changes.is_empty() || told.changes.iter().any(|c| c.pool == *pool);
    let hit: Vec<PoolId> = setting.plan.topology.pool_ids().filter(is_hit).collect();
    let names = Names { setting };
    let mut rows: Vec<Milestone> = Vec::new();
    for entry in &told.entries {
        let at = entry.at;
        if let Note::FailedBack { pool, .. } = entry.note {
            // The interruption is at its worst just before it is over, and the next row tells its end.
            let text = format!("the last users of {} are moved home", names.pool(pool));
            rows.push(Milestone { at, text, users: users(setting, told, &hit, at, false) });
        }
        let users = users(setting, told, &hit, at, true);
        let Some(text) = words(names, entry, users) else { continue };
        match rows.last_mut() {
            // Of several things at one instant the first is the cause of the others; several losses are one.
            Some(last) if last.at == at && last.users == users => match (entry.note, last.text.strip_suffix(" lost")) {
                (Note::Lost(target), _) if is_common_fault(names, target) => {
                    last.text = format!("{}, {text}", last.text);
                }
                (Note::Lost(target), Some(others)) => {
                    last.text = format!("{others}, {} lost", target_name(names, target));
                }
                _ => {}
            },
            _ => rows.push(Milestone { at, text, users }),
        }
    }
    let mut rows = repetitions_told_once(rows);
    rows.iter_mut().for_each(|row| row.text = shortened(&row.text));
    rows
}

/// What happens again and again, with nothing else in between, is one row with a count.
fn repetitions_told_once(rows: Vec<Milestone>) -> Vec<Milestone> {
    let mut told: Vec<(Milestone, u32)> = Vec::new();
    for row in rows {
        match told.last_mut() {
            Some((last, times)) if last.text == row.text && last.users == row.users => *times += 1,
            _ => told.push((row, 1)),
        }
    }
    let with_count = |(row, times): (Milestone, u32)| match times {
        1 => row,
        _ => Milestone { text: format!("{}, {times} times", row.text), ..row },
    };
    told.into_iter().map(with_count).collect()
}

/// A list of many losses names the first ones only.
fn shortened(text: &str) -> String {
    const NAMES: usize = 3;
    match text.strip_suffix(" lost").map(|names| names.split(", ").collect::<Vec<_>>()) {
        Some(names) if names.len() > NAMES => {
            format!("{} and {} more lost", names[..NAMES].join(", "), names.len() - NAMES)
        }
        _ => text.to_owned(),
    }
}

fn users(setting: &Setting, told: &RunRecord, hit: &[PoolId], at: Time, after: bool) -> [u64; 3] {
    let share = u64::from(setting.plan.signed_in.at(at));
    let mut sums = [0; 3];
    for pool in hit {
        let counts = told.users[pool.index()].at(at, after);
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += u64::from(count);
        }
    }
    // Rounded so that a row adds up to what is signed in.
    let all = sums.iter().sum::<u64>() * share / 1000;
    let [_, limited, none] = sums.map(|sum| (sum * share + 500) / 1000);
    let none = none.min(all);
    let limited = limited.min(all - none);
    [all - none - limited, limited, none]
}

fn words(names: Names<'_>, entry: &Entry, [.., none]: [u64; 3]) -> Option<String> {
    let pool = |pool: PoolId| names.pool(pool);
    Some(match &entry.note {
        Note::Lost(target) if is_common_fault(names, *target) => format!("{} begins", target_name(names, *target)),
        Note::Lost(target) => format!("{} lost", target_name(names, *target)),
        Note::Returned(target @ (Target::Site(_) | Target::Pool(_) | Target::Link(_))) => {
            format!("{} back", target_name(names, *target))
        }
        Note::QuorumLost { pool: of, .. } => format!("{}: pool quorum lost", pool(*of)),
        Note::ServicesStop(of) => format!("{} stops all services", pool(*of)),
        Note::PoolStarted(of) => format!("{} has started", pool(*of)),
        Note::BackEndThreshold(of) => format!("{}: resiliency mode without Back End", pool(*of)),
        Note::BackEndBack(of) => format!("Back End of {} is back", pool(*of)),
        Note::Noticed(of) => noticed(names, *of, &entry.moment),
        Note::Decided(of) => format!("decided: {}", task(names, *of, &entry.moment)),
        Note::RegistrarAccepts { pool: of, at } => format!("{} takes sign-ins of {}", pool(*at), pool(*of)),
        Note::CentralManagementMoved { to } => format!("Central Management active on {}", pool(*to)),
        Note::SignInEnds { at } if none == 0 => format!("everybody has signed in at {}", pool(*at)),
        Note::SignInEnds { at } => format!("nobody waits to sign in at {} any more", pool(*at)),
        Note::FailedOver { pool: of, .. } => format!("Invoke-CsPoolFailover of {} ends", pool(*of)),
        Note::FailedBack { pool: of, .. } => format!("Invoke-CsPoolFailback of {} ends", pool(*of)),
        Note::GivenUp { runbook, pool: of, reason, .. } => {
            format!("{} of {} given up: {}", names.runbook(*runbook).in_short?, pool(*of), reason.short)
        }
        _ => return None,
    })
}

fn noticed(names: Names<'_>, of: PoolId, moment: &Moment) -> String {
    let trigger = moment.task.map_or(&Trigger::USUAL, |task| names.trigger(task));
    of_table(names, (of, Part::Whole), moment, trigger.noticed[usize::from(moment.functional)])
}

fn target_name(names: Names<'_>, target: Target) -> String {
    let name = names.setting.plan.name_of(target);
    match target {
        Target::BackEnd(_) => format!("Back End of {name}"),
        _ if is_common_fault(names, target) => common_fault(name),
        _ => name.to_owned(),
    }
}
