//! Random drills: anything may fail at any time, and what must always hold holds.
//!
//! Every drill comes from a fixed seed and is shrunk to the smallest that fails, which is printed as a scenario. The
//! invariants of the world are checked after every turn by the model itself in debug builds.

use std::collections::BTreeSet;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use super::books::{Bookkeeper, agree};
use super::drills::{Drill, Kind, drill};
use super::stage::setting;
use pooldrill::ground::time::Time;
use pooldrill::measure::{Ledger, Listener, PoolOutcome, RunOutcome, Silent};
use pooldrill::model::Run;
use pooldrill::topology::PoolId;
use pooldrill::world::World;
use pooldrill::world::condition::Condition;
use pooldrill::world::note::Note;
use pooldrill::world::pool_failover::PoolState;
use pooldrill::world::standing::exposure;

/// Turns at one moment beyond which a run goes in circles.
const TURNS: u32 = 10_000;

/// Drills by the hundred, always the same ones.
fn hold(seed: u8, kind: Kind, property: impl Fn(&Drill) -> Result<(), String>) {
    let config = Config { cases: 200, failure_persistence: None, max_shrink_iters: 2000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]));
    let outcome = runner.run(&drill(kind), |drill| property(&drill).map_err(TestCaseError::fail));
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// A listener that keeps the last condition and minds the clock.
#[derive(Debug, Default)]
struct Watchman {
    now: Time,
    turns: u32,
    last: Option<Condition>,
}

impl Listener for Watchman {
    const HEARS: bool = true;

    fn before(&mut self, now: Time, _world: &World<'_>, _ledger: &Ledger) {
        self.turns = if now == self.now { self.turns + 1 } else { 0 };
        assert!(self.turns < TURNS, "{TURNS} turns at {} ms", now.millis());
        assert!(now >= self.now, "the clock goes backwards at {} ms", now.millis());
        self.now = now;
    }

    fn after(&mut self, _now: Time, world: &World<'_>, _ledger: &Ledger) {
        self.last = Some(world.condition.clone());
    }
}

/// Runs a drill, watched and by the book.
fn carried_out(drill: &Drill) -> Result<(RunOutcome, Condition), String> {
    let setting = setting("drill.ron", &drill.text());
    let mut watchman = Watchman::default();
    let mut run = Run::new(&setting);
    let watched = run.replicate(1, 0, &mut watchman);
    agree(&setting.plan, &watched)?;
    if run.replicate(1, 0, &mut Silent) != watched {
        return Err("who listens, or what memory was used for, changes the run".to_owned());
    }
    Ok((watched, watchman.last.expect("there is a first turn")))
}

/// Anything may fail: the invariants hold, and the books add up.
#[test]
fn anything_may_fail_and_the_books_add_up() {
    hold(1, Kind::Failing, |drill| carried_out(drill).map(|_| ()));
}

/// The same while servers are updated: planned work never holds two upgrade domains of a pool, nor two of anything else.
#[test]
fn anything_may_fail_in_the_middle_of_an_update() {
    hold(6, Kind::Updated, |drill| carried_out(drill).map(|_| ()));
}

/// Somebody who counts users after every turn, and does not know the ledger, comes to the same sums.
#[test]
fn two_bookkeepers_agree() {
    hold(4, Kind::Failing, |drill| {
        let setting = setting("drill.ron", &drill.text());
        let mut keeper = Bookkeeper::default();
        let outcome = Run::new(&setting).replicate(1, 0, &mut keeper);
        keeper.agrees(&setting.plan, &outcome)
    });
}

/// The same of updates.
#[test]
fn two_bookkeepers_agree_on_what_updates_cost() {
    hold(7, Kind::Updated, |drill| {
        let setting = setting("drill.ron", &drill.text());
        let mut keeper = Bookkeeper::default();
        let outcome = Run::new(&setting).replicate(1, 0, &mut keeper);
        keeper.agrees(&setting.plan, &outcome)
    });
}

/// Who waits for something is asked only where something it looks at changed, and what follows is settled only then. Asking
/// everybody about every pool in every turn comes to the same run.
#[test]
fn whoever_is_not_asked_had_nothing_to_do() {
    for (seed, kind) in [(5, Kind::Failing), (8, Kind::Updated)] {
        hold(seed, kind, |drill| {
            let setting = setting("drill.ron", &drill.text());
            let asked = Run::new(&setting).replicate(1, 0, &mut Silent);
            let pedantic = Run::new(&setting).looking_at_everything().replicate(1, 0, &mut Silent);
            if asked == pedantic { Ok(()) } else { Err(format!("{asked:?}, and with everybody asked {pedantic:?}")) }
        });
    }
}

/// Failures stop after the first half: at the end everybody has full service. Whoever was moved by an order that no
/// other order took back may still be at the partner, and has full service there.
#[test]
fn when_failures_stop_everybody_is_served_in_full() {
    hold(2, Kind::Ending, |drill| served_in_full(drill, &carried_out(drill)?));
}

fn served_in_full(drill: &Drill, (outcome, condition): &(RunOutcome, Condition)) -> Result<(), String> {
    if !outcome.unfinished.is_empty() {
        return Err(format!("at the end these wait: {:?}", outcome.unfinished));
    }
    let stuck = condition.failovers.iter().position(|failover| match failover.state() {
        PoolState::Active => false,
        PoolState::FailedOver => !failover.is_ordered() && drill.reacts(),
        PoolState::FailingOver | PoolState::FailingBack => true,
    });
    match stuck {
        Some(pool) => Err(format!("pool {pool} is still {:?}", condition.failovers[pool].state())),
        None => Ok(()),
    }
}

/// The same, and every round of updates has come to its end or was given up for a reason that was told. No server is left
/// down, and nobody is at work.
#[test]
fn when_failures_stop_every_update_ends_or_says_why_not() {
    hold(9, Kind::UpdatedAtLast, |drill| {
        let (outcome, condition) = carried_out(drill)?;
        let at_it =
            condition.lanes.all().iter().find(|lane| lane.frames().iter().any(|frame| frame.about.round.is_some()));
        if let Some(lane) = at_it {
            return Err(format!("at the end somebody is at {:?}: {:?}", lane.frames(), lane.state()));
        }
        for pool in PoolId::each(&outcome.pools) {
            if condition.updates.stopped(pool) != 0 {
                return Err(format!("at the end servers of {pool:?} are held down"));
            }
        }
        served_in_full(drill, &(outcome, condition))
    });
}

/// What it cost each pool's users, without service and in resiliency mode, and for how long the pool was exposed.
fn costs(outcome: &RunOutcome) -> Vec<(u64, u64, [u64; exposure::REASONS])> {
    let cost = |(pool, counted): (PoolId, &PoolOutcome)| {
        let amounts = outcome.of_pool(pool);
        (amounts.none, amounts.limited, counted.exposed_millis)
    };
    PoolId::each(&outcome.pools).zip(&outcome.pools).map(cost).collect()
}

/// Listens for the fabric promoting replicas for two lost servers of one pool at one moment.
#[derive(Debug, Default)]
struct Chooser {
    promoted: BTreeSet<(Time, PoolId)>,
    chooses: bool,
}

impl Listener for Chooser {
    const HEARS: bool = true;

    fn before(&mut self, _now: Time, _world: &World<'_>, _ledger: &Ledger) {}

    fn after(&mut self, now: Time, world: &World<'_>, _ledger: &Ledger) {
        for note in &world.notes.list {
            if let Note::Promoted { pool, .. } = note {
                self.chooses |= !self.promoted.insert((now, *pool));
            }
        }
    }
}

/// What happens at one moment may happen in any order: it costs the same, as long as nobody has to choose what to do
/// first. Administrators do, with one procedure at a time for each pair and few hands; so here there are none. Counts
/// of losses may differ, since between two events of a moment lies a state without length. And the fabric chooses: where
/// it promotes replicas for several servers of a pool at one moment, whose groups come first decides where primaries go.
#[test]
fn no_drill_depends_on_the_order_of_ties() {
    hold(3, Kind::Unattended, |drill| {
        let setting = setting("drill.ron", &drill.text());
        let mut chooser = Chooser::default();
        let plain = Run::new(&setting).replicate(1, 0, &mut chooser);
        if chooser.chooses {
            return Ok(());
        }
        for shuffle in 1..=3 {
            let shuffled = Run::new(&setting).with_shuffled_ties(shuffle).replicate(1, 0, &mut Silent);
            if costs(&plain) != costs(&shuffled) || plain.unfinished != shuffled.unfinished {
                return Err(format!("order {shuffle}: {:?}, in plain order {:?}", costs(&shuffled), costs(&plain)));
            }
        }
        Ok(())
    });
}
