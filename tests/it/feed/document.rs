//! What the feed says of itself, and what RFC 7946 asks of every answer.

use geojson::{FeatureCollection, GeometryValue};
use serde_json::Value;

use super::{FEED, OTHERS, STATIONS};
use crate::support::http::{Reply, STANDARD_PROPERTIES, get, get_json, service_of};
use crate::support::ogc_client::Site;
use crate::support::world::{Places, World};

/// Checks an answer against RFC 7946; returns the collection.
fn check_rfc_7946(answer: &Reply) -> Value {
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/geo+json");
    let text = std::str::from_utf8(&answer.body).unwrap();
    assert!(
        !text.starts_with('\u{feff}'),
        "section 4: no byte order mark"
    );
    let parsed: FeatureCollection = text.parse().unwrap();
    let collection = answer.json();
    for member in ["crs", "coordinates", "geometry", "geometries", "properties"] {
        assert!(
            collection.get(member).is_none(),
            "sections 4 and 7.1: {member}"
        );
    }
    for (feature, read) in collection["features"]
        .as_array()
        .unwrap()
        .iter()
        .zip(&parsed.features)
    {
        assert!(feature["id"].is_string() || feature["id"].is_number());
        assert_eq!(feature["id"], feature["properties"]["station_id"]);
        for member in ["crs", "coordinates", "geometries", "features"] {
            assert!(feature.get(member).is_none(), "section 7.1: {member}");
        }
        let GeometryValue::Point { coordinates } = &read.geometry.as_ref().unwrap().value else {
            panic!("{feature}");
        };
        assert_eq!(coordinates.len(), 2);
    }
    collection
}

#[test]
fn the_feed_is_one_complete_collection_that_names_its_sources() {
    let service = service_of(&[STATIONS, OTHERS]);
    let collection = check_rfc_7946(&get(&service, FEED));
    assert_eq!(collection["features"].as_array().unwrap().len(), 7);
    assert_eq!(collection["name"], "stations");
    assert_eq!(collection["source"], "the union; the city");
    assert_eq!(collection["datasets"][0]["name"], "few");
    assert_eq!(collection["datasets"][1]["attribution"], "the city");
    assert_eq!(collection["datasets"][0]["stations"], 6);
    assert_eq!(collection["datum"], "wgs84");
    assert_eq!(collection["loaded_at"], "2026-11-24T12:00:00+08:00");
    let served = service.current().unwrap();
    assert_eq!(collection["dataset_version"], served.snapshot().version());
    for member in ["since", "deleted", "complete", "at", "holiday_data"] {
        assert!(collection.get(member).is_none(), "{member}");
    }
}

#[test]
fn what_the_collection_says_of_itself_stands_before_its_features() {
    let answer = get(&service_of(&[STATIONS]), &format!("{FEED}?since=x&at=now"));
    let text = std::str::from_utf8(&answer.body).unwrap();
    assert!(text.starts_with(r#"{"type":"FeatureCollection","name":"stations","#));
    let features = text.find(r#""features":["#).unwrap();
    for member in ["source", "datasets", "datum", "dataset_version", "deleted"] {
        assert!(text.find(&format!("\"{member}\":")).unwrap() < features);
    }
}

#[test]
fn every_feature_has_every_standard_property_and_the_files_own_untouched() {
    let collection = check_rfc_7946(&get(&service_of(&[STATIONS, OTHERS]), FEED));
    for feature in collection["features"].as_array().unwrap() {
        let properties = feature["properties"].as_object().unwrap();
        for name in STANDARD_PROPERTIES {
            assert!(properties.contains_key(name), "{name} of {}", feature["id"]);
        }
    }
    let beijing = &collection["features"][0]["properties"];
    assert_eq!(beijing["remark"], serde_json::json!({"own": [1, 2]}));
    assert_eq!(beijing["amenities"], serde_json::json!(["wifi", "toilet"]));
    assert_eq!(collection["features"][6]["id"], "7", "ids are text");
}

#[test]
fn all_kinds_of_answers_keep_to_rfc_7946() {
    let world = World {
        seed: 3,
        stations: 500,
        places: Places::Globe,
    };
    let service = service_of(&[&world.geojson()]);
    for query in [
        "",
        "?crs=wgs84",
        "?at=now",
        "?at=2026-11-24T12:00:00%2B08:00&amenity=toilet",
        "?bbox=100,20,-100,60",
        "?since=nothing",
        "?kind=tea_house&bbox=0,0,0,0",
    ] {
        check_rfc_7946(&get(&service, &format!("{FEED}{query}")));
    }
}

#[test]
fn other_datums_are_converted_and_named() {
    let service = service_of(&[STATIONS]);
    for datum in ["gcj02", "bd09"] {
        let plain = check_rfc_7946(&get(&service, &format!("{FEED}?crs={datum}")));
        assert_eq!(plain["datum"], datum);
        let one = get_json(&service, &format!("/v1/stations/beijing?crs={datum}"));
        let (feed, single) = (&plain["features"][0], &one);
        assert_eq!(feed["geometry"], single["geometry"]);
        assert_ne!(feed["geometry"]["coordinates"][0], 116.397);
        let filtered = get_json(
            &service,
            &format!("{FEED}?crs={datum}&kind=%E8%81%8C%E5%B7%A5%E4%B9%8B%E5%AE%B6"),
        );
        assert_eq!(filtered["features"][0], plain["features"][1]);
    }
}

#[test]
fn the_feed_is_itself_a_station_file() {
    let service = service_of(&[STATIONS]);
    let once = get(&service, FEED);
    let text = std::str::from_utf8(&once.body).unwrap();
    let again = get_json(&service_of(&[text]), FEED);
    assert_eq!(once.json()["features"], again["features"]);
    assert_eq!(again["source"], "the union");
    let shifted = get(&service, &format!("{FEED}?crs=gcj02&bbox=100,30,125,41"));
    let text = std::str::from_utf8(&shifted.body).unwrap();
    let back = get_json(&service_of(&[text]), FEED);
    for (feature, original) in [(0, 0), (1, 1), (2, 2)] {
        let place =
            |value: &Value, axis: usize| value["geometry"]["coordinates"][axis].as_f64().unwrap();
        for axis in [0, 1] {
            let shift = place(&back["features"][feature], axis)
                - place(&once.json()["features"][original], axis);
            assert!(shift.abs() < 2e-7, "{shift}");
        }
    }
}

#[test]
fn the_lists_of_a_station_are_texts_too_for_programs_that_drop_lists() {
    let few = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","id":"a","geometry":{"type":"Point","coordinates":[116.4,39.9]},"properties":{"name":"a","amenities":["toilet","wifi","桑拿"],"honours":["最美\"驿站\"","五星"],"amenities_text":"mine","remark":1}},
{"type":"Feature","id":"b","geometry":{"type":"Point","coordinates":[116.5,39.9]},"properties":{"name":"b"}}]}"#;
    let site = Site::of(&[few]);
    let items = "/ogc/collections/stations/items";
    for path in [
        FEED,
        &format!("{FEED}?at=now"),
        &format!("{FEED}?crs=gcj02"),
        &format!("{FEED}?since=x"),
        items,
    ] {
        let collection = site.document(path);
        let [a, b] = [0, 1].map(|n| &collection["features"][n]["properties"]);
        let listed: Vec<&str> = a["amenities"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| key.as_str().unwrap())
            .collect();
        assert_eq!(listed.len(), 3);
        assert_eq!(a["amenities_text"], listed.join(", "), "{path}");
        assert_eq!(a["honours_text"], "最美\"驿站\", 五星", "{path}");
        assert_eq!(a["remark"], 1);
        for name in ["amenities_text", "honours_text"] {
            assert_eq!(b[name], "", "{path}");
            let text = site.get(path).text();
            assert_eq!(text.matches(&format!("\"{name}\":")).count(), 2, "{path}");
        }
    }
    let item = site.document(&format!("{items}/b"));
    assert_eq!(item["properties"]["amenities_text"], "");
}
