//! A trace: what happened and when, for tests that compare whole runs.
//!
//! A fingerprint of everything recorded is kept beside the entries, so that a long run can be compared in sixteen digits
//! while only its beginning is kept in memory.

use std::hash::{Hash, Hasher};

use crate::ground::identity::{fnv1a, fnv1a_more};
use crate::ground::time::Time;

/// Entries with their times, in the order in which they were recorded.
///
/// ```
/// use pooldrill::ground::time::Time;
/// use pooldrill::kernel::trace::Trace;
/// let mut trace = Trace::capped(1);
/// trace.record(Time::from_millis(5), "down");
/// trace.record(Time::from_millis(9), "up");
/// assert_eq!(trace.entries(), [(Time::from_millis(5), "down")]);
/// assert_eq!(trace.recorded(), 2);
/// ```
#[derive(Debug, Clone)]
pub struct Trace<E> {
    entries: Vec<(Time, E)>,
    cap: usize,
    recorded: u64,
    fingerprint: Fnv,
}

impl<E: Hash> Trace<E> {
    /// A trace that keeps everything.
    pub fn new() -> Trace<E> {
        Trace::capped(usize::MAX)
    }

    /// A trace that keeps the first `cap` entries, and fingerprints all of them.
    pub fn capped(cap: usize) -> Trace<E> {
        Trace { entries: Vec::new(), cap, recorded: 0, fingerprint: Fnv::start() }
    }

    /// Records one entry.
    pub fn record(&mut self, time: Time, entry: E) {
        self.fingerprint.write_u64(time.millis());
        entry.hash(&mut self.fingerprint);
        self.recorded += 1;
        if self.entries.len() < self.cap {
            self.entries.push((time, entry));
        }
    }

    /// The entries that were kept.
    pub fn entries(&self) -> &[(Time, E)] {
        &self.entries
    }

    /// How many entries were recorded, kept or not.
    pub fn recorded(&self) -> u64 {
        self.recorded
    }

    /// A 64-bit fingerprint of everything recorded, in order; the same on every platform for entries made of integers
    /// of fixed width.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint.finish()
    }
}

impl<E: Hash> Default for Trace<E> {
    fn default() -> Self {
        Trace::new()
    }
}

/// The hash behind the fingerprint. The standard hasher would do, but it may change with the compiler, and a fingerprint
/// is compared with one from another day.
#[derive(Debug, Clone)]
struct Fnv(u64);

impl Fnv {
    fn start() -> Fnv {
        Fnv(fnv1a(&[]))
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = fnv1a_more(self.0, bytes);
    }

    // The integers are written out in little-endian order, because the default is the order of the machine.
    fn write_u16(&mut self, number: u16) {
        self.write(&number.to_le_bytes());
    }

    fn write_u32(&mut self, number: u32) {
        self.write(&number.to_le_bytes());
    }

    fn write_u64(&mut self, number: u64) {
        self.write(&number.to_le_bytes());
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    // A derived `Hash` writes the variant of an enum as an `isize`.
    fn write_isize(&mut self, number: isize) {
        self.write_u64(number as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cap_does_not_change_the_fingerprint() {
        let mut whole = Trace::new();
        let mut short = Trace::capped(3);
        for n in 0..100u32 {
            whole.record(Time::from_millis(u64::from(n)), n);
            short.record(Time::from_millis(u64::from(n)), n);
        }
        assert_eq!((short.entries().len(), short.recorded()), (3, 100));
        assert_eq!(whole.fingerprint(), short.fingerprint());
    }

    #[test]
    fn order_and_time_matter() {
        let fingerprint = |entries: &[(u64, u8)]| {
            let mut trace = Trace::new();
            for (millis, entry) in entries {
                trace.record(Time::from_millis(*millis), *entry);
            }
            trace.fingerprint()
        };
        assert_ne!(fingerprint(&[(1, 1), (1, 2)]), fingerprint(&[(1, 2), (1, 1)]));
        assert_ne!(fingerprint(&[(1, 1)]), fingerprint(&[(2, 1)]));
    }
}
