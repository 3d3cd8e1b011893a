//! The feed of 200,000 stations: sent from memory, beside a handler that returns the same
//! bytes; and made, which happens once per loaded set or, with filters, once per request.

mod support;

use std::hint::black_box;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::Request;
use axum::routing::get;
use criterion::{Criterion, SamplingMode, criterion_group, criterion_main};
use http_body_util::BodyExt;
use support::SNAPSHOT;
use tower::ServiceExt;
use yizhan::clock::Zone;
use yizhan::datum::Datum;
use yizhan::http::{AppState, RequestService, Routes};
use yizhan::state::ServedSet;
use yizhan::state::{Effort, Encoding};
use yizhan::travel::Paces;

/// Where the feed is.
const FEED: &str = "/v1/stations.geojson";

/// Sends a GET through routes and reads the whole answer; its length.
async fn answer_length(
    routes: impl RequestService,
    uri: &str,
    header: Option<(&str, &str)>,
) -> usize {
    let mut request = Request::get(uri);
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    let request = request.body(Body::empty()).expect("a request");
    let response = routes.oneshot(request).await.expect("an answer");
    let body = response.into_body().collect().await.expect("a body");
    body.to_bytes().len()
}

fn sent_from_memory(criterion: &mut Criterion) {
    let runtime = runtime();
    let service = service();
    let served = service.current().expect("a set");
    served.plain_feeds().compress(Datum::Wgs84);
    let bytes: Bytes = served.serialise_feed(Datum::Wgs84);
    let floor = Router::new().route("/", get(move || std::future::ready(bytes.clone())));
    let feed = Routes::new(&service);
    let tag = format!(
        "W/\"{}-wgs84-{}\"",
        SNAPSHOT.version(),
        env!("CARGO_PKG_VERSION")
    );
    let mut group = criterion.benchmark_group("feed_from_memory");
    group.bench_function("floor_same_bytes", |bench| {
        bench.iter(|| runtime.block_on(answer_length(floor.clone(), "/", None)));
    });
    for (name, header) in [
        ("identity", ("accept-encoding", "identity")),
        ("zstd", ("accept-encoding", "gzip, deflate, br, zstd")),
        ("not_modified", ("if-none-match", tag.as_str())),
    ] {
        group.bench_function(name, |bench| {
            bench.iter(|| {
                black_box(runtime.block_on(answer_length(feed.clone(), FEED, Some(header))))
            });
        });
    }
    group.finish();
}

fn made(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("feed_made");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.bench_function("serialise_wgs84", |bench| {
        bench.iter(|| black_box(ServedSet::new(SNAPSHOT.clone(), 0.0)));
    });
    let served = ServedSet::new(SNAPSHOT.clone(), 0.0);
    let bytes = served.serialise_feed(Datum::Wgs84);
    for encoding in Encoding::ALL {
        for (name, effort) in [("thorough", Effort::Thorough), ("light", Effort::Light)] {
            group.bench_function(format!("{}_{name}", encoding.key()), |bench| {
                bench.iter(|| black_box(encoding.compress(&bytes, effort)));
            });
        }
    }
    let (runtime, feed) = (runtime(), Routes::new(&service()));
    for (name, query) in [
        ("request_city_box", "bbox=114,22,115,23"),
        ("request_amenity_5_percent", "amenity=aed"),
        ("request_all_at_a_moment", "at=2026-11-24T12:00"),
    ] {
        let uri = format!("{FEED}?{query}");
        group.bench_function(name, |bench| {
            bench.iter(|| runtime.block_on(answer_length(feed.clone(), &uri, None)));
        });
    }
    group.finish();
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

fn service() -> Arc<AppState> {
    let service = Arc::new(AppState::new(Zone::default(), Paces::default()));
    service.set().replace(ServedSet::new(SNAPSHOT.clone(), 0.0));
    service
}

criterion_group!(benches, sent_from_memory, made);
criterion_main!(benches);
