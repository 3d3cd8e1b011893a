//! The rules of the properties: the typed ones into the station, the rest verbatim.
//!
//! A property that is wrong is left out with a warning that names it; the others stand.

use serde_json::value::RawValue;

use super::activities;
use super::amenities;
use super::amenity_merge::AmenityMerge;
use super::json::Value;
use super::lists::{entries, json_within};
use super::members::{MAX_DEPTH, SaidOnce, TooDeep, said_once};
use super::parsed::RawRecord;
use super::properties::{Properties, Property};
use super::surrogates;
use super::tables;
use super::value::{self, Read, Wrong, given_twice};
use super::words::Words;
use crate::clock::Zone;
use crate::dataset::issue::{Finding, IssueCode};
use crate::dataset::limits::{MAX_EXTRA_BYTES, MAX_HONOURS};
use crate::dataset::shown::shortened;
use crate::station::{Access, LIST_SEPARATOR, MoreFacts, Programme, Station, StationId, Status};
use crate::vocabulary::fold;

/// The properties that answers add to a station; a file's own would stand there twice.
pub const ANSWER_PROPERTIES: [&str; 25] = [
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
    "notice",
    "notice_en",
    "activity",
    "starts",
    "ends",
    "opening_search",
    "detour_m",
    "detour_s",
    "leaves_route_at_m",
    "joins_route_at_m",
    "side",
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
    station: &'r mut Station,
    more: MoreFacts,
    amenities: AmenityMerge,
    programme: Programme,
    extra: String,
    zone: Zone,
    findings: &'r mut Vec<Finding>,
    words: &'r mut Words,
}

/// Reads all properties into a record that has a station.
pub(super) fn read(properties: &Properties, record: &mut RawRecord, zone: Zone, words: &mut Words) {
    let Some(station) = &mut record.station else {
        return;
    };
    let findings = &mut record.findings;
    findings.extend(properties.repeated.iter().map(|name| given_twice(name)));
    let mut reader = Reader {
        station,
        more: MoreFacts::default(),
        amenities: AmenityMerge::default(),
        programme: Programme::default(),
        extra: String::new(),
        zone,
        findings,
        words,
    };
    let mut has_name = false;
    for (name, (property, given)) in &properties.members {
        has_name |= matches!(property, Some(Property::Name));
        let read = match (property, given) {
            (Some(property), given) => reader.typed(*property, given),
            (None, Value::Raw(raw)) if !is_list_text(name, raw, properties) => {
                reader.extra_member(name, raw)
            }
            (None, _) => Ok(()),
        };
        if let Err(wrong) = read {
            reader.findings.push(wrong.in_property(name));
        }
    }
    if !has_name {
        reader.findings.push(missing_name());
    }
    record.amenities = reader.finish();
}

impl Reader<'_> {
    fn typed(&mut self, property: Property, given: &Value) -> Result<(), Wrong> {
        let Self {
            station,
            more,
            programme,
            zone,
            findings,
            words,
            ..
        } = self;
        match property {
            Property::Name => match value::text(given)? {
                Some(name) => station.name = name.into(),
                None => findings.push(missing_name()),
            },
            Property::NameEn => more.name_en = own_text(given)?,
            Property::Kind => station.kind = words.kind(given)?,
            Property::Address => station.address = own_text(given)?,
            Property::City => station.city = words.text(given)?,
            Property::District => station.district = words.text(given)?,
            Property::Operator => more.operator = words.text(given)?,
            Property::Phone => more.phone = tables::phone(given)?.map(Box::from),
            Property::Source => more.source = words.text(given)?,
            Property::OpeningHours => station.opening_hours = words.text(given)?,
            Property::Access => station.access = access(given)?,
            Property::Star => station.star = tables::star(given)?,
            Property::Honours => more.honours = honours(given, findings)?,
            Property::Amenities => self.amenities = amenities::read(given, words, findings),
            Property::Status => station.status = status(given, findings),
            Property::StatusUntil => station.status_until = tables::date(given)?,
            Property::MovedTo => more.moved_to = reference(given)?,
            Property::PartOf => more.part_of = reference(given)?,
            Property::VerifiedOn => station.verified_on = tables::date(given)?,
            Property::PositionAccuracyM => more.position_accuracy_m = tables::metres(given)?,
            Property::Activities => {
                programme.activities = activities::activities(given, *zone, words, findings)?;
            }
            Property::Offers => programme.offers = activities::offers(given, findings)?,
        }
        Ok(())
    }

    /// Adds a property that is not ours to the others, as it was written but for what strict
    /// readers refuse.
    fn extra_member(&mut self, name: &str, raw: &RawValue) -> Result<(), Wrong> {
        let repaired = surrogates::replaced(raw.get());
        let Some(repaired) = repaired.and_then(|json| RawValue::from_string(json).ok()) else {
            return self.sound_extra_member(name, raw);
        };
        let message = format!(
            "`{}` has half of a UTF-16 pair, which is no character; U+FFFD stands in its place",
            shortened(name)
        );
        self.findings
            .push(Finding::new(IssueCode::BadProperty, message));
        self.sound_extra_member(name, &repaired)
    }

    fn sound_extra_member(&mut self, name: &str, raw: &RawValue) -> Result<(), Wrong> {
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
        if !self.extra.is_empty() {
            self.extra.push(',');
        }
        self.extra
            .push_str(&serde_json::to_string(name).unwrap_or_default());
        self.extra.push(':');
        self.extra.push_str(&text);
        Ok(())
    }

    /// Puts everything into the station but the amenities that it gives back.
    fn finish(mut self) -> Option<Box<AmenityMerge>> {
        if self.extra.len() <= MAX_EXTRA_BYTES {
            self.more.extra_members = self.extra.into();
        } else {
            let message = format!(
                "the properties that are not ours take {} bytes; at most {MAX_EXTRA_BYTES} is \
                 wanted, so all of them are left out",
                self.extra.len()
            );
            self.findings
                .push(Finding::new(IssueCode::BadProperty, message));
        }
        let has_programme = !self.programme.is_empty();
        self.more.programme = has_programme.then(|| Box::new(self.programme));
        self.station.set_more(self.more);
        self.amenities.settle(self.station)
    }
}

fn missing_name() -> Finding {
    let message = "the record has no `name`; text is wanted, and its id serves until then";
    Finding::new(IssueCode::MissingName, message)
}

/// A text that is probably no other station's.
fn own_text(given: &Value) -> Read<Box<str>> {
    Ok(value::text(given)?.map(Box::from))
}

fn access(given: &Value) -> Read<Access> {
    let Some(word) = value::text(given)? else {
        return Ok(None);
    };
    // Folding is costly, and most words are keys.
    let access = Access::from_key(&word).or_else(|| Access::from_key(&fold(&word)));
    access.map(Some).ok_or_else(|| {
        let keys = Access::ALL.map(Access::key).join(", ");
        Wrong::of(given, &format!("one of {keys}"))
    })
}

/// A status that is not understood says nothing of whether the station is in service: what is
/// known of its hours cannot be relied on.
fn status(given: &Value, findings: &mut Vec<Finding>) -> Status {
    let known = match value::text(given) {
        Ok(None) => return Status::default(),
        Ok(Some(word)) => Status::from_word(&word),
        Err(_) => None,
    };
    known.unwrap_or_else(|| {
        let message = format!(
            "`status` is {}; one of {} is wanted, so its hours are unknown",
            value::describe(given.json()),
            Status::ALL.map(Status::key).join(", "),
        );
        findings.push(Finding::new(IssueCode::UnknownStatus, message));
        Status::Unknown
    })
}

fn reference(given: &Value) -> Read<StationId> {
    Ok(value::id(given)?.map(|id| StationId(id.into())))
}

fn honours(given: &Value, findings: &mut Vec<Finding>) -> Result<Box<[Box<str>]>, Wrong> {
    if given.is_text() {
        return honours_in_text(given, findings);
    }
    let members = value::list(given)?;
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
fn honours_in_text(given: &Value, findings: &mut Vec<Finding>) -> Result<Box<[Box<str>]>, Wrong> {
    let Some(text) = value::text(given)? else {
        return Ok(Box::default());
    };
    if let Some(list) = json_within(&text).filter(|json| json.get().starts_with('[')) {
        return honours(&Value::Raw(&list), findings);
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
    let is_the_id = || matches!(value::id(&Value::Raw(raw)), Ok(Some(given)) if *given == *id.0);
    raw.get() == "null" || (name == STATION_ID && is_the_id())
}

/// Whether a property is the text that the feed writes beside a list, of the same entries.
fn is_list_text(name: &str, raw: &RawValue, properties: &Properties) -> bool {
    let list = match name {
        "amenities_text" => "amenities",
        "honours_text" => "honours",
        _ => return false,
    };
    let Some((_, list)) = properties.find(&[list]) else {
        return false;
    };
    let entries: Option<Vec<String>> = match list {
        Value::List(members) => members.iter().map(Value::as_text).collect(),
        Value::Raw(list) => serde_json::from_str(list.get()).ok(),
        _ => None,
    };
    let text = serde_json::from_str::<String>(raw.get()).ok();
    entries.is_some_and(|entries| text == Some(entries.join(LIST_SEPARATOR)))
}
