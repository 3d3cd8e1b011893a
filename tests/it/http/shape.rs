//! The shape of an answer: GeoJSON of RFC 7946, datums, properties, what it rests on.

use serde_json::{Value, json};
use yizhan::datum::Datum;
use yizhan::position::Position;

use crate::support::http::{ASK, HERE, collection, get, get_json, ids, service, service_of};
use crate::support::http::{STANDARD_PROPERTIES, station, station_at};

/// The properties that the nearest question adds.
const ADDED_PROPERTIES: [&str; 8] = [
    "distance_m",
    "travel_time_s",
    "arrive_at",
    "travel",
    "open_state",
    "open_reason",
    "open_until",
    "opens_at",
];

#[test]
fn an_answer_is_a_feature_collection_with_every_property_null_if_unknown() {
    let bare = r#"{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[110,30.001]},"properties":null}"#;
    let service = service_of(&[&collection("", &[bare.to_owned()])]);
    let reply = get(&service, ASK);
    assert_eq!(reply.header("content-type"), "application/geo+json");
    assert_eq!(reply.header("cache-control"), "no-store");
    let answer = reply.json();
    assert_eq!(answer["type"], "FeatureCollection");
    assert_eq!(answer.get("why_empty"), None);
    let feature = &answer["features"][0];
    assert_eq!(feature["type"], "Feature");
    assert_eq!(feature["id"], "7");
    assert_eq!(
        feature["geometry"],
        json!({ "type": "Point", "coordinates": [110, 30.001] })
    );
    let properties = feature["properties"].as_object().unwrap();
    let mut found: Vec<&str> = properties.keys().map(String::as_str).collect();
    let mut expected = [&STANDARD_PROPERTIES[..], &ADDED_PROPERTIES[..]].concat();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
    for (name, value) in [
        ("station_id", json!("7")),
        ("name", json!("7")),
        ("kind", json!(null)),
        ("amenities", json!([])),
        ("honours", json!([])),
        ("status", json!("active")),
        ("star", json!(null)),
        ("distance_m", json!(110.9)),
        ("travel_time_s", json!(115.3)),
        ("arrive_at", json!("2026-11-24T12:01:56+08:00")),
    ] {
        assert_eq!(properties[name], value, "{name}");
    }
}

#[test]
fn properties_that_are_not_ours_are_passed_through_as_they_were_written() {
    let foreign = r#""x:price":1.50,"note":"省\u0041\"","nested":{"b":[1,{"a":null}],"a":12345678901234567890123},"wifi":true"#;
    let service = service(&[station("a", 10.0, foreign)]);
    for uri in [ASK, "/v1/stations/a"] {
        let text = get(&service, uri).text();
        assert!(text.contains(foreign), "{text}");
    }
}

#[test]
fn an_answer_names_the_data_it_rests_on() {
    let one = service(&[station("a", 100.0, "")]);
    let other = service(&[station("a", 100.1, "")]);
    let same = service(&[station("a", 100.0, "")]);
    let version = |service| get_json(service, ASK)["dataset_version"].clone();
    assert!(version(&one).as_str().is_some_and(|text| text.len() == 16));
    assert_eq!(version(&one), version(&same));
    assert_ne!(version(&one), version(&other));
    assert_eq!(version(&one), get_json(&one, "/v1/meta")["dataset_version"]);
}

#[test]
fn holiday_data_is_missing_where_an_answer_used_a_year_without_it() {
    let office = service(&[station(
        "a",
        9.0,
        r#""opening_hours":"Mo-Fr 08:00-18:00; PH off""#,
    )]);
    let always = service(&[station("a", 9.0, r#""opening_hours":"24/7""#)]);
    let ask = |at: &str| format!("/v1/stations/nearest?lat=30&lon=110&at={at}&open=any");
    for (service, at, expected) in [
        (&office, "2026-11-24T12:00", "complete"),
        (&office, "2026-12-31T12:00", "complete"),
        (&office, "2026-12-31T20:00", "missing"),
        (&office, "2027-02-08T12:00", "missing"),
        (&office, "2006-12-29T12:00", "missing"),
        (&office, "2007-01-05T12:00", "complete"),
        (&always, "2027-02-08T12:00", "complete"),
    ] {
        assert_eq!(
            get_json(service, &ask(at))["holiday_data"],
            expected,
            "{at}"
        );
        let one = get_json(service, &format!("/v1/stations/a?at={at}"));
        if at != "2026-12-31T12:00" {
            assert_eq!(one["holiday_data"], expected, "{at}");
        }
    }
}

#[test]
fn days_off_and_make_up_workdays_are_those_of_the_files_calendar() {
    let hours = r#""opening_hours":"Mo-Fr 08:00-18:00; PH off""#;
    let features = [station("a", 9.0, hours)];
    let mainland = service(&features);
    let hong_kong = service_of(&[&collection(r#""calendar":"hk","#, &features)]);
    for (at, cn, hk) in [
        // A day off of the mainland only, a make-up workday, a day off of both.
        ("2026-10-05T12:00", ("closed", "holiday"), ("open", "hours")),
        (
            "2026-10-10T12:00",
            ("open", "make_up_workday"),
            ("closed", "hours"),
        ),
        (
            "2026-10-01T12:00",
            ("closed", "holiday"),
            ("closed", "holiday"),
        ),
    ] {
        for (service, (state, reason)) in [(&mainland, cn), (&hong_kong, hk)] {
            let uri = format!("/v1/stations/nearest?lat=30&lon=110&at={at}&open=any");
            let found = &get_json(service, &uri)["features"][0]["properties"];
            assert_eq!(found["open_state"], state, "{at}");
            assert_eq!(found["open_reason"], reason, "{at}");
        }
    }
}

#[test]
fn coordinates_are_asked_and_answered_in_the_datum_that_was_named() {
    let truth = Position::new(HERE[0] + 0.003, HERE[1] - 0.002).unwrap();
    let here = Position::new(HERE[0], HERE[1]).unwrap();
    let ask = |datum: Datum, [lon, lat]: [f64; 2]| {
        format!(
            "/v1/stations/nearest?lat={lat}&lon={lon}&crs={}",
            datum.key()
        )
    };
    for file in Datum::ALL {
        let place = file.coordinates(truth);
        let members = format!(r#""datum":"{}","#, file.key());
        let service = service_of(&[&collection(&members, &[station_at("a", place, "")])]);
        let mut distances = Vec::new();
        for datum in Datum::ALL {
            let answer = get_json(&service, &ask(datum, datum.coordinates(here)));
            let feature = &answer["features"][0];
            let answered = coordinates(feature);
            assert_near(answered, datum.coordinates(truth), datum);
            assert_eq!(answer["query"]["crs"], datum.key());
            distances.push(feature["properties"]["distance_m"].as_f64().unwrap());
            // What was answered leads back to the station.
            let back = get_json(&service, &ask(datum, answered));
            let left = back["features"][0]["properties"]["distance_m"].as_f64();
            assert!(left.unwrap() <= 0.1, "{left:?}");
            let one = get_json(&service, &format!("/v1/stations/a?crs={}", datum.key()));
            assert_near(coordinates(&one), datum.coordinates(truth), datum);
        }
        let widest = distances.iter().map(|metres| (metres - distances[0]).abs());
        assert!(widest.fold(0.0, f64::max) <= 0.2, "{distances:?}");
    }
}

fn coordinates(feature: &Value) -> [f64; 2] {
    let point = &feature["geometry"]["coordinates"];
    [point[0].as_f64().unwrap(), point[1].as_f64().unwrap()]
}

fn assert_near(found: [f64; 2], expected: [f64; 2], datum: Datum) {
    for (found, expected) in found.into_iter().zip(expected) {
        assert!(
            (found - expected).abs() < 1e-6,
            "{datum:?}: {found} {expected}"
        );
    }
}

#[test]
fn a_datum_moves_a_place_in_china_by_hundreds_of_metres() {
    let service = service(&[station("a", 0.0, "")]);
    for (crs, at_least, at_most) in [("gcj02", 100.0, 800.0), ("bd09", 300.0, 1_900.0)] {
        let uri = format!("/v1/stations/nearest?lat=30&lon=110&crs={crs}&radius_m=5000");
        let answer = get_json(&service, &uri);
        let moved_m = answer["features"][0]["properties"]["distance_m"].as_f64();
        assert!(
            (at_least..at_most).contains(&moved_m.unwrap()),
            "{crs}: {moved_m:?}"
        );
    }
}

#[test]
fn stations_are_found_across_the_antimeridian_and_the_poles() {
    let service = service(&[
        station_at("west", [-179.999, 10.0], ""),
        station_at("east", [179.998, 10.0], ""),
        station_at("pole", [-90.0, 89.9999], ""),
    ]);
    for (place, expected) in [
        ("lat=10&lon=179.9999", vec!["west", "east"]),
        ("lat=10&lon=-180", vec!["west", "east"]),
        ("lat=90&lon=0", vec!["pole"]),
        ("lat=89.9999&lon=90", vec!["pole"]),
    ] {
        let answer = get_json(&service, &format!("/v1/stations/nearest?{place}"));
        assert_eq!(ids(&answer), expected, "{place}");
    }
}

#[test]
fn holiday_data_is_missing_too_where_a_station_was_left_out_by_weekdays_alone() {
    let office = station(
        "office",
        100.0,
        r#""name":"x","opening_hours":"Mo-Fr 09:00-17:00; PH off""#,
    );
    let always = station("always", 50.0, r#""name":"x","opening_hours":"24/7""#);
    let service = service(&[office, always]);
    // A Sunday: the office is closed by its weekday, as far as is known.
    for (at, expected) in [
        ("2027-01-03T12:00", "missing"),
        ("2026-11-29T12:00", "complete"),
    ] {
        let answer = get_json(
            &service,
            &format!("/v1/stations/nearest?lat=30&lon=110&at={at}"),
        );
        assert_eq!(answer["features"].as_array().unwrap().len(), 1);
        assert_eq!(answer["holiday_data"], expected, "{at}");
    }
}
