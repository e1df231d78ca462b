//! Who starts and stops the timers of a pool: a line for each, with the kinds of change it looks at.
//!
//! *Invariant*: where none of those is marked, asking it would change nothing. [`Turn::ask_everybody`] finds out.

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
#[derive(Debug)]
struct Reconciler {
    name: &'static str,
    looks_at: Changes,
    reconcile: fn(&mut Turn<'_, '_>, PoolId),
}

/// The reconcilers of a pool, in the order in which they are asked.
#[derive(Debug)]
pub(super) struct Reconcilers([Reconciler; 7]);

impl Reconcilers {
    /// Those of a scenario with these procedures.
    pub(super) fn new(procedures: &Procedures) -> Self {
        // Who comes and goes in a pool that stays as it was, and who waits at a door, is nobody's task, unless some procedure asks.
        let people_look_at = Changes::DATABASES
            | Changes::SERVICES
            | Changes::MOVE
            | Changes::REGISTRAR
            | Changes::LINK
            | Changes::EDGES
            | Changes::PEOPLE;
        let people_look_at = people_look_at | Changes::PROCEDURES | Changes::STANDING;
        let people_look_at = if procedures.asks_steady_pools() { Changes::ALL } else { people_look_at };
        Reconcilers([
            Reconciler {
                name: "lives that rest while their pool does",
                looks_at: Changes::STANDING,
                reconcile: |Turn { world, setting, agenda, .. }, pool| {
                    faults::reconcile_rest(world, &setting.faults, &setting.timers, agenda, pool);
                },
            },
            Reconciler {
                name: "promotion and replicas",
                looks_at: Changes::SERVERS
                    | Changes::DATABASES
                    | Changes::FABRIC
                    | Changes::SERVICES
                    | Changes::STANDING,
                reconcile: |Turn { world, setting, agenda, .. }, pool| {
                    routing_groups::reconcile(world, &setting.timers, agenda, pool);
                },
            },
            Reconciler {
                name: "stop, start and databases",
                looks_at: Changes::DATABASES | Changes::SERVICES | Changes::STANDING,
                reconcile: |Turn { world, setting, agenda, .. }, pool| {
                    pools::reconcile(world, &setting.timers, agenda, pool);
                },
            },
            Reconciler {
                name: "the backup registrar",
                looks_at: Changes::MOVE | Changes::REGISTRAR | Changes::STANDING,
                reconcile: |Turn { world, setting, agenda, .. }, pool| {
                    registrar::reconcile(world, &setting.timers, agenda, pool);
                },
            },
            Reconciler {
                name: "the copy at the partner",
                looks_at: Changes::LINK | Changes::STANDING,
                reconcile: |Turn { world, .. }, pool| backup_service::reconcile(world, pool),
            },
            Reconciler {
                name: "administrators",
                looks_at: people_look_at,
                reconcile: |Turn { world, setting, agenda, .. }, pool| {
                    people::reconcile(world, &setting.procedures, &setting.timers, agenda, pool);
                },
            },
            Reconciler {
                name: "seats",
                looks_at: Changes::SERVERS | Changes::MOVE | Changes::OFFERS | Changes::STANDING,
                reconcile: |Turn { world, dirty_queues, .. }, pool| users::reseat(world, pool, dirty_queues),
            },
        ])
    }
}

impl Turn<'_, '_> {
    /// Asks the reconcilers of every pool of which something is marked that they look at.
    pub(super) fn reconcile_pools(&mut self) {
        let mut index = 0;
        while let Some(&pool) = self.world.touched.pools.get(index) {
            let mut marked = self.world.touched.of(pool);
            for Reconciler { looks_at, reconcile, .. } in &self.setting.reconcilers.0 {
                if marked.meets(*looks_at) {
                    reconcile(self, pool);
                    marked = self.world.touched.of(pool);
                }
            }
            index += 1;
        }
    }

    /// Asks everybody about every pool after a turn.
    ///
    /// # Panics
    /// When somebody has something to do, and so looks at more than is said, or something was not marked.
    pub(super) fn ask_everybody(&mut self) {
        for pool in self.world.plan.topology.pool_ids() {
            for Reconciler { name, reconcile, .. } in &self.setting.reconcilers.0 {
                let before = self.agenda.clone();
                reconcile(self, pool);
                let (number, now) = (pool.index(), self.world.now.millis());
                assert!(
                    *self.agenda == before,
                    "at {now} ms {name} of pool {number} had something to do and was not asked"
                );
            }
        }
    }
}
