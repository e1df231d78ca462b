//! What the administrator types or clicks: the lines of the procedures' tables with the real names in place of their
//! placeholders. No other place fills them.

use std::borrow::Cow;

use crate::runbook::compiled::CompiledStep;
use crate::runbook::questions::{new_next_hop, standby};
use crate::runbook::step::At;
use crate::topology::{EdgeId, PoolId};
use crate::world::World;
use crate::world::lanes::{About, Part};

/// A line as it is typed or clicked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// Where.
    pub at: At,
    /// What.
    pub text: String,
}

/// What is typed or clicked at this step as things stand; nothing where only hands and heads are busy.
///
/// The name of the SQL Server instance stays a placeholder: no scenario says it.
pub fn typed(world: &World<'_>, step: &CompiledStep, about: About) -> Vec<Typed> {
    let Some(line) = step.commands.iter().find(|line| line.when.holds(world, &about)) else { return Vec::new() };
    let filled = |edge| Typed {
        at: line.at,
        text: filled(line.text, |name| value(world, name, about, edge).map(Cow::Borrowed)),
    };
    if line.text.contains("<Edge pool>") {
        step.table.applies.edges(world, about).map(|edge| filled(Some(edge))).collect()
    } else {
        vec![filled(None)]
    }
}

/// A text with what stands for its placeholders; one for which nothing stands remains.
pub fn filled<'w>(text: &str, value: impl Fn(&str) -> Option<Cow<'w, str>>) -> String {
    let mut line = String::new();
    let mut rest = text;
    while let Some((before, (name, after))) =
        rest.split_once('<').and_then(|(before, inside)| Some((before, inside.split_once('>')?)))
    {
        line.push_str(before);
        match value(name) {
            Some(value) => line.push_str(&value),
            None => line.extend(["<", name, ">"]),
        }
        rest = after;
    }
    line + rest
}

/// What stands for a placeholder as things stand, at a step about a pool and, if it names one, an Edge pool.
fn value<'w>(world: &World<'w>, name: &str, about: About, edge: Option<EdgeId>) -> Option<&'w str> {
    let pool = about.pool;
    let topology = &world.plan.topology;
    let named = |pool: PoolId| topology.pool(pool).name.as_str();
    // A Standard Edition server holds its databases itself.
    let sql = |pool: PoolId, slot: usize| {
        topology.pool(pool).sql[slot].map_or(named(pool), |server| topology.machine(server).name.as_str())
    };
    match name {
        "pool" => Some(named(pool)),
        "Edge pool" => edge.map(|edge| topology.edges[edge.index()].name.as_str()),
        "next hop pool" => edge.and_then(|edge| new_next_hop(world, edge, pool)).map(named),
        "server" => match about.part {
            Part::Server(server) => Some(topology.machine(server).name.as_str()),
            Part::Whole | Part::Domain(_) => None,
        },
        "CMS_Pool" => Some(named(world.condition.central_management.active())),
        "Backup_Pool" => standby(world).map(named),
        "primary" => standby(world).map(|pool| sql(pool, 0)),
        "mirror" => standby(world).map(|pool| sql(pool, 1)),
        _ => None,
    }
}

/// The name of a cmdlet without its parameters, but with the switch that makes it only ask: what is asked is not done.
pub fn short(line: &str) -> String {
    let name = line.split(' ').next().unwrap_or(line);
    if line.split(' ').any(|word| word == "-WhatIf") { format!("{name} -WhatIf") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::run_record::RunRecord;
    use crate::report::sample::{lost_site, record, setting};

    fn all(record: &RunRecord) -> Vec<String> {
        record.entries.iter().flat_map(|entry| &entry.typed).map(|typed| typed.text.clone()).collect()
    }

    #[test]
    fn placeholders_are_filled_once_and_unknown_ones_stay() {
        let value = |name: &str| match name {
            "pool" => Some(Cow::Borrowed("<pool>")),
            _ => None,
        };
        assert_eq!(filled("a <pool> > b <instance> < c", value), "a <pool> > b <instance> < c");
        assert_eq!(filled("<pool>", |_| Some(Cow::Borrowed("풀"))), "풀");
    }

    #[test]
    fn a_disaster_names_its_target_and_says_that_it_is_one() {
        let setting = lost_site();
        let lines = all(&record(&setting, 0));
        assert!(
            lines.contains(&"Invoke-CsPoolFailover -PoolFQDN pool1 -DisasterMode -Verbose".to_owned()),
            "{lines:?}"
        );
        let store = "Invoke-CsManagementServerFailover -BackupSqlServerFqdn 서울풀-sql1 -BackupSqlInstanceName <instance> -Force";
        assert!(lines.contains(&store.to_owned()), "{lines:?}");
        assert!(lines.contains(&"Get-CsPoolBackupRelationship -PoolFQDN pool1".to_owned()), "{lines:?}");
    }

    #[test]
    fn a_planned_failover_goes_without_disaster_mode() {
        let timeline = "(at: \"1h\", do: FailOver(\"pool1\")), (at: \"9h\", do: FailBack(\"pool1\"))";
        let setting = setting(&[("pool1", 6, 24_000), ("pool2", 6, 12_000)], "Planned", timeline);
        let lines = all(&record(&setting, 0));
        for line in [
            "Invoke-CsPoolFailover -PoolFQDN pool1 -Verbose",
            "Invoke-CsManagementServerFailover",
            "Set-CsEdgeServer -Identity EdgeServer:edge1 -Registrar Registrar:pool2",
            "Invoke-CsPoolFailback -PoolFQDN pool1 -Verbose",
        ] {
            assert!(lines.contains(&line.to_owned()), "{line} is not in {lines:#?}");
        }
        assert!(lines.iter().all(|line| !line.contains('<')), "{lines:?}");
    }
}
