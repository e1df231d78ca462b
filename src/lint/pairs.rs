//! Rules about pairs of pools.

use super::{Desk, Rule};
use crate::facts::{Confidence, pairing, pool};
use crate::ground::time::Span;
use crate::text::{Severity, Step};
use crate::topology::{BackEnd, Pool};

const PAIRING: &str = "Supported pool pairing options and best practices";

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "PR-01",
        severity: Severity::Error,
        sentence: "Enterprise pools are paired with Enterprise pools, Standard Edition servers with each other.",
        why: "Other pairs are not supported, although Topology Builder does not stop you.",
        remedy: "pair pools of the same edition",
        source: PAIRING,
        confidence: Confidence::Documented,
        find: pr_01,
    },
    Rule {
        id: "PR-05",
        severity: Severity::Warning,
        sentence: "The pools of a pair stand in different sites.",
        why: "The loss of the site takes both, and then nothing is left to fail over to.",
        remedy: "pair pools of different sites",
        source: "Planning for Front End pool pairing",
        confidence: Confidence::Documented,
        find: pr_05,
    },
    Rule {
        id: "PR-07",
        severity: Severity::Warning,
        sentence: "Each pool of a pair can carry the users of both.",
        why: "After a failover one pool serves all of them.",
        remedy: "add Front Ends, or move users to another pair",
        source: PAIRING,
        confidence: Confidence::Documented,
        find: pr_07,
    },
    Rule {
        id: "PR-09",
        severity: Severity::Warning,
        sentence: "Both pools of a pair have mirrored databases, or neither.",
        why: "The pool that takes over should be no weaker than the one that was lost.",
        remedy: "mirror the databases of both",
        source: "Back End Server high availability",
        confidence: Confidence::Documented,
        find: pr_09,
    },
    Rule {
        id: "PR-17",
        severity: Severity::Warning,
        sentence: "The Backup Service copies every two minutes.",
        why: "The recovery targets of the vendor rest on the default interval.",
        remedy: "leave pairing.sync_interval at 2min",
        source: "Configuring and monitoring the Backup Service",
        confidence: Confidence::Documented,
        find: pr_17,
    },
];

/// Each pair with its position among the scenario's.
fn pairs<'a>(desk: &Desk<'a>) -> Vec<(usize, &'a Pool, &'a Pool)> {
    let topology = &desk.plan.topology;
    let both = topology.pairs.iter().enumerate();
    both.map(|(index, pair)| (index, topology.pool(pair.pools.0), topology.pool(pair.pools.1))).collect()
}

fn tell(desk: &mut Desk<'_>, index: usize, what: String) {
    desk.tell(&[Step::Key("pairs"), Step::Index(index)], what);
}

fn pr_01(desk: &mut Desk<'_>) {
    for (index, one, other) in pairs(desk) {
        if one.standard != other.standard {
            tell(desk, index, format!("`{}` and `{}` are of different editions", one.name, other.name));
        }
    }
}

fn pr_05(desk: &mut Desk<'_>) {
    for (index, one, other) in pairs(desk) {
        if one.site == other.site {
            tell(desk, index, format!("`{}` and `{}` stand in the same site", one.name, other.name));
        }
    }
}

/// What a pool can carry at all.
fn capacity(desk: &Desk<'_>, of: &Pool) -> f64 {
    let sheet = &desk.plan.sheet;
    if of.standard {
        return sheet.number(&pool::RATED_STANDARD);
    }
    (sheet.number(&pool::RATED_USERS) * of.front_ends.len() as f64).min(sheet.number(&pool::POOL_USERS))
}

fn pr_07(desk: &mut Desk<'_>) {
    for (index, one, other) in pairs(desk) {
        let users = u64::from(one.users) + u64::from(other.users);
        for pool in [one, other] {
            let capacity = capacity(desk, pool);
            if users as f64 > capacity {
                tell(desk, index, format!("`{}` is rated for {capacity:.0} users; the pair homes {users}", pool.name));
            }
        }
    }
}

fn pr_09(desk: &mut Desk<'_>) {
    let mirrored = |pool: &Pool| matches!(pool.back_end, BackEnd::Mirrored { .. });
    for (index, one, other) in pairs(desk) {
        if !one.standard && !other.standard && mirrored(one) != mirrored(other) {
            let (with, without) = if mirrored(one) { (one, other) } else { (other, one) };
            tell(
                desk,
                index,
                format!("the databases of `{}` are mirrored, those of `{}` are not", with.name, without.name),
            );
        }
    }
}

fn pr_17(desk: &mut Desk<'_>) {
    if desk.plan.sheet.span(&pairing::SYNC_INTERVAL) != Span::minutes(2) && !desk.plan.topology.pairs.is_empty() {
        let what = format!("the Backup Service copies every {}", desk.plan.sheet.text(&pairing::SYNC_INTERVAL));
        desk.tell(&[Step::Key("facts"), Step::Key(pairing::SYNC_INTERVAL.key)], what);
    }
}
