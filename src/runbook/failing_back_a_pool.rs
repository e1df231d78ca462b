//! "Failing back a pool in Lync Server 2013".

use crate::facts::pairing;
use crate::runbook::changing_the_next_hop::RETURNING_THE_NEXT_HOP;
use crate::runbook::effects;
use crate::runbook::failing_over_a_pool::THE_POOL_IS_DOWN;
use crate::runbook::guard::Guard;
use crate::runbook::question::Question;
use crate::runbook::questions;
use crate::runbook::step::{Does, Fails, Line, OnPage, Ordered, Runbook, Step, Takes};
use crate::runbook::trigger::{Known, Trigger, Weighed};
use crate::scenario::plan::Order;
use crate::world::lanes::Claim;

static WORKS_WITHOUT_PARTNER: Question = Question::all(
    "the pool works, and the partner that serves its users is lost",
    &[&questions::HOME_WORKS, &questions::NO_PARTNER_RUNS],
);
static IS_NEEDED_AT_ONCE: Question = Question::all(
    "the pool is failed over and works, and the partner that serves its users is lost",
    &[&questions::IS_FAILED_OVER, &WORKS_WITHOUT_PARTNER],
);
static HAS_LOST_ITS_PARTNER: Question = Question::all(
    "the failback of the pool waits for a partner that is lost, and the pool works",
    &[&questions::FAILS_BACK, &WORKS_WITHOUT_PARTNER, &questions::FAILBACK_WAITS],
);
static IS_NEEDED: Question = Question::all(
    "the pool is failed over, by nobody's order, and works, and the link to its partner is whole",
    &[
        &questions::IS_FAILED_OVER,
        &questions::HOME_WORKS,
        &Question::not("nobody has ordered the move", &questions::MOVE_WAS_ORDERED),
        &questions::PAIR_IS_LINKED,
    ],
);
/// Its users have full service at the partner, unless that is lost.
static CAN_WAIT: Question = Question::not("nobody has decided to do without the partner", &questions::LOSS_IS_ACCEPTED);

/// Failing back a pool. The Central Management store stays where it is.
pub static FAILING_BACK_A_POOL: Runbook = Runbook {
    id: "failing-back-a-pool",
    title: "Failing back a pool",
    source: "Failing back a pool in Lync Server 2013, 2012-11-01; -DisasterMode: Invoke-CsPoolFailBack",
    decisive: "Invoke-CsPoolFailback",
    in_short: Some("failback"),
    claim: Claim::Pair,
    ordered: Some(Ordered {
        key: "fail_back",
        says: "fail <pool> back",
        pool: |_, order, _| match order {
            Order::FailBack(pool) => Some(pool),
            _ => None,
        },
        ..Ordered::USUAL
    }),
    can_wait: &CAN_WAIT,
    triggers: &[
        Trigger {
            rank: 70,
            when: &IS_NEEDED_AT_ONCE,
            when_users_are_moved: &HAS_LOST_ITS_PARTNER,
            symptom: "the partner that serves the pool is lost",
            known: Known::FromPartner(THE_POOL_IS_DOWN),
            weighed: Weighed::DecidedOrWatched,
            decided: |world, pool| world.condition.failovers.change(pool, &mut world.touched).accept_loss(),
            task: "fail <pool> back at once, since <partner> has failed",
            notices: "Somebody notices that <partner>, which serves <pool>, has failed",
            notices_while_it_runs: "Somebody notices that <partner>, which serves <pool>, has failed",
            noticed: ["<partner>, serving <pool>, noticed to have failed"; 2],
            ..Trigger::USUAL
        },
        Trigger {
            rank: 80,
            when: &IS_NEEDED,
            symptom: "the pool is back",
            known: Known::AtOnce,
            weighed: Weighed::Watched,
            task: "fail <pool> back",
            row_weighed: "watched before failing back",
            ..Trigger::USUAL
        },
    ],
    steps: &[
        Step {
            id: "failing-back-a-pool.1",
            on_page: OnPage::Step("1"),
            instruction: "Fail back the users who were homed in the pool and had been failed over",
            commands: &[
                Line::shell("Invoke-CsPoolFailback -PoolFQDN <pool> -DisasterMode -Verbose")
                    .when(&questions::IN_DISASTER_MODE, "if the backup pool is not available"),
                Line::shell("Invoke-CsPoolFailback -PoolFQDN <pool> -Verbose"),
            ],
            takes: Takes::ByEnabled(&pairing::FAILBACK, &pairing::FAILBACK_PER_USER),
            begins: &[
                Guard::or_type_in_vain(&questions::IS_AWAY),
                Guard::or_give_up(&questions::HOME_RUNS),
                Guard::or_give_up(&questions::HOME_WORKS),
                Guard::or_give_up(&questions::IS_NOT_CUT_OFF),
                // A failback without the partner loses what users wrote there: somebody has to decide that.
                Guard::or_wait(&questions::LOSS_IS_DECIDED),
                Guard::or_give_up(&questions::PARTNER_CAN_COPY_HOME),
            ],
            stays: &[
                Guard::or_give_up(&questions::HOME_RUNS_OR_TAKES_BACK),
                Guard::or_give_up(&questions::HOME_WORKS_OR_TAKES_BACK),
                Guard::or_give_up(&questions::HOME_STILL_TAKES_BACK),
                Guard::or_break_off(&questions::PARTNER_STAYS_OR_IS_NOT_NEEDED),
            ],
            fails: Some(Fails { chance: |rules| rules.failback_fails, reason: &questions::FAILED }),
            does: Does::Change(&effects::MOVE_USERS_HOME),
            ..Step::USUAL
        },
        Step {
            id: "failing-back-a-pool.next-hop",
            on_page: OnPage::Ours(
                "the page says that nothing else is necessary; an Edge pool that keeps its other next hop pool would lose it \
                 with the next loss of that pool",
            ),
            instruction: "If an Edge pool was given another next hop for the failover, give it this pool again",
            applies: &questions::EDGE_WAS_MOVED,
            does: Does::CarryOut(&RETURNING_THE_NEXT_HOP),
            ..Step::USUAL
        },
    ],
    ..Runbook::USUAL
};
