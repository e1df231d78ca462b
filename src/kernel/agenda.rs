//! The agenda: which timer fires next.
//!
//! Every timer of a model is a slot that exists from the start and is either set or idle. Setting, moving and cancelling
//! are then the same operation, and nothing in the loop allocates, searches or leaves a dead entry behind. The slots are
//! the leaves of a tournament in which each inner node holds the earlier of its two children, so the root is the next
//! event and a change replays one path.
//!
//! A time and a slot are packed into one integer, the time above the slot. Comparing two timers is comparing two integers,
//! and simultaneous timers are ordered by their slot: by what they are, never by when they were set. A model that numbers
//! its slots class by class thereby decides which of two simultaneous events comes first.
//!
//! Slots of one component of which never two are set, such as the failure and the repair of a server, can share a leaf. Then
//! going from one to the other, which is what the component's event does, replays one path and not two.

use crate::ground::identity::finalised;
use crate::ground::time::Time;

/// The number of bits of a packed key that hold the slot.
pub const SLOT_BITS: u32 = 20;

/// The most timers an agenda can have: about a million.
pub const MAX_SLOTS: u32 = 1 << SLOT_BITS;

/// The first moment that does not fit into a packed key: 557 years. A timer set to it or later never fires.
pub const END_OF_TIME: Time = Time::from_millis((1 << (64 - SLOT_BITS)) - 1);

/// The key of a timer that is not set; it loses every match.
const IDLE: u64 = u64::MAX;

/// A timer, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u32);

/// What any set of timers can do, so that the fast one can be tested against a plain one.
pub trait Timers {
    /// Lets the timer fire at `time`, whatever it was set to before. [`END_OF_TIME`] or later is the same as
    /// [`Timers::clear`].
    fn set(&mut self, slot: Slot, time: Time);
    /// Stops the timer.
    fn clear(&mut self, slot: Slot);
    /// When the timer fires, if it is set.
    fn due(&self, slot: Slot) -> Option<Time>;
    /// The earliest timer; of simultaneous ones, the one that comes first in the order of slots.
    fn next(&mut self) -> Option<(Time, Slot)>;
    /// Removes the earliest timer and returns it.
    fn take(&mut self) -> Option<(Time, Slot)>;
    /// Stops every timer.
    fn reset(&mut self);
}

/// A set of timers as a tournament.
///
/// ```
/// use pooldrill::ground::time::{Span, Time};
/// use pooldrill::kernel::agenda::{Agenda, Slot};
/// let mut agenda = Agenda::new(3);
/// agenda.set(Slot(2), Time::ZERO + Span::hours(1));
/// agenda.set(Slot(0), Time::ZERO + Span::hours(2));
/// agenda.set(Slot(0), Time::ZERO + Span::hours(1));
/// assert_eq!(agenda.take(), Some((Time::ZERO + Span::hours(1), Slot(0))));
/// assert_eq!(agenda.take(), Some((Time::ZERO + Span::hours(1), Slot(2))));
/// assert_eq!(agenda.take(), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agenda {
    /// The tournament: the root at 1, the children of `n` at `2n` and `2n + 1`, the leaves from `leaves` on.
    tree: Vec<u64>,
    /// The number of leaves, a power of two.
    leaves: usize,
    /// The leaf of each slot, counted from the first.
    leaf_of: Vec<u32>,
    /// The place in `tree` of a leaf that was taken but whose path was not replayed, or 0.
    ///
    /// A handler nearly always sets the very timer that fired. Leaving the path as it is until then saves one of two
    /// replays. Meanwhile the leaf still holds its old key, so the tournament is consistent, only out of date.
    hole: usize,
    /// A changed order of simultaneous timers, for tests.
    order: Option<Box<TieOrder>>,
}

/// A permutation of the slots and its inverse.
#[derive(Debug, Clone, PartialEq, Eq)]
struct TieOrder {
    rank_of: Vec<u32>,
    slot_at: Vec<u32>,
}

impl Agenda {
    /// An agenda of `slots` timers, none of them set. This is the only place that allocates.
    ///
    /// # Panics
    ///
    /// When there are more than [`MAX_SLOTS`] timers.
    pub fn new(slots: u32) -> Agenda {
        Agenda::sharing((0..slots).collect())
    }

    /// An agenda in which every slot has the leaf that is said. Of those that share one at most one is set: setting it stops
    /// the others.
    ///
    /// ```
    /// use pooldrill::ground::time::{Span, Time};
    /// use pooldrill::kernel::agenda::{Agenda, Slot};
    /// let (fails, is_repaired) = (Slot(0), Slot(1));
    /// let mut agenda = Agenda::sharing(vec![0, 0]);
    /// agenda.set(fails, Time::ZERO + Span::hours(2));
    /// agenda.set(is_repaired, Time::ZERO + Span::hours(3));
    /// assert_eq!(agenda.take(), Some((Time::ZERO + Span::hours(3), is_repaired)));
    /// assert_eq!(agenda.take(), None);
    /// ```
    ///
    /// # Panics
    ///
    /// When there are more than [`MAX_SLOTS`] timers.
    pub fn sharing(leaf_of: Vec<u32>) -> Agenda {
        let slots = leaf_of.len();
        assert!(slots <= MAX_SLOTS as usize, "an agenda holds at most {MAX_SLOTS} timers, not {slots}");
        let used = leaf_of.iter().max().map_or(1, |last| *last as usize + 1);
        let leaves = used.next_power_of_two();
        Agenda { tree: vec![IDLE; 2 * leaves], leaves, leaf_of, hole: 0, order: None }
    }

    /// The same agenda with another order of simultaneous timers: of those that fire together, the slot named earlier in
    /// `order` comes first. A model whose results change under a permutation within a class depends on an order that
    /// means nothing; [`shuffled_within`] makes such permutations.
    ///
    /// # Panics
    ///
    /// When `order` does not name every slot exactly once, or a timer is already set.
    #[must_use]
    pub fn with_tie_order(mut self, order: &[Slot]) -> Agenda {
        assert!(self.tree[1] == IDLE, "the order of ties must be chosen before the first timer is set");
        assert_eq!(order.len(), self.leaf_of.len(), "an order of ties names every slot exactly once");
        let mut rank_of = vec![u32::MAX; order.len()];
        for (rank, slot) in (0..).zip(order) {
            assert_eq!(rank_of[slot.0 as usize], u32::MAX, "slot {} is named twice", slot.0);
            rank_of[slot.0 as usize] = rank;
        }
        let slot_at = order.iter().map(|slot| slot.0).collect();
        self.order = Some(Box::new(TieOrder { rank_of, slot_at }));
        self
    }

    /// How many timers there are, set or not.
    pub fn slots(&self) -> u32 {
        self.leaf_of.len() as u32
    }

    /// Lets the timer fire at `time`, whatever it was set to before. [`END_OF_TIME`] or later is the same as
    /// [`Agenda::clear`].
    ///
    /// A time in the past is accepted here, where nobody knows the present; the engine refuses it.
    ///
    /// # Panics
    ///
    /// When there is no such slot.
    #[inline]
    pub fn set(&mut self, slot: Slot, time: Time) {
        if time < END_OF_TIME {
            self.put(self.leaf(slot), time.millis() << SLOT_BITS | self.rank(slot));
        } else {
            self.clear(slot);
        }
    }

    /// Stops the timer; stopping one that is not set does nothing.
    ///
    /// # Panics
    ///
    /// When there is no such slot.
    #[inline]
    pub fn clear(&mut self, slot: Slot) {
        let leaf = self.leaf(slot);
        if self.holds(leaf, slot) {
            self.put(leaf, IDLE);
        }
    }

    /// When the timer fires, if it is set.
    ///
    /// # Panics
    ///
    /// When there is no such slot.
    #[inline]
    pub fn due(&self, slot: Slot) -> Option<Time> {
        let leaf = self.leaf(slot);
        self.holds(leaf, slot).then(|| Time::from_millis(self.tree[leaf] >> SLOT_BITS))
    }

    /// The earliest timer; of simultaneous ones, the one that comes first in the order of slots.
    #[inline]
    #[allow(clippy::should_implement_trait, reason = "an agenda is no iterator: looking does not consume")]
    pub fn next(&mut self) -> Option<(Time, Slot)> {
        self.fill_hole();
        let key = self.tree[1];
        if key == IDLE { None } else { Some(self.unpacked(key)) }
    }

    /// Removes the earliest timer and returns it.
    #[inline]
    pub fn take(&mut self) -> Option<(Time, Slot)> {
        self.take_before(END_OF_TIME)
    }

    /// Removes the earliest timer and returns it, unless it fires at `until` or later.
    #[inline]
    pub fn take_before(&mut self, until: Time) -> Option<(Time, Slot)> {
        self.fill_hole();
        let key = self.tree[1];
        if key >> SLOT_BITS >= until.millis().min(END_OF_TIME.millis()) {
            return None;
        }
        let (time, slot) = self.unpacked(key);
        self.hole = self.leaf(slot);
        Some((time, slot))
    }

    /// Stops every timer in one pass; the order of ties stays.
    pub fn reset(&mut self) {
        self.tree.fill(IDLE);
        self.hole = 0;
    }

    /// The place of a slot's leaf in the tree.
    #[inline]
    fn leaf(&self, slot: Slot) -> usize {
        self.leaves + self.leaf_of[slot.0 as usize] as usize
    }

    /// Whether the timer that a leaf holds is set, and is this one.
    #[inline]
    fn holds(&self, leaf: usize, slot: Slot) -> bool {
        let key = self.tree[leaf];
        key != IDLE && leaf != self.hole && key & u64::from(MAX_SLOTS - 1) == self.rank(slot)
    }

    #[inline]
    fn rank(&self, slot: Slot) -> u64 {
        match &self.order {
            None => slot.0.into(),
            Some(order) => order.rank_of[slot.0 as usize].into(),
        }
    }

    #[inline]
    fn unpacked(&self, key: u64) -> (Time, Slot) {
        let rank = (key & u64::from(MAX_SLOTS - 1)) as u32;
        let slot = match &self.order {
            None => rank,
            Some(order) => order.slot_at[rank as usize],
        };
        (Time::from_millis(key >> SLOT_BITS), Slot(slot))
    }

    #[inline]
    fn fill_hole(&mut self) {
        if self.hole != 0 {
            self.put(self.hole, IDLE);
        }
    }

    /// Writes a leaf and replays its matches up to the root.
    #[inline]
    fn put(&mut self, leaf: usize, key: u64) {
        if leaf == self.hole {
            self.hole = 0;
        }
        let tree = self.tree.as_mut_slice();
        let mut place = leaf;
        let mut winner = key;
        tree[place] = winner;
        while place > 1 {
            winner = winner.min(tree[place ^ 1]);
            place >>= 1;
            tree[place] = winner;
        }
    }
}

impl Timers for Agenda {
    fn set(&mut self, slot: Slot, time: Time) {
        Agenda::set(self, slot, time);
    }

    fn clear(&mut self, slot: Slot) {
        Agenda::clear(self, slot);
    }

    fn due(&self, slot: Slot) -> Option<Time> {
        Agenda::due(self, slot)
    }

    fn next(&mut self) -> Option<(Time, Slot)> {
        Agenda::next(self)
    }

    fn take(&mut self) -> Option<(Time, Slot)> {
        Agenda::take(self)
    }

    fn reset(&mut self) {
        Agenda::reset(self);
    }
}

/// An order of ties in which the slots of each class are shuffled among themselves and the classes keep their order.
///
/// `starts` holds the first slot of each class, rising; slots before the first start are a class too.
///
/// ```
/// use pooldrill::kernel::agenda::{Agenda, Slot, shuffled_within};
/// let order = shuffled_within(6, &[0, 4], 1);
/// assert!(order[..4].iter().all(|slot| slot.0 < 4) && order[4..].iter().all(|slot| slot.0 >= 4));
/// let agenda = Agenda::new(6).with_tie_order(&order);
/// ```
pub fn shuffled_within(slots: u32, starts: &[u32], seed: u64) -> Vec<Slot> {
    let class_of = |slot: u32| starts.partition_point(|start| *start <= slot);
    let mut order: Vec<Slot> = (0..slots).map(Slot).collect();
    // Sorting by a hash is a shuffle that needs no generator; the slot itself settles equal hashes.
    order.sort_by_key(|slot| (class_of(slot.0), finalised(finalised(seed) ^ u64::from(slot.0)), slot.0));
    order
}
