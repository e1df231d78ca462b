//! The procedures' steps held against their pages: which there are, in which order, what is typed at each.
//!
//! The page is "Failing over a pool" unless another is named.

use super::stage::{Stage, Story, at, setting};
use pooldrill::model::Run;
use pooldrill::report::run_record::RunRecord;
use pooldrill::report::text::procedure::page;
use pooldrill::runbook::ALL;
use pooldrill::runbook::step::{At, OnPage};
use pooldrill::world::note::Note;
use std::fs;
use std::path::Path;

/// What is typed or clicked in the first run, in order, without the looks at the store's replication.
fn typed(stage: &Stage) -> Vec<(At, String)> {
    let setting = setting("stage.ron", &stage.text());
    let mut record = RunRecord::new(&setting, 1, 0);
    Run::new(&setting).replicate(1, 0, &mut record);
    let lines = record.entries.into_iter().flat_map(|entry| entry.typed);
    lines.filter(|line| !line.text.contains("ReplicationStatus")).map(|line| (line.at, line.text)).collect()
}

fn shell(stage: &Stage) -> Vec<String> {
    typed(stage).into_iter().filter(|line| line.0 == At::Shell).map(|line| line.1).collect()
}

fn ids(story: &Story) -> Vec<String> {
    story.steps().into_iter().map(|step| step.1).collect()
}

const EDGE: &str = "\"edge1\": (site: \"dc1\", servers: 2, federation: true)";

fn mirrored(witness: &str) -> String {
    format!("Enterprise(site: \"dc2\", front_ends: 3, enabled_users: 300, back_end: Mirrored({witness}))")
}

/// Steps 1 to 4: the pool with the Central Management Server is found, its version looked up in Topology Builder, its
/// backup pool asked for, and the store looked at, wherever it is and whether that pool has a backup pool or not.
#[test]
fn d3_steps_1_to_4_look_up_host_version_backup_pool_and_status_wherever_the_store_is() {
    let looks = ["1", "2-version", "2", "3"].map(|step| format!("failing-over-a-pool.{step}"));
    for store in ["pool1", "pool2", "admin"] {
        let stage = Stage::pair("1d").enterprise("admin", "dc3", 3, 30, "Single").central_management(store);
        let steps = ids(&stage.lose("1h", "Site dc1").story());
        assert_eq!(steps[..4], looks, "{store}");
        assert_eq!(steps.last().map(String::as_str), Some("failing-over-a-pool.7"), "{store}");
    }
    let stage = Stage::pair("1d").enterprise("admin", "dc3", 3, 30, "Single").central_management("admin");
    let stage = stage.takes("failing-over-a-pool.2-version", "3min").takes("failing-over-a-pool.2", "4min");
    let stage = stage.lose("1h", "Site dc1");
    assert_eq!(stage.story().step("failing-over-a-pool.3"), Some(at("1h 44min")));
    let lines = typed(&stage);
    let version = (At::TopologyBuilder, "version of admin".to_owned());
    let backup = (At::Shell, "Get-CsPoolBackupRelationship -PoolFQDN admin".to_owned());
    assert_eq!(lines[1..3], [version, backup]);
}

/// Step 5: "First, check which Back End Server in Backup_Pool runs the principal instance", whatever Back End that pool has,
/// and in the end all replicas.
#[test]
fn d3_step_5a_is_done_whatever_back_end_the_backup_pool_has_and_5d_checks_all_replicas() {
    let backup_pools = [
        mirrored("witness: \"dc2\""),
        mirrored(""),
        "Enterprise(site: \"dc2\", front_ends: 3, enabled_users: 300, back_end: Single)".to_owned(),
    ];
    let wanted = ["5a", "5b", "5c", "5d"].map(|step| format!("failing-over-central-management.{step}"));
    for pool in backup_pools {
        let stage = Stage::pair("1d").instead("pool2", &pool).central_management("pool1").lose("1h", "Site dc1");
        assert_eq!(ids(&stage.story())[4..8], wanted, "{pool}");
        let line = "Get-CsDatabaseMirrorState -DatabaseType Centralmgmt -PoolFqdn pool2".to_owned();
        assert!(shell(&stage).contains(&line), "{pool}");
    }
    let table = ALL.iter().find(|runbook| runbook.id == "failing-over-central-management").expect("it is there");
    let last = table.steps.last().expect("it has steps");
    assert!(last.instruction.contains("all replicas are up to date"), "{}", last.instruction);
}

/// Step 5b, with the names of Invoke-CsManagementServerFailover's own page: "To failover to the mirror database, use the
/// BackupMirrorSqlServerFqdn and BackupMirrorSqlInstanceName parameters"; BackupSqlServerFqdn and Force are "required if you
/// are running the cmdlet in disaster recovery mode".
#[test]
fn d3_with_the_mirror_as_principal_step_5b_names_the_mirror_by_the_parameters_of_the_cmdlet() {
    let store = |stage: &Stage| {
        let lines = shell(stage);
        lines.into_iter().find(|line| line.contains("ManagementServerFailover") && !line.contains("-WhatIf"))
    };
    let primary = "Invoke-CsManagementServerFailover -BackupSqlServerFqdn pool2-sql1 -BackupSqlInstanceName <instance>";
    let mirror = "-BackupMirrorSqlServerFqdn pool2-sql2 -BackupMirrorSqlInstanceName <instance>";
    let stage = Stage::pair("1d").instead("pool2", &mirrored("witness: \"dc2\"")).central_management("pool1");
    assert_eq!(store(&stage.clone().lose("1h", "Site dc1")), Some(format!("{primary} -Force")));
    let switched = stage.clone().lose("10min", "Server pool2-sql1").lose("1h", "Site dc1");
    assert_eq!(store(&switched), Some(format!("{primary} {mirror} -Force")));
    // A store that can be reached is failed over without naming a target.
    let planned = stage.order("1h", "FailOver pool1");
    assert_eq!(store(&planned).as_deref(), Some("Invoke-CsManagementServerFailover"));
}

/// "You must change the Edge pool to use a different Front End pool before failing over the failed Front End pool": before
/// step 1 as the page has it. Where the store died with the pool, the change cannot be written before steps 1 to 5 have been
/// gone through in their order, and is made then.
#[test]
fn d6_a_dead_pool_with_the_store_and_a_living_edge_pool_is_failed_over_in_the_order_of_the_page() {
    let stage = Stage::pair("1d").edge(EDGE).lose("1h", "Pool pool1");
    let story = stage.clone().central_management("pool1").story();
    let wanted = [
        "failing-over-a-pool.1",
        "failing-over-a-pool.2-version",
        "failing-over-a-pool.2",
        "failing-over-a-pool.3",
        "failing-over-central-management.5a",
        "failing-over-central-management.5b",
        "failing-over-central-management.5c",
        "failing-over-central-management.5d",
        "changing-the-next-hop.other-site",
        "changing-the-next-hop.publish",
        "failing-over-a-pool.7",
    ];
    assert_eq!(ids(&story), wanted);
    assert_eq!(story.count(|note| matches!(note, Note::Refused { .. })), 0, "nobody runs into a refusal");
    let elsewhere = ids(&stage.story());
    assert_eq!(elsewhere[..3], ["changing-the-next-hop.other-site", "changing-the-next-hop.publish", wanted[0]]);
}

/// "Right-click the Edge pool that needs to be changed": each that changes, with the next hop pool it gets. At the same site
/// it is done in Topology Builder, at a different one by the cmdlet.
#[test]
fn d6_every_edge_pool_that_changes_its_next_hop_has_its_own_line_in_the_window_or_the_shell() {
    let edges = [
        "\"edge1\": (site: \"dc1\", servers: 1, next_hop: \"pool1\")",
        "\"edge2\": (site: \"dc3\", servers: 1, next_hop: \"pool1\")",
        "\"edge3\": (site: \"dc2\", servers: 1, next_hop: \"pool1\")",
        "\"edge4\": (site: \"dc1\", servers: 1, next_hop: \"pool1\")",
        "\"edge5\": (site: \"dc3\", servers: 1, next_hop: \"pool2\")",
        "\"edge6\": (site: \"dc3\", servers: 1, next_hop: \"pool1\")",
    ];
    let stage = Stage::pair("2d").enterprise("pool3", "dc1", 3, 30, "Single");
    let stage = edges.iter().fold(stage, |stage, edge| stage.edge(edge)).lose_for("1h", "Pool pool1", "4h");
    let lines: Vec<(At, String)> =
        typed(&stage).into_iter().filter(|line| line.1.contains("dge") && !line.1.starts_with("Get-")).collect();
    let window = |edge: &str, pool: &str| {
        (At::TopologyBuilder, format!("{edge} > Edit Properties > Next Hop > {pool} > OK, then publish"))
    };
    let set = |edge: &str, pool: &str| {
        (At::Shell, format!("Set-CsEdgeServer -Identity EdgeServer:{edge} -Registrar Registrar:{pool}"))
    };
    let there = [
        window("edge1", "pool3"),
        window("edge3", "pool2"),
        window("edge4", "pool3"),
        set("edge2", "pool2"),
        set("edge6", "pool2"),
    ];
    let back = [
        window("edge1", "pool1"),
        window("edge4", "pool1"),
        set("edge2", "pool1"),
        set("edge3", "pool1"),
        set("edge6", "pool1"),
    ];
    assert_eq!(lines, [there, back].concat());
}

/// "Failing over a mirrored database": first Get-CsDatabaseMirrorState for each database, then the failover of each;
/// NewPrincipal names the server that becomes principal. "Restoring a mirrored Enterprise Edition Back End Server, primary"
/// has -Force "for each of the database types".
#[test]
fn d8_new_principal_names_the_server_that_becomes_principal_and_both_databases_are_forced() {
    let pool = "Enterprise(site: \"dc1\", front_ends: 3, enabled_users: 300, back_end: Mirrored())";
    let stage = Stage::new("3d").pool("pool1", pool).fact("people.failback_wait", "1h");
    let stage = stage.lose_for("1h", "Server pool1-sql1", "10h").lose("1d", "Server pool1-sql2");
    let look = |database: &str| format!("Get-CsDatabaseMirrorState -PoolFqdn pool1 -DatabaseType {database}");
    let fail_over = |database: &str, new: &str| {
        format!(
            "Invoke-CsDatabaseFailover -PoolFqdn pool1 -DatabaseType {database} -NewPrincipal {new} -Force -Verbose"
        )
    };
    let procedure = |new| [look("User"), look("CentralMgmt"), fail_over("User", new), fail_over("CentralMgmt", new)];
    assert_eq!(shell(&stage), [procedure("mirror"), procedure("primary")].concat());
}

/// The message of Invoke-CsPoolFailover names external access, federation, split-domain and XMPP.
#[test]
fn d6_the_refusal_of_a_next_hop_names_what_the_page_names() {
    let stage = Stage::pair("1d").edge(EDGE).edge("\"edge2\": (site: \"dc1\", servers: 1)");
    let board = "extra_steps: [(before: \"failing-over-a-pool.7\", says: \"Ask the change board\", takes: \"1h\")]";
    let stage = stage.more(board).lose("1h", "Pool pool1");
    let stage = stage.lose_for("1h", "Edge edge1", "1h").lose_for("1h", "Edge edge2", "1h");
    assert_eq!(stage.story().count(|note| matches!(note, Note::Refused { reason, .. } if reason.key == "next_hop")), 1);
    let setting = setting("stage.ron", &stage.text());
    let told = pooldrill::report::text::log::text(&setting, &pooldrill::report::telling::tell(&setting, 1, 0));
    let words = "Invoke-CsPoolFailover is refused: pool1 is the next hop of Edge pools edge1 and edge2; failing it over may \
                 stop external access, federation, split domain and XMPP";
    assert!(told.contains(words), "{told}");
}

/// "Failing back a pool": "No other steps are necessary". What is done beyond the pages is marked as ours, with its reason,
/// and the pages as they are explained are the ones that were looked at.
#[test]
fn every_step_that_no_page_has_is_marked_as_ours_where_procedures_are_explained() {
    let ours: Vec<&str> = ALL
        .iter()
        .flat_map(|runbook| runbook.steps)
        .filter(|step| matches!(step.on_page, OnPage::Ours(_)))
        .map(|step| step.id)
        .collect();
    let wanted = [
        "failing-over-a-pool.next-hop-after-store",
        "failing-back-a-pool.next-hop",
        "changing-the-next-hop.publish",
        "returning-the-next-hop.same-site",
        "returning-the-next-hop.other-site",
        "returning-the-next-hop.publish",
        "starting-with-fewer-front-ends.1",
        "updating-pools.back-ends",
        "updating-front-ends.fail-back",
        "updating-an-upgrade-domain.soak",
        "failing-over-a-problem-pool.diverted",
        "updating-a-back-end.primary",
        "updating-a-back-end-server.principal",
    ];
    assert_eq!(ours, wanted);
    let told: String = ALL.iter().map(|runbook| page(runbook) + "\n").collect();
    assert_eq!(told.matches("\nours     ").count(), wanted.len());
    assert_eq!(told.matches("\n         on no page: ").count(), wanted.len());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/procedures.txt");
    if std::env::var_os("POOLDRILL_BLESS").is_some_and(|wish| wish == "1") {
        fs::write(&file, &told).expect("the file can be written");
    }
    let golden = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        told == golden,
        "if this was meant, run the test with POOLDRILL_BLESS=1 and look at {}:\n{told}",
        file.display()
    );
}

/// A pool that works gets its Edge pool back from a next hop that is dead, although it is itself the next hop of another Edge
/// pool and no third pool is there: who returns needs nobody else.
#[test]
fn d6_an_edge_pool_is_given_back_although_no_other_pool_could_be_the_next_hop() {
    let stage = Stage::pair("2d")
        .edge("\"edge1\": (site: \"dc3\", servers: 1, next_hop: \"pool1\")")
        .edge("\"edge2\": (site: \"dc1\", servers: 1, next_hop: \"pool1\")");
    // edge2 is away with its site while the next hop of edge1 is changed; the store is brought back, then the partner dies.
    let stage = stage.lose_for("1h", "Site dc1", "3h").order("4h 30min", "FailOverCentralManagement");
    let story = stage.lose("5h 30min", "Site dc2").story();
    assert_eq!(story.at("4h").next_hop(0), "pool2", "it was changed for the failover");
    assert_eq!(story.at("1d 23h").next_hop(0), "pool1");
}
