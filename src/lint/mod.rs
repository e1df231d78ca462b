//! Floor 2, lint: documented support rules that can be decided from a scenario.

use crate::scenario::plan::Plan;
use crate::scenario::text::{Node, Problems};

/// What the support rules find in a plan.
pub fn findings(_plan: &Plan, _node: Option<&Node>) -> Problems {
    Problems::new()
}
