//! "Failing over a pool in Lync Server 2013": the opening on Edge pools, steps 1 to 5, step 7. Step 6 is for a
//! Central Management store on Lync Server 2010.
//!
//! What the cmdlet refuses, the ordering rule of a pair among it, and whether it runs in disaster mode, is said by
//! `begin_failover` in `runbook::verbs`; failing over Central Management, steps 5a to 5d, is a procedure of its own below.

use crate::facts::{pairing, people};
use crate::runbook::questions::Question;
use crate::runbook::step::{Line, OnPage, Runbook, Step, Takes};
use crate::runbook::verbs::Verb;
use crate::world::lanes::RunbookName;

/// The page and the cmdlet's own name the mirror's parameters differently; the cmdlet's own decides. It also asks for the
/// backup server and for `-Force` wherever the store cannot be reached.
const CENTRAL_MANAGEMENT_PAGES: &str =
    "Failing over a pool in Lync Server 2013, 2014-10-10; parameters: Invoke-CsManagementServerFailover, 2013-02-22";

/// Failing over a pool.
pub static FAILING_OVER_A_POOL: Runbook = Runbook {
    name: RunbookName::FailingOverAPool,
    id: "failing-over-a-pool",
    title: "Failing over a pool",
    source: "Failing over a pool in Lync Server 2013, 2014-10-10; outside a disaster: Invoke-CsPoolFailOver",
    decisive: "Invoke-CsPoolFailover",
    steps: &[
        Step {
            id: "failing-over-a-pool.next-hop",
            on_page: OnPage::Opening,
            instruction: "If an Edge pool that still runs uses the failed pool as its next hop pool, change it to use another",
            commands: &[],
            applies: Question::NextHopCanBeChanged,
            takes: Takes::Nothing,
            needs: Question::Always,
            does: Verb::Carry(RunbookName::ChangingTheNextHop),
        },
        Step {
            id: "failing-over-a-pool.1",
            on_page: OnPage::Step("1"),
            instruction: "Find the pool that hosts the Central Management Server",
            commands: &[Line::shell("Invoke-CsManagementServerFailover -WhatIf")],
            applies: Question::Always,
            takes: Takes::Law(&people::LOOK),
            needs: Question::Always,
            does: Verb::Look,
        },
        Step {
            id: "failing-over-a-pool.2-version",
            on_page: OnPage::Step("2"),
            instruction: "Find the version of Lync Server on the pool that hosts it",
            commands: &[Line::topology_builder("version of <CMS_Pool>")],
            applies: Question::Always,
            takes: Takes::Law(&people::LOOK),
            needs: Question::Always,
            does: Verb::Look,
        },
        Step {
            id: "failing-over-a-pool.2",
            on_page: OnPage::Step("2"),
            instruction: "It is Lync Server 2013: find the backup pool of the pool that hosts it",
            commands: &[Line::shell("Get-CsPoolBackupRelationship -PoolFQDN <CMS_Pool>")],
            applies: Question::Always,
            takes: Takes::Law(&people::LOOK),
            needs: Question::Always,
            does: Verb::Look,
        },
        Step {
            id: "failing-over-a-pool.3",
            on_page: OnPage::Step("3"),
            instruction: "Check the status of the Central Management store",
            commands: &[Line::shell("Get-CsManagementStoreReplicationStatus -CentralManagementStoreStatus")],
            applies: Question::Always,
            takes: Takes::Law(&people::LOOK),
            needs: Question::Always,
            does: Verb::Look,
        },
        Step {
            id: "failing-over-a-pool.4",
            on_page: OnPage::Step("4"),
            instruction: "If the Central Management store is not available or was running on the failed pool, fail it over first",
            commands: &[],
            applies: Question::CentralManagementIsDownOrHere,
            takes: Takes::Nothing,
            needs: Question::Always,
            does: Verb::Carry(RunbookName::FailingOverCentralManagement),
        },
        Step {
            id: "failing-over-a-pool.next-hop-after-store",
            on_page: OnPage::Ours("the page has it before step 1, which cannot be done while the store is down"),
            instruction: "If an Edge pool that still runs uses the failed pool as its next hop pool, change it to use another",
            commands: &[],
            applies: Question::EdgeUsesPoolAsNextHop,
            takes: Takes::Nothing,
            needs: Question::Always,
            does: Verb::Carry(RunbookName::ChangingTheNextHop),
        },
        Step {
            id: "failing-over-a-pool.7",
            on_page: OnPage::Step("7"),
            instruction: "Fail over the users of the pool to its backup pool",
            commands: &[
                Line::shell("Invoke-CsPoolFailover -PoolFQDN <pool> -DisasterMode -Verbose")
                    .when(Question::InDisasterMode, "in a disaster"),
                Line::shell("Invoke-CsPoolFailover -PoolFQDN <pool> -Verbose"),
            ],
            applies: Question::Always,
            takes: Takes::BySignedIn(&pairing::FAILOVER, &pairing::FAILOVER_PER_USER),
            needs: Question::PartnerCanTakeOver,
            does: Verb::FailOverPool,
        },
    ],
};

/// Step 5: failing over a Central Management store that runs Lync Server 2013.
pub static FAILING_OVER_CENTRAL_MANAGEMENT: Runbook = Runbook {
    name: RunbookName::FailingOverCentralManagement,
    id: "failing-over-central-management",
    title: "Failing over the Central Management Server",
    source: CENTRAL_MANAGEMENT_PAGES,
    decisive: "Invoke-CsManagementServerFailover",
    steps: &[
        Step {
            id: "failing-over-central-management.5a",
            on_page: OnPage::Step("5a"),
            instruction: "Check which Back End Server of the backup pool runs the principal instance of the store",
            commands: &[Line::shell("Get-CsDatabaseMirrorState -DatabaseType Centralmgmt -PoolFqdn <Backup_Pool>")],
            applies: Question::CentralManagementPoolIsPaired,
            takes: Takes::Law(&people::LOOK),
            needs: Question::Always,
            does: Verb::Look,
        },
        Step {
            id: "failing-over-central-management.5b",
            on_page: OnPage::Step("5b"),
            instruction: "Fail over the Central Management Server to the principal of the backup pool",
            commands: &[
                Line::shell("Invoke-CsManagementServerFailover")
                    .when(Question::CentralManagementWorks, "while the store is available"),
                Line::shell(
                    "Invoke-CsManagementServerFailover -BackupSqlServerFqdn <primary> -BackupSqlInstanceName <instance> \
                     -BackupMirrorSqlServerFqdn <mirror> -BackupMirrorSqlInstanceName <instance> -Force",
                )
                .when(Question::StandbyMirrorIsPrincipal, "if the mirror in the backup pool is the principal"),
                Line::shell(
                    "Invoke-CsManagementServerFailover -BackupSqlServerFqdn <primary> -BackupSqlInstanceName <instance> -Force",
                ),
            ],
            applies: Question::Always,
            takes: Takes::Law(&people::CENTRAL_MANAGEMENT),
            needs: Question::StandbyIsAvailable,
            does: Verb::FailOverCentralManagement,
        },
        Step {
            id: "failing-over-central-management.5c",
            on_page: OnPage::Step("5c"),
            instruction: "Check that ActiveMasterFQDN and ActiveFileTransferAgents point to the backup pool",
            commands: &[Line::shell("Get-CsManagementStoreReplicationStatus -CentralManagementStoreStatus")],
            applies: Question::Always,
            takes: Takes::Law(&people::LOOK),
            needs: Question::Always,
            does: Verb::Look,
        },
        Step {
            id: "failing-over-central-management.5d",
            on_page: OnPage::Step("5d"),
            instruction: "Check that all replicas are up to date",
            commands: &[Line::shell("Get-CsManagementStoreReplicationStatus")],
            applies: Question::Always,
            takes: Takes::Law(&people::LOOK),
            needs: Question::Always,
            does: Verb::Look,
        },
    ],
};
