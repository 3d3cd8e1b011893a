//! `POST /v1/stations/nearest`: many origins, one question.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::http::unready_service;
use crate::support::http::{ASK, get_json, post, problem, send, service, station};

const ALWAYS: &str = r#""opening_hours":"24/7","amenities":["toilet"]"#;
const AT: &str = "2026-11-24T12:00:00+08:00";

fn world() -> std::sync::Arc<yizhan::http::AppState> {
    service(&[
        station("a", 100.0, ALWAYS),
        station("b", 200.0, r#""opening_hours":"08:00-12:03""#),
        station("c", 300.0, ""),
    ])
}

fn ask(body: &Value) -> Value {
    let reply = post(&world(), body.to_string());
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("content-type"), "application/json");
    reply.json()
}

fn refused(body: &Value) -> Value {
    problem(&post(&world(), body.to_string()), 400)
}

#[test]
fn a_row_of_a_batch_says_the_same_as_the_single_question() {
    let batch = ask(&json!({ "origins": [{ "id": 1, "lat": 30, "lon": 110 }], "at": AT }));
    let single = get_json(&world(), ASK);
    assert_eq!(batch["query"], single["query"]);
    assert_eq!(batch["dataset_version"], single["dataset_version"]);
    assert_eq!(batch["holiday_data"], "complete");
    let rows = batch["results"][0]["stations"].as_array().unwrap();
    let features = single["features"].as_array().unwrap();
    assert_eq!(rows.len(), features.len());
    for (row, feature) in rows.iter().zip(features) {
        assert_eq!(row["id"], feature["id"]);
        for member in ["distance_m", "travel_time_s", "open_state", "open_until"] {
            assert_eq!(row[member], feature["properties"][member], "{member}");
        }
    }
}

#[test]
fn one_and_a_thousand_origins_are_answered_in_order_and_none_or_one_more_refused() {
    let origins = |count: usize| -> Vec<Value> {
        (0..count)
            .map(|n| json!({ "id": n, "lat": 30, "lon": 110 }))
            .collect()
    };
    for count in [1, 1_000] {
        let answer = ask(&json!({ "origins": origins(count), "limit": 1, "at": AT }));
        let results = answer["results"].as_array().unwrap();
        assert_eq!(results.len(), count);
        for (n, result) in results.iter().enumerate() {
            assert_eq!(result["id"], n);
            assert_eq!(result["stations"][0]["id"], "a");
        }
    }
    for count in [0, 1_001] {
        let refused = refused(&json!({ "origins": origins(count) }));
        assert_eq!(refused["parameter"], "origins");
    }
}

#[test]
fn an_id_of_any_kind_comes_back_as_it_was_written() {
    for id in [
        "1",
        "-0.50",
        "12345678901234567890123",
        r#""骑手""#,
        "true",
        "null",
        r#"{"z":1,"a":[2]}"#,
        r#"["x",{"y":null}]"#,
        r#""\u9a91""#,
    ] {
        let body = format!(r#"{{"origins":[{{"id":{id},"lat":30,"lon":110}}]}}"#);
        let text = post(&world(), body).text();
        assert!(
            text.starts_with(&format!(r#"{{"results":[{{"id":{id},"stations":"#)),
            "{text}"
        );
    }
    let answer = ask(&json!({ "origins": [{ "lat": 30, "lon": 110 }] }));
    assert_eq!(answer["results"][0].get("id"), Some(&Value::Null));
}

#[test]
fn a_bad_origin_gets_its_own_error_and_the_others_their_answers() {
    let answer = ask(&json!({ "at": AT, "origins": [
        { "id": "good", "lat": 30, "lon": 110 },
        { "id": "lat", "lat": 91, "lon": 110 },
        { "id": "text", "lat": "30", "lon": 110 },
        { "id": "none", "lat": 30 },
        { "id": "null", "lat": 30, "lon": null },
        { "id": "both", "lat": 30, "lon": 110, "lng": 110 },
        { "id": "more", "lat": 30, "lon": 110, "limit": 3 },
        { "id": "typo", "lat": 30, "lonn": 110 },
        7,
        [30, 110],
        { "id": "alias", "lat": 30, "lng": 110 },
    ] }));
    let results = answer["results"].as_array().unwrap();
    for (row, (id, parameter)) in [
        (json!("good"), None),
        (json!("lat"), Some("lat")),
        (json!("text"), Some("lat")),
        (json!("none"), Some("lon")),
        (json!("null"), Some("lon")),
        (json!("both"), Some("lng")),
        (json!("more"), Some("limit")),
        (json!("typo"), Some("lonn")),
        (json!(null), Some("origins")),
        (json!(null), Some("origins")),
        (json!("alias"), None),
    ]
    .into_iter()
    .enumerate()
    {
        let result = &results[row];
        assert_eq!(result["id"], id);
        assert_eq!(
            result.get("stations").is_some(),
            parameter.is_none(),
            "{result}"
        );
        assert_eq!(result["error"]["parameter"].as_str(), parameter, "{result}");
        assert_eq!(
            result["error"]["detail"].is_string(),
            parameter.is_some(),
            "{result}"
        );
    }
    assert_eq!(results[7]["error"]["did_you_mean"], "lon");
}

#[test]
fn a_repeated_name_in_a_body_is_refused_and_not_overruled() {
    for (body, parameter) in [
        (
            r#"{"origins":[{"lat":30,"lon":110}],"limit":1,"limit":2}"#,
            "limit",
        ),
        (
            r#"{"origins":[{"lat":30,"lon":110}],"origins":[]}"#,
            "origins",
        ),
    ] {
        assert_eq!(problem(&post(&world(), body), 400)["parameter"], parameter);
    }
    let body = r#"{"origins":[{"lat":30,"lat":31,"lon":110},{"id":1,"id":2,"lat":30,"lon":110}]}"#;
    let answer = post(&world(), body).json();
    assert_eq!(answer["results"][0]["error"]["parameter"], "lat");
    assert_eq!(answer["results"][1]["error"]["parameter"], "id");
    assert_eq!(answer["results"][1]["id"], 1);
}

#[test]
fn shared_parameters_are_as_strict_as_those_of_the_single_question() {
    let with = |name: &str, value: Value| {
        let mut body = json!({ "origins": [{ "lat": 30, "lon": 110 }], "at": AT });
        body[name] = value;
        body
    };
    for (name, value) in [
        ("limit", json!(101)),
        ("limit", json!([5])),
        ("limit", json!([])),
        ("limit", json!(2.5)),
        ("minutes", json!(61)),
        ("mode", json!("car")),
        ("amenity", json!("hot_tub")),
        ("amenity", json!(["toilet", "hot_tub"])),
        ("amenity", json!([["toilet"]])),
        ("amenity", json!({ "toilet": true })),
        ("open", json!(true)),
        ("at", json!("yesterday")),
        ("amenities", json!([])),
        ("lang", json!(null)),
        ("lat", json!(30)),
        ("lon", json!(110)),
        ("lng", json!(110)),
    ] {
        assert_eq!(
            refused(&with(name, value.clone()))["parameter"],
            name,
            "{value}"
        );
    }
    for (name, value, member, echoed) in [
        ("limit", json!(1), "limit", json!(1)),
        ("limit", json!("1"), "limit", json!(1)),
        ("minutes", json!(7.5), "radius_m", json!(432.7)),
        (
            "amenity",
            json!("toilet,厕所"),
            "amenity",
            json!(["toilet"]),
        ),
        (
            "amenity",
            json!(["toilet", "饮水机"]),
            "amenity",
            json!(["drinking_water", "toilet"]),
        ),
        ("amenity", json!([]), "amenity", json!([])),
        ("crs", json!("gcj02"), "crs", json!("gcj02")),
        ("open", json!("any"), "open", json!("any")),
    ] {
        assert_eq!(
            ask(&with(name, value.clone()))["query"][member],
            echoed,
            "{value}"
        );
    }
}

#[test]
fn parameters_of_a_batch_in_the_url_are_refused_and_not_overlooked() {
    let body = r#"{"origins":[{"lat":30,"lon":110}]}"#;
    for (query, parameter) in [("amenity=toilet", "amenity"), ("lat=30&lon=110", "lat")] {
        let request = Request::post(format!("/v1/stations/nearest?{query}"));
        let reply = send(&world(), request.body(Body::from(body)).unwrap());
        assert_eq!(problem(&reply, 400)["parameter"], parameter);
    }
}

#[test]
fn a_batch_waits_for_the_stations_like_any_question() {
    let reply = post(&unready_service(), r#"{"origins":[{"lat":30,"lon":110}]}"#);
    problem(&reply, 503);
}

#[test]
fn holiday_data_is_missing_in_a_batch_if_one_row_used_none() {
    let office = service(&[station(
        "a",
        10.0,
        r#""opening_hours":"Mo-Fr 08:00-18:00; PH off""#,
    )]);
    for (lat, expected) in [(30, "missing"), (31, "complete")] {
        let body = json!({
            "origins": [{ "lat": 35, "lon": 110 }, { "lat": lat, "lon": 110 }],
            "at": "2027-02-08T12:00:00+08:00",
        });
        assert_eq!(
            post(&office, body.to_string()).json()["holiday_data"],
            expected
        );
    }
}

#[test]
fn null_stands_for_a_parameter_that_is_left_out() {
    let origins = json!([{ "id": 1, "lat": 30, "lon": 110 }]);
    let with = ask(&json!({ "origins": origins, "at": AT, "min_star": null, "amenity": null }));
    let without = ask(&json!({ "origins": origins, "at": AT }));
    assert_eq!(with, without);
}
