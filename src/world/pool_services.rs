//! Whether the services of a pool run, on which Front Ends they did last, and what an administrator has seen to.
//!
//! *Invariant*: only a stopped pool can be one that may start with fewer Front Ends than a start asks for, and starting uses
//! that up.

use crate::ground::time::Time;
use crate::world::by_pool::Marks;
use crate::world::touched::Changes;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Running,
    Stopped { may_start_with_fewer: bool },
}

/// The services of one pool. Its transitions are called by `behaviour::pools` and by the effect that lets it start.
#[derive(Debug, Clone, Copy)]
pub struct PoolServices {
    state: State,
    runs_on: u16,
    stopped_last: (u16, Time),
}

impl Default for PoolServices {
    fn default() -> Self {
        PoolServices { state: State::Running, runs_on: 0, stopped_last: (0, Time::ZERO) }
    }
}

impl Marks for PoolServices {
    const CHANGES: Changes = Changes::SERVICES;
    // How exposed a pool is depends on whether its partner runs.
    const OF_PARTNER_TOO: bool = true;
}

impl PoolServices {
    /// Whether they run, on as many Front Ends as are up.
    pub const fn are_running(&self) -> bool {
        matches!(self.state, State::Running)
    }

    /// Whether they were stopped, or nothing is left to run them; a cold start is needed.
    pub const fn are_stopped(&self) -> bool {
        !self.are_running()
    }

    /// Whether the pool may start with as many Front Ends as its quorum needs: an administrator has seen to what is missing.
    pub const fn may_start_with_fewer(&self) -> bool {
        matches!(self.state, State::Stopped { may_start_with_fewer: true })
    }

    /// The Front Ends on which they stopped last, a bit for each ordinal: what was written until then nobody else may have.
    /// Kept of pools of two, which alone have to start in order.
    pub const fn stopped_last(&self) -> u16 {
        self.stopped_last.0
    }

    /// They stop.
    pub fn stop(&mut self) {
        if self.are_running() {
            self.state = State::Stopped { may_start_with_fewer: false };
        }
    }

    /// They start. Says whether an administrator had let them start with fewer Front Ends.
    pub fn start(&mut self) -> bool {
        let with_fewer = self.may_start_with_fewer();
        self.state = State::Running;
        with_fewer
    }

    /// An administrator lets a stopped pool start with fewer.
    pub fn let_start_with_fewer(&mut self) {
        if let State::Stopped { may_start_with_fewer } = &mut self.state {
            *may_start_with_fewer = true;
        }
    }

    /// What an administrator has seen to holds for the start that follows, and no longer.
    pub fn ask_for_all_again(&mut self) {
        if let State::Stopped { may_start_with_fewer } = &mut self.state {
            *may_start_with_fewer = false;
        }
    }

    /// Remembers on which of the Front Ends that are up they run, and so where they stopped last. What stops at one instant has
    /// no order. Says whether any stopped.
    pub fn note_servers(&mut self, up: u16, now: Time) -> bool {
        let runs_on = if self.are_running() { up } else { 0 };
        let stopped = self.runs_on & !runs_on;
        self.runs_on = runs_on;
        if stopped != 0 {
            let (before, when) = self.stopped_last;
            self.stopped_last = (if when == now { before | stopped } else { stopped }, now);
        }
        stopped != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_stopped_pool_may_start_with_fewer_and_only_once() {
        let mut services = PoolServices::default();
        services.let_start_with_fewer();
        assert!(!services.may_start_with_fewer(), "it runs");
        services.stop();
        services.let_start_with_fewer();
        services.stop();
        assert!(services.may_start_with_fewer(), "it was stopped already");
        assert!(services.start() && services.are_running());
        services.stop();
        assert!(!services.start(), "that was used up");
    }

    #[test]
    fn what_stops_at_one_instant_has_no_order() {
        let mut services = PoolServices::default();
        assert!(!services.note_servers(0b11, Time::from_millis(1)));
        assert!(services.note_servers(0b01, Time::from_millis(2)));
        assert!(services.note_servers(0b00, Time::from_millis(2)));
        assert_eq!(services.stopped_last(), 0b11, "both at once");
        services.note_servers(0b11, Time::from_millis(3));
        services.note_servers(0b10, Time::from_millis(4));
        assert_eq!(services.stopped_last(), 0b01);
    }
}
