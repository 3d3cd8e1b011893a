//! All stations of a set in the order of the grid.

use std::ops::Range;

use rayon::prelude::*;

use super::grid::point_at;
use crate::datum::Datum;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// The stations of a set, ordered by where they are on the map of a datum; 16 bytes each.
pub struct TileOrder {
    placed: Vec<(u64, StationIdx)>,
}

impl TileOrder {
    /// Orders the stations of a set; n log n, on all cores.
    pub fn build(snapshot: &Snapshot, crs: Datum) -> Self {
        let rows: Vec<StationIdx> = snapshot.rows().collect();
        let place = |row: StationIdx| {
            let position = snapshot.station(row).position;
            (point_at(crs.coordinates(position)), row)
        };
        let mut placed: Vec<_> = rows.into_par_iter().map(place).collect();
        placed.par_sort_unstable_by_key(|(point, row)| (*point, row.0));
        Self { placed }
    }

    /// The stations at a range of points, in their order; two binary searches.
    pub(super) fn within(&self, points: &Range<u64>) -> &[(u64, StationIdx)] {
        let before = |end: u64| self.placed.partition_point(|(point, _)| *point < end);
        &self.placed[before(points.start)..before(points.end)]
    }
}
