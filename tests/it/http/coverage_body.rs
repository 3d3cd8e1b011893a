//! The body of a coverage job: what is refused, what is listed, and the caps.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};
use yizhan::http::{MAX_COVERAGE_BODY_BYTES, MAX_COVERAGE_CELLS};

use crate::http::coverage::{AT, ask, world};
use crate::support::http::{Reply, call, post_to, problem, send, unready_service};

const PATH: &str = "/v1/coverage";
const ONE: &str = r#"{"demand":[{"id":1,"lat":30,"lon":110,"population":5}]}"#;

fn post(body: impl Into<Body>) -> Reply {
    post_to(&world(), PATH, body)
}

fn with(name: &str, value: Value) -> Value {
    let mut body: Value = serde_json::from_str(ONE).unwrap();
    body[name] = value;
    body
}

fn refused(body: &Value) -> Value {
    problem(&post(body.to_string()), 400)
}

#[test]
fn a_bad_cell_is_listed_with_its_row_and_the_others_are_used() {
    let table = [
        (
            json!({ "id": "good", "lat": 30, "lon": 110, "population": 1 }),
            None,
        ),
        (
            json!({ "id": "lat", "lat": 91, "lon": 181, "population": 1 }),
            Some("out_of_range"),
        ),
        (
            json!({ "id": "swap", "lat": 110, "lon": 30, "population": 1 }),
            Some("swapped_lon_lat"),
        ),
        (
            json!({ "id": "text", "lat": "30", "lon": 110, "population": 1 }),
            Some("no_position"),
        ),
        (
            json!({ "id": "none", "lat": 30, "population": 1 }),
            Some("no_position"),
        ),
        (
            json!({ "id": "both", "lat": 30, "lon": 110, "lng": 110, "population": 1 }),
            Some("no_position"),
        ),
        (
            json!({ "id": "empty", "lat": 30, "lon": 110 }),
            Some("bad_population"),
        ),
        (
            json!({ "id": "minus", "lat": 30, "lon": 110, "population": -1 }),
            Some("bad_population"),
        ),
        (
            json!({ "id": "typo", "lat": 30, "lon": 110, "populaton": 1, "population": 1 }),
            Some("bad_cell"),
        ),
        (
            json!({ "id": "good", "lat": 30, "lon": 110, "population": 1 }),
            Some("duplicate_id"),
        ),
        (
            json!({ "id": [1], "lat": 30, "lon": 110, "population": 1 }),
            Some("bad_id"),
        ),
        (
            json!({ "id": "a\u{0}", "lat": 30, "lon": 110, "population": 1 }),
            Some("bad_id"),
        ),
        (
            json!({ "id": "", "lat": 30, "lon": 110, "population": 1 }),
            Some("bad_id"),
        ),
        (json!(7), Some("bad_cell")),
        (json!([30, 110]), Some("bad_cell")),
        (
            json!({ "id": 2.50, "lat": 30, "lng": 110, "population": 2 }),
            None,
        ),
    ];
    let cells: Vec<&Value> = table.iter().map(|(cell, _)| cell).collect();
    let answer = ask(&world(), &json!({ "demand": cells }));
    let ids: Vec<&Value> = answer["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| &cell["id"])
        .collect();
    assert_eq!(ids, [&json!("good"), &json!(2.5)]);
    assert_eq!(answer["summary"]["people_total"], 3);
    let mut issues = answer["issues"].as_array().unwrap().iter();
    for (row, (cell, code)) in table.iter().enumerate() {
        let Some(code) = code else { continue };
        let issue = issues.next().unwrap();
        assert_eq!((&issue["row"], &issue["code"]), (&json!(row), &json!(code)));
        let expected = cell.get("id").filter(|_| *code != "bad_id");
        assert_eq!(&issue["id"], expected.unwrap_or(&Value::Null), "{issue}");
        assert!(!issue["message"].as_str().unwrap().is_empty());
    }
    assert_eq!(issues.next(), None);
    let typo = &answer["issues"][7]["message"];
    assert!(typo.as_str().unwrap().contains("did you mean population?"));
}

#[test]
fn cells_with_a_lesser_fault_are_listed_and_used() {
    let answer = ask(
        &world(),
        &json!({ "demand": [
        { "lat": 30, "lon": 110, "population": 1 },
        { "id": 1, "lat": 0, "lon": 0, "population": 1 },
        { "id": 2, "lat": 30, "lon": 110, "population": 1, "district": {} },
        { "id": 3, "lat": 30, "lon": 110, "population": 1, "district": 310 },
    ] }),
    );
    let codes: Vec<&Value> = answer["issues"]
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| &issue["code"])
        .collect();
    assert_eq!(codes, ["missing_id", "null_island", "bad_district"]);
    assert_eq!(answer["summary"]["cells_total"], 4);
    assert_eq!(answer["cells"][0]["id"], Value::Null);
    assert_eq!(answer["summary"]["by_district"][1]["district"], "310");
}

#[test]
fn a_job_without_a_usable_cell_counts_no_people() {
    let answer = ask(&world(), &json!({ "demand": [7] }));
    assert_eq!(answer["summary"]["people_total"], 0);
    assert_eq!(answer["summary"]["share"], Value::Null);
    assert_eq!(answer["cells"], json!([]));
}

#[test]
fn an_id_comes_back_as_it_was_written() {
    for id in [
        r#""格 1""#,
        "-0.50",
        "12345678901234567890123",
        r#""\u683c""#,
    ] {
        let body = ONE.replace(r#""id":1"#, &format!(r#""id":{id}"#));
        let text = post(body).text();
        assert!(
            text.contains(&format!(r#""cells":[{{"id":{id},"#)),
            "{text}"
        );
    }
}

#[test]
fn what_cannot_be_understood_is_refused_and_named() {
    for (name, value) in [
        ("minutes", json!(61)),
        ("minutes", json!(0.5)),
        ("minutes", json!([15])),
        ("max_distance_m", json!(0.5)),
        ("max_distance_m", json!(50_001)),
        ("max_distance_m", json!("far")),
        ("mode", json!("car")),
        ("amenity", json!("hot_tub")),
        ("amenity", json!([["toilet"]])),
        ("amenity", json!(true)),
        ("at", json!("yesterday")),
        ("at", json!("2101-01-01T00:00:00+08:00")),
        ("at", json!(true)),
        ("week", json!("true")),
        ("week", json!(1)),
        ("week", json!([true])),
        ("crs", json!("epsg:3857")),
        ("lat", json!(30)),
        ("radius_m", json!(100)),
        ("open", json!("any")),
        ("origins", json!([])),
        ("demand", json!([])),
        ("demand", json!({})),
        ("demand", json!(null)),
        ("demand", json!("30,110")),
    ] {
        assert_eq!(
            refused(&with(name, value.clone()))["parameter"],
            name,
            "{value}"
        );
    }
    let mut both = with("minutes", json!(15));
    both["max_distance_m"] = json!(1_000);
    assert_eq!(refused(&both)["parameter"], "max_distance_m");
    for (name, value, meant) in [
        ("amenity", json!(["tiolet"]), "toilet"),
        ("mode", json!("byke"), "bike"),
        ("minuets", json!(15), "minutes"),
        ("weeks", json!(true), "week"),
    ] {
        let problem = refused(&with(name, value));
        assert_eq!(problem["parameter"], name);
        assert_eq!(problem["did_you_mean"], meant);
        assert!(
            problem["allowed"]
                .as_array()
                .unwrap()
                .contains(&json!(meant))
        );
    }
    assert_eq!(problem(&post("{}"), 400)["parameter"], "demand");
}

#[test]
fn the_bounds_themselves_are_inside() {
    for (name, value) in [
        ("minutes", json!(1)),
        ("minutes", json!(60)),
        ("max_distance_m", json!(1)),
        ("max_distance_m", json!(50_000)),
        ("at", json!("1992-01-01T00:00:00Z")),
        ("at", json!("2100-01-01T00:00:00Z")),
    ] {
        let mut body = with(name, value);
        body["week"] = json!(true);
        ask(&world(), &body);
    }
}

#[test]
fn a_repeated_name_is_refused_and_not_overruled() {
    let cell = r#"[{"id":1,"lat":30,"lon":110,"population":5}]"#;
    for (body, parameter) in [
        (format!(r#"{{"demand":{cell},"demand":[]}}"#), "demand"),
        (
            format!(r#"{{"demand":{cell},"week":true,"week":false}}"#),
            "week",
        ),
        (
            format!(r#"{{"demand":{cell},"minutes":5,"minutes":6}}"#),
            "minutes",
        ),
    ] {
        assert_eq!(problem(&post(body), 400)["parameter"], parameter);
    }
    let twice = r#"{"demand":[{"id":1,"lat":30,"lat":31,"lon":110,"population":5}]}"#;
    assert_eq!(post(twice).json()["issues"][0]["code"], "bad_cell");
}

#[test]
fn a_job_over_the_cell_limit_is_refused() {
    let cells = |count: usize| -> Value {
        let cells = (0..count).map(|n| json!({ "id": n, "lat": 30, "lon": 110, "population": 1 }));
        json!({ "demand": cells.collect::<Vec<_>>(), "at": AT })
    };
    let full = ask(&world(), &cells(MAX_COVERAGE_CELLS));
    assert_eq!(full["summary"]["people_covered"], MAX_COVERAGE_CELLS);
    assert_eq!(
        refused(&cells(MAX_COVERAGE_CELLS + 1))["parameter"],
        "demand"
    );
}

#[test]
fn a_body_is_json_within_the_byte_limit() {
    let mut full = ONE.as_bytes().to_vec();
    full.resize(MAX_COVERAGE_BODY_BYTES, b' ');
    assert_eq!(post(full.clone()).status, 200);
    full.push(b' ');
    problem(&post(full), 413);
    let plain = Request::post(PATH).header("content-type", "text/plain");
    problem(&send(&world(), plain.body(Body::from(ONE)).unwrap()), 415);
    let query = Request::post(format!("{PATH}?minutes=5"));
    let reply = send(&world(), query.body(Body::from(ONE)).unwrap());
    assert_eq!(problem(&reply, 400)["parameter"], "minutes");
    problem(&post_to(&unready_service(), PATH, ONE), 503);
}

#[test]
fn coordinates_are_not_repeated_in_what_is_refused_or_listed() {
    for body in [
        r#"{"demand":[{"lat":39.123456,"lon":116.654321}]"#,
        r#"{"demand":"39.123456,116.654321"}"#,
        "[39.123456,116.654321]",
        r#"{"demand":[{"lat":139.123456,"lon":16.654321,"population":1}]}"#,
        r#"{"demand":[{"lat":"39.123456","lon":116.654321,"population":1}]}"#,
        r#"{"demand":[{"lat":69.123456,"lon":116.654321,"population":1}],"crs":"gcj02"}"#,
        r#"{"demand":[{"lat":39.123456,"lon":116.654321,"population":1}],"lat":39.123456}"#,
    ] {
        let text = post(body).text();
        assert!(
            !text.contains("123456") && !text.contains("654321"),
            "{text}"
        );
    }
}

#[test]
fn pages_of_other_origins_may_ask() {
    let asked = [
        ("origin", "https://example.org"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    let preflight = call(&world(), Method::OPTIONS, PATH, &asked);
    assert_eq!(preflight.header("access-control-allow-origin"), "*");
    assert!(
        preflight
            .header("access-control-allow-methods")
            .contains("POST")
    );
    problem(&call(&world(), Method::GET, PATH, &[]), 405);
}
