//! The properties of a feature: the typed ones into the station, the rest verbatim.
//!
//! A property that is wrong is left out with a warning that names it; the others stand.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::lists::{entries, json_within};
use super::members::{MAX_DEPTH, Members, SaidOnce, TooDeep, said_once};
use super::tables;
use super::value::{self, Read, Wrong, given_twice};
use super::{RawRecord, amenities};
use crate::dataset::issue::{Finding, IssueCode};
use crate::dataset::limits::{MAX_EXTRA_BYTES, MAX_HONOURS};
use crate::station::{Access, LIST_SEPARATOR, MoreFacts, Station, StationId, Status};
use crate::vocabulary::{fold, kinds};

/// The properties that answers add to a station; a file's own would stand there twice.
pub const ANSWER_PROPERTIES: [&str; 14] = [
    STATION_ID,
    "amenities_text",
    "honours_text",
    "distance_m",
    "travel_time_s",
    "arrive_at",
    "travel",
    "open_state",
    "open_reason",
    "open_until",
    "opens_at",
    "amenity_details",
    "week",
    "week_unknown",
];
/// Under this name answers repeat the id.
pub(super) const STATION_ID: &str = "station_id";
/// What stands between honours that a table has in one text; commas belong to their names.
const MARKS: [char; 6] = [';', '；', '、', '|', '｜', '\n'];

/// Reads all properties into the record, which has a station.
pub(super) fn read(members: &Members, record: &mut RawRecord) {
    let Some(mut station) = record.station.take() else {
        return;
    };
    let findings = &mut record.findings;
    findings.extend(members.repeated().map(given_twice));
    let mut extra = Vec::new();
    let mut more = MoreFacts::default();
    for (name, raw) in members.iter() {
        if is_list_text(name, raw, members) {
            continue;
        }
        let read = if name == "amenities" {
            record.amenities = Some(amenities::read(raw, findings));
            Ok(())
        } else if let Some(read) = typed(name, raw, &mut station, &mut more, findings) {
            read
        } else {
            extra_member(name, raw, &station.id, findings).map(|member| extra.extend(member))
        };
        findings.extend(read.err().map(|wrong| wrong.in_property(name)));
    }
    if members.iter().all(|(name, _)| name != "name") {
        findings.push(missing_name());
    }
    join(&extra, &mut more, findings);
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
        "phone" => tables::phone(raw).map(|text| more.phone = text),
        "source" => shared_text(raw).map(|text| more.source = text),
        "opening_hours" => shared_text(raw).map(|text| station.opening_hours = text),
        "access" => access(raw).map(|access| station.access = access),
        "star" => tables::star(raw).map(|star| station.star = star),
        "honours" => honours(raw, findings).map(|honours| more.honours = honours),
        "status" => {
            station.status = status(raw, findings);
            Ok(())
        }
        "status_until" => tables::date(raw).map(|date| station.status_until = date),
        "moved_to" => reference(raw).map(|id| more.moved_to = id),
        "part_of" => reference(raw).map(|id| more.part_of = id),
        "verified_on" => tables::date(raw).map(|date| station.verified_on = date),
        "position_accuracy_m" => {
            tables::metres(raw).map(|metres| more.position_accuracy_m = metres)
        }
        _ => return None,
    })
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

/// A status that is not understood says nothing of whether the station is in service: what is
/// known of its hours cannot be relied on.
fn status(raw: &RawValue, findings: &mut Vec<Finding>) -> Status {
    let known = match value::text(raw) {
        Ok(None) => return Status::default(),
        Ok(Some(word)) => Status::from_word(&word),
        Err(_) => None,
    };
    known.unwrap_or_else(|| {
        let message = format!(
            "`status` is {}; one of {} is wanted, so its hours are unknown",
            value::describe(raw.get()),
            Status::ALL.map(Status::key).join(", "),
        );
        findings.push(Finding::new(IssueCode::UnknownStatus, message));
        Status::Unknown
    })
}

fn reference(raw: &RawValue) -> Read<StationId> {
    Ok(value::id(raw)?.map(|id| StationId(id.into())))
}

fn honours(raw: &RawValue, findings: &mut Vec<Finding>) -> Result<Box<[Box<str>]>, Wrong> {
    if value::is_text(raw) {
        return honours_in_text(raw, findings);
    }
    let members = value::list(raw)?;
    check_honours(members.len())?;
    let honours = members.iter().enumerate().filter_map(|(n, member)| {
        value::text(member).unwrap_or_else(|wrong| {
            findings.push(wrong.in_property(&format!("honours[{n}]")));
            None
        })
    });
    Ok(honours.collect())
}

/// Honours that a table has in one text.
fn honours_in_text(raw: &RawValue, findings: &mut Vec<Finding>) -> Result<Box<[Box<str>]>, Wrong> {
    let Some(text) = value::text(raw)? else {
        return Ok(Box::default());
    };
    if let Some(list) = json_within(&text).filter(|json| json.get().starts_with('[')) {
        return honours(&list, findings);
    }
    let honours: Box<[Box<str>]> = entries(&text, &MARKS).map(Box::from).collect();
    check_honours(honours.len())?;
    Ok(honours)
}

fn check_honours(listed: usize) -> Result<(), Wrong> {
    if listed <= MAX_HONOURS {
        return Ok(());
    }
    let found = format!("a list of {listed}");
    Err(Wrong::new(found, format!("at most {MAX_HONOURS}")))
}

/// A property that is not ours, as it was written.
fn extra_member(
    name: &str,
    raw: &RawValue,
    id: &StationId,
    findings: &mut Vec<Finding>,
) -> Result<Option<String>, Wrong> {
    if ANSWER_PROPERTIES.contains(&name) {
        return if is_of_an_answer(name, raw, id) {
            Ok(None)
        } else {
            let wanted = "another name (answers have their own property of this one)";
            Err(Wrong::raw(raw, wanted))
        };
    }
    let too_deep = |TooDeep| {
        let wanted = format!("at most {MAX_DEPTH} objects and lists within each other");
        Wrong::new("nested deeper", wanted)
    };
    let SaidOnce { text, repeated } = said_once(raw, name).map_err(too_deep)?;
    findings.extend(repeated.iter().map(|path| given_twice(path)));
    let name = serde_json::to_string(name).unwrap_or_default();
    Ok(Some(format!("{name}:{text}")))
}

/// Whether a property of ours says nothing new: the feed repeats the id, and gives what is
/// unknown as null, and its own output loads.
pub(super) fn is_of_an_answer(name: &str, raw: &RawValue, id: &StationId) -> bool {
    let is_the_id = || matches!(value::id(raw), Ok(Some(given)) if *given == *id.0);
    raw.get() == "null" || (name == STATION_ID && is_the_id())
}

/// Whether a property is the text that the feed writes beside a list, of the same entries.
fn is_list_text(name: &str, raw: &RawValue, members: &Members) -> bool {
    let list = match name {
        "amenities_text" => "amenities",
        "honours_text" => "honours",
        _ => return false,
    };
    let list = members.iter().find(|(member, _)| *member == list);
    let entries = list.and_then(|(_, list)| serde_json::from_str::<Vec<String>>(list.get()).ok());
    let text = serde_json::from_str::<String>(raw.get()).ok();
    entries.is_some_and(|entries| text == Some(entries.join(LIST_SEPARATOR)))
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
