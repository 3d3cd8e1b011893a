//! The work that a route takes, counted, and where the sides of a road decide.

use std::num::NonZeroUsize;

use yizhan::clock::Zone;
use yizhan::network::Network;
use yizhan::network::streets::{ModeSet, Segment, StreetClass, StreetNode, Streets};
use yizhan::position::Position;
use yizhan::query::along::{AlongQuery, Order, Route, Side, along};
use yizhan::query::opening::OpeningSearch;
use yizhan::query::{
    Filter, NearestQuery, OpenWhen, StreetStations, Streets as OnStreets, UnknownHours, WorkBudget,
};
use yizhan::travel::{Mode, Paces};

use crate::support::http::{collection, station_at};
use crate::support::world::{Places, World};
use crate::support::{TODAY_NOON, instant, snapshot};

fn question(points: &[[f64; 2]], open: OpenWhen) -> AlongQuery {
    let points = points
        .iter()
        .map(|[lon, lat]| Position::new(*lon, *lat).unwrap());
    let terms = NearestQuery {
        filter: Filter::default(),
        mode: Mode::Ebike,
        pace: Paces::default().of(Mode::Ebike),
        radius_m: 0.0,
        limit: NonZeroUsize::new(5).unwrap(),
        open,
        at: instant(TODAY_NOON),
        stay_s: 0,
        unknown_hours: UnknownHours::Exclude,
        zone: Zone::default(),
    };
    let route = Route::new(points.collect(), None, &[]).unwrap();
    AlongQuery::new(route, terms, 1_417.0, Order::Detour)
}

#[test]
fn a_route_of_ten_kilometres_looks_at_some_hundred_of_200_000_stations() {
    let world = World {
        seed: 3,
        stations: 200_000,
        places: Places::Box([114.0, 30.0], 0.5),
    };
    let snapshot = snapshot(&[&world.geojson()]);
    let mut random = fastrand::Rng::with_seed(9);
    for open in [OpenWhen::Arrival, OpenWhen::Any] {
        // Crooked, ten kilometres to the north-east.
        let points: Vec<[f64; 2]> = (0..=50_u32)
            .map(|row| {
                let along = f64::from(row) / 50.0;
                let shake = random.f64() * 0.001;
                [114.2 + 0.08 * along + shake, 30.2 + 0.06 * along - shake]
            })
            .collect();
        let query = question(&points, open);
        let search = OpeningSearch::new(&snapshot, WorkBudget::whole());
        let (answer, work) = along(&search, None, &query);
        assert_eq!(answer.stops.len(), 5);
        let looked_at = work.boxes + work.stations;
        assert!(looked_at < 4_000, "{work:?}");
    }
}

/// A road to the east with two carriageways 20 m apart, each one way, joined every 500 m.
fn divided_road() -> Streets {
    let node = |column: u32, is_northern: bool| StreetNode {
        position: Position::new(
            114.0 + f64::from(column) * 0.005,
            if is_northern { 30.000_18 } else { 30.0 },
        )
        .unwrap(),
        blocked: ModeSet::EMPTY,
    };
    let all = Mode::ALL
        .map(ModeSet::only)
        .into_iter()
        .reduce(ModeSet::union)
        .unwrap();
    let street = |from, to, backward| Segment {
        from,
        to,
        forward: all,
        backward,
        class: StreetClass::Main,
    };
    let columns = 0..6_u32;
    // Traffic keeps to the right: the southern one leads to the east.
    let nodes = columns
        .clone()
        .flat_map(|column| [node(column, false), node(column, true)]);
    let east = (0..5).map(|column| street(2 * column, 2 * column + 2, ModeSet::EMPTY));
    let west = (0..5).map(|column| street(2 * column + 3, 2 * column + 1, ModeSet::EMPTY));
    let across = columns.map(|column| street(2 * column, 2 * column + 1, all));
    Streets {
        nodes: nodes.collect(),
        segments: east.chain(west).chain(across).collect(),
    }
}

#[test]
fn of_two_stations_across_a_divided_road_the_one_on_the_riders_side_is_first() {
    let network = Network::build("road", &divided_road(), 90.0);
    let features = [
        station_at("across", [114.0125, 30.000_24], r#""opening_hours":"24/7""#),
        station_at("beside", [114.0125, 29.999_8], r#""opening_hours":"24/7""#),
    ];
    let snapshot = snapshot(&[&collection("", &features)]);
    let stations = StreetStations::match_to(&network, &snapshot);
    let streets = OnStreets {
        network: &network,
        stations: &stations,
    };
    // As a satellite receiver has it: between the carriageways, and nearer to the wrong one.
    let rides = [[114.0, 30.000_1], [114.01, 30.000_1], [114.0249, 30.000_1]];
    let search = OpeningSearch::new(&snapshot, WorkBudget::whole());
    let ids = |streets| {
        let (answer, _) = along(&search, streets, &question(&rides, OpenWhen::Arrival));
        let stops = answer.stops.iter();
        let stops = stops.map(|stop| {
            let id = snapshot.station(stop.hit.station).id.to_string();
            (id, stop.side, stop.detour_m)
        });
        stops.collect::<Vec<_>>()
    };
    let found = ids(Some(streets));
    assert_eq!((&*found[0].0, found[0].1), ("beside", Side::Right));
    assert_eq!((&*found[1].0, found[1].1), ("across", Side::Left));
    // Across: on to the next crossing, back on the other side, and around again.
    assert!(found[0].2 < 60.0 && found[1].2 > 900.0, "{found:?}");
    // In a straight line the one across is the nearer one.
    assert_eq!(ids(None)[0].0, "across");
}
