//! Notices over HTTP.

use axum::http::Method;
use serde_json::{Value, json};
use yizhan::clock::{UnixTime, Zone};
use yizhan::live::{Answer, MAX_NOTICES_A_STATION, Request};
use yizhan::notices::NoticeKind;
use yizhan::request::live::{MAX_TEXT_CHARS, NoticeRequest};

use crate::support::http::{Reply, problem, station};
use crate::support::live::LiveService;

fn world() -> LiveService {
    LiveService::of(&[
        station("a", 100.0, r#""amenities":["toilet"]"#),
        station("n/1", 200.0, ""),
        station("n/1/notices", 300.0, ""),
    ])
}

/// The answer to a notice at station `a`.
fn post(live: &LiveService, body: &Value) -> Reply {
    live.keep(Method::POST, "/v1/stations/a/notices", &body.to_string())
}

fn notices_of(live: &LiveService, station: &str) -> Vec<Value> {
    let listed = live.get_json(&format!("/v1/stations/{station}/notices"));
    listed["notices"].as_array().unwrap().clone()
}

#[test]
fn a_notice_holds_from_now_to_the_end_of_the_day_unless_it_says_otherwise() {
    let live = world();
    let reply = post(&live, &json!({"kind": "closed", "text": " 检修\n今天 "}));
    assert_eq!(reply.status, 201, "{}", reply.text());
    let notice = reply.json();
    assert_eq!(
        reply.header("location"),
        format!("/v1/notices/{}", notice["id"].as_str().unwrap())
    );
    assert_eq!(notice["from"], notice["created_at"]);
    assert!(
        notice["until"]
            .as_str()
            .unwrap()
            .ends_with("T00:00:00+08:00")
    );
    assert_eq!(notice["text"], "检修 今天");
    assert_eq!(notice["station"], "a");
    assert_eq!(notices_of(&live, "a"), std::slice::from_ref(&notice));
    let said = live.service.set().said().unwrap();
    assert_eq!(said.notices.len(), 1);
    assert_eq!(said.notices[0].id, notice["id"].as_str().unwrap());
}

#[test]
fn a_withdrawn_notice_is_seen_in_the_history_of_its_keepers_alone() {
    let live = world();
    let notice = live.notice("a", r#"{"kind":"crowded"}"#);
    let uri = format!("/v1/notices/{}", notice["id"].as_str().unwrap());
    for _ in 0..2 {
        let reply = live.keep(Method::DELETE, &uri, "");
        assert_eq!((reply.status, reply.text().as_str()), (204, ""));
    }
    assert!(notices_of(&live, "a").is_empty());
    assert!(live.service.set().said().unwrap().notices.is_empty());
    let history = "/v1/stations/a/notices?history=true";
    problem(&live.send(Method::GET, history, &[], ""), 401);
    let seen = live.keep(Method::GET, history, "").json();
    assert_eq!(seen["notices"][0]["id"], notice["id"]);
    assert!(seen["notices"][0]["withdrawn_at"].is_string());
}

#[test]
fn only_a_keeper_of_the_station_writes_and_withdraws() {
    let live = world();
    let uri = "/v1/stations/a/notices";
    let body = r#"{"kind":"closed"}"#;
    let refused = live.send(Method::POST, uri, &[], body);
    problem(&refused, 401);
    assert_eq!(
        refused.header("www-authenticate"),
        "Bearer realm=\"yizhan\""
    );
    let id = live.token.split('.').next().unwrap();
    for wrong in [
        "",
        "x",
        "Bearer",
        "Bearer x",
        "Basic eDp5",
        &format!("Bearer {id}.00"),
    ] {
        let refused = live.send(Method::POST, uri, &[("authorization", wrong)], body);
        problem(&refused, 401);
        assert!(refused.header("www-authenticate").contains("invalid_token"));
    }
    let bearer = format!("bearer {}", live.token_for(&["n/1"]));
    let other = [("authorization", bearer.as_str())];
    problem(&live.send(Method::POST, uri, &other, body), 403);
    assert_eq!(
        live.send(Method::POST, "/v1/stations/n/1/notices", &other, body)
            .status,
        201
    );
    let notice = live.notice("a", body);
    let uri = format!("/v1/notices/{}", notice["id"].as_str().unwrap());
    problem(&live.send(Method::DELETE, &uri, &other, ""), 403);
    problem(&live.send(Method::DELETE, &uri, &[], ""), 401);
    for unknown in [
        "/v1/notices/x",
        "/v1/notices/%00",
        &uri.replace(|c: char| c.is_ascii_digit(), "f"),
    ] {
        problem(&live.keep(Method::DELETE, unknown, ""), 404);
    }
    problem(
        &live.keep(Method::POST, "/v1/stations/none/notices", body),
        404,
    );
    problem(
        &live.send(Method::GET, "/v1/stations/none/notices", &[], ""),
        404,
    );
}

#[test]
fn every_station_has_notices_whatever_its_id() {
    let live = world();
    for (path, id) in [
        ("n/1", "n/1"),
        ("n%2F1", "n/1"),
        ("n/1/notices", "n/1/notices"),
        ("n%2F1%2Fnotices", "n/1/notices"),
    ] {
        let before = notices_of(&live, path).len();
        let notice = live.notice(path, r#"{"kind":"open"}"#);
        assert_eq!(notice["station"], id);
        assert_eq!(notices_of(&live, path).len(), before + 1, "{path}");
    }
    assert_eq!(notices_of(&live, "n/1").len(), 2);
}

#[test]
fn what_is_wrong_with_a_notice_is_named() {
    let live = world();
    let long = "字".repeat(MAX_TEXT_CHARS + 1);
    for (body, parameter) in [
        (json!({}), "kind"),
        (json!({"kind": "close"}), "kind"),
        (json!({"kind": 5}), "kind"),
        (json!({"kind": "closed", "untill": "now"}), "untill"),
        (json!({"kind": "closed", "until": "tomorrow"}), "until"),
        (
            json!({"kind": "closed", "until": "2020-01-01T00:00:00Z"}),
            "until",
        ),
        (
            json!({"kind": "closed", "from": "2098-01-01T00:00:00Z"}),
            "from",
        ),
        (
            json!({"kind": "closed", "from": "2026-01-01T00:00:00Z", "until": "2098-01-01T00:00:00Z"}),
            "until",
        ),
        (json!({"kind": "closed", "text": long}), "text"),
        (json!({"kind": "closed", "text_en": long}), "text_en"),
        (json!({"kind": "closed", "amenity": "toilet"}), "amenity"),
        (json!({"kind": "amenity_out"}), "amenity"),
        (
            json!({"kind": "amenity_out", "amenity": "toilett"}),
            "amenity",
        ),
        (json!({"kind": "note"}), "text"),
        (json!({"kind": "note", "text": " \n "}), "text"),
    ] {
        let refused = problem(&post(&live, &body), 400);
        assert_eq!(refused["parameter"], parameter, "{body}");
    }
    let refused = problem(&post(&live, &json!({"kind": "close"})), 400);
    assert_eq!(refused["did_you_mean"], "closed");
    let refused = problem(&post(&live, &json!({"kind": "closed", "untill": "x"})), 400);
    assert_eq!(refused["did_you_mean"], "until");
    for body in ["", "[]", "7", "{", r#"{"kind":"closed","kind":"open"}"#] {
        problem(
            &live.keep(Method::POST, "/v1/stations/a/notices", body),
            400,
        );
    }
    problem(
        &live.keep(Method::POST, "/v1/stations/a/notices?kind=open", "{}"),
        400,
    );
    assert!(notices_of(&live, "a").is_empty());
}

#[test]
fn labels_nulls_and_texts_of_the_greatest_length_are_taken() {
    let live = world();
    let most = "字".repeat(MAX_TEXT_CHARS);
    let reply = post(
        &live,
        &json!({"kind": "amenity_out", "amenity": "厕所", "text": most, "until": null}),
    );
    assert_eq!(reply.status, 201, "{}", reply.text());
    assert_eq!(reply.json()["amenity"], "toilet");
    assert_eq!(reply.json()["text"], most);
}

#[test]
fn a_body_is_read_up_to_sixteen_kibibytes() {
    let live = world();
    let of_length = |n_bytes: usize| {
        let body = r#"{"kind":"closed"}"#;
        live.keep(
            Method::POST,
            "/v1/stations/a/notices",
            &format!("{body}{}", " ".repeat(n_bytes - body.len())),
        )
    };
    assert_eq!(of_length(16_384).status, 201);
    problem(&of_length(16_385), 413);
}

#[test]
fn a_station_has_no_more_notices_than_the_limit() {
    let live = world();
    let mut last = Value::Null;
    for _ in 0..MAX_NOTICES_A_STATION {
        last = live.notice("a", r#"{"kind":"crowded"}"#);
    }
    problem(&post(&live, &json!({"kind": "closed"})), 409);
    assert_eq!(
        live.notice("n%2F1", r#"{"kind":"crowded"}"#)["station"],
        "n/1"
    );
    let uri = format!("/v1/notices/{}", last["id"].as_str().unwrap());
    assert_eq!(live.keep(Method::DELETE, &uri, "").status, 204);
    assert_eq!(post(&live, &json!({"kind": "closed"})).status, 201);
}

#[test]
fn a_write_that_is_sent_again_with_its_key_is_done_once() {
    let live = world();
    let bearer = live.bearer();
    let with_key = |key: &str, method: Method, uri: &str, body: &str| {
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", key)];
        live.send(method, uri, &headers, body)
    };
    let uri = "/v1/stations/a/notices";
    let body = r#"{"kind":"closed"}"#;
    let first = with_key("k1", Method::POST, uri, body);
    assert_eq!(first.status, 201);
    let again = with_key("k1", Method::POST, uri, body);
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(notices_of(&live, "a").len(), 1);
    for (method, uri, body) in [
        (Method::POST, uri, r#"{"kind":"open"}"#),
        (Method::POST, "/v1/stations/n%2F1/notices", body),
        (Method::DELETE, first.header("location"), ""),
    ] {
        problem(&with_key("k1", method, uri, body), 422);
    }
    assert_eq!(with_key("k2", Method::POST, uri, body).status, 201);
    assert_eq!(notices_of(&live, "a").len(), 2);
    for _ in 0..2 {
        assert_eq!(
            with_key("k3", Method::DELETE, first.header("location"), "").status,
            204
        );
    }
    for wrong in ["", &"k".repeat(256)] {
        let refused = problem(&with_key(wrong, Method::POST, uri, body), 400);
        assert_eq!(refused["parameter"], "Idempotency-Key");
    }
    assert_eq!(
        with_key(&"k".repeat(255), Method::POST, uri, body).status,
        201
    );
}

/// The answer to a notice at station `a` that was sent with the key `k` at a moment.
fn written_at(live: &LiveService, sent_at: UnixTime, until: UnixTime, body: &str) -> Answer {
    let kept = live.service.live().unwrap();
    let keeper = kept.keeper_of(&live.token).unwrap();
    let key = Some("k".to_owned());
    let request = Request::new(key, "POST notices a", body.as_bytes());
    let new = NoticeRequest {
        kind: NoticeKind::Closed,
        amenity: None,
        from: sent_at,
        until,
        text: None,
        text_en: None,
    };
    let writing = kept.write_notice(&keeper, &request, "a", new, sent_at);
    live.runtime.block_on(writing).unwrap()
}

#[test]
fn a_write_that_is_sent_again_after_its_end_gets_the_answer_that_it_had() {
    let live = world();
    let bearer = live.bearer();
    let post = |key: &str, body: &Value| {
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", key)];
        let uri = "/v1/stations/a/notices";
        live.send(Method::POST, uri, &headers, &body.to_string())
    };
    // It was sent a minute before its end, which was a minute ago.
    let until = UnixTime::now().plus_seconds(-60);
    let sent_at = until.plus_seconds(-60);
    let end = Zone::default().format_instant(until);
    let body = json!({"kind": "closed", "until": end});
    let first = written_at(&live, sent_at, until, &body.to_string());
    let again = post("k", &body);
    assert_eq!((again.status, again.text()), (first.status, first.body));
    assert_eq!(again.header("location"), first.location.unwrap());
    problem(&post("other", &body), 400);
    problem(&post("k", &json!({"kind": "open", "until": end})), 422);
}

#[test]
fn a_notice_that_never_was_right_is_refused_as_such_when_the_database_cannot_be_asked() {
    let live = world();
    live.runtime.block_on(async {
        let file = live.database.address().file().unwrap().display();
        let pool = sqlx::AnyPool::connect(&format!("sqlite://{file}")).await;
        let drop_table = sqlx::raw_sql("DROP TABLE yizhan_answers");
        drop_table.execute(&pool.unwrap()).await.unwrap();
    });
    let bearer = live.bearer();
    let send = |headers: &[(&str, &str)], body: &str| {
        live.send(Method::POST, "/v1/stations/a/notices", headers, body)
    };
    let with_key = [("authorization", bearer.as_str()), ("idempotency-key", "k")];
    let long = "字".repeat(MAX_TEXT_CHARS + 1);
    for body in [
        "kind=closed".to_owned(),
        json!({"kind": "clsoed"}).to_string(),
        json!({"kind": "note"}).to_string(),
        json!({"kind": "amenity_out"}).to_string(),
        json!({"kind": "closed", "until": "2020-01-01T00:00:00", "text": long}).to_string(),
        json!({"kind": "closed", "from": "2020-01-02", "until": "2020-01-01"}).to_string(),
    ] {
        problem(&send(&with_key, &body), 400);
    }
    // These may have been written before.
    for body in [
        json!({"kind": "closed", "until": "2020-01-01T00:00:00"}).to_string(),
        json!({"kind": "amenity_out", "amenity": "helipad"}).to_string(),
    ] {
        problem(&send(&with_key, &body), 503);
        problem(&send(&with_key[..1], &body), 400);
    }
}
