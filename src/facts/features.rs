//! What users can do in each level of service: the table of the documentation, feature by feature.

use crate::facts::Confidence;

/// Something users want to do, and whether it works in resiliency mode on the backup pool.
#[derive(Debug)]
pub struct Feature {
    /// Its key in the JSON summary.
    pub key: &'static str,
    /// Its name on screens.
    pub name: &'static str,
    /// Whether it works in resiliency mode (the stages before the failover has ended, and the failback).
    pub in_resiliency_mode: bool,
    /// Where that is said.
    pub source: &'static str,
    /// How much weight that can bear.
    pub confidence: Confidence,
}

const VOICE: &str = "Planning for central site voice resiliency";
const EXPERIENCE: &str = "User experience during pool failure";

const fn feature(
    key: &'static str,
    name: &'static str,
    works: bool,
    source: &'static str,
    confidence: Confidence,
) -> Feature {
    Feature { key, name, in_resiliency_mode: works, source, confidence }
}

/// The features that follow from the level alone. In full service all of them work, without service none
/// (users are signed out).
pub static BY_LEVEL: &[Feature] = &[
    feature("sign_in", "sign-in", true, EXPERIENCE, Confidence::Documented),
    feature("instant_messages", "instant messages between two", true, VOICE, Confidence::Documented),
    feature("calls_out", "calls out", true, VOICE, Confidence::Documented),
    feature("presence", "presence", false, VOICE, Confidence::Documented),
    feature("contact_changes", "contact changes", false, EXPERIENCE, Confidence::Documented),
    feature("conferences", "hosting conferences", false, EXPERIENCE, Confidence::Documented),
    feature("call_forward_changes", "changing call forwarding", false, VOICE, Confidence::Documented),
    feature(
        "response_groups",
        "response groups of the pool",
        false,
        "Response group experience during pool failure",
        Confidence::Documented,
    ),
    feature("call_park", "parking calls", false, "Call Park experience during pool failure", Confidence::Documented),
];
