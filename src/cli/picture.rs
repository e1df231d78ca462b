//! A picture that was asked for by name: into which file, and in which format.

use std::path::{Path, PathBuf};

use crate::cli::arguments::Source;
use crate::cli::artefacts::Places;
use crate::cli::exit::{Exit, Failure};
use crate::cli::{files, seal};
use crate::report::chart::canvas::Canvas;

/// Where a picture will stand.
#[derive(Debug)]
pub struct Target {
    /// Its place; none where it is the answer, on standard output.
    place: Option<Places>,
    is_bitmap: bool,
}

impl Target {
    /// Looks whether the picture may be written there. Nothing is touched yet.
    ///
    /// # Errors
    /// With exit code 2 and what is in the way.
    pub fn reserve(file: &Path, source: &Source, force: bool) -> Result<Target, Failure> {
        let is_file = !files::is_standard(file);
        let files: Vec<PathBuf> = Some(file.to_owned()).filter(|_| is_file).into_iter().collect();
        let place = is_file.then(|| Places::reserve(files, Some(source), force)).transpose()?;
        Ok(Target { place, is_bitmap: file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("png")) })
    }

    /// Whether the picture is the answer, since two answers in one stream would be none.
    pub fn is_answer(&self) -> bool {
        self.place.is_none()
    }

    /// Writes the picture to its place: as PNG where the name ends in that, as SVG otherwise.
    ///
    /// # Errors
    /// With exit code 1 when it cannot be written.
    pub fn fill(&self, canvas: &Canvas, size: (i32, i32)) -> Result<(), Failure> {
        let Some(place) = &self.place else {
            return files::print(&canvas.svg(size)).map(|_: Exit| ());
        };
        let bytes = match self.is_bitmap {
            true => seal::bitmap(&canvas.png(size)),
            false => seal::picture(&canvas.svg(size)).into_bytes(),
        };
        place.fill(vec![Some(bytes.into())])
    }
}
