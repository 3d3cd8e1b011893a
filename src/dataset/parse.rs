//! A file's bytes to raw records: syntax, types and positions, on all cores.
//!
//! Every record is parsed alone, so what is wrong with one never touches another. What
//! needs the other records (ids, references, amenity numbers) is left to `validate`.

mod amenities;
mod claims;
pub(crate) mod collection;
mod crs;
pub(crate) mod feature;
pub(crate) mod geometry;
mod ids;
mod interior;
mod lists;
pub(crate) mod members;
pub(crate) mod non_finite;
mod properties;
mod regular;
mod tables;
pub(crate) mod text;
pub(crate) mod value;

use rayon::prelude::*;

use super::error::{FaultKind, Place};
use super::issue::{Finding, IssueCode};
use crate::datum::Datum;
use crate::station::{SourceIdx, Station};

use self::collection::Collection;
use self::ids::IdPlace;
use self::non_finite::Replaced;

pub(super) use amenities::RawAmenity;
pub(super) use claims::Claims;
pub use properties::ANSWER_PROPERTIES;
pub(super) use regular::Regular;

/// What a file says of itself, and its records in their order.
pub(super) struct ParsedFile {
    pub(super) header: Header,
    /// Faults of the header.
    pub(super) findings: Vec<Finding>,
    pub(super) records: Vec<RawRecord>,
}

/// The collection's members beside its features.
#[derive(Debug)]
pub(crate) struct Header {
    pub(super) name: Option<String>,
    pub(super) attribution: Option<String>,
    pub(crate) datum: Datum,
    pub(super) calendar: String,
}

/// One feature, as far as it can be understood alone.
#[derive(Default)]
pub(super) struct RawRecord {
    /// The id of a record with findings, if it has one.
    pub(super) id: Option<String>,
    /// `None` if the record is refused; a finding says why.
    pub(super) station: Option<Station>,
    /// Amenities that are not yet in the station, by their words.
    pub(super) amenities: Option<Vec<RawAmenity>>,
    pub(super) findings: Vec<Finding>,
}

/// How the features of a file are to be read.
#[derive(Clone, Copy)]
struct Reading {
    datum: Datum,
    file: SourceIdx,
    ids: IdPlace,
}

/// A part of a text that cannot be parsed at all.
pub(crate) struct SyntaxFault {
    /// Where in memory the fault was noticed: parts are slices of the file's text.
    address: usize,
    /// What is wrong.
    pub(crate) what: String,
}

/// Parses one file with care: every fault is told with its place.
pub(super) fn parse(bytes: &[u8], file: SourceIdx) -> Result<ParsedFile, FaultKind> {
    let text = text::decode(bytes)?;
    with_collection(text, |collection, replaced| {
        read(text, collection, file, replaced)
    })
}

/// Reads what a text holds, NaN and Infinity in it as null; places are those of the text.
pub(crate) fn with_collection<T, E: From<FaultKind>>(
    text: &str,
    read: impl FnOnce(&Collection<'_>, &Replaced) -> Result<T, E>,
) -> Result<T, E> {
    let fault = match collection::read(text) {
        Ok(collection) => return read(&collection, &Replaced::default()),
        Err(fault) => fault,
    };
    // Only of a text that is no JSON as it is.
    let is_no_json = matches!(fault, FaultKind::NotJson { .. });
    let Some(replaced) = is_no_json.then(|| Replaced::of(text)).flatten() else {
        return Err(fault.into());
    };
    let collection = collection::read(&replaced.text).map_err(|fault| match fault {
        FaultKind::NotJson { place, what } => FaultKind::NotJson {
            place: replaced.original(place),
            what,
        },
        other => other,
    })?;
    read(&collection, &replaced)
}

/// Reads the features; `text` is that of the file.
fn read(
    text: &str,
    collection: &Collection<'_>,
    file: SourceIdx,
    replaced: &Replaced,
) -> Result<ParsedFile, FaultKind> {
    let (header, mut findings) = collection::header(collection)?;
    findings.extend(replaced.file_findings());
    let ids = IdPlace::of(&collection.features);
    findings.extend(ids.finding());
    let reading = Reading {
        datum: header.datum,
        file,
        ids,
    };
    let features = collection.features.par_iter();
    let parsed = features.map(|raw| feature::parse(raw, reading)).collect();
    let mut cursor = text::Cursor::new(text);
    let place_of = |fault: &SyntaxFault| {
        let offset = fault.offset_in(collection.text);
        cursor.advance_to(replaced.original_offset(offset))
    };
    let mut records = name_places(parsed, place_of);
    replaced.tell(&mut records);
    Ok(ParsedFile {
        header,
        findings,
        records,
    })
}

/// Replaces what cannot be parsed by records that say where in the file.
fn name_places(
    parsed: Vec<Result<RawRecord, SyntaxFault>>,
    mut place_of: impl FnMut(&SyntaxFault) -> Place,
) -> Vec<RawRecord> {
    let mut refused = |fault: &SyntaxFault| {
        let place = place_of(fault);
        let message = format!("the feature cannot be read at {place}: {}", fault.what);
        RawRecord {
            findings: vec![Finding::new(IssueCode::NotGeojson, message)],
            ..RawRecord::default()
        }
    };
    let records = parsed.into_iter();
    records
        .map(|record| record.unwrap_or_else(|fault| refused(&fault)))
        .collect()
}

impl SyntaxFault {
    /// What the JSON reader says of a part of a text.
    fn of(part: &str, error: &serde_json::Error) -> Self {
        Self {
            address: part.as_ptr().addr() + text::offset_of(part, error),
            what: text::what(error),
        }
    }

    /// Where in the whole text it is, bytes.
    fn offset_in(&self, text: &str) -> usize {
        self.address.saturating_sub(text.as_ptr().addr())
    }
}
