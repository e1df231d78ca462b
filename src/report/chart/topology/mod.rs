//! A deployment as it is published: sites side by side, in them pools with their servers and databases, between them links
//! and pairs. Nothing is simulated.
//!
//! The title says what a reviewer must see: who has no partner, and what nothing takes the place of. The same things have
//! a thick outline in the picture. A deployment too large for that is a table.

pub mod cells;
pub mod findings;
pub mod grid;
pub mod parts;
pub mod table;

use crate::report::chart::canvas::{Label, Shape};
use crate::report::chart::picture::Drawing;
use crate::report::chart::sheet::{Across, Sheet};
use crate::report::chart::style::{ALONE, BLACK, GREY, HEADING, LABEL, LEADING, PAGE, RIM, SERVER};
use crate::report::chart::topology::parts::{Chip, PADDING, Part, height, lay, outlined};
use crate::report::chart::width::width;
use crate::scenario::plan::Plan;
use crate::topology::Topology;

/// A sheet without an axis.
pub type Paper = Sheet<Whole>;

/// The whole width of the page.
#[derive(Debug, Clone, Copy)]
pub struct Whole;

impl Across for Whole {
    fn left(&self) -> i32 {
        RIM
    }

    fn right(&self) -> i32 {
        PAGE - RIM
    }
}

/// Room of the sample of a mark in the legend.
const SAMPLE: i32 = 44;
/// Between two entries of the legend.
const APART: i32 = 22;

/// Lays the picture out.
pub fn drawing(plan: &Plan) -> Drawing {
    let topology = &plan.topology;
    let found = findings::findings(plan);
    let mut paper = Paper::new(Whole);
    paper.title(&found.title());
    if !plan.about.trim().is_empty() {
        paper.sentence(HEADING, BLACK, plan.about.trim());
    }
    paper.sentence(LABEL, GREY, &found.rest());
    let many = topology.sites.len() > grid::SITES_MAX || topology.pools.len() > grid::POOLS_MAX;
    if many || topology.links.len() > grid::LINKS_MAX {
        let why = "There are too many sites, pools or links to draw them beside each other; this is the list of them.";
        paper.sentence(LABEL, GREY, why);
        legend(&mut paper, topology, false);
        table::draw(&mut paper, topology);
    } else {
        legend(&mut paper, topology, true);
        grid::draw(&mut paper, topology);
    }
    let hash: String = plan.sha256.chars().take(12).collect();
    paper.provenance(&format!("pooldrill {} · scenario {hash}", env!("CARGO_PKG_VERSION")));
    Drawing { height: paper.y, canvas: paper.canvas }
}

/// What the marks mean, where they occur: all of them where boxes and lines are drawn, one in a table.
fn legend(paper: &mut Paper, topology: &Topology, drawn: bool) {
    let mut sketch = Paper::new(Whole);
    if drawn {
        grid::draw(&mut sketch, topology)
    } else {
        table::draw(&mut sketch, topology)
    }
    let marked = sketch.canvas.shapes.iter().any(|shape| matches!(shape, Shape::Thick(_, _, ALONE, _)));
    if !drawn && !marked {
        return;
    }
    paper.y += 10;
    let (mut x, y) = (RIM, paper.y);
    let middle = y + LEADING / 2;
    let mut entry = |paper: &mut Paper, words: &str, sample: &dyn Fn(&mut Paper, i32)| {
        sample(paper, x);
        paper.canvas.label(Label::new(x + SAMPLE, middle, LABEL, BLACK, words));
        x += SAMPLE + width(words, LABEL) + APART;
    };
    if drawn && topology.pools.iter().any(|pool| !pool.standard) {
        entry(paper, "Front Ends, those of one upgrade domain together", &|paper, x| {
            for place in 0..2 {
                let from = (x + place * 16, middle - 8);
                paper.canvas.shapes.push(Shape::Box(from, (from.0 + 16, middle + 8), SERVER));
                paper.canvas.shapes.push(Shape::Frame(from, (from.0 + 16, middle + 8), GREY));
            }
        });
    }
    if drawn && !topology.pairs.is_empty() {
        entry(paper, "pair: each takes the other's users", &|paper, x| {
            grid::pair_mark(paper, (x + 2, middle), (x + 30, middle));
        });
    }
    if marked {
        entry(paper, "nothing takes its place", &|paper, x| {
            outlined(&mut paper.canvas, (x + 2, middle - 8), (x + 30, middle + 8), true);
        });
    }
    paper.y += LEADING + 14;
}

/// A box of what servers of several sites share, if they share anything.
fn shared_between(paper: &mut Paper, topology: &Topology) {
    let chips: Vec<Chip> = cells::between(topology);
    if chips.is_empty() {
        return;
    }
    let parts = [Part::Name("Servers of several sites share".to_owned()), Part::Chips(chips)];
    let room = PAGE - 2 * RIM - 2 * PADDING;
    let bottom = paper.y + height(&parts, room) + 2 * PADDING;
    outlined(&mut paper.canvas, (RIM, paper.y), (PAGE - RIM, bottom), false);
    lay(&mut paper.canvas, &parts, (RIM + PADDING, paper.y + PADDING), room);
    paper.y = bottom + PADDING;
}
