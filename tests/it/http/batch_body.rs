//! The body of a batch: its type, its size, and that it is never quoted.

use axum::body::Body;
use axum::http::Request;

use crate::support::http::{Reply, post, problem, send, service, station};

fn world() -> std::sync::Arc<yizhan::http::AppState> {
    service(&[station("a", 100.0, "")])
}

fn post_as(content_type: &str, body: Vec<u8>) -> Reply {
    let request = Request::post("/v1/stations/nearest").header("content-type", content_type);
    send(&world(), request.body(Body::from(body)).unwrap())
}

#[test]
fn a_body_is_json_of_at_most_a_mebibyte() {
    let good = r#"{"origins":[{"lat":30,"lon":110}]}"#.as_bytes();
    for content_type in ["application/json", "Application/JSON; charset=utf-8"] {
        assert_eq!(post_as(content_type, good.to_vec()).status, 200);
    }
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/geo+json",
        "",
    ] {
        problem(&post_as(content_type, good.to_vec()), 415);
    }
    let mut full = good.to_vec();
    full.resize(1 << 20, b' ');
    assert_eq!(post_as("application/json", full.clone()).status, 200);
    full.push(b' ');
    problem(&post_as("application/json", full), 413);
}

#[test]
fn what_is_no_json_object_is_refused_without_repeating_it() {
    for body in [
        "",
        "{",
        "null",
        "39.123456",
        r#""39.123456,116.654321""#,
        "[39.123456,116.654321]",
        r#"[{"lat":39.123456,"lon":116.654321}]"#,
        r#"{"origins":[{"lat":39.123456,"lon":116.654321}]"#,
        r#"{"origins":[{"lat":39.123456 116.654321}]}"#,
        r#"{"origins":[{"lat":39.123456,"lon":116.654321}]} 39.123456"#,
        r#"{"origins":{"lat":39.123456,"lon":116.654321}}"#,
        r#"{"origins":"39.123456,116.654321"}"#,
        r#"{"lat":39.123456,"origins":[]}"#,
        r#"{"origins":[{"lat":39.123456,"lon":116.654321}],"lat":39.123456}"#,
        r#"{"origins":[{"lat":39.123456,"lon":116.654321}],"limit":0}"#,
    ] {
        let reply = post(&world(), body);
        problem(&reply, 400);
        let text = reply.text();
        assert!(
            !text.contains("123456") && !text.contains("654321"),
            "{body}: {text}"
        );
    }
    problem(&post(&world(), vec![0xff, 0xfe, b'{']), 400);
    let deep = format!(
        r#"{{"origins":{}{}}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert!(post(&world(), deep).status < 500);
    for bad in [
        r#"{"lat":139.123456,"lon":116.654321}"#,
        r#"{"lat":"39.123456","lon":1}"#,
    ] {
        let reply = post(&world(), format!(r#"{{"origins":[{bad}]}}"#));
        assert_eq!(reply.status, 200);
        assert!(!reply.text().contains("123456"), "{}", reply.text());
    }
}
