//! Scenarios that are refused: each mistake with its code, and a piece of what is said to mend it.

use super::good::{DESIGN, KNOWN, changed, loaded, with};
use crate::scenario::read::{Refused, load_bytes};
use crate::text::Problem;

/// Loads a text that must be wrong.
fn refused(text: &str) -> Refused {
    match load_bytes("t.ron", text.as_bytes(), &KNOWN) {
        Ok(_) => panic!("this loads: {text}"),
        Err(refused) => *refused,
    }
}

fn said(problem: &Problem) -> String {
    let nearest = problem.nearest.as_deref().unwrap_or_default();
    format!("{} {} | {} | {} | {nearest}", problem.code, problem.what, problem.reason, problem.remedy)
}

/// Every text is wrong; the first problem of the code says the words.
fn all_refused(cases: &[(String, &str, &str)]) {
    for (text, code, words) in cases {
        let refused = refused(text);
        let all: Vec<String> = refused.problems.iter().map(said).collect();
        let found = refused.problems.iter().find(|problem| problem.code == *code && said(problem).contains(words));
        let found = found.unwrap_or_else(|| panic!("{code} `{words}` is not among\n{}", all.join("\n")));
        assert!(found.place.is_some(), "{code} has no place");
    }
}

#[test]
fn texts_that_do_not_fit_the_form() {
    all_refused(&[
        (changed("front_ends: 6", "frontends: 6"), "S030", "front_ends"),
        (changed("horizon: \"30d\"", "horizon: 30"), "S036", "\"30min\""),
        (changed("horizon: \"30d\"", "horizon: \"30 parsecs\""), "S035", "parsecs"),
        (changed("bandwidth: \"100 Mbit/s\"", "bandwidth: 100"), "S036", "100 Mbit/s"),
        (changed("at: \"0h\"", "at: 0"), "S036", "0min"),
        (changed("\"dc1\": (), \"dc2\"", "\"dc1\": (), \"dc1\": (), \"dc2\""), "S010", "keep one"),
        (changed("front_ends: 6", "front_ends: 0"), "S033", "1 or more"),
        (changed("front_ends: 6", "front_ends: 13"), "S033", "12 or less"),
        (changed("front_ends: 6", "front_ends: \"6\""), "S032", "without quotes"),
        (changed("servers: 2", "servers: 21"), "S033", "20 or less"),
        (changed("enabled_users: 24000", "enabled_users: -1"), "S033", "0 or more"),
        (changed("Mirrored(witness: \"dc1\")", "Mirored(witness: \"dc1\")"), "S034", "Mirrored"),
        (changed("Mirrored(witness: \"dc1\")", "Mirrored(witness: [\"dc1\"])"), "S032", "site"),
        (changed("(\"pool1\", \"pool2\")", "(\"pool1\", \"pool2\", \"pool3\")"), "S037", "2 members"),
        (changed("Europe/Berlin", "Europe/Berlim"), "S035", "Europe/Berlin"),
        (changed("Mon-Fri 08:00-18:00", "Mon-Frei 08:00-18:00"), "S035", "Frei"),
        (changed("lognormal(median 40min, p95 3h)", "lognormal(median 40min, p95 3min)"), "S035", "p95"),
        (changed("schema: 1", "schema: 2"), "S033", "1 or less"),
        (changed("about:", "abuot:"), "S030", "about"),
        (changed("lose: Site", "lose: Sight"), "S034", "Site"),
        (changed("lose: Site(\"dc1\")", "lose: \"dc1\""), "S034", "as in Server(\"dc1\")"),
        (changed("enabled_users: 24000", "enabled_users: 24.000"), "S032", "write 24000, or 24"),
        (changed("enabled_users: 24000", "users: 24000"), "S030", "write `enabled_users`"),
        (changed("at: \"0h\"", "at: \"2026-03-03 12:00\""), "S035", "looks like a date"),
        (changed("availability: 0.9995", "availability: \"99.95%\""), "S032", "write 0.9995"),
        (changed("(\"pool1\", \"pool2\")", "(\"pool1\")"), "S037", "(\"pool1\", \"pool2\")"),
        (changed("about: \"", "about: \"\\u{1b}[31m"), "S041", "U+001B"),
        (changed("\"wan\"", "\"w\\nan\""), "S041", "U+000A"),
        (changed("\"wan\"", "\"w\u{202e}an\""), "S041", "U+202E"),
        (DESIGN[..DESIGN.len() / 2].to_owned(), "S004", ""),
        (String::new(), "S014", ""),
        ("()".to_owned(), "S031", "sites"),
        ("\"scenario\"".to_owned(), "S032", ""),
    ]);
}

/// What planners write in other words than these is understood well enough to say the right ones.
#[test]
fn remedies_say_what_was_meant() {
    let variant = |patch: &str| with(&format!("variants: {{ \"other\": {patch} }}"));
    let east = |text: &str| text.replace("pool1", "east");
    all_refused(&[
        (changed("site: \"dc1\", front_ends", "site: \"dc1\" front_ends"), "S003", "a comma is missing"),
        (changed("enabled_users: 24000, back", "enabled_users: 24000 back"), "S003", "a comma is missing"),
        (changed("(\"dc1\", \"dc2\"), band", "(\"dc1\" \"dc2\"), band"), "S003", "a comma is missing"),
        (
            changed("enabled_users: 24000, back", "enabled_users: 24,000, back"),
            "S003",
            "write a number without a comma",
        ),
        (changed("horizon: \"30d\"", "horizon: null"), "S032", "write horizon: \"30min\""),
        (changed("horizon: \"30d\"", "horizon: None"), "S032", "write horizon: \"30min\""),
        (changed("edge: \"edge1\"", "edge: null"), "S032", "write None"),
        (changed("\"lognormal(median 40min, p95 3h)\"", "null"), "S032", "leave `decision` out"),
        (changed("witness: \"dc1\"", "witness: null"), "S032", "write None"),
        (changed("availability: 0.9995", "availability: 99.95%"), "S007", "write 0.9995"),
        (changed("availability: 0.9995", "availability: 99.95"), "S033", "write 1 or less; 0.9995 if 99.95 % is meant"),
        (changed("Mon-Fri 08:00-18:00", "24x7"), "S035", "write `always`"),
        (changed("Mon-Fri 08:00-18:00", "24/7"), "S035", "write `always`"),
        (changed("\"Mon-Fri 08:00-18:00\"", "24x7"), "S007", "write \"always\""),
        (changed("detection: \"5min\"", "detection: \"5-10min\""), "S035", "write `uniform(5min, 10min)`"),
        (changed("detection: \"5min\"", "detection: \"5 to 10 min\""), "S035", "write `uniform(5min, 10min)`"),
        (changed("detection: \"5min\"", "detection: 5-10min"), "S007", "write \"uniform(5min, 10min)\""),
        (changed("LyncServer2013", "SkypeForBusiness2015"), "S034", "write LyncServer2013"),
        (changed("LyncServer2013", "SkypeForBusiness2015"), "S034", "set under `facts` what differs"),
        (changed("central_management: \"pool1\",", ""), "S031", "There are: pool1, pool2."),
        (east(&changed("central_management: \"pool1\",", "")), "S031", "add central_management: \"east\""),
        (changed("\"edge2\": (site: \"dc2\", servers: 2)", "\"edge2\": None"), "S032", "leave `edge2` out"),
        (changed("\"edge2\": (site: \"dc2\", servers: 2)", "\"edge2\": Removed"), "S032", "leave `edge2` out"),
        (variant("(pools: { \"pool2\": None })"), "S032", "write \"pool2\": Removed"),
        (variant("(pools: { \"pool2\": null })"), "S032", "write \"pool2\": Removed"),
        (variant("(pools: { \"pool2\": Remove })"), "S032", "write \"pool2\": Removed"),
        (variant("(staff: (staffed: None))"), "S032", "write staffed: Removed to have its default"),
    ]);
    for (from, to) in [("24000, back", "24000 back"), ("(\"dc1\", \"dc2\"), band", "(\"dc1\" \"dc2\"), band")] {
        assert_eq!(refused(&changed(from, to)).problems.errors(), 1, "what follows from a comma is not told");
    }
}

/// Out of hours nobody comes, and whoever is there when the next hours begin does: that is a way to staff a deployment.
#[test]
fn nobody_needs_to_come_out_of_hours() {
    let warned = |text: &str| loaded(text).problems.iter().any(|problem| problem.code == "P017");
    let never = changed("otherwise: \"45min\"", "otherwise: \"never\"");
    assert!(!warned(&never));
    assert!(warned(&never.replacen("Mon-Fri 08:00-18:00", "never", 1)));
}

#[test]
fn names_that_lead_nowhere() {
    all_refused(&[
        (changed("central_management: \"pool1\"", "central_management: \"pol1\""), "P002", "pool1"),
        (changed("site: \"dc2\", servers", "site: \"dc3\", servers"), "P002", "dc1, dc2"),
        (changed("witness: \"dc1\"", "witness: \"pool2\""), "P002", "`pool2` is a pool"),
        (changed("edge: \"edge1\"", "edge: \"egde1\""), "P002", "write \"edge1\""),
        (changed("lose: Site(\"dc1\")", "lose: Site(\"pool1\")"), "P002", "`pool1` is a pool"),
        (changed("lose: Site(\"dc1\")", "lose: Server(\"pool1-fe7\")"), "P002", "pool1-fe"),
        (changed("lose: Site(\"dc1\")", "lose: Shared(\"san\")"), "P002", "There is none"),
        (changed("(\"dc1\", \"dc2\"), band", "(\"dc1\", \"dc9\"), band"), "P002", "dc9"),
        (changed("[(\"pool1\", \"pool2\")]", "[(\"pool1\", \"pool3\")]"), "P002", "pool3"),
        (changed("\"edge2\": (site", "\"dc1\": (site"), "P001", "taken by a site"),
        (changed("\"wan\"", "\"pool1-fe3\""), "P001", "server"),
        (with("shared: { \"san\": (kind: Storage, carries: [\"pool9\"]) }"), "P002", "pool9"),
        (with("shared: { \"san\": (kind: Storage, carries: [\"wan\"]) }"), "P002", "`wan` is a link"),
        (with("failures: (shared: { \"san\": (life: \"1y\", repair: \"1h\") })"), "P002", "san"),
        (with("facts: { \"pool.gracce\": \"10min\" }"), "P015", "pool.grace"),
        (with("steps: { \"decid\": \"10min\" }"), "P031", "decide"),
        (with("extra_steps: [(before: \"nobody\", says: \"x\", takes: \"1h\")]"), "P031", "nobody"),
        (
            changed("front_ends: 6, enabled_users: 12000", "front_ends: 6, dice: \"pool1\", enabled_users: 12000"),
            "P013",
            "dice",
        ),
    ]);
}

#[test]
fn designs_that_cannot_be() {
    let pool = |more: &str| changed("enabled_users: 24000", &format!("enabled_users: 24000, {more}"));
    all_refused(&[
        (changed("(\"pool1\", \"pool2\")", "(\"pool1\", \"pool1\")"), "P010", "another pool"),
        (changed("[(\"pool1\", \"pool2\")]", "[(\"pool1\", \"pool2\"), (\"pool2\", \"pool1\")]"), "P011", "one to one"),
        (pool("names: [\"a\", \"b\"]"), "P006", "list 6"),
        (pool("hosts: [\"a\"]"), "P006", "list 6"),
        (pool("upgrade_domains: [[1, 2, 3], [4, 5]]"), "P007", "Front End 6 stands in no"),
        (pool("upgrade_domains: [[1, 2, 3], [3, 4, 5, 6]]"), "P007", "Front End 3 stands in two"),
        (pool("upgrade_domains: [[1, 2, 3], [4, 5, 6, 7]]"), "P007", "no Front End 7"),
        (pool("upgrade_domains: [[1, 2, 3], [], [4, 5, 6]]"), "P007", "empty"),
        (pool("quorum: (to_start: 7)"), "P008", "6 or less"),
        (pool("quorum: (seeds: 7)"), "P008", "6 or less"),
        (pool("quorum: (seeds: 3, running: 5)"), "P008", "3 or less"),
        (changed("(\"dc1\", \"dc2\"), band", "(\"dc1\", \"dc1\"), band"), "P014", "two sites"),
        (changed("horizon: \"30d\"", "horizon: \"101y\""), "P005", "100 years"),
        (changed("horizon: \"30d\"", "horizon: \"0s\""), "P005", "30d"),
        (changed("{ \"dc1\": (), \"dc2\": () }", "{}"), "P003", "sites"),
        (with("shared: { \"a\": (kind: Rack, carries: [\"b\"]), \"b\": (kind: Rack, carries: [\"a\"]) }"), "P012", ""),
        (
            r#"(schema: 1, about: "", product: LyncServer2013, start: "2026-03-03 10:00 UTC", horizon: "1d",
                sites: {"a": ()}, pools: {"p": Standard(site: "a", enabled_users: 9, remote_share: 0.5)},
                central_management: "p")"#
                .to_owned(),
            "P009",
            "edges",
        ),
    ]);
}

#[test]
fn facts_and_failures_out_of_place() {
    all_refused(&[
        (with("facts: { \"pairing.sync_interval\": \"4h\" }"), "P016", "5s to 3h"),
        (with("facts: { \"registrar.failure_interval\": \"10s\" }"), "P016", "30s to 24h"),
        (with("facts: { \"users.signed_in_share\": \"1.2\" }"), "P016", "0 to 1"),
        (with("facts: { \"pool.grace\": \"soon\" }"), "P016", "soon"),
        (with("facts: { \"users.business_hours\": \"all day\" }"), "P016", "Mon-Fri"),
        (with("facts: { \"pool.grace_level\": \"some\" }"), "P016", "limited"),
        (with("facts: { \"people.detection\": \"5min\" }"), "P018", "keep one"),
        (with("failures: (server: [(life: \"1s\", repair: \"1h\")])"), "P027", "unit"),
        (with("failures: (server: [(life: \"1y\", repair: \"1h\")], beta: 0.1)"), "P028", "exponential"),
        (with("failures: (beta: 0.1)"), "P028", "server"),
        (with("failures: (site_beta: 0.1)"), "P028", "site"),
        (with("failures: (server: [(life: \"1y\")])"), "S031", "repair"),
        (with("failures: (beta: 1.5)"), "S033", "1 or less"),
    ]);
}

#[test]
fn timelines_that_cannot_be() {
    let line = |line: &str| changed("(at: \"0h\", lose: Site(\"dc1\"), for: \"6h\")", line);
    all_refused(&[
        (line("(at: \"31d\", lose: Site(\"dc1\"))"), "P022", "earlier"),
        (line("(at: \"30d\", lose: Site(\"dc1\"))"), "P022", "30 d"),
        (line("(lose: Site(\"dc1\"))"), "P019", "`at` or `every`"),
        (line("(at: \"1h\", every: \"daily 02:00\", lose: Site(\"dc1\"))"), "P019", "keep one"),
        (line("(at: \"1h\")"), "P020", "`lose`"),
        (line("(at: \"1h\", lose: Site(\"dc1\"), return: Site(\"dc1\"))"), "P020", "a line for each"),
        (line("(at: \"1h\", do: FailOver(\"pool1\"), for: \"1h\")"), "P021", "leave `for` out"),
        (line("(at: \"1h\", return: Site(\"dc1\"), planned: true)"), "P039", "on the line that loses it"),
        (line("(at: \"1h\", do: FailOver(\"pool1\"), planned: false)"), "P039", "leave `planned` out"),
        (line("(at: \"1h\", lose: Site(\"dc1\"), planned: \"yes\")"), "S032", "true"),
        (line("(at: \"1h\", do: FailOver(\"pool9\"))"), "P002", "pool9"),
        (line("(at: \"1h\", do: FailOver)"), "S038", "FailOver"),
        (line("(every: \"every 1ms\", lose: Site(\"dc1\"))"), "P034", "unit"),
        (line("(every: \"third Foo 22:00\", lose: Site(\"dc1\"))"), "S035", "Foo"),
    ]);
}

#[test]
fn updates_that_cannot_be() {
    let line = |line: &str| changed("(at: \"0h\", lose: Site(\"dc1\"), for: \"6h\")", line);
    let frozen =
        |text: &str, dates: &str| line(text).replacen("timeline:", &format!("freezes: [\"{dates}\"], timeline:"), 1);
    let standard = |text: &str| {
        let pool = "pools: { \"pool3\": Standard(site: \"dc1\", enabled_users: 10),";
        line(text).replacen("pools: {", pool, 1)
    };
    let domains = |lists: &str| changed("front_ends: 6", &format!("front_ends: 6, upgrade_domains: {lists}"));
    all_refused(&[
        (domains("[[1, 2], [3, 4], [5]]"), "P007", "Front End 6 stands in no upgrade domain"),
        (domains("[[1, 2], [3, 4], [5, 6, 1]]"), "P007", "Front End 1 stands in two upgrade domains"),
        (domains("[[1, 2], [3, 4], [5, 6], []]"), "P007", "an upgrade domain is empty"),
        (domains("[[1, 2], [3, 4], [5, 6, 7]]"), "P007", "list each Front End once"),
        (line("(at: \"1h\", do: Update(\"pool9\"))"), "P002", "pool9"),
        (line("(at: \"1h\", do: UpdateBackEnd(\"pool9\"))"), "P002", "pool9"),
        (line("(at: \"1h\", do: UpdateAll([\"pool1\", \"pool9\"]))"), "P002", "pool9"),
        (line("(at: \"1h\", do: UpdateAll([]))"), "P041", "name the pools in the order"),
        (line("(at: \"1h\", do: UpdateAll([\"pool1\", \"pool1\"]))"), "P041", "name each pool once"),
        (standard("(at: \"1h\", do: Update(\"pool3\"))"), "P041", "write UpdateBackEnd(\"pool3\")"),
        (standard("(at: \"1h\", do: UpdateAll([\"pool1\", \"pool3\"]))"), "P041", "no upgrade domains"),
        (line("(at: \"1h\", do: Update(\"pool1\"), for: \"20min\")"), "P042", "for longer"),
        (line("(at: \"1h\", do: Update(\"pool1\"), for: \"1h\", install: \"1h\")"), "P042", "set `install`"),
        (line("(at: \"1h\", do: Update(\"pool1\"), for: \"uniform(6h, 8h)\")"), "P042", "such as \"6h\""),
        (frozen("(at: \"1h\", do: Update(\"pool1\"))", "2026-03-03"), "P040", "write another time"),
        (frozen("(every: \"daily 02:00\", do: Update(\"pool1\"))", "2026-03-01 to 2026-05-01"), "P040", "fewer dates"),
        (frozen("(at: \"1h\", lose: Site(\"dc1\"))", "2026-03-41"), "S035", "2026-03-41"),
        (line("(at: \"1h\", lose: Site(\"dc1\"), install: \"1h\")"), "P043", "leave `install` out"),
        (line("(at: \"1h\", do: FailOver(\"pool1\"), install: \"1h\")"), "P043", "leave `install` out"),
        (line("(at: \"1h\", do: Update(\"pool1\"), planned: false)"), "P039", "leave `planned` out"),
    ]);
    // What a freeze holds back are updates, and nothing else.
    loaded(&frozen("(at: \"1h\", lose: Site(\"dc1\"))", "2026-03-03"));
    loaded(&line("(at: \"1h\", do: Update(\"pool1\"), for: \"6h\", install: \"uniform(20min, 1h)\")"));
}

#[test]
fn variants_are_checked_like_the_scenario() {
    let variant = |patch: &str| with(&format!("variants: {{ \"other\": {patch} }}"));
    all_refused(&[
        (variant("(pools: { \"pool2\": Removed })"), "P002", "in the variant \"other\""),
        (variant("(pools: { \"pool3\": Removed })"), "S020", "pool2"),
        (variant("(pools: { \"pool1\": Enterprise(front_ends: 40) })"), "S033", "12 or less"),
        (variant("(variants: {})"), "P032", "beside"),
        (variant("(horizon: \"1s\", timeline: [(at: \"2s\", lose: Site(\"dc1\"))])"), "P022", "other"),
        (variant("(sites: 5)"), "S032", "other"),
        (with("variants: 5"), "S032", "map"),
    ]);
}

#[test]
fn a_mistake_of_the_scenario_is_not_told_again_for_each_variant() {
    let refused = refused(&changed("witness: \"dc2\"", "witness: \"dc7\""));
    let told = refused.problems.iter().filter(|problem| problem.code == "P002").count();
    assert_eq!(told, 1);
}

#[test]
fn everything_is_told_at_once() {
    let text = changed("central_management: \"pool1\"", "central_management: \"pool7\"")
        .replacen("edge: \"edge1\"", "edge: \"edge7\"", 1)
        .replacen("Site(\"dc1\")", "Site(\"dc7\")", 1)
        .replacen("(\"pool1\", \"pool2\")", "(\"pool1\", \"pool1\")", 1);
    let refused = refused(&text);
    let mut codes: Vec<&str> = refused.problems.iter().map(|problem| problem.code).collect();
    codes.sort_unstable();
    assert_eq!(codes[..4], ["P002", "P002", "P002", "P010"]);
}

/// What names something unknown is left out. What is there is still checked, and what follows from the gap is not told.
#[test]
fn an_unknown_name_is_told_once_and_hides_no_other_mistake() {
    let codes = |text: &str| {
        let mut codes: Vec<&str> = refused(text).problems.iter().map(|problem| problem.code).collect();
        codes.sort_unstable();
        codes
    };
    let lines = |lines: &str| {
        format!(
            r#"(schema: 1, about: "x", product: LyncServer2013, start: "2026-03-03 10:00 UTC", horizon: "7d",
            sites: {{ "dc1": () }}, pools: {{ "pool1": Enterprise(site: "dc1", front_ends: 6, enabled_users: 10) }},
            central_management: "pool1", timeline: [{lines}])"#
        )
    };
    for thing in ["Server", "Pool", "Site", "Link", "BackEnd", "Edge", "Shared"] {
        for (one, other) in [("lose", "return"), ("return", "lose")] {
            let text =
                lines(&format!(r#"(at: "1h", {one}: {thing}("nothing")), (at: "2h", {other}: Server("pool1-fe1"))"#));
            assert_eq!(codes(&text), ["P002"], "{one} {thing}");
        }
    }
    assert_eq!(codes(&lines(r#"(at: "1h", do: FailOver("nothing"))"#)), ["P002"]);
    // A pool at an unknown site is left out with its servers and its pair, and its own mistakes are told.
    let wrong = changed("pool1\": Enterprise(site: \"dc1\"", "pool1\": Enterprise(site: \"dc7\"")
        .replacen("enabled_users: 24000", "enabled_users: 24000, quorum: (to_start: 7)", 1)
        .replacen("[(\"pool1\", \"pool2\")]", "[(\"pool1\", \"pool2\"), (\"pool2\", \"pool1\")]", 1)
        .replacen("Site(\"dc1\")", "Server(\"pool1-fe1\")", 1);
    assert_eq!(codes(&wrong), ["P002", "P008", "P011", "P011"]);
    let site = changed("\"dc1\": (), ", "");
    assert!(codes(&site).iter().all(|code| *code == "P002"), "{:?}", codes(&site));
    let standard = with("failures: ()")
        .replacen("Enterprise(site: \"dc2\", front_ends: 6", "Standard(site: \"dc7\"", 1)
        .replacen(", back_end: Mirrored(witness: \"dc2\")", "", 1)
        .replacen("Site(\"dc1\")", "Server(\"pool2\")", 1);
    assert_eq!(codes(&standard), ["P002"]);
}

#[test]
fn places_point_at_the_word() {
    let refused = refused(&changed("witness: \"dc1\"", "witness: \"dc7\""));
    let problem = refused.problems.iter().find(|problem| problem.code == "P002").unwrap();
    assert_eq!(refused.sources.written(problem.place.unwrap()), "\"dc7\"");
    assert_eq!(problem.nearest.as_deref(), Some("dc1"));
}

#[test]
fn doubtful_things_are_warned_of() {
    let line = |line: &str| with("failures: ()").replacen("[(at: \"0h\", lose: Site(\"dc1\"), for: \"6h\")]", line, 1);
    for (text, code) in [
        (line("[(at: \"1h\", return: Site(\"dc2\"))]"), "P025"),
        (line("[(every: \"daily 02:00\", lose: Site(\"dc1\"), for: \"25h\")]"), "P024"),
        (line("[(at: \"1h\", do: FailOver(\"pool1\"))]").replacen("[(\"pool1\", \"pool2\")]", "[]", 1), "P026"),
        (line("[(at: \"1h\", do: FailOverCentralManagement)]").replacen("[(\"pool1\", \"pool2\")]", "[]", 1), "P026"),
        (line("[(every: \"fourth Mon 02:00\", lose: Site(\"dc1\"))]").replacen("\"30d\"", "\"3d\"", 1), "P023"),
        (with("facts: { \"pool.grace\": \"1d\" }"), "P017"),
        (with("failures: (edge: (life: \"1y\", repair: \"never\"))"), "P029"),
        (with("shared: { \"san\": (kind: Storage, carries: []) }"), "P035"),
    ] {
        let problems = loaded(&text).problems;
        assert!(problems.iter().any(|problem| problem.code == code), "{code}: {problems:?}");
    }
}

/// A small generator of its own, so that the texts are the same for everybody.
struct Mutations(u64);

impl Mutations {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }

    fn mutated(&mut self) -> Vec<u8> {
        const PIECES: [&[u8]; 14] = [
            b"\"",
            b"(",
            b")",
            b"{",
            b"}",
            b",",
            b"None",
            b"-1",
            b"1e9",
            b"Removed",
            b"\"never\"",
            b"\"\"",
            b"\xff",
            b"()",
        ];
        let mut text = DESIGN.as_bytes().to_vec();
        for _ in 0..=self.below(3) {
            let at = self.below(text.len());
            match self.below(4) {
                0 => drop(text.remove(at)),
                1 => text.truncate(at),
                2 => drop(text.splice(at..at, PIECES[self.below(PIECES.len())].iter().copied())),
                _ => self.move_piece(&mut text, at),
            }
            text.push(b' ');
        }
        text
    }

    /// Replaces one text in quotes or one number by another of the scenario, which keeps the form intact.
    fn move_piece(&mut self, text: &mut Vec<u8>, at: usize) {
        let whole = String::from_utf8_lossy(text).into_owned();
        let words: Vec<&str> = whole.split('"').collect();
        let (one, other) = (self.below(words.len()), self.below(words.len()));
        if one % 2 == 1 && other % 2 == 1 {
            let mut moved = words.clone();
            moved[one] = words[other];
            *text = moved.join("\"").into_bytes();
        } else {
            text[at] = b'0' + self.below(10) as u8;
        }
    }
}

#[test]
fn no_mutated_text_panics() {
    let mut mutations = Mutations(1);
    let mut loaded = 0;
    for _ in 0..1500 {
        let text = mutations.mutated();
        match load_bytes("t.ron", &text, &KNOWN) {
            Ok(found) => {
                loaded += 1;
                assert!(!found.problems.has_errors());
            }
            Err(refused) => assert!(refused.problems.has_errors()),
        }
    }
    assert!(loaded > 0, "some texts stay right, so that the later checks are reached");
}
