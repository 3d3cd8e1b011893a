//! What a record says of its amenities, by the words of the file.
//!
//! Words become numbers in `validate`, which sees all records; a fault here costs only the
//! amenity or the detail that has it.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::lists::{entries, json_within};
use super::tables::{yes_or_no, yes_or_no_of};
use super::value::{self, Read, Wrong, given_twice};
use crate::amenity::AmenityIdx;
use crate::dataset::issue::{Finding, shortened};
use crate::dataset::limits::{MAX_AMENITIES_LISTED, MAX_AMENITY_KEY_BYTES};
use crate::station::{AmenityDetail, Booking};
use crate::vocabulary::fold;

/// One amenity as a record lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dataset) struct RawAmenity {
    /// A key, a label or a synonym, trimmed.
    pub(in crate::dataset) word: Box<str>,
    pub(in crate::dataset) availability: Availability,
    pub(in crate::dataset) opening_hours: Option<Arc<str>>,
    pub(in crate::dataset) booking: Option<Booking>,
    pub(in crate::dataset) note: Option<Box<str>>,
}

/// Whether an amenity is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dataset) enum Availability {
    Offered,
    Limited,
    NotOffered,
    /// Written as null.
    Unknown,
}

/// What stands between amenities that a table has in one text.
const MARKS: [char; 10] = [';', '；', ',', '，', '、', '|', '｜', '\n', '\r', '\t'];
/// What is written for an amenity that is there with limits.
const LIMITED: [&str; 3] = ["limited", "有限", "受限"];

/// The amenities of a record: a list of words, an object word -> what it says, or one text.
pub(super) fn read(raw: &RawValue, findings: &mut Vec<Finding>) -> Vec<RawAmenity> {
    let read = match raw.get().as_bytes().first() {
        Some(b'[') => listed(raw, findings),
        Some(b'{') => described(raw, findings),
        Some(b'n') => Ok(Vec::new()),
        Some(b'"') => in_text(raw, findings),
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

/// A text that is a list by its marks, or as it is written in JSON.
fn in_text(raw: &RawValue, findings: &mut Vec<Finding>) -> Result<Vec<RawAmenity>, Wrong> {
    let Some(text) = value::text(raw)? else {
        return Ok(Vec::new());
    };
    match json_within(&text) {
        Some(list) if list.get().starts_with('[') => return listed(&list, findings),
        Some(object) => return described(&object, findings),
        None => {}
    }
    if yes_or_no_of(&text) == Some(false) {
        return Ok(Vec::new());
    }
    let words: Vec<&str> = entries(&text, &MARKS).collect();
    check_count(words.len())?;
    let mut amenities = Vec::with_capacity(words.len());
    for (n, word) in words.into_iter().enumerate() {
        match checked_word(word.into()) {
            Ok(word) => amenities.push(RawAmenity::new(word, Availability::Offered)),
            Err(wrong) => findings.push(wrong.in_property(&format!("amenities[{n}]"))),
        }
    }
    Ok(amenities)
}

fn listed(raw: &RawValue, findings: &mut Vec<Finding>) -> Result<Vec<RawAmenity>, Wrong> {
    let members = value::list(raw)?;
    check_count(members.len())?;
    let mut amenities = Vec::with_capacity(members.len());
    for (n, member) in members.into_iter().enumerate() {
        match value::text(member).and_then(|word| word.map(checked_word).transpose()) {
            Ok(word) => {
                amenities.extend(word.map(|word| RawAmenity::new(word, Availability::Offered)));
            }
            Err(wrong) => findings.push(wrong.in_property(&format!("amenities[{n}]"))),
        }
    }
    Ok(amenities)
}

fn described(raw: &RawValue, findings: &mut Vec<Finding>) -> Result<Vec<RawAmenity>, Wrong> {
    let members =
        value::object(raw).ok_or_else(|| Wrong::raw(raw, "an object that can be read"))?;
    check_count(members.len())?;
    let repeated = members.repeated();
    findings.extend(repeated.map(|word| given_twice(&format!("amenities.{}", shortened(word)))));
    let mut amenities = Vec::with_capacity(members.len());
    for (word, raw) in members {
        let name = format!("amenities.{}", shortened(&word));
        let read =
            checked_word(word.trim().into()).and_then(|word| one(word, raw, &name, findings));
        match read {
            Ok(amenity) => amenities.push(amenity),
            Err(wrong) => findings.push(wrong.in_property(&name)),
        }
    }
    Ok(amenities)
}

fn check_count(listed: usize) -> Result<(), Wrong> {
    if listed <= MAX_AMENITIES_LISTED {
        return Ok(());
    }
    let wanted = format!("at most {MAX_AMENITIES_LISTED}");
    Err(Wrong::new(format!("a list of {listed}"), wanted))
}

/// A word that requests, which separate words by commas, can ask for.
pub(super) fn checked_word(word: Box<str>) -> Result<Box<str>, Wrong> {
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
    if word.contains([',', '，']) {
        let found = format!("the text '{word}'");
        return Err(Wrong::new(found, "one amenity an entry, without commas,"));
    }
    Ok(word)
}

fn one(
    word: Box<str>,
    raw: &RawValue,
    name: &str,
    findings: &mut Vec<Finding>,
) -> Result<RawAmenity, Wrong> {
    if !raw.get().starts_with('{') {
        return Ok(RawAmenity::new(word, availability(raw)?));
    }
    let members =
        value::object(raw).ok_or_else(|| Wrong::raw(raw, "an object that can be read"))?;
    let path = |member: &str| format!("{name}.{}", shortened(member));
    findings.extend(members.repeated().map(|member| given_twice(&path(member))));
    let mut amenity = RawAmenity::new(word, Availability::Offered);
    for (member, raw) in members {
        if let Err(wrong) = detail(&member, raw, &mut amenity) {
            findings.push(wrong.in_property(&path(&member)));
        }
    }
    Ok(amenity)
}

fn detail(member: &str, raw: &RawValue, amenity: &mut RawAmenity) -> Result<(), Wrong> {
    match member {
        // What cannot be understood is unknown, neither there nor not there.
        "available" => {
            amenity.availability = Availability::Unknown;
            amenity.availability = availability(raw)?;
        }
        "opening_hours" => {
            // Hours that cannot be read are unknown, and not those of the station.
            amenity.opening_hours = Some(raw.get().into());
            amenity.opening_hours = value::text(raw)?.map(Arc::from);
        }
        "booking" => amenity.booking = booking(raw)?,
        "note" => amenity.note = value::text(raw)?,
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
        Err(()) if value::is_text(raw) => Ok(value::text(raw)?.map(Booking::How)),
        Err(()) => Err(Wrong::raw(raw, "true, false or text")),
    }
}

impl RawAmenity {
    const fn new(word: Box<str>, availability: Availability) -> Self {
        Self {
            word,
            availability,
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
