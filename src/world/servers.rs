//! Servers: what holds each of them down, whether it starts, and which Front Ends of each pool are up.
//!
//! *Invariant*: a server is down exactly while something holds it down, because holds are counted in that state and nowhere
//! else. Whoever changes a server marks it, because the change itself does.

use std::num::NonZeroU32;

use crate::topology::{MachineId, Member, PoolId, Topology};
use crate::world::touched::{Changes, Touched};

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
    /// Whom it serves.
    member: Member,
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
        let server = |member| Server { state: State::Up, until_returned: false, member };
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
            if let Member::FrontEnd { pool, ordinal } = server.member {
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

    /// A server goes down, starts or comes up, which is marked.
    fn change(&mut self, machine: MachineId, state: State, touched: &mut Touched) {
        let server = &mut self.servers[machine.index()];
        server.state = state;
        match server.member {
            Member::FrontEnd { pool, ordinal } => {
                let bits = &mut self.front_ends_up[pool.index()];
                *bits = *bits & !(1 << ordinal) | u16::from(state == State::Up) << ordinal;
                touched.mark(pool, Changes::SERVERS);
            }
            Member::Pool(pool) => touched.mark(pool, Changes::DATABASES),
            Member::Edge(_) => touched.edges = true,
        }
    }

    /// One more reason for which a server is down. Says whether it was not down until now.
    pub fn hold(&mut self, machine: MachineId, touched: &mut Touched) -> bool {
        if let State::Down(holds) = &mut self.servers[machine.index()].state {
            *holds = holds.saturating_add(1);
            return false;
        }
        self.change(machine, State::Down(NonZeroU32::MIN), touched);
        true
    }

    /// One reason fewer; without the last, it starts. Says whether that was the last. The timeline may return what was
    /// never lost: nothing happens then.
    pub fn release(&mut self, machine: MachineId, touched: &mut Touched) -> bool {
        let State::Down(holds) = &mut self.servers[machine.index()].state else { return false };
        if let Some(left) = NonZeroU32::new(holds.get() - 1) {
            *holds = left;
            return false;
        }
        self.change(machine, State::Starting, touched);
        true
    }

    /// A server that starts has started.
    pub fn start(&mut self, machine: MachineId, touched: &mut Touched) {
        if self.is_starting(machine) {
            self.change(machine, State::Up, touched);
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
        let pool = PoolId::nth(&[()], 0).unwrap();
        let server = Server { state: State::Up, until_returned: false, member: Member::Pool(pool) };
        let mut servers = Servers { servers: vec![server], front_ends_up: Vec::new() };
        let touched = &mut Touched::new(vec![None], 0, 1);
        assert!(!servers.release(machine, touched) && servers.is_up(machine), "nothing held it down");
        assert!(touched.pools.is_empty(), "nothing changed");
        assert!(servers.hold(machine, touched) && !servers.hold(machine, touched));
        assert!(touched.of(pool) == Changes::DATABASES, "a change is marked");
        assert!(!servers.release(machine, touched) && servers.is_held(machine));
        assert!(servers.release(machine, touched) && servers.is_starting(machine));
        assert!(servers.hold(machine, touched), "what starts can be lost again");
        servers.start(machine, touched);
        assert!(servers.is_held(machine), "what is held down does not start");
        assert!(servers.release(machine, touched));
        servers.start(machine, touched);
        assert!(servers.is_up(machine));
    }
}
