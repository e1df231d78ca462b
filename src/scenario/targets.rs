//! A loss named on the command line, such as `Site("dc1")`, found in a plan.

use super::model::Loss;
use super::plan::{Plan, Target};
use super::text::{nearest, shown};
use crate::topology::{EdgeId, FateId, LinkId, MachineId, SiteId};

/// Reads and finds a loss.
///
/// # Errors
/// A sentence with the reason, the remedy and the nearest known name.
pub fn target(plan: &Plan, text: &str) -> Result<Target, String> {
    let loss: Loss = ron::from_str(text).map_err(|_| {
        format!(
            "\"{}\" is no loss; write Server(\"name\"), Pool, Site, Link, BackEnd, Edge or Shared \
             with a name of the scenario: Site(\"dc1\")",
            shown(text)
        )
    })?;
    find(plan, &loss)
}

fn find(plan: &Plan, loss: &Loss) -> Result<Target, String> {
    let estate = &plan.estate;
    fn names<T>(list: &[T], name: fn(&T) -> &str) -> Vec<&str> {
        list.iter().map(name).collect()
    }
    let pools = || names(&estate.pools, |pool| &pool.name);
    match loss {
        Loss::Server(name) => {
            let servers = names(&estate.machines, |server| &server.name);
            named("server", MachineId::each(&estate.machines), &servers, name).map(Target::Machine)
        }
        Loss::Pool(name) => named("pool", estate.pool_ids(), &pools(), name).map(Target::Pool),
        Loss::BackEnd(name) => named("pool", estate.pool_ids(), &pools(), name).map(Target::BackEnd),
        Loss::Site(name) => {
            let sites = names(&estate.sites, |site| &site.name);
            named("site", SiteId::each(&estate.sites), &sites, name).map(Target::Site)
        }
        Loss::Link(name) => {
            let links = names(&estate.links, |link| &link.name);
            named("link", LinkId::each(&estate.links), &links, name).map(Target::Link)
        }
        Loss::Edge(name) => {
            let edges = names(&estate.edges, |edge| &edge.name);
            named("Edge pool", EdgeId::each(&estate.edges), &edges, name).map(Target::Edge)
        }
        Loss::Shared(name) => {
            let fates = names(&estate.fates, |fate| &fate.name);
            named("shared thing", FateId::each(&estate.fates), &fates, name).map(Target::Fate)
        }
    }
}

/// The id of what has the name, or a sentence that says which names there are.
fn named<I>(what: &str, ids: impl Iterator<Item = I>, known: &[&str], name: &str) -> Result<I, String> {
    ids.zip(known).find(|(_, known)| **known == name).map(|(id, _)| id).ok_or_else(|| {
        let near = nearest(name, known.iter().copied()).map(|near| format!(" Did you mean \"{near}\"?"));
        let list = if known.is_empty() { "It has none.".to_owned() } else { format!("It has: {}.", known.join(", ")) };
        format!("the scenario has no {what} \"{}\". {list}{}", shown(name), near.unwrap_or_default())
    })
}
