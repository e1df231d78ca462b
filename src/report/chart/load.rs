//! How many users a server carries in four states of its pool, against what it is rated for and the most that may register.

use crate::experiment::rated_load::{load_of, rated_users};
use crate::facts::pool::MAX_USERS;
use crate::model::Setting;
use crate::report::chart::bars::{self, Bar, GAP, INDENT};
use crate::report::chart::canvas::Shape;
use crate::report::chart::picture::{Drawing, Frame};
use crate::report::chart::sheet::{Across, Sheet, heading_width, plot};
use crate::report::chart::style::{BLACK, COUNTED, GREY, LABEL, OVER};
use crate::report::chart::value_axis::ValueAxis;
use crate::report::chart::width::width;
use crate::report::names::{counted, thousands};
use crate::report::states::STATES;

const HEADING: &str = "Users of a server";
/// Pools that are drawn; the others carry less.
const POOLS: usize = 12;

/// A pool with its loads.
struct Pool<'a> {
    name: &'a str,
    servers: usize,
    rated: f64,
    /// Users a server by state; none where the pool cannot be in it.
    users: [Option<f64>; 4],
}

impl Pool<'_> {
    fn worst(&self) -> f64 {
        self.users.into_iter().flatten().fold(0.0, f64::max) / self.rated
    }

    fn heading(&self) -> String {
        let servers = counted(self.servers as u64, "server", "servers");
        format!("{}: {servers}, rated for {} users each", self.name, thousands(self.rated as u64))
    }
}

/// The picture of a deployment.
///
/// # Errors
/// With the reason why nothing is drawn.
pub fn draw(setting: &Setting) -> Result<Drawing, String> {
    let topology = &setting.plan.topology;
    let mut pools: Vec<Pool<'_>> = topology
        .pool_ids()
        .map(|pool| {
            let (noun, rated) = (topology.pool(pool), rated_users(setting, pool));
            let users = load_of(setting, pool).map(|load| load.map(|load| load * rated));
            Pool { name: &noun.name, servers: noun.front_ends.len(), rated, users }
        })
        .filter(|pool| pool.worst() > 0.0)
        .collect();
    if pools.is_empty() {
        return Err("no pool carries users".to_owned());
    }
    let most = setting.plan.sheet.number(&MAX_USERS);
    let finding = finding(&pools, most);
    // Sorting keeps the order of the scenario among equals.
    pools.sort_by(|a, b| b.worst().total_cmp(&a.worst()));
    let left_out = pools.len().saturating_sub(POOLS);
    pools.truncate(POOLS);
    let over = format!("Enabled users of a server; the most that may register with one is {}", thousands(most as u64));
    let frame = Frame::of_scenario(setting, finding, over);
    let mut sheet = frame.begin(axis(&pools, most));
    let beyond = pools.iter().any(|pool| pool.worst() > 1.0);
    let legend = [("within what a server is rated for", COUNTED), ("beyond it", OVER)];
    sheet.heading(HEADING, if beyond { &legend } else { &legend[..1] });
    for pool in &pools {
        sheet.heading(&pool.heading(), &[]);
        draw_pool(&mut sheet, pool, most);
    }
    let marks = sheet.scale.marks();
    sheet.lower_axis(&marks);
    sheet.axis_words(&["enabled users of a server"]);
    let second = if sheet.scale.holds(most) { "; the second one is the most that may register" } else { "" };
    sheet.sentence(LABEL, GREY, &format!("The upright line through a pool is what its servers are rated for{second}."));
    if left_out > 0 {
        let others = counted(left_out as u64, "more pool carries", "more pools carry");
        sheet.sentence(LABEL, GREY, &format!("{others} less of what is rated; the summary has them all."));
    }
    Ok(frame.end(sheet))
}

fn finding(pools: &[Pool<'_>], most: f64) -> String {
    let states = pools.iter().flat_map(|pool| {
        let each = STATES.iter().zip(pool.users);
        each.filter_map(move |(state, users)| Some((pool, *state, users?)))
    });
    let load = |(pool, _, users): &(&Pool<'_>, &str, f64)| users / pool.rated;
    let worst = states.fold(None, |worst, one| match worst {
        Some(worst) if load(&worst) >= load(&one) => Some(worst),
        _ => Some(one),
    });
    let Some((pool, state, users)) = worst else { return String::new() };
    let carried = thousands(users.round() as u64);
    let beyond = users - pool.rated;
    if users > most {
        let most = thousands(most as u64);
        format!("{}, {state}: {carried} users a server, of whom only {most} may register", pool.name)
    } else if beyond > 0.0 {
        let beyond = thousands(beyond.round() as u64);
        format!("{}, {state}: {carried} users a server, {beyond} more than it is rated for", pool.name)
    } else {
        let share = users / pool.rated * 100.0;
        format!("No server carries more than it is rated for; the most is {share:.0} % of it, {}, {state}", pool.name)
    }
}

fn axis(pools: &[Pool<'_>], most: f64) -> ValueAxis {
    let states = STATES.iter().map(|state| INDENT + width(state, LABEL));
    let (left, right) = plot(states.chain([heading_width(HEADING)]).max().unwrap_or(0));
    let users = || pools.iter().flat_map(|pool| pool.users).flatten();
    let words = users().map(|users| width(&bar_words(users, 1.0), LABEL)).max().unwrap_or(0);
    let largest = users().chain(pools.iter().map(|pool| pool.rated)).fold(0.0, f64::max);
    // A limit far beyond all loads would press them together.
    let limit = Some(most).filter(|most| *most <= 2.0 * largest);
    let values = users().chain(pools.iter().map(|pool| pool.rated)).chain(limit).collect::<Vec<_>>();
    ValueAxis::from_nothing(values.into_iter(), (left, right - words - GAP))
}

fn bar_words(users: f64, rated: f64) -> String {
    let over = if users > rated { " OVER" } else { "" };
    format!("{}{over}", thousands(users.round() as u64))
}

fn draw_pool(sheet: &mut Sheet<ValueAxis>, pool: &Pool<'_>, most: f64) {
    let (scale, top) = (sheet.scale, sheet.y);
    for (state, users) in STATES.iter().zip(pool.users) {
        let Some(users) = users else { continue };
        let within = users.min(pool.rated);
        let shows = vec![("pool", pool.name.to_owned()), ("state", (*state).to_owned()), ("users", users.to_string())];
        let mut drawn = vec![Bar { ends: (0.0, within), fill: COUNTED, data: Vec::new() }];
        if users > within {
            drawn.push(Bar { ends: (within, users), fill: OVER, data: Vec::new() });
        }
        // The last bar ends where the users are as many as it says.
        drawn.iter_mut().last().into_iter().for_each(|last| last.data = shows.clone());
        bars::row(sheet, (state, INDENT), &drawn, bar_words(users, pool.rated));
    }
    for line in [pool.rated, most] {
        let x = scale.x(line);
        if x < scale.right() {
            sheet.canvas.behind.push(Shape::Thick((x, top), (x, sheet.y), BLACK, 2));
        }
    }
}
