//! Random failures: one clock for each thing that can fail, its repair, and the crews that repair.

use crate::ground::time::{Span, Time};
use crate::kernel::agenda::Agenda;
use crate::scenario::plan::{Plan, Target};
use crate::topology::{PoolId, SiteId};
use crate::world::World;
use crate::world::cause::Cause;
use crate::world::event::Fault;
use crate::world::fault_clocks::{FaultState, Repair};

use super::machines;
use super::timers::Timers;

/// Which clocks belong together; derived from the plan once.
#[derive(Debug, Clone, Default)]
pub struct FaultMap {
    /// The first clock of each machine, which a shock makes strike.
    pub of_machine: Vec<Option<u16>>,
    /// The clock of each site.
    pub of_site: Vec<Option<u16>>,
    /// The clocks of each crew.
    pub of_crew: Vec<Vec<u16>>,
    /// The clocks whose repairs take a spare of each stock.
    pub of_stock: Vec<Vec<u16>>,
    /// The clocks that rest while a pool is stopped, by pool.
    pub rest_with: Vec<Vec<u16>>,
}

impl FaultMap {
    /// Sorts a plan's clocks.
    pub fn new(plan: &Plan) -> Self {
        let mut map = FaultMap {
            of_machine: vec![None; plan.topology.machines.len()],
            of_site: vec![None; plan.topology.sites.len()],
            of_crew: vec![Vec::new(); plan.crews.len()],
            of_stock: vec![Vec::new(); plan.stocks.len()],
            rest_with: vec![Vec::new(); plan.topology.pools.len()],
        };
        for (index, fault) in plan.faults.iter().enumerate() {
            let clock = index as u16;
            match fault.target {
                Target::Machine(machine) => {
                    map.of_machine[machine.index()].get_or_insert(clock);
                }
                Target::Site(site) => map.of_site[site.index()] = Some(clock),
                _ => {}
            }
            if let Some(crew) = fault.crew {
                map.of_crew[crew as usize].push(clock);
            }
            if let Some(stock) = fault.stock {
                map.of_stock[stock as usize].push(clock);
            }
            if let Some(pool) = fault.rests_with {
                map.rest_with[pool.index()].push(clock);
            }
        }
        map
    }
}

/// What happens to things that fail.
pub fn on(event: Fault, world: &mut World<'_>, map: &FaultMap) {
    match event {
        Fault::Strikes(fault) => strike(world, map, fault),
        Fault::Repaired(fault) => {
            world.condition.faults.is_repaired(fault, world.plan.faults[fault as usize].crew);
            world.touched.faults.push(fault);
            machines::give_back(world, world.plan.faults[fault as usize].target);
        }
    }
}

fn strike(world: &mut World<'_>, map: &FaultMap, fault: u16) {
    let target = world.plan.faults[fault as usize].target;
    world.touched.faults.push(fault);
    match target {
        Target::Shock(pool) => shock(world, map, pool),
        Target::Disaster => disaster(world, map),
        _ => fail(world, fault, target),
    }
}

fn fail(world: &mut World<'_>, fault: u16, target: Target) {
    world.condition.faults.fail(fault, world.now);
    machines::lose(world, target, false);
}

/// A shock takes every Front End that is up, as if each had failed for itself; each is repaired for itself.
fn shock(world: &mut World<'_>, map: &FaultMap, pool: PoolId) {
    let servers = &world.plan.topology.pool(pool).front_ends;
    for machine in servers {
        take_along(world, map.of_machine[machine.index()], Target::Machine(*machine));
    }
    world.condition.blames.change(pool, &mut world.touched).strike(Cause::Shock);
}

/// A disaster takes every site that is up.
fn disaster(world: &mut World<'_>, map: &FaultMap) {
    for site in SiteId::each(&world.plan.topology.sites) {
        take_along(world, map.of_site[site.index()], Target::Site(site));
    }
}

fn take_along(world: &mut World<'_>, fault: Option<u16>, target: Target) {
    let Some(fault) = fault else { return };
    if matches!(world.condition.faults.state(fault), FaultState::Ageing | FaultState::Resting(_)) {
        world.touched.faults.push(fault);
        fail(world, fault, target);
    }
}

/// Starts and stops lives and repairs of the clocks that were touched, and gives free crews their next work.
pub fn reconcile(world: &mut World<'_>, map: &FaultMap, timers: &Timers, agenda: &mut Agenda) {
    let mut index = 0;
    while let Some(&fault) = world.touched.faults.get(index) {
        index += 1;
        let place = fault as usize;
        match world.condition.faults.state(fault) {
            FaultState::Ageing => {
                let now = world.now;
                if agenda.due(timers.strikes[place]).is_none() {
                    let life = world.dice.sojourn(world.streams.life[place], &world.plan.faults[place].life);
                    let rests = world.plan.faults[place].rests_with;
                    if rests.is_some_and(|pool| !world.standing.pool(pool).functional) {
                        world.condition.faults.rest(fault, life);
                    } else {
                        agenda.set(timers.strikes[place], now + life);
                    }
                }
                hand_over_crew(world, map, timers, agenda, world.plan.faults[place].crew);
            }
            FaultState::Waiting(_) => {
                agenda.clear(timers.strikes[place]);
                match world.plan.faults[place].crew {
                    None => repair(world, map, timers, agenda, fault),
                    crew => hand_over_crew(world, map, timers, agenda, crew),
                }
            }
            FaultState::Resting(_) | FaultState::Repairing(_) => {}
        }
    }
}

fn repair(world: &mut World<'_>, map: &FaultMap, timers: &Timers, agenda: &mut Agenda, fault: u16) {
    let place = fault as usize;
    let ready = somebody_is_there(world, place);
    let delivered = match world.plan.faults[place].stock {
        None => Time::ZERO,
        Some(stock) => take_a_spare(world, map, timers, agenda, fault, stock),
    };
    let takes = world.dice.sojourn(world.streams.repair[place], &world.plan.faults[place].repair);
    let repair = Repair { ready, delivered, takes };
    world.condition.faults.repair(fault, repair);
    agenda.set(timers.repaired[place], repair.ends());
}

/// When the crew has arrived and its shift is on. It is bound meanwhile, and while it waits for a spare.
fn somebody_is_there(world: &mut World<'_>, fault: usize) -> Time {
    let shift = &world.plan.shift;
    let travel = shift.travel.as_ref().map_or(Span::ZERO, |law| world.dice.sojourn(world.streams.travel[fault], law));
    let arrived = world.now + travel;
    match &shift.hours {
        Some(hours) if !hours.is_open(arrived) => hours.next_open(arrived).unwrap_or(Time::NEVER),
        _ => arrived,
    }
}

/// When the repair has its spare. For the one taken another is ordered at once. Spares are handed out as they arrive, to
/// who waits longest: one that arrives before those ordered earlier goes to somebody who waits for one of them, and what
/// he waited for goes to the next.
fn take_a_spare(
    world: &mut World<'_>,
    map: &FaultMap,
    timers: &Timers,
    agenda: &mut Agenda,
    fault: u16,
    stock: u16,
) -> Time {
    let place = fault as usize;
    let lead = world.dice.sojourn(world.streams.lead[place], &world.plan.stocks[stock as usize].lead);
    let mut ordered = world.now + lead;
    while let Some(other) = first_who_waits_longer(world, map, fault, stock, ordered) {
        let Some((next, ends)) = world.condition.faults.exchange_spare(other, ordered) else { break };
        ordered = next;
        agenda.set(timers.repaired[other as usize], ends);
    }
    world.condition.faults.take_spare(stock, ordered)
}

/// Of the repairs that wait for a spare of a stock until after a moment, the one whose spare arrives first.
fn first_who_waits_longer(world: &World<'_>, map: &FaultMap, not: u16, stock: u16, moment: Time) -> Option<u16> {
    let those = map.of_stock[stock as usize].iter().filter(|fault| **fault != not);
    let waiting = those.filter_map(|fault| Some((world.condition.faults.waits_for_spare(*fault, moment)?, *fault)));
    waiting.min().map(|(_, fault)| fault)
}

/// The lowest priority number first, then first failed, first repaired; of equals the first in the plan.
fn hand_over_crew(world: &mut World<'_>, map: &FaultMap, timers: &Timers, agenda: &mut Agenda, crew: Option<u16>) {
    let Some(crew) = crew else { return };
    let of = world.plan.crews[crew as usize];
    while world.condition.faults.crew_is_free(crew, of) {
        let waiting =
            map.of_crew[crew as usize].iter().filter_map(|fault| match world.condition.faults.state(*fault) {
                FaultState::Waiting(since) => Some((world.plan.faults[*fault as usize].priority, since, *fault)),
                _ => None,
            });
        let Some((_, _, next)) = waiting.min() else { return };
        world.condition.faults.bind_crew(crew, of);
        repair(world, map, timers, agenda, next);
    }
}

/// Stops the lives of servers whose pool has stopped, where the scenario says that they do not age then, and lets
/// them go on when it runs.
pub fn reconcile_rest(world: &mut World<'_>, map: &FaultMap, timers: &Timers, agenda: &mut Agenda, pool: PoolId) {
    let rests = !world.standing.pool(pool).functional;
    let now = world.now;
    for fault in &map.rest_with[pool.index()] {
        let place = *fault as usize;
        match world.condition.faults.state(*fault) {
            FaultState::Ageing if rests => {
                // One that was repaired in this very turn has no life yet; it gets one that rests.
                if let Some(due) = agenda.due(timers.strikes[place]) {
                    agenda.clear(timers.strikes[place]);
                    world.condition.faults.rest(*fault, due.since(now));
                }
            }
            FaultState::Resting(left) if !rests => {
                world.condition.faults.age(*fault);
                agenda.set(timers.strikes[place], now + left);
            }
            _ => {}
        }
    }
}
