//! Where a pool's users are between home and partner: one state with what belongs to it, and the moves between.
//!
//! *Invariant*: what belongs to one stage exists in that stage only, so nothing can contradict it. The mode of the last
//! move, and what that left behind, are kept apart, because reports read them after the move has ended.

use crate::ground::time::{Span, Time};
use crate::world::backup_copy::ByClass;
use crate::world::by_pool::Marks;
use crate::world::touched::Changes;

/// Who serves a pool's users, in the product's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PoolState {
    /// The home pool does.
    #[default]
    Active,
    /// Invoke-CsPoolFailover runs.
    FailingOver,
    /// The partner does.
    FailedOver,
    /// Invoke-CsPoolFailback runs.
    FailingBack,
}

/// Whether the pool whose users or data are moved takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// It does: it ships what it has first.
    #[default]
    Planned,
    /// It is lost, or has lost its data: -DisasterMode.
    Disaster,
}

/// A move of a pool's users, over or back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Move {
    /// In which mode its cmdlet runs.
    pub mode: Mode,
    /// What it leaves behind, if anything: by class, the age of the newest data that the pool to which the users are moved
    /// had when it began.
    pub left_behind: Option<ByClass<Span>>,
}

#[derive(Debug, Clone, Copy, Default)]
enum Stage {
    #[default]
    AtHome,
    FailingOver {
        ordered: bool,
    },
    FailedOver(Away),
    FailingBack {
        away: Away,
        window: Option<(Time, Time)>,
        without_partner: bool,
    },
}

/// What is remembered from the end of a failover to the end of the failback.
#[derive(Debug, Clone, Copy)]
struct Away {
    since: Time,
    ordered: bool,
    may_lose_data: bool,
}

/// The failover of one pool. Its transitions are called by the effects of the two procedures, and by nobody else.
#[derive(Debug, Clone, Copy, Default)]
pub struct PoolFailover {
    stage: Stage,
    last_move: Move,
}

impl Marks for PoolFailover {
    const CHANGES: Changes = Changes::MOVE;
    // A pool serves the users of its partner, or cannot take them while its own are away.
    const OF_PARTNER_TOO: bool = true;
}

impl PoolFailover {
    /// Who serves the users.
    pub fn state(&self) -> PoolState {
        match self.stage {
            Stage::AtHome => PoolState::Active,
            Stage::FailingOver { .. } => PoolState::FailingOver,
            Stage::FailedOver(_) => PoolState::FailedOver,
            Stage::FailingBack { .. } => PoolState::FailingBack,
        }
    }

    /// Whether the home pool serves them, and nothing is under way.
    pub fn is_at_home(&self) -> bool {
        matches!(self.stage, Stage::AtHome)
    }

    fn away(&self) -> Option<&Away> {
        match &self.stage {
            Stage::FailedOver(away) | Stage::FailingBack { away, .. } => Some(away),
            Stage::AtHome | Stage::FailingOver { .. } => None,
        }
    }

    fn away_mut(&mut self) -> Option<&mut Away> {
        match &mut self.stage {
            Stage::FailedOver(away) | Stage::FailingBack { away, .. } => Some(away),
            Stage::AtHome | Stage::FailingOver { .. } => None,
        }
    }

    /// Whether the timeline ordered the move that is under way or has ended; it then orders the way back as well.
    pub fn is_ordered(&self) -> bool {
        match self.stage {
            Stage::FailingOver { ordered } => ordered,
            _ => self.away().is_some_and(|away| away.ordered),
        }
    }

    /// When the users were failed over, as long as they are not home again.
    pub fn failed_over_at(&self) -> Option<Time> {
        self.away().map(|away| away.since)
    }

    /// Whether somebody has decided to fail back although that loses what users wrote at the lost partner.
    pub fn may_lose_data(&self) -> bool {
        self.away().is_some_and(|away| away.may_lose_data)
    }

    /// Begin and end of the first try of the failback under way, in which its users are moved evenly.
    pub fn window(&self) -> Option<(Time, Time)> {
        match self.stage {
            Stage::FailingBack { window, .. } => window,
            _ => None,
        }
    }

    /// Whether the failback under way has lost its partner, so that everybody signs in at home.
    pub fn is_without_partner(&self) -> bool {
        matches!(self.stage, Stage::FailingBack { without_partner: true, .. })
    }

    /// The move under way, or the last one.
    pub fn last_move(&self) -> Move {
        self.last_move
    }

    /// Whether the move under way, or the last one, is in disaster mode.
    pub fn is_disaster(&self) -> bool {
        self.last_move.mode == Mode::Disaster
    }

    /// Invoke-CsPoolFailover begins, or is run again. A cmdlet in disaster mode ships nothing, even if the pool returns
    /// before it is run again, so what it leaves behind is counted once.
    pub fn begin_over(&mut self, begins: Move, ordered: bool) {
        let runs_again = matches!(self.stage, Stage::FailingOver { .. }) && self.is_disaster();
        if !runs_again {
            self.last_move = begins;
        }
        self.stage = Stage::FailingOver { ordered };
    }

    /// It has ended: the partner serves the users.
    pub fn end_over(&mut self, now: Time) {
        let ordered = self.is_ordered();
        self.stage = Stage::FailedOver(Away { since: now, ordered, may_lose_data: false });
    }

    /// It comes to nothing, if one is under way: the users are at home as before.
    pub fn break_off_over(&mut self) {
        if let Stage::FailingOver { .. } = self.stage {
            self.stage = Stage::AtHome;
        }
    }

    /// Invoke-CsPoolFailback begins, or is run again. Those whom a try that failed has moved stay where it left them.
    pub fn begin_back(&mut self, begins: Move) {
        let disaster = begins.mode == Mode::Disaster;
        self.stage = match self.stage {
            Stage::FailedOver(away) => Stage::FailingBack { away, window: None, without_partner: disaster },
            Stage::FailingBack { away, window, without_partner } => {
                Stage::FailingBack { away, window, without_partner: without_partner || disaster }
            }
            at_home => at_home,
        };
        self.last_move = begins;
    }

    /// The failback under way takes so long, if it is its first try.
    pub fn plan_window(&mut self, from: Time, until: Time) {
        if let Stage::FailingBack { window: window @ None, .. } = &mut self.stage {
            *window = Some((from, until));
        }
    }

    /// The failback under way loses its partner.
    pub fn lose_partner(&mut self) {
        if let Stage::FailingBack { without_partner, .. } = &mut self.stage {
            *without_partner = true;
        }
    }

    /// It comes to nothing, if one is under way: the partner serves the users as before.
    pub fn stay_failed_over(&mut self) {
        if let Stage::FailingBack { away, .. } = self.stage {
            self.stage = Stage::FailedOver(Away { may_lose_data: false, ..away });
        }
    }

    /// It has ended: the users are home.
    pub fn end_back(&mut self) {
        self.stage = Stage::AtHome;
    }

    /// Somebody decides to do without what users wrote at the lost partner.
    pub fn accept_loss(&mut self) {
        if let Some(away) = self.away_mut() {
            away.may_lose_data = true;
        }
    }

    /// An order that could not be carried out is the administrators' own business from now on.
    pub fn forget_order(&mut self) {
        if let Some(away) = self.away_mut() {
            away.ordered = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disaster() -> Move {
        let ages = ByClass::of(|class| Span::from_millis(5 + class.index() as u64));
        Move { mode: Mode::Disaster, left_behind: Some(ages) }
    }

    #[test]
    fn a_pool_goes_over_and_back_and_forgets_what_belonged_to_each_stage() {
        let mut pool = PoolFailover::default();
        pool.begin_over(disaster(), true);
        assert!(pool.is_ordered() && pool.is_disaster() && !pool.is_at_home());
        pool.end_over(Time::from_millis(9));
        pool.accept_loss();
        pool.begin_back(Move::default());
        pool.plan_window(Time::from_millis(10), Time::from_millis(20));
        pool.plan_window(Time::from_millis(11), Time::from_millis(21));
        pool.lose_partner();
        assert_eq!((pool.state(), pool.failed_over_at()), (PoolState::FailingBack, Some(Time::from_millis(9))));
        assert_eq!(pool.window(), Some((Time::from_millis(10), Time::from_millis(20))), "the first try's");
        assert!(pool.may_lose_data() && pool.is_without_partner() && !pool.is_disaster());
        pool.end_back();
        assert_eq!((pool.is_at_home(), pool.window(), pool.is_ordered()), (true, None, false));
        assert!(!pool.may_lose_data() && !pool.is_without_partner());
    }

    #[test]
    fn a_cmdlet_that_is_run_again_in_disaster_mode_counts_what_it_leaves_behind_once() {
        let mut pool = PoolFailover::default();
        pool.begin_over(disaster(), false);
        pool.begin_over(Move::default(), false);
        assert_eq!(pool.last_move(), disaster());
        pool.break_off_over();
        assert!(pool.is_at_home());
        pool.begin_over(Move::default(), false);
        assert_eq!(pool.last_move(), Move::default());
    }

    #[test]
    fn a_failback_that_comes_to_nothing_asks_for_its_decision_anew() {
        let mut pool = PoolFailover::default();
        pool.stay_failed_over();
        assert!(pool.is_at_home(), "none was under way");
        pool.begin_over(Move::default(), false);
        pool.end_over(Time::ZERO);
        pool.accept_loss();
        pool.begin_back(disaster());
        assert!(pool.is_without_partner());
        pool.stay_failed_over();
        assert_eq!((pool.state(), pool.may_lose_data()), (PoolState::FailedOver, false));
    }
}
