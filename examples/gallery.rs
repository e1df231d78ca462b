//! Makes the gallery: picture, log and screen of every scenario of the tour, into `output/gallery`.
//!
//! The files are committed, so that a change of behaviour shows as a difference that somebody has to look at. Run it
//! with `cargo run --release --example gallery`.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use pooldrill::experiment::{Budget, leaning, replicate};
use pooldrill::model::Setting;
use pooldrill::report::{
    chart::timeline,
    telling,
    text::{self, log},
};
use pooldrill::runbook::compiled::known_steps;
use pooldrill::scenario::read::{Known, load_bytes};

/// Runs of which the picture shows the median one: as many as the command line makes when nobody says how many.
const RUNS: u64 = 1000;
/// The master seed of the gallery.
const SEED: u64 = 1;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut scenarios: Vec<PathBuf> = std::fs::read_dir(root.join("scenarios"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    scenarios.retain(|path| path.extension().is_some_and(|ending| ending == "ron"));
    scenarios.sort();
    for scenario in scenarios {
        let stem = scenario.file_stem().ok_or("a scenario has a name")?.to_string_lossy().into_owned();
        show(&scenario, &root.join("output/gallery").join(&stem))?;
        println!("{stem}");
    }
    Ok(())
}

fn show(scenario: &Path, folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let name = scenario.file_name().ok_or("a scenario has a name")?.to_string_lossy();
    let steps = known_steps();
    let loaded = load_bytes(&name, &std::fs::read(scenario)?, &Known { steps: &steps })
        .map_err(|refused| format!("{name}: {} mistakes", refused.problems.errors()))?;
    let setting = Setting::new(loaded.plan);
    let stop = AtomicBool::new(false);
    let budget = Budget { seed: SEED, first: 0, runs: RUNS, threads: None, stop: &stop, progress: &|_| {} };
    let summary = replicate(&setting, &budget)?.summary;
    let (typical, _) = summary.typical_and_worst().ok_or("there were runs")?;
    let told = telling::tell(&setting, SEED, typical);
    std::fs::create_dir_all(folder)?;
    let title = format!("run {typical} of {RUNS}, the one of median cost");
    std::fs::write(folder.join("timeline.svg"), timeline::svg(&setting, &told, &title))?;
    std::fs::write(folder.join("events.log"), log::text(&setting, &told))?;
    let leans = leaning::weigh(&setting, &summary, &budget)?;
    let answer = text::summary::screen(&setting, &summary, &told) + &text::leaning::lines(&setting, &summary, &leans);
    std::fs::write(folder.join("answer.txt"), answer)?;
    Ok(())
}
