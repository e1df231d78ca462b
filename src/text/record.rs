//! One description of a field: from one line come the struct's field with its place, its reading, its help, its default
//! and its part of the JSON Schema.
//!
//! ```text
//! record! {
//!     /// Who administers the deployment, and how fast.
//!     pub struct Staff = "staff" {
//!         /// When somebody is at work.
//!         staffed: Written<Hours> = "always",
//!     }
//! }
//! ```
//!
//! A field without a default must be written, unless it is an `Option`. The comments are read by planners, in messages and in
//! editors, and the default is told with them.

use super::decode::read_text;
use super::place::{Place, Sources};
use super::problem::Problems;
use super::reader::Reader;
use super::shape::{QuantityShape, Refusal, Shape, StructShape};
use super::tree::{Entry, Node, Value};
use super::values::Placed;

/// What can be read out of a tree.
pub trait Read: Sized {
    /// What may stand in the file.
    const SHAPE: Shape;

    /// Whether a field of this type may be left out although its line gives no default.
    const OPTIONAL: bool = false;

    /// What a field of this type is then.
    fn left_out() -> Option<Self> {
        None
    }

    /// What stands in the place of a wrong or missing field of the root, where something can.
    fn lost() -> Option<Self> {
        None
    }

    /// Whether writing it would say no more than leaving it out.
    fn says_nothing(&self) -> bool {
        false
    }

    /// Reads it. Nothing comes of it when it is wrong, which has been told then.
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self>;
}

/// A text with a small grammar.
pub trait Quantity: Sized {
    /// What the grammar is called and how it is written.
    const QUANTITY: QuantityShape;

    /// Reads it.
    ///
    /// # Errors
    /// Where the text is wrong, and why.
    fn read(text: &str) -> Result<Self, Refusal>;
}

/// A struct described by its fields.
pub trait Record: Read {
    /// Its fields.
    const FORM: &'static StructShape;

    /// Reads it out of its fields.
    fn read_fields(place: Place, entries: &[Entry], reader: &mut Reader<'_>) -> Option<Self>;
}

impl Reader<'_> {
    /// The field that nobody wrote, at the place of what it is a field of.
    pub fn left_out<T: Read>(&self, place: Place, default: &str) -> Option<Placed<T>> {
        let value = if default.is_empty() { T::left_out() } else { from_default(default, place) };
        debug_assert!(default.is_empty() || value.is_some(), "a test reads every default, {default} too");
        value.map(|value| Placed::new(place, value))
    }

    /// What stands in the place of a field of the root that is lost.
    pub fn in_place_of_lost<T: Read>(&self, place: Place, default: &str) -> Option<Placed<T>> {
        T::lost().map(|value| Placed::new(place, value)).or_else(|| self.left_out(place, default))
    }
}

/// A default, which is written as it would be in a file, but for the quotes around a text.
pub fn from_default<T: Read>(text: &str, place: Place) -> Option<T> {
    let node = match T::SHAPE {
        Shape::Text | Shape::Quantity(_) | Shape::Name(_) => Node::new(place, Value::Text(text.to_owned())),
        _ => Node { place, ..read_text("a default.ron", text, &mut Sources::new(), &mut Problems::new())? },
    };
    super::reader::read(&node, &mut Problems::new()).value
}

/// Whether writing a field would say no more than leaving it out.
pub fn says_nothing<T: Read>(field: &Placed<T>) -> bool {
    field.says_nothing()
}

/// The text of a comment, without the blank that stands before it.
pub const fn trimmed(comment: &'static str) -> &'static str {
    match comment.as_bytes() {
        [b' ', ..] => comment.split_at(1).1,
        _ => comment,
    }
}

/// The name of a field as it stands in a file, which a keyword may be.
pub const fn bare(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

/// Declares structs by what may stand in a file. `kept_in_part` is the root: it loses wrong fields one by one, and every
/// other record is whole or lost.
macro_rules! record {
    ($($(#[doc = $about:literal])* pub struct $record:ident = $said:literal $($in_part:ident)? {
        $($(#[doc = $help:literal])* $field:ident : $type:ty $(= $default:literal)?,)*
    })*) => { $(
        $(#[doc = $about])*
        #[derive(Debug, Clone, serde::Serialize)]
        #[allow(rustdoc::invalid_html_tags, reason = "the comments are written for planners")]
        pub struct $record {
            $(
                $(#[doc = $help])*
                #[serde(skip_serializing_if = "crate::text::record::says_nothing")]
                pub $field: $crate::text::Placed<$type>,
            )*
        }

        impl $crate::text::Record for $record {
            const FORM: &'static $crate::text::StructShape = {
                static FORM: $crate::text::StructShape = $crate::text::StructShape {
                    name: $said,
                    about: $crate::text::record::trimmed(concat!($($about),*)),
                    fields: &[$($crate::text::Field::new::<$type>(
                        $crate::text::record::bare(stringify!($field)),
                        $crate::text::record::trimmed(concat!($($help),*)),
                        concat!($($default)?),
                    )),*],
                };
                &FORM
            };

            #[allow(unused_mut, unused_variables, reason = "a record may have no fields")]
            fn read_fields(
                place: $crate::text::Place,
                entries: &[$crate::text::Entry],
                reader: &mut $crate::text::Reader<'_>,
            ) -> Option<Self> {
                const IN_PART: bool = !concat!($(stringify!($in_part))?).is_empty();
                let before = reader.refused();
                let mut meant = Vec::new();
                $(let mut $field: Option<Option<$crate::text::Placed<$type>>> = None;)*
                for entry in entries {
                    $(if entry.key == $crate::text::record::bare(stringify!($field)) {
                        let read = reader.field(entry, Self::FORM);
                        // Of a field that is written twice, neither is taken.
                        $field = Some(if $field.is_some() { None } else { read });
                        continue;
                    })*
                    meant.extend(reader.unknown_field(entry, Self::FORM));
                }
                reader.missing(place, entries, &meant, Self::FORM);
                // A field whose name is misspelt is lost and not left out.
                $(let is_meant = meant.iter().any(|name| name == $crate::text::record::bare(stringify!($field)));
                let mut $field = match $field {
                    Some(read) => read,
                    None if is_meant => None,
                    None => reader.left_out(place, concat!($($default)?)),
                };)*
                if IN_PART {
                    $($field = $field.or_else(|| reader.in_place_of_lost(place, concat!($($default)?)));)*
                } else if reader.refused() > before {
                    return None;
                }
                Some(Self { $($field: $field?),* })
            }
        }

        impl $crate::text::Read for $record {
            const SHAPE: $crate::text::Shape = $crate::text::Shape::Struct(<Self as $crate::text::Record>::FORM);

            fn read(node: &$crate::text::Node, reader: &mut $crate::text::Reader<'_>) -> Option<Self> {
                reader.record(node)
            }
        }
    )* };
}

/// Declares enums by what may stand in a file: a word alone, a word around one value in parentheses, or a word with the
/// fields of a record behind a colon.
macro_rules! choice {
    (@payload) => { $crate::text::Payload::Unit };
    (@payload ($one:ty)) => { $crate::text::Payload::One(&<$one as $crate::text::Read>::SHAPE) };
    (@payload : $record:ty) => { $crate::text::Payload::Struct(<$record as $crate::text::Record>::FORM) };
    (@read $reader:ident $chosen:ident $variant:ident) => { $reader.alone(&$chosen).map(|()| Self::$variant) };
    (@read $reader:ident $chosen:ident $variant:ident ($one:ty)) => { $reader.one(&$chosen).map(Self::$variant) };
    (@read $reader:ident $chosen:ident $variant:ident : $record:ty) => {
        $reader.inside(&$chosen).map(|record| Self::$variant(Box::new(record)))
    };
    ($($(#[doc = $about:literal])* $(#[derive($($derived:ident),*)])? pub enum $choice:ident = $said:literal {
        $($(#[doc = $help:literal])* $variant:ident $(($one:ty))? $(: $record:ty)?,)*
    })*) => { $(
        $(#[doc = $about])*
        #[derive(Debug, Clone, serde::Serialize)]
        $(#[derive($($derived),*)])?
        pub enum $choice {
            $($(#[doc = $help])* $variant $(($one))? $((Box<$record>))?,)*
        }

        impl $choice {
            const CHOICE: &'static $crate::text::ChoiceShape = {
                static CHOICE: $crate::text::ChoiceShape = $crate::text::ChoiceShape {
                    name: $said,
                    about: $crate::text::record::trimmed(concat!($($about),*)),
                    variants: &[$($crate::text::Variant {
                        name: stringify!($variant),
                        about: $crate::text::record::trimmed(concat!($($help),*)),
                        payload: choice!(@payload $(($one))? $(: $record)?),
                    }),*],
                };
                &CHOICE
            };
        }

        impl $crate::text::Read for $choice {
            const SHAPE: $crate::text::Shape = $crate::text::Shape::Choice(Self::CHOICE);

            fn read(node: &$crate::text::Node, reader: &mut $crate::text::Reader<'_>) -> Option<Self> {
                let chosen = reader.choose(node, Self::CHOICE)?;
                $(if chosen.variant.name == stringify!($variant) {
                    return choice!(@read reader chosen $variant $(($one))? $(: $record)?);
                })*
                None
            }
        }
    )* };
}

pub(crate) use {choice, record};
