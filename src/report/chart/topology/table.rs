//! A deployment too large to be drawn site beside site, as a table: a row for each pool, by site.

use crate::report::chart::canvas::{Label, Shape};
use crate::report::chart::style::{BLACK, GRID, HEADING, LABEL, LEADING, PAGE, RIM};
use crate::report::chart::topology::cells::{self, databases, partner, servers, warnings};
use crate::report::chart::topology::grid::link_words;
use crate::report::chart::topology::parts::{Chip, Part, height, lay};
use crate::report::chart::topology::{Paper, shared_between};
use crate::report::chart::width::width;
use crate::topology::{PoolId, SiteId, Topology};

/// The column of names is never narrower than this.
const NAMES_MIN: i32 = 160;
/// Nor wider than this.
const NAMES_MAX: i32 = 330;
/// Between the columns.
const GUTTER: i32 = 16;
/// Above and below a row.
const AROUND: i32 = 6;

/// Draws all sites.
pub fn draw(paper: &mut Paper, topology: &Topology) {
    let names = topology.pools.iter().map(|pool| &pool.name).chain(topology.edges.iter().map(|edge| &edge.name));
    let links = topology.links.iter().map(|link| &link.name);
    let column =
        names.chain(links).map(|name| width(name, LABEL) * 9 / 8 + 2).max().unwrap_or(0).clamp(NAMES_MIN, NAMES_MAX);
    for site in SiteId::each(&topology.sites) {
        let pools: Vec<PoolId> = topology.pool_ids().filter(|id| topology.pool(*id).site == site).collect();
        let edges: Vec<_> = topology.edges.iter().filter(|edge| edge.site == site).collect();
        heading(paper, cells::site(topology, site));
        for id in pools {
            let pool = topology.pool(id);
            row(paper, column, pool_parts(topology, id));
            paper.canvas.data(&[("pool", &pool.name), ("users", &pool.users)]);
        }
        for edge in edges {
            row(paper, column, cells::edge(topology, edge));
        }
        for parts in cells::others(topology, site) {
            row(paper, column, parts);
        }
    }
    if !topology.links.is_empty() {
        heading(paper, "Links");
    }
    for (place, link) in topology.links.iter().enumerate() {
        let (one, other) = link.between;
        let between = format!("{} to {}", cells::site(topology, one), cells::site(topology, other));
        let words = link_words(topology, place);
        let rate = words.strip_prefix(&format!("{} · ", link.name)).unwrap_or_default();
        row(paper, column, vec![Part::Name(link.name.clone()), Part::Words(format!("{between} · {rate}"))]);
    }
    paper.y += AROUND;
    shared_between(paper, topology);
}

fn heading(paper: &mut Paper, words: &str) {
    paper.y += AROUND;
    let broken = super::parts::bold_lines(words, HEADING, PAGE - 2 * RIM);
    for line in broken {
        paper.canvas.label(Label::new(RIM, paper.y + LEADING / 2, HEADING, BLACK, line).bold());
        paper.y += LEADING + 4;
    }
}

fn pool_parts(topology: &Topology, id: PoolId) -> Vec<Part> {
    let pool = topology.pool(id);
    let told: Vec<String> = databases(topology, pool).into_iter().map(|chip| chip.words).collect();
    let partner = partner(topology, pool).map(|partner| format!(" · {partner}")).unwrap_or_default();
    let words = format!("{} · Back End: {}{partner}", servers(pool), told.join(", "));
    let alone: Vec<Chip> = databases(topology, pool).into_iter().filter(|chip| chip.alone).collect();
    let chips: Vec<Chip> = warnings(topology, id).into_iter().chain(alone).collect();
    let mut parts = vec![Part::Name(pool.name.clone()), Part::Words(words)];
    if !chips.is_empty() {
        parts.push(Part::Chips(chips));
    }
    parts
}

/// A row: the name on the left, everything else beside it, and a line below.
fn row(paper: &mut Paper, column: i32, parts: Vec<Part>) {
    let (name, rest) = parts.split_at(1);
    let (left, room) = (RIM + column + GUTTER, PAGE - 2 * RIM - column - GUTTER);
    let top = paper.y + AROUND;
    let bottom = lay(&mut paper.canvas, name, (RIM, top), column).max(top + height(rest, room));
    lay(&mut paper.canvas, rest, (left, top), room);
    paper.y = bottom + AROUND;
    paper.canvas.shapes.push(Shape::Line((RIM, paper.y), (PAGE - RIM, paper.y), GRID));
}
