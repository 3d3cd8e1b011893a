//! The stations that may be among the nearest, while a walk finds more of them.
//!
//! Invariant: however many stations lie at one distance, no more are kept than a few times the
//! limit, and each is measured at most once.

use std::num::NonZeroUsize;

use super::NearestQuery;
use super::candidate::Candidate;
use super::distance_meter::{DistanceBounds, DistanceMeter};
use super::opening::{EffectiveHours, OpeningSearch};
use crate::distance::is_same_point;
use crate::index::{Ahead, Neighbour};
use crate::snapshot::Snapshot;
use crate::travel::Travel;

/// How many times the limit are kept, with [`MORE_KEPT`], before all that are kept are measured.
const TIMES_KEPT: usize = 2;
/// See [`TIMES_KEPT`].
const MORE_KEPT: usize = 16;
/// What measuring a geodesic costs, in stations looked at.
const STEPS_A_GEODESIC: usize = 8;

/// The candidates that may be among the nearest `limit`.
pub(super) struct Candidates<'a> {
    limit: NonZeroUsize,
    /// By the upper ends of their ranges.
    held: Vec<(DistanceBounds, Neighbour<'a>)>,
}

/// The square of the longest chord that a geodesic within the radius can have.
pub(super) fn bound_m2(radius_m: f64) -> f64 {
    /// How much rounding may make a chord longer than its geodesic, metres.
    const ROUNDING_M: f64 = 1e-6;
    (radius_m + ROUNDING_M).powi(2)
}

impl<'a> Candidates<'a> {
    pub(super) const fn new(limit: NonZeroUsize) -> Self {
        Self {
            limit,
            held: Vec::new(),
        }
    }

    pub(super) fn offer(
        &mut self,
        search: &OpeningSearch<'_>,
        meter: &DistanceMeter<'_>,
        length: DistanceBounds,
        neighbour: Neighbour<'a>,
    ) {
        if length.low_m > self.farthest_m() {
            return;
        }
        if self.held.is_empty() {
            // Room for ties and for the one that is about to be dropped.
            self.held.reserve(self.limit.get() + 3);
        }
        let place = self
            .held
            .partition_point(|(held, _)| held.high_m <= length.high_m);
        self.held.insert(place, (length, neighbour));
        self.drop_surplus_on(neighbour.point_m);
        let farthest_m = self.farthest_m();
        while self
            .held
            .last()
            .is_some_and(|(last, _)| last.low_m > farthest_m)
        {
            self.held.pop();
        }
        if self.held.len() > TIMES_KEPT * self.limit.get() + MORE_KEPT {
            self.measure(search, meter);
        }
    }

    /// Of more than `limit` stations on one point, drops the last in the order of the tree, which
    /// there is that of the ids.
    fn drop_surplus_on(&mut self, point_m: [f64; 3]) {
        if self.held.len() <= self.limit.get() {
            return;
        }
        let on_point =
            |held: &(DistanceBounds, Neighbour<'_>)| is_same_point(held.1.point_m, point_m);
        if self.held.iter().filter(|held| on_point(held)).count() > self.limit.get() {
            let places = (0..self.held.len()).filter(|place| on_point(&self.held[*place]));
            if let Some(last) = places.max_by_key(|place| self.held[*place].1.order) {
                self.held.remove(last);
            }
        }
    }

    /// Measures all that are kept, and keeps the nearest `limit`, ties by id.
    fn measure(&mut self, search: &OpeningSearch<'_>, meter: &DistanceMeter<'_>) {
        for (length, neighbour) in &mut self.held {
            if !length.is_exact() {
                *length = meter.measured(neighbour.entry.station, *length);
                search.budget().take_steps(STEPS_A_GEODESIC);
            }
        }
        self.sort(meter);
        self.held.truncate(self.limit.get());
    }

    fn sort(&mut self, meter: &DistanceMeter<'_>) {
        self.held
            .sort_by(|a, b| meter.compare((a.1.entry.station, a.0), (b.1.entry.station, b.0)));
    }

    /// No longer geodesic can be among the nearest.
    fn farthest_m(&self) -> f64 {
        let kth = self.held.get(self.limit.get() - 1);
        kth.map_or(f64::INFINITY, |(length, _)| length.high_m)
    }

    /// What may still be among the nearest, after a station on this point.
    pub(super) fn ahead(&self, point_m: [f64; 3]) -> Ahead {
        let bound_m2 = bound_m2(self.farthest_m());
        // If as many as are wanted are on one point, the last of those wanted is among them.
        let last_wanted = self.held.get(self.limit.get() - 1);
        if last_wanted.is_none_or(|(_, held)| !is_same_point(held.point_m, point_m)) {
            return Ahead::within(bound_m2);
        }
        let on_point = self
            .held
            .iter()
            .filter(|held| is_same_point(held.1.point_m, point_m));
        let (n_held, last) = on_point.fold((0, 0), |(n_held, last), held| {
            (n_held + 1, held.1.order.max(last))
        });
        Ahead {
            bound_m2,
            point_done_from: (n_held >= self.limit.get()).then_some(last),
        }
    }

    /// The nearest within the circle, in order.
    pub(super) fn ranked(
        mut self,
        snapshot: &'a Snapshot,
        query: &NearestQuery,
        meter: &DistanceMeter<'_>,
    ) -> Vec<Candidate<'a>> {
        self.held.retain(|(length, neighbour)| {
            meter.is_within(neighbour.entry.station, *length, query.radius_m)
        });
        self.measure_ties(meter);
        self.sort(meter);
        let nearest = self.held.iter().take(self.limit.get());
        nearest
            .map(|(length, neighbour)| candidate(snapshot, query, meter, neighbour, *length))
            .collect()
    }

    /// Measures those whose ranges overlap with a neighbour's, so that sorting does not measure them
    /// at each comparison.
    fn measure_ties(&mut self, meter: &DistanceMeter<'_>) {
        for place in 1..self.held.len() {
            if self.held[place].0.low_m <= self.held[place - 1].0.high_m {
                for (length, neighbour) in &mut self.held[place - 1..=place] {
                    *length = meter.measured(neighbour.entry.station, *length);
                }
            }
        }
    }
}

fn candidate<'a>(
    snapshot: &'a Snapshot,
    query: &NearestQuery,
    meter: &DistanceMeter<'_>,
    neighbour: &Neighbour<'_>,
    length: DistanceBounds,
) -> Candidate<'a> {
    let entry = neighbour.entry;
    let distance_m = meter.answered_m(query, entry.station, length);
    Candidate {
        station: entry.station,
        hours: EffectiveHours::of_entry(snapshot, entry, query.filter.amenities),
        always_active: entry.always_active,
        distance_m,
        travel_time_s: query.pace.travel_time_s(distance_m),
        arrive_at: query.pace.arrive_at(query.at, distance_m),
        travel: Travel::StraightLine,
    }
}
