//! Stations in reach by straight lines, for many cells at once.
//!
//! Cells are taken in blocks that lie together: one walk of the index finds the candidates
//! of a whole block, and each cell measures those by their chords, which up to 5 km is exact
//! to some micrometres; beyond, the geodesic itself is measured.

use rayon::prelude::*;

use super::eligible::Eligible;
use crate::distance::{chord_squared, geodesic_m, geodesic_of_chord_m};
use crate::index::Traits;
use crate::position::Position;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// A station that a cell reaches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct InReach {
    pub(super) station: StationIdx,
    /// Metres: of geodesic, or along the streets.
    pub(super) distance_m: f64,
}

/// Most cells in a block.
const BLOCK_CELLS: usize = 256;
/// A block is no wider than this share of the radius, so that most candidates of a block
/// matter to each of its cells.
const BLOCK_SHARE: f64 = 0.5;
/// Metres that rounding may add to a distance.
const ROUNDING_M: f64 = 1e-6;

/// Rows of cells in blocks that lie together, all of them.
pub(super) fn blocks(positions: &[Position], radius_m: f64) -> Vec<Vec<u32>> {
    let mut rows: Vec<(u64, u32)> = (0_u32..)
        .zip(positions)
        .map(|(row, position)| (position.hilbert_key(), row))
        .collect();
    rows.sort_unstable();
    let width_m2 = (radius_m * BLOCK_SHARE).powi(2);
    let mut blocks: Vec<Vec<u32>> = Vec::new();
    let mut first_m = [0.0; 3];
    for (_, row) in rows {
        let point_m = positions[row as usize].earth_centred_m();
        match blocks.last_mut() {
            Some(block)
                if block.len() < BLOCK_CELLS && chord_squared(first_m, point_m) <= width_m2 =>
            {
                block.push(row);
            }
            _ => {
                first_m = point_m;
                blocks.push(vec![row]);
            }
        }
    }
    blocks
}

/// What the cells of one block may reach.
pub(super) struct Candidates<'a> {
    snapshot: &'a Snapshot,
    radius_m: f64,
    points_m: Vec<[f64; 3]>,
    stations: Vec<StationIdx>,
}

impl<'a> Candidates<'a> {
    /// Every eligible station within `radius_m` of any of some points.
    pub(super) fn around(
        snapshot: &'a Snapshot,
        eligible: &Eligible,
        block_m: &[[f64; 3]],
        radius_m: f64,
    ) -> Self {
        let mut found = Self {
            snapshot,
            radius_m,
            points_m: Vec::new(),
            stations: Vec::new(),
        };
        let Some(first_m) = block_m.first() else {
            return found;
        };
        let widest_m2 = block_m
            .iter()
            .map(|point_m| chord_squared(*first_m, *point_m))
            .fold(0.0, f64::max);
        let bound_m2 = (radius_m + widest_m2.sqrt()).powi(2);
        snapshot
            .index()
            .walk(*first_m, bound_m2, offering(eligible), |entry, _| {
                if eligible.contains(entry.station) {
                    found.points_m.push(entry.point_m);
                    found.stations.push(entry.station);
                }
                bound_m2
            });
        found
    }

    /// Writes those within the radius of one cell into `in_reach`, the nearest first, ties
    /// by row.
    pub(super) fn within(&self, cell: Position, cell_m: [f64; 3], in_reach: &mut Vec<InReach>) {
        in_reach.clear();
        let radius_m2 = self.radius_m * self.radius_m;
        for (point_m, station) in self.points_m.iter().zip(&self.stations) {
            let chord_m2 = chord_squared(*point_m, cell_m);
            if chord_m2 <= radius_m2 {
                let distance_m = self.distance_m(cell, *station, chord_m2.sqrt());
                if distance_m <= self.radius_m {
                    in_reach.push(InReach {
                        station: *station,
                        distance_m,
                    });
                }
            }
        }
        in_reach.sort_unstable_by(InReach::nearer);
    }

    fn distance_m(&self, cell: Position, station: StationIdx, chord_m: f64) -> f64 {
        geodesic_of_chord_m(chord_m)
            .unwrap_or_else(|| geodesic_m(cell, self.snapshot.station(station).position))
    }
}

impl InReach {
    /// The order of lists: nearest first, ties by row.
    pub(super) fn nearer(&self, other: &Self) -> std::cmp::Ordering {
        self.distance_m
            .total_cmp(&other.distance_m)
            .then(self.station.cmp(&other.station))
    }
}

/// Which eligible stations, by row, may be within `radius_m` of somebody in these blocks: all
/// that are, and some that are a little farther.
pub(super) fn stations_near(
    snapshot: &Snapshot,
    eligible: &Eligible,
    positions: &[Position],
    blocks: &[Vec<u32>],
    radius_m: f64,
) -> Vec<bool> {
    let by_block: Vec<Vec<StationIdx>> = blocks
        .par_iter()
        .map(|block| {
            let points_m: Vec<[f64; 3]> = block
                .iter()
                .map(|row| positions[*row as usize].earth_centred_m())
                .collect();
            Candidates::around(snapshot, eligible, &points_m, radius_m).stations
        })
        .collect();
    let mut is_near = vec![false; snapshot.stations().len()];
    for station in by_block.iter().flatten() {
        is_near[station.row()] = true;
    }
    is_near
}

/// The nearest station within `radius_m` that `counts` at its distance.
///
/// `guess` is tried first: the nearest of a neighbour spares most of the walk.
pub(super) fn nearest(
    snapshot: &Snapshot,
    eligible: &Eligible,
    cell: Position,
    radius_m: f64,
    guess: Option<StationIdx>,
    counts: impl Fn(&InReach) -> bool,
) -> Option<InReach> {
    let cell_m = cell.earth_centred_m();
    let measured = |station: StationIdx, chord_m: f64| InReach {
        station,
        distance_m: geodesic_of_chord_m(chord_m)
            .unwrap_or_else(|| geodesic_m(cell, snapshot.station(station).position)),
    };
    let guessed = guess.map(|station| {
        let point_m = snapshot.station(station).position.earth_centred_m();
        measured(station, chord_squared(point_m, cell_m).sqrt())
    });
    let mut best = guessed.filter(|guess| guess.distance_m <= radius_m && counts(guess));
    let bound_m2 = |best: &Option<InReach>| {
        let farthest_m = best.map_or(radius_m, |best| best.distance_m);
        // What ties in geodesic may have a chord that rounding made longer.
        (farthest_m + ROUNDING_M).powi(2)
    };
    snapshot.index().walk(
        cell_m,
        bound_m2(&best),
        offering(eligible),
        |entry, chord_m2| {
            if eligible.contains(entry.station) {
                let candidate = measured(entry.station, chord_m2.sqrt());
                let is_nearer = best.is_none_or(|held| candidate.nearer(&held).is_lt());
                if is_nearer && candidate.distance_m <= radius_m && counts(&candidate) {
                    best = Some(candidate);
                }
            }
            bound_m2(&best)
        },
    );
    best
}

fn offering(eligible: &Eligible) -> impl Fn(&Traits) -> bool + use<> {
    let wanted = eligible.wanted();
    move |traits| traits.amenities.contains_all(wanted)
}
