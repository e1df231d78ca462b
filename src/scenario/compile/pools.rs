//! Front End pools and Standard Edition servers, with their servers, routing groups and populations.

use super::check::Check;
use super::names::Kind;
use super::topology::Builder;
use crate::facts::quorum::{StayUp, TO_START, stay_up};
use crate::facts::{sheet::Sheet, users};
use crate::scenario::form;
use crate::text::{Name, Place, Share, Whole, shown};
use crate::topology::placement::{routing_groups, upgrade_domains};
use crate::topology::roles::{FRONT_END, MIRROR, PRIMARY, STANDARD_EDITION, WITNESS};
use crate::topology::{BackEnd, MachineId, Member, Pool, PoolId, Population, Quorum, Role, RoutingGroup, SiteId};

/// Builds every pool in the order of the scenario.
pub(super) fn build(check: &mut Check<'_>, builder: &mut Builder, sheet: &Sheet) {
    let scenario = check.scenario;
    for (Name { text: name, place, .. }, pool) in scenario.pools.iter() {
        let id = PoolId::next(&builder.pools);
        let at = At { name, id, place: *place };
        let built = match &pool.value {
            form::Pool::Enterprise(pool) => enterprise(check, builder, &at, pool),
            form::Pool::Standard(pool) => standard(check, builder, &at, pool),
        };
        let remote = remote_users(check, &at, pool, sheet);
        if let Some(built) = built {
            builder.pools.push(built);
            check.names.built(name, id);
            populate(builder, id, remote);
        }
    }
}

/// Says which Edge pool the media of each pool's remote users go through, once the Edge pools are built.
pub(super) fn go_through_edges(check: &mut Check<'_>, builder: &mut Builder) {
    for (name, pool) in check.scenario.pools.iter() {
        let edge = match &pool.value {
            form::Pool::Enterprise(pool) => &pool.edge,
            form::Pool::Standard(pool) => &pool.edge,
        };
        let Some(edge) = &edge.0 else { continue };
        let edge = check.find(edge);
        if let Some(pool) = check.names.get::<PoolId>(&name.text) {
            builder.pools[pool.index()].edge = edge;
        }
    }
}

/// Which pool is being built.
struct At<'a> {
    name: &'a str,
    id: PoolId,
    place: Place,
}

/// Everything about the pool is looked at before it is left out for want of a site, so that all its mistakes are told.
fn enterprise(check: &mut Check<'_>, builder: &mut Builder, at: &At<'_>, pool: &form::Enterprise) -> Option<Pool> {
    let size = pool.front_ends.get() as usize;
    let site = check.find(&pool.site);
    let dice = pool.dice.as_ref().map_or(at.name, |dice| &dice.text);
    let names = front_end_names(check, at, pool);
    for (ordinal, name) in names.iter().enumerate() {
        let place = pool.names.get(ordinal).map_or(at.place, |name| name.place);
        check.claim(name, Kind::Server, place);
    }
    let witness = witness(&pool.back_end).and_then(|site| check.find(site));
    back_end_servers(pool)
        .iter()
        .for_each(|ending| check.claim(&format!("{}-{ending}", at.name), Kind::Server, at.place));
    let domains = domains(check, pool);
    let groups = pool.routing_groups.map_or(3 * size, |groups| groups.get() as usize);
    let quorum = quorum(check, pool);
    if !pool.hosts.is_empty() && pool.hosts.len() != size {
        miscounted(check, "hosts", pool.hosts.place, pool.hosts.len(), size);
    }
    let site = site?;
    let mut front_ends = Vec::new();
    for (ordinal, name) in names.iter().enumerate() {
        let own = if pool.dice.is_some() { format!("{dice}-fe{}", ordinal + 1) } else { name.clone() };
        let role = (&FRONT_END, Member::FrontEnd { pool: at.id, ordinal: ordinal as u8 });
        front_ends.push(builder.add(check, name, own, role, site));
    }
    let (back_end, sql) = databases(check, builder, at, pool, site, witness);
    Some(Pool {
        name: at.name.to_owned(),
        site,
        standard: false,
        front_ends,
        back_end,
        sql,
        quorum,
        groups: routing_groups(at.id, &domains, groups, pool.enabled_users.get()),
        domains,
        populations: 0..0,
        dice: dice.to_owned(),
        users: pool.enabled_users.get(),
        edge: None,
        pair: None,
        partner: None,
    })
}

fn standard(check: &mut Check<'_>, builder: &mut Builder, at: &At<'_>, pool: &form::Standard) -> Option<Pool> {
    let dice = pool.dice.as_ref().map_or(at.name, |dice| &dice.text);
    let role = (&STANDARD_EDITION, Member::FrontEnd { pool: at.id, ordinal: 0 });
    let site = check.find(&pool.site);
    let server = site.map(|site| builder.add(check, at.name, dice.to_owned(), role, site));
    check.names.share_with_pool(at.name, server);
    let (site, server) = (site?, server?);
    Some(Pool {
        name: at.name.to_owned(),
        site,
        standard: true,
        front_ends: vec![server],
        back_end: BackEnd::Collocated,
        sql: [None; 3],
        quorum: Quorum { to_start: TO_START[1], stay_up: stay_up(1), seeds_that_must_run: None },
        domains: vec![0],
        groups: routing_groups(at.id, &[0], 1, pool.enabled_users.get()),
        populations: 0..0,
        dice: dice.to_owned(),
        users: pool.enabled_users.get(),
        edge: None,
        pair: None,
        partner: None,
    })
}

/// The names that were given, if there is one for each, otherwise made from the pool's.
fn front_end_names(check: &mut Check<'_>, at: &At<'_>, pool: &form::Enterprise) -> Vec<String> {
    let size = pool.front_ends.get() as usize;
    if pool.names.len() == size {
        return pool.names.iter().map(|name| name.text.clone()).collect();
    }
    if !pool.names.is_empty() {
        miscounted(check, "names", pool.names.place, pool.names.len(), size);
    }
    (1..=size).map(|number| format!("{}-fe{number}", at.name)).collect()
}

fn miscounted(check: &mut Check<'_>, field: &str, place: Place, given: usize, wanted: usize) {
    let what = format!("`{field}` lists {given} for {wanted} Front Ends");
    let remedy = format!("list {wanted}, or leave `{field}` out");
    check.error("P006", place, what, "There is one for each Front End, in the order of the topology.", &remedy);
}

/// The endings of the names of a pool's Back End Servers.
fn back_end_servers(pool: &form::Enterprise) -> &'static [&'static str] {
    match &pool.back_end.value {
        form::BackEnd::Single => &["sql1"],
        form::BackEnd::Mirrored(mirrored) if mirrored.witness.0.is_none() => &["sql1", "sql2"],
        form::BackEnd::Mirrored(_) => &["sql1", "sql2", "witness"],
    }
}

/// The site of the pool's witness, if it has one.
fn witness(back_end: &form::BackEnd) -> Option<&Name<SiteId>> {
    match back_end {
        form::BackEnd::Single => None,
        form::BackEnd::Mirrored(mirrored) => mirrored.witness.0.as_ref(),
    }
}

fn databases(
    check: &mut Check<'_>,
    builder: &mut Builder,
    at: &At<'_>,
    pool: &form::Enterprise,
    site: SiteId,
    witness: Option<SiteId>,
) -> (BackEnd, [Option<MachineId>; 3]) {
    let dice = pool.dice.as_ref().map_or(at.name, |dice| &dice.text);
    let mut server = |ending: &str, role: &'static Role, site: SiteId| {
        let role = (role, Member::Pool(at.id));
        Some(builder.add(check, &format!("{}-{ending}", at.name), format!("{dice}-{ending}"), role, site))
    };
    let primary = server("sql1", &PRIMARY, site);
    match &pool.back_end.value {
        form::BackEnd::Single => (BackEnd::Single, [primary, None, None]),
        form::BackEnd::Mirrored(_) => {
            let mirror = server("sql2", &MIRROR, site);
            let witness = witness.and_then(|site| server("witness", &WITNESS, site));
            (BackEnd::Mirrored { witness: witness.is_some() }, [primary, mirror, witness])
        }
    }
}

/// The upgrade domain of each Front End: the rule of the product, or the scenario's own, which must put every Front End
/// into exactly one.
fn domains(check: &mut Check<'_>, pool: &form::Enterprise) -> Vec<u8> {
    let size = pool.front_ends.get() as usize;
    let Some(lists) = &pool.upgrade_domains.value else { return upgrade_domains(size) };
    let mut own: Vec<Option<u8>> = vec![None; size];
    let mut wrong = None;
    for (domain, list) in lists.iter().take(size).enumerate() {
        for ordinal in list.iter().map(|ordinal| ordinal.get()) {
            match own.get_mut((ordinal as usize).wrapping_sub(1)) {
                Some(slot @ None) => *slot = Some(domain as u8),
                Some(Some(_)) => wrong = Some(format!("Front End {ordinal} stands in two upgrade domains")),
                None => wrong = Some(format!("there is no Front End {ordinal} in a pool of {size}")),
            }
        }
        if list.is_empty() {
            wrong = Some("an upgrade domain is empty".to_owned());
        }
    }
    let all: Option<Vec<u8>> = own.iter().copied().collect();
    if let Some(missing) = own.iter().position(Option::is_none) {
        wrong = wrong.or_else(|| Some(format!("Front End {} stands in no upgrade domain", missing + 1)));
    }
    if lists.len() > size {
        wrong = Some(format!("{} upgrade domains are too many for {size} Front Ends", lists.len()));
    }
    if let Some(what) = wrong {
        check.error(
            "P007",
            pool.upgrade_domains.place,
            what,
            "Every Front End stands in exactly one upgrade domain; they are counted from 1.",
            "list each Front End once, or leave `upgrade_domains` out",
        );
        return upgrade_domains(size);
    }
    all.unwrap_or_else(|| upgrade_domains(size))
}

fn quorum(check: &mut Check<'_>, pool: &form::Enterprise) -> Quorum {
    let size = pool.front_ends.get() as u8;
    let table =
        Quorum { to_start: TO_START[size as usize], stay_up: stay_up(size as usize), seeds_that_must_run: None };
    let Some(own) = &pool.quorum.value else { return table };
    let number = |field: &Option<Whole<1, 12>>| field.map(|number| number.get() as u8);
    let votes = StayUp {
        seeds: number(&own.seeds).unwrap_or(table.stay_up.seeds),
        back_end_vote: own.back_end_vote.unwrap_or(table.stay_up.back_end_vote),
    };
    let running = number(&own.running);
    let to_start = number(&own.to_start).unwrap_or(table.to_start);
    let quorum = Quorum { to_start, stay_up: votes, seeds_that_must_run: running };
    let limits = [
        ("to_start", own.to_start.place, quorum.to_start, size, "Front Ends of the pool"),
        ("seeds", own.seeds.place, votes.seeds, size, "Front Ends of the pool"),
        ("running", own.running.place, running.unwrap_or(1), votes.seeds, "seed servers"),
    ];
    for (field, place, value, limit, of) in limits {
        if value > limit {
            let what = format!("`{field}` asks for {value}, more than the {limit} {of}");
            let remedy = format!("write {limit} or less");
            check.error("P008", place, what, "The pool could never be functional.", &remedy);
        }
    }
    quorum
}

/// How many of the pool's users come in from outside.
fn remote_users(check: &mut Check<'_>, at: &At<'_>, pool: &form::Pool, sheet: &Sheet) -> u32 {
    let (users, share) = match pool {
        form::Pool::Enterprise(pool) => (pool.enabled_users.get(), &pool.remote_share),
        form::Pool::Standard(pool) => (pool.enabled_users.get(), &pool.remote_share),
    };
    let own = share.map(Share::get);
    let edges = &check.scenario.edges;
    let has_edges = !edges.is_empty();
    if !has_edges && edges.is_readable() && own.is_some_and(|share| share > 0.0) {
        check.error(
            "P009",
            share.place,
            format!("users of `{}` come in from outside, but there is no Edge pool", shown(at.name)),
            "Remote users come in through Edge Servers.",
            "define an Edge pool under `edges`, or write remote_share: 0",
        );
    }
    let default = if has_edges { sheet.number(&users::REMOTE) } else { 0.0 };
    // Both factors are small enough that the product is the same on every platform.
    (f64::from(users) * own.unwrap_or(default).clamp(0.0, 1.0)).round() as u32
}

/// Splits a pool's users by routing group and by the way they come in, so that all of it adds up.
fn populate(builder: &mut Builder, home: PoolId, remote: u32) {
    let pool = &builder.pools[home.index()];
    let first = builder.populations.len();
    let whole = [pool.users];
    let sizes: Vec<u32> =
        if pool.groups.is_empty() { whole.to_vec() } else { pool.groups.iter().map(of_group).collect() };
    let (mut counted, mut remote_before) = (0_u64, 0_u64);
    for (group, users) in sizes.into_iter().enumerate() {
        counted += u64::from(users);
        // Rounding the running sum down gives no group more remote users than it has users.
        let remote_so_far = u64::from(remote) * counted / u64::from(pool.users.max(1));
        let outside = (remote_so_far - remote_before) as u32;
        remote_before = remote_so_far;
        for (remote, users) in [(false, users - outside), (true, outside)] {
            if users > 0 {
                builder.populations.push(Population { home, group: group as u16, remote, users });
            }
        }
    }
    let range = first..builder.populations.len();
    builder.population_ranges.push(range);
}

fn of_group(group: &RoutingGroup) -> u32 {
    group.users
}
