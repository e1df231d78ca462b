//! What the administrators are doing about a pool: the stages from noticing to acting.

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

/// How far the administrators of a pool have come. Changed by `runbook::people`.
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
