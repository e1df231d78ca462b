//! From bytes to text to tree: the limits, the encodings, and the choice of the language.

use super::place::{Place, SourceId, Sources};
use super::problem::{Problem, Problems, Severity};
use super::tree::Node;
use super::{json_reader, ron_reader};

/// The largest text that is read, in bytes. A scenario of a thousand pools needs a hundredth of it.
pub const LARGEST: usize = 16 * 1024 * 1024;

/// Reads the bytes of a file into a tree and adds its text to `sources` under `name`, whose ending chooses the language.
///
/// Understood are UTF-8 with or without a byte order mark and UTF-16 with one. Problems are added to `problems`;
/// nothing is returned when the text could not be read. A tree may be returned beside errors, namely names written
/// twice, so that its further mistakes are found in the same go: ask `problems.has_errors()` before using it.
pub fn read_bytes(name: &str, bytes: &[u8], sources: &mut Sources, problems: &mut Problems) -> Option<Node> {
    if too_large(name, bytes.len(), sources, problems) {
        return None;
    }
    match decode(bytes) {
        Ok(text) => parse(name, text, sources, problems),
        Err(fault) => {
            let source = sources.add(name, fault.readable);
            let place = Place::new(source, fault.at, fault.at);
            problems.push(Problem::error("S002", place, fault.what).reason(fault.reason).remedy(fault.remedy));
            None
        }
    }
}

/// Reads a text that is already decoded, such as one given on the command line; otherwise as [`read_bytes`].
pub fn read_text(name: &str, text: &str, sources: &mut Sources, problems: &mut Problems) -> Option<Node> {
    if too_large(name, text.len(), sources, problems) {
        return None;
    }
    parse(name, text.to_owned(), sources, problems)
}

fn parse(name: &str, text: String, sources: &mut Sources, problems: &mut Problems) -> Option<Node> {
    let source: SourceId = sources.add(name, text);
    let text = sources.text(source);
    if is_json(name, text) {
        json_reader::read(text, source, problems)
    } else {
        ron_reader::read(text, source, problems)
    }
}

/// The ending decides; without a known one the first character does, since a scenario in RON begins with a
/// parenthesis, a name or a comment.
fn is_json(name: &str, text: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("json") => true,
        Some("ron") => false,
        _ => text.trim_start().starts_with(['{', '[']),
    }
}

fn too_large(name: &str, length: usize, sources: &mut Sources, problems: &mut Problems) -> bool {
    if length <= LARGEST {
        return false;
    }
    let source = sources.add(name, "");
    let what = format!("{name} is too large: {length} bytes, at most {LARGEST} are read");
    problems.push(
        Problem::new("S001", Severity::Error, Some(Place::new(source, 0, 0)), what)
            .reason("Scenarios are written by hand; a file of this size is something else.")
            .remedy("check that this is the right file"),
    );
    true
}

/// Why bytes are not text: the part that is, where it ends, and what to say.
struct Fault {
    readable: String,
    at: usize,
    what: &'static str,
    reason: String,
    remedy: &'static str,
}

fn decode(bytes: &[u8]) -> Result<String, Fault> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => decode_utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => decode_utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => decode_utf8(rest),
        _ => decode_utf8(bytes),
    }
}

const SAVE_AS_UTF8: &str = "save the file as UTF-8";

fn decode_utf8(bytes: &[u8]) -> Result<String, Fault> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            let byte = bytes.get(at).copied().unwrap_or_default();
            return Err(Fault {
                readable: String::from_utf8_lossy(bytes).into_owned(),
                at,
                what: "this file is not UTF-8 text",
                reason: format!("The byte {byte:02X} here belongs to another encoding, or the file is damaged."),
                remedy: SAVE_AS_UTF8,
            });
        }
    };
    match text.find('\0') {
        None => Ok(text.to_owned()),
        Some(at) => Err(Fault {
            readable: text.to_owned(),
            at,
            what: "this file holds a zero byte",
            reason: "It is not text, or it is UTF-16 without a byte order mark.".to_owned(),
            remedy: SAVE_AS_UTF8,
        }),
    }
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Fault> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    for read in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match read {
            Ok(character) if character != '\0' => text.push(character),
            _ => return Err(utf16_fault(text, "Here stands half a character or a zero.")),
        }
    }
    if rest.is_empty() { Ok(text) } else { Err(utf16_fault(text, "The file ends in the middle of a character.")) }
}

fn utf16_fault(readable: String, reason: &str) -> Fault {
    let at = readable.len();
    let what = "this file begins as UTF-16 but is not";
    Fault { readable, at, what, reason: reason.to_owned(), remedy: SAVE_AS_UTF8 }
}
