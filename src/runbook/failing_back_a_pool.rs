//! "Failing back a pool in Lync Server 2013".
//!
//! What the cmdlet refuses, and what is lost where it runs without the partner, is said by `begin_failback` in
//! `runbook::verbs`.

use crate::facts::pairing;
use crate::runbook::questions::Question;
use crate::runbook::step::{Line, OnPage, Runbook, Step, Takes};
use crate::runbook::verbs::Verb;
use crate::world::lanes::RunbookName;

/// Failing back a pool. The Central Management store stays where it is.
pub static FAILING_BACK_A_POOL: Runbook = Runbook {
    name: RunbookName::FailingBackAPool,
    id: "failing-back-a-pool",
    title: "Failing back a pool",
    source: "Failing back a pool in Lync Server 2013, 2012-11-01; -DisasterMode: Invoke-CsPoolFailBack",
    decisive: "Invoke-CsPoolFailback",
    steps: &[
        Step {
            id: "failing-back-a-pool.1",
            on_page: OnPage::Step("1"),
            instruction: "Fail back the users who were homed in the pool and had been failed over",
            commands: &[
                Line::shell("Invoke-CsPoolFailback -PoolFQDN <pool> -DisasterMode -Verbose")
                    .when(Question::InDisasterMode, "if the backup pool is not available"),
                Line::shell("Invoke-CsPoolFailback -PoolFQDN <pool> -Verbose"),
            ],
            applies: Question::Always,
            takes: Takes::ByEnabled(&pairing::FAILBACK, &pairing::FAILBACK_PER_USER),
            needs: Question::HomeStillTakesBack,
            does: Verb::FailBackPool,
        },
        Step {
            id: "failing-back-a-pool.next-hop",
            on_page: OnPage::Ours(
                "the page says that nothing else is necessary; an Edge pool that keeps its other next hop pool would lose it \
                 with the next loss of that pool",
            ),
            instruction: "If an Edge pool was given another next hop for the failover, give it this pool again",
            commands: &[],
            applies: Question::EdgeWasMoved,
            takes: Takes::Nothing,
            needs: Question::Always,
            does: Verb::Carry(RunbookName::ReturningTheNextHop),
        },
    ],
};
