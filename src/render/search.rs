//! The stations that a search found, as a FeatureCollection.

use super::Source;
use super::json::{append_integer, append_tenths, json_string, write_word};
use super::opening::{write_instant, write_opening};
use super::selected::write_selected_feature;
use super::source::{write_provenance, write_static_feature};
use super::station_json::FEATURE_END;
use crate::amenity::AmenitySet;
use crate::clock::Zone;
use crate::query::opening::OpeningSearch;
use crate::request::SearchRequest;
use crate::search::Found;

/// The bytes of a typical feature.
const FEATURE_BYTES: usize = 1_024;

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
        let mut added = String::new();
        if let Some(distance_m) = one.distance_m {
            added.push_str(r#","distance_m":"#);
            append_tenths(&mut added, distance_m);
        }
        write_opening(&mut added, source, zone, one.station, &opening);
        if let Some(fields) = request.fields {
            write_selected_feature(&mut out, source, request.crs, one.station, fields, &added);
        } else {
            write_static_feature(&mut out, source, request.crs, one.station);
            out.push_str(&added);
            out.push_str(FEATURE_END);
        }
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
