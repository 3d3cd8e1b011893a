//! Blobs: from compressed bytes to the decoder's blocks, with limits on everything.
//!
//! The decoder can read whole files itself, but trusts their sizes (a blob of 2 GB, a negative
//! length, a block of 32 MiB that decodes to gigabytes). So the file is split, decompressed and
//! counted here, and the decoder gets one checked block at a time.

use std::borrow::Cow;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use flate2::read::ZlibDecoder;
use osmpbf::{BlobReader, HeaderBlock, PrimitiveBlock};

use super::error::Fault;
use super::frames::{BlobKind, Frame};
use super::wire::{Fields, Value, census};

/// The largest block, bytes after decompression; the format's own limit, and the decoder's.
const MAX_BLOCK_BYTES: usize = 32 * 1024 * 1024 - 1;
/// The largest block that describes the file, bytes; a thousand times what is usual.
const MAX_DESCRIPTION_BYTES: usize = 1024 * 1024;

/// The features of the format that a file may require of its reader.
const FEATURES: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];

/// A decompressed block of data, counted and not yet decoded.
pub(super) struct Block<'a> {
    bytes: Cow<'a, [u8]>,
    /// Whether one of its groups has nodes.
    pub(super) has_nodes: bool,
    /// Whether one of its groups has ways.
    pub(super) has_ways: bool,
    /// Whether one of its groups has relations.
    pub(super) has_relations: bool,
}

impl<'a> Block<'a> {
    /// Decompresses a blob of data and counts its fields.
    pub(super) fn open(frame: &'a Frame) -> Result<Self, Fault> {
        let bytes = decompress(&frame.blob, MAX_BLOCK_BYTES)?;
        let census = census(&bytes)?;
        Ok(Self {
            bytes,
            has_nodes: census.has_nodes,
            has_ways: census.has_ways,
            has_relations: census.has_relations,
        })
    }

    /// Decodes the block and passes it on.
    ///
    /// The decoder adds differences and scales coordinates without checks. In a build with overflow
    /// checks a broken block would panic there; the panic is turned into a fault.
    pub(super) fn decode<T>(
        &self,
        look: impl FnOnce(&PrimitiveBlock) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let attempt = || {
            let blob = rewrap(BlobKind::Data, &self.bytes)?;
            look(&blob.to_primitiveblock().map_err(Fault::corrupt)?)
        };
        catch_unwind(AssertUnwindSafe(attempt))
            .unwrap_or_else(|_| Err(Fault::corrupt("a number beyond what 64 bits hold")))
    }
}

/// Whether this reader supports all features that a file requires.
pub(super) fn check_description(frame: &Frame) -> Result<(), Fault> {
    let bytes = decompress(&frame.blob, MAX_DESCRIPTION_BYTES)?;
    let description = rewrap(BlobKind::Header, &bytes)?
        .to_headerblock()
        .map_err(Fault::corrupt)?;
    check_features(&description)
}

fn check_features(description: &HeaderBlock) -> Result<(), Fault> {
    let foreign = description
        .required_features()
        .iter()
        .find(|feature| !FEATURES.contains(&feature.as_str()));
    let Some(feature) = foreign else {
        return Ok(());
    };
    let advice = match feature.as_str() {
        "HistoricalInformation" => {
            "`osmium time-filter FILE -o streets.osm.pbf` takes the present out of a history"
        }
        _ => "`osmium cat FILE -o streets.osm.pbf` writes it anew",
    };
    let name: String = feature.chars().take(40).collect();
    Err(Fault::Unsupported(format!("needs {name:?}"), advice))
}

/// The content of a blob.
fn decompress(blob: &[u8], most: usize) -> Result<Cow<'_, [u8]>, Fault> {
    let mut content = None;
    let mut stated_bytes = None;
    for field in Fields::of(blob) {
        match field? {
            (2, Value::Number(number)) => stated_bytes = Some(number),
            (1, Value::Bytes(raw)) => content = Some((raw, false)),
            (3, Value::Bytes(zlib)) => content = Some((zlib, true)),
            (4..=7, Value::Bytes(_)) => {
                return Err(Fault::Unsupported(
                    "is compressed by another method than zlib".to_owned(),
                    "`osmium cat FILE -o streets.osm.pbf` compresses it anew",
                ));
            }
            _ => {}
        }
    }
    match content {
        None => Err(Fault::corrupt("it is empty")),
        Some((raw, false)) if raw.len() > most => Err(too_large(most)),
        Some((raw, false)) => Ok(Cow::Borrowed(raw)),
        Some((zlib, true)) => inflate(zlib, stated_bytes, most).map(Cow::Owned),
    }
}

fn inflate(zlib: &[u8], stated_bytes: Option<u64>, most: usize) -> Result<Vec<u8>, Fault> {
    let expected = stated_bytes.and_then(|bytes| usize::try_from(bytes).ok());
    let mut bytes = Vec::with_capacity(expected.unwrap_or_default().min(most));
    ZlibDecoder::new(zlib)
        .take(most as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|fault| Fault::corrupt(format!("it cannot be decompressed: {fault}")))?;
    if bytes.len() > most {
        return Err(too_large(most));
    }
    if expected.is_some_and(|expected| expected != bytes.len()) {
        return Err(Fault::corrupt(format!(
            "it decompresses to {} bytes and claims another size",
            bytes.len()
        )));
    }
    Ok(bytes)
}

fn too_large(most: usize) -> Fault {
    Fault::corrupt(format!("its content has more than {most} bytes"))
}

/// A block as the decoder expects it: a frame of its own, not compressed.
fn rewrap(kind: BlobKind, block: &[u8]) -> Result<osmpbf::Blob, Fault> {
    let mut blob = vec![0x0a];
    push_varint(&mut blob, block.len());
    blob.extend(block);
    let name: &[u8] = match kind {
        BlobKind::Header => b"\x0a\x09OSMHeader\x18",
        _ => b"\x0a\x07OSMData\x18",
    };
    let mut header = name.to_vec();
    push_varint(&mut header, blob.len());
    let length = [0, 0, 0, header.len().to_le_bytes()[0]];
    BlobReader::new(length.chain(&*header).chain(&*blob))
        .next()
        .ok_or_else(|| Fault::corrupt("it is empty"))?
        .map_err(Fault::corrupt)
}

fn push_varint(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten zeros, compressed.
    const ZLIB: &[u8] = b"\x78\x9c\x63\x60\x80\x01\x00\x00\x0a\x00\x01";

    fn size(blob: &[u8], most: usize) -> Option<usize> {
        decompress(blob, most).ok().map(|bytes| bytes.len())
    }

    #[test]
    fn content_of_the_most_bytes_passes_and_one_more_does_not() {
        let raw = [b"\x0a\x0a", &[0; 10][..]].concat();
        let zlib = [b"\x1a\x0b", ZLIB].concat();
        for blob in [raw, zlib] {
            assert_eq!(size(&blob, 10), Some(10));
            assert_eq!(size(&blob, 9), None);
        }
    }

    #[test]
    fn a_stated_size_must_be_that_of_the_content() {
        for (stated, expected) in [(9, None), (10, Some(10)), (11, None)] {
            let blob = [&[0x10, stated, 0x1a, 0x0b], ZLIB].concat();
            assert_eq!(size(&blob, 100), expected);
        }
    }

    #[test]
    fn a_block_on_its_way_to_the_decoder_stays_as_it_is() {
        for n_texts in [0, 1, 100, 20_000] {
            // A table of this many texts.
            let table = b"\x0a\x01a".repeat(n_texts);
            let mut block = vec![0x0a];
            push_varint(&mut block, table.len());
            block.extend(table);
            let bytes = Cow::Owned(block);
            let block = Block {
                bytes,
                has_nodes: false,
                has_ways: false,
                has_relations: false,
            };
            let n_decoded = block.decode(|block| Ok(block.raw_stringtable().len()));
            assert_eq!(n_decoded.unwrap(), n_texts);
        }
    }

    #[test]
    fn a_panic_of_the_decoder_is_a_fault() {
        let block = Block {
            bytes: Cow::Borrowed(b"\x0a\x00"),
            has_nodes: false,
            has_ways: false,
            has_relations: false,
        };
        let fault = block.decode::<()>(|_| panic!("in a test, on purpose"));
        assert!(matches!(fault, Err(Fault::Corrupt(_))));
        assert!(block.decode(|_| Ok(())).is_ok());
    }
}
