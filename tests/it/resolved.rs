//! The scenario as it is simulated, written and read again: nothing is lost, and nothing is added.

use std::fs;
use std::path::Path;

use super::tool::{printed, said, tool};

use pooldrill::runbook::compiled::known_steps;
use pooldrill::scenario::form::Scenario;
use pooldrill::scenario::plan::Plan;
use pooldrill::scenario::read::{Known, Loaded, load_bytes};
use pooldrill::scenario::resolved::{resolved, to_ron};
use pooldrill::text::draw;

fn load(name: &str, text: &str) -> Loaded {
    match load_bytes(name, text.as_bytes(), &Known { steps: &known_steps() }) {
        Ok(loaded) => loaded,
        Err(refused) => panic!("{name}:\n{}\n{text}", draw(&refused.problems, &refused.sources, false, 100)),
    }
}

/// Everything that a plan holds but the fingerprint of its text.
fn told(plan: &Plan) -> String {
    format!("{:?}", Plan { sha256: String::new(), ..plan.clone() })
}

/// Every scenario of the tour and of the benches, and the template.
fn scenarios() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = vec![("template".to_owned(), include_str!("../../src/cli/template.ron").to_owned())];
    for folder in ["scenarios", "benches/scenarios"] {
        for entry in fs::read_dir(root.join(folder)).expect("the scenarios are there") {
            let path = entry.expect("an entry can be read").path();
            found.push((path.display().to_string(), fs::read_to_string(&path).expect("a scenario is text")));
        }
    }
    found
}

fn reads_back(name: &str, scenario: &Scenario, plan: &Plan) {
    let whole = resolved(scenario, plan);
    let ron = to_ron(&whole);
    let again = load("again.ron", &ron);
    assert_eq!(told(&again.plan), told(plan), "{name}:\n{ron}");
    // What is resolved has nothing left to resolve.
    assert_eq!(to_ron(&resolved(&again.scenario, &again.plan)), ron, "{name}");
    let json = serde_json::to_string(&whole).expect("a scenario can be written as JSON");
    assert_eq!(told(&load("again.json", &json).plan), told(plan), "{name}:\n{json}");
}

#[test]
fn every_scenario_reads_back_to_the_same_plan() {
    let all = scenarios();
    assert!(all.len() > 20);
    for (name, text) in &all {
        let loaded = load("first.ron", text);
        reads_back(name, &loaded.scenario, &loaded.plan);
        for ((variant, plan), scenario) in loaded.variants.iter().zip(&loaded.variant_scenarios) {
            reads_back(&format!("{name}, {variant}"), scenario, plan);
        }
        let json = serde_json::to_string(&loaded.scenario).expect("a scenario can be written as JSON");
        let from_json = load("first.json", &json);
        assert_eq!(told(&from_json.plan), told(&loaded.plan), "{name}");
        reads_back(name, &from_json.scenario, &from_json.plan);
    }
}

/// Every field at once, with texts that need escapes and values that follow from nothing.
#[test]
fn every_field_reads_back() {
    let text = r#"(
        schema: 1, about: "Quotes \"\", a \\, a\ttab, 서울\nin two lines", product: LyncServer2013,
        start: "2026-03-03 10:00 Europe/Berlin", horizon: "90d",
        sites: { "s \"1\"": (), "서울": (), "\u{645}\u{200c}\u{645}": () },
        links: { "l": (between: ("s \"1\"", "서울")), "m": (between: ("서울", "s \"1\""), bandwidth: "1.5 Mbit/s", latency: "3ms") },
        pools: {
            "a": Enterprise(site: "서울", front_ends: 3, enabled_users: 1001, back_end: Mirrored, edge: "e", remote_share: 0.123456789,
                names: ["x", "y", "z"], upgrade_domains: [[2, 3], [1]], routing_groups: 7, quorum: (running: 2, seeds: 2),
                hosts: ["h1", "h1", "h2"], dice: "elsewhere"),
            "b": Standard(site: "s \"1\"", enabled_users: 7, edge: None, host: "h3", dice: "b2"),
            "c": Enterprise(site: "서울", front_ends: 9, enabled_users: 5, routing_groups: 0),
        },
        edges: { "e": (site: "서울", servers: 2, xmpp: true, next_hop: "c") },
        pairs: [("a", "c")], central_management: "a",
        shared: { "r": (kind: Rack, carries: ["h1", "b", "e", "x"]), "nothing": (kind: Certificate, carries: []) },
        staff: (staffed: "Mon-Fri 08:00-18:00", otherwise: "never", detection: "1min", people: 3, reacts: false),
        failures: (
            server: [(life: "exponential(1y)", repair: "uniform(1h, 2h)", crews: 2, priority: 0, spares: 1, lead: "3d"),
                (life: "weibull(mean 2y, shape 1.5)", repair: "1h")],
            site: (life: "exponential(30y)", repair: "4d"), shared: { "h1": (life: "exponential(5y)", repair: "5h") },
            beta: 0.25, site_beta: 0.5, crews: 4, field_crew: 1, crew_hours: "Mon-Fri 08:00-18:00", travel: "30min",
            ages_while_pool_is_down: false,
        ),
        timeline: [(at: "1h", lose: Server("x"), for: "2h", planned: true), (every: "second Sat 22:00", do: FailOver("a")),
            (at: "9h", lose: BackEnd("a")), (at: "10h", return: BackEnd("a")), (at: "2d", do: FailOverCentralManagement)],
        targets: (availability: 0.9999, data_loss: "1h"),
        facts: { "users.remote_share": "0.5", "pool.grace": "7min" },
        steps: { "failing-over-a-pool.3-invoke": "9min" },
        extra_steps: [(before: "failing-over-a-pool.3-invoke", says: "ask \"them\"", takes: "uniform(5min, 10min)")],
    )"#;
    let steps = known_steps();
    let step = steps.iter().find(|step| step.starts_with("failing-over-a-pool.")).expect("there is a step");
    let loaded = load("all.ron", &text.replace("failing-over-a-pool.3-invoke", step));
    reads_back("all", &loaded.scenario, &loaded.plan);
}

/// What the command line prints is the scenario under its overlays, and shows the same.
#[test]
fn what_is_printed_shows_the_same() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let show = |arguments: &[&str]| {
        let output = tool(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        printed(&output)
    };
    let name = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/05-lose-a-data-centre.ron");
    let name = name.to_string_lossy();
    fs::write(folder.path().join("p.ron"), r#"(pools: { "pool1": Enterprise(front_ends: 7) })"#)
        .expect("it is written");
    for more in [&[][..], &["--overlay", "p.ron"], &["--variant", "one pool of twelve"]] {
        let arguments = |verb: &'static str| [&[verb, &*name], more].concat();
        let text = show(&[arguments("show").as_slice(), &["--ron"]].concat());
        fs::write(folder.path().join("again.ron"), text).expect("it is written");
        assert_eq!(show(&["show", "again.ron"]), show(&arguments("show")), "{more:?}");
    }
    let answer = |name: &str| -> serde_json::Value {
        let arguments = ["run", name, "-n", "20", "--format", "json", "--no-files", "--quiet"];
        serde_json::from_str(&show(&arguments)).expect("it is JSON")
    };
    fs::write(folder.path().join("again.ron"), show(&["show", &name, "--ron"])).expect("it is written");
    assert_eq!(answer("again.ron")["pools"], answer(&name)["pools"]);
}
