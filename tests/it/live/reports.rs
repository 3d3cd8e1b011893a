//! Reports of riders, and the inbox of keepers.

use axum::http::Method;
use serde_json::{Value, json};
use yizhan::clock::UnixTime;
use yizhan::request::live::{MAX_REPORTER_CHARS, MAX_TEXT_CHARS};

use crate::support::http::{Reply, problem, station};
use crate::support::live::LiveService;

fn world() -> LiveService {
    LiveService::of(&[
        station("a", 100.0, r#""amenities":["toilet","wifi"]"#),
        station("n/1", 200.0, ""),
    ])
}

fn report(live: &LiveService, station: &str, body: &Value) -> Reply {
    let uri = format!("/v1/stations/{station}/reports");
    live.send(Method::POST, &uri, &[], &body.to_string())
}

fn inbox(live: &LiveService, query: &str) -> Vec<Value> {
    let reply = live.keep(Method::GET, &format!("/v1/reports{query}"), "");
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["reports"].as_array().unwrap().clone()
}

#[test]
fn the_same_report_within_a_day_counts_once_and_is_answered_alike() {
    let live = world();
    let locked = json!({"what": "locked", "reporter": "r1", "text": "门锁着\u{202e}"});
    for _ in 0..3 {
        let reply = report(&live, "a", &locked);
        assert_eq!((reply.status, reply.text().as_str()), (202, ""));
    }
    assert_eq!(inbox(&live, "").len(), 1);
    assert_eq!(inbox(&live, "")[0]["text"], "门锁着");
    for (station, body) in [
        ("a", json!({"what": "locked", "reporter": "r2"})),
        ("a", json!({"what": "thanks", "reporter": "r1"})),
        ("n%2F1", json!({"what": "locked", "reporter": "r1"})),
        (
            "a",
            json!({"what": "amenity_missing", "amenity": "toilet", "reporter": "r1"}),
        ),
        (
            "a",
            json!({"what": "amenity_missing", "amenity": "wifi", "reporter": "r1"}),
        ),
    ] {
        assert_eq!(report(&live, station, &body).status, 202, "{body}");
    }
    assert_eq!(inbox(&live, "").len(), 6);
    assert_eq!(inbox(&live, "?station=n/1").len(), 1);
    assert_eq!(inbox(&live, "?limit=2").len(), 2);
    let said = live.service.set().said().unwrap();
    let bearing = said.reports.iter().filter(|report| report.station == "a");
    // Of station a: locked twice, thanks once.
    assert_eq!(bearing.count(), 3);
}

#[test]
fn nothing_of_the_reporter_is_shown_or_kept_but_a_digest_for_thirty_days() {
    let live = world();
    let secret = "a-random-id-of-an-app";
    report(&live, "a", &json!({"what": "locked", "reporter": secret}));
    report(
        &live,
        "n%2F1",
        &json!({"what": "locked", "reporter": secret}),
    );
    let shown = inbox(&live, "");
    assert_eq!(shown.len(), 2);
    for report in &shown {
        let mut members: Vec<&String> = report.as_object().unwrap().keys().collect();
        members.sort();
        let known = [
            "amenity",
            "answered_at",
            "at",
            "id",
            "state",
            "station",
            "text",
            "what",
        ];
        assert_eq!(members, known);
    }
    let file = std::fs::read(live.database.address().file().unwrap()).unwrap();
    let log = std::fs::read(
        live.database
            .address()
            .file()
            .unwrap()
            .with_extension("db-wal"),
    );
    let kept = [file, log.unwrap_or_default()].concat();
    assert!(
        !kept
            .windows(secret.len())
            .any(|part| part == secret.as_bytes())
    );
    let digests = |live: &LiveService| -> Vec<Option<String>> {
        let said = live.service.set().said().unwrap();
        said.reports
            .iter()
            .map(|report| report.reporter_digest.clone())
            .collect()
    };
    let [Some(one), Some(other)] = &digests(&live)[..] else {
        panic!("{:?}", digests(&live));
    };
    let shown = json!(shown).to_string();
    for secret in [secret, one, other] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert_ne!(
        one, other,
        "what one reports at two stations can be put together"
    );
    let n_digests = || {
        live.runtime.block_on(async {
            let url = format!(
                "sqlite://{}",
                live.database.address().file().unwrap().display()
            );
            let pool = sqlx::AnyPool::connect(&url).await.unwrap();
            let count = "SELECT COUNT(*) FROM yizhan_reports WHERE reporter_digest IS NOT NULL";
            sqlx::query_scalar::<_, i64>(count)
                .fetch_one(&pool)
                .await
                .unwrap()
        })
    };
    let in_days = |days: i64| UnixTime::now().plus_seconds(days * 86_400);
    live.runtime
        .block_on(live.database.sweep(in_days(29)))
        .unwrap();
    assert_eq!(n_digests(), 2);
    live.runtime
        .block_on(live.database.sweep(in_days(31)))
        .unwrap();
    assert_eq!(n_digests(), 0);
}

#[test]
fn a_keeper_sees_and_answers_the_reports_of_its_own_stations() {
    let live = world();
    report(&live, "a", &json!({"what": "locked", "reporter": "r1"}));
    report(
        &live,
        "n%2F1",
        &json!({"what": "other", "text": "灯坏了", "reporter": "r1"}),
    );
    let bearer = format!("Bearer {}", live.token_for(&["n/1"]));
    let own = [("authorization", bearer.as_str())];
    let seen = live.send(Method::GET, "/v1/reports", &own, "").json();
    assert_eq!(seen["reports"].as_array().unwrap().len(), 1);
    assert_eq!(seen["reports"][0]["text"], "灯坏了");
    problem(
        &live.send(Method::GET, "/v1/reports?station=a", &own, ""),
        403,
    );
    problem(&live.send(Method::GET, "/v1/reports", &[], ""), 401);
    let of = |station: &str| {
        let reports = inbox(&live, &format!("?station={station}"));
        format!("/v1/reports/{}", reports[0]["id"].as_str().unwrap())
    };
    let confirmed = r#"{"state":"confirmed"}"#;
    problem(&live.send(Method::PATCH, &of("a"), &own, confirmed), 403);
    let answered = live.send(Method::PATCH, &of("n/1"), &own, confirmed);
    assert_eq!(answered.status, 200, "{}", answered.text());
    assert_eq!(answered.json()["state"], "confirmed");
    assert!(answered.json()["answered_at"].is_string());
    assert_eq!(inbox(&live, "?state=new").len(), 1);
    assert_eq!(inbox(&live, "?state=confirmed").len(), 1);
    assert!(inbox(&live, "?state=rejected").is_empty());
    problem(&live.keep(Method::PATCH, "/v1/reports/x", confirmed), 404);
    for (body, parameter) in [
        ("{}", "state"),
        (r#"{"state":"confirm"}"#, "state"),
        (r#"{"stat":"new"}"#, "stat"),
    ] {
        let refused = problem(&live.keep(Method::PATCH, &of("a"), body), 400);
        assert_eq!(refused["parameter"], parameter);
    }
    problem(&live.keep(Method::GET, "/v1/reports?station=none", ""), 404);
    problem(&live.keep(Method::GET, "/v1/reports?state=old", ""), 400);
    // A keeper's answer is known to those who answer questions.
    live.keep(Method::PATCH, &of("a"), r#"{"state":"rejected"}"#);
    let said = live.service.set().said().unwrap();
    let states: Vec<&str> = said
        .reports
        .iter()
        .map(|report| report.state.key())
        .collect();
    assert_eq!(states, ["rejected"]);
}

#[test]
fn what_is_wrong_with_a_report_is_named() {
    let live = world();
    let long = "r".repeat(MAX_REPORTER_CHARS + 1);
    for (body, parameter) in [
        (json!({"reporter": "r"}), "what"),
        (json!({"what": "lockd", "reporter": "r"}), "what"),
        (json!({"what": "locked"}), "reporter"),
        (json!({"what": "locked", "reporter": ""}), "reporter"),
        (json!({"what": "locked", "reporter": long}), "reporter"),
        (
            json!({"what": "locked", "reporter": "r", "amenity": "toilet"}),
            "amenity",
        ),
        (
            json!({"what": "amenity_missing", "reporter": "r"}),
            "amenity",
        ),
        (
            json!({"what": "locked", "reporter": "r", "lat": "30"}),
            "lat",
        ),
    ] {
        let refused = problem(&report(&live, "a", &body), 400);
        assert_eq!(refused["parameter"], parameter, "{body}");
    }
    problem(
        &report(&live, "none", &json!({"what": "locked", "reporter": "r"})),
        404,
    );
    let read = live.send(Method::GET, "/v1/stations/a/reports", &[], "");
    problem(&read, 405);
    assert_eq!(read.header("allow"), "POST");
    assert!(inbox(&live, "").is_empty());
}

#[test]
fn texts_and_reporters_of_the_greatest_length_are_taken_and_longer_ones_are_not() {
    let live = world();
    let sized = |text: usize, reporter: usize| {
        let (text, reporter) = ("字".repeat(text), "r".repeat(reporter));
        let body = json!({"what": "other", "text": text, "reporter": reporter});
        report(&live, "a", &body)
    };
    assert_eq!(sized(MAX_TEXT_CHARS, MAX_REPORTER_CHARS).status, 202);
    let refused = problem(&sized(MAX_TEXT_CHARS + 1, 1), 400);
    assert_eq!(refused["parameter"], "text");
    let refused = problem(&sized(1, MAX_REPORTER_CHARS + 1), 400);
    assert_eq!(refused["parameter"], "reporter");
    assert_eq!(inbox(&live, "").len(), 1);
}

#[test]
fn one_client_sends_no_flood_of_reports() {
    let live = world();
    let refused = (0..100).find_map(|n| {
        let reply = report(
            &live,
            "a",
            &json!({"what": "locked", "reporter": format!("r{n}")}),
        );
        (reply.status != 202).then_some(reply)
    });
    let refused = refused.expect("a hundred reports were taken");
    problem(&refused, 429);
    assert!(refused.header("retry-after").parse::<u32>().unwrap() > 0);
    // Keepers and questions go on.
    assert_eq!(
        live.notice("a", r#"{"kind":"note","text":"x"}"#)["kind"],
        "note"
    );
}
