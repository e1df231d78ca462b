//! What may be said about what happens when.

use super::quantities::{DURATION, LAW, RECURRENCE};
use crate::text::shape::{ChoiceShape, Field, Shape, StructShape, Variant};

pub(super) const TIMELINE: Shape = Shape::List(&Shape::Struct(&ENTRY));

static ENTRY: StructShape = StructShape {
    name: "entry",
    about: "Something that happens: one of `at` and `every`, and one of `lose`, `return` and `do`.",
    fields: &[
        Field::optional("at", Shape::Quantity(&DURATION), "Once, this long after the start."),
        Field::optional("every", Shape::Quantity(&RECURRENCE), "Again and again, by the local clock."),
        Field::optional("lose", Shape::Choice(&LOSS), "What is lost."),
        Field::optional("for", Shape::Quantity(&LAW), "How long it stays lost. Default: until it is returned."),
        Field::optional(
            "planned",
            Shape::Flag,
            "Whether the loss is planned work, such as maintenance; what is ordered always is. Default: false.",
        ),
        Field::optional("return", Shape::Choice(&LOSS), "What returns."),
        Field::optional("do", Shape::Choice(&ACTION), "What the administrators do."),
    ],
};

static LOSS: ChoiceShape = ChoiceShape {
    name: "loss",
    about: "What is lost or returns.",
    variants: &[
        Variant::one("Server", &Shape::Name("server"), "One server of any role."),
        Variant::one("Pool", &Shape::Name("pool"), "All Front Ends of a pool with its Back End Servers."),
        Variant::one("Site", &Shape::Name("site"), "Everything that stands in a site."),
        Variant::one("Link", &Shape::Name("link"), "A link between sites."),
        Variant::one("BackEnd", &Shape::Name("pool"), "The Back End Servers of a pool, without the witness."),
        Variant::one("Edge", &Shape::Name("Edge pool"), "All servers of an Edge pool."),
        Variant::one("Shared", &Shape::Name("shared thing"), "Something shared, with all that it carries."),
    ],
};

static ACTION: ChoiceShape = ChoiceShape {
    name: "action",
    about: "What the administrators are told to do.",
    variants: &[
        Variant::one("FailOver", &Shape::Name("pool"), "Fail a pool over to its partner."),
        Variant::one("FailBack", &Shape::Name("pool"), "Fail its users back."),
        Variant::unit("FailOverCentralManagement", "Fail the Central Management store over to its standby."),
    ],
};
