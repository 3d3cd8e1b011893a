//! What keepers and riders say, in every answer that has states.

use std::sync::Arc;

use serde_json::{Value, json};
use yizhan::clock::UnixTime;
use yizhan::http::AppState;
use yizhan::notices::{Notice, NoticeKind, ReportWhat};

use crate::support::http::{
    ASK, HERE, get, get_json, get_with, ids, post_to, properties, service, station,
};
use crate::support::instant;
use crate::support::said::{notice, report, said};

const NOON: &str = "2026-11-24T12:00:00%2B08:00";

fn at(time: &str) -> UnixTime {
    instant(&format!("2026-11-24T{time}"))
}

fn features() -> Vec<String> {
    let amenities = r#""amenities":{"microwave":true,"clinic":{"opening_hours":"13:00-15:00"}}"#;
    vec![
        station(
            "day",
            10.0,
            &format!(r#""opening_hours":"08:00-20:00",{amenities}"#),
        ),
        station(
            "night",
            20.0,
            &format!(r#""opening_hours":"20:00-08:00",{amenities}"#),
        ),
        station(
            "moved",
            30.0,
            r#""status":"relocated","opening_hours":"24/7""#,
        ),
    ]
}

fn told(notices: Vec<Notice>) -> Arc<AppState> {
    let service = service(&features());
    service.set().tell(said(notices, Vec::new()));
    service
}

fn lasting(station: &str, kind: NoticeKind) -> Notice {
    notice(station, kind, at("11:00"), at("14:30"))
}

fn assert_members(properties: &Value, members: &[(&str, Value)]) {
    for (name, value) in members {
        assert_eq!(properties[name], *value, "{name}");
    }
}

#[test]
fn a_closed_station_is_not_found_and_says_when_it_opens_again() {
    let service = told(vec![Notice {
        text: Some("今天 <消防> 检查".to_owned()),
        text_en: Some("Inspection".to_owned()),
        ..lasting("day", NoticeKind::Closed)
    }]);
    let answer = get_json(&service, &format!("{ASK}&unknown_hours=exclude"));
    assert_eq!(ids(&answer), Vec::<&str>::new());
    assert_eq!(answer["why_empty"]["closed"], 2);
    let next = &answer["why_empty"]["next_opening"];
    assert_eq!(
        (&next["id"], &next["opens_at"]),
        (&json!("day"), &json!("2026-11-24T14:30:00+08:00"))
    );
    let answer = get_json(&service, &format!("{ASK}&open=any"));
    assert_members(
        properties(&answer, "day"),
        &[
            ("open_state", json!("closed")),
            ("open_reason", json!("notice")),
            ("open_until", json!(null)),
            ("opens_at", json!("2026-11-24T14:30:00+08:00")),
            ("notice", json!("今天 <消防> 检查")),
            ("notice_en", json!("Inspection")),
        ],
    );
    assert_eq!(properties(&answer, "night")["notice"], json!(null));
}

#[test]
fn a_station_is_open_by_a_notice_outside_its_hours_but_not_against_its_status() {
    let service = told(vec![
        Notice {
            text_en: Some("Open for the storm".to_owned()),
            ..lasting("night", NoticeKind::Open)
        },
        lasting("moved", NoticeKind::Open),
    ]);
    let answer = get_json(&service, ASK);
    assert_eq!(ids(&answer), ["day", "night"]);
    assert_members(
        properties(&answer, "night"),
        &[
            ("open_state", json!("open")),
            ("open_reason", json!("notice")),
            ("open_until", json!("2026-11-24T14:30:00+08:00")),
            ("notice", json!("Open for the storm")),
            ("notice_en", json!("Open for the storm")),
        ],
    );
    // An amenity keeps to hours of its own: the clinic opens at 13:00.
    let clinic = get_json(&service, &format!("{ASK}&amenity=clinic&open=any"));
    assert_members(
        properties(&clinic, "night"),
        &[
            ("open_state", json!("closed")),
            ("open_reason", json!("hours")),
            ("opens_at", json!("2026-11-24T13:00:00+08:00")),
        ],
    );
    let details = get_json(&service, &format!("/v1/stations/night?at={NOON}"));
    let amenities = &details["properties"]["amenity_details"];
    assert_eq!(
        amenities["microwave"]["open_until"],
        "2026-11-24T14:30:00+08:00"
    );
    assert_eq!(amenities["clinic"]["open_state"], "closed");
}

#[test]
fn an_amenity_that_is_out_of_order_closes_the_station_for_those_who_want_it_alone() {
    let service = told(vec![Notice {
        amenity: Some("microwave".to_owned()),
        text: Some("微波炉坏了".to_owned()),
        ..lasting("day", NoticeKind::AmenityOut)
    }]);
    let plain = get_json(&service, ASK);
    assert_members(
        properties(&plain, "day"),
        &[
            ("open_state", json!("open")),
            ("open_reason", json!("hours")),
            ("open_until", json!("2026-11-24T20:00:00+08:00")),
            ("notice", json!("微波炉坏了")),
        ],
    );
    let heating = get_json(&service, &format!("{ASK}&amenity=microwave"));
    assert_eq!(ids(&heating), Vec::<&str>::new());
    let details = get_json(&service, &format!("/v1/stations/day?at={NOON}"));
    let details = &details["properties"];
    assert_eq!(details["open_state"], "open");
    assert_members(
        &details["amenity_details"]["microwave"],
        &[
            ("available", json!(true)),
            ("open_state", json!("closed")),
            ("open_reason", json!("notice")),
            ("opens_at", json!("2026-11-24T14:30:00+08:00")),
        ],
    );
}

#[test]
fn a_station_that_three_found_locked_is_listed_after_open_ones_and_can_be_left_out() {
    let service = service(&features());
    let reports = ["x", "y", "z"].map(|reporter| {
        let second = reporter.len().try_into().unwrap();
        report(
            "day",
            reporter,
            ReportWhat::Locked,
            at("11:00").plus_seconds(second),
        )
    });
    let open = lasting("night", NoticeKind::Open);
    service.set().tell(said(vec![open], reports.into()));
    let answer = get_json(&service, ASK);
    assert_eq!(ids(&answer), ["night", "day"]);
    assert_members(
        properties(&answer, "day"),
        &[
            ("open_state", json!("unknown")),
            ("open_reason", json!("reported_locked")),
            ("opens_at", json!("2026-11-24T17:00:01+08:00")),
            ("notice", json!(null)),
        ],
    );
    let known = get_json(&service, &format!("{ASK}&unknown_hours=exclude"));
    assert_eq!(ids(&known), ["night"]);
}

#[test]
fn the_feed_ogc_searches_and_batches_tell_the_same() {
    let service = told(vec![
        lasting("day", NoticeKind::Closed),
        lasting("night", NoticeKind::Open),
    ]);
    let expected = [("day", "closed"), ("night", "open")];
    for path in [
        format!("/v1/stations.geojson?at={NOON}"),
        format!("/v1/stations/search?q=ight&at={NOON}"),
        format!("/v1/stations/search?q=day&at={NOON}"),
    ] {
        let answer = get_json(&service, &path);
        for (id, state) in expected.iter().filter(|(id, _)| ids(&answer).contains(id)) {
            let found = properties(&answer, id);
            assert_eq!(
                (&found["open_state"], &found["open_reason"]),
                (&json!(state), &json!("notice"))
            );
        }
    }
    let items = format!("/ogc/collections/stations/items?open_at={NOON}");
    let items_of = |uri: &str| get_with(&service, uri, &[("host", "localhost")]).json();
    assert_eq!(ids(&items_of(&items)), ["night"]);
    let later = items.replace("12:00:00", "14:30:00");
    assert_eq!(ids(&items_of(&later)), ["day"]);
    let [lon, lat] = HERE;
    let body =
        json!({"origins": [{"id": 1, "lat": lat, "lon": lon}], "at": "2026-11-24T12:00:00+08:00"});
    let batch = post_to(&service, "/v1/stations/nearest", body.to_string()).json();
    assert_eq!(batch["results"][0]["stations"][0]["id"], "night");
}

#[test]
fn a_coverage_job_with_a_moment_counts_what_is_said() {
    let [lon, lat] = HERE;
    let covered = |service: &Arc<AppState>, at: &str| {
        let body =
            json!({"demand": [{"id": "a", "lat": lat, "lon": lon, "population": 7}], "at": at});
        let reply = post_to(service, "/v1/coverage", body.to_string());
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["summary"]["people_covered"] == 7.0
    };
    let service = service(&features());
    for (time, is_covered) in [
        ("12:00", false),
        ("14:20", false),
        ("14:29:55", true),
        ("21:00", true),
    ] {
        let at = format!("2026-11-24T{time}+08:00");
        service.set().tell(said(Vec::new(), Vec::new()));
        assert!(covered(&service, &at), "{time}");
        service
            .set()
            .tell(said(vec![lasting("day", NoticeKind::Closed)], Vec::new()));
        assert_eq!(covered(&service, &at), is_covered, "{time}");
    }
}

#[test]
fn a_tile_of_one_minute_changes_with_what_is_said() {
    let service = service(&features());
    let tile = || get(&service, &format!("/v1/tiles/0/0/0.mvt?at={NOON}"));
    let before = tile();
    service
        .set()
        .tell(said(vec![lasting("day", NoticeKind::Closed)], Vec::new()));
    let after = tile();
    assert_ne!(before.header("etag"), after.header("etag"));
    assert_ne!(before.body, after.body);
    service.set().tell(said(Vec::new(), Vec::new()));
    assert_eq!(tile().body, before.body);
}

#[test]
fn a_notice_from_now_on_is_in_the_tile_of_this_minute() {
    let service = service(&[station("a", 10.0, r#""opening_hours":"24/7""#)]);
    let tile = || get(&service, "/v1/tiles/0/0/0.mvt").body;
    let before = tile();
    let now = UnixTime::now();
    let closed = notice("a", NoticeKind::Closed, now, now.plus_seconds(3_600));
    service.set().tell(said(vec![closed], Vec::new()));
    assert_ne!(tile(), before);
}

#[test]
fn without_notices_no_answer_has_their_members_and_fields_can_name_them() {
    let plain = service(&features());
    let answer = get_json(&plain, ASK);
    assert_eq!(properties(&answer, "day").get("notice"), None);
    let feed = get(&plain, "/v1/stations.geojson").body;
    let service = told(vec![Notice {
        text: Some("a".to_owned()),
        ..lasting("day", NoticeKind::Note)
    }]);
    assert_eq!(
        get(&service, "/v1/stations.geojson").body,
        feed,
        "it is static"
    );
    let answer = get_json(&service, &format!("{ASK}&fields=notice"));
    let expected = json!({"station_id": "day", "open_state": "open", "notice": "a"});
    assert_eq!(*properties(&answer, "day"), expected);
}
