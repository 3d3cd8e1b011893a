//! Straight lines against brute force.

use std::sync::Arc;

use yizhan::clock::{UnixTime, Zone};
use yizhan::distance::geodesic_m;
use yizhan::notices::{Said, Truth};
use yizhan::query::along::{AlongQuery, Route, Stop, TOLERANCE_M};
use yizhan::snapshot::Snapshot;

use super::brute::{cost_m, least_m, place_at};
use super::case::{Case, assert_answer_is, expected};
use super::routes::{points, question, world};
use crate::query::brute_force::Oracle;
use crate::query::questions::pick;
use crate::query::what_is_said::random_said;
use crate::support::instant;

/// What rounding, chords for arcs and what is left out of the search may add, metres.
const SLACK_M: f64 = TOLERANCE_M + 0.01;

fn assert_stop_is_what_it_says(query: &AlongQuery, snapshot: &Snapshot, stop: &Stop) {
    let station = snapshot.station(stop.hit.station).position;
    let (route, pace) = (&query.route, query.terms.pace);
    let ends_m = [stop.leaves_route_at_m, stop.joins_route_at_m];
    assert!(ends_m[0] <= ends_m[1]);
    let costs_m = cost_m(route, station, ends_m, pace.detour).max(0.0);
    assert!((costs_m - stop.detour_m).abs() < 0.01, "{costs_m} {stop:?}");
    let way_m = pace.detour * geodesic_m(place_at(route, ends_m[0]), station);
    let seconds = route.clock_s(ends_m[0], ends_m[0], pace.speed_m_s) + way_m / pace.speed_m_s;
    assert!((stop.hit.travel_time_s - seconds).abs() < 0.01);
    let begins = query.terms.at.unix_s as f64;
    assert!((stop.hit.arrive_at.unix_s as f64 - begins - seconds - 0.5).abs() < 0.52);
}

/// Every station costs what brute force finds, and those that are missing cost too much.
fn assert_detours_are_least(case: &Case<'_>, query: &AlongQuery) -> Vec<Stop> {
    let stops = case.all_stops(query);
    let factor = query.terms.pace.detour;
    for idx in case.snapshot.rows() {
        let station = case.snapshot.station(idx).position;
        let least_m = least_m(&query.route, station, factor);
        match stops.iter().find(|stop| stop.hit.station == idx) {
            Some(stop) => {
                assert_stop_is_what_it_says(query, case.snapshot, stop);
                assert!(
                    stop.detour_m <= least_m + SLACK_M,
                    "{least_m} {stop:?} {query:?}"
                );
            }
            None => assert!(
                least_m > query.max_detour_m - SLACK_M,
                "{least_m} {idx:?} {query:?}"
            ),
        }
    }
    stops
}

fn route_of(random: &mut fastrand::Rng, corner: [f64; 2]) -> Route {
    let points = points(random, corner);
    let stop = random.usize(0..points.len());
    let stops = if random.f64() < 0.3 {
        vec![stop]
    } else {
        Vec::new()
    };
    let times = (random.f64() < 0.2).then(|| {
        let begin = instant("2026-11-24T08:00:00").unix_s;
        let times = (0_i64..).map(|row| UnixTime {
            unix_s: begin + 600 * (row / 2),
        });
        times.take(points.len()).collect()
    });
    Route::new(points, times, &stops).unwrap()
}

fn assert_equal_to_brute_force(seed: u64, n_routes: usize, corner: [f64; 2]) {
    let snapshot = world(seed, 8, corner);
    let mut random = fastrand::Rng::with_seed(seed);
    for round in 0..n_routes {
        let said = if round % 2 == 0 {
            Said::default()
        } else {
            random_said(&mut random, &snapshot, instant("2026-11-24T12:00:00"))
        };
        let oracle = Oracle::of(&snapshot, &said);
        let truth = Truth::resolve(Arc::new(said), &snapshot, Zone::default());
        let case = Case {
            snapshot: &snapshot,
            oracle: &oracle,
            truth: &truth,
            streets: None,
        };
        let route = route_of(&mut random, corner);
        let query = question(&mut random, route, &snapshot);
        let all = assert_detours_are_least(&case, &query);
        let expected = expected(&case, &query, &all);
        assert_answer_is(&case, &expected, &case.stops(&query), &query);
    }
}

#[test]
fn stops_on_1_500_routes_in_straight_lines_are_those_of_brute_force() {
    let seeds: Vec<u64> = (0..10).collect();
    std::thread::scope(|scope| {
        for half in seeds.chunks(5) {
            scope.spawn(move || {
                for seed in half {
                    assert_equal_to_brute_force(*seed, 150, [114.15, 22.3]);
                }
            });
        }
    });
}

#[test]
fn stops_on_500_routes_across_the_antimeridian_are_those_of_brute_force() {
    for seed in 100..105 {
        let lat = pick(&mut fastrand::Rng::with_seed(seed), &[-17.0, 0.0, 51.0]);
        assert_equal_to_brute_force(seed, 100, [179.99, lat]);
    }
}
