//! A canvas as SVG.
//!
//! The backend of plotters knows no attributes of ours, so what shapes show is written into its text afterwards. Every
//! shape is one element there, in the order in which shapes are drawn.

use plotters::backend::{DrawingBackend, SVGBackend};

use crate::report::chart::canvas::{Canvas, Data, Shape};
use crate::report::chart::paint::draw;
use crate::report::chart::style::WHITE;

/// The whole document, on white.
///
/// # Panics
/// When the backend does not write one element for each shape, in order.
pub fn document(canvas: &Canvas, size: (i32, i32)) -> String {
    let mut text = String::new();
    let mut backend = SVGBackend::with_string(&mut text, (size.0.unsigned_abs(), size.1.unsigned_abs()));
    let ground = Shape::Box((0, 0), size, WHITE);
    for shape in [&ground].into_iter().chain(&canvas.behind).chain(&canvas.shapes) {
        draw(&mut backend, shape, 1);
    }
    backend.present().expect("a string takes everything that is drawn");
    drop(backend);
    with_data(canvas, &text)
}

/// The name of the element that a shape becomes.
fn element(shape: &Shape) -> &'static str {
    match shape {
        Shape::Box(..) | Shape::Frame(..) => "rect",
        Shape::Line(..) | Shape::Thick(..) => "line",
        Shape::Circle(..) | Shape::Ring(..) => "circle",
        Shape::Path(..) => "polyline",
        Shape::Polygon(..) => "polygon",
        Shape::Label(_) => "text",
    }
}

/// The same text with what shapes show written into their elements.
fn with_data(canvas: &Canvas, text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    // The document itself and the ground come first.
    let mut unnamed = 2 + canvas.behind.len();
    let mut shapes = canvas.shapes.iter().enumerate();
    let mut shown = canvas.places_shown().peekable();
    for line in text.split_inclusive('\n') {
        // Words of labels stand on lines of their own, and nothing in them begins an element.
        let opened = line.strip_prefix('<').filter(|rest| !rest.starts_with('/'));
        let (Some(rest), 0) = (opened, unnamed) else {
            unnamed -= usize::from(opened.is_some());
            written.push_str(line);
            continue;
        };
        let (place, shape) = shapes.next().expect("every element is a shape");
        let attributes = rest.strip_prefix(element(shape)).expect("shapes are written in order");
        written.push('<');
        written.push_str(element(shape));
        if let Some((_, data)) = shown.next_if(|(of, _)| *of == place) {
            write(&mut written, data);
        }
        written.push_str(attributes);
    }
    assert!(shapes.next().is_none() && shown.next().is_none(), "every shape is an element");
    written
}

fn write(text: &mut String, data: &Data) {
    for (name, value) in data {
        text.push_str(" data-");
        text.push_str(name);
        text.push_str("=\"");
        value.chars().for_each(|character| match character {
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '&' => text.push_str("&amp;"),
            '"' => text.push_str("&quot;"),
            // A reader makes spaces of these where they stand as they are.
            '\n' | '\r' | '\t' => text.push_str(&format!("&#{};", u32::from(character))),
            other => text.push(other),
        });
        text.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::canvas::Label;
    use crate::report::chart::style::{BLACK, GREY, state};
    use crate::report::run_record::State;

    #[test]
    fn a_picture_is_text_with_everything_escaped() {
        let mut canvas = Canvas::default();
        canvas.filled((10, 10), (10, 20), state(State::Starting), BLACK);
        canvas.label(Label::new(5, 5, 12, BLACK, "<풀 & \"co\">"));
        let svg = canvas.svg((100, 50));
        assert!(svg.starts_with("<svg width=\"100\" height=\"50\""));
        assert!(svg.contains("&lt;풀 &amp; &quot;co&quot;&gt;"));
        assert!(svg.trim_end().ends_with("</svg>"));
    }

    /// One of every kind, each of which says its number, with words that look like elements between them.
    fn one_of_each() -> (Canvas, Vec<&'static str>) {
        let shapes = [
            Shape::Box((0, 0), (9, 9), BLACK),
            Shape::Label(Label::new(5, 5, 16, BLACK, "a\n<rect/>\n<line")),
            Shape::Frame((0, 0), (9, 9), BLACK),
            Shape::Line((0, 0), (9, 9), BLACK),
            Shape::Thick((1, 2), (7, 2), GREY, 3),
            Shape::Circle((4, 5), 6, GREY),
            Shape::Ring((4, 5), 6, BLACK, 2),
            Shape::Path(vec![(0, 0), (1, 1)], BLACK),
            Shape::Path(Vec::new(), BLACK),
            Shape::Polygon(vec![(0, 0), (1, 1), (1, 0)], BLACK),
            Shape::Label(Label::new(5, 5, 16, BLACK, "")),
        ];
        let mut canvas = Canvas::default();
        canvas.behind.push(Shape::Line((0, 0), (5, 5), GREY));
        let names = shapes.iter().map(element).collect();
        for (number, shape) in shapes.into_iter().enumerate() {
            canvas.shapes.push(shape);
            canvas.data(&[("number", &number)]);
        }
        (canvas, names)
    }

    #[test]
    fn every_shape_is_one_element_which_says_what_it_shows() {
        let (canvas, names) = one_of_each();
        let svg = canvas.svg((20, 20));
        let said: Vec<String> = (0..names.len()).map(|n| format!("<{} data-number=\"{n}\" ", names[n])).collect();
        let found: Vec<usize> = said.iter().map(|element| svg.find(element).expect("every shape is there")).collect();
        assert!(found.is_sorted() && svg.matches("data-").count() == names.len(), "{svg}");
        assert_eq!(canvas.shown().count(), names.len());
    }

    #[test]
    fn only_what_says_something_has_attributes_and_twice_is_added() {
        let mut canvas = Canvas::default();
        canvas.line((0, 0), (1, 1), BLACK);
        canvas.line((0, 0), (2, 2), BLACK);
        canvas.data(&[("a", &1)]);
        canvas.data(&[("b-2", &"<\"&>\n풀")]);
        canvas.line((0, 0), (3, 3), BLACK);
        let svg = canvas.svg((20, 20));
        let of: Vec<&str> = svg.lines().filter(|line| line.starts_with("<line")).collect();
        assert!(of[1].starts_with("<line data-a=\"1\" data-b-2=\"&lt;&quot;&amp;&gt;&#10;풀\" opacity="), "{of:?}");
        assert!(!of[0].contains("data-") && !of[2].contains("data-"), "{of:?}");
    }

    #[test]
    fn dots_rings_and_thick_lines_are_what_they_say() {
        let svg = one_of_each().0.svg((20, 20));
        let has = |start: &str, rest: &str| svg.lines().any(|line| line.starts_with(start) && line.contains(rest));
        assert!(has("<circle data-number=\"5\" cx=\"4\" cy=\"5\" r=\"6\"", "fill=\"#595959\" stroke=\"none\""));
        assert!(has("<circle data-number=\"6\" cx=\"4\"", "fill=\"none\" stroke=\"#1A1A1A\" stroke-width=\"2\""));
        assert!(has("<line data-number=\"4\" ", "stroke=\"#595959\" stroke-width=\"3\" x1=\"1\" y1=\"2\""));
    }
}
