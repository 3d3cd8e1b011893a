//! One feature as a raw record.
//!
//! A record is refused for its id or its position alone, and both are reported; any other
//! fault costs only the property that has it.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::properties::{self, Members};
use super::{RawRecord, SyntaxFault, geometry, text, value};
use crate::amenity::AmenitySet;
use crate::dataset::issue::{Finding, IssueCode, shortened};
use crate::datum::Datum;
use crate::position::Position;
use crate::station::{SourceIdx, Station, StationId, Status};

#[derive(Deserialize)]
struct Feature<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<&'a RawValue>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    geometry: Option<&'a RawValue>,
    #[serde(borrow)]
    properties: Option<&'a RawValue>,
}

/// Parses one feature; what is wrong with its values is among the record's findings.
pub(super) fn parse(
    raw: &RawValue,
    datum: Datum,
    file: SourceIdx,
) -> Result<RawRecord, SyntaxFault> {
    if !raw.get().starts_with('{') {
        return Ok(no_feature(&value::describe(raw.get())));
    }
    let feature: Feature = from_json(raw)?;
    match feature.kind.map(RawValue::get) {
        Some("\"Feature\"") => {}
        Some(kind) => return Ok(no_feature(&format!("of type {}", shortened(kind)))),
        None => return Ok(no_feature("without a `type`")),
    }
    let mut findings = Vec::new();
    let members = members(feature.properties, &mut findings)?;
    let id = id(feature.id, &members).map_err(|finding| findings.push(finding));
    let position =
        geometry::position(feature.geometry, datum).map_err(|finding| findings.push(finding));
    let mut record = RawRecord {
        id: id.clone().ok(),
        findings,
        ..RawRecord::default()
    };
    if let (Ok(id), Ok(position)) = (id, position) {
        record.station = Some(Box::new(nameless_station(&id, position, file)));
        properties::read(&members, &mut record);
    }
    Ok(record)
}

fn no_feature(found: &str) -> RawRecord {
    let message = format!("this member of `features` is {found}; a GeoJSON Feature is wanted");
    RawRecord {
        findings: vec![Finding::new(IssueCode::NotGeojson, message)],
        ..RawRecord::default()
    }
}

fn members<'a>(
    raw: Option<&'a RawValue>,
    findings: &mut Vec<Finding>,
) -> Result<Members<'a>, SyntaxFault> {
    match raw {
        None => Ok(Members::default()),
        Some(raw) if raw.get().starts_with('{') => from_json(raw),
        Some(raw) => {
            let wrong = value::Wrong::raw(raw, "an object");
            findings.push(wrong.in_property("properties"));
            Ok(Members::default())
        }
    }
}

fn id(raw: Option<&RawValue>, members: &Members) -> Result<String, Finding> {
    let missing = |message| Err(Finding::new(IssueCode::MissingId, message));
    match raw.map_or(Ok(None), value::id) {
        Ok(Some(id)) => Ok(id),
        Err(wrong) => missing(wrong.in_words("id")),
        Ok(None) => match members.find(&["id", "station_id"]) {
            Some((name, _)) => missing(format!(
                "the feature has no `id`; move the property `{name}` beside `properties`"
            )),
            None => missing("the feature has no `id`; text or a number is wanted".to_owned()),
        },
    }
}

fn nameless_station(id: &str, position: Position, file: SourceIdx) -> Station {
    Station {
        id: StationId(id.into()),
        position,
        file,
        name: id.into(),
        name_en: None,
        kind: None,
        address: None,
        city: None,
        district: None,
        operator: None,
        phone: None,
        source: None,
        opening_hours: None,
        offered: AmenitySet::EMPTY,
        not_offered: AmenitySet::EMPTY,
        limited: AmenitySet::EMPTY,
        amenity_details: Box::default(),
        access: None,
        star: None,
        honours: Box::default(),
        status: Status::default(),
        status_until: None,
        moved_to: None,
        part_of: None,
        verified_on: None,
        position_accuracy_m: None,
        extra_members: Box::default(),
    }
}

fn from_json<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Result<T, SyntaxFault> {
    serde_json::from_str(raw.get()).map_err(|error| SyntaxFault {
        address: raw.get().as_ptr().addr() + text::offset_of(raw.get(), &error),
        what: text::what(&error),
    })
}
