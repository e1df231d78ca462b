//! Who the users of a routing group are: which population comes in from inside and which through an Edge pool. Made from
//! the topology once, so that what is asked of a set of groups is answered by a look-up.

use crate::ground::bits::{place, words_for};
use crate::topology::{PoolId, Population, Topology};

/// How users come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// From inside.
    Internal,
    /// Through an Edge pool.
    Remote,
}

impl Access {
    /// Both of them, in the order of their numbers.
    pub const ALL: [Access; 2] = [Access::Internal, Access::Remote];

    /// Its dense number.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// How a population comes in.
    pub fn of(population: &Population) -> Access {
        if population.remote { Access::Remote } else { Access::Internal }
    }
}

/// The populations of one pool by routing group and access; a pool without routing groups has all its users in one.
#[derive(Debug, Clone)]
pub struct OfPool {
    words: usize,
    groups: usize,
    of: [Vec<Option<u16>>; 2],
    users: [Vec<u32>; 2],
    sets: [Vec<u64>; 2],
}

impl OfPool {
    fn new(topology: &Topology, pool: PoolId) -> Self {
        let noun = topology.pool(pool);
        let groups = noun.groups.len().max(1);
        let words = words_for(groups);
        let mut of_pool = OfPool {
            words,
            groups,
            of: [vec![None; groups], vec![None; groups]],
            users: [vec![0; groups], vec![0; groups]],
            sets: [vec![0; words], vec![0; words]],
        };
        for index in noun.populations.clone() {
            let population = &topology.populations[usize::from(index)];
            let (access, group) = (Access::of(population).index(), usize::from(population.group));
            let (word, bit) = place(group);
            of_pool.of[access][group] = Some(index);
            of_pool.users[access][group] = population.users;
            of_pool.sets[access][word] |= bit;
        }
        of_pool
    }

    /// How many groups there are.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// How many words a set of them has.
    pub fn words(&self) -> usize {
        self.words
    }

    /// Of the groups of one word those with anybody who comes in so.
    #[inline]
    pub fn peopled(&self, access: Access, word: usize) -> u64 {
        self.sets[access.index()][word]
    }

    /// Enabled users of a group who come in so.
    #[inline]
    pub fn users(&self, access: Access, group: usize) -> u32 {
        self.users[access.index()][group]
    }

    /// Enabled users who come in so.
    pub fn all_users(&self, access: Access) -> u32 {
        self.users[access.index()].iter().sum()
    }

    /// The population of a group that comes in so, by its place in the topology's list.
    pub fn of(&self, access: Access, group: usize) -> Option<usize> {
        self.of[access.index()][group].map(usize::from)
    }
}

/// The populations of every pool.
#[derive(Debug, Clone)]
pub struct Populations {
    pools: Vec<OfPool>,
}

impl Populations {
    /// Those of a topology.
    pub fn new(topology: &Topology) -> Self {
        Populations { pools: topology.pool_ids().map(|pool| OfPool::new(topology, pool)).collect() }
    }

    /// Those of one pool.
    #[inline]
    pub fn of(&self, pool: PoolId) -> &OfPool {
        &self.pools[pool.index()]
    }
}
