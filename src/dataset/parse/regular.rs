//! The quick way through a file: its features cut into pieces that are parsed on all cores,
//! each feature in one pass, and handed on in their order before the rest is read.
//!
//! Where a piece begins is guessed and then proved: a piece is parsed feature by feature and
//! must end exactly where the next begins, so by induction every beginning is that of a
//! feature. Whatever does not fit, be it a fault or only unusual, ends the quick way, and the
//! careful one reads the whole file again; it alone says what is wrong. A single feature that
//! is unusual is read by the careful reader of features, which costs nothing else.

mod amenity;
mod draft;
mod record;
mod scalar;
mod words;

use memchr::memmem;
use rayon::prelude::*;
use serde_json::value::RawValue;
use simdutf8::basic::from_utf8;

use self::draft::Draft;
use self::words::Words;
use super::ids::{IdPlace, has_own_id};
use super::value::Wrong;
use super::{Header, RawRecord, Reading, collection, feature};
use crate::dataset::issue::Finding;
use crate::station::SourceIdx;

/// Bytes of a piece: a hundred features or two, so that words are looked up rarely and cores
/// finish together.
const PIECE_BYTES: usize = 64 << 10;
/// Bytes of a feature that says little beyond its name and place, to guess how many there are.
const USUAL_FEATURE_BYTES: usize = 300;
/// Pieces that are parsed together; their records are held until they are taken in.
const PIECES_A_WAVE: usize = 32;
/// How many places that look like the beginning of the features are tried.
const MAX_BEGINNINGS: usize = 8;
/// What stands before the features, and after them, is copied up to this many bytes.
const MAX_HEAD_BYTES: usize = 1 << 20;

/// A file whose collection has a regular beginning.
pub(in crate::dataset) struct Regular<'a> {
    bytes: &'a [u8],
    /// Where the member `features` begins its list, just after the bracket.
    first: usize,
    /// Where each piece begins, and the end of the file.
    starts: Vec<usize>,
    header: Header,
    file: SourceIdx,
}

/// What a piece needs while it is parsed.
struct Parsing {
    words: Words,
    records: Vec<RawRecord>,
    /// Whether a feature with an id beside its properties was seen: else the ids of this file
    /// may stand in a property.
    has_ids: bool,
}

/// The records of some pieces.
pub(in crate::dataset) struct Wave {
    pub(in crate::dataset) pieces: Vec<Vec<RawRecord>>,
    /// Where the list of features is closed, if it is in this wave.
    closed_at: Option<usize>,
}

/// Something that the quick way leaves to the careful one.
struct Irregular;

/// The records of one piece.
struct Piece {
    records: Vec<RawRecord>,
    closed_at: Option<usize>,
}

impl From<Wrong> for Irregular {
    fn from(_: Wrong) -> Self {
        Self
    }
}

impl From<Finding> for Irregular {
    fn from(_: Finding) -> Self {
        Self
    }
}

impl Wave {
    /// How many records it has.
    pub(in crate::dataset) fn n_records(&self) -> usize {
        self.pieces.iter().map(Vec::len).sum()
    }
}

impl<'a> Regular<'a> {
    /// Looks at the beginning of a file; `None` if it is better read with care.
    pub(in crate::dataset) fn open(bytes: &'a [u8], file: SourceIdx) -> Option<Self> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let (first, header) = beginning(bytes)?;
        Some(Self {
            bytes,
            first,
            starts: starts(bytes, first),
            header,
            file,
        })
    }

    /// What the collection says of itself before its features.
    pub(in crate::dataset) const fn header(&self) -> &Header {
        &self.header
    }

    /// How many waves there are; at least one.
    pub(in crate::dataset) fn n_waves(&self) -> usize {
        (self.starts.len() - 1).div_ceil(PIECES_A_WAVE)
    }

    /// Where a wave ends, bytes from the beginning of the file.
    pub(in crate::dataset) fn end_of(&self, wave: usize) -> usize {
        let next_piece = (wave + 1) * PIECES_A_WAVE;
        self.starts
            .get(next_piece)
            .map_or(self.bytes.len(), |start| *start)
    }

    /// The records of a wave; `None` if something in it is irregular.
    pub(in crate::dataset) fn wave(&self, wave: usize) -> Option<Wave> {
        let n_pieces = self.starts.len() - 1;
        let first = wave * PIECES_A_WAVE;
        let last = (first + PIECES_A_WAVE).min(n_pieces);
        let parsed: Option<Vec<Piece>> = (first..last)
            .into_par_iter()
            .map(|piece| self.piece(piece))
            .collect();
        let parsed = parsed?;
        let closed_at = parsed.last().and_then(|piece| piece.closed_at);
        Some(Wave {
            pieces: parsed.into_iter().map(|piece| piece.records).collect(),
            closed_at,
        })
    }

    /// What the whole collection says of itself, once its last wave is read; `None` if that
    /// is not what its beginning said.
    pub(in crate::dataset) fn finish(&self, last: &Wave) -> Option<(Header, Vec<Finding>)> {
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

    /// Parses a piece to its end, which is the end of the features in the last one alone.
    fn piece(&self, piece: usize) -> Option<Piece> {
        let start = self.starts[piece];
        let text = from_utf8(&self.bytes[start..self.starts[piece + 1]]).ok()?;
        let mut parsing = Parsing {
            words: Words::default(),
            records: Vec::with_capacity(text.len() / USUAL_FEATURE_BYTES),
            // The first piece tells of all.
            has_ids: piece > 0,
        };
        let mut at = 0;
        let closed_at = loop {
            let length = self.record(&text[at..], &mut parsing)?;
            at = past_blanks(text, at + length);
            match text.as_bytes().get(at) {
                Some(b',') => at = past_blanks(text, at + 1),
                Some(b']') => break Some(start + at),
                _ => return None,
            }
            if at == text.len() {
                break None;
            }
        };
        let is_last = piece + 2 == self.starts.len();
        let is_sound = parsing.has_ids && closed_at.is_some() == is_last;
        let records = parsing.records;
        is_sound.then_some(Piece { records, closed_at })
    }

    /// Adds the feature that a text begins with; how long it is.
    fn record(&self, text: &str, parsing: &mut Parsing) -> Option<usize> {
        let mut drafts = serde_json::Deserializer::from_str(text).into_iter::<Draft>();
        if let Some(Ok(draft)) = drafts.next() {
            let words = &mut parsing.words;
            let station = record::station(&draft, words, self.header.datum, self.file);
            if let Ok(station) = station {
                parsing.has_ids = true;
                parsing.records.push(RawRecord {
                    station: Some(station),
                    ..RawRecord::default()
                });
                return Some(drafts.byte_offset());
            }
        }
        let mut unparsed = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
        let raw = unparsed.next()?.ok()?;
        if !parsing.has_ids {
            parsing.has_ids = has_own_id(raw).unwrap_or_default();
        }
        let reading = Reading {
            datum: self.header.datum,
            file: self.file,
            ids: IdPlace::Feature,
        };
        parsing.records.push(feature::parse(raw, reading).ok()?);
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

/// Where pieces probably begin: at objects in a list that begin as the first feature does.
fn starts(bytes: &[u8], first: usize) -> Vec<usize> {
    let begin = past_blanks_in(bytes, first);
    let mut starts = vec![begin];
    let to_colon = memchr::memchr(b':', &bytes[begin..]).map(|end| begin + end);
    if let Some(colon) = to_colon {
        let alike = memmem::Finder::new(&bytes[begin..=colon]);
        let mut at = begin + PIECE_BYTES;
        while let Some(found) = bytes.get(at..).and_then(|rest| alike.find(rest)) {
            let place = at + found;
            if follows_comma(&bytes[..place]) {
                starts.push(place);
                at = place + PIECE_BYTES;
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

    /// The records of every wave, if the file is regular to its end.
    fn read(text: &str) -> Option<Vec<RawRecord>> {
        let regular = Regular::open(text.as_bytes(), SourceIdx(0))?;
        let mut waves: Vec<Wave> = (0..regular.n_waves())
            .map(|wave| regular.wave(wave))
            .collect::<Option<_>>()?;
        regular.finish(waves.last()?)?;
        let pieces = waves
            .iter_mut()
            .flat_map(|wave| std::mem::take(&mut wave.pieces));
        Some(pieces.flatten().collect())
    }

    #[test]
    fn a_regular_file_of_many_waves_is_read_in_order_by_the_quick_way() {
        let long = format!(r#","address":"{}""#, "x".repeat(4_000));
        let features: Vec<String> = (0..3_000).map(|n| feature(n, &long)).collect();
        let text = file(&features, r#","name":"x"}"#);
        let regular = Regular::open(text.as_bytes(), SourceIdx(0)).unwrap();
        assert!(regular.n_waves() > 2);
        let records = read(&text).unwrap();
        assert_eq!(records.len(), 3_000);
        for (n, record) in records.iter().enumerate() {
            assert_eq!(*record.station.as_ref().unwrap().id.0, *n.to_string());
        }
    }

    #[test]
    fn what_is_odd_in_one_feature_does_not_end_the_quick_way() {
        let odd = [
            r#","star":9"#,
            r#","amenities":["sauna"]"#,
            r#","x":{"type":"Feature"},"name":"again""#,
            r#","honours":{}"#,
        ];
        let features: Vec<String> = (0..).zip(odd).map(|(n, odd)| feature(n, odd)).collect();
        assert_eq!(read(&file(&features, "}")).unwrap().len(), odd.len());
    }

    #[test]
    fn what_is_odd_in_the_file_ends_the_quick_way() {
        let one = [feature(0, "")];
        assert!(read(&file(&one, "}")).is_some());
        for tail in ["", "]", r#","datum":"gcj02"}"#, r#","features":[]}"#, "}}"] {
            assert!(read(&file(&one, tail)).is_none(), "{tail}");
        }
        assert!(read(&file(&[], "}")).is_none());
        assert!(read(&file(&["{".to_owned()], "}")).is_none());
    }

    #[test]
    fn a_place_that_only_looks_like_a_feature_ends_the_quick_way() {
        // Its text holds what looks like features all along.
        let decoy = r#"},{\"type\":\"Feature\","#.repeat(2 * PIECE_BYTES / 24);
        let features = [feature(0, &format!(r#","x":"{decoy}""#)), feature(1, "")];
        assert_eq!(read(&file(&features, "}")).unwrap().len(), 2);
        let decoy = r#"{"type":"Feature"},"#.repeat(2 * PIECE_BYTES / 19);
        let nested = format!(r#","x":[{decoy}0]"#);
        let features = [feature(0, &nested), feature(1, "")];
        assert!(read(&file(&features, "}")).is_none());
    }
}
