//! One fault away: what the hours of exposure promise is held against losing one more server, in pools by the hundred.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::stage::{Stage, at, span};
use pooldrill::experiment::losses::losses;
use pooldrill::world::standing::exposure;

/// Reasons that are about Front Ends.
const FRONT_ENDS: u8 = exposure::QUORUM | exposure::GROUPS;

/// Two paired pools, what they have lost, and when one looks at them.
#[derive(Debug, Clone)]
struct Case {
    front_ends: [usize; 2],
    users: [u32; 2],
    groups: [Option<u32>; 2],
    back_ends: [&'static str; 2],
    /// Servers lost at one o'clock, a bit for each ordinal.
    lost: [u16; 2],
    principal_lost: [bool; 2],
    /// The pool whose users were failed over before, if any.
    failed_over: Option<usize>,
    /// Before, during and after the fabric's own repair.
    looked_at: &'static str,
}

/// Few of the servers of a pool.
fn few(front_ends: usize, picks: [u16; 3], count: usize) -> u16 {
    picks[..count].iter().fold(0, |bits, pick| bits | 1 << (usize::from(*pick) % front_ends))
}

fn cases() -> impl Strategy<Value = Case> {
    let users = || prop_oneof![1 => Just(0u32), 5 => 1..4000u32];
    let groups = || prop_oneof![3 => Just(None), 1 => (0..40u32).prop_map(Some)];
    let back_end = || prop_oneof![Just("Single"), Just("Mirrored"), Just("Mirrored(witness: \"dc3\")")];
    let pool = || (2..=12usize, users(), groups(), back_end(), any::<[u16; 3]>(), 0..=3usize, any::<bool>());
    let looked_at = prop_oneof![Just("1h 1s"), Just("1h 10min"), Just("3h")];
    let failed_over = prop_oneof![3 => Just(None), 1 => (0..2usize).prop_map(Some)];
    (pool(), pool(), looked_at, failed_over).prop_map(|(one, other, looked_at, failed_over)| Case {
        front_ends: [one.0, other.0],
        users: [one.1, other.1],
        groups: [one.2, other.2],
        back_ends: [one.3, other.3],
        lost: [few(one.0, one.4, one.5), few(other.0, other.4, other.5)],
        principal_lost: [one.6, other.6],
        failed_over,
        looked_at,
    })
}

impl Case {
    fn stage(&self) -> Stage {
        let mut stage = Stage::new("1d").link("\"wan\": (between: (\"dc1\", \"dc2\"))").fact("pool.grace", "0s");
        for pool in 0..2 {
            let groups = self.groups[pool].map_or(String::new(), |groups| format!(", routing_groups: {groups}"));
            let text = format!(
                "Enterprise(site: \"dc{}\", front_ends: {}, enabled_users: {}, back_end: {}{groups})",
                pool + 1,
                self.front_ends[pool],
                self.users[pool],
                self.back_ends[pool],
            );
            stage = stage.pool(&format!("pool{}", pool + 1), &text);
        }
        // The store stands in the pool that is not failed over, so that nothing but users is moved.
        let store = if self.failed_over == Some(0) { "pool2" } else { "pool1" };
        stage = stage.paired("pool1", "pool2").central_management(store).nobody_reacts();
        if let Some(pool) = self.failed_over {
            stage = stage.order("10min", &format!("FailOver pool{}", pool + 1));
        }
        for pool in 0..2 {
            if self.principal_lost[pool] {
                stage = stage.lose("1h", &format!("Server pool{}-sql1", pool + 1));
            }
            for ordinal in (0..self.front_ends[pool]).filter(|ordinal| self.lost[pool] >> ordinal & 1 == 1) {
                stage = stage.lose("1h", &server(pool, ordinal));
            }
        }
        stage
    }

    /// Whether the loss of one more server of a pool leaves anybody with less, once a takeover is over.
    fn breaks_somebody(&self, pool: usize) -> bool {
        let later = at(self.looked_at) + span("4min");
        let stage = self.stage();
        let now = stage.story();
        (0..self.front_ends[pool]).filter(|ordinal| self.lost[pool] >> ordinal & 1 == 0).any(|ordinal| {
            let then = stage.clone().lose(self.looked_at, &server(pool, ordinal)).story();
            ["pool1", "pool2"].iter().any(|pool| {
                let ([full, _, none], [full_then, _, none_then]) =
                    (now.moment(later).users(pool), then.moment(later).users(pool));
                full_then < full || none_then > none
            })
        })
    }
}

fn server(pool: usize, ordinal: usize) -> String {
    format!("Server pool{}-fe{}", pool + 1, ordinal + 1)
}

/// The exposure says that there is no Front End to spare exactly where losing some one more leaves somebody with less
/// than he has; where it does not say so, losing any one costs nobody more than a takeover.
#[test]
fn no_front_end_to_spare_means_that_one_more_breaks_somebody_and_a_spare_one_costs_a_takeover_at_most() {
    let config = Config { cases: 60, failure_persistence: None, max_shrink_iters: 300, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[14; 32]));
    let mut seen = [[0; 2]; 2];
    let seen_cell = std::cell::RefCell::new(&mut seen);
    let outcome = runner.run(&cases(), |case| {
        let story = case.stage().story();
        for pool in 0..2 {
            let standing = story.at(case.looked_at).standing(["pool1", "pool2"][pool]);
            let (said, breaks) = (standing.exposed & FRONT_ENDS != 0, case.breaks_somebody(pool));
            prop_assert_eq!(said, breaks, "pool{} at {}\n{}", pool + 1, case.looked_at, case.stage().text());
            let groups_only = standing.exposed & FRONT_ENDS == exposure::GROUPS;
            seen_cell.borrow_mut()[usize::from(said)][usize::from(groups_only)] += 1;
        }
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    // All kinds came up: nothing to fear, pool quorum, and routing groups alone.
    assert!(seen[0][0] >= 10 && seen[1][0] >= 10 && seen[1][1] >= 10, "{seen:?}");
}

/// A pool of six is not at the edge of its quorum without one server, and yet a second one breaks groups, until their
/// replicas are built elsewhere: half an hour, and four and a half minutes for the nine hundred users in them.
#[test]
fn a_pool_of_six_without_one_server_is_one_fault_away_until_its_replicas_are_built_elsewhere() {
    let story = Stage::one_pool("1d", 6, 1800).nobody_reacts().lose("1h", "Server pool1-fe1").story();
    let said = |when: &str| story.at(when).standing("pool1").exposed;
    assert_eq!((said("59min"), said("1h"), said("1h 34min")), (0, exposure::GROUPS, exposure::GROUPS));
    assert_eq!(said("1h 34min 30s"), 0);
    let [quorum, _, _, _, groups] = story.outcome.pools[0].exposed_millis;
    assert_eq!((quorum, groups), (0, span("34min 30s").millis()));
}

/// What the table of pairs of losses tells of a pool of five is what its exposure tells: no one server hurts, any second
/// one hurts those who have no replica to spare.
#[test]
fn one_fault_away_agrees_with_the_table_of_losses() {
    let plan = super::stage::setting("stage.ron", &Stage::one_pool("1d", 5, 1500).nobody_reacts().text()).plan;
    let rows = losses(&plan, 2).expect("few components");
    let front_ends = |row: &&pooldrill::experiment::losses::Trial| {
        row.lost.iter().all(|target| plan.name_of(*target).contains("-fe"))
    };
    let lasting = |row: &pooldrill::experiment::losses::Trial| row.hit.iter().any(|hit| hit.back.is_none());
    let (singles, pairs): (Vec<_>, Vec<_>) = rows.iter().filter(front_ends).partition(|row| row.lost.len() == 1);
    assert_eq!((singles.len(), pairs.len()), (5, 10));
    assert!(singles.iter().all(|row| !lasting(row)) && pairs.iter().all(|row| lasting(row)), "{rows:?}");
    let story = Stage::one_pool("1d", 5, 1500).nobody_reacts().lose("1h", "Server pool1-fe2").story();
    assert_eq!(story.at("1h 1min").standing("pool1").exposed, exposure::GROUPS);
}
