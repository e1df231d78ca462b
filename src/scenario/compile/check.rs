//! What every part of the making of a plan has in hand: the tree with its places, the typed scenario, the names, and
//! the problems found so far.

use super::names::{Found, Kind, Named, Names};
use crate::ground::law::Law;
use crate::ground::text::TextError;
use crate::ground::time::Span;
use crate::scenario::model::Scenario;
use crate::text::{Node, Place, Problem, Problems, Step, shown};

/// The desk at which a plan is made.
pub(super) struct Check<'a> {
    pub(super) node: &'a Node,
    pub(super) scenario: &'a Scenario,
    pub(super) names: Names,
    /// Whether something was asked for that was left out. Then a mistake has been told.
    pub(super) left_out: bool,
    pub(super) problems: &'a mut Problems,
}

impl Check<'_> {
    /// The place of a value, or of the innermost value around it that was written.
    pub(super) fn place(&self, steps: &[Step<'_>]) -> Place {
        (0..=steps.len()).rev().find_map(|depth| self.node.at(&steps[..depth])).unwrap_or(self.node).place
    }

    /// The place of the name at the end of the path.
    pub(super) fn key_place(&self, steps: &[Step<'_>], key: &str) -> Place {
        self.node.at(steps).and_then(|node| node.key_place(key)).unwrap_or_else(|| self.place(steps))
    }

    /// Adds an error.
    pub(super) fn error(&mut self, code: &'static str, place: Place, what: String, reason: &str, remedy: &str) {
        self.problems.push(Problem::error(code, place, what).reason(reason).remedy(remedy));
    }

    /// Adds a warning.
    pub(super) fn warning(&mut self, code: &'static str, place: Place, what: String, reason: &str, remedy: &str) {
        self.problems.push(Problem::warning(code, place, what).reason(reason).remedy(remedy));
    }

    /// Takes a name, or tells who has it.
    pub(super) fn claim(&mut self, text: &str, kind: Kind, place: Place) {
        if let Err(problem) = self.names.claim(text, kind, place) {
            self.problems.push(*problem);
        }
    }

    /// What a name refers to. A name that is not known is told; who asked leaves out what cannot be built without it, and
    /// goes on, so that other mistakes are told in the same go. No plan comes of it.
    pub(super) fn find<T: Named>(&mut self, text: &str, steps: &[Step<'_>]) -> Option<T> {
        match self.names.find(text) {
            Found::Built(id) => return Some(id),
            Found::LeftOut => self.left_out = true,
            Found::Unknown => {
                let problem = self.names.unknown(&[T::KIND], text, self.place(steps));
                self.problems.push(problem);
            }
        }
        None
    }

    /// A length of time. The form has read it once already, so a refusal here is only a second net.
    pub(super) fn span(&mut self, text: &str, steps: &[Step<'_>]) -> Span {
        self.quantity(Span::parse(text), text, steps).unwrap_or_default()
    }

    /// A law of time.
    pub(super) fn law(&mut self, text: &str, steps: &[Step<'_>]) -> Law {
        self.quantity(Law::parse(text), text, steps).unwrap_or_else(Law::never)
    }

    /// A quantity that its grammar has read, or the telling of why not.
    pub(super) fn quantity<T>(&mut self, read: Result<T, TextError>, text: &str, steps: &[Step<'_>]) -> Option<T> {
        read.map_err(|error| {
            let problem = Problem::error("P033", self.place(steps), format!("\"{}\" was not understood", shown(text)))
                .reason(error.reason)
                .remedy(error.remedy)
                .nearest(error.nearest);
            self.problems.push(problem);
        })
        .ok()
    }
}
