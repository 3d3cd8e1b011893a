//! An answer through the real routes, without a socket, beside a handler that returns a
//! constant.

mod support;

use std::hint::black_box;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::routing::get;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use http_body_util::BodyExt;
use support::{SNAPSHOT, origins};
use tower::ServiceExt;
use yizhan::clock::Zone;
use yizhan::http::{AppState, RequestService, Routes};
use yizhan::position::Position;
use yizhan::state::ServedSet;
use yizhan::travel::Paces;

/// Sends a GET through routes and reads the whole answer; its length.
async fn answer_length(routes: impl RequestService, uri: String) -> usize {
    let request = Request::get(uri).body(Body::empty());
    send(routes, request.expect("a request")).await
}

/// Sends a request through routes and reads the whole answer; its length.
async fn send(routes: impl RequestService, request: Request<Body>) -> usize {
    let response = routes.oneshot(request).await.expect("an answer");
    assert!(response.status().is_success());
    let body = response.into_body().collect().await.expect("a body");
    body.to_bytes().len()
}

fn http_answer(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let service = Arc::new(AppState::new(Zone::default(), Paces::default()));
    service.set().replace(ServedSet::new(SNAPSHOT.clone(), 0.0));
    let yizhan = Routes::new(&service);
    let constant = "x".repeat(4_000);
    let floor = Router::new().route("/", get(move || std::future::ready(constant.clone())));
    let uris: Vec<String> = origins()
        .iter()
        .map(|origin| {
            format!(
                "/v1/stations/nearest?lat={:.6}&lon={:.6}&amenity=toilet&at=2026-11-24T12:00:00",
                origin.lat(),
                origin.lon()
            )
        })
        .collect();
    let mut next = uris.iter().cycle();
    let mut group = criterion.benchmark_group("http_in_process");
    group.bench_function("floor_constant_4_kB", |bench| {
        bench.iter(|| runtime.block_on(answer_length(floor.clone(), "/".to_owned())));
    });
    group.bench_function("nearest", |bench| {
        bench.iter(|| {
            let uri = next.next().expect("a cycle").clone();
            black_box(runtime.block_on(answer_length(yizhan.clone(), uri)))
        });
    });
    let body = batch_body();
    group.throughput(Throughput::Elements(1_000));
    group.bench_function("batch_of_1000", |bench| {
        bench.iter(|| {
            let request = Request::post("/v1/stations/nearest").body(Body::from(body.clone()));
            black_box(runtime.block_on(send(yizhan.clone(), request.expect("a request"))))
        });
    });
    group.finish();
}

/// One question from all places.
fn batch_body() -> String {
    let origin = |at: &Position| format!(r#"{{"lat":{:.6},"lon":{:.6}}}"#, at.lat(), at.lon());
    let origins: Vec<String> = origins().iter().map(origin).collect();
    format!(
        r#"{{"origins":[{}],"amenity":"toilet","at":"2026-11-24T12:00:00"}}"#,
        origins.join(",")
    )
}

criterion_group!(benches, http_answer);
criterion_main!(benches);
