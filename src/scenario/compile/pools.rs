//! Front End pools and Standard Edition servers, with their servers, routing groups and populations.

use super::check::Check;
use super::estate::Builder;
use super::names::Kind;
use crate::facts::quorum::{StayUp, TO_START, stay_up};
use crate::facts::{sheet::Sheet, users};
use crate::scenario::model;
use crate::scenario::text::{Node, Place, Step, shown};
use crate::topology::placement::{routing_groups, upgrade_domains};
use crate::topology::{BackEnd, EdgeId, MachineId, Pool, PoolId, Population, Quorum, Role, RoutingGroup, SiteId};

/// Builds every pool in the order of the scenario.
pub(super) fn build(check: &mut Check<'_>, builder: &mut Builder, sheet: &Sheet) {
    let scenario = check.scenario;
    for (index, (name, pool)) in scenario.pools.iter().enumerate() {
        let at = At { name, id: PoolId::of(index), place: check.key_place(&[Step::Key("pools")], name) };
        let built = match pool {
            model::Pool::Enterprise(pool) => enterprise(check, builder, &at, pool),
            model::Pool::Standard(pool) => standard(check, builder, &at, pool),
        };
        let remote = remote_users(check, &at, pool, sheet);
        builder.pools.push(built);
        populate(builder, at.id, remote);
    }
}

/// Which pool is being built.
struct At<'a> {
    name: &'a str,
    id: PoolId,
    place: Place,
}

impl<'a> At<'a> {
    fn field<'b>(&self, field: &'b str) -> [Step<'b>; 3]
    where
        'a: 'b,
    {
        [Step::Key("pools"), Step::Key(self.name), Step::Key(field)]
    }
}

fn enterprise(check: &mut Check<'_>, builder: &mut Builder, at: &At<'_>, pool: &model::Enterprise) -> Pool {
    let size = pool.front_ends as usize;
    let site = SiteId::of(check.find(Kind::Site, &pool.site, &at.field("site")));
    let dice = pool.dice.as_deref().unwrap_or(at.name);
    let names = front_end_names(check, at, pool);
    let mut front_ends = Vec::new();
    for (ordinal, name) in names.iter().enumerate() {
        let own = if pool.dice.is_some() { format!("{dice}-fe{}", ordinal + 1) } else { name.clone() };
        let place = written_name(check.node, at, ordinal).unwrap_or(at.place);
        let role = Role::FrontEnd { pool: at.id, ordinal: ordinal as u8 };
        front_ends.push(builder.machine(check, name, own, role, site, place));
    }
    let domains = domains(check, at, pool);
    let groups = pool.routing_groups.map_or(3 * size, |groups| groups as usize);
    let (back_end, sql) = databases(check, builder, at, pool, site);
    if !pool.hosts.is_empty() && pool.hosts.len() != size {
        miscounted(check, at, "hosts", pool.hosts.len(), size);
    }
    Pool {
        name: at.name.to_owned(),
        site,
        standard: false,
        front_ends,
        back_end,
        sql,
        quorum: quorum(check, at, pool),
        groups: routing_groups(at.id, &domains, groups, pool.enabled_users),
        domains,
        populations: 0..0,
        dice: dice.to_owned(),
        users: pool.enabled_users,
        edge: edge(check, at, pool.edge.as_deref()),
        pair: None,
        partner: None,
    }
}

fn standard(check: &mut Check<'_>, builder: &mut Builder, at: &At<'_>, pool: &model::Standard) -> Pool {
    let site = SiteId::of(check.find(Kind::Site, &pool.site, &at.field("site")));
    let dice = pool.dice.as_deref().unwrap_or(at.name);
    let role = Role::FrontEnd { pool: at.id, ordinal: 0 };
    let server = builder.unnamed_machine(at.name, dice.to_owned(), role, site);
    check.names.share_with_pool(at.name, server.index());
    Pool {
        name: at.name.to_owned(),
        site,
        standard: true,
        front_ends: vec![server],
        back_end: BackEnd::Collocated,
        sql: [None; 3],
        quorum: Quorum { to_start: TO_START[1], stay_up: stay_up(1), seeds_that_must_run: None },
        domains: vec![0],
        groups: routing_groups(at.id, &[0], 1, pool.enabled_users),
        populations: 0..0,
        dice: dice.to_owned(),
        users: pool.enabled_users,
        edge: edge(check, at, pool.edge.as_deref()),
        pair: None,
        partner: None,
    }
}

fn written_name(node: &Node, at: &At<'_>, ordinal: usize) -> Option<Place> {
    let steps = [Step::Key("pools"), Step::Key(at.name), Step::Key("names"), Step::Index(ordinal)];
    node.at(&steps).map(|name| name.place)
}

/// The names that were given, if there is one for each, otherwise made from the pool's.
fn front_end_names(check: &mut Check<'_>, at: &At<'_>, pool: &model::Enterprise) -> Vec<String> {
    let size = pool.front_ends as usize;
    if pool.names.len() == size {
        return pool.names.clone();
    }
    if !pool.names.is_empty() {
        miscounted(check, at, "names", pool.names.len(), size);
    }
    (1..=size).map(|number| format!("{}-fe{number}", at.name)).collect()
}

fn miscounted(check: &mut Check<'_>, at: &At<'_>, field: &str, given: usize, wanted: usize) {
    let place = check.place(&at.field(field));
    let what = format!("`{field}` lists {given} for {wanted} Front Ends");
    let remedy = format!("list {wanted}, or leave `{field}` out");
    check.error("P006", place, what, "There is one for each Front End, in the order of the topology.", &remedy);
}

fn edge(check: &mut Check<'_>, at: &At<'_>, edge: Option<&str>) -> Option<EdgeId> {
    edge.map(|edge| EdgeId::of(check.find(Kind::Edge, edge, &at.field("edge"))))
}

fn databases(
    check: &mut Check<'_>,
    builder: &mut Builder,
    at: &At<'_>,
    pool: &model::Enterprise,
    site: SiteId,
) -> (BackEnd, [Option<MachineId>; 3]) {
    let dice = pool.dice.as_deref().unwrap_or(at.name);
    let mut server = |check: &mut Check<'_>, ending: &str, role: Role, site: SiteId| {
        let name = format!("{}-{ending}", at.name);
        Some(builder.machine(check, &name, format!("{dice}-{ending}"), role, site, at.place))
    };
    let primary = server(check, "sql1", Role::Primary(at.id), site);
    match &pool.back_end {
        model::BackEnd::Single => (BackEnd::Single, [primary, None, None]),
        model::BackEnd::Mirrored { witness } => {
            let mirror = server(check, "sql2", Role::Mirror(at.id), site);
            let witness = witness.as_deref().and_then(|witness| {
                let [pools, name, field] = at.field("back_end");
                let stands = SiteId::of(check.find(Kind::Site, witness, &[pools, name, field, Step::Key("witness")]));
                server(check, "witness", Role::Witness(at.id), stands)
            });
            (BackEnd::Mirrored { witness: witness.is_some() }, [primary, mirror, witness])
        }
    }
}

/// The upgrade domain of each Front End: the rule of the product, or the scenario's own, which must put every Front End
/// into exactly one.
fn domains(check: &mut Check<'_>, at: &At<'_>, pool: &model::Enterprise) -> Vec<u8> {
    let size = pool.front_ends as usize;
    let Some(lists) = &pool.upgrade_domains else { return upgrade_domains(size) };
    let mut own: Vec<Option<u8>> = vec![None; size];
    let mut wrong = None;
    for (domain, list) in lists.iter().take(size).enumerate() {
        for ordinal in list {
            match own.get_mut((*ordinal as usize).wrapping_sub(1)) {
                Some(slot @ None) => *slot = Some(domain as u8),
                Some(Some(_)) => wrong = Some(format!("Front End {ordinal} stands in two upgrade domains")),
                None => wrong = Some(format!("there is no Front End {ordinal} in a pool of {size}")),
            }
        }
        if list.is_empty() {
            wrong = Some("an upgrade domain is empty".to_owned());
        }
    }
    if let Some(missing) = own.iter().position(Option::is_none) {
        wrong = wrong.or_else(|| Some(format!("Front End {} stands in no upgrade domain", missing + 1)));
    }
    if lists.len() > size {
        wrong = Some(format!("{} upgrade domains are too many for {size} Front Ends", lists.len()));
    }
    if let Some(what) = wrong {
        let place = check.place(&at.field("upgrade_domains"));
        check.error(
            "P007",
            place,
            what,
            "Every Front End stands in exactly one upgrade domain; they are counted from 1.",
            "list each Front End once, or leave `upgrade_domains` out",
        );
        return upgrade_domains(size);
    }
    own.into_iter().map(Option::unwrap_or_default).collect()
}

fn quorum(check: &mut Check<'_>, at: &At<'_>, pool: &model::Enterprise) -> Quorum {
    let size = pool.front_ends as u8;
    let table =
        Quorum { to_start: TO_START[size as usize], stay_up: stay_up(size as usize), seeds_that_must_run: None };
    let Some(own) = &pool.quorum else { return table };
    let votes = StayUp {
        seeds: own.seeds.unwrap_or(table.stay_up.seeds),
        back_end_vote: own.back_end_vote.unwrap_or(table.stay_up.back_end_vote),
    };
    let quorum =
        Quorum { to_start: own.to_start.unwrap_or(table.to_start), stay_up: votes, seeds_that_must_run: own.running };
    let limits = [
        ("to_start", quorum.to_start, size, "Front Ends of the pool"),
        ("seeds", votes.seeds, size, "Front Ends of the pool"),
        ("running", own.running.unwrap_or(1), votes.seeds, "seed servers"),
    ];
    for (field, value, limit, of) in limits {
        if value > limit {
            let [pools, name, whole] = at.field("quorum");
            let place = check.place(&[pools, name, whole, Step::Key(field)]);
            let what = format!("`{field}` asks for {value}, more than the {limit} {of}");
            let remedy = format!("write {limit} or less");
            check.error("P008", place, what, "The pool could never be functional.", &remedy);
        }
    }
    quorum
}

/// How many of the pool's users come in from outside.
fn remote_users(check: &mut Check<'_>, at: &At<'_>, pool: &model::Pool, sheet: &Sheet) -> u32 {
    let (users, own) = match pool {
        model::Pool::Enterprise(pool) => (pool.enabled_users, pool.remote_share),
        model::Pool::Standard(pool) => (pool.enabled_users, pool.remote_share),
    };
    let has_edges = !check.scenario.edges.is_empty();
    if !has_edges && own.is_some_and(|share| share > 0.0) {
        let place = check.place(&at.field("remote_share"));
        check.error(
            "P009",
            place,
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
