//! The facts in force for one scenario: defaults, and what the scenario set instead.

use std::collections::BTreeMap;

use super::{Fact, Kind, all, by_key};
use crate::ground::law::Law;
use crate::ground::time::Span;

/// A fact's value, read.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A law of time.
    Law(Law),
    /// One duration.
    Span(Span),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// One of the fact's words.
    Word(String),
}

/// Reads a fact's text by its kind.
///
/// # Errors
/// A sentence that says what is wrong with the text and how to mend it.
pub fn read(fact: &Fact, text: &str) -> Result<Value, String> {
    match fact.kind {
        Kind::Law => Law::parse(text).map(Value::Law).map_err(|e| e.to_string()),
        Kind::Span => Span::parse(text).map(Value::Span).map_err(|e| e.to_string()),
        Kind::Number => match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() && number >= 0.0 => Ok(Value::Number(number)),
            _ => Err(format!("\"{text}\" is not a number of 0 or more (sensible: {})", fact.range)),
        },
        Kind::Flag => match text.trim() {
            "yes" | "true" => Ok(Value::Flag(true)),
            "no" | "false" => Ok(Value::Flag(false)),
            _ => Err(format!("\"{text}\" is neither yes nor no")),
        },
        Kind::Word if fact.range.contains('|') && !fact.range.split('|').any(|word| word == text) => {
            Err(format!("\"{text}\" is none of {}", fact.range.replace('|', ", ")))
        }
        Kind::Word => Ok(Value::Word(text.to_owned())),
    }
}

/// The range of a fact as numbers, or as milliseconds; nothing where it is no range of these.
pub fn bounds(fact: &Fact) -> Option<(f64, f64)> {
    let edge = |text: &str| match fact.kind {
        _ if text == "never" => Some(f64::INFINITY),
        Kind::Number => text.parse().ok(),
        _ => Span::parse(text).ok().map(|span| span.millis() as f64),
    };
    let range = ["median ", "mean "].iter().find_map(|of| fact.range.strip_prefix(of)).unwrap_or(fact.range);
    match range.split_once(" to ") {
        Some((low, high)) => Some((edge(low)?, edge(high)?)),
        None => Some((edge(range.strip_suffix(" and more")?)?, f64::INFINITY)),
    }
}

/// The value of every fact, and which of them the scenario set.
#[derive(Debug, Clone)]
pub struct Sheet {
    values: BTreeMap<&'static str, Value>,
    texts: BTreeMap<&'static str, String>,
}

impl Default for Sheet {
    fn default() -> Self {
        let values =
            all().map(|fact| (fact.key, read(fact, fact.default).expect("a test reads every default"))).collect();
        Sheet { values, texts: BTreeMap::new() }
    }
}

impl Sheet {
    /// Sets a fact from a scenario's text.
    ///
    /// # Errors
    /// A sentence when the key is unknown or its text cannot be read.
    pub fn set(&mut self, key: &str, text: &str) -> Result<(), String> {
        let fact = by_key(key).ok_or_else(|| format!("no fact has the key \"{key}\""))?;
        self.put(fact, read(fact, text)?, text);
        Ok(())
    }

    /// Sets a fact to a value of its kind, with the text that it was read from.
    pub fn put(&mut self, fact: &'static Fact, value: Value, text: &str) {
        self.values.insert(fact.key, value);
        self.texts.insert(fact.key, text.to_owned());
    }

    /// The text in force: the scenario's, or the default.
    pub fn text(&self, fact: &'static Fact) -> &str {
        self.texts.get(fact.key).map_or(fact.default, String::as_str)
    }

    /// Whether the scenario set it.
    pub fn is_set(&self, fact: &'static Fact) -> bool {
        self.texts.contains_key(fact.key)
    }

    /// The facts that decide the answer and that the scenario left to us.
    pub fn yours_to_set(&self) -> impl Iterator<Item = &'static Fact> + '_ {
        all().filter(|fact| fact.yours_to_set && !self.is_set(fact))
    }

    /// The facts that the scenario set, in the order of the files.
    pub fn overridden(&self) -> impl Iterator<Item = &'static Fact> + '_ {
        all().filter(|fact| self.is_set(fact))
    }

    /// A law of time.
    pub fn law(&self, fact: &'static Fact) -> Law {
        match &self.values[fact.key] {
            Value::Law(law) => law.clone(),
            other => panic!("{} is asked for as a law and holds {other:?}", fact.key),
        }
    }

    /// A duration.
    pub fn span(&self, fact: &'static Fact) -> Span {
        match &self.values[fact.key] {
            Value::Span(span) => *span,
            other => panic!("{} is asked for as a duration and holds {other:?}", fact.key),
        }
    }

    /// A number.
    pub fn number(&self, fact: &'static Fact) -> f64 {
        match &self.values[fact.key] {
            Value::Number(number) => *number,
            other => panic!("{} is asked for as a number and holds {other:?}", fact.key),
        }
    }

    /// Yes or no.
    pub fn flag(&self, fact: &'static Fact) -> bool {
        match &self.values[fact.key] {
            Value::Flag(flag) => *flag,
            other => panic!("{} is asked for as a flag and holds {other:?}", fact.key),
        }
    }

    /// A word.
    pub fn word(&self, fact: &'static Fact) -> &str {
        match &self.values[fact.key] {
            Value::Word(word) => word,
            other => panic!("{} is asked for as a word and holds {other:?}", fact.key),
        }
    }
}
