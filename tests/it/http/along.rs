//! `POST /v1/stations/along`: routes as people and programs write them, and what is refused.

use std::sync::Arc;

use serde_json::{Value, json};
use yizhan::http::AppState;
use yizhan::query::along::{MAX_ROUTE_POINTS, MAX_STOPS};

use crate::support::http::{Reply, get_json, post_to, problem, service, station_at};

const ALWAYS: &str = r#""opening_hours":"24/7","amenities":["toilet"]"#;
const AT: &str = "2026-11-24T12:00:00+08:00";
const PATH: &str = "/v1/stations/along";

/// Three stations north and south of a street to the east, the last with a stretch of its own.
fn world() -> Arc<AppState> {
    service(&[
        station_at("near", [110.003, 30.0005], ALWAYS),
        station_at("far", [110.006, 29.998], ALWAYS),
        station_at(
            "late",
            [110.009, 30.0002],
            r#""opening_hours":"12:02-13:00""#,
        ),
        station_at("unknown", [110.005, 30.0], ""),
    ])
}

/// A route of some 960 m to the east.
fn east() -> Value {
    json!([[110.0, 30.0], [110.004, 30.0], [110.01, 30.0]])
}

fn send(body: &Value) -> Reply {
    post_to(&world(), PATH, body.to_string())
}

fn ask(body: &Value) -> Value {
    let reply = send(body);
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("content-type"), "application/geo+json");
    reply.json()
}

fn ids(answer: &Value) -> Vec<&str> {
    let features = answer["features"].as_array().unwrap().iter();
    features
        .map(|feature| feature["id"].as_str().unwrap())
        .collect()
}

/// The parameter that a refusal names.
fn refused(body: &Value) -> String {
    let problem = problem(&send(body), 400);
    problem["parameter"].as_str().unwrap().to_owned()
}

#[test]
fn stops_come_with_what_they_cost_and_where_the_route_is_left() {
    let answer = ask(&json!({ "route": east(), "at": AT, "mode": "bike" }));
    assert_eq!(ids(&answer), ["late", "near", "far", "unknown"]);
    let near = &answer["features"][1]["properties"];
    // 55.4 m north of the route at 289 m: the bike's detour factor is 1.25.
    let detour_m = near["detour_m"].as_f64().unwrap();
    assert!((detour_m - 2.0 * 55.4 * 0.75).abs() < 0.2, "{near}");
    assert_eq!(near["side"], "left");
    assert_eq!(answer["features"][2]["properties"]["side"], "right");
    assert_eq!(answer["features"][3]["properties"]["side"], "on");
    let [leaves, joins] =
        ["leaves_route_at_m", "joins_route_at_m"].map(|at| near[at].as_f64().unwrap());
    assert!(
        (leaves - 216.0).abs() < 1.0 && (joins - 363.0).abs() < 1.0,
        "{near}"
    );
    assert!((near["distance_m"].as_f64().unwrap() - 55.4).abs() < 0.1);
    assert!((near["detour_s"].as_f64().unwrap() - detour_m / 3.75).abs() < 0.1);
    assert_eq!(near["travel"], "straight_line");
    let query = &answer["query"];
    assert_eq!(query["max_detour_minutes"], 5.0);
    assert_eq!(query["max_detour_m"], 1_125.0);
    assert_eq!(query["order"], "detour");
    assert!((query["route_m"].as_f64().unwrap() - 965.0).abs() < 1.0);
    let unknown_last = ask(&json!({ "route": east(), "at": AT, "mode": "bike", "order": "route" }));
    assert_eq!(ids(&unknown_last), ["near", "far", "late", "unknown"]);
}

#[test]
fn each_station_is_judged_when_the_route_brings_one_there() {
    let arrive = |body: Value| {
        let answer = ask(&body);
        let late = answer["features"].as_array().unwrap().iter();
        let late = late.clone().find(|feature| feature["id"] == "late");
        late.map(|feature| {
            feature["properties"]["arrive_at"]
                .as_str()
                .unwrap()
                .to_owned()
        })
    };
    // 870 m at 3.75 m/s take nearly four minutes.
    let by_speed = arrive(json!({ "route": east(), "at": AT, "mode": "bike" }));
    assert!(by_speed.unwrap().starts_with("2026-11-24T12:03:5"));
    let sooner = "2026-11-24T11:57:00+08:00";
    assert_eq!(
        arrive(json!({ "route": east(), "at": sooner, "mode": "bike" })),
        None
    );
    let times = [
        "2026-11-24T11:57:00+08:00",
        "2026-11-24T12:05:00+08:00",
        "2026-11-24T12:10:00+08:00",
    ];
    let by_clock = arrive(json!({ "route": east(), "times": times, "mode": "bike" }));
    assert!(by_clock.unwrap().starts_with("2026-11-24T12:09"));
}

#[test]
fn a_route_is_the_same_in_all_ways_of_writing_it() {
    let rows = |mut answer: Value| answer["features"].take();
    let listed = rows(ask(&json!({ "route": east(), "at": AT })));
    let route = "110.0,30.0;110.004,30.0;110.01,30.0";
    for body in [
        json!({ "route": route, "polyline_format": "amap", "at": AT }),
        json!({ "polyline": route, "polyline_format": "amap", "at": AT, "stops": null }),
        json!({ "polyline": "_kbvD_kk~S?_X?od@", "at": AT }),
        json!({ "route": "_kbvD_kk~S?_X?od@", "polyline_format": 5, "at": AT }),
        json!({ "polyline": "_w`fx@_wzxpE?_yF?_vJ", "polyline_format": "6", "at": AT }),
        json!({ "route": [[110.0, 30.0, 7.5], [110.004, 30.0, 8.0], [110.01, 30.0, 9.0]], "at": AT }),
    ] {
        assert_eq!(rows(ask(&body)), listed, "{body}");
    }
}

#[test]
fn a_route_and_its_answer_are_in_the_datum_asked_for() {
    let shift = |[lon, lat]: [f64; 2]| {
        let uri = format!(
            "/v1/stations/nearest?lat={lat}&lon={lon}&crs=wgs84&open=any&at=2026-11-24T12:00:00"
        );
        get_json(&world(), &uri)["features"][0]["id"].clone()
    };
    assert_eq!(shift([110.003, 30.0005]), "near");
    let wgs84 = ask(&json!({ "route": east(), "at": AT }));
    let gcj02 = ask(
        &json!({ "route": [[110.004_96, 29.997], [110.015, 29.997]], "crs": "gcj02", "at": AT }),
    );
    assert_eq!(gcj02["query"]["crs"], "gcj02");
    let lon = |answer: &Value| {
        answer["features"][0]["geometry"]["coordinates"][0]
            .as_f64()
            .unwrap()
    };
    assert!((lon(&wgs84) - lon(&gcj02)).abs() > 0.001);
}

#[test]
fn what_is_no_route_is_refused_by_the_name_of_what_is_wrong() {
    for (body, parameter) in [
        (json!({ "at": AT }), "route"),
        (json!({ "route": [] }), "route"),
        (json!({ "route": [[110.0, 30.0]] }), "route"),
        (json!({ "route": [[110.0, 30.0], [110.0]] }), "route"),
        (json!({ "route": [[110.0, 30.0], ["110", 30.0]] }), "route"),
        (json!({ "route": [[110.0, 30.0], [30.0, 110.0]] }), "route"),
        (json!({ "route": [[110.0, 30.0], [112.1, 30.0]] }), "route"),
        (json!({ "route": 7 }), "route"),
        (json!({ "route": "~~~~" }), "route"),
        (
            json!({ "polyline": "110;30", "polyline_format": "amap" }),
            "polyline",
        ),
        (
            json!({ "route": east(), "polyline": "_kbvD_kk~S?_X?od@" }),
            "polyline",
        ),
        (
            json!({ "route": east(), "polyline_format": 5 }),
            "polyline_format",
        ),
        (
            json!({ "polyline": "_kbvD_kk~S?_X?od@", "polyline_format": 7 }),
            "polyline_format",
        ),
        (json!({ "route": east(), "times": [AT] }), "times"),
        (
            json!({ "route": east(), "times": [AT, AT, "2026-11-24T11:00:00+08:00"] }),
            "times",
        ),
        (
            json!({ "route": east(), "times": [AT, AT, "noon"] }),
            "times",
        ),
        (
            json!({ "route": east(), "times": [AT, AT, AT], "at": AT }),
            "at",
        ),
        (json!({ "route": east(), "stops": [3] }), "stops"),
        (json!({ "route": east(), "stops": [1, 1] }), "stops"),
        (json!({ "route": east(), "stops": "1" }), "stops"),
        (
            json!({ "route": east(), "max_detour_minutes": 0.9 }),
            "max_detour_minutes",
        ),
        (
            json!({ "route": east(), "max_detour_minutes": 61 }),
            "max_detour_minutes",
        ),
        (json!({ "route": east(), "order": "distance" }), "order"),
        (json!({ "route": east(), "minutes": 5 }), "minutes"),
        (json!({ "route": east(), "limit": 101 }), "limit"),
        (
            json!({ "route": [[-110.0, 30.0], [-110.0, 30.1]], "crs": "gcj02" }),
            "crs",
        ),
    ] {
        assert_eq!(refused(&body), parameter, "{body}");
    }
    let reply = post_to(&world(), PATH, "[1]");
    assert!(
        problem(&reply, 400)["detail"]
            .as_str()
            .unwrap()
            .contains("route")
    );
    assert_eq!(
        post_to(&world(), &format!("{PATH}?limit=1"), "{}").status,
        400
    );
}

#[test]
fn ten_thousand_points_and_a_hundred_stops_are_taken_and_one_more_is_not() {
    let route = |n_points: usize| -> Vec<[f64; 2]> {
        let lon = |row: usize| 110.0 + f64::from(u32::try_from(row).unwrap()) * 1e-6;
        (0..n_points).map(|row| [lon(row), 30.0]).collect()
    };
    let stops: Vec<usize> = (0..=MAX_STOPS).collect();
    let most = json!({ "route": route(MAX_ROUTE_POINTS), "stops": stops[..MAX_STOPS], "at": AT });
    assert_eq!(ids(&ask(&most)).len(), 4);
    assert_eq!(
        refused(&json!({ "route": route(MAX_ROUTE_POINTS + 1), "at": AT })),
        "route"
    );
    assert_eq!(
        refused(&json!({ "route": route(200), "stops": stops, "at": AT })),
        "stops"
    );
}

#[test]
fn two_hundred_kilometres_are_taken_and_no_metre_more() {
    // A degree of the meridian at 30 to 31.8 N is 110.86 km long.
    let north =
        |degrees: f64| json!({ "route": [[110.0, 30.0], [110.0, 30.0 + degrees]], "at": AT });
    assert_eq!(send(&north(1.803)).status, 200);
    assert_eq!(refused(&north(1.805)), "route");
}

#[test]
fn an_empty_answer_says_why_within_the_detour() {
    let body = json!({ "route": east(), "at": "2026-11-24T11:00:00+08:00", "mode": "bike", "amenity": ["toilet"], "max_detour_minutes": 1 });
    let mut never = body.clone();
    never["amenity"] = json!(["toilet", "drinking_water"]);
    let why = ask(&never)["why_empty"].take();
    assert_eq!(
        (why["in_circle"].as_u64(), why["amenity"].as_u64()),
        (Some(3), Some(3))
    );
    assert_eq!(why["nearest_beyond"], Value::Null);
    let mut late = body;
    late["amenity"] = json!([]);
    late["unknown_hours"] = json!("exclude");
    late["route"] = json!([[110.0085, 30.0], [110.0095, 30.0]]);
    let why = ask(&late)["why_empty"].take();
    assert_eq!(
        (why["in_circle"].as_u64(), why["closed"].as_u64()),
        (Some(1), Some(1))
    );
    assert_eq!(why["next_opening"]["id"], "late");
    assert_eq!(why["next_opening"]["opens_at"], "2026-11-24T12:02:00+08:00");
    assert_eq!(why["nearest_beyond"]["id"], "far");
}

#[test]
fn a_choice_of_fields_holds_for_stops_too() {
    let answer =
        ask(&json!({ "route": east(), "at": AT, "fields": ["name", "detour_m"], "limit": 1 }));
    let properties = answer["features"][0]["properties"].as_object().unwrap();
    let names: Vec<&str> = properties.keys().map(String::as_str).collect();
    assert_eq!(names, ["detour_m", "name", "open_state", "station_id"]);
}

#[test]
fn a_clock_that_is_faster_than_the_speed_still_finds_what_opens_before_one_arrives() {
    // A way round of 24 km in a minute, and on its shortcut a station that one walks to for 84 minutes.
    let opens = r#""opening_hours":"13:00-24:00""#;
    let state = service(&[station_at("opens", [110.05, 30.0], opens)]);
    let route = json!([[110.0, 30.0], [110.05, 30.1], [110.1, 30.0]]);
    let times = [AT, "2026-11-24T12:00:30+08:00", "2026-11-24T12:01:00+08:00"];
    let body = json!({ "route": route, "times": times, "mode": "walk" });
    let answer = post_to(&state, PATH, body.to_string()).json();
    assert_eq!(ids(&answer), ["opens"]);
    let arrive_at = answer["features"][0]["properties"]["arrive_at"].as_str();
    assert!(arrive_at.unwrap() > "2026-11-24T13:1", "{arrive_at:?}");
}

#[test]
fn what_follows_a_latitude_is_left_out_however_much_it_is() {
    let flat = ask(&json!({ "route": east(), "at": AT }));
    let measured = json!([[110.0, 30.0, 7.5, 1, 2], [110.004, 30.0, 8], [110.01, 30.0]]);
    let answer = ask(&json!({ "route": measured, "at": AT }));
    assert_eq!(answer["features"], flat["features"]);
}

#[test]
fn only_stations_with_an_offer_are_stops_if_offers_are_asked_for() {
    let offer = r#""opening_hours":"24/7","offers":[{"title":"会员九折"}]"#;
    let state = service(&[
        station_at("without", [110.003, 30.0005], ALWAYS),
        station_at("with", [110.006, 29.998], offer),
    ]);
    let answer = |offer: Value| {
        let body = json!({ "route": east(), "at": AT, "offer": offer });
        post_to(&state, PATH, body.to_string()).json()
    };
    let offered = answer(json!(true));
    assert_eq!(ids(&offered), ["with"]);
    assert_eq!(offered["query"]["offer"], true);
    assert_eq!(ids(&answer(json!(null))), ["without", "with"]);
}
