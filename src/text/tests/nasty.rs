//! Inputs that nobody writes on purpose: cut, mutated, mis-encoded and endless ones, and the oracles for good ones.

use proptest::prelude::*;

use super::super::tree::whole_of;
use super::super::*;

/// A number that has no file behind it.
fn of_float(float: f64) -> Number {
    Number { text: format!("{float:?}"), float, whole: whole_of(float) }
}

fn of_whole(whole: i64) -> Number {
    Number { text: whole.to_string(), float: whole as f64, whole: Some(whole) }
}

/// A text that uses everything a scenario uses.
const GOOD: &str = r##"#![enable(implicit_some)]
// 두 데이터 센터
(
    schema: 1, about: "Two \"paired\" pools, caf\u{e9}", product: LyncServer2013, /* a /* nested */ comment */
    sites: { "서울": (), "dc2": (weight: 0.25, height: -1_000, hex: 0xFF), },
    links: { "wan": (between: ("서울", "dc2"), bandwidth: "100 Mbit/s", path: r#"C:\"x""#) },
    pools: {
        "pool1": Enterprise(site: "서울", front_ends: 6, back_end: Mirrored(witness: None), edge: Some("edge1")),
        "pool2": Standard(site: "dc2", letter: 'x', share: 1.5e-3),
    },
    pairs: [("pool1", "pool2")], flag: true, empty: [], none: {},
    timeline: [ (at: "0h", lose: Site("서울"), for: "6h"), (every: "Sat 22:00", do: Update("pool1", 2)) ],
)
"##;

const GOOD_JSON: &str = r#"{ "schema": 1, "about": "\ud55c \"x\" \u00e9\n", "product": "LyncServer2013",
    "sites": {"서울": {}, "dc2": {"weight": 0.25, "height": -1000}}, "none": null, "flag": true, "list": [[1, 2.5e-3], []],
    "pools": {"pool1": {"Enterprise": {"site": "서울", "front_ends": 6}}} }"#;

fn read(name: &str, bytes: &[u8]) -> (Option<Node>, Problems, Sources) {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let node = read_bytes(name, bytes, &mut sources, &mut problems);
    (node, problems, sources)
}

fn good(name: &str, text: &str) -> Node {
    let (node, problems, sources) = read(name, text.as_bytes());
    assert!(problems.is_empty(), "{}", draw(&problems, &sources, false, 100));
    node.unwrap()
}

/// The problems of a text, drawn, which must not fail either.
fn refused(name: &str, bytes: &[u8]) -> Vec<Problem> {
    let (_, problems, sources) = read(name, bytes);
    assert!(
        problems.has_errors(),
        "{name}: {:?} was accepted",
        String::from_utf8_lossy(&bytes[..bytes.len().min(200)])
    );
    let drawn = draw(&problems, &sources, false, 80);
    assert!(drawn.len() < 400_000);
    assert!(to_json(&problems, &sources)["errors"].as_u64() > Some(0));
    problems.sorted().into_iter().cloned().collect()
}

fn codes(name: &str, text: &str) -> Vec<&'static str> {
    refused(name, text.as_bytes()).iter().map(|problem| problem.code).collect()
}

#[test]
fn texts_cut_anywhere_are_errors_and_never_panics() {
    for (name, text) in [("a.ron", GOOD), ("a.json", GOOD_JSON)] {
        good(name, text);
        let end = text.trim_end().len();
        for cut in 0..end {
            refused(name, &text.as_bytes()[..cut]);
        }
    }
}

#[test]
fn endless_brackets_stop_at_the_limit() {
    for (name, open) in
        [("a.ron", "("), ("a.ron", "["), ("a.ron", "{"), ("a.ron", "A("), ("a.ron", "Some("), ("a.json", "[")]
    {
        let found = codes(name, &open.repeat(200_000));
        assert!(found.contains(&"S008") || open == "{", "{open}: {found:?}");
    }
    assert_eq!(codes("a.json", &"{\"a\":".repeat(200_000)), ["S008"]);
    assert_eq!(codes("a.ron", &"{\"a\":".repeat(200_000)), ["S008"]);
    refused("a.ron", "/*".repeat(200_000).as_bytes());
    refused("a.ron", ")".repeat(200_000).as_bytes());
    refused("a.json", ",".repeat(200_000).as_bytes());
    refused("a.json", format!("[{}]", ",".repeat(200_000)).as_bytes());
    let deep = format!("{}1{}", "[".repeat(DEEPEST), "]".repeat(DEEPEST));
    good("a.json", &deep);
}

#[test]
fn size_and_number_of_values_are_limited() {
    let garbage = vec![0xAA_u8; 100 * 1024 * 1024];
    let (node, problems, sources) = read("big.ron", &garbage);
    assert!(node.is_none() && problems.iter().next().unwrap().code == "S001");
    assert!(sources.text(SourceId(0)).is_empty(), "a refused text is not copied");
    assert_eq!(codes("a.json", &format!("[{}1]", "1,".repeat(MOST_VALUES))), ["S009"]);
}

#[test]
fn encodings_are_understood_or_refused_with_a_remedy() {
    let plain = good("a.ron", GOOD);
    let crlf = GOOD.replace('\n', "\r\n");
    assert!(good("a.ron", &crlf).same(&plain));
    assert!(good("a.ron", &format!("\u{feff}{GOOD}")).same(&plain));
    let wide = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(GOOD.encode_utf16()).flat_map(bytes).collect()
    };
    for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
        assert!(read("a.ron", &bytes).0.unwrap().same(&plain));
        for cut in 0..bytes.len() - 4 {
            refused("a.ron", &bytes[..cut]);
        }
    }
    assert_eq!(refused("a.ron", b"(a: \"\xb0\xa1\")")[0].code, "S002");
    assert_eq!(refused("a.ron", b"(a: 1)\0")[0].code, "S002");
    assert_eq!(refused("a.ron", &GOOD.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>())[0].code, "S002");
}

/// With Windows line ends a problem is drawn with the same lines and the same numbers as without.
#[test]
fn windows_line_ends_change_no_line_number() {
    let text = "(\n    schema: 1,\n    about: \"\\q\",\n    start: 1,\n)\n";
    let drawn = |text: &str| {
        let (_, problems, sources) = read("a.ron", text.as_bytes());
        assert!(problems.has_errors());
        draw(&problems, &sources, false, 100).replace('\r', "")
    };
    assert_eq!(drawn(&text.replace('\n', "\r\n")), drawn(text));
}

#[test]
fn half_surrogates_and_bad_escapes_are_refused() {
    for text in
        [r#"["\ud800"]"#, r#"["\udc00"]"#, r#"["\ud800\u0041"]"#, r#"["\ud800x"]"#, r#"["\u12"]"#, r#"["\x41"]"#]
    {
        assert_eq!(codes("a.json", text), ["S006"], "{text}");
    }
    for text in [r#"("\u{d800}")"#, r#"("\u{110000}")"#, r#"("\u{}")"#, r#"("\q")"#, r#"("\xZZ")"#] {
        assert_eq!(codes("a.ron", text), ["S006"], "{text}");
    }
    assert_eq!(good("a.json", r#""\ud83d\ude00""#).value, Value::Text("😀".into()));
}

#[test]
fn several_mistakes_are_told_in_one_go() {
    let text = "(\n  a: 30min,\n  b: 100 Mbit/s,\n  c: inf,\n  d: “x”,\n  e: { f: 1 },\n  g: 1\n  h: 2,\n  g: 3,\n)";
    assert_eq!(codes("a.ron", text), ["S007", "S007", "S007", "S003", "S011", "S003", "S010"]);
    let found = refused("a.ron", text.as_bytes());
    assert_eq!(found[0].remedy, "write \"30min\"");
    assert_eq!(found[1].remedy, "write \"100 Mbit/s\"");
    assert_eq!(found[6].also.len(), 1);
    let many = format!("[{}]", "@,".repeat(500));
    assert_eq!(refused("a.ron", many.as_bytes()).len(), MOST_PROBLEMS + 1);
}

#[test]
fn an_open_bracket_is_shown_where_it_was_opened() {
    let found = refused("a.ron", b"(a: 1, b: [2, 3");
    assert_eq!((found[0].code, found[0].place.unwrap().start), ("S004", 10));
    let found = refused("a.ron", b"(a: [1, 2)");
    assert_eq!((found[0].code, found[0].also[0].0.start), ("S003", 4));
}

#[test]
fn what_json_does_not_know_is_refused() {
    for text in [
        "[1,]",
        "// x\n1",
        "{a: 1}",
        "['x']",
        "[+1]",
        "[01]",
        "[NaN]",
        "[1e999]",
        "{\"a\":1,\"a\":2}",
        "1 2",
        "",
        "\"a\nb\"",
    ] {
        refused("a.json", text.as_bytes());
    }
    assert!(good("a.json", r#"{"$schema": "x", "a": 1}"#).entries().len() == 1);
}

#[test]
fn the_language_is_chosen_by_ending_or_first_character() {
    good("a.JSON", "[1]");
    good("nameless", "{\"a\": null}");
    good("nameless", "(a: None)");
    refused("a.ron", b"{\"a\": null x}");
}

/// Our tree as the `ron` crate would hold it; variants are left out, because `ron::Value` does not know them.
fn as_ron(node: &Node) -> ron::Value {
    match &node.value {
        Value::Null => ron::Value::Option(None),
        Value::Unit => ron::Value::Unit,
        Value::Bool(flag) => ron::Value::Bool(*flag),
        Value::Number(number) => ron::Value::Number(ron::Number::F64(number.float.into())),
        Value::Text(text) => ron::Value::String(text.clone()),
        Value::List(_, items) => ron::Value::Seq(items.iter().map(as_ron).collect()),
        Value::Map(_, entries) => ron::Value::Map(
            entries.iter().map(|entry| (ron::Value::String(entry.key.clone()), as_ron(&entry.value))).collect(),
        ),
        Value::Tagged(tagged) => panic!("{} has no counterpart", tagged.tag),
    }
}

/// The oracle's numbers are of many widths; only their values are compared.
fn plain(value: ron::Value) -> ron::Value {
    match value {
        ron::Value::Number(number) => ron::Value::Number(ron::Number::F64(number.into_f64().into())),
        ron::Value::Char(letter) => ron::Value::String(letter.to_string()),
        ron::Value::Option(Some(inner)) => plain(*inner),
        ron::Value::Seq(items) => ron::Value::Seq(items.into_iter().map(plain).collect()),
        ron::Value::Map(entries) => {
            ron::Value::Map(entries.into_iter().map(|(key, value)| (plain(key), plain(value))).collect())
        }
        other => other,
    }
}

#[test]
fn the_ron_crate_reads_the_same() {
    let texts = [
        "(a: 1, b: -2.5, c: \"x\\n\\u{ac00}\", d: true, e: (), f: None, g: Some(3),)",
        "{ \"a\": [1, 2, [3]], \"b\": (1, \"2\"), }",
        "[0xFF, 0b101, 0o17, 1_000, +5, 1e3, .5, 5., -0x10]",
        "// c\n/* d /* e */ */ ( /* f */ a /* g */ : r#\"raw \\ \" text\"#, 한글: 'x', r#type: '\\'', ) // end",
        "[\"\\x41\\t\\0\\'\\\"\\\\\", '\\n', \"multi\nline\"]",
        "  \r\n 7 \r\n",
    ];
    for text in texts {
        let ours = as_ron(&good("a.ron", text));
        let theirs = plain(ron::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}")));
        assert_eq!(ours, theirs, "{text}");
    }
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z가-힣]{0,6}", any::<String>().prop_map(|text| text.replace('\0', ""))]
}

/// Any tree without variants.
fn trees() -> impl Strategy<Value = Node> {
    let node = |value| Node::new(Place::default(), value);
    let leaf = prop_oneof![
        Just(Value::Null),
        Just(Value::Unit),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|whole| Value::Number(of_whole(whole))),
        (-1e300_f64..1e300).prop_map(|float| Value::Number(of_float(float))),
        texts().prop_map(Value::Text),
    ];
    leaf.prop_map(node).prop_recursive(4, 40, 5, move |inner| {
        let entries = prop::collection::btree_map("[a-e]", inner.clone(), 0..5);
        let map = (entries, any::<bool>()).prop_map(|(entries, fields)| {
            let entry = |(key, value)| Entry { key, key_place: Place::default(), value };
            let entries: Vec<Entry> = entries.into_iter().map(entry).collect();
            match (fields, entries.is_empty()) {
                (true, true) => Value::Unit,
                (true, false) => Value::Map(MapKind::Struct, entries),
                (false, _) => Value::Map(MapKind::Map, entries),
            }
        });
        let list = (prop::collection::vec(inner, 0..4), any::<bool>()).prop_map(|(items, tuple)| {
            match (tuple, items.is_empty()) {
                (true, true) => Value::Unit,
                (true, false) => Value::List(ListKind::Tuple, items),
                (false, _) => Value::List(ListKind::List, items),
            }
        });
        prop_oneof![map, list].prop_map(node)
    })
}

/// Trees with variants and removals, as patches are.
fn patches() -> impl Strategy<Value = Node> {
    (trees(), trees(), 0_u8..6).prop_map(|(tree, inner, kind)| {
        let tagged = |tag: &str, payload: Option<Node>| {
            let tag_place = Place::default();
            Node::new(
                Place::default(),
                Value::Tagged(Tagged { tag: tag.into(), tag_place, payload: payload.map(Box::new) }),
            )
        };
        let special = match kind {
            0 => tagged("Removed", None),
            1 => tagged("Big", Some(inner)),
            2 => tagged("Small", Some(inner)),
            3 => tagged("Big", None),
            _ => return tree,
        };
        let entry = |key: &str, value| Entry { key: key.into(), key_place: Place::default(), value };
        match tree.value {
            Value::Map(kind, mut entries) if !entries.is_empty() => {
                entries[0].value = special;
                Node::new(Place::default(), Value::Map(kind, entries))
            }
            _ => Node::new(Place::default(), Value::Map(MapKind::Map, vec![entry("a", special), entry("b", tree)])),
        }
    })
}

fn settings(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: prop::test_runner::RngSeed::Fixed(1),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(settings(256))]

    #[test]
    fn what_is_printed_is_read_again_by_us_and_by_the_oracles(tree in trees()) {
        let printed = to_ron(&tree);
        prop_assert!(good("a.ron", &printed).same(&tree), "{}", printed);
        prop_assert_eq!(as_ron(&tree), plain(ron::from_str(&printed).unwrap()), "{}", printed);
        let json = to_json_text(&tree);
        let oracle: serde_json::Value = serde_json::from_str(&json).unwrap();
        let again: serde_json::Value = serde_json::from_str(&to_json_text(&good("a.json", &json))).unwrap();
        prop_assert_eq!(oracle, again);
    }

    #[test]
    fn an_empty_patch_changes_nothing_and_merging_twice_is_merging_once(base in patches(), patch in patches()) {
        let mut problems = Problems::new();
        let empty = Node::new(Place::default(), Value::Unit);
        if matches!(base.value, Value::Map(..)) {
            prop_assert!(merge(&base, &empty, &mut problems).same(&base));
        }
        let once = merge(&base, &patch, &mut problems);
        prop_assert!(merge(&once, &patch, &mut problems).same(&once));
    }

    #[test]
    fn variants_survive_printing(tree in patches()) {
        let printed = to_ron(&tree);
        let again = good("a.ron", &printed);
        prop_assert_eq!(to_ron(&again), printed);
    }
}

proptest! {
    #![proptest_config(settings(3_000))]

    #[test]
    fn mutated_texts_never_panic(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..4, any::<u8>()), 1..6),
        json in any::<bool>(),
    ) {
        let (name, text) = if json { ("a.json", GOOD_JSON) } else { ("a.ron", GOOD) };
        let mut bytes = text.as_bytes().to_vec();
        for (at, kind, byte) in edits {
            let at = at.index(bytes.len());
            let byte = if byte < 128 { b"()[]{}\",:'\\/*#r.-+\n0aN_"[usize::from(byte) % 23] } else { byte };
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 if bytes.len() > 1 => { bytes.remove(at); }
                _ => { let end = (at + 9).min(bytes.len()); let piece = bytes[at..end].to_vec(); bytes.splice(at..at, piece); }
            }
        }
        let (node, problems, sources) = read(name, &bytes);
        prop_assert!(node.is_some() || problems.has_errors());
        prop_assert!(!draw(&problems, &sources, false, 80).is_empty());
        if let Some(node) = node {
            prop_assert!(!to_ron(&node).is_empty());
        }
    }

    #[test]
    fn any_text_never_panics(text in any::<String>(), json in any::<bool>()) {
        let (_, problems, sources) = read(if json { "a.json" } else { "a.ron" }, text.as_bytes());
        prop_assert!(!draw(&problems, &sources, true, 60).is_empty());
    }
}
