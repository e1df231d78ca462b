//! Servers and what they share: held down, released, started; sites coming back in order.

use crate::ground::law::Law;
use crate::ground::time::Span;
use crate::kernel::agenda::Agenda;
use crate::scenario::plan::Target;
use crate::topology::{EdgeId, MachineId, Member, PoolId, RoleId, SiteId};
use crate::world::World;
use crate::world::cause::Cause;
use crate::world::event::Machine;
use crate::world::note::Note;
use crate::world::standing::enough_to_start;
use crate::world::surroundings::SiteState;
use crate::world::touched::Changes;

use super::timers::{Timers, want};

/// Takes a target down. A thing can be held down for several reasons at once; it returns when the last has gone.
/// What `planned` work takes down was not broken, unless something else breaks meanwhile.
pub fn lose(world: &mut World<'_>, target: Target, planned: bool) {
    world.notes.tell(Note::Lost(target));
    if !planned {
        spoil_planned_work(world, target);
    }
    match target {
        Target::Machine(_) | Target::Pool(_) | Target::BackEnd(_) | Target::Edge(_) => hold_all(world, target, planned),
        Target::Site(site) => lose_site(world, site, planned),
        Target::Link(link) => {
            world.condition.surroundings.cut(link);
            touch_pairs(world);
        }
        Target::SharedComponent(component) => {
            if world.condition.surroundings.lose_component(component) {
                hold_all(world, target, planned);
            }
        }
        Target::Shock(_) | Target::Disaster => {}
    }
}

/// Takes a target down until the timeline returns it. What it has lost so already it does not lose twice, so that one
/// return is enough.
pub fn lose_until_returned(world: &mut World<'_>, target: Target, planned: bool) {
    if let Some(lost_already) = world.condition.surroundings.until_returned(target, true) {
        if !lost_already {
            lose(world, target, planned);
        }
        return;
    }
    let mut any = false;
    if !planned {
        spoil_planned_work(world, target);
    }
    for_each_machine(world, target, |world, machine| {
        if world.condition.servers.lose_until_returned(machine) {
            hold(world, machine, cause_of(world, target, machine), planned);
            any = true;
        }
    });
    if any {
        world.notes.tell(Note::Lost(target));
    }
}

/// Takes back what the timeline lost, whether it said an end or not.
pub fn return_what_was_lost(world: &mut World<'_>, target: Target) {
    if world.condition.surroundings.until_returned(target, false).is_none() {
        for_each_machine(world, target, |world, machine| {
            world.condition.servers.return_from_timeline(machine);
        });
    }
    give_back(world, target);
}

/// Takes back one reason for which a target is down. The timeline may return what was never lost: nothing happens then.
pub fn give_back(world: &mut World<'_>, target: Target) {
    if held(world, target).0 == 0 {
        return;
    }
    match target {
        Target::Machine(machine) => release(world, machine),
        Target::Pool(_) | Target::BackEnd(_) | Target::Edge(_) => release_all(world, target),
        Target::Site(site) => return_site(world, site),
        Target::Link(link) => {
            world.condition.surroundings.splice(link);
            touch_pairs(world);
        }
        Target::SharedComponent(component) => {
            if world.condition.surroundings.return_component(component) {
                release_all(world, target);
            }
        }
        Target::Shock(_) | Target::Disaster => {}
    }
    let (held, of) = held(world, target);
    world.notes.tell(if held < of { Note::Returned(target) } else { Note::StillLost(target) });
}

/// How much of a target something holds down: so many of its servers, or of the one site, link or shared thing. What has
/// no duration of its own is always held by half.
fn held(world: &mut World<'_>, target: Target) -> (u32, u32) {
    if let Some(lost) = world.condition.surroundings.is_lost(target) {
        return (lost.into(), 1);
    }
    match target {
        // Each of these is one thing, and has answered above.
        Target::Site(_) | Target::Link(_) | Target::SharedComponent(_) => (0, 1),
        Target::Shock(_) | Target::Disaster => (1, 2),
        Target::Machine(machine) => (world.condition.servers.is_held(machine).into(), 1),
        Target::Pool(_) | Target::BackEnd(_) | Target::Edge(_) => {
            let (mut held, mut of) = (0, 0);
            for_each_machine(world, target, |world, machine| {
                held += u32::from(world.condition.servers.is_held(machine));
                of += 1;
            });
            (held, of)
        }
    }
}

/// What a server's users will have lost, when it goes down with a target.
fn cause_of(world: &World<'_>, target: Target, machine: MachineId) -> Cause {
    match target {
        Target::Pool(_) => Cause::Pool,
        Target::Site(_) | Target::Disaster => Cause::Site,
        Target::SharedComponent(component) => {
            Cause::Shared(world.plan.topology.shared_components[component.index()].kind)
        }
        Target::Shock(_) => Cause::Shock,
        Target::Machine(_) | Target::BackEnd(_) | Target::Edge(_) | Target::Link(_) => {
            Cause::Server(RoleId::counted(world.plan.topology.machine(machine).role))
        }
    }
}

/// The servers of a target, one by one and without a list of them, because this runs inside the loop.
fn for_each_machine(world: &mut World<'_>, target: Target, mut act: impl FnMut(&mut World<'_>, MachineId)) {
    let plan = world.plan;
    let topology = &plan.topology;
    let mut each = |world: &mut World<'_>, machines: &[MachineId]| {
        for machine in machines {
            act(world, *machine);
        }
    };
    match target {
        Target::Pool(pool) | Target::BackEnd(pool) => {
            if matches!(target, Target::Pool(_)) {
                each(world, &topology.pool(pool).front_ends);
            }
            for machine in topology.pool(pool).sql[..2].iter().flatten() {
                each(world, &[*machine]);
            }
        }
        Target::Edge(edge) => each(world, &topology.edges[edge.index()].machines),
        Target::Site(site) => each(world, &topology.sites[site.index()].machines),
        Target::SharedComponent(component) => each(world, &topology.shared_components[component.index()].machines),
        Target::Machine(machine) => each(world, &[machine]),
        Target::Link(_) | Target::Shock(_) | Target::Disaster => {}
    }
}

fn hold_all(world: &mut World<'_>, target: Target, planned: bool) {
    for_each_machine(world, target, |world, machine| hold(world, machine, cause_of(world, target, machine), planned));
}

fn release_all(world: &mut World<'_>, target: Target) {
    for_each_machine(world, target, release);
}

/// One more reason for which a server is down.
pub fn hold(world: &mut World<'_>, machine: MachineId, cause: Cause, planned: bool) {
    if world.condition.servers.hold(machine, &mut world.touched) {
        world.touched.machines.push(machine);
        strike(world, machine, cause, planned);
    }
}

/// Notes what took a server down.
fn strike(world: &mut World<'_>, machine: MachineId, cause: Cause, planned: bool) {
    let plan = world.plan;
    match plan.topology.machine(machine).member {
        Member::FrontEnd { pool, .. } | Member::Pool(pool) => {
            let noun = plan.topology.pool(pool);
            let others = noun.front_ends.iter().chain(noun.sql.iter().flatten()).filter(|other| **other != machine);
            if planned {
                let others_run = all_run(world, others);
                world.condition.blames.change(pool, &mut world.touched).strike_as_planned(cause, others_run);
            } else {
                world.condition.blames.change(pool, &mut world.touched).strike(cause);
            }
        }
        Member::Edge(edge) => {
            let others = plan.topology.edges[edge.index()].machines.iter().filter(|other| **other != machine);
            let known = world.condition.edge_pools.is_at_work(edge);
            let alone = planned && (known || all_run(world, others));
            world.condition.edge_pools.note_work(edge, alone);
            touch_next_hop(world, edge);
        }
    }
}

fn all_run<'m>(world: &World<'_>, mut machines: impl Iterator<Item = &'m MachineId>) -> bool {
    machines.all(|machine| world.condition.is_up(*machine))
}

/// What breaks while planned work holds it down has broken all the same: from here on nothing about it is planned.
fn spoil_planned_work(world: &mut World<'_>, target: Target) {
    for_each_machine(world, target, |world, machine| {
        if world.condition.is_up(machine) {
            return;
        }
        let cause = cause_of(world, target, machine);
        match world.plan.topology.machine(machine).member {
            Member::FrontEnd { pool, .. } | Member::Pool(pool) => {
                world.condition.blames.change(pool, &mut world.touched).spoil_work(cause);
            }
            Member::Edge(edge) => {
                if world.condition.edge_pools.spoil_work(edge) {
                    world.touched.edges = true;
                    touch_next_hop(world, edge);
                }
            }
        }
    });
}

/// One reason fewer; without the last, the server starts.
pub fn release(world: &mut World<'_>, machine: MachineId) {
    if !world.condition.servers.release(machine, &mut world.touched) {
        return;
    }
    // A start that takes no time is no event: what takes no time follows at once.
    if start_law(world, machine).is_fixed() == Some(Span::ZERO) {
        start(world, machine);
    } else {
        world.touched.machines.push(machine);
    }
}

fn start(world: &mut World<'_>, machine: MachineId) {
    world.condition.servers.start(machine, &mut world.touched);
    if let Member::Edge(edge) = world.plan.topology.machine(machine).member {
        touch_next_hop(world, edge);
    }
}

/// Whoever looks after the next hop of an Edge pool may have to give it another one.
fn touch_next_hop(world: &mut World<'_>, edge: EdgeId) {
    let next_hop = world.condition.edge_pools.next_hop(edge);
    world.touched.mark(next_hop, Changes::EDGES);
}

fn touch_pairs(world: &mut World<'_>) {
    for pair in &world.plan.topology.pairs {
        world.touched.mark(pair.pools.0, Changes::LINK);
        world.touched.mark(pair.pools.1, Changes::LINK);
    }
}

fn lose_site(world: &mut World<'_>, site: SiteId, planned: bool) {
    let Some(was) = world.condition.surroundings.lose_site(site) else { return };
    // What the interrupted restart has already released is held again; the rest still is.
    for_each_machine(world, Target::Site(site), |world, machine| match was {
        SiteState::Whole => hold(world, machine, Cause::Site, planned),
        SiteState::StartsDatabases if starts_first(world, machine) => hold(world, machine, Cause::Site, planned),
        SiteState::StartsDirectory | SiteState::StartsDatabases | SiteState::Lost(_) => {}
    });
    touch_site(world, site);
}

/// Marks a site whose restart may have begun, gone on or been broken off.
fn touch_site(world: &mut World<'_>, site: SiteId) {
    if let Some(first) = world.plan.topology.sites[site.index()].machines.first() {
        world.touched.machines.push(*first);
    }
}

/// Whether nothing has to be there before a server of this role starts but the directory.
fn starts_first(world: &World<'_>, machine: MachineId) -> bool {
    world.plan.topology.machine(machine).role.starts_after.is_empty()
}

fn return_site(world: &mut World<'_>, site: SiteId) {
    if world.condition.surroundings.return_site(site) {
        touch_site(world, site);
    }
}

/// What happens to servers and sites.
pub fn on(event: Machine, world: &mut World<'_>) {
    match event {
        Machine::Started(machine) => {
            start(world, machine);
            world.notes.tell(Note::Started(machine));
        }
        Machine::SiteStage(site) => next_stage(world, site),
    }
}

fn next_stage(world: &mut World<'_>, site: SiteId) {
    let databases = world.condition.surroundings.restart_goes_on(site) == SiteState::StartsDatabases;
    for_each_machine(world, Target::Site(site), |world, machine| {
        if starts_first(world, machine) == databases {
            release(world, machine);
        }
    });
    world.notes.tell(Note::SiteStage { site, stage: if databases { 1 } else { 2 } });
    touch_site(world, site);
}

fn start_law<'w>(world: &World<'w>, machine: MachineId) -> &'w Law {
    &world.rules.starts[machine.index()]
}

/// A server whose last hold has gone wants its start; a site that returned wants the next stage of its restart.
pub fn reconcile(world: &mut World<'_>, timers: &Timers, agenda: &mut Agenda) {
    for index in 0..world.touched.machines.len() {
        let machine = world.touched.machines[index];
        let starting = world.condition.servers.is_starting(machine);
        let law = start_law(world, machine);
        let stream = world.streams.start[machine.index()];
        let now = world.now;
        want(agenda, timers.started[machine.index()], now, starting, || world.dice.sojourn(stream, law));
        reconcile_site(world, timers, agenda, world.plan.topology.machine(machine).site);
    }
}

fn reconcile_site(world: &mut World<'_>, timers: &Timers, agenda: &mut Agenda, site: SiteId) {
    let state = world.condition.surroundings.site(site);
    let law = match state {
        SiteState::StartsDatabases => &world.rules.site_sql,
        _ => &world.rules.site_directory,
    };
    let stream = world.streams.restart[site.index()];
    let now = world.now;
    want(agenda, timers.site_stage[site.index()], now, state.is_restarting(), || world.dice.sojourn(stream, law));
}

/// Whether any server of the pool is on its way up, so that its users wait for a start and not for a repair.
pub fn is_restarting(world: &World<'_>, pool: PoolId) -> bool {
    let nouns = world.plan.topology.pool(pool);
    let restarts = world.condition.surroundings.site(nouns.site).is_restarting();
    restarts || nouns.front_ends.iter().any(|m| world.condition.servers.is_starting(*m))
}

/// Whether the servers on their way up make the pool start, together with those that are up.
pub fn enough_are_restarting(world: &World<'_>, pool: PoolId) -> bool {
    let nouns = world.plan.topology.pool(pool);
    if world.condition.surroundings.site(nouns.site).is_restarting() {
        return true;
    }
    let up = world.condition.servers.front_ends_up(pool);
    let starting = nouns.front_ends.iter().enumerate().fold(0, |servers, (ordinal, machine)| {
        let starts = world.condition.servers.is_starting(*machine);
        servers | u16::from(starts) << ordinal
    });
    starting != 0 && enough_to_start(&world.plan.topology, world.rules, &world.condition, pool, up | starting)
}
