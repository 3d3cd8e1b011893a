//! Coverage of Porto Alegre against figures that others computed, and of Helsinki.
//!
//! The reference uses a sphere in place of the ellipsoid, knows no barriers and matches all people
//! to the largest component of the streets, across water if need be.

use std::path::{Path, PathBuf};

use yizhan::amenity::AmenitySet;
use yizhan::clock::Zone;
use yizhan::coverage::outcome::{CellStatus, Outcome};
use yizhan::coverage::{Clock, Limit, Question, StreetNetwork, cover};
use yizhan::dataset::load;
use yizhan::demand::{self, Demand};
use yizhan::network::osm;
use yizhan::network::snap::DEFAULT_SNAP_LIMIT_M;
use yizhan::network::streets::{ModeSet, Streets};
use yizhan::network::{Graph, to_m};
use yizhan::snapshot::Snapshot;
use yizhan::travel::{Mode, Paces};

use crate::support::{TODAY, TODAY_NOON, instant, settings};

/// Metres, people within them in a straight line, and along streets if all people are matched to
/// the nearest point of an edge (data/planning/porto-alegre/SOURCE.md).
const REFERENCE: [(f64, f64, f64); 4] = [
    (500.0, 64_204.0, 35_234.0),
    (1_000.0, 180_784.0, 107_722.0),
    (1_200.0, 218_276.0, 148_842.0),
    (1_250.0, 232_372.0, 156_931.0),
];

fn planning(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data/planning")
        .join(file)
}

struct City {
    snapshot: Snapshot,
    demand: Demand,
    streets: Streets,
}

impl City {
    fn porto_alegre() -> Self {
        Self::read(
            "porto-alegre/places.geojson",
            "porto-alegre/hexgrid.csv",
            "porto-alegre/poa.osm.pbf",
        )
    }

    fn helsinki() -> Self {
        Self::read(
            "helsinki/stations.geojson",
            "helsinki/population.csv",
            "helsinki/helsinki.osm.pbf",
        )
    }

    fn read(stations: &str, demand: &str, streets: &str) -> Self {
        let loaded = load(&[planning(stations)], settings()).unwrap();
        Self {
            snapshot: Snapshot::build(loaded, instant(TODAY_NOON), TODAY.parse().unwrap()),
            demand: demand::read(&planning(demand), None).unwrap().demand,
            streets: osm::read(&planning(streets), &|_, _| {}).unwrap().streets,
        }
    }

    fn without_barriers(mut self) -> Self {
        for node in &mut self.streets.nodes {
            node.blocked = ModeSet::EMPTY;
        }
        self
    }

    fn within(&self, limit_m: f64, graph: Option<&Graph>, snap_limit_m: f64) -> Outcome {
        let question = question(Limit::DistanceM(limit_m), Clock::Ignored);
        let network = graph.map(|graph| StreetNetwork {
            graph,
            snap_limit_m,
            stations: None,
        });
        cover(
            &self.snapshot,
            &self.demand,
            &question,
            network.as_ref(),
            &|_, _, _| {},
        )
    }
}

fn question(limit: Limit, clock: Clock) -> Question {
    Question {
        mode: Mode::Walk,
        pace: Paces::default().of(Mode::Walk),
        limit,
        amenities: AmenitySet::EMPTY,
        clock,
        zone: Zone::default(),
    }
}

fn assert_within(people: f64, expected: f64, share: f64, what: &str) {
    let off = (people - expected).abs() / expected;
    assert!(
        off <= share,
        "{what}: {people} people, expected {expected}, {off:.4}"
    );
}

#[test]
fn straight_lines_in_porto_alegre_cover_the_same_people_as_the_reference() {
    let city = City::porto_alegre();
    for (limit_m, straight, _) in REFERENCE {
        let outcome = city.within(limit_m, None, 0.0);
        assert_within(
            outcome.covered.people,
            straight,
            0.005,
            &format!("{limit_m} m"),
        );
        assert_eq!(outcome.covered, outcome.circle.covered);
    }
}

#[test]
fn streets_in_porto_alegre_without_barriers_cover_the_same_people_as_the_reference() {
    let city = City::porto_alegre().without_barriers();
    let graph = Graph::build(&city.streets, Mode::Walk);
    for (limit_m, _, along_streets) in REFERENCE {
        let outcome = city.within(limit_m, Some(&graph), DEFAULT_SNAP_LIMIT_M);
        assert_within(
            outcome.covered.people,
            along_streets,
            0.02,
            &format!("{limit_m} m"),
        );
    }
}

#[test]
fn barriers_in_porto_alegre_take_the_street_away_from_one_large_cell() {
    let city = City::porto_alegre();
    let graph = Graph::build(&city.streets, Mode::Walk);
    for (limit_m, _, along_streets) in REFERENCE.into_iter().skip(1) {
        let outcome = city.within(limit_m, Some(&graph), DEFAULT_SNAP_LIMIT_M);
        assert_within(
            outcome.covered.people,
            along_streets,
            0.02,
            &format!("{limit_m} m"),
        );
    }
    // Its driveway has a lift gate with foot=no (node 2659326078).
    let gated = city
        .demand
        .cells
        .iter()
        .position(|cell| cell.id == "89a90128ad7ffff");
    let gated = gated.unwrap();
    let outcome = city.within(500.0, Some(&graph), DEFAULT_SNAP_LIMIT_M);
    assert_eq!(outcome.cells[gated].status, CellStatus::Uncovered);
    let with_it = outcome.covered.people + city.demand.cells[gated].people;
    assert_within(with_it, REFERENCE[0].2, 0.02, "500 m and the gated cell");
}

#[test]
fn the_islands_of_porto_alegre_are_unreachable_and_not_matched_across_the_water() {
    let city = City::porto_alegre();
    let graph = Graph::build(&city.streets, Mode::Walk);
    assert!(graph.n_components() > 1);
    let outcome = city.within(5_000.0, Some(&graph), DEFAULT_SNAP_LIMIT_M);
    for (cell, found) in city.demand.cells.iter().zip(&outcome.cells) {
        let snap = graph.snap(cell.position, DEFAULT_SNAP_LIMIT_M);
        assert_eq!(found.status == CellStatus::Unsnapped, snap.is_none());
        if found.status == CellStatus::Unreachable {
            let edge = graph.edges()[snap.unwrap().edge as usize];
            let of_piece = |it: &&yizhan::network::graph::Edge| {
                graph.component(it.from) == graph.component(edge.from)
            };
            let length_m: f64 = graph
                .edges()
                .iter()
                .filter(of_piece)
                .map(|it| to_m(it.length_mm))
                .sum();
            assert!((1_000.0..10_000.0).contains(&length_m), "{length_m}");
        }
    }
    let unreachable = outcome.by_status[3];
    assert!(
        unreachable.cells > 10 && unreachable.people > 1_000.0,
        "{unreachable:?}"
    );
}

#[test]
fn the_week_of_helsinki_is_best_by_day_and_never_counts_unknown_hours_as_open() {
    let city = City::helsinki();
    let graph = Graph::build(&city.streets, Mode::Walk);
    let network = StreetNetwork {
        graph: &graph,
        snap_limit_m: DEFAULT_SNAP_LIMIT_M,
        stations: None,
    };
    let zone = Zone::parse("+02:00").unwrap();
    let at = zone.parse_instant("2026-11-24T18:00").unwrap();
    let question = Question {
        zone,
        ..question(Limit::Minutes(5.0), Clock::Week(at))
    };
    let outcome = cover(
        &city.snapshot,
        &city.demand,
        &question,
        Some(&network),
        &|_, _, _| {},
    );
    let hour = |day: usize, hour: usize| outcome.week[day * 24 + hour];
    assert!(hour(1, 12).people_covered > hour(1, 4).people_covered);
    assert!(hour(1, 12).stations_open > 3 * hour(1, 4).stations_open);
    for hour in &outcome.week {
        assert!(hour.people_covered <= hour.people_if_unknown_open);
        assert!(hour.people_if_unknown_open <= outcome.people_total);
    }
    let counts = outcome.station_counts;
    assert_eq!(counts.open + counts.closed + counts.unknown, 244);
    // Stations without opening hours, and the two whose text cannot be read.
    assert_eq!(counts.unknown, 135);
}
