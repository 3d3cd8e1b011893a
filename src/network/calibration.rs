//! How much longer ways are than straight lines: trips sampled on the streets.
//!
//! A trip begins at a random point of a street and ends at the street nearest to a random point of
//! the circle around it. So trips of each length are as frequent as places at that distance, which
//! is how the detour factor of a mode is used.

use std::ops::ControlFlow;

use rayon::prelude::*;

use super::graph::{Direction, Graph};
use super::places::Places;
use super::search::{Reached, Search};
use super::snap::{DEFAULT_SNAP_LIMIT_M, Snap};
use super::{MAX_WAY_MM, to_m, to_mm};
use crate::distance::{destination, geodesic_m};

/// Straight lines shorter than this are not sampled, metres: their ways are mostly a corner.
pub const MIN_TRIP_M: f64 = 100.0;
/// Ways longer than this many straight lines count as none.
pub const MAX_SAMPLED_DETOUR: f64 = 10.0;

/// The result of sampling trips.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    /// Way divided by straight line of each trip that has a way, ascending.
    detours: Vec<f64>,
    /// Trips without a way, or with one beyond [`MAX_SAMPLED_DETOUR`].
    pub n_without_way: usize,
}

/// A trip between two points of streets.
struct Trip {
    start: Snap,
    end: Snap,
    straight_m: f64,
}

impl Calibration {
    /// Samples about `n_trips` trips of up to `radius_m` in a straight line. Equal seeds give
    /// equal trips. A bounded search each, on all cores.
    pub fn sample(graph: &Graph, n_trips: usize, radius_m: f64, seed: u64) -> Self {
        let trips = trips(graph, n_trips, radius_m, seed);
        let ends = trips.iter().map(|trip| Some(trip.end)).collect();
        let ends = Places::of_snaps(graph, ends, Direction::Outward);
        let ways: Vec<Option<u32>> = trips
            .par_iter()
            .enumerate()
            .map_init(
                || Search::new(graph, &ends, Direction::Outward),
                |search, (row, trip)| way_mm(search, trip, row),
            )
            .collect();
        let mut calibration = Self::default();
        for (trip, way_mm) in trips.iter().zip(ways) {
            match way_mm {
                Some(way_mm) => calibration.detours.push(to_m(way_mm) / trip.straight_m),
                None => calibration.n_without_way += 1,
            }
        }
        calibration.detours.sort_unstable_by(f64::total_cmp);
        calibration
    }

    /// How many trips have a way.
    pub fn n_trips(&self) -> usize {
        self.detours.len()
    }

    /// The detour factor that this percentage of trips does not exceed (nearest rank); `None`
    /// without any trip.
    pub fn percentile(&self, percent: usize) -> Option<f64> {
        let rank = (self.detours.len() * percent).div_ceil(100);
        self.detours.get(rank.saturating_sub(1)).copied()
    }
}

fn trips(graph: &Graph, n_trips: usize, radius_m: f64, seed: u64) -> Vec<Trip> {
    let mut random = fastrand::Rng::with_seed(seed);
    // Where edges end if they are laid one after another.
    let ends_m: Vec<f64> = graph
        .edges()
        .iter()
        .scan(0.0, |sum_m, edge| {
            *sum_m += to_m(edge.length_mm);
            Some(*sum_m)
        })
        .collect();
    let total_m = ends_m.last().copied().unwrap_or_default();
    (0..n_trips)
        .filter_map(|_| {
            let on_m = random.f64() * total_m;
            let row = ends_m.partition_point(|end_m| *end_m <= on_m);
            let edge = graph.edges().get(row)?;
            let start = Snap {
                edge: u32::try_from(row).ok()?,
                along_mm: to_mm(ends_m[row] - on_m)?.min(edge.length_mm),
                leg_mm: 0,
            };
            // Uniform over the area: more of it is far away.
            let away_m = radius_m * random.f64().sqrt();
            trip(graph, start, away_m, random.f64() * 360.0)
        })
        .collect()
}

/// The trip to the street nearest to a point at this distance and direction.
fn trip(graph: &Graph, start: Snap, away_m: f64, bearing_deg: f64) -> Option<Trip> {
    let from = graph.snapped_position(&start);
    let aim = destination(from, bearing_deg, away_m)?;
    let end = graph.snap(aim, DEFAULT_SNAP_LIMIT_M)?;
    let straight_m = geodesic_m(from, graph.snapped_position(&end));
    (straight_m >= MIN_TRIP_M).then_some(Trip {
        start,
        end: Snap { leg_mm: 0, ..end },
        straight_m,
    })
}

fn way_mm(search: &mut Search<'_>, trip: &Trip, row: usize) -> Option<u32> {
    let limit_mm = to_mm(trip.straight_m * MAX_SAMPLED_DETOUR).unwrap_or(MAX_WAY_MM);
    let mut found = None;
    search.from(&trip.start, limit_mm, |reached, way_mm| match reached {
        Reached::Place(place) if place as usize == row => {
            found = Some(way_mm);
            ControlFlow::Break(())
        }
        _ => ControlFlow::Continue(()),
    });
    found
}
