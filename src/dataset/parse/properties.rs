//! The properties of a feature by their names, read in one pass as far as they are as usual.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::json::{Flat, Nested, Scalar, Value};
use super::members::{Members, Name, Pairs, may_repeat};

/// Room for the properties of most stations.
const USUAL_PROPERTIES: usize = 16;

/// A property that has a type.
#[derive(Clone, Copy)]
pub(super) enum Property {
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
    Star,
    Honours,
    Amenities,
    Status,
    StatusUntil,
    MovedTo,
    PartOf,
    VerifiedOn,
    PositionAccuracyM,
    Activities,
    Offers,
}

/// What a property usually is.
enum Usually {
    Scalar,
    /// A number, or what few stations have: read apart.
    Apart,
    Flat,
    Nested,
}

/// The properties of a feature in their order, those that have a type read as far as that is
/// usual.
#[derive(Default)]
pub(super) struct Properties<'a> {
    pub(super) members: Vec<(Cow<'a, str>, Given<'a>)>,
    /// Names that were given more than once; the last value counts.
    pub(super) repeated: Vec<Cow<'a, str>>,
}

/// A property's value, and which one it is, if it is one of ours.
pub(super) type Given<'a> = (Option<Property>, Value<'a>);

impl Property {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "name" => Self::Name,
            "name_en" => Self::NameEn,
            "kind" => Self::Kind,
            "address" => Self::Address,
            "city" => Self::City,
            "district" => Self::District,
            "operator" => Self::Operator,
            "phone" => Self::Phone,
            "source" => Self::Source,
            "opening_hours" => Self::OpeningHours,
            "access" => Self::Access,
            "star" => Self::Star,
            "honours" => Self::Honours,
            "amenities" => Self::Amenities,
            "status" => Self::Status,
            "status_until" => Self::StatusUntil,
            "moved_to" => Self::MovedTo,
            "part_of" => Self::PartOf,
            "verified_on" => Self::VerifiedOn,
            "position_accuracy_m" => Self::PositionAccuracyM,
            "activities" => Self::Activities,
            "offers" => Self::Offers,
            _ => return None,
        })
    }

    const fn usually(self) -> Usually {
        match self {
            Self::Star | Self::PositionAccuracyM | Self::Activities | Self::Offers => {
                Usually::Apart
            }
            Self::Honours => Usually::Flat,
            Self::Amenities => Usually::Nested,
            _ => Usually::Scalar,
        }
    }
}

impl<'a> Properties<'a> {
    /// The first that has one of these names and is not null.
    pub(super) fn find(&self, names: &[&str]) -> Option<(&str, &Value<'a>)> {
        let members = self.members.iter();
        members
            .map(|(name, (_, given))| (&**name, given))
            .find(|(name, given)| names.contains(name) && given.json() != "null")
    }
}

impl<'a> From<Members<'a>> for Properties<'a> {
    fn from(members: Members<'a>) -> Self {
        let (Pairs(members), repeated) = members.into_parts();
        let given = |(name, raw): (Cow<'a, str>, _)| {
            let property = Property::named(&name);
            (name, (property, Value::Raw(raw)))
        };
        Self {
            members: members.into_iter().map(given).collect(),
            repeated,
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Properties<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Usual<'a>(PhantomData<&'a str>);
        impl<'de: 'a, 'a> Visitor<'de> for Usual<'a> {
            type Value = Properties<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut members = Vec::with_capacity(USUAL_PROPERTIES);
                while let Some(Name(name)) = map.next_key()? {
                    let property = Property::named(&name);
                    let given = match property.map(Property::usually) {
                        Some(Usually::Scalar) => map.next_value::<Scalar>()?.into(),
                        Some(Usually::Flat) => map.next_value::<Flat>()?.into(),
                        Some(Usually::Nested) => map.next_value::<Nested>()?.into(),
                        Some(Usually::Apart) | None => Value::Raw(map.next_value()?),
                    };
                    members.push((name, (property, given)));
                }
                if may_repeat(&members) {
                    return Err(M::Error::custom("a name that is given twice"));
                }
                Ok(Properties {
                    members,
                    repeated: Vec::new(),
                })
            }
        }
        deserializer.deserialize_map(Usual(PhantomData))
    }
}
