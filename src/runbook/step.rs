//! What a procedure is made of.

use crate::facts::Fact;
use crate::runbook::questions::Question;
use crate::runbook::verbs::Verb;
use crate::world::lanes::RunbookName;

/// A procedure, as its page gives it.
#[derive(Debug)]
pub struct Runbook {
    /// Its name in the world.
    pub name: RunbookName,
    /// Its id on the command line, `failing-over-a-pool`.
    pub id: &'static str,
    /// The page's title.
    pub title: &'static str,
    /// Page and date.
    pub source: &'static str,
    /// In the page's order.
    pub steps: &'static [Step],
}

/// One step.
#[derive(Debug)]
pub struct Step {
    /// Stable id, by which a scenario sets its duration or puts a step of its own before it.
    pub id: &'static str,
    /// The page's number of it.
    pub number: &'static str,
    /// What it says, in our words.
    pub says: &'static str,
    /// The cmdlet, with the page's placeholders; empty where it is done in a window.
    pub types: &'static str,
    /// The question that decides whether it applies.
    pub applies: Question,
    /// How long it takes.
    pub takes: Takes,
    /// What must stay true while it is carried out, or it breaks off.
    pub needs: Question,
    /// What it does.
    pub does: Verb,
}

/// How long a step takes.
#[derive(Debug)]
pub enum Takes {
    /// A law of the facts.
    Law(&'static Fact),
    /// A law, and so much for each signed-in user of the pool.
    BySignedIn(&'static Fact, &'static Fact),
    /// A law, and so much for each enabled user of the pool.
    ByEnabled(&'static Fact, &'static Fact),
    /// As long as the procedure it calls.
    Nothing,
}
