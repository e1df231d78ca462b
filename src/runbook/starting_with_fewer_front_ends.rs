//! The way out for a pool that cannot get together the Front Ends which a start asks for, after "Topologies and components
//! for Front End Servers, instant messaging, and presence": as long as there are enough for pool quorum, the shortfall is one
//! of routing groups, and the cmdlet that recovers those lets the pool start. The same cmdlet comes before the start of a
//! pool of two whose Front Ends return in the wrong order.

use crate::facts::people;
use crate::runbook::questions::Question;
use crate::runbook::step::{Line, OnPage, Runbook, Step, Takes};
use crate::runbook::verbs::Verb;
use crate::world::lanes::RunbookName;

/// Starting with fewer Front Ends.
pub static STARTING_WITH_FEWER_FRONT_ENDS: Runbook = Runbook {
    name: RunbookName::StartingWithFewerFrontEnds,
    id: "starting-with-fewer-front-ends",
    title: "Starting a pool with fewer Front Ends",
    source: "Topologies and components for Front End Servers in Lync Server 2013, 2014-10-24; Reset-CsPoolRegistrarState",
    decisive: "Reset-CsPoolRegistrarState",
    steps: &[
        Step {
            id: "starting-with-fewer-front-ends.1",
            on_page: OnPage::Ours(
                "the page names the cmdlet that follows and leaves open how one finds out that it is needed; for routing \
                 groups of a pool that runs it names this look",
            ),
            instruction: "Find out which Front Ends run and which routing groups miss replicas",
            commands: &[Line::shell("Get-CsPoolFabricState -PoolFqdn <pool> -Verbose")],
            applies: Question::Always,
            takes: Takes::Law(&people::LOOK),
            needs: Question::CouldStartWithFewer,
            does: Verb::Look,
        },
        Step {
            id: "starting-with-fewer-front-ends.2",
            on_page: OnPage::Step("1"),
            instruction: "Let the pool go on with the Front Ends that run",
            commands: &[Line::shell("Reset-CsPoolRegistrarState -ResetType QuorumLossRecovery -PoolFqdn <pool>")],
            applies: Question::CouldStartWithFewer,
            takes: Takes::Law(&people::QUORUM_RECOVERY),
            needs: Question::CouldStartWithFewer,
            does: Verb::StartWithFewer,
        },
    ],
};
