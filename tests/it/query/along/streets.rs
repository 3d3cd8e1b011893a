//! Along streets against brute force: the ways between all pairs of a small town's crossings.

use std::sync::Arc;

use yizhan::clock::Zone;
use yizhan::network::{Graph, Network, Snap, match_route};
use yizhan::notices::{Said, Truth};
use yizhan::position::Position;
use yizhan::query::along::{AlongQuery, Route, Stop};
use yizhan::query::{StreetStations, Streets};
use yizhan::snapshot::Snapshot;
use yizhan::station::StationIdx;
use yizhan::travel::{Mode, Travel};

use super::brute::least_m;
use super::case::{Case, assert_answer_is, expected};
use super::routes::{question, world_of};
use crate::network::AllPairs;
use crate::query::brute_force::Oracle;
use crate::query::questions::pick;
use crate::query::what_is_said::random_said;
use crate::support::instant;
use crate::support::town::Town;

const SNAP_LIMIT_M: f64 = 90.0;
const N_STATIONS: usize = 16;
/// Routes that are asked about before other things are said of the stations.
const ROUTES_A_VERSION: usize = 10;
const N_ROUTES_A_TOWN: usize = 100;

/// The graph of one mode with all ways between its stations and nodes.
struct Ways<'a> {
    graph: &'a Graph,
    table: AllPairs,
    snaps: Vec<Option<Snap>>,
}

impl<'a> Ways<'a> {
    fn of(graph: &'a Graph, stations: &Snapshot) -> Self {
        let station = |idx| graph.snap(stations.station(idx).position, SNAP_LIMIT_M);
        let at_stations = stations.rows().map(station);
        let nodes = 0..u32::try_from(graph.positions().len()).unwrap();
        let snaps: Vec<Option<Snap>> = at_stations
            .chain(nodes.map(|node| at(graph, node)))
            .collect();
        Self {
            graph,
            table: AllPairs::of(graph, &snaps),
            snaps,
        }
    }

    fn between(&self, from: u32, to: u32) -> Option<u64> {
        self.table
            .between(N_STATIONS + from as usize, N_STATIONS + to as usize)
    }

    /// The least that a station costs on the nodes of a part of a route, if one can go there.
    fn least_mm(&self, station: StationIdx, part: &[u32]) -> Option<u64> {
        let row = station.row();
        let there = |node: u32| self.table.between(N_STATIONS + node as usize, row);
        let back = |node: u32| self.table.between(row, N_STATIONS + node as usize);
        let mut least: Option<u64> = None;
        for (place, leave) in part.iter().enumerate() {
            for join in &part[place..] {
                let ways = there(*leave).zip(back(*join));
                let cost =
                    ways.map(|(there, back)| there + back - self.between(*leave, *join).unwrap());
                least = [least, cost].into_iter().flatten().min();
            }
        }
        least
    }

    /// The nodes that one may go on to.
    fn next(&self, node: u32) -> Vec<u32> {
        let heads = self.graph.edges().iter().flat_map(|edge| {
            let onward = (edge.forward && edge.from == node).then_some(edge.to);
            let back = (edge.backward && edge.to == node).then_some(edge.from);
            onward.into_iter().chain(back)
        });
        heads.collect()
    }

    /// A shortest way between two nodes, without its beginning.
    fn shortest(&self, mut from: u32, to: u32) -> Option<Vec<u32>> {
        let mut left = self.between(from, to)?;
        let mut nodes = Vec::new();
        while from != to {
            let leads = |next: &u32| {
                let rest = self.between(*next, to);
                rest.is_some_and(|rest| rest + self.between(from, *next).unwrap() == left)
            };
            from = self.next(from).into_iter().find(leads)?;
            left = self.between(from, to)?;
            nodes.push(from);
        }
        Some(nodes)
    }

    /// A walk over nodes: at random, a shortest way, there and back, or a loop.
    fn walk(&self, random: &mut fastrand::Rng) -> Option<Vec<u32>> {
        let n_nodes = u32::try_from(self.graph.positions().len()).unwrap();
        let mut nodes = vec![random.u32(0..n_nodes)];
        if random.f64() < 0.4 {
            for _ in 0..random.usize(1..25) {
                let next = self.next(*nodes.last()?);
                nodes.push(*next.get(random.usize(0..next.len().max(1)))?);
            }
            return Some(nodes);
        }
        let mut targets = vec![random.u32(0..n_nodes)];
        match random.u32(0..3) {
            0 => targets.push(nodes[0]),
            1 => targets.extend([random.u32(0..n_nodes), nodes[0]]),
            _ => {}
        }
        for target in targets {
            let way = self.shortest(*nodes.last()?, target)?;
            nodes.extend(way);
        }
        Some(nodes)
    }
}

/// A node as a place of its own.
fn at(graph: &Graph, node: u32) -> Option<Snap> {
    let edges = (0_u32..).zip(graph.edges());
    let mut at = edges.filter_map(|(row, edge)| {
        let along_mm = match node {
            node if node == edge.from => 0,
            node if node == edge.to => edge.length_mm,
            _ => return None,
        };
        Some(Snap {
            edge: row,
            along_mm,
            leg_mm: 0,
        })
    });
    at.next()
}

fn assert_detours_are_least(ways: &Ways<'_>, query: &AlongQuery, nodes: &[u32], stops: &[Stop]) {
    let route = &query.route;
    let parts = || {
        let rows = route.stops().windows(2);
        rows.map(|rows| &nodes[rows[0]..=rows[1]])
    };
    let legs = match_route(
        ways.graph,
        route.points(),
        route.stops(),
        SNAP_LIMIT_M,
        || true,
    )
    .unwrap();
    for (leg, part) in legs.iter().zip(parts()) {
        assert_eq!(leg.nodes(), part);
    }
    for station in (0..N_STATIONS).map(|row| StationIdx(u32::try_from(row).unwrap())) {
        let found = stops.iter().find(|stop| stop.hit.station == station);
        if ways.snaps[station.row()].is_none() {
            assert!(found.is_none_or(|stop| stop.hit.travel == Travel::StraightLine));
            continue;
        }
        let costs = parts().filter_map(|part| ways.least_mm(station, part));
        let least_m = costs.min().map(|least_mm| least_mm as f64 / 1e3);
        let Some(stop) = found else {
            assert!(least_m.is_none_or(|least_m| least_m > query.max_detour_m - 0.001));
            continue;
        };
        assert_eq!(stop.hit.travel, Travel::Network);
        assert!(
            (stop.detour_m - least_m.unwrap()).abs() < 1e-6,
            "{least_m:?} {stop:?}"
        );
        assert_place_is_what_it_says(ways, query, nodes, stop);
    }
}

/// Where the route is left and joined, the ways are as long as the answer says.
fn assert_place_is_what_it_says(ways: &Ways<'_>, query: &AlongQuery, nodes: &[u32], stop: &Stop) {
    let route = &query.route;
    let row_at = |at_m: f64| {
        let near = |point_m: &f64| (point_m - at_m).abs() < 0.001;
        route.at_m().iter().position(near).unwrap()
    };
    let (leave, join) = (
        row_at(stop.leaves_route_at_m),
        row_at(stop.joins_route_at_m),
    );
    assert!(leave <= join);
    let row = stop.hit.station.row();
    let there_mm = ways
        .table
        .between(N_STATIONS + nodes[leave] as usize, row)
        .unwrap();
    let back_mm = ways
        .table
        .between(row, N_STATIONS + nodes[join] as usize)
        .unwrap();
    let direct_mm = ways.between(nodes[leave], nodes[join]).unwrap();
    let costs_m = (there_mm + back_mm - direct_mm) as f64 / 1e3;
    assert!((costs_m - stop.detour_m).abs() < 1e-6, "{costs_m} {stop:?}");
    let speed_m_s = query.terms.pace.speed_m_s;
    let ridden_s = route.clock_s(stop.leaves_route_at_m, stop.leaves_route_at_m, speed_m_s);
    let travel_time_s = ridden_s + there_mm as f64 / 1e3 / speed_m_s;
    assert!((stop.hit.travel_time_s - travel_time_s).abs() < 0.01);
}

fn assert_equal_to_brute_force(town: Town, mode: Mode) {
    let network = Network::build("town", &town.streets(), SNAP_LIMIT_M);
    let snapshot = world_of(town.seed, N_STATIONS, town.corner, 0.0095);
    let stations = StreetStations::match_to(&network, &snapshot);
    let streets = Streets {
        network: &network,
        stations: &stations,
    };
    let ways = Ways::of(network.of(mode), &snapshot);
    let mut random = fastrand::Rng::with_seed(town.seed + 300);
    let mut oracle = Oracle::of(&snapshot, &Said::default());
    let mut truth = Truth::resolve(Arc::default(), &snapshot, Zone::default());
    let mut n_routes = 0;
    while n_routes < N_ROUTES_A_TOWN {
        let nodes = ways.walk(&mut random).filter(|nodes| nodes.len() > 1);
        let Some(nodes) = nodes else { continue };
        n_routes += 1;
        if n_routes % ROUTES_A_VERSION == 0 {
            let said = random_said(&mut random, &snapshot, instant("2026-11-24T12:00:00"));
            oracle = Oracle::of(&snapshot, &said);
            truth = Truth::resolve(Arc::new(said), &snapshot, Zone::default());
        }
        let case = Case {
            snapshot: &snapshot,
            oracle: &oracle,
            truth: &truth,
            streets: Some(streets),
        };
        let positions = nodes
            .iter()
            .map(|node| ways.graph.positions()[*node as usize]);
        let stop = pick(&mut random, &[0, 0, nodes.len() / 2]);
        let route = Route::new(positions.collect(), None, &[stop]).unwrap();
        let mut query = question(&mut random, route, &snapshot);
        query.terms.mode = mode;
        let all = case.all_stops(&query);
        assert_detours_are_least(&ways, &query, &nodes, &all);
        let expected = expected(&case, &query, &all);
        assert_answer_is(&case, &expected, &case.stops(&query), &query);
    }
}

fn towns(corner: [f64; 2], seeds: std::ops::Range<u64>) -> impl Iterator<Item = Town> {
    seeds.map(move |seed| Town {
        seed,
        corner,
        ..Town::SMALL
    })
}

#[test]
fn stops_on_1_600_routes_along_streets_are_those_of_brute_force() {
    std::thread::scope(|scope| {
        for mode in [Mode::Walk, Mode::Ebike] {
            scope.spawn(move || {
                for town in towns(Town::SMALL.corner, 0..8) {
                    assert_equal_to_brute_force(town, mode);
                }
            });
        }
    });
}

#[test]
fn stops_on_400_routes_along_streets_across_the_antimeridian_are_those_of_brute_force() {
    for town in towns([179.995, -17.0], 20..24) {
        assert_equal_to_brute_force(town, Mode::Bike);
    }
}

/// A small town about whose stations nothing is said, and what is asked of it.
fn in_a_quiet_town(ask: impl FnOnce(&Town, &Network, &Case<'_>)) {
    let town = Town::SMALL;
    let network = Network::build("town", &town.streets(), SNAP_LIMIT_M);
    let snapshot = world_of(7, N_STATIONS, town.corner, 0.0095);
    let stations = StreetStations::match_to(&network, &snapshot);
    let streets = Streets {
        network: &network,
        stations: &stations,
    };
    let said = Said::default();
    let oracle = Oracle::of(&snapshot, &said);
    let truth = Truth::resolve(Arc::default(), &snapshot, Zone::default());
    let case = Case {
        snapshot: &snapshot,
        oracle: &oracle,
        truth: &truth,
        streets: Some(streets),
    };
    ask(&town, &network, &case);
}

#[test]
fn a_route_off_the_streets_is_answered_in_straight_lines() {
    in_a_quiet_town(|town, _, case| {
        let snapshot = case.snapshot;
        let [lon, lat] = town.corner;
        let far = Position::new(lon - 0.01, lat).unwrap();
        let inside = Position::new(lon + 0.004, lat + 0.003).unwrap();
        let route = Route::new(vec![far, inside], None, &[]).unwrap();
        let query = question(&mut fastrand::Rng::with_seed(1), route, snapshot);
        let stops = case.all_stops(&query);
        assert!(!stops.is_empty());
        for stop in stops {
            assert_eq!(stop.hit.travel, Travel::StraightLine);
            let station = snapshot.station(stop.hit.station).position;
            let least_m = least_m(&query.route, station, query.terms.pace.detour);
            assert!((stop.detour_m - least_m).abs() < 0.1);
        }
    });
}

#[test]
fn no_stop_is_reached_sooner_than_the_streets_allow() {
    in_a_quiet_town(|_, network, case| {
        let snapshot = case.snapshot;
        let ways = Ways::of(network.of(Mode::Walk), snapshot);
        let mut random = fastrand::Rng::with_seed(41);
        let n_nodes = ways.graph.positions().len();
        let mut n_stops = 0;
        for _ in 0..100 {
            // Two or three points that are far apart: the line between them is shorter than the streets.
            let nodes: Vec<usize> = (0..3).map(|_| random.usize(0..n_nodes)).collect();
            let at = |node: &usize| ways.graph.positions()[*node];
            let Ok(route) = Route::new(nodes.iter().map(at).collect(), None, &[1]) else {
                continue;
            };
            let mut query = question(&mut random, route, snapshot);
            query.terms.mode = Mode::Walk;
            let speed_m_s = query.terms.pace.speed_m_s;
            for stop in case.all_stops(&query) {
                let row = stop.hit.station.row();
                if stop.hit.travel != Travel::Network {
                    continue;
                }
                let least_mm = ways.table.between(N_STATIONS + nodes[0], row).unwrap();
                let least_s = least_mm as f64 / 1e3 / speed_m_s;
                assert!(stop.hit.travel_time_s > least_s - 0.01, "{stop:?}");
                n_stops += 1;
            }
        }
        assert!(n_stops > 100, "{n_stops}");
    });
}
