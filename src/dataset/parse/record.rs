//! One feature as a raw record.
//!
//! A record is refused for its id or its position alone, and both are reported; any other
//! fault costs only the property that has it.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::feature::{Feature, NoFeature};
use super::geometry::{self, Written};
use super::ids::{ID_PROPERTIES, IdPlace};
use super::members::Members;
use super::parsed::RawRecord;
use super::properties;
use super::text::SyntaxFault;
use super::value::{self, given_twice};
use super::words::Words;
use crate::dataset::issue::{Finding, IssueCode};
use crate::datum::Datum;
use crate::station::{SourceIdx, Station};

/// How the features of a file are to be read.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    pub(super) datum: Datum,
    pub(super) file: SourceIdx,
    pub(super) ids: IdPlace,
}

/// Parses one feature; what is wrong with its values is among the record's findings.
pub(super) fn parse(
    raw: &RawValue,
    reading: Reading,
    words: &mut Words,
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
    let (members, wrong) = feature.members()?;
    Ok(of(&feature, &members, wrong, reading, words))
}

/// The record of a feature; `wrong` says why it has no properties.
pub(super) fn of(
    feature: &Feature,
    members: &Members,
    wrong: Option<Finding>,
    reading: Reading,
    words: &mut Words,
) -> RawRecord {
    let geometry = Written::of(feature.geometry);
    let repeated = feature.repeated.iter().map(|name| given_twice(name));
    let repeated = repeated.chain(geometry.repeated().map(|path| given_twice(&path)));
    let mut findings: Vec<Finding> = repeated.chain(wrong).collect();
    let id = id(feature, members, reading.ids).map_err(|finding| findings.push(finding));
    let position =
        geometry::position(&geometry, reading.datum).map_err(|finding| findings.push(finding));
    let (Ok(id), Ok(position)) = (&id, position) else {
        return RawRecord {
            id: id.ok().map(Cow::into_owned),
            findings,
            ..RawRecord::default()
        };
    };
    let station = Station::nameless(id, position, reading.file);
    properties::read(members, station, findings, words)
}

fn id<'a>(
    feature: &Feature<'a>,
    members: &Members<'a>,
    ids: IdPlace,
) -> Result<Cow<'a, str>, Finding> {
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
