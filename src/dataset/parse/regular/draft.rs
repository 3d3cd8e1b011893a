//! A regular feature as it is written, read in one pass; its texts are slices of the file.
//!
//! Whatever is not plainly as it should be is an error here, which says no more than that:
//! the careful reader then finds out what it is.

use std::borrow::Cow;

use serde::de::{Error, IgnoredAny, MapAccess};
use serde_json::value::RawValue;

use super::amenity::Entries;
use super::scalar::{FromMembers, Members, Scalar, text};
use crate::dataset::parse::interior::Pair;
use crate::dataset::parse::properties::Name;

/// A feature whose members have the right types.
pub(super) struct Draft<'a> {
    pub(super) id: Scalar<'a>,
    pub(super) point: Pair,
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
struct Point(Pair);

impl<'a> FromMembers<'a> for Draft<'a> {
    fn read<M: MapAccess<'a>>(map: &mut M) -> Result<Self, M::Error> {
        let (mut kind, mut id, mut point, mut properties) = (None, None, None, None);
        while let Some(Name(name)) = map.next_key()? {
            match &*name {
                "type" => once(&mut kind, map.next_value::<&'a str>()?)?,
                "id" => once(&mut id, map.next_value()?)?,
                "geometry" => once(&mut point, map.next_value::<Members<Point>>()?)?,
                "properties" => {
                    once(
                        &mut properties,
                        map.next_value::<Members<Properties<'a>>>()?,
                    )?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        match (kind, id, point, properties) {
            (Some("Feature"), Some(id), Some(point), Some(properties)) => Ok(Self {
                id,
                point: point.0.0,
                properties: properties.0,
            }),
            _ => Err(Error::custom("irregular")),
        }
    }
}

impl<'a> Properties<'a> {
    /// A property that is text, as it is written.
    pub(super) fn text(&self, text: Text) -> &str {
        self.texts[text as usize].as_deref().unwrap_or_default()
    }

    fn read_other<M: MapAccess<'a>>(&mut self, name: &str, map: &mut M) -> Result<(), M::Error> {
        match name {
            "amenities" => self.amenities = map.next_value()?,
            "star" => self.star = map.next_value()?,
            "honours" => self.honours = map.next_value::<Option<_>>()?.unwrap_or_default(),
            _ => self.position_accuracy_m = map.next_value()?,
        }
        Ok(())
    }
}

impl<'a> FromMembers<'a> for Properties<'a> {
    fn read<M: MapAccess<'a>>(map: &mut M) -> Result<Self, M::Error> {
        let mut properties = Self::default();
        let mut seen = [false; NAMES.len()];
        while let Some(Name(name)) = map.next_key()? {
            match NAMES.iter().position(|known| *known == name) {
                Some(slot) if std::mem::replace(&mut seen[slot], true) => {
                    return Err(Error::custom("given twice"));
                }
                Some(slot) if slot < N_TEXTS => properties.texts[slot] = text(map.next_value()?)?,
                Some(_) => properties.read_other(&name, map)?,
                None if properties.extra.iter().any(|(known, _)| *known == name) => {
                    return Err(Error::custom("given twice"));
                }
                None => properties.extra.push((name, map.next_value()?)),
            }
        }
        Ok(properties)
    }
}

impl<'a> FromMembers<'a> for Point {
    fn read<M: MapAccess<'a>>(map: &mut M) -> Result<Self, M::Error> {
        let (mut kind, mut coordinates) = (None, None);
        while let Some(Name(name)) = map.next_key()? {
            match &*name {
                "type" => once(&mut kind, map.next_value::<&'a str>()?)?,
                "coordinates" => once(&mut coordinates, map.next_value::<Pair>()?)?,
                _ => return Err(Error::custom("irregular")),
            }
        }
        match (kind, coordinates) {
            (Some("Point"), Some(pair)) => Ok(Self(pair)),
            _ => Err(Error::custom("irregular")),
        }
    }
}

/// Takes a member that may be given once.
fn once<T, E: Error>(slot: &mut Option<T>, value: T) -> Result<(), E> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(Error::custom("given twice")),
    }
}
