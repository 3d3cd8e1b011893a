//! The best of the stations that were found, in their order.

use rayon::prelude::*;

use super::fold::Folder;
use super::texts::SearchTexts;
use crate::distance::{chord_squared, geodesic_m};
use crate::position::Position;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// How many more than wanted are measured exactly: chords order stations as ways on the Earth do,
/// but for differences of some parts in a thousand.
const MEASURED_PER_WANTED: usize = 4;

/// What is searched for.
pub struct SearchQuery<'a> {
    /// As it was typed; its words may stand in different texts of a station.
    pub text: &'a str,
    /// Where the user is, if that is known: near stations first.
    pub near: Option<Position>,
    /// How many stations at most.
    pub limit: usize,
}

/// A station that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The station.
    pub station: StationIdx,
    /// How far it is on the ellipsoid, if the place of the user is known.
    pub distance_m: Option<f64>,
}

/// The stations that hold all words of a text: near ones first if a place is given, else those
/// first whose id or name it is, then whose name begins with it, then whose name holds it; ties by
/// id. None for a text without letters and digits.
pub fn search(snapshot: &Snapshot, texts: &SearchTexts, query: &SearchQuery<'_>) -> Vec<Found> {
    let mut folder = Folder::default();
    let words = query
        .text
        .split_whitespace()
        .map(|word| folder.folded(word));
    let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let rows = texts.holding(&words);
    match query.near {
        Some(place) => nearest(snapshot, rows, place, query.limit),
        None => best(snapshot, rows, &words.concat(), query),
    }
}

/// The nearest of some stations.
fn nearest(
    snapshot: &Snapshot,
    rows: Vec<StationIdx>,
    place: Position,
    limit: usize,
) -> Vec<Found> {
    let here = place.earth_centred_m();
    let position = |row: StationIdx| snapshot.station(row).position;
    let chord = |row: StationIdx| (chord_squared(here, position(row).earth_centred_m()), row);
    let mut by_chord: Vec<(f64, StationIdx)> = rows.into_par_iter().map(chord).collect();
    let id = |row: StationIdx| &snapshot.station(row).id.0;
    let n_measured = limit.saturating_mul(MEASURED_PER_WANTED);
    if by_chord.len() > n_measured {
        let nearer = |a: &(f64, StationIdx), b: &(f64, StationIdx)| {
            a.0.total_cmp(&b.0).then_with(|| id(a.1).cmp(id(b.1)))
        };
        by_chord.select_nth_unstable_by(n_measured, nearer);
        by_chord.truncate(n_measured);
    }
    let measured = by_chord
        .into_iter()
        .map(|(_, row)| (geodesic_m(place, position(row)), row));
    let mut measured: Vec<(f64, StationIdx)> = measured.collect();
    measured.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| id(a.1).cmp(id(b.1))));
    let first = measured.into_iter().take(limit);
    first
        .map(|(distance_m, station)| Found {
            station,
            distance_m: Some(distance_m),
        })
        .collect()
}

/// The stations that fit a text best.
fn best(
    snapshot: &Snapshot,
    rows: Vec<StationIdx>,
    folded: &str,
    query: &SearchQuery<'_>,
) -> Vec<Found> {
    let fit = |folder: &mut Folder, row: StationIdx| {
        let station = snapshot.station(row);
        let name = folder.folded(&station.name);
        let rank = match name.find(folded) {
            _ if *station.id.0 == *query.text.trim() => 0,
            Some(0) if name.len() == folded.len() => 1,
            Some(0) => 2,
            Some(_) => 3,
            None => 4,
        };
        (rank, name.len(), &*station.id.0, row)
    };
    let mut ranked: Vec<_> = rows
        .into_par_iter()
        .map_init(Folder::default, fit)
        .collect();
    ranked.par_sort_unstable();
    let first = ranked.into_iter().take(query.limit);
    first
        .map(|(_, _, _, station)| Found {
            station,
            distance_m: None,
        })
        .collect()
}
