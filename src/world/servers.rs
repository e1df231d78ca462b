//! Servers: what holds each of them down, whether it starts, and which Front Ends of each pool are up.
//!
//! *Invariant*: a server is down exactly while something holds it down, because holds are counted in that state and nowhere
//! else.

use std::num::NonZeroU32;

use crate::topology::{MachineId, Member, PoolId, Topology};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    /// It accepts connections.
    #[default]
    Up,
    /// Nothing holds it down any more; it starts.
    Starting,
    /// So many reasons hold it down: its own fault, its site, a host, the timeline.
    Down(NonZeroU32),
}

#[derive(Debug, Clone, Copy)]
struct Server {
    state: State,
    /// Whether one of the reasons is a line of the timeline that says no end.
    until_returned: bool,
    /// The pool of a Front End, and its place there.
    front_end: Option<(PoolId, u8)>,
}

/// Every server. Changed by `behaviour::machines`.
#[derive(Debug, Clone, Default)]
pub struct Servers {
    servers: Vec<Server>,
    front_ends_up: Vec<u16>,
}

impl Servers {
    /// Every server up.
    pub fn new(topology: &Topology) -> Self {
        let server = |member| {
            let front_end = match member {
                Member::FrontEnd { pool, ordinal } => Some((pool, ordinal)),
                Member::Pool(_) | Member::Edge(_) => None,
            };
            Server { state: State::Up, until_returned: false, front_end }
        };
        let mut servers = Servers {
            servers: topology.machines.iter().map(|machine| server(machine.member)).collect(),
            front_ends_up: vec![0; topology.pools.len()],
        };
        servers.reset();
        servers
    }

    /// Every server up again.
    pub fn reset(&mut self) {
        self.front_ends_up.fill(0);
        for server in &mut self.servers {
            (server.state, server.until_returned) = (State::Up, false);
            if let Some((pool, ordinal)) = server.front_end {
                self.front_ends_up[pool.index()] |= 1 << ordinal;
            }
        }
    }

    fn state(&self, machine: MachineId) -> State {
        self.servers[machine.index()].state
    }

    /// Whether a server accepts connections.
    #[inline]
    pub fn is_up(&self, machine: MachineId) -> bool {
        self.state(machine) == State::Up
    }

    /// Whether nothing holds it down any more and it starts.
    #[inline]
    pub fn is_starting(&self, machine: MachineId) -> bool {
        self.state(machine) == State::Starting
    }

    /// Whether something holds it down.
    #[inline]
    pub fn is_held(&self, machine: MachineId) -> bool {
        matches!(self.state(machine), State::Down(_))
    }

    /// The Front Ends of a pool that are up, a bit for each ordinal.
    #[inline]
    pub fn front_ends_up(&self, pool: PoolId) -> u16 {
        self.front_ends_up[pool.index()]
    }

    fn change(&mut self, machine: MachineId, state: State) {
        let server = &mut self.servers[machine.index()];
        server.state = state;
        if let Some((pool, ordinal)) = server.front_end {
            let bits = &mut self.front_ends_up[pool.index()];
            *bits = *bits & !(1 << ordinal) | u16::from(state == State::Up) << ordinal;
        }
    }

    /// One more reason for which a server is down. Says whether it was not down until now.
    pub fn hold(&mut self, machine: MachineId) -> bool {
        let before = self.state(machine);
        let holds = match before {
            State::Down(holds) => holds.saturating_add(1),
            State::Up | State::Starting => NonZeroU32::MIN,
        };
        self.change(machine, State::Down(holds));
        !matches!(before, State::Down(_))
    }

    /// One reason fewer; without the last, it starts. Says whether that was the last. The timeline may return what was
    /// never lost: nothing happens then.
    pub fn release(&mut self, machine: MachineId) -> bool {
        let State::Down(holds) = self.state(machine) else { return false };
        let left = NonZeroU32::new(holds.get() - 1);
        self.change(machine, left.map_or(State::Starting, State::Down));
        left.is_none()
    }

    /// A server that starts has started.
    pub fn start(&mut self, machine: MachineId) {
        if self.is_starting(machine) {
            self.change(machine, State::Up);
        }
    }

    /// A line of the timeline that says no end takes a server down. Says whether none had yet.
    pub fn lose_until_returned(&mut self, machine: MachineId) -> bool {
        !std::mem::replace(&mut self.servers[machine.index()].until_returned, true)
    }

    /// No line of the timeline that says no end holds it down any more.
    pub fn return_from_timeline(&mut self, machine: MachineId) {
        self.servers[machine.index()].until_returned = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_starts_when_the_last_reason_has_gone() {
        let machine = MachineId::nth(&[()], 0).unwrap();
        let server = Server { state: State::Up, until_returned: false, front_end: None };
        let mut servers = Servers { servers: vec![server], front_ends_up: Vec::new() };
        assert!(!servers.release(machine) && servers.is_up(machine), "nothing held it down");
        assert!(servers.hold(machine) && !servers.hold(machine));
        assert!(!servers.release(machine) && servers.is_held(machine));
        assert!(servers.release(machine) && servers.is_starting(machine));
        assert!(servers.hold(machine), "what starts can be lost again");
        servers.start(machine);
        assert!(servers.is_held(machine), "what is held down does not start");
        assert!(servers.release(machine));
        servers.start(machine);
        assert!(servers.is_up(machine));
    }
}
