//! Rounds of updates: what a line of the timeline orders about the servers of one or several pools.

use super::check::Check;
use super::timeline::Line;
use super::topology::Builder;
use crate::facts::update;
use crate::ground::law::Law;
use crate::ground::time::Span;
use crate::scenario::form::Action;
use crate::scenario::plan::{Order, Round, Updated};
use crate::text::{Name, shown};
use crate::topology::roles::STANDARD_EDITION;
use crate::topology::{PoolId, RoundId};

/// Whether what a line orders is an update.
pub(super) fn is_one(action: Option<&Action>) -> bool {
    matches!(action, Some(Action::Update(_) | Action::UpdateAll(_) | Action::UpdateBackEnd(_)))
}

/// An update of the Front Ends of pools, one pool after the other. A Standard Edition server has a page of its own.
pub(super) fn of_pools(
    line: &Line<'_>,
    check: &mut Check<'_>,
    topology: &Builder,
    names: &[&Name<PoolId>],
    rounds: &mut Vec<Round>,
) -> Option<Order> {
    if names.is_empty() {
        let what = "this updates no pool".to_owned();
        check.error("P041", line.entry.r#do.place, what, "", "name the pools in the order in which they are updated");
        return None;
    }
    let again = |(place, name): &(usize, &&Name<PoolId>)| names[..*place].iter().any(|other| other.text == name.text);
    if let Some((_, name)) = names.iter().enumerate().find(again) {
        let what = format!("`{}` is updated twice in one round", shown(&name.text));
        check.error("P041", name.place, what, "", "name each pool once");
        return None;
    }
    let found: Vec<Option<PoolId>> = names.iter().map(|name| check.find(*name)).collect();
    let pools: Vec<PoolId> = found.into_iter().collect::<Option<_>>()?;
    let standard = |pool: &PoolId| {
        let first = topology.pool(*pool).front_ends.first();
        first.is_some_and(|server| std::ptr::eq(topology.machines[server.index()].role, &STANDARD_EDITION))
    };
    if let Some(pool) = pools.iter().find(|pool| standard(pool)) {
        let name = shown(&topology.pool(*pool).name).to_string();
        let what = format!("`{name}` is a Standard Edition server, which has no upgrade domains");
        let remedy = format!("write UpdateBackEnd(\"{name}\"): the page for it is that of Back End Servers");
        check.error("P041", line.entry.r#do.place, what, "", &remedy);
        return None;
    }
    add(line, check, pools, Updated::FrontEnds, rounds)
}

/// An update of the Back End Servers of a pool, or of a Standard Edition server.
pub(super) fn of_back_end(
    line: &Line<'_>,
    check: &mut Check<'_>,
    name: &Name<PoolId>,
    rounds: &mut Vec<Round>,
) -> Option<Order> {
    let pool = check.find(name)?;
    add(line, check, vec![pool], Updated::BackEnds, rounds)
}

fn add(
    line: &Line<'_>,
    check: &mut Check<'_>,
    pools: Vec<PoolId>,
    servers: Updated,
    rounds: &mut Vec<Round>,
) -> Option<Order> {
    let install = line.entry.install.as_ref().map(|law| Law::clone(law));
    let window = match line.entry.r#for.as_ref() {
        None => None,
        Some(law) => Some(window(line, check, law, install.as_ref())?),
    };
    let order = Order::Update(RoundId::next(rounds));
    rounds.push(Round { pools, servers, install, window });
    Some(order)
}

/// `install` on a line that updates nothing.
pub(super) fn installs_nothing_else(line: &Line<'_>, check: &mut Check<'_>) {
    if line.entry.install.is_some() && !is_one(line.entry.r#do.value.as_ref()) {
        let what = "`install` says how long installing an update takes, and nothing is updated here".to_owned();
        let remedy = "leave `install` out, or write it on the line that updates";
        check.error("P043", line.entry.install.place, what, "", remedy);
    }
}

/// How long the window is open: one length, and long enough for one server.
fn window(line: &Line<'_>, check: &mut Check<'_>, law: &Law, install: Option<&Law>) -> Option<Span> {
    let place = line.entry.r#for.place;
    let Some(window) = law.is_fixed() else {
        let what = "a window has one length".to_owned();
        check.error("P042", place, what, "The length of this one is drawn.", "write a length of time, such as \"6h\"");
        return None;
    };
    let sheet = line.clock?.sheet;
    let installing = install.cloned().unwrap_or_else(|| sheet.law(&update::INSTALL));
    let one = installing.median() + sheet.law(&update::RESTART).median();
    if window < one {
        let what = "the window is shorter than the update of one server".to_owned();
        let reason = format!("Installing and restarting take {} as a rule.", one.rough());
        check.error("P042", place, what, &reason, "let the window be open for longer, or set `install`");
        return None;
    }
    Some(window)
}
