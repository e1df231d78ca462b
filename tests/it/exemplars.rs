//! The single recoveries that stand for their kind are recoveries that took place, and as long as the answer says.

use std::sync::atomic::AtomicBool;

use super::stage::{Stage, setting};
use pooldrill::experiment::exemplars::{QUANTILES, exemplars};
use pooldrill::experiment::summary::KindKey;
use pooldrill::experiment::{Budget, Summary, replicate};
use pooldrill::measure::Silent;
use pooldrill::model::{Run, Setting};

fn answered(setting: &Setting, first: u64, runs: u64) -> Summary {
    let stop = AtomicBool::new(false);
    let budget = Budget { seed: 5, first, runs, threads: None, stop: &stop, progress: &|_| {} };
    replicate(setting, &budget).expect("threads start").summary
}

/// Front Ends fail often, a site now and then, and at the end nobody waits until the sites are back.
fn failing() -> Setting {
    let failures = "failures: (server: [(life: \"exponential(20d)\", repair: \"exponential(6h)\")],
        site: (life: \"exponential(40d)\", repair: \"exponential(12h)\"))";
    let stage = Stage::pair("90d").fact("people.decision", "lognormal(median 40min, p95 3h)").more(failures);
    setting("stage.ron", &stage.lose_for("89d", "Site dc1", "5d").lose_for("89d", "Site dc2", "5d").text())
}

#[test]
fn an_exemplar_is_as_long_as_the_answer_says_and_its_parts_are_its_clock() {
    let setting = failing();
    let summary = answered(&setting, 40, 30);
    let kinds: Vec<KindKey> = summary.kinds.keys().copied().collect();
    let found = exemplars(&setting, &summary, &kinds, &AtomicBool::new(false));
    assert_eq!(found.len(), kinds.len() * QUANTILES.len());
    let mut run = Run::new(&setting);
    let mut unfinished = 0;
    for (place, one) in found.iter().enumerate() {
        assert_eq!((one.kind, one.quantile), (kinds[place / 2], QUANTILES[place % 2]));
        let clock = summary.kinds[&one.kind].each_user_clock.quantile(one.quantile);
        let rounded = (one.recovery.user_clock as f64 / 1000.0).round() * 1000.0;
        assert_eq!(clock, (!one.recovery.unfinished).then_some(rounded), "{one:?}");
        assert_eq!(one.parts.iter().map(|(_, millis)| millis).sum::<u64>(), one.recovery.user_clock, "{one:?}");
        assert!((40..70).contains(&one.run), "{one:?}");
        let outcome = run.replicate(5, one.run, &mut Silent);
        assert!(outcome.each_recovery.contains(&one.recovery), "{one:?}");
        unfinished += usize::from(one.recovery.unfinished);
    }
    assert!(found.len() > 8 && unfinished > 0, "{found:?}");
}

#[test]
fn whoever_stops_gets_no_exemplar_and_neither_does_who_asks_for_a_kind_that_never_was() {
    let setting = failing();
    let summary = answered(&setting, 0, 4);
    let kinds: Vec<KindKey> = summary.kinds.keys().copied().collect();
    assert_eq!(exemplars(&setting, &summary, &kinds, &AtomicBool::new(true)), []);
    let empty = Summary::new(&setting, 5);
    assert_eq!(exemplars(&setting, &empty, &kinds, &AtomicBool::new(false)), []);
}
