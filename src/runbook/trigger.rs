//! When administrators begin a procedure without being told: what shows, how long it is weighed, and in which words.

use crate::facts::Fact;
use crate::facts::people;
use crate::topology::PoolId;
use crate::world::World;
use crate::world::phase::Phase;

use super::question::{ALWAYS, NEVER, Question};

/// A trigger of a procedure.
#[derive(Debug)]
pub struct Trigger {
    /// How urgent it is: of several that hold, the one with the lowest rank is acted on.
    pub rank: u8,
    /// When it holds.
    pub when: &'static Question,
    /// Whether it is asked even of a pool that works at home with all its routing groups, and whose Edge pools are as
    /// published. Most pools are like that at most moments, so what cannot hold then is not asked.
    pub of_steady_pools: bool,
    /// When it holds while the pool's users are being moved. What began the move stands as long as it lasts otherwise.
    pub when_users_are_moved: &'static Question,
    /// What somebody notices. That two triggers share is noticed once; what to do about it is decided anew.
    pub symptom: &'static str,
    /// Whether it is known as soon as it holds.
    pub known: Known,
    /// How long it takes until somebody notices.
    pub noticed_in: &'static Fact,
    /// How long it is weighed.
    pub weighed: Weighed,
    /// What else is decided with it.
    pub decided: fn(&mut World<'_>, PoolId),
    /// What must be so before the procedure is called for.
    pub held_until: &'static Question,
    /// What users wait for as long as nobody has noticed.
    pub unnoticed: Phase,
    /// What is to be done, in words.
    pub task: &'static str,
    /// What is noticed, as a sentence.
    pub notices: &'static str,
    /// The same, where the pool is functional.
    pub notices_while_it_runs: &'static str,
    /// What is noticed, in few words; and where the pool is functional.
    pub noticed: [&'static str; 2],
    /// How a chart names the time in which nobody has noticed.
    pub row_unnoticed: &'static str,
    /// How a chart names the time in which it is weighed.
    pub row_weighed: &'static str,
}

/// Whether what a trigger is about is known without being noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Somebody has to notice it.
    Never,
    /// Whoever repaired something says so.
    AtOnce,
    /// Where somebody has noticed this symptom of the partner.
    FromPartner(&'static str),
}

/// How long something is weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighed {
    /// Not at all: the pages say to do it.
    NotAtAll,
    /// As long as a decision takes.
    Decided,
    /// Until it has proved itself, and then until somebody is at work.
    Watched,
    /// As long as a decision takes, at the latest until it would have been begun in any case.
    DecidedOrWatched,
}

fn nothing_else(_: &mut World<'_>, _: PoolId) {}

impl Trigger {
    /// What most triggers have in common.
    pub const USUAL: Trigger = Trigger {
        rank: 0,
        when: &NEVER,
        of_steady_pools: false,
        when_users_are_moved: &NEVER,
        symptom: "",
        known: Known::Never,
        noticed_in: &people::DETECTION,
        weighed: Weighed::NotAtAll,
        decided: nothing_else,
        held_until: &ALWAYS,
        unnoticed: Phase::Detection,
        task: "",
        notices: "Somebody notices that <pool> is down",
        notices_while_it_runs: "Somebody notices that the Back End of <pool> stays away",
        noticed: ["<pool> noticed to be dead", "<pool> noticed to be without its Back End"],
        row_unnoticed: "nobody has noticed",
        row_weighed: "decision",
    };
}
