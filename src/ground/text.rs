//! The one shape in which the small grammars of this floor refuse a text.
//!
//! Every grammar here is read from a scenario file or from the command line, so a refusal must say where it stumbled and
//! what to write instead. One shape for all of them lets the reader of scenarios point into the file without knowing
//! which grammar complained.

/// A text that was refused: where, why, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}; {remedy}")]
pub struct TextError {
    /// Where the trouble starts, in bytes from the start of the text that was given.
    pub offset: usize,
    /// What is wrong, as a clause without a full stop.
    pub reason: String,
    /// What to write instead, as a clause without a full stop.
    pub remedy: String,
    /// The known word nearest to the one that was not understood.
    pub nearest: Option<String>,
}

impl TextError {
    /// A refusal at `offset` bytes into the text.
    pub fn new(offset: usize, reason: impl Into<String>, remedy: impl Into<String>) -> Self {
        TextError { offset, reason: reason.into(), remedy: remedy.into(), nearest: None }
    }

    /// The refusal of a word that is not in the list of `known` words: it names the nearest of them, or all.
    ///
    /// ```
    /// use pooldrill::ground::text::TextError;
    /// let error = TextError::unknown(4, "law", "exponental", &["uniform", "exponential"]);
    /// assert_eq!(error.nearest.as_deref(), Some("exponential"));
    /// ```
    pub fn unknown(offset: usize, what: &str, word: &str, known: &[&str]) -> Self {
        let nearest = nearest(word, known);
        let remedy = match nearest {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("known are {}", known.join(", ")),
        };
        TextError {
            offset,
            reason: format!("`{word}` is not a known {what}"),
            remedy,
            nearest: nearest.map(str::to_owned),
        }
    }

    /// The same refusal seen from a longer text in which the refused one starts at `base` bytes.
    #[must_use]
    pub fn moved(mut self, base: usize) -> Self {
        self.offset += base;
        self
    }
}

/// The known word nearest to `word`, or nothing when none is near enough to be what was meant.
///
/// An abbreviation counts as near, because cutting a word short is the commonest slip of all.
///
/// ```
/// use pooldrill::ground::text::nearest;
/// assert_eq!(nearest("exp", &["erlang", "exponential"]), Some("exponential"));
/// assert_eq!(nearest("banana", &["erlang", "exponential"]), None);
/// ```
pub fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase();
    if word.is_empty() {
        return None;
    }
    if word.len() >= 2
        && let Some(name) = known.iter().find(|name| name.to_lowercase().starts_with(&word))
    {
        return Some(name);
    }
    known
        .iter()
        .map(|name| (strsim::normalized_damerau_levenshtein(&word, &name.to_lowercase()), *name))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}
