//! The backup registrar: the partner lets users of a lost pool in, in resiliency mode, once it has missed its heartbeat
//! for the failure detection interval. A pool failover that begins earlier takes its place.

use crate::kernel::agenda::Agenda;
use crate::topology::PoolId;
use crate::world::World;
use crate::world::condition::PoolState;
use crate::world::note::Note;

use super::timers::{Timers, want};

/// The failure detection interval of a pool is over.
pub fn interval_is_over(world: &mut World<'_>, pool: PoolId) {
    world.condition.hostings[pool.index()].registrar_accepts = true;
    if let Some(at) = world.plan.estate.pool(pool).partner {
        world.notes.tell(Note::RegistrarAccepts { pool, at });
    }
    world.touched.pool(pool);
}

/// Starts and stops the wait of the backup registrar.
pub fn reconcile(world: &mut World<'_>, timers: &Timers, agenda: &mut Agenda, pool: PoolId) {
    let Some(partner) = world.plan.estate.pool(pool).partner else { return };
    // In the grace after a loss of pool quorum the services run, and their heartbeat goes on.
    let serves = world.standing.pools[pool.index()].runs;
    let listens = world.standing.pools[partner.index()].functional;
    let hosting = &mut world.condition.hostings[pool.index()];
    if serves || hosting.state != PoolState::Active {
        // The registrar sends users home by itself, and a pool failover takes its place.
        hosting.registrar_accepts = false;
    }
    hosting.registrar_accepts &= listens;
    let wanted = world.rules.automatic_voice
        && !serves
        && listens
        && hosting.state == PoolState::Active
        && !hosting.registrar_accepts;
    let (rules, now) = (world.rules, world.now);
    let stream = world.streams.pools[pool.index()].registrar;
    want(agenda, timers.pools[pool.index()].registrar, now, wanted, || {
        world.dice.sojourn(stream, &rules.registrar_failure)
    });
}
