//! References from one station to another.
//!
//! A reference that leads nowhere is kept as it is written; only a warning is given.

use rayon::prelude::*;

use crate::dataset::issue::{Finding, IssueCode};
use crate::station::{RowsById, Station, StationIdx};

/// A warning for each reference to a station that is not among those loaded, or to itself;
/// by rows.
pub(super) fn dangling(stations: &[Station], rows: &RowsById) -> Vec<(StationIdx, Finding)> {
    let by_number = |(n, station)| {
        let row = u32::try_from(n).map_or(StationIdx(u32::MAX), StationIdx);
        let findings = dangling_of(station, stations, rows);
        findings.map(move |finding| (row, finding))
    };
    stations
        .par_iter()
        .enumerate()
        .flat_map_iter(by_number)
        .collect()
}

fn dangling_of(
    station: &Station,
    stations: &[Station],
    rows: &RowsById,
) -> impl Iterator<Item = Finding> {
    let references = [
        ("moved_to", &station.more().moved_to),
        ("part_of", &station.more().part_of),
    ];
    references.into_iter().filter_map(|(name, reference)| {
        let target = reference.as_ref()?;
        let problem = if *target == station.id {
            "which is this station itself"
        } else if rows.find(&target.0, stations).is_some() {
            return None;
        } else {
            "which is not loaded"
        };
        let message =
            format!("`{name}` is '{target}', {problem}; the id of another station is wanted");
        Some(Finding::new(IssueCode::DanglingReference, message))
    })
}
