//! Whether the backup registrar of a pool lets its users in: the end of a count that somebody else keeps the time of.

use crate::world::by_pool::Marks;
use crate::world::touched::Changes;

/// The backup registrar of one pool. Its transitions are called by `behaviour::registrar`.
#[derive(Debug, Clone, Copy, Default)]
pub struct BackupRegistrar {
    accepts: bool,
}

impl Marks for BackupRegistrar {
    const CHANGES: Changes = Changes::REGISTRAR;
}

impl BackupRegistrar {
    /// Whether it lets them in.
    pub const fn accepts(self) -> bool {
        self.accepts
    }

    /// The failure detection interval is over.
    pub fn accept(&mut self) {
        self.accepts = true;
    }

    /// It counts, or has counted to its end, or has no reason to count; without one it lets nobody in. Says whether the
    /// interval must run.
    pub fn count(&mut self, counts: bool) -> bool {
        self.accepts &= counts;
        counts && !self.accepts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_to_its_end_once_and_lets_nobody_in_without_a_reason() {
        let mut registrar = BackupRegistrar::default();
        assert!(registrar.count(true) && !registrar.accepts());
        registrar.accept();
        assert!(!registrar.count(true) && registrar.accepts());
        assert!(!registrar.count(false) && !registrar.accepts());
        assert!(registrar.count(true), "it begins anew");
    }
}
