//! Detours by brute force: every pair of places of a densely sampled route, looked at more closely
//! around the best pair.

use std::ops::Range;

use yizhan::distance::{geodesic_m, place_between, short_geodesic_m};
use yizhan::position::Position;
use yizhan::query::along::Route;

/// Samples of a part of the route between two stops.
const SAMPLES: usize = 48;
/// Samples around each end of the best pair, when it is looked at more closely.
const CLOSER: usize = 14;
const CLOSER_LOOKS: usize = 3;

/// A place of a route: metres along it, and where it is.
#[derive(Clone, Copy)]
struct Place {
    at_m: f64,
    point_m: [f64; 3],
}

/// The place at this many metres of a route.
pub(crate) fn place_at(route: &Route, at_m: f64) -> Position {
    let ends = route.at_m();
    let next = ends
        .partition_point(|point_m| *point_m < at_m)
        .clamp(1, ends.len() - 1);
    let span_m = ends[next] - ends[next - 1];
    let (from, to) = (route.points()[next - 1], route.points()[next]);
    if span_m == 0.0 {
        return from;
    }
    place_between(from, to, (at_m - ends[next - 1]) / span_m).unwrap()
}

/// What a stop costs between two places of a route.
pub(crate) fn cost_m(
    route: &Route,
    station: Position,
    [leave_m, join_m]: [f64; 2],
    factor: f64,
) -> f64 {
    let (leave, join) = (place_at(route, leave_m), place_at(route, join_m));
    let way_m = factor * (geodesic_m(leave, station) + geodesic_m(station, join));
    way_m - (join_m - leave_m).min(factor * geodesic_m(leave, join))
}

/// The least that a stop costs, from above.
pub(crate) fn least_m(route: &Route, station: Position, factor: f64) -> f64 {
    let stops = route.stops().windows(2);
    let parts = stops.map(|rows| route.at_m()[rows[0]]..route.at_m()[rows[1]]);
    parts
        .map(|part| least_of_part_m(route, station, factor, part))
        .fold(f64::INFINITY, f64::min)
}

fn least_of_part_m(route: &Route, station: Position, factor: f64, part: Range<f64>) -> f64 {
    let inside = |range: Range<f64>| range.start.max(part.start)..range.end.min(part.end);
    let mut step_m = (part.end - part.start) / SAMPLES as f64;
    let (mut leaves, mut joins) = (part.clone(), part.clone());
    let mut n_samples = SAMPLES;
    let mut least_m = f64::INFINITY;
    for _ in 0..=CLOSER_LOOKS {
        let places = [&leaves, &joins].map(|range| sampled(route, range, n_samples));
        let (cost_m, pair) = least_pair(&places, station, factor);
        least_m = least_m.min(cost_m);
        leaves = inside(pair[0] - step_m..pair[0] + step_m);
        joins = inside(pair[1] - step_m..pair[1] + step_m);
        n_samples = CLOSER;
        step_m *= 2.0 / CLOSER as f64;
    }
    least_m
}

fn sampled(route: &Route, range: &Range<f64>, n_samples: usize) -> Vec<Place> {
    let points = route.at_m().iter().copied();
    let mut at_m: Vec<f64> = points.filter(|at_m| range.contains(at_m)).collect();
    let step_m = (range.end - range.start) / n_samples as f64;
    at_m.extend((0..=n_samples).map(|row| (range.start + row as f64 * step_m).min(range.end)));
    at_m.sort_by(f64::total_cmp);
    let place = |at_m| Place {
        at_m,
        point_m: place_at(route, at_m).earth_centred_m(),
    };
    at_m.into_iter().map(place).collect()
}

fn least_pair(places: &[Vec<Place>; 2], station: Position, factor: f64) -> (f64, [f64; 2]) {
    let ways = |places: &[Place]| -> Vec<f64> {
        let way = |place: &Place| factor * short_m(place.point_m, station.earth_centred_m());
        places.iter().map(way).collect()
    };
    let (there, back) = (ways(&places[0]), ways(&places[1]));
    let mut least = (f64::INFINITY, [0.0; 2]);
    for (leave, there_m) in places[0].iter().zip(&there) {
        for (join, back_m) in places[1].iter().zip(&back) {
            let by_route_m = there_m + back_m - (join.at_m - leave.at_m);
            if join.at_m < leave.at_m || by_route_m >= least.0 {
                continue;
            }
            let direct_m = factor * short_m(leave.point_m, join.point_m);
            let cost_m = by_route_m.max(there_m + back_m - direct_m);
            if cost_m < least.0 {
                least = (cost_m, [leave.at_m, join.at_m]);
            }
        }
    }
    least
}

fn short_m(a_m: [f64; 3], b_m: [f64; 3]) -> f64 {
    short_geodesic_m(a_m, b_m).expect("routes of tests are short")
}
