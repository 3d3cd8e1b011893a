//! The stations that a search found, as a FeatureCollection.

use super::Source;
use super::json::{append_integer, append_tenths, json_string, write_word};
use super::opening::{write_instant, write_opening};
use super::selected::write_asked_feature;
use super::source::write_provenance;
use super::station_json::FEATURE_END;
use crate::amenity::AmenitySet;
use crate::clock::Zone;
use crate::query::opening::OpeningSearch;
use crate::request::{Field, SearchRequest};
use crate::search::Found;

/// The bytes of a typical feature.
const FEATURE_BYTES: usize = 1_024;
const DISTANCE: Field = Field::named("distance_m");

/// The whole answer: the stations in their order, with their states and, if the request has a
/// place, how far they are.
pub fn search_collection(
    source: Source<'_>,
    search: &OpeningSearch<'_>,
    zone: Zone,
    request: &SearchRequest,
    found: &[Found],
) -> String {
    let mut out = String::with_capacity((found.len() + 1) * FEATURE_BYTES);
    out.push_str(r#"{"type":"FeatureCollection","features":["#);
    let mut lacks = false;
    for (row, one) in found.iter().enumerate() {
        if row > 0 {
            out.push(',');
        }
        let at = request.at;
        let opening = search.describe(one.station, AmenitySet::EMPTY, zone, at);
        lacks |= opening.lacks_holiday_data;
        let (crs, asked) = (request.crs, request.fields);
        let fields = write_asked_feature(&mut out, source, crs, one.station, asked);
        if let Some(distance_m) = one.distance_m.filter(|_| fields.contains(DISTANCE)) {
            out.push_str(r#","distance_m":"#);
            append_tenths(&mut out, distance_m);
        }
        write_opening(&mut out, source, zone, one.station, &opening, fields);
        out.push_str(FEATURE_END);
    }
    out.push_str(r#"],"query":{"q":"#);
    out.push_str(&json_string(&request.text));
    write_instant(&mut out, r#","at":"#, zone, Some(request.at));
    write_word(&mut out, r#","crs":""#, request.crs.key());
    out.push_str(r#","limit":"#);
    append_integer(&mut out, request.limit);
    out.push('}');
    write_provenance(&mut out, source.snapshot, lacks);
    out.push('}');
    out
}
