//! From bytes to plans: the whole walk, with every mistake collected on the way.
//!
//! *Invariant*: a scenario is loaded whole, its variants included, or not at all; what was loaded leaves only warnings
//! and notes behind.
//!
//! *Deliberately absent*: files. Whoever calls has the bytes already, and asked [`read_limit`] before reading them.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

use super::compile::compile;
use super::form::Scenario;
use super::plan::Plan;
use crate::text::{
    self, Entry, LARGEST, MapKind, Node, Place, Problem, Problems, Read, Sources, Value, apply, check_name, read_bytes,
    resolve, shown,
};

/// What is known on floors above and only named in a scenario.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// The ids of all runbook steps.
    pub steps: &'a [&'a str],
}

/// A scenario in order.
#[derive(Debug)]
pub struct Loaded {
    /// The plan of the scenario itself.
    pub plan: Plan,
    /// The plans of its variants, by name, in the order of the file.
    pub variants: Vec<(String, Plan)>,
    /// The scenario as it was read.
    pub scenario: Scenario,
    /// Its variants as they were read, in the order of their plans.
    pub variant_scenarios: Vec<Scenario>,
    /// Warnings and notes; never an error.
    pub problems: Problems,
    /// The texts that the places of problems belong to.
    pub sources: Sources,
    /// The tree of the scenario, from which findings take their places.
    pub tree: Node,
    /// The trees of the variants, in the order of their plans.
    pub variant_trees: Vec<Node>,
}

/// A scenario that cannot be used, and why.
#[derive(Debug)]
pub struct Refused {
    /// Everything that was found, with at least one error.
    pub problems: Problems,
    /// The texts that the places of problems belong to.
    pub sources: Sources,
}

/// The largest file that is worth reading, in bytes.
pub fn read_limit() -> usize {
    LARGEST
}

/// Loads a scenario. The ending of the name chooses between RON and JSON.
///
/// # Errors
/// All problems that were found, when one of them is an error.
pub fn load_bytes(name: &str, bytes: &[u8], known: &Known<'_>) -> Result<Loaded, Box<Refused>> {
    load_with(name, bytes, &[], None, known)
}

/// The most variants of a scenario.
const MOST_VARIANTS: usize = 50;

/// Loads a scenario with patches laid over it first, in their order. A question of the command line is laid over the
/// scenario and each of its variants last.
///
/// # Errors
/// All problems that were found, when one of them is an error.
pub fn load_with(
    name: &str,
    bytes: &[u8],
    overlays: &[(String, Vec<u8>)],
    question: Option<&str>,
    known: &Known<'_>,
) -> Result<Loaded, Box<Refused>> {
    let mut sources = Sources::new();
    let mut problems = Problems::new();
    let question = question.and_then(|text| read_bytes(QUESTION, text.as_bytes(), &mut sources, &mut problems));
    let found = Walk { name, bytes, overlays, question, known }.walk(&mut sources, &mut problems);
    match found {
        Some((tree, (scenario, plan), designs)) if !problems.has_errors() => {
            let (mut variants, mut variant_scenarios, mut variant_trees) = (Vec::new(), Vec::new(), Vec::new());
            for Variant { name, scenario, plan, tree } in designs {
                variants.push((name, plan));
                variant_scenarios.push(scenario);
                variant_trees.push(tree);
            }
            Ok(Loaded { plan, variants, scenario, variant_scenarios, problems, sources, tree, variant_trees })
        }
        _ => Err(Box::new(Refused { problems, sources })),
    }
}

struct Variant {
    name: String,
    scenario: Scenario,
    plan: Plan,
    tree: Node,
}

/// A scenario that is sound, and what follows from it.
type Planned = (Scenario, Plan);

/// The name by which mistakes of a question would be told.
const QUESTION: &str = "the command line.ron";

/// What is walked from bytes to plans.
struct Walk<'a> {
    name: &'a str,
    bytes: &'a [u8],
    overlays: &'a [(String, Vec<u8>)],
    question: Option<Node>,
    known: &'a Known<'a>,
}

impl Walk<'_> {
    fn walk(&self, sources: &mut Sources, problems: &mut Problems) -> Option<(Node, Planned, Vec<Variant>)> {
        let node = read_bytes(self.name, self.bytes, sources, problems);
        let mut tree = resolve(node?, &Scenario::SHAPE);
        for (name, bytes) in self.overlays {
            if let Some(patch) = read_bytes(name, bytes, sources, problems) {
                tree = apply::<Scenario>(&tree, patch, problems);
            }
        }
        let overlays = self.overlays.iter().map(|(_, bytes)| bytes.as_slice());
        let sha256 = fingerprint(std::iter::once(self.bytes).chain(overlays));
        let (base, patches) = without_variants(tree);
        let patches = few_enough(patches, problems);
        let tree = self.asked(base.clone(), problems);
        let plan = planned(&tree, sha256.clone(), self.known, problems);
        let mut plans = Vec::new();
        for patch in patches {
            let sha256 = fingerprint([sha256.as_bytes(), patch.key.as_bytes()].into_iter());
            plans.extend(self.variant(&base, patch, sha256, problems));
        }
        Some((tree, plan?, plans))
    }

    /// The tree with the question laid over it.
    fn asked(&self, tree: Node, problems: &mut Problems) -> Node {
        match &self.question {
            Some(question) => apply::<Scenario>(&tree, question.clone(), problems),
            None => tree,
        }
    }

    /// Makes the plan of a variant. Problems that the scenario itself has are not told again; the others are told with the
    /// variant's name, because their place may be a line that is right without the patch.
    fn variant(&self, base: &Node, patch: Entry, sha256: String, problems: &mut Problems) -> Option<Variant> {
        let Entry { key: name, key_place, value: patch } = patch;
        check_name(key_place, &name, "variant", problems);
        let mut own = Problems::new();
        if let Some(entry) = patch.entry("variants") {
            own.push(
                Problem::error("P032", entry.key_place, "a variant cannot have variants of its own")
                    .remedy("write it beside the others under `variants`"),
            );
        }
        let tree = apply::<Scenario>(base, patch, &mut own);
        let tree = self.asked(tree, &mut own);
        let plan = if own.has_errors() { None } else { planned(&tree, sha256, self.known, &mut own) };
        let told: HashSet<(&str, Option<Place>, &str)> = problems.iter().map(signature).collect();
        let new: Vec<Problem> = own.iter().filter(|problem| !told.contains(&signature(problem))).cloned().collect();
        for mut problem in new {
            problem.what = format!("in the variant \"{}\": {}", shown(&name), problem.what);
            if problem.place.is_none_or(|place| place.source != key_place.source || outside(place, key_place)) {
                problem.also.push((key_place, "the variant".to_owned()));
            }
            problems.push(problem);
        }
        plan.map(|(scenario, plan)| Variant { name, scenario, plan, tree })
    }
}

/// The variants, if there are not more of them than anybody compares.
fn few_enough(mut patches: Vec<Entry>, problems: &mut Problems) -> Vec<Entry> {
    if let Some(one_too_many) = patches.get(MOST_VARIANTS) {
        let what = format!("there are {} variants", patches.len());
        let problem = Problem::error("P038", one_too_many.key_place, what);
        problems.push(problem.remedy(format!("write {MOST_VARIANTS} or less")));
        patches.clear();
    }
    patches
}

/// Reads a merged tree and makes its plan.
fn planned(tree: &Node, sha256: String, known: &Known<'_>, problems: &mut Problems) -> Option<Planned> {
    let read = text::read::<Scenario>(tree, problems);
    let plan = compile(&read, tree.place, sha256, known, problems)?;
    Some((read.value?, plan))
}

/// The scenario without its variants, and these.
fn without_variants(tree: Node) -> (Node, Vec<Entry>) {
    let Node { place, value } = tree;
    let Value::Map(kind, entries) = value else { return (Node { place, value }, Vec::new()) };
    let (variants, rest): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(|entry| entry.key == "variants");
    let is_map = |node: &Node| matches!(node.value, Value::Map(MapKind::Map, _));
    let (fine, wrong): (Vec<Entry>, Vec<Entry>) = variants.into_iter().partition(|entry| is_map(&entry.value));
    // What is no map stays where it is, so that the form refuses it.
    let rest = rest.into_iter().chain(wrong).collect();
    let patches = fine.into_iter().flat_map(|entry| match entry.value.value {
        Value::Map(_, patches) => patches,
        _ => Vec::new(),
    });
    (Node { place, value: Value::Map(kind, rest) }, patches.collect())
}

/// A place before the variant's name is certainly no part of it.
fn outside(place: Place, key_place: Place) -> bool {
    place.start < key_place.start
}

fn signature(problem: &Problem) -> (&str, Option<Place>, &str) {
    (problem.code, problem.place, &problem.what)
}

/// The SHA-256 of texts one after the other, as hexadecimal digits. Of several, each begins with its length, so that
/// moving a byte from one to the next changes the result; a single text has its ordinary fingerprint.
fn fingerprint<'a>(texts: impl Iterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for (index, text) in texts.enumerate() {
        if index > 0 {
            hash.update((text.len() as u64).to_be_bytes());
        }
        hash.update(text);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
