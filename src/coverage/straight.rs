//! Stations within reach in a straight line, for many cells at once.
//!
//! Cells are processed in blocks of neighbours: one walk of the index finds the candidates of a
//! whole block, and each cell measures those by their chords, which up to 50 km is exact to a
//! micrometre; beyond, the geodesic itself is measured.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::eligible::Eligible;
use crate::distance::{chord_squared, geodesic_m, short_geodesic_m};
use crate::index::SearchFilter;
use crate::position::Position;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// A station within reach of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct InReach {
    pub(super) station: StationIdx,
    /// Metres: of geodesic, or along the streets.
    pub(super) distance_m: f64,
}

/// Most cells in a block.
const BLOCK_CELLS: usize = 256;
/// Blocks that one task evaluates: their sums are computed together.
const BLOCKS_PER_TASK: usize = 64;
/// A block is no wider than this share of the radius, so that most candidates of a block
/// matter to each of its cells.
const BLOCK_SHARE: f64 = 0.5;
/// How much rounding may add to a distance, metres.
const ROUNDING_M: f64 = 1e-6;

/// All cells, in blocks of neighbours.
pub(super) struct Blocks {
    /// Rows of cells, along a space-filling curve.
    rows: Vec<u32>,
    /// The position of each of these, earth-centred metres.
    points_m: Vec<[f64; 3]>,
    /// Where each block begins, and at the end where the last one ends.
    starts: Vec<usize>,
}

/// A block of neighbouring cells.
#[derive(Clone, Copy)]
pub(super) struct Block<'a> {
    pub(super) rows: &'a [u32],
    /// The position of each, earth-centred metres.
    pub(super) points_m: &'a [[f64; 3]],
}

impl Blocks {
    /// Cuts a curve through all cells wherever a block would be too wide for the radius.
    pub(super) fn of(positions: &[Position], radius_m: f64) -> Self {
        // The limits of the demand are far below 2^32 cells.
        let n_cells = u32::try_from(positions.len()).unwrap_or(u32::MAX);
        let mut keyed: Vec<(u64, u32)> = positions
            .par_iter()
            .zip(0..n_cells)
            .map(|(position, row)| (position.hilbert_key(), row))
            .collect();
        keyed.par_sort_unstable();
        let rows: Vec<u32> = keyed.into_iter().map(|(_, row)| row).collect();
        let points_m: Vec<[f64; 3]> = rows
            .par_iter()
            .map(|row| positions[*row as usize].earth_centred_m())
            .collect();
        Self {
            starts: starts(&points_m, (radius_m * BLOCK_SHARE).powi(2)),
            rows,
            points_m,
        }
    }

    /// The blocks in batches, for all cores.
    pub(super) fn par_tasks(
        &self,
    ) -> impl IndexedParallelIterator<Item = impl Iterator<Item = Block<'_>>> {
        let n_blocks = self.starts.len() - 1;
        (0..n_blocks.div_ceil(BLOCKS_PER_TASK))
            .into_par_iter()
            .map(move |task| {
                let begin = task * BLOCKS_PER_TASK;
                let end = (begin + BLOCKS_PER_TASK).min(n_blocks);
                (begin..end).map(|block| self.block(block))
            })
    }

    /// The blocks, one by one.
    pub(super) fn iter(&self) -> impl Iterator<Item = Block<'_>> {
        (0..self.starts.len() - 1).map(|block| self.block(block))
    }

    fn block(&self, block: usize) -> Block<'_> {
        let cells = self.starts[block]..self.starts[block + 1];
        Block {
            rows: &self.rows[cells.clone()],
            points_m: &self.points_m[cells],
        }
    }
}

/// Where blocks begin of which no point is farther than a width from the first.
fn starts(points_m: &[[f64; 3]], width_m2: f64) -> Vec<usize> {
    let mut starts = Vec::new();
    for (row, point_m) in points_m.iter().enumerate() {
        let fits = starts.last().is_some_and(|first: &usize| {
            row - first < BLOCK_CELLS && chord_squared(points_m[*first], *point_m) <= width_m2
        });
        if !fits {
            starts.push(row);
        }
    }
    starts.push(points_m.len());
    starts
}

/// The candidates of the cells of one block.
pub(super) struct Candidates<'a> {
    snapshot: &'a Snapshot,
    eligible: &'a Eligible,
    radius_m: f64,
    points_m: Vec<[f64; 3]>,
    stations: Vec<StationIdx>,
}

impl<'a> Candidates<'a> {
    /// No candidates yet.
    pub(super) const fn new(snapshot: &'a Snapshot, eligible: &'a Eligible, radius_m: f64) -> Self {
        Self {
            snapshot,
            eligible,
            radius_m,
            points_m: Vec::new(),
            stations: Vec::new(),
        }
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.stations.len()
    }

    /// Collects every eligible station within the radius of any of some points, and some that are
    /// slightly farther.
    pub(super) fn gather(&mut self, block_m: &[[f64; 3]]) {
        self.points_m.clear();
        self.stations.clear();
        let Some(first_m) = block_m.first() else {
            return;
        };
        let widest_m2 = block_m
            .iter()
            .map(|point_m| chord_squared(*first_m, *point_m))
            .fold(0.0, f64::max);
        let bound_m2 = (self.radius_m + widest_m2.sqrt()).powi(2);
        let eligible = self.eligible;
        let index = self.snapshot.index();
        index.walk(*first_m, bound_m2, &offering(eligible), |met| {
            if eligible.contains(met.entry.station) {
                self.points_m.push(met.point_m);
                self.stations.push(met.entry.station);
            }
            bound_m2
        });
    }

    /// Writes those within the radius of one cell into `in_reach`, the nearest first, ties by row.
    pub(super) fn within(&self, cell: Position, cell_m: [f64; 3], in_reach: &mut Vec<InReach>) {
        in_reach.clear();
        let radius_m2 = self.radius_m * self.radius_m;
        for (point_m, station) in self.points_m.iter().zip(&self.stations) {
            let chord_m2 = chord_squared(*point_m, cell_m);
            if chord_m2 <= radius_m2 {
                let distance_m = self.distance_m(cell, *station, [cell_m, *point_m]);
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

    fn distance_m(&self, cell: Position, station: StationIdx, ends_m: [[f64; 3]; 2]) -> f64 {
        short_geodesic_m(ends_m[0], ends_m[1])
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

/// Which eligible stations, by row, may be within `radius_m` of a cell in these blocks: all that
/// are, and some that are slightly farther.
pub(super) fn stations_near(
    snapshot: &Snapshot,
    eligible: &Eligible,
    blocks: &Blocks,
    radius_m: f64,
) -> Vec<bool> {
    let is_near: Vec<AtomicBool> = snapshot.rows().map(|_| AtomicBool::new(false)).collect();
    blocks.par_tasks().for_each(|task| {
        let mut candidates = Candidates::new(snapshot, eligible, radius_m);
        for block in task {
            candidates.gather(block.points_m);
            for station in &candidates.stations {
                is_near[station.row()].store(true, Ordering::Relaxed);
            }
        }
    });
    is_near.into_iter().map(AtomicBool::into_inner).collect()
}

/// The nearest station within `radius_m` that `counts` at its distance.
///
/// `guess` is tried first: the nearest of a neighbour shortens most of the walk.
pub(super) fn nearest(
    snapshot: &Snapshot,
    eligible: &Eligible,
    cell: Position,
    radius_m: f64,
    guess: Option<StationIdx>,
    counts: impl Fn(&InReach) -> bool,
) -> Option<InReach> {
    let cell_m = cell.earth_centred_m();
    let measured = |station: StationIdx, point_m: [f64; 3]| InReach {
        station,
        distance_m: short_geodesic_m(cell_m, point_m)
            .unwrap_or_else(|| geodesic_m(cell, snapshot.station(station).position)),
    };
    let guessed = guess.map(|station| {
        let point_m = snapshot.station(station).position.earth_centred_m();
        measured(station, point_m)
    });
    let mut best = guessed.filter(|guess| guess.distance_m <= radius_m && counts(guess));
    let bound_m2 = |best: &Option<InReach>| {
        let farthest_m = best.map_or(radius_m, |best| best.distance_m);
        // Stations with equal geodesics may have chords that rounding made longer.
        (farthest_m + ROUNDING_M).powi(2)
    };
    snapshot
        .index()
        .walk(cell_m, bound_m2(&best), &offering(eligible), |met| {
            if eligible.contains(met.entry.station) {
                let candidate = measured(met.entry.station, met.point_m);
                let is_nearer = best.is_none_or(|held| candidate.nearer(&held).is_lt());
                if is_nearer && candidate.distance_m <= radius_m && counts(&candidate) {
                    best = Some(candidate);
                }
            }
            bound_m2(&best)
        });
    best
}

fn offering(eligible: &Eligible) -> SearchFilter {
    SearchFilter {
        amenities: eligible.wanted(),
        ..SearchFilter::default()
    }
}
