//! Candidates as stations, so that they are reached as stations are.

use std::fmt::Write;

use crate::clock::UnixTime;
use crate::coverage::reach::Reached;
use crate::dataset::{LoadError, load_texts};
use crate::demand::Cell;
use crate::hours::schedules::HoursSettings;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// The file of the set in which nothing exists.
pub const NO_STATIONS: &str = "no stations";

/// Candidates as a set of stations without hours, amenities and names; their ids are their rows.
///
/// Cost: as loading a station file with as many stations.
pub fn as_stations(
    candidates: &[&Cell],
    settings: HoursSettings,
    now: UnixTime,
) -> Result<Snapshot, LoadError> {
    let mut text = String::from(r#"{"type":"FeatureCollection","features":["#);
    for (row, cell) in candidates.iter().enumerate() {
        let comma = if row == 0 { "" } else { "," };
        let (lon, lat) = (cell.position.lon(), cell.position.lat());
        // Writing to a String cannot fail; a number has all its digits.
        let _ = write!(
            text,
            r#"{comma}{{"type":"Feature","id":"{row}","geometry":{{"type":"Point","coordinates":[{lon},{lat}]}},"properties":{{"name":"{row}"}}}}"#
        );
    }
    text.push_str("]}");
    snapshot("candidates", &text, settings, now)
}

/// A set without a station that counts: a set is never empty, so it holds one that is closed for good.
/// Its file is called [`NO_STATIONS`].
pub fn no_stations(settings: HoursSettings, now: UnixTime) -> Result<Snapshot, LoadError> {
    let text = r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"none","geometry":{"type":"Point","coordinates":[116.4,39.9]},"properties":{"name":"none","status":"closed"}}]}"#;
    snapshot(NO_STATIONS, text, settings, now)
}

fn snapshot(
    name: &str,
    text: &str,
    settings: HoursSettings,
    now: UnixTime,
) -> Result<Snapshot, LoadError> {
    let today = settings.today;
    let loaded = load_texts(&[(name, text)], settings)?;
    Ok(Snapshot::build(loaded, now, today))
}

/// What cells reach, by the rows of the candidates in place of those of their stations.
pub fn by_candidate(stations: &Snapshot, reached: &mut [Vec<Reached>]) {
    let row = |idx: StationIdx| stations.station(idx).id.0.parse().map(StationIdx);
    let rows: Vec<StationIdx> = stations.rows().map(|idx| row(idx).unwrap_or(idx)).collect();
    for found in reached.iter_mut().flatten() {
        found.station = rows[found.station.row()];
    }
}
