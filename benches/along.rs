//! On my way: the five stops that cost least on routes of ten kilometres through a city with 200,000
//! stations, in straight lines and along its streets, beside what apps do: asking for the nearest at
//! every 200 m of the route and merging the answers. Prints percentiles, and how many of the five
//! stops merging misses.
#![expect(clippy::cast_precision_loss, reason = "a bench counts some hundred")]

use std::collections::HashSet;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::Instant;

#[path = "support.rs"]
mod support;
#[path = "../tests/it/support/town.rs"]
mod town;

use support::{instant, load, snapshot};
use town::Town;
use yizhan::distance::{destination, geodesic_m, place_between};
use yizhan::network::{Network, match_route};
use yizhan::position::Position;
use yizhan::query::along::{AlongQuery, Order, Route, along};
use yizhan::query::opening::OpeningSearch;
use yizhan::query::{
    Filter, Hit, NearestQuery, OpenWhen, StreetStations, Streets, UnknownHours, WorkBudget, answer,
};
use yizhan::snapshot::Snapshot;
use yizhan::station::StationIdx;
use yizhan::travel::{Mode, Paces};

const CITY: Town = Town {
    columns: 470,
    rows: 470,
    ..Town::SMALL
};
const N_ROUTES: usize = 200;
/// As the crow flies: along the streets of the city the routes are then some ten kilometres long.
const CROW_M: f64 = 7_400.0;
/// Detours of up to five minutes.
const MINUTES: f64 = 5.0;
/// Apps ask at each of these.
const EVERY_M: f64 = 200.0;
const MODE: Mode = Mode::Ebike;

/// Stations all over the city.
fn stations(random: &mut fastrand::Rng) -> Snapshot {
    let mut loaded = load();
    for station in &mut loaded.stations {
        station.position = CITY.somewhere(random);
    }
    snapshot(loaded)
}

fn terms() -> NearestQuery {
    let pace = Paces::default().of(MODE);
    NearestQuery {
        filter: Filter::default(),
        mode: MODE,
        pace,
        // There and back within the longest detour.
        radius_m: pace.radius_m(MINUTES) / 2.0,
        limit: NonZeroUsize::new(5).expect("five"),
        open: OpenWhen::Arrival,
        at: instant("12:00:00"),
        stay_s: 0,
        unknown_hours: UnknownHours::Include,
        zone: yizhan::clock::Zone::default(),
    }
}

/// Routes along the streets, every crossing a point.
fn routes(network: &Network) -> Vec<Route> {
    let mut random = fastrand::Rng::with_seed(11);
    let graph = network.of(MODE);
    let mut routes = Vec::new();
    while routes.len() < N_ROUTES {
        let begin = CITY.somewhere(&mut random);
        let bearing_deg = random.f64() * 360.0;
        let Some(end) = destination(begin, bearing_deg, CROW_M) else {
            continue;
        };
        let Some(legs) = match_route(
            graph,
            &[begin, end],
            &[0, 1],
            network.snap_limit_m(),
            || true,
        ) else {
            continue;
        };
        let nodes = legs[0].nodes().iter();
        let points = nodes
            .map(|node| graph.positions()[*node as usize])
            .collect();
        routes.extend(Route::new(points, None, &[]).ok());
    }
    routes
}

/// The places at every 200 m of a route.
fn places_of(route: &Route) -> Vec<(f64, Position)> {
    let mut places = vec![(0.0, route.points()[0])];
    for (ends, at_m) in route.points().windows(2).zip(route.at_m().windows(2)) {
        while let Some(next_m) = places.last().map(|last| last.0 + EVERY_M)
            && next_m <= at_m[1]
        {
            let share = (next_m - at_m[0]) / geodesic_m(ends[0], ends[1]);
            places.extend(place_between(ends[0], ends[1], share).map(|place| (next_m, place)));
        }
    }
    places
}

/// The nearest at each place, merged: the five nearest to any of them.
fn merged(
    search: &OpeningSearch<'_>,
    streets: Option<Streets<'_>>,
    route: &Route,
) -> Vec<StationIdx> {
    let mut hits: Vec<Hit> = Vec::new();
    let terms = terms();
    let way_limit_m = terms.pace.way_m(MINUTES) / 2.0;
    for (at_m, place) in places_of(route) {
        #[expect(clippy::cast_possible_truncation, reason = "some hours")]
        let at = terms.at.plus_seconds((at_m / terms.pace.speed_m_s) as i64);
        let query = NearestQuery {
            at,
            ..terms.clone()
        };
        hits.extend(answer(search, streets, place, &query, way_limit_m).hits);
    }
    hits.sort_by(|a, b| a.travel_time_s.total_cmp(&b.travel_time_s));
    let mut seen = HashSet::new();
    let stations = hits.iter().map(|hit| hit.station);
    stations
        .filter(|station| seen.insert(*station))
        .take(5)
        .collect()
}

/// Prints the median and the slowest of a hundred, in microseconds.
#[expect(clippy::print_stdout, reason = "a bench reports")]
fn report(name: &str, routes: &[Route], mut run: impl FnMut(&Route)) {
    let mut seconds: Vec<f64> = routes
        .iter()
        .map(|route| {
            let begun = Instant::now();
            run(route);
            begun.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    let [median, slow] =
        [seconds.len() / 2, seconds.len() * 99 / 100].map(|row| seconds[row] * 1e6);
    println!("{name:<44} {median:>10.0} us median {slow:>10.0} us at 99 of 100");
}

#[expect(clippy::print_stdout, reason = "a bench reports")]
fn main() {
    let mut random = fastrand::Rng::with_seed(3);
    let snapshot = stations(&mut random);
    let network = Network::build("city", &CITY.streets(), 300.0);
    let stations = StreetStations::match_to(&network, &snapshot);
    let routes = routes(&network);
    let length_m: f64 = routes.iter().map(Route::length_m).sum();
    let n_points: usize = routes.iter().map(|route| route.points().len()).sum();
    println!(
        "{N_ROUTES} routes of {:.1} km and {} points on average, {} stations",
        length_m / 1e3 / routes.len() as f64,
        n_points / routes.len(),
        snapshot.stations().len()
    );
    let on_streets = Streets {
        network: &network,
        stations: &stations,
    };
    let max_detour_m = terms().pace.way_m(MINUTES);
    for (name, streets) in [
        ("straight lines", None),
        ("along streets", Some(on_streets)),
    ] {
        let query =
            |route: &Route| AlongQuery::new(route.clone(), terms(), max_detour_m, Order::Detour);
        let asked: Vec<AlongQuery> = routes.iter().map(query).collect();
        let mut next = asked.iter().cycle();
        report(&format!("along, {name}"), &routes, |_| {
            let search = OpeningSearch::new(&snapshot, WorkBudget::whole());
            black_box(along(&search, streets, next.next().expect("a cycle")));
        });
        report(
            &format!("nearest at every 200 m, merged, {name}"),
            &routes,
            |route| {
                let search = OpeningSearch::new(&snapshot, WorkBudget::whole());
                black_box(merged(&search, streets, route));
            },
        );
        let (mut n_stops, mut n_missed) = (0, 0);
        for query in &asked {
            let search = OpeningSearch::new(&snapshot, WorkBudget::whole());
            let found = along(&search, streets, query).0.stops;
            let merged = merged(&search, streets, &query.route);
            n_stops += found.len();
            let missed = found
                .iter()
                .filter(|stop| !merged.contains(&stop.hit.station));
            n_missed += missed.count();
        }
        println!("merging misses {n_missed} of {n_stops} stops, {name}");
    }
}
