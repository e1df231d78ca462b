//! The golden logs of the tour: what `output/gallery` holds is what the code tells, in a debug build as in the release
//! build that made it.

use super::stage::setting;
use pooldrill::experiment::{Budget, replicate};
use pooldrill::report::{telling, text::log};
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// As the gallery has it.
const RUNS: u64 = 1000;

#[test]
fn the_gallery_tells_what_the_code_tells() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for entry in fs::read_dir(root.join("scenarios")).expect("the tour is there") {
        let path = entry.expect("an entry can be read").path();
        if path.extension().is_none_or(|ending| ending != "ron") {
            continue;
        }
        let stem = path.file_stem().expect("a scenario has a name").to_string_lossy().into_owned();
        let setting = setting(&format!("{stem}.ron"), &fs::read_to_string(&path).expect("it is text"));
        let stop = AtomicBool::new(false);
        let budget = Budget { seed: 1, first: 0, runs: RUNS, threads: None, stop: &stop, progress: &|_| {} };
        let summary = replicate(&setting, &budget).expect("threads start").summary;
        let (typical, _) = summary.typical_and_worst().expect("there were runs");
        let told = log::text(&setting, &telling::tell(&setting, 1, typical));
        let golden = fs::read_to_string(root.join("output/gallery").join(&stem).join("events.log"));
        let golden = golden.unwrap_or_else(|_| panic!("{stem} is not in the gallery"));
        let differs = told.lines().zip(golden.lines()).find(|(told, golden)| told != golden);
        assert!(told == golden, "{stem}: {differs:?}; if this was meant, make the gallery again and look at it");
        seen += 1;
    }
    assert!(seen >= 17, "the tour has {seen} scenarios");
}
