//! "Failing over a pool in Lync Server 2013": the opening on Edge pools, steps 1 to 5, step 7. Step 6 is for a
//! Central Management store on Lync Server 2010.
//!
//! What the cmdlet refuses, the ordering rule of a pair among it, and whether it runs in disaster mode, is said by
//! `begin_failover` in `runbook::verbs`; failing over Central Management, steps 5a to 5d, is a procedure of its own below.

use crate::facts::{pairing, people};
use crate::runbook::questions::Question;
use crate::runbook::step::{Runbook, Step, Takes};
use crate::runbook::verbs::Verb;
use crate::world::lanes::RunbookName;

const PAGE: &str = "Failing over a pool in Lync Server 2013, 2014-10-10";

/// Failing over a pool.
pub static FAILING_OVER_A_POOL: Runbook = Runbook {
    name: RunbookName::FailingOverAPool,
    id: "failing-over-a-pool",
    title: "Failing over a pool",
    source: PAGE,
    steps: &[
        Step {
            id: "failing-over-a-pool.next-hop",
            number: "0",
            says: "If an Edge pool that still runs uses the failed pool as its next hop pool, change it to use another",
            types: "",
            applies: Question::EdgeUsesPoolAsNextHop,
            takes: Takes::Nothing,
            needs: Question::Always,
            does: Verb::Carry(RunbookName::ChangingTheNextHop),
        },
        Step {
            id: "failing-over-a-pool.1",
            number: "1",
            says: "Find the pool that hosts the Central Management Server",
            types: "Invoke-CsManagementServerFailover -WhatIf",
            applies: Question::Always,
            takes: Takes::Law(&people::LOOK),
            needs: Question::Always,
            does: Verb::Look,
        },
        Step {
            id: "failing-over-a-pool.2",
            number: "2",
            says: "Find the backup pool of the pool that hosts it",
            types: "Get-CsPoolBackupRelationship -PoolFQDN <CMS_Pool>",
            applies: Question::CentralManagementPoolIsPaired,
            takes: Takes::Law(&people::LOOK),
            needs: Question::Always,
            does: Verb::Look,
        },
        Step {
            id: "failing-over-a-pool.3",
            number: "3",
            says: "Check the status of the Central Management store",
            types: "Get-CsManagementStoreReplicationStatus -CentralManagementStoreStatus",
            applies: Question::Always,
            takes: Takes::Law(&people::LOOK),
            needs: Question::Always,
            does: Verb::Look,
        },
        Step {
            id: "failing-over-a-pool.4",
            number: "4",
            says: "If the Central Management store is not available or was running on the failed pool, fail it over first",
            types: "",
            applies: Question::CentralManagementIsDownOrHere,
            takes: Takes::Nothing,
            needs: Question::Always,
            does: Verb::Carry(RunbookName::FailingOverCentralManagement),
        },
        Step {
            id: "failing-over-a-pool.7",
            number: "7",
            says: "Fail over the users of the pool to its backup pool",
            types: "Invoke-CsPoolFailover -PoolFQDN <pool> -DisasterMode -Verbose",
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
    source: PAGE,
    steps: &[
        Step {
            id: "failing-over-central-management.5a",
            number: "5a",
            says: "Check which Back End Server of the backup pool runs the principal instance of the store",
            types: "Get-CsDatabaseMirrorState -DatabaseType Centralmgmt -PoolFqdn <Backup_Pool>",
            applies: Question::StandbyIsMirrored,
            takes: Takes::Law(&people::LOOK),
            needs: Question::Always,
            does: Verb::Look,
        },
        Step {
            id: "failing-over-central-management.5b",
            number: "5b",
            says: "Fail over the Central Management Server to the principal of the backup pool",
            types: "Invoke-CsManagementServerFailover -BackupSqlServerFqdn <server> -BackupSqlInstanceName <instance> -Force",
            applies: Question::Always,
            takes: Takes::Law(&people::CENTRAL_MANAGEMENT),
            needs: Question::StandbyIsAvailable,
            does: Verb::FailOverCentralManagement,
        },
        Step {
            id: "failing-over-central-management.5c",
            number: "5c",
            says: "Check that ActiveMasterFQDN and ActiveFileTransferAgents point to the backup pool",
            types: "Get-CsManagementStoreReplicationStatus -CentralManagementStoreStatus",
            applies: Question::Always,
            takes: Takes::Law(&people::LOOK),
            needs: Question::Always,
            does: Verb::Look,
        },
        Step {
            id: "failing-over-central-management.5d",
            number: "5d",
            says: "Check that all replicas that can be reached are up to date",
            types: "Get-CsManagementStoreReplicationStatus",
            applies: Question::Always,
            takes: Takes::Law(&people::LOOK),
            needs: Question::Always,
            does: Verb::Look,
        },
    ],
};
