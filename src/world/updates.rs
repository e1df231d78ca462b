//! Updates: which rounds are under way, how far each pool has come, which servers it has stopped, and what that cost.
//!
//! *Invariant*: of a pool at most one campaign is open, and the servers that planned work holds down at a time are those of
//! one upgrade domain, because a campaign stops servers in one place and forgets them in one place.

use crate::ground::time::{Span, Time};
use crate::scenario::plan::{Plan, What};
use crate::topology::{MachineId, PoolId, RoundId, Topology};

/// What the updates of one pool in one round came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Campaign {
    /// The round.
    pub round: RoundId,
    /// The pool.
    pub pool: PoolId,
    /// When it began.
    pub began: Time,
    /// When it ended; none as long as it has not.
    pub ended: Option<Time>,
    /// Whether the pool was failed over first.
    pub diverted: bool,
    /// Whether it was not over when its first window closed.
    pub overran: bool,
    /// Work after a window had closed, in milliseconds.
    pub after_window: u64,
    /// Servers updated.
    pub servers: u16,
    /// Users who were signed in on a server when it was stopped.
    pub reconnected: u64,
    /// Sessions that a stop has cut.
    pub cut: u64,
}

/// A campaign of a pool, as far as it has come.
#[derive(Debug, Clone, Copy)]
struct Open {
    campaign: Campaign,
    /// Whether somebody is at it; it waits to be resumed otherwise.
    active: bool,
    /// Servers that are updated.
    updated: u32,
    /// When the window closes in which it was begun.
    first_window: Option<Time>,
}

/// Servers of a pool as a set: its Front Ends by their ordinals, then its Back End Servers.
pub fn bit_of(topology: &Topology, pool: PoolId, machine: MachineId) -> u32 {
    let nouns = topology.pool(pool);
    let front_end = nouns.front_ends.iter().position(|server| *server == machine);
    let back_end = || nouns.sql.iter().position(|server| *server == Some(machine)).map(|slot| FIRST_BACK_END + slot);
    front_end.or_else(back_end).map_or(0, |place| 1 << place)
}

/// The place of the first Back End Server in such a set.
const FIRST_BACK_END: usize = 16;

/// What is known of a pool.
#[derive(Debug, Clone, Copy, Default)]
struct OfPool {
    /// The round that was at work last.
    round: Option<RoundId>,
    /// Servers that planned work holds down.
    stopped: u32,
    /// Servers that were told to drain or to stop and are not updated yet.
    taken: u32,
    /// Sessions that the stop of those that drain will cut.
    to_cut: u64,
    /// When the pool answered Ready last.
    ready_at: Option<Time>,
    /// Until when servers are expected to catch up after their own planned stop.
    catching_up_until: Time,
    catching_up: u32,
}

/// Every update. Changed by `runbook::effects_of_updates`.
#[derive(Debug, Clone, Default)]
pub struct Updates {
    pools: Vec<OfPool>,
    /// By round: until when its window is open.
    windows: Vec<Option<Time>>,
    open: Vec<Open>,
    ended: Vec<Campaign>,
}

impl Updates {
    /// None begun, in the memory it has.
    pub fn reset(&mut self, plan: &Plan) {
        self.pools.clear();
        self.pools.resize(plan.topology.pools.len(), OfPool::default());
        self.windows.clear();
        self.windows.resize(plan.rounds.len(), None);
        self.open.clear();
        self.open.reserve(plan.rounds.iter().map(|round| round.pools.len()).sum());
        self.ended.clear();
        self.ended.reserve(most_campaigns(plan));
    }

    fn find(&self, pool: PoolId, round: RoundId) -> Option<&Open> {
        self.open.iter().find(|open| (open.campaign.pool, open.campaign.round) == (pool, round))
    }

    fn find_mut(&mut self, pool: PoolId, round: RoundId) -> Option<&mut Open> {
        self.open.iter_mut().find(|open| (open.campaign.pool, open.campaign.round) == (pool, round))
    }

    /// The window of a round opens: what begins before it closes is admitted.
    pub fn open_window(&mut self, round: RoundId, now: Time, window: Option<Span>) {
        self.windows[round.index()] = Some(window.map_or(Time::NEVER, |window| now + window));
    }

    /// Whether work of a round may begin now.
    pub fn window_is_open(&self, round: RoundId, now: Time) -> bool {
        self.windows[round.index()].is_some_and(|until| now < until)
    }

    /// The round that is at work on a pool. One that waits for its next window is not, unless it has taken servers that
    /// are not updated yet, or the pool was failed over for it.
    pub fn at_work(&self, pool: PoolId, now: Time) -> Option<RoundId> {
        let of_pool = &self.pools[pool.index()];
        let round = of_pool.round?;
        let open = self.find(pool, round).filter(|open| open.active)?;
        let goes_on = self.window_is_open(round, now) || open.campaign.diverted || of_pool.taken != 0;
        goes_on.then_some(round)
    }

    /// A round goes to work on a pool, at which no other is at work.
    pub fn go_to_work(&mut self, pool: PoolId, round: RoundId) {
        self.pools[pool.index()].round = Some(round);
    }

    /// A campaign begins, or one that was interrupted is resumed where it stood.
    pub fn begin(&mut self, pool: PoolId, round: RoundId, now: Time) {
        self.go_to_work(pool, round);
        if let Some(open) = self.find_mut(pool, round) {
            open.active = true;
            return;
        }
        let campaign = Campaign {
            round,
            pool,
            began: now,
            ended: None,
            diverted: false,
            overran: false,
            after_window: 0,
            servers: 0,
            reconnected: 0,
            cut: 0,
        };
        let first_window = self.windows[round.index()];
        self.open.push(Open { campaign, active: true, updated: 0, first_window });
    }

    /// Nobody is at it any more, before it is over. What is updated stays updated.
    pub fn interrupt(&mut self, pool: PoolId, round: RoundId) {
        if let Some(open) = self.find_mut(pool, round) {
            open.active = false;
        }
        let of_pool = &mut self.pools[pool.index()];
        (of_pool.to_cut, of_pool.taken) = (0, 0);
    }

    /// A campaign is over.
    pub fn end(&mut self, pool: PoolId, round: RoundId, now: Time) {
        self.note_time(pool, round, now);
        let place = self.open.iter().position(|open| (open.campaign.pool, open.campaign.round) == (pool, round));
        if let Some(place) = place {
            let Open { campaign, .. } = self.open.remove(place);
            self.ended.push(Campaign { ended: Some(now), ..campaign });
        }
    }

    fn note_time(&mut self, pool: PoolId, round: RoundId, now: Time) {
        let window = self.windows[round.index()];
        let Some(open) = self.find_mut(pool, round) else { return };
        open.campaign.overran |= open.first_window.is_some_and(|until| now > until);
        if let Some(until) = window.filter(|until| now > *until) {
            open.campaign.after_window = open.campaign.after_window.max(now.since(until).millis());
        }
    }

    /// The pool was failed over so that its servers can be updated.
    pub fn divert(&mut self, pool: PoolId, round: RoundId) {
        if let Some(open) = self.find_mut(pool, round) {
            open.campaign.diverted = true;
        }
    }

    /// Whether it was.
    pub fn is_diverted(&self, pool: PoolId) -> bool {
        self.open.iter().any(|open| open.campaign.pool == pool && open.campaign.diverted)
    }

    /// The servers of a pool that the open campaign of a round has updated.
    pub fn updated(&self, pool: PoolId, round: RoundId) -> u32 {
        self.find(pool, round).map_or(0, |open| open.updated)
    }

    /// The pool answers that it is Ready: whoever was down as planned has caught up, and what catches up later was away for
    /// another reason.
    pub fn note_ready(&mut self, pool: PoolId, now: Time) {
        let of_pool = &mut self.pools[pool.index()];
        of_pool.ready_at = Some(now);
        (of_pool.catching_up, of_pool.catching_up_until) = (0, now);
    }

    /// How long ago the pool answered so.
    pub fn ready_for(&self, pool: PoolId, now: Time) -> Span {
        self.pools[pool.index()].ready_at.map_or(Span::ZERO, |at| now.since(at))
    }

    /// These servers take nothing new; so many sessions will not end by themselves before they are stopped.
    pub fn drain(&mut self, pool: PoolId, servers: u32, to_cut: u64) {
        let of_pool = &mut self.pools[pool.index()];
        of_pool.taken |= servers;
        of_pool.to_cut = to_cut;
    }

    /// These servers are stopped, with so many users on them. Says how many sessions that cuts.
    pub fn stop(&mut self, pool: PoolId, round: RoundId, servers: u32, reconnected: u64) -> u64 {
        let of_pool = &mut self.pools[pool.index()];
        let cut = std::mem::take(&mut of_pool.to_cut);
        of_pool.stopped |= servers;
        if let Some(open) = self.find_mut(pool, round) {
            open.campaign.reconnected += reconnected;
            open.campaign.cut += cut;
        }
        cut
    }

    /// The servers that planned work holds down.
    pub fn stopped(&self, pool: PoolId) -> u32 {
        self.pools[pool.index()].stopped
    }

    /// Of these servers those that planned work held down and holds down no longer.
    pub fn restart(&mut self, pool: PoolId, servers: u32) -> u32 {
        let of_pool = &mut self.pools[pool.index()];
        let restarted = of_pool.stopped & servers;
        of_pool.stopped &= !servers;
        restarted
    }

    /// These servers are updated and accept connections; they are expected to have caught up by then.
    pub fn finish(&mut self, pool: PoolId, round: RoundId, servers: u32, (now, expected): (Time, Time)) {
        self.note_time(pool, round, now);
        let of_pool = &mut self.pools[pool.index()];
        of_pool.taken &= !servers;
        of_pool.catching_up |= servers;
        of_pool.catching_up_until = of_pool.catching_up_until.max(expected);
        if let Some(open) = self.find_mut(pool, round) {
            open.updated |= servers;
            open.campaign.servers = open.updated.count_ones() as u16;
        }
    }

    /// The servers that are expected to be still catching up after their own planned stop.
    pub fn expected_to_catch_up(&self, pool: PoolId, now: Time) -> u32 {
        let of_pool = &self.pools[pool.index()];
        if now < of_pool.catching_up_until { of_pool.catching_up } else { 0 }
    }

    /// The campaigns that are open, somebody being at them or not.
    pub fn open(&self) -> impl Iterator<Item = Campaign> + '_ {
        self.open.iter().map(|open| open.campaign)
    }

    /// Every campaign: those that have ended, in that order, then those that have not.
    pub fn campaigns(&self) -> impl Iterator<Item = Campaign> + '_ {
        self.ended.iter().copied().chain(self.open())
    }
}

/// How many campaigns a run can have at most.
fn most_campaigns(plan: &Plan) -> usize {
    let rounds = plan.timeline.iter().filter_map(|line| match line.what {
        What::Do(order) => Some((order.round()?, line.times.len())),
        _ => None,
    });
    rounds.map(|(round, times)| plan.round(round).pools.len() * times).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn updates() -> (Updates, PoolId, RoundId) {
        let pools = vec![OfPool::default()];
        let updates = Updates { pools, windows: vec![None; 2], ..Updates::default() };
        (updates, PoolId::nth(&[()], 0).unwrap(), RoundId::nth(&[()], 0).unwrap())
    }

    #[test]
    fn what_is_interrupted_is_resumed_where_it_stood() {
        let (mut updates, pool, round) = updates();
        let at = |minutes| Time::ZERO + Span::minutes(minutes);
        updates.open_window(round, at(0), Some(Span::minutes(60)));
        updates.begin(pool, round, at(0));
        updates.drain(pool, 0b11, 7);
        assert_eq!(updates.stop(pool, round, 0b01, 500), 7);
        assert_eq!(updates.stopped(pool), 0b01);
        assert_eq!((updates.restart(pool, 0b11), updates.stopped(pool)), (0b01, 0));
        updates.finish(pool, round, 0b01, (at(50), at(55)));
        assert_eq!([54, 55].map(|minute| updates.expected_to_catch_up(pool, at(minute))), [0b01, 0]);
        updates.note_ready(pool, at(52));
        assert_eq!(updates.expected_to_catch_up(pool, at(54)), 0, "it is Ready, so it has caught up");
        updates.interrupt(pool, round);
        assert_eq!(updates.at_work(pool, at(50)), None);
        updates.begin(pool, round, at(55));
        assert_eq!((updates.at_work(pool, at(55)), updates.updated(pool, round)), (Some(round), 0b01));
        assert_eq!(updates.at_work(pool, at(60)), None, "it waits for its next window");
        updates.divert(pool, round);
        assert_eq!(updates.at_work(pool, at(60)), Some(round), "what was failed over is brought to its end");
        updates.end(pool, round, at(70));
        let campaign = updates.campaigns().next().unwrap();
        assert_eq!((campaign.began, campaign.ended, campaign.servers), (at(0), Some(at(70)), 1));
        assert_eq!((campaign.reconnected, campaign.cut, campaign.diverted), (500, 7, true));
        assert_eq!((campaign.overran, campaign.after_window), (true, Span::minutes(10).millis()));
        assert!(updates.open().next().is_none() && updates.updated(pool, round) == 0 && !updates.is_diverted(pool));
    }

    #[test]
    fn a_window_admits_what_begins_before_it_closes() {
        let (mut updates, _, round) = updates();
        let at = |minutes| Time::ZERO + Span::minutes(minutes);
        assert!(!updates.window_is_open(round, at(0)), "none was opened");
        updates.open_window(round, at(0), Some(Span::minutes(60)));
        assert_eq!([59, 60].map(|minute| updates.window_is_open(round, at(minute))), [true, false]);
        updates.open_window(round, at(90), None);
        assert!(updates.window_is_open(round, at(1_000_000)));
    }
}
