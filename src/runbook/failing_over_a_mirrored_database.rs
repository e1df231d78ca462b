//! "Failing over a mirrored database in Lync Server 2013", for a pool whose mirror does not take over by itself.

use crate::facts::people;
use crate::runbook::questions::Question;
use crate::runbook::step::{Runbook, Step, Takes};
use crate::runbook::verbs::Verb;
use crate::world::lanes::RunbookName;

/// Failing over a mirrored database.
pub static FAILING_OVER_A_MIRRORED_DATABASE: Runbook = Runbook {
    name: RunbookName::FailingOverAMirroredDatabase,
    id: "failing-over-a-mirrored-database",
    title: "Failing over a mirrored database",
    source: "Failing over a mirrored database in Lync Server 2013, 2014-03-14",
    steps: &[
        Step {
            id: "failing-over-a-mirrored-database.1",
            number: "1",
            says: "Find out which database is principal and which is mirror",
            types: "Get-CsDatabaseMirrorState -PoolFqdn <pool> -DatabaseType User",
            applies: Question::Always,
            takes: Takes::Law(&people::LOOK),
            needs: Question::Always,
            does: Verb::Look,
        },
        Step {
            id: "failing-over-a-mirrored-database.2",
            number: "2",
            says: "Make the mirror the new principal",
            types: "Invoke-CsDatabaseFailover -PoolFqdn <pool> -DatabaseType User -NewPrincipal mirror -Force -Verbose",
            applies: Question::Always,
            takes: Takes::Law(&people::DATABASE_FAILOVER),
            needs: Question::MirrorCouldServe,
            does: Verb::FailOverDatabase,
        },
        Step {
            id: "failing-over-a-mirrored-database.3",
            number: "3",
            says: "If the pool hosts the Central Management store, make its mirror the new principal as well",
            types: "Invoke-CsDatabaseFailover -PoolFqdn <pool> -DatabaseType CentralMgmt -NewPrincipal mirror -Verbose",
            applies: Question::HostsCentralManagement,
            takes: Takes::Law(&people::DATABASE_FAILOVER),
            needs: Question::Always,
            does: Verb::Look,
        },
    ],
};
