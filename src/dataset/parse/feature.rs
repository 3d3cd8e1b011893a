//! One feature as a raw record.
//!
//! A record is refused for its id or its position alone, and both are reported; any other
//! fault costs only the property that has it.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::ids::{ID_PROPERTIES, IdPlace};
use super::members::{Members, pick};
use super::value::given_twice;
use super::{RawRecord, Reading, SyntaxFault, geometry, properties, value};
use crate::dataset::issue::{Finding, IssueCode, shortened};
use crate::station::Station;

/// A feature by its members, none of them read yet; of one that is given twice the last.
pub(crate) struct Feature<'a> {
    pub(crate) id: Option<&'a RawValue>,
    pub(crate) geometry: Option<&'a RawValue>,
    properties: Option<&'a RawValue>,
    /// Members that are given twice.
    pub(crate) repeated: Vec<&'static str>,
}

/// Why a member of `features` is no feature.
pub(crate) enum NoFeature {
    /// It cannot be parsed.
    Syntax(SyntaxFault),
    /// It is something else.
    Other(Finding),
}

/// Parses one feature; what is wrong with its values is among the record's findings.
pub(super) fn parse(raw: &RawValue, reading: Reading) -> Result<RawRecord, SyntaxFault> {
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
    let repeated = feature.repeated.iter().map(|name| (*name).to_owned());
    let repeated = repeated.chain(geometry::repeated(feature.geometry));
    let mut findings: Vec<Finding> = repeated.map(|name| given_twice(&name)).collect();
    let (members, wrong) = feature.members()?;
    findings.extend(wrong);
    let id = id(&feature, &members, reading.ids).map_err(|finding| findings.push(finding));
    let position = geometry::position(feature.geometry, reading.datum)
        .map_err(|finding| findings.push(finding));
    let mut record = RawRecord {
        id: id.clone().ok(),
        findings,
        ..RawRecord::default()
    };
    if let (Ok(id), Ok(position)) = (id, position) {
        record.station = Some(Station::nameless(&id, position, reading.file));
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
        let picked = pick(raw.get(), ["type", "id", "geometry", "properties"])
            .map_err(|error| NoFeature::Syntax(SyntaxFault::of(raw.get(), &error)))?;
        let [kind, id, geometry, properties] = picked.values;
        match kind.map(RawValue::get) {
            Some("\"Feature\"") => Ok(Self {
                id,
                geometry,
                properties,
                repeated: picked.repeated,
            }),
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

fn id(feature: &Feature, members: &Members, ids: IdPlace) -> Result<String, Finding> {
    let missing = |message| Err(Finding::new(IssueCode::MissingId, message));
    let (name, raw) = match ids {
        IdPlace::Feature => ("id", feature.id),
        IdPlace::Property(name) => (name, members.find(&[name]).map(|(_, raw)| raw)),
    };
    match raw.map_or(Ok(None), value::id) {
        Ok(Some(id)) => Ok(id),
        Err(wrong) => missing(wrong.in_words(name)),
        Ok(None) => match members.find(&[&ID_PROPERTIES[..], &["station_id"]].concat()) {
            Some((name, _)) => missing(format!(
                "the feature has no `id`; move the property `{name}` beside `properties` (`id`, \
                 `@id` or `osm_id` is taken by itself where no feature has an `id` there and all \
                 have the property, each its own)"
            )),
            None => missing("the feature has no `id`; text or a number is wanted".to_owned()),
        },
    }
}

fn from_json<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Result<T, SyntaxFault> {
    serde_json::from_str(raw.get()).map_err(|error| SyntaxFault::of(raw.get(), &error))
}
