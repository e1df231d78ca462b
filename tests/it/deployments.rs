//! The pictures of deployments: what they say and where it stands, for the tour and for topologies made to break a layout.

use std::fs;
use std::path::Path;

use super::boxes;
use super::stage::setting;
use super::tool::{printed, said, tool};
use pooldrill::report::chart::canvas::Canvas;
use pooldrill::report::chart::style::PAGE;
use pooldrill::report::chart::topology;

/// Draws a deployment and looks at every text of it.
fn drawn(name: &str, scenario: &str) -> Canvas {
    let setting = setting(name, scenario);
    let drawing = topology::drawing(&setting.plan);
    let faults = boxes::faults(&drawing.canvas, (PAGE, drawing.height));
    assert!(faults.is_empty(), "{name}:\n{}", faults.join("\n"));
    drawing.canvas
}

fn words(canvas: &Canvas) -> String {
    canvas.labels().map(|label| label.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// The values that shapes say under a name, in order.
fn told(canvas: &Canvas, name: &str) -> Vec<String> {
    let data = canvas.shown().flat_map(|(_, data)| data);
    data.filter(|(of, _)| of == name).map(|(_, value)| value.clone()).collect()
}

fn scenario(number: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut entries =
        fs::read_dir(folder).expect("the tour is there").map(|entry| entry.expect("it can be read").path());
    let path = entries.find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(number)));
    fs::read_to_string(path.expect("the scenario is there")).expect("it is text")
}

/// A scenario of these sites, links, pools, Edge pools and pairs.
fn scene(sites: &[&str], links: &str, pools: &[String], more: &str, pairs: &[(&str, &str)], first: &str) -> String {
    let sites: String = sites.iter().map(|site| format!("{site:?}: (), ")).collect();
    let pairs: String = pairs.iter().map(|(one, other)| format!("({one:?}, {other:?}), ")).collect();
    format!(
        "(schema: 1, about: \"A scene\", product: LyncServer2013, start: \"2026-12-30 10:00 Asia/Seoul\", horizon: \"2d\", \
         sites: {{ {sites} }}, links: {{ {links} }}, pools: {{ {} }}, {more} pairs: [{pairs}], \
         central_management: {first:?}, timeline: [])",
        pools.concat()
    )
}

fn enterprise(name: &str, site: &str, back_end: &str) -> String {
    format!("{name:?}: Enterprise(site: {site:?}, front_ends: 6, enabled_users: 8000, back_end: {back_end}),")
}

#[test]
fn every_deployment_of_the_tour_can_be_drawn() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut seen = 0;
    for entry in fs::read_dir(folder).expect("the tour is there") {
        let path = entry.expect("an entry can be read").path();
        if path.extension().is_some_and(|ending| ending == "ron") {
            drawn(&path.display().to_string(), &fs::read_to_string(&path).expect("it is text"));
            seen += 1;
        }
    }
    assert!(seen >= 18, "the tour has {seen} scenarios");
}

#[test]
fn the_title_says_who_has_no_partner_and_what_nothing_takes_the_place_of() {
    for (number, title) in [
        ("05", "Two sites, each pool paired with one in the other; federation and XMPP have one route, through edge1"),
        ("10", "One site, frontendpool has no partner; it has one Back End Server"),
        ("14", "One site, pool1 has no partner; storage array carries both databases of pool1"),
        ("17", "Two sites, each pool paired with one in the other; one disaster can take all sites"),
    ] {
        let words = words(&drawn(number, &scenario(number)));
        assert!(words.starts_with(title), "{number}: {words}");
    }
    let shared = words(&drawn("14", &scenario("14")));
    for said in ["power feed feed A carries 4 Front Ends and the primary of pool1", "host1: 2 Front Ends of pool1"] {
        assert!(shared.contains(said), "{shared}");
    }
    assert!(words(&drawn("10", &scenario("10"))).contains("federation has one route, through edgepool"));
}

#[test]
fn boxes_say_what_they_show() {
    let canvas = drawn("05", &scenario("05"));
    assert_eq!(told(&canvas, "site"), ["dc1", "dc2"]);
    assert_eq!(told(&canvas, "pool"), ["pool1", "pool2"]);
    assert_eq!(told(&canvas, "users"), ["24000", "12000"]);
    assert_eq!(told(&canvas, "partner"), ["pool2", "pool1"]);
    assert_eq!((told(&canvas, "pair"), told(&canvas, "with")), (vec!["pool1".to_owned()], vec!["pool2".to_owned()]));
    assert_eq!(told(&canvas, "bits-a-second"), ["100000000"]);
    for said in
        ["wan · 100 Mbit/s · 20 ms", "Edge pool, next hop pool1", "24,000 users on 6 Front Ends in 6 upgrade domains"]
    {
        assert!(words(&canvas).contains(said), "{said}: {}", words(&canvas));
    }
}

/// A witness elsewhere, pairs across a third site and within one, long names and Hangul, something two sites share.
#[test]
fn three_sites_with_everything_are_drawn_apart() {
    let far = "dc3-with-a-rather-long-name-of-a-city";
    let long = "pool4-with-a-very-long-name-of-sixty-letters.contoso.example.com";
    let pools = [
        enterprise("p1", "서울", &format!("Mirrored(witness: {far:?})")),
        enterprise("서울데이터센터제이프런트엔드풀", "서울", "Mirrored(witness: None)"),
        enterprise("p3", "부산", "Mirrored(witness: \"부산\")"),
        enterprise(long, far, "Single"),
        "\"se1\": Standard(site: \"부산\", enabled_users: 1), \"se2\": Standard(site: \"부산\", enabled_users: 800),"
            .to_owned(),
        enterprise("p7", far, "Single"),
    ];
    let link = |name: &str, one: &str, other: &str| {
        format!("{name:?}: (between: ({one:?}, {other:?}), bandwidth: \"1.5 Mbit/s\", latency: \"20ms\"), ")
    };
    let links = [link("wan1", "서울", "부산"), link("wan2", "부산", far), link("wan3", far, "서울")].concat();
    let more = format!(
        "edges: {{ \"e1\": (site: {far:?}, servers: 1, federation: true, next_hop: \"p1\") }}, \
         shared: {{ \"a rack\": (kind: Rack, carries: [\"p1-fe1\", \"p1-fe2\", \"p3-fe1\"]) }},"
    );
    let pairs = [("p1", "p3"), ("서울데이터센터제이프런트엔드풀", long), ("se1", "se2")];
    let canvas = drawn("three sites", &scene(&["서울", "부산", far], &links, &pools, &more, &pairs, "p1"));
    assert_eq!((told(&canvas, "pair").len(), told(&canvas, "link").len(), told(&canvas, "pool").len()), (3, 3, 7));
    let words = words(&canvas);
    for said in [
        "Three sites, p7 has no partner; se1 and se2 are a pair in one site",
        "partner in the same site",
        "no witness",
        "witness of p1",
        "the next hop of e1 stands in 서울",
        "a rack: 2 Front Ends of p1 and 1 Front End of p3",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
}

#[test]
fn what_is_too_large_to_be_drawn_is_told_in_a_table() {
    let sites: Vec<String> = (0..10).map(|n| format!("dc{n}")).collect();
    let sites: Vec<&str> = sites.iter().map(String::as_str).collect();
    let names: Vec<String> =
        (0..50).map(|n| format!("pool-{n}-of-a-deployment-with-many-of-them.contoso.example.com")).collect();
    let pools: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(n, name)| enterprise(name, sites[n % 10], &format!("Mirrored(witness: {:?})", sites[(n + 1) % 10])))
        .collect();
    let pairs: Vec<(&str, &str)> =
        names.chunks_exact(2).take(24).map(|two| (two[0].as_str(), two[1].as_str())).collect();
    let link = "\"wan\": (between: (\"dc0\", \"dc9\"), bandwidth: \"2 Gbit/s\"),";
    let canvas = drawn("fifty pools", &scene(&sites, link, &pools, "", &pairs, &names[0]));
    assert_eq!(told(&canvas, "pool").len(), 50);
    let words = words(&canvas);
    assert!(words.starts_with("10 sites, "), "{words}");
    for said in ["There are too many sites", "no partner", "dc0 to dc9 · 2 Gbit/s", "all 50 witnesses stand in another"]
    {
        assert!(words.contains(said), "{said}: {words}");
    }
}

#[test]
fn one_server_without_anything_is_a_deployment_too() {
    let pools = ["\"lync\": Standard(site: \"office\", enabled_users: 1),".to_owned()];
    let canvas = drawn("one server", &scene(&["office", "empty"], "", &pools, "", &[], "lync"));
    let words = words(&canvas);
    assert!(words.starts_with("Two sites, lync has no partner"), "{words}");
    assert!(words.contains("1 user on a Standard Edition server") && words.contains("nothing named here"), "{words}");
}

#[test]
fn show_draws_into_a_file_or_on_standard_output() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("x.ron"), scenario("05")).expect("it can be written");
    let show = |more: &[&str]| tool(folder.path(), &[&["show", "x.ron"], more].concat());
    let screen = show(&["--picture", "-"]);
    assert!(printed(&screen).starts_with("<svg ") && printed(&screen).trim_end().ends_with("</svg>"));
    for (name, begins) in [("t.svg", &b"<svg "[..]), ("t.png", b"\x89PNG")] {
        let output = show(&["--picture", name]);
        assert_eq!((output.status.code(), printed(&output)), (Some(0), String::new()), "{}", said(&output));
        assert!(fs::read(at(name)).expect("it is there").starts_with(begins));
        assert_eq!(show(&["--picture", name]).status.code(), Some(0), "its own file is replaced");
        fs::write(at(name), "mine").expect("it can be written");
        let output = show(&["--picture", name]);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains("was not written by pooldrill"), "{}", said(&output));
        assert_eq!(fs::read(at(name)).expect("it is there"), b"mine");
        assert_eq!(show(&["--picture", name, "--force"]).status.code(), Some(0));
    }
    let output = show(&["--picture", "x.ron", "--force"]);
    assert!(output.status.code() == Some(2) && said(&output).contains("is what is read here"), "{}", said(&output));
}
