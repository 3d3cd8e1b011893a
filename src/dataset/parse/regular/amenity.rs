//! The amenities of a regular feature, as they are written.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::scalar::{FromMembers, Scalar, text};
use crate::dataset::limits::MAX_AMENITIES_LISTED;
use crate::dataset::parse::amenities::Availability;
use crate::dataset::parse::members::Name;

/// How many amenities a record has, roughly.
const USUAL_ENTRIES: usize = 8;

/// The entries of a list or an object.
#[derive(Default)]
pub(super) struct Entries<'a>(pub(super) Vec<Entry<'a>>);

/// One amenity.
pub(super) struct Entry<'a> {
    /// Not trimmed.
    pub(super) word: Cow<'a, str>,
    pub(super) availability: Availability,
    pub(super) detail: Option<Box<Detail<'a>>>,
}

/// What is said of an amenity beyond whether it is there.
#[derive(Default)]
pub(super) struct Detail<'a> {
    pub(super) opening_hours: Option<Cow<'a, str>>,
    pub(super) booking: Scalar<'a>,
    pub(super) note: Option<Cow<'a, str>>,
}

/// What an object says of one of its amenities.
struct Said<'a>(Availability, Option<Box<Detail<'a>>>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListOrObject<'a>(PhantomData<&'a str>);
        impl<'de: 'a, 'a> Visitor<'de> for ListOrObject<'a> {
            type Value = Entries<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list or an object")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Entries::default())
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Self::Value, S::Error> {
                let mut entries = Vec::with_capacity(USUAL_ENTRIES);
                let mut n_listed = 0;
                while let Some(member) = list.next_element()? {
                    n_listed += 1;
                    let word = text::<S::Error>(member)?;
                    entries.extend(word.filter(|word| !word.trim().is_empty()).map(Entry::of));
                }
                if n_listed > MAX_AMENITIES_LISTED {
                    return Err(Error::custom("too many"));
                }
                Ok(Entries(entries))
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut entries = Vec::with_capacity(USUAL_ENTRIES);
                while let Some((Name(word), said)) = map.next_entry()? {
                    let Said(availability, detail) = said;
                    if entries.iter().any(|entry: &Entry| entry.word == word) {
                        return Err(Error::custom("given twice"));
                    }
                    entries.push(Entry {
                        word,
                        availability,
                        detail,
                    });
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_any(ListOrObject(PhantomData))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Said<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ScalarOrObject<'a>(PhantomData<&'a str>);
        impl<'de: 'a, 'a> Visitor<'de> for ScalarOrObject<'a> {
            type Value = Said<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("whether it is there, or an object")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Said(Availability::Unknown, None))
            }

            fn visit_bool<E>(self, is_there: bool) -> Result<Self::Value, E> {
                Ok(Said(of_bool(is_there), None))
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<Self::Value, E> {
                Ok(Said(of_word(word)?, None))
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut said = Said(Availability::Offered, None);
                said.read(&mut map)?;
                Ok(said)
            }
        }
        deserializer.deserialize_any(ScalarOrObject(PhantomData))
    }
}

impl<'de: 'a, 'a> FromMembers<'de> for Said<'a> {
    fn read<M: MapAccess<'de>>(&mut self, map: &mut M) -> Result<(), M::Error> {
        let Self(availability, detail) = self;
        let detail = detail.get_or_insert_default();
        let mut seen = Vec::with_capacity(4);
        while let Some(Name(name)) = map.next_key()? {
            match &*name {
                "available" => *availability = of_scalar(&map.next_value()?)?,
                "opening_hours" => detail.opening_hours = text(map.next_value()?)?,
                "booking" => detail.booking = map.next_value()?,
                "note" => detail.note = text(map.next_value()?)?,
                _ => return Err(Error::custom("not known here")),
            }
            if seen.contains(&name) {
                return Err(Error::custom("given twice"));
            }
            seen.push(name);
        }
        Ok(())
    }
}

impl<'a> Entry<'a> {
    fn of(word: Cow<'a, str>) -> Self {
        Self {
            word,
            availability: Availability::Offered,
            detail: None,
        }
    }
}

const fn of_bool(is_there: bool) -> Availability {
    if is_there {
        Availability::Offered
    } else {
        Availability::NotOffered
    }
}

fn of_word<E: Error>(word: &str) -> Result<Availability, E> {
    match word {
        "limited" => Ok(Availability::Limited),
        _ => Err(Error::custom("irregular")),
    }
}

fn of_scalar<E: Error>(scalar: &Scalar) -> Result<Availability, E> {
    match scalar {
        Scalar::Null => Ok(Availability::Unknown),
        Scalar::Bool(is_there) => Ok(of_bool(*is_there)),
        Scalar::Text(word) => of_word(word),
        _ => Err(Error::custom("irregular")),
    }
}
