//! The metadata of GeoParquet: which column has the points, and where on Earth they are.

use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;

use crate::demand::error::DemandFault;

/// The key of the metadata in the file.
pub(super) const GEO_KEY: &str = "geo";
/// Reference systems whose coordinates are longitude and latitude on WGS-84, or within its error.
const DEGREES: [(&str, &str); 4] = [
    ("OGC", "CRS84"),
    ("OGC", "CRS84h"),
    ("EPSG", "4326"),
    ("EPSG", "4490"),
];

/// What is read of the metadata.
#[derive(Deserialize)]
pub(super) struct Geo {
    pub(super) primary_column: String,
    #[serde(default)]
    columns: HashMap<String, Column>,
}

#[derive(Deserialize)]
struct Column {
    encoding: String,
    /// PROJJSON; without one the coordinates are longitude and latitude on WGS-84.
    crs: Option<Value>,
}

impl Geo {
    /// The metadata, if they are as GeoParquet has them.
    pub(super) fn of(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Refuses points in another encoding or another reference system.
    pub(super) fn check(&self, column: &str) -> Result<(), DemandFault> {
        let Some(column) = self.columns.get(column) else {
            return Ok(());
        };
        if !column.encoding.eq_ignore_ascii_case("WKB") {
            return Err(DemandFault::NoColumns {
                what: format!(
                    "its geometry is encoded as {}; WKB is wanted",
                    column.encoding
                ),
            });
        }
        let Some(crs) = column.crs.as_ref().filter(|crs| !crs.is_null()) else {
            return Ok(());
        };
        let authority = crs["id"]["authority"].as_str().unwrap_or_default();
        let code = match &crs["id"]["code"] {
            Value::String(code) => code.clone(),
            code => code.to_string(),
        };
        if DEGREES.contains(&(authority, &*code)) {
            return Ok(());
        }
        let name = crs["name"].as_str().unwrap_or("of no name");
        let crs = match authority {
            "" => name.to_owned(),
            _ => format!("{authority}:{code} ({name})"),
        };
        Err(DemandFault::ForeignCrs { crs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(column: &str) -> Result<(), DemandFault> {
        let text = format!(r#"{{"primary_column":"geometry","columns":{{"geometry":{column}}}}}"#);
        Geo::of(&text).unwrap().check("geometry")
    }

    #[test]
    fn degrees_on_wgs84_pass_and_projections_do_not() {
        for column in [
            r#"{"encoding":"WKB"}"#,
            r#"{"encoding":"WKB","crs":null}"#,
            r#"{"encoding":"WKB","crs":{"id":{"authority":"OGC","code":"CRS84"}}}"#,
            r#"{"encoding":"WKB","crs":{"id":{"authority":"EPSG","code":4326}}}"#,
        ] {
            assert!(check(column).is_ok(), "{column}");
        }
        for (column, said) in [
            (
                r#"{"encoding":"WKB","crs":{"name":"Web","id":{"authority":"EPSG","code":3857}}}"#,
                "EPSG:3857 (Web)",
            ),
            (r#"{"encoding":"WKB","crs":{"name":"Mine"}}"#, "Mine"),
            (r#"{"encoding":"point"}"#, "WKB is wanted"),
        ] {
            let error = check(column).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
