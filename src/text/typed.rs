//! Reads Rust types out of a tree through serde, whichever language the tree came from.
//!
//! It is meant for trees that [`fit`](super::fit()) found no fault with; what it still refuses is reported with the
//! place of the innermost value concerned.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};

use super::place::Place;
use super::problem::Problem;
use super::tree::{Node, Number, Tagged, Value};
use super::typed_access::{Entries, Items, VariantOf};

/// Reads a type out of a tree.
///
/// # Errors
///
/// A problem with the place of the value that the type refused, such as a text that a `try_from` did not accept.
pub fn from_node<T: DeserializeOwned>(node: &Node) -> Result<T, Box<Problem>> {
    T::deserialize(node).map_err(|mismatch| Box::new(mismatch.into_problem(node.place)))
}

/// Why a value could not be read as the type that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The innermost value concerned, once it is known.
    pub place: Option<Place>,
    /// What the type said.
    pub message: String,
}

impl Mismatch {
    /// Adds the place unless an inner one is known already.
    pub(super) fn within(mut self, place: Place) -> Self {
        self.place.get_or_insert(place);
        self
    }

    fn into_problem(self, whole: Place) -> Problem {
        Problem::error("S040", self.place.unwrap_or(whole), self.message).remedy("write another value here")
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mismatch {}

impl de::Error for Mismatch {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { place: None, message: message.to_string() }
    }
}

type Read<T> = Result<T, Mismatch>;

impl Node {
    fn refuse<T>(&self, wanted: &str) -> Read<T> {
        let message = format!("{wanted} is expected here, but there is {}", self.value.kind());
        Err(Mismatch { place: Some(self.place), message })
    }

    /// The value behind its own type's name, as in `Pool(...)` where a newtype and no variant is meant.
    fn unnamed(&self, name: &str) -> &Node {
        match &self.value {
            Value::Tagged(Tagged { tag, payload: Some(payload), .. }) if tag == name => payload,
            _ => self,
        }
    }

    pub(super) fn read_fields<'de, V: Visitor<'de>>(&'de self, visitor: V) -> Read<V::Value> {
        match &self.value {
            Value::Map(_, entries) => visitor.visit_map(Entries::new(entries)),
            Value::Unit => visitor.visit_map(Entries::new(&[])),
            _ => self.refuse("a map"),
        }
        .map_err(|mismatch| mismatch.within(self.place))
    }

    pub(super) fn read_members<'de, V: Visitor<'de>>(&'de self, visitor: V) -> Read<V::Value> {
        match &self.value {
            Value::List(_, items) => visitor.visit_seq(Items::new(items)),
            Value::Unit => visitor.visit_seq(Items::new(&[])),
            // A map read as a sequence is its pairs in file order.
            Value::Map(_, entries) => visitor.visit_seq(super::typed_access::Pairs::new(entries)),
            _ => self.refuse("a list"),
        }
        .map_err(|mismatch| mismatch.within(self.place))
    }

    fn read_number<'de, V: Visitor<'de>>(&self, visitor: V, wanted: &str) -> Read<V::Value> {
        match &self.value {
            Value::Number(Number { whole: Some(whole), .. }) => visitor.visit_i64(*whole),
            Value::Number(Number { float, .. }) => visitor.visit_f64(*float),
            _ => self.refuse(wanted),
        }
        .map_err(|mismatch: Mismatch| mismatch.within(self.place))
    }

    fn read_text<'de, V: Visitor<'de>>(&'de self, visitor: V) -> Read<V::Value> {
        match &self.value {
            Value::Text(text) => visitor.visit_borrowed_str(text),
            _ => self.refuse("text in quotes"),
        }
        .map_err(|mismatch: Mismatch| mismatch.within(self.place))
    }
}

macro_rules! numbers {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            self.read_number(visitor, "a number")
        })*
    };
}

macro_rules! texts {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            self.read_text(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Mismatch;

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }

    texts! { deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match &self.value {
            Value::Null | Value::Unit => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(*flag),
            Value::Number(_) => self.read_number(visitor, "a number"),
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::List(_, items) => visitor.visit_seq(Items::new(items)),
            Value::Map(_, entries) => visitor.visit_map(Entries::new(entries)),
            Value::Tagged(_) => self.deserialize_enum("", &[], visitor),
        }
        .map_err(|mismatch: Mismatch| mismatch.within(self.place))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match &self.value {
            Value::Bool(flag) => visitor.visit_bool(*flag),
            _ => self.refuse("true or false"),
        }
        .map_err(|mismatch: Mismatch| mismatch.within(self.place))
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match &self.value {
            Value::Number(number) => visitor.visit_f64(number.float),
            _ => self.refuse("a number"),
        }
        .map_err(|mismatch: Mismatch| mismatch.within(self.place))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match &self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
        .map_err(|mismatch: Mismatch| mismatch.within(self.place))
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match &self.value {
            Value::Null | Value::Unit => visitor.visit_unit(),
            _ => self.refuse("()"),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Read<V::Value> {
        match &self.value {
            Value::Tagged(Tagged { tag, payload: None, .. }) if tag == name => visitor.visit_unit(),
            _ => self.deserialize_unit(visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Read<V::Value> {
        visitor.visit_newtype_struct(self.unnamed(name)).map_err(|mismatch: Mismatch| mismatch.within(self.place))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.read_members(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Read<V::Value> {
        self.read_members(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(self, name: &'static str, _len: usize, visitor: V) -> Read<V::Value> {
        self.unnamed(name).read_members(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.read_fields(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        // Whichever name stands before the fields was checked against the shape, which may call the struct otherwise
        // than Rust does.
        self.inside().read_fields(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        let variant = match &self.value {
            Value::Tagged(Tagged { tag, tag_place, payload }) => VariantOf::new(tag, *tag_place, payload.as_deref()),
            Value::Text(text) => VariantOf::new(text, self.place, None),
            Value::Map(_, entries) if entries.len() == 1 => {
                VariantOf::new(&entries[0].key, entries[0].key_place, Some(&entries[0].value))
            }
            _ => return self.refuse("a variant"),
        };
        visitor.visit_enum(variant).map_err(|mismatch| mismatch.within(self.place))
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.read_text(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_unit()
    }
}

/// A map in the order of the file, which is the order in which people want to see it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ordered<T>(Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Ordered<T> {
    /// Names and values in the order of the file.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &T)> + DoubleEndedIterator {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The names in the order of the file.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> + DoubleEndedIterator {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// The value under a name. It is searched one by one: scenarios hold dozens of names, not millions.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        self.position(name).map(|at| &self.0[at].1)
    }

    /// The position of a name, from zero.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|(known, _)| known == name)
    }

    /// The number of names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The pairs themselves.
    #[must_use]
    pub fn into_pairs(self) -> Vec<(String, T)> {
        self.0
    }
}

impl<T> FromIterator<(String, T)> for Ordered<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl<T> IntoIterator for Ordered<T> {
    type Item = (String, T);
    type IntoIter = std::vec::IntoIter<(String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder(PhantomData))
    }
}

struct InOrder<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for InOrder<T> {
    type Value = Ordered<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut pairs: Vec<(String, T)> = Vec::new();
        let mut names = std::collections::HashSet::new();
        while let Some((name, value)) = access.next_entry::<String, T>()? {
            if !names.insert(name.clone()) {
                return Err(de::Error::custom(format!("`{name}` is written twice")));
            }
            pairs.push((name, value));
        }
        Ok(Ordered(pairs))
    }
}
