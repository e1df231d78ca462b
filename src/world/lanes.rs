//! Open procedures: one thing at a time in each lane, as a stack of calls; the calls that wait; the hands that are bound.
//!
//! *Invariant*: exactly the lanes in which somebody works or mends bind a pair of hands, because a lane's state is changed in
//! one place, which counts them. A lane is named by what it belongs to; nobody computes its number.

use crate::ground::time::Time;
use crate::topology::{MachineId, PairId, PoolId, RoundId, Topology};
use crate::world::reason::Reason;

/// A procedure, by its place among those of the house. Which one it is the procedures say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunbookId(u8);

impl RunbookId {
    /// The procedures of a list.
    pub fn each<T>(runbooks: &[T]) -> impl Iterator<Item = RunbookId> + use<T> {
        (0..runbooks.len() as u8).map(RunbookId)
    }

    /// Its place in that list.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Which part of its pool a procedure or a step is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Part {
    /// All of it.
    #[default]
    Whole,
    /// An upgrade domain.
    Domain(u8),
    /// A server.
    Server(MachineId),
}

/// What a procedure is about: the pool that its cmdlets name, and which part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// The pool: of a failover the one whose users are moved, of a failover of the Central Management store the one for whose
    /// sake it is moved.
    pub pool: PoolId,
    /// Which part of it.
    pub part: Part,
    /// Whether the timeline ordered the procedure that is open in the lane; the administrators called for it otherwise.
    pub ordered: bool,
    /// The round of updates that it belongs to, if it does.
    pub round: Option<RoundId>,
}

impl About {
    /// A pool as a whole, of which nobody has ordered anything.
    pub const fn pool(pool: PoolId) -> About {
        About { pool, part: Part::Whole, ordered: false, round: None }
    }
}

/// A procedure under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Which one.
    pub runbook: RunbookId,
    /// What it is about.
    pub about: About,
    /// The step it has come to.
    pub step: u8,
    /// Which member that step is carried out for, of a step that is carried out for each domain or server.
    pub turn: u8,
    /// How often that step was tried.
    pub tries: u8,
    /// How often in a row that step was asked in vain.
    pub asked: u8,
    /// When the procedure was begun.
    pub began: Time,
}

/// Somebody's wish to have a procedure carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// Which one.
    pub runbook: RunbookId,
    /// What it is about.
    pub about: About,
}

/// What a lane is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LaneState {
    /// Nothing is open.
    #[default]
    Closed,
    /// The next step waits for a free pair of hands.
    NeedsHands,
    /// A step is being carried out.
    Working {
        /// Since when.
        since: Time,
        /// Whether it binds a pair of hands as long as it lasts.
        attended: bool,
    },
    /// What a cmdlet complained about is being mended before the step is tried again.
    Mending {
        /// Whether that binds a pair of hands, as the step itself did.
        attended: bool,
        /// Since when.
        since: Time,
        /// What was complained about.
        reason: &'static Reason,
    },
    /// Something was asked in vain and is asked again after a while; nobody's hands are bound.
    Resting(&'static Reason),
    /// The procedure waits until this is no longer so; nobody's hands are bound.
    Blocked(&'static Reason),
    /// Another procedure was called for in its own lane and is not over; nobody's hands are bound.
    HandedOver(&'static Reason),
}

impl LaneState {
    const fn binds_hands(self) -> bool {
        matches!(self, LaneState::Working { attended: true, .. } | LaneState::Mending { attended: true, .. })
    }
}

/// Calls a lane can hold besides the one that is open.
const CALLS_MAX: usize = 8;
/// How deep procedures may call one another.
pub const DEPTH_MAX: usize = 4;

/// The open procedure of one target with what it called, and the calls that wait.
#[derive(Debug, Clone, Default)]
pub struct Lane {
    frames: Vec<Frame>,
    state: LaneState,
    waiting: Vec<Call>,
    began: Time,
    done_wrong: bool,
    tested: u8,
}

impl Lane {
    fn new() -> Self {
        Lane { frames: Vec::with_capacity(DEPTH_MAX), waiting: Vec::with_capacity(CALLS_MAX), ..Lane::default() }
    }

    fn reset(&mut self) {
        self.frames.clear();
        self.waiting.clear();
        self.state = LaneState::Closed;
        self.began = Time::ZERO;
        self.done_wrong = false;
        self.tested = 0;
    }

    /// What it is doing.
    pub fn state(&self) -> LaneState {
        self.state
    }

    /// The open procedures, the innermost call last.
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// The innermost open procedure.
    pub fn frame(&self) -> Option<Frame> {
        self.frames.last().copied()
    }

    /// What comes next.
    pub fn waiting(&self) -> &[Call] {
        &self.waiting
    }

    /// When the outermost open procedure began.
    pub fn began(&self) -> Time {
        self.began
    }

    /// Whether a procedure is open.
    pub fn is_open(&self) -> bool {
        !self.frames.is_empty()
    }

    /// Whether a procedure is open or waits to be.
    pub fn is_busy(&self) -> bool {
        self.is_open() || !self.waiting.is_empty()
    }

    /// Whether a procedure about this pool is open.
    pub fn is_about(&self, pool: PoolId) -> bool {
        self.frames.iter().any(|frame| frame.about.pool == pool)
    }

    /// Whether this procedure for this pool is open or waits.
    pub fn concerns(&self, pool: PoolId, runbook: RunbookId) -> bool {
        self.frames.iter().any(|f| f.runbook == runbook && f.about.pool == pool)
            || self.waiting.iter().any(|c| c.runbook == runbook && c.about.pool == pool)
    }

    /// Whether this procedure for this round of updates is open or waits.
    pub fn concerns_round(&self, runbook: RunbookId, round: Option<RoundId>) -> bool {
        self.frames.iter().any(|f| f.runbook == runbook && f.about.round == round)
            || self.waiting.iter().any(|c| c.runbook == runbook && c.about.round == round)
    }

    /// Opens the first call that waits, if nothing is open.
    pub fn open_next(&mut self, now: Time) -> Option<Call> {
        if self.is_open() || self.waiting.is_empty() {
            return None;
        }
        let call = self.waiting.remove(0);
        self.done_wrong = false;
        self.tested = 0;
        self.began = now;
        self.descend(call.runbook, call.about, now);
        Some(call)
    }

    /// Takes back the administrators' own call for a procedure that has not begun.
    pub fn withdraw(&mut self, pool: PoolId, runbook: RunbookId) {
        self.waiting.retain(|call| call.about.ordered || call.about.pool != pool || call.runbook != runbook);
    }

    /// Adds an inner procedure.
    ///
    /// # Panics
    /// When procedures call one another in a circle.
    pub fn descend(&mut self, runbook: RunbookId, about: About, began: Time) {
        assert!(self.frames.len() < DEPTH_MAX, "procedures call one another in a circle: {:?}", self.frames);
        self.frames.push(Frame { runbook, about, step: 0, turn: 0, tries: 0, asked: 0, began });
    }

    /// The innermost procedure ends.
    pub fn ascend(&mut self) -> Option<Frame> {
        self.frames.pop()
    }

    /// The innermost procedure comes to a step, or to the next member of a step.
    pub fn go_to(&mut self, step: u8, turn: u8) {
        if let Some(frame) = self.frames.last_mut() {
            *frame = Frame { step, turn, tries: 0, asked: 0, ..*frame };
        }
    }

    /// The step that the innermost procedure has come to will be tried once more.
    pub fn count_try(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.tries = frame.tries.saturating_add(1);
        }
    }

    /// The step that the innermost procedure has come to was asked in vain once more. Returns how often in a row.
    pub fn count_asking(&mut self) -> u8 {
        self.frames.last_mut().map_or(0, |frame| {
            frame.asked = frame.asked.saturating_add(1);
            frame.asked
        })
    }

    /// A step was done wrong, and nobody knows.
    pub fn do_wrong(&mut self) {
        self.done_wrong = true;
    }

    /// Whether a step was done wrong; whoever asks finds it out and sees to it.
    pub fn find_wrong(&mut self) -> bool {
        std::mem::take(&mut self.done_wrong)
    }

    /// Whether a kind of luck, a bit for each, has been tried in the open procedure; from now on it has.
    pub fn test(&mut self, kind: u8) -> bool {
        let tested = self.tested & kind != 0;
        self.tested |= kind;
        tested
    }
}

/// A lane, named by what it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LaneId(u16);

/// What lanes belong to, and so what may not overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// The pair of the pool: a pool without a partner has no such lane.
    Pair,
    /// The pair of the pool, or the pool itself where it has no partner.
    PairOrPool,
    /// The pool's own databases and routing groups.
    Pool,
    /// The round of updates. Nothing that must be done at once waits for it.
    Round,
}

/// The lanes of a deployment: one for each pair, one for each pool by itself, then one for each round of updates.
#[derive(Debug, Clone, Default)]
pub struct Lanes {
    lanes: Vec<Lane>,
    busy: Vec<LaneId>,
    hands_bound: u32,
    pairs: u16,
}

impl Lanes {
    /// Makes them new in the memory they have.
    pub fn reset(&mut self, topology: &Topology, rounds: usize) {
        self.pairs = topology.pairs.len() as u16;
        self.lanes.resize_with(Lanes::number(topology, rounds), Lane::new);
        self.lanes.iter_mut().for_each(Lane::reset);
        self.busy.clear();
        self.busy.reserve(self.lanes.len());
        self.hands_bound = 0;
    }

    /// The lane in which something is called for.
    pub fn for_call(topology: &Topology, about: &About, claim: Claim) -> Option<LaneId> {
        match claim {
            Claim::Round => about.round.map(|round| Lanes::of_round(topology, round)),
            Claim::Pair | Claim::PairOrPool | Claim::Pool => Lanes::of(topology, about.pool, claim),
        }
    }

    /// The lane of a round of updates.
    pub fn of_round(topology: &Topology, round: RoundId) -> LaneId {
        LaneId((topology.pairs.len() + topology.pools.len() + round.index()) as u16)
    }

    /// The lane of a claim on a pool; none has a round of updates, which may be about several.
    pub fn of(topology: &Topology, pool: PoolId, claim: Claim) -> Option<LaneId> {
        let of_pool = || LaneId((topology.pairs.len() + pool.index()) as u16);
        let of_pair = || topology.pool(pool).pair.map(|pair| LaneId(pair.index() as u16));
        match claim {
            Claim::Pair => of_pair(),
            Claim::PairOrPool => of_pair().or_else(|| Some(of_pool())),
            Claim::Pool => Some(of_pool()),
            Claim::Round => None,
        }
    }

    /// The lanes in which something that its users wait for may be open about a pool: its pair's, then its own.
    pub fn about(topology: &Topology, pool: PoolId) -> impl Iterator<Item = LaneId> + use<> {
        [Claim::Pair, Claim::Pool].map(|claim| Lanes::of(topology, pool, claim)).into_iter().flatten()
    }

    /// Every lane of a deployment in which administrators may act by themselves, with the pools that it may be about.
    pub fn each(topology: &Topology) -> impl Iterator<Item = (LaneId, [PoolId; 2])> + '_ {
        let pairs = PairId::each(&topology.pairs).map(|pair| <[PoolId; 2]>::from(topology.pair(pair)));
        let pools = topology.pool_ids().map(|pool| [pool, pool]);
        pairs.chain(pools).enumerate().map(|(place, pools)| (LaneId(place as u16), pools))
    }

    /// How many lanes a deployment has.
    pub fn number(topology: &Topology, rounds: usize) -> usize {
        topology.pairs.len() + topology.pools.len() + rounds
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.lanes.len()
    }

    /// A lane.
    pub fn lane(&self, lane: LaneId) -> &Lane {
        &self.lanes[lane.index()]
    }

    /// A lane whose stack or whose calls are about to change.
    pub fn lane_mut(&mut self, lane: LaneId) -> &mut Lane {
        &mut self.lanes[lane.index()]
    }

    /// All lanes.
    pub fn all(&self) -> &[Lane] {
        &self.lanes
    }

    /// Lanes in which something is open or waits, so that the others cost nothing.
    pub fn busy(&self) -> &[LaneId] {
        &self.busy
    }

    /// Forgets that lanes are busy in which nothing is left.
    pub fn forget_idle(&mut self) {
        let Lanes { busy, lanes, .. } = self;
        busy.retain(|lane| lanes[lane.index()].is_busy());
    }

    /// Puts a call into a lane, if there is room for it. Says whether there was.
    pub fn call(&mut self, lane: LaneId, call: Call) -> bool {
        let waiting = &mut self.lanes[lane.index()].waiting;
        let room = waiting.len() < CALLS_MAX;
        if room {
            waiting.push(call);
        }
        if !self.busy.contains(&lane) {
            self.busy.push(lane);
        }
        room
    }

    /// Changes what a lane is doing.
    pub fn set(&mut self, lane: LaneId, state: LaneState) {
        let old = std::mem::replace(&mut self.lanes[lane.index()].state, state);
        self.hands_bound += u32::from(state.binds_hands());
        self.hands_bound -= u32::from(old.binds_hands());
    }

    /// Pairs of hands that are bound.
    pub fn hands_bound(&self) -> u32 {
        self.hands_bound
    }
}

impl LaneId {
    /// Its place among the lanes, for lists that run beside them.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static MISSING: Reason = Reason::new("missing", "missing", "something is missing");

    #[test]
    fn hands_are_bound_exactly_where_somebody_works_or_mends() {
        let mut lanes = Lanes { lanes: vec![Lane::new(), Lane::new()], ..Lanes::default() };
        let [one, other] = [LaneId(0), LaneId(1)];
        let states = [
            (LaneState::Working { since: Time::ZERO, attended: true }, 1),
            (LaneState::Working { since: Time::ZERO, attended: false }, 0),
            (LaneState::HandedOver(&MISSING), 0),
            (LaneState::Mending { attended: true, since: Time::ZERO, reason: &MISSING }, 1),
            (LaneState::Mending { attended: false, since: Time::ZERO, reason: &MISSING }, 0),
            (LaneState::Resting(&MISSING), 0),
            (LaneState::Blocked(&MISSING), 0),
            (LaneState::NeedsHands, 0),
            (LaneState::Closed, 0),
        ];
        lanes.set(other, LaneState::Working { since: Time::ZERO, attended: true });
        for (state, bound) in states {
            lanes.set(one, state);
            assert_eq!(lanes.hands_bound(), bound + 1, "{state:?}");
        }
    }

    #[test]
    fn an_ordered_call_is_not_withdrawn_and_a_full_lane_takes_no_more() {
        let mut lanes = Lanes { lanes: vec![Lane::new()], ..Lanes::default() };
        let pool = PoolId::nth(&[()], 0).unwrap();
        let runbook = RunbookId(0);
        let call = |ordered| Call { runbook, about: About { ordered, ..About::pool(pool) } };
        assert!(lanes.call(LaneId(0), call(true)));
        for _ in 1..CALLS_MAX {
            assert!(lanes.call(LaneId(0), call(false)));
        }
        assert!(!lanes.call(LaneId(0), call(true)), "there is no room");
        lanes.lane_mut(LaneId(0)).withdraw(pool, runbook);
        assert_eq!(lanes.lane(LaneId(0)).waiting(), [call(true)]);
        assert!(lanes.lane_mut(LaneId(0)).open_next(Time::ZERO).is_some() && lanes.lane(LaneId(0)).is_about(pool));
    }
}
