//! One feature as a raw record.
//!
//! A record is refused for its id or its position alone, and both are reported; any other
//! fault costs only the property that has it.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::properties::{self, Members};
use super::{RawRecord, SyntaxFault, geometry, text, value};
use crate::dataset::issue::{Finding, IssueCode, shortened};
use crate::datum::Datum;
use crate::station::{SourceIdx, Station};

/// A feature by its members, none of them read yet.
#[derive(Deserialize)]
pub(crate) struct Feature<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) geometry: Option<&'a RawValue>,
    #[serde(borrow)]
    properties: Option<&'a RawValue>,
}

/// Why a member of `features` is no feature.
pub(crate) enum NoFeature {
    /// It cannot be parsed.
    Syntax(SyntaxFault),
    /// It is something else.
    Other(Finding),
}

/// Parses one feature; what is wrong with its values is among the record's findings.
pub(super) fn parse(
    raw: &RawValue,
    datum: Datum,
    file: SourceIdx,
) -> Result<RawRecord, SyntaxFault> {
    let feature = match Feature::read(raw) {
        Ok(feature) => feature,
        Err(NoFeature::Syntax(fault)) => return Err(fault),
        Err(NoFeature::Other(finding)) => {
            return Ok(RawRecord {
                findings: vec![finding],
                ..RawRecord::default()
            });
        }
    };
    let mut findings = Vec::new();
    let (members, wrong) = feature.members()?;
    findings.extend(wrong);
    let id = id(feature.id, &members).map_err(|finding| findings.push(finding));
    let position =
        geometry::position(feature.geometry, datum).map_err(|finding| findings.push(finding));
    let mut record = RawRecord {
        id: id.clone().ok(),
        findings,
        ..RawRecord::default()
    };
    if let (Ok(id), Ok(position)) = (id, position) {
        record.station = Some(Station::nameless(&id, position, file));
        properties::read(&members, &mut record);
    }
    Ok(record)
}

impl<'a> Feature<'a> {
    /// The members of a JSON value that is a feature.
    pub(crate) fn read(raw: &'a RawValue) -> Result<Self, NoFeature> {
        if !raw.get().starts_with('{') {
            return Err(NoFeature::other(&value::describe(raw.get())));
        }
        let feature: Self = from_json(raw).map_err(NoFeature::Syntax)?;
        match feature.kind.map(RawValue::get) {
            Some("\"Feature\"") => Ok(feature),
            Some(kind) => Err(NoFeature::other(&format!("of type {}", shortened(kind)))),
            None => Err(NoFeature::other("without a `type`")),
        }
    }

    /// The properties; none and a finding if they are no object.
    pub(crate) fn members(&self) -> Result<(Members<'a>, Option<Finding>), SyntaxFault> {
        match self.properties {
            None => Ok((Members::default(), None)),
            Some(raw) if raw.get().starts_with('{') => Ok((from_json(raw)?, None)),
            Some(raw) => {
                let wrong = value::Wrong::raw(raw, "an object");
                Ok((Members::default(), Some(wrong.in_property("properties"))))
            }
        }
    }
}

impl NoFeature {
    fn other(found: &str) -> Self {
        let message = format!("this member of `features` is {found}; a GeoJSON Feature is wanted");
        Self::Other(Finding::new(IssueCode::NotGeojson, message))
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

fn from_json<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Result<T, SyntaxFault> {
    serde_json::from_str(raw.get()).map_err(|error| SyntaxFault {
        address: raw.get().as_ptr().addr() + text::offset_of(raw.get(), &error),
        what: text::what(&error),
    })
}
