//! Numbered invariants: what must hold after every turn, checked in debug builds.

use crate::ground::bits::ordinals;
use crate::topology::PoolId;
use crate::world::World;
use crate::world::lanes::LaneState;
use crate::world::sign_in_queue::PER_USER;
use crate::world::standing::{self, Level};

/// A broken invariant: its number and what it says.
pub type Broken = (u8, String);

/// Checks all of them and returns the first that is broken.
pub fn check(world: &World<'_>) -> Result<(), Broken> {
    bits_of_servers(world)?;
    pairs_are_one_way(world)?;
    standing_is_fresh(world)?;
    queues_hold_their_users(world)?;
    hands_are_bound_by_steps(world)?;
    replicas_are_on_different_servers(world)?;
    planned_work_keeps_to_one_domain(world)
}

fn broken(number: u8, what: String) -> Result<(), Broken> {
    Err((number, what))
}

/// 1: the bits of Front Ends up say what the servers say.
fn bits_of_servers(world: &World<'_>) -> Result<(), Broken> {
    for pool in world.plan.topology.pool_ids() {
        for (ordinal, machine) in world.plan.topology.pool(pool).front_ends.iter().enumerate() {
            let bit = world.condition.servers.front_ends_up(pool) >> ordinal & 1 == 1;
            if bit != world.condition.is_up(*machine) {
                return broken(1, format!("Front End {ordinal} of pool {} has the wrong bit", pool.index()));
            }
        }
    }
    Ok(())
}

/// 2: never are both pools of a pair away from home; that is what the product's refusal is for.
fn pairs_are_one_way(world: &World<'_>) -> Result<(), Broken> {
    for pair in &world.plan.topology.pairs {
        let away = |pool: PoolId| !world.condition.failovers[pool.index()].is_at_home();
        if away(pair.pools.0) && away(pair.pools.1) {
            return broken(2, format!("both pools of pair {:?} are failed over", pair.pools));
        }
    }
    Ok(())
}

/// 3: standing equals its recomputation from nothing.
fn standing_is_fresh(world: &World<'_>) -> Result<(), Broken> {
    let topology = &world.plan.topology;
    for pool in topology.pool_ids() {
        let fresh = standing::pool_standing(topology, world.rules, &world.condition, pool);
        if fresh != *world.standing.pool(pool) {
            return broken(3, format!("pool {}: {:?}, fresh {fresh:?}", pool.index(), world.standing.pool(pool)));
        }
    }
    for (index, population) in topology.populations.iter().enumerate() {
        let fresh = standing::population_service(topology, world.rules, &world.condition, &world.standing, population);
        if fresh != world.offer(index) {
            return broken(3, format!("population {index}: {:?}, fresh {fresh:?}", world.offer(index)));
        }
    }
    Ok(())
}

/// 4: everybody sits where he is offered a seat, nobody waits without one, and never more wait than there are.
fn queues_hold_their_users(world: &World<'_>) -> Result<(), Broken> {
    for (index, noun) in world.plan.topology.populations.iter().enumerate() {
        let (offer, seat, waiting) = (world.offer(index), world.seat(index), world.waiting(index));
        if seat != offer.at || (offer.at.is_none() != (offer.level == Level::None)) {
            return broken(4, format!("population {index} sits at {seat:?} and is offered {offer:?}"));
        }
        let open = seat.is_some_and(|seat| world.condition.queues[seat.index()].is_open());
        if waiting > 0 && !open || waiting > u64::from(noun.users) * PER_USER {
            return broken(4, format!("population {index} waits with {waiting} thousandths of users"));
        }
    }
    Ok(())
}

/// 5: exactly the lanes in which somebody works or mends bind a pair of hands, and never more than there are.
fn hands_are_bound_by_steps(world: &World<'_>) -> Result<(), Broken> {
    let binds =
        |state| matches!(state, LaneState::Working { attended: true, .. } | LaneState::Mending { attended: true, .. });
    let bound = world.condition.lanes.all().iter().filter(|lane| binds(lane.state())).count() as u32;
    if bound != world.condition.lanes.hands_bound() || bound > world.rules.hands {
        return broken(5, format!("{bound} lanes bind hands, {} are counted", world.condition.lanes.hands_bound()));
    }
    Ok(())
}

/// 6: no Front End holds two replicas of one routing group, and what is kept of each Front End says what the groups say.
fn replicas_are_on_different_servers(world: &World<'_>) -> Result<(), Broken> {
    for (pool, fabric) in world.condition.fabrics.iter().enumerate() {
        for (index, group) in fabric.groups().iter().enumerate() {
            let replicas = group.replicas(fabric.members());
            if (1..replicas.len()).any(|place| replicas[..place].contains(&replicas[place])) {
                return broken(6, format!("group {index} of pool {pool} has its replicas on {replicas:?}"));
            }
        }
        if let Some(group) = fabric.contradiction() {
            return broken(6, format!("the sets of pool {pool} say something else of group {group} than it does"));
        }
    }
    Ok(())
}

/// 7: planned work never holds servers of two upgrade domains of a pool down at once, nor a Back End Server beside another
/// server of its pool.
fn planned_work_keeps_to_one_domain(world: &World<'_>) -> Result<(), Broken> {
    for pool in world.plan.topology.pool_ids() {
        let stopped = world.condition.updates.stopped(pool);
        let (front_ends, others) = (stopped as u16, stopped >> u16::BITS);
        let domains = &world.plan.topology.pool(pool).domains;
        let mut held = ordinals(front_ends).map(|ordinal| domains[usize::from(ordinal)]);
        let first = held.next();
        if held.any(|domain| Some(domain) != first) || others != 0 && (front_ends != 0 || others.count_ones() > 1) {
            return broken(7, format!("planned work holds the servers {stopped:b} of pool {} at once", pool.index()));
        }
    }
    Ok(())
}
