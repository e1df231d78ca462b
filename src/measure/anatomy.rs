//! The anatomy of recoveries: what the time of each went to, phase by phase.
//!
//! Lists have room for every phase of a scenario from the start, because a run must not allocate; what a run hands over
//! names only the phases that took time, because a scenario with more steps must not change what is said of the others.

use crate::topology::PoolId;
use crate::world::phase::{self, Phase};

/// Time of one recovery that went to one phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnatomyPart {
    /// The recovery, by its place in the list of all of a run.
    pub recovery: u32,
    /// The phase.
    pub phase: Phase,
    /// How long it took.
    pub millis: u64,
}

/// Milliseconds by phase: of the outage of each pool that is not over, and of each recovery.
#[derive(Debug, Clone, Default)]
pub struct Anatomies {
    phases: usize,
    open: Vec<u64>,
    /// The phases of each pool's outage, in the order in which they came first.
    order: Vec<u16>,
    /// How many of those there are, by pool.
    begun: Vec<u16>,
    parts: Vec<AnatomyPart>,
}

/// Phases that a recovery has, more than most; the list that they are kept in may grow, and stays grown for later runs.
const PARTS: usize = 8;

impl Anatomies {
    /// Room for the phases of a scenario with so many steps, so many pools and, before it must grow, so many recoveries.
    pub fn new(steps: usize, pools: usize, recoveries: usize) -> Self {
        let phases = phase::count(steps);
        let (open, order, begun) = (vec![0; phases * pools], vec![0; phases * pools], vec![0; pools]);
        Anatomies { phases, open, order, begun, parts: Vec::with_capacity(PARTS * recoveries) }
    }

    /// Forgets everything, in the memory it has.
    pub fn reset(&mut self) {
        self.open.fill(0);
        self.begun.fill(0);
        self.parts.clear();
    }

    /// Charges time of a pool's outage to a phase.
    pub fn charge(&mut self, pool: PoolId, phase: Phase, millis: u64) {
        let first = pool.index() * self.phases;
        let open = &mut self.open[first + phase.index()];
        if *open == 0 && millis > 0 {
            let begun = &mut self.begun[pool.index()];
            self.order[first + usize::from(*begun)] = phase.index() as u16;
            *begun += 1;
        }
        *open += millis;
    }

    /// The outage of a pool is over, or the run is, and has this place in the list of recoveries, in which it is the last.
    pub fn close(&mut self, pool: PoolId, recovery: usize) {
        let first = pool.index() * self.phases;
        let begun = usize::from(std::mem::take(&mut self.begun[pool.index()]));
        for index in self.order[first..][..begun].iter().map(|index| usize::from(*index)) {
            let (recovery, phase) = (recovery as u32, Phase::of(index));
            self.parts.push(AnatomyPart { recovery, phase, millis: std::mem::take(&mut self.open[first + index]) });
        }
    }

    /// The parts of all recoveries that took any time, recovery by recovery, and the phases of each in the
    /// order in which they came first.
    pub fn parts(&self) -> &[AnatomyPart] {
        &self.parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_outage_took_is_a_part_of_its_own_recovery_once() {
        let [pool, other] = [0, 1].map(|pool| PoolId::nth(&[(); 2], pool).unwrap());
        let mut anatomies = Anatomies::new(70, 2, 1);
        for recovery in 0..2 {
            anatomies.charge(pool, Phase::Step(69), 5);
            anatomies.charge(pool, Phase::Decision, 1);
            anatomies.charge(other, Phase::Repair, 7);
            anatomies.close(pool, recovery);
        }
        let part = |recovery, phase, millis| AnatomyPart { recovery, phase, millis };
        let of_each = [0, 1].map(|nth| [part(nth, Phase::Step(69), 5), part(nth, Phase::Decision, 1)]).concat();
        assert_eq!(anatomies.parts(), of_each);
        anatomies.close(other, 2);
        assert_eq!(anatomies.parts().last(), Some(&part(2, Phase::Repair, 14)));
        anatomies.reset();
        assert_eq!(anatomies.parts(), []);
    }
}
