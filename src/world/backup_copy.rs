//! What the partner of a pool has of its data: whether the Backup Service copies, and how far what was copied reaches.
//!
//! Changed by `behaviour::backup_service`, whose arithmetic this state serves.

use crate::ground::time::{Span, Time};

/// A class of data that the Backup Service copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataClass {
    /// Contacts, settings, scheduled conferences.
    UserData,
    /// Uploaded files and whiteboards.
    Content,
}

impl DataClass {
    /// Every class, in the order of their numbers.
    pub const ALL: [DataClass; 2] = [DataClass::UserData, DataClass::Content];

    /// Its dense number.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// The copy of one pool's data at its partner.
#[derive(Debug, Clone, Copy, Default)]
pub struct BackupCopy {
    phase: Span,
    stopped: Option<Time>,
    resumed: Option<Time>,
    reached: [i64; DataClass::ALL.len()],
    down_since: Option<Time>,
    stores_nothing_since: Option<Time>,
}

impl BackupCopy {
    /// Where in the interval the copy takes place in this run.
    pub fn phase(&self) -> Span {
        self.phase
    }

    /// Since when nothing is copied.
    pub fn stopped(&self) -> Option<Time> {
        self.stopped
    }

    /// Since when something is copied again, if it ever was not.
    pub fn resumed(&self) -> Option<Time> {
        self.resumed
    }

    /// How far what the partner had reached when copying stopped last, in milliseconds; before the scenario's first instant
    /// where the last cycle that arrived began before it.
    pub fn reached(&self, class: DataClass) -> i64 {
        self.reached[class.index()]
    }

    /// Since when the pool is not functional.
    pub fn down_since(&self) -> Option<Time> {
        self.down_since
    }

    /// Since when its users can store nothing at home.
    pub fn stores_nothing_since(&self) -> Option<Time> {
        self.stores_nothing_since
    }

    /// A run begins; its copies take place at this point of the interval.
    pub fn begin(&mut self, phase: Span) {
        self.phase = phase;
    }

    /// Copying stops. What the partner has reaches as far as is said, by class.
    pub fn stop(&mut self, now: Time, reached: [i64; DataClass::ALL.len()]) {
        (self.stopped, self.reached) = (Some(now), reached);
    }

    /// Copying goes on.
    pub fn resume(&mut self, now: Time) {
        (self.stopped, self.resumed) = (None, Some(now));
    }

    /// Notes whether the pool is functional, and whether its users can store what they write.
    pub fn note_home(&mut self, now: Time, functional: bool, stores: bool) {
        self.down_since = if functional { None } else { self.down_since.or(Some(now)) };
        self.stores_nothing_since = if stores { None } else { self.stores_nothing_since.or(Some(now)) };
    }
}
