//! Cmdlets as the administrator types them: the page's line with the real names in place of its placeholders.

use crate::report::moment::Moment;
use crate::report::names::Names;
use crate::runbook::compiled::CompiledStep;
use crate::runbook::verbs::Verb;
use crate::topology::PoolId;
use crate::world::lanes::RunbookName;

/// What the administrator types at this step; nothing where it is done in a window.
///
/// The name of the SQL Server instance stays a placeholder: no scenario says it.
pub fn typed(names: Names<'_>, step: &CompiledStep, pool: PoolId, moment: &Moment) -> Option<String> {
    let mut line = step.types.to_owned();
    if line.is_empty() {
        return None;
    }
    if step.does == Verb::FailOverPool && !moment.disaster {
        // The page asks for the switch in a disaster; a planned failover goes without it.
        line = line.replace(" -DisasterMode", "");
    }
    if step.does == Verb::FailBackPool && moment.disaster {
        line = line.replace(" -Verbose", " -DisasterMode -Verbose");
    }
    if step.does == Verb::FailOverCentralManagement && moment.central_management_works {
        // A store that can be reached finds its standby itself; only for one that cannot, the target is named.
        line = line.split(" -BackupSqlServerFqdn").next().unwrap_or_default().to_owned();
    }
    line = line.replace("<pool>", names.pool(pool));
    line = line.replace("<next hop pool>", names.pool(moment.next_hop.unwrap_or(pool)));
    line = line.replace("<CMS_Pool>", names.pool(moment.central_management));
    if let Some(standby) = moment.standby {
        line = line.replace("<Backup_Pool>", names.pool(standby));
        line = line.replace("<server>", moment.standby_principal.map_or(names.pool(standby), |sql| names.machine(sql)));
    }
    if let Some(edge) = moment.edge {
        line = line.replace("<Edge pool>", names.edge(edge));
    }
    Some(line)
}

/// The name of a cmdlet without its parameters, but with the switch that makes it only ask: what is asked is not done.
pub fn short(line: &str) -> String {
    let name = line.split(' ').next().unwrap_or(line);
    if line.split(' ').any(|word| word == "-WhatIf") { format!("{name} -WhatIf") } else { name.to_owned() }
}

/// The cmdlet whose refusal stops a procedure.
pub fn decisive(runbook: RunbookName) -> &'static str {
    match runbook {
        RunbookName::FailingOverAPool => "Invoke-CsPoolFailover",
        RunbookName::FailingBackAPool => "Invoke-CsPoolFailback",
        RunbookName::FailingOverCentralManagement => "Invoke-CsManagementServerFailover",
        RunbookName::ChangingTheNextHop | RunbookName::ReturningTheNextHop => "Set-CsEdgeServer",
        RunbookName::FailingOverAMirroredDatabase => "Invoke-CsDatabaseFailover",
        RunbookName::RecoveringRoutingGroups | RunbookName::StartingWithFewerFrontEnds => "Reset-CsPoolRegistrarState",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::moment::pool_of;
    use crate::report::sample::{lost_site, setting, tale};
    use crate::report::tale::Tale;
    use crate::world::note::Note;

    fn all(setting: &crate::model::Setting, tale: &Tale) -> Vec<String> {
        let names = Names { setting };
        let steps = tale.entries.iter().filter_map(|entry| match entry.note {
            Note::StepBegins { runbook, step, .. } => {
                typed(names, names.step(runbook, step)?, pool_of(&entry.note)?, &entry.moment)
            }
            _ => None,
        });
        steps.collect()
    }

    #[test]
    fn a_disaster_names_its_target_and_says_that_it_is_one() {
        let setting = lost_site();
        let lines = all(&setting, &tale(&setting, 0));
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
        let lines = all(&setting, &tale(&setting, 0));
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
