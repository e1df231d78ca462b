//! "Upgrade or update a Back End Server or Standard Edition server in Lync Server 2013". Of two mirrored servers the mirror is
//! updated first, and the databases are moved before the principal is stopped.

use crate::facts::{people, update};
use crate::runbook::effects_of_updates as effects;
use crate::runbook::guard::Guard;
use crate::runbook::questions;
use crate::runbook::questions_of_updates as about_updates;
use crate::runbook::step::{Does, Fails, Line, OnPage, Over, Runbook, Step, Subject, Takes};
use crate::runbook::updating_front_ends::{BEGIN, END, HANGS, PLANNED_WORK};

const PAGE: &str = "Upgrade or update a Back End Server or Standard Edition server in Lync Server 2013, 2012-11-01";

const TO_MIRROR: &str = "Invoke-CsDatabaseFailover -PoolFqdn <pool> -DatabaseType User -NewPrincipal mirror -Verbose";
const TO_PRIMARY: &str = "Invoke-CsDatabaseFailover -PoolFqdn <pool> -DatabaseType User -NewPrincipal primary -Verbose";

/// Updating the Back End Servers of a pool, or a Standard Edition server.
pub static UPDATING_A_BACK_END: Runbook = Runbook {
    id: "updating-a-back-end",
    title: "Updating a Back End Server or Standard Edition server",
    source: PAGE,
    in_short: Some("Back End update"),
    subject: Subject::Database,
    decisive: "the update",
    steps: &[
        Step { id: "updating-a-back-end.begin", ..BEGIN },
        Step {
            id: "updating-a-back-end.servers",
            on_page: OnPage::Opening,
            instruction: "Update each Back End Server, the mirror first",
            over: Over::BackEnds,
            applies: &about_updates::SERVER_IS_LEFT,
            begins: &[
                Guard::or_give_up(&about_updates::A_WINDOW_IS_LEFT),
                Guard::or_wait(&about_updates::NO_WINDOW_IS_AWAITED),
                Guard::or_wait(&about_updates::NO_OTHER_ROUND),
            ],
            does: Does::CarryOut(&UPDATING_A_BACK_END_SERVER),
            ..Step::USUAL
        },
        Step {
            id: "updating-a-back-end.primary",
            on_page: OnPage::Ours("the page knows no mirroring; the databases go back where the topology has them"),
            instruction: "Make the primary principal again",
            commands: &[Line::shell(TO_PRIMARY)],
            applies: &about_updates::PRIMARY_COULD_SERVE,
            stays: &[Guard::or_skip(&about_updates::PRIMARY_COULD_SERVE)],
            takes: Takes::Law(&people::DATABASE_FAILOVER),
            does: Does::Change(&effects::MOVE_PRINCIPAL),
            ..Step::USUAL
        },
        Step { id: "updating-a-back-end.end", ..END },
    ],
    ..PLANNED_WORK
};

/// The steps of the page, for one server.
pub static UPDATING_A_BACK_END_SERVER: Runbook = Runbook {
    id: "updating-a-back-end-server",
    title: "Updating one Back End Server",
    source: PAGE,
    part_of: Some(&UPDATING_A_BACK_END),
    subject: Subject::Server,
    decisive: "Start-CsWindowsService",
    steps: &[
        Step {
            id: "updating-a-back-end-server.principal",
            on_page: OnPage::Ours("the page knows no mirroring; the databases stay where they can be used"),
            instruction: "Make the other server principal first, if this one is",
            commands: &[
                Line::shell(TO_MIRROR).when(&questions::PRIMARY_IS_PRINCIPAL, "if the primary is"),
                Line::shell(TO_PRIMARY),
            ],
            applies: &about_updates::OTHER_COULD_SERVE,
            stays: &[Guard::or_skip(&about_updates::OTHER_COULD_SERVE)],
            takes: Takes::Law(&people::DATABASE_FAILOVER),
            does: Does::Change(&effects::MOVE_PRINCIPAL),
            ..Step::USUAL
        },
        Step {
            id: "updating-a-back-end-server.4",
            on_page: OnPage::Step("4"),
            instruction: "Stop the services",
            commands: &[
                Line::shell("Stop-CsWindowsService; net stop w3svc")
                    .when(&about_updates::IS_STANDARD, "on a Standard Edition server"),
                Line::shell("Stop-CsWindowsService"),
            ],
            does: Does::Change(&effects::STOP_AT_ONCE),
            ..Step::USUAL
        },
        Step {
            id: "updating-a-back-end-server.7",
            on_page: OnPage::Step("7"),
            instruction: "Install the update",
            takes: Takes::AsThingsStand("as long as installing takes in this round", effects::installs),
            attended: false,
            ..Step::USUAL
        },
        Step {
            id: "updating-a-back-end-server.10",
            on_page: OnPage::Step("10"),
            instruction: "Start the services again",
            takes: Takes::Law(&update::RESTART),
            attended: false,
            fails: Some(Fails { chance: |rules| rules.update_start_hangs, reason: &HANGS }),
            does: Does::Change(&effects::RESTART_SERVERS),
            ..Step::USUAL
        },
        Step {
            id: "updating-a-back-end-server.11",
            on_page: OnPage::Step("11"),
            instruction: "Apply the changes to the databases",
            commands: &[
                Line::shell("Install-CsDatabase -Update -LocalDatabases")
                    .when(&about_updates::IS_STANDARD, "on a Standard Edition server"),
                Line::shell("Install-CsDatabase -Update -ConfiguredDatabases -SqlServerFqdn <server>"),
            ],
            begins: &[Guard::or_wait(&about_updates::SERVERS_ACCEPT)],
            takes: Takes::Law(&people::LOOK),
            does: Does::Change(&effects::NOTE_UPDATED),
            ..Step::USUAL
        },
    ],
    ..PLANNED_WORK
};
