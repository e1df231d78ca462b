//! The timeline: lines of the scenario as moments at which something happens.

use super::check::Check;
use super::topology::Builder;
use super::updates;
use crate::facts::sheet::Sheet;
use crate::ground::calendar::{Calendar, Dates, Recurrence};
use crate::ground::law::Law;
use crate::ground::time::{Span, Time};
use crate::scenario::form::{Action, Entry, Loss, Pool};
use crate::scenario::plan::{Happening, Order, Round, Target, What};
use crate::text::{Name, Place, Placed, Problem, Written, shown};
use crate::topology::PoolId;

/// Most times that all lines together may happen; more is a slip of the unit.
const MOST_TIMES: u64 = 1_000_000;
/// Most lines.
const MOST_LINES: usize = 10_000;

/// Reads every line, and then what only all of them together can tell.
pub(super) fn build(
    check: &mut Check<'_>,
    topology: &Builder,
    clock: Option<Clock<'_>>,
) -> (Vec<Happening>, Vec<Round>) {
    let mut rounds = Vec::new();
    let scenario = check.scenario;
    let mut timeline: Vec<(&Entry, Happening)> = Vec::new();
    if let Some(one_too_many) = scenario.timeline.get(MOST_LINES) {
        let place = one_too_many.place;
        let what = format!("the timeline has {} lines", scenario.timeline.len());
        check.error("P038", place, what, "", "write ten thousand lines or less; `every` repeats one");
        return (Vec::new(), rounds);
    }
    let (mut left, mut gap) = (MOST_TIMES, false);
    for entry in &scenario.timeline.value {
        let line = Line { entry, clock, left };
        let what = line.what(check, topology, &mut rounds);
        let times = line.times(check);
        left = left.saturating_sub(times.as_ref().map_or(0, |times| times.len() as u64));
        let lasts = line.lasts(check, times.as_deref());
        let planned = line.planned(check);
        match (what, times) {
            (Some(what), Some(times)) => timeline.push((entry, Happening { times, what, lasts, planned, drawn: None })),
            _ => gap = true,
        }
    }
    // A line that was left out may be the one that loses what another returns.
    if !gap {
        never_lost(check, topology, &timeline);
    }
    (timeline.into_iter().map(|(_, happening)| happening).collect(), rounds)
}

/// A `return` of what no line loses is most probably a misspelt name.
fn never_lost(check: &mut Check<'_>, topology: &Builder, timeline: &[(&Entry, Happening)]) {
    for (entry, happening) in timeline {
        let What::Return(target) = happening.what else { continue };
        if !timeline.iter().any(|(_, other)| takes_along(topology, other.what, target)) {
            let place = entry.r#return.place;
            let what = "this returns although no line loses it".to_owned();
            check.warning("P025", place, what, "Nothing happens then.", "lose it first, or leave the line out");
        }
    }
}

/// Whether a line loses the target, or something that takes it along.
fn takes_along(topology: &Builder, what: What, target: Target) -> bool {
    let What::Lose(lost) = what else { return false };
    match (lost, target) {
        (Target::Site(site), Target::Machine(machine)) => topology.sites[site.index()].machines.contains(&machine),
        (Target::SharedComponent(component), Target::Machine(machine)) => {
            topology.shared_components[component.index()].machines.contains(&machine)
        }
        (Target::Edge(edge), Target::Machine(machine)) => topology.edges[edge.index()].machines.contains(&machine),
        (Target::Pool(pool) | Target::BackEnd(pool), Target::Machine(machine)) => {
            let noun = topology.pool(pool);
            noun.front_ends.contains(&machine) || noun.sql.contains(&Some(machine))
        }
        (Target::Pool(pool), Target::BackEnd(other)) => pool == other,
        (Target::Site(site), Target::Pool(pool) | Target::BackEnd(pool)) => topology.pool(pool).site == site,
        (Target::Site(site), Target::Edge(edge)) => topology.edges[edge.index()].site == site,
        _ => lost == target,
    }
}

/// The calendar and the horizon, where both are sound.
#[derive(Clone, Copy)]
pub(super) struct Clock<'a> {
    pub(super) calendar: &'a Calendar,
    pub(super) horizon: Span,
    pub(super) sheet: &'a Sheet,
}

/// One line.
pub(super) struct Line<'a> {
    pub(super) entry: &'a Placed<Entry>,
    pub(super) clock: Option<Clock<'a>>,
    /// How often it may happen at most.
    left: u64,
}

impl Line<'_> {
    fn what(&self, check: &mut Check<'_>, topology: &Builder, rounds: &mut Vec<Round>) -> Option<What> {
        match (&self.entry.lose.value, &self.entry.r#return.value, &self.entry.r#do.value) {
            (Some(loss), None, None) => Some(What::Lose(self.target(check, loss, self.entry.lose.place)?)),
            (None, Some(loss), None) => Some(What::Return(self.target(check, loss, self.entry.r#return.place)?)),
            (None, None, Some(action)) => Some(What::Do(self.order(check, topology, action, rounds)?)),
            (None, None, None) => {
                let what = "this line does not say what happens".to_owned();
                check.error("P020", self.entry.place, what, "", "add one of `lose`, `return` and `do`");
                None
            }
            _ => {
                let what = "this line says more than one thing that happens".to_owned();
                let reason = "Each line has exactly one of `lose`, `return` and `do`.";
                check.error("P020", self.entry.place, what, reason, "write a line for each");
                None
            }
        }
    }

    fn target(&self, check: &mut Check<'_>, loss: &Loss, place: Place) -> Option<Target> {
        match loss {
            Loss::Server(name) => check.find(name).map(Target::Machine),
            Loss::Pool(name) => check.find(name).map(Target::Pool),
            Loss::Site(name) => check.find(name).map(Target::Site),
            Loss::Link(name) => check.find(name).map(Target::Link),
            Loss::Edge(name) => check.find(name).map(Target::Edge),
            Loss::Shared(name) => check.find(name).map(Target::SharedComponent),
            Loss::BackEnd(name) => {
                self.has_back_end(check, &name.text, place);
                check.find(name).map(Target::BackEnd)
            }
        }
    }

    fn has_back_end(&self, check: &mut Check<'_>, name: &str, place: Place) {
        if let Some(Pool::Standard(_)) = check.scenario.pools.get(name).map(|pool| &pool.value) {
            let what = format!("`{}` has no Back End Server", shown(name));
            let reason = "The databases of a Standard Edition server stand on itself.";
            check.error("P002", place, what, reason, &format!("write Server(\"{}\")", shown(name)));
        }
    }

    fn order(
        &self,
        check: &mut Check<'_>,
        topology: &Builder,
        action: &Action,
        rounds: &mut Vec<Round>,
    ) -> Option<Order> {
        let (order, pool) = match action {
            Action::Update(name) => return updates::of_pools(self, check, topology, &[name], rounds),
            Action::UpdateAll(names) => {
                let names: Vec<&Name<PoolId>> = names.iter().map(|name| &name.value).collect();
                return updates::of_pools(self, check, topology, &names, rounds);
            }
            Action::UpdateBackEnd(name) => return updates::of_back_end(self, check, name, rounds),
            Action::FailOver(name) => check.find(name).map(|pool| (Order::FailOver(pool), pool))?,
            Action::FailBack(name) => check.find(name).map(|pool| (Order::FailBack(pool), pool))?,
            Action::FailOverCentralManagement => (Order::FailOverCentralManagement, topology.central_management?),
        };
        let name = &topology.pool(pool).name;
        // By name, since a pair of which the other pool is not known was left out.
        if !check.scenario.pairs.iter().any(|pair| pair.0.text == *name || pair.1.text == *name) {
            let place = self.entry.r#do.place;
            let what = format!("the cmdlet will be refused: `{}` has no backup pool", shown(name));
            let reason = "Only the pools of a pair are failed over to each other.";
            check.warning("P026", place, what, reason, "pair the pool, or leave the line out");
        }
        Some(order)
    }

    /// When it happens; nothing when the line does not say, or says something impossible.
    fn times(&self, check: &mut Check<'_>) -> Option<Vec<Time>> {
        match (&self.entry.at.value, &self.entry.every.value) {
            (Some(at), None) => {
                let Clock { horizon, .. } = self.clock?;
                let at = **at;
                if at >= horizon {
                    let place = self.entry.at.place;
                    let what = "this lies beyond the horizon".to_owned();
                    let reason = format!("The simulation ends after {}.", horizon.rough());
                    check.error("P022", place, what, &reason, "write an earlier time, or a longer `horizon`");
                    return None;
                }
                if let Some(freeze) = self.frozen(check, Time::ZERO + at) {
                    let what = "no update begins then".to_owned();
                    let remedy = "write another time, or take the dates out of `freezes`";
                    check.error("P040", self.entry.at.place, what, &format!("{freeze} is a freeze."), remedy);
                    return None;
                }
                Some(vec![Time::ZERO + at])
            }
            (None, Some(every)) => self.every(check, every, self.clock?),
            (None, None) => {
                let what = "this line does not say when".to_owned();
                check.error("P019", self.entry.place, what, "", "add `at` or `every`");
                None
            }
            (Some(_), Some(_)) => {
                let what = "this line says both `at` and `every`".to_owned();
                let remedy = "keep one of them, or write two lines";
                check.error("P019", self.entry.place, what, "It happens either once or again and again.", remedy);
                None
            }
        }
    }

    fn every(&self, check: &mut Check<'_>, every: &Written<Recurrence>, clock: Clock<'_>) -> Option<Vec<Time>> {
        let Clock { calendar, horizon, .. } = clock;
        let (place, text) = (self.entry.every.place, &every.text);
        let gap = every.gap();
        let too_often = |check: &mut Check<'_>| {
            let what = format!("with \"{}\" the timeline happens more than a million times", shown(text));
            check.error("P034", place, what, "", "check the unit");
        };
        if gap.is_some_and(|gap| gap.millis().saturating_mul(self.left) < horizon.millis()) {
            too_often(check);
            return None;
        }
        let mut times = every.occurrences(calendar, horizon);
        let all = times.len();
        times.retain(|time| self.frozen(check, *time).is_none());
        if all > 0 && times.is_empty() {
            let what = format!("\"{}\" never comes outside of the freezes", shown(text));
            check.error("P040", place, what, "", "write another time, or fewer dates in `freezes`");
            return None;
        }
        if times.len() as u64 > self.left {
            too_often(check);
            return None;
        }
        if times.is_empty() {
            let what = format!("\"{}\" does not come within the horizon", shown(text));
            let reason = format!("The simulation ends after {}.", horizon.rough());
            check.warning("P023", place, what, &reason, "write a longer `horizon`, or leave the line out");
        }
        Some(times)
    }

    /// The freeze on which a moment lies, if the line orders an update.
    fn frozen(&self, check: &Check<'_>, time: Time) -> Option<Dates> {
        let clock = self.clock?;
        let freezes = check.scenario.freezes.iter().map(|freeze| *freeze.value);
        let is_update = updates::is_one(self.entry.r#do.value.as_ref());
        freezes.into_iter().find(|dates| is_update && dates.hold(clock.calendar, time))
    }

    /// Whether the loss is planned work. Only of a loss can that be said: a return costs nobody anything, and what is ordered
    /// is planned by being ordered.
    fn planned(&self, check: &mut Check<'_>) -> bool {
        let Some(planned) = self.entry.planned.value else { return false };
        let place = self.entry.planned.place;
        if self.entry.r#return.is_some() {
            let what = "`planned` says that a loss is planned work, and nothing is lost here".to_owned();
            check.error("P039", place, what, "", "write it on the line that loses it");
        } else if self.entry.r#do.is_some() && !planned {
            let what = "what is ordered is always planned".to_owned();
            let reason = "Its cost counts as planned as long as the pool works when the order is carried out.";
            check.error("P039", place, what, reason, "leave `planned` out");
        }
        planned && self.entry.lose.is_some()
    }

    fn lasts(&self, check: &mut Check<'_>, times: Option<&[Time]>) -> Option<Law> {
        updates::installs_nothing_else(self, check);
        let lasts = Law::clone(self.entry.r#for.as_ref()?);
        let place = self.entry.r#for.place;
        if updates::is_one(self.entry.r#do.value.as_ref()) {
            return None;
        }
        if self.entry.lose.is_none() {
            let what = "`for` says how long something stays lost, and nothing is lost here".to_owned();
            check.error("P021", place, what, "", "leave `for` out");
            return None;
        }
        let gaps = times.unwrap_or_default().windows(2).map(|pair| pair[1].since(pair[0]));
        if let Some(gap) = gaps.min().filter(|gap| *gap < lasts.median()) {
            let problem = Problem::warning("P024", place, "this lasts until after the next time it happens")
                .reason(format!("The shortest time between two is {}.", gap.rough()))
                .remedy("shorten `for`, or let it happen less often");
            check.tell(problem);
        }
        Some(lasts)
    }
}
