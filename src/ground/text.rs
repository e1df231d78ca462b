//! Texts that somebody else wrote: how they may be printed, and the one shape in which the small grammars of this floor
//! refuse one.
//!
//! What stands in a scenario, in a file name or on the command line may hold characters that do more on a terminal than be
//! seen: they move the cursor, colour what follows, or turn the direction of writing. Messages quote foreign words by
//! [`printable`], and whatever is printed goes through [`screen`] or [`json`] at last, so that none gets by.
//!
//! Every grammar here is read from a scenario file or from the command line, so a refusal must say where it stumbled and
//! what to write instead. One shape for all of them lets the reader of scenarios point into the file without knowing
//! which grammar complained.

use std::borrow::Cow;

/// Whether printing a character could do more than show it.
pub fn does_more_than_show(character: char) -> bool {
    let invisible = matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    // Unicode promises that these never become characters, and XML refuses some of them.
    let never_a_character = matches!(character, '\u{fdd0}'..='\u{fdef}') || u32::from(character) & 0xfffe == 0xfffe;
    character.is_control() || invisible || never_a_character
}

/// Between letters of some scripts, and in pictures of several people, these joiners are part of a name; they do nothing
/// to a terminal.
pub const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

/// A word without characters that would do more on a terminal than be seen; a dot stands for each.
///
/// ```
/// assert_eq!(pooldrill::ground::text::printable("a\u{1b}[31m\n\u{202e}b"), "a·[31m··b");
/// ```
pub fn printable(text: &str) -> String {
    text.chars().map(|character| if does_more_than_show(character) { '·' } else { character }).collect()
}

/// A whole answer or message as it may be printed: its lines and tabs stay, and a dot stands for everything else that would
/// do more than be seen.
pub fn screen(text: &str) -> Cow<'_, str> {
    harmless(text, |_| "·".to_owned())
}

/// JSON as it may be printed: what would do more than be seen can stand only inside its texts, and an escape says the same.
pub fn json(text: &str) -> Cow<'_, str> {
    harmless(text, |character| {
        let mut units = [0; 2];
        character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect()
    })
}

fn harmless(text: &str, instead: impl Fn(char) -> String) -> Cow<'_, str> {
    let stays = |character: char| {
        matches!(character, '\n' | '\t') || JOINERS.contains(&character) || !does_more_than_show(character)
    };
    if text.chars().all(stays) {
        return Cow::Borrowed(text);
    }
    let each = text.chars().map(|character| if stays(character) { character.to_string() } else { instead(character) });
    Cow::Owned(each.collect())
}

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

#[cfg(test)]
mod tests {
    use super::*;

    /// Every character there is, so that none that controls a terminal is forgotten.
    #[test]
    fn nothing_that_controls_a_terminal_gets_through() {
        let all: String = (0..=0x10_ffff).filter_map(char::from_u32).collect();
        for printed in [screen(&all), json(&all)] {
            let harmful = |c: &char| c.is_control() && !matches!(c, '\n' | '\t');
            assert_eq!(printed.chars().find(harmful), None);
            assert!(!printed.contains(['\u{202e}', '\u{2066}', '\u{200f}', '\u{feff}', '\u{9b}', '\r']));
        }
        assert!(matches!(screen("서울\t1\nसं\u{200d}"), Cow::Borrowed(_)));
    }

    #[test]
    fn json_says_the_same_as_before() {
        let value = serde_json::json!({ "a\u{202e}\u{9b}\u{e0001}": "\u{7f}\u{1b}[2J" });
        let printed = format!("{value:#}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&json(&printed)).unwrap(), value);
        assert!(json(&printed).is_ascii());
    }
}
