//! A made-up city with streets, stations and a week, written to `target/tmp/coverage` for the
//! browser tests to look at. Its ways are straight lines with a detour: only the page matters.

use std::fmt::Write;

use yizhan::coverage::Clock;
use yizhan::coverage::difference::{Difference, Earlier};
use yizhan::coverage::outcome::{
    CellOutcome, CellStatus, Covered, Disc, DistrictOutcome, HourOutcome, NearestStation, Outcome,
    StationCounts, StationOutcome, StatusCount,
};
use yizhan::coverage::parts::Part;
use yizhan::coverage::run::{StreetLine, StreetsInfo};
use yizhan::coverage::totals::Totals;
use yizhan::demand;
use yizhan::distance::geodesic_m;
use yizhan::hours::OpenState;
use yizhan::position::Position;
use yizhan::query::opening::EffectiveHours;
use yizhan::report::cover::Cover;
use yizhan::report::output::{write_all, write_difference};
use yizhan::station::StationIdx;

use crate::coverage::city_names::names;
use crate::support::coverage::{Made, hour_minute, hours_of_week, place, question, small};
use crate::support::{TODAY_NOON, instant, snapshot};

const COLUMNS: u32 = 40;
const ROWS: u32 = 30;
const N_STATIONS: usize = 46;
const LIMIT_S: f64 = 900.0;
const HOURS: [&str; 6] = [
    r#","opening_hours":"Mo-Fr 08:30-17:30; PH off""#,
    r#","opening_hours":"Mo-Su 08:00-20:00""#,
    r#","opening_hours":"Mo-Sa 09:00-17:00""#,
    r#","opening_hours":"24/7""#,
    r#","opening_hours":"Mo-Su 06:00-22:00""#,
    "",
];

/// Degrees of one metre here.
const LON_A_METRE: f64 = 1.0 / 95_100.0;
const LAT_A_METRE: f64 = 1.0 / 110_870.0;

fn at_metres(east: f64, north: f64) -> Position {
    place(121.36 + east * LON_A_METRE, 31.2 + north * LAT_A_METRE)
}

/// A hexagon every 380 metres; the river and the park have no inhabitants.
fn demand() -> demand::Demand {
    let mut random = fastrand::Rng::with_seed(11);
    let cells = (0..ROWS).flat_map(|row| (0..COLUMNS).map(move |column| (row, column)));
    let cells = cells.map(|(row, column)| {
        let east = f64::from(column) * 380.0 + f64::from(row % 2) * 190.0;
        let north = f64::from(row) * 329.0;
        let from_centre = (east - 7_000.0).hypot((north - 5_000.0) * 1.2) / 1_000.0;
        let crowd = 2_400.0 * (-from_centre / 3.2).exp() * (0.5 + random.f64());
        let people = if is_empty(east, north) {
            0.0
        } else {
            crowd.round()
        };
        demand::Cell {
            id: format!("hex-{row:02}-{column:02}"),
            position: at_metres(east, north),
            people,
            district: Some(
                ["西片区", "中片区", "东片区"]
                    [usize::from(east > 5_000.0) + usize::from(east > 10_000.0)]
                .to_owned(),
            ),
        }
    });
    let cells: Vec<_> = cells.collect();
    demand::Demand {
        n_rows: cells.len() + 2,
        cells,
        issues: vec![demand::DemandIssue {
            row: 17,
            id: None,
            code: "bad_number",
            message: "population is 'many', expected a number".to_owned(),
        }],
        ..Default::default()
    }
}

fn river(east: f64) -> f64 {
    6_300.0 + 900.0 * (east / 2_300.0).sin()
}

fn is_empty(east: f64, north: f64) -> bool {
    (north - river(east)).abs() < 260.0 || (east - 11_500.0).hypot(north - 2_600.0) < 900.0
}

fn stations() -> String {
    let mut random = fastrand::Rng::with_seed(5);
    let mut out = String::from(
        r#"{"type":"FeatureCollection","name":"Made-up stations","source":"Made up for tests","features":["#,
    );
    for row in 0..N_STATIONS {
        let spread = |random: &mut fastrand::Rng| random.f64() + random.f64() - 1.0;
        let east = 7_200.0 + spread(&mut random) * 7_500.0;
        let north = 4_900.0 + spread(&mut random) * 5_000.0;
        let at = at_metres(east, north);
        let hours = HOURS[random.usize(0..HOURS.len())];
        let status = if row % 15 == 3 {
            r#","status":"closed""#
        } else {
            ""
        };
        let comma = if row == 0 { "" } else { "," };
        write!(
            out,
            r#"{comma}{{"type":"Feature","id":"st-{row:02}","geometry":{{"type":"Point","coordinates":[{:.6},{:.6}]}},"properties":{{"name":"第{row}号驿站","amenities":["drinking_water","microwave"]{hours}{status}}}}}"#,
            at.lon(),
            at.lat()
        )
        .unwrap();
    }
    out + "]}"
}

/// The city, asked for drinking water through the week.
pub(crate) fn city() -> Made {
    let mut made = Made {
        snapshot: snapshot(&[&stations()]),
        demand: demand(),
        question: question(),
        ..small()
    };
    let keys = made.snapshot.amenity_keys();
    made.question.amenities = ["drinking_water", "microwave"]
        .iter()
        .filter_map(|word| keys.find(word))
        .collect();
    made.question.clock = Clock::Week(instant(TODAY_NOON));
    let model = Model::of(&made);
    made.outcome = model.outcome(&made);
    made.streets = streets(&made);
    made.names = names();
    made.network = Some(StreetsInfo {
        segments: made.streets.len(),
        ..made.network.unwrap()
    });
    made
}

/// Metres from each cell to each station, by what can be straight in a city.
struct Model {
    distance_m: Vec<Vec<f64>>,
    /// Whether each station is in service.
    counts: Vec<bool>,
}

impl Model {
    fn of(made: &Made) -> Self {
        let stations = made.snapshot.stations();
        let cells = made.demand.cells.iter();
        Self {
            distance_m: cells
                .map(|cell| {
                    let from = |s: &yizhan::station::Station| geodesic_m(cell.position, s.position);
                    stations.iter().map(from).collect()
                })
                .collect(),
            counts: stations
                .iter()
                .map(|station| station.status == yizhan::station::Status::Active)
                .collect(),
        }
    }

    fn open(&self, made: &Made, date: chrono::NaiveDate, hour: u32, state: OpenState) -> Vec<bool> {
        let is = |idx: StationIdx| {
            let door = EffectiveHours::new(&made.snapshot, idx, made.question.amenities);
            self.counts[idx.row()] && door.state(hour_minute(date, hour)) == state
        };
        made.snapshot.rows().map(is).collect()
    }

    /// Covered within a distance by the stations that are open.
    fn covered(&self, made: &Made, open: &[bool], unknown: &[bool], radius_m: f64) -> Covered {
        let mut covered = Covered::default();
        for (cell, metres) in made.demand.cells.iter().zip(&self.distance_m) {
            let near = |set: &[bool]| {
                let pairs = metres.iter().zip(set);
                pairs
                    .filter(|(metres, in_set)| **in_set && **metres <= radius_m)
                    .count()
            };
            let count = near(open);
            for (people, least) in covered.at_least.iter_mut().zip(1..) {
                *people += if count >= least { cell.people } else { 0.0 };
            }
            covered.people += if count > 0 { cell.people } else { 0.0 };
            covered.cells += usize::from(count > 0);
            let any = count + near(unknown) > 0;
            covered.people_if_unknown_open += if any { cell.people } else { 0.0 };
        }
        covered
    }

    fn outcome(&self, made: &Made) -> Outcome {
        let zone = made.question.zone;
        let noon = instant(TODAY_NOON);
        let today = zone.local_minute(noon).date();
        let open = self.open(made, today, 12, OpenState::Open);
        let unknown = self.open(made, today, 12, OpenState::Unknown);
        let along = 900.0 * 1.25 / 1.45;
        let cells = self.cells(made, &open);
        let covered = self.covered(made, &open, &unknown, along);
        let n = |set: &[bool]| set.iter().filter(|is| **is).count();
        let disc = |radius_m| Disc {
            radius_m,
            covered: self.covered(made, &open, &unknown, radius_m),
        };
        Outcome {
            stations: self.stations(made, &open, &cells),
            people_total: made.demand.cells.iter().map(|cell| cell.people).sum(),
            covered,
            by_status: by_status(made, &cells),
            by_district: by_district(made, &cells),
            circle: disc(made.question.pace.radius_m(15.0)),
            disc_1km: disc(1_000.0),
            station_counts: StationCounts {
                total: N_STATIONS,
                eligible: n(&self.counts),
                open: n(&open),
                closed: n(&self.counts) - n(&open) - n(&unknown),
                unknown: n(&unknown),
                unsnapped: 1,
            },
            week: hours_of_week(zone, noon)
                .map(|(date, hour)| {
                    let open = self.open(made, date, hour, OpenState::Open);
                    let unknown = self.open(made, date, hour, OpenState::Unknown);
                    let covered = self.covered(made, &open, &unknown, along);
                    HourOutcome {
                        date,
                        hour,
                        stations_open: n(&open),
                        people_covered: covered.people,
                        people_if_unknown_open: covered.people_if_unknown_open,
                    }
                })
                .collect(),
            lacks_holiday_data: false,
            totals: Totals::default(),
            cells,
        }
    }

    fn cells(&self, made: &Made, open: &[bool]) -> Vec<CellOutcome> {
        let speed = made.question.pace.speed_m_s;
        let cell = |(row, metres): (usize, &Vec<f64>)| {
            let ways = || metres.iter().enumerate().filter(|(row, _)| open[*row]);
            let nearest = ways()
                .min_by(|a, b| a.1.total_cmp(b.1))
                .map(|(row, metres)| NearestStation {
                    station: StationIdx(u32::try_from(row).unwrap()),
                    distance_m: metres * 1.45,
                    travel_time_s: metres * 1.45 / speed,
                });
            let status = match nearest {
                _ if row % 40 > 37 && row / 40 < 5 => CellStatus::Unsnapped,
                _ if row % 40 < 2 && row / 40 > 26 => CellStatus::Unreachable,
                Some(nearest) if nearest.travel_time_s <= LIMIT_S => CellStatus::Covered,
                _ => CellStatus::Uncovered,
            };
            let is_apart = matches!(status, CellStatus::Unsnapped | CellStatus::Unreachable);
            CellOutcome {
                status,
                nearest: nearest.filter(|_| !is_apart),
                stations_in_reach: u32::try_from(
                    ways()
                        .filter(|(_, metres)| **metres * 1.45 / speed <= LIMIT_S)
                        .count(),
                )
                .unwrap(),
            }
        };
        self.distance_m.iter().enumerate().map(cell).collect()
    }

    fn stations(&self, made: &Made, open: &[bool], cells: &[CellOutcome]) -> Vec<StationOutcome> {
        let one = |row: usize| {
            let mut found = StationOutcome {
                counts: self.counts[row],
                ..StationOutcome::default()
            };
            for ((cell, out), metres) in made.demand.cells.iter().zip(cells).zip(&self.distance_m) {
                let reaches = metres[row] * 1.45 / made.question.pace.speed_m_s <= LIMIT_S;
                if open[row] && reaches {
                    found.people_in_reach += cell.people;
                    found.people_only_here += if out.stations_in_reach == 1 {
                        cell.people
                    } else {
                        0.0
                    };
                }
            }
            found
        };
        (0..N_STATIONS).map(one).collect()
    }
}

fn by_status(made: &Made, cells: &[CellOutcome]) -> [StatusCount; 4] {
    CellStatus::ALL.map(|status| {
        let mut count = StatusCount::default();
        let all = made.demand.cells.iter().zip(cells);
        for (cell, _) in all.filter(|(_, found)| found.status == status) {
            count.cells += 1;
            count.people += cell.people;
        }
        count
    })
}

fn by_district(made: &Made, cells: &[CellOutcome]) -> Vec<DistrictOutcome> {
    let mut districts = std::collections::BTreeMap::new();
    for (cell, found) in made.demand.cells.iter().zip(cells) {
        let name = cell.district.clone().unwrap_or_default();
        let district = districts.entry(name.clone()).or_insert(DistrictOutcome {
            name,
            people_total: 0.0,
            people_covered: 0.0,
            cells_total: 0,
            cells_covered: 0,
        });
        let is_covered = found.status == CellStatus::Covered;
        district.people_total += cell.people;
        district.people_covered += if is_covered { cell.people } else { 0.0 };
        district.cells_total += 1;
        district.cells_covered += usize::from(is_covered);
    }
    districts.into_values().collect()
}

/// Crooked blocks; the river has few bridges.
fn streets(made: &Made) -> Vec<StreetLine> {
    let mut random = fastrand::Rng::with_seed(3);
    let (columns, rows) = (78, 50);
    let nodes: Vec<[f64; 2]> = (0..rows * columns)
        .map(|n| {
            let jitter = |random: &mut fastrand::Rng| (random.f64() - 0.5) * 90.0;
            [
                f64::from(n % columns) * 200.0 + jitter(&mut random),
                f64::from(n / columns) * 200.0 + jitter(&mut random),
            ]
        })
        .collect();
    let mut lines = Vec::new();
    for n in 0..rows * columns {
        for next in [n + 1, n + columns] {
            let (Some(from), Some(to)) = (
                nodes.get(usize::try_from(n).unwrap()),
                nodes.get(usize::try_from(next).unwrap()),
            ) else {
                continue;
            };
            let crosses =
                (from[1] - river(from[0])).signum() * (to[1] - river(to[0])).signum() < 0.0;
            let wraps = next == n + 1 && next % columns == 0;
            if wraps || random.f64() < 0.12 || crosses && n % 11 != 0 {
                continue;
            }
            lines.push(StreetLine {
                from: at_metres(from[0], from[1]),
                to: at_metres(to[0], to[1]),
                minutes: minutes(made, *from),
            });
        }
    }
    lines
}

/// Those of the nearest cell.
#[allow(clippy::cast_possible_truncation, reason = "minutes to be drawn")]
fn minutes(made: &Made, at: [f64; 2]) -> Option<f32> {
    let row = (at[1] / 329.0).round().clamp(0.0, f64::from(ROWS) - 1.0);
    let column = (at[0] / 380.0).round().clamp(0.0, f64::from(COLUMNS) - 1.0);
    let cell = (0..)
        .zip(&made.outcome.cells)
        .find(|(n, _)| f64::from(*n) >= row * f64::from(COLUMNS) + column);
    cell.and_then(|(_, found)| found.nearest)
        .map(|nearest| (nearest.travel_time_s / 60.0) as f32)
}

#[test]
fn a_made_up_city_is_written_for_the_browser_to_show() {
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("coverage");
    let made = city();
    let written = write_all(&dir, &made.run(), &Cover::default()).unwrap();
    assert_eq!(written.len(), 7);
    assert!(
        std::fs::read_to_string(dir.join("report.html"))
            .unwrap()
            .contains("第0号驿站")
    );
}

/// The same city after two stations were closed and one opened, as far as the page is concerned.
#[test]
fn a_change_of_the_made_up_city_is_written_for_the_browser_to_show() {
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("change");
    let made = city();
    let run = made.run();
    let mut earlier = Earlier::of(&run);
    let turned = earlier.cells.iter_mut().enumerate();
    for (row, cell) in turned.filter(|(row, _)| row % 40 > 22 && row % 40 < 29) {
        let covered = row < 600;
        cell.part = if covered {
            Part::Covered
        } else {
            Part::NotCovered
        };
    }
    earlier.stations.swap_remove(20);
    earlier.stations[3].id = "gone".to_owned();
    let difference = Difference::of(&run, &earlier);
    assert!(difference.total.gained().cells > 0 && difference.total.lost().cells > 0);
    let written = write_difference(&dir, &difference, &Cover::default()).unwrap();
    assert_eq!(written.len(), 10);
    let page = std::fs::read_to_string(dir.join("change.html")).unwrap();
    assert!(page.contains("第20号驿站") && page.contains("id=\"week\""));
}
