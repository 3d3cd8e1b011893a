//! Searches along streets, against Floyd and Warshall's table of all pairs.

mod area;
mod osm;

use std::ops::ControlFlow;

use yizhan::network::streets::{ModeSet, Segment, StreetClass, StreetNode, Streets};
use yizhan::network::{
    Catchments, Direction, Graph, MAX_WAY_MM, NearestPlaces, Places, Reached, Search, Snap, to_m,
};
use yizhan::position::Position;
use yizhan::travel::Mode;

use crate::support::town::Town;

const SNAP_LIMIT_M: f64 = 120.0;

/// Every way between places, by a table that knows nothing of searches.
pub(crate) struct AllPairs {
    n_nodes: usize,
    way_mm: Vec<Vec<u64>>,
}

const NO_WAY: u64 = u64::MAX / 4;

impl AllPairs {
    /// Places become nodes of their own, joined to the ends of their streets and, where one
    /// may, to each other along them.
    pub(crate) fn of(graph: &Graph, snaps: &[Option<Snap>]) -> Self {
        let n_nodes = graph.positions().len();
        let n = n_nodes + snaps.len();
        let mut way_mm = vec![vec![NO_WAY; n]; n];
        for (row, line) in way_mm.iter_mut().enumerate() {
            line[row] = 0;
        }
        let mut join = |from: usize, to: usize, length: u64| {
            way_mm[from][to] = way_mm[from][to].min(length);
        };
        for edge in graph.edges() {
            let (from, to) = (edge.from as usize, edge.to as usize);
            if edge.forward {
                join(from, to, u64::from(edge.length_mm));
            }
            if edge.backward {
                join(to, from, u64::from(edge.length_mm));
            }
        }
        for (row, snap) in snaps.iter().enumerate() {
            let Some(snap) = snap else { continue };
            let edge = graph.edges()[snap.edge as usize];
            let place = n_nodes + row;
            let leg = u64::from(snap.leg_mm);
            let to_begin = leg + u64::from(snap.along_mm);
            let to_end = leg + u64::from(edge.length_mm - snap.along_mm);
            // A place at an end of the edge is at its node.
            let (at_begin, at_end) = (snap.along_mm == 0, snap.along_mm == edge.length_mm);
            if edge.forward || at_begin {
                join(edge.from as usize, place, to_begin);
            }
            if edge.forward || at_end {
                join(place, edge.to as usize, to_end);
            }
            if edge.backward || at_begin {
                join(place, edge.from as usize, to_begin);
            }
            if edge.backward || at_end {
                join(edge.to as usize, place, to_end);
            }
            for (other_row, other) in snaps.iter().enumerate() {
                let Some(other) = other.filter(|other| other.edge == snap.edge) else {
                    continue;
                };
                let may = match other.along_mm.cmp(&snap.along_mm) {
                    std::cmp::Ordering::Greater => edge.forward,
                    std::cmp::Ordering::Less => edge.backward,
                    std::cmp::Ordering::Equal => true,
                };
                if may && other_row != row {
                    let along = u64::from(other.along_mm.abs_diff(snap.along_mm));
                    join(
                        place,
                        n_nodes + other_row,
                        along + leg + u64::from(other.leg_mm),
                    );
                }
            }
        }
        // No way passes through a place: only nodes lie between.
        for via in 0..n_nodes {
            let onward = way_mm[via].clone();
            for line in &mut way_mm {
                let first = line[via];
                if first < NO_WAY {
                    for (known, second) in line.iter_mut().zip(&onward) {
                        *known = (*known).min(first + second);
                    }
                }
            }
        }
        Self { n_nodes, way_mm }
    }

    pub(crate) fn between(&self, from: usize, to: usize) -> Option<u64> {
        let way = self.way_mm[self.n_nodes + from][self.n_nodes + to];
        (way < NO_WAY).then_some(way)
    }
}

fn places_in(town: &Town, count: usize) -> Vec<Position> {
    let mut random = fastrand::Rng::with_seed(town.seed + 1_000);
    (0..count).map(|_| town.somewhere(&mut random)).collect()
}

/// Some towns with gaps, one-way streets and barriers.
fn towns() -> impl Iterator<Item = Town> {
    (0..6).map(|seed| Town {
        seed,
        ..Town::SMALL
    })
}

#[test]
fn ways_between_places_equal_the_table_of_all_pairs() {
    let mut n_compared = 0;
    for town in towns() {
        let streets = town.streets();
        for mode in Mode::ALL {
            let graph = Graph::build(&streets, mode);
            let positions = places_in(&town, 40);
            let places = Places::match_to(&graph, &positions, SNAP_LIMIT_M, Direction::Outward);
            let table = AllPairs::of(&graph, places.snaps());
            for (start, snap) in places.snaps().iter().enumerate() {
                let Some(snap) = snap else { continue };
                let mut ways = vec![None; positions.len()];
                let mut last = 0;
                Search::new(&graph, &places, Direction::Outward).from(
                    snap,
                    MAX_WAY_MM,
                    |reached, way_mm| {
                        assert!(way_mm >= last, "the nearest come first");
                        last = way_mm;
                        if let Reached::Place(place) = reached {
                            assert_eq!(ways[place as usize], None, "each place once");
                            ways[place as usize] = Some(u64::from(way_mm));
                        }
                        ControlFlow::Continue(())
                    },
                );
                for end in (0..positions.len()).filter(|end| *end != start) {
                    assert_eq!(
                        ways[end],
                        table.between(start, end),
                        "{mode:?} {start} {end}"
                    );
                    n_compared += usize::from(ways[end].is_some());
                }
            }
        }
    }
    assert!(n_compared > 10_000, "{n_compared}");
}

#[test]
fn catchments_equal_the_table_of_all_pairs_and_a_way_of_exactly_the_limit_is_inside() {
    for town in towns() {
        let streets = town.streets();
        for mode in [Mode::Walk, Mode::Bike] {
            let graph = Graph::build(&streets, mode);
            let positions = places_in(&town, 40);
            let (people, stations) = positions.split_at(30);
            let all = Places::match_to(&graph, &positions, SNAP_LIMIT_M, Direction::Inward);
            let table = AllPairs::of(&graph, all.snaps());
            let people = Places::match_to(&graph, people, SNAP_LIMIT_M, Direction::Inward);
            let snaps: Vec<_> = stations
                .iter()
                .map(|station| graph.snap(*station, SNAP_LIMIT_M))
                .collect();
            let lengths = (0..30).flat_map(|from| (30..40).map(move |to| (from, to)));
            let mut lengths: Vec<u64> = lengths
                .filter_map(|(from, to)| table.between(from, to))
                .collect();
            lengths.sort_unstable();
            let limit = lengths[lengths.len() / 2];
            for limit in [limit - 1, limit] {
                let found = Catchments::search(
                    &graph,
                    &people,
                    &snaps,
                    u32::try_from(limit).unwrap(),
                    &|_, _| {},
                );
                let inside = lengths.iter().filter(|length| **length <= limit).count();
                assert_eq!(found.len(), inside);
                for person in 0..30 {
                    for in_reach in found.of(person) {
                        let expected = table.between(person, 30 + in_reach.station as usize);
                        assert_eq!(Some(u64::from(in_reach.way_mm)), expected);
                    }
                }
            }
        }
    }
}

#[test]
fn the_nearest_place_of_every_node_equals_a_search_from_each() {
    for town in towns() {
        let graph = Graph::build(&town.streets(), Mode::Bike);
        let positions = places_in(&town, 60);
        let (people, stations) = positions.split_at(50);
        let stations = Places::match_to(&graph, stations, SNAP_LIMIT_M, Direction::Outward);
        // Every third station does not take part.
        let takes_part: Vec<bool> = (0..10).map(|row| row % 3 > 0).collect();
        let nearest = NearestPlaces::search(&graph, &stations, takes_part.clone(), MAX_WAY_MM);
        for person in people {
            let Some(snap) = graph.snap(*person, SNAP_LIMIT_M) else {
                continue;
            };
            let mut expected = None;
            Search::new(&graph, &stations, Direction::Outward).from(
                &snap,
                MAX_WAY_MM,
                |reached, way_mm| match reached {
                    Reached::Place(place) if takes_part[place as usize] => {
                        expected = Some(way_mm);
                        ControlFlow::Break(())
                    }
                    _ => ControlFlow::Continue(()),
                },
            );
            assert_eq!(nearest.of_snap(&snap).map(|found| found.way_mm), expected);
        }
    }
}

#[test]
fn a_snap_is_the_nearest_point_of_any_edge() {
    for town in towns() {
        let graph = Graph::build(&town.streets(), Mode::Walk);
        for position in places_in(&town, 100) {
            let point_m = position.earth_centred_m();
            let to_edge = |edge: &yizhan::network::graph::Edge| {
                let [a, b] = [edge.from, edge.to]
                    .map(|node| graph.positions()[node as usize].earth_centred_m());
                // A thousand steps along the edge stand for its points.
                (0..=1_000)
                    .map(|step| {
                        let share = f64::from(step) / 1_000.0;
                        let on: [f64; 3] = std::array::from_fn(|i| a[i] + share * (b[i] - a[i]));
                        yizhan::distance::chord_squared(on, point_m).sqrt()
                    })
                    .fold(f64::INFINITY, f64::min)
            };
            let brute_m = graph
                .edges()
                .iter()
                .map(to_edge)
                .fold(f64::INFINITY, f64::min);
            let snap = graph.snap(position, 1e6).unwrap();
            assert!((to_m(snap.leg_mm) - brute_m).abs() < 0.05, "{brute_m}");
            let on = graph.snapped_position(&snap);
            let leg_m = yizhan::distance::geodesic_m(position, on);
            assert!((to_m(snap.leg_mm) - leg_m).abs() < 0.002);
            assert_eq!(graph.snap(position, to_m(snap.leg_mm) - 0.001), None);
        }
    }
}

#[test]
fn an_island_is_never_joined_to_the_mainland() {
    let mainland = Town::SMALL;
    let island = Town {
        seed: 9,
        corner: [114.19, 22.31],
        ..mainland
    };
    let mut streets = mainland.streets();
    let n_mainland = u32::try_from(streets.nodes.len()).unwrap();
    let other = island.streets();
    streets.nodes.extend(other.nodes);
    streets
        .segments
        .extend(other.segments.into_iter().map(|segment| Segment {
            from: segment.from + n_mainland,
            to: segment.to + n_mainland,
            ..segment
        }));
    let graph = Graph::build(&streets, Mode::Walk);
    assert!(graph.n_components() >= 2);
    let stations = places_in(&island, 20);
    let stations = Places::match_to(&graph, &stations, SNAP_LIMIT_M, Direction::Outward);
    let nearest = NearestPlaces::search(&graph, &stations, vec![true; 20], MAX_WAY_MM);
    for (node, position) in (0_u32..).zip(graph.positions()) {
        let on_island = position.lon() > 114.18;
        assert!(on_island || nearest.of_node(node).is_none());
    }
    assert!(
        (0_u32..)
            .zip(graph.positions())
            .any(|(node, _)| nearest.of_node(node).is_some())
    );
}

#[test]
fn a_short_isolated_street_is_left_out() {
    let streets = Streets {
        nodes: Town::SMALL.streets().nodes,
        segments: Town::SMALL.streets().segments.into_iter().take(3).collect(),
    };
    let graph = Graph::build(&streets, Mode::Walk);
    assert_eq!((graph.edges().len(), graph.n_components()), (0, 0));
    assert!(graph.n_small_components() > 0);
    assert_eq!(graph.snap(streets.nodes[0].position, 1e6), None);
    let kept = Graph::build_keeping(&streets, Mode::Walk, 0.0);
    assert_eq!(kept.edges().len(), 3);
}

#[test]
fn a_barrier_stops_cyclists_and_lets_walkers_through() {
    let town = Town {
        missing: 0.0,
        barriers: 1.0,
        one_way: 0.0,
        ..Town::SMALL
    };
    let streets = town.streets();
    let walk = Graph::build(&streets, Mode::Walk);
    let bike = Graph::build_keeping(&streets, Mode::Bike, 0.0);
    assert_eq!(walk.n_components(), 1);
    assert_eq!(bike.n_components(), bike.edges().len());
}

#[test]
fn a_place_at_the_corner_of_a_one_way_street_may_leave_by_the_other_street() {
    let node = |lon, lat| StreetNode {
        position: Position::new(lon, lat).unwrap(),
        blocked: ModeSet::EMPTY,
    };
    let bike = ModeSet::only(Mode::Bike);
    // A two-way street east to the corner; a one-way street leads north into the corner.
    let streets = Streets {
        nodes: vec![node(110.0, 30.0), node(110.01, 30.0), node(110.01, 29.99)],
        segments: vec![
            Segment {
                from: 0,
                to: 1,
                forward: bike,
                backward: bike,
                class: StreetClass::Street,
            },
            Segment {
                from: 2,
                to: 1,
                forward: bike,
                backward: ModeSet::EMPTY,
                class: StreetClass::Street,
            },
        ],
    };
    let graph = Graph::build(&streets, Mode::Bike);
    let outside_the_corner = Position::new(110.010_3, 30.000_3).unwrap();
    let on_the_way = Position::new(110.009, 30.0).unwrap();
    for (start, end) in [
        (on_the_way, outside_the_corner),
        (outside_the_corner, on_the_way),
    ] {
        let ends = Places::match_to(&graph, &[end], SNAP_LIMIT_M, Direction::Outward);
        let start = graph.snap(start, SNAP_LIMIT_M).unwrap();
        let mut way_m = None;
        Search::new(&graph, &ends, Direction::Outward).from(
            &start,
            MAX_WAY_MM,
            |reached, way_mm| {
                if let Reached::Place(_) = reached {
                    way_m = Some(to_m(way_mm));
                }
                ControlFlow::Continue(())
            },
        );
        assert!(way_m.is_some_and(|way_m| way_m < 150.0), "{way_m:?}");
    }
}
