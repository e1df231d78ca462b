//! Rules about Front End pools and Standard Edition servers.

use super::{Desk, Rule};
use crate::facts::{Confidence, pool};
use crate::text::Severity;
use crate::topology::Pool;

const CAPACITY: &str = "Capacity planning for Lync Server 2013 using the user models";
const FRONT_ENDS: &str =
    "Topologies and components for Front End Servers, instant messaging, and presence in Lync Server 2013";

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "TOP-13",
        severity: Severity::Warning,
        sentence: "A site with more than 80,000 users has more than one pool.",
        why: "A pool is tested with at most 80,000 users.",
        remedy: "add pools",
        source: CAPACITY,
        confidence: Confidence::Documented,
        find: top_13,
    },
    Rule {
        id: "FE-03",
        severity: Severity::Warning,
        sentence: "An Enterprise pool has at least three Front Ends.",
        why: "User data are kept on three Front Ends, and fewer cannot hold three copies.",
        remedy: "use three Front Ends or more",
        source: FRONT_ENDS,
        confidence: Confidence::Documented,
        find: fe_03,
    },
    Rule {
        id: "FE-04",
        severity: Severity::Warning,
        sentence: "An Enterprise pool does not have exactly two Front Ends.",
        why: "Two must be restarted together or in the reverse order of stopping; otherwise the quorum loss is to be reset.",
        remedy: "use three Front Ends or more",
        source: FRONT_ENDS,
        confidence: Confidence::Documented,
        find: fe_04,
    },
    Rule {
        id: "FE-05",
        severity: Severity::Warning,
        sentence: "An Enterprise pool has more than one Front End.",
        why: "Without a second server, every fault and every update of the one is an outage.",
        remedy: "use three Front Ends or more",
        source: "derived from the roles of the servers",
        confidence: Confidence::Inferred,
        find: fe_05,
    },
    Rule {
        id: "FE-06",
        severity: Severity::Warning,
        sentence: "Users for each Front End stay within what it is rated for.",
        why: "A Front End is rated for 6,660 users.",
        remedy: "add Front Ends, or move users to another pool",
        source: CAPACITY,
        confidence: Confidence::Documented,
        find: fe_06,
    },
    Rule {
        id: "FE-07",
        severity: Severity::Warning,
        sentence: "Users for each Front End stay within what it is rated for when one is lost.",
        why: "The page plans one Front End more than the users need, so that one may fail or be updated.",
        remedy: "add a Front End",
        source: CAPACITY,
        confidence: Confidence::Documented,
        find: fe_07,
    },
    Rule {
        id: "FE-08",
        severity: Severity::Error,
        sentence: "A pool homes at most 80,000 users.",
        why: "A pool is tested with at most 80,000 users.",
        remedy: "add a pool",
        source: CAPACITY,
        confidence: Confidence::Documented,
        find: fe_08,
    },
    Rule {
        id: "FE-09",
        severity: Severity::Warning,
        sentence: "An Enterprise pool of a pair homes at most 40,000 users.",
        why: "Each pool of a pair must carry the users of both.",
        remedy: "move users to another pair",
        source: CAPACITY,
        confidence: Confidence::Documented,
        find: fe_09,
    },
    Rule {
        id: "SE-04",
        severity: Severity::Warning,
        sentence: "A Standard Edition server of a pair homes at most 2,500 users.",
        why: "Each server of a pair must carry the users of both.",
        remedy: "move users to another pair, or use an Enterprise pool",
        source: CAPACITY,
        confidence: Confidence::Documented,
        find: se_04,
    },
    Rule {
        id: "SE-05",
        severity: Severity::Error,
        sentence: "A Standard Edition server serves at most 5,000 users.",
        why: "It is tested with at most 5,000 users, those of a failed partner included.",
        remedy: "use an Enterprise pool, or more servers",
        source: CAPACITY,
        confidence: Confidence::Documented,
        find: se_05,
    },
    Rule {
        id: "SE-06",
        severity: Severity::Warning,
        sentence: "A Standard Edition server that homes users has a partner.",
        why: "Pairing is the only measure of resilience that Standard Edition has.",
        remedy: "pair it with another Standard Edition server",
        source: CAPACITY,
        confidence: Confidence::Documented,
        find: se_06,
    },
];

fn top_13(desk: &mut Desk<'_>) {
    let limit = desk.plan.sheet.number(&pool::POOL_USERS);
    for (index, site) in desk.plan.topology.sites.iter().enumerate() {
        let here: Vec<&Pool> = desk.pools().iter().filter(|pool| pool.site.index() == index).collect();
        let users: u64 = here.iter().map(|pool| u64::from(pool.users)).sum();
        if let [only] = here[..]
            && users as f64 > limit
        {
            desk.tell_pool(only, "enabled_users", format!("{users} users of site `{}` are in one pool", site.name));
        }
    }
}

/// Tells every Enterprise pool of a size.
fn sizes(desk: &mut Desk<'_>, wrong: impl Fn(usize) -> bool) {
    for pool in desk.pools().iter().filter(|pool| !pool.standard && wrong(pool.front_ends.len())) {
        let what = format!("`{}` has {} Front Ends", pool.name, pool.front_ends.len());
        desk.tell_pool(pool, "front_ends", what.replace(" 1 Front Ends", " 1 Front End"));
    }
}

fn fe_03(desk: &mut Desk<'_>) {
    sizes(desk, |servers| servers < 3);
}

fn fe_04(desk: &mut Desk<'_>) {
    sizes(desk, |servers| servers == 2);
}

fn fe_05(desk: &mut Desk<'_>) {
    sizes(desk, |servers| servers == 1);
}

/// Users for each of the servers that are left, when they are more than a server is rated for.
fn over(desk: &Desk<'_>, pool: &Pool, lost: usize) -> Option<f64> {
    let left = pool.front_ends.len().checked_sub(lost).filter(|left| *left > 0 && !pool.standard)?;
    let each = f64::from(pool.users) / left as f64;
    (each > desk.plan.sheet.number(&pool::RATED_USERS)).then_some(each)
}

fn fe_06(desk: &mut Desk<'_>) {
    for pool in desk.pools() {
        if let Some(each) = over(desk, pool, 0) {
            let what = format!("`{}` homes {each:.0} users for each Front End", pool.name);
            desk.tell_pool(pool, "enabled_users", what);
        }
    }
}

fn fe_07(desk: &mut Desk<'_>) {
    for pool in desk.pools() {
        // What is too much for all servers is told by FE-06 already.
        if let (None, Some(each)) = (over(desk, pool, 0), over(desk, pool, 1)) {
            let what = format!("`{}` homes {each:.0} users for each Front End when one is lost", pool.name);
            desk.tell_pool(pool, "front_ends", what);
        }
    }
}

/// Tells every pool that homes more than a limit.
fn more_than(desk: &mut Desk<'_>, limit: f64, counts: impl Fn(&Pool) -> bool) {
    for pool in desk.pools().iter().filter(|pool| counts(pool) && f64::from(pool.users) > limit) {
        desk.tell_pool(pool, "enabled_users", format!("`{}` homes {} users", pool.name, pool.users));
    }
}

fn fe_08(desk: &mut Desk<'_>) {
    more_than(desk, desk.plan.sheet.number(&pool::POOL_USERS), |pool| !pool.standard);
}

fn fe_09(desk: &mut Desk<'_>) {
    let limit = desk.plan.sheet.number(&pool::PAIRED_POOL_USERS);
    more_than(desk, limit, |pool| !pool.standard && pool.pair.is_some());
}

fn se_04(desk: &mut Desk<'_>) {
    let limit = desk.plan.sheet.number(&pool::PAIRED_STANDARD_USERS);
    more_than(desk, limit, |pool| pool.standard && pool.pair.is_some());
}

fn se_05(desk: &mut Desk<'_>) {
    more_than(desk, desk.plan.sheet.number(&pool::RATED_STANDARD), |pool| pool.standard);
}

fn se_06(desk: &mut Desk<'_>) {
    for pool in desk.pools().iter().filter(|pool| pool.standard && pool.pair.is_none() && pool.users > 0) {
        desk.tell_pool(pool, "site", format!("`{}` homes users and has no partner", pool.name));
    }
}
