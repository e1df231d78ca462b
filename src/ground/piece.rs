//! A piece of a text that remembers its place, so that a refusal deep inside a law points at the right letter.

use super::law::LawError;
use super::time::Span;

/// A piece of the text and where it starts in the whole.
#[derive(Clone, Copy)]
pub struct Piece<'a> {
    /// What it says.
    pub text: &'a str,
    /// Its place in the whole text, in bytes.
    pub at: usize,
}

impl<'a> Piece<'a> {
    /// The piece without the space around it.
    pub fn trimmed(self) -> Piece<'a> {
        let rest = self.text.trim_start();
        Piece { text: rest.trim_end(), at: self.at + self.text.len() - rest.len() }
    }

    /// A part of the piece, without the space around it.
    pub fn slice(self, from: usize, to: usize) -> Piece<'a> {
        Piece { text: &self.text[from..to], at: self.at + from }.trimmed()
    }

    /// The refusal of this piece.
    pub fn refuse<T>(self, reason: impl Into<String>, remedy: impl Into<String>) -> Result<T, LawError> {
        Err(LawError::new(self.at, reason, remedy))
    }

    /// The first place of `mark` outside all parentheses.
    pub fn find(self, mark: u8) -> Option<usize> {
        let mut depth = 0usize;
        for (place, byte) in self.text.bytes().enumerate() {
            match byte {
                b'(' => depth += 1,
                b')' => depth = depth.saturating_sub(1),
                _ if byte == mark && depth == 0 => return Some(place),
                _ => {}
            }
        }
        None
    }

    /// The pieces between the commas outside all parentheses.
    pub fn split(self) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        let mut rest = self;
        while let Some(comma) = rest.find(b',') {
            pieces.push(rest.slice(0, comma));
            rest = Piece { text: &rest.text[comma + 1..], at: rest.at + comma + 1 };
        }
        pieces.push(rest.trimmed());
        pieces
    }

    /// A span that a law can have as a parameter, so neither zero nor forever unless `zero` allows the former.
    pub fn span(self, zero: bool) -> Result<Span, LawError> {
        let span = Span::parse(self.text).map_err(|error| error.moved(self.at))?;
        if span == Span::FOREVER {
            return self.refuse("a parameter of a law must be finite", "use `never` as a part of a `mixture`");
        }
        if span == Span::ZERO && !zero {
            return self
                .refuse("this parameter cannot be zero", "write a longer time, or `0s` alone for no time at all");
        }
        Ok(span)
    }

    /// A number between two bounds, both allowed.
    pub fn number(self, low: f64, high: f64) -> Result<f64, LawError> {
        match self.text.parse::<f64>() {
            Ok(number) if number >= low && number <= high => Ok(number),
            Ok(_) => {
                self.refuse(format!("`{}` is out of range", self.text), format!("write a number from {low} to {high}"))
            }
            Err(_) => self.refuse(format!("`{}` is not a number", self.text), "write one such as `0.7`"),
        }
    }

    /// What stands before and after the first space.
    pub fn labelled(self) -> (&'a str, Piece<'a>) {
        match self.text.find(char::is_whitespace) {
            Some(space) => (&self.text[..space], self.slice(space, self.text.len())),
            None => (self.text, Piece { text: "", at: self.at + self.text.len() }),
        }
    }

    /// The value behind a label that must be this one.
    pub fn value_of(self, label: &str, example: &str) -> Result<Piece<'a>, LawError> {
        let (found, value) = self.labelled();
        if found == label { Ok(value) } else { self.refuse(format!("`{label}` belongs here"), instead(example)) }
    }
}

/// The remedy that shows how it is written.
pub fn instead(example: &str) -> String {
    format!("write it as in `{example}`")
}
