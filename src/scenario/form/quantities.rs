//! The small grammars that stand in a scenario's texts.

use crate::ground::calendar::{Dates, Hours, Recurrence, Start};
use crate::ground::law::Law;
use crate::ground::text::TextError;
use crate::ground::time::Span;
use crate::scenario::bandwidth;
use crate::text::{Quantity, QuantityShape, Refusal};

/// What a link carries each way, in bits a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bandwidth(pub f64);

macro_rules! quantities {
    ($($quantity:ident $name:literal $about:literal $examples:expr, $unit:literal, $read:expr;)*) => { $(
        impl Quantity for $quantity {
            const QUANTITY: QuantityShape =
                QuantityShape { name: $name, about: $about, examples: &$examples, unit: $unit, pattern: "" };

            fn read(text: &str) -> Result<Self, Refusal> {
                $read(text).map_err(|error| refusal(text, error))
            }
        }
    )*
        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn every_example_is_right() {
                $(for example in <$quantity as Quantity>::QUANTITY.examples {
                    assert!(<$quantity as Quantity>::read(example).is_ok(), "{example}");
                })*
            }
        }
    };
}

quantities! {
    Span "duration" "A length of time: whole or broken numbers with y, w, d, h, min, s or ms, one after the other."
        ["30min", "6h", "1h 30min", "30d"], "min", Span::parse;
    Law "law" "How long something takes: a length of time, never, or a law of chance with its parameters."
        ["45min", "exponential(8y)", "lognormal(median 40min, p95 3h)", "uniform(5min, 10min)", "never"], "min",
        Law::parse;
    Start "moment" "A date, a time of day and a time zone by its published or its Windows name."
        ["2026-03-03 10:00 Europe/Berlin", "2026-03-03 10:00 UTC"], "", Start::parse;
    Hours "pattern of hours" "Hours of the week by the local clock, always, or never."
        ["Mon-Fri 08:00-18:00", "Mon-Thu 08:00-18:00, Fri 08:00-16:00", "always"], "", Hours::parse;
    Recurrence "recurrence"
        "When something happens again and again: on a day of the week or month, daily, or after a fixed time."
        ["second Sat 22:00", "second Sat of Mar,Jun,Sep,Dec 22:00", "Mon 08:00", "daily 02:00", "every 4h"], "",
        Recurrence::parse;
    Dates "period of days" "A date, or the first and the last of several."
        ["2026-12-18 to 2027-01-06", "2026-05-01"], "", Dates::parse;
    Bandwidth "bandwidth" "What a link carries each way, in kbit/s, Mbit/s or Gbit/s."
        ["100 Mbit/s", "1 Gbit/s"], " Mbit/s", |text| bandwidth::parse(text).map(Bandwidth);
}

/// Why a grammar refuses a text.
trait Why {
    fn refusal(self, text: &str) -> Refusal;
}

impl Why for TextError {
    fn refusal(self, text: &str) -> Refusal {
        Refusal {
            at: (self.offset > 0 && self.offset < text.len()).then_some((self.offset, text.len())),
            reason: sentence(&self.reason),
            remedy: self.remedy,
            nearest: self.nearest,
        }
    }
}

impl Why for String {
    fn refusal(self, _: &str) -> Refusal {
        Refusal::new(sentence(&self), "")
    }
}

fn refusal(text: &str, why: impl Why) -> Refusal {
    why.refusal(text)
}

/// The clause of a grammar as a sentence of its own.
fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}
