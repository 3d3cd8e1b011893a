//! A file's bytes to raw records: syntax, types and positions, on all cores.
//!
//! Every record is parsed alone, so what is wrong with one never touches another. What
//! needs the other records (ids, references, amenity numbers) is left to `validate`.

mod activities;
mod amenities;
mod amenity_merge;
pub(crate) mod collection;
mod crs;
mod fast_reader;
pub(crate) mod feature;
pub(crate) mod geometry;
mod ids;
mod interior;
mod json;
mod lists;
pub(crate) mod members;
pub(crate) mod non_finite;
mod parsed;
mod properties;
mod record;
mod rules;
mod surrogates;
mod tables;
pub(crate) mod text;
pub(crate) mod value;
mod words;

use rayon::prelude::*;

use self::collection::Collection;
use self::ids::IdPlace;
use self::non_finite::Replaced;
use self::record::Reading;
use self::text::SyntaxFault;
use self::words::Words;
use super::error::{FaultKind, Place};
use super::issue::{Finding, IssueCode};
use crate::clock::Zone;
use crate::station::SourceIdx;

pub(super) use amenity_merge::AmenityMerge;
pub(super) use collection::Header;
pub(super) use fast_reader::FastReader;
pub(super) use parsed::RawRecord;
pub use rules::ANSWER_PROPERTIES;

/// How many records are held until they are taken in.
const RECORDS_A_CHUNK: usize = 16_384;

/// Parses one file as a whole: every fault is told with its place. The records are given to `take`
/// in their order, some thousands at a time; what the collection says of itself is returned, with
/// the faults of that.
pub(super) fn parse(
    bytes: &[u8],
    file: SourceIdx,
    zone: Zone,
    take: impl FnMut(Vec<RawRecord>, &Header) -> Result<(), FaultKind>,
) -> Result<(Header, Vec<Finding>), FaultKind> {
    let text = text::decode(bytes)?;
    with_collection(text, |collection, replaced| {
        read(text, collection, (file, zone), replaced, take)
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
    (file, zone): (SourceIdx, Zone),
    replaced: &Replaced,
    mut take: impl FnMut(Vec<RawRecord>, &Header) -> Result<(), FaultKind>,
) -> Result<(Header, Vec<Finding>), FaultKind> {
    let (header, mut findings) = collection::header(collection)?;
    findings.extend(replaced.file_findings());
    let ids = IdPlace::of(&collection.features);
    findings.extend(ids.finding());
    let reading = Reading {
        datum: header.datum,
        file,
        ids,
        zone,
    };
    let mut cursor = text::Cursor::new(text);
    let mut place_of = |fault: &SyntaxFault| {
        let offset = fault.offset_in(collection.text);
        cursor.advance_to(replaced.original_offset(offset))
    };
    for (n, features) in collection.features.chunks(RECORDS_A_CHUNK).enumerate() {
        let features = features.par_iter();
        let parsed = features
            .map_init(Words::default, |words, raw| {
                record::parse(raw, reading, words)
            })
            .collect();
        let mut records = name_places(parsed, &mut place_of);
        replaced.tell(&mut records, n * RECORDS_A_CHUNK);
        take(records, &header)?;
    }
    Ok((header, findings))
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
