//! An empty answer says why, and what would have fitted.

use serde_json::{Value, json};

use crate::support::http::{ASK, get_json, ids, service, station};

const ALWAYS: &str = r#""opening_hours":"24/7","amenities":["toilet"]"#;

fn why(features: &[String], given: &str) -> Value {
    let answer = get_json(&service(features), &format!("{ASK}&{given}"));
    assert!(ids(&answer).is_empty(), "{answer}");
    answer["why_empty"].clone()
}

#[test]
fn each_station_in_the_circle_is_counted_once_under_the_first_test_it_fails() {
    let toilet = r#""amenities":["toilet"]"#;
    let noon = r#""opening_hours":"14:00-15:00""#;
    let found = why(
        &[
            station("no-toilet", 100.0, r#""opening_hours":"24/7""#),
            station("no-toilet-and-closed", 110.0, &format!("{noon},\"star\":1")),
            station("no-stars", 120.0, ALWAYS),
            station("no-stars-and-closed", 130.0, &format!("{noon},{toilet}")),
            station(
                "suspended",
                140.0,
                &format!(r#"{ALWAYS},"star":5,"status":"suspended""#),
            ),
            station("closed", 150.0, &format!("{noon},{toilet},\"star\":5")),
            station("unknown", 160.0, &format!("{toilet},\"star\":5")),
            station("beyond", 1_000.0, &format!("{ALWAYS},\"star\":5")),
            station("beyond-without", 900.0, r#""opening_hours":"24/7""#),
        ],
        "amenity=toilet&min_star=4&unknown_hours=exclude",
    );
    assert_eq!(
        found,
        json!({
            "in_circle": 7, "amenity": 2, "other": 3, "closed": 1, "unknown_hours": 1,
            "nearest_beyond": { "id": "beyond", "distance_m": 1000.0 },
            "next_opening":
                { "id": "closed", "distance_m": 150.0, "opens_at": "2026-11-24T14:00:00+08:00" },
        })
    );
}

#[test]
fn without_any_fitting_station_there_is_no_suggestion() {
    let found = why(&[station("far", 2_000.0, "")], "unknown_hours=exclude");
    assert_eq!(
        found,
        json!({
            "in_circle": 0, "amenity": 0, "other": 0, "closed": 0, "unknown_hours": 0,
            "nearest_beyond": null, "next_opening": null,
        })
    );
}

#[test]
fn the_nearest_beyond_passes_the_clock_at_its_own_arrival() {
    // 1,000 m on foot end at 12:17:20, 1,500 m at 12:26.
    let features = [
        station("shut-by-then", 1_000.0, r#""opening_hours":"08:00-12:15""#),
        station("fits", 1_500.0, r#""opening_hours":"12:20-13:00""#),
    ];
    assert_eq!(why(&features, "")["nearest_beyond"]["id"], "fits");
    assert_eq!(
        why(&features, "open=now")["nearest_beyond"]["id"],
        "shut-by-then"
    );
    assert_eq!(
        why(&features, "open=any")["nearest_beyond"]["id"],
        "shut-by-then"
    );
}

#[test]
fn the_next_opening_is_the_soonest_then_the_nearest() {
    let features = [
        station("later", 100.0, r#""opening_hours":"14:00-15:00""#),
        station("sooner-far", 300.0, r#""opening_hours":"13:00-15:00""#),
        station("sooner", 200.0, r#""opening_hours":"13:00-15:00""#),
        station(
            "filtered",
            50.0,
            r#""opening_hours":"12:30-15:00","kind":"market""#,
        ),
        station("beyond", 2_000.0, r#""opening_hours":"12:10-12:11""#),
    ];
    let found = why(&features, "kind=market&open=now");
    assert_eq!(found["next_opening"]["id"], "filtered");
    let others = &features[..3];
    assert_eq!(why(others, "")["next_opening"]["id"], "sooner");
    assert_eq!(why(others, "open=now")["next_opening"]["id"], "sooner");
}

#[test]
fn a_station_that_closes_too_soon_for_the_stay_is_offered_for_its_next_opening() {
    let features = [station("a", 100.0, r#""opening_hours":"08:00-12:30""#)];
    let found = why(&features, "stay_minutes=60");
    assert_eq!(found["closed"], 1);
    assert_eq!(found["next_opening"]["id"], "a");
    assert_eq!(
        found["next_opening"]["opens_at"],
        "2026-11-25T08:00:00+08:00"
    );
}

#[test]
fn a_suspended_station_is_no_next_opening() {
    let closed = r#""opening_hours":"13:00-15:00","status":"suspended""#;
    let found = why(&[station("a", 100.0, closed)], "");
    assert_eq!(found["other"], 1);
    assert_eq!(found["next_opening"], json!(null));
}

#[test]
fn an_answer_with_stations_gives_no_reasons() {
    let answer = get_json(&service(&[station("a", 100.0, ALWAYS)]), ASK);
    assert_eq!(answer.get("why_empty"), None);
}
