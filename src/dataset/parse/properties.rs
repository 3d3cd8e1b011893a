//! The properties of a feature: the typed ones into the station, the rest verbatim.
//!
//! A property that is wrong is left out with a warning that names it; the others stand.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::value::{self, Read, Wrong};
use super::{RawRecord, amenities};
use crate::dataset::issue::{Finding, IssueCode, shortened};
use crate::dataset::limits::{MAX_EXTRA_BYTES, MAX_HONOURS};
use crate::station::{Access, MoreFacts, Station, StationId, Status};
use crate::vocabulary::{fold, kinds};

/// The properties that answers add to a station; a file's own would stand there twice.
pub const ANSWER_PROPERTIES: [&str; 13] = [
    "station_id",
    "amenities_text",
    "honours_text",
    "distance_m",
    "travel_time_s",
    "arrive_at",
    "open_state",
    "open_reason",
    "open_until",
    "opens_at",
    "amenity_details",
    "week",
    "week_unknown",
];

/// A member's name, copied only if it has escapes.
#[derive(serde::Deserialize)]
pub(super) struct Name<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// The members of a JSON object in their order, the values unparsed.
#[derive(Default)]
pub(crate) struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl Members<'_> {
    pub(super) const fn len(&self) -> usize {
        self.0.len()
    }

    /// Name and value of every member, in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &RawValue)> {
        self.0.iter().map(|(name, raw)| (&**name, *raw))
    }

    /// The first member that has one of these names and is not null.
    pub(crate) fn find(&self, names: &[&str]) -> Option<(&str, &RawValue)> {
        self.iter()
            .find(|(name, raw)| names.contains(name) && raw.get() != "null")
    }
}

impl<'a> IntoIterator for Members<'a> {
    type Item = (Cow<'a, str>, &'a RawValue);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut members = Vec::new();
                while let Some((Name(name), raw)) = map.next_entry::<Name<'de>, &RawValue>()? {
                    members.push((name, raw));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// Reads all properties into the record, which has a station.
pub(super) fn read(members: &Members, record: &mut RawRecord) {
    let Some(mut station) = record.station.take() else {
        return;
    };
    let mut seen = HashSet::with_capacity(members.0.len());
    let mut extra = Vec::new();
    let mut more = MoreFacts::default();
    for (name, raw) in &members.0 {
        let read = if !seen.insert(&**name) {
            record.findings.push(given_twice(name));
            Ok(())
        } else if name == "amenities" {
            record.amenities = Some(amenities::read(raw, &mut record.findings));
            Ok(())
        } else if let Some(read) = typed(name, raw, &mut station, &mut more, &mut record.findings) {
            read
        } else {
            extra_member(name, raw).map(|member| extra.extend(member))
        };
        let finding = read.err().map(|wrong| wrong.in_property(name));
        record.findings.extend(finding);
    }
    if !seen.contains("name") {
        record.findings.push(missing_name());
    }
    join(&extra, &mut more, &mut record.findings);
    station.set_more(more);
    record.station = Some(station);
}

/// Reads a property that has a type; `None` if it is not ours.
fn typed(
    name: &str,
    raw: &RawValue,
    station: &mut Station,
    more: &mut MoreFacts,
    findings: &mut Vec<Finding>,
) -> Option<Result<(), Wrong>> {
    Some(match name {
        "name" => value::text(raw).map(|name| match name {
            Some(name) => station.name = name,
            None => findings.push(missing_name()),
        }),
        "name_en" => value::text(raw).map(|text| more.name_en = text),
        "kind" => kind(raw).map(|kind| station.kind = kind),
        "address" => value::text(raw).map(|text| station.address = text),
        "city" => shared_text(raw).map(|text| station.city = text),
        "district" => shared_text(raw).map(|text| station.district = text),
        "operator" => shared_text(raw).map(|text| more.operator = text),
        "phone" => value::text(raw).map(|text| more.phone = text),
        "source" => shared_text(raw).map(|text| more.source = text),
        "opening_hours" => shared_text(raw).map(|text| station.opening_hours = text),
        "access" => access(raw).map(|access| station.access = access),
        "star" => value::star(raw).map(|star| station.star = star),
        "honours" => honours(raw, findings).map(|honours| more.honours = honours),
        "status" => {
            station.status = status(raw, findings);
            Ok(())
        }
        "status_until" => value::date(raw).map(|date| station.status_until = date),
        "moved_to" => reference(raw).map(|id| more.moved_to = id),
        "part_of" => reference(raw).map(|id| more.part_of = id),
        "verified_on" => value::date(raw).map(|date| station.verified_on = date),
        "position_accuracy_m" => value::metres(raw).map(|metres| more.position_accuracy_m = metres),
        _ => return None,
    })
}

pub(super) fn given_twice(name: &str) -> Finding {
    let name = shortened(name);
    let message = format!("`{name}` is given twice; one value is wanted, so the first counts");
    Finding::new(IssueCode::BadProperty, message)
}

fn missing_name() -> Finding {
    let message = "the record has no `name`; text is wanted, and its id serves until then";
    Finding::new(IssueCode::MissingName, message)
}

fn shared_text(raw: &RawValue) -> Read<Arc<str>> {
    Ok(value::text(raw)?.map(Arc::from))
}

fn kind(raw: &RawValue) -> Read<Arc<str>> {
    Ok(value::text(raw)?.map(|word| kinds().key_of(&word).into()))
}

fn access(raw: &RawValue) -> Read<Access> {
    let Some(word) = value::text(raw)? else {
        return Ok(None);
    };
    Access::from_key(&fold(&word)).map(Some).ok_or_else(|| {
        Wrong::raw(
            raw,
            &format!("one of {}", Access::ALL.map(Access::key).join(", ")),
        )
    })
}

/// A status that is not understood is taken for one that is out of service: sending
/// somebody to a station that may be closed is the worse mistake.
fn status(raw: &RawValue, findings: &mut Vec<Finding>) -> Status {
    let word = match value::text(raw) {
        Ok(None) => return Status::default(),
        Ok(Some(word)) => fold(&word),
        Err(_) => String::new(),
    };
    Status::from_key(&word).unwrap_or_else(|| {
        let message = format!(
            "`status` is {}; one of {} is wanted, so the station counts as suspended",
            value::describe(raw.get()),
            Status::ALL.map(Status::key).join(", "),
        );
        findings.push(Finding::new(IssueCode::UnknownStatus, message));
        Status::Suspended
    })
}

fn reference(raw: &RawValue) -> Read<StationId> {
    Ok(value::id(raw)?.map(|id| StationId(id.into())))
}

fn honours(raw: &RawValue, findings: &mut Vec<Finding>) -> Result<Box<[Box<str>]>, Wrong> {
    let members = value::list(raw)?;
    if members.len() > MAX_HONOURS {
        let found = format!("a list of {}", members.len());
        return Err(Wrong::new(found, format!("at most {MAX_HONOURS}")));
    }
    let honours = members.iter().enumerate().filter_map(|(n, member)| {
        value::text(member).unwrap_or_else(|wrong| {
            findings.push(wrong.in_property(&format!("honours[{n}]")));
            None
        })
    });
    Ok(honours.collect())
}

/// A property that is not ours, as it was written.
fn extra_member(name: &str, raw: &RawValue) -> Result<Option<String>, Wrong> {
    if !ANSWER_PROPERTIES.contains(&name) {
        let name = serde_json::to_string(name).unwrap_or_default();
        return Ok(Some(format!("{name}:{}", raw.get())));
    }
    // The feed repeats the id, and gives what is unknown as null: its own output loads.
    if name == "station_id" || raw.get() == "null" {
        return Ok(None);
    }
    Err(Wrong::raw(
        raw,
        "another name (answers have their own property of this one)",
    ))
}

fn join(extra: &[String], more: &mut MoreFacts, findings: &mut Vec<Finding>) {
    let joined = extra.join(",");
    if joined.len() <= MAX_EXTRA_BYTES {
        more.extra_members = joined.into();
        return;
    }
    let message = format!(
        "the properties that are not ours take {} bytes; at most {MAX_EXTRA_BYTES} is wanted, \
         so all of them are left out",
        joined.len()
    );
    findings.push(Finding::new(IssueCode::BadProperty, message));
}
