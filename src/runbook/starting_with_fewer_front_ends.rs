//! The way out for a pool that cannot get together the Front Ends which a start asks for, after "Topologies and components
//! for Front End Servers, instant messaging, and presence": as long as there are enough for pool quorum, the shortfall is one
//! of routing groups, and the cmdlet that recovers those lets the pool start. The same cmdlet comes before the start of a
//! pool of two whose Front Ends return in the wrong order.

use crate::facts::people;
use crate::runbook::effects;
use crate::runbook::failing_over_a_pool::THE_POOL_IS_DOWN;
use crate::runbook::guard::Guard;
use crate::runbook::question::Question;
use crate::runbook::questions;
use crate::runbook::step::{Does, Line, OnPage, Runbook, Step, Takes};
use crate::runbook::trigger::{Trigger, Weighed};

/// Where a partner can take the users they are better served there at once than by a start with fewer Front Ends.
static NOBODY_ELSE_SERVES: Question = Question::any(
    "the users of the pool are at its partner, or at home without a partner that runs",
    &[
        &questions::IS_FAILED_OVER,
        &Question::all(
            "the pool is lost, and no backup pool runs",
            &[&questions::IS_AT_HOME, &questions::HOME_IS_DOWN, &questions::NO_PARTNER_RUNS],
        ),
    ],
);
static IS_NEEDED: Question = Question::all(
    "the pool could be started with fewer Front Ends, and nobody else serves its users",
    &[&NOBODY_ELSE_SERVES, &questions::COULD_START_WITH_FEWER],
);

/// Starting with fewer Front Ends.
pub static STARTING_WITH_FEWER_FRONT_ENDS: Runbook = Runbook {
    id: "starting-with-fewer-front-ends",
    title: "Starting a pool with fewer Front Ends",
    source: "Topologies and components for Front End Servers in Lync Server 2013, 2014-10-24; Reset-CsPoolRegistrarState",
    decisive: "Reset-CsPoolRegistrarState",
    triggers: &[Trigger {
        rank: 10,
        when: &IS_NEEDED,
        symptom: THE_POOL_IS_DOWN,
        weighed: Weighed::Decided,
        task: "start <pool> with the Front Ends that run",
        notices: "Somebody notices that <pool> does not start with the Front Ends that run",
        notices_while_it_runs: "Somebody notices that <pool> does not start with the Front Ends that run",
        noticed: ["<pool> noticed not to start"; 2],
        ..Trigger::USUAL
    }],
    steps: &[
        Step {
            id: "starting-with-fewer-front-ends.1",
            on_page: OnPage::Ours(
                "the page names the cmdlet that follows and leaves open how one finds out that it is needed; for routing \
                 groups of a pool that runs it names this look",
            ),
            instruction: "Find out which Front Ends run and which routing groups miss replicas",
            commands: &[Line::shell("Get-CsPoolFabricState -PoolFqdn <pool> -Verbose")],
            takes: Takes::Law(&people::LOOK),
            stays: &[Guard::or_skip(&questions::COULD_START_WITH_FEWER)],
            ..Step::USUAL
        },
        Step {
            id: "starting-with-fewer-front-ends.2",
            on_page: OnPage::Step("1"),
            instruction: "Let the pool go on with the Front Ends that run",
            commands: &[Line::shell("Reset-CsPoolRegistrarState -ResetType QuorumLossRecovery -PoolFqdn <pool>")],
            applies: &questions::COULD_START_WITH_FEWER,
            takes: Takes::Law(&people::QUORUM_RECOVERY),
            stays: &[Guard::or_give_up(&questions::COULD_START_WITH_FEWER)],
            does: Does::Change(&effects::START_WITH_FEWER),
            ..Step::USUAL
        },
    ],
    ..Runbook::USUAL
};
