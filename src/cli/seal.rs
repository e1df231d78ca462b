//! The seal by which this tool knows its own files again.
//!
//! Every file of an answer says which version wrote it and holds a seal: the SHA-256 of its own text, taken with sixty-four
//! zeros where the seal stands. A file whose seal fits was written by this tool and by nobody since, and may be replaced
//! by the next answer; whatever else lies there stays. The seal needs no list beside the files, so it goes along when they
//! are copied or renamed.

use serde_json::Value;
use sha2::{Digest, Sha256};

/// What stands before the seal.
const MARK: &str = "; seal ";
/// Where the seal will stand.
const BLANK: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// The seal of a file stands within so many bytes of its end.
pub const TAIL: u64 = 64 * 1024;

fn words() -> String {
    format!("pooldrill {}{MARK}{BLANK}", env!("CARGO_PKG_VERSION"))
}

/// A picture with its seal, which no reader draws.
pub fn picture(svg: &str) -> String {
    sealed(format!("{}\n<!-- written by {} -->\n", svg.trim_end(), words()))
}

/// A log with its seal as the last line.
pub fn log(text: &str) -> String {
    sealed(format!("{}\n\nwritten by {}\n", text.trim_end(), words()))
}

/// An answer for programs with its seal under a key of its own.
pub fn json(mut value: Value) -> String {
    value["written_by"] = words().into();
    sealed(format!("{value:#}\n"))
}

/// An answer for programs that says which files belong to it, by their fingerprints.
pub fn with_companions(mut value: Value, names: &[&str], texts: &[Option<&str>]) -> Value {
    let named = names.iter().zip(texts);
    let told = named.filter_map(|(name, text)| Some(((*name).to_owned(), Value::from(sha256((*text)?.as_bytes())))));
    value["files_sha256"] = Value::Object(told.collect());
    value
}

/// Where the seal stands: after the last mark that one follows.
fn place(text: &[u8]) -> Option<usize> {
    let is_seal = |bytes: &[u8]| bytes.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let marked = |both: &[u8]| both.starts_with(MARK.as_bytes()) && is_seal(&both[MARK.len()..]);
    Some(text.windows(MARK.len() + BLANK.len()).rposition(marked)? + MARK.len())
}

/// The SHA-256 of a text, in hexadecimal digits.
pub fn sha256(text: &[u8]) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sealed(mut text: String) -> String {
    let place = place(text.as_bytes()).expect("the words hold the mark");
    let seal = sha256(text.as_bytes());
    text.replace_range(place..place + BLANK.len(), &seal);
    text
}

/// Whether a part of a file may hold a seal, so that it is worth reading the whole.
pub fn may_be_sealed(tail: &[u8]) -> bool {
    place(tail).is_some()
}

/// Whether this tool wrote the text, and nobody changed it since.
pub fn fits(text: &[u8]) -> bool {
    let Some(place) = place(text) else { return false };
    let mut blank = text.to_vec();
    let seal: Vec<u8> = blank.splice(place..place + BLANK.len(), BLANK.bytes()).collect();
    seal == sha256(&blank).as_bytes()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_seal_fits_what_was_sealed_and_nothing_else() {
        let texts = [picture("<svg/>\n"), log("a\n"), json(json!({ "schema": 1, "yours_to_set": ["a; seal b"] }))];
        for text in &texts {
            assert!(fits(text.as_bytes()), "{text}");
            for place in 0..text.len() {
                let mut other = text.clone().into_bytes();
                other[place] ^= 1;
                assert!(!fits(&other), "{text} with another byte at {place}");
            }
            assert!(!fits(format!("{text} ").as_bytes()));
        }
        for foreign in ["", "; seal ", "(schema: 1)", &BLANK[1..], &format!("x{MARK}{BLANK}")] {
            assert!(!fits(foreign.as_bytes()), "{foreign}");
        }
    }
}
