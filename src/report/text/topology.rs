//! What follows from a scenario, before anything is simulated.

use std::fmt::Write;

use crate::facts;
use crate::report::text::columns::padded;
use crate::scenario::plan::Plan;
use crate::topology::{BackEnd, Pool};

/// Domains, seed servers, quorum, replicas, pairs, and the numbers in use.
pub fn show(plan: &Plan) -> String {
    let mut out = format!("{}\n\n", plan.about);
    for pool in &plan.topology.pools {
        one_pool(&mut out, plan, pool);
    }
    for edge in &plan.topology.edges {
        let site = &plan.topology.sites[edge.site.index()].name;
        let next_hop = &plan.topology.pool(edge.next_hop).name;
        let _ =
            writeln!(out, "{}: Edge pool in {site}, {} servers, next hop {next_hop}", edge.name, edge.machines.len());
    }
    let holder = &plan.topology.pool(plan.topology.central_management).name;
    let _ = writeln!(out, "Central Management store: active master in {holder}\n");
    numbers(&mut out, plan);
    out
}

fn one_pool(out: &mut String, plan: &Plan, pool: &Pool) {
    let site = &plan.topology.sites[pool.site.index()].name;
    let edition = if pool.standard { "Standard Edition server" } else { "Enterprise pool" };
    let _ = writeln!(out, "{}: {edition} in {site}, {} enabled users", pool.name, pool.users);
    let quorum = pool.quorum;
    let running = quorum.seeds_that_must_run.unwrap_or(quorum.stay_up.running_with_back_end());
    let vote = if quorum.counts_back_end() { ", and the primary SQL database has a vote" } else { "" };
    let _ = writeln!(
        out,
        "  pool quorum      any {running} of the first {}{vote}; {} must be up to start",
        quorum.stay_up.seeds, quorum.to_start
    );
    let back_end = match pool.back_end {
        BackEnd::Collocated => "on the server itself",
        BackEnd::Single => "one Back End Server",
        BackEnd::Mirrored { witness: true } => "two Back End Servers, mirrored, with a witness",
        BackEnd::Mirrored { witness: false } => "two Back End Servers, mirrored, without a witness",
    };
    let _ = writeln!(out, "  databases        {back_end}");
    let partner = pool.partner.map_or("none".to_owned(), |partner| plan.topology.pool(partner).name.clone());
    let _ = writeln!(out, "  backup pool      {partner}");
    let _ = writeln!(out, "  Front Ends       upgrade domain, primary replicas, secondary replicas");
    for (ordinal, machine) in pool.front_ends.iter().enumerate() {
        let primaries = pool.groups.iter().filter(|group| usize::from(group.replicas[0]) == ordinal).count();
        let all = pool.groups.iter().filter(|g| g.replicas[..g.members as usize].contains(&(ordinal as u8))).count();
        let seed = if ordinal < usize::from(quorum.stay_up.seeds) { "seed" } else { "" };
        let _ = writeln!(
            out,
            "    {} domain {}  {primaries:>3} primary  {:>3} secondary  {seed}",
            padded(&plan.topology.machine(*machine).name, 24),
            pool.domains[ordinal] + 1,
            all - primaries,
        );
    }
    out.push('\n');
}

fn numbers(out: &mut String, plan: &Plan) {
    out.push_str("Numbers in use\n");
    for fact in facts::all() {
        let from = match (plan.sheet.is_set(fact), fact.yours_to_set) {
            (true, _) => "set by the scenario".to_owned(),
            (false, true) => format!("{}, YOURS TO SET", fact.confidence),
            (false, false) => fact.confidence.to_string(),
        };
        let _ = writeln!(out, "  {:<34} {} {from}", fact.key, padded(plan.sheet.text(fact), 34));
    }
}
