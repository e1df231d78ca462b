//! Telling one run of a setting.

use std::sync::atomic::AtomicBool;

use crate::model::{Run, Setting};
use crate::report::run_record::RunRecord;

/// Carries out one run with somebody who writes it down.
///
/// # Panics
/// As [`Run::replicate`] does.
pub fn tell(setting: &Setting, seed: u64, run: u64) -> RunRecord {
    tell_unless_stopped(setting, seed, run, &AtomicBool::new(false)).expect("nobody wants it to stop")
}

/// The same, unless somebody wants to stop before it is finished: then there is no record.
pub fn tell_unless_stopped(setting: &Setting, seed: u64, run: u64, stop: &AtomicBool) -> Option<RunRecord> {
    let mut record = RunRecord::new(setting, seed, run);
    let end = setting.plan.end();
    Run::new(setting).replicate_unless_stopped(seed, run, end, &mut record, stop)?;
    record.finish(end);
    Some(record)
}
