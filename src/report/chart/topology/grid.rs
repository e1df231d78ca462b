//! The sites side by side: links above them, pools in rows so that a pair stands side by side, what else they hold below.

use crate::report::chart::canvas::{Anchor, Label, Point, Shape};
use crate::report::chart::style::{AT_PARTNER, BLACK, GREY, HEADING, LABEL, LEADING, LINE, PAGE, RIM, SITE, WHITE};
use crate::report::chart::topology::cells::{self, bandwidth};
use crate::report::chart::topology::parts::{PADDING, Part, bold_lines, height, lay, outlined};
use crate::report::chart::topology::{Paper, shared_between};
use crate::report::chart::width::{lines, width};
use crate::topology::{EdgeId, PoolId, SiteId, Topology};

/// More sites than this leave no room for words side by side.
pub const SITES_MAX: usize = 4;
/// More pools than this are told in a table.
pub const POOLS_MAX: usize = 12;
/// More links than this as well.
pub const LINKS_MAX: usize = 8;

/// Between two sites, for the lines of pairs.
const APART: i32 = 44;
/// Between two boxes of a site.
const BETWEEN: i32 = 16;
/// From the top of a pool's box to the line of its pair.
const PAIR: i32 = 22;
/// How thick the line of a pair is.
const PAIR_LINE: u32 = 4;
/// How far apart lines go down to a site.
const RISERS: i32 = 14;

/// Where the columns stand.
struct Columns {
    sites: Vec<SiteId>,
    wide: i32,
}

impl Columns {
    fn of(topology: &Topology) -> Columns {
        let sites: Vec<SiteId> = SiteId::each(&topology.sites).collect();
        let count = sites.len() as i32;
        Columns { sites, wide: (PAGE - 2 * RIM - (count - 1) * APART) / count.max(1) }
    }

    fn left(&self, site: SiteId) -> i32 {
        RIM + site.index() as i32 * (self.wide + APART)
    }

    fn middle(&self, site: SiteId) -> i32 {
        self.left(site) + self.wide / 2
    }

    /// The room of boxes in a site. One site alone has its pools on the left and everything else on the right.
    fn inner(&self) -> i32 {
        let whole = self.wide - 2 * PADDING;
        if self.sites.len() == 1 { (whole - BETWEEN) / 2 } else { whole }
    }
}

/// Draws all sites.
pub fn draw(paper: &mut Paper, topology: &Topology) {
    let columns = Columns::of(topology);
    links(paper, topology, &columns);
    let top = paper.y;
    let names: Vec<Vec<String>> =
        topology.sites.iter().map(|site| bold_lines(&site.name, HEADING, columns.wide - 2 * PADDING)).collect();
    let headings = names.iter().map(Vec::len).max().unwrap_or(1) as i32;
    let begin = top + PADDING + headings * (LEADING + 4) + 4;
    let rows = rows(topology);
    let mut tops = vec![begin];
    for row in &rows {
        let high = row.pools.iter().map(|pool| pool_height(topology, *pool, &columns)).max().unwrap_or(0);
        tops.push(tops[tops.len() - 1] + high + BETWEEN);
    }
    let alone = columns.sites.len() == 1;
    let rest: Vec<Vec<Vec<Part>>> = columns.sites.iter().map(|site| beside(topology, *site)).collect();
    // What else a site holds begins where no pool and no line of a pair is in its column any more.
    let free = |site: &SiteId| match rows.iter().rposition(|row| row.taken[site.index()]) {
        Some(last) if !alone => tops[last + 1],
        _ => begin,
    };
    let boxed = |parts: &Vec<Part>| height(parts, columns.inner() - 2 * PADDING) + 2 * PADDING + BETWEEN;
    let ends = columns.sites.iter().zip(&rest).map(|(site, boxes)| free(site) + boxes.iter().map(boxed).sum::<i32>());
    let below = tops[tops.len() - 1];
    let bottom = ends.chain([below]).max().unwrap_or(below).max(begin + 2 * LEADING);
    for (site, lines) in columns.sites.iter().zip(names) {
        let left = columns.left(*site);
        paper.canvas.shapes.push(Shape::Box((left, top), (left + columns.wide, bottom), SITE));
        paper.canvas.shapes.push(Shape::Frame((left, top), (left + columns.wide, bottom), LINE));
        paper.canvas.data(&[("site", &topology.sites[site.index()].name)]);
        for (number, line) in lines.into_iter().enumerate() {
            let y = top + PADDING + LEADING / 2 + number as i32 * (LEADING + 4);
            paper.canvas.label(Label::new(left + PADDING, y, HEADING, BLACK, line).bold());
        }
    }
    for (row, y) in rows.iter().zip(&tops) {
        row.pools.iter().for_each(|pool| pool_box(paper, topology, *pool, &columns, *y));
    }
    pair_lines(paper, topology, &rows, &columns, &tops);
    for (site, boxes) in columns.sites.iter().zip(&rest) {
        let aside = if alone { columns.inner() + BETWEEN } else { 0 };
        let left = columns.left(*site) + PADDING + aside;
        let mut y = free(site);
        for parts in boxes {
            y = boxed_parts(paper, parts, (left, y), columns.inner()) + BETWEEN;
        }
        if boxes.is_empty() && !topology.pools.iter().any(|pool| pool.site == *site) {
            paper.canvas.label(Label::new(left, begin + LEADING / 2, LABEL, GREY, "nothing named here"));
        }
    }
    paper.y = bottom + BETWEEN;
    shared_between(paper, topology);
}

/// The boxes of a site below its pools.
fn beside(topology: &Topology, site: SiteId) -> Vec<Vec<Part>> {
    let edges = EdgeId::each(&topology.edges).map(|id| &topology.edges[id.index()]);
    let edges = edges.filter(|edge| edge.site == site).map(|edge| cells::edge(topology, edge));
    edges.chain(cells::others(topology, site)).collect()
}

/// Pools beside each other.
struct Row {
    pools: Vec<PoolId>,
    /// The columns in which a pool stands or the line of a pair goes by.
    taken: Vec<bool>,
}

/// The pools in rows: at most one of each site in a row, the two of a pair in one, and no pool of a third site between
/// them.
fn rows(topology: &Topology) -> Vec<Row> {
    let column = |id: PoolId| topology.pool(id).site.index();
    let mut rows: Vec<Row> = Vec::new();
    let mut place = |pools: Vec<PoolId>| {
        let columns = || pools.iter().map(|pool| column(*pool));
        let (from, to) = (columns().min().unwrap_or(0), columns().max().unwrap_or(0));
        let free = rows.iter().position(|row| !row.taken[from..=to].contains(&true)).unwrap_or(rows.len());
        if free == rows.len() {
            rows.push(Row { pools: Vec::new(), taken: vec![false; topology.sites.len()] });
        }
        rows[free].pools.extend(pools);
        rows[free].taken[from..=to].fill(true);
    };
    // Pairs come first, so that each has a free row.
    for pair in &topology.pairs {
        let (one, other) = pair.pools;
        if column(one) == column(other) {
            place(vec![one]);
            place(vec![other]);
        } else {
            place(vec![one, other]);
        }
    }
    topology.pool_ids().filter(|id| topology.pool(*id).partner.is_none()).for_each(|id| place(vec![id]));
    rows
}

fn pool_height(topology: &Topology, id: PoolId, columns: &Columns) -> i32 {
    height(&cells::pool(topology, id), columns.inner() - 2 * PADDING) + 2 * PADDING
}

fn pool_box(paper: &mut Paper, topology: &Topology, id: PoolId, columns: &Columns, y: i32) {
    let (pool, high) = (topology.pool(id), pool_height(topology, id, columns));
    let left = columns.left(pool.site) + PADDING;
    outlined(&mut paper.canvas, (left, y), (left + columns.inner(), y + high), false);
    let partner = pool.partner.map_or("", |partner| &topology.pool(partner).name);
    let told: [(&str, &dyn std::fmt::Display); 4] =
        [("pool", &pool.name), ("users", &pool.users), ("front-ends", &pool.front_ends.len()), ("partner", &partner)];
    paper.canvas.data(&told);
    let room = columns.inner() - 2 * PADDING;
    lay(&mut paper.canvas, &cells::pool(topology, id), (left + PADDING, y + PADDING), room);
}

fn boxed_parts(paper: &mut Paper, parts: &[Part], (x, y): Point, wide: i32) -> i32 {
    let bottom = y + height(parts, wide - 2 * PADDING) + 2 * PADDING;
    outlined(&mut paper.canvas, (x, y), (x + wide, bottom), false);
    lay(&mut paper.canvas, parts, (x + PADDING, y + PADDING), wide - 2 * PADDING);
    bottom
}

/// The lines between the pools of pairs.
fn pair_lines(paper: &mut Paper, topology: &Topology, rows: &[Row], columns: &Columns, tops: &[i32]) {
    let row_of = |id: PoolId| rows.iter().position(|row| row.pools.contains(&id));
    for pair in &topology.pairs {
        let (one, other) = pair.pools;
        let (Some(row), Some(row_of_other)) = (row_of(one), row_of(other)) else { continue };
        let site = |id: PoolId| topology.pool(id).site;
        let right = |id: PoolId| columns.left(site(id)) + PADDING + columns.inner();
        if site(one) != site(other) {
            let (first, last) = if site(one) < site(other) { (one, other) } else { (other, one) };
            let y = tops[row] + PAIR;
            pair_mark(paper, (right(first), y), (columns.left(site(last)) + PADDING, y));
        } else if rows[row + 1..row_of_other].iter().all(|between| !between.taken[site(one).index()]) {
            let from = tops[row] + pool_height(topology, one, columns);
            pair_mark(paper, (right(one) - PAIR, from), (right(one) - PAIR, tops[row_of_other]));
        } else {
            continue;
        }
        let names = [one, other].map(|id| &topology.pool(id).name);
        paper.canvas.data(&[("pair", names[0]), ("with", names[1])]);
    }
}

/// The mark of a pair: a thick line with a dot at both ends.
pub fn pair_mark(paper: &mut Paper, from: Point, to: Point) {
    for end in [from, to] {
        paper.canvas.shapes.push(Shape::Circle(end, 6, AT_PARTNER.ground));
    }
    paper.canvas.shapes.push(Shape::Thick(from, to, AT_PARTNER.ground, PAIR_LINE));
}

/// The words of a link.
pub fn link_words(topology: &Topology, place: usize) -> String {
    let link = &topology.links[place];
    let latency = if link.latency_millis > 0.0 { format!(" · {} ms", link.latency_millis) } else { String::new() };
    format!("{} · {}{latency}", link.name, bandwidth(link.bandwidth))
}

/// A line for each link, from site to site, in a row of its own above them.
fn links(paper: &mut Paper, topology: &Topology, columns: &Columns) {
    let mut words = Vec::new();
    let mut risers = vec![0; topology.sites.len()];
    let mut lines_down = Vec::new();
    for (place, link) in topology.links.iter().enumerate() {
        let (one, other) =
            if link.between.0 <= link.between.1 { link.between } else { (link.between.1, link.between.0) };
        let mut end = |site: SiteId| {
            risers[site.index()] += 1;
            let count = risers[site.index()];
            // Lines of several links go down on the left and on the right of the middle.
            columns.middle(site) + if count % 2 == 0 { count / 2 * RISERS } else { -(count / 2) * RISERS }
        };
        let (from, to) = (end(one), end(other));
        let broken = lines(&link_words(topology, place), LABEL, (to - from - 4 * PADDING).max(columns.wide / 2));
        let high = (broken.len() as i32).max(1) * LEADING;
        let y = paper.y + high / 2;
        paper.canvas.shapes.push(Shape::Thick((from, y), (to, y), GREY, 2));
        paper.canvas.data(&[
            ("link", &link.name),
            ("bits-a-second", &link.bandwidth),
            ("latency-ms", &link.latency_millis),
        ]);
        lines_down.extend([(from, y), (to, y)]);
        words.push((broken, (from + to) / 2, paper.y));
        paper.y += high + 8;
    }
    if !topology.links.is_empty() {
        paper.y += 4;
    }
    for (x, y) in lines_down {
        paper.canvas.shapes.push(Shape::Thick((x, y), (x, paper.y), GREY, 2));
    }
    for (broken, middle, top) in words {
        let broad = broken.iter().map(|line| width(line, LABEL)).max().unwrap_or(0);
        let (left, right) = (middle - broad / 2 - 6, middle + broad / 2 + 7);
        let bottom = top + broken.len() as i32 * LEADING;
        paper.canvas.shapes.push(Shape::Box((left, top), (right, bottom), WHITE));
        for (number, line) in broken.into_iter().enumerate() {
            let y = top + LEADING / 2 + number as i32 * LEADING;
            paper.canvas.label(Label::new(middle, y, LABEL, BLACK, line).anchored(Anchor::Middle));
        }
    }
}
