//! The timeline: what the scenario says happens, when it says so.

use crate::ground::calendar::Windows;
use crate::ground::time::{Span, Time};
use crate::kernel::agenda::Agenda;
use crate::scenario::plan::What;
use crate::world::World;
use crate::world::event::Timeline;

use super::machines;
use super::timers::Timers;

/// What the timeline says.
pub fn on(event: Timeline, world: &mut World<'_>) {
    match event {
        Timeline::Begins(line) => {
            world.condition.happenings.happen(line as usize);
            let planned = world.plan.timeline[line as usize].planned;
            match world.plan.timeline[line as usize].what {
                What::Lose(target) => {
                    if world.plan.timeline[line as usize].lasts.is_none() {
                        machines::lose_until_returned(world, target, planned);
                    } else if world.condition.happenings.begin_loss(line as usize) {
                        machines::lose(world, target, planned);
                    }
                }
                What::Return(target) => machines::return_what_was_lost(world, target),
                // The order is obeyed by whoever carries procedures out.
                What::Do(_) => {}
            }
        }
        Timeline::Ends(line) => {
            world.condition.happenings.end_loss(line as usize);
            if let What::Lose(target) = world.plan.timeline[line as usize].what {
                machines::give_back(world, target);
            }
        }
    }
}

/// Sets the timers of a line: its next time, and its end after a loss has begun.
pub fn reconcile(event: Timeline, world: &mut World<'_>, timers: &Timers, agenda: &mut Agenda) {
    if let Timeline::Begins(line) = event {
        set_next(world, timers, agenda, line as usize);
        let happening = &world.plan.timeline[line as usize];
        if let (What::Lose(_), Some(lasts)) = (happening.what, &happening.lasts) {
            let takes = world.dice.sojourn(world.streams.lasting[line as usize], lasts);
            agenda.set(timers.ends[line as usize], world.now + takes);
        }
    }
}

/// Sets the next time of a line; the one time of a line whose moment is drawn.
pub fn set_next(world: &mut World<'_>, timers: &Timers, agenda: &mut Agenda, line: usize) {
    let happening = &world.plan.timeline[line];
    let happened = world.condition.happenings.times(line);
    let next = match &happening.drawn {
        None => happening.times.get(happened).copied(),
        Some(windows) if happened == 0 => moment(windows, world.dice.uniform(world.streams.moment)),
        Some(_) => None,
    };
    if let Some(time) = next {
        agenda.set(timers.begins[line], time);
    }
}

/// The moment at which a share `u` of the windows' time has gone by.
pub fn moment(windows: &Windows, u: f64) -> Option<Time> {
    let whole: u64 = windows.intervals().map(|(from, to)| to.since(from).millis()).sum();
    let mut left = (u * whole as f64) as u64;
    for (from, to) in windows.intervals() {
        let here = to.since(from).millis();
        if left < here {
            return Some(from + Span::from_millis(left));
        }
        left -= here;
    }
    None
}
