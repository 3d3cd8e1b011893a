//! A regular feature's draft as a station, by the rules of the careful reader.
//!
//! Irregular is always: let the careful reader look at it.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::Irregular;
use super::amenity::{Detail, Entry};
use super::draft::{Draft, Members, Point, Properties, Text};
use super::scalar::Scalar;
use super::words::Words;
use crate::amenity::AmenityIdx;
use crate::dataset::limits::{MAX_AMENITIES_LISTED, MAX_EXTRA_BYTES, MAX_HONOURS, MAX_ID_BYTES};
use crate::dataset::parse::claims::Claims;
use crate::dataset::parse::geometry::{check_degrees, position_of};
use crate::dataset::parse::members::is_plain;
use crate::dataset::parse::properties::{ANSWER_PROPERTIES, is_of_an_answer};
use crate::dataset::parse::tables::date_of;
use crate::dataset::parse::value::{Read, checked_text};
use crate::datum::Datum;
use crate::station::{
    Access, AmenityDetail, Booking, MoreFacts, SourceIdx, Station, StationId, Status,
};

/// The station of a draft in which nothing is wrong and every amenity is of the vocabulary.
pub(super) fn station(
    draft: &Draft<'_>,
    words: &mut Words,
    datum: Datum,
    file: SourceIdx,
) -> Result<Station, Irregular> {
    let Members {
        id,
        point: Point(point),
        properties,
    } = &*draft.0;
    check_degrees(*point)?;
    let position = position_of(*point, datum)?;
    let mut station = Station::nameless(&id_of(id)?, position, file);
    read_texts(properties, words, &mut station)?;
    read_words(properties, &mut station)?;
    station.star = star_of(&properties.star)?;
    settle(&properties.amenities.0, words, &mut station)?;
    let more = more(properties, words, &station.id)?;
    station.set_more(more);
    Ok(station)
}

/// An id: text or a whole number.
fn id_of<'a>(scalar: &'a Scalar<'_>) -> Result<Cow<'a, str>, Irregular> {
    let id: Cow<str> = match scalar {
        Scalar::Whole(number) => number.to_string().into(),
        Scalar::Negative(number) => number.to_string().into(),
        Scalar::Text(text) => text.trim().into(),
        _ => return Err(Irregular),
    };
    is_id(&id).then_some(id).ok_or(Irregular)
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= MAX_ID_BYTES && !id.contains(char::is_control)
}

fn read_texts(from: &Properties, words: &mut Words, into: &mut Station) -> Result<(), Irregular> {
    into.name = own(from.text(Text::Name))?.ok_or(Irregular)?;
    into.address = own(from.text(Text::Address))?;
    let kind = checked_text(from.text(Text::Kind))?;
    into.kind = kind.map(|word| words.kind(word));
    into.city = words.text(from.text(Text::City))?;
    into.district = words.text(from.text(Text::District))?;
    into.opening_hours = words.text(from.text(Text::OpeningHours))?;
    Ok(())
}

fn read_words(from: &Properties, into: &mut Station) -> Result<(), Irregular> {
    into.access = optional(from.text(Text::Access), Access::from_key)?;
    into.status = optional(from.text(Text::Status), Status::from_word)?.unwrap_or_default();
    into.status_until = optional(from.text(Text::StatusUntil), date_of)?;
    into.verified_on = optional(from.text(Text::VerifiedOn), date_of)?;
    Ok(())
}

fn more(from: &Properties, words: &mut Words, id: &StationId) -> Result<MoreFacts, Irregular> {
    Ok(MoreFacts {
        name_en: own(from.text(Text::NameEn))?,
        operator: words.text(from.text(Text::Operator))?,
        phone: own(from.text(Text::Phone))?,
        source: words.text(from.text(Text::Source))?,
        honours: honours_of(&from.honours)?,
        moved_to: optional(from.text(Text::MovedTo), reference)?,
        part_of: optional(from.text(Text::PartOf), reference)?,
        position_accuracy_m: metres(&from.position_accuracy_m)?,
        extra_members: join(&from.extra, id)?,
    })
}

/// A text that is probably no other station's.
fn own(text: &str) -> Read<Box<str>> {
    Ok(checked_text(text)?.map(Box::from))
}

/// What a text says; nothing if it is blank, irregular if it cannot be read.
fn optional<T>(text: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Irregular> {
    match text.trim() {
        "" => Ok(None),
        text => read(text).map(Some).ok_or(Irregular),
    }
}

fn reference(text: &str) -> Option<StationId> {
    is_id(text).then(|| StationId(text.into()))
}

fn star_of(scalar: &Scalar) -> Result<Option<u8>, Irregular> {
    match scalar {
        Scalar::Null => Ok(None),
        Scalar::Whole(star @ 1..=5) => Ok(u8::try_from(*star).ok()),
        _ => Err(Irregular),
    }
}

fn metres(scalar: &Scalar) -> Result<Option<f64>, Irregular> {
    match scalar {
        Scalar::Null => Ok(None),
        Scalar::Number(metres) if *metres >= 0.0 => Ok(Some(*metres)),
        Scalar::Whole(metres) => match u32::try_from(*metres) {
            Ok(metres) => Ok(Some(metres.into())),
            Err(_) => Err(Irregular),
        },
        _ => Err(Irregular),
    }
}

fn honours_of(honours: &[Scalar<'_>]) -> Result<Box<[Box<str>]>, Irregular> {
    if honours.len() > MAX_HONOURS {
        return Err(Irregular);
    }
    let honour = |scalar: &Scalar| match scalar {
        Scalar::Text(text) => checked_text(text)?.map(Box::from).ok_or(Irregular),
        _ => Err(Irregular),
    };
    honours.iter().map(honour).collect()
}

/// Puts the amenities into the station.
fn settle(
    entries: &[Entry<'_>],
    words: &mut Words,
    station: &mut Station,
) -> Result<(), Irregular> {
    if entries.len() > MAX_AMENITIES_LISTED {
        return Err(Irregular);
    }
    let mut claims = Claims::default();
    for entry in entries {
        let amenity = words.amenity(&entry.word).ok_or(Irregular)?;
        let detail = match &entry.detail {
            Some(said) => detail(amenity, said, words)?,
            None => None,
        };
        claims.add(amenity, entry.availability, detail);
    }
    let contradicted = claims.contradicted();
    if !contradicted.is_empty() {
        return Err(Irregular);
    }
    claims.settle(contradicted, station);
    Ok(())
}

fn detail(
    amenity: AmenityIdx,
    said: &Detail<'_>,
    words: &mut Words,
) -> Result<Option<AmenityDetail>, Irregular> {
    let opening_hours = words.text(said.opening_hours.as_deref().unwrap_or_default())?;
    let note = checked_text(said.note.as_deref().unwrap_or_default())?;
    let booking = match &said.booking {
        Scalar::Null => None,
        Scalar::Bool(is_needed) => Some(Booking::Needed(*is_needed)),
        Scalar::Text(how) => checked_text(how)?.map(|how| Booking::How(how.into())),
        _ => return Err(Irregular),
    };
    let is_any = opening_hours.is_some() || booking.is_some() || note.is_some();
    Ok(is_any.then(|| AmenityDetail {
        amenity,
        opening_hours,
        booking,
        note: note.map(Box::from),
    }))
}

/// The properties that are not ours, as they were written.
fn join(members: &[(Cow<'_, str>, &RawValue)], id: &StationId) -> Result<Box<str>, Irregular> {
    let mut joined = String::new();
    for (name, value) in members {
        if ANSWER_PROPERTIES.contains(&&**name) {
            if is_of_an_answer(name, value, id) {
                continue;
            }
            return Err(Irregular);
        }
        if !is_plain(value) {
            return Err(Irregular);
        }
        if !joined.is_empty() {
            joined.push(',');
        }
        joined.push_str(&serde_json::to_string(name).map_err(|_| Irregular)?);
        joined.push(':');
        joined.push_str(value.get());
    }
    let is_short = joined.len() <= MAX_EXTRA_BYTES;
    is_short.then(|| joined.into()).ok_or(Irregular)
}
