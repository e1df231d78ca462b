//! Where texts stand in a picture: what any test asks of any canvas, and whether the widths it goes by are those of letters.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pooldrill::report::chart::canvas::{Canvas, Label, Shape};
use pooldrill::report::chart::font::font;
use pooldrill::report::chart::style::{BLACK, Colour, LABEL, PAGE, WHITE};
use pooldrill::report::chart::width::{bold_width, width};

/// Left, top, right and bottom.
type Bounds = (i32, i32, i32, i32);

/// What is wrong with the texts of a picture: every one stands on the sheet, is large enough, whole, clear of every other,
/// inside a box or beside it, and not covered.
pub fn faults(canvas: &Canvas, size: (i32, i32)) -> Vec<String> {
    let labels: Vec<&Label> = canvas.labels().collect();
    let mut faults = Vec::new();
    if LABEL < 16 || PAGE != 1280 || size.0 != PAGE {
        faults.push("16 pixels of a sheet of 1,280 are the 12 points of a slide".to_owned());
    }
    for (place, label) in labels.iter().enumerate() {
        let bounds = label.bounds();
        if !is_within(bounds, (0, 0, size.0, size.1)) {
            faults.push(format!("{label:?} is not on the sheet of {size:?}"));
        }
        if label.size < 16 {
            faults.push(format!("{label:?} cannot be read from a slide"));
        }
        if label.text.contains('…') || label.text.trim().is_empty() {
            faults.push(format!("{label:?} is cut"));
        }
        let others = labels[place + 1..].iter().filter(|other| touches(bounds, other.bounds(), 0));
        faults.extend(others.map(|other| format!("{label:?} runs into {other:?}")));
    }
    let shapes: Vec<&Shape> = canvas.behind.iter().chain(&canvas.shapes).collect();
    for (place, shape) in shapes.iter().enumerate() {
        if let Shape::Label(label) = shape {
            faults.extend(edges(label, &shapes[..place], &shapes[place + 1..]));
        }
    }
    faults
}

/// The boxes whose edges run through a text, and those that cover it.
fn edges(label: &Label, before: &[&Shape], after: &[&Shape]) -> Vec<String> {
    let bounds = label.bounds();
    let mut faults = Vec::new();
    let covers = after.iter().filter_map(|shape| filled(shape)).filter(|(other, _)| touches(bounds, *other, -1));
    faults.extend(covers.map(|(other, _)| format!("{label:?} is covered by the box at {other:?}")));
    // What lies behind a box that holds the whole text is not seen.
    for (other, ground) in before.iter().rev().filter_map(|shape| filled(shape)) {
        // Lines of letters are a little higher than their letters.
        let (left, top, right, bottom) = other;
        if is_within(bounds, (left, top - 2, right, bottom + 2)) {
            break;
        }
        if touches(bounds, other, -1) && ground != WHITE {
            faults.push(format!("an edge of the box at {other:?} runs through {label:?}"));
        }
    }
    faults
}

fn filled(shape: &Shape) -> Option<(Bounds, Colour)> {
    match shape {
        Shape::Box((left, top), (right, bottom), ground) => Some(((*left, *top, *right, *bottom), *ground)),
        _ => None,
    }
}

fn is_within((left, top, right, bottom): Bounds, (l, t, r, b): Bounds) -> bool {
    left >= l && top >= t && right <= r && bottom <= b
}

/// Whether two boxes have a pixel in common when both are as many pixels larger on each side.
fn touches((left, top, right, bottom): Bounds, (l, t, r, b): Bounds, larger: i32) -> bool {
    !(right + larger < l || r + larger < left || bottom + larger < t || b + larger < top)
}

fn canvas(shapes: Vec<Shape>) -> Canvas {
    let mut canvas = Canvas::default();
    canvas.shapes.extend(shapes);
    canvas
}

/// What is asked of pictures is not granted to bad ones.
#[test]
fn every_kind_of_fault_is_found() {
    let text = |x: i32, y: i32, size: i32, text: &str| Shape::Label(Label::new(x, y, size, BLACK, text));
    let bar = |left: i32, right: i32, colour: Colour| Shape::Box((left, 90), (right, 110), colour);
    let dark = (60, 60, 60);
    let good = vec![bar(90, 200, dark), text(100, 100, 16, "held"), text(210, 100, 16, "beside")];
    assert_eq!(faults(&canvas(good), (1280, 200)), Vec::<String>::new());
    for (shapes, words) in [
        (vec![text(1270, 50, 16, "too far")], "is not on the sheet"),
        (vec![text(5, 195, 16, "too low")], "is not on the sheet"),
        (vec![text(5, 50, 15, "small")], "cannot be read"),
        (vec![text(5, 50, 16, "a long st…")], "is cut"),
        (vec![text(5, 50, 16, "one"), text(30, 60, 16, "two")], "runs into"),
        (vec![bar(90, 130, dark), text(100, 100, 16, "far longer than its bar")], "an edge of the box"),
        (vec![bar(150, 300, dark), text(100, 100, 16, "runs into a bar")], "an edge of the box"),
        (vec![text(100, 100, 16, "hidden"), bar(90, 300, WHITE)], "is covered"),
    ] {
        let found = faults(&canvas(shapes), (1280, 200));
        assert!(found.len() == 1 && found[0].contains(words), "{words}: {found:?}");
    }
    assert!(!faults(&canvas(Vec::new()), (1281, 200)).is_empty());
}

/// The texts of all pictures of the gallery.
fn gallery() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("output/gallery");
    let mut texts = Vec::new();
    for scenario in fs::read_dir(folder).expect("the gallery is there") {
        for file in fs::read_dir(scenario.expect("an entry can be read").path()).into_iter().flatten() {
            let path = file.expect("an entry can be read").path();
            if path.extension().is_some_and(|ending| ending == "svg") {
                let svg = fs::read_to_string(&path).expect("it is text");
                texts.extend(svg.lines().filter(|line| !line.starts_with('<')).map(unescaped));
            }
        }
    }
    assert!(texts.len() > 500, "the gallery has {} texts", texts.len());
    texts
}

fn unescaped(text: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    pairs.iter().fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

/// How wide a text is in the fonts that travel with the program, in thousandths of its size.
fn advance(text: &str, bold: bool) -> f32 {
    font(bold).line(text).1 * 1000.0
}

#[test]
fn no_character_is_wider_than_it_is_taken_for() {
    let blocks = [
        ('!', '~'),
        ('¡', 'ɏ'),
        ('Ά', 'ώ'),
        ('Ѐ', 'ԣ'),
        ('ا', 'ي'),
        ('א', 'ת'),
        ('Ա', 'և'),
        ('ა', 'ჰ'),
        ('Ḁ', 'ỹ'),
        ('‐', '‧'),
        ('‰', '⁞'),
        ('₠', '₵'),
        ('℀', '⅋'),
        ('⅓', '⅞'),
        ('←', '⇿'),
        ('∀', '⋿'),
        ('─', '◿'),
        ('☀', '⛿'),
        ('✁', '➾'),
        ('ㄱ', 'ㅣ'),
        ('ぁ', 'ヿ'),
        ('一', '龥'),
        ('가', '힣'),
        ('！', '～'),
    ];
    let sample: BTreeSet<char> = blocks.into_iter().flat_map(|(from, to)| from..=to).collect();
    let drawn: BTreeSet<char> = gallery().iter().flat_map(|text| text.chars()).collect();
    let mut wrong = Vec::new();
    for character in sample.union(&drawn) {
        let text = character.to_string();
        for (bold, estimate) in [(false, width(&text, 1000)), (true, bold_width(&text, 1000))] {
            let advance = advance(&text, bold);
            if font(bold).advance(*character).is_some() && advance > estimate as f32 {
                wrong.push(format!(
                    "{character} (U+{:04X}, bold {bold}) is {advance} wide and not {estimate}",
                    u32::from(*character)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} characters:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_text_of_the_gallery_is_wider_than_it_is_taken_for() {
    for text in gallery() {
        for bold in [false, true] {
            let estimate = if bold { bold_width(&text, 1000) } else { width(&text, 1000) };
            assert!(advance(&text, bold) <= estimate as f32, "{text}, bold {bold}");
        }
    }
}
