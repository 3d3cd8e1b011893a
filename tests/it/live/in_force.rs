//! `/v1/live.json`: what apps and widgets poll.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::http::{problem, station};
use crate::support::live::LiveService;

fn ids(notices: &Value) -> Vec<&str> {
    let notices = notices.as_array().unwrap().iter();
    notices
        .map(|notice| notice["id"].as_str().unwrap())
        .collect()
}

#[test]
fn what_is_in_force_is_told_whole_or_as_what_changed_since() {
    let live = LiveService::of(&[station("a", 100.0, "")]);
    let none = live.get_json("/v1/live.json");
    assert_eq!(none["notices"], json!([]));
    assert_eq!(none["complete"], true);
    let one = live.notice("a", r#"{"kind":"closed"}"#);
    let to_come = r#"{"kind":"open","from":"2099-01-01T00:00:00Z"}"#;
    let refused = live.keep(Method::POST, "/v1/stations/a/notices", to_come);
    assert_eq!(problem(&refused, 400)["parameter"], "from");
    let all = live.get_json("/v1/live.json");
    assert_eq!(ids(&all["notices"]), [one["id"].as_str().unwrap()]);
    let since = |version: &Value| {
        live.get_json(&format!(
            "/v1/live.json?since={}",
            version.as_str().unwrap()
        ))
    };
    let changed = since(&none["version"]);
    assert_eq!(changed["complete"], false);
    assert_eq!(changed["notices"], all["notices"]);
    let same = since(&all["version"]);
    assert_eq!((&same["notices"], &same["ended"]), (&json!([]), &json!([])));
    let uri = format!("/v1/notices/{}", one["id"].as_str().unwrap());
    assert_eq!(live.keep(Method::DELETE, &uri, "").status, 204);
    let ended = since(&all["version"]);
    assert_eq!(ended["ended"], json!([one["id"]]));
    assert_eq!(ended["notices"], json!([]));
    for unknown in ["0-0", "999-999"] {
        assert_eq!(since(&json!(unknown))["complete"], true);
    }
    let wrong = live.send(Method::GET, "/v1/live.json?since=x", &[], "");
    assert_eq!(problem(&wrong, 400)["parameter"], "since");
}

#[test]
fn a_client_that_has_it_already_is_told_so_by_its_tag() {
    let live = LiveService::of(&[station("a", 100.0, "")]);
    let first = live.send(Method::GET, "/v1/live.json", &[], "");
    let tag = first.header("etag");
    assert_eq!(first.header("cache-control"), "no-cache");
    let again = live.send(Method::GET, "/v1/live.json", &[("if-none-match", tag)], "");
    assert_eq!((again.status, again.body.len()), (304, 0));
    live.notice("a", r#"{"kind":"closed"}"#);
    let new = live.send(Method::GET, "/v1/live.json", &[("if-none-match", tag)], "");
    assert_eq!(new.status, 200);
    assert_ne!(new.header("etag"), tag);
}
