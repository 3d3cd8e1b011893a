//! A regular feature as it is written, read in one pass; its texts are slices of the file.
//!
//! Whatever is not plainly as it should be is an error here, which says no more than that:
//! the careful reader then finds out what it is.

use std::borrow::Cow;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess};
use serde_json::value::RawValue;

use super::amenity::Entries;
use super::scalar::{Fill, FromMembers, Scalar, text};
use crate::dataset::parse::interior::Pair;
use crate::dataset::parse::members::Name;

/// A feature whose members have the right types.
pub(super) struct Draft<'a>(pub(super) Box<Members<'a>>);

/// The members of a feature.
#[derive(Default)]
pub(super) struct Members<'a> {
    pub(super) id: Scalar<'a>,
    pub(super) point: Point,
    pub(super) properties: Properties<'a>,
}

/// The properties that are text.
#[derive(Clone, Copy)]
pub(super) enum Text {
    Name,
    NameEn,
    Kind,
    Address,
    City,
    District,
    Operator,
    Phone,
    Source,
    OpeningHours,
    Access,
    Status,
    StatusUntil,
    MovedTo,
    PartOf,
    VerifiedOn,
}

const N_TEXTS: usize = Text::VerifiedOn as usize + 1;
const AMENITIES: usize = N_TEXTS;
const STAR: usize = N_TEXTS + 1;
const HONOURS: usize = N_TEXTS + 2;
const POSITION_ACCURACY_M: usize = N_TEXTS + 3;
/// How many properties are typed.
const N_TYPED: usize = N_TEXTS + 4;

/// The properties of a feature, none of them given twice.
#[derive(Default)]
pub(super) struct Properties<'a> {
    texts: [Option<Cow<'a, str>>; N_TEXTS],
    pub(super) amenities: Entries<'a>,
    pub(super) star: Scalar<'a>,
    pub(super) honours: Vec<Scalar<'a>>,
    pub(super) position_accuracy_m: Scalar<'a>,
    /// Those that are not ours.
    pub(super) extra: Vec<(Cow<'a, str>, &'a RawValue)>,
}

/// A Point, and nothing else.
#[derive(Default)]
pub(super) struct Point(pub(super) Pair);

impl<'de: 'a, 'a> Deserialize<'de> for Draft<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = Box::<Members<'a>>::default();
        Fill(&mut *members).deserialize(deserializer)?;
        Ok(Self(members))
    }
}

impl<'de: 'a, 'a> FromMembers<'de> for Members<'a> {
    fn read<M: MapAccess<'de>>(&mut self, map: &mut M) -> Result<(), M::Error> {
        let mut seen = [false; 4];
        while let Some(Name(name)) = map.next_key()? {
            match &*name {
                "type" => {
                    once(&mut seen[0])?;
                    only("Feature", map.next_value()?)?;
                }
                "id" => {
                    once(&mut seen[1])?;
                    self.id = map.next_value()?;
                }
                "geometry" => {
                    once(&mut seen[2])?;
                    map.next_value_seed(Fill(&mut self.point))?;
                }
                "properties" => {
                    once(&mut seen[3])?;
                    map.next_value_seed(Fill(&mut self.properties))?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        all(&seen)
    }
}

impl<'a> Properties<'a> {
    /// A property that is text, as it is written.
    pub(super) fn text(&self, text: Text) -> &str {
        self.texts[text as usize].as_deref().unwrap_or_default()
    }

    fn read_other<'de: 'a, M: MapAccess<'de>>(
        &mut self,
        slot: usize,
        map: &mut M,
    ) -> Result<(), M::Error> {
        match slot {
            AMENITIES => self.amenities = map.next_value()?,
            STAR => self.star = map.next_value()?,
            HONOURS => self.honours = map.next_value::<Option<_>>()?.unwrap_or_default(),
            _ => self.position_accuracy_m = map.next_value()?,
        }
        Ok(())
    }
}

impl<'de: 'a, 'a> FromMembers<'de> for Properties<'a> {
    fn read<M: MapAccess<'de>>(&mut self, map: &mut M) -> Result<(), M::Error> {
        let mut seen = [false; N_TYPED];
        while let Some(Name(name)) = map.next_key()? {
            match slot_of(&name) {
                Some(slot) => {
                    once(&mut seen[slot])?;
                    if slot < N_TEXTS {
                        self.texts[slot] = text(map.next_value()?)?;
                    } else {
                        self.read_other(slot, map)?;
                    }
                }
                None if self.extra.iter().any(|(known, _)| *known == name) => {
                    return Err(Error::custom("given twice"));
                }
                None => self.extra.push((name, map.next_value()?)),
            }
        }
        Ok(())
    }
}

impl<'de> FromMembers<'de> for Point {
    fn read<M: MapAccess<'de>>(&mut self, map: &mut M) -> Result<(), M::Error> {
        let mut seen = [false; 2];
        while let Some(Name(name)) = map.next_key()? {
            match &*name {
                "type" => {
                    once(&mut seen[0])?;
                    only("Point", map.next_value()?)?;
                }
                "coordinates" => {
                    once(&mut seen[1])?;
                    self.0 = map.next_value()?;
                }
                _ => return Err(Error::custom("irregular")),
            }
        }
        all(&seen)
    }
}

/// The number of a typed property; those that are text come first, in the order of [`Text`].
fn slot_of(name: &str) -> Option<usize> {
    Some(match name {
        "name" => Text::Name as usize,
        "name_en" => Text::NameEn as usize,
        "kind" => Text::Kind as usize,
        "address" => Text::Address as usize,
        "city" => Text::City as usize,
        "district" => Text::District as usize,
        "operator" => Text::Operator as usize,
        "phone" => Text::Phone as usize,
        "source" => Text::Source as usize,
        "opening_hours" => Text::OpeningHours as usize,
        "access" => Text::Access as usize,
        "status" => Text::Status as usize,
        "status_until" => Text::StatusUntil as usize,
        "moved_to" => Text::MovedTo as usize,
        "part_of" => Text::PartOf as usize,
        "verified_on" => Text::VerifiedOn as usize,
        "amenities" => AMENITIES,
        "star" => STAR,
        "honours" => HONOURS,
        "position_accuracy_m" => POSITION_ACCURACY_M,
        _ => return None,
    })
}

/// Notes a member that may be given once.
fn once<E: Error>(is_seen: &mut bool) -> Result<(), E> {
    if std::mem::replace(is_seen, true) {
        return Err(Error::custom("given twice"));
    }
    Ok(())
}

/// A word, written without escapes.
fn only<E: Error>(wanted: &str, word: &str) -> Result<(), E> {
    if word == wanted {
        return Ok(());
    }
    Err(Error::custom("irregular"))
}

fn all<E: Error>(seen: &[bool]) -> Result<(), E> {
    if seen.iter().all(|is_seen| *is_seen) {
        return Ok(());
    }
    Err(Error::custom("something is missing"))
}
