//! So many requests through the real router, without a socket, and nothing else: for counting
//! instructions. `benches/instructions_a_request` does that.
//!
//! `cargo bench --bench instructions -- PATH_AND_QUERY REQUESTS`

mod support;

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use support::instant;
use tower::ServiceExt;
use yizhan::clock::Zone;
use yizhan::dataset::load_texts;
use yizhan::hours::Calendars;
use yizhan::hours::schedules::HoursSettings;
use yizhan::http::{Served, Service, router};
use yizhan::snapshot::Snapshot;
use yizhan::travel::Paces;

fn main() {
    let words = std::env::args().filter(|word| !word.starts_with("--"));
    let [_, uri, requests] = words
        .collect::<Vec<_>>()
        .try_into()
        .expect("PATH_AND_QUERY REQUESTS");
    let requests: usize = requests.parse().expect("a number of requests");
    let settings = HoursSettings {
        zone: Zone::default(),
        calendars: Calendars::bundled(),
        today: support::TODAY.parse().expect("a date"),
    };
    let today = settings.today;
    let file = include_str!("../data/stations/union-stations.geojson");
    let loaded = load_texts(&[("stations.geojson", file)], settings).expect("a sound file");
    let snapshot = Snapshot::build(loaded, instant("12:00:00"), today);
    let service = Arc::new(Service::new(Zone::default(), Paces::default()));
    service.replace(Served::new(snapshot, 0.0));
    let router = router(service);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        for _ in 0..requests {
            let request = Request::get(&uri).body(Body::empty()).expect("a request");
            let response = router.clone().oneshot(request).await.expect("an answer");
            assert!(response.status().is_success());
            response.into_body().collect().await.expect("a body");
        }
    });
}
