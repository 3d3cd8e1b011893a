//! What a record says of its amenities, by the words of the file.
//!
//! Words become numbers in `validate`, which sees all records; a fault here costs only the
//! amenity or the detail that has it.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::properties::{Members, given_twice};
use super::value::{self, Read, Wrong};
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

/// The amenities of a record: a list of words, or an object word -> what it says.
pub(super) fn read(raw: &RawValue, findings: &mut Vec<Finding>) -> Vec<RawAmenity> {
    let read = match raw.get().as_bytes().first() {
        Some(b'[') => listed(raw, findings),
        Some(b'{') => described(raw, findings),
        Some(b'n') => Ok(Vec::new()),
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
    let members = value::object::<Members>(raw)
        .ok_or_else(|| Wrong::raw(raw, "an object that can be read"))?;
    check_count(members.len())?;
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
    let members = value::object::<Members>(raw)
        .ok_or_else(|| Wrong::raw(raw, "an object that can be read"))?;
    let mut amenity = RawAmenity::new(word, Availability::Offered);
    let mut seen = HashSet::new();
    for (member, raw) in members {
        if !seen.insert(member.clone()) {
            findings.push(given_twice(&format!("{name}.{}", shortened(&member))));
        } else if let Err(wrong) = detail(&member, raw, &mut amenity) {
            let name = format!("{name}.{}", shortened(&member));
            findings.push(wrong.in_property(&name));
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
    let wrong = |()| Wrong::raw(raw, "true, false or \"limited\"");
    if value::is_text(raw) {
        let word = value::text(raw)?.ok_or(()).map_err(wrong)?;
        let is_limited = fold(&word) == "limited";
        return is_limited
            .then_some(Availability::Limited)
            .ok_or(())
            .map_err(wrong);
    }
    Ok(match value::boolean(raw).map_err(|_| wrong(()))? {
        Some(true) => Availability::Offered,
        Some(false) => Availability::NotOffered,
        None => Availability::Unknown,
    })
}

fn booking(raw: &RawValue) -> Read<Booking> {
    if value::is_text(raw) {
        return Ok(value::text(raw)?.map(Booking::How));
    }
    let needed = value::boolean(raw).map_err(|_| Wrong::raw(raw, "true, false or text"))?;
    Ok(needed.map(Booking::Needed))
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
