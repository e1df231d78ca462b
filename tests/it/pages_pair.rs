//! What the product refuses, and the order in which it wants things: pairs, orders, who decides.
//!
//! The pages are "Managing disaster recovery, high availability and the Backup Service", "Failing over a pool" and the
//! cmdlets' own.

use super::stage::{Stage, Story, at, id_of};
use pooldrill::facts::features::Route;
use pooldrill::ground::time::Time;
use pooldrill::world::note::Note;
use pooldrill::world::pool_failover::PoolState;

const OVER: &str = "failing-over-a-pool";
const BACK: &str = "failing-back-a-pool";

fn given_up(story: &Story) -> Vec<(Time, (&'static str, usize, &'static str))> {
    story.all(|note| match note {
        Note::GivenUp { runbook, pool, reason, .. } => Some((id_of(*runbook), pool.index(), reason.key)),
        _ => None,
    })
}

fn refused(story: &Story) -> Vec<(Time, &'static str)> {
    story.all(|note| match note {
        Note::Refused { reason, .. } => Some(reason.key),
        _ => None,
    })
}

fn failed_over(story: &Story) -> Vec<(Time, usize)> {
    story.all(|note| match note {
        Note::FailedOver { pool, .. } => Some(pool.index()),
        _ => None,
    })
}

fn failed_back(story: &Story) -> Vec<(Time, usize)> {
    story.all(|note| match note {
        Note::FailedBack { pool, .. } => Some(pool.index()),
        _ => None,
    })
}

/// "Managing disaster recovery": P1 must be failed back before P2 is failed over; otherwise the second cmdlet fails.
/// The refusal names the reason and changes nothing.
#[test]
fn d4_the_partner_cannot_be_failed_over_before_the_pool_is_failed_back() {
    let stage = Stage::pair("2d").enterprise("admin", "dc3", 3, 30, "Single").central_management("admin");
    let story = stage.order("1h", "FailOver pool1").order("4h", "FailOver pool2").story();
    assert_eq!(given_up(&story), [(at("4h 4min"), (OVER, 1, "partner_failed_over"))]);
    assert_eq!(failed_over(&story), [(at("1h 14min"), 0)]);
    for time in ["4h", "4h 10min", "1d"] {
        assert_eq!(story.at(time).state("pool2"), PoolState::Active);
        assert_eq!(story.at(time).users("pool1"), [600, 0, 0]);
        assert_eq!(story.at(time).users("pool2"), [300, 0, 0]);
    }
}

/// The right order: P1 is failed back, P2 is failed over, and later P2's users go home by failing back P2. PoolFQDN
/// names the pool hit every time.
#[test]
fn d4_the_right_order_brings_everybody_to_the_first_pool_and_later_home() {
    let orders =
        [("1h", "FailOver pool1"), ("5h", "FailBack pool1"), ("8h", "FailOver pool2"), ("20h", "FailBack pool2")];
    let story = orders.iter().fold(Stage::pair("2d"), |stage, (when, what)| stage.order(when, what)).story();
    assert_eq!(given_up(&story), []);
    assert_eq!(failed_over(&story).iter().map(|row| row.1).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(failed_back(&story), [(at("6h"), 0), (at("21h"), 1)]);
    assert_eq!((story.at("12h").seats("pool1"), story.at("12h").seats("pool2")), (vec!["pool1"], vec!["pool1"]));
    assert_eq!((story.at("1d").seats("pool1"), story.at("1d").seats("pool2")), (vec!["pool1"], vec!["pool2"]));
}

/// Invoke-CsPoolFailover on a pool that has been failed over already is refused.
#[test]
fn d4_a_pool_is_not_failed_over_twice() {
    let story = Stage::pair("1d").order("1h", "FailOver pool1").order("3h", "FailOver pool1").story();
    assert_eq!(given_up(&story), [(at("3h 6min"), (OVER, 0, "already_failed_over"))]);
    assert_eq!(story.outcome.pools[0].failovers, 1);
}

/// Invoke-CsPoolFailback: the pool named must be the one that was failed over, so its partner's name is refused.
#[test]
fn d7_failing_back_a_pool_that_was_not_failed_over_is_refused() {
    let story = Stage::pair("1d").order("1h", "FailBack pool1").story();
    assert_eq!(given_up(&story), [(at("1h"), (BACK, 0, "not_failed_over"))]);
    let story = Stage::pair("1d").order("1h", "FailOver pool1").order("3h", "FailBack pool2").story();
    assert_eq!(given_up(&story), [(at("3h"), (BACK, 1, "not_failed_over"))]);
    assert_eq!(story.at("5h").state("pool1"), PoolState::FailedOver);
}

/// A home pool that is still away cannot take its users back.
#[test]
fn d7_failing_back_to_a_pool_that_is_away_is_refused() {
    let story = Stage::pair("1d").lose("1h", "Site dc1").order("5h", "FailBack pool1").story();
    assert_eq!(given_up(&story), [(at("5h"), (BACK, 0, "home_not_functional"))]);
    assert_eq!(story.at("6h").users("pool1"), [600, 0, 0], "they are still at the partner");
}

/// Failover and failback are manual: without an administrator nothing fails a pool over, however long it is lost.
#[test]
fn d1_nothing_fails_a_pool_over_by_itself() {
    let story = Stage::pair("60d").nobody_reacts().lose("1h", "Site dc1").story();
    assert_eq!(story.count(|note| matches!(note, Note::Opened { .. } | Note::Noticed(_) | Note::FailedOver { .. })), 0);
    assert_eq!(story.at("59d").users("pool1"), [0, 0, 600]);
    let story = Stage::pair("60d").nobody_reacts().order("1h", "FailOver pool1").story();
    assert_eq!(story.at("59d").state("pool1"), PoolState::FailedOver, "nor does anything fail it back");
}

/// Detection, the way to a management shell and the decision come before the procedure and are part of the outage.
#[test]
fn d1_noticing_arriving_and_deciding_are_part_of_the_outage() {
    let stage = Stage::pair("1d").lose("11h", "Site dc1");
    let text = stage.text().replace("staffed: \"always\"", "staffed: \"Mon-Fri 08:00-18:00\", otherwise: \"45min\"");
    let story = Story::of(super::stage::setting("stage.ron", &text), 1);
    assert_eq!(story.first(|note| matches!(note, Note::Noticed(_))), Some(at("11h 5min")));
    assert_eq!(story.first(|note| matches!(note, Note::Paged(_))), Some(at("11h 5min")), "it is past 18:00");
    assert_eq!(story.first(|note| matches!(note, Note::Arrived(_))), Some(at("11h 50min")));
    assert_eq!(story.first(|note| matches!(note, Note::Decided(_))), Some(at("12h 20min")));
    assert_eq!(failed_over(&story), [(at("12h 36min"), 0)]);
    assert_eq!(story.outcome.pools[0].redirect_millis, 96 * 60_000);
}

/// A pool that is back before the failover has been decided is left alone.
#[test]
fn d1_a_pool_that_returns_before_the_decision_is_not_failed_over() {
    let story = Stage::pair("1d").fact("pool.cold_start", "5min").lose_for("1h", "Pool pool1", "20min").story();
    assert_eq!(story.first(|note| matches!(note, Note::CalledOff(_))), Some(at("1h 25min")));
    assert_eq!(story.count(|note| matches!(note, Note::Opened { .. })), 0);
    assert_eq!(story.at("1h 25min").users("pool1"), [600, 0, 0]);
}

/// A pool that is back while the administrators still look is not failed over either: nothing has been changed yet.
#[test]
fn d1_a_pool_that_returns_before_the_cmdlet_is_not_failed_over() {
    let story = Stage::pair("1d").fact("pool.cold_start", "5min").lose_for("1h", "Pool pool1", "32min").story();
    assert_eq!(story.first(|note| matches!(note, Note::Opened { .. })), Some(at("1h 35min")));
    assert_eq!(given_up(&story), [(at("1h 37min"), (OVER, 0, "no_longer_needed"))]);
    assert_eq!(failed_over(&story), []);
}

/// "Failing over a pool", step 4: a Central Management store that was running on the failed pool is failed over before
/// the pool is, and only then does the cmdlet run.
#[test]
fn d3_central_management_in_the_dead_pool_is_failed_over_before_the_pool() {
    let story = Stage::pair("1d").central_management("pool1").lose("1h", "Site dc1").story();
    let steps: Vec<String> = story.steps().into_iter().map(|step| step.1).collect();
    let expected = [
        "failing-over-a-pool.1",
        "failing-over-a-pool.2-version",
        "failing-over-a-pool.2",
        "failing-over-a-pool.3",
        "failing-over-central-management.5a",
        "failing-over-central-management.5b",
        "failing-over-central-management.5c",
        "failing-over-central-management.5d",
        "failing-over-a-pool.7",
    ];
    assert_eq!(steps, expected);
    let moved = story.first(|note| matches!(note, Note::CentralManagementMoved { .. }));
    assert_eq!(moved, Some(at("2h 3min")));
    assert_eq!(failed_over(&story), [(at("2h 17min"), 0)]);
    assert_eq!((story.at("1h").central_management(), story.at("3h").central_management()), ("pool1", "pool2"));
}

/// Step 5 begins with a look at which Back End Server of the backup pool is principal.
#[test]
fn d3_the_principal_of_a_mirrored_backup_pool_is_looked_up_first() {
    let mirrored = "Enterprise(site: \"dc2\", front_ends: 3, enabled_users: 300, back_end: Mirrored(witness: \"dc2\"))";
    let stage = Stage::pair("1d").instead("pool2", mirrored).central_management("pool1").lose("1h", "Site dc1");
    assert_eq!(stage.story().step("failing-over-central-management.5a"), Some(at("1h 41min")));
    assert_eq!(failed_over(&stage.story()), [(at("2h 17min"), 0)]);
}

/// A store in a pool that was not hit needs only a look: fewer steps, and the recovery is shorter by the failover of
/// the store. The stage lets the question for the backup pool of a third pool without one take no time.
#[test]
fn d3_central_management_elsewhere_needs_only_a_look() {
    let on = |pool: &str| {
        let stage = Stage::pair("1d").enterprise("admin", "dc3", 3, 30, "Single");
        let story = stage.central_management(pool).lose("1h", "Site dc1").story();
        (story.steps().len(), failed_over(&story)[0].0)
    };
    assert_eq!(on("pool1"), (9, at("2h 17min")));
    assert_eq!(on("pool2"), (5, at("1h 51min")));
    assert_eq!(on("admin"), (5, at("1h 49min")));
}

/// The same page: with the store not right, the cmdlet fails; it is mended and the cmdlet run again. Here the pool with
/// the store is lost after the look at it, while a change board still sits.
#[test]
fn d3_the_cmdlet_is_refused_until_central_management_is_right() {
    let board = "extra_steps: [(before: \"failing-over-a-pool.7\", says: \"Ask the change board\", takes: \"1h\")]";
    let story = Stage::pair("1d")
        .enterprise("admin", "dc3", 3, 30, "Single")
        .enterprise("standby", "dc2", 3, 30, "Single")
        .paired("admin", "standby")
        .central_management("admin")
        .more(board)
        .lose("1h", "Site dc1")
        .lose("2h 30min", "Site dc3")
        .story();
    assert_eq!(refused(&story), [(at("2h 41min"), "central_management_not_ready")]);
    let moved = story.first(|note| matches!(note, Note::CentralManagementMoved { .. }));
    assert_eq!(moved, Some(at("3h 3min")));
    assert_eq!(failed_over(&story)[0], (at("3h 17min"), 0));
}

/// A store without a standby that is lost blocks the pool failover for good: there is nowhere to fail it over to.
#[test]
fn d3_a_lost_central_management_store_without_standby_blocks_the_failover() {
    let stage = Stage::pair("1d").enterprise("admin", "dc1", 3, 30, "Single").central_management("admin");
    let story = stage.lose("1h", "Site dc1").story();
    assert_eq!(failed_over(&story), []);
    assert!(given_up(&story).iter().all(|row| row.1.2 == "no_standby"));
    assert_eq!(story.at("23h").users("pool1"), [0, 0, 600]);
}

/// "Failing back a pool": a Central Management store that was failed over can stay where it is.
#[test]
fn d7_central_management_stays_where_it_is_after_the_failback() {
    let story = Stage::pair("2d").central_management("pool1").lose_for("1h", "Site dc1", "6h").story();
    assert_eq!(failed_back(&story).len(), 1);
    assert_eq!(story.at("1d 23h").state("pool1"), PoolState::Active);
    assert_eq!(story.at("1d 23h").central_management(), "pool2");
    assert_eq!(story.count(|note| matches!(note, Note::CentralManagementMoved { .. })), 1);
}

/// "Failing over a pool", its opening: an Edge pool that still runs and has the failed pool as its next hop is pointed
/// at another before the pool is failed over.
#[test]
fn d6_the_next_hop_of_a_living_edge_pool_is_changed_before_the_failover() {
    let edge = "\"edge1\": (site: \"dc1\", servers: 2, federation: true)";
    let story = Stage::pair("1d").edge(edge).lose("1h", "Pool pool1").story();
    assert_eq!((story.at("1h").next_hop(0), story.at("2h").next_hop(0)), ("pool1", "pool2"));
    let steps = story.steps();
    assert_eq!(steps[0], (at("1h 35min"), "changing-the-next-hop.other-site".to_owned()));
    assert_eq!(steps[1], (at("1h 45min"), "changing-the-next-hop.publish".to_owned()));
    assert_eq!(failed_over(&story), [(at("2h 6min"), 0)]);
    // It works once the Edge Servers know it.
    assert!(
        story.at("1h 49min").everything().routes_away().contain(Route::Federation)
            && !story.at("1h 50min").everything().routes_away().contain(Route::Federation)
    );
    assert_eq!(story.outcome.routes_away[0], 50 * 60_000);
}

/// Both ways of changing a next hop write to the Central Management store. When that died with the pool, it is failed over
/// first, and the next hop is changed then.
#[test]
fn d6_a_next_hop_cannot_be_changed_without_central_management() {
    let edge = "\"edge1\": (site: \"dc1\", servers: 2, federation: true)";
    let story = Stage::pair("1d").central_management("pool1").edge(edge).lose("1h", "Pool pool1").story();
    assert_eq!(refused(&story), []);
    let moved = story.first(|note| matches!(note, Note::CentralManagementMoved { .. })).expect("it is failed over");
    let entered = story.step("changing-the-next-hop.other-site").expect("it is entered");
    assert!(moved < entered);
    assert_eq!(
        story.first(|note| matches!(note, Note::NextHopChanged { .. })),
        Some(entered + super::stage::span("15min"))
    );
    assert_eq!(failed_over(&story).len(), 1);
}

/// Several Edge pools that use the failed pool are changed together: each way of doing it once.
#[test]
fn d6_the_next_hops_of_several_edge_pools_are_changed_together() {
    let stage = Stage::pair("1d").enterprise("pool3", "dc1", 3, 30, "Single");
    let stage = stage.edge("\"edge1\": (site: \"dc1\", servers: 1)");
    let story =
        stage.edge("\"edge2\": (site: \"dc3\", servers: 1, next_hop: \"pool1\")").lose("1h", "Pool pool1").story();
    assert_eq!(story.step("changing-the-next-hop.same-site"), Some(at("1h 35min")));
    assert_eq!(story.step("changing-the-next-hop.other-site"), Some(at("1h 45min")));
    assert_eq!((story.at("1h 59min").next_hop(0), story.at("1h 59min").next_hop(1)), ("pool1", "pool1"));
    assert_eq!((story.at("2h").next_hop(0), story.at("2h").next_hop(1)), ("pool3", "pool2"));
}

/// A failover that is dropped because the pool works again leaves no Edge pool behind: its next hop is given back.
#[test]
fn d6_a_dropped_failover_gives_the_next_hop_back() {
    let stage = Stage::pair("2d").edge("\"edge1\": (site: \"dc3\", servers: 1, next_hop: \"pool1\")");
    // The servers are back when the next hop is changed, and the pool has started before the cmdlet.
    let story = stage.lose_for("1h", "Pool pool1", "39min").story();
    assert_eq!(failed_over(&story), []);
    let hops: Vec<_> = story
        .all(|note| match note {
            Note::NextHopChanged { to, .. } => Some(to.index()),
            _ => None,
        })
        .into_iter()
        .map(|row| row.1)
        .collect();
    assert_eq!(hops, [1, 0]);
    assert_eq!(story.at("12h").next_hop(0), "pool1");
}

/// Where the Edge pool's own site has another pool, it is chosen in Topology Builder.
#[test]
fn d6_a_next_hop_of_the_same_site_is_chosen_first() {
    let stage = Stage::pair("1d").enterprise("pool3", "dc1", 3, 30, "Single");
    let story = stage.edge("\"edge1\": (site: \"dc1\", servers: 1)").lose("1h", "Pool pool1").story();
    assert_eq!(story.at("2h").next_hop(0), "pool3");
    assert_eq!(story.step("changing-the-next-hop.same-site"), Some(at("1h 35min")));
    assert_eq!(story.step("changing-the-next-hop.other-site"), None);
}

/// When the site's Edge pool is lost with it, changing its next hop would be pointless.
#[test]
fn d6_a_dead_edge_pool_keeps_its_next_hop() {
    let stage = Stage::pair("1d").edge("\"edge1\": (site: \"dc1\", servers: 2)");
    let story = stage.edge("\"edge2\": (site: \"dc2\", servers: 2)").lose("1h", "Site dc1").story();
    assert_eq!(story.at("5h").next_hop(0), "pool1");
    assert_eq!(failed_over(&story), [(at("1h 51min"), 0)]);
}

/// The cmdlet stops with the next-hop message when an Edge pool that uses the pool comes back in the meantime; the
/// change is made then, and the cmdlet run again.
#[test]
fn d6_the_cmdlet_is_refused_while_the_pool_is_a_next_hop() {
    let stage = Stage::pair("1d").edge("\"edge1\": (site: \"dc1\", servers: 1)");
    let board = "extra_steps: [(before: \"failing-over-a-pool.7\", says: \"Ask the change board\", takes: \"20min\")]";
    let story = stage.more(board).lose("1h", "Pool pool1").lose_for("1h", "Edge edge1", "50min").story();
    assert_eq!(refused(&story), [(at("2h 1min"), "next_hop")]);
    assert_eq!(story.first(|note| matches!(note, Note::NextHopChanged { .. })), Some(at("2h 16min")));
    assert_eq!(failed_over(&story), [(at("2h 26min"), 0)]);
}
