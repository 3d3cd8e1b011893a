//! The pages of keepers and of doors, and who a token belongs to.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::http::{call, get, get_with, problem, service, station};
use crate::support::live::LiveService;

#[test]
fn a_token_tells_its_keeper_and_the_stations_and_no_cache_keeps_that() {
    let live = LiveService::of(&[station("a", 1.0, ""), station("b", 9.0, "")]);
    let all = live.keep(Method::GET, "/v1/keeper", "");
    assert_eq!(all.json(), json!({"name": "all", "stations": Value::Null}));
    assert_eq!(all.header("cache-control"), "no-store");
    let bearer = format!("Bearer {}", live.token_for(&["b", "way/1"]));
    let some = live.send(Method::GET, "/v1/keeper", &[("authorization", &bearer)], "");
    assert_eq!(
        some.json(),
        json!({"name": "some", "stations": ["b", "way/1"]})
    );
    let wrong = [("authorization", "Bearer nonsense")];
    problem(&live.send(Method::GET, "/v1/keeper", &wrong, ""), 401);
    problem(&live.send(Method::GET, "/v1/keeper", &[], ""), 401);
}

#[test]
fn the_keepers_page_runs_nothing_inline_and_no_site_frames_it() {
    let live = LiveService::of(&[station("a", 1.0, "")]);
    let page = live.send(Method::GET, "/keep", &[], "");
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"));
    assert!(!page.text().contains("<script>"));
}

#[test]
fn the_page_at_a_door_names_its_station_escaped_whatever_its_id() {
    let odd = station(
        "way/12",
        1.0,
        r#""address":"{id} <b>","opening_hours":"24/7""#,
    );
    let odd = odd.replacen(r#""name":"way/12""#, r#""name":"<i>{root}&""#, 1);
    let service = service(&[odd, station("a", 9.0, "")]);
    for (uri, root) in [("/s/way/12", "../../"), ("/s/way%2F12", "../")] {
        let page = call(&service, Method::GET, uri, &[]);
        assert_eq!(page.status, 200, "{uri}");
        let text = page.text();
        assert!(text.contains("<bdi>&lt;i&gt;{root}&amp;</bdi>"), "{text}");
        assert!(text.contains("<bdi>{id} &lt;b&gt;</bdi>"), "{text}");
        assert!(text.contains("data-station=\"way/12\""), "{text}");
        let style = format!("href=\"{root}web/");
        assert!(text.contains(&style), "{text}");
        assert!(
            page.header("content-security-policy")
                .contains("script-src 'self'")
        );
    }
    assert_eq!(call(&service, Method::HEAD, "/s/a", &[]).status, 200);
    problem(&call(&service, Method::GET, "/s/nowhere", &[]), 404);
}

#[test]
fn a_door_that_is_not_known_is_a_page_for_people() {
    let service = service(&[station("a", 1.0, "")]);
    for path in ["/s/nowhere", "/s/way/12", "/s/%ff"] {
        let page = get_with(&service, path, &[("accept", "text/html")]);
        assert_eq!(page.status, 404, "{path}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        problem(&call(&service, Method::GET, path, &[]), 404);
    }
}

#[test]
fn the_page_at_a_door_has_the_policies_of_the_map_page() {
    let service = service(&[station("a", 1.0, "")]);
    let (map, door) = (get(&service, "/"), get(&service, "/s/a"));
    for name in [
        "content-type",
        "content-security-policy",
        "cache-control",
        "cross-origin-resource-policy",
        "referrer-policy",
        "x-content-type-options",
        "yizhan-version",
    ] {
        assert!(!map.header(name).is_empty(), "{name}");
        assert_eq!(door.header(name), map.header(name), "{name}");
    }
}

#[test]
fn the_list_that_comes_with_the_page_has_what_is_said() {
    let live = LiveService::of(&[station("a", 1.0, r#""opening_hours":"24/7""#)]);
    live.notice("a", r#"{"kind": "crowded", "text": "今天人多 <b>"}"#);
    let page = live.send(Method::GET, "/?lat=30&lon=110", &[], "");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("今天人多 \\u003cb"), "{}", page.text());
}
