//! Who starts and stops the timers of a pool: a line for each, with what it looks at. It is asked only where one of those kinds of
//! change is marked; where none is, asking it would change nothing.

use crate::behaviour::{backup_service, faults, pools, registrar, routing_groups, users};
use crate::kernel::agenda::Agenda;
use crate::runbook::{Procedures, people};
use crate::topology::PoolId;
use crate::world::World;
use crate::world::touched::Changes;

use super::Setting;

/// What reconcilers work with.
pub(super) struct Turn<'t, 'p> {
    pub(super) world: &'t mut World<'p>,
    pub(super) setting: &'t Setting,
    pub(super) agenda: &'t mut Agenda,
    /// Pools whose queues must be planned again.
    pub(super) dirty_queues: &'t mut Vec<PoolId>,
}

/// Who starts and stops timers of a pool.
#[derive(Debug, Clone, Copy)]
struct Reconciler {
    /// Of what.
    looks_at: Changes,
    /// How.
    reconcile: fn(&mut Turn<'_, '_>, PoolId),
}

/// How many there are.
const COUNT: usize = 7;

/// The reconcilers of a pool, in the order in which they are asked.
#[derive(Debug)]
pub(super) struct Reconcilers([Reconciler; COUNT]);

impl Reconcilers {
    /// What each looks at, in a scenario with these procedures.
    pub(super) fn new(procedures: &Procedures) -> Self {
        let on = |looks_at, reconcile| Reconciler { looks_at, reconcile };
        Reconcilers([
            on(faults::POOLS_LOOK_AT, |on, pool| {
                faults::reconcile_rest(on.world, &on.setting.faults, &on.setting.timers, on.agenda, pool);
            }),
            on(routing_groups::LOOKS_AT, |on, pool| {
                routing_groups::reconcile(on.world, &on.setting.timers, on.agenda, pool);
            }),
            on(pools::LOOKS_AT, |on, pool| pools::reconcile(on.world, &on.setting.timers, on.agenda, pool)),
            on(registrar::LOOKS_AT, |on, pool| registrar::reconcile(on.world, &on.setting.timers, on.agenda, pool)),
            on(backup_service::LOOKS_AT, |on, pool| backup_service::reconcile(on.world, pool)),
            on(people::looks_at(procedures), |on, pool| {
                people::reconcile(on.world, &on.setting.procedures, &on.setting.timers, on.agenda, pool);
            }),
            on(users::LOOKS_AT, |on, pool| users::reseat(on.world, pool, on.dirty_queues)),
        ])
    }
}

impl Turn<'_, '_> {
    /// Asks the reconcilers of every pool of which something is marked that they look at.
    pub(super) fn reconcile_pools(&mut self) {
        let mut index = 0;
        while let Some(&pool) = self.world.touched.pools.get(index) {
            for Reconciler { looks_at, reconcile } in &self.setting.reconcilers.0 {
                if self.world.touched.of(pool).meets(*looks_at) {
                    reconcile(self, pool);
                }
            }
            index += 1;
        }
    }
}
