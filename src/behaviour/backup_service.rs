//! The Backup Service: what the partner knows of a pool, as arithmetic on its interval.
//!
//! The service copies changes every interval; no event is spent on that. What the partner knows at a moment is what
//! the last cycle that had arrived by then took with it. Backlogs that need more than one cycle to clear are not
//! modelled here.

use crate::ground::time::{Span, Time};
use crate::topology::PoolId;
use crate::world::World;
use crate::world::backup_copy::{ByClass, DataClass};
use crate::world::standing::Level;

/// Notes when copying from a pool to its partner stops, and when it goes on.
pub fn reconcile(world: &mut World<'_>, pool: PoolId) {
    let copies = copies(world, pool);
    let standing = world.standing.pool(pool);
    let (functional, stores) = (standing.functional, standing.residents == Level::Full);
    let now = world.now;
    let stopped = world.condition.copies[pool.index()].stopped();
    if !copies && stopped.is_none() {
        let reached = ByClass::of(|class| copied_until(world, pool, class, now));
        world.condition.copies[pool.index()].stop(now, reached);
    }
    let copy = &mut world.condition.copies[pool.index()];
    if copies && stopped.is_some() {
        copy.resume(now);
    }
    copy.note_home(now, functional, stores);
}

/// Whether changes of this pool reach its partner: both work, Back Ends included, and the link between their sites does.
/// That the copy needs the Back End on either side is inferred: a pool without one must be failed over in disaster mode.
pub fn copies(world: &World<'_>, pool: PoolId) -> bool {
    let topology = &world.plan.topology;
    let Some(pair) = topology.pool(pool).pair else { return false };
    let (one, other) = topology.pair(pair);
    world.pair_is_linked(pool) && world.works(one) && world.works(other)
}

/// How old the newest change is that the partner has of this pool, seen from the moment the pool stopped writing, or from
/// now where it still writes.
pub fn not_copied(world: &World<'_>, pool: PoolId, class: DataClass) -> Span {
    let copy = &world.condition.copies[pool.index()];
    let lost = copy.stores_nothing_since().unwrap_or(world.now);
    let until = match copy.stopped() {
        Some(stopped) if stopped <= lost => copy.reached(class),
        _ => copied_until(world, pool, class, lost),
    };
    Span::from_millis((lost.millis() as i64).saturating_sub(until).max(0) as u64)
}

/// How far what the partner has reaches at a moment at which something is copied, in milliseconds: the begin of the newest
/// cycle whose package has arrived. A cycle that began before copying was resumed took nothing along.
fn copied_until(world: &World<'_>, pool: PoolId, class: DataClass, at: Time) -> i64 {
    let copy = &world.condition.copies[pool.index()];
    let ships = transfer(world, pool, class);
    // The cycles went on before the scenario's first instant as they do in it, so the remainder is taken of any sign.
    let interval = world.rules.sync_interval.millis().max(1) as i128;
    let arrived = at.millis() as i128 - ships.millis() as i128;
    let begun = arrived - (arrived - copy.phase().millis() as i128).rem_euclid(interval);
    let resumed = copy.resumed().is_some_and(|resumed| begun < resumed.millis() as i128);
    if resumed { copy.reached(class) } else { begun as i64 }
}

/// What users wrote at the partner since they were failed over: lost when they are brought home without it. The page of
/// Invoke-CsPoolFailback says so of everything that they created there, whatever was copied home meanwhile.
pub fn written_at_partner(world: &World<'_>, pool: PoolId) -> Option<Span> {
    let partner = world.plan.topology.pool(pool).partner?;
    let lost = world.condition.copies[partner.index()].down_since()?;
    let since = world.condition.failovers[pool.index()].failed_over_at()?;
    (lost > since).then(|| lost.since(since))
}

/// How long one cycle's package is under way: its size after compression over the bandwidth, and the latency.
fn transfer(world: &World<'_>, pool: PoolId, class: DataClass) -> Span {
    let topology = &world.plan.topology;
    let Some(pair) = topology.pool(pool).pair else { return Span::ZERO };
    let Some(link) = topology.pairs[pair.index()].link else { return Span::ZERO };
    let link = &topology.links[link.index()];
    let rules = world.rules;
    let users = f64::from(topology.pool(pool).users) * f64::from(world.plan.signed_in.at(world.now)) / 1000.0;
    let hours = rules.sync_interval.millis() as f64 / 3_600_000.0;
    let kilobytes = (rules.kb_per_hour[class] * users * hours).min(rules.package_kb[class]);
    let millis = kilobytes * rules.zip_ratio * 1024.0 * 8.0 / link.bandwidth * 1000.0 + link.latency_millis;
    Span::from_millis(millis.ceil() as u64)
}

/// Draws where in the interval the copy takes place in this run.
pub fn begin(world: &mut World<'_>) {
    for pool in 0..world.plan.topology.pools.len() {
        if world.plan.topology.pools[pool].pair.is_some() {
            let u = world.dice.uniform(world.streams.pools[pool].copy_phase);
            let phase = (u * world.rules.sync_interval.millis() as f64) as u64;
            world.condition.copies[pool].begin(Span::from_millis(phase));
        }
    }
}
