//! How replicas and primaries move: the transitions of the fabric.

use super::{Fabric, Group, Row, SERVERS, Unwritten, View, if_up};
use crate::ground::bits::numbers;

impl Fabric {
    /// A replica on a server that is away misses what is written meanwhile.
    pub fn forget_absent(&mut self, up: u16) {
        for word in 0..self.words {
            for (server, rows) in self.of_servers_mut(word).iter_mut().enumerate() {
                rows[Row::Current as usize] &= if_up(up, server);
            }
        }
    }

    /// Makes the replica at a place of a group its primary.
    pub fn make_primary(&mut self, group: usize, at: u8) {
        let old = self.groups[group].primary();
        self.set(Row::Primary, old, group, false);
        self.groups[group].primary = at;
        let new = self.groups[group].primary();
        self.set(Row::Primary, new, group, true);
    }

    /// Gives a group another server for the replica at a place; it has all data. Where that was primary, it still is.
    fn put_replica(&mut self, group: usize, at: usize, server: u8) {
        let Group { replicas, homes, primary } = self.groups[group];
        let old = replicas[at];
        for row in [Row::Held, Row::Current, Row::Primary] {
            self.set(row, old, group, false);
        }
        self.groups[group].replicas[at] = server;
        self.set(Row::Held, server, group, true);
        self.set(Row::Current, server, group, true);
        if usize::from(primary) == at {
            self.set(Row::Primary, server, group, true);
        }
        self.set(Row::Away, homes[at], group, server != homes[at]);
    }

    /// Two servers of a group change places. Nothing is copied, and the same server stays primary.
    fn exchange(&mut self, group: usize, one: usize, other: usize) {
        let members = self.members as usize;
        let places = &mut self.groups[group];
        places.replicas.swap(one, other);
        places.primary = match places.primary as usize {
            primary if primary == one => other as u8,
            primary if primary == other => one as u8,
            primary => primary as u8,
        };
        let Group { replicas, homes, .. } = *places;
        for at in 0..members {
            self.set(Row::Away, homes[at], group, replicas[at] != homes[at]);
        }
    }

    /// After a cold start every replica on a running server is current: its data came from the Back End. Primaries go
    /// where the placement wants them; a group with too few of its replicas is left without one.
    pub fn start_from_back_end(&mut self, view: View) {
        self.as_placed();
        self.forget_absent(view.up);
        for word in 0..self.words {
            let without_quorum = self.all(word) & !self.answers(view.up, word).at_least(view.needed);
            for group in numbers(word, without_quorum) {
                // The primary it is said to have is a replica that cannot answer. A group without quorum has one.
                let away = !self.available(group, view.up) & ((1 << self.members) - 1);
                self.make_primary(group, away.trailing_zeros().min(u32::from(self.members) - 1) as u8);
            }
        }
    }

    /// Reloads groups without quorum, or every group, from the Back End onto the servers that run: replicas that are away
    /// get another server where there is room, and all of them are current, because they hold what the Back End held. Tells
    /// of each.
    pub fn reload(&mut self, view: View, every: bool, domains: &[u8], mut tell: impl FnMut(usize, &Unwritten)) {
        let mut loads = self.loads();
        for word in 0..self.words {
            let quorum = if every { 0 } else { self.answers(view.up, word).at_least(view.needed) };
            for group in numbers(word, self.all(word) & !quorum) {
                self.reload_one(group, view.up, domains, &mut loads);
                tell(group, &self.unwritten[group]);
            }
        }
    }

    fn reload_one(&mut self, group: usize, up: u16, domains: &[u8], loads: &mut [u16; SERVERS]) {
        for at in 0..self.members as usize {
            let holder = self.groups[group].replicas[at];
            if up >> holder & 1 == 1 {
                self.set(Row::Current, holder, group, true);
            } else if let Some(server) = self.roomiest(group, at, up, domains, loads) {
                self.put_replica(group, at, server);
                loads[server as usize] += 1;
            }
        }
        let answer = self.available(group, up);
        if answer >> self.groups[group].primary & 1 == 0 {
            self.make_primary(group, answer.trailing_zeros().min(u32::from(self.members) - 1) as u8);
        }
    }

    /// Gives the groups of an absent server a replica elsewhere, where a server of another upgrade domain has room and
    /// enough of the group is left to copy from. Says how many.
    pub fn replace(&mut self, server: u8, view: View, domains: &[u8]) -> u16 {
        let mut loads = self.loads();
        let mut replaced = 0;
        for word in 0..self.words {
            let quorum = self.answers(view.up, word).at_least(view.needed);
            for group in numbers(word, self.word(Row::Held, server as usize, word) & quorum) {
                let Some(at) = self.groups[group].place_of(self.members, server) else { continue };
                if let Some(other) = self.roomiest(group, at, view.up, domains, &loads) {
                    self.put_replica(group, at, other);
                    loads[other as usize] += 1;
                    replaced += 1;
                }
            }
        }
        replaced
    }

    /// The running server with the fewest replicas that holds none of this group, outside the domains of the other
    /// replicas as long as there is one.
    fn roomiest(&self, group: usize, at: usize, up: u16, domains: &[u8], loads: &[u16; SERVERS]) -> Option<u8> {
        let replicas = self.groups[group].replicas(self.members);
        let others = || replicas.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, server)| *server);
        let free = |server: u8| up >> server & 1 == 1 && others().all(|other| other != server);
        let apart = |server: u8| others().all(|other| domains[other as usize] != domains[server as usize]);
        let candidates = || (0..domains.len() as u8).filter(|server| free(*server));
        let least = |a: &u8| (loads[*a as usize], *a);
        candidates().filter(|server| apart(*server)).min_by_key(least).or_else(|| candidates().min_by_key(least))
    }

    /// The replicas of a returned server catch up. Says how many, and sends primaries home.
    pub fn catch_up(&mut self, server: u8, view: View) -> u16 {
        let mut caught_up = 0;
        for word in 0..self.words {
            let possible = self.can_catch_up(view, &self.answers(view.up, word), word);
            let behind = self.behind(server as usize, word) & possible;
            *self.word_mut(Row::Current, server as usize, word) |= behind;
            caught_up += behind.count_ones() as u16;
        }
        self.send_home(view);
        caught_up
    }

    /// A returned server is given back the replicas that others hold for it. Says how many, and sends primaries home.
    pub fn take_home(&mut self, server: u8, view: View) -> u16 {
        let mut moved = 0;
        for word in 0..self.words {
            let left = self.answers(view.up, word).once;
            for group in numbers(word, self.word(Row::Away, server as usize, word) & left) {
                let homes = &self.groups[group].homes[..self.members as usize];
                let Some(home) = homes.iter().position(|home| *home == server) else { continue };
                match self.groups[group].place_of(self.members, server) {
                    // While it was away, or since, it was given another place of this group: the two change places.
                    Some(other) => self.exchange(group, home, other),
                    None => self.put_replica(group, home, server),
                }
                moved += 1;
            }
        }
        self.send_home(view);
        moved
    }

    /// A primary goes back to the server the placement gives it as soon as that is current again; clients move without
    /// a visible sign-out. Where too few replicas can answer to elect a primary, that server is not elected either.
    fn send_home(&mut self, view: View) {
        for word in 0..self.words {
            let quorum = self.answers(view.up, word).at_least(view.needed);
            for server in 0..self.servers {
                let home = self.word(Row::Home, server, word) & !self.word(Row::Away, server, word);
                let current = self.word(Row::Current, server, word) & !self.word(Row::Primary, server, word);
                for group in numbers(word, home & current & quorum) {
                    self.make_primary(group, 0);
                }
            }
        }
    }
}
