//! Why something is refused, waited for or given up: a row of words that stands beside the question it answers.
//!
//! Texts have placeholders in angle brackets, which the report fills: `<about>` for the pool or the part of one that is meant,
//! `<pool>`, `<partner>`, `<store>` and `<standby>` for the pools with the Central Management store and its standby, `<edges>`
//! for the Edge pools concerned, `<cmdlet>` for what the procedure types, `<because>` for the reason itself.

use crate::ground::law::Law;
use crate::world::phase::Phase;
use crate::world::rules::Rules;

/// A reason with everything that is said of it, and what its time is charged to.
#[derive(Debug, Clone, Copy)]
pub struct Reason {
    /// The key in machine-readable output.
    pub key: &'static str,
    /// The sentence in the sense of the documents.
    pub because: &'static str,
    /// The same in the few words for which a table has room.
    pub short: &'static str,
    /// What the log says of a cmdlet that meets it.
    pub refused: &'static str,
    /// What a procedure that waits for its end waits for.
    pub until: &'static str,
    /// How a chart names that wait.
    pub row: &'static str,
    /// What the minutes are charged to meanwhile.
    pub phase: Phase,
    /// How long it takes to mend what is complained about, where that can be mended.
    pub mended_in: fn(&Rules) -> &Law,
}

/// Reasons are the same if their keys are: a key may have several sentences for several situations.
impl PartialEq for Reason {
    fn eq(&self, other: &Reason) -> bool {
        self.key == other.key
    }
}

impl Eq for Reason {}

impl Reason {
    /// A reason for which the product refuses a cmdlet.
    pub const fn new(key: &'static str, short: &'static str, because: &'static str) -> Reason {
        Reason {
            key,
            because,
            short,
            refused: "<cmdlet> is refused: <because>",
            until: "",
            row: "",
            phase: Phase::Hands,
            mended_in: |rules| &rules.retry,
        }
    }

    /// The same for a cmdlet that does not refuse, but fails.
    pub const fn fails(self) -> Reason {
        Reason { refused: "<cmdlet> fails: <because>", ..self }
    }

    /// The same where a sentence of its own is said of the cmdlet.
    pub const fn refused(self, refused: &'static str) -> Reason {
        Reason { refused, ..self }
    }

    /// The same for something that can be waited for.
    pub const fn until(self, until: &'static str, row: &'static str, phase: Phase) -> Reason {
        Reason { until, row, phase, ..self }
    }

    /// The same for something whose mending has a law of its own.
    pub const fn mended_in(self, law: fn(&Rules) -> &Law) -> Reason {
        Reason { mended_in: law, ..self }
    }
}
