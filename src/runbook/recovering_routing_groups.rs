//! Recovering routing groups from quorum loss, after "Topologies and components for Front End Servers, instant messaging,
//! and presence" and the page of Reset-CsPoolRegistrarState.

use crate::facts::people;
use crate::runbook::effects;
use crate::runbook::guard::Guard;
use crate::runbook::question::Question;
use crate::runbook::questions;
use crate::runbook::questions_of_updates;
use crate::runbook::step::{Does, Line, OnPage, Runbook, Step, Takes};
use crate::runbook::trigger::Trigger;
use crate::world::phase::Phase;

/// While a pool is updated because its partner serves its users, nobody misses its routing groups.
static IS_NEEDED: Question = Question::all(
    "routing groups are without quorum in a pool that works, and nobody updates it while its partner serves its users",
    &[&questions::GROUPS_ARE_LOST, &Question::not("nobody updates it meanwhile", &IS_UPDATED_ELSEWHERE)],
);
static IS_UPDATED_ELSEWHERE: Question = Question::all(
    "the pool was failed over for its update, and is not back",
    &[&questions_of_updates::IS_TO_BE_FAILED_BACK],
);

/// Recovering routing groups.
pub static RECOVERING_ROUTING_GROUPS: Runbook = Runbook {
    id: "recovering-routing-groups",
    title: "Recovering routing groups from quorum loss",
    source: "Topologies and components for Front End Servers in Lync Server 2013, 2014-10-24; Reset-CsPoolRegistrarState",
    decisive: "Reset-CsPoolRegistrarState",
    triggers: &[Trigger {
        rank: 40,
        when: &IS_NEEDED,
        symptom: "routing groups are without quorum",
        // Users of some routing groups complain; the pool as a whole answers.
        noticed_in: &people::DETECTION_PART,
        // Somebody may notice or not: what the users wait for has the name of what is lost.
        unnoticed: Phase::GroupQuorum,
        task: "recover the routing groups of <pool>",
        notices: "Somebody notices that some users of <pool> cannot sign in",
        notices_while_it_runs: "Somebody notices that some users of <pool> cannot sign in",
        noticed: ["<pool>: groups without quorum noticed"; 2],
        // Lost routing groups may go unnoticed until the pool is lost: each of the two has its own length.
        row_unnoticed: "lost routing groups not noticed",
        ..Trigger::USUAL
    }],
    steps: &[
        Step {
            id: "recovering-routing-groups.1",
            on_page: OnPage::Step("1"),
            instruction: "Find the routing groups that miss replicas",
            commands: &[Line::shell("Get-CsPoolFabricState -PoolFqdn <pool> -Verbose")],
            takes: Takes::Law(&people::LOOK),
            stays: &[Guard::or_skip(&questions::GROUPS_ARE_LOST)],
            ..Step::USUAL
        },
        Step {
            id: "recovering-routing-groups.2",
            on_page: OnPage::Step("2"),
            instruction: "Reload the users of these routing groups from the Back End",
            commands: &[Line::shell("Reset-CsPoolRegistrarState -ResetType QuorumLossRecovery -PoolFqdn <pool>")],
            applies: &questions::GROUPS_ARE_LOST,
            takes: Takes::Law(&people::QUORUM_RECOVERY),
            stays: &[
                Guard::or_give_up(&questions::HOME_RUNS),
                Guard::or_give_up(&questions::HOME_WORKS),
                Guard::or_give_up(&questions::GROUPS_ARE_LOST),
            ],
            does: Does::Change(&effects::RECOVER_GROUPS),
            ..Step::USUAL
        },
    ],
    ..Runbook::USUAL
};
