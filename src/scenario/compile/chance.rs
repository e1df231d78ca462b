//! The clocks of random failures, and the crews that repair.

use super::check::Check;
use super::names::Kind;
use super::topology::{Builder, MOST_IDS};
use crate::ground::calendar::Calendar;
use crate::ground::law::Law;
use crate::ground::time::Span;
use crate::scenario::form;
use crate::scenario::plan::{Fault, Shift, Stock, Target};
use crate::text::{Placed, Share, Whole, shown};
use crate::topology::{ComponentKind, LinkId, MachineId, PoolId, SharedComponent, SharedId, SiteId};

/// A life shorter than this is a slip of the unit, and would make a run endless.
const SHORTEST_LIFE: Span = Span::minutes(1);

/// The clocks as far as they are built.
#[derive(Default)]
pub(super) struct Clocks {
    pub(super) faults: Vec<Fault>,
    pub(super) crews: Vec<u16>,
    pub(super) stocks: Vec<Stock>,
    field_crew: Option<u16>,
}

/// How something fails, read.
struct Laws {
    life: Law,
    repair: Law,
    crews: Option<u32>,
    priority: u8,
    spares: Option<Stock>,
    /// Where the stock stands in the plan, once the first clock needs it.
    stock: std::cell::Cell<Option<u16>>,
}

/// The priority of a cause, which no crew repairs.
const PRIORITY: u8 = 5;
/// The lead time of a spare, as administrators know it.
const LEAD: Span = Span::hours(24);

impl Clocks {
    fn crew(&mut self, size: Option<u32>) -> Option<u16> {
        let Some(size) = size else { return self.field_crew };
        let crew = u16::try_from(self.crews.len()).ok()?;
        self.crews.push(u16::try_from(size).unwrap_or(u16::MAX));
        Some(crew)
    }

    /// One stock serves all that fail in one way.
    fn stock(&mut self, laws: &Laws) -> Option<u16> {
        if let (None, Some(stock)) = (laws.stock.get(), &laws.spares) {
            laws.stock.set(u16::try_from(self.stocks.len()).ok());
            self.stocks.push(stock.clone());
        }
        laws.stock.get()
    }

    /// Adds a clock, unless it never strikes.
    fn add(&mut self, dice: String, target: Target, laws: &Laws, crew: Option<u16>) {
        if !laws.life.is_never() {
            self.add_even_never(dice, target, laws, crew);
        }
    }

    /// Adds a clock even when it never strikes by itself, since a common cause is repaired by it.
    fn add_even_never(&mut self, dice: String, target: Target, laws: &Laws, crew: Option<u16>) {
        let (life, repair) = (laws.life.clone(), laws.repair.clone());
        let stock = self.stock(laws);
        self.faults.push(Fault { dice, target, life, repair, crew, priority: laws.priority, stock, rests_with: None });
    }
}

/// Builds every clock. A fault of whole pools adds what it needs to the topology's shared things.
pub(super) fn build(check: &mut Check<'_>, topology: &mut Builder) -> Clocks {
    let mut clocks = Clocks::default();
    clocks.field_crew = clocks.crew(check.scenario.failures.field_crew.map(Whole::get));
    servers(check, topology, &mut clocks);
    databases(check, topology, &mut clocks);
    edges(check, topology, &mut clocks);
    links_and_sites(check, topology, &mut clocks);
    common_faults(check, topology, &mut clocks);
    shared(check, topology, &mut clocks);
    if clocks.faults.len() > MOST_IDS {
        let place = check.scenario.failures.place;
        let what = format!("{} things that can fail are more than can be counted", clocks.faults.len());
        check.error("P004", place, what, "", "leave out what hardly matters");
    }
    clocks
}

fn laws(check: &mut Check<'_>, fault: &form::Fault) -> Laws {
    let laws = Laws {
        life: Law::clone(&fault.life),
        repair: Law::clone(&fault.repair),
        crews: fault.crews.map(Whole::get),
        priority: fault.priority.get() as u8,
        spares: spares(check, fault),
        stock: std::cell::Cell::new(None),
    };
    if laws.life.mean().is_some_and(|mean| mean < SHORTEST_LIFE.millis() as f64) {
        let what = format!("a life of \"{}\" is shorter than a minute", shown(&fault.life.text));
        check.error("P027", fault.life.place, what, "It would fail without end.", "check the unit");
    }
    if laws.repair.mean().is_none() && !laws.life.is_never() {
        let place = fault.repair.place;
        let what = "this repair may never end".to_owned();
        check.warning("P029", place, what, "What has failed once stays lost.", "write how long a repair takes");
    }
    laws
}

fn spares(check: &mut Check<'_>, fault: &form::Fault) -> Option<Stock> {
    let lead = fault.lead.as_ref().map(|lead| Law::clone(lead));
    if fault.spares.is_none() && lead.is_some() {
        let place = fault.lead.place;
        let what = "`lead` is the time to replace a spare, and no `spares` are given".to_owned();
        check.error("P036", place, what, "", "add `spares`, or leave `lead` out");
    }
    let spares = u16::try_from(fault.spares.value?.get()).unwrap_or(u16::MAX);
    Some(Stock { spares, lead: lead.unwrap_or(Law::fixed(LEAD)) })
}

/// When crews come, and how long they are under way.
pub(super) fn shift(failures: &form::Failures, calendar: &Calendar, horizon: Span) -> Shift {
    let hours = failures.crew_hours.as_ref().map(|hours| hours.compile(calendar, horizon));
    Shift { hours, travel: failures.travel.as_ref().map(|travel| Law::clone(travel)) }
}

fn one(check: &mut Check<'_>, fault: &Option<form::Fault>) -> Option<Laws> {
    fault.as_ref().map(|fault| laws(check, fault))
}

/// The laws of one way to fail with the share of its failures that comes as a common cause taken out, and the life of
/// that cause. Only a law without memory can be divided so.
fn divided(check: &mut Check<'_>, laws: &mut Laws, part: &Placed<Share>, field: &str) -> Option<Law> {
    let beta = Some(part.get()).filter(|beta| *beta > 0.0)?;
    let exponential = laws.life.to_string().starts_with("exponential(");
    let mean = laws.life.mean().filter(|_| exponential);
    let Some(mean) = mean else {
        let place = part.place;
        let what = format!("`{field}` needs an exponential life to divide");
        let reason = "Only failures without memory can be divided into those alone and those together.";
        check.error("P028", place, what, reason, "write the life as exponential(...), or leave this out");
        return None;
    };
    laws.life = if beta < 1.0 { Law::exponential(Span::round_millis(mean / (1.0 - beta))) } else { Law::never() };
    Some(Law::exponential(Span::round_millis(mean / beta)))
}

/// The cause that strikes several at once. Those are repaired each for itself, so it has no repair of its own.
fn cause(dice: String, target: Target, life: Law) -> Fault {
    let repair = Law::fixed(Span::ZERO);
    Fault { dice, target, life, repair, crew: None, priority: PRIORITY, stock: None, rests_with: None }
}

fn servers(check: &mut Check<'_>, topology: &Builder, clocks: &mut Clocks) {
    let failures = &check.scenario.failures;
    let mut modes: Vec<Laws> = failures.server.iter().map(|fault| laws(check, fault)).collect();
    let Some(first) = modes.first_mut() else {
        if failures.beta.get() > 0.0 {
            let place = failures.beta.place;
            let what = "`beta` divides failures of servers, but there are none".to_owned();
            check.error("P028", place, what, "", "define how servers fail under `server`, or leave `beta` out");
        }
        return;
    };
    let together = divided(check, first, &failures.beta, "beta");
    let ages = *failures.ages_while_pool_is_down;
    for (id, pool) in PoolId::each(&topology.pools).zip(&topology.pools) {
        let whole = clocks.crew(failures.crews.map(Whole::get));
        let first_of_pool = clocks.faults.len();
        for (mode, laws) in modes.iter().enumerate() {
            let crew = if laws.crews.is_some() { clocks.crew(laws.crews) } else { whole };
            for machine in &pool.front_ends {
                let dice = &topology.machine(*machine).dice;
                let dice = if mode == 0 { dice.clone() } else { format!("{dice}#{}", mode + 1) };
                if mode == 0 && together.is_some() {
                    clocks.add_even_never(dice, Target::Machine(*machine), laws, crew);
                } else {
                    clocks.add(dice, Target::Machine(*machine), laws, crew);
                }
            }
        }
        if let Some(life) = &together {
            let target = Target::Shock(id);
            clocks.faults.push(cause(format!("{} shock", pool.dice), target, life.clone()));
        }
        if !ages {
            clocks.faults[first_of_pool..].iter_mut().for_each(|fault| fault.rests_with = Some(id));
        }
    }
}

fn machine(clocks: &mut Clocks, topology: &Builder, machine: MachineId, laws: &Laws, crew: Option<u16>) {
    clocks.add(topology.machine(machine).dice.clone(), Target::Machine(machine), laws, crew);
}

fn databases(check: &mut Check<'_>, topology: &Builder, clocks: &mut Clocks) {
    let failures = &check.scenario.failures;
    if let Some(laws) = one(check, &failures.back_end) {
        for pool in topology.pools.iter().filter(|pool| !pool.standard) {
            let crew = clocks.crew(laws.crews);
            pool.sql[..2].iter().flatten().for_each(|sql| machine(clocks, topology, *sql, &laws, crew));
        }
    }
    if let Some(laws) = one(check, &failures.witness) {
        let crew = clocks.crew(laws.crews);
        topology
            .pools
            .iter()
            .filter_map(|pool| pool.sql[2])
            .for_each(|sql| machine(clocks, topology, sql, &laws, crew));
    }
}

fn edges(check: &mut Check<'_>, topology: &Builder, clocks: &mut Clocks) {
    let Some(laws) = one(check, &check.scenario.failures.edge) else { return };
    for edge in &topology.edges {
        let crew = clocks.crew(laws.crews);
        edge.machines.iter().for_each(|server| machine(clocks, topology, *server, &laws, crew));
    }
}

fn links_and_sites(check: &mut Check<'_>, topology: &Builder, clocks: &mut Clocks) {
    let failures = &check.scenario.failures;
    if let Some(laws) = one(check, &failures.link) {
        let crew = clocks.crew(laws.crews);
        for (id, link) in LinkId::each(&topology.links).zip(&topology.links) {
            clocks.add(link.name.clone(), Target::Link(id), &laws, crew);
        }
    }
    let Some(mut laws) = one(check, &failures.site) else {
        if failures.site_beta.get() > 0.0 {
            let place = failures.site_beta.place;
            let what = "`site_beta` divides losses of sites, but there are none".to_owned();
            check.error("P028", place, what, "", "define how sites are lost under `site`, or leave `site_beta` out");
        }
        return;
    };
    let together = divided(check, &mut laws, &failures.site_beta, "site_beta");
    let crew = clocks.crew(laws.crews);
    for (id, site) in SiteId::each(&topology.sites).zip(&topology.sites) {
        let target = Target::Site(id);
        if together.is_some() {
            clocks.add_even_never(site.name.clone(), target, &laws, crew);
        } else {
            clocks.add(site.name.clone(), target, &laws, crew);
        }
    }
    if let Some(life) = together {
        clocks.faults.push(cause("all sites".to_owned(), Target::Disaster, life));
    }
}

fn common_faults(check: &mut Check<'_>, topology: &mut Builder, clocks: &mut Clocks) {
    let Some(laws) = one(check, &check.scenario.failures.pool) else { return };
    if laws.life.is_never() {
        return;
    }
    let crew = clocks.crew(laws.crews);
    for id in PoolId::each(&topology.pools) {
        let pool = topology.pool(id);
        let (name, dice) = (format!("{} common fault", pool.name), format!("{} common fault", pool.dice));
        let machines = pool.front_ends.clone();
        let component = SharedId::next(&topology.shared_components);
        let place = check.scenario.failures.pool.place;
        check.claim(&name, Kind::Shared, place);
        check.names.built(&name, component);
        topology.shared_components.push(SharedComponent { name, kind: ComponentKind::CommonFault, machines });
        clocks.add(dice, Target::SharedComponent(component), &laws, crew);
    }
}

fn shared(check: &mut Check<'_>, topology: &Builder, clocks: &mut Clocks) {
    for (name, fault) in check.scenario.failures.shared.iter() {
        let laws = laws(check, fault);
        let Some(component) = check.find(name) else { continue };
        let crew = clocks.crew(laws.crews);
        clocks.add(
            topology.shared_components[component.index()].name.clone(),
            Target::SharedComponent(component),
            &laws,
            crew,
        );
    }
}
