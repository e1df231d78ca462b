//! What struck a pool last. Planned work is to blame only where nothing else keeps a server of the same pool away: an outage
//! that takes both would not have come of the work alone.

use crate::world::by_pool::Marks;
use crate::world::cause::Cause;
use crate::world::touched::Changes;

/// What struck one pool last. Its transitions are called by `behaviour::machines`, `behaviour::faults` and the effects that
/// move users.
#[derive(Debug, Clone, Copy, Default)]
pub struct Blame {
    last: Cause,
}

impl Marks for Blame {
    const CHANGES: Changes = Changes::BLAME;
}

impl Blame {
    /// What it was.
    pub const fn cause(self) -> Cause {
        self.last
    }

    /// Something breaks.
    pub fn strike(&mut self, cause: Cause) {
        self.last = cause;
    }

    /// Planned work takes servers down in the way of a cause, while all others run or not. Servers that were away for
    /// planned work already do not count against it.
    pub fn strike_as_planned(&mut self, cause: Cause, others_run: bool) {
        self.last = if others_run || self.last == Cause::Maintenance { Cause::Maintenance } else { cause };
    }

    /// What planned work holds down breaks. Says whether planned work was to blame until now.
    pub fn spoil_work(&mut self, cause: Cause) -> bool {
        let was_planned = self.last == Cause::Maintenance;
        if was_planned {
            self.last = cause;
        }
        was_planned
    }

    /// Nothing broke: what users feel from here on somebody ordered.
    pub fn order(&mut self) {
        self.last = Cause::Order;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planned_work_is_to_blame_alone_or_not_at_all() {
        let mut blame = Blame::default();
        blame.strike_as_planned(Cause::Pool, false);
        assert_eq!(blame.cause(), Cause::Pool, "something else was away");
        blame.strike_as_planned(Cause::Pool, true);
        blame.strike_as_planned(Cause::Pool, false);
        assert_eq!(blame.cause(), Cause::Maintenance, "what was away was so for planned work");
        assert!(blame.spoil_work(Cause::Site) && !blame.spoil_work(Cause::Link));
        assert_eq!(blame.cause(), Cause::Site);
        blame.order();
        assert!(!blame.spoil_work(Cause::Site) && blame.cause() == Cause::Order);
    }
}
