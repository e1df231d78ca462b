//! The questions of the procedures that update servers.

use crate::scenario::plan::Updated;
use crate::topology::PoolId;
use crate::world::World;
use crate::world::lanes::{About, Part};
use crate::world::phase::Phase;
use crate::world::readiness::{Readiness, UpgradeState, is_busy_with_own_stops_only, readiness};
use crate::world::reason::Reason;
use crate::world::standing::back_end_available;
use crate::world::updates::bit_of;

use super::effects_of_updates::servers_of;
use super::question::Question;
use super::questions::{A_FRONT_END_RUNS, HOME_WORKS, IS_AT_HOME, IS_AWAY, IS_FAILED_OVER, IS_PAIRED};

const fn look(asks: &'static str, rule: fn(&World<'_>, &About) -> bool) -> Question {
    Question::look(asks, rule)
}

/// Something that is asked again after the time that the page says.
const fn asked_again(reason: Reason) -> Reason {
    reason.mended_in(|rules| &rules.update_ask_again)
}

// The round and its window.

/// Does the round update Front Ends?
pub static UPDATES_FRONT_ENDS: Question = look("the round updates Front Ends", |world, about| {
    about.round.is_some_and(|round| world.plan.round(round).servers == Updated::FrontEnds)
});
/// Does it update Back End Servers?
pub static UPDATES_BACK_ENDS: Question = Question::not("the round updates Back End Servers", &UPDATES_FRONT_ENDS);
/// Is the window of the round open, or was the pool failed over so that its update can be finished?
pub static WINDOW_IS_OPEN: Question =
    look("the window is open, or the pool was failed over for its update", |world, about| {
        let open = about.round.is_some_and(|round| world.condition.updates.window_is_open(round, world.now));
        open || world.condition.updates.is_diverted(about.pool)
    });
/// Will it open again?
static OPENS_AGAIN: Question = look("the round comes again", |world, about| {
    about.round.is_some_and(|round| world.plan.comes_again(round, world.now))
});
/// Is it open, or does it open again?
pub static A_WINDOW_IS_LEFT: Question =
    Question::any("the window is open, or opens again", &[&WINDOW_IS_OPEN, &OPENS_AGAIN]).unmet(Reason::new(
        "no_window_left",
        "no window left",
        "the maintenance window of <pool> is closed, and no other comes",
    ));
/// Is there no window to be waited for?
pub static NO_WINDOW_IS_AWAITED: Question = Question::any(
    "the window is open, or never opens again",
    &[&WINDOW_IS_OPEN, &Question::not("never", &OPENS_AGAIN)],
)
.unmet(Reason::new("window_closed", "window closed", "the maintenance window of <pool> is closed").until(
    "the next maintenance window opens",
    "waits for the next window",
    Phase::Window,
));
/// Does the answer that the pool is ready still count? What was answered in one window says nothing about the next.
pub static ANSWER_COUNTS: Question = Question::any(
    "the window in which the pool was asked is open, or it is not asked",
    &[&WINDOW_IS_OPEN, &Question::not("the pool is not asked", &IS_ASKED)],
)
.unmet(
    Reason::new("window_closed", "window closed", "the maintenance window of <pool> is closed")
        .refused("The maintenance window is closed: <pool> is asked again in the next"),
);
/// Does no other round update the pool? One that waits for its next window does not.
pub static NO_OTHER_ROUND: Question = look("no other round updates the pool", |world, about| {
    world.condition.updates.at_work(about.pool, world.now).is_none_or(|round| Some(round) == about.round)
})
.unmet(Reason::new("other_round", "another update", "another round updates <pool>").until(
    "the other update of <pool> is over",
    "waits for another update",
    Phase::Window,
));

// What is left to do.

fn updated(world: &World<'_>, about: &About) -> u32 {
    about.round.map_or(0, |round| world.condition.updates.updated(about.pool, round))
}

/// Is a server of the upgrade domain not updated yet?
pub static DOMAIN_IS_LEFT: Question = look("a server of the upgrade domain is not updated yet", |world, about| {
    servers_of(world, about) & !updated(world, about) != 0
});
/// Is the server not updated yet?
pub static SERVER_IS_LEFT: Question = Question::all("the server is not updated yet", &[&DOMAIN_IS_LEFT]);
/// Are the servers of an upgrade domain updated together?
pub static TOGETHER: Question = Question::all(
    "the servers of an upgrade domain are updated together, and the pool is at home",
    &[&DOMAIN_IS_LEFT, &look("they are updated together", |world, _| world.rules.update_together), &IS_ASKED],
);
/// Are they updated one after the other?
pub static ONE_BY_ONE: Question = Question::all(
    "the server is not updated yet, and the servers of an upgrade domain are updated one after the other",
    &[&SERVER_IS_LEFT, &Question::not("they are not updated together", &TOGETHER)],
);
/// Has an upgrade domain of the pool been updated, and is another left?
pub static SOAK_IS_DUE: Question = Question::all(
    "an upgrade domain of the pool has been updated before, and the pool is asked",
    &[&look("a server is updated", |world, about| updated(world, about) != 0), &IS_ASKED],
);

// Readiness.

/// Is the pool asked whether it is ready? Nobody is served there once it has been failed over.
pub static IS_ASKED: Question = Question::all(
    "the pool has not been failed over",
    &[
        &IS_AT_HOME,
        &look("it was not failed over for its update", |world, about| !world.condition.updates.is_diverted(about.pool)),
    ],
);
/// Does a Front End run on which the cmdlet can be typed?
pub static CAN_BE_ASKED: Question = Question::all("a Front End of the pool runs", &[&A_FRONT_END_RUNS]).unmet(
    Reason::new("nobody_to_ask", "no Front End runs", "no Front End of <pool> runs").until(
        "a Front End of <pool> runs",
        "waits for a Front End",
        Phase::Restart,
    ),
);

fn answer(world: &World<'_>, about: &About) -> Option<(Readiness, u8)> {
    let Part::Domain(domain) = about.part else { return None };
    Some((readiness(world, about.pool, domain), domain))
}

fn says(world: &World<'_>, about: &About, state: UpgradeState) -> bool {
    answer(world, about).is_some_and(|(answer, _)| answer.state == state)
}

/// Has the pool enough Front Ends without the upgrade domain?
pub static HAS_ENOUGH_FRONT_ENDS: Question =
    look("the pool does not answer InsufficientActiveFrontEnds", |world, about| {
        !says(world, about, UpgradeState::InsufficientActiveFrontEnds)
    })
    .unmet(
        Reason::new(
            "insufficient_active_front_ends",
            "too few Front Ends",
            "without <about>, <pool> has too few Front Ends",
        )
        .refused("<cmdlet> answers InsufficientActiveFrontEnds: <pool> has a problem"),
    );
/// Does the pool not answer Busy only because Front Ends catch up after their own planned stop, as is expected?
pub static IS_NOT_BUSY_AS_EXPECTED: Question =
    look("the pool is not busy only with what was updated a moment ago", |world, about| {
        !(says(world, about, UpgradeState::Busy) && is_busy_with_own_stops_only(world, about.pool))
    })
    .unmet(asked_again(
        Reason::new("busy_after_own_stop", "Busy, as expected", "Front Ends of <pool> catch up after their own stop")
            .refused("<cmdlet> answers Busy, as expected: <because>")
            .until("<pool> is asked again", "Busy", Phase::Window),
    ));
/// Is the pool not Busy?
pub static IS_NOT_BUSY: Question =
    look("the pool does not answer Busy", |world, about| !says(world, about, UpgradeState::Busy)).unmet(asked_again(
        Reason::new("busy", "Busy", "<pool> is busy").refused("<cmdlet> answers that <pool> is Busy").until(
            "<pool> is asked again",
            "Busy",
            Phase::Window,
        ),
    ));
/// May the upgrade domain be taken?
pub static DOMAIN_IS_READY: Question = look("ReadyforUpgrade is True for the upgrade domain", |world, about| {
    answer(world, about).is_some_and(|(answer, domain)| answer.is_ready(domain))
})
.unmet(asked_again(
    Reason::new("domain_not_ready", "domain not ready", "ReadyforUpgrade is False for <about>")
        .refused("<cmdlet> answers that <about> is not ready")
        .until("<pool> is asked again", "not ready", Phase::Window),
));
/// Is the pool still ready?
pub static STAYS_READY: Question = Question::all("the pool stays Ready", &[&HAS_ENOUGH_FRONT_ENDS, &IS_NOT_BUSY])
    .unmet(
        Reason::new("left_ready", "no longer Ready", "<pool> is no longer Ready")
            .refused("<pool> is no longer Ready: it is asked again, and soaked again"),
    );

// Servers.

/// Is a server stopped with -Graceful?
pub static GRACEFULLY: Question = look("servers drain before they stop", |world, _| world.rules.update_graceful);
/// Do the servers accept connections?
pub static SERVERS_ACCEPT: Question = look("the servers accept connections", |world, about| {
    let up = u32::from(world.condition.servers.front_ends_up(about.pool));
    let topology = &world.plan.topology;
    let back_ends = topology.pool(about.pool).sql.iter().flatten().filter(|server| world.condition.is_up(**server));
    let up = back_ends.fold(up, |set, server| set | bit_of(topology, about.pool, *server));
    servers_of(world, about) & !up == 0
})
.unmet(Reason::new("not_started", "not started", "<about> has not started").until(
    "<about> has started",
    "waits for the start",
    Phase::Restart,
));

// The pool that has a problem.

/// Has a pool that has a problem a backup pool?
pub static PROBLEM_POOL_IS_PAIRED: Question =
    Question::all("the pool has a backup pool", &[&IS_PAIRED]).unmet(Reason::new(
        "problem_and_no_partner",
        "a problem and no backup pool",
        "<pool> has a problem and no backup pool: its update stops",
    ));
/// Is the backup pool not being updated itself?
pub static PARTNER_IS_NOT_UPDATED: Question = look("nobody is updating the backup pool", |world, about| {
    let partner = world.plan.topology.pool(about.pool).partner;
    partner.is_none_or(|partner| world.condition.updates.stopped(partner) == 0)
})
.unmet(
    Reason::new(
        "partner_is_updated",
        "partner is updated",
        "servers of <partner> are down for an update, and <pool> is not failed over meanwhile",
    )
    .until("no server of <partner> is down for an update", "waits for <partner>", Phase::Partner),
);
/// What an update waits for while its pool is failed over.
pub static DIVERTS: Reason = Reason::new("diverts", "failover", "<pool> could not be failed over").until(
    "<pool> has been failed over to <partner>",
    "waits for the failover",
    Phase::Partner,
);
/// Did that end with success?
pub static IS_AT_THE_PARTNER: Question =
    Question::all("the backup pool serves the users of the pool", &[&IS_FAILED_OVER]).unmet(DIVERTS);
/// Is the pool to be failed back, because it was failed over for its update?
pub static IS_TO_BE_FAILED_BACK: Question = Question::all(
    "the pool was failed over for its update",
    &[
        &look("it was failed over for its update", |world, about| world.condition.updates.is_diverted(about.pool)),
        &IS_AWAY,
    ],
);
/// Can it take its users back?
pub static TAKES_USERS_BACK: Question = Question::all("the pool works", &[&HOME_WORKS]).unmet(
    Reason::new("not_working", "does not work", "<pool> does not work yet").until(
        "<pool> works",
        "waits for <pool>",
        Phase::Restart,
    ),
);
/// What an update waits for while its pool is failed back.
pub static RETURNS_USERS: Reason = Reason::new("returns_users", "failback", "<pool> could not be failed back").until(
    "<pool> has been failed back",
    "waits for the failback",
    Phase::Partner,
);
/// Did that end with success?
pub static IS_HOME_AGAIN: Question =
    Question::all("the users of the pool are at home", &[&IS_AT_HOME]).unmet(RETURNS_USERS);

// Back End Servers.

/// Is the pool a Standard Edition server?
pub static IS_STANDARD: Question =
    look("the pool is a Standard Edition server", |world, about| world.plan.topology.pool(about.pool).sql[0].is_none());
/// Is it not?
pub static IS_ENTERPRISE: Question = Question::not("the pool has Back End Servers", &IS_STANDARD);

fn is_principal(world: &World<'_>, about: &About) -> bool {
    let slot = usize::from(world.condition.databases[about.pool.index()].mirror_is_principal());
    matches!(about.part, Part::Server(machine) if world.plan.topology.pool(about.pool).sql[slot] == Some(machine))
}

fn both_run(world: &World<'_>, pool: PoolId) -> bool {
    let servers = &world.plan.topology.pool(pool).sql[..2];
    servers.iter().all(|server| server.is_some_and(|machine| world.condition.is_up(machine)))
}

/// Is the server principal, and could the other one of its mirroring session take over?
pub static OTHER_COULD_SERVE: Question = look("the server is principal, and its mirror runs", |world, about| {
    is_principal(world, about) && both_run(world, about.pool)
})
.unmet(ANOTHER_PRINCIPAL);
/// Is the mirror principal after the update, while the primary runs again?
pub static PRIMARY_COULD_SERVE: Question = look("the mirror is principal, and the primary runs", |world, about| {
    world.condition.databases[about.pool.index()].mirror_is_principal() && both_run(world, about.pool)
})
.unmet(ANOTHER_PRINCIPAL);
const ANOTHER_PRINCIPAL: Reason =
    Reason::new("principal_moved", "principal moved", "another server of <pool> is principal by now");
/// Is the Back End there again?
pub static BACK_END_IS_CONNECTED: Question = look("the Back End is available", |world, about| {
    back_end_available(&world.plan.topology, &world.condition, about.pool)
})
.unmet(Reason::new("not_connected", "not connected", "the Back End of <pool> is not available yet").until(
    "the Back End of <pool> is available",
    "waits for the Back End",
    Phase::NoBackEnd,
));
