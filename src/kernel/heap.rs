//! A plain set of timers on the standard library's heap: the oracle of the agenda.
//!
//! It is slow, allocates, and leaves dead entries behind until they surface, and it is so plain that it can be believed.
//! Tests and the benchmark run it beside the agenda; no model should.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::agenda::{END_OF_TIME, Slot, Timers};
use crate::ground::time::Time;

/// Timers on a binary heap with lazy deletion.
///
/// ```
/// use pooldrill::ground::time::Time;
/// use pooldrill::kernel::agenda::{Slot, Timers};
/// use pooldrill::kernel::heap::HeapTimers;
/// let mut timers = HeapTimers::new(2);
/// timers.set(Slot(1), Time::from_millis(3));
/// timers.set(Slot(1), Time::from_millis(8));
/// assert_eq!(timers.take(), Some((Time::from_millis(8), Slot(1))));
/// ```
#[derive(Debug, Clone)]
pub struct HeapTimers {
    heap: BinaryHeap<Reverse<(Time, Slot)>>,
    due: Vec<Option<Time>>,
}

impl HeapTimers {
    /// A set of `slots` timers, none of them set.
    pub fn new(slots: u32) -> HeapTimers {
        HeapTimers { heap: BinaryHeap::new(), due: vec![None; slots as usize] }
    }
}

impl Timers for HeapTimers {
    fn set(&mut self, slot: Slot, time: Time) {
        let time = (time < END_OF_TIME).then_some(time);
        self.due[slot.0 as usize] = time;
        self.heap.extend(time.map(|time| Reverse((time, slot))));
    }

    fn clear(&mut self, slot: Slot) {
        self.due[slot.0 as usize] = None;
    }

    fn due(&self, slot: Slot) -> Option<Time> {
        self.due[slot.0 as usize]
    }

    fn next(&mut self) -> Option<(Time, Slot)> {
        while let Some(Reverse((time, slot))) = self.heap.peek().copied() {
            if self.due[slot.0 as usize] == Some(time) {
                return Some((time, slot));
            }
            self.heap.pop();
        }
        None
    }

    fn take(&mut self) -> Option<(Time, Slot)> {
        let taken = self.next();
        if let Some((_, slot)) = taken {
            self.heap.pop();
            self.due[slot.0 as usize] = None;
        }
        taken
    }

    fn reset(&mut self) {
        self.heap.clear();
        self.due.fill(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::agenda::{Agenda, shuffled_within};
    use proptest::prelude::*;

    #[derive(Debug, Clone, Copy)]
    enum Act {
        Set(u32, u64),
        /// Sets the timer that was taken last, which is the case the agenda is built for.
        SetTaken(u64),
        Clear(u32),
        Due(u32),
        Next,
        Take,
        Reset,
    }

    fn acts(slots: u32) -> impl Strategy<Value = Vec<Act>> {
        // Few distinct times, so that ties are common.
        let act = prop_oneof![
            6 => (0..slots, 0..12u64).prop_map(|(slot, time)| Act::Set(slot, time)),
            1 => (0..slots).prop_map(|slot| Act::Set(slot, u64::MAX)),
            4 => (0..12u64).prop_map(Act::SetTaken),
            2 => (0..slots).prop_map(Act::Clear),
            2 => (0..slots).prop_map(Act::Due),
            2 => Just(Act::Next),
            6 => Just(Act::Take),
            1 => prop_oneof![9 => Just(Act::Take), 1 => Just(Act::Reset)],
        ];
        proptest::collection::vec(act, 0..200)
    }

    /// Does the same to both and compares all they answer.
    fn compare(slots: u32, acts: &[Act]) -> Result<(), TestCaseError> {
        let mut agenda: Box<dyn Timers> = Box::new(Agenda::new(slots));
        let mut heap: Box<dyn Timers> = Box::new(HeapTimers::new(slots));
        let mut taken = Slot(0);
        for act in acts {
            for timers in [&mut agenda, &mut heap] {
                match *act {
                    Act::Set(slot, time) => timers.set(Slot(slot), Time::from_millis(time)),
                    Act::SetTaken(time) => timers.set(taken, Time::from_millis(time)),
                    Act::Clear(slot) => timers.clear(Slot(slot)),
                    Act::Reset => timers.reset(),
                    Act::Due(_) | Act::Next | Act::Take => {}
                }
            }
            match *act {
                Act::Due(slot) => prop_assert_eq!(agenda.due(Slot(slot)), heap.due(Slot(slot))),
                Act::Next => prop_assert_eq!(agenda.next(), heap.next()),
                Act::Take => {
                    let (fast, plain) = (agenda.take(), heap.take());
                    prop_assert_eq!(fast, plain);
                    taken = plain.map_or(taken, |(_, slot)| slot);
                }
                _ => {}
            }
        }
        while let Some(last) = heap.take() {
            prop_assert_eq!(agenda.take(), Some(last));
        }
        prop_assert_eq!(agenda.take(), None);
        Ok(())
    }

    proptest! {
        #![proptest_config(crate::ground::fixed_cases())]

        #[test]
        fn the_agenda_is_the_heap((slots, acts) in (1..20u32).prop_flat_map(|slots| (Just(slots), acts(slots)))) {
            compare(slots, &acts)?;
        }

        #[test]
        fn without_ties_their_order_is_immaterial(times in proptest::collection::hash_set(0..1000u64, 1..40), seed: u64) {
            let slots = times.len() as u32;
            let mut plain = Agenda::new(slots);
            let mut permuted = Agenda::new(slots).with_tie_order(&shuffled_within(slots, &[0], seed));
            for (slot, time) in (0..).map(Slot).zip(times) {
                plain.set(slot, Time::from_millis(time));
                permuted.set(slot, Time::from_millis(time));
            }
            while let Some(next) = plain.take() {
                prop_assert_eq!(permuted.take(), Some(next));
            }
        }
    }

    #[test]
    fn of_timers_that_share_a_leaf_the_one_set_last_is_set() {
        let (fails, is_repaired, other) = (Slot(0), Slot(1), Slot(2));
        let mut agenda = Agenda::sharing(vec![0, 0, 1]);
        let at = Time::from_millis;
        agenda.set(other, at(5));
        agenda.set(fails, at(3));
        agenda.clear(is_repaired);
        assert_eq!(
            (agenda.due(fails), agenda.due(is_repaired)),
            (Some(at(3)), None),
            "what is not set cannot be stopped"
        );
        assert_eq!(agenda.take(), Some((at(3), fails)));
        agenda.clear(fails);
        agenda.set(is_repaired, at(5));
        assert_eq!((agenda.due(fails), agenda.due(is_repaired)), (None, Some(at(5))));
        assert_eq!(
            (agenda.take(), agenda.take()),
            (Some((at(5), is_repaired)), Some((at(5), other))),
            "in order of slots"
        );
        assert_eq!(agenda.take(), None);
    }

    #[test]
    fn a_taken_timer_is_not_set_until_it_is_set() {
        let mut agenda = Agenda::new(2);
        agenda.set(Slot(0), Time::from_millis(1));
        agenda.take();
        assert_eq!(agenda.due(Slot(0)), None);
        assert_eq!(agenda.next(), None);
    }

    #[test]
    fn the_largest_agenda_works_at_its_corners() {
        let last = Slot((1 << 20) - 1);
        let mut agenda = Agenda::new(1 << 20);
        let latest = Time::from_millis(END_OF_TIME.millis() - 1);
        agenda.set(last, latest);
        assert_eq!(agenda.take(), Some((latest, last)));
        agenda.set(last, END_OF_TIME);
        assert_eq!((agenda.due(last), agenda.take()), (None, None));
    }
}
