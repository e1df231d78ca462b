//! What may be said about random failures.

use super::SHARE;
use super::quantities::{HOURS, LAW};
use crate::text::shape::{Field, Shape, StructShape};

pub(super) const FAILURES: Shape = Shape::Struct(&ALL);

const LIFE_AND_REPAIR: Shape = Shape::Struct(&FAULT);

static FAULT: StructShape = StructShape {
    name: "fault",
    about: "How often something fails and how long its repair takes.",
    fields: &[
        Field::required("life", Shape::Quantity(&LAW), "Time from a repair to the next failure; `never` for none."),
        Field::required("repair", Shape::Quantity(&LAW), "Time to repair, once somebody repairs."),
        Field::optional(
            "crews",
            Shape::Whole { min: 1, max: 1000 },
            "How many are repaired at a time: for servers and Back End Servers in each pool, for Edge Servers in each Edge pool, otherwise in all. Default: no limit.",
        ),
        Field::optional(
            "priority",
            Shape::Whole { min: 0, max: 9 },
            "Who comes first at a crew that several share: the lower number. Default: 5.",
        ),
        Field::optional(
            "spares",
            Shape::Whole { min: 0, max: 64 },
            "Spares in stock for this way to fail; the repair waits for one, and each one taken is ordered again. Default: no spare is needed.",
        ),
        Field::optional("lead", Shape::Quantity(&LAW), "From the order of a spare to its delivery. Default: 24h."),
    ],
};

static ALL: StructShape = StructShape {
    name: "failures",
    about: "How things fail at random; what is left out does not fail.",
    fields: &[
        Field::optional(
            "server",
            Shape::List(&LIFE_AND_REPAIR),
            "Front Ends and Standard Edition servers: one entry for each way to fail, such as a restart and a broken board.",
        ),
        Field::optional("back_end", LIFE_AND_REPAIR, "Back End Servers, each for itself."),
        Field::optional("witness", LIFE_AND_REPAIR, "Witnesses, each for itself."),
        Field::optional("edge", LIFE_AND_REPAIR, "Edge Servers, each for itself."),
        Field::optional("link", LIFE_AND_REPAIR, "Links, each for itself."),
        Field::optional("site", LIFE_AND_REPAIR, "Sites, each for itself, with everything that stands there."),
        Field::optional(
            "pool",
            LIFE_AND_REPAIR,
            "A fault of all Front Ends of a pool at once, such as a bad update or an expired certificate.",
        ),
        Field::optional(
            "shared",
            Shape::Map { key: "shared thing", value: &LIFE_AND_REPAIR },
            "Shared things and virtualization hosts, by name.",
        ),
        Field::optional(
            "beta",
            SHARE,
            "Part of the servers' failures (first entry) that takes all servers of the pool at once. Default: 0.",
        ),
        Field::optional("site_beta", SHARE, "Part of the site losses that takes all sites at once. Default: 0."),
        Field::optional(
            "crews",
            Shape::Whole { min: 1, max: 1000 },
            "Servers repaired at a time in each pool, whichever way they failed. Default: no limit.",
        ),
        Field::optional(
            "field_crew",
            Shape::Whole { min: 1, max: 1000 },
            "One crew for everything that has no crew of its own: how many it repairs at a time. Default: no limit.",
        ),
        Field::optional(
            "crew_hours",
            Shape::Quantity(&HOURS),
            "Hours in which a repair can begin; one that has begun is finished. Default: always.",
        ),
        Field::optional("travel", Shape::Quantity(&LAW), "From the call to the crew's arrival. Default: no time."),
        Field::optional(
            "ages_while_pool_is_down",
            Shape::Flag,
            "Whether servers can fail while their pool is stopped. Default: true.",
        ),
    ],
};
