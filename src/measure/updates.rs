//! What updates exposed pools to: how long one more fault would have been an outage while a campaign was open.

use crate::ground::time::Time;
use crate::scenario::plan::Plan;
use crate::topology::{PoolId, RoundId};
use crate::world::World;
use crate::world::standing::exposure;
use crate::world::updates::Campaign;

/// What a server that is down for an update exposes its pool to.
const BY_UPDATES: u8 = exposure::QUORUM | exposure::MIRROR | exposure::GROUPS;

/// One campaign of one pool, as a run leaves it behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpdateOutcome {
    /// How it went.
    pub campaign: Campaign,
    /// Milliseconds in which one more fault would have been an outage.
    pub exposed_millis: u64,
}

/// Room for campaigns before the list must grow; it stays grown for the runs that follow.
const CAMPAIGNS: usize = 256;

/// How long one campaign exposed its pool.
#[derive(Debug, Clone, Copy)]
struct Clock {
    pool: PoolId,
    round: RoundId,
    began: Time,
    /// Whether it is exposed, and since when it was last looked at; none once the campaign has ended.
    exposed: Option<(bool, Time)>,
    millis: u64,
}

/// Follows the campaigns of a run.
#[derive(Debug, Clone, Default)]
pub struct UpdateClocks {
    /// Whether anything is ever updated.
    looks: bool,
    clocks: Vec<Clock>,
}

impl UpdateClocks {
    /// Makes them new in the memory they have.
    pub fn reset(&mut self, plan: &Plan) {
        self.looks = !plan.rounds.is_empty();
        self.clocks.clear();
        self.clocks.reserve(if self.looks { CAMPAIGNS } else { 0 });
    }

    /// Looks at what the turn changed.
    #[inline]
    pub fn look(&mut self, world: &World<'_>) {
        if self.looks {
            for &pool in &world.touched.pools {
                self.look_at(world, pool);
            }
        }
    }

    fn look_at(&mut self, world: &World<'_>, pool: PoolId) {
        let (now, updates) = (world.now, &world.condition.updates);
        let exposed = world.standing.pool(pool).exposed & BY_UPDATES != 0;
        for clock in self.clocks.iter_mut().filter(|clock| clock.pool == pool) {
            let Some((was, since)) = clock.exposed else { continue };
            clock.millis += if was { now.since(since).millis() } else { 0 };
            let goes_on = updates.open().any(|open| is_of(clock, &open));
            clock.exposed = goes_on.then_some((exposed, now));
        }
        for open in updates.open().filter(|open| open.pool == pool) {
            if !self.clocks.iter().any(|clock| is_of(clock, &open)) {
                let Campaign { round, began, .. } = open;
                self.clocks.push(Clock { pool, round, began, exposed: Some((exposed, now)), millis: 0 });
            }
        }
    }

    /// Every campaign of the run up to its end, in the order in which they ended, those that have not last.
    pub fn outcomes(&self, world: &World<'_>, end: Time) -> Vec<UpdateOutcome> {
        let of = |campaign: Campaign| {
            let clock = self.clocks.iter().find(|clock| is_of(clock, &campaign));
            let open = clock.and_then(|clock| clock.exposed).filter(|(exposed, _)| *exposed);
            let rest = open.map_or(0, |(_, since)| end.since(since).millis());
            UpdateOutcome { campaign, exposed_millis: clock.map_or(0, |clock| clock.millis) + rest }
        };
        if self.looks { world.condition.updates.campaigns().map(of).collect() } else { Vec::new() }
    }
}

fn is_of(clock: &Clock, campaign: &Campaign) -> bool {
    (clock.pool, clock.round, clock.began) == (campaign.pool, campaign.round, campaign.began)
}
