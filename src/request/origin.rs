//! One place of a batch: its id as it came, and where it is.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::body::is_number;
use super::members::Members;
use super::{Param, ParamError, Params, single};
use crate::datum::Datum;
use crate::position::Position;

/// What an origin may hold.
const ORIGIN_PARAMS: [Param; 3] = [single("lat"), single("lon"), single("lng")];

/// A place as it is usually given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlainOrigin<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    lat: &'a RawValue,
    #[serde(borrow)]
    lon: &'a RawValue,
}

/// Reads a place in one go, without a copy, if it is as it usually is. `None` is no verdict:
/// [`read_origin`] knows what to say of anything else.
pub fn read_plain_origin(origin: &RawValue, crs: Datum) -> Option<(Option<&RawValue>, Position)> {
    let number = |value: &RawValue| -> Option<f64> {
        let text = value.get();
        is_number(text).then(|| text.parse().ok()).flatten()
    };
    let origin: PlainOrigin<'_> = serde_json::from_str(origin.get()).ok()?;
    let (lon, lat) = (number(origin.lon)?, number(origin.lat)?);
    if lon.abs() > 180.0 || lat.abs() > 90.0 {
        return None;
    }
    Some((origin.id, crs.to_position(lon, lat).ok()?))
}

/// Reads any place through the door of all parameters: its id as it came, `None` if none
/// came, and where it is or what is wrong with it.
pub fn read_origin(
    origin: &RawValue,
    crs: Datum,
) -> (Option<Box<RawValue>>, Result<Position, ParamError>) {
    let Ok(mut members) = serde_json::from_str::<Members>(origin.get()) else {
        let detail = "an origin must be an object {id, lat, lon}";
        return (None, Err(ParamError::new("origins", detail)));
    };
    let (id, is_repeated) = members.take("id");
    let position = if is_repeated {
        Err(ParamError::new("id", "id is given more than once"))
    } else {
        position(members, crs)
    };
    (id, position)
}

fn position(members: Members, crs: Datum) -> Result<Position, ParamError> {
    let is_known = |name: &str| ORIGIN_PARAMS.iter().any(|param| param.name == name);
    let pairs = members
        .into_iter()
        .map(|(name, value)| {
            if is_known(&name) && !is_number(value.get()) {
                return Err(ParamError::new(&name, format!("{name} must be a number")));
            }
            Ok((name, value.get().to_owned()))
        })
        .collect::<Result<Vec<_>, _>>()?;
    Params::from_pairs(pairs, &ORIGIN_PARAMS)?.position(crs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(origin: &str) -> Box<RawValue> {
        serde_json::from_str(origin).unwrap()
    }

    #[test]
    fn a_plain_place_is_read_as_any_place_is() {
        for origin in [
            r#"{"id":7,"lat":30.123456789012345,"lon":110}"#,
            r#"{"lon":100,"lat":1.0e1,"id":"骑手\n"}"#,
            r#"{"lat":10,"lon":1.08E2}"#,
            r#"{"id":null,"lat":30,"lon":110}"#,
            r#"{"id":[1,{"a":2}],"lat":30.0000000000000000000000001,"lon":110}"#,
        ] {
            let origin = raw(origin);
            for crs in Datum::ALL {
                let (plain_id, plain) = read_plain_origin(&origin, crs).unwrap();
                let (id, position) = read_origin(&origin, crs);
                assert_eq!(plain, position.unwrap(), "{origin}");
                let text = |id: Option<&RawValue>| id.map_or("null", RawValue::get).to_owned();
                assert_eq!(text(plain_id), text(id.as_deref()), "{origin}");
            }
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_strict_reader() {
        for origin in [
            r#"{"lat":"30","lon":110}"#,
            r#"{"lat":30,"lng":110}"#,
            r#"{"lat":30,"lon":110,"lon":110}"#,
            r#"{"id":1,"id":1,"lat":30,"lon":110}"#,
            r#"{"lat":30,"lon":110,"limit":5}"#,
            r#"{"lat":90.0001,"lon":110}"#,
            r#"{"lat":30,"lon":-180.0001}"#,
            r#"{"lat":1e400,"lon":110}"#,
            r#"{"lat":null,"lon":110}"#,
            r#"{"lat":30}"#,
            "[30,110]",
            "7",
        ] {
            assert!(
                read_plain_origin(&raw(origin), Datum::Wgs84).is_none(),
                "{origin}"
            );
        }
        let abroad = raw(r#"{"lat":-30,"lon":-110}"#);
        assert!(read_plain_origin(&abroad, Datum::Wgs84).is_some());
        assert!(read_plain_origin(&abroad, Datum::Gcj02).is_none());
    }
}
