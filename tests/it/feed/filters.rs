//! The parameters of the feed: which stations, at which moment, and what is refused.

use serde_json::json;

use super::{FEED, OTHERS, STATIONS};
use crate::support::http::{get, get_json, get_with, ids, service_of};

#[test]
fn amenities_must_all_be_offered_and_kinds_are_alternatives() {
    let service = service_of(&[STATIONS, OTHERS]);
    for (query, expected) in [
        ("amenity=toilet", &["beijing", "shanghai", "7"][..]),
        ("amenity=toilet,wifi", &["beijing"]),
        ("amenity=toilet&amenity=wifi", &["beijing"]),
        ("amenity=%E5%8E%95%E6%89%80", &["beijing", "shanghai", "7"]),
        ("kind=union_station", &["beijing", "closed"]),
        (
            "kind=union_station,workers_home",
            &["beijing", "shanghai", "closed"],
        ),
        ("kind=union_station&amenity=toilet", &["beijing"]),
        ("kind=bathhouse", &[]),
        ("bbox=116,39,117,40", &["beijing", "closed"]),
        ("bbox=116%2C39.5%2C116.39700000000000284%2C40", &["beijing"]),
        (
            "bbox=116,39,0,117,40,9000&amenity=wifi",
            &["beijing", "closed"],
        ),
        ("bbox=179,-17,-179,-16", &["fiji", "samoa", "line"]),
        ("bbox=-180,-17,-179,-16", &["samoa", "line"]),
        ("bbox=179,-17,180,-16", &["fiji", "line"]),
        ("bbox=-180,-90,180,90&kind=public_toilet", &["7"]),
    ] {
        let answer = get(&service, &format!("{FEED}?{query}"));
        assert_eq!(answer.status, 200, "{query}");
        assert_eq!(ids(&answer.json()), expected, "{query}");
    }
}

#[test]
fn a_box_is_in_the_datum_of_the_answer() {
    let service = service_of(&[STATIONS]);
    let all = get_json(&service, &format!("{FEED}?crs=gcj02"));
    let place = &all["features"][0]["geometry"]["coordinates"];
    let drawn = format!("bbox={0},{1},{0},{1}", place[0], place[1]);
    let shifted = get(&service, &format!("{FEED}?crs=gcj02&{drawn}"));
    assert_eq!(ids(&shifted.json()), ["beijing"]);
    assert!(ids(&get_json(&service, &format!("{FEED}?{drawn}"))).is_empty());
}

#[test]
fn a_moment_adds_the_state_of_the_station_and_of_what_is_asked_for() {
    let service = service_of(&[STATIONS]);
    let at = "at=2026-11-24T12:00:00%2B08:00";
    let collection = get_json(&service, &format!("{FEED}?{at}"));
    assert_eq!(collection["at"], "2026-11-24T12:00:00+08:00");
    assert_eq!(collection["holiday_data"], "complete");
    let states: Vec<_> = (0..4)
        .map(|row| {
            let properties = &collection["features"][row]["properties"];
            [
                &properties["open_state"],
                &properties["open_reason"],
                &properties["open_until"],
                &properties["opens_at"],
            ]
        })
        .collect();
    let until = "2026-11-24T17:30:00+08:00";
    assert_eq!(json!(states[0]), json!(["open", "hours", until, null]));
    assert_eq!(json!(states[1]), json!(["open", "always", null, null]));
    assert_eq!(json!(states[2]), json!(["closed", "suspended", null, null]));
    assert_eq!(json!(states[3]), json!(["unknown", "no_hours", null, null]));
    let toilet = get_json(&service, &format!("{FEED}?{at}&amenity=toilet"));
    let shanghai = &toilet["features"][1]["properties"];
    assert_eq!(shanghai["open_state"], "closed", "its toilet is");
    assert_eq!(shanghai["opens_at"], "2026-11-25T10:00:00+08:00");
}

#[test]
fn a_feed_at_a_moment_is_not_stored() {
    let service = service_of(&[STATIONS]);
    let tag = get(&service, FEED).header("etag").to_owned();
    for query in ["at=now", "at=2026-11-24T12:00:00Z", "at=now&since=x"] {
        let headers = [("if-none-match", tag.as_str())];
        let answer = get_with(&service, &format!("{FEED}?{query}"), &headers);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("etag"), "");
        assert_eq!(answer.header("last-modified"), "");
        assert_eq!(answer.header("vary"), "accept-encoding");
    }
}

#[test]
fn years_without_holiday_data_are_named() {
    let hours = STATIONS.replace("Mo-Fr 08:30-17:30", "Mo-Fr 08:30-17:30; PH off");
    let service = service_of(&[&hours]);
    for (at, known) in [("2026-11-24", "complete"), ("2031-11-24", "missing")] {
        let answer = get_json(&service, &format!("{FEED}?at={at}T12:00"));
        assert_eq!(answer["holiday_data"], known, "{at}");
    }
}

#[test]
fn what_cannot_be_understood_is_refused_and_named() {
    let service = service_of(&[STATIONS]);
    for (query, parameter) in [
        ("limit=5", "limit"),
        ("amenty=toilet", "amenty"),
        ("crs=wgs84&crs=gcj02", "crs"),
        ("crs=epsg4326", "crs"),
        ("at=now&at=now", "at"),
        ("at=tomorrow", "at"),
        ("at=1991-01-01T00:00:00Z", "at"),
        ("amenity=sauna", "amenity"),
        ("amenity=", "amenity"),
        ("kind=pub", "kind"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=1,2,3,4,5", "bbox"),
        ("bbox=1,9,3,4", "bbox"),
        ("bbox=1,2,3,94", "bbox"),
        ("bbox=1000001,2,1000002,4", "bbox"),
        ("bbox=a,b,c,d", "bbox"),
        ("bbox=1,2,3,4&bbox=1,2,3,4", "bbox"),
        ("since=", "since"),
        ("since=a&since=b", "since"),
    ] {
        let answer = get(&service, &format!("{FEED}?{query}"));
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.json()["parameter"], parameter, "{query}");
    }
}

#[test]
fn a_version_of_64_bytes_is_looked_up_and_one_of_65_refused() {
    let service = service_of(&[STATIONS]);
    for (length, status) in [(64, 200), (65, 400)] {
        let query = format!("{FEED}?since={}", "a".repeat(length));
        assert_eq!(get(&service, &query).status, status);
    }
}
