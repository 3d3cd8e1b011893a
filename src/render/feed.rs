//! The text of the feed: its metadata and the selected stations.
//!
//! RFC 7946 throughout; our own members of the collection are written before its features, so that
//! they can be read without them.

use std::collections::BTreeSet;

use super::Source;
use super::collection_head::{FEATURE_BYTES, close_collection, open_collection, write_head};
use super::json::{append, json_string, to_json};
use super::opening::write_opening;
use super::selected::write_selected_feature;
use super::source::{holiday_data, write_table_feature};
use super::station_json::FEATURE_END;
use crate::clock::{UnixTime, Zone};
use crate::datum::Datum;
use crate::query::opening::OpeningSearch;
use crate::request::{FeedRequest, Fields};
use crate::station::StationIdx;

/// Approximate bytes of what comes before the features.
const HEAD_BYTES: usize = 1_024;
/// Most bytes that are usually written about whether a station is open.
const STATE_BYTES: usize = 140;

/// The stations of an answer, and what it tells about those it leaves out.
pub struct Selection<'a> {
    /// The stations, in the order of the set.
    pub rows: Vec<StationIdx>,
    /// Only in answers to `since`.
    pub since: Option<Since<'a>>,
}

/// How an answer to `since` relates to the client's copy.
pub struct Since<'a> {
    /// The version that the client has.
    pub version: &'a str,
    /// Whether the features are the whole set instead of the changes.
    pub complete: bool,
    /// Ids of stations that are no longer in the set.
    pub deleted: BTreeSet<&'a str>,
}

/// The plain feed in a datum.
pub fn plain_feed(source: Source<'_>, crs: Datum) -> String {
    let snapshot = source.snapshot;
    let mut out = String::with_capacity(1_024 + snapshot.stations().len() * FEATURE_BYTES);
    open_collection(&mut out, snapshot, crs);
    for row in snapshot.rows() {
        if row.row() > 0 {
            out.push(',');
        }
        write_table_feature(&mut out, source, crs, row);
        out.push_str(FEATURE_END);
    }
    close_collection(&mut out);
    out.shrink_to_fit();
    out
}

/// About how many bytes [`feed_collection`] will write, and hardly ever fewer; a look at each
/// station of the selection.
pub fn feed_bytes(source: Source<'_>, request: &FeedRequest, selection: &Selection<'_>) -> usize {
    let written = selection
        .rows
        .iter()
        .map(|row| source.station_json.feature(*row).len());
    let state_bytes = if request.at.is_some() { STATE_BYTES } else { 1 };
    let gone = selection.since.iter().flat_map(|since| &since.deleted);
    let n_bytes = written.sum::<usize>() + selection.rows.len() * state_bytes;
    HEAD_BYTES + n_bytes + gone.map(|id| id.len() + 3).sum::<usize>()
}

/// The feed that a request asks for, as a FeatureCollection; ends early, and is then not whole, if
/// the budget of the search does not go on.
pub fn feed_collection(
    source: Source<'_>,
    search: &OpeningSearch<'_>,
    zone: Zone,
    request: &FeedRequest,
    selection: Selection<'_>,
) -> String {
    let mut out = String::with_capacity(feed_bytes(source, request, &selection));
    write_head(&mut out, source.snapshot, request.crs);
    if let Some(since) = &selection.since {
        write_since(&mut out, since);
    }
    if let Some(at) = request.at {
        append(
            &mut out,
            format_args!(r#","at":"{}""#, zone.format_instant(at)),
        );
    }
    out.push_str(r#","features":["#);
    let mut lacks_holiday_data = false;
    for (row, idx) in selection.rows.into_iter().enumerate() {
        if !search.budget().goes_on() {
            break;
        }
        if row > 0 {
            out.push(',');
        }
        lacks_holiday_data |= write_feature(&mut out, source, search, zone, request, idx);
    }
    out.push(']');
    if request.at.is_some() {
        let known = holiday_data(lacks_holiday_data);
        append(&mut out, format_args!(r#","holiday_data":"{known}""#));
    }
    out.push('}');
    out
}

fn write_since(out: &mut String, since: &Since<'_>) {
    append(
        out,
        format_args!(
            r#","since":{},"complete":{},"deleted":{}"#,
            json_string(since.version),
            since.complete,
            to_json(&since.deleted)
        ),
    );
}

/// Writes a feature; returns whether hours in a year without holiday data were evaluated.
fn write_feature(
    out: &mut String,
    source: Source<'_>,
    search: &OpeningSearch<'_>,
    zone: Zone,
    request: &FeedRequest,
    idx: StationIdx,
) -> bool {
    if let Some(fields) = request.fields {
        write_selected_feature(out, source, request.crs, idx, fields);
    } else if request.crs == Datum::Wgs84 && request.at.is_none() {
        out.push_str(source.station_json.feature(idx));
        return false;
    } else {
        write_table_feature(out, source, request.crs, idx);
    }
    let lacks = request
        .at
        .is_some_and(|at| write_state(out, source, search, zone, request, (idx, at)));
    out.push_str(FEATURE_END);
    lacks
}

/// The state of a station together with the amenities that the request filters by.
fn write_state(
    out: &mut String,
    source: Source<'_>,
    search: &OpeningSearch<'_>,
    zone: Zone,
    request: &FeedRequest,
    (idx, at): (StationIdx, UnixTime),
) -> bool {
    let opening = search.describe(idx, request.filter.amenities, zone, at);
    let fields = request.fields.unwrap_or(Fields::ALL);
    write_opening(out, source, zone, idx, &opening, fields);
    opening.lacks_holiday_data
}
