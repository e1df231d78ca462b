//! Telling one run of a setting.

use std::sync::atomic::AtomicBool;

use crate::model::{Run, Setting};
use crate::report::tale::Tale;

/// Carries out one run with somebody who writes it down.
///
/// # Panics
/// As [`Run::replicate`] does.
pub fn tell(setting: &Setting, seed: u64, run: u64) -> Tale {
    tell_unless_stopped(setting, seed, run, &AtomicBool::new(false)).expect("nobody wants it to stop")
}

/// The same, unless somebody wants to stop before it is finished: then there is no tale.
pub fn tell_unless_stopped(setting: &Setting, seed: u64, run: u64, stop: &AtomicBool) -> Option<Tale> {
    let mut tale = Tale::new(setting, seed, run);
    let end = setting.plan.end();
    Run::new(setting).replicate_unless_stopped(seed, run, end, &mut tale, stop)?;
    tale.finish(end);
    Some(tale)
}
