//! Recovering routing groups from quorum loss, after "Topologies and components for Front End Servers, instant messaging,
//! and presence" and the page of Reset-CsPoolRegistrarState.

use crate::facts::people;
use crate::runbook::questions::Question;
use crate::runbook::step::{Line, OnPage, Runbook, Step, Takes};
use crate::runbook::verbs::Verb;
use crate::world::lanes::RunbookName;

/// Recovering routing groups.
pub static RECOVERING_ROUTING_GROUPS: Runbook = Runbook {
    name: RunbookName::RecoveringRoutingGroups,
    id: "recovering-routing-groups",
    title: "Recovering routing groups from quorum loss",
    source: "Topologies and components for Front End Servers in Lync Server 2013, 2014-10-24; Reset-CsPoolRegistrarState",
    decisive: "Reset-CsPoolRegistrarState",
    steps: &[
        Step {
            id: "recovering-routing-groups.1",
            on_page: OnPage::Step("1"),
            instruction: "Find the routing groups that miss replicas",
            commands: &[Line::shell("Get-CsPoolFabricState -PoolFqdn <pool> -Verbose")],
            applies: Question::Always,
            takes: Takes::Law(&people::LOOK),
            needs: Question::GroupsAreLost,
            does: Verb::Look,
        },
        Step {
            id: "recovering-routing-groups.2",
            on_page: OnPage::Step("2"),
            instruction: "Reload the users of these routing groups from the Back End",
            commands: &[Line::shell("Reset-CsPoolRegistrarState -ResetType QuorumLossRecovery -PoolFqdn <pool>")],
            applies: Question::GroupsAreLost,
            takes: Takes::Law(&people::QUORUM_RECOVERY),
            needs: Question::GroupsAreLost,
            does: Verb::RecoverGroups,
        },
    ],
};
