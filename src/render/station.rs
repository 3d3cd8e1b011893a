//! The answer of a single station.

use std::fmt::Write;

use super::Source;
use super::opening::write_opening;
use super::source::{write_provenance, write_static_feature};
use super::station_details::{amenity_details, week};
use crate::amenity::AmenitySet;
use crate::clock::{UnixTime, Zone};
use crate::datum::Datum;
use crate::query::opening::OpeningSearch;
use crate::request::Fields;
use crate::station::StationIdx;

/// Everything that is known of a station, as one Feature.
pub fn station_feature(
    source: Source<'_>,
    search: &OpeningSearch<'_>,
    idx: StationIdx,
    crs: Datum,
    zone: Zone,
    at: UnixTime,
) -> String {
    let snapshot = source.snapshot;
    let opening = search.describe(idx, AmenitySet::EMPTY, zone, at);
    let (details, details_lack) = amenity_details(search, idx, zone, at);
    let (week, week_lacks) = week(snapshot, idx, zone, at);
    let mut out = String::with_capacity(4_096);
    write_static_feature(&mut out, source, crs, idx);
    write_opening(&mut out, source, zone, idx, &opening, Fields::ALL);
    // Writing to a String cannot fail.
    let _ = write!(out, r#","amenity_details":{details},{week}}}"#);
    let at = zone.format_instant(at);
    let _ = write!(out, r#","query":{{"at":"{at}","crs":"{}"}}"#, crs.key());
    let lacks = opening.lacks_holiday_data || details_lack || week_lacks;
    write_provenance(&mut out, snapshot, lacks);
    out.push('}');
    out
}
