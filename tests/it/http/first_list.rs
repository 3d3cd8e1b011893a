//! The page with the list for the place in its address.

use std::sync::Arc;

use axum::http::Method;
use serde_json::Value;
use yizhan::clock::Zone;
use yizhan::http::{AppState, Basemap, Site};
use yizhan::state::ServedSet;
use yizhan::travel::Paces;

use crate::support::http::{
    Reply, call, collection, get, get_json, get_with, ids, service, station, unready_service,
};
use crate::support::snapshot;

const NOON: &str = "at=2026-11-24T12:00:00%2B08:00";

/// The data that a page brings along; `None` if it is the plain page.
fn data(page: &Reply) -> Option<Value> {
    let text = page.text();
    let (_, rest) = text.split_once(r#"<script type="application/json" id="first">"#)?;
    let (json, _) = rest.split_once("</script>")?;
    Some(serde_json::from_str(json).unwrap())
}

fn two() -> Arc<AppState> {
    service(&[
        station("a", 100.0, r#""amenities":["toilet"]"#),
        station("b", 200.0, r#""opening_hours":"Mo-Su 08:00-18:00""#),
    ])
}

#[test]
fn the_page_of_a_place_brings_the_answer_that_it_would_ask_for() {
    let service = two();
    for members in [
        "",
        "&amenity=toilet",
        "&mode=ebike&minutes=7.5",
        "&radius_m=150",
        "&open=any",
    ] {
        let page = get(&service, &format!("/?lat=30&lon=110&{NOON}{members}"));
        let asked = format!("/v1/stations/nearest?lat=30&lon=110&limit=10&{NOON}{members}");
        let data = data(&page).unwrap();
        assert_eq!(data["nearest"], get_json(&service, &asked), "{members}");
        assert_eq!(data["config"], get_json(&service, "/web/config.json"));
        assert_eq!(data["meta"], get_json(&service, "/v1/meta"));
    }
}

#[test]
fn a_page_of_a_place_is_kept_by_no_cache_and_has_the_policies_of_the_plain_one() {
    let service = two();
    let (plain, page) = (get(&service, "/"), get(&service, "/?lat=30&lon=110"));
    assert_eq!(page.status, 200);
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("etag"), "");
    for name in [
        "content-type",
        "content-security-policy",
        "cross-origin-resource-policy",
        "cross-origin-embedder-policy",
        "referrer-policy",
        "x-content-type-options",
        "yizhan-version",
    ] {
        assert_eq!(page.header(name), plain.header(name), "{name}");
    }
    let tag = plain.header("etag");
    let again = get_with(&service, "/?lat=30&lon=110", &[("if-none-match", tag)]);
    assert_eq!(again.status, 200);
    let head = call(&service, Method::HEAD, "/?lat=30&lon=110", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("cache-control"), "no-store");
}

#[test]
fn links_lead_out_of_a_frame_because_the_page_of_a_station_refuses_frames() {
    let service = two();
    let out = r#"<a href="s/a" target="_blank" rel="noopener">"#;
    let frame = get(&service, "/embed?lat=30&lon=110&open=any");
    assert!(frame.text().contains(out), "{}", frame.text());
    let page = get(&service, "/?lat=30&lon=110&open=any");
    assert!(page.text().contains(r#"<a href="s/a">"#), "{}", page.text());
}

#[test]
fn what_tells_no_place_or_is_refused_is_the_plain_page() {
    let service = two();
    let plain = get(&service, "/");
    assert!(data(&plain).is_none());
    for query in [
        "station=a",
        "lat=30",
        "lat=91&lon=110",
        "lat=30&lon=110&lng=110",
        "lat=30&lat=30&lon=110",
        "lat=30&lon=110&mode=car",
        "lat=30&lon=110&amenity=nothing",
        "lat=30&lon=110&minutes=5&radius_m=9",
        "lat=30&lon=110&at=soon",
        "lat=30&lon=110&limit=0",
        "lat=60&lon=24&crs=gcj02",
        "lat=%ff&lon=110",
    ] {
        let page = get(&service, &format!("/?{query}"));
        assert_eq!(page.status, 200, "{query}");
        assert_eq!(page.body, plain.body, "{query}");
        assert_eq!(page.header("etag"), plain.header("etag"), "{query}");
    }
}

#[test]
fn members_that_only_the_page_knows_leave_the_answer() {
    let service = two();
    let own = "station=b&coverage=true&lang=en&minutes=&mode=&fields=name&utm_source=x";
    let page = get(&service, &format!("/?lat=30&lng=110&{own}&{NOON}"));
    assert_eq!(ids(&data(&page).unwrap()["nearest"]), ["b", "a"]);
}

#[test]
fn before_stations_are_loaded_the_page_is_the_plain_one() {
    let page = get(&unready_service(), "/?lat=30&lon=110");
    assert_eq!(page.status, 200);
    assert!(data(&page).is_none());
}

#[test]
fn the_answer_is_in_the_datum_of_the_map() {
    let url = "https://t.example/{z}/{x}/{y}.png";
    let basemap = Some(Basemap::new(url, None, "gcj02").unwrap());
    let app = AppState::new(Zone::default(), Paces::default()).with_site(Site { basemap });
    let text = collection("", &[station("a", 100.0, "")]);
    app.set().replace(ServedSet::new(snapshot(&[&text]), 0.25));
    let service = Arc::new(app);
    let page = get(&service, "/?lat=30&lon=110");
    let answer = &data(&page).unwrap()["nearest"];
    assert_eq!(answer["query"]["crs"], "gcj02");
    let abroad = get(&service, "/?lat=60&lon=24");
    assert!(data(&abroad).is_none());
}

#[test]
fn what_stations_are_called_ends_no_element() {
    let hostile = r#"{"type":"Feature","id":"a\"'<b>","geometry":{"type":"Point","coordinates":[110,30]},
        "properties":{"name":"</script><!--<script>\u2028<img src=x onerror=alert(1)>\u202e&"}}"#;
    let service = service(&[hostile.to_owned()]);
    let page = get(&service, "/?lat=30&lon=110&open=any");
    let text = page.text();
    assert_eq!(
        text.matches("<script").count(),
        get(&service, "/").text().matches("<script").count() + 1
    );
    assert_eq!(
        text.matches("</script>").count(),
        text.matches("<script").count()
    );
    assert!(!text.contains("<img") && !text.contains('\u{2028}'));
    let (list, _) = text.split_once("</main>").unwrap();
    assert!(!list.contains('\u{202e}') && list.contains("&lt;img src=x"));
    let answer = &data(&page).unwrap()["nearest"];
    let shown = answer["features"][0]["properties"]["name"]
        .as_str()
        .unwrap();
    assert!(
        shown.starts_with("</script><!--<script>\u{2028}<img"),
        "{shown}"
    );
}

#[test]
fn without_scripts_the_page_of_a_place_is_a_list_in_the_language_of_its_reader() {
    let service = two();
    let address = format!("/?lat=30&lon=110&{NOON}");
    let page = get_with(&service, &address, &[("accept-language", "zh-CN,zh;q=0.9")]);
    for part in [
        r#"<section class="first-list" lang="zh-CN">"#,
        r#"<a href="s/b"><bdi>b</bdi></a> <strong>开门，开到 18:00</strong> · 200 米"#,
        "<bdi>a</bdi></a> <strong>时间未知</strong> · 100 米",
    ] {
        assert!(page.text().contains(part), "{part} in {}", page.text());
    }
    let english = get(&service, &format!("{address}&lang=en&amenity=aed"));
    assert!(
        english
            .text()
            .contains("Nothing suitable within this circle")
    );
}

#[test]
fn the_frame_brings_its_list_too() {
    let service = two();
    let frame = get(&service, "/embed?lat=30&lon=110&at=2026-11-24T12:00");
    assert_eq!(ids(&data(&frame).unwrap()["nearest"]).len(), 2);
    assert_eq!(frame.header("cross-origin-embedder-policy"), "require-corp");
}
