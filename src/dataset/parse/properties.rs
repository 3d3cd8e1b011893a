//! The properties of a feature: the typed ones into the station, the rest verbatim.
//!
//! A property that is wrong is left out with a warning that names it; the others stand.

use serde_json::value::RawValue;

use super::amenities::{self, RawAmenity};
use super::lists::{entries, json_within};
use super::members::{MAX_DEPTH, Members, SaidOnce, TooDeep, said_once};
use super::parsed::RawRecord;
use super::tables;
use super::value::{self, Read, Wrong, given_twice};
use super::words::Words;
use crate::dataset::issue::{Finding, IssueCode};
use crate::dataset::limits::{MAX_EXTRA_BYTES, MAX_HONOURS};
use crate::station::{Access, LIST_SEPARATOR, MoreFacts, Station, StationId, Status};
use crate::vocabulary::fold;

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
const STATION_ID: &str = "station_id";
/// What stands between honours that a table has in one text; commas belong to their names.
const MARKS: [char; 6] = [';', '；', '、', '|', '｜', '\n'];

/// What is made of the properties while they are read.
struct Reader<'r> {
    station: Station,
    more: MoreFacts,
    amenities: Vec<RawAmenity>,
    findings: Vec<Finding>,
    words: &'r mut Words,
}

/// The record of a station whose id and position are known, with all its properties.
pub(super) fn read(
    members: &Members,
    station: Station,
    mut findings: Vec<Finding>,
    words: &mut Words,
) -> RawRecord {
    findings.extend(members.repeated().map(given_twice));
    let mut reader = Reader {
        station,
        more: MoreFacts::default(),
        amenities: Vec::new(),
        findings,
        words,
    };
    let mut extra = String::new();
    for (name, raw) in members.iter() {
        if is_list_text(name, raw, members) {
            continue;
        }
        let read = match reader.typed(name, raw) {
            Some(read) => read,
            None => reader.extra_member(name, raw, &mut extra),
        };
        reader
            .findings
            .extend(read.err().map(|wrong| wrong.in_property(name)));
    }
    if members.iter().all(|(name, _)| name != "name") {
        reader.findings.push(missing_name());
    }
    reader.finish(extra)
}

impl Reader<'_> {
    /// Reads a property that has a type; `None` if it is not ours.
    fn typed(&mut self, name: &str, raw: &RawValue) -> Option<Result<(), Wrong>> {
        let Self {
            station,
            more,
            amenities,
            findings,
            words,
        } = self;
        Some(match name {
            "name" => value::text(raw).map(|name| match name {
                Some(name) => station.name = name.into(),
                None => findings.push(missing_name()),
            }),
            "name_en" => own_text(raw).map(|text| more.name_en = text),
            "kind" => words.kind(raw).map(|kind| station.kind = kind),
            "address" => own_text(raw).map(|text| station.address = text),
            "city" => words.text(raw).map(|text| station.city = text),
            "district" => words.text(raw).map(|text| station.district = text),
            "operator" => words.text(raw).map(|text| more.operator = text),
            "phone" => tables::phone(raw).map(|text| more.phone = text.map(Box::from)),
            "source" => words.text(raw).map(|text| more.source = text),
            "opening_hours" => words.text(raw).map(|text| station.opening_hours = text),
            "access" => access(raw).map(|access| station.access = access),
            "star" => tables::star(raw).map(|star| station.star = star),
            "honours" => honours(raw, findings).map(|honours| more.honours = honours),
            "amenities" => {
                *amenities = amenities::read(raw, words, findings);
                Ok(())
            }
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

    /// Adds a property that is not ours to the others, as it was written.
    fn extra_member(
        &mut self,
        name: &str,
        raw: &RawValue,
        extra: &mut String,
    ) -> Result<(), Wrong> {
        if ANSWER_PROPERTIES.contains(&name) {
            return if is_of_an_answer(name, raw, &self.station.id) {
                Ok(())
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
        self.findings
            .extend(repeated.iter().map(|path| given_twice(path)));
        if !extra.is_empty() {
            extra.push(',');
        }
        extra.push_str(&serde_json::to_string(name).unwrap_or_default());
        extra.push(':');
        extra.push_str(&text);
        Ok(())
    }

    fn finish(mut self, extra: String) -> RawRecord {
        if extra.len() <= MAX_EXTRA_BYTES {
            self.more.extra_members = extra.into();
        } else {
            let message = format!(
                "the properties that are not ours take {} bytes; at most {MAX_EXTRA_BYTES} is \
                 wanted, so all of them are left out",
                extra.len()
            );
            self.findings
                .push(Finding::new(IssueCode::BadProperty, message));
        }
        self.station.set_more(self.more);
        let amenities = amenities::settle(self.amenities, &mut self.station);
        RawRecord {
            id: None,
            station: Some(self.station),
            amenities,
            findings: self.findings,
        }
    }
}

fn missing_name() -> Finding {
    let message = "the record has no `name`; text is wanted, and its id serves until then";
    Finding::new(IssueCode::MissingName, message)
}

/// A text that is probably no other station's.
fn own_text(raw: &RawValue) -> Read<Box<str>> {
    Ok(value::text(raw)?.map(Box::from))
}

fn access(raw: &RawValue) -> Read<Access> {
    let Some(word) = value::text(raw)? else {
        return Ok(None);
    };
    // Folding is costly, and most words are keys.
    let access = Access::from_key(&word).or_else(|| Access::from_key(&fold(&word)));
    access.map(Some).ok_or_else(|| {
        let keys = Access::ALL.map(Access::key).join(", ");
        Wrong::raw(raw, &format!("one of {keys}"))
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
        own_text(member).unwrap_or_else(|wrong| {
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

/// Whether a property of ours says nothing new: the feed repeats the id, and gives what is
/// unknown as null, and its own output loads.
fn is_of_an_answer(name: &str, raw: &RawValue, id: &StationId) -> bool {
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
