//! Reads types out of a tree and tells every mistake on the way, so that a planner mends all of them in one go.
//!
//! *Invariant*: what is none has been told. A record and a tuple are whole or lost; lists and maps keep their sound members,
//! and of a lost member the name stays known, so that nothing follows from its loss.

use std::collections::HashMap;

use super::number::percent;
use super::patch::is_removed;
use super::place::Place;
use super::problem::{Problem, Problems, nearest, shown, unsafe_to_print, with_article};
use super::record::{Quantity, Read, Record};
use super::shape::{ChoiceShape, Field, Payload, QuantityShape, Refusal, Shape, StructShape, Variant, tuple_example};
use super::tree::{Entry, ListKind, MapKind, Node, Number, Tagged, Value};
use super::values::{Kind, Map, Name, Placed};
use crate::ground::text::JOINERS;

/// What was read of a whole tree.
#[derive(Debug)]
pub struct Reading<T> {
    /// As much of it as is sound; none when nothing is.
    pub value: Option<T>,
    /// Whether all of it is sound.
    pub whole: bool,
    /// Every name that something refers to by it, in what is sound and in what is lost.
    pub mentions: Vec<Mention>,
}

/// A name by which something is referred to.
#[derive(Debug, Clone)]
pub struct Mention {
    /// Of what kind of thing, such as `pool`.
    pub kind: &'static str,
    /// The name.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// Reads a whole tree; every mistake is added to `problems`.
pub fn read<T: Read>(node: &Node, problems: &mut Problems) -> Reading<T> {
    let mut reader = Reader { partial: false, refused: 0, mentions: Vec::new(), problems };
    let value = T::read(node, &mut reader);
    Reading { value, whole: reader.refused == 0, mentions: reader.mentions }
}

/// Checks a patch: fields may be missing, and `Removed` may stand for any named value.
pub fn check_patch<T: Read>(node: &Node, problems: &mut Problems) {
    T::read(node, &mut Reader { partial: true, refused: 0, mentions: Vec::new(), problems });
}

/// Checks a name that stands outside of every record.
pub fn check_name(place: Place, name: &str, of: &str, problems: &mut Problems) {
    Reader { partial: false, refused: 0, mentions: Vec::new(), problems }.name(place, name, of);
}

/// Letters of the longest name: those of the longest name in DNS.
const LONGEST_NAME: usize = 253;

/// Where reading stands.
#[derive(Debug)]
pub struct Reader<'a> {
    partial: bool,
    refused: usize,
    mentions: Vec<Mention>,
    problems: &'a mut Problems,
}

/// A variant that was chosen.
#[derive(Debug)]
pub struct Chosen<'n> {
    /// Which.
    pub variant: &'static Variant,
    place: Place,
    tag_place: Place,
    payload: Option<&'n Node>,
}

impl Reader<'_> {
    fn tell(&mut self, problem: Problem) {
        self.refused += 1;
        self.problems.push(problem);
    }

    /// How many mistakes were found so far.
    #[must_use]
    pub fn refused(&self) -> usize {
        self.refused
    }

    /// A member of a list or map, which is whole or lost.
    fn member<T: Read>(&mut self, node: &Node) -> Option<Placed<T>> {
        let before = self.refused;
        let value = T::read(node, self)?;
        (self.refused == before).then(|| Placed::new(node.place, value))
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, node: &Node) -> Option<bool> {
        let Value::Bool(flag) = node.value else { return self.wrong_kind(node, &Shape::Flag) };
        Some(flag)
    }

    /// Free text.
    pub(super) fn text(&mut self, node: &Node) -> Option<String> {
        let Value::Text(text) = &node.value else { return self.wrong_kind(node, &Shape::Text) };
        self.showable(node.place, text, &['\n', '\t']).then(|| text.clone())
    }

    /// A whole number within bounds.
    pub(super) fn whole(&mut self, node: &Node, min: i64, max: i64) -> Option<i64> {
        let shape = Shape::Whole { min, max };
        let Value::Number(number) = &node.value else { return self.wrong_kind(node, &shape) };
        match number.whole {
            Some(whole) if looks_like_thousands(&number.text) => {
                let what = format!("{} reads as {whole}, but looks like thousands", shown(&number.text));
                let thousands: String = number.text.chars().filter(|c| *c != '.').collect();
                let remedy = format!("write {thousands}, or {whole}");
                self.tell(
                    Problem::error("S032", node.place, what)
                        .reason("A point is the decimal point here; nothing parts thousands but an underscore in RON.")
                        .remedy(remedy),
                );
                None
            }
            Some(whole) if whole >= min && whole <= max => Some(whole),
            None if number.float.fract() != 0.0 => {
                let what = format!("{} is expected here, but {} is not whole", shape.expected(), shown(&number.text));
                let remedy = format!("write for instance {:.0}", number.float.round().clamp(min as f64, max as f64));
                self.tell(Problem::error("S032", node.place, what).remedy(remedy));
                None
            }
            _ => self.out_of_range(node, number, &shape),
        }
    }

    /// A number within bounds.
    pub(super) fn number(&mut self, node: &Node, min: f64, max: f64, unit: &'static str) -> Option<f64> {
        let shape = Shape::Number { min, max, unit };
        match &node.value {
            Value::Number(number) if number.float < min || number.float > max => {
                self.out_of_range(node, number, &shape)
            }
            Value::Number(number) => Some(number.float),
            _ => self.wrong_kind(node, &shape),
        }
    }

    /// A text with a grammar, read by it once.
    pub(super) fn quantity<Q: Quantity>(&mut self, node: &Node) -> Option<(Q, String)> {
        match &node.value {
            Value::Text(text) => match Q::read(text) {
                Ok(value) => Some((value, text.clone())),
                Err(refusal) => self.misread(node, text, refusal, &Q::QUANTITY),
            },
            Value::Number(number) => self.unit_missing::<Q>(node, number),
            _ => self.wrong_kind(node, &Shape::Quantity(&Q::QUANTITY)),
        }
    }

    /// The name of something that is defined elsewhere.
    pub(super) fn reference<K: Kind>(&mut self, node: &Node) -> Option<Name<K>> {
        let Value::Text(text) = &node.value else { return self.wrong_kind(node, &Shape::Name(K::WORD)) };
        if !self.name(node.place, text, K::WORD) {
            return None;
        }
        if K::LOOKED_UP {
            self.mentions.push(Mention { kind: K::WORD, text: text.clone(), place: node.place });
        }
        Some(Name::new(text, node.place))
    }

    /// A list with its sound members.
    pub(super) fn list<T: Read>(&mut self, node: &Node) -> Option<Vec<Placed<T>>> {
        let Value::List(ListKind::List, items) = &node.value else {
            return self.wrong_kind(node, &Shape::List(&T::SHAPE));
        };
        Some(items.iter().filter_map(|item| self.member(item)).collect())
    }

    /// Two members.
    pub(super) fn pair<A: Read, B: Read>(&mut self, node: &Node) -> Option<(A, B)> {
        let shapes = const { &[A::SHAPE, B::SHAPE] };
        let Value::List(_, items) = &node.value else { return self.wrong_kind(node, &Shape::Tuple(shapes)) };
        if items.len() != shapes.len() {
            let what = format!("{} members are expected here, but there are {}", shapes.len(), items.len());
            let remedy = format!("write for instance {}", tuple_example(shapes));
            let each: Vec<String> = shapes.iter().map(Shape::expected).collect();
            let reason = format!("The members are: {}.", each.join("; "));
            self.tell(Problem::error("S037", node.place, what).reason(reason).remedy(remedy));
        }
        let first = items.first().and_then(|item| A::read(item, self));
        let second = items.get(1).and_then(|item| B::read(item, self));
        first.zip(second).filter(|_| items.len() == shapes.len())
    }

    /// A map with its sound members, and the names of the others.
    pub(super) fn map<K: Kind, T: Read>(&mut self, node: &Node) -> Option<Map<K, T>> {
        let Value::Map(MapKind::Map, entries) = &node.value else {
            return self.wrong_kind(node, &Shape::Map { key: K::WORD, value: &T::SHAPE });
        };
        let mut doubled = self.twice(entries);
        let mut map = Map::default();
        for entry in entries {
            let named = self.name(entry.key_place, &entry.key, K::WORD);
            let value = self.under(entry).filter(|_| named);
            match doubled.get_mut(entry.key.as_str()) {
                Some(told) if *told => {}
                Some(told) => {
                    *told = true;
                    map.add(Name::new(&entry.key, entry.key_place), None, named);
                }
                None => map.add(Name::new(&entry.key, entry.key_place), value, named),
            }
        }
        Some(map)
    }

    /// What stands under a name of a map.
    fn under<T: Read>(&mut self, entry: &Entry) -> Option<Placed<T>> {
        if self.partial && is_removed(&entry.value) {
            return None;
        }
        let is_value = matches!(T::SHAPE, Shape::Any | Shape::Optional(_));
        if !is_value && (is_nothing(&entry.value) || means_removed(&entry.value)) {
            self.no_entry(entry, &T::SHAPE);
            return None;
        }
        self.member(&entry.value)
    }

    /// The same or nothing, where nothing is written None.
    pub(super) fn or_none<T: Read>(&mut self, node: &Node) -> Option<Option<T>> {
        if node.value == Value::Null {
            return Some(None);
        }
        if is_nothing(node) {
            let what = format!("nothing is written None, but there is {}", told(node));
            self.tell(Problem::error("S032", node.place, what).remedy("write None"));
            return None;
        }
        T::read(node, self).map(Some)
    }

    fn wrong_kind<T>(&mut self, node: &Node, shape: &Shape) -> Option<T> {
        let what = format!("{} is expected here, but there is {}", shape.expected(), told(node));
        let remedy = match (shape, &node.value) {
            (Shape::List(_), Value::List(..)) => "write it in brackets: [a, b]".to_owned(),
            (Shape::List(_), Value::Unit) => "write []".to_owned(),
            (Shape::Map { .. }, Value::Unit) => "write {}".to_owned(),
            (Shape::Map { .. }, Value::Map(..)) => "write it in braces, with the names in quotes".to_owned(),
            (Shape::Text | Shape::Name(_) | Shape::Quantity(_), Value::Tagged(Tagged { tag, payload: None, .. })) => {
                format!("write \"{}\"", shown(tag))
            }
            (Shape::Text | Shape::Name(_), Value::Number(number)) => format!("write \"{}\"", shown(&number.text)),
            (Shape::Whole { .. } | Shape::Number { .. }, Value::Text(text)) if text.trim().parse::<f64>().is_ok() => {
                format!("write {} without quotes", shown(text.trim()))
            }
            (Shape::Number { .. }, Value::Text(text)) if percent(text).is_some() => {
                format!("write {}", percent(text).unwrap_or_default())
            }
            (_, Value::Null) => "leave the field out, or write a value".to_owned(),
            _ => format!("write for instance {}", shape.example()),
        };
        self.tell(Problem::error("S032", node.place, what).remedy(remedy));
        None
    }

    fn out_of_range<T>(&mut self, node: &Node, number: &Number, shape: &Shape) -> Option<T> {
        let problem = Problem::error("S033", node.place, format!("{} is out of range", shown(&number.text)));
        self.tell(problem.reason(format!("{} is expected here.", capital(&shape.expected()))).remedy(match shape {
            Shape::Whole { min, .. } if number.float < *min as f64 => format!("write {min} or more"),
            Shape::Whole { max, .. } => format!("write {max} or less"),
            Shape::Number { min, .. } if number.float < *min => format!("write {min} or more"),
            Shape::Number { max: 1.0, .. } if number.float <= 100.0 => {
                let share = percent(&format!("{}%", number.text)).unwrap_or(1.0);
                format!("write 1 or less; {share} if {} % is meant", shown(&number.text))
            }
            Shape::Number { max, .. } => format!("write {max} or less"),
            _ => String::new(),
        }));
        None
    }

    fn misread<T>(&mut self, node: &Node, text: &str, refusal: Refusal, quantity: &QuantityShape) -> Option<T> {
        let mut place = node.place;
        // Offsets inside the text are offsets in the file only when no escape stands in between.
        if let Some((start, end)) = refusal.at
            && node.place.len() == text.len() + 2
        {
            let first = node.place.start + 1;
            place = Place::new(
                place.source,
                first + start.min(text.len()),
                first + end.clamp(start, text.len().max(start)),
            );
        }
        let remedy = if refusal.remedy.is_empty() { examples(quantity) } else { refusal.remedy };
        let what = format!("\"{}\" is not {}", shown(text), with_article(quantity.name));
        let problem = Problem::error("S035", place, what).reason(refusal.reason);
        self.tell(problem.remedy(remedy).nearest(refusal.nearest));
        None
    }

    fn unit_missing<Q: Quantity>(&mut self, node: &Node, number: &Number) -> Option<(Q, String)> {
        let quantity = &Q::QUANTITY;
        let with_unit = format!("{}{}", number.text, quantity.unit);
        let remedy = if !quantity.unit.is_empty() && Q::read(&with_unit).is_ok() {
            format!("write \"{}\"", shown(&with_unit))
        } else {
            examples(quantity)
        };
        let what =
            format!("the bare number {} needs a unit to be {}", shown(&number.text), with_article(quantity.name));
        let problem = Problem::error("S036", node.place, what).reason("Which unit was meant would be a guess.");
        self.tell(problem.remedy(remedy));
        None
    }

    fn name(&mut self, place: Place, text: &str, of: &str) -> bool {
        let before = self.refused;
        if text.is_empty() || text.trim() != text {
            let what = format!("the name of {} is empty or begins or ends with a blank", with_article(of));
            let remedy = if text.trim().is_empty() {
                "write a name".to_owned()
            } else {
                format!("write \"{}\"", shown(text.trim()))
            };
            self.tell(Problem::error("S039", place, what).remedy(remedy));
        }
        if text.chars().count() > LONGEST_NAME {
            let what = format!("the name of {} has {} letters", with_article(of), text.chars().count());
            let problem = Problem::error("S042", place, what).reason("It has to fit into tables and file names.");
            self.tell(problem.remedy(format!("write {LONGEST_NAME} letters or less")));
        }
        self.showable(place, text, &JOINERS);
        self.refused == before
    }

    /// Texts are printed on terminals and drawn into pictures, so they hold nothing that does more than be seen.
    fn showable(&mut self, place: Place, text: &str, allowed: &[char]) -> bool {
        let Some(found) = text.chars().find(|letter| unsafe_to_print(*letter) && !allowed.contains(letter)) else {
            return true;
        };
        let what = format!("\"{}\" holds the character U+{:04X}, which cannot be seen", shown(text), u32::from(found));
        let problem = Problem::error("S041", place, what);
        self.tell(problem.reason("It would reach terminals and pictures.").remedy("leave it out"));
        false
    }

    /// A name of a map that has nothing, or is to go where nothing is merged.
    fn no_entry(&mut self, entry: &Entry, shape: &Shape) {
        let name = shown(&entry.key);
        let what = format!("`{name}` needs a value, but there is {}", told(&entry.value));
        let problem = Problem::error("S032", entry.value.place, what);
        self.tell(if self.partial {
            let reason = "A variant or an overlay takes a name out by the word Removed.";
            problem.reason(reason).remedy(format!("write \"{name}\": Removed")).nearest(Some("Removed".to_owned()))
        } else {
            let remedy = format!("leave `{name}` out, or write \"{name}\": {}", shape.example());
            problem.reason("Only a variant or an overlay takes a name out of what it is laid over.").remedy(remedy)
        });
    }

    /// A field that has nothing although it takes no None.
    fn no_value(&mut self, entry: &Entry, field: &Field) {
        let what = format!("`{}` needs a value, but there is {}", field.name, told(&entry.value));
        let value = format!("write {}: {}", field.name, field.shape.example());
        let remedy = match (field.required, self.partial) {
            (true, _) => value,
            (false, true) => format!("write {}: Removed to have its default, or {value}", field.name),
            (false, false) => format!("leave `{}` out, or {value}", field.name),
        };
        self.tell(Problem::error("S032", entry.value.place, what).reason(field.told()).remedy(remedy));
    }

    /// The names that are written twice, of which neither is taken; whether one was met yet is for the caller to say.
    fn twice<'n>(&mut self, entries: &'n [Entry]) -> HashMap<&'n str, bool> {
        let mut seen = HashMap::new();
        let mut doubled = HashMap::new();
        for entry in entries {
            if let Some(first) = seen.insert(entry.key.as_str(), entry.key_place) {
                doubled.insert(entry.key.as_str(), false);
                let what = format!("`{}` is written twice", shown(&entry.key));
                let problem = Problem::error("S010", entry.key_place, what);
                self.tell(problem.remedy("keep one of them").also(first, "first written here"));
            }
        }
        doubled
    }

    /// The fields of a record, whose own name may stand before them, and the place where they stand.
    fn entries<'n>(&mut self, node: &'n Node, record: &'static StructShape) -> Option<(Place, &'n [Entry])> {
        let mut inside = node;
        while let Value::Tagged(Tagged { tag, payload: Some(payload), .. }) = &inside.value
            && tag == record.name
        {
            inside = payload;
        }
        match &inside.value {
            Value::Unit => Some((inside.place, &[])),
            Value::Map(_, entries) => Some((inside.place, entries)),
            _ => self.wrong_kind(inside, &Shape::Struct(record)),
        }
    }

    /// A record out of its fields.
    pub fn record<R: Record>(&mut self, node: &Node) -> Option<R> {
        let (place, entries) = self.entries(node, R::FORM)?;
        self.fields(place, entries)
    }

    fn fields<R: Record>(&mut self, place: Place, entries: &[Entry]) -> Option<R> {
        self.twice(entries);
        R::read_fields(place, entries, self)
    }

    /// What stands in a field.
    pub fn field<T: Read>(&mut self, entry: &Entry, record: &StructShape) -> Option<Placed<T>> {
        if self.partial && is_removed(&entry.value) {
            return None;
        }
        if is_nothing(&entry.value) && !matches!(T::SHAPE, Shape::Optional(_) | Shape::Any) {
            record.field(&entry.key).into_iter().for_each(|field| self.no_value(entry, field));
            return None;
        }
        T::read(&entry.value, self).map(|value| Placed::new(entry.value.place, value))
    }

    /// Tells which required fields are missing. One whose name is misspelt is one mistake and not two.
    pub fn missing(&mut self, place: Place, entries: &[Entry], meant: &[String], record: &StructShape) {
        if self.partial {
            return;
        }
        let written = |field: &Field| entries.iter().any(|entry| entry.key == field.name);
        let missing = |field: &&Field| field.required && !written(field) && meant.iter().all(|name| name != field.name);
        for field in record.fields.iter().filter(missing) {
            let problem = Problem::error("S031", place, format!("{} lacks the field `{}`", record.name, field.name));
            let names = names_beside(field, entries, record);
            self.tell(match names.as_slice() {
                [] => problem.reason(field.told()).remedy(format!("add {}: {}", field.name, field.shape.example())),
                [first, ..] => problem
                    .reason(format!("{} There are: {}.", field.told(), names.join(", ")))
                    .remedy(format!("add {}: \"{first}\"", field.name)),
            });
        }
    }

    /// Tells of an unknown field, and returns the name that was probably meant.
    pub fn unknown_field(&mut self, entry: &Entry, shape: &StructShape) -> Option<String> {
        let names: Vec<&str> = shape.fields.iter().map(|field| field.name).collect();
        let near = nearest(&entry.key, names.iter().copied());
        let remedy = near.as_ref().map_or_else(|| "remove it".to_owned(), |near| format!("write `{near}`"));
        let reason = if names.is_empty() {
            "It has no fields.".to_owned()
        } else {
            format!("Its fields are: {}.", names.join(", "))
        };
        let what = format!("`{}` is not a field of {}", shown(&entry.key), shape.name);
        let problem = Problem::error("S030", entry.key_place, what).reason(reason).remedy(remedy);
        self.tell(problem.nearest(near.clone()));
        near
    }

    /// The variant that stands here.
    pub fn choose<'n>(&mut self, node: &'n Node, choice: &'static ChoiceShape) -> Option<Chosen<'n>> {
        let (tag, tag_place, payload) = match &node.value {
            Value::Tagged(tagged) => (&tagged.tag, tagged.tag_place, tagged.payload.as_deref()),
            Value::Text(text) => (text, node.place, None),
            Value::Map(MapKind::Map, entries) if entries.len() == 1 => {
                (&entries[0].key, entries[0].key_place, Some(&entries[0].value))
            }
            _ => {
                let what = format!("{} is expected here, but there is {}", with_article(choice.name), told(node));
                let problem = Problem::error("S032", node.place, what).reason(choices(choice));
                let first = choice.variants.first().map(|first| format!("write for instance {}", first.example()));
                self.tell(problem.remedy(first.unwrap_or_default()));
                return None;
            }
        };
        match choice.variant(tag) {
            Some(variant) => Some(Chosen { variant, place: node.place, tag_place, payload }),
            None => self.unknown_variant(node, tag, tag_place, choice),
        }
    }

    fn unknown_variant<T>(&mut self, node: &Node, tag: &str, place: Place, choice: &ChoiceShape) -> Option<T> {
        let near = nearest(tag, choice.variants.iter().map(|variant| variant.name));
        let remedy = match near.as_ref().and_then(|near| choice.variant(near)) {
            Some(near) => format!("write {}", near.example()),
            None => kind_of_thing(node, choice).unwrap_or_else(|| match choice.variants {
                [only] => format!("write {}", only.example()),
                _ => "write one of them".to_owned(),
            }),
        };
        let what = format!("`{}` is not {}", shown(tag), with_article(choice.name));
        let problem = Problem::error("S034", place, what).reason(choices(choice)).remedy(remedy);
        self.tell(problem.nearest(near));
        None
    }

    /// A variant that stands alone.
    pub fn alone(&mut self, chosen: &Chosen<'_>) -> Option<()> {
        match chosen.payload {
            None | Some(Node { value: Value::Null, .. }) => Some(()),
            _ => self.holds_something_else(chosen),
        }
    }

    /// The one value of a variant.
    pub fn one<T: Read>(&mut self, chosen: &Chosen<'_>) -> Option<T> {
        match chosen.payload {
            Some(payload) => T::read(payload, self),
            None => self.holds_something_else(chosen),
        }
    }

    /// The fields of a variant.
    pub fn inside<R: Record>(&mut self, chosen: &Chosen<'_>) -> Option<R> {
        match chosen.payload.map(|payload| (payload.place, &payload.value)) {
            None => self.fields(chosen.place, &[]),
            Some((place, Value::Unit)) => self.fields(place, &[]),
            Some((place, Value::Map(_, entries))) => self.fields(place, entries),
            Some(_) => self.holds_something_else(chosen),
        }
    }

    fn holds_something_else<T>(&mut self, chosen: &Chosen<'_>) -> Option<T> {
        let place = chosen.payload.map_or(chosen.tag_place, |payload| payload.place);
        let what = format!("`{}` holds something else than expected", chosen.variant.name);
        let problem = Problem::error("S038", place, what).reason(chosen.variant.about);
        self.tell(problem.remedy(format!("write for instance {}", chosen.variant.example())));
        None
    }
}

fn told(node: &Node) -> String {
    match &node.value {
        Value::Tagged(tagged) => format!("the word `{}`", shown(&tagged.tag)),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => format!("the number {}", shown(&number.text)),
        Value::Text(text) => format!("the text \"{}\"", shown(text)),
        other => other.kind().to_owned(),
    }
}

fn examples(quantity: &QuantityShape) -> String {
    let quoted: Vec<String> = quantity.examples.iter().map(|example| format!("\"{example}\"")).collect();
    format!("write for instance {}", quoted.join(" or "))
}

fn choices(choice: &ChoiceShape) -> String {
    let names: Vec<&str> = choice.variants.iter().map(|variant| variant.name).collect();
    match names.as_slice() {
        [only] => format!("There is {only} only. {}", choice.about),
        _ => format!("The choices are: {}.", names.join(", ")),
    }
}

/// Names of the kind that a field wants, as far as a map beside it defines them.
fn names_beside(field: &Field, entries: &[Entry], shape: &StructShape) -> Vec<String> {
    let Shape::Name(of) = field.shape else { return Vec::new() };
    let defines = |other: &&Field| matches!(other.shape, Shape::Map { key, .. } if key == of);
    let map = shape.fields.iter().find(defines).and_then(|map| entries.iter().find(|entry| entry.key == map.name));
    map.map_or_else(Vec::new, |map| map.value.entries().iter().take(12).map(|entry| shown(&entry.key)).collect())
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Where a bare name stands in place of one kind of thing or another: how its kind is said.
fn kind_of_thing(node: &Node, choice: &ChoiceShape) -> Option<String> {
    let Value::Text(name) = &node.value else { return None };
    let of_name = |variant: &&Variant| matches!(variant.payload, Payload::One(Shape::Name(_)));
    let kind = choice.variants.iter().find(of_name)?;
    Some(format!("write what kind of thing it is, as in {}(\"{}\")", kind.name, shown(name)))
}

/// Whether somebody wrote a word for nothing, in this language or another.
fn is_nothing(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Tagged(Tagged { tag, payload: None, .. }) => {
            ["null", "nil", "none", "nothing", "undefined"].contains(&tag.to_lowercase().as_str())
        }
        _ => false,
    }
}

/// Whether somebody meant to take a name out: by the right word, or by one like it.
fn means_removed(node: &Node) -> bool {
    let bare = match &node.value {
        Value::Tagged(Tagged { tag, payload: None, .. }) => Some(tag.as_str()),
        _ => None,
    };
    is_removed(node) || bare.is_some_and(|tag| nearest(tag, ["Removed", "Delete", "Deleted"]).is_some())
}

/// Whether a whole number was written with a point before three zeros, as half of Europe parts thousands.
fn looks_like_thousands(text: &str) -> bool {
    text.split_once('.').is_some_and(|(whole, rest)| rest == "000" && whole.trim_start_matches(['-', '+']) != "0")
}
