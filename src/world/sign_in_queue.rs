//! The sign-in queue of a serving pool: fluid, every waiting population shrinking in proportion.
//!
//! *Invariant*: a queue that is open ends after it was planned.

use crate::ground::time::{Span, Time};
use crate::world::by_pool::Marks;
use crate::world::touched::Changes;

/// Thousandths of a user, in which those at a door are counted.
pub const PER_USER: u64 = 1000;

/// The sign-in queue of a serving pool. Its transitions are called by `behaviour::users`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SignInQueue {
    /// When it was last planned.
    since: Time,
    /// When it will be empty.
    until: Time,
    /// The Front Ends it was planned with. Only another number of them is a reason to plan it again: planning rounds
    /// up, and who only passes by must not lengthen it.
    servers: u8,
}

impl Marks for SignInQueue {
    const CHANGES: Changes = Changes::QUEUE;
    // Users of the partner sign in at a pool too.
    const OF_PARTNER_TOO: bool = true;
}

impl SignInQueue {
    /// Nobody waits.
    pub const EMPTY: SignInQueue = SignInQueue { since: Time::ZERO, until: Time::ZERO, servers: 0 };

    /// Those who wait sign in from now on, evenly, at the rate of so many Front Ends.
    pub fn plan(&mut self, now: Time, takes: Span, servers: u8) {
        *self = SignInQueue { since: now, until: now + takes, servers };
    }

    /// Nobody waits any more.
    pub fn close(&mut self) {
        *self = SignInQueue::EMPTY;
    }

    /// It is counted from now on. Returns what it was until now, by which the numbers of those who wait are brought up to
    /// date; nothing where they are.
    pub fn count_from(&mut self, now: Time) -> Option<SignInQueue> {
        let old = *self;
        if !old.is_open() || old.since == now {
            return None;
        }
        *self = SignInQueue { since: now, until: old.until.max(now), ..old };
        Some(old)
    }

    /// Whether somebody waits.
    pub fn is_open(&self) -> bool {
        self.until > self.since
    }

    /// Whether it is open and was planned with another number of Front Ends.
    pub fn was_planned_without(&self, servers: u8) -> bool {
        self.is_open() && self.servers != servers
    }

    /// When it was last planned, and when it will be empty.
    pub fn stretch(&self) -> (Time, Time) {
        (self.since, self.until)
    }

    /// Of `waiting` thousandths of users counted when it was planned, those that still wait. Rounded up, so that nobody is
    /// signed in early.
    pub fn still_waiting(&self, waiting: u64, now: Time) -> u64 {
        if now >= self.until {
            return 0;
        }
        let left = u128::from(self.until.millis() - now.millis());
        let all = u128::from(self.until.millis() - self.since.millis());
        (u128::from(waiting) * left).div_ceil(all) as u64
    }

    /// User-milliseconds that `waiting` thousandths of users have waited between planning and `now`: the area under the
    /// falling line, rounded down.
    pub fn waited(&self, waiting: u64, now: Time) -> u64 {
        let now = now.min(self.until);
        let all = u128::from(self.until.millis() - self.since.millis());
        let left = u128::from(self.until.millis() - now.millis());
        if all == 0 {
            return 0;
        }
        ((u128::from(waiting) * (all * all - left * left)) / (2 * all * u128::from(PER_USER))) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned() -> SignInQueue {
        let mut queue = SignInQueue::EMPTY;
        queue.plan(Time::from_millis(1_000), Span::from_millis(2_000), 1);
        queue
    }

    #[test]
    fn a_queue_that_drains_costs_half_of_everybody_waiting_all_the_time() {
        let queue = planned();
        assert_eq!(queue.waited(100_000, Time::from_millis(3_000)), 100 * 2_000 / 2);
        assert_eq!(queue.still_waiting(100_000, Time::from_millis(2_000)), 50_000);
        assert_eq!(queue.still_waiting(100_000, Time::from_millis(3_000)), 0);
        assert_eq!(queue.waited(100_000, Time::from_millis(2_000)), 75_000);
    }

    #[test]
    fn who_waits_is_counted_once_an_instant_and_not_in_an_empty_queue() {
        let mut queue = planned();
        let now = Time::from_millis(2_000);
        assert_eq!(queue.count_from(now).map(|old| old.still_waiting(100_000, now)), Some(50_000));
        assert_eq!((queue.count_from(now), queue.is_open()), (None, true));
        assert!(queue.count_from(Time::from_millis(4_000)).is_some() && !queue.is_open(), "it was empty before");
        queue.close();
        assert_eq!(queue.count_from(Time::from_millis(5_000)), None);
    }
}
