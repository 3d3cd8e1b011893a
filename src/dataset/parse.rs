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
mod interior;
pub(crate) mod properties;
mod regular;
pub(crate) mod text;
pub(crate) mod value;

use rayon::prelude::*;

use super::error::FaultKind;
use super::issue::{Finding, IssueCode};
use crate::datum::Datum;
use crate::station::{SourceIdx, Station};

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

/// A feature that cannot be parsed at all.
pub(crate) struct SyntaxFault {
    /// Where in memory the fault was noticed: features are slices of the file's text.
    address: usize,
    /// What is wrong.
    pub(crate) what: String,
}

/// Parses one file with care: every fault is told with its place.
pub(super) fn parse(bytes: &[u8], file: SourceIdx) -> Result<ParsedFile, FaultKind> {
    let text = text::decode(bytes)?;
    let collection = collection::read(text)?;
    let (header, findings) = collection::header(&collection)?;
    let parsed: Vec<_> = collection
        .features
        .par_iter()
        .map(|raw| feature::parse(raw, header.datum, file))
        .collect();
    Ok(ParsedFile {
        header,
        findings,
        records: name_places(text, parsed),
    })
}

/// Replaces what cannot be parsed by records that say where in the file.
fn name_places(text: &str, parsed: Vec<Result<RawRecord, SyntaxFault>>) -> Vec<RawRecord> {
    let mut cursor = text::Cursor::new(text);
    parsed
        .into_iter()
        .map(|record| {
            record.unwrap_or_else(|fault| {
                let offset = fault.address.saturating_sub(text.as_ptr().addr());
                let place = cursor.advance_to(offset);
                let message = format!("the feature cannot be read at {place}: {}", fault.what);
                RawRecord {
                    findings: vec![Finding::new(IssueCode::NotGeojson, message)],
                    ..RawRecord::default()
                }
            })
        })
        .collect()
}
