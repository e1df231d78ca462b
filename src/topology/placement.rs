//! What Topology Builder and the fabric derive by themselves: upgrade domains, routing groups and replicas.

use super::published::{PoolId, RoutingGroup};

/// Upgrade domains a pool is made with, at most.
const DOMAINS_MAX: usize = 8;

/// The upgrade domain of each Front End, in the order of the topology. Unverified recollection of training
/// material: up to eight servers stand alone; above, the first 2 x (N - 8) are paired in list order. The rule
/// is in this one place because it may prove wrong, and a scenario can override its result.
///
/// ```
/// use pooldrill::topology::placement::upgrade_domains;
/// assert_eq!(upgrade_domains(9), [0, 0, 1, 2, 3, 4, 5, 6, 7]);
/// ```
pub fn upgrade_domains(front_ends: usize) -> Vec<u8> {
    let paired = 2 * front_ends.saturating_sub(DOMAINS_MAX);
    (0..front_ends).map(|i| if i < paired { i / 2 } else { i - paired / 2 } as u8).collect()
}

/// Places the replicas of `groups` routing groups on the Front Ends of a pool: primaries in turn, secondaries
/// spread so that every two servers share about as many groups as any other two, and no two replicas in one
/// upgrade domain as long as there are three domains. Where servers share a domain, that rules out many choices, and the
/// one is taken whose servers hold the fewest secondaries so far.
pub fn routing_groups(pool: PoolId, domains: &[u8], groups: usize, users: u32) -> Vec<RoutingGroup> {
    let servers = domains.len();
    let members = servers.min(3);
    let distinct = domains.iter().collect::<std::collections::BTreeSet<_>>().len();
    let offsets = secondary_offsets(servers);
    let mut loads = vec![0u32; servers];
    (0..groups)
        .map(|g| {
            let primary = g % servers;
            let keep_apart = distinct >= members;
            let round = g / servers;
            let mut choices = (0..offsets.len().max(1))
                .filter_map(|turn| pick(primary, round + turn, servers, &offsets))
                .filter(|r| !keep_apart || apart(&r[..members], domains));
            let load = |server: u8| loads[server as usize];
            let choice = if distinct == servers {
                choices.next()
            } else {
                choices.min_by_key(|r| (load(r[1]).max(load(r[2])), load(r[1]) + load(r[2])))
            };
            let replicas =
                choice.expect("with as many domains as replicas, some choice of secondaries keeps them apart");
            replicas[1..members].iter().for_each(|server| loads[*server as usize] += 1);
            RoutingGroup { pool, replicas, members: members as u8, users: share(users, groups, g) }
        })
        .collect()
}

/// The part of `total` that the `index`th of `parts` gets, so that the parts add up.
pub fn share(total: u32, parts: usize, index: usize) -> u32 {
    let parts = parts as u64;
    let index = index as u64;
    let total = u64::from(total);
    ((index + 1) * total / parts - index * total / parts) as u32
}

/// Every choice of two different distances from the primary, those with the widest spread of servers first.
fn secondary_offsets(servers: usize) -> Vec<(usize, usize)> {
    let mut offsets = Vec::new();
    for step in 1..servers {
        for first in 1..servers {
            let second = (first + step) % servers;
            if second > first {
                offsets.push((first, second));
            }
        }
    }
    offsets
}

fn pick(primary: usize, round: usize, servers: usize, offsets: &[(usize, usize)]) -> Option<[u8; 3]> {
    match servers {
        1 => Some([0, 0, 0]),
        2 => Some([primary as u8, ((primary + 1) % 2) as u8, 0]),
        _ => {
            let (a, b) = offsets[round % offsets.len()];
            Some([primary as u8, ((primary + a) % servers) as u8, ((primary + b) % servers) as u8])
        }
    }
}

fn apart(replicas: &[u8], domains: &[u8]) -> bool {
    replicas.iter().enumerate().all(|(i, a)| replicas[..i].iter().all(|b| domains[*a as usize] != domains[*b as usize]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(of: usize, in_list: &[u8]) -> usize {
        in_list.iter().filter(|d| **d as usize == of).count()
    }

    /// Recalled rows: 12 servers in 8 domains, four of two and four of one; 9 in 8; 8 in 8; 5 in 5.
    #[test]
    fn u1_upgrade_domains_have_the_recalled_sizes() {
        for (servers, domains, of_two) in [(12, 8, 4), (9, 8, 1), (8, 8, 0), (5, 5, 0)] {
            let map = upgrade_domains(servers);
            assert_eq!(map.iter().max().map(|d| *d as usize + 1), Some(domains));
            assert_eq!((0..domains).filter(|d| count(*d, &map) == 2).count(), of_two);
        }
    }

    #[test]
    fn u1_replicas_keep_to_different_servers_and_upgrade_domains() {
        for servers in 1..=12 {
            let domains = upgrade_domains(servers);
            for group in routing_groups(PoolId::UNSET, &domains, 3 * servers, 1000) {
                let members = &group.replicas[..group.members as usize];
                assert!(apart(members, &domains), "{servers} servers: {members:?}");
            }
        }
    }

    #[test]
    fn every_server_holds_as_many_primaries_as_any_other() {
        for servers in 1..=12 {
            let groups = routing_groups(PoolId::UNSET, &upgrade_domains(servers), 3 * servers, 7777);
            for server in 0..servers {
                assert_eq!(groups.iter().filter(|g| g.replicas[0] as usize == server).count(), 3);
            }
            assert_eq!(groups.iter().map(|g| g.users).sum::<u32>(), 7777);
        }
    }

    #[test]
    fn every_server_holds_about_as_many_secondaries_as_any_other() {
        for servers in 3..=12 {
            let groups = routing_groups(PoolId::UNSET, &upgrade_domains(servers), 3 * servers, 7777);
            let held = |server: usize| groups.iter().filter(|g| g.replicas[1..].contains(&(server as u8))).count();
            let held: Vec<usize> = (0..servers).map(held).collect();
            assert!(held.iter().all(|held| held.abs_diff(6) <= 1), "{servers}: {held:?}");
        }
    }

    #[test]
    fn hand_made_domains_are_kept_apart_where_three_exist() {
        let domains = [0, 0, 0, 1, 1, 2];
        for group in routing_groups(PoolId::UNSET, &domains, 18, 600) {
            let members = &group.replicas[..3];
            assert!(apart(members, &domains), "{members:?}");
        }
    }
}
