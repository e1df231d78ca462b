//! Things that fail: whether each ages, rests, waits for somebody or is repaired; the crews at work and the spares at hand.
//!
//! *Invariant*: a repair exists exactly while its thing is repaired, and a crew is bound exactly by the repairs it was given.

use crate::ground::time::{Span, Time};
use crate::scenario::plan::Plan;

/// Whether a thing with a fault clock works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FaultState {
    /// It works and ages.
    #[default]
    Ageing,
    /// It works and does not age, with this much life left.
    Resting(Span),
    /// It failed and waits for a crew.
    Waiting(Time),
    /// Somebody repairs it.
    Repairing(Repair),
}

/// A repair under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repair {
    /// When somebody is there who can repair.
    pub ready: Time,
    /// When its spare lies there; long ago where it needs none.
    pub delivered: Time,
    /// How long it takes from then on.
    pub takes: Span,
}

impl Repair {
    /// When it is done.
    pub fn ends(&self) -> Time {
        self.ready.max(self.delivered) + self.takes
    }
}

/// The fault clocks of a plan, by number. Their transitions are called by `behaviour::faults`.
#[derive(Debug, Clone, Default)]
pub struct FaultClocks {
    states: Vec<FaultState>,
    crews_busy: Vec<u16>,
    spares: Vec<Time>,
    first_spare: Vec<u32>,
}

impl FaultClocks {
    /// Everything works and every spare lies there, in the memory they have.
    pub fn reset(&mut self, plan: &Plan) {
        self.states.clear();
        self.states.resize(plan.faults.len(), FaultState::Ageing);
        self.crews_busy.clear();
        self.crews_busy.resize(plan.crews.len(), 0);
        self.first_spare.clear();
        self.spares.clear();
        for stock in &plan.stocks {
            self.first_spare.push(self.spares.len() as u32);
            self.spares.resize(self.spares.len() + usize::from(stock.spares), Time::ZERO);
        }
        self.first_spare.push(self.spares.len() as u32);
    }

    /// How a thing is.
    pub fn state(&self, fault: u16) -> FaultState {
        self.states[fault as usize]
    }

    /// It fails, and waits for somebody.
    pub fn fail(&mut self, fault: u16, now: Time) {
        self.states[fault as usize] = FaultState::Waiting(now);
    }

    /// It stops ageing, with so much life left.
    pub fn rest(&mut self, fault: u16, left: Span) {
        self.states[fault as usize] = FaultState::Resting(left);
    }

    /// It ages again.
    pub fn age(&mut self, fault: u16) {
        self.states[fault as usize] = FaultState::Ageing;
    }

    /// Somebody repairs it.
    pub fn repair(&mut self, fault: u16, repair: Repair) {
        self.states[fault as usize] = FaultState::Repairing(repair);
    }

    /// It is repaired, and the crew that did it is free.
    pub fn is_repaired(&mut self, fault: u16, crew: Option<u16>) {
        self.age(fault);
        if let Some(crew) = crew {
            self.crews_busy[crew as usize] -= 1;
        }
    }

    /// A crew takes a repair.
    ///
    /// # Panics
    /// When none of so many is free.
    pub fn bind_crew(&mut self, crew: u16, of: u16) {
        assert!(self.crew_is_free(crew, of), "crew {crew} has nobody left for another repair");
        self.crews_busy[crew as usize] += 1;
    }

    /// Whether a crew has one of so many free.
    pub fn crew_is_free(&self, crew: u16, of: u16) -> bool {
        self.crews_busy[crew as usize] < of
    }

    /// When the spare of a repair lies there, if it is repaired and waits for one until after a moment.
    pub fn waits_for_spare(&self, fault: u16, moment: Time) -> Option<Time> {
        match self.states[fault as usize] {
            FaultState::Repairing(repair) => Some(repair.delivered).filter(|delivered| *delivered > moment),
            _ => None,
        }
    }

    /// A repair under way gets another spare than the one it waited for. Returns when that one lies there, and when the repair
    /// ends now.
    pub fn exchange_spare(&mut self, fault: u16, delivered: Time) -> Option<(Time, Time)> {
        match &mut self.states[fault as usize] {
            FaultState::Repairing(repair) => {
                let other = std::mem::replace(&mut repair.delivered, delivered);
                Some((other, repair.ends()))
            }
            _ => None,
        }
    }

    /// Takes the spare of a stock that lies there soonest, and puts the one that was ordered in its place; that one itself, if
    /// none comes sooner.
    pub fn take_spare(&mut self, stock: u16, ordered: Time) -> Time {
        let range = self.first_spare[stock as usize] as usize..self.first_spare[stock as usize + 1] as usize;
        let spares = &mut self.spares[range];
        match (0..spares.len()).min_by_key(|spare| spares[*spare]).filter(|spare| spares[*spare] < ordered) {
            Some(soonest) => std::mem::replace(&mut spares[soonest], ordered),
            None => ordered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crew_is_bound_until_its_repair_ends_and_spares_go_to_who_gets_them_soonest() {
        let mut clocks = FaultClocks {
            states: vec![FaultState::Ageing; 2],
            crews_busy: vec![0],
            spares: vec![Time::from_millis(5)],
            first_spare: vec![0, 1],
        };
        clocks.bind_crew(0, 1);
        assert!(!clocks.crew_is_free(0, 1));
        let delivered = clocks.take_spare(0, Time::from_millis(9));
        assert_eq!(delivered, Time::from_millis(5), "the one that lies there sooner");
        let repair = Repair { ready: Time::ZERO, delivered, takes: Span::from_millis(2) };
        clocks.repair(1, repair);
        assert_eq!(clocks.waits_for_spare(1, Time::from_millis(4)), Some(delivered));
        let exchanged = clocks.exchange_spare(1, Time::from_millis(1));
        assert_eq!(exchanged, Some((delivered, Time::from_millis(3))));
        clocks.is_repaired(1, Some(0));
        assert!(clocks.crew_is_free(0, 1) && clocks.state(1) == FaultState::Ageing);
        assert_eq!(clocks.exchange_spare(1, Time::ZERO), None, "nothing is repaired");
    }
}
