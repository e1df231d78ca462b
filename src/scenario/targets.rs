//! A loss named on the command line, such as `Site("dc1")`, found in a plan.

use super::model::Loss;
use super::plan::{Plan, Target};
use super::text::{nearest, shown};
use crate::topology::{EdgeId, FateId, LinkId, MachineId, PoolId, SiteId};

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
    Ok(match loss {
        Loss::Server(name) => {
            Target::Machine(MachineId::of(at("server", &names(&estate.machines, |m| &m.name), name)?))
        }
        Loss::Pool(name) => Target::Pool(PoolId::of(at("pool", &pools(), name)?)),
        Loss::BackEnd(name) => Target::BackEnd(PoolId::of(at("pool", &pools(), name)?)),
        Loss::Site(name) => Target::Site(SiteId::of(at("site", &names(&estate.sites, |site| &site.name), name)?)),
        Loss::Link(name) => Target::Link(LinkId::of(at("link", &names(&estate.links, |link| &link.name), name)?)),
        Loss::Edge(name) => Target::Edge(EdgeId::of(at("Edge pool", &names(&estate.edges, |edge| &edge.name), name)?)),
        Loss::Shared(name) => {
            Target::Fate(FateId::of(at("shared thing", &names(&estate.fates, |fate| &fate.name), name)?))
        }
    })
}

fn at(what: &str, known: &[&str], name: &str) -> Result<usize, String> {
    known.iter().position(|known| *known == name).ok_or_else(|| {
        let near = nearest(name, known.iter().copied()).map(|near| format!(" Did you mean \"{near}\"?"));
        let list = if known.is_empty() { "It has none.".to_owned() } else { format!("It has: {}.", known.join(", ")) };
        format!("the scenario has no {what} \"{}\". {list}{}", shown(name), near.unwrap_or_default())
    })
}
