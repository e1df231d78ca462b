//! Primaries of routing groups: who is promoted when one is lost, spread so that no Front End hoards them.
//!
//! That the fabric spreads primaries is told; how, is not. Here a lost primary goes where the fewest are, and where a
//! group has only crowded servers to go to, primaries that are away from home themselves make room.

use crate::ground::bits::{numbers, ordinals};
use crate::world::fabric::{Fabric, View};

/// The fabric of one pool with the primaries that serve on each server.
#[derive(Debug)]
pub struct Primaries<'f> {
    fabric: &'f mut Fabric,
    view: View,
    on: [u16; 16],
}

impl<'f> Primaries<'f> {
    /// Those of a pool.
    pub fn of(fabric: &'f mut Fabric, view: View) -> Self {
        let on = fabric.serving_primaries(view.up);
        Primaries { fabric, view, on }
    }

    /// Elects a primary for every group whose primary was on one of these servers and cannot answer, among its replicas
    /// that can, where enough of them can. Says for how many.
    pub fn elect(&mut self, on: u16) -> u16 {
        let mut elected = 0;
        for word in 0..self.fabric.words() {
            for group in numbers(word, self.fabric.without_primary(on, self.view, word)) {
                self.elect_one(group);
                elected += 1;
            }
        }
        elected
    }

    fn elect_one(&mut self, group: usize) {
        let fewest = ordinals(self.view.up).map(|server| self.on[usize::from(server)]).min();
        // A limit above every server's number is always met, so the search ends.
        for limit in fewest.unwrap_or(0) + 1.. {
            let mut asked = 0;
            if let Some((place, server)) = self.place_with_room(group, limit, &mut asked) {
                self.fabric.make_primary(group, place);
                self.on[usize::from(server)] += 1;
                return;
            }
        }
    }

    /// The first replica of a group that can answer and whose server has fewer primaries than the limit, or has after one
    /// of them has moved on.
    fn place_with_room(&mut self, group: usize, limit: u16, asked: &mut u16) -> Option<(u8, u8)> {
        let available = self.fabric.available(group, self.view.up);
        for place in ordinals(available.into()) {
            let server = self.fabric.groups()[group].replicas(self.fabric.members())[usize::from(place)];
            if self.make_room(server, limit, asked) {
                return Some((place, server));
            }
        }
        None
    }

    /// Whether a server has fewer primaries than the limit, once a guest among them has moved on to another of its
    /// group's servers if need be. Nobody is asked twice.
    fn make_room(&mut self, server: u8, limit: u16, asked: &mut u16) -> bool {
        if std::mem::replace(asked, *asked | 1 << server) >> server & 1 == 1 {
            return false;
        }
        if self.on[usize::from(server)] < limit {
            return true;
        }
        for word in 0..self.fabric.words() {
            for guest in numbers(word, self.fabric.guests(server, word)) {
                if let Some((place, other)) = self.place_with_room(guest, limit, asked) {
                    self.fabric.make_primary(guest, place);
                    self.on[usize::from(other)] += 1;
                    self.on[usize::from(server)] -= 1;
                    return true;
                }
            }
        }
        false
    }
}
