//! The backup registrar: the partner lets users of a lost pool in, in resiliency mode, once it has missed its heartbeat
//! for the failure detection interval. A pool failover that begins earlier takes its place.

use crate::kernel::agenda::Agenda;
use crate::topology::PoolId;
use crate::world::World;
use crate::world::note::Note;

use super::timers::{Timers, want};

/// The failure detection interval of a pool is over.
pub fn interval_is_over(world: &mut World<'_>, pool: PoolId) {
    world.condition.registrars.change(pool, &mut world.touched).accept();
    if let Some(at) = world.plan.topology.pool(pool).partner {
        world.notes.tell(Note::RegistrarAccepts { pool, at });
    }
}

/// Whether the backup registrar counts, or has counted to its end: the services of the pool do not run, as they still do in
/// the grace after a loss of pool quorum, nobody has failed its users over, and the partner is there to miss the heartbeat.
pub fn counts(world: &World<'_>, pool: PoolId) -> bool {
    world.rules.automatic_voice
        && world.condition.failovers[pool.index()].is_at_home()
        && !world.standing.pool(pool).runs
        && (world.partner_runs(pool)
            || world.rules.registrar_keeps_counting && world.plan.topology.pool(pool).partner.is_some())
}

/// Starts and stops the wait of the backup registrar. Users go home by themselves when it no longer counts.
pub fn reconcile(world: &mut World<'_>, timers: &Timers, agenda: &mut Agenda, pool: PoolId) {
    if world.plan.topology.pool(pool).partner.is_none() {
        return;
    }
    let counts = counts(world, pool);
    let wanted = world.condition.registrars.note(pool).count(counts);
    let (rules, now) = (world.rules, world.now);
    let stream = world.streams.pools[pool.index()].registrar;
    want(agenda, timers.pools[pool.index()].registrar, now, wanted, || {
        world.dice.sojourn(stream, &rules.registrar_failure)
    });
}
