//! What a question is: its words, its rule, and the reason to be given where its answer is no.

use crate::topology::EdgeId;
use crate::world::World;
use crate::world::lanes::About;
use crate::world::reason::Reason;

/// A question about the world and what a procedure is about.
#[derive(Debug)]
pub struct Question {
    /// The question in words.
    pub asks: &'static str,
    /// How it is answered.
    pub rule: Rule,
    /// What is said where the answer is no and a procedure needs a yes.
    pub unmet: Option<Reason>,
}

/// How a question is answered.
#[derive(Debug)]
pub enum Rule {
    /// With yes.
    Yes,
    /// With no.
    No,
    /// By looking at the world.
    Look(fn(&World<'_>, &About) -> bool),
    /// With yes if there is an Edge pool of which this is true.
    AnEdge(fn(&World<'_>, &About, EdgeId) -> bool),
    /// With the contrary of another.
    Not(&'static Question),
    /// With yes if all are.
    All(&'static [&'static Question]),
    /// With yes if one is.
    Any(&'static [&'static Question]),
}

impl Question {
    /// A question that is answered by looking at the world.
    pub const fn look(asks: &'static str, rule: fn(&World<'_>, &About) -> bool) -> Question {
        Question { asks, rule: Rule::Look(rule), unmet: None }
    }

    /// A question about each Edge pool.
    pub const fn an_edge(asks: &'static str, rule: fn(&World<'_>, &About, EdgeId) -> bool) -> Question {
        Question { asks, rule: Rule::AnEdge(rule), unmet: None }
    }

    /// The contrary of a question.
    pub const fn not(asks: &'static str, question: &'static Question) -> Question {
        Question { asks, rule: Rule::Not(question), unmet: None }
    }

    /// Whether all questions are answered with yes, asked in this order.
    pub const fn all(asks: &'static str, questions: &'static [&'static Question]) -> Question {
        Question { asks, rule: Rule::All(questions), unmet: None }
    }

    /// Whether one question is answered with yes, asked in this order.
    pub const fn any(asks: &'static str, questions: &'static [&'static Question]) -> Question {
        Question { asks, rule: Rule::Any(questions), unmet: None }
    }

    /// The same question with the reason that is given where its answer is no.
    pub const fn unmet(self, reason: Reason) -> Question {
        Question { asks: self.asks, rule: self.rule, unmet: Some(reason) }
    }

    /// Answers it.
    pub fn holds(&self, world: &World<'_>, about: &About) -> bool {
        match &self.rule {
            Rule::Yes => true,
            Rule::No => false,
            Rule::Look(rule) => rule(world, about),
            Rule::AnEdge(rule) => EdgeId::each(&world.plan.topology.edges).any(|edge| rule(world, about, edge)),
            Rule::Not(question) => !question.holds(world, about),
            Rule::All(questions) => questions.iter().all(|question| question.holds(world, about)),
            Rule::Any(questions) => questions.iter().any(|question| question.holds(world, about)),
        }
    }

    /// The Edge pools of which it is true; none where it is not about Edge pools.
    pub fn edges<'w>(&self, world: &'w World<'_>, about: About) -> impl Iterator<Item = EdgeId> + 'w {
        let rule = match self.rule {
            Rule::AnEdge(rule) => Some(rule),
            _ => None,
        };
        EdgeId::each(&world.plan.topology.edges).filter(move |edge| rule.is_some_and(|rule| rule(world, &about, *edge)))
    }
}

/// Yes.
pub static ALWAYS: Question = Question { asks: "always", rule: Rule::Yes, unmet: None };
/// No.
pub static NEVER: Question = Question { asks: "never", rule: Rule::No, unmet: None };
