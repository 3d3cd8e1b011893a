//! Pages of other origins: what they may send, read and embed.

use std::sync::Arc;

use axum::http::Method;
use yizhan::http::AppState;

use crate::support::http::{ASK, Reply, call, get, service, station};

fn world() -> Arc<AppState> {
    service(&[station("a", 100.0, r#""opening_hours":"24/7""#)])
}

/// What a browser asks before a request with these headers.
fn preflight(uri: &str, method: &str, headers: &[&str]) -> Reply {
    let mut asked = vec![
        ("origin", "https://app.example"),
        ("access-control-request-method", method),
    ];
    asked.extend(
        headers
            .iter()
            .map(|names| ("access-control-request-headers", *names)),
    );
    call(&world(), Method::OPTIONS, uri, &asked)
}

/// Whether a browser sends a header after that answer (Fetch, 4.8): `*` is all names but one.
fn is_allowed(answer: &Reply, name: &str, knows_the_star: bool) -> bool {
    let listed: Vec<&str> = answer
        .header("access-control-allow-headers")
        .split(',')
        .map(str::trim)
        .collect();
    let is_named = listed
        .iter()
        .any(|listed| listed.eq_ignore_ascii_case(name));
    is_named || (knows_the_star && listed.contains(&"*") && name != "authorization")
}

#[test]
fn a_page_of_another_origin_may_send_any_request_header() {
    let names = [
        "authorization",
        "cache-control",
        "pragma",
        "x-requested-with",
        "traceparent",
        "baggage,sentry-trace",
        "x-client-version",
        "content-type,if-none-match,x-request-id",
        "authorization,content-encoding,content-type",
    ];
    for (uri, method) in [
        (ASK, "GET"),
        ("/v1/stations/nearest", "POST"),
        ("/v1/stations.geojson", "GET"),
        ("/ogc/collections/stations/items", "GET"),
        ("/v1/stations/a", "HEAD"),
        ("/nowhere", "GET"),
    ] {
        for names in names {
            let answer = preflight(uri, method, &[names]);
            assert_eq!(answer.status, 200, "{uri}");
            assert_eq!(answer.header("access-control-allow-origin"), "*");
            for name in names.split(',') {
                assert!(is_allowed(&answer, name, true), "{uri} {name}");
                assert!(is_allowed(&answer, name, false), "{uri} {name}");
            }
        }
        let unasked = preflight(uri, method, &[]);
        for name in ["authorization", "x-anything"] {
            assert!(is_allowed(&unasked, name, true), "{uri} {name}");
        }
        let two_lines = preflight(uri, method, &["x-one", "x-two"]);
        assert!(is_allowed(&two_lines, "x-one", false) && is_allowed(&two_lines, "x-two", false));
    }
}

#[test]
fn a_preflight_names_the_methods_that_are_answered_and_is_remembered_for_a_day() {
    for asked in ["GET", "HEAD", "POST", "DELETE"] {
        let answer = preflight("/v1/stations/nearest", asked, &["content-type"]);
        let methods: Vec<&str> = answer
            .header("access-control-allow-methods")
            .split(',')
            .collect();
        assert_eq!(methods, ["GET", "HEAD", "POST", "PATCH", "DELETE"]);
        assert_eq!(answer.header("access-control-max-age"), "86400");
        assert_eq!(answer.header("vary"), "access-control-request-headers");
        assert!(answer.body.is_empty());
    }
}

#[test]
fn what_is_meant_for_embedding_may_be_loaded_by_pages_that_load_nothing_without_leave() {
    let service = world();
    let page = get(&service, "/").text();
    let style = page.split('"').find(|text| text.contains(".css")).unwrap();
    for uri in [
        ASK,
        "/v1/stations/a",
        "/v1/stations.geojson",
        "/v1/stations.geojson?at=now",
        "/v1/meta",
        "/v1/circle?lat=30&lon=110",
        "/ogc/collections/stations/items",
        "/openapi.json",
        "/widget.js",
        "/web/config.json",
        "/embed",
        &format!("/{style}"),
        "/v1/stations/none",
        "/v1/stations/nearest",
    ] {
        for accepts in ["identity", "gzip"] {
            let headers = [("accept-encoding", accepts), ("host", "example.org")];
            let answer = call(&service, Method::GET, uri, &headers);
            assert_eq!(
                answer.header("cross-origin-resource-policy"),
                "cross-origin",
                "{uri}"
            );
        }
    }
    for uri in ["/", "/docs"] {
        let alone = get(&service, uri);
        assert_eq!(
            alone.header("cross-origin-resource-policy"),
            "same-origin",
            "{uri}"
        );
        assert_eq!(alone.header("cross-origin-embedder-policy"), "", "{uri}");
    }
}

#[test]
fn the_frame_and_its_files_declare_the_policies_that_such_pages_require() {
    let service = world();
    for uri in ["/embed", "/widget.js", "/web/0/page.js"] {
        let answer = get(&service, uri);
        assert_eq!(answer.status, 200, "{uri}");
        assert_eq!(
            answer.header("cross-origin-embedder-policy"),
            "require-corp",
            "{uri}"
        );
    }
}

#[test]
fn every_answer_forbids_browsers_to_guess_its_type() {
    let service = world();
    for (method, uri) in [
        (Method::GET, ASK),
        (Method::HEAD, ASK),
        (Method::OPTIONS, ASK),
        (Method::DELETE, ASK),
        (Method::GET, "/v1/stations/nearest"),
        (Method::GET, "/v1/stations.geojson"),
        (Method::GET, "/v1/stations/a"),
        (Method::GET, "/v1/stations/none"),
        (Method::GET, "/ogc"),
        (Method::GET, "/openapi.json"),
        (Method::GET, "/docs"),
        (Method::GET, "/docs.css"),
        (Method::GET, "/"),
        (Method::GET, "/?lat=30&lon=110"),
        (Method::GET, "/widget.js"),
        (Method::GET, "/sw.js"),
        (Method::GET, "/manifest.webmanifest"),
        (Method::GET, "/health/live"),
        (Method::GET, "/metrics"),
        (Method::GET, "/nowhere"),
    ] {
        let answer = call(&service, method.clone(), uri, &[("host", "example.org")]);
        assert_eq!(
            answer.header("x-content-type-options"),
            "nosniff",
            "{method} {uri}"
        );
    }
}

#[test]
fn pages_of_other_origins_cannot_read_the_metrics() {
    for (method, status) in [
        (Method::GET, 200),
        (Method::HEAD, 200),
        (Method::OPTIONS, 405),
        (Method::POST, 405),
    ] {
        let asked = [
            ("origin", "https://app.example"),
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "x-any"),
        ];
        let answer = call(&world(), method.clone(), "/metrics", &asked);
        assert_eq!(answer.status, status, "{method}");
        let names = answer.headers.keys();
        let of_cors = names.filter(|name| name.as_str().starts_with("access-control-"));
        assert_eq!(of_cors.count(), 0, "{method}");
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            "same-origin",
            "{method}"
        );
    }
}
