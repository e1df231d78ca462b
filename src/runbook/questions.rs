//! The questions of the procedures, each with its rule, its words, and what is said and charged where the answer is no.

use crate::behaviour::machines::enough_are_restarting;
use crate::topology::{EdgeId, PoolId};
use crate::world::World;
use crate::world::lanes::{About, Claim, LaneState, Lanes};
use crate::world::phase::Phase;
use crate::world::pool_failover::PoolState;
use crate::world::reason::Reason;
use crate::world::standing::{Level, mirror_could_serve, mirror_takes_over_by_itself};

use super::question::Question;

const fn look(asks: &'static str, rule: fn(&World<'_>, &About) -> bool) -> Question {
    Question::look(asks, rule)
}

// Where the users of the pool are.

/// Has the pool a backup pool?
pub static IS_PAIRED: Question =
    look("the pool has a backup pool", |world, about| world.plan.topology.pool(about.pool).partner.is_some())
        .unmet(Reason::new("not_paired", "no backup pool", "no backup pool is assigned to <pool>"));
/// Does the home pool serve its users, with nothing under way?
pub static IS_AT_HOME: Question =
    look("the users of the pool are at home, and no failover of them is under way", |world, about| {
        world.condition.failovers[about.pool.index()].is_at_home()
    });
/// Does the partner serve them, with nothing under way?
pub static IS_FAILED_OVER: Question = look("the backup pool serves the users of the pool", |world, about| {
    state(world, about.pool) == PoolState::FailedOver
});
/// Is a failover of them under way?
pub static FAILS_OVER: Question =
    look("a failover of the pool is under way", |world, about| state(world, about.pool) == PoolState::FailingOver);
/// Is a failback of them under way?
pub static FAILS_BACK: Question =
    look("a failback of the pool is under way", |world, about| state(world, about.pool) == PoolState::FailingBack);
/// Are they under way, over or back?
pub static USERS_ARE_MOVED: Question =
    Question::any("the users of the pool are being moved", &[&FAILS_OVER, &FAILS_BACK]);
/// Are they neither at the partner nor on the way home?
pub static IS_NOT_FAILED_OVER: Question =
    Question::any("the pool has not been failed over", &[&IS_AT_HOME, &FAILS_OVER]).unmet(Reason::new(
        "already_failed_over",
        "is failed over already",
        "the users of <pool> are served by <partner> already",
    ));
/// Are they at the partner, or on the way home?
pub static IS_AWAY: Question = Question::any("the pool has been failed over", &[&IS_FAILED_OVER, &FAILS_BACK])
    .unmet(Reason::new("not_failed_over", "was not failed over", "<pool> was not failed over"));
/// Are the partner's users at home?
pub static PARTNER_IS_AT_HOME: Question = look("the users of the backup pool are at home", |world, about| {
    let partner = world.plan.topology.pool(about.pool).partner;
    partner.is_none_or(|partner| world.condition.failovers[partner.index()].is_at_home())
})
.unmet(
    Reason::new(
        "partner_failed_over",
        "its partner must be failed back first",
        "users of <partner> are still served by <pool>; fail <partner> back before <pool> is failed over",
    )
    .until("<partner> has its users back", "waits for <partner>", Phase::Partner),
);
/// Did the timeline order the move that is under way or has ended?
pub static MOVE_WAS_ORDERED: Question =
    look("the move was ordered", |world, about| world.condition.failovers[about.pool.index()].is_ordered());
/// Has somebody decided to do without what users wrote at the lost partner?
pub static LOSS_IS_ACCEPTED: Question =
    look("somebody has decided to do without what was written at the partner", |world, about| {
        world.condition.failovers[about.pool.index()].may_lose_data()
    });
/// Are the users of the pool moved by a cmdlet that does without the pool that served them?
pub static IN_DISASTER_MODE: Question = look("the cmdlet runs in disaster mode", |world, about| {
    world.condition.failovers[about.pool.index()].is_disaster()
});
/// Does the pool home anybody?
pub static HOMES_USERS: Question =
    look("the pool homes users", |world, about| world.plan.topology.pool(about.pool).users > 0);

// The pool itself.

/// Is the pool functional?
pub static HOME_RUNS: Question =
    look("the pool is functional", |world, about| world.standing.pool(about.pool).functional)
        .unmet(home_not_functional());
/// Is the pool itself functional, with its Back End?
pub static HOME_WORKS: Question =
    look("the pool is functional and has its Back End", |world, about| world.works(about.pool))
        .unmet(home_without_back_end());
/// Is the pool not functional?
pub static HOME_IS_DOWN: Question = Question::not("the pool is not functional", &HOME_RUNS);
/// Is the pool functional, or is the cmdlet under way told to do without it?
pub static HOME_RUNS_OR_IS_NOT_NEEDED: Question =
    Question::any("the pool is functional, or the cmdlet runs in disaster mode", &[&IN_DISASTER_MODE, &HOME_RUNS])
        .unmet(home_not_functional());
/// Can what users wrote at the partner be taken home, as far as the link is concerned?
pub static IS_NOT_CUT_OFF: Question =
    look("the partner does not run, or the link to it is whole", |world, about| !is_cut_off(world, about.pool))
        .unmet(link_cut());
/// Is the pool itself functional with its Back End, and, as long as its partner runs, the link between them whole? Asked of a
/// failback under way: users of a pool do without its Back End for a while.
pub static HOME_STILL_TAKES_BACK: Question =
    look("the pool stores what its users write, and is not cut off from a partner that runs", |world, about| {
        let stores = world.standing.pool(about.pool).residents == Level::Full;
        stores && !is_cut_off(world, about.pool)
    })
    .unmet(link_cut());
/// The same, or the pool is functional.
pub static HOME_RUNS_OR_TAKES_BACK: Question =
    Question::any("the pool is functional", &[&HOME_STILL_TAKES_BACK, &HOME_RUNS]).unmet(home_not_functional());
/// The same, or it works.
pub static HOME_WORKS_OR_TAKES_BACK: Question =
    Question::any("the Back End of the pool is available", &[&HOME_STILL_TAKES_BACK, &HOME_WORKS])
        .unmet(home_without_back_end());
/// Has the Back End of the pool been away for the threshold, and is it away?
pub static BACK_END_IS_GIVEN_UP: Question = look("the Back End has been away for too long", |world, about| {
    world.condition.databases[about.pool.index()].away_too_long() && !world.standing.pool(about.pool).back_end
});
/// Does a Front End run?
pub static A_FRONT_END_RUNS: Question =
    look("a Front End of the pool runs", |world, about| world.standing.pool(about.pool).up > 0);
/// Is the pool stopped, with its Back End and enough Front Ends for quorum, but too few to start it, or of two the wrong one,
/// and no more are coming?
pub static COULD_START_WITH_FEWER: Question = look(
    "the pool is stopped and could be started only with fewer Front Ends than a start asks for",
    |world, about| {
        let standing = world.standing.pool(about.pool);
        world.condition.services[about.pool.index()].are_stopped()
            && standing.up > 0
            && standing.quorum
            && standing.back_end
            && !standing.can_start
            && !enough_are_restarting(world, about.pool)
    },
)
.unmet(OVERTAKEN_BY_EVENTS);
/// Are routing groups without quorum in a pool that works, Back End included?
pub static GROUPS_ARE_LOST: Question =
    look("routing groups are without quorum in a pool that works", |world, about| {
        world.works(about.pool) && world.standing.pool(about.pool).groups_lost > 0
    })
    .unmet(NO_LONGER_NEEDED);
/// Does the mirror run while the principal does not?
pub static MIRROR_COULD_SERVE: Question = look("the mirror runs while the principal does not", |world, about| {
    mirror_could_serve(&world.plan.topology, &world.condition, about.pool)
})
.unmet(Reason::new("no_mirror", "no mirror", "<pool> has no mirror that could take over"));
/// Could a mirror serve, and does nothing but an administrator make it: there is no witness, it is away or the mirror did not
/// see the principal go, or the automatic failover did not work?
pub static DATABASE_WAITS: Question =
    look("the mirror could serve, and nothing but an administrator makes it", |world, about| {
        mirror_could_serve(&world.plan.topology, &world.condition, about.pool)
            && !mirror_takes_over_by_itself(&world.plan.topology, &world.condition, about.pool)
    });
/// Is the mirror principal in the pool?
pub static MIRROR_IS_PRINCIPAL: Question =
    look("the mirror is principal", |world, about| world.condition.databases[about.pool.index()].mirror_is_principal());
/// Is the primary principal in it?
pub static PRIMARY_IS_PRINCIPAL: Question = Question::not("the primary is principal", &MIRROR_IS_PRINCIPAL);

// The partner and the link to it.

/// Is the partner functional?
pub static PARTNER_RUNS: Question =
    look("the backup pool is functional", |world, about| world.partner_runs(about.pool))
        .unmet(partner_not_functional());
/// Does nobody but the pool itself serve its users: it is at home, and its partner does not run?
pub static NO_PARTNER_RUNS: Question = Question::not("no backup pool runs", &PARTNER_RUNS);
/// Is the link between the pools of the pair whole?
pub static PAIR_IS_LINKED: Question =
    look("the link between the pools is whole", |world, about| world.pair_is_linked(about.pool)).unmet(link_cut());
/// Is the link whole, where the pool runs? A pool that runs ships what it has before its users are moved; one that is lost is
/// failed over without.
pub static LINKED_OR_LOST: Question =
    Question::any("the link between the pools is whole, or the pool is lost", &[&HOME_IS_DOWN, &PAIR_IS_LINKED])
        .unmet(link_cut());
/// Has the partner, which has what users wrote, its Back End, where it runs?
pub static PARTNER_CAN_COPY_HOME: Question =
    look("the backup pool is not functional, or has its Back End", |world, about| {
        let partner = world.plan.topology.pool(about.pool).partner;
        partner.is_none_or(|partner| {
            let standing = world.standing.pool(partner);
            !standing.functional || standing.back_end
        })
    })
    .unmet(Reason::new(
        "partner_without_back_end",
        "backup pool has no Back End",
        "the Back End of <partner>, backup pool of <pool>, is not available",
    ));
/// Can the partner go on taking the users: is it functional, can the Central Management store be had, and is the link whole as
/// long as the pool itself runs?
pub static PARTNER_CAN_TAKE_OVER: Question = Question::all(
    "the backup pool is functional, the Central Management store can be had, and the link is whole as long as the pool runs",
    &[&PARTNER_RUNS, &STORE_CAN_BE_HAD, &LINKED_OR_LOST],
);
/// Is the partner there, or does the failback under way do without it?
pub static PARTNER_STAYS_OR_IS_NOT_NEEDED: Question =
    look("the backup pool is functional, or the failback does without it", |world, about| {
        world.condition.failovers[about.pool.index()].is_disaster() || !world.partner_is_gone(about.pool)
    });
/// Is the partner there, or has somebody decided, or ordered, to do without what users wrote there? Told so is a cmdlet when it
/// begins, not one that lost the partner on the way.
pub static LOSS_IS_DECIDED: Question =
    look("the backup pool is functional, or somebody has decided to do without it", |world, about| {
        let failover = &world.condition.failovers[about.pool.index()];
        let told_so = about.ordered && (failover.state() == PoolState::FailedOver || failover.is_disaster());
        !world.partner_is_gone(about.pool) || told_so || failover.may_lose_data()
    })
    .unmet(partner_not_functional());
/// Does a failback wait for a partner that it has lost until somebody decides to do without it?
pub static FAILBACK_WAITS: Question = look("the failback waits", |world, about| {
    let lane = Lanes::of(&world.plan.topology, about.pool, Claim::Pair);
    lane.is_some_and(|lane| matches!(world.condition.lanes.lane(lane).state(), LaneState::Blocked(_)))
});

// The Central Management store.

/// Is the Central Management store available?
pub static STORE_WORKS: Question =
    look("the Central Management store is available", |world, _| world.central_management_works())
        .unmet(store_is_down());
/// Is the active Central Management store on this pool?
pub static HOSTS_THE_STORE: Question =
    look("the pool hosts the active Central Management store", |world, about| store(world) == about.pool);
/// Is it on another pool?
pub static STORE_IS_ELSEWHERE: Question =
    Question::not("the Central Management store is on another pool", &HOSTS_THE_STORE).unmet(store_is_here());
/// Is the Central Management store not available, or on this pool? In a planned failover the pool works, and so does the store
/// on it; the page wants it moved all the same. A store on the partner cannot be moved anywhere but onto this pool: its own
/// return is waited for.
pub static STORE_IS_DOWN_OR_HERE: Question =
    look("the Central Management store is not available, or on this pool", |world, about| {
        store(world) == about.pool || !world.central_management_works() && standby(world) != Some(about.pool)
    })
    .unmet(Reason::new(
        "store_is_back",
        "works again",
        "the Central Management store on <store> is available again",
    ));
/// Is the Central Management store available, or is there another pool than this one to move it to?
pub static STORE_CAN_BE_HAD: Question =
    look("the Central Management store is available, or can be moved elsewhere", |world, about| {
        world.central_management_works() || standby(world) != Some(about.pool)
    });
/// Is the Central Management store available, or is there a way to have it that need not wait for its return? Onto the pool
/// that is being failed over it is not moved; and where it has no standby, users whose failover is under way keep what they
/// have until the cmdlet can be run again.
pub static STORE_NEED_NOT_RETURN: Question =
    look("the Central Management store is available, or something can be done about it", |world, about| {
        let under_way = state(world, about.pool) == PoolState::FailingOver;
        let must_return = standby(world).map_or(under_way, |standby| standby == about.pool);
        world.central_management_works() || !must_return
    })
    .unmet(store_is_down());
/// Has the pool with the Central Management store a partner?
pub static STORE_HAS_STANDBY: Question =
    look("the pool with the Central Management store has a backup pool", |world, _| standby(world).is_some())
        .unmet(no_standby());
/// Is the Central Management store available, or has it a standby?
pub static STORE_WORKS_OR_HAS_STANDBY: Question =
    Question::any("the Central Management store is available, or has a standby", &[&STORE_WORKS, &STORE_HAS_STANDBY])
        .unmet(no_standby());
/// Is the Central Management store available, or on another pool?
pub static STORE_WORKS_OR_IS_ELSEWHERE: Question = Question::any(
    "the Central Management store is available, or on another pool",
    &[&STORE_WORKS, &STORE_IS_ELSEWHERE],
)
.unmet(store_is_here());
/// Has it a standby, or is it available on another pool, so that nobody has to move it?
pub static STORE_CAN_BE_MOVED_OR_STAYS: Question =
    look("the Central Management store has a standby, or is available on another pool", |world, about| {
        standby(world).is_some() || world.central_management_works() && store(world) != about.pool
    })
    .unmet(no_standby());
/// Can the standby's pool take the Central Management store?
pub static STANDBY_WORKS: Question =
    look("the pool with the standby works", |world, _| standby(world).is_some_and(|standby| world.works(standby)))
        .unmet(
            Reason::new(
                "standby_not_ready",
                "the standby does not work",
                "<standby>, with the standby of the Central Management store, does not work; <pool> stays",
            )
            .until("<standby> and its Back End work", "waits for the standby", Phase::Standby),
        );
/// Is the mirror principal in the standby's pool?
pub static STANDBY_MIRROR_IS_PRINCIPAL: Question = look("the mirror is principal in the backup pool", |world, _| {
    standby(world).is_some_and(|pool| world.condition.databases[pool.index()].mirror_is_principal())
});

// Edge pools.

/// Does an Edge pool that runs use the pool as its next hop?
pub static EDGE_USES_POOL: Question =
    Question::an_edge("an Edge pool that runs uses the pool as its next hop", |world, about, edge| {
        uses(world, edge, about.pool)
    });
/// Does none?
pub static NO_EDGE_USES_POOL: Question =
    Question::not("no Edge pool that runs uses the pool as its next hop", &EDGE_USES_POOL).unmet(
        // What may stop is what the product's own message names, in its order.
        Reason::new(
            "next_hop",
            "is a next hop",
            "<pool> is the next hop of <edges>; failing it over may stop external access, federation, split domain and XMPP",
        ),
    );
/// Does one, and is the Central Management store, into which its next hop is written, available?
pub static NEXT_HOP_CAN_BE_CHANGED: Question = Question::all(
    "an Edge pool that runs uses the pool as its next hop, and the Central Management store is available",
    &[&STORE_WORKS, &EDGE_USES_POOL],
);
/// Does one that has another functional pool in its own site?
pub static NEXT_HOP_IN_SAME_SITE: Question =
    Question::an_edge("the Edge pool has another functional pool in its own site", |world, about, edge| {
        uses(world, edge, about.pool) && next_hop_in_site(world, edge, about.pool).is_some()
    });
/// Does one that has none?
pub static NEXT_HOP_IN_OTHER_SITE: Question =
    Question::an_edge("the Edge pool has no other functional pool in its own site", |world, about, edge| {
        uses(world, edge, about.pool) && next_hop_in_site(world, edge, about.pool).is_none()
    });
/// Could every Edge pool that uses the pool as its next hop use another one?
pub static ANOTHER_POOL_COULD_BE_NEXT_HOP: Question =
    look("another functional pool could be the next hop", |world, about| {
        edge_on(world, about.pool).is_none_or(|edge| new_next_hop(world, edge, about.pool).is_some())
    })
    .unmet(Reason::new(
        "no_other_pool",
        "no other next hop",
        "no functional pool but <pool> could be the next hop",
    ));
/// Was the pool the published next hop of an Edge pool, and is another pool now?
pub static EDGE_WAS_MOVED: Question =
    Question::an_edge("an Edge pool was given another next hop than this pool", |world, about, edge| {
        was_moved(world, edge, about.pool)
    });
/// Was it that of an Edge pool of its own site?
pub static EDGE_OF_SAME_SITE_WAS_MOVED: Question =
    Question::an_edge("an Edge pool of the pool's own site was given another next hop", |world, about, edge| {
        was_moved(world, edge, about.pool) && is_of_same_site(world, edge, about.pool)
    });
/// Was it that of an Edge pool of another site?
pub static EDGE_OF_OTHER_SITE_WAS_MOVED: Question =
    Question::an_edge("an Edge pool of another site was given another next hop", |world, about, edge| {
        was_moved(world, edge, about.pool) && !is_of_same_site(world, edge, about.pool)
    });
/// Does an Edge pool that runs pass traffic to this pool, which is not functional and not about to be?
pub static NEXT_HOP_IS_DEAD: Question =
    look("an Edge pool that runs passes traffic to this pool, which is lost", |world, about| {
        let standing = world.standing.pool(about.pool);
        !(standing.functional || standing.can_start || enough_are_restarting(world, about.pool))
            && world.central_management_works()
            && world.standing.some_functional()
            && EDGE_USES_POOL.holds(world, about)
    });
/// Has an Edge pool still another next hop although no procedure that gave it that is open?
pub static NEXT_HOP_WAS_LEFT: Question =
    look("an Edge pool still has another next hop although nothing is under way", |world, about| {
        let lane = Lanes::of(&world.plan.topology, about.pool, Claim::PairOrPool);
        EDGE_WAS_MOVED.holds(world, about)
            && lane.is_none_or(|lane| !world.condition.lanes.lane(lane).is_about(about.pool))
    });

// Reasons that stand beside several questions, or beside none.

const NO_LONGER_NEEDED: Reason = Reason::new("no_longer_needed", "works again", "<pool> works again");
/// The pool works again.
pub static WORKS_AGAIN: Reason = NO_LONGER_NEEDED;
/// What was to be done has no ground any more: servers came or went meanwhile.
pub static OVERTAKEN: Reason = OVERTAKEN_BY_EVENTS;

const OVERTAKEN_BY_EVENTS: Reason =
    Reason::new("overtaken_by_events", "overtaken by events", "servers of <pool> came or went meanwhile");
/// It failed by chance and is run again.
pub static FAILED: Reason = Reason::new("failed", "failed too often", "the cmdlet for <pool> failed too often")
    .refused("<cmdlet> fails, <pool>: its complaint is mended, then it is run again");
/// A step was done wrong, and only now it shows.
pub static DONE_WRONG: Reason = Reason::new(
    "done_wrong",
    "failed too often",
    "an earlier step for <pool> was done wrong; the procedure starts again",
)
.fails();
/// The backup pool was not ready for the users, and only now it shows.
pub static PARTNER_NOT_READY: Reason = Reason::new(
    "partner_not_ready",
    "backup pool not functional",
    "<partner> turns out not to be ready for <pool>; what it lacks is mended first",
)
.fails()
.mended_in(|rules| &rules.partner_mending);
/// More orders wait for this pair already than anybody could keep in mind.
pub static TOO_MANY_ORDERS: Reason = Reason::new(
    "too_many_orders",
    "too many orders wait already",
    "too many orders for <pool> and <partner> wait already",
);

const STORE_KEY: &str = "central_management_not_ready";
const STORE_SHORT: &str = "Central Management is down";

const fn store_is_down() -> Reason {
    Reason::new(STORE_KEY, STORE_SHORT, "the Central Management store on <store> is down; fail it over before <pool>")
        .until(
            "the Central Management store on <store> is available again",
            "waits for Central Management",
            Phase::Store,
        )
}

const fn store_is_here() -> Reason {
    Reason::new(STORE_KEY, STORE_SHORT, "the active Central Management store is still on <pool>; fail it over first")
}

const fn no_standby() -> Reason {
    Reason::new(
        "no_standby",
        "Central Management has no standby",
        "<store>, with the Central Management store, has no backup pool; <pool> stays",
    )
}

const fn partner_not_functional() -> Reason {
    Reason::new(
        "partner_not_functional",
        "backup pool not functional",
        "<partner>, backup pool of <pool>, is not functional",
    )
    .until("<partner> is functional", "waits for <partner>", Phase::Partner)
}

const fn home_not_functional() -> Reason {
    Reason::new("home_not_functional", "not functional", "<pool> is not functional").fails()
}

const fn home_without_back_end() -> Reason {
    Reason::new("home_without_back_end", "no Back End", "the Back End of <pool> is not available")
}

const fn link_cut() -> Reason {
    Reason::new("link_cut", "link cut", "the link from <partner> to <pool> is cut").until(
        "the link to <partner> works again",
        "waits for the link",
        Phase::Link,
    )
}

// What the rules are made of.

fn state(world: &World<'_>, pool: PoolId) -> PoolState {
    world.condition.failovers[pool.index()].state()
}

/// Whether the partner runs and cannot be reached: what users wrote there could not be taken home.
fn is_cut_off(world: &World<'_>, pool: PoolId) -> bool {
    world.partner_runs(pool) && !world.pair_is_linked(pool)
}

fn store(world: &World<'_>) -> PoolId {
    world.condition.central_management.active()
}

/// The pool with the standby of the Central Management store.
pub fn standby(world: &World<'_>) -> Option<PoolId> {
    world.plan.topology.pool(store(world)).partner
}

fn uses(world: &World<'_>, edge: EdgeId, pool: PoolId) -> bool {
    world.condition.edge_pools.next_hop(edge) == pool
        && world.condition.edge_runs(&world.plan.topology.edges[edge.index()])
}

fn was_moved(world: &World<'_>, edge: EdgeId, pool: PoolId) -> bool {
    world.plan.topology.edges[edge.index()].next_hop == pool && world.condition.edge_pools.next_hop(edge) != pool
}

fn is_of_same_site(world: &World<'_>, edge: EdgeId, pool: PoolId) -> bool {
    world.plan.topology.edges[edge.index()].site == world.plan.topology.pool(pool).site
}

/// The first Edge pool that runs and passes traffic to this pool.
pub fn edge_on(world: &World<'_>, pool: PoolId) -> Option<EdgeId> {
    EdgeId::each(&world.plan.topology.edges).find(|edge| uses(world, *edge, pool))
}

/// An Edge pool whose published next hop is this pool and that was given another.
pub fn edge_moved_from(world: &World<'_>, pool: PoolId) -> Option<EdgeId> {
    EdgeId::each(&world.plan.topology.edges).find(|edge| was_moved(world, *edge, pool))
}

fn next_hop_in_site(world: &World<'_>, edge: EdgeId, not: PoolId) -> Option<PoolId> {
    let topology = &world.plan.topology;
    let site = topology.edges[edge.index()].site;
    topology
        .pool_ids()
        .find(|pool| *pool != not && topology.pool(*pool).site == site && world.standing.pool(*pool).functional)
}

/// The pool that should become an Edge pool's next hop: one of its own site, else the partner, else any.
pub fn new_next_hop(world: &World<'_>, edge: EdgeId, not: PoolId) -> Option<PoolId> {
    let functional = |pool: &PoolId| *pool != not && world.standing.pool(*pool).functional;
    next_hop_in_site(world, edge, not)
        .or_else(|| world.plan.topology.pool(not).partner.filter(functional))
        .or_else(|| world.plan.topology.pool_ids().find(functional))
}
