//! The published names behind ids, and numbers as people write them.

use crate::experiment::incident::WATCH;
use crate::model::Setting;
use crate::runbook::compiled::CompiledStep;
use crate::runbook::step::Ordered;
use crate::runbook::trigger::Trigger;
use crate::runbook::{Runbook, orders};
use crate::scenario::plan::{Order, Target, Updated};
use crate::topology::roles::ROLES;
use crate::topology::{EdgeId, MachineId, Member, PoolId, RoundId, SiteId, Topology};
use crate::world::administrators::Task;
use crate::world::lanes::RunbookId;

/// Looks names up.
#[derive(Debug, Clone, Copy)]
pub struct Names<'s> {
    /// What the runs share.
    pub setting: &'s Setting,
}

impl<'s> Names<'s> {
    /// The deployment.
    pub fn topology(self) -> &'s Topology {
        &self.setting.plan.topology
    }

    /// A pool, as published.
    pub fn pool(self, pool: PoolId) -> &'s str {
        &self.topology().pool(pool).name
    }

    /// The pool's partner; words in its place where it has none.
    pub fn partner(self, pool: PoolId) -> &'s str {
        self.topology().pool(pool).partner.map_or("a backup pool", |partner| self.pool(partner))
    }

    /// A site, as published.
    pub fn site(self, site: SiteId) -> &'s str {
        &self.topology().sites[site.index()].name
    }

    /// An Edge pool, as published.
    pub fn edge(self, edge: EdgeId) -> &'s str {
        &self.topology().edges[edge.index()].name
    }

    /// A server, as published.
    pub fn machine(self, machine: MachineId) -> &'s str {
        &self.topology().machine(machine).name
    }

    /// The Front End of an ordinal.
    pub fn front_end(self, pool: PoolId, ordinal: u8) -> &'s str {
        self.topology().pool(pool).front_ends.get(ordinal as usize).map_or("a Front End", |fe| self.machine(*fe))
    }

    /// What kind of server it is, in the words of the administrator.
    pub fn role(self, machine: MachineId) -> &'static str {
        self.topology().machine(machine).role.names[0]
    }

    /// The pool or Edge pool that a server belongs to.
    pub fn owner(self, machine: MachineId) -> &'s str {
        match self.topology().machine(machine).member {
            Member::FrontEnd { pool, .. } | Member::Pool(pool) => self.pool(pool),
            Member::Edge(edge) => self.edge(edge),
        }
    }

    /// The table of a procedure.
    pub fn runbook(self, id: RunbookId) -> &'static Runbook {
        self.setting.procedures.runbook(id)
    }

    /// The procedure that carries an order out, how that is ordered, and the pool that it is about.
    pub fn answer(self, order: Order, store: PoolId) -> (RunbookId, &'static Ordered, PoolId) {
        orders::answer(&self.setting.procedures, &self.setting.plan, order, store)
    }

    /// The upgrade domains of a pool, in order, each with its servers.
    pub fn domains(self, pool: PoolId) -> Vec<(u8, Vec<&'s str>)> {
        let noun = self.topology().pool(pool);
        let mut domains: Vec<(u8, Vec<&str>)> = Vec::new();
        for (server, domain) in noun.front_ends.iter().zip(&noun.domains) {
            match domains.iter_mut().find(|(of, _)| of == domain) {
                Some((_, servers)) => servers.push(self.machine(*server)),
                None => domains.push((*domain, vec![self.machine(*server)])),
            }
        }
        domains.sort_by_key(|(domain, _)| *domain);
        domains
    }

    /// What a round updates.
    pub fn round(self, round: RoundId) -> String {
        let round = self.setting.plan.round(round);
        let pools: Vec<String> = round.pools.iter().map(|pool| self.pool(*pool).to_owned()).collect();
        let servers = match round.servers {
            Updated::FrontEnds => "Front Ends",
            Updated::BackEnds => "Back End",
        };
        format!("the {servers} of {}", listed(&pools))
    }

    /// The trigger behind a task.
    pub fn trigger(self, task: Task) -> &'static Trigger {
        self.setting.procedures.trigger(task).table
    }

    /// A step of a procedure.
    pub fn step(self, runbook: RunbookId, step: u8) -> Option<&'s CompiledStep> {
        self.setting.procedures.steps(runbook).get(step as usize)
    }

    /// How many servers of which role a target takes with it: `6 Front Ends, 2 Back End Servers and 1 witness`.
    pub fn census(self, target: Target) -> String {
        let machines = self.setting.plan.machines_of(target);
        let mut parts = Vec::new();
        for (place, role) in ROLES.iter().enumerate() {
            let [one, many] = role.names;
            // Roles that have the same name are counted together.
            if ROLES[..place].iter().any(|earlier| earlier.names[0] == one) {
                continue;
            }
            match machines.iter().filter(|machine| self.role(**machine) == one).count() {
                0 => {}
                1 if one == "Witness" => parts.push("1 witness".to_owned()),
                count => parts.push(counted(count as u64, one, many)),
            }
        }
        listed(&parts)
    }
}

/// A number with a comma before every three digits.
///
/// ```
/// assert_eq!(pooldrill::report::names::thousands(1_234_567), "1,234,567");
/// ```
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with the word for one or for many.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(count), if count == 1 { one } else { many })
}

/// Words one after the other: `a, b and c`.
pub fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

/// The hours of a watch, by its first hour.
pub fn watch_words(first: usize) -> String {
    format!("{:02}-{:02}", first % 24, first % 24 + WATCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_separators_and_lists_an_and() {
        let drawn = [0, 7, 999, 1_000, 19_200, 1_000_000].map(thousands);
        assert_eq!(drawn, ["0", "7", "999", "1,000", "19,200", "1,000,000"]);
        assert_eq!(listed(&["a".to_owned(), "b".to_owned(), "c".to_owned()]), "a, b and c");
        assert_eq!(counted(1, "user", "users"), "1 user");
    }
}
