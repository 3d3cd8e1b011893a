//! Answers with only the properties that are asked for.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::http::{get, get_json, problem, service, station};
use yizhan::request::FIELD_NAMES;

const AT: &str = "at=2026-11-24T12:00:00%2B08:00";
const PLACE: &str = "lat=30&lon=110&radius_m=50000&open=any";

fn stations() -> Vec<String> {
    let odd = r#""address":"\"a\", {b}","amenities":{"toilet":{"note":"x,y"}},"honours":["一","二"],"own":{"name":"own"},"opening_hours":"24/7""#;
    vec![station("one", 5.0, odd), station("two", 9.0, "")]
}

fn paths() -> [String; 3] {
    [
        format!("/v1/stations/nearest?{PLACE}&{AT}"),
        format!("/v1/stations/search?q=o&{AT}&lat=22.3&lon=114.1"),
        format!("/v1/stations.geojson?{AT}"),
    ]
}

fn names(feature: &Value) -> BTreeSet<&str> {
    let properties = feature["properties"].as_object().unwrap();
    properties.keys().map(String::as_str).collect()
}

#[test]
fn the_fields_that_are_asked_for_are_those_of_the_whole_answer_and_no_more() {
    let service = service(&stations());
    for path in paths() {
        let whole = get_json(&service, &path);
        for fields in [
            "name",
            "name,address,honours",
            "opens_at,distance_m,amenities",
            &FIELD_NAMES.join(","),
        ] {
            let answer = get_json(&service, &format!("{path}&fields={fields}"));
            let asked: BTreeSet<&str> = fields
                .split(',')
                .chain(["station_id", "open_state"])
                .collect();
            let pairs = answer["features"]
                .as_array()
                .unwrap()
                .iter()
                .zip(whole["features"].as_array().unwrap());
            let mut n_compared = 0;
            for (feature, before) in pairs {
                let expected: BTreeSet<&str> =
                    names(before).intersection(&asked).copied().collect();
                // Lists as texts are in nearest answers only if they are asked for.
                let found: BTreeSet<&str> = names(feature)
                    .into_iter()
                    .filter(|name| !name.ends_with("_text") || expected.contains(name))
                    .collect();
                assert_eq!(found, expected, "{path} {fields}");
                for name in found {
                    assert_eq!(
                        feature["properties"][name], before["properties"][name],
                        "{name}"
                    );
                }
                assert_eq!(feature["geometry"], before["geometry"]);
                assert_eq!(feature["id"], before["id"]);
                n_compared += 1;
            }
            assert!(n_compared > 0, "{path}");
        }
    }
}

#[test]
fn a_feed_without_a_moment_has_the_fields_and_no_state() {
    let service = service(&stations());
    let feed = get_json(&service, "/v1/stations.geojson?fields=name&crs=gcj02");
    let expected = BTreeSet::from(["station_id", "name"]);
    assert_eq!(names(&feed["features"][0]), expected);
    assert_eq!(feed["datum"], "gcj02");
}

#[test]
fn a_field_that_no_answer_has_is_refused_with_the_nearest_name() {
    let service = service(&stations());
    for path in paths() {
        for (fields, near) in [
            ("nmae", Some("name")),
            ("own", None),
            ("", None),
            ("name,,address", None),
        ] {
            let refusal = problem(&get(&service, &format!("{path}&fields={fields}")), 400);
            assert_eq!(refusal["parameter"], "fields");
            if let Some(near) = near {
                assert_eq!(refusal["did_you_mean"], near);
            }
        }
    }
    let body = r#"{"origins":[{"id":1,"lat":22.3,"lon":114.1}],"fields":"name"}"#;
    let refusal = problem(&crate::support::http::post(&service, body), 400);
    assert_eq!(refusal["parameter"], "fields");
}
