//! What a record says of its amenities, by the words of the file.
//!
//! Words of the vocabulary become numbers here, others in `validate`, which sees all records; a
//! fault costs only the amenity or the detail that has it.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::amenity_merge::{AmenityMerge, Availability};
use super::lists::{entries, json_within};
use super::tables::{yes_or_no, yes_or_no_of};
use super::value::{self, Read, Wrong, given_twice};
use super::words::Words;
use crate::amenity::AmenityIdx;
use crate::dataset::issue::{Finding, shortened};
use crate::dataset::limits::{MAX_AMENITIES_LISTED, MAX_AMENITY_KEY_BYTES};
use crate::station::{AmenityDetail, Booking, Station};
use crate::vocabulary::fold;

/// One amenity as a record lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dataset) struct RawAmenity {
    pub(in crate::dataset) name: AmenityName,
    pub(in crate::dataset) availability: Availability,
    opening_hours: Option<Arc<str>>,
    booking: Option<Booking>,
    note: Option<Box<str>>,
}

/// What an amenity is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dataset) enum AmenityName {
    /// A key, a label or a synonym of the vocabulary.
    Known(AmenityIdx),
    /// Any other word, trimmed.
    Other(Box<str>),
}

/// What stands between amenities that a table has in one text.
const MARKS: [char; 10] = [';', '；', ',', '，', '、', '|', '｜', '\n', '\r', '\t'];
/// What is written for an amenity that is there with limits.
const LIMITED: [&str; 3] = ["limited", "有限", "受限"];

/// The amenities of a record: a list of words, an object word -> what it says, or one text.
pub(super) fn read(
    raw: &RawValue,
    words: &mut Words,
    findings: &mut Vec<Finding>,
) -> Vec<RawAmenity> {
    let read = match raw.get().as_bytes().first() {
        Some(b'[') => listed(raw, words, findings),
        Some(b'{') => described(raw, words, findings),
        Some(b'n') => Ok(Vec::new()),
        Some(b'"') => in_text(raw, words, findings),
        _ => Err(Wrong::raw(
            raw,
            "a list of keys, or an object of key and true or false,",
        )),
    };
    read.unwrap_or_else(|wrong| {
        findings.push(wrong.in_property("amenities"));
        Vec::new()
    })
}

/// Puts amenities into their station, if nothing but the vocabulary is needed for that; else
/// they are given back, to be numbered after those of the records before.
pub(super) fn settle(amenities: Vec<RawAmenity>, station: &mut Station) -> Option<Vec<RawAmenity>> {
    let mut merge = AmenityMerge::default();
    for amenity in &amenities {
        match amenity.name {
            AmenityName::Known(number) => merge.add(number, amenity.availability),
            AmenityName::Other(_) => return Some(amenities),
        }
    }
    if !merge.contradicted().is_empty() {
        return Some(amenities);
    }
    let details = amenities
        .into_iter()
        .filter_map(|amenity| match amenity.name {
            AmenityName::Known(number) => amenity.detail(number),
            AmenityName::Other(_) => None,
        });
    merge.finish(details, station);
    None
}

/// A text that is a list by its marks, or as it is written in JSON.
fn in_text(
    raw: &RawValue,
    words: &mut Words,
    findings: &mut Vec<Finding>,
) -> Result<Vec<RawAmenity>, Wrong> {
    let Some(text) = value::text(raw)? else {
        return Ok(Vec::new());
    };
    match json_within(&text) {
        Some(list) if list.get().starts_with('[') => return listed(&list, words, findings),
        Some(object) => return described(&object, words, findings),
        None => {}
    }
    if yes_or_no_of(&text) == Some(false) {
        return Ok(Vec::new());
    }
    let entries: Vec<&str> = entries(&text, &MARKS).collect();
    check_count(entries.len())?;
    let mut amenities = Vec::with_capacity(entries.len());
    for (n, word) in entries.into_iter().enumerate() {
        match named(word, words) {
            Ok(name) => amenities.push(RawAmenity::offered(name)),
            Err(wrong) => findings.push(wrong.in_property(&format!("amenities[{n}]"))),
        }
    }
    Ok(amenities)
}

fn listed(
    raw: &RawValue,
    words: &mut Words,
    findings: &mut Vec<Finding>,
) -> Result<Vec<RawAmenity>, Wrong> {
    let members = value::list(raw)?;
    check_count(members.len())?;
    let mut amenities = Vec::with_capacity(members.len());
    for (n, member) in members.into_iter().enumerate() {
        let name =
            value::text(member).and_then(|word| word.map(|word| named(&word, words)).transpose());
        match name {
            Ok(name) => amenities.extend(name.map(RawAmenity::offered)),
            Err(wrong) => findings.push(wrong.in_property(&format!("amenities[{n}]"))),
        }
    }
    Ok(amenities)
}

fn described(
    raw: &RawValue,
    words: &mut Words,
    findings: &mut Vec<Finding>,
) -> Result<Vec<RawAmenity>, Wrong> {
    let members =
        value::object(raw).ok_or_else(|| Wrong::raw(raw, "an object that can be read"))?;
    check_count(members.len())?;
    let repeated = members.repeated();
    findings.extend(repeated.map(|word| given_twice(&path(word))));
    let mut amenities = Vec::with_capacity(members.len());
    for (word, raw) in members.iter() {
        let name = named(word.trim(), words);
        match name.and_then(|name| one(name, word, raw, words, findings)) {
            Ok(amenity) => amenities.push(amenity),
            Err(wrong) => findings.push(wrong.in_property(&path(word))),
        }
    }
    Ok(amenities)
}

/// How a finding calls an amenity.
fn path(word: &str) -> String {
    format!("amenities.{}", shortened(word))
}

fn check_count(listed: usize) -> Result<(), Wrong> {
    if listed <= MAX_AMENITIES_LISTED {
        return Ok(());
    }
    let wanted = format!("at most {MAX_AMENITIES_LISTED}");
    Err(Wrong::new(format!("a list of {listed}"), wanted))
}

/// A word as a number if the vocabulary has it, else as one that requests, which separate words
/// by commas, can ask for.
fn named(word: &str, words: &mut Words) -> Result<AmenityName, Wrong> {
    if word.is_empty() {
        return Err(Wrong::new("an empty key", "a word"));
    }
    if word.len() > MAX_AMENITY_KEY_BYTES {
        let found = format!("a key of {} bytes", word.len());
        return Err(Wrong::new(
            found,
            format!("at most {MAX_AMENITY_KEY_BYTES}"),
        ));
    }
    if let Some(number) = words.amenity(word) {
        return Ok(AmenityName::Known(number));
    }
    if word.contains([',', '，']) {
        let found = format!("the text '{word}'");
        return Err(Wrong::new(found, "one amenity an entry, without commas,"));
    }
    Ok(AmenityName::Other(word.into()))
}

fn one(
    name: AmenityName,
    word: &str,
    raw: &RawValue,
    words: &mut Words,
    findings: &mut Vec<Finding>,
) -> Result<RawAmenity, Wrong> {
    let mut amenity = RawAmenity::offered(name);
    if !raw.get().starts_with('{') {
        amenity.availability = availability(raw)?;
        return Ok(amenity);
    }
    let members =
        value::object(raw).ok_or_else(|| Wrong::raw(raw, "an object that can be read"))?;
    let path = |member: &str| format!("{}.{}", path(word), shortened(member));
    findings.extend(members.repeated().map(|member| given_twice(&path(member))));
    for (member, raw) in members.iter() {
        if let Err(wrong) = detail(member, raw, words, &mut amenity) {
            findings.push(wrong.in_property(&path(member)));
        }
    }
    Ok(amenity)
}

fn detail(
    member: &str,
    raw: &RawValue,
    words: &mut Words,
    amenity: &mut RawAmenity,
) -> Result<(), Wrong> {
    match member {
        // What cannot be understood is unknown, neither there nor not there.
        "available" => {
            amenity.availability = Availability::Unknown;
            amenity.availability = availability(raw)?;
        }
        "opening_hours" => {
            amenity.opening_hours = words.text(raw).inspect_err(|_| {
                // Hours that cannot be read are unknown, and not those of the station.
                amenity.opening_hours = Some(raw.get().into());
            })?;
        }
        "booking" => amenity.booking = booking(raw)?,
        "note" => amenity.note = value::text(raw)?.map(Box::from),
        _ => {
            let wanted = "available, opening_hours, booking or note";
            return Err(Wrong::new("not known here", wanted));
        }
    }
    Ok(())
}

fn availability(raw: &RawValue) -> Result<Availability, Wrong> {
    if value::is_text(raw) {
        let word = value::text(raw)?.map(|word| fold(&word));
        if word.is_some_and(|word| LIMITED.contains(&&*word)) {
            return Ok(Availability::Limited);
        }
    }
    match yes_or_no(raw) {
        Ok(Some(true)) => Ok(Availability::Offered),
        Ok(Some(false)) => Ok(Availability::NotOffered),
        Ok(None) => Ok(Availability::Unknown),
        Err(()) => Err(Wrong::raw(raw, "true, false or \"limited\"")),
    }
}

fn booking(raw: &RawValue) -> Read<Booking> {
    match yes_or_no(raw) {
        Ok(needed) => Ok(needed.map(Booking::Needed)),
        Err(()) if value::is_text(raw) => Ok(value::text(raw)?.map(|how| Booking::How(how.into()))),
        Err(()) => Err(Wrong::raw(raw, "true, false or text")),
    }
}

impl RawAmenity {
    const fn offered(name: AmenityName) -> Self {
        Self {
            name,
            availability: Availability::Offered,
            opening_hours: None,
            booking: None,
            note: None,
        }
    }

    /// What it says beyond that the amenity is there, if anything.
    pub(in crate::dataset) fn detail(self, amenity: AmenityIdx) -> Option<AmenityDetail> {
        let Self {
            opening_hours,
            booking,
            note,
            ..
        } = self;
        let is_any = opening_hours.is_some() || booking.is_some() || note.is_some();
        is_any.then_some(AmenityDetail {
            amenity,
            opening_hours,
            booking,
            note,
        })
    }
}
