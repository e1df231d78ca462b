//! The databases of a pool: which of two servers is principal, what the mirror knows of it, and how long nobody serves them.
//!
//! *Invariant*: that an automatic failover did not work is forgotten as soon as something serves again, and that somebody
//! does without the witness as soon as that is back. What is away has a moment since when it is.

use crate::ground::time::{Span, Time};
use crate::world::by_pool::Marks;
use crate::world::touched::Changes;

/// The databases of one pool. Its transitions are called by `behaviour::pools` and `behaviour::unwritten`.
#[derive(Debug, Clone, Copy, Default)]
pub struct PoolDatabases {
    mirror_is_principal: bool,
    mirror_failed: bool,
    mirror_sees_principal: bool,
    without_witness: bool,
    away_since: Option<Time>,
    away_too_long: bool,
    lost_in_recovery: Option<(Time, Span)>,
}

impl Marks for PoolDatabases {
    const CHANGES: Changes = Changes::DATABASES;
}

impl PoolDatabases {
    /// Whether the mirror is principal.
    pub const fn mirror_is_principal(&self) -> bool {
        self.mirror_is_principal
    }

    /// Whether an automatic failover was tried and did not work.
    pub const fn mirror_failed(&self) -> bool {
        self.mirror_failed
    }

    /// Whether the mirror and the witness were there when the principal went, or would be if it went now, and the mirror has
    /// not been away since. Without that it does not know that nobody serves the databases.
    pub const fn mirror_sees_principal(&self) -> bool {
        self.mirror_sees_principal
    }

    /// Whether an administrator has failed the databases over while the witness was away. SQL Server forces service only on a
    /// session without a witness, so it goes on without one until that is back.
    pub const fn does_without_witness(&self) -> bool {
        self.without_witness
    }

    /// Since when they cannot be used.
    pub const fn away_since(&self) -> Option<Time> {
        self.away_since
    }

    /// Whether they have been away for the threshold.
    pub const fn away_too_long(&self) -> bool {
        self.away_too_long
    }

    /// How much of what was not yet written to them a QuorumLossRecovery of this instant has lost.
    pub fn lost_in_recovery_at(&self, now: Time) -> Option<Span> {
        self.lost_in_recovery.filter(|(at, _)| *at == now).map(|(_, lost)| lost)
    }

    /// The other server of the mirroring session becomes principal.
    pub fn other_takes_over(&mut self) {
        self.mirror_is_principal = !self.mirror_is_principal;
        self.mirror_failed = false;
    }

    /// The automatic failover does not work.
    pub fn takeover_fails(&mut self) {
        self.mirror_failed = true;
    }

    /// An administrator makes the other server principal, with or without the witness.
    pub fn fail_over(&mut self, witness: bool) {
        self.without_witness = !witness;
        self.other_takes_over();
    }

    /// Notes what the mirror sees of its principal, whether the witness is there, and whether anything serves.
    pub fn note_session(&mut self, sees: bool, witness: bool, served: bool) {
        self.mirror_sees_principal = sees;
        self.without_witness &= !witness;
        // A principal that is back ends the matter; the next loss is tried anew.
        self.mirror_failed &= !served;
    }

    /// Notes whether they can be used.
    pub fn note_away(&mut self, away: bool, now: Time) {
        self.away_since = if away { self.away_since.or(Some(now)) } else { None };
    }

    /// They pass the threshold, or are back after it. Says whether they are away for too long now.
    pub fn pass_threshold(&mut self) -> bool {
        self.away_too_long = !self.away_too_long;
        self.away_too_long
    }

    /// A QuorumLossRecovery loses so much of what was not yet written to them.
    pub fn lose_in_recovery(&mut self, now: Time, lost: Span) {
        self.lost_in_recovery = Some((now, lost));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forced_failover_goes_without_its_witness_until_that_is_back() {
        let mut databases = PoolDatabases::default();
        databases.takeover_fails();
        databases.note_session(false, false, false);
        assert!(databases.mirror_failed());
        databases.fail_over(false);
        assert!(databases.mirror_is_principal() && databases.does_without_witness() && !databases.mirror_failed());
        databases.note_session(true, true, true);
        assert!(!databases.does_without_witness() && databases.mirror_sees_principal());
    }

    #[test]
    fn absence_is_counted_from_its_begin() {
        let [one, two] = [1, 2].map(Time::from_millis);
        let mut databases = PoolDatabases::default();
        databases.note_away(true, one);
        databases.note_away(true, two);
        assert_eq!(databases.away_since(), Some(one));
        databases.note_away(false, two);
        assert_eq!(databases.away_since(), None);
        databases.lose_in_recovery(one, Span::minutes(3));
        assert_eq!(
            (databases.lost_in_recovery_at(one), databases.lost_in_recovery_at(two)),
            (Some(Span::minutes(3)), None)
        );
    }
}
