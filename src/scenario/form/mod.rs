//! What may stand in a scenario, field by field, as static data.
//!
//! Reading, the JSON Schema for editors and the reference for planners all come from these tables, so the words under
//! `about` are written for a planner. They follow [`super::model`] field by field; a test holds the two together.
//!
//! *Invariant*: a text that fits these tables can be read into the model, and every quantity in it by its grammar.
//!
//! *Deliberately absent*: what only the whole can tell, such as whether a name is defined; that is found when the plan
//! is made.

mod chance;
mod deployment;
mod events;
mod quantities;

use crate::text::shape::{ChoiceShape, Field, Shape, StructShape, Variant};

use quantities::{DURATION, HOURS, LAW, MOMENT};

const SHARE: Shape = Shape::Number { min: 0.0, max: 1.0, unit: "" };

static PRODUCT: ChoiceShape = ChoiceShape {
    name: "product",
    about: "The product whose facts are used; for a later one, such as Skype for Business Server 2015, write the nearest and set under `facts` what differs.",
    variants: &[Variant::unit("LyncServer2013", "Lync Server 2013 on premises.")],
};

static STAFF: StructShape = StructShape {
    name: "staff",
    about: "Who administers the deployment, and how fast.",
    fields: &[
        Field::optional("staffed", Shape::Quantity(&HOURS), "When somebody is at work. Default: always."),
        Field::optional(
            "otherwise",
            Shape::Quantity(&LAW),
            "Out of these hours: from the page until somebody is at a management shell; never means not before the next hours begin. Default: the fact people.arrival.",
        ),
        Field::optional(
            "detection",
            Shape::Quantity(&LAW),
            "Until somebody notices that a pool is dead. Default: the fact people.detection.",
        ),
        Field::optional(
            "decision",
            Shape::Quantity(&LAW),
            "From noticing to the decision to fail over. Default: the fact people.decision.",
        ),
        Field::optional(
            "people",
            Shape::Whole { min: 1, max: 20 },
            "How many administrators can work at the same time. Default: the fact people.hands.",
        ),
        Field::optional(
            "reacts",
            Shape::Flag,
            "Whether they fail pools over and back without being told by the timeline. Default: true.",
        ),
    ],
};

static TARGETS: StructShape = StructShape {
    name: "targets",
    about: "What is asked of the design; reports say how often it was met.",
    fields: &[
        Field::optional("availability", SHARE, "Share of user time with full service, such as 0.9995."),
        Field::optional(
            "time_to_recover",
            Shape::Quantity(&DURATION),
            "From the fault until the last user has full service again.",
        ),
        Field::optional("data_loss", Shape::Quantity(&DURATION), "The age of the newest change that may be lost."),
    ],
};

static EXTRA_STEP: StructShape = StructShape {
    name: "extra step",
    about: "A runbook step of your own, such as an approval.",
    fields: &[
        Field::required("before", Shape::Name("step"), "The id of the step before which it stands."),
        Field::required("says", Shape::Text, "What is done, in the words of your runbook."),
        Field::required("takes", Shape::Quantity(&LAW), "How long it takes."),
    ],
};

static ROOT: StructShape = StructShape {
    name: "scenario",
    about: "A deployment, what happens to it, and what is asked of it.",
    fields: &[
        Field::required("schema", Shape::Whole { min: 1, max: 1 }, "The version of this form: 1."),
        Field::required("about", Shape::Text, "What the scenario shows, in one sentence."),
        Field::required("product", Shape::Choice(&PRODUCT), "The product whose facts are used."),
        Field::required("start", Shape::Quantity(&MOMENT), "Date, time and zone at which the clock starts."),
        Field::required("horizon", Shape::Quantity(&DURATION), "How long is simulated, at most 100 years."),
        Field::required("sites", deployment::SITES, "Data centres."),
        Field::optional("links", deployment::LINKS, "Links between sites. Default: none, and no limit to bandwidth."),
        Field::required("pools", deployment::POOLS, "Front End pools and Standard Edition servers."),
        Field::optional("edges", deployment::EDGES, "Edge pools. Default: none, and nobody comes in from outside."),
        Field::optional(
            "pairs",
            Shape::List(&Shape::Tuple(&[Shape::Name("pool"), Shape::Name("pool")])),
            "Pools that back each other up. Default: none.",
        ),
        Field::required(
            "central_management",
            Shape::Name("pool"),
            "The pool that holds the active Central Management store.",
        ),
        Field::optional("shared", deployment::SHARED, "What servers share and fall with. Default: nothing."),
        Field::optional("staff", Shape::Struct(&STAFF), "Who administers the deployment, and how fast."),
        Field::optional("failures", chance::FAILURES, "How things fail at random. Default: nothing does."),
        Field::optional("timeline", events::TIMELINE, "What happens when. Default: nothing."),
        Field::optional("targets", Shape::Struct(&TARGETS), "What is asked of the design. Default: nothing."),
        Field::optional(
            "facts",
            Shape::Map { key: "fact", value: &Shape::Text },
            "Facts that you know better, by key: { \"pool.grace\": \"10min\" }.",
        ),
        Field::optional(
            "steps",
            Shape::Map { key: "step", value: &Shape::Quantity(&LAW) },
            "How long runbook steps take, by step id.",
        ),
        Field::optional("extra_steps", Shape::List(&Shape::Struct(&EXTRA_STEP)), "Runbook steps of your own."),
        Field::optional(
            "variants",
            Shape::Map { key: "variant", value: &Shape::Any },
            "Other designs by name, each written as what differs; `Removed` takes a name out.",
        ),
    ],
};

/// The shape of a whole scenario.
pub static SCENARIO: Shape = Shape::Struct(&ROOT);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{json_schema, shape::Payload};

    /// Every text that a planner may read is a sentence, so that none is forgotten.
    fn told(shape: &Shape) {
        match shape.without_option() {
            Shape::List(inner) | Shape::Map { value: inner, .. } => told(inner),
            Shape::Struct(shape) => {
                assert!(shape.about.ends_with('.'), "{}", shape.name);
                for field in shape.fields {
                    assert!(field.about.ends_with('.'), "{}.{}", shape.name, field.name);
                    told(&field.shape);
                }
            }
            Shape::Choice(choice) => {
                for variant in choice.variants {
                    assert!(variant.about.ends_with('.'), "{}", variant.name);
                    if let Payload::Struct(inner) = variant.payload {
                        told(&Shape::Struct(inner));
                    }
                }
            }
            Shape::Quantity(quantity) => {
                for example in quantity.examples {
                    assert_eq!((quantity.parse)(example), Ok(()), "{example}");
                }
            }
            _ => {}
        }
    }

    #[test]
    fn every_field_is_explained_and_every_example_is_right() {
        told(&SCENARIO);
    }

    #[test]
    fn the_schema_can_be_made() {
        assert!(json_schema(&SCENARIO, "scenario", "pooldrill").to_string().contains("central_management"));
    }
}
