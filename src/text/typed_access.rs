//! The small steps of reading types: one member, one entry, one variant at a time, each error with its place.

use std::slice::Iter;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::place::Place;
use super::tree::{Entry, Node, Value};
use super::typed::Mismatch;

type Read<T> = Result<T, Mismatch>;

/// The members of a list or tuple.
pub(super) struct Items<'de>(Iter<'de, Node>);

impl<'de> Items<'de> {
    pub(super) fn new(items: &'de [Node]) -> Self {
        Self(items.iter())
    }
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        let Some(node) = self.0.next() else { return Ok(None) };
        seed.deserialize(node).map(Some).map_err(|mismatch| mismatch.within(node.place))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The entries of a map or struct.
pub(super) struct Entries<'de> {
    left: Iter<'de, Entry>,
    value: Option<&'de Node>,
}

impl<'de> Entries<'de> {
    pub(super) fn new(entries: &'de [Entry]) -> Self {
        Self { left: entries.iter(), value: None }
    }
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Mismatch;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        let Some(entry) = self.left.next() else { return Ok(None) };
        self.value = Some(&entry.value);
        let key = seed.deserialize(Key(&entry.key));
        key.map(Some).map_err(|mismatch| mismatch.within(entry.key_place))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        let Some(node) = self.value.take() else {
            return Err(serde::de::Error::custom("a value was asked for before its name"));
        };
        seed.deserialize(node).map_err(|mismatch| mismatch.within(node.place))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.len())
    }
}

/// The entries of a map as pairs.
pub(super) struct Pairs<'de>(Iter<'de, Entry>);

impl<'de> Pairs<'de> {
    pub(super) fn new(entries: &'de [Entry]) -> Self {
        Self(entries.iter())
    }
}

impl<'de> SeqAccess<'de> for Pairs<'de> {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        let Some(entry) = self.0.next() else { return Ok(None) };
        seed.deserialize(Pair(entry)).map(Some).map_err(|mismatch| mismatch.within(entry.key_place))
    }
}

struct Pair<'de>(&'de Entry);

impl<'de> Deserializer<'de> for Pair<'de> {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_seq(PairParts { key: Some(self.0), value: Some(&self.0.value) })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct PairParts<'de> {
    key: Option<&'de Entry>,
    value: Option<&'de Node>,
}

impl<'de> SeqAccess<'de> for PairParts<'de> {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if let Some(entry) = self.key.take() {
            let key = seed.deserialize(Key(&entry.key));
            return key.map(Some).map_err(|mismatch| mismatch.within(entry.key_place));
        }
        let Some(node) = self.value.take() else { return Ok(None) };
        seed.deserialize(node).map(Some).map_err(|mismatch| mismatch.within(node.place))
    }
}

/// A name, which may be read as text, as a newtype around text, or as a variant that stands alone.
struct Key<'de>(&'de str);

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Read<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        BorrowedStrDeserializer::new(self.0).deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// A variant's name and what it holds.
pub(super) struct VariantOf<'de> {
    tag: &'de str,
    place: Place,
    payload: Option<&'de Node>,
}

impl<'de> VariantOf<'de> {
    pub(super) fn new(tag: &'de str, place: Place, payload: Option<&'de Node>) -> Self {
        Self { tag, place, payload }
    }

    fn refuse<T>(&self, wanted: &str) -> Read<T> {
        let message = format!("the variant `{}` holds {wanted}", self.tag);
        Err(Mismatch { place: Some(self.payload.map_or(self.place, |payload| payload.place)), message })
    }
}

impl<'de> EnumAccess<'de> for VariantOf<'de> {
    type Error = Mismatch;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Read<(V::Value, Self)> {
        let variant = seed.deserialize(Key(self.tag)).map_err(|mismatch| mismatch.within(self.place))?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for VariantOf<'de> {
    type Error = Mismatch;

    fn unit_variant(self) -> Read<()> {
        match self.payload.map(|payload| &payload.value) {
            None | Some(Value::Unit | Value::Null) => Ok(()),
            Some(_) => self.refuse("nothing"),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<T::Value> {
        match self.payload {
            Some(node) => seed.deserialize(node).map_err(|mismatch| mismatch.within(node.place)),
            // A variant around a struct whose fields all have defaults may stand alone.
            None => seed.deserialize(Nothing).map_err(|mismatch| mismatch.within(self.place)),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Read<V::Value> {
        match self.payload {
            Some(node) => node.read_members(visitor),
            None => self.refuse("values in parentheses"),
        }
    }

    fn struct_variant<V: Visitor<'de>>(self, _fields: &'static [&'static str], visitor: V) -> Read<V::Value> {
        match self.payload {
            Some(node) => node.read_fields(visitor),
            None => visitor.visit_map(Entries::new(&[])).map_err(|mismatch| mismatch.within(self.place)),
        }
    }
}

/// What a variant holds when it stands alone: no fields.
struct Nothing;

impl<'de> Deserializer<'de> for Nothing {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_map(Entries::new(&[]))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
