//! The timers of a plan: one or a few for each component, numbered class by class, all known when the plan is made.

use crate::ground::time::{Span, Time};
use crate::kernel::agenda::{Agenda, Slot};
use crate::scenario::plan::{Plan, What};
use crate::topology::{BackEnd, MachineId, Member, PoolId, RoundId, SiteId};
use crate::world::event::{Class, Event, Fault, Machine, People, Pool, RoutingGroups, Timeline, Users};
use crate::world::lanes::{LaneId, Lanes};

/// A slot that some component does not have: setting it is a mistake that the agenda's own bounds check reports.
const MISSING: Slot = Slot(u32::MAX);

/// Which slot is whose.
#[derive(Debug, Clone)]
pub struct Timers {
    /// The event of each slot.
    pub events: Vec<Event>,
    /// A line of the timeline begins.
    pub begins: Vec<Slot>,
    /// A loss of the timeline ends.
    pub ends: Vec<Slot>,
    /// A fault clock strikes.
    pub strikes: Vec<Slot>,
    /// Its repair ends.
    pub repaired: Vec<Slot>,
    /// A machine has started.
    pub started: Vec<Slot>,
    /// A site's restart comes to its next stage.
    pub site_stage: Vec<Slot>,
    /// Promotion after the loss of a Front End, by machine.
    pub promoted: Vec<Slot>,
    /// Replicas of a Front End, by machine.
    pub replicas: Vec<Slot>,
    /// Timers of pools.
    pub pools: Vec<PoolTimers>,
    lanes: Vec<Slot>,
    leaves: Vec<u32>,
}

/// The timers of one pool.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "each field is the event of the same name")]
pub struct PoolTimers {
    pub services_stop: Slot,
    pub without_back_end_too_long: Slot,
    pub started: Slot,
    pub back_end_threshold: Slot,
    pub mirror: Slot,
    pub registrar: Slot,
    pub drained: Slot,
    pub people: Slot,
}

const NO_POOL_TIMERS: PoolTimers = PoolTimers {
    services_stop: MISSING,
    without_back_end_too_long: MISSING,
    started: MISSING,
    back_end_threshold: MISSING,
    mirror: MISSING,
    registrar: MISSING,
    drained: MISSING,
    people: MISSING,
};

impl Timers {
    /// Numbers the timers of a plan. Components that cannot have a timer get none: fewer leaves, a shorter way
    /// through the agenda.
    pub fn new(plan: &Plan) -> Self {
        let mut events: Vec<(Class, Event)> = Vec::new();
        for (line, happening) in plan.timeline.iter().enumerate() {
            let begins = Event::Timeline(Timeline::Begins(line as u16));
            let class = match happening.what {
                // A line that returns something belongs with the returns of its instant.
                What::Return(_) => Class::Return,
                What::Do(_) => Class::Order,
                What::Lose(_) => begins.class(),
            };
            events.push((class, begins));
            if happening.lasts.is_some() {
                events.push((Class::Return, Event::Timeline(Timeline::Ends(line as u16))));
            }
        }
        let mut plain: Vec<Event> = Vec::new();
        for fault in 0..plan.faults.len() as u16 {
            plain.extend([Event::Fault(Fault::Strikes(fault)), Event::Fault(Fault::Repaired(fault))]);
        }
        machine_timers(plan, &mut plain);
        pool_timers(plan, &mut plain);
        // A lane in which nothing can ever be opened has no timer.
        let lanes = Lanes::each(&plan.topology).filter(|(_, pools)| pools.iter().any(|pool| looks_after(plan, *pool)));
        plain.extend(lanes.map(|(lane, _)| Event::Runbook(lane)));
        let rounds = RoundId::each(&plan.rounds).map(|round| Lanes::of_round(&plan.topology, round));
        plain.extend(rounds.map(Event::Runbook));
        events.extend(plain.into_iter().map(|event| (event.class(), event)));
        events.sort_by_key(|(class, _)| *class);
        Self::index(plan, events.into_iter().map(|(_, event)| event).collect())
    }

    fn index(plan: &Plan, events: Vec<Event>) -> Self {
        let machines = plan.topology.machines.len();
        let mut timers = Timers {
            events: Vec::new(),
            begins: vec![MISSING; plan.timeline.len()],
            ends: vec![MISSING; plan.timeline.len()],
            strikes: vec![MISSING; plan.faults.len()],
            repaired: vec![MISSING; plan.faults.len()],
            started: vec![MISSING; machines],
            site_stage: vec![MISSING; plan.topology.sites.len()],
            promoted: vec![MISSING; machines],
            replicas: vec![MISSING; machines],
            pools: vec![NO_POOL_TIMERS; plan.topology.pools.len()],
            lanes: vec![MISSING; Lanes::number(&plan.topology, plan.rounds.len())],
            leaves: leaves(&events),
        };
        for (number, event) in events.iter().enumerate() {
            timers.place(plan, Slot(number as u32), *event);
        }
        timers.events = events;
        timers
    }

    /// An agenda for these timers.
    pub fn agenda(&self) -> Agenda {
        Agenda::sharing(self.leaves.clone())
    }

    /// The timer of a lane.
    pub fn lane(&self, lane: LaneId) -> Slot {
        self.lanes[lane.index()]
    }

    fn place(&mut self, plan: &Plan, slot: Slot, event: Event) {
        let front_end = |pool: PoolId, ordinal: u8| plan.topology.pool(pool).front_ends[ordinal as usize].index();
        let place = match event {
            Event::Timeline(Timeline::Begins(line)) => &mut self.begins[line as usize],
            Event::Timeline(Timeline::Ends(line)) => &mut self.ends[line as usize],
            Event::Fault(Fault::Strikes(fault)) => &mut self.strikes[fault as usize],
            Event::Fault(Fault::Repaired(fault)) => &mut self.repaired[fault as usize],
            Event::Machine(Machine::Started(machine)) => &mut self.started[machine.index()],
            Event::Machine(Machine::SiteStage(site)) => &mut self.site_stage[site.index()],
            Event::RoutingGroups(RoutingGroups::Promoted(pool, ordinal)) => {
                &mut self.promoted[front_end(pool, ordinal)]
            }
            Event::RoutingGroups(RoutingGroups::WorkDone(pool, ordinal)) => {
                &mut self.replicas[front_end(pool, ordinal)]
            }
            Event::Pool(Pool::ServicesStop(pool)) => &mut self.pools[pool.index()].services_stop,
            Event::Pool(Pool::WithoutBackEndTooLong(pool)) => &mut self.pools[pool.index()].without_back_end_too_long,
            Event::Pool(Pool::Started(pool)) => &mut self.pools[pool.index()].started,
            Event::Pool(Pool::BackEndThreshold(pool)) => &mut self.pools[pool.index()].back_end_threshold,
            Event::Pool(Pool::MirrorTakesOver(pool)) => &mut self.pools[pool.index()].mirror,
            Event::Users(Users::RegistrarInterval(pool)) => &mut self.pools[pool.index()].registrar,
            Event::Users(Users::Drained(pool)) => &mut self.pools[pool.index()].drained,
            Event::People(People::Next(pool)) => &mut self.pools[pool.index()].people,
            Event::Runbook(lane) => &mut self.lanes[lane.index()],
        };
        *place = slot;
    }
}

/// The leaf of each timer in the agenda. A thing that fails is repaired or ages, so these two timers of it share one.
fn leaves(events: &[Event]) -> Vec<u32> {
    let mut of_fault: Vec<Option<u32>> = vec![None; events.len()];
    let mut used = 0;
    let mut another = || {
        used += 1;
        used - 1
    };
    let leaf = |event: &Event| match event {
        Event::Fault(Fault::Strikes(fault) | Fault::Repaired(fault)) => {
            *of_fault[usize::from(*fault)].get_or_insert_with(&mut another)
        }
        _ => another(),
    };
    events.iter().map(leaf).collect()
}

/// Whether administrators can ever be needed for a pool: it has a partner, a mirror, several servers, or an Edge pool.
pub fn looks_after(plan: &Plan, pool: PoolId) -> bool {
    let noun = plan.topology.pool(pool);
    noun.pair.is_some()
        || matches!(noun.back_end, BackEnd::Mirrored { .. })
        || noun.front_ends.len() > 1
        || plan.topology.edges.iter().any(|edge| edge.next_hop == pool)
}

fn machine_timers(plan: &Plan, events: &mut Vec<Event>) {
    events.extend(SiteId::each(&plan.topology.sites).map(|site| Event::Machine(Machine::SiteStage(site))));
    for (id, machine) in MachineId::each(&plan.topology.machines).zip(&plan.topology.machines) {
        events.push(Event::Machine(Machine::Started(id)));
        if let Member::FrontEnd { pool, ordinal } = machine.member
            && !plan.topology.pool(pool).groups.is_empty()
        {
            events.extend([
                Event::RoutingGroups(RoutingGroups::Promoted(pool, ordinal)),
                Event::RoutingGroups(RoutingGroups::WorkDone(pool, ordinal)),
            ]);
        }
    }
}

fn pool_timers(plan: &Plan, events: &mut Vec<Event>) {
    for pool in plan.topology.pool_ids() {
        let nouns = plan.topology.pool(pool);
        events.extend([
            Event::Pool(Pool::ServicesStop(pool)),
            Event::Pool(Pool::Started(pool)),
            Event::Pool(Pool::BackEndThreshold(pool)),
            Event::Users(Users::Drained(pool)),
        ]);
        if nouns.front_ends.len() == 2 {
            events.push(Event::Pool(Pool::WithoutBackEndTooLong(pool)));
        }
        if nouns.back_end == (BackEnd::Mirrored { witness: true }) {
            events.push(Event::Pool(Pool::MirrorTakesOver(pool)));
        }
        if nouns.pair.is_some() {
            events.push(Event::Users(Users::RegistrarInterval(pool)));
        }
        if looks_after(plan, pool) {
            events.push(Event::People(People::Next(pool)));
        }
    }
}

/// Starts a timer that standing wants and stops one it no longer wants; a timer that runs and is wanted goes on.
/// The duration is drawn only when the timer starts.
#[inline]
pub fn want(agenda: &mut Agenda, slot: Slot, now: Time, wanted: bool, takes: impl FnOnce() -> Span) {
    if wanted {
        if agenda.due(slot).is_none() {
            agenda.set(slot, now + takes());
        }
    } else if agenda.due(slot).is_some() {
        agenda.clear(slot);
    }
}
