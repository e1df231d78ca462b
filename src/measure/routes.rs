//! How long each route out of the deployment was away.

use crate::facts::features::{Route, Routes};
use crate::ground::time::Time;

/// The clocks of a run's routes.
#[derive(Debug, Clone, Default)]
pub struct RouteClocks {
    away: Routes,
    since: Time,
    millis: [u64; Route::ALL.len()],
}

impl RouteClocks {
    /// Those are away from now on. Says whether others were until now.
    pub fn look(&mut self, now: Time, away: Routes) -> bool {
        let changed = self.away != away;
        if changed {
            self.charge(now);
            self.away = away;
        }
        changed
    }

    /// Charges what is still away at the end of the run.
    pub fn close(&mut self, end: Time) {
        self.charge(end);
    }

    fn charge(&mut self, now: Time) {
        for route in Route::ALL.into_iter().filter(|route| self.away.contain(*route)) {
            self.millis[route.index()] += now.since(self.since).millis();
        }
        self.since = now;
    }

    /// Milliseconds in which each route was away, by its index.
    pub fn millis(&self) -> [u64; Route::ALL.len()] {
        self.millis
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_route_has_its_own_clock() {
        let mut clocks = RouteClocks::default();
        let only = |route: Route| Routes::of(|one| one == route);
        assert!(!clocks.look(Time::from_millis(5), Routes::NONE));
        assert!(clocks.look(Time::from_millis(10), only(Route::Xmpp)));
        assert!(!clocks.look(Time::from_millis(11), only(Route::Xmpp)));
        assert!(clocks.look(Time::from_millis(20), Routes::of(|_| true)));
        assert!(clocks.look(Time::from_millis(50), only(Route::Federation)));
        clocks.close(Time::from_millis(60));
        assert_eq!(clocks.millis(), [40, 40]);
    }
}
