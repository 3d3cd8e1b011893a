//! What holds for every route: health, methods, origins, compression, strange requests.

use std::io::Read;

use axum::http::Method;
use serde_json::json;

use crate::support::http::{ASK, call, get, get_json, get_with, problem};
use crate::support::http::{service, station, unready_service};

/// Every route that needs stations.
const DATA_ROUTES: [&str; 4] = [ASK, "/v1/stations/a", "/v1/meta", "/health/ready"];
const CIRCLE: &str = "/v1/circle?lat=30&lon=110";
/// Every route that is answered to a GET.
const ROUTES: [&str; 6] = [
    ASK,
    "/v1/stations/a?at=2026-11-24T12:00",
    "/v1/meta",
    "/health/ready",
    "/health/live",
    CIRCLE,
];

fn world() -> std::sync::Arc<yizhan::http::AppState> {
    service(&[station("a", 100.0, r#""opening_hours":"24/7""#)])
}

#[test]
fn until_stations_are_loaded_data_routes_say_when_to_try_again() {
    let service = unready_service();
    for uri in DATA_ROUTES {
        let reply = get(&service, uri);
        problem(&reply, 503);
        assert_eq!(reply.header("retry-after"), "1", "{uri}");
    }
    assert_eq!(
        get_json(&service, "/health/live"),
        json!({ "status": "live" })
    );
    assert_eq!(get(&world(), "/health/live").status, 200);
    let ready = get_json(&world(), "/health/ready");
    assert_eq!(
        (&ready["status"], &ready["stations"]),
        (&json!("ready"), &json!(1))
    );
}

#[test]
fn head_says_what_get_says_without_the_body() {
    let service = world();
    for uri in ROUTES
        .into_iter()
        .chain(["/v1/stations/b", "/v1/stations/nearest"])
    {
        let full = get(&service, uri);
        let head = call(&service, Method::HEAD, uri, &[]);
        assert_eq!(head.status, full.status, "{uri}");
        assert!(head.body.is_empty(), "{uri}");
        for name in [
            "content-type",
            "cache-control",
            "access-control-allow-origin",
            "vary",
        ] {
            assert_eq!(head.header(name), full.header(name), "{uri} {name}");
        }
        assert_eq!(
            head.header("content-length"),
            full.body.len().to_string(),
            "{uri}"
        );
    }
}

#[test]
fn a_method_that_is_not_answered_is_a_problem_that_names_those_that_are() {
    let service = world();
    for (method, uri, allowed) in [
        (Method::POST, "/v1/meta", vec!["GET", "HEAD"]),
        (Method::PUT, "/v1/stations/a", vec!["GET", "HEAD"]),
        (
            Method::DELETE,
            "/v1/stations/nearest",
            vec!["GET", "HEAD", "POST"],
        ),
        (Method::PATCH, "/v1/circle", vec!["GET", "HEAD"]),
        (Method::POST, "/health/live", vec!["GET", "HEAD"]),
        (Method::TRACE, "/health/ready", vec!["GET", "HEAD"]),
    ] {
        let reply = call(&service, method.clone(), uri, &[]);
        problem(&reply, 405);
        let mut listed: Vec<&str> = reply.header("allow").split(',').map(str::trim).collect();
        listed.sort_unstable();
        assert_eq!(listed, allowed, "{method} {uri}");
    }
}

#[test]
fn an_unknown_path_is_a_problem() {
    let service = world();
    for uri in [
        "/nowhere",
        "/v1",
        "/v1/",
        "/v1/stations",
        "/v1/stations/nearest/",
        "/v1//stations/nearest",
        "/V1/stations/nearest",
        "/v1/stations/nearest%2F",
        "/v1/circle/..",
        "/v1/../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/%00",
        "/%ff",
        "/%zz",
        "//",
    ] {
        problem(&get(&service, uri), 404);
    }
    problem(&call(&service, Method::POST, "/v1/nothing", &[]), 404);
}

#[test]
fn a_place_in_a_path_is_not_repeated() {
    let service = world();
    for (method, uri, status) in [
        (Method::GET, "/v1/stations/39.123456,116.654321", 404),
        (Method::GET, "/v1/nearest/39.123456/116.654321", 404),
        (Method::DELETE, "/v1/stations/39.123456,116.654321", 405),
    ] {
        let reply = call(&service, method, uri, &[]);
        problem(&reply, status);
        assert!(!reply.text().contains("123456"), "{}", reply.text());
    }
}

#[test]
fn pages_of_any_origin_may_ask() {
    let service = world();
    for uri in ROUTES
        .into_iter()
        .chain(["/v1/nothing", "/v1/stations/nearest"])
    {
        let reply = get_with(&service, uri, &[("origin", "https://map.example")]);
        assert_eq!(reply.header("access-control-allow-origin"), "*", "{uri}");
    }
    let preflight = [
        ("origin", "https://map.example"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    let uri = "/v1/stations/nearest";
    let reply = call(&service, Method::OPTIONS, uri, &preflight);
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    for (name, word) in [
        ("access-control-allow-methods", "GET"),
        ("access-control-allow-methods", "POST"),
        ("access-control-allow-headers", "content-type"),
        ("access-control-max-age", "86400"),
    ] {
        assert!(
            reply.header(name).contains(word),
            "{name}: {}",
            reply.header(name)
        );
    }
}

#[test]
fn an_answer_that_fills_a_packet_is_compressed_for_clients_that_ask_and_is_the_same() {
    let address = format!(r#""address":"{}""#, "Long Street ".repeat(50));
    let service = service(&[station("a", 100.0, &address)]);
    for uri in [
        ASK,
        "/v1/stations/a?at=2026-11-24T12:00",
        "/v1/meta",
        CIRCLE,
    ] {
        let plain = get(&service, uri);
        assert_eq!(plain.header("content-encoding"), "");
        for (accepts, encoding) in [
            ("gzip", "gzip"),
            ("br;q=1.0, gzip;q=0.5", "gzip"),
            ("gzip, deflate, br, zstd", "zstd"),
            ("br", ""),
        ] {
            let reply = get_with(&service, uri, &[("accept-encoding", accepts)]);
            assert!(reply.header("vary").contains("accept-encoding"), "{uri}");
            assert_eq!(reply.header("content-encoding"), encoding, "{uri}");
            let mut body = Vec::new();
            let mut sent = &*reply.body;
            match encoding {
                "gzip" => flate2::read::GzDecoder::new(sent).read_to_end(&mut body),
                "zstd" => zstd::Decoder::new(sent).unwrap().read_to_end(&mut body),
                _ => sent.read_to_end(&mut body),
            }
            .unwrap();
            assert_eq!(body, plain.body, "{uri} {accepts}");
        }
    }
    for uri in [
        "/health/ready",
        "/v1/stations/b",
        "/v1/stations.geojson?at=never",
    ] {
        let short = get_with(&service, uri, &[("accept-encoding", "gzip")]);
        assert_eq!(short.header("content-encoding"), "", "{uri}");
        assert_eq!(short.header("vary"), "", "{uri}");
    }
}

#[test]
fn a_query_string_is_short_well_encoded_and_utf_8() {
    let service = world();
    let fill = |bytes: usize| {
        let start = "/v1/stations/nearest?lat=30&lon=110&amenity=";
        let query = start.len() - "/v1/stations/nearest?".len();
        get(&service, &format!("{start}{}", "x".repeat(bytes - query)))
    };
    let unknown = problem(&fill(8_192), 400);
    assert_eq!(unknown["parameter"], "amenity");
    let too_long = problem(&fill(8_193), 400);
    assert_eq!(too_long.get("parameter"), None);
    for query in [
        "lat=%zz",
        "lat=3%",
        "lat=3%2",
        "amenity=%ff",
        "%c3%28=1",
        "amenity=%E9%A9",
    ] {
        let refused = problem(
            &get(&service, &format!("/v1/stations/nearest?{query}")),
            400,
        );
        assert_eq!(refused.get("parameter"), None, "{query}");
    }
    for query in ["lat=30%00&lon=110", "lat=30&lon=110&amenity=%00", "%00=1"] {
        problem(
            &get(&service, &format!("/v1/stations/nearest?{query}")),
            400,
        );
    }
    for query in ["&&lat=30&&lon=110&", "lat=%33%30&l%6Fn=110"] {
        get_json(&service, &format!("/v1/stations/nearest?{query}"));
    }
}
