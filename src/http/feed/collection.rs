//! The text of the feed: what it says of itself, and the stations that are in it.
//!
//! RFC 7946 throughout; what is ours are further members of the collection, written before
//! its features so that they can be read without them.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde::Serialize;

use super::super::fragments::{FEATURE_END, json_string};
use super::super::params::FeedRequest;
use super::super::response::{
    Source, answered_coordinates, holiday_data, write_opening, write_table_feature,
};
use super::super::served::Served;
use crate::clock::{Instant, Zone};
use crate::datum::Datum;
use crate::query::opening::describe;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// Bytes that a feature takes, roughly.
pub(in crate::http) const FEATURE_BYTES: usize = 700;

/// A file of which the feed holds stations.
#[derive(Serialize)]
struct DatasetBody<'a> {
    name: Option<&'a str>,
    attribution: Option<&'a str>,
    stations: usize,
}

/// The stations of an answer, and what it says of those that are not in it.
struct Selection<'a> {
    rows: Vec<StationIdx>,
    /// What only an answer to `since` says.
    since: Option<SinceBody<'a>>,
}

/// How an answer to `since` is to be taken.
struct SinceBody<'a> {
    version: &'a str,
    /// Whether the features are the whole set instead of what changed.
    complete: bool,
    /// Ids of stations that are not in the set any more.
    deleted: BTreeSet<&'a str>,
}

/// Begins the collection, up to its first feature.
pub(in crate::http) fn open_collection(out: &mut String, snapshot: &Snapshot, crs: Datum) {
    write_head(out, snapshot, crs);
    out.push_str(r#","features":["#);
}

/// Ends the collection after its last feature.
pub(in crate::http) fn close_collection(out: &mut String) {
    out.push_str("]}");
}

/// The plain feed in a datum.
pub(in crate::http) fn plain_feed(source: Source<'_>, crs: Datum) -> String {
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

/// The feed that a request asks for, as a FeatureCollection.
pub(super) fn feed_collection(served: &Served, zone: Zone, request: &FeedRequest) -> String {
    let source = served.source();
    let selection = select(served, request);
    let mut out = String::with_capacity(1_024 + selection.rows.len() * FEATURE_BYTES);
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
        if row > 0 {
            out.push(',');
        }
        lacks_holiday_data |= write_feature(&mut out, source, zone, request, idx);
    }
    out.push(']');
    if request.at.is_some() {
        let known = holiday_data(lacks_holiday_data);
        append(&mut out, format_args!(r#","holiday_data":"{known}""#));
    }
    out.push('}');
    out
}

fn write_head(out: &mut String, snapshot: &Snapshot, crs: Datum) {
    let zone = snapshot.timetable().schedules().settings().zone;
    let datasets: Vec<DatasetBody<'_>> = snapshot
        .sources()
        .iter()
        .map(|source| DatasetBody {
            name: source.name.as_deref(),
            attribution: source.attribution.as_deref(),
            stations: source.n_stations,
        })
        .collect();
    append(
        out,
        format_args!(
            r#"{{"type":"FeatureCollection","name":"stations","source":{},"datasets":{},"datum":"{}","dataset_version":"{}","loaded_at":"{}""#,
            attribution(snapshot),
            // Strings, numbers and nulls always serialise.
            serde_json::to_string(&datasets).unwrap_or_default(),
            crs.key(),
            snapshot.version(),
            zone.format_instant(snapshot.loaded_at()),
        ),
    );
}

/// All attributions as one JSON text: the member that a station file has too.
fn attribution(snapshot: &Snapshot) -> String {
    match snapshot.attributions().as_slice() {
        [] => "null".to_owned(),
        some => json_string(&some.join("; ")),
    }
}

fn write_since(out: &mut String, since: &SinceBody<'_>) {
    append(
        out,
        format_args!(
            r#","since":{},"complete":{},"deleted":{}"#,
            json_string(since.version),
            since.complete,
            // Strings always serialise.
            serde_json::to_string(&since.deleted).unwrap_or_default()
        ),
    );
}

/// What passes, of all or of what changed. A station that changed and does not pass may have
/// passed before: for whoever filters like this it is gone.
fn select<'a>(served: &'a Served, request: &'a FeedRequest) -> Selection<'a> {
    let snapshot = served.snapshot();
    let passes = |row: &StationIdx| {
        let station = snapshot.station(*row);
        let coordinates = answered_coordinates(station.position, request.crs);
        request.filter.passes(snapshot, station, coordinates)
    };
    let changes = request
        .since
        .as_deref()
        .and_then(|version| served.history().changes_since(version));
    let complete = changes.is_none();
    let (rows, deleted) = match changes {
        None => (snapshot.rows().filter(passes).collect(), BTreeSet::new()),
        Some(changes) => {
            let (rows, failing): (Vec<_>, Vec<_>) = changes.rows.into_iter().partition(passes);
            let ids = failing.into_iter().map(|row| &snapshot.station(row).id);
            let deleted = ids.chain(changes.gone).map(|id| &*id.0).collect();
            (rows, deleted)
        }
    };
    let since = request.since.as_deref().map(|version| SinceBody {
        version,
        complete,
        deleted,
    });
    Selection { rows, since }
}

/// Writes a feature; whether a year without holiday data was looked at.
fn write_feature(
    out: &mut String,
    source: Source<'_>,
    zone: Zone,
    request: &FeedRequest,
    idx: StationIdx,
) -> bool {
    if request.crs == Datum::Wgs84 && request.at.is_none() {
        out.push_str(source.fragments.feature(idx));
        return false;
    }
    write_table_feature(out, source, request.crs, idx);
    let lacks = request
        .at
        .is_some_and(|at| write_state(out, source.snapshot, zone, request, idx, at));
    out.push_str(FEATURE_END);
    lacks
}

/// The state of a station together with the amenities that the request filters by.
fn write_state(
    out: &mut String,
    snapshot: &Snapshot,
    zone: Zone,
    request: &FeedRequest,
    idx: StationIdx,
    at: Instant,
) -> bool {
    let opening = describe(snapshot, idx, request.filter.amenities, zone, at);
    write_opening(out, zone, &opening);
    opening.lacks_holiday_data
}

/// Formats into the text; writing to a String cannot fail.
fn append(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}
