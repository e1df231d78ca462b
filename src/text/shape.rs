//! What a file may hold, as static data made of the lines of [`mod@super::record`]: messages, the JSON Schema and the form into
//! which a tree is brought come from it, so that they cannot drift apart.

use super::problem::with_article;
use super::record::Read;

/// What may stand at one place.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Free text.
    Text,
    /// `true` or `false`.
    Flag,
    /// A whole number within bounds, both included.
    Whole {
        /// The smallest.
        min: i64,
        /// The largest.
        max: i64,
    },
    /// A number within bounds, both included.
    Number {
        /// The smallest.
        min: f64,
        /// The largest.
        max: f64,
        /// What it counts, for messages; empty for a bare share or factor.
        unit: &'static str,
    },
    /// A text with a small grammar of its own.
    Quantity(&'static QuantityShape),
    /// The name of something defined elsewhere; the string says of what, such as `pool`.
    Name(&'static str),
    /// Any number of members.
    List(&'static Shape),
    /// A fixed number of members.
    Tuple(&'static [Shape]),
    /// Named values, the names chosen by the author.
    Map {
        /// What the names name, such as `pool`.
        key: &'static str,
        /// What stands under each.
        value: &'static Shape,
    },
    /// Fixed fields.
    Struct(&'static StructShape),
    /// One of several variants.
    Choice(&'static ChoiceShape),
    /// The same, or `None` (`null` in JSON).
    Optional(&'static Shape),
    /// Any tree; it is fitted later, as the patches of variants are.
    Any,
}

/// A text with a grammar, such as a duration or a law.
#[derive(Clone, Copy, Debug)]
pub struct QuantityShape {
    /// What it is called in messages, such as `duration`.
    pub name: &'static str,
    /// What it means and how it is written.
    pub about: &'static str,
    /// Texts that are right; the first one appears in remedies.
    pub examples: &'static [&'static str],
    /// The unit a bare number most probably meant, from which the remedy is built; empty when there is none.
    pub unit: &'static str,
    /// A regular expression for editors, wider than the grammar if need be; empty when there is none.
    pub pattern: &'static str,
}

/// Why a quantity was not understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The bytes of the text that are to blame; none blames all of it.
    pub at: Option<(usize, usize)>,
    /// Why, as a whole sentence.
    pub reason: String,
    /// What to write instead; when empty, the examples are shown.
    pub remedy: String,
    /// The known word nearest to the unknown one, when the quantity is made of words.
    pub nearest: Option<String>,
}

impl Refusal {
    /// A refusal of the whole text.
    #[must_use]
    pub fn new(reason: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { at: None, reason: reason.into(), remedy: remedy.into(), nearest: None }
    }

    /// Blames only the bytes from `start` up to but without `end`.
    #[must_use]
    pub const fn at(mut self, start: usize, end: usize) -> Self {
        self.at = Some((start, end));
        self
    }
}

/// A struct: its name, which may stand before its parentheses, and its fields.
#[derive(Clone, Copy, Debug)]
pub struct StructShape {
    /// The name in messages and in the schema.
    pub name: &'static str,
    /// What it describes.
    pub about: &'static str,
    /// Its fields, in the order in which they are best written.
    pub fields: &'static [Field],
}

/// One field of a struct.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What may stand in it.
    pub shape: Shape,
    /// Whether it must be written.
    pub required: bool,
    /// What it means.
    pub about: &'static str,
    /// What it is when it is left out, as it would be written; empty where there is no such text.
    pub default: &'static str,
    /// Whether the default can be read, which a test asks of every field.
    #[cfg(test)]
    pub default_fits: fn(&str) -> bool,
}

impl Field {
    /// A field that is read as a type. It must be written unless it has a default or its type can do without.
    #[must_use]
    pub const fn new<T: Read>(name: &'static str, about: &'static str, default: &'static str) -> Self {
        Self {
            name,
            shape: T::SHAPE,
            required: default.is_empty() && !T::OPTIONAL,
            about,
            default,
            #[cfg(test)]
            default_fits: fits::<T>,
        }
    }

    /// What it means, with its default. That nothing is there when nothing is written need not be told.
    #[must_use]
    pub fn told(&self) -> String {
        match self.default {
            "" | "[]" | "{}" | "()" => self.about.to_owned(),
            default => format!("{} Default: {default}.", self.about),
        }
    }
}

#[cfg(test)]
fn fits<T: Read>(default: &str) -> bool {
    let nowhere = super::Place::new(super::SourceId(0), 0, 0);
    default.is_empty() || super::record::from_default::<T>(default, nowhere).is_some()
}

/// A choice among variants.
#[derive(Clone, Copy, Debug)]
pub struct ChoiceShape {
    /// The name in messages and in the schema.
    pub name: &'static str,
    /// What is chosen.
    pub about: &'static str,
    /// The variants.
    pub variants: &'static [Variant],
}

/// One variant of a choice.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub about: &'static str,
    /// What stands in its parentheses.
    pub payload: Payload,
}

/// What stands in a variant's parentheses.
#[derive(Clone, Copy, Debug)]
pub enum Payload {
    /// Nothing, and no parentheses.
    Unit,
    /// One value: `Site("dc1")`.
    One(&'static Shape),
    /// Fields: `Enterprise(site: "dc1")`. Without required fields the parentheses may be left out.
    Struct(&'static StructShape),
}

impl StructShape {
    /// The field of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl ChoiceShape {
    /// The variant of that name.
    #[must_use]
    pub fn variant(&self, name: &str) -> Option<&'static Variant> {
        self.variants.iter().find(|variant| variant.name == name)
    }
}

impl Variant {
    /// The variant as it would be written.
    #[must_use]
    pub fn example(&self) -> String {
        match self.payload {
            Payload::Unit => self.name.to_owned(),
            Payload::Struct(shape) if shape.fields.iter().all(|field| !field.required) => self.name.to_owned(),
            Payload::One(shape) => format!("{}({})", self.name, shape.example()),
            Payload::Struct(shape) => format!("{}{}", self.name, struct_example(shape)),
        }
    }
}

impl Shape {
    /// What is expected, to stand in a sentence: `a duration such as "30min"`.
    #[must_use]
    pub fn expected(&self) -> String {
        match self {
            Shape::Text => "text in quotes".to_owned(),
            Shape::Flag => "true or false".to_owned(),
            Shape::Whole { min, max } => format!("a whole number{}", bounds(*min, *max)),
            Shape::Number { min, max, unit: "" } => format!("a number{}", number_bounds(*min, *max)),
            Shape::Number { min, max, unit } => format!("a number of {unit}{}", number_bounds(*min, *max)),
            Shape::Quantity(quantity) => match quantity.examples.first() {
                Some(example) => format!("{} such as \"{example}\"", with_article(quantity.name)),
                None => with_article(quantity.name),
            },
            Shape::Name(of) => format!("the name of {} in quotes", with_article(of)),
            Shape::List(_) => "a list".to_owned(),
            Shape::Tuple(shapes) => format!("a tuple of {}", shapes.len()),
            Shape::Map { key, .. } => format!("a map with a {key} under each name"),
            Shape::Struct(shape) => format!("the fields of {}", shape.name),
            Shape::Choice(choice) => with_article(choice.name),
            Shape::Optional(shape) => format!("{} or None", shape.expected()),
            Shape::Any => "any value".to_owned(),
        }
    }

    /// A value of this shape as it would be written in RON.
    #[must_use]
    pub fn example(&self) -> String {
        match self {
            Shape::Text => "\"...\"".to_owned(),
            Shape::Flag => "true".to_owned(),
            Shape::Whole { min, .. } => (*min).max(0).to_string(),
            Shape::Number { min, .. } => format!("{:?}", min.max(0.0)),
            Shape::Quantity(quantity) => format!("\"{}\"", quantity.examples.first().unwrap_or(&"...")),
            Shape::Name(of) => format!("\"{of}1\""),
            Shape::List(shape) => format!("[{}]", shape.example()),
            Shape::Tuple(shapes) => tuple_example(shapes),
            Shape::Map { key, value } => format!("{{ \"{key}1\": {} }}", value.example()),
            Shape::Struct(shape) => struct_example(shape),
            Shape::Choice(choice) => choice.variants.first().map_or_else(String::new, Variant::example),
            Shape::Optional(_) => "None".to_owned(),
            Shape::Any => "()".to_owned(),
        }
    }

    /// The shape without its permission to be absent.
    #[must_use]
    pub fn without_option(&self) -> &Shape {
        let mut shape = self;
        while let Shape::Optional(inner) = shape {
            shape = inner;
        }
        shape
    }
}

/// A tuple as it would be written.
pub(super) fn tuple_example(shapes: &[Shape]) -> String {
    // Two names in a tuple are names of two things.
    let member = |(place, shape): (usize, &Shape)| match shape {
        Shape::Name(of) => format!("\"{of}{}\"", place + 1),
        other => other.example(),
    };
    let members: Vec<String> = shapes.iter().enumerate().map(member).collect();
    format!("({})", members.join(", "))
}

/// Only the required fields are shown, since these are what must be written.
fn struct_example(shape: &StructShape) -> String {
    let fields: Vec<String> = shape
        .fields
        .iter()
        .filter(|field| field.required)
        .map(|field| format!("{}: {}", field.name, field.shape.example()))
        .collect();
    format!("({})", fields.join(", "))
}

fn bounds(min: i64, max: i64) -> String {
    match (min, max) {
        (i64::MIN, i64::MAX) => String::new(),
        (min, i64::MAX) => format!(" of {min} or more"),
        (i64::MIN, max) => format!(" of {max} or less"),
        (min, max) => format!(" from {min} to {max}"),
    }
}

fn number_bounds(min: f64, max: f64) -> String {
    match (min > f64::MIN, max < f64::MAX) {
        (false, false) => String::new(),
        (true, false) => format!(" of {min} or more"),
        (false, true) => format!(" of {max} or less"),
        (true, true) => format!(" from {min} to {max}"),
    }
}
