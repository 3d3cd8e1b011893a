//! Coverage against brute force, and what must hold of it whatever the data.

mod city;
mod city_names;
mod edges;
mod output;
mod real;
mod report;
mod report_areas;
mod report_head;
mod told;

use yizhan::amenity::AmenitySet;
use yizhan::clock::Zone;
use yizhan::coverage::outcome::{CellStatus, Outcome};
use yizhan::coverage::{Clock, Limit, MAX_GAP_MINUTES, Question, StreetNetwork, cover};
use yizhan::demand::{Cell, Demand};
use yizhan::distance::geodesic_m;
use yizhan::hours::OpenState;
use yizhan::network::streets::Streets;
use yizhan::network::{Direction, Graph, MAX_WAY_MM, Places, Reached, Search, to_m};
use yizhan::position::Position;
use yizhan::query::opening::describe;
use yizhan::snapshot::Snapshot;
use yizhan::station::{StationIdx, Status};
use yizhan::travel::{Mode, Paces};

use crate::support::town::Town;
use crate::support::world::{self, World};
use crate::support::{TODAY, instant, snapshot};

const SNAP_LIMIT_M: f64 = 120.0;

/// A town of a square kilometre, its stations and its people.
struct Case {
    snapshot: Snapshot,
    demand: Demand,
    streets: Streets,
}

impl Case {
    fn new(seed: u64, n_stations: usize, n_cells: usize) -> Self {
        let town = Town {
            seed,
            ..Town::SMALL
        };
        let world = World {
            seed,
            stations: n_stations,
            places: world::Places::Box(town.corner, 0.011),
        };
        let mut random = fastrand::Rng::with_seed(seed);
        let cells = (0..n_cells).map(|row| Cell {
            id: format!("c{row}"),
            position: town.somewhere(&mut random),
            people: f64::from(random.u32(0..50)),
            district: Some(format!("d{}", row % 3)),
        });
        Self {
            snapshot: snapshot(&[&world.geojson()]),
            demand: Demand {
                cells: cells.collect(),
                n_rows: n_cells,
                ..Demand::default()
            },
            streets: town.streets(),
        }
    }

    fn question(&self, mode: Mode, limit: Limit, amenity: Option<&str>, clock: Clock) -> Question {
        let mut amenities = AmenitySet::EMPTY;
        if let Some(key) = amenity {
            amenities.insert(self.snapshot.amenity_keys().find(key).unwrap());
        }
        Question {
            mode,
            pace: Paces::default().of(mode),
            limit,
            amenities,
            clock,
            zone: Zone::default(),
        }
    }

    fn cover(&self, question: &Question, graph: Option<&Graph>) -> Outcome {
        let network = graph.map(|graph| StreetNetwork {
            graph,
            snap_limit_m: SNAP_LIMIT_M,
            stations: None,
        });
        cover(
            &self.snapshot,
            &self.demand,
            question,
            network.as_ref(),
            &|_, _, _| {},
        )
    }

    /// Metres from a cell to every station: along the streets, or in a straight line.
    fn distances_m(&self, cell: &Cell, graph: Option<&Graph>) -> Vec<Option<f64>> {
        let stations: Vec<Position> = self
            .snapshot
            .stations()
            .iter()
            .map(|station| station.position)
            .collect();
        let Some(graph) = graph else {
            let to = |station: &Position| Some(geodesic_m(cell.position, *station));
            return stations.iter().map(to).collect();
        };
        let places = Places::match_to(graph, &stations, SNAP_LIMIT_M, Direction::Outward);
        let mut ways = vec![None; stations.len()];
        if let Some(start) = graph.snap(cell.position, SNAP_LIMIT_M) {
            Search::new(graph, &places, Direction::Outward).from(
                &start,
                MAX_WAY_MM,
                |reached, way_mm| {
                    if let Reached::Place(place) = reached {
                        ways[place as usize] = Some(to_m(way_mm));
                    }
                    std::ops::ControlFlow::Continue(())
                },
            );
        }
        ways
    }

    /// Whether a station counts for people that need this long to reach it.
    fn state(&self, question: &Question, station: StationIdx, travel_time_s: f64) -> OpenState {
        let record = self.snapshot.station(station);
        if !record.offered.contains_all(question.amenities) {
            return OpenState::Closed;
        }
        let Some(at) = question.clock.instant() else {
            return if record.status_on(TODAY.parse().unwrap()) == Status::Active {
                OpenState::Open
            } else {
                OpenState::Closed
            };
        };
        #[expect(clippy::cast_possible_truncation, reason = "some hours")]
        let arrival = at.plus_seconds(travel_time_s.ceil() as i64);
        describe(
            &self.snapshot,
            station,
            question.amenities,
            question.zone,
            arrival,
        )
        .state
    }

    /// People with a station that counts within a straight line.
    fn people_within(&self, question: &Question, radius_m: f64) -> f64 {
        let is_covered = |cell: &&Cell| {
            let mut distances = (0..).zip(self.distances_m(cell, None));
            distances.any(|(row, distance_m)| {
                let distance_m = distance_m.unwrap();
                let travel_time_s = question.pace.travel_time_s(distance_m);
                let state = self.state(question, StationIdx(row), travel_time_s);
                distance_m <= radius_m && state == OpenState::Open
            })
        };
        self.demand
            .cells
            .iter()
            .filter(is_covered)
            .fold(0.0, |sum, cell| sum + cell.people)
    }

    /// Compares the straight lines of an outcome with a check of every pair.
    fn assert_discs(&self, question: &Question, outcome: &Outcome) {
        let circle_m = question.limit.radius_m(question.pace);
        for (disc, radius_m) in [(&outcome.circle, circle_m), (&outcome.disc_1km, 1_000.0)] {
            let expected = self.people_within(question, radius_m);
            assert_eq!(
                disc.covered.people.to_bits(),
                expected.to_bits(),
                "{radius_m}"
            );
        }
    }

    /// Compares every figure of an outcome with a check of every pair.
    fn assert_equals_brute_force(&self, question: &Question, graph: Option<&Graph>) -> Outcome {
        let outcome = self.cover(question, graph);
        let detour = if graph.is_some() {
            1.0
        } else {
            question.pace.detour
        };
        let limit_m = match graph {
            Some(_) => question.limit.way_m(question.pace),
            None => question.limit.radius_m(question.pace),
        };
        let (mut people, mut at_least) = (0.0, [0.0; 3]);
        let mut if_unknown_open = 0.0;
        let mut in_reach_of = vec![0.0; self.snapshot.stations().len()];
        let mut only_here = in_reach_of.clone();
        for (cell, found) in self.demand.cells.iter().zip(&outcome.cells) {
            let distances = self.distances_m(cell, graph);
            let mut counting: Vec<(f64, StationIdx)> = Vec::new();
            let mut has_unknown = false;
            for (row, distance_m) in (0..).zip(&distances) {
                let Some(distance_m) = *distance_m else {
                    continue;
                };
                let travel_time_s = distance_m * detour / question.pace.speed_m_s;
                match self.state(question, StationIdx(row), travel_time_s) {
                    OpenState::Open => counting.push((distance_m, StationIdx(row))),
                    OpenState::Unknown => has_unknown |= distance_m <= limit_m,
                    OpenState::Closed => {}
                }
            }
            counting.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let reached: Vec<StationIdx> = counting
                .iter()
                .filter(|(distance_m, _)| *distance_m <= limit_m)
                .map(|(_, station)| *station)
                .collect();
            assert_eq!(
                found.stations_in_reach as usize,
                reached.len(),
                "{}",
                cell.id
            );
            assert_eq!(found.status == CellStatus::Covered, !reached.is_empty());
            match (found.nearest, counting.first()) {
                (Some(nearest), Some((distance_m, _))) => {
                    assert!(
                        (nearest.distance_m - distance_m).abs() < 1e-5,
                        "{}",
                        cell.id
                    );
                    let counted = counting.iter().find(|held| held.1 == nearest.station);
                    assert!((counted.unwrap().0 - distance_m).abs() < 1e-5);
                    let expected_s = distance_m * detour / question.pace.speed_m_s;
                    assert!((nearest.travel_time_s - expected_s).abs() < 1e-4);
                }
                (None, None) => {}
                (None, Some((distance_m, _))) => {
                    let seconds = distance_m * detour / question.pace.speed_m_s;
                    assert!(seconds > MAX_GAP_MINUTES * 60.0, "{} {distance_m}", cell.id);
                }
                (Some(nearest), None) => panic!("{} {nearest:?}", cell.id),
            }
            for (needed, sum) in (1..).zip(&mut at_least) {
                *sum += if reached.len() >= needed {
                    cell.people
                } else {
                    0.0
                };
            }
            people += if reached.is_empty() { 0.0 } else { cell.people };
            if has_unknown || !reached.is_empty() {
                if_unknown_open += cell.people;
            }
            for station in &reached {
                in_reach_of[station.row()] += cell.people;
            }
            if let [only] = reached[..] {
                only_here[only.row()] += cell.people;
            }
        }
        self.assert_discs(question, &outcome);
        // People are whole numbers here, so sums are exact in any order.
        assert_eq!(outcome.covered.people.to_bits(), people.to_bits());
        assert_eq!(
            outcome.covered.at_least.map(f64::to_bits),
            at_least.map(f64::to_bits)
        );
        let maybe = outcome.covered.people_if_unknown_open;
        assert_eq!(maybe.to_bits(), if_unknown_open.to_bits());
        for (row, station) in outcome.stations.iter().enumerate() {
            assert_eq!(
                station.people_in_reach.to_bits(),
                in_reach_of[row].to_bits()
            );
            assert_eq!(station.people_only_here.to_bits(), only_here[row].to_bits());
        }
        outcome
    }
}

fn clocks() -> [Clock; 4] {
    [
        Clock::Ignored,
        // Shortly before many close, and at night.
        Clock::At(instant("2026-11-24T17:25:10+08:00")),
        Clock::At(instant("2026-11-28T01:55:00+08:00")),
        Clock::At(instant("2026-10-01T11:55:00+08:00")),
    ]
}

#[test]
fn coverage_in_straight_lines_equals_brute_force() {
    for seed in 0..3 {
        let case = Case::new(seed, 40, 120);
        for clock in clocks() {
            for (mode, limit) in [
                (Mode::Walk, Limit::Minutes(4.0)),
                (Mode::Ebike, Limit::Minutes(15.0)),
                (Mode::Walk, Limit::DistanceM(250.0)),
            ] {
                for amenity in [None, Some("toilet"), Some("legal_aid")] {
                    let question = case.question(mode, limit, amenity, clock);
                    case.assert_equals_brute_force(&question, None);
                }
            }
        }
    }
}

#[test]
fn coverage_along_streets_equals_brute_force() {
    let mut seen = [0; 4];
    for seed in 0..4 {
        let case = Case::new(seed, 30, 80);
        for mode in [Mode::Walk, Mode::Bike] {
            let graph = Graph::build(&case.streets, mode);
            for clock in clocks() {
                for (amenity, limit) in [
                    (None, Limit::Minutes(4.0)),
                    (Some("toilet"), Limit::Minutes(4.0)),
                    (None, Limit::DistanceM(700.0)),
                ] {
                    let question = case.question(mode, limit, amenity, clock);
                    let outcome = case.assert_equals_brute_force(&question, Some(&graph));
                    for (seen, status) in seen.iter_mut().zip(outcome.by_status) {
                        *seen += status.cells;
                    }
                }
            }
        }
    }
    assert!(
        seen.iter().all(|cells| *cells > 0),
        "every status occurs: {seen:?}"
    );
}

#[test]
fn statuses_and_districts_add_up_to_the_whole_population() {
    let case = Case::new(5, 30, 200);
    let graph = Graph::build(&case.streets, Mode::Walk);
    let question = case.question(Mode::Walk, Limit::Minutes(3.0), None, Clock::Ignored);
    let outcome = case.cover(&question, Some(&graph));
    let people: f64 = outcome.by_status.iter().map(|status| status.people).sum();
    assert_eq!(people.to_bits(), outcome.people_total.to_bits());
    assert_eq!(
        outcome.by_status[0].people.to_bits(),
        outcome.covered.people.to_bits()
    );
    assert_eq!(outcome.by_district.len(), 3);
    let total: f64 = outcome.by_district.iter().map(|one| one.people_total).sum();
    let covered: f64 = outcome
        .by_district
        .iter()
        .map(|one| one.people_covered)
        .sum();
    assert_eq!(total.to_bits(), outcome.people_total.to_bits());
    assert_eq!(covered.to_bits(), outcome.covered.people.to_bits());
}

#[test]
fn a_longer_limit_never_loses_a_cell() {
    let case = Case::new(6, 15, 150);
    let graph = Graph::build(&case.streets, Mode::Walk);
    for graph in [None, Some(&graph)] {
        let mut before: Option<Outcome> = None;
        for minutes in [1.0, 2.0, 5.0, 5.01, 9.0, 15.0, 30.0] {
            let limit = Limit::Minutes(minutes);
            let question = case.question(Mode::Walk, limit, None, clocks()[1]);
            let outcome = case.cover(&question, graph);
            for (shorter, longer) in before.iter().flat_map(|it| &it.cells).zip(&outcome.cells) {
                assert!(shorter.stations_in_reach <= longer.stations_in_reach);
            }
            before = Some(outcome);
        }
    }
}

#[test]
fn without_a_station_that_counts_no_cell_is_covered() {
    let case = Case::new(7, 12, 60);
    let graph = Graph::build(&case.streets, Mode::Walk);
    let mut everything = AmenitySet::EMPTY;
    for amenity in case.snapshot.amenity_keys().iter() {
        everything.insert(amenity);
    }
    let has_all = |station: &yizhan::station::Station| station.offered.contains_all(everything);
    assert!(!case.snapshot.stations().iter().any(has_all));
    let mut question = case.question(Mode::Walk, Limit::Minutes(15.0), None, Clock::Ignored);
    question.amenities = everything;
    for graph in [None, Some(&graph)] {
        let outcome = case.cover(&question, graph);
        assert_eq!(outcome.covered.people.to_bits(), 0.0_f64.to_bits());
        assert_eq!(outcome.covered.cells, 0);
        assert!(outcome.cells.iter().all(|cell| cell.nearest.is_none()));
    }
}

#[test]
fn one_more_station_never_covers_fewer() {
    let fewer = Case::new(8, 10, 150);
    let more = Case::new(8, 11, 150);
    let graph = Graph::build(&fewer.streets, Mode::Bike);
    for graph in [None, Some(&graph)] {
        for clock in clocks() {
            let question = fewer.question(Mode::Bike, Limit::Minutes(2.0), None, clock);
            let (fewer, more) = (fewer.cover(&question, graph), more.cover(&question, graph));
            for (few, many) in fewer.cells.iter().zip(&more.cells) {
                assert!(few.stations_in_reach <= many.stations_in_reach);
            }
        }
    }
}

#[test]
fn a_second_run_gives_the_same_to_the_last_digit() {
    let mut case = Case::new(9, 40, 500);
    for cell in &mut case.demand.cells {
        cell.people += 0.1;
    }
    let graph = Graph::build(&case.streets, Mode::Walk);
    let clock = Clock::Week(instant("2026-11-24T17:25:10+08:00"));
    let question = case.question(Mode::Walk, Limit::Minutes(4.0), None, clock);
    let first = case.cover(&question, Some(&graph));
    for _ in 0..3 {
        assert_eq!(case.cover(&question, Some(&graph)), first);
    }
}

#[test]
fn each_hour_of_the_week_equals_a_run_of_its_own() {
    let case = Case::new(10, 40, 100);
    let graph = Graph::build(&case.streets, Mode::Walk);
    // The week of National Day, with a make-up workday after it.
    let at = instant("2026-10-07T10:00:00+08:00");
    for graph in [None, Some(&graph)] {
        let limit = Limit::Minutes(4.0);
        let question = case.question(Mode::Walk, limit, Some("toilet"), Clock::Week(at));
        let week = case.cover(&question, graph).week;
        assert_eq!(week.len(), 168);
        assert_eq!(week[0].date.to_string(), "2026-10-05");
        for (row, hour) in week.iter().enumerate() {
            assert_eq!(hour.hour as usize, row % 24);
            let at = instant(&format!("{}T{:02}:00:00+08:00", hour.date, hour.hour));
            let question = Question {
                clock: Clock::At(at),
                ..question
            };
            let alone = case.cover(&question, graph);
            assert_eq!(
                hour.people_covered.to_bits(),
                alone.covered.people.to_bits()
            );
            let maybe = alone.covered.people_if_unknown_open;
            assert_eq!(hour.people_if_unknown_open.to_bits(), maybe.to_bits());
            assert_eq!(hour.stations_open, alone.station_counts.open);
        }
        let people: Vec<u64> = week
            .iter()
            .map(|hour| hour.people_covered.to_bits())
            .collect();
        assert!(
            people.iter().any(|count| *count != people[0]),
            "the hours differ"
        );
    }
}
