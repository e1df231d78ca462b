//! Ctrl-C: what is finished is kept, and whoever waits is let go within a second.
//!
//! Once: no run is begun or gone on with, and what is finished is counted, told and written. Telling a long run, writing
//! to a slow disk and printing to a reader who does not read have a part of a second each; what is not done by then is
//! left out and said to be. Twice: at once. While nothing has been simulated there is nothing to keep, and once is enough.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::time::Duration;

use crate::cli::exit::Exit;
use crate::cli::files;

/// How long after Ctrl-C a run may still be told.
const TELLING: Duration = Duration::from_millis(400);
/// How long after that the answer may still be written and printed.
const GIVING: Duration = Duration::from_millis(400);
/// How long it may take to say that it was cut off: whoever reads standard error may not be reading either.
const LAST_WORDS: Duration = Duration::from_millis(50);

/// Somebody wants to stop.
static STOP: AtomicBool = AtomicBool::new(false);
/// Somebody has waited long enough for a run to be told.
static HURRY: AtomicBool = AtomicBool::new(false);
/// How far the work has come, as a [`Stage`].
static STAGE: AtomicU8 = AtomicU8::new(Stage::Reading as u8);
/// Folders that are removed when this process is cut off.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
/// What has been written, for the last words.
static KEPT: Mutex<Option<String>> = Mutex::new(None);

/// How far the work has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nothing has been simulated.
    Reading,
    /// Runs are carried out and counted; they stop when asked to.
    Counting,
    /// The answer is laid out, written and printed.
    Giving,
}

/// Says how far the work has come.
pub fn now(stage: Stage) {
    STAGE.store(stage as u8, Ordering::SeqCst);
}

/// Set when somebody wants to stop: no run goes on.
pub fn stop() -> &'static AtomicBool {
    &STOP
}

/// Set when somebody has waited long enough for a run to be told.
pub fn hurry() -> &'static AtomicBool {
    &HURRY
}

/// Whether somebody wanted to stop.
pub fn happened() -> bool {
    STOP.load(Ordering::SeqCst)
}

/// From now on Ctrl-C is heeded.
pub fn heed() {
    // Where a handler cannot be set the system's own ends the process, which is right as well.
    let _ = ctrlc::set_handler(|| {
        let nothing_to_keep = STAGE.load(Ordering::SeqCst) == Stage::Reading as u8;
        if STOP.swap(true, Ordering::SeqCst) || nothing_to_keep {
            give_up();
        }
        std::thread::spawn(|| {
            std::thread::sleep(TELLING);
            HURRY.store(true, Ordering::SeqCst);
            std::thread::sleep(GIVING);
            // Counting ends by itself: runs are stopped, and to lose the sum of many for a moment would be no kindness.
            while STAGE.load(Ordering::SeqCst) != Stage::Giving as u8 {
                std::thread::sleep(LAST_WORDS);
            }
            give_up();
        });
    });
}

/// Notes a folder that is to be removed when this process is cut off, until [`finished`].
pub fn unfinished(folder: &Path) {
    UNFINISHED.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(folder.to_owned());
}

/// The folder is gone or in its place.
pub fn finished(folder: &Path) {
    UNFINISHED.lock().unwrap_or_else(std::sync::PoisonError::into_inner).retain(|other| other != folder);
}

/// Notes what has been written, so that it can be said when the rest is cut off.
pub fn kept(what: &str) {
    *KEPT.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(what.to_owned());
}

/// Ends the process, wherever it is.
fn give_up() -> ! {
    let folders = UNFINISHED.lock().map(|folders| folders.clone()).unwrap_or_default();
    for folder in folders {
        let _ = std::fs::remove_dir_all(folder);
    }
    let kept = KEPT.lock().map(|kept| kept.clone()).unwrap_or_default();
    let words = match kept {
        Some(kept) => format!("Interrupted: {kept} is complete; what was still to be printed is not."),
        None => "Interrupted: nothing more was written or printed.".to_owned(),
    };
    let said = std::thread::spawn(move || files::say(&words));
    let mut waited = Duration::ZERO;
    while !said.is_finished() && waited < LAST_WORDS {
        std::thread::sleep(LAST_WORDS / 10);
        waited += LAST_WORDS / 10;
    }
    std::process::exit(Exit::Interrupted as i32);
}
