//! What may stand in a scenario, a line for each field.
//!
//! From these lines come the typed scenario, its reading with every mistake, the JSON Schema for editors and the reference
//! for planners, so the comments on fields are written for a planner. Quantities are read here once, by the grammar of the
//! thing they are.
//!
//! *Invariant*: every field keeps its place in the text.
//!
//! *Deliberately absent*: what only the whole can tell, such as whether a name is defined; that is found when the plan
//! is made.

mod chance;
mod deployment;
mod events;
mod kinds;
mod quantities;

pub use chance::{Failures, Fault};
pub use deployment::{BackEnd, Edge, Enterprise, Link, Mirrored, Pool, Quorum, Shared, SharedKind, Site, Standard};
pub use events::{Action, Entry, Loss};
pub use kinds::{Carried, DiceName, FactKey, Host, StepId, VariantName};
pub use quantities::Bandwidth;

use crate::ground::calendar::{Dates, Hours, Start};
use crate::ground::law::Law;
use crate::ground::time::Span;
use crate::text::{Any, IfSound, List, Map, Name, Read, Shape, Share, Whole, Written, choice, record};
use crate::topology::{EdgeId, LinkId, PoolId, SharedId, SiteId};

record! {
    /// A deployment, what happens to it, and what is asked of it.
    pub struct Scenario = "scenario" kept_in_part {
        /// The version of this form: 1.
        schema: IfSound<Whole<1, 1>>,
        /// What the scenario shows, in one sentence.
        about: IfSound<String>,
        /// The product whose facts are used.
        product: IfSound<Product>,
        /// Date, time and zone at which the clock starts.
        start: IfSound<Written<Start>>,
        /// How long is simulated, at most 100 years.
        horizon: IfSound<Written<Span>>,
        /// Data centres.
        sites: Map<SiteId, Site>,
        /// Links between sites. Default: none, and no limit to bandwidth.
        links: Map<LinkId, Link> = "{}",
        /// Front End pools and Standard Edition servers.
        pools: Map<PoolId, Pool>,
        /// Edge pools. Default: none, and nobody comes in from outside.
        edges: Map<EdgeId, Edge> = "{}",
        /// Pools that back each other up. Default: none.
        pairs: List<(Name<PoolId>, Name<PoolId>)> = "[]",
        /// The pool that holds the active Central Management store.
        central_management: IfSound<Name<PoolId>>,
        /// What servers share and fall with. Default: nothing.
        shared: Map<SharedId, Shared> = "{}",
        /// Who administers the deployment, and how fast.
        staff: Staff = "()",
        /// How things fail at random. Default: nothing does.
        failures: Failures = "()",
        /// What happens when. Default: nothing.
        timeline: List<Entry> = "[]",
        /// Dates on which no update begins, such as the end of a year. Default: none.
        freezes: List<Written<Dates>> = "[]",
        /// What is asked of the design. Default: nothing.
        targets: Targets = "()",
        /// Facts that you know better, by key: { "pool.grace": "10min" }.
        facts: Map<FactKey, String> = "{}",
        /// How long runbook steps take, by step id.
        steps: Map<StepId, Written<Law>> = "{}",
        /// Runbook steps of your own.
        extra_steps: List<ExtraStep> = "[]",
        /// Other designs by name, each written as what differs; `Removed` takes a name out.
        variants: Option<Map<VariantName, Any>>,
    }

    /// Who administers the deployment, and how fast.
    pub struct Staff = "staff" {
        /// When somebody is at work.
        staffed: Written<Hours> = "always",
        /// Out of these hours: from the page until somebody is at a management shell; never means not before the next hours
        /// begin. Default: the fact people.arrival.
        otherwise: Option<Written<Law>>,
        /// Until somebody notices that a pool is dead. Default: the fact people.detection.
        detection: Option<Written<Law>>,
        /// From noticing to the decision to fail over. Default: the fact people.decision.
        decision: Option<Written<Law>>,
        /// How many administrators can work at the same time. Default: the fact people.hands.
        people: Option<Whole<1, 20>>,
        /// Whether they fail pools over and back without being told by the timeline.
        reacts: bool = "true",
    }

    /// What is asked of the design; reports say how often it was met.
    pub struct Targets = "targets" {
        /// Share of user time with full service, such as 0.9995.
        availability: Option<Share>,
        /// From the fault until the last user has full service again.
        time_to_recover: Option<Written<Span>>,
        /// The age of the newest change that may be lost.
        data_loss: Option<Written<Span>>,
    }

    /// A runbook step of your own, such as an approval.
    pub struct ExtraStep = "extra step" {
        /// The id of the step before which it stands.
        before: Name<StepId>,
        /// What is done, in the words of your runbook.
        says: String,
        /// How long it takes.
        takes: Written<Law>,
    }
}

choice! {
    /// The product whose facts are used; for a later one, such as Skype for Business Server 2015, write the nearest and set
    /// under `facts` what differs.
    pub enum Product = "product" {
        /// Lync Server 2013 on premises.
        LyncServer2013,
    }
}

/// The shape of a whole scenario.
pub static SCENARIO: Shape = Scenario::SHAPE;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Payload, json_schema};

    /// Every text that a planner may read is a sentence, so that none is forgotten, and every default fits.
    fn told(shape: &Shape) {
        match shape.without_option() {
            Shape::List(inner) | Shape::Map { value: inner, .. } => told(inner),
            Shape::Struct(shape) => {
                assert!(shape.about.ends_with('.'), "{}", shape.name);
                for field in shape.fields {
                    assert!(field.told().ends_with('.'), "{}.{}", shape.name, field.name);
                    assert!((field.default_fits)(field.default), "{}.{}", shape.name, field.name);
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
            _ => {}
        }
    }

    #[test]
    fn every_field_is_explained_and_every_default_is_right() {
        told(&SCENARIO);
    }

    #[test]
    fn the_schema_can_be_made() {
        assert!(json_schema(&SCENARIO, "scenario", "pooldrill").to_string().contains("central_management"));
    }
}
