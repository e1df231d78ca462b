//! What steps change in the world, each in four halves: begin and finish; break off, when what it needs has gone; undo, when
//! the procedure is given up.

use crate::behaviour::backup_service::{not_copied, written_at_partner};
use crate::behaviour::{pools, routing_groups, users};
use crate::ground::time::Span;
use crate::topology::PoolId;
use crate::world::World;
use crate::world::backup_copy::ByClass;
use crate::world::lanes::About;
use crate::world::note::Note;
use crate::world::pool_failover::{Mode, Move};

use super::questions::{edge_moved_from, edge_on, new_next_hop, standby};

/// An effect. Each half may happen at any time in which its step is carried out, and undoing twice is undoing once.
#[derive(Debug)]
pub struct Effect {
    /// What happens as the step begins, which will take so long.
    pub begin: fn(&mut World<'_>, &About, Span),
    /// What happens as it ends.
    pub finish: fn(&mut World<'_>, &About),
    /// What happens when what it needs goes while it is carried out.
    pub break_off: fn(&mut World<'_>, &About),
    /// What happens when its procedure is given up: what was begun and nobody finishes is as it was before.
    pub undo: fn(&mut World<'_>, &About),
}

fn nothing(_: &mut World<'_>, _: &About) {}

impl Effect {
    /// It changes nothing that the model knows.
    pub const NONE: Effect = Effect { begin: |_, _, _| (), finish: nothing, break_off: nothing, undo: nothing };
}

/// Enters another next hop for an Edge pool into the Central Management store: it works when it has reached the Edge Servers.
pub static ENTER_NEXT_HOP: Effect = Effect::NONE;

/// Lets Edge pools use another next hop.
pub static CHANGE_NEXT_HOP: Effect = Effect {
    finish: |world, about| {
        while let Some(edge) = edge_on(world, about.pool) {
            let Some(to) = new_next_hop(world, edge, about.pool) else { return };
            set_next_hop(world, edge, to);
        }
    },
    ..Effect::NONE
};

/// Lets Edge pools use their published next hop again.
pub static RETURN_NEXT_HOP: Effect = Effect {
    finish: |world, about| {
        while let Some(edge) = edge_moved_from(world, about.pool) {
            set_next_hop(world, edge, about.pool);
        }
    },
    ..Effect::NONE
};

fn set_next_hop(world: &mut World<'_>, edge: crate::topology::EdgeId, to: PoolId) {
    world.condition.edge_pools.set_next_hop(edge, to);
    world.touched.edges = true;
    world.notes.tell(Note::NextHopChanged { edge, to });
}

/// Moves the active Central Management store to its standby.
pub static MOVE_THE_STORE: Effect = Effect {
    finish: |world, _| {
        if let Some(to) = standby(world) {
            world.condition.central_management.move_to(to);
            world.notes.tell(Note::CentralManagementMoved { to });
        }
    },
    ..Effect::NONE
};

/// Moves a pool's users to its partner. As long as the partner runs, users keep what they have there until a cmdlet that was
/// broken off is run again; without it they are at home as before.
pub static MOVE_USERS_OVER: Effect =
    Effect { begin: begin_failover, finish: finish_failover, break_off: break_off_failover, undo: break_off_failover };

fn begin_failover(world: &mut World<'_>, about: &About, _: Span) {
    let pool = about.pool;
    let begins = move_over(world, pool);
    world.condition.failovers.change(pool, &mut world.touched).begin_over(begins, about.ordered);
    if about.ordered && world.standing.pool(pool).functional {
        // Nothing broke; what the users feel from here on was planned.
        world.condition.blames.change(pool, &mut world.touched).order();
    }
}

/// A pool that works ships what it has before its users are moved. One that does not, or has no Back End, is failed over
/// in disaster mode, and what its partner has not imported by then is lost.
fn move_over(world: &World<'_>, pool: PoolId) -> Move {
    if world.works(pool) {
        return Move::default();
    }
    Move { mode: Mode::Disaster, left_behind: Some(ByClass::of(|class| not_copied(world, pool, class))) }
}

fn finish_failover(world: &mut World<'_>, about: &About) {
    let (pool, now) = (about.pool, world.now);
    let Some(partner) = world.plan.topology.pool(pool).partner else { return };
    world.condition.failovers.change(pool, &mut world.touched).end_over(now);
    let users = world.plan.topology.pool(pool).users;
    world.notes.tell(Note::FailedOver { pool, at: partner, users });
    tell_what_was_lost(world, pool);
}

fn break_off_failover(world: &mut World<'_>, about: &About) {
    world.condition.failovers.change(about.pool, &mut world.touched).break_off_over();
}

fn tell_what_was_lost(world: &mut World<'_>, pool: PoolId) {
    if let Some(ages) = world.condition.failovers[pool.index()].last_move().left_behind {
        world.notes.tell(Note::NotCopied { pool, ages });
    }
}

/// Moves a pool's users home, evenly over the time that it takes. Those whom a try that failed has moved stay where it left
/// them until the next one succeeds.
pub static MOVE_USERS_HOME: Effect = Effect {
    begin: begin_failback,
    finish: finish_failback,
    // The partner went. Whether to do without it somebody has to decide.
    break_off: |world, about| {
        world.condition.failovers.change(about.pool, &mut world.touched).lose_partner();
    },
    undo: |world, about| {
        world.condition.failovers.change(about.pool, &mut world.touched).stay_failed_over();
        // An order that could not be carried out is the administrators' own business from now on.
        world.condition.failovers.change(about.pool, &mut world.touched).forget_order();
    },
};

fn begin_failback(world: &mut World<'_>, about: &About, takes: Span) {
    let (pool, now) = (about.pool, world.now);
    let disaster = world.partner_is_gone(pool);
    let left_behind = written_at_partner(world, pool).filter(|_| disaster).map(|span| ByClass::of(|_| span));
    let mode = if disaster { Mode::Disaster } else { Mode::Planned };
    world.condition.failovers.change(pool, &mut world.touched).begin_back(Move { mode, left_behind });
    world.condition.failovers.change(pool, &mut world.touched).plan_window(now, now + takes);
    world.condition.blames.change(pool, &mut world.touched).order();
}

fn finish_failback(world: &mut World<'_>, about: &About) {
    let pool = about.pool;
    tell_what_was_lost(world, pool);
    world.condition.failovers.change(pool, &mut world.touched).end_back();
    users::seat_at_home(world, pool);
    world.notes.tell(Note::FailedBack { pool, users: world.plan.topology.pool(pool).users });
}

/// Makes the mirror principal.
pub static FAIL_OVER_DATABASE: Effect =
    Effect { finish: |world, about| pools::fail_over_database(world, about.pool), ..Effect::NONE };

/// Reloads routing groups without quorum from the Back End.
pub static RECOVER_GROUPS: Effect = Effect {
    finish: |world, about| {
        routing_groups::recover_groups(world, about.pool);
    },
    ..Effect::NONE
};

/// Lets a pool start with the Front Ends that run.
pub static START_WITH_FEWER: Effect = Effect {
    finish: |world, about| {
        world.condition.services.change(about.pool, &mut world.touched).let_start_with_fewer();
    },
    ..Effect::NONE
};
