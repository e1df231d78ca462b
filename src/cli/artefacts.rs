//! Files of an answer on their way to their place: what may be replaced, and how files that belong together come there
//! together.
//!
//! *What is read is never written*, under no name and with no option. *What this tool did not write is not replaced*
//! without `--force`: its own files it knows by their [seal], or by that of the answer to which they belong. Links, other
//! names of the same file, and files that may only be read were made by somebody for a purpose, and count as such. All of
//! this is looked at before anything is simulated.
//!
//! *Files of one answer are one set*: they are written in full beside their places, in a folder that only this process
//! uses, and moved when all of them are complete. `summary.json` holds the fingerprints of picture and log that belong to
//! it. What a killed process left behind is removed by the next one that writes there.

use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::cli::arguments::Source;
use crate::cli::content::Content;
use crate::cli::exit::Failure;
use crate::cli::files::is_standard;
use crate::cli::{interrupt, seal};
use crate::text::printable;

/// How the folders are called in which files wait for their places.
const WAITING: &str = ".pooldrill-";
/// The file in such a folder that its process holds locked for as long as it lives.
const LOCK: &str = "lock";
/// How often such a folder is tried to be made.
const ATTEMPTS: u32 = 8;

/// Where files of one answer will stand.
#[derive(Debug)]
pub struct Places {
    files: Vec<PathBuf>,
    read: Vec<PathBuf>,
    force: bool,
}

impl Places {
    /// Looks whether files may be written there. Nothing is touched yet.
    ///
    /// # Errors
    /// With exit code 2 and everything that is in the way.
    pub fn reserve(files: Vec<PathBuf>, source: Option<&Source>, force: bool) -> Result<Places, Failure> {
        let read = source.map_or_else(Vec::new, |source| {
            std::iter::once(&source.file).chain(&source.overlay).cloned().collect::<Vec<_>>()
        });
        let places = Places { files, read, force };
        places.look().map_err(Failure::usage)?;
        Ok(places)
    }

    /// One of the files.
    pub fn file(&self, place: usize) -> &Path {
        &self.files[place]
    }

    /// What is in the way, if anything is.
    fn look(&self) -> Result<(), String> {
        let mut wrong: Vec<String> = self.files.iter().filter_map(|file| self.obstacle(file).err()).collect();
        // Several files that have no folder have it for one reason.
        wrong.dedup();
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
    }

    fn obstacle(&self, file: &Path) -> Result<(), String> {
        let shown = shown(file);
        if let Some(other) = file.ancestors().skip(1).find(|folder| fs::symlink_metadata(folder).is_ok())
            && !other.is_dir()
        {
            return Err(format!(
                "{} is a file where a folder is needed; name another place to write to.",
                self::shown(other)
            ));
        }
        let Ok(itself) = fs::symlink_metadata(file) else { return Ok(()) };
        if self.read.iter().any(|read| is_same(file, read)) {
            return Err(format!(
                "{shown} is what is read here, and that is never written; name another place to write to."
            ));
        }
        if !itself.is_symlink() && !itself.is_file() || fs::metadata(file).is_ok_and(|there| !there.is_file()) {
            return Err(format!("{shown} is no file that can be written over; name another one."));
        }
        let reason = match fs::metadata(file) {
            _ if self.force => return Ok(()),
            _ if itself.is_symlink() => "is a link; what it leads to would be replaced",
            Ok(there) if names(&there) > 1 => {
                "has other names as well (hard links), which would keep what is there now"
            }
            Ok(there) if there.permissions().readonly() => "may only be read",
            _ if is_own(file) => return Ok(()),
            _ => "was not written by pooldrill, or was changed since",
        };
        Err(format!("{shown} {reason}. Name another place to write to, or add --force to replace it."))
    }

    /// Writes texts or bitmaps to their places, all or none. Where there is nothing to write the file of an earlier answer
    /// is removed, since it would not belong to this one.
    ///
    /// # Errors
    /// With exit code 1 and the reason; nothing half written is left.
    pub fn fill(&self, contents: Vec<Option<Content>>) -> Result<(), Failure> {
        // The runs took their time, and somebody may have been here.
        self.look().map_err(Failure::failed)?;
        let mut made = Vec::new();
        let filled = self.try_to_fill(contents, &mut made);
        if filled.is_err() {
            for folder in made.iter().rev() {
                let _ = fs::remove_dir(folder);
            }
        }
        filled
    }

    fn try_to_fill(&self, contents: Vec<Option<Content>>, made: &mut Vec<PathBuf>) -> Result<(), Failure> {
        let refuse = |file: &Path, error: io::Error| {
            Failure::failed(format!("{} cannot be written: {error}. Nothing was left half written.", shown(file)))
        };
        let mut rooms: Vec<Room> = Vec::new();
        let mut moves: Vec<(PathBuf, PathBuf)> = Vec::new();
        // An earlier answer may be all that says whose its files are, and it will be replaced.
        let nothing_for = self.files.iter().zip(&contents).filter(|(_, content)| content.is_none());
        let left_over: Vec<&PathBuf> = nothing_for.map(|(file, _)| file).filter(|file| may_be_removed(file)).collect();
        for (file, content) in self.files.iter().zip(contents) {
            let Some(mut content) = content else { continue };
            // What a link leads to is written, and the link stays.
            let file = fs::canonicalize(file).unwrap_or_else(|_| file.clone());
            let room = room_beside(&file, &mut rooms, made).map_err(|error| refuse(&file, error))?;
            let waiting = room.join(format!("file-{}", moves.len()));
            write(&waiting, &mut content, &file).map_err(|error| refuse(&file, error))?;
            moves.push((waiting, file));
        }
        for (waiting, file) in &moves {
            fs::rename(waiting, file).map_err(|error| refuse(file, error))?;
        }
        for file in left_over {
            fs::remove_file(file).map_err(|error| refuse(file, error))?;
        }
        if let Some((_, file)) = moves.first() {
            interrupt::kept(&shown(if moves.len() == 1 { file } else { file.parent().unwrap_or(file) }));
        }
        Ok(())
    }
}

fn shown(path: &Path) -> String {
    printable(&path.display().to_string())
}

/// Writes a file that has the mode of the one whose place it will take.
fn write(waiting: &Path, content: &mut Content, file: &Path) -> io::Result<()> {
    content.write_to(waiting)?;
    match fs::metadata(file) {
        Ok(there) => fs::set_permissions(waiting, there.permissions()),
        Err(_) => Ok(()),
    }
}

/// Whether two paths lead to the same file.
fn is_same(file: &Path, read: &Path) -> bool {
    if is_standard(read) {
        return fs::metadata(file).is_ok_and(|there| identity(&there).is_some_and(|own| standard_input() == Some(own)));
    }
    let whole = |path| fs::canonicalize(path).ok();
    let by_name = whole(file).is_some_and(|own| whole(read) == Some(own));
    let which = |path| fs::metadata(path).ok().and_then(|there| identity(&there));
    by_name || which(file).is_some_and(|own| which(read) == Some(own))
}

/// Device and number of a file, where the system has such.
#[cfg(unix)]
fn identity(there: &fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((there.dev(), there.ino()))
}

#[cfg(not(unix))]
fn identity(_: &fs::Metadata) -> Option<(u64, u64)> {
    None
}

/// The file that standard input comes from.
#[cfg(unix)]
fn standard_input() -> Option<(u64, u64)> {
    use std::os::fd::AsFd;
    let input = io::stdin().as_fd().try_clone_to_owned().ok()?;
    identity(&File::from(input).metadata().ok()?)
}

#[cfg(not(unix))]
fn standard_input() -> Option<(u64, u64)> {
    None
}

/// How many names a file has, where the system says.
#[cfg(unix)]
fn names(there: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(there)
}

#[cfg(not(unix))]
fn names(_: &fs::Metadata) -> u64 {
    1
}

/// Whether a file is one that an earlier answer of this tool left.
fn may_be_removed(file: &Path) -> bool {
    fs::symlink_metadata(file).is_ok_and(|there| there.is_file()) && is_own(file)
}

/// Whether this tool wrote a file, and nobody changed it since: it has a seal, or belongs to an answer beside it that has one.
fn is_own(file: &Path) -> bool {
    sealed(file).is_some() || belongs_to_an_answer(file).unwrap_or(false)
}

/// How files end that can hold no seal.
const SEALLESS: &str = "csv";

/// Whether a sealed answer in the same folder names a file and has its fingerprint.
fn belongs_to_an_answer(file: &Path) -> io::Result<bool> {
    let is = |path: &Path, ending: &str| path.extension().is_some_and(|own| own == ending);
    let Some(name) = file.file_name().and_then(OsStr::to_str).filter(|_| is(file, SEALLESS)) else { return Ok(false) };
    let beside = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let answers = fs::read_dir(beside)?.flatten().map(|entry| entry.path()).filter(|path| is(path, "json"));
    let mut named = answers.filter_map(|path| seal::companion(&sealed(&path)?, name)).peekable();
    if named.peek().is_none() {
        return Ok(false);
    }
    let own = seal::sha256_of(File::open(file)?)?;
    Ok(named.any(|fingerprint| fingerprint == own))
}

/// A file with a seal that fits. The end is read first: a large file of somebody else has no seal there.
fn sealed(file: &Path) -> Option<Vec<u8>> {
    let look = || -> io::Result<Option<Vec<u8>>> {
        let mut file = File::open(file)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(seal::TAIL)))?;
        let mut tail = Vec::new();
        file.by_ref().take(seal::TAIL).read_to_end(&mut tail)?;
        if !seal::may_be_sealed(&tail) {
            return Ok(None);
        }
        file.seek(SeekFrom::Start(0))?;
        let mut whole = Vec::new();
        file.take(length).read_to_end(&mut whole)?;
        Ok(seal::fits(&whole).then_some(whole))
    };
    look().ok().flatten()
}

/// A folder in which files wait, removed when it is dropped.
struct Room {
    beside: PathBuf,
    // The lock goes before the folder: some systems remove no open file.
    _lock: File,
    folder: TempDir,
}

impl Room {
    fn beside(beside: &Path) -> io::Result<Room> {
        let mut attempts = ATTEMPTS;
        loop {
            let folder = tempfile::Builder::new().prefix(WAITING).tempdir_in(beside)?;
            interrupt::unfinished(folder.path());
            let lock = File::create(folder.path().join(LOCK));
            // Another process may have taken the new room for one that is left over before it was locked. Where a file
            // system has no locks nobody does.
            let taken = match &lock {
                Ok(lock) => {
                    matches!(lock.try_lock(), Err(TryLockError::WouldBlock)) || !folder.path().join(LOCK).exists()
                }
                Err(_) => !folder.path().exists(),
            };
            attempts -= 1;
            if !taken || attempts == 0 {
                return Ok(Room { beside: beside.to_owned(), _lock: lock?, folder });
            }
            interrupt::finished(folder.path());
        }
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        interrupt::finished(self.folder.path());
    }
}

/// The room in the folder in which a file will stand, so that moving it there is a change of name. Folders that had to be
/// made are noted.
fn room_beside(file: &Path, rooms: &mut Vec<Room>, made: &mut Vec<PathBuf>) -> io::Result<PathBuf> {
    let beside = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Some(room) = rooms.iter().find(|room| room.beside == beside) {
        return Ok(room.folder.path().to_owned());
    }
    let missing: Vec<&Path> =
        beside.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).collect();
    made.extend(missing.into_iter().rev().map(Path::to_owned));
    fs::create_dir_all(beside)?;
    sweep(beside);
    let room = Room::beside(beside)?;
    let path = room.folder.path().to_owned();
    rooms.push(room);
    Ok(path)
}

/// Removes what killed processes left in a folder: rooms whose lock nobody holds any more.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_room = entry.file_name().to_string_lossy().starts_with(WAITING);
        if !is_room || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        let room = entry.path();
        match File::open(room.join(LOCK)) {
            Ok(lock) if lock.try_lock().is_ok() => {
                // It is locked until it is empty, so that a process that has just made it sees that it is taken.
                let _ = fs::remove_dir_all(&room);
                drop(lock);
                let _ = fs::remove_dir_all(&room);
            }
            Ok(_) => {}
            // Its process has not come as far as the lock, or never will; only what is empty goes.
            Err(_) => {
                let _ = fs::remove_dir(&room);
            }
        }
    }
}
