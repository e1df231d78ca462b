//! "Failing over a pool in Lync Server 2013": the opening on Edge pools, steps 1 to 5, step 7. Step 6 is for a
//! Central Management store on Lync Server 2010.
//!
//! Failing over Central Management, steps 5a to 5d, is a procedure of its own below.

use crate::facts::{pairing, people};
use crate::runbook::changing_the_next_hop::CHANGING_THE_NEXT_HOP;
use crate::runbook::effects;
use crate::runbook::guard::{Guard, Luck};
use crate::runbook::question::Question;
use crate::runbook::questions;
use crate::runbook::step::{Does, Dropped, Fails, Line, OnPage, Ordered, Runbook, Step, Subject, Takes};
use crate::runbook::trigger::{Trigger, Weighed};
use crate::scenario::plan::Order;
use crate::world::lanes::Claim;

/// What somebody notices of a pool that serves nobody. That it is dead is not noticed twice.
pub const THE_POOL_IS_DOWN: &str = "the pool is down";

/// A pool that homes nobody has nobody to fail over.
static IS_NEEDED: Question = Question::all(
    "the pool is at home and paired, homes users, and is lost or has been without its Back End for too long",
    &[
        &questions::IS_AT_HOME,
        &questions::IS_PAIRED,
        &questions::HOMES_USERS,
        &Question::any(
            "the pool is lost, or has been without its Back End for too long",
            &[&questions::HOME_IS_DOWN, &questions::BACK_END_IS_GIVEN_UP],
        ),
    ],
);
static IS_NO_LONGER_NEEDED: Question =
    Question::all("the pool works again, and its users are at home", &[&questions::IS_AT_HOME, &questions::HOME_WORKS]);
/// A fault of the backup pool that nobody has seen shows when it is needed, once in a failover.
static PARTNER_IS_READY: Luck = Luck {
    says: "the backup pool is ready for the users",
    chance: |rules| rules.partner_ready,
    stream: |streams| streams.partner_ready,
    bit: 1,
};

/// The page and the cmdlet's own name the mirror's parameters differently; the cmdlet's own decides. It also asks for the
/// backup server and for `-Force` wherever the store cannot be reached.
const CENTRAL_MANAGEMENT_PAGES: &str =
    "Failing over a pool in Lync Server 2013, 2014-10-10; parameters: Invoke-CsManagementServerFailover, 2013-02-22";

/// Failing over a pool.
pub static FAILING_OVER_A_POOL: Runbook = Runbook {
    id: "failing-over-a-pool",
    title: "Failing over a pool",
    source: "Failing over a pool in Lync Server 2013, 2014-10-10; outside a disaster: Invoke-CsPoolFailOver",
    decisive: "Invoke-CsPoolFailover",
    in_short: Some("failover"),
    claim: Claim::Pair,
    ordered: Some(Ordered {
        key: "fail_over",
        says: "fail <pool> over to <partner>",
        pool: |_, order, _| match order {
            Order::FailOver(pool) => Some(pool),
            _ => None,
        },
        ..Ordered::USUAL
    }),
    triggers: &[Trigger {
        rank: 30,
        when: &IS_NEEDED,
        symptom: THE_POOL_IS_DOWN,
        weighed: Weighed::Decided,
        // A pool whose partner's users it still serves cannot be failed over: the partner is failed back first.
        held_until: &questions::PARTNER_IS_AT_HOME,
        task: "fail <pool> over to <partner>",
        ..Trigger::USUAL
    }],
    dropped: Some(Dropped { when: &IS_NO_LONGER_NEEDED, reason: &questions::WORKS_AGAIN }),
    steps: &[
        Step {
            id: "failing-over-a-pool.next-hop",
            on_page: OnPage::Opening,
            instruction: "If an Edge pool that still runs uses the failed pool as its next hop pool, change it to use another",
            applies: &questions::NEXT_HOP_CAN_BE_CHANGED,
            does: Does::CarryOut(&CHANGING_THE_NEXT_HOP),
            ..Step::USUAL
        },
        Step {
            id: "failing-over-a-pool.1",
            on_page: OnPage::Step("1"),
            instruction: "Find the pool that hosts the Central Management Server",
            commands: &[Line::shell("Invoke-CsManagementServerFailover -WhatIf")],
            takes: Takes::Law(&people::LOOK),
            ..Step::USUAL
        },
        Step {
            id: "failing-over-a-pool.2-version",
            on_page: OnPage::Step("2"),
            instruction: "Find the version of Lync Server on the pool that hosts it",
            commands: &[Line::topology_builder("version of <CMS_Pool>")],
            takes: Takes::Law(&people::LOOK),
            ..Step::USUAL
        },
        Step {
            id: "failing-over-a-pool.2",
            on_page: OnPage::Step("2"),
            instruction: "It is Lync Server 2013: find the backup pool of the pool that hosts it",
            commands: &[Line::shell("Get-CsPoolBackupRelationship -PoolFQDN <CMS_Pool>")],
            takes: Takes::Law(&people::LOOK),
            ..Step::USUAL
        },
        Step {
            id: "failing-over-a-pool.3",
            on_page: OnPage::Step("3"),
            instruction: "Check the status of the Central Management store",
            commands: &[Line::shell("Get-CsManagementStoreReplicationStatus -CentralManagementStoreStatus")],
            takes: Takes::Law(&people::LOOK),
            ..Step::USUAL
        },
        Step {
            id: "failing-over-a-pool.4",
            on_page: OnPage::Step("4"),
            instruction: "If the Central Management store is not available or was running on the failed pool, fail it over first",
            applies: &questions::STORE_IS_DOWN_OR_HERE,
            does: Does::CarryOut(&FAILING_OVER_CENTRAL_MANAGEMENT),
            ..Step::USUAL
        },
        Step {
            id: "failing-over-a-pool.next-hop-after-store",
            on_page: OnPage::Ours("the page has it before step 1, which cannot be done while the store is down"),
            instruction: "If an Edge pool that still runs uses the failed pool as its next hop pool, change it to use another",
            applies: &questions::EDGE_USES_POOL,
            does: Does::CarryOut(&CHANGING_THE_NEXT_HOP),
            ..Step::USUAL
        },
        Step {
            id: "failing-over-a-pool.7",
            on_page: OnPage::Step("7"),
            instruction: "Fail over the users of the pool to its backup pool",
            commands: &[
                Line::shell("Invoke-CsPoolFailover -PoolFQDN <pool> -DisasterMode -Verbose")
                    .when(&questions::IN_DISASTER_MODE, "in a disaster"),
                Line::shell("Invoke-CsPoolFailover -PoolFQDN <pool> -Verbose"),
            ],
            takes: Takes::BySignedIn(&pairing::FAILOVER, &pairing::FAILOVER_PER_USER),
            // The cmdlet checks again what steps 0 and 4 have seen to, because an Edge pool may have returned, or the store been
            // lost, since then.
            begins: &[
                Guard::or_give_up(&questions::IS_PAIRED),
                Guard::or_type_in_vain(&questions::IS_NOT_FAILED_OVER),
                Guard::or_type_in_vain(&questions::PARTNER_IS_AT_HOME),
                Guard::or_wait(&questions::PARTNER_RUNS),
                Guard::or_wait(&questions::LINKED_OR_LOST),
                Guard::or_wait(&questions::STORE_NEED_NOT_RETURN),
                Guard::or_mend(&PARTNER_IS_READY, &questions::PARTNER_NOT_READY),
                Guard::or_give_up(&questions::STORE_CAN_BE_MOVED_OR_STAYS),
                Guard::or_carry_out(&questions::STORE_IS_ELSEWHERE, &FAILING_OVER_CENTRAL_MANAGEMENT),
                Guard::or_carry_out(&questions::STORE_WORKS, &FAILING_OVER_CENTRAL_MANAGEMENT),
                Guard::or_carry_out(&questions::NO_EDGE_USES_POOL, &CHANGING_THE_NEXT_HOP),
            ],
            // Users are failed over only while the store works, and by a planned cmdlet only while their pool runs.
            stays: &[
                Guard::or_break_off(&questions::PARTNER_CAN_TAKE_OVER),
                Guard::or_wait(&questions::STORE_NEED_NOT_RETURN),
                Guard::or_give_up(&questions::STORE_WORKS_OR_HAS_STANDBY),
                Guard::or_carry_out(&questions::STORE_WORKS_OR_IS_ELSEWHERE, &FAILING_OVER_CENTRAL_MANAGEMENT),
                Guard::or_carry_out(&questions::STORE_WORKS, &FAILING_OVER_CENTRAL_MANAGEMENT),
                Guard::or_try_again(&questions::HOME_RUNS_OR_IS_NOT_NEEDED),
            ],
            fails: Some(Fails { chance: |rules| rules.cmdlet_fails, reason: &questions::FAILED }),
            finds_wrong: Some(&questions::DONE_WRONG),
            does: Does::Change(&effects::MOVE_USERS_OVER),
            ..Step::USUAL
        },
    ],
    ..Runbook::USUAL
};

/// Step 5: failing over a Central Management store that runs Lync Server 2013.
pub static FAILING_OVER_CENTRAL_MANAGEMENT: Runbook = Runbook {
    id: "failing-over-central-management",
    title: "Failing over the Central Management Server",
    source: CENTRAL_MANAGEMENT_PAGES,
    decisive: "Invoke-CsManagementServerFailover",
    part_of: Some(&FAILING_OVER_A_POOL),
    subject: Subject::Deployment,
    claim: Claim::Pair,
    ordered: Some(Ordered {
        key: "fail_over_central_management",
        says: "fail the Central Management store over from <store>",
        pool: |_, order, store| match order {
            Order::FailOverCentralManagement => Some(store),
            _ => None,
        },
        ..Ordered::USUAL
    }),
    steps: &[
        Step {
            id: "failing-over-central-management.5a",
            on_page: OnPage::Step("5a"),
            instruction: "Check which Back End Server of the backup pool runs the principal instance of the store",
            commands: &[Line::shell("Get-CsDatabaseMirrorState -DatabaseType Centralmgmt -PoolFqdn <Backup_Pool>")],
            applies: &questions::STORE_HAS_STANDBY,
            takes: Takes::Law(&people::LOOK),
            ..Step::USUAL
        },
        Step {
            id: "failing-over-central-management.5b",
            on_page: OnPage::Step("5b"),
            instruction: "Fail over the Central Management Server to the principal of the backup pool",
            commands: &[
                Line::shell("Invoke-CsManagementServerFailover")
                    .when(&questions::STORE_WORKS, "while the store is available"),
                Line::shell(
                    "Invoke-CsManagementServerFailover -BackupSqlServerFqdn <primary> -BackupSqlInstanceName <instance> \
                     -BackupMirrorSqlServerFqdn <mirror> -BackupMirrorSqlInstanceName <instance> -Force",
                )
                .when(&questions::STANDBY_MIRROR_IS_PRINCIPAL, "if the mirror in the backup pool is the principal"),
                Line::shell(
                    "Invoke-CsManagementServerFailover -BackupSqlServerFqdn <primary> -BackupSqlInstanceName <instance> -Force",
                ),
            ],
            takes: Takes::Law(&people::CENTRAL_MANAGEMENT),
            begins: &[
                // A failover that asked for the store goes on without moving it where the store has returned.
                Guard::or_return(&questions::STORE_IS_DOWN_OR_HERE),
                Guard::or_give_up(&questions::STORE_HAS_STANDBY),
                Guard::or_wait(&questions::STANDBY_WORKS),
            ],
            stays: &[Guard::or_break_off(&questions::STANDBY_WORKS)],
            can_be_wrong: true,
            one_at_a_time: true,
            does: Does::Change(&effects::MOVE_THE_STORE),
            ..Step::USUAL
        },
        Step {
            id: "failing-over-central-management.5c",
            on_page: OnPage::Step("5c"),
            instruction: "Check that ActiveMasterFQDN and ActiveFileTransferAgents point to the backup pool",
            commands: &[Line::shell("Get-CsManagementStoreReplicationStatus -CentralManagementStoreStatus")],
            takes: Takes::Law(&people::LOOK),
            ..Step::USUAL
        },
        Step {
            id: "failing-over-central-management.5d",
            on_page: OnPage::Step("5d"),
            instruction: "Check that all replicas are up to date",
            commands: &[Line::shell("Get-CsManagementStoreReplicationStatus")],
            takes: Takes::Law(&people::LOOK),
            ..Step::USUAL
        },
    ],
    ..Runbook::USUAL
};
