//! The values that fields are made of: what stands in a file, with the place where it stands.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::place::Place;
use super::reader::Reader;
use super::record::{Quantity, Read};
use super::shape::Shape;
use super::tree::Node;

/// A value and where it stands: what was written, or what it is a part of when it was left out.
#[derive(Clone, Copy, PartialEq)]
pub struct Placed<T> {
    /// Where.
    pub place: Place,
    /// What.
    pub value: T,
}

impl<T> Placed<T> {
    /// A value at a place.
    pub const fn new(place: Place, value: T) -> Self {
        Placed { place, value }
    }

    /// Another value at the same place.
    pub fn with<U>(&self, value: U) -> Placed<U> {
        Placed { place: self.place, value }
    }
}

impl<T> Deref for Placed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Placed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

/// A list with the place of each member.
pub type List<T> = Vec<Placed<T>>;

/// What a name names. The type keeps names of one kind of thing from being looked up among another.
pub trait Kind {
    /// The word for it in messages, such as `pool`.
    const WORD: &'static str;
    /// Whether a map of the file defines all of its names, so that one which it does not define is wrong.
    const LOOKED_UP: bool = false;
}

/// A name of something, and where it stands.
#[derive(Clone, PartialEq)]
pub struct Name<K> {
    /// The name.
    pub text: String,
    /// Where.
    pub place: Place,
    kind: PhantomData<K>,
}

impl<K> Name<K> {
    /// A name at a place.
    pub fn new(text: &str, place: Place) -> Self {
        Name { text: text.to_owned(), place, kind: PhantomData }
    }
}

impl<K> fmt::Debug for Name<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

/// A quantity, with the text that it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Written<Q> {
    /// The text.
    pub text: String,
    quantity: Q,
}

impl<Q> Deref for Written<Q> {
    type Target = Q;

    fn deref(&self) -> &Q {
        &self.quantity
    }
}

/// A whole number within bounds, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Whole<const MIN: u32, const MAX: u32>(u32);

impl<const MIN: u32, const MAX: u32> Whole<MIN, MAX> {
    /// The number, when it is within the bounds.
    pub fn new(number: u32) -> Option<Self> {
        (MIN..=MAX).contains(&number).then_some(Self(number))
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// A share, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share(f64);

impl Share {
    /// The share that is nearest to a number.
    pub fn nearest(number: f64) -> Self {
        Share(number.clamp(0.0, 1.0))
    }

    /// The number.
    pub const fn get(self) -> f64 {
        self.0
    }
}

/// A value or nothing, where somebody can write `None` to say so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrNone<T>(pub Option<T>);

/// A required field at the root, which is read further when this one is wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IfSound<T>(pub Option<T>);

/// Any tree; it is read later, as the patches of variants are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Any;

/// Named values in the order of the file, which is the order in which people want to see them again.
#[derive(Clone, Debug)]
pub struct Map<K, T> {
    members: Vec<(Name<K>, Option<Placed<T>>)>,
    /// Whether its names are known, even where what stands under one is lost.
    readable: bool,
}

impl<K, T> Map<K, T> {
    /// Adds a member, which may be lost, under a name, which may be none that anybody could refer to.
    pub(super) fn add(&mut self, name: Name<K>, value: Option<Placed<T>>, named: bool) {
        self.members.push((name, value));
        self.readable &= named;
    }

    /// What is sound.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Name<K>, &Placed<T>)> {
        self.members.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)))
    }

    /// All names, those of lost members too.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &Name<K>> {
        self.members.iter().map(|(name, _)| name)
    }

    /// The value under a name. It is searched one by one: scenarios hold dozens of names, not millions.
    pub fn get(&self, name: &str) -> Option<&Placed<T>> {
        self.iter().find(|(known, _)| known.text == name).map(|(_, value)| value)
    }

    /// The number of names.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is no name.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Whether all names are known, so that another one is wrong.
    pub fn is_readable(&self) -> bool {
        self.readable
    }

    /// Whether nothing of it is lost.
    pub fn is_whole(&self) -> bool {
        self.readable && self.members.iter().all(|(_, value)| value.is_some())
    }

    /// The same names over other values.
    #[must_use]
    pub fn map(&self, mut other: impl FnMut(&Name<K>, &T) -> T) -> Self
    where
        K: Clone,
    {
        let each = self.members.iter().map(|(name, value)| {
            (name.clone(), value.as_ref().map(|value| Placed::new(value.place, other(name, value))))
        });
        Map { members: each.collect(), readable: self.readable }
    }
}

impl<K, T> Default for Map<K, T> {
    fn default() -> Self {
        Map { members: Vec::new(), readable: true }
    }
}

impl Read for bool {
    const SHAPE: Shape = Shape::Flag;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        reader.flag(node)
    }
}

impl Read for String {
    const SHAPE: Shape = Shape::Text;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        reader.text(node)
    }
}

impl<const MIN: u32, const MAX: u32> Read for Whole<MIN, MAX> {
    const SHAPE: Shape = Shape::Whole { min: MIN as i64, max: MAX as i64 };

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let whole = reader.whole(node, i64::from(MIN), i64::from(MAX))?;
        u32::try_from(whole).ok().and_then(Self::new)
    }
}

impl Read for Share {
    const SHAPE: Shape = Shape::Number { min: 0.0, max: 1.0, unit: "" };

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        reader.number(node, 0.0, 1.0, "").map(Share)
    }
}

impl<Q: Quantity> Read for Written<Q> {
    const SHAPE: Shape = Shape::Quantity(&Q::QUANTITY);

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        reader.quantity(node).map(|(quantity, text)| Written { text, quantity })
    }
}

impl<K: Kind> Read for Name<K> {
    const SHAPE: Shape = Shape::Name(K::WORD);

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        reader.reference(node)
    }
}

impl<T: Read> Read for Option<T> {
    const SHAPE: Shape = T::SHAPE;
    const OPTIONAL: bool = true;

    fn left_out() -> Option<Self> {
        Some(None)
    }

    fn says_nothing(&self) -> bool {
        self.is_none()
    }

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        T::read(node, reader).map(Some)
    }
}

impl<T: Read> Read for OrNone<T> {
    const SHAPE: Shape = Shape::Optional(&T::SHAPE);
    const OPTIONAL: bool = true;

    fn left_out() -> Option<Self> {
        Some(OrNone(None))
    }

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        reader.or_none(node).map(OrNone)
    }
}

impl<T: Read> Read for IfSound<T> {
    const SHAPE: Shape = T::SHAPE;

    fn lost() -> Option<Self> {
        Some(IfSound(None))
    }

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        T::read(node, reader).map(|value| IfSound(Some(value)))
    }
}

impl<A: Read, B: Read> Read for (A, B) {
    const SHAPE: Shape = Shape::Tuple(&[A::SHAPE, B::SHAPE]);

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        reader.pair(node)
    }
}

impl<T: Read> Read for List<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        reader.list(node)
    }
}

impl<K: Kind, T: Read> Read for Map<K, T> {
    const SHAPE: Shape = Shape::Map { key: K::WORD, value: &T::SHAPE };

    fn lost() -> Option<Self> {
        Some(Map { members: Vec::new(), readable: false })
    }

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        reader.map(node)
    }
}

impl Read for Any {
    const SHAPE: Shape = Shape::Any;

    fn read(_: &Node, _: &mut Reader<'_>) -> Option<Self> {
        Some(Any)
    }
}

/// Everything is written in the way in which it is read.
macro_rules! written_as {
    ($([$($of:tt)*] $value:ty, $this:ident => $as:expr;)*) => { $(
        impl<$($of)*> Serialize for $value {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let $this = self;
                $as.serialize(serializer)
            }
        }
    )* };
}

written_as! {
    [T: Serialize] Placed<T>, this => this.value;
    [K] Name<K>, this => this.text;
    [Q] Written<Q>, this => this.text;
    [const MIN: u32, const MAX: u32] Whole<MIN, MAX>, this => this.0;
    [] Share, this => this.0;
    [T: Serialize] OrNone<T>, this => this.0;
    [T: Serialize] IfSound<T>, this => this.0;
    [] Any, _this => ();
}

impl<K, T: Serialize> Serialize for Map<K, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.iter() {
            map.serialize_entry(&name.text, value)?;
        }
        map.end()
    }
}
