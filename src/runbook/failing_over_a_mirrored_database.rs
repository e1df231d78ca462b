//! "Failing over a mirrored database in Lync Server 2013", for a pool whose mirror does not take over by itself.

use crate::facts::people;
use crate::runbook::effects;
use crate::runbook::guard::Guard;
use crate::runbook::question::Question;
use crate::runbook::questions;
use crate::runbook::step::{Does, Line, OnPage, Runbook, Step, Subject, Takes};
use crate::runbook::trigger::Trigger;

/// A pool that is stopped needs its databases to start; where a partner can take its users, that comes first.
static TO_START: Question = Question::all(
    "a Front End runs, and the pool is failed over or no partner runs",
    &[
        &questions::A_FRONT_END_RUNS,
        &Question::any(
            "the pool is failed over, or at home and no partner runs",
            &[
                &questions::IS_FAILED_OVER,
                &Question::all("at home, and no partner runs", &[&questions::IS_AT_HOME, &questions::NO_PARTNER_RUNS]),
            ],
        ),
    ],
);
static IS_NEEDED: Question = Question::all(
    "the mirror could serve, nothing but an administrator makes it, and the pool runs or needs it to start",
    &[
        &Question::any(
            "the pool runs, or needs its databases to start",
            &[
                &Question::all("the pool is at home and runs", &[&questions::IS_AT_HOME, &questions::HOME_RUNS]),
                &TO_START,
            ],
        ),
        &questions::DATABASE_WAITS,
    ],
);

/// Failing over a mirrored database.
pub static FAILING_OVER_A_MIRRORED_DATABASE: Runbook = Runbook {
    id: "failing-over-a-mirrored-database",
    title: "Failing over a mirrored database",
    source: "Failing over a mirrored database in Lync Server 2013, 2014-03-14; -Force, for a principal that cannot be \
             reached: Restoring a mirrored Enterprise Edition Back End Server, primary, 2013-02-17, and \
             Invoke-CsDatabaseFailover, 2014-07-21",
    decisive: "Invoke-CsDatabaseFailover",
    subject: Subject::Database,
    triggers: &[Trigger {
        rank: 20,
        when: &IS_NEEDED,
        symptom: "the principal is lost",
        task: "fail the databases of <pool> over to the mirror",
        notices: "Somebody notices that <pool> has lost its principal, and no mirror takes over",
        notices_while_it_runs: "Somebody notices that <pool> has lost its principal, and no mirror takes over",
        noticed: ["principal of <pool> noticed to be dead"; 2],
        ..Trigger::USUAL
    }],
    steps: &[
        Step {
            id: "failing-over-a-mirrored-database.1",
            on_page: OnPage::Step("1"),
            instruction: "Find out which database is principal and which is mirror",
            commands: &[Line::shell("Get-CsDatabaseMirrorState -PoolFqdn <pool> -DatabaseType User")],
            takes: Takes::Law(&people::LOOK),
            ..Step::USUAL
        },
        Step {
            id: "failing-over-a-mirrored-database.2",
            on_page: OnPage::Step("2"),
            instruction: "If the pool hosts the Central Management store, find out the same for its database",
            commands: &[Line::shell("Get-CsDatabaseMirrorState -PoolFqdn <pool> -DatabaseType CentralMgmt")],
            applies: &questions::HOSTS_THE_STORE,
            takes: Takes::Law(&people::LOOK),
            ..Step::USUAL
        },
        Step {
            id: "failing-over-a-mirrored-database.3",
            on_page: OnPage::Step("3"),
            instruction: "Fail over the user database to the server that is left",
            commands: &[
                Line::shell(
                    "Invoke-CsDatabaseFailover -PoolFqdn <pool> -DatabaseType User -NewPrincipal mirror -Force -Verbose",
                )
                .when(&questions::PRIMARY_IS_PRINCIPAL, "if the primary has failed"),
                Line::shell(
                    "Invoke-CsDatabaseFailover -PoolFqdn <pool> -DatabaseType User -NewPrincipal primary -Force -Verbose",
                )
                .when(&questions::MIRROR_IS_PRINCIPAL, "if the mirror has failed"),
            ],
            takes: Takes::Law(&people::DATABASE_FAILOVER),
            begins: &[Guard::or_give_up(&questions::MIRROR_COULD_SERVE)],
            stays: &[Guard::or_give_up(&questions::MIRROR_COULD_SERVE)],
            does: Does::Change(&effects::FAIL_OVER_DATABASE),
            ..Step::USUAL
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
                .when(&questions::MIRROR_IS_PRINCIPAL, "if the primary has failed"),
                Line::shell(
                    "Invoke-CsDatabaseFailover -PoolFqdn <pool> -DatabaseType CentralMgmt -NewPrincipal primary -Force -Verbose",
                )
                .when(&questions::PRIMARY_IS_PRINCIPAL, "if the mirror has failed"),
            ],
            applies: &questions::HOSTS_THE_STORE,
            takes: Takes::Law(&people::DATABASE_FAILOVER),
            ..Step::USUAL
        },
    ],
    ..Runbook::USUAL
};
