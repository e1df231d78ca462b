//! The fabric of a pool: which replicas are current, which is primary, what is built anew where.

use crate::ground::time::Span;
use crate::kernel::agenda::Agenda;
use crate::topology::PoolId;
use crate::world::World;
use crate::world::condition::{Condition, Group, ReplicaWork};
use crate::world::event::RoutingGroups;
use crate::world::group_standing::{available, has_quorum, replicas_needed};
use crate::world::note::Note;
use crate::world::rules::Rules;
use crate::world::standing::{back_end_vote, start_order_is_kept};

use super::primaries::{self, Primaries};
use super::timers::{Timers, want};
use super::unwritten::{self, Losses};

/// What happens to replicas.
pub fn on(event: RoutingGroups, world: &mut World<'_>) {
    match event {
        RoutingGroups::Promoted(pool, ordinal) => {
            let groups = promote(world, pool, 1 << ordinal);
            world.notes.tell(Note::Promoted { pool, ordinal, groups });
            world.touched.pool(pool);
        }
        RoutingGroups::WorkDone(pool, ordinal) => {
            replica_work_done(world, pool, ordinal);
            world.touched.pool(pool);
        }
    }
}

/// Everything the fabric looks at in one pool.
struct View {
    pool: PoolId,
    up: u16,
    back_end_vote: bool,
}

fn view(world: &World<'_>, pool: PoolId) -> View {
    let back_end_vote = back_end_vote(&world.plan.topology, &world.condition, pool);
    View { pool, up: world.condition.machines.front_ends_up[pool.index()], back_end_vote }
}

/// Whether a group's primary is away while enough replicas are there to elect another.
fn wants_promotion(group: &Group, members: u8, view: &View) -> bool {
    let available = available(group, members, view.up);
    available >> group.primary & 1 == 0 && available.count_ones() >= replicas_needed(members, view.back_end_vote)
}

/// Promotes in every group whose primary is on one of the servers given, and says in how many.
fn promote(world: &mut World<'_>, pool: PoolId, servers: u16) -> u16 {
    let view = view(world, pool);
    Primaries::of(world, pool).elect(|group, noun| {
        let on_lost = servers >> group.replicas[group.primary as usize] & 1 == 1;
        on_lost && wants_promotion(group, noun.members, &view)
    })
}

/// After a cold start every replica on a running server is current: its data came from the Back End. Primaries go
/// where the placement wants them, as far as those servers run. A group with too few of its replicas elects none.
pub fn start_from_back_end(world: &mut World<'_>, pool: PoolId) {
    let view = view(world, pool);
    let range = world.condition.groups_of(pool);
    let nouns = &world.plan.topology.pool(pool).groups;
    for (group, noun) in world.condition.groups[range].iter_mut().zip(nouns) {
        group.replicas = noun.replicas;
        group.primary = 0;
        group.current = (1 << noun.members) - 1;
        group.current = available(group, noun.members, view.up);
        if !has_quorum(group, noun.members, view.up, view.back_end_vote) {
            primaries::leave_without(group, noun.members, view.up);
        }
    }
    Primaries::of(world, pool).elect(|group, noun| has_quorum(group, noun.members, view.up, view.back_end_vote));
}

/// Reloads every routing group without quorum from the Back End onto the servers that run: replicas that are away get
/// another server where there is room, and all of them are current, because they hold what the Back End held.
pub fn recover_groups(world: &mut World<'_>, pool: PoolId) {
    reload(world, pool, false);
}

/// The same in a pool that an administrator has let start without those who would have what was stored last. In a pool of
/// two that is every group, although one replica and the vote of the Back End would do.
pub fn recover_groups_at_start(world: &mut World<'_>, pool: PoolId) {
    let up = world.condition.machines.front_ends_up[pool.index()];
    let in_order = start_order_is_kept(&world.plan.topology, world.rules, &world.condition, pool, up);
    reload(world, pool, !in_order);
}

fn reload(world: &mut World<'_>, pool: PoolId, every_group: bool) {
    let view = view(world, pool);
    let mut loads = replica_loads(world, pool);
    let mut losses = Losses::begin(world, pool);
    let noun = world.plan.topology.pool(pool);
    let range = world.condition.groups_of(pool);
    let Condition { groups, unwritten, .. } = &mut world.condition;
    let mut recovered = 0;
    for ((group, group_noun), unwritten) in groups[range.clone()].iter_mut().zip(&noun.groups).zip(&unwritten[range]) {
        let members = group_noun.members;
        if !every_group && has_quorum(group, members, view.up, view.back_end_vote) {
            continue;
        }
        for place in 0..members as usize {
            let runs = view.up >> group.replicas[place] & 1 == 1;
            let other = if runs { None } else { roomiest(group, members, place, view.up, &noun.domains, &loads) };
            if let Some(server) = other {
                group.replicas[place] = server;
                loads[server as usize] += 1;
            }
            group.current |= u8::from(runs || other.is_some()) << place;
        }
        let answer = available(group, members, view.up);
        if answer >> group.primary & 1 == 0 {
            group.primary = answer.trailing_zeros().min(2) as u8;
        }
        losses.add(unwritten, group_noun.users);
        recovered += 1;
    }
    if recovered > 0 {
        world.notes.tell(Note::GroupsRecovered { pool, groups: recovered });
        losses.tell(world, pool);
    }
}

/// Replicas and the users in them. They are counted apart, because a replica without users has to be current as well.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    replicas: u32,
    users: u32,
}

impl Part {
    fn add(&mut self, users: u32, counts: bool) {
        self.replicas += u32::from(counts);
        self.users += users * u32::from(counts);
    }
}

/// The replicas that one Front End has to do with.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    /// It holds them.
    held: Part,
    /// Whether some of those could be built elsewhere.
    replaceable: bool,
    /// Whether some of those have not all data.
    behind: bool,
    /// It holds them, they have not all data, and it could be copied to them.
    stale: Part,
    /// Users in those of them whose groups went on writing meanwhile.
    written: u32,
    /// The placement gives them to it, another server holds them, and they could be copied from somewhere.
    away: Part,
}

/// The shares of all Front Ends, by ordinal, from one look at the groups.
fn shares(world: &World<'_>, pool: PoolId) -> [Share; 16] {
    let mut shares = [Share::default(); 16];
    let view = view(world, pool);
    let nouns = &world.plan.topology.pool(pool).groups;
    for (group, noun) in world.condition.groups[world.condition.groups_of(pool)].iter().zip(nouns) {
        let left = available(group, noun.members, view.up).count_ones();
        let writes = left >= replicas_needed(noun.members, view.back_end_vote);
        let replaceable = writes && has_room(group, noun.members, view.up);
        let catches_up = left > 0 || can_catch_up(group, noun.members, &view);
        for place in 0..noun.members as usize {
            let (holder, home) = (group.replicas[place], noun.replicas[place]);
            let behind = group.current >> place & 1 == 0;
            let share = &mut shares[holder as usize];
            share.held.add(noun.users, true);
            share.replaceable |= replaceable;
            share.behind |= behind;
            share.stale.add(noun.users, catches_up && behind);
            share.written += noun.users * u32::from(writes && behind);
            shares[home as usize].away.add(noun.users, left > 0 && holder != home);
        }
    }
    shares
}

/// Whether a server runs that holds none of a group.
fn has_room(group: &Group, members: u8, up: u16) -> bool {
    let own = group.replicas[..members as usize].iter().fold(0u16, |servers, server| servers | 1 << server);
    up & !own != 0
}

/// Whether what a returned replica has missed can be had: from one that has it, or, where all have been away, from as many
/// together as every change was written to.
fn can_catch_up(group: &Group, members: u8, view: &View) -> bool {
    let running =
        group.replicas[..members as usize].iter().filter(|server| view.up >> **server & 1 == 1).count() as u32;
    available(group, members, view.up) != 0 || running >= replicas_needed(members, view.back_end_vote)
}

/// What is to be done about the replicas of one Front End, and for how many users.
fn work_for(all_up: u16, ordinal: u8, share: Share) -> (ReplicaWork, u32) {
    let up = all_up >> ordinal & 1 == 1;
    // A replacement needs a server outside the group, so fewer servers than replicas have no room for any.
    let room = all_up.count_ones() >= 3;
    let Share { held, stale, away, .. } = share;
    match (up, held.replicas, stale.replicas, away.replicas) {
        (false, 1.., ..) if room => (ReplicaWork::Replacing, held.users),
        (true, _, 1.., _) => (ReplicaWork::CatchingUp, stale.users),
        (true, _, 0, 1..) => (ReplicaWork::TakingHome, away.users),
        _ => (ReplicaWork::None, 0),
    }
}

/// A Front End that has restarted is filled from the Back End. While that is away it waits, and what had begun begins anew.
/// That it cannot be filled is inferred; so is that it has its vote for pool quorum all the same, because the fabric's own
/// service needs no data to run.
fn filled_from_back_end(world: &World<'_>, pool: PoolId, work: ReplicaWork) -> ReplicaWork {
    match work {
        ReplicaWork::CatchingUp | ReplicaWork::TakingHome if !world.standing.pools[pool.index()].back_end => {
            ReplicaWork::AwaitingBackEnd
        }
        work => work,
    }
}

fn replica_work_done(world: &mut World<'_>, pool: PoolId, ordinal: u8) {
    let machine = world.plan.topology.pool(pool).front_ends[ordinal as usize];
    match std::mem::take(&mut world.condition.replica_work[machine.index()]) {
        ReplicaWork::Replacing => {
            let groups = replace(world, pool, ordinal);
            if groups > 0 {
                world.notes.tell(Note::Rebuilt { pool, ordinal, groups });
            }
        }
        ReplicaWork::CatchingUp => {
            let groups = catch_up(world, pool, ordinal);
            world.notes.tell(Note::CaughtUp { pool, ordinal, groups });
        }
        ReplicaWork::TakingHome => {
            let groups = take_home(world, pool, ordinal);
            world.notes.tell(Note::Rebalanced { pool, ordinal, groups });
        }
        ReplicaWork::AwaitingBackEnd | ReplicaWork::None => {}
    }
}

/// Gives the groups of an absent server a replica elsewhere, where a server of another upgrade domain has room and
/// enough of the group is left to copy from.
fn replace(world: &mut World<'_>, pool: PoolId, ordinal: u8) -> u16 {
    let view = view(world, pool);
    let mut loads = replica_loads(world, pool);
    let topology = &world.plan.topology;
    let domains = &topology.pool(pool).domains;
    let range = world.condition.groups_of(pool);
    let mut replaced = 0;
    for (group, noun) in world.condition.groups[range].iter_mut().zip(&topology.pool(pool).groups) {
        let Some(place) = (0..noun.members as usize).find(|place| group.replicas[*place] == ordinal) else { continue };
        if available(group, noun.members, view.up).count_ones() < replicas_needed(noun.members, view.back_end_vote) {
            continue;
        }
        if let Some(server) = roomiest(group, noun.members, place, view.up, domains, &loads) {
            group.replicas[place] = server;
            group.current |= 1 << place;
            loads[server as usize] += 1;
            replaced += 1;
        }
    }
    replaced
}

fn replica_loads(world: &World<'_>, pool: PoolId) -> [u16; 16] {
    let mut loads = [0; 16];
    let nouns = &world.plan.topology.pool(pool).groups;
    for (group, noun) in world.condition.groups[world.condition.groups_of(pool)].iter().zip(nouns) {
        for place in 0..noun.members as usize {
            loads[group.replicas[place] as usize] += 1;
        }
    }
    loads
}

/// The running server with the fewest replicas that holds none of this group, outside the domains of the other
/// replicas as long as there is one.
fn roomiest(group: &Group, members: u8, place: usize, up: u16, domains: &[u8], loads: &[u16; 16]) -> Option<u8> {
    let others = || (0..members as usize).filter(|other| *other != place).map(|other| group.replicas[other]);
    let free = |server: u8| up >> server & 1 == 1 && others().all(|other| other != server);
    let apart = |server: u8| others().all(|other| domains[other as usize] != domains[server as usize]);
    let candidates = || (0..domains.len() as u8).filter(|server| free(*server));
    let least = |a: &u8| (loads[*a as usize], *a);
    candidates().filter(|server| apart(*server)).min_by_key(least).or_else(|| candidates().min_by_key(least))
}

fn catch_up(world: &mut World<'_>, pool: PoolId, ordinal: u8) -> u16 {
    let view = view(world, pool);
    let range = world.condition.groups_of(pool);
    let nouns = &world.plan.topology.pool(pool).groups;
    let mut caught_up = 0;
    for (group, noun) in world.condition.groups[range].iter_mut().zip(nouns) {
        let place = place_of(group, noun.members, ordinal);
        if let Some(place) = place.filter(|place| group.current >> place & 1 == 0)
            && can_catch_up(group, noun.members, &view)
        {
            group.current |= 1 << place;
            caught_up += 1;
        }
        primaries::send_home(group, noun, view.up, view.back_end_vote);
    }
    caught_up
}

fn take_home(world: &mut World<'_>, pool: PoolId, ordinal: u8) -> u16 {
    let view = view(world, pool);
    let range = world.condition.groups_of(pool);
    let nouns = &world.plan.topology.pool(pool).groups;
    let mut moved = 0;
    for (group, noun) in world.condition.groups[range].iter_mut().zip(nouns) {
        let home = noun.replicas[..noun.members as usize].iter().position(|server| *server == ordinal);
        let away = home.filter(|home| group.replicas[*home] != ordinal);
        if let Some(home) = away.filter(|_| available(group, noun.members, view.up) != 0) {
            match place_of(group, noun.members, ordinal) {
                // While it was away, or since, it was given another place of this group: the two servers change places.
                Some(other) => swap(group, home, other),
                None => {
                    group.replicas[home] = ordinal;
                    group.current |= 1 << home;
                }
            }
            moved += 1;
        }
        primaries::send_home(group, noun, view.up, view.back_end_vote);
    }
    moved
}

/// The place of a group that a server holds. A server never holds two.
fn place_of(group: &Group, members: u8, server: u8) -> Option<usize> {
    group.replicas[..members as usize].iter().position(|holder| *holder == server)
}

/// Two servers of a group change places. Nothing is copied, and the same server stays primary.
fn swap(group: &mut Group, one: usize, other: usize) {
    group.replicas.swap(one, other);
    if (group.current >> one ^ group.current >> other) & 1 == 1 {
        group.current ^= 1 << one | 1 << other;
    }
    let primary = group.primary as usize;
    group.primary = if primary == one {
        other as u8
    } else if primary == other {
        one as u8
    } else {
        group.primary
    };
}

/// Starts and stops the promotion and replica timers of a pool's Front Ends. Nothing moves in a pool that is not
/// functional.
pub fn reconcile(world: &mut World<'_>, timers: &Timers, agenda: &mut Agenda, pool: PoolId) {
    if world.plan.topology.pool(pool).groups.is_empty() {
        return;
    }
    let functional = world.standing.pools[pool.index()].functional;
    let (mut promoting, mut shares_of_each) = (0, [Share::default(); 16]);
    if !all_in_order(world, pool) {
        forget_absent_replicas(world, pool);
        unwritten::note(world, pool);
        if functional {
            (promoting, shares_of_each) = (servers_to_promote_for(world, pool), shares(world, pool));
        }
    }
    for ordinal in 0..world.plan.topology.pool(pool).front_ends.len() as u8 {
        reconcile_promotion(world, timers, agenda, pool, ordinal, promoting >> ordinal & 1 == 1);
        reconcile_replicas(world, timers, agenda, pool, ordinal, shares_of_each[ordinal as usize]);
    }
}

/// Whether every server runs and every replica is current where the placement wants it, so that nothing has to move. Most
/// of the time it is so, and this is the quickest way to see it.
fn all_in_order(world: &World<'_>, pool: PoolId) -> bool {
    let noun = world.plan.topology.pool(pool);
    let all_up = world.condition.machines.front_ends_up[pool.index()].count_ones() as usize == noun.front_ends.len();
    let range = world.condition.groups_of(pool);
    let mut groups = world.condition.groups[range.clone()].iter().zip(&noun.groups);
    let in_order = |group: &Group, members: u8| group.current == (1 << members) - 1;
    all_up
        && groups.all(|(group, noun)| in_order(group, noun.members) && group.replicas == noun.replicas)
        && world.condition.unwritten[range].iter().all(|unwritten| unwritten.stored_until.is_none())
}

/// A replica on a server that is away misses what is written meanwhile.
fn forget_absent_replicas(world: &mut World<'_>, pool: PoolId) {
    let up = world.condition.machines.front_ends_up[pool.index()];
    let range = world.condition.groups_of(pool);
    let nouns = &world.plan.topology.pool(pool).groups;
    for (group, noun) in world.condition.groups[range].iter_mut().zip(nouns) {
        group.current = available(group, noun.members, up);
    }
}

fn servers_to_promote_for(world: &World<'_>, pool: PoolId) -> u16 {
    let view = view(world, pool);
    let nouns = &world.plan.topology.pool(view.pool).groups;
    let groups = world.condition.groups[world.condition.groups_of(pool)].iter().zip(nouns);
    groups
        .filter(|(group, noun)| wants_promotion(group, noun.members, &view))
        .fold(0, |servers, (group, _)| servers | 1 << group.replicas[group.primary as usize])
}

fn reconcile_promotion(
    world: &mut World<'_>,
    timers: &Timers,
    agenda: &mut Agenda,
    pool: PoolId,
    ordinal: u8,
    wanted: bool,
) {
    let machine = world.plan.topology.pool(pool).front_ends[ordinal as usize].index();
    let (rules, streams, now) = (world.rules, world.streams, world.now);
    want(agenda, timers.promoted[machine], now, wanted, || {
        world.dice.sojourn(streams.takeover[machine], &rules.fabric_detection)
            + world.dice.sojourn(streams.takeover[machine], &rules.promotion)
            + world.dice.sojourn(streams.reconnect[machine], &rules.reconnect)
    });
}

/// How long replicas with so many users take to be built.
fn building(rules: &Rules, users: u32) -> Span {
    Span::from_millis(rules.rebuild_per_1000.millis() * u64::from(users) / 1000)
}

/// Whether a Front End was away for so long that another would have been given its replicas: what it holds is built anew
/// then, where no other had room.
fn is_outdated(world: &World<'_>, machine: usize) -> bool {
    world.condition.stale_since[machine].is_some_and(|since| world.now.since(since) > world.rules.long_absence)
}

/// Remembers since when a Front End misses what is written, until it has it all.
fn note_absence(world: &mut World<'_>, machine: usize, up: bool, share: Share) {
    let now = world.now;
    let since = &mut world.condition.stale_since[machine];
    match (up, share.behind) {
        (true, false) => *since = None,
        (true, true) => {}
        (false, _) => *since = since.or(Some(now)),
    }
}

fn reconcile_replicas(
    world: &mut World<'_>,
    timers: &Timers,
    agenda: &mut Agenda,
    pool: PoolId,
    ordinal: u8,
    share: Share,
) {
    let machine = world.plan.topology.pool(pool).front_ends[ordinal as usize].index();
    let slot = timers.replicas[machine];
    // Without a share, as in a pool that is not functional, there is nothing to do.
    let (work, users) = work_for(world.condition.machines.front_ends_up[pool.index()], ordinal, share);
    let work = filled_from_back_end(world, pool, work);
    let up = world.condition.machines.front_ends_up[pool.index()] >> ordinal & 1 == 1;
    note_absence(world, machine, up, share);
    let (rules, now) = (world.rules, world.now);
    if world.condition.replica_work[machine] != work {
        if work == ReplicaWork::AwaitingBackEnd {
            world.notes.tell(Note::FillWaits { pool, ordinal });
        }
        world.condition.replica_work[machine] = work;
        agenda.clear(slot);
    }
    let build = building(rules, users);
    let outdated = is_outdated(world, machine);
    let stream = world.streams.replicas[machine];
    let wanted = !matches!(work, ReplicaWork::None | ReplicaWork::AwaitingBackEnd);
    want(agenda, slot, now, wanted, || match work {
        ReplicaWork::Replacing if share.replaceable => world.dice.sojourn(stream, &rules.rebuild_wait) + build,
        // Never at the same instant: what nothing can be copied from would be tried without end.
        ReplicaWork::Replacing => (world.dice.sojourn(stream, &rules.rebuild_wait) + build).max(Span::minutes(1)),
        ReplicaWork::CatchingUp if outdated => {
            world.dice.sojourn(stream, &rules.catch_up) + building(rules, share.written)
        }
        ReplicaWork::CatchingUp => world.dice.sojourn(stream, &rules.catch_up),
        ReplicaWork::TakingHome | ReplicaWork::AwaitingBackEnd | ReplicaWork::None => build,
    });
}
