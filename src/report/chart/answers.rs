//! Which pictures belong to which answer.

use std::sync::atomic::AtomicBool;

use crate::experiment::exemplars::exemplars;
use crate::experiment::incident::Struck;
use crate::experiment::losses::Trial;
use crate::experiment::summary::Summary;
use crate::model::Setting;
use crate::report::chart::picture::Picture;
use crate::report::chart::{
    availability, causes, day_and_night, designs, durations, hours, load, losses, minutes, pairs, recoveries, timeline,
};
use crate::report::designs::Pair;
use crate::report::pictures::{self as kind, Kind};
use crate::report::run_record::RunRecord;

/// The kinds of [`of_runs`].
pub static RUNS: [&Kind; 6] =
    [&kind::TIMELINE, &kind::MINUTES, &kind::CAUSES, &kind::RECOVERIES, &kind::LOAD, &kind::AVAILABILITY];
/// The kinds of [`of_incidents`].
pub static INCIDENTS: [&Kind; 3] = [&kind::HOURS, &kind::DURATIONS, &kind::DAY_AND_NIGHT];
/// The kinds of [`of_losses`].
pub static LOSSES: [&Kind; 2] = [&kind::LOSSES, &kind::PAIRS];
/// The kinds of [`of_designs`].
pub static DESIGNS: [&Kind; 1] = [&kind::DESIGNS];

/// Those of many runs, with the run that was told and how it was chosen. The runs that stand for kinds of recoveries are
/// simulated once more, unless somebody stops that.
pub fn of_runs(
    setting: &Setting,
    summary: &Summary,
    told: Option<(&RunRecord, &str)>,
    stop: &AtomicBool,
) -> Vec<Picture> {
    let timeline = match told {
        Some((told, which)) => Ok(timeline::drawing(setting, told, which)),
        None => Err("the run of median cost was not told to its end".to_owned()),
    };
    let exemplars = exemplars(setting, summary, &recoveries::shown(summary), stop);
    vec![
        Picture::new(&kind::TIMELINE, timeline),
        Picture::new(&kind::MINUTES, minutes::draw(setting, summary)),
        Picture::new(&kind::CAUSES, causes::draw(setting, summary)),
        Picture::new(&kind::RECOVERIES, recoveries::draw(setting, summary, &exemplars)),
        Picture::new(&kind::LOAD, load::draw(setting)),
        Picture::new(&kind::AVAILABILITY, availability::draw(setting, summary)),
    ]
}

/// Those of incidents.
pub fn of_incidents(setting: &Setting, struck: &[Struck], seed: u64) -> Vec<Picture> {
    vec![
        Picture::new(&kind::HOURS, hours::draw(setting, struck, seed)),
        Picture::new(&kind::DURATIONS, durations::draw(setting, struck, seed)),
        Picture::new(&kind::DAY_AND_NIGHT, day_and_night::draw(setting, struck, seed)),
    ]
}

/// Those of single losses and pairs.
pub fn of_losses(setting: &Setting, trials: &[Trial]) -> Vec<Picture> {
    vec![
        Picture::new(&kind::LOSSES, losses::draw(setting, trials)),
        Picture::new(&kind::PAIRS, pairs::draw(setting, trials)),
    ]
}

/// Those of designs side by side.
pub fn of_designs(designs: &[Pair<'_>]) -> Vec<Picture> {
    vec![Picture::new(&kind::DESIGNS, designs::draw(designs))]
}
