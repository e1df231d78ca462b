//! What updates change in the world: servers drained and stopped, restarted, counted as updated.

use crate::behaviour::primaries::Primaries;
use crate::behaviour::{machines, pools, routing_groups};
use crate::ground::bits::ordinals;
use crate::ground::time::Span;
use crate::topology::{MachineId, PoolId, RoleId};
use crate::world::World;
use crate::world::cause::Cause;
use crate::world::fabric::View;
use crate::world::lanes::{About, Part};
use crate::world::note::Note;
use crate::world::readiness::{UpgradeState, front_ends_of, readiness};
use crate::world::standing::view_of_groups;
use crate::world::touched::Changes;
use crate::world::updates::bit_of;

use super::effects::Effect;

/// The servers that a step is about, as a set.
pub fn servers_of(world: &World<'_>, about: &About) -> u32 {
    let topology = &world.plan.topology;
    match about.part {
        Part::Whole => topology
            .pool(about.pool)
            .domains
            .iter()
            .fold(0, |set, domain| set | u32::from(front_ends_of(world, about.pool, *domain))),
        Part::Domain(domain) => front_ends_of(world, about.pool, domain).into(),
        Part::Server(machine) => bit_of(topology, about.pool, machine),
    }
}

/// The server that stands for a bit of such a set.
fn each_server(world: &World<'_>, pool: PoolId, set: u32) -> impl Iterator<Item = MachineId> + use<> {
    let topology = &world.plan.topology;
    let noun = topology.pool(pool);
    let (mut found, mut count) = ([None; 32], 0);
    for machine in noun.front_ends.iter().copied().chain(noun.sql.iter().flatten().copied()) {
        if set & bit_of(topology, pool, machine) != 0 {
            found[count] = Some(machine);
            count += 1;
        }
    }
    found.into_iter().flatten()
}

/// Begins the update of a pool, or resumes it where it stood. That is so from the first moment of the step, so that no other
/// round begins in the same one.
pub static BEGIN_UPDATE: Effect = Effect {
    begin: |world, about, _| {
        if let Some(round) = about.round {
            world.condition.updates.begin(about.pool, round, world.now);
        }
        world.touched.mark(about.pool, Changes::PROCEDURES);
    },
    undo: |world, about| {
        if let Some(round) = about.round {
            world.condition.updates.interrupt(about.pool, round);
        }
    },
    ..Effect::NONE
};

/// Ends it.
pub static END_UPDATE: Effect = Effect {
    finish: |world, about| {
        if let Some(round) = about.round {
            world.condition.updates.end(about.pool, round, world.now);
        }
        world.touched.mark(about.pool, Changes::PROCEDURES);
    },
    ..Effect::NONE
};

/// From now on the rest of the pool is updated while its backup pool serves its users.
pub static DIVERT: Effect = Effect {
    finish: |world, about| {
        if let Some(round) = about.round {
            world.condition.updates.divert(about.pool, round);
        }
    },
    ..Effect::NONE
};

/// What a pool answers when it is asked for its readiness.
pub fn show_readiness(world: &mut World<'_>, about: &About) {
    if let Some(round) = about.round {
        world.condition.updates.go_to_work(about.pool, round);
    }
    if let Part::Domain(domain) = about.part {
        let readiness = readiness(world, about.pool, domain);
        if readiness.state == UpgradeState::Ready {
            world.condition.updates.note_ready(about.pool, world.now);
        }
        world.notes.tell(Note::ReadinessAnswered { pool: about.pool, part: about.part, readiness });
    }
}

/// Users who are signed in on Front Ends of a pool: those of the routing groups whose primary is there, while they are served
/// at home. A Standard Edition server has all of them.
fn signed_in_on(world: &World<'_>, pool: PoolId, front_ends: u32) -> u64 {
    let noun = world.plan.topology.pool(pool);
    if !world.condition.failovers[pool.index()].is_at_home() || !world.standing.pool(pool).functional {
        return 0;
    }
    let fabric = &world.condition.fabrics[pool.index()];
    let on = |group: &usize| front_ends >> fabric.groups()[*group].primary() & 1 == 1;
    let enabled: u64 = match fabric.is_empty() {
        true => u64::from(noun.users) * u64::from(front_ends != 0),
        false => (0..noun.groups.len()).filter(on).map(|group| u64::from(noun.groups[group].users)).sum(),
    };
    enabled * u64::from(world.plan.signed_in.at(world.now)) / 1000
}

/// Sessions under way on servers, on average of the hour.
fn sessions_on(world: &World<'_>, about: &About) -> f64 {
    let up = u32::from(world.condition.servers.front_ends_up(about.pool));
    let users = signed_in_on(world, about.pool, servers_of(world, about) & up);
    let open = world.plan.business.is_open(world.now);
    users as f64 * if open { world.rules.update_sessions } else { world.rules.update_sessions_off }
}

/// How long servers that are stopped drain: until the last session has ended by itself, at most as long as is waited for that.
/// Nothing new is taken from the first minute, so the sessions are those of that minute.
pub fn drains(world: &mut World<'_>, about: &About) -> Span {
    let sessions = sessions_on(world, about);
    if !world.rules.update_graceful || sessions <= 0.0 {
        return Span::ZERO;
    }
    let stream = world.streams.pools[about.pool.index()].drain;
    let chance = world.dice.uniform(stream);
    world.rules.update_session.last_of(sessions, chance).min(world.rules.update_drain_limit)
}

/// How long the pool must still stay Ready, counted from its answer.
pub fn soaks(world: &mut World<'_>, about: &About) -> Span {
    let stream = world.streams.pools[about.pool.index()].soak;
    let takes = world.dice.sojourn(stream, &world.rules.update_soak);
    let gone = world.condition.updates.ready_for(about.pool, world.now);
    takes.max(gone) - gone
}

/// How long installing takes in this round.
pub fn installs(world: &mut World<'_>, about: &About) -> Span {
    let own = about.round.and_then(|round| world.plan.round(round).install.as_ref());
    let law = own.unwrap_or(&world.rules.update_install);
    let stream = world.streams.pools[about.pool.index()].install;
    world.dice.sojourn(stream, law)
}

/// Stops servers: they drain, hand their primaries over, and go down as planned.
pub static STOP_SERVERS: Effect = STOP_SERVERS_ROW;

const STOP_SERVERS_ROW: Effect = Effect {
    begin: begin_to_stop,
    finish: finish_stopping,
    undo: |world, about| {
        restart(world, about);
    },
    ..Effect::NONE
};

/// Stops servers at once.
pub static STOP_AT_ONCE: Effect = Effect {
    begin: |world, about, _| {
        let (servers, sessions) = (servers_of(world, about), sessions_on(world, about));
        world.condition.updates.drain(about.pool, servers, sessions.round() as u64);
    },
    ..STOP_SERVERS_ROW
};

fn begin_to_stop(world: &mut World<'_>, about: &About, takes: Span) {
    let (servers, sessions) = (servers_of(world, about), sessions_on(world, about));
    let left = match (world.rules.update_graceful, takes < world.rules.update_drain_limit) {
        (true, true) => 0.0,
        (true, false) => sessions * (1.0 - world.rules.update_session.share_within(takes)),
        (false, _) => sessions,
    };
    // Of what had to be cut there was at least one.
    let forced = world.rules.update_graceful && left > 0.0;
    let cut = (left.round() as u64).max(u64::from(forced));
    world.condition.updates.drain(about.pool, servers, cut);
    if takes > Span::ZERO {
        world.notes.tell(Note::Drains { pool: about.pool, part: about.part, takes });
    }
}

fn finish_stopping(world: &mut World<'_>, about: &About) {
    let (pool, servers) = (about.pool, servers_of(world, about));
    let front_ends = servers as u16;
    let up = world.condition.servers.front_ends_up(pool);
    let users = signed_in_on(world, pool, u32::from(front_ends & up));
    // A server that is stopped as planned says so: nobody has to find out that it is silent.
    let view = View { up: up & !front_ends, ..view_of_groups(&world.plan.topology, &world.condition, pool) };
    Primaries::of(world.condition.fabrics.change(pool, &mut world.touched), view).elect(front_ends);
    world.touched.mark(pool, Changes::PROCEDURES);
    let cut = about.round.map_or(0, |round| world.condition.updates.stop(pool, round, servers, users));
    world.notes.tell(Note::Stopped { pool, part: about.part, users: users as u32, cut: cut as u32 });
    for machine in each_server(world, pool, servers) {
        let role = RoleId::counted(world.plan.topology.machine(machine).role);
        machines::hold(world, machine, Cause::Server(role), true);
    }
}

/// Lets servers start that planned work held down.
pub static RESTART_SERVERS: Effect = Effect { finish: restart, ..Effect::NONE };

fn restart(world: &mut World<'_>, about: &About) {
    let servers = servers_of(world, about);
    let restarted = world.condition.updates.restart(about.pool, servers);
    if restarted != 0 {
        world.notes.tell(Note::Restarted { pool: about.pool, part: about.part });
    }
    for machine in each_server(world, about.pool, restarted) {
        machines::release(world, machine);
    }
}

/// Servers are updated and accept connections.
pub static NOTE_UPDATED: Effect = Effect {
    finish: |world, about| {
        let (pool, servers) = (about.pool, servers_of(world, about));
        let settles = ordinals(servers as u16).map(|ordinal| routing_groups::expected_to_settle(world, pool, ordinal));
        let expected = world.now + settles.max().unwrap_or(Span::ZERO);
        if let Some(round) = about.round {
            world.condition.updates.finish(pool, round, servers, (world.now, expected));
        }
        world.notes.tell(Note::Updated { pool, part: about.part });
        world.touched.mark(pool, Changes::PROCEDURES);
    },
    ..Effect::NONE
};

/// Makes the other Back End Server principal before this one is stopped, or the primary again at the end.
pub static MOVE_PRINCIPAL: Effect =
    Effect { finish: |world, about| pools::fail_over_database(world, about.pool), ..Effect::NONE };
