//! Floor 2, facts: every number about the product or about people, with its source.
//!
//! *Invariant*: a default that enters a simulation is a [`Fact`] in one of the files of this folder, with
//! value, unit, range, source and confidence. Tables of the documentation are kept as tables, row by row
//! ([`quorum`]), because their rows follow no single formula.
//!
//! *Deliberately absent*: results. A recovery target is a fact; a recovery that was measured is an outcome.

pub mod cover;
pub mod failures;
pub mod features;
pub mod pairing;
pub mod people;
pub mod pool;
pub mod quorum;
pub mod sheet;
pub mod update;
pub mod users;

use std::fmt;

/// How much weight a number can bear. It travels with the number into every report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Stated by the vendor's documentation of Lync Server 2013.
    Documented,
    /// Stated by documentation of another product that shares the mechanism.
    DocumentedElsewhere,
    /// Stated by a practitioner or in a blog: one observation, no contract.
    Blog,
    /// What administrators of such deployments report from experience.
    Practice,
    /// Derived by us from documented facts; stated nowhere.
    Inferred,
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Confidence::Documented => "documented",
            Confidence::DocumentedElsewhere => "documented for another product",
            Confidence::Blog => "blog",
            Confidence::Practice => "practice",
            Confidence::Inferred => "inferred",
        })
    }
}

/// What kind of value a fact holds, and so how its text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A law of time, where a plain duration is the fixed law: `"30min"`.
    Law,
    /// One duration that is the same in every run.
    Span,
    /// A dimensionless number.
    Number,
    /// `"yes"` or `"no"`.
    Flag,
    /// One of a few words, listed in the fact's range.
    Word,
}

/// A number with its source. The default is kept as the text a scenario would write, so that a report can
/// show it, a scenario can override it and one reader checks both.
#[derive(Debug, PartialEq, Eq)]
pub struct Fact {
    /// The name by which a scenario overrides it, `"pool.grace"`.
    pub key: &'static str,
    /// What the number is, as a sentence without a full stop.
    pub says: &'static str,
    /// How its text is read.
    pub kind: Kind,
    /// The value used until a scenario sets another.
    pub default: &'static str,
    /// The values that make sense, in words; for words, the alternatives separated by `|`.
    pub range: &'static str,
    /// Where the default comes from.
    pub source: &'static str,
    /// How much weight the default can bear.
    pub confidence: Confidence,
    /// True when it can decide the answer and no document gives it: reports name it as *yours to set*.
    pub yours_to_set: bool,
}

/// Every fact, in the order of the files.
pub fn all() -> impl Iterator<Item = &'static Fact> {
    [pool::ALL, pairing::ALL, people::ALL, users::ALL, failures::ALL, cover::ALL, update::ALL]
        .into_iter()
        .flatten()
        .copied()
}

/// The fact of this key.
pub fn by_key(key: &str) -> Option<&'static Fact> {
    all().find(|fact| fact.key == key)
}

/// Declares the facts of one file and the list of all of them, so that none can be forgotten in the list.
macro_rules! facts {
    ($( $(#[$doc:meta])* $name:ident = $key:literal, $kind:ident $default:literal, $range:literal, $source:literal, $confidence:ident $(, $ask:ident)? ; $says:literal )*) => {
        $( $(#[$doc])*
        #[doc = concat!($says, ".")]
        pub static $name: $crate::facts::Fact = $crate::facts::Fact {
            key: $key, says: $says, kind: $crate::facts::Kind::$kind, default: $default, range: $range,
            source: $source, confidence: $crate::facts::Confidence::$confidence,
            yours_to_set: $crate::facts::facts!(@ask $($ask)?),
        }; )*
        /// The facts of this file.
        pub static ALL: &[&$crate::facts::Fact] = &[$(&$name),*];
    };
    (@ask yours) => { true };
    (@ask) => { false };
}
pub(crate) use facts;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_key_is_unique_and_every_default_can_be_read() {
        let mut seen = BTreeSet::new();
        for fact in all() {
            assert!(seen.insert(fact.key), "{} stands twice", fact.key);
            assert!(!fact.source.is_empty() && !fact.range.is_empty(), "{} lacks source or range", fact.key);
            sheet::read(fact, fact.default).unwrap_or_else(|e| panic!("{}: {e}", fact.key));
        }
    }
}
