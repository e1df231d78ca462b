//! The opening of "Failing over a pool in Lync Server 2013": an Edge pool gets another next hop pool; and its way back.

use crate::facts::people;
use crate::runbook::effects;
use crate::runbook::failing_over_a_pool::FAILING_OVER_CENTRAL_MANAGEMENT;
use crate::runbook::guard::Guard;
use crate::runbook::question::{ALWAYS, Question};
use crate::runbook::questions;
use crate::runbook::step::{Does, Line, OnPage, Runbook, Step, Subject, Takes};
use crate::runbook::trigger::{Known, Trigger};
use crate::world::lanes::Claim;

const WAITING: &str =
    "the page does not wait, but an Edge Server knows its next hop pool only from its replica of the store";

const RETURNING: &str = "pages only change a next hop pool; it is given back in the way in which it was changed";

/// What must hold to enter a next hop into the Central Management store: what needs the store, and need not wait for its
/// return, fails it over first.
static ENTERING: [Guard; 4] = [
    Guard::or_wait(&questions::STORE_NEED_NOT_RETURN),
    Guard::or_give_up(&questions::STORE_WORKS_OR_HAS_STANDBY),
    Guard::or_carry_out(&questions::STORE_WORKS_OR_IS_ELSEWHERE, &FAILING_OVER_CENTRAL_MANAGEMENT),
    Guard::or_carry_out(&questions::STORE_WORKS, &FAILING_OVER_CENTRAL_MANAGEMENT),
];

/// The same to enter another pool than the one that is the next hop now. A pool that gets its Edge pool back needs no other.
static ENTERING_ANOTHER: [Guard; 5] =
    [Guard::or_give_up(&questions::ANOTHER_POOL_COULD_BE_NEXT_HOP), ENTERING[0], ENTERING[1], ENTERING[2], ENTERING[3]];

static CHANGE_IS_NEEDED: Question = Question::all(
    "an Edge pool passes traffic to the pool, which is lost, and the pool is failed over or has no partner",
    &[
        &Question::any(
            "the pool is failed over or has no partner",
            &[&questions::IS_FAILED_OVER, &Question::not("the pool has no backup pool", &questions::IS_PAIRED)],
        ),
        &questions::NEXT_HOP_IS_DEAD,
    ],
);
static RETURN_IS_NEEDED: Question = Question::all(
    "the pool is at home and works, and an Edge pool was left with another next hop",
    &[&questions::IS_AT_HOME, &questions::HOME_WORKS, &questions::STORE_WORKS, &questions::NEXT_HOP_WAS_LEFT],
);

/// Setting the Edge pools of a pool to use another one. Both ways of it write to the Central Management store, and what
/// is written reaches the Edge Servers with its replication: only then does the new next hop work.
pub static CHANGING_THE_NEXT_HOP: Runbook = Runbook {
    id: "changing-the-next-hop",
    title: "Setting an Edge pool to use another next hop pool",
    source: "Failing over a pool in Lync Server 2013, 2014-10-10",
    decisive: "The change of the next hop pool",
    subject: Subject::EdgePool,
    claim: Claim::PairOrPool,
    triggers: &[Trigger {
        rank: 60,
        when: &CHANGE_IS_NEEDED,
        symptom: "the next hop of an Edge pool is dead",
        task: "give the Edge pool of <pool> another next hop",
        notices: "Somebody notices that an Edge pool runs whose next hop, <pool>, is down",
        notices_while_it_runs: "Somebody notices that an Edge pool runs whose next hop, <pool>, is down",
        noticed: ["<pool>: dead next hop of an Edge pool noticed"; 2],
        ..Trigger::USUAL
    }],
    steps: &[
        Step {
            id: "changing-the-next-hop.same-site",
            on_page: OnPage::Step("1-3"),
            instruction: "For a next hop pool of the Edge pool's own site: choose it in Topology Builder and publish",
            commands: &[Line::topology_builder(
                "<Edge pool> > Edit Properties > Next Hop > <next hop pool> > OK, then publish",
            )],
            applies: &questions::NEXT_HOP_IN_SAME_SITE,
            takes: Takes::Law(&people::NEXT_HOP),
            begins: &ENTERING_ANOTHER,
            stays: &[Guard::or_break_off(&questions::STORE_CAN_BE_HAD)],
            does: Does::Change(&effects::ENTER_NEXT_HOP),
            ..Step::USUAL
        },
        Step {
            id: "changing-the-next-hop.other-site",
            on_page: OnPage::Step("1"),
            instruction: "For a next hop pool of another site: set the Edge pool to use it",
            commands: &[Line::shell(
                "Set-CsEdgeServer -Identity EdgeServer:<Edge pool> -Registrar Registrar:<next hop pool>",
            )],
            applies: &questions::NEXT_HOP_IN_OTHER_SITE,
            takes: Takes::Law(&people::NEXT_HOP),
            begins: &ENTERING_ANOTHER,
            stays: &[Guard::or_break_off(&questions::STORE_CAN_BE_HAD)],
            does: Does::Change(&effects::ENTER_NEXT_HOP),
            ..Step::USUAL
        },
        Step {
            id: "changing-the-next-hop.publish",
            on_page: OnPage::Ours(WAITING),
            instruction: "Wait until the change has reached the Edge Servers",
            commands: &[Line::shell("Get-CsManagementStoreReplicationStatus")],
            applies: &questions::EDGE_USES_POOL,
            takes: Takes::Law(&people::PUBLISH),
            begins: &[Guard::or_give_up(&questions::ANOTHER_POOL_COULD_BE_NEXT_HOP)],
            ends: &[Guard::or_give_up(&questions::ANOTHER_POOL_COULD_BE_NEXT_HOP)],
            can_be_wrong: true,
            does: Does::Change(&effects::CHANGE_NEXT_HOP),
            ..Step::USUAL
        },
    ],
    ..Runbook::USUAL
};

/// Giving Edge pools their published next hop again. Without it the next loss of the partner would cut this pool's remote
/// users off.
pub static RETURNING_THE_NEXT_HOP: Runbook = Runbook {
    id: "returning-the-next-hop",
    title: "Giving an Edge pool its next hop pool again",
    source: "no page; the ways of changing it are those of Failing over a pool in Lync Server 2013, 2014-10-10",
    decisive: "The change of the next hop pool",
    subject: Subject::EdgePool,
    claim: Claim::PairOrPool,
    can_wait: &ALWAYS,
    triggers: &[Trigger {
        rank: 50,
        when: &RETURN_IS_NEEDED,
        symptom: "an Edge pool was left with another next hop",
        known: Known::AtOnce,
        task: "make <pool> the next hop of its Edge pool again",
        ..Trigger::USUAL
    }],
    steps: &[
        Step {
            id: "returning-the-next-hop.same-site",
            on_page: OnPage::Ours(RETURNING),
            instruction: "For an Edge pool of the pool's own site: choose the pool as its next hop pool in Topology Builder and publish",
            commands: &[Line::topology_builder("<Edge pool> > Edit Properties > Next Hop > <pool> > OK, then publish")],
            applies: &questions::EDGE_OF_SAME_SITE_WAS_MOVED,
            takes: Takes::Law(&people::NEXT_HOP),
            begins: &ENTERING,
            stays: &[Guard::or_break_off(&questions::STORE_CAN_BE_HAD)],
            does: Does::Change(&effects::ENTER_NEXT_HOP),
            ..Step::USUAL
        },
        Step {
            id: "returning-the-next-hop.other-site",
            on_page: OnPage::Ours(RETURNING),
            instruction: "For an Edge pool of another site: set it to use the pool as its next hop pool",
            commands: &[Line::shell("Set-CsEdgeServer -Identity EdgeServer:<Edge pool> -Registrar Registrar:<pool>")],
            applies: &questions::EDGE_OF_OTHER_SITE_WAS_MOVED,
            takes: Takes::Law(&people::NEXT_HOP),
            begins: &ENTERING,
            stays: &[Guard::or_break_off(&questions::STORE_CAN_BE_HAD)],
            does: Does::Change(&effects::ENTER_NEXT_HOP),
            ..Step::USUAL
        },
        Step {
            id: "returning-the-next-hop.publish",
            on_page: OnPage::Ours(WAITING),
            instruction: "Wait until the change has reached the Edge Servers",
            commands: &[Line::shell("Get-CsManagementStoreReplicationStatus")],
            applies: &questions::EDGE_WAS_MOVED,
            takes: Takes::Law(&people::PUBLISH),
            does: Does::Change(&effects::RETURN_NEXT_HOP),
            ..Step::USUAL
        },
    ],
    ..Runbook::USUAL
};
