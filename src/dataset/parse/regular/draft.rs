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
use crate::dataset::parse::properties::Name;

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

/// All typed properties; those that are text come first, in the order of [`Text`].
const NAMES: [&str; 20] = [
    "name",
    "name_en",
    "kind",
    "address",
    "city",
    "district",
    "operator",
    "phone",
    "source",
    "opening_hours",
    "access",
    "status",
    "status_until",
    "moved_to",
    "part_of",
    "verified_on",
    "amenities",
    "star",
    "honours",
    "position_accuracy_m",
];
const N_TEXTS: usize = Text::VerifiedOn as usize + 1;

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
        name: &str,
        map: &mut M,
    ) -> Result<(), M::Error> {
        match name {
            "amenities" => self.amenities = map.next_value()?,
            "star" => self.star = map.next_value()?,
            "honours" => self.honours = map.next_value::<Option<_>>()?.unwrap_or_default(),
            _ => self.position_accuracy_m = map.next_value()?,
        }
        Ok(())
    }
}

impl<'de: 'a, 'a> FromMembers<'de> for Properties<'a> {
    fn read<M: MapAccess<'de>>(&mut self, map: &mut M) -> Result<(), M::Error> {
        let mut seen = [false; NAMES.len()];
        while let Some(Name(name)) = map.next_key()? {
            match NAMES.iter().position(|known| *known == name) {
                Some(slot) => {
                    once(&mut seen[slot])?;
                    if slot < N_TEXTS {
                        self.texts[slot] = text(map.next_value()?)?;
                    } else {
                        self.read_other(&name, map)?;
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
