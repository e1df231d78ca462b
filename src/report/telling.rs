//! Telling one run of a setting.

use crate::model::{Run, Setting};
use crate::report::tale::Tale;

/// Carries out one run with somebody who writes it down.
pub fn tell(setting: &Setting, seed: u64, run: u64) -> Tale {
    let mut tale = Tale::new(setting, seed, run);
    Run::new(setting).replicate(seed, run, &mut tale);
    tale.finish(setting.plan.end());
    tale
}
