//! What updates cost, over all runs: how long campaigns take, how often they run over their window or have to be diverted, whom
//! they cut off.

use std::collections::BTreeMap;

use crate::experiment::durations::{Durations, GROUPS, share_of_groups};
use crate::experiment::share::Share;
use crate::measure::UpdateOutcome;
use crate::scenario::plan::{Plan, Round, Updated};
use crate::topology::PoolId;

/// The campaigns of one pool about one kind of servers.
#[derive(Debug, Clone, Default)]
pub struct Campaigns {
    /// Those that ended, of all runs.
    pub count: u64,
    /// Those that had not ended when their run did, or were left to a later round.
    pub unfinished: u64,
    /// A value for each run in which one ended, of its campaigns on average: milliseconds from begin to end.
    pub duration: Vec<f64>,
    /// Users who had to reconnect, likewise.
    pub reconnected: Vec<f64>,
    /// Sessions cut, likewise.
    pub cut: Vec<f64>,
    /// Milliseconds in which one more fault would have been an outage, likewise.
    pub exposed: Vec<f64>,
    /// From begin to end of each, in milliseconds.
    pub each_duration: Durations,
    /// Work after the window had closed, of each that ran over it, in milliseconds.
    pub each_after_window: Durations,
    overran: Vec<(u64, u64)>,
    diverted: Vec<(u64, u64)>,
}

impl Campaigns {
    /// The share that was not over when the first window closed, of `runs` runs.
    pub fn overran(&self, runs: u64) -> Share {
        share_of_groups(self.overran.clone(), runs)
    }

    /// The share whose pool had to be failed over first.
    pub fn diverted(&self, runs: u64) -> Share {
        share_of_groups(self.diverted.clone(), runs)
    }

    fn add_run(&mut self, run: u64, outcomes: &[&UpdateOutcome]) {
        let ended: Vec<&UpdateOutcome> = outcomes.iter().copied().filter(|one| one.campaign.ended.is_some()).collect();
        self.unfinished += (outcomes.len() - ended.len()) as u64;
        for (groups, is_one) in [
            (&mut self.overran, (|one| one.campaign.overran) as fn(&UpdateOutcome) -> bool),
            (&mut self.diverted, |one| one.campaign.diverted),
        ] {
            groups.resize(GROUPS, (0, 0));
            let group = &mut groups[run as usize % GROUPS];
            group.0 += outcomes.iter().filter(|one| is_one(one)).count() as u64;
            group.1 += outcomes.len() as u64;
        }
        for one in &ended {
            self.count += 1;
            self.each_duration.add(run, duration(one));
            if one.campaign.after_window > 0 {
                self.each_after_window.add(run, one.campaign.after_window);
            }
        }
        if ended.is_empty() {
            return;
        }
        let mean = |value: fn(&UpdateOutcome) -> u64| {
            ended.iter().map(|one| value(one) as f64).sum::<f64>() / ended.len() as f64
        };
        self.duration.push(mean(duration));
        self.reconnected.push(mean(|one| one.campaign.reconnected));
        self.cut.push(mean(|one| one.campaign.cut));
        self.exposed.push(mean(|one| one.exposed_millis));
    }
}

fn duration(one: &UpdateOutcome) -> u64 {
    one.campaign.ended.map_or(0, |ended| ended.since(one.campaign.began).millis())
}

/// The campaigns of all pools, by pool and whether they were about Back End Servers.
#[derive(Debug, Clone, Default)]
pub struct Updates {
    campaigns: BTreeMap<(PoolId, bool), Campaigns>,
    /// Whether each round is about Back End Servers.
    back_ends: Vec<bool>,
}

impl Updates {
    /// Every pool that is ever updated, and what of it, without any run yet.
    pub fn new(plan: &Plan) -> Self {
        let is_back_end = |round: &Round| round.servers == Updated::BackEnds;
        let each = plan
            .rounds
            .iter()
            .flat_map(|round| round.pools.iter().map(move |pool| ((*pool, is_back_end(round)), Campaigns::default())));
        Updates { campaigns: each.collect(), back_ends: plan.rounds.iter().map(is_back_end).collect() }
    }

    /// Folds in a run.
    pub fn add_run(&mut self, run: u64, outcomes: &[UpdateOutcome]) {
        for ((pool, back_end), campaigns) in &mut self.campaigns {
            let here = |one: &&UpdateOutcome| {
                one.campaign.pool == *pool && self.back_ends[one.campaign.round.index()] == *back_end
            };
            campaigns.add_run(run, &outcomes.iter().filter(here).collect::<Vec<_>>());
        }
    }

    /// What of which pool is updated, and what that came to.
    pub fn each(&self) -> impl Iterator<Item = (PoolId, Updated, &Campaigns)> {
        let servers = |back_end| if back_end { Updated::BackEnds } else { Updated::FrontEnds };
        self.campaigns.iter().map(move |((pool, back_end), campaigns)| (*pool, servers(*back_end), campaigns))
    }
}
