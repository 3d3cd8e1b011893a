//! One place of a batch: its id as it came, and where it is.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::body::is_number;
use super::coordinates::Coordinates;
use super::error::unknown_parameter;
use super::{Param, ParamError, single};
use crate::dataset::parse::members::Name;
use crate::datum::Datum;
use crate::position::Position;

/// What an origin may hold beside its id.
const ORIGIN_PARAMS: [Param; 3] = [single("lat"), single("lon"), single("lng")];

/// The members of a place, read in one pass and without a copy, for they are many.
#[derive(Default)]
struct Origin<'a> {
    id: Option<&'a RawValue>,
    /// What is given of [`ORIGIN_PARAMS`], in their order.
    given: [Option<&'a RawValue>; ORIGIN_PARAMS.len()],
    /// The first that is wrong with the members.
    error: Option<ParamError>,
}

/// Reads a place by the rules of parameters: its id as it came, `None` if none came, and where
/// it is or what is wrong with it.
pub fn read_origin(
    origin: &RawValue,
    crs: Datum,
) -> (Option<&RawValue>, Result<Position, ParamError>) {
    let Ok(Origin { id, given, error }) = serde_json::from_str(origin.get()) else {
        let detail = "an origin must be an object {id, lat, lon}";
        return (None, Err(ParamError::new("origins", detail)));
    };
    let [lat, lon, lng] = given.map(|value| value.map(RawValue::get));
    let position = match error {
        Some(error) => Err(error),
        None => Coordinates::given(lat, lon, lng).and_then(|given| given.position(crs)),
    };
    (id, position)
}

impl<'a> Origin<'a> {
    fn add(&mut self, name: &str, value: &'a RawValue) -> Result<(), ParamError> {
        let slot = if name == "id" {
            &mut self.id
        } else {
            let place = ORIGIN_PARAMS.iter().position(|param| param.name == name);
            let place = place.ok_or_else(|| unknown_parameter(name, &ORIGIN_PARAMS))?;
            if !is_number(value.get()) {
                return Err(ParamError::new(name, format!("{name} must be a number")));
            }
            &mut self.given[place]
        };
        if slot.is_some() {
            return Err(ParamError::repeated(name));
        }
        *slot = Some(value);
        Ok(())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Origin<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Origin<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut origin = Origin::default();
                while let Some((Name(name), value)) = map.next_entry()? {
                    if let Err(error) = origin.add(&name, value) {
                        origin.error.get_or_insert(error);
                    }
                }
                Ok(origin)
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(origin: &str) -> Box<RawValue> {
        serde_json::from_str(origin).unwrap()
    }

    #[test]
    fn a_place_is_read_with_its_id_as_it_came() {
        for (origin, expected) in [
            (r#"{"id":7,"lat":30.123456789012345,"lon":110}"#, "7"),
            (r#"{"lon":100,"lat":1.0e1,"id":"骑手\n"}"#, r#""骑手\n""#),
            (r#"{"l\u0061t":10,"lng":1.08E2}"#, "none"),
            (r#"{"id":null,"lat":30,"lon":110}"#, "null"),
            (
                r#"{"id":[1,{"a":2}],"lat":30.00,"lon":110}"#,
                r#"[1,{"a":2}]"#,
            ),
        ] {
            let origin = raw(origin);
            let (id, position) = read_origin(&origin, Datum::Gcj02);
            assert_eq!(id.map_or("none", RawValue::get), expected);
            assert!(position.is_ok(), "{origin}: {position:?}");
        }
    }

    #[test]
    fn what_is_no_place_is_refused_by_the_name_of_what_is_wrong() {
        for (origin, parameter) in [
            (r#"{"lat":"30","lon":110}"#, "lat"),
            (r#"{"lat":30,"lon":110,"lon":110}"#, "lon"),
            (r#"{"lat":30,"lon":110,"lng":110}"#, "lng"),
            (r#"{"id":1,"id":1,"lat":30,"lon":110}"#, "id"),
            (r#"{"lat":30,"lon":110,"limit":5}"#, "limit"),
            (r#"{"lat":90.0001,"lon":110}"#, "lat"),
            (r#"{"lat":30,"lng":-180.0001}"#, "lng"),
            (r#"{"lat":1e400,"lon":110}"#, "lat"),
            (r#"{"lat":null,"lon":110}"#, "lat"),
            (r#"{"lat":30}"#, "lon"),
            (r#"{"lat":-30,"lon":-110}"#, "crs"),
            ("[30,110]", "origins"),
            ("7", "origins"),
        ] {
            let origin = raw(origin);
            let (_, position) = read_origin(&origin, Datum::Gcj02);
            assert_eq!(position.unwrap_err().parameter, parameter, "{origin}");
        }
    }
}
