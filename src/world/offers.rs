//! What the users of a pool are offered: one answer for each way in and each level their routing group may have, and which
//! groups have which level. Users are never asked one by one.

use crate::ground::bits::{numbers, place};
use crate::topology::{PoolId, Population};
use crate::world::populations::{Access, OfPool};
use crate::world::seats::Seat;
use crate::world::standing::{Level, Offer};

/// Where the users of a pool are served, before anything is asked that differs between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Served {
    /// At home, with so much at most: their routing group may have less.
    AtHome(Level),
    /// All alike.
    Alike(Offer),
}

impl Served {
    /// What users of a pool who come in so are offered with what their group has.
    pub fn offer(self, home: PoolId, access: Access, own_group: Level, remote_access: bool) -> Offer {
        match self {
            _ if access == Access::Remote && !remote_access => Offer { at: None, level: Level::None, moving: false },
            Served::Alike(offer) => offer,
            Served::AtHome(cap) => {
                let level = own_group.min(cap);
                Offer { at: (level != Level::None).then_some(home), level, moving: false }
            }
        }
    }
}

/// Number of levels.
const LEVELS: usize = Level::ALL.len();

/// What the users of one pool are offered.
#[derive(Debug, Clone)]
pub struct Offers {
    /// What they follow from.
    served: Option<(Served, bool)>,
    /// By access, and by the level of their group.
    table: [[Offer; LEVELS]; 2],
    /// The groups with full service, and those with what need not be stored.
    full: Vec<u64>,
    limited: Vec<u64>,
    /// Enabled users, likewise.
    users: [[u32; LEVELS]; 2],
    /// Whether everybody who is let in has everything.
    all_well: bool,
}

impl Offers {
    /// Every group with full service, and nothing offered yet.
    pub fn new(populations: &OfPool) -> Self {
        let users = |access| {
            let mut users = [0; LEVELS];
            users[Level::Full.index()] = populations.all_users(access);
            users
        };
        Offers {
            served: None,
            table: Default::default(),
            all_well: false,
            full: (0..populations.words())
                .map(|word| populations.peopled(Access::Internal, word) | populations.peopled(Access::Remote, word))
                .collect(),
            limited: vec![0; populations.words()],
            users: Access::ALL.map(users),
        }
    }

    /// The level of a group.
    pub fn level(&self, group: usize) -> Level {
        let (word, bit) = place(group);
        match () {
            () if self.full[word] & bit != 0 => Level::Full,
            () if self.limited[word] & bit != 0 => Level::Limited,
            () => Level::None,
        }
    }

    /// What a population is offered.
    pub fn of(&self, population: &Population) -> Offer {
        self.to(Access::of(population), self.level(population.group.into()))
    }

    /// What users who come in so are offered when their group has this level.
    #[inline]
    pub fn to(&self, access: Access, level: Level) -> Offer {
        self.table[access.index()][level.index()]
    }

    /// Enabled users who come in so and whose group has this level.
    #[inline]
    pub fn users(&self, access: Access, level: Level) -> u32 {
        self.users[access.index()][level.index()]
    }

    /// Every offer that is made to anybody, and to how many users.
    pub fn made(&self) -> impl Iterator<Item = (Offer, u32)> + '_ {
        let each = Access::ALL.into_iter().flat_map(|access| Level::ALL.map(|level| (access, level)));
        let each = each.map(|(access, level)| (self.to(access, level), self.users(access, level)));
        each.filter(|(_, users)| *users > 0)
    }

    /// Makes the offers anew, if its users are served elsewhere or otherwise than before. Says whether they are.
    #[inline]
    pub fn serve(&mut self, pool: PoolId, served: Served, remote_access: bool) -> bool {
        let new = Some((served, remote_access));
        let changes = self.served != new;
        if changes {
            self.served = new;
            self.table =
                Access::ALL.map(|access| Level::ALL.map(|level| served.offer(pool, access, level, remote_access)));
            self.note_who_is_well();
        }
        changes
    }

    fn note_who_is_well(&mut self) {
        let all_well = self.made().all(|(offer, _)| offer.is_well());
        self.all_well = all_well;
    }

    /// Whether everybody who is let in has everything.
    #[inline]
    pub fn are_well(&self) -> bool {
        self.all_well
    }

    /// The groups of one word have these levels from now on. Says whether any had another.
    #[inline]
    pub fn note_levels(&mut self, populations: &OfPool, word: usize, (full, limited): (u64, u64)) -> bool {
        let changed = (self.full[word] ^ full) | (self.limited[word] ^ limited);
        if changed == 0 {
            return false;
        }
        for group in numbers(word, changed) {
            let bit = place(group).1;
            let old = self.level(group);
            let new = match () {
                () if full & bit != 0 => Level::Full,
                () if limited & bit != 0 => Level::Limited,
                () => Level::None,
            };
            for access in Access::ALL {
                let users = populations.users(access, group);
                self.users[access.index()][old.index()] -= users;
                self.users[access.index()][new.index()] += users;
            }
        }
        (self.full[word], self.limited[word]) = (full, limited);
        self.note_who_is_well();
        true
    }

    /// Of the groups of one word those whose users who come in so are offered a seat at home, and at the partner.
    #[inline]
    pub fn seats(&self, populations: &OfPool, pool: PoolId, access: Access, word: usize) -> (u64, u64) {
        let all = populations.peopled(access, word);
        let (full, limited) = (self.full[word], self.limited[word]);
        let (mut home, mut partner) = (0, 0);
        for (level, groups) in [(Level::None, !full & !limited), (Level::Limited, limited), (Level::Full, full)] {
            match self.to(access, level).seat(pool) {
                Some(Seat::Home) => home |= groups,
                Some(Seat::Partner) => partner |= groups,
                None => {}
            }
        }
        (home & all, partner & all)
    }
}
