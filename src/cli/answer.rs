//! The files of one answer: pictures, what else belongs to it, and the answer for programs, which names the fingerprints of
//! all others.
//!
//! Every file that an answer of its kind can have is reserved, whether it has it this time or not: a picture that an earlier
//! answer left would otherwise stand beside a later one that it does not belong to.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cli::arguments::{Output, Source};
use crate::cli::artefacts::Places;
use crate::cli::content::Content;
use crate::cli::exit::Failure;
use crate::cli::{files, folder_names, seal};
use crate::report::chart::picture::Picture;
use crate::report::pictures::Kind;
use crate::report::text;
use crate::text::printable;

/// What an answer of a kind can consist of.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// Its pictures.
    pub pictures: &'a [&'static Kind],
    /// What else belongs to it, such as a log, with what it holds.
    pub others: &'a [(&'a str, &'a str)],
    /// The answer for programs.
    pub json: &'a str,
}

/// What the answer for programs holds.
const FOR_PROGRAMS: &str = "every number, for programs";

/// The files of an answer on their way.
#[derive(Debug)]
pub struct AnswerFiles {
    places: Places,
    folder: PathBuf,
    files: Vec<(String, Option<Content>)>,
    png: bool,
}

impl AnswerFiles {
    /// Looks whether the files may be written, if any are wanted: in the folder of a scenario, or of a question put to it.
    ///
    /// # Errors
    /// With exit code 2 and what is in the way.
    pub fn reserve(
        output: &Output,
        source: &Source,
        question: Option<&str>,
        parts: Parts<'_>,
    ) -> Result<Option<AnswerFiles>, Failure> {
        if output.no_files {
            return Ok(None);
        }
        if files::is_standard(&output.out) {
            let remedy = "Write --no-files, and --format json for the whole answer on standard output.";
            return Err(Failure::usage(format!("--out is a folder for several files, and - is none. {remedy}")));
        }
        let folder = folder_names::folder(&output.out, source, question);
        let pictures = parts.pictures.iter().flat_map(|kind| [svg_name(kind), png_name(kind)]);
        let others = parts.others.iter().map(|(name, _)| (*name).to_owned());
        let names: Vec<String> = pictures.chain(others).chain([parts.json.to_owned()]).collect();
        let paths = names.iter().map(|name| folder.join(name)).collect();
        let places = Places::reserve(paths, Some(source), output.force)?;
        let files = names.into_iter().map(|name| (name, None)).collect();
        Ok(Some(AnswerFiles { places, folder, files, png: output.png }))
    }

    /// Puts in the pictures that were drawn.
    pub fn put_pictures(&mut self, pictures: &[Picture]) {
        for picture in pictures {
            if let Ok(drawing) = &picture.drawing {
                self.put(&svg_name(picture.kind), seal::picture(&drawing.svg()));
                if self.png {
                    self.put(&png_name(picture.kind), seal::bitmap(&drawing.png()));
                }
            }
        }
    }

    /// Puts in a file.
    ///
    /// # Panics
    /// When its place was not reserved.
    pub fn put(&mut self, name: &str, content: impl Into<Content>) {
        let file = self.files.iter_mut().find(|(known, _)| known == name);
        file.expect("every file of an answer is reserved before anything is simulated").1 = Some(content.into());
    }

    /// What a screen says of them: pictures that were drawn or why they were not, and what else was put in.
    pub fn listed(&self, pictures: &[Picture], parts: Parts<'_>) -> String {
        let drawn: Vec<text::pictures::Listed<'_>> =
            pictures.iter().map(|picture| (picture.kind, picture.drawing.as_ref().err().map(String::as_str))).collect();
        let is_there = |name: &str| self.files.iter().any(|(known, content)| known == name && content.is_some());
        let others = parts.others.iter().copied().filter(|(name, _)| is_there(name));
        let others: Vec<(&str, &str)> = others.chain([(parts.json, FOR_PROGRAMS)]).collect();
        text::pictures::lines(&shown(&self.folder), &drawn, &others)
    }

    /// Writes everything, with the answer for programs last; all or nothing.
    ///
    /// # Errors
    /// With exit code 1 and the reason.
    pub fn write(mut self, json: Value) -> Result<(), Failure> {
        let told = self.files.iter_mut().filter_map(|(name, content)| {
            let lost = |error| Failure::failed(format!("what comes into {name} cannot be read again: {error}"));
            Some(content.as_mut()?.fingerprint().map(|print| (name.clone(), print)).map_err(lost))
        });
        let told: Vec<(String, String)> = told.collect::<Result<_, Failure>>()?;
        let json = seal::json(seal::with_companions(json, told.into_iter()));
        if let Some((_, last)) = self.files.last_mut() {
            *last = Some(json.into());
        }
        self.places.fill(self.files.into_iter().map(|(_, content)| content).collect())
    }
}

/// A path as it can be shown.
fn shown(path: &Path) -> String {
    printable(&path.display().to_string())
}

fn png_name(kind: &Kind) -> String {
    format!("{}.png", kind.file)
}

fn svg_name(kind: &Kind) -> String {
    format!("{}.svg", kind.file)
}
