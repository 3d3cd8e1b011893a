//! Reading: one pass through a file, blob by blob, on all cores.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::MAX_PBF_BYTES;
use super::blob::check_description;
use super::error::{Fault, OsmError};
use super::frames::{BlobKind, Frame, Frames};

/// The first bytes of a PBF file after the length of its first header.
const SIGNATURE: &[u8] = b"\x0a\x09OSMHeader";

/// A file that is being read.
pub(super) struct Reading {
    file: File,
    pub(super) bytes: u64,
}

/// The result of one pass through the file.
pub(super) struct Pass<T> {
    /// The results of the data blobs, in the order of the file.
    pub(super) results: Vec<T>,
    /// The SHA-256 of the bytes that were read.
    pub(super) sha256: [u8; 32],
}

impl Reading {
    /// Opens a file and checks its first bytes.
    pub(super) fn open(path: &Path) -> Result<Self, OsmError> {
        // Before it is opened: opening a pipe waits for its writer.
        let metadata = std::fs::metadata(path)?;
        if !metadata.is_file() {
            return Err(OsmError::NotAFile);
        }
        check_size(metadata.len())?;
        let reading = Self {
            file: File::open(path)?,
            bytes: metadata.len(),
        };
        let mut start = Vec::new();
        (&reading.file).take(64).read_to_end(&mut start)?;
        check_start(&start)?;
        Ok(reading)
    }

    /// Reads all blobs and processes those of data; `on_bytes` is told the progress.
    ///
    /// Whatever the order of the threads, results are in order and the first fault is the one
    /// returned: blobs are distributed in order, and those before a fault are finished.
    pub(super) fn pass<T: Send>(
        &self,
        on_bytes: impl FnMut(u64) + Send,
        look: impl Fn(&Frame) -> Result<T, Fault> + Sync,
    ) -> Result<Pass<T>, OsmError> {
        (&self.file).rewind()?;
        let mut digest = Sha256::new();
        let has_failed = AtomicBool::new(false);
        let frames = Frames::new(&self.file, self.bytes, &mut digest, on_bytes);
        let mut outcomes: Vec<(usize, Result<Option<T>, OsmError>)> = frames
            .take_while(|_| !has_failed.load(Ordering::Relaxed))
            .enumerate()
            .par_bridge()
            .map(|(row, frame)| {
                let outcome = frame.and_then(|frame| look_at(&frame, &look));
                has_failed.fetch_or(outcome.is_err(), Ordering::Relaxed);
                (row, outcome)
            })
            .collect();
        outcomes.sort_unstable_by_key(|(row, _)| *row);
        let results = outcomes
            .into_iter()
            .filter_map(|(_, outcome)| outcome.transpose())
            .collect::<Result<_, _>>()?;
        Ok(Pass {
            results,
            sha256: digest.finalize().into(),
        })
    }
}

fn look_at<T>(
    frame: &Frame,
    look: impl Fn(&Frame) -> Result<T, Fault>,
) -> Result<Option<T>, OsmError> {
    let outcome = match frame.kind {
        BlobKind::Header => check_description(frame).map(|()| None),
        BlobKind::Data => look(frame).map(Some),
        BlobKind::Other => Ok(None),
    };
    outcome.map_err(|fault| fault.at(frame.at_byte))
}

const fn check_size(bytes: u64) -> Result<(), OsmError> {
    if bytes > MAX_PBF_BYTES {
        return Err(OsmError::TooLarge { bytes });
    }
    Ok(())
}

/// Rejects other first bytes, by the name of what the file may be.
fn check_start(start: &[u8]) -> Result<(), OsmError> {
    let after_length = start.get(4..).unwrap_or_default();
    if after_length.starts_with(SIGNATURE) {
        return Ok(());
    }
    if !after_length.is_empty() && SIGNATURE.starts_with(after_length) {
        return Err(OsmError::Truncated { at_byte: 0 });
    }
    let found = match start {
        [] => "empty",
        [0x1f, 0x8b, ..] => "something compressed with gzip",
        [b'B', b'Z', b'h', ..] => "something compressed with bzip2",
        [b'P', b'K', 3, 4, ..] => "a ZIP archive",
        [0xff, 0xe0 | 0x01, ..] => "perhaps an o5m file",
        _ if text_starts(start, "<") => "XML, perhaps an .osm file",
        _ if text_starts(start, "{") || text_starts(start, "[") => "JSON",
        _ => "something else",
    };
    Err(OsmError::NotPbf { found })
}

fn text_starts(start: &[u8], with: &str) -> bool {
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    text.trim_ascii_start().starts_with(with.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_file_passes_and_one_byte_more_does_not() {
        assert!(check_size(MAX_PBF_BYTES).is_ok());
        assert!(check_size(MAX_PBF_BYTES + 1).is_err());
    }

    #[test]
    fn a_file_that_another_writes_between_two_passes_has_another_digest() {
        let path = tempfile::NamedTempFile::new().unwrap();
        let good = b"\0\0\0\x0d\x0a\x09OSMHeader\x18\x02\x0a\0\0\0\0\x08\x0a\x04junk\x18\x01a";
        std::fs::write(&path, good).unwrap();
        let reading = Reading::open(path.path()).unwrap();
        let digest = || reading.pass(|_| (), |_| Ok(())).unwrap().sha256;
        let before = digest();
        assert_eq!(before, digest());
        let mut other = good.to_vec();
        *other.last_mut().unwrap() = b'b';
        std::fs::write(&path, other).unwrap();
        assert_ne!(before, digest());
    }
}
