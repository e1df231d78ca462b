//! The opening of "Failing over a pool in Lync Server 2013": an Edge pool gets another next hop pool; and its way back.

use crate::facts::people;
use crate::runbook::questions::Question;
use crate::runbook::step::{Line, OnPage, Runbook, Step, Takes};
use crate::runbook::verbs::Verb;
use crate::world::lanes::RunbookName;

const WAITING: &str =
    "the page does not wait, but an Edge Server knows its next hop pool only from its replica of the store";

const RETURNING: &str = "pages only change a next hop pool; it is given back in the way in which it was changed";

/// Setting the Edge pools of a pool to use another one. Both ways of it write to the Central Management store, and what
/// is written reaches the Edge Servers with its replication: only then does the new next hop work.
pub static CHANGING_THE_NEXT_HOP: Runbook = Runbook {
    name: RunbookName::ChangingTheNextHop,
    id: "changing-the-next-hop",
    title: "Setting an Edge pool to use another next hop pool",
    source: "Failing over a pool in Lync Server 2013, 2014-10-10",
    decisive: "The change of the next hop pool",
    steps: &[
        Step {
            id: "changing-the-next-hop.same-site",
            on_page: OnPage::Step("1-3"),
            instruction: "For a next hop pool of the Edge pool's own site: choose it in Topology Builder and publish",
            commands: &[Line::topology_builder(
                "<Edge pool> > Edit Properties > Next Hop > <next hop pool> > OK, then publish",
            )],
            applies: Question::NextHopInSameSite,
            takes: Takes::Law(&people::NEXT_HOP),
            needs: Question::StoreCanBeHad,
            does: Verb::EnterNextHop,
        },
        Step {
            id: "changing-the-next-hop.other-site",
            on_page: OnPage::Step("1"),
            instruction: "For a next hop pool of another site: set the Edge pool to use it",
            commands: &[Line::shell(
                "Set-CsEdgeServer -Identity EdgeServer:<Edge pool> -Registrar Registrar:<next hop pool>",
            )],
            applies: Question::NextHopInOtherSite,
            takes: Takes::Law(&people::NEXT_HOP),
            needs: Question::StoreCanBeHad,
            does: Verb::EnterNextHop,
        },
        Step {
            id: "changing-the-next-hop.publish",
            on_page: OnPage::Ours(WAITING),
            instruction: "Wait until the change has reached the Edge Servers",
            commands: &[Line::shell("Get-CsManagementStoreReplicationStatus")],
            applies: Question::EdgeUsesPoolAsNextHop,
            takes: Takes::Law(&people::PUBLISH),
            needs: Question::Always,
            does: Verb::ChangeNextHop,
        },
    ],
};

/// Giving Edge pools their published next hop again. Without it the next loss of the partner would cut this pool's remote
/// users off.
pub static RETURNING_THE_NEXT_HOP: Runbook = Runbook {
    name: RunbookName::ReturningTheNextHop,
    id: "returning-the-next-hop",
    title: "Giving an Edge pool its next hop pool again",
    source: "no page; the ways of changing it are those of Failing over a pool in Lync Server 2013, 2014-10-10",
    decisive: "The change of the next hop pool",
    steps: &[
        Step {
            id: "returning-the-next-hop.same-site",
            on_page: OnPage::Ours(RETURNING),
            instruction: "For an Edge pool of the pool's own site: choose the pool as its next hop pool in Topology Builder and publish",
            commands: &[Line::topology_builder("<Edge pool> > Edit Properties > Next Hop > <pool> > OK, then publish")],
            applies: Question::EdgeOfSameSiteWasMoved,
            takes: Takes::Law(&people::NEXT_HOP),
            needs: Question::StoreCanBeHad,
            does: Verb::EnterNextHop,
        },
        Step {
            id: "returning-the-next-hop.other-site",
            on_page: OnPage::Ours(RETURNING),
            instruction: "For an Edge pool of another site: set it to use the pool as its next hop pool",
            commands: &[Line::shell("Set-CsEdgeServer -Identity EdgeServer:<Edge pool> -Registrar Registrar:<pool>")],
            applies: Question::EdgeOfOtherSiteWasMoved,
            takes: Takes::Law(&people::NEXT_HOP),
            needs: Question::StoreCanBeHad,
            does: Verb::EnterNextHop,
        },
        Step {
            id: "returning-the-next-hop.publish",
            on_page: OnPage::Ours(WAITING),
            instruction: "Wait until the change has reached the Edge Servers",
            commands: &[Line::shell("Get-CsManagementStoreReplicationStatus")],
            applies: Question::EdgeWasMoved,
            takes: Takes::Law(&people::PUBLISH),
            needs: Question::Always,
            does: Verb::ReturnNextHop,
        },
    ],
};
