//! Holds a tree against a shape and collects every difference, so that a planner mends all mistakes in one go.

use super::number::percent;
use super::patch::is_removed;
use super::place::Place;
use super::problem::{Problem, Problems, nearest, shown, unsafe_to_print, with_article};
use super::shape::{ChoiceShape, Field, Payload, QuantityShape, Shape, StructShape, Variant, tuple_example};
use super::tree::{Entry, ListKind, MapKind, Node, Number, Tagged, Value};
use crate::ground::text::JOINERS;

/// Checks a whole tree; every difference from `shape` is added to `problems`.
pub fn fit(node: &Node, shape: &Shape, problems: &mut Problems) {
    Fitter { partial: false, problems }.node(node, shape);
}

/// Checks a patch: fields may be missing, and `Removed` may stand for any named value.
pub fn fit_partial(node: &Node, shape: &Shape, problems: &mut Problems) {
    Fitter { partial: true, problems }.node(node, shape);
}

/// Checks a name that stands outside every shape.
pub fn fit_name(place: Place, name: &str, of: &str, problems: &mut Problems) {
    Fitter { partial: false, problems }.name(place, name, of);
}

/// Letters of the longest name: those of the longest name in DNS.
const LONGEST_NAME: usize = 253;

struct Fitter<'a> {
    partial: bool,
    problems: &'a mut Problems,
}

impl Fitter<'_> {
    fn node(&mut self, node: &Node, shape: &Shape) {
        match (shape, &node.value) {
            (Shape::Any, _) | (Shape::Optional(_), Value::Null) | (Shape::Flag, Value::Bool(_)) => {}
            (Shape::Optional(_), _) if is_nothing(node) => {
                let what = format!("nothing is written None, but there is {}", told(node));
                self.problems.push(Problem::error("S032", node.place, what).remedy("write None"));
            }
            (Shape::Optional(inner), _) => self.node(node, inner),
            (Shape::Text, Value::Text(text)) => self.showable(node.place, text, &['\n', '\t']),
            (Shape::Whole { min, max }, Value::Number(number)) => self.whole(node, number, *min, *max),
            (Shape::Number { min, max, .. }, Value::Number(number)) => {
                if number.float < *min || number.float > *max {
                    self.out_of_range(node, number, shape);
                }
            }
            (Shape::Quantity(quantity), Value::Text(text)) => self.quantity(node, text, quantity),
            (Shape::Quantity(quantity), Value::Number(number)) => self.unit_missing(node, number, quantity),
            (Shape::Name(of), Value::Text(text)) => self.name(node.place, text, of),
            (Shape::List(inner), Value::List(ListKind::List, items)) => {
                items.iter().for_each(|item| self.node(item, inner));
            }
            (Shape::Tuple(shapes), Value::List(_, items)) => self.tuple(node, items, shapes),
            (Shape::Tuple([]), Value::Unit) => {}
            (Shape::Map { key, value }, Value::Map(MapKind::Map, entries)) => self.map(entries, key, value),
            (Shape::Struct(inner), _) => self.structure(node, inner, shape),
            (Shape::Choice(choice), _) => self.choice(node, choice),
            _ => self.wrong_kind(node, shape),
        }
    }

    fn wrong_kind(&mut self, node: &Node, shape: &Shape) {
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
        self.problems.push(Problem::error("S032", node.place, what).remedy(remedy));
    }

    fn whole(&mut self, node: &Node, number: &Number, min: i64, max: i64) {
        let shape = Shape::Whole { min, max };
        match number.whole {
            Some(whole) if looks_like_thousands(&number.text) => {
                let what = format!("{} reads as {whole}, but looks like thousands", shown(&number.text));
                let thousands: String = number.text.chars().filter(|c| *c != '.').collect();
                let remedy = format!("write {thousands}, or {whole}");
                self.problems.push(
                    Problem::error("S032", node.place, what)
                        .reason("A point is the decimal point here; nothing parts thousands but an underscore in RON.")
                        .remedy(remedy),
                );
            }
            Some(whole) if whole >= min && whole <= max => {}
            None if number.float.fract() != 0.0 => {
                let what = format!("{} is expected here, but {} is not whole", shape.expected(), shown(&number.text));
                let remedy = format!("write for instance {:.0}", number.float.round().clamp(min as f64, max as f64));
                self.problems.push(Problem::error("S032", node.place, what).remedy(remedy));
            }
            _ => self.out_of_range(node, number, &shape),
        }
    }

    fn out_of_range(&mut self, node: &Node, number: &Number, shape: &Shape) {
        let problem = Problem::error("S033", node.place, format!("{} is out of range", shown(&number.text)));
        self.problems.push(problem.reason(format!("{} is expected here.", capital(&shape.expected()))).remedy(
            match shape {
                Shape::Whole { min, .. } if number.float < *min as f64 => format!("write {min} or more"),
                Shape::Whole { max, .. } => format!("write {max} or less"),
                Shape::Number { min, .. } if number.float < *min => format!("write {min} or more"),
                Shape::Number { max: 1.0, .. } if number.float <= 100.0 => {
                    let share = percent(&format!("{}%", number.text)).unwrap_or(1.0);
                    format!("write 1 or less; {share} if {} % is meant", shown(&number.text))
                }
                Shape::Number { max, .. } => format!("write {max} or less"),
                _ => String::new(),
            },
        ));
    }

    fn quantity(&mut self, node: &Node, text: &str, quantity: &QuantityShape) {
        let Err(refusal) = (quantity.parse)(text) else { return };
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
        self.problems
            .push(Problem::error("S035", place, what).reason(refusal.reason).remedy(remedy).nearest(refusal.nearest));
    }

    fn unit_missing(&mut self, node: &Node, number: &Number, quantity: &QuantityShape) {
        let with_unit = format!("{}{}", number.text, quantity.unit);
        let remedy = if !quantity.unit.is_empty() && (quantity.parse)(&with_unit).is_ok() {
            format!("write \"{}\"", shown(&with_unit))
        } else {
            examples(quantity)
        };
        let what =
            format!("the bare number {} needs a unit to be {}", shown(&number.text), with_article(quantity.name));
        let problem = Problem::error("S036", node.place, what).reason("Which unit was meant would be a guess.");
        self.problems.push(problem.remedy(remedy));
    }

    fn name(&mut self, place: Place, text: &str, of: &str) {
        if text.is_empty() || text.trim() != text {
            let what = format!("the name of {} is empty or begins or ends with a blank", with_article(of));
            let remedy = if text.trim().is_empty() {
                "write a name".to_owned()
            } else {
                format!("write \"{}\"", shown(text.trim()))
            };
            self.problems.push(Problem::error("S039", place, what).remedy(remedy));
        }
        if text.chars().count() > LONGEST_NAME {
            let what = format!("the name of {} has {} letters", with_article(of), text.chars().count());
            let problem = Problem::error("S042", place, what).reason("It has to fit into tables and file names.");
            self.problems.push(problem.remedy(format!("write {LONGEST_NAME} letters or less")));
        }
        self.showable(place, text, &JOINERS);
    }

    /// Texts are printed on terminals and drawn into pictures, so they hold nothing that does more than be seen.
    fn showable(&mut self, place: Place, text: &str, allowed: &[char]) {
        let Some(found) = text.chars().find(|letter| unsafe_to_print(*letter) && !allowed.contains(letter)) else {
            return;
        };
        let what = format!("\"{}\" holds the character U+{:04X}, which cannot be seen", shown(text), u32::from(found));
        let problem = Problem::error("S041", place, what);
        self.problems.push(problem.reason("It would reach terminals and pictures.").remedy("leave it out"));
    }

    fn tuple(&mut self, node: &Node, items: &[Node], shapes: &[Shape]) {
        if items.len() != shapes.len() {
            let what = format!("{} members are expected here, but there are {}", shapes.len(), items.len());
            let remedy = format!("write for instance {}", tuple_example(shapes));
            let each: Vec<String> = shapes.iter().map(Shape::expected).collect();
            let reason = format!("The members are: {}.", each.join("; "));
            self.problems.push(Problem::error("S037", node.place, what).reason(reason).remedy(remedy));
        }
        items.iter().zip(shapes).for_each(|(item, shape)| self.node(item, shape));
    }

    fn map(&mut self, entries: &[Entry], key: &str, shape: &Shape) {
        self.twice(entries);
        for entry in entries {
            self.name(entry.key_place, &entry.key, key);
            if self.partial && is_removed(&entry.value) {
                continue;
            }
            let is_value = matches!(shape, Shape::Any | Shape::Optional(_));
            if !is_value && (is_nothing(&entry.value) || means_removed(&entry.value)) {
                self.no_entry(entry, shape);
            } else {
                self.node(&entry.value, shape);
            }
        }
    }

    /// A name of a map that has nothing, or is to go where nothing is merged.
    fn no_entry(&mut self, entry: &Entry, shape: &Shape) {
        let name = shown(&entry.key);
        let what = format!("`{name}` needs a value, but there is {}", told(&entry.value));
        let problem = Problem::error("S032", entry.value.place, what);
        self.problems.push(if self.partial {
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
        self.problems.push(Problem::error("S032", entry.value.place, what).reason(field.about).remedy(remedy));
    }

    /// The readers let no name through twice; a tree that was put together in code is checked here.
    fn twice(&mut self, entries: &[Entry]) {
        let mut seen = std::collections::HashMap::new();
        for entry in entries {
            if let Some(first) = seen.insert(entry.key.as_str(), entry.key_place) {
                let problem =
                    Problem::error("S010", entry.key_place, format!("`{}` is written twice", shown(&entry.key)));
                self.problems.push(problem.remedy("keep one of them").also(first, "first written here"));
            }
        }
    }

    fn structure(&mut self, node: &Node, shape: &StructShape, whole: &Shape) {
        match &node.value {
            Value::Tagged(Tagged { tag, payload: Some(payload), .. }) if tag == shape.name => {
                self.structure(payload, shape, whole);
            }
            Value::Unit => self.fields(node.place, &[], shape),
            Value::Map(_, entries) => self.fields(node.place, entries, shape),
            _ => self.wrong_kind(node, whole),
        }
    }

    fn fields(&mut self, place: Place, entries: &[Entry], shape: &StructShape) {
        self.twice(entries);
        let mut meant = Vec::new();
        for entry in entries {
            match shape.field(&entry.key) {
                Some(_) if self.partial && is_removed(&entry.value) => {}
                Some(field) if is_nothing(&entry.value) && !matches!(field.shape, Shape::Optional(_) | Shape::Any) => {
                    self.no_value(entry, field);
                }
                Some(field) => self.node(&entry.value, &field.shape),
                None => meant.extend(self.unknown_field(entry, shape)),
            }
        }
        if self.partial {
            return;
        }
        // A required field whose name is misspelt is one mistake and not two.
        let written = |field: &Field| entries.iter().any(|entry| entry.key == field.name);
        let missing = |field: &&Field| field.required && !written(field) && meant.iter().all(|name| name != field.name);
        for field in shape.fields.iter().filter(missing) {
            let problem = Problem::error("S031", place, format!("{} lacks the field `{}`", shape.name, field.name));
            let names = names_beside(field, entries, shape);
            self.problems.push(match names.as_slice() {
                [] => problem.reason(field.about).remedy(format!("add {}: {}", field.name, field.shape.example())),
                [first, ..] => problem
                    .reason(format!("{} There are: {}.", field.about, names.join(", ")))
                    .remedy(format!("add {}: \"{first}\"", field.name)),
            });
        }
    }

    /// Tells of an unknown field, and returns the name that was probably meant.
    fn unknown_field(&mut self, entry: &Entry, shape: &StructShape) -> Option<String> {
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
        self.problems.push(problem.nearest(near.clone()));
        near
    }

    fn choice(&mut self, node: &Node, choice: &ChoiceShape) {
        match &node.value {
            Value::Tagged(tagged) => {
                self.variant(node, &tagged.tag, tagged.tag_place, tagged.payload.as_deref(), choice)
            }
            Value::Text(text) => self.variant(node, text, node.place, None, choice),
            Value::Map(MapKind::Map, entries) if entries.len() == 1 => {
                let entry = &entries[0];
                self.variant(node, &entry.key, entry.key_place, Some(&entry.value), choice);
            }
            _ => {
                let what = format!("{} is expected here, but there is {}", with_article(choice.name), told(node));
                let problem = Problem::error("S032", node.place, what).reason(choices(choice));
                let remedy = choice
                    .variants
                    .first()
                    .map_or_else(String::new, |first| format!("write for instance {}", first.example()));
                self.problems.push(problem.remedy(remedy));
            }
        }
    }

    fn variant(&mut self, node: &Node, tag: &str, tag_place: Place, payload: Option<&Node>, choice: &ChoiceShape) {
        let Some(variant) = choice.variant(tag) else {
            let near = nearest(tag, choice.variants.iter().map(|variant| variant.name));
            let remedy = match near.as_ref().and_then(|near| choice.variant(near)) {
                Some(near) => format!("write {}", near.example()),
                None => kind_of_thing(node, choice).unwrap_or_else(|| match choice.variants {
                    [only] => format!("write {}", only.example()),
                    _ => "write one of them".to_owned(),
                }),
            };
            let what = format!("`{}` is not {}", shown(tag), with_article(choice.name));
            let problem = Problem::error("S034", tag_place, what).reason(choices(choice)).remedy(remedy);
            self.problems.push(problem.nearest(near));
            return;
        };
        match (variant.payload, payload) {
            (Payload::Unit, None | Some(Node { value: Value::Null, .. })) => {}
            (Payload::One(shape), Some(payload)) => self.node(payload, shape),
            (Payload::Struct(shape), None) => self.fields(node.place, &[], &named(variant, shape)),
            (Payload::Struct(shape), Some(Node { value: Value::Unit, place })) => {
                self.fields(*place, &[], &named(variant, shape));
            }
            (Payload::Struct(shape), Some(payload @ Node { value: Value::Map(_, entries), .. })) => {
                self.fields(payload.place, entries, &named(variant, shape));
            }
            (Payload::Tuple(shapes), Some(payload @ Node { value: Value::List(_, items), .. })) => {
                self.tuple(payload, items, shapes);
            }
            (_, payload) => {
                let place = payload.map_or(tag_place, |payload| payload.place);
                let what = format!("`{}` holds something else than expected", variant.name);
                let problem = Problem::error("S038", place, what).reason(variant.about);
                self.problems.push(problem.remedy(format!("write for instance {}", variant.example())));
            }
        }
    }
}

/// Messages about a variant's fields call them the variant's.
fn named(variant: &Variant, shape: &StructShape) -> StructShape {
    StructShape { name: variant.name, ..*shape }
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
