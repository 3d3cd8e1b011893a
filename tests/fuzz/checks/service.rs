//! The service that requests are sent to, without a socket, and what holds for any answer.

use std::sync::{Arc, OnceLock};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde::Deserialize;
use serde_json::value::RawValue;
use tower::ServiceExt;
use yizhan::clock::{UnixTime, Zone};
use yizhan::dataset::load_texts;
use yizhan::hours::Calendars;
use yizhan::hours::schedules::HoursSettings;
use yizhan::http::{AppState, Routes};
use yizhan::snapshot::Snapshot;
use yizhan::state::ServedSet;
use yizhan::travel::Paces;

/// Some real stations of two cities.
const WORLD: [(&str, &str); 2] = [
    (
        "union.geojson",
        include_str!("../../../data/stations/union-stations.geojson"),
    ),
    ("world.geojson", include_str!("../world.geojson")),
];
const TODAY: &str = "2026-11-24";
/// Statuses that a request without conditions may meet.
const STATUSES: [u16; 8] = [200, 400, 404, 405, 413, 414, 415, 431];

/// A problem of RFC 9457, as far as it is looked at.
#[derive(Deserialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    detail: String,
}

/// The answer to a request: it has a status that is meant, and what is JSON can be read.
pub(crate) fn ask(request: Request<Body>) -> (StatusCode, Bytes) {
    // What waits is given up after a time.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let (status, headers, body) = runtime.unwrap().block_on(async {
        let response = service().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        (parts.status, parts.headers, body)
    });
    check_answer(status, &headers, &body);
    (status, body)
}

fn service() -> Routes {
    static ROUTES: OnceLock<Routes> = OnceLock::new();
    ROUTES
        .get_or_init(|| {
            let service = Arc::new(AppState::new(Zone::default(), Paces::default()));
            service.set().replace(ServedSet::new(snapshot(), 0.0));
            Routes::new(&service)
        })
        .clone()
}

fn snapshot() -> Snapshot {
    let settings = HoursSettings {
        zone: Zone::default(),
        calendars: Calendars::bundled(),
        today: TODAY.parse().unwrap(),
    };
    let loaded = load_texts(&WORLD, settings).unwrap();
    Snapshot::build(loaded, UnixTime::now(), TODAY.parse().unwrap())
}

fn check_answer(status: StatusCode, headers: &HeaderMap, body: &[u8]) {
    assert!(STATUSES.contains(&status.as_u16()), "{status}");
    let media_type = headers.get(header::CONTENT_TYPE);
    let media_type = media_type.map_or("", |value| value.to_str().unwrap());
    if media_type.contains("json") {
        // Answers repeat what they were asked, however deeply it is nested.
        let json: Result<&RawValue, _> = serde_json::from_slice(body);
        assert!(json.is_ok(), "{}", String::from_utf8_lossy(body));
    }
    if status.is_success() {
        return;
    }
    assert_eq!(media_type, "application/problem+json");
    let problem: Problem = serde_json::from_slice(body).unwrap();
    assert_eq!(problem.status, status.as_u16());
    assert!(problem.kind.starts_with("/problems/"));
    assert!(!problem.title.is_empty() && !problem.detail.is_empty());
}
