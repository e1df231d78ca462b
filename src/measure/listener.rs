//! Who listens to a run while it goes: nobody in an experiment, the teller of a replay.

use crate::ground::time::Time;
use crate::measure::Ledger;
use crate::world::World;

/// Hears what happens, turn by turn.
pub trait Listener {
    /// Whether notes should be taken at all.
    const HEARS: bool;

    /// Before an event is dispatched: the world as it stood up to now.
    fn before(&mut self, _now: Time, _world: &World<'_>, _ledger: &Ledger) {}

    /// After the turn: `world.notes` tells what happened.
    fn after(&mut self, now: Time, world: &World<'_>, ledger: &Ledger);
}

/// Hears nothing and costs nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Listener for Silent {
    const HEARS: bool = false;

    fn after(&mut self, _now: Time, _world: &World<'_>, _ledger: &Ledger) {}
}
