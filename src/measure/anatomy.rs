//! The anatomy of recoveries: what their time went to, phase by phase.
//!
//! Lists have room for every phase of a scenario from the start, because a run must not allocate; what a run hands over
//! names only the phases that took time, because a scenario with more steps must not change what is said of the others.

use crate::topology::PoolId;
use crate::world::phase::{self, Phase};

/// Time of one kind of recoveries that went to one phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnatomyPart {
    /// The kind, by the place in the list of kinds.
    pub kind: u32,
    /// The phase.
    pub phase: Phase,
    /// How long it took in all of them together.
    pub millis: u64,
}

/// Milliseconds by phase: of the outage of each pool that is not over, and of each kind of recoveries.
#[derive(Debug, Clone, Default)]
pub struct Anatomies {
    phases: usize,
    open: Vec<u64>,
    kinds: Vec<u64>,
}

impl Anatomies {
    /// Room for the phases of a scenario with so many steps, so many pools and, before it must grow, so many kinds.
    pub fn new(steps: usize, pools: usize, kinds: usize) -> Self {
        let phases = phase::count(steps);
        Anatomies { phases, open: vec![0; phases * pools], kinds: Vec::with_capacity(phases * kinds) }
    }

    /// Forgets everything, in the memory it has.
    pub fn reset(&mut self) {
        self.open.fill(0);
        self.kinds.clear();
    }

    /// Charges time of a pool's outage to a phase.
    pub fn charge(&mut self, pool: PoolId, phase: Phase, millis: u64) {
        self.open[pool.index() * self.phases + phase.index()] += millis;
    }

    /// Makes room for another kind of recoveries.
    pub fn another_kind(&mut self) {
        self.kinds.resize(self.kinds.len() + self.phases, 0);
    }

    /// The outage of a pool is over and was of this kind.
    pub fn close(&mut self, pool: PoolId, kind: usize) {
        let open = &mut self.open[pool.index() * self.phases..][..self.phases];
        for (sum, part) in self.kinds[kind * self.phases..][..self.phases].iter_mut().zip(open) {
            *sum += std::mem::take(part);
        }
    }

    /// The parts of all kinds that took any time, kind by kind.
    pub fn parts(&self) -> Vec<AnatomyPart> {
        let took = self.kinds.iter().filter(|millis| **millis > 0).count();
        let mut parts = Vec::with_capacity(took);
        parts.extend(self.kinds.iter().enumerate().filter(|(_, millis)| **millis > 0).map(|(place, &millis)| {
            AnatomyPart { kind: (place / self.phases) as u32, phase: Phase::of(place % self.phases), millis }
        }));
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_outage_took_is_added_to_its_kind_once() {
        let [pool, other] = [0, 1].map(|pool| PoolId::nth(&[(); 2], pool).unwrap());
        let mut anatomies = Anatomies::new(70, 2, 1);
        anatomies.another_kind();
        anatomies.another_kind();
        for _ in 0..2 {
            anatomies.charge(pool, Phase::Step(69), 5);
            anatomies.charge(other, Phase::Repair, 7);
            anatomies.close(pool, 1);
        }
        let part = |kind, phase, millis| AnatomyPart { kind, phase, millis };
        assert_eq!(anatomies.parts(), [part(1, Phase::Step(69), 10)]);
        anatomies.close(other, 0);
        assert_eq!(anatomies.parts(), [part(0, Phase::Repair, 14), part(1, Phase::Step(69), 10)]);
    }
}
