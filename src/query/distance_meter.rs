//! Lengths only as exact as needed: computed from chords where their small error decides nothing,
//! else by Karney's geodesic.
//!
//! Every order, bound and rounding here equals that of Karney's lengths. A length from a chord is a
//! range that contains Karney's; where two ranges, or a range and a bound, do not overlap, the
//! comparison is decided.

use std::cmp::Ordering;

use crate::clock::UnixTime;
use crate::distance::{
    SHORT_GEODESIC_ERROR_M, geodesic_m, max_geodesic_of_chord_m, short_geodesic_m,
};
use crate::index::Neighbour;
use crate::position::Position;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

use super::NearestQuery;

/// The finest steps that answers are rounded to, per metre and per second: tenths, and their
/// halves, at which tenths, metres, seconds and minutes are rounded up or down.
const ROUNDING_STEPS: f64 = 20.0;
/// How much rounding may have made a chord longer than its geodesic, metres.
const CHORD_ROUNDING_M: f64 = 1e-7;

/// Measures distances from one place.
#[derive(Clone, Copy)]
pub(super) struct DistanceMeter<'a> {
    snapshot: &'a Snapshot,
    origin: Position,
    origin_m: [f64; 3],
}

/// The range that contains a geodesic's length, metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct DistanceBounds {
    pub(super) low_m: f64,
    pub(super) high_m: f64,
}

impl DistanceBounds {
    /// A length that is known exactly.
    pub(super) const fn exactly(length_m: f64) -> Self {
        Self {
            low_m: length_m,
            high_m: length_m,
        }
    }

    /// Whether the length is known exactly.
    pub(super) fn is_exact(self) -> bool {
        self.low_m >= self.high_m
    }

    const fn middle_m(self) -> f64 {
        f64::midpoint(self.low_m, self.high_m)
    }
}

impl<'a> DistanceMeter<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, origin: Position) -> Self {
        Self {
            snapshot,
            origin,
            origin_m: origin.earth_centred_m(),
        }
    }

    /// The origin, earth-centred metres.
    pub(super) const fn origin_m(&self) -> [f64; 3] {
        self.origin_m
    }

    /// The length of the way to a station; beyond 50 km only bounds from the chord.
    pub(super) fn length(&self, neighbour: &Neighbour<'_>) -> DistanceBounds {
        if let Some(length_m) = short_geodesic_m(self.origin_m, neighbour.point_m) {
            return DistanceBounds {
                low_m: length_m - SHORT_GEODESIC_ERROR_M,
                high_m: length_m + SHORT_GEODESIC_ERROR_M,
            };
        }
        let chord_m = neighbour.chord_m2.sqrt();
        DistanceBounds {
            low_m: chord_m - CHORD_ROUNDING_M,
            high_m: max_geodesic_of_chord_m(chord_m),
        }
    }

    /// Karney's exact length.
    pub(super) fn geodesic_m(&self, station: StationIdx) -> f64 {
        geodesic_m(self.origin, self.snapshot.station(station).position)
    }

    /// Whether the way is at most as long as a bound.
    pub(super) fn is_within(
        &self,
        station: StationIdx,
        length: DistanceBounds,
        bound_m: f64,
    ) -> bool {
        length.high_m <= bound_m || (length.low_m <= bound_m && self.geodesic_m(station) <= bound_m)
    }

    /// The order of two stations: the shorter way first, ties by id.
    pub(super) fn compare(
        &self,
        a: (StationIdx, DistanceBounds),
        b: (StationIdx, DistanceBounds),
    ) -> Ordering {
        if a.1.high_m < b.1.low_m {
            return Ordering::Less;
        }
        if b.1.high_m < a.1.low_m {
            return Ordering::Greater;
        }
        let id = |station| &self.snapshot.station(station).id;
        let place = |station| self.snapshot.station(station).position;
        if place(a.0) == place(b.0) {
            return id(a.0).cmp(id(b.0));
        }
        let exactly_m =
            |(station, length): (StationIdx, DistanceBounds)| self.measured(station, length).low_m;
        exactly_m(a)
            .total_cmp(&exactly_m(b))
            .then_with(|| id(a.0).cmp(id(b.0)))
    }

    /// The exact length; Karney's is computed only if it is not known.
    pub(super) fn measured(&self, station: StationIdx, length: DistanceBounds) -> DistanceBounds {
        if length.is_exact() {
            length
        } else {
            DistanceBounds::exactly(self.geodesic_m(station))
        }
    }

    /// The arrival after setting out at the moment of the question.
    pub(super) fn arrive_at(
        &self,
        query: &NearestQuery,
        station: StationIdx,
        length: DistanceBounds,
    ) -> UnixTime {
        let earliest = query.pace.arrive_at(query.at, length.low_m);
        if earliest == query.pace.arrive_at(query.at, length.high_m) {
            return earliest;
        }
        query.pace.arrive_at(query.at, self.geodesic_m(station))
    }

    /// A length that rounds in answers exactly as Karney's does, as do the travel time and the
    /// arrival computed from it.
    pub(super) fn answered_m(
        &self,
        query: &NearestQuery,
        station: StationIdx,
        length: DistanceBounds,
    ) -> f64 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "no way on Earth takes 2^53 steps"
        )]
        let step = |number: f64| (number * ROUNDING_STEPS) as i64;
        let steps = |length_m| [step(length_m), step(query.pace.travel_time_s(length_m))];
        if length.low_m > 0.0 && steps(length.low_m) == steps(length.high_m) {
            length.middle_m()
        } else {
            self.geodesic_m(station)
        }
    }
}
