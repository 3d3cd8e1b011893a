//! The members of the feed before its features.

use serde::Serialize;

use super::json::{append, json_string, to_json};
use crate::datum::Datum;
use crate::snapshot::Snapshot;

/// Size of a feature, roughly, bytes.
pub(super) const FEATURE_BYTES: usize = 700;

/// A file whose stations the feed contains.
#[derive(Serialize)]
struct DatasetBody<'a> {
    name: Option<&'a str>,
    attribution: Option<&'a str>,
    stations: usize,
}

/// Writes the collection up to its first feature.
pub(super) fn open_collection(out: &mut String, snapshot: &Snapshot, crs: Datum) {
    write_head(out, snapshot, crs);
    out.push_str(r#","features":["#);
}

/// Closes the collection after its last feature.
pub(super) fn close_collection(out: &mut String) {
    out.push_str("]}");
}

pub(super) fn write_head(out: &mut String, snapshot: &Snapshot, crs: Datum) {
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
            to_json(&datasets),
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
