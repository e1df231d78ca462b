//! What must hold before, during and after a step, and what happens if it does not.

use crate::ground::chance::StreamIndex;
use crate::world::reason::Reason;
use crate::world::rules::Rules;
use crate::world::streams::PoolStreams;

use super::Runbook;
use super::question::Question;
use super::questions::OVERTAKEN;

/// One thing that must hold.
#[derive(Debug, Clone, Copy)]
pub struct Guard {
    /// What.
    pub holds: Holds,
    /// What happens if it does not.
    pub otherwise: Otherwise,
    /// What is said then.
    pub reason: &'static Reason,
}

/// What must hold.
#[derive(Debug, Clone, Copy)]
pub enum Holds {
    /// The answer to a question is yes.
    Yes(&'static Question),
    /// Luck, which is tried once in each procedure that is opened: a fault that nobody has seen shows when it is needed.
    Luck(&'static Luck),
}

/// A chance that something is as it should be.
#[derive(Debug)]
pub struct Luck {
    /// The chance in words.
    pub says: &'static str,
    /// How large it is.
    pub chance: fn(&Rules) -> f64,
    /// Which of the pool's streams draws it.
    pub stream: fn(&PoolStreams) -> StreamIndex,
    /// A bit of its own, by which a lane remembers that it was tried.
    pub bit: u8,
}

/// What happens if a guard does not hold.
#[derive(Debug, Clone, Copy)]
pub enum Otherwise {
    /// The procedure ends, and with it those that carried it out.
    GiveUp,
    /// The cmdlet is typed, and refuses at once; the procedure ends.
    TypeInVain,
    /// This procedure ends, and the one that carried it out goes on.
    Return,
    /// The step is left out.
    Skip,
    /// The step waits until it holds.
    Wait,
    /// Another procedure is carried out, then the step is tried again.
    CarryOut(&'static Runbook),
    /// The procedure begins again with its first step.
    BeginAgain,
    /// What is missing is mended, then the step is tried again.
    TryAgain,
    /// It is asked again after a while, so often; then something else follows.
    AskAgain(&'static Asking),
    /// The half of the step that has happened is left as it is, or undone, as its effect says; then the step waits for what it
    /// needs to begin, or is tried again.
    BreakOff,
}

/// How something is asked again and again. How long it takes until it is asked again is a law of the reason.
#[derive(Debug)]
pub struct Asking {
    /// How often in a row it is asked in vain, the first time included, before something else follows; none where such an
    /// answer does not count.
    pub times: Option<fn(&Rules) -> u8>,
    /// What follows.
    pub then: Otherwise,
}

impl Guard {
    const fn of(question: &'static Question, otherwise: Otherwise) -> Guard {
        let Some(reason) = &question.unmet else { panic!("a guard asks a question that has a reason") };
        Guard { holds: Holds::Yes(question), otherwise, reason }
    }

    /// It must hold, or the procedure ends.
    pub const fn or_give_up(question: &'static Question) -> Guard {
        Guard::of(question, Otherwise::GiveUp)
    }

    /// It must hold, or the cmdlet is typed in vain.
    pub const fn or_type_in_vain(question: &'static Question) -> Guard {
        Guard::of(question, Otherwise::TypeInVain)
    }

    /// It must hold, or whoever carried the procedure out goes on without it.
    pub const fn or_return(question: &'static Question) -> Guard {
        Guard::of(question, Otherwise::Return)
    }

    /// It must hold, or the step is left out.
    pub const fn or_skip(question: &'static Question) -> Guard {
        Guard::of(question, Otherwise::Skip)
    }

    /// It must hold, or the step waits.
    pub const fn or_wait(question: &'static Question) -> Guard {
        Guard::of(question, Otherwise::Wait)
    }

    /// It must hold, or another procedure is carried out first.
    pub const fn or_carry_out(question: &'static Question, runbook: &'static Runbook) -> Guard {
        Guard::of(question, Otherwise::CarryOut(runbook))
    }

    /// It must hold, or it is mended and the step is tried again.
    pub const fn or_try_again(question: &'static Question) -> Guard {
        Guard::of(question, Otherwise::TryAgain)
    }

    /// It must hold, or the procedure begins again.
    pub const fn or_begin_again(question: &'static Question) -> Guard {
        Guard::of(question, Otherwise::BeginAgain)
    }

    /// It must hold, or it is asked again.
    pub const fn or_ask_again(question: &'static Question, asking: &'static Asking) -> Guard {
        Guard::of(question, Otherwise::AskAgain(asking))
    }

    /// It must hold, or the step breaks off.
    pub const fn or_break_off(question: &'static Question) -> Guard {
        Guard { holds: Holds::Yes(question), otherwise: Otherwise::BreakOff, reason: &OVERTAKEN }
    }

    /// Luck must hold, or what it shows is mended and the step is tried again.
    pub const fn or_mend(luck: &'static Luck, reason: &'static Reason) -> Guard {
        Guard { holds: Holds::Luck(luck), otherwise: Otherwise::TryAgain, reason }
    }
}
