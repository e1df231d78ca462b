//! Recoveries: each from the first user's loss to the last user's full service, with what the time went to.

use crate::ground::time::{Span, Time};
use crate::measure::anatomy::Anatomies;
use crate::measure::counts::{Counts, Moved};
use crate::measure::ledger::{Class, Ledger, Record, classes_now};
use crate::measure::outcome::{Lost, Recovery, RecoveryRow, RunOutcome};
use crate::measure::routes::RouteClocks;
use crate::measure::updates::UpdateClocks;
use crate::measure::why;
use crate::runbook::Procedures;
use crate::scenario::plan::Plan;
use crate::topology::PoolId;
use crate::topology::roles::EDGE;
use crate::topology::{EdgeId, RoleId};
use crate::world::World;
use crate::world::cause::Cause;
use crate::world::lanes::{Claim, Lanes};
use crate::world::phase::Phase;
use crate::world::touched::Changes;

/// An outage that is not over.
#[derive(Debug, Clone, Copy)]
struct Open {
    since: Time,
    cause: Cause,
    blamed: Blamed,
    phase: Phase,
    phase_since: Time,
    procedure: Option<Time>,
    procedure_took: Option<u64>,
    failed_over: bool,
    lost: Option<Lost>,
    users_hit: u32,
}

/// Where to look for what broke, while an outage lasts.
#[derive(Debug, Clone, Copy)]
enum Blamed {
    /// At the pool that served them.
    Pool(PoolId),
    /// At what lets remote users in.
    Edges,
}

/// Follows every pool from outage to recovery, and keeps the counts that go with it.
#[derive(Debug, Clone)]
pub struct Observer {
    /// The ledger.
    pub ledger: Ledger,
    rows: Vec<RecoveryRow>,
    each: Vec<Recovery>,
    open: Vec<Option<Open>>,
    anatomies: Anatomies,
    counts: Counts,
    /// Of each pool, whether users with full service may have been at a stage of their own.
    apart: Vec<bool>,
    routes: RouteClocks,
    updates: UpdateClocks,
}

/// What begins an outage or is counted. While one lasts everything is looked at.
const LOOKS_AT: Changes =
    Changes::STANDING.and(Changes::EXPOSURE).and(Changes::MOVE).and(Changes::OFFERS).and(Changes::QUEUE);

/// Room for kinds of recoveries before the list must grow; it stays grown for the runs that follow.
const KINDS: usize = 64;
/// Room for recoveries likewise.
const RECOVERIES: usize = 1024;

impl Observer {
    /// Nothing seen yet, in a plan whose procedures have so many steps.
    pub fn new(plan: &Plan, steps: usize) -> Self {
        let mut observer = Observer {
            ledger: Ledger::new(plan),
            rows: Vec::with_capacity(KINDS),
            each: Vec::with_capacity(RECOVERIES),
            open: Vec::new(),
            anatomies: Anatomies::new(steps, plan.topology.pools.len(), RECOVERIES),
            counts: Counts::new(plan),
            apart: Vec::new(),
            routes: RouteClocks::default(),
            updates: UpdateClocks::default(),
        };
        observer.reset(plan);
        observer
    }

    /// Makes it new in the memory it has.
    pub fn reset(&mut self, plan: &Plan) {
        self.ledger.reset(plan);
        self.rows.clear();
        self.each.clear();
        self.open.clear();
        self.open.resize(plan.topology.pools.len(), None);
        self.anatomies.reset();
        self.counts.reset(plan);
        self.apart.clear();
        self.apart.resize(plan.topology.pools.len(), false);
        self.routes = RouteClocks::default();
        self.updates.reset(plan);
    }

    /// Looks at what the turn changed.
    pub fn observe(&mut self, world: &World<'_>, procedures: &Procedures) {
        for &pool in &world.touched.pools {
            if self.open[pool.index()].is_some() || world.touched.of(pool).meets(LOOKS_AT) {
                self.observe_pool(world, procedures, pool);
            }
        }
        if world.touched.edges {
            self.observe_routes(world);
        }
        self.updates.look(world);
    }

    #[inline(never)]
    fn observe_pool(&mut self, world: &World<'_>, procedures: &Procedures, pool: PoolId) {
        let lack_since = self.open[pool.index()].as_ref().map(|open| open.since);
        let moved = self.counts.look(world, pool, lack_since);
        let troubled = is_troubled(world, pool);
        // Users with full service can do less all the same where they are away from home, or without the Back End.
        let at_home = world.condition.failovers[pool.index()].is_at_home();
        let apart = !at_home || !world.standing.pool(pool).back_end;
        let was_apart = std::mem::replace(&mut self.apart[pool.index()], apart);
        if !troubled && !apart && !was_apart && self.open[pool.index()].is_none() {
            return;
        }
        if troubled {
            self.note_phase(world, procedures, pool);
        }
        if let Some(open) = &mut self.open[pool.index()] {
            note_procedure(open, world, pool, moved);
            note_recovery(open, world, pool);
        }
        self.enter(world, pool);
        if !troubled {
            self.close(world.plan, world.now, pool);
        }
    }

    /// Enters what the users of a pool have from now on.
    fn enter(&mut self, world: &World<'_>, pool: PoolId) {
        let (cause, phase) = match &self.open[pool.index()] {
            Some(open) => (open.cause, open.phase),
            None => (Cause::Nothing, Phase::SignIn),
        };
        let classes = classes_now(world, pool, cause, phase);
        let hit = classes.iter().map(|class| users_hit(class, world.now)).sum();
        self.ledger.enter(world.plan, pool, world.now, &classes);
        if let Some(open) = &mut self.open[pool.index()] {
            open.users_hit = open.users_hit.max(hit);
        }
    }

    /// Opens an outage or goes on with it: charges the time since the last look to the phase that lasted.
    fn note_phase(&mut self, world: &World<'_>, procedures: &Procedures, pool: PoolId) {
        let now = world.now;
        // Nobody lacks anything but his turn at the door.
        let waits_only = world.standing.offers(pool).are_well();
        let phase = if waits_only { Phase::SignIn } else { why::phase(world, procedures, pool) };
        if self.open[pool.index()].is_none() {
            let blamed = if phase == Phase::NoEdge { Blamed::Edges } else { Blamed::Pool(world.serving(pool)) };
            let new = Open {
                since: now,
                cause: what_broke(world, blamed),
                blamed,
                phase,
                phase_since: now,
                procedure: None,
                procedure_took: None,
                failed_over: false,
                lost: None,
                users_hit: 0,
            };
            self.open[pool.index()] = Some(new);
            self.counts.count_outage(pool);
        }
        let Some(open) = &mut self.open[pool.index()] else { return };
        if open.cause == Cause::Maintenance {
            stays_planned(open, world, phase);
        }
        if phase != open.phase {
            self.anatomies.charge(pool, open.phase, now.since(open.phase_since).millis());
            open.phase = phase;
            open.phase_since = now;
        }
    }

    fn close(&mut self, plan: &Plan, now: Time, pool: PoolId) {
        let Some(open) = self.open[pool.index()].take() else { return };
        self.anatomies.charge(pool, open.phase, now.since(open.phase_since).millis());
        let place = self.row_of(pool, open.cause, open.failed_over);
        let row = &mut self.rows[place];
        let clock = now.since(open.since).millis();
        row.count += 1;
        row.user_clock += clock;
        row.met += u64::from(plan.targets.time_to_recover.is_some_and(|target| clock <= target.millis()));
        if let Some(took) = open.procedure_took {
            row.procedures += 1;
            row.procedure_clock += took;
        }
        if let Some(lost) = open.lost {
            row.losses += 1;
            row.lost = Lost::of(|class| row.lost[class] + lost[class]);
        }
        self.anatomies.close(pool, self.each.len());
        self.each.push(Recovery {
            kind: place as u32,
            end: now,
            unfinished: false,
            user_clock: clock,
            procedure_clock: open.procedure_took,
            lost: open.lost,
            users_hit: open.users_hit,
        });
    }

    /// The place of a kind of recoveries in the list.
    fn row_of(&mut self, pool: PoolId, cause: Cause, failed_over: bool) -> usize {
        let same = |row: &RecoveryRow| row.pool == pool && row.cause == cause && row.failed_over == failed_over;
        self.rows.iter().position(same).unwrap_or_else(|| {
            self.rows.push(RecoveryRow::new(pool, cause, failed_over));
            self.rows.len() - 1
        })
    }

    /// Outages that the run ends before are recoveries of which only the least they take is known.
    fn keep_unfinished(&mut self, plan: &Plan, end: Time) {
        for pool in PoolId::each(&self.open) {
            let Some(open) = self.open[pool.index()] else { continue };
            let place = self.row_of(pool, open.cause, open.failed_over);
            let lasted = end.since(open.since);
            let row = &mut self.rows[place];
            row.unfinished += 1;
            row.unfinished_missed += u64::from(plan.targets.time_to_recover.is_some_and(|target| lasted > target));
            self.anatomies.charge(pool, open.phase, end.since(open.phase_since).millis());
            self.anatomies.close(pool, self.each.len());
            self.each.push(Recovery {
                kind: place as u32,
                end,
                unfinished: true,
                user_clock: lasted.millis(),
                procedure_clock: None,
                lost: open.lost,
                users_hit: open.users_hit,
            });
        }
    }

    /// Enters what the users of every pool have from now on, where routes went or came back.
    fn observe_routes(&mut self, world: &World<'_>) {
        if self.routes.look(world.now, world.standing.routes_away()) {
            for pool in world.plan.topology.pool_ids() {
                self.enter(world, pool);
            }
        }
    }

    /// Charges everything up to the end, and hands over what the run leaves behind.
    pub fn finish(&mut self, world: &World<'_>, end: Time, events: u64) -> RunOutcome {
        let plan = world.plan;
        self.ledger.close(plan, end);
        self.counts.close(end);
        self.routes.close(end);
        self.keep_unfinished(plan, end);
        let unfinished =
            PoolId::each(&self.open).zip(&self.open).filter_map(|(pool, open)| Some((pool, open.as_ref()?.phase)));
        RunOutcome {
            pools: self
                .counts
                .pools()
                .zip(self.ledger.sums())
                .map(|(counted, sums)| sums.entered_in(counted))
                .collect(),
            chains: self.ledger.chains().to_vec(),
            recoveries: self.rows.clone(),
            anatomy: self.anatomies.parts().to_vec(),
            each_recovery: self.each.clone(),
            unfinished: unfinished.collect(),
            routes_away: self.routes.millis(),
            updates: self.updates.outcomes(world, end),
            events,
        }
    }
}

fn what_broke(world: &World<'_>, blamed: Blamed) -> Cause {
    match blamed {
        Blamed::Pool(pool) => world.condition.blames[pool.index()].cause(),
        Blamed::Edges => what_keeps_remote_users_out(world),
    }
}

/// Every Edge pool, or the next hop of each that runs. Planned work is to blame where it holds all of them down.
fn what_keeps_remote_users_out(world: &World<'_>) -> Cause {
    let condition = &world.condition;
    let topology = &world.plan.topology;
    let edges = || EdgeId::each(&topology.edges);
    let (mut some_runs, mut planned) = (false, true);
    for edge in edges().filter(|edge| condition.edge_runs(&topology.edges[edge.index()])) {
        some_runs = true;
        let next_hop = condition.edge_pools.next_hop(edge);
        planned &= condition.blames[next_hop.index()].cause() == Cause::Maintenance;
    }
    planned = if some_runs { planned } else { edges().all(|edge| condition.edge_pools.is_at_work(edge)) };
    match some_runs {
        _ if planned => Cause::Maintenance,
        true => Cause::NextHop,
        false => Cause::Server(RoleId::counted(&EDGE)),
    }
}

/// An outage that began as planned work is no longer planned once something breaks meanwhile.
fn stays_planned(open: &mut Open, world: &World<'_>, phase: Phase) {
    let still_blamed = !matches!(open.blamed, Blamed::Edges) || phase == Phase::NoEdge;
    let cause = what_broke(world, open.blamed);
    if still_blamed && !cause.is_planned() {
        open.cause = cause;
    }
}

/// How many of a class lack something, or will. Who is moved home lacks nothing before his turn, which comes.
fn users_hit(class: &Class, now: Time) -> u32 {
    match class.record {
        record if record.is_well() => 0,
        Record { moving: Some(_), .. } => class.users,
        record => {
            let [_, limited, none] = record.counts(class.users, now);
            limited + none
        }
    }
}

/// Whether anybody of the pool has less than full service.
fn is_troubled(world: &World<'_>, pool: PoolId) -> bool {
    !world.standing.offers(pool).are_well() || world.condition.seats[pool.index()].somebody_waits()
}

/// What a QuorumLossRecovery loses at this instant: of what should have been written to the Back End.
fn note_recovery(open: &mut Open, world: &World<'_>, pool: PoolId) {
    if let Some(lost) = world.condition.databases[pool.index()].lost_in_recovery_at(world.now) {
        open.lost = open.lost.max(Some(Lost::of(|class| if class.row().in_back_end { lost.millis() } else { 0 })));
    }
}

/// When a procedure about this pool began, how long it took, and what was lost with it.
fn note_procedure(open: &mut Open, world: &World<'_>, pool: PoolId, moved: Moved) {
    if let Some(lane) = Lanes::of(&world.plan.topology, pool, Claim::Pair) {
        let lane = world.condition.lanes.lane(lane);
        if open.procedure.is_none() && lane.is_about(pool) {
            open.procedure = Some(lane.began());
        }
    }
    if moved == Moved::Nobody {
        return;
    }
    let left = world.condition.failovers[pool.index()].last_move().left_behind;
    let lost = left.map(|ages| ages.map(Span::millis));
    open.failed_over |= moved == Moved::Over;
    open.procedure_took = open.procedure.map(|began| world.now.since(began).millis());
    open.lost = open.lost.max(lost);
}
