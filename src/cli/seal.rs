//! The seal by which this tool knows its own files again.
//!
//! Every file of an answer says which version wrote it and holds a seal: the SHA-256 of its own text, taken with sixty-four
//! zeros where the seal stands. A file whose seal fits was written by this tool and by nobody since, and may be replaced
//! by the next answer; whatever else lies there stays. The seal needs no list beside the files, so it goes along when they
//! are copied or renamed.
//!
//! What can hold no seal, such as rows of values, counts as written by this tool as long as a sealed answer beside it says
//! that it belongs to it and has its fingerprint.
//!
//! In a bitmap the seal stands in a chunk of text, which ends with a checksum of its own. The seal is taken over the file
//! with zeros and the checksum that belongs to them, so that the file is right for every reader.

use std::io::{self, Read};

use serde_json::Value;
use sha2::{Digest, Sha256};

/// What stands before the seal.
const MARK: &str = "; seal ";
/// Where the seal will stand.
const BLANK: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// How a file begins that is a bitmap.
const BITMAP: &[u8] = b"\x89PNG\r\n\x1a\n";
/// How long the last chunk of a bitmap is, which holds nothing.
const LAST_CHUNK: usize = 12;
/// The kind of a chunk of text, and under which keyword the text stands.
const CHUNK: &[u8] = b"tEXtSoftware\0";
/// As many bytes name a chunk's kind. Before it as many say how long the rest is, and behind the rest as many are a
/// checksum of it and of the kind.
const KIND: usize = 4;
/// Under which key an answer for programs names the files that belong to it, and their fingerprints.
const COMPANIONS: &str = "files_sha256";
/// The seal of a file stands within so many bytes of its end.
pub const TAIL: u64 = 64 * 1024;

fn words() -> String {
    format!("pooldrill {}{MARK}{BLANK}", env!("CARGO_PKG_VERSION"))
}

/// A picture with its seal, which no reader draws.
pub fn picture(svg: &str) -> String {
    sealed(format!("{}\n<!-- written by {} -->\n", svg.trim_end(), words()))
}

/// A bitmap with its seal in a chunk of text before its last chunk.
///
/// # Panics
/// When the file is no bitmap.
pub fn bitmap(png: &[u8]) -> Vec<u8> {
    assert!(png.starts_with(BITMAP) && png.len() > BITMAP.len() + LAST_CHUNK, "a bitmap has a beginning and an end");
    let (before, last) = png.split_at(png.len() - LAST_CHUNK);
    let words = words();
    let length = CHUNK.len() - KIND + words.len();
    let mut file = before.to_vec();
    file.extend(u32::try_from(length).expect("the words are few").to_be_bytes());
    file.extend(CHUNK);
    file.extend(words.as_bytes());
    file.extend([0; KIND]);
    file.extend(last);
    let place = place(&file).expect("the words hold the mark");
    mend_checksum(&mut file, place);
    let seal = sha256(&file);
    file.splice(place..place + BLANK.len(), seal.bytes());
    mend_checksum(&mut file, place);
    file
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
pub fn with_companions(mut value: Value, files: impl Iterator<Item = (String, String)>) -> Value {
    let told = files.map(|(name, fingerprint)| (name, Value::from(fingerprint)));
    value[COMPANIONS] = Value::Object(told.collect());
    value
}

/// The fingerprint of a file that an answer for programs says belongs to it.
pub fn companion(answer: &[u8], name: &str) -> Option<String> {
    let value: Value = serde_json::from_slice(answer).ok()?;
    value[COMPANIONS][name].as_str().map(str::to_owned)
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

/// The same of what can be read to its end, which may be more than memory holds.
///
/// # Errors
/// When it cannot be read.
pub fn sha256_of(mut from: impl Read) -> io::Result<String> {
    let (mut digest, mut part) = (Sha256::new(), vec![0; 64 * 1024]);
    loop {
        match from.read(&mut part)? {
            0 => return Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()),
            more => digest.update(&part[..more]),
        }
    }
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

/// Whether this tool wrote the file, and nobody changed it since.
pub fn fits(file: &[u8]) -> bool {
    let Some(place) = place(file) else { return false };
    let mut blank = file.to_vec();
    let seal: Vec<u8> = blank.splice(place..place + BLANK.len(), BLANK.bytes()).collect();
    if file.starts_with(BITMAP) {
        // The checksum must be right for the seal, and is then that of the zeros.
        let mut mended = file.to_vec();
        if !mend_checksum(&mut mended, place) || mended != file || !mend_checksum(&mut blank, place) {
            return false;
        }
    }
    seal == sha256(&blank).as_bytes()
}

/// Writes the checksum of the chunk of a bitmap that ends with the seal; false where the seal stands elsewhere.
fn mend_checksum(file: &mut [u8], place: usize) -> bool {
    let end = place + BLANK.len();
    let Some(begin) = file[..place].windows(CHUNK.len()).rposition(|part| part == CHUNK) else { return false };
    let Some(head) = begin.checked_sub(KIND) else { return false };
    let length = (end - begin - KIND) as u64;
    let told = file[head..begin].iter().fold(0, |sum: u64, byte| sum << 8 | u64::from(*byte));
    let checksum = checksum(&file[begin..end]).to_be_bytes();
    let Some(there) = file.get_mut(end..end + checksum.len()).filter(|_| told == length) else { return false };
    there.copy_from_slice(&checksum);
    true
}

/// The checksum of a chunk: CRC-32 as PNG defines it.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| sum >> 1 ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A sealed bitmap of a few pixels.
    fn small() -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 3, 2);
        encoder.set_color(png::ColorType::Rgb);
        encoder.write_header().unwrap().write_image_data(&[7; 18]).unwrap();
        bitmap(&file)
    }

    /// The reader of the library checks every checksum.
    #[test]
    fn a_sealed_bitmap_is_a_bitmap_like_any_other() {
        let file = small();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&file)).read_info().unwrap();
        let mut pixels = [0; 18];
        reader.next_frame(&mut pixels).unwrap();
        reader.finish().unwrap();
        assert_eq!(pixels, [7; 18]);
        let text = &reader.info().uncompressed_latin1_text;
        assert_eq!((text.len(), text[0].keyword.as_str()), (1, "Software"));
        assert!(
            text[0].text.starts_with(concat!("pooldrill ", env!("CARGO_PKG_VERSION"), "; seal ")),
            "{}",
            text[0].text
        );
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn a_seal_fits_what_was_sealed_and_nothing_else() {
        let texts = [picture("<svg/>\n"), log("a\n"), json(json!({ "schema": 1, "yours_to_set": ["a; seal b"] }))];
        for file in texts.map(String::into_bytes).into_iter().chain([small()]) {
            let shown = String::from_utf8_lossy(&file);
            assert!(fits(&file) && may_be_sealed(&file), "{shown}");
            for place in 0..file.len() {
                let mut other = file.clone();
                other[place] ^= 1;
                assert!(!fits(&other), "{shown} with another byte at {place}");
            }
            assert!(!fits(&[&file, " ".as_bytes()].concat()));
            assert!(!fits(&file[1..]) && !fits(&file[..file.len() - 1]), "{shown}, shorter");
        }
        for foreign in ["", "; seal ", "(schema: 1)", &BLANK[1..], &format!("x{MARK}{BLANK}")] {
            assert!(!fits(foreign.as_bytes()), "{foreign}");
        }
    }
}
