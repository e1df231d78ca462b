//! Standing of routing groups: what their users have with the replicas that can answer.

use crate::topology::{PoolId, Population, Topology};
use crate::world::condition::{Condition, Group};
use crate::world::standing::{Level, back_end_vote};

/// Which replicas of a group can answer, a bit for each place.
pub fn available(group: &Group, members: u8, up: u16) -> u8 {
    // Places that a group of fewer than three has not are never current, so all three can be looked at without asking.
    debug_assert!(group.current >> members == 0, "a place beyond the members is current");
    let mut mask = 0;
    for (place, server) in group.replicas.iter().enumerate() {
        mask |= ((up >> server & 1) as u8) << place;
    }
    mask & group.current
}

/// Replicas a group needs to write, and to elect a primary: two of three. A group of two has the Back End's vote
/// as its third, as the pool itself has; inferred, like that.
pub fn replicas_needed(members: u8, back_end_vote: bool) -> u32 {
    match members {
        3 => 2,
        2 if !back_end_vote => 2,
        _ => 1,
    }
}

/// Whether enough of a group's replicas can answer to write, and to elect a primary.
pub fn has_quorum(group: &Group, members: u8, up: u16, back_end_vote: bool) -> bool {
    available(group, members, up).count_ones() >= replicas_needed(members, back_end_vote)
}

/// What the users of a routing group have, its pool being functional.
pub fn group_level(group: &Group, members: u8, up: u16, back_end_vote: bool) -> Level {
    let available = available(group, members, up);
    if available >> group.primary & 1 == 0 {
        Level::None
    } else if available.count_ones() >= replicas_needed(members, back_end_vote) {
        Level::Full
    } else {
        Level::Limited
    }
}

/// What the routing groups of a pool come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GroupsOfPool {
    /// How many have no primary that could be elected, or nobody to write to.
    pub lost: u16,
    /// Whether users of some have no replica to spare: the loss of one more Front End, if it is the wrong one, takes from
    /// them what they have.
    pub no_spare: bool,
}

/// Counts them, in one pass over the groups of the pool.
pub fn groups_of_pool(
    topology: &Topology,
    condition: &Condition,
    pool: PoolId,
    up: u16,
    sql_vote: bool,
) -> GroupsOfPool {
    let groups = &condition.groups[condition.groups_of(pool)];
    let mut sum = GroupsOfPool::default();
    for (group, noun) in groups.iter().zip(&topology.pool(pool).groups) {
        let (available, needed) = (available(group, noun.members, up), replicas_needed(noun.members, sql_vote));
        let answer = available.count_ones();
        sum.lost += u16::from(answer < needed);
        // Where too few are left to write, a primary that is left still signs users in.
        let served = answer >= needed || available >> group.primary & 1 == 1;
        sum.no_spare |= noun.users > 0 && served && answer <= needed;
    }
    sum
}

/// What a population's routing group lets it have at its home pool.
#[inline]
pub fn own_group_level(topology: &Topology, condition: &Condition, population: &Population) -> Level {
    let pool = population.home;
    let nouns = &topology.pool(pool).groups;
    if nouns.is_empty() {
        return Level::Full;
    }
    let group = &condition.groups[condition.groups_of(pool).start + population.group as usize];
    let members = nouns[population.group as usize].members;
    let up = condition.machines.front_ends_up[pool.index()];
    group_level(group, members, up, back_end_vote(topology, condition, pool))
}
