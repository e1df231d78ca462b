//! Makes the gallery: pictures, log and screen of every scenario of the tour, into `output/gallery`, with a page that shows
//! each kind of picture.
//!
//! The files are committed, so that a change of behaviour shows as a difference that somebody has to look at. Run it
//! with `cargo run --release --example gallery`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use pooldrill::experiment::compare::Design;
use pooldrill::experiment::incident::{Incident, rehearse, with_incident, without_timeline};
use pooldrill::experiment::repair::repair_law;
use pooldrill::experiment::{Budget, leaning, losses, replicate, side_by_side};
use pooldrill::model::Setting;
use pooldrill::report::chart::answers;
use pooldrill::report::chart::picture::Picture;
use pooldrill::report::chart::topology;
use pooldrill::report::{
    pictures as kinds, telling,
    text::{self, log},
};
use pooldrill::runbook::compiled::known_steps;
use pooldrill::scenario::plan::Plan;
use pooldrill::scenario::read::{Known, load_bytes};
use pooldrill::scenario::targets;

/// Runs of which the picture shows the median one: as many as the command line makes when nobody says how many.
const RUNS: u64 = 1000;
/// The master seed of the gallery.
const SEED: u64 = 1;
/// Scenarios whose variants are compared.
const COMPARED: [&str; 4] = ["05-lose-a-data-centre", "12-servers-fail", "13-everything-fails", "16-imperfect-cover"];
/// Scenarios in which something is lost at random moments.
const INCIDENTS: [(&str, &str); 2] =
    [("13-everything-fails", "Site(\"dc1\")"), ("09-two-standard-servers", "Site(\"서울\")")];
/// Scenarios in which everything is lost once, and every two things.
const LOSSES: [&str; 2] = ["10-contoso", "13-everything-fails"];
/// Scenarios whose deployments differ.
const DEPLOYMENTS: [&str; 5] = [
    "05-lose-a-data-centre",
    "10-contoso",
    "14-shared-fates",
    "17-correlated-losses",
    "18-an-edge-pool-without-its-next-hop",
];
/// The scenarios from which the page shows a kind of picture; the others are shown from the first that follows.
const SHOWN: [(&str, &str); 1] = [("timeline", "05-lose-a-data-centre")];
/// The scenario from which all others are shown.
const MOST_SHOWN: &str = "13-everything-fails";

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let gallery = root.join("output/gallery");
    let mut scenarios: Vec<PathBuf> =
        fs::read_dir(root.join("scenarios"))?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    scenarios.retain(|path| path.extension().is_some_and(|ending| ending == "ron"));
    scenarios.sort();
    let mut drawn: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for scenario in scenarios {
        let stem = scenario.file_stem().ok_or("a scenario has a name")?.to_string_lossy().into_owned();
        for picture in show(&scenario, &stem, &gallery.join(&stem))? {
            let file = gallery.join(&stem).join(format!("{}.svg", picture.kind.file));
            match picture.drawing {
                Ok(drawing) => {
                    fs::write(file, drawing.svg())?;
                    drawn.entry(picture.kind.file).or_default().push(stem.clone());
                }
                // A picture of an earlier answer would stand beside one that it does not belong to.
                Err(_) if file.exists() => fs::remove_file(file)?,
                Err(_) => {}
            }
        }
        println!("{stem}");
    }
    fs::write(gallery.join("README.md"), page(&drawn))?;
    Ok(())
}

/// The answers to a scenario; returns their pictures.
fn show(scenario: &Path, stem: &str, folder: &Path) -> Result<Vec<Picture>, Box<dyn Error>> {
    let name = scenario.file_name().ok_or("a scenario has a name")?.to_string_lossy();
    let steps = known_steps();
    let loaded = load_bytes(&name, &fs::read(scenario)?, &Known { steps: &steps })
        .map_err(|refused| format!("{name}: {} mistakes", refused.problems.errors()))?;
    let (plan, variants) = (loaded.plan.clone(), loaded.variants);
    let setting = Setting::new(loaded.plan);
    let stop = AtomicBool::new(false);
    let budget = Budget { seed: SEED, first: 0, runs: RUNS, threads: None, stop: &stop, progress: &|_| {} };
    let summary = replicate(&setting, &budget)?.summary;
    let (typical, _) = summary.typical_and_worst().ok_or("there were runs")?;
    let told = telling::tell(&setting, SEED, typical);
    fs::create_dir_all(folder)?;
    let title = format!("run {typical} of {RUNS}, the one of median cost");
    fs::write(folder.join("events.log"), log::text(&setting, &told))?;
    let leans = leaning::weigh(&setting, &summary, &budget)?;
    let answer = text::summary::screen(&setting, &summary, &told) + &text::leaning::lines(&setting, &summary, &leans);
    fs::write(folder.join("answer.txt"), answer)?;
    let mut pictures = answers::of_runs(&setting, &summary, Some((&told, &title)), &stop);
    if DEPLOYMENTS.contains(&stem) {
        pictures.push(Picture::new(&kinds::TOPOLOGY, Ok(topology::drawing(&plan))));
    }
    if COMPARED.contains(&stem) {
        pictures.extend(compared(plan.clone(), variants, &budget)?);
    }
    for (_, lost) in INCIDENTS.iter().filter(|(of, _)| *of == stem) {
        pictures.extend(incidents(&plan, lost, &budget)?);
    }
    if LOSSES.contains(&stem) {
        pictures.extend(answers::of_losses(&setting, &losses::losses(&plan, 2)?));
    }
    Ok(pictures)
}

fn compared(plan: Plan, variants: Vec<(String, Plan)>, budget: &Budget<'_>) -> Result<Vec<Picture>, Box<dyn Error>> {
    let plans = std::iter::once(("as it is".to_owned(), plan)).chain(variants);
    let settings: Vec<(String, Setting)> = plans.map(|(name, plan)| (name, Setting::new(plan))).collect();
    let (summaries, _) = side_by_side(&settings.iter().map(|(_, setting)| setting).collect::<Vec<_>>(), budget)?;
    let named = settings.iter().zip(summaries);
    let designs: Vec<Design> = named.map(|((name, _), summary)| Design { name: name.clone(), summary }).collect();
    let pairs: Vec<_> = settings.iter().map(|(_, setting)| setting).zip(&designs).collect();
    Ok(answers::of_designs(&pairs))
}

fn incidents(plan: &Plan, lost: &str, budget: &Budget<'_>) -> Result<Vec<Picture>, Box<dyn Error>> {
    let quiet = without_timeline(plan);
    let target = targets::target(&quiet, lost)?;
    let incident = Incident { target, lasts: repair_law(&quiet, target), hours: None };
    let (plan, line) = with_incident(&quiet, &incident)?;
    let (setting, without) = (Setting::new(plan), Setting::new(quiet));
    let struck = rehearse(&setting, &without, line, budget)?;
    Ok(answers::of_incidents(&setting, &struck, SEED))
}

/// The page that shows each kind of picture, with how it is read.
fn page(drawn: &BTreeMap<&str, Vec<String>>) -> String {
    let mut page =
        "# The gallery\n\nEvery kind of picture, each from a scenario of the tour, with one line on how it is read. \
                    The folders beside this page hold those of all scenarios, with their logs and screens.\n"
            .to_owned();
    for kind in kinds::ALL {
        let Some(scenarios) = drawn.get(kind.file) else { continue };
        let wanted = SHOWN.iter().find(|(file, _)| *file == kind.file).map_or(MOST_SHOWN, |(_, scenario)| scenario);
        let shown = scenarios.iter().find(|stem| *stem == wanted).unwrap_or(&scenarios[0]);
        let (file, what) = (kind.file, kind.shows);
        let _ = write!(page, "\n## `{file}`: {what}\n\n{}\n\n![{what}]({shown}/{file}.svg)\n", kind.read);
        // The number of a scenario is enough to find it in the tour.
        let number = |stem: &str| stem.split('-').next().unwrap_or(stem).to_owned();
        let link = |stem: &String| format!("[{}]({stem}/{file}.svg)", number(stem));
        let others: Vec<String> = scenarios.iter().filter(|stem| *stem != shown).map(link).collect();
        let also = if others.is_empty() { String::new() } else { format!("; also of {}", others.join(" ")) };
        let _ = write!(page, "\nOf scenario {}{also}.\n", number(shown));
    }
    page
}
