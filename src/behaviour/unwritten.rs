//! What users have stored and the Back End has not yet: the Front Ends write to it lazily, and a QuorumLossRecovery takes
//! from it what only lost replicas would have had.

use crate::ground::time::Span;
use crate::topology::PoolId;
use crate::world::World;
use crate::world::fabric::Unwritten;
use crate::world::note::Note;
use crate::world::standing::view_of_groups;

/// Remembers of every group that has no quorum until when its users could store anything, and since when nobody writes that
/// to the Back End.
pub fn note(world: &mut World<'_>, pool: PoolId) {
    let view = view_of_groups(&world.plan.topology, &world.condition, pool);
    let stored_until = world.condition.copies[pool.index()].stores_nothing_since().unwrap_or(world.now);
    let written_until = world.condition.databases[pool.index()].away_since().unwrap_or(world.now);
    let runs = world.condition.services[pool.index()].are_running();
    world.condition.fabrics.note(pool).note_unwritten(view, runs, stored_until, written_until);
}

/// Remembers since when the Back End is away.
pub fn note_back_end(world: &mut World<'_>, pool: PoolId) {
    let away = !world.standing.pool(pool).back_end;
    world.condition.databases.note(pool).note_away(away, world.now);
}

/// How much of what the users of a group had stored the Back End never got, when it is so far behind.
fn missing(unwritten: &Unwritten, behind: Span) -> Span {
    match (unwritten.stored_until, unwritten.written_until) {
        (Some(stored), Some(written)) => (stored + behind).max(written).since(written),
        _ => Span::ZERO,
    }
}

/// Losses of the groups that are reloaded from the Back End, one after the other.
#[derive(Debug)]
pub struct Losses {
    behind: Span,
    groups: u16,
    longest: Span,
}

impl Losses {
    /// None yet. Users who are served by the partner lost what they lost when they were failed over.
    pub fn begin(world: &mut World<'_>, pool: PoolId) -> Self {
        let at_home = world.condition.failovers[pool.index()].is_at_home();
        let stream = world.streams.pools[pool.index()].lazy_write;
        let behind = if at_home { world.dice.sojourn(stream, &world.rules.lazy_write) } else { Span::ZERO };
        Losses { behind, groups: 0, longest: Span::ZERO }
    }

    /// A group with so many users is reloaded.
    pub fn add(&mut self, unwritten: &Unwritten, users: u32) {
        let lost = if self.behind == Span::ZERO || users == 0 { Span::ZERO } else { missing(unwritten, self.behind) };
        if lost > Span::ZERO {
            self.groups += 1;
            self.longest = self.longest.max(lost);
        }
    }

    /// All are reloaded.
    pub fn tell(self, world: &mut World<'_>, pool: PoolId) {
        if self.groups > 0 {
            world.condition.databases.change(pool, &mut world.touched).lose_in_recovery(world.now, self.longest);
            world.notes.tell(Note::NotWritten { pool, groups: self.groups, user_data: self.longest });
        }
    }
}
