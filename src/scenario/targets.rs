//! A loss named on the command line, such as `Site("dc1")`, found in a plan.

use super::form::Loss;
use super::plan::{Plan, Target};
use crate::text::{Name, Problems, Sources, nearest, read, read_text, shown};
use crate::topology::{EdgeId, LinkId, MachineId, SharedId, SiteId};

/// Reads and finds a loss.
///
/// # Errors
/// A sentence with the reason, the remedy and the nearest known name.
pub fn target(plan: &Plan, text: &str) -> Result<Target, String> {
    let node = read_text("a loss.ron", text, &mut Sources::new(), &mut Problems::new());
    let mut problems = Problems::new();
    let loss = node.and_then(|node| read::<Loss>(&node, &mut problems).value).filter(|_| problems.is_empty());
    let loss = loss.ok_or_else(|| {
        format!(
            "\"{}\" is no loss; write Server(\"name\"), Pool, Site, Link, BackEnd, Edge or Shared \
             with a name of the scenario: Site(\"dc1\")",
            shown(text)
        )
    })?;
    find(plan, &loss)
}

fn find(plan: &Plan, loss: &Loss) -> Result<Target, String> {
    let topology = &plan.topology;
    fn names<T>(list: &[T], name: fn(&T) -> &str) -> Vec<&str> {
        list.iter().map(name).collect()
    }
    let pools = || names(&topology.pools, |pool| &pool.name);
    match loss {
        Loss::Server(name) => {
            let servers = names(&topology.machines, |server| &server.name);
            named("server", MachineId::each(&topology.machines), &servers, name).map(Target::Machine)
        }
        Loss::Pool(name) => named("pool", topology.pool_ids(), &pools(), name).map(Target::Pool),
        Loss::BackEnd(name) => named("pool", topology.pool_ids(), &pools(), name).map(Target::BackEnd),
        Loss::Site(name) => {
            let sites = names(&topology.sites, |site| &site.name);
            named("site", SiteId::each(&topology.sites), &sites, name).map(Target::Site)
        }
        Loss::Link(name) => {
            let links = names(&topology.links, |link| &link.name);
            named("link", LinkId::each(&topology.links), &links, name).map(Target::Link)
        }
        Loss::Edge(name) => {
            let edges = names(&topology.edges, |edge| &edge.name);
            named("Edge pool", EdgeId::each(&topology.edges), &edges, name).map(Target::Edge)
        }
        Loss::Shared(name) => {
            let shared_components = names(&topology.shared_components, |component| &component.name);
            named("shared thing", SharedId::each(&topology.shared_components), &shared_components, name)
                .map(Target::SharedComponent)
        }
    }
}

/// The id of what has the name, or a sentence that says which names there are.
fn named<I>(what: &str, ids: impl Iterator<Item = I>, known: &[&str], name: &Name<I>) -> Result<I, String> {
    let name = name.text.as_str();
    ids.zip(known).find(|(_, known)| **known == name).map(|(id, _)| id).ok_or_else(|| {
        let near = nearest(name, known.iter().copied()).map(|near| format!(" Did you mean \"{near}\"?"));
        let list = if known.is_empty() { "It has none.".to_owned() } else { format!("It has: {}.", known.join(", ")) };
        format!("the scenario has no {what} \"{}\". {list}{}", shown(name), near.unwrap_or_default())
    })
}
