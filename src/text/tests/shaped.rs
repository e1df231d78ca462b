//! One small shape, and what fitting, resolving, typing and the schema make of it together.

use super::super::*;

/// A length of time in minutes.
#[derive(Debug, Clone, PartialEq)]
pub struct Minutes(u32);

impl Quantity for Minutes {
    const QUANTITY: QuantityShape = QuantityShape {
        name: "duration",
        about: "how long",
        examples: &["30min", "4h"],
        unit: "min",
        pattern: "^[0-9]+(min|h)$",
    };

    fn read(text: &str) -> Result<Self, Refusal> {
        let digits = text.trim_end_matches(char::is_alphabetic);
        match (&text[digits.len()..], digits.parse::<u32>()) {
            ("min", Ok(minutes)) => Ok(Minutes(minutes)),
            ("h", Ok(hours)) => Ok(Minutes(60 * hours)),
            ("min" | "h", _) => Err(Refusal::new("The number is missing.", "")),
            _ => Err(Refusal::new("The unit is unknown.", "write min or h").at(digits.len(), text.len())),
        }
    }
}

macro_rules! kinds {
    ($($kind:ident $word:literal)*) => { $(
        #[derive(Debug, Clone, PartialEq)]
        pub enum $kind {}
        impl Kind for $kind {
            const WORD: &'static str = $word;
            const LOOKED_UP: bool = true;
        }
    )* };
}

kinds! { OfSite "site" OfPool "pool" OfVariant "variant" }

record! {
    /// everything
    pub struct Root = "scenario" kept_in_part {
        /// the pools
        pools: Map<OfPool, Pool>,
        /// the pairs
        pairs: List<(Name<OfPool>, Name<OfPool>)> = "[]",
        /// a flag
        flag: bool = "false",
        /// patches
        variants: Map<OfVariant, Any> = "{}",
    }

    /// a pool
    pub struct Pool = "pool" {
        /// where it stands
        site: Name<OfSite>,
        /// how many
        front_ends: Whole<1, 12>,
        /// its databases
        back_end: BackEnd = "Single",
        /// how long a repair takes
        repair: Option<Written<Minutes>>,
        /// a share
        share: Share = "0.5",
    }

    /// a mirror
    pub struct Mirrored = "Mirrored" {
        /// its site, or None
        witness: OrNone<Name<OfSite>>,
    }
}

choice! {
    /// where the databases are
    pub enum BackEnd = "back end" {
        /// one server
        Single,
        /// two servers
        Mirrored: Mirrored,
        /// hosted
        Elsewhere(Name<OfSite>),
    }
}

fn tree(name: &str, text: &str) -> Node {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let node = read_text(name, text, &mut sources, &mut problems);
    node.unwrap_or_else(|| panic!("{}", draw(&problems, &sources, false, 100)))
}

fn found(text: &str) -> Vec<Problem> {
    let mut problems = Problems::new();
    read::<Root>(&tree("a.ron", text), &mut problems);
    problems.sorted().into_iter().cloned().collect()
}

const RON: &str = r#"(
    pools: {
        "z": (site: "dc1", front_ends: 6, back_end: Mirrored(witness: None), repair: Some("30min"), share: 1),
        "a": pool(site: "dc2", front_ends: 6.0, back_end: Elsewhere("dc3"), share: 0.5),
        "m": (site: "dc2", front_ends: 1, back_end: Mirrored),
    },
    pairs: [("z", "a")], flag: true,
)"#;
const JSON: &str = r#"{
    "pools": {
        "z": {"site": "dc1", "front_ends": 6, "back_end": {"Mirrored": {"witness": null}}, "repair": "30min", "share": 1},
        "a": {"site": "dc2", "front_ends": 6, "back_end": {"Elsewhere": "dc3"}, "share": 0.5},
        "m": {"site": "dc2", "front_ends": 1, "back_end": "Mirrored"}
    },
    "pairs": [["z", "a"]], "flag": true
}"#;

/// What was read, as it is written again: without places.
fn typed(node: &Node) -> serde_json::Value {
    let mut problems = Problems::new();
    let read = read::<Root>(node, &mut problems);
    assert!(problems.is_empty() && read.whole, "{problems:?}");
    serde_json::to_value(read.value.unwrap()).unwrap()
}

#[test]
fn both_languages_give_the_same_tree_and_the_same_types() {
    let (ron, json) = (tree("a.ron", RON), tree("a.json", JSON));
    let from_ron = typed(&ron);
    assert_eq!(from_ron, typed(&json));
    let root: Root = read(&ron, &mut Problems::new()).value.unwrap();
    assert_eq!(root.pools.names().map(|name| name.text.as_str()).collect::<Vec<_>>(), ["z", "a", "m"]);
    assert_eq!(**root.pools.get("z").unwrap().repair.as_ref().unwrap(), Minutes(30));
    let (ron, json) = (resolve(ron, &Root::SHAPE), resolve(json, &Root::SHAPE));
    assert!(ron.same(&json), "{}\n{}", to_ron(&ron), to_ron(&json));
    assert_eq!(from_ron, typed(&json));
    assert_eq!(from_ron, typed(&tree("b.ron", &to_ron(&json))));
}

/// What is written again is what was read, with the defaults; what has no default and was left out is not written.
#[test]
fn what_was_read_is_written_with_its_defaults() {
    let root: Root = read(&tree("a.ron", RON), &mut Problems::new()).value.unwrap();
    let json = serde_json::to_string(&root.pools.get("m").unwrap()).unwrap();
    let wanted = r#"{"site":"dc2","front_ends":1,"back_end":{"Mirrored":{"witness":null}},"share":0.5}"#;
    assert_eq!(json, wanted);
    let json = serde_json::to_string(&root).unwrap();
    assert_eq!(typed(&tree("b.json", &json)), typed(&tree("a.ron", RON)));
}

#[test]
fn every_field_knows_where_it_stands() {
    let mut sources = Sources::new();
    let node = read_text("a.ron", RON, &mut sources, &mut Problems::new()).unwrap();
    let root: Root = read(&node, &mut Problems::new()).value.unwrap();
    let pool = root.pools.get("z").unwrap();
    assert_eq!(sources.written(pool.site.place), "\"dc1\"");
    assert_eq!(sources.written(pool.share.place), "1");
    assert_eq!(sources.written(root.pairs[0].1.place), "\"a\"");
    // What was left out stands where it is left out.
    assert_eq!(
        sources.written(root.pools.get("m").unwrap().share.place),
        r#"(site: "dc2", front_ends: 1, back_end: Mirrored)"#
    );
}

/// A record is whole or lost; lists and maps keep what is sound, and the names of the rest; the root loses field by field.
#[test]
fn what_is_sound_is_kept() {
    let text = r#"(
        pools: { "p": (site: "dc1", front_ends: 1), "q": (site: "dc2", front_ends: 99), "r": (site: "dc3") },
        pairs: [("p", "q"), ("p", 7), ("s", "p")], flag: maybe,
    )"#;
    let mut problems = Problems::new();
    let read = read::<Root>(&tree("a.ron", text), &mut problems);
    let root = read.value.unwrap();
    assert!(!read.whole && problems.errors() == 4, "{problems:?}");
    assert_eq!(root.pools.iter().map(|(name, _)| name.text.as_str()).collect::<Vec<_>>(), ["p"]);
    assert_eq!(root.pools.names().map(|name| name.text.as_str()).collect::<Vec<_>>(), ["p", "q", "r"]);
    assert!(root.pools.is_readable() && !root.pools.is_whole());
    assert_eq!((root.pairs.len(), *root.flag), (2, false));
    let mentions: Vec<&str> = read.mentions.iter().map(|mention| mention.text.as_str()).collect();
    assert_eq!(mentions, ["dc1", "dc2", "dc3", "p", "q", "p", "s", "p"]);
    let lost = super::super::read::<Root>(&tree("a.ron", "(pools: 7)"), &mut Problems::new()).value.unwrap();
    assert!(lost.pools.is_empty() && !lost.pools.is_readable());
}

#[test]
fn every_difference_is_told_in_one_go() {
    let text = r#"(
        pools: {
            "p": (sit: "dc1", front_ends: 13, back_end: Mirored(witness: None), repair: 30),
            "q": (site: "dc1 ", front_ends: 1.5, back_end: Single(1), repair: "5 parsecs", share: 2),
            "": (site: dc1, front_ends: "6", back_end: Elsewhere, repair: "h"),
        },
        pairs: [("p",), ("p", "q", "r")], flag: 1, pears: [],
    )"#;
    let codes: Vec<&str> = found(text).iter().map(|problem| problem.code).collect();
    let wanted = [
        "S030", "S033", "S034", "S036", "S039", "S032", "S038", "S035", "S033", "S039", "S032", "S032", "S038", "S035",
        "S037", "S037", "S032", "S030",
    ];
    assert_eq!(codes, wanted);
    let one = |code: &str| found(text).into_iter().find(|problem| problem.code == code).unwrap();
    assert_eq!(one("S030").nearest.as_deref(), Some("site"));
    assert_eq!(one("S034").nearest.as_deref(), Some("Mirrored"));
    assert_eq!(one("S036").remedy, "write \"30min\"");
    let place = one("S035").place.unwrap();
    assert_eq!(&text[place.start..place.end], "parsecs");
    let missing = &found(r#"(pools: { "p": (front_ends: 1) })"#)[0];
    assert_eq!((missing.code, missing.remedy.as_str()), ("S031", "add site: \"site1\""));
}

#[test]
fn names_may_join_letters_and_pictures() {
    let text = "(pools: { \"\u{645}\u{200c}\u{645} \u{1f469}\u{200d}\u{1f467}\": (site: \"d\", front_ends: 1) })";
    assert!(found(text).is_empty(), "{:?}", found(text));
}

#[test]
fn patches_from_either_language_merge_the_same() {
    let base = resolve(tree("a.json", JSON), &Root::SHAPE);
    let ron =
        tree("p.ron", r#"(pools: { "z": (back_end: Elsewhere("dc9"), repair: Removed), "m": Removed }, pairs: [])"#);
    let json = tree(
        "p.json",
        r#"{"pools": {"z": {"back_end": {"Elsewhere": "dc9"}, "repair": "Removed"}, "m": "Removed"}, "pairs": []}"#,
    );
    let mut problems = Problems::new();
    let (a, b) = (apply::<Root>(&base, ron, &mut problems), apply::<Root>(&base, json, &mut problems));
    assert!(problems.is_empty(), "{problems:?}");
    assert!(a.same(&b));
    let root: Root = read(&a, &mut problems).value.unwrap();
    let pool = root.pools.get("z").unwrap();
    assert!(matches!(&pool.back_end.value, BackEnd::Elsewhere(site) if site.text == "dc9"));
    assert!(pool.repair.is_none());
    assert_eq!((root.pools.len(), root.pairs.len()), (2, 0));
}

#[test]
fn the_schema_says_what_the_shape_says() {
    let schema = json_schema(&Root::SHAPE, "Scenario", "https://example.org/scenario.json");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["required"], serde_json::json!(["pools"]));
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["properties"]["pools"]["additionalProperties"]["$ref"], "#/$defs/pool");
    let pool = &schema["$defs"]["pool"]["properties"];
    assert_eq!(pool["front_ends"]["maximum"], 12);
    assert_eq!(pool["repair"]["pattern"], "^[0-9]+(min|h)$");
    assert_eq!(pool["share"]["description"], "a share Default: 0.5.");
    assert_eq!(schema["$defs"]["back end"]["oneOf"].as_array().unwrap().len(), 3);
}
