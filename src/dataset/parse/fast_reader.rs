//! Features of an ordinary file, read in pieces of the file on all cores, each feature in one
//! pass.
//!
//! Where a chunk begins is guessed and then proved: a chunk is parsed feature by feature and
//! must end exactly where the next begins, so by induction every beginning is that of a
//! feature. Whatever does not fit, be it a fault or only unusual, is left to the reader of the
//! whole text, which says what is wrong and where. The rules for a feature are the same for
//! both.

use memchr::memmem;
use rayon::prelude::*;
use serde_json::Deserializer;
use serde_json::value::RawValue;
use simdutf8::basic::from_utf8;

use super::collection::{self, Header};
use super::feature::UsualFeature;
use super::ids::{IdPlace, has_own_id};
use super::json::OfObject;
use super::parsed::RawRecord;
use super::record::{self, Reading};
use super::words::Words;
use crate::clock::Zone;
use crate::dataset::issue::Finding;
use crate::station::SourceIdx;

/// Bytes of a chunk: a hundred features or two, so that words are looked up rarely and cores
/// finish together.
const CHUNK_BYTES: usize = 64 << 10;
/// Bytes of a feature that says little beyond its name and place, to guess how many there are.
const USUAL_FEATURE_BYTES: usize = 300;
/// Records of a chunk: a file of smaller ones is read as a whole, some thousands at a time.
const MAX_RECORDS_A_CHUNK: usize = 2_048;
/// Chunks that are parsed together; their records are held until they are taken in.
const CHUNKS_A_BATCH: usize = 32;
/// How many places that look like the beginning of the features are tried.
const MAX_BEGINNINGS: usize = 8;
/// What stands before the features, and after them, is copied up to this many bytes.
const MAX_HEAD_BYTES: usize = 1 << 20;

/// A file whose collection begins as usual.
pub(in crate::dataset) struct FastReader<'a> {
    bytes: &'a [u8],
    /// Where the member `features` begins its list, just after the bracket.
    first: usize,
    /// Where each chunk begins, and the end of the file.
    starts: Vec<usize>,
    header: Header,
    file: SourceIdx,
    zone: Zone,
}

/// The records of some chunks.
pub(in crate::dataset) struct Batch {
    pub(in crate::dataset) chunks: Vec<Vec<RawRecord>>,
    /// Where the list of features is closed, if it is in this batch.
    closed_at: Option<usize>,
}

/// The records of a part of the file.
struct Chunk {
    records: Vec<RawRecord>,
    closed_at: Option<usize>,
}

/// Where the reading of a chunk is.
struct ChunkReader<'a> {
    text: &'a str,
    reading: Reading,
    words: Words,
    records: Vec<RawRecord>,
    /// Whether a feature with an id beside its properties was seen: else the ids of this file
    /// may stand in a property.
    has_ids: bool,
    /// Where the list of features is closed, once that is reached.
    closed_at: Option<usize>,
}

impl Batch {
    /// How many records it has.
    pub(in crate::dataset) fn n_records(&self) -> usize {
        self.chunks.iter().map(Vec::len).sum()
    }
}

impl<'a> FastReader<'a> {
    /// Looks at the beginning of a file; `None` if it has to be read as a whole.
    pub(in crate::dataset) fn open(bytes: &'a [u8], file: SourceIdx, zone: Zone) -> Option<Self> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let (first, header) = beginning(bytes)?;
        Some(Self {
            bytes,
            first,
            starts: starts(bytes, first),
            header,
            file,
            zone,
        })
    }

    /// What the collection says of itself before its features.
    pub(in crate::dataset) const fn header(&self) -> &Header {
        &self.header
    }

    const fn n_chunks(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many batches there are; at least one.
    pub(in crate::dataset) const fn n_batches(&self) -> usize {
        self.n_chunks().div_ceil(CHUNKS_A_BATCH)
    }

    /// Where a batch ends, bytes from the beginning of the file.
    pub(in crate::dataset) fn end_of(&self, batch: usize) -> usize {
        let next_chunk = (batch + 1) * CHUNKS_A_BATCH;
        let start = self.starts.get(next_chunk);
        start.map_or(self.bytes.len(), |start| *start)
    }

    /// The records of a batch; `None` if the file has to be read as a whole.
    pub(in crate::dataset) fn batch(&self, n: usize) -> Option<Batch> {
        let first = n * CHUNKS_A_BATCH;
        let end = (first + CHUNKS_A_BATCH).min(self.n_chunks());
        let parsed: Option<Vec<Chunk>> = (first..end)
            .into_par_iter()
            .map(|chunk| self.chunk(chunk))
            .collect();
        let parsed = parsed?;
        let closed_at = parsed.last().and_then(|chunk| chunk.closed_at);
        Some(Batch {
            chunks: parsed.into_iter().map(|chunk| chunk.records).collect(),
            closed_at,
        })
    }

    /// Parses a chunk to its end, which is the end of the features in the last one alone.
    fn chunk(&self, n: usize) -> Option<Chunk> {
        let text = from_utf8(&self.bytes[self.starts[n]..self.starts[n + 1]]).ok()?;
        let mut reader = ChunkReader {
            text,
            reading: Reading {
                datum: self.header.datum,
                file: self.file,
                ids: IdPlace::Feature,
                zone: self.zone,
            },
            words: Words::default(),
            records: Vec::with_capacity(text.len() / USUAL_FEATURE_BYTES),
            // The first chunk tells of all.
            has_ids: n > 0,
            closed_at: None,
        };
        reader.features()?;
        let is_last = n + 1 == self.n_chunks();
        let is_sound = reader.has_ids && reader.closed_at.is_some() == is_last;
        is_sound.then(|| Chunk {
            records: reader.records,
            closed_at: reader.closed_at.map(|at| self.starts[n] + at),
        })
    }

    /// What the whole collection says of itself, once its last batch is read; `None` if that
    /// is not what its beginning said.
    pub(in crate::dataset) fn finish(&self, last: &Batch) -> Option<(Header, Vec<Finding>)> {
        let head = std::str::from_utf8(self.bytes.get(..self.first)?).ok()?;
        let tail = std::str::from_utf8(self.bytes.get(last.closed_at?..)?).ok()?;
        if tail.len() > MAX_HEAD_BYTES {
            return None;
        }
        let without_features = format!("{head}{tail}");
        let collection = collection::read(&without_features).ok()?;
        if collection.repeated.contains(&"features") {
            return None;
        }
        let (header, findings) = collection::header(&collection).ok()?;
        let is_as_begun =
            header.datum == self.header.datum && header.calendar == self.header.calendar;
        is_as_begun.then_some((header, findings))
    }
}

impl ChunkReader<'_> {
    /// Reads features to the end of the chunk, or of their list; `None` if something else stands
    /// between them, or they are too many.
    fn features(&mut self) -> Option<()> {
        let text = self.text;
        let mut at = 0;
        while at < text.len() {
            if self.records.len() == MAX_RECORDS_A_CHUNK {
                return None;
            }
            at = past_blanks(text, at + self.feature(&text[at..])?);
            match text.as_bytes().get(at) {
                Some(b',') => at = past_blanks(text, at + 1),
                Some(b']') => {
                    self.closed_at = Some(at);
                    break;
                }
                _ => return None,
            }
        }
        Some(())
    }

    /// Adds the feature that a text begins with; how long it is.
    fn feature(&mut self, text: &str) -> Option<usize> {
        let mut usual = Deserializer::from_str(text).into_iter::<OfObject<UsualFeature>>();
        let feature = usual.next()?.ok().and_then(|feature| feature.0.parts());
        self.records.push(RawRecord::default());
        let record = self.records.last_mut()?;
        if let Some(feature) = feature {
            record::fill(record, &feature, None, self.reading, &mut self.words);
            // What findings show is not kept in one pass.
            if record.findings.is_empty() {
                self.has_ids = self.has_ids || feature.has_own_id();
                return Some(usual.byte_offset());
            }
        }
        let mut unparsed = Deserializer::from_str(text).into_iter::<&RawValue>();
        let raw = unparsed.next()?.ok()?;
        self.has_ids = self.has_ids || has_own_id(raw);
        *record = record::parse(raw, self.reading, &mut self.words).ok()?;
        Some(unparsed.byte_offset())
    }
}

/// Where the list of features begins, and what stands before it.
fn beginning(bytes: &[u8]) -> Option<(usize, Header)> {
    let places = memmem::find_iter(bytes, br#""features""#).take(MAX_BEGINNINGS);
    places.into_iter().find_map(|place| {
        let colon = past_blanks_in(bytes, place + br#""features""#.len());
        let bracket = past_blanks_in(bytes, colon + 1);
        let is_list = (bytes.get(colon), bytes.get(bracket)) == (Some(&b':'), Some(&b'['));
        if !is_list || bracket > MAX_HEAD_BYTES {
            return None;
        }
        // If the text so far can be closed like this, the bracket is that of the member.
        let head = std::str::from_utf8(&bytes[..=bracket]).ok()?;
        let closed = format!("{head}0]}}");
        let collection = collection::read_any_type(&closed).ok()?;
        let is_it = matches!(&collection.features[..], [only] if only.get() == "0");
        let (header, _) = collection::header(&collection).ok().filter(|_| is_it)?;
        Some((bracket + 1, header))
    })
}

/// Where chunks probably begin: at objects in a list that begin as the first feature does.
fn starts(bytes: &[u8], first: usize) -> Vec<usize> {
    let begin = past_blanks_in(bytes, first);
    let mut starts = vec![begin];
    let to_colon = memchr::memchr(b':', &bytes[begin..]).map(|end| begin + end);
    if let Some(colon) = to_colon {
        let alike = memmem::Finder::new(&bytes[begin..=colon]);
        let mut at = begin + CHUNK_BYTES;
        while let Some(found) = bytes.get(at..).and_then(|rest| alike.find(rest)) {
            let place = at + found;
            if follows_comma(&bytes[..place]) {
                starts.push(place);
                at = place + CHUNK_BYTES;
            } else {
                at = place + 1;
            }
        }
    }
    starts.push(bytes.len());
    starts
}

fn follows_comma(before: &[u8]) -> bool {
    let last = before.iter().rev().find(|byte| !is_blank(**byte));
    last == Some(&b',')
}

fn past_blanks(text: &str, at: usize) -> usize {
    past_blanks_in(text.as_bytes(), at)
}

/// The first byte from `at` on that JSON does not pass over between values.
fn past_blanks_in(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest
        .iter()
        .position(|byte| !is_blank(*byte))
        .unwrap_or(rest.len())
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feature(n: usize, properties: &str) -> String {
        format!(
            r#"{{"type":"Feature","id":"{n}","geometry":{{"type":"Point","coordinates":[1,2]}},"properties":{{"name":"n"{properties}}}}}"#
        )
    }

    fn file(features: &[String], tail: &str) -> String {
        let features = features.join(",\n");
        format!(r#"{{"type":"FeatureCollection","features":[{features}]{tail}"#)
    }

    /// All records, if the file is read in chunks to its end.
    fn records(text: &str) -> Option<Vec<RawRecord>> {
        let reader = FastReader::open(text.as_bytes(), SourceIdx(0), Zone::default())?;
        let batches: Option<Vec<Batch>> =
            (0..reader.n_batches()).map(|n| reader.batch(n)).collect();
        let batches = batches?;
        reader.finish(batches.last()?)?;
        let chunks = batches.into_iter().flat_map(|batch| batch.chunks);
        Some(chunks.flatten().collect())
    }

    #[test]
    fn a_usual_file_of_many_batches_is_read_in_order() {
        let long = format!(r#","address":"{}""#, "x".repeat(4_000));
        let features: Vec<String> = (0..3_000).map(|n| feature(n, &long)).collect();
        let text = file(&features, r#","name":"x"}"#);
        let reader = FastReader::open(text.as_bytes(), SourceIdx(0), Zone::default()).unwrap();
        assert!(reader.n_batches() > 2);
        let records = records(&text).unwrap();
        assert_eq!(records.len(), 3_000);
        for (n, record) in records.iter().enumerate() {
            assert_eq!(*record.station.as_ref().unwrap().id.0, *n.to_string());
        }
    }

    #[test]
    fn what_is_odd_in_one_feature_does_not_end_the_reading_in_chunks() {
        let odd = [
            r#","star":9"#,
            r#","amenities":["sauna"]"#,
            r#","x":{"type":"Feature"},"name":"again""#,
            r#","honours":{}"#,
        ];
        let features: Vec<String> = (0..).zip(odd).map(|(n, odd)| feature(n, odd)).collect();
        assert_eq!(records(&file(&features, "}")).unwrap().len(), odd.len());
    }

    #[test]
    fn what_is_odd_in_the_file_ends_the_reading_in_chunks() {
        let one = [feature(0, "")];
        assert!(records(&file(&one, "}")).is_some());
        for tail in ["", "]", r#","datum":"gcj02"}"#, r#","features":[]}"#, "}}"] {
            assert!(records(&file(&one, tail)).is_none(), "{tail}");
        }
        assert!(records(&file(&[], "}")).is_none());
        assert!(records(&file(&["{".to_owned()], "}")).is_none());
    }

    #[test]
    fn a_place_that_only_looks_like_a_feature_ends_the_reading_in_chunks() {
        // Its text holds what looks like features all along.
        let decoy = r#"},{\"type\":\"Feature\","#.repeat(2 * CHUNK_BYTES / 24);
        let features = [feature(0, &format!(r#","x":"{decoy}""#)), feature(1, "")];
        assert_eq!(records(&file(&features, "}")).unwrap().len(), 2);
        let decoy = r#"{"type":"Feature"},"#.repeat(2 * CHUNK_BYTES / 19);
        let nested = format!(r#","x":[{decoy}0]"#);
        let features = [feature(0, &nested), feature(1, "")];
        assert!(records(&file(&features, "}")).is_none());
    }
}
