//! The fabric of a pool: which Front Ends hold the replicas of which routing group, which of those have all data, which one
//! is primary, and what the fabric is doing about it.
//!
//! Sets of groups are kept for each Front End beside the list of groups, so that what is asked of all groups (which have
//! two of three, which have lost their primary) is a few operations for sixty-four of them at a time.
//!
//! *Invariant*: the sets say what the groups say. Every change of a replica or primary goes through
//! `Fabric::put_replica`, `Fabric::exchange` and [`Fabric::make_primary`], which keep both.

mod moves;
mod tasks;

use crate::ground::bits::{all_in_word, place, words_for};
use crate::ground::time::Time;
use crate::topology::Pool;
use crate::world::by_pool::Marks;
use crate::world::standing::Level;
use crate::world::touched::Changes;

/// Front Ends a pool can have, as bits of a set.
const SERVERS: usize = 16;

/// The sets of groups kept for each Front End.
#[derive(Debug, Clone, Copy)]
enum Row {
    /// It holds a replica of them.
    Held,
    /// It holds one that has all data.
    Current,
    /// It holds the one that is primary.
    Primary,
    /// The placement gives it a replica of them, and another holds it.
    Away,
    /// The placement makes it their primary.
    Home,
}

/// Sets for each Front End.
const ROWS: usize = 5;

/// The sets of groups kept for a pool, after those of its Front Ends.
#[derive(Debug, Clone, Copy)]
enum PoolRow {
    /// Somebody's data are in them.
    Peopled,
    /// It is remembered until when their users could store anything.
    Stored,
    /// It is remembered until when that was written to the Back End.
    Written,
}

/// Sets for a pool.
const POOL_ROWS: usize = 3;

/// The replicas of one routing group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// Front Ends of the replicas; the place in the list never changes, the server may.
    replicas: [u8; 3],
    /// Those the placement wants there.
    homes: [u8; 3],
    /// Which of them is primary.
    primary: u8,
}

impl Group {
    /// The Front Ends that hold its replicas.
    pub fn replicas(&self, members: u8) -> &[u8] {
        &self.replicas[..members as usize]
    }

    /// The Front End that holds its primary.
    pub fn primary(&self) -> u8 {
        self.replicas[self.primary as usize]
    }

    /// The Front End that the placement makes its primary.
    pub fn home(&self) -> u8 {
        self.homes[0]
    }

    /// The place of a Front End among its replicas. None holds two.
    fn place_of(&self, members: u8, server: u8) -> Option<usize> {
        self.replicas(members).iter().position(|holder| *holder == server)
    }
}

/// What the Back End may lack of a routing group without quorum.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwritten {
    /// Until when its users could store anything.
    pub stored_until: Option<Time>,
    /// Until when somebody wrote that to a Back End that took it; none while its primary is left and runs.
    pub written_until: Option<Time>,
}

/// What the fabric does about the replicas of one Front End.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplicaWork {
    /// It is away: waited for, then its replicas are built elsewhere.
    Replacing,
    /// It is back: its replicas catch up.
    CatchingUp,
    /// It is back after its replicas were built elsewhere: they are taken home.
    TakingHome,
    /// It is back and has replicas to fill, and the Back End from which a Front End is filled is away.
    AwaitingBackEnd,
}

/// What is to be done in a pool, as sets of Front Ends; one about which nothing is to be done is in none of the first three.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tasks {
    /// Away, and their replicas can be built elsewhere once they have been waited for.
    pub replacing: u16,
    /// Back, with replicas that have not all data and could have it.
    pub catching_up: u16,
    /// Back, with nothing to catch up, and with replicas that others hold for them.
    pub taking_home: u16,
    /// Lost, and primaries of theirs can be promoted elsewhere.
    pub promoting: u16,
    /// Holding a replica that has not all data.
    pub behind: u16,
}

/// Of sixty-four groups those that can answer at least once, twice and thrice, and those whose primary can.
#[derive(Debug, Clone, Copy, Default)]
struct Answers {
    once: u64,
    twice: u64,
    thrice: u64,
    primary: u64,
}

impl Answers {
    /// Those with at least so many replicas that can answer.
    fn at_least(&self, needed: u32) -> u64 {
        match needed {
            1 => self.once,
            2 => self.twice,
            _ => self.thrice,
        }
    }
}

/// Every group if a Front End runs, and none if it does not.
#[inline]
fn if_up(up: u16, server: usize) -> u64 {
    u64::from(up >> server & 1).wrapping_neg()
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

/// Which Front Ends run, and how many replicas a group needs: what decides which groups have quorum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// The Front Ends that run, a bit for each ordinal.
    pub up: u16,
    /// Replicas a group needs to write, and to elect a primary.
    pub needed: u32,
}

/// The fabric of one pool. Changed by `behaviour::routing_groups`.
#[derive(Debug, Clone)]
pub struct Fabric {
    members: u8,
    servers: usize,
    words: usize,
    groups: Vec<Group>,
    sets: Vec<u64>,
    /// The sets as the placement makes them, for a start of the pool or of a run.
    published: Vec<u64>,
    unwritten: Vec<Unwritten>,
    /// Front Ends whose promotion is waited for.
    promoting: u16,
    work: [Option<ReplicaWork>; SERVERS],
    /// The Front Ends about which something is done.
    working: u16,
    /// Front Ends whose replicas miss what is written, and since when.
    missing: u16,
    missing_since: [Time; SERVERS],
}

impl Marks for Fabric {
    const CHANGES: Changes = Changes::FABRIC;
}

impl Fabric {
    /// The fabric of a pool as published.
    pub fn new(pool: &Pool) -> Self {
        let words = words_for(pool.groups.len());
        let servers = if pool.groups.is_empty() { 0 } else { pool.front_ends.len() };
        let mut fabric = Fabric {
            members: pool.groups.first().map_or(0, |group| group.members),
            servers,
            words,
            groups: Vec::with_capacity(pool.groups.len()),
            sets: vec![0; (servers * ROWS + POOL_ROWS) * words],
            published: Vec::new(),
            unwritten: vec![Unwritten::default(); pool.groups.len()],
            promoting: 0,
            work: [None; SERVERS],
            working: 0,
            missing: 0,
            missing_since: [Time::ZERO; SERVERS],
        };
        for (index, noun) in pool.groups.iter().enumerate() {
            debug_assert!(noun.members == fabric.members, "the groups of a pool have as many replicas as one another");
            fabric.groups.push(Group { replicas: noun.replicas, homes: noun.replicas, primary: 0 });
            for server in &noun.replicas[..noun.members as usize] {
                fabric.set(Row::Held, *server, index, true);
                fabric.set(Row::Current, *server, index, true);
            }
            fabric.set(Row::Primary, noun.replicas[0], index, true);
            fabric.set(Row::Home, noun.replicas[0], index, true);
            let (word, bit) = place(index);
            *fabric.pool_word_mut(PoolRow::Peopled, word) |= if noun.users > 0 { bit } else { 0 };
        }
        fabric.published = fabric.sets.clone();
        fabric
    }

    /// Makes it as published again.
    pub fn reset(&mut self) {
        self.as_placed();
        self.sets.copy_from_slice(&self.published);
        self.unwritten.fill(Unwritten::default());
        (self.promoting, self.work, self.working) = (0, [None; SERVERS], 0);
        (self.missing, self.missing_since) = (0, [Time::ZERO; SERVERS]);
    }

    /// Every replica where the placement wants it. What is remembered of what was not written stays.
    fn as_placed(&mut self) {
        for group in &mut self.groups {
            (group.replicas, group.primary) = (group.homes, 0);
        }
        for word in 0..self.words {
            let (first, of_servers) = (self.first_of(word), self.servers * ROWS);
            self.sets[first..][..of_servers].copy_from_slice(&self.published[first..][..of_servers]);
        }
    }

    /// Whether the pool has no routing groups.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Its routing groups.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// How many replicas each has.
    pub fn members(&self) -> u8 {
        self.members
    }

    /// How many words a set of its groups has.
    pub fn words(&self) -> usize {
        self.words
    }

    /// What the Back End may lack of a group.
    pub fn unwritten(&self, group: usize) -> &Unwritten {
        &self.unwritten[group]
    }

    /// Replicas a group needs to write, and to elect a primary: two of three. A group of two has the Back End's vote
    /// as its third, as the pool itself has; inferred, like that.
    pub fn replicas_needed(&self, back_end_vote: bool) -> u32 {
        match self.members {
            3 => 2,
            2 if !back_end_vote => 2,
            _ => 1,
        }
    }

    /// The place of the sets of a word: those of its Front Ends one after the other, then those of the pool.
    #[inline]
    fn first_of(&self, word: usize) -> usize {
        word * (self.servers * ROWS + POOL_ROWS)
    }

    /// The sets of a word by Front End.
    #[inline]
    fn of_servers(&self, word: usize) -> &[[u64; ROWS]] {
        self.sets[self.first_of(word)..][..self.servers * ROWS].as_chunks().0
    }

    #[inline]
    fn of_servers_mut(&mut self, word: usize) -> &mut [[u64; ROWS]] {
        let first = self.first_of(word);
        self.sets[first..][..self.servers * ROWS].as_chunks_mut().0
    }

    #[inline]
    fn word(&self, row: Row, server: usize, word: usize) -> u64 {
        self.of_servers(word)[server][row as usize]
    }

    #[inline]
    fn word_mut(&mut self, row: Row, server: usize, word: usize) -> &mut u64 {
        &mut self.of_servers_mut(word)[server][row as usize]
    }

    #[inline]
    fn pool_word(&self, row: PoolRow, word: usize) -> u64 {
        self.sets[self.first_of(word) + self.servers * ROWS + row as usize]
    }

    #[inline]
    fn pool_word_mut(&mut self, row: PoolRow, word: usize) -> &mut u64 {
        let first = self.first_of(word);
        &mut self.sets[first + self.servers * ROWS + row as usize]
    }

    fn set(&mut self, row: Row, server: u8, group: usize, on: bool) {
        let (word, bit) = place(group);
        let bits = self.word_mut(row, server as usize, word);
        *bits = if on { *bits | bit } else { *bits & !bit };
    }

    fn is_set(&self, row: Row, server: u8, group: usize) -> bool {
        let (word, bit) = place(group);
        self.word(row, server as usize, word) & bit != 0
    }

    fn all(&self, word: usize) -> u64 {
        all_in_word(self.groups.len(), word)
    }

    #[inline]
    fn answers(&self, up: u16, word: usize) -> Answers {
        let mut sum = Answers::default();
        for (server, rows) in self.of_servers(word).iter().enumerate() {
            let current = rows[Row::Current as usize] & if_up(up, server);
            sum.thrice |= sum.twice & current;
            sum.twice |= sum.once & current;
            sum.once |= current;
            sum.primary |= current & rows[Row::Primary as usize];
        }
        sum
    }

    /// Which replicas of a group can answer, a bit for each place.
    pub fn available(&self, group: usize, up: u16) -> u8 {
        let replicas = self.groups[group].replicas(self.members).iter().enumerate();
        replicas.fold(0, |places, (at, server)| {
            let answers = up >> server & 1 == 1 && self.is_set(Row::Current, *server, group);
            places | u8::from(answers) << at
        })
    }

    /// What the users of a routing group have, its pool being functional.
    pub fn level(&self, group: usize, view: View) -> Level {
        let available = self.available(group, view.up);
        if available >> self.groups[group].primary & 1 == 0 {
            Level::None
        } else if available.count_ones() >= view.needed {
            Level::Full
        } else {
            Level::Limited
        }
    }

    /// Of the groups of one word those whose users have full service, their pool being functional, and those who have what
    /// need not be stored.
    #[inline]
    pub fn levels(&self, view: View, word: usize) -> (u64, u64) {
        let answers = self.answers(view.up, word);
        let quorum = answers.at_least(view.needed);
        (answers.primary & quorum, answers.primary & !quorum)
    }

    /// What its groups come to.
    pub fn of_pool(&self, view: View) -> GroupsOfPool {
        let mut sum = GroupsOfPool::default();
        for word in 0..self.words {
            let answers = self.answers(view.up, word);
            let quorum = answers.at_least(view.needed);
            sum.lost += (self.all(word) & !quorum).count_ones() as u16;
            // Where too few are left to write, a primary that is left still signs users in.
            let served = quorum | answers.primary;
            let to_spare = answers.at_least(view.needed + 1);
            sum.no_spare |= self.pool_word(PoolRow::Peopled, word) & served & !to_spare != 0;
        }
        sum
    }

    /// Replicas by Front End.
    pub fn loads(&self) -> [u16; SERVERS] {
        self.counts(|server, word| self.word(Row::Held, server, word))
    }

    /// Primaries that serve, by Front End.
    pub fn serving_primaries(&self, up: u16) -> [u16; SERVERS] {
        self.counts(|server, word| if up >> server & 1 == 1 { self.serves(server, word) } else { 0 })
    }

    fn counts(&self, set: impl Fn(usize, usize) -> u64) -> [u16; SERVERS] {
        let mut counts = [0; SERVERS];
        for (server, count) in counts.iter_mut().enumerate().take(self.servers) {
            *count = (0..self.words).map(|word| set(server, word).count_ones() as u16).sum();
        }
        counts
    }

    fn serves(&self, server: usize, word: usize) -> u64 {
        self.word(Row::Primary, server, word) & self.word(Row::Current, server, word)
    }

    /// Of the groups of one word those whose primary a Front End holds although the placement makes another their primary.
    pub fn guests(&self, server: u8, word: usize) -> u64 {
        let server = usize::from(server);
        self.serves(server, word) & !self.word(Row::Home, server, word)
    }

    /// Of the groups of one word those whose primary is on one of the Front Ends given, and away while enough replicas are
    /// there to elect another.
    pub fn without_primary(&self, on: u16, view: View, word: usize) -> u64 {
        let answers = self.answers(view.up, word);
        let wanting = answers.at_least(view.needed) & !answers.primary;
        if wanting == 0 {
            return 0;
        }
        let servers = self.of_servers(word).iter().enumerate();
        let theirs = servers.fold(0, |sum, (server, rows)| sum | rows[Row::Primary as usize] & if_up(on, server));
        wanting & theirs
    }

    fn behind(&self, server: usize, word: usize) -> u64 {
        self.word(Row::Held, server, word) & !self.word(Row::Current, server, word)
    }

    /// Whether the sets say what the groups say; if not, of which group they do not.
    pub fn contradiction(&self) -> Option<usize> {
        (0..self.groups.len()).find(|&index| {
            let group = &self.groups[index];
            (0..self.servers as u8).any(|server| {
                let held = group.replicas(self.members).contains(&server);
                let home = group.homes[..self.members as usize].iter().position(|home| *home == server);
                let away = home.is_some_and(|at| group.replicas[at] != server);
                held != self.is_set(Row::Held, server, index)
                    || (group.primary() == server) != self.is_set(Row::Primary, server, index)
                    || away != self.is_set(Row::Away, server, index)
                    || self.is_set(Row::Current, server, index) && !held
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read::{Known, load_bytes};
    use crate::topology::Topology;

    fn topology(front_ends: usize, groups: usize) -> Topology {
        let text = format!(
            "(schema: 1, about: \"a pool\", product: LyncServer2013, start: \"2026-03-03 10:00 UTC\", horizon: \"1d\",
              sites: {{ \"dc\": () }}, central_management: \"p\",
              pools: {{ \"p\": Enterprise(site: \"dc\", front_ends: {front_ends}, enabled_users: 4000, routing_groups: {groups}) }})"
        );
        load_bytes("pool.ron", text.as_bytes(), &Known { steps: &[] }).expect("nothing is wrong with it").plan.topology
    }

    /// What the sets say of all groups at once is what each group says by itself, whoever runs and whatever has moved.
    #[test]
    fn sets_of_groups_say_what_each_group_says() {
        for (front_ends, groups) in [(2, 6), (3, 9), (6, 144), (9, 65), (12, 200)] {
            let topology = topology(front_ends, groups);
            let pool = &topology.pools[0];
            let mut fabric = Fabric::new(pool);
            let all = (1u16 << front_ends) - 1;
            for turn in 0..200_u16 {
                let lost = 1 << (turn % 5 % front_ends as u16) | 1 << (turn / 3 % front_ends as u16);
                let view = View { up: all & !lost, needed: fabric.replicas_needed(turn % 2 == 0) };
                fabric.forget_absent(view.up);
                let server = (turn % front_ends as u16) as u8;
                match turn % 4 {
                    0 => assert!(fabric.replace(server, view, &pool.domains) <= groups as u16),
                    1 => assert!(fabric.take_home(server, view) <= groups as u16),
                    2 => fabric.reload(view, false, &pool.domains, |_, _| {}),
                    _ => assert!(fabric.catch_up(server, view) <= groups as u16),
                }
                assert_eq!(fabric.contradiction(), None);
                let by_set = |group: usize| {
                    let (word, bit) = place(group);
                    let (full, limited) = fabric.levels(view, word);
                    (full & bit != 0, limited & bit != 0)
                };
                for group in 0..groups {
                    let level = fabric.level(group, view);
                    assert_eq!(by_set(group), (level == Level::Full, level == Level::Limited), "{group} of {groups}");
                }
                let writes = |group: &usize| fabric.available(*group, view.up).count_ones() >= view.needed;
                assert_eq!(usize::from(fabric.of_pool(view).lost), groups - (0..groups).filter(writes).count());
            }
            fabric.reset();
            assert_eq!(format!("{fabric:?}"), format!("{:?}", Fabric::new(pool)));
        }
    }
}
