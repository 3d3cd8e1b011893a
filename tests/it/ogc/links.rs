//! The links of OGC API - Features: absolute, working, and with a trusted address.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Request;
use serde_json::Value;
use yizhan::http::MAX_PAGE_BYTES;

use crate::support::http::{Reply, collection, problem, station};
use crate::support::ogc_client::{HOST, ITEMS, Site, link, number};
use crate::support::snapshot;
use crate::support::world::{Places, World};

/// An id of all that an address must encode.
const HARD_ID: &str = r#"a/b "驿站"?x=1&y#%41+;,<>"#;

fn stations() -> String {
    let world = World {
        seed: 74,
        stations: 25,
        places: Places::Cities(2),
    };
    world.geojson()
}

fn hard_station() -> String {
    serde_json::json!({
        "type": "FeatureCollection",
        "features": [{
            "type": "Feature",
            "id": HARD_ID,
            "geometry": { "type": "Point", "coordinates": [121.5, 31.2] },
            "properties": { "name": "hard" },
        }],
    })
    .to_string()
}

/// Every `href` of a document, wherever it stands.
fn hrefs(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(href)) = members.get("href") {
                found.insert(href.clone());
            }
            members.values().for_each(|value| hrefs(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| hrefs(value, found)),
        _ => {}
    }
}

/// Follows every link from the landing page and from one station, and gives all addresses.
fn crawl(site: &Site, prefix: &str) -> BTreeSet<String> {
    let hard: String =
        percent_encoding::utf8_percent_encode(HARD_ID, percent_encoding::NON_ALPHANUMERIC)
            .collect();
    let mut waiting = vec![format!("{prefix}/ogc"), format!("{prefix}{ITEMS}/{hard}")];
    let mut seen = BTreeSet::new();
    while let Some(address) = waiting.pop() {
        let path = address
            .strip_prefix(prefix)
            .unwrap_or_else(|| panic!("{address}"));
        if !seen.insert(address.clone()) {
            continue;
        }
        let mut found = BTreeSet::new();
        hrefs(&site.document(path), &mut found);
        waiting.extend(found);
    }
    seen
}

fn get_with_hosts(site: &Site, hosts: &[&[u8]]) -> Reply {
    let mut request = Request::get("/ogc");
    for host in hosts {
        request = request.header("host", *host);
    }
    site.send(request.body(Body::empty()).unwrap())
}

#[test]
fn every_link_from_the_landing_page_is_absolute_and_answers() {
    let site = Site::of(&[&stations(), &hard_station()]);
    let seen = crawl(&site, &format!("http://{HOST}"));
    // Eight resources, two of three pages each linked both ways, and the station.
    assert!(seen.len() >= 12, "{seen:#?}");
}

#[test]
fn links_begin_with_the_public_url_if_there_is_one() {
    let texts = [stations(), hard_station()];
    let set = snapshot(&[&texts[0], &texts[1]]);
    let site = Site::serving(set, Some("https://maps.example.org/yizhan/"));
    let seen = crawl(&site, "https://maps.example.org/yizhan");
    assert!(seen.len() >= 12, "{seen:#?}");
}

#[test]
fn with_a_public_url_the_host_does_not_matter() {
    let site = Site::serving(snapshot(&[&stations()]), Some("https://example.org"));
    for hosts in [&[][..], &[b"evil\"host".as_slice()], &[b"a", b"b"]] {
        assert_eq!(get_with_hosts(&site, hosts).status, 200);
    }
}

#[test]
fn hosts_as_clients_send_them_are_taken() {
    let site = Site::of(&[&stations()]);
    for host in [
        "localhost:8080",
        "127.0.0.1",
        "[::1]:8080",
        "a-b_c.example.org:443",
    ] {
        let answer = get_with_hosts(&site, &[host.as_bytes()]);
        let expected = format!("http://{host}/ogc/collections");
        assert!(answer.text().contains(&expected), "{}", answer.text());
    }
}

#[test]
fn a_host_that_is_none_is_a_problem_and_stands_in_no_answer() {
    let site = Site::of(&[&stations()]);
    let long = "a".repeat(254);
    for host in [
        "",
        "evil\"},{\"href\":\"http://evil",
        "evil/path",
        "user@evil",
        "evil?x",
        "evil#x",
        "evil:port",
        "evil:",
        "evil:99999",
        "evil host",
        "evil<script>",
        "[::1",
        "[evil]",
        "驿站.cn",
        &long,
    ] {
        let answer = get_with_hosts(&site, &[host.as_bytes()]);
        problem(&answer, 400);
        assert!(!answer.text().contains("evil"), "{}", answer.text());
    }
    problem(&get_with_hosts(&site, &[b"\xff\xfe"]), 400);
    problem(
        &get_with_hosts(&site, &[b"one.example", b"two.example"]),
        400,
    );
    problem(&get_with_hosts(&site, &[]), 400);
}

#[test]
fn headers_that_any_client_can_send_along_change_no_link() {
    let site = Site::of(&[&stations()]);
    let request = Request::get("/ogc")
        .header("host", HOST)
        .header("x-forwarded-host", "evil.example")
        .header("x-forwarded-proto", "https")
        .header("forwarded", "host=evil.example;proto=https");
    let answer = site.send(request.body(Body::empty()).unwrap());
    assert_eq!(answer.text(), site.get("/ogc").text());
}

#[test]
fn a_page_of_large_stations_ends_early_and_links_to_the_rest() {
    const OWN_BYTES: usize = 60_000;
    const N_STATIONS: usize = 600;
    let own = format!(r#""own":"{}""#, "x".repeat(OWN_BYTES));
    let stations: Vec<String> = (0..N_STATIONS)
        .map(|row| station(&format!("s{row}"), 100.0, &own))
        .collect();
    let site = Site::of(&[&collection("", &stations)]);
    let first = site.document(&format!("{ITEMS}?limit=10000"));
    let n_returned = number(&first, "numberReturned");
    assert_eq!(number(&first, "numberMatched"), N_STATIONS);
    assert!(n_returned * OWN_BYTES <= MAX_PAGE_BYTES);
    assert!((n_returned + 1) * (OWN_BYTES + 1_000) > MAX_PAGE_BYTES);
    assert!(link(&first, "next").is_some());
    // All pages together have each station once.
    let (ids, _) = site.ids("limit=10000");
    assert_eq!(ids.len(), N_STATIONS);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), N_STATIONS);
}
