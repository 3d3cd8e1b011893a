//! A place as GeoJSON.

use super::json::append_degrees;
use crate::datum::Datum;
use crate::position::Position;

/// A Point geometry in a datum, to seven decimals (a centimetre).
pub fn write_point(out: &mut String, position: Position, crs: Datum) {
    let [lon, lat] = crs.coordinates(position);
    out.push_str(r#"{"type":"Point","coordinates":["#);
    append_degrees(out, lon);
    out.push(',');
    append_degrees(out, lat);
    out.push_str("]}");
}
