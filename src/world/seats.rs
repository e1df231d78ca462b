//! Where the users of a pool are signed in or sign in, and how many of them still wait for it.
//!
//! Sets of routing groups, by access, for each seat; most of them are where they were before an event, and finding those
//! who are not is a comparison of words.

use crate::ground::bits::{numbers, place};
use crate::world::populations::{Access, OfPool};

/// Where users sit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// At their home pool.
    Home,
    /// At its partner.
    Partner,
}

impl Seat {
    /// Both of them, in the order of their numbers.
    pub const ALL: [Seat; 2] = [Seat::Home, Seat::Partner];

    /// Its dense number.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// Groups of one word whose users who come in one way change seats.
#[derive(Debug, Clone, Copy)]
pub struct Moves {
    /// All of them.
    pub all: u64,
    /// Those whose users had a seat.
    pub had_seats: u64,
    /// Those of whose users some waited, by the seat they waited for.
    pub leave_doors: [u64; 2],
    /// Those whose users take a seat, by that seat.
    pub take_seats: [u64; 2],
}

/// The users of one pool who come in one way.
#[derive(Debug, Clone, Default)]
struct Part {
    /// The groups whose users sit at home.
    home: Vec<u64>,
    /// Those whose users sit at the partner.
    partner: Vec<u64>,
    /// Those of whose users some wait at the door.
    waits: Vec<u64>,
    /// How many of them, in thousandths of a user, waited when the queue was last planned; of the others nothing.
    waiting: Vec<u64>,
}

impl Part {
    fn set(&self, seat: Seat) -> &[u64] {
        match seat {
            Seat::Home => &self.home,
            Seat::Partner => &self.partner,
        }
    }
}

/// The seats of one pool's users. Changed by `behaviour::users`.
#[derive(Debug, Clone, Default)]
pub struct Seats {
    parts: [Part; 2],
}

impl Seats {
    /// Everybody at home.
    pub fn new(populations: &OfPool) -> Self {
        let part = |access| {
            let home: Vec<u64> = (0..populations.words()).map(|word| populations.peopled(access, word)).collect();
            let nobody = vec![0; populations.words()];
            Part { home, partner: nobody.clone(), waits: nobody, waiting: vec![0; populations.groups()] }
        };
        Seats { parts: Access::ALL.map(part) }
    }

    /// Everybody at home again.
    pub fn reset(&mut self, populations: &OfPool) {
        for access in Access::ALL {
            let part = &mut self.parts[access.index()];
            for word in 0..populations.words() {
                part.home[word] = populations.peopled(access, word);
            }
            part.partner.fill(0);
            part.waits.fill(0);
        }
    }

    /// Where users of a group sit who come in so.
    pub fn seat(&self, access: Access, group: usize) -> Option<Seat> {
        let (word, bit) = place(group);
        let part = &self.parts[access.index()];
        match () {
            () if part.home[word] & bit != 0 => Some(Seat::Home),
            () if part.partner[word] & bit != 0 => Some(Seat::Partner),
            () => None,
        }
    }

    /// How many of them waited when the queue was last planned, in thousandths of a user: a queue that is planned again
    /// takes nobody back whom it has signed in by halves.
    pub fn waiting(&self, access: Access, group: usize) -> u64 {
        let (word, bit) = place(group);
        let part = &self.parts[access.index()];
        if part.waits[word] & bit != 0 { part.waiting[group] } else { 0 }
    }

    /// The groups of whose users who come in so some wait, and how many, in thousandths of a user.
    pub fn who_wait(&self, access: Access) -> impl Iterator<Item = (usize, u64)> + '_ {
        let part = &self.parts[access.index()];
        let groups = part.waits.iter().enumerate().flat_map(|(word, bits)| numbers(word, *bits));
        groups.map(|group| (group, part.waiting[group]))
    }

    /// Whether anybody waits.
    pub fn somebody_waits(&self) -> bool {
        self.parts.iter().any(|part| part.waits.iter().any(|bits| *bits != 0))
    }

    /// Of the groups of one word those whose users should sit elsewhere than they do: at home, at the partner, nowhere else.
    #[inline]
    pub fn moves(&self, access: Access, word: usize, home: u64, partner: u64) -> Moves {
        let part = &self.parts[access.index()];
        let all = (part.home[word] ^ home) | (part.partner[word] ^ partner);
        let waits = part.waits[word] & all;
        Moves {
            all,
            had_seats: (part.home[word] | part.partner[word]) & all,
            leave_doors: [part.home[word] & waits, part.partner[word] & waits],
            take_seats: [home & all, partner & all],
        }
    }

    /// Users of these groups of one word lose the seats they had and take those they should have. Nobody waits yet.
    pub fn carry_out(&mut self, access: Access, word: usize, moves: &Moves) {
        let part = &mut self.parts[access.index()];
        let [home, partner] = moves.take_seats;
        part.home[word] = part.home[word] & !moves.all | home;
        part.partner[word] = part.partner[word] & !moves.all | partner;
        part.waits[word] &= !moves.all;
    }

    /// So many thousandths of the users of a group wait at the door of their seat.
    pub fn wait(&mut self, access: Access, group: usize, waiting: u64) {
        if waiting > 0 {
            let (word, bit) = place(group);
            let part = &mut self.parts[access.index()];
            part.waits[word] |= bit;
            part.waiting[group] = waiting;
        }
    }

    /// How many wait for a seat, in thousandths of a user.
    pub fn waiting_for(&self, seat: Seat) -> u64 {
        let sum = |part: &Part| -> u64 {
            let words = part.waits.iter().zip(part.set(seat)).enumerate();
            words.flat_map(|(word, (waits, sits))| numbers(word, waits & sits)).map(|group| part.waiting[group]).sum()
        };
        self.parts.iter().map(sum).sum()
    }

    /// Brings the numbers of those who wait for a seat up to date.
    pub fn let_in(&mut self, seat: Seat, still_waiting: impl Fn(u64) -> u64) {
        for part in &mut self.parts {
            for word in 0..part.waits.len() {
                for group in numbers(word, part.waits[word] & part.set(seat)[word]) {
                    part.waiting[group] = still_waiting(part.waiting[group]);
                    if part.waiting[group] == 0 {
                        part.waits[word] &= !place(group).1;
                    }
                }
            }
        }
    }

    /// Nobody waits for a seat any more.
    pub fn let_everybody_in(&mut self, seat: Seat) {
        for part in &mut self.parts {
            for word in 0..part.waits.len() {
                part.waits[word] &= !part.set(seat)[word];
            }
        }
    }

    /// Who sits at the partner and does not wait sits at home from now on.
    pub fn move_home(&mut self) {
        for Part { home, partner, waits, .. } in &mut self.parts {
            for word in 0..waits.len() {
                let moved = partner[word] & !waits[word];
                home[word] |= moved;
                partner[word] &= !moved;
            }
        }
    }
}
