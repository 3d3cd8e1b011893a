//! Words in requests: keys, labels, synonyms, and what a wrong one is answered with.

use serde_json::json;

use crate::support::http::station;
use crate::support::http::{ASK, collection, get, get_json, ids, problem, service, service_of};

#[test]
fn a_word_that_is_not_known_is_answered_with_those_that_are() {
    let service = service(&[station(
        "a",
        100.0,
        r#""kind":"tea_house","amenities":["sauna"]"#,
    )]);
    for (given, parameter, meant, allowed) in [
        ("amenities=toilet", "amenities", "amenity", "lng"),
        ("longitude=110", "longitude", "lon", "stay_minutes"),
        ("amenity=tiolet", "amenity", "toilet", "sauna"),
        ("amenity=saunaa", "amenity", "sauna", "drinking_water"),
        ("kind=teahouse", "kind", "tea_house", "union_station"),
        ("access=member", "access", "members", "scan"),
        ("mode=walking", "mode", "walk", "ebike"),
        ("open=arival", "open", "arrival", "any"),
        (
            "unknown_hours=included",
            "unknown_hours",
            "include",
            "exclude",
        ),
        ("crs=GCJ-02", "crs", "gcj02", "bd09"),
    ] {
        let refused = problem(&get(&service, &format!("{ASK}&{given}")), 400);
        assert_eq!(refused["parameter"], parameter, "{given}");
        assert_eq!(refused["did_you_mean"], meant, "{given}");
        let listed = refused["allowed"].as_array().unwrap();
        assert!(listed.contains(&json!(allowed)), "{given}: {listed:?}");
    }
    let nonsense = problem(&get(&service, &format!("{ASK}&amenity=xyzzyx")), 400);
    assert_eq!(nonsense.get("did_you_mean"), None);
}

#[test]
fn a_word_of_a_file_can_be_asked_for_and_a_label_finds_its_key() {
    let service = service_of(&[&collection(
        "",
        &[
            station("a", 100.0, r#""kind":"茶馆","amenities":["桑拿"]"#),
            station("b", 200.0, r#""kind":"公厕","amenities":["厕所"]"#),
        ],
    )]);
    for (given, found) in [
        ("amenity=%E6%A1%91%E6%8B%BF", "a"),
        ("kind=%E8%8C%B6%E9%A6%86", "a"),
        ("amenity=toilet", "b"),
        ("amenity=%E5%8D%AB%E7%94%9F%E9%97%B4", "b"),
        ("amenity=Toilet", "b"),
        ("kind=public_toilet", "b"),
        ("kind=%E5%85%AC%E5%85%B1%E5%8E%95%E6%89%80", "b"),
    ] {
        assert_eq!(
            ids(&get_json(&service, &format!("{ASK}&{given}"))),
            [found],
            "{given}"
        );
    }
}
