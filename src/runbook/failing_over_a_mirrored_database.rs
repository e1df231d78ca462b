//! "Failing over a mirrored database in Lync Server 2013", for a pool whose mirror does not take over by itself.

use crate::facts::people;
use crate::runbook::questions::Question;
use crate::runbook::step::{Line, OnPage, Runbook, Step, Takes};
use crate::runbook::verbs::Verb;
use crate::world::lanes::RunbookName;

/// Failing over a mirrored database.
pub static FAILING_OVER_A_MIRRORED_DATABASE: Runbook = Runbook {
    name: RunbookName::FailingOverAMirroredDatabase,
    id: "failing-over-a-mirrored-database",
    title: "Failing over a mirrored database",
    source: "Failing over a mirrored database in Lync Server 2013, 2014-03-14; -Force, for a principal that cannot be \
             reached: Restoring a mirrored Enterprise Edition Back End Server, primary, 2013-02-17, and \
             Invoke-CsDatabaseFailover, 2014-07-21",
    decisive: "Invoke-CsDatabaseFailover",
    steps: &[
        Step {
            id: "failing-over-a-mirrored-database.1",
            on_page: OnPage::Step("1"),
            instruction: "Find out which database is principal and which is mirror",
            commands: &[Line::shell("Get-CsDatabaseMirrorState -PoolFqdn <pool> -DatabaseType User")],
            applies: Question::Always,
            takes: Takes::Law(&people::LOOK),
            needs: Question::Always,
            does: Verb::Look,
        },
        Step {
            id: "failing-over-a-mirrored-database.2",
            on_page: OnPage::Step("2"),
            instruction: "If the pool hosts the Central Management store, find out the same for its database",
            commands: &[Line::shell("Get-CsDatabaseMirrorState -PoolFqdn <pool> -DatabaseType CentralMgmt")],
            applies: Question::HostsCentralManagement,
            takes: Takes::Law(&people::LOOK),
            needs: Question::Always,
            does: Verb::Look,
        },
        Step {
            id: "failing-over-a-mirrored-database.3",
            on_page: OnPage::Step("3"),
            instruction: "Fail over the user database to the server that is left",
            commands: &[
                Line::shell(
                    "Invoke-CsDatabaseFailover -PoolFqdn <pool> -DatabaseType User -NewPrincipal mirror -Force -Verbose",
                )
                .when(Question::PrimaryIsPrincipal, "if the primary has failed"),
                Line::shell(
                    "Invoke-CsDatabaseFailover -PoolFqdn <pool> -DatabaseType User -NewPrincipal primary -Force -Verbose",
                )
                .when(Question::MirrorIsPrincipal, "if the mirror has failed"),
            ],
            applies: Question::Always,
            takes: Takes::Law(&people::DATABASE_FAILOVER),
            needs: Question::MirrorCouldServe,
            does: Verb::FailOverDatabase,
        },
        Step {
            id: "failing-over-a-mirrored-database.4",
            on_page: OnPage::Step("4"),
            instruction: "If the pool hosts the Central Management store, fail over its database to the same server",
            // When this is typed, the user database has been failed over: the server that is principal now is named.
            commands: &[
                Line::shell(
                    "Invoke-CsDatabaseFailover -PoolFqdn <pool> -DatabaseType CentralMgmt -NewPrincipal mirror -Force -Verbose",
                )
                .when(Question::MirrorIsPrincipal, "if the primary has failed"),
                Line::shell(
                    "Invoke-CsDatabaseFailover -PoolFqdn <pool> -DatabaseType CentralMgmt -NewPrincipal primary -Force -Verbose",
                )
                .when(Question::PrimaryIsPrincipal, "if the mirror has failed"),
            ],
            applies: Question::HostsCentralManagement,
            takes: Takes::Law(&people::DATABASE_FAILOVER),
            needs: Question::Always,
            does: Verb::Look,
        },
    ],
};
