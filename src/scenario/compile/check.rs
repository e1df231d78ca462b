//! What every part of the making of a plan has in hand: the typed scenario, the names, and the problems found so far.

use std::collections::HashSet;

use super::names::{Found, Kind, Named, Names};
use crate::scenario::form::Scenario;
use crate::text::{Mention, Name, Place, Problem, Problems, Severity, nearest};

/// The desk at which a plan is made.
pub(super) struct Check<'a> {
    pub(super) scenario: &'a Scenario,
    /// Where the whole of it stands.
    pub(super) place: Place,
    /// Whether nothing of the scenario is lost. Otherwise only errors are told: what only looks odd may follow from the loss.
    pub(super) whole: bool,
    pub(super) names: Names,
    /// Whether something was asked for that was left out. Then a mistake has been told.
    pub(super) left_out: bool,
    /// Where names stand of which it was told that nothing has them.
    pub(super) unknown: HashSet<Place>,
    pub(super) problems: &'a mut Problems,
}

impl Check<'_> {
    /// Adds a problem.
    pub(super) fn tell(&mut self, problem: Problem) {
        if self.whole || problem.severity == Severity::Error {
            self.problems.push(problem);
        }
    }

    /// Adds an error.
    pub(super) fn error(&mut self, code: &'static str, place: Place, what: String, reason: &str, remedy: &str) {
        self.tell(Problem::error(code, place, what).reason(reason).remedy(remedy));
    }

    /// Adds a warning.
    pub(super) fn warning(&mut self, code: &'static str, place: Place, what: String, reason: &str, remedy: &str) {
        self.tell(Problem::warning(code, place, what).reason(reason).remedy(remedy));
    }

    /// Takes a name, or tells who has it.
    pub(super) fn claim(&mut self, text: &str, kind: Kind, place: Place) {
        if let Err(problem) = self.names.claim(text, kind, place) {
            self.tell(*problem);
        }
    }

    /// What a name refers to. A name that is not known is told; who asked leaves out what cannot be built without it, and
    /// goes on, so that other mistakes are told in the same go. No plan comes of it.
    pub(super) fn find<T: Named>(&mut self, name: &Name<T>) -> Option<T> {
        match self.names.find(&name.text) {
            Found::Built(id) => return Some(id),
            Found::LeftOut => self.left_out = true,
            Found::Unknown => self.unknown(&[T::OF], &name.text, name.place),
        }
        None
    }

    /// Tells of a name that nothing of these kinds has.
    pub(super) fn unknown(&mut self, kinds: &[Kind], text: &str, place: Place) {
        self.unknown.insert(place);
        let problem = if self.problems.is_full() {
            Problem::error("P002", place, "this name is not known")
        } else {
            self.names.unknown(kinds, text, place)
        };
        self.tell(problem);
    }

    /// The known name nearest to one that is not known, as long as anybody is going to read it.
    pub(super) fn nearest<'n>(&self, text: &str, known: impl IntoIterator<Item = &'n str>) -> Option<String> {
        if self.problems.is_full() { None } else { nearest(text, known) }
    }

    /// Tells of the names that nothing has among those that only what is lost refers to.
    pub(super) fn lost_references(&mut self, mentions: &[Mention]) {
        for Mention { kind, text, place } in mentions {
            let Some(kind) = Kind::of_word(kind) else { continue };
            if !self.names.may_be(text, kind) && !self.unknown.contains(place) {
                self.unknown(&[kind], text, *place);
            }
        }
    }
}
