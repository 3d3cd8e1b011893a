//! A regular feature's draft as a station, by the rules of the careful reader.
//!
//! `None` is always: let the careful reader look at it.

use std::sync::Arc;

use super::amenity::{Detail, Entry};
use super::draft::{Draft, Properties, Text};
use super::scalar::Scalar;
use super::words::Words;
use crate::amenity::AmenityIdx;
use crate::dataset::limits::{MAX_AMENITIES_LISTED, MAX_EXTRA_BYTES, MAX_HONOURS, MAX_ID_BYTES};
use crate::dataset::parse::claims::Claims;
use crate::dataset::parse::feature::nameless_station;
use crate::dataset::parse::geometry::{check_degrees, position_of};
use crate::dataset::parse::properties::ANSWER_PROPERTIES;
use crate::dataset::parse::value::{checked_text, date_of};
use crate::datum::Datum;
use crate::station::{Access, AmenityDetail, Booking, SourceIdx, Station, StationId, Status};

use chrono::NaiveDate;

/// The station of a draft in which nothing is wrong and every amenity is of the vocabulary.
pub(super) fn station(
    draft: Draft<'_>,
    words: &mut Words,
    datum: Datum,
    file: SourceIdx,
) -> Option<Station> {
    check_degrees(draft.point).ok()?;
    let position = position_of(draft.point, datum).ok()?;
    let mut station = nameless_station(&id(draft.id)?, position, file);
    read_texts(&draft.properties, words, &mut station)?;
    read_words(&draft.properties, &mut station)?;
    let Properties {
        amenities,
        star,
        honours,
        position_accuracy_m,
        extra,
        ..
    } = draft.properties;
    station.star = star_of(&star)?;
    station.position_accuracy_m = metres(&position_accuracy_m)?;
    station.honours = honours_of(honours)?;
    settle(amenities.0, words, &mut station)?;
    if !extra.is_empty() {
        let members: Vec<_> = extra
            .iter()
            .map(|(name, raw)| (&**name, raw.get()))
            .collect();
        station.extra_members = join(&members)?;
    }
    Some(station)
}

/// An id: text or a whole number.
fn id(scalar: Scalar<'_>) -> Option<Box<str>> {
    let id: Box<str> = match scalar {
        Scalar::Whole(number) => number.to_string().into(),
        Scalar::Negative(number) => number.to_string().into(),
        Scalar::Text(text) => text.trim().into(),
        _ => return None,
    };
    is_id(&id).then_some(id)
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= MAX_ID_BYTES && !id.contains(char::is_control)
}

fn read_texts(from: &Properties, words: &mut Words, into: &mut Station) -> Option<()> {
    let own = |text: Text| Some(checked_text(from.text(text)).ok()?.map(Box::from));
    into.name = own(Text::Name)??;
    into.name_en = own(Text::NameEn)?;
    into.address = own(Text::Address)?;
    into.phone = own(Text::Phone)?;
    let kind = checked_text(from.text(Text::Kind)).ok()?;
    into.kind = kind.map(|word| words.kind(word));
    let mut shared = |text: Text| words.text(from.text(text));
    into.city = shared(Text::City)?;
    into.district = shared(Text::District)?;
    into.operator = shared(Text::Operator)?;
    into.source = shared(Text::Source)?;
    into.opening_hours = shared(Text::OpeningHours)?;
    Some(())
}

fn read_words(from: &Properties, into: &mut Station) -> Option<()> {
    into.access = optional(from.text(Text::Access), Access::from_key)?;
    into.status = optional(from.text(Text::Status), Status::from_key)?.unwrap_or_default();
    into.status_until = optional(from.text(Text::StatusUntil), date)?;
    into.verified_on = optional(from.text(Text::VerifiedOn), date)?;
    into.moved_to = optional(from.text(Text::MovedTo), reference)?;
    into.part_of = optional(from.text(Text::PartOf), reference)?;
    Some(())
}

/// What a text says; nothing if it is blank, irregular if it says nothing.
fn optional<T>(text: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    match text.trim() {
        "" => Some(None),
        text => read(text).map(Some),
    }
}

fn date(text: &str) -> Option<NaiveDate> {
    date_of(text)
}

fn reference(text: &str) -> Option<StationId> {
    is_id(text).then(|| StationId(text.into()))
}

fn star_of(scalar: &Scalar) -> Option<Option<u8>> {
    match scalar {
        Scalar::Null => Some(None),
        Scalar::Whole(star @ 1..=5) => u8::try_from(*star).ok().map(Some),
        _ => None,
    }
}

fn metres(scalar: &Scalar) -> Option<Option<f64>> {
    match scalar {
        Scalar::Null => Some(None),
        Scalar::Whole(metres) => Some(Some(u32::try_from(*metres).ok()?.into())),
        Scalar::Number(metres) => (*metres >= 0.0).then_some(Some(*metres)),
        _ => None,
    }
}

fn honours_of(honours: Vec<Scalar<'_>>) -> Option<Box<[Box<str>]>> {
    if honours.len() > MAX_HONOURS {
        return None;
    }
    let honour = |scalar| match scalar {
        Scalar::Text(text) => checked_text(&text).ok()?.map(Box::from),
        _ => None,
    };
    honours.into_iter().map(honour).collect()
}

/// Puts the amenities into the station.
fn settle(entries: Vec<Entry<'_>>, words: &mut Words, station: &mut Station) -> Option<()> {
    if entries.len() > MAX_AMENITIES_LISTED {
        return None;
    }
    let mut claims = Claims::default();
    for entry in entries {
        let amenity = words.amenity(&entry.word)?;
        let detail = match entry.detail {
            Some(said) => detail(amenity, *said, words)?,
            None => None,
        };
        claims.add(amenity, entry.availability, detail);
    }
    let contradicted = claims.contradicted();
    if !contradicted.is_empty() {
        return None;
    }
    claims.settle(contradicted, station);
    Some(())
}

fn detail(
    amenity: AmenityIdx,
    said: Detail<'_>,
    words: &mut Words,
) -> Option<Option<AmenityDetail>> {
    let opening_hours: Option<Arc<str>> =
        words.text(said.opening_hours.as_deref().unwrap_or_default())?;
    let note = checked_text(said.note.as_deref().unwrap_or_default()).ok()?;
    let booking = match said.booking {
        Scalar::Null => None,
        Scalar::Bool(is_needed) => Some(Booking::Needed(is_needed)),
        Scalar::Text(how) => checked_text(&how).ok()?.map(|how| Booking::How(how.into())),
        _ => return None,
    };
    let is_any = opening_hours.is_some() || booking.is_some() || note.is_some();
    Some(is_any.then(|| AmenityDetail {
        amenity,
        opening_hours,
        booking,
        note: note.map(Box::from),
    }))
}

/// The properties that are not ours, as they were written.
fn join(members: &[(&str, &str)]) -> Option<Box<str>> {
    let mut joined = String::new();
    for (name, value) in members {
        if ANSWER_PROPERTIES.contains(name) {
            // The feed repeats the id, and gives what is unknown as null.
            if *name == "station_id" || *value == "null" {
                continue;
            }
            return None;
        }
        if !joined.is_empty() {
            joined.push(',');
        }
        joined.push_str(&serde_json::to_string(name).ok()?);
        joined.push(':');
        joined.push_str(value);
    }
    (joined.len() <= MAX_EXTRA_BYTES).then(|| joined.into())
}
