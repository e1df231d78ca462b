//! The tree between text and types: values that still know where they were written.

use super::place::Place;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where the whole value stands.
    pub place: Place,
    /// What was written.
    pub value: Value,
}

/// What can be written in RON or JSON, before anybody asks what it means.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// RON `None`, JSON `null`.
    Null,
    /// RON `()`: a struct without fields as well as a tuple without members, which only the shape can tell apart.
    Unit,
    /// `true` or `false`.
    Bool(bool),
    /// A number, with its spelling.
    Number(Number),
    /// Text in quotes, with escapes resolved.
    Text(String),
    /// `[a, b]` or `(a, b)`.
    List(ListKind, Vec<Node>),
    /// `{ "a": 1 }` or `(a: 1)`.
    Map(MapKind, Vec<Entry>),
    /// A named variant, with or without something in it.
    Tagged(Tagged),
}

/// A number as it was spelt, so that a message can quote it and printing does not change it.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The spelling in the file.
    pub text: String,
    /// The value as a floating number, always finite.
    pub float: f64,
    /// The value as a whole number, when it is one and fits.
    pub whole: Option<i64>,
}

/// Whether a sequence was written in brackets or in parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// `[a, b]`, the only kind JSON has.
    List,
    /// `(a, b)`.
    Tuple,
}

/// Whether named values were written in braces or in parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapKind {
    /// `{ "a": 1 }`, the only kind JSON has.
    Map,
    /// `(a: 1)`.
    Struct,
}

/// One named value of a map or struct.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The name.
    pub key: String,
    /// Where the name stands.
    pub key_place: Place,
    /// The value under that name.
    pub value: Node,
}

/// A variant such as `Removed`, `Site("dc1")` or `Enterprise(site: "dc1")`.
#[derive(Clone, Debug, PartialEq)]
pub struct Tagged {
    /// The variant's name.
    pub tag: String,
    /// Where the name stands.
    pub tag_place: Place,
    /// What stands in its parentheses: the value itself when there is one, otherwise a tuple, struct or unit.
    pub payload: Option<Box<Node>>,
}

/// One step of a path into a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// The value under a name.
    Key(&'a str),
    /// The member at a position, from zero.
    Index(usize),
}

impl Number {
    /// Whether both spell the same value.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        match (self.whole, other.whole) {
            (Some(a), Some(b)) => a == b,
            (None, None) => self.float.to_bits() == other.float.to_bits(),
            _ => false,
        }
    }
}

/// The whole number a float stands for: `6.0` is as whole as `6`, as JSON Schema has it, but only as far as floats
/// hold every whole number.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked on the line before")]
pub(super) fn whole_of(float: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (float.fract() == 0.0 && float.abs() <= EXACT).then_some(float as i64)
}

impl Value {
    /// What kind of value this is, as a message would call it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "None",
            Value::Unit => "()",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::Text(_) => "text in quotes",
            Value::List(ListKind::List, _) => "a list",
            Value::List(ListKind::Tuple, _) => "a tuple",
            Value::Map(MapKind::Map, _) => "a map",
            Value::Map(MapKind::Struct, _) => "fields in parentheses",
            Value::Tagged(_) => "a variant",
        }
    }
}

impl Node {
    /// A value at a place.
    #[must_use]
    pub const fn new(place: Place, value: Value) -> Self {
        Self { place, value }
    }

    /// The value at the end of a path, seeing through variants; none when a step leads nowhere.
    #[must_use]
    pub fn at(&self, steps: &[Step<'_>]) -> Option<&Node> {
        steps.iter().try_fold(self, |node, step| match step {
            Step::Key(key) => node.entry(key).map(|entry| &entry.value),
            Step::Index(index) => match &node.inside().value {
                Value::List(_, items) => items.get(*index),
                _ => None,
            },
        })
    }

    /// Where a name stands in this map or struct, seeing through a variant.
    #[must_use]
    pub fn key_place(&self, key: &str) -> Option<Place> {
        self.entry(key).map(|entry| entry.key_place)
    }

    /// The entry under a name, seeing through a variant.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The entries of this map or struct in file order, seeing through a variant; empty for everything else.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.inside().value {
            Value::Map(_, entries) => entries,
            _ => &[],
        }
    }

    /// What a variant holds, or the value itself when it is none.
    #[must_use]
    pub fn inside(&self) -> &Node {
        let mut node = self;
        while let Value::Tagged(Tagged { payload: Some(payload), .. }) = &node.value {
            node = payload;
        }
        node
    }

    /// The variant's name, when this is one.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        match &self.value {
            Value::Tagged(tagged) => Some(&tagged.tag),
            _ => None,
        }
    }

    /// Whether both hold the same values in the same order, wherever they were written and however numbers were spelt.
    #[must_use]
    pub fn same(&self, other: &Node) -> bool {
        match (&self.value, &other.value) {
            (Value::Number(a), Value::Number(b)) => a.same(b),
            (Value::List(a_kind, a), Value::List(b_kind, b)) => {
                a_kind == b_kind && a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b))
            }
            (Value::Map(a_kind, a), Value::Map(b_kind, b)) => {
                let pair = |(a, b): (&Entry, &Entry)| a.key == b.key && a.value.same(&b.value);
                a_kind == b_kind && a.len() == b.len() && a.iter().zip(b).all(pair)
            }
            (Value::Tagged(a), Value::Tagged(b)) => {
                a.tag == b.tag
                    && match (&a.payload, &b.payload) {
                        (Some(a), Some(b)) => a.same(b),
                        (None, None) => true,
                        _ => false,
                    }
            }
            (a, b) => a == b,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Problems, Sources, read_text};

    #[test]
    fn paths_see_through_variants() {
        let mut sources = Sources::new();
        let mut problems = Problems::new();
        let text = r#"(pools: { "p": Enterprise(hosts: ["a", "b"]) })"#;
        let tree = read_text("a.ron", text, &mut sources, &mut problems).unwrap();
        let host = tree.at(&[Step::Key("pools"), Step::Key("p"), Step::Key("hosts"), Step::Index(1)]).unwrap();
        assert_eq!(host.value, Value::Text("b".into()));
        assert_eq!(sources.written(host.place), "\"b\"");
        let pool = tree.at(&[Step::Key("pools"), Step::Key("p")]).unwrap();
        assert_eq!(pool.tag(), Some("Enterprise"));
        assert_eq!(sources.written(pool.key_place("hosts").unwrap()), "hosts");
        assert!(tree.at(&[Step::Index(0)]).is_none());
        assert!(tree.at(&[Step::Key("nobody")]).is_none());
    }
}
