//! Stations at one distance: placeholders on one point, at a pole, nanometres apart. Answers are
//! those of measuring all, and the work does not grow with them.

use std::num::NonZeroUsize;

use yizhan::clock::Zone;
use yizhan::distance::{geodesic_m, is_same_point};
use yizhan::position::Position;
use yizhan::query::{Answer, Filter, NearestQuery, OpenWhen, UnknownHours, nearest_counting_work};
use yizhan::snapshot::Snapshot;
use yizhan::travel::{Mode, Paces};

use crate::support::http::{collection, station_at};
use crate::support::{instant, snapshot};

const LIMIT: usize = 5;

fn query(min_star: Option<u8>) -> NearestQuery {
    NearestQuery {
        filter: Filter {
            min_star,
            ..Filter::default()
        },
        mode: Mode::Walk,
        pace: Paces::default().of(Mode::Walk),
        radius_m: 50_000.0,
        limit: NonZeroUsize::new(LIMIT).unwrap(),
        open: OpenWhen::Arrival,
        at: instant("2026-11-24T12:00:00+08:00"),
        stay_s: 0,
        unknown_hours: UnknownHours::Include,
        zone: Zone::default(),
    }
}

/// Stations that never close; every fifth has five stars. Their ids are in no order.
fn stations(n_stations: u32, place: impl Fn(u32) -> [f64; 2]) -> Snapshot {
    let features: Vec<String> = (0..n_stations)
        .map(|number| {
            let id = format!("{:x}", number.wrapping_mul(2_654_435_761));
            let star = if number % 5 == 0 { 5 } else { 1 };
            let properties = format!(r#""opening_hours":"24/7","star":{star}"#);
            station_at(&id, place(number), &properties)
        })
        .collect();
    snapshot(&[&collection("", &features)])
}

/// Compares with measuring all; the number of stations that the walk looked at.
fn looked_at(set: &Snapshot, origin: Position) -> usize {
    let mut looked_at = 0;
    for min_star in [None, Some(5)] {
        let (answer, work) = nearest_counting_work(set, origin, &query(min_star));
        assert_eq!(ids(set, &answer), expected(set, origin, min_star));
        looked_at = work.stations.max(looked_at);
    }
    looked_at
}

fn ids(set: &Snapshot, answer: &Answer) -> Vec<String> {
    let hits = answer.hits.iter();
    hits.map(|hit| set.station(hit.station).id.to_string())
        .collect()
}

fn expected(set: &Snapshot, origin: Position, min_star: Option<u8>) -> Vec<String> {
    let passing = set
        .stations()
        .iter()
        .filter(|station| min_star.is_none_or(|min| station.star.is_some_and(|star| star >= min)));
    let mut all: Vec<(f64, String)> = passing
        .map(|station| (geodesic_m(origin, station.position), station.id.to_string()))
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    all.into_iter().take(LIMIT).map(|(_, id)| id).collect()
}

#[test]
fn of_many_stations_on_one_point_few_are_looked_at() {
    let places: [fn(u32) -> [f64; 2]; 2] = [
        |_| [116.4, 39.9],
        |number| {
            let is_elsewhere = number % 1_000 == 0;
            let step = if is_elsewhere { number } else { 0 };
            [116.4 + f64::from(step) * 1e-6, 39.9]
        },
    ];
    for place in places {
        let set = stations(10_000, place);
        for origin in [[116.4, 39.9], [116.41, 39.91], [116.5, 39.7]] {
            let n = looked_at(&set, Position::new(origin[0], origin[1]).unwrap());
            assert!(n < 200, "{n} of 10,000 from {origin:?}");
        }
    }
}

#[test]
fn a_pole_is_one_point_whatever_the_longitude() {
    let set = stations(5_000, |number| {
        [f64::from(number % 3_600) / 10.0 - 180.0, 90.0]
    });
    for lat in [90.0, 89.99, 89.7] {
        let n = looked_at(&set, Position::new(12.0, lat).unwrap());
        assert!(n < 200, "{n} of 5,000 from {lat}");
    }
    let [a, b] = [[0.0, -90.0], [77.7, -90.0]].map(|[lon, lat]| Position::new(lon, lat).unwrap());
    assert!(geodesic_m(a, b) <= 0.0);
    assert!(is_same_point(a.earth_centred_m(), b.earth_centred_m()));
}

#[test]
fn stations_nanometres_apart_are_in_the_order_of_their_exact_distances() {
    let set = stations(2_000, |number| {
        let step = f64::from(number % 40) * 1e-13;
        [116.4 + step, 39.9 + f64::from(number / 40) * 1e-14]
    });
    for origin in [[116.4, 39.9], [116.41, 39.91], [116.4, 40.2]] {
        looked_at(&set, Position::new(origin[0], origin[1]).unwrap());
    }
}
