//! `POST /v1/coverage`: the answer compared with the function that computes it.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use yizhan::clock::Zone;
use yizhan::coverage::outcome::{CellStatus, Covered, Outcome};
use yizhan::coverage::{Clock, HOURS_A_WEEK, Limit, Question, cover};
use yizhan::demand::{Cell, Demand};
use yizhan::distance::destination;
use yizhan::http::{AppState, Routes};
use yizhan::position::Position;
use yizhan::travel::{Mode, Paces};

use crate::support::http::{HERE, collection, post_to, service, service_of, station};
use crate::support::snapshot;

pub(crate) const AT: &str = "2026-11-24T12:00:00+08:00";
const PATH: &str = "/v1/coverage";

fn features() -> Vec<String> {
    vec![
        station(
            "always",
            0.0,
            r#""opening_hours":"24/7","amenities":["toilet"]"#,
        ),
        station(
            "days",
            1_500.0,
            r#""opening_hours":"08:00-18:00","amenities":["toilet","aed"]"#,
        ),
        station("unknown", 3_000.0, r#""amenities":["toilet"]"#),
        station("shut", 4_500.0, r#""opening_hours":"Su 08:00-09:00""#),
    ]
}

pub(crate) fn world() -> Arc<AppState> {
    service(&features())
}

/// This many cells in a row to the east, 250 metres apart, in two districts and none.
fn demand(n_cells: usize) -> Demand {
    let here = Position::new(HERE[0], HERE[1]).unwrap();
    let cells = (0_u32..).take(n_cells).map(|n| Cell {
        id: format!("cell {n}"),
        position: destination(here, 90.0, f64::from(n) * 250.0).unwrap(),
        people: f64::from(n * 7 % 31) + 0.25,
        district: [Some("东区"), Some("West"), None][n as usize % 3].map(str::to_owned),
    });
    Demand {
        cells: cells.collect(),
        n_rows: n_cells,
        ..Demand::default()
    }
}

fn body_of(demand: &Demand) -> Value {
    let cells = demand.cells.iter().map(|cell| {
        json!({
            "id": cell.id, "lat": cell.position.lat(), "lon": cell.position.lon(),
            "population": cell.people, "district": cell.district,
        })
    });
    json!({ "demand": cells.collect::<Vec<_>>() })
}

/// The answer to a question that must succeed.
pub(crate) fn ask(service: &Arc<AppState>, body: &Value) -> Value {
    let reply = post_to(service, PATH, body.to_string());
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("cache-control"), "no-store");
    reply.json()
}

fn assert_near(found: &Value, expected: f64, tolerance: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - expected).abs() <= tolerance, "{found} {expected}");
}

fn assert_within(found: &Value, covered: &Covered, people_total: f64) {
    assert_near(&found["people_covered"], covered.people, 0.051);
    assert_near(&found["share"], covered.people / people_total, 5e-7);
    assert_eq!(found["cells_covered"], covered.cells);
    for (count, people) in ["1", "2", "3"].iter().zip(covered.at_least) {
        assert_near(&found["at_least"][count], people, 0.051);
    }
    let unknown = &found["if_unknown_open"];
    assert_near(
        &unknown["people_covered"],
        covered.people_if_unknown_open,
        0.051,
    );
}

fn assert_says(answer: &Value, demand: &Demand, outcome: &Outcome) {
    let summary = &answer["summary"];
    let people_total = outcome.people_total;
    assert_near(&summary["people_total"], people_total, 0.051);
    assert_eq!(summary["cells_total"], demand.cells.len());
    assert_within(summary, &outcome.covered, people_total);
    let lines = &summary["straight_line"];
    for (name, disc) in [("circle", &outcome.circle), ("disc_1km", &outcome.disc_1km)] {
        assert_near(&lines[name]["radius_m"], disc.radius_m, 0.051);
        assert_within(&lines[name], &disc.covered, people_total);
    }
    for (status, count) in CellStatus::ALL.iter().zip(outcome.by_status).skip(1) {
        assert_eq!(summary[status.key()]["cells"], count.cells);
        assert_near(&summary[status.key()]["people"], count.people, 0.051);
    }
    for (row, found) in outcome.by_district.iter().enumerate() {
        let district = &summary["by_district"][row];
        assert_eq!(district["district"], *found.name);
        assert_eq!(district["cells_covered"], found.cells_covered);
        assert_near(&district["people_total"], found.people_total, 0.051);
    }
    let counts = &summary["station_counts"];
    let expected = outcome.station_counts;
    assert_eq!(
        [
            "total",
            "eligible",
            "open",
            "closed",
            "unknown",
            "unsnapped"
        ]
        .map(|name| &counts[name]),
        [
            expected.total,
            expected.eligible,
            expected.open,
            expected.closed,
            expected.unknown,
            expected.unsnapped
        ]
    );
}

fn assert_cells(answer: &Value, demand: &Demand, outcome: &Outcome, ids: &[&str]) {
    let cells = answer["cells"].as_array().unwrap();
    assert_eq!(cells.len(), demand.cells.len());
    for ((cell, asked), found) in cells.iter().zip(&demand.cells).zip(&outcome.cells) {
        assert_eq!(cell["id"], *asked.id);
        assert_eq!(cell["status"], found.status.key());
        assert_eq!(cell["stations_in_reach"], found.stations_in_reach);
        let Some(nearest) = found.nearest else {
            assert_eq!(cell["nearest_station"], Value::Null);
            assert_eq!(cell["distance_m"], Value::Null);
            assert_eq!(cell["travel_time_s"], Value::Null);
            continue;
        };
        assert_eq!(cell["nearest_station"], ids[nearest.station.row()]);
        assert_near(&cell["distance_m"], nearest.distance_m, 0.051);
        assert_near(&cell["travel_time_s"], nearest.travel_time_s, 0.051);
    }
}

#[test]
fn every_figure_and_cell_is_what_the_function_finds() {
    let texts = [collection("", &features())];
    let snapshot = snapshot(&[&texts[0]]);
    let ids: Vec<&str> = snapshot.stations().iter().map(|s| &*s.id.0).collect();
    let demand = demand(40);
    let zone = Zone::default();
    let at = zone.parse_instant(AT).unwrap();
    let night = zone.parse_instant("2026-11-24T03:30").unwrap();
    let toilet = [snapshot.amenity_keys().find("toilet").unwrap()];
    let minutes = Limit::Minutes;
    for (more, mode, limit, clock, has_toilet) in [
        (json!({}), Mode::Walk, minutes(15.0), Clock::Ignored, false),
        (
            json!({ "at": AT }),
            Mode::Walk,
            minutes(15.0),
            Clock::At(at),
            false,
        ),
        (
            json!({ "at": "2026-11-24T03:30", "mode": "bike", "minutes": 7.5, "amenity": "厕所" }),
            Mode::Bike,
            minutes(7.5),
            Clock::At(night),
            true,
        ),
        (
            json!({ "week": true, "at": AT, "max_distance_m": 1600, "amenity": ["toilet"] }),
            Mode::Walk,
            Limit::DistanceM(1_600.0),
            Clock::Week(at),
            true,
        ),
    ] {
        let question = Question {
            mode,
            pace: Paces::default().of(mode),
            limit,
            amenities: toilet.iter().copied().filter(|_| has_toilet).collect(),
            clock,
            zone,
        };
        let outcome = cover(&snapshot, &demand, &question, None, &|_, _, _| {});
        let mut body = body_of(&demand);
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        let answer = ask(&service_of(&[&texts[0]]), &body);
        assert_says(&answer, &demand, &outcome);
        assert_cells(&answer, &demand, &outcome, &ids);
        assert_eq!(answer["issues"], json!([]));
        assert_eq!(answer["travel"], "straight_line");
        assert_eq!(answer["dataset_version"], snapshot.version());
        assert_eq!(answer["holiday_data"], "complete");
        assert!(outcome.covered.cells > 0 && outcome.covered.cells < 40);
        if let Clock::Week(_) = clock {
            assert_week(&answer, &outcome);
        } else {
            assert_eq!(answer.get("week"), None);
        }
    }
}

fn assert_week(answer: &Value, outcome: &Outcome) {
    let week = answer["week"].as_array().unwrap();
    assert_eq!(week.len(), HOURS_A_WEEK);
    assert_eq!(week[0]["date"], "2026-11-23");
    assert_eq!(week[0]["weekday"], "Monday");
    assert_eq!(week[167]["date"], "2026-11-29");
    for (hour, found) in week.iter().zip(&outcome.week) {
        assert_eq!(hour["hour"], found.hour);
        assert_eq!(hour["stations_open"], found.stations_open);
        assert_near(&hour["people_covered"], found.people_covered, 0.051);
        assert_near(
            &hour["share"],
            found.people_covered / outcome.people_total,
            5e-7,
        );
    }
    assert_ne!(week[3]["people_covered"], week[12]["people_covered"]);
}

#[test]
fn opening_hours_are_looked_at_only_if_a_moment_or_a_week_is_asked_about() {
    let shut = json!({ "demand": [{ "id": 1, "lat": 30, "lon": 110.0467, "population": 3 }] });
    let with = |name: &str, value: Value| {
        let mut body = shut.clone();
        body[name] = value;
        ask(&world(), &body)
    };
    let timeless = ask(&world(), &shut);
    assert_eq!(timeless["cells"][0]["status"], "covered");
    assert_eq!(timeless["summary"]["parameters"]["at"], Value::Null);
    assert_eq!(timeless["summary"]["people_covered"], 3);
    assert_eq!(with("week", json!(false))["cells"], timeless["cells"]);
    assert_eq!(with("at", json!(null))["cells"], timeless["cells"]);
    let at = with("at", json!(AT));
    assert_eq!(at["cells"][0]["status"], "uncovered");
    assert_eq!(at["summary"]["parameters"]["at"], AT);
    let now = with("at", json!("now"));
    assert!(now["summary"]["parameters"]["at"].is_string());
    let week = with("week", json!(true));
    assert!(week["summary"]["parameters"]["at"].is_string());
    assert_eq!(week["summary"]["parameters"]["week"], true);
    assert_eq!(week["week"].as_array().unwrap().len(), HOURS_A_WEEK);
    let open: Vec<usize> = week["week"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
        .filter(|(_, hour)| hour["people_covered"] == 3)
        .map(|(row, _)| row)
        .collect();
    assert_eq!(open, [6 * 24 + 8]);
}

#[test]
fn coordinates_are_in_the_datum_that_is_named() {
    let gcj02 = service_of(&[&collection(r#""datum":"gcj02","#, &features())]);
    let body = |crs: &str| json!({ "demand": [{ "id": 1, "lat": 30, "lon": 110, "population": 1 }], "crs": crs });
    let same = ask(&gcj02, &body("gcj02"));
    assert_near(&same["cells"][0]["distance_m"], 0.0, 0.1);
    let other = ask(&gcj02, &body("wgs84"));
    assert!(other["cells"][0]["distance_m"].as_f64().unwrap() > 100.0);
}

#[test]
fn holiday_data_is_missing_if_an_opening_was_judged_without_it() {
    let hours = r#""opening_hours":"Mo-Fr 08:00-18:00; PH off""#;
    let office = service(&[station("a", 10.0, hours)]);
    let demand = json!([{ "id": 1, "lat": 30, "lon": 110, "population": 1 }]);
    for (at, expected) in [
        (Some("2027-02-08T12:00:00+08:00"), "missing"),
        (Some(AT), "complete"),
        (None, "complete"),
    ] {
        let answer = ask(&office, &json!({ "demand": demand, "at": at }));
        assert_eq!(answer["holiday_data"], expected);
    }
}

/// More jobs than run at a time wait for a slot, and none is refused.
#[test]
fn jobs_beyond_those_under_way_wait_and_are_answered() {
    let routes = Routes::new(&world());
    let body = body_of(&demand(200)).to_string();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let answers = runtime.block_on(async {
        let mut jobs = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let request = Request::post(PATH).body(Body::from(body.clone())).unwrap();
            let routes = routes.clone();
            jobs.spawn(async move {
                let response = routes.oneshot(request).await.unwrap();
                assert_eq!(response.status(), 200);
                response.into_body().collect().await.unwrap().to_bytes()
            });
        }
        jobs.join_all().await
    });
    assert_eq!(answers.len(), 12);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}
