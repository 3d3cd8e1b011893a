//! Coverage at the edges of limits, of statuses and of the year: one station, one cell.

use yizhan::amenity::AmenitySet;
use yizhan::clock::Zone;
use yizhan::coverage::outcome::Outcome;
use yizhan::coverage::{Clock, Limit, Question, StreetNetwork, cover, has_pairs_within};
use yizhan::demand::{Cell, Demand};
use yizhan::network::Graph;
use yizhan::network::streets::{ModeSet, Segment, StreetClass, StreetNode, Streets};
use yizhan::position::Position;
use yizhan::snapshot::Snapshot;
use yizhan::travel::{Mode, Pace, Paces};

use crate::support::http::collection;
use crate::support::{instant, snapshot};

/// A station at 110 E, 30 N.
fn station(properties: &str) -> Snapshot {
    let feature = format!(
        r#"{{"type":"Feature","id":"a","geometry":{{"type":"Point","coordinates":[110.0,30.0]}},"properties":{{"name":"a",{properties}}}}}"#
    );
    snapshot(&[&collection("", &[feature])])
}

/// Ten people this many degrees east of it.
fn people(east: f64) -> Demand {
    Demand {
        cells: vec![Cell {
            id: "c".to_owned(),
            position: Position::new(110.0 + east, 30.0).unwrap(),
            people: 10.0,
            district: None,
        }],
        n_rows: 1,
        ..Demand::default()
    }
}

/// A street along the parallel of 30 N, as long as the people are away.
fn street(east: f64) -> Streets {
    let walk = ModeSet::only(Mode::Walk);
    let node = |lon| StreetNode {
        position: Position::new(lon, 30.0).unwrap(),
        blocked: ModeSet::EMPTY,
    };
    // Short pieces, which follow the ground.
    let pieces = 100_u32;
    let nodes = (0..=pieces).map(|piece| node(110.0 + east * f64::from(piece) / f64::from(pieces)));
    Streets {
        nodes: nodes.collect(),
        segments: (0..pieces)
            .map(|piece| Segment {
                from: piece,
                to: piece + 1,
                forward: walk,
                backward: walk,
                class: StreetClass::Street,
            })
            .collect(),
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

fn run(
    snapshot: &Snapshot,
    demand: &Demand,
    question: &Question,
    graph: Option<&Graph>,
) -> Outcome {
    let network = graph.map(|graph| StreetNetwork {
        graph,
        snap_limit_m: 300.0,
        stations: None,
    });
    cover(snapshot, demand, question, network.as_ref(), &|_, _, _| {})
}

fn at(text: &str) -> Clock {
    Clock::At(instant(text))
}

#[test]
fn a_suspension_that_is_over_does_not_count_without_a_clock_either() {
    let over =
        station(r#""opening_hours":"24/7","status":"suspended","status_until":"2020-01-01""#);
    let lasting =
        station(r#""opening_hours":"24/7","status":"suspended","status_until":"2030-01-01""#);
    for clock in [Clock::Ignored, at("2026-11-24T12:00:00+08:00")] {
        let question = question(Limit::Minutes(15.0), clock);
        let covered = |snapshot| run(snapshot, &people(0.001), &question, None).covered.cells;
        assert_eq!((covered(&over), covered(&lasting)), (1, 0), "{clock:?}");
    }
}

#[test]
fn a_way_of_exactly_the_limit_is_inside_at_any_speed() {
    let graph = Graph::build_keeping(&street(0.01), Mode::Walk, 0.0);
    let demand = people(0.01);
    let snapshot = station(r#""opening_hours":"24/7""#);
    let far = question(Limit::DistanceM(5_000.0), Clock::Ignored);
    let way_m = run(&snapshot, &demand, &far, Some(&graph)).cells[0]
        .nearest
        .unwrap()
        .distance_m;
    for minutes in [5.0, 10.0, 15.0, 30.0] {
        let exactly = Question {
            pace: Pace {
                speed_m_s: way_m / minutes / 60.0,
                detour: 1.3,
            },
            ..question(Limit::Minutes(minutes), Clock::Ignored)
        };
        let a_little_slower = Question {
            pace: Pace {
                speed_m_s: (way_m - 0.001) / minutes / 60.0,
                detour: 1.3,
            },
            ..exactly
        };
        let covered = |question| {
            run(&snapshot, &demand, question, Some(&graph))
                .covered
                .cells
        };
        assert_eq!(
            (covered(&exactly), covered(&a_little_slower)),
            (1, 0),
            "{minutes}"
        );
    }
}

#[test]
fn the_circle_of_a_long_limit_is_judged_by_the_arrival_too() {
    // Fourteen kilometres: four hours on foot in a straight line with its detour.
    let (east, limit) = (0.145, Limit::DistanceM(14_400.0));
    let graph = Graph::build_keeping(&street(east), Mode::Walk, 0.0);
    let snapshot = station(r#""opening_hours":"Mo-Su 12:00-15:10""#);
    let question = question(limit, at("2026-11-24T11:30:00+08:00"));
    for graph in [None, Some(&graph)] {
        let outcome = run(&snapshot, &people(east), &question, graph);
        assert_eq!(outcome.circle.covered.cells, 0);
        // Along the street there is no detour: three hours and seven minutes.
        assert_eq!(outcome.covered.cells, usize::from(graph.is_some()));
    }
}

#[test]
fn an_arrival_in_a_year_without_holidays_is_said_however_long_the_way() {
    let snapshot = station(r#""opening_hours":"Mo-Su 00:00-24:00; PH off""#);
    let demand = people(0.38);
    let long = question(Limit::DistanceM(40_000.0), at("2026-12-31T20:00:00+08:00"));
    assert!(run(&snapshot, &demand, &long, None).lacks_holiday_data);
    let short = question(Limit::DistanceM(1_000.0), at("2026-12-31T20:00:00+08:00"));
    assert!(!run(&snapshot, &demand, &short, None).lacks_holiday_data);
}

#[test]
fn a_gap_is_closed_by_a_station_that_opens_while_people_are_on_the_way() {
    let (east, snapshot) = (0.03, station(r#""opening_hours":"Mo-Su 08:00-18:00""#));
    let graph = Graph::build_keeping(&street(east), Mode::Walk, 0.0);
    let nearest = |clock| {
        let question = question(Limit::Minutes(15.0), at(clock));
        run(&snapshot, &people(east), &question, Some(&graph)).cells[0].nearest
    };
    // The way takes 39 minutes.
    assert!(nearest("2026-11-24T07:25:00+08:00").is_some());
    assert!(nearest("2026-11-24T07:15:00+08:00").is_none());
    assert!(nearest("2026-11-24T17:15:00+08:00").is_some());
    assert!(nearest("2026-11-24T17:30:00+08:00").is_none());
    assert!(nearest("2026-11-24T02:00:00+08:00").is_none());
}

#[test]
fn pairs_of_cells_and_stations_are_counted_to_the_last_one() {
    let snapshot = station(r#""opening_hours":"24/7""#);
    let mut demand = people(0.001);
    demand.cells.extend(people(0.002).cells);
    demand.cells.extend(people(1.0).cells);
    let question = question(Limit::Minutes(15.0), Clock::Ignored);
    for along_streets in [false, true] {
        let fits = |most| has_pairs_within(&snapshot, &demand, &question, along_streets, most);
        assert_eq!((fits(1), fits(2)), (false, true));
    }
}
