//! One small shape, and what fitting, resolving, typing and the schema make of it together.

use serde::Deserialize;

use super::super::*;

fn duration(text: &str) -> Result<(), Refusal> {
    let digits = text.trim_end_matches(char::is_alphabetic);
    match &text[digits.len()..] {
        "min" | "h" if digits.parse::<u32>().is_ok() => Ok(()),
        "min" | "h" => Err(Refusal::new("The number is missing.", "")),
        _ => Err(Refusal::new("The unit is unknown.", "write min or h").at(digits.len(), text.len())),
    }
}

static DURATION: QuantityShape = QuantityShape {
    name: "duration",
    about: "how long",
    examples: &["30min", "4h"],
    unit: "min",
    pattern: "^[0-9]+(min|h)$",
    parse: duration,
};
static BACK_END: ChoiceShape = ChoiceShape {
    name: "back end",
    about: "where the databases are",
    variants: &[
        Variant::unit("Single", "one server"),
        Variant::fields("Mirrored", &MIRRORED, "two servers"),
        Variant::one("Elsewhere", &Shape::Name("site"), "hosted"),
    ],
};
static MIRRORED: StructShape = StructShape {
    name: "Mirrored",
    about: "a mirror",
    fields: &[Field::optional("witness", Shape::Optional(&Shape::Name("site")), "its site, or None")],
};
static POOL: StructShape = StructShape {
    name: "pool",
    about: "a pool",
    fields: &[
        Field::required("site", Shape::Name("site"), "where it stands"),
        Field::required("front_ends", Shape::Whole { min: 1, max: 12 }, "how many"),
        Field::optional("back_end", Shape::Choice(&BACK_END), "its databases"),
        Field::optional("repair", Shape::Quantity(&DURATION), "how long a repair takes"),
        Field::optional("share", Shape::Number { min: 0.0, max: 1.0, unit: "" }, "a share"),
    ],
};
static ROOT: StructShape = StructShape {
    name: "scenario",
    about: "everything",
    fields: &[
        Field::required("pools", Shape::Map { key: "pool", value: &Shape::Struct(&POOL) }, "the pools"),
        Field::optional("pairs", Shape::List(&Shape::Tuple(&[Shape::Name("pool"), Shape::Name("pool")])), "the pairs"),
        Field::optional("flag", Shape::Flag, "a flag"),
        Field::optional("variants", Shape::Map { key: "variant", value: &Shape::Any }, "patches"),
    ],
};
static SHAPE: Shape = Shape::Struct(&ROOT);

#[derive(Debug, PartialEq, Deserialize)]
#[serde(try_from = "String")]
struct Minutes(u32);

impl TryFrom<String> for Minutes {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.trim_end_matches("min").parse().map(Minutes).map_err(|_| format!("{text} is no number of minutes"))
    }
}

#[derive(Debug, PartialEq, Deserialize)]
struct SiteName(String);

#[derive(Debug, PartialEq, Default, Deserialize)]
enum BackEnd {
    #[default]
    Single,
    Mirrored {
        #[serde(default)]
        witness: Option<SiteName>,
    },
    Elsewhere(SiteName),
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pool {
    site: SiteName,
    front_ends: u8,
    #[serde(default)]
    back_end: BackEnd,
    repair: Option<Minutes>,
    #[serde(default)]
    share: f64,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Root {
    pools: Ordered<Pool>,
    #[serde(default)]
    pairs: Vec<(String, String)>,
    #[serde(default)]
    flag: bool,
}

fn tree(name: &str, text: &str) -> Node {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let node = read_text(name, text, &mut sources, &mut problems);
    node.unwrap_or_else(|| panic!("{}", draw(&problems, &sources, false, 100)))
}

fn found(text: &str) -> Vec<Problem> {
    let mut problems = Problems::new();
    fit(&tree("a.ron", text), &SHAPE, &mut problems);
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

#[test]
fn both_languages_give_the_same_tree_and_the_same_types() {
    let (ron, json) = (tree("a.ron", RON), tree("a.json", JSON));
    let mut problems = Problems::new();
    fit(&ron, &SHAPE, &mut problems);
    fit(&json, &SHAPE, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    let from_ron: Root = from_node(&ron).unwrap();
    assert_eq!(from_ron, from_node::<Root>(&json).unwrap());
    assert_eq!(from_ron.pools.names().collect::<Vec<_>>(), ["z", "a", "m"]);
    assert_eq!(from_ron.pools.get("z").unwrap().repair, Some(Minutes(30)));
    let (ron, json) = (resolve(ron, &SHAPE), resolve(json, &SHAPE));
    assert!(ron.same(&json), "{}\n{}", to_ron(&ron), to_ron(&json));
    assert_eq!(from_ron, from_node::<Root>(&json).unwrap());
    let printed = to_ron(&json);
    assert_eq!(from_ron, from_node::<Root>(&tree("b.ron", &printed)).unwrap());
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
    let base = resolve(tree("a.json", JSON), &SHAPE);
    let ron =
        tree("p.ron", r#"(pools: { "z": (back_end: Elsewhere("dc9"), repair: Removed), "m": Removed }, pairs: [])"#);
    let json = tree(
        "p.json",
        r#"{"pools": {"z": {"back_end": {"Elsewhere": "dc9"}, "repair": "Removed"}, "m": "Removed"}, "pairs": []}"#,
    );
    let mut problems = Problems::new();
    let (a, b) = (apply(&base, ron, &SHAPE, &mut problems), apply(&base, json, &SHAPE, &mut problems));
    assert!(problems.is_empty(), "{problems:?}");
    assert!(a.same(&b));
    let root: Root = from_node(&a).unwrap();
    assert_eq!(root.pools.get("z").unwrap().back_end, BackEnd::Elsewhere(SiteName("dc9".into())));
    assert_eq!(root.pools.get("z").unwrap().repair, None);
    assert_eq!((root.pools.len(), root.pairs.len()), (2, 0));
}

#[test]
fn what_a_type_refuses_is_shown_at_the_innermost_value() {
    let text = RON.replace("\"30min\"", "\"xmin\"");
    let problem = from_node::<Root>(&tree("a.ron", &text)).unwrap_err();
    let place = problem.place.unwrap();
    assert_eq!((problem.code, &text[place.start..place.end]), ("S040", "Some(\"xmin\")"));
    let pairs: Vec<(SiteName, u8)> = from_node(&tree("a.ron", r#"{ "b": 1, "a": 2 }"#)).unwrap();
    assert_eq!(pairs, [(SiteName("b".into()), 1), (SiteName("a".into()), 2)]);
    for wrong in ["1", "\"x\"", "[1]", "Site(1)", "None", "(pools: 1)", "(pools: {\"a\": ()})"] {
        assert!(from_node::<Root>(&tree("a.ron", wrong)).is_err(), "{wrong}");
    }
}

#[test]
fn the_schema_says_what_the_shape_says() {
    let schema = json_schema(&SHAPE, "Scenario", "https://example.org/scenario.json");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["required"], serde_json::json!(["pools"]));
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["properties"]["pools"]["additionalProperties"]["$ref"], "#/$defs/pool");
    let pool = &schema["$defs"]["pool"]["properties"];
    assert_eq!(pool["front_ends"]["maximum"], 12);
    assert_eq!(pool["repair"]["pattern"], "^[0-9]+(min|h)$");
    assert_eq!(schema["$defs"]["back end"]["oneOf"].as_array().unwrap().len(), 3);
}
