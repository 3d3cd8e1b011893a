//! The legacy `crs` member of GeoJSON 2008, which RFC 7946 removed.
//!
//! Only names of longitude and latitude on WGS-84, or on CGCS2000, which is the same within
//! decimetres, pass; nothing is reprojected.

use serde_json::Value;
use serde_json::value::RawValue;

use super::value;
use crate::dataset::error::FaultKind;
use crate::dataset::issue::{Finding, IssueCode};
use crate::dataset::shown::shortened;
use crate::datum::Datum;

/// How China Geodetic Coordinate System 2000 is called, without blanks and marks.
const CGCS2000: [&str; 3] = [
    "cgcs2000",
    "gcschinageodeticcoordinatesystem2000",
    "chinageodeticcoordinatesystem2000",
];

/// Refuses a system in which coordinates are no longitude and latitude; a warning if they are
/// taken as WGS-84 without being it by name, or if `datum` contradicts it.
pub(super) fn check(raw: &RawValue, datum: Datum) -> Result<Option<Finding>, FaultKind> {
    let foreign = |crs: String| Err(FaultKind::ForeignCrs { crs });
    let Ok(crs) = serde_json::from_str::<Value>(raw.get()) else {
        return foreign(value::describe(raw.get()));
    };
    if crs.is_null() {
        return Ok(None);
    }
    match name_of(&crs) {
        Some(name) if is_lon_lat_wgs84(&name) => Ok(None),
        Some(name) if is_cgcs2000(&name) && datum != Datum::Wgs84 => {
            Ok(Some(contradicted(&name, datum)))
        }
        Some(name) if is_cgcs2000(&name) => Ok(Some(taken_as_wgs84(&name))),
        Some(name) => foreign(shortened(&name)),
        None => foreign(value::describe(raw.get())),
    }
}

/// The name in the forms in which it is given.
fn name_of(crs: &Value) -> Option<String> {
    if let Value::String(name) = crs {
        return Some(name.clone());
    }
    let properties = &crs["properties"];
    properties["name"].as_str().map(str::to_owned).or_else(|| {
        let code = &properties["code"];
        (crs["type"] == "EPSG").then(|| format!("EPSG:{}", code.to_string().trim_matches('"')))
    })
}

fn taken_as_wgs84(name: &str) -> Finding {
    let message = format!(
        "`crs` is {} (CGCS2000), which is WGS-84 within decimetres, so it is taken as that",
        shortened(name)
    );
    Finding::new(IssueCode::TakenAsWgs84, message)
}

fn contradicted(name: &str, datum: Datum) -> Finding {
    let message = format!(
        "`crs` is {} (CGCS2000), but `datum` is {}, which counts; one of them is wanted",
        shortened(name),
        datum.key()
    );
    Finding::new(IssueCode::BadProperty, message)
}

/// Whether a URN, a URL or a short name stands for OGC:CRS84 or EPSG:4326.
fn is_lon_lat_wgs84(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    name == "crs84" || is_code(&name, "ogc", "crs84") || is_code(&name, "epsg", "4326")
}

/// Whether a name stands for EPSG:4490.
fn is_cgcs2000(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    is_code(&name, "epsg", "4490") || CGCS2000.contains(&letters.as_str())
}

/// Whether a name is an authority's code, as in `EPSG:4326`, `urn:ogc:def:crs:EPSG::4326`,
/// `http://www.opengis.net/def/crs/EPSG/0/4326` or `…/gml/srs/epsg.xml#4326`.
fn is_code(name: &str, authority: &str, code: &str) -> bool {
    let mut parts = name.split([':', '/', '#']);
    let is_its = |part: &str| part.strip_suffix(".xml").unwrap_or(part) == authority;
    parts.next_back() == Some(code) && parts.any(is_its)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_json(json: &str) -> Result<Option<Finding>, FaultKind> {
        check(
            &RawValue::from_string(json.to_owned()).unwrap(),
            Datum::Wgs84,
        )
    }

    fn foreign_in(json: &str) -> Option<String> {
        match check_json(json) {
            Err(FaultKind::ForeignCrs { crs }) => Some(crs),
            found => {
                assert!(matches!(found, Ok(None)), "{json}: {found:?}");
                None
            }
        }
    }

    #[test]
    fn every_spelling_of_cgcs2000_is_taken_as_wgs84_and_said() {
        for name in [
            "urn:ogc:def:crs:EPSG::4490",
            "urn:ogc:def:crs:EPSG:9.9:4490",
            "http://www.opengis.net/def/crs/EPSG/0/4490",
            "EPSG:4490",
            " epsg:4490 ",
            "http://www.opengis.net/gml/srs/epsg.xml#4490",
            "EPSG::4490",
            "urn:x-ogc:def:crs:EPSG:4490",
            "CGCS2000",
            "CGCS 2000",
            "GCS_China_Geodetic_Coordinate_System_2000",
            "China Geodetic Coordinate System 2000",
        ] {
            let named = format!(r#"{{"type":"name","properties":{{"name":"{name}"}}}}"#);
            for json in [named, format!("\"{name}\"")] {
                let finding = check_json(&json).unwrap().unwrap();
                assert!(finding.message.contains(name.trim()), "{}", finding.message);
            }
        }
        let by_code = r#"{"type":"EPSG","properties":{"code":4490}}"#;
        assert!(check_json(by_code).unwrap().is_some());
    }

    #[test]
    fn every_spelling_of_wgs84_passes() {
        for name in [
            "urn:ogc:def:crs:OGC:1.3:CRS84",
            "urn:ogc:def:crs:OGC::CRS84",
            "urn:ogc:def:crs:EPSG::4326",
            "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            "http://www.opengis.net/def/crs/EPSG/0/4326",
            "OGC:CRS84",
            "CRS84",
            "http://www.opengis.net/gml/srs/epsg.xml#4326",
            "EPSG:4326",
            "epsg:4326",
        ] {
            let json = format!(r#"{{"type":"name","properties":{{"name":"{name}"}}}}"#);
            assert_eq!(foreign_in(&json), None, "{name}");
        }
        assert_eq!(foreign_in("null"), None);
        assert_eq!(foreign_in(r#""EPSG:4326""#), None);
        assert_eq!(
            foreign_in(r#"{"type":"EPSG","properties":{"code":4326}}"#),
            None
        );
    }

    #[test]
    fn other_systems_are_named() {
        for (json, name) in [
            (r#"{"properties":{"name":"EPSG:4547"}}"#, "EPSG:4547"),
            (r#"{"properties":{"name":"urn:x:4490"}}"#, "urn:x:4490"),
            (
                r#""CGCS2000 / 3-degree Gauss-Kruger zone 39""#,
                "CGCS2000 / 3-degree Gauss-Kruger zone 39",
            ),
            (
                r#""CGCS2000_3_Degree_GK_Zone_39""#,
                "CGCS2000_3_Degree_GK_Zone_39",
            ),
            (r#""EPSG:4491""#, "EPSG:4491"),
            (r#""EPSG:4490/4479""#, "EPSG:4490/4479"),
            (r#"{"properties":{"name":"urn:x:4326"}}"#, "urn:x:4326"),
            (r#"{"type":"EPSG","properties":{"code":2326}}"#, "EPSG:2326"),
            (r#"{"type":"link","properties":{"href":"x"}}"#, "an object"),
            (r#""EPSG:3857""#, "EPSG:3857"),
            ("4326", "the number 4326"),
            (r#"{"\ud800":1}"#, "an object"),
        ] {
            assert_eq!(foreign_in(json).as_deref(), Some(name));
        }
    }
}
