//! What is reached along streets as an area: against every point of every street.

use std::cell::Cell;
use std::ops::ControlFlow;

use proptest::prelude::*;
use yizhan::distance::{chord_squared, destination};
use yizhan::network::area::{MAX_LAT, Reach, Ring, reached_area};
use yizhan::network::streets::Streets;
use yizhan::network::{Direction, Graph, Reached, Search, SearchMemory, Snap, to_m, to_mm};
use yizhan::position::Position;
use yizhan::travel::{Mode, Paces};

use crate::support::town::Town;

const SNAP_LIMIT_M: f64 = 150.0;

fn area(graph: &Graph, origin: Position, start: &Snap, reach: Reach) -> Vec<Vec<Ring>> {
    let mut search = Search::with_memory(graph, None, Direction::Outward, SearchMemory::default());
    reached_area(graph, &mut search, origin, start, reach, &|| true).unwrap()
}

/// Where the streets are reached, about every metre, and by how long a way.
fn street_points(
    graph: &Graph,
    origin: Position,
    start: &Snap,
    limit_m: f64,
) -> Vec<([f64; 3], f64)> {
    let mut search = Search::with_memory(graph, None, Direction::Outward, SearchMemory::default());
    let mut way_m = vec![f64::INFINITY; graph.positions().len()];
    search.from(start, to_mm(limit_m).unwrap(), |reached, way_mm| {
        if let Reached::Node(node) = reached {
            way_m[node as usize] = to_m(way_mm);
        }
        ControlFlow::Continue(())
    });
    let mut points = Vec::new();
    let mut line = |from: Position, to: Position, length_m: f64, begin_m: f64| {
        let steps = 1 + to_mm(length_m).unwrap_or(0) / 1_000;
        for step in 0..=steps {
            let share = f64::from(step) / f64::from(steps);
            let at_m = begin_m + share * length_m;
            if at_m <= limit_m {
                let [a, b] = [from, to].map(Position::earth_centred_m);
                let on = std::array::from_fn(|axis| a[axis] + share * (b[axis] - a[axis]));
                points.push((on, at_m));
            }
        }
    };
    let snapped = graph.snapped_position(start);
    let leg_m = to_m(start.leg_mm);
    line(origin, snapped, leg_m, 0.0);
    for (row, edge) in (0_u32..).zip(graph.edges()) {
        let [from, to] = [edge.from, edge.to].map(|node| graph.positions()[node as usize]);
        let length_m = to_m(edge.length_mm);
        if edge.forward {
            line(from, to, length_m, way_m[edge.from as usize]);
        }
        if edge.backward {
            line(to, from, length_m, way_m[edge.to as usize]);
        }
        if row == start.edge {
            let along_m = to_m(start.along_mm);
            if edge.forward {
                line(snapped, to, length_m - along_m, leg_m);
            }
            if edge.backward {
                line(snapped, from, along_m, leg_m);
            }
        }
    }
    points
}

fn crossings(ring: &Ring, [lon, lat]: [f64; 2]) -> usize {
    let crosses = |a: [f64; 2], b: [f64; 2]| {
        (a[1] > lat) != (b[1] > lat) && lon < a[0] + (lat - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
    };
    ring.windows(2)
        .filter(|edge| crosses(edge[0], edge[1]))
        .count()
}

/// Inside by the rule of even and odd, which holes obey too.
fn is_inside(area: &[Vec<Ring>], point: [f64; 2]) -> bool {
    let crossed = area.iter().flatten().map(|ring| crossings(ring, point));
    crossed.sum::<usize>() % 2 == 1
}

fn signed_area(ring: &Ring) -> f64 {
    let first = ring[0];
    ring.windows(2)
        .map(|edge| {
            let [a, b] = [0, 1].map(|end| [edge[end][0] - first[0], edge[end][1] - first[1]]);
            a[0] * b[1] - b[0] * a[1]
        })
        .sum()
}

fn assert_rings(area: &[Vec<Ring>]) {
    for polygon in area {
        for (row, ring) in polygon.iter().enumerate() {
            assert!(ring.len() >= 4);
            assert_eq!(ring.first(), ring.last(), "closed");
            assert_eq!(signed_area(ring) > 0.0, row == 0, "outer rings turn left");
        }
    }
}

fn position([lon, lat]: [f64; 2]) -> Position {
    Position::new(lon, lat).unwrap()
}

/// Metres from a place to the nearest boundary of an area.
fn to_boundary_m(area: &[Vec<Ring>], place: [f64; 2]) -> f64 {
    let degree_m = position(place).metres_a_degree();
    let metres = |point: [f64; 2]| -> [f64; 2] {
        std::array::from_fn(|axis| (point[axis] - place[axis]) * degree_m[axis])
    };
    area.iter()
        .flatten()
        .flat_map(|ring| ring.windows(2))
        .map(|edge| {
            let (a, b) = (metres(edge[0]), metres(edge[1]));
            let axis = [b[0] - a[0], b[1] - a[1]];
            let length_squared = axis[0] * axis[0] + axis[1] * axis[1];
            let share = if length_squared > 0.0 {
                (-(a[0] * axis[0] + a[1] * axis[1]) / length_squared).clamp(0.0, 1.0)
            } else {
                0.0
            };
            (a[0] + share * axis[0]).hypot(a[1] + share * axis[1])
        })
        .fold(f64::INFINITY, f64::min)
}

/// A user on the streets of a town, anywhere on Earth.
struct Walker {
    graph: Graph,
    origin: Position,
    start: Snap,
    mode: Mode,
}

fn walker(seed: u64, corner: [f64; 2], mode: Mode) -> Option<Walker> {
    let town = Town {
        seed,
        corner,
        ..Town::SMALL
    };
    let graph = Graph::build(&town.streets(), mode);
    let origin = town.somewhere(&mut fastrand::Rng::with_seed(seed + 77));
    let start = graph.snap(origin, SNAP_LIMIT_M)?;
    Some(Walker {
        graph,
        origin,
        start,
        mode,
    })
}

impl Walker {
    fn reach(&self, minutes: f64) -> Reach {
        Reach::within(minutes, Paces::default().of(self.mode))
    }

    fn area(&self, minutes: f64) -> Vec<Vec<Ring>> {
        area(&self.graph, self.origin, &self.start, self.reach(minutes))
    }

    /// Every corner of the area, and random places inside.
    fn probes(&self, area: &[Vec<Ring>], limit_m: f64) -> Vec<[f64; 2]> {
        let mut random = fastrand::Rng::with_seed(7);
        let mut probes: Vec<[f64; 2]> = area.iter().flatten().flatten().copied().collect();
        for _ in 0..400 {
            let place = destination(
                self.origin,
                random.f64() * 360.0,
                random.f64() * limit_m.min(1_200.0),
            );
            let place = place.map(|place| [place.lon(), place.lat()]).unwrap();
            if is_inside(area, place) {
                probes.push(place);
            }
        }
        probes
    }
}

fn corners() -> impl Strategy<Value = [f64; 2]> {
    prop_oneof![
        Just([114.16, 22.31]),
        Just([24.9, 60.2]),
        Just([-51.2, -30.0]),
        Just([178.0, -17.0]),
        Just([15.6, 78.2]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_area_holds_nothing_beyond_the_limit_and_all_streets_well_within_it(
        seed in 0_u64..10_000,
        corner in corners(),
        mode in prop_oneof![Just(Mode::Walk), Just(Mode::Bike)],
        minutes in 1.0_f64..16.0,
    ) {
        let Some(walker) = walker(seed, corner, mode) else { return Ok(()) };
        let reach = walker.reach(minutes);
        let area = walker.area(minutes);
        assert_rings(&area);
        let points = street_points(&walker.graph, walker.origin, &walker.start, reach.limit_m);
        for probe in walker.probes(&area, reach.limit_m) {
            let place_m = position(probe).earth_centred_m();
            let least_m = points
                .iter()
                .map(|(on, way_m)| way_m + chord_squared(*on, place_m).sqrt())
                .fold(f64::INFINITY, f64::min);
            prop_assert!(least_m <= reach.limit_m, "{least_m} > {}", reach.limit_m);
        }
        for (on, way_m) in points.iter().step_by(7) {
            if *way_m <= reach.limit_m - reach.corridor_m {
                prop_assert!(is_inside(&area, degrees(*on)));
            }
        }
    }

    #[test]
    fn an_area_grows_with_the_limit(
        seed in 0_u64..10_000,
        corner in corners(),
        mode in prop_oneof![Just(Mode::Walk), Just(Mode::Bike)],
        minutes in 1.0_f64..12.0,
        more in 0.001_f64..4.0,
    ) {
        let Some(walker) = walker(seed, corner, mode) else { return Ok(()) };
        let (small, large) = (walker.area(minutes), walker.area(minutes + more));
        for probe in walker.probes(&small, walker.reach(minutes).limit_m) {
            let is_held = is_inside(&large, probe) || to_boundary_m(&large, probe) < 0.01;
            prop_assert!(is_held, "{probe:?} {}", to_boundary_m(&large, probe));
        }
    }
}

/// Longitude and latitude of a point on the ground, or a little below it.
fn degrees(point_m: [f64; 3]) -> [f64; 2] {
    let [x, y, z] = point_m;
    // Heights of millimetres do not matter, so the surface's formula will do.
    let flattening: f64 = 1.0 / 298.257_223_563;
    let shrinking = (1.0 - flattening) * (1.0 - flattening);
    [
        y.atan2(x).to_degrees(),
        (z / shrinking).atan2(x.hypot(y)).to_degrees(),
    ]
}

/// A town without gaps, and a user in its middle.
fn whole_town() -> (Graph, Position, Snap) {
    let town = Town {
        missing: 0.0,
        one_way: 0.0,
        barriers: 0.0,
        ..Town::SMALL
    };
    let streets: Streets = town.streets();
    let graph = Graph::build(&streets, Mode::Walk);
    let origin = streets.nodes[65].position;
    let start = graph.snap(origin, 10.0).unwrap();
    (graph, origin, start)
}

#[test]
fn courtyards_that_no_street_reaches_stay_holes() {
    let (graph, origin, start) = whole_town();
    let pace = Paces::default().of(Mode::Walk);
    // 80 m blocks keep a courtyard of 30 m beside corridors of 25 m.
    let area = area(&graph, origin, &start, Reach::within(15.0, pace));
    assert_eq!(area.len(), 1);
    assert!(area[0].len() > 60, "{} rings", area[0].len());
    assert_rings(&area);
    let n_corners: usize = area[0].iter().map(Vec::len).sum();
    assert!(n_corners < 8_000, "{n_corners}");
}

#[test]
fn a_minute_on_foot_is_one_polygon_around_the_user() {
    let (graph, origin, start) = whole_town();
    let pace = Paces::default().of(Mode::Walk);
    let area = area(&graph, origin, &start, Reach::within(1.0, pace));
    assert_eq!((area.len(), area[0].len()), (1, 1));
    assert!(is_inside(&area, [origin.lon(), origin.lat()]));
}

#[test]
fn an_area_over_the_antimeridian_becomes_parts_within_range() {
    let town = Town {
        corner: [179.996, 10.0],
        missing: 0.0,
        ..Town::SMALL
    };
    let streets = town.streets();
    let graph = Graph::build(&streets, Mode::Walk);
    let origin = streets.nodes[65].position;
    let start = graph.snap(origin, 10.0).unwrap();
    let pace = Paces::default().of(Mode::Walk);
    let area = area(&graph, origin, &start, Reach::within(10.0, pace));
    assert!(area.len() >= 2);
    assert_rings(&area);
    let lons = || area.iter().flatten().flatten().map(|corner| corner[0]);
    assert!(lons().all(|lon| (-180.0..=180.0).contains(&lon)));
    assert!(lons().any(|lon| lon > 179.9) && lons().any(|lon| lon < -179.9));
}

#[test]
fn beyond_85_degrees_no_area_is_drawn() {
    for (lat, is_drawn) in [(MAX_LAT - 0.02, true), (MAX_LAT + 0.001, false)] {
        let town = Town {
            corner: [20.0, lat],
            ..Town::SMALL
        };
        let streets = town.streets();
        let graph = Graph::build(&streets, Mode::Walk);
        let origin = town.somewhere(&mut fastrand::Rng::with_seed(3));
        let start = graph.snap(origin, 1_000.0).unwrap();
        let pace = Paces::default().of(Mode::Walk);
        let mut search =
            Search::with_memory(&graph, None, Direction::Outward, SearchMemory::default());
        let found = reached_area(
            &graph,
            &mut search,
            origin,
            &start,
            Reach::within(9.0, pace),
            &|| true,
        );
        assert_eq!(found.is_some(), is_drawn, "{lat}");
    }
}

#[test]
fn an_area_that_is_not_awaited_is_not_drawn_wherever_the_work_is() {
    let walker = (1..).find_map(|seed| walker(seed, [114.16, 22.31], Mode::Walk));
    let walker = walker.unwrap();
    let reach = walker.reach(9.0);
    let asked = Cell::new(0);
    let drawn = |n_yes: usize| {
        asked.set(0);
        let goes_on = || asked.replace(asked.get() + 1) < n_yes;
        let graph = &walker.graph;
        let mut search =
            Search::with_memory(graph, None, Direction::Outward, SearchMemory::default());
        let (origin, start) = (walker.origin, &walker.start);
        reached_area(graph, &mut search, origin, start, reach, &goes_on).is_some()
    };
    assert!(drawn(usize::MAX));
    let n_asked = asked.get();
    assert!(n_asked > 20, "{n_asked}");
    for n_yes in [0, 1, n_asked / 2, n_asked - 1] {
        assert!(!drawn(n_yes));
        // Once in each stage that is left.
        assert!(asked.get() <= n_yes + 3, "{} after {n_yes}", asked.get());
    }
}
