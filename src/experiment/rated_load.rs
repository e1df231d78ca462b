//! Load: users per server against what a server is rated for, while the others of its pool take a lost one's users.

use crate::facts::pool as pool_facts;
use crate::model::Setting;
use crate::topology::PoolId;

/// Users per server over rated, in the four states a planner asks about.
pub fn load_of(setting: &Setting, pool: PoolId) -> [Option<f64>; 4] {
    let topology = &setting.plan.topology;
    let noun = topology.pool(pool);
    let rated = rated_users(setting, pool);
    let servers = noun.front_ends.len();
    let both = noun.partner.map(|partner| noun.users + topology.pool(partner).users);
    let over = |users: u32, servers: usize| (servers > 0).then(|| f64::from(users) / servers as f64 / rated);
    [
        over(noun.users, servers),
        over(noun.users, servers - 1),
        both.and_then(|users| over(users, servers)),
        both.and_then(|users| over(users, servers - 1)),
    ]
}

/// Enabled users that a server of the pool is rated for.
pub fn rated_users(setting: &Setting, pool: PoolId) -> f64 {
    let standard = setting.plan.topology.pool(pool).standard;
    setting.plan.sheet.number(if standard { &pool_facts::RATED_STANDARD } else { &pool_facts::RATED_USERS })
}

/// The highest load of any pool in any of the four states.
pub fn worst_load(setting: &Setting) -> f64 {
    let loads = setting.plan.topology.pool_ids().flat_map(|pool| load_of(setting, pool)).flatten();
    loads.fold(0.0, f64::max)
}
