//! The legacy `crs` member of GeoJSON 2008, which RFC 7946 removed.
//!
//! Only names of longitude and latitude on WGS-84 pass; nothing is reprojected.

use serde_json::Value;
use serde_json::value::RawValue;

use super::value;
use crate::dataset::issue::shortened;

/// The system that `crs` names, if coordinates in it are no longitude and latitude.
pub(super) fn foreign(raw: &RawValue) -> Option<String> {
    let Ok(crs) = serde_json::from_str::<Value>(raw.get()) else {
        return Some(value::describe(raw.get()));
    };
    let properties = &crs["properties"];
    let name = match &crs {
        Value::Null => return None,
        Value::String(name) => Some(name.clone()),
        _ => properties["name"].as_str().map(str::to_owned).or_else(|| {
            let code = &properties["code"];
            (crs["type"] == "EPSG").then(|| format!("EPSG:{}", code.to_string().trim_matches('"')))
        }),
    };
    let is_known = name.as_deref().is_some_and(is_lon_lat_wgs84);
    let shown = || match &name {
        Some(name) => shortened(name),
        None => value::describe(raw.get()),
    };
    (!is_known).then(shown)
}

/// Whether a URN, a URL or a short name stands for OGC:CRS84 or EPSG:4326.
fn is_lon_lat_wgs84(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    let mut parts = name.split([':', '/']);
    let code = parts.next_back().unwrap_or_default();
    match code {
        "crs84" => name == code || parts.any(|part| part == "ogc"),
        "4326" => parts.any(|part| part == "epsg"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign_in(json: &str) -> Option<String> {
        foreign(&RawValue::from_string(json.to_owned()).unwrap())
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
            (r#"{"properties":{"name":"EPSG:4490"}}"#, "EPSG:4490"),
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
