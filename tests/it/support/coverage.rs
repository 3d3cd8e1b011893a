//! Coverage runs made by hand: a small one whose figures can be checked by eye, and a made-up
//! city to look at.

use chrono::{Days, NaiveDate};

use yizhan::amenity::AmenitySet;
use yizhan::clock::{LocalMinute, UnixTime, Zone};
use yizhan::coverage::outcome::{
    CellOutcome, CellStatus, Covered, Disc, DistrictOutcome, HourOutcome, NearestStation, Outcome,
    StationCounts, StationOutcome, StatusCount,
};
use yizhan::coverage::run::{InputFile, InputRole, Run, StreetLine, StreetsInfo};
use yizhan::coverage::totals::Totals;
use yizhan::coverage::{Clock, Limit, Question};
use yizhan::demand::{Cell, Demand};
use yizhan::network::osm::MapName;
use yizhan::position::Position;
use yizhan::snapshot::Snapshot;
use yizhan::station::StationIdx;
use yizhan::travel::{Mode, Paces};

use crate::support::{TODAY_NOON, instant, snapshot};

/// A run that owns what it was made of.
pub(crate) struct Made {
    pub(crate) snapshot: Snapshot,
    pub(crate) demand: Demand,
    pub(crate) question: Question,
    pub(crate) outcome: Outcome,
    pub(crate) network: Option<StreetsInfo>,
    pub(crate) streets: Vec<StreetLine>,
    pub(crate) names: Vec<MapName>,
    pub(crate) inputs: Vec<InputFile>,
}

impl Made {
    pub(crate) fn run(&self) -> Run<'_> {
        Run {
            snapshot: &self.snapshot,
            demand: &self.demand,
            question: &self.question,
            outcome: &self.outcome,
            network: self.network.as_ref(),
            streets: &self.streets,
            names: &self.names,
            inputs: &self.inputs,
            supposed: None,
            given: None,
            generated_at: instant("2026-11-22T18:30:00+08:00"),
            wants_parquet: false,
        }
    }
}

pub(crate) fn place(lon: f64, lat: f64) -> Position {
    Position::new(lon, lat).unwrap()
}

/// Fifteen minutes on foot, at any hour, whatever the station has.
pub(crate) fn question() -> Question {
    Question {
        mode: Mode::Walk,
        pace: Paces::default().of(Mode::Walk),
        limit: Limit::Minutes(15.0),
        amenities: AmenitySet::EMPTY,
        clock: Clock::Ignored,
        zone: Zone::default(),
    }
}

/// Three stations and five cells, one of each status and one without people.
pub(crate) fn small() -> Made {
    Made {
        snapshot: snapshot(&[SMALL_STATIONS]),
        demand: small_demand(),
        question: question(),
        outcome: small_outcome(),
        network: Some(StreetsInfo {
            file: "town.osm.pbf".to_owned(),
            sha256: "ab".repeat(32),
            nodes: 2_000,
            segments: 4_321,
            components: 3,
            snap_limit_m: 300.0,
            bounds: None,
        }),
        streets: Vec::new(),
        names: Vec::new(),
        inputs: vec![
            input(InputRole::Stations, "stations.geojson", 3),
            input(InputRole::Demand, "cells.csv", 6),
            input(InputRole::Network, "town.osm.pbf", 4_321),
        ],
    }
}

const SMALL_STATIONS: &str = r#"{"type":"FeatureCollection","name":"Stations","source":"Town hall","features":[
{"type":"Feature","id":"a","geometry":{"type":"Point","coordinates":[121.4,31.2]},"properties":{"name":"东站","district":"东区","opening_hours":"24/7"}},
{"type":"Feature","id":"=b","geometry":{"type":"Point","coordinates":[121.41,31.2]},"properties":{"name":"=cmd()","opening_hours":"Mo-Su 00:00-06:00"}},
{"type":"Feature","id":"c","geometry":{"type":"Point","coordinates":[121.42,31.2]},"properties":{"name":"西站, \"新\""}}]}"#;

fn input(role: InputRole, name: &str, rows: usize) -> InputFile {
    InputFile {
        role,
        name: name.to_owned(),
        rows,
        sha256: "0123456789abcdef".repeat(4),
    }
}

fn small_demand() -> Demand {
    let cell = |id: &str, lon: f64, people: f64, district: Option<&str>| Cell {
        id: id.to_owned(),
        position: place(lon, 31.2),
        people,
        district: district.map(str::to_owned),
    };
    Demand {
        cells: vec![
            cell("c1", 121.401, 600.0, Some("东区")),
            cell("=c2", 121.43, 250.0, Some("西区")),
            cell("c3", 121.5, 100.0, None),
            cell("c,4", 121.6, 50.0, Some("西区")),
            cell("c5", 121.431, 0.0, Some("西区")),
        ],
        issues: Vec::new(),
        n_rows: 6,
        ..Default::default()
    }
}

fn small_outcome() -> Outcome {
    let covered = |people: f64, at_least| Covered {
        people,
        cells: 1,
        at_least,
        people_if_unknown_open: people,
    };
    let cell = |status, nearest: Option<(u32, f64, f64)>, stations_in_reach| CellOutcome {
        status,
        nearest: nearest.map(|(row, distance_m, travel_time_s)| NearestStation {
            station: StationIdx(row),
            distance_m,
            travel_time_s,
        }),
        stations_in_reach,
    };
    let station = |people_in_reach, people_only_here, counts| StationOutcome {
        people_in_reach,
        people_only_here,
        counts,
    };
    Outcome {
        cells: vec![
            cell(CellStatus::Covered, Some((0, 123.44, 98.752)), 2),
            cell(CellStatus::Uncovered, Some((2, 1_500.0, 1_200.0)), 0),
            cell(CellStatus::Unsnapped, None, 0),
            cell(CellStatus::Unreachable, None, 0),
            cell(CellStatus::Uncovered, None, 0),
        ],
        stations: vec![
            station(600.0, 600.0, true),
            station(600.0, 0.0, true),
            station(0.0, 0.0, true),
        ],
        people_total: 1_000.0,
        covered: covered(600.0, [600.0, 600.0, 0.0]),
        by_status: [(1, 600.0), (2, 250.0), (1, 100.0), (1, 50.0)]
            .map(|(cells, people)| StatusCount { cells, people }),
        by_district: vec![
            district("", 100.0, 0.0, 1, 0),
            district("东区", 600.0, 600.0, 1, 1),
            district("西区", 300.0, 0.0, 3, 0),
        ],
        circle: Disc {
            radius_m: 865.384_6,
            covered: covered(650.0, [650.0, 600.0, 0.0]),
        },
        disc_1km: Disc {
            radius_m: 1_000.0,
            covered: covered(850.0, [850.0, 600.0, 10.0]),
        },
        station_counts: StationCounts {
            total: 3,
            eligible: 3,
            open: 3,
            ..StationCounts::default()
        },
        week: Vec::new(),
        lacks_holiday_data: false,
        totals: Totals::default(),
    }
}

fn district(
    name: &str,
    people_total: f64,
    people_covered: f64,
    cells_total: usize,
    cells_covered: usize,
) -> DistrictOutcome {
    DistrictOutcome {
        name: name.to_owned(),
        people_total,
        people_covered,
        cells_total,
        cells_covered,
    }
}

/// The small run in the week of [`TODAY_NOON`]: each hour covers ten times its number more.
pub(crate) fn small_week() -> Made {
    let mut made = small();
    let noon = instant(TODAY_NOON);
    made.question.clock = Clock::Week(noon);
    made.outcome.week = hours_of_week(made.question.zone, noon)
        .map(|(date, hour)| HourOutcome {
            date,
            hour,
            stations_open: 1,
            people_covered: f64::from(hour) * 10.0,
            people_if_unknown_open: f64::from(hour) * 10.0 + 5.0,
        })
        .collect();
    made
}

/// Every full hour of the week that a moment lies in, Monday 0 first.
pub(crate) fn hours_of_week(zone: Zone, at: UnixTime) -> impl Iterator<Item = (NaiveDate, u32)> {
    let day = zone.local_minute(at).date();
    let monday = day.week(chrono::Weekday::Mon).first_day();
    (0..7).flat_map(move |days| {
        let date = monday + Days::new(days);
        (0..24).map(move |hour| (date, hour))
    })
}

/// The minute of the wall clock at which an hour begins.
pub(crate) fn hour_minute(date: NaiveDate, hour: u32) -> LocalMinute {
    LocalMinute(LocalMinute::midnight(date).0 + i64::from(hour) * 60)
}
