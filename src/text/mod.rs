//! Floor 1, text: RON and JSON that somebody wrote, before anybody asks what it means.
//!
//! Turns the bytes of a file into a tree with places, merges trees, and reads types out of them, of which every field is
//! described in one line (see [`mod@record`]); every mistake on the way is told.
//!
//! Invariant: no input makes this module panic, overflow the stack or use memory out of proportion to the input, and
//! every refusal says where, why and what to do instead. A tree that was read without errors holds each name once.
//!
//! Deliberately absent: it does not know what a pool is. What a file may hold is a type handed in from above; what
//! names refer to, and whether a design is sound, is decided elsewhere. It opens no files.

pub mod codes;
mod cursor;
pub mod decode;
pub mod draw;
mod json_reader;
mod number;
pub mod patch;
pub mod place;
pub mod problem;
pub mod reader;
pub mod record;
pub mod resolve;
mod ron_reader;
mod ron_text;
pub mod schema;
pub mod shape;
pub mod tree;
pub mod values;

#[cfg(test)]
mod print;
#[cfg(test)]
mod tests;

pub use codes::{CODES, explain};
pub use cursor::{DEEPEST, MOST_PROBLEMS, MOST_VALUES};
pub use decode::{LARGEST, read_bytes, read_text};
pub use draw::draw;
pub use patch::{apply, is_removed, merge};
pub use place::{LineColumn, Place, SourceId, Sources};
#[cfg(test)]
pub(crate) use print::{to_json_text, to_ron};
pub use problem::{KEPT, Problem, Problems, Severity, nearest, printable, shown, to_json, with_article};
pub use reader::{Mention, Reader, Reading, check_name, check_patch, read};
pub use record::{Quantity, Read, Record};
pub(crate) use record::{choice, record};
pub use resolve::resolve;
pub use schema::json_schema;
pub use shape::{ChoiceShape, Field, Payload, QuantityShape, Refusal, Shape, StructShape, Variant};
pub use tree::{Entry, ListKind, MapKind, Node, Number, Step, Tagged, Value};
pub use values::{Any, IfSound, Kind, List, Map, Name, OrNone, Placed, Share, Whole, Written};
