//! What a procedure is made of.

use crate::facts::Fact;
use crate::ground::time::Span;
use crate::scenario::plan::{Order, Plan};
use crate::topology::PoolId;
use crate::world::World;
use crate::world::lanes::{About, Claim, Part};
use crate::world::reason::Reason;
use crate::world::rules::Rules;

use super::effects::Effect;
use super::guard::Guard;
use super::question::{ALWAYS, NEVER, Question};
use super::questions::{FAILED, HOME_WORKS};
use super::trigger::Trigger;

/// A procedure, whole: who reads its table knows it.
#[derive(Debug)]
pub struct Runbook {
    /// Its id on the command line, `failing-over-a-pool`.
    pub id: &'static str,
    /// The page's title.
    pub title: &'static str,
    /// Page and date.
    pub source: &'static str,
    /// What it is called in a table, if its end is told there.
    pub in_short: Option<&'static str>,
    /// The procedure of which this is a part on its page, if it is one.
    pub part_of: Option<&'static Runbook>,
    /// What it is about.
    pub subject: Subject,
    /// What it may not overlap with.
    pub claim: Claim,
    /// The cmdlet, or what is done in its place, whose refusal stops the procedure.
    pub decisive: &'static str,
    /// When administrators begin it without being told.
    pub triggers: &'static [Trigger],
    /// The order of the timeline that begins it, if one does.
    pub ordered: Option<Ordered>,
    /// When it is dropped as long as it has changed nothing, if nobody has ordered it.
    pub dropped: Option<Dropped>,
    /// When it is given up rather than go on waiting while another call waits behind it.
    pub gives_way: &'static Question,
    /// What is said when a step of it was tried too often, so that nothing loops for ever.
    pub tried_in_vain: &'static Reason,
    /// When it is not begun before what cannot wait.
    pub can_wait: &'static Question,
    /// Whether whatever else needs hands gets them first, before each of its steps.
    pub leaves_hands: bool,
    /// In the page's order.
    pub steps: &'static [Step],
}

/// What a procedure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A pool and its users.
    Pool,
    /// An upgrade domain of a pool.
    UpgradeDomain,
    /// A server.
    Server,
    /// The databases of a pool.
    Database,
    /// The Edge pools that have a pool as their next hop.
    EdgePool,
    /// The two pools of a pair.
    Pair,
    /// A site with everything in it.
    Site,
    /// What the whole deployment has once.
    Deployment,
}

/// The order of the timeline that begins a procedure.
#[derive(Debug)]
pub struct Ordered {
    /// Its key in machine-readable output.
    pub key: &'static str,
    /// What it says.
    pub says: &'static str,
    /// The pool that it is about, if it is this order; beside it the pool with the Central Management store.
    pub pool: fn(&Plan, Order, PoolId) -> Option<PoolId>,
    /// Whether a procedure that is still open when it is ordered again goes on, and is not begun once more.
    pub goes_on: bool,
    /// What else the order does.
    pub does: fn(&mut World<'_>, Order),
}

impl Ordered {
    /// What most orders have in common.
    pub const USUAL: Ordered = Ordered { key: "", says: "", pool: |_, _, _| None, goes_on: false, does: |_, _| () };
}

/// When a procedure is dropped.
#[derive(Debug)]
pub struct Dropped {
    /// When.
    pub when: &'static Question,
    /// Why.
    pub reason: &'static Reason,
}

impl Runbook {
    /// What most procedures have in common.
    pub const USUAL: Runbook = Runbook {
        id: "",
        title: "",
        source: "",
        in_short: None,
        part_of: None,
        subject: Subject::Pool,
        claim: Claim::Pool,
        decisive: "",
        triggers: &[],
        ordered: None,
        dropped: None,
        // What was called for while the pool works can wait; the failover of the lost partner, behind it in the lane, cannot.
        gives_way: &HOME_WORKS,
        tried_in_vain: &FAILED,
        can_wait: &NEVER,
        leaves_hands: false,
        steps: &[],
    };
}

/// One step.
#[derive(Debug)]
pub struct Step {
    /// Stable id, by which a scenario sets its duration or puts a step of its own before it.
    pub id: &'static str,
    /// Where the page has it, if it does.
    pub on_page: OnPage,
    /// What it says, in our words.
    pub instruction: &'static str,
    /// The ways of typing it, of which the first that fits the moment is taken; none where nothing is typed.
    pub commands: &'static [Line],
    /// Whom it is carried out for, one after the other.
    pub over: Over,
    /// The question that decides whether it applies.
    pub applies: &'static Question,
    /// What must hold to begin it, in the order in which the product checks it.
    pub begins: &'static [Guard],
    /// What must stay true while it is carried out.
    pub stays: &'static [Guard],
    /// What must hold when it ends.
    pub ends: &'static [Guard],
    /// What its cmdlet shows whenever it is typed, whatever follows from it.
    pub shows: Option<fn(&mut World<'_>, &About)>,
    /// How long it takes.
    pub takes: Takes,
    /// Whether somebody's hands are bound all that time; it goes by itself once it has begun otherwise.
    pub attended: bool,
    /// The chance that its cmdlet fails, and what is said then.
    pub fails: Option<Fails>,
    /// Whether it can be done wrong without anybody seeing it.
    pub can_be_wrong: bool,
    /// What its cmdlet says of an earlier step that was done wrong, if it stumbles over that; the procedure then starts again.
    pub finds_wrong: Option<&'static Reason>,
    /// Whether only one of it is carried out in the deployment at a time.
    pub one_at_a_time: bool,
    /// What it does.
    pub does: Does,
}

/// Whom a step is carried out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// For what its procedure is about.
    Once,
    /// For each pool of the round of updates.
    Pools,
    /// For each upgrade domain of the pool.
    Domains,
    /// For each Front End of the pool or of the upgrade domain that the procedure is about.
    Servers,
    /// For each Back End Server of the pool, the mirror first; of a Standard Edition server for itself.
    BackEnds,
}

impl Over {
    /// What it is about when it is the turn of a member; none when all had their turn.
    pub fn member(self, plan: &Plan, about: &About, turn: u8) -> Option<About> {
        let pool = plan.topology.pool(about.pool);
        let part = match self {
            Over::Once => (turn == 0).then_some(about.part),
            Over::Pools => {
                let pools = &plan.round(about.round?).pools;
                return pools.get(usize::from(turn)).map(|pool| About { pool: *pool, ..*about });
            }
            Over::Domains => pool.domains.contains(&turn).then_some(Part::Domain(turn)),
            Over::Servers => {
                let is_meant = |domain: u8| match about.part {
                    Part::Domain(of) => domain == of,
                    Part::Whole | Part::Server(_) => true,
                };
                let mut servers = pool.front_ends.iter().zip(&pool.domains).filter(|(_, domain)| is_meant(**domain));
                servers.nth(turn.into()).map(|(server, _)| Part::Server(*server))
            }
            Over::BackEnds => {
                let collocated = pool.sql[0].is_none().then(|| pool.front_ends.first().copied()).flatten();
                let mut servers = [pool.sql[1], pool.sql[0], collocated].into_iter().flatten();
                servers.nth(turn.into()).map(Part::Server)
            }
        };
        part.map(|part| About { part, ..*about })
    }
}

/// The chance that a cmdlet fails.
#[derive(Debug, Clone, Copy)]
pub struct Fails {
    /// How large it is.
    pub chance: fn(&Rules) -> f64,
    /// What is said then.
    pub reason: &'static Reason,
}

/// What a step does.
#[derive(Debug, Clone, Copy)]
pub enum Does {
    /// Looks, and changes nothing.
    Look,
    /// Carries out another procedure, and comes back.
    CarryOut(&'static Runbook),
    /// Calls for another procedure in the lane to which that belongs, and waits until it is over, for a reason that says so.
    HandOver(&'static Runbook, &'static Reason),
    /// Changes the world.
    Change(&'static Effect),
}

impl Step {
    /// What most steps have in common.
    pub const USUAL: Step = Step {
        id: "",
        on_page: OnPage::Opening,
        instruction: "",
        commands: &[],
        over: Over::Once,
        applies: &ALWAYS,
        begins: &[],
        stays: &[],
        ends: &[],
        shows: None,
        takes: Takes::Nothing,
        attended: true,
        fails: None,
        can_be_wrong: false,
        finds_wrong: None,
        one_at_a_time: false,
        does: Does::Look,
    };
}

/// Where a page has a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnPage {
    /// Under this number; where the page does not number its steps, their order gives it.
    Step(&'static str),
    /// In what it says before its first step.
    Opening,
    /// Nowhere: the step is ours, for this reason.
    Ours(&'static str),
}

impl OnPage {
    /// The page's number, or the word that stands for it.
    pub const fn number(self) -> &'static str {
        match self {
            OnPage::Step(number) => number,
            OnPage::Opening => "opening",
            OnPage::Ours(_) => "ours",
        }
    }
}

/// What is typed or clicked at a step.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// When it is this line, if none of those before it fits.
    pub when: &'static Question,
    /// The same in words; empty where it is always this line.
    pub when_says: &'static str,
    /// Where.
    pub at: At,
    /// The page's text with its placeholders, which `report::cmdlet` fills. A line that names an Edge pool is repeated
    /// for each Edge pool that the step concerns.
    pub text: &'static str,
}

/// Where a line is typed or clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// In the Lync Server Management Shell.
    Shell,
    /// In the windows of Topology Builder.
    TopologyBuilder,
}

impl At {
    /// What stands before such a line in a log or on a page.
    pub const fn prompt(self) -> &'static str {
        match self {
            At::Shell => "PS>",
            At::TopologyBuilder => "Topology Builder:",
        }
    }
}

impl Line {
    /// A cmdlet that is typed like this at every moment that is left.
    pub const fn shell(text: &'static str) -> Line {
        Line { when: &ALWAYS, when_says: "", at: At::Shell, text }
    }

    /// What is clicked in Topology Builder.
    pub const fn topology_builder(text: &'static str) -> Line {
        Line { at: At::TopologyBuilder, ..Line::shell(text) }
    }

    /// The same line only where a question is answered with yes.
    pub const fn when(self, when: &'static Question, when_says: &'static str) -> Line {
        Line { when, when_says, ..self }
    }
}

/// How long a step takes.
#[derive(Debug)]
pub enum Takes {
    /// A law of the facts.
    Law(&'static Fact),
    /// A law, and so much for each signed-in user of the pool.
    BySignedIn(&'static Fact, &'static Fact),
    /// A law, and so much for each enabled user of the pool.
    ByEnabled(&'static Fact, &'static Fact),
    /// As long as things stand, in these words.
    AsThingsStand(&'static str, fn(&mut World<'_>, &About) -> Span),
    /// As long as the procedure it calls.
    Nothing,
}
