//! "Upgrade or update Front End Servers in Lync Server 2013": one upgrade domain at a time, asked for before each; the round
//! of pools around it; what is done with a pool that has a problem.

use crate::facts::{people, update};
use crate::scenario::plan::{Order, Plan};
use crate::topology::PoolId;
use crate::world::lanes::Claim;

use super::effects_of_updates as effects;
use super::failing_back_a_pool::FAILING_BACK_A_POOL;
use super::failing_over_a_pool::FAILING_OVER_A_POOL;
use super::guard::{Asking, Guard, Otherwise};
use super::question::{ALWAYS, NEVER};
use super::questions_of_updates as questions;
use super::step::{Does, Fails, Line, OnPage, Ordered, Over, Runbook, Step, Subject, Takes};
use super::updating_a_back_end::UPDATING_A_BACK_END;
use crate::world::reason::Reason;

const PAGE: &str = "Upgrade or update Front End Servers in Lync Server 2013, 2013-06-28";

/// What planned work has in common: nothing that must be done waits for it, neither in a lane nor for hands.
pub const PLANNED_WORK: Runbook = Runbook {
    source: PAGE,
    claim: Claim::Round,
    gives_way: &NEVER,
    can_wait: &ALWAYS,
    leaves_hands: true,
    ..Runbook::USUAL
};

fn first_pool(plan: &Plan, order: Order, _: PoolId) -> Option<PoolId> {
    plan.round(order.round()?).pools.first().copied()
}

/// A round of updates: one pool after the other.
pub static UPDATING_POOLS: Runbook = Runbook {
    id: "updating-pools",
    title: "Updating pools",
    subject: Subject::Deployment,
    decisive: "the update",
    ordered: Some(Ordered {
        key: "update",
        says: "update <round>",
        pool: first_pool,
        goes_on: true,
        does: |world, order| {
            if let Some(round) = order.round() {
                let window = world.plan.round(round).window;
                world.condition.updates.open_window(round, world.now, window);
            }
        },
    }),
    steps: &[
        Step {
            id: "updating-pools.front-ends",
            on_page: OnPage::Opening,
            instruction: "Update the Front End Servers of each pool, and keep track of what has been updated",
            over: Over::Pools,
            applies: &questions::UPDATES_FRONT_ENDS,
            does: Does::CarryOut(&UPDATING_FRONT_ENDS),
            ..Step::USUAL
        },
        Step {
            id: "updating-pools.back-ends",
            on_page: OnPage::Ours("Back End Servers have a page of their own"),
            instruction: "Update the Back End Servers of each pool",
            over: Over::Pools,
            applies: &questions::UPDATES_BACK_ENDS,
            does: Does::CarryOut(&UPDATING_A_BACK_END),
            ..Step::USUAL
        },
    ],
    ..PLANNED_WORK
};

/// What is tracked of a pool's update: its beginning.
pub const BEGIN: Step = Step {
    on_page: OnPage::Opening,
    instruction: "Begin to keep track of the servers that have been updated",
    begins: &[
        Guard::or_give_up(&questions::A_WINDOW_IS_LEFT),
        Guard::or_wait(&questions::NO_WINDOW_IS_AWAITED),
        Guard::or_wait(&questions::NO_OTHER_ROUND),
    ],
    does: Does::Change(&effects::BEGIN_UPDATE),
    ..Step::USUAL
};

/// And its end.
pub const END: Step = Step {
    on_page: OnPage::Opening,
    instruction: "All servers have been updated",
    does: Does::Change(&effects::END_UPDATE),
    ..Step::USUAL
};

/// Updating the Front Ends of a pool.
pub static UPDATING_FRONT_ENDS: Runbook = Runbook {
    id: "updating-front-ends",
    title: "Updating Front End Servers",
    in_short: Some("update"),
    decisive: "the update",
    steps: &[
        Step { id: "updating-front-ends.begin", ..BEGIN },
        Step {
            id: "updating-front-ends.3",
            on_page: OnPage::Step("3"),
            instruction: "Repeat steps 1 and 2 for each upgrade domain of the pool",
            over: Over::Domains,
            applies: &questions::DOMAIN_IS_LEFT,
            does: Does::CarryOut(&UPDATING_AN_UPGRADE_DOMAIN),
            ..Step::USUAL
        },
        Step {
            id: "updating-front-ends.fail-back",
            on_page: OnPage::Ours("the page fails a problem pool over first, and says nothing of its way back"),
            instruction: "Fail the pool back, if it was failed over so that it could be updated",
            applies: &questions::IS_TO_BE_FAILED_BACK,
            begins: &[Guard::or_wait(&questions::TAKES_USERS_BACK)],
            ends: &[Guard::or_give_up(&questions::IS_HOME_AGAIN)],
            does: Does::HandOver(&FAILING_BACK_A_POOL, &questions::RETURNS_USERS),
            ..Step::USUAL
        },
        Step { id: "updating-front-ends.end", ..END },
    ],
    ..PLANNED_WORK
};

/// As long as Front Ends catch up after their own planned stop, as is expected, a Busy answer does not count.
static AS_LONG_AS_EXPECTED: Asking = Asking { times: None, then: Otherwise::GiveUp };
/// The third Busy answer in a row is the problem.
static THREE_TIMES: Asking =
    Asking { times: Some(|rules| rules.update_busy_answers), then: Otherwise::CarryOut(&FAILING_OVER_A_PROBLEM_POOL) };

/// Servers are taken as long as the window is open in which the pool was asked.
const TAKEN_IN_A_WINDOW: [Guard; 4] = [
    Guard::or_begin_again(&questions::ANSWER_COUNTS),
    Guard::or_give_up(&questions::A_WINDOW_IS_LEFT),
    Guard::or_wait(&questions::NO_WINDOW_IS_AWAITED),
    Guard::or_wait(&questions::NO_OTHER_ROUND),
];

/// Steps 1 and 2, for one upgrade domain.
pub static UPDATING_AN_UPGRADE_DOMAIN: Runbook = Runbook {
    id: "updating-an-upgrade-domain",
    title: "Updating an upgrade domain",
    subject: Subject::UpgradeDomain,
    part_of: Some(&UPDATING_FRONT_ENDS),
    decisive: "Get-CsPoolUpgradeReadinessState",
    steps: &[
        Step {
            id: "updating-an-upgrade-domain.1",
            on_page: OnPage::Step("1"),
            instruction: "Ask on a Front End of the pool whether it is ready",
            commands: &[Line::shell("Get-CsPoolUpgradeReadinessState")],
            applies: &questions::IS_ASKED,
            begins: &[
                Guard::or_give_up(&questions::A_WINDOW_IS_LEFT),
                Guard::or_wait(&questions::NO_WINDOW_IS_AWAITED),
                Guard::or_wait(&questions::NO_OTHER_ROUND),
                Guard::or_wait(&questions::CAN_BE_ASKED),
                Guard::or_carry_out(&questions::HAS_ENOUGH_FRONT_ENDS, &FAILING_OVER_A_PROBLEM_POOL),
                Guard::or_ask_again(&questions::IS_NOT_BUSY_AS_EXPECTED, &AS_LONG_AS_EXPECTED),
                Guard::or_ask_again(&questions::IS_NOT_BUSY, &THREE_TIMES),
                Guard::or_ask_again(&questions::DOMAIN_IS_READY, &THREE_TIMES),
            ],
            shows: Some(effects::show_readiness),
            takes: Takes::Law(&people::LOOK),
            ..Step::USUAL
        },
        Step {
            id: "updating-an-upgrade-domain.soak",
            on_page: OnPage::Ours(
                "Topologies and components for Front End Servers asks for it between upgrade domains",
            ),
            instruction: "Wait until the pool has stayed Ready; if it leaves Ready, begin again",
            applies: &questions::SOAK_IS_DUE,
            stays: &[Guard::or_begin_again(&questions::STAYS_READY)],
            takes: Takes::AsThingsStand("what is left of update.soak since the pool answered Ready", effects::soaks),
            attended: false,
            ..Step::USUAL
        },
        Step {
            id: "updating-an-upgrade-domain.2",
            on_page: OnPage::Step("2"),
            instruction: "ReadyforUpgrade is True: update each server of the upgrade domain",
            over: Over::Servers,
            applies: &questions::ONE_BY_ONE,
            begins: &TAKEN_IN_A_WINDOW,
            does: Does::CarryOut(&UPDATING_SERVERS),
            ..Step::USUAL
        },
        Step {
            id: "updating-an-upgrade-domain.2-together",
            on_page: OnPage::Step("2"),
            instruction: "ReadyforUpgrade is True: update the servers of the upgrade domain together",
            applies: &questions::TOGETHER,
            begins: &TAKEN_IN_A_WINDOW,
            does: Does::CarryOut(&UPDATING_SERVERS),
            ..Step::USUAL
        },
    ],
    ..PLANNED_WORK
};

/// A server that does not start after an update.
pub static HANGS: Reason = Reason::new("start_hangs", "hangs on start", "<about> does not start")
    .refused("<about> hangs on start; the update is held until it is mended")
    .mended_in(|rules| &rules.update_hang_mended);

/// Step 2, for one server or for those of an upgrade domain together.
pub static UPDATING_SERVERS: Runbook = Runbook {
    id: "updating-servers",
    title: "Updating servers",
    subject: Subject::Server,
    part_of: Some(&UPDATING_FRONT_ENDS),
    decisive: "Start-CsWindowsService",
    steps: &[
        Step {
            id: "updating-servers.2a",
            on_page: OnPage::Step("2a"),
            instruction: "Stop new connections to the server, and its services",
            commands: &[
                Line::shell("Stop-CsWindowsService -Graceful -Verbose").when(&questions::GRACEFULLY, "as a rule"),
                Line::shell("Stop-CsWindowsService -Verbose"),
            ],
            takes: Takes::AsThingsStand(
                "until the last session on it has ended, or as long as is waited for it",
                effects::drains,
            ),
            attended: false,
            does: Does::Change(&effects::STOP_SERVERS),
            ..Step::USUAL
        },
        Step {
            id: "updating-servers.2b",
            on_page: OnPage::Step("2b"),
            instruction: "Install the update",
            takes: Takes::AsThingsStand("as long as installing takes in this round", effects::installs),
            attended: false,
            ..Step::USUAL
        },
        Step {
            id: "updating-servers.2c",
            on_page: OnPage::Step("2c"),
            instruction: "Restart the server",
            takes: Takes::Law(&update::RESTART),
            attended: false,
            fails: Some(Fails { chance: |rules| rules.update_start_hangs, reason: &HANGS }),
            does: Does::Change(&effects::RESTART_SERVERS),
            ..Step::USUAL
        },
        Step {
            id: "updating-servers.2c-check",
            on_page: OnPage::Step("2c"),
            instruction: "Check that the server accepts new connections",
            begins: &[Guard::or_wait(&questions::SERVERS_ACCEPT)],
            takes: Takes::Law(&people::LOOK),
            does: Does::Change(&effects::NOTE_UPDATED),
            ..Step::USUAL
        },
    ],
    ..PLANNED_WORK
};

/// Step 1, where the pool has a problem.
pub static FAILING_OVER_A_PROBLEM_POOL: Runbook = Runbook {
    id: "failing-over-a-problem-pool",
    title: "Failing over a pool that has a problem",
    part_of: Some(&UPDATING_FRONT_ENDS),
    decisive: "the failover",
    steps: &[
        Step {
            id: "failing-over-a-problem-pool.1",
            on_page: OnPage::Step("1"),
            instruction: "The pool has a problem: fail it over to its backup pool, and update its servers then",
            begins: &[
                Guard::or_give_up(&questions::PROBLEM_POOL_IS_PAIRED),
                Guard::or_wait(&questions::PARTNER_IS_NOT_UPDATED),
            ],
            ends: &[Guard::or_give_up(&questions::IS_AT_THE_PARTNER)],
            does: Does::HandOver(&FAILING_OVER_A_POOL, &questions::DIVERTS),
            ..Step::USUAL
        },
        Step {
            id: "failing-over-a-problem-pool.diverted",
            on_page: OnPage::Ours("the page does not say how the rest of the pool is updated then"),
            instruction: "Update the other servers one after the other, without asking again",
            does: Does::Change(&effects::DIVERT),
            ..Step::USUAL
        },
    ],
    ..PLANNED_WORK
};
