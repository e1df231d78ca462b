//! The names of a scenario: one namespace for everything that has one, so that a name means one thing in every report.
//!
//! *Invariant*: an id comes out only for a thing that was built. A name is known from the moment it is claimed; what it
//! names may have been left out, because something about it is wrong, and then there is no id to be had.

use std::collections::HashMap;

use crate::text::{Place, Problem, nearest, shown, with_article};
use crate::topology::{EdgeId, LinkId, MachineId, PoolId, SharedId, SiteId};

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
    /// The kind that has a word.
    pub(super) fn of_word(word: &str) -> Option<Kind> {
        let all = [Kind::Site, Kind::Link, Kind::Pool, Kind::Edge, Kind::Server, Kind::Shared];
        all.into_iter().find(|kind| kind.word() == word)
    }

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

/// A thing that was built.
#[derive(Debug, Clone, Copy)]
pub(super) enum Thing {
    Site(SiteId),
    Link(LinkId),
    Pool(PoolId),
    Edge(EdgeId),
    Server(MachineId),
    Shared(SharedId),
}

/// An id that a name can lead to.
pub(super) trait Named: Copy + Into<Thing> {
    /// What it is the id of.
    const OF: Kind;
    /// The id, when the thing is of this kind.
    fn of(thing: Thing) -> Option<Self>;
}

macro_rules! named {
    ($($id:ident $kind:ident)*) => { $(
        impl From<$id> for Thing {
            fn from(id: $id) -> Thing {
                Thing::$kind(id)
            }
        }
        impl Named for $id {
            const OF: Kind = Kind::$kind;
            fn of(thing: Thing) -> Option<Self> {
                if let Thing::$kind(id) = thing { Some(id) } else { None }
            }
        }
    )* };
}

named! { SiteId Site LinkId Link PoolId Pool EdgeId Edge MachineId Server SharedId Shared }

/// What a name leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found<T> {
    /// It is there.
    Built(T),
    /// The scenario defines it, and it was left out because of a mistake that has been told.
    LeftOut,
    /// Nothing of this kind has the name.
    Unknown,
}

#[derive(Debug)]
struct Name {
    text: String,
    kind: Kind,
    thing: Option<Thing>,
    place: Place,
}

/// Every name with what it names.
#[derive(Debug, Default)]
pub(super) struct Names {
    all: Vec<Name>,
    index: HashMap<String, usize>,
    /// Standard Edition servers, whose names are those of their pools.
    standard: HashMap<String, Option<MachineId>>,
    /// Kinds of things of which some names are not known, because what would tell them is lost.
    gaps: Vec<Kind>,
}

impl Names {
    /// Takes a name for something that is yet to be built, or says who has it already.
    pub(super) fn claim(&mut self, text: &str, kind: Kind, place: Place) -> Result<(), Box<Problem>> {
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
        self.all.push(Name { text: text.to_owned(), kind, thing: None, place });
        Ok(())
    }

    /// What a name names has been built. Of two things that claimed one name, the first has it.
    pub(super) fn built<T: Named>(&mut self, text: &str, id: T) {
        if let Some(at) = self.index.get(text)
            && self.all[*at].kind == T::OF
        {
            self.all[*at].thing.get_or_insert(id.into());
        }
    }

    /// Lets a Standard Edition server be found under the name of its pool, or known as left out.
    pub(super) fn share_with_pool(&mut self, text: &str, machine: Option<MachineId>) {
        self.standard.entry(text.to_owned()).or_insert(machine);
    }

    /// What a name leads to among the things of a kind.
    pub(super) fn find<T: Named>(&self, text: &str) -> Found<T> {
        if T::OF == Kind::Server
            && let Some(machine) = self.standard.get(text)
        {
            return machine.and_then(|machine| T::of(machine.into())).map_or(Found::LeftOut, Found::Built);
        }
        match self.any(text) {
            Some((kind, thing)) if kind == T::OF => thing.and_then(T::of).map_or(Found::LeftOut, Found::Built),
            _ if self.gaps.contains(&T::OF) => Found::LeftOut,
            _ => Found::Unknown,
        }
    }

    /// Says that there are things of a kind whose names are not known.
    pub(super) fn gap(&mut self, kind: Kind) {
        self.gaps.push(kind);
    }

    /// Whether something of this kind has the name, or may have it.
    pub(super) fn may_be(&self, text: &str, kind: Kind) -> bool {
        self.gaps.contains(&kind) || self.any(text).is_some_and(|(known, _)| known == kind)
    }

    /// The id behind a name, where something of this kind was built under it.
    pub(super) fn get<T: Named>(&self, text: &str) -> Option<T> {
        match self.find(text) {
            Found::Built(id) => Some(id),
            Found::LeftOut | Found::Unknown => None,
        }
    }

    /// What a name names, whatever it is, and the thing itself where it was built.
    pub(super) fn any(&self, text: &str) -> Option<(Kind, Option<Thing>)> {
        self.index.get(text).map(|at| (self.all[*at].kind, self.all[*at].thing))
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
            None if listed.len() == 1 => format!("write \"{}\"", listed[0]),
            None => format!("name {} that the scenario defines", with_article(words[0])),
        };
        let what = format!("no {} is named `{}`", words.join(", "), shown(text));
        Problem::error("P002", place, what).reason(reason).remedy(remedy).nearest(near)
    }
}
