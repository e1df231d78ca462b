//! The small grammars that stand in a scenario's texts, as shapes.

use crate::ground::calendar::{Hours, Recurrence, Start};
use crate::ground::law::Law;
use crate::ground::text::TextError;
use crate::ground::time::Span;
use crate::scenario::bandwidth;
use crate::text::shape::{QuantityShape, Refusal};

/// A length of time that is the same in every run.
pub(super) static DURATION: QuantityShape = QuantityShape {
    name: "duration",
    about: "A length of time: whole or broken numbers with y, w, d, h, min, s or ms, one after the other.",
    examples: &["30min", "6h", "1h 30min", "30d"],
    unit: "min",
    pattern: "",
    parse: |text| refused(text, Span::parse(text)),
};

/// A length of time that may differ from run to run.
pub(super) static LAW: QuantityShape = QuantityShape {
    name: "law",
    about: "How long something takes: a length of time, never, or a law of chance with its parameters.",
    examples: &["45min", "exponential(8y)", "lognormal(median 40min, p95 3h)", "uniform(5min, 10min)", "never"],
    unit: "min",
    pattern: "",
    parse: |text| refused(text, Law::parse(text)),
};

/// The start of the clock.
pub(super) static MOMENT: QuantityShape = QuantityShape {
    name: "moment",
    about: "A date, a time of day and a time zone by its published or its Windows name.",
    examples: &["2026-03-03 10:00 Europe/Berlin", "2026-03-03 10:00 UTC"],
    unit: "",
    pattern: "",
    parse: |text| refused(text, Start::parse(text)),
};

/// Opening hours.
pub(super) static HOURS: QuantityShape = QuantityShape {
    name: "pattern of hours",
    about: "Hours of the week by the local clock, always, or never.",
    examples: &["Mon-Fri 08:00-18:00", "Mon-Thu 08:00-18:00, Fri 08:00-16:00", "always"],
    unit: "",
    pattern: "",
    parse: |text| refused(text, Hours::parse(text)),
};

/// Something that comes again.
pub(super) static RECURRENCE: QuantityShape = QuantityShape {
    name: "recurrence",
    about: "When something happens again and again: on a day of the week or month, daily, or after a fixed time.",
    examples: &["second Sat 22:00", "Mon 08:00", "daily 02:00", "every 4h"],
    unit: "",
    pattern: "",
    parse: |text| refused(text, Recurrence::parse(text)),
};

/// What a link carries.
pub(super) static BANDWIDTH: QuantityShape = QuantityShape {
    name: "bandwidth",
    about: "What a link carries each way, in kbit/s, Mbit/s or Gbit/s.",
    examples: &["100 Mbit/s", "1 Gbit/s"],
    unit: " Mbit/s",
    pattern: "",
    parse: |text| bandwidth::parse(text).map(|_| ()).map_err(|reason| Refusal::new(sentence(&reason), "")),
};

fn refused<T>(text: &str, read: Result<T, TextError>) -> Result<(), Refusal> {
    read.map(|_| ()).map_err(|error| Refusal {
        at: (error.offset > 0 && error.offset < text.len()).then_some((error.offset, text.len())),
        reason: sentence(&error.reason),
        remedy: error.remedy,
        nearest: error.nearest,
    })
}

/// The clause of a grammar as a sentence of its own.
fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}
