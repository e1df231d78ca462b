//! What a run does not count although the scenario can lose it, so that nobody takes silence for safety.
//!
//! Users have a level of service as a whole. What only some of them use, and what passes between pools, is not followed:
//! the media of remote users, messages and conferences between sites, and what a branch sends elsewhere.

use super::{Desk, Rule};
use crate::facts::Confidence;
use crate::scenario::plan::{Plan, Target, What};
use crate::text::{Severity, Step};
use crate::topology::{EdgeId, LinkId, MachineId, Pool, SiteId};

/// Of an Edge pool: remote users sign in through any Edge pool that works; their media have one way only.
const MEDIA: &str = "audio, video and sharing of remote users, which go through the Edge pool of their own pool";
/// Of a link: users are served by their pool, whichever sites it reaches.
const BETWEEN_SITES: &str =
    "messages, conferences and calls between the sites, and what a branch has from another site";

/// What can be lost and is not counted, in few words.
pub const NOT_COUNTED: [&str; 2] = [MEDIA, BETWEEN_SITES];

const EDGE: &str = "Changing the Edge pool associated with a Front End pool";
const ROLES: &str = "derived from what passes between sites";

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "UNCOUNTED-1",
        severity: Severity::Warning,
        sentence: "What remote users miss while their pool's Edge pool is lost, and another lets them in, is not counted.",
        why: "Media and conferences of remote users go through the Edge pool of their pool until the pool is given another one; a run that shows no cost of it has not looked.",
        remedy: "add by hand what an hour without it costs them",
        source: EDGE,
        confidence: Confidence::Documented,
        find: tell,
    },
    Rule {
        id: "UNCOUNTED-2",
        severity: Severity::Warning,
        sentence: "What users of two sites cannot do with each other while the link between them is cut is not counted.",
        why: "Instant messages, calls and conferences between their pools cross the link; only the Backup Service is followed over it. A run that shows no cost of them has not looked.",
        remedy: "add by hand what an hour without it costs them",
        source: ROLES,
        confidence: Confidence::Inferred,
        find: tell,
    },
    Rule {
        id: "UNCOUNTED-3",
        severity: Severity::Warning,
        sentence: "What a pool sends to an Edge pool of another site while the link to it is cut is not counted.",
        why: "Remote users, partners outside and conferences with them reach the branch over the link; a run that shows no cost of it has not looked.",
        remedy: "add by hand what an hour without it costs them",
        source: ROLES,
        confidence: Confidence::Inferred,
        find: tell,
    },
];

/// Something that is lost without a cost in the ledger: where the scenario speaks of it, and what it would cost.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Silence {
    rule: &'static str,
    harm: &'static str,
    section: &'static str,
    name: String,
    what: String,
}

/// What a run does not count when all of these things are lost, so that "nobody notices" is not said of it: some of
/// [`NOT_COUNTED`], in its order.
pub fn not_counted(plan: &Plan, lost: &[Target]) -> Vec<&'static str> {
    let silences = silences(plan, lost);
    NOT_COUNTED.into_iter().filter(|harm| silences.iter().any(|silence| silence.harm == *harm)).collect()
}

/// The same at length, each with the rule that tells of it.
fn silences(plan: &Plan, lost: &[Target]) -> Vec<Silence> {
    let machines: Vec<MachineId> = lost.iter().flat_map(|target| plan.machines_of(*target)).collect();
    let falls =
        |edge: &EdgeId| plan.topology.edges[edge.index()].machines.iter().all(|machine| machines.contains(machine));
    let edges = EdgeId::each(&plan.topology.edges).filter(falls).filter_map(|edge| edge_pool(plan, edge));
    let links = LinkId::each(&plan.topology.links).filter(|link| lost.contains(&Target::Link(*link)));
    edges.chain(links.flat_map(|link| between(plan, link).into_iter().chain(of_branches(plan, link)))).collect()
}

/// With no other Edge pool its remote users cannot sign in at all, and that is counted.
fn edge_pool(plan: &Plan, edge: EdgeId) -> Option<Silence> {
    let topology = &plan.topology;
    let comes_in = |pool: &Pool| pool.populations.clone().any(|one| topology.populations[usize::from(one)].remote);
    let whose = topology.pools.iter().filter(|pool| pool.edge.is_none_or(|own| own == edge) && comes_in(pool));
    let names: Vec<&str> = whose.map(|pool| pool.name.as_str()).collect();
    let name = topology.edges[edge.index()].name.clone();
    let what = format!("media and conferences of remote users of {} through the Edge pool {name}", names.join(", "));
    (topology.edges.len() > 1 && !names.is_empty()).then_some(Silence {
        rule: "UNCOUNTED-1",
        harm: MEDIA,
        section: "edges",
        name,
        what,
    })
}

fn between(plan: &Plan, link: LinkId) -> Option<Silence> {
    let topology = &plan.topology;
    let (one, other) = topology.links[link.index()].between;
    let homes = |site: SiteId| topology.pools.iter().any(|pool| pool.site == site && pool.users > 0);
    let site = |site: SiteId| &topology.sites[site.index()].name;
    let name = topology.links[link.index()].name.clone();
    let what = format!(
        "instant messages, calls and conferences between users of {} and of {} over the link {name}",
        site(one),
        site(other)
    );
    (homes(one) && homes(other)).then_some(Silence {
        rule: "UNCOUNTED-2",
        harm: BETWEEN_SITES,
        section: "links",
        name,
        what,
    })
}

fn of_branches(plan: &Plan, link: LinkId) -> Vec<Silence> {
    let topology = &plan.topology;
    let (one, other) = topology.links[link.index()].between;
    let across = |pool: &Pool, edge: EdgeId| {
        let sites = (pool.site, topology.edges[edge.index()].site);
        pool.users > 0 && (sites == (one, other) || sites == (other, one))
    };
    let sends = topology.pools.iter().filter_map(|pool| Some((pool, pool.edge.filter(|edge| across(pool, *edge))?)));
    sends
        .map(|(pool, edge)| {
            let (link, edge) = (&topology.links[link.index()].name, &topology.edges[edge.index()].name);
            let what = format!("what {} sends to its Edge pool {edge} over the link {link}", pool.name);
            Silence { rule: "UNCOUNTED-3", harm: BETWEEN_SITES, section: "links", name: link.clone(), what }
        })
        .collect()
}

/// Everything the scenario lets be lost, at random or by its timeline.
fn losses(plan: &Plan) -> Vec<Target> {
    let at_random = plan.faults.iter().map(|fault| fault.target);
    let on_the_timeline = plan.timeline.iter().filter_map(|line| match line.what {
        What::Lose(target) => Some(target),
        What::Return(_) | What::Do(_) => None,
    });
    at_random.chain(on_the_timeline).collect()
}

/// Tells what can be lost and is not counted, as far as a rule is about it. Servers of an Edge pool that can be lost one by
/// one can be lost together.
fn tell(desk: &mut Desk<'_>) {
    for silence in silences(desk.plan, &losses(desk.plan)) {
        if silence.rule == desk.rule.id {
            let steps = [Step::Key(silence.section), Step::Key(&silence.name)];
            desk.tell(&steps, format!("not counted: {}", silence.what));
        }
    }
}
