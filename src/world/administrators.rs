//! What the administrators are doing about a pool: the stages from noticing to acting.
//!
//! *Invariant*: who has come to a stage has something to do there, and nobody decides what nobody has noticed.

use crate::world::by_pool::Marks;
use crate::world::touched::Changes;

/// What a pool needs of its administrators: the trigger of a procedure, by its place among all triggers in the order of their
/// urgency. Which one it is the procedures say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Task(u8);

impl Task {
    /// The tasks of a list of triggers.
    pub fn each<T>(triggers: &[T]) -> impl Iterator<Item = Task> + use<T> {
        (0..triggers.len() as u8).map(Task)
    }

    /// Its place in that list.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// How far the administrators of a pool have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    /// Nothing is asked of them.
    #[default]
    Quiet,
    /// Nobody has noticed yet.
    Noticing(Task),
    /// Somebody is on the way.
    Arriving(Task),
    /// They weigh it.
    Deciding(Task),
    /// Decided, and another procedure has to end before the call can be made.
    Held(Task),
    /// Decided, and the call is made.
    Acting(Task),
}

impl Stage {
    /// What it is about.
    pub const fn task(self) -> Option<Task> {
        match self {
            Stage::Quiet => None,
            Stage::Noticing(task)
            | Stage::Arriving(task)
            | Stage::Deciding(task)
            | Stage::Held(task)
            | Stage::Acting(task) => Some(task),
        }
    }
}

/// What of a task that is new to them the administrators of a pool know already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Familiar {
    /// Nothing: it has to be noticed.
    Nothing,
    /// What they see of it: who is on the way on its account stays so, and what was noticed is not noticed twice. What to do
    /// about it has to be decided anew.
    Symptom,
    /// All that is to be noticed.
    Everything,
}

/// The administrators of one pool. Their transitions are called by `runbook::people`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Administrators {
    stage: Stage,
}

impl Marks for Administrators {
    const CHANGES: Changes = Changes::PEOPLE;
}

impl Administrators {
    /// How far they have come.
    pub const fn stage(self) -> Stage {
        self.stage
    }

    /// What it is about.
    pub const fn task(self) -> Option<Task> {
        self.stage.task()
    }

    /// Nothing is asked of them any more.
    pub fn rest(&mut self) {
        self.stage = Stage::Quiet;
    }

    /// Something else is asked of them than before.
    pub fn turn_to(&mut self, task: Task, familiar: Familiar) {
        self.stage = match (familiar, self.stage) {
            (Familiar::Everything, _) => Stage::Deciding(task),
            (Familiar::Symptom, Stage::Arriving(_)) => Stage::Arriving(task),
            (Familiar::Symptom, Stage::Deciding(_) | Stage::Held(_) | Stage::Acting(_)) => Stage::Deciding(task),
            (Familiar::Symptom, Stage::Quiet | Stage::Noticing(_)) | (Familiar::Nothing, _) => Stage::Noticing(task),
        };
    }

    /// Somebody notices it, and is there or has to come.
    pub fn notice(&mut self, is_there: bool) {
        if let Stage::Noticing(task) = self.stage {
            self.stage = if is_there { Stage::Deciding(task) } else { Stage::Arriving(task) };
        }
    }

    /// Who was on the way is there.
    pub fn arrive(&mut self) {
        if let Stage::Arriving(task) = self.stage {
            self.stage = Stage::Deciding(task);
        }
    }

    /// It is decided, and called for or held until it can be. What nobody has weighed nobody calls for.
    pub fn act(&mut self, may_call: bool) {
        if let Stage::Deciding(task) | Stage::Held(task) | Stage::Acting(task) = self.stage {
            self.stage = if may_call { Stage::Acting(task) } else { Stage::Held(task) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUORUM: Task = Task(0);
    const BACK_END: Task = Task(1);

    #[test]
    fn a_task_is_noticed_decided_and_called_for_in_this_order() {
        let mut people = Administrators::default();
        people.notice(true);
        assert_eq!(people.stage(), Stage::Quiet, "there is nothing to notice");
        people.turn_to(QUORUM, Familiar::Nothing);
        people.act(true);
        people.arrive();
        assert_eq!(people.stage(), Stage::Noticing(QUORUM), "nobody knows of it");
        people.notice(false);
        people.act(true);
        assert_eq!(people.stage(), Stage::Arriving(QUORUM));
        people.arrive();
        people.act(false);
        assert_eq!(people.stage(), Stage::Held(QUORUM));
        people.act(true);
        assert_eq!((people.stage(), people.task()), (Stage::Acting(QUORUM), Some(QUORUM)));
        people.rest();
        assert_eq!(people.task(), None);
    }

    #[test]
    fn what_was_noticed_with_another_task_is_not_noticed_twice_and_is_decided_anew() {
        let mut people = Administrators::default();
        people.turn_to(QUORUM, Familiar::Symptom);
        people.turn_to(BACK_END, Familiar::Symptom);
        assert_eq!(people.stage(), Stage::Noticing(BACK_END), "it was not noticed yet");
        people.notice(false);
        people.turn_to(QUORUM, Familiar::Symptom);
        assert_eq!(people.stage(), Stage::Arriving(QUORUM), "somebody is on the way");
        people.arrive();
        people.act(true);
        people.turn_to(BACK_END, Familiar::Symptom);
        assert_eq!(people.stage(), Stage::Deciding(BACK_END));
        people.turn_to(QUORUM, Familiar::Nothing);
        people.turn_to(BACK_END, Familiar::Everything);
        assert_eq!(people.stage(), Stage::Deciding(BACK_END));
    }
}
