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
    /// The cmdlet, or what is done in its place, whose refusal stops the procedure.
    pub decisive: &'static str,
    /// In the page's order.
    pub steps: &'static [Step],
}

/// One step.
#[derive(Debug)]
pub struct Step {
    /// Stable id, by which a scenario sets its duration or puts a step of its own before it.
    pub id: &'static str,
    /// Where the page has it, if it does.
    pub on_page: OnPage,
    /// What it says, in our words.
    pub instruction: &'static str,
    /// The ways of typing it, of which the first that fits the moment is taken; none where nothing is typed.
    pub commands: &'static [Line],
    /// The question that decides whether it applies.
    pub applies: Question,
    /// How long it takes.
    pub takes: Takes,
    /// What must stay true while it is carried out, or it breaks off.
    pub needs: Question,
    /// What it does.
    pub does: Verb,
}

/// Where a page has a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnPage {
    /// Under this number; where the page does not number its steps, their order gives it.
    Step(&'static str),
    /// In what it says before its first step.
    Opening,
    /// Nowhere: the step is ours, for this reason.
    Ours(&'static str),
}

impl OnPage {
    /// The page's number, or the word that stands for it.
    pub const fn number(self) -> &'static str {
        match self {
            OnPage::Step(number) => number,
            OnPage::Opening => "opening",
            OnPage::Ours(_) => "ours",
        }
    }
}

/// What is typed or clicked at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// When it is this line, if none of those before it fits.
    pub when: Question,
    /// The same in words; empty where it is always this line.
    pub when_says: &'static str,
    /// Where.
    pub at: At,
    /// The page's text with its placeholders, which `report::cmdlet` fills. A line that names an Edge pool is repeated
    /// for each Edge pool that the step concerns.
    pub text: &'static str,
}

/// Where a line is typed or clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// In the Lync Server Management Shell.
    Shell,
    /// In the windows of Topology Builder.
    TopologyBuilder,
}

impl At {
    /// What stands before such a line in a log or on a page.
    pub const fn prompt(self) -> &'static str {
        match self {
            At::Shell => "PS>",
            At::TopologyBuilder => "Topology Builder:",
        }
    }
}

impl Line {
    /// A cmdlet that is typed like this at every moment that is left.
    pub const fn shell(text: &'static str) -> Line {
        Line { when: Question::Always, when_says: "", at: At::Shell, text }
    }

    /// What is clicked in Topology Builder.
    pub const fn topology_builder(text: &'static str) -> Line {
        Line { at: At::TopologyBuilder, ..Line::shell(text) }
    }

    /// The same line only where a question is answered with yes.
    pub const fn when(self, when: Question, when_says: &'static str) -> Line {
        Line { when, when_says, ..self }
    }
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
