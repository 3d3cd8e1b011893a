//! Frames: a file split into its blobs, one after another, with their digest and progress.
//!
//! A file is a sequence of frames: the length of a header in four bytes, the header, which has the
//! kind and the length of a blob, and the blob.

use std::fs::File;
use std::io::{BufReader, Read};

use sha2::{Digest, Sha256};

use super::error::{Fault, OsmError};
use super::wire::{Fields, Value};

/// The longest header of a blob, bytes; the format's own limit.
const MAX_HEADER_BYTES: u32 = 64 * 1024;
/// The longest blob, bytes: the format's 32 MiB, plus the fields around them.
const MAX_BLOB_BYTES: u64 = 32 * 1024 * 1024 + 64 * 1024;

/// How many blobs a file may have; the largest file has some 100,000.
const MAX_BLOBS: usize = 1_000_000;

/// The kind of a blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlobKind {
    /// The features that the file requires of its reader.
    Header,
    /// Nodes, ways and relations.
    Data,
    /// Another program's data, to be skipped.
    Other,
}

/// One blob of a file.
#[derive(Debug)]
pub(super) struct Frame {
    /// Its number in the file, from 0.
    pub(super) ordinal: usize,
    /// Where its frame begins.
    pub(super) at_byte: u64,
    pub(super) kind: BlobKind,
    /// As in the file, mostly compressed.
    pub(super) blob: Vec<u8>,
}

/// The blobs of a file; ends after the first fault.
pub(super) struct Frames<'a, F> {
    source: BufReader<&'a File>,
    /// Bytes of the file.
    total: u64,
    done: u64,
    next_ordinal: usize,
    digest: &'a mut Sha256,
    on_bytes: F,
}

impl<'a, F: FnMut(u64)> Frames<'a, F> {
    /// Reads `file`, positioned at its beginning and `total` bytes long; `on_bytes` is told after
    /// each blob how many of them are read.
    pub(super) fn new(file: &'a File, total: u64, digest: &'a mut Sha256, on_bytes: F) -> Self {
        Self {
            source: BufReader::new(file),
            total,
            done: 0,
            next_ordinal: 0,
            digest,
            on_bytes,
        }
    }

    fn read_frame(&mut self) -> Result<Frame, OsmError> {
        let at_byte = self.done;
        let refuse = |fault: String| Err(Fault::Corrupt(fault).at(at_byte));
        let ordinal = self.next_ordinal;
        if ordinal >= MAX_BLOBS {
            return refuse(format!("it is one more than {MAX_BLOBS} blobs"));
        }
        let length = self.read(at_byte, 4)?;
        let header_bytes = length
            .iter()
            .fold(0, |number, byte| number << 8 | u32::from(*byte));
        if header_bytes > MAX_HEADER_BYTES {
            return refuse(format!("its header has {header_bytes} bytes"));
        }
        let header = self.read(at_byte, u64::from(header_bytes))?;
        let (kind, blob_bytes) = parse_header(&header).map_err(|fault| fault.at(at_byte))?;
        if blob_bytes > MAX_BLOB_BYTES {
            return refuse(format!(
                "it has {blob_bytes} bytes, {MAX_BLOB_BYTES} is the most"
            ));
        }
        let blob = self.read(at_byte, blob_bytes)?;
        self.next_ordinal += 1;
        Ok(Frame {
            ordinal,
            at_byte,
            kind,
            blob,
        })
    }

    /// The next bytes of the frame that begins at `at_byte`; allocates no memory for bytes that the
    /// file does not have.
    fn read(&mut self, at_byte: u64, n_bytes: u64) -> Result<Vec<u8>, OsmError> {
        if n_bytes > self.total - self.done {
            return Err(OsmError::Truncated { at_byte });
        }
        let mut bytes = Vec::with_capacity(usize::try_from(n_bytes).unwrap_or_default());
        let n_read = self.source.by_ref().take(n_bytes).read_to_end(&mut bytes)?;
        if n_read as u64 != n_bytes {
            return Err(OsmError::Truncated { at_byte });
        }
        self.digest.update(&bytes);
        self.done += n_bytes;
        Ok(bytes)
    }
}

impl<F: FnMut(u64)> Iterator for Frames<'_, F> {
    type Item = Result<Frame, OsmError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done >= self.total {
            return None;
        }
        let frame = self.read_frame();
        if frame.is_err() {
            self.total = 0;
        }
        (self.on_bytes)(self.done);
        Some(frame)
    }
}

/// The kind and the length of the blob after a header.
fn parse_header(header: &[u8]) -> Result<(BlobKind, u64), Fault> {
    let mut kind = None;
    let mut blob_bytes = None;
    for field in Fields::of(header) {
        match field? {
            (1, Value::Bytes(b"OSMHeader")) => kind = Some(BlobKind::Header),
            (1, Value::Bytes(b"OSMData")) => kind = Some(BlobKind::Data),
            (1, Value::Bytes(_)) => kind = Some(BlobKind::Other),
            (3, Value::Number(number)) => blob_bytes = Some(number),
            _ => {}
        }
    }
    kind.zip(blob_bytes)
        .ok_or_else(|| Fault::corrupt("a header without a type and a size"))
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, Write};

    use super::*;

    #[test]
    fn the_last_of_the_most_blobs_passes_and_one_more_does_not() {
        // Two empty blobs of an unknown kind.
        let bytes = b"\0\0\0\x05\x0a\x01x\x18\0".repeat(2);
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        file.rewind().unwrap();
        let mut digest = Sha256::new();
        let mut frames = Frames::new(&file, bytes.len() as u64, &mut digest, |_| ());
        frames.next_ordinal = MAX_BLOBS - 1;
        let last = frames.next().unwrap().unwrap();
        assert_eq!((last.ordinal, last.kind), (MAX_BLOBS - 1, BlobKind::Other));
        let more = frames.next().unwrap();
        assert!(matches!(more, Err(OsmError::Corrupt { at_byte: 9, .. })));
        assert!(frames.next().is_none());
    }
}
