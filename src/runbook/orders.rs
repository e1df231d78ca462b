//! Orders of the timeline: which procedure carries an order out, and about which pool, say the procedures' tables.

use crate::scenario::plan::{Order, Plan};
use crate::topology::PoolId;
use crate::world::World;
use crate::world::lanes::{About, Call, Lanes, RunbookId};
use crate::world::note::Note;
use crate::world::touched::Changes;

use super::compiled::Procedures;
use super::questions::{IS_PAIRED, TOO_MANY_ORDERS};
use super::step::Ordered;

/// The procedure that carries an order out, how it is ordered, and the pool that it is about, where the Central Management
/// store is on a pool.
///
/// # Panics
/// When no procedure does: a test asks it of every order.
pub fn answer(
    procedures: &Procedures,
    plan: &Plan,
    order: Order,
    store: PoolId,
) -> (RunbookId, &'static Ordered, PoolId) {
    let found = procedures.all().find_map(|(id, runbook)| {
        let ordered = runbook.ordered.as_ref()?;
        Some((id, ordered, (ordered.pool)(plan, order, store)?))
    });
    found.unwrap_or_else(|| panic!("no procedure carries {order:?} out"))
}

/// An order goes into the lane of its target; the interpreter takes it from there.
pub fn obey(world: &mut World<'_>, procedures: &Procedures, order: Order) {
    world.notes.tell(Note::Ordered(order));
    let (runbook, ordered, pool) = answer(procedures, world.plan, order, world.condition.central_management.active());
    (ordered.does)(world, order);
    let about = About { ordered: true, round: order.round(), ..About::pool(pool) };
    let part = about.part;
    match Lanes::for_call(&world.plan.topology, &about, procedures.runbook(runbook).claim) {
        Some(lane) => {
            let goes_on = ordered.goes_on && world.condition.lanes.lane(lane).concerns_round(runbook, about.round);
            if !goes_on && !world.condition.lanes.call(lane, Call { runbook, about }) {
                world.notes.tell(Note::GivenUp { pool, part, runbook, reason: &TOO_MANY_ORDERS });
            }
            world.touched.mark(pool, Changes::PROCEDURES);
        }
        // The cmdlet is refused at once: nothing of it begins.
        None => {
            if let Some(reason) = &IS_PAIRED.unmet {
                world.notes.tell(Note::GivenUp { pool, part, runbook, reason });
            }
        }
    }
}
