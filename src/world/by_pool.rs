//! States of a mechanism, one for each pool. Everybody may look at them; whoever changes one marks what has changed, because
//! there is no other way to it.

use std::ops::Deref;

use crate::topology::PoolId;
use crate::world::touched::{Changes, Touched};

/// A mechanism of pools whose changes others look at.
pub trait Marks {
    /// What is marked when one of its states changes.
    const CHANGES: Changes;
    /// Whether it is marked of the pool's partner too, because that looks at it.
    const OF_PARTNER_TOO: bool = false;
}

/// The states of a mechanism, by pool.
#[derive(Debug, Clone)]
pub struct ByPool<T>(Vec<T>);

impl<T> Default for ByPool<T> {
    fn default() -> Self {
        ByPool(Vec::new())
    }
}

impl<T: Marks> ByPool<T> {
    /// The state of a pool, which is about to change.
    #[inline]
    pub fn change(&mut self, pool: PoolId, touched: &mut Touched) -> &mut T {
        if T::OF_PARTNER_TOO {
            touched.mark_with_partner(pool, T::CHANGES);
        } else {
            touched.mark(pool, T::CHANGES);
        }
        &mut self.0[pool.index()]
    }
}

impl<T> ByPool<T> {
    /// The state of a pool, for what its mechanism notes for itself when it is asked: nobody waits for that.
    #[inline]
    pub fn note(&mut self, pool: PoolId) -> &mut T {
        &mut self.0[pool.index()]
    }

    /// The states with which runs begin.
    pub(super) fn new(states: Vec<T>) -> Self {
        ByPool(states)
    }

    /// Makes each as it is when a run begins, in the memory they have.
    pub(super) fn renew(&mut self, pools: usize)
    where
        T: Clone + Default,
    {
        self.0.clear();
        self.0.resize(pools, T::default());
    }

    /// All of them, when a run begins.
    pub(super) fn each(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut()
    }
}

impl<T> Deref for ByPool<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        &self.0
    }
}
