//! Without `--live` nothing of it is served, and before its database was read nothing is known.

use axum::http::Method;

use crate::support::http::{call, get_json, problem, service, station};
use crate::support::live::LiveService;

#[test]
fn without_a_database_nothing_of_it_is_served_and_meta_says_so() {
    let service = service(&[station("a", 100.0, "")]);
    for (method, uri) in [
        (Method::GET, "/v1/stations/a/notices"),
        (Method::POST, "/v1/stations/a/notices"),
        (Method::POST, "/v1/stations/a/reports"),
        (
            Method::DELETE,
            "/v1/notices/0123456789abcdef0123456789abcdef",
        ),
        (Method::GET, "/v1/reports"),
        (
            Method::PATCH,
            "/v1/reports/0123456789abcdef0123456789abcdef",
        ),
        (Method::GET, "/v1/keeper"),
        (Method::GET, "/v1/live.json"),
        (Method::GET, "/keep"),
    ] {
        let refused = problem(&call(&service, method, uri, &[]), 404);
        assert!(
            refused["detail"]
                .as_str()
                .unwrap()
                .starts_with("live is off"),
            "{uri}"
        );
    }
    assert!(get_json(&service, "/v1/meta")["live"].is_null());
}

#[test]
fn a_station_whose_id_ends_like_a_path_below_one_is_found() {
    let ids = ["a/notices", "b", "b/notices", "c/reports"];
    let features: Vec<String> = ids.iter().map(|id| station(id, 100.0, "")).collect();
    let service = service(&features);
    for uri in ["a/notices", "a%2Fnotices", "b%2Fnotices", "c/reports"] {
        let answer = get_json(&service, &format!("/v1/stations/{uri}"));
        assert_eq!(answer["id"], uri.replace("%2F", "/"));
    }
    let refused = call(&service, Method::GET, "/v1/stations/b/notices", &[]);
    assert!(
        problem(&refused, 404)["detail"]
            .as_str()
            .unwrap()
            .starts_with("live is off")
    );
    let refused = call(&service, Method::POST, "/v1/stations/a", &[]);
    problem(&refused, 405);
    assert_eq!(refused.header("allow"), "GET,HEAD");
}

#[test]
fn a_process_that_has_not_read_its_database_says_so_and_denies_no_keeper() {
    let live = LiveService::unread(&[station("a", 100.0, "")]);
    let report = "/v1/reports/0123456789abcdef0123456789abcdef";
    let notice = "/v1/notices/0123456789abcdef0123456789abcdef";
    for (method, uri, body) in [
        (Method::GET, "/v1/live.json", ""),
        (Method::GET, "/v1/stations/a/notices", ""),
        (Method::GET, "/v1/stations/a/notices?history=true", ""),
        (Method::POST, "/v1/stations/a/notices", r#"{"kind":"open"}"#),
        (Method::DELETE, notice, ""),
        (Method::GET, "/v1/keeper", ""),
        (Method::GET, "/v1/reports", ""),
        (Method::PATCH, report, r#"{"state":"confirmed"}"#),
    ] {
        let refused = live.keep(method.clone(), uri, body);
        assert_eq!(problem(&refused, 503)["type"], "/problems/live-away");
        assert_eq!(refused.header("retry-after"), "5", "{method} {uri}");
    }
    problem(&live.send(Method::GET, "/v1/keeper", &[], ""), 401);
    live.connect();
    assert_eq!(live.keep(Method::GET, "/v1/keeper", "").status, 200);
    let wrong = [("authorization", "Bearer wrong")];
    problem(&live.send(Method::GET, "/v1/keeper", &wrong, ""), 401);
    assert_eq!(live.get_json("/v1/live.json")["complete"], true);
}
