//! The engine: take the earliest timer, tell the model, and again.
//!
//! The model owns all state and sets its own timers; the engine owns nothing but the present. There is no event object:
//! a slot that fires means whatever the model's numbering says it means.

use super::agenda::{Agenda, END_OF_TIME, Slot};
use crate::ground::time::Time;

/// Something whose timers fire.
pub trait Model {
    /// The timer of `slot` fires at `now`. It is no longer set, and the handler may set any timer at `now` or later.
    ///
    /// A model ends its run early by calling [`Agenda::reset`]: without timers there is nothing left to happen.
    fn event(&mut self, now: Time, slot: Slot, agenda: &mut Agenda);
}

/// How a run ended, or how far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ended {
    /// How many events happened.
    pub events: u64,
    /// When the last of them happened, or time zero when this call saw none.
    pub at: Time,
}

/// Lets every timer before `until` fire, in order of time and, at the same moment, of slot.
///
/// An event exactly at `until` does not happen: a run covers its start and not its end, so that two runs laid end to end
/// cover every moment once. Its timer stays set, and a further call continues where this one stopped.
///
/// ```
/// use pooldrill::ground::time::{Span, Time};
/// use pooldrill::kernel::agenda::{Agenda, Slot};
/// use pooldrill::kernel::engine::{Model, run};
/// struct Metronome(u32);
/// impl Model for Metronome {
///     fn event(&mut self, now: Time, slot: Slot, agenda: &mut Agenda) {
///         self.0 += 1;
///         agenda.set(slot, now + Span::seconds(1));
///     }
/// }
/// let mut agenda = Agenda::new(1);
/// agenda.set(Slot(0), Time::ZERO);
/// let mut metronome = Metronome(0);
/// let ended = run(&mut metronome, &mut agenda, Time::ZERO + Span::minutes(1));
/// assert_eq!((metronome.0, ended.events, ended.at), (60, 60, Time::ZERO + Span::seconds(59)));
/// ```
///
/// # Panics
///
/// When `until` is beyond [`END_OF_TIME`], or when the model set a timer into its past.
pub fn run<M: Model + ?Sized>(model: &mut M, agenda: &mut Agenda, until: Time) -> Ended {
    let mut ended = Ended::default();
    go_on(&mut ended, u64::MAX, model, agenda, until);
    ended
}

/// The same in parts, so that whoever waits can be heeded between two of them: at most `most` more timers fire. Says
/// whether none is left before `until`.
///
/// # Panics
///
/// As [`run`] does.
#[inline]
pub fn go_on<M: Model + ?Sized>(ended: &mut Ended, most: u64, model: &mut M, agenda: &mut Agenda, until: Time) -> bool {
    assert!(until <= END_OF_TIME, "a run cannot be longer than {} years", END_OF_TIME.millis() / 31_536_000_000);
    let last = ended.events.saturating_add(most);
    while ended.events < last {
        let Some((now, slot)) = agenda.take_before(until) else { return true };
        assert!(now >= ended.at, "a timer was set into the past");
        ended.at = now;
        ended.events += 1;
        model.event(now, slot, agenda);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::time::Span;
    use crate::kernel::trace::Trace;

    /// Notes what fires, and does with a timer what its row says: nothing, or setting a slot after a span.
    struct Script {
        rows: Vec<Option<(u32, i64)>>,
        trace: Trace<u32>,
    }

    impl Model for Script {
        fn event(&mut self, now: Time, slot: Slot, agenda: &mut Agenda) {
            self.trace.record(now, slot.0);
            if let Some((target, millis)) = self.rows[slot.0 as usize] {
                agenda.set(Slot(target), Time::from_millis(now.millis().saturating_add_signed(millis)));
            }
        }
    }

    fn script(rows: &[Option<(u32, i64)>], set: &[(u32, u64)]) -> (Script, Agenda) {
        let mut agenda = Agenda::new(rows.len() as u32);
        for (slot, millis) in set {
            agenda.set(Slot(*slot), Time::from_millis(*millis));
        }
        (Script { rows: rows.to_vec(), trace: Trace::new() }, agenda)
    }

    fn fired(script: &Script) -> Vec<(u64, u32)> {
        script.trace.entries().iter().map(|(time, slot)| (time.millis(), *slot)).collect()
    }

    #[test]
    fn simultaneous_events_come_in_order_of_slot() {
        let (mut script, mut agenda) = script(&[None, None, None], &[(2, 5), (0, 5), (1, 4)]);
        let ended = run(&mut script, &mut agenda, Time::from_millis(6));
        assert_eq!(fired(&script), [(4, 1), (5, 0), (5, 2)]);
        assert_eq!(ended, Ended { events: 3, at: Time::from_millis(5) });
    }

    #[test]
    fn an_event_may_cause_another_at_the_same_moment_in_a_lower_slot() {
        let (mut script, mut agenda) = script(&[None, None, Some((0, 0))], &[(2, 5), (1, 7)]);
        run(&mut script, &mut agenda, Time::from_millis(100));
        assert_eq!(fired(&script), [(5, 2), (5, 0), (7, 1)]);
    }

    #[test]
    fn the_end_is_not_part_of_the_run_and_the_run_can_go_on() {
        let (mut script, mut agenda) = script(&[Some((0, 10))], &[(0, 0)]);
        assert_eq!(run(&mut script, &mut agenda, Time::from_millis(20)).events, 2);
        assert_eq!(agenda.next(), Some((Time::from_millis(20), Slot(0))));
        assert_eq!(run(&mut script, &mut agenda, Time::from_millis(21)).events, 1);
    }

    #[test]
    fn a_run_in_parts_is_the_run_as_a_whole() {
        let rows = [Some((0, 10)), Some((1, 7))];
        let (mut script_of_parts, mut agenda) = script(&rows, &[(0, 0), (1, 3)]);
        let (mut parts, mut ended) = (0, Ended::default());
        while !go_on(&mut ended, 3, &mut script_of_parts, &mut agenda, Time::from_millis(100)) {
            parts += 1;
        }
        let (mut whole, mut agenda) = script(&rows, &[(0, 0), (1, 3)]);
        assert_eq!(run(&mut whole, &mut agenda, Time::from_millis(100)), ended);
        assert_eq!((fired(&script_of_parts), parts), (fired(&whole), 8));
    }

    #[test]
    #[should_panic(expected = "into the past")]
    fn the_past_is_refused() {
        let (mut script, mut agenda) = script(&[None, Some((0, -1))], &[(1, 5)]);
        run(&mut script, &mut agenda, Time::from_millis(100));
    }

    #[test]
    #[should_panic(expected = "cannot be longer")]
    fn a_run_without_end_is_refused() {
        let (mut script, mut agenda) = script(&[None], &[]);
        run(&mut script, &mut agenda, Time::ZERO + Span::FOREVER);
    }

    #[test]
    fn another_order_of_ties_changes_only_ties() {
        let (mut script, _) = script(&[None, None, None], &[]);
        let mut agenda = Agenda::new(3).with_tie_order(&[Slot(2), Slot(0), Slot(1)]);
        for (slot, millis) in [(0, 5), (1, 4), (2, 5)] {
            agenda.set(Slot(slot), Time::from_millis(millis));
        }
        run(&mut script, &mut agenda, Time::from_millis(6));
        assert_eq!(fired(&script), [(4, 1), (5, 2), (5, 0)]);
    }
}
