//! Every id is found at every route that takes one.

use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use yizhan::dataset::IssueCode;
use yizhan::http::AppState;
use yizhan::state::ServedSet;

use crate::dataset::load_all;
use crate::support::http::{
    Reply, collection, get_with, problem, service_of, station, unready_service,
};
use crate::support::snapshot;

/// Where a station is found by its id.
const ROUTES: [&str; 2] = ["/v1/stations/", "/ogc/collections/stations/items/"];
/// What no path has as it is.
const CONTROLS_AND_QUOTES: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'{').add(b'}').add(b'\\');
/// Ids that an address could be at odds with.
const IDS: [&str; 27] = [
    "node/700000001",
    "a/b/c",
    "/a",
    "a/",
    "//",
    "a//b",
    "a b",
    "a?b",
    "a?lat=1&lon=2",
    "a#b",
    "100%",
    "%2F",
    "a%2Fb",
    "a+b",
    "驿站/甲",
    "a.b",
    ".a",
    "...",
    "a\\b",
    "a\"b",
    "{id}",
    "*",
    "nearest",
    "nearest/x",
    "near",
    "x/queryables",
    "é ;,:@&=$!'()",
];

fn file() -> String {
    let feature = |(n, id): (usize, &&str)| {
        let id = Value::from(*id);
        let name = Value::from(format!("n{n}"));
        format!(
            r#"{{"type":"Feature","id":{id},"geometry":{{"type":"Point","coordinates":[110,30]}},"properties":{{"name":{name}}}}}"#
        )
    };
    let features: Vec<String> = IDS.iter().enumerate().map(feature).collect();
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    )
}

/// The answer to a GET at a host, which links begin with.
fn get(service: &Arc<AppState>, uri: &str) -> Reply {
    get_with(service, uri, &[("host", "localhost")])
}

fn get_json(service: &Arc<AppState>, uri: &str) -> Value {
    let reply = get(service, uri);
    assert_eq!(reply.status, 200, "{uri}: {}", reply.text());
    reply.json()
}

#[test]
fn the_ids_that_have_a_finding_are_those_that_their_plain_address_does_not_open() {
    let service = service_of(&[&file()]);
    let loaded = load_all(&[&file()]).unwrap();
    let has_finding = |id: &str| {
        let mut issues = loaded.issues.iter();
        issues.any(|issue| issue.code == IssueCode::ReservedId && issue.id.as_deref() == Some(id))
    };
    for id in IDS.iter().filter(|id| !id.contains(['?', '#', '%'])) {
        let uri: String = utf8_percent_encode(id, CONTROLS_AND_QUOTES).to_string();
        let reply = get(&service, &format!("/v1/stations/{uri}"));
        let is_opened = reply.status == 200 && reply.json()["id"] == *id;
        assert_eq!(is_opened, !has_finding(id), "{id}");
    }
}

#[test]
fn an_id_that_is_taken_out_of_addresses_is_told_and_its_station_loaded() {
    for (id, is_told) in [
        (".", true),
        ("..", true),
        ("a/../b", true),
        ("./a", true),
        ("nearest", true),
        ("...", false),
        (".a", false),
        ("nearest/x", false),
        ("Nearest", false),
    ] {
        let text = collection("", &[station(id, 1.0, r#""x":1"#)]);
        let loaded = load_all(&[&text]).unwrap();
        assert_eq!(loaded.stations.len(), 1);
        let codes: Vec<&str> = loaded.issues.iter().map(|issue| issue.code.key()).collect();
        assert_eq!(codes == ["reserved_id"], is_told, "{id}: {codes:?}");
    }
}

/// An id with every byte escaped that is no letter or digit.
fn escaped(id: &str) -> String {
    utf8_percent_encode(id, NON_ALPHANUMERIC).to_string()
}

#[test]
fn every_id_is_found_escaped_at_every_route() {
    let service = service_of(&[&file()]);
    for id in IDS {
        for route in ROUTES {
            // `nearest` alone is a question; as an id it is written with an escape.
            let path = match (id, route) {
                ("nearest", "/v1/stations/") => "%6Eearest".to_owned(),
                _ => escaped(id),
            };
            let answer = get_json(&service, &format!("{route}{path}"));
            assert_eq!(answer["id"], id, "{route}{path}");
        }
    }
}

#[test]
fn slashes_and_chinese_in_an_id_may_stand_as_they_are() {
    let service = service_of(&[&file()]);
    for id in [
        "node/700000001",
        "a/b/c",
        "/a",
        "a/",
        "//",
        "a//b",
        "nearest/x",
        "near",
        "...",
        "驿站/甲",
        "*",
        "x/queryables",
        "a+b",
    ] {
        for route in ROUTES {
            let answer = get_json(&service, &format!("{route}{id}"));
            assert_eq!(answer["id"], id, "{route}{id}");
        }
    }
    let with_query = "/v1/stations/node/700000001?at=2026-11-24T12:00&crs=gcj02";
    assert_eq!(get_json(&service, with_query)["id"], "node/700000001");
    // An escape is undone once.
    assert_eq!(get_json(&service, "/v1/stations/a%252Fb")["id"], "a%2Fb");
    assert_eq!(get_json(&service, "/v1/stations/a%2Fb%2Fc")["id"], "a/b/c");
}

#[test]
fn the_link_to_itself_of_each_station_leads_there() {
    let service = service_of(&[&file()]);
    for id in IDS {
        let item = get_json(&service, &format!("{}{}", ROUTES[1], escaped(id)));
        let href = item["links"][0]["href"].as_str().unwrap();
        let path = &href[href.find("/ogc").unwrap()..];
        assert_eq!(get_json(&service, path)["id"], id, "{path}");
    }
}

#[test]
fn an_id_that_no_station_has_is_not_found_whatever_stands_in_it() {
    let service = service_of(&[&file()]);
    for route in ROUTES {
        for id in [
            "node/1", "node", "a/b", "a/b/c/", "node%2F1", "%FF", "a/%FF",
        ] {
            problem(&get(&service, &format!("{route}{id}")), 404);
        }
    }
    assert_eq!(get(&service, "/v1/stations/").status, 404);
    let unready = unready_service();
    problem(&get(&unready, "/v1/stations/node/1"), 503);
    unready
        .set()
        .replace(ServedSet::new(snapshot(&[&file()]), 0.0));
    assert_eq!(get(&unready, "/v1/stations/node/700000001").status, 200);
}
