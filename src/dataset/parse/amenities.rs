//! What a record says of its amenities, by the words of the file.
//!
//! Words of the vocabulary become numbers here, others in `validate`, which sees all records; a
//! fault costs only the amenity or the detail that has it.

use super::amenity_merge::{AmenityMerge, AmenityName, Availability, RawAmenity};
use super::json::Value;
use super::lists::{entries, json_within};
use super::tables::{yes_or_no, yes_or_no_of};
use super::value::{self, Object, Read, Wrong, given_twice};
use super::words::Words;
use crate::dataset::issue::Finding;
use crate::dataset::limits::{MAX_AMENITIES_LISTED, MAX_AMENITY_KEY_BYTES};
use crate::dataset::shown::shortened;
use crate::station::Booking;
use crate::vocabulary::fold;

/// What stands between amenities that a table has in one text.
const MARKS: [char; 10] = [';', '；', ',', '，', '、', '|', '｜', '\n', '\r', '\t'];
/// What is written for an amenity that is there with limits.
const LIMITED: [&str; 3] = ["limited", "有限", "受限"];

/// The amenities of a record: a list of words, an object word -> what it says, or one text.
pub(super) fn read(given: &Value, words: &mut Words, findings: &mut Vec<Finding>) -> AmenityMerge {
    let read = match given.first_byte() {
        Some(b'[') => listed(given, words, findings),
        Some(b'{') => described(given, words, findings),
        Some(b'n') => Ok(AmenityMerge::default()),
        Some(b'"') => in_text(given, words, findings),
        _ => Err(Wrong::of(
            given,
            "a list of keys, or an object of key and true or false,",
        )),
    };
    read.unwrap_or_else(|wrong| {
        findings.push(wrong.in_property("amenities"));
        AmenityMerge::default()
    })
}

/// A text that is a list by its marks, or as it is written in JSON.
fn in_text(
    given: &Value,
    words: &mut Words,
    findings: &mut Vec<Finding>,
) -> Result<AmenityMerge, Wrong> {
    let Some(text) = value::text(given)? else {
        return Ok(AmenityMerge::default());
    };
    match json_within(&text) {
        Some(list) if list.get().starts_with('[') => {
            return listed(&Value::Raw(&list), words, findings);
        }
        Some(object) => return described(&Value::Raw(&object), words, findings),
        None => {}
    }
    if yes_or_no_of(&text) == Some(false) {
        return Ok(AmenityMerge::default());
    }
    let entries: Vec<&str> = entries(&text, &MARKS).collect();
    check_count(entries.len())?;
    let mut amenities = AmenityMerge::default();
    for (n, word) in entries.into_iter().enumerate() {
        match named(word, words) {
            Ok(name) => amenities.push(name, RawAmenity::OFFERED),
            Err(wrong) => findings.push(wrong.in_property(&format!("amenities[{n}]"))),
        }
    }
    Ok(amenities)
}

fn listed(
    given: &Value,
    words: &mut Words,
    findings: &mut Vec<Finding>,
) -> Result<AmenityMerge, Wrong> {
    let members = value::list(given)?;
    check_count(members.len())?;
    let mut amenities = AmenityMerge::default();
    for (n, member) in members.iter().enumerate() {
        let name =
            value::text(member).and_then(|word| word.map(|word| named(&word, words)).transpose());
        match name {
            Ok(Some(name)) => amenities.push(name, RawAmenity::OFFERED),
            Ok(None) => {}
            Err(wrong) => findings.push(wrong.in_property(&format!("amenities[{n}]"))),
        }
    }
    Ok(amenities)
}

fn described(
    given: &Value,
    words: &mut Words,
    findings: &mut Vec<Finding>,
) -> Result<AmenityMerge, Wrong> {
    let Object { members, repeated } = value::object(given)?;
    check_count(members.len())?;
    findings.extend(repeated.iter().map(|word| given_twice(&path(word))));
    let mut amenities = AmenityMerge::default();
    for (word, given) in members.iter() {
        let read = named(word.trim(), words)
            .and_then(|name| Ok((name, one(word, given, words, findings)?)));
        match read {
            Ok((name, entry)) => amenities.push(name, entry),
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
    word: &str,
    given: &Value,
    words: &mut Words,
    findings: &mut Vec<Finding>,
) -> Result<RawAmenity, Wrong> {
    let mut amenity = RawAmenity::OFFERED;
    if given.first_byte() != Some(b'{') {
        amenity.availability = availability(given)?;
        return Ok(amenity);
    }
    let Object { members, repeated } = value::object(given)?;
    let path = |member: &str| format!("{}.{}", path(word), shortened(member));
    findings.extend(repeated.iter().map(|member| given_twice(&path(member))));
    for (member, given) in members.iter() {
        if let Err(wrong) = detail(member, given, words, &mut amenity) {
            findings.push(wrong.in_property(&path(member)));
        }
    }
    Ok(amenity)
}

fn detail(
    member: &str,
    given: &Value,
    words: &mut Words,
    amenity: &mut RawAmenity,
) -> Result<(), Wrong> {
    let said = amenity.said.get_or_insert_default();
    match member {
        // What cannot be understood is unknown, neither there nor not there.
        "available" => {
            amenity.availability = Availability::Unknown;
            amenity.availability = availability(given)?;
        }
        "opening_hours" => {
            said.opening_hours = words.text(given).inspect_err(|_| {
                // Hours that cannot be read are unknown, and not those of the station.
                said.opening_hours = Some(given.json().into());
            })?;
        }
        "booking" => said.booking = booking(given)?,
        "note" => said.note = value::text(given)?.map(Box::from),
        _ => {
            let wanted = "available, opening_hours, booking or note";
            return Err(Wrong::new("not known here", wanted));
        }
    }
    Ok(())
}

fn availability(given: &Value) -> Result<Availability, Wrong> {
    if let Value::Bool(is_there) = given {
        return Ok(if *is_there {
            Availability::Offered
        } else {
            Availability::NotOffered
        });
    }
    if given.is_text() {
        let word = value::text(given)?.map(|word| fold(&word));
        if word.is_some_and(|word| LIMITED.contains(&&*word)) {
            return Ok(Availability::Limited);
        }
    }
    match yes_or_no(given) {
        Ok(Some(true)) => Ok(Availability::Offered),
        Ok(Some(false)) => Ok(Availability::NotOffered),
        Ok(None) => Ok(Availability::Unknown),
        Err(()) => Err(Wrong::of(given, "true, false or \"limited\"")),
    }
}

/// Whether or how something is booked.
pub(super) fn booking(given: &Value) -> Read<Booking> {
    match yes_or_no(given) {
        Ok(needed) => Ok(needed.map(Booking::Needed)),
        Err(()) if given.is_text() => Ok(value::text(given)?.map(|how| Booking::How(how.into()))),
        Err(()) => Err(Wrong::of(given, "true, false or text")),
    }
}
