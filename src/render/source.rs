//! What answers are written from, and the parts that several kinds of answers share.

use super::json::{round_degrees, write_word};
use super::station_json::FEATURE_START;
use super::{StationJson, write_point};
use crate::datum::Datum;
use crate::notices::Truth;
use crate::position::Position;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// A set and its serialised stations: all that an answer is written from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The snapshot that was asked.
    pub snapshot: &'a Snapshot,
    /// Its stations as JSON.
    pub station_json: &'a StationJson,
    /// What people say about them, if that is kept.
    pub truth: Option<&'a Truth>,
}

/// The members that tell which data an answer is based on, after a comma.
pub fn write_provenance(out: &mut String, snapshot: &Snapshot, lacks_holiday_data: bool) {
    write_word(out, r#","dataset_version":""#, snapshot.version());
    write_word(
        out,
        r#","holiday_data":""#,
        holiday_data(lacks_holiday_data),
    );
}

/// Longitude and latitude in a datum as answers give them, to seven decimals.
pub fn answered_coordinates(position: Position, crs: Datum) -> [f64; 2] {
    crs.coordinates(position).map(round_degrees)
}

/// The value of the `holiday_data` member.
pub const fn holiday_data(lacks_holiday_data: bool) -> &'static str {
    if lacks_holiday_data {
        "missing"
    } else {
        "complete"
    }
}

/// A feature in a datum, up to the end of its static properties; members may follow, then
/// `FEATURE_END`.
pub fn write_static_feature(out: &mut String, source: Source<'_>, crs: Datum, idx: StationIdx) {
    write_feature_without(out, source, crs, idx, 0);
}

/// The same without what goes on there.
pub fn write_feature_before_programme(
    out: &mut String,
    source: Source<'_>,
    crs: Datum,
    idx: StationIdx,
) {
    let programme = source.station_json.programme(idx);
    write_feature_without(out, source, crs, idx, programme.len());
}

/// A feature without so many bytes at the end of its properties.
fn write_feature_without(
    out: &mut String,
    source: Source<'_>,
    crs: Datum,
    idx: StationIdx,
    n_bytes: usize,
) {
    if crs == Datum::Wgs84 {
        let feature = source.station_json.open_feature(idx);
        out.push_str(&feature[..feature.len() - n_bytes]);
        return;
    }
    out.push_str(FEATURE_START);
    out.push_str(source.station_json.id(idx));
    out.push_str(r#","geometry":"#);
    write_point(out, source.snapshot.station(idx).position, crs);
    out.push_str(r#","properties":{"#);
    let properties = source.station_json.properties(idx);
    out.push_str(&properties[..properties.len() - n_bytes]);
}

/// [`write_static_feature`] with its lists as texts, for GIS programs.
pub fn write_table_feature(out: &mut String, source: Source<'_>, crs: Datum, idx: StationIdx) {
    write_static_feature(out, source, crs, idx);
    out.push_str(source.station_json.list_texts(idx));
}
