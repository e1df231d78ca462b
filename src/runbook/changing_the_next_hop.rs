//! The opening of "Failing over a pool in Lync Server 2013": an Edge pool gets another next hop pool; and its way back.

use crate::facts::people;
use crate::runbook::questions::Question;
use crate::runbook::step::{Runbook, Step, Takes};
use crate::runbook::verbs::Verb;
use crate::world::lanes::RunbookName;

/// Setting the Edge pools of a pool to use another one. Both ways of it write to the Central Management store, and what
/// is written reaches the Edge Servers with its replication: only then does the new next hop work.
pub static CHANGING_THE_NEXT_HOP: Runbook = Runbook {
    name: RunbookName::ChangingTheNextHop,
    id: "changing-the-next-hop",
    title: "Setting an Edge pool to use another next hop pool",
    source: "Failing over a pool in Lync Server 2013, 2014-10-10",
    steps: &[
        Step {
            id: "changing-the-next-hop.same-site",
            number: "1",
            says: "In Topology Builder, edit the Edge pool, choose the next hop pool of its own site, and publish",
            types: "Publish-CsTopology",
            applies: Question::NextHopInSameSite,
            takes: Takes::Law(&people::NEXT_HOP),
            needs: Question::StoreCanBeHad,
            does: Verb::EnterNextHop,
        },
        Step {
            id: "changing-the-next-hop.other-site",
            number: "1",
            says: "Set the Edge pool to use a next hop pool of another site",
            types: "Set-CsEdgeServer -Identity EdgeServer:<Edge pool> -Registrar Registrar:<next hop pool>",
            applies: Question::NextHopInOtherSite,
            takes: Takes::Law(&people::NEXT_HOP),
            needs: Question::StoreCanBeHad,
            does: Verb::EnterNextHop,
        },
        Step {
            id: "changing-the-next-hop.publish",
            number: "2",
            says: "Wait until the change has reached the Edge Servers",
            types: "Get-CsManagementStoreReplicationStatus",
            applies: Question::EdgeUsesPoolAsNextHop,
            takes: Takes::Law(&people::PUBLISH),
            needs: Question::Always,
            does: Verb::ChangeNextHop,
        },
    ],
};

/// Giving Edge pools their published next hop again. No page has it as a procedure of its own: it is the last part of
/// the Edge failback's. Without it the next loss of the partner would cut this pool's remote users off.
pub static RETURNING_THE_NEXT_HOP: Runbook = Runbook {
    name: RunbookName::ReturningTheNextHop,
    id: "returning-the-next-hop",
    title: "Giving an Edge pool its next hop pool again",
    source: "Failing back an Edge pool in Lync Server 2013; its place after a pool failback is inferred",
    steps: &[
        Step {
            id: "returning-the-next-hop.1",
            number: "1",
            says: "Set the Edge pool to use its published next hop pool again",
            types: "Set-CsEdgeServer -Identity EdgeServer:<Edge pool> -Registrar Registrar:<pool>",
            applies: Question::EdgeWasMoved,
            takes: Takes::Law(&people::NEXT_HOP),
            needs: Question::StoreCanBeHad,
            does: Verb::EnterNextHop,
        },
        Step {
            id: "returning-the-next-hop.2",
            number: "2",
            says: "Wait until the change has reached the Edge Servers",
            types: "Get-CsManagementStoreReplicationStatus",
            applies: Question::EdgeWasMoved,
            takes: Takes::Law(&people::PUBLISH),
            needs: Question::Always,
            does: Verb::ReturnNextHop,
        },
    ],
};
