//! What users lack in one run and have at the same moment of the same run without the loss: what the loss caused.
//!
//! A clock from the loss to the next moment at which all is well would count whatever else happens in that week, and one
//! that follows the chain of causes would leave out the later fault that hurts only because the first thing is still lost.
//! Both runs have the same dice, so a population that lacks full service in the one and has it in the other lacks it
//! because of the loss, whatever broke last. What it lacks in both would have been lacked anyway.

use crate::ground::time::{Span, Time};
use crate::measure::{Ledger, Listener};
use crate::scenario::plan::Plan;
use crate::topology::PoolId;
use crate::world::World;
use crate::world::cause::Cause;

/// A population loses full service, or has it again.
#[derive(Debug, Clone, Copy)]
struct Change {
    at: Time,
    population: usize,
    lacks: bool,
    ordered: bool,
}

/// Writes down who lacks full service, from a moment on.
#[derive(Debug)]
pub struct Ear {
    from: Time,
    lacks: Vec<bool>,
    changes: Vec<Change>,
}

impl Ear {
    /// Listens from a moment on; what was lacked before it is known then.
    pub fn new(plan: &Plan, from: Time) -> Self {
        Ear { from, lacks: vec![false; plan.topology.populations.len()], changes: Vec::new() }
    }
}

impl Listener for Ear {
    const HEARS: bool = false;

    fn after(&mut self, now: Time, world: &World<'_>, ledger: &Ledger) {
        // What a population has changes only in pools that the turn has touched.
        for pool in &world.touched.pools {
            for population in world.plan.topology.pool(*pool).populations.clone().map(usize::from) {
                let record = ledger.record(world, population);
                let lacks = !record.is_well();
                if std::mem::replace(&mut self.lacks[population], lacks) != lacks && now >= self.from {
                    let ordered = lacks && record.cause == Cause::Order;
                    self.changes.push(Change { at: now, population, lacks, ordered });
                }
            }
        }
    }
}

/// A stretch of time in which somebody of a pool lacked what he would have had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Since when.
    pub since: Time,
    /// Until when; the end of the look where it was not over.
    pub until: Time,
    /// Whether it was over.
    pub over: bool,
    /// Whether administrators ordered it: users who are brought home sign in again.
    pub ordered: bool,
}

impl Stretch {
    /// How long it lasted; at least, where it was not over.
    pub fn lasted(&self) -> Span {
        self.until.since(self.since)
    }
}

/// Where a run lacks what the other has, by pool, in the order of time, up to the end of both.
pub fn between(plan: &Plan, with: Ear, without: Ear, end: Time) -> Vec<Vec<Stretch>> {
    let mut follow = Follow::new(plan);
    // Both have lived through the same until then, so who lacked something at first lacked it in both.
    let (mut here, mut there) = (with.changes.iter().peekable(), without.changes.iter().peekable());
    follow.begin(&with, &without);
    loop {
        let next = here.peek().into_iter().chain(there.peek()).map(|change| change.at).min();
        let Some(now) = next else { break };
        // All that happens at an instant is one step: nobody lacks anything for no time at all.
        while let Some(change) = here.next_if(|change| change.at == now) {
            follow.note(plan, 0, change);
        }
        while let Some(change) = there.next_if(|change| change.at == now) {
            follow.note(plan, 1, change);
        }
        follow.step(now);
    }
    follow.finish(end)
}

/// Follows both runs at once.
struct Follow {
    /// Of each population, whether it lacks full service with the loss and without it.
    lacks: Vec<[bool; 2]>,
    /// Of each pool, how many populations lack what they would have.
    more: Vec<u32>,
    /// Of each pool, whether what changed last was ordered.
    ordered: Vec<bool>,
    open: Vec<Option<(Time, bool)>>,
    stretches: Vec<Vec<Stretch>>,
    changed: Vec<PoolId>,
}

impl Follow {
    fn new(plan: &Plan) -> Self {
        let pools = plan.topology.pools.len();
        Follow {
            lacks: vec![[false; 2]; plan.topology.populations.len()],
            more: vec![0; pools],
            ordered: vec![false; pools],
            open: vec![None; pools],
            stretches: vec![Vec::new(); pools],
            changed: Vec::new(),
        }
    }

    /// What a population lacked when the listening began is the opposite of its first change, and without one what it
    /// lacks at the end.
    fn begin(&mut self, with: &Ear, without: &Ear) {
        for (run, ear) in [with, without].into_iter().enumerate() {
            for (known, lacks) in self.lacks.iter_mut().zip(&ear.lacks) {
                known[run] = *lacks;
            }
            for change in ear.changes.iter().rev() {
                self.lacks[change.population][run] = !change.lacks;
            }
        }
        debug_assert!(self.lacks.iter().all(|[with, without]| with == without), "the runs are one up to the loss");
    }

    fn note(&mut self, plan: &Plan, run: usize, change: &Change) {
        let lacks = &mut self.lacks[change.population];
        let pool = plan.topology.populations[change.population].home;
        let more = |[with, without]: [bool; 2]| u32::from(with && !without);
        let before = more(*lacks);
        lacks[run] = change.lacks;
        self.more[pool.index()] = self.more[pool.index()] + more(*lacks) - before;
        if run == 0 && change.lacks {
            self.ordered[pool.index()] = change.ordered;
        }
        self.changed.push(pool);
    }

    fn step(&mut self, now: Time) {
        for pool in self.changed.drain(..).map(PoolId::index) {
            match (self.more[pool] > 0, self.open[pool]) {
                (true, None) => self.open[pool] = Some((now, self.ordered[pool])),
                (false, Some((since, ordered))) => {
                    self.stretches[pool].push(Stretch { since, until: now, over: true, ordered });
                    self.open[pool] = None;
                }
                _ => {}
            }
        }
    }

    fn finish(mut self, end: Time) -> Vec<Vec<Stretch>> {
        for (open, stretches) in self.open.iter().zip(&mut self.stretches) {
            stretches.extend(open.map(|(since, ordered)| Stretch { since, until: end, over: false, ordered }));
        }
        self.stretches
    }
}
