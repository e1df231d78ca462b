//! What one run leaves behind: integers only, so that runs can be added in any order.

use std::collections::BTreeMap;

use crate::facts::features::{Route, Stage};
use crate::ground::time::Time;
use crate::measure::anatomy::AnatomyPart;
use crate::measure::updates::UpdateOutcome;
use crate::topology::PoolId;
use crate::world::backup_copy::ByClass;
use crate::world::cause::Cause;
use crate::world::phase::Phase;
use crate::world::standing::exposure;

/// User-milliseconds without full service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amounts {
    /// Of enabled users without service.
    pub none: u64,
    /// Of enabled users in resiliency mode.
    pub limited: u64,
    /// The part of `none` in business hours.
    pub none_business: u64,
    /// The part of `limited` in business hours.
    pub limited_business: u64,
    /// What `none` was to users who were signed in at that hour.
    pub none_signed_in: u64,
    /// What `limited` was to users who were signed in at that hour.
    pub limited_signed_in: u64,
}

impl Amounts {
    /// Adds another.
    pub fn add(&mut self, other: &Amounts) {
        self.none += other.none;
        self.limited += other.limited;
        self.none_business += other.none_business;
        self.limited_business += other.limited_business;
        self.none_signed_in += other.none_signed_in;
        self.limited_signed_in += other.limited_signed_in;
    }

    /// Everything without full service.
    pub fn not_full(&self) -> u64 {
        self.none + self.limited
    }

    /// The same of users who were signed in at that hour.
    pub fn not_full_signed_in(&self) -> u64 {
        self.none_signed_in + self.limited_signed_in
    }
}

/// A row of the ledger: what broke, what prolonged it, what that cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainRow {
    /// Whose users.
    pub pool: PoolId,
    /// What broke.
    pub cause: Cause,
    /// What prolonged it.
    pub phase: Phase,
    /// What it cost.
    pub amounts: Amounts,
}

/// What one pool's users had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PoolOutcome {
    /// Unplanned.
    pub unplanned: Amounts,
    /// Planned.
    pub planned: Amounts,
    /// Times at which somebody lost service.
    pub outages: u64,
    /// Losses of pool quorum.
    pub pool_quorum_losses: u64,
    /// Losses of a routing group's quorum, counted by group.
    pub routing_group_quorum_losses: u64,
    /// Users served by the partner after a failover, once for each failover.
    pub redirected_users: u64,
    /// Failovers.
    pub failovers: u64,
    /// From the loss to the end of the failover, summed, in milliseconds.
    pub redirect_millis: u64,
    /// Milliseconds in which one more fault would have been an outage, by the reasons of [`exposure`].
    pub exposed_millis: [u64; exposure::REASONS],
    /// User-milliseconds at each [`Stage`], by its index.
    pub stages: [u64; Stage::ALL.len()],
    /// User-milliseconds with service while each [`Route`] was away, by its index.
    pub without_route: [u64; Route::ALL.len()],
}

/// One recovery: from the first user's loss to the last user's full service. All times in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recovery {
    /// Its kind, by the place in the list of kinds.
    pub kind: u32,
    /// When it was over; the end of the run for one that was not.
    pub end: Time,
    /// Whether the run ended before it.
    pub unfinished: bool,
    /// The user's clock.
    pub user_clock: u64,
    /// The vendor's clock, of one with a procedure.
    pub procedure_clock: Option<u64>,
    /// What was lost with the move of the users, if it lost anything.
    pub lost: Option<Lost>,
    /// Users without full service at its worst moment.
    pub users_hit: u32,
}

/// How far back the data reaches that users find after a move without their pool, by class, in milliseconds.
pub type Lost = ByClass<u64>;

/// Recoveries of one kind at one pool, summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecoveryRow {
    /// Whose users.
    pub pool: PoolId,
    /// What broke.
    pub cause: Cause,
    /// Whether they were failed over.
    pub failed_over: bool,
    /// How many there were.
    pub count: u64,
    /// Summed, in milliseconds: the user's clock.
    pub user_clock: u64,
    /// Summed, of those with a procedure: the vendor's clock.
    pub procedure_clock: u64,
    /// How many had a procedure.
    pub procedures: u64,
    /// Summed age of the newest data the partner had, by class, of those failed over without their pool.
    pub lost: Lost,
    /// How many lost data that way.
    pub losses: u64,
    /// How many met the target of time.
    pub met: u64,
    /// How many more the run ended before, which are in no sum.
    pub unfinished: u64,
    /// How many of those had missed the target by then.
    pub unfinished_missed: u64,
}

impl RecoveryRow {
    /// None yet.
    pub fn new(pool: PoolId, cause: Cause, failed_over: bool) -> Self {
        RecoveryRow {
            pool,
            cause,
            failed_over,
            count: 0,
            user_clock: 0,
            procedure_clock: 0,
            procedures: 0,
            lost: Lost::default(),
            losses: 0,
            met: 0,
            unfinished: 0,
            unfinished_missed: 0,
        }
    }
}

/// One run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunOutcome {
    /// By pool.
    pub pools: Vec<PoolOutcome>,
    /// The ledger by chain.
    pub chains: Vec<ChainRow>,
    /// Recoveries by kind.
    pub recoveries: Vec<RecoveryRow>,
    /// Each of them, in the order in which they ended; last those that the run ended before.
    pub each_recovery: Vec<Recovery>,
    /// What the user's clock went to in each of them, one after the other.
    pub anatomy: Vec<AnatomyPart>,
    /// Pools whose users are not all served in full at the end, with what they wait for.
    pub unfinished: Vec<(PoolId, Phase)>,
    /// Milliseconds in which each route was away that the deployment has, by its index.
    pub routes_away: [u64; Route::ALL.len()],
    /// Updates of pools, in the order in which they ended.
    pub updates: Vec<UpdateOutcome>,
    /// Events processed.
    pub events: u64,
}

impl RunOutcome {
    /// User-milliseconds of a pool without full service, planned and not.
    pub fn of_pool(&self, pool: PoolId) -> Amounts {
        let outcome = &self.pools[pool.index()];
        let mut sum = outcome.unplanned;
        sum.add(&outcome.planned);
        sum
    }

    /// What the user's clock went to in one recovery, by its place in the list, in milliseconds and in the order
    /// in which the phases came first.
    pub fn parts_of(&self, recovery: usize) -> impl Iterator<Item = (Phase, u64)> + '_ {
        let from = self.anatomy.partition_point(|part| (part.recovery as usize) < recovery);
        let parts = self.anatomy[from..].iter().take_while(move |part| part.recovery as usize == recovery);
        parts.map(|part| (part.phase, part.millis))
    }

    /// The same in all recoveries of a kind together that the run did not end before.
    pub fn anatomy_of(&self, kind: usize) -> impl Iterator<Item = (Phase, u64)> + use<> {
        let mut sums: BTreeMap<Phase, u64> = BTreeMap::new();
        for part in &self.anatomy {
            let recovery = &self.each_recovery[part.recovery as usize];
            if recovery.kind as usize == kind && !recovery.unfinished {
                *sums.entry(part.phase).or_default() += part.millis;
            }
        }
        sums.into_iter()
    }

    /// A number that two equal outcomes share and two different ones almost never do.
    pub fn fingerprint(&self) -> u64 {
        crate::ground::identity::fnv1a(format!("{self:?}").as_bytes())
    }
}
