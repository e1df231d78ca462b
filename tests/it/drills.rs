//! Random drills: deployments, timelines, laws and facts out of dice, as the text a planner would have written.

use std::fmt;
use std::fmt::Write as _;

use proptest::collection::vec;
use proptest::prelude::*;

/// Hours of a drill. Everything that is lost has returned after the first half.
pub const HOURS: u32 = 480;
/// Moments are multiples of ten minutes, so that much happens at once.
const GRID: u32 = 10;

/// A pool: what it is, its site, its users, its Back End, and a pick for the rest.
#[derive(Debug, Clone)]
struct Pool {
    front_ends: u32,
    standard: bool,
    site: u32,
    users: u32,
    back_end: u32,
    groups: Option<u32>,
    remote: u32,
}

/// A line of the timeline; numbers pick among what the deployment has.
#[derive(Debug, Clone)]
struct Line {
    when: u32,
    lasts: u32,
    kind: u32,
    pick: u32,
    style: u32,
}

/// An update that is ordered: of what, when, in which window, and how long installing takes.
#[derive(Debug, Clone)]
struct Update {
    when: u32,
    pick: u32,
    repeats: bool,
    window: u32,
    install: u32,
}

/// A drill.
#[derive(Clone)]
pub struct Drill {
    pools: Vec<Pool>,
    paired: (bool, bool),
    link: u32,
    edges: Vec<(u32, u32, bool)>,
    central: u32,
    reacts: bool,
    lines: Vec<Line>,
    facts: Vec<u32>,
    laws: Option<u32>,
    fixed: bool,
    updates: Vec<Update>,
}

impl fmt::Debug for Drill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// Facts that are varied, with values at the edges of what makes sense.
const FACTS: [(&str, &[&str]); 30] = [
    ("back_end.start", &["5min", "0s"]),
    ("back_end.two_front_ends_stop", &["30min", "2min", "never"]),
    ("back_end.unavailable_threshold", &["30min", "0s", "never"]),
    ("fabric.catch_up", &["10min", "0s"]),
    ("fabric.detection", &["30s", "0s"]),
    ("fabric.promotion", &["10s", "0s"]),
    ("fabric.rebuild_per_1000_users", &["5min", "0s"]),
    ("fabric.rebuild_wait", &["30min", "0s", "never"]),
    ("failback.base", &["5min", "0s"]),
    ("failback.cmdlet_fails", &["0.05", "0", "0.5"]),
    ("failback.per_user", &["165ms", "0s"]),
    ("failback.service", &["moving", "limited", "none"]),
    ("failback.survives_partner_loss", &["no", "yes"]),
    ("failover.base", &["10min", "0s", "uniform(1min, 1h)"]),
    ("failover.cmdlet_fails", &["0.05", "0", "0.5"]),
    ("front_end.start", &["10min", "0s", "uniform(1min, 20min)"]),
    ("mirror.automatic_failover", &["1min", "0s"]),
    ("people.decision", &["30min", "0s", "lognormal(median 40min, p95 3h)"]),
    ("people.detection", &["5min", "0s"]),
    ("people.failback_wait", &["2h", "0s"]),
    ("people.hands", &["1", "2"]),
    ("pool.cold_start", &["15min", "0s", "uniform(5min, 1h)"]),
    ("pool.grace", &["5min", "0s", "15min"]),
    ("pool.grace_level", &["limited", "full", "none"]),
    ("registrar.automatic_failover", &["no", "yes"]),
    ("registrar.failure_interval", &["300s", "30s", "2h"]),
    ("site.restart.directory", &["10min", "0s"]),
    ("step.retry", &["5min", "0s"]),
    ("users.reconnect", &["uniform(10s, 20s)", "0s"]),
    ("users.sign_ins_per_second", &["10", "0", "0.05"]),
];

/// The place of `fabric.rebuild_wait` above, and the pick of its last value.
const REBUILD_WAIT: usize = 7;
const NEVER: u32 = 5;

/// The same of updates.
const UPDATE_FACTS: [(&str, &[&str]); 11] = [
    ("update.ask_again", &["10min", "1min", "uniform(5min, 1h)"]),
    ("update.busy_answers", &["3", "1", "20"]),
    ("update.domain_together", &["no", "yes"]),
    ("update.drain_limit", &["60min", "0s", "forever"]),
    ("update.graceful", &["yes", "no"]),
    ("update.hang_mended", &["uniform(30min, 4h)", "5min"]),
    ("update.install", &["40min", "5min", "uniform(5min, 2h)"]),
    ("update.restart", &["uniform(5min, 10min)", "0s"]),
    ("update.session", &["exponential(30min)", "20min"]),
    ("update.soak", &["20min", "0s", "uniform(0s, 1h)"]),
    ("update.start_hangs", &["0.02", "0", "0.3"]),
];

impl Drill {
    fn name(pool: usize) -> String {
        format!("pool{}", pool + 1)
    }

    /// Pairs take pools one and two, three and four, where both are of one edition.
    fn pairs(&self) -> Vec<(usize, usize)> {
        let fits = |one: usize| self.pools.len() > one + 1;
        let wanted = [(self.paired.0, 0), (self.paired.1, 2)];
        wanted.into_iter().filter(|(paired, one)| *paired && fits(*one)).map(|(_, one)| (one, one + 1)).collect()
    }

    fn servers(&self) -> Vec<String> {
        let mut servers = Vec::new();
        for (index, pool) in self.pools.iter().enumerate() {
            let name = Drill::name(index);
            if pool.standard {
                servers.push(name);
                continue;
            }
            servers.extend((1..=pool.front_ends).map(|ordinal| format!("{name}-fe{ordinal}")));
            let sql: &[&str] = match pool.back_end {
                0 => &["sql1"],
                1 => &["sql1", "sql2"],
                _ => &["sql1", "sql2", "witness"],
            };
            servers.extend(sql.iter().map(|ending| format!("{name}-{ending}")));
        }
        for (index, edge) in self.edges.iter().enumerate() {
            servers.extend((1..=edge.1).map(|number| format!("edge{}-{number}", index + 1)));
        }
        servers
    }

    /// What a line is about: most often servers, now and then all the rest.
    fn target(&self, line: &Line) -> String {
        let pick = line.pick as usize;
        let pool = pick % self.pools.len();
        let of = |kind: &str, name: &str| format!("{kind}(\"{name}\")");
        match line.kind {
            0 => of("Pool", &Drill::name(pool)),
            1 => of("Site", &format!("dc{}", pick % 3 + 1)),
            2 => of("Link", "wan"),
            3 if !self.edges.is_empty() => of("Edge", &format!("edge{}", pick % self.edges.len() + 1)),
            4 if !self.pools[pool].standard => of("BackEnd", &Drill::name(pool)),
            5 => of("Shared", "power"),
            _ => {
                let servers = self.servers();
                of("Server", &servers[pick % servers.len()])
            }
        }
    }

    fn order(&self, line: &Line) -> String {
        let pool = Drill::name(line.pick as usize % self.pools.len());
        match line.style {
            0 => "FailOverCentralManagement".to_owned(),
            style if style % 2 == 0 => format!("FailBack(\"{pool}\")"),
            _ => format!("FailOver(\"{pool}\")"),
        }
    }

    fn updates(&self, text: &mut String) {
        for Update { when, pick, repeats, window, install } in &self.updates {
            let pool = *pick as usize % self.pools.len();
            let name = Drill::name(pool);
            let with_domains = |pool: &usize| !self.pools[*pool].standard;
            let all: Vec<String> =
                (0..self.pools.len()).filter(with_domains).map(|pool| format!("\"{}\"", Drill::name(pool))).collect();
            let what = match pick / 100 % 4 {
                _ if !with_domains(&pool) => format!("UpdateBackEnd(\"{name}\")"),
                0 => format!("UpdateBackEnd(\"{name}\")"),
                1 => format!("UpdateAll([{}])", all.join(", ")),
                _ => format!("Update(\"{name}\")"),
            };
            let window = ["", ", for: \"2h 10min\"", ", for: \"8h\""][*window as usize];
            let install = ["", ", install: \"20min\"", ", install: \"uniform(10min, 3h)\""][*install as usize];
            let minutes = when * GRID;
            let _ = match repeats {
                true => write!(text, "(every: \"every {}min\", do: {what}{window}{install}), ", minutes + 24 * 60),
                false => write!(text, "(at: \"{minutes}min\", do: {what}{window}{install}), "),
            };
        }
    }

    fn timeline(&self, text: &mut String) {
        for line in &self.lines {
            let (when, lasts) = (line.when * GRID, line.lasts * GRID);
            let _ = match (line.kind, line.style) {
                (12.., _) => write!(text, "(at: \"{when}min\", do: {}), ", self.order(line)),
                (_, 0) => {
                    let target = self.target(line);
                    let back = when + lasts;
                    write!(text, "(at: \"{when}min\", lose: {target}), (at: \"{back}min\", return: {target}), ")
                }
                (_, 1) if self.laws.is_some() => {
                    let target = self.target(line);
                    write!(text, "(every: \"every {}min\", lose: {target}, for: \"{lasts}min\"), ", when + GRID)
                }
                _ => write!(text, "(at: \"{when}min\", lose: {}, for: \"{lasts}min\"), ", self.target(line)),
            };
        }
    }

    fn pool_texts(&self, text: &mut String) {
        for (index, pool) in self.pools.iter().enumerate() {
            let Pool { front_ends, site, users, .. } = pool;
            let name = Drill::name(index);
            let remote = if self.edges.is_empty() { 0 } else { pool.remote };
            let _ = write!(text, "\"{name}\": ");
            let common = format!("site: \"dc{}\", enabled_users: {users}, remote_share: 0.{remote}", site + 1);
            let groups = pool.groups.map_or(String::new(), |groups| format!(", routing_groups: {groups}"));
            let back_end = match pool.back_end {
                0 => "Single".to_owned(),
                1 => "Mirrored(witness: None)".to_owned(),
                place => format!("Mirrored(witness: \"dc{}\")", place - 1),
            };
            let _ = match pool.standard {
                true => write!(text, "Standard({common}), "),
                false => {
                    write!(text, "Enterprise({common}, front_ends: {front_ends}, back_end: {back_end}{groups}), ")
                }
            };
        }
    }

    fn law_text(&self) -> String {
        let Some(pick) = self.laws else { return String::new() };
        let life = ["exponential(10d)", "exponential(3d)", "weibull(mean 8d, shape 0.7)"][pick as usize % 3];
        let repair = ["exponential(6h)", "4h", "lognormal(median 1h, p95 12h)"][pick as usize / 3 % 3];
        let ages = if pick % 2 == 0 { "ages_while_pool_is_down: false, " } else { "" };
        // Only failures without memory can be divided into those alone and those together.
        let beta = if life.starts_with("exp") { "beta: 0.2, site_beta: 0.2, " } else { "" };
        let fault = format!("life: \"{life}\", repair: \"{repair}\"");
        format!(
            "failures: (server: [({fault}), (life: \"exponential(30d)\", repair: \"10min\", crews: 1)], \
             back_end: ({fault}, crews: 1), witness: ({fault}), edge: ({fault}), link: ({fault}), site: ({fault}), \
             pool: (life: \"exponential(60d)\", repair: \"2h\"), shared: {{ \"power\": ({fault}) }}, \
             crews: {}, {beta}{ages}), ",
            pick % 3 + 1,
        )
    }

    /// The scenario's text.
    pub fn text(&self) -> String {
        let (mut pools, mut timeline, mut edges, mut facts) = <(String, String, String, String)>::default();
        self.pool_texts(&mut pools);
        self.timeline(&mut timeline);
        self.updates(&mut timeline);
        for (index, (site, servers, federation)) in self.edges.iter().enumerate() {
            let site = site + 1;
            let _ = write!(
                edges,
                "\"edge{}\": (site: \"dc{site}\", servers: {servers}, federation: {federation}), ",
                index + 1
            );
        }
        for ((key, values), pick) in FACTS.iter().zip(&self.facts) {
            let fixed: Vec<&str> = values.iter().copied().filter(|v| !self.fixed || !v.contains('(')).collect();
            // Half of the facts keep the first value.
            let value = fixed[(*pick as usize).saturating_sub(fixed.len()) % fixed.len()];
            let _ = write!(facts, "\"{key}\": \"{value}\", ");
        }
        if let Some(Update { pick, .. }) = self.updates.first() {
            for (place, (key, values)) in UPDATE_FACTS.iter().enumerate() {
                let value = values[(*pick as usize >> place) % (2 * values.len()) % values.len()];
                let _ = write!(facts, "\"{key}\": \"{value}\", ");
            }
        }
        let pairs: Vec<String> = self
            .pairs()
            .into_iter()
            .map(|(one, other)| format!("(\"{}\", \"{}\")", Drill::name(one), Drill::name(other)))
            .collect();
        let bandwidth = ["", ", bandwidth: \"1 Mbit/s\"", ", bandwidth: \"64 kbit/s\", latency: \"100ms\""];
        format!(
            "(schema: 1, about: \"a drill\", product: LyncServer2013, start: \"2026-03-03 10:00 UTC\", \
             horizon: \"{HOURS}h\", sites: {{ \"dc1\": (), \"dc2\": (), \"dc3\": () }}, \
             links: {{ \"wan\": (between: (\"dc1\", \"dc2\"){}) }}, edges: {{ {edges} }}, pools: {{ {pools} }}, \
             shared: {{ \"power\": (kind: PowerFeed, carries: [\"{}\", \"dc3\"]) }}, pairs: [{}], \
             central_management: \"{}\", staff: (reacts: {}), facts: {{ {facts} }}, {}timeline: [{timeline}])",
            bandwidth[self.link as usize % 3],
            self.servers()[self.link as usize % self.servers().len()],
            pairs.join(", "),
            Drill::name(self.central as usize % self.pools.len()),
            self.reacts,
            self.law_text(),
        )
    }

    /// Whether administrators act by themselves.
    pub fn reacts(&self) -> bool {
        self.reacts
    }
}

fn pool() -> impl Strategy<Value = Pool> {
    let groups = prop_oneof![4 => Just(None), 1 => Just(Some(0)), 1 => (1..8u32).prop_map(Some)];
    (1..=12u32, 0..5u32, 0..3u32, prop_oneof![Just(0), 1..50u32, 50..9000u32], 0..5u32, groups, 0..10u32).prop_map(
        |(front_ends, standard, site, users, back_end, groups, remote)| Pool {
            front_ends,
            standard: standard == 4,
            site,
            users,
            back_end,
            groups,
            remote,
        },
    )
}

fn line() -> impl Strategy<Value = Line> {
    let half = HOURS * 60 / 2 / GRID;
    let lasts = prop_oneof![1..12u32, 12..300u32];
    (0..half - 300, lasts, 0..16u32, 0..10_000u32, 0..5u32).prop_map(|(when, lasts, kind, pick, style)| Line {
        when,
        lasts,
        kind,
        pick,
        style,
    })
}

/// Lines close to each other, so that losses overlap.
fn lines() -> impl Strategy<Value = Vec<Line>> {
    let close = (vec(line(), 1..10), 0..600u32).prop_map(|(mut lines, from)| {
        lines.iter_mut().for_each(|line| line.when = from + line.when % 60);
        lines
    });
    prop_oneof![2 => close, 1 => vec(line(), 1..12)]
}

fn update(repeats: bool) -> impl Strategy<Value = Update> {
    let half = HOURS * 60 / 2 / GRID;
    let repeats = if repeats { any::<bool>().boxed() } else { Just(false).boxed() };
    (0..half - 300, 0..100_000u32, repeats, 0..3u32, 0..3u32)
        .prop_map(|(when, pick, repeats, window, install)| Update { when, pick, repeats, window, install })
}

/// What kind of drills are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Things fail by random laws beside the timeline.
    Failing,
    /// Everything that is lost has returned after the first half.
    Ending,
    /// The same, and nobody does anything about it. No replica is built elsewhere, because where it goes depends on what
    /// has gone there before; and all laws are fixed, because between two events of a moment luck may be asked.
    Unattended,
    /// Things fail by random laws, and servers are updated.
    Updated,
    /// Everything that is lost has returned after the first half, and servers are updated, each once.
    UpdatedAtLast,
}

/// A drill.
pub fn drill(kind: Kind) -> impl Strategy<Value = Drill> {
    let updated = matches!(kind, Kind::Updated | Kind::UpdatedAtLast);
    let laws = if matches!(kind, Kind::Failing | Kind::Updated) {
        (0..18u32).prop_map(Some).boxed()
    } else {
        Just(None).boxed()
    };
    let reacts = prop_oneof![4 => Just(true), 1 => Just(false)];
    let edges = vec((0..3u32, 1..3u32, any::<bool>()), 0..3);
    let pools = vec(pool(), 1..5);
    let paired = (prop_oneof![4 => Just(true), 1 => Just(false)], any::<bool>());
    let facts = vec(0..6u32, FACTS.len());
    let updates = if updated { vec(update(kind == Kind::Updated), 1..5).boxed() } else { Just(Vec::new()).boxed() };
    (pools, paired, 0..30u32, edges, 0..4u32, reacts, lines(), facts, laws, updates).prop_map(
        move |(pools, paired, link, edges, central, reacts, mut lines, facts, laws, updates)| {
            let attended = kind != Kind::Unattended;
            lines.iter_mut().for_each(|line| line.kind %= if attended { 16 } else { 12 });
            let mut facts = facts;
            if !attended {
                facts[REBUILD_WAIT] = NEVER;
            }
            let (reacts, fixed) = (reacts && attended, !attended);
            Drill { pools, paired, link, edges, central, reacts, lines, facts, laws, fixed, updates }
        },
    )
}
