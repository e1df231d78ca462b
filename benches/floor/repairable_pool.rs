//! The repairable pool by hand, as lean as safe code gets. Frozen: a ratio to it means something from one year to the
//! next only as long as it is not improved together with the engine.
//!
//! Servers of `SERVERS` to a pool fail and are repaired for themselves, both after exponential times; a pool is down
//! while fewer than `NEEDED` are up. Nothing is here that this model does not need: one timer and one generator for each
//! server, a tournament of packed keys, counts in flat lists, whole milliseconds, and downtime as the only result.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Servers of a pool.
pub const SERVERS: usize = 12;
/// Servers that must be up, else the pool is down.
pub const NEEDED: u8 = 7;
/// Bits of a packed key that hold the server; the time stands above them.
const SERVER_BITS: u32 = 20;

/// What is simulated.
#[derive(Debug, Clone, Copy)]
pub struct Model {
    /// How many pools.
    pub pools: usize,
    /// Mean time to failure, in milliseconds.
    pub life: f64,
    /// Mean time to repair, in milliseconds.
    pub repair: f64,
    /// How long, in milliseconds.
    pub horizon: u64,
}

/// What a run leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Failures and repairs.
    pub events: u64,
    /// Milliseconds in which a pool was down, summed over the pools.
    pub downtime: u64,
}

/// The memory of a run, which serves one run after the other.
pub struct Floor {
    model: Model,
    tree: Vec<u64>,
    leaves: usize,
    generators: Vec<ChaCha8Rng>,
    is_up: Vec<bool>,
    servers_up: Vec<u8>,
    down_since: Vec<u64>,
}

impl Floor {
    /// Memory for runs of this model.
    pub fn new(model: Model) -> Floor {
        let servers = model.pools * SERVERS;
        let leaves = servers.next_power_of_two();
        Floor {
            model,
            tree: vec![u64::MAX; 2 * leaves],
            leaves,
            generators: vec![ChaCha8Rng::from_seed([0; 32]); servers],
            is_up: vec![true; servers],
            servers_up: vec![SERVERS as u8; model.pools],
            down_since: vec![0; model.pools],
        }
    }

    /// One run, from all servers up to the horizon.
    pub fn replicate(&mut self, seed: u64, replication: u64) -> Outcome {
        self.begin(seed, replication);
        let Model { life, repair, horizon, .. } = self.model;
        let end = horizon << SERVER_BITS;
        let tree = self.tree.as_mut_slice();
        let mut outcome = Outcome { events: 0, downtime: 0 };
        loop {
            let key = tree[1];
            if key >= end {
                break;
            }
            outcome.events += 1;
            let (now, server) = (key >> SERVER_BITS, (key & ((1 << SERVER_BITS) - 1)) as usize);
            let pool = server / SERVERS;
            let was_up = self.is_up[server];
            self.is_up[server] = !was_up;
            let mean = if was_up {
                self.servers_up[pool] -= 1;
                if self.servers_up[pool] == NEEDED - 1 {
                    self.down_since[pool] = now;
                }
                repair
            } else {
                self.servers_up[pool] += 1;
                if self.servers_up[pool] == NEEDED {
                    outcome.downtime += now - self.down_since[pool];
                }
                life
            };
            let mut winner = key + (draw(&mut self.generators[server], mean) << SERVER_BITS);
            let mut place = self.leaves + server;
            tree[place] = winner;
            while place > 1 {
                winner = winner.min(tree[place ^ 1]);
                place >>= 1;
                tree[place] = winner;
            }
        }
        for (up, since) in self.servers_up.iter().zip(&self.down_since) {
            if *up < NEEDED {
                outcome.downtime += horizon - since;
            }
        }
        outcome
    }

    /// Every server up, its generator seated in the run's key, its first failure drawn.
    fn begin(&mut self, seed: u64, replication: u64) {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&replication.to_le_bytes());
        self.is_up.fill(true);
        self.servers_up.fill(SERVERS as u8);
        for (server, generator) in self.generators.iter_mut().enumerate() {
            *generator = ChaCha8Rng::from_seed(key);
            generator.set_stream(server as u64);
            self.tree[self.leaves + server] = draw(generator, self.model.life) << SERVER_BITS | server as u64;
        }
        for node in (1..self.leaves).rev() {
            self.tree[node] = self.tree[2 * node].min(self.tree[2 * node + 1]);
        }
    }
}

/// An exponential time in whole milliseconds, by inversion.
#[inline]
fn draw(generator: &mut ChaCha8Rng, mean: f64) -> u64 {
    let u = ((generator.next_u64() >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64);
    (-mean * libm::log(1.0 - u) + 0.5) as u64
}
