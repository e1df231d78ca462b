//! Primaries of routing groups: who is promoted when one is lost, spread so that no Front End hoards them.
//!
//! That the fabric spreads primaries is told; how, is not. Here a lost primary goes where the fewest are, and where a
//! group has only crowded servers to go to, primaries that are away from home themselves make room.

use crate::topology::{PoolId, RoutingGroup};
use crate::world::World;
use crate::world::condition::Group;
use crate::world::group_standing::{available, has_quorum};

/// The routing groups of one pool, as they are and as they were placed, with the primaries that serve on each server.
#[derive(Debug)]
pub struct Primaries<'w> {
    groups: &'w mut [Group],
    nouns: &'w [RoutingGroup],
    up: u16,
    on: [u16; 16],
}

impl<'w> Primaries<'w> {
    /// Those of a pool.
    pub fn of(world: &'w mut World<'_>, pool: PoolId) -> Self {
        let range = world.condition.groups_of(pool);
        let up = world.condition.machines.front_ends_up[pool.index()];
        let nouns = &world.plan.topology.pool(pool).groups;
        let mut primaries = Primaries { groups: &mut world.condition.groups[range], nouns, up, on: [0; 16] };
        for index in 0..primaries.groups.len() {
            let (server, serves) = (primaries.server(index), primaries.serves(index));
            primaries.on[server] += u16::from(serves);
        }
        primaries
    }

    fn server(&self, index: usize) -> usize {
        let group = &self.groups[index];
        group.replicas[group.primary as usize] as usize
    }

    fn available(&self, index: usize) -> u8 {
        available(&self.groups[index], self.nouns[index].members, self.up)
    }

    fn serves(&self, index: usize) -> bool {
        self.available(index) >> self.groups[index].primary & 1 == 1
    }

    /// Elects a primary for every group that `wants` one, among its replicas that can answer. Says for how many.
    pub fn elect(&mut self, wants: impl Fn(&Group, &RoutingGroup) -> bool) -> u16 {
        let mut elected = 0;
        for index in 0..self.groups.len() {
            if wants(&self.groups[index], &self.nouns[index]) && !self.serves(index) && self.available(index) != 0 {
                self.elect_one(index);
                elected += 1;
            }
        }
        elected
    }

    fn elect_one(&mut self, index: usize) {
        let fewest = (0..16).filter(|server| self.up >> server & 1 == 1).map(|server| self.on[server]).min();
        // A limit above every server's number is always met, so the search ends.
        for limit in fewest.unwrap_or(0) + 1.. {
            let mut asked = 0;
            for place in 0..3 {
                let server = self.groups[index].replicas[place] as usize;
                if self.available(index) >> place & 1 == 1 && self.make_room(server, limit, &mut asked) {
                    self.groups[index].primary = place as u8;
                    self.on[server] += 1;
                    return;
                }
            }
        }
    }

    /// Whether a server has fewer primaries than the limit, once a guest among them has moved on to another of its
    /// group's servers if need be. Nobody is asked twice.
    fn make_room(&mut self, server: usize, limit: u16, asked: &mut u16) -> bool {
        if std::mem::replace(asked, *asked | 1 << server) >> server & 1 == 1 {
            return false;
        }
        if self.on[server] < limit {
            return true;
        }
        for index in 0..self.groups.len() {
            let guest = self.server(index) == server && server != self.nouns[index].replicas[0] as usize;
            if !guest || !self.serves(index) {
                continue;
            }
            for place in 0..3 {
                let other = self.groups[index].replicas[place] as usize;
                if self.available(index) >> place & 1 == 1 && self.make_room(other, limit, asked) {
                    self.groups[index].primary = place as u8;
                    self.on[other] += 1;
                    self.on[server] -= 1;
                    return true;
                }
            }
        }
        false
    }
}

/// A primary goes back to the server the placement gives it as soon as that is current again; clients move without
/// a visible sign-out. Where too few replicas can answer to elect a primary, that server is not elected either.
pub fn send_home(group: &mut Group, noun: &RoutingGroup, up: u16, back_end_vote: bool) {
    let home = group.replicas[0] == noun.replicas[0] && group.current & 1 == 1;
    if home && has_quorum(group, noun.members, up, back_end_vote) {
        group.primary = 0;
    }
}

/// Leaves a group without a primary: the one it is said to have is a replica that cannot answer. Only a group without
/// quorum has such a replica for certain.
pub fn leave_without(group: &mut Group, members: u8, up: u16) {
    let away = !available(group, members, up) & ((1 << members) - 1);
    group.primary = away.trailing_zeros().min(u32::from(members) - 1) as u8;
}
