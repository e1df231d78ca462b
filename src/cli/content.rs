//! What comes into a file of an answer: what memory holds, or what was kept aside because there may be more of it.

use std::fs::{self, File};
use std::io::{self, Seek};
use std::path::Path;

use tempfile::SpooledTempFile;

use crate::cli::seal;

/// What comes into a file.
#[derive(Debug)]
pub enum Content {
    /// A text or a bitmap.
    Bytes(Vec<u8>),
    /// What was kept aside, because it may be more than memory holds.
    Kept(SpooledTempFile),
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Content::Bytes(text.into_bytes())
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Content::Bytes(bytes)
    }
}

impl Content {
    /// Its SHA-256.
    ///
    /// # Errors
    /// When what was kept aside cannot be read.
    pub fn fingerprint(&mut self) -> io::Result<String> {
        match self {
            Content::Bytes(bytes) => Ok(seal::sha256(bytes)),
            Content::Kept(kept) => {
                kept.rewind()?;
                seal::sha256_of(kept)
            }
        }
    }

    /// Writes it to a file that is not there yet.
    ///
    /// # Errors
    /// When it cannot be written, or what was kept aside cannot be read.
    pub fn write_to(&mut self, path: &Path) -> io::Result<()> {
        match self {
            Content::Bytes(bytes) => fs::write(path, bytes),
            Content::Kept(kept) => {
                kept.rewind()?;
                io::copy(kept, &mut File::create(path)?).map(|_| ())
            }
        }
    }
}
