//! `GET /v1/meta` and `GET /v1/circle`.

use serde_json::{Value, json};
use yizhan::datum::Datum;
use yizhan::distance::geodesic_m;
use yizhan::position::Position;

use crate::support::http::unready_service;
use crate::support::http::{collection, get, get_json, problem, service, service_of, station};

#[test]
fn meta_says_what_is_known_and_where_the_limits_are() {
    let members = r#""name":"宜昌驿站","source":"总工会, 2026","datum":"gcj02","#;
    let service = service_of(&[&collection(
        members,
        &[
            station(
                "a",
                10.0,
                r#""kind":"工会驿站","amenities":{"厕所":true,"wifi":false}"#,
            ),
            station(
                "b",
                20.0,
                r#""kind":"茶馆","amenities":["toilet","桑拿"],"opening_hours":"?""#,
            ),
            station("c", 30.0, r#""star":9"#),
        ],
    )]);
    let reply = get(&service, "/v1/meta");
    assert_eq!(reply.header("content-type"), "application/json");
    let meta = reply.json();
    assert_eq!(meta["stations"], 3);
    assert_eq!(meta["load_time_s"], 0.25);
    assert_eq!(meta["loaded_at"], "2026-11-24T12:00:00+08:00");
    let dataset = &meta["datasets"][0];
    for (member, value) in [
        ("file", json!("0.geojson")),
        ("name", json!("宜昌驿站")),
        ("attribution", json!("总工会, 2026")),
        ("datum", json!("gcj02")),
        ("calendar", json!("cn")),
        ("stations", json!(3)),
    ] {
        assert_eq!(dataset[member], value, "{member}");
    }
    assert_eq!(dataset["sha256"].as_str().map(str::len), Some(64));
    for (list, key, zh, en, stations) in [
        ("amenities", "toilet", json!("卫生间"), json!("Toilet"), 2),
        ("amenities", "wifi", json!("无线网络"), json!("Wi-Fi"), 0),
        ("amenities", "桑拿", json!(null), json!(null), 1),
        (
            "kinds",
            "union_station",
            json!("工会驿站"),
            json!("Union service station"),
            1,
        ),
        ("kinds", "market", json!("街市"), json!("Market"), 0),
        ("kinds", "茶馆", json!(null), json!(null), 1),
    ] {
        let term = find(&meta[list], key);
        assert_eq!((&term["zh"], &term["en"]), (&zh, &en), "{key}");
        assert_eq!(term["stations"], stations, "{key}");
    }
    assert_eq!(
        meta["issues"],
        json!({ "bad_property": 1, "unknown_word": 2, "unparsed_hours": 1 })
    );
    assert_eq!(meta["holiday_years"]["cn"], json!([2007, 2026]));
    assert!(meta["holiday_years"]["hk"].is_array());
    assert_eq!(
        meta["modes"]["walk"],
        json!({ "speed_m_s": 1.25, "detour": 1.3 })
    );
    assert_eq!(
        meta["modes"]["bike"],
        json!({ "speed_m_s": 3.75, "detour": 1.25 })
    );
    assert_eq!(meta["modes"]["ebike"]["detour"], 1.25);
    for (limit, value) in [
        ("limit", 100.0),
        ("minutes", 60.0),
        ("radius_m", 50_000.0),
        ("stay_minutes", 1_440.0),
        ("origins", 1_000.0),
        ("body_bytes", 1_048_576.0),
        ("coverage_cells", 10_000.0),
        ("coverage_pairs", 20_000_000.0),
        ("coverage_body_bytes", 4_194_304.0),
        ("uri_bytes", 16_384.0),
        ("headers", 64.0),
        ("header_bytes", 16_384.0),
        ("requests_in_flight", 1_024.0),
        ("request_time_s", 30.0),
        ("body_time_s", 30.0),
        ("idle_time_s", 75.0),
        ("answer_time_s", 300.0),
        ("connections", 20_000.0),
        ("streams", 100.0),
    ] {
        assert_eq!(meta["limits"][limit].as_f64(), Some(value), "{limit}");
    }
    assert_eq!(
        problem(&get(&service, "/v1/meta?x=1"), 400)["parameter"],
        "x"
    );
}

fn find<'a>(list: &'a Value, key: &str) -> &'a Value {
    let found = list
        .as_array()
        .unwrap()
        .iter()
        .find(|term| term["key"] == key);
    found.unwrap_or_else(|| panic!("{key} is not in {list}"))
}

fn ring(polygon: &Value) -> Vec<[f64; 2]> {
    serde_json::from_value(polygon.clone()).unwrap()
}

/// Twice the area of a ring in square degrees; positive if it turns left.
fn turn(ring: &[[f64; 2]]) -> f64 {
    ring.windows(2)
        .map(|edge| edge[0][0] * edge[1][1] - edge[1][0] * edge[0][1])
        .sum()
}

#[test]
fn the_circle_is_a_closed_ring_at_the_radius_of_the_minutes() {
    for (given, radius_m) in [
        ("", 865.384_615),
        ("&minutes=1", 57.692_308),
        ("&minutes=60&mode=ebike", 13_600.0),
        ("&mode=bike&minutes=20", 3_600.0),
    ] {
        let reply = get(
            &unready_service(),
            &format!("/v1/circle?lat=30&lon=110{given}"),
        );
        assert_eq!(reply.header("content-type"), "application/geo+json");
        let feature = reply.json();
        assert_eq!(feature["type"], "Feature");
        assert_eq!(feature["geometry"]["type"], "Polygon");
        let answered_m = feature["properties"]["radius_m"].as_f64().unwrap();
        assert!(
            (answered_m - radius_m).abs() <= 0.05,
            "{given}: {answered_m}"
        );
        let ring = ring(&feature["geometry"]["coordinates"][0]);
        assert!(ring.len() >= 4 && ring.first() == ring.last());
        assert!(turn(&ring) > 0.0);
        let centre = Position::new(110.0, 30.0).unwrap();
        for [lon, lat] in ring {
            let corner_m = geodesic_m(centre, Position::new(lon, lat).unwrap());
            assert!((corner_m - radius_m).abs() < 0.1, "{given}: {corner_m}");
        }
    }
}

#[test]
fn a_circle_over_the_antimeridian_has_two_parts_that_stay_in_range() {
    for lon in ["180", "-180", "179.999", "-179.9999"] {
        let feature = get_json(&unready_service(), &format!("/v1/circle?lat=-17&lon={lon}"));
        assert_eq!(feature["geometry"]["type"], "MultiPolygon", "{lon}");
        let polygons = feature["geometry"]["coordinates"].as_array().unwrap();
        assert_eq!(polygons.len(), 2);
        for polygon in polygons {
            let ring = ring(&polygon[0]);
            assert!(ring.first() == ring.last() && turn(&ring) > 0.0);
            assert!(ring.iter().all(|point| point[0].abs() <= 180.0));
            let is_narrow = |point: &[f64; 2]| point[0].abs() > 179.9;
            assert!(ring.iter().all(is_narrow), "{ring:?}");
        }
    }
}

#[test]
fn the_circle_is_answered_in_the_datum_it_was_asked_in() {
    let centre = Position::new(110.0, 30.0).unwrap();
    let plain = get_json(&unready_service(), "/v1/circle?lat=30&lon=110");
    let plain = ring(&plain["geometry"]["coordinates"][0]);
    for datum in [Datum::Gcj02, Datum::Bd09] {
        let [lon, lat] = datum.coordinates(centre);
        let uri = format!("/v1/circle?lat={lat}&lon={lon}&crs={}", datum.key());
        let feature = get_json(&unready_service(), &uri);
        assert_eq!(feature["properties"]["crs"], datum.key());
        let moved = ring(&feature["geometry"]["coordinates"][0]);
        for ([lon, lat], found) in plain.iter().zip(moved) {
            let expected = datum.coordinates(Position::new(*lon, *lat).unwrap());
            for (found, expected) in found.into_iter().zip(expected) {
                assert!((found - expected).abs() < 1e-6, "{found} {expected}");
            }
        }
    }
}

#[test]
fn the_circle_is_as_strict_as_the_question() {
    for (given, parameter) in [
        ("", "lat"),
        ("lat=30", "lon"),
        ("lat=30&lon=110&minutes=61", "minutes"),
        ("lat=30&lon=110&minutes=0", "minutes"),
        ("lat=30&lon=110&mode=car", "mode"),
        ("lat=30&lon=110&radius_m=500", "radius_m"),
        ("lat=30&lon=110&lng=110", "lng"),
        ("lat=60&lon=10&crs=bd09", "crs"),
    ] {
        let refused = problem(
            &get(
                &service(&[station("a", 1.0, "")]),
                &format!("/v1/circle?{given}"),
            ),
            400,
        );
        assert_eq!(refused["parameter"], parameter, "{given}");
    }
}
