//! One feature as a raw record.
//!
//! A record is refused for its id or its position alone, and both are reported; any other
//! fault costs only the property that has it.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::feature::{Feature, NoFeature, Parts};
use super::geometry;
use super::ids::{self, ID_PROPERTIES, IdPlace};
use super::json::Value;
use super::parsed::RawRecord;
use super::properties::Properties;
use super::rules;
use super::text::SyntaxFault;
use super::value::{self, given_twice};
use super::words::Words;
use crate::clock::Zone;
use crate::dataset::issue::{Finding, IssueCode};
use crate::datum::Datum;
use crate::station::{SourceIdx, Station};

/// How the features of a file are to be read.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    pub(super) datum: Datum,
    pub(super) file: SourceIdx,
    pub(super) ids: IdPlace,
    /// The zone of instants without an offset.
    pub(super) zone: Zone,
}

/// Parses one feature; what is wrong with its values is among the record's findings.
pub(super) fn parse(
    raw: &RawValue,
    reading: Reading,
    words: &mut Words,
) -> Result<RawRecord, SyntaxFault> {
    let mut record = RawRecord::default();
    match Feature::read(raw) {
        Ok(feature) => {
            let (members, wrong) = feature.members()?;
            let repeated = feature.repeated.iter().map(|name| given_twice(name));
            record.findings.extend(repeated);
            fill(&mut record, &feature.parts(members), wrong, reading, words);
        }
        Err(NoFeature::Syntax(fault)) => return Err(fault),
        Err(NoFeature::Other(finding)) => record.findings.push(finding),
    }
    Ok(record)
}

/// Fills the record of a feature, which is too large to be returned; `wrong` says why it has no
/// properties.
pub(super) fn fill(
    record: &mut RawRecord,
    feature: &Parts,
    wrong: Option<Finding>,
    reading: Reading,
    words: &mut Words,
) {
    let Parts {
        id,
        geometry,
        properties,
    } = feature;
    let findings = &mut record.findings;
    let repeated = geometry.repeated().map(|path| given_twice(&path));
    findings.extend(repeated.chain(wrong));
    let id =
        self::id(id.as_ref(), properties, reading.ids).map_err(|finding| findings.push(finding));
    let position =
        geometry::position(geometry, reading.datum).map_err(|finding| findings.push(finding));
    match (id, position) {
        (Ok(id), Ok(position)) => {
            findings.extend(ids::reserved(&id));
            let station = Station::nameless(&id, position, reading.file);
            record.station = Some(station);
            rules::read(properties, record, reading.zone, words);
        }
        (id, _) => record.id = id.ok().map(Cow::into_owned),
    }
}

fn id<'v>(
    own: Option<&'v Value<'_>>,
    properties: &'v Properties<'_>,
    ids: IdPlace,
) -> Result<Cow<'v, str>, Finding> {
    let missing = |message| Err(Finding::new(IssueCode::MissingId, message));
    let (name, given) = match ids {
        IdPlace::Feature => ("id", own),
        IdPlace::Property(name) => (name, properties.find(&[name]).map(|(_, given)| given)),
    };
    match given.map_or(Ok(None), value::id) {
        Ok(Some(id)) => Ok(id),
        Err(wrong) => missing(wrong.in_words(name)),
        Ok(None) => match properties.find(&[&ID_PROPERTIES[..], &["station_id"]].concat()) {
            Some((name, _)) => missing(format!(
                "the feature has no `id`; move the property `{name}` beside `properties` (`id`, \
                 `@id` or `osm_id` is taken by itself where no feature has an `id` there and all \
                 have the property, each its own)"
            )),
            None => missing("the feature has no `id`; text or a number is wanted".to_owned()),
        },
    }
}
