//! Names of output folders: two scenarios, variants or questions never share one.
//!
//! A name is kept as it is where a folder can have it. What cannot stand in the name of a folder is written as `%` and two
//! hexadecimal digits for each byte. Parts are joined by a hyphen between blanks, so that such a hyphen inside a part is
//! written in digits as well.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::cli::arguments::Source;
use crate::cli::files::is_standard;
use crate::cli::seal::sha256;

/// Bytes of the longest name that is kept whole; a longer one ends in a fingerprint of the whole.
const LONGEST: usize = 150;
/// Digits of that fingerprint.
const FINGERPRINT: usize = 32;
/// What the questions begin with that a scenario can be asked.
const QUESTIONS: [&str; 3] = ["incident ", "losses ", "compare "];

/// The folder for the answer to a scenario, or to a question put to it, below the folder for all answers.
pub fn folder(out: &Path, source: &Source, question: Option<&str>) -> PathBuf {
    let mut parts = vec![scenario(&source.file)];
    parts.extend(source.variant.as_deref().map(variant));
    parts.extend(question.map(|question| escaped(question.as_bytes())));
    out.join(shortened(parts.join(" - ")))
}

/// A scenario's part: its file without the ending, where that is the usual one; no other file is called the same.
fn scenario(file: &Path) -> String {
    if is_standard(file) {
        return "standard input%".to_owned();
    }
    let name = file.file_name().unwrap_or(OsStr::new("scenario")).as_encoded_bytes();
    let ends = |name: &[u8], ending: &str| name.ends_with(ending.as_bytes());
    match name.strip_suffix(b".ron") {
        Some(stem) if !stem.is_empty() && !ends(stem, ".ron") && !ends(stem, ".json") => escaped(stem),
        Some(_) => escaped(name),
        None if ends(name, ".json") => escaped(name),
        None => escaped(name) + "%",
    }
}

/// A variant's part, which is no question's.
fn variant(name: &str) -> String {
    let first = name.as_bytes().first().filter(|_| QUESTIONS.iter().any(|question| name.starts_with(question)));
    match first {
        Some(first) => format!("%{first:02X}{}", escaped(&name.as_bytes()[1..])),
        None => escaped(name.as_bytes()),
    }
}

/// A part as a folder can be called. Bytes that are no text are written in digits like characters that do not fit.
fn escaped(name: &[u8]) -> String {
    let mut letters: Vec<Result<char, u8>> = Vec::new();
    for chunk in name.utf8_chunks() {
        letters.extend(chunk.valid().chars().map(Ok));
        letters.extend(chunk.invalid().iter().map(|byte| Err(*byte)));
    }
    let blank = |place: Option<usize>| place.and_then(|place| letters.get(place)).is_none_or(|c| *c == Ok(' '));
    let mut safe = String::new();
    for (place, letter) in letters.iter().enumerate() {
        let at_an_end = place == 0 || place + 1 == letters.len();
        match *letter {
            Ok('-') if blank(place.checked_sub(1)) && blank(Some(place + 1)) => safe.push_str("%2D"),
            Ok(' ' | '.') if at_an_end => safe.push_str(if *letter == Ok('.') { "%2E" } else { "%20" }),
            Ok(plain) if plain.is_alphanumeric() || "-_. ".contains(plain) => safe.push(plain),
            Ok(other) => safe.extend(other.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}"))),
            Err(byte) => safe.push_str(&format!("%{byte:02X}")),
        }
    }
    safe
}

fn shortened(name: String) -> String {
    if name.len() <= LONGEST {
        return name;
    }
    let mut kept = name.clone();
    while kept.len() > LONGEST - FINGERPRINT - 2 {
        kept.pop();
    }
    format!("{kept}%_{}", &sha256(name.as_bytes())[..FINGERPRINT])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn name(file: &str, variant: Option<&str>, question: Option<&str>) -> String {
        let source = Source { file: file.into(), overlay: Vec::new(), variant: variant.map(str::to_owned) };
        folder(Path::new(""), &source, question).display().to_string()
    }

    #[test]
    fn a_usual_name_is_kept() {
        assert_eq!(name("a/05-lose-a-data-centre.ron", None, None), "05-lose-a-data-centre");
        assert_eq!(
            name("윈도우 2.ron", Some("no pair"), Some("incident Site dc1")),
            "윈도우 2 - no pair - incident Site dc1"
        );
    }

    #[test]
    fn two_never_share_a_name() {
        let files = [
            "x y.ron",
            "x-y.ron",
            "x_y.ron",
            "x%20y.ron",
            "x  y.ron",
            "x - y.ron",
            "x.ron",
            "x.json",
            "x.json.ron",
            "x",
            "x.ron.ron",
            "x.txt",
            "x%.ron",
            ".ron",
            "-.ron",
            "x -.ron",
            " x.ron",
            "x .ron",
            ".x.ron",
            "x..ron",
            "x:y.ron",
            "-",
            "standard input.ron",
            "standard input%.ron",
            "X.ron",
            "x.RON",
        ];
        let variants = [
            None,
            Some("y"),
            Some("- y"),
            Some("y z"),
            Some("y-z"),
            Some("y - z"),
            Some("incident Pool y"),
            Some("%69ncident Pool y"),
            Some("losses 1"),
            Some("losses 1 "),
            Some("-"),
            Some(""),
        ];
        let questions = [None, Some("incident Pool y"), Some("incident Pool y - z"), Some("losses 1")];
        let long = "long".repeat(60);
        let (long, longer) = (format!("{long}.ron"), format!("{long}r.ron"));
        let mut known: BTreeMap<String, (&str, Option<&str>, Option<&str>)> = BTreeMap::new();
        for file in files.into_iter().chain([long.as_str(), longer.as_str()]) {
            for variant in variants {
                for question in questions {
                    let name = name(file, variant, question);
                    assert!(name.len() <= LONGEST && !name.contains(['/', '\\', ':', '"']), "{name}");
                    let asked = (file, variant, question);
                    assert_eq!(known.insert(name.clone(), asked), None, "{name} is also the folder of {asked:?}");
                }
            }
        }
    }
}
