//! A row for each run and pool: what the users of that pool had in that run.

use crate::measure::{Amounts, Lost, PoolOutcome, Recovery, RunOutcome};
use crate::model::Setting;
use crate::report::data::rows::Column;
use crate::report::data::rows::cell::Cell;
use crate::topology::PoolId;
use crate::world::backup_copy::DataClass;

/// What a row is made of.
#[derive(Debug)]
pub struct RunRow<'r> {
    design: &'r str,
    setting: &'r Setting,
    number: u64,
    outcome: &'r RunOutcome,
    pool: PoolId,
    amounts: Amounts,
}

/// How a row gives a value.
pub type RunValue = for<'r> fn(&RunRow<'r>) -> Cell<'r>;

impl<'r> RunRow<'r> {
    /// The row of a pool.
    pub fn new(design: &'r str, setting: &'r Setting, number: u64, outcome: &'r RunOutcome, pool: PoolId) -> Self {
        RunRow { design, setting, number, outcome, pool, amounts: outcome.of_pool(pool) }
    }

    fn users(&self) -> u32 {
        self.setting.plan.topology.pool(self.pool).users
    }

    /// User-milliseconds as minutes of an enabled user, by the formula of the summary.
    fn per_user(&self, user_millis: u64) -> Cell<'r> {
        Cell::Number(user_millis as f64 / (60_000.0 * f64::from(self.users().max(1))))
    }

    fn counted(&self) -> &'r PoolOutcome {
        &self.outcome.pools[self.pool.index()]
    }

    fn recoveries(&self) -> impl Iterator<Item = &'r Recovery> {
        let (outcome, pool) = (self.outcome, self.pool);
        outcome.each_recovery.iter().filter(move |one| outcome.recoveries[one.kind as usize].pool == pool)
    }

    fn losses(&self) -> impl Iterator<Item = Lost> {
        self.recoveries().filter_map(|one| one.lost)
    }

    /// How far back the data reached that was found, on average of the losses.
    fn lost(&self, class: DataClass) -> Cell<'r> {
        let (count, sum) = self.losses().fold((0, 0), |(count, sum), lost| (count + 1, sum + lost[class]));
        if count == 0 { Cell::Nothing } else { Cell::Number(sum as f64 / f64::from(count) / 60_000.0) }
    }

    fn longest(&self) -> Option<u64> {
        let of_nobodys_order = |one: &&Recovery| !self.outcome.recoveries[one.kind as usize].cause.is_planned();
        self.recoveries().filter(of_nobodys_order).filter(|one| !one.unfinished).map(|one| one.user_clock).max()
    }
}

/// The columns.
pub static RUNS: [Column<RunValue>; 20] = [
    Column {
        name: "run",
        unit: "number from 0",
        meaning: "the run, as `pooldrill replay --run` takes it",
        value: |row| Cell::Count(row.number),
    },
    Column {
        name: "design",
        unit: "text",
        meaning: "the scenario, or the design as `compare` calls it",
        value: |row| Cell::text(row.design),
    },
    Column {
        name: "pool",
        unit: "text",
        meaning: "the pool whose users the row is about",
        value: |row| Cell::text(&*row.setting.plan.topology.pool(row.pool).name),
    },
    Column { name: "users", unit: "users", meaning: "its enabled users", value: |row| Cell::Count(row.users().into()) },
    Column {
        name: "none_minutes_per_user",
        unit: "minutes of an enabled user in the run",
        meaning: "without service",
        value: |row| row.per_user(row.amounts.none),
    },
    Column {
        name: "limited_minutes_per_user",
        unit: "minutes of an enabled user in the run",
        meaning: "in resiliency mode",
        value: |row| row.per_user(row.amounts.limited),
    },
    Column {
        name: "planned_minutes_per_user",
        unit: "minutes of an enabled user in the run",
        meaning: "the part of both that was planned",
        value: |row| row.per_user(row.counted().planned.not_full()),
    },
    Column {
        name: "business_hours_minutes_per_user",
        unit: "minutes of an enabled user in the run",
        meaning: "the part of both in business hours",
        value: |row| row.per_user(row.amounts.none_business + row.amounts.limited_business),
    },
    Column {
        name: "signed_in_none_minutes_per_user",
        unit: "minutes of an enabled user in the run",
        meaning: "without service, of users who were signed in at that hour, spread over all enabled ones",
        value: |row| row.per_user(row.amounts.none_signed_in),
    },
    Column {
        name: "signed_in_limited_minutes_per_user",
        unit: "minutes of an enabled user in the run",
        meaning: "in resiliency mode, likewise",
        value: |row| row.per_user(row.amounts.limited_signed_in),
    },
    Column {
        name: "outages",
        unit: "count",
        meaning: "times at which somebody began to lack full service",
        value: |row| Cell::Count(row.counted().outages),
    },
    Column {
        name: "pool_quorum_losses",
        unit: "count",
        meaning: "losses of the pool's quorum",
        value: |row| Cell::Count(row.counted().pool_quorum_losses),
    },
    Column {
        name: "routing_group_quorum_losses",
        unit: "count",
        meaning: "losses of a routing group's quorum, each group counted",
        value: |row| Cell::Count(row.counted().routing_group_quorum_losses),
    },
    Column {
        name: "failovers",
        unit: "count",
        meaning: "failovers of the pool to its partner",
        value: |row| Cell::Count(row.counted().failovers),
    },
    Column {
        name: "redirected_users",
        unit: "users",
        meaning: "users moved to the partner, once for each failover",
        value: |row| Cell::Count(row.counted().redirected_users),
    },
    Column {
        name: "longest_recovery_minutes",
        unit: "minutes, or empty",
        meaning: "the longest user's clock of a recovery that nobody planned and that was over before the run's end",
        value: |row| Cell::some_minutes(row.longest()),
    },
    Column {
        name: "unfinished",
        unit: "true or false",
        meaning: "whether some of its users lacked full service when the run ended",
        value: |row| Cell::Truth(row.outcome.unfinished.iter().any(|(pool, _)| *pool == row.pool)),
    },
    Column {
        name: "data_losses",
        unit: "count",
        meaning: "recoveries with which data was lost",
        value: |row| Cell::Count(row.losses().count() as u64),
    },
    Column {
        name: "lost_user_data_minutes",
        unit: "minutes, or empty",
        meaning: "age of the newest contacts and settings that users found after such a loss, on average of those of the run",
        value: |row| row.lost(DataClass::UserData),
    },
    Column {
        name: "lost_meeting_content_minutes",
        unit: "minutes, or empty",
        meaning: "the same of meeting content",
        value: |row| row.lost(DataClass::Content),
    },
];
