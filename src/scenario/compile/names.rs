//! The names of a scenario: one namespace for everything that has one, so that a name means one thing in every report.

use std::collections::HashMap;

use crate::scenario::text::{Place, Problem, nearest, shown, with_article};

/// What kind of thing a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Site,
    Link,
    Pool,
    Edge,
    Server,
    Shared,
}

impl Kind {
    /// The word for it in a sentence.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Kind::Site => "site",
            Kind::Link => "link",
            Kind::Pool => "pool",
            Kind::Edge => "Edge pool",
            Kind::Server => "server",
            Kind::Shared => "shared thing",
        }
    }
}

#[derive(Debug)]
struct Name {
    text: String,
    kind: Kind,
    id: usize,
    place: Place,
}

/// Every name with what it names.
#[derive(Debug, Default)]
pub(super) struct Names {
    all: Vec<Name>,
    index: HashMap<String, usize>,
    /// Standard Edition servers, whose names are those of their pools.
    standard: HashMap<String, usize>,
}

impl Names {
    /// Takes a name, or says who has it already.
    pub(super) fn claim(&mut self, text: &str, kind: Kind, id: usize, place: Place) -> Result<(), Box<Problem>> {
        if let Some(first) = self.index.get(text).map(|at| &self.all[*at]) {
            let what = format!(
                "the name `{}` of {} is taken by {}",
                shown(text),
                with_article(kind.word()),
                with_article(first.kind.word())
            );
            let problem = Problem::error("P001", place, what)
                .reason("Servers, pools, sites, links, Edge pools and shared things have their names in common.")
                .remedy("give one of them another name")
                .also(first.place, "named here");
            return Err(Box::new(problem));
        }
        self.index.insert(text.to_owned(), self.all.len());
        self.all.push(Name { text: text.to_owned(), kind, id, place });
        Ok(())
    }

    /// Lets a Standard Edition server be found under the name of its pool.
    pub(super) fn share_with_pool(&mut self, text: &str, machine: usize) {
        self.standard.entry(text.to_owned()).or_insert(machine);
    }

    /// What a name names when it is of this kind.
    pub(super) fn get(&self, kind: Kind, text: &str) -> Option<usize> {
        if kind == Kind::Server
            && let Some(machine) = self.standard.get(text)
        {
            return Some(*machine);
        }
        self.any(text).filter(|(found, _)| *found == kind).map(|(_, id)| id)
    }

    /// What a name names, whatever it is.
    pub(super) fn any(&self, text: &str) -> Option<(Kind, usize)> {
        self.index.get(text).map(|at| (self.all[*at].kind, self.all[*at].id))
    }

    /// The mistake of a name that none of these kinds has.
    pub(super) fn unknown(&self, kinds: &[Kind], text: &str, place: Place) -> Problem {
        let known = || self.all.iter().filter(|name| kinds.contains(&name.kind)).map(|name| name.text.as_str());
        let words: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
        let near = nearest(text, known());
        let listed: Vec<String> = known().take(12).map(shown).collect();
        let reason = match self.any(text) {
            Some((kind, _)) => format!("`{}` is {}.", shown(text), with_article(kind.word())),
            None if listed.is_empty() => "There is none.".to_owned(),
            None => format!("There are: {}.", listed.join(", ")),
        };
        let remedy = match &near {
            Some(near) => format!("write \"{}\"", shown(near)),
            None => format!("name {} that the scenario defines", with_article(words[0])),
        };
        let what = format!("no {} is named `{}`", words.join(", "), shown(text));
        Problem::error("P002", place, what).reason(reason).remedy(remedy).nearest(near)
    }
}
